// one-index.mlir - a table of one element, read by one number of the batch, whose reader is fused with what follows
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#row = affine_map<(r, d) -> (r)>
#all = affine_map<(r, d) -> (r, d)>

func.func @step(%table: tensor<1x1xf32> {fsdp.param = "table"}, %at: tensor<1xi64> {fsdp.batch = "at"})
    -> (tensor<f32> {fsdp.loss}, tensor<1x1xf32> {fsdp.grad = "table"}) {
  %e = tensor.empty() : tensor<1x1xf32>
  %row = linalg.generic {indexing_maps = [#row, #all], iterator_types = ["parallel", "parallel"]}
      ins(%at : tensor<1xi64>) outs(%e : tensor<1x1xf32>) {
  ^bb0(%number: i64, %out: f32):
    %i = arith.index_cast %number : i64 to index
    %j = linalg.index 1 : index
    %x = tensor.extract %table[%i, %j] : tensor<1x1xf32>
    linalg.yield %x : f32
  } -> tensor<1x1xf32>
  %y = linalg.generic {indexing_maps = [#all, #all], iterator_types = ["parallel", "parallel"]}
      ins(%row : tensor<1x1xf32>) outs(%e : tensor<1x1xf32>) {
  ^bb0(%x: f32, %out: f32):
    %0 = math.tanh %x : f32
    linalg.yield %0 : f32
  } -> tensor<1x1xf32>
  %loss = tensor.collapse_shape %y [] : tensor<1x1xf32> into tensor<f32>
  return %loss, %y : tensor<f32>, tensor<1x1xf32>
}
