// RUN: fsdp-opt %s -fsdp-insert-sync | FileCheck %s

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  plan.state @a.param bytes 64 arena "state" {offset = 0 : i64}
  plan.group @a {slot_bytes = 64 : i64, full_bytes = 128 : i64, wires = []}
  func.func private @pack(memref<16xf32>, memref<64xi8>) attributes {plan.kernel}
  func.func private @unpack(memref<2xi64>, memref<128xi8>) attributes {plan.kernel}

  // The second slot has the first one's bytes: it is packed once every rank has
  // released the first. Nothing waits for what stream order already gives.
  // CHECK-LABEL: plan.entry @shared_slot
  plan.entry @shared_slot {
    %p = plan.ref @a.param
    %slot0 = plan.alloc 64 "wire" {offset = 0 : i64}
    %slot1 = plan.alloc 64 "wire" {offset = 0 : i64}
    %all0 = plan.alloc 128 "gathered" {offset = 0 : i64}
    %all1 = plan.alloc 128 "gathered" {offset = 128 : i64}
    %full0 = plan.alloc 128 "transient" {offset = 0 : i64}
    %full1 = plan.alloc 128 "transient" {offset = 0 : i64}
    // CHECK: plan.launch @pack
    // CHECK-NEXT: %[[S0:.*]] = plan.gather
    // CHECK-NEXT: %[[E0:.*]] = plan.signal stream 1
    plan.launch @pack(%p, %slot0 : !plan.buffer, !plan.buffer) at [0, 0] bytes [64, 64] access [1, 2] stream 1
    %s0 = plan.gather %slot0 gathered %all0 group @a at 0 bytes 64 stream 1
    // CHECK-NEXT: plan.wait %[[E0]] stream 0
    // CHECK-NEXT: plan.launch @unpack
    // CHECK-NEXT: plan.release %[[S0]] stream 0
    plan.launch @unpack(%s0, %full0 : !plan.sources, !plan.buffer) at [0, 0] bytes [64, 128] access [1, 2] stream 0
    plan.release %s0 stream 0
    // CHECK-NEXT: plan.reclaim %[[S0]] stream 1
    // CHECK-NEXT: plan.launch @pack
    // CHECK-NEXT: %[[S1:.*]] = plan.gather
    // CHECK-NEXT: %[[E1:.*]] = plan.signal stream 1
    plan.launch @pack(%p, %slot1 : !plan.buffer, !plan.buffer) at [0, 0] bytes [64, 64] access [1, 2] stream 1
    %s1 = plan.gather %slot1 gathered %all1 group @a at 0 bytes 64 stream 1
    // CHECK-NEXT: plan.wait %[[E1]] stream 0
    // CHECK-NEXT: plan.launch @unpack
    plan.launch @unpack(%s1, %full1 : !plan.sources, !plan.buffer) at [0, 0] bytes [64, 128] access [1, 2] stream 0
    // CHECK-NEXT: plan.release %[[S1]] stream 0
    // CHECK-NEXT: plan.reclaim %[[S1]] stream 0
    // CHECK-NEXT: }
    plan.release %s1 stream 0
  }

  // CHECK-LABEL: plan.entry @one_stream
  plan.entry @one_stream {
    %p = plan.ref @a.param
    // CHECK-NOT: plan.wait
    plan.fill %p : !plan.buffer at 0 bytes 64 stream 0
    plan.fill %p : !plan.buffer at 0 bytes 64 stream 0
  }
}
