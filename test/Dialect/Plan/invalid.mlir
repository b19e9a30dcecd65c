// RUN: fsdp-opt %s -split-input-file -verify-diagnostics

// expected-error @+1 {{has role 'weight', expected param, moment, grad or buffer}}
plan.tensor "w" role "weight" in @s at 0 {dtype = f32, shape = array<i64: 4>, dim = 0 : i64, chunk = 2 : i64}

// -----

plan.entry @e {
  %0 = plan.alloc 64 "transient"
  // expected-error @+1 {{has 1 arguments, expected as many offsets, bytes and access modes, got 2, 1 and 1}}
  plan.launch @k(%0 : !plan.buffer) at [0, 0] bytes [64] access [2] stream 0
}
