// A linear layer with ReLU, a loss and its gradients: small enough to compile hundreds of times.
#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d1)>
#sum = affine_map<(d0, d1) -> ()>
func.func @step(%w: tensor<5x4xf32> {fsdp.param = "w", fsdp.group = "g0", fsdp.extension = @bf16_cast},
                %b: tensor<4xf32> {fsdp.param = "b"}, %x: tensor<3x5xf32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<5x4xf32> {fsdp.grad = "w"}, tensor<4xf32> {fsdp.grad = "b"}) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<3x4xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<3x4xf32>) -> tensor<3x4xf32>
  %p = linalg.matmul ins(%x, %w : tensor<3x5xf32>, tensor<5x4xf32>) outs(%z : tensor<3x4xf32>) -> tensor<3x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]} ins(%p, %b : tensor<3x4xf32>, tensor<4xf32>) outs(%e : tensor<3x4xf32>) {
  ^bb0(%in: f32, %bias: f32, %out: f32):
    %0 = arith.addf %in, %bias : f32
    %1 = arith.maximumf %0, %zero : f32
    linalg.yield %1 : f32
  } -> tensor<3x4xf32>
  %le = tensor.empty() : tensor<f32>
  %lz = linalg.fill ins(%zero : f32) outs(%le : tensor<f32>) -> tensor<f32>
  %loss = linalg.generic {indexing_maps = [#id, #sum], iterator_types = ["reduction", "reduction"]} ins(%h : tensor<3x4xf32>) outs(%lz : tensor<f32>) {
  ^bb0(%in: f32, %acc: f32):
    %0 = arith.mulf %in, %in : f32
    %1 = arith.addf %0, %acc : f32
    linalg.yield %1 : f32
  } -> tensor<f32>
  %xe = tensor.empty() : tensor<5x3xf32>
  %xt = linalg.transpose ins(%x : tensor<3x5xf32>) outs(%xe : tensor<5x3xf32>) permutation = [1, 0]
  %ge = tensor.empty() : tensor<5x4xf32>
  %gz = linalg.fill ins(%zero : f32) outs(%ge : tensor<5x4xf32>) -> tensor<5x4xf32>
  %gw = linalg.matmul ins(%xt, %h : tensor<5x3xf32>, tensor<3x4xf32>) outs(%gz : tensor<5x4xf32>) -> tensor<5x4xf32>
  %be = tensor.empty() : tensor<4xf32>
  %bz = linalg.fill ins(%zero : f32) outs(%be : tensor<4xf32>) -> tensor<4xf32>
  %gb = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d1, d0)>, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]} ins(%h : tensor<3x4xf32>) outs(%bz : tensor<4xf32>) {
  ^bb0(%in: f32, %acc: f32):
    %0 = arith.addf %in, %acc : f32
    linalg.yield %0 : f32
  } -> tensor<4xf32>
  return %loss, %gw, %gb : tensor<f32>, tensor<5x4xf32>, tensor<4xf32>
}
