// reduce.mlir - kernels of the GPU path's prototypes; regenerate.sh makes reduce.ptx of it
module attributes {gpu.container_module} {
 gpu.module @g [#nvvm.target<O = 3, chip = "sm_90", features = "+ptx80">] {
  gpu.func @reduce_peers(%src: memref<4xi64, 1>, %dst: memref<3000xf32, 1> {llvm.noalias, llvm.align = 16 : i64}) kernel attributes {known_block_size = array<i32: 256, 1, 1>} {
    %bx = gpu.block_id x
    %tx = gpu.thread_id x upper_bound 256
    %b = arith.index_cast %bx : index to i32
    %t = arith.index_cast %tx : index to i32
    %cT = arith.constant 2048 : i32
    %c8 = arith.constant 8 : i32
    %n = arith.constant 3000 : i32
    %s = arith.constant dense<0.25> : vector<8xf32>
    %b0 = arith.muli %b, %cT : i32
    %t0 = arith.muli %t, %c8 : i32
    %j = arith.addi %b0, %t0 : i32
    %in = arith.cmpi ult, %j, %n : i32
    scf.if %in {
      %ji = arith.index_castui %j : i32 to index
      %g = vector.load %dst[%ji] {alignment = 16 : i64} : memref<3000xf32, 1>, vector<8xf32>
      %r0 = arith.constant 0 : index
      %a0 = memref.load %src[%r0] : memref<4xi64, 1>
      %p0 = llvm.inttoptr %a0 : i64 to !llvm.ptr<1>
      %q0 = llvm.getelementptr %p0[%j] : (!llvm.ptr<1>, i32) -> !llvm.ptr<1>, bf16
      %x0 = llvm.load %q0 {alignment = 16 : i64} : !llvm.ptr<1> -> vector<8xbf16>
      %r1 = arith.constant 1 : index
      %a1 = memref.load %src[%r1] : memref<4xi64, 1>
      %p1 = llvm.inttoptr %a1 : i64 to !llvm.ptr<1>
      %q1 = llvm.getelementptr %p1[%j] : (!llvm.ptr<1>, i32) -> !llvm.ptr<1>, bf16
      %x1 = llvm.load %q1 {alignment = 16 : i64} : !llvm.ptr<1> -> vector<8xbf16>
      %r2 = arith.constant 2 : index
      %a2 = memref.load %src[%r2] : memref<4xi64, 1>
      %p2 = llvm.inttoptr %a2 : i64 to !llvm.ptr<1>
      %q2 = llvm.getelementptr %p2[%j] : (!llvm.ptr<1>, i32) -> !llvm.ptr<1>, bf16
      %x2 = llvm.load %q2 {alignment = 16 : i64} : !llvm.ptr<1> -> vector<8xbf16>
      %r3 = arith.constant 3 : index
      %a3 = memref.load %src[%r3] : memref<4xi64, 1>
      %p3 = llvm.inttoptr %a3 : i64 to !llvm.ptr<1>
      %q3 = llvm.getelementptr %p3[%j] : (!llvm.ptr<1>, i32) -> !llvm.ptr<1>, bf16
      %x3 = llvm.load %q3 {alignment = 16 : i64} : !llvm.ptr<1> -> vector<8xbf16>
      %f0 = arith.extf %x0 : vector<8xbf16> to vector<8xf32>
      %f1 = arith.extf %x1 : vector<8xbf16> to vector<8xf32>
      %s1 = arith.addf %f0, %f1 : vector<8xf32>
      %f2 = arith.extf %x2 : vector<8xbf16> to vector<8xf32>
      %s2 = arith.addf %s1, %f2 : vector<8xf32>
      %f3 = arith.extf %x3 : vector<8xbf16> to vector<8xf32>
      %s3 = arith.addf %s2, %f3 : vector<8xf32>
      %m = arith.mulf %s3, %s : vector<8xf32>
      %o = arith.addf %g, %m : vector<8xf32>
      vector.store %o, %dst[%ji] {alignment = 16 : i64} : memref<3000xf32, 1>, vector<8xf32>
    }
    gpu.return
  }
 }
}
