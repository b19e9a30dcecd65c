// RUN: fsdp-opt %s -fsdp-outline-hook-kernels -split-input-file -verify-diagnostics

// expected-error @+1 {{has no fsdp.grid, expected fsdp-import-step to have set it}}
module {
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  // expected-error @+1 {{has no state_bytes, expected fsdp-assign-groups-and-layouts to have run}}
  fsdp.group @g {}
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {state_bytes = 64 : i64}
  func.func @optimizer(%n: memref<f32>) {
    // expected-error @+1 {{needs the buffer @g.grad, but group @g has none, expected a group with a layout and reduced gradients}}
    fsdp.grad_norm [@g] ord(2.0) into %n : memref<f32>
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {state_bytes = 64 : i64}
  fsdp.param @w {types = [tensor<2x16xf32>], compute = [tensor<2x16xf32>], group = @g, trained}
  func.func @step(%slot: memref<16xi8>) {
    // expected-error @+1 {{not supported yet: a kernel on elements of type 'f8E5M2'}}
    fsdp.pack @g into %slot : memref<16xi8> segments [
      #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 1, inner = 16, size = 2, state = [0], wire = [0], full = []>] {
    ^bb0(%x: f32, %row: index, %valid: index):
      %t = arith.truncf %x : f32 to f8E5M2
      fsdp.yield %t : f8E5M2
    }
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  func.func @optimizer() {
    %a = fsdp.scalar "lr" initial(1.0e-02) : f64
    // expected-error @+1 {{'lr' has the default 2.000000e-02, but 1.000000e-02 elsewhere, expected the same}}
    %b = fsdp.scalar "lr" initial(2.0e-02) : f64
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {state_bytes = 32 : i64}
  fsdp.param @w {types = [tensor<32xbf16>], compute = [tensor<32xbf16>], group = @g, trained,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 32, inner = 1, offset = 0>]}
  func.func @optimizer() {
    // expected-error @+1 {{is of 'bf16' elements (gradient), expected f32, as gradients are summed}}
    fsdp.update @g [@w] states [] uniforms()
        attributes {segments = [#fsdp.update_segment<state = 0, grad = 0, moment = 0, count = 16>]} {
    ^bb0(%p: bf16, %g: bf16):
      fsdp.yield %p : bf16
    }
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {state_bytes = 64 : i64}
  fsdp.param @w {types = [tensor<2x16xf32>], compute = [tensor<2x16xf32>], group = @g, trained}
  func.func @step(%values: memref<1xf32>) {
    // expected-error @+1 {{has no segments or no allocation to write, expected statistics on memrefs}}
    fsdp.stats max initial [0.0 : f32] into %values : memref<1xf32> segments [
      #fsdp.stat_segment<classIndex = 0, param = @w, outer = 1, chunk = 1, inner = 16, size = 2, state = [0], value = 0>] {
    ^bb0(%x: f32, %row: index, %valid: index):
      fsdp.yield %x : f32
    }
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {state_bytes = 128 : i64}
  fsdp.param @v {types = [tensor<2x16xf32>], compute = [tensor<2x16xf32>], group = @g, trained}
  fsdp.param @w {types = [tensor<2x16xf32>], compute = [tensor<2x16xf32>], group = @g, trained}
  func.func @step() {
    %values = memref.alloc() : memref<2xf32>
    // expected-error @+1 {{has segments that are not in the order of values, group by group (@v), expected what fsdp-fuse-hooks makes}}
    fsdp.stats max initial [0.0 : f32] into %values : memref<2xf32> segments [
      #fsdp.stat_segment<classIndex = 0, param = @v, outer = 1, chunk = 1, inner = 16, size = 2, state = [0], value = 1>,
      #fsdp.stat_segment<classIndex = 0, param = @w, outer = 1, chunk = 1, inner = 16, size = 2, state = [16], value = 0>] {
    ^bb0(%x: f32, %row: index, %valid: index):
      fsdp.yield %x : f32
    }
    return
  }
}
