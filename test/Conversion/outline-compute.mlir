// RUN: fsdp-opt %s --fsdp-outline-compute -split-input-file | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>

// A product into a destination that was just filled with zero overwrites it; a
// transposed operand is read as it lies. Equal kernels are one.

// CHECK-LABEL: func.func @product
// CHECK-SAME: (%[[A:[a-z0-9]+]]: memref<2x4xf32>, %[[B:[a-z0-9]+]]: memref<2x8xf32>, %[[OUT:[a-z0-9]+]]: memref<4x8xf32>)
func.func @product(%a: memref<2x4xf32>, %b: memref<2x8xf32>, %out: memref<4x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %c = memref.alloc() : memref<4x8xf32>
  linalg.fill ins(%zero : f32) outs(%c : memref<4x8xf32>)
  // CHECK: %[[C:.*]] = memref.alloc
  // CHECK-NEXT: plan.gemm %[[A]], %[[B]], %[[C]] : {{.*}} at [0, 0, 0] bytes [32, 64, 128] stream 0
  // CHECK-SAME: accumulate = false
  // CHECK-SAME: k = 2 : i64, ld = array<i64: 4, 8, 8>, m = 4 : i64, n = 8 : i64, phase = "forward", ta = true, tb = false
  linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (k, m)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>]
    ins(%a, %b : memref<2x4xf32>, memref<2x8xf32>) outs(%c : memref<4x8xf32>)
  // CHECK-NEXT: plan.gemm {{.*}}accumulate = true
  linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (k, m)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>]
    ins(%a, %b : memref<2x4xf32>, memref<2x8xf32>) outs(%c : memref<4x8xf32>)
  // CHECK-NEXT: fsdp.phase_boundary
  fsdp.phase_boundary
  %d = memref.alloc() : memref<4x8xf32>
  // CHECK: plan.launch @compute_0(%[[C]], %{{.*}} : memref<4x8xf32>, memref<4x8xf32>) at [0, 0] bytes [128, 128] access [1, 2] stream 0 {label = "elementwise 4x8", phase = "backward"}
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%c : memref<4x8xf32>) outs(%d : memref<4x8xf32>) {
  ^bb0(%in: f32, %o: f32):
    %e = math.exp %in : f32
    linalg.yield %e : f32
  }
  // CHECK: plan.launch @compute_0(%{{.*}}, %[[OUT]]
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%d : memref<4x8xf32>) outs(%out : memref<4x8xf32>) {
  ^bb0(%in: f32, %o: f32):
    %e = math.exp %in : f32
    linalg.yield %e : f32
  }
  return
}
// CHECK: func.func private @compute_0(%{{.*}}: memref<4x8xf32> {llvm.noalias}, %{{.*}}: memref<4x8xf32> {llvm.noalias}) attributes {plan.kernel}
// CHECK-NOT: func.func private

// -----

// Slices: contiguous ones by offset; rows with gaps are read and written, since
// the bytes between stay.

// CHECK-LABEL: func.func @slices
// CHECK-SAME: (%[[X:[a-z0-9]+]]: memref<4x6xf32>, %[[Y:[a-z0-9]+]]: memref<4x6xf32>)
func.func @slices(%x: memref<4x6xf32>, %y: memref<4x6xf32>) {
  %rows = memref.subview %x[2, 0] [2, 6] [1, 1] : memref<4x6xf32> to memref<2x6xf32, strided<[6, 1], offset: 12>>
  %top = memref.subview %y[0, 0] [2, 6] [1, 1] : memref<4x6xf32> to memref<2x6xf32, strided<[6, 1]>>
  // CHECK: plan.copy %[[X]] to %[[Y]] : {{.*}} at [48, 0] bytes 48 stream 0
  memref.copy %rows, %top : memref<2x6xf32, strided<[6, 1], offset: 12>> to memref<2x6xf32, strided<[6, 1]>>
  %left = memref.subview %x[0, 0] [4, 3] [1, 1] : memref<4x6xf32> to memref<4x3xf32, strided<[6, 1]>>
  %right = memref.subview %y[0, 3] [4, 3] [1, 1] : memref<4x6xf32> to memref<4x3xf32, strided<[6, 1], offset: 3>>
  // CHECK: plan.launch @copy_0(%[[X]], %[[Y]] : memref<4x6xf32>, memref<4x6xf32>) at [0, 12] bytes [84, 84] access [1, 3] stream 0
  memref.copy %left, %right : memref<4x3xf32, strided<[6, 1]>> to memref<4x3xf32, strided<[6, 1], offset: 3>>
  return
}
// CHECK: func.func private @copy_0(%[[A:.*]]: memref<21xf32> {llvm.noalias}, %[[B:.*]]: memref<21xf32> {llvm.noalias})
// CHECK: memref.reinterpret_cast %[[A]] to offset: [0], sizes: [4, 3], strides: [6, 1]
// CHECK: linalg.copy

