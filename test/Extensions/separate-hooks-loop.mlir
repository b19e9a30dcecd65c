// A post that cannot be batched over the ranks runs for one after the other; a size that depends on the valid rows is a constant
// in each copy of pre, of which a rank takes its own.
// RUN: fsdp-opt %s -fsdp-fuse-hooks 2>/dev/null | FileCheck %s

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  // 5 rows over 4 ranks: 2, 2, 1, 0.
  fsdp.group @g {root, state_bytes = 64}
  fsdp.param @w {types = [tensor<5xf32>], compute = [tensor<5xf32>], group = @g, extension = @running,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 5, inner = 1, offset = 0>]}
  fsdp.extension @running signature(2) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %zero = arith.constant dense<0.0> : tensor<f32>
    %rows = tensor.extract_slice %x[0, 0, 0] [1, %valid, 1] [1, 1, 1] : tensor<?x?x?xf32> to tensor<1x?x1xf32>
    %sum = linalg.reduce { arith.addf } ins(%rows : tensor<1x?x1xf32>) outs(%zero : tensor<f32>) dimensions = [0, 1, 2]
    fsdp.yield %x, %sum : tensor<?x?x?xf32>, tensor<f32>
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %sum: tensor<f32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %chunk = tensor.dim %w, %c1 : tensor<?x?x?xf32>
    %start = tensor.extract %sum[] : tensor<f32>
    %full, %last = scf.for %i = %c0 to %chunk step %c1 iter_args(%so_far = %w, %value = %start) -> (tensor<?x?x?xf32>, f32) {
      %mine = tensor.extract %w[%c0, %i, %c0] : tensor<?x?x?xf32>
      %next = arith.subf %value, %mine : f32
      %more = tensor.insert %next into %so_far[%c0, %i, %c0] : tensor<?x?x?xf32>
      scf.yield %more, %next : tensor<?x?x?xf32>, f32
    }
    fsdp.yield %full : tensor<?x?x?xf32>
  }
  // CHECK-LABEL: func.func @eval
  func.func @eval() -> tensor<5xf32> attributes {fsdp.entry = "eval"} {
    // CHECK: %[[AT:.*]] = arith.minui %{{.*}}, %{{.*}} : index
    // CHECK: %[[CHUNK:.*]] = fsdp.chunk @w inner(0) : tensor<1x2x1xf32>
    // CHECK: %[[FULL:.*]] = arith.cmpi ult, %[[AT]], %c2{{.*}} : index
    // CHECK: %[[WIRES:.*]]:2 = scf.if %[[FULL]] -> (tensor<1x2x1xf32>, tensor<f32>) {
    // CHECK:   linalg.reduce { arith.addf {fsdp.exact} } ins(%[[CHUNK]] : tensor<1x2x1xf32>)
    // CHECK: } else {
    // CHECK:   %[[SHORT:.*]] = arith.cmpi ult, %[[AT]], %c3{{.*}} : index
    // CHECK:   scf.if %[[SHORT]]
    // CHECK:     tensor.extract_slice %[[CHUNK]][0, 0, 0] [1, 1, 1] [1, 1, 1] : tensor<1x2x1xf32> to tensor<1x1x1xf32>
    // CHECK:   } else {
    // CHECK:     tensor.extract_slice %[[CHUNK]][0, 0, 0] [1, 0, 1] [1, 1, 1] : tensor<1x2x1xf32> to tensor<1x0x1xf32>
    // CHECK: fsdp.pack @g wires(%[[WIRES]]#0, %[[WIRES]]#1 : tensor<1x2x1xf32>, tensor<f32>) places [0, 64]
    // CHECK: %[[SENT:.*]]:2 = fsdp.unpack
    // CHECK: %[[ALL:.*]] = scf.for %[[RANK:.*]] = %c0{{.*}} to %c4{{.*}} step %c1{{.*}} iter_args(%[[SO_FAR:.*]] = %{{.*}}) -> (tensor<8xf32>) {
    // CHECK:   tensor.extract_slice %[[SENT]]#0[%[[RANK]], 0] [1, 2] [1, 1] : tensor<4x16xf32> to tensor<2xf32>
    // CHECK:   tensor.extract_slice %[[SENT]]#1[%[[RANK]], 0] [1, 1] [1, 1] : tensor<4x16xf32> to tensor<1xf32>
    // CHECK:   %[[PLACE:.*]] = arith.muli %[[RANK]], %c2{{.*}} : index
    // CHECK:   scf.for
    // CHECK:   tensor.insert_slice %{{.*}} into %[[SO_FAR]][%[[PLACE]]] [2] [1]
    // CHECK: tensor.extract_slice %[[ALL]][0] [5] [1] : tensor<8xf32> to tensor<5xf32>
    %w = fsdp.gather @g phase(forward) [@w] : tensor<5xf32>
    return %w : tensor<5xf32>
  }
}
