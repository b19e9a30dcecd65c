#map = affine_map<() -> ()>
#map1 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map2 = affine_map<(d0, d1, d2, d3) -> (0, d1, 0, 0)>
#map3 = affine_map<(d0) -> (d0)>
#map4 = affine_map<(d0, d1, d2, d3) -> (d1, 0, 0)>
#map5 = affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d1, d2, d3)>
#map6 = affine_map<(d0, d1, d2, d3, d4, d5) -> (d4, d5)>
#map7 = affine_map<(d0, d1, d2, d3) -> (d0, d1, 0, 0)>
#map8 = affine_map<(d0, d1) -> (d1)>
#map9 = affine_map<(d0, d1) -> (d0, d1)>
#map10 = affine_map<(d0, d1) -> (d0)>
#map11 = affine_map<(d0, d1) -> (d0, 0)>
#map12 = affine_map<(d0, d1) -> (0, d1)>
#map13 = affine_map<(d0, d1) -> ()>
#map14 = affine_map<(d0) -> ()>
#map15 = affine_map<(d0, d1, d2, d3) -> (d0, d1)>
#map16 = affine_map<(d0, d1, d2, d3) -> ()>
#map17 = affine_map<(d0, d1, d2, d3) -> (d1)>
#map18 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d3)>
#map19 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d3, d4)>
#map20 = affine_map<(d0, d1, d2, d3, d4) -> (d1, d2, d3, d4)>
module {
  shard.grid @grid(shape = 3)
  func.func @step(%arg0: tensor<4x3x7x7xf32> {fsdp.param = "resnet.embedder.embedder.convolution.weight"},
      %arg1: tensor<4xf32> {fsdp.param = "resnet.embedder.embedder.normalization.weight"},
      %arg2: tensor<4xf32> {fsdp.param = "resnet.embedder.embedder.normalization.bias"},
      %arg3: tensor<6x4x1x1xf32> {fsdp.group = "group0", fsdp.param = "resnet.encoder.stages.0.layers.0.shortcut.convolution.weight"},
      %arg4: tensor<6xf32> {fsdp.group = "group0", fsdp.param = "resnet.encoder.stages.0.layers.0.shortcut.normalization.weight"},
      %arg5: tensor<6xf32> {fsdp.group = "group0", fsdp.param = "resnet.encoder.stages.0.layers.0.shortcut.normalization.bias"},
      %arg6: tensor<6x4x3x3xf32> {fsdp.group = "group0", fsdp.param = "resnet.encoder.stages.0.layers.0.layer.0.convolution.weight"},
      %arg7: tensor<6xf32> {fsdp.group = "group0", fsdp.param = "resnet.encoder.stages.0.layers.0.layer.0.normalization.weight"},
      %arg8: tensor<6xf32> {fsdp.group = "group0", fsdp.param = "resnet.encoder.stages.0.layers.0.layer.0.normalization.bias"},
      %arg9: tensor<6x6x3x3xf32> {fsdp.group = "group0", fsdp.param = "resnet.encoder.stages.0.layers.0.layer.1.convolution.weight"},
      %arg10: tensor<6xf32> {fsdp.group = "group0", fsdp.param = "resnet.encoder.stages.0.layers.0.layer.1.normalization.weight"},
      %arg11: tensor<6xf32> {fsdp.group = "group0", fsdp.param = "resnet.encoder.stages.0.layers.0.layer.1.normalization.bias"},
      %arg12: tensor<5x6xf32> {fsdp.param = "classifier.1.weight"},
      %arg13: tensor<5xf32> {fsdp.param = "classifier.1.bias"},
      %arg14: tensor<4xf32> {fsdp.buffer = "resnet.embedder.embedder.normalization.running_mean"},
      %arg15: tensor<4xf32> {fsdp.buffer = "resnet.embedder.embedder.normalization.running_var"},
      %arg16: tensor<i64> {fsdp.buffer = "resnet.embedder.embedder.normalization.num_batches_tracked"},
      %arg17: tensor<6xf32> {fsdp.buffer = "resnet.encoder.stages.0.layers.0.shortcut.normalization.running_mean"},
      %arg18: tensor<6xf32> {fsdp.buffer = "resnet.encoder.stages.0.layers.0.shortcut.normalization.running_var"},
      %arg19: tensor<i64> {fsdp.buffer = "resnet.encoder.stages.0.layers.0.shortcut.normalization.num_batches_tracked"},
      %arg20: tensor<6xf32> {fsdp.buffer = "resnet.encoder.stages.0.layers.0.layer.0.normalization.running_mean"},
      %arg21: tensor<6xf32> {fsdp.buffer = "resnet.encoder.stages.0.layers.0.layer.0.normalization.running_var"},
      %arg22: tensor<i64> {fsdp.buffer = "resnet.encoder.stages.0.layers.0.layer.0.normalization.num_batches_tracked"},
      %arg23: tensor<6xf32> {fsdp.buffer = "resnet.encoder.stages.0.layers.0.layer.1.normalization.running_mean"},
      %arg24: tensor<6xf32> {fsdp.buffer = "resnet.encoder.stages.0.layers.0.layer.1.normalization.running_var"},
      %arg25: tensor<i64> {fsdp.buffer = "resnet.encoder.stages.0.layers.0.layer.1.normalization.num_batches_tracked"},
      %arg26: tensor<3x3x8x8xf32> {fsdp.batch = "image"},
      %arg27: tensor<3xi64> {fsdp.batch = "label"})
      -> (tensor<4xf32> {fsdp.reduce = "mean", fsdp.update = "resnet.embedder.embedder.normalization.running_mean"},
          tensor<4xf32> {fsdp.reduce = "mean", fsdp.update = "resnet.embedder.embedder.normalization.running_var"},
          tensor<i64> {fsdp.reduce = "max", fsdp.update = "resnet.embedder.embedder.normalization.num_batches_tracked"},
          tensor<6xf32> {fsdp.reduce = "mean", fsdp.update = "resnet.encoder.stages.0.layers.0.shortcut.normalization.running_mean"},
          tensor<6xf32> {fsdp.reduce = "mean", fsdp.update = "resnet.encoder.stages.0.layers.0.shortcut.normalization.running_var"},
          tensor<i64> {fsdp.reduce = "max", fsdp.update = "resnet.encoder.stages.0.layers.0.shortcut.normalization.num_batches_tracked"},
          tensor<6xf32> {fsdp.reduce = "mean", fsdp.update = "resnet.encoder.stages.0.layers.0.layer.0.normalization.running_mean"},
          tensor<6xf32> {fsdp.reduce = "mean", fsdp.update = "resnet.encoder.stages.0.layers.0.layer.0.normalization.running_var"},
          tensor<i64> {fsdp.reduce = "max", fsdp.update = "resnet.encoder.stages.0.layers.0.layer.0.normalization.num_batches_tracked"},
          tensor<6xf32> {fsdp.reduce = "mean", fsdp.update = "resnet.encoder.stages.0.layers.0.layer.1.normalization.running_mean"},
          tensor<6xf32> {fsdp.reduce = "mean", fsdp.update = "resnet.encoder.stages.0.layers.0.layer.1.normalization.running_var"},
          tensor<i64> {fsdp.reduce = "max", fsdp.update = "resnet.encoder.stages.0.layers.0.layer.1.normalization.num_batches_tracked"},
          tensor<f32> {fsdp.loss},
          tensor<4x3x7x7xf32> {fsdp.grad = "resnet.embedder.embedder.convolution.weight"},
          tensor<4xf32> {fsdp.grad = "resnet.embedder.embedder.normalization.weight"},
          tensor<4xf32> {fsdp.grad = "resnet.embedder.embedder.normalization.bias"},
          tensor<6x4x1x1xf32> {fsdp.grad = "resnet.encoder.stages.0.layers.0.shortcut.convolution.weight"},
          tensor<6xf32> {fsdp.grad = "resnet.encoder.stages.0.layers.0.shortcut.normalization.weight"},
          tensor<6xf32> {fsdp.grad = "resnet.encoder.stages.0.layers.0.shortcut.normalization.bias"},
          tensor<6x4x3x3xf32> {fsdp.grad = "resnet.encoder.stages.0.layers.0.layer.0.convolution.weight"},
          tensor<6xf32> {fsdp.grad = "resnet.encoder.stages.0.layers.0.layer.0.normalization.weight"},
          tensor<6xf32> {fsdp.grad = "resnet.encoder.stages.0.layers.0.layer.0.normalization.bias"},
          tensor<6x6x3x3xf32> {fsdp.grad = "resnet.encoder.stages.0.layers.0.layer.1.convolution.weight"},
          tensor<6xf32> {fsdp.grad = "resnet.encoder.stages.0.layers.0.layer.1.normalization.weight"},
          tensor<6xf32> {fsdp.grad = "resnet.encoder.stages.0.layers.0.layer.1.normalization.bias"},
          tensor<5x6xf32> {fsdp.grad = "classifier.1.weight"},
          tensor<5xf32> {fsdp.grad = "classifier.1.bias"}) {
    %cst = arith.constant 0.000000e+00 : f32
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    %c1 = arith.constant 1 : index
    %c3 = arith.constant 3 : index
    %c0 = arith.constant 0 : index
    %c-100_i64 = arith.constant -100 : i64
    %c0_i64 = arith.constant 0 : i64
    %c1_i64 = arith.constant 1 : i64
    %cst_0 = arith.constant 0xFF800000 : f32
    %c-1_i64 = arith.constant -1 : i64
    %cst_1 = arith.constant dense<1.000000e+00> : tensor<f32>
    %cst_2 = arith.constant dense<0.000000e+00> : tensor<f32>
    %cst_3 = arith.constant 1.0909090909090908 : f64
    %cst_4 = arith.constant 0.083333333333333329 : f64
    %cst_5 = arith.constant 1.0212765957446808 : f64
    %cst_6 = arith.constant 9.000000e-01 : f64
    %cst_7 = arith.constant 1.000000e-01 : f64
    %cst_8 = arith.constant 1.000000e-05 : f64
    %cst_9 = arith.constant 0.020833333333333332 : f64
    %cst_10 = arith.constant 4.000000e+00 : f32
    %padded = tensor.pad %arg26 low[0, 0, 3, 3] high[0, 0, 3, 3] {
    ^bb0(%arg28: index, %arg29: index, %arg30: index, %arg31: index):
      tensor.yield %cst : f32
    } : tensor<3x3x8x8xf32> to tensor<3x3x14x14xf32>
    %0 = tensor.empty() : tensor<3x4x4x4xf32>
    %1 = linalg.fill ins(%cst : f32) outs(%0 : tensor<3x4x4x4xf32>) -> tensor<3x4x4x4xf32>
    %2 = linalg.conv_2d_nchw_fchw {dilations = dense<1> : vector<2xi64>, strides = dense<2> : vector<2xi64>} ins(%padded, %arg0 : tensor<3x3x14x14xf32>, tensor<4x3x7x7xf32>) outs(%1 : tensor<3x4x4x4xf32>) -> tensor<3x4x4x4xf32>
    %3 = tensor.empty() : tensor<i64>
    %4 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%arg16 : tensor<i64>) outs(%3 : tensor<i64>) {
    ^bb0(%in: i64, %out: i64):
      %255 = arith.addi %in, %c1_i64 : i64
      linalg.yield %255 : i64
    } -> tensor<i64>
    %5 = tensor.empty() : tensor<1x4x1x1xf32>
    %6 = linalg.fill ins(%cst : f32) outs(%5 : tensor<1x4x1x1xf32>) -> tensor<1x4x1x1xf32>
    %7 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["reduction", "parallel", "reduction", "reduction"]} ins(%2 : tensor<3x4x4x4xf32>) outs(%6 : tensor<1x4x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.addf %in, %out : f32
      linalg.yield %255 : f32
    } -> tensor<1x4x1x1xf32>
    %8 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%7 : tensor<1x4x1x1xf32>) outs(%5 : tensor<1x4x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_9 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<1x4x1x1xf32>
    %9 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%2, %8 : tensor<3x4x4x4xf32>, tensor<1x4x1x1xf32>) outs(%0 : tensor<3x4x4x4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.subf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x4x4x4xf32>
    %10 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%9, %9 : tensor<3x4x4x4xf32>, tensor<3x4x4x4xf32>) outs(%0 : tensor<3x4x4x4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x4x4x4xf32>
    %11 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["reduction", "parallel", "reduction", "reduction"]} ins(%10 : tensor<3x4x4x4xf32>) outs(%6 : tensor<1x4x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.addf %in, %out : f32
      linalg.yield %255 : f32
    } -> tensor<1x4x1x1xf32>
    %12 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%11 : tensor<1x4x1x1xf32>) outs(%5 : tensor<1x4x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_9 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<1x4x1x1xf32>
    %13 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%12 : tensor<1x4x1x1xf32>) outs(%5 : tensor<1x4x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_8 : f64 to f32
      %256 = arith.addf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<1x4x1x1xf32>
    %14 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%13 : tensor<1x4x1x1xf32>) outs(%5 : tensor<1x4x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = math.rsqrt %in : f32
      linalg.yield %255 : f32
    } -> tensor<1x4x1x1xf32>
    %15 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%9, %14 : tensor<3x4x4x4xf32>, tensor<1x4x1x1xf32>) outs(%0 : tensor<3x4x4x4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x4x4x4xf32>
    %collapsed = tensor.collapse_shape %8 [[0, 1, 2, 3]] : tensor<1x4x1x1xf32> into tensor<4xf32>
    %collapsed_11 = tensor.collapse_shape %14 [[0, 1, 2, 3]] : tensor<1x4x1x1xf32> into tensor<4xf32>
    %16 = tensor.empty() : tensor<4xf32>
    %17 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%collapsed : tensor<4xf32>) outs(%16 : tensor<4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_7 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<4xf32>
    %18 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%arg14 : tensor<4xf32>) outs(%16 : tensor<4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_6 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<4xf32>
    %19 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%17, %18 : tensor<4xf32>, tensor<4xf32>) outs(%16 : tensor<4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.addf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<4xf32>
    %collapsed_12 = tensor.collapse_shape %12 [[0, 1, 2, 3]] : tensor<1x4x1x1xf32> into tensor<4xf32>
    %20 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%collapsed_12 : tensor<4xf32>) outs(%16 : tensor<4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_5 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<4xf32>
    %21 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%20 : tensor<4xf32>) outs(%16 : tensor<4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_7 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<4xf32>
    %22 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%arg15 : tensor<4xf32>) outs(%16 : tensor<4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_6 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<4xf32>
    %23 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%21, %22 : tensor<4xf32>, tensor<4xf32>) outs(%16 : tensor<4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.addf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<4xf32>
    %expanded = tensor.expand_shape %arg1 [[0, 1, 2]] output_shape [4, 1, 1] : tensor<4xf32> into tensor<4x1x1xf32>
    %24 = linalg.generic {indexing_maps = [#map1, #map4, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%15, %expanded : tensor<3x4x4x4xf32>, tensor<4x1x1xf32>) outs(%0 : tensor<3x4x4x4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x4x4x4xf32>
    %expanded_13 = tensor.expand_shape %arg2 [[0, 1, 2]] output_shape [4, 1, 1] : tensor<4xf32> into tensor<4x1x1xf32>
    %25 = linalg.generic {indexing_maps = [#map1, #map4, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%24, %expanded_13 : tensor<3x4x4x4xf32>, tensor<4x1x1xf32>) outs(%0 : tensor<3x4x4x4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.addf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x4x4x4xf32>
    %26 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%25 : tensor<3x4x4x4xf32>) outs(%0 : tensor<3x4x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.cmpf ugt, %in, %cst : f32
      %256 = arith.select %255, %in, %cst : f32
      linalg.yield %256 : f32
    } -> tensor<3x4x4x4xf32>
    %padded_14 = tensor.pad %26 low[0, 0, 1, 1] high[0, 0, 1, 1] {
    ^bb0(%arg28: index, %arg29: index, %arg30: index, %arg31: index):
      tensor.yield %cst_0 : f32
    } : tensor<3x4x4x4xf32> to tensor<3x4x6x6xf32>
    %27 = tensor.empty() : tensor<3x4x2x2xf32>
    %28 = linalg.fill ins(%cst_0 : f32) outs(%27 : tensor<3x4x2x2xf32>) -> tensor<3x4x2x2xf32>
    %29 = tensor.empty() : tensor<3x3xf32>
    %30 = linalg.pooling_nchw_max {dilations = dense<1> : vector<2xi64>, strides = dense<2> : vector<2xi64>} ins(%padded_14, %29 : tensor<3x4x6x6xf32>, tensor<3x3xf32>) outs(%28 : tensor<3x4x2x2xf32>) -> tensor<3x4x2x2xf32>
    %31 = tensor.empty() : tensor<3x4x2x2xi64>
    %32 = linalg.fill ins(%c-1_i64 : i64) outs(%31 : tensor<3x4x2x2xi64>) -> tensor<3x4x2x2xi64>
    %33 = tensor.empty() : tensor<3x3xi64>
    %34 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%30, %33 : tensor<3x4x2x2xf32>, tensor<3x3xi64>) outs(%32 : tensor<3x4x2x2xi64>) {
    ^bb0(%in: f32, %in_71: i64, %out: i64):
      %255 = linalg.index 0 : index
      %256 = linalg.index 1 : index
      %257 = linalg.index 2 : index
      %258 = linalg.index 4 : index
      %259 = arith.muli %257, %c2 : index
      %260 = arith.addi %259, %258 : index
      %261 = linalg.index 3 : index
      %262 = linalg.index 5 : index
      %263 = arith.muli %261, %c2 : index
      %264 = arith.addi %263, %262 : index
      %extracted = tensor.extract %padded_14[%255, %256, %260, %264] : tensor<3x4x6x6xf32>
      %265 = arith.cmpf oeq, %extracted, %in : f32
      %266 = arith.subi %264, %c1 : index
      %267 = arith.subi %260, %c1 : index
      %268 = arith.muli %267, %c4 : index
      %269 = arith.addi %266, %268 : index
      %270 = arith.index_cast %269 : index to i64
      %271 = arith.select %265, %270, %out : i64
      %272 = arith.cmpi eq, %out, %c-1_i64 : i64
      %273 = arith.select %272, %271, %out : i64
      linalg.yield %273 : i64
    } -> tensor<3x4x2x2xi64>
    %padded_15 = tensor.pad %30 low[0, 0, 1, 1] high[0, 0, 1, 1] {
    ^bb0(%arg28: index, %arg29: index, %arg30: index, %arg31: index):
      tensor.yield %cst : f32
    } : tensor<3x4x2x2xf32> to tensor<3x4x4x4xf32>
    %35 = tensor.empty() : tensor<3x6x2x2xf32>
    %36 = linalg.fill ins(%cst : f32) outs(%35 : tensor<3x6x2x2xf32>) -> tensor<3x6x2x2xf32>
    %37 = linalg.conv_2d_nchw_fchw {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>} ins(%padded_15, %arg6 : tensor<3x4x4x4xf32>, tensor<6x4x3x3xf32>) outs(%36 : tensor<3x6x2x2xf32>) -> tensor<3x6x2x2xf32>
    %38 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%arg22 : tensor<i64>) outs(%3 : tensor<i64>) {
    ^bb0(%in: i64, %out: i64):
      %255 = arith.addi %in, %c1_i64 : i64
      linalg.yield %255 : i64
    } -> tensor<i64>
    %39 = tensor.empty() : tensor<1x6x1x1xf32>
    %40 = linalg.fill ins(%cst : f32) outs(%39 : tensor<1x6x1x1xf32>) -> tensor<1x6x1x1xf32>
    %41 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["reduction", "parallel", "reduction", "reduction"]} ins(%37 : tensor<3x6x2x2xf32>) outs(%40 : tensor<1x6x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.addf %in, %out : f32
      linalg.yield %255 : f32
    } -> tensor<1x6x1x1xf32>
    %42 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%41 : tensor<1x6x1x1xf32>) outs(%39 : tensor<1x6x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_4 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<1x6x1x1xf32>
    %43 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%37, %42 : tensor<3x6x2x2xf32>, tensor<1x6x1x1xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.subf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %44 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%43, %43 : tensor<3x6x2x2xf32>, tensor<3x6x2x2xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %45 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["reduction", "parallel", "reduction", "reduction"]} ins(%44 : tensor<3x6x2x2xf32>) outs(%40 : tensor<1x6x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.addf %in, %out : f32
      linalg.yield %255 : f32
    } -> tensor<1x6x1x1xf32>
    %46 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%45 : tensor<1x6x1x1xf32>) outs(%39 : tensor<1x6x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_4 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<1x6x1x1xf32>
    %47 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%46 : tensor<1x6x1x1xf32>) outs(%39 : tensor<1x6x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_8 : f64 to f32
      %256 = arith.addf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<1x6x1x1xf32>
    %48 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%47 : tensor<1x6x1x1xf32>) outs(%39 : tensor<1x6x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = math.rsqrt %in : f32
      linalg.yield %255 : f32
    } -> tensor<1x6x1x1xf32>
    %49 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%43, %48 : tensor<3x6x2x2xf32>, tensor<1x6x1x1xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %collapsed_16 = tensor.collapse_shape %42 [[0, 1, 2, 3]] : tensor<1x6x1x1xf32> into tensor<6xf32>
    %collapsed_17 = tensor.collapse_shape %48 [[0, 1, 2, 3]] : tensor<1x6x1x1xf32> into tensor<6xf32>
    %50 = tensor.empty() : tensor<6xf32>
    %51 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%collapsed_16 : tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_7 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<6xf32>
    %52 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%arg20 : tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_6 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<6xf32>
    %53 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%51, %52 : tensor<6xf32>, tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.addf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %collapsed_18 = tensor.collapse_shape %46 [[0, 1, 2, 3]] : tensor<1x6x1x1xf32> into tensor<6xf32>
    %54 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%collapsed_18 : tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_3 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<6xf32>
    %55 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%54 : tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_7 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<6xf32>
    %56 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%arg21 : tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_6 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<6xf32>
    %57 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%55, %56 : tensor<6xf32>, tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.addf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %expanded_19 = tensor.expand_shape %arg7 [[0, 1, 2]] output_shape [6, 1, 1] : tensor<6xf32> into tensor<6x1x1xf32>
    %58 = linalg.generic {indexing_maps = [#map1, #map4, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%49, %expanded_19 : tensor<3x6x2x2xf32>, tensor<6x1x1xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %expanded_20 = tensor.expand_shape %arg8 [[0, 1, 2]] output_shape [6, 1, 1] : tensor<6xf32> into tensor<6x1x1xf32>
    %59 = linalg.generic {indexing_maps = [#map1, #map4, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%58, %expanded_20 : tensor<3x6x2x2xf32>, tensor<6x1x1xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.addf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %60 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%59 : tensor<3x6x2x2xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.cmpf ugt, %in, %cst : f32
      %256 = arith.select %255, %in, %cst : f32
      linalg.yield %256 : f32
    } -> tensor<3x6x2x2xf32>
    %padded_21 = tensor.pad %60 low[0, 0, 1, 1] high[0, 0, 1, 1] {
    ^bb0(%arg28: index, %arg29: index, %arg30: index, %arg31: index):
      tensor.yield %cst : f32
    } : tensor<3x6x2x2xf32> to tensor<3x6x4x4xf32>
    %61 = linalg.conv_2d_nchw_fchw {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>} ins(%padded_21, %arg9 : tensor<3x6x4x4xf32>, tensor<6x6x3x3xf32>) outs(%36 : tensor<3x6x2x2xf32>) -> tensor<3x6x2x2xf32>
    %62 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%arg25 : tensor<i64>) outs(%3 : tensor<i64>) {
    ^bb0(%in: i64, %out: i64):
      %255 = arith.addi %in, %c1_i64 : i64
      linalg.yield %255 : i64
    } -> tensor<i64>
    %63 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["reduction", "parallel", "reduction", "reduction"]} ins(%61 : tensor<3x6x2x2xf32>) outs(%40 : tensor<1x6x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.addf %in, %out : f32
      linalg.yield %255 : f32
    } -> tensor<1x6x1x1xf32>
    %64 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%63 : tensor<1x6x1x1xf32>) outs(%39 : tensor<1x6x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_4 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<1x6x1x1xf32>
    %65 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%61, %64 : tensor<3x6x2x2xf32>, tensor<1x6x1x1xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.subf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %66 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%65, %65 : tensor<3x6x2x2xf32>, tensor<3x6x2x2xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %67 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["reduction", "parallel", "reduction", "reduction"]} ins(%66 : tensor<3x6x2x2xf32>) outs(%40 : tensor<1x6x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.addf %in, %out : f32
      linalg.yield %255 : f32
    } -> tensor<1x6x1x1xf32>
    %68 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%67 : tensor<1x6x1x1xf32>) outs(%39 : tensor<1x6x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_4 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<1x6x1x1xf32>
    %69 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%68 : tensor<1x6x1x1xf32>) outs(%39 : tensor<1x6x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_8 : f64 to f32
      %256 = arith.addf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<1x6x1x1xf32>
    %70 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%69 : tensor<1x6x1x1xf32>) outs(%39 : tensor<1x6x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = math.rsqrt %in : f32
      linalg.yield %255 : f32
    } -> tensor<1x6x1x1xf32>
    %71 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%65, %70 : tensor<3x6x2x2xf32>, tensor<1x6x1x1xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %collapsed_22 = tensor.collapse_shape %64 [[0, 1, 2, 3]] : tensor<1x6x1x1xf32> into tensor<6xf32>
    %collapsed_23 = tensor.collapse_shape %70 [[0, 1, 2, 3]] : tensor<1x6x1x1xf32> into tensor<6xf32>
    %72 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%collapsed_22 : tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_7 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<6xf32>
    %73 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%arg23 : tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_6 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<6xf32>
    %74 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%72, %73 : tensor<6xf32>, tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.addf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %collapsed_24 = tensor.collapse_shape %68 [[0, 1, 2, 3]] : tensor<1x6x1x1xf32> into tensor<6xf32>
    %75 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%collapsed_24 : tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_3 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<6xf32>
    %76 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%75 : tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_7 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<6xf32>
    %77 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%arg24 : tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_6 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<6xf32>
    %78 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%76, %77 : tensor<6xf32>, tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.addf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %expanded_25 = tensor.expand_shape %arg10 [[0, 1, 2]] output_shape [6, 1, 1] : tensor<6xf32> into tensor<6x1x1xf32>
    %79 = linalg.generic {indexing_maps = [#map1, #map4, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%71, %expanded_25 : tensor<3x6x2x2xf32>, tensor<6x1x1xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %expanded_26 = tensor.expand_shape %arg11 [[0, 1, 2]] output_shape [6, 1, 1] : tensor<6xf32> into tensor<6x1x1xf32>
    %80 = linalg.generic {indexing_maps = [#map1, #map4, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%79, %expanded_26 : tensor<3x6x2x2xf32>, tensor<6x1x1xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.addf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %81 = linalg.conv_2d_nchw_fchw {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>} ins(%30, %arg3 : tensor<3x4x2x2xf32>, tensor<6x4x1x1xf32>) outs(%36 : tensor<3x6x2x2xf32>) -> tensor<3x6x2x2xf32>
    %82 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%arg19 : tensor<i64>) outs(%3 : tensor<i64>) {
    ^bb0(%in: i64, %out: i64):
      %255 = arith.addi %in, %c1_i64 : i64
      linalg.yield %255 : i64
    } -> tensor<i64>
    %83 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["reduction", "parallel", "reduction", "reduction"]} ins(%81 : tensor<3x6x2x2xf32>) outs(%40 : tensor<1x6x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.addf %in, %out : f32
      linalg.yield %255 : f32
    } -> tensor<1x6x1x1xf32>
    %84 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%83 : tensor<1x6x1x1xf32>) outs(%39 : tensor<1x6x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_4 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<1x6x1x1xf32>
    %85 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%81, %84 : tensor<3x6x2x2xf32>, tensor<1x6x1x1xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.subf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %86 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%85, %85 : tensor<3x6x2x2xf32>, tensor<3x6x2x2xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %87 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["reduction", "parallel", "reduction", "reduction"]} ins(%86 : tensor<3x6x2x2xf32>) outs(%40 : tensor<1x6x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.addf %in, %out : f32
      linalg.yield %255 : f32
    } -> tensor<1x6x1x1xf32>
    %88 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%87 : tensor<1x6x1x1xf32>) outs(%39 : tensor<1x6x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_4 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<1x6x1x1xf32>
    %89 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%88 : tensor<1x6x1x1xf32>) outs(%39 : tensor<1x6x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_8 : f64 to f32
      %256 = arith.addf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<1x6x1x1xf32>
    %90 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%89 : tensor<1x6x1x1xf32>) outs(%39 : tensor<1x6x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = math.rsqrt %in : f32
      linalg.yield %255 : f32
    } -> tensor<1x6x1x1xf32>
    %91 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%85, %90 : tensor<3x6x2x2xf32>, tensor<1x6x1x1xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %collapsed_27 = tensor.collapse_shape %84 [[0, 1, 2, 3]] : tensor<1x6x1x1xf32> into tensor<6xf32>
    %collapsed_28 = tensor.collapse_shape %90 [[0, 1, 2, 3]] : tensor<1x6x1x1xf32> into tensor<6xf32>
    %92 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%collapsed_27 : tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_7 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<6xf32>
    %93 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%arg17 : tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_6 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<6xf32>
    %94 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%92, %93 : tensor<6xf32>, tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.addf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %collapsed_29 = tensor.collapse_shape %88 [[0, 1, 2, 3]] : tensor<1x6x1x1xf32> into tensor<6xf32>
    %95 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%collapsed_29 : tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_3 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<6xf32>
    %96 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%95 : tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_7 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<6xf32>
    %97 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%arg18 : tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_6 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<6xf32>
    %98 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%96, %97 : tensor<6xf32>, tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.addf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %expanded_30 = tensor.expand_shape %arg4 [[0, 1, 2]] output_shape [6, 1, 1] : tensor<6xf32> into tensor<6x1x1xf32>
    %99 = linalg.generic {indexing_maps = [#map1, #map4, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%91, %expanded_30 : tensor<3x6x2x2xf32>, tensor<6x1x1xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %expanded_31 = tensor.expand_shape %arg5 [[0, 1, 2]] output_shape [6, 1, 1] : tensor<6xf32> into tensor<6x1x1xf32>
    %100 = linalg.generic {indexing_maps = [#map1, #map4, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%99, %expanded_31 : tensor<3x6x2x2xf32>, tensor<6x1x1xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.addf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %101 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%80, %100 : tensor<3x6x2x2xf32>, tensor<3x6x2x2xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.addf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %102 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%101 : tensor<3x6x2x2xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.cmpf ugt, %in, %cst : f32
      %256 = arith.select %255, %in, %cst : f32
      linalg.yield %256 : f32
    } -> tensor<3x6x2x2xf32>
    %103 = tensor.empty() : tensor<3x6x1x1xf32>
    %104 = linalg.fill ins(%cst : f32) outs(%103 : tensor<3x6x1x1xf32>) -> tensor<3x6x1x1xf32>
    %105 = linalg.generic {indexing_maps = [#map1, #map7], iterator_types = ["parallel", "parallel", "reduction", "reduction"]} ins(%102 : tensor<3x6x2x2xf32>) outs(%104 : tensor<3x6x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.addf %in, %out : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x1x1xf32>
    %106 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%105 : tensor<3x6x1x1xf32>) outs(%103 : tensor<3x6x1x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.divf %in, %cst_10 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x1x1xf32>
    %collapsed_32 = tensor.collapse_shape %106 [[0], [1, 2, 3]] : tensor<3x6x1x1xf32> into tensor<3x6xf32>
    %107 = tensor.empty() : tensor<6x5xf32>
    %transposed = linalg.transpose ins(%arg12 : tensor<5x6xf32>) outs(%107 : tensor<6x5xf32>) permutation = [1, 0] 
    %108 = tensor.empty() : tensor<3x5xf32>
    %109 = linalg.fill ins(%cst : f32) outs(%108 : tensor<3x5xf32>) -> tensor<3x5xf32>
    %110 = linalg.matmul ins(%collapsed_32, %transposed : tensor<3x6xf32>, tensor<6x5xf32>) outs(%109 : tensor<3x5xf32>) -> tensor<3x5xf32>
    %111 = linalg.generic {indexing_maps = [#map8, #map9], iterator_types = ["parallel", "parallel"]} ins(%arg13 : tensor<5xf32>) outs(%108 : tensor<3x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<3x5xf32>
    %112 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel"]} ins(%110, %111 : tensor<3x5xf32>, tensor<3x5xf32>) outs(%108 : tensor<3x5xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.addf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x5xf32>
    %113 = tensor.empty() : tensor<3xi64>
    %114 = linalg.fill ins(%c0_i64 : i64) outs(%113 : tensor<3xi64>) -> tensor<3xi64>
    %115 = tensor.empty() : tensor<3xf32>
    %116 = linalg.fill ins(%cst_0 : f32) outs(%115 : tensor<3xf32>) -> tensor<3xf32>
    %117:2 = linalg.generic {indexing_maps = [#map9, #map10, #map10], iterator_types = ["parallel", "reduction"]} ins(%112 : tensor<3x5xf32>) outs(%116, %114 : tensor<3xf32>, tensor<3xi64>) {
    ^bb0(%in: f32, %out: f32, %out_71: i64):
      %255 = linalg.index 1 : index
      %256 = arith.index_cast %255 : index to i64
      %257 = arith.maximumf %in, %out : f32
      %258 = arith.cmpf ogt, %in, %out : f32
      %259 = arith.select %258, %256, %out_71 : i64
      linalg.yield %257, %259 : f32, i64
    } -> (tensor<3xf32>, tensor<3xi64>)
    %expanded_33 = tensor.expand_shape %117#0 [[0, 1]] output_shape [3, 1] : tensor<3xf32> into tensor<3x1xf32>
    %118 = linalg.generic {indexing_maps = [#map9, #map11, #map9], iterator_types = ["parallel", "parallel"]} ins(%112, %expanded_33 : tensor<3x5xf32>, tensor<3x1xf32>) outs(%108 : tensor<3x5xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.subf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x5xf32>
    %119 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel"]} ins(%118 : tensor<3x5xf32>) outs(%108 : tensor<3x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = math.exp %in : f32
      linalg.yield %255 : f32
    } -> tensor<3x5xf32>
    %120 = tensor.empty() : tensor<3x1xf32>
    %121 = linalg.fill ins(%cst : f32) outs(%120 : tensor<3x1xf32>) -> tensor<3x1xf32>
    %122 = linalg.generic {indexing_maps = [#map9, #map11], iterator_types = ["parallel", "reduction"]} ins(%119 : tensor<3x5xf32>) outs(%121 : tensor<3x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.addf %in, %out : f32
      linalg.yield %255 : f32
    } -> tensor<3x1xf32>
    %123 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel"]} ins(%122 : tensor<3x1xf32>) outs(%120 : tensor<3x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = math.log %in : f32
      linalg.yield %255 : f32
    } -> tensor<3x1xf32>
    %124 = linalg.generic {indexing_maps = [#map9, #map11, #map9], iterator_types = ["parallel", "parallel"]} ins(%118, %123 : tensor<3x5xf32>, tensor<3x1xf32>) outs(%108 : tensor<3x5xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.subf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x5xf32>
    %125 = tensor.empty() : tensor<5xi64>
    %126 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel"]} outs(%125 : tensor<5xi64>) {
    ^bb0(%out: i64):
      %255 = linalg.index 0 : index
      %256 = arith.index_cast %255 : index to i64
      linalg.yield %256 : i64
    } -> tensor<5xi64>
    %expanded_34 = tensor.expand_shape %126 [[0, 1]] output_shape [1, 5] : tensor<5xi64> into tensor<1x5xi64>
    %expanded_35 = tensor.expand_shape %arg27 [[0, 1]] output_shape [3, 1] : tensor<3xi64> into tensor<3x1xi64>
    %127 = tensor.empty() : tensor<3x5xi1>
    %128 = linalg.generic {indexing_maps = [#map12, #map11, #map9], iterator_types = ["parallel", "parallel"]} ins(%expanded_34, %expanded_35 : tensor<1x5xi64>, tensor<3x1xi64>) outs(%127 : tensor<3x5xi1>) {
    ^bb0(%in: i64, %in_71: i64, %out: i1):
      %255 = arith.cmpi eq, %in, %in_71 : i64
      linalg.yield %255 : i1
    } -> tensor<3x5xi1>
    %129 = tensor.empty() : tensor<3x1xi1>
    %130 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel"]} ins(%expanded_35 : tensor<3x1xi64>) outs(%129 : tensor<3x1xi1>) {
    ^bb0(%in: i64, %out: i1):
      %255 = arith.cmpi ne, %in, %c-100_i64 : i64
      linalg.yield %255 : i1
    } -> tensor<3x1xi1>
    %131 = linalg.generic {indexing_maps = [#map9, #map11, #map9], iterator_types = ["parallel", "parallel"]} ins(%128, %130 : tensor<3x5xi1>, tensor<3x1xi1>) outs(%127 : tensor<3x5xi1>) {
    ^bb0(%in: i1, %in_71: i1, %out: i1):
      %255 = arith.andi %in, %in_71 : i1
      linalg.yield %255 : i1
    } -> tensor<3x5xi1>
    %132 = linalg.generic {indexing_maps = [#map9, #map9, #map13, #map9], iterator_types = ["parallel", "parallel"]} ins(%131, %124, %cst_2 : tensor<3x5xi1>, tensor<3x5xf32>, tensor<f32>) outs(%108 : tensor<3x5xf32>) {
    ^bb0(%in: i1, %in_71: f32, %in_72: f32, %out: f32):
      %255 = arith.select %in, %in_71, %in_72 : f32
      linalg.yield %255 : f32
    } -> tensor<3x5xf32>
    %133 = tensor.empty() : tensor<3xi1>
    %134 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%arg27 : tensor<3xi64>) outs(%133 : tensor<3xi1>) {
    ^bb0(%in: i64, %out: i1):
      %255 = arith.cmpi ne, %in, %c-100_i64 : i64
      linalg.yield %255 : i1
    } -> tensor<3xi1>
    %135 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%134 : tensor<3xi1>) outs(%115 : tensor<3xf32>) {
    ^bb0(%in: i1, %out: f32):
      %255 = arith.uitofp %in : i1 to f32
      linalg.yield %255 : f32
    } -> tensor<3xf32>
    %136 = tensor.empty() : tensor<f32>
    %137 = linalg.fill ins(%cst : f32) outs(%136 : tensor<f32>) -> tensor<f32>
    %138 = linalg.generic {indexing_maps = [#map3, #map14], iterator_types = ["reduction"]} ins(%135 : tensor<3xf32>) outs(%137 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.addf %in, %out : f32
      linalg.yield %255 : f32
    } -> tensor<f32>
    %139 = linalg.generic {indexing_maps = [#map9, #map13], iterator_types = ["reduction", "reduction"]} ins(%132 : tensor<3x5xf32>) outs(%137 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.addf %in, %out : f32
      linalg.yield %255 : f32
    } -> tensor<f32>
    %140 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%139 : tensor<f32>) outs(%136 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.negf %in : f32
      linalg.yield %255 : f32
    } -> tensor<f32>
    %141 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = []} ins(%140, %138 : tensor<f32>, tensor<f32>) outs(%136 : tensor<f32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.divf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<f32>
    %142 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = []} ins(%cst_1, %138 : tensor<f32>, tensor<f32>) outs(%136 : tensor<f32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.divf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<f32>
    %143 = linalg.generic {indexing_maps = [#map, #map], iterator_types = []} ins(%142 : tensor<f32>) outs(%136 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.negf %in : f32
      linalg.yield %255 : f32
    } -> tensor<f32>
    %144 = linalg.generic {indexing_maps = [#map9, #map13, #map13, #map9], iterator_types = ["parallel", "parallel"]} ins(%131, %143, %cst_2 : tensor<3x5xi1>, tensor<f32>, tensor<f32>) outs(%108 : tensor<3x5xf32>) {
    ^bb0(%in: i1, %in_71: f32, %in_72: f32, %out: f32):
      %255 = arith.select %in, %in_71, %in_72 : f32
      linalg.yield %255 : f32
    } -> tensor<3x5xf32>
    %145 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel"]} ins(%124 : tensor<3x5xf32>) outs(%108 : tensor<3x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = math.exp %in : f32
      linalg.yield %255 : f32
    } -> tensor<3x5xf32>
    %146 = linalg.generic {indexing_maps = [#map9, #map11], iterator_types = ["parallel", "reduction"]} ins(%144 : tensor<3x5xf32>) outs(%121 : tensor<3x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.addf %in, %out : f32
      linalg.yield %255 : f32
    } -> tensor<3x1xf32>
    %147 = linalg.generic {indexing_maps = [#map9, #map11, #map9], iterator_types = ["parallel", "parallel"]} ins(%145, %146 : tensor<3x5xf32>, tensor<3x1xf32>) outs(%108 : tensor<3x5xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x5xf32>
    %148 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel"]} ins(%144, %147 : tensor<3x5xf32>, tensor<3x5xf32>) outs(%108 : tensor<3x5xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.subf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x5xf32>
    %149 = tensor.empty() : tensor<3x6xf32>
    %150 = linalg.fill ins(%cst : f32) outs(%149 : tensor<3x6xf32>) -> tensor<3x6xf32>
    %151 = linalg.matmul ins(%148, %arg12 : tensor<3x5xf32>, tensor<5x6xf32>) outs(%150 : tensor<3x6xf32>) -> tensor<3x6xf32>
    %152 = tensor.empty() : tensor<5x3xf32>
    %transposed_36 = linalg.transpose ins(%148 : tensor<3x5xf32>) outs(%152 : tensor<5x3xf32>) permutation = [1, 0] 
    %153 = tensor.empty() : tensor<5x6xf32>
    %154 = linalg.fill ins(%cst : f32) outs(%153 : tensor<5x6xf32>) -> tensor<5x6xf32>
    %155 = linalg.matmul ins(%transposed_36, %collapsed_32 : tensor<5x3xf32>, tensor<3x6xf32>) outs(%154 : tensor<5x6xf32>) -> tensor<5x6xf32>
    %156 = tensor.empty() : tensor<1x5xf32>
    %157 = linalg.fill ins(%cst : f32) outs(%156 : tensor<1x5xf32>) -> tensor<1x5xf32>
    %158 = linalg.generic {indexing_maps = [#map9, #map12], iterator_types = ["reduction", "parallel"]} ins(%148 : tensor<3x5xf32>) outs(%157 : tensor<1x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.addf %in, %out : f32
      linalg.yield %255 : f32
    } -> tensor<1x5xf32>
    %collapsed_37 = tensor.collapse_shape %158 [[0, 1]] : tensor<1x5xf32> into tensor<5xf32>
    %159 = linalg.generic {indexing_maps = [#map15, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%151 : tensor<3x6xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<3x6x2x2xf32>
    %160 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%159 : tensor<3x6x2x2xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.divf %in, %cst_10 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %161 = tensor.empty() : tensor<3x6x2x2xi1>
    %162 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%102 : tensor<3x6x2x2xf32>) outs(%161 : tensor<3x6x2x2xi1>) {
    ^bb0(%in: f32, %out: i1):
      %255 = arith.cmpf ole, %in, %cst : f32
      linalg.yield %255 : i1
    } -> tensor<3x6x2x2xi1>
    %163 = linalg.generic {indexing_maps = [#map1, #map16, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%162, %cst_2, %160 : tensor<3x6x2x2xi1>, tensor<f32>, tensor<3x6x2x2xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: i1, %in_71: f32, %in_72: f32, %out: f32):
      %255 = arith.select %in, %in_71, %in_72 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %164 = linalg.fill ins(%cst : f32) outs(%50 : tensor<6xf32>) -> tensor<6xf32>
    %165 = linalg.generic {indexing_maps = [#map1, #map17], iterator_types = ["reduction", "parallel", "reduction", "reduction"]} ins(%163 : tensor<3x6x2x2xf32>) outs(%164 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.addf %in, %out : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %166 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%163, %85 : tensor<3x6x2x2xf32>, tensor<3x6x2x2xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %167 = linalg.generic {indexing_maps = [#map1, #map17], iterator_types = ["reduction", "parallel", "reduction", "reduction"]} ins(%166 : tensor<3x6x2x2xf32>) outs(%164 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.addf %in, %out : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %168 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%165 : tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_4 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<6xf32>
    %expanded_38 = tensor.expand_shape %168 [[0, 1, 2, 3]] output_shape [1, 6, 1, 1] : tensor<6xf32> into tensor<1x6x1x1xf32>
    %169 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%167 : tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_4 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<6xf32>
    %170 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%collapsed_28, %collapsed_28 : tensor<6xf32>, tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %171 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%169, %170 : tensor<6xf32>, tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %expanded_39 = tensor.expand_shape %171 [[0, 1, 2, 3]] output_shape [1, 6, 1, 1] : tensor<6xf32> into tensor<1x6x1x1xf32>
    %172 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%collapsed_28, %arg4 : tensor<6xf32>, tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %expanded_40 = tensor.expand_shape %172 [[0, 1, 2, 3]] output_shape [1, 6, 1, 1] : tensor<6xf32> into tensor<1x6x1x1xf32>
    %173 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%85, %expanded_39 : tensor<3x6x2x2xf32>, tensor<1x6x1x1xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %174 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%163, %173 : tensor<3x6x2x2xf32>, tensor<3x6x2x2xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.subf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %175 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%174, %expanded_38 : tensor<3x6x2x2xf32>, tensor<1x6x1x1xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.subf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %176 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%175, %expanded_40 : tensor<3x6x2x2xf32>, tensor<1x6x1x1xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %177 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%167, %collapsed_28 : tensor<6xf32>, tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %178 = tensor.empty() : tensor<4x6x1x1xf32>
    %179 = linalg.fill ins(%cst : f32) outs(%178 : tensor<4x6x1x1xf32>) -> tensor<4x6x1x1xf32>
    %180 = linalg.generic {indexing_maps = [#map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%179 : tensor<4x6x1x1xf32>) {
    ^bb0(%out: f32):
      %255 = linalg.index 0 : index
      %256 = linalg.index 1 : index
      %extracted = tensor.extract %arg3[%256, %255, %c0, %c0] : tensor<6x4x1x1xf32>
      linalg.yield %extracted : f32
    } -> tensor<4x6x1x1xf32>
    %181 = linalg.fill ins(%cst : f32) outs(%27 : tensor<3x4x2x2xf32>) -> tensor<3x4x2x2xf32>
    %182 = linalg.conv_2d_nchw_fchw {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>} ins(%176, %180 : tensor<3x6x2x2xf32>, tensor<4x6x1x1xf32>) outs(%181 : tensor<3x4x2x2xf32>) -> tensor<3x4x2x2xf32>
    %183 = tensor.empty() : tensor<4x3x2x2xf32>
    %transposed_41 = linalg.transpose ins(%30 : tensor<3x4x2x2xf32>) outs(%183 : tensor<4x3x2x2xf32>) permutation = [1, 0, 2, 3] 
    %184 = tensor.empty() : tensor<6x3x2x2xf32>
    %transposed_42 = linalg.transpose ins(%176 : tensor<3x6x2x2xf32>) outs(%184 : tensor<6x3x2x2xf32>) permutation = [1, 0, 2, 3] 
    %185 = linalg.conv_2d_nchw_fchw {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>} ins(%transposed_41, %transposed_42 : tensor<4x3x2x2xf32>, tensor<6x3x2x2xf32>) outs(%179 : tensor<4x6x1x1xf32>) -> tensor<4x6x1x1xf32>
    %186 = tensor.empty() : tensor<6x4x1x1xf32>
    %transposed_43 = linalg.transpose ins(%185 : tensor<4x6x1x1xf32>) outs(%186 : tensor<6x4x1x1xf32>) permutation = [1, 0, 2, 3] 
    %187 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%163, %65 : tensor<3x6x2x2xf32>, tensor<3x6x2x2xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %188 = linalg.generic {indexing_maps = [#map1, #map17], iterator_types = ["reduction", "parallel", "reduction", "reduction"]} ins(%187 : tensor<3x6x2x2xf32>) outs(%164 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.addf %in, %out : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %189 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%188 : tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_4 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<6xf32>
    %190 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%collapsed_23, %collapsed_23 : tensor<6xf32>, tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %191 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%189, %190 : tensor<6xf32>, tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %expanded_44 = tensor.expand_shape %191 [[0, 1, 2, 3]] output_shape [1, 6, 1, 1] : tensor<6xf32> into tensor<1x6x1x1xf32>
    %192 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%collapsed_23, %arg10 : tensor<6xf32>, tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %expanded_45 = tensor.expand_shape %192 [[0, 1, 2, 3]] output_shape [1, 6, 1, 1] : tensor<6xf32> into tensor<1x6x1x1xf32>
    %193 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%65, %expanded_44 : tensor<3x6x2x2xf32>, tensor<1x6x1x1xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %194 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%163, %193 : tensor<3x6x2x2xf32>, tensor<3x6x2x2xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.subf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %195 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%194, %expanded_38 : tensor<3x6x2x2xf32>, tensor<1x6x1x1xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.subf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %196 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%195, %expanded_45 : tensor<3x6x2x2xf32>, tensor<1x6x1x1xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %197 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%188, %collapsed_23 : tensor<6xf32>, tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %198 = tensor.empty() : tensor<6x6x3x3xf32>
    %199 = linalg.fill ins(%cst : f32) outs(%198 : tensor<6x6x3x3xf32>) -> tensor<6x6x3x3xf32>
    %200 = linalg.generic {indexing_maps = [#map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%199 : tensor<6x6x3x3xf32>) {
    ^bb0(%out: f32):
      %255 = linalg.index 0 : index
      %256 = linalg.index 1 : index
      %257 = linalg.index 2 : index
      %258 = linalg.index 3 : index
      %259 = arith.subi %c2, %257 : index
      %260 = arith.subi %c2, %258 : index
      %extracted = tensor.extract %arg9[%256, %255, %259, %260] : tensor<6x6x3x3xf32>
      linalg.yield %extracted : f32
    } -> tensor<6x6x3x3xf32>
    %201 = tensor.empty() : tensor<3x6x4x4xf32>
    %202 = linalg.fill ins(%cst : f32) outs(%201 : tensor<3x6x4x4xf32>) -> tensor<3x6x4x4xf32>
    %inserted_slice = tensor.insert_slice %196 into %202[0, 0, 1, 1] [3, 6, 2, 2] [1, 1, 1, 1] : tensor<3x6x2x2xf32> into tensor<3x6x4x4xf32>
    %203 = linalg.conv_2d_nchw_fchw {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>} ins(%inserted_slice, %200 : tensor<3x6x4x4xf32>, tensor<6x6x3x3xf32>) outs(%36 : tensor<3x6x2x2xf32>) -> tensor<3x6x2x2xf32>
    %transposed_46 = linalg.transpose ins(%60 : tensor<3x6x2x2xf32>) outs(%184 : tensor<6x3x2x2xf32>) permutation = [1, 0, 2, 3] 
    %transposed_47 = linalg.transpose ins(%196 : tensor<3x6x2x2xf32>) outs(%184 : tensor<6x3x2x2xf32>) permutation = [1, 0, 2, 3] 
    %padded_48 = tensor.pad %transposed_46 low[0, 0, 1, 1] high[0, 0, 1, 1] {
    ^bb0(%arg28: index, %arg29: index, %arg30: index, %arg31: index):
      tensor.yield %cst : f32
    } : tensor<6x3x2x2xf32> to tensor<6x3x4x4xf32>
    %204 = linalg.conv_2d_nchw_fchw {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>} ins(%padded_48, %transposed_47 : tensor<6x3x4x4xf32>, tensor<6x3x2x2xf32>) outs(%199 : tensor<6x6x3x3xf32>) -> tensor<6x6x3x3xf32>
    %transposed_49 = linalg.transpose ins(%204 : tensor<6x6x3x3xf32>) outs(%198 : tensor<6x6x3x3xf32>) permutation = [1, 0, 2, 3] 
    %205 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%60 : tensor<3x6x2x2xf32>) outs(%161 : tensor<3x6x2x2xi1>) {
    ^bb0(%in: f32, %out: i1):
      %255 = arith.cmpf ole, %in, %cst : f32
      linalg.yield %255 : i1
    } -> tensor<3x6x2x2xi1>
    %206 = linalg.generic {indexing_maps = [#map1, #map16, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%205, %cst_2, %203 : tensor<3x6x2x2xi1>, tensor<f32>, tensor<3x6x2x2xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: i1, %in_71: f32, %in_72: f32, %out: f32):
      %255 = arith.select %in, %in_71, %in_72 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %207 = linalg.generic {indexing_maps = [#map1, #map17], iterator_types = ["reduction", "parallel", "reduction", "reduction"]} ins(%206 : tensor<3x6x2x2xf32>) outs(%164 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.addf %in, %out : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %208 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%206, %43 : tensor<3x6x2x2xf32>, tensor<3x6x2x2xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %209 = linalg.generic {indexing_maps = [#map1, #map17], iterator_types = ["reduction", "parallel", "reduction", "reduction"]} ins(%208 : tensor<3x6x2x2xf32>) outs(%164 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.addf %in, %out : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %210 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%207 : tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_4 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<6xf32>
    %expanded_50 = tensor.expand_shape %210 [[0, 1, 2, 3]] output_shape [1, 6, 1, 1] : tensor<6xf32> into tensor<1x6x1x1xf32>
    %211 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%209 : tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_4 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<6xf32>
    %212 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%collapsed_17, %collapsed_17 : tensor<6xf32>, tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %213 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%211, %212 : tensor<6xf32>, tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %expanded_51 = tensor.expand_shape %213 [[0, 1, 2, 3]] output_shape [1, 6, 1, 1] : tensor<6xf32> into tensor<1x6x1x1xf32>
    %214 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%collapsed_17, %arg7 : tensor<6xf32>, tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %expanded_52 = tensor.expand_shape %214 [[0, 1, 2, 3]] output_shape [1, 6, 1, 1] : tensor<6xf32> into tensor<1x6x1x1xf32>
    %215 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%43, %expanded_51 : tensor<3x6x2x2xf32>, tensor<1x6x1x1xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %216 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%206, %215 : tensor<3x6x2x2xf32>, tensor<3x6x2x2xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.subf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %217 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%216, %expanded_50 : tensor<3x6x2x2xf32>, tensor<1x6x1x1xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.subf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %218 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%217, %expanded_52 : tensor<3x6x2x2xf32>, tensor<1x6x1x1xf32>) outs(%35 : tensor<3x6x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x6x2x2xf32>
    %219 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%209, %collapsed_17 : tensor<6xf32>, tensor<6xf32>) outs(%50 : tensor<6xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<6xf32>
    %220 = tensor.empty() : tensor<4x6x3x3xf32>
    %221 = linalg.fill ins(%cst : f32) outs(%220 : tensor<4x6x3x3xf32>) -> tensor<4x6x3x3xf32>
    %222 = linalg.generic {indexing_maps = [#map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%221 : tensor<4x6x3x3xf32>) {
    ^bb0(%out: f32):
      %255 = linalg.index 0 : index
      %256 = linalg.index 1 : index
      %257 = linalg.index 2 : index
      %258 = linalg.index 3 : index
      %259 = arith.subi %c2, %257 : index
      %260 = arith.subi %c2, %258 : index
      %extracted = tensor.extract %arg6[%256, %255, %259, %260] : tensor<6x4x3x3xf32>
      linalg.yield %extracted : f32
    } -> tensor<4x6x3x3xf32>
    %inserted_slice_53 = tensor.insert_slice %218 into %202[0, 0, 1, 1] [3, 6, 2, 2] [1, 1, 1, 1] : tensor<3x6x2x2xf32> into tensor<3x6x4x4xf32>
    %223 = linalg.conv_2d_nchw_fchw {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>} ins(%inserted_slice_53, %222 : tensor<3x6x4x4xf32>, tensor<4x6x3x3xf32>) outs(%181 : tensor<3x4x2x2xf32>) -> tensor<3x4x2x2xf32>
    %transposed_54 = linalg.transpose ins(%218 : tensor<3x6x2x2xf32>) outs(%184 : tensor<6x3x2x2xf32>) permutation = [1, 0, 2, 3] 
    %padded_55 = tensor.pad %transposed_41 low[0, 0, 1, 1] high[0, 0, 1, 1] {
    ^bb0(%arg28: index, %arg29: index, %arg30: index, %arg31: index):
      tensor.yield %cst : f32
    } : tensor<4x3x2x2xf32> to tensor<4x3x4x4xf32>
    %224 = linalg.conv_2d_nchw_fchw {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>} ins(%padded_55, %transposed_54 : tensor<4x3x4x4xf32>, tensor<6x3x2x2xf32>) outs(%221 : tensor<4x6x3x3xf32>) -> tensor<4x6x3x3xf32>
    %225 = tensor.empty() : tensor<6x4x3x3xf32>
    %transposed_56 = linalg.transpose ins(%224 : tensor<4x6x3x3xf32>) outs(%225 : tensor<6x4x3x3xf32>) permutation = [1, 0, 2, 3] 
    %226 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%182, %223 : tensor<3x4x2x2xf32>, tensor<3x4x2x2xf32>) outs(%27 : tensor<3x4x2x2xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.addf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x4x2x2xf32>
    %227 = tensor.empty() : tensor<3x4x2x2x4xi64>
    %228 = linalg.generic {indexing_maps = [#map18, #map19], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel"]} ins(%34 : tensor<3x4x2x2xi64>) outs(%227 : tensor<3x4x2x2x4xi64>) {
    ^bb0(%in: i64, %out: i64):
      %255 = arith.index_cast %in : i64 to index
      %256 = linalg.index 4 : index
      %257 = arith.remsi %255, %c4 : index
      %258 = arith.cmpi eq, %256, %c3 : index
      %259 = arith.select %258, %257, %c0 : index
      %260 = arith.floordivsi %255, %c4 : index
      %261 = arith.cmpi eq, %256, %c2 : index
      %262 = arith.select %261, %260, %c0 : index
      %263 = arith.addi %259, %262 : index
      %264 = linalg.index 1 : index
      %265 = arith.cmpi eq, %256, %c1 : index
      %266 = arith.select %265, %264, %c0 : index
      %267 = arith.addi %263, %266 : index
      %268 = linalg.index 0 : index
      %269 = arith.cmpi eq, %256, %c0 : index
      %270 = arith.select %269, %268, %c0 : index
      %271 = arith.addi %267, %270 : index
      %272 = arith.index_cast %271 : index to i64
      linalg.yield %272 : i64
    } -> tensor<3x4x2x2x4xi64>
    %collapsed_57 = tensor.collapse_shape %226 [[0, 1, 2, 3]] : tensor<3x4x2x2xf32> into tensor<48xf32>
    %collapsed_58 = tensor.collapse_shape %228 [[0, 1, 2, 3], [4]] : tensor<3x4x2x2x4xi64> into tensor<48x4xi64>
    %229 = call @scatter_0(%collapsed_57, %collapsed_58, %1) : (tensor<48xf32>, tensor<48x4xi64>, tensor<3x4x4x4xf32>) -> tensor<3x4x4x4xf32>
    %230 = tensor.empty() : tensor<3x4x4x4xi1>
    %231 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%26 : tensor<3x4x4x4xf32>) outs(%230 : tensor<3x4x4x4xi1>) {
    ^bb0(%in: f32, %out: i1):
      %255 = arith.cmpf ole, %in, %cst : f32
      linalg.yield %255 : i1
    } -> tensor<3x4x4x4xi1>
    %232 = linalg.generic {indexing_maps = [#map1, #map16, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%231, %cst_2, %229 : tensor<3x4x4x4xi1>, tensor<f32>, tensor<3x4x4x4xf32>) outs(%0 : tensor<3x4x4x4xf32>) {
    ^bb0(%in: i1, %in_71: f32, %in_72: f32, %out: f32):
      %255 = arith.select %in, %in_71, %in_72 : f32
      linalg.yield %255 : f32
    } -> tensor<3x4x4x4xf32>
    %233 = linalg.fill ins(%cst : f32) outs(%16 : tensor<4xf32>) -> tensor<4xf32>
    %234 = linalg.generic {indexing_maps = [#map1, #map17], iterator_types = ["reduction", "parallel", "reduction", "reduction"]} ins(%232 : tensor<3x4x4x4xf32>) outs(%233 : tensor<4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.addf %in, %out : f32
      linalg.yield %255 : f32
    } -> tensor<4xf32>
    %235 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%232, %9 : tensor<3x4x4x4xf32>, tensor<3x4x4x4xf32>) outs(%0 : tensor<3x4x4x4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x4x4x4xf32>
    %236 = linalg.generic {indexing_maps = [#map1, #map17], iterator_types = ["reduction", "parallel", "reduction", "reduction"]} ins(%235 : tensor<3x4x4x4xf32>) outs(%233 : tensor<4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.addf %in, %out : f32
      linalg.yield %255 : f32
    } -> tensor<4xf32>
    %237 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%234 : tensor<4xf32>) outs(%16 : tensor<4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_9 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<4xf32>
    %expanded_59 = tensor.expand_shape %237 [[0, 1, 2, 3]] output_shape [1, 4, 1, 1] : tensor<4xf32> into tensor<1x4x1x1xf32>
    %238 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%236 : tensor<4xf32>) outs(%16 : tensor<4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.truncf %cst_9 : f64 to f32
      %256 = arith.mulf %in, %255 : f32
      linalg.yield %256 : f32
    } -> tensor<4xf32>
    %239 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%collapsed_11, %collapsed_11 : tensor<4xf32>, tensor<4xf32>) outs(%16 : tensor<4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<4xf32>
    %240 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%238, %239 : tensor<4xf32>, tensor<4xf32>) outs(%16 : tensor<4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<4xf32>
    %expanded_60 = tensor.expand_shape %240 [[0, 1, 2, 3]] output_shape [1, 4, 1, 1] : tensor<4xf32> into tensor<1x4x1x1xf32>
    %241 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%collapsed_11, %arg1 : tensor<4xf32>, tensor<4xf32>) outs(%16 : tensor<4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<4xf32>
    %expanded_61 = tensor.expand_shape %241 [[0, 1, 2, 3]] output_shape [1, 4, 1, 1] : tensor<4xf32> into tensor<1x4x1x1xf32>
    %242 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%9, %expanded_60 : tensor<3x4x4x4xf32>, tensor<1x4x1x1xf32>) outs(%0 : tensor<3x4x4x4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x4x4x4xf32>
    %243 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%232, %242 : tensor<3x4x4x4xf32>, tensor<3x4x4x4xf32>) outs(%0 : tensor<3x4x4x4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.subf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x4x4x4xf32>
    %244 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%243, %expanded_59 : tensor<3x4x4x4xf32>, tensor<1x4x1x1xf32>) outs(%0 : tensor<3x4x4x4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.subf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x4x4x4xf32>
    %245 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%244, %expanded_61 : tensor<3x4x4x4xf32>, tensor<1x4x1x1xf32>) outs(%0 : tensor<3x4x4x4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<3x4x4x4xf32>
    %246 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel"]} ins(%236, %collapsed_11 : tensor<4xf32>, tensor<4xf32>) outs(%16 : tensor<4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %255 = arith.mulf %in, %in_71 : f32
      linalg.yield %255 : f32
    } -> tensor<4xf32>
    %247 = tensor.empty() : tensor<3x3x8x8xf32>
    %transposed_62 = linalg.transpose ins(%arg26 : tensor<3x3x8x8xf32>) outs(%247 : tensor<3x3x8x8xf32>) permutation = [1, 0, 2, 3] 
    %padded_63 = tensor.pad %transposed_62 low[0, 0, 3, 3] high[0, 0, 3, 3] {
    ^bb0(%arg28: index, %arg29: index, %arg30: index, %arg31: index):
      tensor.yield %cst : f32
    } : tensor<3x3x8x8xf32> to tensor<3x3x14x14xf32>
    %248 = tensor.empty() : tensor<3x12x8x8xf32>
    %expanded_64 = tensor.expand_shape %padded_63 [[0], [1, 2], [3], [4]] output_shape [3, 3, 1, 14, 14] : tensor<3x3x14x14xf32> into tensor<3x3x1x14x14xf32>
    %expanded_65 = tensor.expand_shape %245 [[0], [1], [2, 3], [4]] output_shape [3, 4, 1, 4, 4] : tensor<3x4x4x4xf32> into tensor<3x4x1x4x4xf32>
    %expanded_66 = tensor.expand_shape %248 [[0], [1, 2], [3], [4]] output_shape [3, 3, 4, 8, 8] : tensor<3x12x8x8xf32> into tensor<3x3x4x8x8xf32>
    %249 = linalg.fill ins(%cst : f32) outs(%expanded_66 : tensor<3x3x4x8x8xf32>) -> tensor<3x3x4x8x8xf32>
    %250 = linalg.conv_2d_ngchw_gfchw {dilations = dense<2> : vector<2xi64>, strides = dense<1> : vector<2xi64>} ins(%expanded_64, %expanded_65 : tensor<3x3x1x14x14xf32>, tensor<3x4x1x4x4xf32>) outs(%249 : tensor<3x3x4x8x8xf32>) -> tensor<3x3x4x8x8xf32>
    %collapsed_67 = tensor.collapse_shape %250 [[0], [1, 2], [3], [4]] : tensor<3x3x4x8x8xf32> into tensor<3x12x8x8xf32>
    %extracted_slice = tensor.extract_slice %collapsed_67[0, 0, 0, 0] [3, 12, 7, 8] [1, 1, 1, 1] : tensor<3x12x8x8xf32> to tensor<3x12x7x8xf32>
    %extracted_slice_68 = tensor.extract_slice %extracted_slice[0, 0, 0, 0] [3, 12, 7, 7] [1, 1, 1, 1] : tensor<3x12x7x8xf32> to tensor<3x12x7x7xf32>
    %expanded_69 = tensor.expand_shape %extracted_slice_68 [[0], [1, 2], [3], [4]] output_shape [3, 3, 4, 7, 7] : tensor<3x12x7x7xf32> into tensor<3x3x4x7x7xf32>
    %251 = tensor.empty() : tensor<3x4x3x7x7xf32>
    %transposed_70 = linalg.transpose ins(%expanded_69 : tensor<3x3x4x7x7xf32>) outs(%251 : tensor<3x4x3x7x7xf32>) permutation = [1, 2, 0, 3, 4] 
    %252 = tensor.empty() : tensor<4x3x7x7xf32>
    %253 = linalg.fill ins(%cst : f32) outs(%252 : tensor<4x3x7x7xf32>) -> tensor<4x3x7x7xf32>
    %254 = linalg.generic {indexing_maps = [#map19, #map20], iterator_types = ["reduction", "parallel", "parallel", "parallel", "parallel"]} ins(%transposed_70 : tensor<3x4x3x7x7xf32>) outs(%253 : tensor<4x3x7x7xf32>) {
    ^bb0(%in: f32, %out: f32):
      %255 = arith.addf %in, %out : f32
      linalg.yield %255 : f32
    } -> tensor<4x3x7x7xf32>
    return %19, %23, %4, %94, %98, %82, %53, %57, %38, %74, %78, %62, %141, %254, %246, %234, %transposed_43, %177, %165, %transposed_56, %219, %207, %transposed_49, %197, %165, %155, %collapsed_37 : tensor<4xf32>, tensor<4xf32>, tensor<i64>, tensor<6xf32>, tensor<6xf32>, tensor<i64>, tensor<6xf32>, tensor<6xf32>, tensor<i64>, tensor<6xf32>, tensor<6xf32>, tensor<i64>, tensor<f32>, tensor<4x3x7x7xf32>, tensor<4xf32>, tensor<4xf32>, tensor<6x4x1x1xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6x4x3x3xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6x6x3x3xf32>, tensor<6xf32>, tensor<6xf32>, tensor<5x6xf32>, tensor<5xf32>
  }
  func.func private @scatter_0(%arg0: tensor<48xf32>, %arg1: tensor<48x4xi64>, %arg2: tensor<3x4x4x4xf32>) -> tensor<3x4x4x4xf32> {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c48 = arith.constant 48 : index
    %0 = scf.for %arg3 = %c0 to %c48 step %c1 iter_args(%arg4 = %arg2) -> (tensor<3x4x4x4xf32>) {
      %c0_0 = arith.constant 0 : index
      %extracted = tensor.extract %arg1[%arg3, %c0_0] : tensor<48x4xi64>
      %1 = arith.index_cast %extracted : i64 to index
      %c1_1 = arith.constant 1 : index
      %extracted_2 = tensor.extract %arg1[%arg3, %c1_1] : tensor<48x4xi64>
      %2 = arith.index_cast %extracted_2 : i64 to index
      %c2 = arith.constant 2 : index
      %extracted_3 = tensor.extract %arg1[%arg3, %c2] : tensor<48x4xi64>
      %3 = arith.index_cast %extracted_3 : i64 to index
      %c3 = arith.constant 3 : index
      %extracted_4 = tensor.extract %arg1[%arg3, %c3] : tensor<48x4xi64>
      %4 = arith.index_cast %extracted_4 : i64 to index
      %extracted_5 = tensor.extract %arg0[%arg3] : tensor<48xf32>
      %extracted_6 = tensor.extract %arg4[%1, %2, %3, %4] : tensor<3x4x4x4xf32>
      %5 = arith.addf %extracted_6, %extracted_5 : f32
      %inserted = tensor.insert %5 into %arg4[%1, %2, %3, %4] : tensor<3x4x4x4xf32>
      scf.yield %inserted : tensor<3x4x4x4xf32>
    }
    return %0 : tensor<3x4x4x4xf32>
  }
}
