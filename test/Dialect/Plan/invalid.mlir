// What types alone cannot refuse in the command dialect.
// RUN: fsdp-opt %s -split-input-file -verify-diagnostics

// expected-error @+1 {{@s lies in arena "wire", expected state, carried or accumulated}}
plan.state @s bytes 64 arena "wire"

// -----

// expected-error @+1 {{@s has -1 bytes at offset 0, expected none below 0}}
plan.state @s bytes -1 arena "state"

// -----

plan.state @s bytes 32 arena "state"
// expected-error @+1 {{has role 'weight', expected param, moment, grad, buffer or copy}}
plan.tensor "w" role "weight" in @s at 0 {dtype = f32, shape = array<i64: 9, 3>, dim = 0 : i64, chunk = 2 : i64}

// -----

plan.state @s bytes 32 arena "state"
// expected-error @+1 {{has offset -4 and chunk 2, expected none below 0}}
plan.tensor "w" role "param" in @s at -4 {dtype = f32, shape = array<i64: 9, 3>, dim = 0 : i64, chunk = 2 : i64}

// -----

plan.state @s bytes 32 arena "state"
// expected-error @+1 {{has dtype 'index', expected an integer or a float}}
plan.tensor "w" role "param" in @s at 0 {dtype = index, shape = array<i64: 9>, dim = 0 : i64, chunk = 2 : i64}

// -----

plan.state @s bytes 32 arena "state"
// expected-error @+1 {{"w" is made of a tensor cut in dimension 2, expected one of its 2}}
plan.tensor "w" role "param" in @s at 0 {dtype = i8, shape = array<i64: 9>, dim = 0 : i64, chunk = 2 : i64, source = array<i64: 9, 1>, source_dim = 2 : i64}

// -----

plan.state @s bytes 32 arena "state"
// expected-error @+1 {{"w" is cut in dimension 1, expected one of its 1}}
plan.tensor "w" role "param" in @s at 0 {dtype = f32, shape = array<i64: 9>, dim = 1 : i64, chunk = 2 : i64}

// -----

plan.state @s bytes 32 arena "state"
// expected-error @+1 {{"w" has extent -9, expected none below 0}}
plan.tensor "w" role "param" in @s at 0 {dtype = f32, shape = array<i64: -9>, dim = 0 : i64, chunk = 0 : i64}

// -----

plan.state @s bytes 32 arena "state"
// expected-error @+1 {{"w" has chunks of 10 rows, expected at most the 9 of dimension 0}}
plan.tensor "w" role "param" in @s at 0 {dtype = f32, shape = array<i64: 9>, dim = 0 : i64, chunk = 10 : i64}

// -----

plan.state @s bytes 32 arena "state"
// expected-error @+1 {{"w" has a chunk of more bytes than 64 bits count}}
plan.tensor "w" role "param" in @s at 0 {dtype = f32, shape = array<i64: 9, 4611686018427387904>, dim = 0 : i64, chunk = 2 : i64}

// -----

plan.state @s bytes 32 arena "state"
// expected-error @+1 {{"w" lies at bytes 16 to 40 of @s, which has 32}}
plan.tensor "w" role "param" in @s at 16 {dtype = f32, shape = array<i64: 9, 3>, dim = 0 : i64, chunk = 2 : i64}

// -----

plan.state @s bytes 32 arena "state"
// expected-error @+1 {{"w" lies in @none, expected a plan.state of that name}}
plan.tensor "w" role "param" in @none at 0 {dtype = f32, shape = array<i64: 9, 3>, dim = 0 : i64, chunk = 2 : i64}

// -----

// expected-error @+1 {{@t has 1 bases, expected as many strides, lo and hi, got 1, 1 and 2}}
plan.table @t base [27] stride [-6] {lo = array<i64: 0>, hi = array<i64: 6, 6>}

// -----

// expected-error @+1 {{@t clamps entry 0 to 7 to 6, expected lo <= hi}}
plan.table @t base [27] stride [-6] {lo = array<i64: 7>, hi = array<i64: 6>}

// -----

// expected-error @+1 {{@t has one of buffered_base and buffered_stride, expected both or none}}
plan.table @t base [27] stride [-6] {lo = array<i64: 0>, hi = array<i64: 6>, buffered_base = array<i64: 0>}

