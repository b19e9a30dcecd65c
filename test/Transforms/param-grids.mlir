// Parameters of one group on several grids: a group for each, cut, gathered and reduced among ranks of its own.
// RUN: fsdp-opt %s --fsdp-import-step='grid=2x4 optimizer=sgd(lr=0.1) clip-grad-norm=1.0' | FileCheck %s --check-prefix=IMPORT
// RUN: fsdp-opt %s --fsdp-import-step='grid=2x4 param-grid=w=8x1 param-grid=[wb]=1x8' | FileCheck %s --check-prefix=RULES
// RUN: fsdp-opt %s --fsdp-import-step='grid=2x4' --fsdp-assign-groups-and-layouts --fsdp-split-phases --fsdp-fuse-hooks | FileCheck %s --check-prefix=FUSED
// RUN: fsdp-compile %s --grid 2x4 --optimizer 'sgd(lr=0.1)' --clip-grad-norm 1.0 --emit ir | FileCheck %s --check-prefix=PLAN
// RUN: not fsdp-compile %s -o %t.plan --grid 2x4 --param-grid 'v' 2>&1 | FileCheck %s --check-prefix=VALUE
// RUN: not fsdp-compile %s -o %t.plan --grid 2x4 --param-grid 'v=3x2' 2>&1 | FileCheck %s --check-prefix=PRODUCT
// RUN: not fsdp-compile %s -o %t.plan --grid 2x4 --param-grid 'w.=8' 2>&1 | FileCheck %s --check-prefix=NONE
// VALUE: error: --param-grid: 'v', expected REGEX=RxS on parameter names, such as 'experts.*=4x2'
// PRODUCT: error: parameter 'v' with --param-grid '3x2': grid of 3x2, expected the 8 ranks of 2x4
// NONE: error: --param-grid: no parameter for the grid '8'; the regular expression must match the whole name

// One that keeps the name, the others in the order of their parameters.
// IMPORT: fsdp.group @g{{$}}
// IMPORT-NEXT: fsdp.group @g.4x2 {grid = #fsdp.grid<replicas = 4, shards = 2>}
// IMPORT-NEXT: fsdp.group @h {grid = #fsdp.grid<replicas = 1, shards = 8>, reshard = "false"}
// IMPORT-NEXT: fsdp.group @root {root}
// IMPORT-NEXT: fsdp.group @root.8x1 {grid = #fsdp.grid<replicas = 8, shards = 1>, root}
// IMPORT: fsdp.param @w {{.*}}group = @g,
// IMPORT: fsdp.param @v {{.*}}group = @g.4x2,
// IMPORT: fsdp.gather @g.4x2 phase(whole) [@v, @u]
// IMPORT: fsdp.reduce_grad @g.4x2 [@v, @u]
// IMPORT: fsdp.grad_norm [@g, @g.4x2, @h, @root, @root.8x1]

// Rules come before what arguments say, the last one first; whoever is the only one keeps the name.
// RULES: fsdp.group @g {grid = #fsdp.grid<replicas = 1, shards = 8>}
// RULES-NEXT: fsdp.group @g.4x2
// RULES: fsdp.group @root {grid = #fsdp.grid<replicas = 1, shards = 8>, root}
// RULES-NEXT: fsdp.group @root.8x1

// Chunks of as many shards, and means over as many shards and replicas.
// FUSED: fsdp.param @w {{.*}}layouts = [#fsdp.layout<shards = 4,
// FUSED: fsdp.param @v {{.*}}layouts = [#fsdp.layout<shards = 2,
// FUSED: fsdp.param @a {{.*}}layouts = [#fsdp.layout<shards = 8,
// FUSED: fsdp.param @r {{.*}}layouts = [#fsdp.layout<shards = 1,
// FUSED: fsdp.reduce_unpack @g %{{.*}} scale(2.500000e-01)
// FUSED: fsdp.collective_start all_reduce @g axis (replicate)
// FUSED: fsdp.reduce_unpack @g.4x2 %{{.*}} scale(5.000000e-01)
// FUSED: fsdp.collective_start all_reduce @g.4x2 axis (replicate)
// FUSED: fsdp.reduce_unpack @h %{{.*}} scale(1.250000e-01)
// FUSED-NOT: all_reduce @h
// FUSED: fsdp.reduce_unpack @root.8x1 %{{.*}} scale(1.000000e+00)
// FUSED: fsdp.collective_start all_reduce @root.8x1 axis (replicate)

// Tables know whose shards they count; the norm is one all-reduce, in which a group's first replica alone has a sum.
// PLAN-DAG: plan.table @counted_0 base [1] stride [-1] {axis = array<i64: 4, 2>,
// PLAN-DAG: plan.table @counted_1 base [1] stride [-1] {axis = array<i64: 2, 4>,
// PLAN-DAG: plan.table @counted_2 base [1] stride [-1] {axis = array<i64: 1, 8>,
// PLAN-DAG: plan.table @reduce_offsets_1 {{.*}}{axis = array<i64: 1, 2>,
// PLAN-DAG: plan.table @reduce_offsets_0 base [0, 64, 16] stride [16, 0, -4] {buffered_base
// PLAN-DAG: plan.group @g.4x2 {axis = array<i64: 1, 2>,
// PLAN-DAG: plan.all_reduce %{{.*}} op "sum" axis "replicate" stream 2 {group = @g.4x2, scale = 2.500000e-01 : f64}
// PLAN-DAG: plan.all_reduce %{{.*}} count 5 op "sum" axis "world" stream 0 {label = "grad_norm"
fsdp.group @h {reshard = "false"}
func.func @step(%w: tensor<8x2xf32> {fsdp.param = "w", fsdp.group = "g"},
                %v: tensor<6x2xf32> {fsdp.param = "v", fsdp.group = "g", fsdp.grid = array<i64: 4, 2>},
                %u: tensor<6xf32> {fsdp.param = "u", fsdp.group = "g", fsdp.grid = array<i64: 4, 2>},
                %a: tensor<8xf32> {fsdp.param = "a", fsdp.group = "h", fsdp.grid = array<i64: 1, 8>},
                %b: tensor<8xf32> {fsdp.param = "b"}, %r: tensor<8xf32> {fsdp.param = "r", fsdp.grid = array<i64: 8, 1>},
                %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<8x2xf32> {fsdp.grad = "w"}, tensor<6x2xf32> {fsdp.grad = "v"},
        tensor<6xf32> {fsdp.grad = "u"}, tensor<8xf32> {fsdp.grad = "a"}, tensor<8xf32> {fsdp.grad = "b"},
        tensor<8xf32> {fsdp.grad = "r"}) {
  return %x, %w, %v, %u, %a, %b, %r : tensor<f32>, tensor<8x2xf32>, tensor<6x2xf32>, tensor<6xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>
}
