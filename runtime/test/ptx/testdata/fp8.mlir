// fp8.mlir - kernels of the GPU path's prototypes; regenerate.sh makes fp8.ptx of it
module attributes {gpu.container_module} {
gpu.module @g [#nvvm.target<O = 3, chip = "sm_90", features = "+ptx81">] {
 // f32 -> e4m3, 16 elements per thread, per-segment scale read from device memory
 gpu.func @cast_e4m3(%src: memref<1048576xf32, 1> {llvm.noalias, llvm.align = 16 : i64}, %scale: memref<64xf32, 1> {llvm.noalias}, %dst: memref<1048576xi8, 1> {llvm.noalias, llvm.align = 16 : i64}) kernel attributes {known_block_size = array<i32: 256, 1, 1>} {
  %bid = nvvm.read.ptx.sreg.ctaid.x : i32
  %tid = nvvm.read.ptx.sreg.tid.x range <i32, 0, 256> : i32
  %c12 = arith.constant 12 : i32
  %c4 = arith.constant 4 : i32
  %c0 = arith.constant 0 : index
  %b = arith.shli %bid, %c12 : i32
  %t = arith.shli %tid, %c4 : i32
  %j = arith.addi %b, %t : i32
  %ji = arith.index_castui %j : i32 to index
  %s = memref.load %scale[%c0] : memref<64xf32, 1>
  %sv = vector.broadcast %s : f32 to vector<16xf32>
  %x = vector.load %src[%ji] {alignment = 16 : i64} : memref<1048576xf32, 1>, vector<16xf32>
  %y = arith.mulf %x, %sv : vector<16xf32>
  %z = arith.constant dense<0> : vector<8xi16>
  %a0 = vector.extract %y[0] : f32 from vector<16xf32>
  %b0 = vector.extract %y[1] : f32 from vector<16xf32>
  %h0 = nvvm.convert.f32x2.to.f8x2 %b0, %a0 {rnd = #nvvm.fp_rnd_mode<rn>, sat = #nvvm.sat_mode<satfinite>} : i16 (f8E4M3FN)
  %v0 = vector.insert %h0, %z[0] : i16 into vector<8xi16>
  %a1 = vector.extract %y[2] : f32 from vector<16xf32>
  %b1 = vector.extract %y[3] : f32 from vector<16xf32>
  %h1 = nvvm.convert.f32x2.to.f8x2 %b1, %a1 {rnd = #nvvm.fp_rnd_mode<rn>, sat = #nvvm.sat_mode<satfinite>} : i16 (f8E4M3FN)
  %v1 = vector.insert %h1, %v0[1] : i16 into vector<8xi16>
  %a2 = vector.extract %y[4] : f32 from vector<16xf32>
  %b2 = vector.extract %y[5] : f32 from vector<16xf32>
  %h2 = nvvm.convert.f32x2.to.f8x2 %b2, %a2 {rnd = #nvvm.fp_rnd_mode<rn>, sat = #nvvm.sat_mode<satfinite>} : i16 (f8E4M3FN)
  %v2 = vector.insert %h2, %v1[2] : i16 into vector<8xi16>
  %a3 = vector.extract %y[6] : f32 from vector<16xf32>
  %b3 = vector.extract %y[7] : f32 from vector<16xf32>
  %h3 = nvvm.convert.f32x2.to.f8x2 %b3, %a3 {rnd = #nvvm.fp_rnd_mode<rn>, sat = #nvvm.sat_mode<satfinite>} : i16 (f8E4M3FN)
  %v3 = vector.insert %h3, %v2[3] : i16 into vector<8xi16>
  %a4 = vector.extract %y[8] : f32 from vector<16xf32>
  %b4 = vector.extract %y[9] : f32 from vector<16xf32>
  %h4 = nvvm.convert.f32x2.to.f8x2 %b4, %a4 {rnd = #nvvm.fp_rnd_mode<rn>, sat = #nvvm.sat_mode<satfinite>} : i16 (f8E4M3FN)
  %v4 = vector.insert %h4, %v3[4] : i16 into vector<8xi16>
  %a5 = vector.extract %y[10] : f32 from vector<16xf32>
  %b5 = vector.extract %y[11] : f32 from vector<16xf32>
  %h5 = nvvm.convert.f32x2.to.f8x2 %b5, %a5 {rnd = #nvvm.fp_rnd_mode<rn>, sat = #nvvm.sat_mode<satfinite>} : i16 (f8E4M3FN)
  %v5 = vector.insert %h5, %v4[5] : i16 into vector<8xi16>
  %a6 = vector.extract %y[12] : f32 from vector<16xf32>
  %b6 = vector.extract %y[13] : f32 from vector<16xf32>
  %h6 = nvvm.convert.f32x2.to.f8x2 %b6, %a6 {rnd = #nvvm.fp_rnd_mode<rn>, sat = #nvvm.sat_mode<satfinite>} : i16 (f8E4M3FN)
  %v6 = vector.insert %h6, %v5[6] : i16 into vector<8xi16>
  %a7 = vector.extract %y[14] : f32 from vector<16xf32>
  %b7 = vector.extract %y[15] : f32 from vector<16xf32>
  %h7 = nvvm.convert.f32x2.to.f8x2 %b7, %a7 {rnd = #nvvm.fp_rnd_mode<rn>, sat = #nvvm.sat_mode<satfinite>} : i16 (f8E4M3FN)
  %v7 = vector.insert %h7, %v6[7] : i16 into vector<8xi16>
  %o = vector.bitcast %v7 : vector<8xi16> to vector<16xi8>
  vector.store %o, %dst[%ji] {alignment = 16 : i64} : memref<1048576xi8, 1>, vector<16xi8>
  gpu.return
 }
 // absmax of one tile: abs bits are order preserving as u32, NaN sorts above inf -> integer redux + RED.MAX, order independent
 gpu.func @amax(%src: memref<1048576xf32, 1> {llvm.noalias, llvm.align = 16 : i64}, %out: memref<64xi32, 1>) kernel attributes {known_block_size = array<i32: 256, 1, 1>} {
  %bid = nvvm.read.ptx.sreg.ctaid.x : i32
  %tid = nvvm.read.ptx.sreg.tid.x range <i32, 0, 256> : i32
  %c12 = arith.constant 12 : i32
  %c2 = arith.constant 2 : i32
  %c0 = arith.constant 0 : index
  %m = arith.constant dense<0x7fffffff> : vector<4xi32>
  %full = arith.constant -1 : i32
  %b = arith.shli %bid, %c12 : i32
  %t = arith.shli %tid, %c2 : i32
  %j = arith.addi %b, %t : i32
  %d0 = arith.constant 0 : i32
  %j0 = arith.addi %j, %d0 : i32
  %ji0 = arith.index_castui %j0 : i32 to index
  %x0 = vector.load %src[%ji0] {alignment = 16 : i64} : memref<1048576xf32, 1>, vector<4xf32>
  %i0 = vector.bitcast %x0 : vector<4xf32> to vector<4xi32>
  %n0 = arith.andi %i0, %m : vector<4xi32>
  %d1 = arith.constant 1024 : i32
  %j1 = arith.addi %j, %d1 : i32
  %ji1 = arith.index_castui %j1 : i32 to index
  %x1 = vector.load %src[%ji1] {alignment = 16 : i64} : memref<1048576xf32, 1>, vector<4xf32>
  %i1 = vector.bitcast %x1 : vector<4xf32> to vector<4xi32>
  %n1 = arith.andi %i1, %m : vector<4xi32>
  %d2 = arith.constant 2048 : i32
  %j2 = arith.addi %j, %d2 : i32
  %ji2 = arith.index_castui %j2 : i32 to index
  %x2 = vector.load %src[%ji2] {alignment = 16 : i64} : memref<1048576xf32, 1>, vector<4xf32>
  %i2 = vector.bitcast %x2 : vector<4xf32> to vector<4xi32>
  %n2 = arith.andi %i2, %m : vector<4xi32>
  %d3 = arith.constant 3072 : i32
  %j3 = arith.addi %j, %d3 : i32
  %ji3 = arith.index_castui %j3 : i32 to index
  %x3 = vector.load %src[%ji3] {alignment = 16 : i64} : memref<1048576xf32, 1>, vector<4xf32>
  %i3 = vector.bitcast %x3 : vector<4xf32> to vector<4xi32>
  %n3 = arith.andi %i3, %m : vector<4xi32>
  %p0 = arith.maxui %n0, %n1 : vector<4xi32>
  %p1 = arith.maxui %n2, %n3 : vector<4xi32>
  %p2 = arith.maxui %p0, %p1 : vector<4xi32>
  %r = vector.reduction <maxui>, %p2 : vector<4xi32> into i32
  %w = nvvm.redux.sync umax %r, %full : i32 -> i32
  %lane = nvvm.read.ptx.sreg.laneid range <i32, 0, 32> : i32
  %z = arith.constant 0 : i32
  %l0 = arith.cmpi eq, %lane, %z : i32
  scf.if %l0 {
    %oi = memref.extract_aligned_pointer_as_index %out : memref<64xi32, 1> -> index
    %o64 = arith.index_cast %oi : index to i64
    %op = llvm.inttoptr %o64 : i64 to !llvm.ptr<1>
    %u = llvm.atomicrmw umax %op, %w syncscope("device") monotonic : !llvm.ptr<1>, i32
  }
  gpu.return
 }
 // e4m3 -> f32, 16 elements per thread
 gpu.func @dequant(%src: memref<1048576xi8, 1> {llvm.noalias, llvm.align = 16 : i64}, %scale: memref<64xf32, 1> {llvm.noalias}, %dst: memref<1048576xf32, 1> {llvm.noalias, llvm.align = 16 : i64}) kernel attributes {known_block_size = array<i32: 256, 1, 1>} {
  %bid = nvvm.read.ptx.sreg.ctaid.x : i32
  %tid = nvvm.read.ptx.sreg.tid.x range <i32, 0, 256> : i32
  %c12 = arith.constant 12 : i32
  %c4 = arith.constant 4 : i32
  %c0 = arith.constant 0 : index
  %b = arith.shli %bid, %c12 : i32
  %t = arith.shli %tid, %c4 : i32
  %j = arith.addi %b, %t : i32
  %ji = arith.index_castui %j : i32 to index
  %s = memref.load %scale[%c0] : memref<64xf32, 1>
  %sv = vector.broadcast %s : f32 to vector<16xf32>
  %x = vector.load %src[%ji] {alignment = 16 : i64} : memref<1048576xi8, 1>, vector<16xi8>
  %z = arith.constant dense<0.0> : vector<16xf16>
  %q0 = vector.extract_strided_slice %x {offsets=[0], sizes=[2], strides=[1]} : vector<16xi8> to vector<2xi8>
  %h0 = nvvm.convert.f8x2.to.f16x2 %q0 : vector<2xi8> (f8E4M3FN) -> vector<2xf16>
  %v0 = vector.insert_strided_slice %h0, %z {offsets=[0], strides=[1]} : vector<2xf16> into vector<16xf16>
  %q1 = vector.extract_strided_slice %x {offsets=[2], sizes=[2], strides=[1]} : vector<16xi8> to vector<2xi8>
  %h1 = nvvm.convert.f8x2.to.f16x2 %q1 : vector<2xi8> (f8E4M3FN) -> vector<2xf16>
  %v1 = vector.insert_strided_slice %h1, %v0 {offsets=[2], strides=[1]} : vector<2xf16> into vector<16xf16>
  %q2 = vector.extract_strided_slice %x {offsets=[4], sizes=[2], strides=[1]} : vector<16xi8> to vector<2xi8>
  %h2 = nvvm.convert.f8x2.to.f16x2 %q2 : vector<2xi8> (f8E4M3FN) -> vector<2xf16>
  %v2 = vector.insert_strided_slice %h2, %v1 {offsets=[4], strides=[1]} : vector<2xf16> into vector<16xf16>
  %q3 = vector.extract_strided_slice %x {offsets=[6], sizes=[2], strides=[1]} : vector<16xi8> to vector<2xi8>
  %h3 = nvvm.convert.f8x2.to.f16x2 %q3 : vector<2xi8> (f8E4M3FN) -> vector<2xf16>
  %v3 = vector.insert_strided_slice %h3, %v2 {offsets=[6], strides=[1]} : vector<2xf16> into vector<16xf16>
  %q4 = vector.extract_strided_slice %x {offsets=[8], sizes=[2], strides=[1]} : vector<16xi8> to vector<2xi8>
  %h4 = nvvm.convert.f8x2.to.f16x2 %q4 : vector<2xi8> (f8E4M3FN) -> vector<2xf16>
  %v4 = vector.insert_strided_slice %h4, %v3 {offsets=[8], strides=[1]} : vector<2xf16> into vector<16xf16>
  %q5 = vector.extract_strided_slice %x {offsets=[10], sizes=[2], strides=[1]} : vector<16xi8> to vector<2xi8>
  %h5 = nvvm.convert.f8x2.to.f16x2 %q5 : vector<2xi8> (f8E4M3FN) -> vector<2xf16>
  %v5 = vector.insert_strided_slice %h5, %v4 {offsets=[10], strides=[1]} : vector<2xf16> into vector<16xf16>
  %q6 = vector.extract_strided_slice %x {offsets=[12], sizes=[2], strides=[1]} : vector<16xi8> to vector<2xi8>
  %h6 = nvvm.convert.f8x2.to.f16x2 %q6 : vector<2xi8> (f8E4M3FN) -> vector<2xf16>
  %v6 = vector.insert_strided_slice %h6, %v5 {offsets=[12], strides=[1]} : vector<2xf16> into vector<16xf16>
  %q7 = vector.extract_strided_slice %x {offsets=[14], sizes=[2], strides=[1]} : vector<16xi8> to vector<2xi8>
  %h7 = nvvm.convert.f8x2.to.f16x2 %q7 : vector<2xi8> (f8E4M3FN) -> vector<2xf16>
  %v7 = vector.insert_strided_slice %h7, %v6 {offsets=[14], strides=[1]} : vector<2xf16> into vector<16xf16>
  %f = arith.extf %v7 : vector<16xf16> to vector<16xf32>
  %y = arith.mulf %f, %sv : vector<16xf32>
  vector.store %y, %dst[%ji] {alignment = 16 : i64} : memref<1048576xf32, 1>, vector<16xf32>
  gpu.return
 }
}}
