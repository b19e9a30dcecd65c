// What a reduce extension cannot be, at the line that says so.
// RUN: fsdp-opt %s -split-input-file -verify-diagnostics -pass-pipeline='builtin.module(fsdp-attach-extensions,fsdp-check-hooks,fsdp-fuse-hooks)'

module @two_sayings attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  fsdp.group @g {root, state_bytes = 64, reduce_dtype = bf16}
  // expected-error @+1 {{gradients of parameter "w" travel by reduce extension @int8, and as 'bf16' by the reduce dtype of group @g; say one of them: an extension alone says what travels}}
  fsdp.param @w {types = [tensor<9xf32>], compute = [tensor<9xf32>], group = @g, trained, reduce_extension = @int8,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 9, inner = 1, offset = 0>]}
  func.func @step(%w: tensor<9xf32>) attributes {fsdp.entry = "step"} {
    fsdp.reduce_grad @g [@w] inner [-1] (%w : tensor<9xf32>)
    return
  }
}

// -----

module @unknown attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  fsdp.group @g {root, state_bytes = 64}
  // expected-error @+1 {{unknown extension @int9 of parameter "w"; did you mean @int8?}}
  fsdp.param @w {types = [tensor<9xf32>], compute = [tensor<9xf32>], group = @g, trained, reduce_extension = @int9,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 9, inner = 1, offset = 0>]}
  func.func @step(%w: tensor<9xf32>) attributes {fsdp.entry = "step"} {
    fsdp.reduce_grad @g [@w] inner [-1] (%w : tensor<9xf32>)
    return
  }
}

// -----

module @no_extension attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  // expected-note @+1 {{the symbol}}
  fsdp.group @g {root, state_bytes = 64}
  // expected-error @+1 {{extension @g of parameter "w" names an 'fsdp.group', expected fsdp.extension}}
  fsdp.param @w {types = [tensor<9xf32>], compute = [tensor<9xf32>], group = @g, trained, reduce_extension = @g,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 9, inner = 1, offset = 0>]}
  func.func @step(%w: tensor<9xf32>) attributes {fsdp.entry = "step"} {
    fsdp.reduce_grad @g [@w] inner [-1] (%w : tensor<9xf32>)
    return
  }
}

// -----

module @rank_dependent attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  fsdp.group @g {root, state_bytes = 64}
  // expected-note @+1 {{parameter "w": 9 rows over 4 ranks}}
  fsdp.param @w {types = [tensor<9xf32>], compute = [tensor<9xf32>], group = @g, trained, reduce_extension = @cut,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 9, inner = 1, offset = 0>]}
  fsdp.extension @cut signature(2) pre {
  ^bb0(%s: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %outer: index, %stride: index):
    %cut = tensor.extract_slice %s[0, 0, 0] [1, %valid, 1] [1, 1, 1] : tensor<?x?x?xf32> to tensor<1x?x1xf32>
    // expected-note @+1 {{wire 0 is made here}}
    %wire = tensor.cast %cut : tensor<1x?x1xf32> to tensor<?x?x?xf32>
    // expected-error @+1 {{the shape of wire 0 of extension @cut depends on the rank: the wire of "w" is 1x3x1xf32 on ranks 0-2 and 1x0x1xf32 on rank 3}}
    fsdp.yield %wire : tensor<?x?x?xf32>
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %outer: index, %stride: index):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
  func.func @step(%w: tensor<9xf32>) attributes {fsdp.entry = "step"} {
    fsdp.reduce_grad @g [@w] inner [-1] (%w : tensor<9xf32>)
    return
  }
}

// -----

module @loses_elements attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  fsdp.group @g {root, state_bytes = 64}
  // expected-note @+1 {{parameter "w": 9 rows over 4 ranks}}
  fsdp.param @w {types = [tensor<9xf32>], compute = [tensor<9xf32>], group = @g, trained, reduce_extension = @half,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 9, inner = 1, offset = 0>]}
  fsdp.extension @half signature(1) pre {
  ^bb0(%s: tensor<?x?x?xf32>, %axis: index):
    // expected-note @+1 {{wire 0 is 1x3x1xf32}}
    fsdp.yield %s : tensor<?x?x?xf32>
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index):
    %half = tensor.extract_slice %w[0, 0, 0] [1, 1, 1] [1, 1, 1] : tensor<?x?x?xf32> to tensor<1x1x1xf32>
    // expected-error @+1 {{post of extension @half yields 1x1x1xf32 on ranks 0-3 for parameter "w", expected 1x3x1xf32}}
    fsdp.yield %half : tensor<1x1x1xf32>
  }
  func.func @step(%w: tensor<9xf32>) attributes {fsdp.entry = "step"} {
    fsdp.reduce_grad @g [@w] inner [-1] (%w : tensor<9xf32>)
    return
  }
}

// -----

