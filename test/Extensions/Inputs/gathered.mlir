// What a gather brings: the step reports the whole parameter.
shard.grid @grid(shape = 3)
func.func @step(%w: tensor<1000x16xf32> {fsdp.param = "w"}, %x: tensor<1xf32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<1000x16xf32> {fsdp.metric = "w", fsdp.reduce = "none"}) {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %loss = linalg.reduce { arith.addf } ins(%x : tensor<1xf32>) outs(%zero : tensor<f32>) dimensions = [0]
  return %loss, %w : tensor<f32>, tensor<1000x16xf32>
}
