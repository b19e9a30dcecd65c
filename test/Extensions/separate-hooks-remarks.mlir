// Hooks that fit no body of a pack and unpack become ops of the step; a remark says why, at the op.
// RUN: fsdp-opt %s -split-input-file -verify-diagnostics -fsdp-fuse-hooks

// Reductions combine by a few operations only.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<4x3xf32>], compute = [tensor<4x3xf32>], group = @g, extension = @product,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 3, offset = 0>]}
  fsdp.extension @product signature(2) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %zero = arith.constant 0.0 : f32
    %e = tensor.empty() : tensor<f32>
    %init = linalg.fill ins(%zero : f32) outs(%e : tensor<f32>) -> tensor<f32>
    // expected-remark @below {{pre of extension @product reduces over elements ('linalg.generic') otherwise than by arith.maximumf, minimumf or addf of f32, from a constant, over the elements of each block; the hooks of @product become kernels of their own, which copy wires once more: of "w" }}
    %max = linalg.generic {indexing_maps = [affine_map<(a, b, c) -> (a, b, c)>, affine_map<(a, b, c) -> ()>],
        iterator_types = ["reduction", "reduction", "reduction"]} ins(%x : tensor<?x?x?xf32>) outs(%init : tensor<f32>) {
    ^bb1(%in: f32, %out: f32):
      %m = arith.mulf %in, %out : f32
      linalg.yield %m : f32
    } -> tensor<f32>
    %s = tensor.extract %max[] : tensor<f32>
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %d0 = tensor.dim %x, %c0 : tensor<?x?x?xf32>
    %d1 = tensor.dim %x, %c1 : tensor<?x?x?xf32>
    %d2 = tensor.dim %x, %c2 : tensor<?x?x?xf32>
    %o = tensor.empty(%d0, %d1, %d2) : tensor<?x?x?xf32>
    %w = linalg.generic {indexing_maps = [affine_map<(a, b, c) -> (a, b, c)>, affine_map<(a, b, c) -> ()>, affine_map<(a, b, c) -> (a, b, c)>],
        iterator_types = ["parallel", "parallel", "parallel"]} ins(%x, %max : tensor<?x?x?xf32>, tensor<f32>) outs(%o : tensor<?x?x?xf32>) {
    ^bb1(%in: f32, %in_s: f32, %out: f32):
      %q = arith.divf %in, %in_s : f32
      linalg.yield %q : f32
    } -> tensor<?x?x?xf32>
    fsdp.yield %w : tensor<?x?x?xf32>
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}

// -----

// One kernel serves all ranks.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<4x3xf32>], compute = [tensor<4x3xf32>], group = @g, extension = @per_rank,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 3, offset = 0>]}
  fsdp.extension @per_rank signature(2) pre {
  // expected-remark @below {{pre of extension @per_rank computes values from the shard index; one kernel serves all ranks and knows a row and the valid rows only; the hooks of @per_rank become kernels of their own, which copy wires once more: of "w" }}
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %i = arith.index_cast %shard : index to i32
    %f = arith.sitofp %i : i32 to f32
    %c1 = arith.constant 1 : index
    %d1 = tensor.dim %x, %c1 : tensor<?x?x?xf32>
    %s = tensor.splat %f[%d1] : tensor<1x?x3xf32>
    %c = tensor.cast %s : tensor<1x?x3xf32> to tensor<?x?x?xf32>
    %w = arith.addf %x, %c : tensor<?x?x?xf32>
    fsdp.yield %w : tensor<?x?x?xf32>
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}

// -----

// Other positions than the row.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<4x3xf32>], compute = [tensor<4x3xf32>], group = @g, extension = @column,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 3, offset = 0>]}
  fsdp.extension @column signature(2) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %x3 = tensor.cast %x : tensor<?x?x?xf32> to tensor<1x2x3xf32>
    %w = linalg.generic {indexing_maps = [affine_map<(a, b, c) -> (a, b, c)>],
        iterator_types = ["parallel", "parallel", "parallel"]} outs(%x3 : tensor<1x2x3xf32>) {
    ^bb1(%out: f32):
      // expected-remark @below {{pre of extension @column uses the position along dimension 2 of 'tensor<1x2x3xf32>'; only the row in the chunk is known; the hooks of @column become kernels of their own, which copy wires once more: of "w" }}
      %i = linalg.index 2 : index
      %j = arith.index_cast %i : index to i32
      %f = arith.sitofp %j : i32 to f32
      %s = arith.addf %out, %f : f32
      linalg.yield %s : f32
    } -> tensor<1x2x3xf32>
    fsdp.yield %w : tensor<1x2x3xf32>
  } post {
  ^bb0(%w: tensor<1x2x3xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<1x2x3xf32>
  }
}

// -----

