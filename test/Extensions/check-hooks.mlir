// What fsdp-check-hooks accepts: every built-in, an uneven and an empty shard,
// one rank alone, metadata that is a function of the sizes.
// RUN: fsdp-opt %s -split-input-file -pass-pipeline='builtin.module(fsdp-attach-extensions,fsdp-check-hooks)' | FileCheck %s

// CHECK-LABEL: module @nine_rows_over_eight_ranks
module @nine_rows_over_eight_ranks attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 8>} {
  fsdp.group @g {root}
  // CHECK-COUNT-4: extension = @
  fsdp.param @w0 {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g, extension = @bf16_cast,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  fsdp.param @w1 {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g, extension = @bf16_pad,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 16>]}
  fsdp.param @w2 {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g, extension = @identity,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 32>]}
  fsdp.param @w3 {types = [tensor<9x3xf32>, tensor<9x3xf32>], compute = [tensor<9x3xf32>, tensor<9x3xf32>],
    inner = ["a", "b"], group = @g, extension = @two_tensor,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 48>,
               #fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 64>]}
  // CHECK: fsdp.extension
}

// -----

// CHECK-LABEL: module @one_rank
module @one_rank attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 1>} {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<9xf32>], compute = [tensor<9xf32>], group = @g, extension = @bf16_pad,
    layouts = [#fsdp.layout<shards = 1, dim = 0, outer = 1, size = 9, inner = 1, offset = 0>]}
}

// -----

// CHECK-LABEL: module @uniform_metadata
module @uniform_metadata attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g, extension = @scaled,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  fsdp.extension @scaled signature(2) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %i = arith.index_cast %size : index to i32
    %f = arith.sitofp %i : i32 to f32
    %s = math.sqrt %f : f32
    %t = tensor.splat %s[%axis] : tensor<?xf32>
    fsdp.yield %x, %s, %t : tensor<?x?x?xf32>, f32, tensor<?xf32> {wires = 1}
  } post {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index, %s: f32, %t: tensor<?xf32>):
    fsdp.yield %x : tensor<?x?x?xf32>
  }
}

// -----

// The scale of fp8 is metadata although it comes from elements: fsdp.all_reduce
// makes it the same on all ranks, empty ones included.
// CHECK-LABEL: module @reduced_metadata
module @reduced_metadata attributes {fsdp.grid = #fsdp.grid<replicas = 2, shards = 8>} {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g, extension = @fp8,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  // CHECK: %[[AMAX:.*]] = fsdp.all_reduce max %{{.*}} : f32
  // CHECK: fsdp.yield %{{.*}}, %{{.*}} : tensor<?x?x?xf8E4M3FN>, f32 {wires = 1 : i64}
}
