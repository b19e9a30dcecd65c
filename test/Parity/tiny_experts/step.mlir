#map = affine_map<(d0, d1, d2) -> (d0, d1)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map2 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map3 = affine_map<(d0) -> (d0)>
#map4 = affine_map<(d0, d1, d2) -> (0, 0, d2)>
#map5 = affine_map<(d0, d1, d2) -> ()>
#map6 = affine_map<(d0, d1, d2, d3) -> (d0, d1, 0, d3)>
#map7 = affine_map<(d0, d1, d2, d3) -> (d2, 0)>
#map8 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map9 = affine_map<(d0, d1, d2, d3) -> ()>
#map10 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
#map11 = affine_map<(d0, d1) -> (d1)>
#map12 = affine_map<(d0, d1) -> (d0, d1)>
#map13 = affine_map<(d0, d1) -> (d0)>
#map14 = affine_map<(d0, d1) -> (d0, 0)>
#map15 = affine_map<(d0, d1) -> (0, d1)>
#map16 = affine_map<(d0, d1) -> ()>
#map17 = affine_map<(d0) -> ()>
#map18 = affine_map<() -> ()>
module {
  shard.grid @grid(shape = 2)
  func.func @step(%arg0: tensor<37x6xf32> {fsdp.param = "0.weight"},
      %arg1: tensor<4x6x8xf32> {fsdp.group = "group0", fsdp.param = "1.up"},
      %arg2: tensor<4x8x6xf32> {fsdp.group = "group0", fsdp.param = "1.down"},
      %arg3: tensor<4x6xf32> {fsdp.group = "group0", fsdp.param = "1.gate.weight"},
      %arg4: tensor<37x6xf32> {fsdp.param = "2.weight"},
      %arg5: tensor<37xf32> {fsdp.param = "2.bias"},
      %arg6: tensor<2x8xi64> {fsdp.batch = "tokens"},
      %arg7: tensor<2x8xi64> {fsdp.batch = "targets"})
      -> (tensor<f32> {fsdp.loss},
          tensor<37x6xf32> {fsdp.grad = "0.weight"},
          tensor<4x6x8xf32> {fsdp.grad = "1.up"},
          tensor<4x8x6xf32> {fsdp.grad = "1.down"},
          tensor<4x6xf32> {fsdp.grad = "1.gate.weight"},
          tensor<37x6xf32> {fsdp.grad = "2.weight"},
          tensor<37xf32> {fsdp.grad = "2.bias"}) {
    %cst = arith.constant dense<0.000000e+00> : tensor<37x6xf32>
    %c36_i64 = arith.constant 36 : i64
    %c-37_i64 = arith.constant -37 : i64
    %c-100_i64 = arith.constant -100 : i64
    %c37_i64 = arith.constant 37 : i64
    %c0_i64 = arith.constant 0 : i64
    %c-1_i64 = arith.constant -1 : i64
    %c37 = arith.constant 37 : index
    %c4 = arith.constant 4 : index
    %cst_0 = arith.constant 0.000000e+00 : f32
    %cst_1 = arith.constant 0xFF800000 : f32
    %false = arith.constant false
    %cst_2 = arith.constant 1.000000e+00 : f32
    %true = arith.constant true
    %cst_3 = arith.constant dense<1.000000e+00> : tensor<2x4x8x8xf32>
    %cst_4 = arith.constant dense<1.000000e+00> : tensor<f32>
    %cst_5 = arith.constant dense<0.000000e+00> : tensor<2x8x4xf32>
    %cst_6 = arith.constant dense<0xFF800000> : tensor<f32>
    %cst_7 = arith.constant dense<0.000000e+00> : tensor<f32>
    %0 = tensor.empty() : tensor<2x8x6xf32>
    %1 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg6 : tensor<2x8xi64>) outs(%0 : tensor<2x8x6xf32>) {
    ^bb0(%in: i64, %out: f32):
      %179 = arith.index_cast %in : i64 to index
      %180 = linalg.index 2 : index
      %181 = arith.cmpi slt, %179, %c37 : index
      cf.assert %181, "index must be smaller than dim size"
      %182 = arith.cmpi sge, %in, %c0_i64 : i64
      cf.assert %182, "index must be larger or equal to 0"
      %extracted = tensor.extract %arg0[%179, %180] : tensor<37x6xf32>
      linalg.yield %extracted : f32
    } -> tensor<2x8x6xf32>
    %2 = tensor.empty() : tensor<6x4xf32>
    %transposed = linalg.transpose ins(%arg3 : tensor<4x6xf32>) outs(%2 : tensor<6x4xf32>) permutation = [1, 0] 
    %collapsed = tensor.collapse_shape %1 [[0, 1], [2]] : tensor<2x8x6xf32> into tensor<16x6xf32>
    %3 = tensor.empty() : tensor<16x4xf32>
    %4 = linalg.fill ins(%cst_0 : f32) outs(%3 : tensor<16x4xf32>) -> tensor<16x4xf32>
    %5 = linalg.matmul ins(%collapsed, %transposed : tensor<16x6xf32>, tensor<6x4xf32>) outs(%4 : tensor<16x4xf32>) -> tensor<16x4xf32>
    %expanded = tensor.expand_shape %5 [[0, 1], [2]] output_shape [2, 8, 4] : tensor<16x4xf32> into tensor<2x8x4xf32>
    %6 = tensor.empty() : tensor<2x8xi64>
    %7 = linalg.fill ins(%c0_i64 : i64) outs(%6 : tensor<2x8xi64>) -> tensor<2x8xi64>
    %8 = tensor.empty() : tensor<2x8xf32>
    %9 = linalg.fill ins(%cst_1 : f32) outs(%8 : tensor<2x8xf32>) -> tensor<2x8xf32>
    %10:2 = linalg.generic {indexing_maps = [#map1, #map, #map], iterator_types = ["parallel", "parallel", "reduction"]} ins(%expanded : tensor<2x8x4xf32>) outs(%9, %7 : tensor<2x8xf32>, tensor<2x8xi64>) {
    ^bb0(%in: f32, %out: f32, %out_83: i64):
      %179 = linalg.index 2 : index
      %180 = arith.index_cast %179 : index to i64
      %181 = arith.maximumf %in, %out : f32
      %182 = arith.cmpf ogt, %in, %out : f32
      %183 = arith.select %182, %180, %out_83 : i64
      linalg.yield %181, %183 : f32, i64
    } -> (tensor<2x8xf32>, tensor<2x8xi64>)
    %expanded_8 = tensor.expand_shape %10#0 [[0], [1, 2]] output_shape [2, 8, 1] : tensor<2x8xf32> into tensor<2x8x1xf32>
    %11 = tensor.empty() : tensor<2x8x4xf32>
    %12 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded, %expanded_8 : tensor<2x8x4xf32>, tensor<2x8x1xf32>) outs(%11 : tensor<2x8x4xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.subf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x4xf32>
    %13 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%12 : tensor<2x8x4xf32>) outs(%11 : tensor<2x8x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %179 = math.exp %in : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x4xf32>
    %14 = tensor.empty() : tensor<2x8x1xf32>
    %15 = linalg.fill ins(%cst_0 : f32) outs(%14 : tensor<2x8x1xf32>) -> tensor<2x8x1xf32>
    %16 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel", "reduction"]} ins(%13 : tensor<2x8x4xf32>) outs(%15 : tensor<2x8x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %179 = arith.addf %in, %out : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x1xf32>
    %17 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%13, %16 : tensor<2x8x4xf32>, tensor<2x8x1xf32>) outs(%11 : tensor<2x8x4xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.divf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x4xf32>
    %18 = tensor.empty() : tensor<4xi64>
    %19 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel"]} outs(%18 : tensor<4xi64>) {
    ^bb0(%out: i64):
      %179 = linalg.index 0 : index
      %180 = arith.index_cast %179 : index to i64
      linalg.yield %180 : i64
    } -> tensor<4xi64>
    %expanded_9 = tensor.expand_shape %19 [[0, 1, 2]] output_shape [1, 1, 4] : tensor<4xi64> into tensor<1x1x4xi64>
    %20:2 = linalg.generic {indexing_maps = [#map1, #map, #map], iterator_types = ["parallel", "parallel", "reduction"]} ins(%17 : tensor<2x8x4xf32>) outs(%9, %7 : tensor<2x8xf32>, tensor<2x8xi64>) {
    ^bb0(%in: f32, %out: f32, %out_83: i64):
      %179 = linalg.index 2 : index
      %180 = arith.index_cast %179 : index to i64
      %181 = arith.maximumf %in, %out : f32
      %182 = arith.cmpf ogt, %in, %out : f32
      %183 = arith.select %182, %180, %out_83 : i64
      linalg.yield %181, %183 : f32, i64
    } -> (tensor<2x8xf32>, tensor<2x8xi64>)
    %expanded_10 = tensor.expand_shape %20#1 [[0], [1, 2]] output_shape [2, 8, 1] : tensor<2x8xi64> into tensor<2x8x1xi64>
    %21 = tensor.empty() : tensor<2x8x4xi1>
    %22 = linalg.generic {indexing_maps = [#map4, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_9, %expanded_10 : tensor<1x1x4xi64>, tensor<2x8x1xi64>) outs(%21 : tensor<2x8x4xi1>) {
    ^bb0(%in: i64, %in_83: i64, %out: i1):
      %179 = arith.cmpi eq, %in, %in_83 : i64
      linalg.yield %179 : i1
    } -> tensor<2x8x4xi1>
    %23 = linalg.generic {indexing_maps = [#map1, #map1, #map5, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%22, %17, %cst_7 : tensor<2x8x4xi1>, tensor<2x8x4xf32>, tensor<f32>) outs(%11 : tensor<2x8x4xf32>) {
    ^bb0(%in: i1, %in_83: f32, %in_84: f32, %out: f32):
      %179 = arith.select %in, %in_83, %in_84 : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x4xf32>
    %24 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel", "reduction"]} ins(%23 : tensor<2x8x4xf32>) outs(%15 : tensor<2x8x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %179 = arith.addf %in, %out : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x1xf32>
    %25 = linalg.generic {indexing_maps = [#map1, #map5, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%22, %cst_6, %17 : tensor<2x8x4xi1>, tensor<f32>, tensor<2x8x4xf32>) outs(%11 : tensor<2x8x4xf32>) {
    ^bb0(%in: i1, %in_83: f32, %in_84: f32, %out: f32):
      %179 = arith.select %in, %in_83, %in_84 : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x4xf32>
    %26:2 = linalg.generic {indexing_maps = [#map1, #map, #map], iterator_types = ["parallel", "parallel", "reduction"]} ins(%25 : tensor<2x8x4xf32>) outs(%9, %7 : tensor<2x8xf32>, tensor<2x8xi64>) {
    ^bb0(%in: f32, %out: f32, %out_83: i64):
      %179 = linalg.index 2 : index
      %180 = arith.index_cast %179 : index to i64
      %181 = arith.maximumf %in, %out : f32
      %182 = arith.cmpf ogt, %in, %out : f32
      %183 = arith.select %182, %180, %out_83 : i64
      linalg.yield %181, %183 : f32, i64
    } -> (tensor<2x8xf32>, tensor<2x8xi64>)
    %expanded_11 = tensor.expand_shape %26#1 [[0], [1, 2]] output_shape [2, 8, 1] : tensor<2x8xi64> into tensor<2x8x1xi64>
    %27 = linalg.generic {indexing_maps = [#map4, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_9, %expanded_11 : tensor<1x1x4xi64>, tensor<2x8x1xi64>) outs(%21 : tensor<2x8x4xi1>) {
    ^bb0(%in: i64, %in_83: i64, %out: i1):
      %179 = arith.cmpi eq, %in, %in_83 : i64
      linalg.yield %179 : i1
    } -> tensor<2x8x4xi1>
    %28 = linalg.generic {indexing_maps = [#map1, #map1, #map5, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%27, %17, %cst_7 : tensor<2x8x4xi1>, tensor<2x8x4xf32>, tensor<f32>) outs(%11 : tensor<2x8x4xf32>) {
    ^bb0(%in: i1, %in_83: f32, %in_84: f32, %out: f32):
      %179 = arith.select %in, %in_83, %in_84 : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x4xf32>
    %29 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel", "reduction"]} ins(%28 : tensor<2x8x4xf32>) outs(%15 : tensor<2x8x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %179 = arith.addf %in, %out : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x1xf32>
    %concat = tensor.concat dim(2) %24, %29 : (tensor<2x8x1xf32>, tensor<2x8x1xf32>) -> tensor<2x8x2xf32>
    %concat_12 = tensor.concat dim(2) %expanded_10, %expanded_11 : (tensor<2x8x1xi64>, tensor<2x8x1xi64>) -> tensor<2x8x2xi64>
    %30 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel", "reduction"]} ins(%concat : tensor<2x8x2xf32>) outs(%15 : tensor<2x8x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %179 = arith.addf %in, %out : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x1xf32>
    %31 = tensor.empty() : tensor<2x8x2xf32>
    %32 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%concat, %30 : tensor<2x8x2xf32>, tensor<2x8x1xf32>) outs(%31 : tensor<2x8x2xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.divf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x2xf32>
    %expanded_13 = tensor.expand_shape %concat_12 [[0], [1], [2, 3]] output_shape [2, 8, 1, 2] : tensor<2x8x2xi64> into tensor<2x8x1x2xi64>
    %expanded_14 = tensor.expand_shape %19 [[0, 1]] output_shape [4, 1] : tensor<4xi64> into tensor<4x1xi64>
    %33 = tensor.empty() : tensor<2x8x4x2xi1>
    %34 = linalg.generic {indexing_maps = [#map6, #map7, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_13, %expanded_14 : tensor<2x8x1x2xi64>, tensor<4x1xi64>) outs(%33 : tensor<2x8x4x2xi1>) {
    ^bb0(%in: i64, %in_83: i64, %out: i1):
      %179 = arith.cmpi eq, %in, %in_83 : i64
      linalg.yield %179 : i1
    } -> tensor<2x8x4x2xi1>
    %expanded_15 = tensor.expand_shape %32 [[0], [1], [2, 3]] output_shape [2, 8, 1, 2] : tensor<2x8x2xf32> into tensor<2x8x1x2xf32>
    %35 = tensor.empty() : tensor<2x8x4x2xf32>
    %36 = linalg.generic {indexing_maps = [#map8, #map6, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%34, %expanded_15, %cst_7 : tensor<2x8x4x2xi1>, tensor<2x8x1x2xf32>, tensor<f32>) outs(%35 : tensor<2x8x4x2xf32>) {
    ^bb0(%in: i1, %in_83: f32, %in_84: f32, %out: f32):
      %179 = arith.select %in, %in_83, %in_84 : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x4x2xf32>
    %37 = linalg.fill ins(%cst_0 : f32) outs(%11 : tensor<2x8x4xf32>) -> tensor<2x8x4xf32>
    %38 = linalg.generic {indexing_maps = [#map8, #map10], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%36 : tensor<2x8x4x2xf32>) outs(%37 : tensor<2x8x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %179 = arith.addf %in, %out : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x4xf32>
    %39 = linalg.fill ins(%false : i1) outs(%21 : tensor<2x8x4xi1>) -> tensor<2x8x4xi1>
    %40 = linalg.generic {indexing_maps = [#map8, #map10], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%34 : tensor<2x8x4x2xi1>) outs(%39 : tensor<2x8x4xi1>) {
    ^bb0(%in: i1, %out: i1):
      %179 = arith.ori %in, %out : i1
      linalg.yield %179 : i1
    } -> tensor<2x8x4xi1>
    %41 = linalg.generic {indexing_maps = [#map1, #map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%40, %38, %cst_5 : tensor<2x8x4xi1>, tensor<2x8x4xf32>, tensor<2x8x4xf32>) outs(%11 : tensor<2x8x4xf32>) {
    ^bb0(%in: i1, %in_83: f32, %in_84: f32, %out: f32):
      %179 = arith.select %in, %in_83, %in_84 : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x4xf32>
    %expanded_16 = tensor.expand_shape %arg1 [[0], [1], [2, 3, 4]] output_shape [4, 6, 8, 1, 1] : tensor<4x6x8xf32> into tensor<4x6x8x1x1xf32>
    %expanded_17 = tensor.expand_shape %collapsed [[0, 1], [2]] output_shape [1, 16, 6] : tensor<16x6xf32> into tensor<1x16x6xf32>
    %42 = tensor.empty() : tensor<6x4x8x1x1xf32>
    %transposed_18 = linalg.transpose ins(%expanded_16 : tensor<4x6x8x1x1xf32>) outs(%42 : tensor<6x4x8x1x1xf32>) permutation = [1, 0, 2, 3, 4] 
    %collapsed_19 = tensor.collapse_shape %transposed_18 [[0], [1, 2, 3, 4]] : tensor<6x4x8x1x1xf32> into tensor<6x32xf32>
    %expanded_20 = tensor.expand_shape %collapsed_19 [[0, 1], [2]] output_shape [1, 6, 32] : tensor<6x32xf32> into tensor<1x6x32xf32>
    %43 = tensor.empty() : tensor<1x16x32xf32>
    %44 = linalg.fill ins(%cst_0 : f32) outs(%43 : tensor<1x16x32xf32>) -> tensor<1x16x32xf32>
    %45 = linalg.batch_matmul ins(%expanded_17, %expanded_20 : tensor<1x16x6xf32>, tensor<1x6x32xf32>) outs(%44 : tensor<1x16x32xf32>) -> tensor<1x16x32xf32>
    %collapsed_21 = tensor.collapse_shape %45 [[0, 1], [2]] : tensor<1x16x32xf32> into tensor<16x32xf32>
    %expanded_22 = tensor.expand_shape %collapsed_21 [[0, 1], [2, 3, 4]] output_shape [2, 8, 1, 4, 8] : tensor<16x32xf32> into tensor<2x8x1x4x8xf32>
    %46 = tensor.empty() : tensor<2x4x8x8x1xf32>
    %transposed_23 = linalg.transpose ins(%expanded_22 : tensor<2x8x1x4x8xf32>) outs(%46 : tensor<2x4x8x8x1xf32>) permutation = [0, 3, 1, 4, 2] 
    %collapsed_24 = tensor.collapse_shape %transposed_23 [[0], [1], [2], [3, 4]] : tensor<2x4x8x8x1xf32> into tensor<2x4x8x8xf32>
    %47 = tensor.empty() : tensor<2x4x8x8xf32>
    %48 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_24 : tensor<2x4x8x8xf32>) outs(%47 : tensor<2x4x8x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %179 = arith.negf %in : f32
      %180 = math.exp %179 : f32
      %181 = arith.addf %180, %cst_2 : f32
      %182 = arith.divf %cst_2, %181 : f32
      linalg.yield %182 : f32
    } -> tensor<2x4x8x8xf32>
    %49 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_24, %48 : tensor<2x4x8x8xf32>, tensor<2x4x8x8xf32>) outs(%47 : tensor<2x4x8x8xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.mulf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<2x4x8x8xf32>
    %expanded_25 = tensor.expand_shape %49 [[0], [1], [2], [3, 4]] output_shape [2, 4, 8, 8, 1] : tensor<2x4x8x8xf32> into tensor<2x4x8x8x1xf32>
    %50 = tensor.empty() : tensor<4x2x8x8x1xf32>
    %transposed_26 = linalg.transpose ins(%expanded_25 : tensor<2x4x8x8x1xf32>) outs(%50 : tensor<4x2x8x8x1xf32>) permutation = [1, 0, 2, 3, 4] 
    %collapsed_27 = tensor.collapse_shape %transposed_26 [[0], [1, 2], [3, 4]] : tensor<4x2x8x8x1xf32> into tensor<4x16x8xf32>
    %51 = tensor.empty() : tensor<4x16x6xf32>
    %52 = linalg.fill ins(%cst_0 : f32) outs(%51 : tensor<4x16x6xf32>) -> tensor<4x16x6xf32>
    %53 = linalg.batch_matmul ins(%collapsed_27, %arg2 : tensor<4x16x8xf32>, tensor<4x8x6xf32>) outs(%52 : tensor<4x16x6xf32>) -> tensor<4x16x6xf32>
    %expanded_28 = tensor.expand_shape %53 [[0], [1, 2], [3, 4]] output_shape [4, 2, 8, 1, 6] : tensor<4x16x6xf32> into tensor<4x2x8x1x6xf32>
    %54 = tensor.empty() : tensor<2x4x8x6x1xf32>
    %transposed_29 = linalg.transpose ins(%expanded_28 : tensor<4x2x8x1x6xf32>) outs(%54 : tensor<2x4x8x6x1xf32>) permutation = [1, 0, 2, 4, 3] 
    %collapsed_30 = tensor.collapse_shape %transposed_29 [[0], [1], [2], [3, 4]] : tensor<2x4x8x6x1xf32> into tensor<2x4x8x6xf32>
    %55 = tensor.empty() : tensor<2x8x6x4xf32>
    %transposed_31 = linalg.transpose ins(%collapsed_30 : tensor<2x4x8x6xf32>) outs(%55 : tensor<2x8x6x4xf32>) permutation = [0, 2, 3, 1] 
    %expanded_32 = tensor.expand_shape %41 [[0], [1], [2, 3]] output_shape [2, 8, 4, 1] : tensor<2x8x4xf32> into tensor<2x8x4x1xf32>
    %collapsed_33 = tensor.collapse_shape %transposed_31 [[0, 1], [2], [3]] : tensor<2x8x6x4xf32> into tensor<16x6x4xf32>
    %collapsed_34 = tensor.collapse_shape %expanded_32 [[0, 1], [2], [3]] : tensor<2x8x4x1xf32> into tensor<16x4x1xf32>
    %56 = tensor.empty() : tensor<16x6x1xf32>
    %57 = linalg.fill ins(%cst_0 : f32) outs(%56 : tensor<16x6x1xf32>) -> tensor<16x6x1xf32>
    %58 = linalg.batch_matmul ins(%collapsed_33, %collapsed_34 : tensor<16x6x4xf32>, tensor<16x4x1xf32>) outs(%57 : tensor<16x6x1xf32>) -> tensor<16x6x1xf32>
    %expanded_35 = tensor.expand_shape %58 [[0, 1], [2], [3]] output_shape [2, 8, 6, 1] : tensor<16x6x1xf32> into tensor<2x8x6x1xf32>
    %collapsed_36 = tensor.collapse_shape %expanded_35 [[0], [1], [2, 3]] : tensor<2x8x6x1xf32> into tensor<2x8x6xf32>
    %59 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%1, %collapsed_36 : tensor<2x8x6xf32>, tensor<2x8x6xf32>) outs(%0 : tensor<2x8x6xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.addf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x6xf32>
    %collapsed_37 = tensor.collapse_shape %59 [[0, 1], [2]] : tensor<2x8x6xf32> into tensor<16x6xf32>
    %60 = tensor.empty() : tensor<6x37xf32>
    %transposed_38 = linalg.transpose ins(%arg4 : tensor<37x6xf32>) outs(%60 : tensor<6x37xf32>) permutation = [1, 0] 
    %61 = tensor.empty() : tensor<16x37xf32>
    %62 = linalg.fill ins(%cst_0 : f32) outs(%61 : tensor<16x37xf32>) -> tensor<16x37xf32>
    %63 = linalg.matmul ins(%collapsed_37, %transposed_38 : tensor<16x6xf32>, tensor<6x37xf32>) outs(%62 : tensor<16x37xf32>) -> tensor<16x37xf32>
    %64 = linalg.generic {indexing_maps = [#map11, #map12], iterator_types = ["parallel", "parallel"]} ins(%arg5 : tensor<37xf32>) outs(%61 : tensor<16x37xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<16x37xf32>
    %65 = linalg.generic {indexing_maps = [#map12, #map12, #map12], iterator_types = ["parallel", "parallel"]} ins(%63, %64 : tensor<16x37xf32>, tensor<16x37xf32>) outs(%61 : tensor<16x37xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.addf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<16x37xf32>
    %collapsed_39 = tensor.collapse_shape %arg7 [[0, 1]] : tensor<2x8xi64> into tensor<16xi64>
    %66 = tensor.empty() : tensor<16xi64>
    %67 = linalg.fill ins(%c0_i64 : i64) outs(%66 : tensor<16xi64>) -> tensor<16xi64>
    %68 = tensor.empty() : tensor<16xf32>
    %69 = linalg.fill ins(%cst_1 : f32) outs(%68 : tensor<16xf32>) -> tensor<16xf32>
    %70:2 = linalg.generic {indexing_maps = [#map12, #map13, #map13], iterator_types = ["parallel", "reduction"]} ins(%65 : tensor<16x37xf32>) outs(%69, %67 : tensor<16xf32>, tensor<16xi64>) {
    ^bb0(%in: f32, %out: f32, %out_83: i64):
      %179 = linalg.index 1 : index
      %180 = arith.index_cast %179 : index to i64
      %181 = arith.maximumf %in, %out : f32
      %182 = arith.cmpf ogt, %in, %out : f32
      %183 = arith.select %182, %180, %out_83 : i64
      linalg.yield %181, %183 : f32, i64
    } -> (tensor<16xf32>, tensor<16xi64>)
    %expanded_40 = tensor.expand_shape %70#0 [[0, 1]] output_shape [16, 1] : tensor<16xf32> into tensor<16x1xf32>
    %71 = linalg.generic {indexing_maps = [#map12, #map14, #map12], iterator_types = ["parallel", "parallel"]} ins(%65, %expanded_40 : tensor<16x37xf32>, tensor<16x1xf32>) outs(%61 : tensor<16x37xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.subf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<16x37xf32>
    %72 = linalg.generic {indexing_maps = [#map12, #map12], iterator_types = ["parallel", "parallel"]} ins(%71 : tensor<16x37xf32>) outs(%61 : tensor<16x37xf32>) {
    ^bb0(%in: f32, %out: f32):
      %179 = math.exp %in : f32
      linalg.yield %179 : f32
    } -> tensor<16x37xf32>
    %73 = tensor.empty() : tensor<16x1xf32>
    %74 = linalg.fill ins(%cst_0 : f32) outs(%73 : tensor<16x1xf32>) -> tensor<16x1xf32>
    %75 = linalg.generic {indexing_maps = [#map12, #map14], iterator_types = ["parallel", "reduction"]} ins(%72 : tensor<16x37xf32>) outs(%74 : tensor<16x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %179 = arith.addf %in, %out : f32
      linalg.yield %179 : f32
    } -> tensor<16x1xf32>
    %76 = linalg.generic {indexing_maps = [#map12, #map12], iterator_types = ["parallel", "parallel"]} ins(%75 : tensor<16x1xf32>) outs(%73 : tensor<16x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %179 = math.log %in : f32
      linalg.yield %179 : f32
    } -> tensor<16x1xf32>
    %77 = linalg.generic {indexing_maps = [#map12, #map14, #map12], iterator_types = ["parallel", "parallel"]} ins(%71, %76 : tensor<16x37xf32>, tensor<16x1xf32>) outs(%61 : tensor<16x37xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.subf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<16x37xf32>
    %78 = tensor.empty() : tensor<37xi64>
    %79 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel"]} outs(%78 : tensor<37xi64>) {
    ^bb0(%out: i64):
      %179 = linalg.index 0 : index
      %180 = arith.index_cast %179 : index to i64
      linalg.yield %180 : i64
    } -> tensor<37xi64>
    %expanded_41 = tensor.expand_shape %79 [[0, 1]] output_shape [1, 37] : tensor<37xi64> into tensor<1x37xi64>
    %expanded_42 = tensor.expand_shape %collapsed_39 [[0, 1]] output_shape [16, 1] : tensor<16xi64> into tensor<16x1xi64>
    %80 = tensor.empty() : tensor<16x37xi1>
    %81 = linalg.generic {indexing_maps = [#map15, #map14, #map12], iterator_types = ["parallel", "parallel"]} ins(%expanded_41, %expanded_42 : tensor<1x37xi64>, tensor<16x1xi64>) outs(%80 : tensor<16x37xi1>) {
    ^bb0(%in: i64, %in_83: i64, %out: i1):
      %179 = arith.cmpi eq, %in, %in_83 : i64
      linalg.yield %179 : i1
    } -> tensor<16x37xi1>
    %82 = tensor.empty() : tensor<16x1xi1>
    %83 = linalg.generic {indexing_maps = [#map12, #map12], iterator_types = ["parallel", "parallel"]} ins(%expanded_42 : tensor<16x1xi64>) outs(%82 : tensor<16x1xi1>) {
    ^bb0(%in: i64, %out: i1):
      %179 = arith.cmpi ne, %in, %c-100_i64 : i64
      linalg.yield %179 : i1
    } -> tensor<16x1xi1>
    %84 = linalg.generic {indexing_maps = [#map12, #map14, #map12], iterator_types = ["parallel", "parallel"]} ins(%81, %83 : tensor<16x37xi1>, tensor<16x1xi1>) outs(%80 : tensor<16x37xi1>) {
    ^bb0(%in: i1, %in_83: i1, %out: i1):
      %179 = arith.andi %in, %in_83 : i1
      linalg.yield %179 : i1
    } -> tensor<16x37xi1>
    %85 = linalg.generic {indexing_maps = [#map12, #map12, #map16, #map12], iterator_types = ["parallel", "parallel"]} ins(%84, %77, %cst_7 : tensor<16x37xi1>, tensor<16x37xf32>, tensor<f32>) outs(%61 : tensor<16x37xf32>) {
    ^bb0(%in: i1, %in_83: f32, %in_84: f32, %out: f32):
      %179 = arith.select %in, %in_83, %in_84 : f32
      linalg.yield %179 : f32
    } -> tensor<16x37xf32>
    %86 = tensor.empty() : tensor<16xi1>
    %87 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%collapsed_39 : tensor<16xi64>) outs(%86 : tensor<16xi1>) {
    ^bb0(%in: i64, %out: i1):
      %179 = arith.cmpi ne, %in, %c-100_i64 : i64
      linalg.yield %179 : i1
    } -> tensor<16xi1>
    %88 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%87 : tensor<16xi1>) outs(%68 : tensor<16xf32>) {
    ^bb0(%in: i1, %out: f32):
      %179 = arith.uitofp %in : i1 to f32
      linalg.yield %179 : f32
    } -> tensor<16xf32>
    %89 = tensor.empty() : tensor<f32>
    %90 = linalg.fill ins(%cst_0 : f32) outs(%89 : tensor<f32>) -> tensor<f32>
    %91 = linalg.generic {indexing_maps = [#map3, #map17], iterator_types = ["reduction"]} ins(%88 : tensor<16xf32>) outs(%90 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %179 = arith.addf %in, %out : f32
      linalg.yield %179 : f32
    } -> tensor<f32>
    %92 = linalg.generic {indexing_maps = [#map12, #map16], iterator_types = ["reduction", "reduction"]} ins(%85 : tensor<16x37xf32>) outs(%90 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %179 = arith.addf %in, %out : f32
      linalg.yield %179 : f32
    } -> tensor<f32>
    %93 = linalg.generic {indexing_maps = [#map18, #map18], iterator_types = []} ins(%92 : tensor<f32>) outs(%89 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %179 = arith.negf %in : f32
      linalg.yield %179 : f32
    } -> tensor<f32>
    %94 = linalg.generic {indexing_maps = [#map18, #map18, #map18], iterator_types = []} ins(%93, %91 : tensor<f32>, tensor<f32>) outs(%89 : tensor<f32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.divf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<f32>
    %95 = linalg.generic {indexing_maps = [#map18, #map18, #map18], iterator_types = []} ins(%cst_4, %91 : tensor<f32>, tensor<f32>) outs(%89 : tensor<f32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.divf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<f32>
    %96 = linalg.generic {indexing_maps = [#map18, #map18], iterator_types = []} ins(%95 : tensor<f32>) outs(%89 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %179 = arith.negf %in : f32
      linalg.yield %179 : f32
    } -> tensor<f32>
    %97 = linalg.generic {indexing_maps = [#map12, #map16, #map16, #map12], iterator_types = ["parallel", "parallel"]} ins(%84, %96, %cst_7 : tensor<16x37xi1>, tensor<f32>, tensor<f32>) outs(%61 : tensor<16x37xf32>) {
    ^bb0(%in: i1, %in_83: f32, %in_84: f32, %out: f32):
      %179 = arith.select %in, %in_83, %in_84 : f32
      linalg.yield %179 : f32
    } -> tensor<16x37xf32>
    %98 = linalg.generic {indexing_maps = [#map12, #map12], iterator_types = ["parallel", "parallel"]} ins(%77 : tensor<16x37xf32>) outs(%61 : tensor<16x37xf32>) {
    ^bb0(%in: f32, %out: f32):
      %179 = math.exp %in : f32
      linalg.yield %179 : f32
    } -> tensor<16x37xf32>
    %99 = linalg.generic {indexing_maps = [#map12, #map14], iterator_types = ["parallel", "reduction"]} ins(%97 : tensor<16x37xf32>) outs(%74 : tensor<16x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %179 = arith.addf %in, %out : f32
      linalg.yield %179 : f32
    } -> tensor<16x1xf32>
    %100 = linalg.generic {indexing_maps = [#map12, #map14, #map12], iterator_types = ["parallel", "parallel"]} ins(%98, %99 : tensor<16x37xf32>, tensor<16x1xf32>) outs(%61 : tensor<16x37xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.mulf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<16x37xf32>
    %101 = linalg.generic {indexing_maps = [#map12, #map12, #map12], iterator_types = ["parallel", "parallel"]} ins(%97, %100 : tensor<16x37xf32>, tensor<16x37xf32>) outs(%61 : tensor<16x37xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.subf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<16x37xf32>
    %102 = tensor.empty() : tensor<16x6xf32>
    %103 = linalg.fill ins(%cst_0 : f32) outs(%102 : tensor<16x6xf32>) -> tensor<16x6xf32>
    %104 = linalg.matmul ins(%101, %arg4 : tensor<16x37xf32>, tensor<37x6xf32>) outs(%103 : tensor<16x6xf32>) -> tensor<16x6xf32>
    %105 = tensor.empty() : tensor<37x16xf32>
    %transposed_43 = linalg.transpose ins(%101 : tensor<16x37xf32>) outs(%105 : tensor<37x16xf32>) permutation = [1, 0] 
    %106 = tensor.empty() : tensor<37x6xf32>
    %107 = linalg.fill ins(%cst_0 : f32) outs(%106 : tensor<37x6xf32>) -> tensor<37x6xf32>
    %108 = linalg.matmul ins(%transposed_43, %collapsed_37 : tensor<37x16xf32>, tensor<16x6xf32>) outs(%107 : tensor<37x6xf32>) -> tensor<37x6xf32>
    %109 = tensor.empty() : tensor<1x37xf32>
    %110 = linalg.fill ins(%cst_0 : f32) outs(%109 : tensor<1x37xf32>) -> tensor<1x37xf32>
    %111 = linalg.generic {indexing_maps = [#map12, #map15], iterator_types = ["reduction", "parallel"]} ins(%101 : tensor<16x37xf32>) outs(%110 : tensor<1x37xf32>) {
    ^bb0(%in: f32, %out: f32):
      %179 = arith.addf %in, %out : f32
      linalg.yield %179 : f32
    } -> tensor<1x37xf32>
    %collapsed_44 = tensor.collapse_shape %111 [[0, 1]] : tensor<1x37xf32> into tensor<37xf32>
    %expanded_45 = tensor.expand_shape %104 [[0, 1], [2]] output_shape [2, 8, 6] : tensor<16x6xf32> into tensor<2x8x6xf32>
    %expanded_46 = tensor.expand_shape %104 [[0], [1, 2]] output_shape [16, 6, 1] : tensor<16x6xf32> into tensor<16x6x1xf32>
    %112 = tensor.empty() : tensor<16x4x6xf32>
    %transposed_47 = linalg.transpose ins(%collapsed_33 : tensor<16x6x4xf32>) outs(%112 : tensor<16x4x6xf32>) permutation = [0, 2, 1] 
    %113 = tensor.empty() : tensor<16x4x1xf32>
    %114 = linalg.fill ins(%cst_0 : f32) outs(%113 : tensor<16x4x1xf32>) -> tensor<16x4x1xf32>
    %115 = linalg.batch_matmul ins(%transposed_47, %expanded_46 : tensor<16x4x6xf32>, tensor<16x6x1xf32>) outs(%114 : tensor<16x4x1xf32>) -> tensor<16x4x1xf32>
    %116 = tensor.empty() : tensor<16x1x4xf32>
    %transposed_48 = linalg.transpose ins(%collapsed_34 : tensor<16x4x1xf32>) outs(%116 : tensor<16x1x4xf32>) permutation = [0, 2, 1] 
    %117 = tensor.empty() : tensor<16x6x4xf32>
    %118 = linalg.fill ins(%cst_0 : f32) outs(%117 : tensor<16x6x4xf32>) -> tensor<16x6x4xf32>
    %119 = linalg.batch_matmul ins(%expanded_46, %transposed_48 : tensor<16x6x1xf32>, tensor<16x1x4xf32>) outs(%118 : tensor<16x6x4xf32>) -> tensor<16x6x4xf32>
    %expanded_49 = tensor.expand_shape %115 [[0, 1], [2], [3]] output_shape [2, 8, 4, 1] : tensor<16x4x1xf32> into tensor<2x8x4x1xf32>
    %expanded_50 = tensor.expand_shape %119 [[0, 1], [2], [3]] output_shape [2, 8, 6, 4] : tensor<16x6x4xf32> into tensor<2x8x6x4xf32>
    %collapsed_51 = tensor.collapse_shape %expanded_49 [[0], [1], [2, 3]] : tensor<2x8x4x1xf32> into tensor<2x8x4xf32>
    %120 = tensor.empty() : tensor<2x4x8x6xf32>
    %transposed_52 = linalg.transpose ins(%expanded_50 : tensor<2x8x6x4xf32>) outs(%120 : tensor<2x4x8x6xf32>) permutation = [0, 3, 1, 2] 
    %expanded_53 = tensor.expand_shape %transposed_52 [[0], [1], [2], [3, 4]] output_shape [2, 4, 8, 6, 1] : tensor<2x4x8x6xf32> into tensor<2x4x8x6x1xf32>
    %121 = tensor.empty() : tensor<4x2x8x1x6xf32>
    %transposed_54 = linalg.transpose ins(%expanded_53 : tensor<2x4x8x6x1xf32>) outs(%121 : tensor<4x2x8x1x6xf32>) permutation = [1, 0, 2, 4, 3] 
    %collapsed_55 = tensor.collapse_shape %transposed_54 [[0], [1, 2], [3, 4]] : tensor<4x2x8x1x6xf32> into tensor<4x16x6xf32>
    %122 = tensor.empty() : tensor<4x8x16xf32>
    %transposed_56 = linalg.transpose ins(%collapsed_27 : tensor<4x16x8xf32>) outs(%122 : tensor<4x8x16xf32>) permutation = [0, 2, 1] 
    %123 = tensor.empty() : tensor<4x8x6xf32>
    %124 = linalg.fill ins(%cst_0 : f32) outs(%123 : tensor<4x8x6xf32>) -> tensor<4x8x6xf32>
    %125 = linalg.batch_matmul ins(%transposed_56, %collapsed_55 : tensor<4x8x16xf32>, tensor<4x16x6xf32>) outs(%124 : tensor<4x8x6xf32>) -> tensor<4x8x6xf32>
    %126 = tensor.empty() : tensor<4x6x8xf32>
    %transposed_57 = linalg.transpose ins(%arg2 : tensor<4x8x6xf32>) outs(%126 : tensor<4x6x8xf32>) permutation = [0, 2, 1] 
    %127 = tensor.empty() : tensor<4x16x8xf32>
    %128 = linalg.fill ins(%cst_0 : f32) outs(%127 : tensor<4x16x8xf32>) -> tensor<4x16x8xf32>
    %129 = linalg.batch_matmul ins(%collapsed_55, %transposed_57 : tensor<4x16x6xf32>, tensor<4x6x8xf32>) outs(%128 : tensor<4x16x8xf32>) -> tensor<4x16x8xf32>
    %expanded_58 = tensor.expand_shape %129 [[0], [1, 2], [3, 4]] output_shape [4, 2, 8, 8, 1] : tensor<4x16x8xf32> into tensor<4x2x8x8x1xf32>
    %transposed_59 = linalg.transpose ins(%expanded_58 : tensor<4x2x8x8x1xf32>) outs(%46 : tensor<2x4x8x8x1xf32>) permutation = [1, 0, 2, 3, 4] 
    %collapsed_60 = tensor.collapse_shape %transposed_59 [[0], [1], [2], [3, 4]] : tensor<2x4x8x8x1xf32> into tensor<2x4x8x8xf32>
    %130 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%cst_3, %48 : tensor<2x4x8x8xf32>, tensor<2x4x8x8xf32>) outs(%47 : tensor<2x4x8x8xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.subf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<2x4x8x8xf32>
    %131 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_24, %130 : tensor<2x4x8x8xf32>, tensor<2x4x8x8xf32>) outs(%47 : tensor<2x4x8x8xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.mulf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<2x4x8x8xf32>
    %132 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%131 : tensor<2x4x8x8xf32>) outs(%47 : tensor<2x4x8x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %179 = arith.addf %in, %cst_2 : f32
      linalg.yield %179 : f32
    } -> tensor<2x4x8x8xf32>
    %133 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%48, %132 : tensor<2x4x8x8xf32>, tensor<2x4x8x8xf32>) outs(%47 : tensor<2x4x8x8xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.mulf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<2x4x8x8xf32>
    %134 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_60, %133 : tensor<2x4x8x8xf32>, tensor<2x4x8x8xf32>) outs(%47 : tensor<2x4x8x8xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.mulf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<2x4x8x8xf32>
    %expanded_61 = tensor.expand_shape %134 [[0], [1], [2], [3, 4]] output_shape [2, 4, 8, 8, 1] : tensor<2x4x8x8xf32> into tensor<2x4x8x8x1xf32>
    %135 = tensor.empty() : tensor<2x8x1x4x8xf32>
    %transposed_62 = linalg.transpose ins(%expanded_61 : tensor<2x4x8x8x1xf32>) outs(%135 : tensor<2x8x1x4x8xf32>) permutation = [0, 2, 4, 1, 3] 
    %collapsed_63 = tensor.collapse_shape %transposed_62 [[0, 1], [2, 3, 4]] : tensor<2x8x1x4x8xf32> into tensor<16x32xf32>
    %expanded_64 = tensor.expand_shape %collapsed_63 [[0, 1], [2]] output_shape [1, 16, 32] : tensor<16x32xf32> into tensor<1x16x32xf32>
    %136 = tensor.empty() : tensor<1x6x16xf32>
    %transposed_65 = linalg.transpose ins(%expanded_17 : tensor<1x16x6xf32>) outs(%136 : tensor<1x6x16xf32>) permutation = [0, 2, 1] 
    %137 = tensor.empty() : tensor<1x6x32xf32>
    %138 = linalg.fill ins(%cst_0 : f32) outs(%137 : tensor<1x6x32xf32>) -> tensor<1x6x32xf32>
    %139 = linalg.batch_matmul ins(%transposed_65, %expanded_64 : tensor<1x6x16xf32>, tensor<1x16x32xf32>) outs(%138 : tensor<1x6x32xf32>) -> tensor<1x6x32xf32>
    %140 = tensor.empty() : tensor<1x32x6xf32>
    %transposed_66 = linalg.transpose ins(%expanded_20 : tensor<1x6x32xf32>) outs(%140 : tensor<1x32x6xf32>) permutation = [0, 2, 1] 
    %141 = tensor.empty() : tensor<1x16x6xf32>
    %142 = linalg.fill ins(%cst_0 : f32) outs(%141 : tensor<1x16x6xf32>) -> tensor<1x16x6xf32>
    %143 = linalg.batch_matmul ins(%expanded_64, %transposed_66 : tensor<1x16x32xf32>, tensor<1x32x6xf32>) outs(%142 : tensor<1x16x6xf32>) -> tensor<1x16x6xf32>
    %collapsed_67 = tensor.collapse_shape %139 [[0, 1], [2]] : tensor<1x6x32xf32> into tensor<6x32xf32>
    %expanded_68 = tensor.expand_shape %collapsed_67 [[0], [1, 2, 3, 4]] output_shape [6, 4, 8, 1, 1] : tensor<6x32xf32> into tensor<6x4x8x1x1xf32>
    %collapsed_69 = tensor.collapse_shape %143 [[0, 1], [2]] : tensor<1x16x6xf32> into tensor<16x6xf32>
    %144 = tensor.empty() : tensor<4x6x8x1x1xf32>
    %transposed_70 = linalg.transpose ins(%expanded_68 : tensor<6x4x8x1x1xf32>) outs(%144 : tensor<4x6x8x1x1xf32>) permutation = [1, 0, 2, 3, 4] 
    %collapsed_71 = tensor.collapse_shape %transposed_70 [[0], [1], [2, 3, 4]] : tensor<4x6x8x1x1xf32> into tensor<4x6x8xf32>
    %expanded_72 = tensor.expand_shape %collapsed_69 [[0, 1], [2]] output_shape [2, 8, 6] : tensor<16x6xf32> into tensor<2x8x6xf32>
    %145 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_45, %expanded_72 : tensor<2x8x6xf32>, tensor<2x8x6xf32>) outs(%0 : tensor<2x8x6xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.addf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x6xf32>
    %146 = linalg.fill ins(%cst_0 : f32) outs(%31 : tensor<2x8x2xf32>) -> tensor<2x8x2xf32>
    %147 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%concat_12 : tensor<2x8x2xi64>) outs(%146 : tensor<2x8x2xf32>) {
    ^bb0(%in: i64, %out: f32):
      %179 = linalg.index 0 : index
      %180 = linalg.index 1 : index
      %181 = arith.index_cast %in : i64 to index
      %182 = arith.cmpi slt, %181, %c4 : index
      cf.assert %182, "index must be smaller than dim size"
      %183 = arith.cmpi sge, %in, %c0_i64 : i64
      cf.assert %183, "index must be larger or equal to 0"
      %extracted = tensor.extract %collapsed_51[%179, %180, %181] : tensor<2x8x4xf32>
      linalg.yield %extracted : f32
    } -> tensor<2x8x2xf32>
    %148 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%32, %30 : tensor<2x8x2xf32>, tensor<2x8x1xf32>) outs(%31 : tensor<2x8x2xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.divf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x2xf32>
    %149 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%147 : tensor<2x8x2xf32>) outs(%31 : tensor<2x8x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      %179 = arith.negf %in : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x2xf32>
    %150 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%149, %148 : tensor<2x8x2xf32>, tensor<2x8x2xf32>) outs(%31 : tensor<2x8x2xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.mulf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x2xf32>
    %151 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%147, %30 : tensor<2x8x2xf32>, tensor<2x8x1xf32>) outs(%31 : tensor<2x8x2xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.divf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x2xf32>
    %152 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel", "reduction"]} ins(%150 : tensor<2x8x2xf32>) outs(%15 : tensor<2x8x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %179 = arith.addf %in, %out : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x1xf32>
    %collapsed_73 = tensor.collapse_shape %152 [[0], [1, 2]] : tensor<2x8x1xf32> into tensor<2x8xf32>
    %153 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_73 : tensor<2x8xf32>) outs(%31 : tensor<2x8x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x8x2xf32>
    %154 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%151, %153 : tensor<2x8x2xf32>, tensor<2x8x2xf32>) outs(%31 : tensor<2x8x2xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.addf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x2xf32>
    %expanded_74 = tensor.expand_shape %154 [[0], [1], [2, 3]] output_shape [2, 8, 1, 2] : tensor<2x8x2xf32> into tensor<2x8x1x2xf32>
    %155 = linalg.generic {indexing_maps = [#map8, #map6, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%34, %expanded_74, %cst_7 : tensor<2x8x4x2xi1>, tensor<2x8x1x2xf32>, tensor<f32>) outs(%35 : tensor<2x8x4x2xf32>) {
    ^bb0(%in: i1, %in_83: f32, %in_84: f32, %out: f32):
      %179 = arith.select %in, %in_83, %in_84 : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x4x2xf32>
    %156 = linalg.generic {indexing_maps = [#map8, #map10], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%155 : tensor<2x8x4x2xf32>) outs(%37 : tensor<2x8x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %179 = arith.addf %in, %out : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x4xf32>
    %157 = linalg.generic {indexing_maps = [#map1, #map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%40, %156, %cst_5 : tensor<2x8x4xi1>, tensor<2x8x4xf32>, tensor<2x8x4xf32>) outs(%11 : tensor<2x8x4xf32>) {
    ^bb0(%in: i1, %in_83: f32, %in_84: f32, %out: f32):
      %179 = arith.select %in, %in_83, %in_84 : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x4xf32>
    %158 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%157, %17 : tensor<2x8x4xf32>, tensor<2x8x4xf32>) outs(%11 : tensor<2x8x4xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.mulf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x4xf32>
    %159 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel", "reduction"]} ins(%158 : tensor<2x8x4xf32>) outs(%15 : tensor<2x8x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %179 = arith.addf %in, %out : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x1xf32>
    %160 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%17, %159 : tensor<2x8x4xf32>, tensor<2x8x1xf32>) outs(%11 : tensor<2x8x4xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.mulf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x4xf32>
    %161 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%158, %160 : tensor<2x8x4xf32>, tensor<2x8x4xf32>) outs(%11 : tensor<2x8x4xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.subf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x4xf32>
    %collapsed_75 = tensor.collapse_shape %161 [[0, 1], [2]] : tensor<2x8x4xf32> into tensor<16x4xf32>
    %162 = tensor.empty() : tensor<4x16xf32>
    %transposed_76 = linalg.transpose ins(%collapsed_75 : tensor<16x4xf32>) outs(%162 : tensor<4x16xf32>) permutation = [1, 0] 
    %163 = tensor.empty() : tensor<4x6xf32>
    %164 = linalg.fill ins(%cst_0 : f32) outs(%163 : tensor<4x6xf32>) -> tensor<4x6xf32>
    %165 = linalg.matmul ins(%transposed_76, %collapsed : tensor<4x16xf32>, tensor<16x6xf32>) outs(%164 : tensor<4x6xf32>) -> tensor<4x6xf32>
    %166 = linalg.matmul ins(%collapsed_75, %arg3 : tensor<16x4xf32>, tensor<4x6xf32>) outs(%103 : tensor<16x6xf32>) -> tensor<16x6xf32>
    %expanded_77 = tensor.expand_shape %166 [[0, 1], [2]] output_shape [2, 8, 6] : tensor<16x6xf32> into tensor<2x8x6xf32>
    %167 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%145, %expanded_77 : tensor<2x8x6xf32>, tensor<2x8x6xf32>) outs(%0 : tensor<2x8x6xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %179 = arith.addf %in, %in_83 : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x6xf32>
    %168 = tensor.empty() : tensor<2x8xi1>
    %169 = linalg.generic {indexing_maps = [#map12, #map12], iterator_types = ["parallel", "parallel"]} ins(%arg6 : tensor<2x8xi64>) outs(%168 : tensor<2x8xi1>) {
    ^bb0(%in: i64, %out: i1):
      %179 = arith.cmpi sge, %in, %c0_i64 : i64
      linalg.yield %179 : i1
    } -> tensor<2x8xi1>
    %170 = linalg.generic {indexing_maps = [#map12, #map12], iterator_types = ["parallel", "parallel"]} ins(%arg6 : tensor<2x8xi64>) outs(%168 : tensor<2x8xi1>) {
    ^bb0(%in: i64, %out: i1):
      %179 = arith.cmpi slt, %in, %c37_i64 : i64
      linalg.yield %179 : i1
    } -> tensor<2x8xi1>
    %171 = linalg.generic {indexing_maps = [#map12, #map12, #map12], iterator_types = ["parallel", "parallel"]} ins(%169, %170 : tensor<2x8xi1>, tensor<2x8xi1>) outs(%168 : tensor<2x8xi1>) {
    ^bb0(%in: i1, %in_83: i1, %out: i1):
      %179 = arith.andi %in, %in_83 : i1
      linalg.yield %179 : i1
    } -> tensor<2x8xi1>
    %172 = linalg.generic {indexing_maps = [#map12, #map12], iterator_types = ["parallel", "parallel"]} ins(%arg6 : tensor<2x8xi64>) outs(%168 : tensor<2x8xi1>) {
    ^bb0(%in: i64, %out: i1):
      %179 = arith.cmpi ne, %in, %c-1_i64 : i64
      linalg.yield %179 : i1
    } -> tensor<2x8xi1>
    %173 = linalg.generic {indexing_maps = [#map12, #map12, #map12], iterator_types = ["parallel", "parallel"]} ins(%171, %172 : tensor<2x8xi1>, tensor<2x8xi1>) outs(%168 : tensor<2x8xi1>) {
    ^bb0(%in: i1, %in_83: i1, %out: i1):
      %179 = arith.andi %in, %in_83 : i1
      linalg.yield %179 : i1
    } -> tensor<2x8xi1>
    %expanded_78 = tensor.expand_shape %173 [[0], [1, 2]] output_shape [2, 8, 1] : tensor<2x8xi1> into tensor<2x8x1xi1>
    %174 = linalg.generic {indexing_maps = [#map12, #map12], iterator_types = ["parallel", "parallel"]} ins(%arg6 : tensor<2x8xi64>) outs(%6 : tensor<2x8xi64>) {
    ^bb0(%in: i64, %out: i64):
      %179 = arith.maxsi %in, %c-37_i64 : i64
      %180 = arith.minsi %179, %c36_i64 : i64
      linalg.yield %180 : i64
    } -> tensor<2x8xi64>
    %175 = tensor.empty() : tensor<2x8x1xi1>
    %176 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_78 : tensor<2x8x1xi1>) outs(%175 : tensor<2x8x1xi1>) {
    ^bb0(%in: i1, %out: i1):
      %179 = arith.xori %in, %true : i1
      linalg.yield %179 : i1
    } -> tensor<2x8x1xi1>
    %177 = linalg.generic {indexing_maps = [#map2, #map5, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%176, %cst_7, %167 : tensor<2x8x1xi1>, tensor<f32>, tensor<2x8x6xf32>) outs(%0 : tensor<2x8x6xf32>) {
    ^bb0(%in: i1, %in_83: f32, %in_84: f32, %out: f32):
      %179 = arith.select %in, %in_83, %in_84 : f32
      linalg.yield %179 : f32
    } -> tensor<2x8x6xf32>
    %collapsed_79 = tensor.collapse_shape %174 [[0, 1]] : tensor<2x8xi64> into tensor<16xi64>
    %expanded_80 = tensor.expand_shape %collapsed_79 [[0, 1]] output_shape [16, 1] : tensor<16xi64> into tensor<16x1xi64>
    %collapsed_81 = tensor.collapse_shape %177 [[0, 1], [2]] : tensor<2x8x6xf32> into tensor<16x6xf32>
    %expanded_82 = tensor.expand_shape %collapsed_81 [[0], [1, 2]] output_shape [16, 1, 6] : tensor<16x6xf32> into tensor<16x1x6xf32>
    %178 = call @scatter_0(%expanded_82, %expanded_80, %cst) : (tensor<16x1x6xf32>, tensor<16x1xi64>, tensor<37x6xf32>) -> tensor<37x6xf32>
    return %94, %178, %collapsed_71, %125, %165, %108, %collapsed_44 : tensor<f32>, tensor<37x6xf32>, tensor<4x6x8xf32>, tensor<4x8x6xf32>, tensor<4x6xf32>, tensor<37x6xf32>, tensor<37xf32>
  }
  func.func private @scatter_0(%arg0: tensor<16x1x6xf32>, %arg1: tensor<16x1xi64>, %arg2: tensor<37x6xf32>) -> tensor<37x6xf32> {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c16 = arith.constant 16 : index
    %0 = scf.for %arg3 = %c0 to %c16 step %c1 iter_args(%arg4 = %arg2) -> (tensor<37x6xf32>) {
      %c0_0 = arith.constant 0 : index
      %extracted = tensor.extract %arg1[%arg3, %c0_0] : tensor<16x1xi64>
      %1 = arith.index_cast %extracted : i64 to index
      %extracted_slice = tensor.extract_slice %arg0[%arg3, 0, 0] [1, 1, 6] [1, 1, 1] : tensor<16x1x6xf32> to tensor<1x6xf32>
      %extracted_slice_1 = tensor.extract_slice %arg4[%1, %c0] [1, 6] [1, 1] : tensor<37x6xf32> to tensor<1x6xf32>
      %2 = linalg.generic {indexing_maps = [#map12, #map12], iterator_types = ["parallel", "parallel"]} ins(%extracted_slice : tensor<1x6xf32>) outs(%extracted_slice_1 : tensor<1x6xf32>) {
      ^bb0(%in: f32, %out: f32):
        %3 = arith.addf %out, %in : f32
        linalg.yield %3 : f32
      } -> tensor<1x6xf32>
      %inserted_slice = tensor.insert_slice %2 into %arg4[%1, %c0] [1, 6] [1, 1] : tensor<1x6xf32> into tensor<37x6xf32>
      scf.yield %inserted_slice : tensor<37x6xf32>
    }
    return %0 : tensor<37x6xf32>
  }
}
