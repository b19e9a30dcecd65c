// RUN: fsdp-opt %s -fsdp-convert-to-plan | FileCheck %s
// RUN: fsdp-opt %s -canonicalize -cse -fsdp-convert-to-plan | FileCheck %s

// Two replicas of two shards. Group g packs bf16; the root's shard is its slot.

module attributes {fsdp.grid = #fsdp.grid<replicas = 2, shards = 2>} {
  // CHECK: plan.group @g {full_bytes = 64 : i64, reshard = "true", slot_bytes = 16 : i64, wires = [{{.*}}bf16
  fsdp.group @g {reshard = "true", slot_bytes = 16 : i64, full_bytes = 64 : i64,
    wires = [{param = "w", input = 0 : i64, dtype = bf16, elements = 6 : i64, offset = 0 : i64}]}
  // A group without a pack: its wires are its inner tensors.
  // CHECK: plan.group @root {full_bytes = 64 : i64, reshard = "false", root, slot_bytes = 64 : i64,
  // CHECK-SAME: wires = [{dtype = f32, elements = 4 : i64, input = 0 : i64, offset = 0 : i64, param = "b"}]}
  fsdp.group @root {reshard = "false", root, slot_bytes = 64 : i64, full_bytes = 64 : i64}
  // CHECK: plan.tensor "w" role "param" in @g.param at 0 {chunk = 2 : i64, dim = 0 : i64, dtype = f32, group = @g, param = "w", shape = array<i64: 3, 3>, trained}
  // CHECK: plan.tensor "w.exp_avg" role "moment" in @g.exp_avg at 0
  // CHECK: plan.tensor "w" role "grad" in @g.grad at 0
  fsdp.param @w {types = [tensor<3x3xf32>], compute = [tensor<3x3xf32>], group = @g, trained,
    optimizer = "adam()",
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 3, inner = 3, offset = 0>]}
  fsdp.param @b {types = [tensor<8xf32>], compute = [tensor<8xf32>], group = @root,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 8, inner = 1, offset = 0>]}
  plan.state @g.param bytes 64 arena "state"
  plan.state @g.exp_avg bytes 64 arena "state" {moment = f32}
  plan.state @g.grad bytes 64 arena "carried"
  plan.state @root.param bytes 64 arena "state"
  plan.table @valid base [9] stride [-3] {lo = array<i64: 0>, hi = array<i64: 6>}
  plan.scalar "lr" initial(1.0e-02) index 0

  func.func private @pack_0(memref<16xf32>, memref<16xi8>) attributes {plan.kernel}
  func.func private @unpack_0(memref<2xi64>, memref<64xi8>) attributes {plan.kernel}
  func.func private @unpack_1(memref<2xi64>, memref<64xi8>) attributes {plan.kernel}
  func.func private @compute_0(memref<9xf32>, memref<8xf32>, memref<4xf32>) attributes {plan.kernel}
  func.func private @compute_1(memref<9xf32>, memref<9xf32>) attributes {plan.kernel}
  func.func private @reduce_unpack_0(memref<2xi64>, memref<1xi64>, memref<16xf32>) attributes {plan.kernel}
  func.func private @update_0(memref<16xf32>, memref<16xf32>, memref<1xf64>) attributes {plan.kernel}

  // CHECK-LABEL: plan.entry @step.sync {
  func.func @step(%x: memref<9xf32> {fsdp.batch = "x"}, %loss: memref<f32> {fsdp.loss},
                  %again: memref<9xf32> {fsdp.metric = "last"}) attributes {fsdp.entry = "step"} {
    // CHECK-DAG: %[[X:.*]] = plan.bind "batch" "x" {dtype = f32, shape = array<i64: 9>}
    // CHECK-DAG: %[[LOSS:.*]] = plan.bind "loss" "" {dtype = f32, shape = array<i64>}
    // CHECK-DAG: %[[LAST:.*]] = plan.bind "metric" "last"
    // The gradient: 4 rows of 12 bytes, padded to 64.
    // CHECK-DAG: %[[GRAD:.*]] = plan.alloc 64 "wire" {name = "g.full_grad"}
    %c16 = arith.constant 16 : index
    %c0 = arith.constant 0 : index
    // CHECK: %[[STATE:.*]] = plan.ref @g.param
    %state = plan.ref @g.param
    // CHECK: %[[SLOT:.*]] = plan.alloc 16 "wire" {name = "g.slot"}
    %slot = memref.alloc() : memref<16xi8>
    // CHECK: plan.launch @pack_0(%[[STATE]], %[[SLOT]] : !plan.buffer, !plan.buffer) at [0, 0] bytes [24, 16] access [1, 2] stream 1 {group = @g, phase = "forward"}
    plan.launch @pack_0(%state, %slot : !plan.buffer, memref<16xi8>) at [0, 0] bytes [24, 16] access [1, 2] stream 1 {group = @g}
    // CHECK: %[[GATHERED:.*]] = plan.alloc 32 "gathered" {name = "g.gathered"}
    // CHECK: %[[SRC:.*]] = plan.gather %[[SLOT]] gathered %[[GATHERED]] group @g at 0 bytes 16 stream 1 {phase = "forward"}
    %t = fsdp.collective_start gather @g axis(shard) inputs(%slot : memref<16xi8>)
    // CHECK: %[[ROOT:.*]] = plan.ref @root.param
    // CHECK: plan.gather %[[ROOT]] gathered %{{.*}} group @root at 0 bytes 64 stream 1
    %rslot = fsdp.shard_slot @root : memref<64xi8>
    %rt = fsdp.collective_start gather @root axis(shard) inputs(%rslot : memref<64xi8>)
    %src = fsdp.wait %t : !fsdp.sources
    // CHECK: %[[FULL:.*]] = plan.alloc 64 "transient"
    %full = memref.alloc() : memref<64xi8>
    // CHECK: plan.launch @unpack_0(%[[SRC]], %[[FULL]] : !plan.sources, !plan.buffer) at [0, 0] bytes [16, 64] access [1, 2] stream 0 {group = @g, phase = "forward"}
    // CHECK-NEXT: plan.release %[[SRC]] stream 0
    plan.launch @unpack_0(%src, %full : !fsdp.sources, memref<64xi8>) at [0, 0] bytes [16, 64] access [1, 2] stream 0 {group = @g}
    %rsrc = fsdp.wait %rt : !fsdp.sources
    %rfull = memref.alloc() : memref<64xi8>
    plan.launch @unpack_1(%rsrc, %rfull : !fsdp.sources, memref<64xi8>) at [0, 0] bytes [64, 64] access [1, 2] stream 0 {group = @root}
    %w = memref.view %full[%c0][] : memref<64xi8> to memref<3x3xf32>
    %b = memref.view %rfull[%c16][] : memref<64xi8> to memref<2x4xf32>
    %b1 = memref.subview %b[1, 0][1, 4][1, 1] : memref<2x4xf32> to memref<4xf32, strided<[1], offset: 4>>
    // View at byte 16, its row 1 at byte 16 of it.
    // CHECK: plan.launch @compute_0({{.*}}) at [0, 32, 0] bytes [36, 16, 4] access [1, 1, 2] stream 0 {phase = "forward"}
    plan.launch @compute_0(%w, %b1, %loss : memref<3x3xf32>, memref<4xf32, strided<[1], offset: 4>>, memref<f32>) at [0, 0, 0] bytes [36, 16, 4] access [1, 1, 2] stream 0
    fsdp.phase_boundary
    %gw = memref.alloc() : memref<9xf32>
    // Computed in place.
    // CHECK: plan.launch @compute_1(%[[X]], %[[GRAD]] : !plan.buffer, !plan.buffer) at [0, 0] bytes [36, 36] access [1, 2] stream 0 {phase = "backward"}
    plan.launch @compute_1(%x, %gw : memref<9xf32>, memref<9xf32>) at [0, 0] bytes [36, 36] access [1, 2] stream 0
    %gw2 = memref.expand_shape %gw [[0, 1]] output_shape [3, 3] : memref<9xf32> into memref<3x3xf32>
    // CHECK: %[[RECEIVED:.*]] = plan.alloc 64 "gathered" {name = "g.received"}
    // CHECK: %[[RSRC:.*]] = plan.reduce %[[GRAD]] received %[[RECEIVED]] group @g bytes 64 slot 32 segments [0, 1, 24, 48, 0] stream 2
    %r = fsdp.collective_start reduce @g axis(shard) inputs(%gw2 : memref<3x3xf32>)
      grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 3, size = 3, full = 0, slot = 0, shard = 0>]
    %gsrc = fsdp.wait %r : !fsdp.sources
    %table = plan.table_ref @valid
    %shard = plan.ref @g.grad
    // What replicas exchange is reduced where they read it.
    // CHECK: %[[COPY:.*]] = plan.alloc 64 "wire" {name = "g.replica_grad"}
    // CHECK-NEXT: plan.launch @reduce_unpack_0(%[[RSRC]], %{{.*}}, %[[COPY]] :
    // CHECK-NEXT: plan.release %[[RSRC]] stream 2
    plan.launch @reduce_unpack_0(%gsrc, %table, %shard : !fsdp.sources, !plan.table, !plan.buffer) at [0, 0, 0] bytes [32, 0, 64] access [1, 0, 2] stream 2 {group = @g}
    // CHECK: %[[SHARD:.*]] = plan.ref @g.grad
    // CHECK: plan.all_reduce %[[COPY]] to %[[SHARD]] at [0, 0] count 16 op "sum" axis "replicate" stream 2 {group = @g, scale = 5.000000e-01 : f64}
    %a = fsdp.collective_start all_reduce @g axis(replicate)
    fsdp.wait %a
    // A gradient that is not an allocation of its own would be copied.
    // CHECK: plan.copy %[[GRAD]] to %[[LAST]]
    plan.copy %gw to %again : memref<9xf32>, memref<9xf32> at [0, 0] bytes 36 stream 0
    return
  }
  // CHECK-LABEL: plan.entry @optimizer {
  func.func @optimizer() attributes {fsdp.entry = "optimizer"} {
    // CHECK: plan.scalars
    %s = plan.scalars
    %p = plan.ref @g.param
    %g = plan.ref @g.grad
    // CHECK: plan.launch @update_0({{.*}}) at [0, 0, 0] bytes [64, 64, 0] access [3, 1, 0] stream 0{{$}}
    plan.launch @update_0(%p, %g, %s : !plan.buffer, !plan.buffer, !plan.scalars) at [0, 0, 0] bytes [64, 64, 0] access [3, 1, 0] stream 0
    return
  }
}
// CHECK-NOT: fsdp.entry
