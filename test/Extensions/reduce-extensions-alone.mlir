// RUN: fsdp-opt %s -pass-pipeline='builtin.module(fsdp-attach-extensions,fsdp-check-hooks,fsdp-fuse-hooks)' | FileCheck %s

// A number that all ranks would combine is the chunk's own, a block of all its 9 elements; the scale travels behind the codes.
// CHECK-LABEL: module @alone
module @alone attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, state_bytes = 64}
  fsdp.param @w {types = [tensor<5x3xf32>], compute = [tensor<5x3xf32>], group = @g, trained, reduce_extension = @fp8,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 5, inner = 3, offset = 0>]}
  // CHECK-NOT: fsdp.stats
  // CHECK: slot_bytes(80) segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 3, inner = 3, size = 5, state = [0], wire = [0, 16], full = [0], block = 9, blockWires = [1]>]
  // CHECK: %[[AMAX:.*]] = fsdp.block_reduce max
  // CHECK: %[[BOUNDED:.*]] = arith.maximumf %[[AMAX]]
  // CHECK: %[[SCALE:.*]] = arith.divf %[[BOUNDED]]
  // CHECK: fsdp.yield %{{.*}}, %[[SCALE]] : f8E4M3FN, f32
  // CHECK: fsdp.reduce_unpack @g
  // CHECK: ^bb0(%[[CODE:.*]]: f8E4M3FN, %[[SENT:.*]]: f32,
  // CHECK: %[[WIDE:.*]] = arith.extf %[[CODE]]
  // CHECK: arith.mulf %[[WIDE]], %[[SENT]]
  func.func @step(%w: tensor<5x3xf32>) attributes {fsdp.entry = "step"} {
    fsdp.reduce_grad @g [@w] inner [-1] (%w : tensor<5x3xf32>)
    return
  }
}
