// RUN: fsdp-opt %s --fsdp-import-step='grid=2' | FileCheck %s

// Buffers stay arguments, their new values results, of every entry that has
// them; entries share parameters.

// CHECK: fsdp.param @w {compute = [tensor<4xf32>], group = @root, trained,
// CHECK-NOT: fsdp.param

// CHECK: func.func @step(%[[MEAN:.*]]: tensor<4xf32> {fsdp.buffer = "mean"}, %[[PEAK:.*]]: tensor<4xf32> {fsdp.buffer = "peak", fsdp.local}, %[[COUNT:.*]]: tensor<i64> {fsdp.buffer = "count"})
// CHECK-SAME: -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.reduce = "mean", fsdp.update = "mean"}, tensor<4xf32> {fsdp.update = "peak"}, tensor<i64> {fsdp.reduce = "max", fsdp.update = "count"})
// CHECK-SAME: attributes {fsdp.entry = "step"}
// CHECK: %[[W:.*]] = fsdp.gather @root phase(whole) [@w]
// CHECK: fsdp.reduce_grad @root [@w] inner [-1](%[[MEAN]] : tensor<4xf32>)
// CHECK: return %{{.*}}, %[[W]], %[[MEAN]], %[[COUNT]]
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}, %mean: tensor<4xf32> {fsdp.buffer = "mean"},
                %peak: tensor<4xf32> {fsdp.buffer = "peak", fsdp.local},
                %count: tensor<i64> {fsdp.buffer = "count"})
    -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.grad = "w"},
        tensor<4xf32> {fsdp.update = "mean", fsdp.reduce = "mean"}, tensor<4xf32> {fsdp.update = "peak"},
        tensor<i64> {fsdp.update = "count", fsdp.reduce = "max"}) {
  %loss = arith.constant dense<0.0> : tensor<f32>
  return %loss, %mean, %w, %mean, %count : tensor<f32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<i64>
}

// CHECK: func.func @evaluate(%{{.*}}: tensor<4xf32> {fsdp.buffer = "mean"})
// CHECK-SAME: -> (tensor<4xf32> {fsdp.metric = "sum", fsdp.reduce = "sum"}) attributes {fsdp.entry = "eval"}
// CHECK: fsdp.gather @root phase(whole) [@w]
// CHECK-NOT: fsdp.reduce_grad
func.func @evaluate(%mean: tensor<4xf32> {fsdp.buffer = "mean"}, %w: tensor<4xf32> {fsdp.param = "w"})
    -> (tensor<4xf32> {fsdp.metric = "sum", fsdp.reduce = "sum"}) attributes {fsdp.entry = "eval"} {
  %sum = arith.addf %mean, %w : tensor<4xf32>
  return %sum : tensor<4xf32>
}
