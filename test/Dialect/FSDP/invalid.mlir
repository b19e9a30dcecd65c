// What types alone cannot refuse in the sharding dialect.
// RUN: fsdp-opt %s -split-input-file -verify-diagnostics

// expected-error @+1 {{grid of 0 replicas, 2 shards and 1 models, expected at least 1 of each}}
module attributes {test.a = #fsdp.grid<replicas = 0, shards = 2>} {}

// -----

// expected-error @+1 {{grid of 1 replicas, 2 shards and 0 models, expected at least 1 of each}}
module attributes {test.a = #fsdp.grid<replicas = 1, shards = 2, models = 0>} {}

// -----

// expected-error @+1 {{layout over 0 shards, expected at least 1}}
module attributes {test.a = #fsdp.layout<shards = 0, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>} {}

// -----

// expected-error @+1 {{size = 0, inner = 3, offset = 0, expected sizes of at least 1}}
module attributes {test.a = #fsdp.layout<shards = 2, dim = 0, outer = 1, size = 0, inner = 3, offset = 0>} {}

// -----

// expected-error @+1 {{segment of @w has classIndex = -1, expected at least 0}}
module attributes {test.a = #fsdp.segment<classIndex = -1, param = @w, outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0], full = []>} {}

// -----

// expected-error @+1 {{segment of @w has chunk = 10 of size = 9 rows, expected at most all of them}}
module attributes {test.a = #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 10, inner = 3, size = 9, state = [0], wire = [0], full = []>} {}

// -----

// expected-error @+1 {{segment of @w has outer = 0, expected at least 1}}
module attributes {test.a = #fsdp.segment<classIndex = 0, param = @w, outer = 0, chunk = 2, inner = 3, size = 9, state = [0], wire = [0], full = []>} {}

// -----

// expected-error @+1 {{segment of @w has state = -16, expected at least 0}}
module attributes {test.a = #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 3, size = 9, state = [-16], wire = [0], full = []>} {}

// -----

// expected-error @+1 {{segment of @w has wire = 24, expected a multiple of 16}}
module attributes {test.a = #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [24], full = []>} {}

// -----

// expected-error @+1 {{segment of @w has full = 32, expected a multiple of 64}}
module attributes {test.a = #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0], full = [32]>} {}

// -----

// expected-error @+1 {{segment of @w has 1 state and 0 wire offsets, expected one for each inner tensor and each wire}}
module attributes {test.a = #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [], full = []>} {}

// -----

// expected-error @+1 {{segment of @w has 2 full offsets, expected none (a pack) or 1}}
module attributes {test.a = #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0], full = [0, 64]>} {}

// -----

// expected-error @+1 {{grad_segment of @w has innerIndex = -2, expected at least -1}}
module attributes {test.a = #fsdp.grad_segment<param = @w, innerIndex = -2, outer = 1, chunk = 2, inner = 3, size = 9, full = 0, slot = 0, shard = 0>} {}

// -----

// expected-error @+1 {{grad_segment of @w has full = 8, expected a multiple of 64}}
module attributes {test.a = #fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 3, size = 9, full = 8, slot = 0, shard = 0>} {}

// -----

// expected-error @+1 {{grad_segment of @w has slot = 4, expected a multiple of 16}}
module attributes {test.a = #fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 3, size = 9, full = 0, slot = 4, shard = 0>} {}

// -----

// expected-error @+1 {{grad_segment of @w has shard = -1, expected at least 0}}
module attributes {test.a = #fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 3, size = 9, full = 0, slot = 0, shard = -1>} {}

// -----

// expected-error @+1 {{update_segment has count = 0, expected at least 1}}
module attributes {test.a = #fsdp.update_segment<state = 0, grad = 0, moment = 0, count = 0>} {}

// -----

// expected-error @+1 {{update_segment has grad = -8, expected at least 0}}
module attributes {test.a = #fsdp.update_segment<state = 0, grad = -8, moment = 0, count = 4>} {}

// -----

// expected-error @+1 {{@g has reshard "maybe", expected true, false, default, auto or a number of ranks}}
fsdp.group @g {reshard = "maybe"}

// -----

// expected-error @+1 {{@g has slot_bytes = -16, expected at least 0}}
fsdp.group @g {slot_bytes = -16 : i64}

// -----

fsdp.group @g
// expected-error @+1 {{"w" has no types, expected one for each inner tensor}}
fsdp.param @w {types = [], compute = [], group = @g}

// -----

fsdp.group @g
// expected-error @+1 {{"w" has 1 types and 0 compute types, expected as many}}
fsdp.param @w {types = [tensor<4xf32>], compute = [], group = @g}

// -----

fsdp.group @g
// expected-error @+1 {{"w" has 2 types and 1 inner names, expected one for each}}
fsdp.param @w {types = [tensor<4xf32>, tensor<4xf32>], compute = [tensor<4xf32>, tensor<4xf32>], inner = ["a"], group = @g}

// -----

fsdp.group @g
// expected-error @+1 {{expected a ranked tensor of static shape}}
fsdp.param @w {types = [tensor<?xf32>], compute = [tensor<?xf32>], group = @g}

// -----

fsdp.group @g
// expected-error @+1 {{"w" is cut in dimension 2 of 'tensor<4x2xf32>', expected one of its 2}}
fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, dim = 2 : i64}

// -----

fsdp.group @g
// expected-error @+1 {{"w" has 1 types and 0 layouts, expected as many, or none before fsdp-assign-groups-and-layouts}}
fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, layouts = []}

// -----

fsdp.group @g
// expected-error @+1 {{is of 1x2x4 cut in dimension 0, expected 1x4x2}}
fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g,
  layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 2, inner = 4, offset = 0>]}

// -----

fsdp.group @g
// expected-error @+1 {{names @none, expected an fsdp.group of that name in the module}}
fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @none}

// -----

fsdp.extension @e signature(1) pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index):
  // expected-error @+1 {{has wires = 2 of 1 values, expected no more than it yields}}
  fsdp.yield %x : tensor<?x?x?xf32> {wires = 2 : i64}
} post {
^bb0(%w: tensor<?x?x?xf32>, %axis: index):
  fsdp.yield %w : tensor<?x?x?xf32>
}

// -----

module {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h}
  func.func @f() {
    // expected-error @+1 {{names @none, expected an fsdp.group of that name in the module}}
    %w = fsdp.gather @none phase(forward) [@w] : tensor<4x2xf32>
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h}
  func.func @f() {
    // expected-error @+1 {{names @none, expected an fsdp.param of that name in the module}}
    %w = fsdp.gather @g phase(forward) [@none] : tensor<4x2xf32>
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h}
  func.func @f() {
    // expected-error @+1 {{names parameter @v of group @h, expected one of group @g}}
    %w = fsdp.gather @g phase(forward) [@v] : tensor<4xf32>
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h}
  func.func @f() {
    // expected-error @+1 {{names @w twice, expected every parameter once}}
    %w, %x = fsdp.gather @g phase(forward) [@w, @w] : tensor<4x2xf32>, tensor<4x2xf32>
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h}
  func.func @f() {
    // expected-error @+1 {{has 2 results, expected 1, one for each inner tensor of its parameters}}
    %w, %x = fsdp.gather @g phase(forward) [@w] : tensor<4x2xf32>, tensor<4xf32>
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h}
  func.func @f() {
    // expected-error @+1 {{has result 0 of 'tensor<4x3xf32>', expected 'tensor<4x2xf32>' as its parameter is computed with}}
    %w = fsdp.gather @g phase(forward) [@w] : tensor<4x3xf32>
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h}
  func.func @f() {
    // expected-error @+1 {{unknown phase 'sideways', expected whole, forward or backward}}
    %w = fsdp.gather @g phase(sideways) [@w] : tensor<4x2xf32>
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h}
  func.func @f(%x: tensor<4x2xf32>) {
    // expected-error @+1 {{has 1 gradients, expected as many parameters and inner indices, got 1 and 2}}
    fsdp.reduce_grad @g [@w] inner [-1, 0] (%x : tensor<4x2xf32>)
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h}
  func.func @f(%x: tensor<4x2xf32>) {
    // expected-error @+1 {{has inner index -2 of @w, expected -1 (every inner tensor) or one of them}}
    fsdp.reduce_grad @g [@w] inner [-2] (%x : tensor<4x2xf32>)
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h}
  func.func @f(%x: tensor<4x2xf32>) {
    // expected-error @+1 {{has inner index 1 of @w, which has 1 inner tensors}}
    fsdp.reduce_grad @g [@w] inner [1] (%x : tensor<4x2xf32>)
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h}
  func.func @f(%x: tensor<4x2xf32>) {
    // expected-error @+1 {{reduces inner tensor -1 of @w twice, expected every gradient once}}
    fsdp.reduce_grad @g [@w, @w] inner [-1, -1] (%x, %x : tensor<4x2xf32>, tensor<4x2xf32>)
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h}
  func.func @f(%x: tensor<4xf32>) {
    // expected-error @+1 {{reduces 'tensor<4xf32>' for @w, expected the shape of its parameter, 'tensor<4x2xf32>'}}
    fsdp.reduce_grad @g [@w] inner [-1] (%x : tensor<4xf32>)
    return
  }
}

// -----

module {
  func.func @f() {
    // expected-error @+1 {{has no name, expected one that the host sets}}
    %a = fsdp.scalar "" initial(1.0) : f64
    return
  }
}

// -----

module {
  func.func @f() {
    // expected-error @+1 {{"lr" is NaN initially, expected a number}}
    %a = fsdp.scalar "lr" initial(0x7FF8000000000000) : f64
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h}
  func.func @f() {
    // expected-error @+1 {{has ord 4.000000e+00, expected 1, 2, 3 or inf}}
    %n = fsdp.grad_norm [@g] ord(4.0) : tensor<f32>
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h}
  func.func @f() {
    // expected-error @+1 {{has neither a destination and a result, expected one}}
    fsdp.grad_norm [@g] ord(2.0)
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h}
  func.func @f() {
    // expected-error @+1 {{gives 'tensor<1xf32>', expected one f32}}
    %n = fsdp.grad_norm [@g] ord(2.0) : tensor<1xf32>
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h}
  func.func @f() {
    // expected-error @+1 {{names @none, expected an fsdp.group}}
    %n = fsdp.grad_norm [@none] ord(2.0) : tensor<f32>
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h}
  func.func @f() {
    // expected-error @+1 {{has a body of 2 arguments, expected 3: parameter, gradient, 1 states and 0 uniforms}}
    fsdp.update @g [@w] states ["m"] uniforms() {
    ^bb0(%p: f32, %d: f32):
      fsdp.yield %p : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h}
  func.func @f(%l: f64) {
    // expected-error @+1 {{has a body whose argument 2 is 'f32', expected 'f64', its uniform's}}
    fsdp.update @g [@w] states [] uniforms(%l : f64) {
    ^bb0(%p: f32, %d: f32, %u: f32):
      fsdp.yield %p : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h}
  func.func @f() {
    // expected-error @+1 {{has a body that yields 1 values, expected 2: the new parameter and its states}}
    fsdp.update @g [@w] states ["m"] uniforms() {
    ^bb0(%p: f32, %d: f32, %m: f32):
      fsdp.yield %p : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h}
  func.func @f() {
    // expected-error @+1 {{has a body that yields value 1 of 'f32', expected 'bf16'}}
    fsdp.update @g [@w] states ["m"] uniforms() {
    ^bb0(%p: f32, %d: f32, %m: bf16):
      fsdp.yield %p, %p : f32, f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h}
  func.func @f() {
    // expected-error @+1 {{updates @v, which is frozen, expected trained parameters}}
    fsdp.update @h [@v] states [] uniforms() {
    ^bb0(%p: f32, %d: f32):
      fsdp.yield %p : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @h}
  func.func @f() {
    // expected-error @+1 {{names no parameter, expected at least one}}
    fsdp.update @g [] states [] uniforms() {
    ^bb0(%p: f32, %d: f32):
      fsdp.yield %p : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f() {
    // expected-error @+1 {{has a segment of class 1 (@w), but 1 bodies}}
    %slot = fsdp.pack @g segments [#fsdp.segment<classIndex = 1, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], wire = [0], full = []>] : tensor<32xi8> {
    ^bb0(%e: f32, %row: index, %valid: index):
      fsdp.yield %e : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f() {
    // expected-error @+1 {{has body 0 of 2 arguments that yields 1 values, expected 3 (1 elements, row and valid rows) and 1 for @w}}
    %slot = fsdp.pack @g segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], wire = [0], full = []>] : tensor<32xi8> {
    ^bb0(%e: f32, %row: index):
      fsdp.yield %e : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f() {
    // expected-error @+1 {{has body 0 whose argument 2 is 'i64', expected index: row and valid rows come last}}
    %slot = fsdp.pack @g segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], wire = [0], full = []>] : tensor<32xi8> {
    ^bb0(%e: f32, %row: index, %valid: i64):
      fsdp.yield %e : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f() {
    // expected-error @+1 {{puts tensor 0 of @w at bytes 32 to 48 of a slot of 32}}
    %slot = fsdp.pack @g segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], wire = [32], full = []>] : tensor<32xi8> {
    ^bb0(%e: f32, %row: index, %valid: index):
      fsdp.yield %e : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f() {
    // expected-error @+1 {{writes 'tensor<8xf32>', expected one dimension of i8, the slot}}
    %slot = fsdp.pack @g segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], wire = [0], full = []>] : tensor<8xf32> {
    ^bb0(%e: f32, %row: index, %valid: index):
      fsdp.yield %e : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f() {
    // expected-error @+1 {{has a segment of @w with 2 state offsets, expected 1, one for each inner tensor}}
    %slot = fsdp.pack @g segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0, 16], wire = [0], full = []>] : tensor<32xi8> {
    ^bb0(%e: f32, %o: f32, %row: index, %valid: index):
      fsdp.yield %e : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f() {
    %slot = fsdp.shard_slot @g : tensor<32xi8>
    %tok = fsdp.collective_start gather @g axis(shard) inputs(%slot : tensor<32xi8>)
    %src = fsdp.wait %tok : !fsdp.sources
    // expected-error @+1 {{has a segment of @w without full offsets, expected one for each inner tensor}}
    %w = fsdp.unpack @g phase(forward) %src segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], wire = [0], full = []>] : tensor<4x2xf32> {
    ^bb0(%e: f32, %row: index, %valid: index):
      fsdp.yield %e : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f() {
    %slot = fsdp.shard_slot @g : tensor<32xi8>
    %tok = fsdp.collective_start gather @g axis(shard) inputs(%slot : tensor<32xi8>)
    %src = fsdp.wait %tok : !fsdp.sources
    // expected-error @+1 {{has 2 results and no destination, expected 1 unsharded tensors, or a destination and none}}
    %w:2 = fsdp.unpack @g phase(forward) %src segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], wire = [0], full = [0]>] : tensor<4x2xf32>, tensor<4x2xf32> {
    ^bb0(%e: f32, %row: index, %valid: index):
      fsdp.yield %e : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f(%d: memref<128xi8>) {
    %slot = fsdp.shard_slot @g : tensor<32xi8>
    %tok = fsdp.collective_start gather @g axis(shard) inputs(%slot : tensor<32xi8>)
    %src = fsdp.wait %tok : !fsdp.sources
    // expected-error @+1 {{has 1 results and a destination, expected 1 unsharded tensors, or a destination and none}}
    %w = fsdp.unpack @g phase(forward) %src into %d : memref<128xi8> segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], wire = [0], full = [0]>] : tensor<4x2xf32> {
    ^bb0(%e: f32, %row: index, %valid: index):
      fsdp.yield %e : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f(%d: memref<128xi8>) {
    %slot = fsdp.shard_slot @g : tensor<32xi8>
    %tok = fsdp.collective_start gather @g axis(shard) inputs(%slot : tensor<32xi8>)
    %src = fsdp.wait %tok : !fsdp.sources
    // expected-error @+1 {{puts tensor 0 of @w at bytes 128 to 160 of a unsharded buffer of 128}}
    fsdp.unpack @g phase(forward) %src into %d : memref<128xi8> segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], wire = [0], full = [128]>] {
    ^bb0(%e: f32, %row: index, %valid: index):
      fsdp.yield %e : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f() {
    // expected-error @+1 {{names @none, expected an fsdp.group}}
    %slot = fsdp.shard_slot @none : tensor<32xi8>
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f(%s: tensor<32xi8>) {
    // expected-error @+1 {{gather joins the axis world, expected shard}}
    %t = fsdp.collective_start gather @g axis(world) inputs(%s : tensor<32xi8>)
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f() {
    // expected-error @+1 {{gather has 0 operands and no grad segments, expected one slot and none}}
    %t = fsdp.collective_start gather @g axis(shard)
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f(%s: tensor<16xi8>) {
    // expected-error @+1 {{offers 'tensor<16xi8>', expected the 32 bytes of a slot of @g}}
    %t = fsdp.collective_start gather @g axis(shard) inputs(%s : tensor<16xi8>)
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f(%s: tensor<32xi8>) {
    // expected-error @+1 {{all_reduce has 1 operands and no grad segments, expected no operand and none}}
    %t = fsdp.collective_start all_reduce @g axis(replicate) inputs(%s : tensor<32xi8>)
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f(%s: tensor<4x2xf32>) {
    // expected-error @+1 {{reduce has 1 gradients and 0 grad segments, expected one for each, and at least one}}
    %t = fsdp.collective_start reduce @g axis(shard) inputs(%s : tensor<4x2xf32>)
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f(%s: tensor<32xi8>) {
    %t = fsdp.collective_start gather @g axis(shard) inputs(%s : tensor<32xi8>)
    // expected-error @+1 {{of gather has no sources, expected them}}
    fsdp.wait %t
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f() {
    %t = fsdp.collective_start all_reduce @g axis(replicate)
    // expected-error @+1 {{of all_reduce has sources, expected none: its result is in place}}
    %r = fsdp.wait %t : !fsdp.sources
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f() {
    %t = fsdp.collective_start all_reduce @g axis(replicate)
    // expected-error @+1 {{shares its token, expected exactly one wait for each collective}}
    fsdp.wait %t
    fsdp.wait %t
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f(%x: tensor<4x2xf32>) {
    %t = fsdp.collective_start reduce @g axis(shard) inputs(%x : tensor<4x2xf32>) grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 2, size = 4, full = 0, slot = 0, shard = 0>]
    %src = fsdp.wait %t : !fsdp.sources
    // expected-error @+1 {{has scale 0.000000e+00, expected a positive number, 1 over the shards}}
    fsdp.reduce_unpack @g %src scale(0.0) grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 2, size = 4, full = 0, slot = 0, shard = 0>]
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f(%x: tensor<4x2xf32>) {
    %t = fsdp.collective_start reduce @g axis(shard) inputs(%x : tensor<4x2xf32>) grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 2, size = 4, full = 0, slot = 0, shard = 0>]
    %src = fsdp.wait %t : !fsdp.sources
    // expected-error @+1 {{has other grad segments than its reduce, expected the same}}
    fsdp.reduce_unpack @g %src scale(0.5) grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 2, size = 4, full = 0, slot = 0, shard = 16>]
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f() {
    %slot = fsdp.shard_slot @g : tensor<32xi8>
    %tok = fsdp.collective_start gather @g axis(shard) inputs(%slot : tensor<32xi8>)
    %src = fsdp.wait %tok : !fsdp.sources
    // expected-error @+1 {{of @g reads the sources of gather @g, expected its own group's reduce}}
    fsdp.reduce_unpack @g %src scale(0.5) grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 2, size = 4, full = 0, slot = 0, shard = 0>]
    return
  }
}

// -----

// expected-error @+1 {{stat_segment of @w has no state offset, expected one for each inner tensor}}
module attributes {test.a = #fsdp.stat_segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [], value = 0>} {}

// -----

// expected-error @+1 {{stat_segment of @w has value = -1, expected at least 0}}
module attributes {test.a = #fsdp.stat_segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], value = -1>} {}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f() {
    // expected-error @+1 {{names @v, expected an fsdp.param of that name in the module}}
    %s = fsdp.stats max initial [0.0 : f32] segments [#fsdp.stat_segment<classIndex = 0, param = @v, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], value = 0>] : tensor<1xf32> {
    ^bb0(%x: f32, %row: index, %valid: index):
      fsdp.yield %x : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f() {
    // expected-error @+1 {{has a segment of @w with 2 state offsets, expected 1, one for each inner tensor}}
    %s = fsdp.stats max initial [0.0 : f32] segments [#fsdp.stat_segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0, 16], value = 0>] : tensor<1xf32> {
    ^bb0(%x: f32, %y: f32, %row: index, %valid: index):
      fsdp.yield %x : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f() {
    // expected-error @+1 {{yields 'tensor<2xf32>', expected 1 values of f32, one for each segment}}
    %s = fsdp.stats max initial [0.0 : f32] segments [#fsdp.stat_segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], value = 0>] : tensor<2xf32> {
    ^bb0(%x: f32, %row: index, %valid: index):
      fsdp.yield %x : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f() {
    // expected-error @+1 {{has 2 initial values and 1 bodies, expected one for each}}
    %s = fsdp.stats max initial [0.0 : f32, 0.0 : f32] segments [#fsdp.stat_segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], value = 0>] : tensor<1xf32> {
    ^bb0(%x: f32, %row: index, %valid: index):
      fsdp.yield %x : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f() {
    // expected-error @+1 {{has a segment of class 3 (@w), but 1 bodies}}
    %s = fsdp.stats max initial [0.0 : f32] segments [#fsdp.stat_segment<classIndex = 3, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], value = 0>] : tensor<1xf32> {
    ^bb0(%x: f32, %row: index, %valid: index):
      fsdp.yield %x : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f() {
    // expected-error @+1 {{has a segment of @w whose value is 1, expected each of 0 to 0 once}}
    %s = fsdp.stats max initial [0.0 : f32] segments [#fsdp.stat_segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], value = 1>] : tensor<1xf32> {
    ^bb0(%x: f32, %row: index, %valid: index):
      fsdp.yield %x : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f() {
    // expected-error @+1 {{has body 0 that yields 'i32', expected f32}}
    %s = fsdp.stats max initial [0.0 : f32] segments [#fsdp.stat_segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], value = 0>] : tensor<1xf32> {
    ^bb0(%x: f32, %row: index, %valid: index):
      %i = arith.bitcast %x : f32 to i32
      fsdp.yield %i : i32
    }
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f() {
    // expected-error @+1 {{has a segment of @w that takes statistic 0 of 0; give the op stats(...)}}
    %slot = fsdp.pack @g segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], wire = [0], full = [], stats = [0]>] : tensor<32xi8> {
    ^bb0(%x: f32, %row: index, %valid: index, %amax: f32):
      fsdp.yield %x : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f(%s: tensor<2xf32>) {
    // expected-error @+1 {{has a segment of @w that takes statistic 2 of 2}}
    %slot = fsdp.pack @g stats(%s : tensor<2xf32>) segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], wire = [0], full = [], stats = [2]>] : tensor<32xi8> {
    ^bb0(%x: f32, %row: index, %valid: index, %amax: f32):
      fsdp.yield %x : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f(%s: tensor<2xf64>) {
    // expected-error @+1 {{takes statistics from 'tensor<2xf64>', expected one dimension of f32, what fsdp.stats yields}}
    %slot = fsdp.pack @g stats(%s : tensor<2xf64>) segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], wire = [0], full = [], stats = [0]>] : tensor<32xi8> {
    ^bb0(%x: f32, %row: index, %valid: index, %amax: f32):
      fsdp.yield %x : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f(%s: tensor<2xf32>) {
    // expected-error @+1 {{has body 0 whose argument 3 is 'f64', expected f32: a statistic follows the valid rows}}
    %slot = fsdp.pack @g stats(%s : tensor<2xf32>) segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], wire = [0], full = [], stats = [0]>] : tensor<32xi8> {
    ^bb0(%x: f32, %row: index, %valid: index, %amax: f64):
      fsdp.yield %x : f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @f(%s: tensor<2xf32>) {
    // expected-error @+1 {{has body 0 of 4 arguments that yields 1 values, expected 5 (1 elements, row and valid rows, 2 statistics) and 1 for @w}}
    %slot = fsdp.pack @g stats(%s : tensor<2xf32>) segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], wire = [0], full = [], stats = [0, 1]>] : tensor<32xi8> {
    ^bb0(%x: f32, %row: index, %valid: index, %amax: f32):
      fsdp.yield %x : f32
    }
    return
  }
}

// -----

func.func @outside_of_a_hook(%x: f32) -> f32 {
  // expected-error @+1 {{stands in 'func.func', expected it directly in pre of an fsdp.extension, which every rank runs}}
  %0 = fsdp.all_reduce max %x : f32
  return %0 : f32
}

// -----

// Some ranks would wait for ever.
fsdp.extension @some_ranks signature(2) pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
  %zero = arith.constant 0 : index
  %c = arith.cmpi eq, %shard, %zero : index
  %one = arith.constant 1.0 : f32
  %s = scf.if %c -> f32 {
    // expected-error @+1 {{stands in 'scf.if', expected it directly in pre of an fsdp.extension, which every rank runs}}
    %0 = fsdp.all_reduce max %one : f32
    scf.yield %0 : f32
  } else {
    scf.yield %one : f32
  }
  fsdp.yield %x, %s : tensor<?x?x?xf32>, f32 {wires = 1 : i64}
} post {
^bb0(%w: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index, %s: f32):
  fsdp.yield %w : tensor<?x?x?xf32>
}

// -----

fsdp.extension @too_late signature(1) pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index):
  fsdp.yield %x : tensor<?x?x?xf32>
} post {
^bb0(%w: tensor<?x?x?xf32>, %axis: index):
  %one = arith.constant 1.0 : f32
  // expected-error @+1 {{stands in post of extension @too_late, expected it in pre: yield what is computed from it as metadata}}
  %0 = fsdp.all_reduce max %one : f32
  fsdp.yield %w : tensor<?x?x?xf32>
}

// -----

// What travels is a float that sums widen exactly.
// expected-error @+1 {{grad_segment of @w has dtype 'f64', expected f32, bf16 or f16}}
module attributes {a = #fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 3, size = 9, full = 0, slot = 0, shard = 0, dtype = f64>} {}

// -----

func.func @f() {
  // expected-error @+1 {{has no name, expected one that the host sets}}
  %a = fsdp.read_scalar "" initial(1.0) : tensor<f32>
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{"lr" is NaN initially, expected a number}}
  %a = fsdp.read_scalar "lr" initial(0x7FF8000000000000) : tensor<f32>
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{"lr" is read as 'tensor<2xf32>', expected one f32}}
  %a = fsdp.read_scalar "lr" initial(1.0) : tensor<2xf32>
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{has neither a result and a dest, expected one of them}}
  fsdp.read_scalar "lr" initial(1.0)
  return
}

// -----

module {
  fsdp.group @g
  func.func @f(%c: tensor<f64>) {
    // expected-error @+1 {{has a count of type 'tensor<f64>', expected one f32, i64 or i32}}
    fsdp.divide_grad @g by(%c : tensor<f64>)
    return
  }
}

// -----

func.func @f(%c: tensor<f32>) {
  // expected-error @+1 {{names @g, expected an fsdp.group of that name in the module}}
  fsdp.divide_grad @g by(%c : tensor<f32>)
  return
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  func.func @f(%src: !fsdp.sources, %s: tensor<32xi8>, %n: tensor<f64>, %m: tensor<2xf32>, %c: tensor<f32>, %d: memref<f32>) {
    // expected-error @+1 {{keeps slots for a gather among 1 ranks, expected at least 2}}
    %k = fsdp.keep @g %src ranks(1) : tensor<32xi8>
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  func.func @f(%src: !fsdp.sources, %s: tensor<32xi8>, %n: tensor<f64>, %m: tensor<2xf32>, %c: tensor<f32>, %d: memref<f32>) {
    // expected-error @+1 {{has neither a result nor a dest, expected one of them}}
    fsdp.keep @g %src ranks(2)
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  func.func @f(%src: !fsdp.sources, %s: tensor<32xi8>, %n: tensor<f64>, %m: tensor<2xf32>, %c: tensor<f32>, %d: memref<f32>) {
    // expected-error @+1 {{reduce joins 2 ranks, expected a gather of at least 2}}
    %t = fsdp.collective_start reduce @g axis(shard) ranks(2) inputs(%s : tensor<32xi8>)
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  func.func @f(%src: !fsdp.sources, %s: tensor<32xi8>, %n: tensor<f64>, %m: tensor<2xf32>, %c: tensor<f32>, %d: memref<f32>) {
    // expected-error @+1 {{gather has a scale, which only an all_reduce has; a reduce is scaled by its reduce_unpack}}
    %t = fsdp.collective_start gather @g axis(shard) inputs(%s : tensor<32xi8>) scale(1.0)
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  func.func @f(%src: !fsdp.sources, %s: tensor<32xi8>, %n: tensor<f64>, %m: tensor<2xf32>, %c: tensor<f32>, %d: memref<f32>) {
    // expected-error @+1 {{all_reduce has 0 gradients and 0 grad segments, expected one for each, and at least one}}
    %t = fsdp.collective_start all_reduce @g axis(world)
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  func.func @f(%src: !fsdp.sources, %s: tensor<32xi8>, %n: tensor<f64>, %m: tensor<2xf32>, %c: tensor<f32>, %d: memref<f32>) {
    // expected-error @+1 {{has a count of type 'tensor<f64>', expected one f32, i64 or i32}}
    fsdp.divide_grad @g by(%n : tensor<f64>)
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  func.func @f(%src: !fsdp.sources, %s: tensor<32xi8>, %n: tensor<f64>, %m: tensor<2xf32>, %c: tensor<f32>, %d: memref<f32>) {
    // expected-error @+1 {{has a count of type 'tensor<2xf32>', expected one f32, i64 or i32}}
    %t = fsdp.total_count %m : tensor<2xf32> -> tensor<2xf32>
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  func.func @f(%src: !fsdp.sources, %s: tensor<32xi8>, %n: tensor<f64>, %m: tensor<2xf32>, %c: tensor<f32>, %d: memref<f32>) {
    // expected-error @+1 {{makes 'tensor<i32>' of 'tensor<f32>', expected the same element type}}
    %t = fsdp.total_count %c : tensor<f32> -> tensor<i32>
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  func.func @f(%src: !fsdp.sources, %s: tensor<32xi8>, %n: tensor<f64>, %m: tensor<2xf32>, %c: tensor<f32>, %d: memref<f32>) {
    // expected-error @+1 {{has a result and a dest, expected one of them}}
    %t = fsdp.total_count %c : tensor<f32> into %d : memref<f32> -> tensor<f32>
    return
  }
}

// -----

// expected-error @+1 {{@g divides gradients by -3.000000e+00, expected a finite number above 0}}
fsdp.group @g {divide = -3.0 : f64}

// -----

// expected-error @+1 {{@g reduces gradients in reduce_dtype = 'f16', expected f32 or bf16}}
fsdp.group @g {reduce_dtype = f16}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  fsdp.group @g {slot_bytes = 32 : i64, full_bytes = 128 : i64}
  func.func @f(%s: tensor<32xi8>) {
    // expected-error @+1 {{offers 'tensor<32xi8>', expected the 64 bytes of the kept slots of @g}}
    %t = fsdp.collective_start gather @g axis(shard) ranks(2) inputs(%s : tensor<32xi8>)
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.param @w {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g}
  fsdp.param @v {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g}
  func.func @f() {
    // expected-error @+1 {{has body 0 of block scope for @w, whose segment says nothing of blocks; expected block = N}}
    %slot = fsdp.pack @g segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0, 64], full = []>] : tensor<160xi8> {
    ^bb0(%e: f32, %row: index, %valid: index):
      %m = fsdp.block_reduce max %e initial(0.0) : f32
      fsdp.yield %e, %m : f32, f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.param @w {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g}
  fsdp.param @v {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g}
  func.func @f() {
    // expected-error @+1 {{has body 0 whose value 0 differs within a block, but wire 0 of @w has one element for each block}}
    %slot = fsdp.pack @g segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0, 64], full = [], block = 4, blockWires = [0]>] : tensor<160xi8> {
    ^bb0(%e: f32, %row: index, %valid: index):
      %m = fsdp.block_reduce max %e initial(0.0) : f32
      fsdp.yield %e, %m : f32, f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.param @w {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g}
  fsdp.param @v {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g}
  func.func @f() {
    // expected-error @+1 {{puts tensor 1 of @w at bytes 64 to 72 of a slot of 64}}
    %slot = fsdp.pack @g segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0, 64], full = [], block = 4, blockWires = [1]>] : tensor<64xi8> {
    ^bb0(%e: f32, %row: index, %valid: index):
      %m = fsdp.block_reduce max %e initial(0.0) : f32
      fsdp.yield %e, %m : f32, f32
    }
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.param @w {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g}
  fsdp.param @v {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g}
  func.func @f() {
    // expected-error @+1 {{has segments of class 0 (@w, @v) that differ in blockWires, expected two classes}}
    %slot = fsdp.pack @g segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0, 64], full = [], block = 4, blockWires = [1]>, #fsdp.segment<classIndex = 0, param = @v, outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [128, 192], full = [], block = 4>] : tensor<320xi8> {
    ^bb0(%e: f32, %row: index, %valid: index):
      %m = fsdp.block_reduce max %e initial(0.0) : f32
      fsdp.yield %e, %m : f32, f32
    }
    return
  }
}

// -----

// expected-error @+1 {{segment of @w has block = -1, expected at least 0}}
module attributes {test.a = #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0], full = [], block = -1>} {}

// -----

// expected-error @+1 {{segment of @w has wires with one element for each block, but block = 0; expected a block's elements}}
module attributes {test.a = #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0], full = [], blockWires = [0]>} {}

// -----

// expected-error @+1 {{segment of @w has blockWires = array<i64: 1>, expected numbers of its 1 wires}}
module attributes {test.a = #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0], full = [], block = 2, blockWires = [1]>} {}

// -----

func.func @f(%x: f32) {
  // expected-error @+1 {{stands in 'func.func', expected it in a body of fsdp.pack, fsdp.unpack or a reduce}}
  %m = fsdp.block_reduce max %x initial(0.0) : f32
  return
}

// -----

module {
  fsdp.group @g
  fsdp.param @w {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g}
  func.func @f() {
    %slot = fsdp.pack @g segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0], full = [], block = 4>] : tensor<64xi8> {
    ^bb0(%e: f32, %row: index, %valid: index):
      %c = arith.constant 1.0 : f32
      // expected-error @+1 {{of sum has a padding, expected none: elements that a block lacks add nothing}}
      %m = fsdp.block_reduce sum %e initial(0.0) padding(%c) : f32
      fsdp.yield %m : f32
    }
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g}
  func.func @f(%s: f64) {
    // expected-error @+1 {{has 1 parameters and 2 inner indices, expected one for each of at least one parameter}}
    fsdp.initialize @g [@w] inner [0, 0] seed(%s) numbers [0.5] {
    ^bb0(%i: i64, %n: i64, %s0: f64, %v: f64):
      %r = arith.truncf %v : f64 to f32
      fsdp.yield %r : f32
    }
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g}
  func.func @f(%s: f64) {
    // expected-error @+1 {{has a body of arguments ('i64', 'i32', 'f64', 'f64'), expected index and name of type i64, then the seed and numbers of type f64}}
    fsdp.initialize @g [@w] inner [0] seed(%s) numbers [0.5] {
    ^bb0(%i: i64, %n: i32, %s0: f64, %v: f64):
      %r = arith.truncf %v : f64 to f32
      fsdp.yield %r : f32
    }
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g}
  func.func @f(%s: f64) {
    // expected-error @+1 {{has 2 numbers for 1 tensors, expected 1, 1 for each as its body takes}}
    fsdp.initialize @g [@w] inner [0] seed(%s) numbers [0.5, 1.0] {
    ^bb0(%i: i64, %n: i64, %s0: f64, %v: f64):
      %r = arith.truncf %v : f64 to f32
      fsdp.yield %r : f32
    }
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g}
  func.func @f(%s: f64) {
    // expected-error @+1 {{has a body that does not yield one f32, bf16 or f16, as is stored}}
    fsdp.initialize @g [@w] inner [0] seed(%s) numbers [0.5] {
    ^bb0(%i: i64, %n: i64, %s0: f64, %v: f64):
      fsdp.yield %v : f64
    }
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g}
  func.func @f(%s: f64) {
    // expected-error @+1 {{names inner tensor 1 of @w, which has 1}}
    fsdp.initialize @g [@w] inner [1] seed(%s) numbers [0.5] {
    ^bb0(%i: i64, %n: i64, %s0: f64, %v: f64):
      %r = arith.truncf %v : f64 to f32
      fsdp.yield %r : f32
    }
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g
  fsdp.group @h
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g}
  func.func @f(%s: f64) {
    // expected-error @+1 {{names parameter @w of group @g, expected one of group @h}}
    fsdp.initialize @h [@w] inner [0] seed(%s) numbers [0.5] {
    ^bb0(%i: i64, %n: i64, %s0: f64, %v: f64):
      %r = arith.truncf %v : f64 to f32
      fsdp.yield %r : f32
    }
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @packs_without_bytes(%g: tensor<4x2xf32>, %src: !fsdp.sources) {
    // expected-error @+1 {{reduce has segments, expected a reduce with slot_bytes, a multiple of 16}}
    %t = fsdp.collective_start reduce @g axis(shard) inputs(%g : tensor<4x2xf32>) grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 2, size = 4, full = 0, slot = 0, shard = 0>]
      segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], wire = [0], full = [0]>] {
    ^bb0(%e: f32, %row: index, %valid: index):
      %q = arith.truncf %e : f32 to bf16
      fsdp.yield %q : bf16
    }
    %s = fsdp.wait %t : !fsdp.sources
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @packs_odd_bytes(%g: tensor<4x2xf32>, %src: !fsdp.sources) {
    // expected-error @+1 {{reduce has segments, expected a reduce with slot_bytes, a multiple of 16}}
    %t = fsdp.collective_start reduce @g axis(shard) inputs(%g : tensor<4x2xf32>) grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 2, size = 4, full = 0, slot = 0, shard = 0>]
      slot_bytes(24) segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], wire = [0], full = [0]>] {
    ^bb0(%e: f32, %row: index, %valid: index):
      %q = arith.truncf %e : f32 to bf16
      fsdp.yield %q : bf16
    }
    %s = fsdp.wait %t : !fsdp.sources
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @packs_too_few(%g: tensor<4x2xf32>, %src: !fsdp.sources) {
    // expected-error @+1 {{has 0 segments and 1 grad segments, expected one for each gradient}}
    %t = fsdp.collective_start reduce @g axis(shard) inputs(%g : tensor<4x2xf32>) grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 2, size = 4, full = 0, slot = 0, shard = 0>]
      slot_bytes(32) segments []
    %s = fsdp.wait %t : !fsdp.sources
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @packs_elsewhere(%g: tensor<4x2xf32>, %src: !fsdp.sources) {
    // expected-error @+1 {{has a segment of @w beside}}
    %t = fsdp.collective_start reduce @g axis(shard) inputs(%g : tensor<4x2xf32>) grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 2, size = 4, full = 0, slot = 0, shard = 0>]
      slot_bytes(32) segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], wire = [0], full = [64]>] {
    ^bb0(%e: f32, %row: index, %valid: index):
      %q = arith.truncf %e : f32 to bf16
      fsdp.yield %q : bf16
    }
    %s = fsdp.wait %t : !fsdp.sources
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @packs_beyond(%g: tensor<4x2xf32>, %src: !fsdp.sources) {
    // expected-error @+1 {{slot}}
    %t = fsdp.collective_start reduce @g axis(shard) inputs(%g : tensor<4x2xf32>) grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 2, size = 4, full = 0, slot = 0, shard = 0>]
      slot_bytes(32) segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], wire = [32], full = [0]>] {
    ^bb0(%e: f32, %row: index, %valid: index):
      %q = arith.truncf %e : f32 to bf16
      fsdp.yield %q : bf16
    }
    %s = fsdp.wait %t : !fsdp.sources
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @packs_other_elements(%g: tensor<4x2xf32>, %src: !fsdp.sources) {
    // expected-error @+1 {{has body 0 of elements of 'f16', expected 'f32', the gradient's, for @w}}
    %t = fsdp.collective_start reduce @g axis(shard) inputs(%g : tensor<4x2xf32>) grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 2, size = 4, full = 0, slot = 0, shard = 0>]
      slot_bytes(32) segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], wire = [0], full = [0]>] {
    ^bb0(%e: f16, %row: index, %valid: index):
      %q = arith.bitcast %e : f16 to bf16
      fsdp.yield %q : bf16
    }
    %s = fsdp.wait %t : !fsdp.sources
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @bytes_without_hooks(%g: tensor<4x2xf32>, %src: !fsdp.sources) {
    // expected-error @+1 {{has 0 bodies and slot_bytes, expected segments with bodies and slot_bytes, or a pack kernel with slot_bytes}}
    %t = fsdp.collective_start reduce @g axis(shard) inputs(%g : tensor<4x2xf32>) grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 2, size = 4, full = 0, slot = 0, shard = 0>]
      slot_bytes(32)
    %s = fsdp.wait %t : !fsdp.sources
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @sums_in_bf16(%g: tensor<4x2xf32>, %src: !fsdp.sources) {
    // expected-error @+1 {{has body 0 that yields 'bf16', expected f32, in which gradients are summed}}
    fsdp.reduce_unpack @g %src scale(0.5) grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 2, size = 4, full = 0, slot = 0, shard = 0>]
      segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], wire = [0], full = [0]>] {
    ^bb0(%e: bf16, %row: index, %valid: index):
      fsdp.yield %e : bf16
    }
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<4x2xf32>], compute = [tensor<4x2xf32>], group = @g, trained}
  func.func @unpacks_no_slots(%g: tensor<4x2xf32>, %src: !fsdp.sources) {
    %t = fsdp.collective_start reduce @g axis(shard) inputs(%g : tensor<4x2xf32>) grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 2, size = 4, full = 0, slot = 0, shard = 0>]
      slot_bytes(32) segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 4, state = [0], wire = [0], full = [0]>] {
    ^bb0(%e: f32, %row: index, %valid: index):
      %q = arith.truncf %e : f32 to bf16
      fsdp.yield %q : bf16
    }
    %s = fsdp.wait %t : !fsdp.sources
    // expected-error @+1 {{has no segments, but its reduce has slots, expected both or neither}}
    fsdp.reduce_unpack @g %s scale(0.5) grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 2, inner = 2, size = 4, full = 0, slot = 0, shard = 0>]
    return
  }
}

// -----

func.func @step(%x: tensor<4xf32>) {
  // expected-error @+1 {{failed to verify that each result has its operand's type}}
  %0 = "fsdp.barrier"(%x) : (tensor<4xf32>) -> tensor<5xf32>
  return
}

// -----

// expected-error @+1 {{@e has no hooks, expected signature(1) or (2), pre and post, or 'of' another extension}}
fsdp.extension @e storage ["a"]

// -----

// expected-error @+1 {{@e has the hooks of @int8 and a signature or hooks of its own, expected one of both}}
fsdp.extension @e of @int8 signature(1)

// -----

// expected-error @+1 {{@e has storage ["a", "a"], expected a name for each wire, all different}}
fsdp.extension @e of @int8 storage ["a", "a"]

// -----

// expected-error @+1 {{@e has storage ["a", ""], in which one of several tensors has no name}}
fsdp.extension @e of @int8 storage ["a", ""]

// -----

fsdp.group @g
// expected-error @+2 {{storage 'a' has offset = 8, expected a multiple of 16}}
fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g,
  storage = [#fsdp.storage<name = "a", type = tensor<4xi8>, offset = 8>]}

// -----

fsdp.group @g
// expected-error @+2 {{storage 'a' is 'tensor<4xi4>', expected a static shape and elements of whole bytes}}
fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g,
  storage = [#fsdp.storage<name = "a", type = tensor<4xi4>, offset = 0>]}

// -----

fsdp.group @g
// expected-error @+1 {{"w" has storage of its own, expected a frozen parameter of one tensor with a layout}}
fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g, trained,
  layouts = [#fsdp.layout<shards = 1, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>],
  storage = [#fsdp.storage<name = "a", type = tensor<4xi8>, offset = 0>]}

// -----

module {
  fsdp.group @g
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g,
    layouts = [#fsdp.layout<shards = 1, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>],
    storage = [#fsdp.storage<name = "a", type = tensor<4xi8>, offset = 0>]}
  fsdp.param @v {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g}
  func.func @f(%a: tensor<4xi8>, %b: tensor<4xi16>, %s: f64) {
    // expected-error @+1 {{has 1 tensors of @v, which is stored in 0 by its extension}}
    fsdp.store @v(%a : tensor<4xi8>)
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g,
    layouts = [#fsdp.layout<shards = 1, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>],
    storage = [#fsdp.storage<name = "a", type = tensor<4xi8>, offset = 0>]}
  func.func @f(%b: tensor<4xi16>) {
    // expected-error @+1 {{stores 'tensor<4xi16>' in #fsdp.storage<name = "a", type = tensor<4xi8>, offset = 0> of @w, expected its type}}
    fsdp.store @w(%b : tensor<4xi16>)
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g}
  func.func @f(%s: f64) {
    // expected-error @+1 {{makes the chunk of @w, which is stored as it is}}
    %0 = fsdp.initialize @g [@w] inner [0] seed(%s) numbers [] : tensor<1x4x1xf32> {
    ^bb0(%index: i64, %name: i64, %seed: f64):
      %0 = arith.truncf %seed : f64 to f32
      fsdp.yield %0 : f32
    }
    return
  }
}

// -----

// expected-error @+1 {{@e is atomic(0), expected at least 1 element}}
fsdp.extension @e of @int8 atomic(0)

// -----

fsdp.group @g
// expected-error @+2 {{layout with blocks of 0 rows, expected at least 1}}
fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g,
  layouts = [#fsdp.layout<shards = 1, dim = 0, outer = 1, size = 4, inner = 1, offset = 0, block = 0>]}

// -----

module {
  // expected-error @+1 {{@both has storage and state, expected one of both: what a frozen parameter is stored as, or what every rank keeps of a trained one}}
  fsdp.extension @both of @diff4 storage ["codes"] state
}

// -----

module {
  fsdp.group @g {copies_bytes = 64 : i64}
  fsdp.param @w {types = [tensor<5xf32>], compute = [tensor<5xf32>], group = @g, copies = array<i64: 0>,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 5, inner = 1, offset = 0>]}
  func.func @f() {
    // expected-error @+1 {{has 'tensor<5xf32>', expected 'tensor<6xf32>', inner tensor 0 of @w padded to whole chunks}}
    %0 = fsdp.unsharded @w inner(0) : tensor<5xf32>
    return
  }
}

// -----

module {
  fsdp.group @g {copies_bytes = 64 : i64}
  fsdp.param @w {types = [tensor<5xf32>], compute = [tensor<5xf32>], group = @g, copies = array<i64: 0>,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 5, inner = 1, offset = 0>]}
  func.func @f() {
    // expected-error @+1 {{is of inner tensor 1 of @w, which has 1}}
    %0 = fsdp.unsharded @w inner(1) : tensor<6xf32>
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>]}
  func.func @f() {
    // expected-error @+1 {{is of @w, which no rank keeps unsharded; expected a parameter with copies and layouts, whose extension has 'state'}}
    %0 = fsdp.unsharded @w inner(0) : tensor<4xf32>
    return
  }
}

// -----

module {
  fsdp.group @g {copies_bytes = 64 : i64}
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g, copies = array<i64: 0>,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>]}
  func.func @f(%a: tensor<4xf32>) {
    // expected-error @+1 {{has 2 tensors of @w, which has 1 inner tensors}}
    fsdp.renew @w(%a, %a : tensor<4xf32>, tensor<4xf32>)
    return
  }
}

// -----

module {
  fsdp.group @g
  func.func @f() {
    // expected-error @+1 {{is of @g, of which no rank keeps copies; expected a group with copies_bytes}}
    %0 = fsdp.copies @g : memref<64xi8>
    return
  }
}

// -----

module {
  // expected-error @+1 {{form 'codes' is 'tensor<?xi8>', expected a static shape and elements of whole bytes}}
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g, forms = [#fsdp.form<name = "codes", type = tensor<?xi8>>]}
}

// -----

module {
  fsdp.group @g
  // expected-error @+1 {{"w" has two forms 'codes', expected one of each name}}
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g,
    forms = [#fsdp.form<name = "codes", type = tensor<4xi8>>, #fsdp.form<name = "codes", type = tensor<4xf32>>]}
}

// -----

module {
  fsdp.group @g
  // expected-error @+1 {{"w" has forms and 2 inner tensors, expected one}}
  fsdp.param @w {types = [tensor<4xf32>, tensor<4xf32>], compute = [tensor<4xf32>, tensor<4xf32>], inner = ["a", "b"],
    group = @g, forms = [#fsdp.form<name = "codes", type = tensor<4xi8>>]}
}

// -----

// expected-error @+1 {{@e has forms ["codes", "codes"], expected a name for each value that post yields, all different}}
fsdp.extension @e of @int8 forms ["codes", "codes"]

// -----

module {
  fsdp.group @g
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g,
    forms = [#fsdp.form<name = "codes", type = tensor<4xi8>>]}
  func.func @f() {
    // expected-error @+1 {{names form 'code' of @w, which has none of that name}}
    %w = fsdp.gather @g phase(forward) [@w] forms ["code"] : tensor<4xi8>
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g,
    forms = [#fsdp.form<name = "codes", type = tensor<4xi8>>]}
  func.func @f() {
    // expected-error @+1 {{names form 'codes' of @w twice, expected every form once}}
    %w, %v = fsdp.gather @g phase(forward) [@w, @w] forms ["codes", "codes"] : tensor<4xi8>, tensor<4xi8>
    return
  }
}

// -----

module {
  fsdp.group @g
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @g,
    forms = [#fsdp.form<name = "codes", type = tensor<4xi8>>]}
  func.func @f() {
    // expected-error @+1 {{has 2 forms of 1 parameters, expected one for each}}
    %w = fsdp.gather @g phase(forward) [@w] forms ["codes", ""] : tensor<4xi8>
    return
  }
}

// -----

module {
  fsdp.group @g {slot_bytes = 48 : i64}
  func.func @f(%slot: tensor<32xi8>) {
    // expected-error @+1 {{offers 'tensor<32xi8>' from byte 32 on, expected a part of the 48 bytes of a slot of @g, at a multiple of 16}}
    %t = fsdp.collective_start gather @g axis(shard) inputs(%slot : tensor<32xi8>) from(32)
    return
  }
}

// -----

func.func @f(%x: tensor<4xf32>, %dest: memref<4xf32>) {
  // expected-error @+1 {{has neither a result nor a dest, expected one of them}}
  fsdp.exchange sum ranks [1, 2] %x : tensor<4xf32>
  return
}

// -----

func.func @f(%x: tensor<4xf32>, %dest: memref<4xf32>) {
  // expected-error @+1 {{has a result and a dest, expected one of them}}
  %y = fsdp.exchange sum ranks [1, 2] %x into %dest : memref<4xf32> : tensor<4xf32> -> tensor<4xf32>
  return
}

// -----

func.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{makes 'tensor<8xf32>' of 'tensor<4xf32>', expected one of static shape of the same type}}
  %y = fsdp.exchange sum ranks [1, 2] %x : tensor<4xf32> -> tensor<8xf32>
  return
}

// -----

func.func @f(%x: tensor<4xf32>, %dest: memref<4xf32>) {
  // expected-error @+1 {{makes 'memref<4xf32>' of 'tensor<4xf32>', expected one of static shape of the same type}}
  fsdp.exchange sum ranks [1, 2] %x into %dest : memref<4xf32> : tensor<4xf32>
  return
}

// -----

func.func @f(%x: tensor<4xbf16>) {
  // expected-error @+1 {{is of 'bf16', expected f32, f64, i64, i32 or i1}}
  %y = fsdp.exchange max ranks [1, 2] %x : tensor<4xbf16> -> tensor<4xbf16>
  return
}

// -----

func.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{makes 'tensor<4xf32>' of 'tensor<4xf32>', expected one of static shape with the ranks before it}}
  %y = fsdp.exchange all_gather ranks [1, 2] %x : tensor<4xf32> -> tensor<4xf32>
  return
}

// -----

func.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{cuts 'tensor<4xf32>' among 2 ranks, expected a first dimension of as many}}
  %y = fsdp.exchange all_to_all ranks [1, 2] %x : tensor<4xf32> -> tensor<4xf32>
  return
}

// -----

func.func @f(%x: tensor<2xi4>) {
  // expected-error @+1 {{is of 'i4', expected whole bytes or i1}}
  %y = fsdp.exchange all_to_all ranks [1, 2] %x : tensor<2xi4> -> tensor<2xi4>
  return
}

// -----

func.func @f(%x: tensor<2xf32>) {
  // expected-error @+1 {{joins ranks [2], expected a distance and a number of ranks}}
  %y = fsdp.exchange sum ranks [2] %x : tensor<2xf32> -> tensor<2xf32>
  return
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2, models = 3>} {
  func.func @f(%x: tensor<2xf32>) {
    // expected-error @+1 {{joins ranks [2, 2], expected a distance and a number of ranks whose product divides the 6 ranks of the grid}}
    %y = fsdp.exchange sum ranks [2, 2] %x : tensor<2xf32> -> tensor<2xf32>
    return
  }
}

// -----

fsdp.group @root {root}
// expected-error @+1 {{"w" is split over models in dimension 1 of 'tensor<4xf32>', expected one of its 1}}
fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @root, model_dim = 1 : i64}

// -----

// expected-error @+1 {{@g has prefetch = array<i64: 1, -1>, expected two numbers from 0, forward and backward, such as array<i64: 1, 1>}}
fsdp.group @g {prefetch = array<i64: 1, -1>}
