// RUN: fsdp-opt %s -split-input-file -verify-diagnostics --fsdp-import-step='grid=4'

func.func @step(
    // expected-error @+1 {{parameter 'w' has 'fsdp.ignored' and 'fsdp.dim', which is about sharding; remove one of both}}
    %w: tensor<4x3xf32> {fsdp.param = "w", fsdp.ignored, fsdp.dim = 1},
    // expected-error @+1 {{parameter 'v' has 'fsdp.ignored' and 'fsdp.group', which is about sharding}}
    %v: tensor<4xf32> {fsdp.param = "v", fsdp.ignored, fsdp.group = "g"},
    // expected-error @+1 {{parameter 'u' has 'fsdp.ignored' and 'fsdp.extension', which is about sharding}}
    %u: tensor<4xf32> {fsdp.param = "u", fsdp.ignored, fsdp.extension = @bf16_cast}) {
  return
}

// -----

func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}) { return }
// expected-error @+1 {{parameter 'w' with 'fsdp.ignored' set, but its earlier argument has it absent}}
func.func @eval(%w: tensor<4xf32> {fsdp.param = "w", fsdp.ignored}) attributes {fsdp.entry = "eval"} {
  // expected-note @-3 {{the earlier argument}}
  return
}

// -----

// expected-error @+1 {{result 0 of @step is a count of type 'tensor<2xf32>', expected a scalar of f32, i64 or i32}}
func.func @step(%x: tensor<2xf32> {fsdp.batch = "x"}) -> (tensor<2xf32> {fsdp.count}) {
  return %x : tensor<2xf32>
}

// -----

// expected-error @+1 {{gradients of group 'g' are divided by what the step counts ('fsdp.count') and by another number; remove --grad-divide or the count}}
fsdp.group @g {divide = 3.0 : f64}
func.func @step(%w: tensor<4xf32> {fsdp.param = "w", fsdp.group = "g"}, %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<f32> {fsdp.count}, tensor<4xf32> {fsdp.grad = "w"}) {
  return %x, %x, %w : tensor<f32>, tensor<f32>, tensor<4xf32>
}

// -----

// expected-error @+1 {{group 'g' is resharded to 3 ranks after forward, expected a divisor of the 4 ranks that shard it}}
module {
  fsdp.group @g {reshard = "3"}
  func.func @step(%w: tensor<4xf32> {fsdp.param = "w", fsdp.group = "g"}) { return }
}
