// RUN: fsdp-opt %s -fsdp-schedule | FileCheck %s

// Two forward passes over the same two groups, one after the other in the input:
// they go through the layers side by side, so that each group is gathered once and
// freed before the next one's second reader.

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  plan.group @g0 {slot_bytes = 64 : i64, full_bytes = 128 : i64, wires = []}
  plan.group @g1 {slot_bytes = 64 : i64, full_bytes = 128 : i64, wires = []}
  plan.state @g0.param bytes 64 arena "state"
  plan.state @g1.param bytes 64 arena "state"
  func.func private @unpack(memref<2xi64>, memref<128xi8>) attributes {plan.kernel}
  func.func private @layer(memref<32xf32>, memref<32xf32>, memref<32xf32>) attributes {plan.kernel}
  // CHECK-LABEL: plan.entry @eval
  plan.entry @eval {
    %x = plan.bind "batch" "x" {dtype = f32, shape = array<i64: 32>}
    %a = plan.alloc 128 "transient" {name = "a"}
    %b = plan.alloc 128 "transient" {name = "b"}
    %ya = plan.bind "metric" "ya" {dtype = f32, shape = array<i64: 32>}
    %yb = plan.bind "metric" "yb" {dtype = f32, shape = array<i64: 32>}
    // CHECK-DAG: %[[A:.*]] = plan.alloc {{.*}}name = "a"
    // CHECK-DAG: %[[B:.*]] = plan.alloc {{.*}}name = "b"
    %p0 = plan.ref @g0.param
    %all0 = plan.alloc 128 "gathered"
    %s0 = plan.gather %p0 gathered %all0 group @g0 at 0 bytes 64 stream 1 {phase = "forward"}
    %w0 = plan.alloc 128 "transient"
    plan.launch @unpack(%s0, %w0 : !plan.sources, !plan.buffer) at [0, 0] bytes [64, 128] access [1, 2] stream 0 {group = @g0, phase = "forward"}
    plan.release %s0 stream 0
    %p1 = plan.ref @g1.param
    %all1 = plan.alloc 128 "gathered"
    %s1 = plan.gather %p1 gathered %all1 group @g1 at 0 bytes 64 stream 1 {phase = "forward"}
    %w1 = plan.alloc 128 "transient"
    plan.launch @unpack(%s1, %w1 : !plan.sources, !plan.buffer) at [0, 0] bytes [64, 128] access [1, 2] stream 0 {group = @g1, phase = "forward"}
    plan.release %s1 stream 0
    // CHECK: plan.launch @layer({{.*}}, %[[A]] :
    // CHECK: plan.launch @layer({{.*}}, %[[B]] :
    // CHECK: plan.launch @unpack{{.*}}group = @g1
    // CHECK: plan.launch @layer(%[[A]],
    // CHECK: plan.launch @layer(%[[B]],
    plan.launch @layer(%x, %w0, %a : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [128, 128, 128] access [1, 1, 2] stream 0 {phase = "forward"}
    plan.launch @layer(%a, %w1, %ya : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [128, 128, 128] access [1, 1, 2] stream 0 {phase = "forward"}
    plan.launch @layer(%x, %w0, %b : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [128, 128, 128] access [1, 1, 2] stream 0 {phase = "forward"}
    plan.launch @layer(%b, %w1, %yb : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [128, 128, 128] access [1, 1, 2] stream 0 {phase = "forward"}
  }
}
