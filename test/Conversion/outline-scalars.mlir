// RUN: fsdp-opt %s --split-input-file --fsdp-outline-hook-kernels | FileCheck %s
// RUN: fsdp-opt %s --split-input-file --fsdp-outline-hook-kernels=target=cuda | FileCheck %s --check-prefix=CUDA

// A run-time scalar becomes a number of the step's memory, and what was reduced
// is divided by it, behind the reduction on its stream.

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  // CHECK: plan.scalar "loss_scale" initial(1.280000e+02) index 0
  fsdp.group @g {state_bytes = 64, slot_bytes = 64, full_bytes = 64}
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xbf16>], group = @g, trained,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>]}
  // CHECK-LABEL: func.func @step
  // CHECK: %[[S:.*]] = plan.scalars
  // CHECK: plan.launch @read_scalar_0(%[[S]], %{{.*}}) {{.*}}stream 0
  // CHECK: plan.launch @reduce_unpack_0({{.*}}) {{.*}}stream 2
  // CHECK: plan.launch @divide_grad_0({{.*}}) {{.*}}stream 2
  // CUDA: plan.launch @read_scalar_0
  // CUDA: plan.launch @divide_grad_0
  func.func @step(%g: memref<4xbf16>) {
    %scale = memref.alloc() : memref<f32>
    fsdp.read_scalar "loss_scale" initial(128.0) into %scale : memref<f32>
    %t = fsdp.collective_start reduce @g axis(shard) inputs(%g : memref<4xbf16>)
      grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 1, size = 4, full = 0, slot = 0, shard = 0, dtype = bf16>]
    %src = fsdp.wait %t : !fsdp.sources
    fsdp.reduce_unpack @g %src scale(0.5) grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 1, size = 4, full = 0, slot = 0, shard = 0, dtype = bf16>]
    fsdp.divide_grad @g by(%scale : memref<f32>)
    return
  }
}

// The scalar is rounded to f32.
// CHECK-LABEL: func.func private @read_scalar_0(%{{.*}}: memref<1xf64> {{.*}}, %{{.*}}: memref<f32> {{.*}})
// CHECK: %[[V:.*]] = memref.load
// CHECK: %[[N:.*]] = arith.truncf %[[V]] : f64 to f32
// CHECK: memref.store %[[N]]

// What travelled in bf16 is summed in f32.
// CHECK-LABEL: func.func private @reduce_unpack_0
// CHECK: %[[A:.*]] = llvm.load {{.*}} -> bf16
// CHECK: %[[AW:.*]] = arith.extf %[[A]] : bf16 to f32
// CHECK: %[[B:.*]] = llvm.load {{.*}} -> bf16
// CHECK: %[[BW:.*]] = arith.extf %[[B]] : bf16 to f32
// CHECK: arith.addf %[[AW]], %[[BW]] : f32

// CHECK-LABEL: func.func private @divide_grad_0(%{{.*}}: memref<16xf32> {{.*}}, %{{.*}}: memref<f32> {{.*}})
// CHECK: arith.divf

// -----

// Which shard a rank holds is read from a table that a plan fills when it is loaded.

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  // CHECK-LABEL: func.func @which
  // CHECK: %[[T:.*]] = plan.table_ref @shard_index_0
  // CHECK: plan.launch @read_shard_index_0(%[[T]], %{{.*}}) {{.*}}stream 1
  // CUDA: plan.launch @read_shard_index_0
  func.func @which() {
    %dest = memref.alloc() : memref<i64>
    fsdp.shard_index into %dest : memref<i64>
    return
  }
}
// CHECK-LABEL: func.func private @read_shard_index_0(%{{.*}}: memref<1xi64> {{.*}}, %{{.*}}: memref<i64> {{.*}})
// CHECK: %[[I:.*]] = memref.load %{{.*}}[%c0] : memref<1xi64>
// CHECK: memref.store %[[I]], %{{.*}}[] : memref<i64>