// -----

// expected-error @+1 {{@t has 2 model strides, expected 1}}
plan.table @t base [27] stride [-6] {lo = array<i64: 0>, hi = array<i64: 6>, model_stride = array<i64: 0, 1>}

// -----

plan.state @s bytes 128 arena "state"
// expected-error @+1 {{"w" is split over models in dimension 2, expected one of its 2}}
plan.tensor "w" role "param" in @s at 0 {dtype = f32, shape = array<i64: 9, 3>, dim = 0 : i64, chunk = 2 : i64, model_dim = 2 : i64}

// -----

// expected-error @+1 {{@t has 1 buffered bases and 2 buffered strides, expected 1}}
plan.table @t base [27] stride [-6] {lo = array<i64: 0>, hi = array<i64: 6>, buffered_base = array<i64: 0>, buffered_stride = array<i64: 0, 1>}

// -----

// expected-error @+1 {{"" has index 0, expected a name and an index from 0}}
plan.scalar "" initial(1.0) index 0

// -----

// expected-error @+1 {{"lr" has index -1, expected a name and an index from 0}}
plan.scalar "lr" initial(1.0) index -1

// -----

// expected-error @+1 {{"lr" is NaN initially, expected a number}}
plan.scalar "lr" initial(0x7FF8000000000000) index 0

// -----

// expected-error @+1 {{@g has prefetch = array<i64: 1>, expected two numbers from 0}}
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = [], prefetch = array<i64: 1>}

// -----

// expected-error @+1 {{@g has slot_bytes = -1 and full_bytes = 8, expected none below 0}}
plan.group @g {slot_bytes = -1 : i64, full_bytes = 8 : i64, wires = []}

// -----

// expected-error @+1 {{has axis [0, 4], expected a distance of ranks and their number, both above 0}}
plan.group @g {slot_bytes = 16 : i64, full_bytes = 8 : i64, wires = [], axis = array<i64: 0, 4>}

// -----

// expected-error @+1 {{has axis [2], expected a distance of ranks and their number, both above 0}}
plan.table @t base [27] stride [-6] {lo = array<i64: 0>, hi = array<i64: 6>, axis = array<i64: 2>}

// -----

// expected-error @+1 {{@g has wire 0 of {param = "w"}, expected {param, input, dtype, elements, offset}}}
plan.group @g {slot_bytes = 16 : i64, full_bytes = 8 : i64, wires = [{param = "w"}]}

// -----