module @post_combines attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  fsdp.group @g {root, state_bytes = 64}
  fsdp.param @w {types = [tensor<9xf32>], compute = [tensor<9xf32>], group = @g, trained, reduce_extension = @post_sum,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 9, inner = 1, offset = 0>]}
  // expected-error @+1 {{not supported yet: @post_sum as a reduce extension (of the gradient of "w"), whose post combines the elements of a block}}
  fsdp.extension @post_sum signature(1) pre {
  ^bb0(%s: tensor<?x?x?xf32>, %axis: index):
    fsdp.yield %s : tensor<?x?x?xf32>
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index):
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %zero = arith.constant 0.0 : f32
    %o = tensor.dim %w, %c0 : tensor<?x?x?xf32>
    %r = tensor.dim %w, %c1 : tensor<?x?x?xf32>
    %i = tensor.dim %w, %c2 : tensor<?x?x?xf32>
    %zeros = tensor.splat %zero[%o, %r] : tensor<?x?xf32>
    %sum = linalg.reduce { arith.addf } ins(%w : tensor<?x?x?xf32>) outs(%zeros : tensor<?x?xf32>) dimensions = [2]
    %empty = tensor.empty(%o, %r, %i) : tensor<?x?x?xf32>
    %all = linalg.broadcast ins(%sum : tensor<?x?xf32>) outs(%empty : tensor<?x?x?xf32>) dimensions = [2]
    fsdp.yield %all : tensor<?x?x?xf32>
  }
  func.func @step(%w: tensor<9xf32>) attributes {fsdp.entry = "step"} {
    fsdp.reduce_grad @g [@w] inner [-1] (%w : tensor<9xf32>)
    return
  }
}

// -----

module @metadata_of_no_bytes attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  fsdp.group @g {root, state_bytes = 64}
  fsdp.param @w {types = [tensor<9xf32>], compute = [tensor<9xf32>], group = @g, trained, reduce_extension = @signs,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 9, inner = 1, offset = 0>]}
  // expected-error @+1 {{not supported yet: @signs as a reduce extension (of the gradient of "w"), whose hooks would be kernels of their own; expected hooks of elements, rows or blocks}}
  fsdp.extension @signs signature(1) pre {
  ^bb0(%s: tensor<?x?x?xf32>, %axis: index):
    %zero = arith.constant dense<0.0> : tensor<f32>
    %none = arith.constant 0.0 : f32
    %largest = linalg.reduce { arith.maximumf } ins(%s : tensor<?x?x?xf32>) outs(%zero : tensor<f32>) dimensions = [0, 1, 2]
    %mine = tensor.extract %largest[] : tensor<f32>
    %all = fsdp.all_reduce max %mine : f32
    // expected-error @+1 {{not supported yet: pre of extension @signs yields metadata of 'i1' that travels with a gradient, expected a number of whole bytes}}
    %any = arith.cmpf ogt, %all, %none : f32
    fsdp.yield %s, %any : tensor<?x?x?xf32>, i1 {wires = 1}
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index, %any: i1):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
  func.func @step(%w: tensor<9xf32>) attributes {fsdp.entry = "step"} {
    fsdp.reduce_grad @g [@w] inner [-1] (%w : tensor<9xf32>)
    return
  }
}

// -----

// A block is the chunk where the ranks would combine, and here 2 elements, too.
module @two_blocks attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  fsdp.group @g {root, state_bytes = 64}
  fsdp.param @w {types = [tensor<8x2xf32>], compute = [tensor<8x2xf32>], group = @g, trained, reduce_extension = @both,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 8, inner = 2, offset = 0>]}
  // expected-error @+1 {{not supported yet: @both as a reduce extension (of the gradient of "w"), whose hooks would be kernels of their own; expected hooks of elements, rows or blocks}}
  fsdp.extension @both signature(1) pre {
  ^bb0(%s: tensor<?x?x?xf32>, %axis: index):
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %none = arith.constant 0.0 : f32
    %o = tensor.dim %s, %c0 : tensor<?x?x?xf32>
    %r = tensor.dim %s, %c1 : tensor<?x?x?xf32>
    %zeros = tensor.splat %none[%o, %r] : tensor<?x?xf32>
    %rows = linalg.reduce { arith.maximumf } ins(%s : tensor<?x?x?xf32>) outs(%zeros : tensor<?x?xf32>) dimensions = [2]
    %zero = arith.constant dense<0.0> : tensor<f32>
    %largest = linalg.reduce { arith.maximumf } ins(%s : tensor<?x?x?xf32>) outs(%zero : tensor<f32>) dimensions = [0, 1, 2]
    %mine = tensor.extract %largest[] : tensor<f32>
    // expected-error @+1 {{not supported yet: pre of extension @both works on blocks of 4 elements here and of 2 elsewhere; a hook has one size of blocks}}
    %all = fsdp.all_reduce max %mine : f32
    fsdp.yield %s, %rows, %all : tensor<?x?x?xf32>, tensor<?x?xf32>, f32 {wires = 2}
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %rows: tensor<?x?xf32>, %axis: index, %all: f32):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
  func.func @step(%w: tensor<8x2xf32>) attributes {fsdp.entry = "step"} {
    fsdp.reduce_grad @g [@w] inner [-1] (%w : tensor<8x2xf32>)
    return
  }
}
