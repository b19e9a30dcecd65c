#map = affine_map<(d0, d1, d2) -> (d0, d1)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map2 = affine_map<(d0, d1, d2) -> (d2)>
#map3 = affine_map<(d0) -> ()>
#map4 = affine_map<(d0) -> (d0)>
#map5 = affine_map<(d0, d1) -> (d1)>
#map6 = affine_map<(d0, d1) -> (d0, d1)>
#map7 = affine_map<(d0, d1, d2) -> (d0, 0, 0)>
#map8 = affine_map<(d0, d1, d2) -> (0, 0)>
#map9 = affine_map<(d0, d1, d2) -> (d0, 0, d2)>
#map10 = affine_map<(d0, d1) -> (d0)>
#map11 = affine_map<(d0, d1) -> (d0, 0)>
#map12 = affine_map<(d0, d1) -> (0, d1)>
#map13 = affine_map<(d0, d1) -> ()>
#map14 = affine_map<() -> ()>
#map15 = affine_map<(d0, d1, d2) -> (0, 0, d2)>
#map16 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map17 = affine_map<(d0, d1, d2) -> ()>
module {
  shard.grid @grid(shape = 2)
  func.func @step(%arg0: tensor<37x6xf32> {fsdp.param = "0.weight"},
      %arg1: tensor<6xf32> {fsdp.group = "group0", fsdp.param = "1.mix"},
      %arg2: tensor<6x6xf32> {fsdp.group = "group0", fsdp.param = "1.out.weight"},
      %arg3: tensor<6xf32> {fsdp.group = "group0", fsdp.param = "1.out.bias"},
      %arg4: tensor<37x6xf32> {fsdp.param = "2.weight"},
      %arg5: tensor<37xf32> {fsdp.param = "2.bias"},
      %arg6: tensor<2x5xi64> {fsdp.batch = "tokens"},
      %arg7: tensor<2x5xi64> {fsdp.batch = "targets"})
      -> (tensor<f32> {fsdp.loss},
          tensor<37x6xf32> {fsdp.grad = "0.weight"},
          tensor<6xf32> {fsdp.grad = "1.mix"},
          tensor<6x6xf32> {fsdp.grad = "1.out.weight"},
          tensor<6xf32> {fsdp.grad = "1.out.bias"},
          tensor<37x6xf32> {fsdp.grad = "2.weight"},
          tensor<37xf32> {fsdp.grad = "2.bias"}) {
    %c36_i64 = arith.constant 36 : i64
    %c-37_i64 = arith.constant -37 : i64
    %c-100_i64 = arith.constant -100 : i64
    %c37_i64 = arith.constant 37 : i64
    %c5_i64 = arith.constant 5 : i64
    %c6_i64 = arith.constant 6 : i64
    %c0_i64 = arith.constant 0 : i64
    %c2_i64 = arith.constant 2 : i64
    %c-1_i64 = arith.constant -1 : i64
    %c37 = arith.constant 37 : index
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 0xFF800000 : f32
    %true = arith.constant true
    %cst_1 = arith.constant dense<1.000000e+00> : tensor<f32>
    %cst_2 = arith.constant dense<0.000000e+00> : tensor<f32>
    %cst_3 = arith.constant dense<0.000000e+00> : tensor<2x5x6xf32>
    %cst_4 = arith.constant dense<0.000000e+00> : tensor<37x6xf32>
    %cst_5 = arith.constant dense<1> : tensor<i64>
    %cst_6 = arith.constant dense<-1> : tensor<1x1xi64>
    %cst_7 = arith.constant dense<-2> : tensor<1x1xi64>
    %cst_8 = arith.constant dense<-2> : tensor<12x1xi64>
    %cst_9 = arith.constant dense<-1> : tensor<12x1xi64>
    %0 = tensor.empty() : tensor<2x5x6xf32>
    %1 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg6 : tensor<2x5xi64>) outs(%0 : tensor<2x5x6xf32>) {
    ^bb0(%in: i64, %out: f32):
      %113 = arith.index_cast %in : i64 to index
      %114 = linalg.index 2 : index
      %115 = arith.cmpi slt, %113, %c37 : index
      cf.assert %115, "index must be smaller than dim size"
      %116 = arith.cmpi sge, %in, %c0_i64 : i64
      cf.assert %116, "index must be larger or equal to 0"
      %extracted = tensor.extract %arg0[%113, %114] : tensor<37x6xf32>
      linalg.yield %extracted : f32
    } -> tensor<2x5x6xf32>
    %extracted_slice = tensor.extract_slice %1[0, 0, 0] [2, 4, 6] [1, 1, 1] : tensor<2x5x6xf32> to tensor<2x4x6xf32>
    %padded = tensor.pad %extracted_slice low[0, 1, 0] high[0, 0, 0] {
    ^bb0(%arg8: index, %arg9: index, %arg10: index):
      tensor.yield %cst : f32
    } : tensor<2x4x6xf32> to tensor<2x5x6xf32>
    %2 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%1, %arg1 : tensor<2x5x6xf32>, tensor<6xf32>) outs(%0 : tensor<2x5x6xf32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.mulf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<2x5x6xf32>
    %3 = tensor.empty() : tensor<6xf32>
    %4 = linalg.generic {indexing_maps = [#map3, #map4, #map4], iterator_types = ["parallel"]} ins(%cst_5, %arg1 : tensor<i64>, tensor<6xf32>) outs(%3 : tensor<6xf32>) {
    ^bb0(%in: i64, %in_43: f32, %out: f32):
      %113 = arith.sitofp %in : i64 to f32
      %114 = arith.subf %113, %in_43 : f32
      linalg.yield %114 : f32
    } -> tensor<6xf32>
    %5 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%padded, %4 : tensor<2x5x6xf32>, tensor<6xf32>) outs(%0 : tensor<2x5x6xf32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.mulf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<2x5x6xf32>
    %6 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%2, %5 : tensor<2x5x6xf32>, tensor<2x5x6xf32>) outs(%0 : tensor<2x5x6xf32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.addf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<2x5x6xf32>
    %collapsed = tensor.collapse_shape %6 [[0, 1], [2]] : tensor<2x5x6xf32> into tensor<10x6xf32>
    %7 = tensor.empty() : tensor<6x6xf32>
    %transposed = linalg.transpose ins(%arg2 : tensor<6x6xf32>) outs(%7 : tensor<6x6xf32>) permutation = [1, 0] 
    %8 = tensor.empty() : tensor<10x6xf32>
    %9 = linalg.fill ins(%cst : f32) outs(%8 : tensor<10x6xf32>) -> tensor<10x6xf32>
    %10 = linalg.matmul ins(%collapsed, %transposed : tensor<10x6xf32>, tensor<6x6xf32>) outs(%9 : tensor<10x6xf32>) -> tensor<10x6xf32>
    %11 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel"]} ins(%arg3 : tensor<6xf32>) outs(%8 : tensor<10x6xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<10x6xf32>
    %12 = linalg.generic {indexing_maps = [#map6, #map6, #map6], iterator_types = ["parallel", "parallel"]} ins(%10, %11 : tensor<10x6xf32>, tensor<10x6xf32>) outs(%8 : tensor<10x6xf32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.addf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<10x6xf32>
    %expanded = tensor.expand_shape %12 [[0, 1], [2]] output_shape [2, 5, 6] : tensor<10x6xf32> into tensor<2x5x6xf32>
    %13 = tensor.empty() : tensor<6xi64>
    %14 = linalg.generic {indexing_maps = [#map4], iterator_types = ["parallel"]} outs(%13 : tensor<6xi64>) {
    ^bb0(%out: i64):
      %113 = linalg.index 0 : index
      %114 = arith.index_cast %113 : index to i64
      linalg.yield %114 : i64
    } -> tensor<6xi64>
    %15 = tensor.empty() : tensor<2xi64>
    %16 = linalg.generic {indexing_maps = [#map4], iterator_types = ["parallel"]} outs(%15 : tensor<2xi64>) {
    ^bb0(%out: i64):
      %113 = linalg.index 0 : index
      %114 = arith.index_cast %113 : index to i64
      linalg.yield %114 : i64
    } -> tensor<2xi64>
    %expanded_10 = tensor.expand_shape %16 [[0, 1, 2]] output_shape [2, 1, 1] : tensor<2xi64> into tensor<2x1x1xi64>
    %17 = tensor.empty() : tensor<2x1x6xf32>
    %18 = linalg.generic {indexing_maps = [#map7, #map8, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_10, %cst_6, %14 : tensor<2x1x1xi64>, tensor<1x1xi64>, tensor<6xi64>) outs(%17 : tensor<2x1x6xf32>) {
    ^bb0(%in: i64, %in_43: i64, %in_44: i64, %out: f32):
      %113 = arith.cmpi slt, %in, %c0_i64 : i64
      %114 = arith.addi %in, %c2_i64 : i64
      %115 = arith.select %113, %114, %in : i64
      %116 = arith.index_cast %115 : i64 to index
      %117 = arith.cmpi slt, %in_43, %c0_i64 : i64
      %118 = arith.addi %in_43, %c5_i64 : i64
      %119 = arith.select %117, %118, %in_43 : i64
      %120 = arith.index_cast %119 : i64 to index
      %121 = arith.cmpi slt, %in_44, %c0_i64 : i64
      %122 = arith.addi %in_44, %c6_i64 : i64
      %123 = arith.select %121, %122, %in_44 : i64
      %124 = arith.index_cast %123 : i64 to index
      %extracted = tensor.extract %expanded[%116, %120, %124] : tensor<2x5x6xf32>
      linalg.yield %extracted : f32
    } -> tensor<2x1x6xf32>
    %19 = linalg.generic {indexing_maps = [#map7, #map8, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_10, %cst_7, %14 : tensor<2x1x1xi64>, tensor<1x1xi64>, tensor<6xi64>) outs(%17 : tensor<2x1x6xf32>) {
    ^bb0(%in: i64, %in_43: i64, %in_44: i64, %out: f32):
      %113 = arith.cmpi slt, %in, %c0_i64 : i64
      %114 = arith.addi %in, %c2_i64 : i64
      %115 = arith.select %113, %114, %in : i64
      %116 = arith.index_cast %115 : i64 to index
      %117 = arith.cmpi slt, %in_43, %c0_i64 : i64
      %118 = arith.addi %in_43, %c5_i64 : i64
      %119 = arith.select %117, %118, %in_43 : i64
      %120 = arith.index_cast %119 : i64 to index
      %121 = arith.cmpi slt, %in_44, %c0_i64 : i64
      %122 = arith.addi %in_44, %c6_i64 : i64
      %123 = arith.select %121, %122, %in_44 : i64
      %124 = arith.index_cast %123 : i64 to index
      %extracted = tensor.extract %expanded[%116, %120, %124] : tensor<2x5x6xf32>
      linalg.yield %extracted : f32
    } -> tensor<2x1x6xf32>
    %20 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%18, %19 : tensor<2x1x6xf32>, tensor<2x1x6xf32>) outs(%17 : tensor<2x1x6xf32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.mulf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<2x1x6xf32>
    %21 = linalg.generic {indexing_maps = [#map1, #map9, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded, %20 : tensor<2x5x6xf32>, tensor<2x1x6xf32>) outs(%0 : tensor<2x5x6xf32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.addf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<2x5x6xf32>
    %collapsed_11 = tensor.collapse_shape %21 [[0, 1], [2]] : tensor<2x5x6xf32> into tensor<10x6xf32>
    %22 = tensor.empty() : tensor<6x37xf32>
    %transposed_12 = linalg.transpose ins(%arg4 : tensor<37x6xf32>) outs(%22 : tensor<6x37xf32>) permutation = [1, 0] 
    %23 = tensor.empty() : tensor<10x37xf32>
    %24 = linalg.fill ins(%cst : f32) outs(%23 : tensor<10x37xf32>) -> tensor<10x37xf32>
    %25 = linalg.matmul ins(%collapsed_11, %transposed_12 : tensor<10x6xf32>, tensor<6x37xf32>) outs(%24 : tensor<10x37xf32>) -> tensor<10x37xf32>
    %26 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel"]} ins(%arg5 : tensor<37xf32>) outs(%23 : tensor<10x37xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<10x37xf32>
    %27 = linalg.generic {indexing_maps = [#map6, #map6, #map6], iterator_types = ["parallel", "parallel"]} ins(%25, %26 : tensor<10x37xf32>, tensor<10x37xf32>) outs(%23 : tensor<10x37xf32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.addf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<10x37xf32>
    %collapsed_13 = tensor.collapse_shape %arg7 [[0, 1]] : tensor<2x5xi64> into tensor<10xi64>
    %28 = tensor.empty() : tensor<10xi64>
    %29 = linalg.fill ins(%c0_i64 : i64) outs(%28 : tensor<10xi64>) -> tensor<10xi64>
    %30 = tensor.empty() : tensor<10xf32>
    %31 = linalg.fill ins(%cst_0 : f32) outs(%30 : tensor<10xf32>) -> tensor<10xf32>
    %32:2 = linalg.generic {indexing_maps = [#map6, #map10, #map10], iterator_types = ["parallel", "reduction"]} ins(%27 : tensor<10x37xf32>) outs(%31, %29 : tensor<10xf32>, tensor<10xi64>) {
    ^bb0(%in: f32, %out: f32, %out_43: i64):
      %113 = linalg.index 1 : index
      %114 = arith.index_cast %113 : index to i64
      %115 = arith.maximumf %in, %out : f32
      %116 = arith.cmpf ogt, %in, %out : f32
      %117 = arith.select %116, %114, %out_43 : i64
      linalg.yield %115, %117 : f32, i64
    } -> (tensor<10xf32>, tensor<10xi64>)
    %expanded_14 = tensor.expand_shape %32#0 [[0, 1]] output_shape [10, 1] : tensor<10xf32> into tensor<10x1xf32>
    %33 = linalg.generic {indexing_maps = [#map6, #map11, #map6], iterator_types = ["parallel", "parallel"]} ins(%27, %expanded_14 : tensor<10x37xf32>, tensor<10x1xf32>) outs(%23 : tensor<10x37xf32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.subf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<10x37xf32>
    %34 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel"]} ins(%33 : tensor<10x37xf32>) outs(%23 : tensor<10x37xf32>) {
    ^bb0(%in: f32, %out: f32):
      %113 = math.exp %in : f32
      linalg.yield %113 : f32
    } -> tensor<10x37xf32>
    %35 = tensor.empty() : tensor<10x1xf32>
    %36 = linalg.fill ins(%cst : f32) outs(%35 : tensor<10x1xf32>) -> tensor<10x1xf32>
    %37 = linalg.generic {indexing_maps = [#map6, #map11], iterator_types = ["parallel", "reduction"]} ins(%34 : tensor<10x37xf32>) outs(%36 : tensor<10x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %113 = arith.addf %in, %out : f32
      linalg.yield %113 : f32
    } -> tensor<10x1xf32>
    %38 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel"]} ins(%37 : tensor<10x1xf32>) outs(%35 : tensor<10x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %113 = math.log %in : f32
      linalg.yield %113 : f32
    } -> tensor<10x1xf32>
    %39 = linalg.generic {indexing_maps = [#map6, #map11, #map6], iterator_types = ["parallel", "parallel"]} ins(%33, %38 : tensor<10x37xf32>, tensor<10x1xf32>) outs(%23 : tensor<10x37xf32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.subf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<10x37xf32>
    %40 = tensor.empty() : tensor<37xi64>
    %41 = linalg.generic {indexing_maps = [#map4], iterator_types = ["parallel"]} outs(%40 : tensor<37xi64>) {
    ^bb0(%out: i64):
      %113 = linalg.index 0 : index
      %114 = arith.index_cast %113 : index to i64
      linalg.yield %114 : i64
    } -> tensor<37xi64>
    %expanded_15 = tensor.expand_shape %41 [[0, 1]] output_shape [1, 37] : tensor<37xi64> into tensor<1x37xi64>
    %expanded_16 = tensor.expand_shape %collapsed_13 [[0, 1]] output_shape [10, 1] : tensor<10xi64> into tensor<10x1xi64>
    %42 = tensor.empty() : tensor<10x37xi1>
    %43 = linalg.generic {indexing_maps = [#map12, #map11, #map6], iterator_types = ["parallel", "parallel"]} ins(%expanded_15, %expanded_16 : tensor<1x37xi64>, tensor<10x1xi64>) outs(%42 : tensor<10x37xi1>) {
    ^bb0(%in: i64, %in_43: i64, %out: i1):
      %113 = arith.cmpi eq, %in, %in_43 : i64
      linalg.yield %113 : i1
    } -> tensor<10x37xi1>
    %44 = tensor.empty() : tensor<10x1xi1>
    %45 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel"]} ins(%expanded_16 : tensor<10x1xi64>) outs(%44 : tensor<10x1xi1>) {
    ^bb0(%in: i64, %out: i1):
      %113 = arith.cmpi ne, %in, %c-100_i64 : i64
      linalg.yield %113 : i1
    } -> tensor<10x1xi1>
    %46 = linalg.generic {indexing_maps = [#map6, #map11, #map6], iterator_types = ["parallel", "parallel"]} ins(%43, %45 : tensor<10x37xi1>, tensor<10x1xi1>) outs(%42 : tensor<10x37xi1>) {
    ^bb0(%in: i1, %in_43: i1, %out: i1):
      %113 = arith.andi %in, %in_43 : i1
      linalg.yield %113 : i1
    } -> tensor<10x37xi1>
    %47 = linalg.generic {indexing_maps = [#map6, #map6, #map13, #map6], iterator_types = ["parallel", "parallel"]} ins(%46, %39, %cst_2 : tensor<10x37xi1>, tensor<10x37xf32>, tensor<f32>) outs(%23 : tensor<10x37xf32>) {
    ^bb0(%in: i1, %in_43: f32, %in_44: f32, %out: f32):
      %113 = arith.select %in, %in_43, %in_44 : f32
      linalg.yield %113 : f32
    } -> tensor<10x37xf32>
    %48 = tensor.empty() : tensor<10xi1>
    %49 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel"]} ins(%collapsed_13 : tensor<10xi64>) outs(%48 : tensor<10xi1>) {
    ^bb0(%in: i64, %out: i1):
      %113 = arith.cmpi ne, %in, %c-100_i64 : i64
      linalg.yield %113 : i1
    } -> tensor<10xi1>
    %50 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel"]} ins(%49 : tensor<10xi1>) outs(%30 : tensor<10xf32>) {
    ^bb0(%in: i1, %out: f32):
      %113 = arith.uitofp %in : i1 to f32
      linalg.yield %113 : f32
    } -> tensor<10xf32>
    %51 = tensor.empty() : tensor<f32>
    %52 = linalg.fill ins(%cst : f32) outs(%51 : tensor<f32>) -> tensor<f32>
    %53 = linalg.generic {indexing_maps = [#map4, #map3], iterator_types = ["reduction"]} ins(%50 : tensor<10xf32>) outs(%52 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %113 = arith.addf %in, %out : f32
      linalg.yield %113 : f32
    } -> tensor<f32>
    %54 = linalg.generic {indexing_maps = [#map6, #map13], iterator_types = ["reduction", "reduction"]} ins(%47 : tensor<10x37xf32>) outs(%52 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %113 = arith.addf %in, %out : f32
      linalg.yield %113 : f32
    } -> tensor<f32>
    %55 = linalg.generic {indexing_maps = [#map14, #map14], iterator_types = []} ins(%54 : tensor<f32>) outs(%51 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %113 = arith.negf %in : f32
      linalg.yield %113 : f32
    } -> tensor<f32>
    %56 = linalg.generic {indexing_maps = [#map14, #map14, #map14], iterator_types = []} ins(%55, %53 : tensor<f32>, tensor<f32>) outs(%51 : tensor<f32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.divf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<f32>
    %57 = linalg.generic {indexing_maps = [#map14, #map14, #map14], iterator_types = []} ins(%cst_1, %53 : tensor<f32>, tensor<f32>) outs(%51 : tensor<f32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.divf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<f32>
    %58 = linalg.generic {indexing_maps = [#map14, #map14], iterator_types = []} ins(%57 : tensor<f32>) outs(%51 : tensor<f32>) {
    ^bb0(%in: f32, %out: f32):
      %113 = arith.negf %in : f32
      linalg.yield %113 : f32
    } -> tensor<f32>
    %59 = linalg.generic {indexing_maps = [#map6, #map13, #map13, #map6], iterator_types = ["parallel", "parallel"]} ins(%46, %58, %cst_2 : tensor<10x37xi1>, tensor<f32>, tensor<f32>) outs(%23 : tensor<10x37xf32>) {
    ^bb0(%in: i1, %in_43: f32, %in_44: f32, %out: f32):
      %113 = arith.select %in, %in_43, %in_44 : f32
      linalg.yield %113 : f32
    } -> tensor<10x37xf32>
    %60 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel"]} ins(%39 : tensor<10x37xf32>) outs(%23 : tensor<10x37xf32>) {
    ^bb0(%in: f32, %out: f32):
      %113 = math.exp %in : f32
      linalg.yield %113 : f32
    } -> tensor<10x37xf32>
    %61 = linalg.generic {indexing_maps = [#map6, #map11], iterator_types = ["parallel", "reduction"]} ins(%59 : tensor<10x37xf32>) outs(%36 : tensor<10x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %113 = arith.addf %in, %out : f32
      linalg.yield %113 : f32
    } -> tensor<10x1xf32>
    %62 = linalg.generic {indexing_maps = [#map6, #map11, #map6], iterator_types = ["parallel", "parallel"]} ins(%60, %61 : tensor<10x37xf32>, tensor<10x1xf32>) outs(%23 : tensor<10x37xf32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.mulf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<10x37xf32>
    %63 = linalg.generic {indexing_maps = [#map6, #map6, #map6], iterator_types = ["parallel", "parallel"]} ins(%59, %62 : tensor<10x37xf32>, tensor<10x37xf32>) outs(%23 : tensor<10x37xf32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.subf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<10x37xf32>
    %64 = linalg.matmul ins(%63, %arg4 : tensor<10x37xf32>, tensor<37x6xf32>) outs(%9 : tensor<10x6xf32>) -> tensor<10x6xf32>
    %65 = tensor.empty() : tensor<37x10xf32>
    %transposed_17 = linalg.transpose ins(%63 : tensor<10x37xf32>) outs(%65 : tensor<37x10xf32>) permutation = [1, 0] 
    %66 = tensor.empty() : tensor<37x6xf32>
    %67 = linalg.fill ins(%cst : f32) outs(%66 : tensor<37x6xf32>) -> tensor<37x6xf32>
    %68 = linalg.matmul ins(%transposed_17, %collapsed_11 : tensor<37x10xf32>, tensor<10x6xf32>) outs(%67 : tensor<37x6xf32>) -> tensor<37x6xf32>
    %69 = tensor.empty() : tensor<1x37xf32>
    %70 = linalg.fill ins(%cst : f32) outs(%69 : tensor<1x37xf32>) -> tensor<1x37xf32>
    %71 = linalg.generic {indexing_maps = [#map6, #map12], iterator_types = ["reduction", "parallel"]} ins(%63 : tensor<10x37xf32>) outs(%70 : tensor<1x37xf32>) {
    ^bb0(%in: f32, %out: f32):
      %113 = arith.addf %in, %out : f32
      linalg.yield %113 : f32
    } -> tensor<1x37xf32>
    %collapsed_18 = tensor.collapse_shape %71 [[0, 1]] : tensor<1x37xf32> into tensor<37xf32>
    %expanded_19 = tensor.expand_shape %64 [[0, 1], [2]] output_shape [2, 5, 6] : tensor<10x6xf32> into tensor<2x5x6xf32>
    %72 = linalg.fill ins(%cst : f32) outs(%17 : tensor<2x1x6xf32>) -> tensor<2x1x6xf32>
    %73 = linalg.generic {indexing_maps = [#map1, #map9], iterator_types = ["parallel", "reduction", "parallel"]} ins(%expanded_19 : tensor<2x5x6xf32>) outs(%72 : tensor<2x1x6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %113 = arith.addf %in, %out : f32
      linalg.yield %113 : f32
    } -> tensor<2x1x6xf32>
    %74 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%73, %18 : tensor<2x1x6xf32>, tensor<2x1x6xf32>) outs(%17 : tensor<2x1x6xf32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.mulf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<2x1x6xf32>
    %75 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%73, %19 : tensor<2x1x6xf32>, tensor<2x1x6xf32>) outs(%17 : tensor<2x1x6xf32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.mulf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<2x1x6xf32>
    %76 = tensor.empty() : tensor<2x1x6xi64>
    %expanded_20 = tensor.expand_shape %16 [[0, 1]] output_shape [2, 1] : tensor<2xi64> into tensor<2x1xi64>
    %77 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_20 : tensor<2x1xi64>) outs(%76 : tensor<2x1x6xi64>) {
    ^bb0(%in: i64, %out: i64):
      linalg.yield %in : i64
    } -> tensor<2x1x6xi64>
    %collapsed_21 = tensor.collapse_shape %77 [[0, 1, 2]] : tensor<2x1x6xi64> into tensor<12xi64>
    %78 = linalg.generic {indexing_maps = [#map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%14 : tensor<6xi64>) outs(%76 : tensor<2x1x6xi64>) {
    ^bb0(%in: i64, %out: i64):
      linalg.yield %in : i64
    } -> tensor<2x1x6xi64>
    %collapsed_22 = tensor.collapse_shape %78 [[0, 1, 2]] : tensor<2x1x6xi64> into tensor<12xi64>
    %expanded_23 = tensor.expand_shape %collapsed_21 [[0, 1]] output_shape [12, 1] : tensor<12xi64> into tensor<12x1xi64>
    %expanded_24 = tensor.expand_shape %collapsed_22 [[0, 1]] output_shape [12, 1] : tensor<12xi64> into tensor<12x1xi64>
    %concat = tensor.concat dim(1) %expanded_23, %cst_8, %expanded_24 : (tensor<12x1xi64>, tensor<12x1xi64>, tensor<12x1xi64>) -> tensor<12x3xi64>
    %collapsed_25 = tensor.collapse_shape %74 [[0, 1, 2]] : tensor<2x1x6xf32> into tensor<12xf32>
    %expanded_26 = tensor.expand_shape %collapsed_25 [[0, 1, 2, 3]] output_shape [12, 1, 1, 1] : tensor<12xf32> into tensor<12x1x1x1xf32>
    %79 = call @scatter_0(%expanded_26, %concat, %cst_3) : (tensor<12x1x1x1xf32>, tensor<12x3xi64>, tensor<2x5x6xf32>) -> tensor<2x5x6xf32>
    %80 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_19, %79 : tensor<2x5x6xf32>, tensor<2x5x6xf32>) outs(%0 : tensor<2x5x6xf32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.addf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<2x5x6xf32>
    %concat_27 = tensor.concat dim(1) %expanded_23, %cst_9, %expanded_24 : (tensor<12x1xi64>, tensor<12x1xi64>, tensor<12x1xi64>) -> tensor<12x3xi64>
    %collapsed_28 = tensor.collapse_shape %75 [[0, 1, 2]] : tensor<2x1x6xf32> into tensor<12xf32>
    %expanded_29 = tensor.expand_shape %collapsed_28 [[0, 1, 2, 3]] output_shape [12, 1, 1, 1] : tensor<12xf32> into tensor<12x1x1x1xf32>
    %81 = call @scatter_0(%expanded_29, %concat_27, %cst_3) : (tensor<12x1x1x1xf32>, tensor<12x3xi64>, tensor<2x5x6xf32>) -> tensor<2x5x6xf32>
    %82 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%80, %81 : tensor<2x5x6xf32>, tensor<2x5x6xf32>) outs(%0 : tensor<2x5x6xf32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.addf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<2x5x6xf32>
    %collapsed_30 = tensor.collapse_shape %82 [[0, 1], [2]] : tensor<2x5x6xf32> into tensor<10x6xf32>
    %83 = linalg.matmul ins(%collapsed_30, %arg2 : tensor<10x6xf32>, tensor<6x6xf32>) outs(%9 : tensor<10x6xf32>) -> tensor<10x6xf32>
    %84 = tensor.empty() : tensor<6x10xf32>
    %transposed_31 = linalg.transpose ins(%collapsed_30 : tensor<10x6xf32>) outs(%84 : tensor<6x10xf32>) permutation = [1, 0] 
    %85 = linalg.fill ins(%cst : f32) outs(%7 : tensor<6x6xf32>) -> tensor<6x6xf32>
    %86 = linalg.matmul ins(%transposed_31, %collapsed : tensor<6x10xf32>, tensor<10x6xf32>) outs(%85 : tensor<6x6xf32>) -> tensor<6x6xf32>
    %87 = tensor.empty() : tensor<1x6xf32>
    %88 = linalg.fill ins(%cst : f32) outs(%87 : tensor<1x6xf32>) -> tensor<1x6xf32>
    %89 = linalg.generic {indexing_maps = [#map6, #map12], iterator_types = ["reduction", "parallel"]} ins(%collapsed_30 : tensor<10x6xf32>) outs(%88 : tensor<1x6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %113 = arith.addf %in, %out : f32
      linalg.yield %113 : f32
    } -> tensor<1x6xf32>
    %collapsed_32 = tensor.collapse_shape %89 [[0, 1]] : tensor<1x6xf32> into tensor<6xf32>
    %expanded_33 = tensor.expand_shape %83 [[0, 1], [2]] output_shape [2, 5, 6] : tensor<10x6xf32> into tensor<2x5x6xf32>
    %90 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_33, %padded : tensor<2x5x6xf32>, tensor<2x5x6xf32>) outs(%0 : tensor<2x5x6xf32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.mulf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<2x5x6xf32>
    %91 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_33, %4 : tensor<2x5x6xf32>, tensor<6xf32>) outs(%0 : tensor<2x5x6xf32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.mulf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<2x5x6xf32>
    %92 = tensor.empty() : tensor<1x1x6xf32>
    %93 = linalg.fill ins(%cst : f32) outs(%92 : tensor<1x1x6xf32>) -> tensor<1x1x6xf32>
    %94 = linalg.generic {indexing_maps = [#map1, #map15], iterator_types = ["reduction", "reduction", "parallel"]} ins(%90 : tensor<2x5x6xf32>) outs(%93 : tensor<1x1x6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %113 = arith.addf %in, %out : f32
      linalg.yield %113 : f32
    } -> tensor<1x1x6xf32>
    %collapsed_34 = tensor.collapse_shape %94 [[0, 1, 2]] : tensor<1x1x6xf32> into tensor<6xf32>
    %95 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel"]} ins(%collapsed_34 : tensor<6xf32>) outs(%3 : tensor<6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %113 = arith.negf %in : f32
      linalg.yield %113 : f32
    } -> tensor<6xf32>
    %96 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_33, %1 : tensor<2x5x6xf32>, tensor<2x5x6xf32>) outs(%0 : tensor<2x5x6xf32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.mulf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<2x5x6xf32>
    %97 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_33, %arg1 : tensor<2x5x6xf32>, tensor<6xf32>) outs(%0 : tensor<2x5x6xf32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.mulf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<2x5x6xf32>
    %98 = linalg.generic {indexing_maps = [#map1, #map15], iterator_types = ["reduction", "reduction", "parallel"]} ins(%96 : tensor<2x5x6xf32>) outs(%93 : tensor<1x1x6xf32>) {
    ^bb0(%in: f32, %out: f32):
      %113 = arith.addf %in, %out : f32
      linalg.yield %113 : f32
    } -> tensor<1x1x6xf32>
    %collapsed_35 = tensor.collapse_shape %98 [[0, 1, 2]] : tensor<1x1x6xf32> into tensor<6xf32>
    %99 = linalg.generic {indexing_maps = [#map4, #map4, #map4], iterator_types = ["parallel"]} ins(%95, %collapsed_35 : tensor<6xf32>, tensor<6xf32>) outs(%3 : tensor<6xf32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.addf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<6xf32>
    %extracted_slice_36 = tensor.extract_slice %91[0, 1, 0] [2, 4, 6] [1, 1, 1] : tensor<2x5x6xf32> to tensor<2x4x6xf32>
    %padded_37 = tensor.pad %extracted_slice_36 low[0, 0, 0] high[0, 1, 0] {
    ^bb0(%arg8: index, %arg9: index, %arg10: index):
      tensor.yield %cst : f32
    } : tensor<2x4x6xf32> to tensor<2x5x6xf32>
    %100 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%97, %padded_37 : tensor<2x5x6xf32>, tensor<2x5x6xf32>) outs(%0 : tensor<2x5x6xf32>) {
    ^bb0(%in: f32, %in_43: f32, %out: f32):
      %113 = arith.addf %in, %in_43 : f32
      linalg.yield %113 : f32
    } -> tensor<2x5x6xf32>
    %101 = tensor.empty() : tensor<2x5xi1>
    %102 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel"]} ins(%arg6 : tensor<2x5xi64>) outs(%101 : tensor<2x5xi1>) {
    ^bb0(%in: i64, %out: i1):
      %113 = arith.cmpi sge, %in, %c0_i64 : i64
      linalg.yield %113 : i1
    } -> tensor<2x5xi1>
    %103 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel"]} ins(%arg6 : tensor<2x5xi64>) outs(%101 : tensor<2x5xi1>) {
    ^bb0(%in: i64, %out: i1):
      %113 = arith.cmpi slt, %in, %c37_i64 : i64
      linalg.yield %113 : i1
    } -> tensor<2x5xi1>
    %104 = linalg.generic {indexing_maps = [#map6, #map6, #map6], iterator_types = ["parallel", "parallel"]} ins(%102, %103 : tensor<2x5xi1>, tensor<2x5xi1>) outs(%101 : tensor<2x5xi1>) {
    ^bb0(%in: i1, %in_43: i1, %out: i1):
      %113 = arith.andi %in, %in_43 : i1
      linalg.yield %113 : i1
    } -> tensor<2x5xi1>
    %105 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel"]} ins(%arg6 : tensor<2x5xi64>) outs(%101 : tensor<2x5xi1>) {
    ^bb0(%in: i64, %out: i1):
      %113 = arith.cmpi ne, %in, %c-1_i64 : i64
      linalg.yield %113 : i1
    } -> tensor<2x5xi1>
    %106 = linalg.generic {indexing_maps = [#map6, #map6, #map6], iterator_types = ["parallel", "parallel"]} ins(%104, %105 : tensor<2x5xi1>, tensor<2x5xi1>) outs(%101 : tensor<2x5xi1>) {
    ^bb0(%in: i1, %in_43: i1, %out: i1):
      %113 = arith.andi %in, %in_43 : i1
      linalg.yield %113 : i1
    } -> tensor<2x5xi1>
    %expanded_38 = tensor.expand_shape %106 [[0], [1, 2]] output_shape [2, 5, 1] : tensor<2x5xi1> into tensor<2x5x1xi1>
    %107 = tensor.empty() : tensor<2x5xi64>
    %108 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel"]} ins(%arg6 : tensor<2x5xi64>) outs(%107 : tensor<2x5xi64>) {
    ^bb0(%in: i64, %out: i64):
      %113 = arith.maxsi %in, %c-37_i64 : i64
      %114 = arith.minsi %113, %c36_i64 : i64
      linalg.yield %114 : i64
    } -> tensor<2x5xi64>
    %109 = tensor.empty() : tensor<2x5x1xi1>
    %110 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_38 : tensor<2x5x1xi1>) outs(%109 : tensor<2x5x1xi1>) {
    ^bb0(%in: i1, %out: i1):
      %113 = arith.xori %in, %true : i1
      linalg.yield %113 : i1
    } -> tensor<2x5x1xi1>
    %111 = linalg.generic {indexing_maps = [#map16, #map17, #map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%110, %cst_2, %100 : tensor<2x5x1xi1>, tensor<f32>, tensor<2x5x6xf32>) outs(%0 : tensor<2x5x6xf32>) {
    ^bb0(%in: i1, %in_43: f32, %in_44: f32, %out: f32):
      %113 = arith.select %in, %in_43, %in_44 : f32
      linalg.yield %113 : f32
    } -> tensor<2x5x6xf32>
    %collapsed_39 = tensor.collapse_shape %108 [[0, 1]] : tensor<2x5xi64> into tensor<10xi64>
    %expanded_40 = tensor.expand_shape %collapsed_39 [[0, 1]] output_shape [10, 1] : tensor<10xi64> into tensor<10x1xi64>
    %collapsed_41 = tensor.collapse_shape %111 [[0, 1], [2]] : tensor<2x5x6xf32> into tensor<10x6xf32>
    %expanded_42 = tensor.expand_shape %collapsed_41 [[0], [1, 2]] output_shape [10, 1, 6] : tensor<10x6xf32> into tensor<10x1x6xf32>
    %112 = call @scatter_1(%expanded_42, %expanded_40, %cst_4) : (tensor<10x1x6xf32>, tensor<10x1xi64>, tensor<37x6xf32>) -> tensor<37x6xf32>
    return %56, %112, %99, %86, %collapsed_32, %68, %collapsed_18 : tensor<f32>, tensor<37x6xf32>, tensor<6xf32>, tensor<6x6xf32>, tensor<6xf32>, tensor<37x6xf32>, tensor<37xf32>
  }
  func.func private @scatter_0(%arg0: tensor<12x1x1x1xf32>, %arg1: tensor<12x3xi64>, %arg2: tensor<2x5x6xf32>) -> tensor<2x5x6xf32> {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c12 = arith.constant 12 : index
    %0 = scf.for %arg3 = %c0 to %c12 step %c1 iter_args(%arg4 = %arg2) -> (tensor<2x5x6xf32>) {
      %c0_0 = arith.constant 0 : index
      %extracted = tensor.extract %arg1[%arg3, %c0_0] : tensor<12x3xi64>
      %c0_i64 = arith.constant 0 : i64
      %c2_i64 = arith.constant 2 : i64
      %c1_i64 = arith.constant 1 : i64
      %1 = arith.cmpi slt, %extracted, %c0_i64 : i64
      %2 = arith.addi %extracted, %c2_i64 : i64
      %3 = arith.select %1, %2, %extracted : i64
      %4 = arith.cmpi ule, %3, %c1_i64 : i64
      cf.assert %4, "index of a scatter out of range: axis 0 has 2 elements"
      %5 = arith.index_cast %3 : i64 to index
      %c1_1 = arith.constant 1 : index
      %extracted_2 = tensor.extract %arg1[%arg3, %c1_1] : tensor<12x3xi64>
      %c0_i64_3 = arith.constant 0 : i64
      %c5_i64 = arith.constant 5 : i64
      %c4_i64 = arith.constant 4 : i64
      %6 = arith.cmpi slt, %extracted_2, %c0_i64_3 : i64
      %7 = arith.addi %extracted_2, %c5_i64 : i64
      %8 = arith.select %6, %7, %extracted_2 : i64
      %9 = arith.cmpi ule, %8, %c4_i64 : i64
      cf.assert %9, "index of a scatter out of range: axis 1 has 5 elements"
      %10 = arith.index_cast %8 : i64 to index
      %c2 = arith.constant 2 : index
      %extracted_4 = tensor.extract %arg1[%arg3, %c2] : tensor<12x3xi64>
      %c0_i64_5 = arith.constant 0 : i64
      %c6_i64 = arith.constant 6 : i64
      %c5_i64_6 = arith.constant 5 : i64
      %11 = arith.cmpi slt, %extracted_4, %c0_i64_5 : i64
      %12 = arith.addi %extracted_4, %c6_i64 : i64
      %13 = arith.select %11, %12, %extracted_4 : i64
      %14 = arith.cmpi ule, %13, %c5_i64_6 : i64
      cf.assert %14, "index of a scatter out of range: axis 2 has 6 elements"
      %15 = arith.index_cast %13 : i64 to index
      %extracted_7 = tensor.extract %arg0[%arg3, %c0, %c0, %c0] : tensor<12x1x1x1xf32>
      %extracted_8 = tensor.extract %arg4[%5, %10, %15] : tensor<2x5x6xf32>
      %16 = arith.addf %extracted_8, %extracted_7 : f32
      %inserted = tensor.insert %16 into %arg4[%5, %10, %15] : tensor<2x5x6xf32>
      scf.yield %inserted : tensor<2x5x6xf32>
    }
    return %0 : tensor<2x5x6xf32>
  }
  func.func private @scatter_1(%arg0: tensor<10x1x6xf32>, %arg1: tensor<10x1xi64>, %arg2: tensor<37x6xf32>) -> tensor<37x6xf32> {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c10 = arith.constant 10 : index
    %0 = scf.for %arg3 = %c0 to %c10 step %c1 iter_args(%arg4 = %arg2) -> (tensor<37x6xf32>) {
      %c0_0 = arith.constant 0 : index
      %extracted = tensor.extract %arg1[%arg3, %c0_0] : tensor<10x1xi64>
      %c0_i64 = arith.constant 0 : i64
      %c37_i64 = arith.constant 37 : i64
      %c36_i64 = arith.constant 36 : i64
      %1 = arith.cmpi slt, %extracted, %c0_i64 : i64
      %2 = arith.addi %extracted, %c37_i64 : i64
      %3 = arith.select %1, %2, %extracted : i64
      %4 = arith.cmpi ule, %3, %c36_i64 : i64
      cf.assert %4, "index of a scatter out of range: axis 0 has 37 elements"
      %5 = arith.index_cast %3 : i64 to index
      %extracted_slice = tensor.extract_slice %arg0[%arg3, 0, 0] [1, 1, 6] [1, 1, 1] : tensor<10x1x6xf32> to tensor<1x6xf32>
      %extracted_slice_1 = tensor.extract_slice %arg4[%5, %c0] [1, 6] [1, 1] : tensor<37x6xf32> to tensor<1x6xf32>
      %6 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel"]} ins(%extracted_slice : tensor<1x6xf32>) outs(%extracted_slice_1 : tensor<1x6xf32>) {
      ^bb0(%in: f32, %out: f32):
        %7 = arith.addf %out, %in : f32
        linalg.yield %7 : f32
      } -> tensor<1x6xf32>
      %inserted_slice = tensor.insert_slice %6 into %arg4[%5, %c0] [1, 6] [1, 1] : tensor<1x6xf32> into tensor<37x6xf32>
      scf.yield %inserted_slice : tensor<37x6xf32>
    }
    return %0 : tensor<37x6xf32>
  }
}
