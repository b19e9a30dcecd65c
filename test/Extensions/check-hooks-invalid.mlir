// A wrong hook is an error at its own line, not a hang on some ranks.
// RUN: fsdp-opt %s -split-input-file -verify-diagnostics -fsdp-check-hooks

// The shape depends on the valid rows: ranks send what they have.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 8>} {
  fsdp.group @g {root}
  // expected-note @below {{parameter "0.weight": 9 rows over 8 ranks, a padded chunk of 1x2x3 (outer x chunk x inner)}}
  fsdp.param @"0.weight" {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g, extension = @cut,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  fsdp.extension @cut signature(2) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %c0 = arith.constant 0 : index
    %c2 = arith.constant 2 : index
    %o = tensor.dim %x, %c0 : tensor<?x?x?xf32>
    %i = tensor.dim %x, %c2 : tensor<?x?x?xf32>
    %mine = tensor.extract_slice %x[0, 0, 0] [%o, %valid, %i] [1, 1, 1] : tensor<?x?x?xf32> to tensor<?x?x?xf32>
    // expected-note @below {{wire 0 is made here}}
    %w = arith.truncf %mine : tensor<?x?x?xf32> to tensor<?x?x?xbf16>
    // expected-error @below {{the shape of wire 0 of extension @cut depends on the rank: the wire of "0.weight" is 1x2x3xbf16 on ranks 0-3, 1x1x3xbf16 on rank 4 and 1x0x3xbf16 on ranks 5-7; an all-gather needs equal contributions: pad every rank to the chunk, 1x2x3xbf16}}
    fsdp.yield %w : tensor<?x?x?xbf16>
  } post {
  ^bb0(%w: tensor<?x?x?xbf16>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %0 = arith.extf %w : tensor<?x?x?xbf16> to tensor<?x?x?xf32>
    fsdp.yield %0 : tensor<?x?x?xf32>
  }
}

// -----

// Pads, but by one row too few when the shard is empty: a literal amount.
module attributes {fsdp.grid = #fsdp.grid<replicas = 2, shards = 4>} {
  fsdp.group @g {root}
  // expected-note @below {{parameter "w": 5 rows over 4 shards, a padded chunk of 1x2x3}}
  fsdp.param @w {types = [tensor<5x3xf32>], compute = [tensor<5x3xf32>], group = @g, extension = @pad_one,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 5, inner = 3, offset = 0>]}
  fsdp.extension @pad_one signature(2) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %zero = arith.constant 0.0 : f32
    %mine = tensor.extract_slice %x[0, 0, 0] [1, %valid, 3] [1, 1, 1] : tensor<?x?x?xf32> to tensor<1x?x3xf32>
    // expected-note @below {{wire 0 is made here}}
    %w = tensor.pad %mine low[0, 0, 0] high[0, 1, 0] {
    ^bb0(%a: index, %b: index, %c: index):
      tensor.yield %zero : f32
    } : tensor<1x?x3xf32> to tensor<1x?x3xf32>
    // expected-error @below {{depends on the shard: the wire of "w" is 1x3x3xf32 on shards 0-1, 1x2x3xf32 on shard 2 and 1x1x3xf32 on shard 3}}
    fsdp.yield %w : tensor<1x?x3xf32>
  } post {
  ^bb0(%w: tensor<1x?x3xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<1x?x3xf32>
  }
}

// -----

// The shape depends on the shard index, not on the rows.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 3>} {
  fsdp.group @g {root}
  // expected-note @below {{parameter "w"}}
  fsdp.param @w {types = [tensor<6xf32>], compute = [tensor<6xf32>], group = @g, extension = @ramp,
    layouts = [#fsdp.layout<shards = 3, dim = 0, outer = 1, size = 6, inner = 1, offset = 0>]}
  fsdp.extension @ramp signature(2) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %one = arith.constant 1.0 : f32
    // expected-note @below {{wire 1 is made here}}
    %s = tensor.splat %one[%shard] : tensor<?xf32>
    // expected-error @below {{the shape of wire 1 of extension @ramp depends on the rank: the wire of "w" is 0xf32 on rank 0, 1xf32 on rank 1 and 2xf32 on rank 2}}
    fsdp.yield %x, %s : tensor<?x?x?xf32>, tensor<?xf32>
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %s: tensor<?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}

// -----

// The same on every rank, but not the chunk.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  fsdp.group @g {root}
  // expected-note @below {{a padded chunk of 1x3x3}}
  fsdp.param @w {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g, extension = @short,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  fsdp.extension @short signature(1) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    %w = tensor.extract_slice %x[0, 0, 0] [1, 2, 3] [1, 1, 1] : tensor<?x?x?xf32> to tensor<1x2x3xf32>
    // expected-note @below {{wire 0 is 1x2x3xf32}}
    fsdp.yield %w : tensor<1x2x3xf32>
  } post {
  ^bb0(%w: tensor<1x2x3xf32>, %axis: index):
    // expected-error @below {{post of extension @short yields 1x2x3xf32 on ranks 0-3 for parameter "w", expected 1x3x3xf32 (outer x chunk x inner); post must give back the whole padded chunk, so pre must send all of it}}
    fsdp.yield %w : tensor<1x2x3xf32>
  }
}

