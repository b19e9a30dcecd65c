// What of blocks has no place in a fused kernel is named at its op: the hooks become kernels of their own, unless they combine
// over the ranks.
// RUN: fsdp-opt %s -split-input-file -verify-diagnostics -fsdp-fuse-hooks

// Rows of 4 elements and blocks of 6 in one hook.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<6x4xf32>], compute = [tensor<6x4xf32>], group = @g, extension = @two_sizes,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 6, inner = 4, offset = 0>]}
  fsdp.extension @two_sizes signature(2) pre {
  ^bb0(%x: tensor<1x3x4xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %zero = arith.constant 0.0 : f32
    %rows0 = tensor.splat %zero : tensor<1x3xf32>
    %rows = linalg.reduce { arith.maximumf } ins(%x : tensor<1x3x4xf32>) outs(%rows0 : tensor<1x3xf32>) dimensions = [2]
    %y = tensor.collapse_shape %x [[0, 1, 2]] : tensor<1x3x4xf32> into tensor<12xf32>
    %z = tensor.expand_shape %y [[0, 1]] output_shape [2, 6] : tensor<12xf32> into tensor<2x6xf32>
    %blocks0 = tensor.splat %zero : tensor<2xf32>
    // expected-remark @below {{pre of extension @two_sizes works on blocks of 6 elements here and of 4 elsewhere; a hook has one size of blocks}}
    %blocks = linalg.reduce { arith.maximumf } ins(%z : tensor<2x6xf32>) outs(%blocks0 : tensor<2xf32>) dimensions = [1]
    fsdp.yield %x, %rows, %blocks : tensor<1x3x4xf32>, tensor<1x3xf32>, tensor<2xf32>
  } post {
  ^bb0(%w: tensor<1x3x4xf32>, %r: tensor<1x3xf32>, %b: tensor<2xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<1x3x4xf32>
  }
}

// -----

// Columns are not consecutive.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<6x4xf32>], compute = [tensor<6x4xf32>], group = @g, extension = @columns,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 6, inner = 4, offset = 0>]}
  fsdp.extension @columns signature(2) pre {
  ^bb0(%x: tensor<1x3x4xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %zero = arith.constant 0.0 : f32
    %init = tensor.splat %zero : tensor<1x4xf32>
    // expected-remark @below {{pre of extension @columns reduces other dimensions than the last ones ('linalg.reduce'), whose elements are a block}}
    %c = linalg.reduce { arith.maximumf } ins(%x : tensor<1x3x4xf32>) outs(%init : tensor<1x4xf32>) dimensions = [1]
    fsdp.yield %x, %c : tensor<1x3x4xf32>, tensor<1x4xf32>
  } post {
  ^bb0(%w: tensor<1x3x4xf32>, %c: tensor<1x4xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<1x3x4xf32>
  }
}

// -----

// What is added for elements that are not there has no order.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<6x4xf32>], compute = [tensor<6x4xf32>], group = @g, extension = @padded_sum,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 6, inner = 4, offset = 0>]}
  fsdp.extension @padded_sum signature(2) pre {
  ^bb0(%x: tensor<1x3x4xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %zero = arith.constant 0.0 : f32
    %one = arith.constant 1.0 : f32
    %flat = tensor.collapse_shape %x [[0, 1, 2]] : tensor<1x3x4xf32> into tensor<12xf32>
    %p = tensor.pad %flat low[0] high[3] {
    ^bb1(%i: index):
      tensor.yield %one : f32
    } : tensor<12xf32> to tensor<15xf32>
    %z = tensor.expand_shape %p [[0, 1]] output_shape [3, 5] : tensor<15xf32> into tensor<3x5xf32>
    %init = tensor.splat %zero : tensor<3xf32>
    // expected-remark @below {{pre of extension @padded_sum sums blocks of which the last one is padded with something other than zero}}
    %s = linalg.reduce { arith.addf } ins(%z : tensor<3x5xf32>) outs(%init : tensor<3xf32>) dimensions = [1]
    fsdp.yield %x, %s : tensor<1x3x4xf32>, tensor<3xf32>
  } post {
  ^bb0(%w: tensor<1x3x4xf32>, %s: tensor<3xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<1x3x4xf32>
  }
}

// -----

// Scales of scales.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<6x4xf32>], compute = [tensor<6x4xf32>], group = @g, extension = @nested,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 6, inner = 4, offset = 0>]}
  fsdp.extension @nested signature(2) pre {
  ^bb0(%x: tensor<1x3x4xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %zero = arith.constant 0.0 : f32
    %init = tensor.splat %zero : tensor<1x3xf32>
    %r = linalg.reduce { arith.maximumf } ins(%x : tensor<1x3x4xf32>) outs(%init : tensor<1x3xf32>) dimensions = [2]
    %init1 = tensor.splat %zero : tensor<1xf32>
    // expected-remark @below {{pre of extension @nested reduces blocks ('linalg.reduce'), expected the whole chunk}}
    %s = linalg.reduce { arith.maximumf } ins(%r : tensor<1x3xf32>) outs(%init1 : tensor<1xf32>) dimensions = [1]
    fsdp.yield %x, %s : tensor<1x3x4xf32>, tensor<1xf32>
  } post {
  ^bb0(%w: tensor<1x3x4xf32>, %s: tensor<1xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<1x3x4xf32>
  }
}

// -----

// Pads do not travel: a slice of the chunk's elements does.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<6x4xf32>], compute = [tensor<6x4xf32>], group = @g, extension = @sends_padding,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 6, inner = 4, offset = 0>]}
  fsdp.extension @sends_padding signature(2) pre {
  ^bb0(%x: tensor<1x3x4xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %zero = arith.constant 0.0 : f32
    %flat = tensor.collapse_shape %x [[0, 1, 2]] : tensor<1x3x4xf32> into tensor<12xf32>
    %p = tensor.pad %flat low[0] high[3] {
    ^bb1(%i: index):
      tensor.yield %zero : f32
    } : tensor<12xf32> to tensor<15xf32>
    %z = tensor.expand_shape %p [[0, 1]] output_shape [3, 5] : tensor<15xf32> into tensor<3x5xf32>
    %init = tensor.splat %zero : tensor<3xf32>
    %s = linalg.reduce { arith.addf } ins(%z : tensor<3x5xf32>) outs(%init : tensor<3xf32>) dimensions = [1]
    // expected-remark @below {{pre of extension @sends_padding makes wire 1 of 15 elements from a chunk of 12; a wire has one element for each of the chunk, or for each block of it}}
    fsdp.yield %x, %p, %s : tensor<1x3x4xf32>, tensor<15xf32>, tensor<3xf32>
  } post {
  ^bb0(%w: tensor<1x3x4xf32>, %p: tensor<15xf32>, %s: tensor<3xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<1x3x4xf32>
  }
}

// -----

// More padding than the last block lacks.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<6x4xf32>], compute = [tensor<6x4xf32>], group = @g, extension = @too_much,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 6, inner = 4, offset = 0>]}
  fsdp.extension @too_much signature(2) pre {
  ^bb0(%x: tensor<1x3x4xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %zero = arith.constant 0.0 : f32
    %flat = tensor.collapse_shape %x [[0, 1, 2]] : tensor<1x3x4xf32> into tensor<12xf32>
    %p = tensor.pad %flat low[0] high[8] {
    ^bb1(%i: index):
      tensor.yield %zero : f32
    } : tensor<12xf32> to tensor<20xf32>
    %z = tensor.expand_shape %p [[0, 1]] output_shape [4, 5] : tensor<20xf32> into tensor<4x5xf32>
    %init = tensor.splat %zero : tensor<4xf32>
    // expected-remark @below {{pre of extension @too_much reduces 20 elements in blocks of 5, expected the 12 of the chunk padded to the next multiple}}
    %s = linalg.reduce { arith.addf } ins(%z : tensor<4x5xf32>) outs(%init : tensor<4xf32>) dimensions = [1]
    fsdp.yield %x, %s : tensor<1x3x4xf32>, tensor<4xf32>
  } post {
  ^bb0(%w: tensor<1x3x4xf32>, %s: tensor<4xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<1x3x4xf32>
  }
}

// -----

// A part of the chunk has no blocks of its own.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<6x4xf32>], compute = [tensor<6x4xf32>], group = @g, extension = @some_rows,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 6, inner = 4, offset = 0>]}
  fsdp.extension @some_rows signature(2) pre {
  ^bb0(%x: tensor<1x3x4xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %zero = arith.constant 0.0 : f32
    %part = tensor.extract_slice %x[0, 0, 0] [1, 2, 4] [1, 1, 1] : tensor<1x3x4xf32> to tensor<1x2x4xf32>
    %init = tensor.splat %zero : tensor<1x2xf32>
    // expected-remark @below {{pre of extension @some_rows reduces the first rows of the chunk ('linalg.reduce'), expected the whole chunk}}
    %s = linalg.reduce { arith.addf } ins(%part : tensor<1x2x4xf32>) outs(%init : tensor<1x2xf32>) dimensions = [2]
    fsdp.yield %x, %s : tensor<1x3x4xf32>, tensor<1x2xf32>
  } post {
  ^bb0(%w: tensor<1x3x4xf32>, %s: tensor<1x2xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<1x3x4xf32>
  }
}

// -----

// What all ranks combine is a reduction of elements, not of blocks' results.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<6x4xf32>], compute = [tensor<6x4xf32>], group = @g, extension = @blocks_of_all,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 6, inner = 4, offset = 0>]}
  fsdp.extension @blocks_of_all signature(2) pre {
  ^bb0(%x: tensor<1x3x4xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %zero = arith.constant 0.0 : f32
    %init = tensor.splat %zero : tensor<1x3xf32>
    // expected-error @below {{not supported yet: pre of extension @blocks_of_all reduces over elements ('linalg.reduce') otherwise than by}}
    %r = linalg.reduce { arith.maximumf } ins(%x : tensor<1x3x4xf32>) outs(%init : tensor<1x3xf32>) dimensions = [2]
    %none = arith.constant dense<0.0> : tensor<f32>
    %s = linalg.reduce { arith.maximumf } ins(%r : tensor<1x3xf32>) outs(%none : tensor<f32>) dimensions = [0, 1]
    %mine = tensor.extract %s[] : tensor<f32>
    %all = fsdp.all_reduce max %mine : f32
    fsdp.yield %x, %all : tensor<1x3x4xf32>, f32 {wires = 1}
  } post {
  ^bb0(%w: tensor<1x3x4xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index, %all: f32):
    fsdp.yield %w : tensor<1x3x4xf32>
  }
}

// -----

// Blocks side by side with elements.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<6x4xf32>], compute = [tensor<6x4xf32>], group = @g, extension = @mixed,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 6, inner = 4, offset = 0>]}
  fsdp.extension @mixed signature(2) pre {
  ^bb0(%x: tensor<1x3x4xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %zero = arith.constant 0.0 : f32
    %flat = tensor.collapse_shape %x [[0, 1, 2]] : tensor<1x3x4xf32> into tensor<12xf32>
    %z = tensor.expand_shape %flat [[0, 1]] output_shape [12, 1] : tensor<12xf32> into tensor<12x1xf32>
    %init = tensor.splat %zero : tensor<12xf32>
    %s = linalg.reduce { arith.addf } ins(%z : tensor<12x1xf32>) outs(%init : tensor<12xf32>) dimensions = [1]
    // expected-remark @below {{pre of extension @mixed combines elements of the chunk with blocks place by place ('arith.addf')}}
    %b = arith.addf %flat, %s : tensor<12xf32>
    fsdp.yield %x, %b : tensor<1x3x4xf32>, tensor<12xf32>
  } post {
  ^bb0(%w: tensor<1x3x4xf32>, %b: tensor<12xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<1x3x4xf32>
  }
}

// -----

// Another order of the blocks.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<6x4xf32>], compute = [tensor<6x4xf32>], group = @g, extension = @reordered,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 6, inner = 4, offset = 0>]}
  fsdp.extension @reordered signature(2) pre {
  ^bb0(%x: tensor<1x3x4xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %zero = arith.constant 0.0 : f32
    %init = tensor.splat %zero : tensor<1x3xf32>
    %r = linalg.reduce { arith.maximumf } ins(%x : tensor<1x3x4xf32>) outs(%init : tensor<1x3xf32>) dimensions = [2]
    %e = tensor.empty() : tensor<3x1xf32>
    // expected-remark @below {{pre of extension @reordered moves or repeats elements ('linalg.transpose' with an indexing map that is not the identity)}}
    %t = linalg.transpose ins(%r : tensor<1x3xf32>) outs(%e : tensor<3x1xf32>) permutation = [1, 0]
    fsdp.yield %x, %t : tensor<1x3x4xf32>, tensor<3x1xf32>
  } post {
  ^bb0(%w: tensor<1x3x4xf32>, %t: tensor<3x1xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<1x3x4xf32>
  }
}
