// decompose-tensor-ops.mlir - concat, pad, pack and softmax in destination style
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: fsdp-opt %s --fsdp-decompose-tensor-ops --canonicalize | FileCheck %s

// CHECK-LABEL: func @concat
// CHECK: %[[E:.*]] = tensor.empty() : tensor<5xf32>
// CHECK: %[[A:.*]] = tensor.insert_slice %arg0 into %[[E]][0] [2] [1]
// CHECK: tensor.insert_slice %arg1 into %[[A]][2] [3] [1]
func.func @concat(%a: tensor<2xf32>, %b: tensor<3xf32>) -> tensor<5xf32> {
  %c = tensor.concat dim(0) %a, %b : (tensor<2xf32>, tensor<3xf32>) -> tensor<5xf32>
  return %c : tensor<5xf32>
}

// CHECK-LABEL: func @pad
// CHECK: %[[E:.*]] = tensor.empty() : tensor<4x6xf32>
// CHECK: %[[F:.*]] = linalg.fill {{.*}} outs(%[[E]]
// CHECK: tensor.insert_slice %arg0 into %[[F]][1, 0] [2, 6] [1, 1]
func.func @pad(%a: tensor<2x6xf32>) -> tensor<4x6xf32> {
  %zero = arith.constant 0.0 : f32
  %p = tensor.pad %a low[1, 0] high[1, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<2x6xf32> to tensor<4x6xf32>
  return %p : tensor<4x6xf32>
}

// CHECK-LABEL: func @softmax
// CHECK-NOT: linalg.softmax
// CHECK: math.exp
// CHECK: arith.divf
func.func @softmax(%x: tensor<2x3xf32>, %out: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %s = linalg.softmax dimension(1) ins(%x : tensor<2x3xf32>) outs(%out : tensor<2x3xf32>) -> tensor<2x3xf32>
  return %s : tensor<2x3xf32>
}
