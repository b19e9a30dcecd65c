// Hooks around the reduction of gradients: one pack of a slot for every shard, one collective, one unpack that sums.
// RUN: fsdp-opt %s -split-input-file -pass-pipeline='builtin.module(fsdp-attach-extensions,fsdp-check-hooks,fsdp-fuse-hooks)' | FileCheck %s
// RUN: fsdp-opt %s -split-input-file -pass-pipeline='builtin.module(fsdp-attach-extensions,canonicalize,cse,fsdp-check-hooks,fsdp-fuse-hooks,canonicalize,cse)' | FileCheck %s
// Rules, the last of which wins; an empty name detaches, and what is not trained has no gradient.
// RUN: fsdp-opt %s -split-input-file -pass-pipeline='builtin.module(fsdp-attach-extensions{reduce-extension=.*=mxfp8,w=,c=@bf16_cast})' | FileCheck %s --check-prefix=RULES

// 5x3 over 2 ranks: chunks of 3 and 2 rows, 9 elements each. i8 codes at byte 0 of a slot, one f32 for each block of 32 at
// byte 16, the bf16 of a bf16 gradient at byte 80, a plain gradient as it is at byte 112.
// CHECK-LABEL: module @classes
// RULES-LABEL: module @classes
module @classes attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, state_bytes = 192}
  // RULES: fsdp.param @w {{.*}}group = @g, layouts
  fsdp.param @w {types = [tensor<5x3xf32>], compute = [tensor<5x3xf32>], group = @g, trained, reduce_extension = @int8,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 5, inner = 3, offset = 0>]}
  // RULES: fsdp.param @b {{.*}}reduce_extension = @mxfp8
  fsdp.param @b {types = [tensor<5xf32>], compute = [tensor<5xbf16>], group = @g, trained, reduce_extension = @bf16_cast,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 5, inner = 1, offset = 16>]}
  // RULES: fsdp.param @c {{.*}}reduce_extension = @bf16_cast
  fsdp.param @c {types = [tensor<5xf32>], compute = [tensor<5xf32>], group = @g, trained,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 5, inner = 1, offset = 32>]}
  // RULES: fsdp.param @frozen
  // RULES-NOT: reduce_extension
  // RULES: fsdp.extension
  fsdp.param @frozen {types = [tensor<5xf32>], compute = [tensor<5xf32>], group = @g, reduce_extension = @int8,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 5, inner = 1, offset = 40>]}

  // CHECK-LABEL: func.func @step
  // CHECK: %[[T:.*]] = fsdp.collective_start {{ ?}}reduce @g axis (shard) inputs(%{{.*}}, %{{.*}}, %{{.*}} : tensor<5x3xf32>, tensor<5xbf16>, tensor<5xf32>) grads
  // CHECK-SAME: slot_bytes(176) segments
  // CHECK-SAME: #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 3, inner = 3, size = 5, state = [0], wire = [0, 16], full = [0], block = 32, blockWires = [1]>
  // CHECK-SAME: #fsdp.segment<classIndex = 1, param = @b, outer = 1, chunk = 3, inner = 1, size = 5, state = [16], wire = [80], full = [128]>
  // CHECK-SAME: #fsdp.segment<classIndex = 2, param = @c, outer = 1, chunk = 3, inner = 1, size = 5, state = [32], wire = [112], full = [192]>
  // CHECK-NEXT: ^bb0(%[[X:.*]]: f32, %{{.*}}: index, %{{.*}}: index):
  // CHECK: fsdp.block_reduce max
  // CHECK: arith.fptosi
  // CHECK: fsdp.yield %{{.*}}, %{{.*}} : i8, f32
  // CHECK: ^bb0(%{{.*}}: bf16, %{{.*}}: index, %{{.*}}: index):
  // CHECK: fsdp.yield %{{.*}} : bf16
  // CHECK: ^bb0(%[[Z:.*]]: f32, %{{.*}}: index, %{{.*}}: index):
  // CHECK-NEXT: fsdp.yield %[[Z]] : f32
  // CHECK: %[[S:.*]] = fsdp.wait %[[T]] : !fsdp.sources
  // CHECK-NEXT: fsdp.reduce_unpack @g %[[S]] scale(5.000000e-01) grads
  // CHECK-SAME: segments [#fsdp.segment<classIndex = 0, param = @w
  // CHECK-NEXT: ^bb0(%[[Q:.*]]: i8, %[[SCALE:.*]]: f32, %{{.*}}: index, %{{.*}}: index):
  // CHECK-NEXT: %[[V:.*]] = arith.sitofp %[[Q]] : i8 to f32
  // CHECK-NEXT: %[[P:.*]] = arith.mulf %[[V]], %[[SCALE]] : f32
  // CHECK-NEXT: fsdp.yield %[[P]] : f32
  // CHECK: arith.extf %{{.*}} : bf16 to f32
  // CHECK-NOT: fsdp.reduce_unpack
  func.func @step(%w: tensor<5x3xf32>, %b: tensor<5xbf16>, %c: tensor<5xf32>) attributes {fsdp.entry = "step"} {
    fsdp.reduce_grad @g [@w, @b, @c] inner [-1, -1, -1] (%w, %b, %c : tensor<5x3xf32>, tensor<5xbf16>, tensor<5xf32>)
    return
  }
}

// -----

// Sharded along columns: the chunks of one shard are brought together first. Over replicas f32 as ever.
// CHECK-LABEL: module @columns
module @columns attributes {fsdp.grid = #fsdp.grid<replicas = 2, shards = 2>} {
  fsdp.group @g {root, state_bytes = 64}
  fsdp.param @w {types = [tensor<4x3xf32>], compute = [tensor<4x3xf32>], group = @g, trained, dim = 1, reduce_extension = @bf16_cast,
    layouts = [#fsdp.layout<shards = 2, dim = 1, outer = 4, size = 3, inner = 1, offset = 0>]}
  // A group without hooks travels from where it is computed.
  fsdp.group @plain {state_bytes = 64}
  fsdp.param @c {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @plain, trained, reduce_extension = @identity,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>]}
  // CHECK-LABEL: func.func @step
  // CHECK: %[[PADDED:.*]] = tensor.pad
  // CHECK: linalg.transpose ins(%{{.*}} : tensor<4x2x2xf32>) outs(%{{.*}} : tensor<2x4x2xf32>) permutation = [1, 0, 2]
  // CHECK: fsdp.collective_start {{ ?}}reduce @g axis (shard) inputs(%{{.*}} : tensor<2x4x2xf32>)
  // CHECK-SAME: slot_bytes(32)
  // CHECK: fsdp.reduce_unpack @g
  // CHECK: fsdp.collective_start {{ ?}}all_reduce @g axis (replicate)
  // CHECK: fsdp.collective_start {{ ?}}reduce @plain axis (shard) inputs(%{{.*}} : tensor<4xf32>) grads [{{[^]]*}}]{{ *$}}
  func.func @step(%w: tensor<4x3xf32>, %c: tensor<4xf32>) attributes {fsdp.entry = "step"} {
    fsdp.reduce_grad @g [@w] inner [-1] (%w : tensor<4x3xf32>)
    fsdp.reduce_grad @plain [@c] inner [-1] (%c : tensor<4xf32>)
    return
  }
}
