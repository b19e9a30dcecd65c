// A hook that fits no body of a pack and unpack becomes ops of the step: pre before the pack, which copies its wires, post
// behind the unpack, which hands on what travelled. A fused hook beside it stays one.
// RUN: fsdp-opt %s -fsdp-fuse-hooks 2>/dev/null | FileCheck %s
// RUN: fsdp-opt %s -fsdp-fuse-hooks -canonicalize -cse -fsdp-print-hook-report 2>/dev/null \
// RUN:   | FileCheck %s --check-prefix=REPORT

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  // 5 rows of 2 over 4 ranks: 2, 2, 1, 0. The scale of a rank is a wire of one number.
  // CHECK: fsdp.group @g {{.*}}full_bytes = 576 : i64, {{.*}}slot_bytes = 192 : i64
  fsdp.group @g {root, state_bytes = 128}
  fsdp.param @w {types = [tensor<5x2xf32>], compute = [tensor<5x2xbf16>], group = @g, extension = @scaled,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 5, inner = 2, offset = 0>]}
  fsdp.param @b {types = [tensor<5xf32>], compute = [tensor<5xf32>], group = @g,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 5, inner = 1, offset = 16>]}
  fsdp.extension @scaled signature(2) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %zero = arith.constant dense<0.0> : tensor<f32>
    %scale = linalg.reduce { arith.maximumf } ins(%x : tensor<?x?x?xf32>) outs(%zero : tensor<f32>) dimensions = [0, 1, 2]
    %of_shard = arith.index_cast %shard : index to i32
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %d0 = tensor.dim %x, %c0 : tensor<?x?x?xf32>
    %d1 = tensor.dim %x, %c1 : tensor<?x?x?xf32>
    %d2 = tensor.dim %x, %c2 : tensor<?x?x?xf32>
    %salt = tensor.splat %of_shard[%d0, %d1, %d2] : tensor<?x?x?xi32>
    %bits = arith.bitcast %x : tensor<?x?x?xf32> to tensor<?x?x?xi32>
    %w = arith.addi %bits, %salt : tensor<?x?x?xi32>
    fsdp.yield %w, %scale : tensor<?x?x?xi32>, tensor<f32>
  } post {
  ^bb0(%w: tensor<?x?x?xi32>, %scale: tensor<f32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %of_valid = arith.index_cast %valid : index to i32
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %d0 = tensor.dim %w, %c0 : tensor<?x?x?xi32>
    %d1 = tensor.dim %w, %c1 : tensor<?x?x?xi32>
    %d2 = tensor.dim %w, %c2 : tensor<?x?x?xi32>
    %salt = tensor.splat %of_valid[%d0, %d1, %d2] : tensor<?x?x?xi32>
    %0 = arith.addi %w, %salt : tensor<?x?x?xi32>
    %1 = arith.bitcast %0 : tensor<?x?x?xi32> to tensor<?x?x?xf32>
    fsdp.yield %1 : tensor<?x?x?xf32>
  }
  // CHECK-LABEL: func.func @eval
  func.func @eval() -> (tensor<5x2xbf16>, tensor<5xf32>) attributes {fsdp.entry = "eval"} {
    // CHECK: %[[AT:.*]] = fsdp.shard_index : tensor<i64>
    // CHECK: %[[NUMBER:.*]] = tensor.extract %[[AT]][] : tensor<i64>
    // CHECK: %[[INDEX:.*]] = arith.index_cast %[[NUMBER]] : i64 to index
    // CHECK: %[[SHARD:.*]] = arith.minui %[[INDEX]], %{{.*}} : index
    // CHECK: %[[CHUNK:.*]] = fsdp.chunk @w inner(0) : tensor<1x2x2xf32>
    // CHECK: %[[SCALE:.*]] = linalg.reduce { arith.maximumf {fsdp.exact} } ins(%[[CHUNK]]
    // CHECK: arith.index_cast %[[SHARD]] : index to i32
    // CHECK: %[[WIRE:.*]] = arith.addi {{.*}} : tensor<1x2x2xi32>
    // The plain parameter has a segment; wires are copied to their places.
    // CHECK: %[[SLOT:.*]] = fsdp.pack @g wires(%[[WIRE]], %[[SCALE]] : tensor<1x2x2xi32>, tensor<f32>) places [0, 64] segments [#fsdp.segment<classIndex = 0, param = @b, {{.*}}wire = [128], {{.*}}>] : tensor<192xi8>
    // CHECK: fsdp.collective_start {{ ?}}gather @g axis (shard) inputs(%[[SLOT]] : tensor<192xi8>)
    // Words of each wire of all ranks.
    // CHECK: %[[SENT:.*]]:3 = fsdp.unpack @g phase(forward) {{.*}}param = @w, outer = 1, chunk = 16, inner = 1, size = 64, state = [], wire = [0], full = [0]>, #fsdp.segment<{{.*}}param = @w, {{.*}}state = [], wire = [64], full = [256]>, #fsdp.segment<classIndex = 1, param = @b, {{.*}}>] : tensor<4x16xi32>, tensor<4x16xf32>, tensor<5xf32>
    // At once for the ranks of 2, of 1 and of no valid rows; the wires have the ranks in front. What post does not read is not
    // taken, and a constant stays one.
    // CHECK: %[[ROOM:.*]] = tensor.empty() : tensor<8x2xbf16>
    // CHECK: %[[TWO:.*]] = tensor.extract_slice %[[SENT]]#0[0, 0] [2, 4] [1, 1] : tensor<4x16xi32> to tensor<2x4xi32>
    // CHECK: %[[SHAPED:.*]] = tensor.expand_shape %[[TWO]] {{.*}} : tensor<2x4xi32> into tensor<2x1x2x2xi32>
    // CHECK: linalg.generic {{.*}}"parallel", "parallel", "parallel", "parallel"]} ins(%[[SHAPED]], %{{.*}} : tensor<2x1x2x2xi32>, tensor<1x2x2xi32>)
    // CHECK: arith.truncf {{.*}} : tensor<2x1x2x2xf32> to tensor<2x1x2x2xbf16>
    // CHECK: %[[FIRST:.*]] = tensor.insert_slice %{{.*}} into %[[ROOM]][0, 0] [4, 2] [1, 1]
    // CHECK: %[[SECOND:.*]] = tensor.insert_slice %{{.*}} into %[[FIRST]][4, 0] [2, 2] [1, 1]
    // CHECK: %[[THIRD:.*]] = tensor.insert_slice %{{.*}} into %[[SECOND]][6, 0] [2, 2] [1, 1]
    // CHECK: %[[W:.*]] = tensor.extract_slice %[[THIRD]][0, 0] [5, 2] [1, 1] : tensor<8x2xbf16> to tensor<5x2xbf16>
    // CHECK: return %[[W]], %[[SENT]]#2
    %w, %b = fsdp.gather @g phase(forward) [@w, @b] : tensor<5x2xbf16>, tensor<5xf32>
    return %w, %b : tensor<5x2xbf16>, tensor<5xf32>
  }

}
// What is copied once more is counted, and said.
// REPORT: eval g forward 3 192 24 8.00 7.3 + 8.0 44.0 + 24.0 22.7 + 6.0/W no
// REPORT: kernels of their own for 1 of g in forward of eval: copies of wires, 42.7 + 6.7/W bytes, included above; what they keep between kernels is not
