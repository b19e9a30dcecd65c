// Bodies of block scope, a CPU's loops and a GPU's warps. 9x3 over 2 ranks is a chunk of 15 elements: three whole blocks of 4
// and a short one; 256x64 is one of 8192, 256 blocks of 32, of which tiles of 4096 bytes are streamed.
// RUN: fsdp-opt %s -fsdp-outline-hook-kernels -canonicalize -cse | FileCheck %s
// RUN: fsdp-opt %s -fsdp-outline-hook-kernels=target=cuda -canonicalize -cse | FileCheck %s --check-prefix=GPU
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {reshard = "true", state_bytes = 64 : i64, slot_bytes = 128 : i64, full_bytes = 128 : i64}
  fsdp.group @h {reshard = "true", state_bytes = 32768 : i64, slot_bytes = 9216 : i64, full_bytes = 65536 : i64}
  fsdp.param @w {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  fsdp.param @v {types = [tensor<256x64xf32>], compute = [tensor<256x64xf32>], group = @h,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 256, inner = 64, offset = 0>]}
  func.func @step() attributes {fsdp.entry = "step"} {
    %slot = memref.alloc() : memref<128xi8>
    // The launch reads the chunk and, of each slot, both wires: 15 codes and 4 scales.
    // CHECK: plan.launch @pack_0({{.*}} at [0, 0] bytes [64, 128] access [1, 2] stream 1 {group = @g}
    fsdp.pack @g into %slot : memref<128xi8> segments [
      #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 5, inner = 3, size = 9, state = [0], wire = [0, 16], full = [], block = 4, blockWires = [1]>] {
    ^bb0(%x: f32, %row: index, %valid: index):
      %m = math.absf %x : f32
      %a = fsdp.block_reduce max %m initial(0.0) : f32
      %q = arith.divf %x, %a : f32
      %c = arith.fptosi %q : f32 to i8
      fsdp.yield %c, %a : i8, f32
    }
    %t = fsdp.collective_start gather @g axis(shard) inputs(%slot : memref<128xi8>)
    %s = fsdp.wait %t : !fsdp.sources
    %full = memref.alloc() : memref<128xi8>
    // CHECK: plan.launch @unpack_0({{.*}} at [0, 0] bytes [32, 120] access [1, 2] stream 0 {group = @g}
    fsdp.unpack @g phase(forward) %s into %full : memref<128xi8> segments [
      #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 5, inner = 3, size = 9, state = [0], wire = [0, 16], full = [0], block = 4, blockWires = [1]>] {
    ^bb0(%c: i8, %a: f32, %row: index, %valid: index):
      %f = arith.sitofp %c : i8 to f32
      %x = arith.mulf %f, %a : f32
      fsdp.yield %x : f32
    }
    %large = memref.alloc() : memref<9216xi8>
    fsdp.pack @h into %large : memref<9216xi8> segments [
      #fsdp.segment<classIndex = 0, param = @v, outer = 1, chunk = 128, inner = 64, size = 256, state = [0], wire = [0, 8192], full = [], block = 32, blockWires = [1]>] {
    ^bb0(%x: f32, %row: index, %valid: index):
      %m = math.absf %x : f32
      %a = fsdp.block_reduce max %m initial(0.0) : f32
      %q = arith.divf %x, %a : f32
      %c = arith.fptosi %q : f32 to i8
      fsdp.yield %c, %a : i8, f32
    }
    return
  }
}

// Whole blocks: magnitudes are combined as integers, the scale is stored, then the codes; nothing unrolls these loops
// before they are vectorised.
// CHECK-LABEL: func.func private @pack_0
// CHECK: scf.for %[[B:.*]] = %c0 to %c3
// CHECK: %[[AMAX:.*]] = scf.for {{.*}} iter_args({{.*}}) -> (i32)
// CHECK: math.absf
// CHECK: arith.maxsi
// CHECK: } {llvm.loop_annotation = #{{.*}}}
// CHECK: %[[SCALE:.*]] = arith.bitcast %[[AMAX]] : i32 to f32
// CHECK: memref.store %[[SCALE]], %{{.*}} : memref<32xf32>
// CHECK: scf.for %{{.*}} = %c0 to %c4
// CHECK: arith.divf %{{.*}}, %[[SCALE]]
// CHECK: memref.store %{{.*}} : memref<128xi8>
// CHECK: } {llvm.loop_annotation = #{{.*}}}
// The short one, of elements 12 to 14, then zeros up to 16 codes and 16 scales.
// CHECK: arith.maxsi
// CHECK: memref.store %{{.*}}, %{{.*}}[%c7] : memref<32xf32>
// CHECK: scf.for %{{.*}} = %c0 to %c3
// CHECK: memref.store %{{.*}}, %{{.*}}[%c15] : memref<128xi8>
// CHECK: scf.for %{{.*}} = %c4 to %c16

// Every rank's blocks, whose scale is loaded once.
// CHECK-LABEL: func.func private @unpack_0
// CHECK: scf.for %{{.*}} = %c0 to %c2
// CHECK: scf.for %{{.*}} = %c0 to %c3
// CHECK: %[[SCALE:.*]] = llvm.load {{.*}} -> f32
// CHECK: scf.for
// CHECK: %[[CODE:.*]] = llvm.load {{.*}} -> i8
// CHECK: arith.mulf %{{.*}}, %[[SCALE]]

// 128 blocks are 4096 codes: 64 cache lines out of scratch.
// CHECK-LABEL: func.func private @pack_1
// CHECK: memref.alloca() {alignment = 64 : i64} : memref<4096xi8>
// CHECK: scf.for %{{.*}} = %c0 to %c2
// CHECK: scf.for %{{.*}} = %c0 to %c128
// CHECK: vector.store {{.*}} nontemporal = true

// What a warp cannot do side by side: a block each, in a loop over its lanes.
// GPU-LABEL: func.func private @pack_0
// GPU: gpu.thread_id
// GPU: scf.for {{.*}} iter_args
// GPU: arith.maxsi
// GPU-COUNT-5: gpu.shuffle
// GPU-LABEL: func.func private @unpack_0
// GPU-NOT: gpu.shuffle
// GPU-LABEL: func.func private @pack_1
// Two threads for each block of 32 elements, 16 blocks in a warp, in 4 loads of 16 bytes; each thread has 16 codes to store.
// GPU: vector.load %arg0{{.*}} {alignment = 16 : i64} : memref<8192xf32>, vector<16xf32>
// GPU-NOT: iter_args
// GPU-COUNT-1: gpu.shuffle
// GPU-NOT: gpu.shuffle
// GPU: vector.store {{.*}} {alignment = 16 : i64} : memref<{{.*}}xi8>, vector<16xi8>
