// What neither bodies of a pack and unpack nor ops of the step can be is named at its op.
// RUN: fsdp-opt %s -split-input-file -verify-diagnostics -fsdp-fuse-hooks

// Side effects.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<5x3xf32>], compute = [tensor<5x3xf32>], group = @g, extension = @asserts,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 5, inner = 3, offset = 0>]}
  fsdp.extension @asserts signature(2) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %c1 = arith.constant 1 : index
    %ok = arith.cmpi uge, %shard, %c1 : index
    // expected-error @below {{not supported yet: pre of extension @asserts has an op with side effects ('cf.assert')}}
    cf.assert %ok, "the first shard"
    fsdp.yield %x : tensor<?x?x?xf32>
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}

// -----

// A broken hook is refused here, too.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  fsdp.group @g {root, dtype = f32}
  // expected-note @below {{parameter "w"}}
  fsdp.param @w {types = [tensor<5xf32>], compute = [tensor<5xf32>], group = @g, extension = @cut,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 5, inner = 1, offset = 0>]}
  fsdp.extension @cut signature(2) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    // expected-note @below {{wire 0 is made here}}
    %w = tensor.extract_slice %x[0, 0, 0] [1, %valid, 1] [1, 1, 1] : tensor<?x?x?xf32> to tensor<1x?x1xf32>
    // expected-error @below {{depends on the rank: the wire of "w" is 1x2x1xf32 on ranks 0-1, 1x1x1xf32 on rank 2 and 1x0x1xf32 on rank 3}}
    fsdp.yield %w : tensor<1x?x1xf32>
  } post {
  ^bb0(%w: tensor<1x?x1xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<1x?x1xf32>
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  // expected-error @below {{parameter "w" has 0 layouts, expected 1; run fsdp-assign-groups-and-layouts first}}
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g}
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>]}
  func.func @step() -> tensor<4xf32> {
    // expected-error @below {{of phase whole, expected forward or backward; run fsdp-split-phases first}}
    %w = fsdp.gather @g phase(whole) [@w] : tensor<4xf32>
    return %w : tensor<4xf32>
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>]}
  func.func @step(%g: tensor<4xf64>) {
    // expected-error @below {{not supported yet: reduction of the gradient of @w in 'f64', expected f32, bf16 or f16}}
    fsdp.reduce_grad @g [@w] inner [-1] (%g : tensor<4xf64>)
    return
  }
}

// -----

// expected-error @below {{no grid on the module, expected fsdp.grid = #fsdp.grid<...>; run fsdp-import-step first}}
module {
}

// -----

// Max of magnitudes only becomes a statistic; a sum is none yet.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<4x3xf32>], compute = [tensor<4x3xf32>], group = @g, extension = @total,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 3, offset = 0>]}
  fsdp.extension @total signature(1) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    %zero = arith.constant dense<0.0> : tensor<f32>
    // expected-error @below {{not supported yet: pre of extension @total reduces by another body than arith.maximumf of the accumulator and a value, over all dimensions}}
    %sum = linalg.reduce { arith.addf } ins(%x : tensor<?x?x?xf32>) outs(%zero : tensor<f32>) dimensions = [0, 1, 2]
    %mine = tensor.extract %sum[] : tensor<f32>
    %all = fsdp.all_reduce max %mine : f32
    fsdp.yield %x, %all : tensor<?x?x?xf32>, f32 {wires = 1}
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index, %all: f32):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}

// -----

// Not a reduction of the chunk: one element.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<4x3xf32>], compute = [tensor<4x3xf32>], group = @g, extension = @first,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 3, offset = 0>]}
  fsdp.extension @first signature(1) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    %c0 = arith.constant 0 : index
    %mine = tensor.extract %x[%c0, %c0, %c0] : tensor<?x?x?xf32>
    // expected-error @below {{not supported yet: pre of extension @first combines over the ranks what is not the result of one reduction of the whole chunk (a linalg op to tensor<f32>, tensor.extract)}}
    %all = fsdp.all_reduce max %mine : f32
    fsdp.yield %x, %all : tensor<?x?x?xf32>, f32 {wires = 1}
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index, %all: f32):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}

// -----

// The second would have to wait for the first.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<4x3xf32>], compute = [tensor<4x3xf32>], group = @g, extension = @twice,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 3, offset = 0>]}
  fsdp.extension @twice signature(1) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    %zero = arith.constant dense<0.0> : tensor<f32>
    %max = linalg.reduce { arith.maximumf } ins(%x : tensor<?x?x?xf32>) outs(%zero : tensor<f32>) dimensions = [0, 1, 2]
    %mine = tensor.extract %max[] : tensor<f32>
    // expected-error @below {{not supported yet: pre of extension @twice reduces what depends on another fsdp.all_reduce; all of a step travel together}}
    %all = fsdp.all_reduce max %mine : f32
    %again = linalg.reduce ins(%x : tensor<?x?x?xf32>) outs(%zero : tensor<f32>) dimensions = [0, 1, 2]
      (%in: f32, %so_far: f32) {
        %d = arith.subf %in, %all : f32
        %m = arith.maximumf %d, %so_far : f32
        linalg.yield %m : f32
      }
    %mine_again = tensor.extract %again[] : tensor<f32>
    %all_again = fsdp.all_reduce max %mine_again : f32
    fsdp.yield %x, %all_again : tensor<?x?x?xf32>, f32 {wires = 1}
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index, %all: f32):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}

