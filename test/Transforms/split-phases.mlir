// RUN: fsdp-opt %s -split-input-file --fsdp-import-step --fsdp-split-phases 2>/dev/null | FileCheck %s

// The transpose of w is used by both phases and cloned; the forward gather holds
// the bias, which backward does not read; program order inside each phase, though
// the input computes part of backward before the loss.
// CHECK-LABEL: func.func @step
// CHECK-SAME: (%[[X:.*]]: tensor<2x4xf32>
// CHECK: %[[G:.*]]:2 = fsdp.gather @g phase(forward) [@w, @b] : tensor<4x4xf32>, tensor<4xf32>
// CHECK: %[[T:.*]] = linalg.transpose ins(%[[G]]#0
// CHECK: %[[Y:.*]] = linalg.matmul ins(%[[X]], %[[T]]
// CHECK: linalg.reduce
// CHECK: fsdp.phase_boundary
// CHECK: %[[R:.*]] = fsdp.gather @root phase(backward) [@scale] : tensor<2x4xf32>
// CHECK: %[[D:.*]] = arith.mulf %[[Y]], %[[R]]
// CHECK: %[[G2:.*]] = fsdp.gather @g phase(backward) [@w] : tensor<4x4xf32>
// CHECK: %[[T2:.*]] = linalg.transpose ins(%[[G2]]
// CHECK: linalg.matmul ins(%[[D]], %[[T2]]
// CHECK: fsdp.reduce_grad @g [@w]
// CHECK-NOT: phase(whole)
func.func @step(%w: tensor<4x4xf32> {fsdp.param = "w", fsdp.group = "g"},
                %b: tensor<4xf32> {fsdp.param = "b", fsdp.group = "g"},
                %unused: tensor<4xf32> {fsdp.param = "unused", fsdp.group = "g"},
                %s: tensor<2x4xf32> {fsdp.param = "scale"},
                %x: tensor<2x4xf32> {fsdp.batch = "x"})
    -> (tensor<4x4xf32> {fsdp.grad = "w"}, tensor<f32> {fsdp.loss}) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x4xf32>
  %t = linalg.transpose ins(%w : tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) permutation = [1, 0]
  %e2 = tensor.empty() : tensor<2x4xf32>
  %i2 = linalg.fill ins(%zero : f32) outs(%e2 : tensor<2x4xf32>) -> tensor<2x4xf32>
  %y = linalg.matmul ins(%x, %t : tensor<2x4xf32>, tensor<4x4xf32>) outs(%i2 : tensor<2x4xf32>) -> tensor<2x4xf32>
  %d = arith.mulf %y, %s : tensor<2x4xf32>
  %bb = linalg.broadcast ins(%b : tensor<4xf32>) outs(%e2 : tensor<2x4xf32>) dimensions = [0]
  %z = arith.addf %y, %bb : tensor<2x4xf32>
  %e0 = tensor.empty() : tensor<f32>
  %i0 = linalg.fill ins(%zero : f32) outs(%e0 : tensor<f32>) -> tensor<f32>
  %loss = linalg.reduce ins(%z : tensor<2x4xf32>) outs(%i0 : tensor<f32>) dimensions = [0, 1] (%in: f32, %acc: f32) {
    %sum = arith.addf %in, %acc : f32
    linalg.yield %sum : f32
  }
  %dd = linalg.matmul ins(%d, %t : tensor<2x4xf32>, tensor<4x4xf32>) outs(%i2 : tensor<2x4xf32>) -> tensor<2x4xf32>
  %e3 = tensor.empty() : tensor<4x2xf32>
  %xt = linalg.transpose ins(%x : tensor<2x4xf32>) outs(%e3 : tensor<4x2xf32>) permutation = [1, 0]
  %i4 = linalg.fill ins(%zero : f32) outs(%e : tensor<4x4xf32>) -> tensor<4x4xf32>
  %dw = linalg.matmul ins(%xt, %dd : tensor<4x2xf32>, tensor<2x4xf32>) outs(%i4 : tensor<4x4xf32>) -> tensor<4x4xf32>
  return %dw, %loss : tensor<4x4xf32>, tensor<f32>
}

// -----

// A step without gradients only gathers forward.
// CHECK-LABEL: func.func @step
// CHECK: %[[W:.*]] = fsdp.gather @root phase(forward) [@w] : tensor<4xf32>
// CHECK: arith.addf %[[W]]
// CHECK-NOT: fsdp.phase_boundary
// CHECK-NOT: phase(backward)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}, %x: tensor<4xf32> {fsdp.batch = "x"})
    -> (tensor<4xf32> {fsdp.metric = "y"}) {
  %y = arith.addf %w, %x : tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// A parameter that is itself a gradient is gathered for the reduction; an
// expensive function of parameters is kept, not computed twice; a check goes
// forward.
// CHECK-LABEL: func.func @step
// CHECK: cf.assert
// CHECK: %[[F:.*]]:2 = fsdp.gather @root phase(forward) [@a, @b]
// CHECK: linalg.matmul ins(%[[F]]#0, %[[F]]#1
// CHECK: fsdp.phase_boundary
// CHECK-NOT: linalg.matmul
// CHECK: %[[A:.*]] = fsdp.gather @root phase(backward) [@a] : tensor<2x2xf32>
// CHECK: fsdp.reduce_grad @root [@a, @b] inner [-1, -1](%[[A]], %{{.*}} :
func.func @step(%a: tensor<2x2xf32> {fsdp.param = "a"}, %b: tensor<2x2xf32> {fsdp.param = "b"},
                %x: tensor<2x2xf32> {fsdp.batch = "x"}, %ok: tensor<1xi1> {fsdp.batch = "ok"})
    -> (tensor<f32> {fsdp.loss}, tensor<2x2xf32> {fsdp.grad = "a"}, tensor<2x2xf32> {fsdp.grad = "b"}) {
  %c0 = arith.constant 0 : index
  %e = tensor.empty() : tensor<2x2xf32>
  %check = tensor.extract %ok[%c0] : tensor<1xi1>
  cf.assert %check, "not ok"
  %ab = linalg.matmul ins(%a, %b : tensor<2x2xf32>, tensor<2x2xf32>) outs(%x : tensor<2x2xf32>) -> tensor<2x2xf32>
  %l = tensor.extract %ab[%c0, %c0] : tensor<2x2xf32>
  %loss = tensor.from_elements %l : tensor<f32>
  %db = arith.addf %ab, %x : tensor<2x2xf32>
  return %loss, %a, %db : tensor<f32>, tensor<2x2xf32>, tensor<2x2xf32>
}
