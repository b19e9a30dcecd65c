// Hooks that compute once for each block of consecutive elements, or for each row: the reduction is an fsdp.block_reduce
// of one element, what is repeated for the block's elements is read as it is, and wires may have one element for each block.
// RUN: fsdp-opt %s -split-input-file -pass-pipeline='builtin.module(fsdp-attach-extensions,fsdp-check-hooks,fsdp-fuse-hooks)' | FileCheck %s
// RUN: fsdp-opt %s -split-input-file -pass-pipeline='builtin.module(fsdp-attach-extensions,canonicalize,cse,fsdp-check-hooks,fsdp-fuse-hooks,canonicalize,cse)' | FileCheck %s

// Chunks of 6, 64 and 1 elements: a short block, two whole ones, one of a single element. All of them are one class.
// CHECK-LABEL: module @blocks
module @blocks attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 8>} {
  // 16 codes and 16 scales take 80 bytes of v, 64 and 16 take 128 of w.
  // CHECK: fsdp.group @g {{.*}}slot_bytes = 288 : i64
  // CHECK-SAME: {dtype = i8, elements = 6 : i64, input = 0 : i64, offset = 0 : i64, param = "v"}, {dtype = f32, elements = 1 : i64, input = 1 : i64, offset = 16 : i64, param = "v"}
  // CHECK-SAME: {dtype = i8, elements = 64 : i64, input = 0 : i64, offset = 80 : i64, param = "w"}, {dtype = f32, elements = 2 : i64, input = 1 : i64, offset = 144 : i64, param = "w"}
  fsdp.group @g {state_bytes = 384}
  fsdp.param @v {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g, extension = @int8,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  fsdp.param @w {types = [tensor<2x8x32xf32>], compute = [tensor<2x8x32xf32>], group = @g, extension = @int8, dim = 1,
    layouts = [#fsdp.layout<shards = 8, dim = 1, outer = 2, size = 8, inner = 32, offset = 16>]}
  fsdp.param @x {types = [tensor<8xf32>], compute = [tensor<8xf32>], group = @g, extension = @int8,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 8, inner = 1, offset = 80>]}
  // CHECK-LABEL: func.func @step
  // CHECK-NEXT: fsdp.pack @g segments
  // CHECK-SAME: classIndex = 0, param = @v, outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0, 16], full = [], block = 32, blockWires = [1]>
  // CHECK-SAME: classIndex = 0, param = @w, outer = 2, chunk = 1, inner = 32, size = 8, state = [16], wire = [80, 144], full = [], block = 32, blockWires = [1]>
  // CHECK-SAME: classIndex = 0, param = @x, outer = 1, chunk = 1, inner = 1, size = 8, state = [80], wire = [208, 224], full = [], block = 32, blockWires = [1]>
  // CHECK-NEXT: ^bb0(%[[X:.*]]: f32, %{{.*}}: index, %{{.*}}: index):
  // CHECK:   %[[A:.*]] = math.absf %[[X]] : f32
  // Zeros that fill up a block change nothing.
  // CHECK:   %[[AMAX:.*]] = fsdp.block_reduce {{ ?}}max %[[A]] initial(0.000000e+00) : f32
  // CHECK:   %[[S:.*]] = arith.divf %[[AMAX]], %{{.*}} : f32
  // CHECK:   %[[SCALE:.*]] = arith.select %{{.*}}, %{{.*}}, %[[S]] : f32
  // CHECK:   %[[R:.*]] = arith.divf %[[X]], %[[SCALE]] : f32
  // CHECK:   math.roundeven %[[R]] : f32
  // CHECK:   %[[CODE:.*]] = arith.fptosi %{{.*}} : f32 to i8
  // CHECK:   fsdp.yield %[[CODE]], %[[SCALE]] : i8, f32
  // CHECK-NEXT: }
  // CHECK-NEXT: fsdp.collective_start
  // CHECK: fsdp.unpack @g
  // CHECK-SAME: param = @v, outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0, 16], full = [0], block = 32, blockWires = [1]>
  // CHECK-NEXT: ^bb0(%[[CODE:.*]]: i8, %[[SCALE:.*]]: f32, %{{.*}}: index, %{{.*}}: index):
  // CHECK-NEXT:   %[[I:.*]] = arith.sitofp %[[CODE]] : i8 to f32
  // CHECK-NEXT:   %[[Y:.*]] = arith.mulf %[[I]], %[[SCALE]] : f32
  // CHECK-NEXT:   fsdp.yield %[[Y]] : f32
  // CHECK-NEXT: }
  func.func @step() -> (tensor<9x3xf32>, tensor<2x8x32xf32>, tensor<8xf32>) attributes {fsdp.entry = "step"} {
    %g:3 = fsdp.gather @g phase(forward) [@v, @w, @x] : tensor<9x3xf32>, tensor<2x8x32xf32>, tensor<8xf32>
    return %g#0, %g#1, %g#2 : tensor<9x3xf32>, tensor<2x8x32xf32>, tensor<8xf32>
  }
}

// -----

// A value per row, from two reductions of which one waits for the other; post computes rows, too, and repeats them by
// linalg.broadcast. Of a wire for each row, no element depends on a single one of the chunk.
// CHECK-LABEL: module @rows
module @rows attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, state_bytes = 64}
  fsdp.param @w {types = [tensor<3x5xf32>], compute = [tensor<3x5xf32>], group = @g, extension = @centred,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 3, inner = 5, offset = 0>]}
  fsdp.extension @centred signature(1) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %outer = tensor.dim %x, %c0 : tensor<?x?x?xf32>
    %chunk = tensor.dim %x, %c1 : tensor<?x?x?xf32>
    %inner = tensor.dim %x, %c2 : tensor<?x?x?xf32>
    %zero = arith.constant 0.0 : f32
    %zeros = tensor.splat %zero[%outer, %chunk] : tensor<?x?xf32>
    %sum = linalg.reduce { arith.addf } ins(%x : tensor<?x?x?xf32>) outs(%zeros : tensor<?x?xf32>) dimensions = [2]
    %e3 = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xf32>
    %sums = linalg.broadcast ins(%sum : tensor<?x?xf32>) outs(%e3 : tensor<?x?x?xf32>) dimensions = [2]
    %d = arith.subf %x, %sums : tensor<?x?x?xf32>
    %most = arith.constant 0x7F800000 : f32
    %e2 = tensor.empty(%outer, %chunk) : tensor<?x?xf32>
    %init = linalg.fill ins(%most : f32) outs(%e2 : tensor<?x?xf32>) -> tensor<?x?xf32>
    %low = linalg.reduce { arith.minimumf } ins(%d : tensor<?x?x?xf32>) outs(%init : tensor<?x?xf32>) dimensions = [2]
    %both = arith.addf %low, %sum : tensor<?x?xf32>
    fsdp.yield %d, %both : tensor<?x?x?xf32>, tensor<?x?xf32>
  } post {
  ^bb0(%d: tensor<?x?x?xf32>, %both: tensor<?x?xf32>, %axis: index):
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %outer = tensor.dim %d, %c0 : tensor<?x?x?xf32>
    %chunk = tensor.dim %d, %c1 : tensor<?x?x?xf32>
    %inner = tensor.dim %d, %c2 : tensor<?x?x?xf32>
    %most = arith.constant 0x7F800000 : f32
    %init = tensor.splat %most[%outer, %chunk] : tensor<?x?xf32>
    %low = linalg.reduce { arith.minimumf } ins(%d : tensor<?x?x?xf32>) outs(%init : tensor<?x?xf32>) dimensions = [2]
    %sum = arith.subf %both, %low : tensor<?x?xf32>
    %e3 = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xf32>
    %sums = linalg.broadcast ins(%sum : tensor<?x?xf32>) outs(%e3 : tensor<?x?x?xf32>) dimensions = [2]
    %x = arith.addf %d, %sums : tensor<?x?x?xf32>
    fsdp.yield %x : tensor<?x?x?xf32>
  }
  // CHECK: fsdp.pack @g segments [{{.*}}block = 5, blockWires = [1]>]
  // CHECK-NEXT: ^bb0(%[[X:.*]]: f32, %{{.*}}: index, %{{.*}}: index):
  // CHECK-NEXT: %[[SUM:.*]] = fsdp.block_reduce {{ ?}}sum %[[X]] initial(0.000000e+00) : f32
  // CHECK-NEXT: %[[D:.*]] = arith.subf %[[X]], %[[SUM]] : f32
  // CHECK-NEXT: %[[LOW:.*]] = fsdp.block_reduce {{ ?}}min %[[D]] initial(0x7F800000) : f32
  // CHECK-NEXT: %[[BOTH:.*]] = arith.addf %[[LOW]], %[[SUM]] : f32
  // CHECK-NEXT: fsdp.yield %[[D]], %[[BOTH]] : f32, f32
  // CHECK: fsdp.unpack @g
  // CHECK: ^bb0(%[[D:.*]]: f32, %[[BOTH:.*]]: f32, %{{.*}}: index, %{{.*}}: index):
  // CHECK-NEXT: %[[LOW:.*]] = fsdp.block_reduce {{ ?}}min %[[D]] initial(0x7F800000) : f32
  // CHECK-NEXT: %[[SUM:.*]] = arith.subf %[[BOTH]], %[[LOW]] : f32
  // CHECK-NEXT: %[[X:.*]] = arith.addf %[[D]], %[[SUM]] : f32
  // CHECK-NEXT: fsdp.yield %[[X]] : f32
  func.func @step() -> tensor<3x5xf32> attributes {fsdp.entry = "step"} {
    %w = fsdp.gather @g phase(forward) [@w] : tensor<3x5xf32>
    return %w : tensor<3x5xf32>
  }
}

