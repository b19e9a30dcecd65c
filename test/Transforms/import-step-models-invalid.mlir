// What is wrong with a step's own collectives and with parts of parameters.
// RUN: fsdp-opt %s -split-input-file -verify-diagnostics --fsdp-import-step

shard.grid @grid(shape = 2x2)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  // expected-error @+1 {{'shard.all_reduce' is on the grid @grid of 2 axes, expected three, replicas x shards x models, such as 1x2x2: a step's own collectives are over the last}}
  %y = shard.all_reduce %w on @grid grid_axes = [1] : tensor<4xf32> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

shard.grid @grid(shape = 1x2x2)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  // expected-error @+1 {{'shard.all_reduce' is over grid_axes [1], expected [2], the model axis: over the others gradients are reduced without the step's doing}}
  %y = shard.all_reduce %w on @grid grid_axes = [1] : tensor<4xf32> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

shard.grid @grid(shape = 1x2x2)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  // expected-error @+1 {{'shard.all_reduce' is over grid_axes [1, 2], expected [2]}}
  %y = shard.all_reduce %w on @grid grid_axes = [1, 2] : tensor<4xf32> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

shard.grid @grid(shape = 1x2x2)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  // expected-error @+1 {{not supported yet: 'shard.all_reduce' with reduction = min, expected sum or max}}
  %y = shard.all_reduce %w on @grid grid_axes = [2] reduction = min : tensor<4xf32> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

shard.grid @grid(shape = 1x2x2)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}, %i: tensor<4xi8> {fsdp.batch = "i"}) -> (tensor<4xi8> {fsdp.metric = "y"}) {
  // expected-error @+1 {{not supported yet: 'shard.all_reduce' of 'i8', expected f32, bf16, f16, f64, i64, i32 or i1}}
  %y = shard.all_reduce %i on @grid grid_axes = [2] : tensor<4xi8> -> tensor<4xi8>
  return %y : tensor<4xi8>
}

// -----

shard.grid @grid(shape = 1x2x2)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}) -> (tensor<4xf64> {fsdp.metric = "y"}) {
  // expected-error @+1 {{not supported yet: 'shard.all_reduce' from 'tensor<4xf32>' to 'tensor<4xf64>', expected one tensor type of static shape}}
  %y = shard.all_reduce %w on @grid grid_axes = [2] : tensor<4xf32> -> tensor<4xf64>
  return %y : tensor<4xf64>
}

// -----

shard.grid @grid(shape = 1x2x2)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}) -> (tensor<8xf32> {fsdp.metric = "y"}) {
  // expected-error @+1 {{not supported yet: 'shard.all_gather' in the step, expected shard.all_reduce over the model axis}}
  %y = shard.all_gather %w on @grid grid_axes = [2] gather_axis = 0 : tensor<4xf32> -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// -----

shard.grid @grid(shape = 1x2x2)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %y = scf.for %i = %zero to %one step %one iter_args(%x = %w) -> (tensor<4xf32>) {
    // expected-error @+1 {{not supported yet: 'shard.all_reduce' within 'scf.for'; let it stand directly in the step, where all ranks reach it}}
    %r = shard.all_reduce %x on @grid grid_axes = [2] : tensor<4xf32> -> tensor<4xf32>
    scf.yield %r : tensor<4xf32>
  }
  return %y : tensor<4xf32>
}

// -----

// expected-error @+1 {{parameter 'w' of type 'tensor<4xf32>' has no dim 1 ('fsdp.model_dim'), expected 0 to 0}}
func.func @step(%w: tensor<4xf32> {fsdp.param = "w", fsdp.model_dim = 1}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  return %w : tensor<4xf32>
}

// -----

// expected-error @+1 {{parameter 'w' has 'fsdp.ignored' and 'fsdp.model_dim', which is about sharding; remove one of both}}
func.func @step(%w: tensor<4xf32> {fsdp.param = "w", fsdp.model_dim = 0, fsdp.ignored}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  return %w : tensor<4xf32>
}

// -----

// expected-note @+1 {{the earlier argument}}
func.func @step(%w: tensor<4xf32> {fsdp.param = "w", fsdp.model_dim = 0}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  return %w : tensor<4xf32>
}
// expected-error @+1 {{parameter 'w' with 'fsdp.model_dim' none, but its earlier argument has 0}}
func.func @eval(%w: tensor<4xf32> {fsdp.param = "w"}) -> (tensor<4xf32> {fsdp.metric = "y"}) attributes {fsdp.entry = "eval"} {
  return %w : tensor<4xf32>
}
