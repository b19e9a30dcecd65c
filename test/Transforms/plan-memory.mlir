// RUN: fsdp-opt %s -fsdp-plan-memory | FileCheck %s

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  // CHECK: plan.state @a.param bytes 100 arena "state" {offset = 0 : i64}
  plan.state @a.param bytes 100 arena "state"
  // CHECK: plan.state @b.param bytes 64 arena "state" {offset = 128 : i64}
  plan.state @b.param bytes 64 arena "state"
  // CHECK: plan.state @a.grad bytes 64 arena "carried" {offset = 0 : i64}
  plan.state @a.grad bytes 64 arena "carried"
  plan.group @a {slot_bytes = 64 : i64, full_bytes = 128 : i64, wires = []}

  // The small buffer goes where the big one was once that is read; what nothing
  // uses is erased.
  // CHECK-LABEL: plan.entry @reuse
  // CHECK-SAME: transient = {peak = 448 : i64, planned = 448 : i64, sum = 512 : i64}
  plan.entry @reuse {
    // CHECK: plan.alloc 256 "transient" {offset = 0 : i64}
    %0 = plan.alloc 256 "transient"
    // CHECK: plan.alloc 192 "transient" {offset = 256 : i64}
    %1 = plan.alloc 192 "transient"
    // CHECK: plan.alloc 1 "transient" {offset = 0 : i64}
    %2 = plan.alloc 1 "transient"
    // CHECK-NOT: plan.alloc 4096
    %unused = plan.alloc 4096 "transient"
    plan.fill %0 : !plan.buffer at 0 bytes 256 stream 0
    plan.copy %0 to %1 : !plan.buffer, !plan.buffer at [0, 0] bytes 192 stream 0
    plan.copy %1 to %2 : !plan.buffer, !plan.buffer at [0, 0] bytes 1 stream 0
  }

  // Slots stay until the second next collective: the third may reuse the first.
  // CHECK-LABEL: plan.entry @slots
  plan.entry @slots {
    // CHECK: plan.alloc 64 "wire" {offset = [[A:[0-9]+]] : i64}
    %0 = plan.alloc 64 "wire"
    // CHECK: plan.alloc 64 "wire" {offset = [[B:[0-9]+]] : i64}
    %1 = plan.alloc 64 "wire"
    // CHECK: plan.alloc 64 "wire" {offset = [[C:[0-9]+]] : i64}
    %2 = plan.alloc 64 "wire"
    // CHECK: plan.alloc 64 "wire" {offset = [[A]] : i64}
    %3 = plan.alloc 64 "wire"
    %g0 = plan.alloc 128 "gathered"
    %g1 = plan.alloc 128 "gathered"
    %g2 = plan.alloc 128 "gathered"
    %g3 = plan.alloc 128 "gathered"
    plan.fill %0 : !plan.buffer at 0 bytes 64 stream 1
    %s0 = plan.gather %0 gathered %g0 group @a at 0 bytes 64 stream 1
    plan.release %s0 stream 1
    plan.fill %1 : !plan.buffer at 0 bytes 64 stream 1
    %s1 = plan.gather %1 gathered %g1 group @a at 0 bytes 64 stream 1
    plan.release %s1 stream 1
    plan.fill %2 : !plan.buffer at 0 bytes 64 stream 1
    %s2 = plan.gather %2 gathered %g2 group @a at 0 bytes 64 stream 1
    plan.release %s2 stream 1
    plan.fill %3 : !plan.buffer at 0 bytes 64 stream 1
    %s3 = plan.gather %3 gathered %g3 group @a at 0 bytes 64 stream 1
    plan.release %s3 stream 1
  }
}
