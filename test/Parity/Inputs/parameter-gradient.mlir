// parameter-gradient.mlir - a step whose gradient is the parameter itself, that of half the sum of squares
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

func.func @step(%w: tensor<16xf32> {fsdp.param = "w", fsdp.init = "constant(1)"}, %x: tensor<1x16xf32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<16xf32> {fsdp.grad = "w"}) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<f32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %loss = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (0, i)>, affine_map<(i) -> ()>],
      iterator_types = ["reduction"]} ins(%w, %x : tensor<16xf32>, tensor<1x16xf32>) outs(%z : tensor<f32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %0 = arith.mulf %a, %a : f32
    %next = arith.addf %sum, %0 : f32
    linalg.yield %next : f32
  } -> tensor<f32>
  return %loss, %w : tensor<f32>, tensor<16xf32>
}
