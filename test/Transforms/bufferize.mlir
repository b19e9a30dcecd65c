// RUN: fsdp-opt %s --fsdp-bufferize -split-input-file | FileCheck %s

// Out-arguments keep the results' attributes; a result is computed in place.

// CHECK-LABEL: func.func @results
// CHECK-SAME: (%[[X:[a-z0-9_]+]]: memref<4xf32> {fsdp.batch = "x"}, %[[LOSS:[a-z0-9_]+]]: memref<f32> {fsdp.loss}, %[[COPY:[a-z0-9_]+]]: memref<4xf32> {fsdp.metric = "again", fsdp.reduce = "none"}, %[[SAME:[a-z0-9_]+]]: memref<f32> {fsdp.metric = "same"}, %[[CONST:[a-z0-9_]+]]: memref<2xi64> {fsdp.metric = "const"})
func.func @results(%x: tensor<4xf32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.metric = "again", fsdp.reduce = "none"},
        tensor<f32> {fsdp.metric = "same"}, tensor<2xi64> {fsdp.metric = "const"}) {
  %zero = arith.constant 0.0 : f32
  %c = arith.constant dense<[3, 4]> : tensor<2xi64>
  %e = tensor.empty() : tensor<f32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<f32>) -> tensor<f32>
  // CHECK-NOT: memref.alloc
  // CHECK: linalg.generic {{.*}} ins(%[[X]] : memref<4xf32>) outs(%[[LOSS]] : memref<f32>)
  %s = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> ()>], iterator_types = ["reduction"]}
      ins(%x : tensor<4xf32>) outs(%f : tensor<f32>) {
  ^bb0(%in: f32, %out: f32):
    %a = arith.addf %in, %out : f32
    linalg.yield %a : f32
  } -> tensor<f32>
  // CHECK: memref.copy %[[X]], %[[COPY]]
  // CHECK: memref.copy %[[LOSS]], %[[SAME]]
  // CHECK: memref.copy %{{.*}}, %[[CONST]]
  // CHECK-NEXT: return
  return %s, %x, %s, %c : tensor<f32>, tensor<4xf32>, tensor<f32>, tensor<2xi64>
}

// -----

// The batch is not written: an update in place works on a copy.

// CHECK-LABEL: func.func @batch
// CHECK-SAME: %[[X:[a-z0-9_]+]]: memref<4xf32>
func.func @batch(%x: tensor<4xf32> {fsdp.batch = "x"}, %i: tensor<index>) -> tensor<4xf32> {
  %zero = arith.constant 0.0 : f32
  %k = tensor.extract %i[] : tensor<index>
  // CHECK: memref.copy %[[X]], %[[OUT:[a-z0-9_]+]] :
  // CHECK: memref.store %{{.*}}, %[[OUT]]
  %r = tensor.insert %zero into %x[%k] : tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

// Every product has a destination of its own, no copy of a shared fill.

// CHECK-LABEL: func.func @shared_fill
// CHECK-NOT: memref.copy
func.func @shared_fill(%a: tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<4x4xf32>) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x4xf32>) -> tensor<4x4xf32>
  %0 = linalg.matmul ins(%a, %a : tensor<4x4xf32>, tensor<4x4xf32>) outs(%f : tensor<4x4xf32>) -> tensor<4x4xf32>
  %1 = linalg.matmul ins(%0, %a : tensor<4x4xf32>, tensor<4x4xf32>) outs(%f : tensor<4x4xf32>) -> tensor<4x4xf32>
  return %0, %1 : tensor<4x4xf32>, tensor<4x4xf32>
}

// -----

