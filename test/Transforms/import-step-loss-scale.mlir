// RUN: fsdp-opt %s --fsdp-import-step='optimizer=sgd(lr=0.1) loss-scale=128' | FileCheck %s
// RUN: fsdp-opt %s --fsdp-import-step='optimizer=sgd(lr=0.1) clip-grad-norm=1.0 loss-scale=dynamic' | FileCheck %s --check-prefix=DYNAMIC
// RUN: not fsdp-opt %s --fsdp-import-step='loss-scale=-1' 2>&1 | FileCheck %s --check-prefix=NEGATIVE
// RUN: not fsdp-opt %s --fsdp-import-step='loss-scale=many' 2>&1 | FileCheck %s --check-prefix=WORD
// RUN: not fsdp-opt %S/Inputs/unscaled.mlir --fsdp-import-step='loss-scale=8' 2>&1 | FileCheck %s --check-prefix=NONE

// Gradients are of loss * scale: they are divided by it, and a step in which one
// of them is not finite changes nothing.

// NEGATIVE: error: loss-scale: '-1', expected a finite number above 0 or 'dynamic'
// WORD: error: loss-scale: 'many', expected a finite number above 0 or 'dynamic'
// NONE: error: loss-scale = '8', but the step has no argument with 'fsdp.scalar' = "loss_scale", by which it multiplies its loss

// CHECK-LABEL: func.func @step
// CHECK-SAME: (%[[X:.*]]: tensor<4xf32> {fsdp.batch = "x"})
// CHECK: %[[W:.*]] = fsdp.gather @root
// CHECK: %[[S:.*]] = fsdp.read_scalar "loss_scale" initial(1.280000e+02) : tensor<f32>
// CHECK: %[[OTHER:.*]] = fsdp.read_scalar "bias" initial(0.000000e+00) : tensor<f32>
// CHECK: fsdp.reduce_grad @root
// CHECK-NEXT: fsdp.divide_grad @root by(%[[S]] : tensor<f32>)
// CHECK-NEXT: return %[[OTHER]]

// Without clipping one more norm tells whether all gradients are finite.
// CHECK-LABEL: func.func @optimizer
// CHECK-SAME: -> (tensor<f32> {fsdp.metric = "overflow"})
// CHECK: %[[N:.*]] = fsdp.grad_norm [@root] ord(0x7FF0000000000000) {label = "overflow"} : tensor<f32>
// CHECK: fsdp.update @root [@w] states [] uniforms(%{{.*}}, %{{.*}}, %[[N]] : f64, f64, tensor<f32>)
// CHECK: ^bb0(%[[P:.*]]: f32, %[[G:.*]]: f32, %{{.*}}: f64, %{{.*}}: f64, %[[NORM:.*]]: f32):
// CHECK: %[[P0:.*]] = arith.cmpf oeq, %[[P]], %{{.*}} : f32
// CHECK: %[[G0:.*]] = arith.cmpf oeq, %[[G]], %{{.*}} : f32
// CHECK: %[[PAD:.*]] = arith.andi %[[P0]], %[[G0]] : i1
// CHECK-DAG: %[[INFINITY:.*]] = arith.constant 0x7F800000 : f32
// CHECK-DAG: %[[SIZE:.*]] = math.absf %[[NORM]] : f32
// CHECK: %[[OVERFLOWS:.*]] = arith.cmpf ueq, %[[SIZE]], %[[INFINITY]] : f32
// CHECK: %[[KEEPS:.*]] = arith.ori %[[PAD]], %[[OVERFLOWS]] : i1
// CHECK: %[[NEXT:.*]] = arith.select %[[KEEPS]], %[[P]], %{{.*}} : f32
// CHECK: fsdp.yield %[[NEXT]] : f32
// CHECK: %[[ALL:.*]] = arith.cmpf olt, %{{.*}}, %{{.*}} : tensor<f32>
// CHECK: %[[OVERFLOW:.*]] = arith.select %[[ALL]]
// CHECK: return %[[OVERFLOW]] : tensor<f32>

// With it, its own norm does.
// DYNAMIC: fsdp.read_scalar "loss_scale" initial(6.553600e+04) : tensor<f32>
// DYNAMIC-LABEL: func.func @optimizer
// DYNAMIC-SAME: -> (tensor<f32> {fsdp.metric = "norm"}, tensor<f32> {fsdp.metric = "overflow"}, tensor<f32> {fsdp.metric = "loss_scale"})
// DYNAMIC: fsdp.grad_norm [@root] ord(2.000000e+00) : tensor<f32>
// DYNAMIC-NOT: fsdp.grad_norm
// DYNAMIC-DAG: fsdp.read_scalar "loss_scale" initial(6.553600e+04)
// DYNAMIC-DAG: fsdp.read_scalar "loss_scale_backoff" initial(5.000000e-01)
// DYNAMIC-DAG: fsdp.read_scalar "loss_scale_growth" initial(2.000000e+00)
// DYNAMIC-DAG: fsdp.read_scalar "loss_scale_good_steps" initial(0.000000e+00)
// DYNAMIC-DAG: fsdp.read_scalar "loss_scale_growth_interval" initial(2.000000e+03)
shard.grid @grid(shape = 2)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}, %x: tensor<4xf32> {fsdp.batch = "x"},
                %scale: tensor<f32> {fsdp.scalar = "loss_scale"}, %bias: tensor<f32> {fsdp.scalar = "bias"})
    -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.grad = "w"}) {
  %e = tensor.empty() : tensor<4xf32>
  %g = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> ()>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%w, %x, %scale : tensor<4xf32>, tensor<4xf32>, tensor<f32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32, %o: f32):
    %0 = arith.mulf %a, %b : f32
    %1 = arith.mulf %0, %s : f32
    linalg.yield %1 : f32
  } -> tensor<4xf32>
  return %bias, %g : tensor<f32>, tensor<4xf32>
}
