// step.mlir - a step that reads one 9x3 weight
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// 9 rows over 8 ranks are 2, 2, 2, 2, 1, 0, 0 and 0: whoever sends only what it has does not send the same.

module {
  shard.grid @grid(shape = 8)
  func.func @step(%w: tensor<9x3xf32> {fsdp.param = "0.weight"}, %x: tensor<3xf32> {fsdp.batch = "x"})
      -> (tensor<f32> {fsdp.loss}) {
    %zero = arith.constant dense<0.0> : tensor<f32>
    %loss = linalg.generic {
        indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> ()>],
        iterator_types = ["reduction", "reduction"]}
        ins(%w, %x : tensor<9x3xf32>, tensor<3xf32>) outs(%zero : tensor<f32>) {
    ^bb0(%a: f32, %b: f32, %sum: f32):
      %product = arith.mulf %a, %b : f32
      %next = arith.addf %sum, %product : f32
      linalg.yield %next : f32
    } -> tensor<f32>
    return %loss : tensor<f32>
  }
}
