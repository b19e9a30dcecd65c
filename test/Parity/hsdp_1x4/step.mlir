#map = affine_map<(d0, d1) -> (d1)>
#map1 = affine_map<(d0, d1) -> (d0, d1)>
#map2 = affine_map<(d0, d1) -> ()>
#map3 = affine_map<(d0, d1) -> (0, d1)>
module {
  shard.grid @grid(shape = 1x4)
  func.func @step(%arg0: tensor<18x6xf32> {fsdp.param = "0.in_proj.weight", fsdp.group = "group0", fsdp.extension = @identity},
      %arg1: tensor<18xf32> {fsdp.param = "0.in_proj.bias", fsdp.group = "group0", fsdp.extension = @identity},
      %arg2: tensor<6x18xf32> {fsdp.param = "0.out_proj.weight", fsdp.group = "group0", fsdp.extension = @identity},
      %arg3: tensor<6xf32> {fsdp.param = "0.out_proj.bias", fsdp.group = "group0", fsdp.extension = @identity},
      %arg4: tensor<18x6xf32> {fsdp.param = "1.in_proj.weight", fsdp.group = "group1", fsdp.extension = @identity},
      %arg5: tensor<18xf32> {fsdp.param = "1.in_proj.bias", fsdp.group = "group1", fsdp.extension = @identity},
      %arg6: tensor<6x18xf32> {fsdp.param = "1.out_proj.weight", fsdp.group = "group1", fsdp.extension = @identity},
      %arg7: tensor<6xf32> {fsdp.param = "1.out_proj.bias", fsdp.group = "group1", fsdp.extension = @identity},
      %arg8: tensor<18x6xf32> {fsdp.param = "2.in_proj.weight", fsdp.group = "group2", fsdp.extension = @identity},
      %arg9: tensor<18xf32> {fsdp.param = "2.in_proj.bias", fsdp.group = "group2", fsdp.extension = @identity},
      %arg10: tensor<6x18xf32> {fsdp.param = "2.out_proj.weight", fsdp.group = "group2", fsdp.extension = @identity},
      %arg11: tensor<6xf32> {fsdp.param = "2.out_proj.bias", fsdp.group = "group2", fsdp.extension = @identity},
      %arg12: tensor<2x6xf32> {fsdp.batch = "x"})
      -> (tensor<f32> {fsdp.loss},
          tensor<18x6xf32> {fsdp.grad = "0.in_proj.weight"},
          tensor<18xf32> {fsdp.grad = "0.in_proj.bias"},
          tensor<6x18xf32> {fsdp.grad = "0.out_proj.weight"},
          tensor<6xf32> {fsdp.grad = "0.out_proj.bias"},
          tensor<18x6xf32> {fsdp.grad = "1.in_proj.weight"},
          tensor<18xf32> {fsdp.grad = "1.in_proj.bias"},
          tensor<6x18xf32> {fsdp.grad = "1.out_proj.weight"},
          tensor<6xf32> {fsdp.grad = "1.out_proj.bias"},
          tensor<18x6xf32> {fsdp.grad = "2.in_proj.weight"},
          tensor<18xf32> {fsdp.grad = "2.in_proj.bias"},
          tensor<6x18xf32> {fsdp.grad = "2.out_proj.weight"},
          tensor<6xf32> {fsdp.grad = "2.out_proj.bias"}) {
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant dense<0.000000e+00> : tensor<f32>
    %cst_1 = arith.constant dense<1.000000e+00> : tensor<2x6xf32>
    %0 = tensor.empty() : tensor<6x18xf32>
    %transposed = linalg.transpose ins(%arg0 : tensor<18x6xf32>) outs(%0 : tensor<6x18xf32>) permutation = [1, 0] 
    %1 = tensor.empty() : tensor<2x18xf32>
    %2 = linalg.fill ins(%cst : f32) outs(%1 : tensor<2x18xf32>) -> tensor<2x18xf32>
    %3 = linalg.matmul ins(%arg12, %transposed : tensor<2x6xf32>, tensor<6x18xf32>) outs(%2 : tensor<2x18xf32>) -> tensor<2x18xf32>
    %4 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg1 : tensor<18xf32>) outs(%1 : tensor<2x18xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x18xf32>
    %5 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%3, %4 : tensor<2x18xf32>, tensor<2x18xf32>) outs(%1 : tensor<2x18xf32>) {
    ^bb0(%in: f32, %in_18: f32, %out: f32):
      %72 = arith.addf %in, %in_18 : f32
      linalg.yield %72 : f32
    } -> tensor<2x18xf32>
    %6 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%5 : tensor<2x18xf32>) outs(%1 : tensor<2x18xf32>) {
    ^bb0(%in: f32, %out: f32):
      %72 = arith.cmpf ugt, %in, %cst : f32
      %73 = arith.select %72, %in, %cst : f32
      linalg.yield %73 : f32
    } -> tensor<2x18xf32>
    %7 = tensor.empty() : tensor<18x6xf32>
    %transposed_2 = linalg.transpose ins(%arg2 : tensor<6x18xf32>) outs(%7 : tensor<18x6xf32>) permutation = [1, 0] 
    %8 = tensor.empty() : tensor<2x6xf32>
    %9 = linalg.fill ins(%cst : f32) outs(%8 : tensor<2x6xf32>) -> tensor<2x6xf32>
    %10 = linalg.matmul ins(%6, %transposed_2 : tensor<2x18xf32>, tensor<18x6xf32>) outs(%9 : tensor<2x6xf32>) -> tensor<2x6xf32>
    %11 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg3 : tensor<6xf32>) outs(%8 : tensor<2x6xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x6xf32>
    %12 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%10, %11 : tensor<2x6xf32>, tensor<2x6xf32>) outs(%8 : tensor<2x6xf32>) {
    ^bb0(%in: f32, %in_18: f32, %out: f32):
      %72 = arith.addf %in, %in_18 : f32
      linalg.yield %72 : f32
    } -> tensor<2x6xf32>
    %13 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%12 : tensor<2x6xf32>) outs(%8 : tensor<2x6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %72 = arith.cmpf ugt, %in, %cst : f32
      %73 = arith.select %72, %in, %cst : f32
      linalg.yield %73 : f32
    } -> tensor<2x6xf32>
    %transposed_3 = linalg.transpose ins(%arg4 : tensor<18x6xf32>) outs(%0 : tensor<6x18xf32>) permutation = [1, 0] 
    %14 = linalg.matmul ins(%13, %transposed_3 : tensor<2x6xf32>, tensor<6x18xf32>) outs(%2 : tensor<2x18xf32>) -> tensor<2x18xf32>
    %15 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg5 : tensor<18xf32>) outs(%1 : tensor<2x18xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x18xf32>
    %16 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%14, %15 : tensor<2x18xf32>, tensor<2x18xf32>) outs(%1 : tensor<2x18xf32>) {
    ^bb0(%in: f32, %in_18: f32, %out: f32):
      %72 = arith.addf %in, %in_18 : f32
      linalg.yield %72 : f32
    } -> tensor<2x18xf32>
    %17 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%16 : tensor<2x18xf32>) outs(%1 : tensor<2x18xf32>) {
    ^bb0(%in: f32, %out: f32):
      %72 = arith.cmpf ugt, %in, %cst : f32
      %73 = arith.select %72, %in, %cst : f32
      linalg.yield %73 : f32
    } -> tensor<2x18xf32>
    %transposed_4 = linalg.transpose ins(%arg6 : tensor<6x18xf32>) outs(%7 : tensor<18x6xf32>) permutation = [1, 0] 
    %18 = linalg.matmul ins(%17, %transposed_4 : tensor<2x18xf32>, tensor<18x6xf32>) outs(%9 : tensor<2x6xf32>) -> tensor<2x6xf32>
    %19 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg7 : tensor<6xf32>) outs(%8 : tensor<2x6xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x6xf32>
    %20 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%18, %19 : tensor<2x6xf32>, tensor<2x6xf32>) outs(%8 : tensor<2x6xf32>) {
    ^bb0(%in: f32, %in_18: f32, %out: f32):
      %72 = arith.addf %in, %in_18 : f32
      linalg.yield %72 : f32
    } -> tensor<2x6xf32>
    %21 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%20 : tensor<2x6xf32>) outs(%8 : tensor<2x6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %72 = arith.cmpf ugt, %in, %cst : f32
      %73 = arith.select %72, %in, %cst : f32
      linalg.yield %73 : f32
    } -> tensor<2x6xf32>
    %transposed_5 = linalg.transpose ins(%arg8 : tensor<18x6xf32>) outs(%0 : tensor<6x18xf32>) permutation = [1, 0] 
    %22 = linalg.matmul ins(%21, %transposed_5 : tensor<2x6xf32>, tensor<6x18xf32>) outs(%2 : tensor<2x18xf32>) -> tensor<2x18xf32>
    %23 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg9 : tensor<18xf32>) outs(%1 : tensor<2x18xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x18xf32>
    %24 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%22, %23 : tensor<2x18xf32>, tensor<2x18xf32>) outs(%1 : tensor<2x18xf32>) {
    ^bb0(%in: f32, %in_18: f32, %out: f32):
      %72 = arith.addf %in, %in_18 : f32
      linalg.yield %72 : f32
    } -> tensor<2x18xf32>
    %25 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%24 : tensor<2x18xf32>) outs(%1 : tensor<2x18xf32>) {
    ^bb0(%in: f32, %out: f32):
      %72 = arith.cmpf ugt, %in, %cst : f32
      %73 = arith.select %72, %in, %cst : f32
      linalg.yield %73 : f32
    } -> tensor<2x18xf32>
    %transposed_6 = linalg.transpose ins(%arg10 : tensor<6x18xf32>) outs(%7 : tensor<18x6xf32>) permutation = [1, 0] 
    %26 = linalg.matmul ins(%25, %transposed_6 : tensor<2x18xf32>, tensor<18x6xf32>) outs(%9 : tensor<2x6xf32>) -> tensor<2x6xf32>
    %27 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg11 : tensor<6xf32>) outs(%8 : tensor<2x6xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x6xf32>
    %28 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%26, %27 : tensor<2x6xf32>, tensor<2x6xf32>) outs(%8 : tensor<2x6xf32>) {
    ^bb0(%in: f32, %in_18: f32, %out: f32):
      %72 = arith.addf %in, %in_18 : f32
      linalg.yield %72 : f32
    } -> tensor<2x6xf32>
    %29 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%28 : tensor<2x6xf32>) outs(%8 : tensor<2x6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %72 = arith.cmpf ugt, %in, %cst : f32
      %73 = arith.select %72, %in, %cst : f32
      linalg.yield %73 : f32
    } -> tensor<2x6xf32>
    %30 = tensor.empty() : tensor<f32>
    %31 = linalg.fill ins(%cst : f32) outs(%30 : tensor<f32>) -> tensor<f32>
    %32 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["reduction", "reduction"]} ins(%29 : tensor<2x6xf32>) outs(%31 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %72 = arith.addf %in, %out : f32
      linalg.yield %72 : f32
    } -> tensor<f32>
    %33 = tensor.empty() : tensor<2x6xi1>
    %34 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%29 : tensor<2x6xf32>) outs(%33 : tensor<2x6xi1>) {
    ^bb0(%in: f32, %out: i1):
      %72 = arith.cmpf ole, %in, %cst : f32
      linalg.yield %72 : i1
    } -> tensor<2x6xi1>
    %35 = linalg.generic {indexing_maps = [#map1, #map2, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%34, %cst_0, %cst_1 : tensor<2x6xi1>, tensor<f32>, tensor<2x6xf32>) outs(%8 : tensor<2x6xf32>) {
    ^bb0(%in: i1, %in_18: f32, %in_19: f32, %out: f32):
      %72 = arith.select %in, %in_18, %in_19 : f32
      linalg.yield %72 : f32
    } -> tensor<2x6xf32>
    %36 = linalg.matmul ins(%35, %arg10 : tensor<2x6xf32>, tensor<6x18xf32>) outs(%2 : tensor<2x18xf32>) -> tensor<2x18xf32>
    %37 = tensor.empty() : tensor<6x2xf32>
    %transposed_7 = linalg.transpose ins(%35 : tensor<2x6xf32>) outs(%37 : tensor<6x2xf32>) permutation = [1, 0] 
    %38 = linalg.fill ins(%cst : f32) outs(%0 : tensor<6x18xf32>) -> tensor<6x18xf32>
    %39 = linalg.matmul ins(%transposed_7, %25 : tensor<6x2xf32>, tensor<2x18xf32>) outs(%38 : tensor<6x18xf32>) -> tensor<6x18xf32>
    %40 = tensor.empty() : tensor<1x6xf32>
    %41 = linalg.fill ins(%cst : f32) outs(%40 : tensor<1x6xf32>) -> tensor<1x6xf32>
    %42 = linalg.generic {indexing_maps = [#map1, #map3], iterator_types = ["reduction", "parallel"]} ins(%35 : tensor<2x6xf32>) outs(%41 : tensor<1x6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %72 = arith.addf %in, %out : f32
      linalg.yield %72 : f32
    } -> tensor<1x6xf32>
    %collapsed = tensor.collapse_shape %42 [[0, 1]] : tensor<1x6xf32> into tensor<6xf32>
    %43 = tensor.empty() : tensor<2x18xi1>
    %44 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%25 : tensor<2x18xf32>) outs(%43 : tensor<2x18xi1>) {
    ^bb0(%in: f32, %out: i1):
      %72 = arith.cmpf ole, %in, %cst : f32
      linalg.yield %72 : i1
    } -> tensor<2x18xi1>
    %45 = linalg.generic {indexing_maps = [#map1, #map2, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%44, %cst_0, %36 : tensor<2x18xi1>, tensor<f32>, tensor<2x18xf32>) outs(%1 : tensor<2x18xf32>) {
    ^bb0(%in: i1, %in_18: f32, %in_19: f32, %out: f32):
      %72 = arith.select %in, %in_18, %in_19 : f32
      linalg.yield %72 : f32
    } -> tensor<2x18xf32>
    %46 = linalg.matmul ins(%45, %arg8 : tensor<2x18xf32>, tensor<18x6xf32>) outs(%9 : tensor<2x6xf32>) -> tensor<2x6xf32>
    %47 = tensor.empty() : tensor<18x2xf32>
    %transposed_8 = linalg.transpose ins(%45 : tensor<2x18xf32>) outs(%47 : tensor<18x2xf32>) permutation = [1, 0] 
    %48 = linalg.fill ins(%cst : f32) outs(%7 : tensor<18x6xf32>) -> tensor<18x6xf32>
    %49 = linalg.matmul ins(%transposed_8, %21 : tensor<18x2xf32>, tensor<2x6xf32>) outs(%48 : tensor<18x6xf32>) -> tensor<18x6xf32>
    %50 = tensor.empty() : tensor<1x18xf32>
    %51 = linalg.fill ins(%cst : f32) outs(%50 : tensor<1x18xf32>) -> tensor<1x18xf32>
    %52 = linalg.generic {indexing_maps = [#map1, #map3], iterator_types = ["reduction", "parallel"]} ins(%45 : tensor<2x18xf32>) outs(%51 : tensor<1x18xf32>) {
    ^bb0(%in: f32, %out: f32):
      %72 = arith.addf %in, %out : f32
      linalg.yield %72 : f32
    } -> tensor<1x18xf32>
    %collapsed_9 = tensor.collapse_shape %52 [[0, 1]] : tensor<1x18xf32> into tensor<18xf32>
    %53 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%21 : tensor<2x6xf32>) outs(%33 : tensor<2x6xi1>) {
    ^bb0(%in: f32, %out: i1):
      %72 = arith.cmpf ole, %in, %cst : f32
      linalg.yield %72 : i1
    } -> tensor<2x6xi1>
    %54 = linalg.generic {indexing_maps = [#map1, #map2, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%53, %cst_0, %46 : tensor<2x6xi1>, tensor<f32>, tensor<2x6xf32>) outs(%8 : tensor<2x6xf32>) {
    ^bb0(%in: i1, %in_18: f32, %in_19: f32, %out: f32):
      %72 = arith.select %in, %in_18, %in_19 : f32
      linalg.yield %72 : f32
    } -> tensor<2x6xf32>
    %55 = linalg.matmul ins(%54, %arg6 : tensor<2x6xf32>, tensor<6x18xf32>) outs(%2 : tensor<2x18xf32>) -> tensor<2x18xf32>
    %transposed_10 = linalg.transpose ins(%54 : tensor<2x6xf32>) outs(%37 : tensor<6x2xf32>) permutation = [1, 0] 
    %56 = linalg.matmul ins(%transposed_10, %17 : tensor<6x2xf32>, tensor<2x18xf32>) outs(%38 : tensor<6x18xf32>) -> tensor<6x18xf32>
    %57 = linalg.generic {indexing_maps = [#map1, #map3], iterator_types = ["reduction", "parallel"]} ins(%54 : tensor<2x6xf32>) outs(%41 : tensor<1x6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %72 = arith.addf %in, %out : f32
      linalg.yield %72 : f32
    } -> tensor<1x6xf32>
    %collapsed_11 = tensor.collapse_shape %57 [[0, 1]] : tensor<1x6xf32> into tensor<6xf32>
    %58 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%17 : tensor<2x18xf32>) outs(%43 : tensor<2x18xi1>) {
    ^bb0(%in: f32, %out: i1):
      %72 = arith.cmpf ole, %in, %cst : f32
      linalg.yield %72 : i1
    } -> tensor<2x18xi1>
    %59 = linalg.generic {indexing_maps = [#map1, #map2, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%58, %cst_0, %55 : tensor<2x18xi1>, tensor<f32>, tensor<2x18xf32>) outs(%1 : tensor<2x18xf32>) {
    ^bb0(%in: i1, %in_18: f32, %in_19: f32, %out: f32):
      %72 = arith.select %in, %in_18, %in_19 : f32
      linalg.yield %72 : f32
    } -> tensor<2x18xf32>
    %60 = linalg.matmul ins(%59, %arg4 : tensor<2x18xf32>, tensor<18x6xf32>) outs(%9 : tensor<2x6xf32>) -> tensor<2x6xf32>
    %transposed_12 = linalg.transpose ins(%59 : tensor<2x18xf32>) outs(%47 : tensor<18x2xf32>) permutation = [1, 0] 
    %61 = linalg.matmul ins(%transposed_12, %13 : tensor<18x2xf32>, tensor<2x6xf32>) outs(%48 : tensor<18x6xf32>) -> tensor<18x6xf32>
    %62 = linalg.generic {indexing_maps = [#map1, #map3], iterator_types = ["reduction", "parallel"]} ins(%59 : tensor<2x18xf32>) outs(%51 : tensor<1x18xf32>) {
    ^bb0(%in: f32, %out: f32):
      %72 = arith.addf %in, %out : f32
      linalg.yield %72 : f32
    } -> tensor<1x18xf32>
    %collapsed_13 = tensor.collapse_shape %62 [[0, 1]] : tensor<1x18xf32> into tensor<18xf32>
    %63 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%13 : tensor<2x6xf32>) outs(%33 : tensor<2x6xi1>) {
    ^bb0(%in: f32, %out: i1):
      %72 = arith.cmpf ole, %in, %cst : f32
      linalg.yield %72 : i1
    } -> tensor<2x6xi1>
    %64 = linalg.generic {indexing_maps = [#map1, #map2, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%63, %cst_0, %60 : tensor<2x6xi1>, tensor<f32>, tensor<2x6xf32>) outs(%8 : tensor<2x6xf32>) {
    ^bb0(%in: i1, %in_18: f32, %in_19: f32, %out: f32):
      %72 = arith.select %in, %in_18, %in_19 : f32
      linalg.yield %72 : f32
    } -> tensor<2x6xf32>
    %65 = linalg.matmul ins(%64, %arg2 : tensor<2x6xf32>, tensor<6x18xf32>) outs(%2 : tensor<2x18xf32>) -> tensor<2x18xf32>
    %transposed_14 = linalg.transpose ins(%64 : tensor<2x6xf32>) outs(%37 : tensor<6x2xf32>) permutation = [1, 0] 
    %66 = linalg.matmul ins(%transposed_14, %6 : tensor<6x2xf32>, tensor<2x18xf32>) outs(%38 : tensor<6x18xf32>) -> tensor<6x18xf32>
    %67 = linalg.generic {indexing_maps = [#map1, #map3], iterator_types = ["reduction", "parallel"]} ins(%64 : tensor<2x6xf32>) outs(%41 : tensor<1x6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %72 = arith.addf %in, %out : f32
      linalg.yield %72 : f32
    } -> tensor<1x6xf32>
    %collapsed_15 = tensor.collapse_shape %67 [[0, 1]] : tensor<1x6xf32> into tensor<6xf32>
    %68 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%6 : tensor<2x18xf32>) outs(%43 : tensor<2x18xi1>) {
    ^bb0(%in: f32, %out: i1):
      %72 = arith.cmpf ole, %in, %cst : f32
      linalg.yield %72 : i1
    } -> tensor<2x18xi1>
    %69 = linalg.generic {indexing_maps = [#map1, #map2, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%68, %cst_0, %65 : tensor<2x18xi1>, tensor<f32>, tensor<2x18xf32>) outs(%1 : tensor<2x18xf32>) {
    ^bb0(%in: i1, %in_18: f32, %in_19: f32, %out: f32):
      %72 = arith.select %in, %in_18, %in_19 : f32
      linalg.yield %72 : f32
    } -> tensor<2x18xf32>
    %transposed_16 = linalg.transpose ins(%69 : tensor<2x18xf32>) outs(%47 : tensor<18x2xf32>) permutation = [1, 0] 
    %70 = linalg.matmul ins(%transposed_16, %arg12 : tensor<18x2xf32>, tensor<2x6xf32>) outs(%48 : tensor<18x6xf32>) -> tensor<18x6xf32>
    %71 = linalg.generic {indexing_maps = [#map1, #map3], iterator_types = ["reduction", "parallel"]} ins(%69 : tensor<2x18xf32>) outs(%51 : tensor<1x18xf32>) {
    ^bb0(%in: f32, %out: f32):
      %72 = arith.addf %in, %out : f32
      linalg.yield %72 : f32
    } -> tensor<1x18xf32>
    %collapsed_17 = tensor.collapse_shape %71 [[0, 1]] : tensor<1x18xf32> into tensor<18xf32>
    return %32, %70, %collapsed_17, %66, %collapsed_15, %61, %collapsed_13, %56, %collapsed_11, %49, %collapsed_9, %39, %collapsed : tensor<f32>, tensor<18x6xf32>, tensor<18xf32>, tensor<6x18xf32>, tensor<6xf32>, tensor<18x6xf32>, tensor<18xf32>, tensor<6x18xf32>, tensor<6xf32>, tensor<18x6xf32>, tensor<18xf32>, tensor<6x18xf32>, tensor<6xf32>
  }
}
