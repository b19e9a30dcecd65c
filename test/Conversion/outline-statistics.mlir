// Statistics become a kernel per group, shared by groups alike, on the gather stream, and one all-reduce; packs and unpacks
// read its result. One rank alone reduces with nobody.
// RUN: fsdp-opt %s -fsdp-outline-hook-kernels | FileCheck %s
// RUN: sed 's/shards = 2/shards = 1/; s/chunk = 8/chunk = 16/' %s | fsdp-opt -fsdp-outline-hook-kernels | FileCheck %s --check-prefix=ALONE
// On a GPU one launch for all groups: a number per tile, which the last block of a value's combines.
// RUN: fsdp-opt %s -pass-pipeline='builtin.module(fsdp-outline-hook-kernels{target=cuda},canonicalize,cse)' | FileCheck %s --check-prefix=GPU

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {state_bytes = 64 : i64, slot_bytes = 16 : i64, full_bytes = 64 : i64}
  fsdp.group @h {state_bytes = 64 : i64, slot_bytes = 16 : i64, full_bytes = 64 : i64}
  fsdp.param @v {types = [tensor<16xf32>], compute = [tensor<16xf32>], group = @g}
  fsdp.param @w {types = [tensor<16xf32>], compute = [tensor<16xf32>], group = @h}
  // CHECK-LABEL: func.func @step
  // CHECK: %[[PART:.*]] = plan.alloc 64 "wire" {name = "stats.partial"}
  // CHECK: plan.launch @stats_0(%{{.*}}, %[[PART]] : !plan.buffer, !plan.buffer) at [0, 0] bytes [32, 4] access [1, 2] stream 1 {group = @g}
  // CHECK: plan.launch @stats_0(%{{.*}}, %[[PART]] : !plan.buffer, !plan.buffer) at [0, 4] bytes [32, 4] access [1, 2] stream 1 {group = @h}
  // CHECK: %[[VALUES:.*]] = plan.alloc 64 "transient" {name = "stats.value"}
  // CHECK: plan.all_reduce %[[PART]] to %[[VALUES]] at [0, 0] count 2 op "max" axis "shard" stream 1 {{.*}}label = "stats"
  // CHECK: plan.launch @pack_0(%{{.*}}, %{{.*}}, %[[VALUES]] : !plan.buffer, memref<16xi8>, !plan.buffer) at [0, 0, 4] bytes [64, 16, 4] access [1, 2, 1] stream 1 {group = @h}
  // The maximum of magnitudes is one of their bits.
  // CHECK: func.func private @stats_0
  // CHECK: arith.maxsi %{{.*}}, %{{.*}} : i32
  // ALONE: plan.alloc 64 "transient" {name = "stats.partial"}
  // ALONE-NOT: plan.all_reduce
  // GPU: plan.state @stats.arrivals bytes 8 arena "carried"
  // GPU-LABEL: func.func @step
  // GPU: %[[PART:.*]] = plan.alloc 64 "wire" {name = "stats.partial"}
  // GPU: %[[G:.*]] = plan.ref @g.param
  // GPU: %[[H:.*]] = plan.ref @h.param
  // GPU: %[[TILE:.*]] = plan.alloc 64 "transient" {name = "stats.tiles"}
  // GPU: %[[ARRIVALS:.*]] = plan.ref @stats.arrivals
  // GPU: plan.launch @stats_0(%[[G]], %[[H]], %[[TILE]], %[[ARRIVALS]], %[[PART]] : {{.*}}) at [0, 0, 0, 0, 0] bytes [32, 32, 8, 8, 8] access [1, 1, 2, 3, 2] stream 1
  // GPU: %[[VALUES:.*]] = plan.alloc 64 "transient" {name = "stats.value"}
  // GPU: plan.all_reduce %[[PART]] to %[[VALUES]] at [0, 0] count 2 op "max"
  // GPU: plan.launch @pack_0(%{{.*}}, %{{.*}}, %[[VALUES]] :
  // GPU: func.func private @stats_0({{.*}}) attributes {known_block_size = array<i32: 256, 1, 1>, known_grid_size = array<i32: 2, 1, 1>
  // Which group's pointer, by the bits of its number.
  // GPU: arith.select %{{.*}} : i64
  // GPU: llvm.load %{{.*}} {alignment = 16 : i64} : !llvm.ptr<1> -> vector<4xf32>
  // GPU: arith.maxsi %{{.*}}, %{{.*}} : i32
  // GPU: gpu.shuffle
  // GPU: llvm.store %{{.*}}, %{{.*}} atomic syncscope("device") monotonic
  // GPU: llvm.fence syncscope("device") acq_rel
  // GPU: llvm.atomicrmw uinc_wrap
  // GPU: llvm.fence syncscope("device") acq_rel
  // GPU: llvm.load %{{.*}} atomic syncscope("device") monotonic
  // GPU: arith.maximumf
  func.func @step() attributes {fsdp.entry = "step"} {
    %values = memref.alloc() : memref<2xf32>
    fsdp.stats max initial [0.0 : f32] into %values : memref<2xf32> segments [
      #fsdp.stat_segment<classIndex = 0, param = @v, outer = 1, chunk = 8, inner = 1, size = 16, state = [0], value = 0>,
      #fsdp.stat_segment<classIndex = 0, param = @w, outer = 1, chunk = 8, inner = 1, size = 16, state = [0], value = 1>] {
    ^bb0(%x: f32, %row: index, %valid: index):
      %m = math.absf %x : f32
      fsdp.yield %m : f32
    }
    %slot = memref.alloc() : memref<16xi8>
    fsdp.pack @h stats(%values : memref<2xf32>) into %slot : memref<16xi8> segments [
      #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 8, inner = 1, size = 16, state = [0], wire = [0], full = [], stats = [1]>] {
    ^bb0(%x: f32, %row: index, %valid: index, %amax: f32):
      %q = arith.divf %x, %amax : f32
      %t = arith.truncf %q : f32 to f8E4M3FN
      fsdp.yield %t : f8E4M3FN
    }
    return
  }
}
