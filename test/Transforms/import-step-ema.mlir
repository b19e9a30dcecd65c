// RUN: fsdp-opt %s --fsdp-import-step='ema=0.999 optimizer=sgd(lr=0.5)' | FileCheck %s
// RUN: not fsdp-opt %s --fsdp-import-step='ema=1 optimizer=sgd' 2>&1 | FileCheck %s --check-prefix=ONE
// RUN: not fsdp-opt %s --fsdp-import-step='ema=much optimizer=sgd' 2>&1 | FileCheck %s --check-prefix=WORD
// RUN: not fsdp-opt %s --fsdp-import-step=ema=0.9 2>&1 | FileCheck %s --check-prefix=NONE

// The average is a state of the update, moved behind the parameter's own step; the first one is the parameter.

// CHECK-LABEL: func.func @optimizer
// CHECK-DAG: %[[DECAY:.*]] = fsdp.scalar "ema_decay" initial(0.99{{.*}}) : f64
// CHECK-DAG: %[[STEP:.*]] = fsdp.scalar "step" initial(1.000000e+00) : f64
// CHECK: fsdp.update @root [@w] states ["ema"] uniforms(%{{.*}}, %{{.*}}, %[[DECAY]], %[[STEP]] : f64, f64, f64, f64) {
// CHECK-NEXT: ^bb0(%[[P:.*]]: f32, %[[G:.*]]: f32, %[[EMA:.*]]: f32, %{{.*}}: f64, %{{.*}}: f64, %[[D:.*]]: f64, %[[S:.*]]: f64):
// CHECK: %[[NEW:.*]] = arith.addf %[[P]], %{{.*}} : f32
// CHECK: arith.subf %{{.*}}, %[[D]] : f64
// CHECK: arith.subf %[[NEW]], %[[EMA]] : f32
// CHECK: %[[FIRST:.*]] = arith.cmpf oeq, %[[S]], %{{.*}} : f64
// CHECK: %[[KEPT:.*]] = arith.select %[[FIRST]], %[[NEW]], %{{.*}} : f32
// What is zero throughout stays, as every pad does.
// CHECK-DAG: %[[P0:.*]] = arith.cmpf oeq, %[[P]], %{{.*}} : f32
// CHECK-DAG: %[[G0:.*]] = arith.cmpf oeq, %[[G]], %{{.*}} : f32
// CHECK: %[[PG:.*]] = arith.andi %[[P0]], %[[G0]] : i1
// CHECK: %[[E0:.*]] = arith.cmpf oeq, %[[EMA]], %{{.*}} : f32
// CHECK: %[[PAD:.*]] = arith.andi %[[PG]], %[[E0]] : i1
// CHECK: %[[PN:.*]] = arith.select %[[PAD]], %[[P]], %[[NEW]] : f32
// CHECK: %[[EN:.*]] = arith.select %[[PAD]], %[[EMA]], %[[KEPT]] : f32
// CHECK: fsdp.yield %[[PN]], %[[EN]] : f32, f32
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}, %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.grad = "w"}) {
  return %x, %w : tensor<f32>, tensor<4xf32>
}

// ONE: error: --ema: '1', expected a decay of at least 0 and below 1, such as 0.999
// WORD: error: --ema: 'much', expected a decay of at least 0 and below 1, such as 0.999
// NONE: error: --ema: '0.9' without an optimizer, which would keep the average; give one with --optimizer
