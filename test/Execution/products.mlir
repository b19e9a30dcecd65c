// RUN: %S/Inputs/execute.sh %s %t 1e-5 fsdp-bufferize,fsdp-outline-compute | FileCheck %s
// RUN: %S/Inputs/execute.sh %s %t 1e-5 fsdp-form-kernels,fsdp-bufferize,fsdp-outline-compute | FileCheck %s
// CHECK: 11 results agree

// Linear layer: forward, gradients of input and weight, all by transposes.
func.func @linear(%x: tensor<2x5x8xf32>, %w: tensor<6x8xf32>, %g: tensor<10x6xf32>) -> (tensor<2x5x6xf32>, tensor<10x8xf32>, tensor<6x8xf32>) attributes {test.inputs = 3 : i64} {
  %zero = arith.constant 0.0 : f32
  %we = tensor.empty() : tensor<8x6xf32>
  %wt = linalg.transpose ins(%w : tensor<6x8xf32>) outs(%we : tensor<8x6xf32>) permutation = [1, 0]
  %xc = tensor.collapse_shape %x [[0, 1], [2]] : tensor<2x5x8xf32> into tensor<10x8xf32>
  %e0 = tensor.empty() : tensor<10x6xf32>
  %f0 = linalg.fill ins(%zero : f32) outs(%e0 : tensor<10x6xf32>) -> tensor<10x6xf32>
  %0 = linalg.matmul ins(%xc, %wt : tensor<10x8xf32>, tensor<8x6xf32>) outs(%f0 : tensor<10x6xf32>) -> tensor<10x6xf32>
  %y = tensor.expand_shape %0 [[0, 1], [2]] output_shape [2, 5, 6] : tensor<10x6xf32> into tensor<2x5x6xf32>
  %e1 = tensor.empty() : tensor<10x8xf32>
  %f1 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<10x8xf32>) -> tensor<10x8xf32>
  %1 = linalg.matmul ins(%g, %w : tensor<10x6xf32>, tensor<6x8xf32>) outs(%f1 : tensor<10x8xf32>) -> tensor<10x8xf32>
  %ge = tensor.empty() : tensor<6x10xf32>
  %gt = linalg.transpose ins(%g : tensor<10x6xf32>) outs(%ge : tensor<6x10xf32>) permutation = [1, 0]
  %e2 = tensor.empty() : tensor<6x8xf32>
  %f2 = linalg.fill ins(%zero : f32) outs(%e2 : tensor<6x8xf32>) -> tensor<6x8xf32>
  %2 = linalg.matmul ins(%gt, %xc : tensor<6x10xf32>, tensor<10x8xf32>) outs(%f2 : tensor<6x8xf32>) -> tensor<6x8xf32>
  return %y, %1, %2 : tensor<2x5x6xf32>, tensor<10x8xf32>, tensor<6x8xf32>
}

// Weight gradient the other way round, result transposed; a bias added after.
func.func @transposed(%x: tensor<10x8xf32>, %g: tensor<10x6xf32>, %b: tensor<8xf32>) -> (tensor<6x8xf32>, tensor<6x8xf32>) attributes {test.inputs = 3 : i64} {
  %zero = arith.constant 0.0 : f32
  %xe = tensor.empty() : tensor<8x10xf32>
  %xt = linalg.transpose ins(%x : tensor<10x8xf32>) outs(%xe : tensor<8x10xf32>) permutation = [1, 0]
  %e = tensor.empty() : tensor<8x6xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<8x6xf32>) -> tensor<8x6xf32>
  %0 = linalg.matmul ins(%xt, %g : tensor<8x10xf32>, tensor<10x6xf32>) outs(%f : tensor<8x6xf32>) -> tensor<8x6xf32>
  %te = tensor.empty() : tensor<6x8xf32>
  %t = linalg.transpose ins(%0 : tensor<8x6xf32>) outs(%te : tensor<6x8xf32>) permutation = [1, 0]
  %r = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>],
      iterator_types = ["parallel", "parallel"]} ins(%t, %b : tensor<6x8xf32>, tensor<8xf32>) outs(%te : tensor<6x8xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %s = arith.addf %p, %q : f32
    linalg.yield %s : f32
  } -> tensor<6x8xf32>
  return %t, %r : tensor<6x8xf32>, tensor<6x8xf32>
}

