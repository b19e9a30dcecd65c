// Kept slots, gradients that are padded, summed and divided, and a group that is whole on every rank.
// RUN: fsdp-opt %s --fsdp-fuse-hooks | FileCheck %s
// RUN: fsdp-opt %s --fsdp-fuse-hooks --fsdp-form-kernels --fsdp-bufferize --fsdp-outline-hook-kernels | FileCheck %s --check-prefix=KERNELS
// RUN: fsdp-opt %s --fsdp-fuse-hooks --fsdp-form-kernels --fsdp-bufferize --fsdp-outline-hook-kernels --fsdp-outline-compute \
// RUN:   --fsdp-convert-to-plan | FileCheck %s --check-prefix=PLAN

// Backward gathers among 2 of 4 ranks what forward kept: the same unpack follows.
// CHECK: %[[SLOT:.*]] = fsdp.shard_slot @g : tensor<128xi8>
// CHECK: fsdp.collective_start {{ ?}}gather @g axis (shard) inputs(%[[SLOT]] : tensor<128xi8>)
// CHECK: %[[SOURCES:.*]] = fsdp.wait
// CHECK: fsdp.unpack @g phase(forward) %[[SOURCES]] segments [#[[SEGMENT:.*]]]
// CHECK: %[[KEPT:.*]] = fsdp.keep @g %[[SOURCES]] ranks(2) : tensor<256xi8>
// CHECK: fsdp.phase_boundary
// CHECK: fsdp.collective_start {{ ?}}gather @g axis (shard) ranks(2) inputs(%[[KEPT]] : tensor<256xi8>)
// CHECK: fsdp.unpack @g phase(backward) {{.*}} segments [#[[SEGMENT]]]
// 6 columns over 4 ranks are chunks of 2: the gradient gets two more.
// CHECK: %[[PADDED:.*]] = tensor.pad %{{.*}} low[0, 0] high[0, 2]
// CHECK: fsdp.collective_start {{ ?}}reduce @g axis (shard) inputs(%[[PADDED]] : tensor<4x8xf32>)
// The sum over all ranks is divided once, by 3.
// CHECK: fsdp.reduce_unpack @g {{.*}} scale(0.33333333333333331)
// CHECK: fsdp.collective_start {{ ?}}all_reduce @g axis (replicate) scale(1.000000e+00)
// CHECK: fsdp.divide_grad @g by(%[[TOTAL:.*]] : tensor<i64>)
// The mean over all 8 ranks.
// CHECK: fsdp.collective_start {{ ?}}all_reduce @whole axis (world) inputs(%arg0 : tensor<6xf32>) grads [{{.*}}] scale(1.250000e-01)

// KERNELS-DAG: plan.state @g.accumulated bytes 128 arena "accumulated"
// KERNELS-DAG: plan.state @step.count bytes 64 arena "accumulated"
// KERNELS: func.func @step
// KERNELS: plan.launch @keep_0({{.*}}) at [0, 0, 0] bytes [128, 0, 256] access [1, 0, 2]
// KERNELS: fsdp.total_count {{.*}} {add = @accumulate_[[COUNT:[0-9]+]]}
// KERNELS: fsdp.collective_start {{ ?}}reduce @g {{.*}} {add_full = @accumulate_{{[0-9]+}}, add_shard = @accumulate_{{[0-9]+}}}
// KERNELS: plan.launch @divide_grad_0({{.*}}) at [0, 0] bytes [64, 8] access [3, 1] stream 2
// The gradient's own 6 elements, not what lies behind them.
// KERNELS: fsdp.collective_start {{ ?}}all_reduce @whole {{.*}} {add_full = @accumulate_[[WHOLE:[0-9]+]]}
// KERNELS: func.func private @accumulate_[[WHOLE]](%{{.*}}: memref<64xi8> {llvm.noalias}, %{{.*}}: memref<64xi8> {llvm.noalias})
// KERNELS: arith.constant 6 : index
// KERNELS: func.func private @accumulate_[[COUNT]](%{{.*}}: memref<8xi8>
// KERNELS: arith.addi
// KERNELS: func.func private @keep_0(
// KERNELS: arith.remsi
// KERNELS: func.func private @divide_grad_0(
// KERNELS: arith.sitofp
// KERNELS: arith.divf

