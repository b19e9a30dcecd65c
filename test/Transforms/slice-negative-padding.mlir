// slice-negative-padding.mlir - padding by negative amounts becomes a slice
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: fsdp-opt %s --fsdp-slice-negative-padding | FileCheck %s

// A shift by one row: the last is cut off, the first is padding.
// CHECK-LABEL: func @shift
// CHECK: %[[S:.*]] = tensor.extract_slice %arg0[0, 0] [3, 6] [1, 1]
// CHECK: tensor.pad %[[S]] low[1, 0] high[0, 0]
// CHECK: tensor<3x6xf32> to tensor<4x6xf32>
func.func @shift(%a: tensor<4x6xf32>) -> tensor<4x6xf32> {
  %zero = arith.constant 0.0 : f32
  %p = tensor.pad %a low[1, 0] high[-1, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<4x6xf32> to tensor<4x6xf32>
  return %p : tensor<4x6xf32>
}

// CHECK-LABEL: func @crop
// CHECK: %[[S:.*]] = tensor.extract_slice %arg0[1, 2] [2, 3] [1, 1]
// CHECK: tensor.pad %[[S]] low[0, 0] high[0, 0]
func.func @crop(%a: tensor<4x6xf32>) -> tensor<2x3xf32> {
  %zero = arith.constant 0.0 : f32
  %p = tensor.pad %a low[-1, -2] high[-1, -1] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<4x6xf32> to tensor<2x3xf32>
  return %p : tensor<2x3xf32>
}

// More is cut off than there is: padding alone.
// CHECK-LABEL: func @nothing_left
// CHECK: %[[S:.*]] = tensor.extract_slice %arg0[0] [0] [1]
// CHECK: tensor.pad %[[S]] low[2] high[0]
func.func @nothing_left(%a: tensor<4xf32>) -> tensor<2xf32> {
  %zero = arith.constant 0.0 : f32
  %p = tensor.pad %a low[3] high[-5] {
  ^bb0(%i: index):
    tensor.yield %zero : f32
  } : tensor<4xf32> to tensor<2xf32>
  return %p : tensor<2xf32>
}

// CHECK-LABEL: func @pad
// CHECK-NOT: extract_slice
// CHECK: tensor.pad %arg0 low[1] high[0]
func.func @pad(%a: tensor<4xf32>) -> tensor<5xf32> {
  %zero = arith.constant 0.0 : f32
  %p = tensor.pad %a low[1] high[0] {
  ^bb0(%i: index):
    tensor.yield %zero : f32
  } : tensor<4xf32> to tensor<5xf32>
  return %p : tensor<5xf32>
}
