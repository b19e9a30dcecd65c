// A block that is as long as its chunk, on a GPU: 40000 elements are five parts of 8192. One launch of two stages, in each a block
// of threads for each part; blocks take numbers as they start, so that the lower ones, which reduce, never wait.
// RUN: fsdp-opt %s -fsdp-outline-hook-kernels=target=cuda -canonicalize -cse | FileCheck %s
// RUN: sed 's/ max / sum /; s/math.absf %x/arith.mulf %x, %x/; s/initial(0.0)/initial(1.0)/' %s | fsdp-opt -fsdp-outline-hook-kernels=target=cuda -canonicalize -cse | FileCheck %s --check-prefix=SUM
// Rows of 17000 elements, three parts each: 170 of them are a unit, that is 510 parts; the second unit is reduced before the first
// is encoded. Numbers of blocks and where their tiles lie, which are reduced first of all: 510 of the first unit, 90 of the second.
// RUN: sed 's/chunk = 400, inner = 100/chunk = 200, inner = 17000/; s/block = 40000/block = 17000/; s/wire = \[0, 40000\]/wire = [0, 3400000]/; s/40960/3401600/g' %s | fsdp-opt -fsdp-outline-hook-kernels=target=cuda -canonicalize -cse | FileCheck %s --check-prefix=ROWS
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {state_bytes = 160000 : i64, slot_bytes = 40960 : i64, full_bytes = 320000 : i64}
  fsdp.param @w {types = [tensor<800x100xf32>], compute = [tensor<800x100xf32>], group = @g}
  func.func @step() attributes {fsdp.entry = "step"} {
    %slot = memref.alloc() : memref<40960xi8>
    fsdp.pack @g into %slot : memref<40960xi8> segments [
      #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 400, inner = 100, size = 800, state = [0], wire = [0, 40000], full = [], block = 40000, blockWires = [1]>] {
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

// Words: the number that is next, the block's count, its result and what each part made. They are the kernel's own and zero.
// CHECK: memref.global "private" @pack_cells_8 : memref<8xi32> = dense<0>
// CHECK: plan.launch @pack_0(%{{.*}}, %{{.*}} : !plan.buffer, memref<40960xi8>) at [0, 0] bytes [160000, 40960] access [1, 2] stream 1 {group = @g}
// CHECK-NOT: plan.launch
// Beside both stages a tile of zeros behind the one scale.
// CHECK-LABEL: func.func private @pack_0
// CHECK-SAME: known_grid_size = array<i32: 11, 1, 1>
// Numbers below 11, which begin at zero again.
// CHECK: llvm.fence syncscope("device") acq_rel
// CHECK: llvm.atomicrmw uinc_wrap %{{.*}}, %c10_i32
// CHECK: gpu.barrier
// A whole part: eight loads of 16 bytes before the first maximum.
// CHECK-COUNT-8: vector.load %arg0{{.*}} {alignment = 16 : i64} : memref<40000xf32>, vector<4xf32>
// CHECK: arith.maxsi
// CHECK: gpu.shuffle
// CHECK: llvm.store %{{.*}} atomic syncscope("device") monotonic
// CHECK: llvm.fence syncscope("device") acq_rel
// Five count, who combines them counts, five wait and count: from 10 on at zero again.
// CHECK: llvm.atomicrmw uinc_wrap %{{.*}}, %c10_i32
// CHECK: llvm.fence syncscope("device") acq_rel
// CHECK: llvm.load %{{.*}} atomic syncscope("device") monotonic
// CHECK: llvm.atomicrmw uinc_wrap %{{.*}}, %c10_i32
// The others wait for six.
// CHECK: scf.while
// CHECK: %[[COUNT:.*]] = llvm.load %{{.*}} atomic syncscope("device") monotonic
// CHECK: %[[MORE:.*]] = arith.cmpi ult, %[[COUNT]], %c6_i32
// CHECK: scf.condition(%[[MORE]])
// CHECK: llvm.fence syncscope("device") acq_rel
// CHECK: llvm.atomicrmw uinc_wrap
// CHECK: gpu.barrier
// CHECK: llvm.load %{{.*}} atomic syncscope("device") monotonic
// Eight loads of 16 bytes before the first code.
// CHECK-COUNT-2: vector.load %arg0{{.*}} vector<16xf32>
// CHECK: arith.divf
// CHECK-COUNT-2: vector.store {{.*}} vector<16xi8>

// The parts' sums in lanes of a warp, then what the hook begins with.
// SUM: arith.addf
// SUM: gpu.shuffle
// SUM: llvm.store %{{.*}} atomic syncscope("device") monotonic
// SUM: scf.for {{.*}} step %c32 iter_args
// SUM: llvm.load %{{.*}} atomic
// SUM: arith.addf
// SUM-COUNT-5: gpu.shuffle
// SUM: scf.while
// SUM: arith.addf %{{.*}}, %cst
// SUM: arith.divf

// ROWS: known_grid_size = array<i32: 1201, 1, 1>
// ROWS: %[[ZEROS:.*]] = arith.cmpi uge, %[[NUMBER:.*]], %c1110_i32
// ROWS: arith.select %[[ZEROS]], %c-1110_i32, %c1_i32
// ROWS: arith.cmpi uge, %[[NUMBER]], %c1111_i32
