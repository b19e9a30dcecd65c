#map = affine_map<(d0, d1) -> ()>
#map1 = affine_map<(d0, d1) -> (d0, d1)>
#map2 = affine_map<(d0, d1, d2) -> ()>
#map3 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map4 = affine_map<(d0, d1, d2) -> (0, 0, d2)>
#map5 = affine_map<(d0, d1, d2) -> (d0, d1)>
#map6 = affine_map<(d0) -> (d0)>
#map7 = affine_map<(d0, d1, d2) -> (d1)>
#map8 = affine_map<(d0, d1, d2) -> (d2)>
#map9 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map10 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map11 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d4)>
#map12 = affine_map<(d0, d1, d2, d3, d4) -> (d4, d2, d3)>
#map13 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d3)>
#map14 = affine_map<(d0, d1, d2, d3) -> (0, 0, d2, d3)>
#map15 = affine_map<() -> ()>
#map16 = affine_map<(d0, d1, d2, d3) -> ()>
#map17 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d2, d1, d4)>
#map18 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d3, d1, d4)>
#map19 = affine_map<(d0, d1, d2, d3) -> (d0, 0, d2, d3)>
#map20 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
#map21 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, 0)>
#map22 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d4, d1, d2)>
#map23 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d3, d4)>
#map24 = affine_map<(d0, d1, d2, d3) -> (d0, d2, d3, d1)>
#map25 = affine_map<(d0, d1, d2, d3, d4) -> (d3, d4, d2)>
#map26 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2)>
#map27 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d3)>
#map28 = affine_map<(d0, d1, d2, d3) -> (d3, d2)>
#map29 = affine_map<(d0, d1, d2) -> (d1, d2, d0)>
#map30 = affine_map<(d0, d1, d2) -> (d0)>
#map31 = affine_map<(d0, d1, d2, d3) -> (d2, d3, d0)>
#map32 = affine_map<(d0, d1, d2, d3) -> (d2, d3, d1)>
#map33 = affine_map<(d0, d1, d2, d3) -> (d0, d1)>
#map34 = affine_map<(d0, d1) -> (d1, d0)>
#map35 = affine_map<(d0, d1, d2, d3) -> (d2, d3)>
#map36 = affine_map<(d0, d1, d2, d3, d4) -> (d3, d4, d0)>
#map37 = affine_map<(d0, d1, d2, d3, d4) -> (d3, d4, d1, d2)>
#map38 = affine_map<(d0, d1, d2) -> (d2, d0, d1)>
#map39 = affine_map<(d0, d1, d2, d3, d4) -> (d2, d3, d4)>
#map40 = affine_map<(d0, d1, d2, d3) -> (d0, d3, d1, d2)>
#map41 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d4, d2)>
#map42 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d4)>
#map43 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d4, d3)>
#map44 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d4, d1, d3)>
#map45 = affine_map<(d0, d1, d2, d3) -> (d0, d2, d1, d3)>
#map46 = affine_map<(d0, d1, d2, d3) -> (d2, d3, d0, d1)>
#map47 = affine_map<(d0, d1, d2, d3, d4) -> (d3, d4, d0, d1)>
module @jit_loss attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  shard.grid @grid(shape = 2)
  func.func public @step(%arg0: tensor<8xf32> {fsdp.group = "group0", fsdp.param = "Block_0.Dense_0.bias"}, %arg1: tensor<8x8xf32> {fsdp.group = "group0", fsdp.param = "Block_0.Dense_0.kernel"}, %arg2: tensor<8xf32> {fsdp.group = "group0", fsdp.param = "Block_0.Dense_1.bias"}, %arg3: tensor<8x8xf32> {fsdp.group = "group0", fsdp.param = "Block_0.Dense_1.kernel"}, %arg4: tensor<8xf32> {fsdp.group = "group0", fsdp.param = "Block_0.LayerNorm_0.bias"}, %arg5: tensor<8xf32> {fsdp.group = "group0", fsdp.param = "Block_0.LayerNorm_0.scale"}, %arg6: tensor<2x4xf32> {fsdp.group = "group0", fsdp.param = "Block_0.MultiHeadDotProductAttention_0.key.bias"}, %arg7: tensor<8x2x4xf32> {fsdp.group = "group0", fsdp.param = "Block_0.MultiHeadDotProductAttention_0.key.kernel"}, %arg8: tensor<8xf32> {fsdp.group = "group0", fsdp.param = "Block_0.MultiHeadDotProductAttention_0.out.bias"}, %arg9: tensor<2x4x8xf32> {fsdp.group = "group0", fsdp.param = "Block_0.MultiHeadDotProductAttention_0.out.kernel"}, %arg10: tensor<2x4xf32> {fsdp.group = "group0", fsdp.param = "Block_0.MultiHeadDotProductAttention_0.query.bias"}, %arg11: tensor<8x2x4xf32> {fsdp.group = "group0", fsdp.param = "Block_0.MultiHeadDotProductAttention_0.query.kernel"}, %arg12: tensor<2x4xf32> {fsdp.group = "group0", fsdp.param = "Block_0.MultiHeadDotProductAttention_0.value.bias"}, %arg13: tensor<8x2x4xf32> {fsdp.group = "group0", fsdp.param = "Block_0.MultiHeadDotProductAttention_0.value.kernel"}, %arg14: tensor<8xf32> {fsdp.group = "group0", fsdp.param = "Block_0.RMSNorm_0.scale"}, %arg15: tensor<37xf32> {fsdp.param = "Dense_0.bias"}, %arg16: tensor<8x37xf32> {fsdp.param = "Dense_0.kernel"}, %arg17: tensor<37x8xf32> {fsdp.param = "Embed_0.embedding"}, %arg18: tensor<8xf32> {fsdp.param = "LayerNorm_0.bias"}, %arg19: tensor<8xf32> {fsdp.param = "LayerNorm_0.scale"}, %arg20: tensor<2x4xi32> {fsdp.batch = "tokens"}, %arg21: tensor<2x4xi32> {fsdp.batch = "targets"}) -> (tensor<f32> {fsdp.loss}, tensor<8xf32> {fsdp.grad = "Block_0.Dense_0.bias"}, tensor<8x8xf32> {fsdp.grad = "Block_0.Dense_0.kernel"}, tensor<8xf32> {fsdp.grad = "Block_0.Dense_1.bias"}, tensor<8x8xf32> {fsdp.grad = "Block_0.Dense_1.kernel"}, tensor<8xf32> {fsdp.grad = "Block_0.LayerNorm_0.bias"}, tensor<8xf32> {fsdp.grad = "Block_0.LayerNorm_0.scale"}, tensor<2x4xf32> {fsdp.grad = "Block_0.MultiHeadDotProductAttention_0.key.bias"}, tensor<8x2x4xf32> {fsdp.grad = "Block_0.MultiHeadDotProductAttention_0.key.kernel"}, tensor<8xf32> {fsdp.grad = "Block_0.MultiHeadDotProductAttention_0.out.bias"}, tensor<2x4x8xf32> {fsdp.grad = "Block_0.MultiHeadDotProductAttention_0.out.kernel"}, tensor<2x4xf32> {fsdp.grad = "Block_0.MultiHeadDotProductAttention_0.query.bias"}, tensor<8x2x4xf32> {fsdp.grad = "Block_0.MultiHeadDotProductAttention_0.query.kernel"}, tensor<2x4xf32> {fsdp.grad = "Block_0.MultiHeadDotProductAttention_0.value.bias"}, tensor<8x2x4xf32> {fsdp.grad = "Block_0.MultiHeadDotProductAttention_0.value.kernel"}, tensor<8xf32> {fsdp.grad = "Block_0.RMSNorm_0.scale"}, tensor<37xf32> {fsdp.grad = "Dense_0.bias"}, tensor<8x37xf32> {fsdp.grad = "Dense_0.kernel"}, tensor<37x8xf32> {fsdp.grad = "Embed_0.embedding"}, tensor<8xf32> {fsdp.grad = "LayerNorm_0.bias"}, tensor<8xf32> {fsdp.grad = "LayerNorm_0.scale"}) {
    %cst = arith.constant 1.250000e-01 : f32
    %cst_0 = arith.constant 2.000000e+00 : f32
    %cst_1 = arith.constant 8.000000e+00 : f32
    %cst_2 = arith.constant 0xFF800000 : f32
    %cst_3 = arith.constant 0.000000e+00 : f32
    %cst_4 = arith.constant dense<0> : tensor<i32>
    %cst_5 = arith.constant dense<5.000000e-01> : tensor<f32>
    %cst_6 = arith.constant dense<0.797884583> : tensor<f32>
    %cst_7 = arith.constant dense<4.471500e-02> : tensor<f32>
    %cst_8 = arith.constant dense<3.000000e+00> : tensor<f32>
    %cst_9 = arith.constant dense<0xFF800000> : tensor<f32>
    %cst_10 = arith.constant dense<-3.40282347E+38> : tensor<f32>
    %cst_11 = arith.constant dense<-5.000000e-01> : tensor<f32>
    %cst_12 = arith.constant dense<9.99999997E-7> : tensor<f32>
    %cst_13 = arith.constant dense<8.000000e+00> : tensor<f32>
    %cst_14 = arith.constant dense<0.000000e+00> : tensor<f32>
    %cst_15 = arith.constant dense<2.000000e+00> : tensor<f32>
    %cst_16 = arith.constant dense<1.000000e+00> : tensor<f32>
    %cst_17 = arith.constant dense<36> : tensor<1x1x1xi32>
    %c36 = arith.constant 36 : index
    %c0 = arith.constant 0 : index
    %true = arith.constant true
    %cst_18 = arith.constant dense<0x7FC00000> : tensor<f32>
    %cst_19 = arith.constant dense<37> : tensor<i32>
    %0 = tensor.empty() : tensor<2x4xi32>
    %1 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%cst_4 : tensor<i32>) outs(%0 : tensor<2x4xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<2x4xi32>
    %2 = tensor.empty() : tensor<2x4xi1>
    %3 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg20, %1 : tensor<2x4xi32>, tensor<2x4xi32>) outs(%2 : tensor<2x4xi1>) {
    ^bb0(%in: i32, %in_51: i32, %out: i1):
      %357 = arith.cmpi slt, %in, %in_51 : i32
      linalg.yield %357 : i1
    } -> tensor<2x4xi1>
    %4 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%cst_19 : tensor<i32>) outs(%0 : tensor<2x4xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<2x4xi32>
    %5 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg20, %4 : tensor<2x4xi32>, tensor<2x4xi32>) outs(%0 : tensor<2x4xi32>) {
    ^bb0(%in: i32, %in_51: i32, %out: i32):
      %357 = arith.addi %in, %in_51 : i32
      linalg.yield %357 : i32
    } -> tensor<2x4xi32>
    %6 = linalg.generic {indexing_maps = [#map1, #map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%3, %5, %arg20 : tensor<2x4xi1>, tensor<2x4xi32>, tensor<2x4xi32>) outs(%0 : tensor<2x4xi32>) {
    ^bb0(%in: i1, %in_51: i32, %in_52: i32, %out: i32):
      %357 = arith.select %in, %in_51, %in_52 : i32
      linalg.yield %357 : i32
    } -> tensor<2x4xi32>
    %expanded = tensor.expand_shape %6 [[0], [1, 2]] output_shape [2, 4, 1] : tensor<2x4xi32> into tensor<2x4x1xi32>
    %7 = tensor.empty() : tensor<2x4x1xi32>
    %8 = linalg.generic {indexing_maps = [#map2, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_4 : tensor<i32>) outs(%7 : tensor<2x4x1xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<2x4x1xi32>
    %9 = tensor.empty() : tensor<2x4x1xi1>
    %10 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded, %8 : tensor<2x4x1xi32>, tensor<2x4x1xi32>) outs(%9 : tensor<2x4x1xi1>) {
    ^bb0(%in: i32, %in_51: i32, %out: i1):
      %357 = arith.cmpi sge, %in, %in_51 : i32
      linalg.yield %357 : i1
    } -> tensor<2x4x1xi1>
    %11 = linalg.generic {indexing_maps = [#map4, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_17 : tensor<1x1x1xi32>) outs(%7 : tensor<2x4x1xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<2x4x1xi32>
    %12 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded, %11 : tensor<2x4x1xi32>, tensor<2x4x1xi32>) outs(%9 : tensor<2x4x1xi1>) {
    ^bb0(%in: i32, %in_51: i32, %out: i1):
      %357 = arith.cmpi sle, %in, %in_51 : i32
      linalg.yield %357 : i1
    } -> tensor<2x4x1xi1>
    %13 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%10, %12 : tensor<2x4x1xi1>, tensor<2x4x1xi1>) outs(%9 : tensor<2x4x1xi1>) {
    ^bb0(%in: i1, %in_51: i1, %out: i1):
      %357 = arith.andi %in, %in_51 : i1
      linalg.yield %357 : i1
    } -> tensor<2x4x1xi1>
    %14 = linalg.fill ins(%true : i1) outs(%2 : tensor<2x4xi1>) -> tensor<2x4xi1>
    %15 = linalg.generic {indexing_maps = [#map3, #map5], iterator_types = ["parallel", "parallel", "reduction"]} ins(%13 : tensor<2x4x1xi1>) outs(%14 : tensor<2x4xi1>) {
    ^bb0(%in: i1, %out: i1):
      %357 = arith.andi %out, %in : i1
      linalg.yield %357 : i1
    } -> tensor<2x4xi1>
    %16 = tensor.empty() : tensor<2x4x8xf32>
    %17 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel"]} outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%out: f32):
      %357 = linalg.index 0 : index
      %358 = linalg.index 1 : index
      %359 = linalg.index 2 : index
      %extracted = tensor.extract %expanded[%357, %358, %c0] : tensor<2x4x1xi32>
      %360 = arith.index_cast %extracted : i32 to index
      %361 = arith.maxsi %360, %c0 : index
      %362 = arith.minsi %361, %c36 : index
      %extracted_51 = tensor.extract %arg17[%362, %359] : tensor<37x8xf32>
      linalg.yield %extracted_51 : f32
    } -> tensor<2x4x8xf32>
    %18 = tensor.empty() : tensor<2x4x8xi1>
    %19 = linalg.generic {indexing_maps = [#map5, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%15 : tensor<2x4xi1>) outs(%18 : tensor<2x4x8xi1>) {
    ^bb0(%in: i1, %out: i1):
      linalg.yield %in : i1
    } -> tensor<2x4x8xi1>
    %20 = linalg.generic {indexing_maps = [#map2, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_18 : tensor<f32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %21 = linalg.generic {indexing_maps = [#map3, #map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%19, %17, %20 : tensor<2x4x8xi1>, tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: i1, %in_51: f32, %in_52: f32, %out: f32):
      %357 = arith.select %in, %in_51, %in_52 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %22 = tensor.empty() : tensor<4xi32>
    %23 = linalg.generic {indexing_maps = [#map6], iterator_types = ["parallel"]} outs(%22 : tensor<4xi32>) {
    ^bb0(%out: i32):
      %357 = linalg.index 0 : index
      %358 = arith.index_cast %357 : index to i32
      linalg.yield %358 : i32
    } -> tensor<4xi32>
    %24 = tensor.empty() : tensor<2x4x4xi32>
    %25 = linalg.generic {indexing_maps = [#map7, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%23 : tensor<4xi32>) outs(%24 : tensor<2x4x4xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<2x4x4xi32>
    %26 = linalg.generic {indexing_maps = [#map8, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%23 : tensor<4xi32>) outs(%24 : tensor<2x4x4xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<2x4x4xi32>
    %27 = tensor.empty() : tensor<2x4x4xi1>
    %28 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%25, %26 : tensor<2x4x4xi32>, tensor<2x4x4xi32>) outs(%27 : tensor<2x4x4xi1>) {
    ^bb0(%in: i32, %in_51: i32, %out: i1):
      %357 = arith.cmpi sge, %in, %in_51 : i32
      linalg.yield %357 : i1
    } -> tensor<2x4x4xi1>
    %expanded_20 = tensor.expand_shape %28 [[0], [1, 2], [3]] output_shape [2, 1, 4, 4] : tensor<2x4x4xi1> into tensor<2x1x4x4xi1>
    %29 = tensor.empty() : tensor<2x1x4x4xf32>
    %30 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_20 : tensor<2x1x4x4xi1>) outs(%29 : tensor<2x1x4x4xf32>) {
    ^bb0(%in: i1, %out: f32):
      %357 = arith.uitofp %in : i1 to f32
      linalg.yield %357 : f32
    } -> tensor<2x1x4x4xf32>
    %31 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%21, %21 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %32 = linalg.generic {indexing_maps = [#map2, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_15 : tensor<f32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %33 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%32, %21 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %34 = tensor.empty() : tensor<2x4xf32>
    %35 = linalg.fill ins(%cst_3 : f32) outs(%34 : tensor<2x4xf32>) -> tensor<2x4xf32>
    %36 = linalg.generic {indexing_maps = [#map3, #map5], iterator_types = ["parallel", "parallel", "reduction"]} ins(%31 : tensor<2x4x8xf32>) outs(%35 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %37 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%cst_13 : tensor<f32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4xf32>
    %38 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%36, %37 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.divf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %expanded_21 = tensor.expand_shape %38 [[0], [1, 2]] output_shape [2, 4, 1] : tensor<2x4xf32> into tensor<2x4x1xf32>
    %39 = linalg.generic {indexing_maps = [#map2, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_14 : tensor<f32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %40 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%21, %39 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.subf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %41 = tensor.empty() : tensor<2x4x1xf32>
    %42 = linalg.generic {indexing_maps = [#map2, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_12 : tensor<f32>) outs(%41 : tensor<2x4x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x1xf32>
    %43 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_21, %42 : tensor<2x4x1xf32>, tensor<2x4x1xf32>) outs(%41 : tensor<2x4x1xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x1xf32>
    %44 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%43 : tensor<2x4x1xf32>) outs(%41 : tensor<2x4x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = math.rsqrt %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x1xf32>
    %45 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%44, %43 : tensor<2x4x1xf32>, tensor<2x4x1xf32>) outs(%41 : tensor<2x4x1xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.divf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x1xf32>
    %46 = linalg.generic {indexing_maps = [#map2, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_11 : tensor<f32>) outs(%41 : tensor<2x4x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x1xf32>
    %47 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%46, %45 : tensor<2x4x1xf32>, tensor<2x4x1xf32>) outs(%41 : tensor<2x4x1xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x1xf32>
    %expanded_22 = tensor.expand_shape %arg14 [[0, 1, 2]] output_shape [1, 1, 8] : tensor<8xf32> into tensor<1x1x8xf32>
    %48 = linalg.generic {indexing_maps = [#map10, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%44 : tensor<2x4x1xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %49 = linalg.generic {indexing_maps = [#map4, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_22 : tensor<1x1x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %50 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%48, %49 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %51 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%40, %50 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %52 = tensor.empty() : tensor<2x4x2x4xf32>
    %53 = linalg.fill ins(%cst_3 : f32) outs(%52 : tensor<2x4x2x4xf32>) -> tensor<2x4x2x4xf32>
    %54 = linalg.generic {indexing_maps = [#map11, #map12, #map13], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%51, %arg11 : tensor<2x4x8xf32>, tensor<8x2x4xf32>) outs(%53 : tensor<2x4x2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x4x2x4xf32>
    %expanded_23 = tensor.expand_shape %arg10 [[0, 1, 2], [3]] output_shape [1, 1, 2, 4] : tensor<2x4xf32> into tensor<1x1x2x4xf32>
    %55 = linalg.generic {indexing_maps = [#map14, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_23 : tensor<1x1x2x4xf32>) outs(%52 : tensor<2x4x2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x2x4xf32>
    %56 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%54, %55 : tensor<2x4x2x4xf32>, tensor<2x4x2x4xf32>) outs(%52 : tensor<2x4x2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x2x4xf32>
    %57 = linalg.generic {indexing_maps = [#map11, #map12, #map13], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%51, %arg7 : tensor<2x4x8xf32>, tensor<8x2x4xf32>) outs(%53 : tensor<2x4x2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x4x2x4xf32>
    %expanded_24 = tensor.expand_shape %arg6 [[0, 1, 2], [3]] output_shape [1, 1, 2, 4] : tensor<2x4xf32> into tensor<1x1x2x4xf32>
    %58 = linalg.generic {indexing_maps = [#map14, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_24 : tensor<1x1x2x4xf32>) outs(%52 : tensor<2x4x2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x2x4xf32>
    %59 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%57, %58 : tensor<2x4x2x4xf32>, tensor<2x4x2x4xf32>) outs(%52 : tensor<2x4x2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x2x4xf32>
    %60 = linalg.generic {indexing_maps = [#map11, #map12, #map13], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%51, %arg13 : tensor<2x4x8xf32>, tensor<8x2x4xf32>) outs(%53 : tensor<2x4x2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x4x2x4xf32>
    %expanded_25 = tensor.expand_shape %arg12 [[0, 1, 2], [3]] output_shape [1, 1, 2, 4] : tensor<2x4xf32> into tensor<1x1x2x4xf32>
    %61 = linalg.generic {indexing_maps = [#map14, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_25 : tensor<1x1x2x4xf32>) outs(%52 : tensor<2x4x2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x2x4xf32>
    %62 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%60, %61 : tensor<2x4x2x4xf32>, tensor<2x4x2x4xf32>) outs(%52 : tensor<2x4x2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x2x4xf32>
    %63 = tensor.empty() : tensor<f32>
    %64 = linalg.generic {indexing_maps = [#map15], iterator_types = []} outs(%63 : tensor<f32>) {
    ^bb0(%out: f32):
      linalg.yield %cst_0 : f32
    } -> tensor<f32>
    %65 = linalg.generic {indexing_maps = [#map16, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%64 : tensor<f32>) outs(%52 : tensor<2x4x2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x2x4xf32>
    %66 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%56, %65 : tensor<2x4x2x4xf32>, tensor<2x4x2x4xf32>) outs(%52 : tensor<2x4x2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.divf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x2x4xf32>
    %67 = tensor.empty() : tensor<2x2x4x4xf32>
    %68 = linalg.fill ins(%cst_3 : f32) outs(%67 : tensor<2x2x4x4xf32>) -> tensor<2x2x4x4xf32>
    %69 = linalg.generic {indexing_maps = [#map17, #map18, #map13], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%66, %59 : tensor<2x4x2x4xf32>, tensor<2x4x2x4xf32>) outs(%68 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x2x4x4xf32>
    %70 = linalg.generic {indexing_maps = [#map16, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%cst_14 : tensor<f32>) outs(%29 : tensor<2x1x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x1x4x4xf32>
    %71 = tensor.empty() : tensor<2x1x4x4xi1>
    %72 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%30, %70 : tensor<2x1x4x4xf32>, tensor<2x1x4x4xf32>) outs(%71 : tensor<2x1x4x4xi1>) {
    ^bb0(%in: f32, %in_51: f32, %out: i1):
      %357 = arith.cmpf une, %in, %in_51 : f32
      linalg.yield %357 : i1
    } -> tensor<2x1x4x4xi1>
    %73 = tensor.empty() : tensor<2x2x4x4xi1>
    %74 = linalg.generic {indexing_maps = [#map19, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%72 : tensor<2x1x4x4xi1>) outs(%73 : tensor<2x2x4x4xi1>) {
    ^bb0(%in: i1, %out: i1):
      linalg.yield %in : i1
    } -> tensor<2x2x4x4xi1>
    %75 = linalg.generic {indexing_maps = [#map16, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%cst_10 : tensor<f32>) outs(%67 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x2x4x4xf32>
    %76 = linalg.generic {indexing_maps = [#map9, #map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%74, %69, %75 : tensor<2x2x4x4xi1>, tensor<2x2x4x4xf32>, tensor<2x2x4x4xf32>) outs(%67 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: i1, %in_51: f32, %in_52: f32, %out: f32):
      %357 = arith.select %in, %in_51, %in_52 : f32
      linalg.yield %357 : f32
    } -> tensor<2x2x4x4xf32>
    %77 = tensor.empty() : tensor<2x2x4xf32>
    %78 = linalg.fill ins(%cst_2 : f32) outs(%77 : tensor<2x2x4xf32>) -> tensor<2x2x4xf32>
    %79 = linalg.generic {indexing_maps = [#map9, #map20], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%76 : tensor<2x2x4x4xf32>) outs(%78 : tensor<2x2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.maximumf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x2x4xf32>
    %80 = linalg.generic {indexing_maps = [#map2, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_9 : tensor<f32>) outs(%77 : tensor<2x2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x2x4xf32>
    %81 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%80, %79 : tensor<2x2x4xf32>, tensor<2x2x4xf32>) outs(%77 : tensor<2x2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.maximumf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x2x4xf32>
    %expanded_26 = tensor.expand_shape %81 [[0], [1], [2, 3]] output_shape [2, 2, 4, 1] : tensor<2x2x4xf32> into tensor<2x2x4x1xf32>
    %82 = linalg.generic {indexing_maps = [#map21, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_26 : tensor<2x2x4x1xf32>) outs(%67 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x2x4x4xf32>
    %83 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%76, %82 : tensor<2x2x4x4xf32>, tensor<2x2x4x4xf32>) outs(%67 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.subf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x2x4x4xf32>
    %84 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%83 : tensor<2x2x4x4xf32>) outs(%67 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = math.exp %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x2x4x4xf32>
    %85 = linalg.fill ins(%cst_3 : f32) outs(%77 : tensor<2x2x4xf32>) -> tensor<2x2x4xf32>
    %86 = linalg.generic {indexing_maps = [#map9, #map20], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%84 : tensor<2x2x4x4xf32>) outs(%85 : tensor<2x2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x2x4xf32>
    %expanded_27 = tensor.expand_shape %86 [[0], [1], [2, 3]] output_shape [2, 2, 4, 1] : tensor<2x2x4xf32> into tensor<2x2x4x1xf32>
    %87 = linalg.generic {indexing_maps = [#map21, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_27 : tensor<2x2x4x1xf32>) outs(%67 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x2x4x4xf32>
    %88 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%84, %87 : tensor<2x2x4x4xf32>, tensor<2x2x4x4xf32>) outs(%67 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.divf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x2x4x4xf32>
    %89 = tensor.empty() : tensor<2x2x4x1xf32>
    %90 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_27, %expanded_27 : tensor<2x2x4x1xf32>, tensor<2x2x4x1xf32>) outs(%89 : tensor<2x2x4x1xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x2x4x1xf32>
    %91 = linalg.generic {indexing_maps = [#map16, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%cst_16 : tensor<f32>) outs(%89 : tensor<2x2x4x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x2x4x1xf32>
    %92 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%91, %90 : tensor<2x2x4x1xf32>, tensor<2x2x4x1xf32>) outs(%89 : tensor<2x2x4x1xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.divf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x2x4x1xf32>
    %93 = linalg.generic {indexing_maps = [#map22, #map23, #map13], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%62, %88 : tensor<2x4x2x4xf32>, tensor<2x2x4x4xf32>) outs(%68 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x2x4x4xf32>
    %94 = linalg.generic {indexing_maps = [#map24, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%93 : tensor<2x2x4x4xf32>) outs(%52 : tensor<2x4x2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x2x4xf32>
    %95 = linalg.fill ins(%cst_3 : f32) outs(%16 : tensor<2x4x8xf32>) -> tensor<2x4x8xf32>
    %96 = linalg.generic {indexing_maps = [#map23, #map25, #map26], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%94, %arg9 : tensor<2x4x2x4xf32>, tensor<2x4x8xf32>) outs(%95 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x4x8xf32>
    %expanded_28 = tensor.expand_shape %arg8 [[0, 1, 2]] output_shape [1, 1, 8] : tensor<8xf32> into tensor<1x1x8xf32>
    %97 = linalg.generic {indexing_maps = [#map4, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_28 : tensor<1x1x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %98 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%96, %97 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %99 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%21, %98 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %100 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%99, %99 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %101 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%32, %99 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %102 = linalg.generic {indexing_maps = [#map3, #map5], iterator_types = ["parallel", "parallel", "reduction"]} ins(%99 : tensor<2x4x8xf32>) outs(%35 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %103 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%102, %37 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.divf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %104 = linalg.generic {indexing_maps = [#map3, #map5], iterator_types = ["parallel", "parallel", "reduction"]} ins(%100 : tensor<2x4x8xf32>) outs(%35 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %105 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%104, %37 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.divf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %106 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%103, %103 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %107 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%cst_15 : tensor<f32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4xf32>
    %108 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%107, %103 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %109 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%105, %106 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.subf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %110 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%cst_14 : tensor<f32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4xf32>
    %111 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%110, %109 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.maximumf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %112 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%109, %111 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%2 : tensor<2x4xi1>) {
    ^bb0(%in: f32, %in_51: f32, %out: i1):
      %357 = arith.cmpf oeq, %in, %in_51 : f32
      linalg.yield %357 : i1
    } -> tensor<2x4xi1>
    %113 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%cst_16 : tensor<f32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4xf32>
    %114 = linalg.generic {indexing_maps = [#map1, #map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%112, %113, %110 : tensor<2x4xi1>, tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: i1, %in_51: f32, %in_52: f32, %out: f32):
      %357 = arith.select %in, %in_51, %in_52 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %115 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%110, %111 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%2 : tensor<2x4xi1>) {
    ^bb0(%in: f32, %in_51: f32, %out: i1):
      %357 = arith.cmpf oeq, %in, %in_51 : f32
      linalg.yield %357 : i1
    } -> tensor<2x4xi1>
    %116 = linalg.generic {indexing_maps = [#map1, #map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%115, %107, %113 : tensor<2x4xi1>, tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: i1, %in_51: f32, %in_52: f32, %out: f32):
      %357 = arith.select %in, %in_51, %in_52 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %117 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%114, %116 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.divf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %expanded_29 = tensor.expand_shape %103 [[0], [1, 2]] output_shape [2, 4, 1] : tensor<2x4xf32> into tensor<2x4x1xf32>
    %expanded_30 = tensor.expand_shape %111 [[0], [1, 2]] output_shape [2, 4, 1] : tensor<2x4xf32> into tensor<2x4x1xf32>
    %118 = linalg.generic {indexing_maps = [#map10, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_29 : tensor<2x4x1xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %119 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%99, %118 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.subf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %120 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_30, %42 : tensor<2x4x1xf32>, tensor<2x4x1xf32>) outs(%41 : tensor<2x4x1xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x1xf32>
    %121 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%120 : tensor<2x4x1xf32>) outs(%41 : tensor<2x4x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = math.rsqrt %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x1xf32>
    %122 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%121, %120 : tensor<2x4x1xf32>, tensor<2x4x1xf32>) outs(%41 : tensor<2x4x1xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.divf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x1xf32>
    %123 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%46, %122 : tensor<2x4x1xf32>, tensor<2x4x1xf32>) outs(%41 : tensor<2x4x1xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x1xf32>
    %expanded_31 = tensor.expand_shape %arg5 [[0, 1, 2]] output_shape [1, 1, 8] : tensor<8xf32> into tensor<1x1x8xf32>
    %124 = linalg.generic {indexing_maps = [#map10, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%121 : tensor<2x4x1xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %125 = linalg.generic {indexing_maps = [#map4, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_31 : tensor<1x1x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %126 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%124, %125 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %127 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%119, %126 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %expanded_32 = tensor.expand_shape %arg4 [[0, 1, 2]] output_shape [1, 1, 8] : tensor<8xf32> into tensor<1x1x8xf32>
    %128 = linalg.generic {indexing_maps = [#map4, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_32 : tensor<1x1x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %129 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%127, %128 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %130 = linalg.generic {indexing_maps = [#map27, #map28, #map20], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%129, %arg3 : tensor<2x4x8xf32>, tensor<8x8xf32>) outs(%95 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x4x8xf32>
    %expanded_33 = tensor.expand_shape %arg2 [[0, 1, 2]] output_shape [1, 1, 8] : tensor<8xf32> into tensor<1x1x8xf32>
    %131 = linalg.generic {indexing_maps = [#map4, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_33 : tensor<1x1x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %132 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%130, %131 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %133 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%132, %132 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %134 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%133, %132 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %135 = linalg.generic {indexing_maps = [#map2, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_8 : tensor<f32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %136 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%135, %133 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %137 = linalg.generic {indexing_maps = [#map2, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_7 : tensor<f32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %138 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%137, %134 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %139 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%132, %138 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %140 = linalg.generic {indexing_maps = [#map2, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_6 : tensor<f32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %141 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%140, %139 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %142 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%141 : tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = math.tanh %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %143 = linalg.generic {indexing_maps = [#map2, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_16 : tensor<f32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %144 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%143, %142 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.subf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %145 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%143, %142 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %146 = linalg.generic {indexing_maps = [#map2, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_5 : tensor<f32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %147 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%146, %145 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %148 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%132, %147 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %149 = linalg.generic {indexing_maps = [#map27, #map28, #map20], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%148, %arg1 : tensor<2x4x8xf32>, tensor<8x8xf32>) outs(%95 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x4x8xf32>
    %expanded_34 = tensor.expand_shape %arg0 [[0, 1, 2]] output_shape [1, 1, 8] : tensor<8xf32> into tensor<1x1x8xf32>
    %150 = linalg.generic {indexing_maps = [#map4, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_34 : tensor<1x1x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %151 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%149, %150 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %152 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%99, %151 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %153 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%152, %152 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %154 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%32, %152 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %155 = linalg.generic {indexing_maps = [#map3, #map5], iterator_types = ["parallel", "parallel", "reduction"]} ins(%152 : tensor<2x4x8xf32>) outs(%35 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %156 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%155, %37 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.divf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %157 = linalg.generic {indexing_maps = [#map3, #map5], iterator_types = ["parallel", "parallel", "reduction"]} ins(%153 : tensor<2x4x8xf32>) outs(%35 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %158 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%157, %37 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.divf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %159 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%156, %156 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %160 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%107, %156 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %161 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%158, %159 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.subf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %162 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%110, %161 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.maximumf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %163 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%161, %162 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%2 : tensor<2x4xi1>) {
    ^bb0(%in: f32, %in_51: f32, %out: i1):
      %357 = arith.cmpf oeq, %in, %in_51 : f32
      linalg.yield %357 : i1
    } -> tensor<2x4xi1>
    %164 = linalg.generic {indexing_maps = [#map1, #map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%163, %113, %110 : tensor<2x4xi1>, tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: i1, %in_51: f32, %in_52: f32, %out: f32):
      %357 = arith.select %in, %in_51, %in_52 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %165 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%110, %162 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%2 : tensor<2x4xi1>) {
    ^bb0(%in: f32, %in_51: f32, %out: i1):
      %357 = arith.cmpf oeq, %in, %in_51 : f32
      linalg.yield %357 : i1
    } -> tensor<2x4xi1>
    %166 = linalg.generic {indexing_maps = [#map1, #map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%165, %107, %113 : tensor<2x4xi1>, tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: i1, %in_51: f32, %in_52: f32, %out: f32):
      %357 = arith.select %in, %in_51, %in_52 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %167 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%164, %166 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.divf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %expanded_35 = tensor.expand_shape %156 [[0], [1, 2]] output_shape [2, 4, 1] : tensor<2x4xf32> into tensor<2x4x1xf32>
    %expanded_36 = tensor.expand_shape %162 [[0], [1, 2]] output_shape [2, 4, 1] : tensor<2x4xf32> into tensor<2x4x1xf32>
    %168 = linalg.generic {indexing_maps = [#map10, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_35 : tensor<2x4x1xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %169 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%152, %168 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.subf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %170 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_36, %42 : tensor<2x4x1xf32>, tensor<2x4x1xf32>) outs(%41 : tensor<2x4x1xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x1xf32>
    %171 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%170 : tensor<2x4x1xf32>) outs(%41 : tensor<2x4x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = math.rsqrt %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x1xf32>
    %172 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%171, %170 : tensor<2x4x1xf32>, tensor<2x4x1xf32>) outs(%41 : tensor<2x4x1xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.divf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x1xf32>
    %173 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%46, %172 : tensor<2x4x1xf32>, tensor<2x4x1xf32>) outs(%41 : tensor<2x4x1xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x1xf32>
    %expanded_37 = tensor.expand_shape %arg19 [[0, 1, 2]] output_shape [1, 1, 8] : tensor<8xf32> into tensor<1x1x8xf32>
    %174 = linalg.generic {indexing_maps = [#map10, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%171 : tensor<2x4x1xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %175 = linalg.generic {indexing_maps = [#map4, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_37 : tensor<1x1x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %176 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%174, %175 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %177 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%169, %176 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %expanded_38 = tensor.expand_shape %arg18 [[0, 1, 2]] output_shape [1, 1, 8] : tensor<8xf32> into tensor<1x1x8xf32>
    %178 = linalg.generic {indexing_maps = [#map4, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_38 : tensor<1x1x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %179 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%177, %178 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %180 = tensor.empty() : tensor<2x4x37xf32>
    %181 = linalg.fill ins(%cst_3 : f32) outs(%180 : tensor<2x4x37xf32>) -> tensor<2x4x37xf32>
    %182 = linalg.generic {indexing_maps = [#map27, #map28, #map20], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%179, %arg16 : tensor<2x4x8xf32>, tensor<8x37xf32>) outs(%181 : tensor<2x4x37xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x4x37xf32>
    %expanded_39 = tensor.expand_shape %arg15 [[0, 1, 2]] output_shape [1, 1, 37] : tensor<37xf32> into tensor<1x1x37xf32>
    %183 = linalg.generic {indexing_maps = [#map4, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_39 : tensor<1x1x37xf32>) outs(%180 : tensor<2x4x37xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x37xf32>
    %184 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%182, %183 : tensor<2x4x37xf32>, tensor<2x4x37xf32>) outs(%180 : tensor<2x4x37xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x37xf32>
    %185 = tensor.empty() : tensor<37xi32>
    %186 = linalg.generic {indexing_maps = [#map6], iterator_types = ["parallel"]} outs(%185 : tensor<37xi32>) {
    ^bb0(%out: i32):
      %357 = linalg.index 0 : index
      %358 = arith.index_cast %357 : index to i32
      linalg.yield %358 : i32
    } -> tensor<37xi32>
    %expanded_40 = tensor.expand_shape %arg21 [[0], [1, 2]] output_shape [2, 4, 1] : tensor<2x4xi32> into tensor<2x4x1xi32>
    %expanded_41 = tensor.expand_shape %186 [[0, 1, 2]] output_shape [1, 1, 37] : tensor<37xi32> into tensor<1x1x37xi32>
    %187 = tensor.empty() : tensor<2x4x37xi32>
    %188 = linalg.generic {indexing_maps = [#map4, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_41 : tensor<1x1x37xi32>) outs(%187 : tensor<2x4x37xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<2x4x37xi32>
    %189 = linalg.generic {indexing_maps = [#map10, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_40 : tensor<2x4x1xi32>) outs(%187 : tensor<2x4x37xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<2x4x37xi32>
    %190 = tensor.empty() : tensor<2x4x37xi1>
    %191 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%188, %189 : tensor<2x4x37xi32>, tensor<2x4x37xi32>) outs(%190 : tensor<2x4x37xi1>) {
    ^bb0(%in: i32, %in_51: i32, %out: i1):
      %357 = arith.cmpi eq, %in, %in_51 : i32
      linalg.yield %357 : i1
    } -> tensor<2x4x37xi1>
    %192 = linalg.fill ins(%cst_2 : f32) outs(%34 : tensor<2x4xf32>) -> tensor<2x4xf32>
    %193 = linalg.generic {indexing_maps = [#map3, #map5], iterator_types = ["parallel", "parallel", "reduction"]} ins(%184 : tensor<2x4x37xf32>) outs(%192 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.maximumf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %194 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%cst_9 : tensor<f32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4xf32>
    %195 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%194, %193 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.maximumf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %expanded_42 = tensor.expand_shape %195 [[0], [1, 2]] output_shape [2, 4, 1] : tensor<2x4xf32> into tensor<2x4x1xf32>
    %196 = linalg.generic {indexing_maps = [#map10, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_42 : tensor<2x4x1xf32>) outs(%180 : tensor<2x4x37xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x37xf32>
    %197 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%184, %196 : tensor<2x4x37xf32>, tensor<2x4x37xf32>) outs(%180 : tensor<2x4x37xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.subf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x37xf32>
    %198 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%197 : tensor<2x4x37xf32>) outs(%180 : tensor<2x4x37xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = math.exp %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x37xf32>
    %199 = linalg.generic {indexing_maps = [#map3, #map5], iterator_types = ["parallel", "parallel", "reduction"]} ins(%198 : tensor<2x4x37xf32>) outs(%35 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %expanded_43 = tensor.expand_shape %199 [[0], [1, 2]] output_shape [2, 4, 1] : tensor<2x4xf32> into tensor<2x4x1xf32>
    %200 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_43 : tensor<2x4x1xf32>) outs(%41 : tensor<2x4x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = math.log %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x1xf32>
    %201 = linalg.generic {indexing_maps = [#map10, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%200 : tensor<2x4x1xf32>) outs(%180 : tensor<2x4x37xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x37xf32>
    %202 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%197, %201 : tensor<2x4x37xf32>, tensor<2x4x37xf32>) outs(%180 : tensor<2x4x37xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.subf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x37xf32>
    %203 = linalg.generic {indexing_maps = [#map15, #map15], iterator_types = []} ins(%cst_4 : tensor<i32>) outs(%63 : tensor<f32>) {
    ^bb0(%in: i32, %out: f32):
      %357 = arith.sitofp %in : i32 to f32
      linalg.yield %357 : f32
    } -> tensor<f32>
    %204 = linalg.generic {indexing_maps = [#map2, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%203 : tensor<f32>) outs(%180 : tensor<2x4x37xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x37xf32>
    %205 = linalg.generic {indexing_maps = [#map3, #map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%191, %202, %204 : tensor<2x4x37xi1>, tensor<2x4x37xf32>, tensor<2x4x37xf32>) outs(%180 : tensor<2x4x37xf32>) {
    ^bb0(%in: i1, %in_51: f32, %in_52: f32, %out: f32):
      %357 = arith.select %in, %in_51, %in_52 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x37xf32>
    %206 = linalg.fill ins(%cst_3 : f32) outs(%63 : tensor<f32>) -> tensor<f32>
    %207 = linalg.generic {indexing_maps = [#map3, #map2], iterator_types = ["reduction", "reduction", "reduction"]} ins(%205 : tensor<2x4x37xf32>) outs(%206 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<f32>
    %208 = linalg.generic {indexing_maps = [#map15, #map15], iterator_types = []} ins(%207 : tensor<f32>) outs(%63 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.negf %in : f32
      linalg.yield %357 : f32
    } -> tensor<f32>
    %209 = linalg.generic {indexing_maps = [#map15, #map15], iterator_types = []} ins(%208 : tensor<f32>) outs(%63 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.divf %in, %cst_1 : f32
      linalg.yield %357 : f32
    } -> tensor<f32>
    %210 = linalg.generic {indexing_maps = [#map15], iterator_types = []} outs(%63 : tensor<f32>) {
    ^bb0(%out: f32):
      linalg.yield %cst : f32
    } -> tensor<f32>
    %211 = linalg.generic {indexing_maps = [#map15, #map15], iterator_types = []} ins(%210 : tensor<f32>) outs(%63 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.negf %in : f32
      linalg.yield %357 : f32
    } -> tensor<f32>
    %212 = linalg.generic {indexing_maps = [#map2, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%211 : tensor<f32>) outs(%180 : tensor<2x4x37xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x37xf32>
    %213 = linalg.generic {indexing_maps = [#map2, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_14 : tensor<f32>) outs(%180 : tensor<2x4x37xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x37xf32>
    %214 = linalg.generic {indexing_maps = [#map3, #map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%191, %212, %213 : tensor<2x4x37xi1>, tensor<2x4x37xf32>, tensor<2x4x37xf32>) outs(%180 : tensor<2x4x37xf32>) {
    ^bb0(%in: i1, %in_51: f32, %in_52: f32, %out: f32):
      %357 = arith.select %in, %in_51, %in_52 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x37xf32>
    %215 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%214 : tensor<2x4x37xf32>) outs(%180 : tensor<2x4x37xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.negf %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x37xf32>
    %216 = linalg.generic {indexing_maps = [#map3, #map5], iterator_types = ["parallel", "parallel", "reduction"]} ins(%215 : tensor<2x4x37xf32>) outs(%35 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %expanded_44 = tensor.expand_shape %216 [[0], [1, 2]] output_shape [2, 4, 1] : tensor<2x4xf32> into tensor<2x4x1xf32>
    %217 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_44, %expanded_43 : tensor<2x4x1xf32>, tensor<2x4x1xf32>) outs(%41 : tensor<2x4x1xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.divf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x1xf32>
    %218 = linalg.generic {indexing_maps = [#map3, #map5], iterator_types = ["parallel", "parallel", "reduction"]} ins(%217 : tensor<2x4x1xf32>) outs(%35 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %219 = linalg.generic {indexing_maps = [#map5, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%218 : tensor<2x4xf32>) outs(%180 : tensor<2x4x37xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x37xf32>
    %220 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%219, %198 : tensor<2x4x37xf32>, tensor<2x4x37xf32>) outs(%180 : tensor<2x4x37xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x37xf32>
    %221 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%214, %220 : tensor<2x4x37xf32>, tensor<2x4x37xf32>) outs(%180 : tensor<2x4x37xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x37xf32>
    %222 = tensor.empty() : tensor<37xf32>
    %223 = linalg.fill ins(%cst_3 : f32) outs(%222 : tensor<37xf32>) -> tensor<37xf32>
    %224 = linalg.generic {indexing_maps = [#map29, #map30], iterator_types = ["parallel", "reduction", "reduction"]} ins(%221 : tensor<2x4x37xf32>) outs(%223 : tensor<37xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<37xf32>
    %225 = tensor.empty() : tensor<37x8xf32>
    %226 = linalg.fill ins(%cst_3 : f32) outs(%225 : tensor<37x8xf32>) -> tensor<37x8xf32>
    %227 = linalg.generic {indexing_maps = [#map31, #map32, #map33], iterator_types = ["parallel", "parallel", "reduction", "reduction"]} ins(%221, %179 : tensor<2x4x37xf32>, tensor<2x4x8xf32>) outs(%226 : tensor<37x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<37x8xf32>
    %228 = tensor.empty() : tensor<8x37xf32>
    %229 = linalg.generic {indexing_maps = [#map34, #map1], iterator_types = ["parallel", "parallel"]} ins(%227 : tensor<37x8xf32>) outs(%228 : tensor<8x37xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<8x37xf32>
    %230 = linalg.generic {indexing_maps = [#map27, #map35, #map20], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%221, %arg16 : tensor<2x4x37xf32>, tensor<8x37xf32>) outs(%95 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x4x8xf32>
    %231 = tensor.empty() : tensor<8xf32>
    %232 = linalg.fill ins(%cst_3 : f32) outs(%231 : tensor<8xf32>) -> tensor<8xf32>
    %233 = linalg.generic {indexing_maps = [#map29, #map30], iterator_types = ["parallel", "reduction", "reduction"]} ins(%230 : tensor<2x4x8xf32>) outs(%232 : tensor<8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<8xf32>
    %234 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%169, %230 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %235 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%230, %176 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %236 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%174, %234 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %237 = linalg.generic {indexing_maps = [#map29, #map30], iterator_types = ["parallel", "reduction", "reduction"]} ins(%236 : tensor<2x4x8xf32>) outs(%232 : tensor<8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<8xf32>
    %238 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%234, %175 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %239 = linalg.generic {indexing_maps = [#map3, #map5], iterator_types = ["parallel", "parallel", "reduction"]} ins(%238 : tensor<2x4x8xf32>) outs(%35 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %expanded_45 = tensor.expand_shape %239 [[0], [1, 2]] output_shape [2, 4, 1] : tensor<2x4xf32> into tensor<2x4x1xf32>
    %240 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_45, %173 : tensor<2x4x1xf32>, tensor<2x4x1xf32>) outs(%41 : tensor<2x4x1xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x1xf32>
    %241 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%235 : tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.negf %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %242 = linalg.generic {indexing_maps = [#map3, #map5], iterator_types = ["parallel", "parallel", "reduction"]} ins(%241 : tensor<2x4x8xf32>) outs(%35 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %expanded_46 = tensor.expand_shape %242 [[0], [1, 2]] output_shape [2, 4, 1] : tensor<2x4xf32> into tensor<2x4x1xf32>
    %243 = linalg.generic {indexing_maps = [#map3, #map5], iterator_types = ["parallel", "parallel", "reduction"]} ins(%240 : tensor<2x4x1xf32>) outs(%35 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %244 = linalg.generic {indexing_maps = [#map3, #map5], iterator_types = ["parallel", "parallel", "reduction"]} ins(%expanded_46 : tensor<2x4x1xf32>) outs(%35 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %245 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%243, %167 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %246 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%245 : tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.negf %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %247 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%246, %160 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %248 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%244, %247 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %249 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%245, %37 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.divf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %250 = linalg.generic {indexing_maps = [#map5, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%249 : tensor<2x4xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %251 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%248, %37 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.divf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %252 = linalg.generic {indexing_maps = [#map5, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%251 : tensor<2x4xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %253 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%235, %252 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %254 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%250, %154 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %255 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%253, %254 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %256 = linalg.generic {indexing_maps = [#map29, #map30], iterator_types = ["parallel", "reduction", "reduction"]} ins(%255 : tensor<2x4x8xf32>) outs(%232 : tensor<8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<8xf32>
    %257 = tensor.empty() : tensor<8x8xf32>
    %258 = linalg.fill ins(%cst_3 : f32) outs(%257 : tensor<8x8xf32>) -> tensor<8x8xf32>
    %259 = linalg.generic {indexing_maps = [#map31, #map32, #map33], iterator_types = ["parallel", "parallel", "reduction", "reduction"]} ins(%255, %148 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%258 : tensor<8x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<8x8xf32>
    %260 = linalg.generic {indexing_maps = [#map34, #map1], iterator_types = ["parallel", "parallel"]} ins(%259 : tensor<8x8xf32>) outs(%257 : tensor<8x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<8x8xf32>
    %261 = linalg.generic {indexing_maps = [#map27, #map35, #map20], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%255, %arg1 : tensor<2x4x8xf32>, tensor<8x8xf32>) outs(%95 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x4x8xf32>
    %262 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%132, %261 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %263 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%261, %147 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %264 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%146, %262 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %265 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%264, %144 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %266 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%265, %142 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %267 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%265, %266 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %268 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%140, %267 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %269 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%263, %268 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %270 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%137, %268 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %271 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%270, %136 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %272 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%269, %271 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %273 = linalg.generic {indexing_maps = [#map29, #map30], iterator_types = ["parallel", "reduction", "reduction"]} ins(%272 : tensor<2x4x8xf32>) outs(%232 : tensor<8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<8xf32>
    %274 = linalg.generic {indexing_maps = [#map31, #map32, #map33], iterator_types = ["parallel", "parallel", "reduction", "reduction"]} ins(%272, %129 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%258 : tensor<8x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<8x8xf32>
    %275 = linalg.generic {indexing_maps = [#map34, #map1], iterator_types = ["parallel", "parallel"]} ins(%274 : tensor<8x8xf32>) outs(%257 : tensor<8x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<8x8xf32>
    %276 = linalg.generic {indexing_maps = [#map27, #map35, #map20], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%272, %arg3 : tensor<2x4x8xf32>, tensor<8x8xf32>) outs(%95 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x4x8xf32>
    %277 = linalg.generic {indexing_maps = [#map29, #map30], iterator_types = ["parallel", "reduction", "reduction"]} ins(%276 : tensor<2x4x8xf32>) outs(%232 : tensor<8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<8xf32>
    %278 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%119, %276 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %279 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%276, %126 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %280 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%124, %278 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %281 = linalg.generic {indexing_maps = [#map29, #map30], iterator_types = ["parallel", "reduction", "reduction"]} ins(%280 : tensor<2x4x8xf32>) outs(%232 : tensor<8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<8xf32>
    %282 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%278, %125 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %283 = linalg.generic {indexing_maps = [#map3, #map5], iterator_types = ["parallel", "parallel", "reduction"]} ins(%282 : tensor<2x4x8xf32>) outs(%35 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %expanded_47 = tensor.expand_shape %283 [[0], [1, 2]] output_shape [2, 4, 1] : tensor<2x4xf32> into tensor<2x4x1xf32>
    %284 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_47, %123 : tensor<2x4x1xf32>, tensor<2x4x1xf32>) outs(%41 : tensor<2x4x1xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x1xf32>
    %285 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%279 : tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.negf %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %286 = linalg.generic {indexing_maps = [#map3, #map5], iterator_types = ["parallel", "parallel", "reduction"]} ins(%285 : tensor<2x4x8xf32>) outs(%35 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %expanded_48 = tensor.expand_shape %286 [[0], [1, 2]] output_shape [2, 4, 1] : tensor<2x4xf32> into tensor<2x4x1xf32>
    %287 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%255, %279 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %288 = linalg.generic {indexing_maps = [#map3, #map5], iterator_types = ["parallel", "parallel", "reduction"]} ins(%284 : tensor<2x4x1xf32>) outs(%35 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %289 = linalg.generic {indexing_maps = [#map3, #map5], iterator_types = ["parallel", "parallel", "reduction"]} ins(%expanded_48 : tensor<2x4x1xf32>) outs(%35 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %290 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%288, %117 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %291 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%290 : tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.negf %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %292 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%291, %108 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %293 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%289, %292 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %294 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%290, %37 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.divf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %295 = linalg.generic {indexing_maps = [#map5, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%294 : tensor<2x4xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %296 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%293, %37 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.divf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %297 = linalg.generic {indexing_maps = [#map5, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%296 : tensor<2x4xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %298 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%287, %297 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %299 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%295, %101 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %300 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%298, %299 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %301 = linalg.generic {indexing_maps = [#map29, #map30], iterator_types = ["parallel", "reduction", "reduction"]} ins(%300 : tensor<2x4x8xf32>) outs(%232 : tensor<8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<8xf32>
    %302 = tensor.empty() : tensor<8x2x4xf32>
    %303 = linalg.fill ins(%cst_3 : f32) outs(%302 : tensor<8x2x4xf32>) -> tensor<8x2x4xf32>
    %304 = linalg.generic {indexing_maps = [#map36, #map37, #map26], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%300, %94 : tensor<2x4x8xf32>, tensor<2x4x2x4xf32>) outs(%303 : tensor<8x2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<8x2x4xf32>
    %305 = linalg.generic {indexing_maps = [#map38, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%304 : tensor<8x2x4xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %306 = linalg.generic {indexing_maps = [#map11, #map39, #map13], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%300, %arg9 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%53 : tensor<2x4x2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x4x2x4xf32>
    %307 = linalg.generic {indexing_maps = [#map40, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%306 : tensor<2x4x2x4xf32>) outs(%67 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x2x4x4xf32>
    %308 = linalg.generic {indexing_maps = [#map41, #map18, #map13], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%307, %62 : tensor<2x2x4x4xf32>, tensor<2x4x2x4xf32>) outs(%68 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x2x4x4xf32>
    %309 = linalg.generic {indexing_maps = [#map42, #map43, #map13], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%307, %88 : tensor<2x2x4x4xf32>, tensor<2x2x4x4xf32>) outs(%68 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x2x4x4xf32>
    %310 = linalg.generic {indexing_maps = [#map24, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%309 : tensor<2x2x4x4xf32>) outs(%52 : tensor<2x4x2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x2x4xf32>
    %311 = linalg.generic {indexing_maps = [#map21, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%92 : tensor<2x2x4x1xf32>) outs(%67 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x2x4x4xf32>
    %312 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%308, %311 : tensor<2x2x4x4xf32>, tensor<2x2x4x4xf32>) outs(%67 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x2x4x4xf32>
    %313 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%312, %84 : tensor<2x2x4x4xf32>, tensor<2x2x4x4xf32>) outs(%67 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x2x4x4xf32>
    %314 = linalg.generic {indexing_maps = [#map9, #map20], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%313 : tensor<2x2x4x4xf32>) outs(%85 : tensor<2x2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x2x4xf32>
    %expanded_49 = tensor.expand_shape %314 [[0], [1], [2, 3]] output_shape [2, 2, 4, 1] : tensor<2x2x4xf32> into tensor<2x2x4x1xf32>
    %315 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_49 : tensor<2x2x4x1xf32>) outs(%89 : tensor<2x2x4x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.negf %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x2x4x1xf32>
    %316 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%308, %87 : tensor<2x2x4x4xf32>, tensor<2x2x4x4xf32>) outs(%67 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.divf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x2x4x4xf32>
    %317 = linalg.generic {indexing_maps = [#map9, #map20], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%315 : tensor<2x2x4x1xf32>) outs(%85 : tensor<2x2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x2x4xf32>
    %318 = linalg.generic {indexing_maps = [#map20, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%317 : tensor<2x2x4xf32>) outs(%67 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x2x4x4xf32>
    %319 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%316, %318 : tensor<2x2x4x4xf32>, tensor<2x2x4x4xf32>) outs(%67 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x2x4x4xf32>
    %320 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%319, %84 : tensor<2x2x4x4xf32>, tensor<2x2x4x4xf32>) outs(%67 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x2x4x4xf32>
    %321 = linalg.generic {indexing_maps = [#map16, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%cst_14 : tensor<f32>) outs(%67 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x2x4x4xf32>
    %322 = linalg.generic {indexing_maps = [#map9, #map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%74, %320, %321 : tensor<2x2x4x4xi1>, tensor<2x2x4x4xf32>, tensor<2x2x4x4xf32>) outs(%67 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: i1, %in_51: f32, %in_52: f32, %out: f32):
      %357 = arith.select %in, %in_51, %in_52 : f32
      linalg.yield %357 : f32
    } -> tensor<2x2x4x4xf32>
    %323 = linalg.generic {indexing_maps = [#map41, #map44, #map13], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%322, %66 : tensor<2x2x4x4xf32>, tensor<2x4x2x4xf32>) outs(%68 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x2x4x4xf32>
    %324 = linalg.generic {indexing_maps = [#map45, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%323 : tensor<2x2x4x4xf32>) outs(%52 : tensor<2x4x2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x2x4xf32>
    %325 = linalg.generic {indexing_maps = [#map42, #map44, #map13], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%322, %59 : tensor<2x2x4x4xf32>, tensor<2x4x2x4xf32>) outs(%68 : tensor<2x2x4x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x2x4x4xf32>
    %326 = linalg.generic {indexing_maps = [#map45, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%325 : tensor<2x2x4x4xf32>) outs(%52 : tensor<2x4x2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x2x4xf32>
    %327 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%326, %65 : tensor<2x4x2x4xf32>, tensor<2x4x2x4xf32>) outs(%52 : tensor<2x4x2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.divf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x2x4xf32>
    %328 = linalg.generic {indexing_maps = [#map46, #map33], iterator_types = ["parallel", "parallel", "reduction", "reduction"]} ins(%310 : tensor<2x4x2x4xf32>) outs(%35 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %329 = linalg.generic {indexing_maps = [#map47, #map25, #map26], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%310, %51 : tensor<2x4x2x4xf32>, tensor<2x4x8xf32>) outs(%95 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x4x8xf32>
    %330 = linalg.generic {indexing_maps = [#map29, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%329 : tensor<2x4x8xf32>) outs(%302 : tensor<8x2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<8x2x4xf32>
    %331 = linalg.generic {indexing_maps = [#map23, #map39, #map26], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%310, %arg13 : tensor<2x4x2x4xf32>, tensor<8x2x4xf32>) outs(%95 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x4x8xf32>
    %332 = linalg.generic {indexing_maps = [#map46, #map33], iterator_types = ["parallel", "parallel", "reduction", "reduction"]} ins(%324 : tensor<2x4x2x4xf32>) outs(%35 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %333 = linalg.generic {indexing_maps = [#map47, #map25, #map26], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%324, %51 : tensor<2x4x2x4xf32>, tensor<2x4x8xf32>) outs(%95 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x4x8xf32>
    %334 = linalg.generic {indexing_maps = [#map29, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%333 : tensor<2x4x8xf32>) outs(%302 : tensor<8x2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<8x2x4xf32>
    %335 = linalg.generic {indexing_maps = [#map23, #map39, #map26], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%324, %arg7 : tensor<2x4x2x4xf32>, tensor<8x2x4xf32>) outs(%95 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x4x8xf32>
    %336 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%331, %335 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %337 = linalg.generic {indexing_maps = [#map46, #map33], iterator_types = ["parallel", "parallel", "reduction", "reduction"]} ins(%327 : tensor<2x4x2x4xf32>) outs(%35 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %338 = linalg.generic {indexing_maps = [#map47, #map25, #map26], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%327, %51 : tensor<2x4x2x4xf32>, tensor<2x4x8xf32>) outs(%95 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x4x8xf32>
    %339 = linalg.generic {indexing_maps = [#map29, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%338 : tensor<2x4x8xf32>) outs(%302 : tensor<8x2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<8x2x4xf32>
    %340 = linalg.generic {indexing_maps = [#map23, #map39, #map26], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%327, %arg11 : tensor<2x4x2x4xf32>, tensor<8x2x4xf32>) outs(%95 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      %358 = arith.addf %out, %357 : f32
      linalg.yield %358 : f32
    } -> tensor<2x4x8xf32>
    %341 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%336, %340 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %342 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%40, %341 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %343 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%341, %50 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %344 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%300, %343 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %345 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%48, %342 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %346 = linalg.generic {indexing_maps = [#map29, #map30], iterator_types = ["parallel", "reduction", "reduction"]} ins(%345 : tensor<2x4x8xf32>) outs(%232 : tensor<8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<8xf32>
    %347 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%342, %49 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %348 = linalg.generic {indexing_maps = [#map3, #map5], iterator_types = ["parallel", "parallel", "reduction"]} ins(%347 : tensor<2x4x8xf32>) outs(%35 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %expanded_50 = tensor.expand_shape %348 [[0], [1, 2]] output_shape [2, 4, 1] : tensor<2x4xf32> into tensor<2x4x1xf32>
    %349 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_50, %47 : tensor<2x4x1xf32>, tensor<2x4x1xf32>) outs(%41 : tensor<2x4x1xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x1xf32>
    %350 = linalg.generic {indexing_maps = [#map3, #map5], iterator_types = ["parallel", "parallel", "reduction"]} ins(%349 : tensor<2x4x1xf32>) outs(%35 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %357 = arith.addf %out, %in : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %351 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%350, %37 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%34 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.divf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4xf32>
    %352 = linalg.generic {indexing_maps = [#map5, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%351 : tensor<2x4xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x8xf32>
    %353 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%352, %33 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.mulf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %354 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%344, %353 : tensor<2x4x8xf32>, tensor<2x4x8xf32>) outs(%16 : tensor<2x4x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %357 = arith.addf %in, %in_51 : f32
      linalg.yield %357 : f32
    } -> tensor<2x4x8xf32>
    %355 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%cst_14 : tensor<f32>) outs(%225 : tensor<37x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<37x8xf32>
    %356 = call @scatter_0(%355, %expanded, %354) : (tensor<37x8xf32>, tensor<2x4x1xi32>, tensor<2x4x8xf32>) -> tensor<37x8xf32>
    return %209, %256, %260, %273, %275, %277, %281, %332, %334, %301, %305, %337, %339, %328, %330, %346, %224, %229, %356, %233, %237 : tensor<f32>, tensor<8xf32>, tensor<8x8xf32>, tensor<8xf32>, tensor<8x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<2x4xf32>, tensor<8x2x4xf32>, tensor<8xf32>, tensor<2x4x8xf32>, tensor<2x4xf32>, tensor<8x2x4xf32>, tensor<2x4xf32>, tensor<8x2x4xf32>, tensor<8xf32>, tensor<37xf32>, tensor<8x37xf32>, tensor<37x8xf32>, tensor<8xf32>, tensor<8xf32>
  }
  func.func private @scatter_0_rows(%arg0: tensor<8x1x8xf32>, %arg1: tensor<8x1xi32>, %arg2: tensor<37x8xf32>) -> tensor<37x8xf32> {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c8 = arith.constant 8 : index
    %0 = scf.for %arg3 = %c0 to %c8 step %c1 iter_args(%arg4 = %arg2) -> (tensor<37x8xf32>) {
      %c0_0 = arith.constant 0 : index
      %extracted = tensor.extract %arg1[%arg3, %c0_0] : tensor<8x1xi32>
      %1 = arith.index_cast %extracted : i32 to index
      %extracted_slice = tensor.extract_slice %arg0[%arg3, 0, 0] [1, 1, 8] [1, 1, 1] : tensor<8x1x8xf32> to tensor<1x8xf32>
      %extracted_slice_1 = tensor.extract_slice %arg4[%1, %c0] [1, 8] [1, 1] : tensor<37x8xf32> to tensor<1x8xf32>
      %2 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%extracted_slice : tensor<1x8xf32>) outs(%extracted_slice_1 : tensor<1x8xf32>) {
      ^bb0(%in: f32, %out: f32):
        %3 = arith.addf %out, %in : f32
        linalg.yield %3 : f32
      } -> tensor<1x8xf32>
      %inserted_slice = tensor.insert_slice %2 into %arg4[%1, %c0] [1, 8] [1, 1] : tensor<1x8xf32> into tensor<37x8xf32>
      scf.yield %inserted_slice : tensor<37x8xf32>
    }
    return %0 : tensor<37x8xf32>
  }
  func.func private @scatter_0(%arg0: tensor<37x8xf32>, %arg1: tensor<2x4x1xi32>, %arg2: tensor<2x4x8xf32>) -> tensor<37x8xf32> {
    %collapsed = tensor.collapse_shape %arg1 [[0, 1], [2]] : tensor<2x4x1xi32> into tensor<8x1xi32>
    %collapsed_0 = tensor.collapse_shape %arg2 [[0, 1], [2]] : tensor<2x4x8xf32> into tensor<8x8xf32>
    %expanded = tensor.expand_shape %collapsed_0 [[0], [1, 2]] output_shape [8, 1, 8] : tensor<8x8xf32> into tensor<8x1x8xf32>
    %0 = call @scatter_0_rows(%expanded, %collapsed, %arg0) : (tensor<8x1x8xf32>, tensor<8x1xi32>, tensor<37x8xf32>) -> tensor<37x8xf32>
    return %0 : tensor<37x8xf32>
  }
}
