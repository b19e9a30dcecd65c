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
module {
  shard.grid @grid(shape = 2)
  func.func @step(%arg0: tensor<256x192xf32> {fsdp.init = "normal(std=0.02)", fsdp.param = "embed.weight"},
      %arg1: tensor<192xf32> {fsdp.group = "group0", fsdp.init = "ones", fsdp.param = "layers.0.attention_norm.weight"},
      %arg2: tensor<4x192xf32> {fsdp.group = "group0", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.0.attention.wq.lora_a"},
      %arg3: tensor<192x4xf32> {fsdp.group = "group0", fsdp.init = "zeros", fsdp.param = "layers.0.attention.wq.lora_b"},
      %arg4: tensor<192x192xf32> {fsdp.group = "group0", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.0.attention.wq.base.weight"},
      %arg5: tensor<4x192xf32> {fsdp.group = "group0", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.0.attention.wk.lora_a"},
      %arg6: tensor<192x4xf32> {fsdp.group = "group0", fsdp.init = "zeros", fsdp.param = "layers.0.attention.wk.lora_b"},
      %arg7: tensor<192x192xf32> {fsdp.group = "group0", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.0.attention.wk.base.weight"},
      %arg8: tensor<4x192xf32> {fsdp.group = "group0", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.0.attention.wv.lora_a"},
      %arg9: tensor<192x4xf32> {fsdp.group = "group0", fsdp.init = "zeros", fsdp.param = "layers.0.attention.wv.lora_b"},
      %arg10: tensor<192x192xf32> {fsdp.group = "group0", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.0.attention.wv.base.weight"},
      %arg11: tensor<4x192xf32> {fsdp.group = "group0", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.0.attention.wo.lora_a"},
      %arg12: tensor<192x4xf32> {fsdp.group = "group0", fsdp.init = "zeros", fsdp.param = "layers.0.attention.wo.lora_b"},
      %arg13: tensor<192x192xf32> {fsdp.group = "group0", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.0.attention.wo.base.weight"},
      %arg14: tensor<192xf32> {fsdp.group = "group0", fsdp.init = "ones", fsdp.param = "layers.0.feed_forward_norm.weight"},
      %arg15: tensor<4x192xf32> {fsdp.group = "group0", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.0.feed_forward.gate.lora_a"},
      %arg16: tensor<512x4xf32> {fsdp.group = "group0", fsdp.init = "zeros", fsdp.param = "layers.0.feed_forward.gate.lora_b"},
      %arg17: tensor<512x192xf32> {fsdp.group = "group0", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.0.feed_forward.gate.base.weight"},
      %arg18: tensor<4x192xf32> {fsdp.group = "group0", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.0.feed_forward.up.lora_a"},
      %arg19: tensor<512x4xf32> {fsdp.group = "group0", fsdp.init = "zeros", fsdp.param = "layers.0.feed_forward.up.lora_b"},
      %arg20: tensor<512x192xf32> {fsdp.group = "group0", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.0.feed_forward.up.base.weight"},
      %arg21: tensor<4x512xf32> {fsdp.group = "group0", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.0.feed_forward.down.lora_a"},
      %arg22: tensor<192x4xf32> {fsdp.group = "group0", fsdp.init = "zeros", fsdp.param = "layers.0.feed_forward.down.lora_b"},
      %arg23: tensor<192x512xf32> {fsdp.group = "group0", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.0.feed_forward.down.base.weight"},
      %arg24: tensor<192xf32> {fsdp.group = "group1", fsdp.init = "ones", fsdp.param = "layers.1.attention_norm.weight"},
      %arg25: tensor<4x192xf32> {fsdp.group = "group1", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.1.attention.wq.lora_a"},
      %arg26: tensor<192x4xf32> {fsdp.group = "group1", fsdp.init = "zeros", fsdp.param = "layers.1.attention.wq.lora_b"},
      %arg27: tensor<192x192xf32> {fsdp.group = "group1", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.1.attention.wq.base.weight"},
      %arg28: tensor<4x192xf32> {fsdp.group = "group1", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.1.attention.wk.lora_a"},
      %arg29: tensor<192x4xf32> {fsdp.group = "group1", fsdp.init = "zeros", fsdp.param = "layers.1.attention.wk.lora_b"},
      %arg30: tensor<192x192xf32> {fsdp.group = "group1", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.1.attention.wk.base.weight"},
      %arg31: tensor<4x192xf32> {fsdp.group = "group1", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.1.attention.wv.lora_a"},
      %arg32: tensor<192x4xf32> {fsdp.group = "group1", fsdp.init = "zeros", fsdp.param = "layers.1.attention.wv.lora_b"},
      %arg33: tensor<192x192xf32> {fsdp.group = "group1", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.1.attention.wv.base.weight"},
      %arg34: tensor<4x192xf32> {fsdp.group = "group1", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.1.attention.wo.lora_a"},
      %arg35: tensor<192x4xf32> {fsdp.group = "group1", fsdp.init = "zeros", fsdp.param = "layers.1.attention.wo.lora_b"},
      %arg36: tensor<192x192xf32> {fsdp.group = "group1", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.1.attention.wo.base.weight"},
      %arg37: tensor<192xf32> {fsdp.group = "group1", fsdp.init = "ones", fsdp.param = "layers.1.feed_forward_norm.weight"},
      %arg38: tensor<4x192xf32> {fsdp.group = "group1", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.1.feed_forward.gate.lora_a"},
      %arg39: tensor<512x4xf32> {fsdp.group = "group1", fsdp.init = "zeros", fsdp.param = "layers.1.feed_forward.gate.lora_b"},
      %arg40: tensor<512x192xf32> {fsdp.group = "group1", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.1.feed_forward.gate.base.weight"},
      %arg41: tensor<4x192xf32> {fsdp.group = "group1", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.1.feed_forward.up.lora_a"},
      %arg42: tensor<512x4xf32> {fsdp.group = "group1", fsdp.init = "zeros", fsdp.param = "layers.1.feed_forward.up.lora_b"},
      %arg43: tensor<512x192xf32> {fsdp.group = "group1", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.1.feed_forward.up.base.weight"},
      %arg44: tensor<4x512xf32> {fsdp.group = "group1", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.1.feed_forward.down.lora_a"},
      %arg45: tensor<192x4xf32> {fsdp.group = "group1", fsdp.init = "zeros", fsdp.param = "layers.1.feed_forward.down.lora_b"},
      %arg46: tensor<192x512xf32> {fsdp.group = "group1", fsdp.init = "normal(std=0.02)", fsdp.param = "layers.1.feed_forward.down.base.weight"},
      %arg47: tensor<192xf32> {fsdp.init = "ones", fsdp.param = "norm.weight"},
      %arg48: tensor<256x192xf32> {fsdp.init = "normal(std=0.02)", fsdp.param = "head.weight"},
      %arg49: tensor<4x64xi64> {fsdp.batch = "tokens"},
      %arg50: tensor<4x64xi64> {fsdp.batch = "targets"})
      -> (tensor<f32> {fsdp.loss},
          tensor<4x192xf32> {fsdp.grad = "layers.0.attention.wq.lora_a"},
          tensor<192x4xf32> {fsdp.grad = "layers.0.attention.wq.lora_b"},
          tensor<4x192xf32> {fsdp.grad = "layers.0.attention.wk.lora_a"},
          tensor<192x4xf32> {fsdp.grad = "layers.0.attention.wk.lora_b"},
          tensor<4x192xf32> {fsdp.grad = "layers.0.attention.wv.lora_a"},
          tensor<192x4xf32> {fsdp.grad = "layers.0.attention.wv.lora_b"},
          tensor<4x192xf32> {fsdp.grad = "layers.0.attention.wo.lora_a"},
          tensor<192x4xf32> {fsdp.grad = "layers.0.attention.wo.lora_b"},
          tensor<4x192xf32> {fsdp.grad = "layers.0.feed_forward.gate.lora_a"},
          tensor<512x4xf32> {fsdp.grad = "layers.0.feed_forward.gate.lora_b"},
          tensor<4x192xf32> {fsdp.grad = "layers.0.feed_forward.up.lora_a"},
          tensor<512x4xf32> {fsdp.grad = "layers.0.feed_forward.up.lora_b"},
          tensor<4x512xf32> {fsdp.grad = "layers.0.feed_forward.down.lora_a"},
          tensor<192x4xf32> {fsdp.grad = "layers.0.feed_forward.down.lora_b"},
          tensor<4x192xf32> {fsdp.grad = "layers.1.attention.wq.lora_a"},
          tensor<192x4xf32> {fsdp.grad = "layers.1.attention.wq.lora_b"},
          tensor<4x192xf32> {fsdp.grad = "layers.1.attention.wk.lora_a"},
          tensor<192x4xf32> {fsdp.grad = "layers.1.attention.wk.lora_b"},
          tensor<4x192xf32> {fsdp.grad = "layers.1.attention.wv.lora_a"},
          tensor<192x4xf32> {fsdp.grad = "layers.1.attention.wv.lora_b"},
          tensor<4x192xf32> {fsdp.grad = "layers.1.attention.wo.lora_a"},
          tensor<192x4xf32> {fsdp.grad = "layers.1.attention.wo.lora_b"},
          tensor<4x192xf32> {fsdp.grad = "layers.1.feed_forward.gate.lora_a"},
          tensor<512x4xf32> {fsdp.grad = "layers.1.feed_forward.gate.lora_b"},
          tensor<4x192xf32> {fsdp.grad = "layers.1.feed_forward.up.lora_a"},
          tensor<512x4xf32> {fsdp.grad = "layers.1.feed_forward.up.lora_b"},
          tensor<4x512xf32> {fsdp.grad = "layers.1.feed_forward.down.lora_a"},
          tensor<192x4xf32> {fsdp.grad = "layers.1.feed_forward.down.lora_b"}) {
    %c-100_i64 = arith.constant -100 : i64
    %c16_i64 = arith.constant 16 : i64
    %c0_i64 = arith.constant 0 : i64
    %c256 = arith.constant 256 : index
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 0xFF800000 : f32
    %cst_1 = arith.constant 1.000000e+00 : f32
    %cst_2 = arith.constant dense<0.000000e+00> : tensor<4x6x64x32xf32>
    %cst_3 = arith.constant dense<1.000000e+00> : tensor<4x64x512xf32>
    %cst_4 = arith.constant dense<1.000000e+00> : tensor<f32>
    %cst_5 = arith.constant dense<0.000000e+00> : tensor<f32>
    %cst_6 = arith.constant dense<0xFF800000> : tensor<f32>
    %cst_7 = arith.constant dense<true> : tensor<64x64xi1>
    %cst_8 = arith.constant 0.42044820762685725 : f64
    %cst_9 = arith.constant 1.000000e-05 : f64
    %cst_10 = arith.constant 2.000000e+00 : f32
    %cst_11 = arith.constant 3.200000e+01 : f32
    %cst_12 = arith.constant 1.000000e+04 : f32
    %cst_13 = arith.constant 1.920000e+02 : f32
    %cst_14 = arith.constant -5.000000e-01 : f32
    %0 = tensor.empty() : tensor<32xi64>
    %1 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<32xi64>) {
    ^bb0(%out: i64):
      %437 = linalg.index 0 : index
      %438 = arith.index_cast %437 : index to i64
      linalg.yield %438 : i64
    } -> tensor<32xi64>
    %2 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%1 : tensor<32xi64>) outs(%0 : tensor<32xi64>) {
    ^bb0(%in: i64, %out: i64):
      %437 = arith.remsi %in, %c16_i64 : i64
      %438 = arith.cmpi ne, %437, %c0_i64 : i64
      %439 = arith.cmpi slt, %437, %c0_i64 : i64
      %440 = arith.andi %438, %439 : i1
      %441 = arith.addi %437, %c16_i64 : i64
      %442 = arith.select %440, %441, %437 : i64
      linalg.yield %442 : i64
    } -> tensor<32xi64>
    %3 = tensor.empty() : tensor<32xf32>
    %4 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%2 : tensor<32xi64>) outs(%3 : tensor<32xf32>) {
    ^bb0(%in: i64, %out: f32):
      %437 = arith.sitofp %in : i64 to f32
      linalg.yield %437 : f32
    } -> tensor<32xf32>
    %5 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%4 : tensor<32xf32>) outs(%3 : tensor<32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.negf %in : f32
      linalg.yield %437 : f32
    } -> tensor<32xf32>
    %6 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%5 : tensor<32xf32>) outs(%3 : tensor<32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.mulf %in, %cst_10 : f32
      linalg.yield %437 : f32
    } -> tensor<32xf32>
    %7 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%6 : tensor<32xf32>) outs(%3 : tensor<32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.divf %in, %cst_11 : f32
      linalg.yield %437 : f32
    } -> tensor<32xf32>
    %8 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%7 : tensor<32xf32>) outs(%3 : tensor<32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = math.powf %cst_12, %in : f32
      linalg.yield %437 : f32
    } -> tensor<32xf32>
    %9 = tensor.empty() : tensor<64xi64>
    %10 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%9 : tensor<64xi64>) {
    ^bb0(%out: i64):
      %437 = linalg.index 0 : index
      %438 = arith.index_cast %437 : index to i64
      linalg.yield %438 : i64
    } -> tensor<64xi64>
    %11 = tensor.empty() : tensor<64xf32>
    %12 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%10 : tensor<64xi64>) outs(%11 : tensor<64xf32>) {
    ^bb0(%in: i64, %out: f32):
      %437 = arith.sitofp %in : i64 to f32
      linalg.yield %437 : f32
    } -> tensor<64xf32>
    %expanded = tensor.expand_shape %12 [[0, 1]] output_shape [64, 1] : tensor<64xf32> into tensor<64x1xf32>
    %13 = tensor.empty() : tensor<64x32xf32>
    %14 = linalg.generic {indexing_maps = [#map1, #map2, #map3], iterator_types = ["parallel", "parallel"]} ins(%expanded, %8 : tensor<64x1xf32>, tensor<32xf32>) outs(%13 : tensor<64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<64x32xf32>
    %15 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%14 : tensor<64x32xf32>) outs(%13 : tensor<64x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = math.cos %in : f32
      linalg.yield %437 : f32
    } -> tensor<64x32xf32>
    %16 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%14 : tensor<64x32xf32>) outs(%13 : tensor<64x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = math.sin %in : f32
      linalg.yield %437 : f32
    } -> tensor<64x32xf32>
    %17 = tensor.empty() : tensor<4x64x192xf32>
    %18 = linalg.generic {indexing_maps = [#map4, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg49 : tensor<4x64xi64>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: i64, %out: f32):
      %437 = arith.index_cast %in : i64 to index
      %438 = linalg.index 2 : index
      %439 = arith.cmpi slt, %437, %c256 : index
      cf.assert %439, "index must be smaller than dim size"
      %440 = arith.cmpi sge, %in, %c0_i64 : i64
      cf.assert %440, "index must be larger or equal to 0"
      %extracted = tensor.extract %arg0[%437, %438] : tensor<256x192xf32>
      linalg.yield %extracted : f32
    } -> tensor<4x64x192xf32>
    %19 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%18, %18 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %20 = tensor.empty() : tensor<4x64x1xf32>
    %21 = linalg.fill ins(%cst : f32) outs(%20 : tensor<4x64x1xf32>) -> tensor<4x64x1xf32>
    %22 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%19 : tensor<4x64x192xf32>) outs(%21 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.addf %in, %out : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %23 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%22 : tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.divf %in, %cst_13 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %24 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%23 : tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.truncf %cst_9 : f64 to f32
      %438 = arith.addf %in, %437 : f32
      linalg.yield %438 : f32
    } -> tensor<4x64x1xf32>
    %25 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%24 : tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = math.rsqrt %in : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %26 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%18, %25 : tensor<4x64x192xf32>, tensor<4x64x1xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %27 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%26, %arg1 : tensor<4x64x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %28 = tensor.empty() : tensor<192x192xf32>
    %transposed = linalg.transpose ins(%arg4 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %collapsed = tensor.collapse_shape %27 [[0, 1], [2]] : tensor<4x64x192xf32> into tensor<256x192xf32>
    %29 = tensor.empty() : tensor<256x192xf32>
    %30 = linalg.fill ins(%cst : f32) outs(%29 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %31 = linalg.matmul ins(%collapsed, %transposed : tensor<256x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_15 = tensor.expand_shape %31 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %32 = tensor.empty() : tensor<192x4xf32>
    %transposed_16 = linalg.transpose ins(%arg2 : tensor<4x192xf32>) outs(%32 : tensor<192x4xf32>) permutation = [1, 0] 
    %33 = tensor.empty() : tensor<256x4xf32>
    %34 = linalg.fill ins(%cst : f32) outs(%33 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %35 = linalg.matmul ins(%collapsed, %transposed_16 : tensor<256x192xf32>, tensor<192x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %36 = tensor.empty() : tensor<4x192xf32>
    %transposed_17 = linalg.transpose ins(%arg3 : tensor<192x4xf32>) outs(%36 : tensor<4x192xf32>) permutation = [1, 0] 
    %37 = linalg.matmul ins(%35, %transposed_17 : tensor<256x4xf32>, tensor<4x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_18 = tensor.expand_shape %37 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %38 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_15, %expanded_18 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %expanded_19 = tensor.expand_shape %38 [[0], [1], [2, 3]] output_shape [4, 64, 6, 32] : tensor<4x64x192xf32> into tensor<4x64x6x32xf32>
    %39 = tensor.empty() : tensor<4x6x64x32xf32>
    %transposed_20 = linalg.transpose ins(%expanded_19 : tensor<4x64x6x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_21 = linalg.transpose ins(%arg7 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %40 = linalg.matmul ins(%collapsed, %transposed_21 : tensor<256x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_22 = tensor.expand_shape %40 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %transposed_23 = linalg.transpose ins(%arg5 : tensor<4x192xf32>) outs(%32 : tensor<192x4xf32>) permutation = [1, 0] 
    %41 = linalg.matmul ins(%collapsed, %transposed_23 : tensor<256x192xf32>, tensor<192x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_24 = linalg.transpose ins(%arg6 : tensor<192x4xf32>) outs(%36 : tensor<4x192xf32>) permutation = [1, 0] 
    %42 = linalg.matmul ins(%41, %transposed_24 : tensor<256x4xf32>, tensor<4x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_25 = tensor.expand_shape %42 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %43 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_22, %expanded_25 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %expanded_26 = tensor.expand_shape %43 [[0], [1], [2, 3]] output_shape [4, 64, 6, 32] : tensor<4x64x192xf32> into tensor<4x64x6x32xf32>
    %transposed_27 = linalg.transpose ins(%expanded_26 : tensor<4x64x6x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_28 = linalg.transpose ins(%arg10 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %44 = linalg.matmul ins(%collapsed, %transposed_28 : tensor<256x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_29 = tensor.expand_shape %44 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %transposed_30 = linalg.transpose ins(%arg8 : tensor<4x192xf32>) outs(%32 : tensor<192x4xf32>) permutation = [1, 0] 
    %45 = linalg.matmul ins(%collapsed, %transposed_30 : tensor<256x192xf32>, tensor<192x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_31 = linalg.transpose ins(%arg9 : tensor<192x4xf32>) outs(%36 : tensor<4x192xf32>) permutation = [1, 0] 
    %46 = linalg.matmul ins(%45, %transposed_31 : tensor<256x4xf32>, tensor<4x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_32 = tensor.expand_shape %46 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %47 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_29, %expanded_32 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %expanded_33 = tensor.expand_shape %47 [[0], [1], [2, 3]] output_shape [4, 64, 6, 32] : tensor<4x64x192xf32> into tensor<4x64x6x32xf32>
    %transposed_34 = linalg.transpose ins(%expanded_33 : tensor<4x64x6x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) permutation = [0, 2, 1, 3] 
    %48 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_20, %15 : tensor<4x6x64x32xf32>, tensor<64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %extracted_slice = tensor.extract_slice %transposed_20[0, 0, 0, 16] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x32xf32> to tensor<4x6x64x16xf32>
    %49 = tensor.empty() : tensor<4x6x64x16xf32>
    %50 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice : tensor<4x6x64x16xf32>) outs(%49 : tensor<4x6x64x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.negf %in : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x16xf32>
    %extracted_slice_35 = tensor.extract_slice %transposed_20[0, 0, 0, 0] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x32xf32> to tensor<4x6x64x16xf32>
    %concat = tensor.concat dim(3) %50, %extracted_slice_35 : (tensor<4x6x64x16xf32>, tensor<4x6x64x16xf32>) -> tensor<4x6x64x32xf32>
    %51 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat, %16 : tensor<4x6x64x32xf32>, tensor<64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %52 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%48, %51 : tensor<4x6x64x32xf32>, tensor<4x6x64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %53 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_27, %15 : tensor<4x6x64x32xf32>, tensor<64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %extracted_slice_36 = tensor.extract_slice %transposed_27[0, 0, 0, 16] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x32xf32> to tensor<4x6x64x16xf32>
    %54 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_36 : tensor<4x6x64x16xf32>) outs(%49 : tensor<4x6x64x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.negf %in : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x16xf32>
    %extracted_slice_37 = tensor.extract_slice %transposed_27[0, 0, 0, 0] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x32xf32> to tensor<4x6x64x16xf32>
    %concat_38 = tensor.concat dim(3) %54, %extracted_slice_37 : (tensor<4x6x64x16xf32>, tensor<4x6x64x16xf32>) -> tensor<4x6x64x32xf32>
    %55 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat_38, %16 : tensor<4x6x64x32xf32>, tensor<64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %56 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%53, %55 : tensor<4x6x64x32xf32>, tensor<4x6x64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %57 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%52 : tensor<4x6x64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.truncf %cst_8 : f64 to f32
      %438 = arith.mulf %in, %437 : f32
      linalg.yield %438 : f32
    } -> tensor<4x6x64x32xf32>
    %expanded_39 = tensor.expand_shape %10 [[0, 1]] output_shape [1, 64] : tensor<64xi64> into tensor<1x64xi64>
    %expanded_40 = tensor.expand_shape %10 [[0, 1]] output_shape [64, 1] : tensor<64xi64> into tensor<64x1xi64>
    %58 = tensor.empty() : tensor<64x64xi64>
    %59 = linalg.generic {indexing_maps = [#map10, #map1, #map3], iterator_types = ["parallel", "parallel"]} ins(%expanded_39, %expanded_40 : tensor<1x64xi64>, tensor<64x1xi64>) outs(%58 : tensor<64x64xi64>) {
    ^bb0(%in: i64, %in_255: i64, %out: i64):
      %437 = arith.subi %in, %in_255 : i64
      linalg.yield %437 : i64
    } -> tensor<64x64xi64>
    %60 = tensor.empty() : tensor<64x64xi1>
    %61 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%59 : tensor<64x64xi64>) outs(%60 : tensor<64x64xi1>) {
    ^bb0(%in: i64, %out: i1):
      %437 = arith.cmpi sle, %in, %c0_i64 : i64
      linalg.yield %437 : i1
    } -> tensor<64x64xi1>
    %62 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%61, %cst_7 : tensor<64x64xi1>, tensor<64x64xi1>) outs(%60 : tensor<64x64xi1>) {
    ^bb0(%in: i1, %in_255: i1, %out: i1):
      %437 = arith.andi %in, %in_255 : i1
      linalg.yield %437 : i1
    } -> tensor<64x64xi1>
    %63 = tensor.empty() : tensor<64x64xf32>
    %64 = linalg.generic {indexing_maps = [#map3, #map11, #map11, #map3], iterator_types = ["parallel", "parallel"]} ins(%62, %cst_5, %cst_6 : tensor<64x64xi1>, tensor<f32>, tensor<f32>) outs(%63 : tensor<64x64xf32>) {
    ^bb0(%in: i1, %in_255: f32, %in_256: f32, %out: f32):
      %437 = arith.select %in, %in_255, %in_256 : f32
      linalg.yield %437 : f32
    } -> tensor<64x64xf32>
    %65 = tensor.empty() : tensor<4x6x32x64xf32>
    %transposed_41 = linalg.transpose ins(%56 : tensor<4x6x64x32xf32>) outs(%65 : tensor<4x6x32x64xf32>) permutation = [0, 1, 3, 2] 
    %66 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_41 : tensor<4x6x32x64xf32>) outs(%65 : tensor<4x6x32x64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.truncf %cst_8 : f64 to f32
      %438 = arith.mulf %in, %437 : f32
      linalg.yield %438 : f32
    } -> tensor<4x6x32x64xf32>
    %collapsed_42 = tensor.collapse_shape %57 [[0, 1], [2], [3]] : tensor<4x6x64x32xf32> into tensor<24x64x32xf32>
    %collapsed_43 = tensor.collapse_shape %66 [[0, 1], [2], [3]] : tensor<4x6x32x64xf32> into tensor<24x32x64xf32>
    %67 = tensor.empty() : tensor<24x64x64xf32>
    %68 = linalg.fill ins(%cst : f32) outs(%67 : tensor<24x64x64xf32>) -> tensor<24x64x64xf32>
    %69 = linalg.batch_matmul ins(%collapsed_42, %collapsed_43 : tensor<24x64x32xf32>, tensor<24x32x64xf32>) outs(%68 : tensor<24x64x64xf32>) -> tensor<24x64x64xf32>
    %expanded_44 = tensor.expand_shape %69 [[0, 1], [2], [3]] output_shape [4, 6, 64, 64] : tensor<24x64x64xf32> into tensor<4x6x64x64xf32>
    %70 = tensor.empty() : tensor<4x6x64x64xf32>
    %71 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_44, %64 : tensor<4x6x64x64xf32>, tensor<64x64xf32>) outs(%70 : tensor<4x6x64x64xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x64xf32>
    %72 = tensor.empty() : tensor<4x6x64xi64>
    %73 = linalg.fill ins(%c0_i64 : i64) outs(%72 : tensor<4x6x64xi64>) -> tensor<4x6x64xi64>
    %74 = tensor.empty() : tensor<4x6x64xf32>
    %75 = linalg.fill ins(%cst_0 : f32) outs(%74 : tensor<4x6x64xf32>) -> tensor<4x6x64xf32>
    %76:2 = linalg.generic {indexing_maps = [#map8, #map12, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%71 : tensor<4x6x64x64xf32>) outs(%75, %73 : tensor<4x6x64xf32>, tensor<4x6x64xi64>) {
    ^bb0(%in: f32, %out: f32, %out_255: i64):
      %437 = linalg.index 3 : index
      %438 = arith.index_cast %437 : index to i64
      %439 = arith.maximumf %in, %out : f32
      %440 = arith.cmpf ogt, %in, %out : f32
      %441 = arith.select %440, %438, %out_255 : i64
      linalg.yield %439, %441 : f32, i64
    } -> (tensor<4x6x64xf32>, tensor<4x6x64xi64>)
    %expanded_45 = tensor.expand_shape %76#0 [[0], [1], [2, 3]] output_shape [4, 6, 64, 1] : tensor<4x6x64xf32> into tensor<4x6x64x1xf32>
    %77 = tensor.empty() : tensor<4x6x64x1xi1>
    %78 = linalg.generic {indexing_maps = [#map8, #map13, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_45, %cst_6 : tensor<4x6x64x1xf32>, tensor<f32>) outs(%77 : tensor<4x6x64x1xi1>) {
    ^bb0(%in: f32, %in_255: f32, %out: i1):
      %437 = arith.cmpf oeq, %in, %in_255 : f32
      linalg.yield %437 : i1
    } -> tensor<4x6x64x1xi1>
    %79 = tensor.empty() : tensor<4x6x64x1xf32>
    %80 = linalg.generic {indexing_maps = [#map8, #map13, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%78, %cst_5, %expanded_45 : tensor<4x6x64x1xi1>, tensor<f32>, tensor<4x6x64x1xf32>) outs(%79 : tensor<4x6x64x1xf32>) {
    ^bb0(%in: i1, %in_255: f32, %in_256: f32, %out: f32):
      %437 = arith.select %in, %in_255, %in_256 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x1xf32>
    %81 = linalg.generic {indexing_maps = [#map8, #map14, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%71, %80 : tensor<4x6x64x64xf32>, tensor<4x6x64x1xf32>) outs(%70 : tensor<4x6x64x64xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.subf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x64xf32>
    %82 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%81 : tensor<4x6x64x64xf32>) outs(%70 : tensor<4x6x64x64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = math.exp %in : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x64xf32>
    %83 = linalg.fill ins(%cst : f32) outs(%79 : tensor<4x6x64x1xf32>) -> tensor<4x6x64x1xf32>
    %84 = linalg.generic {indexing_maps = [#map8, #map14], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%82 : tensor<4x6x64x64xf32>) outs(%83 : tensor<4x6x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.addf %in, %out : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x1xf32>
    %85 = linalg.generic {indexing_maps = [#map8, #map13, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%78, %cst_4, %84 : tensor<4x6x64x1xi1>, tensor<f32>, tensor<4x6x64x1xf32>) outs(%79 : tensor<4x6x64x1xf32>) {
    ^bb0(%in: i1, %in_255: f32, %in_256: f32, %out: f32):
      %437 = arith.select %in, %in_255, %in_256 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x1xf32>
    %86 = linalg.generic {indexing_maps = [#map8, #map14, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%82, %85 : tensor<4x6x64x64xf32>, tensor<4x6x64x1xf32>) outs(%70 : tensor<4x6x64x64xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.divf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x64xf32>
    %collapsed_46 = tensor.collapse_shape %86 [[0, 1], [2], [3]] : tensor<4x6x64x64xf32> into tensor<24x64x64xf32>
    %collapsed_47 = tensor.collapse_shape %transposed_34 [[0, 1], [2], [3]] : tensor<4x6x64x32xf32> into tensor<24x64x32xf32>
    %87 = tensor.empty() : tensor<24x64x32xf32>
    %88 = linalg.fill ins(%cst : f32) outs(%87 : tensor<24x64x32xf32>) -> tensor<24x64x32xf32>
    %89 = linalg.batch_matmul ins(%collapsed_46, %collapsed_47 : tensor<24x64x64xf32>, tensor<24x64x32xf32>) outs(%88 : tensor<24x64x32xf32>) -> tensor<24x64x32xf32>
    %expanded_48 = tensor.expand_shape %89 [[0, 1], [2], [3]] output_shape [4, 6, 64, 32] : tensor<24x64x32xf32> into tensor<4x6x64x32xf32>
    %90 = tensor.empty() : tensor<4x64x6x32xf32>
    %transposed_49 = linalg.transpose ins(%expanded_48 : tensor<4x6x64x32xf32>) outs(%90 : tensor<4x64x6x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_50 = linalg.transpose ins(%arg13 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %collapsed_51 = tensor.collapse_shape %transposed_49 [[0, 1], [2, 3]] : tensor<4x64x6x32xf32> into tensor<256x192xf32>
    %91 = linalg.matmul ins(%collapsed_51, %transposed_50 : tensor<256x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_52 = tensor.expand_shape %91 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %transposed_53 = linalg.transpose ins(%arg11 : tensor<4x192xf32>) outs(%32 : tensor<192x4xf32>) permutation = [1, 0] 
    %92 = linalg.matmul ins(%collapsed_51, %transposed_53 : tensor<256x192xf32>, tensor<192x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_54 = linalg.transpose ins(%arg12 : tensor<192x4xf32>) outs(%36 : tensor<4x192xf32>) permutation = [1, 0] 
    %93 = linalg.matmul ins(%92, %transposed_54 : tensor<256x4xf32>, tensor<4x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_55 = tensor.expand_shape %93 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %94 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_52, %expanded_55 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %95 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%18, %94 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %96 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%95, %95 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %97 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%96 : tensor<4x64x192xf32>) outs(%21 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.addf %in, %out : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %98 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%97 : tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.divf %in, %cst_13 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %99 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%98 : tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.truncf %cst_9 : f64 to f32
      %438 = arith.addf %in, %437 : f32
      linalg.yield %438 : f32
    } -> tensor<4x64x1xf32>
    %100 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%99 : tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = math.rsqrt %in : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %101 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%95, %100 : tensor<4x64x192xf32>, tensor<4x64x1xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %102 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%101, %arg14 : tensor<4x64x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %103 = tensor.empty() : tensor<192x512xf32>
    %transposed_56 = linalg.transpose ins(%arg17 : tensor<512x192xf32>) outs(%103 : tensor<192x512xf32>) permutation = [1, 0] 
    %collapsed_57 = tensor.collapse_shape %102 [[0, 1], [2]] : tensor<4x64x192xf32> into tensor<256x192xf32>
    %104 = tensor.empty() : tensor<256x512xf32>
    %105 = linalg.fill ins(%cst : f32) outs(%104 : tensor<256x512xf32>) -> tensor<256x512xf32>
    %106 = linalg.matmul ins(%collapsed_57, %transposed_56 : tensor<256x192xf32>, tensor<192x512xf32>) outs(%105 : tensor<256x512xf32>) -> tensor<256x512xf32>
    %expanded_58 = tensor.expand_shape %106 [[0, 1], [2]] output_shape [4, 64, 512] : tensor<256x512xf32> into tensor<4x64x512xf32>
    %transposed_59 = linalg.transpose ins(%arg15 : tensor<4x192xf32>) outs(%32 : tensor<192x4xf32>) permutation = [1, 0] 
    %107 = linalg.matmul ins(%collapsed_57, %transposed_59 : tensor<256x192xf32>, tensor<192x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %108 = tensor.empty() : tensor<4x512xf32>
    %transposed_60 = linalg.transpose ins(%arg16 : tensor<512x4xf32>) outs(%108 : tensor<4x512xf32>) permutation = [1, 0] 
    %109 = linalg.matmul ins(%107, %transposed_60 : tensor<256x4xf32>, tensor<4x512xf32>) outs(%105 : tensor<256x512xf32>) -> tensor<256x512xf32>
    %expanded_61 = tensor.expand_shape %109 [[0, 1], [2]] output_shape [4, 64, 512] : tensor<256x512xf32> into tensor<4x64x512xf32>
    %110 = tensor.empty() : tensor<4x64x512xf32>
    %111 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_58, %expanded_61 : tensor<4x64x512xf32>, tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %112 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%111 : tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.negf %in : f32
      %438 = math.exp %437 : f32
      %439 = arith.addf %438, %cst_1 : f32
      %440 = arith.divf %cst_1, %439 : f32
      linalg.yield %440 : f32
    } -> tensor<4x64x512xf32>
    %113 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%111, %112 : tensor<4x64x512xf32>, tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %transposed_62 = linalg.transpose ins(%arg20 : tensor<512x192xf32>) outs(%103 : tensor<192x512xf32>) permutation = [1, 0] 
    %114 = linalg.matmul ins(%collapsed_57, %transposed_62 : tensor<256x192xf32>, tensor<192x512xf32>) outs(%105 : tensor<256x512xf32>) -> tensor<256x512xf32>
    %expanded_63 = tensor.expand_shape %114 [[0, 1], [2]] output_shape [4, 64, 512] : tensor<256x512xf32> into tensor<4x64x512xf32>
    %transposed_64 = linalg.transpose ins(%arg18 : tensor<4x192xf32>) outs(%32 : tensor<192x4xf32>) permutation = [1, 0] 
    %115 = linalg.matmul ins(%collapsed_57, %transposed_64 : tensor<256x192xf32>, tensor<192x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_65 = linalg.transpose ins(%arg19 : tensor<512x4xf32>) outs(%108 : tensor<4x512xf32>) permutation = [1, 0] 
    %116 = linalg.matmul ins(%115, %transposed_65 : tensor<256x4xf32>, tensor<4x512xf32>) outs(%105 : tensor<256x512xf32>) -> tensor<256x512xf32>
    %expanded_66 = tensor.expand_shape %116 [[0, 1], [2]] output_shape [4, 64, 512] : tensor<256x512xf32> into tensor<4x64x512xf32>
    %117 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_63, %expanded_66 : tensor<4x64x512xf32>, tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %118 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%113, %117 : tensor<4x64x512xf32>, tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %119 = tensor.empty() : tensor<512x192xf32>
    %transposed_67 = linalg.transpose ins(%arg23 : tensor<192x512xf32>) outs(%119 : tensor<512x192xf32>) permutation = [1, 0] 
    %collapsed_68 = tensor.collapse_shape %118 [[0, 1], [2]] : tensor<4x64x512xf32> into tensor<256x512xf32>
    %120 = linalg.matmul ins(%collapsed_68, %transposed_67 : tensor<256x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_69 = tensor.expand_shape %120 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %121 = tensor.empty() : tensor<512x4xf32>
    %transposed_70 = linalg.transpose ins(%arg21 : tensor<4x512xf32>) outs(%121 : tensor<512x4xf32>) permutation = [1, 0] 
    %122 = linalg.matmul ins(%collapsed_68, %transposed_70 : tensor<256x512xf32>, tensor<512x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_71 = linalg.transpose ins(%arg22 : tensor<192x4xf32>) outs(%36 : tensor<4x192xf32>) permutation = [1, 0] 
    %123 = linalg.matmul ins(%122, %transposed_71 : tensor<256x4xf32>, tensor<4x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_72 = tensor.expand_shape %123 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %124 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_69, %expanded_72 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %125 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%95, %124 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %126 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%125, %125 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %127 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%126 : tensor<4x64x192xf32>) outs(%21 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.addf %in, %out : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %128 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%127 : tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.divf %in, %cst_13 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %129 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%128 : tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.truncf %cst_9 : f64 to f32
      %438 = arith.addf %in, %437 : f32
      linalg.yield %438 : f32
    } -> tensor<4x64x1xf32>
    %130 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%129 : tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = math.rsqrt %in : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %131 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%125, %130 : tensor<4x64x192xf32>, tensor<4x64x1xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %132 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%131, %arg24 : tensor<4x64x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %transposed_73 = linalg.transpose ins(%arg27 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %collapsed_74 = tensor.collapse_shape %132 [[0, 1], [2]] : tensor<4x64x192xf32> into tensor<256x192xf32>
    %133 = linalg.matmul ins(%collapsed_74, %transposed_73 : tensor<256x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_75 = tensor.expand_shape %133 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %transposed_76 = linalg.transpose ins(%arg25 : tensor<4x192xf32>) outs(%32 : tensor<192x4xf32>) permutation = [1, 0] 
    %134 = linalg.matmul ins(%collapsed_74, %transposed_76 : tensor<256x192xf32>, tensor<192x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_77 = linalg.transpose ins(%arg26 : tensor<192x4xf32>) outs(%36 : tensor<4x192xf32>) permutation = [1, 0] 
    %135 = linalg.matmul ins(%134, %transposed_77 : tensor<256x4xf32>, tensor<4x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_78 = tensor.expand_shape %135 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %136 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_75, %expanded_78 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %expanded_79 = tensor.expand_shape %136 [[0], [1], [2, 3]] output_shape [4, 64, 6, 32] : tensor<4x64x192xf32> into tensor<4x64x6x32xf32>
    %transposed_80 = linalg.transpose ins(%expanded_79 : tensor<4x64x6x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_81 = linalg.transpose ins(%arg30 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %137 = linalg.matmul ins(%collapsed_74, %transposed_81 : tensor<256x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_82 = tensor.expand_shape %137 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %transposed_83 = linalg.transpose ins(%arg28 : tensor<4x192xf32>) outs(%32 : tensor<192x4xf32>) permutation = [1, 0] 
    %138 = linalg.matmul ins(%collapsed_74, %transposed_83 : tensor<256x192xf32>, tensor<192x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_84 = linalg.transpose ins(%arg29 : tensor<192x4xf32>) outs(%36 : tensor<4x192xf32>) permutation = [1, 0] 
    %139 = linalg.matmul ins(%138, %transposed_84 : tensor<256x4xf32>, tensor<4x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_85 = tensor.expand_shape %139 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %140 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_82, %expanded_85 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %expanded_86 = tensor.expand_shape %140 [[0], [1], [2, 3]] output_shape [4, 64, 6, 32] : tensor<4x64x192xf32> into tensor<4x64x6x32xf32>
    %transposed_87 = linalg.transpose ins(%expanded_86 : tensor<4x64x6x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_88 = linalg.transpose ins(%arg33 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %141 = linalg.matmul ins(%collapsed_74, %transposed_88 : tensor<256x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_89 = tensor.expand_shape %141 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %transposed_90 = linalg.transpose ins(%arg31 : tensor<4x192xf32>) outs(%32 : tensor<192x4xf32>) permutation = [1, 0] 
    %142 = linalg.matmul ins(%collapsed_74, %transposed_90 : tensor<256x192xf32>, tensor<192x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_91 = linalg.transpose ins(%arg32 : tensor<192x4xf32>) outs(%36 : tensor<4x192xf32>) permutation = [1, 0] 
    %143 = linalg.matmul ins(%142, %transposed_91 : tensor<256x4xf32>, tensor<4x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_92 = tensor.expand_shape %143 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %144 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_89, %expanded_92 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %expanded_93 = tensor.expand_shape %144 [[0], [1], [2, 3]] output_shape [4, 64, 6, 32] : tensor<4x64x192xf32> into tensor<4x64x6x32xf32>
    %transposed_94 = linalg.transpose ins(%expanded_93 : tensor<4x64x6x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) permutation = [0, 2, 1, 3] 
    %145 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_80, %15 : tensor<4x6x64x32xf32>, tensor<64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %extracted_slice_95 = tensor.extract_slice %transposed_80[0, 0, 0, 16] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x32xf32> to tensor<4x6x64x16xf32>
    %146 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_95 : tensor<4x6x64x16xf32>) outs(%49 : tensor<4x6x64x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.negf %in : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x16xf32>
    %extracted_slice_96 = tensor.extract_slice %transposed_80[0, 0, 0, 0] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x32xf32> to tensor<4x6x64x16xf32>
    %concat_97 = tensor.concat dim(3) %146, %extracted_slice_96 : (tensor<4x6x64x16xf32>, tensor<4x6x64x16xf32>) -> tensor<4x6x64x32xf32>
    %147 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat_97, %16 : tensor<4x6x64x32xf32>, tensor<64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %148 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%145, %147 : tensor<4x6x64x32xf32>, tensor<4x6x64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %149 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_87, %15 : tensor<4x6x64x32xf32>, tensor<64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %extracted_slice_98 = tensor.extract_slice %transposed_87[0, 0, 0, 16] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x32xf32> to tensor<4x6x64x16xf32>
    %150 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_98 : tensor<4x6x64x16xf32>) outs(%49 : tensor<4x6x64x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.negf %in : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x16xf32>
    %extracted_slice_99 = tensor.extract_slice %transposed_87[0, 0, 0, 0] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x32xf32> to tensor<4x6x64x16xf32>
    %concat_100 = tensor.concat dim(3) %150, %extracted_slice_99 : (tensor<4x6x64x16xf32>, tensor<4x6x64x16xf32>) -> tensor<4x6x64x32xf32>
    %151 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat_100, %16 : tensor<4x6x64x32xf32>, tensor<64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %152 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%149, %151 : tensor<4x6x64x32xf32>, tensor<4x6x64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %153 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%148 : tensor<4x6x64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.truncf %cst_8 : f64 to f32
      %438 = arith.mulf %in, %437 : f32
      linalg.yield %438 : f32
    } -> tensor<4x6x64x32xf32>
    %transposed_101 = linalg.transpose ins(%152 : tensor<4x6x64x32xf32>) outs(%65 : tensor<4x6x32x64xf32>) permutation = [0, 1, 3, 2] 
    %154 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_101 : tensor<4x6x32x64xf32>) outs(%65 : tensor<4x6x32x64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.truncf %cst_8 : f64 to f32
      %438 = arith.mulf %in, %437 : f32
      linalg.yield %438 : f32
    } -> tensor<4x6x32x64xf32>
    %collapsed_102 = tensor.collapse_shape %153 [[0, 1], [2], [3]] : tensor<4x6x64x32xf32> into tensor<24x64x32xf32>
    %collapsed_103 = tensor.collapse_shape %154 [[0, 1], [2], [3]] : tensor<4x6x32x64xf32> into tensor<24x32x64xf32>
    %155 = linalg.batch_matmul ins(%collapsed_102, %collapsed_103 : tensor<24x64x32xf32>, tensor<24x32x64xf32>) outs(%68 : tensor<24x64x64xf32>) -> tensor<24x64x64xf32>
    %expanded_104 = tensor.expand_shape %155 [[0, 1], [2], [3]] output_shape [4, 6, 64, 64] : tensor<24x64x64xf32> into tensor<4x6x64x64xf32>
    %156 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_104, %64 : tensor<4x6x64x64xf32>, tensor<64x64xf32>) outs(%70 : tensor<4x6x64x64xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x64xf32>
    %157:2 = linalg.generic {indexing_maps = [#map8, #map12, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%156 : tensor<4x6x64x64xf32>) outs(%75, %73 : tensor<4x6x64xf32>, tensor<4x6x64xi64>) {
    ^bb0(%in: f32, %out: f32, %out_255: i64):
      %437 = linalg.index 3 : index
      %438 = arith.index_cast %437 : index to i64
      %439 = arith.maximumf %in, %out : f32
      %440 = arith.cmpf ogt, %in, %out : f32
      %441 = arith.select %440, %438, %out_255 : i64
      linalg.yield %439, %441 : f32, i64
    } -> (tensor<4x6x64xf32>, tensor<4x6x64xi64>)
    %expanded_105 = tensor.expand_shape %157#0 [[0], [1], [2, 3]] output_shape [4, 6, 64, 1] : tensor<4x6x64xf32> into tensor<4x6x64x1xf32>
    %158 = linalg.generic {indexing_maps = [#map8, #map13, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_105, %cst_6 : tensor<4x6x64x1xf32>, tensor<f32>) outs(%77 : tensor<4x6x64x1xi1>) {
    ^bb0(%in: f32, %in_255: f32, %out: i1):
      %437 = arith.cmpf oeq, %in, %in_255 : f32
      linalg.yield %437 : i1
    } -> tensor<4x6x64x1xi1>
    %159 = linalg.generic {indexing_maps = [#map8, #map13, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%158, %cst_5, %expanded_105 : tensor<4x6x64x1xi1>, tensor<f32>, tensor<4x6x64x1xf32>) outs(%79 : tensor<4x6x64x1xf32>) {
    ^bb0(%in: i1, %in_255: f32, %in_256: f32, %out: f32):
      %437 = arith.select %in, %in_255, %in_256 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x1xf32>
    %160 = linalg.generic {indexing_maps = [#map8, #map14, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%156, %159 : tensor<4x6x64x64xf32>, tensor<4x6x64x1xf32>) outs(%70 : tensor<4x6x64x64xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.subf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x64xf32>
    %161 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%160 : tensor<4x6x64x64xf32>) outs(%70 : tensor<4x6x64x64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = math.exp %in : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x64xf32>
    %162 = linalg.generic {indexing_maps = [#map8, #map14], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%161 : tensor<4x6x64x64xf32>) outs(%83 : tensor<4x6x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.addf %in, %out : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x1xf32>
    %163 = linalg.generic {indexing_maps = [#map8, #map13, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%158, %cst_4, %162 : tensor<4x6x64x1xi1>, tensor<f32>, tensor<4x6x64x1xf32>) outs(%79 : tensor<4x6x64x1xf32>) {
    ^bb0(%in: i1, %in_255: f32, %in_256: f32, %out: f32):
      %437 = arith.select %in, %in_255, %in_256 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x1xf32>
    %164 = linalg.generic {indexing_maps = [#map8, #map14, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%161, %163 : tensor<4x6x64x64xf32>, tensor<4x6x64x1xf32>) outs(%70 : tensor<4x6x64x64xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.divf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x64xf32>
    %collapsed_106 = tensor.collapse_shape %164 [[0, 1], [2], [3]] : tensor<4x6x64x64xf32> into tensor<24x64x64xf32>
    %collapsed_107 = tensor.collapse_shape %transposed_94 [[0, 1], [2], [3]] : tensor<4x6x64x32xf32> into tensor<24x64x32xf32>
    %165 = linalg.batch_matmul ins(%collapsed_106, %collapsed_107 : tensor<24x64x64xf32>, tensor<24x64x32xf32>) outs(%88 : tensor<24x64x32xf32>) -> tensor<24x64x32xf32>
    %expanded_108 = tensor.expand_shape %165 [[0, 1], [2], [3]] output_shape [4, 6, 64, 32] : tensor<24x64x32xf32> into tensor<4x6x64x32xf32>
    %transposed_109 = linalg.transpose ins(%expanded_108 : tensor<4x6x64x32xf32>) outs(%90 : tensor<4x64x6x32xf32>) permutation = [0, 2, 1, 3] 
    %transposed_110 = linalg.transpose ins(%arg36 : tensor<192x192xf32>) outs(%28 : tensor<192x192xf32>) permutation = [1, 0] 
    %collapsed_111 = tensor.collapse_shape %transposed_109 [[0, 1], [2, 3]] : tensor<4x64x6x32xf32> into tensor<256x192xf32>
    %166 = linalg.matmul ins(%collapsed_111, %transposed_110 : tensor<256x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_112 = tensor.expand_shape %166 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %transposed_113 = linalg.transpose ins(%arg34 : tensor<4x192xf32>) outs(%32 : tensor<192x4xf32>) permutation = [1, 0] 
    %167 = linalg.matmul ins(%collapsed_111, %transposed_113 : tensor<256x192xf32>, tensor<192x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_114 = linalg.transpose ins(%arg35 : tensor<192x4xf32>) outs(%36 : tensor<4x192xf32>) permutation = [1, 0] 
    %168 = linalg.matmul ins(%167, %transposed_114 : tensor<256x4xf32>, tensor<4x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_115 = tensor.expand_shape %168 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %169 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_112, %expanded_115 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %170 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%125, %169 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %171 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%170, %170 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %172 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%171 : tensor<4x64x192xf32>) outs(%21 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.addf %in, %out : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %173 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%172 : tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.divf %in, %cst_13 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %174 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%173 : tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.truncf %cst_9 : f64 to f32
      %438 = arith.addf %in, %437 : f32
      linalg.yield %438 : f32
    } -> tensor<4x64x1xf32>
    %175 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%174 : tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = math.rsqrt %in : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %176 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%170, %175 : tensor<4x64x192xf32>, tensor<4x64x1xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %177 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%176, %arg37 : tensor<4x64x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %transposed_116 = linalg.transpose ins(%arg40 : tensor<512x192xf32>) outs(%103 : tensor<192x512xf32>) permutation = [1, 0] 
    %collapsed_117 = tensor.collapse_shape %177 [[0, 1], [2]] : tensor<4x64x192xf32> into tensor<256x192xf32>
    %178 = linalg.matmul ins(%collapsed_117, %transposed_116 : tensor<256x192xf32>, tensor<192x512xf32>) outs(%105 : tensor<256x512xf32>) -> tensor<256x512xf32>
    %expanded_118 = tensor.expand_shape %178 [[0, 1], [2]] output_shape [4, 64, 512] : tensor<256x512xf32> into tensor<4x64x512xf32>
    %transposed_119 = linalg.transpose ins(%arg38 : tensor<4x192xf32>) outs(%32 : tensor<192x4xf32>) permutation = [1, 0] 
    %179 = linalg.matmul ins(%collapsed_117, %transposed_119 : tensor<256x192xf32>, tensor<192x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_120 = linalg.transpose ins(%arg39 : tensor<512x4xf32>) outs(%108 : tensor<4x512xf32>) permutation = [1, 0] 
    %180 = linalg.matmul ins(%179, %transposed_120 : tensor<256x4xf32>, tensor<4x512xf32>) outs(%105 : tensor<256x512xf32>) -> tensor<256x512xf32>
    %expanded_121 = tensor.expand_shape %180 [[0, 1], [2]] output_shape [4, 64, 512] : tensor<256x512xf32> into tensor<4x64x512xf32>
    %181 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_118, %expanded_121 : tensor<4x64x512xf32>, tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %182 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%181 : tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.negf %in : f32
      %438 = math.exp %437 : f32
      %439 = arith.addf %438, %cst_1 : f32
      %440 = arith.divf %cst_1, %439 : f32
      linalg.yield %440 : f32
    } -> tensor<4x64x512xf32>
    %183 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%181, %182 : tensor<4x64x512xf32>, tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %transposed_122 = linalg.transpose ins(%arg43 : tensor<512x192xf32>) outs(%103 : tensor<192x512xf32>) permutation = [1, 0] 
    %184 = linalg.matmul ins(%collapsed_117, %transposed_122 : tensor<256x192xf32>, tensor<192x512xf32>) outs(%105 : tensor<256x512xf32>) -> tensor<256x512xf32>
    %expanded_123 = tensor.expand_shape %184 [[0, 1], [2]] output_shape [4, 64, 512] : tensor<256x512xf32> into tensor<4x64x512xf32>
    %transposed_124 = linalg.transpose ins(%arg41 : tensor<4x192xf32>) outs(%32 : tensor<192x4xf32>) permutation = [1, 0] 
    %185 = linalg.matmul ins(%collapsed_117, %transposed_124 : tensor<256x192xf32>, tensor<192x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_125 = linalg.transpose ins(%arg42 : tensor<512x4xf32>) outs(%108 : tensor<4x512xf32>) permutation = [1, 0] 
    %186 = linalg.matmul ins(%185, %transposed_125 : tensor<256x4xf32>, tensor<4x512xf32>) outs(%105 : tensor<256x512xf32>) -> tensor<256x512xf32>
    %expanded_126 = tensor.expand_shape %186 [[0, 1], [2]] output_shape [4, 64, 512] : tensor<256x512xf32> into tensor<4x64x512xf32>
    %187 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_123, %expanded_126 : tensor<4x64x512xf32>, tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %188 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%183, %187 : tensor<4x64x512xf32>, tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %transposed_127 = linalg.transpose ins(%arg46 : tensor<192x512xf32>) outs(%119 : tensor<512x192xf32>) permutation = [1, 0] 
    %collapsed_128 = tensor.collapse_shape %188 [[0, 1], [2]] : tensor<4x64x512xf32> into tensor<256x512xf32>
    %189 = linalg.matmul ins(%collapsed_128, %transposed_127 : tensor<256x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_129 = tensor.expand_shape %189 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %transposed_130 = linalg.transpose ins(%arg44 : tensor<4x512xf32>) outs(%121 : tensor<512x4xf32>) permutation = [1, 0] 
    %190 = linalg.matmul ins(%collapsed_128, %transposed_130 : tensor<256x512xf32>, tensor<512x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_131 = linalg.transpose ins(%arg45 : tensor<192x4xf32>) outs(%36 : tensor<4x192xf32>) permutation = [1, 0] 
    %191 = linalg.matmul ins(%190, %transposed_131 : tensor<256x4xf32>, tensor<4x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_132 = tensor.expand_shape %191 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %192 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_129, %expanded_132 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %193 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%170, %192 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %194 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%193, %193 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %195 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%194 : tensor<4x64x192xf32>) outs(%21 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.addf %in, %out : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %196 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%195 : tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.divf %in, %cst_13 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %197 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%196 : tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.truncf %cst_9 : f64 to f32
      %438 = arith.addf %in, %437 : f32
      linalg.yield %438 : f32
    } -> tensor<4x64x1xf32>
    %198 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%197 : tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = math.rsqrt %in : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %199 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%193, %198 : tensor<4x64x192xf32>, tensor<4x64x1xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %200 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%199, %arg47 : tensor<4x64x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %201 = tensor.empty() : tensor<192x256xf32>
    %transposed_133 = linalg.transpose ins(%arg48 : tensor<256x192xf32>) outs(%201 : tensor<192x256xf32>) permutation = [1, 0] 
    %collapsed_134 = tensor.collapse_shape %200 [[0, 1], [2]] : tensor<4x64x192xf32> into tensor<256x192xf32>
    %202 = tensor.empty() : tensor<256x256xf32>
    %203 = linalg.fill ins(%cst : f32) outs(%202 : tensor<256x256xf32>) -> tensor<256x256xf32>
    %204 = linalg.matmul ins(%collapsed_134, %transposed_133 : tensor<256x192xf32>, tensor<192x256xf32>) outs(%203 : tensor<256x256xf32>) -> tensor<256x256xf32>
    %collapsed_135 = tensor.collapse_shape %arg50 [[0, 1]] : tensor<4x64xi64> into tensor<256xi64>
    %205 = tensor.empty() : tensor<256xi64>
    %206 = linalg.fill ins(%c0_i64 : i64) outs(%205 : tensor<256xi64>) -> tensor<256xi64>
    %207 = tensor.empty() : tensor<256xf32>
    %208 = linalg.fill ins(%cst_0 : f32) outs(%207 : tensor<256xf32>) -> tensor<256xf32>
    %209:2 = linalg.generic {indexing_maps = [#map3, #map15, #map15], iterator_types = ["parallel", "reduction"]} ins(%204 : tensor<256x256xf32>) outs(%208, %206 : tensor<256xf32>, tensor<256xi64>) {
    ^bb0(%in: f32, %out: f32, %out_255: i64):
      %437 = linalg.index 1 : index
      %438 = arith.index_cast %437 : index to i64
      %439 = arith.maximumf %in, %out : f32
      %440 = arith.cmpf ogt, %in, %out : f32
      %441 = arith.select %440, %438, %out_255 : i64
      linalg.yield %439, %441 : f32, i64
    } -> (tensor<256xf32>, tensor<256xi64>)
    %expanded_136 = tensor.expand_shape %209#0 [[0, 1]] output_shape [256, 1] : tensor<256xf32> into tensor<256x1xf32>
    %210 = linalg.generic {indexing_maps = [#map3, #map1, #map3], iterator_types = ["parallel", "parallel"]} ins(%204, %expanded_136 : tensor<256x256xf32>, tensor<256x1xf32>) outs(%202 : tensor<256x256xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.subf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<256x256xf32>
    %211 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%210 : tensor<256x256xf32>) outs(%202 : tensor<256x256xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = math.exp %in : f32
      linalg.yield %437 : f32
    } -> tensor<256x256xf32>
    %212 = tensor.empty() : tensor<256x1xf32>
    %213 = linalg.fill ins(%cst : f32) outs(%212 : tensor<256x1xf32>) -> tensor<256x1xf32>
    %214 = linalg.generic {indexing_maps = [#map3, #map1], iterator_types = ["parallel", "reduction"]} ins(%211 : tensor<256x256xf32>) outs(%213 : tensor<256x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.addf %in, %out : f32
      linalg.yield %437 : f32
    } -> tensor<256x1xf32>
    %215 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%214 : tensor<256x1xf32>) outs(%212 : tensor<256x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = math.log %in : f32
      linalg.yield %437 : f32
    } -> tensor<256x1xf32>
    %216 = linalg.generic {indexing_maps = [#map3, #map1, #map3], iterator_types = ["parallel", "parallel"]} ins(%210, %215 : tensor<256x256xf32>, tensor<256x1xf32>) outs(%202 : tensor<256x256xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.subf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<256x256xf32>
    %217 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%205 : tensor<256xi64>) {
    ^bb0(%out: i64):
      %437 = linalg.index 0 : index
      %438 = arith.index_cast %437 : index to i64
      linalg.yield %438 : i64
    } -> tensor<256xi64>
    %expanded_137 = tensor.expand_shape %217 [[0, 1]] output_shape [1, 256] : tensor<256xi64> into tensor<1x256xi64>
    %expanded_138 = tensor.expand_shape %collapsed_135 [[0, 1]] output_shape [256, 1] : tensor<256xi64> into tensor<256x1xi64>
    %218 = tensor.empty() : tensor<256x256xi1>
    %219 = linalg.generic {indexing_maps = [#map10, #map1, #map3], iterator_types = ["parallel", "parallel"]} ins(%expanded_137, %expanded_138 : tensor<1x256xi64>, tensor<256x1xi64>) outs(%218 : tensor<256x256xi1>) {
    ^bb0(%in: i64, %in_255: i64, %out: i1):
      %437 = arith.cmpi eq, %in, %in_255 : i64
      linalg.yield %437 : i1
    } -> tensor<256x256xi1>
    %220 = tensor.empty() : tensor<256x1xi1>
    %221 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%expanded_138 : tensor<256x1xi64>) outs(%220 : tensor<256x1xi1>) {
    ^bb0(%in: i64, %out: i1):
      %437 = arith.cmpi ne, %in, %c-100_i64 : i64
      linalg.yield %437 : i1
    } -> tensor<256x1xi1>
    %222 = linalg.generic {indexing_maps = [#map3, #map1, #map3], iterator_types = ["parallel", "parallel"]} ins(%219, %221 : tensor<256x256xi1>, tensor<256x1xi1>) outs(%218 : tensor<256x256xi1>) {
    ^bb0(%in: i1, %in_255: i1, %out: i1):
      %437 = arith.andi %in, %in_255 : i1
      linalg.yield %437 : i1
    } -> tensor<256x256xi1>
    %223 = linalg.generic {indexing_maps = [#map3, #map3, #map11, #map3], iterator_types = ["parallel", "parallel"]} ins(%222, %216, %cst_5 : tensor<256x256xi1>, tensor<256x256xf32>, tensor<f32>) outs(%202 : tensor<256x256xf32>) {
    ^bb0(%in: i1, %in_255: f32, %in_256: f32, %out: f32):
      %437 = arith.select %in, %in_255, %in_256 : f32
      linalg.yield %437 : f32
    } -> tensor<256x256xf32>
    %224 = tensor.empty() : tensor<256xi1>
    %225 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%collapsed_135 : tensor<256xi64>) outs(%224 : tensor<256xi1>) {
    ^bb0(%in: i64, %out: i1):
      %437 = arith.cmpi ne, %in, %c-100_i64 : i64
      linalg.yield %437 : i1
    } -> tensor<256xi1>
    %226 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%225 : tensor<256xi1>) outs(%207 : tensor<256xf32>) {
    ^bb0(%in: i1, %out: f32):
      %437 = arith.uitofp %in : i1 to f32
      linalg.yield %437 : f32
    } -> tensor<256xf32>
    %227 = tensor.empty() : tensor<f32>
    %228 = linalg.fill ins(%cst : f32) outs(%227 : tensor<f32>) -> tensor<f32>
    %229 = linalg.generic {indexing_maps = [#map, #map16], iterator_types = ["reduction"]} ins(%226 : tensor<256xf32>) outs(%228 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.addf %in, %out : f32
      linalg.yield %437 : f32
    } -> tensor<f32>
    %230 = linalg.generic {indexing_maps = [#map3, #map11], iterator_types = ["reduction", "reduction"]} ins(%223 : tensor<256x256xf32>) outs(%228 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.addf %in, %out : f32
      linalg.yield %437 : f32
    } -> tensor<f32>
    %231 = linalg.generic {indexing_maps = [#map17, #map17], iterator_types = []} ins(%230 : tensor<f32>) outs(%227 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.negf %in : f32
      linalg.yield %437 : f32
    } -> tensor<f32>
    %232 = linalg.generic {indexing_maps = [#map17, #map17, #map17], iterator_types = []} ins(%231, %229 : tensor<f32>, tensor<f32>) outs(%227 : tensor<f32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.divf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<f32>
    %233 = linalg.generic {indexing_maps = [#map17, #map17, #map17], iterator_types = []} ins(%cst_4, %229 : tensor<f32>, tensor<f32>) outs(%227 : tensor<f32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.divf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<f32>
    %234 = linalg.generic {indexing_maps = [#map17, #map17], iterator_types = []} ins(%233 : tensor<f32>) outs(%227 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.negf %in : f32
      linalg.yield %437 : f32
    } -> tensor<f32>
    %235 = linalg.generic {indexing_maps = [#map3, #map11, #map11, #map3], iterator_types = ["parallel", "parallel"]} ins(%222, %234, %cst_5 : tensor<256x256xi1>, tensor<f32>, tensor<f32>) outs(%202 : tensor<256x256xf32>) {
    ^bb0(%in: i1, %in_255: f32, %in_256: f32, %out: f32):
      %437 = arith.select %in, %in_255, %in_256 : f32
      linalg.yield %437 : f32
    } -> tensor<256x256xf32>
    %236 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%216 : tensor<256x256xf32>) outs(%202 : tensor<256x256xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = math.exp %in : f32
      linalg.yield %437 : f32
    } -> tensor<256x256xf32>
    %237 = linalg.generic {indexing_maps = [#map3, #map1], iterator_types = ["parallel", "reduction"]} ins(%235 : tensor<256x256xf32>) outs(%213 : tensor<256x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.addf %in, %out : f32
      linalg.yield %437 : f32
    } -> tensor<256x1xf32>
    %238 = linalg.generic {indexing_maps = [#map3, #map1, #map3], iterator_types = ["parallel", "parallel"]} ins(%236, %237 : tensor<256x256xf32>, tensor<256x1xf32>) outs(%202 : tensor<256x256xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<256x256xf32>
    %239 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%235, %238 : tensor<256x256xf32>, tensor<256x256xf32>) outs(%202 : tensor<256x256xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.subf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<256x256xf32>
    %240 = linalg.matmul ins(%239, %arg48 : tensor<256x256xf32>, tensor<256x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_139 = tensor.expand_shape %240 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %241 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_139, %arg47 : tensor<4x64x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %242 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%241, %193 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %243 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%241, %198 : tensor<4x64x192xf32>, tensor<4x64x1xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %244 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%242 : tensor<4x64x192xf32>) outs(%21 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.addf %in, %out : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %245 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%198, %198 : tensor<4x64x1xf32>, tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %246 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%198, %245 : tensor<4x64x1xf32>, tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %247 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%244 : tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.mulf %in, %cst_14 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %248 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%247, %246 : tensor<4x64x1xf32>, tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %collapsed_140 = tensor.collapse_shape %248 [[0], [1, 2]] : tensor<4x64x1xf32> into tensor<4x64xf32>
    %249 = linalg.generic {indexing_maps = [#map4, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_140 : tensor<4x64xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x64x192xf32>
    %250 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%249 : tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.divf %in, %cst_13 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %251 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%250, %193 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %252 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%243, %251 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %253 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%252, %251 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %collapsed_141 = tensor.collapse_shape %253 [[0, 1], [2]] : tensor<4x64x192xf32> into tensor<256x192xf32>
    %transposed_142 = linalg.transpose ins(%collapsed_141 : tensor<256x192xf32>) outs(%201 : tensor<192x256xf32>) permutation = [1, 0] 
    %254 = linalg.fill ins(%cst : f32) outs(%32 : tensor<192x4xf32>) -> tensor<192x4xf32>
    %255 = linalg.matmul ins(%transposed_142, %190 : tensor<192x256xf32>, tensor<256x4xf32>) outs(%254 : tensor<192x4xf32>) -> tensor<192x4xf32>
    %256 = linalg.matmul ins(%collapsed_141, %arg45 : tensor<256x192xf32>, tensor<192x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %257 = tensor.empty() : tensor<4x256xf32>
    %transposed_143 = linalg.transpose ins(%256 : tensor<256x4xf32>) outs(%257 : tensor<4x256xf32>) permutation = [1, 0] 
    %258 = linalg.fill ins(%cst : f32) outs(%108 : tensor<4x512xf32>) -> tensor<4x512xf32>
    %259 = linalg.matmul ins(%transposed_143, %collapsed_128 : tensor<4x256xf32>, tensor<256x512xf32>) outs(%258 : tensor<4x512xf32>) -> tensor<4x512xf32>
    %260 = linalg.matmul ins(%256, %arg44 : tensor<256x4xf32>, tensor<4x512xf32>) outs(%105 : tensor<256x512xf32>) -> tensor<256x512xf32>
    %expanded_144 = tensor.expand_shape %260 [[0, 1], [2]] output_shape [4, 64, 512] : tensor<256x512xf32> into tensor<4x64x512xf32>
    %261 = linalg.matmul ins(%collapsed_141, %arg46 : tensor<256x192xf32>, tensor<192x512xf32>) outs(%105 : tensor<256x512xf32>) -> tensor<256x512xf32>
    %expanded_145 = tensor.expand_shape %261 [[0, 1], [2]] output_shape [4, 64, 512] : tensor<256x512xf32> into tensor<4x64x512xf32>
    %262 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_144, %expanded_145 : tensor<4x64x512xf32>, tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %263 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%262, %183 : tensor<4x64x512xf32>, tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %264 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%262, %187 : tensor<4x64x512xf32>, tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %collapsed_146 = tensor.collapse_shape %263 [[0, 1], [2]] : tensor<4x64x512xf32> into tensor<256x512xf32>
    %265 = tensor.empty() : tensor<512x256xf32>
    %transposed_147 = linalg.transpose ins(%collapsed_146 : tensor<256x512xf32>) outs(%265 : tensor<512x256xf32>) permutation = [1, 0] 
    %266 = linalg.fill ins(%cst : f32) outs(%121 : tensor<512x4xf32>) -> tensor<512x4xf32>
    %267 = linalg.matmul ins(%transposed_147, %185 : tensor<512x256xf32>, tensor<256x4xf32>) outs(%266 : tensor<512x4xf32>) -> tensor<512x4xf32>
    %268 = linalg.matmul ins(%collapsed_146, %arg42 : tensor<256x512xf32>, tensor<512x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_148 = linalg.transpose ins(%268 : tensor<256x4xf32>) outs(%257 : tensor<4x256xf32>) permutation = [1, 0] 
    %269 = linalg.fill ins(%cst : f32) outs(%36 : tensor<4x192xf32>) -> tensor<4x192xf32>
    %270 = linalg.matmul ins(%transposed_148, %collapsed_117 : tensor<4x256xf32>, tensor<256x192xf32>) outs(%269 : tensor<4x192xf32>) -> tensor<4x192xf32>
    %271 = linalg.matmul ins(%268, %arg41 : tensor<256x4xf32>, tensor<4x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_149 = tensor.expand_shape %271 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %272 = linalg.matmul ins(%collapsed_146, %arg43 : tensor<256x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_150 = tensor.expand_shape %272 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %273 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_149, %expanded_150 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %274 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_3, %182 : tensor<4x64x512xf32>, tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.subf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %275 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%181, %274 : tensor<4x64x512xf32>, tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %276 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%275 : tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.addf %in, %cst_1 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %277 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%182, %276 : tensor<4x64x512xf32>, tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %278 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%264, %277 : tensor<4x64x512xf32>, tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %collapsed_151 = tensor.collapse_shape %278 [[0, 1], [2]] : tensor<4x64x512xf32> into tensor<256x512xf32>
    %transposed_152 = linalg.transpose ins(%collapsed_151 : tensor<256x512xf32>) outs(%265 : tensor<512x256xf32>) permutation = [1, 0] 
    %279 = linalg.matmul ins(%transposed_152, %179 : tensor<512x256xf32>, tensor<256x4xf32>) outs(%266 : tensor<512x4xf32>) -> tensor<512x4xf32>
    %280 = linalg.matmul ins(%collapsed_151, %arg39 : tensor<256x512xf32>, tensor<512x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_153 = linalg.transpose ins(%280 : tensor<256x4xf32>) outs(%257 : tensor<4x256xf32>) permutation = [1, 0] 
    %281 = linalg.matmul ins(%transposed_153, %collapsed_117 : tensor<4x256xf32>, tensor<256x192xf32>) outs(%269 : tensor<4x192xf32>) -> tensor<4x192xf32>
    %282 = linalg.matmul ins(%280, %arg38 : tensor<256x4xf32>, tensor<4x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_154 = tensor.expand_shape %282 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %283 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%273, %expanded_154 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %284 = linalg.matmul ins(%collapsed_151, %arg40 : tensor<256x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_155 = tensor.expand_shape %284 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %285 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%283, %expanded_155 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %286 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%285, %arg37 : tensor<4x64x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %287 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%286, %170 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %288 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%286, %175 : tensor<4x64x192xf32>, tensor<4x64x1xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %289 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%287 : tensor<4x64x192xf32>) outs(%21 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.addf %in, %out : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %290 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%253, %288 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %291 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%175, %175 : tensor<4x64x1xf32>, tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %292 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%175, %291 : tensor<4x64x1xf32>, tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %293 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%289 : tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.mulf %in, %cst_14 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %294 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%293, %292 : tensor<4x64x1xf32>, tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %collapsed_156 = tensor.collapse_shape %294 [[0], [1, 2]] : tensor<4x64x1xf32> into tensor<4x64xf32>
    %295 = linalg.generic {indexing_maps = [#map4, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_156 : tensor<4x64xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x64x192xf32>
    %296 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%295 : tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.divf %in, %cst_13 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %297 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%296, %170 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %298 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%290, %297 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %299 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%298, %297 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %collapsed_157 = tensor.collapse_shape %299 [[0, 1], [2]] : tensor<4x64x192xf32> into tensor<256x192xf32>
    %transposed_158 = linalg.transpose ins(%collapsed_157 : tensor<256x192xf32>) outs(%201 : tensor<192x256xf32>) permutation = [1, 0] 
    %300 = linalg.matmul ins(%transposed_158, %167 : tensor<192x256xf32>, tensor<256x4xf32>) outs(%254 : tensor<192x4xf32>) -> tensor<192x4xf32>
    %301 = linalg.matmul ins(%collapsed_157, %arg35 : tensor<256x192xf32>, tensor<192x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_159 = linalg.transpose ins(%301 : tensor<256x4xf32>) outs(%257 : tensor<4x256xf32>) permutation = [1, 0] 
    %302 = linalg.matmul ins(%transposed_159, %collapsed_111 : tensor<4x256xf32>, tensor<256x192xf32>) outs(%269 : tensor<4x192xf32>) -> tensor<4x192xf32>
    %303 = linalg.matmul ins(%301, %arg34 : tensor<256x4xf32>, tensor<4x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_160 = tensor.expand_shape %303 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %304 = linalg.matmul ins(%collapsed_157, %arg36 : tensor<256x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_161 = tensor.expand_shape %304 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %305 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_160, %expanded_161 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %expanded_162 = tensor.expand_shape %305 [[0], [1], [2, 3]] output_shape [4, 64, 6, 32] : tensor<4x64x192xf32> into tensor<4x64x6x32xf32>
    %transposed_163 = linalg.transpose ins(%expanded_162 : tensor<4x64x6x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_164 = tensor.collapse_shape %transposed_163 [[0, 1], [2], [3]] : tensor<4x6x64x32xf32> into tensor<24x64x32xf32>
    %transposed_165 = linalg.transpose ins(%collapsed_106 : tensor<24x64x64xf32>) outs(%67 : tensor<24x64x64xf32>) permutation = [0, 2, 1] 
    %306 = linalg.batch_matmul ins(%transposed_165, %collapsed_164 : tensor<24x64x64xf32>, tensor<24x64x32xf32>) outs(%88 : tensor<24x64x32xf32>) -> tensor<24x64x32xf32>
    %307 = tensor.empty() : tensor<24x32x64xf32>
    %transposed_166 = linalg.transpose ins(%collapsed_107 : tensor<24x64x32xf32>) outs(%307 : tensor<24x32x64xf32>) permutation = [0, 2, 1] 
    %308 = linalg.batch_matmul ins(%collapsed_164, %transposed_166 : tensor<24x64x32xf32>, tensor<24x32x64xf32>) outs(%68 : tensor<24x64x64xf32>) -> tensor<24x64x64xf32>
    %expanded_167 = tensor.expand_shape %306 [[0, 1], [2], [3]] output_shape [4, 6, 64, 32] : tensor<24x64x32xf32> into tensor<4x6x64x32xf32>
    %expanded_168 = tensor.expand_shape %308 [[0, 1], [2], [3]] output_shape [4, 6, 64, 64] : tensor<24x64x64xf32> into tensor<4x6x64x64xf32>
    %309 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_168, %164 : tensor<4x6x64x64xf32>, tensor<4x6x64x64xf32>) outs(%70 : tensor<4x6x64x64xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x64xf32>
    %310 = linalg.generic {indexing_maps = [#map8, #map14], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%309 : tensor<4x6x64x64xf32>) outs(%83 : tensor<4x6x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.addf %in, %out : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x1xf32>
    %311 = linalg.generic {indexing_maps = [#map8, #map14, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%164, %310 : tensor<4x6x64x64xf32>, tensor<4x6x64x1xf32>) outs(%70 : tensor<4x6x64x64xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x64xf32>
    %312 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%309, %311 : tensor<4x6x64x64xf32>, tensor<4x6x64x64xf32>) outs(%70 : tensor<4x6x64x64xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.subf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x64xf32>
    %collapsed_169 = tensor.collapse_shape %312 [[0, 1], [2], [3]] : tensor<4x6x64x64xf32> into tensor<24x64x64xf32>
    %transposed_170 = linalg.transpose ins(%collapsed_102 : tensor<24x64x32xf32>) outs(%307 : tensor<24x32x64xf32>) permutation = [0, 2, 1] 
    %313 = linalg.fill ins(%cst : f32) outs(%307 : tensor<24x32x64xf32>) -> tensor<24x32x64xf32>
    %314 = linalg.batch_matmul ins(%transposed_170, %collapsed_169 : tensor<24x32x64xf32>, tensor<24x64x64xf32>) outs(%313 : tensor<24x32x64xf32>) -> tensor<24x32x64xf32>
    %transposed_171 = linalg.transpose ins(%collapsed_103 : tensor<24x32x64xf32>) outs(%87 : tensor<24x64x32xf32>) permutation = [0, 2, 1] 
    %315 = linalg.batch_matmul ins(%collapsed_169, %transposed_171 : tensor<24x64x64xf32>, tensor<24x64x32xf32>) outs(%88 : tensor<24x64x32xf32>) -> tensor<24x64x32xf32>
    %expanded_172 = tensor.expand_shape %314 [[0, 1], [2], [3]] output_shape [4, 6, 32, 64] : tensor<24x32x64xf32> into tensor<4x6x32x64xf32>
    %expanded_173 = tensor.expand_shape %315 [[0, 1], [2], [3]] output_shape [4, 6, 64, 32] : tensor<24x64x32xf32> into tensor<4x6x64x32xf32>
    %316 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_172 : tensor<4x6x32x64xf32>) outs(%65 : tensor<4x6x32x64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.truncf %cst_8 : f64 to f32
      %438 = arith.mulf %in, %437 : f32
      linalg.yield %438 : f32
    } -> tensor<4x6x32x64xf32>
    %transposed_174 = linalg.transpose ins(%316 : tensor<4x6x32x64xf32>) outs(%39 : tensor<4x6x64x32xf32>) permutation = [0, 1, 3, 2] 
    %317 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_173 : tensor<4x6x64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.truncf %cst_8 : f64 to f32
      %438 = arith.mulf %in, %437 : f32
      linalg.yield %438 : f32
    } -> tensor<4x6x64x32xf32>
    %318 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_174, %16 : tensor<4x6x64x32xf32>, tensor<64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %extracted_slice_175 = tensor.extract_slice %318[0, 0, 0, 0] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x32xf32> to tensor<4x6x64x16xf32>
    %extracted_slice_176 = tensor.extract_slice %318[0, 0, 0, 16] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x32xf32> to tensor<4x6x64x16xf32>
    %inserted_slice = tensor.insert_slice %extracted_slice_176 into %cst_2[0, 0, 0, 0] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x16xf32> into tensor<4x6x64x32xf32>
    %319 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_175 : tensor<4x6x64x16xf32>) outs(%49 : tensor<4x6x64x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.negf %in : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x16xf32>
    %inserted_slice_177 = tensor.insert_slice %319 into %cst_2[0, 0, 0, 16] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x16xf32> into tensor<4x6x64x32xf32>
    %320 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%inserted_slice, %inserted_slice_177 : tensor<4x6x64x32xf32>, tensor<4x6x64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %321 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_174, %15 : tensor<4x6x64x32xf32>, tensor<64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %322 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%320, %321 : tensor<4x6x64x32xf32>, tensor<4x6x64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %323 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%317, %16 : tensor<4x6x64x32xf32>, tensor<64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %extracted_slice_178 = tensor.extract_slice %323[0, 0, 0, 0] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x32xf32> to tensor<4x6x64x16xf32>
    %extracted_slice_179 = tensor.extract_slice %323[0, 0, 0, 16] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x32xf32> to tensor<4x6x64x16xf32>
    %inserted_slice_180 = tensor.insert_slice %extracted_slice_179 into %cst_2[0, 0, 0, 0] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x16xf32> into tensor<4x6x64x32xf32>
    %324 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_178 : tensor<4x6x64x16xf32>) outs(%49 : tensor<4x6x64x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.negf %in : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x16xf32>
    %inserted_slice_181 = tensor.insert_slice %324 into %cst_2[0, 0, 0, 16] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x16xf32> into tensor<4x6x64x32xf32>
    %325 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%inserted_slice_180, %inserted_slice_181 : tensor<4x6x64x32xf32>, tensor<4x6x64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %326 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%317, %15 : tensor<4x6x64x32xf32>, tensor<64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %327 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%325, %326 : tensor<4x6x64x32xf32>, tensor<4x6x64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %transposed_182 = linalg.transpose ins(%expanded_167 : tensor<4x6x64x32xf32>) outs(%90 : tensor<4x64x6x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_183 = tensor.collapse_shape %transposed_182 [[0, 1], [2, 3]] : tensor<4x64x6x32xf32> into tensor<256x192xf32>
    %transposed_184 = linalg.transpose ins(%collapsed_183 : tensor<256x192xf32>) outs(%201 : tensor<192x256xf32>) permutation = [1, 0] 
    %328 = linalg.matmul ins(%transposed_184, %142 : tensor<192x256xf32>, tensor<256x4xf32>) outs(%254 : tensor<192x4xf32>) -> tensor<192x4xf32>
    %329 = linalg.matmul ins(%collapsed_183, %arg32 : tensor<256x192xf32>, tensor<192x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_185 = linalg.transpose ins(%329 : tensor<256x4xf32>) outs(%257 : tensor<4x256xf32>) permutation = [1, 0] 
    %330 = linalg.matmul ins(%transposed_185, %collapsed_74 : tensor<4x256xf32>, tensor<256x192xf32>) outs(%269 : tensor<4x192xf32>) -> tensor<4x192xf32>
    %331 = linalg.matmul ins(%329, %arg31 : tensor<256x4xf32>, tensor<4x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_186 = tensor.expand_shape %331 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %332 = linalg.matmul ins(%collapsed_183, %arg33 : tensor<256x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_187 = tensor.expand_shape %332 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %333 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_186, %expanded_187 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %transposed_188 = linalg.transpose ins(%322 : tensor<4x6x64x32xf32>) outs(%90 : tensor<4x64x6x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_189 = tensor.collapse_shape %transposed_188 [[0, 1], [2, 3]] : tensor<4x64x6x32xf32> into tensor<256x192xf32>
    %transposed_190 = linalg.transpose ins(%collapsed_189 : tensor<256x192xf32>) outs(%201 : tensor<192x256xf32>) permutation = [1, 0] 
    %334 = linalg.matmul ins(%transposed_190, %138 : tensor<192x256xf32>, tensor<256x4xf32>) outs(%254 : tensor<192x4xf32>) -> tensor<192x4xf32>
    %335 = linalg.matmul ins(%collapsed_189, %arg29 : tensor<256x192xf32>, tensor<192x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_191 = linalg.transpose ins(%335 : tensor<256x4xf32>) outs(%257 : tensor<4x256xf32>) permutation = [1, 0] 
    %336 = linalg.matmul ins(%transposed_191, %collapsed_74 : tensor<4x256xf32>, tensor<256x192xf32>) outs(%269 : tensor<4x192xf32>) -> tensor<4x192xf32>
    %337 = linalg.matmul ins(%335, %arg28 : tensor<256x4xf32>, tensor<4x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_192 = tensor.expand_shape %337 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %338 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%333, %expanded_192 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %339 = linalg.matmul ins(%collapsed_189, %arg30 : tensor<256x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_193 = tensor.expand_shape %339 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %340 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%338, %expanded_193 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %transposed_194 = linalg.transpose ins(%327 : tensor<4x6x64x32xf32>) outs(%90 : tensor<4x64x6x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_195 = tensor.collapse_shape %transposed_194 [[0, 1], [2, 3]] : tensor<4x64x6x32xf32> into tensor<256x192xf32>
    %transposed_196 = linalg.transpose ins(%collapsed_195 : tensor<256x192xf32>) outs(%201 : tensor<192x256xf32>) permutation = [1, 0] 
    %341 = linalg.matmul ins(%transposed_196, %134 : tensor<192x256xf32>, tensor<256x4xf32>) outs(%254 : tensor<192x4xf32>) -> tensor<192x4xf32>
    %342 = linalg.matmul ins(%collapsed_195, %arg26 : tensor<256x192xf32>, tensor<192x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_197 = linalg.transpose ins(%342 : tensor<256x4xf32>) outs(%257 : tensor<4x256xf32>) permutation = [1, 0] 
    %343 = linalg.matmul ins(%transposed_197, %collapsed_74 : tensor<4x256xf32>, tensor<256x192xf32>) outs(%269 : tensor<4x192xf32>) -> tensor<4x192xf32>
    %344 = linalg.matmul ins(%342, %arg25 : tensor<256x4xf32>, tensor<4x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_198 = tensor.expand_shape %344 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %345 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%340, %expanded_198 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %346 = linalg.matmul ins(%collapsed_195, %arg27 : tensor<256x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_199 = tensor.expand_shape %346 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %347 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%345, %expanded_199 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %348 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%347, %arg24 : tensor<4x64x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %349 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%348, %125 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %350 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%348, %130 : tensor<4x64x192xf32>, tensor<4x64x1xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %351 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%349 : tensor<4x64x192xf32>) outs(%21 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.addf %in, %out : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %352 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%299, %350 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %353 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%130, %130 : tensor<4x64x1xf32>, tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %354 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%130, %353 : tensor<4x64x1xf32>, tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %355 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%351 : tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.mulf %in, %cst_14 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %356 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%355, %354 : tensor<4x64x1xf32>, tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %collapsed_200 = tensor.collapse_shape %356 [[0], [1, 2]] : tensor<4x64x1xf32> into tensor<4x64xf32>
    %357 = linalg.generic {indexing_maps = [#map4, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_200 : tensor<4x64xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x64x192xf32>
    %358 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%357 : tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.divf %in, %cst_13 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %359 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%358, %125 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %360 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%352, %359 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %361 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%360, %359 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %collapsed_201 = tensor.collapse_shape %361 [[0, 1], [2]] : tensor<4x64x192xf32> into tensor<256x192xf32>
    %transposed_202 = linalg.transpose ins(%collapsed_201 : tensor<256x192xf32>) outs(%201 : tensor<192x256xf32>) permutation = [1, 0] 
    %362 = linalg.matmul ins(%transposed_202, %122 : tensor<192x256xf32>, tensor<256x4xf32>) outs(%254 : tensor<192x4xf32>) -> tensor<192x4xf32>
    %363 = linalg.matmul ins(%collapsed_201, %arg22 : tensor<256x192xf32>, tensor<192x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_203 = linalg.transpose ins(%363 : tensor<256x4xf32>) outs(%257 : tensor<4x256xf32>) permutation = [1, 0] 
    %364 = linalg.matmul ins(%transposed_203, %collapsed_68 : tensor<4x256xf32>, tensor<256x512xf32>) outs(%258 : tensor<4x512xf32>) -> tensor<4x512xf32>
    %365 = linalg.matmul ins(%363, %arg21 : tensor<256x4xf32>, tensor<4x512xf32>) outs(%105 : tensor<256x512xf32>) -> tensor<256x512xf32>
    %expanded_204 = tensor.expand_shape %365 [[0, 1], [2]] output_shape [4, 64, 512] : tensor<256x512xf32> into tensor<4x64x512xf32>
    %366 = linalg.matmul ins(%collapsed_201, %arg23 : tensor<256x192xf32>, tensor<192x512xf32>) outs(%105 : tensor<256x512xf32>) -> tensor<256x512xf32>
    %expanded_205 = tensor.expand_shape %366 [[0, 1], [2]] output_shape [4, 64, 512] : tensor<256x512xf32> into tensor<4x64x512xf32>
    %367 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_204, %expanded_205 : tensor<4x64x512xf32>, tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %368 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%367, %113 : tensor<4x64x512xf32>, tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %369 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%367, %117 : tensor<4x64x512xf32>, tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %collapsed_206 = tensor.collapse_shape %368 [[0, 1], [2]] : tensor<4x64x512xf32> into tensor<256x512xf32>
    %transposed_207 = linalg.transpose ins(%collapsed_206 : tensor<256x512xf32>) outs(%265 : tensor<512x256xf32>) permutation = [1, 0] 
    %370 = linalg.matmul ins(%transposed_207, %115 : tensor<512x256xf32>, tensor<256x4xf32>) outs(%266 : tensor<512x4xf32>) -> tensor<512x4xf32>
    %371 = linalg.matmul ins(%collapsed_206, %arg19 : tensor<256x512xf32>, tensor<512x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_208 = linalg.transpose ins(%371 : tensor<256x4xf32>) outs(%257 : tensor<4x256xf32>) permutation = [1, 0] 
    %372 = linalg.matmul ins(%transposed_208, %collapsed_57 : tensor<4x256xf32>, tensor<256x192xf32>) outs(%269 : tensor<4x192xf32>) -> tensor<4x192xf32>
    %373 = linalg.matmul ins(%371, %arg18 : tensor<256x4xf32>, tensor<4x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_209 = tensor.expand_shape %373 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %374 = linalg.matmul ins(%collapsed_206, %arg20 : tensor<256x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_210 = tensor.expand_shape %374 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %375 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_209, %expanded_210 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %376 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_3, %112 : tensor<4x64x512xf32>, tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.subf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %377 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%111, %376 : tensor<4x64x512xf32>, tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %378 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%377 : tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.addf %in, %cst_1 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %379 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%112, %378 : tensor<4x64x512xf32>, tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %380 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%369, %379 : tensor<4x64x512xf32>, tensor<4x64x512xf32>) outs(%110 : tensor<4x64x512xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x512xf32>
    %collapsed_211 = tensor.collapse_shape %380 [[0, 1], [2]] : tensor<4x64x512xf32> into tensor<256x512xf32>
    %transposed_212 = linalg.transpose ins(%collapsed_211 : tensor<256x512xf32>) outs(%265 : tensor<512x256xf32>) permutation = [1, 0] 
    %381 = linalg.matmul ins(%transposed_212, %107 : tensor<512x256xf32>, tensor<256x4xf32>) outs(%266 : tensor<512x4xf32>) -> tensor<512x4xf32>
    %382 = linalg.matmul ins(%collapsed_211, %arg16 : tensor<256x512xf32>, tensor<512x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_213 = linalg.transpose ins(%382 : tensor<256x4xf32>) outs(%257 : tensor<4x256xf32>) permutation = [1, 0] 
    %383 = linalg.matmul ins(%transposed_213, %collapsed_57 : tensor<4x256xf32>, tensor<256x192xf32>) outs(%269 : tensor<4x192xf32>) -> tensor<4x192xf32>
    %384 = linalg.matmul ins(%382, %arg15 : tensor<256x4xf32>, tensor<4x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_214 = tensor.expand_shape %384 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %385 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%375, %expanded_214 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %386 = linalg.matmul ins(%collapsed_211, %arg17 : tensor<256x512xf32>, tensor<512x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_215 = tensor.expand_shape %386 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %387 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%385, %expanded_215 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %388 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%387, %arg14 : tensor<4x64x192xf32>, tensor<192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %389 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%388, %95 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %390 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%388, %100 : tensor<4x64x192xf32>, tensor<4x64x1xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %391 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%389 : tensor<4x64x192xf32>) outs(%21 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.addf %in, %out : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %392 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%361, %390 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %393 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%100, %100 : tensor<4x64x1xf32>, tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %394 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%100, %393 : tensor<4x64x1xf32>, tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %395 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%391 : tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.mulf %in, %cst_14 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %396 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%395, %394 : tensor<4x64x1xf32>, tensor<4x64x1xf32>) outs(%20 : tensor<4x64x1xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x1xf32>
    %collapsed_216 = tensor.collapse_shape %396 [[0], [1, 2]] : tensor<4x64x1xf32> into tensor<4x64xf32>
    %397 = linalg.generic {indexing_maps = [#map4, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%collapsed_216 : tensor<4x64xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x64x192xf32>
    %398 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%397 : tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.divf %in, %cst_13 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %399 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%398, %95 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %400 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%392, %399 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %401 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%400, %399 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %collapsed_217 = tensor.collapse_shape %401 [[0, 1], [2]] : tensor<4x64x192xf32> into tensor<256x192xf32>
    %transposed_218 = linalg.transpose ins(%collapsed_217 : tensor<256x192xf32>) outs(%201 : tensor<192x256xf32>) permutation = [1, 0] 
    %402 = linalg.matmul ins(%transposed_218, %92 : tensor<192x256xf32>, tensor<256x4xf32>) outs(%254 : tensor<192x4xf32>) -> tensor<192x4xf32>
    %403 = linalg.matmul ins(%collapsed_217, %arg12 : tensor<256x192xf32>, tensor<192x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_219 = linalg.transpose ins(%403 : tensor<256x4xf32>) outs(%257 : tensor<4x256xf32>) permutation = [1, 0] 
    %404 = linalg.matmul ins(%transposed_219, %collapsed_51 : tensor<4x256xf32>, tensor<256x192xf32>) outs(%269 : tensor<4x192xf32>) -> tensor<4x192xf32>
    %405 = linalg.matmul ins(%403, %arg11 : tensor<256x4xf32>, tensor<4x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_220 = tensor.expand_shape %405 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %406 = linalg.matmul ins(%collapsed_217, %arg13 : tensor<256x192xf32>, tensor<192x192xf32>) outs(%30 : tensor<256x192xf32>) -> tensor<256x192xf32>
    %expanded_221 = tensor.expand_shape %406 [[0, 1], [2]] output_shape [4, 64, 192] : tensor<256x192xf32> into tensor<4x64x192xf32>
    %407 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_220, %expanded_221 : tensor<4x64x192xf32>, tensor<4x64x192xf32>) outs(%17 : tensor<4x64x192xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x64x192xf32>
    %expanded_222 = tensor.expand_shape %407 [[0], [1], [2, 3]] output_shape [4, 64, 6, 32] : tensor<4x64x192xf32> into tensor<4x64x6x32xf32>
    %transposed_223 = linalg.transpose ins(%expanded_222 : tensor<4x64x6x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_224 = tensor.collapse_shape %transposed_223 [[0, 1], [2], [3]] : tensor<4x6x64x32xf32> into tensor<24x64x32xf32>
    %transposed_225 = linalg.transpose ins(%collapsed_46 : tensor<24x64x64xf32>) outs(%67 : tensor<24x64x64xf32>) permutation = [0, 2, 1] 
    %408 = linalg.batch_matmul ins(%transposed_225, %collapsed_224 : tensor<24x64x64xf32>, tensor<24x64x32xf32>) outs(%88 : tensor<24x64x32xf32>) -> tensor<24x64x32xf32>
    %transposed_226 = linalg.transpose ins(%collapsed_47 : tensor<24x64x32xf32>) outs(%307 : tensor<24x32x64xf32>) permutation = [0, 2, 1] 
    %409 = linalg.batch_matmul ins(%collapsed_224, %transposed_226 : tensor<24x64x32xf32>, tensor<24x32x64xf32>) outs(%68 : tensor<24x64x64xf32>) -> tensor<24x64x64xf32>
    %expanded_227 = tensor.expand_shape %408 [[0, 1], [2], [3]] output_shape [4, 6, 64, 32] : tensor<24x64x32xf32> into tensor<4x6x64x32xf32>
    %expanded_228 = tensor.expand_shape %409 [[0, 1], [2], [3]] output_shape [4, 6, 64, 64] : tensor<24x64x64xf32> into tensor<4x6x64x64xf32>
    %410 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_228, %86 : tensor<4x6x64x64xf32>, tensor<4x6x64x64xf32>) outs(%70 : tensor<4x6x64x64xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x64xf32>
    %411 = linalg.generic {indexing_maps = [#map8, #map14], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%410 : tensor<4x6x64x64xf32>) outs(%83 : tensor<4x6x64x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.addf %in, %out : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x1xf32>
    %412 = linalg.generic {indexing_maps = [#map8, #map14, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%86, %411 : tensor<4x6x64x64xf32>, tensor<4x6x64x1xf32>) outs(%70 : tensor<4x6x64x64xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x64xf32>
    %413 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%410, %412 : tensor<4x6x64x64xf32>, tensor<4x6x64x64xf32>) outs(%70 : tensor<4x6x64x64xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.subf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x64xf32>
    %collapsed_229 = tensor.collapse_shape %413 [[0, 1], [2], [3]] : tensor<4x6x64x64xf32> into tensor<24x64x64xf32>
    %transposed_230 = linalg.transpose ins(%collapsed_42 : tensor<24x64x32xf32>) outs(%307 : tensor<24x32x64xf32>) permutation = [0, 2, 1] 
    %414 = linalg.batch_matmul ins(%transposed_230, %collapsed_229 : tensor<24x32x64xf32>, tensor<24x64x64xf32>) outs(%313 : tensor<24x32x64xf32>) -> tensor<24x32x64xf32>
    %transposed_231 = linalg.transpose ins(%collapsed_43 : tensor<24x32x64xf32>) outs(%87 : tensor<24x64x32xf32>) permutation = [0, 2, 1] 
    %415 = linalg.batch_matmul ins(%collapsed_229, %transposed_231 : tensor<24x64x64xf32>, tensor<24x64x32xf32>) outs(%88 : tensor<24x64x32xf32>) -> tensor<24x64x32xf32>
    %expanded_232 = tensor.expand_shape %414 [[0, 1], [2], [3]] output_shape [4, 6, 32, 64] : tensor<24x32x64xf32> into tensor<4x6x32x64xf32>
    %expanded_233 = tensor.expand_shape %415 [[0, 1], [2], [3]] output_shape [4, 6, 64, 32] : tensor<24x64x32xf32> into tensor<4x6x64x32xf32>
    %416 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_232 : tensor<4x6x32x64xf32>) outs(%65 : tensor<4x6x32x64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.truncf %cst_8 : f64 to f32
      %438 = arith.mulf %in, %437 : f32
      linalg.yield %438 : f32
    } -> tensor<4x6x32x64xf32>
    %transposed_234 = linalg.transpose ins(%416 : tensor<4x6x32x64xf32>) outs(%39 : tensor<4x6x64x32xf32>) permutation = [0, 1, 3, 2] 
    %417 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_233 : tensor<4x6x64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.truncf %cst_8 : f64 to f32
      %438 = arith.mulf %in, %437 : f32
      linalg.yield %438 : f32
    } -> tensor<4x6x64x32xf32>
    %418 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_234, %16 : tensor<4x6x64x32xf32>, tensor<64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %extracted_slice_235 = tensor.extract_slice %418[0, 0, 0, 0] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x32xf32> to tensor<4x6x64x16xf32>
    %extracted_slice_236 = tensor.extract_slice %418[0, 0, 0, 16] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x32xf32> to tensor<4x6x64x16xf32>
    %inserted_slice_237 = tensor.insert_slice %extracted_slice_236 into %cst_2[0, 0, 0, 0] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x16xf32> into tensor<4x6x64x32xf32>
    %419 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_235 : tensor<4x6x64x16xf32>) outs(%49 : tensor<4x6x64x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.negf %in : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x16xf32>
    %inserted_slice_238 = tensor.insert_slice %419 into %cst_2[0, 0, 0, 16] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x16xf32> into tensor<4x6x64x32xf32>
    %420 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%inserted_slice_237, %inserted_slice_238 : tensor<4x6x64x32xf32>, tensor<4x6x64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %421 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_234, %15 : tensor<4x6x64x32xf32>, tensor<64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %422 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%420, %421 : tensor<4x6x64x32xf32>, tensor<4x6x64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %423 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%417, %16 : tensor<4x6x64x32xf32>, tensor<64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %extracted_slice_239 = tensor.extract_slice %423[0, 0, 0, 0] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x32xf32> to tensor<4x6x64x16xf32>
    %extracted_slice_240 = tensor.extract_slice %423[0, 0, 0, 16] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x32xf32> to tensor<4x6x64x16xf32>
    %inserted_slice_241 = tensor.insert_slice %extracted_slice_240 into %cst_2[0, 0, 0, 0] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x16xf32> into tensor<4x6x64x32xf32>
    %424 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_239 : tensor<4x6x64x16xf32>) outs(%49 : tensor<4x6x64x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %437 = arith.negf %in : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x16xf32>
    %inserted_slice_242 = tensor.insert_slice %424 into %cst_2[0, 0, 0, 16] [4, 6, 64, 16] [1, 1, 1, 1] : tensor<4x6x64x16xf32> into tensor<4x6x64x32xf32>
    %425 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%inserted_slice_241, %inserted_slice_242 : tensor<4x6x64x32xf32>, tensor<4x6x64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %426 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%417, %15 : tensor<4x6x64x32xf32>, tensor<64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.mulf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %427 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%425, %426 : tensor<4x6x64x32xf32>, tensor<4x6x64x32xf32>) outs(%39 : tensor<4x6x64x32xf32>) {
    ^bb0(%in: f32, %in_255: f32, %out: f32):
      %437 = arith.addf %in, %in_255 : f32
      linalg.yield %437 : f32
    } -> tensor<4x6x64x32xf32>
    %transposed_243 = linalg.transpose ins(%expanded_227 : tensor<4x6x64x32xf32>) outs(%90 : tensor<4x64x6x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_244 = tensor.collapse_shape %transposed_243 [[0, 1], [2, 3]] : tensor<4x64x6x32xf32> into tensor<256x192xf32>
    %transposed_245 = linalg.transpose ins(%collapsed_244 : tensor<256x192xf32>) outs(%201 : tensor<192x256xf32>) permutation = [1, 0] 
    %428 = linalg.matmul ins(%transposed_245, %45 : tensor<192x256xf32>, tensor<256x4xf32>) outs(%254 : tensor<192x4xf32>) -> tensor<192x4xf32>
    %429 = linalg.matmul ins(%collapsed_244, %arg9 : tensor<256x192xf32>, tensor<192x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_246 = linalg.transpose ins(%429 : tensor<256x4xf32>) outs(%257 : tensor<4x256xf32>) permutation = [1, 0] 
    %430 = linalg.matmul ins(%transposed_246, %collapsed : tensor<4x256xf32>, tensor<256x192xf32>) outs(%269 : tensor<4x192xf32>) -> tensor<4x192xf32>
    %transposed_247 = linalg.transpose ins(%422 : tensor<4x6x64x32xf32>) outs(%90 : tensor<4x64x6x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_248 = tensor.collapse_shape %transposed_247 [[0, 1], [2, 3]] : tensor<4x64x6x32xf32> into tensor<256x192xf32>
    %transposed_249 = linalg.transpose ins(%collapsed_248 : tensor<256x192xf32>) outs(%201 : tensor<192x256xf32>) permutation = [1, 0] 
    %431 = linalg.matmul ins(%transposed_249, %41 : tensor<192x256xf32>, tensor<256x4xf32>) outs(%254 : tensor<192x4xf32>) -> tensor<192x4xf32>
    %432 = linalg.matmul ins(%collapsed_248, %arg6 : tensor<256x192xf32>, tensor<192x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_250 = linalg.transpose ins(%432 : tensor<256x4xf32>) outs(%257 : tensor<4x256xf32>) permutation = [1, 0] 
    %433 = linalg.matmul ins(%transposed_250, %collapsed : tensor<4x256xf32>, tensor<256x192xf32>) outs(%269 : tensor<4x192xf32>) -> tensor<4x192xf32>
    %transposed_251 = linalg.transpose ins(%427 : tensor<4x6x64x32xf32>) outs(%90 : tensor<4x64x6x32xf32>) permutation = [0, 2, 1, 3] 
    %collapsed_252 = tensor.collapse_shape %transposed_251 [[0, 1], [2, 3]] : tensor<4x64x6x32xf32> into tensor<256x192xf32>
    %transposed_253 = linalg.transpose ins(%collapsed_252 : tensor<256x192xf32>) outs(%201 : tensor<192x256xf32>) permutation = [1, 0] 
    %434 = linalg.matmul ins(%transposed_253, %35 : tensor<192x256xf32>, tensor<256x4xf32>) outs(%254 : tensor<192x4xf32>) -> tensor<192x4xf32>
    %435 = linalg.matmul ins(%collapsed_252, %arg3 : tensor<256x192xf32>, tensor<192x4xf32>) outs(%34 : tensor<256x4xf32>) -> tensor<256x4xf32>
    %transposed_254 = linalg.transpose ins(%435 : tensor<256x4xf32>) outs(%257 : tensor<4x256xf32>) permutation = [1, 0] 
    %436 = linalg.matmul ins(%transposed_254, %collapsed : tensor<4x256xf32>, tensor<256x192xf32>) outs(%269 : tensor<4x192xf32>) -> tensor<4x192xf32>
    return %232, %436, %434, %433, %431, %430, %428, %404, %402, %383, %381, %372, %370, %364, %362, %343, %341, %336, %334, %330, %328, %302, %300, %281, %279, %270, %267, %259, %255 : tensor<f32>, tensor<4x192xf32>, tensor<192x4xf32>, tensor<4x192xf32>, tensor<192x4xf32>, tensor<4x192xf32>, tensor<192x4xf32>, tensor<4x192xf32>, tensor<192x4xf32>, tensor<4x192xf32>, tensor<512x4xf32>, tensor<4x192xf32>, tensor<512x4xf32>, tensor<4x512xf32>, tensor<192x4xf32>, tensor<4x192xf32>, tensor<192x4xf32>, tensor<4x192xf32>, tensor<192x4xf32>, tensor<4x192xf32>, tensor<192x4xf32>, tensor<4x192xf32>, tensor<192x4xf32>, tensor<4x192xf32>, tensor<512x4xf32>, tensor<4x192xf32>, tensor<512x4xf32>, tensor<4x512xf32>, tensor<192x4xf32>
  }
}
