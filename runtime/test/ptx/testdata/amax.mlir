// amax.mlir - kernels of the GPU path's prototypes; regenerate.sh makes amax.ptx of it
module attributes {gpu.container_module} {
 gpu.module @g [#nvvm.target<O = 3, chip = "sm_90", features = "+ptx80">] {
  // tile absmax: vector loads, warp reduce, shared memory, barrier, one atomic per block
  gpu.func @amax(%src: memref<1048576xf32, 1> {llvm.noalias, llvm.align = 16 : i64}, %out: memref<64xi32, 1>)
      workgroup(%sh : memref<8xi32, 3>) kernel attributes {known_block_size = array<i32: 256, 1, 1>} {
   %c0 = arith.constant 0 : index
   %c4 = arith.constant 4 : index
   %c8 = arith.constant 8 : index
   %c1024 = arith.constant 1024 : index
   %c4096 = arith.constant 4096 : index
   %c32 = arith.constant 32 : index
   %z = arith.constant 0 : i32
   %m = arith.constant dense<0x7fffffff> : vector<4xi32>
   %bx = gpu.block_id x
   %tx = gpu.thread_id x upper_bound 256
   %b = arith.muli %bx, %c4096 : index
   %t = arith.muli %tx, %c4 : index
   %j = arith.addi %b, %t : index
   %e = arith.addi %j, %c4096 : index
   %vz = arith.constant dense<0> : vector<4xi32>
   %end = arith.addi %b, %c4096 : index
   %v = scf.for %i = %j to %end step %c1024 iter_args(%a = %vz) -> (vector<4xi32>) {
     %x = vector.load %src[%i] {alignment = 16 : i64} : memref<1048576xf32, 1>, vector<4xf32>
     %xi = vector.bitcast %x : vector<4xf32> to vector<4xi32>
     %n = arith.andi %xi, %m : vector<4xi32>
     %mx = arith.maxui %a, %n : vector<4xi32>
     scf.yield %mx : vector<4xi32>
   }
   %r = vector.reduction <maxui>, %v : vector<4xi32> into i32
   %w = gpu.subgroup_reduce maxsi %r uniform : (i32) -> i32
   %lane = arith.remui %tx, %c32 : index
   %wid = arith.divui %tx, %c32 : index
   %l0 = arith.cmpi eq, %lane, %c0 : index
   scf.if %l0 { memref.store %w, %sh[%wid] : memref<8xi32, 3> }
   gpu.barrier
   %in8 = arith.cmpi ult, %tx, %c8 : index
   %p = scf.if %in8 -> (i32) { %q = memref.load %sh[%tx] : memref<8xi32, 3>
     scf.yield %q : i32 } else { scf.yield %z : i32 }
   %w2 = gpu.subgroup_reduce maxsi %p uniform : (i32) -> i32
   %t0 = arith.cmpi eq, %tx, %c0 : index
   scf.if %t0 { %u = memref.atomic_rmw maxu %w2, %out[%c0] : (i32, memref<64xi32, 1>) -> i32 }
   gpu.return
  }
 }
}
