// RUN: fsdp-opt %s -split-input-file -fsdp-outline-hook-kernels | FileCheck %s --check-prefixes=CHECK,STREAM
// RUN: fsdp-opt %s -split-input-file -canonicalize -cse -fsdp-outline-hook-kernels -canonicalize -cse | FileCheck %s --check-prefix=LAUNCH

// A 9x3 bf16 weight and an f32 bias of 9, over 8 ranks: chunks of 2 rows and of 2
// elements (16 elements of state each), wires of 32 and 64 bytes.

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 8>} {
  // CHECK-DAG: plan.state @g.param bytes 128 arena "state"
  // CHECK-DAG: plan.state @g.exp_avg bytes 128 arena "state"
  // CHECK-DAG: plan.state @g.grad bytes 128 arena "carried"
  // CHECK-DAG: plan.scalar "lr" initial(1.000000e-02) index 0
  // A scalar may be called like an entry.
  // CHECK-DAG: plan.scalar "step" initial(1.000000e+00) index 1
  // Offsets, strides and valid elements of two gradients; the weight's ninth row
  // is on shard 4.
  // CHECK-DAG: plan.table @reduce_offsets_0 base [0, 192, 27, 192, 64, 9] stride [24, 0, -6, 8, 0, -2] {buffered_base = array<i64: 0, 24, 27, 32, 8, 9>, buffered_stride = array<i64: 0, 0, -6, 0, 0, -2>, hi = array<i64: {{.*}}, {{.*}}, 6, {{.*}}, {{.*}}, 2>, lo = array<i64: 0, 0, 0, 0, 0, 0>}
  fsdp.group @g {reshard = "true", state_bytes = 128 : i64, slot_bytes = 96 : i64, full_bytes = 256 : i64}
  fsdp.param @w {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g, trained,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  fsdp.param @b {types = [tensor<9xf32>], compute = [tensor<9xf32>], group = @g, trained,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 1, offset = 16>]}

  // LAUNCH-LABEL: func.func @step
  // LAUNCH-NOT: fsdp.{{pack|unpack|reduce_unpack}}
  func.func @step() attributes {fsdp.entry = "step"} {
    %slot = memref.alloc() : memref<96xi8>
    // LAUNCH: plan.launch @pack_0(%{{.*}}, %{{.*}} : !plan.buffer, memref<96xi8>) at [0, 0] bytes [128, 96] access [1, 2] stream 1 {group = @g}
    fsdp.pack @g into %slot : memref<96xi8> segments [
      #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0], full = []>,
      #fsdp.segment<classIndex = 1, param = @b, outer = 1, chunk = 2, inner = 1, size = 9, state = [16], wire = [32], full = []>] {
    ^bb0(%x: f32, %row: index, %valid: index):
      %t = arith.truncf %x : f32 to bf16
      fsdp.yield %t : bf16
    }, {
    ^bb0(%x: f32, %row: index, %valid: index):
      fsdp.yield %x : f32
    }
    %t = fsdp.collective_start gather @g axis(shard) inputs(%slot : memref<96xi8>)
    %s = fsdp.wait %t : !fsdp.sources
    %full = memref.alloc() : memref<256xi8>
    // LAUNCH: plan.launch @unpack_0(%{{.*}}, %{{.*}} : !fsdp.sources, memref<256xi8>) at [0, 0] bytes [40, 256] access [1, 2] stream 0 {group = @g}
    fsdp.unpack @g phase(forward) %s into %full : memref<256xi8> segments [
      #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0], full = [0]>,
      #fsdp.segment<classIndex = 1, param = @b, outer = 1, chunk = 2, inner = 1, size = 9, state = [16], wire = [32], full = [192]>] {
    ^bb0(%x: bf16, %row: index, %valid: index):
      %e = arith.extf %x : bf16 to f32
      fsdp.yield %e : f32
    }, {
    ^bb0(%x: f32, %row: index, %valid: index):
      fsdp.yield %x : f32
    }
    %gw = memref.alloc() : memref<9x3xf32>
    %gb = memref.alloc() : memref<9xf32>
    %rt = fsdp.collective_start reduce @g axis(shard) inputs(%gw, %gb : memref<9x3xf32>, memref<9xf32>)
      grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 3, size = 9, full = 0, slot = 0, shard = 0>,
             #fsdp.grad_segment<param = @b, innerIndex = -1, outer = 1, chunk = 2, inner = 1, size = 9, full = 192, slot = 32, shard = 16>]
    %rs = fsdp.wait %rt : !fsdp.sources
    // LAUNCH: plan.launch @reduce_unpack_0(%{{.*}}, %{{.*}}, %{{.*}} : !fsdp.sources, !plan.table, !plan.buffer) at [0, 0, 0] bytes [96, 0, 128] access [1, 0, 2] stream 2 {group = @g}
    fsdp.reduce_unpack @g %rs scale(0.125)
      grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 3, size = 9, full = 0, slot = 0, shard = 0>,
             #fsdp.grad_segment<param = @b, innerIndex = -1, outer = 1, chunk = 2, inner = 1, size = 9, full = 192, slot = 32, shard = 16>]
    return
  }

  // LAUNCH-LABEL: func.func @optimizer
  func.func @optimizer(%n: memref<f32> {fsdp.metric = "norm"}) attributes {fsdp.entry = "optimizer"} {
    // LAUNCH: %[[P:.*]] = plan.alloc 64 "wire" {name = "grad_norm.partial"}
    // LAUNCH: plan.launch @grad_norm_0(%{{.*}}, %[[P]] : !plan.buffer, !plan.buffer) at [0, 0] bytes [128, 4] access [1, 2] stream 0
    // LAUNCH: plan.all_reduce %[[P]] to %[[T:.*]] at [0, 0] count 1 op "sum" axis "shard" stream 0
    // LAUNCH: plan.launch @grad_norm_root_0(%[[T]], %{{.*}} : !plan.buffer, memref<f32>) at [0, 0] bytes [4, 4] access [1, 2] stream 0
    fsdp.grad_norm [@g] ord(2.0) into %n : memref<f32>
    %lr = fsdp.scalar "lr" initial(1.0e-02) : f64
    %step = fsdp.scalar "step" initial(1.0) : f64
    // LAUNCH: plan.launch @update_0({{.*}} : !plan.buffer, !plan.buffer, !plan.buffer, !plan.scalars, memref<f32>) at [0, 0, 0, 0, 0] bytes [128, 128, 128, 0, 4] access [3, 1, 3, 0, 1] stream 0 {group = @g}
    fsdp.update @g [@w, @b] states ["exp_avg"] uniforms(%lr, %n : f64, memref<f32>)
        attributes {segments = [#fsdp.update_segment<state = 0, grad = 0, moment = 0, count = 32>]} {
    ^bb0(%p: f32, %gr: f32, %m: f32, %lr0: f64, %n0: f32):
      %l = arith.truncf %lr0 : f64 to f32
      %half = arith.constant 0.5 : f32
      %m0 = arith.mulf %m, %half : f32
      %m1 = arith.addf %m0, %gr : f32
      %k = arith.divf %l, %n0 : f32
      %u = arith.mulf %m1, %k : f32
      %q = arith.subf %p, %u : f32
      fsdp.yield %q, %m1 : f32, f32
    }
    return
  }
}

// The weight's and the bias's elements, pads included: one flat loop each.
// CHECK-LABEL: func.func private @pack_0(
// CHECK-SAME: memref<32xf32> {llvm.noalias}, %{{.*}}: memref<96xi8> {llvm.noalias}) attributes {plan.kernel}
// CHECK: scf.for
// CHECK: arith.truncf
// CHECK: scf.for
// CHECK-NOT: scf.for
// CHECK-LABEL: func.func private @unpack_0(
// CHECK-SAME: memref<8xi64> {llvm.noalias}, %{{.*}}: memref<256xi8> {llvm.noalias})
// CHECK: llvm.inttoptr
// CHECK-LABEL: func.func private @reduce_unpack_0(
// CHECK-SAME: memref<8xi64> {llvm.noalias}, %{{.*}}: memref<6xi64> {llvm.noalias}, %{{.*}}: memref<32xf32> {llvm.noalias})
// CHECK-LABEL: func.func private @grad_norm_0(
// CHECK: arith.extf
// CHECK: arith.addf %{{.*}}, %{{.*}} fastmath<reassoc> : f64
// CHECK-LABEL: func.func private @grad_norm_root_0(
// CHECK: math.sqrt
// What does not depend on the element is computed once.
// CHECK-LABEL: func.func private @update_0(
// CHECK: arith.divf
// CHECK: scf.for
// CHECK-NOT: arith.divf

// -----

// Slots, which other ranks read, and unsharded buffers beyond the caches are written
// around the caches, from tiles of 4 KiB; the rest of a run as usual.
// 4,196,352 f32 elements of 4 KiB rows over 2 ranks.

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {reshard = "true", state_bytes = 16785408 : i64, slot_bytes = 8392704 : i64, full_bytes = 33570816 : i64}
  fsdp.param @w {types = [tensor<8196x1024xf32>], compute = [tensor<8196x1024xf32>], group = @g,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 8196, inner = 1024, offset = 0>]}
  func.func @step() attributes {fsdp.entry = "step"} {
    %slot = memref.alloc() : memref<8392704xi8>
    fsdp.pack @g into %slot : memref<8392704xi8> segments [
      #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 4098, inner = 1024, size = 8196, state = [0], wire = [0], full = []>] {
    ^bb0(%x: f32, %row: index, %valid: index):
      %t = arith.truncf %x : f32 to bf16
      fsdp.yield %t : bf16
    }
    %t = fsdp.collective_start gather @g axis(shard) inputs(%slot : memref<8392704xi8>)
    %s = fsdp.wait %t : !fsdp.sources
    %full = memref.alloc() : memref<33570816xi8>
    fsdp.unpack @g phase(forward) %s into %full : memref<33570816xi8> segments [
      #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 4098, inner = 1024, size = 8196, state = [0], wire = [0], full = [0]>] {
    ^bb0(%x: bf16, %row: index, %valid: index):
      %e = arith.extf %x : bf16 to f32
      fsdp.yield %e : f32
    }
    return
  }
}

// STREAM-LABEL: func.func private @pack_0(
// STREAM-SAME: memref<4196352xf32> {llvm.noalias}, %[[SLOT:.*]]: memref<8392704xi8>
// STREAM: %[[TILE:.*]] = memref.alloca() {alignment = 64 : i64} : memref<4096xi8>
// STREAM: arith.truncf
// STREAM: %[[LINE:.*]] = vector.load %[[TILE]]
// STREAM: vector.store %[[LINE]], %[[SLOT]][%{{.*}}] {alignment = 64 : i64, nontemporal = true}
// STREAM: arith.truncf
// STREAM: llvm.fence seq_cst
// STREAM-LABEL: func.func private @unpack_0(
// STREAM: arith.extf
// STREAM: vector.store {{.*}} {alignment = 64 : i64, nontemporal = true}
// STREAM: llvm.fence seq_cst