// The step, and how several microbatches run.
// PLAN-LABEL: plan.entry @step.sync {
// PLAN: plan.gather {{.*}} group @g at 0 bytes 256 stream 1 {parts = 2 : i64, phase = "backward", ranks = 2 : i64}
// PLAN: plan.reduce
// PLAN: plan.all_reduce {{.*}} axis "replicate"
// PLAN: plan.launch @divide_grad_0
// PLAN: plan.all_reduce {{.*}} count 16 op "sum" axis "world"
// The first one computes where the others add.
// PLAN-LABEL: plan.entry @step.accumulate attributes {leaves = "full"}
// PLAN-NOT: plan.launch @accumulate
// PLAN-NOT: plan.reduce
// PLAN-NOT: plan.all_reduce
// PLAN-LABEL: plan.entry @step.accumulate.full attributes {base = "step.accumulate", leaves = "full", needs = "full"}
// PLAN: %[[LEFT:.*]] = plan.ref @g.accumulated
// PLAN: plan.launch @accumulate_{{[0-9]+}}(%[[LEFT]], %{{.*}}) at [0, 0] bytes [128, 128] access [3, 1] stream 0
// PLAN-NOT: plan.reduce
// PLAN-LABEL: plan.entry @step.sync.full attributes {base = "step.sync", needs = "full"}
// PLAN: %[[FOUND:.*]] = plan.ref @g.accumulated
// PLAN: plan.launch @accumulate_{{[0-9]+}}(%[[GRADS:.*]], %[[FOUND]] :
// PLAN: plan.reduce %[[GRADS]]
// Reduced over shards with every microbatch: replicas and the count wait.
// PLAN-LABEL: plan.entry @step.scatter attributes {leaves = "partial"}
// PLAN: plan.reduce
// PLAN: plan.launch @reduce_unpack_0
// PLAN-NOT: plan.launch @accumulate
// PLAN-NOT: plan.all_reduce
// PLAN-NOT: plan.launch @divide_grad
// PLAN-LABEL: plan.entry @step.scatter.partial attributes {base = "step.scatter", leaves = "partial", needs = "partial"}
// PLAN: plan.launch @reduce_unpack_0(%{{.*}}, %{{.*}}, %[[ASIDE:.*]] :
// PLAN: plan.launch @accumulate_{{[0-9]+}}(%{{.*}}, %[[ASIDE]] : {{.*}} stream 2
// PLAN-LABEL: plan.entry @step.sync.partial attributes {base = "step.sync", needs = "partial"}
// PLAN: plan.launch @reduce_unpack_0
// PLAN: plan.launch @accumulate
// PLAN: plan.all_reduce {{.*}} axis "replicate"
// PLAN: plan.launch @divide_grad_0
module attributes {fsdp.grid = #fsdp.grid<replicas = 2, shards = 4>} {
  fsdp.group @g {reshard = "2", state_bytes = 128 : i64, divide = 3.0 : f64}
  fsdp.group @whole {replicated, state_bytes = 64 : i64}
  fsdp.param @w {types = [tensor<4x6xf32>], compute = [tensor<4x6xf32>], group = @g, dim = 1 : i64, trained,
    layouts = [#fsdp.layout<shards = 4, dim = 1, outer = 4, size = 6, inner = 1, offset = 0>]}
  fsdp.param @b {types = [tensor<6xf32>], compute = [tensor<6xf32>], group = @whole, trained,
    layouts = [#fsdp.layout<shards = 1, dim = 0, outer = 1, size = 6, inner = 1, offset = 0>]}
  func.func @step(%b: tensor<6xf32> {fsdp.param = "b", fsdp.ignored}, %x: tensor<4x6xf32> {fsdp.batch = "x"},
                  %n: tensor<i64> {fsdp.batch = "n"})
      -> (tensor<4x6xf32> {fsdp.metric = "y"})
      attributes {fsdp.entry = "step"} {
    %w = fsdp.gather @g phase(forward) [@w] : tensor<4x6xf32>
    %y = arith.mulf %x, %w : tensor<4x6xf32>
    %total = fsdp.total_count %n : tensor<i64> -> tensor<i64>
    fsdp.phase_boundary
    %again = fsdp.gather @g phase(backward) [@w] : tensor<4x6xf32>
    %dw = arith.mulf %y, %again : tensor<4x6xf32>
    fsdp.reduce_grad @g [@w] inner [-1] (%dw : tensor<4x6xf32>)
    fsdp.divide_grad @g by(%total : tensor<i64>)
    fsdp.reduce_grad @whole [@b] inner [-1] (%b : tensor<6xf32>)
    return %y : tensor<4x6xf32>
  }
}