// -----

// A reduction that begins at an element.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<4x3xf32>], compute = [tensor<4x3xf32>], group = @g, extension = @from_first,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 3, offset = 0>]}
  fsdp.extension @from_first signature(1) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    %c0 = arith.constant 0 : index
    %first = tensor.extract %x[%c0, %c0, %c0] : tensor<?x?x?xf32>
    %init = tensor.from_elements %first : tensor<f32>
    // expected-error @below {{not supported yet: pre of extension @from_first begins a reduction at a value that is no constant}}
    %max = linalg.reduce { arith.maximumf } ins(%x : tensor<?x?x?xf32>) outs(%init : tensor<f32>) dimensions = [0, 1, 2]
    %mine = tensor.extract %max[] : tensor<f32>
    %all = fsdp.all_reduce max %mine : f32
    fsdp.yield %x, %all : tensor<?x?x?xf32>, f32 {wires = 1}
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index, %all: f32):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}

// -----

// Nothing is reduced.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<4x3xf32>], compute = [tensor<4x3xf32>], group = @g, extension = @of_nothing,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 3, offset = 0>]}
  fsdp.extension @of_nothing signature(1) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    %zero = arith.constant dense<0.0> : tensor<f32>
    // expected-error @below {{not supported yet: pre of extension @of_nothing reduces no elements of the chunk, or moves them}}
    %max = linalg.generic {indexing_maps = [affine_map<() -> ()>], iterator_types = []} outs(%zero : tensor<f32>) {
    ^bb1(%so_far: f32):
      %c = arith.constant 2.0 : f32
      %m = arith.maximumf %so_far, %c : f32
      linalg.yield %m : f32
    } -> tensor<f32>
    %mine = tensor.extract %max[] : tensor<f32>
    %all = fsdp.all_reduce max %mine : f32
    fsdp.yield %x, %all : tensor<?x?x?xf32>, f32 {wires = 1}
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index, %all: f32):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}

// -----

// A size that depends on the shard index: the copies of a hook differ in valid rows alone.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<4x3xf32>], compute = [tensor<4x3xf32>], group = @g, extension = @more_of_later,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 3, offset = 0>]}
  fsdp.extension @more_of_later signature(2) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %zero = arith.constant 0.0 : f32
    // expected-error @below {{not supported yet: pre of extension @more_of_later makes a tensor whose size is not known at compile time ('tensor.extract_slice' of 'tensor<1x?x3xf32>'); derive sizes from tensor.dim of the shard, the axis and outer sizes and the valid rows}}
    %s = tensor.extract_slice %x[0, 0, 0] [1, %shard, 3] [1, 1, 1] : tensor<?x?x?xf32> to tensor<1x?x3xf32>
    %c2 = arith.constant 2 : index
    %missing = arith.subi %c2, %shard : index
    %w = tensor.pad %s low[0, 0, 0] high[0, %missing, 0] {
    ^bb0(%a: index, %b: index, %c: index):
      tensor.yield %zero : f32
    } : tensor<1x?x3xf32> to tensor<1x?x3xf32>
    fsdp.yield %w : tensor<1x?x3xf32>
  } post {
  ^bb0(%w: tensor<1x?x3xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<1x?x3xf32>
  }
}

// -----

// What combines over the ranks is a statistic of bodies alone.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<4x3xf32>], compute = [tensor<4x3xf32>], group = @g, extension = @own_kernels_for_max,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 3, offset = 0>]}
  fsdp.extension @own_kernels_for_max signature(1) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    %zero = arith.constant dense<0.0> : tensor<f32>
    %max = linalg.reduce { arith.maximumf } ins(%x : tensor<?x?x?xf32>) outs(%zero : tensor<f32>) dimensions = [0, 1, 2]
    %mine = tensor.extract %max[] : tensor<f32>
    %all = fsdp.all_reduce max %mine : f32
    %x3 = tensor.cast %x : tensor<?x?x?xf32> to tensor<1x2x3xf32>
    %e = tensor.empty() : tensor<1x3x2xf32>
    // expected-error @below {{not supported yet: pre of extension @own_kernels_for_max moves or repeats elements}}
    %w = linalg.transpose ins(%x3 : tensor<1x2x3xf32>) outs(%e : tensor<1x3x2xf32>) permutation = [0, 2, 1]
    fsdp.yield %w, %all : tensor<1x3x2xf32>, f32 {wires = 1}
  } post {
  ^bb0(%w: tensor<1x3x2xf32>, %axis: index, %all: f32):
    %e = tensor.empty() : tensor<1x2x3xf32>
    %x = linalg.transpose ins(%w : tensor<1x3x2xf32>) outs(%e : tensor<1x2x3xf32>) permutation = [0, 2, 1]
    fsdp.yield %x : tensor<1x2x3xf32>
  }
}

// -----

// A wire that is empty on every rank.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<4x3xf32>], compute = [tensor<4x3xf32>], group = @g, extension = @hollow,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 3, offset = 0>]}
  fsdp.extension @hollow signature(1) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    %none = tensor.empty() : tensor<0xf32>
    // expected-error @below {{not supported yet: pre of extension @hollow makes wire 1 of no elements, 'tensor<0xf32>'; leave it out, or send at least one}}
    fsdp.yield %x, %none : tensor<?x?x?xf32>, tensor<0xf32>
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %none: tensor<0xf32>, %axis: index):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}
