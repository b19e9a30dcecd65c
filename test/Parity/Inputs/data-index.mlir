// data-index.mlir - a step that reads a parameter where its batch says, unchecked
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

func.func @step(%w: tensor<5xf32> {fsdp.param = "w"}, %at: tensor<2xi64> {fsdp.batch = "at"})
    -> (tensor<f32> {fsdp.loss}, tensor<5xf32> {fsdp.grad = "w"}) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<f32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %loss = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> ()>],
      iterator_types = ["reduction"]} ins(%at : tensor<2xi64>) outs(%z : tensor<f32>) {
  ^bb0(%key: i64, %sum: f32):
    %i = arith.index_cast %key : i64 to index
    %x = tensor.extract %w[%i] : tensor<5xf32>
    %next = arith.addf %sum, %x : f32
    linalg.yield %next : f32
  } -> tensor<f32>
  return %loss, %w : tensor<f32>, tensor<5xf32>
}
