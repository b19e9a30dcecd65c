#map = affine_map<(d0, d1) -> (d0, d1)>
#map1 = affine_map<(d0) -> (d0)>
#map2 = affine_map<(d0, d1) -> (d1)>
#map3 = affine_map<(d0, d1) -> ()>
#map4 = affine_map<(d0, d1) -> (0, d1)>
module {
  shard.grid @grid(shape = 3)
  func.func @step(%arg0: tensor<32x8xbf16> {fsdp.param = "0.in_proj.weight", fsdp.group = "group0", fsdp.dtype = f32},
      %arg1: tensor<32xbf16> {fsdp.param = "0.in_proj.bias", fsdp.group = "group0", fsdp.dtype = f32},
      %arg2: tensor<8x32xbf16> {fsdp.param = "0.out_proj.weight", fsdp.group = "group0", fsdp.dtype = f32},
      %arg3: tensor<8xbf16> {fsdp.param = "0.out_proj.bias", fsdp.group = "group0", fsdp.dtype = f32},
      %arg4: tensor<32x8xbf16> {fsdp.param = "1.in_proj.weight", fsdp.group = "group1", fsdp.dtype = f32},
      %arg5: tensor<32xbf16> {fsdp.param = "1.in_proj.bias", fsdp.group = "group1", fsdp.dtype = f32},
      %arg6: tensor<8x32xbf16> {fsdp.param = "1.out_proj.weight", fsdp.group = "group1", fsdp.dtype = f32},
      %arg7: tensor<8xbf16> {fsdp.param = "1.out_proj.bias", fsdp.group = "group1", fsdp.dtype = f32},
      %arg8: tensor<32x8xbf16> {fsdp.param = "2.in_proj.weight", fsdp.group = "group2", fsdp.dtype = f32},
      %arg9: tensor<32xbf16> {fsdp.param = "2.in_proj.bias", fsdp.group = "group2", fsdp.dtype = f32},
      %arg10: tensor<8x32xbf16> {fsdp.param = "2.out_proj.weight", fsdp.group = "group2", fsdp.dtype = f32},
      %arg11: tensor<8xbf16> {fsdp.param = "2.out_proj.bias", fsdp.group = "group2", fsdp.dtype = f32},
      %arg12: tensor<2x8xf32> {fsdp.batch = "x"},
      %arg13: tensor<2x8xf32> {fsdp.batch = "target"})
      -> (tensor<f32> {fsdp.loss},
          tensor<32x8xbf16> {fsdp.grad = "0.in_proj.weight"},
          tensor<32xbf16> {fsdp.grad = "0.in_proj.bias"},
          tensor<8x32xbf16> {fsdp.grad = "0.out_proj.weight"},
          tensor<8xbf16> {fsdp.grad = "0.out_proj.bias"},
          tensor<32x8xbf16> {fsdp.grad = "1.in_proj.weight"},
          tensor<32xbf16> {fsdp.grad = "1.in_proj.bias"},
          tensor<8x32xbf16> {fsdp.grad = "1.out_proj.weight"},
          tensor<8xbf16> {fsdp.grad = "1.out_proj.bias"},
          tensor<32x8xbf16> {fsdp.grad = "2.in_proj.weight"},
          tensor<32xbf16> {fsdp.grad = "2.in_proj.bias"},
          tensor<8x32xbf16> {fsdp.grad = "2.out_proj.weight"},
          tensor<8xbf16> {fsdp.grad = "2.out_proj.bias"}) {
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 0.000000e+00 : bf16
    %cst_1 = arith.constant dense<0.000000e+00> : tensor<bf16>
    %cst_2 = arith.constant dense<1.000000e+00> : tensor<2x8xf32>
    %0 = tensor.empty() : tensor<2x8xbf16>
    %1 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%arg12 : tensor<2x8xf32>) outs(%0 : tensor<2x8xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %119 = arith.truncf %in : f32 to bf16
      linalg.yield %119 : bf16
    } -> tensor<2x8xbf16>
    %2 = tensor.empty() : tensor<8x32xbf16>
    %transposed = linalg.transpose ins(%arg0 : tensor<32x8xbf16>) outs(%2 : tensor<8x32xbf16>) permutation = [1, 0] 
    %3 = tensor.empty() : tensor<32xf32>
    %4 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel"]} ins(%arg1 : tensor<32xbf16>) outs(%3 : tensor<32xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %119 = arith.extf %in : bf16 to f32
      linalg.yield %119 : f32
    } -> tensor<32xf32>
    %5 = tensor.empty() : tensor<2x8xf32>
    %6 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%1 : tensor<2x8xbf16>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %119 = arith.extf %in : bf16 to f32
      linalg.yield %119 : f32
    } -> tensor<2x8xf32>
    %7 = tensor.empty() : tensor<8x32xf32>
    %8 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%transposed : tensor<8x32xbf16>) outs(%7 : tensor<8x32xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %119 = arith.extf %in : bf16 to f32
      linalg.yield %119 : f32
    } -> tensor<8x32xf32>
    %9 = tensor.empty() : tensor<2x32xf32>
    %10 = linalg.fill ins(%cst : f32) outs(%9 : tensor<2x32xf32>) -> tensor<2x32xf32>
    %11 = linalg.matmul ins(%6, %8 : tensor<2x8xf32>, tensor<8x32xf32>) outs(%10 : tensor<2x32xf32>) -> tensor<2x32xf32>
    %12 = linalg.generic {indexing_maps = [#map2, #map], iterator_types = ["parallel", "parallel"]} ins(%4 : tensor<32xf32>) outs(%9 : tensor<2x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x32xf32>
    %13 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%11, %12 : tensor<2x32xf32>, tensor<2x32xf32>) outs(%9 : tensor<2x32xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %119 = arith.addf %in, %in_19 : f32
      linalg.yield %119 : f32
    } -> tensor<2x32xf32>
    %14 = tensor.empty() : tensor<2x32xbf16>
    %15 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%13 : tensor<2x32xf32>) outs(%14 : tensor<2x32xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %119 = arith.truncf %in : f32 to bf16
      linalg.yield %119 : bf16
    } -> tensor<2x32xbf16>
    %16 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%15 : tensor<2x32xbf16>) outs(%14 : tensor<2x32xbf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %119 = arith.cmpf ugt, %in, %cst_0 : bf16
      %120 = arith.select %119, %in, %cst_0 : bf16
      linalg.yield %120 : bf16
    } -> tensor<2x32xbf16>
    %17 = tensor.empty() : tensor<32x8xbf16>
    %transposed_3 = linalg.transpose ins(%arg2 : tensor<8x32xbf16>) outs(%17 : tensor<32x8xbf16>) permutation = [1, 0] 
    %18 = tensor.empty() : tensor<8xf32>
    %19 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel"]} ins(%arg3 : tensor<8xbf16>) outs(%18 : tensor<8xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %119 = arith.extf %in : bf16 to f32
      linalg.yield %119 : f32
    } -> tensor<8xf32>
    %20 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%16 : tensor<2x32xbf16>) outs(%9 : tensor<2x32xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %119 = arith.extf %in : bf16 to f32
      linalg.yield %119 : f32
    } -> tensor<2x32xf32>
    %21 = tensor.empty() : tensor<32x8xf32>
    %22 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%transposed_3 : tensor<32x8xbf16>) outs(%21 : tensor<32x8xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %119 = arith.extf %in : bf16 to f32
      linalg.yield %119 : f32
    } -> tensor<32x8xf32>
    %23 = linalg.fill ins(%cst : f32) outs(%5 : tensor<2x8xf32>) -> tensor<2x8xf32>
    %24 = linalg.matmul ins(%20, %22 : tensor<2x32xf32>, tensor<32x8xf32>) outs(%23 : tensor<2x8xf32>) -> tensor<2x8xf32>
    %25 = linalg.generic {indexing_maps = [#map2, #map], iterator_types = ["parallel", "parallel"]} ins(%19 : tensor<8xf32>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x8xf32>
    %26 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%24, %25 : tensor<2x8xf32>, tensor<2x8xf32>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %119 = arith.addf %in, %in_19 : f32
      linalg.yield %119 : f32
    } -> tensor<2x8xf32>
    %27 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%26 : tensor<2x8xf32>) outs(%0 : tensor<2x8xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %119 = arith.truncf %in : f32 to bf16
      linalg.yield %119 : bf16
    } -> tensor<2x8xbf16>
    %28 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%27 : tensor<2x8xbf16>) outs(%0 : tensor<2x8xbf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %119 = arith.cmpf ugt, %in, %cst_0 : bf16
      %120 = arith.select %119, %in, %cst_0 : bf16
      linalg.yield %120 : bf16
    } -> tensor<2x8xbf16>
    %transposed_4 = linalg.transpose ins(%arg4 : tensor<32x8xbf16>) outs(%2 : tensor<8x32xbf16>) permutation = [1, 0] 
    %29 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel"]} ins(%arg5 : tensor<32xbf16>) outs(%3 : tensor<32xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %119 = arith.extf %in : bf16 to f32
      linalg.yield %119 : f32
    } -> tensor<32xf32>
    %30 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%28 : tensor<2x8xbf16>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %119 = arith.extf %in : bf16 to f32
      linalg.yield %119 : f32
    } -> tensor<2x8xf32>
    %31 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%transposed_4 : tensor<8x32xbf16>) outs(%7 : tensor<8x32xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %119 = arith.extf %in : bf16 to f32
      linalg.yield %119 : f32
    } -> tensor<8x32xf32>
    %32 = linalg.matmul ins(%30, %31 : tensor<2x8xf32>, tensor<8x32xf32>) outs(%10 : tensor<2x32xf32>) -> tensor<2x32xf32>
    %33 = linalg.generic {indexing_maps = [#map2, #map], iterator_types = ["parallel", "parallel"]} ins(%29 : tensor<32xf32>) outs(%9 : tensor<2x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x32xf32>
    %34 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%32, %33 : tensor<2x32xf32>, tensor<2x32xf32>) outs(%9 : tensor<2x32xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %119 = arith.addf %in, %in_19 : f32
      linalg.yield %119 : f32
    } -> tensor<2x32xf32>
    %35 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%34 : tensor<2x32xf32>) outs(%14 : tensor<2x32xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %119 = arith.truncf %in : f32 to bf16
      linalg.yield %119 : bf16
    } -> tensor<2x32xbf16>
    %36 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%35 : tensor<2x32xbf16>) outs(%14 : tensor<2x32xbf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %119 = arith.cmpf ugt, %in, %cst_0 : bf16
      %120 = arith.select %119, %in, %cst_0 : bf16
      linalg.yield %120 : bf16
    } -> tensor<2x32xbf16>
    %transposed_5 = linalg.transpose ins(%arg6 : tensor<8x32xbf16>) outs(%17 : tensor<32x8xbf16>) permutation = [1, 0] 
    %37 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel"]} ins(%arg7 : tensor<8xbf16>) outs(%18 : tensor<8xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %119 = arith.extf %in : bf16 to f32
      linalg.yield %119 : f32
    } -> tensor<8xf32>
    %38 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%36 : tensor<2x32xbf16>) outs(%9 : tensor<2x32xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %119 = arith.extf %in : bf16 to f32
      linalg.yield %119 : f32
    } -> tensor<2x32xf32>
    %39 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%transposed_5 : tensor<32x8xbf16>) outs(%21 : tensor<32x8xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %119 = arith.extf %in : bf16 to f32
      linalg.yield %119 : f32
    } -> tensor<32x8xf32>
    %40 = linalg.matmul ins(%38, %39 : tensor<2x32xf32>, tensor<32x8xf32>) outs(%23 : tensor<2x8xf32>) -> tensor<2x8xf32>
    %41 = linalg.generic {indexing_maps = [#map2, #map], iterator_types = ["parallel", "parallel"]} ins(%37 : tensor<8xf32>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x8xf32>
    %42 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%40, %41 : tensor<2x8xf32>, tensor<2x8xf32>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %119 = arith.addf %in, %in_19 : f32
      linalg.yield %119 : f32
    } -> tensor<2x8xf32>
    %43 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%42 : tensor<2x8xf32>) outs(%0 : tensor<2x8xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %119 = arith.truncf %in : f32 to bf16
      linalg.yield %119 : bf16
    } -> tensor<2x8xbf16>
    %44 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%43 : tensor<2x8xbf16>) outs(%0 : tensor<2x8xbf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %119 = arith.cmpf ugt, %in, %cst_0 : bf16
      %120 = arith.select %119, %in, %cst_0 : bf16
      linalg.yield %120 : bf16
    } -> tensor<2x8xbf16>
    %transposed_6 = linalg.transpose ins(%arg8 : tensor<32x8xbf16>) outs(%2 : tensor<8x32xbf16>) permutation = [1, 0] 
    %45 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel"]} ins(%arg9 : tensor<32xbf16>) outs(%3 : tensor<32xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %119 = arith.extf %in : bf16 to f32
      linalg.yield %119 : f32
    } -> tensor<32xf32>
    %46 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%44 : tensor<2x8xbf16>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %119 = arith.extf %in : bf16 to f32
      linalg.yield %119 : f32
    } -> tensor<2x8xf32>
    %47 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%transposed_6 : tensor<8x32xbf16>) outs(%7 : tensor<8x32xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %119 = arith.extf %in : bf16 to f32
      linalg.yield %119 : f32
    } -> tensor<8x32xf32>
    %48 = linalg.matmul ins(%46, %47 : tensor<2x8xf32>, tensor<8x32xf32>) outs(%10 : tensor<2x32xf32>) -> tensor<2x32xf32>
    %49 = linalg.generic {indexing_maps = [#map2, #map], iterator_types = ["parallel", "parallel"]} ins(%45 : tensor<32xf32>) outs(%9 : tensor<2x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x32xf32>
    %50 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%48, %49 : tensor<2x32xf32>, tensor<2x32xf32>) outs(%9 : tensor<2x32xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %119 = arith.addf %in, %in_19 : f32
      linalg.yield %119 : f32
    } -> tensor<2x32xf32>
    %51 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%50 : tensor<2x32xf32>) outs(%14 : tensor<2x32xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %119 = arith.truncf %in : f32 to bf16
      linalg.yield %119 : bf16
    } -> tensor<2x32xbf16>
    %52 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%51 : tensor<2x32xbf16>) outs(%14 : tensor<2x32xbf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %119 = arith.cmpf ugt, %in, %cst_0 : bf16
      %120 = arith.select %119, %in, %cst_0 : bf16
      linalg.yield %120 : bf16
    } -> tensor<2x32xbf16>
    %transposed_7 = linalg.transpose ins(%arg10 : tensor<8x32xbf16>) outs(%17 : tensor<32x8xbf16>) permutation = [1, 0] 
    %53 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel"]} ins(%arg11 : tensor<8xbf16>) outs(%18 : tensor<8xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %119 = arith.extf %in : bf16 to f32
      linalg.yield %119 : f32
    } -> tensor<8xf32>
    %54 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%52 : tensor<2x32xbf16>) outs(%9 : tensor<2x32xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %119 = arith.extf %in : bf16 to f32
      linalg.yield %119 : f32
    } -> tensor<2x32xf32>
    %55 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%transposed_7 : tensor<32x8xbf16>) outs(%21 : tensor<32x8xf32>) {
    ^bb0(%in: bf16, %out: f32):
      %119 = arith.extf %in : bf16 to f32
      linalg.yield %119 : f32
    } -> tensor<32x8xf32>
    %56 = linalg.matmul ins(%54, %55 : tensor<2x32xf32>, tensor<32x8xf32>) outs(%23 : tensor<2x8xf32>) -> tensor<2x8xf32>
    %57 = linalg.generic {indexing_maps = [#map2, #map], iterator_types = ["parallel", "parallel"]} ins(%53 : tensor<8xf32>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x8xf32>
    %58 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%56, %57 : tensor<2x8xf32>, tensor<2x8xf32>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %119 = arith.addf %in, %in_19 : f32
      linalg.yield %119 : f32
    } -> tensor<2x8xf32>
    %59 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%58 : tensor<2x8xf32>) outs(%0 : tensor<2x8xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %119 = arith.truncf %in : f32 to bf16
      linalg.yield %119 : bf16
    } -> tensor<2x8xbf16>
    %60 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%59 : tensor<2x8xbf16>) outs(%0 : tensor<2x8xbf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %119 = arith.cmpf ugt, %in, %cst_0 : bf16
      %120 = arith.select %119, %in, %cst_0 : bf16
      linalg.yield %120 : bf16
    } -> tensor<2x8xbf16>
    %61 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%60, %arg13 : tensor<2x8xbf16>, tensor<2x8xf32>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: bf16, %in_19: f32, %out: f32):
      %119 = arith.extf %in : bf16 to f32
      %120 = arith.subf %119, %in_19 : f32
      linalg.yield %120 : f32
    } -> tensor<2x8xf32>
    %62 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%61, %61 : tensor<2x8xf32>, tensor<2x8xf32>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %119 = arith.mulf %in, %in_19 : f32
      linalg.yield %119 : f32
    } -> tensor<2x8xf32>
    %63 = tensor.empty() : tensor<f32>
    %64 = linalg.fill ins(%cst : f32) outs(%63 : tensor<f32>) -> tensor<f32>
    %65 = linalg.generic {indexing_maps = [#map, #map3], iterator_types = ["reduction", "reduction"]} ins(%62 : tensor<2x8xf32>) outs(%64 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %119 = arith.addf %in, %out : f32
      linalg.yield %119 : f32
    } -> tensor<f32>
    %66 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%cst_2, %61 : tensor<2x8xf32>, tensor<2x8xf32>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %119 = arith.mulf %in, %in_19 : f32
      linalg.yield %119 : f32
    } -> tensor<2x8xf32>
    %67 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%66, %66 : tensor<2x8xf32>, tensor<2x8xf32>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %119 = arith.addf %in, %in_19 : f32
      linalg.yield %119 : f32
    } -> tensor<2x8xf32>
    %68 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%67 : tensor<2x8xf32>) outs(%0 : tensor<2x8xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %119 = arith.truncf %in : f32 to bf16
      linalg.yield %119 : bf16
    } -> tensor<2x8xbf16>
    %69 = tensor.empty() : tensor<2x8xi1>
    %70 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%60 : tensor<2x8xbf16>) outs(%69 : tensor<2x8xi1>) {
    ^bb0(%in: bf16, %out: i1):
      %119 = arith.cmpf ole, %in, %cst_0 : bf16
      linalg.yield %119 : i1
    } -> tensor<2x8xi1>
    %71 = linalg.generic {indexing_maps = [#map, #map3, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%70, %cst_1, %68 : tensor<2x8xi1>, tensor<bf16>, tensor<2x8xbf16>) outs(%0 : tensor<2x8xbf16>) {
    ^bb0(%in: i1, %in_19: bf16, %in_20: bf16, %out: bf16):
      %119 = arith.select %in, %in_19, %in_20 : bf16
      linalg.yield %119 : bf16
    } -> tensor<2x8xbf16>
    %72 = linalg.matmul ins(%71, %arg10 : tensor<2x8xbf16>, tensor<8x32xbf16>) outs(%10 : tensor<2x32xf32>) -> tensor<2x32xf32>
    %73 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%72 : tensor<2x32xf32>) outs(%14 : tensor<2x32xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %119 = arith.truncf %in : f32 to bf16
      linalg.yield %119 : bf16
    } -> tensor<2x32xbf16>
    %74 = tensor.empty() : tensor<8x2xbf16>
    %transposed_8 = linalg.transpose ins(%71 : tensor<2x8xbf16>) outs(%74 : tensor<8x2xbf16>) permutation = [1, 0] 
    %75 = linalg.fill ins(%cst : f32) outs(%7 : tensor<8x32xf32>) -> tensor<8x32xf32>
    %76 = linalg.matmul ins(%transposed_8, %52 : tensor<8x2xbf16>, tensor<2x32xbf16>) outs(%75 : tensor<8x32xf32>) -> tensor<8x32xf32>
    %77 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%76 : tensor<8x32xf32>) outs(%2 : tensor<8x32xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %119 = arith.truncf %in : f32 to bf16
      linalg.yield %119 : bf16
    } -> tensor<8x32xbf16>
    %78 = tensor.empty() : tensor<1x8xbf16>
    %79 = linalg.fill ins(%cst_0 : bf16) outs(%78 : tensor<1x8xbf16>) -> tensor<1x8xbf16>
    %80 = linalg.generic {indexing_maps = [#map, #map4], iterator_types = ["reduction", "parallel"]} ins(%71 : tensor<2x8xbf16>) outs(%79 : tensor<1x8xbf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %119 = arith.addf %in, %out : bf16
      linalg.yield %119 : bf16
    } -> tensor<1x8xbf16>
    %collapsed = tensor.collapse_shape %80 [[0, 1]] : tensor<1x8xbf16> into tensor<8xbf16>
    %81 = tensor.empty() : tensor<2x32xi1>
    %82 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%52 : tensor<2x32xbf16>) outs(%81 : tensor<2x32xi1>) {
    ^bb0(%in: bf16, %out: i1):
      %119 = arith.cmpf ole, %in, %cst_0 : bf16
      linalg.yield %119 : i1
    } -> tensor<2x32xi1>
    %83 = linalg.generic {indexing_maps = [#map, #map3, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%82, %cst_1, %73 : tensor<2x32xi1>, tensor<bf16>, tensor<2x32xbf16>) outs(%14 : tensor<2x32xbf16>) {
    ^bb0(%in: i1, %in_19: bf16, %in_20: bf16, %out: bf16):
      %119 = arith.select %in, %in_19, %in_20 : bf16
      linalg.yield %119 : bf16
    } -> tensor<2x32xbf16>
    %84 = linalg.matmul ins(%83, %arg8 : tensor<2x32xbf16>, tensor<32x8xbf16>) outs(%23 : tensor<2x8xf32>) -> tensor<2x8xf32>
    %85 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%84 : tensor<2x8xf32>) outs(%0 : tensor<2x8xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %119 = arith.truncf %in : f32 to bf16
      linalg.yield %119 : bf16
    } -> tensor<2x8xbf16>
    %86 = tensor.empty() : tensor<32x2xbf16>
    %transposed_9 = linalg.transpose ins(%83 : tensor<2x32xbf16>) outs(%86 : tensor<32x2xbf16>) permutation = [1, 0] 
    %87 = linalg.fill ins(%cst : f32) outs(%21 : tensor<32x8xf32>) -> tensor<32x8xf32>
    %88 = linalg.matmul ins(%transposed_9, %44 : tensor<32x2xbf16>, tensor<2x8xbf16>) outs(%87 : tensor<32x8xf32>) -> tensor<32x8xf32>
    %89 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%88 : tensor<32x8xf32>) outs(%17 : tensor<32x8xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %119 = arith.truncf %in : f32 to bf16
      linalg.yield %119 : bf16
    } -> tensor<32x8xbf16>
    %90 = tensor.empty() : tensor<1x32xbf16>
    %91 = linalg.fill ins(%cst_0 : bf16) outs(%90 : tensor<1x32xbf16>) -> tensor<1x32xbf16>
    %92 = linalg.generic {indexing_maps = [#map, #map4], iterator_types = ["reduction", "parallel"]} ins(%83 : tensor<2x32xbf16>) outs(%91 : tensor<1x32xbf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %119 = arith.addf %in, %out : bf16
      linalg.yield %119 : bf16
    } -> tensor<1x32xbf16>
    %collapsed_10 = tensor.collapse_shape %92 [[0, 1]] : tensor<1x32xbf16> into tensor<32xbf16>
    %93 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%44 : tensor<2x8xbf16>) outs(%69 : tensor<2x8xi1>) {
    ^bb0(%in: bf16, %out: i1):
      %119 = arith.cmpf ole, %in, %cst_0 : bf16
      linalg.yield %119 : i1
    } -> tensor<2x8xi1>
    %94 = linalg.generic {indexing_maps = [#map, #map3, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%93, %cst_1, %85 : tensor<2x8xi1>, tensor<bf16>, tensor<2x8xbf16>) outs(%0 : tensor<2x8xbf16>) {
    ^bb0(%in: i1, %in_19: bf16, %in_20: bf16, %out: bf16):
      %119 = arith.select %in, %in_19, %in_20 : bf16
      linalg.yield %119 : bf16
    } -> tensor<2x8xbf16>
    %95 = linalg.matmul ins(%94, %arg6 : tensor<2x8xbf16>, tensor<8x32xbf16>) outs(%10 : tensor<2x32xf32>) -> tensor<2x32xf32>
    %96 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%95 : tensor<2x32xf32>) outs(%14 : tensor<2x32xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %119 = arith.truncf %in : f32 to bf16
      linalg.yield %119 : bf16
    } -> tensor<2x32xbf16>
    %transposed_11 = linalg.transpose ins(%94 : tensor<2x8xbf16>) outs(%74 : tensor<8x2xbf16>) permutation = [1, 0] 
    %97 = linalg.matmul ins(%transposed_11, %36 : tensor<8x2xbf16>, tensor<2x32xbf16>) outs(%75 : tensor<8x32xf32>) -> tensor<8x32xf32>
    %98 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%97 : tensor<8x32xf32>) outs(%2 : tensor<8x32xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %119 = arith.truncf %in : f32 to bf16
      linalg.yield %119 : bf16
    } -> tensor<8x32xbf16>
    %99 = linalg.generic {indexing_maps = [#map, #map4], iterator_types = ["reduction", "parallel"]} ins(%94 : tensor<2x8xbf16>) outs(%79 : tensor<1x8xbf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %119 = arith.addf %in, %out : bf16
      linalg.yield %119 : bf16
    } -> tensor<1x8xbf16>
    %collapsed_12 = tensor.collapse_shape %99 [[0, 1]] : tensor<1x8xbf16> into tensor<8xbf16>
    %100 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%36 : tensor<2x32xbf16>) outs(%81 : tensor<2x32xi1>) {
    ^bb0(%in: bf16, %out: i1):
      %119 = arith.cmpf ole, %in, %cst_0 : bf16
      linalg.yield %119 : i1
    } -> tensor<2x32xi1>
    %101 = linalg.generic {indexing_maps = [#map, #map3, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%100, %cst_1, %96 : tensor<2x32xi1>, tensor<bf16>, tensor<2x32xbf16>) outs(%14 : tensor<2x32xbf16>) {
    ^bb0(%in: i1, %in_19: bf16, %in_20: bf16, %out: bf16):
      %119 = arith.select %in, %in_19, %in_20 : bf16
      linalg.yield %119 : bf16
    } -> tensor<2x32xbf16>
    %102 = linalg.matmul ins(%101, %arg4 : tensor<2x32xbf16>, tensor<32x8xbf16>) outs(%23 : tensor<2x8xf32>) -> tensor<2x8xf32>
    %103 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%102 : tensor<2x8xf32>) outs(%0 : tensor<2x8xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %119 = arith.truncf %in : f32 to bf16
      linalg.yield %119 : bf16
    } -> tensor<2x8xbf16>
    %transposed_13 = linalg.transpose ins(%101 : tensor<2x32xbf16>) outs(%86 : tensor<32x2xbf16>) permutation = [1, 0] 
    %104 = linalg.matmul ins(%transposed_13, %28 : tensor<32x2xbf16>, tensor<2x8xbf16>) outs(%87 : tensor<32x8xf32>) -> tensor<32x8xf32>
    %105 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%104 : tensor<32x8xf32>) outs(%17 : tensor<32x8xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %119 = arith.truncf %in : f32 to bf16
      linalg.yield %119 : bf16
    } -> tensor<32x8xbf16>
    %106 = linalg.generic {indexing_maps = [#map, #map4], iterator_types = ["reduction", "parallel"]} ins(%101 : tensor<2x32xbf16>) outs(%91 : tensor<1x32xbf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %119 = arith.addf %in, %out : bf16
      linalg.yield %119 : bf16
    } -> tensor<1x32xbf16>
    %collapsed_14 = tensor.collapse_shape %106 [[0, 1]] : tensor<1x32xbf16> into tensor<32xbf16>
    %107 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%28 : tensor<2x8xbf16>) outs(%69 : tensor<2x8xi1>) {
    ^bb0(%in: bf16, %out: i1):
      %119 = arith.cmpf ole, %in, %cst_0 : bf16
      linalg.yield %119 : i1
    } -> tensor<2x8xi1>
    %108 = linalg.generic {indexing_maps = [#map, #map3, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%107, %cst_1, %103 : tensor<2x8xi1>, tensor<bf16>, tensor<2x8xbf16>) outs(%0 : tensor<2x8xbf16>) {
    ^bb0(%in: i1, %in_19: bf16, %in_20: bf16, %out: bf16):
      %119 = arith.select %in, %in_19, %in_20 : bf16
      linalg.yield %119 : bf16
    } -> tensor<2x8xbf16>
    %109 = linalg.matmul ins(%108, %arg2 : tensor<2x8xbf16>, tensor<8x32xbf16>) outs(%10 : tensor<2x32xf32>) -> tensor<2x32xf32>
    %110 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%109 : tensor<2x32xf32>) outs(%14 : tensor<2x32xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %119 = arith.truncf %in : f32 to bf16
      linalg.yield %119 : bf16
    } -> tensor<2x32xbf16>
    %transposed_15 = linalg.transpose ins(%108 : tensor<2x8xbf16>) outs(%74 : tensor<8x2xbf16>) permutation = [1, 0] 
    %111 = linalg.matmul ins(%transposed_15, %16 : tensor<8x2xbf16>, tensor<2x32xbf16>) outs(%75 : tensor<8x32xf32>) -> tensor<8x32xf32>
    %112 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%111 : tensor<8x32xf32>) outs(%2 : tensor<8x32xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %119 = arith.truncf %in : f32 to bf16
      linalg.yield %119 : bf16
    } -> tensor<8x32xbf16>
    %113 = linalg.generic {indexing_maps = [#map, #map4], iterator_types = ["reduction", "parallel"]} ins(%108 : tensor<2x8xbf16>) outs(%79 : tensor<1x8xbf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %119 = arith.addf %in, %out : bf16
      linalg.yield %119 : bf16
    } -> tensor<1x8xbf16>
    %collapsed_16 = tensor.collapse_shape %113 [[0, 1]] : tensor<1x8xbf16> into tensor<8xbf16>
    %114 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%16 : tensor<2x32xbf16>) outs(%81 : tensor<2x32xi1>) {
    ^bb0(%in: bf16, %out: i1):
      %119 = arith.cmpf ole, %in, %cst_0 : bf16
      linalg.yield %119 : i1
    } -> tensor<2x32xi1>
    %115 = linalg.generic {indexing_maps = [#map, #map3, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%114, %cst_1, %110 : tensor<2x32xi1>, tensor<bf16>, tensor<2x32xbf16>) outs(%14 : tensor<2x32xbf16>) {
    ^bb0(%in: i1, %in_19: bf16, %in_20: bf16, %out: bf16):
      %119 = arith.select %in, %in_19, %in_20 : bf16
      linalg.yield %119 : bf16
    } -> tensor<2x32xbf16>
    %transposed_17 = linalg.transpose ins(%115 : tensor<2x32xbf16>) outs(%86 : tensor<32x2xbf16>) permutation = [1, 0] 
    %116 = linalg.matmul ins(%transposed_17, %1 : tensor<32x2xbf16>, tensor<2x8xbf16>) outs(%87 : tensor<32x8xf32>) -> tensor<32x8xf32>
    %117 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%116 : tensor<32x8xf32>) outs(%17 : tensor<32x8xbf16>) {
    ^bb0(%in: f32, %out: bf16):
      %119 = arith.truncf %in : f32 to bf16
      linalg.yield %119 : bf16
    } -> tensor<32x8xbf16>
    %118 = linalg.generic {indexing_maps = [#map, #map4], iterator_types = ["reduction", "parallel"]} ins(%115 : tensor<2x32xbf16>) outs(%91 : tensor<1x32xbf16>) {
    ^bb0(%in: bf16, %out: bf16):
      %119 = arith.addf %in, %out : bf16
      linalg.yield %119 : bf16
    } -> tensor<1x32xbf16>
    %collapsed_18 = tensor.collapse_shape %118 [[0, 1]] : tensor<1x32xbf16> into tensor<32xbf16>
    return %65, %117, %collapsed_18, %112, %collapsed_16, %105, %collapsed_14, %98, %collapsed_12, %89, %collapsed_10, %77, %collapsed : tensor<f32>, tensor<32x8xbf16>, tensor<32xbf16>, tensor<8x32xbf16>, tensor<8xbf16>, tensor<32x8xbf16>, tensor<32xbf16>, tensor<8x32xbf16>, tensor<8xbf16>, tensor<32x8xbf16>, tensor<32xbf16>, tensor<8x32xbf16>, tensor<8xbf16>
  }
}
