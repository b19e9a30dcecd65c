// RUN: fsdp-opt %s --split-input-file --fsdp-outline-hook-kernels | FileCheck %s --check-prefix=HOOKS
// RUN: fsdp-opt %s --split-input-file --fsdp-outline-hook-kernels=target=cuda | FileCheck %s --check-prefix=CUDA

// Parts of one model: in initial values, whose recipes see the whole tensors, and in norms. What models have parts of is
// summed over models and shards, what all models have over shards alone; neighbours of one kind are one sum.

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2, models = 3>} {
  fsdp.group @g {state_bytes = 256, slot_bytes = 256, full_bytes = 512}
  fsdp.param @scale {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g, trained,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>]}
  fsdp.param @up {types = [tensor<4x4xf32>], compute = [tensor<4x4xf32>], group = @g, trained, model_dim = 0,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 4, offset = 16>]}
  fsdp.param @down {types = [tensor<4x4xf32>], compute = [tensor<4x4xf32>], group = @g, trained, model_dim = 1,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 4, offset = 32>]}
  fsdp.param @bias {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g, trained,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 48>]}

  // Of each tensor also: elements of a part's run, those of other parts between two, and of parts before this rank's. `up` is
  // 4 of 12 rows of 4, `down` 4 of 12 columns.
  // HOOKS-DAG: plan.table @init_0 base [2, 0, 1, 8, 16, 0, 16, {{-?[0-9]+}}, 4602678819172646912, 16, 32, 0, 16, 1, 8, 16, 0, 16, {{-?[0-9]+}}, 4602678819172646912, 4, 8, 0]{{.*}}model_stride = array<i64: 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4>
  // HOOKS-DAG: plan.table @init_1 base [1, 0, 1, 2, 4, 0, 4, {{-?[0-9]+}}, {{-?[0-9]+}}, 9223372036854775807, 0, 0]
  // HOOKS-LABEL: func.func @init
  func.func @init() attributes {fsdp.entry = "init"} {
    %seed = fsdp.scalar "seed" initial(0.0) : f64
    fsdp.initialize @g [@up, @down] inner [0, 0] seed(%seed) numbers [0.5, 0.5] {
    ^bb0(%index: i64, %name: i64, %seed0: f64, %value: f64):
      %i = arith.sitofp %index : i64 to f64
      %sum = arith.addf %i, %value : f64
      %rounded = arith.truncf %sum : f64 to f32
      fsdp.yield %rounded : f32
    }
    fsdp.initialize @g [@scale] inner [0] seed(%seed) numbers [0.5] {
    ^bb0(%index: i64, %name: i64, %seed0: f64, %value: f64):
      %i = arith.sitofp %index : i64 to f64
      %sum = arith.addf %i, %value : f64
      %rounded = arith.truncf %sum : f64 to f32
      fsdp.yield %rounded : f32
    }
    return
  }

  func.func @step(%gs: memref<4xf32>, %gu: memref<4x4xf32>, %gd: memref<4x4xf32>, %gb: memref<4xf32>) attributes {fsdp.entry = "step"} {
    %rt = fsdp.collective_start reduce @g axis(shard) inputs(%gs, %gu, %gd, %gb : memref<4xf32>, memref<4x4xf32>, memref<4x4xf32>, memref<4xf32>)
      grads [#fsdp.grad_segment<param = @scale, innerIndex = -1, outer = 1, chunk = 2, inner = 1, size = 4, full = 0, slot = 0, shard = 0>,
             #fsdp.grad_segment<param = @up, innerIndex = -1, outer = 1, chunk = 2, inner = 4, size = 4, full = 64, slot = 64, shard = 16>,
             #fsdp.grad_segment<param = @down, innerIndex = -1, outer = 1, chunk = 2, inner = 4, size = 4, full = 128, slot = 128, shard = 32>,
             #fsdp.grad_segment<param = @bias, innerIndex = -1, outer = 1, chunk = 2, inner = 1, size = 4, full = 192, slot = 192, shard = 48>]
    %rs = fsdp.wait %rt : !fsdp.sources
    fsdp.reduce_unpack @g %rs scale(0.5)
      grads [#fsdp.grad_segment<param = @scale, innerIndex = -1, outer = 1, chunk = 2, inner = 1, size = 4, full = 0, slot = 0, shard = 0>,
             #fsdp.grad_segment<param = @up, innerIndex = -1, outer = 1, chunk = 2, inner = 4, size = 4, full = 64, slot = 64, shard = 16>,
             #fsdp.grad_segment<param = @down, innerIndex = -1, outer = 1, chunk = 2, inner = 4, size = 4, full = 128, slot = 128, shard = 32>,
             #fsdp.grad_segment<param = @bias, innerIndex = -1, outer = 1, chunk = 2, inner = 1, size = 4, full = 192, slot = 192, shard = 48>]
    return
  }

  // HOOKS-LABEL: func.func @optimizer
  // HOOKS: %[[P:.*]] = plan.alloc 64 "wire" {name = "grad_norm.partial"}
  // HOOKS: plan.launch @grad_norm_0(%{{.*}}, %[[P]] : !plan.buffer, !plan.buffer) at [64, 0] bytes [128, 4]
  // HOOKS: plan.launch @grad_norm_1(%{{.*}}, %[[P]] : !plan.buffer, !plan.buffer) at [0, 4] bytes [64, 4]
  // HOOKS: plan.launch @grad_norm_1(%{{.*}}, %[[P]] : !plan.buffer, !plan.buffer) at [192, 8] bytes [64, 4]
  // HOOKS: %[[M:.*]] = plan.alloc 64 "wire" {name = "grad_norm.total"}
  // HOOKS: plan.all_reduce %[[P]] to %[[M]] at [0, 0] count 1 op "sum" axis "model"
  // HOOKS: plan.copy %[[P]] to %[[M]] : !plan.buffer, !plan.buffer at [4, 4] bytes 8
  // HOOKS: %[[T:.*]] = plan.alloc 64 "transient" {name = "grad_norm.total"}
  // HOOKS: plan.all_reduce %[[M]] to %[[T]] at [0, 0] count 3 op "sum" axis "shard"
  // HOOKS-NOT: plan.copy
  // HOOKS: plan.launch @grad_norm_root_0(%[[T]]
  // CUDA-LABEL: func.func @optimizer
  // CUDA: plan.launch @grad_norm_0({{.*}}) at [64, 0] bytes [128, 8]
  // CUDA: plan.launch @grad_norm_1({{.*}}) at [0, 8] bytes [64, 8]
  // CUDA: plan.launch @grad_norm_1({{.*}}) at [192, 16] bytes [64, 8]
  // CUDA: plan.launch @grad_norm_sum_0({{.*}}) at [0, 0] bytes [24, 12]
  // CUDA: plan.all_reduce {{.*}} count 1 op "sum" axis "model"
  // CUDA: plan.all_reduce {{.*}} count 3 op "sum" axis "shard"
  func.func @optimizer(%n: memref<f32> {fsdp.metric = "norm"}) attributes {fsdp.entry = "optimizer"} {
    fsdp.grad_norm [@g] ord(2.0) into %n : memref<f32>
    return
  }
}

// HOOKS-LABEL: func.func private @initialize_0
// HOOKS: arith.divui
