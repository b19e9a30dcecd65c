// A group's hooks with one scale per parameter that travel as f8E4M3FN over 4 ranks: 16 bytes a load and a store, the GPU's
// own conversions from sm_89 on.
// RUN: fsdp-opt %s -pass-pipeline='builtin.module(fsdp-outline-hook-kernels{target=cuda},canonicalize,cse,fsdp-map-kernels-to-gpu,canonicalize,cse,gpu.module(fsdp-kernels-to-nvvm{capability=80}),test-fsdp-emit-ptx{capability=80})' | sed '/^module/,$d' > %t.80.ptx
// RUN: FileCheck %s --check-prefixes=CHECK,INTEGER --implicit-check-not=.local --implicit-check-not=fma.rn --implicit-check-not=call.uni < %t.80.ptx
// RUN: fsdp-opt %s -pass-pipeline='builtin.module(fsdp-outline-hook-kernels{target=cuda},canonicalize,cse,fsdp-map-kernels-to-gpu,canonicalize,cse,gpu.module(fsdp-kernels-to-nvvm{capability=90}),test-fsdp-emit-ptx{capability=90})' | sed '/^module/,$d' > %t.90.ptx
// RUN: FileCheck %s --check-prefixes=CHECK,NATIVE,SM90 --implicit-check-not=.local --implicit-check-not=fma.rn --implicit-check-not=call.uni < %t.90.ptx
// RUN: fsdp-opt %s -pass-pipeline='builtin.module(fsdp-outline-hook-kernels{target=cuda},canonicalize,cse,fsdp-map-kernels-to-gpu,canonicalize,cse,gpu.module(fsdp-kernels-to-nvvm{capability=100}),test-fsdp-emit-ptx{capability=100})' | sed '/^module/,$d' > %t.100.ptx
// RUN: FileCheck %s --check-prefixes=CHECK,NATIVE --implicit-check-not=.local --implicit-check-not=fma.rn --implicit-check-not=call.uni < %t.100.ptx

// Where ptxas is found: no spills, and so few registers that 4 blocks of 256 threads fit on a multiprocessor; integer
// conversions on sm_80 need no more.
// RUN: %if ptxas %{ for a in 80 90 100; do %ptxas -v -arch=sm_$a %t.$a.ptx -o %t.cubin 2>&1 | FileCheck %s --check-prefix=PTXAS; done %}
// PTXAS-COUNT-3: 0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
// RUN: %if ptxas %{ for a in 80 90 100; do %ptxas -v -arch=sm_$a %t.$a.ptx -o %t.cubin 2>&1 | grep Used | FileCheck %s --check-prefix=REGISTERS; done %}
// REGISTERS-COUNT-3: Used {{([1-5]?[0-9]|6[0-4])}} registers