// expected-error @+1 {{@g has wire 0 of "w" at bytes 0 to 20, expected it in the slot of 16}}
plan.group @g {slot_bytes = 16 : i64, full_bytes = 8 : i64, wires = [{param = "w", input = 0, dtype = f32, elements = 5, offset = 0}]}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  // expected-error @+1 {{is not a command of a plan}}
  plan.scalar "lr" initial(1.0) index 0
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  // expected-error @+1 {{is not a command of a plan}}
  %c = arith.constant 1 : i64
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  // expected-error @+1 {{lies in arena "state", expected transient, wire or gathered}}
  %a = plan.alloc 64 "state"
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  // expected-error @+1 {{has bytes -64, expected at least 0}}
  %a = plan.alloc -64 "wire"
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  // expected-error @+1 {{has offset -64, expected at least 0}}
  %a = plan.alloc 64 "wire" {offset = -64 : i64}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  // expected-error @+1 {{names @none, expected a plan.state of that name}}
  %a = plan.ref @none
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  // expected-error @+1 {{names @s, expected a plan.table of that name}}
  %a = plan.table_ref @s
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  // expected-error @+1 {{has kind "input", expected batch, loss, metric, count or chunk}}
  %a = plan.bind "input" "x" {dtype = f32, shape = array<i64: 4>}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  // expected-error @+1 {{has extent -4, expected at least 0}}
  %a = plan.bind "batch" "x" {dtype = f32, shape = array<i64: -4>}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  // expected-error @+1 {{"x" has dtype 'index', expected an integer or a float}}
  %a = plan.bind "batch" "x" {dtype = index, shape = array<i64: 4>}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  // expected-error @+1 {{has 1 arguments, expected as many offsets, bytes and access modes, got 2, 1 and 1}}
  plan.launch @k(%a : !plan.buffer) at [0, 0] bytes [64] access [2] stream 0
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  // expected-error @+1 {{has access 4 of argument 0, expected 0 (none), 1 (read), 2 (write) or 3}}
  plan.launch @k(%a : !plan.buffer) at [0] bytes [64] access [4] stream 0
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  // expected-error @+1 {{touches bytes 32 to 96 of argument 0, which has 64}}
  plan.launch @k(%a : !plan.buffer) at [32] bytes [64] access [2] stream 0
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  // expected-error @+1 {{has argument 0 at offset -32 of 64 bytes, expected none below 0}}
  plan.launch @k(%a : !plan.buffer) at [-32] bytes [64] access [2] stream 0
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  // expected-error @+1 {{has stream -1, expected at least 0}}
  plan.launch @k(%a : !plan.buffer) at [0] bytes [64] access [2] stream -1
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  // expected-error @+1 {{has phase "middle", expected forward, backward or none}}
  plan.launch @k(%a : !plan.buffer) at [0] bytes [64] access [2] stream 0 {phase = "middle"}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  // expected-error @+1 {{launches @none, expected a function of that name with 'plan.kernel'}}
  plan.launch @none(%a : !plan.buffer) at [0] bytes [64] access [2] stream 0
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  // expected-error @+1 {{launches @plain, expected a function of that name with 'plan.kernel'}}
  plan.launch @plain(%a : !plan.buffer) at [0] bytes [64] access [2] stream 0
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  // expected-error @+1 {{passes 2 arguments to @k, expected 1}}
  plan.launch @k(%a, %a : !plan.buffer, !plan.buffer) at [0, 0] bytes [4, 4] access [1, 2] stream 0
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  // expected-error @+1 {{names group @none, expected a plan.group of that name}}
  plan.launch @k(%a : !plan.buffer) at [0] bytes [64] access [2] stream 0 {group = @none}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %slot = plan.alloc 16 "wire"
  %all = plan.alloc 32 "gathered"
  %src = plan.gather %slot gathered %all group @g at 0 bytes 16 stream 1
  // expected-error @+1 {{writes argument 0, sources of other ranks, expected to read them}}
  plan.launch @k(%src : !plan.sources) at [0] bytes [16] access [2] stream 0
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{has 2 offsets, expected 3: of A, B, C}}
  plan.gemm %a, %b, %c : !plan.buffer, !plan.buffer, !plan.buffer at [0, 0] bytes [64, 64, 64] stream 0 {ta = false, tb = false, m = 4 : i64, n = 4 : i64, k = 4 : i64, ld = array<i64: 4, 4, 4>, batch = 1 : i64, batch_stride = array<i64: 0, 0, 0>, accumulate = false, dtype = f32}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{has 2 leading dimensions, expected 3: of A, B, C}}
  plan.gemm %a, %b, %c : !plan.buffer, !plan.buffer, !plan.buffer at [0, 0, 0] bytes [64, 64, 64] stream 0 {ta = false, tb = false, m = 4 : i64, n = 4 : i64, k = 4 : i64, ld = array<i64: 4, 4>, batch = 1 : i64, batch_stride = array<i64: 0, 0, 0>, accumulate = false, dtype = f32}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{has m = 0, expected 1 to 2^48}}
  plan.gemm %a, %b, %c : !plan.buffer, !plan.buffer, !plan.buffer at [0, 0, 0] bytes [64, 64, 64] stream 0 {ta = false, tb = false, m = 0 : i64, n = 4 : i64, k = 4 : i64, ld = array<i64: 4, 4, 4>, batch = 1 : i64, batch_stride = array<i64: 0, 0, 0>, accumulate = false, dtype = f32}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{has k = 1125899906842624, expected 1 to 2^48}}
  plan.gemm %a, %b, %c : !plan.buffer, !plan.buffer, !plan.buffer at [0, 0, 0] bytes [64, 64, 64] stream 0 {ta = false, tb = false, m = 4 : i64, n = 4 : i64, k = 1125899906842624 : i64, ld = array<i64: 4, 4, 4>, batch = 1 : i64, batch_stride = array<i64: 0, 0, 0>, accumulate = false, dtype = f32}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{multiplies 'f64', expected f32, bf16 or f16}}
  plan.gemm %a, %b, %c : !plan.buffer, !plan.buffer, !plan.buffer at [0, 0, 0] bytes [64, 64, 64] stream 0 {ta = false, tb = false, m = 4 : i64, n = 4 : i64, k = 4 : i64, ld = array<i64: 4, 4, 4>, batch = 1 : i64, batch_stride = array<i64: 0, 0, 0>, accumulate = false, dtype = f64}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{has leading dimension 3 of A, expected at least its 4 columns}}
  plan.gemm %a, %b, %c : !plan.buffer, !plan.buffer, !plan.buffer at [0, 0, 0] bytes [64, 64, 64] stream 0 {ta = false, tb = false, m = 4 : i64, n = 4 : i64, k = 4 : i64, ld = array<i64: 3, 4, 4>, batch = 1 : i64, batch_stride = array<i64: 0, 0, 0>, accumulate = false, dtype = f32}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{has 48 bytes of B, expected at least 64 for 1 matrices of 4x4}}
  plan.gemm %a, %b, %c : !plan.buffer, !plan.buffer, !plan.buffer at [0, 0, 0] bytes [64, 48, 64] stream 0 {ta = false, tb = false, m = 4 : i64, n = 4 : i64, k = 4 : i64, ld = array<i64: 4, 4, 4>, batch = 1 : i64, batch_stride = array<i64: 0, 0, 0>, accumulate = false, dtype = f32}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{touches bytes 16 to 80 of C, which has 64}}
  plan.gemm %a, %b, %c : !plan.buffer, !plan.buffer, !plan.buffer at [0, 0, 16] bytes [64, 64, 64] stream 0 {ta = false, tb = false, m = 4 : i64, n = 4 : i64, k = 4 : i64, ld = array<i64: 4, 4, 4>, batch = 1 : i64, batch_stride = array<i64: 0, 0, 0>, accumulate = false, dtype = f32}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{writes 2 products to one C, expected a batch stride of its own}}
  plan.gemm %a, %b, %c : !plan.buffer, !plan.buffer, !plan.buffer at [0, 0, 0] bytes [64, 64, 64] stream 0 {ta = false, tb = false, m = 4 : i64, n = 4 : i64, k = 4 : i64, ld = array<i64: 4, 4, 4>, batch = 2 : i64, batch_stride = array<i64: 0, 0, 0>, accumulate = false, dtype = f32}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{has a batch stride of -1, expected at least 0}}
  plan.gemm %a, %b, %c : !plan.buffer, !plan.buffer, !plan.buffer at [0, 0, 0] bytes [64, 64, 64] stream 0 {ta = false, tb = false, m = 4 : i64, n = 4 : i64, k = 4 : i64, ld = array<i64: 4, 4, 4>, batch = 1 : i64, batch_stride = array<i64: -1, 0, 0>, accumulate = false, dtype = f32}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %slot = plan.alloc 16 "wire"
  %all = plan.alloc 32 "gathered"
  // expected-error @+1 {{names group @none, expected a plan.group of that name}}
  %src = plan.gather %slot gathered %all group @none at 0 bytes 16 stream 1
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %slot = plan.alloc 16 "wire"
  %all = plan.alloc 32 "gathered"
  // expected-error @+1 {{touches bytes 8 to 24 of slot, which has 16}}
  %src = plan.gather %slot gathered %all group @g at 8 bytes 16 stream 1
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %slot = plan.alloc 16 "wire"
  %all = plan.alloc 32 "gathered"
  // expected-error @+1 {{has slot in arena "gathered", expected wire}}
  %src = plan.gather %all gathered %all group @g at 0 bytes 32 stream 1
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %slot = plan.alloc 16 "wire"
  %all = plan.alloc 32 "gathered"
  // expected-error @+1 {{has gathered in arena "wire", expected gathered}}
  %src = plan.gather %slot gathered %slot group @g at 0 bytes 16 stream 1
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %slot = plan.alloc 16 "wire"
  %all = plan.alloc 32 "gathered"
  %big = plan.alloc 64 "wire"
  // expected-error @+1 {{touches bytes 0 to 64 of gathered, which has 32}}
  %src = plan.gather %big gathered %all group @g at 0 bytes 64 stream 1
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %slot = plan.alloc 16 "wire"
  %all = plan.alloc 32 "gathered"
  %big = plan.alloc 64 "wire"
  %huge = plan.alloc 64 "gathered"
  // expected-error @+1 {{offers 32 bytes, expected the 16 of a slot of @g}}
  %src = plan.gather %big gathered %huge group @g at 0 bytes 32 stream 1
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %slot = plan.alloc 16 "wire"
  %all = plan.alloc 32 "gathered"
  %x = plan.bind "batch" "x" {dtype = f32, shape = array<i64: 4>}
  // expected-error @+1 {{has slot in memory of the caller, expected a plan.alloc or plan.ref}}
  %src = plan.gather %x gathered %all group @g at 0 bytes 16 stream 1
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %grads = plan.alloc 64 "wire"
  %all = plan.alloc 64 "gathered"
  // expected-error @+1 {{has 4 numbers of segments, expected 5 for each: full, outer, piece, stride, slot}}
  %src = plan.reduce %grads received %all group @g bytes 64 slot 32 segments [0, 1, 32, 64] stream 2
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %grads = plan.alloc 64 "wire"
  %all = plan.alloc 64 "gathered"
  // expected-error @+1 {{has segment 0 of full 0, outer 1, piece 0, stride 64, slot 0, expected pieces of at least 1 byte that do not overlap}}
  %src = plan.reduce %grads received %all group @g bytes 64 slot 32 segments [0, 1, 0, 64, 0] stream 2
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %grads = plan.alloc 64 "wire"
  %all = plan.alloc 64 "gathered"
  // expected-error @+1 {{has segment 0 beyond the gradients (64 bytes) or the slot (32)}}
  %src = plan.reduce %grads received %all group @g bytes 64 slot 32 segments [0, 1, 32, 64, 16] stream 2
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %grads = plan.alloc 64 "wire"
  %all = plan.alloc 64 "gathered"
  // expected-error @+1 {{has segment 0 beyond the gradients (64 bytes) or the slot (32)}}
  %src = plan.reduce %grads received %all group @g bytes 64 slot 32 segments [0, 3, 8, 32, 0] stream 2
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %grads = plan.alloc 64 "wire"
  %all = plan.alloc 64 "gathered"
  %t = plan.alloc 64 "transient"
  // expected-error @+1 {{has gradients in arena "transient", expected wire}}
  %src = plan.reduce %t received %all group @g bytes 64 slot 32 segments [0, 1, 32, 64, 0] stream 2
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %slot = plan.alloc 16 "wire"
  %all = plan.alloc 32 "gathered"
  %src = plan.gather %slot gathered %all group @g at 0 bytes 16 stream 1
  // expected-error @+1 {{has stream -1, expected at least 0}}
  plan.release %src stream -1
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %slot = plan.alloc 16 "wire"
  %all = plan.alloc 32 "gathered"
  %src = plan.gather %slot gathered %all group @g at 0 bytes 16 stream 1
  plan.release %src stream 0
  // expected-error @+1 {{is the second one of its sources, expected one}}
  plan.release %src stream 0
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %slot = plan.alloc 16 "wire"
  %all = plan.alloc 32 "gathered"
  %src = plan.gather %slot gathered %all group @g at 0 bytes 16 stream 1
  plan.reclaim %src stream 0
  // expected-error @+1 {{is the second one of its sources, expected one}}
  plan.reclaim %src stream 0
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{has op 'min', expected sum or max}}
  plan.all_reduce %a to %b at [0, 0] count 4 op "min" axis "shard" stream 2 {scale = 1.0 : f64}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{has axis 'rows', expected shard, replicate, world, model or ranks}}
  plan.all_reduce %a to %b at [0, 0] count 4 op "sum" axis "rows" stream 2 {scale = 1.0 : f64}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{is of 'bf16', expected f32, f64, i64, i32 or i1}}
  plan.all_reduce %a to %b at [0, 0] count 4 op "sum" axis "world" stream 2 {scale = 1.0 : f64, dtype = bf16}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{has count -1, expected at least 0}}
  plan.all_reduce %a to %b at [0, 0] count -1 op "sum" axis "shard" stream 2 {scale = 1.0 : f64}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{touches bytes 0 to 68 of source, which has 64}}
  plan.all_reduce %a to %b at [0, 0] count 17 op "sum" axis "shard" stream 2 {scale = 1.0 : f64}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{has count 4611686018427387904, more bytes than 64 bits count}}
  plan.all_reduce %a to %b at [0, 0] count 4611686018427387904 op "sum" axis "shard" stream 2 {scale = 1.0 : f64}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{has scale INF, expected a finite number}}
  plan.all_reduce %a to %b at [0, 0] count 4 op "sum" axis "shard" stream 2 {scale = 0x7FF0000000000000 : f64}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{reduces in place, expected a source that stays intact while other ranks read it}}
  plan.all_reduce %a to %a at [0, 8] count 4 op "sum" axis "shard" stream 2 {scale = 1.0 : f64}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{has 1 offsets, expected 2: of source, destination}}
  plan.all_reduce %a to %b at [0] count 4 op "sum" axis "shard" stream 2 {scale = 1.0 : f64}
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{has 1 offsets, expected 2: of source, destination}}
  plan.copy %a to %b : !plan.buffer, !plan.buffer at [0] bytes 16 stream 0
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{touches bytes 56 to 72 of destination, which has 64}}
  plan.copy %a to %b : !plan.buffer, !plan.buffer at [0, 56] bytes 16 stream 0
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{copies 16 bytes from 0 to 8 of one buffer, expected no overlap}}
  plan.copy %a to %a : !plan.buffer, !plan.buffer at [0, 8] bytes 16 stream 0
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{touches bytes 60 to 68 of destination, which has 64}}
  plan.fill %a : !plan.buffer at 60 bytes 8 stream 0
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %a = plan.alloc 64 "transient"
  %b = plan.alloc 64 "transient"
  %c = plan.alloc 64 "transient"
  // expected-error @+1 {{has destination at offset 0 of -8 bytes, expected none below 0}}
  plan.fill %a : !plan.buffer at 0 bytes -8 stream 0
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  // expected-error @+1 {{has stream -2, expected at least 0}}
  %e = plan.signal stream -2
}

