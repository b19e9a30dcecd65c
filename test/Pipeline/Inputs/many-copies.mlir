// many-copies.mlir - a step of fsdp-fuzz with so many copies that maps of its ops grow
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#map = affine_map<(d0, d1) -> (d0)>
#map1 = affine_map<(d0, d1) -> (d0, d1)>
#map2 = affine_map<(d0, d1) -> (d1)>
#map3 = affine_map<(d0) -> (d0)>
#map4 = affine_map<(d0, d1) -> ()>
#map5 = affine_map<() -> ()>
#map6 = affine_map<(d0, d1) -> (d1, d0)>
module {
  func.func @step(%arg0: tensor<4x9xf32> {fsdp.dim = 1 : i64, fsdp.extension = @int8_frozen, fsdp.group = "group0", fsdp.param = "layer0.table"}, %arg1: tensor<13x9xf32> {fsdp.param = "layer1.in.weight"}, %arg2: tensor<13xf32> {fsdp.extension = @diff4_stochastic, fsdp.param = "layer1.in.bias"}, %arg3: tensor<9x13xf32> {fsdp.dim = 1 : i64, fsdp.param = "layer1.out.weight"}, %arg4: tensor<9xf32> {fsdp.param = "layer1.out.bias"}, %arg5: tensor<9x9xf32> {fsdp.dim = 1 : i64, fsdp.param = "layer2.gate"}, %arg6: tensor<6xi64> {fsdp.batch = "tokens"}, %arg7: tensor<6xi64> {fsdp.buffer = "count0"}, %arg8: tensor<6xi64> {fsdp.batch = "ticks"}, %arg9: tensor<6x4xf32> {fsdp.batch = "target"}) -> (tensor<6xi64> {fsdp.reduce = "sum", fsdp.update = "count0"}, tensor<f32> {fsdp.loss}, tensor<13x9xf32> {fsdp.grad = "layer1.in.weight"}, tensor<13xf32> {fsdp.grad = "layer1.in.bias"}, tensor<9x13xf32> {fsdp.grad = "layer1.out.weight"}, tensor<9xf32> {fsdp.grad = "layer1.out.bias"}, tensor<9x9xf32> {fsdp.grad = "layer2.gate"}) {
    %0 = tensor.empty() : tensor<6x9xf32>
    %1 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg6 : tensor<6xi64>) outs(%0 : tensor<6x9xf32>) {
    ^bb0(%in: i64, %out: f32):
      %98 = arith.index_cast %in : i64 to index
      %99 = linalg.index 1 : index
      %extracted = tensor.extract %arg0[%98, %99] : tensor<4x9xf32>
      linalg.yield %extracted : f32
    } -> tensor<6x9xf32>
    %2 = tensor.empty() : tensor<9x13xf32>
    %transposed = linalg.transpose ins(%arg1 : tensor<13x9xf32>) outs(%2 : tensor<9x13xf32>) permutation = [1, 0] 
    %cst = arith.constant 0.000000e+00 : f32
    %3 = tensor.empty() : tensor<6x13xf32>
    %4 = linalg.fill ins(%cst : f32) outs(%3 : tensor<6x13xf32>) -> tensor<6x13xf32>
    %5 = linalg.matmul ins(%1, %transposed : tensor<6x9xf32>, tensor<9x13xf32>) outs(%4 : tensor<6x13xf32>) -> tensor<6x13xf32>
    %6 = tensor.empty() : tensor<6x13xf32>
    %7 = linalg.generic {indexing_maps = [#map2, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg2 : tensor<13xf32>) outs(%6 : tensor<6x13xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<6x13xf32>
    %8 = tensor.empty() : tensor<6x13xf32>
    %9 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%5, %7 : tensor<6x13xf32>, tensor<6x13xf32>) outs(%8 : tensor<6x13xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %98 = arith.addf %in, %in_19 : f32
      linalg.yield %98 : f32
    } -> tensor<6x13xf32>
    %10 = tensor.empty() : tensor<6x13xf32>
    %11 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%9 : tensor<6x13xf32>) outs(%10 : tensor<6x13xf32>) {
    ^bb0(%in: f32, %out: f32):
      %cst_19 = arith.constant 0.000000e+00 : f32
      %98 = arith.maximumf %in, %cst_19 : f32
      %cst_20 = arith.constant 0.000000e+00 : f32
      %99 = arith.maximumf %in, %cst_20 : f32
      %100 = arith.mulf %98, %99 : f32
      linalg.yield %100 : f32
    } -> tensor<6x13xf32>
    %12 = tensor.empty() : tensor<13x9xf32>
    %transposed_0 = linalg.transpose ins(%arg3 : tensor<9x13xf32>) outs(%12 : tensor<13x9xf32>) permutation = [1, 0] 
    %cst_1 = arith.constant 0.000000e+00 : f32
    %13 = tensor.empty() : tensor<6x9xf32>
    %14 = linalg.fill ins(%cst_1 : f32) outs(%13 : tensor<6x9xf32>) -> tensor<6x9xf32>
    %15 = linalg.matmul ins(%11, %transposed_0 : tensor<6x13xf32>, tensor<13x9xf32>) outs(%14 : tensor<6x9xf32>) -> tensor<6x9xf32>
    %16 = tensor.empty() : tensor<6x9xf32>
    %17 = linalg.generic {indexing_maps = [#map2, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg4 : tensor<9xf32>) outs(%16 : tensor<6x9xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<6x9xf32>
    %18 = tensor.empty() : tensor<6x9xf32>
    %19 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%15, %17 : tensor<6x9xf32>, tensor<6x9xf32>) outs(%18 : tensor<6x9xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %98 = arith.addf %in, %in_19 : f32
      linalg.yield %98 : f32
    } -> tensor<6x9xf32>
    %20 = tensor.empty() : tensor<6x9xf32>
    %21 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%1, %19 : tensor<6x9xf32>, tensor<6x9xf32>) outs(%20 : tensor<6x9xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %98 = arith.addf %in, %in_19 : f32
      linalg.yield %98 : f32
    } -> tensor<6x9xf32>
    %22 = tensor.empty() : tensor<9x9xf32>
    %transposed_2 = linalg.transpose ins(%arg5 : tensor<9x9xf32>) outs(%22 : tensor<9x9xf32>) permutation = [1, 0] 
    %cst_3 = arith.constant 0.000000e+00 : f32
    %23 = tensor.empty() : tensor<6x9xf32>
    %24 = linalg.fill ins(%cst_3 : f32) outs(%23 : tensor<6x9xf32>) -> tensor<6x9xf32>
    %25 = linalg.matmul ins(%21, %transposed_2 : tensor<6x9xf32>, tensor<9x9xf32>) outs(%24 : tensor<6x9xf32>) -> tensor<6x9xf32>
    %26 = tensor.empty() : tensor<6x9xf32>
    %27 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%25 : tensor<6x9xf32>) outs(%26 : tensor<6x9xf32>) {
    ^bb0(%in: f32, %out: f32):
      %cst_19 = arith.constant 1.000000e+00 : f32
      %cst_20 = arith.constant 1.000000e+00 : f32
      %98 = arith.negf %in : f32
      %99 = math.exp %98 : f32
      %100 = arith.addf %cst_20, %99 : f32
      %101 = arith.divf %cst_19, %100 : f32
      linalg.yield %101 : f32
    } -> tensor<6x9xf32>
    %28 = tensor.empty() : tensor<6x9xf32>
    %29 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%21, %27 : tensor<6x9xf32>, tensor<6x9xf32>) outs(%28 : tensor<6x9xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %98 = arith.mulf %in, %in_19 : f32
      linalg.yield %98 : f32
    } -> tensor<6x9xf32>
    %30 = tensor.empty() : tensor<9x4xf32>
    %transposed_4 = linalg.transpose ins(%arg0 : tensor<4x9xf32>) outs(%30 : tensor<9x4xf32>) permutation = [1, 0] 
    %cst_5 = arith.constant 0.000000e+00 : f32
    %31 = tensor.empty() : tensor<6x4xf32>
    %32 = linalg.fill ins(%cst_5 : f32) outs(%31 : tensor<6x4xf32>) -> tensor<6x4xf32>
    %33 = linalg.matmul ins(%29, %transposed_4 : tensor<6x9xf32>, tensor<9x4xf32>) outs(%32 : tensor<6x4xf32>) -> tensor<6x4xf32>
    %34 = tensor.empty() : tensor<6xf32>
    %35 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%arg7 : tensor<6xi64>) outs(%34 : tensor<6xf32>) {
    ^bb0(%in: i64, %out: f32):
      %98 = arith.sitofp %in : i64 to f32
      linalg.yield %98 : f32
    } -> tensor<6xf32>
    %36 = tensor.empty() : tensor<6xf32>
    %37 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%35 : tensor<6xf32>) outs(%36 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %cst_19 = arith.constant 7.812500e-03 : f32
      %98 = arith.mulf %in, %cst_19 : f32
      linalg.yield %98 : f32
    } -> tensor<6xf32>
    %38 = tensor.empty() : tensor<6x4xf32>
    %39 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%37 : tensor<6xf32>) outs(%38 : tensor<6x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<6x4xf32>
    %40 = tensor.empty() : tensor<6x4xf32>
    %41 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%33, %39 : tensor<6x4xf32>, tensor<6x4xf32>) outs(%40 : tensor<6x4xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %98 = arith.addf %in, %in_19 : f32
      linalg.yield %98 : f32
    } -> tensor<6x4xf32>
    %42 = tensor.empty() : tensor<6x4xf32>
    %43 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%41, %arg9 : tensor<6x4xf32>, tensor<6x4xf32>) outs(%42 : tensor<6x4xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %98 = arith.subf %in, %in_19 : f32
      linalg.yield %98 : f32
    } -> tensor<6x4xf32>
    %44 = tensor.empty() : tensor<6x4xf32>
    %45 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%43, %43 : tensor<6x4xf32>, tensor<6x4xf32>) outs(%44 : tensor<6x4xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %98 = arith.mulf %in, %in_19 : f32
      linalg.yield %98 : f32
    } -> tensor<6x4xf32>
    %cst_6 = arith.constant 0.000000e+00 : f32
    %46 = tensor.empty() : tensor<f32>
    %47 = linalg.fill ins(%cst_6 : f32) outs(%46 : tensor<f32>) -> tensor<f32>
    %48 = linalg.generic {indexing_maps = [#map1, #map4], iterator_types = ["reduction", "reduction"]} ins(%45 : tensor<6x4xf32>) outs(%47 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %98 = arith.addf %in, %out : f32
      linalg.yield %98 : f32
    } -> tensor<f32>
    %49 = tensor.empty() : tensor<f32>
    %50 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = []} ins(%48 : tensor<f32>) outs(%49 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %cst_19 = arith.constant 0.0416666679 : f32
      %98 = arith.mulf %in, %cst_19 : f32
      linalg.yield %98 : f32
    } -> tensor<f32>
    %cst_7 = arith.constant dense<1.000000e+00> : tensor<f32>
    %51 = tensor.empty() : tensor<f32>
    %52 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = []} ins(%cst_7 : tensor<f32>) outs(%51 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %cst_19 = arith.constant 0.0416666679 : f32
      %98 = arith.mulf %in, %cst_19 : f32
      linalg.yield %98 : f32
    } -> tensor<f32>
    %53 = tensor.empty() : tensor<6x4xf32>
    %54 = linalg.generic {indexing_maps = [#map4, #map1], iterator_types = ["parallel", "parallel"]} ins(%52 : tensor<f32>) outs(%53 : tensor<6x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<6x4xf32>
    %55 = tensor.empty() : tensor<6x4xf32>
    %56 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%54, %43 : tensor<6x4xf32>, tensor<6x4xf32>) outs(%55 : tensor<6x4xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %98 = arith.mulf %in, %in_19 : f32
      linalg.yield %98 : f32
    } -> tensor<6x4xf32>
    %57 = tensor.empty() : tensor<6x4xf32>
    %58 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%54, %43 : tensor<6x4xf32>, tensor<6x4xf32>) outs(%57 : tensor<6x4xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %98 = arith.mulf %in, %in_19 : f32
      linalg.yield %98 : f32
    } -> tensor<6x4xf32>
    %59 = tensor.empty() : tensor<6x4xf32>
    %60 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%56, %58 : tensor<6x4xf32>, tensor<6x4xf32>) outs(%59 : tensor<6x4xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %98 = arith.addf %in, %in_19 : f32
      linalg.yield %98 : f32
    } -> tensor<6x4xf32>
    %cst_8 = arith.constant 0.000000e+00 : f32
    %61 = tensor.empty() : tensor<6x9xf32>
    %62 = linalg.fill ins(%cst_8 : f32) outs(%61 : tensor<6x9xf32>) -> tensor<6x9xf32>
    %63 = linalg.matmul ins(%60, %arg0 : tensor<6x4xf32>, tensor<4x9xf32>) outs(%62 : tensor<6x9xf32>) -> tensor<6x9xf32>
    %64 = tensor.empty() : tensor<6x9xf32>
    %65 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%63, %27 : tensor<6x9xf32>, tensor<6x9xf32>) outs(%64 : tensor<6x9xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %98 = arith.mulf %in, %in_19 : f32
      linalg.yield %98 : f32
    } -> tensor<6x9xf32>
    %66 = tensor.empty() : tensor<6x9xf32>
    %67 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%63, %21 : tensor<6x9xf32>, tensor<6x9xf32>) outs(%66 : tensor<6x9xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %98 = arith.mulf %in, %in_19 : f32
      linalg.yield %98 : f32
    } -> tensor<6x9xf32>
    %68 = tensor.empty() : tensor<6x9xf32>
    %69 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%67, %27 : tensor<6x9xf32>, tensor<6x9xf32>) outs(%68 : tensor<6x9xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %cst_20 = arith.constant 1.000000e+00 : f32
      %98 = arith.subf %cst_20, %in_19 : f32
      %99 = arith.mulf %in_19, %98 : f32
      %100 = arith.mulf %in, %99 : f32
      linalg.yield %100 : f32
    } -> tensor<6x9xf32>
    %cst_9 = arith.constant 0.000000e+00 : f32
    %70 = tensor.empty() : tensor<6x9xf32>
    %71 = linalg.fill ins(%cst_9 : f32) outs(%70 : tensor<6x9xf32>) -> tensor<6x9xf32>
    %72 = linalg.matmul ins(%69, %arg5 : tensor<6x9xf32>, tensor<9x9xf32>) outs(%71 : tensor<6x9xf32>) -> tensor<6x9xf32>
    %73 = tensor.empty() : tensor<6x9xf32>
    %74 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%65, %72 : tensor<6x9xf32>, tensor<6x9xf32>) outs(%73 : tensor<6x9xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %98 = arith.addf %in, %in_19 : f32
      linalg.yield %98 : f32
    } -> tensor<6x9xf32>
    %75 = tensor.empty() : tensor<9x6xf32>
    %transposed_10 = linalg.transpose ins(%69 : tensor<6x9xf32>) outs(%75 : tensor<9x6xf32>) permutation = [1, 0] 
    %cst_11 = arith.constant 0.000000e+00 : f32
    %76 = tensor.empty() : tensor<9x9xf32>
    %77 = linalg.fill ins(%cst_11 : f32) outs(%76 : tensor<9x9xf32>) -> tensor<9x9xf32>
    %78 = linalg.matmul ins(%transposed_10, %21 : tensor<9x6xf32>, tensor<6x9xf32>) outs(%77 : tensor<9x9xf32>) -> tensor<9x9xf32>
    %cst_12 = arith.constant 0.000000e+00 : f32
    %79 = tensor.empty() : tensor<9xf32>
    %80 = linalg.fill ins(%cst_12 : f32) outs(%79 : tensor<9xf32>) -> tensor<9xf32>
    %81 = linalg.generic {indexing_maps = [#map6, #map], iterator_types = ["parallel", "reduction"]} ins(%74 : tensor<6x9xf32>) outs(%80 : tensor<9xf32>) {
    ^bb0(%in: f32, %out: f32):
      %98 = arith.addf %in, %out : f32
      linalg.yield %98 : f32
    } -> tensor<9xf32>
    %cst_13 = arith.constant 0.000000e+00 : f32
    %82 = tensor.empty() : tensor<6x13xf32>
    %83 = linalg.fill ins(%cst_13 : f32) outs(%82 : tensor<6x13xf32>) -> tensor<6x13xf32>
    %84 = linalg.matmul ins(%74, %arg3 : tensor<6x9xf32>, tensor<9x13xf32>) outs(%83 : tensor<6x13xf32>) -> tensor<6x13xf32>
    %85 = tensor.empty() : tensor<9x6xf32>
    %transposed_14 = linalg.transpose ins(%74 : tensor<6x9xf32>) outs(%85 : tensor<9x6xf32>) permutation = [1, 0] 
    %cst_15 = arith.constant 0.000000e+00 : f32
    %86 = tensor.empty() : tensor<9x13xf32>
    %87 = linalg.fill ins(%cst_15 : f32) outs(%86 : tensor<9x13xf32>) -> tensor<9x13xf32>
    %88 = linalg.matmul ins(%transposed_14, %11 : tensor<9x6xf32>, tensor<6x13xf32>) outs(%87 : tensor<9x13xf32>) -> tensor<9x13xf32>
    %89 = tensor.empty() : tensor<6x13xf32>
    %90 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%84, %9 : tensor<6x13xf32>, tensor<6x13xf32>) outs(%89 : tensor<6x13xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %cst_20 = arith.constant 2.000000e+00 : f32
      %98 = arith.mulf %in, %cst_20 : f32
      %cst_21 = arith.constant 0.000000e+00 : f32
      %99 = arith.maximumf %in_19, %cst_21 : f32
      %100 = arith.mulf %98, %99 : f32
      linalg.yield %100 : f32
    } -> tensor<6x13xf32>
    %cst_16 = arith.constant 0.000000e+00 : f32
    %91 = tensor.empty() : tensor<13xf32>
    %92 = linalg.fill ins(%cst_16 : f32) outs(%91 : tensor<13xf32>) -> tensor<13xf32>
    %93 = linalg.generic {indexing_maps = [#map6, #map], iterator_types = ["parallel", "reduction"]} ins(%90 : tensor<6x13xf32>) outs(%92 : tensor<13xf32>) {
    ^bb0(%in: f32, %out: f32):
      %98 = arith.addf %in, %out : f32
      linalg.yield %98 : f32
    } -> tensor<13xf32>
    %94 = tensor.empty() : tensor<13x6xf32>
    %transposed_17 = linalg.transpose ins(%90 : tensor<6x13xf32>) outs(%94 : tensor<13x6xf32>) permutation = [1, 0] 
    %cst_18 = arith.constant 0.000000e+00 : f32
    %95 = tensor.empty() : tensor<13x9xf32>
    %96 = linalg.fill ins(%cst_18 : f32) outs(%95 : tensor<13x9xf32>) -> tensor<13x9xf32>
    %97 = linalg.matmul ins(%transposed_17, %1 : tensor<13x6xf32>, tensor<6x9xf32>) outs(%96 : tensor<13x9xf32>) -> tensor<13x9xf32>
    return %arg8, %50, %97, %93, %88, %81, %78 : tensor<6xi64>, tensor<f32>, tensor<13x9xf32>, tensor<13xf32>, tensor<9x13xf32>, tensor<9xf32>, tensor<9x9xf32>
  }
  func.func @evaluate(%arg0: tensor<4x9xf32> {fsdp.dim = 1 : i64, fsdp.extension = @int8_frozen, fsdp.group = "group0", fsdp.param = "layer0.table"}, %arg1: tensor<13x9xf32> {fsdp.param = "layer1.in.weight"}, %arg2: tensor<13xf32> {fsdp.extension = @diff4_stochastic, fsdp.param = "layer1.in.bias"}, %arg3: tensor<9x13xf32> {fsdp.dim = 1 : i64, fsdp.param = "layer1.out.weight"}, %arg4: tensor<9xf32> {fsdp.param = "layer1.out.bias"}, %arg5: tensor<9x9xf32> {fsdp.dim = 1 : i64, fsdp.param = "layer2.gate"}, %arg6: tensor<6xi64> {fsdp.batch = "tokens"}, %arg7: tensor<6xi64> {fsdp.buffer = "count0"}, %arg8: tensor<6x4xf32> {fsdp.batch = "target"}) -> (tensor<f32> {fsdp.loss}) attributes {fsdp.entry = "eval"} {
    %0 = tensor.empty() : tensor<6x9xf32>
    %1 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg6 : tensor<6xi64>) outs(%0 : tensor<6x9xf32>) {
    ^bb0(%in: i64, %out: f32):
      %51 = arith.index_cast %in : i64 to index
      %52 = linalg.index 1 : index
      %extracted = tensor.extract %arg0[%51, %52] : tensor<4x9xf32>
      linalg.yield %extracted : f32
    } -> tensor<6x9xf32>
    %2 = tensor.empty() : tensor<9x13xf32>
    %transposed = linalg.transpose ins(%arg1 : tensor<13x9xf32>) outs(%2 : tensor<9x13xf32>) permutation = [1, 0] 
    %cst = arith.constant 0.000000e+00 : f32
    %3 = tensor.empty() : tensor<6x13xf32>
    %4 = linalg.fill ins(%cst : f32) outs(%3 : tensor<6x13xf32>) -> tensor<6x13xf32>
    %5 = linalg.matmul ins(%1, %transposed : tensor<6x9xf32>, tensor<9x13xf32>) outs(%4 : tensor<6x13xf32>) -> tensor<6x13xf32>
    %6 = tensor.empty() : tensor<6x13xf32>
    %7 = linalg.generic {indexing_maps = [#map2, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg2 : tensor<13xf32>) outs(%6 : tensor<6x13xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<6x13xf32>
    %8 = tensor.empty() : tensor<6x13xf32>
    %9 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%5, %7 : tensor<6x13xf32>, tensor<6x13xf32>) outs(%8 : tensor<6x13xf32>) {
    ^bb0(%in: f32, %in_7: f32, %out: f32):
      %51 = arith.addf %in, %in_7 : f32
      linalg.yield %51 : f32
    } -> tensor<6x13xf32>
    %10 = tensor.empty() : tensor<6x13xf32>
    %11 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%9 : tensor<6x13xf32>) outs(%10 : tensor<6x13xf32>) {
    ^bb0(%in: f32, %out: f32):
      %cst_7 = arith.constant 0.000000e+00 : f32
      %51 = arith.maximumf %in, %cst_7 : f32
      %cst_8 = arith.constant 0.000000e+00 : f32
      %52 = arith.maximumf %in, %cst_8 : f32
      %53 = arith.mulf %51, %52 : f32
      linalg.yield %53 : f32
    } -> tensor<6x13xf32>
    %12 = tensor.empty() : tensor<13x9xf32>
    %transposed_0 = linalg.transpose ins(%arg3 : tensor<9x13xf32>) outs(%12 : tensor<13x9xf32>) permutation = [1, 0] 
    %cst_1 = arith.constant 0.000000e+00 : f32
    %13 = tensor.empty() : tensor<6x9xf32>
    %14 = linalg.fill ins(%cst_1 : f32) outs(%13 : tensor<6x9xf32>) -> tensor<6x9xf32>
    %15 = linalg.matmul ins(%11, %transposed_0 : tensor<6x13xf32>, tensor<13x9xf32>) outs(%14 : tensor<6x9xf32>) -> tensor<6x9xf32>
    %16 = tensor.empty() : tensor<6x9xf32>
    %17 = linalg.generic {indexing_maps = [#map2, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg4 : tensor<9xf32>) outs(%16 : tensor<6x9xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<6x9xf32>
    %18 = tensor.empty() : tensor<6x9xf32>
    %19 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%15, %17 : tensor<6x9xf32>, tensor<6x9xf32>) outs(%18 : tensor<6x9xf32>) {
    ^bb0(%in: f32, %in_7: f32, %out: f32):
      %51 = arith.addf %in, %in_7 : f32
      linalg.yield %51 : f32
    } -> tensor<6x9xf32>
    %20 = tensor.empty() : tensor<6x9xf32>
    %21 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%1, %19 : tensor<6x9xf32>, tensor<6x9xf32>) outs(%20 : tensor<6x9xf32>) {
    ^bb0(%in: f32, %in_7: f32, %out: f32):
      %51 = arith.addf %in, %in_7 : f32
      linalg.yield %51 : f32
    } -> tensor<6x9xf32>
    %22 = tensor.empty() : tensor<9x9xf32>
    %transposed_2 = linalg.transpose ins(%arg5 : tensor<9x9xf32>) outs(%22 : tensor<9x9xf32>) permutation = [1, 0] 
    %cst_3 = arith.constant 0.000000e+00 : f32
    %23 = tensor.empty() : tensor<6x9xf32>
    %24 = linalg.fill ins(%cst_3 : f32) outs(%23 : tensor<6x9xf32>) -> tensor<6x9xf32>
    %25 = linalg.matmul ins(%21, %transposed_2 : tensor<6x9xf32>, tensor<9x9xf32>) outs(%24 : tensor<6x9xf32>) -> tensor<6x9xf32>
    %26 = tensor.empty() : tensor<6x9xf32>
    %27 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%25 : tensor<6x9xf32>) outs(%26 : tensor<6x9xf32>) {
    ^bb0(%in: f32, %out: f32):
      %cst_7 = arith.constant 1.000000e+00 : f32
      %cst_8 = arith.constant 1.000000e+00 : f32
      %51 = arith.negf %in : f32
      %52 = math.exp %51 : f32
      %53 = arith.addf %cst_8, %52 : f32
      %54 = arith.divf %cst_7, %53 : f32
      linalg.yield %54 : f32
    } -> tensor<6x9xf32>
    %28 = tensor.empty() : tensor<6x9xf32>
    %29 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%21, %27 : tensor<6x9xf32>, tensor<6x9xf32>) outs(%28 : tensor<6x9xf32>) {
    ^bb0(%in: f32, %in_7: f32, %out: f32):
      %51 = arith.mulf %in, %in_7 : f32
      linalg.yield %51 : f32
    } -> tensor<6x9xf32>
    %30 = tensor.empty() : tensor<9x4xf32>
    %transposed_4 = linalg.transpose ins(%arg0 : tensor<4x9xf32>) outs(%30 : tensor<9x4xf32>) permutation = [1, 0] 
    %cst_5 = arith.constant 0.000000e+00 : f32
    %31 = tensor.empty() : tensor<6x4xf32>
    %32 = linalg.fill ins(%cst_5 : f32) outs(%31 : tensor<6x4xf32>) -> tensor<6x4xf32>
    %33 = linalg.matmul ins(%29, %transposed_4 : tensor<6x9xf32>, tensor<9x4xf32>) outs(%32 : tensor<6x4xf32>) -> tensor<6x4xf32>
    %34 = tensor.empty() : tensor<6xf32>
    %35 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%arg7 : tensor<6xi64>) outs(%34 : tensor<6xf32>) {
    ^bb0(%in: i64, %out: f32):
      %51 = arith.sitofp %in : i64 to f32
      linalg.yield %51 : f32
    } -> tensor<6xf32>
    %36 = tensor.empty() : tensor<6xf32>
    %37 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel"]} ins(%35 : tensor<6xf32>) outs(%36 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %cst_7 = arith.constant 7.812500e-03 : f32
      %51 = arith.mulf %in, %cst_7 : f32
      linalg.yield %51 : f32
    } -> tensor<6xf32>
    %38 = tensor.empty() : tensor<6x4xf32>
    %39 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%37 : tensor<6xf32>) outs(%38 : tensor<6x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<6x4xf32>
    %40 = tensor.empty() : tensor<6x4xf32>
    %41 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%33, %39 : tensor<6x4xf32>, tensor<6x4xf32>) outs(%40 : tensor<6x4xf32>) {
    ^bb0(%in: f32, %in_7: f32, %out: f32):
      %51 = arith.addf %in, %in_7 : f32
      linalg.yield %51 : f32
    } -> tensor<6x4xf32>
    %42 = tensor.empty() : tensor<6x4xf32>
    %43 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%41, %arg8 : tensor<6x4xf32>, tensor<6x4xf32>) outs(%42 : tensor<6x4xf32>) {
    ^bb0(%in: f32, %in_7: f32, %out: f32):
      %51 = arith.subf %in, %in_7 : f32
      linalg.yield %51 : f32
    } -> tensor<6x4xf32>
    %44 = tensor.empty() : tensor<6x4xf32>
    %45 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%43, %43 : tensor<6x4xf32>, tensor<6x4xf32>) outs(%44 : tensor<6x4xf32>) {
    ^bb0(%in: f32, %in_7: f32, %out: f32):
      %51 = arith.mulf %in, %in_7 : f32
      linalg.yield %51 : f32
    } -> tensor<6x4xf32>
    %cst_6 = arith.constant 0.000000e+00 : f32
    %46 = tensor.empty() : tensor<f32>
    %47 = linalg.fill ins(%cst_6 : f32) outs(%46 : tensor<f32>) -> tensor<f32>
    %48 = linalg.generic {indexing_maps = [#map1, #map4], iterator_types = ["reduction", "reduction"]} ins(%45 : tensor<6x4xf32>) outs(%47 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %51 = arith.addf %in, %out : f32
      linalg.yield %51 : f32
    } -> tensor<f32>
    %49 = tensor.empty() : tensor<f32>
    %50 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = []} ins(%48 : tensor<f32>) outs(%49 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %cst_7 = arith.constant 0.0416666679 : f32
      %51 = arith.mulf %in, %cst_7 : f32
      linalg.yield %51 : f32
    } -> tensor<f32>
    return %50 : tensor<f32>
  }
}