// SM90: .version 8.1
// SM90-NEXT: .target sm_90
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  fsdp.group @g {reshard = "true", state_bytes = 1310720 : i64, slot_bytes = 327680 : i64, full_bytes = 5242880 : i64}
  fsdp.param @w {types = [tensor<1024x1024xf32>], compute = [tensor<1024x1024xf32>], group = @g, trained,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 1024, inner = 1024, offset = 0>]}
  fsdp.param @v {types = [tensor<1024x256xf32>], compute = [tensor<1024x256xf32>], group = @g, trained,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 1024, inner = 256, offset = 262144>]}

  // The greatest magnitude: 4 loads of 16 bytes in flight, an integer maximum, five exchanges within a warp, one store and one
  // atomic per block. The last block of a value reads what the others stored before they were counted. Arrays that are read by
  // 16 bytes are aligned so.
  // CHECK: .visible .entry stats_0(
  // CHECK: .maxntid 256, 1, 1
  // CHECK: .shared .align 16 .b8
  // CHECK-COUNT-4: ld.global.v4.b32
  // CHECK: max.s32
  // CHECK-COUNT-5: shfl.sync.bfly.b32
  // CHECK: bar.sync
  // CHECK: st.relaxed.gpu.global.b32
  // CHECK-NEXT: fence.acq_rel.gpu
  // CHECK: atom.global.inc.u32
  // CHECK-NEXT: fence.acq_rel.gpu
  // CHECK: bar.sync
  // CHECK: ld.relaxed.gpu.global.b32
  // CHECK-NEXT: max.NaN.f32
  // CHECK-COUNT-5: shfl.sync.bfly.b32
  // CHECK: st.global.b32
  // CHECK-NOT: stats_

  // 16 elements of a thread are 4 loads and 1 store; the hook clamps, so that nothing else is compared.
  // CHECK: .visible .entry pack_0(
  // CHECK-COUNT-4: ld.global.nc.v4.b32
  // NATIVE-COUNT-8: cvt.rn.satfinite.e4m3x2.f32
  // NATIVE-NOT: setp.gt.f32
  // INTEGER-NOT: e4m3
  // CHECK: st.global.v4.b32

  // The wires' scales are read once per tile; every 16 bytes of a wire become 4 stores of 16.
  // CHECK: .visible .entry unpack_0(
  // CHECK-NOT: ld.global.nc.v
  // CHECK-COUNT-4: ld.global.v4.b32
  // NATIVE: cvt.rn.f16x2.e4m3x2
  // NATIVE: cvt.f32.f16
  // INTEGER-NOT: e4m3
  // CHECK: mul.rn.f32
  // CHECK-COUNT-4: st.global.v4.b32
  func.func @step() attributes {fsdp.entry = "step"} {
    %values = memref.alloc() : memref<2xf32>
    fsdp.stats max initial [0.0 : f32] into %values : memref<2xf32> segments [
      #fsdp.stat_segment<classIndex = 0, param = @w, outer = 1, chunk = 256, inner = 1024, size = 1024, state = [0], value = 0>,
      #fsdp.stat_segment<classIndex = 0, param = @v, outer = 1, chunk = 256, inner = 256, size = 1024, state = [262144], value = 1>] {
    ^bb0(%x: f32, %row: index, %valid: index):
      %m = math.absf %x : f32
      fsdp.yield %m : f32
    }
    %slot = memref.alloc() : memref<327680xi8>
    fsdp.pack @g stats(%values : memref<2xf32>) into %slot : memref<327680xi8> segments [
      #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 256, inner = 1024, size = 1024, state = [0], wire = [0], full = [], stats = [0]>,
      #fsdp.segment<classIndex = 0, param = @v, outer = 1, chunk = 256, inner = 256, size = 1024, state = [262144], wire = [262144], full = [], stats = [1]>] {
    ^bb0(%x: f32, %row: index, %valid: index, %amax: f32):
      %least = arith.constant 1.0e-12 : f32
      %high = arith.constant 448.0 : f32
      %low = arith.constant -448.0 : f32
      %bounded = arith.maximumf %amax, %least : f32
      %scale = arith.divf %bounded, %high : f32
      %0 = arith.divf %x, %scale : f32
      %1 = arith.maximumf %0, %low : f32
      %2 = arith.minimumf %1, %high : f32
      %q = arith.truncf %2 : f32 to f8E4M3FN
      fsdp.yield %q : f8E4M3FN
    }
    %t = fsdp.collective_start gather @g axis(shard) inputs(%slot : memref<327680xi8>)
    %s = fsdp.wait %t : !fsdp.sources
    %full = memref.alloc() : memref<5242880xi8>
    fsdp.unpack @g phase(forward) %s stats(%values : memref<2xf32>) into %full : memref<5242880xi8> segments [
      #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 256, inner = 1024, size = 1024, state = [0], wire = [0], full = [0], stats = [0]>,
      #fsdp.segment<classIndex = 0, param = @v, outer = 1, chunk = 256, inner = 256, size = 1024, state = [262144], wire = [262144], full = [4194304], stats = [1]>] {
    ^bb0(%q: f8E4M3FN, %row: index, %valid: index, %amax: f32):
      %least = arith.constant 1.0e-12 : f32
      %high = arith.constant 448.0 : f32
      %bounded = arith.maximumf %amax, %least : f32
      %scale = arith.divf %bounded, %high : f32
      %0 = arith.extf %q : f8E4M3FN to f32
      %1 = arith.mulf %0, %scale : f32
      fsdp.yield %1 : f32
    }
    return
  }
}
