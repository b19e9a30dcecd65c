// RUN: fsdp-opt %s --fsdp-simplify-compute | FileCheck %s --check-prefix=SIMPLIFY
// RUN: fsdp-opt %s --fsdp-specialize-contractions | FileCheck %s --check-prefix=SPECIALIZE
// RUN: fsdp-opt %s --fsdp-lower-convolutions | FileCheck %s --check-prefix=LOWER
// RUN: fsdp-opt %s --fsdp-collapse-loops | FileCheck %s --check-prefix=COLLAPSE
// RUN: fsdp-opt %s --fsdp-relax-float | FileCheck %s --check-prefix=RELAX
// RUN: fsdp-opt %s --fsdp-isolate-destinations | FileCheck %s --check-prefix=ISOLATE

// SIMPLIFY-LABEL: func.func @permute
// SIMPLIFY: linalg.transpose {{.*}} permutation = [1, 2, 0]
func.func @permute(%x: tensor<2x3x4xf32>) -> tensor<3x4x2xf32> {
  %e = tensor.empty() : tensor<3x4x2xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (k, i, j)>, affine_map<(i, j, k) -> (i, j, k)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x : tensor<2x3x4xf32>) outs(%e : tensor<3x4x2xf32>) {
  ^bb0(%in: f32, %o: f32):
    linalg.yield %in : f32
  } -> tensor<3x4x2xf32>
  return %0 : tensor<3x4x2xf32>
}

// SIMPLIFY-LABEL: func.func @result
// SIMPLIFY-SAME: (%[[A:[a-z0-9]+]]: tensor<4x5xf32>, %[[B:[a-z0-9]+]]: tensor<5x6xf32>)
// SIMPLIFY: linalg.matmul indexing_maps = [{{.*}}] ins(%[[B]], %[[A]] : tensor<5x6xf32>, tensor<4x5xf32>) outs(%{{.*}} : tensor<6x4xf32>)
func.func @result(%a: tensor<4x5xf32>, %b: tensor<5x6xf32>) -> tensor<6x4xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x6xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x6xf32>) -> tensor<4x6xf32>
  %m = linalg.matmul ins(%a, %b : tensor<4x5xf32>, tensor<5x6xf32>) outs(%f : tensor<4x6xf32>) -> tensor<4x6xf32>
  %te = tensor.empty() : tensor<6x4xf32>
  %t = linalg.transpose ins(%m : tensor<4x6xf32>) outs(%te : tensor<6x4xf32>) permutation = [1, 0]
  return %t : tensor<6x4xf32>
}

// A factor that the whole batch shares stays in the one order that the op takes.
// SIMPLIFY-LABEL: func.func @unbatched_factor
// SIMPLIFY: %[[T:.*]] = linalg.transpose
// SIMPLIFY: linalg.batch_matmul {{.*}} ins(%[[T]], %{{.*}} : tensor<4x5xf32>, tensor<2x5x6xf32>)
func.func @unbatched_factor(%a: tensor<5x4xf32>, %b: tensor<2x5x6xf32>) -> tensor<2x4x6xf32> {
  %zero = arith.constant 0.0 : f32
  %te = tensor.empty() : tensor<4x5xf32>
  %t = linalg.transpose ins(%a : tensor<5x4xf32>) outs(%te : tensor<4x5xf32>) permutation = [1, 0]
  %e = tensor.empty() : tensor<2x4x6xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<2x4x6xf32>) -> tensor<2x4x6xf32>
  %m = linalg.batch_matmul
      indexing_maps = [affine_map<(b, m, n, k) -> (m, k)>, affine_map<(b, m, n, k) -> (b, k, n)>, affine_map<(b, m, n, k) -> (b, m, n)>]
      ins(%t, %b : tensor<4x5xf32>, tensor<2x5x6xf32>) outs(%f : tensor<2x4x6xf32>) -> tensor<2x4x6xf32>
  return %m : tensor<2x4x6xf32>
}

// Of a loop of one iteration fusion may leave the assertions alone: they are the step's own.
// SIMPLIFY-LABEL: func.func @assertion
// SIMPLIFY-NOT: linalg.generic
// SIMPLIFY: %[[I:.*]] = tensor.extract %{{.*}}[] : tensor<i64>
// SIMPLIFY-NEXT: %[[OK:.*]] = arith.cmpi ult, %[[I]], %{{.*}} : i64
// SIMPLIFY-NEXT: cf.assert %[[OK]], "out of range"
// SIMPLIFY-NEXT: return
func.func @assertion(%at: tensor<i64>) {
  %c1 = arith.constant 1 : i64
  linalg.generic {indexing_maps = [affine_map<() -> ()>], iterator_types = []} ins(%at : tensor<i64>) {
  ^bb0(%i: i64):
    %ok = arith.cmpi ult, %i, %c1 : i64
    cf.assert %ok, "out of range"
    linalg.yield
  }
  return
}

