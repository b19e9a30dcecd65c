// RUN: fsdp-compile %s --grid 1 --optimizer 'adam(lr=1e-2)' --optimizer 'bias=adam(lr=1e-2)' --emit ir | FileCheck %s

// Two rules of one text are two updates, each with learning rate and moments of its own.
// CHECK-DAG: plan.state @root.exp_avg bytes 64
// CHECK-DAG: plan.state @root.exp_avg.1 bytes 64
// CHECK-DAG: plan.tensor "weight.exp_avg" {{.*}}@root.exp_avg
// CHECK-DAG: plan.tensor "bias.exp_avg" {{.*}}@root.exp_avg.1
func.func @step(%w: tensor<4xf32> {fsdp.param = "weight"}, %b: tensor<4xf32> {fsdp.param = "bias"},
                %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.grad = "weight"}, tensor<4xf32> {fsdp.grad = "bias"}) {
  return %x, %w, %b : tensor<f32>, tensor<4xf32>, tensor<4xf32>
}