// -----

plan.state @s bytes 64 arena "state"
plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
func.func private @plain(memref<16xf32>)
plan.entry @e {
  %e = plan.signal stream 1
  // expected-error @+1 {{waits on stream 1 for an event of the same stream, whose order is program order: drop it}}
  plan.wait %e stream 1
}

// -----

// expected-error @+1 {{@e leaves "some", expected full or partial}}
plan.entry @e attributes {leaves = "some"} {
}

// -----

// expected-error @+1 {{@e has no base and needs gradients, expected a base exactly where it needs some}}
plan.entry @e attributes {needs = "full"} {
}

// -----

plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
plan.entry @e {
  %a = plan.alloc 64 "wire"
  %b = plan.alloc 128 "gathered"
  // expected-error @+1 {{offers 2 slots to the whole axis, expected one}}
  %s = plan.gather %a gathered %b group @g at 0 bytes 32 stream 1 {parts = 2 : i64}
}

// -----

plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
plan.entry @e {
  %a = plan.alloc 64 "wire"
  %b = plan.alloc 128 "gathered"
  // expected-error @+1 {{offers 32 bytes in 3 parts, expected equal ones}}
  %s = plan.gather %a gathered %b group @g at 0 bytes 32 stream 1 {parts = 3 : i64, ranks = 2 : i64}
}

