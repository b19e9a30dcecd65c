// The step's shapes and numbers are for as many ranks as it says; how they are cut is the grid's.
// RUN: split-file %s %t
// RUN: not fsdp-opt %t/models.mlir --fsdp-import-step='grid=1x2x4' 2>&1 | FileCheck %s --check-prefix=MODELS
// RUN: not fsdp-opt %t/models.mlir --fsdp-import-step='grid=4' 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: fsdp-opt %t/models.mlir --fsdp-import-step='grid=3x5x2' | FileCheck %s --check-prefix=OTHERS
// RUN: not fsdp-opt %t/data.mlir --fsdp-import-step='grid=2' 2>&1 | FileCheck %s --check-prefix=FEWER
// RUN: not fsdp-opt %t/data.mlir --fsdp-import-step='grid=1x2x2' 2>&1 | FileCheck %s --check-prefix=PARTS
// RUN: fsdp-opt %t/data.mlir --fsdp-import-step='grid=2x2' | FileCheck %s --check-prefix=CUT
// RUN: not fsdp-opt %t/four.mlir --fsdp-import-step='grid=16' 2>&1 | FileCheck %s --check-prefix=FOUR
// RUN: not fsdp-opt %t/unknown.mlir --fsdp-import-step='grid=16' 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: not fsdp-opt %t/part.mlir --fsdp-import-step='grid=4' 2>&1 | FileCheck %s --check-prefix=PART
// RUN: fsdp-opt %t/part.mlir --fsdp-import-step='grid=3x5x2' | FileCheck %s --check-prefix=OTHERS

// MODELS: error: 'shard.all_reduce' is on the grid @grid of 2 model ranks, but the grid has a model axis of 4; the step's shapes are for as many as it says
// NONE: error: 'shard.all_reduce' is on the grid @grid of 2 model ranks, but the grid has a model axis of 1;
// OTHERS: #fsdp.grid<replicas = 3, shards = 5, models = 2>
//--- models.mlir
shard.grid @grid(shape = 1x2x2)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  %y = shard.all_reduce %w on @grid grid_axes = [2] : tensor<4xf32> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// FEWER: error: 'shard.all_reduce' is on the grid @grid of 4 replicas and shards, but there are 2; the step's numbers are for as many as it says, change one of both
// PARTS: error: 'shard.all_reduce' is on the grid @grid of 1 model ranks, but the grid has a model axis of 2;
// CUT: #fsdp.grid<replicas = 2, shards = 2>
// CUT: fsdp.exchange sum ranks [1, 4]
//--- data.mlir
shard.grid @grid(shape = 4)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  %y = shard.all_reduce %w on @grid grid_axes = [0] : tensor<4xf32> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// FOUR: error: 'shard.all_reduce' is on the grid @grid of 4 axes, expected at most three: replicas x shards x models
//--- four.mlir
shard.grid @grid(shape = 2x2x2x2)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  %y = shard.all_reduce %w on @grid grid_axes = [0] : tensor<4xf32> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// UNKNOWN: error: 'shard.all_reduce' is on the grid @grid of unknown size, expected every size to be given
//--- unknown.mlir
shard.grid @grid(shape = ?)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  %y = shard.all_reduce %w on @grid grid_axes = [0] : tensor<4xf32> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// PART: error: parameter 'w' is one of 2 parts of a tensor ('fsdp.model_dim', @grid), but the grid has a model axis of 1; the step's shapes are for as many as it says
//--- part.mlir
shard.grid @grid(shape = 1x2x2)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w", fsdp.model_dim = 0}) -> (tensor<4xf32> {fsdp.metric = "y"}) {
  return %w : tensor<4xf32>
}
