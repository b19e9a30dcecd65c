//===- step.mlir - a bias, a product, the square of it and gradients ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The step of docs/Pipeline.md: a weight that travels as bf16, 3 rows over 2
// ranks, and a bias that travels as it is. Backward reads the weight alone.
//===----------------------------------------------------------------------===//

shard.grid @grid(shape = 2)
func.func @step(%w: tensor<3x4xf32> {fsdp.param = "weight", fsdp.group = "layer", fsdp.extension = @bf16_cast},
                %b: tensor<4xf32> {fsdp.param = "bias", fsdp.group = "layer"},
                %x: tensor<2x4xf32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<3x4xf32> {fsdp.grad = "weight"}, tensor<4xf32> {fsdp.grad = "bias"}) {
  %zero = arith.constant 0.0 : f32
  // h = x + b
  %no_h = tensor.empty() : tensor<2x4xf32>
  %rows = linalg.broadcast ins(%b : tensor<4xf32>) outs(%no_h : tensor<2x4xf32>) dimensions = [0]
  %h = linalg.add ins(%x, %rows : tensor<2x4xf32>, tensor<2x4xf32>) outs(%no_h : tensor<2x4xf32>) -> tensor<2x4xf32>
  // y = h w^T, loss = sum of y^2
  %no_wt = tensor.empty() : tensor<4x3xf32>
  %wt = linalg.transpose ins(%w : tensor<3x4xf32>) outs(%no_wt : tensor<4x3xf32>) permutation = [1, 0]
  %no_y = tensor.empty() : tensor<2x3xf32>
  %y0 = linalg.fill ins(%zero : f32) outs(%no_y : tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = linalg.matmul ins(%h, %wt : tensor<2x4xf32>, tensor<4x3xf32>) outs(%y0 : tensor<2x3xf32>) -> tensor<2x3xf32>
  %square = linalg.mul ins(%y, %y : tensor<2x3xf32>, tensor<2x3xf32>) outs(%no_y : tensor<2x3xf32>) -> tensor<2x3xf32>
  %no_loss = tensor.empty() : tensor<f32>
  %loss0 = linalg.fill ins(%zero : f32) outs(%no_loss : tensor<f32>) -> tensor<f32>
  %loss = linalg.reduce { arith.addf } ins(%square : tensor<2x3xf32>) outs(%loss0 : tensor<f32>) dimensions = [0, 1]
  // dy = 2 y, dw = dy^T h
  %dy = linalg.add ins(%y, %y : tensor<2x3xf32>, tensor<2x3xf32>) outs(%no_y : tensor<2x3xf32>) -> tensor<2x3xf32>
  %no_dyt = tensor.empty() : tensor<3x2xf32>
  %dyt = linalg.transpose ins(%dy : tensor<2x3xf32>) outs(%no_dyt : tensor<3x2xf32>) permutation = [1, 0]
  %no_dw = tensor.empty() : tensor<3x4xf32>
  %dw0 = linalg.fill ins(%zero : f32) outs(%no_dw : tensor<3x4xf32>) -> tensor<3x4xf32>
  %dw = linalg.matmul ins(%dyt, %h : tensor<3x2xf32>, tensor<2x4xf32>) outs(%dw0 : tensor<3x4xf32>) -> tensor<3x4xf32>
  // dh = dy w, db = sum of its rows
  %dh0 = linalg.fill ins(%zero : f32) outs(%no_h : tensor<2x4xf32>) -> tensor<2x4xf32>
  %dh = linalg.matmul ins(%dy, %w : tensor<2x3xf32>, tensor<3x4xf32>) outs(%dh0 : tensor<2x4xf32>) -> tensor<2x4xf32>
  %no_db = tensor.empty() : tensor<4xf32>
  %db0 = linalg.fill ins(%zero : f32) outs(%no_db : tensor<4xf32>) -> tensor<4xf32>
  %db = linalg.reduce { arith.addf } ins(%dh : tensor<2x4xf32>) outs(%db0 : tensor<4xf32>) dimensions = [0]
  return %loss, %dw, %db : tensor<f32>, tensor<3x4xf32>, tensor<4xf32>
}
