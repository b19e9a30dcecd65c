// RUN: fsdp-opt %s --fsdp-form-kernels | FileCheck %s

#id = affine_map<(d0) -> (d0)>

// The whole order at work: a linear layer and its activation are one product on
// the weights as they lie and one kernel.

// CHECK-LABEL: func.func @layer
// CHECK-SAME: (%[[X:[a-z0-9]+]]: tensor<4x8xf32>, %[[W:[a-z0-9]+]]: tensor<6x8xf32>, %[[B:[a-z0-9]+]]: tensor<6xf32>)
func.func @layer(%x: tensor<4x8xf32>, %w: tensor<6x8xf32>, %b: tensor<6xf32>) -> tensor<4x6xf32> {
  %zero = arith.constant 0.0 : f32
  %te = tensor.empty() : tensor<8x6xf32>
  // CHECK-NOT: linalg.transpose
  %t = linalg.transpose ins(%w : tensor<6x8xf32>) outs(%te : tensor<8x6xf32>) permutation = [1, 0]
  %e = tensor.empty() : tensor<4x6xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x6xf32>) -> tensor<4x6xf32>
  // CHECK: linalg.matmul indexing_maps = [{{.*}}] ins(%[[X]], %[[W]] : tensor<4x8xf32>, tensor<6x8xf32>)
  %m = linalg.matmul ins(%x, %t : tensor<4x8xf32>, tensor<8x6xf32>) outs(%f : tensor<4x6xf32>) -> tensor<4x6xf32>
  // CHECK: linalg.generic
  // CHECK: arith.addf {{.*}} fastmath<reassoc,nsz,arcp,contract>
  // CHECK-NEXT: math.exp
  %s = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%m, %b : tensor<4x6xf32>, tensor<6xf32>) outs(%e : tensor<4x6xf32>) {
  ^bb0(%in: f32, %c: f32, %o: f32):
    %y = arith.addf %in, %c : f32
    linalg.yield %y : f32
  } -> tensor<4x6xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%s : tensor<4x6xf32>) outs(%e : tensor<4x6xf32>) {
  ^bb0(%in: f32, %o: f32):
    %y = math.exp %in : f32
    linalg.yield %y : f32
  } -> tensor<4x6xf32>
  // CHECK-NOT: linalg.generic
  return %r : tensor<4x6xf32>
}


// Nothing is fused across the end of the forward, though it has one consumer.

// CHECK-LABEL: func.func @phases
func.func @phases(%x: tensor<8xf32>) -> tensor<8xf32> {
  %e = tensor.empty() : tensor<8xf32>
  // CHECK: math.exp
  // CHECK: fsdp.phase_boundary
  // CHECK: math.sin
  %a = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%in: f32, %o: f32):
    %y = math.exp %in : f32
    linalg.yield %y : f32
  } -> tensor<8xf32>
  fsdp.phase_boundary
  %b = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%a : tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%in: f32, %o: f32):
    %y = math.sin %in : f32
    linalg.yield %y : f32
  } -> tensor<8xf32>
  return %b : tensor<8xf32>
}


// Two groups' parameters are not read by one kernel, nor does a reader of the
// first wait for the second gather; a reader of parameters is not repeated.

fsdp.group @a
fsdp.group @b
fsdp.param @w {types = [tensor<8xf32>], compute = [tensor<8xf32>], group = @a, trained}
fsdp.param @v {types = [tensor<8xf32>], compute = [tensor<8xf32>], group = @b, trained}
// CHECK-LABEL: func.func @gathers
func.func @gathers(%x: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  %e = tensor.empty() : tensor<8xf32>
  // CHECK: %[[W:.*]] = fsdp.gather @a
  %w = fsdp.gather @a phase(forward) [@w] : tensor<8xf32>
  // CHECK: %[[P:.*]] = linalg.generic {{.*}} ins({{.*}}%[[W]]
  %p = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]} ins(%x, %w : tensor<8xf32>, tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%in: f32, %v: f32, %o: f32):
    %y = arith.mulf %in, %v : f32
    linalg.yield %y : f32
  } -> tensor<8xf32>
  // CHECK: %[[V:.*]] = fsdp.gather @b
  %v = fsdp.gather @b phase(forward) [@v] : tensor<8xf32>
  // CHECK: %[[Q:.*]] = linalg.generic {{.*}} ins(%[[P]], %[[V]]
  %q = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]} ins(%p, %v : tensor<8xf32>, tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%in: f32, %u: f32, %o: f32):
    %y = arith.mulf %in, %u : f32
    linalg.yield %y : f32
  } -> tensor<8xf32>
  // CHECK: linalg.generic {{.*}} ins(%[[Q]] : tensor<8xf32>)
  // CHECK: linalg.generic {{.*}} ins(%[[Q]] : tensor<8xf32>)
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%q : tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%in: f32, %o: f32):
    %y = math.exp %in : f32
    linalg.yield %y : f32
  } -> tensor<8xf32>
  %s = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%q : tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%in: f32, %o: f32):
    %y = math.sin %in : f32
    linalg.yield %y : f32
  } -> tensor<8xf32>
  return %r, %s : tensor<8xf32>, tensor<8xf32>
}
