#map = affine_map<(d0) -> (d0)>
#map1 = affine_map<(d0, d1) -> (d0, 0)>
#map2 = affine_map<(d0, d1) -> (d1)>
#map3 = affine_map<(d0, d1) -> (d0, d1)>
#map4 = affine_map<(d0, d1, d2) -> (d0, d1)>
#map5 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map6 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map7 = affine_map<(d0, d1, d2) -> (d2)>
#map8 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map9 = affine_map<(d0, d1, d2, d3) -> (d2, d3)>
#map10 = affine_map<(d0, d1) -> (0, d1)>
#map11 = affine_map<(d0, d1) -> ()>
#map12 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
#map13 = affine_map<(d0, d1, d2, d3) -> ()>
#map14 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, 0)>
#map15 = affine_map<(d0, d1) -> (d0)>
#map16 = affine_map<(d0) -> ()>
#map17 = affine_map<() -> ()>
#map18 = affine_map<(d0, d1, d2) -> (0, 0, d2)>
#map19 = affine_map<(d0, d1, d2) -> ()>
module {
  shard.grid @grid(shape = 2)
  func.func @step(%arg0: tensor<256x192xf32> {fsdp.init = "normal(std=0.02)", fsdp.param = "embed.weight"},
      %arg1: tensor<192xf32> {fsdp.group = "group0", fsdp.init = "ones", fsdp.param = "layers.0.attention_norm.weight"},
      %arg2: tensor<192x192xf32> {fsdp.group = "group0", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.0.attention.wq.weight"},
      %arg3: tensor<192x192xf32> {fsdp.group = "group0", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.0.attention.wk.weight"},
      %arg4: tensor<192x192xf32> {fsdp.group = "group0", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.0.attention.wv.weight"},
      %arg5: tensor<192x192xf32> {fsdp.group = "group0", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.0.attention.wo.weight"},
      %arg6: tensor<192xf32> {fsdp.group = "group0", fsdp.init = "ones", fsdp.param = "layers.0.feed_forward_norm.weight"},
      %arg7: tensor<512x192xf32> {fsdp.group = "group0", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.0.feed_forward.gate.weight"},
      %arg8: tensor<512x192xf32> {fsdp.group = "group0", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.0.feed_forward.up.weight"},
      %arg9: tensor<192x512xf32> {fsdp.group = "group0", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.0.feed_forward.down.weight"},
      %arg10: tensor<192xf32> {fsdp.group = "group1", fsdp.init = "ones", fsdp.param = "layers.1.attention_norm.weight"},
      %arg11: tensor<192x192xf32> {fsdp.group = "group1", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.1.attention.wq.weight"},
      %arg12: tensor<192x192xf32> {fsdp.group = "group1", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.1.attention.wk.weight"},
      %arg13: tensor<192x192xf32> {fsdp.group = "group1", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.1.attention.wv.weight"},
      %arg14: tensor<192x192xf32> {fsdp.group = "group1", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.1.attention.wo.weight"},
      %arg15: tensor<192xf32> {fsdp.group = "group1", fsdp.init = "ones", fsdp.param = "layers.1.feed_forward_norm.weight"},
      %arg16: tensor<512x192xf32> {fsdp.group = "group1", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.1.feed_forward.gate.weight"},
      %arg17: tensor<512x192xf32> {fsdp.group = "group1", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.1.feed_forward.up.weight"},
      %arg18: tensor<192x512xf32> {fsdp.group = "group1", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.1.feed_forward.down.weight"},
      %arg19: tensor<192xf32> {fsdp.group = "group2", fsdp.init = "ones", fsdp.param = "layers.2.attention_norm.weight"},
      %arg20: tensor<192x192xf32> {fsdp.group = "group2", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.2.attention.wq.weight"},
      %arg21: tensor<192x192xf32> {fsdp.group = "group2", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.2.attention.wk.weight"},
      %arg22: tensor<192x192xf32> {fsdp.group = "group2", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.2.attention.wv.weight"},
      %arg23: tensor<192x192xf32> {fsdp.group = "group2", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.2.attention.wo.weight"},
      %arg24: tensor<192xf32> {fsdp.group = "group2", fsdp.init = "ones", fsdp.param = "layers.2.feed_forward_norm.weight"},
      %arg25: tensor<512x192xf32> {fsdp.group = "group2", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.2.feed_forward.gate.weight"},
      %arg26: tensor<512x192xf32> {fsdp.group = "group2", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.2.feed_forward.up.weight"},
      %arg27: tensor<192x512xf32> {fsdp.group = "group2", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.2.feed_forward.down.weight"},
      %arg28: tensor<192xf32> {fsdp.group = "group3", fsdp.init = "ones", fsdp.param = "layers.3.attention_norm.weight"},
      %arg29: tensor<192x192xf32> {fsdp.group = "group3", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.3.attention.wq.weight"},
      %arg30: tensor<192x192xf32> {fsdp.group = "group3", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.3.attention.wk.weight"},
      %arg31: tensor<192x192xf32> {fsdp.group = "group3", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.3.attention.wv.weight"},
      %arg32: tensor<192x192xf32> {fsdp.group = "group3", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.3.attention.wo.weight"},
      %arg33: tensor<192xf32> {fsdp.group = "group3", fsdp.init = "ones", fsdp.param = "layers.3.feed_forward_norm.weight"},
      %arg34: tensor<512x192xf32> {fsdp.group = "group3", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.3.feed_forward.gate.weight"},
      %arg35: tensor<512x192xf32> {fsdp.group = "group3", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.3.feed_forward.up.weight"},
      %arg36: tensor<192x512xf32> {fsdp.group = "group3", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.3.feed_forward.down.weight"},
      %arg37: tensor<192xf32> {fsdp.init = "ones", fsdp.param = "norm.weight"},
      %arg38: tensor<256x192xf32> {fsdp.init = "normal(std=0.02)", fsdp.param = "head.weight"},
      %arg39: tensor<4x128xi64> {fsdp.batch = "tokens"},
      %arg40: tensor<4x128xi64> {fsdp.batch = "targets"})
      -> (tensor<f32> {fsdp.loss},
          tensor<256x192xf32> {fsdp.grad = "embed.weight"},
          tensor<192xf32> {fsdp.grad = "layers.0.attention_norm.weight"},
          tensor<192x192xf32> {fsdp.grad = "layers.0.attention.wq.weight"},
          tensor<192x192xf32> {fsdp.grad = "layers.0.attention.wk.weight"},
          tensor<192x192xf32> {fsdp.grad = "layers.0.attention.wv.weight"},
          tensor<192x192xf32> {fsdp.grad = "layers.0.attention.wo.weight"},
          tensor<192xf32> {fsdp.grad = "layers.0.feed_forward_norm.weight"},
          tensor<512x192xf32> {fsdp.grad = "layers.0.feed_forward.gate.weight"},
          tensor<512x192xf32> {fsdp.grad = "layers.0.feed_forward.up.weight"},
          tensor<192x512xf32> {fsdp.grad = "layers.0.feed_forward.down.weight"},
          tensor<192xf32> {fsdp.grad = "layers.1.attention_norm.weight"},
          tensor<192x192xf32> {fsdp.grad = "layers.1.attention.wq.weight"},
          tensor<192x192xf32> {fsdp.grad = "layers.1.attention.wk.weight"},
          tensor<192x192xf32> {fsdp.grad = "layers.1.attention.wv.weight"},
          tensor<192x192xf32> {fsdp.grad = "layers.1.attention.wo.weight"},
          tensor<192xf32> {fsdp.grad = "layers.1.feed_forward_norm.weight"},
          tensor<512x192xf32> {fsdp.grad = "layers.1.feed_forward.gate.weight"},
          tensor<512x192xf32> {fsdp.grad = "layers.1.feed_forward.up.weight"},
          tensor<192x512xf32> {fsdp.grad = "layers.1.feed_forward.down.weight"},
          tensor<192xf32> {fsdp.grad = "layers.2.attention_norm.weight"},
          tensor<192x192xf32> {fsdp.grad = "layers.2.attention.wq.weight"},
          tensor<192x192xf32> {fsdp.grad = "layers.2.attention.wk.weight"},
          tensor<192x192xf32> {fsdp.grad = "layers.2.attention.wv.weight"},
          tensor<192x192xf32> {fsdp.grad = "layers.2.attention.wo.weight"},
          tensor<192xf32> {fsdp.grad = "layers.2.feed_forward_norm.weight"},
          tensor<512x192xf32> {fsdp.grad = "layers.2.feed_forward.gate.weight"},
          tensor<512x192xf32> {fsdp.grad = "layers.2.feed_forward.up.weight"},
          tensor<192x512xf32> {fsdp.grad = "layers.2.feed_forward.down.weight"},
          tensor<192xf32> {fsdp.grad = "layers.3.attention_norm.weight"},
          tensor<192x192xf32> {fsdp.grad = "layers.3.attention.wq.weight"},
          tensor<192x192xf32> {fsdp.grad = "layers.3.attention.wk.weight"},
          tensor<192x192xf32> {fsdp.grad = "layers.3.attention.wv.weight"},
          tensor<192x192xf32> {fsdp.grad = "layers.3.attention.wo.weight"},
          tensor<192xf32> {fsdp.grad = "layers.3.feed_forward_norm.weight"},
          tensor<512x192xf32> {fsdp.grad = "layers.3.feed_forward.gate.weight"},
          tensor<512x192xf32> {fsdp.grad = "layers.3.feed_forward.up.weight"},
          tensor<192x512xf32> {fsdp.grad = "layers.3.feed_forward.down.weight"},
          tensor<192xf32> {fsdp.grad = "norm.weight"},
          tensor<256x192xf32> {fsdp.grad = "head.weight"}) {
    %cst = arith.constant dense<0.000000e+00> : tensor<256x192xf32>
    %c255_i64 = arith.constant 255 : i64
    %c-256_i64 = arith.constant -256 : i64
    %c-100_i64 = arith.constant -100 : i64
    %c256_i64 = arith.constant 256 : i64
    %c-1_i64 = arith.constant -1 : i64
    %c16_i64 = arith.constant 16 : i64
    %c0_i64 = arith.constant 0 : i64
    %c256 = arith.constant 256 : index
    %cst_0 = arith.constant 0.000000e+00 : f32
    %cst_1 = arith.constant 0xFF800000 : f32
    %cst_2 = arith.constant 1.000000e+00 : f32
    %true = arith.constant true
    %cst_3 = arith.constant dense<0.000000e+00> : tensor<4x6x128x32xf32>
    %cst_4 = arith.constant dense<1.000000e+00> : tensor<4x128x512xf32>
    %cst_5 = arith.constant dense<1.000000e+00> : tensor<f32>
    %cst_6 = arith.constant dense<0.000000e+00> : tensor<f32>
    %cst_7 = arith.constant dense<0xFF800000> : tensor<f32>
    %cst_8 = arith.constant dense<true> : tensor<128x128xi1>
    %cst_9 = arith.constant 0.42044820762685725 : f64
    %cst_10 = arith.constant 1.000000e-05 : f64
    %cst_11 = arith.constant 2.000000e+00 : f32
    %cst_12 = arith.constant 3.200000e+01 : f32
    %cst_13 = arith.constant 1.000000e+04 : f32
    %cst_14 = arith.constant 1.920000e+02 : f32
    %cst_15 = arith.constant -5.000000e-01 : f32
    %0 = tensor.empty() : tensor<32xi64>
    %1 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<32xi64>) {
    ^bb0(%out: i64):
      %628 = linalg.index 0 : index
      %629 = arith.index_cast %628 : index to i64
      linalg.yield %629 : i64
    } -> tensor<32xi64>
    %2 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%1 : tensor<32xi64>) outs(%0 : tensor<32xi64>) {
    ^bb0(%in: i64, %out: i64):
      %628 = arith.remsi %in, %c16_i64 : i64
      %629 = arith.cmpi ne, %628, %c0_i64 : i64
      %630 = arith.cmpi slt, %628, %c0_i64 : i64
      %631 = arith.andi %629, %630 : i1
      %632 = arith.addi %628, %c16_i64 : i64
      %633 = arith.select %631, %632, %628 : i64
      linalg.yield %633 : i64
    } -> tensor<32xi64>
    %3 = tensor.empty() : tensor<32xf32>
    %4 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%2 : tensor<32xi64>) outs(%3 : tensor<32xf32>) {
    ^bb0(%in: i64, %out: f32):
      %628 = arith.sitofp %in : i64 to f32
      linalg.yield %628 : f32
    } -> tensor<32xf32>
    %5 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%4 : tensor<32xf32>) outs(%3 : tensor<32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      linalg.yield %628 : f32
    } -> tensor<32xf32>
    %6 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%5 : tensor<32xf32>) outs(%3 : tensor<32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.mulf %in, %cst_11 : f32
      linalg.yield %628 : f32
    } -> tensor<32xf32>
    %7 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%6 : tensor<32xf32>) outs(%3 : tensor<32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.divf %in, %cst_12 : f32
      linalg.yield %628 : f32
    } -> tensor<32xf32>
    %8 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%7 : tensor<32xf32>) outs(%3 : tensor<32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = math.powf %cst_13, %in : f32
      linalg.yield %628 : f32
    } -> tensor<32xf32>
    %9 = tensor.empty() : tensor<128xi64>
    %10 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%9 : tensor<128xi64>) {
    ^bb0(%out: i64):
      %628 = linalg.index 0 : index
      %629 = arith.index_cast %628 : index to i64
      linalg.yield %629 : i64
    } -> tensor<128xi64>
    %11 = tensor.empty() : tensor<128xf32>
    %12 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%10 : tensor<128xi64>) outs(%11 : tensor<128xf32>) {
    ^bb0(%in: i64, %out: f32):
      %628 = arith.sitofp %in : i64 to f32
      linalg.yield %628 : f32
    } -> tensor<128xf32>
    %expanded = tensor.expand_shape %12 [[0, 1]] output_shape [128, 1] : tensor<128xf32> into tensor<128x1xf32>
    %13 = tensor.empty() : tensor<128x32xf32>
    %14 = linalg.generic {indexing_maps = [#map1, #map2, #map3], iterator_types = ["parallel", "parallel"]} ins(%expanded, %8 : tensor<128x1xf32>, tensor<32xf32>) outs(%13 : tensor<128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<128x32xf32>
    %15 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%14 : tensor<128x32xf32>) outs(%13 : tensor<128x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = math.cos %in : f32
      linalg.yield %628 : f32
    } -> tensor<128x32xf32>
    %16 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%14 : tensor<128x32xf32>) outs(%13 : tensor<128x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = math.sin %in : f32
      linalg.yield %628 : f32
    } -> tensor<128x32xf32>
    %17 = tensor.empty() : tensor<4x128x192xf32>
    %18 = linalg.generic {indexing_maps = [#map4, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg39 : tensor<4x128xi64>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: i64, %out: f32):
      %628 = arith.index_cast %in : i64 to index
      %629 = linalg.index 2 : index
      %630 = arith.cmpi slt, %628, %c256 : index
      cf.assert %630, "index must be smaller than dim size"
      %631 = arith.cmpi sge, %in, %c0_i64 : i64
      cf.assert %631, "index must be larger or equal to 0"
      %extracted = tensor.extract %arg0[%628, %629] : tensor<256x192xf32>
      linalg.yield %extracted : f32
    } -> tensor<4x128x192xf32>
    %19 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%18, %18 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %20 = tensor.empty() : tensor<4x128x1xf32>
    %21 = linalg.fill ins(%cst_0 : f32) outs(%20 : tensor<4x128x1xf32>) -> tensor<4x128x1xf32>
    %22 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%19 : tensor<4x128x192xf32>) outs(%21 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %23 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%22 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.divf %in, %cst_14 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %24 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%23 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_10 : f64 to f32
      %629 = arith.addf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x128x1xf32>
    %25 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%24 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = math.rsqrt %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %26 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%18, %25 : tensor<4x128x192xf32>, tensor<4x128x1xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %27 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%26, %arg1 : tensor<4x128x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %28 = tensor.empty() : tensor<192x192xf32>
    %transposed = linalg.transpose ins(%arg2 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %collapsed = tensor.collapse_shape %27 [[0, 1], [2]] : tensor<4x128x192xf32> into tensor<512x192xf32>
    %29 = tensor.empty() : tensor<512x192xf32>
    %30 = linalg.fill ins(%cst_0 : f32) outs(%29 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %31 = linalg.matmul ins(%collapsed, %transposed : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_16 = tensor.expand_shape %31 [[0, 1], [2, 3]] output_shape [4, 128, 6, 32] : tensor<512x192xf32> into tensor<4x128x6x32xf32>
    %32 = tensor.empty() : tensor<4x6x128x32xf32>
    %transposed_17 = linalg.transpose ins(%expanded_16 : tensor<4x128x6x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_18 = linalg.transpose ins(%arg3 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %33 = linalg.matmul ins(%collapsed, %transposed_18 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_19 = tensor.expand_shape %33 [[0, 1], [2, 3]] output_shape [4, 128, 6, 32] : tensor<512x192xf32> into tensor<4x128x6x32xf32>
    %transposed_20 = linalg.transpose ins(%expanded_19 : tensor<4x128x6x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_21 = linalg.transpose ins(%arg4 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %34 = linalg.matmul ins(%collapsed, %transposed_21 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_22 = tensor.expand_shape %34 [[0, 1], [2, 3]] output_shape [4, 128, 6, 32] : tensor<512x192xf32> into tensor<4x128x6x32xf32>
    %transposed_23 = linalg.transpose ins(%expanded_22 : tensor<4x128x6x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) permutation = [0, 2, 1, 3] 
    %35 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_17, %15 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %extracted_slice = tensor.extract_slice %transposed_17[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %36 = tensor.empty() : tensor<4x6x128x16xf32>
    %37 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice : tensor<4x6x128x16xf32>) outs(%36 : tensor<4x6x128x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x16xf32>
    %extracted_slice_24 = tensor.extract_slice %transposed_17[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %concat = tensor.concat dim(3) %37, %extracted_slice_24 : (tensor<4x6x128x16xf32>, tensor<4x6x128x16xf32>) -> tensor<4x6x128x32xf32>
    %38 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat, %16 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %39 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%35, %38 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %40 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_20, %15 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %extracted_slice_25 = tensor.extract_slice %transposed_20[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %41 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_25 : tensor<4x6x128x16xf32>) outs(%36 : tensor<4x6x128x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x16xf32>
    %extracted_slice_26 = tensor.extract_slice %transposed_20[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %concat_27 = tensor.concat dim(3) %41, %extracted_slice_26 : (tensor<4x6x128x16xf32>, tensor<4x6x128x16xf32>) -> tensor<4x6x128x32xf32>
    %42 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat_27, %16 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %43 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%40, %42 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %44 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%39 : tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_9 : f64 to f32
      %629 = arith.mulf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x6x128x32xf32>
    %expanded_28 = tensor.expand_shape %10 [[0, 1]] output_shape [1, 128] : tensor<128xi64> into tensor<1x128xi64>
    %expanded_29 = tensor.expand_shape %10 [[0, 1]] output_shape [128, 1] : tensor<128xi64> into tensor<128x1xi64>
    %45 = tensor.empty() : tensor<128x128xi64>
    %46 = linalg.generic {indexing_maps = [#map10, #map1, #map3], iterator_types = ["parallel", "parallel"]} ins(%expanded_28, %expanded_29 : tensor<1x128xi64>, tensor<128x1xi64>) outs(%45 : tensor<128x128xi64>) {
    ^bb0(%in: i64, %in_364: i64, %out: i64):
      %628 = arith.subi %in, %in_364 : i64
      linalg.yield %628 : i64
    } -> tensor<128x128xi64>
    %47 = tensor.empty() : tensor<128x128xi1>
    %48 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%46 : tensor<128x128xi64>) outs(%47 : tensor<128x128xi1>) {
    ^bb0(%in: i64, %out: i1):
      %628 = arith.cmpi sle, %in, %c0_i64 : i64
      linalg.yield %628 : i1
    } -> tensor<128x128xi1>
    %49 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%48, %cst_8 : tensor<128x128xi1>, tensor<128x128xi1>) outs(%47 : tensor<128x128xi1>) {
    ^bb0(%in: i1, %in_364: i1, %out: i1):
      %628 = arith.andi %in, %in_364 : i1
      linalg.yield %628 : i1
    } -> tensor<128x128xi1>
    %50 = tensor.empty() : tensor<128x128xf32>
    %51 = linalg.generic {indexing_maps = [#map3, #map11, #map11, #map3], iterator_types = ["parallel", "parallel"]} ins(%49, %cst_6, %cst_7 : tensor<128x128xi1>, tensor<f32>, tensor<f32>) outs(%50 : tensor<128x128xf32>) {
    ^bb0(%in: i1, %in_364: f32, %in_365: f32, %out: f32):
      %628 = arith.select %in, %in_364, %in_365 : f32
      linalg.yield %628 : f32
    } -> tensor<128x128xf32>
    %52 = tensor.empty() : tensor<4x6x32x128xf32>
    %transposed_30 = linalg.transpose ins(%43 : tensor<4x6x128x32xf32>) outs(%52 : tensor<4x6x32x128xf32>) permutation = [0, 1, 3, 2] 
    %53 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_30 : tensor<4x6x32x128xf32>) outs(%52 : tensor<4x6x32x128xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_9 : f64 to f32
      %629 = arith.mulf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x6x32x128xf32>
    %collapsed_31 = tensor.collapse_shape %44 [[0, 1], [2], [3]] : tensor<4x6x128x32xf32> into tensor<24x128x32xf32>
    %collapsed_32 = tensor.collapse_shape %53 [[0, 1], [2], [3]] : tensor<4x6x32x128xf32> into tensor<24x32x128xf32>
    %54 = tensor.empty() : tensor<24x128x128xf32>
    %55 = linalg.fill ins(%cst_0 : f32) outs(%54 : tensor<24x128x128xf32>) -> tensor<24x128x128xf32>
    %56 = linalg.batch_matmul ins(%collapsed_31, %collapsed_32 : tensor<24x128x32xf32>, tensor<24x32x128xf32>) outs(%55 : tensor<24x128x128xf32>) -> tensor<24x128x128xf32>
    %expanded_33 = tensor.expand_shape %56 [[0, 1], [2], [3]] output_shape [4, 6, 128, 128] : tensor<24x128x128xf32> into tensor<4x6x128x128xf32>
    %57 = tensor.empty() : tensor<4x6x128x128xf32>
    %58 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_33, %51 : tensor<4x6x128x128xf32>, tensor<128x128xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %59 = tensor.empty() : tensor<4x6x128xi64>
    %60 = linalg.fill ins(%c0_i64 : i64) outs(%59 : tensor<4x6x128xi64>) -> tensor<4x6x128xi64>
    %61 = tensor.empty() : tensor<4x6x128xf32>
    %62 = linalg.fill ins(%cst_1 : f32) outs(%61 : tensor<4x6x128xf32>) -> tensor<4x6x128xf32>
    %63:2 = linalg.generic {indexing_maps = [#map8, #map12, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%58 : tensor<4x6x128x128xf32>) outs(%62, %60 : tensor<4x6x128xf32>, tensor<4x6x128xi64>) {
    ^bb0(%in: f32, %out: f32, %out_364: i64):
      %628 = linalg.index 3 : index
      %629 = arith.index_cast %628 : index to i64
      %630 = arith.maximumf %in, %out : f32
      %631 = arith.cmpf ogt, %in, %out : f32
      %632 = arith.select %631, %629, %out_364 : i64
      linalg.yield %630, %632 : f32, i64
    } -> (tensor<4x6x128xf32>, tensor<4x6x128xi64>)
    %expanded_34 = tensor.expand_shape %63#0 [[0], [1], [2, 3]] output_shape [4, 6, 128, 1] : tensor<4x6x128xf32> into tensor<4x6x128x1xf32>
    %64 = tensor.empty() : tensor<4x6x128x1xi1>
    %65 = linalg.generic {indexing_maps = [#map8, #map13, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_34, %cst_7 : tensor<4x6x128x1xf32>, tensor<f32>) outs(%64 : tensor<4x6x128x1xi1>) {
    ^bb0(%in: f32, %in_364: f32, %out: i1):
      %628 = arith.cmpf oeq, %in, %in_364 : f32
      linalg.yield %628 : i1
    } -> tensor<4x6x128x1xi1>
    %66 = tensor.empty() : tensor<4x6x128x1xf32>
    %67 = linalg.generic {indexing_maps = [#map8, #map13, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%65, %cst_6, %expanded_34 : tensor<4x6x128x1xi1>, tensor<f32>, tensor<4x6x128x1xf32>) outs(%66 : tensor<4x6x128x1xf32>) {
    ^bb0(%in: i1, %in_364: f32, %in_365: f32, %out: f32):
      %628 = arith.select %in, %in_364, %in_365 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x1xf32>
    %68 = linalg.generic {indexing_maps = [#map8, #map14, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%58, %67 : tensor<4x6x128x128xf32>, tensor<4x6x128x1xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.subf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %69 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%68 : tensor<4x6x128x128xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = math.exp %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %70 = linalg.fill ins(%cst_0 : f32) outs(%66 : tensor<4x6x128x1xf32>) -> tensor<4x6x128x1xf32>
    %71 = linalg.generic {indexing_maps = [#map8, #map14], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%69 : tensor<4x6x128x128xf32>) outs(%70 : tensor<4x6x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x1xf32>
    %72 = linalg.generic {indexing_maps = [#map8, #map13, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%65, %cst_5, %71 : tensor<4x6x128x1xi1>, tensor<f32>, tensor<4x6x128x1xf32>) outs(%66 : tensor<4x6x128x1xf32>) {
    ^bb0(%in: i1, %in_364: f32, %in_365: f32, %out: f32):
      %628 = arith.select %in, %in_364, %in_365 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x1xf32>
    %73 = linalg.generic {indexing_maps = [#map8, #map14, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%69, %72 : tensor<4x6x128x128xf32>, tensor<4x6x128x1xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.divf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %collapsed_35 = tensor.collapse_shape %73 [[0, 1], [2], [3]] : tensor<4x6x128x128xf32> into tensor<24x128x128xf32>
    %collapsed_36 = tensor.collapse_shape %transposed_23 [[0, 1], [2], [3]] : tensor<4x6x128x32xf32> into tensor<24x128x32xf32>
    %74 = tensor.empty() : tensor<24x128x32xf32>
    %75 = linalg.fill ins(%cst_0 : f32) outs(%74 : tensor<24x128x32xf32>) -> tensor<24x128x32xf32>
    %76 = linalg.batch_matmul ins(%collapsed_35, %collapsed_36 : tensor<24x128x128xf32>, tensor<24x128x32xf32>) outs(%75 : tensor<24x128x32xf32>) -> tensor<24x128x32xf32>
    %expanded_37 = tensor.expand_shape %76 [[0, 1], [2], [3]] output_shape [4, 6, 128, 32] : tensor<24x128x32xf32> into tensor<4x6x128x32xf32>
    %77 = tensor.empty() : tensor<4x128x6x32xf32>
    %transposed_38 = linalg.transpose ins(%expanded_37 : tensor<4x6x128x32xf32>) outs(%77 : tensor<4x128x6x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_39 = linalg.transpose ins(%arg5 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %collapsed_40 = tensor.collapse_shape %transposed_38 [[0, 1], [2, 3]] : tensor<4x128x6x32xf32> into tensor<512x192xf32>
    %78 = linalg.matmul ins(%collapsed_40, %transposed_39 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_41 = tensor.expand_shape %78 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %79 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%18, %expanded_41 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %80 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%79, %79 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %81 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%80 : tensor<4x128x192xf32>) outs(%21 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %82 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%81 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.divf %in, %cst_14 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %83 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%82 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_10 : f64 to f32
      %629 = arith.addf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x128x1xf32>
    %84 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%83 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = math.rsqrt %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %85 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%79, %84 : tensor<4x128x192xf32>, tensor<4x128x1xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %86 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%85, %arg6 : tensor<4x128x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %87 = tensor.empty() : tensor<192x512xf32>
    %transposed_42 = linalg.transpose ins(%arg7 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %collapsed_43 = tensor.collapse_shape %86 [[0, 1], [2]] : tensor<4x128x192xf32> into tensor<512x192xf32>
    %88 = tensor.empty() : tensor<512x512xf32>
    %89 = linalg.fill ins(%cst_0 : f32) outs(%88 : tensor<512x512xf32>) -> tensor<512x512xf32>
    %90 = linalg.matmul ins(%collapsed_43, %transposed_42 : tensor<512x192xf32>, tensor<192x512xf32>) outs(%89 : tensor<512x512xf32>) -> tensor<512x512xf32>
    %expanded_44 = tensor.expand_shape %90 [[0, 1], [2]] output_shape [4, 128, 512] : tensor<512x512xf32> into tensor<4x128x512xf32>
    %91 = tensor.empty() : tensor<4x128x512xf32>
    %92 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_44 : tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      %629 = math.exp %628 : f32
      %630 = arith.addf %629, %cst_2 : f32
      %631 = arith.divf %cst_2, %630 : f32
      linalg.yield %631 : f32
    } -> tensor<4x128x512xf32>
    %93 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_44, %92 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %transposed_45 = linalg.transpose ins(%arg8 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %94 = linalg.matmul ins(%collapsed_43, %transposed_45 : tensor<512x192xf32>, tensor<192x512xf32>) outs(%89 : tensor<512x512xf32>) -> tensor<512x512xf32>
    %expanded_46 = tensor.expand_shape %94 [[0, 1], [2]] output_shape [4, 128, 512] : tensor<512x512xf32> into tensor<4x128x512xf32>
    %95 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%93, %expanded_46 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %transposed_47 = linalg.transpose ins(%arg9 : tensor<192x512xf32>) outs(%29 : tensor<512x192xf32>) permutation = [1, 0] 
    %collapsed_48 = tensor.collapse_shape %95 [[0, 1], [2]] : tensor<4x128x512xf32> into tensor<512x512xf32>
    %96 = linalg.matmul ins(%collapsed_48, %transposed_47 : tensor<512x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_49 = tensor.expand_shape %96 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %97 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%79, %expanded_49 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %98 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%97, %97 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %99 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%98 : tensor<4x128x192xf32>) outs(%21 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %100 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%99 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.divf %in, %cst_14 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %101 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%100 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_10 : f64 to f32
      %629 = arith.addf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x128x1xf32>
    %102 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%101 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = math.rsqrt %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %103 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%97, %102 : tensor<4x128x192xf32>, tensor<4x128x1xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %104 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%103, %arg10 : tensor<4x128x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %transposed_50 = linalg.transpose ins(%arg11 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %collapsed_51 = tensor.collapse_shape %104 [[0, 1], [2]] : tensor<4x128x192xf32> into tensor<512x192xf32>
    %105 = linalg.matmul ins(%collapsed_51, %transposed_50 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_52 = tensor.expand_shape %105 [[0, 1], [2, 3]] output_shape [4, 128, 6, 32] : tensor<512x192xf32> into tensor<4x128x6x32xf32>
    %transposed_53 = linalg.transpose ins(%expanded_52 : tensor<4x128x6x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_54 = linalg.transpose ins(%arg12 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %106 = linalg.matmul ins(%collapsed_51, %transposed_54 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_55 = tensor.expand_shape %106 [[0, 1], [2, 3]] output_shape [4, 128, 6, 32] : tensor<512x192xf32> into tensor<4x128x6x32xf32>
    %transposed_56 = linalg.transpose ins(%expanded_55 : tensor<4x128x6x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_57 = linalg.transpose ins(%arg13 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %107 = linalg.matmul ins(%collapsed_51, %transposed_57 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_58 = tensor.expand_shape %107 [[0, 1], [2, 3]] output_shape [4, 128, 6, 32] : tensor<512x192xf32> into tensor<4x128x6x32xf32>
    %transposed_59 = linalg.transpose ins(%expanded_58 : tensor<4x128x6x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) permutation = [0, 2, 1, 3] 
    %108 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_53, %15 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %extracted_slice_60 = tensor.extract_slice %transposed_53[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %109 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_60 : tensor<4x6x128x16xf32>) outs(%36 : tensor<4x6x128x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x16xf32>
    %extracted_slice_61 = tensor.extract_slice %transposed_53[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %concat_62 = tensor.concat dim(3) %109, %extracted_slice_61 : (tensor<4x6x128x16xf32>, tensor<4x6x128x16xf32>) -> tensor<4x6x128x32xf32>
    %110 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat_62, %16 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %111 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%108, %110 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %112 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_56, %15 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %extracted_slice_63 = tensor.extract_slice %transposed_56[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %113 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_63 : tensor<4x6x128x16xf32>) outs(%36 : tensor<4x6x128x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x16xf32>
    %extracted_slice_64 = tensor.extract_slice %transposed_56[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %concat_65 = tensor.concat dim(3) %113, %extracted_slice_64 : (tensor<4x6x128x16xf32>, tensor<4x6x128x16xf32>) -> tensor<4x6x128x32xf32>
    %114 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat_65, %16 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %115 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%112, %114 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %116 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%111 : tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_9 : f64 to f32
      %629 = arith.mulf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x6x128x32xf32>
    %transposed_66 = linalg.transpose ins(%115 : tensor<4x6x128x32xf32>) outs(%52 : tensor<4x6x32x128xf32>) permutation = [0, 1, 3, 2] 
    %117 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_66 : tensor<4x6x32x128xf32>) outs(%52 : tensor<4x6x32x128xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_9 : f64 to f32
      %629 = arith.mulf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x6x32x128xf32>
    %collapsed_67 = tensor.collapse_shape %116 [[0, 1], [2], [3]] : tensor<4x6x128x32xf32> into tensor<24x128x32xf32>
    %collapsed_68 = tensor.collapse_shape %117 [[0, 1], [2], [3]] : tensor<4x6x32x128xf32> into tensor<24x32x128xf32>
    %118 = linalg.batch_matmul ins(%collapsed_67, %collapsed_68 : tensor<24x128x32xf32>, tensor<24x32x128xf32>) outs(%55 : tensor<24x128x128xf32>) -> tensor<24x128x128xf32>
    %expanded_69 = tensor.expand_shape %118 [[0, 1], [2], [3]] output_shape [4, 6, 128, 128] : tensor<24x128x128xf32> into tensor<4x6x128x128xf32>
    %119 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_69, %51 : tensor<4x6x128x128xf32>, tensor<128x128xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %120:2 = linalg.generic {indexing_maps = [#map8, #map12, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%119 : tensor<4x6x128x128xf32>) outs(%62, %60 : tensor<4x6x128xf32>, tensor<4x6x128xi64>) {
    ^bb0(%in: f32, %out: f32, %out_364: i64):
      %628 = linalg.index 3 : index
      %629 = arith.index_cast %628 : index to i64
      %630 = arith.maximumf %in, %out : f32
      %631 = arith.cmpf ogt, %in, %out : f32
      %632 = arith.select %631, %629, %out_364 : i64
      linalg.yield %630, %632 : f32, i64
    } -> (tensor<4x6x128xf32>, tensor<4x6x128xi64>)
    %expanded_70 = tensor.expand_shape %120#0 [[0], [1], [2, 3]] output_shape [4, 6, 128, 1] : tensor<4x6x128xf32> into tensor<4x6x128x1xf32>
    %121 = linalg.generic {indexing_maps = [#map8, #map13, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_70, %cst_7 : tensor<4x6x128x1xf32>, tensor<f32>) outs(%64 : tensor<4x6x128x1xi1>) {
    ^bb0(%in: f32, %in_364: f32, %out: i1):
      %628 = arith.cmpf oeq, %in, %in_364 : f32
      linalg.yield %628 : i1
    } -> tensor<4x6x128x1xi1>
    %122 = linalg.generic {indexing_maps = [#map8, #map13, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%121, %cst_6, %expanded_70 : tensor<4x6x128x1xi1>, tensor<f32>, tensor<4x6x128x1xf32>) outs(%66 : tensor<4x6x128x1xf32>) {
    ^bb0(%in: i1, %in_364: f32, %in_365: f32, %out: f32):
      %628 = arith.select %in, %in_364, %in_365 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x1xf32>
    %123 = linalg.generic {indexing_maps = [#map8, #map14, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%119, %122 : tensor<4x6x128x128xf32>, tensor<4x6x128x1xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.subf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %124 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%123 : tensor<4x6x128x128xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = math.exp %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %125 = linalg.generic {indexing_maps = [#map8, #map14], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%124 : tensor<4x6x128x128xf32>) outs(%70 : tensor<4x6x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x1xf32>
    %126 = linalg.generic {indexing_maps = [#map8, #map13, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%121, %cst_5, %125 : tensor<4x6x128x1xi1>, tensor<f32>, tensor<4x6x128x1xf32>) outs(%66 : tensor<4x6x128x1xf32>) {
    ^bb0(%in: i1, %in_364: f32, %in_365: f32, %out: f32):
      %628 = arith.select %in, %in_364, %in_365 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x1xf32>
    %127 = linalg.generic {indexing_maps = [#map8, #map14, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%124, %126 : tensor<4x6x128x128xf32>, tensor<4x6x128x1xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.divf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %collapsed_71 = tensor.collapse_shape %127 [[0, 1], [2], [3]] : tensor<4x6x128x128xf32> into tensor<24x128x128xf32>
    %collapsed_72 = tensor.collapse_shape %transposed_59 [[0, 1], [2], [3]] : tensor<4x6x128x32xf32> into tensor<24x128x32xf32>
    %128 = linalg.batch_matmul ins(%collapsed_71, %collapsed_72 : tensor<24x128x128xf32>, tensor<24x128x32xf32>) outs(%75 : tensor<24x128x32xf32>) -> tensor<24x128x32xf32>
    %expanded_73 = tensor.expand_shape %128 [[0, 1], [2], [3]] output_shape [4, 6, 128, 32] : tensor<24x128x32xf32> into tensor<4x6x128x32xf32>
    %transposed_74 = linalg.transpose ins(%expanded_73 : tensor<4x6x128x32xf32>) outs(%77 : tensor<4x128x6x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_75 = linalg.transpose ins(%arg14 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %collapsed_76 = tensor.collapse_shape %transposed_74 [[0, 1], [2, 3]] : tensor<4x128x6x32xf32> into tensor<512x192xf32>
    %129 = linalg.matmul ins(%collapsed_76, %transposed_75 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_77 = tensor.expand_shape %129 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %130 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%97, %expanded_77 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %131 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%130, %130 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %132 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%131 : tensor<4x128x192xf32>) outs(%21 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %133 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%132 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.divf %in, %cst_14 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %134 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%133 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_10 : f64 to f32
      %629 = arith.addf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x128x1xf32>
    %135 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%134 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = math.rsqrt %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %136 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%130, %135 : tensor<4x128x192xf32>, tensor<4x128x1xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %137 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%136, %arg15 : tensor<4x128x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %transposed_78 = linalg.transpose ins(%arg16 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %collapsed_79 = tensor.collapse_shape %137 [[0, 1], [2]] : tensor<4x128x192xf32> into tensor<512x192xf32>
    %138 = linalg.matmul ins(%collapsed_79, %transposed_78 : tensor<512x192xf32>, tensor<192x512xf32>) outs(%89 : tensor<512x512xf32>) -> tensor<512x512xf32>
    %expanded_80 = tensor.expand_shape %138 [[0, 1], [2]] output_shape [4, 128, 512] : tensor<512x512xf32> into tensor<4x128x512xf32>
    %139 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_80 : tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      %629 = math.exp %628 : f32
      %630 = arith.addf %629, %cst_2 : f32
      %631 = arith.divf %cst_2, %630 : f32
      linalg.yield %631 : f32
    } -> tensor<4x128x512xf32>
    %140 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_80, %139 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %transposed_81 = linalg.transpose ins(%arg17 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %141 = linalg.matmul ins(%collapsed_79, %transposed_81 : tensor<512x192xf32>, tensor<192x512xf32>) outs(%89 : tensor<512x512xf32>) -> tensor<512x512xf32>
    %expanded_82 = tensor.expand_shape %141 [[0, 1], [2]] output_shape [4, 128, 512] : tensor<512x512xf32> into tensor<4x128x512xf32>
    %142 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%140, %expanded_82 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %transposed_83 = linalg.transpose ins(%arg18 : tensor<192x512xf32>) outs(%29 : tensor<512x192xf32>) permutation = [1, 0] 
    %collapsed_84 = tensor.collapse_shape %142 [[0, 1], [2]] : tensor<4x128x512xf32> into tensor<512x512xf32>
    %143 = linalg.matmul ins(%collapsed_84, %transposed_83 : tensor<512x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_85 = tensor.expand_shape %143 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %144 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%130, %expanded_85 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %145 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%144, %144 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %146 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%145 : tensor<4x128x192xf32>) outs(%21 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %147 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%146 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.divf %in, %cst_14 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %148 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%147 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_10 : f64 to f32
      %629 = arith.addf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x128x1xf32>
    %149 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%148 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = math.rsqrt %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %150 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%144, %149 : tensor<4x128x192xf32>, tensor<4x128x1xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %151 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%150, %arg19 : tensor<4x128x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %transposed_86 = linalg.transpose ins(%arg20 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %collapsed_87 = tensor.collapse_shape %151 [[0, 1], [2]] : tensor<4x128x192xf32> into tensor<512x192xf32>
    %152 = linalg.matmul ins(%collapsed_87, %transposed_86 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_88 = tensor.expand_shape %152 [[0, 1], [2, 3]] output_shape [4, 128, 6, 32] : tensor<512x192xf32> into tensor<4x128x6x32xf32>
    %transposed_89 = linalg.transpose ins(%expanded_88 : tensor<4x128x6x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_90 = linalg.transpose ins(%arg21 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %153 = linalg.matmul ins(%collapsed_87, %transposed_90 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_91 = tensor.expand_shape %153 [[0, 1], [2, 3]] output_shape [4, 128, 6, 32] : tensor<512x192xf32> into tensor<4x128x6x32xf32>
    %transposed_92 = linalg.transpose ins(%expanded_91 : tensor<4x128x6x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_93 = linalg.transpose ins(%arg22 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %154 = linalg.matmul ins(%collapsed_87, %transposed_93 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_94 = tensor.expand_shape %154 [[0, 1], [2, 3]] output_shape [4, 128, 6, 32] : tensor<512x192xf32> into tensor<4x128x6x32xf32>
    %transposed_95 = linalg.transpose ins(%expanded_94 : tensor<4x128x6x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) permutation = [0, 2, 1, 3] 
    %155 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_89, %15 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %extracted_slice_96 = tensor.extract_slice %transposed_89[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %156 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_96 : tensor<4x6x128x16xf32>) outs(%36 : tensor<4x6x128x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x16xf32>
    %extracted_slice_97 = tensor.extract_slice %transposed_89[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %concat_98 = tensor.concat dim(3) %156, %extracted_slice_97 : (tensor<4x6x128x16xf32>, tensor<4x6x128x16xf32>) -> tensor<4x6x128x32xf32>
    %157 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat_98, %16 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %158 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%155, %157 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %159 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_92, %15 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %extracted_slice_99 = tensor.extract_slice %transposed_92[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %160 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_99 : tensor<4x6x128x16xf32>) outs(%36 : tensor<4x6x128x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x16xf32>
    %extracted_slice_100 = tensor.extract_slice %transposed_92[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %concat_101 = tensor.concat dim(3) %160, %extracted_slice_100 : (tensor<4x6x128x16xf32>, tensor<4x6x128x16xf32>) -> tensor<4x6x128x32xf32>
    %161 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat_101, %16 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %162 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%159, %161 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %163 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%158 : tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_9 : f64 to f32
      %629 = arith.mulf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x6x128x32xf32>
    %transposed_102 = linalg.transpose ins(%162 : tensor<4x6x128x32xf32>) outs(%52 : tensor<4x6x32x128xf32>) permutation = [0, 1, 3, 2] 
    %164 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_102 : tensor<4x6x32x128xf32>) outs(%52 : tensor<4x6x32x128xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_9 : f64 to f32
      %629 = arith.mulf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x6x32x128xf32>
    %collapsed_103 = tensor.collapse_shape %163 [[0, 1], [2], [3]] : tensor<4x6x128x32xf32> into tensor<24x128x32xf32>
    %collapsed_104 = tensor.collapse_shape %164 [[0, 1], [2], [3]] : tensor<4x6x32x128xf32> into tensor<24x32x128xf32>
    %165 = linalg.batch_matmul ins(%collapsed_103, %collapsed_104 : tensor<24x128x32xf32>, tensor<24x32x128xf32>) outs(%55 : tensor<24x128x128xf32>) -> tensor<24x128x128xf32>
    %expanded_105 = tensor.expand_shape %165 [[0, 1], [2], [3]] output_shape [4, 6, 128, 128] : tensor<24x128x128xf32> into tensor<4x6x128x128xf32>
    %166 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_105, %51 : tensor<4x6x128x128xf32>, tensor<128x128xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %167:2 = linalg.generic {indexing_maps = [#map8, #map12, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%166 : tensor<4x6x128x128xf32>) outs(%62, %60 : tensor<4x6x128xf32>, tensor<4x6x128xi64>) {
    ^bb0(%in: f32, %out: f32, %out_364: i64):
      %628 = linalg.index 3 : index
      %629 = arith.index_cast %628 : index to i64
      %630 = arith.maximumf %in, %out : f32
      %631 = arith.cmpf ogt, %in, %out : f32
      %632 = arith.select %631, %629, %out_364 : i64
      linalg.yield %630, %632 : f32, i64
    } -> (tensor<4x6x128xf32>, tensor<4x6x128xi64>)
    %expanded_106 = tensor.expand_shape %167#0 [[0], [1], [2, 3]] output_shape [4, 6, 128, 1] : tensor<4x6x128xf32> into tensor<4x6x128x1xf32>
    %168 = linalg.generic {indexing_maps = [#map8, #map13, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_106, %cst_7 : tensor<4x6x128x1xf32>, tensor<f32>) outs(%64 : tensor<4x6x128x1xi1>) {
    ^bb0(%in: f32, %in_364: f32, %out: i1):
      %628 = arith.cmpf oeq, %in, %in_364 : f32
      linalg.yield %628 : i1
    } -> tensor<4x6x128x1xi1>
    %169 = linalg.generic {indexing_maps = [#map8, #map13, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%168, %cst_6, %expanded_106 : tensor<4x6x128x1xi1>, tensor<f32>, tensor<4x6x128x1xf32>) outs(%66 : tensor<4x6x128x1xf32>) {
    ^bb0(%in: i1, %in_364: f32, %in_365: f32, %out: f32):
      %628 = arith.select %in, %in_364, %in_365 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x1xf32>
    %170 = linalg.generic {indexing_maps = [#map8, #map14, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%166, %169 : tensor<4x6x128x128xf32>, tensor<4x6x128x1xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.subf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %171 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%170 : tensor<4x6x128x128xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = math.exp %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %172 = linalg.generic {indexing_maps = [#map8, #map14], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%171 : tensor<4x6x128x128xf32>) outs(%70 : tensor<4x6x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x1xf32>
    %173 = linalg.generic {indexing_maps = [#map8, #map13, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%168, %cst_5, %172 : tensor<4x6x128x1xi1>, tensor<f32>, tensor<4x6x128x1xf32>) outs(%66 : tensor<4x6x128x1xf32>) {
    ^bb0(%in: i1, %in_364: f32, %in_365: f32, %out: f32):
      %628 = arith.select %in, %in_364, %in_365 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x1xf32>
    %174 = linalg.generic {indexing_maps = [#map8, #map14, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%171, %173 : tensor<4x6x128x128xf32>, tensor<4x6x128x1xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.divf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %collapsed_107 = tensor.collapse_shape %174 [[0, 1], [2], [3]] : tensor<4x6x128x128xf32> into tensor<24x128x128xf32>
    %collapsed_108 = tensor.collapse_shape %transposed_95 [[0, 1], [2], [3]] : tensor<4x6x128x32xf32> into tensor<24x128x32xf32>
    %175 = linalg.batch_matmul ins(%collapsed_107, %collapsed_108 : tensor<24x128x128xf32>, tensor<24x128x32xf32>) outs(%75 : tensor<24x128x32xf32>) -> tensor<24x128x32xf32>
    %expanded_109 = tensor.expand_shape %175 [[0, 1], [2], [3]] output_shape [4, 6, 128, 32] : tensor<24x128x32xf32> into tensor<4x6x128x32xf32>
    %transposed_110 = linalg.transpose ins(%expanded_109 : tensor<4x6x128x32xf32>) outs(%77 : tensor<4x128x6x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_111 = linalg.transpose ins(%arg23 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %collapsed_112 = tensor.collapse_shape %transposed_110 [[0, 1], [2, 3]] : tensor<4x128x6x32xf32> into tensor<512x192xf32>
    %176 = linalg.matmul ins(%collapsed_112, %transposed_111 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_113 = tensor.expand_shape %176 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %177 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%144, %expanded_113 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %178 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%177, %177 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %179 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%178 : tensor<4x128x192xf32>) outs(%21 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %180 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%179 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.divf %in, %cst_14 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %181 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%180 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_10 : f64 to f32
      %629 = arith.addf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x128x1xf32>
    %182 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%181 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = math.rsqrt %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %183 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%177, %182 : tensor<4x128x192xf32>, tensor<4x128x1xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %184 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%183, %arg24 : tensor<4x128x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %transposed_114 = linalg.transpose ins(%arg25 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %collapsed_115 = tensor.collapse_shape %184 [[0, 1], [2]] : tensor<4x128x192xf32> into tensor<512x192xf32>
    %185 = linalg.matmul ins(%collapsed_115, %transposed_114 : tensor<512x192xf32>, tensor<192x512xf32>) outs(%89 : tensor<512x512xf32>) -> tensor<512x512xf32>
    %expanded_116 = tensor.expand_shape %185 [[0, 1], [2]] output_shape [4, 128, 512] : tensor<512x512xf32> into tensor<4x128x512xf32>
    %186 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_116 : tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      %629 = math.exp %628 : f32
      %630 = arith.addf %629, %cst_2 : f32
      %631 = arith.divf %cst_2, %630 : f32
      linalg.yield %631 : f32
    } -> tensor<4x128x512xf32>
    %187 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_116, %186 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %transposed_117 = linalg.transpose ins(%arg26 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %188 = linalg.matmul ins(%collapsed_115, %transposed_117 : tensor<512x192xf32>, tensor<192x512xf32>) outs(%89 : tensor<512x512xf32>) -> tensor<512x512xf32>
    %expanded_118 = tensor.expand_shape %188 [[0, 1], [2]] output_shape [4, 128, 512] : tensor<512x512xf32> into tensor<4x128x512xf32>
    %189 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%187, %expanded_118 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %transposed_119 = linalg.transpose ins(%arg27 : tensor<192x512xf32>) outs(%29 : tensor<512x192xf32>) permutation = [1, 0] 
    %collapsed_120 = tensor.collapse_shape %189 [[0, 1], [2]] : tensor<4x128x512xf32> into tensor<512x512xf32>
    %190 = linalg.matmul ins(%collapsed_120, %transposed_119 : tensor<512x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_121 = tensor.expand_shape %190 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %191 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%177, %expanded_121 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %192 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%191, %191 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %193 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%192 : tensor<4x128x192xf32>) outs(%21 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %194 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%193 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.divf %in, %cst_14 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %195 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%194 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_10 : f64 to f32
      %629 = arith.addf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x128x1xf32>
    %196 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%195 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = math.rsqrt %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %197 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%191, %196 : tensor<4x128x192xf32>, tensor<4x128x1xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %198 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%197, %arg28 : tensor<4x128x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %transposed_122 = linalg.transpose ins(%arg29 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %collapsed_123 = tensor.collapse_shape %198 [[0, 1], [2]] : tensor<4x128x192xf32> into tensor<512x192xf32>
    %199 = linalg.matmul ins(%collapsed_123, %transposed_122 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_124 = tensor.expand_shape %199 [[0, 1], [2, 3]] output_shape [4, 128, 6, 32] : tensor<512x192xf32> into tensor<4x128x6x32xf32>
    %transposed_125 = linalg.transpose ins(%expanded_124 : tensor<4x128x6x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_126 = linalg.transpose ins(%arg30 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %200 = linalg.matmul ins(%collapsed_123, %transposed_126 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_127 = tensor.expand_shape %200 [[0, 1], [2, 3]] output_shape [4, 128, 6, 32] : tensor<512x192xf32> into tensor<4x128x6x32xf32>
    %transposed_128 = linalg.transpose ins(%expanded_127 : tensor<4x128x6x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_129 = linalg.transpose ins(%arg31 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %201 = linalg.matmul ins(%collapsed_123, %transposed_129 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_130 = tensor.expand_shape %201 [[0, 1], [2, 3]] output_shape [4, 128, 6, 32] : tensor<512x192xf32> into tensor<4x128x6x32xf32>
    %transposed_131 = linalg.transpose ins(%expanded_130 : tensor<4x128x6x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) permutation = [0, 2, 1, 3] 
    %202 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_125, %15 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %extracted_slice_132 = tensor.extract_slice %transposed_125[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %203 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_132 : tensor<4x6x128x16xf32>) outs(%36 : tensor<4x6x128x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x16xf32>
    %extracted_slice_133 = tensor.extract_slice %transposed_125[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %concat_134 = tensor.concat dim(3) %203, %extracted_slice_133 : (tensor<4x6x128x16xf32>, tensor<4x6x128x16xf32>) -> tensor<4x6x128x32xf32>
    %204 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat_134, %16 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %205 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%202, %204 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %206 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_128, %15 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %extracted_slice_135 = tensor.extract_slice %transposed_128[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %207 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_135 : tensor<4x6x128x16xf32>) outs(%36 : tensor<4x6x128x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x16xf32>
    %extracted_slice_136 = tensor.extract_slice %transposed_128[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %concat_137 = tensor.concat dim(3) %207, %extracted_slice_136 : (tensor<4x6x128x16xf32>, tensor<4x6x128x16xf32>) -> tensor<4x6x128x32xf32>
    %208 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat_137, %16 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %209 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%206, %208 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %210 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%205 : tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_9 : f64 to f32
      %629 = arith.mulf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x6x128x32xf32>
    %transposed_138 = linalg.transpose ins(%209 : tensor<4x6x128x32xf32>) outs(%52 : tensor<4x6x32x128xf32>) permutation = [0, 1, 3, 2] 
    %211 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_138 : tensor<4x6x32x128xf32>) outs(%52 : tensor<4x6x32x128xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_9 : f64 to f32
      %629 = arith.mulf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x6x32x128xf32>
    %collapsed_139 = tensor.collapse_shape %210 [[0, 1], [2], [3]] : tensor<4x6x128x32xf32> into tensor<24x128x32xf32>
    %collapsed_140 = tensor.collapse_shape %211 [[0, 1], [2], [3]] : tensor<4x6x32x128xf32> into tensor<24x32x128xf32>
    %212 = linalg.batch_matmul ins(%collapsed_139, %collapsed_140 : tensor<24x128x32xf32>, tensor<24x32x128xf32>) outs(%55 : tensor<24x128x128xf32>) -> tensor<24x128x128xf32>
    %expanded_141 = tensor.expand_shape %212 [[0, 1], [2], [3]] output_shape [4, 6, 128, 128] : tensor<24x128x128xf32> into tensor<4x6x128x128xf32>
    %213 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_141, %51 : tensor<4x6x128x128xf32>, tensor<128x128xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %214:2 = linalg.generic {indexing_maps = [#map8, #map12, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%213 : tensor<4x6x128x128xf32>) outs(%62, %60 : tensor<4x6x128xf32>, tensor<4x6x128xi64>) {
    ^bb0(%in: f32, %out: f32, %out_364: i64):
      %628 = linalg.index 3 : index
      %629 = arith.index_cast %628 : index to i64
      %630 = arith.maximumf %in, %out : f32
      %631 = arith.cmpf ogt, %in, %out : f32
      %632 = arith.select %631, %629, %out_364 : i64
      linalg.yield %630, %632 : f32, i64
    } -> (tensor<4x6x128xf32>, tensor<4x6x128xi64>)
    %expanded_142 = tensor.expand_shape %214#0 [[0], [1], [2, 3]] output_shape [4, 6, 128, 1] : tensor<4x6x128xf32> into tensor<4x6x128x1xf32>
    %215 = linalg.generic {indexing_maps = [#map8, #map13, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_142, %cst_7 : tensor<4x6x128x1xf32>, tensor<f32>) outs(%64 : tensor<4x6x128x1xi1>) {
    ^bb0(%in: f32, %in_364: f32, %out: i1):
      %628 = arith.cmpf oeq, %in, %in_364 : f32
      linalg.yield %628 : i1
    } -> tensor<4x6x128x1xi1>
    %216 = linalg.generic {indexing_maps = [#map8, #map13, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%215, %cst_6, %expanded_142 : tensor<4x6x128x1xi1>, tensor<f32>, tensor<4x6x128x1xf32>) outs(%66 : tensor<4x6x128x1xf32>) {
    ^bb0(%in: i1, %in_364: f32, %in_365: f32, %out: f32):
      %628 = arith.select %in, %in_364, %in_365 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x1xf32>
    %217 = linalg.generic {indexing_maps = [#map8, #map14, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%213, %216 : tensor<4x6x128x128xf32>, tensor<4x6x128x1xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.subf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %218 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%217 : tensor<4x6x128x128xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = math.exp %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %219 = linalg.generic {indexing_maps = [#map8, #map14], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%218 : tensor<4x6x128x128xf32>) outs(%70 : tensor<4x6x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x1xf32>
    %220 = linalg.generic {indexing_maps = [#map8, #map13, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%215, %cst_5, %219 : tensor<4x6x128x1xi1>, tensor<f32>, tensor<4x6x128x1xf32>) outs(%66 : tensor<4x6x128x1xf32>) {
    ^bb0(%in: i1, %in_364: f32, %in_365: f32, %out: f32):
      %628 = arith.select %in, %in_364, %in_365 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x1xf32>
    %221 = linalg.generic {indexing_maps = [#map8, #map14, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%218, %220 : tensor<4x6x128x128xf32>, tensor<4x6x128x1xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.divf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %collapsed_143 = tensor.collapse_shape %221 [[0, 1], [2], [3]] : tensor<4x6x128x128xf32> into tensor<24x128x128xf32>
    %collapsed_144 = tensor.collapse_shape %transposed_131 [[0, 1], [2], [3]] : tensor<4x6x128x32xf32> into tensor<24x128x32xf32>
    %222 = linalg.batch_matmul ins(%collapsed_143, %collapsed_144 : tensor<24x128x128xf32>, tensor<24x128x32xf32>) outs(%75 : tensor<24x128x32xf32>) -> tensor<24x128x32xf32>
    %expanded_145 = tensor.expand_shape %222 [[0, 1], [2], [3]] output_shape [4, 6, 128, 32] : tensor<24x128x32xf32> into tensor<4x6x128x32xf32>
    %transposed_146 = linalg.transpose ins(%expanded_145 : tensor<4x6x128x32xf32>) outs(%77 : tensor<4x128x6x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_147 = linalg.transpose ins(%arg32 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %collapsed_148 = tensor.collapse_shape %transposed_146 [[0, 1], [2, 3]] : tensor<4x128x6x32xf32> into tensor<512x192xf32>
    %223 = linalg.matmul ins(%collapsed_148, %transposed_147 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_149 = tensor.expand_shape %223 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %224 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%191, %expanded_149 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %225 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%224, %224 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %226 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%225 : tensor<4x128x192xf32>) outs(%21 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %227 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%226 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.divf %in, %cst_14 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %228 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%227 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_10 : f64 to f32
      %629 = arith.addf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x128x1xf32>
    %229 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%228 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = math.rsqrt %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %230 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%224, %229 : tensor<4x128x192xf32>, tensor<4x128x1xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %231 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%230, %arg33 : tensor<4x128x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %transposed_150 = linalg.transpose ins(%arg34 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %collapsed_151 = tensor.collapse_shape %231 [[0, 1], [2]] : tensor<4x128x192xf32> into tensor<512x192xf32>
    %232 = linalg.matmul ins(%collapsed_151, %transposed_150 : tensor<512x192xf32>, tensor<192x512xf32>) outs(%89 : tensor<512x512xf32>) -> tensor<512x512xf32>
    %expanded_152 = tensor.expand_shape %232 [[0, 1], [2]] output_shape [4, 128, 512] : tensor<512x512xf32> into tensor<4x128x512xf32>
    %233 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_152 : tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      %629 = math.exp %628 : f32
      %630 = arith.addf %629, %cst_2 : f32
      %631 = arith.divf %cst_2, %630 : f32
      linalg.yield %631 : f32
    } -> tensor<4x128x512xf32>
    %234 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_152, %233 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %transposed_153 = linalg.transpose ins(%arg35 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %235 = linalg.matmul ins(%collapsed_151, %transposed_153 : tensor<512x192xf32>, tensor<192x512xf32>) outs(%89 : tensor<512x512xf32>) -> tensor<512x512xf32>
    %expanded_154 = tensor.expand_shape %235 [[0, 1], [2]] output_shape [4, 128, 512] : tensor<512x512xf32> into tensor<4x128x512xf32>
    %236 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%234, %expanded_154 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %transposed_155 = linalg.transpose ins(%arg36 : tensor<192x512xf32>) outs(%29 : tensor<512x192xf32>) permutation = [1, 0] 
    %collapsed_156 = tensor.collapse_shape %236 [[0, 1], [2]] : tensor<4x128x512xf32> into tensor<512x512xf32>
    %237 = linalg.matmul ins(%collapsed_156, %transposed_155 : tensor<512x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_157 = tensor.expand_shape %237 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %238 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%224, %expanded_157 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %239 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%238, %238 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %240 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%239 : tensor<4x128x192xf32>) outs(%21 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %241 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%240 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.divf %in, %cst_14 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %242 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%241 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_10 : f64 to f32
      %629 = arith.addf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x128x1xf32>
    %243 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%242 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = math.rsqrt %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %244 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%238, %243 : tensor<4x128x192xf32>, tensor<4x128x1xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %245 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%244, %arg37 : tensor<4x128x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %246 = tensor.empty() : tensor<192x256xf32>
    %transposed_158 = linalg.transpose ins(%arg38 : tensor<256x192xf32>) outs(%246 : tensor<192x256xf32>) permutation = [1, 0] 
    %collapsed_159 = tensor.collapse_shape %245 [[0, 1], [2]] : tensor<4x128x192xf32> into tensor<512x192xf32>
    %247 = tensor.empty() : tensor<512x256xf32>
    %248 = linalg.fill ins(%cst_0 : f32) outs(%247 : tensor<512x256xf32>) -> tensor<512x256xf32>
    %249 = linalg.matmul ins(%collapsed_159, %transposed_158 : tensor<512x192xf32>, tensor<192x256xf32>) outs(%248 : tensor<512x256xf32>) -> tensor<512x256xf32>
    %collapsed_160 = tensor.collapse_shape %arg40 [[0, 1]] : tensor<4x128xi64> into tensor<512xi64>
    %250 = tensor.empty() : tensor<512xi64>
    %251 = linalg.fill ins(%c0_i64 : i64) outs(%250 : tensor<512xi64>) -> tensor<512xi64>
    %252 = tensor.empty() : tensor<512xf32>
    %253 = linalg.fill ins(%cst_1 : f32) outs(%252 : tensor<512xf32>) -> tensor<512xf32>
    %254:2 = linalg.generic {indexing_maps = [#map3, #map15, #map15], iterator_types = ["parallel", "reduction"]} ins(%249 : tensor<512x256xf32>) outs(%253, %251 : tensor<512xf32>, tensor<512xi64>) {
    ^bb0(%in: f32, %out: f32, %out_364: i64):
      %628 = linalg.index 1 : index
      %629 = arith.index_cast %628 : index to i64
      %630 = arith.maximumf %in, %out : f32
      %631 = arith.cmpf ogt, %in, %out : f32
      %632 = arith.select %631, %629, %out_364 : i64
      linalg.yield %630, %632 : f32, i64
    } -> (tensor<512xf32>, tensor<512xi64>)
    %expanded_161 = tensor.expand_shape %254#0 [[0, 1]] output_shape [512, 1] : tensor<512xf32> into tensor<512x1xf32>
    %255 = linalg.generic {indexing_maps = [#map3, #map1, #map3], iterator_types = ["parallel", "parallel"]} ins(%249, %expanded_161 : tensor<512x256xf32>, tensor<512x1xf32>) outs(%247 : tensor<512x256xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.subf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<512x256xf32>
    %256 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%255 : tensor<512x256xf32>) outs(%247 : tensor<512x256xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = math.exp %in : f32
      linalg.yield %628 : f32
    } -> tensor<512x256xf32>
    %257 = tensor.empty() : tensor<512x1xf32>
    %258 = linalg.fill ins(%cst_0 : f32) outs(%257 : tensor<512x1xf32>) -> tensor<512x1xf32>
    %259 = linalg.generic {indexing_maps = [#map3, #map1], iterator_types = ["parallel", "reduction"]} ins(%256 : tensor<512x256xf32>) outs(%258 : tensor<512x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<512x1xf32>
    %260 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%259 : tensor<512x1xf32>) outs(%257 : tensor<512x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = math.log %in : f32
      linalg.yield %628 : f32
    } -> tensor<512x1xf32>
    %261 = linalg.generic {indexing_maps = [#map3, #map1, #map3], iterator_types = ["parallel", "parallel"]} ins(%255, %260 : tensor<512x256xf32>, tensor<512x1xf32>) outs(%247 : tensor<512x256xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.subf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<512x256xf32>
    %262 = tensor.empty() : tensor<256xi64>
    %263 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%262 : tensor<256xi64>) {
    ^bb0(%out: i64):
      %628 = linalg.index 0 : index
      %629 = arith.index_cast %628 : index to i64
      linalg.yield %629 : i64
    } -> tensor<256xi64>
    %expanded_162 = tensor.expand_shape %263 [[0, 1]] output_shape [1, 256] : tensor<256xi64> into tensor<1x256xi64>
    %expanded_163 = tensor.expand_shape %collapsed_160 [[0, 1]] output_shape [512, 1] : tensor<512xi64> into tensor<512x1xi64>
    %264 = tensor.empty() : tensor<512x256xi1>
    %265 = linalg.generic {indexing_maps = [#map10, #map1, #map3], iterator_types = ["parallel", "parallel"]} ins(%expanded_162, %expanded_163 : tensor<1x256xi64>, tensor<512x1xi64>) outs(%264 : tensor<512x256xi1>) {
    ^bb0(%in: i64, %in_364: i64, %out: i1):
      %628 = arith.cmpi eq, %in, %in_364 : i64
      linalg.yield %628 : i1
    } -> tensor<512x256xi1>
    %266 = tensor.empty() : tensor<512x1xi1>
    %267 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%expanded_163 : tensor<512x1xi64>) outs(%266 : tensor<512x1xi1>) {
    ^bb0(%in: i64, %out: i1):
      %628 = arith.cmpi ne, %in, %c-100_i64 : i64
      linalg.yield %628 : i1
    } -> tensor<512x1xi1>
    %268 = linalg.generic {indexing_maps = [#map3, #map1, #map3], iterator_types = ["parallel", "parallel"]} ins(%265, %267 : tensor<512x256xi1>, tensor<512x1xi1>) outs(%264 : tensor<512x256xi1>) {
    ^bb0(%in: i1, %in_364: i1, %out: i1):
      %628 = arith.andi %in, %in_364 : i1
      linalg.yield %628 : i1
    } -> tensor<512x256xi1>
    %269 = linalg.generic {indexing_maps = [#map3, #map3, #map11, #map3], iterator_types = ["parallel", "parallel"]} ins(%268, %261, %cst_6 : tensor<512x256xi1>, tensor<512x256xf32>, tensor<f32>) outs(%247 : tensor<512x256xf32>) {
    ^bb0(%in: i1, %in_364: f32, %in_365: f32, %out: f32):
      %628 = arith.select %in, %in_364, %in_365 : f32
      linalg.yield %628 : f32
    } -> tensor<512x256xf32>
    %270 = tensor.empty() : tensor<512xi1>
    %271 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%collapsed_160 : tensor<512xi64>) outs(%270 : tensor<512xi1>) {
    ^bb0(%in: i64, %out: i1):
      %628 = arith.cmpi ne, %in, %c-100_i64 : i64
      linalg.yield %628 : i1
    } -> tensor<512xi1>
    %272 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%271 : tensor<512xi1>) outs(%252 : tensor<512xf32>) {
    ^bb0(%in: i1, %out: f32):
      %628 = arith.uitofp %in : i1 to f32
      linalg.yield %628 : f32
    } -> tensor<512xf32>
    %273 = tensor.empty() : tensor<f32>
    %274 = linalg.fill ins(%cst_0 : f32) outs(%273 : tensor<f32>) -> tensor<f32>
    %275 = linalg.generic {indexing_maps = [#map, #map16], iterator_types = ["reduction"]} ins(%272 : tensor<512xf32>) outs(%274 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<f32>
    %276 = linalg.generic {indexing_maps = [#map3, #map11], iterator_types = ["reduction", "reduction"]} ins(%269 : tensor<512x256xf32>) outs(%274 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<f32>
    %277 = linalg.generic {indexing_maps = [#map17, #map17], iterator_types = []} ins(%276 : tensor<f32>) outs(%273 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      linalg.yield %628 : f32
    } -> tensor<f32>
    %278 = linalg.generic {indexing_maps = [#map17, #map17, #map17], iterator_types = []} ins(%277, %275 : tensor<f32>, tensor<f32>) outs(%273 : tensor<f32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.divf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<f32>
    %279 = linalg.generic {indexing_maps = [#map17, #map17, #map17], iterator_types = []} ins(%cst_5, %275 : tensor<f32>, tensor<f32>) outs(%273 : tensor<f32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.divf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<f32>
    %280 = linalg.generic {indexing_maps = [#map17, #map17], iterator_types = []} ins(%279 : tensor<f32>) outs(%273 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      linalg.yield %628 : f32
    } -> tensor<f32>
    %281 = linalg.generic {indexing_maps = [#map3, #map11, #map11, #map3], iterator_types = ["parallel", "parallel"]} ins(%268, %280, %cst_6 : tensor<512x256xi1>, tensor<f32>, tensor<f32>) outs(%247 : tensor<512x256xf32>) {
    ^bb0(%in: i1, %in_364: f32, %in_365: f32, %out: f32):
      %628 = arith.select %in, %in_364, %in_365 : f32
      linalg.yield %628 : f32
    } -> tensor<512x256xf32>
    %282 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%261 : tensor<512x256xf32>) outs(%247 : tensor<512x256xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = math.exp %in : f32
      linalg.yield %628 : f32
    } -> tensor<512x256xf32>
    %283 = linalg.generic {indexing_maps = [#map3, #map1], iterator_types = ["parallel", "reduction"]} ins(%281 : tensor<512x256xf32>) outs(%258 : tensor<512x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<512x1xf32>
    %284 = linalg.generic {indexing_maps = [#map3, #map1, #map3], iterator_types = ["parallel", "parallel"]} ins(%282, %283 : tensor<512x256xf32>, tensor<512x1xf32>) outs(%247 : tensor<512x256xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<512x256xf32>
    %285 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%281, %284 : tensor<512x256xf32>, tensor<512x256xf32>) outs(%247 : tensor<512x256xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.subf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<512x256xf32>
    %286 = tensor.empty() : tensor<256x512xf32>
    %transposed_164 = linalg.transpose ins(%285 : tensor<512x256xf32>) outs(%286 : tensor<256x512xf32>) permutation = [1, 0] 
    %287 = tensor.empty() : tensor<256x192xf32>
    %288 = linalg.fill ins(%cst_0 : f32) outs(%287 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %289 = linalg.matmul ins(%transposed_164, %collapsed_159 : tensor<256x512xf32>, tensor<512x192xf32>) outs(%288 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %290 = linalg.matmul ins(%285, %arg38 : tensor<512x256xf32>, tensor<256x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_165 = tensor.expand_shape %290 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %291 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_165, %244 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %292 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_165, %arg37 : tensor<4x128x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %293 = tensor.empty() : tensor<1x1x192xf32>
    %294 = linalg.fill ins(%cst_0 : f32) outs(%293 : tensor<1x1x192xf32>) -> tensor<1x1x192xf32>
    %295 = linalg.generic {indexing_maps = [#map5, #map18], iterator_types = ["reduction", "reduction", "parallel"]} ins(%291 : tensor<4x128x192xf32>) outs(%294 : tensor<1x1x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<1x1x192xf32>
    %collapsed_166 = tensor.collapse_shape %295 [[0, 1, 2]] : tensor<1x1x192xf32> into tensor<192xf32>
    %296 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%292, %238 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %297 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%292, %243 : tensor<4x128x192xf32>, tensor<4x128x1xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %298 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%296 : tensor<4x128x192xf32>) outs(%21 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %299 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%243, %243 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %300 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%243, %299 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %301 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%298 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.mulf %in, %cst_15 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %302 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%301, %300 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %collapsed_167 = tensor.collapse_shape %302 [[0], [1, 2]] : tensor<4x128x1xf32> into tensor<4x128xf32>
    %303 = linalg.generic {indexing_maps = [#map4, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_167 : tensor<4x128xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x128x192xf32>
    %304 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%303 : tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.divf %in, %cst_14 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %305 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%304, %238 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %306 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%297, %305 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %307 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%306, %305 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %collapsed_168 = tensor.collapse_shape %307 [[0, 1], [2]] : tensor<4x128x192xf32> into tensor<512x192xf32>
    %transposed_169 = linalg.transpose ins(%collapsed_168 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %308 = linalg.fill ins(%cst_0 : f32) outs(%87 : tensor<192x512xf32>) -> tensor<192x512xf32>
    %309 = linalg.matmul ins(%transposed_169, %collapsed_156 : tensor<192x512xf32>, tensor<512x512xf32>) outs(%308 : tensor<192x512xf32>) -> tensor<192x512xf32>
    %310 = linalg.matmul ins(%collapsed_168, %arg36 : tensor<512x192xf32>, tensor<192x512xf32>) outs(%89 : tensor<512x512xf32>) -> tensor<512x512xf32>
    %expanded_170 = tensor.expand_shape %310 [[0, 1], [2]] output_shape [4, 128, 512] : tensor<512x512xf32> into tensor<4x128x512xf32>
    %311 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_170, %234 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %312 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_170, %expanded_154 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %collapsed_171 = tensor.collapse_shape %311 [[0, 1], [2]] : tensor<4x128x512xf32> into tensor<512x512xf32>
    %transposed_172 = linalg.transpose ins(%collapsed_171 : tensor<512x512xf32>) outs(%88 : tensor<512x512xf32>) permutation = [1, 0] 
    %313 = linalg.matmul ins(%transposed_172, %collapsed_151 : tensor<512x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %314 = linalg.matmul ins(%collapsed_171, %arg35 : tensor<512x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_173 = tensor.expand_shape %314 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %315 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_4, %233 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.subf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %316 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_152, %315 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %317 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%316 : tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %cst_2 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %318 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%233, %317 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %319 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%312, %318 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %collapsed_174 = tensor.collapse_shape %319 [[0, 1], [2]] : tensor<4x128x512xf32> into tensor<512x512xf32>
    %transposed_175 = linalg.transpose ins(%collapsed_174 : tensor<512x512xf32>) outs(%88 : tensor<512x512xf32>) permutation = [1, 0] 
    %320 = linalg.matmul ins(%transposed_175, %collapsed_151 : tensor<512x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %321 = linalg.matmul ins(%collapsed_174, %arg34 : tensor<512x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_176 = tensor.expand_shape %321 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %322 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_173, %expanded_176 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %323 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%322, %230 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %324 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%322, %arg33 : tensor<4x128x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %325 = linalg.generic {indexing_maps = [#map5, #map18], iterator_types = ["reduction", "reduction", "parallel"]} ins(%323 : tensor<4x128x192xf32>) outs(%294 : tensor<1x1x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<1x1x192xf32>
    %collapsed_177 = tensor.collapse_shape %325 [[0, 1, 2]] : tensor<1x1x192xf32> into tensor<192xf32>
    %326 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%324, %224 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %327 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%324, %229 : tensor<4x128x192xf32>, tensor<4x128x1xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %328 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%326 : tensor<4x128x192xf32>) outs(%21 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %329 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%307, %327 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %330 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%229, %229 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %331 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%229, %330 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %332 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%328 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.mulf %in, %cst_15 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %333 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%332, %331 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %collapsed_178 = tensor.collapse_shape %333 [[0], [1, 2]] : tensor<4x128x1xf32> into tensor<4x128xf32>
    %334 = linalg.generic {indexing_maps = [#map4, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_178 : tensor<4x128xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x128x192xf32>
    %335 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%334 : tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.divf %in, %cst_14 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %336 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%335, %224 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %337 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%329, %336 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %338 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%337, %336 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %collapsed_179 = tensor.collapse_shape %338 [[0, 1], [2]] : tensor<4x128x192xf32> into tensor<512x192xf32>
    %transposed_180 = linalg.transpose ins(%collapsed_179 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %339 = linalg.fill ins(%cst_0 : f32) outs(%28 : tensor<192x192xf32>) -> tensor<192x192xf32>
    %340 = linalg.matmul ins(%transposed_180, %collapsed_148 : tensor<192x512xf32>, tensor<512x192xf32>) outs(%339 : tensor<192x192xf32>) -> tensor<192x192xf32>
    %341 = linalg.matmul ins(%collapsed_179, %arg32 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_181 = tensor.expand_shape %341 [[0, 1], [2, 3]] output_shape [4, 128, 6, 32] : tensor<512x192xf32> into tensor<4x128x6x32xf32>
    %transposed_182 = linalg.transpose ins(%expanded_181 : tensor<4x128x6x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_183 = tensor.collapse_shape %transposed_182 [[0, 1], [2], [3]] : tensor<4x6x128x32xf32> into tensor<24x128x32xf32>
    %transposed_184 = linalg.transpose ins(%collapsed_143 : tensor<24x128x128xf32>) outs(%54 : tensor<24x128x128xf32>) permutation = [0, 2, 1] 
    %342 = linalg.batch_matmul ins(%transposed_184, %collapsed_183 : tensor<24x128x128xf32>, tensor<24x128x32xf32>) outs(%75 : tensor<24x128x32xf32>) -> tensor<24x128x32xf32>
    %343 = tensor.empty() : tensor<24x32x128xf32>
    %transposed_185 = linalg.transpose ins(%collapsed_144 : tensor<24x128x32xf32>) outs(%343 : tensor<24x32x128xf32>) permutation = [0, 2, 1] 
    %344 = linalg.batch_matmul ins(%collapsed_183, %transposed_185 : tensor<24x128x32xf32>, tensor<24x32x128xf32>) outs(%55 : tensor<24x128x128xf32>) -> tensor<24x128x128xf32>
    %expanded_186 = tensor.expand_shape %342 [[0, 1], [2], [3]] output_shape [4, 6, 128, 32] : tensor<24x128x32xf32> into tensor<4x6x128x32xf32>
    %expanded_187 = tensor.expand_shape %344 [[0, 1], [2], [3]] output_shape [4, 6, 128, 128] : tensor<24x128x128xf32> into tensor<4x6x128x128xf32>
    %345 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_187, %221 : tensor<4x6x128x128xf32>, tensor<4x6x128x128xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %346 = linalg.generic {indexing_maps = [#map8, #map14], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%345 : tensor<4x6x128x128xf32>) outs(%70 : tensor<4x6x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x1xf32>
    %347 = linalg.generic {indexing_maps = [#map8, #map14, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%221, %346 : tensor<4x6x128x128xf32>, tensor<4x6x128x1xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %348 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%345, %347 : tensor<4x6x128x128xf32>, tensor<4x6x128x128xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.subf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %collapsed_188 = tensor.collapse_shape %348 [[0, 1], [2], [3]] : tensor<4x6x128x128xf32> into tensor<24x128x128xf32>
    %transposed_189 = linalg.transpose ins(%collapsed_139 : tensor<24x128x32xf32>) outs(%343 : tensor<24x32x128xf32>) permutation = [0, 2, 1] 
    %349 = linalg.fill ins(%cst_0 : f32) outs(%343 : tensor<24x32x128xf32>) -> tensor<24x32x128xf32>
    %350 = linalg.batch_matmul ins(%transposed_189, %collapsed_188 : tensor<24x32x128xf32>, tensor<24x128x128xf32>) outs(%349 : tensor<24x32x128xf32>) -> tensor<24x32x128xf32>
    %transposed_190 = linalg.transpose ins(%collapsed_140 : tensor<24x32x128xf32>) outs(%74 : tensor<24x128x32xf32>) permutation = [0, 2, 1] 
    %351 = linalg.batch_matmul ins(%collapsed_188, %transposed_190 : tensor<24x128x128xf32>, tensor<24x128x32xf32>) outs(%75 : tensor<24x128x32xf32>) -> tensor<24x128x32xf32>
    %expanded_191 = tensor.expand_shape %350 [[0, 1], [2], [3]] output_shape [4, 6, 32, 128] : tensor<24x32x128xf32> into tensor<4x6x32x128xf32>
    %expanded_192 = tensor.expand_shape %351 [[0, 1], [2], [3]] output_shape [4, 6, 128, 32] : tensor<24x128x32xf32> into tensor<4x6x128x32xf32>
    %352 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_191 : tensor<4x6x32x128xf32>) outs(%52 : tensor<4x6x32x128xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_9 : f64 to f32
      %629 = arith.mulf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x6x32x128xf32>
    %transposed_193 = linalg.transpose ins(%352 : tensor<4x6x32x128xf32>) outs(%32 : tensor<4x6x128x32xf32>) permutation = [0, 1, 3, 2] 
    %353 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_192 : tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_9 : f64 to f32
      %629 = arith.mulf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x6x128x32xf32>
    %354 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_193, %16 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %extracted_slice_194 = tensor.extract_slice %354[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %extracted_slice_195 = tensor.extract_slice %354[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %inserted_slice = tensor.insert_slice %extracted_slice_195 into %cst_3[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x16xf32> into tensor<4x6x128x32xf32>
    %355 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_194 : tensor<4x6x128x16xf32>) outs(%36 : tensor<4x6x128x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x16xf32>
    %inserted_slice_196 = tensor.insert_slice %355 into %cst_3[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x16xf32> into tensor<4x6x128x32xf32>
    %356 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%inserted_slice, %inserted_slice_196 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %357 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_193, %15 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %358 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%356, %357 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %359 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%353, %16 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %extracted_slice_197 = tensor.extract_slice %359[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %extracted_slice_198 = tensor.extract_slice %359[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %inserted_slice_199 = tensor.insert_slice %extracted_slice_198 into %cst_3[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x16xf32> into tensor<4x6x128x32xf32>
    %360 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_197 : tensor<4x6x128x16xf32>) outs(%36 : tensor<4x6x128x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x16xf32>
    %inserted_slice_200 = tensor.insert_slice %360 into %cst_3[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x16xf32> into tensor<4x6x128x32xf32>
    %361 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%inserted_slice_199, %inserted_slice_200 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %362 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%353, %15 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %363 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%361, %362 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %transposed_201 = linalg.transpose ins(%expanded_186 : tensor<4x6x128x32xf32>) outs(%77 : tensor<4x128x6x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_202 = tensor.collapse_shape %transposed_201 [[0, 1], [2, 3]] : tensor<4x128x6x32xf32> into tensor<512x192xf32>
    %transposed_203 = linalg.transpose ins(%collapsed_202 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %364 = linalg.matmul ins(%transposed_203, %collapsed_123 : tensor<192x512xf32>, tensor<512x192xf32>) outs(%339 : tensor<192x192xf32>) -> tensor<192x192xf32>
    %365 = linalg.matmul ins(%collapsed_202, %arg31 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_204 = tensor.expand_shape %365 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %transposed_205 = linalg.transpose ins(%358 : tensor<4x6x128x32xf32>) outs(%77 : tensor<4x128x6x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_206 = tensor.collapse_shape %transposed_205 [[0, 1], [2, 3]] : tensor<4x128x6x32xf32> into tensor<512x192xf32>
    %transposed_207 = linalg.transpose ins(%collapsed_206 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %366 = linalg.matmul ins(%transposed_207, %collapsed_123 : tensor<192x512xf32>, tensor<512x192xf32>) outs(%339 : tensor<192x192xf32>) -> tensor<192x192xf32>
    %367 = linalg.matmul ins(%collapsed_206, %arg30 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_208 = tensor.expand_shape %367 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %368 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_204, %expanded_208 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %transposed_209 = linalg.transpose ins(%363 : tensor<4x6x128x32xf32>) outs(%77 : tensor<4x128x6x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_210 = tensor.collapse_shape %transposed_209 [[0, 1], [2, 3]] : tensor<4x128x6x32xf32> into tensor<512x192xf32>
    %transposed_211 = linalg.transpose ins(%collapsed_210 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %369 = linalg.matmul ins(%transposed_211, %collapsed_123 : tensor<192x512xf32>, tensor<512x192xf32>) outs(%339 : tensor<192x192xf32>) -> tensor<192x192xf32>
    %370 = linalg.matmul ins(%collapsed_210, %arg29 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_212 = tensor.expand_shape %370 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %371 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%368, %expanded_212 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %372 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%371, %197 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %373 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%371, %arg28 : tensor<4x128x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %374 = linalg.generic {indexing_maps = [#map5, #map18], iterator_types = ["reduction", "reduction", "parallel"]} ins(%372 : tensor<4x128x192xf32>) outs(%294 : tensor<1x1x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<1x1x192xf32>
    %collapsed_213 = tensor.collapse_shape %374 [[0, 1, 2]] : tensor<1x1x192xf32> into tensor<192xf32>
    %375 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%373, %191 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %376 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%373, %196 : tensor<4x128x192xf32>, tensor<4x128x1xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %377 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%375 : tensor<4x128x192xf32>) outs(%21 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %378 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%338, %376 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %379 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%196, %196 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %380 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%196, %379 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %381 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%377 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.mulf %in, %cst_15 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %382 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%381, %380 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %collapsed_214 = tensor.collapse_shape %382 [[0], [1, 2]] : tensor<4x128x1xf32> into tensor<4x128xf32>
    %383 = linalg.generic {indexing_maps = [#map4, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_214 : tensor<4x128xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x128x192xf32>
    %384 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%383 : tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.divf %in, %cst_14 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %385 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%384, %191 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %386 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%378, %385 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %387 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%386, %385 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %collapsed_215 = tensor.collapse_shape %387 [[0, 1], [2]] : tensor<4x128x192xf32> into tensor<512x192xf32>
    %transposed_216 = linalg.transpose ins(%collapsed_215 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %388 = linalg.matmul ins(%transposed_216, %collapsed_120 : tensor<192x512xf32>, tensor<512x512xf32>) outs(%308 : tensor<192x512xf32>) -> tensor<192x512xf32>
    %389 = linalg.matmul ins(%collapsed_215, %arg27 : tensor<512x192xf32>, tensor<192x512xf32>) outs(%89 : tensor<512x512xf32>) -> tensor<512x512xf32>
    %expanded_217 = tensor.expand_shape %389 [[0, 1], [2]] output_shape [4, 128, 512] : tensor<512x512xf32> into tensor<4x128x512xf32>
    %390 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_217, %187 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %391 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_217, %expanded_118 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %collapsed_218 = tensor.collapse_shape %390 [[0, 1], [2]] : tensor<4x128x512xf32> into tensor<512x512xf32>
    %transposed_219 = linalg.transpose ins(%collapsed_218 : tensor<512x512xf32>) outs(%88 : tensor<512x512xf32>) permutation = [1, 0] 
    %392 = linalg.matmul ins(%transposed_219, %collapsed_115 : tensor<512x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %393 = linalg.matmul ins(%collapsed_218, %arg26 : tensor<512x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_220 = tensor.expand_shape %393 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %394 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_4, %186 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.subf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %395 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_116, %394 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %396 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%395 : tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %cst_2 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %397 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%186, %396 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %398 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%391, %397 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %collapsed_221 = tensor.collapse_shape %398 [[0, 1], [2]] : tensor<4x128x512xf32> into tensor<512x512xf32>
    %transposed_222 = linalg.transpose ins(%collapsed_221 : tensor<512x512xf32>) outs(%88 : tensor<512x512xf32>) permutation = [1, 0] 
    %399 = linalg.matmul ins(%transposed_222, %collapsed_115 : tensor<512x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %400 = linalg.matmul ins(%collapsed_221, %arg25 : tensor<512x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_223 = tensor.expand_shape %400 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %401 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_220, %expanded_223 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %402 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%401, %183 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %403 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%401, %arg24 : tensor<4x128x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %404 = linalg.generic {indexing_maps = [#map5, #map18], iterator_types = ["reduction", "reduction", "parallel"]} ins(%402 : tensor<4x128x192xf32>) outs(%294 : tensor<1x1x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<1x1x192xf32>
    %collapsed_224 = tensor.collapse_shape %404 [[0, 1, 2]] : tensor<1x1x192xf32> into tensor<192xf32>
    %405 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%403, %177 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %406 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%403, %182 : tensor<4x128x192xf32>, tensor<4x128x1xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %407 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%405 : tensor<4x128x192xf32>) outs(%21 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %408 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%387, %406 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %409 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%182, %182 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %410 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%182, %409 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %411 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%407 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.mulf %in, %cst_15 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %412 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%411, %410 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %collapsed_225 = tensor.collapse_shape %412 [[0], [1, 2]] : tensor<4x128x1xf32> into tensor<4x128xf32>
    %413 = linalg.generic {indexing_maps = [#map4, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_225 : tensor<4x128xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x128x192xf32>
    %414 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%413 : tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.divf %in, %cst_14 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %415 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%414, %177 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %416 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%408, %415 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %417 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%416, %415 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %collapsed_226 = tensor.collapse_shape %417 [[0, 1], [2]] : tensor<4x128x192xf32> into tensor<512x192xf32>
    %transposed_227 = linalg.transpose ins(%collapsed_226 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %418 = linalg.matmul ins(%transposed_227, %collapsed_112 : tensor<192x512xf32>, tensor<512x192xf32>) outs(%339 : tensor<192x192xf32>) -> tensor<192x192xf32>
    %419 = linalg.matmul ins(%collapsed_226, %arg23 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_228 = tensor.expand_shape %419 [[0, 1], [2, 3]] output_shape [4, 128, 6, 32] : tensor<512x192xf32> into tensor<4x128x6x32xf32>
    %transposed_229 = linalg.transpose ins(%expanded_228 : tensor<4x128x6x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_230 = tensor.collapse_shape %transposed_229 [[0, 1], [2], [3]] : tensor<4x6x128x32xf32> into tensor<24x128x32xf32>
    %transposed_231 = linalg.transpose ins(%collapsed_107 : tensor<24x128x128xf32>) outs(%54 : tensor<24x128x128xf32>) permutation = [0, 2, 1] 
    %420 = linalg.batch_matmul ins(%transposed_231, %collapsed_230 : tensor<24x128x128xf32>, tensor<24x128x32xf32>) outs(%75 : tensor<24x128x32xf32>) -> tensor<24x128x32xf32>
    %transposed_232 = linalg.transpose ins(%collapsed_108 : tensor<24x128x32xf32>) outs(%343 : tensor<24x32x128xf32>) permutation = [0, 2, 1] 
    %421 = linalg.batch_matmul ins(%collapsed_230, %transposed_232 : tensor<24x128x32xf32>, tensor<24x32x128xf32>) outs(%55 : tensor<24x128x128xf32>) -> tensor<24x128x128xf32>
    %expanded_233 = tensor.expand_shape %420 [[0, 1], [2], [3]] output_shape [4, 6, 128, 32] : tensor<24x128x32xf32> into tensor<4x6x128x32xf32>
    %expanded_234 = tensor.expand_shape %421 [[0, 1], [2], [3]] output_shape [4, 6, 128, 128] : tensor<24x128x128xf32> into tensor<4x6x128x128xf32>
    %422 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_234, %174 : tensor<4x6x128x128xf32>, tensor<4x6x128x128xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %423 = linalg.generic {indexing_maps = [#map8, #map14], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%422 : tensor<4x6x128x128xf32>) outs(%70 : tensor<4x6x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x1xf32>
    %424 = linalg.generic {indexing_maps = [#map8, #map14, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%174, %423 : tensor<4x6x128x128xf32>, tensor<4x6x128x1xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %425 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%422, %424 : tensor<4x6x128x128xf32>, tensor<4x6x128x128xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.subf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %collapsed_235 = tensor.collapse_shape %425 [[0, 1], [2], [3]] : tensor<4x6x128x128xf32> into tensor<24x128x128xf32>
    %transposed_236 = linalg.transpose ins(%collapsed_103 : tensor<24x128x32xf32>) outs(%343 : tensor<24x32x128xf32>) permutation = [0, 2, 1] 
    %426 = linalg.batch_matmul ins(%transposed_236, %collapsed_235 : tensor<24x32x128xf32>, tensor<24x128x128xf32>) outs(%349 : tensor<24x32x128xf32>) -> tensor<24x32x128xf32>
    %transposed_237 = linalg.transpose ins(%collapsed_104 : tensor<24x32x128xf32>) outs(%74 : tensor<24x128x32xf32>) permutation = [0, 2, 1] 
    %427 = linalg.batch_matmul ins(%collapsed_235, %transposed_237 : tensor<24x128x128xf32>, tensor<24x128x32xf32>) outs(%75 : tensor<24x128x32xf32>) -> tensor<24x128x32xf32>
    %expanded_238 = tensor.expand_shape %426 [[0, 1], [2], [3]] output_shape [4, 6, 32, 128] : tensor<24x32x128xf32> into tensor<4x6x32x128xf32>
    %expanded_239 = tensor.expand_shape %427 [[0, 1], [2], [3]] output_shape [4, 6, 128, 32] : tensor<24x128x32xf32> into tensor<4x6x128x32xf32>
    %428 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_238 : tensor<4x6x32x128xf32>) outs(%52 : tensor<4x6x32x128xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_9 : f64 to f32
      %629 = arith.mulf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x6x32x128xf32>
    %transposed_240 = linalg.transpose ins(%428 : tensor<4x6x32x128xf32>) outs(%32 : tensor<4x6x128x32xf32>) permutation = [0, 1, 3, 2] 
    %429 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_239 : tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_9 : f64 to f32
      %629 = arith.mulf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x6x128x32xf32>
    %430 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_240, %16 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %extracted_slice_241 = tensor.extract_slice %430[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %extracted_slice_242 = tensor.extract_slice %430[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %inserted_slice_243 = tensor.insert_slice %extracted_slice_242 into %cst_3[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x16xf32> into tensor<4x6x128x32xf32>
    %431 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_241 : tensor<4x6x128x16xf32>) outs(%36 : tensor<4x6x128x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x16xf32>
    %inserted_slice_244 = tensor.insert_slice %431 into %cst_3[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x16xf32> into tensor<4x6x128x32xf32>
    %432 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%inserted_slice_243, %inserted_slice_244 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %433 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_240, %15 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %434 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%432, %433 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %435 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%429, %16 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %extracted_slice_245 = tensor.extract_slice %435[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %extracted_slice_246 = tensor.extract_slice %435[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %inserted_slice_247 = tensor.insert_slice %extracted_slice_246 into %cst_3[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x16xf32> into tensor<4x6x128x32xf32>
    %436 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_245 : tensor<4x6x128x16xf32>) outs(%36 : tensor<4x6x128x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x16xf32>
    %inserted_slice_248 = tensor.insert_slice %436 into %cst_3[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x16xf32> into tensor<4x6x128x32xf32>
    %437 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%inserted_slice_247, %inserted_slice_248 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %438 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%429, %15 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %439 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%437, %438 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %transposed_249 = linalg.transpose ins(%expanded_233 : tensor<4x6x128x32xf32>) outs(%77 : tensor<4x128x6x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_250 = tensor.collapse_shape %transposed_249 [[0, 1], [2, 3]] : tensor<4x128x6x32xf32> into tensor<512x192xf32>
    %transposed_251 = linalg.transpose ins(%collapsed_250 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %440 = linalg.matmul ins(%transposed_251, %collapsed_87 : tensor<192x512xf32>, tensor<512x192xf32>) outs(%339 : tensor<192x192xf32>) -> tensor<192x192xf32>
    %441 = linalg.matmul ins(%collapsed_250, %arg22 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_252 = tensor.expand_shape %441 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %transposed_253 = linalg.transpose ins(%434 : tensor<4x6x128x32xf32>) outs(%77 : tensor<4x128x6x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_254 = tensor.collapse_shape %transposed_253 [[0, 1], [2, 3]] : tensor<4x128x6x32xf32> into tensor<512x192xf32>
    %transposed_255 = linalg.transpose ins(%collapsed_254 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %442 = linalg.matmul ins(%transposed_255, %collapsed_87 : tensor<192x512xf32>, tensor<512x192xf32>) outs(%339 : tensor<192x192xf32>) -> tensor<192x192xf32>
    %443 = linalg.matmul ins(%collapsed_254, %arg21 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_256 = tensor.expand_shape %443 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %444 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_252, %expanded_256 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %transposed_257 = linalg.transpose ins(%439 : tensor<4x6x128x32xf32>) outs(%77 : tensor<4x128x6x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_258 = tensor.collapse_shape %transposed_257 [[0, 1], [2, 3]] : tensor<4x128x6x32xf32> into tensor<512x192xf32>
    %transposed_259 = linalg.transpose ins(%collapsed_258 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %445 = linalg.matmul ins(%transposed_259, %collapsed_87 : tensor<192x512xf32>, tensor<512x192xf32>) outs(%339 : tensor<192x192xf32>) -> tensor<192x192xf32>
    %446 = linalg.matmul ins(%collapsed_258, %arg20 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_260 = tensor.expand_shape %446 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %447 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%444, %expanded_260 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %448 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%447, %150 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %449 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%447, %arg19 : tensor<4x128x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %450 = linalg.generic {indexing_maps = [#map5, #map18], iterator_types = ["reduction", "reduction", "parallel"]} ins(%448 : tensor<4x128x192xf32>) outs(%294 : tensor<1x1x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<1x1x192xf32>
    %collapsed_261 = tensor.collapse_shape %450 [[0, 1, 2]] : tensor<1x1x192xf32> into tensor<192xf32>
    %451 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%449, %144 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %452 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%449, %149 : tensor<4x128x192xf32>, tensor<4x128x1xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %453 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%451 : tensor<4x128x192xf32>) outs(%21 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %454 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%417, %452 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %455 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%149, %149 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %456 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%149, %455 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %457 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%453 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.mulf %in, %cst_15 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %458 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%457, %456 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %collapsed_262 = tensor.collapse_shape %458 [[0], [1, 2]] : tensor<4x128x1xf32> into tensor<4x128xf32>
    %459 = linalg.generic {indexing_maps = [#map4, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_262 : tensor<4x128xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x128x192xf32>
    %460 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%459 : tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.divf %in, %cst_14 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %461 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%460, %144 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %462 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%454, %461 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %463 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%462, %461 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %collapsed_263 = tensor.collapse_shape %463 [[0, 1], [2]] : tensor<4x128x192xf32> into tensor<512x192xf32>
    %transposed_264 = linalg.transpose ins(%collapsed_263 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %464 = linalg.matmul ins(%transposed_264, %collapsed_84 : tensor<192x512xf32>, tensor<512x512xf32>) outs(%308 : tensor<192x512xf32>) -> tensor<192x512xf32>
    %465 = linalg.matmul ins(%collapsed_263, %arg18 : tensor<512x192xf32>, tensor<192x512xf32>) outs(%89 : tensor<512x512xf32>) -> tensor<512x512xf32>
    %expanded_265 = tensor.expand_shape %465 [[0, 1], [2]] output_shape [4, 128, 512] : tensor<512x512xf32> into tensor<4x128x512xf32>
    %466 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_265, %140 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %467 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_265, %expanded_82 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %collapsed_266 = tensor.collapse_shape %466 [[0, 1], [2]] : tensor<4x128x512xf32> into tensor<512x512xf32>
    %transposed_267 = linalg.transpose ins(%collapsed_266 : tensor<512x512xf32>) outs(%88 : tensor<512x512xf32>) permutation = [1, 0] 
    %468 = linalg.matmul ins(%transposed_267, %collapsed_79 : tensor<512x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %469 = linalg.matmul ins(%collapsed_266, %arg17 : tensor<512x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_268 = tensor.expand_shape %469 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %470 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_4, %139 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.subf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %471 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_80, %470 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %472 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%471 : tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %cst_2 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %473 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%139, %472 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %474 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%467, %473 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %collapsed_269 = tensor.collapse_shape %474 [[0, 1], [2]] : tensor<4x128x512xf32> into tensor<512x512xf32>
    %transposed_270 = linalg.transpose ins(%collapsed_269 : tensor<512x512xf32>) outs(%88 : tensor<512x512xf32>) permutation = [1, 0] 
    %475 = linalg.matmul ins(%transposed_270, %collapsed_79 : tensor<512x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %476 = linalg.matmul ins(%collapsed_269, %arg16 : tensor<512x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_271 = tensor.expand_shape %476 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %477 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_268, %expanded_271 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %478 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%477, %136 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %479 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%477, %arg15 : tensor<4x128x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %480 = linalg.generic {indexing_maps = [#map5, #map18], iterator_types = ["reduction", "reduction", "parallel"]} ins(%478 : tensor<4x128x192xf32>) outs(%294 : tensor<1x1x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<1x1x192xf32>
    %collapsed_272 = tensor.collapse_shape %480 [[0, 1, 2]] : tensor<1x1x192xf32> into tensor<192xf32>
    %481 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%479, %130 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %482 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%479, %135 : tensor<4x128x192xf32>, tensor<4x128x1xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %483 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%481 : tensor<4x128x192xf32>) outs(%21 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %484 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%463, %482 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %485 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%135, %135 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %486 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%135, %485 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %487 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%483 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.mulf %in, %cst_15 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %488 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%487, %486 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %collapsed_273 = tensor.collapse_shape %488 [[0], [1, 2]] : tensor<4x128x1xf32> into tensor<4x128xf32>
    %489 = linalg.generic {indexing_maps = [#map4, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_273 : tensor<4x128xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x128x192xf32>
    %490 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%489 : tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.divf %in, %cst_14 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %491 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%490, %130 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %492 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%484, %491 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %493 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%492, %491 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %collapsed_274 = tensor.collapse_shape %493 [[0, 1], [2]] : tensor<4x128x192xf32> into tensor<512x192xf32>
    %transposed_275 = linalg.transpose ins(%collapsed_274 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %494 = linalg.matmul ins(%transposed_275, %collapsed_76 : tensor<192x512xf32>, tensor<512x192xf32>) outs(%339 : tensor<192x192xf32>) -> tensor<192x192xf32>
    %495 = linalg.matmul ins(%collapsed_274, %arg14 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_276 = tensor.expand_shape %495 [[0, 1], [2, 3]] output_shape [4, 128, 6, 32] : tensor<512x192xf32> into tensor<4x128x6x32xf32>
    %transposed_277 = linalg.transpose ins(%expanded_276 : tensor<4x128x6x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_278 = tensor.collapse_shape %transposed_277 [[0, 1], [2], [3]] : tensor<4x6x128x32xf32> into tensor<24x128x32xf32>
    %transposed_279 = linalg.transpose ins(%collapsed_71 : tensor<24x128x128xf32>) outs(%54 : tensor<24x128x128xf32>) permutation = [0, 2, 1] 
    %496 = linalg.batch_matmul ins(%transposed_279, %collapsed_278 : tensor<24x128x128xf32>, tensor<24x128x32xf32>) outs(%75 : tensor<24x128x32xf32>) -> tensor<24x128x32xf32>
    %transposed_280 = linalg.transpose ins(%collapsed_72 : tensor<24x128x32xf32>) outs(%343 : tensor<24x32x128xf32>) permutation = [0, 2, 1] 
    %497 = linalg.batch_matmul ins(%collapsed_278, %transposed_280 : tensor<24x128x32xf32>, tensor<24x32x128xf32>) outs(%55 : tensor<24x128x128xf32>) -> tensor<24x128x128xf32>
    %expanded_281 = tensor.expand_shape %496 [[0, 1], [2], [3]] output_shape [4, 6, 128, 32] : tensor<24x128x32xf32> into tensor<4x6x128x32xf32>
    %expanded_282 = tensor.expand_shape %497 [[0, 1], [2], [3]] output_shape [4, 6, 128, 128] : tensor<24x128x128xf32> into tensor<4x6x128x128xf32>
    %498 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_282, %127 : tensor<4x6x128x128xf32>, tensor<4x6x128x128xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %499 = linalg.generic {indexing_maps = [#map8, #map14], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%498 : tensor<4x6x128x128xf32>) outs(%70 : tensor<4x6x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x1xf32>
    %500 = linalg.generic {indexing_maps = [#map8, #map14, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%127, %499 : tensor<4x6x128x128xf32>, tensor<4x6x128x1xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %501 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%498, %500 : tensor<4x6x128x128xf32>, tensor<4x6x128x128xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.subf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %collapsed_283 = tensor.collapse_shape %501 [[0, 1], [2], [3]] : tensor<4x6x128x128xf32> into tensor<24x128x128xf32>
    %transposed_284 = linalg.transpose ins(%collapsed_67 : tensor<24x128x32xf32>) outs(%343 : tensor<24x32x128xf32>) permutation = [0, 2, 1] 
    %502 = linalg.batch_matmul ins(%transposed_284, %collapsed_283 : tensor<24x32x128xf32>, tensor<24x128x128xf32>) outs(%349 : tensor<24x32x128xf32>) -> tensor<24x32x128xf32>
    %transposed_285 = linalg.transpose ins(%collapsed_68 : tensor<24x32x128xf32>) outs(%74 : tensor<24x128x32xf32>) permutation = [0, 2, 1] 
    %503 = linalg.batch_matmul ins(%collapsed_283, %transposed_285 : tensor<24x128x128xf32>, tensor<24x128x32xf32>) outs(%75 : tensor<24x128x32xf32>) -> tensor<24x128x32xf32>
    %expanded_286 = tensor.expand_shape %502 [[0, 1], [2], [3]] output_shape [4, 6, 32, 128] : tensor<24x32x128xf32> into tensor<4x6x32x128xf32>
    %expanded_287 = tensor.expand_shape %503 [[0, 1], [2], [3]] output_shape [4, 6, 128, 32] : tensor<24x128x32xf32> into tensor<4x6x128x32xf32>
    %504 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_286 : tensor<4x6x32x128xf32>) outs(%52 : tensor<4x6x32x128xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_9 : f64 to f32
      %629 = arith.mulf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x6x32x128xf32>
    %transposed_288 = linalg.transpose ins(%504 : tensor<4x6x32x128xf32>) outs(%32 : tensor<4x6x128x32xf32>) permutation = [0, 1, 3, 2] 
    %505 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_287 : tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_9 : f64 to f32
      %629 = arith.mulf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x6x128x32xf32>
    %506 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_288, %16 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %extracted_slice_289 = tensor.extract_slice %506[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %extracted_slice_290 = tensor.extract_slice %506[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %inserted_slice_291 = tensor.insert_slice %extracted_slice_290 into %cst_3[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x16xf32> into tensor<4x6x128x32xf32>
    %507 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_289 : tensor<4x6x128x16xf32>) outs(%36 : tensor<4x6x128x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x16xf32>
    %inserted_slice_292 = tensor.insert_slice %507 into %cst_3[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x16xf32> into tensor<4x6x128x32xf32>
    %508 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%inserted_slice_291, %inserted_slice_292 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %509 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_288, %15 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %510 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%508, %509 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %511 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%505, %16 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %extracted_slice_293 = tensor.extract_slice %511[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %extracted_slice_294 = tensor.extract_slice %511[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %inserted_slice_295 = tensor.insert_slice %extracted_slice_294 into %cst_3[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x16xf32> into tensor<4x6x128x32xf32>
    %512 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_293 : tensor<4x6x128x16xf32>) outs(%36 : tensor<4x6x128x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x16xf32>
    %inserted_slice_296 = tensor.insert_slice %512 into %cst_3[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x16xf32> into tensor<4x6x128x32xf32>
    %513 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%inserted_slice_295, %inserted_slice_296 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %514 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%505, %15 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %515 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%513, %514 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %transposed_297 = linalg.transpose ins(%expanded_281 : tensor<4x6x128x32xf32>) outs(%77 : tensor<4x128x6x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_298 = tensor.collapse_shape %transposed_297 [[0, 1], [2, 3]] : tensor<4x128x6x32xf32> into tensor<512x192xf32>
    %transposed_299 = linalg.transpose ins(%collapsed_298 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %516 = linalg.matmul ins(%transposed_299, %collapsed_51 : tensor<192x512xf32>, tensor<512x192xf32>) outs(%339 : tensor<192x192xf32>) -> tensor<192x192xf32>
    %517 = linalg.matmul ins(%collapsed_298, %arg13 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_300 = tensor.expand_shape %517 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %transposed_301 = linalg.transpose ins(%510 : tensor<4x6x128x32xf32>) outs(%77 : tensor<4x128x6x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_302 = tensor.collapse_shape %transposed_301 [[0, 1], [2, 3]] : tensor<4x128x6x32xf32> into tensor<512x192xf32>
    %transposed_303 = linalg.transpose ins(%collapsed_302 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %518 = linalg.matmul ins(%transposed_303, %collapsed_51 : tensor<192x512xf32>, tensor<512x192xf32>) outs(%339 : tensor<192x192xf32>) -> tensor<192x192xf32>
    %519 = linalg.matmul ins(%collapsed_302, %arg12 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_304 = tensor.expand_shape %519 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %520 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_300, %expanded_304 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %transposed_305 = linalg.transpose ins(%515 : tensor<4x6x128x32xf32>) outs(%77 : tensor<4x128x6x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_306 = tensor.collapse_shape %transposed_305 [[0, 1], [2, 3]] : tensor<4x128x6x32xf32> into tensor<512x192xf32>
    %transposed_307 = linalg.transpose ins(%collapsed_306 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %521 = linalg.matmul ins(%transposed_307, %collapsed_51 : tensor<192x512xf32>, tensor<512x192xf32>) outs(%339 : tensor<192x192xf32>) -> tensor<192x192xf32>
    %522 = linalg.matmul ins(%collapsed_306, %arg11 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_308 = tensor.expand_shape %522 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %523 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%520, %expanded_308 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %524 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%523, %103 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %525 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%523, %arg10 : tensor<4x128x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %526 = linalg.generic {indexing_maps = [#map5, #map18], iterator_types = ["reduction", "reduction", "parallel"]} ins(%524 : tensor<4x128x192xf32>) outs(%294 : tensor<1x1x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<1x1x192xf32>
    %collapsed_309 = tensor.collapse_shape %526 [[0, 1, 2]] : tensor<1x1x192xf32> into tensor<192xf32>
    %527 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%525, %97 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %528 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%525, %102 : tensor<4x128x192xf32>, tensor<4x128x1xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %529 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%527 : tensor<4x128x192xf32>) outs(%21 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %530 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%493, %528 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %531 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%102, %102 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %532 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%102, %531 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %533 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%529 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.mulf %in, %cst_15 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %534 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%533, %532 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %collapsed_310 = tensor.collapse_shape %534 [[0], [1, 2]] : tensor<4x128x1xf32> into tensor<4x128xf32>
    %535 = linalg.generic {indexing_maps = [#map4, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_310 : tensor<4x128xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x128x192xf32>
    %536 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%535 : tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.divf %in, %cst_14 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %537 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%536, %97 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %538 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%530, %537 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %539 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%538, %537 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %collapsed_311 = tensor.collapse_shape %539 [[0, 1], [2]] : tensor<4x128x192xf32> into tensor<512x192xf32>
    %transposed_312 = linalg.transpose ins(%collapsed_311 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %540 = linalg.matmul ins(%transposed_312, %collapsed_48 : tensor<192x512xf32>, tensor<512x512xf32>) outs(%308 : tensor<192x512xf32>) -> tensor<192x512xf32>
    %541 = linalg.matmul ins(%collapsed_311, %arg9 : tensor<512x192xf32>, tensor<192x512xf32>) outs(%89 : tensor<512x512xf32>) -> tensor<512x512xf32>
    %expanded_313 = tensor.expand_shape %541 [[0, 1], [2]] output_shape [4, 128, 512] : tensor<512x512xf32> into tensor<4x128x512xf32>
    %542 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_313, %93 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %543 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_313, %expanded_46 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %collapsed_314 = tensor.collapse_shape %542 [[0, 1], [2]] : tensor<4x128x512xf32> into tensor<512x512xf32>
    %transposed_315 = linalg.transpose ins(%collapsed_314 : tensor<512x512xf32>) outs(%88 : tensor<512x512xf32>) permutation = [1, 0] 
    %544 = linalg.matmul ins(%transposed_315, %collapsed_43 : tensor<512x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %545 = linalg.matmul ins(%collapsed_314, %arg8 : tensor<512x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_316 = tensor.expand_shape %545 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %546 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_4, %92 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.subf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %547 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_44, %546 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %548 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%547 : tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %cst_2 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %549 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%92, %548 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %550 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%543, %549 : tensor<4x128x512xf32>, tensor<4x128x512xf32>) outs(%91 : tensor<4x128x512xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x512xf32>
    %collapsed_317 = tensor.collapse_shape %550 [[0, 1], [2]] : tensor<4x128x512xf32> into tensor<512x512xf32>
    %transposed_318 = linalg.transpose ins(%collapsed_317 : tensor<512x512xf32>) outs(%88 : tensor<512x512xf32>) permutation = [1, 0] 
    %551 = linalg.matmul ins(%transposed_318, %collapsed_43 : tensor<512x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %552 = linalg.matmul ins(%collapsed_317, %arg7 : tensor<512x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_319 = tensor.expand_shape %552 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %553 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_316, %expanded_319 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %554 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%553, %85 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %555 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%553, %arg6 : tensor<4x128x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %556 = linalg.generic {indexing_maps = [#map5, #map18], iterator_types = ["reduction", "reduction", "parallel"]} ins(%554 : tensor<4x128x192xf32>) outs(%294 : tensor<1x1x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<1x1x192xf32>
    %collapsed_320 = tensor.collapse_shape %556 [[0, 1, 2]] : tensor<1x1x192xf32> into tensor<192xf32>
    %557 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%555, %79 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %558 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%555, %84 : tensor<4x128x192xf32>, tensor<4x128x1xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %559 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%557 : tensor<4x128x192xf32>) outs(%21 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %560 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%539, %558 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %561 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%84, %84 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %562 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%84, %561 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %563 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%559 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.mulf %in, %cst_15 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %564 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%563, %562 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %collapsed_321 = tensor.collapse_shape %564 [[0], [1, 2]] : tensor<4x128x1xf32> into tensor<4x128xf32>
    %565 = linalg.generic {indexing_maps = [#map4, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_321 : tensor<4x128xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x128x192xf32>
    %566 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%565 : tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.divf %in, %cst_14 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %567 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%566, %79 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %568 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%560, %567 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %569 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%568, %567 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %collapsed_322 = tensor.collapse_shape %569 [[0, 1], [2]] : tensor<4x128x192xf32> into tensor<512x192xf32>
    %transposed_323 = linalg.transpose ins(%collapsed_322 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %570 = linalg.matmul ins(%transposed_323, %collapsed_40 : tensor<192x512xf32>, tensor<512x192xf32>) outs(%339 : tensor<192x192xf32>) -> tensor<192x192xf32>
    %571 = linalg.matmul ins(%collapsed_322, %arg5 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_324 = tensor.expand_shape %571 [[0, 1], [2, 3]] output_shape [4, 128, 6, 32] : tensor<512x192xf32> into tensor<4x128x6x32xf32>
    %transposed_325 = linalg.transpose ins(%expanded_324 : tensor<4x128x6x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_326 = tensor.collapse_shape %transposed_325 [[0, 1], [2], [3]] : tensor<4x6x128x32xf32> into tensor<24x128x32xf32>
    %transposed_327 = linalg.transpose ins(%collapsed_35 : tensor<24x128x128xf32>) outs(%54 : tensor<24x128x128xf32>) permutation = [0, 2, 1] 
    %572 = linalg.batch_matmul ins(%transposed_327, %collapsed_326 : tensor<24x128x128xf32>, tensor<24x128x32xf32>) outs(%75 : tensor<24x128x32xf32>) -> tensor<24x128x32xf32>
    %transposed_328 = linalg.transpose ins(%collapsed_36 : tensor<24x128x32xf32>) outs(%343 : tensor<24x32x128xf32>) permutation = [0, 2, 1] 
    %573 = linalg.batch_matmul ins(%collapsed_326, %transposed_328 : tensor<24x128x32xf32>, tensor<24x32x128xf32>) outs(%55 : tensor<24x128x128xf32>) -> tensor<24x128x128xf32>
    %expanded_329 = tensor.expand_shape %572 [[0, 1], [2], [3]] output_shape [4, 6, 128, 32] : tensor<24x128x32xf32> into tensor<4x6x128x32xf32>
    %expanded_330 = tensor.expand_shape %573 [[0, 1], [2], [3]] output_shape [4, 6, 128, 128] : tensor<24x128x128xf32> into tensor<4x6x128x128xf32>
    %574 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_330, %73 : tensor<4x6x128x128xf32>, tensor<4x6x128x128xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %575 = linalg.generic {indexing_maps = [#map8, #map14], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%574 : tensor<4x6x128x128xf32>) outs(%70 : tensor<4x6x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x1xf32>
    %576 = linalg.generic {indexing_maps = [#map8, #map14, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%73, %575 : tensor<4x6x128x128xf32>, tensor<4x6x128x1xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %577 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%574, %576 : tensor<4x6x128x128xf32>, tensor<4x6x128x128xf32>) outs(%57 : tensor<4x6x128x128xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.subf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x128xf32>
    %collapsed_331 = tensor.collapse_shape %577 [[0, 1], [2], [3]] : tensor<4x6x128x128xf32> into tensor<24x128x128xf32>
    %transposed_332 = linalg.transpose ins(%collapsed_31 : tensor<24x128x32xf32>) outs(%343 : tensor<24x32x128xf32>) permutation = [0, 2, 1] 
    %578 = linalg.batch_matmul ins(%transposed_332, %collapsed_331 : tensor<24x32x128xf32>, tensor<24x128x128xf32>) outs(%349 : tensor<24x32x128xf32>) -> tensor<24x32x128xf32>
    %transposed_333 = linalg.transpose ins(%collapsed_32 : tensor<24x32x128xf32>) outs(%74 : tensor<24x128x32xf32>) permutation = [0, 2, 1] 
    %579 = linalg.batch_matmul ins(%collapsed_331, %transposed_333 : tensor<24x128x128xf32>, tensor<24x128x32xf32>) outs(%75 : tensor<24x128x32xf32>) -> tensor<24x128x32xf32>
    %expanded_334 = tensor.expand_shape %578 [[0, 1], [2], [3]] output_shape [4, 6, 32, 128] : tensor<24x32x128xf32> into tensor<4x6x32x128xf32>
    %expanded_335 = tensor.expand_shape %579 [[0, 1], [2], [3]] output_shape [4, 6, 128, 32] : tensor<24x128x32xf32> into tensor<4x6x128x32xf32>
    %580 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_334 : tensor<4x6x32x128xf32>) outs(%52 : tensor<4x6x32x128xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_9 : f64 to f32
      %629 = arith.mulf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x6x32x128xf32>
    %transposed_336 = linalg.transpose ins(%580 : tensor<4x6x32x128xf32>) outs(%32 : tensor<4x6x128x32xf32>) permutation = [0, 1, 3, 2] 
    %581 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_335 : tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.truncf %cst_9 : f64 to f32
      %629 = arith.mulf %in, %628 : f32
      linalg.yield %629 : f32
    } -> tensor<4x6x128x32xf32>
    %582 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_336, %16 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %extracted_slice_337 = tensor.extract_slice %582[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %extracted_slice_338 = tensor.extract_slice %582[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %inserted_slice_339 = tensor.insert_slice %extracted_slice_338 into %cst_3[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x16xf32> into tensor<4x6x128x32xf32>
    %583 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_337 : tensor<4x6x128x16xf32>) outs(%36 : tensor<4x6x128x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x16xf32>
    %inserted_slice_340 = tensor.insert_slice %583 into %cst_3[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x16xf32> into tensor<4x6x128x32xf32>
    %584 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%inserted_slice_339, %inserted_slice_340 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %585 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_336, %15 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %586 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%584, %585 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %587 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%581, %16 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %extracted_slice_341 = tensor.extract_slice %587[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %extracted_slice_342 = tensor.extract_slice %587[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x32xf32> to tensor<4x6x128x16xf32>
    %inserted_slice_343 = tensor.insert_slice %extracted_slice_342 into %cst_3[0, 0, 0, 0] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x16xf32> into tensor<4x6x128x32xf32>
    %588 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_341 : tensor<4x6x128x16xf32>) outs(%36 : tensor<4x6x128x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.negf %in : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x16xf32>
    %inserted_slice_344 = tensor.insert_slice %588 into %cst_3[0, 0, 0, 16] [4, 6, 128, 16] [1, 1, 1, 1] : tensor<4x6x128x16xf32> into tensor<4x6x128x32xf32>
    %589 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%inserted_slice_343, %inserted_slice_344 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %590 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%581, %15 : tensor<4x6x128x32xf32>, tensor<128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %591 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%589, %590 : tensor<4x6x128x32xf32>, tensor<4x6x128x32xf32>) outs(%32 : tensor<4x6x128x32xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x6x128x32xf32>
    %transposed_345 = linalg.transpose ins(%expanded_329 : tensor<4x6x128x32xf32>) outs(%77 : tensor<4x128x6x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_346 = tensor.collapse_shape %transposed_345 [[0, 1], [2, 3]] : tensor<4x128x6x32xf32> into tensor<512x192xf32>
    %transposed_347 = linalg.transpose ins(%collapsed_346 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %592 = linalg.matmul ins(%transposed_347, %collapsed : tensor<192x512xf32>, tensor<512x192xf32>) outs(%339 : tensor<192x192xf32>) -> tensor<192x192xf32>
    %593 = linalg.matmul ins(%collapsed_346, %arg4 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_348 = tensor.expand_shape %593 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %transposed_349 = linalg.transpose ins(%586 : tensor<4x6x128x32xf32>) outs(%77 : tensor<4x128x6x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_350 = tensor.collapse_shape %transposed_349 [[0, 1], [2, 3]] : tensor<4x128x6x32xf32> into tensor<512x192xf32>
    %transposed_351 = linalg.transpose ins(%collapsed_350 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %594 = linalg.matmul ins(%transposed_351, %collapsed : tensor<192x512xf32>, tensor<512x192xf32>) outs(%339 : tensor<192x192xf32>) -> tensor<192x192xf32>
    %595 = linalg.matmul ins(%collapsed_350, %arg3 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_352 = tensor.expand_shape %595 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %596 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_348, %expanded_352 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %transposed_353 = linalg.transpose ins(%591 : tensor<4x6x128x32xf32>) outs(%77 : tensor<4x128x6x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_354 = tensor.collapse_shape %transposed_353 [[0, 1], [2, 3]] : tensor<4x128x6x32xf32> into tensor<512x192xf32>
    %transposed_355 = linalg.transpose ins(%collapsed_354 : tensor<512x192xf32>) outs(%87 : tensor<192x512xf32>) permutation = [1, 0] 
    %597 = linalg.matmul ins(%transposed_355, %collapsed : tensor<192x512xf32>, tensor<512x192xf32>) outs(%339 : tensor<192x192xf32>) -> tensor<192x192xf32>
    %598 = linalg.matmul ins(%collapsed_354, %arg2 : tensor<512x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<512x192xf32>) -> tensor<512x192xf32>
    %expanded_356 = tensor.expand_shape %598 [[0, 1], [2]] output_shape [4, 128, 192] : tensor<512x192xf32> into tensor<4x128x192xf32>
    %599 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%596, %expanded_356 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %600 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%599, %26 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %601 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%599, %arg1 : tensor<4x128x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %602 = linalg.generic {indexing_maps = [#map5, #map18], iterator_types = ["reduction", "reduction", "parallel"]} ins(%600 : tensor<4x128x192xf32>) outs(%294 : tensor<1x1x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<1x1x192xf32>
    %collapsed_357 = tensor.collapse_shape %602 [[0, 1, 2]] : tensor<1x1x192xf32> into tensor<192xf32>
    %603 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%601, %18 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %604 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%601, %25 : tensor<4x128x192xf32>, tensor<4x128x1xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %605 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%603 : tensor<4x128x192xf32>) outs(%21 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.addf %in, %out : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %606 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%569, %604 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %607 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%25, %25 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %608 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%25, %607 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %609 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%605 : tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.mulf %in, %cst_15 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %610 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%609, %608 : tensor<4x128x1xf32>, tensor<4x128x1xf32>) outs(%20 : tensor<4x128x1xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x1xf32>
    %collapsed_358 = tensor.collapse_shape %610 [[0], [1, 2]] : tensor<4x128x1xf32> into tensor<4x128xf32>
    %611 = linalg.generic {indexing_maps = [#map4, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_358 : tensor<4x128xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x128x192xf32>
    %612 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%611 : tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      %628 = arith.divf %in, %cst_14 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %613 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%612, %18 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.mulf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %614 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%606, %613 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %615 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%614, %613 : tensor<4x128x192xf32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: f32, %in_364: f32, %out: f32):
      %628 = arith.addf %in, %in_364 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %616 = tensor.empty() : tensor<4x128xi1>
    %617 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%arg39 : tensor<4x128xi64>) outs(%616 : tensor<4x128xi1>) {
    ^bb0(%in: i64, %out: i1):
      %628 = arith.cmpi sge, %in, %c0_i64 : i64
      linalg.yield %628 : i1
    } -> tensor<4x128xi1>
    %618 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%arg39 : tensor<4x128xi64>) outs(%616 : tensor<4x128xi1>) {
    ^bb0(%in: i64, %out: i1):
      %628 = arith.cmpi slt, %in, %c256_i64 : i64
      linalg.yield %628 : i1
    } -> tensor<4x128xi1>
    %619 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%617, %618 : tensor<4x128xi1>, tensor<4x128xi1>) outs(%616 : tensor<4x128xi1>) {
    ^bb0(%in: i1, %in_364: i1, %out: i1):
      %628 = arith.andi %in, %in_364 : i1
      linalg.yield %628 : i1
    } -> tensor<4x128xi1>
    %620 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%arg39 : tensor<4x128xi64>) outs(%616 : tensor<4x128xi1>) {
    ^bb0(%in: i64, %out: i1):
      %628 = arith.cmpi ne, %in, %c-1_i64 : i64
      linalg.yield %628 : i1
    } -> tensor<4x128xi1>
    %621 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%619, %620 : tensor<4x128xi1>, tensor<4x128xi1>) outs(%616 : tensor<4x128xi1>) {
    ^bb0(%in: i1, %in_364: i1, %out: i1):
      %628 = arith.andi %in, %in_364 : i1
      linalg.yield %628 : i1
    } -> tensor<4x128xi1>
    %expanded_359 = tensor.expand_shape %621 [[0], [1, 2]] output_shape [4, 128, 1] : tensor<4x128xi1> into tensor<4x128x1xi1>
    %622 = tensor.empty() : tensor<4x128xi64>
    %623 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%arg39 : tensor<4x128xi64>) outs(%622 : tensor<4x128xi64>) {
    ^bb0(%in: i64, %out: i64):
      %628 = arith.maxsi %in, %c-256_i64 : i64
      %629 = arith.minsi %628, %c255_i64 : i64
      linalg.yield %629 : i64
    } -> tensor<4x128xi64>
    %624 = tensor.empty() : tensor<4x128x1xi1>
    %625 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_359 : tensor<4x128x1xi1>) outs(%624 : tensor<4x128x1xi1>) {
    ^bb0(%in: i1, %out: i1):
      %628 = arith.xori %in, %true : i1
      linalg.yield %628 : i1
    } -> tensor<4x128x1xi1>
    %626 = linalg.generic {indexing_maps = [#map6, #map19, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%625, %cst_6, %615 : tensor<4x128x1xi1>, tensor<f32>, tensor<4x128x192xf32>) outs(%17 : tensor<4x128x192xf32>) {
    ^bb0(%in: i1, %in_364: f32, %in_365: f32, %out: f32):
      %628 = arith.select %in, %in_364, %in_365 : f32
      linalg.yield %628 : f32
    } -> tensor<4x128x192xf32>
    %collapsed_360 = tensor.collapse_shape %623 [[0, 1]] : tensor<4x128xi64> into tensor<512xi64>
    %expanded_361 = tensor.expand_shape %collapsed_360 [[0, 1]] output_shape [512, 1] : tensor<512xi64> into tensor<512x1xi64>
    %collapsed_362 = tensor.collapse_shape %626 [[0, 1], [2]] : tensor<4x128x192xf32> into tensor<512x192xf32>
    %expanded_363 = tensor.expand_shape %collapsed_362 [[0], [1, 2]] output_shape [512, 1, 192] : tensor<512x192xf32> into tensor<512x1x192xf32>
    %627 = call @scatter_0(%expanded_363, %expanded_361, %cst) : (tensor<512x1x192xf32>, tensor<512x1xi64>, tensor<256x192xf32>) -> tensor<256x192xf32>
    return %278, %627, %collapsed_357, %597, %594, %592, %570, %collapsed_320, %551, %544, %540, %collapsed_309, %521, %518, %516, %494, %collapsed_272, %475, %468, %464, %collapsed_261, %445, %442, %440, %418, %collapsed_224, %399, %392, %388, %collapsed_213, %369, %366, %364, %340, %collapsed_177, %320, %313, %309, %collapsed_166, %289 : tensor<f32>, tensor<256x192xf32>, tensor<192xf32>, tensor<192x192xf32>, tensor<192x192xf32>, tensor<192x192xf32>, tensor<192x192xf32>, tensor<192xf32>, tensor<512x192xf32>, tensor<512x192xf32>, tensor<192x512xf32>, tensor<192xf32>, tensor<192x192xf32>, tensor<192x192xf32>, tensor<192x192xf32>, tensor<192x192xf32>, tensor<192xf32>, tensor<512x192xf32>, tensor<512x192xf32>, tensor<192x512xf32>, tensor<192xf32>, tensor<192x192xf32>, tensor<192x192xf32>, tensor<192x192xf32>, tensor<192x192xf32>, tensor<192xf32>, tensor<512x192xf32>, tensor<512x192xf32>, tensor<192x512xf32>, tensor<192xf32>, tensor<192x192xf32>, tensor<192x192xf32>, tensor<192x192xf32>, tensor<192x192xf32>, tensor<192xf32>, tensor<512x192xf32>, tensor<512x192xf32>, tensor<192x512xf32>, tensor<192xf32>, tensor<256x192xf32>
  }
  func.func private @scatter_0(%arg0: tensor<512x1x192xf32>, %arg1: tensor<512x1xi64>, %arg2: tensor<256x192xf32>) -> tensor<256x192xf32> {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c512 = arith.constant 512 : index
    %0 = scf.for %arg3 = %c0 to %c512 step %c1 iter_args(%arg4 = %arg2) -> (tensor<256x192xf32>) {
      %c0_0 = arith.constant 0 : index
      %extracted = tensor.extract %arg1[%arg3, %c0_0] : tensor<512x1xi64>
      %1 = arith.index_cast %extracted : i64 to index
      %extracted_slice = tensor.extract_slice %arg0[%arg3, 0, 0] [1, 1, 192] [1, 1, 1] : tensor<512x1x192xf32> to tensor<1x192xf32>
      %extracted_slice_1 = tensor.extract_slice %arg4[%1, %c0] [1, 192] [1, 1] : tensor<256x192xf32> to tensor<1x192xf32>
      %2 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%extracted_slice : tensor<1x192xf32>) outs(%extracted_slice_1 : tensor<1x192xf32>) {
      ^bb0(%in: f32, %out: f32):
        %3 = arith.addf %out, %in : f32
        linalg.yield %3 : f32
      } -> tensor<1x192xf32>
      %inserted_slice = tensor.insert_slice %2 into %arg4[%1, %c0] [1, 192] [1, 1] : tensor<1x192xf32> into tensor<256x192xf32>
      scf.yield %inserted_slice : tensor<256x192xf32>
    }
    return %0 : tensor<256x192xf32>
  }
}
