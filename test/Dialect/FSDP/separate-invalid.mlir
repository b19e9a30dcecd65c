// Ops that hooks with kernels of their own become, against what they promise.
// RUN: fsdp-opt %s -split-input-file -verify-diagnostics

module {
  fsdp.group @g {state_bytes = 64}
  fsdp.param @w {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  func.func @f() {
    // expected-error @+1 {{names @v, expected an fsdp.param of that name in the module}}
    %c = fsdp.chunk @v inner(0) : tensor<1x2x3xf32>
    return
  }
}

// -----

module {
  fsdp.group @g {state_bytes = 64}
  fsdp.param @w {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  func.func @f() {
    // expected-error @+1 {{is of inner tensor 1 of @w, which has 1}}
    %c = fsdp.chunk @w inner(1) : tensor<1x2x3xf32>
    return
  }
}

// -----

module {
  fsdp.group @g {state_bytes = 64}
  fsdp.param @w {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  func.func @f() {
    // expected-error @+1 {{is 'tensor<2x3xf32>', expected 'tensor<1x2x3xf32>', the padded chunk of @w}}
    %c = fsdp.chunk @w inner(0) : tensor<2x3xf32>
    return
  }
}

// -----

module {
  fsdp.group @g {state_bytes = 64}
  fsdp.param @w {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  func.func @f(%d: memref<i64>) {
    // expected-error @+1 {{has a result and a dest, expected one of them}}
    %i = fsdp.shard_index into %d : memref<i64> : tensor<i64>
    return
  }
}

// -----

module {
  fsdp.group @g {state_bytes = 64}
  fsdp.param @w {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  func.func @f() {
    // expected-error @+1 {{is of type 'tensor<1xi64>', expected one i64}}
    %i = fsdp.shard_index : tensor<1xi64>
    return
  }
}

// -----

module {
  fsdp.group @g {state_bytes = 64}
  func.func @f() {
    // expected-error @+1 {{is of a group and of ranks [1, 2], expected one of them}}
    %i = fsdp.shard_index @g ranks [1, 2] : tensor<i64>
    return
  }
}

// -----

module {
  func.func @f() {
    // expected-error @+1 {{joins ranks [0, 2], expected a distance and a number of ranks}}
    %i = fsdp.shard_index ranks [0, 2] : tensor<i64>
    return
  }
}

// -----

module {
  func.func @f() {
    // expected-error @+1 {{names @none, expected an fsdp.group of that name}}
    %i = fsdp.shard_index @none : tensor<i64>
    return
  }
}

// -----

module {
  fsdp.group @g {state_bytes = 64}
  fsdp.param @w {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  func.func @f(%a: tensor<4xf32>) {
    // expected-error @+1 {{has 1 wires and 2 places, expected one for each}}
    %s = fsdp.pack @g wires(%a : tensor<4xf32>) places [0, 64] segments [] : tensor<64xi8>
    return
  }
}

// -----

module {
  fsdp.group @g {state_bytes = 64}
  fsdp.param @w {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  func.func @f(%a: tensor<4xf32>) {
    // expected-error @+1 {{puts wire 0 at bytes 56 to 72 of a slot of 64, expected it inside, at a multiple of 16}}
    %s = fsdp.pack @g wires(%a : tensor<4xf32>) places [56] segments [] : tensor<64xi8>
    return
  }
}

// -----

module {
  fsdp.group @g {state_bytes = 64}
  fsdp.param @w {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  func.func @f(%a: tensor<?xf32>) {
    // expected-error @+1 {{has wire 0 of type 'tensor<?xf32>', expected a static shape of numbers}}
    %s = fsdp.pack @g wires(%a : tensor<?xf32>) places [0] segments [] : tensor<64xi8>
    return
  }
}