// -----

plan.group @g {slot_bytes = 16 : i64, full_bytes = 64 : i64, wires = []}
func.func private @k(memref<16xf32>) attributes {plan.kernel}
plan.entry @e {
  %grads = plan.alloc 64 "wire"
  %all = plan.alloc 64 "gathered"
  // expected-error @+1 {{packs with @k, expected a function of that name with 'plan.kernel' and two parameters, slots and gradients}}
  %src = plan.reduce %grads received %all group @g bytes 64 slot 32 segments [0, 1, 32, 64, 0] stream 2 {pack = @k}
}

// -----

plan.group @g {slot_bytes = 48 : i64, full_bytes = 64 : i64, wires = []}
plan.entry @e {
  %a = plan.alloc 64 "wire"
  %b = plan.alloc 128 "gathered"
  // expected-error @+1 {{offers 32 bytes from byte 32 on, expected the 48 of a slot of @g}}
  %s = plan.gather %a gathered %b group @g at 0 bytes 32 stream 1 {from = 32 : i64}
}

// -----

plan.entry @e {
  %a = plan.alloc 64 "wire"
  %b = plan.alloc 64 "transient"
  // expected-error @+1 {{has axis 'shard' and 'ranks', expected them with axis 'ranks' alone}}
  plan.all_reduce %a to %b at [0, 0] count 4 op "sum" axis "shard" stream 0 {scale = 1.0 : f64, ranks = array<i64: 1, 2>}
}

