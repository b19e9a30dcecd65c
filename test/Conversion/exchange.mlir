// Collectives of the step's own: in buffers, among its compute, and as a command of the plan.
// RUN: fsdp-opt %s --split-input-file --fsdp-bufferize | FileCheck %s --check-prefix=BUFFERS
// RUN: fsdp-opt %s --split-input-file --fsdp-bufferize --fsdp-outline-hook-kernels --fsdp-outline-compute | FileCheck %s --check-prefix=OUTLINED
// RUN: fsdp-opt %s --split-input-file --fsdp-bufferize --fsdp-outline-hook-kernels --fsdp-outline-compute --fsdp-convert-to-plan | FileCheck %s --check-prefix=PLAN

#map = affine_map<(d0) -> (d0)>
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2, models = 2>} {
  // The source stays as it is while other ranks read it; the result is the step's to change.
  // BUFFERS-LABEL: func.func @step
  // BUFFERS: %[[PART:.*]] = memref.alloc()
  // BUFFERS: linalg.generic
  // BUFFERS: %[[SUM:.*]] = memref.alloc()
  // BUFFERS-NEXT: fsdp.exchange sum ranks [1, 2] %[[PART]] into %[[SUM]] : memref<4xf32> : memref<4xf32>
  // BUFFERS: linalg.generic {{.*}} ins(%[[SUM]]
  // Of compute before and behind it two kernels, not one.
  // OUTLINED: plan.launch @compute_0
  // OUTLINED: fsdp.exchange sum ranks [1, 2]
  // OUTLINED: plan.launch @compute_1
  // PLAN: plan.table @shard_index_0 base [0] stride [1] {axis = array<i64: 2, 2>
  // PLAN: plan.entry @step
  // PLAN: %[[PART:.*]] = plan.alloc 16 "wire"
  // PLAN: plan.launch @compute_0({{.*}}%[[PART]]
  // PLAN: %[[SUM:.*]] = plan.alloc 16 "transient"
  // PLAN: plan.all_reduce %[[PART]] to %[[SUM]] at [0, 0] count 4 op "sum" axis "ranks" stream 0 {label = "step", phase = "forward", ranks = array<i64: 1, 2>
  // PLAN: plan.launch @compute_1(%[[SUM]]
  // What is no memory of the entry's own is offered by a copy.
  // PLAN: %[[OFFERED:.*]] = plan.alloc 16 "wire" {name = "step.offered"}
  // PLAN: plan.copy %{{.*}} to %[[OFFERED]] : !plan.buffer, !plan.buffer at [0, 0] bytes 16
  // PLAN: plan.all_reduce %[[OFFERED]] to %{{.*}} count 4 op "max" axis "ranks"
  // Two shards of a model rank; a piece of every rank.
  // PLAN: plan.exchange %{{.*}} to %{{.*}} at [0, 0] bytes 16 kind "all_gather" ranks [2, 2] stream 0 {phase = "forward"}
  // PLAN: plan.exchange %{{.*}} to %{{.*}} at [0, 0] bytes 16 kind "all_to_all" ranks [2, 2] stream 0 {phase = "forward"}
  // PLAN: %[[PLACE:.*]] = plan.table_ref @shard_index_0
  // PLAN: plan.launch @read_shard_index_0(%[[PLACE]]
  func.func @step(%x: tensor<4xf32> {fsdp.batch = "x"})
      -> (tensor<4xf32> {fsdp.metric = "y"}, tensor<4xf32> {fsdp.metric = "most"},
          tensor<2x4xf32> {fsdp.metric = "mine"}, tensor<i64> {fsdp.metric = "place"}) attributes {fsdp.entry = "step"} {
    %empty = tensor.empty() : tensor<4xf32>
    %part = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%empty : tensor<4xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.mulf %a, %a : f32
      linalg.yield %r : f32
    } -> tensor<4xf32>
    %sum = fsdp.exchange sum ranks [1, 2] %part : tensor<4xf32> -> tensor<4xf32>
    %y = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%sum : tensor<4xf32>) outs(%empty : tensor<4xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %a : f32
      linalg.yield %r : f32
    } -> tensor<4xf32>
    %most = fsdp.exchange max ranks [1, 2] %x : tensor<4xf32> -> tensor<4xf32>
    %all = fsdp.exchange all_gather ranks [2, 2] %x : tensor<4xf32> -> tensor<2x4xf32>
    %mine = fsdp.exchange all_to_all ranks [2, 2] %all : tensor<2x4xf32> -> tensor<2x4xf32>
    %place = fsdp.shard_index ranks [2, 2] : tensor<i64>
    return %y, %most, %mine, %place : tensor<4xf32>, tensor<4xf32>, tensor<2x4xf32>, tensor<i64>
  }
}
