// RUN: fsdp-opt %s -split-input-file -verify-diagnostics --fsdp-import-step='grid=2x4'

// A grid of a parameter's own is another cut of the same ranks.

// expected-error @+1 {{parameter 'w' with 'fsdp.grid': grid of 2x2, expected the 8 ranks of 2x4, replicated and cut in another way}}
func.func @step(%w: tensor<4xf32> {fsdp.param = "w", fsdp.grid = array<i64: 2, 2>}, %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.grad = "w"}) {
  return %x, %w : tensor<f32>, tensor<4xf32>
}

// -----

// expected-error @+1 {{parameter 'w' with 'fsdp.grid': grid with a third axis, expected replicas and shards alone: all parameters have the same models}}
func.func @step(%w: tensor<4xf32> {fsdp.param = "w", fsdp.grid = array<i64: 2, 2, 2>}, %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.grad = "w"}) {
  return %x, %w : tensor<f32>, tensor<4xf32>
}

// -----

// expected-error @+1 {{parameter 'w' with 'fsdp.grid': grid axis of 0 ranks, expected at least 1}}
func.func @step(%w: tensor<4xf32> {fsdp.param = "w", fsdp.grid = array<i64: 0, 8>}, %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.grad = "w"}) {
  return %x, %w : tensor<f32>, tensor<4xf32>
}

// -----

// expected-error @+1 {{parameter 'w' with 'fsdp.grid': grid without sizes, expected replicas and shards, such as array<i64: 2, 4>}}
func.func @step(%w: tensor<4xf32> {fsdp.param = "w", fsdp.grid = array<i64>}, %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.grad = "w"}) {
  return %x, %w : tensor<f32>, tensor<4xf32>
}

// -----

// expected-error @+1 {{argument 0 of @step has 'fsdp.grid' = "4x2", expected sizes such as array<i64: 64, 32>}}
func.func @step(%w: tensor<4xf32> {fsdp.param = "w", fsdp.grid = "4x2"}, %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.grad = "w"}) {
  return %x, %w : tensor<f32>, tensor<4xf32>
}

// -----

func.func @step(%w: tensor<4xf32> {fsdp.param = "w"},
    // expected-error @+1 {{parameter 'b' has 'fsdp.ignored' and 'fsdp.grid', which is about sharding; remove one of both}}
    %b: tensor<4xf32> {fsdp.param = "b", fsdp.ignored, fsdp.grid = array<i64: 4, 2>}, %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.grad = "w"}) {
  return %x, %w : tensor<f32>, tensor<4xf32>
}

// -----

// A parameter that entries share has one grid.
func.func @step(
    // expected-note @+1 {{the earlier argument}}
    %w: tensor<4xf32> {fsdp.param = "w", fsdp.grid = array<i64: 4, 2>}, %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.grad = "w"}) {
  return %x, %w : tensor<f32>, tensor<4xf32>
}
// expected-error @+1 {{parameter 'w' with grid 1x8, but its earlier argument has 4x2}}
func.func @eval(%w: tensor<4xf32> {fsdp.param = "w", fsdp.grid = array<i64: 1, 8>})
    -> (tensor<4xf32> {fsdp.metric = "m"}) attributes {fsdp.entry = "eval"} {
  return %w : tensor<4xf32>
}

// -----

// Each group of an integer reshard has parts of its own shards.
// expected-error @+1 {{group 'g.4x2' is resharded to 4 ranks after forward, expected a divisor of the 2 ranks that shard it}}
module {
  fsdp.group @g {reshard = "4"}
  func.func @step(%w: tensor<4xf32> {fsdp.param = "w", fsdp.group = "g"},
                  %v: tensor<4xf32> {fsdp.param = "v", fsdp.group = "g", fsdp.grid = array<i64: 4, 2>},
                  %x: tensor<f32> {fsdp.batch = "x"})
      -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.grad = "w"}) {
    return %x, %w : tensor<f32>, tensor<4xf32>
  }
}

// -----

// The name that a group of another grid would get is taken.
// expected-error @+1 {{group 'g.4x2' has the name of another symbol; rename one}}
module {
  // expected-note @+1 {{the other symbol}}
  fsdp.extension @"g.4x2" of @bf16_cast
  func.func @step(%w: tensor<4xf32> {fsdp.param = "w", fsdp.group = "g"},
                  %v: tensor<4xf32> {fsdp.param = "v", fsdp.group = "g", fsdp.grid = array<i64: 4, 2>},
                  %x: tensor<f32> {fsdp.batch = "x"})
      -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.grad = "w"}) {
    return %x, %w : tensor<f32>, tensor<4xf32>
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 2, shards = 4>} {
  // expected-error @+1 {{@g has a grid of 2x2, expected the 8 ranks of 2x4}}
  fsdp.group @g {grid = #fsdp.grid<replicas = 2, shards = 2>}
}