// -----

// What fills up a short block takes part: here the least value may be the zero behind the chunk's last element.
// A reduction of all dimensions is a block, too, where no rank needs another's.
// CHECK-LABEL: module @padding
module @padding attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, state_bytes = 128}
  fsdp.param @w {types = [tensor<10xf32>], compute = [tensor<10xf32>], group = @g, extension = @least,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 10, inner = 1, offset = 0>]}
  fsdp.param @v {types = [tensor<10xf32>], compute = [tensor<10xf32>], group = @g, extension = @mine,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 10, inner = 1, offset = 16>]}
  fsdp.extension @least signature(1) pre {
  ^bb0(%x: tensor<1x?x1xf32>, %axis: index):
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %n = tensor.dim %x, %c1 : tensor<1x?x1xf32>
    %blocks = arith.ceildivui %n, %c4 : index
    %whole = arith.muli %blocks, %c4 : index
    %missing = arith.subi %whole, %n : index
    %flat = tensor.collapse_shape %x [[0, 1, 2]] : tensor<1x?x1xf32> into tensor<?xf32>
    %zero = arith.constant 0.0 : f32
    %one = arith.constant 1.0 : f32
    %padded = tensor.pad %flat low[0] high[%missing] {
    ^bb1(%i: index):
      tensor.yield %zero : f32
    } : tensor<?xf32> to tensor<?xf32>
    %ones = tensor.splat %one[%whole] : tensor<?xf32>
    %more = arith.addf %padded, %ones : tensor<?xf32>
    %rows = tensor.expand_shape %more [[0, 1]] output_shape [%blocks, 4] : tensor<?xf32> into tensor<?x4xf32>
    %most = arith.constant 0x7F800000 : f32
    %init = tensor.splat %most[%blocks] : tensor<?xf32>
    %low = linalg.reduce { arith.minimumf } ins(%rows : tensor<?x4xf32>) outs(%init : tensor<?xf32>) dimensions = [1]
    fsdp.yield %x, %low : tensor<1x?x1xf32>, tensor<?xf32>
  } post {
  ^bb0(%x: tensor<1x?x1xf32>, %low: tensor<?xf32>, %axis: index):
    fsdp.yield %x : tensor<1x?x1xf32>
  }
  fsdp.extension @mine signature(1) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    %zero = arith.constant dense<0.0> : tensor<f32>
    %sum = linalg.reduce { arith.addf } ins(%x : tensor<?x?x?xf32>) outs(%zero : tensor<f32>) dimensions = [0, 1, 2]
    fsdp.yield %x, %sum : tensor<?x?x?xf32>, tensor<f32>
  } post {
  ^bb0(%x: tensor<?x?x?xf32>, %sum: tensor<f32>, %axis: index):
    fsdp.yield %x : tensor<?x?x?xf32>
  }
  // CHECK: fsdp.pack @g segments
  // CHECK-SAME: param = @w, {{[^>]*}}block = 4, blockWires = [1]>
  // CHECK-SAME: param = @v, {{[^>]*}}block = 5, blockWires = [1]>
  // CHECK-NEXT: ^bb0(%[[X:.*]]: f32, %{{.*}}: index, %{{.*}}: index):
  // CHECK: %[[PADDING:.*]] = arith.constant 1.000000e+00 : f32
  // CHECK: %[[LOW:.*]] = fsdp.block_reduce {{ ?}}min %{{.*}} initial(0x7F800000) padding(%{{.*}}) : f32
  // CHECK: fsdp.yield %[[X]], %[[LOW]] : f32, f32
  // CHECK: %[[SUM:.*]] = fsdp.block_reduce {{ ?}}sum %[[X:.*]] initial(0.000000e+00) : f32
  // CHECK: fsdp.yield %[[X]], %[[SUM]] : f32, f32
  func.func @step() -> (tensor<10xf32>, tensor<10xf32>) attributes {fsdp.entry = "step"} {
    %w:2 = fsdp.gather @g phase(forward) [@w, @v] : tensor<10xf32>, tensor<10xf32>
    return %w#0, %w#1 : tensor<10xf32>, tensor<10xf32>
  }
}
