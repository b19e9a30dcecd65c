// slice-negative-padding-invalid.mlir - shapes that are not known
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: fsdp-opt %s --fsdp-slice-negative-padding --verify-diagnostics

func.func @dynamic(%a: tensor<?xf32>) -> tensor<?xf32> {
  %zero = arith.constant 0.0 : f32
  // expected-error @below {{not supported yet: negative padding of dynamic shape; export the step with static shapes}}
  %p = tensor.pad %a low[1] high[-1] {
  ^bb0(%i: index):
    tensor.yield %zero : f32
  } : tensor<?xf32> to tensor<?xf32>
  return %p : tensor<?xf32>
}
