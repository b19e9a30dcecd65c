// What is wrong with a step's own collectives and with parts of parameters.
// RUN: fsdp-opt %s -split-input-file -verify-diagnostics --fsdp-import-step

shard.grid @grid(shape = 1x2x2)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}, %i: tensor<4xi32> {fsdp.batch = "i"}, %b: tensor<4xi1> {fsdp.batch = "b"}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  // expected-error @+1 {{not supported yet: 'shard.all_reduce' with reduction = generic, which says not how; expected one of the others}}
  %y = shard.all_reduce %w on @grid grid_axes = [2] reduction = generic : tensor<4xf32> -> tensor<4xf32>
  return %w : tensor<4xf32>
}

// -----

shard.grid @grid(shape = 1x2x2)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}, %i: tensor<4xi32> {fsdp.batch = "i"}, %b: tensor<4xi1> {fsdp.batch = "b"}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  // expected-error @+1 {{not supported yet: 'shard.all_reduce' with reduction = bitwise_or of 'f32', expected integers}}
  %y = shard.all_reduce %w on @grid grid_axes = [2] reduction = bitwise_or : tensor<4xf32> -> tensor<4xf32>
  return %w : tensor<4xf32>
}

// -----

shard.grid @grid(shape = 1x2x2)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}, %i: tensor<4xi32> {fsdp.batch = "i"}, %b: tensor<4xi1> {fsdp.batch = "b"}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  // expected-error @+1 {{not supported yet: 'shard.all_reduce' with reduction = sum of i1, expected max, min or bits; or convert to i32 before}}
  %y = shard.all_reduce %b on @grid grid_axes = [2] : tensor<4xi1> -> tensor<4xi1>
  return %w : tensor<4xf32>
}

// -----

shard.grid @grid(shape = 1x2x2)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}, %i: tensor<4xi32> {fsdp.batch = "i"}, %b: tensor<4xi1> {fsdp.batch = "b"}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  // expected-error @+1 {{not supported yet: 'shard.reduce_scatter' with reduction = bitwise_and of 'f32', expected integers}}
  %y = shard.reduce_scatter %w on @grid grid_axes = [2] reduction = bitwise_and scatter_axis = 0 : tensor<4xf32> -> tensor<2xf32>
  return %w : tensor<4xf32>
}

// -----

shard.grid @grid(shape = 1x2x2)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}, %i: tensor<4xi32> {fsdp.batch = "i"}, %b: tensor<4xi1> {fsdp.batch = "b"}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  // expected-error @+1 {{not supported yet: 'shard.reduce_scatter' from 'f32' to 'i32'}}
  %y = shard.reduce_scatter %w on @grid grid_axes = [2] scatter_axis = 0 : tensor<4xf32> -> tensor<2xi32>
  return %w : tensor<4xf32>
}

// -----

shard.grid @grid(shape = 1x2x2)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}, %i: tensor<4xi32> {fsdp.batch = "i"}, %b: tensor<4xi1> {fsdp.batch = "b"}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  // expected-error @+1 {{not supported yet: 'shard.all_reduce' from 'f32' to 'i32', expected integers to become wider ones or floats, and floats floats}}
  %y = shard.all_reduce %w on @grid grid_axes = [2] : tensor<4xf32> -> tensor<4xi32>
  return %w : tensor<4xf32>
}

// -----

shard.grid @grid(shape = 1x2x2)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}, %i: tensor<4xi32> {fsdp.batch = "i"}, %b: tensor<4xi1> {fsdp.batch = "b"}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  %n = shard.process_linear_index on @grid : index
  // expected-error @+1 {{not supported yet: 'shard.broadcast' with a root that is computed, expected numbers}}
  %y = shard.broadcast %w on @grid grid_axes = [2] root = [%n] : (tensor<4xf32>, index) -> tensor<4xf32>
  return %w : tensor<4xf32>
}

// -----

shard.grid @grid(shape = 1x2x2)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}, %i: tensor<4xi32> {fsdp.batch = "i"}, %b: tensor<4xi1> {fsdp.batch = "b"}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  // expected-error @+1 {{not supported yet: 'shard.send' in the step, expected a collective that all ranks of its axes issue alike, such as shard.all_reduce or shard.all_gather, or shard.process_multi_index}}
  %y = shard.send %w on @grid grid_axes = [2] destination = [0] : (tensor<4xf32>) -> tensor<4xf32>
  return %w : tensor<4xf32>
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

shard.grid @grid(shape = 4)
func.func private @helper(%w: tensor<4xf32>, %c: i1) -> tensor<4xf32> {
  %y = scf.if %c -> (tensor<4xf32>) {
    // expected-error @+1 {{not supported yet: 'shard.all_gather' within 'scf.if'}}
    %r = shard.all_gather %w on @grid grid_axes = [0] gather_axis = 0 : tensor<4xf32> -> tensor<16xf32>
    %s = tensor.extract_slice %r[0] [4] [1] : tensor<16xf32> to tensor<4xf32>
    scf.yield %s : tensor<4xf32>
  } else {
    scf.yield %w : tensor<4xf32>
  }
  return %y : tensor<4xf32>
}
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}, %c: tensor<i1> {fsdp.batch = "c"}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  %s = tensor.extract %c[] : tensor<i1>
  %y = func.call @helper(%w, %s) : (tensor<4xf32>, i1) -> tensor<4xf32>
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