// -----

plan.entry @e {
  %a = plan.alloc 64 "wire"
  %b = plan.alloc 64 "transient"
  // expected-error @+1 {{has axis 'ranks' and no 'ranks', expected them with axis 'ranks' alone}}
  plan.all_reduce %a to %b at [0, 0] count 4 op "sum" axis "ranks" stream 0 {scale = 1.0 : f64}
}

// -----

plan.entry @e {
  %a = plan.alloc 64 "wire"
  %b = plan.alloc 64 "transient"
  // expected-error @+1 {{joins ranks [1], expected a distance and a number of ranks}}
  plan.all_reduce %a to %b at [0, 0] count 4 op "sum" axis "ranks" stream 0 {scale = 1.0 : f64, ranks = array<i64: 1>}
}

// -----

plan.entry @e {
  %a = plan.alloc 64 "wire"
  %b = plan.alloc 64 "transient"
  // expected-error @+1 {{has kind 'shift', expected all_gather or all_to_all}}
  plan.exchange %a to %b at [0, 0] bytes 16 kind "shift" ranks [1, 2] stream 0
}

// -----

plan.entry @e {
  %a = plan.alloc 64 "wire"
  %b = plan.alloc 64 "transient"
  // expected-error @+1 {{joins ranks [0, 2], expected a distance and a number of ranks}}
  plan.exchange %a to %b at [0, 0] bytes 16 kind "all_gather" ranks [0, 2] stream 0
}

