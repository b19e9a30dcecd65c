#map = affine_map<(d0, d1, d2) -> (d0, d1)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map2 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map3 = affine_map<(d0, d1, d2) -> (d2)>
#map4 = affine_map<(d0, d1) -> (d0, d1)>
#map5 = affine_map<(d0, d1, d2) -> (d1, 0)>
#map6 = affine_map<(d0, d1, d2, d3) -> (0, d1, 0, d3)>
#map7 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, 0)>
#map8 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map9 = affine_map<(d0, d1, d2, d3) -> (d0, 0, d2, d3)>
#map10 = affine_map<(d0, d1, d2) -> (0, d1, 0)>
#map11 = affine_map<(d0, d1) -> (d0)>
#map12 = affine_map<(d0, d1) -> (d0, 0)>
#map13 = affine_map<(d0) -> (d0)>
#map14 = affine_map<(d0, d1) -> (0, d1)>
#map15 = affine_map<(d0, d1) -> ()>
#map16 = affine_map<(d0) -> ()>
#map17 = affine_map<() -> ()>
#map18 = affine_map<(d0, d1, d2) -> (0, 0, d2)>
#map19 = affine_map<(d0, d1, d2) -> (d0, d2)>
#map20 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d3)>
#map21 = affine_map<(d0, d1, d2, d3) -> (0, 0, d2, 0)>
#map22 = affine_map<(d0, d1, d2) -> (d1)>
#map23 = affine_map<(d0, d1, d2) -> ()>
module {
  shard.grid @grid(shape = 2)
  func.func @step(%arg0: tensor<37x4xf32> {fsdp.param = "backbone.embeddings.weight"},
      %arg1: tensor<4xf32> {fsdp.group = "group0", fsdp.param = "backbone.layers.0.norm.weight"},
      %arg2: tensor<8x2xf32> {fsdp.group = "group0", fsdp.param = "backbone.layers.0.mixer.A_log"},
      %arg3: tensor<8xf32> {fsdp.group = "group0", fsdp.param = "backbone.layers.0.mixer.D"},
      %arg4: tensor<8x1x2xf32> {fsdp.group = "group0", fsdp.param = "backbone.layers.0.mixer.conv1d.weight"},
      %arg5: tensor<8xf32> {fsdp.group = "group0", fsdp.param = "backbone.layers.0.mixer.conv1d.bias"},
      %arg6: tensor<16x4xf32> {fsdp.group = "group0", fsdp.param = "backbone.layers.0.mixer.in_proj.weight"},
      %arg7: tensor<5x8xf32> {fsdp.group = "group0", fsdp.param = "backbone.layers.0.mixer.x_proj.weight"},
      %arg8: tensor<8x1xf32> {fsdp.group = "group0", fsdp.param = "backbone.layers.0.mixer.dt_proj.weight"},
      %arg9: tensor<8xf32> {fsdp.group = "group0", fsdp.param = "backbone.layers.0.mixer.dt_proj.bias"},
      %arg10: tensor<4x8xf32> {fsdp.group = "group0", fsdp.param = "backbone.layers.0.mixer.out_proj.weight"},
      %arg11: tensor<4xf32> {fsdp.param = "backbone.norm_f.weight"},
      %arg12: tensor<2x3xi64> {fsdp.batch = "tokens"},
      %arg13: tensor<2x3xi64> {fsdp.batch = "targets"})
      -> (tensor<f32> {fsdp.loss},
          tensor<37x4xf32> {fsdp.grad = "backbone.embeddings.weight"},
          tensor<4xf32> {fsdp.grad = "backbone.layers.0.norm.weight"},
          tensor<8x2xf32> {fsdp.grad = "backbone.layers.0.mixer.A_log"},
          tensor<8xf32> {fsdp.grad = "backbone.layers.0.mixer.D"},
          tensor<8x1x2xf32> {fsdp.grad = "backbone.layers.0.mixer.conv1d.weight"},
          tensor<8xf32> {fsdp.grad = "backbone.layers.0.mixer.conv1d.bias"},
          tensor<16x4xf32> {fsdp.grad = "backbone.layers.0.mixer.in_proj.weight"},
          tensor<5x8xf32> {fsdp.grad = "backbone.layers.0.mixer.x_proj.weight"},
          tensor<8x1xf32> {fsdp.grad = "backbone.layers.0.mixer.dt_proj.weight"},
          tensor<8xf32> {fsdp.grad = "backbone.layers.0.mixer.dt_proj.bias"},
          tensor<4x8xf32> {fsdp.grad = "backbone.layers.0.mixer.out_proj.weight"},
          tensor<4xf32> {fsdp.grad = "backbone.norm_f.weight"}) {
    %cst = arith.constant dense<0.000000e+00> : tensor<37x4xf32>
    %c36_i64 = arith.constant 36 : i64
    %c-37_i64 = arith.constant -37 : i64
    %c-100_i64 = arith.constant -100 : i64
    %c37_i64 = arith.constant 37 : i64
    %c2_i64 = arith.constant 2 : i64
    %c1_i64 = arith.constant 1 : i64
    %c0_i64 = arith.constant 0 : i64
    %c-1_i64 = arith.constant -1 : i64
    %c37 = arith.constant 37 : index
    %cst_0 = arith.constant 0.000000e+00 : f32
    %cst_1 = arith.constant 1.000000e+00 : f32
    %cst_2 = arith.constant 0xFF800000 : f32
    %true = arith.constant true
    %cst_3 = arith.constant dense<0.000000e+00> : tensor<2x8x4xf32>
    %cst_4 = arith.constant dense<0.000000e+00> : tensor<2x8x3x2xf32>
    %cst_5 = arith.constant dense<0.000000e+00> : tensor<2x3x2xf32>
    %cst_6 = arith.constant dense<0.000000e+00> : tensor<2x8x1xf32>
    %cst_7 = arith.constant dense<1.000000e+00> : tensor<2x8x3xf32>
    %cst_8 = arith.constant dense<1.000000e+00> : tensor<f32>
    %cst_9 = arith.constant dense<0.000000e+00> : tensor<f32>
    %cst_10 = arith.constant dense<0.000000e+00> : tensor<2x8x2xf32>
    %cst_11 = arith.constant 1.000000e-05 : f64
    %cst_12 = arith.constant 4.000000e+00 : f32
    %cst_13 = arith.constant 2.000000e+01 : f32
    %cst_14 = arith.constant -5.000000e-01 : f32
    %cst_15 = arith.constant 2.000000e+00 : f32
    %c1 = arith.constant 1 : index
    %c0 = arith.constant 0 : index
    %0 = tensor.empty() : tensor<2x3x4xf32>
    %1 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg12 : tensor<2x3xi64>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: i64, %out: f32):
      %304 = arith.index_cast %in : i64 to index
      %305 = linalg.index 2 : index
      %306 = arith.cmpi slt, %304, %c37 : index
      cf.assert %306, "index must be smaller than dim size"
      %307 = arith.cmpi sge, %in, %c0_i64 : i64
      cf.assert %307, "index must be larger or equal to 0"
      %extracted = tensor.extract %arg0[%304, %305] : tensor<37x4xf32>
      linalg.yield %extracted : f32
    } -> tensor<2x3x4xf32>
    %2 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%1, %1 : tensor<2x3x4xf32>, tensor<2x3x4xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %3 = tensor.empty() : tensor<2x3x1xf32>
    %4 = linalg.fill ins(%cst_0 : f32) outs(%3 : tensor<2x3x1xf32>) -> tensor<2x3x1xf32>
    %5 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel", "reduction"]} ins(%2 : tensor<2x3x4xf32>) outs(%4 : tensor<2x3x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.addf %in, %out : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x1xf32>
    %6 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%5 : tensor<2x3x1xf32>) outs(%3 : tensor<2x3x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.divf %in, %cst_12 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x1xf32>
    %7 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%6 : tensor<2x3x1xf32>) outs(%3 : tensor<2x3x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.truncf %cst_11 : f64 to f32
      %305 = arith.addf %in, %304 : f32
      linalg.yield %305 : f32
    } -> tensor<2x3x1xf32>
    %8 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%7 : tensor<2x3x1xf32>) outs(%3 : tensor<2x3x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = math.rsqrt %in : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x1xf32>
    %9 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%1, %8 : tensor<2x3x4xf32>, tensor<2x3x1xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %10 = linalg.generic {indexing_maps = [#map3, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg1, %9 : tensor<4xf32>, tensor<2x3x4xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %11 = tensor.empty() : tensor<4x16xf32>
    %transposed = linalg.transpose ins(%arg6 : tensor<16x4xf32>) outs(%11 : tensor<4x16xf32>) permutation = [1, 0] 
    %collapsed = tensor.collapse_shape %10 [[0, 1], [2]] : tensor<2x3x4xf32> into tensor<6x4xf32>
    %12 = tensor.empty() : tensor<6x16xf32>
    %13 = linalg.fill ins(%cst_0 : f32) outs(%12 : tensor<6x16xf32>) -> tensor<6x16xf32>
    %14 = linalg.matmul ins(%collapsed, %transposed : tensor<6x4xf32>, tensor<4x16xf32>) outs(%13 : tensor<6x16xf32>) -> tensor<6x16xf32>
    %expanded = tensor.expand_shape %14 [[0, 1], [2]] output_shape [2, 3, 16] : tensor<6x16xf32> into tensor<2x3x16xf32>
    %15 = tensor.empty() : tensor<2x16x3xf32>
    %transposed_16 = linalg.transpose ins(%expanded : tensor<2x3x16xf32>) outs(%15 : tensor<2x16x3xf32>) permutation = [0, 2, 1] 
    %16 = tensor.empty() : tensor<8x2xf32>
    %17 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%arg2 : tensor<8x2xf32>) outs(%16 : tensor<8x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = math.exp %in : f32
      linalg.yield %304 : f32
    } -> tensor<8x2xf32>
    %18 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%17 : tensor<8x2xf32>) outs(%16 : tensor<8x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.negf %in : f32
      linalg.yield %304 : f32
    } -> tensor<8x2xf32>
    %extracted_slice = tensor.extract_slice %transposed_16[0, 0, 0] [2, 8, 3] [1, 1, 1] : tensor<2x16x3xf32> to tensor<2x8x3xf32>
    %extracted_slice_17 = tensor.extract_slice %transposed_16[0, 8, 0] [2, 8, 3] [1, 1, 1] : tensor<2x16x3xf32> to tensor<2x8x3xf32>
    %expanded_18 = tensor.expand_shape %extracted_slice [[0], [1], [2, 3]] output_shape [2, 8, 3, 1] : tensor<2x8x3xf32> into tensor<2x8x3x1xf32>
    %expanded_19 = tensor.expand_shape %arg4 [[0], [1], [2, 3]] output_shape [8, 1, 2, 1] : tensor<8x1x2xf32> into tensor<8x1x2x1xf32>
    %padded = tensor.pad %expanded_18 low[0, 0, 1, 0] high[0, 0, 1, 0] {
    ^bb0(%arg14: index, %arg15: index, %arg16: index, %arg17: index):
      tensor.yield %cst_0 : f32
    } : tensor<2x8x3x1xf32> to tensor<2x8x5x1xf32>
    %19 = tensor.empty() : tensor<2x8x4x1xf32>
    %broadcasted = linalg.broadcast ins(%arg5 : tensor<8xf32>) outs(%19 : tensor<2x8x4x1xf32>) dimensions = [0, 2, 3] 
    %collapsed_20 = tensor.collapse_shape %expanded_19 [[0, 1], [2], [3]] : tensor<8x1x2x1xf32> into tensor<8x2x1xf32>
    %20 = linalg.depthwise_conv_2d_nchw_chw {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>} ins(%padded, %collapsed_20 : tensor<2x8x5x1xf32>, tensor<8x2x1xf32>) outs(%broadcasted : tensor<2x8x4x1xf32>) -> tensor<2x8x4x1xf32>
    %collapsed_21 = tensor.collapse_shape %20 [[0], [1], [2, 3]] : tensor<2x8x4x1xf32> into tensor<2x8x4xf32>
    %extracted_slice_22 = tensor.extract_slice %collapsed_21[0, 0, 0] [2, 8, 3] [1, 1, 1] : tensor<2x8x4xf32> to tensor<2x8x3xf32>
    %21 = tensor.empty() : tensor<2x8x3xf32>
    %22 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_22 : tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.negf %in : f32
      %305 = math.exp %304 : f32
      %306 = arith.addf %305, %cst_1 : f32
      %307 = arith.divf %cst_1, %306 : f32
      linalg.yield %307 : f32
    } -> tensor<2x8x3xf32>
    %23 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_22, %22 : tensor<2x8x3xf32>, tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %24 = tensor.empty() : tensor<2x3x8xf32>
    %transposed_23 = linalg.transpose ins(%23 : tensor<2x8x3xf32>) outs(%24 : tensor<2x3x8xf32>) permutation = [0, 2, 1] 
    %25 = tensor.empty() : tensor<8x5xf32>
    %transposed_24 = linalg.transpose ins(%arg7 : tensor<5x8xf32>) outs(%25 : tensor<8x5xf32>) permutation = [1, 0] 
    %collapsed_25 = tensor.collapse_shape %transposed_23 [[0, 1], [2]] : tensor<2x3x8xf32> into tensor<6x8xf32>
    %26 = tensor.empty() : tensor<6x5xf32>
    %27 = linalg.fill ins(%cst_0 : f32) outs(%26 : tensor<6x5xf32>) -> tensor<6x5xf32>
    %28 = linalg.matmul ins(%collapsed_25, %transposed_24 : tensor<6x8xf32>, tensor<8x5xf32>) outs(%27 : tensor<6x5xf32>) -> tensor<6x5xf32>
    %expanded_26 = tensor.expand_shape %28 [[0, 1], [2]] output_shape [2, 3, 5] : tensor<6x5xf32> into tensor<2x3x5xf32>
    %extracted_slice_27 = tensor.extract_slice %expanded_26[0, 0, 0] [2, 3, 1] [1, 1, 1] : tensor<2x3x5xf32> to tensor<2x3x1xf32>
    %extracted_slice_28 = tensor.extract_slice %expanded_26[0, 0, 1] [2, 3, 2] [1, 1, 1] : tensor<2x3x5xf32> to tensor<2x3x2xf32>
    %extracted_slice_29 = tensor.extract_slice %expanded_26[0, 0, 3] [2, 3, 2] [1, 1, 1] : tensor<2x3x5xf32> to tensor<2x3x2xf32>
    %29 = tensor.empty() : tensor<1x8xf32>
    %transposed_30 = linalg.transpose ins(%arg8 : tensor<8x1xf32>) outs(%29 : tensor<1x8xf32>) permutation = [1, 0] 
    %collapsed_31 = tensor.collapse_shape %extracted_slice_27 [[0, 1], [2]] : tensor<2x3x1xf32> into tensor<6x1xf32>
    %30 = tensor.empty() : tensor<6x8xf32>
    %31 = linalg.fill ins(%cst_0 : f32) outs(%30 : tensor<6x8xf32>) -> tensor<6x8xf32>
    %32 = linalg.matmul ins(%collapsed_31, %transposed_30 : tensor<6x1xf32>, tensor<1x8xf32>) outs(%31 : tensor<6x8xf32>) -> tensor<6x8xf32>
    %expanded_32 = tensor.expand_shape %32 [[0, 1], [2]] output_shape [2, 3, 8] : tensor<6x8xf32> into tensor<2x3x8xf32>
    %transposed_33 = linalg.transpose ins(%expanded_32 : tensor<2x3x8xf32>) outs(%21 : tensor<2x8x3xf32>) permutation = [0, 2, 1] 
    %expanded_34 = tensor.expand_shape %arg9 [[0, 1]] output_shape [8, 1] : tensor<8xf32> into tensor<8x1xf32>
    %33 = linalg.generic {indexing_maps = [#map1, #map5, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%transposed_33, %expanded_34 : tensor<2x8x3xf32>, tensor<8x1xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.addf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %34 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%33 : tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = math.exp %in : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %35 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%34 : tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = math.log1p %in : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %36 = tensor.empty() : tensor<2x8x3xi1>
    %37 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%33 : tensor<2x8x3xf32>) outs(%36 : tensor<2x8x3xi1>) {
    ^bb0(%in: f32, %out: i1):
      %304 = arith.cmpf ogt, %in, %cst_13 : f32
      linalg.yield %304 : i1
    } -> tensor<2x8x3xi1>
    %38 = linalg.generic {indexing_maps = [#map1, #map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%37, %33, %35 : tensor<2x8x3xi1>, tensor<2x8x3xf32>, tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: i1, %in_147: f32, %in_148: f32, %out: f32):
      %304 = arith.select %in, %in_147, %in_148 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %expanded_35 = tensor.expand_shape %18 [[0, 1], [2, 3]] output_shape [1, 8, 1, 2] : tensor<8x2xf32> into tensor<1x8x1x2xf32>
    %expanded_36 = tensor.expand_shape %38 [[0], [1], [2, 3]] output_shape [2, 8, 3, 1] : tensor<2x8x3xf32> into tensor<2x8x3x1xf32>
    %39 = tensor.empty() : tensor<2x8x3x2xf32>
    %40 = linalg.generic {indexing_maps = [#map6, #map7, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_35, %expanded_36 : tensor<1x8x1x2xf32>, tensor<2x8x3x1xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x2xf32>
    %41 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%40 : tensor<2x8x3x2xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = math.exp %in : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x2xf32>
    %expanded_37 = tensor.expand_shape %extracted_slice_28 [[0], [1, 2], [3]] output_shape [2, 1, 3, 2] : tensor<2x3x2xf32> into tensor<2x1x3x2xf32>
    %42 = linalg.generic {indexing_maps = [#map7, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_36, %expanded_37 : tensor<2x8x3x1xf32>, tensor<2x1x3x2xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x2xf32>
    %expanded_38 = tensor.expand_shape %23 [[0], [1], [2, 3]] output_shape [2, 8, 3, 1] : tensor<2x8x3xf32> into tensor<2x8x3x1xf32>
    %43 = linalg.generic {indexing_maps = [#map8, #map7, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%42, %expanded_38 : tensor<2x8x3x2xf32>, tensor<2x8x3x1xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x2xf32>
    %extracted_slice_39 = tensor.extract_slice %41[0, 0, 0, 0] [2, 8, 1, 2] [1, 1, 1, 1] : tensor<2x8x3x2xf32> to tensor<2x8x1x2xf32>
    %collapsed_40 = tensor.collapse_shape %extracted_slice_39 [[0], [1, 2], [3]] : tensor<2x8x1x2xf32> into tensor<2x8x2xf32>
    %44 = tensor.empty() : tensor<2x8x2xf32>
    %45 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_40, %cst_10 : tensor<2x8x2xf32>, tensor<2x8x2xf32>) outs(%44 : tensor<2x8x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x2xf32>
    %extracted_slice_41 = tensor.extract_slice %43[0, 0, 0, 0] [2, 8, 1, 2] [1, 1, 1, 1] : tensor<2x8x3x2xf32> to tensor<2x8x1x2xf32>
    %collapsed_42 = tensor.collapse_shape %extracted_slice_41 [[0], [1, 2], [3]] : tensor<2x8x1x2xf32> into tensor<2x8x2xf32>
    %46 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%45, %collapsed_42 : tensor<2x8x2xf32>, tensor<2x8x2xf32>) outs(%44 : tensor<2x8x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.addf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x2xf32>
    %extracted_slice_43 = tensor.extract_slice %extracted_slice_29[0, 0, 0] [2, 1, 2] [1, 1, 1] : tensor<2x3x2xf32> to tensor<2x1x2xf32>
    %collapsed_44 = tensor.collapse_shape %extracted_slice_43 [[0, 1], [2]] : tensor<2x1x2xf32> into tensor<2x2xf32>
    %expanded_45 = tensor.expand_shape %collapsed_44 [[0], [1, 2]] output_shape [2, 2, 1] : tensor<2x2xf32> into tensor<2x2x1xf32>
    %47 = tensor.empty() : tensor<2x8x1xf32>
    %48 = linalg.fill ins(%cst_0 : f32) outs(%47 : tensor<2x8x1xf32>) -> tensor<2x8x1xf32>
    %49 = linalg.batch_matmul ins(%46, %expanded_45 : tensor<2x8x2xf32>, tensor<2x2x1xf32>) outs(%48 : tensor<2x8x1xf32>) -> tensor<2x8x1xf32>
    %extracted_slice_46 = tensor.extract_slice %41[0, 0, 1, 0] [2, 8, 1, 2] [1, 1, 1, 1] : tensor<2x8x3x2xf32> to tensor<2x8x1x2xf32>
    %collapsed_47 = tensor.collapse_shape %extracted_slice_46 [[0], [1, 2], [3]] : tensor<2x8x1x2xf32> into tensor<2x8x2xf32>
    %50 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_47, %46 : tensor<2x8x2xf32>, tensor<2x8x2xf32>) outs(%44 : tensor<2x8x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x2xf32>
    %extracted_slice_48 = tensor.extract_slice %43[0, 0, 1, 0] [2, 8, 1, 2] [1, 1, 1, 1] : tensor<2x8x3x2xf32> to tensor<2x8x1x2xf32>
    %collapsed_49 = tensor.collapse_shape %extracted_slice_48 [[0], [1, 2], [3]] : tensor<2x8x1x2xf32> into tensor<2x8x2xf32>
    %51 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%50, %collapsed_49 : tensor<2x8x2xf32>, tensor<2x8x2xf32>) outs(%44 : tensor<2x8x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.addf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x2xf32>
    %extracted_slice_50 = tensor.extract_slice %extracted_slice_29[0, 1, 0] [2, 1, 2] [1, 1, 1] : tensor<2x3x2xf32> to tensor<2x1x2xf32>
    %collapsed_51 = tensor.collapse_shape %extracted_slice_50 [[0, 1], [2]] : tensor<2x1x2xf32> into tensor<2x2xf32>
    %expanded_52 = tensor.expand_shape %collapsed_51 [[0], [1, 2]] output_shape [2, 2, 1] : tensor<2x2xf32> into tensor<2x2x1xf32>
    %52 = linalg.batch_matmul ins(%51, %expanded_52 : tensor<2x8x2xf32>, tensor<2x2x1xf32>) outs(%48 : tensor<2x8x1xf32>) -> tensor<2x8x1xf32>
    %extracted_slice_53 = tensor.extract_slice %41[0, 0, 2, 0] [2, 8, 1, 2] [1, 1, 1, 1] : tensor<2x8x3x2xf32> to tensor<2x8x1x2xf32>
    %collapsed_54 = tensor.collapse_shape %extracted_slice_53 [[0], [1, 2], [3]] : tensor<2x8x1x2xf32> into tensor<2x8x2xf32>
    %53 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_54, %51 : tensor<2x8x2xf32>, tensor<2x8x2xf32>) outs(%44 : tensor<2x8x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x2xf32>
    %extracted_slice_55 = tensor.extract_slice %43[0, 0, 2, 0] [2, 8, 1, 2] [1, 1, 1, 1] : tensor<2x8x3x2xf32> to tensor<2x8x1x2xf32>
    %collapsed_56 = tensor.collapse_shape %extracted_slice_55 [[0], [1, 2], [3]] : tensor<2x8x1x2xf32> into tensor<2x8x2xf32>
    %54 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%53, %collapsed_56 : tensor<2x8x2xf32>, tensor<2x8x2xf32>) outs(%44 : tensor<2x8x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.addf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x2xf32>
    %extracted_slice_57 = tensor.extract_slice %extracted_slice_29[0, 2, 0] [2, 1, 2] [1, 1, 1] : tensor<2x3x2xf32> to tensor<2x1x2xf32>
    %collapsed_58 = tensor.collapse_shape %extracted_slice_57 [[0, 1], [2]] : tensor<2x1x2xf32> into tensor<2x2xf32>
    %expanded_59 = tensor.expand_shape %collapsed_58 [[0], [1, 2]] output_shape [2, 2, 1] : tensor<2x2xf32> into tensor<2x2x1xf32>
    %55 = linalg.batch_matmul ins(%54, %expanded_59 : tensor<2x8x2xf32>, tensor<2x2x1xf32>) outs(%48 : tensor<2x8x1xf32>) -> tensor<2x8x1xf32>
    %concat = tensor.concat dim(2) %49, %52, %55 : (tensor<2x8x1xf32>, tensor<2x8x1xf32>, tensor<2x8x1xf32>) -> tensor<2x8x3xf32>
    %expanded_60 = tensor.expand_shape %arg3 [[0, 1, 2]] output_shape [1, 8, 1] : tensor<8xf32> into tensor<1x8x1xf32>
    %56 = linalg.generic {indexing_maps = [#map1, #map10, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%23, %expanded_60 : tensor<2x8x3xf32>, tensor<1x8x1xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %57 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%concat, %56 : tensor<2x8x3xf32>, tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.addf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %58 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_17 : tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.negf %in : f32
      %305 = math.exp %304 : f32
      %306 = arith.addf %305, %cst_1 : f32
      %307 = arith.divf %cst_1, %306 : f32
      linalg.yield %307 : f32
    } -> tensor<2x8x3xf32>
    %59 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_17, %58 : tensor<2x8x3xf32>, tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %60 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%57, %59 : tensor<2x8x3xf32>, tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %transposed_61 = linalg.transpose ins(%60 : tensor<2x8x3xf32>) outs(%24 : tensor<2x3x8xf32>) permutation = [0, 2, 1] 
    %61 = tensor.empty() : tensor<8x4xf32>
    %transposed_62 = linalg.transpose ins(%arg10 : tensor<4x8xf32>) outs(%61 : tensor<8x4xf32>) permutation = [1, 0] 
    %collapsed_63 = tensor.collapse_shape %transposed_61 [[0, 1], [2]] : tensor<2x3x8xf32> into tensor<6x8xf32>
    %62 = tensor.empty() : tensor<6x4xf32>
    %63 = linalg.fill ins(%cst_0 : f32) outs(%62 : tensor<6x4xf32>) -> tensor<6x4xf32>
    %64 = linalg.matmul ins(%collapsed_63, %transposed_62 : tensor<6x8xf32>, tensor<8x4xf32>) outs(%63 : tensor<6x4xf32>) -> tensor<6x4xf32>
    %expanded_64 = tensor.expand_shape %64 [[0, 1], [2]] output_shape [2, 3, 4] : tensor<6x4xf32> into tensor<2x3x4xf32>
    %65 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%1, %expanded_64 : tensor<2x3x4xf32>, tensor<2x3x4xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.addf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %66 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%65, %65 : tensor<2x3x4xf32>, tensor<2x3x4xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %67 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel", "reduction"]} ins(%66 : tensor<2x3x4xf32>) outs(%4 : tensor<2x3x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.addf %in, %out : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x1xf32>
    %68 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%67 : tensor<2x3x1xf32>) outs(%3 : tensor<2x3x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.divf %in, %cst_12 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x1xf32>
    %69 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%68 : tensor<2x3x1xf32>) outs(%3 : tensor<2x3x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.truncf %cst_11 : f64 to f32
      %305 = arith.addf %in, %304 : f32
      linalg.yield %305 : f32
    } -> tensor<2x3x1xf32>
    %70 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%69 : tensor<2x3x1xf32>) outs(%3 : tensor<2x3x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = math.rsqrt %in : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x1xf32>
    %71 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%65, %70 : tensor<2x3x4xf32>, tensor<2x3x1xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %72 = linalg.generic {indexing_maps = [#map3, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg11, %71 : tensor<4xf32>, tensor<2x3x4xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %73 = tensor.empty() : tensor<4x37xf32>
    %transposed_65 = linalg.transpose ins(%arg0 : tensor<37x4xf32>) outs(%73 : tensor<4x37xf32>) permutation = [1, 0] 
    %collapsed_66 = tensor.collapse_shape %72 [[0, 1], [2]] : tensor<2x3x4xf32> into tensor<6x4xf32>
    %74 = tensor.empty() : tensor<6x37xf32>
    %75 = linalg.fill ins(%cst_0 : f32) outs(%74 : tensor<6x37xf32>) -> tensor<6x37xf32>
    %76 = linalg.matmul ins(%collapsed_66, %transposed_65 : tensor<6x4xf32>, tensor<4x37xf32>) outs(%75 : tensor<6x37xf32>) -> tensor<6x37xf32>
    %collapsed_67 = tensor.collapse_shape %arg13 [[0, 1]] : tensor<2x3xi64> into tensor<6xi64>
    %77 = tensor.empty() : tensor<6xi64>
    %78 = linalg.fill ins(%c0_i64 : i64) outs(%77 : tensor<6xi64>) -> tensor<6xi64>
    %79 = tensor.empty() : tensor<6xf32>
    %80 = linalg.fill ins(%cst_2 : f32) outs(%79 : tensor<6xf32>) -> tensor<6xf32>
    %81:2 = linalg.generic {indexing_maps = [#map4, #map11, #map11], iterator_types = ["parallel", "reduction"]} ins(%76 : tensor<6x37xf32>) outs(%80, %78 : tensor<6xf32>, tensor<6xi64>) {
    ^bb0(%in: f32, %out: f32, %out_147: i64):
      %304 = linalg.index 1 : index
      %305 = arith.index_cast %304 : index to i64
      %306 = arith.maximumf %in, %out : f32
      %307 = arith.cmpf ogt, %in, %out : f32
      %308 = arith.select %307, %305, %out_147 : i64
      linalg.yield %306, %308 : f32, i64
    } -> (tensor<6xf32>, tensor<6xi64>)
    %expanded_68 = tensor.expand_shape %81#0 [[0, 1]] output_shape [6, 1] : tensor<6xf32> into tensor<6x1xf32>
    %82 = linalg.generic {indexing_maps = [#map4, #map12, #map4], iterator_types = ["parallel", "parallel"]} ins(%76, %expanded_68 : tensor<6x37xf32>, tensor<6x1xf32>) outs(%74 : tensor<6x37xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.subf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<6x37xf32>
    %83 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%82 : tensor<6x37xf32>) outs(%74 : tensor<6x37xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = math.exp %in : f32
      linalg.yield %304 : f32
    } -> tensor<6x37xf32>
    %84 = tensor.empty() : tensor<6x1xf32>
    %85 = linalg.fill ins(%cst_0 : f32) outs(%84 : tensor<6x1xf32>) -> tensor<6x1xf32>
    %86 = linalg.generic {indexing_maps = [#map4, #map12], iterator_types = ["parallel", "reduction"]} ins(%83 : tensor<6x37xf32>) outs(%85 : tensor<6x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.addf %in, %out : f32
      linalg.yield %304 : f32
    } -> tensor<6x1xf32>
    %87 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%86 : tensor<6x1xf32>) outs(%84 : tensor<6x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = math.log %in : f32
      linalg.yield %304 : f32
    } -> tensor<6x1xf32>
    %88 = linalg.generic {indexing_maps = [#map4, #map12, #map4], iterator_types = ["parallel", "parallel"]} ins(%82, %87 : tensor<6x37xf32>, tensor<6x1xf32>) outs(%74 : tensor<6x37xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.subf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<6x37xf32>
    %89 = tensor.empty() : tensor<37xi64>
    %90 = linalg.generic {indexing_maps = [#map13], iterator_types = ["parallel"]} outs(%89 : tensor<37xi64>) {
    ^bb0(%out: i64):
      %304 = linalg.index 0 : index
      %305 = arith.index_cast %304 : index to i64
      linalg.yield %305 : i64
    } -> tensor<37xi64>
    %expanded_69 = tensor.expand_shape %90 [[0, 1]] output_shape [1, 37] : tensor<37xi64> into tensor<1x37xi64>
    %expanded_70 = tensor.expand_shape %collapsed_67 [[0, 1]] output_shape [6, 1] : tensor<6xi64> into tensor<6x1xi64>
    %91 = tensor.empty() : tensor<6x37xi1>
    %92 = linalg.generic {indexing_maps = [#map14, #map12, #map4], iterator_types = ["parallel", "parallel"]} ins(%expanded_69, %expanded_70 : tensor<1x37xi64>, tensor<6x1xi64>) outs(%91 : tensor<6x37xi1>) {
    ^bb0(%in: i64, %in_147: i64, %out: i1):
      %304 = arith.cmpi eq, %in, %in_147 : i64
      linalg.yield %304 : i1
    } -> tensor<6x37xi1>
    %93 = tensor.empty() : tensor<6x1xi1>
    %94 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%expanded_70 : tensor<6x1xi64>) outs(%93 : tensor<6x1xi1>) {
    ^bb0(%in: i64, %out: i1):
      %304 = arith.cmpi ne, %in, %c-100_i64 : i64
      linalg.yield %304 : i1
    } -> tensor<6x1xi1>
    %95 = linalg.generic {indexing_maps = [#map4, #map12, #map4], iterator_types = ["parallel", "parallel"]} ins(%92, %94 : tensor<6x37xi1>, tensor<6x1xi1>) outs(%91 : tensor<6x37xi1>) {
    ^bb0(%in: i1, %in_147: i1, %out: i1):
      %304 = arith.andi %in, %in_147 : i1
      linalg.yield %304 : i1
    } -> tensor<6x37xi1>
    %96 = linalg.generic {indexing_maps = [#map4, #map4, #map15, #map4], iterator_types = ["parallel", "parallel"]} ins(%95, %88, %cst_9 : tensor<6x37xi1>, tensor<6x37xf32>, tensor<f32>) outs(%74 : tensor<6x37xf32>) {
    ^bb0(%in: i1, %in_147: f32, %in_148: f32, %out: f32):
      %304 = arith.select %in, %in_147, %in_148 : f32
      linalg.yield %304 : f32
    } -> tensor<6x37xf32>
    %97 = tensor.empty() : tensor<6xi1>
    %98 = linalg.generic {indexing_maps = [#map13, #map13], iterator_types = ["parallel"]} ins(%collapsed_67 : tensor<6xi64>) outs(%97 : tensor<6xi1>) {
    ^bb0(%in: i64, %out: i1):
      %304 = arith.cmpi ne, %in, %c-100_i64 : i64
      linalg.yield %304 : i1
    } -> tensor<6xi1>
    %99 = linalg.generic {indexing_maps = [#map13, #map13], iterator_types = ["parallel"]} ins(%98 : tensor<6xi1>) outs(%79 : tensor<6xf32>) {
    ^bb0(%in: i1, %out: f32):
      %304 = arith.uitofp %in : i1 to f32
      linalg.yield %304 : f32
    } -> tensor<6xf32>
    %100 = tensor.empty() : tensor<f32>
    %101 = linalg.fill ins(%cst_0 : f32) outs(%100 : tensor<f32>) -> tensor<f32>
    %102 = linalg.generic {indexing_maps = [#map13, #map16], iterator_types = ["reduction"]} ins(%99 : tensor<6xf32>) outs(%101 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.addf %in, %out : f32
      linalg.yield %304 : f32
    } -> tensor<f32>
    %103 = linalg.generic {indexing_maps = [#map4, #map15], iterator_types = ["reduction", "reduction"]} ins(%96 : tensor<6x37xf32>) outs(%101 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.addf %in, %out : f32
      linalg.yield %304 : f32
    } -> tensor<f32>
    %104 = linalg.generic {indexing_maps = [#map17, #map17], iterator_types = []} ins(%103 : tensor<f32>) outs(%100 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.negf %in : f32
      linalg.yield %304 : f32
    } -> tensor<f32>
    %105 = linalg.generic {indexing_maps = [#map17, #map17, #map17], iterator_types = []} ins(%104, %102 : tensor<f32>, tensor<f32>) outs(%100 : tensor<f32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.divf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<f32>
    %106 = linalg.generic {indexing_maps = [#map17, #map17, #map17], iterator_types = []} ins(%cst_8, %102 : tensor<f32>, tensor<f32>) outs(%100 : tensor<f32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.divf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<f32>
    %107 = linalg.generic {indexing_maps = [#map17, #map17], iterator_types = []} ins(%106 : tensor<f32>) outs(%100 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.negf %in : f32
      linalg.yield %304 : f32
    } -> tensor<f32>
    %108 = linalg.generic {indexing_maps = [#map4, #map15, #map15, #map4], iterator_types = ["parallel", "parallel"]} ins(%95, %107, %cst_9 : tensor<6x37xi1>, tensor<f32>, tensor<f32>) outs(%74 : tensor<6x37xf32>) {
    ^bb0(%in: i1, %in_147: f32, %in_148: f32, %out: f32):
      %304 = arith.select %in, %in_147, %in_148 : f32
      linalg.yield %304 : f32
    } -> tensor<6x37xf32>
    %109 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%88 : tensor<6x37xf32>) outs(%74 : tensor<6x37xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = math.exp %in : f32
      linalg.yield %304 : f32
    } -> tensor<6x37xf32>
    %110 = linalg.generic {indexing_maps = [#map4, #map12], iterator_types = ["parallel", "reduction"]} ins(%108 : tensor<6x37xf32>) outs(%85 : tensor<6x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.addf %in, %out : f32
      linalg.yield %304 : f32
    } -> tensor<6x1xf32>
    %111 = linalg.generic {indexing_maps = [#map4, #map12, #map4], iterator_types = ["parallel", "parallel"]} ins(%109, %110 : tensor<6x37xf32>, tensor<6x1xf32>) outs(%74 : tensor<6x37xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<6x37xf32>
    %112 = linalg.generic {indexing_maps = [#map4, #map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%108, %111 : tensor<6x37xf32>, tensor<6x37xf32>) outs(%74 : tensor<6x37xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.subf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<6x37xf32>
    %113 = tensor.empty() : tensor<37x6xf32>
    %transposed_71 = linalg.transpose ins(%112 : tensor<6x37xf32>) outs(%113 : tensor<37x6xf32>) permutation = [1, 0] 
    %114 = tensor.empty() : tensor<37x4xf32>
    %115 = linalg.fill ins(%cst_0 : f32) outs(%114 : tensor<37x4xf32>) -> tensor<37x4xf32>
    %116 = linalg.matmul ins(%transposed_71, %collapsed_66 : tensor<37x6xf32>, tensor<6x4xf32>) outs(%115 : tensor<37x4xf32>) -> tensor<37x4xf32>
    %117 = linalg.matmul ins(%112, %arg0 : tensor<6x37xf32>, tensor<37x4xf32>) outs(%63 : tensor<6x4xf32>) -> tensor<6x4xf32>
    %expanded_72 = tensor.expand_shape %117 [[0, 1], [2]] output_shape [2, 3, 4] : tensor<6x4xf32> into tensor<2x3x4xf32>
    %118 = linalg.generic {indexing_maps = [#map1, #map3, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_72, %arg11 : tensor<2x3x4xf32>, tensor<4xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %119 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_72, %71 : tensor<2x3x4xf32>, tensor<2x3x4xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %120 = tensor.empty() : tensor<1x1x4xf32>
    %121 = linalg.fill ins(%cst_0 : f32) outs(%120 : tensor<1x1x4xf32>) -> tensor<1x1x4xf32>
    %122 = linalg.generic {indexing_maps = [#map1, #map18], iterator_types = ["reduction", "reduction", "parallel"]} ins(%119 : tensor<2x3x4xf32>) outs(%121 : tensor<1x1x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.addf %in, %out : f32
      linalg.yield %304 : f32
    } -> tensor<1x1x4xf32>
    %collapsed_73 = tensor.collapse_shape %122 [[0, 1, 2]] : tensor<1x1x4xf32> into tensor<4xf32>
    %123 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%118, %65 : tensor<2x3x4xf32>, tensor<2x3x4xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %124 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%118, %70 : tensor<2x3x4xf32>, tensor<2x3x1xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %125 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel", "reduction"]} ins(%123 : tensor<2x3x4xf32>) outs(%4 : tensor<2x3x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.addf %in, %out : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x1xf32>
    %126 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%70, %70 : tensor<2x3x1xf32>, tensor<2x3x1xf32>) outs(%3 : tensor<2x3x1xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x1xf32>
    %127 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%70, %126 : tensor<2x3x1xf32>, tensor<2x3x1xf32>) outs(%3 : tensor<2x3x1xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x1xf32>
    %128 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%125 : tensor<2x3x1xf32>) outs(%3 : tensor<2x3x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.mulf %in, %cst_14 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x1xf32>
    %129 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%128, %127 : tensor<2x3x1xf32>, tensor<2x3x1xf32>) outs(%3 : tensor<2x3x1xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x1xf32>
    %collapsed_74 = tensor.collapse_shape %129 [[0], [1, 2]] : tensor<2x3x1xf32> into tensor<2x3xf32>
    %130 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_74 : tensor<2x3xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x3x4xf32>
    %131 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%130 : tensor<2x3x4xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.divf %in, %cst_12 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %132 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%65 : tensor<2x3x4xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.mulf %in, %cst_15 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %133 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%131, %132 : tensor<2x3x4xf32>, tensor<2x3x4xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %134 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%124, %133 : tensor<2x3x4xf32>, tensor<2x3x4xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.addf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %collapsed_75 = tensor.collapse_shape %134 [[0, 1], [2]] : tensor<2x3x4xf32> into tensor<6x4xf32>
    %135 = tensor.empty() : tensor<4x6xf32>
    %transposed_76 = linalg.transpose ins(%collapsed_75 : tensor<6x4xf32>) outs(%135 : tensor<4x6xf32>) permutation = [1, 0] 
    %136 = tensor.empty() : tensor<4x8xf32>
    %137 = linalg.fill ins(%cst_0 : f32) outs(%136 : tensor<4x8xf32>) -> tensor<4x8xf32>
    %138 = linalg.matmul ins(%transposed_76, %collapsed_63 : tensor<4x6xf32>, tensor<6x8xf32>) outs(%137 : tensor<4x8xf32>) -> tensor<4x8xf32>
    %139 = linalg.matmul ins(%collapsed_75, %arg10 : tensor<6x4xf32>, tensor<4x8xf32>) outs(%31 : tensor<6x8xf32>) -> tensor<6x8xf32>
    %expanded_77 = tensor.expand_shape %139 [[0, 1], [2]] output_shape [2, 3, 8] : tensor<6x8xf32> into tensor<2x3x8xf32>
    %transposed_78 = linalg.transpose ins(%expanded_77 : tensor<2x3x8xf32>) outs(%21 : tensor<2x8x3xf32>) permutation = [0, 2, 1] 
    %140 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%transposed_78, %57 : tensor<2x8x3xf32>, tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %141 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%transposed_78, %59 : tensor<2x8x3xf32>, tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %142 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_7, %58 : tensor<2x8x3xf32>, tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.subf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %143 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_17, %142 : tensor<2x8x3xf32>, tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %144 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%143 : tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.addf %in, %cst_1 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %145 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%58, %144 : tensor<2x8x3xf32>, tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %146 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%140, %145 : tensor<2x8x3xf32>, tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %147 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%141, %23 : tensor<2x8x3xf32>, tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %148 = linalg.generic {indexing_maps = [#map1, #map10, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%141, %expanded_60 : tensor<2x8x3xf32>, tensor<1x8x1xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %149 = tensor.empty() : tensor<1x8x1xf32>
    %150 = linalg.fill ins(%cst_0 : f32) outs(%149 : tensor<1x8x1xf32>) -> tensor<1x8x1xf32>
    %151 = linalg.generic {indexing_maps = [#map1, #map10], iterator_types = ["reduction", "parallel", "reduction"]} ins(%147 : tensor<2x8x3xf32>) outs(%150 : tensor<1x8x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.addf %in, %out : f32
      linalg.yield %304 : f32
    } -> tensor<1x8x1xf32>
    %collapsed_79 = tensor.collapse_shape %151 [[0, 1, 2]] : tensor<1x8x1xf32> into tensor<8xf32>
    %extracted_slice_80 = tensor.extract_slice %141[0, 0, 0] [2, 8, 1] [1, 1, 1] : tensor<2x8x3xf32> to tensor<2x8x1xf32>
    %extracted_slice_81 = tensor.extract_slice %141[0, 0, 1] [2, 8, 1] [1, 1, 1] : tensor<2x8x3xf32> to tensor<2x8x1xf32>
    %extracted_slice_82 = tensor.extract_slice %141[0, 0, 2] [2, 8, 1] [1, 1, 1] : tensor<2x8x3xf32> to tensor<2x8x1xf32>
    %152 = tensor.empty() : tensor<1xi64>
    %153 = linalg.generic {indexing_maps = [#map13], iterator_types = ["parallel"]} outs(%152 : tensor<1xi64>) {
    ^bb0(%out: i64):
      linalg.yield %c0_i64 : i64
    } -> tensor<1xi64>
    %expanded_83 = tensor.expand_shape %153 [[0, 1, 2]] output_shape [1, 1, 1] : tensor<1xi64> into tensor<1x1x1xi64>
    %154 = tensor.empty() : tensor<1x1x1xi1>
    %155 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_83 : tensor<1x1x1xi64>) outs(%154 : tensor<1x1x1xi1>) {
    ^bb0(%in: i64, %out: i1):
      %304 = arith.cmpi eq, %in, %c0_i64 : i64
      linalg.yield %304 : i1
    } -> tensor<1x1x1xi1>
    %156 = linalg.generic {indexing_maps = [#map18, #map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%155, %extracted_slice_82, %cst_6 : tensor<1x1x1xi1>, tensor<2x8x1xf32>, tensor<2x8x1xf32>) outs(%47 : tensor<2x8x1xf32>) {
    ^bb0(%in: i1, %in_147: f32, %in_148: f32, %out: f32):
      %304 = arith.select %in, %in_147, %in_148 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x1xf32>
    %157 = tensor.empty() : tensor<2x2x8xf32>
    %transposed_84 = linalg.transpose ins(%54 : tensor<2x8x2xf32>) outs(%157 : tensor<2x2x8xf32>) permutation = [0, 2, 1] 
    %158 = tensor.empty() : tensor<2x2x1xf32>
    %159 = linalg.fill ins(%cst_0 : f32) outs(%158 : tensor<2x2x1xf32>) -> tensor<2x2x1xf32>
    %160 = linalg.batch_matmul ins(%transposed_84, %156 : tensor<2x2x8xf32>, tensor<2x8x1xf32>) outs(%159 : tensor<2x2x1xf32>) -> tensor<2x2x1xf32>
    %161 = tensor.empty() : tensor<2x1x2xf32>
    %transposed_85 = linalg.transpose ins(%expanded_59 : tensor<2x2x1xf32>) outs(%161 : tensor<2x1x2xf32>) permutation = [0, 2, 1] 
    %162 = linalg.fill ins(%cst_0 : f32) outs(%44 : tensor<2x8x2xf32>) -> tensor<2x8x2xf32>
    %163 = linalg.batch_matmul ins(%156, %transposed_85 : tensor<2x8x1xf32>, tensor<2x1x2xf32>) outs(%162 : tensor<2x8x2xf32>) -> tensor<2x8x2xf32>
    %collapsed_86 = tensor.collapse_shape %160 [[0], [1, 2]] : tensor<2x2x1xf32> into tensor<2x2xf32>
    %164 = tensor.empty() : tensor<3xi64>
    %165 = linalg.generic {indexing_maps = [#map13], iterator_types = ["parallel"]} outs(%164 : tensor<3xi64>) {
    ^bb0(%out: i64):
      %304 = linalg.index 0 : index
      %305 = arith.index_cast %304 : index to i64
      linalg.yield %305 : i64
    } -> tensor<3xi64>
    %expanded_87 = tensor.expand_shape %165 [[0, 1, 2]] output_shape [1, 3, 1] : tensor<3xi64> into tensor<1x3x1xi64>
    %166 = tensor.empty() : tensor<1x3x1xi1>
    %167 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_87 : tensor<1x3x1xi64>) outs(%166 : tensor<1x3x1xi1>) {
    ^bb0(%in: i64, %out: i1):
      %304 = arith.cmpi eq, %in, %c2_i64 : i64
      linalg.yield %304 : i1
    } -> tensor<1x3x1xi1>
    %168 = tensor.empty() : tensor<2x3x2xf32>
    %169 = linalg.generic {indexing_maps = [#map19, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_86 : tensor<2x2xf32>) outs(%168 : tensor<2x3x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x3x2xf32>
    %170 = linalg.generic {indexing_maps = [#map10, #map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%167, %169, %cst_5 : tensor<1x3x1xi1>, tensor<2x3x2xf32>, tensor<2x3x2xf32>) outs(%168 : tensor<2x3x2xf32>) {
    ^bb0(%in: i1, %in_147: f32, %in_148: f32, %out: f32):
      %304 = arith.select %in, %in_147, %in_148 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x2xf32>
    %expanded_88 = tensor.expand_shape %165 [[0, 1, 2, 3]] output_shape [1, 1, 3, 1] : tensor<3xi64> into tensor<1x1x3x1xi64>
    %171 = tensor.empty() : tensor<1x1x3x1xi1>
    %172 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_88 : tensor<1x1x3x1xi64>) outs(%171 : tensor<1x1x3x1xi1>) {
    ^bb0(%in: i64, %out: i1):
      %304 = arith.cmpi eq, %in, %c2_i64 : i64
      linalg.yield %304 : i1
    } -> tensor<1x1x3x1xi1>
    %173 = linalg.generic {indexing_maps = [#map20, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%163 : tensor<2x8x2xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x8x3x2xf32>
    %174 = linalg.generic {indexing_maps = [#map21, #map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%172, %173, %cst_4 : tensor<1x1x3x1xi1>, tensor<2x8x3x2xf32>, tensor<2x8x3x2xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: i1, %in_147: f32, %in_148: f32, %out: f32):
      %304 = arith.select %in, %in_147, %in_148 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x2xf32>
    %175 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%163, %collapsed_54 : tensor<2x8x2xf32>, tensor<2x8x2xf32>) outs(%44 : tensor<2x8x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x2xf32>
    %176 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%163, %51 : tensor<2x8x2xf32>, tensor<2x8x2xf32>) outs(%44 : tensor<2x8x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x2xf32>
    %177 = linalg.generic {indexing_maps = [#map20, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%176 : tensor<2x8x2xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x8x3x2xf32>
    %178 = linalg.generic {indexing_maps = [#map21, #map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%172, %177, %cst_4 : tensor<1x1x3x1xi1>, tensor<2x8x3x2xf32>, tensor<2x8x3x2xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: i1, %in_147: f32, %in_148: f32, %out: f32):
      %304 = arith.select %in, %in_147, %in_148 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x2xf32>
    %179 = linalg.generic {indexing_maps = [#map18, #map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%155, %extracted_slice_81, %cst_6 : tensor<1x1x1xi1>, tensor<2x8x1xf32>, tensor<2x8x1xf32>) outs(%47 : tensor<2x8x1xf32>) {
    ^bb0(%in: i1, %in_147: f32, %in_148: f32, %out: f32):
      %304 = arith.select %in, %in_147, %in_148 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x1xf32>
    %transposed_89 = linalg.transpose ins(%51 : tensor<2x8x2xf32>) outs(%157 : tensor<2x2x8xf32>) permutation = [0, 2, 1] 
    %180 = linalg.batch_matmul ins(%transposed_89, %179 : tensor<2x2x8xf32>, tensor<2x8x1xf32>) outs(%159 : tensor<2x2x1xf32>) -> tensor<2x2x1xf32>
    %transposed_90 = linalg.transpose ins(%expanded_52 : tensor<2x2x1xf32>) outs(%161 : tensor<2x1x2xf32>) permutation = [0, 2, 1] 
    %181 = linalg.batch_matmul ins(%179, %transposed_90 : tensor<2x8x1xf32>, tensor<2x1x2xf32>) outs(%162 : tensor<2x8x2xf32>) -> tensor<2x8x2xf32>
    %182 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%175, %181 : tensor<2x8x2xf32>, tensor<2x8x2xf32>) outs(%44 : tensor<2x8x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.addf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x2xf32>
    %collapsed_91 = tensor.collapse_shape %180 [[0], [1, 2]] : tensor<2x2x1xf32> into tensor<2x2xf32>
    %183 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_87 : tensor<1x3x1xi64>) outs(%166 : tensor<1x3x1xi1>) {
    ^bb0(%in: i64, %out: i1):
      %304 = arith.cmpi eq, %in, %c1_i64 : i64
      linalg.yield %304 : i1
    } -> tensor<1x3x1xi1>
    %184 = linalg.generic {indexing_maps = [#map19, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_91 : tensor<2x2xf32>) outs(%168 : tensor<2x3x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x3x2xf32>
    %185 = linalg.generic {indexing_maps = [#map10, #map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%183, %184, %cst_5 : tensor<1x3x1xi1>, tensor<2x3x2xf32>, tensor<2x3x2xf32>) outs(%168 : tensor<2x3x2xf32>) {
    ^bb0(%in: i1, %in_147: f32, %in_148: f32, %out: f32):
      %304 = arith.select %in, %in_147, %in_148 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x2xf32>
    %186 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%170, %185 : tensor<2x3x2xf32>, tensor<2x3x2xf32>) outs(%168 : tensor<2x3x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.addf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x2xf32>
    %187 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_88 : tensor<1x1x3x1xi64>) outs(%171 : tensor<1x1x3x1xi1>) {
    ^bb0(%in: i64, %out: i1):
      %304 = arith.cmpi eq, %in, %c1_i64 : i64
      linalg.yield %304 : i1
    } -> tensor<1x1x3x1xi1>
    %188 = linalg.generic {indexing_maps = [#map20, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%182 : tensor<2x8x2xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x8x3x2xf32>
    %189 = linalg.generic {indexing_maps = [#map21, #map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%187, %188, %cst_4 : tensor<1x1x3x1xi1>, tensor<2x8x3x2xf32>, tensor<2x8x3x2xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: i1, %in_147: f32, %in_148: f32, %out: f32):
      %304 = arith.select %in, %in_147, %in_148 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x2xf32>
    %190 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%174, %189 : tensor<2x8x3x2xf32>, tensor<2x8x3x2xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.addf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x2xf32>
    %191 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%182, %collapsed_47 : tensor<2x8x2xf32>, tensor<2x8x2xf32>) outs(%44 : tensor<2x8x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x2xf32>
    %192 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%182, %46 : tensor<2x8x2xf32>, tensor<2x8x2xf32>) outs(%44 : tensor<2x8x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x2xf32>
    %193 = linalg.generic {indexing_maps = [#map20, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%192 : tensor<2x8x2xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x8x3x2xf32>
    %194 = linalg.generic {indexing_maps = [#map21, #map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%187, %193, %cst_4 : tensor<1x1x3x1xi1>, tensor<2x8x3x2xf32>, tensor<2x8x3x2xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: i1, %in_147: f32, %in_148: f32, %out: f32):
      %304 = arith.select %in, %in_147, %in_148 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x2xf32>
    %195 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%178, %194 : tensor<2x8x3x2xf32>, tensor<2x8x3x2xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.addf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x2xf32>
    %196 = linalg.generic {indexing_maps = [#map18, #map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%155, %extracted_slice_80, %cst_6 : tensor<1x1x1xi1>, tensor<2x8x1xf32>, tensor<2x8x1xf32>) outs(%47 : tensor<2x8x1xf32>) {
    ^bb0(%in: i1, %in_147: f32, %in_148: f32, %out: f32):
      %304 = arith.select %in, %in_147, %in_148 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x1xf32>
    %transposed_92 = linalg.transpose ins(%46 : tensor<2x8x2xf32>) outs(%157 : tensor<2x2x8xf32>) permutation = [0, 2, 1] 
    %197 = linalg.batch_matmul ins(%transposed_92, %196 : tensor<2x2x8xf32>, tensor<2x8x1xf32>) outs(%159 : tensor<2x2x1xf32>) -> tensor<2x2x1xf32>
    %transposed_93 = linalg.transpose ins(%expanded_45 : tensor<2x2x1xf32>) outs(%161 : tensor<2x1x2xf32>) permutation = [0, 2, 1] 
    %198 = linalg.batch_matmul ins(%196, %transposed_93 : tensor<2x8x1xf32>, tensor<2x1x2xf32>) outs(%162 : tensor<2x8x2xf32>) -> tensor<2x8x2xf32>
    %199 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%191, %198 : tensor<2x8x2xf32>, tensor<2x8x2xf32>) outs(%44 : tensor<2x8x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.addf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x2xf32>
    %collapsed_94 = tensor.collapse_shape %197 [[0], [1, 2]] : tensor<2x2x1xf32> into tensor<2x2xf32>
    %200 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_87 : tensor<1x3x1xi64>) outs(%166 : tensor<1x3x1xi1>) {
    ^bb0(%in: i64, %out: i1):
      %304 = arith.cmpi eq, %in, %c0_i64 : i64
      linalg.yield %304 : i1
    } -> tensor<1x3x1xi1>
    %201 = linalg.generic {indexing_maps = [#map19, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_94 : tensor<2x2xf32>) outs(%168 : tensor<2x3x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x3x2xf32>
    %202 = linalg.generic {indexing_maps = [#map10, #map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%200, %201, %cst_5 : tensor<1x3x1xi1>, tensor<2x3x2xf32>, tensor<2x3x2xf32>) outs(%168 : tensor<2x3x2xf32>) {
    ^bb0(%in: i1, %in_147: f32, %in_148: f32, %out: f32):
      %304 = arith.select %in, %in_147, %in_148 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x2xf32>
    %203 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%186, %202 : tensor<2x3x2xf32>, tensor<2x3x2xf32>) outs(%168 : tensor<2x3x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.addf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x2xf32>
    %204 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_88 : tensor<1x1x3x1xi64>) outs(%171 : tensor<1x1x3x1xi1>) {
    ^bb0(%in: i64, %out: i1):
      %304 = arith.cmpi eq, %in, %c0_i64 : i64
      linalg.yield %304 : i1
    } -> tensor<1x1x3x1xi1>
    %205 = linalg.generic {indexing_maps = [#map20, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%199 : tensor<2x8x2xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x8x3x2xf32>
    %206 = linalg.generic {indexing_maps = [#map21, #map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%204, %205, %cst_4 : tensor<1x1x3x1xi1>, tensor<2x8x3x2xf32>, tensor<2x8x3x2xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: i1, %in_147: f32, %in_148: f32, %out: f32):
      %304 = arith.select %in, %in_147, %in_148 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x2xf32>
    %207 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%190, %206 : tensor<2x8x3x2xf32>, tensor<2x8x3x2xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.addf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x2xf32>
    %208 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%199, %cst_10 : tensor<2x8x2xf32>, tensor<2x8x2xf32>) outs(%44 : tensor<2x8x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x2xf32>
    %209 = linalg.generic {indexing_maps = [#map20, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%208 : tensor<2x8x2xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x8x3x2xf32>
    %210 = linalg.generic {indexing_maps = [#map21, #map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%204, %209, %cst_4 : tensor<1x1x3x1xi1>, tensor<2x8x3x2xf32>, tensor<2x8x3x2xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: i1, %in_147: f32, %in_148: f32, %out: f32):
      %304 = arith.select %in, %in_147, %in_148 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x2xf32>
    %211 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%195, %210 : tensor<2x8x3x2xf32>, tensor<2x8x3x2xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.addf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x2xf32>
    %212 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%207, %42 : tensor<2x8x3x2xf32>, tensor<2x8x3x2xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x2xf32>
    %213 = linalg.generic {indexing_maps = [#map8, #map7, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%207, %expanded_38 : tensor<2x8x3x2xf32>, tensor<2x8x3x1xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x2xf32>
    %214 = tensor.empty() : tensor<2x8x3x1xf32>
    %215 = linalg.fill ins(%cst_0 : f32) outs(%214 : tensor<2x8x3x1xf32>) -> tensor<2x8x3x1xf32>
    %216 = linalg.generic {indexing_maps = [#map8, #map7], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%212 : tensor<2x8x3x2xf32>) outs(%215 : tensor<2x8x3x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.addf %in, %out : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x1xf32>
    %collapsed_95 = tensor.collapse_shape %216 [[0], [1], [2, 3]] : tensor<2x8x3x1xf32> into tensor<2x8x3xf32>
    %217 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%148, %collapsed_95 : tensor<2x8x3xf32>, tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.addf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %218 = linalg.generic {indexing_maps = [#map8, #map7, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%213, %expanded_36 : tensor<2x8x3x2xf32>, tensor<2x8x3x1xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x2xf32>
    %219 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%213, %expanded_37 : tensor<2x8x3x2xf32>, tensor<2x1x3x2xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x2xf32>
    %220 = linalg.generic {indexing_maps = [#map8, #map7], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%219 : tensor<2x8x3x2xf32>) outs(%215 : tensor<2x8x3x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.addf %in, %out : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x1xf32>
    %221 = tensor.empty() : tensor<2x1x3x2xf32>
    %222 = linalg.fill ins(%cst_0 : f32) outs(%221 : tensor<2x1x3x2xf32>) -> tensor<2x1x3x2xf32>
    %223 = linalg.generic {indexing_maps = [#map8, #map9], iterator_types = ["parallel", "reduction", "parallel", "parallel"]} ins(%218 : tensor<2x8x3x2xf32>) outs(%222 : tensor<2x1x3x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.addf %in, %out : f32
      linalg.yield %304 : f32
    } -> tensor<2x1x3x2xf32>
    %collapsed_96 = tensor.collapse_shape %223 [[0, 1], [2], [3]] : tensor<2x1x3x2xf32> into tensor<2x3x2xf32>
    %collapsed_97 = tensor.collapse_shape %220 [[0], [1], [2, 3]] : tensor<2x8x3x1xf32> into tensor<2x8x3xf32>
    %224 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%211, %41 : tensor<2x8x3x2xf32>, tensor<2x8x3x2xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x2xf32>
    %225 = linalg.generic {indexing_maps = [#map8, #map6, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%224, %expanded_35 : tensor<2x8x3x2xf32>, tensor<1x8x1x2xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x2xf32>
    %226 = linalg.generic {indexing_maps = [#map8, #map7, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%224, %expanded_36 : tensor<2x8x3x2xf32>, tensor<2x8x3x1xf32>) outs(%39 : tensor<2x8x3x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x2xf32>
    %227 = tensor.empty() : tensor<1x8x1x2xf32>
    %228 = linalg.fill ins(%cst_0 : f32) outs(%227 : tensor<1x8x1x2xf32>) -> tensor<1x8x1x2xf32>
    %229 = linalg.generic {indexing_maps = [#map8, #map6], iterator_types = ["reduction", "parallel", "reduction", "parallel"]} ins(%226 : tensor<2x8x3x2xf32>) outs(%228 : tensor<1x8x1x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.addf %in, %out : f32
      linalg.yield %304 : f32
    } -> tensor<1x8x1x2xf32>
    %230 = linalg.generic {indexing_maps = [#map8, #map7], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%225 : tensor<2x8x3x2xf32>) outs(%215 : tensor<2x8x3x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.addf %in, %out : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3x1xf32>
    %collapsed_98 = tensor.collapse_shape %230 [[0], [1], [2, 3]] : tensor<2x8x3x1xf32> into tensor<2x8x3xf32>
    %231 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_97, %collapsed_98 : tensor<2x8x3xf32>, tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.addf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %collapsed_99 = tensor.collapse_shape %229 [[0, 1, 2], [3]] : tensor<1x8x1x2xf32> into tensor<8x2xf32>
    %232 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%231, %34 : tensor<2x8x3xf32>, tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %233 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%34 : tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.addf %in, %cst_1 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %234 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%232, %233 : tensor<2x8x3xf32>, tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.divf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %235 = linalg.generic {indexing_maps = [#map1, #map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%37, %231, %234 : tensor<2x8x3xi1>, tensor<2x8x3xf32>, tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: i1, %in_147: f32, %in_148: f32, %out: f32):
      %304 = arith.select %in, %in_147, %in_148 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %236 = linalg.generic {indexing_maps = [#map1, #map10], iterator_types = ["reduction", "parallel", "reduction"]} ins(%235 : tensor<2x8x3xf32>) outs(%150 : tensor<1x8x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.addf %in, %out : f32
      linalg.yield %304 : f32
    } -> tensor<1x8x1xf32>
    %collapsed_100 = tensor.collapse_shape %236 [[0, 1, 2]] : tensor<1x8x1xf32> into tensor<8xf32>
    %transposed_101 = linalg.transpose ins(%217 : tensor<2x8x3xf32>) outs(%24 : tensor<2x3x8xf32>) permutation = [0, 2, 1] 
    %transposed_102 = linalg.transpose ins(%235 : tensor<2x8x3xf32>) outs(%24 : tensor<2x3x8xf32>) permutation = [0, 2, 1] 
    %collapsed_103 = tensor.collapse_shape %transposed_102 [[0, 1], [2]] : tensor<2x3x8xf32> into tensor<6x8xf32>
    %237 = tensor.empty() : tensor<8x6xf32>
    %transposed_104 = linalg.transpose ins(%collapsed_103 : tensor<6x8xf32>) outs(%237 : tensor<8x6xf32>) permutation = [1, 0] 
    %238 = tensor.empty() : tensor<8x1xf32>
    %239 = linalg.fill ins(%cst_0 : f32) outs(%238 : tensor<8x1xf32>) -> tensor<8x1xf32>
    %240 = linalg.matmul ins(%transposed_104, %collapsed_31 : tensor<8x6xf32>, tensor<6x1xf32>) outs(%239 : tensor<8x1xf32>) -> tensor<8x1xf32>
    %241 = linalg.matmul ins(%collapsed_103, %arg8 : tensor<6x8xf32>, tensor<8x1xf32>) outs(%85 : tensor<6x1xf32>) -> tensor<6x1xf32>
    %expanded_105 = tensor.expand_shape %241 [[0, 1], [2]] output_shape [2, 3, 1] : tensor<6x1xf32> into tensor<2x3x1xf32>
    %concat_106 = tensor.concat dim(2) %expanded_105, %collapsed_96, %203 : (tensor<2x3x1xf32>, tensor<2x3x2xf32>, tensor<2x3x2xf32>) -> tensor<2x3x5xf32>
    %collapsed_107 = tensor.collapse_shape %concat_106 [[0, 1], [2]] : tensor<2x3x5xf32> into tensor<6x5xf32>
    %242 = tensor.empty() : tensor<5x6xf32>
    %transposed_108 = linalg.transpose ins(%collapsed_107 : tensor<6x5xf32>) outs(%242 : tensor<5x6xf32>) permutation = [1, 0] 
    %243 = tensor.empty() : tensor<5x8xf32>
    %244 = linalg.fill ins(%cst_0 : f32) outs(%243 : tensor<5x8xf32>) -> tensor<5x8xf32>
    %245 = linalg.matmul ins(%transposed_108, %collapsed_25 : tensor<5x6xf32>, tensor<6x8xf32>) outs(%244 : tensor<5x8xf32>) -> tensor<5x8xf32>
    %246 = linalg.matmul ins(%collapsed_107, %arg7 : tensor<6x5xf32>, tensor<5x8xf32>) outs(%31 : tensor<6x8xf32>) -> tensor<6x8xf32>
    %expanded_109 = tensor.expand_shape %246 [[0, 1], [2]] output_shape [2, 3, 8] : tensor<6x8xf32> into tensor<2x3x8xf32>
    %247 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%transposed_101, %expanded_109 : tensor<2x3x8xf32>, tensor<2x3x8xf32>) outs(%24 : tensor<2x3x8xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.addf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x8xf32>
    %transposed_110 = linalg.transpose ins(%247 : tensor<2x3x8xf32>) outs(%21 : tensor<2x8x3xf32>) permutation = [0, 2, 1] 
    %248 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_7, %22 : tensor<2x8x3xf32>, tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.subf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %249 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_22, %248 : tensor<2x8x3xf32>, tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %250 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%249 : tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.addf %in, %cst_1 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %251 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%22, %250 : tensor<2x8x3xf32>, tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %252 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%transposed_110, %251 : tensor<2x8x3xf32>, tensor<2x8x3xf32>) outs(%21 : tensor<2x8x3xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x8x3xf32>
    %inserted_slice = tensor.insert_slice %252 into %cst_3[0, 0, 0] [2, 8, 3] [1, 1, 1] : tensor<2x8x3xf32> into tensor<2x8x4xf32>
    %expanded_111 = tensor.expand_shape %arg4 [[0], [1], [2, 3]] output_shape [8, 1, 1, 2] : tensor<8x1x2xf32> into tensor<8x1x1x2xf32>
    %253 = tensor.empty() : tensor<8x1x1x2xf32>
    %transposed_112 = linalg.transpose ins(%expanded_111 : tensor<8x1x1x2xf32>) outs(%253 : tensor<8x1x1x2xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_113 = tensor.collapse_shape %transposed_112 [[0], [1], [2, 3]] : tensor<8x1x1x2xf32> into tensor<8x1x2xf32>
    %254 = tensor.empty() : tensor<8x1x2xf32>
    %255 = linalg.fill ins(%cst_0 : f32) outs(%254 : tensor<8x1x2xf32>) -> tensor<8x1x2xf32>
    %256 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_113 : tensor<8x1x2xf32>) outs(%255 : tensor<8x1x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = linalg.index 0 : index
      %305 = linalg.index 2 : index
      %306 = arith.subi %c1, %305 : index
      %extracted = tensor.extract %collapsed_113[%304, %c0, %306] : tensor<8x1x2xf32>
      linalg.yield %extracted : f32
    } -> tensor<8x1x2xf32>
    %expanded_114 = tensor.expand_shape %inserted_slice [[0], [1], [2, 3]] output_shape [2, 8, 4, 1] : tensor<2x8x4xf32> into tensor<2x8x4x1xf32>
    %expanded_115 = tensor.expand_shape %256 [[0], [1], [2, 3]] output_shape [8, 1, 2, 1] : tensor<8x1x2xf32> into tensor<8x1x2x1xf32>
    %collapsed_116 = tensor.collapse_shape %expanded_115 [[0, 1], [2], [3]] : tensor<8x1x2x1xf32> into tensor<8x2x1xf32>
    %257 = linalg.depthwise_conv_2d_nchw_chw {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>} ins(%expanded_114, %collapsed_116 : tensor<2x8x4x1xf32>, tensor<8x2x1xf32>) outs(%215 : tensor<2x8x3x1xf32>) -> tensor<2x8x3x1xf32>
    %collapsed_117 = tensor.collapse_shape %257 [[0], [1], [2, 3]] : tensor<2x8x3x1xf32> into tensor<2x8x3xf32>
    %concat_118 = tensor.concat dim(2) %cst_6, %extracted_slice : (tensor<2x8x1xf32>, tensor<2x8x3xf32>) -> tensor<2x8x4xf32>
    %concat_119 = tensor.concat dim(2) %concat_118, %cst_6 : (tensor<2x8x4xf32>, tensor<2x8x1xf32>) -> tensor<2x8x5xf32>
    %expanded_120 = tensor.expand_shape %inserted_slice [[0], [1], [2, 3]] output_shape [2, 8, 1, 4] : tensor<2x8x4xf32> into tensor<2x8x1x4xf32>
    %258 = tensor.empty() : tensor<8x1x2x4xf32>
    %transposed_121 = linalg.transpose ins(%expanded_120 : tensor<2x8x1x4xf32>) outs(%258 : tensor<8x1x2x4xf32>) permutation = [1, 2, 0, 3] 
    %collapsed_122 = tensor.collapse_shape %transposed_121 [[0], [1], [2, 3]] : tensor<8x1x2x4xf32> into tensor<8x1x8xf32>
    %extracted_slice_123 = tensor.extract_slice %concat_119[0, 0, 0] [2, 8, 4] [1, 1, 1] : tensor<2x8x5xf32> to tensor<2x8x4xf32>
    %expanded_124 = tensor.expand_shape %extracted_slice_123 [[0], [1], [2, 3]] output_shape [2, 8, 1, 4] : tensor<2x8x4xf32> into tensor<2x8x1x4xf32>
    %259 = tensor.empty() : tensor<8x2x4x1xf32>
    %transposed_125 = linalg.transpose ins(%expanded_124 : tensor<2x8x1x4xf32>) outs(%259 : tensor<8x2x4x1xf32>) permutation = [1, 0, 3, 2] 
    %collapsed_126 = tensor.collapse_shape %transposed_125 [[0], [1, 2], [3]] : tensor<8x2x4x1xf32> into tensor<8x8x1xf32>
    %260 = tensor.empty() : tensor<8x1x1xf32>
    %261 = linalg.fill ins(%cst_0 : f32) outs(%260 : tensor<8x1x1xf32>) -> tensor<8x1x1xf32>
    %262 = linalg.batch_matmul ins(%collapsed_122, %collapsed_126 : tensor<8x1x8xf32>, tensor<8x8x1xf32>) outs(%261 : tensor<8x1x1xf32>) -> tensor<8x1x1xf32>
    %extracted_slice_127 = tensor.extract_slice %concat_119[0, 0, 1] [2, 8, 4] [1, 1, 1] : tensor<2x8x5xf32> to tensor<2x8x4xf32>
    %expanded_128 = tensor.expand_shape %extracted_slice_127 [[0], [1], [2, 3]] output_shape [2, 8, 1, 4] : tensor<2x8x4xf32> into tensor<2x8x1x4xf32>
    %transposed_129 = linalg.transpose ins(%expanded_128 : tensor<2x8x1x4xf32>) outs(%259 : tensor<8x2x4x1xf32>) permutation = [1, 0, 3, 2] 
    %collapsed_130 = tensor.collapse_shape %transposed_129 [[0], [1, 2], [3]] : tensor<8x2x4x1xf32> into tensor<8x8x1xf32>
    %263 = linalg.batch_matmul ins(%collapsed_122, %collapsed_130 : tensor<8x1x8xf32>, tensor<8x8x1xf32>) outs(%261 : tensor<8x1x1xf32>) -> tensor<8x1x1xf32>
    %expanded_131 = tensor.expand_shape %262 [[0], [1], [2, 3]] output_shape [8, 1, 1, 1] : tensor<8x1x1xf32> into tensor<8x1x1x1xf32>
    %expanded_132 = tensor.expand_shape %263 [[0], [1], [2, 3]] output_shape [8, 1, 1, 1] : tensor<8x1x1xf32> into tensor<8x1x1x1xf32>
    %concat_133 = tensor.concat dim(3) %expanded_131, %expanded_132 : (tensor<8x1x1x1xf32>, tensor<8x1x1x1xf32>) -> tensor<8x1x1x2xf32>
    %264 = tensor.empty() : tensor<8xf32>
    %265 = linalg.fill ins(%cst_0 : f32) outs(%264 : tensor<8xf32>) -> tensor<8xf32>
    %266 = linalg.generic {indexing_maps = [#map1, #map22], iterator_types = ["reduction", "parallel", "reduction"]} ins(%inserted_slice : tensor<2x8x4xf32>) outs(%265 : tensor<8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.addf %in, %out : f32
      linalg.yield %304 : f32
    } -> tensor<8xf32>
    %collapsed_134 = tensor.collapse_shape %concat_133 [[0, 1], [2], [3]] : tensor<8x1x1x2xf32> into tensor<8x1x2xf32>
    %concat_135 = tensor.concat dim(1) %collapsed_117, %146 : (tensor<2x8x3xf32>, tensor<2x8x3xf32>) -> tensor<2x16x3xf32>
    %267 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%collapsed_99 : tensor<8x2xf32>) outs(%16 : tensor<8x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.negf %in : f32
      linalg.yield %304 : f32
    } -> tensor<8x2xf32>
    %268 = linalg.generic {indexing_maps = [#map4, #map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%267, %17 : tensor<8x2xf32>, tensor<8x2xf32>) outs(%16 : tensor<8x2xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<8x2xf32>
    %269 = tensor.empty() : tensor<2x3x16xf32>
    %transposed_136 = linalg.transpose ins(%concat_135 : tensor<2x16x3xf32>) outs(%269 : tensor<2x3x16xf32>) permutation = [0, 2, 1] 
    %collapsed_137 = tensor.collapse_shape %transposed_136 [[0, 1], [2]] : tensor<2x3x16xf32> into tensor<6x16xf32>
    %270 = tensor.empty() : tensor<16x6xf32>
    %transposed_138 = linalg.transpose ins(%collapsed_137 : tensor<6x16xf32>) outs(%270 : tensor<16x6xf32>) permutation = [1, 0] 
    %271 = tensor.empty() : tensor<16x4xf32>
    %272 = linalg.fill ins(%cst_0 : f32) outs(%271 : tensor<16x4xf32>) -> tensor<16x4xf32>
    %273 = linalg.matmul ins(%transposed_138, %collapsed : tensor<16x6xf32>, tensor<6x4xf32>) outs(%272 : tensor<16x4xf32>) -> tensor<16x4xf32>
    %274 = linalg.matmul ins(%collapsed_137, %arg6 : tensor<6x16xf32>, tensor<16x4xf32>) outs(%63 : tensor<6x4xf32>) -> tensor<6x4xf32>
    %expanded_139 = tensor.expand_shape %274 [[0, 1], [2]] output_shape [2, 3, 4] : tensor<6x4xf32> into tensor<2x3x4xf32>
    %275 = linalg.generic {indexing_maps = [#map1, #map3, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_139, %arg1 : tensor<2x3x4xf32>, tensor<4xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %276 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_139, %9 : tensor<2x3x4xf32>, tensor<2x3x4xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %277 = linalg.generic {indexing_maps = [#map1, #map18], iterator_types = ["reduction", "reduction", "parallel"]} ins(%276 : tensor<2x3x4xf32>) outs(%121 : tensor<1x1x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.addf %in, %out : f32
      linalg.yield %304 : f32
    } -> tensor<1x1x4xf32>
    %collapsed_140 = tensor.collapse_shape %277 [[0, 1, 2]] : tensor<1x1x4xf32> into tensor<4xf32>
    %278 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%275, %1 : tensor<2x3x4xf32>, tensor<2x3x4xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %279 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%275, %8 : tensor<2x3x4xf32>, tensor<2x3x1xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %280 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel", "reduction"]} ins(%278 : tensor<2x3x4xf32>) outs(%4 : tensor<2x3x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.addf %in, %out : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x1xf32>
    %281 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%134, %279 : tensor<2x3x4xf32>, tensor<2x3x4xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.addf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %282 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%8, %8 : tensor<2x3x1xf32>, tensor<2x3x1xf32>) outs(%3 : tensor<2x3x1xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x1xf32>
    %283 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%8, %282 : tensor<2x3x1xf32>, tensor<2x3x1xf32>) outs(%3 : tensor<2x3x1xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x1xf32>
    %284 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%280 : tensor<2x3x1xf32>) outs(%3 : tensor<2x3x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.mulf %in, %cst_14 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x1xf32>
    %285 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%284, %283 : tensor<2x3x1xf32>, tensor<2x3x1xf32>) outs(%3 : tensor<2x3x1xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x1xf32>
    %collapsed_141 = tensor.collapse_shape %285 [[0], [1, 2]] : tensor<2x3x1xf32> into tensor<2x3xf32>
    %286 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_141 : tensor<2x3xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x3x4xf32>
    %287 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%286 : tensor<2x3x4xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.divf %in, %cst_12 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %288 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%1 : tensor<2x3x4xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %304 = arith.mulf %in, %cst_15 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %289 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%287, %288 : tensor<2x3x4xf32>, tensor<2x3x4xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.mulf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %290 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%281, %289 : tensor<2x3x4xf32>, tensor<2x3x4xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.addf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %291 = tensor.empty() : tensor<2x3xi1>
    %292 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%arg12 : tensor<2x3xi64>) outs(%291 : tensor<2x3xi1>) {
    ^bb0(%in: i64, %out: i1):
      %304 = arith.cmpi sge, %in, %c0_i64 : i64
      linalg.yield %304 : i1
    } -> tensor<2x3xi1>
    %293 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%arg12 : tensor<2x3xi64>) outs(%291 : tensor<2x3xi1>) {
    ^bb0(%in: i64, %out: i1):
      %304 = arith.cmpi slt, %in, %c37_i64 : i64
      linalg.yield %304 : i1
    } -> tensor<2x3xi1>
    %294 = linalg.generic {indexing_maps = [#map4, #map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%292, %293 : tensor<2x3xi1>, tensor<2x3xi1>) outs(%291 : tensor<2x3xi1>) {
    ^bb0(%in: i1, %in_147: i1, %out: i1):
      %304 = arith.andi %in, %in_147 : i1
      linalg.yield %304 : i1
    } -> tensor<2x3xi1>
    %295 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%arg12 : tensor<2x3xi64>) outs(%291 : tensor<2x3xi1>) {
    ^bb0(%in: i64, %out: i1):
      %304 = arith.cmpi ne, %in, %c-1_i64 : i64
      linalg.yield %304 : i1
    } -> tensor<2x3xi1>
    %296 = linalg.generic {indexing_maps = [#map4, #map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%294, %295 : tensor<2x3xi1>, tensor<2x3xi1>) outs(%291 : tensor<2x3xi1>) {
    ^bb0(%in: i1, %in_147: i1, %out: i1):
      %304 = arith.andi %in, %in_147 : i1
      linalg.yield %304 : i1
    } -> tensor<2x3xi1>
    %expanded_142 = tensor.expand_shape %296 [[0], [1, 2]] output_shape [2, 3, 1] : tensor<2x3xi1> into tensor<2x3x1xi1>
    %297 = tensor.empty() : tensor<2x3xi64>
    %298 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%arg12 : tensor<2x3xi64>) outs(%297 : tensor<2x3xi64>) {
    ^bb0(%in: i64, %out: i64):
      %304 = arith.maxsi %in, %c-37_i64 : i64
      %305 = arith.minsi %304, %c36_i64 : i64
      linalg.yield %305 : i64
    } -> tensor<2x3xi64>
    %299 = tensor.empty() : tensor<2x3x1xi1>
    %300 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_142 : tensor<2x3x1xi1>) outs(%299 : tensor<2x3x1xi1>) {
    ^bb0(%in: i1, %out: i1):
      %304 = arith.xori %in, %true : i1
      linalg.yield %304 : i1
    } -> tensor<2x3x1xi1>
    %301 = linalg.generic {indexing_maps = [#map2, #map23, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%300, %cst_9, %290 : tensor<2x3x1xi1>, tensor<f32>, tensor<2x3x4xf32>) outs(%0 : tensor<2x3x4xf32>) {
    ^bb0(%in: i1, %in_147: f32, %in_148: f32, %out: f32):
      %304 = arith.select %in, %in_147, %in_148 : f32
      linalg.yield %304 : f32
    } -> tensor<2x3x4xf32>
    %collapsed_143 = tensor.collapse_shape %298 [[0, 1]] : tensor<2x3xi64> into tensor<6xi64>
    %expanded_144 = tensor.expand_shape %collapsed_143 [[0, 1]] output_shape [6, 1] : tensor<6xi64> into tensor<6x1xi64>
    %collapsed_145 = tensor.collapse_shape %301 [[0, 1], [2]] : tensor<2x3x4xf32> into tensor<6x4xf32>
    %expanded_146 = tensor.expand_shape %collapsed_145 [[0], [1, 2]] output_shape [6, 1, 4] : tensor<6x4xf32> into tensor<6x1x4xf32>
    %302 = call @scatter_0(%expanded_146, %expanded_144, %cst) : (tensor<6x1x4xf32>, tensor<6x1xi64>, tensor<37x4xf32>) -> tensor<37x4xf32>
    %303 = linalg.generic {indexing_maps = [#map4, #map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%116, %302 : tensor<37x4xf32>, tensor<37x4xf32>) outs(%114 : tensor<37x4xf32>) {
    ^bb0(%in: f32, %in_147: f32, %out: f32):
      %304 = arith.addf %in, %in_147 : f32
      linalg.yield %304 : f32
    } -> tensor<37x4xf32>
    return %105, %303, %collapsed_140, %268, %collapsed_79, %collapsed_134, %266, %273, %245, %240, %collapsed_100, %138, %collapsed_73 : tensor<f32>, tensor<37x4xf32>, tensor<4xf32>, tensor<8x2xf32>, tensor<8xf32>, tensor<8x1x2xf32>, tensor<8xf32>, tensor<16x4xf32>, tensor<5x8xf32>, tensor<8x1xf32>, tensor<8xf32>, tensor<4x8xf32>, tensor<4xf32>
  }
  func.func private @scatter_0(%arg0: tensor<6x1x4xf32>, %arg1: tensor<6x1xi64>, %arg2: tensor<37x4xf32>) -> tensor<37x4xf32> {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c6 = arith.constant 6 : index
    %0 = scf.for %arg3 = %c0 to %c6 step %c1 iter_args(%arg4 = %arg2) -> (tensor<37x4xf32>) {
      %c0_0 = arith.constant 0 : index
      %extracted = tensor.extract %arg1[%arg3, %c0_0] : tensor<6x1xi64>
      %1 = arith.index_cast %extracted : i64 to index
      %extracted_slice = tensor.extract_slice %arg0[%arg3, 0, 0] [1, 1, 4] [1, 1, 1] : tensor<6x1x4xf32> to tensor<1x4xf32>
      %extracted_slice_1 = tensor.extract_slice %arg4[%1, %c0] [1, 4] [1, 1] : tensor<37x4xf32> to tensor<1x4xf32>
      %2 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%extracted_slice : tensor<1x4xf32>) outs(%extracted_slice_1 : tensor<1x4xf32>) {
      ^bb0(%in: f32, %out: f32):
        %3 = arith.addf %out, %in : f32
        linalg.yield %3 : f32
      } -> tensor<1x4xf32>
      %inserted_slice = tensor.insert_slice %2 into %arg4[%1, %c0] [1, 4] [1, 1] : tensor<1x4xf32> into tensor<37x4xf32>
      scf.yield %inserted_slice : tensor<37x4xf32>
    }
    return %0 : tensor<37x4xf32>
  }
}