// -----

// post forgets to cast back.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  // expected-note @below {{parameter "w"}}
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g, extension = @half,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>]}
  fsdp.extension @half signature(1) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    %w = arith.truncf %x : tensor<?x?x?xf32> to tensor<?x?x?xbf16>
    // expected-note @below {{wire 0 is 1x2x1xbf16}}
    fsdp.yield %w : tensor<?x?x?xbf16>
  } post {
  ^bb0(%w: tensor<?x?x?xbf16>, %axis: index):
    // expected-error @below {{post of extension @half yields 1x2x1xbf16 on ranks 0-1 for parameter "w", expected 1x2x1xf32, the type that the step reads; convert the elements in post}}
    fsdp.yield %w : tensor<?x?x?xbf16>
  }
}

// -----

// A shape that elements decide.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  // expected-note @below {{parameter "w"}}
  fsdp.param @w {types = [tensor<4xi32>], compute = [tensor<4xi32>], group = @g, extension = @compress,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>]}
  fsdp.extension @compress signature(1) pre {
  ^bb0(%x: tensor<?x?x?xi32>, %axis: index):
    %c0 = arith.constant 0 : index
    %first = tensor.extract %x[%c0, %c0, %c0] : tensor<?x?x?xi32>
    %n = arith.index_cast %first : i32 to index
    // expected-note @below {{wire 0 is made here}}
    %w = tensor.extract_slice %x[0, 0, 0] [1, %n, 1] [1, 1, 1] : tensor<?x?x?xi32> to tensor<1x?x1xi32>
    // expected-error @below {{the shape of wire 0 of extension @compress is not known at compile time: it is 1x?x1xi32 on ranks 0-1 for parameter "w"; derive sizes from tensor.dim of the shard and the context arguments, never from element values}}
    fsdp.yield %w : tensor<1x?x1xi32>
  } post {
  ^bb0(%w: tensor<1x?x1xi32>, %axis: index):
    fsdp.yield %w : tensor<1x?x1xi32>
  }
}

// -----

// Metadata does not travel: rank 1 would decode rank 0's wire with its own scale.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  // expected-note @below {{parameter "w"}}
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g, extension = @first_is_scale,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>]}
  fsdp.extension @first_is_scale signature(1) pre {
  // expected-note @below {{it depends on this argument}}
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    %c0 = arith.constant 0 : index
    %scale = tensor.extract %x[%c0, %c0, %c0] : tensor<?x?x?xf32>
    // expected-error @below {{metadata 0 of extension @first_is_scale may differ by rank: it depends on elements of the shard; metadata does not travel: yield it as a wire, combine it over the ranks with fsdp.all_reduce, or compute it from the axis and outer sizes alone}}
    fsdp.yield %x, %scale : tensor<?x?x?xf32>, f32 {wires = 1}
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index, %scale: f32):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  fsdp.group @g {root}
  // expected-note @below {{parameter "w"}}
  fsdp.param @w {types = [tensor<5xf32>], compute = [tensor<5xf32>], group = @g, extension = @rows_as_metadata,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 5, inner = 1, offset = 0>]}
  fsdp.extension @rows_as_metadata signature(2) pre {
  // expected-note @below {{it depends on this argument}}
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    // expected-error @below {{metadata 0 of extension @rows_as_metadata may differ by rank: it depends on the valid rows}}
    fsdp.yield %x, %valid : tensor<?x?x?xf32>, index {wires = 1}
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index, %m: index):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}

// -----

// A slice beyond the chunk of some ranks.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  // expected-note @below {{parameter "w": 4 rows over 2 ranks, a padded chunk of 1x2x1}}
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g, extension = @beyond,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>]}
  fsdp.extension @beyond signature(2) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    // expected-error @below {{pre of extension @beyond cannot work for parameter "w" on rank 0: slice along dimension 1 runs out-of-bounds: 3 >= 2}}
    %w = tensor.extract_slice %x[0, 0, 0] [1, %size, 1] [1, 1, 1] : tensor<?x?x?xf32> to tensor<1x?x1xf32>
    fsdp.yield %w : tensor<1x?x1xf32>
  } post {
  ^bb0(%w: tensor<1x?x1xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<1x?x1xf32>
  }
}

// -----

