// Backward alone reads u, which lies in the group of w.
func.func @step(%w: tensor<8xf32> {fsdp.param = "w", fsdp.group = "g"}, %u: tensor<8xf32> {fsdp.param = "u", fsdp.group = "g"},
    %x: tensor<8xf32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<8xf32> {fsdp.grad = "w"}) {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %p = arith.mulf %w, %x : tensor<8xf32>
  %t = math.tanh %p : tensor<8xf32>
  %l = linalg.reduce { arith.addf } ins(%t : tensor<8xf32>) outs(%zero : tensor<f32>) dimensions = [0]
  %t2 = arith.mulf %t, %t : tensor<8xf32>
  %g0 = arith.subf %x, %t2 : tensor<8xf32>
  %g1 = arith.mulf %g0, %u : tensor<8xf32>
  return %l, %g1 : tensor<f32>, tensor<8xf32>
}