// Elements that move.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<6x3xf32>], compute = [tensor<6x3xf32>], group = @g, extension = @reversed,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 6, inner = 3, offset = 0>]}
  fsdp.extension @reversed signature(2) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %x3 = tensor.cast %x : tensor<?x?x?xf32> to tensor<1x3x3xf32>
    %e = tensor.empty() : tensor<1x3x3xf32>
    // expected-remark @below {{pre of extension @reversed moves or repeats elements ('linalg.transpose' with an indexing map that is not the identity); the hooks of @reversed become kernels of their own, which copy wires once more: of "w" }}
    %w = linalg.transpose ins(%x3 : tensor<1x3x3xf32>) outs(%e : tensor<1x3x3xf32>) permutation = [0, 2, 1]
    fsdp.yield %w : tensor<1x3x3xf32>
  } post {
  ^bb0(%w: tensor<1x3x3xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<1x3x3xf32>
  }
}

// -----

// A slice other than the first rows.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<4x3xf32>], compute = [tensor<4x3xf32>], group = @g, extension = @last_rows,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 3, offset = 0>]}
  fsdp.extension @last_rows signature(2) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %zero = arith.constant 0.0 : f32
    // expected-remark @below {{pre of extension @last_rows takes a slice that is not the first rows of the chunk; the hooks of @last_rows become kernels of their own, which copy wires once more: of "w" }}
    %s = tensor.extract_slice %x[0, 1, 0] [1, 1, 3] [1, 1, 1] : tensor<?x?x?xf32> to tensor<1x1x3xf32>
    %w = tensor.pad %s low[0, 0, 0] high[0, 1, 0] {
    ^bb0(%a: index, %b: index, %c: index):
      tensor.yield %zero : f32
    } : tensor<1x1x3xf32> to tensor<1x2x3xf32>
    fsdp.yield %w : tensor<1x2x3xf32>
  } post {
  ^bb0(%w: tensor<1x2x3xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<1x2x3xf32>
  }
}

// -----

// A wire of another size than the chunk.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<4x3xf32>], compute = [tensor<4x3xf32>], group = @g, extension = @with_scale,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 3, offset = 0>]}
  fsdp.extension @with_scale signature(2) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %one = arith.constant 1.0 : f32
    %c1 = arith.constant 1 : index
    %s = tensor.splat %one[%c1] : tensor<?xf32>
    // expected-remark @below {{pre of extension @with_scale makes wire 1 of 1 elements from a chunk of 6; a wire has one element for each of the chunk, or for each block of it; the hooks of @with_scale become kernels of their own, which copy wires once more: of "w" }}
    fsdp.yield %x, %s : tensor<?x?x?xf32>, tensor<?xf32>
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %s: tensor<?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}

// -----

// Padding in two goes: how far the first went is not known for every rank.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<5x3xf32>], compute = [tensor<5x3xf32>], group = @g, extension = @twice,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 5, inner = 3, offset = 0>]}
  fsdp.extension @twice signature(2) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %zero = arith.constant 0.0 : f32
    %one = arith.constant 1.0 : f32
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %less = arith.subi %valid, %c1 : index
    %s = tensor.extract_slice %x[0, 0, 0] [1, %less, 3] [1, 1, 1] : tensor<?x?x?xf32> to tensor<1x?x3xf32>
    %p = tensor.pad %s low[0, 0, 0] high[0, %c1, 0] {
    ^bb0(%a: index, %b: index, %c: index):
      tensor.yield %zero : f32
    } : tensor<1x?x3xf32> to tensor<1x?x3xf32>
    %chunk = tensor.dim %x, %c1 : tensor<?x?x?xf32>
    %missing = arith.subi %chunk, %valid : index
    // expected-remark @below {{pre of extension @twice extends a tensor whose rows are not known ('tensor.pad'); slice the chunk's valid rows and pad them once; the hooks of @twice become kernels of their own, which copy wires once more: of "w" }}
    %w = tensor.pad %p low[0, 0, 0] high[0, %missing, 0] {
    ^bb0(%a: index, %b: index, %c: index):
      tensor.yield %one : f32
    } : tensor<1x?x3xf32> to tensor<1x?x3xf32>
    fsdp.yield %w : tensor<1x?x3xf32>
  } post {
  ^bb0(%w: tensor<1x?x3xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<1x?x3xf32>
  }
}

// -----

// Reading one element.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<4x3xf32>], compute = [tensor<4x3xf32>], group = @g, extension = @first,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 3, offset = 0>]}
  fsdp.extension @first signature(2) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %c0 = arith.constant 0 : index
    // expected-remark @below {{pre of extension @first reads single elements ('tensor.extract'), which only a wider scope than element by element can; the hooks of @first become kernels of their own, which copy wires once more: of "w" }}
    %s = tensor.extract %x[%c0, %c0, %c0] : tensor<?x?x?xf32>
    %c1 = arith.constant 1 : index
    %d1 = tensor.dim %x, %c1 : tensor<?x?x?xf32>
    %t = tensor.splat %s[%d1] : tensor<1x?x3xf32>
    fsdp.yield %t : tensor<1x?x3xf32>
  } post {
  ^bb0(%w: tensor<1x?x3xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<1x?x3xf32>
  }
}
