// The step's shapes are for a model axis of the size that it says.
// RUN: not fsdp-opt %s --fsdp-import-step='grid=1x2x4' 2>&1 | FileCheck %s
// RUN: not fsdp-opt %s --fsdp-import-step='grid=4' 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: fsdp-opt %s --fsdp-import-step='grid=3x5x2' | FileCheck %s --check-prefix=OTHERS

// CHECK: error: 'shard.all_reduce' is over 2 ranks of @grid, but the grid has a model axis of 4; the step's shapes are for as many as it says
// NONE: error: 'shard.all_reduce' is over 2 ranks of @grid, but the grid has a model axis of 1;
// OTHERS: #fsdp.grid<replicas = 3, shards = 5, models = 2>
shard.grid @grid(shape = 1x2x2)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  %y = shard.all_reduce %w on @grid grid_axes = [2] : tensor<4xf32> -> tensor<4xf32>
  return %y : tensor<4xf32>
}