// Hooks write into buffers; unsharded parameters are read-only views.

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  fsdp.group @g {full_bytes = 640 : i64, slot_bytes = 48 : i64}
  fsdp.param @w {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g, trained}
  fsdp.param @v {types = [tensor<2x10x4xf32>], compute = [tensor<2x10x4xf32>], group = @g, trained, dim = 1 : i64}
  // CHECK-LABEL: func.func @hooks
  func.func @hooks() {
    // CHECK: %[[SLOT:[a-z0-9_]+]] = memref.alloc() {alignment = 64 : i64} : memref<48xi8>
    // CHECK: fsdp.pack @g into %[[SLOT]] : memref<48xi8> segments
    %slot = fsdp.pack @g segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 3, inner = 3, size = 9, state = [0], wire = [0], full = []>] : tensor<48xi8> {
    ^bb0(%e: f32, %row: index, %valid: index):
      fsdp.yield %e : f32
    }
    // CHECK: fsdp.collective_start gather @g axis (shard) inputs(%[[SLOT]] : memref<48xi8>)
    %tok = fsdp.collective_start gather @g axis(shard) inputs(%slot : tensor<48xi8>)
    %src = fsdp.wait %tok : !fsdp.sources
    // CHECK: %[[FULL:[a-z0-9_]+]] = memref.alloc() {alignment = 64 : i64} : memref<640xi8>
    // CHECK: fsdp.unpack @g phase(forward) %{{.*}} into %[[FULL]] : memref<640xi8> segments
    // CHECK: %[[W:[a-z0-9_]+]] = memref.view %[[FULL]][%c0{{.*}}][] : memref<640xi8> to memref<9x3xf32>
    // CHECK: %[[PADDED:[a-z0-9_]+]] = memref.view %[[FULL]][%c192{{.*}}][] : memref<640xi8> to memref<2x12x4xf32>
    // CHECK: memref.subview %[[PADDED]][0, 0, 0] [2, 10, 4] [1, 1, 1]
    %w, %v = fsdp.unpack @g phase(forward) %src segments [
        #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 3, inner = 3, size = 9, state = [0], wire = [0], full = [0]>,
        #fsdp.segment<classIndex = 0, param = @v, outer = 2, chunk = 3, inner = 4, size = 10, state = [0], wire = [0], full = [192]>] : tensor<9x3xf32>, tensor<2x10x4xf32> {
    ^bb0(%e: f32, %row: index, %valid: index):
      fsdp.yield %e : f32
    }
    // CHECK: %[[GRAD:[a-z0-9_]+]] = memref.alloc() {{.*}} : memref<9x3xf32>
    // CHECK: linalg.exp ins(%[[W]] : memref<9x3xf32>) outs(%[[GRAD]] : memref<9x3xf32>)
    %g = linalg.exp ins(%w : tensor<9x3xf32>) outs(%w : tensor<9x3xf32>) -> tensor<9x3xf32>
    // CHECK: %[[FLAT:[a-z0-9_]+]] = memref.alloc() {{.*}} : memref<2x10x4xf32>
    // CHECK: fsdp.collective_start reduce @g axis (shard) inputs(%[[GRAD]], %[[FLAT]] : memref<9x3xf32>, memref<2x10x4xf32>)
    %r = fsdp.collective_start reduce @g axis(shard) inputs(%g, %v : tensor<9x3xf32>, tensor<2x10x4xf32>)
      grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 3, inner = 3, size = 9, full = 0, slot = 0, shard = 0>,
             #fsdp.grad_segment<param = @v, innerIndex = -1, outer = 2, chunk = 3, inner = 4, size = 10, full = 192, slot = 64, shard = 16>]
    %s = fsdp.wait %r : !fsdp.sources
    return
  }
  // CHECK-LABEL: func.func @optimizer
  // CHECK-SAME: (%[[NORM:[a-z0-9_]+]]: memref<f32> {fsdp.metric = "norm"})
  func.func @optimizer() -> (tensor<f32> {fsdp.metric = "norm"}) {
    // CHECK: fsdp.grad_norm [@g] ord(2.0{{.*}}) into %[[NORM]] : memref<f32>
    %n = fsdp.grad_norm [@g] ord(2.0) : tensor<f32>
    // CHECK: fsdp.update @g [@w] states [] uniforms(%[[NORM]] : memref<f32>)
    fsdp.update @g [@w] states [] uniforms(%n : tensor<f32>) {
    ^bb0(%p: f32, %gr: f32, %n0: f32):
      fsdp.yield %n0 : f32
    }
    return %n : tensor<f32>
  }
}

// -----

// CHECK-LABEL: func.func @concat_and_pad
func.func @concat_and_pad(%a: tensor<2xf32>, %b: tensor<3xf32>) -> (tensor<5xf32>, tensor<4xf32>) {
  // CHECK-NOT: tensor.
  %zero = arith.constant 0.0 : f32
  %c = tensor.concat dim(0) %a, %b : (tensor<2xf32>, tensor<3xf32>) -> tensor<5xf32>
  %p = tensor.pad %a low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %zero : f32
  } : tensor<2xf32> to tensor<4xf32>
  return %c, %p : tensor<5xf32>, tensor<4xf32>
}

// -----

