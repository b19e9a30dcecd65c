// A step that knows no loss scale.
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}, %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.grad = "w"}) {
  return %x, %w : tensor<f32>, tensor<4xf32>
}
