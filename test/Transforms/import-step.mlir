// RUN: fsdp-opt %s --fsdp-import-step='optimizer=sgd(lr=0.5) optimizer=bias=adam(lr=2e-3,betas=0.8:0.9) clip-grad-norm=2.0:inf reshard-after-forward=false,^g1$=true' 2>&1 | FileCheck %s
// RUN: fsdp-opt %s --fsdp-import-step='grid=replicate=3,shard=5' 2>&1 | FileCheck %s --check-prefix=PLAIN
// RUN: fsdp-opt %s --fsdp-import-step='grid=6x4' 2>&1 | FileCheck %s --check-prefix=AXES

// CHECK: remark: result 1 of @step says nothing about itself and is dropped

// The last axis shards, one before it replicates; the option wins.
// CHECK: module attributes {fsdp.grid = #fsdp.grid<replicas = 2, shards = 4>}
// PLAIN: module attributes {fsdp.grid = #fsdp.grid<replicas = 3, shards = 5>}
// AXES: module attributes {fsdp.grid = #fsdp.grid<replicas = 6, shards = 4>}
// CHECK-NOT: shard.grid
module {
  shard.grid @grid(shape = 2x4)

  // Groups in order of first appearance, the root last; a group's own policy and
  // a rule with a pattern win over the rule for all.
  // CHECK: fsdp.group @g1 {reshard = "true"}
  // CHECK-NEXT: fsdp.group @g0 {reshard = "default"}
  // CHECK-NEXT: fsdp.group @root {reshard = "false", root}
  // PLAIN: fsdp.group @g1{{$}}
  fsdp.group @g0 {reshard = "default"}

  // CHECK-NEXT: fsdp.param @w {compute = [tensor<4x3xf32>], group = @root, optimizer = "sgd(lr=0.5)", trained, types = [tensor<4x3xf32>]}
  // CHECK-NEXT: fsdp.param @b.weight {compute = [tensor<3x2xf32>, tensor<3x2xf32>], extension = @two, group = @g1, inner = ["a", "b"], optimizer = "sgd(lr=0.5)", trained, types = [tensor<3x2xf32>, tensor<3x2xf32>]}
  // CHECK-NEXT: fsdp.param @bias {compute = [tensor<3xf32>], group = @root, optimizer = "bias=adam(lr=2e-3,betas=0.8:0.9)", trained, types = [tensor<3xf32>]}
  // CHECK-NEXT: fsdp.param @frozen {compute = [tensor<2xf32>], group = @g0, types = [tensor<2xf32>]}
  // PLAIN: fsdp.param @w {compute = [tensor<4x3xf32>], group = @root, trained, types = [tensor<4x3xf32>]}

  // Arguments that stay keep their order and attributes; gathers stand on top,
  // one per group; the helper is inlined; reductions in group order.
  // CHECK: func.func @step(%[[X:.*]]: tensor<2x3xf32> {fsdp.batch = "x"}, %{{.*}}: tensor<5xi64> {fsdp.buffer = "table"})
  // CHECK-SAME: -> (tensor<f32> {fsdp.loss}, tensor<2xf32> {fsdp.metric = "m"}) attributes {fsdp.entry = "step"}
  // CHECK-NEXT: %[[B:.*]]:2 = fsdp.gather @g1 phase(whole) [@b.weight] : tensor<3x2xf32>, tensor<3x2xf32>
  // CHECK-NEXT: %[[F:.*]] = fsdp.gather @g0 phase(whole) [@frozen] : tensor<2xf32>
  // CHECK-NEXT: %[[W:.*]]:2 = fsdp.gather @root phase(whole) [@w, @bias] : tensor<4x3xf32>, tensor<3xf32>
  // CHECK-NOT: call
  // CHECK: %[[GW:.*]] = arith.mulf %[[W]]#0, %[[W]]#0
  // CHECK: fsdp.reduce_grad @g1 [@b.weight] inner [-1](%[[B]]#1 : tensor<3x2xf32>)
  // CHECK-NEXT: fsdp.reduce_grad @root [@w, @bias] inner [-1, -1](%[[GW]], %[[W]]#1 : tensor<4x3xf32>, tensor<3xf32>)
  // CHECK-NEXT: return %{{.*}}, %[[F]] : tensor<f32>, tensor<2xf32>
  func.func @step(%w: tensor<4x3xf32> {fsdp.param = "w"},
                  %x: tensor<2x3xf32> {fsdp.batch = "x"},
                  %a: tensor<3x2xf32> {fsdp.param = "b.weight", fsdp.inner = "a", fsdp.group = "g1", fsdp.extension = @two},
                  %b: tensor<3x2xf32> {fsdp.param = "b.weight", fsdp.inner = "b", fsdp.group = "g1", fsdp.extension = @two},
                  %bias: tensor<3xf32> {fsdp.param = "bias", fsdp.init = "zeros", fsdp.dtype = f32},
                  %f: tensor<2xf32> {fsdp.param = "frozen", fsdp.group = "g0", fsdp.dim = 0},
                  %t: tensor<5xi64> {fsdp.buffer = "table"})
      -> (tensor<4x3xf32> {fsdp.grad = "w"}, tensor<4xf32>, tensor<f32> {fsdp.loss},
          tensor<3x2xf32> {fsdp.grad = "b.weight"}, tensor<3xf32> {fsdp.grad = "bias"},
          tensor<2xf32> {fsdp.metric = "m"}) {
    %dead = tensor.empty() : tensor<4xf32>
    %gw = call @square(%w) : (tensor<4x3xf32>) -> tensor<4x3xf32>
    %c0 = arith.constant 0 : index
    %e = tensor.extract %x[%c0, %c0] : tensor<2x3xf32>
    %loss = tensor.from_elements %e : tensor<f32>
    return %gw, %dead, %loss, %b, %bias, %f : tensor<4x3xf32>, tensor<4xf32>, tensor<f32>, tensor<3x2xf32>, tensor<3xf32>, tensor<2xf32>
  }
  func.func private @square(%w: tensor<4x3xf32>) -> tensor<4x3xf32> {
    %0 = arith.mulf %w, %w : tensor<4x3xf32>
    return %0 : tensor<4x3xf32>
  }

  // One norm, one update per group and rule; every hyperparameter is a scalar.
  // CHECK: func.func @optimizer() -> (tensor<f32> {fsdp.metric = "norm"}) attributes {fsdp.entry = "optimizer"}
  // CHECK-NEXT: %[[N:.*]] = fsdp.grad_norm [@g1, @root] ord(0x7FF0000000000000) : tensor<f32>
  // CHECK-NEXT: %[[LR:.*]] = fsdp.scalar "lr" initial(5.000000e-01)
  // CHECK-NEXT: %[[WD:.*]] = fsdp.scalar "weight_decay" initial(0.000000e+00)
  // CHECK-NEXT: %[[CLIP:.*]] = fsdp.scalar "clip_grad_norm" initial(2.000000e+00)
  // CHECK-NEXT: fsdp.update @g1 [@b.weight] states [] uniforms(%[[LR]], %[[WD]], %[[CLIP]], %[[N]] : f64, f64, f64, tensor<f32>)
  // CHECK: fsdp.update @root [@w] states []
  // CHECK: %[[LR1:.*]] = fsdp.scalar "lr.1" initial(2.000000e-03)
  // CHECK: fsdp.scalar "beta1.1" initial(8.000000e-01)
  // CHECK: fsdp.scalar "step" initial(1.000000e+00)
  // CHECK: fsdp.update @root [@bias] states ["exp_avg", "exp_avg_sq"] uniforms(%[[LR1]],
  // PLAIN-NOT: @optimizer
}
