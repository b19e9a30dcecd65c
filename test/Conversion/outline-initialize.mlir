// RUN: fsdp-opt %s --fsdp-outline-hook-kernels | FileCheck %s
// RUN: fsdp-opt %s --fsdp-outline-hook-kernels=target=cuda | FileCheck %s --check-prefix=CUDA

// What a rank makes of its chunks is in a table; groups share one kernel, whose parameters are as large as the largest's.

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {state_bytes = 128, slot_bytes = 64, full_bytes = 64}
  fsdp.group @h {state_bytes = 64, slot_bytes = 64, full_bytes = 64}
  fsdp.group @all {state_bytes = 64, replicated}
  // 9 rows over 2 ranks are 5 and 4.
  fsdp.param @w {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  // Two pieces of 3 columns, of 5 in the full tensor.
  fsdp.param @v {types = [tensor<2x5xf32>], compute = [tensor<2x5xf32>], group = @g, dim = 1,
    layouts = [#fsdp.layout<shards = 2, dim = 1, outer = 2, size = 5, inner = 1, offset = 16>]}
  fsdp.param @b {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>]}
  fsdp.param @whole {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @all,
    layouts = [#fsdp.layout<shards = 1, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>]}

  // The number of tensors, then of each: place, pieces, elements of a piece and between two, the first one and how many
  // are valid (by rank), the name's hash and the value's bits.
  // CHECK-DAG: plan.table @init_0 base [2, 0, 1, 15, 27, 0, 27, -5808541479991114666, 4602678819172646912, 16, 2, 3, 5, 0, 5, -5808540380479486455, 4602678819172646912] stride [0, 0, 0, 0, 0, 15, -15, 0, 0, 0, 0, 0, 0, 3, -3, 0, 0] {hi = array<i64: 2, 0, 1, 15, 27, 30, 15, {{.*}}>, lo = array<i64: 2, 0, 1, 15, 27, 0, 0, {{.*}}>}
  // What is not sharded is the same everywhere.
  // CHECK-DAG: plan.table @init_2 base [1, 0, 1, 4, 4, 0, 4, {{.*}}] stride [0, 0, 0, 0, 0, 0, 0, 0, 0]

  // CHECK-LABEL: func.func @init
  // CHECK: plan.launch @initialize_0({{.*}} : !plan.buffer, !plan.table, !plan.scalars) at [0, 0, 0] bytes [88, 0, 0] access [3, 0, 0] stream 0 {group = @g}
  // CHECK: plan.launch @initialize_0({{.*}}) at [0, 0, 0] bytes [8, 0, 0] access [3, 0, 0] stream 0 {group = @h}
  // CHECK: plan.launch @initialize_0({{.*}}) at [0, 0, 0] bytes [16, 0, 0] access [3, 0, 0] stream 0 {group = @all}
  func.func @init() attributes {fsdp.entry = "init"} {
    %seed = fsdp.scalar "seed" initial(0.0) : f64
    fsdp.initialize @g [@w, @v] inner [0, 0] seed(%seed) numbers [0.5, 0.5] {
    ^bb0(%index: i64, %name: i64, %seed0: f64, %value: f64):
      %i = arith.sitofp %index : i64 to f64
      %sum = arith.addf %i, %value : f64
      %rounded = arith.truncf %sum : f64 to f32
      fsdp.yield %rounded : f32
    }
    fsdp.initialize @h [@b] inner [0] seed(%seed) numbers [0.5] {
    ^bb0(%index: i64, %name: i64, %seed0: f64, %value: f64):
      %i = arith.sitofp %index : i64 to f64
      %sum = arith.addf %i, %value : f64
      %rounded = arith.truncf %sum : f64 to f32
      fsdp.yield %rounded : f32
    }
    fsdp.initialize @all [@whole] inner [0] seed(%seed) numbers [0.5] {
    ^bb0(%index: i64, %name: i64, %seed0: f64, %value: f64):
      %i = arith.sitofp %index : i64 to f64
      %sum = arith.addf %i, %value : f64
      %rounded = arith.truncf %sum : f64 to f32
      fsdp.yield %rounded : f32
    }
    return
  }
}

// Valid elements, then padding.
// CHECK-LABEL: func.func private @initialize_0(%{{.*}}: memref<32xf32> {llvm.noalias}, %{{.*}}: memref<17xi64> {llvm.noalias}, %{{.*}}: memref<1xf64> {llvm.noalias}) attributes {plan.kernel}
// CHECK: scf.for
// CHECK: scf.for
// CHECK: scf.for
// CHECK: arith.truncf
// CHECK: memref.store
// CHECK: scf.for
// CHECK-NOT: arith.truncf
// CHECK: memref.store
// CHECK-NOT: func.func private @initialize_1

// On a GPU a thread for each element of a group.
// CUDA: func.func private @initialize_0(%{{.*}}: memref<22xf32> {{.*}}) attributes {known_block_size = array<i32: 256, 1, 1>, known_grid_size = array<i32: 2, 1, 1>, plan.kernel}
// CUDA: %[[VALID:.*]] = arith.cmpi slt
// CUDA: arith.select %[[VALID]]
