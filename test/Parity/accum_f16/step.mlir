#map = affine_map<(d0, d1) -> (d0, d1)>
#map1 = affine_map<(d0) -> (d0)>
#map2 = affine_map<(d0, d1) -> (d1)>
#map3 = affine_map<(d0, d1) -> ()>
#map4 = affine_map<() -> ()>
#map5 = affine_map<(d0, d1) -> (0, d1)>
module {
  shard.grid @grid(shape = 2)
  func.func @step(%arg0: tensor<32x8xf16> {fsdp.param = "0.in_proj.weight", fsdp.group = "group0", fsdp.dtype = f32},
      %arg1: tensor<32xf16> {fsdp.param = "0.in_proj.bias", fsdp.group = "group0", fsdp.dtype = f32},
      %arg2: tensor<8x32xf16> {fsdp.param = "0.out_proj.weight", fsdp.group = "group0", fsdp.dtype = f32},
      %arg3: tensor<8xf16> {fsdp.param = "0.out_proj.bias", fsdp.group = "group0", fsdp.dtype = f32},
      %arg4: tensor<32x8xf16> {fsdp.param = "1.in_proj.weight", fsdp.group = "group1", fsdp.dtype = f32},
      %arg5: tensor<32xf16> {fsdp.param = "1.in_proj.bias", fsdp.group = "group1", fsdp.dtype = f32},
      %arg6: tensor<8x32xf16> {fsdp.param = "1.out_proj.weight", fsdp.group = "group1", fsdp.dtype = f32},
      %arg7: tensor<8xf16> {fsdp.param = "1.out_proj.bias", fsdp.group = "group1", fsdp.dtype = f32},
      %arg8: tensor<32x8xf16> {fsdp.param = "2.in_proj.weight", fsdp.group = "group2", fsdp.dtype = f32},
      %arg9: tensor<32xf16> {fsdp.param = "2.in_proj.bias", fsdp.group = "group2", fsdp.dtype = f32},
      %arg10: tensor<8x32xf16> {fsdp.param = "2.out_proj.weight", fsdp.group = "group2", fsdp.dtype = f32},
      %arg11: tensor<8xf16> {fsdp.param = "2.out_proj.bias", fsdp.group = "group2", fsdp.dtype = f32},
      %arg12: tensor<2x8xf32> {fsdp.batch = "x"},
      %arg13: tensor<2x8xf32> {fsdp.batch = "target"},
      %arg14: tensor<f32> {fsdp.scalar = "loss_scale"})
      -> (tensor<f32> {fsdp.loss},
          tensor<32x8xf16> {fsdp.grad = "0.in_proj.weight"},
          tensor<32xf16> {fsdp.grad = "0.in_proj.bias"},
          tensor<8x32xf16> {fsdp.grad = "0.out_proj.weight"},
          tensor<8xf16> {fsdp.grad = "0.out_proj.bias"},
          tensor<32x8xf16> {fsdp.grad = "1.in_proj.weight"},
          tensor<32xf16> {fsdp.grad = "1.in_proj.bias"},
          tensor<8x32xf16> {fsdp.grad = "1.out_proj.weight"},
          tensor<8xf16> {fsdp.grad = "1.out_proj.bias"},
          tensor<32x8xf16> {fsdp.grad = "2.in_proj.weight"},
          tensor<32xf16> {fsdp.grad = "2.in_proj.bias"},
          tensor<8x32xf16> {fsdp.grad = "2.out_proj.weight"},
          tensor<8xf16> {fsdp.grad = "2.out_proj.bias"}) {
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 0.000000e+00 : f16
    %cst_1 = arith.constant dense<0.000000e+00> : tensor<f16>
    %cst_2 = arith.constant dense<1.000000e+00> : tensor<f32>
    %0 = tensor.empty() : tensor<2x8xf16>
    %1 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%arg12 : tensor<2x8xf32>) outs(%0 : tensor<2x8xf16>) {
    ^bb0(%in: f32, %out: f16):
      %121 = arith.truncf %in : f32 to f16
      linalg.yield %121 : f16
    } -> tensor<2x8xf16>
    %2 = tensor.empty() : tensor<8x32xf16>
    %transposed = linalg.transpose ins(%arg0 : tensor<32x8xf16>) outs(%2 : tensor<8x32xf16>) permutation = [1, 0] 
    %3 = tensor.empty() : tensor<32xf32>
    %4 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel"]} ins(%arg1 : tensor<32xf16>) outs(%3 : tensor<32xf32>) {
    ^bb0(%in: f16, %out: f32):
      %121 = arith.extf %in : f16 to f32
      linalg.yield %121 : f32
    } -> tensor<32xf32>
    %5 = tensor.empty() : tensor<2x8xf32>
    %6 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%1 : tensor<2x8xf16>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f16, %out: f32):
      %121 = arith.extf %in : f16 to f32
      linalg.yield %121 : f32
    } -> tensor<2x8xf32>
    %7 = tensor.empty() : tensor<8x32xf32>
    %8 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%transposed : tensor<8x32xf16>) outs(%7 : tensor<8x32xf32>) {
    ^bb0(%in: f16, %out: f32):
      %121 = arith.extf %in : f16 to f32
      linalg.yield %121 : f32
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
      %121 = arith.addf %in, %in_19 : f32
      linalg.yield %121 : f32
    } -> tensor<2x32xf32>
    %14 = tensor.empty() : tensor<2x32xf16>
    %15 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%13 : tensor<2x32xf32>) outs(%14 : tensor<2x32xf16>) {
    ^bb0(%in: f32, %out: f16):
      %121 = arith.truncf %in : f32 to f16
      linalg.yield %121 : f16
    } -> tensor<2x32xf16>
    %16 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%15 : tensor<2x32xf16>) outs(%14 : tensor<2x32xf16>) {
    ^bb0(%in: f16, %out: f16):
      %121 = arith.cmpf ugt, %in, %cst_0 : f16
      %122 = arith.select %121, %in, %cst_0 : f16
      linalg.yield %122 : f16
    } -> tensor<2x32xf16>
    %17 = tensor.empty() : tensor<32x8xf16>
    %transposed_3 = linalg.transpose ins(%arg2 : tensor<8x32xf16>) outs(%17 : tensor<32x8xf16>) permutation = [1, 0] 
    %18 = tensor.empty() : tensor<8xf32>
    %19 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel"]} ins(%arg3 : tensor<8xf16>) outs(%18 : tensor<8xf32>) {
    ^bb0(%in: f16, %out: f32):
      %121 = arith.extf %in : f16 to f32
      linalg.yield %121 : f32
    } -> tensor<8xf32>
    %20 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%16 : tensor<2x32xf16>) outs(%9 : tensor<2x32xf32>) {
    ^bb0(%in: f16, %out: f32):
      %121 = arith.extf %in : f16 to f32
      linalg.yield %121 : f32
    } -> tensor<2x32xf32>
    %21 = tensor.empty() : tensor<32x8xf32>
    %22 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%transposed_3 : tensor<32x8xf16>) outs(%21 : tensor<32x8xf32>) {
    ^bb0(%in: f16, %out: f32):
      %121 = arith.extf %in : f16 to f32
      linalg.yield %121 : f32
    } -> tensor<32x8xf32>
    %23 = linalg.fill ins(%cst : f32) outs(%5 : tensor<2x8xf32>) -> tensor<2x8xf32>
    %24 = linalg.matmul ins(%20, %22 : tensor<2x32xf32>, tensor<32x8xf32>) outs(%23 : tensor<2x8xf32>) -> tensor<2x8xf32>
    %25 = linalg.generic {indexing_maps = [#map2, #map], iterator_types = ["parallel", "parallel"]} ins(%19 : tensor<8xf32>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x8xf32>
    %26 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%24, %25 : tensor<2x8xf32>, tensor<2x8xf32>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %121 = arith.addf %in, %in_19 : f32
      linalg.yield %121 : f32
    } -> tensor<2x8xf32>
    %27 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%26 : tensor<2x8xf32>) outs(%0 : tensor<2x8xf16>) {
    ^bb0(%in: f32, %out: f16):
      %121 = arith.truncf %in : f32 to f16
      linalg.yield %121 : f16
    } -> tensor<2x8xf16>
    %28 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%27 : tensor<2x8xf16>) outs(%0 : tensor<2x8xf16>) {
    ^bb0(%in: f16, %out: f16):
      %121 = arith.cmpf ugt, %in, %cst_0 : f16
      %122 = arith.select %121, %in, %cst_0 : f16
      linalg.yield %122 : f16
    } -> tensor<2x8xf16>
    %transposed_4 = linalg.transpose ins(%arg4 : tensor<32x8xf16>) outs(%2 : tensor<8x32xf16>) permutation = [1, 0] 
    %29 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel"]} ins(%arg5 : tensor<32xf16>) outs(%3 : tensor<32xf32>) {
    ^bb0(%in: f16, %out: f32):
      %121 = arith.extf %in : f16 to f32
      linalg.yield %121 : f32
    } -> tensor<32xf32>
    %30 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%28 : tensor<2x8xf16>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f16, %out: f32):
      %121 = arith.extf %in : f16 to f32
      linalg.yield %121 : f32
    } -> tensor<2x8xf32>
    %31 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%transposed_4 : tensor<8x32xf16>) outs(%7 : tensor<8x32xf32>) {
    ^bb0(%in: f16, %out: f32):
      %121 = arith.extf %in : f16 to f32
      linalg.yield %121 : f32
    } -> tensor<8x32xf32>
    %32 = linalg.matmul ins(%30, %31 : tensor<2x8xf32>, tensor<8x32xf32>) outs(%10 : tensor<2x32xf32>) -> tensor<2x32xf32>
    %33 = linalg.generic {indexing_maps = [#map2, #map], iterator_types = ["parallel", "parallel"]} ins(%29 : tensor<32xf32>) outs(%9 : tensor<2x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x32xf32>
    %34 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%32, %33 : tensor<2x32xf32>, tensor<2x32xf32>) outs(%9 : tensor<2x32xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %121 = arith.addf %in, %in_19 : f32
      linalg.yield %121 : f32
    } -> tensor<2x32xf32>
    %35 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%34 : tensor<2x32xf32>) outs(%14 : tensor<2x32xf16>) {
    ^bb0(%in: f32, %out: f16):
      %121 = arith.truncf %in : f32 to f16
      linalg.yield %121 : f16
    } -> tensor<2x32xf16>
    %36 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%35 : tensor<2x32xf16>) outs(%14 : tensor<2x32xf16>) {
    ^bb0(%in: f16, %out: f16):
      %121 = arith.cmpf ugt, %in, %cst_0 : f16
      %122 = arith.select %121, %in, %cst_0 : f16
      linalg.yield %122 : f16
    } -> tensor<2x32xf16>
    %transposed_5 = linalg.transpose ins(%arg6 : tensor<8x32xf16>) outs(%17 : tensor<32x8xf16>) permutation = [1, 0] 
    %37 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel"]} ins(%arg7 : tensor<8xf16>) outs(%18 : tensor<8xf32>) {
    ^bb0(%in: f16, %out: f32):
      %121 = arith.extf %in : f16 to f32
      linalg.yield %121 : f32
    } -> tensor<8xf32>
    %38 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%36 : tensor<2x32xf16>) outs(%9 : tensor<2x32xf32>) {
    ^bb0(%in: f16, %out: f32):
      %121 = arith.extf %in : f16 to f32
      linalg.yield %121 : f32
    } -> tensor<2x32xf32>
    %39 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%transposed_5 : tensor<32x8xf16>) outs(%21 : tensor<32x8xf32>) {
    ^bb0(%in: f16, %out: f32):
      %121 = arith.extf %in : f16 to f32
      linalg.yield %121 : f32
    } -> tensor<32x8xf32>
    %40 = linalg.matmul ins(%38, %39 : tensor<2x32xf32>, tensor<32x8xf32>) outs(%23 : tensor<2x8xf32>) -> tensor<2x8xf32>
    %41 = linalg.generic {indexing_maps = [#map2, #map], iterator_types = ["parallel", "parallel"]} ins(%37 : tensor<8xf32>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x8xf32>
    %42 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%40, %41 : tensor<2x8xf32>, tensor<2x8xf32>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %121 = arith.addf %in, %in_19 : f32
      linalg.yield %121 : f32
    } -> tensor<2x8xf32>
    %43 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%42 : tensor<2x8xf32>) outs(%0 : tensor<2x8xf16>) {
    ^bb0(%in: f32, %out: f16):
      %121 = arith.truncf %in : f32 to f16
      linalg.yield %121 : f16
    } -> tensor<2x8xf16>
    %44 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%43 : tensor<2x8xf16>) outs(%0 : tensor<2x8xf16>) {
    ^bb0(%in: f16, %out: f16):
      %121 = arith.cmpf ugt, %in, %cst_0 : f16
      %122 = arith.select %121, %in, %cst_0 : f16
      linalg.yield %122 : f16
    } -> tensor<2x8xf16>
    %transposed_6 = linalg.transpose ins(%arg8 : tensor<32x8xf16>) outs(%2 : tensor<8x32xf16>) permutation = [1, 0] 
    %45 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel"]} ins(%arg9 : tensor<32xf16>) outs(%3 : tensor<32xf32>) {
    ^bb0(%in: f16, %out: f32):
      %121 = arith.extf %in : f16 to f32
      linalg.yield %121 : f32
    } -> tensor<32xf32>
    %46 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%44 : tensor<2x8xf16>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f16, %out: f32):
      %121 = arith.extf %in : f16 to f32
      linalg.yield %121 : f32
    } -> tensor<2x8xf32>
    %47 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%transposed_6 : tensor<8x32xf16>) outs(%7 : tensor<8x32xf32>) {
    ^bb0(%in: f16, %out: f32):
      %121 = arith.extf %in : f16 to f32
      linalg.yield %121 : f32
    } -> tensor<8x32xf32>
    %48 = linalg.matmul ins(%46, %47 : tensor<2x8xf32>, tensor<8x32xf32>) outs(%10 : tensor<2x32xf32>) -> tensor<2x32xf32>
    %49 = linalg.generic {indexing_maps = [#map2, #map], iterator_types = ["parallel", "parallel"]} ins(%45 : tensor<32xf32>) outs(%9 : tensor<2x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x32xf32>
    %50 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%48, %49 : tensor<2x32xf32>, tensor<2x32xf32>) outs(%9 : tensor<2x32xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %121 = arith.addf %in, %in_19 : f32
      linalg.yield %121 : f32
    } -> tensor<2x32xf32>
    %51 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%50 : tensor<2x32xf32>) outs(%14 : tensor<2x32xf16>) {
    ^bb0(%in: f32, %out: f16):
      %121 = arith.truncf %in : f32 to f16
      linalg.yield %121 : f16
    } -> tensor<2x32xf16>
    %52 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%51 : tensor<2x32xf16>) outs(%14 : tensor<2x32xf16>) {
    ^bb0(%in: f16, %out: f16):
      %121 = arith.cmpf ugt, %in, %cst_0 : f16
      %122 = arith.select %121, %in, %cst_0 : f16
      linalg.yield %122 : f16
    } -> tensor<2x32xf16>
    %transposed_7 = linalg.transpose ins(%arg10 : tensor<8x32xf16>) outs(%17 : tensor<32x8xf16>) permutation = [1, 0] 
    %53 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel"]} ins(%arg11 : tensor<8xf16>) outs(%18 : tensor<8xf32>) {
    ^bb0(%in: f16, %out: f32):
      %121 = arith.extf %in : f16 to f32
      linalg.yield %121 : f32
    } -> tensor<8xf32>
    %54 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%52 : tensor<2x32xf16>) outs(%9 : tensor<2x32xf32>) {
    ^bb0(%in: f16, %out: f32):
      %121 = arith.extf %in : f16 to f32
      linalg.yield %121 : f32
    } -> tensor<2x32xf32>
    %55 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%transposed_7 : tensor<32x8xf16>) outs(%21 : tensor<32x8xf32>) {
    ^bb0(%in: f16, %out: f32):
      %121 = arith.extf %in : f16 to f32
      linalg.yield %121 : f32
    } -> tensor<32x8xf32>
    %56 = linalg.matmul ins(%54, %55 : tensor<2x32xf32>, tensor<32x8xf32>) outs(%23 : tensor<2x8xf32>) -> tensor<2x8xf32>
    %57 = linalg.generic {indexing_maps = [#map2, #map], iterator_types = ["parallel", "parallel"]} ins(%53 : tensor<8xf32>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x8xf32>
    %58 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%56, %57 : tensor<2x8xf32>, tensor<2x8xf32>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %121 = arith.addf %in, %in_19 : f32
      linalg.yield %121 : f32
    } -> tensor<2x8xf32>
    %59 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%58 : tensor<2x8xf32>) outs(%0 : tensor<2x8xf16>) {
    ^bb0(%in: f32, %out: f16):
      %121 = arith.truncf %in : f32 to f16
      linalg.yield %121 : f16
    } -> tensor<2x8xf16>
    %60 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%59 : tensor<2x8xf16>) outs(%0 : tensor<2x8xf16>) {
    ^bb0(%in: f16, %out: f16):
      %121 = arith.cmpf ugt, %in, %cst_0 : f16
      %122 = arith.select %121, %in, %cst_0 : f16
      linalg.yield %122 : f16
    } -> tensor<2x8xf16>
    %61 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%60, %arg13 : tensor<2x8xf16>, tensor<2x8xf32>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f16, %in_19: f32, %out: f32):
      %121 = arith.extf %in : f16 to f32
      %122 = arith.subf %121, %in_19 : f32
      linalg.yield %122 : f32
    } -> tensor<2x8xf32>
    %62 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%61, %61 : tensor<2x8xf32>, tensor<2x8xf32>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %121 = arith.mulf %in, %in_19 : f32
      linalg.yield %121 : f32
    } -> tensor<2x8xf32>
    %63 = tensor.empty() : tensor<f32>
    %64 = linalg.fill ins(%cst : f32) outs(%63 : tensor<f32>) -> tensor<f32>
    %65 = linalg.generic {indexing_maps = [#map, #map3], iterator_types = ["reduction", "reduction"]} ins(%62 : tensor<2x8xf32>) outs(%64 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %121 = arith.addf %in, %out : f32
      linalg.yield %121 : f32
    } -> tensor<f32>
    %66 = linalg.generic {indexing_maps = [#map4, #map4, #map4], iterator_types = []} ins(%cst_2, %arg14 : tensor<f32>, tensor<f32>) outs(%63 : tensor<f32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %121 = arith.mulf %in, %in_19 : f32
      linalg.yield %121 : f32
    } -> tensor<f32>
    %67 = linalg.generic {indexing_maps = [#map3, #map], iterator_types = ["parallel", "parallel"]} ins(%66 : tensor<f32>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x8xf32>
    %68 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%67, %61 : tensor<2x8xf32>, tensor<2x8xf32>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %121 = arith.mulf %in, %in_19 : f32
      linalg.yield %121 : f32
    } -> tensor<2x8xf32>
    %69 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%68, %68 : tensor<2x8xf32>, tensor<2x8xf32>) outs(%5 : tensor<2x8xf32>) {
    ^bb0(%in: f32, %in_19: f32, %out: f32):
      %121 = arith.addf %in, %in_19 : f32
      linalg.yield %121 : f32
    } -> tensor<2x8xf32>
    %70 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%69 : tensor<2x8xf32>) outs(%0 : tensor<2x8xf16>) {
    ^bb0(%in: f32, %out: f16):
      %121 = arith.truncf %in : f32 to f16
      linalg.yield %121 : f16
    } -> tensor<2x8xf16>
    %71 = tensor.empty() : tensor<2x8xi1>
    %72 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%60 : tensor<2x8xf16>) outs(%71 : tensor<2x8xi1>) {
    ^bb0(%in: f16, %out: i1):
      %121 = arith.cmpf ole, %in, %cst_0 : f16
      linalg.yield %121 : i1
    } -> tensor<2x8xi1>
    %73 = linalg.generic {indexing_maps = [#map, #map3, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%72, %cst_1, %70 : tensor<2x8xi1>, tensor<f16>, tensor<2x8xf16>) outs(%0 : tensor<2x8xf16>) {
    ^bb0(%in: i1, %in_19: f16, %in_20: f16, %out: f16):
      %121 = arith.select %in, %in_19, %in_20 : f16
      linalg.yield %121 : f16
    } -> tensor<2x8xf16>
    %74 = linalg.matmul ins(%73, %arg10 : tensor<2x8xf16>, tensor<8x32xf16>) outs(%10 : tensor<2x32xf32>) -> tensor<2x32xf32>
    %75 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%74 : tensor<2x32xf32>) outs(%14 : tensor<2x32xf16>) {
    ^bb0(%in: f32, %out: f16):
      %121 = arith.truncf %in : f32 to f16
      linalg.yield %121 : f16
    } -> tensor<2x32xf16>
    %76 = tensor.empty() : tensor<8x2xf16>
    %transposed_8 = linalg.transpose ins(%73 : tensor<2x8xf16>) outs(%76 : tensor<8x2xf16>) permutation = [1, 0] 
    %77 = linalg.fill ins(%cst : f32) outs(%7 : tensor<8x32xf32>) -> tensor<8x32xf32>
    %78 = linalg.matmul ins(%transposed_8, %52 : tensor<8x2xf16>, tensor<2x32xf16>) outs(%77 : tensor<8x32xf32>) -> tensor<8x32xf32>
    %79 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%78 : tensor<8x32xf32>) outs(%2 : tensor<8x32xf16>) {
    ^bb0(%in: f32, %out: f16):
      %121 = arith.truncf %in : f32 to f16
      linalg.yield %121 : f16
    } -> tensor<8x32xf16>
    %80 = tensor.empty() : tensor<1x8xf16>
    %81 = linalg.fill ins(%cst_0 : f16) outs(%80 : tensor<1x8xf16>) -> tensor<1x8xf16>
    %82 = linalg.generic {indexing_maps = [#map, #map5], iterator_types = ["reduction", "parallel"]} ins(%73 : tensor<2x8xf16>) outs(%81 : tensor<1x8xf16>) {
    ^bb0(%in: f16, %out: f16):
      %121 = arith.addf %in, %out : f16
      linalg.yield %121 : f16
    } -> tensor<1x8xf16>
    %collapsed = tensor.collapse_shape %82 [[0, 1]] : tensor<1x8xf16> into tensor<8xf16>
    %83 = tensor.empty() : tensor<2x32xi1>
    %84 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%52 : tensor<2x32xf16>) outs(%83 : tensor<2x32xi1>) {
    ^bb0(%in: f16, %out: i1):
      %121 = arith.cmpf ole, %in, %cst_0 : f16
      linalg.yield %121 : i1
    } -> tensor<2x32xi1>
    %85 = linalg.generic {indexing_maps = [#map, #map3, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%84, %cst_1, %75 : tensor<2x32xi1>, tensor<f16>, tensor<2x32xf16>) outs(%14 : tensor<2x32xf16>) {
    ^bb0(%in: i1, %in_19: f16, %in_20: f16, %out: f16):
      %121 = arith.select %in, %in_19, %in_20 : f16
      linalg.yield %121 : f16
    } -> tensor<2x32xf16>
    %86 = linalg.matmul ins(%85, %arg8 : tensor<2x32xf16>, tensor<32x8xf16>) outs(%23 : tensor<2x8xf32>) -> tensor<2x8xf32>
    %87 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%86 : tensor<2x8xf32>) outs(%0 : tensor<2x8xf16>) {
    ^bb0(%in: f32, %out: f16):
      %121 = arith.truncf %in : f32 to f16
      linalg.yield %121 : f16
    } -> tensor<2x8xf16>
    %88 = tensor.empty() : tensor<32x2xf16>
    %transposed_9 = linalg.transpose ins(%85 : tensor<2x32xf16>) outs(%88 : tensor<32x2xf16>) permutation = [1, 0] 
    %89 = linalg.fill ins(%cst : f32) outs(%21 : tensor<32x8xf32>) -> tensor<32x8xf32>
    %90 = linalg.matmul ins(%transposed_9, %44 : tensor<32x2xf16>, tensor<2x8xf16>) outs(%89 : tensor<32x8xf32>) -> tensor<32x8xf32>
    %91 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%90 : tensor<32x8xf32>) outs(%17 : tensor<32x8xf16>) {
    ^bb0(%in: f32, %out: f16):
      %121 = arith.truncf %in : f32 to f16
      linalg.yield %121 : f16
    } -> tensor<32x8xf16>
    %92 = tensor.empty() : tensor<1x32xf16>
    %93 = linalg.fill ins(%cst_0 : f16) outs(%92 : tensor<1x32xf16>) -> tensor<1x32xf16>
    %94 = linalg.generic {indexing_maps = [#map, #map5], iterator_types = ["reduction", "parallel"]} ins(%85 : tensor<2x32xf16>) outs(%93 : tensor<1x32xf16>) {
    ^bb0(%in: f16, %out: f16):
      %121 = arith.addf %in, %out : f16
      linalg.yield %121 : f16
    } -> tensor<1x32xf16>
    %collapsed_10 = tensor.collapse_shape %94 [[0, 1]] : tensor<1x32xf16> into tensor<32xf16>
    %95 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%44 : tensor<2x8xf16>) outs(%71 : tensor<2x8xi1>) {
    ^bb0(%in: f16, %out: i1):
      %121 = arith.cmpf ole, %in, %cst_0 : f16
      linalg.yield %121 : i1
    } -> tensor<2x8xi1>
    %96 = linalg.generic {indexing_maps = [#map, #map3, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%95, %cst_1, %87 : tensor<2x8xi1>, tensor<f16>, tensor<2x8xf16>) outs(%0 : tensor<2x8xf16>) {
    ^bb0(%in: i1, %in_19: f16, %in_20: f16, %out: f16):
      %121 = arith.select %in, %in_19, %in_20 : f16
      linalg.yield %121 : f16
    } -> tensor<2x8xf16>
    %97 = linalg.matmul ins(%96, %arg6 : tensor<2x8xf16>, tensor<8x32xf16>) outs(%10 : tensor<2x32xf32>) -> tensor<2x32xf32>
    %98 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%97 : tensor<2x32xf32>) outs(%14 : tensor<2x32xf16>) {
    ^bb0(%in: f32, %out: f16):
      %121 = arith.truncf %in : f32 to f16
      linalg.yield %121 : f16
    } -> tensor<2x32xf16>
    %transposed_11 = linalg.transpose ins(%96 : tensor<2x8xf16>) outs(%76 : tensor<8x2xf16>) permutation = [1, 0] 
    %99 = linalg.matmul ins(%transposed_11, %36 : tensor<8x2xf16>, tensor<2x32xf16>) outs(%77 : tensor<8x32xf32>) -> tensor<8x32xf32>
    %100 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%99 : tensor<8x32xf32>) outs(%2 : tensor<8x32xf16>) {
    ^bb0(%in: f32, %out: f16):
      %121 = arith.truncf %in : f32 to f16
      linalg.yield %121 : f16
    } -> tensor<8x32xf16>
    %101 = linalg.generic {indexing_maps = [#map, #map5], iterator_types = ["reduction", "parallel"]} ins(%96 : tensor<2x8xf16>) outs(%81 : tensor<1x8xf16>) {
    ^bb0(%in: f16, %out: f16):
      %121 = arith.addf %in, %out : f16
      linalg.yield %121 : f16
    } -> tensor<1x8xf16>
    %collapsed_12 = tensor.collapse_shape %101 [[0, 1]] : tensor<1x8xf16> into tensor<8xf16>
    %102 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%36 : tensor<2x32xf16>) outs(%83 : tensor<2x32xi1>) {
    ^bb0(%in: f16, %out: i1):
      %121 = arith.cmpf ole, %in, %cst_0 : f16
      linalg.yield %121 : i1
    } -> tensor<2x32xi1>
    %103 = linalg.generic {indexing_maps = [#map, #map3, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%102, %cst_1, %98 : tensor<2x32xi1>, tensor<f16>, tensor<2x32xf16>) outs(%14 : tensor<2x32xf16>) {
    ^bb0(%in: i1, %in_19: f16, %in_20: f16, %out: f16):
      %121 = arith.select %in, %in_19, %in_20 : f16
      linalg.yield %121 : f16
    } -> tensor<2x32xf16>
    %104 = linalg.matmul ins(%103, %arg4 : tensor<2x32xf16>, tensor<32x8xf16>) outs(%23 : tensor<2x8xf32>) -> tensor<2x8xf32>
    %105 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%104 : tensor<2x8xf32>) outs(%0 : tensor<2x8xf16>) {
    ^bb0(%in: f32, %out: f16):
      %121 = arith.truncf %in : f32 to f16
      linalg.yield %121 : f16
    } -> tensor<2x8xf16>
    %transposed_13 = linalg.transpose ins(%103 : tensor<2x32xf16>) outs(%88 : tensor<32x2xf16>) permutation = [1, 0] 
    %106 = linalg.matmul ins(%transposed_13, %28 : tensor<32x2xf16>, tensor<2x8xf16>) outs(%89 : tensor<32x8xf32>) -> tensor<32x8xf32>
    %107 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%106 : tensor<32x8xf32>) outs(%17 : tensor<32x8xf16>) {
    ^bb0(%in: f32, %out: f16):
      %121 = arith.truncf %in : f32 to f16
      linalg.yield %121 : f16
    } -> tensor<32x8xf16>
    %108 = linalg.generic {indexing_maps = [#map, #map5], iterator_types = ["reduction", "parallel"]} ins(%103 : tensor<2x32xf16>) outs(%93 : tensor<1x32xf16>) {
    ^bb0(%in: f16, %out: f16):
      %121 = arith.addf %in, %out : f16
      linalg.yield %121 : f16
    } -> tensor<1x32xf16>
    %collapsed_14 = tensor.collapse_shape %108 [[0, 1]] : tensor<1x32xf16> into tensor<32xf16>
    %109 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%28 : tensor<2x8xf16>) outs(%71 : tensor<2x8xi1>) {
    ^bb0(%in: f16, %out: i1):
      %121 = arith.cmpf ole, %in, %cst_0 : f16
      linalg.yield %121 : i1
    } -> tensor<2x8xi1>
    %110 = linalg.generic {indexing_maps = [#map, #map3, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%109, %cst_1, %105 : tensor<2x8xi1>, tensor<f16>, tensor<2x8xf16>) outs(%0 : tensor<2x8xf16>) {
    ^bb0(%in: i1, %in_19: f16, %in_20: f16, %out: f16):
      %121 = arith.select %in, %in_19, %in_20 : f16
      linalg.yield %121 : f16
    } -> tensor<2x8xf16>
    %111 = linalg.matmul ins(%110, %arg2 : tensor<2x8xf16>, tensor<8x32xf16>) outs(%10 : tensor<2x32xf32>) -> tensor<2x32xf32>
    %112 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%111 : tensor<2x32xf32>) outs(%14 : tensor<2x32xf16>) {
    ^bb0(%in: f32, %out: f16):
      %121 = arith.truncf %in : f32 to f16
      linalg.yield %121 : f16
    } -> tensor<2x32xf16>
    %transposed_15 = linalg.transpose ins(%110 : tensor<2x8xf16>) outs(%76 : tensor<8x2xf16>) permutation = [1, 0] 
    %113 = linalg.matmul ins(%transposed_15, %16 : tensor<8x2xf16>, tensor<2x32xf16>) outs(%77 : tensor<8x32xf32>) -> tensor<8x32xf32>
    %114 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%113 : tensor<8x32xf32>) outs(%2 : tensor<8x32xf16>) {
    ^bb0(%in: f32, %out: f16):
      %121 = arith.truncf %in : f32 to f16
      linalg.yield %121 : f16
    } -> tensor<8x32xf16>
    %115 = linalg.generic {indexing_maps = [#map, #map5], iterator_types = ["reduction", "parallel"]} ins(%110 : tensor<2x8xf16>) outs(%81 : tensor<1x8xf16>) {
    ^bb0(%in: f16, %out: f16):
      %121 = arith.addf %in, %out : f16
      linalg.yield %121 : f16
    } -> tensor<1x8xf16>
    %collapsed_16 = tensor.collapse_shape %115 [[0, 1]] : tensor<1x8xf16> into tensor<8xf16>
    %116 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%16 : tensor<2x32xf16>) outs(%83 : tensor<2x32xi1>) {
    ^bb0(%in: f16, %out: i1):
      %121 = arith.cmpf ole, %in, %cst_0 : f16
      linalg.yield %121 : i1
    } -> tensor<2x32xi1>
    %117 = linalg.generic {indexing_maps = [#map, #map3, #map, #map], iterator_types = ["parallel", "parallel"]} ins(%116, %cst_1, %112 : tensor<2x32xi1>, tensor<f16>, tensor<2x32xf16>) outs(%14 : tensor<2x32xf16>) {
    ^bb0(%in: i1, %in_19: f16, %in_20: f16, %out: f16):
      %121 = arith.select %in, %in_19, %in_20 : f16
      linalg.yield %121 : f16
    } -> tensor<2x32xf16>
    %transposed_17 = linalg.transpose ins(%117 : tensor<2x32xf16>) outs(%88 : tensor<32x2xf16>) permutation = [1, 0] 
    %118 = linalg.matmul ins(%transposed_17, %1 : tensor<32x2xf16>, tensor<2x8xf16>) outs(%89 : tensor<32x8xf32>) -> tensor<32x8xf32>
    %119 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%118 : tensor<32x8xf32>) outs(%17 : tensor<32x8xf16>) {
    ^bb0(%in: f32, %out: f16):
      %121 = arith.truncf %in : f32 to f16
      linalg.yield %121 : f16
    } -> tensor<32x8xf16>
    %120 = linalg.generic {indexing_maps = [#map, #map5], iterator_types = ["reduction", "parallel"]} ins(%117 : tensor<2x32xf16>) outs(%93 : tensor<1x32xf16>) {
    ^bb0(%in: f16, %out: f16):
      %121 = arith.addf %in, %out : f16
      linalg.yield %121 : f16
    } -> tensor<1x32xf16>
    %collapsed_18 = tensor.collapse_shape %120 [[0, 1]] : tensor<1x32xf16> into tensor<32xf16>
    return %65, %119, %collapsed_18, %114, %collapsed_16, %107, %collapsed_14, %100, %collapsed_12, %91, %collapsed_10, %79, %collapsed : tensor<f32>, tensor<32x8xf16>, tensor<32xf16>, tensor<8x32xf16>, tensor<8xf16>, tensor<32x8xf16>, tensor<32xf16>, tensor<8x32xf16>, tensor<8xf16>, tensor<32x8xf16>, tensor<32xf16>, tensor<8x32xf16>, tensor<8xf16>
  }
}
