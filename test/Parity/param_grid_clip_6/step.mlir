#map = affine_map<(d0, d1) -> (d1)>
#map1 = affine_map<(d0, d1) -> (d0, d1)>
#map2 = affine_map<(d0, d1) -> ()>
#map3 = affine_map<(d0, d1) -> (0, d1)>
module {
  shard.grid @grid(shape = 2x3)
  func.func @step(%arg0: tensor<14x7xf32> {fsdp.param = "0.in_proj.weight", fsdp.group = "group0", fsdp.extension = @bf16_cast},
      %arg1: tensor<14xf32> {fsdp.param = "0.in_proj.bias", fsdp.group = "group0", fsdp.grid = array<i64: 6>, fsdp.extension = @bf16_cast},
      %arg2: tensor<7x14xf32> {fsdp.param = "0.out_proj.weight", fsdp.group = "group0", fsdp.grid = array<i64: 3, 2>, fsdp.extension = @bf16_cast},
      %arg3: tensor<7xf32> {fsdp.param = "0.out_proj.bias", fsdp.group = "group0", fsdp.extension = @bf16_cast},
      %arg4: tensor<14x7xf32> {fsdp.param = "1.in_proj.weight", fsdp.group = "group1", fsdp.extension = @bf16_cast},
      %arg5: tensor<14xf32> {fsdp.param = "1.in_proj.bias", fsdp.group = "group1", fsdp.grid = array<i64: 6>, fsdp.extension = @bf16_cast},
      %arg6: tensor<7x14xf32> {fsdp.param = "1.out_proj.weight", fsdp.group = "group1", fsdp.grid = array<i64: 3, 2>, fsdp.extension = @bf16_cast},
      %arg7: tensor<7xf32> {fsdp.param = "1.out_proj.bias", fsdp.group = "group1", fsdp.extension = @bf16_cast},
      %arg8: tensor<2x7xf32> {fsdp.batch = "x"},
      %arg9: tensor<2x7xf32> {fsdp.batch = "target"})
      -> (tensor<f32> {fsdp.loss},
          tensor<14x7xf32> {fsdp.grad = "0.in_proj.weight"},
          tensor<14xf32> {fsdp.grad = "0.in_proj.bias"},
          tensor<7x14xf32> {fsdp.grad = "0.out_proj.weight"},
          tensor<7xf32> {fsdp.grad = "0.out_proj.bias"},
          tensor<14x7xf32> {fsdp.grad = "1.in_proj.weight"},
          tensor<14xf32> {fsdp.grad = "1.in_proj.bias"},
          tensor<7x14xf32> {fsdp.grad = "1.out_proj.weight"},
          tensor<7xf32> {fsdp.grad = "1.out_proj.bias"}) {
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant dense<0.000000e+00> : tensor<f32>
    %cst_1 = arith.constant dense<1.000000e+00> : tensor<2x7xf32>
    %0 = tensor.empty() : tensor<7x14xf32>
    %transposed = linalg.transpose ins(%arg0 : tensor<14x7xf32>) outs(%0 : tensor<7x14xf32>) permutation = [1, 0] 
    %1 = tensor.empty() : tensor<2x14xf32>
    %2 = linalg.fill ins(%cst : f32) outs(%1 : tensor<2x14xf32>) -> tensor<2x14xf32>
    %3 = linalg.matmul ins(%arg8, %transposed : tensor<2x7xf32>, tensor<7x14xf32>) outs(%2 : tensor<2x14xf32>) -> tensor<2x14xf32>
    %4 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg1 : tensor<14xf32>) outs(%1 : tensor<2x14xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x14xf32>
    %5 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%3, %4 : tensor<2x14xf32>, tensor<2x14xf32>) outs(%1 : tensor<2x14xf32>) {
    ^bb0(%in: f32, %in_12: f32, %out: f32):
      %58 = arith.addf %in, %in_12 : f32
      linalg.yield %58 : f32
    } -> tensor<2x14xf32>
    %6 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%5 : tensor<2x14xf32>) outs(%1 : tensor<2x14xf32>) {
    ^bb0(%in: f32, %out: f32):
      %58 = arith.cmpf ugt, %in, %cst : f32
      %59 = arith.select %58, %in, %cst : f32
      linalg.yield %59 : f32
    } -> tensor<2x14xf32>
    %7 = tensor.empty() : tensor<14x7xf32>
    %transposed_2 = linalg.transpose ins(%arg2 : tensor<7x14xf32>) outs(%7 : tensor<14x7xf32>) permutation = [1, 0] 
    %8 = tensor.empty() : tensor<2x7xf32>
    %9 = linalg.fill ins(%cst : f32) outs(%8 : tensor<2x7xf32>) -> tensor<2x7xf32>
    %10 = linalg.matmul ins(%6, %transposed_2 : tensor<2x14xf32>, tensor<14x7xf32>) outs(%9 : tensor<2x7xf32>) -> tensor<2x7xf32>
    %11 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg3 : tensor<7xf32>) outs(%8 : tensor<2x7xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x7xf32>
    %12 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%10, %11 : tensor<2x7xf32>, tensor<2x7xf32>) outs(%8 : tensor<2x7xf32>) {
    ^bb0(%in: f32, %in_12: f32, %out: f32):
      %58 = arith.addf %in, %in_12 : f32
      linalg.yield %58 : f32
    } -> tensor<2x7xf32>
    %13 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%12 : tensor<2x7xf32>) outs(%8 : tensor<2x7xf32>) {
    ^bb0(%in: f32, %out: f32):
      %58 = arith.cmpf ugt, %in, %cst : f32
      %59 = arith.select %58, %in, %cst : f32
      linalg.yield %59 : f32
    } -> tensor<2x7xf32>
    %transposed_3 = linalg.transpose ins(%arg4 : tensor<14x7xf32>) outs(%0 : tensor<7x14xf32>) permutation = [1, 0] 
    %14 = linalg.matmul ins(%13, %transposed_3 : tensor<2x7xf32>, tensor<7x14xf32>) outs(%2 : tensor<2x14xf32>) -> tensor<2x14xf32>
    %15 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg5 : tensor<14xf32>) outs(%1 : tensor<2x14xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x14xf32>
    %16 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%14, %15 : tensor<2x14xf32>, tensor<2x14xf32>) outs(%1 : tensor<2x14xf32>) {
    ^bb0(%in: f32, %in_12: f32, %out: f32):
      %58 = arith.addf %in, %in_12 : f32
      linalg.yield %58 : f32
    } -> tensor<2x14xf32>
    %17 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%16 : tensor<2x14xf32>) outs(%1 : tensor<2x14xf32>) {
    ^bb0(%in: f32, %out: f32):
      %58 = arith.cmpf ugt, %in, %cst : f32
      %59 = arith.select %58, %in, %cst : f32
      linalg.yield %59 : f32
    } -> tensor<2x14xf32>
    %transposed_4 = linalg.transpose ins(%arg6 : tensor<7x14xf32>) outs(%7 : tensor<14x7xf32>) permutation = [1, 0] 
    %18 = linalg.matmul ins(%17, %transposed_4 : tensor<2x14xf32>, tensor<14x7xf32>) outs(%9 : tensor<2x7xf32>) -> tensor<2x7xf32>
    %19 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg7 : tensor<7xf32>) outs(%8 : tensor<2x7xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x7xf32>
    %20 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%18, %19 : tensor<2x7xf32>, tensor<2x7xf32>) outs(%8 : tensor<2x7xf32>) {
    ^bb0(%in: f32, %in_12: f32, %out: f32):
      %58 = arith.addf %in, %in_12 : f32
      linalg.yield %58 : f32
    } -> tensor<2x7xf32>
    %21 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%20 : tensor<2x7xf32>) outs(%8 : tensor<2x7xf32>) {
    ^bb0(%in: f32, %out: f32):
      %58 = arith.cmpf ugt, %in, %cst : f32
      %59 = arith.select %58, %in, %cst : f32
      linalg.yield %59 : f32
    } -> tensor<2x7xf32>
    %22 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%21, %arg9 : tensor<2x7xf32>, tensor<2x7xf32>) outs(%8 : tensor<2x7xf32>) {
    ^bb0(%in: f32, %in_12: f32, %out: f32):
      %58 = arith.subf %in, %in_12 : f32
      linalg.yield %58 : f32
    } -> tensor<2x7xf32>
    %23 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%22, %22 : tensor<2x7xf32>, tensor<2x7xf32>) outs(%8 : tensor<2x7xf32>) {
    ^bb0(%in: f32, %in_12: f32, %out: f32):
      %58 = arith.mulf %in, %in_12 : f32
      linalg.yield %58 : f32
    } -> tensor<2x7xf32>
    %24 = tensor.empty() : tensor<f32>
    %25 = linalg.fill ins(%cst : f32) outs(%24 : tensor<f32>) -> tensor<f32>
    %26 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["reduction", "reduction"]} ins(%23 : tensor<2x7xf32>) outs(%25 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %58 = arith.addf %in, %out : f32
      linalg.yield %58 : f32
    } -> tensor<f32>
    %27 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%cst_1, %22 : tensor<2x7xf32>, tensor<2x7xf32>) outs(%8 : tensor<2x7xf32>) {
    ^bb0(%in: f32, %in_12: f32, %out: f32):
      %58 = arith.mulf %in, %in_12 : f32
      linalg.yield %58 : f32
    } -> tensor<2x7xf32>
    %28 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%27, %27 : tensor<2x7xf32>, tensor<2x7xf32>) outs(%8 : tensor<2x7xf32>) {
    ^bb0(%in: f32, %in_12: f32, %out: f32):
      %58 = arith.addf %in, %in_12 : f32
      linalg.yield %58 : f32
    } -> tensor<2x7xf32>
    %29 = tensor.empty() : tensor<2x7xi1>
    %30 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%21 : tensor<2x7xf32>) outs(%29 : tensor<2x7xi1>) {
    ^bb0(%in: f32, %out: i1):
      %58 = arith.cmpf ole, %in, %cst : f32
      linalg.yield %58 : i1
    } -> tensor<2x7xi1>
    %31 = linalg.generic {indexing_maps = [#map1, #map2, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%30, %cst_0, %28 : tensor<2x7xi1>, tensor<f32>, tensor<2x7xf32>) outs(%8 : tensor<2x7xf32>) {
    ^bb0(%in: i1, %in_12: f32, %in_13: f32, %out: f32):
      %58 = arith.select %in, %in_12, %in_13 : f32
      linalg.yield %58 : f32
    } -> tensor<2x7xf32>
    %32 = linalg.matmul ins(%31, %arg6 : tensor<2x7xf32>, tensor<7x14xf32>) outs(%2 : tensor<2x14xf32>) -> tensor<2x14xf32>
    %33 = tensor.empty() : tensor<7x2xf32>
    %transposed_5 = linalg.transpose ins(%31 : tensor<2x7xf32>) outs(%33 : tensor<7x2xf32>) permutation = [1, 0] 
    %34 = linalg.fill ins(%cst : f32) outs(%0 : tensor<7x14xf32>) -> tensor<7x14xf32>
    %35 = linalg.matmul ins(%transposed_5, %17 : tensor<7x2xf32>, tensor<2x14xf32>) outs(%34 : tensor<7x14xf32>) -> tensor<7x14xf32>
    %36 = tensor.empty() : tensor<1x7xf32>
    %37 = linalg.fill ins(%cst : f32) outs(%36 : tensor<1x7xf32>) -> tensor<1x7xf32>
    %38 = linalg.generic {indexing_maps = [#map1, #map3], iterator_types = ["reduction", "parallel"]} ins(%31 : tensor<2x7xf32>) outs(%37 : tensor<1x7xf32>) {
    ^bb0(%in: f32, %out: f32):
      %58 = arith.addf %in, %out : f32
      linalg.yield %58 : f32
    } -> tensor<1x7xf32>
    %collapsed = tensor.collapse_shape %38 [[0, 1]] : tensor<1x7xf32> into tensor<7xf32>
    %39 = tensor.empty() : tensor<2x14xi1>
    %40 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%17 : tensor<2x14xf32>) outs(%39 : tensor<2x14xi1>) {
    ^bb0(%in: f32, %out: i1):
      %58 = arith.cmpf ole, %in, %cst : f32
      linalg.yield %58 : i1
    } -> tensor<2x14xi1>
    %41 = linalg.generic {indexing_maps = [#map1, #map2, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%40, %cst_0, %32 : tensor<2x14xi1>, tensor<f32>, tensor<2x14xf32>) outs(%1 : tensor<2x14xf32>) {
    ^bb0(%in: i1, %in_12: f32, %in_13: f32, %out: f32):
      %58 = arith.select %in, %in_12, %in_13 : f32
      linalg.yield %58 : f32
    } -> tensor<2x14xf32>
    %42 = linalg.matmul ins(%41, %arg4 : tensor<2x14xf32>, tensor<14x7xf32>) outs(%9 : tensor<2x7xf32>) -> tensor<2x7xf32>
    %43 = tensor.empty() : tensor<14x2xf32>
    %transposed_6 = linalg.transpose ins(%41 : tensor<2x14xf32>) outs(%43 : tensor<14x2xf32>) permutation = [1, 0] 
    %44 = linalg.fill ins(%cst : f32) outs(%7 : tensor<14x7xf32>) -> tensor<14x7xf32>
    %45 = linalg.matmul ins(%transposed_6, %13 : tensor<14x2xf32>, tensor<2x7xf32>) outs(%44 : tensor<14x7xf32>) -> tensor<14x7xf32>
    %46 = tensor.empty() : tensor<1x14xf32>
    %47 = linalg.fill ins(%cst : f32) outs(%46 : tensor<1x14xf32>) -> tensor<1x14xf32>
    %48 = linalg.generic {indexing_maps = [#map1, #map3], iterator_types = ["reduction", "parallel"]} ins(%41 : tensor<2x14xf32>) outs(%47 : tensor<1x14xf32>) {
    ^bb0(%in: f32, %out: f32):
      %58 = arith.addf %in, %out : f32
      linalg.yield %58 : f32
    } -> tensor<1x14xf32>
    %collapsed_7 = tensor.collapse_shape %48 [[0, 1]] : tensor<1x14xf32> into tensor<14xf32>
    %49 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%13 : tensor<2x7xf32>) outs(%29 : tensor<2x7xi1>) {
    ^bb0(%in: f32, %out: i1):
      %58 = arith.cmpf ole, %in, %cst : f32
      linalg.yield %58 : i1
    } -> tensor<2x7xi1>
    %50 = linalg.generic {indexing_maps = [#map1, #map2, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%49, %cst_0, %42 : tensor<2x7xi1>, tensor<f32>, tensor<2x7xf32>) outs(%8 : tensor<2x7xf32>) {
    ^bb0(%in: i1, %in_12: f32, %in_13: f32, %out: f32):
      %58 = arith.select %in, %in_12, %in_13 : f32
      linalg.yield %58 : f32
    } -> tensor<2x7xf32>
    %51 = linalg.matmul ins(%50, %arg2 : tensor<2x7xf32>, tensor<7x14xf32>) outs(%2 : tensor<2x14xf32>) -> tensor<2x14xf32>
    %transposed_8 = linalg.transpose ins(%50 : tensor<2x7xf32>) outs(%33 : tensor<7x2xf32>) permutation = [1, 0] 
    %52 = linalg.matmul ins(%transposed_8, %6 : tensor<7x2xf32>, tensor<2x14xf32>) outs(%34 : tensor<7x14xf32>) -> tensor<7x14xf32>
    %53 = linalg.generic {indexing_maps = [#map1, #map3], iterator_types = ["reduction", "parallel"]} ins(%50 : tensor<2x7xf32>) outs(%37 : tensor<1x7xf32>) {
    ^bb0(%in: f32, %out: f32):
      %58 = arith.addf %in, %out : f32
      linalg.yield %58 : f32
    } -> tensor<1x7xf32>
    %collapsed_9 = tensor.collapse_shape %53 [[0, 1]] : tensor<1x7xf32> into tensor<7xf32>
    %54 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%6 : tensor<2x14xf32>) outs(%39 : tensor<2x14xi1>) {
    ^bb0(%in: f32, %out: i1):
      %58 = arith.cmpf ole, %in, %cst : f32
      linalg.yield %58 : i1
    } -> tensor<2x14xi1>
    %55 = linalg.generic {indexing_maps = [#map1, #map2, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%54, %cst_0, %51 : tensor<2x14xi1>, tensor<f32>, tensor<2x14xf32>) outs(%1 : tensor<2x14xf32>) {
    ^bb0(%in: i1, %in_12: f32, %in_13: f32, %out: f32):
      %58 = arith.select %in, %in_12, %in_13 : f32
      linalg.yield %58 : f32
    } -> tensor<2x14xf32>
    %transposed_10 = linalg.transpose ins(%55 : tensor<2x14xf32>) outs(%43 : tensor<14x2xf32>) permutation = [1, 0] 
    %56 = linalg.matmul ins(%transposed_10, %arg8 : tensor<14x2xf32>, tensor<2x7xf32>) outs(%44 : tensor<14x7xf32>) -> tensor<14x7xf32>
    %57 = linalg.generic {indexing_maps = [#map1, #map3], iterator_types = ["reduction", "parallel"]} ins(%55 : tensor<2x14xf32>) outs(%47 : tensor<1x14xf32>) {
    ^bb0(%in: f32, %out: f32):
      %58 = arith.addf %in, %out : f32
      linalg.yield %58 : f32
    } -> tensor<1x14xf32>
    %collapsed_11 = tensor.collapse_shape %57 [[0, 1]] : tensor<1x14xf32> into tensor<14xf32>
    return %26, %56, %collapsed_11, %52, %collapsed_9, %45, %collapsed_7, %35, %collapsed : tensor<f32>, tensor<14x7xf32>, tensor<14xf32>, tensor<7x14xf32>, tensor<7xf32>, tensor<14x7xf32>, tensor<14xf32>, tensor<7x14xf32>, tensor<7xf32>
  }
}
