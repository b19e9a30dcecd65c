#map = affine_map<(d0, d1) -> (d1)>
#map1 = affine_map<(d0, d1) -> (d0, d1)>
#map2 = affine_map<(d0, d1) -> ()>
#map3 = affine_map<(d0, d1) -> (0, d1)>
module {
  shard.grid @grid(shape = 7)
  func.func @step(%arg0: tensor<9x9xf32> {fsdp.param = "0.in_proj.weight", fsdp.group = "group0", fsdp.extension = @fp8},
      %arg1: tensor<9xf32> {fsdp.param = "0.in_proj.bias", fsdp.group = "group0"},
      %arg2: tensor<9x9xf32> {fsdp.param = "0.out_proj.weight", fsdp.group = "group0", fsdp.extension = @fp8},
      %arg3: tensor<9xf32> {fsdp.param = "0.out_proj.bias", fsdp.group = "group0"},
      %arg4: tensor<9x9xf32> {fsdp.param = "1.in_proj.weight", fsdp.group = "group1", fsdp.extension = @fp8},
      %arg5: tensor<9xf32> {fsdp.param = "1.in_proj.bias", fsdp.group = "group1"},
      %arg6: tensor<9x9xf32> {fsdp.param = "1.out_proj.weight", fsdp.group = "group1", fsdp.extension = @fp8},
      %arg7: tensor<9xf32> {fsdp.param = "1.out_proj.bias", fsdp.group = "group1"},
      %arg8: tensor<2x9xf32> {fsdp.batch = "x"},
      %arg9: tensor<2x9xf32> {fsdp.batch = "target"})
      -> (tensor<f32> {fsdp.loss},
          tensor<9x9xf32> {fsdp.grad = "0.in_proj.weight"},
          tensor<9xf32> {fsdp.grad = "0.in_proj.bias"},
          tensor<9x9xf32> {fsdp.grad = "0.out_proj.weight"},
          tensor<9xf32> {fsdp.grad = "0.out_proj.bias"},
          tensor<9x9xf32> {fsdp.grad = "1.in_proj.weight"},
          tensor<9xf32> {fsdp.grad = "1.in_proj.bias"},
          tensor<9x9xf32> {fsdp.grad = "1.out_proj.weight"},
          tensor<9xf32> {fsdp.grad = "1.out_proj.bias"}) {
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant dense<0.000000e+00> : tensor<f32>
    %cst_1 = arith.constant dense<1.000000e+00> : tensor<2x9xf32>
    %0 = tensor.empty() : tensor<9x9xf32>
    %transposed = linalg.transpose ins(%arg0 : tensor<9x9xf32>) outs(%0 : tensor<9x9xf32>) permutation = [1, 0] 
    %1 = tensor.empty() : tensor<2x9xf32>
    %2 = linalg.fill ins(%cst : f32) outs(%1 : tensor<2x9xf32>) -> tensor<2x9xf32>
    %3 = linalg.matmul ins(%arg8, %transposed : tensor<2x9xf32>, tensor<9x9xf32>) outs(%2 : tensor<2x9xf32>) -> tensor<2x9xf32>
    %4 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg1 : tensor<9xf32>) outs(%1 : tensor<2x9xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x9xf32>
    %5 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%3, %4 : tensor<2x9xf32>, tensor<2x9xf32>) outs(%1 : tensor<2x9xf32>) {
    ^bb0(%in: f32, %in_12: f32, %out: f32):
      %50 = arith.addf %in, %in_12 : f32
      linalg.yield %50 : f32
    } -> tensor<2x9xf32>
    %6 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%5 : tensor<2x9xf32>) outs(%1 : tensor<2x9xf32>) {
    ^bb0(%in: f32, %out: f32):
      %50 = arith.cmpf ugt, %in, %cst : f32
      %51 = arith.select %50, %in, %cst : f32
      linalg.yield %51 : f32
    } -> tensor<2x9xf32>
    %transposed_2 = linalg.transpose ins(%arg2 : tensor<9x9xf32>) outs(%0 : tensor<9x9xf32>) permutation = [1, 0] 
    %7 = linalg.matmul ins(%6, %transposed_2 : tensor<2x9xf32>, tensor<9x9xf32>) outs(%2 : tensor<2x9xf32>) -> tensor<2x9xf32>
    %8 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg3 : tensor<9xf32>) outs(%1 : tensor<2x9xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x9xf32>
    %9 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%7, %8 : tensor<2x9xf32>, tensor<2x9xf32>) outs(%1 : tensor<2x9xf32>) {
    ^bb0(%in: f32, %in_12: f32, %out: f32):
      %50 = arith.addf %in, %in_12 : f32
      linalg.yield %50 : f32
    } -> tensor<2x9xf32>
    %10 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%9 : tensor<2x9xf32>) outs(%1 : tensor<2x9xf32>) {
    ^bb0(%in: f32, %out: f32):
      %50 = arith.cmpf ugt, %in, %cst : f32
      %51 = arith.select %50, %in, %cst : f32
      linalg.yield %51 : f32
    } -> tensor<2x9xf32>
    %transposed_3 = linalg.transpose ins(%arg4 : tensor<9x9xf32>) outs(%0 : tensor<9x9xf32>) permutation = [1, 0] 
    %11 = linalg.matmul ins(%10, %transposed_3 : tensor<2x9xf32>, tensor<9x9xf32>) outs(%2 : tensor<2x9xf32>) -> tensor<2x9xf32>
    %12 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg5 : tensor<9xf32>) outs(%1 : tensor<2x9xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x9xf32>
    %13 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%11, %12 : tensor<2x9xf32>, tensor<2x9xf32>) outs(%1 : tensor<2x9xf32>) {
    ^bb0(%in: f32, %in_12: f32, %out: f32):
      %50 = arith.addf %in, %in_12 : f32
      linalg.yield %50 : f32
    } -> tensor<2x9xf32>
    %14 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%13 : tensor<2x9xf32>) outs(%1 : tensor<2x9xf32>) {
    ^bb0(%in: f32, %out: f32):
      %50 = arith.cmpf ugt, %in, %cst : f32
      %51 = arith.select %50, %in, %cst : f32
      linalg.yield %51 : f32
    } -> tensor<2x9xf32>
    %transposed_4 = linalg.transpose ins(%arg6 : tensor<9x9xf32>) outs(%0 : tensor<9x9xf32>) permutation = [1, 0] 
    %15 = linalg.matmul ins(%14, %transposed_4 : tensor<2x9xf32>, tensor<9x9xf32>) outs(%2 : tensor<2x9xf32>) -> tensor<2x9xf32>
    %16 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg7 : tensor<9xf32>) outs(%1 : tensor<2x9xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x9xf32>
    %17 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%15, %16 : tensor<2x9xf32>, tensor<2x9xf32>) outs(%1 : tensor<2x9xf32>) {
    ^bb0(%in: f32, %in_12: f32, %out: f32):
      %50 = arith.addf %in, %in_12 : f32
      linalg.yield %50 : f32
    } -> tensor<2x9xf32>
    %18 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%17 : tensor<2x9xf32>) outs(%1 : tensor<2x9xf32>) {
    ^bb0(%in: f32, %out: f32):
      %50 = arith.cmpf ugt, %in, %cst : f32
      %51 = arith.select %50, %in, %cst : f32
      linalg.yield %51 : f32
    } -> tensor<2x9xf32>
    %19 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%18, %arg9 : tensor<2x9xf32>, tensor<2x9xf32>) outs(%1 : tensor<2x9xf32>) {
    ^bb0(%in: f32, %in_12: f32, %out: f32):
      %50 = arith.subf %in, %in_12 : f32
      linalg.yield %50 : f32
    } -> tensor<2x9xf32>
    %20 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%19, %19 : tensor<2x9xf32>, tensor<2x9xf32>) outs(%1 : tensor<2x9xf32>) {
    ^bb0(%in: f32, %in_12: f32, %out: f32):
      %50 = arith.mulf %in, %in_12 : f32
      linalg.yield %50 : f32
    } -> tensor<2x9xf32>
    %21 = tensor.empty() : tensor<f32>
    %22 = linalg.fill ins(%cst : f32) outs(%21 : tensor<f32>) -> tensor<f32>
    %23 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["reduction", "reduction"]} ins(%20 : tensor<2x9xf32>) outs(%22 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %50 = arith.addf %in, %out : f32
      linalg.yield %50 : f32
    } -> tensor<f32>
    %24 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%cst_1, %19 : tensor<2x9xf32>, tensor<2x9xf32>) outs(%1 : tensor<2x9xf32>) {
    ^bb0(%in: f32, %in_12: f32, %out: f32):
      %50 = arith.mulf %in, %in_12 : f32
      linalg.yield %50 : f32
    } -> tensor<2x9xf32>
    %25 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%24, %24 : tensor<2x9xf32>, tensor<2x9xf32>) outs(%1 : tensor<2x9xf32>) {
    ^bb0(%in: f32, %in_12: f32, %out: f32):
      %50 = arith.addf %in, %in_12 : f32
      linalg.yield %50 : f32
    } -> tensor<2x9xf32>
    %26 = tensor.empty() : tensor<2x9xi1>
    %27 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%18 : tensor<2x9xf32>) outs(%26 : tensor<2x9xi1>) {
    ^bb0(%in: f32, %out: i1):
      %50 = arith.cmpf ole, %in, %cst : f32
      linalg.yield %50 : i1
    } -> tensor<2x9xi1>
    %28 = linalg.generic {indexing_maps = [#map1, #map2, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%27, %cst_0, %25 : tensor<2x9xi1>, tensor<f32>, tensor<2x9xf32>) outs(%1 : tensor<2x9xf32>) {
    ^bb0(%in: i1, %in_12: f32, %in_13: f32, %out: f32):
      %50 = arith.select %in, %in_12, %in_13 : f32
      linalg.yield %50 : f32
    } -> tensor<2x9xf32>
    %29 = linalg.matmul ins(%28, %arg6 : tensor<2x9xf32>, tensor<9x9xf32>) outs(%2 : tensor<2x9xf32>) -> tensor<2x9xf32>
    %30 = tensor.empty() : tensor<9x2xf32>
    %transposed_5 = linalg.transpose ins(%28 : tensor<2x9xf32>) outs(%30 : tensor<9x2xf32>) permutation = [1, 0] 
    %31 = linalg.fill ins(%cst : f32) outs(%0 : tensor<9x9xf32>) -> tensor<9x9xf32>
    %32 = linalg.matmul ins(%transposed_5, %14 : tensor<9x2xf32>, tensor<2x9xf32>) outs(%31 : tensor<9x9xf32>) -> tensor<9x9xf32>
    %33 = tensor.empty() : tensor<1x9xf32>
    %34 = linalg.fill ins(%cst : f32) outs(%33 : tensor<1x9xf32>) -> tensor<1x9xf32>
    %35 = linalg.generic {indexing_maps = [#map1, #map3], iterator_types = ["reduction", "parallel"]} ins(%28 : tensor<2x9xf32>) outs(%34 : tensor<1x9xf32>) {
    ^bb0(%in: f32, %out: f32):
      %50 = arith.addf %in, %out : f32
      linalg.yield %50 : f32
    } -> tensor<1x9xf32>
    %collapsed = tensor.collapse_shape %35 [[0, 1]] : tensor<1x9xf32> into tensor<9xf32>
    %36 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%14 : tensor<2x9xf32>) outs(%26 : tensor<2x9xi1>) {
    ^bb0(%in: f32, %out: i1):
      %50 = arith.cmpf ole, %in, %cst : f32
      linalg.yield %50 : i1
    } -> tensor<2x9xi1>
    %37 = linalg.generic {indexing_maps = [#map1, #map2, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%36, %cst_0, %29 : tensor<2x9xi1>, tensor<f32>, tensor<2x9xf32>) outs(%1 : tensor<2x9xf32>) {
    ^bb0(%in: i1, %in_12: f32, %in_13: f32, %out: f32):
      %50 = arith.select %in, %in_12, %in_13 : f32
      linalg.yield %50 : f32
    } -> tensor<2x9xf32>
    %38 = linalg.matmul ins(%37, %arg4 : tensor<2x9xf32>, tensor<9x9xf32>) outs(%2 : tensor<2x9xf32>) -> tensor<2x9xf32>
    %transposed_6 = linalg.transpose ins(%37 : tensor<2x9xf32>) outs(%30 : tensor<9x2xf32>) permutation = [1, 0] 
    %39 = linalg.matmul ins(%transposed_6, %10 : tensor<9x2xf32>, tensor<2x9xf32>) outs(%31 : tensor<9x9xf32>) -> tensor<9x9xf32>
    %40 = linalg.generic {indexing_maps = [#map1, #map3], iterator_types = ["reduction", "parallel"]} ins(%37 : tensor<2x9xf32>) outs(%34 : tensor<1x9xf32>) {
    ^bb0(%in: f32, %out: f32):
      %50 = arith.addf %in, %out : f32
      linalg.yield %50 : f32
    } -> tensor<1x9xf32>
    %collapsed_7 = tensor.collapse_shape %40 [[0, 1]] : tensor<1x9xf32> into tensor<9xf32>
    %41 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%10 : tensor<2x9xf32>) outs(%26 : tensor<2x9xi1>) {
    ^bb0(%in: f32, %out: i1):
      %50 = arith.cmpf ole, %in, %cst : f32
      linalg.yield %50 : i1
    } -> tensor<2x9xi1>
    %42 = linalg.generic {indexing_maps = [#map1, #map2, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%41, %cst_0, %38 : tensor<2x9xi1>, tensor<f32>, tensor<2x9xf32>) outs(%1 : tensor<2x9xf32>) {
    ^bb0(%in: i1, %in_12: f32, %in_13: f32, %out: f32):
      %50 = arith.select %in, %in_12, %in_13 : f32
      linalg.yield %50 : f32
    } -> tensor<2x9xf32>
    %43 = linalg.matmul ins(%42, %arg2 : tensor<2x9xf32>, tensor<9x9xf32>) outs(%2 : tensor<2x9xf32>) -> tensor<2x9xf32>
    %transposed_8 = linalg.transpose ins(%42 : tensor<2x9xf32>) outs(%30 : tensor<9x2xf32>) permutation = [1, 0] 
    %44 = linalg.matmul ins(%transposed_8, %6 : tensor<9x2xf32>, tensor<2x9xf32>) outs(%31 : tensor<9x9xf32>) -> tensor<9x9xf32>
    %45 = linalg.generic {indexing_maps = [#map1, #map3], iterator_types = ["reduction", "parallel"]} ins(%42 : tensor<2x9xf32>) outs(%34 : tensor<1x9xf32>) {
    ^bb0(%in: f32, %out: f32):
      %50 = arith.addf %in, %out : f32
      linalg.yield %50 : f32
    } -> tensor<1x9xf32>
    %collapsed_9 = tensor.collapse_shape %45 [[0, 1]] : tensor<1x9xf32> into tensor<9xf32>
    %46 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%6 : tensor<2x9xf32>) outs(%26 : tensor<2x9xi1>) {
    ^bb0(%in: f32, %out: i1):
      %50 = arith.cmpf ole, %in, %cst : f32
      linalg.yield %50 : i1
    } -> tensor<2x9xi1>
    %47 = linalg.generic {indexing_maps = [#map1, #map2, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%46, %cst_0, %43 : tensor<2x9xi1>, tensor<f32>, tensor<2x9xf32>) outs(%1 : tensor<2x9xf32>) {
    ^bb0(%in: i1, %in_12: f32, %in_13: f32, %out: f32):
      %50 = arith.select %in, %in_12, %in_13 : f32
      linalg.yield %50 : f32
    } -> tensor<2x9xf32>
    %transposed_10 = linalg.transpose ins(%47 : tensor<2x9xf32>) outs(%30 : tensor<9x2xf32>) permutation = [1, 0] 
    %48 = linalg.matmul ins(%transposed_10, %arg8 : tensor<9x2xf32>, tensor<2x9xf32>) outs(%31 : tensor<9x9xf32>) -> tensor<9x9xf32>
    %49 = linalg.generic {indexing_maps = [#map1, #map3], iterator_types = ["reduction", "parallel"]} ins(%47 : tensor<2x9xf32>) outs(%34 : tensor<1x9xf32>) {
    ^bb0(%in: f32, %out: f32):
      %50 = arith.addf %in, %out : f32
      linalg.yield %50 : f32
    } -> tensor<1x9xf32>
    %collapsed_11 = tensor.collapse_shape %49 [[0, 1]] : tensor<1x9xf32> into tensor<9xf32>
    return %23, %48, %collapsed_11, %44, %collapsed_9, %39, %collapsed_7, %32, %collapsed : tensor<f32>, tensor<9x9xf32>, tensor<9xf32>, tensor<9x9xf32>, tensor<9xf32>, tensor<9x9xf32>, tensor<9xf32>, tensor<9x9xf32>, tensor<9xf32>
  }
}
