// RUN: fsdp-opt %s -split-input-file -fsdp-hoist-statistics -verify-diagnostics | FileCheck %s
// RUN: fsdp-opt %s -split-input-file -fsdp-hoist-statistics -canonicalize -cse -verify-diagnostics | FileCheck %s

// Two entries with the same statistics share a state; what an evaluation of one group needs is its own.

// CHECK: plan.state @hook_statistics_0 bytes 64 arena "state"
// CHECK: plan.state @hook_statistics bytes 64 arena "state"
// CHECK-LABEL: plan.entry @step.sync
// CHECK-NOT: @stats
// CHECK: %[[S:.*]] = plan.ref @hook_statistics
// CHECK-NOT: all_reduce
// CHECK: plan.launch @pack(%{{.*}}, %{{.*}}, %[[S]] :
// CHECK-LABEL: plan.entry @step.accumulate
// CHECK: %[[S:.*]] = plan.ref @hook_statistics
// CHECK: plan.launch @pack(%{{.*}}, %{{.*}}, %[[S]] :
// CHECK-LABEL: plan.entry @eval
// CHECK: %[[S:.*]] = plan.ref @hook_statistics_0
// CHECK: plan.launch @pack(%{{.*}}, %{{.*}}, %[[S]] :
// CHECK-LABEL: plan.entry @optimizer
// CHECK: plan.launch @update(
// CHECK: plan.launch @stats(%{{.*}}, %[[P:.*]] : {{.*}} at [0, 0]
// CHECK: plan.launch @stats(%{{.*}}, %[[P]] : {{.*}} at [0, 4]
// CHECK: plan.all_reduce %[[P]] to %{{.*}} count 2 op "max"
// State that a launch keeps for itself stays where it is.
// CHECK: %[[ARRIVALS:.*]] = plan.ref @stats.arrivals
// CHECK: plan.launch @counted(%{{.*}}, %{{.*}}, %[[ARRIVALS]] :
// CHECK: plan.all_reduce {{.*}} count 1 op "max"
// CHECK-LABEL: plan.entry @statistics
// CHECK: plan.launch @stats(
// CHECK: plan.all_reduce {{.*}} count 2 op "max"
// CHECK: plan.all_reduce {{.*}} count 1 op "max"
// CHECK-NOT: plan.launch @update
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  plan.group @g {slot_bytes = 64 : i64, full_bytes = 128 : i64, wires = []}
  plan.group @h {slot_bytes = 64 : i64, full_bytes = 128 : i64, wires = []}
  plan.state @g.param bytes 256 arena "state"
  plan.state @h.param bytes 256 arena "state"
  plan.state @stats.arrivals bytes 4 arena "carried"
  func.func private @stats(memref<64xf32>, memref<1xf32>) attributes {plan.kernel}
  func.func private @counted(memref<64xf32>, memref<1xf32>, memref<1xi32>) attributes {plan.kernel}
  func.func private @pack(memref<64xf32>, memref<64xi8>, memref<1xf32>) attributes {plan.kernel}
  func.func private @update(memref<64xf32>) attributes {plan.kernel}
  plan.entry @step.sync {
    %g = plan.ref @g.param
    %h = plan.ref @h.param
    %partial = plan.alloc 64 "wire"
    plan.launch @stats(%g, %partial : !plan.buffer, !plan.buffer) at [0, 0] bytes [256, 4] access [1, 2] stream 1 {group = @g, phase = "forward"}
    plan.launch @stats(%h, %partial : !plan.buffer, !plan.buffer) at [0, 4] bytes [256, 4] access [1, 2] stream 1 {group = @h, phase = "forward"}
    %value = plan.alloc 64 "transient"
    plan.all_reduce %partial to %value at [0, 0] count 2 op "max" axis "shard" stream 1 {label = "stats", scale = 1.0 : f64}
    %slot = plan.alloc 64 "wire"
    plan.launch @pack(%g, %slot, %value : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [256, 64, 4] access [1, 2, 1] stream 1 {group = @g, phase = "forward"}
    %all = plan.alloc 128 "gathered"
    %sources = plan.gather %slot gathered %all group @g at 0 bytes 64 stream 1 {phase = "forward"}
    plan.release %sources stream 0
    %slot_h = plan.alloc 64 "wire"
    plan.launch @pack(%h, %slot_h, %value : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 4] bytes [256, 64, 4] access [1, 2, 1] stream 1 {group = @h, phase = "forward"}
    %all_h = plan.alloc 128 "gathered"
    %sources_h = plan.gather %slot_h gathered %all_h group @h at 0 bytes 64 stream 1 {phase = "forward"}
    plan.release %sources_h stream 0
  }
  plan.entry @step.accumulate {
    %g = plan.ref @g.param
    %h = plan.ref @h.param
    %partial = plan.alloc 64 "wire"
    plan.launch @stats(%g, %partial : !plan.buffer, !plan.buffer) at [0, 0] bytes [256, 4] access [1, 2] stream 1 {group = @g, phase = "forward"}
    plan.launch @stats(%h, %partial : !plan.buffer, !plan.buffer) at [0, 4] bytes [256, 4] access [1, 2] stream 1 {group = @h, phase = "forward"}
    %value = plan.alloc 64 "transient"
    plan.all_reduce %partial to %value at [0, 0] count 2 op "max" axis "shard" stream 1 {label = "stats", scale = 1.0 : f64}
    %slot = plan.alloc 64 "wire"
    plan.launch @pack(%g, %slot, %value : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [256, 64, 4] access [1, 2, 1] stream 1 {group = @g, phase = "forward"}
    %all = plan.alloc 128 "gathered"
    %sources = plan.gather %slot gathered %all group @g at 0 bytes 64 stream 1 {phase = "forward"}
    plan.release %sources stream 0
  }
  plan.entry @eval {
    %g = plan.ref @g.param
    %partial = plan.alloc 64 "wire"
    %arrivals = plan.ref @stats.arrivals
    plan.launch @counted(%g, %partial, %arrivals : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [256, 4, 4] access [1, 2, 3] stream 1 {group = @g, phase = "forward"}
    %value = plan.alloc 64 "transient"
    plan.all_reduce %partial to %value at [0, 0] count 1 op "max" axis "shard" stream 1 {label = "stats", scale = 1.0 : f64}
    %slot = plan.alloc 64 "wire"
    plan.launch @pack(%g, %slot, %value : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [256, 64, 4] access [1, 2, 1] stream 1 {group = @g, phase = "forward"}
    %all = plan.alloc 128 "gathered"
    %sources = plan.gather %slot gathered %all group @g at 0 bytes 64 stream 1 {phase = "forward"}
    plan.release %sources stream 0
  }
  plan.entry @optimizer {
    %g = plan.ref @g.param
    plan.launch @update(%g : !plan.buffer) at [0] bytes [256] access [3] stream 0
  }
}

// -----

// expected-error @+1 {{statistics of hooks cannot be computed with the optimizer: the plan has none; give one with --optimizer}}
module {
  plan.group @g {slot_bytes = 64 : i64, full_bytes = 128 : i64, wires = []}
}
