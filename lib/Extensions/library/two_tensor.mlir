//===- two_tensor.mlir - a parameter made of two tensors ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a tensor subclass with two inner tensors (`__tensor_flatten__`) sends:
// both, unchanged, as two wires of one collective. The model for extensions
// whose state is more than one tensor, such as data and scale.
//===----------------------------------------------------------------------===//

fsdp.extension @two_tensor signature(1) pre {
^bb0(%a: tensor<?x?x?xf32>, %b: tensor<?x?x?xf32>, %axis_size: index):
  fsdp.yield %a, %b : tensor<?x?x?xf32>, tensor<?x?x?xf32>
} post {
^bb0(%a: tensor<?x?x?xf32>, %b: tensor<?x?x?xf32>, %axis_size: index):
  fsdp.yield %a, %b : tensor<?x?x?xf32>, tensor<?x?x?xf32>
}