// Arities and types of the template itself.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g, extension = @deaf,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>]}
  // expected-error @below {{post of extension @deaf takes 1 arguments, expected 3: 2 wires that pre yields, 1 of context (signature 1) and 0 of metadata}}
  fsdp.extension @deaf signature(1) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    fsdp.yield %x, %x : tensor<?x?x?xf32>, tensor<?x?x?xf32>
  } post {
  ^bb0(%w: tensor<?x?x?xf32>):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g, extension = @other_wire,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>]}
  fsdp.extension @other_wire signature(1) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    %w = arith.truncf %x : tensor<?x?x?xf32> to tensor<?x?x?xbf16>
    fsdp.yield %w : tensor<?x?x?xbf16>
  } post {
  // expected-error @below {{post of extension @other_wire takes wire 0 as 'tensor<?x?x?xf16>', but pre yields 'tensor<?x?x?xbf16>'}}
  ^bb0(%w: tensor<?x?x?xf16>, %axis: index):
    %0 = arith.extf %w : tensor<?x?x?xf16> to tensor<?x?x?xf32>
    fsdp.yield %0 : tensor<?x?x?xf32>
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g, extension = @one_of_five,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>]}
  fsdp.extension @one_of_five signature(2) pre {
  // expected-error @below {{pre of extension @one_of_five has argument 1 of type 'f32', expected index: signature 2 ends in axis size, shard index, valid rows, outer size and outer stride}}
  ^bb0(%x: tensor<?x?x?xf32>, %axis: f32, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %x : tensor<?x?x?xf32>
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g, extension = @nibble,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>]}
  fsdp.extension @nibble signature(1) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    // expected-note @below {{wire 0 is made here}}
    %w = arith.fptosi %x : tensor<?x?x?xf32> to tensor<?x?x?xi4>
    // expected-error @below {{not supported yet: wire 0 of extension @nibble with elements of type 'i4', expected a float or integer of whole bytes}}
    fsdp.yield %w : tensor<?x?x?xi4>
  } post {
  ^bb0(%w: tensor<?x?x?xi4>, %axis: index):
    %0 = arith.sitofp %w : tensor<?x?x?xi4> to tensor<?x?x?xf32>
    fsdp.yield %0 : tensor<?x?x?xf32>
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  // expected-error @below {{extension @nowhere of parameter "w" is not in the module; run fsdp-attach-extensions first}}
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g, extension = @nowhere,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>]}
}

// -----

// What is combined is uniform; what is added to it afterwards need not be.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  // expected-note @below {{parameter "w"}}
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g, extension = @half_uniform,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>]}
  fsdp.extension @half_uniform signature(1) pre {
  // expected-note @below {{it depends on this argument}}
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    %c0 = arith.constant 0 : index
    %mine = tensor.extract %x[%c0, %c0, %c0] : tensor<?x?x?xf32>
    %all = fsdp.all_reduce max %mine : f32
    %scale = arith.addf %all, %mine : f32
    // expected-error @below {{metadata 1 of extension @half_uniform may differ by rank: it depends on elements of the shard}}
    fsdp.yield %x, %all, %scale : tensor<?x?x?xf32>, f32, f32 {wires = 1}
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index, %all: f32, %scale: f32):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}

// -----

// A wire's shape may not depend on values, reduced or not.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  // expected-note @below {{parameter "w"}}
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g, extension = @as_long_as_it_is_large,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>]}
  fsdp.extension @as_long_as_it_is_large signature(1) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    %c0 = arith.constant 0 : index
    %mine = tensor.extract %x[%c0, %c0, %c0] : tensor<?x?x?xf32>
    %all = fsdp.all_reduce max %mine : f32
    %i = arith.fptosi %all : f32 to i32
    %n = arith.index_cast %i : i32 to index
    // expected-note @below {{wire 0 is made here}}
    %w = tensor.extract_slice %x[0, 0, 0] [1, %n, 1] [1, 1, 1] : tensor<?x?x?xf32> to tensor<1x?x1xf32>
    // expected-error @below {{the shape of wire 0 of extension @as_long_as_it_is_large is not known at compile time}}
    fsdp.yield %w : tensor<1x?x1xf32>
  } post {
  ^bb0(%w: tensor<1x?x1xf32>, %axis: index):
    fsdp.yield %w : tensor<1x?x1xf32>
  }
}

// -----

// Stored in f32, read in bf16: post may give back either, and nothing else.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  fsdp.param @stored {types = [tensor<4xf32>], compute = [tensor<4xbf16>], group = @g, extension = @f32,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>]}
  fsdp.param @read {types = [tensor<4xf32>], compute = [tensor<4xbf16>], group = @g, extension = @bf16,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 16>]}
  // expected-note @below {{parameter "other"}}
  fsdp.param @other {types = [tensor<4xf32>], compute = [tensor<4xbf16>], group = @g, extension = @f16,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 32>]}
  fsdp.extension @f32 signature(1) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    fsdp.yield %x : tensor<?x?x?xf32>
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
  fsdp.extension @bf16 signature(1) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    fsdp.yield %x : tensor<?x?x?xf32>
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index):
    %f = arith.truncf %w : tensor<?x?x?xf32> to tensor<?x?x?xbf16>
    fsdp.yield %f : tensor<?x?x?xbf16>
  }
  fsdp.extension @f16 signature(1) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    // expected-note @below {{wire 0 is 1x2x1xf32}}
    fsdp.yield %x : tensor<?x?x?xf32>
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index):
    %f = arith.truncf %w : tensor<?x?x?xf32> to tensor<?x?x?xf16>
    // expected-error @below {{post of extension @f16 yields 1x2x1xf16 on ranks 0-1 for parameter "other", expected 1x2x1xbf16, the type that the step reads; convert the elements in post}}
    fsdp.yield %f : tensor<?x?x?xf16>
  }
}
