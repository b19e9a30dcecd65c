#map = affine_map<(d0, d1) -> (d0, d1)>
#map1 = affine_map<(d0, d1) -> ()>
module {
  shard.grid @grid(shape = 5)
  func.func @step(%arg0: tensor<20x10xbf16> {fsdp.param = "0.in_proj.weight", fsdp.inner = "a", fsdp.group = "group0", fsdp.extension = @two_tensor, fsdp.dtype = f32},
      %arg1: tensor<20x10xbf16> {fsdp.param = "0.in_proj.weight", fsdp.inner = "b", fsdp.group = "group0", fsdp.extension = @two_tensor, fsdp.dtype = f32},
      %arg2: tensor<10x20xbf16> {fsdp.param = "0.out_proj.weight", fsdp.inner = "a", fsdp.group = "group0", fsdp.extension = @two_tensor, fsdp.dtype = f32},
      %arg3: tensor<10x20xbf16> {fsdp.param = "0.out_proj.weight", fsdp.inner = "b", fsdp.group = "group0", fsdp.extension = @two_tensor, fsdp.dtype = f32},
      %arg4: tensor<20x10xbf16> {fsdp.param = "1.in_proj.weight", fsdp.inner = "a", fsdp.group = "group1", fsdp.extension = @two_tensor, fsdp.dtype = f32},
      %arg5: tensor<20x10xbf16> {fsdp.param = "1.in_proj.weight", fsdp.inner = "b", fsdp.group = "group1", fsdp.extension = @two_tensor, fsdp.dtype = f32},
      %arg6: tensor<10x20xbf16> {fsdp.param = "1.out_proj.weight", fsdp.inner = "a", fsdp.group = "group1", fsdp.extension = @two_tensor, fsdp.dtype = f32},
      %arg7: tensor<10x20xbf16> {fsdp.param = "1.out_proj.weight", fsdp.inner = "b", fsdp.group = "group1", fsdp.extension = @two_tensor, fsdp.dtype = f32},
      %arg8: tensor<2x10xf32> {fsdp.batch = "x"})
      -> (tensor<bf16> {fsdp.loss = "a"},
          tensor<bf16> {fsdp.loss = "b"},
          tensor<20x10xbf16>,
          tensor<20x10xbf16> {fsdp.grad = "0.in_proj.weight"},
          tensor<10x20xbf16>,
          tensor<10x20xbf16> {fsdp.grad = "0.out_proj.weight"},
          tensor<20x10xbf16>,
          tensor<20x10xbf16> {fsdp.grad = "1.in_proj.weight"},
          tensor<10x20xbf16>,
          tensor<10x20xbf16> {fsdp.grad = "1.out_proj.weight"}) {
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 0.000000e+00 : bf16
    %cst_1 = arith.constant dense<0.000000e+00> : tensor<bf16>
    %cst_2 = arith.constant dense<1.000000e+00> : tensor<2x10xbf16>
    %0 = tensor.empty() : tensor<2x10xbf16>
    %1 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%arg8 : tensor<2x10xf32>) outs(%0 : tensor<2x10xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<2x10xbf16>
    %2 = tensor.empty() : tensor<10x20xbf16>
    %transposed = linalg.transpose ins(%arg0 : tensor<20x10xbf16>) outs(%2 : tensor<10x20xbf16>) permutation = [1, 0] 
    %3 = tensor.empty() : tensor<2x20xf32>
    %4 = linalg.fill ins(%cst : f32) outs(%3 : tensor<2x20xf32>) -> tensor<2x20xf32>
    %5 = linalg.matmul ins(%1, %transposed : tensor<2x10xbf16>, tensor<10x20xbf16>) outs(%4 : tensor<2x20xf32>) -> tensor<2x20xf32>
    %6 = tensor.empty() : tensor<2x20xbf16>
    %7 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%5 : tensor<2x20xf32>) outs(%6 : tensor<2x20xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<2x20xbf16>
    %8 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%7 : tensor<2x20xbf16>) outs(%6 : tensor<2x20xbf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %89 = arith.cmpf ugt, %in, %cst_0 : bf16
      %90 = arith.select %89, %in, %cst_0 : bf16
      linalg.yield %90 : bf16
    } -> tensor<2x20xbf16>
    %9 = tensor.empty() : tensor<20x10xbf16>
    %transposed_3 = linalg.transpose ins(%arg2 : tensor<10x20xbf16>) outs(%9 : tensor<20x10xbf16>) permutation = [1, 0] 
    %10 = tensor.empty() : tensor<2x10xf32>
    %11 = linalg.fill ins(%cst : f32) outs(%10 : tensor<2x10xf32>) -> tensor<2x10xf32>
    %12 = linalg.matmul ins(%8, %transposed_3 : tensor<2x20xbf16>, tensor<20x10xbf16>) outs(%11 : tensor<2x10xf32>) -> tensor<2x10xf32>
    %13 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%12 : tensor<2x10xf32>) outs(%0 : tensor<2x10xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<2x10xbf16>
    %14 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%13 : tensor<2x10xbf16>) outs(%0 : tensor<2x10xbf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %89 = arith.cmpf ugt, %in, %cst_0 : bf16
      %90 = arith.select %89, %in, %cst_0 : bf16
      linalg.yield %90 : bf16
    } -> tensor<2x10xbf16>
    %transposed_4 = linalg.transpose ins(%arg4 : tensor<20x10xbf16>) outs(%2 : tensor<10x20xbf16>) permutation = [1, 0] 
    %15 = linalg.matmul ins(%14, %transposed_4 : tensor<2x10xbf16>, tensor<10x20xbf16>) outs(%4 : tensor<2x20xf32>) -> tensor<2x20xf32>
    %16 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%15 : tensor<2x20xf32>) outs(%6 : tensor<2x20xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<2x20xbf16>
    %17 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%16 : tensor<2x20xbf16>) outs(%6 : tensor<2x20xbf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %89 = arith.cmpf ugt, %in, %cst_0 : bf16
      %90 = arith.select %89, %in, %cst_0 : bf16
      linalg.yield %90 : bf16
    } -> tensor<2x20xbf16>
    %transposed_5 = linalg.transpose ins(%arg6 : tensor<10x20xbf16>) outs(%9 : tensor<20x10xbf16>) permutation = [1, 0] 
    %18 = linalg.matmul ins(%17, %transposed_5 : tensor<2x20xbf16>, tensor<20x10xbf16>) outs(%11 : tensor<2x10xf32>) -> tensor<2x10xf32>
    %19 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%18 : tensor<2x10xf32>) outs(%0 : tensor<2x10xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<2x10xbf16>
    %20 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%19 : tensor<2x10xbf16>) outs(%0 : tensor<2x10xbf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %89 = arith.cmpf ugt, %in, %cst_0 : bf16
      %90 = arith.select %89, %in, %cst_0 : bf16
      linalg.yield %90 : bf16
    } -> tensor<2x10xbf16>
    %21 = tensor.empty() : tensor<bf16>
    %22 = linalg.fill ins(%cst_0 : bf16) outs(%21 : tensor<bf16>) -> tensor<bf16>
    %23 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["reduction", "reduction"]} ins(%20 : tensor<2x10xbf16>) outs(%22 : tensor<bf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %89 = arith.addf %in, %out : bf16
      linalg.yield %89 : bf16
    } -> tensor<bf16>
    %24 = tensor.empty() : tensor<2x10xi1>
    %25 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%20 : tensor<2x10xbf16>) outs(%24 : tensor<2x10xi1>) {
    ^bb0(%in: bf16, %out: i1):
      %89 = arith.cmpf ole, %in, %cst_0 : bf16
      linalg.yield %89 : i1
    } -> tensor<2x10xi1>
    %26 = linalg.generic {indexing_maps = [#map, #map1, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%25, %cst_1, %cst_2 : tensor<2x10xi1>, tensor<bf16>, tensor<2x10xbf16>) outs(%0 : tensor<2x10xbf16>) {
    ^bb0(%in: i1, %in_18: bf16, %in_19: bf16, %out: bf16):
      %89 = arith.select %in, %in_18, %in_19 : bf16
      linalg.yield %89 : bf16
    } -> tensor<2x10xbf16>
    %27 = tensor.empty() : tensor<10x2xbf16>
    %transposed_6 = linalg.transpose ins(%26 : tensor<2x10xbf16>) outs(%27 : tensor<10x2xbf16>) permutation = [1, 0] 
    %28 = tensor.empty() : tensor<10x20xf32>
    %29 = linalg.fill ins(%cst : f32) outs(%28 : tensor<10x20xf32>) -> tensor<10x20xf32>
    %30 = linalg.matmul ins(%transposed_6, %17 : tensor<10x2xbf16>, tensor<2x20xbf16>) outs(%29 : tensor<10x20xf32>) -> tensor<10x20xf32>
    %31 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%30 : tensor<10x20xf32>) outs(%2 : tensor<10x20xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<10x20xbf16>
    %32 = linalg.matmul ins(%26, %arg6 : tensor<2x10xbf16>, tensor<10x20xbf16>) outs(%4 : tensor<2x20xf32>) -> tensor<2x20xf32>
    %33 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%32 : tensor<2x20xf32>) outs(%6 : tensor<2x20xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<2x20xbf16>
    %34 = tensor.empty() : tensor<2x20xi1>
    %35 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%17 : tensor<2x20xbf16>) outs(%34 : tensor<2x20xi1>) {
    ^bb0(%in: bf16, %out: i1):
      %89 = arith.cmpf ole, %in, %cst_0 : bf16
      linalg.yield %89 : i1
    } -> tensor<2x20xi1>
    %36 = linalg.generic {indexing_maps = [#map, #map1, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%35, %cst_1, %33 : tensor<2x20xi1>, tensor<bf16>, tensor<2x20xbf16>) outs(%6 : tensor<2x20xbf16>) {
    ^bb0(%in: i1, %in_18: bf16, %in_19: bf16, %out: bf16):
      %89 = arith.select %in, %in_18, %in_19 : bf16
      linalg.yield %89 : bf16
    } -> tensor<2x20xbf16>
    %37 = tensor.empty() : tensor<20x2xbf16>
    %transposed_7 = linalg.transpose ins(%36 : tensor<2x20xbf16>) outs(%37 : tensor<20x2xbf16>) permutation = [1, 0] 
    %38 = tensor.empty() : tensor<20x10xf32>
    %39 = linalg.fill ins(%cst : f32) outs(%38 : tensor<20x10xf32>) -> tensor<20x10xf32>
    %40 = linalg.matmul ins(%transposed_7, %14 : tensor<20x2xbf16>, tensor<2x10xbf16>) outs(%39 : tensor<20x10xf32>) -> tensor<20x10xf32>
    %41 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%40 : tensor<20x10xf32>) outs(%9 : tensor<20x10xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<20x10xbf16>
    %42 = linalg.matmul ins(%36, %arg4 : tensor<2x20xbf16>, tensor<20x10xbf16>) outs(%11 : tensor<2x10xf32>) -> tensor<2x10xf32>
    %43 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%42 : tensor<2x10xf32>) outs(%0 : tensor<2x10xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<2x10xbf16>
    %44 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%14 : tensor<2x10xbf16>) outs(%24 : tensor<2x10xi1>) {
    ^bb0(%in: bf16, %out: i1):
      %89 = arith.cmpf ole, %in, %cst_0 : bf16
      linalg.yield %89 : i1
    } -> tensor<2x10xi1>
    %45 = linalg.generic {indexing_maps = [#map, #map1, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%44, %cst_1, %43 : tensor<2x10xi1>, tensor<bf16>, tensor<2x10xbf16>) outs(%0 : tensor<2x10xbf16>) {
    ^bb0(%in: i1, %in_18: bf16, %in_19: bf16, %out: bf16):
      %89 = arith.select %in, %in_18, %in_19 : bf16
      linalg.yield %89 : bf16
    } -> tensor<2x10xbf16>
    %transposed_8 = linalg.transpose ins(%45 : tensor<2x10xbf16>) outs(%27 : tensor<10x2xbf16>) permutation = [1, 0] 
    %46 = linalg.matmul ins(%transposed_8, %8 : tensor<10x2xbf16>, tensor<2x20xbf16>) outs(%29 : tensor<10x20xf32>) -> tensor<10x20xf32>
    %47 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%46 : tensor<10x20xf32>) outs(%2 : tensor<10x20xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<10x20xbf16>
    %48 = linalg.matmul ins(%45, %arg2 : tensor<2x10xbf16>, tensor<10x20xbf16>) outs(%4 : tensor<2x20xf32>) -> tensor<2x20xf32>
    %49 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%48 : tensor<2x20xf32>) outs(%6 : tensor<2x20xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<2x20xbf16>
    %50 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%8 : tensor<2x20xbf16>) outs(%34 : tensor<2x20xi1>) {
    ^bb0(%in: bf16, %out: i1):
      %89 = arith.cmpf ole, %in, %cst_0 : bf16
      linalg.yield %89 : i1
    } -> tensor<2x20xi1>
    %51 = linalg.generic {indexing_maps = [#map, #map1, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%50, %cst_1, %49 : tensor<2x20xi1>, tensor<bf16>, tensor<2x20xbf16>) outs(%6 : tensor<2x20xbf16>) {
    ^bb0(%in: i1, %in_18: bf16, %in_19: bf16, %out: bf16):
      %89 = arith.select %in, %in_18, %in_19 : bf16
      linalg.yield %89 : bf16
    } -> tensor<2x20xbf16>
    %transposed_9 = linalg.transpose ins(%51 : tensor<2x20xbf16>) outs(%37 : tensor<20x2xbf16>) permutation = [1, 0] 
    %52 = linalg.matmul ins(%transposed_9, %1 : tensor<20x2xbf16>, tensor<2x10xbf16>) outs(%39 : tensor<20x10xf32>) -> tensor<20x10xf32>
    %53 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%52 : tensor<20x10xf32>) outs(%9 : tensor<20x10xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<20x10xbf16>
    %transposed_10 = linalg.transpose ins(%arg1 : tensor<20x10xbf16>) outs(%2 : tensor<10x20xbf16>) permutation = [1, 0] 
    %54 = linalg.matmul ins(%1, %transposed_10 : tensor<2x10xbf16>, tensor<10x20xbf16>) outs(%4 : tensor<2x20xf32>) -> tensor<2x20xf32>
    %55 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%54 : tensor<2x20xf32>) outs(%6 : tensor<2x20xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<2x20xbf16>
    %56 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%55 : tensor<2x20xbf16>) outs(%6 : tensor<2x20xbf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %89 = arith.cmpf ugt, %in, %cst_0 : bf16
      %90 = arith.select %89, %in, %cst_0 : bf16
      linalg.yield %90 : bf16
    } -> tensor<2x20xbf16>
    %transposed_11 = linalg.transpose ins(%arg3 : tensor<10x20xbf16>) outs(%9 : tensor<20x10xbf16>) permutation = [1, 0] 
    %57 = linalg.matmul ins(%56, %transposed_11 : tensor<2x20xbf16>, tensor<20x10xbf16>) outs(%11 : tensor<2x10xf32>) -> tensor<2x10xf32>
    %58 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%57 : tensor<2x10xf32>) outs(%0 : tensor<2x10xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<2x10xbf16>
    %59 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%58 : tensor<2x10xbf16>) outs(%0 : tensor<2x10xbf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %89 = arith.cmpf ugt, %in, %cst_0 : bf16
      %90 = arith.select %89, %in, %cst_0 : bf16
      linalg.yield %90 : bf16
    } -> tensor<2x10xbf16>
    %transposed_12 = linalg.transpose ins(%arg5 : tensor<20x10xbf16>) outs(%2 : tensor<10x20xbf16>) permutation = [1, 0] 
    %60 = linalg.matmul ins(%59, %transposed_12 : tensor<2x10xbf16>, tensor<10x20xbf16>) outs(%4 : tensor<2x20xf32>) -> tensor<2x20xf32>
    %61 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%60 : tensor<2x20xf32>) outs(%6 : tensor<2x20xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<2x20xbf16>
    %62 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%61 : tensor<2x20xbf16>) outs(%6 : tensor<2x20xbf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %89 = arith.cmpf ugt, %in, %cst_0 : bf16
      %90 = arith.select %89, %in, %cst_0 : bf16
      linalg.yield %90 : bf16
    } -> tensor<2x20xbf16>
    %transposed_13 = linalg.transpose ins(%arg7 : tensor<10x20xbf16>) outs(%9 : tensor<20x10xbf16>) permutation = [1, 0] 
    %63 = linalg.matmul ins(%62, %transposed_13 : tensor<2x20xbf16>, tensor<20x10xbf16>) outs(%11 : tensor<2x10xf32>) -> tensor<2x10xf32>
    %64 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%63 : tensor<2x10xf32>) outs(%0 : tensor<2x10xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<2x10xbf16>
    %65 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%64 : tensor<2x10xbf16>) outs(%0 : tensor<2x10xbf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %89 = arith.cmpf ugt, %in, %cst_0 : bf16
      %90 = arith.select %89, %in, %cst_0 : bf16
      linalg.yield %90 : bf16
    } -> tensor<2x10xbf16>
    %66 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["reduction", "reduction"]} ins(%65 : tensor<2x10xbf16>) outs(%22 : tensor<bf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %89 = arith.addf %in, %out : bf16
      linalg.yield %89 : bf16
    } -> tensor<bf16>
    %67 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%65 : tensor<2x10xbf16>) outs(%24 : tensor<2x10xi1>) {
    ^bb0(%in: bf16, %out: i1):
      %89 = arith.cmpf ole, %in, %cst_0 : bf16
      linalg.yield %89 : i1
    } -> tensor<2x10xi1>
    %68 = linalg.generic {indexing_maps = [#map, #map1, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%67, %cst_1, %cst_2 : tensor<2x10xi1>, tensor<bf16>, tensor<2x10xbf16>) outs(%0 : tensor<2x10xbf16>) {
    ^bb0(%in: i1, %in_18: bf16, %in_19: bf16, %out: bf16):
      %89 = arith.select %in, %in_18, %in_19 : bf16
      linalg.yield %89 : bf16
    } -> tensor<2x10xbf16>
    %transposed_14 = linalg.transpose ins(%68 : tensor<2x10xbf16>) outs(%27 : tensor<10x2xbf16>) permutation = [1, 0] 
    %69 = linalg.matmul ins(%transposed_14, %62 : tensor<10x2xbf16>, tensor<2x20xbf16>) outs(%29 : tensor<10x20xf32>) -> tensor<10x20xf32>
    %70 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%69 : tensor<10x20xf32>) outs(%2 : tensor<10x20xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<10x20xbf16>
    %71 = linalg.matmul ins(%68, %arg7 : tensor<2x10xbf16>, tensor<10x20xbf16>) outs(%4 : tensor<2x20xf32>) -> tensor<2x20xf32>
    %72 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%71 : tensor<2x20xf32>) outs(%6 : tensor<2x20xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<2x20xbf16>
    %73 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%62 : tensor<2x20xbf16>) outs(%34 : tensor<2x20xi1>) {
    ^bb0(%in: bf16, %out: i1):
      %89 = arith.cmpf ole, %in, %cst_0 : bf16
      linalg.yield %89 : i1
    } -> tensor<2x20xi1>
    %74 = linalg.generic {indexing_maps = [#map, #map1, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%73, %cst_1, %72 : tensor<2x20xi1>, tensor<bf16>, tensor<2x20xbf16>) outs(%6 : tensor<2x20xbf16>) {
    ^bb0(%in: i1, %in_18: bf16, %in_19: bf16, %out: bf16):
      %89 = arith.select %in, %in_18, %in_19 : bf16
      linalg.yield %89 : bf16
    } -> tensor<2x20xbf16>
    %transposed_15 = linalg.transpose ins(%74 : tensor<2x20xbf16>) outs(%37 : tensor<20x2xbf16>) permutation = [1, 0] 
    %75 = linalg.matmul ins(%transposed_15, %59 : tensor<20x2xbf16>, tensor<2x10xbf16>) outs(%39 : tensor<20x10xf32>) -> tensor<20x10xf32>
    %76 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%75 : tensor<20x10xf32>) outs(%9 : tensor<20x10xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<20x10xbf16>
    %77 = linalg.matmul ins(%74, %arg5 : tensor<2x20xbf16>, tensor<20x10xbf16>) outs(%11 : tensor<2x10xf32>) -> tensor<2x10xf32>
    %78 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%77 : tensor<2x10xf32>) outs(%0 : tensor<2x10xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<2x10xbf16>
    %79 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%59 : tensor<2x10xbf16>) outs(%24 : tensor<2x10xi1>) {
    ^bb0(%in: bf16, %out: i1):
      %89 = arith.cmpf ole, %in, %cst_0 : bf16
      linalg.yield %89 : i1
    } -> tensor<2x10xi1>
    %80 = linalg.generic {indexing_maps = [#map, #map1, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%79, %cst_1, %78 : tensor<2x10xi1>, tensor<bf16>, tensor<2x10xbf16>) outs(%0 : tensor<2x10xbf16>) {
    ^bb0(%in: i1, %in_18: bf16, %in_19: bf16, %out: bf16):
      %89 = arith.select %in, %in_18, %in_19 : bf16
      linalg.yield %89 : bf16
    } -> tensor<2x10xbf16>
    %transposed_16 = linalg.transpose ins(%80 : tensor<2x10xbf16>) outs(%27 : tensor<10x2xbf16>) permutation = [1, 0] 
    %81 = linalg.matmul ins(%transposed_16, %56 : tensor<10x2xbf16>, tensor<2x20xbf16>) outs(%29 : tensor<10x20xf32>) -> tensor<10x20xf32>
    %82 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%81 : tensor<10x20xf32>) outs(%2 : tensor<10x20xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<10x20xbf16>
    %83 = linalg.matmul ins(%80, %arg3 : tensor<2x10xbf16>, tensor<10x20xbf16>) outs(%4 : tensor<2x20xf32>) -> tensor<2x20xf32>
    %84 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%83 : tensor<2x20xf32>) outs(%6 : tensor<2x20xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<2x20xbf16>
    %85 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%56 : tensor<2x20xbf16>) outs(%34 : tensor<2x20xi1>) {
    ^bb0(%in: bf16, %out: i1):
      %89 = arith.cmpf ole, %in, %cst_0 : bf16
      linalg.yield %89 : i1
    } -> tensor<2x20xi1>
    %86 = linalg.generic {indexing_maps = [#map, #map1, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%85, %cst_1, %84 : tensor<2x20xi1>, tensor<bf16>, tensor<2x20xbf16>) outs(%6 : tensor<2x20xbf16>) {
    ^bb0(%in: i1, %in_18: bf16, %in_19: bf16, %out: bf16):
      %89 = arith.select %in, %in_18, %in_19 : bf16
      linalg.yield %89 : bf16
    } -> tensor<2x20xbf16>
    %transposed_17 = linalg.transpose ins(%86 : tensor<2x20xbf16>) outs(%37 : tensor<20x2xbf16>) permutation = [1, 0] 
    %87 = linalg.matmul ins(%transposed_17, %1 : tensor<20x2xbf16>, tensor<2x10xbf16>) outs(%39 : tensor<20x10xf32>) -> tensor<20x10xf32>
    %88 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%87 : tensor<20x10xf32>) outs(%9 : tensor<20x10xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %89 = arith.truncf %in : f32 to bf16
      linalg.yield %89 : bf16
    } -> tensor<20x10xbf16>
    return %23, %66, %53, %88, %47, %82, %41, %76, %31, %70 : tensor<bf16>, tensor<bf16>, tensor<20x10xbf16>, tensor<20x10xbf16>, tensor<10x20xbf16>, tensor<10x20xbf16>, tensor<20x10xbf16>, tensor<20x10xbf16>, tensor<10x20xbf16>, tensor<10x20xbf16>
  }
}
