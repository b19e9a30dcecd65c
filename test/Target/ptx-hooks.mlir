// RUN: fsdp-opt %s -pass-pipeline='builtin.module(fsdp-outline-hook-kernels{target=cuda},canonicalize,cse,fsdp-map-kernels-to-gpu,canonicalize,cse,gpu.module(fsdp-kernels-to-nvvm),test-fsdp-emit-ptx{capability=80})' | FileCheck %s --check-prefixes=CHECK,SM80 --implicit-check-not=.local --implicit-check-not=fma.rn --implicit-check-not=call.uni
// RUN: fsdp-opt %s -pass-pipeline='builtin.module(fsdp-outline-hook-kernels{target=cuda},canonicalize,cse,fsdp-map-kernels-to-gpu,canonicalize,cse,gpu.module(fsdp-kernels-to-nvvm),test-fsdp-emit-ptx{capability=90})' | FileCheck %s --check-prefixes=CHECK,SM90 --implicit-check-not=.local --implicit-check-not=fma.rn --implicit-check-not=call.uni
// RUN: fsdp-opt %s -pass-pipeline='builtin.module(fsdp-outline-hook-kernels{target=cuda},canonicalize,cse,fsdp-map-kernels-to-gpu,canonicalize,cse,gpu.module(fsdp-kernels-to-nvvm),test-fsdp-emit-ptx{capability=100})' | FileCheck %s --check-prefixes=SM100

// Where ptxas is found: no spills, and so few registers that 4 blocks of 256 threads or more fit on a multiprocessor.
// RUN: %if ptxas %{ fsdp-opt %s -pass-pipeline='builtin.module(fsdp-outline-hook-kernels{target=cuda},canonicalize,cse,fsdp-map-kernels-to-gpu,canonicalize,cse,gpu.module(fsdp-kernels-to-nvvm),test-fsdp-emit-ptx{capability=90})' | sed '/^module/,$d' > %t.ptx %}
// RUN: %if ptxas %{ %ptxas -v -arch=sm_90 %t.ptx -o %t.cubin 2>&1 | FileCheck %s --check-prefix=PTXAS %}
// PTXAS-COUNT-3: 0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
// RUN: %if ptxas %{ %ptxas -v -arch=sm_90 %t.ptx -o %t.cubin 2>&1 | grep Used | FileCheck %s --check-prefix=REGISTERS %}
// REGISTERS-COUNT-3: Used {{([1-5]?[0-9]|6[0-4])}} registers

// The oldest version of PTX that has the architecture.
// SM80: .version 7.0
// SM80-NEXT: .target sm_80
// SM90: .version 8.0
// SM90-NEXT: .target sm_90
// SM100: .version 8.6
// SM100-NEXT: .target sm_100

// Two big weights that travel as bf16 over 4 ranks.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  fsdp.group @g {reshard = "true", state_bytes = 1310720 : i64, slot_bytes = 655360 : i64, full_bytes = 5242880 : i64}
  fsdp.param @w {types = [tensor<1024x1024xf32>], compute = [tensor<1024x1024xf32>], group = @g, trained,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 1024, inner = 1024, offset = 0>]}
  fsdp.param @v {types = [tensor<1024x256xf32>], compute = [tensor<1024x256xf32>], group = @g, trained,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 1024, inner = 256, offset = 262144>]}

  // A whole tile: 4 loads of 16 bytes are in flight before the first conversion.
  // CHECK: .visible .entry pack_0(
  // CHECK: .param .u64 .ptr {{.*}}pack_0_param_0
  // CHECK: .maxntid 256, 1, 1
  // CHECK-COUNT-4: ld.global.nc.v4.b32
  // CHECK: cvt.rn.bf16x2.f32
  // CHECK: st.global.v4.b32

  // Peers may write beside what they offer: no read-only cache.
  // CHECK: .visible .entry unpack_0(
  // CHECK-NOT: ld.global.nc.v
  // CHECK-COUNT-4: ld.global.v4.b32
  // CHECK: st.global.v4.b32
  // CHECK-NOT: ld.global.nc.v

  // One vector of each rank, added in rank order.
  // CHECK: .visible .entry reduce_unpack_0(
  // CHECK-COUNT-4: ld.global.v4.b32
  // CHECK: add.rn.f32
  // CHECK: mul.rn.f32
  // CHECK: st.global.v4.b32
  func.func @step() attributes {fsdp.entry = "step"} {
    %slot = memref.alloc() : memref<655360xi8>
    fsdp.pack @g into %slot : memref<655360xi8> segments [
      #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 256, inner = 1024, size = 1024, state = [0], wire = [0], full = []>,
      #fsdp.segment<classIndex = 0, param = @v, outer = 1, chunk = 256, inner = 256, size = 1024, state = [262144], wire = [524288], full = []>] {
    ^bb0(%x: f32, %row: index, %valid: index):
      %t = arith.truncf %x : f32 to bf16
      fsdp.yield %t : bf16
    }
    %t = fsdp.collective_start gather @g axis(shard) inputs(%slot : memref<655360xi8>)
    %s = fsdp.wait %t : !fsdp.sources
    %full = memref.alloc() : memref<5242880xi8>
    fsdp.unpack @g phase(forward) %s into %full : memref<5242880xi8> segments [
      #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 256, inner = 1024, size = 1024, state = [0], wire = [0], full = [0]>,
      #fsdp.segment<classIndex = 0, param = @v, outer = 1, chunk = 256, inner = 256, size = 1024, state = [262144], wire = [524288], full = [4194304]>] {
    ^bb0(%x: bf16, %row: index, %valid: index):
      %e = arith.extf %x : bf16 to f32
      fsdp.yield %e : f32
    }
    %gw = memref.alloc() : memref<1024x1024xf32>
    %gv = memref.alloc() : memref<1024x256xf32>
    %rt = fsdp.collective_start reduce @g axis(shard) inputs(%gw, %gv : memref<1024x1024xf32>, memref<1024x256xf32>)
      grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 256, inner = 1024, size = 1024, full = 0, slot = 0, shard = 0>,
             #fsdp.grad_segment<param = @v, innerIndex = -1, outer = 1, chunk = 256, inner = 256, size = 1024, full = 4194304, slot = 1048576, shard = 262144>]
    %rs = fsdp.wait %rt : !fsdp.sources
    fsdp.reduce_unpack @g %rs scale(0.25)
      grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 256, inner = 1024, size = 1024, full = 0, slot = 0, shard = 0>,
             #fsdp.grad_segment<param = @v, innerIndex = -1, outer = 1, chunk = 256, inner = 256, size = 1024, full = 4194304, slot = 1048576, shard = 262144>]
    return
  }
}