// Attention scores: heads split and merged, batched products with transposes.
func.func @attention(%q: tensor<2x5x12xf32>, %k: tensor<2x5x12xf32>) -> (tensor<2x3x5x5xf32>, tensor<2x5x12xf32>) attributes {test.inputs = 2 : i64} {
  %zero = arith.constant 0.0 : f32
  %qs = tensor.expand_shape %q [[0], [1], [2, 3]] output_shape [2, 5, 3, 4] : tensor<2x5x12xf32> into tensor<2x5x3x4xf32>
  %ks = tensor.expand_shape %k [[0], [1], [2, 3]] output_shape [2, 5, 3, 4] : tensor<2x5x12xf32> into tensor<2x5x3x4xf32>
  %he = tensor.empty() : tensor<2x3x5x4xf32>
  %qh = linalg.transpose ins(%qs : tensor<2x5x3x4xf32>) outs(%he : tensor<2x3x5x4xf32>) permutation = [0, 2, 1, 3]
  %kh = linalg.transpose ins(%ks : tensor<2x5x3x4xf32>) outs(%he : tensor<2x3x5x4xf32>) permutation = [0, 2, 1, 3]
  %te = tensor.empty() : tensor<2x3x4x5xf32>
  %kt = linalg.transpose ins(%kh : tensor<2x3x5x4xf32>) outs(%te : tensor<2x3x4x5xf32>) permutation = [0, 1, 3, 2]
  %qc = tensor.collapse_shape %qh [[0, 1], [2], [3]] : tensor<2x3x5x4xf32> into tensor<6x5x4xf32>
  %kc = tensor.collapse_shape %kt [[0, 1], [2], [3]] : tensor<2x3x4x5xf32> into tensor<6x4x5xf32>
  %se = tensor.empty() : tensor<6x5x5xf32>
  %sf = linalg.fill ins(%zero : f32) outs(%se : tensor<6x5x5xf32>) -> tensor<6x5x5xf32>
  %s = linalg.batch_matmul ins(%qc, %kc : tensor<6x5x4xf32>, tensor<6x4x5xf32>) outs(%sf : tensor<6x5x5xf32>) -> tensor<6x5x5xf32>
  %vc = tensor.collapse_shape %kh [[0, 1], [2], [3]] : tensor<2x3x5x4xf32> into tensor<6x5x4xf32>
  %oe = tensor.empty() : tensor<6x5x4xf32>
  %of = linalg.fill ins(%zero : f32) outs(%oe : tensor<6x5x4xf32>) -> tensor<6x5x4xf32>
  %o = linalg.batch_matmul ins(%s, %vc : tensor<6x5x5xf32>, tensor<6x5x4xf32>) outs(%of : tensor<6x5x4xf32>) -> tensor<6x5x4xf32>
  %oh = tensor.expand_shape %o [[0, 1], [2], [3]] output_shape [2, 3, 5, 4] : tensor<6x5x4xf32> into tensor<2x3x5x4xf32>
  %me = tensor.empty() : tensor<2x5x3x4xf32>
  %m = linalg.transpose ins(%oh : tensor<2x3x5x4xf32>) outs(%me : tensor<2x5x3x4xf32>) permutation = [0, 2, 1, 3]
  %r = tensor.collapse_shape %m [[0], [1], [2, 3]] : tensor<2x5x3x4xf32> into tensor<2x5x12xf32>
  %sr = tensor.expand_shape %s [[0, 1], [2], [3]] output_shape [2, 3, 5, 5] : tensor<6x5x5xf32> into tensor<2x3x5x5xf32>
  return %sr, %r : tensor<2x3x5x5xf32>, tensor<2x5x12xf32>
}

// JAX writes contractions as generics, of any order of dimensions.
func.func @generic(%a: tensor<4x3x5xf32>, %b: tensor<7x5x4xf32>, %c: tensor<6x7xf32>, %v: tensor<5xf32>) -> (tensor<3x7xf32>, tensor<4x3x7xf32>, tensor<7x4xf32>, tensor<4x3xf32>) attributes {test.inputs = 4 : i64} {
  %zero = arith.constant 0.0 : f32
  %e0 = tensor.empty() : tensor<3x7xf32>
  %f0 = linalg.fill ins(%zero : f32) outs(%e0 : tensor<3x7xf32>) -> tensor<3x7xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i, j, k, l) -> (k, i, l)>, affine_map<(i, j, k, l) -> (j, l, k)>, affine_map<(i, j, k, l) -> (i, j)>],
      iterator_types = ["parallel", "parallel", "reduction", "reduction"]} ins(%a, %b : tensor<4x3x5xf32>, tensor<7x5x4xf32>) outs(%f0 : tensor<3x7xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %m = arith.mulf %p, %q : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<3x7xf32>
  %e1 = tensor.empty() : tensor<4x3x7xf32>
  %f1 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<4x3x7xf32>) -> tensor<4x3x7xf32>
  %1 = linalg.generic {indexing_maps = [affine_map<(b, i, j, k) -> (b, i, k)>, affine_map<(b, i, j, k) -> (j, k, b)>, affine_map<(b, i, j, k) -> (b, i, j)>],
      iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%a, %b : tensor<4x3x5xf32>, tensor<7x5x4xf32>) outs(%f1 : tensor<4x3x7xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %m = arith.mulf %p, %q : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<4x3x7xf32>
  // A product with a vector is a reduction, not a matrix product.
  %e2 = tensor.empty() : tensor<7x4xf32>
  %f2 = linalg.fill ins(%zero : f32) outs(%e2 : tensor<7x4xf32>) -> tensor<7x4xf32>
  %2 = linalg.generic {indexing_maps = [affine_map<(j, b, k) -> (j, k, b)>, affine_map<(j, b, k) -> (k)>, affine_map<(j, b, k) -> (j, b)>],
      iterator_types = ["parallel", "parallel", "reduction"]} ins(%b, %v : tensor<7x5x4xf32>, tensor<5xf32>) outs(%f2 : tensor<7x4xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %m = arith.mulf %p, %q : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<7x4xf32>
  // Both factors over all dimensions: fused multiply and sum.
  %e3 = tensor.empty() : tensor<4x3xf32>
  %f3 = linalg.fill ins(%zero : f32) outs(%e3 : tensor<4x3xf32>) -> tensor<4x3xf32>
  %3 = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, j, k)>, affine_map<(i, j, k) -> (i, j, k)>, affine_map<(i, j, k) -> (i, j)>],
      iterator_types = ["parallel", "parallel", "reduction"]} ins(%a, %a : tensor<4x3x5xf32>, tensor<4x3x5xf32>) outs(%f3 : tensor<4x3xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %m = arith.mulf %p, %q : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<4x3xf32>
  return %0, %1, %2, %3 : tensor<3x7xf32>, tensor<4x3x7xf32>, tensor<7x4xf32>, tensor<4x3xf32>
}
