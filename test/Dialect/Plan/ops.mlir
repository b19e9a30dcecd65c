// RUN: fsdp-opt %s | fsdp-opt | FileCheck %s

// CHECK: plan.state @group0.param bytes 64 arena "state"
plan.state @group0.param bytes 64 arena "state"
plan.tensor "0.weight" role "param" in @group0.param at 0 {dtype = f32, shape = array<i64: 9, 3>, dim = 0 : i64, chunk = 2 : i64, trained}
plan.table @valid base [27] stride [-6] {lo = array<i64: 0>, hi = array<i64: 6>}
plan.scalar "lr" initial(1.0e-02) index 0
plan.group @group0 {slot_bytes = 16 : i64, full_bytes = 192 : i64, wires = []}
func.func private @pack_0(memref<6xf32>, memref<16xi8>) attributes {plan.kernel}
// CHECK: plan.entry @step.sync
plan.entry @step.sync {
  %s = plan.ref @group0.param
  %slot = plan.alloc 16 "wire"
  %gathered = plan.alloc 128 "gathered"
  // CHECK: plan.launch @pack_0(%{{.*}}, %{{.*}} : !plan.buffer, !plan.buffer) at [0, 0] bytes [24, 16] access [1, 2] stream 1
  plan.launch @pack_0(%s, %slot : !plan.buffer, !plan.buffer) at [0, 0] bytes [24, 16] access [1, 2] stream 1 {group = @group0}
  // CHECK: plan.gather
  %src = plan.gather %slot gathered %gathered group @group0 at 0 bytes 16 stream 1
  %e = plan.signal stream 1
  plan.wait %e stream 0
  plan.release %src stream 0
  plan.reclaim %src stream 0
}
