// check-indices.mlir - what data index is asserted, what loops index is not
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: fsdp-opt %s --fsdp-check-indices | FileCheck %s

// CHECK-LABEL: func @embedding
// CHECK: %[[AT:.*]] = arith.index_cast
// CHECK: %[[IN:.*]] = arith.cmpi ult, %[[AT]], %{{.*}} : index
// CHECK: cf.assert %[[IN]], "index of tensor.extract out of range: dimension 0 has 37 elements"
// CHECK-NOT: cf.assert
// CHECK: tensor.extract %arg0[%[[AT]], %{{.*}}]
func.func @embedding(%table: tensor<37x8xf32>, %tokens: tensor<4xi64>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>],
      iterator_types = ["parallel", "parallel"]} ins(%tokens : tensor<4xi64>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%token: i64, %out: f32):
    %i = arith.index_cast %token : i64 to index
    %j = linalg.index 1 : index
    %x = tensor.extract %table[%i, %j] : tensor<37x8xf32>
    linalg.yield %x : f32
  } -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// As torch-mlir exports an embedding.
// CHECK-LABEL: func @asserted
// CHECK-COUNT-2: cf.assert
// CHECK-NOT: cf.assert
// CHECK: tensor.extract
func.func @asserted(%table: tensor<37xf32>, %token: i64) -> f32 {
  %c37 = arith.constant 37 : index
  %zero = arith.constant 0 : i64
  %i = arith.index_cast %token : i64 to index
  %below = arith.cmpi slt, %i, %c37 : index
  cf.assert %below, "index must be smaller than dim size"
  %above = arith.cmpi sge, %token, %zero : i64
  cf.assert %above, "index must be larger or equal to 0"
  %x = tensor.extract %table[%i] : tensor<37xf32>
  return %x : f32
}

// One bound is not enough.
// CHECK-LABEL: func @half
// CHECK-COUNT-2: cf.assert
// CHECK: tensor.extract
func.func @half(%table: tensor<37xf32>, %token: i64) -> f32 {
  %c37 = arith.constant 37 : index
  %i = arith.index_cast %token : i64 to index
  %below = arith.cmpi slt, %i, %c37 : index
  cf.assert %below, "index must be smaller than dim size"
  %x = tensor.extract %table[%i] : tensor<37xf32>
  return %x : f32
}

// As JAX exports a gather.
// CHECK-LABEL: func @clamped
// CHECK-NOT: cf.assert
// CHECK: return
func.func @clamped(%table: tensor<37xf32>, %token: i32) -> f32 {
  %zero = arith.constant 0 : i32
  %last = arith.constant 36 : i32
  %low = arith.maxsi %token, %zero : i32
  %key = arith.minsi %low, %last : i32
  %i = arith.index_cast %key : i32 to index
  %x = tensor.extract %table[%i] : tensor<37xf32>
  return %x : f32
}

// A loop over windows of two rows; the window at `%at` comes out of data.
// CHECK-LABEL: func @windows
// CHECK: scf.for
// CHECK-NOT: cf.assert
// CHECK: tensor.extract_slice
// CHECK: arith.cmpi ult, %{{.*}}, %c7
// CHECK: cf.assert %{{.*}}, "index of tensor.insert_slice out of range: dimension 0 has 8 elements"
// CHECK: tensor.insert_slice
func.func @windows(%from: tensor<8x3xf32>, %into: tensor<8x3xf32>, %keys: tensor<7xi64>) -> tensor<8x3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %r = scf.for %i = %c0 to %c7 step %c1 iter_args(%t = %into) -> (tensor<8x3xf32>) {
    %window = tensor.extract_slice %from[%i, 0] [2, 3] [1, 1] : tensor<8x3xf32> to tensor<2x3xf32>
    %key = tensor.extract %keys[%i] : tensor<7xi64>
    %at = arith.index_cast %key : i64 to index
    %next = tensor.insert_slice %window into %t[%at, 0] [2, 3] [1, 1] : tensor<2x3xf32> into tensor<8x3xf32>
    scf.yield %next : tensor<8x3xf32>
  }
  return %r : tensor<8x3xf32>
}
