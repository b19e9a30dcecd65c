// RUN: fsdp-opt %s -fsdp-recompute=memory-budget=5700 | FileCheck %s
// RUN: fsdp-opt %s -fsdp-recompute=memory-budget=9000 | FileCheck %s --check-prefix=ROOM
// RUN: sed 's/wires = \[\]}/wires = [], recompute}/' %s | fsdp-opt -fsdp-recompute | FileCheck %s --check-prefix=MARK
// RUN: fsdp-opt %s -canonicalize -cse -fsdp-recompute=memory-budget=5700 -canonicalize -cse -fsdp-schedule -fsdp-plan-memory -fsdp-insert-sync | FileCheck %s --check-prefix=AFTER
// RUN: not fsdp-opt %s -fsdp-recompute='memory-budget=5700 policy=both' 2>&1 | FileCheck %s --check-prefix=POLICY
// RUN: not fsdp-opt %s -fsdp-recompute='memory-budget=-1' 2>&1 | FileCheck %s --check-prefix=NEGATIVE

// Backward needs the wide value, which no room is left for, and does not read the
// parameter that it is computed with: the bias, which its own gather does not unpack.

// CHECK-LABEL: plan.entry @step.sync
// CHECK-SAME: recomputed = {bytes = 2048 : i64, commands = 2 : i64, peak = 3584 : i64, peak_before = 5632 : i64}
// CHECK: plan.launch @unpack_all({{.*}}) {{.*}} {group = @g, phase = "forward"}
// CHECK: plan.fill %[[WIDE:.*]] : !plan.buffer at 0 bytes 2048 {{.*}}"forward"
// CHECK: plan.launch @widen(%{{.*}}, %[[FULL:.*]], %[[WIDE]] : {{.*}}"forward"
// CHECK: plan.launch @narrow(%[[WIDE]], {{.*}}"forward"
// The group's gather in backward is forward's, for the bias, and serves what backward unpacks, which forward may not read.
// CHECK: %[[SOURCES:.*]] = plan.gather {{.*}} group @g {{.*}} {phase = "backward"}
// CHECK-NEXT: plan.launch @unpack_all(%[[SOURCES]], %[[WHOLE:.*]] : {{.*}} {group = @g, phase = "backward"}
// CHECK-NEXT: plan.launch @unpack_weight(%[[SOURCES]], %[[WHOLE]] : {{.*}} {group = @g, phase = "backward"}
// CHECK-NEXT: plan.release %[[SOURCES]]
// CHECK: plan.launch @grad({{.*}}, %[[WHOLE]],
// CHECK: plan.fill %[[AGAIN:.*]] : !plan.buffer at 0 bytes 2048 {{.*}}"backward"
// CHECK-NEXT: plan.launch @widen(%{{.*}}, %[[WHOLE]], %[[AGAIN]] : {{.*}}"backward"
// CHECK-NEXT: plan.launch @weight(%[[AGAIN]],
// CHECK-NOT: plan.launch @unpack_weight
// CHECK-NOT: plan.gather

// ROOM-NOT: recomputed
// ROOM: plan.launch @unpack_weight
// ROOM: plan.launch @weight

// The loss, which only backward reads, is part of the group's part: from its input on.
// MARK: recomputed = {bytes = 2304 : i64, commands = 3 : i64

// AFTER: plan.launch @widen
// AFTER: plan.launch @widen
// AFTER: plan.launch @weight

// POLICY: error: {{.*}}cannot be scheduled by policy 'both', expected auto or fsdp2
// NEGATIVE: error: {{.*}}a memory budget of -1 bytes, expected none below 0

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  plan.group @g {slot_bytes = 128 : i64, full_bytes = 256 : i64, wires = []}
  plan.state @g.param bytes 128 arena "state"
  plan.state @g.grad bytes 128 arena "carried"
  func.func private @unpack_all(memref<2xi64>, memref<256xi8>) attributes {plan.kernel}
  func.func private @unpack_weight(memref<2xi64>, memref<128xi8>) attributes {plan.kernel}
  func.func private @widen(memref<64xf32>, memref<64xf32>, memref<512xf32>) attributes {plan.kernel}
  func.func private @narrow(memref<512xf32>, memref<64xf32>) attributes {plan.kernel}
  func.func private @seed(memref<64xf32>, memref<256xf32>) attributes {plan.kernel}
  func.func private @grad(memref<256xf32>, memref<32xf32>, memref<64xf32>) attributes {plan.kernel}
  func.func private @weight(memref<512xf32>, memref<64xf32>, memref<64xf32>) attributes {plan.kernel}
  func.func private @reduce_unpack(memref<2xi64>, memref<32xf32>) attributes {plan.kernel}
  plan.entry @step.sync {
    %x = plan.bind "batch" "x" {dtype = f32, shape = array<i64: 64>}
    %shard = plan.ref @g.param
    %all = plan.alloc 256 "gathered"
    %sources = plan.gather %shard gathered %all group @g at 0 bytes 128 stream 1 {phase = "forward"}
    %full = plan.alloc 256 "transient"
    plan.launch @unpack_all(%sources, %full : !plan.sources, !plan.buffer) at [0, 0] bytes [128, 256] access [1, 2] stream 0 {group = @g, phase = "forward"}
    plan.release %sources stream 0
    %wide = plan.alloc 2048 "transient"
    plan.fill %wide : !plan.buffer at 0 bytes 2048 stream 0 {phase = "forward"}
    plan.launch @widen(%x, %full, %wide : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [256, 256, 2048] access [1, 1, 3] stream 0 {phase = "forward"}
    %y = plan.alloc 256 "transient"
    plan.launch @narrow(%wide, %y : !plan.buffer, !plan.buffer) at [0, 0] bytes [2048, 256] access [1, 2] stream 0 {phase = "forward"}
    %dy = plan.alloc 3072 "transient"
    plan.launch @seed(%y, %dy : !plan.buffer, !plan.buffer) at [0, 0] bytes [256, 1024] access [1, 2] stream 0 {phase = "backward"}
    %all_backward = plan.alloc 256 "gathered"
    %sources_backward = plan.gather %shard gathered %all_backward group @g at 0 bytes 128 stream 1 {phase = "backward"}
    %weight = plan.alloc 256 "transient"
    plan.launch @unpack_weight(%sources_backward, %weight : !plan.sources, !plan.buffer) at [0, 0] bytes [64, 128] access [1, 2] stream 0 {group = @g, phase = "backward"}
    plan.release %sources_backward stream 0
    %dx = plan.alloc 256 "transient"
    plan.launch @grad(%dy, %weight, %dx : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [1024, 128, 256] access [1, 1, 2] stream 0 {phase = "backward"}
    %grads = plan.alloc 256 "wire"
    plan.launch @weight(%wide, %dx, %grads : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [2048, 256, 256] access [1, 1, 2] stream 0 {phase = "backward"}
    %received = plan.alloc 256 "gathered"
    %reduced = plan.reduce %grads received %received group @g bytes 256 slot 128 segments [0, 1, 128, 256, 0] stream 2
    %sum = plan.ref @g.grad
    plan.launch @reduce_unpack(%reduced, %sum : !plan.sources, !plan.buffer) at [0, 0] bytes [128, 128] access [1, 2] stream 2 {group = @g, phase = "backward"}
    plan.release %reduced stream 2
  }
}
