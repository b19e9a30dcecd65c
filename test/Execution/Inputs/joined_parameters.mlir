// Two parameters that are one matrix, whose gradient is computed at once; two more that have the same gradient.
func.func @step(%w: tensor<5x4xf32> {fsdp.param = "w", fsdp.group = "g"}, %u: tensor<3x4xf32> {fsdp.param = "u", fsdp.group = "g"},
    %b: tensor<4xf32> {fsdp.param = "b", fsdp.group = "g"}, %c: tensor<4xf32> {fsdp.param = "c", fsdp.group = "g"},
    %x: tensor<3x8xf32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<5x4xf32> {fsdp.grad = "w"}, tensor<3x4xf32> {fsdp.grad = "u"},
        tensor<4xf32> {fsdp.grad = "b"}, tensor<4xf32> {fsdp.grad = "c"}) {
  %none = arith.constant dense<0.0> : tensor<f32>
  %zero = arith.constant 0.0 : f32
  %both = tensor.concat dim(0) %w, %u : (tensor<5x4xf32>, tensor<3x4xf32>) -> tensor<8x4xf32>
  %e = tensor.empty() : tensor<3x4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<3x4xf32>) -> tensor<3x4xf32>
  %y = linalg.matmul ins(%x, %both : tensor<3x8xf32>, tensor<8x4xf32>) outs(%f : tensor<3x4xf32>) -> tensor<3x4xf32>
  %s = linalg.map { arith.addf } ins(%b, %c : tensor<4xf32>, tensor<4xf32>) outs(%b : tensor<4xf32>)
  %r = linalg.broadcast ins(%s : tensor<4xf32>) outs(%e : tensor<3x4xf32>) dimensions = [0]
  %d = arith.addf %y, %r : tensor<3x4xf32>
  %l = linalg.reduce { arith.addf } ins(%d : tensor<3x4xf32>) outs(%none : tensor<f32>) dimensions = [0, 1]
  %te = tensor.empty() : tensor<8x3xf32>
  %t = linalg.transpose ins(%x : tensor<3x8xf32>) outs(%te : tensor<8x3xf32>) permutation = [1, 0]
  %ge = tensor.empty() : tensor<8x4xf32>
  %gf = linalg.fill ins(%zero : f32) outs(%ge : tensor<8x4xf32>) -> tensor<8x4xf32>
  %g = linalg.matmul ins(%t, %d : tensor<8x3xf32>, tensor<3x4xf32>) outs(%gf : tensor<8x4xf32>) -> tensor<8x4xf32>
  %gw = tensor.extract_slice %g[0, 0] [5, 4] [1, 1] : tensor<8x4xf32> to tensor<5x4xf32>
  %gu = tensor.extract_slice %g[5, 0] [3, 4] [1, 1] : tensor<8x4xf32> to tensor<3x4xf32>
  %be = tensor.empty() : tensor<4xf32>
  %bf = linalg.fill ins(%zero : f32) outs(%be : tensor<4xf32>) -> tensor<4xf32>
  %gb = linalg.reduce { arith.addf } ins(%d : tensor<3x4xf32>) outs(%bf : tensor<4xf32>) dimensions = [0]
  return %l, %gw, %gu, %gb, %gb : tensor<f32>, tensor<5x4xf32>, tensor<3x4xf32>, tensor<4xf32>, tensor<4xf32>
}
