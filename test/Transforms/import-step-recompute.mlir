// RUN: fsdp-opt %s -split-input-file -verify-diagnostics --fsdp-import-step | FileCheck %s

// Marks of a user's checkpointing: a group is computed again where all its
// parameters say so, wherever an entry says it.

// CHECK: fsdp.group @a {recompute}
// CHECK: fsdp.group @b
// CHECK-NOT: recompute
// CHECK: fsdp.group @root
// CHECK-NOT: recompute
func.func @step(%w: tensor<4xf32> {fsdp.param = "w", fsdp.group = "a", fsdp.recompute},
                %v: tensor<4xf32> {fsdp.param = "v", fsdp.group = "a", fsdp.recompute},
                // expected-warning @+1 {{'fsdp.recompute' of parameter 'u' has no effect: its group 'b' also has 't' without it, and is computed again as a whole or not at all; group what is computed again by itself, or say --recompute}}
                %u: tensor<4xf32> {fsdp.param = "u", fsdp.group = "b", fsdp.recompute},
                %t: tensor<4xf32> {fsdp.param = "t", fsdp.group = "b"},
                %s: tensor<4xf32> {fsdp.param = "s"},
                %x: tensor<f32> {fsdp.batch = "x"}) -> (tensor<f32> {fsdp.loss}) {
  return %x : tensor<f32>
}

// -----

// Every group, and the root has one, may be marked by its parameters.
// CHECK: fsdp.group @root {{.*}}recompute
func.func @step(%s: tensor<4xf32> {fsdp.param = "s", fsdp.recompute},
                %x: tensor<f32> {fsdp.batch = "x"}) -> (tensor<f32> {fsdp.loss}) {
  return %x : tensor<f32>
}

// -----

func.func @step(
    // expected-error @+1 {{parameter 's' has 'fsdp.ignored' and 'fsdp.recompute', which is about sharding; remove one of both}}
    %s: tensor<4xf32> {fsdp.param = "s", fsdp.ignored, fsdp.recompute},
    %x: tensor<f32> {fsdp.batch = "x"}) -> (tensor<f32> {fsdp.loss}) {
  return %x : tensor<f32>
}

// -----

func.func @step(
    // expected-error @+1 {{'fsdp.recompute'}}
    %x: tensor<f32> {fsdp.batch = "x", fsdp.recompute}) -> (tensor<f32> {fsdp.loss}) {
  return %x : tensor<f32>
}
