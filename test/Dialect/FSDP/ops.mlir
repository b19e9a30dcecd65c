// RUN: fsdp-opt %s | fsdp-opt | FileCheck %s

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 8>} {
  // CHECK: fsdp.group @group0
  fsdp.group @group0 {reshard = "true"}
  // CHECK: fsdp.param @"0.weight"
  fsdp.param @"0.weight" {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>],
    group = @group0, extension = @bf16_cast, trained,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  // CHECK: fsdp.param @stored
  // CHECK-SAME: storage = [#fsdp.storage<name = "codes", type = tensor<1x2x3xi8>, offset = 0>, #fsdp.storage<name = "scales", type = tensor<1xf32>, offset = 16>]
  fsdp.param @stored {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @group0, extension = @int8_frozen,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>],
    storage = [#fsdp.storage<name = "codes", type = tensor<1x2x3xi8>, offset = 0>,
               #fsdp.storage<name = "scales", type = tensor<1xf32>, offset = 16>]}
  // CHECK: fsdp.extension @int8_frozen of @int8 storage ["codes", "scales"]
  fsdp.extension @int8_frozen of @int8 storage ["codes", "scales"]
  // CHECK: fsdp.extension @int8_atomic of @int8 storage ["codes", "scales"] atomic(32)
  fsdp.extension @int8_atomic of @int8 storage ["codes", "scales"] atomic(32)
  // CHECK: fsdp.extension @with_forms of @int8 atomic(32) forms ["", "codes", "scales"]
  fsdp.extension @with_forms of @int8 atomic(32) forms ["", "codes", "scales"]
  // CHECK: fsdp.group @group2
  fsdp.group @group2 {slot_bytes = 48 : i64, full_bytes = 448 : i64}
  // CHECK: fsdp.param @as_forms
  // CHECK-SAME: forms = [#fsdp.form<name = "codes", type = tensor<9x3xi8>>, #fsdp.form<name = "scales", type = tensor<9xf32>>]
  fsdp.param @as_forms {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @group2, extension = @with_forms,
    forms = [#fsdp.form<name = "codes", type = tensor<9x3xi8>>, #fsdp.form<name = "scales", type = tensor<9xf32>>]}
  // CHECK-LABEL: func.func @read_forms
  func.func @read_forms(%slot: tensor<32xi8>) {
    // CHECK: fsdp.gather @group2 phase(forward) [@as_forms, @as_forms, @as_forms] forms ["scales", "", "codes"] : tensor<9xf32>, tensor<9x3xf32>, tensor<9x3xi8>
    %scales, %w, %codes = fsdp.gather @group2 phase(forward) [@as_forms, @as_forms, @as_forms] forms ["scales", "", "codes"] : tensor<9xf32>, tensor<9x3xf32>, tensor<9x3xi8>
    // CHECK: fsdp.collective_start {{ ?}}gather @group2 axis (shard) inputs(%{{.*}} : tensor<32xi8>) from(16)
    %tok = fsdp.collective_start gather @group2 axis(shard) inputs(%slot : tensor<32xi8>) from(16)
    %src = fsdp.wait %tok : !fsdp.sources
    // CHECK: fsdp.unpack @group2
    // CHECK-SAME: full_bytes = 64 : i64
    %again = fsdp.unpack @group2 phase(forward) %src segments [#fsdp.segment<classIndex = 0, param = @as_forms, outer = 1, chunk = 2, inner = 1, size = 9, state = [0], wire = [0], full = [0]>] attributes {full_bytes = 64 : i64} : tensor<9xf32> {
    ^bb0(%e: f32, %row: index, %valid: index):
      fsdp.yield %e : f32
    }
    return
  }
  // CHECK: fsdp.param @in_blocks {{.*}}size = 40, inner = 8, offset = 0, block = 4>
  fsdp.param @in_blocks {types = [tensor<40x8xf32>], compute = [tensor<40x8xf32>], group = @group0,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 40, inner = 8, offset = 0, block = 4>]}
  // CHECK-LABEL: func.func @store
  func.func @store(%codes: tensor<1x2x3xi8>, %scales: tensor<1xf32>, %seed: f64) {
    // CHECK: fsdp.store @stored(%{{.*}}, %{{.*}} : tensor<1x2x3xi8>, tensor<1xf32>)
    fsdp.store @stored(%codes, %scales : tensor<1x2x3xi8>, tensor<1xf32>)
    // CHECK: fsdp.initialize @group0 [@stored] inner [0] seed(%{{.*}}) numbers [] : tensor<1x2x3xf32> {
    %chunk = fsdp.initialize @group0 [@stored] inner [0] seed(%seed) numbers [] : tensor<1x2x3xf32> {
    ^bb0(%index: i64, %name: i64, %s: f64):
      %0 = arith.truncf %s : f64 to f32
      fsdp.yield %0 : f32
    }
    return
  }
  // CHECK: fsdp.extension @bf16_cast signature(1) pre
  fsdp.extension @bf16_cast signature(1) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    %0 = arith.truncf %x : tensor<?x?x?xf32> to tensor<?x?x?xbf16>
    fsdp.yield %0 : tensor<?x?x?xbf16>
  } post {
  ^bb0(%w: tensor<?x?x?xbf16>, %axis: index):
    %0 = arith.extf %w : tensor<?x?x?xbf16> to tensor<?x?x?xf32>
    fsdp.yield %0 : tensor<?x?x?xf32>
  }
  func.func @step(%x: tensor<2x3xf32> {fsdp.batch = "x"}, %g: tensor<9x3xf32>) {
    // CHECK: fsdp.gather @group0 phase(forward) [@"0.weight"] : tensor<9x3xf32>
    %w = fsdp.gather @group0 phase(forward) [@"0.weight"] : tensor<9x3xf32>
    // CHECK: fsdp.barrier %{{.*}}, %{{.*}} : tensor<2x3xf32>, tensor<9x3xf32>
    %again:2 = fsdp.barrier %x, %w : tensor<2x3xf32>, tensor<9x3xf32>
    // CHECK: fsdp.phase_boundary
    fsdp.phase_boundary
    // CHECK: fsdp.reduce_grad @group0 [@"0.weight"] inner [-1](%{{.*}} : tensor<9x3xf32>)
    fsdp.reduce_grad @group0 [@"0.weight"] inner [-1] (%g : tensor<9x3xf32>)
    return
  }
  func.func @optimizer() -> tensor<f32> attributes {fsdp.entry = "optimizer"} {
    // CHECK: fsdp.scalar "lr" initial(1.000000e-02) : f64
    %lr = fsdp.scalar "lr" initial(1.0e-02) : f64
    // CHECK: fsdp.grad_norm [@group0] ord(2.000000e+00) : tensor<f32>
    %n = fsdp.grad_norm [@group0] ord(2.0) : tensor<f32>
    // CHECK: fsdp.update @group0 [@"0.weight"] states [] uniforms(%{{.*}}, %{{.*}} : f64, tensor<f32>)
    fsdp.update @group0 [@"0.weight"] states [] uniforms(%lr, %n : f64, tensor<f32>) {
    ^bb0(%p: f32, %gr: f32, %lr0: f64, %n0: f32):
      %l = arith.truncf %lr0 : f64 to f32
      %u = arith.mulf %gr, %l : f32
      %q = arith.subf %p, %u : f32
      fsdp.yield %q : f32
    }
    return %n : tensor<f32>
  }
  func.func @fused() {
    // CHECK: fsdp.pack @group0 segments
    %slot = fsdp.pack @group0 segments [#fsdp.segment<classIndex = 0, param = @"0.weight", outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0], full = []>] : tensor<16xi8> {
    ^bb0(%e: f32, %row: index, %valid: index):
      %t = arith.truncf %e : f32 to bf16
      fsdp.yield %t : bf16
    }
    // CHECK: fsdp.collective_start {{ ?}}gather @group0 axis (shard) inputs(%{{.*}} : tensor<16xi8>)
    %tok = fsdp.collective_start gather @group0 axis(shard) inputs(%slot : tensor<16xi8>)
    // CHECK: fsdp.wait %{{.*}} : !fsdp.sources
    %src = fsdp.wait %tok : !fsdp.sources
    // CHECK: fsdp.unpack @group0 phase(forward) %{{.*}} segments
    %w = fsdp.unpack @group0 phase(forward) %src segments [#fsdp.segment<classIndex = 0, param = @"0.weight", outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0], full = [0]>] : tensor<9x3xf32> {
    ^bb0(%e: bf16, %row: index, %valid: index):
      %t = arith.extf %e : bf16 to f32
      fsdp.yield %t : f32
    }
    return
  }
  // Gradients that are added, counted and kept whole.
  // CHECK: fsdp.group @ahead {prefetch = array<i64: 2, 0>}
  fsdp.group @ahead {prefetch = array<i64: 2, 0>}
  // CHECK: fsdp.group @experts {grid = #fsdp.grid<replicas = 4, shards = 2>}
  fsdp.group @experts {grid = #fsdp.grid<replicas = 4, shards = 2>}
  // CHECK: fsdp.group @whole {divide = 1.000000e+00 : f64, reduce_dtype = f32, replicated}
  fsdp.group @whole {replicated, divide = 1.0 : f64, reduce_dtype = f32}
  fsdp.param @b {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @whole, trained}
  func.func @life_cycle(%src: !fsdp.sources, %count: tensor<i64>, %g: tensor<4xf32>) {
    // CHECK: %[[KEPT:.*]] = fsdp.keep @group0 %{{.*}} ranks(2) : tensor<64xi8>
    %kept = fsdp.keep @group0 %src ranks(2) : tensor<64xi8>
    // CHECK: fsdp.collective_start {{ ?}}gather @group0 axis (shard) ranks(2) inputs(%[[KEPT]] : tensor<64xi8>)
    %part = fsdp.collective_start gather @group0 axis(shard) ranks(2) inputs(%kept : tensor<64xi8>)
    %sources = fsdp.wait %part : !fsdp.sources
    // CHECK: fsdp.collective_start {{ ?}}all_reduce @whole axis (world) inputs(%{{.*}} : tensor<4xf32>) grads [{{.*}}] scale(1.250000e-01) attributes {add_full = @accumulate_0, keep_full = @accumulate_1, take_full = @accumulate_2}
    %all = fsdp.collective_start all_reduce @whole axis(world) inputs(%g : tensor<4xf32>)
      grads [#fsdp.grad_segment<param = @b, innerIndex = -1, outer = 1, chunk = 4, inner = 1, size = 4, full = 0, slot = 0, shard = 0>]
      scale(0.125) attributes {add_full = @accumulate_0, keep_full = @accumulate_1, take_full = @accumulate_2}
    fsdp.wait %all
    // CHECK: %[[TOTAL:.*]] = fsdp.total_count %{{.*}} : tensor<i64> -> tensor<i64>
    %total = fsdp.total_count %count : tensor<i64> -> tensor<i64>
    // CHECK: fsdp.divide_grad @group0 by(%[[TOTAL]] : tensor<i64>)
    fsdp.divide_grad @group0 by(%total : tensor<i64>)
    return
  }
  func.func @life_cycle_buffers(%src: !fsdp.sources, %count: memref<f32>, %total: memref<f32>, %kept: memref<64xi8>) {
    // CHECK: fsdp.keep @group0 %{{.*}} ranks(2) into %{{.*}} : memref<64xi8>
    fsdp.keep @group0 %src ranks(2) into %kept : memref<64xi8>
    // CHECK: fsdp.total_count %{{.*}} : memref<f32> into %{{.*}} : memref<f32> {add = @accumulate_1}
    fsdp.total_count %count : memref<f32> into %total : memref<f32> {add = @accumulate_1}
    return
  }
  // On memrefs: destinations, no results.
  func.func @buffers(%slot: memref<16xi8>, %full: memref<256xi8>, %grad: memref<9x3xf32>, %norm: memref<f32>) {
    // CHECK: fsdp.pack @group0 into %{{.*}} : memref<16xi8> segments
    fsdp.pack @group0 into %slot : memref<16xi8> segments [#fsdp.segment<classIndex = 0, param = @"0.weight", outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0], full = []>] {
    ^bb0(%e: f32, %row: index, %valid: index):
      %t = arith.truncf %e : f32 to bf16
      fsdp.yield %t : bf16
    }
    // CHECK: fsdp.shard_slot @group0 : memref<16xi8>
    %shard = fsdp.shard_slot @group0 : memref<16xi8>
    %tok = fsdp.collective_start gather @group0 axis(shard) inputs(%shard : memref<16xi8>)
    %src = fsdp.wait %tok : !fsdp.sources
    // CHECK: fsdp.unpack @group0 phase(backward) %{{.*}} into %{{.*}} : memref<256xi8> segments
    fsdp.unpack @group0 phase(backward) %src into %full : memref<256xi8> segments [#fsdp.segment<classIndex = 0, param = @"0.weight", outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0], full = [0]>] {
    ^bb0(%e: f32, %row: index, %valid: index):
      fsdp.yield %e : f32
    }
    // CHECK: fsdp.collective_start {{ ?}}reduce @group0 axis (shard) inputs(%{{.*}} : memref<9x3xf32>) grads [#fsdp.grad_segment<param = @"0.weight", innerIndex = -1,
    %rtok = fsdp.collective_start reduce @group0 axis(shard) inputs(%grad : memref<9x3xf32>)
      grads [#fsdp.grad_segment<param = @"0.weight", innerIndex = -1, outer = 1, chunk = 2, inner = 3, size = 9, full = 0, slot = 0, shard = 0>]
    // CHECK: slot = 0, shard = 0>]
    %rsrc = fsdp.wait %rtok : !fsdp.sources
    // CHECK: fsdp.reduce_unpack @group0 %{{.*}} scale(1.250000e-01) grads [#fsdp.grad_segment<
    fsdp.reduce_unpack @group0 %rsrc scale(0.125) grads [#fsdp.grad_segment<param = @"0.weight", innerIndex = -1, outer = 1, chunk = 2, inner = 3, size = 9, full = 0, slot = 0, shard = 0>]
    // Gradients that travel as i8: bodies around the reduction, and the kernel of its first.
    // CHECK: fsdp.collective_start {{ ?}}reduce @group0 axis (shard) inputs(%{{.*}} : memref<9x3xf32>) grads [{{.*}}] slot_bytes(32) segments [#fsdp.segment<classIndex = 0, param = @"0.weight", {{.*}} state = [0], wire = [0, 16], full = [0], block = 32, blockWires = [1]>] {
    %htok = fsdp.collective_start reduce @group0 axis(shard) inputs(%grad : memref<9x3xf32>)
      grads [#fsdp.grad_segment<param = @"0.weight", innerIndex = -1, outer = 1, chunk = 2, inner = 3, size = 9, full = 0, slot = 0, shard = 0>]
      slot_bytes(32) segments [#fsdp.segment<classIndex = 0, param = @"0.weight", outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0, 16], full = [0], block = 32, blockWires = [1]>] {
    ^bb0(%e: f32, %row: index, %valid: index):
      // CHECK: fsdp.block_reduce max
      %m = fsdp.block_reduce max %e initial(0.0) : f32
      %q = arith.fptosi %e : f32 to i8
      %s = arith.truncf %m : f32 to bf16
      fsdp.yield %q, %s : i8, bf16
    }
    %hsrc = fsdp.wait %htok : !fsdp.sources
    // CHECK: fsdp.reduce_unpack @group0 %{{.*}} scale(1.250000e-01) grads [{{.*}}] segments [#fsdp.segment<{{.*}}blockWires = [1]>] {
    fsdp.reduce_unpack @group0 %hsrc scale(0.125)
      grads [#fsdp.grad_segment<param = @"0.weight", innerIndex = -1, outer = 1, chunk = 2, inner = 3, size = 9, full = 0, slot = 0, shard = 0>]
      segments [#fsdp.segment<classIndex = 0, param = @"0.weight", outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0, 16], full = [0], block = 32, blockWires = [1]>] {
    ^bb0(%q: i8, %s: bf16, %row: index, %valid: index):
      %f = arith.sitofp %q : i8 to f32
      fsdp.yield %f : f32
    }
    // CHECK: fsdp.collective_start {{ ?}}reduce @group0 {{.*}} slot_bytes(32) attributes {pack = @reduce_pack_0}
    %ktok = fsdp.collective_start reduce @group0 axis(shard) inputs(%grad : memref<9x3xf32>)
      grads [#fsdp.grad_segment<param = @"0.weight", innerIndex = -1, outer = 1, chunk = 2, inner = 3, size = 9, full = 0, slot = 0, shard = 0>]
      slot_bytes(32) attributes {pack = @reduce_pack_0}
    %ksrc = fsdp.wait %ktok : !fsdp.sources
    // CHECK: %[[ALL:.*]] = fsdp.collective_start {{ ?}}all_reduce @group0 axis (replicate)
    // CHECK: fsdp.wait %[[ALL]]
    %all = fsdp.collective_start all_reduce @group0 axis(replicate)
    fsdp.wait %all
    // CHECK: fsdp.grad_norm [@group0] ord({{.*}}) into %{{.*}} : memref<f32>
    fsdp.grad_norm [@group0] ord(0x7FF0000000000000) into %norm : memref<f32>
    // CHECK: fsdp.update @group0 {{.*}}#fsdp.update_segment<state = 0, grad = 0, moment = 0, count = 16>
    fsdp.update @group0 [@"0.weight"] states ["momentum"] uniforms(%norm : memref<f32>)
        attributes {segments = [#fsdp.update_segment<state = 0, grad = 0, moment = 0, count = 16>]} {
    ^bb0(%p: f32, %gr: f32, %m: f32, %n: f32):
      fsdp.yield %p, %m : f32, f32
    }
    return
  }
  // First values of an element are made of its index, its tensor's name and the seed.
  // CHECK: fsdp.initialize @group0 [@"0.weight"] inner [0] seed(%{{.*}}) numbers [5.000000e-01] {
  func.func @init() {
    %seed = fsdp.scalar "seed" initial(0.0) : f64
    fsdp.initialize @group0 [@"0.weight"] inner [0] seed(%seed) numbers [0.5] {
    ^bb0(%index: i64, %name: i64, %seed0: f64, %value: f64):
      %rounded = arith.truncf %value : f64 to f32
      fsdp.yield %rounded : f32
    }
    return
  }
  // Metadata of a hook does not travel.
  // CHECK: fsdp.extension @scaled signature(2) pre
  fsdp.extension @scaled signature(2) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    // CHECK: fsdp.yield %{{.*}}, %{{.*}} : tensor<?x?x?xf32>, index {wires = 1 : i64}
    fsdp.yield %x, %axis : tensor<?x?x?xf32>, index {wires = 1 : i64}
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index, %m: index):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
  // Statistics: of whole parameters, taken by bodies after the valid rows.
  func.func @statistics(%slot: memref<16xi8>, %values: memref<1xf32>) {
    // CHECK: %[[STATS:.*]] = fsdp.stats max initial [0.000000e+00 : f32] segments [#fsdp.stat_segment<classIndex = 0, param = @"0.weight", outer = 1, chunk = 2, inner = 3, size = 9, state = [0], value = 0>] : tensor<1xf32> {
    %stats = fsdp.stats max initial [0.0 : f32] segments [#fsdp.stat_segment<classIndex = 0, param = @"0.weight", outer = 1, chunk = 2, inner = 3, size = 9, state = [0], value = 0>] : tensor<1xf32> {
    ^bb0(%e: f32, %row: index, %valid: index):
      %a = math.absf %e : f32
      fsdp.yield %a : f32
    }
    // CHECK: fsdp.pack @group0 stats(%[[STATS]] : tensor<1xf32>) segments [#fsdp.segment<{{.*}}full = [], stats = [0]>] : tensor<16xi8>
    %packed = fsdp.pack @group0 stats(%stats : tensor<1xf32>) segments [#fsdp.segment<classIndex = 0, param = @"0.weight", outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0], full = [], stats = [0]>] : tensor<16xi8> {
    ^bb0(%e: f32, %row: index, %valid: index, %amax: f32):
      %q = arith.divf %e, %amax : f32
      %t = arith.truncf %q : f32 to f8E4M3FN
      fsdp.yield %t : f8E4M3FN
    }
    %tok = fsdp.collective_start gather @group0 axis(shard) inputs(%packed : tensor<16xi8>)
    %src = fsdp.wait %tok : !fsdp.sources
    // CHECK: fsdp.unpack @group0 phase(forward) %{{.*}} stats(%[[STATS]] : tensor<1xf32>) segments
    %w = fsdp.unpack @group0 phase(forward) %src stats(%stats : tensor<1xf32>) segments [#fsdp.segment<classIndex = 0, param = @"0.weight", outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0], full = [0], stats = [0]>] : tensor<9x3xf32> {
    ^bb0(%e: f8E4M3FN, %row: index, %valid: index, %amax: f32):
      %t = arith.extf %e : f8E4M3FN to f32
      %x = arith.mulf %t, %amax : f32
      fsdp.yield %x : f32
    }
    // CHECK: fsdp.stats max initial [0.000000e+00 : f32] into %{{.*}} : memref<1xf32> segments
    fsdp.stats max initial [0.0 : f32] into %values : memref<1xf32> segments [#fsdp.stat_segment<classIndex = 0, param = @"0.weight", outer = 1, chunk = 2, inner = 3, size = 9, state = [0], value = 0>] {
    ^bb0(%e: f32, %row: index, %valid: index):
      fsdp.yield %e : f32
    }
    // CHECK: fsdp.pack @group0 stats(%{{.*}} : memref<1xf32>) into %{{.*}} : memref<16xi8> segments
    fsdp.pack @group0 stats(%values : memref<1xf32>) into %slot : memref<16xi8> segments [#fsdp.segment<classIndex = 0, param = @"0.weight", outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0], full = [], stats = [0]>] {
    ^bb0(%e: f32, %row: index, %valid: index, %amax: f32):
      %t = arith.truncf %e : f32 to bf16
      fsdp.yield %t : bf16
    }
    return
  }
  // Hooks that are ops of the step.
  // CHECK-LABEL: func.func @separate
  func.func @separate(%src: !fsdp.sources, %dest: memref<i64>) {
    // CHECK: %[[SHARD:.*]] = fsdp.shard_index : tensor<i64>
    %shard = fsdp.shard_index : tensor<i64>
    // CHECK: fsdp.shard_index into %{{.*}} : memref<i64>
    fsdp.shard_index into %dest : memref<i64>
    // CHECK: fsdp.shard_index @experts : tensor<i64>
    %own = fsdp.shard_index @experts : tensor<i64>
    // CHECK: %[[CHUNK:.*]] = fsdp.chunk @"0.weight" inner(0) : tensor<1x2x3xf32>
    %chunk = fsdp.chunk @"0.weight" inner(0) : tensor<1x2x3xf32>
    // CHECK: fsdp.pack @group0 wires(%[[CHUNK]], %[[SHARD]] : tensor<1x2x3xf32>, tensor<i64>) places [0, 64] segments [] : tensor<192xi8>
    %slot = fsdp.pack @group0 wires(%chunk, %shard : tensor<1x2x3xf32>, tensor<i64>) places [0, 64] segments [] : tensor<192xi8>
    // CHECK: fsdp.unpack @group0 phase(forward) %{{.*}} segments [#fsdp.segment<{{.*}}state = [], wire = [0], full = [0]>] : tensor<8x16xf32>
    %sent = fsdp.unpack @group0 phase(forward) %src segments [#fsdp.segment<classIndex = 0, param = @"0.weight", outer = 1, chunk = 16, inner = 1, size = 128, state = [], wire = [0], full = [0]>] : tensor<8x16xf32> {
    ^bb0(%e: i32, %row: index, %valid: index):
      fsdp.yield %e : i32
    }
    return
  }
  // CHECK-LABEL: func.func @exchanges
  func.func @exchanges(%x: tensor<4xf32>, %source: memref<4xi32>, %dest: memref<4xi32>) -> tensor<4xf32> {
    // CHECK: fsdp.exchange sum ranks [1, 2] %{{.*}} : tensor<4xf32> -> tensor<4xf32>
    %y = fsdp.exchange sum ranks [1, 2] %x : tensor<4xf32> -> tensor<4xf32>
    // CHECK: fsdp.exchange max ranks [1, 2] %{{.*}} into %{{.*}} : memref<4xi32> : memref<4xi32>
    fsdp.exchange max ranks [1, 2] %source into %dest : memref<4xi32> : memref<4xi32>
    // CHECK: %[[ALL:.*]] = fsdp.exchange all_gather ranks [2, 4] %{{.*}} : tensor<4xf32> -> tensor<4x4xf32>
    %all = fsdp.exchange all_gather ranks [2, 4] %x : tensor<4xf32> -> tensor<4x4xf32>
    // CHECK: fsdp.exchange all_to_all ranks [2, 4] %[[ALL]] : tensor<4x4xf32> -> tensor<4x4xf32>
    %mine = fsdp.exchange all_to_all ranks [2, 4] %all : tensor<4x4xf32> -> tensor<4x4xf32>
    // CHECK: fsdp.shard_index ranks [2, 4] : tensor<i64>
    %place = fsdp.shard_index ranks [2, 4] : tensor<i64>
    return %y : tensor<4xf32>
  }

  // CHECK-LABEL: func.func @unscale
  func.func @unscale(%dest: memref<f32>) {
    // CHECK: %[[S:.*]] = fsdp.read_scalar "loss_scale" initial(1.280000e+02) : tensor<f32>
    %scale = fsdp.read_scalar "loss_scale" initial(128.0) : tensor<f32>
    // CHECK: fsdp.divide_grad @group0 by(%[[S]] : tensor<f32>)
    fsdp.divide_grad @group0 by(%scale : tensor<f32>)
    // CHECK: fsdp.read_scalar "loss_scale" initial(1.280000e+02) into %{{.*}} : memref<f32>
    fsdp.read_scalar "loss_scale" initial(128.0) into %dest : memref<f32>
    // CHECK: fsdp.divide_grad @group0 by(%{{.*}} : memref<f32>)
    fsdp.divide_grad @group0 by(%dest : memref<f32>)
    // CHECK: fsdp.grad_norm [@group0] ord({{.*}}) into %{{.*}} : memref<f32> {label = "overflow"}
    fsdp.grad_norm [@group0] ord(0x7FF0000000000000) into %dest : memref<f32> {label = "overflow"}
    return
  }
  // CHECK-LABEL: func.func @blocks
  func.func @blocks() {
    // CHECK: fsdp.pack @group0 segments [#fsdp.segment<{{.*}}wire = [0, 16], full = [], block = 4, blockWires = [1]>] : tensor<80xi8>
    %slot = fsdp.pack @group0 segments [#fsdp.segment<classIndex = 0, param = @"0.weight", outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0, 16], full = [], block = 4, blockWires = [1]>] : tensor<80xi8> {
    ^bb0(%e: f32, %row: index, %valid: index):
      // CHECK: %[[M:.*]] = fsdp.block_reduce {{ ?}}max %{{.*}} initial(0.000000e+00) : f32
      %m = fsdp.block_reduce max %e initial(0.0) : f32
      // CHECK: fsdp.block_reduce {{ ?}}min %{{.*}} initial(1.000000e+00) padding(%[[M]]) : f32
      %l = fsdp.block_reduce min %e initial(1.0) padding(%m) : f32
      // CHECK: fsdp.block_reduce {{ ?}}sum %{{.*}} initial(0.000000e+00) : f32
      %s = fsdp.block_reduce sum %l initial(0.0) : f32
      %q = arith.divf %e, %s : f32
      %t = arith.fptosi %q : f32 to i8
      fsdp.yield %t, %s : i8, f32
    }
    %tok = fsdp.collective_start gather @group0 axis(shard) inputs(%slot : tensor<80xi8>)
    %src = fsdp.wait %tok : !fsdp.sources
    // CHECK: fsdp.unpack @group0 phase(forward) %{{.*}} segments [#fsdp.segment<{{.*}}full = [0], block = 4, blockWires = [1]>]
    %w = fsdp.unpack @group0 phase(forward) %src segments [#fsdp.segment<classIndex = 0, param = @"0.weight", outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0, 16], full = [0], block = 4, blockWires = [1]>] : tensor<9x3xf32> {
    ^bb0(%e: i8, %s: f32, %row: index, %valid: index):
      %t = arith.sitofp %e : i8 to f32
      %x = arith.mulf %t, %s : f32
      fsdp.yield %x : f32
    }
    return
  }
  // CHECK: fsdp.extension @reduced signature(1) pre
  fsdp.extension @reduced signature(1) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    %c0 = arith.constant 0 : index
    %first = tensor.extract %x[%c0, %c0, %c0] : tensor<?x?x?xf32>
    // CHECK: fsdp.all_reduce max %{{.*}} : f32
    %most = fsdp.all_reduce max %first : f32
    fsdp.yield %x, %most : tensor<?x?x?xf32>, f32 {wires = 1 : i64}
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index, %m: f32):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}

// What every rank keeps of parameters whose extension has state.
module {
  // CHECK: fsdp.group @g {copies_bytes = 64 : i64}
  fsdp.group @g {copies_bytes = 64 : i64}
  // CHECK: fsdp.group @g.renewed {of = @g}
  fsdp.group @g.renewed {of = @g}
  // CHECK: fsdp.param @w {{.*}}copies = array<i64: 0>
  fsdp.param @w {types = [tensor<5x3xf32>], compute = [tensor<5x3xbf16>], group = @g, copies = array<i64: 0>,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 5, inner = 3, offset = 0>]}
  func.func @kept() {
    // CHECK: %[[W:.*]] = fsdp.unsharded @w inner(0) : tensor<6x3xbf16>
    %0 = fsdp.unsharded @w inner(0) : tensor<6x3xbf16>
    // CHECK: fsdp.renew @w(%[[W]] : tensor<6x3xbf16>)
    fsdp.renew @w(%0 : tensor<6x3xbf16>)
    // CHECK: fsdp.copies @g : memref<64xi8>
    %1 = fsdp.copies @g : memref<64xi8>
    return
  }
  // CHECK: fsdp.extension @kept_atomic of @kept atomic(64) state
  fsdp.extension @kept_atomic of @kept atomic(64) state
}