// -----

plan.entry @e {
  %a = plan.alloc 64 "wire"
  %b = plan.alloc 64 "transient"
  // expected-error @+1 {{has bytes -1, expected at least 0}}
  plan.exchange %a to %b at [0, 0] bytes -1 kind "all_gather" ranks [1, 2] stream 0
}

// -----

plan.entry @e {
  %a = plan.alloc 64 "wire"
  %b = plan.alloc 64 "transient"
  // expected-error @+1 {{moves 4611686018427387904 bytes of each of 4 ranks, more than 64 bits count}}
  plan.exchange %a to %b at [0, 0] bytes 4611686018427387904 kind "all_gather" ranks [1, 4] stream 0
}

// -----

plan.entry @e {
  %a = plan.alloc 64 "wire"
  %b = plan.alloc 64 "transient"
  // expected-error @+1 {{touches bytes 0 to 80 of destination, which has 64}}
  plan.exchange %a to %b at [0, 0] bytes 40 kind "all_gather" ranks [1, 2] stream 0
}

// -----

plan.entry @e {
  %a = plan.alloc 64 "wire"
  %b = plan.alloc 64 "transient"
  // expected-error @+1 {{touches bytes 0 to 80 of source, which has 64}}
  plan.exchange %a to %b at [0, 0] bytes 40 kind "all_to_all" ranks [1, 2] stream 0
}

// -----

plan.entry @e {
  %a = plan.alloc 64 "wire"
  %b = plan.alloc 64 "transient"
  // expected-error @+1 {{has 1 offsets, expected 2}}
  plan.exchange %a to %b at [0] bytes 4 kind "all_to_all" ranks [1, 2] stream 0
}

// -----

plan.entry @e {
  %a = plan.alloc 64 "wire"
  %b = plan.alloc 64 "transient"
  // expected-error @+1 {{exchanges in place, expected a source that stays intact while other ranks read it}}
  plan.exchange %a to %a at [0, 16] bytes 16 kind "all_to_all" ranks [1, 2] stream 0
}

// -----

plan.entry @e {
  %a = plan.alloc 64 "wire"
  %b = plan.alloc 64 "transient"
  // expected-error @+1 {{has stream -1, expected at least 0}}
  plan.exchange %a to %b at [0, 0] bytes 4 kind "all_gather" ranks [1, 2] stream -1
}
