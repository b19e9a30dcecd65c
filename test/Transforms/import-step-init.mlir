// RUN: fsdp-opt %s --fsdp-import-step | FileCheck %s
// RUN: fsdp-opt %s --fsdp-import-step=optimizer=sgd | FileCheck %s --check-prefix=BEFORE

// First values are an entry of their own, before the optimizer: one op for each group and kind of recipe. What differs from
// tensor to tensor is in numbers: of a constant the value, of a uniform recipe the lower end and the width, of a normal one
// mean, deviation, the probability below and between the ends, and the ends.

func.func @step(
    %w: tensor<8x4xf32> {fsdp.param = "w", fsdp.group = "g", fsdp.init = "uniform(low=-1,high=3)"},
    %v: tensor<8x4xf32> {fsdp.param = "v", fsdp.group = "g", fsdp.init = " xavier_uniform ( gain = 0.5 ) "},
    %b: tensor<8xf32> {fsdp.param = "v.bias", fsdp.group = "g"},
    %s: tensor<8xf32> {fsdp.param = "scale", fsdp.group = "g"},
    %first: tensor<2x3xf32> {fsdp.param = "two", fsdp.inner = "a", fsdp.init = "constant(value=-2.5)"},
    %second: tensor<2x3xf32> {fsdp.param = "two", fsdp.inner = "b", fsdp.init = "zeros()"},
    %n: tensor<3x3xf32> {fsdp.param = "n", fsdp.init = "normal(0.25, std=2)"},
    %t: tensor<3x3xf32> {fsdp.param = "t", fsdp.init = "trunc_normal(std=0.5,a=-0.5,b=0.5)"},
    %x: tensor<f32> {fsdp.batch = "x"}) -> (tensor<f32> {fsdp.loss}, tensor<8x4xf32> {fsdp.grad = "w"}) {
  return %x, %w : tensor<f32>, tensor<8x4xf32>
}
// A later entry need not repeat a recipe.
func.func @eval(%w: tensor<8x4xf32> {fsdp.param = "w", fsdp.group = "g"}, %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}) attributes {fsdp.entry = "eval"} {
  return %x : tensor<f32>
}

// CHECK-LABEL: func.func @init() attributes {fsdp.entry = "init"}
// CHECK-NEXT: %[[SEED:.*]] = fsdp.scalar "seed" initial(0.000000e+00) : f64
// CHECK-NEXT: fsdp.initialize @g [@w, @v] inner [0, 0] seed(%[[SEED]]) numbers [-1.000000e+00, 4.000000e+00, -0.35355{{.*}}, 0.70710{{.*}}] {
// CHECK-NEXT: ^bb0(%{{.*}}: i64, %{{.*}}: i64, %{{.*}}: f64, %[[LOW:.*]]: f64, %[[WIDTH:.*]]: f64):
// CHECK: %[[UNIFORM:.*]] = arith.addf %{{.*}}, %{{.*}} : f64
// CHECK: %[[PART:.*]] = arith.mulf %[[UNIFORM]], %[[WIDTH]] : f64
// CHECK: %[[VALUE:.*]] = arith.addf %[[LOW]], %[[PART]] : f64
// CHECK: %[[F32:.*]] = arith.truncf %[[VALUE]] : f64 to f32
// CHECK: fsdp.yield %[[F32]] : f32
// CHECK: fsdp.initialize @g [@v.bias, @scale] inner [0, 0] seed(%[[SEED]]) numbers [0.000000e+00, 1.000000e+00] {
// CHECK-NEXT: ^bb0(%{{.*}}: i64, %{{.*}}: i64, %{{.*}}: f64, %[[CONSTANT:.*]]: f64):
// CHECK-NEXT: %[[ROUNDED:.*]] = arith.truncf %[[CONSTANT]] : f64 to f32
// CHECK-NEXT: fsdp.yield %[[ROUNDED]] : f32
// CHECK: fsdp.initialize @root [@two, @two] inner [0, 1] seed(%[[SEED]]) numbers [-2.500000e+00, 0.000000e+00] {
// CHECK: fsdp.initialize @root [@n, @t] inner [0, 0] seed(%[[SEED]]) numbers [2.500000e-01, 2.000000e+00, 0.000000e+00, 1.000000e+00, 0xFFF0000000000000 : f64, 0x7FF0000000000000 : f64, 0.000000e+00, 5.000000e-01, 0.1586552539314{{.*}}, 0.6826894921370{{.*}}, -5.000000e-01, 5.000000e-01] {
// No fast-math flag and no function that targets round differently.
// CHECK-NOT: fastmath
// CHECK-NOT: math.{{[^sa]}}
// CHECK: return

// BEFORE: func.func @init
// BEFORE: func.func @optimizer
