#map = affine_map<(d0, d1, d2) -> (d1, d2)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map2 = affine_map<(d0, d1, d2) -> (d2)>
#map3 = affine_map<(d0, d1) -> (d0, d1)>
#map4 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map5 = affine_map<(d0, d1) -> ()>
#map6 = affine_map<(d0, d1, d2) -> ()>
#map7 = affine_map<(d0, d1, d2) -> (0, 0, d2)>
module {
  shard.grid @grid(shape = 4)
  func.func @step(%arg0: tensor<6x4xf32> {fsdp.param = "0.gate", fsdp.group = "group0"},
      %arg1: tensor<4x6x5xf32> {fsdp.param = "0.w1", fsdp.group = "group0", fsdp.grid = array<i64: 2, 2>},
      %arg2: tensor<4x5x6xf32> {fsdp.param = "0.w2", fsdp.group = "group0", fsdp.grid = array<i64: 2, 2>},
      %arg3: tensor<5xf32> {fsdp.param = "0.bias", fsdp.group = "group0"},
      %arg4: tensor<6x4xf32> {fsdp.param = "1.gate", fsdp.group = "group1"},
      %arg5: tensor<4x6x5xf32> {fsdp.param = "1.w1", fsdp.group = "group1", fsdp.grid = array<i64: 2, 2>},
      %arg6: tensor<4x5x6xf32> {fsdp.param = "1.w2", fsdp.group = "group1", fsdp.grid = array<i64: 2, 2>},
      %arg7: tensor<5xf32> {fsdp.param = "1.bias", fsdp.group = "group1"},
      %arg8: tensor<2x6xf32> {fsdp.batch = "x"},
      %arg9: tensor<2x6xf32> {fsdp.batch = "target"})
      -> (tensor<f32> {fsdp.loss},
          tensor<6x4xf32> {fsdp.grad = "0.gate"},
          tensor<4x6x5xf32> {fsdp.grad = "0.w1"},
          tensor<4x5x6xf32> {fsdp.grad = "0.w2"},
          tensor<5xf32> {fsdp.grad = "0.bias"},
          tensor<6x4xf32> {fsdp.grad = "1.gate"},
          tensor<4x6x5xf32> {fsdp.grad = "1.w1"},
          tensor<4x5x6xf32> {fsdp.grad = "1.w2"},
          tensor<5xf32> {fsdp.grad = "1.bias"}) {
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 1.000000e+00 : f32
    %cst_1 = arith.constant dense<0.000000e+00> : tensor<f32>
    %cst_2 = arith.constant dense<1.000000e+00> : tensor<2x6xf32>
    %cst_3 = arith.constant dense<1> : tensor<i64>
    %0 = tensor.empty() : tensor<4x2x6xf32>
    %1 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg8 : tensor<2x6xf32>) outs(%0 : tensor<4x2x6xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x2x6xf32>
    %2 = tensor.empty() : tensor<4x2x5xf32>
    %3 = linalg.fill ins(%cst : f32) outs(%2 : tensor<4x2x5xf32>) -> tensor<4x2x5xf32>
    %4 = linalg.batch_matmul ins(%1, %arg1 : tensor<4x2x6xf32>, tensor<4x6x5xf32>) outs(%3 : tensor<4x2x5xf32>) -> tensor<4x2x5xf32>
    %5 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%4, %arg3 : tensor<4x2x5xf32>, tensor<5xf32>) outs(%2 : tensor<4x2x5xf32>) {
    ^bb0(%in: f32, %in_28: f32, %out: f32):
      %87 = arith.addf %in, %in_28 : f32
      linalg.yield %87 : f32
    } -> tensor<4x2x5xf32>
    %6 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%5 : tensor<4x2x5xf32>) outs(%2 : tensor<4x2x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %87 = arith.cmpf ugt, %in, %cst : f32
      %88 = arith.select %87, %in, %cst : f32
      linalg.yield %88 : f32
    } -> tensor<4x2x5xf32>
    %7 = linalg.fill ins(%cst : f32) outs(%0 : tensor<4x2x6xf32>) -> tensor<4x2x6xf32>
    %8 = linalg.batch_matmul ins(%6, %arg2 : tensor<4x2x5xf32>, tensor<4x5x6xf32>) outs(%7 : tensor<4x2x6xf32>) -> tensor<4x2x6xf32>
    %9 = tensor.empty() : tensor<2x4xf32>
    %10 = linalg.fill ins(%cst : f32) outs(%9 : tensor<2x4xf32>) -> tensor<2x4xf32>
    %11 = linalg.matmul ins(%arg8, %arg0 : tensor<2x6xf32>, tensor<6x4xf32>) outs(%10 : tensor<2x4xf32>) -> tensor<2x4xf32>
    %12 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%11 : tensor<2x4xf32>) outs(%9 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %87 = arith.negf %in : f32
      %88 = math.exp %87 : f32
      %89 = arith.addf %88, %cst_0 : f32
      %90 = arith.divf %cst_0, %89 : f32
      linalg.yield %90 : f32
    } -> tensor<2x4xf32>
    %13 = tensor.empty() : tensor<4x2xf32>
    %transposed = linalg.transpose ins(%12 : tensor<2x4xf32>) outs(%13 : tensor<4x2xf32>) permutation = [1, 0] 
    %expanded = tensor.expand_shape %transposed [[0], [1, 2]] output_shape [4, 2, 1] : tensor<4x2xf32> into tensor<4x2x1xf32>
    %14 = linalg.generic {indexing_maps = [#map1, #map4, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%8, %expanded : tensor<4x2x6xf32>, tensor<4x2x1xf32>) outs(%0 : tensor<4x2x6xf32>) {
    ^bb0(%in: f32, %in_28: f32, %out: f32):
      %87 = arith.mulf %in, %in_28 : f32
      linalg.yield %87 : f32
    } -> tensor<4x2x6xf32>
    %15 = tensor.empty() : tensor<2x6xf32>
    %16 = linalg.fill ins(%cst : f32) outs(%15 : tensor<2x6xf32>) -> tensor<2x6xf32>
    %17 = linalg.generic {indexing_maps = [#map1, #map], iterator_types = ["reduction", "parallel", "parallel"]} ins(%14 : tensor<4x2x6xf32>) outs(%16 : tensor<2x6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %87 = arith.addf %in, %out : f32
      linalg.yield %87 : f32
    } -> tensor<2x6xf32>
    %18 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%arg8, %17 : tensor<2x6xf32>, tensor<2x6xf32>) outs(%15 : tensor<2x6xf32>) {
    ^bb0(%in: f32, %in_28: f32, %out: f32):
      %87 = arith.addf %in, %in_28 : f32
      linalg.yield %87 : f32
    } -> tensor<2x6xf32>
    %19 = tensor.empty() : tensor<4x5x6xf32>
    %transposed_4 = linalg.transpose ins(%arg5 : tensor<4x6x5xf32>) outs(%19 : tensor<4x5x6xf32>) permutation = [0, 2, 1] 
    %20 = tensor.empty() : tensor<6x2xf32>
    %transposed_5 = linalg.transpose ins(%18 : tensor<2x6xf32>) outs(%20 : tensor<6x2xf32>) permutation = [1, 0] 
    %collapsed = tensor.collapse_shape %transposed_4 [[0, 1], [2]] : tensor<4x5x6xf32> into tensor<20x6xf32>
    %21 = tensor.empty() : tensor<20x2xf32>
    %22 = linalg.fill ins(%cst : f32) outs(%21 : tensor<20x2xf32>) -> tensor<20x2xf32>
    %23 = linalg.matmul ins(%collapsed, %transposed_5 : tensor<20x6xf32>, tensor<6x2xf32>) outs(%22 : tensor<20x2xf32>) -> tensor<20x2xf32>
    %expanded_6 = tensor.expand_shape %23 [[0, 1], [2]] output_shape [4, 5, 2] : tensor<20x2xf32> into tensor<4x5x2xf32>
    %transposed_7 = linalg.transpose ins(%expanded_6 : tensor<4x5x2xf32>) outs(%2 : tensor<4x2x5xf32>) permutation = [0, 2, 1] 
    %24 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%transposed_7, %arg7 : tensor<4x2x5xf32>, tensor<5xf32>) outs(%2 : tensor<4x2x5xf32>) {
    ^bb0(%in: f32, %in_28: f32, %out: f32):
      %87 = arith.addf %in, %in_28 : f32
      linalg.yield %87 : f32
    } -> tensor<4x2x5xf32>
    %25 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%24 : tensor<4x2x5xf32>) outs(%2 : tensor<4x2x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %87 = arith.cmpf ugt, %in, %cst : f32
      %88 = arith.select %87, %in, %cst : f32
      linalg.yield %88 : f32
    } -> tensor<4x2x5xf32>
    %26 = linalg.batch_matmul ins(%25, %arg6 : tensor<4x2x5xf32>, tensor<4x5x6xf32>) outs(%7 : tensor<4x2x6xf32>) -> tensor<4x2x6xf32>
    %27 = linalg.matmul ins(%18, %arg4 : tensor<2x6xf32>, tensor<6x4xf32>) outs(%10 : tensor<2x4xf32>) -> tensor<2x4xf32>
    %28 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%27 : tensor<2x4xf32>) outs(%9 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %87 = arith.negf %in : f32
      %88 = math.exp %87 : f32
      %89 = arith.addf %88, %cst_0 : f32
      %90 = arith.divf %cst_0, %89 : f32
      linalg.yield %90 : f32
    } -> tensor<2x4xf32>
    %transposed_8 = linalg.transpose ins(%28 : tensor<2x4xf32>) outs(%13 : tensor<4x2xf32>) permutation = [1, 0] 
    %expanded_9 = tensor.expand_shape %transposed_8 [[0], [1, 2]] output_shape [4, 2, 1] : tensor<4x2xf32> into tensor<4x2x1xf32>
    %29 = linalg.generic {indexing_maps = [#map1, #map4, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%26, %expanded_9 : tensor<4x2x6xf32>, tensor<4x2x1xf32>) outs(%0 : tensor<4x2x6xf32>) {
    ^bb0(%in: f32, %in_28: f32, %out: f32):
      %87 = arith.mulf %in, %in_28 : f32
      linalg.yield %87 : f32
    } -> tensor<4x2x6xf32>
    %30 = linalg.generic {indexing_maps = [#map1, #map], iterator_types = ["reduction", "parallel", "parallel"]} ins(%29 : tensor<4x2x6xf32>) outs(%16 : tensor<2x6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %87 = arith.addf %in, %out : f32
      linalg.yield %87 : f32
    } -> tensor<2x6xf32>
    %31 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%18, %30 : tensor<2x6xf32>, tensor<2x6xf32>) outs(%15 : tensor<2x6xf32>) {
    ^bb0(%in: f32, %in_28: f32, %out: f32):
      %87 = arith.addf %in, %in_28 : f32
      linalg.yield %87 : f32
    } -> tensor<2x6xf32>
    %32 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%31, %arg9 : tensor<2x6xf32>, tensor<2x6xf32>) outs(%15 : tensor<2x6xf32>) {
    ^bb0(%in: f32, %in_28: f32, %out: f32):
      %87 = arith.subf %in, %in_28 : f32
      linalg.yield %87 : f32
    } -> tensor<2x6xf32>
    %33 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%32, %32 : tensor<2x6xf32>, tensor<2x6xf32>) outs(%15 : tensor<2x6xf32>) {
    ^bb0(%in: f32, %in_28: f32, %out: f32):
      %87 = arith.mulf %in, %in_28 : f32
      linalg.yield %87 : f32
    } -> tensor<2x6xf32>
    %34 = tensor.empty() : tensor<f32>
    %35 = linalg.fill ins(%cst : f32) outs(%34 : tensor<f32>) -> tensor<f32>
    %36 = linalg.generic {indexing_maps = [#map3, #map5], iterator_types = ["reduction", "reduction"]} ins(%33 : tensor<2x6xf32>) outs(%35 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %87 = arith.addf %in, %out : f32
      linalg.yield %87 : f32
    } -> tensor<f32>
    %37 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%cst_2, %32 : tensor<2x6xf32>, tensor<2x6xf32>) outs(%15 : tensor<2x6xf32>) {
    ^bb0(%in: f32, %in_28: f32, %out: f32):
      %87 = arith.mulf %in, %in_28 : f32
      linalg.yield %87 : f32
    } -> tensor<2x6xf32>
    %38 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%37, %37 : tensor<2x6xf32>, tensor<2x6xf32>) outs(%15 : tensor<2x6xf32>) {
    ^bb0(%in: f32, %in_28: f32, %out: f32):
      %87 = arith.addf %in, %in_28 : f32
      linalg.yield %87 : f32
    } -> tensor<2x6xf32>
    %39 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%38 : tensor<2x6xf32>) outs(%0 : tensor<4x2x6xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x2x6xf32>
    %40 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%39, %26 : tensor<4x2x6xf32>, tensor<4x2x6xf32>) outs(%0 : tensor<4x2x6xf32>) {
    ^bb0(%in: f32, %in_28: f32, %out: f32):
      %87 = arith.mulf %in, %in_28 : f32
      linalg.yield %87 : f32
    } -> tensor<4x2x6xf32>
    %41 = linalg.generic {indexing_maps = [#map1, #map4, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%39, %expanded_9 : tensor<4x2x6xf32>, tensor<4x2x1xf32>) outs(%0 : tensor<4x2x6xf32>) {
    ^bb0(%in: f32, %in_28: f32, %out: f32):
      %87 = arith.mulf %in, %in_28 : f32
      linalg.yield %87 : f32
    } -> tensor<4x2x6xf32>
    %42 = tensor.empty() : tensor<4x2x1xf32>
    %43 = linalg.fill ins(%cst : f32) outs(%42 : tensor<4x2x1xf32>) -> tensor<4x2x1xf32>
    %44 = linalg.generic {indexing_maps = [#map1, #map4], iterator_types = ["parallel", "parallel", "reduction"]} ins(%40 : tensor<4x2x6xf32>) outs(%43 : tensor<4x2x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %87 = arith.addf %in, %out : f32
      linalg.yield %87 : f32
    } -> tensor<4x2x1xf32>
    %collapsed_10 = tensor.collapse_shape %44 [[0], [1, 2]] : tensor<4x2x1xf32> into tensor<4x2xf32>
    %transposed_11 = linalg.transpose ins(%collapsed_10 : tensor<4x2xf32>) outs(%9 : tensor<2x4xf32>) permutation = [1, 0] 
    %45 = linalg.generic {indexing_maps = [#map5, #map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%cst_3, %28 : tensor<i64>, tensor<2x4xf32>) outs(%9 : tensor<2x4xf32>) {
    ^bb0(%in: i64, %in_28: f32, %out: f32):
      %87 = arith.sitofp %in : i64 to f32
      %88 = arith.subf %87, %in_28 : f32
      linalg.yield %88 : f32
    } -> tensor<2x4xf32>
    %46 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%28, %45 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%9 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_28: f32, %out: f32):
      %87 = arith.mulf %in, %in_28 : f32
      linalg.yield %87 : f32
    } -> tensor<2x4xf32>
    %47 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%transposed_11, %46 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%9 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_28: f32, %out: f32):
      %87 = arith.mulf %in, %in_28 : f32
      linalg.yield %87 : f32
    } -> tensor<2x4xf32>
    %48 = tensor.empty() : tensor<6x4xf32>
    %49 = linalg.fill ins(%cst : f32) outs(%48 : tensor<6x4xf32>) -> tensor<6x4xf32>
    %50 = linalg.matmul ins(%transposed_5, %47 : tensor<6x2xf32>, tensor<2x4xf32>) outs(%49 : tensor<6x4xf32>) -> tensor<6x4xf32>
    %51 = tensor.empty() : tensor<4x6xf32>
    %transposed_12 = linalg.transpose ins(%arg4 : tensor<6x4xf32>) outs(%51 : tensor<4x6xf32>) permutation = [1, 0] 
    %52 = linalg.matmul ins(%47, %transposed_12 : tensor<2x4xf32>, tensor<4x6xf32>) outs(%16 : tensor<2x6xf32>) -> tensor<2x6xf32>
    %53 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%38, %52 : tensor<2x6xf32>, tensor<2x6xf32>) outs(%15 : tensor<2x6xf32>) {
    ^bb0(%in: f32, %in_28: f32, %out: f32):
      %87 = arith.addf %in, %in_28 : f32
      linalg.yield %87 : f32
    } -> tensor<2x6xf32>
    %54 = tensor.empty() : tensor<4x5x2xf32>
    %transposed_13 = linalg.transpose ins(%25 : tensor<4x2x5xf32>) outs(%54 : tensor<4x5x2xf32>) permutation = [0, 2, 1] 
    %55 = linalg.fill ins(%cst : f32) outs(%19 : tensor<4x5x6xf32>) -> tensor<4x5x6xf32>
    %56 = linalg.batch_matmul ins(%transposed_13, %41 : tensor<4x5x2xf32>, tensor<4x2x6xf32>) outs(%55 : tensor<4x5x6xf32>) -> tensor<4x5x6xf32>
    %57 = tensor.empty() : tensor<4x6x5xf32>
    %transposed_14 = linalg.transpose ins(%arg6 : tensor<4x5x6xf32>) outs(%57 : tensor<4x6x5xf32>) permutation = [0, 2, 1] 
    %58 = linalg.batch_matmul ins(%41, %transposed_14 : tensor<4x2x6xf32>, tensor<4x6x5xf32>) outs(%3 : tensor<4x2x5xf32>) -> tensor<4x2x5xf32>
    %59 = tensor.empty() : tensor<4x2x5xi1>
    %60 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%25 : tensor<4x2x5xf32>) outs(%59 : tensor<4x2x5xi1>) {
    ^bb0(%in: f32, %out: i1):
      %87 = arith.cmpf ole, %in, %cst : f32
      linalg.yield %87 : i1
    } -> tensor<4x2x5xi1>
    %61 = linalg.generic {indexing_maps = [#map1, #map6, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%60, %cst_1, %58 : tensor<4x2x5xi1>, tensor<f32>, tensor<4x2x5xf32>) outs(%2 : tensor<4x2x5xf32>) {
    ^bb0(%in: i1, %in_28: f32, %in_29: f32, %out: f32):
      %87 = arith.select %in, %in_28, %in_29 : f32
      linalg.yield %87 : f32
    } -> tensor<4x2x5xf32>
    %62 = tensor.empty() : tensor<1x1x5xf32>
    %63 = linalg.fill ins(%cst : f32) outs(%62 : tensor<1x1x5xf32>) -> tensor<1x1x5xf32>
    %64 = linalg.generic {indexing_maps = [#map1, #map7], iterator_types = ["reduction", "reduction", "parallel"]} ins(%61 : tensor<4x2x5xf32>) outs(%63 : tensor<1x1x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %87 = arith.addf %in, %out : f32
      linalg.yield %87 : f32
    } -> tensor<1x1x5xf32>
    %collapsed_15 = tensor.collapse_shape %64 [[0, 1, 2]] : tensor<1x1x5xf32> into tensor<5xf32>
    %transposed_16 = linalg.transpose ins(%61 : tensor<4x2x5xf32>) outs(%54 : tensor<4x5x2xf32>) permutation = [0, 2, 1] 
    %collapsed_17 = tensor.collapse_shape %transposed_16 [[0, 1], [2]] : tensor<4x5x2xf32> into tensor<20x2xf32>
    %65 = tensor.empty() : tensor<2x20xf32>
    %transposed_18 = linalg.transpose ins(%collapsed_17 : tensor<20x2xf32>) outs(%65 : tensor<2x20xf32>) permutation = [1, 0] 
    %66 = linalg.matmul ins(%transposed_18, %collapsed : tensor<2x20xf32>, tensor<20x6xf32>) outs(%16 : tensor<2x6xf32>) -> tensor<2x6xf32>
    %67 = tensor.empty() : tensor<20x6xf32>
    %68 = linalg.fill ins(%cst : f32) outs(%67 : tensor<20x6xf32>) -> tensor<20x6xf32>
    %69 = linalg.matmul ins(%collapsed_17, %18 : tensor<20x2xf32>, tensor<2x6xf32>) outs(%68 : tensor<20x6xf32>) -> tensor<20x6xf32>
    %expanded_19 = tensor.expand_shape %69 [[0, 1], [2]] output_shape [4, 5, 6] : tensor<20x6xf32> into tensor<4x5x6xf32>
    %transposed_20 = linalg.transpose ins(%expanded_19 : tensor<4x5x6xf32>) outs(%57 : tensor<4x6x5xf32>) permutation = [0, 2, 1] 
    %70 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%53, %66 : tensor<2x6xf32>, tensor<2x6xf32>) outs(%15 : tensor<2x6xf32>) {
    ^bb0(%in: f32, %in_28: f32, %out: f32):
      %87 = arith.addf %in, %in_28 : f32
      linalg.yield %87 : f32
    } -> tensor<2x6xf32>
    %71 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%70 : tensor<2x6xf32>) outs(%0 : tensor<4x2x6xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x2x6xf32>
    %72 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%71, %8 : tensor<4x2x6xf32>, tensor<4x2x6xf32>) outs(%0 : tensor<4x2x6xf32>) {
    ^bb0(%in: f32, %in_28: f32, %out: f32):
      %87 = arith.mulf %in, %in_28 : f32
      linalg.yield %87 : f32
    } -> tensor<4x2x6xf32>
    %73 = linalg.generic {indexing_maps = [#map1, #map4, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%71, %expanded : tensor<4x2x6xf32>, tensor<4x2x1xf32>) outs(%0 : tensor<4x2x6xf32>) {
    ^bb0(%in: f32, %in_28: f32, %out: f32):
      %87 = arith.mulf %in, %in_28 : f32
      linalg.yield %87 : f32
    } -> tensor<4x2x6xf32>
    %74 = linalg.generic {indexing_maps = [#map1, #map4], iterator_types = ["parallel", "parallel", "reduction"]} ins(%72 : tensor<4x2x6xf32>) outs(%43 : tensor<4x2x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %87 = arith.addf %in, %out : f32
      linalg.yield %87 : f32
    } -> tensor<4x2x1xf32>
    %collapsed_21 = tensor.collapse_shape %74 [[0], [1, 2]] : tensor<4x2x1xf32> into tensor<4x2xf32>
    %transposed_22 = linalg.transpose ins(%collapsed_21 : tensor<4x2xf32>) outs(%9 : tensor<2x4xf32>) permutation = [1, 0] 
    %75 = linalg.generic {indexing_maps = [#map5, #map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%cst_3, %12 : tensor<i64>, tensor<2x4xf32>) outs(%9 : tensor<2x4xf32>) {
    ^bb0(%in: i64, %in_28: f32, %out: f32):
      %87 = arith.sitofp %in : i64 to f32
      %88 = arith.subf %87, %in_28 : f32
      linalg.yield %88 : f32
    } -> tensor<2x4xf32>
    %76 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%12, %75 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%9 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_28: f32, %out: f32):
      %87 = arith.mulf %in, %in_28 : f32
      linalg.yield %87 : f32
    } -> tensor<2x4xf32>
    %77 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel"]} ins(%transposed_22, %76 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%9 : tensor<2x4xf32>) {
    ^bb0(%in: f32, %in_28: f32, %out: f32):
      %87 = arith.mulf %in, %in_28 : f32
      linalg.yield %87 : f32
    } -> tensor<2x4xf32>
    %transposed_23 = linalg.transpose ins(%arg8 : tensor<2x6xf32>) outs(%20 : tensor<6x2xf32>) permutation = [1, 0] 
    %78 = linalg.matmul ins(%transposed_23, %77 : tensor<6x2xf32>, tensor<2x4xf32>) outs(%49 : tensor<6x4xf32>) -> tensor<6x4xf32>
    %transposed_24 = linalg.transpose ins(%6 : tensor<4x2x5xf32>) outs(%54 : tensor<4x5x2xf32>) permutation = [0, 2, 1] 
    %79 = linalg.batch_matmul ins(%transposed_24, %73 : tensor<4x5x2xf32>, tensor<4x2x6xf32>) outs(%55 : tensor<4x5x6xf32>) -> tensor<4x5x6xf32>
    %transposed_25 = linalg.transpose ins(%arg2 : tensor<4x5x6xf32>) outs(%57 : tensor<4x6x5xf32>) permutation = [0, 2, 1] 
    %80 = linalg.batch_matmul ins(%73, %transposed_25 : tensor<4x2x6xf32>, tensor<4x6x5xf32>) outs(%3 : tensor<4x2x5xf32>) -> tensor<4x2x5xf32>
    %81 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%6 : tensor<4x2x5xf32>) outs(%59 : tensor<4x2x5xi1>) {
    ^bb0(%in: f32, %out: i1):
      %87 = arith.cmpf ole, %in, %cst : f32
      linalg.yield %87 : i1
    } -> tensor<4x2x5xi1>
    %82 = linalg.generic {indexing_maps = [#map1, #map6, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%81, %cst_1, %80 : tensor<4x2x5xi1>, tensor<f32>, tensor<4x2x5xf32>) outs(%2 : tensor<4x2x5xf32>) {
    ^bb0(%in: i1, %in_28: f32, %in_29: f32, %out: f32):
      %87 = arith.select %in, %in_28, %in_29 : f32
      linalg.yield %87 : f32
    } -> tensor<4x2x5xf32>
    %83 = linalg.generic {indexing_maps = [#map1, #map7], iterator_types = ["reduction", "reduction", "parallel"]} ins(%82 : tensor<4x2x5xf32>) outs(%63 : tensor<1x1x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %87 = arith.addf %in, %out : f32
      linalg.yield %87 : f32
    } -> tensor<1x1x5xf32>
    %collapsed_26 = tensor.collapse_shape %83 [[0, 1, 2]] : tensor<1x1x5xf32> into tensor<5xf32>
    %84 = tensor.empty() : tensor<4x6x2xf32>
    %transposed_27 = linalg.transpose ins(%1 : tensor<4x2x6xf32>) outs(%84 : tensor<4x6x2xf32>) permutation = [0, 2, 1] 
    %85 = linalg.fill ins(%cst : f32) outs(%57 : tensor<4x6x5xf32>) -> tensor<4x6x5xf32>
    %86 = linalg.batch_matmul ins(%transposed_27, %82 : tensor<4x6x2xf32>, tensor<4x2x5xf32>) outs(%85 : tensor<4x6x5xf32>) -> tensor<4x6x5xf32>
    return %36, %78, %86, %79, %collapsed_26, %50, %transposed_20, %56, %collapsed_15 : tensor<f32>, tensor<6x4xf32>, tensor<4x6x5xf32>, tensor<4x5x6xf32>, tensor<5xf32>, tensor<6x4xf32>, tensor<4x6x5xf32>, tensor<4x5x6xf32>, tensor<5xf32>
  }
}
