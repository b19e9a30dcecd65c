// RUN: fsdp-opt %s --fsdp-import-step='optimizer=adam ema=0.9' --fsdp-assign-groups-and-layouts --mlir-print-local-scope | FileCheck %s

// Two types in one group: offsets count elements of the own type, each chunk at a multiple of 16 of them (b from byte 64 on),
// the state counts bytes. Each type has its update; moments are as the parameter, gradients and averages f32.
// CHECK: fsdp.group @g {{{.*}}state_bytes = 160 : i64}
// CHECK: fsdp.param @a {compute = [tensor<8xf32>], {{.*}}offset = 0>], {{.*}}types = [tensor<8xbf16>]}
// CHECK: fsdp.param @b {{.*}}offset = 16>], {{.*}}types = [tensor<8xf32>]}
// CHECK: fsdp.param @c {{.*}}offset = 64>], {{.*}}types = [tensor<8xbf16>]}

// First values are rounded as they are made.
// CHECK: fsdp.initialize @g [@a, @c]
// CHECK: %[[ROUNDED:.*]] = arith.truncf %{{.*}} : f32 to bf16
// CHECK-NEXT: fsdp.yield %[[ROUNDED]] : bf16

// CHECK: fsdp.update @g [@a, @c] states ["exp_avg", "exp_avg_sq", "ema"]
// CHECK-SAME: segments = [#fsdp.update_segment<state = 0, grad = 0, moment = 0, count = 16>, #fsdp.update_segment<state = 64, grad = 32, moment = 16, count = 16>]
// CHECK-NEXT: ^bb0(%[[P:.*]]: bf16, %{{.*}}: f32, %[[M:.*]]: bf16, %{{.*}}: bf16, %{{.*}}: f32,
// CHECK-DAG: arith.extf %[[P]] : bf16 to f32
// CHECK-DAG: arith.extf %[[M]] : bf16 to f32
// CHECK: fsdp.yield %{{.*}} : bf16, bf16, bf16, f32
// CHECK: fsdp.update @g [@b]
// CHECK-SAME: segments = [#fsdp.update_segment<state = 16, grad = 16, moment = 0, count = 16>]
// CHECK-NEXT: ^bb0(%{{.*}}: f32, %{{.*}}: f32, %{{.*}}: f32, %{{.*}}: f32, %{{.*}}: f32,
module {
  shard.grid @grid(shape = 2)
  func.func @step(%a: tensor<8xf32> {fsdp.param = "a", fsdp.group = "g", fsdp.dtype = bf16},
                  %b: tensor<8xf32> {fsdp.param = "b", fsdp.group = "g"},
                  %c: tensor<8xbf16> {fsdp.param = "c", fsdp.group = "g"},
                  %x: tensor<f32> {fsdp.batch = "x"})
      -> (tensor<f32> {fsdp.loss}, tensor<8xf32> {fsdp.grad = "a"}, tensor<8xf32> {fsdp.grad = "b"},
          tensor<8xbf16> {fsdp.grad = "c"}) {
    return %x, %a, %b, %c : tensor<f32>, tensor<8xf32>, tensor<8xf32>, tensor<8xbf16>
  }
}
