// RUN: fsdp-opt %s | fsdp-opt | FileCheck %s

// CHECK: plan.state @group0.param bytes 64 arena "state"
plan.state @group0.param bytes 64 arena "state"
plan.tensor "0.weight" role "param" in @group0.param at 0 {dtype = f32, shape = array<i64: 9, 3>, dim = 0 : i64, chunk = 2 : i64, trained}
// CHECK: plan.tensor "0.part" {{.*}}model_dim = 1 : i64
plan.tensor "0.part" role "param" in @group0.param at 0 {dtype = f32, shape = array<i64: 9, 3>, dim = 0 : i64, chunk = 2 : i64, model_dim = 1 : i64, trained}
plan.table @valid base [27] stride [-6] {lo = array<i64: 0>, hi = array<i64: 6>}
// CHECK: plan.table @part base [0] stride [0] {{.*}}model_stride = array<i64: 12>
plan.table @part base [0] stride [0] {lo = array<i64: 0>, hi = array<i64: 0>, model_stride = array<i64: 12>}
plan.scalar "lr" initial(1.0e-02) index 0
plan.group @group0 {slot_bytes = 16 : i64, full_bytes = 192 : i64, wires = [], prefetch = array<i64: 2, 1>}
// CHECK: plan.table @own base [27] stride [-6] {axis = array<i64: 1, 2>, hi
plan.table @own base [27] stride [-6] {lo = array<i64: 0>, hi = array<i64: 6>, axis = array<i64: 1, 2>}
// CHECK: plan.group @experts {axis = array<i64: 1, 2>, full_bytes
plan.group @experts {slot_bytes = 16 : i64, full_bytes = 192 : i64, wires = [], axis = array<i64: 1, 2>}
// CHECK: plan.group @root {{.*}}kept_bytes = 64 : i64, reason = "last", {{.*}}root, {{.*}}wires = [
plan.group @root {slot_bytes = 16 : i64, full_bytes = 64 : i64, root, reshard = "default", kept, reason = "last", kept_bytes = 64 : i64,
  wires = [{param = "b", input = 0 : i64, dtype = f32, elements = 4 : i64, offset = 0 : i64}]}
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

func.func private @chunks_0(memref<256xi8>, memref<256xi8>) attributes {plan.kernel}
func.func private @update_0(memref<6xi64>, memref<1xf64>, memref<2xf32>, memref<2xi64>) attributes {plan.kernel}
// CHECK: plan.entry @optimizer
plan.entry @optimizer {
  // CHECK: plan.table_ref @valid
  %t = plan.table_ref @valid
  // CHECK: plan.scalars
  %sc = plan.scalars
  // CHECK: plan.bind "loss" "" {dtype = f32, shape = array<i64>}
  %loss = plan.bind "loss" "" {dtype = f32, shape = array<i64>}
  %g = plan.alloc 256 "wire" {name = "grads", offset = 64 : i64}
  %r = plan.alloc 256 "gathered"
  // CHECK: plan.fill %{{.*}} : !plan.buffer at 0 bytes 256 stream 0 {phase = "backward"}
  plan.fill %g : !plan.buffer at 0 bytes 256 stream 0 {phase = "backward"}
  // CHECK: plan.gemm %{{.*}}, %{{.*}}, %{{.*}} : !plan.buffer, !plan.buffer, !plan.buffer at [0, 64, 128] bytes [64, 64, 64] stream 0
  plan.gemm %g, %g, %g : !plan.buffer, !plan.buffer, !plan.buffer at [0, 64, 128] bytes [64, 64, 64] stream 0
    {ta = true, tb = false, m = 4 : i64, n = 4 : i64, k = 4 : i64, ld = array<i64: 4, 4, 4>, batch = 1 : i64,
     batch_stride = array<i64: 0, 0, 0>, accumulate = true, dtype = f32}
  // CHECK: plan.copy %{{.*}} to %{{.*}} : !plan.buffer, !plan.buffer at [128, 0] bytes 4 stream 0
  plan.copy %g to %loss : !plan.buffer, !plan.buffer at [128, 0] bytes 4 stream 0
  // CHECK: plan.reduce %{{.*}} received %{{.*}} group @group0 bytes 256 slot 32 segments [0, 1, 32, 256, 0] stream 2 {pack = @chunks_0}
  %src = plan.reduce %g received %r group @group0 bytes 256 slot 32 segments [0, 1, 32, 256, 0] stream 2 {pack = @chunks_0}
  // CHECK: plan.launch @update_0(%{{.*}} : !plan.table, !plan.scalars, !plan.buffer, !plan.sources) {{.*}} {group = @group0, label = "update", phase = "backward"}
  plan.launch @update_0(%t, %sc, %g, %src : !plan.table, !plan.scalars, !plan.buffer, !plan.sources)
    at [0, 0, 0, 0] bytes [0, 0, 8, 32] access [0, 0, 3, 1] stream 2 {group = @group0, label = "update", phase = "backward"}
  plan.release %src stream 2
  %copy = plan.alloc 4 "transient"
  // CHECK: plan.all_reduce %{{.*}} to %{{.*}} at [0, 0] count 1 op "max" axis "world" stream 2 {label = "norm", scale = 5.000000e-01 : f64}
  plan.all_reduce %g to %copy at [0, 0] count 1 op "max" axis "world" stream 2 {scale = 0.5 : f64, label = "norm"}
  // CHECK: plan.all_reduce %{{.*}} to %{{.*}} at [0, 0] count 1 op "sum" axis "model" stream 0 {phase = "forward", scale = 1.000000e+00 : f64}
  plan.all_reduce %g to %copy at [0, 0] count 1 op "sum" axis "model" stream 0 {scale = 1.0 : f64, phase = "forward"}
  // CHECK: plan.all_reduce %{{.*}} to %{{.*}} at [0, 0] count 1 op "sum" axis "world" stream 0 {dtype = i32, phase = "backward", scale = 1.000000e+00 : f64}
  plan.all_reduce %g to %copy at [0, 0] count 1 op "sum" axis "world" stream 0 {scale = 1.0 : f64, dtype = i32, phase = "backward"}
  // CHECK: plan.all_reduce %{{.*}} to %{{.*}} at [0, 0] count 1 op "sum" axis "ranks" stream 0 {ranks = array<i64: 1, 2>, scale = 1.000000e+00 : f64}
  plan.all_reduce %g to %copy at [0, 0] count 1 op "sum" axis "ranks" stream 0 {scale = 1.0 : f64, ranks = array<i64: 1, 2>}
  %all = plan.alloc 8 "transient"
  // CHECK: plan.exchange %{{.*}} to %{{.*}} at [0, 0] bytes 4 kind "all_gather" ranks [1, 2] stream 0 {phase = "forward"}
  plan.exchange %copy to %all at [0, 0] bytes 4 kind "all_gather" ranks [1, 2] stream 0 {phase = "forward"}
  // CHECK: plan.exchange %{{.*}} to %{{.*}} at [64, 0] bytes 4 kind "all_to_all" ranks [2, 2] stream 0
  plan.exchange %g to %all at [64, 0] bytes 4 kind "all_to_all" ranks [2, 2] stream 0
}