// What forward yields is copied in forward: %w may be parameters that backward
// frees. What backward yields is copied at the end.

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  // CHECK-LABEL: func.func @forward_result
  // CHECK-SAME: %[[M:[^:]*]]: memref<2x2xf32> {fsdp.metric = "m"}, %[[U:[^:]*]]: memref<4xf32> {fsdp.update = "u"})
  func.func @forward_result(%w: tensor<8xf32> {fsdp.batch = "w"}, %x: tensor<4xf32> {fsdp.batch = "x"})
      -> (tensor<2x2xf32> {fsdp.metric = "m"}, tensor<4xf32> {fsdp.update = "u"}) attributes {fsdp.entry = "step"} {
    // CHECK: memref.copy %{{.*}}, %[[M]]
    // CHECK-NEXT: fsdp.phase_boundary
    %s = tensor.extract_slice %w[0] [4] [2] : tensor<8xf32> to tensor<4xf32>
    %m = tensor.expand_shape %s [[0, 1]] output_shape [2, 2] : tensor<4xf32> into tensor<2x2xf32>
    fsdp.phase_boundary
    // CHECK: memref.copy %{{.*}}, %[[U]]
    // CHECK-NEXT: return
    %u = tensor.extract_slice %w[4] [4] [1] : tensor<8xf32> to tensor<4xf32>
    return %m, %u : tensor<2x2xf32>, tensor<4xf32>
  }
}

// -----

// CHECK-LABEL: func.func @softmax
func.func @softmax(%x: tensor<4x6xf32>) -> tensor<4x6xf32> {
  // CHECK-NOT: linalg.softmax
  %e = tensor.empty() : tensor<4x6xf32>
  %r = linalg.softmax dimension(1) ins(%x : tensor<4x6xf32>) outs(%e : tensor<4x6xf32>) -> tensor<4x6xf32>
  return %r : tensor<4x6xf32>
}

// -----

// A hook that is ops of the step reads its chunk where the state is; its wires are copied into the slot, of which only
// pads between them are filled.

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  fsdp.group @g {state_bytes = 192, slot_bytes = 96, full_bytes = 384}
  fsdp.param @v {types = [tensor<16xf32>], compute = [tensor<16xf32>], group = @g,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 16, inner = 1, offset = 0>]}
  fsdp.param @w {types = [tensor<5x4xf32>], compute = [tensor<5x4xf32>], group = @g,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 5, inner = 4, offset = 16>]}
  // CHECK-LABEL: func.func @separate_hook
  func.func @separate_hook() -> tensor<i64> attributes {fsdp.entry = "eval"} {
    // CHECK: %[[STATE:.*]] = fsdp.shard_slot @g : memref<192xi8>
    // CHECK: %[[CHUNK:.*]] = memref.view %[[STATE]][%c64{{.*}}][] : memref<192xi8> to memref<1x2x4xf32>
    %x = fsdp.chunk @w inner(0) : tensor<1x2x4xf32>
    // CHECK: linalg.generic {{.*}} ins(%[[CHUNK]] : memref<1x2x4xf32>) outs(%[[WIRE:.*]] : memref<1x2x4xf16>)
    %wire = arith.truncf %x : tensor<1x2x4xf32> to tensor<1x2x4xf16>
    // CHECK: %[[SLOT:.*]] = memref.alloc() {alignment = 64 : i64} : memref<96xi8>
    // CHECK: fsdp.pack @g into %[[SLOT]] : memref<96xi8> segments [#fsdp.segment<{{.*}}param = @v
    // CHECK: %[[PLACE:.*]] = memref.view %[[SLOT]][%c64{{.*}}][] : memref<96xi8> to memref<1x2x4xf16>
    // CHECK: memref.copy %[[WIRE]], %[[PLACE]]
    // CHECK: %[[PAD:.*]] = memref.view %[[SLOT]][%c80{{.*}}][] : memref<96xi8> to memref<16xi8>
    // CHECK: linalg.fill ins(%c0_i8 : i8) outs(%[[PAD]] : memref<16xi8>)
    %slot = fsdp.pack @g wires(%wire : tensor<1x2x4xf16>) places [64] segments [#fsdp.segment<classIndex = 0, param = @v,
        outer = 1, chunk = 4, inner = 1, size = 16, state = [0], wire = [0], full = []>] : tensor<96xi8> {
    ^bb0(%e: f32, %row: index, %valid: index):
      fsdp.yield %e : f32
    }
    %token = fsdp.collective_start gather @g axis(shard) inputs(%slot : tensor<96xi8>)
    %sources = fsdp.wait %token : !fsdp.sources
    // CHECK: fsdp.shard_index into %{{.*}} : memref<i64>
    %i = fsdp.shard_index : tensor<i64>
    return %i : tensor<i64>
  }
}
