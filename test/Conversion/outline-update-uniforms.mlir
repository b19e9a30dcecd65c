// What updates compute of a step's scalars alone: on a GPU once, by one thread, for all groups that compute the same.
// RUN: fsdp-opt %s -fsdp-outline-hook-kernels=target=cuda -canonicalize -cse | FileCheck %s
// RUN: fsdp-opt %s -fsdp-outline-hook-kernels -canonicalize -cse | FileCheck %s --check-prefix=CPU --implicit-check-not=update_uniforms

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @a {state_bytes = 16384 : i64, slot_bytes = 16384 : i64}
  fsdp.group @b {state_bytes = 16384 : i64, slot_bytes = 16384 : i64}
  fsdp.group @c {state_bytes = 16384 : i64, slot_bytes = 16384 : i64}
  fsdp.param @w {types = [tensor<128x64xf32>], compute = [tensor<128x64xf32>], group = @a, trained,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 128, inner = 64, offset = 0>]}
  fsdp.param @v {types = [tensor<128x64xf32>], compute = [tensor<128x64xf32>], group = @b, trained,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 128, inner = 64, offset = 0>]}
  fsdp.param @u {types = [tensor<128x64xf32>], compute = [tensor<128x64xf32>], group = @c, trained,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 128, inner = 64, offset = 0>]}

  func.func @step_a(%s: !fsdp.sources) {
    fsdp.reduce_unpack @a %s scale(0.5)
      grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 64, inner = 64, size = 128, full = 0, slot = 0, shard = 0>]
    return
  }
  func.func @step_b(%s: !fsdp.sources) {
    fsdp.reduce_unpack @b %s scale(0.5)
      grads [#fsdp.grad_segment<param = @v, innerIndex = -1, outer = 1, chunk = 64, inner = 64, size = 128, full = 0, slot = 0, shard = 0>]
    return
  }
  func.func @step_c(%s: !fsdp.sources) {
    fsdp.reduce_unpack @c %s scale(0.5)
      grads [#fsdp.grad_segment<param = @u, innerIndex = -1, outer = 1, chunk = 64, inner = 64, size = 128, full = 0, slot = 0, shard = 0>]
    return
  }

  // CHECK-LABEL: func.func @optimizer
  // CHECK: %[[ONCE:.*]] = plan.alloc 64 "transient" {name = "update.uniforms"}
  // CHECK: plan.launch @update_uniforms_0({{.*}}, %[[ONCE]] :
  // CHECK: plan.launch @update_0({{.*}}, %[[ONCE]]{{.*}} :
  // CHECK-NOT: update_uniforms
  // CHECK: plan.launch @update_0({{.*}}, %[[ONCE]]{{.*}} :
  // No powers, no launch: the kernel reads the scalar itself.
  // CHECK-NOT: update_uniforms
  // CHECK: plan.launch @update_1(

  // CHECK-LABEL: func.func private @update_0
  // CHECK-NOT: f64
  // CHECK: memref.load {{.*}} : memref<4xf32>
  // CHECK-LABEL: func.func private @update_uniforms_0
  // CHECK-SAME: known_block_size = array<i32: 1, 1, 1>, known_grid_size = array<i32: 1, 1, 1>
  // CHECK: math.powf
  // CHECK: memref.store %{{.*}} : memref<4xf32>
  // A bit is a byte in memory.
  // CHECK: arith.extui %{{.*}} : i1 to i8
  // CHECK-LABEL: func.func private @update_1

  // CPU-LABEL: func.func private @update_0
  // CPU: math.powf
  // CPU: scf.for
  func.func @optimizer() attributes {fsdp.entry = "optimizer"} {
    %lr = fsdp.scalar "lr" initial(0.1) : f64
    %beta = fsdp.scalar "beta1" initial(0.9) : f64
    %step = fsdp.scalar "step" initial(1.0) : f64
    fsdp.update @a [@w] states [] uniforms(%lr, %beta, %step : f64, f64, f64)
        attributes {segments = [#fsdp.update_segment<state = 0, grad = 0, moment = 0, count = 4096>]} {
    ^bb0(%p: f32, %g: f32, %l: f64, %m: f64, %s: f64):
      %half = arith.constant 0.5 : f32
      %power = math.powf %m, %s : f64
      %rate = arith.mulf %power, %l : f64
      %narrow = arith.truncf %rate : f64 to f32
      %small = arith.cmpf olt, %narrow, %half : f32
      %scaled = arith.mulf %g, %narrow : f32
      %chosen = arith.select %small, %scaled, %g : f32
      %q = arith.subf %p, %chosen : f32
      fsdp.yield %q : f32
    }
    fsdp.update @b [@v] states [] uniforms(%lr, %beta, %step : f64, f64, f64)
        attributes {segments = [#fsdp.update_segment<state = 0, grad = 0, moment = 0, count = 4096>]} {
    ^bb0(%p: f32, %g: f32, %l: f64, %m: f64, %s: f64):
      %half = arith.constant 0.5 : f32
      %power = math.powf %m, %s : f64
      %rate = arith.mulf %power, %l : f64
      %narrow = arith.truncf %rate : f64 to f32
      %small = arith.cmpf olt, %narrow, %half : f32
      %scaled = arith.mulf %g, %narrow : f32
      %chosen = arith.select %small, %scaled, %g : f32
      %q = arith.subf %p, %chosen : f32
      fsdp.yield %q : f32
    }
    fsdp.update @c [@u] states [] uniforms(%lr : f64)
        attributes {segments = [#fsdp.update_segment<state = 0, grad = 0, moment = 0, count = 4096>]} {
    ^bb0(%p: f32, %g: f32, %l: f64):
      %narrow = arith.truncf %l : f64 to f32
      %scaled = arith.mulf %g, %narrow : f32
      %q = arith.subf %p, %scaled : f32
      fsdp.yield %q : f32
    }
    return
  }
}
