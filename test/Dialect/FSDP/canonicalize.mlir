// What needs no barrier, and what does: parameters are gathered for each phase; results that nothing uses go.
// RUN: fsdp-opt %s -canonicalize -cse | FileCheck %s

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g
  fsdp.param @w {types = [tensor<4x3xf32>], compute = [tensor<4x3xf32>], group = @g, trained,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 3, offset = 0>]}
  // CHECK-LABEL: func.func @step
  // CHECK-SAME: %[[X:[^:]*]]: tensor<4x3xf32>
  func.func @step(%x: tensor<4x3xf32> {fsdp.batch = "x"}) -> (tensor<4x3xf32>, tensor<4x3xf32>, tensor<4x3xf32>) {
    // CHECK: %[[W:.*]] = fsdp.gather @g
    %w = fsdp.gather @g phase(whole) [@w] : tensor<4x3xf32>
    // CHECK: %[[B:.*]] = fsdp.barrier %[[X]] : tensor<4x3xf32>
    %b:3 = fsdp.barrier %w, %x, %x : tensor<4x3xf32>, tensor<4x3xf32>, tensor<4x3xf32>
    // CHECK: %[[ONE:.*]] = arith.addf %[[X]], %[[W]]
    // CHECK: %[[TWO:.*]] = arith.addf %[[B]], %[[W]]
    %one = arith.addf %x, %w : tensor<4x3xf32>
    %two = arith.addf %b#1, %b#0 : tensor<4x3xf32>
    %unused = fsdp.barrier %x : tensor<4x3xf32>
    // CHECK-NOT: fsdp.barrier
    // CHECK: return %[[ONE]], %[[TWO]], %[[ONE]]
    %same = arith.addf %x, %w : tensor<4x3xf32>
    return %one, %two, %same : tensor<4x3xf32>, tensor<4x3xf32>, tensor<4x3xf32>
  }
}