// SPECIALIZE-LABEL: func.func @contraction
// SPECIALIZE-DAG: %[[A:.*]] = tensor.collapse_shape %{{.*}} {{\[}}[0], [1, 2]] : tensor<3x4x5xf32> into tensor<3x20xf32>
// SPECIALIZE-DAG: %[[B:.*]] = tensor.collapse_shape %{{.*}} {{\[}}[0], [1, 2]] : tensor<7x4x5xf32> into tensor<7x20xf32>
// SPECIALIZE: linalg.matmul indexing_maps = [{{.*}}] ins(%[[A]], %[[B]]
func.func @contraction(%a: tensor<3x4x5xf32>, %b: tensor<7x4x5xf32>) -> tensor<3x7xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<3x7xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<3x7xf32>) -> tensor<3x7xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i, j, k, l) -> (i, k, l)>, affine_map<(i, j, k, l) -> (j, k, l)>, affine_map<(i, j, k, l) -> (i, j)>],
      iterator_types = ["parallel", "parallel", "reduction", "reduction"]} ins(%a, %b : tensor<3x4x5xf32>, tensor<7x4x5xf32>) outs(%f : tensor<3x7xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %m = arith.mulf %p, %q : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<3x7xf32>
  return %0 : tensor<3x7xf32>
}

// The filter serves every image.
// LOWER-LABEL: func.func @convolution
// LOWER-NOT: linalg.conv
// LOWER: linalg.generic {{.*}} outs(%{{.*}} : tensor<2x27x36xf32>)
// LOWER: linalg.generic {{.*}} ins(%{{.*}}, %{{.*}} : tensor<4x27xf32>, tensor<2x27x36xf32>)
func.func @convolution(%x: tensor<2x3x8x8xf32>, %w: tensor<4x3x3x3xf32>, %f: tensor<2x4x6x6xf32>) -> tensor<2x4x6x6xf32> {
  %0 = linalg.conv_2d_nchw_fchw {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>}
    ins(%x, %w : tensor<2x3x8x8xf32>, tensor<4x3x3x3xf32>) outs(%f : tensor<2x4x6x6xf32>) -> tensor<2x4x6x6xf32>
  return %0 : tensor<2x4x6x6xf32>
}

// COLLAPSE-LABEL: func.func @loops
// COLLAPSE: linalg.generic {{.*}}["parallel", "reduction"]} ins(%{{.*}} : tensor<6x20xf32>) outs(%{{.*}} : tensor<6xf32>)
// RELAX-LABEL: func.func @loops
// RELAX: arith.addf {{.*}} fastmath<reassoc,nsz,arcp,contract>
func.func @loops(%x: tensor<2x3x4x5xf32>, %i: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = linalg.generic {indexing_maps = [affine_map<(i, j, k, l) -> (i, j, k, l)>, affine_map<(i, j, k, l) -> (i, j)>],
      iterator_types = ["parallel", "parallel", "reduction", "reduction"]} ins(%x : tensor<2x3x4x5xf32>) outs(%i : tensor<2x3xf32>) {
  ^bb0(%in: f32, %o: f32):
    %y = arith.addf %in, %o : f32
    linalg.yield %y : f32
  } -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// The optimizer's arithmetic stays as written.
// RELAX-LABEL: func.func @optimizer
// RELAX-NOT: fastmath
fsdp.group @g
fsdp.param @w {types = [tensor<8xf32>], compute = [tensor<8xf32>], group = @g, trained}
func.func @optimizer() {
  fsdp.update @g [@w] states [] uniforms() {
  ^bb0(%p: f32, %g: f32):
    %q = arith.subf %p, %g : f32
    fsdp.yield %q : f32
  }
  return
}

// ISOLATE-LABEL: func.func @shared
// ISOLATE-DAG: %[[E0:.*]] = tensor.empty()
// ISOLATE-DAG: %[[E1:.*]] = tensor.empty()
// ISOLATE-DAG: %[[F0:.*]] = linalg.fill ins(%{{.*}}) outs(%[[E0]]
// ISOLATE-DAG: %[[F1:.*]] = linalg.fill ins(%{{.*}}) outs(%[[E1]]
// ISOLATE: return %[[F0]], %[[F1]]
func.func @shared() -> (tensor<4xf32>, tensor<4xf32>) {
  %zeros = arith.constant dense<0.0> : tensor<4xf32>
  return %zeros, %zeros : tensor<4xf32>, tensor<4xf32>
}

// Two views of one empty tensor share its memory as two uses of it would.
// ISOLATE-LABEL: func.func @shared_view
// ISOLATE-NOT: tensor.collapse_shape
// ISOLATE-DAG: %[[E0:.*]] = tensor.empty() : tensor<8xf32>
// ISOLATE-DAG: %[[E1:.*]] = tensor.empty() : tensor<8xf32>
// ISOLATE-DAG: %[[A:.*]] = linalg.exp {{.*}} outs(%[[E0]] :
// ISOLATE-DAG: %[[B:.*]] = linalg.log {{.*}} outs(%[[E1]] :
// ISOLATE: return %[[A]], %[[B]]
func.func @shared_view(%x: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  %e = tensor.empty() : tensor<2x4xf32>
  %view = tensor.collapse_shape %e [[0, 1]] : tensor<2x4xf32> into tensor<8xf32>
  %a = linalg.exp ins(%x : tensor<8xf32>) outs(%view : tensor<8xf32>) -> tensor<8xf32>
  %b = linalg.log ins(%x : tensor<8xf32>) outs(%view : tensor<8xf32>) -> tensor<8xf32>
  return %a, %b : tensor<8xf32>, tensor<8xf32>
}
