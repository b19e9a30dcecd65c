// RUN: fsdp-opt %s | fsdp-opt | FileCheck %s

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 8>} {
  // CHECK: fsdp.group @group0
  fsdp.group @group0 {reshard = "true"}
  // CHECK: fsdp.param @"0.weight"
  fsdp.param @"0.weight" {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>],
    group = @group0, extension = @bf16_cast, trained,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
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
}
