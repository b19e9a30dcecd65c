// pack.mlir - kernels of the GPU path's prototypes; regenerate.sh makes pack.ptx of it
module attributes {gpu.container_module} {
 gpu.module @g [#nvvm.target<O = 3, chip = "sm_80", features = "+ptx70">] {
  gpu.func @pre(%src: memref<28928xf32, 1> {llvm.noalias, llvm.align = 16 : i64}, %dst: memref<28816xbf16, 1> {llvm.noalias, llvm.align = 16 : i64}) kernel attributes {known_block_size = array<i32: 256, 1, 1>} {
    %bidx = gpu.block_id x
    %bid = arith.index_cast %bidx : index to i32
    %cT = arith.constant 8192 : i32
    %L0_0 = arith.constant 0 : i32
    %L1_0 = arith.constant 0 : i32
    %L2_0 = arith.constant 0 : i32
    %L3_0 = arith.constant 4096 : i32
    %f1 = arith.constant 1 : i32
    %q1 = arith.cmpi uge, %bid, %f1 : i32
    %C0_1 = arith.constant 1 : i32
    %L0_1 = arith.select %q1, %C0_1, %L0_0 : i32
    %C1_1 = arith.constant 4096 : i32
    %L1_1 = arith.select %q1, %C1_1, %L1_0 : i32
    %C2_1 = arith.constant 4096 : i32
    %L2_1 = arith.select %q1, %C2_1, %L2_0 : i32
    %C3_1 = arith.constant 24576 : i32
    %L3_1 = arith.select %q1, %C3_1, %L3_0 : i32
    %f2 = arith.constant 4 : i32
    %q2 = arith.cmpi uge, %bid, %f2 : i32
    %C0_2 = arith.constant 4 : i32
    %L0_2 = arith.select %q2, %C0_2, %L0_1 : i32
    %C1_2 = arith.constant 28672 : i32
    %L1_2 = arith.select %q2, %C1_2, %L1_1 : i32
    %C2_2 = arith.constant 28672 : i32
    %L2_2 = arith.select %q2, %C2_2, %L2_1 : i32
    %C3_2 = arith.constant 8 : i32
    %L3_2 = arith.select %q2, %C3_2, %L3_1 : i32
    %f3 = arith.constant 5 : i32
    %q3 = arith.cmpi uge, %bid, %f3 : i32
    %C0_3 = arith.constant 5 : i32
    %L0_3 = arith.select %q3, %C0_3, %L0_2 : i32
    %C1_3 = arith.constant 28736 : i32
    %L1_3 = arith.select %q3, %C1_3, %L1_2 : i32
    %C2_3 = arith.constant 28680 : i32
    %L2_3 = arith.select %q3, %C2_3, %L2_2 : i32
    %C3_3 = arith.constant 136 : i32
    %L3_3 = arith.select %q3, %C3_3, %L3_2 : i32
    %w = arith.subi %bid, %L0_3 : i32
    %base = arith.muli %w, %cT : i32
    %zsb = arith.constant 0 : i32
    %sb = arith.addi %L1_3, %zsb : i32
    %zdb = arith.constant 0 : i32
    %db = arith.addi %L2_3, %zdb : i32
    %zlen = arith.constant 0 : i32
    %len = arith.addi %L3_3, %zlen : i32
    %tidx = gpu.thread_id x upper_bound 256
    %tid = arith.index_cast %tidx : index to i32
    %cV = arith.constant 8 : i32
    %e0 = arith.muli %tid, %cV : i32
    %j0 = arith.addi %base, %e0 : i32
    %du0 = arith.constant 0 : i32
    %j1 = arith.addi %j0, %du0 : i32
    %in0 = arith.cmpi ult, %j1, %len : i32
    %du1 = arith.constant 2048 : i32
    %j2 = arith.addi %j0, %du1 : i32
    %in1 = arith.cmpi ult, %j2, %len : i32
    %du2 = arith.constant 4096 : i32
    %j3 = arith.addi %j0, %du2 : i32
    %in2 = arith.cmpi ult, %j3, %len : i32
    %du3 = arith.constant 6144 : i32
    %j4 = arith.addi %j0, %du3 : i32
    %in3 = arith.cmpi ult, %j4, %len : i32
    %zero = arith.constant dense<0.0> : vector<8xf32>
    %v0 = scf.if %in0 -> vector<8xf32> {
      %a = arith.addi %sb, %j1 : i32
      %ai = arith.index_castui %a : i32 to index
      %x = vector.load %src[%ai] {alignment = 16 : i64, nontemporal = true} : memref<28928xf32, 1>, vector<8xf32>
      scf.yield %x : vector<8xf32>
    } else {
      scf.yield %zero : vector<8xf32>
    }
    %v1 = scf.if %in1 -> vector<8xf32> {
      %a = arith.addi %sb, %j2 : i32
      %ai = arith.index_castui %a : i32 to index
      %x = vector.load %src[%ai] {alignment = 16 : i64, nontemporal = true} : memref<28928xf32, 1>, vector<8xf32>
      scf.yield %x : vector<8xf32>
    } else {
      scf.yield %zero : vector<8xf32>
    }
    %v2 = scf.if %in2 -> vector<8xf32> {
      %a = arith.addi %sb, %j3 : i32
      %ai = arith.index_castui %a : i32 to index
      %x = vector.load %src[%ai] {alignment = 16 : i64, nontemporal = true} : memref<28928xf32, 1>, vector<8xf32>
      scf.yield %x : vector<8xf32>
    } else {
      scf.yield %zero : vector<8xf32>
    }
    %v3 = scf.if %in3 -> vector<8xf32> {
      %a = arith.addi %sb, %j4 : i32
      %ai = arith.index_castui %a : i32 to index
      %x = vector.load %src[%ai] {alignment = 16 : i64, nontemporal = true} : memref<28928xf32, 1>, vector<8xf32>
      scf.yield %x : vector<8xf32>
    } else {
      scf.yield %zero : vector<8xf32>
    }
    %y0 = arith.truncf %v0 : vector<8xf32> to vector<8xbf16>
    scf.if %in0 {
      %a = arith.addi %db, %j1 : i32
      %ai = arith.index_castui %a : i32 to index
      vector.store %y0, %dst[%ai] {alignment = 16 : i64} : memref<28816xbf16, 1>, vector<8xbf16>
    }
    %y1 = arith.truncf %v1 : vector<8xf32> to vector<8xbf16>
    scf.if %in1 {
      %a = arith.addi %db, %j2 : i32
      %ai = arith.index_castui %a : i32 to index
      vector.store %y1, %dst[%ai] {alignment = 16 : i64} : memref<28816xbf16, 1>, vector<8xbf16>
    }
    %y2 = arith.truncf %v2 : vector<8xf32> to vector<8xbf16>
    scf.if %in2 {
      %a = arith.addi %db, %j3 : i32
      %ai = arith.index_castui %a : i32 to index
      vector.store %y2, %dst[%ai] {alignment = 16 : i64} : memref<28816xbf16, 1>, vector<8xbf16>
    }
    %y3 = arith.truncf %v3 : vector<8xf32> to vector<8xbf16>
    scf.if %in3 {
      %a = arith.addi %db, %j4 : i32
      %ai = arith.index_castui %a : i32 to index
      vector.store %y3, %dst[%ai] {alignment = 16 : i64} : memref<28816xbf16, 1>, vector<8xbf16>
    }
    gpu.return
  }
  gpu.func @post(%src: memref<57632xbf16, 1> {llvm.noalias, llvm.align = 16 : i64}, %dst: memref<57728xf32, 1> {llvm.noalias, llvm.align = 16 : i64}) kernel attributes {known_block_size = array<i32: 256, 1, 1>} {
    %bidx = gpu.block_id x
    %bid = arith.index_cast %bidx : index to i32
    %cT = arith.constant 8192 : i32
    %cNT = arith.constant 6 : i32
    %r = arith.divui %bid, %cNT : i32
    %t = arith.remui %bid, %cNT : i32
    %L0_0 = arith.constant 0 : i32
    %L1_0 = arith.constant 0 : i32
    %L2_0 = arith.constant 0 : i32
    %L3_0 = arith.constant 4096 : i32
    %f1 = arith.constant 1 : i32
    %q1 = arith.cmpi uge, %t, %f1 : i32
    %C0_1 = arith.constant 1 : i32
    %L0_1 = arith.select %q1, %C0_1, %L0_0 : i32
    %C1_1 = arith.constant 4096 : i32
    %L1_1 = arith.select %q1, %C1_1, %L1_0 : i32
    %C2_1 = arith.constant 8192 : i32
    %L2_1 = arith.select %q1, %C2_1, %L2_0 : i32
    %C3_1 = arith.constant 24576 : i32
    %L3_1 = arith.select %q1, %C3_1, %L3_0 : i32
    %f2 = arith.constant 4 : i32
    %q2 = arith.cmpi uge, %t, %f2 : i32
    %C0_2 = arith.constant 4 : i32
    %L0_2 = arith.select %q2, %C0_2, %L0_1 : i32
    %C1_2 = arith.constant 28672 : i32
    %L1_2 = arith.select %q2, %C1_2, %L1_1 : i32
    %C2_2 = arith.constant 57344 : i32
    %L2_2 = arith.select %q2, %C2_2, %L2_1 : i32
    %C3_2 = arith.constant 8 : i32
    %L3_2 = arith.select %q2, %C3_2, %L3_1 : i32
    %f3 = arith.constant 5 : i32
    %q3 = arith.cmpi uge, %t, %f3 : i32
    %C0_3 = arith.constant 5 : i32
    %L0_3 = arith.select %q3, %C0_3, %L0_2 : i32
    %C1_3 = arith.constant 28680 : i32
    %L1_3 = arith.select %q3, %C1_3, %L1_2 : i32
    %C2_3 = arith.constant 57408 : i32
    %L2_3 = arith.select %q3, %C2_3, %L2_2 : i32
    %C3_3 = arith.constant 136 : i32
    %L3_3 = arith.select %q3, %C3_3, %L3_2 : i32
    %w = arith.subi %t, %L0_3 : i32
    %base = arith.muli %w, %cT : i32
    %cS = arith.constant 28816 : i32
    %rs = arith.muli %r, %cS : i32
    %sb = arith.addi %L1_3, %rs : i32
    %rl = arith.muli %r, %L3_3 : i32
    %db = arith.addi %L2_3, %rl : i32
    %zl = arith.constant 0 : i32
    %len = arith.addi %L3_3, %zl : i32
    %tidx = gpu.thread_id x upper_bound 256
    %tid = arith.index_cast %tidx : index to i32
    %cV = arith.constant 8 : i32
    %e0 = arith.muli %tid, %cV : i32
    %j0 = arith.addi %base, %e0 : i32
    %du0 = arith.constant 0 : i32
    %j1 = arith.addi %j0, %du0 : i32
    %in0 = arith.cmpi ult, %j1, %len : i32
    %du1 = arith.constant 2048 : i32
    %j2 = arith.addi %j0, %du1 : i32
    %in1 = arith.cmpi ult, %j2, %len : i32
    %du2 = arith.constant 4096 : i32
    %j3 = arith.addi %j0, %du2 : i32
    %in2 = arith.cmpi ult, %j3, %len : i32
    %du3 = arith.constant 6144 : i32
    %j4 = arith.addi %j0, %du3 : i32
    %in3 = arith.cmpi ult, %j4, %len : i32
    %zero = arith.constant dense<0.0> : vector<8xbf16>
    %v0 = scf.if %in0 -> vector<8xbf16> {
      %a = arith.addi %sb, %j1 : i32
      %ai = arith.index_castui %a : i32 to index
      %x = vector.load %src[%ai] {alignment = 16 : i64, nontemporal = true} : memref<57632xbf16, 1>, vector<8xbf16>
      scf.yield %x : vector<8xbf16>
    } else {
      scf.yield %zero : vector<8xbf16>
    }
    %v1 = scf.if %in1 -> vector<8xbf16> {
      %a = arith.addi %sb, %j2 : i32
      %ai = arith.index_castui %a : i32 to index
      %x = vector.load %src[%ai] {alignment = 16 : i64, nontemporal = true} : memref<57632xbf16, 1>, vector<8xbf16>
      scf.yield %x : vector<8xbf16>
    } else {
      scf.yield %zero : vector<8xbf16>
    }
    %v2 = scf.if %in2 -> vector<8xbf16> {
      %a = arith.addi %sb, %j3 : i32
      %ai = arith.index_castui %a : i32 to index
      %x = vector.load %src[%ai] {alignment = 16 : i64, nontemporal = true} : memref<57632xbf16, 1>, vector<8xbf16>
      scf.yield %x : vector<8xbf16>
    } else {
      scf.yield %zero : vector<8xbf16>
    }
    %v3 = scf.if %in3 -> vector<8xbf16> {
      %a = arith.addi %sb, %j4 : i32
      %ai = arith.index_castui %a : i32 to index
      %x = vector.load %src[%ai] {alignment = 16 : i64, nontemporal = true} : memref<57632xbf16, 1>, vector<8xbf16>
      scf.yield %x : vector<8xbf16>
    } else {
      scf.yield %zero : vector<8xbf16>
    }
    %y0 = arith.extf %v0 : vector<8xbf16> to vector<8xf32>
    scf.if %in0 {
      %a = arith.addi %db, %j1 : i32
      %ai = arith.index_castui %a : i32 to index
      vector.store %y0, %dst[%ai] {alignment = 16 : i64} : memref<57728xf32, 1>, vector<8xf32>
    }
    %y1 = arith.extf %v1 : vector<8xbf16> to vector<8xf32>
    scf.if %in1 {
      %a = arith.addi %db, %j2 : i32
      %ai = arith.index_castui %a : i32 to index
      vector.store %y1, %dst[%ai] {alignment = 16 : i64} : memref<57728xf32, 1>, vector<8xf32>
    }
    %y2 = arith.extf %v2 : vector<8xbf16> to vector<8xf32>
    scf.if %in2 {
      %a = arith.addi %db, %j3 : i32
      %ai = arith.index_castui %a : i32 to index
      vector.store %y2, %dst[%ai] {alignment = 16 : i64} : memref<57728xf32, 1>, vector<8xf32>
    }
    %y3 = arith.extf %v3 : vector<8xbf16> to vector<8xf32>
    scf.if %in3 {
      %a = arith.addi %db, %j4 : i32
      %ai = arith.index_castui %a : i32 to index
      vector.store %y3, %dst[%ai] {alignment = 16 : i64} : memref<57728xf32, 1>, vector<8xf32>
    }
    gpu.return
  }
  gpu.func @post_peers(%src: memref<2xi64, 1>, %dst: memref<57728xf32, 1> {llvm.noalias, llvm.align = 16 : i64}) kernel attributes {known_block_size = array<i32: 256, 1, 1>} {
    %bidx = gpu.block_id x
    %bid = arith.index_cast %bidx : index to i32
    %cT = arith.constant 8192 : i32
    %cNT = arith.constant 6 : i32
    %r = arith.divui %bid, %cNT : i32
    %t = arith.remui %bid, %cNT : i32
    %L0_0 = arith.constant 0 : i32
    %L1_0 = arith.constant 0 : i32
    %L2_0 = arith.constant 0 : i32
    %L3_0 = arith.constant 4096 : i32
    %f1 = arith.constant 1 : i32
    %q1 = arith.cmpi uge, %t, %f1 : i32
    %C0_1 = arith.constant 1 : i32
    %L0_1 = arith.select %q1, %C0_1, %L0_0 : i32
    %C1_1 = arith.constant 4096 : i32
    %L1_1 = arith.select %q1, %C1_1, %L1_0 : i32
    %C2_1 = arith.constant 8192 : i32
    %L2_1 = arith.select %q1, %C2_1, %L2_0 : i32
    %C3_1 = arith.constant 24576 : i32
    %L3_1 = arith.select %q1, %C3_1, %L3_0 : i32
    %f2 = arith.constant 4 : i32
    %q2 = arith.cmpi uge, %t, %f2 : i32
    %C0_2 = arith.constant 4 : i32
    %L0_2 = arith.select %q2, %C0_2, %L0_1 : i32
    %C1_2 = arith.constant 28672 : i32
    %L1_2 = arith.select %q2, %C1_2, %L1_1 : i32
    %C2_2 = arith.constant 57344 : i32
    %L2_2 = arith.select %q2, %C2_2, %L2_1 : i32
    %C3_2 = arith.constant 8 : i32
    %L3_2 = arith.select %q2, %C3_2, %L3_1 : i32
    %f3 = arith.constant 5 : i32
    %q3 = arith.cmpi uge, %t, %f3 : i32
    %C0_3 = arith.constant 5 : i32
    %L0_3 = arith.select %q3, %C0_3, %L0_2 : i32
    %C1_3 = arith.constant 28680 : i32
    %L1_3 = arith.select %q3, %C1_3, %L1_2 : i32
    %C2_3 = arith.constant 57408 : i32
    %L2_3 = arith.select %q3, %C2_3, %L2_2 : i32
    %C3_3 = arith.constant 136 : i32
    %L3_3 = arith.select %q3, %C3_3, %L3_2 : i32
    %w = arith.subi %t, %L0_3 : i32
    %base = arith.muli %w, %cT : i32
    %cS = arith.constant 0 : i32
    %rs = arith.muli %r, %cS : i32
    %sb = arith.addi %L1_3, %rs : i32
    %ri = arith.index_castui %r : i32 to index
    %pa = memref.load %src[%ri] : memref<2xi64, 1>
    %peer = llvm.inttoptr %pa : i64 to !llvm.ptr<1>
    %rl = arith.muli %r, %L3_3 : i32
    %db = arith.addi %L2_3, %rl : i32
    %zl = arith.constant 0 : i32
    %len = arith.addi %L3_3, %zl : i32
    %tidx = gpu.thread_id x upper_bound 256
    %tid = arith.index_cast %tidx : index to i32
    %cV = arith.constant 8 : i32
    %e0 = arith.muli %tid, %cV : i32
    %j0 = arith.addi %base, %e0 : i32
    %du0 = arith.constant 0 : i32
    %j1 = arith.addi %j0, %du0 : i32
    %in0 = arith.cmpi ult, %j1, %len : i32
    %du1 = arith.constant 2048 : i32
    %j2 = arith.addi %j0, %du1 : i32
    %in1 = arith.cmpi ult, %j2, %len : i32
    %du2 = arith.constant 4096 : i32
    %j3 = arith.addi %j0, %du2 : i32
    %in2 = arith.cmpi ult, %j3, %len : i32
    %du3 = arith.constant 6144 : i32
    %j4 = arith.addi %j0, %du3 : i32
    %in3 = arith.cmpi ult, %j4, %len : i32
    %zero = arith.constant dense<0.0> : vector<8xbf16>
    %v0 = scf.if %in0 -> vector<8xbf16> {
      %a = arith.addi %sb, %j1 : i32
      %ai = arith.index_castui %a : i32 to index
      %g = llvm.getelementptr %peer[%a] : (!llvm.ptr<1>, i32) -> !llvm.ptr<1>, bf16
      %x = llvm.load %g {alignment = 16 : i64} : !llvm.ptr<1> -> vector<8xbf16>
      scf.yield %x : vector<8xbf16>
    } else {
      scf.yield %zero : vector<8xbf16>
    }
    %v1 = scf.if %in1 -> vector<8xbf16> {
      %a = arith.addi %sb, %j2 : i32
      %ai = arith.index_castui %a : i32 to index
      %g = llvm.getelementptr %peer[%a] : (!llvm.ptr<1>, i32) -> !llvm.ptr<1>, bf16
      %x = llvm.load %g {alignment = 16 : i64} : !llvm.ptr<1> -> vector<8xbf16>
      scf.yield %x : vector<8xbf16>
    } else {
      scf.yield %zero : vector<8xbf16>
    }
    %v2 = scf.if %in2 -> vector<8xbf16> {
      %a = arith.addi %sb, %j3 : i32
      %ai = arith.index_castui %a : i32 to index
      %g = llvm.getelementptr %peer[%a] : (!llvm.ptr<1>, i32) -> !llvm.ptr<1>, bf16
      %x = llvm.load %g {alignment = 16 : i64} : !llvm.ptr<1> -> vector<8xbf16>
      scf.yield %x : vector<8xbf16>
    } else {
      scf.yield %zero : vector<8xbf16>
    }
    %v3 = scf.if %in3 -> vector<8xbf16> {
      %a = arith.addi %sb, %j4 : i32
      %ai = arith.index_castui %a : i32 to index
      %g = llvm.getelementptr %peer[%a] : (!llvm.ptr<1>, i32) -> !llvm.ptr<1>, bf16
      %x = llvm.load %g {alignment = 16 : i64} : !llvm.ptr<1> -> vector<8xbf16>
      scf.yield %x : vector<8xbf16>
    } else {
      scf.yield %zero : vector<8xbf16>
    }
    %y0 = arith.extf %v0 : vector<8xbf16> to vector<8xf32>
    scf.if %in0 {
      %a = arith.addi %db, %j1 : i32
      %ai = arith.index_castui %a : i32 to index
      vector.store %y0, %dst[%ai] {alignment = 16 : i64} : memref<57728xf32, 1>, vector<8xf32>
    }
    %y1 = arith.extf %v1 : vector<8xbf16> to vector<8xf32>
    scf.if %in1 {
      %a = arith.addi %db, %j2 : i32
      %ai = arith.index_castui %a : i32 to index
      vector.store %y1, %dst[%ai] {alignment = 16 : i64} : memref<57728xf32, 1>, vector<8xf32>
    }
    %y2 = arith.extf %v2 : vector<8xbf16> to vector<8xf32>
    scf.if %in2 {
      %a = arith.addi %db, %j3 : i32
      %ai = arith.index_castui %a : i32 to index
      vector.store %y2, %dst[%ai] {alignment = 16 : i64} : memref<57728xf32, 1>, vector<8xf32>
    }
    %y3 = arith.extf %v3 : vector<8xbf16> to vector<8xf32>
    scf.if %in3 {
      %a = arith.addi %db, %j4 : i32
      %ai = arith.index_castui %a : i32 to index
      vector.store %y3, %dst[%ai] {alignment = 16 : i64} : memref<57728xf32, 1>, vector<8xf32>
    }
    gpu.return
  }
 }
}
// W=2 SRC=28928 SLOT=28816 FULL=57728 NT=6 TILE=8192 segs=[4096, 24576, 8, 136] src=[0, 4096, 28672, 28736] off=[0, 4096, 28672, 28680] full=[0, 8192, 57344, 57408] first=[0, 1, 4, 5]
