// RUN: fsdp-opt %s -split-input-file -verify-diagnostics -fsdp-convert-to-plan

// expected-error @+1 {{has no fsdp.grid, expected fsdp-import-step to have set it}}
module {
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  // expected-error @+1 {{argument 0 has no role, expected fsdp.batch, fsdp.buffer, fsdp.loss, fsdp.metric, fsdp.count or fsdp.update on it}}
  func.func @step(%x: memref<4xf32>) attributes {fsdp.entry = "step"} {
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  // expected-error @+1 {{argument 0 updates buffer "b", expected 'fsdp.buffer' = "b" on an argument}}
  func.func @step(%x: memref<4xf32> {fsdp.update = "b"}) attributes {fsdp.entry = "step"} {
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  func.func @step(%x: memref<4xf32> {fsdp.buffer = "b"}) attributes {fsdp.entry = "step"} {
    return
  }
  // expected-error @+1 {{argument 0 is buffer "b" of type 'memref<4xi32>', but another entry has it as 'memref<4xf32>'}}
  func.func @eval(%x: memref<4xi32> {fsdp.buffer = "b"}) attributes {fsdp.entry = "eval"} {
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  func.func @step(%x: memref<4xf32> {fsdp.batch = "x"}) attributes {fsdp.entry = "step"} {
    %c0 = arith.constant 0 : index
    // expected-error @+1 {{is not a command, expected it inside a kernel}}
    %0 = memref.load %x[%c0] : memref<4xf32>
    return
  }
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  // expected-error @+1 {{has no slot_bytes or full_bytes}}
  fsdp.group @g {reshard = "true"}
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  // Columns over two ranks: three of them do not divide.
  fsdp.group @g {slot_bytes = 64 : i64, full_bytes = 64 : i64}
  fsdp.param @w {types = [tensor<4x3xf32>], compute = [tensor<4x3xf32>], group = @g, dim = 1 : i64, trained,
    layouts = [#fsdp.layout<shards = 2, dim = 1, outer = 4, size = 3, inner = 1, offset = 0>]}
  func.func @step() attributes {fsdp.entry = "step"} {
    %g = memref.alloc() : memref<4x3xf32>
    // expected-error @+1 {{gradient of @w has type 'memref<4x3xf32>', expected 4 x 4 x 1 elements, padded to whole chunks by fsdp-fuse-hooks}}
    %t = fsdp.collective_start reduce @g axis(shard) inputs(%g : memref<4x3xf32>)
      grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 4, chunk = 2, inner = 1, size = 3, full = 0, slot = 0, shard = 0>]
    %s = fsdp.wait %t : !fsdp.sources
    return
  }
}