// -----

// Scalars are computed where they are used; one that is overwritten before
// that is kept.

// CHECK-LABEL: func.func @scalars
// CHECK-SAME: (%[[S:[a-z0-9]+]]: memref<f32>, %[[X:[a-z0-9]+]]: memref<4xf32>, %[[Y:[a-z0-9]+]]: memref<4xf32>)
func.func @scalars(%s: memref<f32>, %x: memref<4xf32>, %y: memref<4xf32>) {
  // CHECK: %[[KEPT:.*]] = memref.alloc() {{.*}} : memref<f32>
  // CHECK: plan.launch @compute_0(%[[S]], %[[KEPT]] : memref<f32>, memref<f32>) {{.*}} access [1, 2]
  %v = memref.load %s[] : memref<f32>
  %w = arith.mulf %v, %v : f32
  // CHECK: plan.launch @compute_1(%[[S]], %[[X]] : memref<f32>, memref<4xf32>) {{.*}} access [1, 2]
  %v2 = memref.load %s[] : memref<f32>
  linalg.fill ins(%v2 : f32) outs(%x : memref<4xf32>)
  %zero = arith.constant 0.0 : f32
  // CHECK: plan.fill %[[S]] : memref<f32> at 0 bytes 4
  linalg.fill ins(%zero : f32) outs(%s : memref<f32>)
  // CHECK: plan.launch @compute_2(%[[KEPT]], %[[Y]] : memref<f32>, memref<4xf32>)
  linalg.fill ins(%w : f32) outs(%y : memref<4xf32>)
  return
}

// -----

// A loop is one kernel; its buffers are the step's, its result a buffer.

// CHECK-LABEL: func.func @loop
func.func @loop(%x: memref<4x8xf32>, %out: memref<8xf32>) {
  %zero = arith.constant 0.0 : f32
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  // CHECK: plan.launch @compute_0(%{{.*}} : memref<4x8xf32>, memref<8xf32>, memref<f32>) at [0, 0, 0] bytes [128, 32, 4] access [1, 2, 2]
  %sum = scf.for %i = %c0 to %c4 step %c1 iter_args(%acc = %zero) -> f32 {
    %t = memref.alloc() : memref<8xf32>
    %row = memref.subview %x[%i, 0] [1, 8] [1, 1] : memref<4x8xf32> to memref<8xf32, strided<[1], offset: ?>>
    linalg.exp ins(%row : memref<8xf32, strided<[1], offset: ?>>) outs(%t : memref<8xf32>)
    %e = memref.load %t[%i] : memref<8xf32>
    %next = arith.addf %acc, %e : f32
    scf.yield %next : f32
  }
  linalg.fill ins(%sum : f32) outs(%out : memref<8xf32>)
  return
}

// -----

// Constants lie in the kernel; a product reads a buffer.

memref.global "private" constant @w : memref<2x2xf32> = dense<[[1.0, 2.0], [3.0, 4.0]]>
// CHECK-LABEL: func.func @constants
func.func @constants(%x: memref<2x2xf32>, %y: memref<2x2xf32>) {
  %w = memref.get_global @w : memref<2x2xf32>
  // CHECK: %[[W:.*]] = memref.alloc() {{.*}} : memref<2x2xf32>
  // CHECK: plan.launch @copy_0(%[[W]] : memref<2x2xf32>) at [0] bytes [16] access [2]
  // CHECK: plan.gemm %{{.*}}, %[[W]], %{{.*}}accumulate = true
  linalg.matmul ins(%x, %w : memref<2x2xf32>, memref<2x2xf32>) outs(%y : memref<2x2xf32>)
  return
}
// CHECK: func.func private @copy_0
// CHECK: memref.get_global @w

// -----

// Operands that overlap and are written may not be told apart.

// CHECK-LABEL: func.func @overlap
// CHECK: func.func private @compute_0(%{{.*}}: memref<4xf32>, %{{.*}}: memref<4xf32>, %{{.*}}: memref<4xf32> {llvm.noalias})
func.func @overlap(%x: memref<6xf32>, %z: memref<4xf32>) {
  %a = memref.subview %x[0] [4] [1] : memref<6xf32> to memref<4xf32, strided<[1]>>
  %b = memref.subview %x[2] [4] [1] : memref<6xf32> to memref<4xf32, strided<[1], offset: 2>>
  linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
     ins(%a : memref<4xf32, strided<[1]>>) outs(%b, %z : memref<4xf32, strided<[1], offset: 2>>, memref<4xf32>) {
  ^bb0(%in: f32, %o: f32, %p: f32):
    linalg.yield %in, %in : f32, f32
  }
  return
}
