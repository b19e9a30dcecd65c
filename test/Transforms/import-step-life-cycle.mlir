// How gradients are divided, what is not sharded, and over how many ranks a group is resharded.
// RUN: fsdp-opt %s -split-input-file --fsdp-import-step='optimizer=sgd(lr=0.1) clip-grad-norm=1.0' | FileCheck %s
// RUN: fsdp-opt %s -split-input-file --fsdp-import-step='grid=2x4 reshard-after-forward=2' | FileCheck %s --check-prefix=PART
// RUN: fsdp-opt %s -split-input-file --fsdp-import-step='grid=4 reshard-after-forward=4' | FileCheck %s --check-prefix=WHOLE
// RUN: fsdp-opt %s -split-input-file --fsdp-import-step='grid=4 reshard-after-forward=1' | FileCheck %s --check-prefix=KEPT

// An ignored parameter stays an argument; its group is the last and is not gathered.
// CHECK: fsdp.group @root {root}
// CHECK-NEXT: fsdp.group @ignored {replicated}
// CHECK: fsdp.param @w {{.*}}group = @root
// CHECK: fsdp.param @b {{.*}}group = @ignored, {{.*}}trained
// CHECK: func.func @step(%[[B:.*]]: tensor<4xf32> {fsdp.ignored, fsdp.param = "b"}, %{{.*}}: tensor<4xf32> {fsdp.batch = "x"})
// CHECK: fsdp.gather @root phase(whole) [@w]
// CHECK-NOT: fsdp.gather
// CHECK: arith.mulf %{{.*}}, %[[B]]
// CHECK: fsdp.reduce_grad @root [@w]
// CHECK: fsdp.reduce_grad @ignored [@b] inner [-1]
// CHECK: fsdp.grad_norm [@root, @ignored] ord(2.000000e+00)
// CHECK: fsdp.update @root [@w]
// CHECK: fsdp.update @ignored [@b]
// PART: fsdp.group @root {reshard = "2", root}
// PART: fsdp.group @ignored {replicated}
// WHOLE: fsdp.group @root {reshard = "true", root}
// KEPT: fsdp.group @root {reshard = "false", root}
shard.grid @grid(shape = 2)
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}, %b: tensor<4xf32> {fsdp.param = "b", fsdp.ignored},
                %x: tensor<4xf32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.grad = "w"}, tensor<4xf32> {fsdp.grad = "b"}) {
  %0 = arith.mulf %x, %b : tensor<4xf32>
  %1 = arith.mulf %0, %w : tensor<4xf32>
  %c = arith.constant 0 : index
  %e = tensor.extract %1[%c] : tensor<4xf32>
  %l = tensor.from_elements %e : tensor<f32>
  return %l, %0, %1 : tensor<f32>, tensor<4xf32>, tensor<4xf32>
}

// -----

// An ignored parameter is an argument of the type that it is stored in, and read rounded to the step's; its gradient is added in
// f32, whatever it is computed in.
// CHECK: fsdp.param @b {compute = [tensor<4xbf16>], {{.*}}types = [tensor<4xf32>]}
// CHECK: fsdp.param @h {compute = [tensor<4xbf16>], {{.*}}types = [tensor<4xf16>]}
// CHECK: func.func @step(%[[B:.*]]: tensor<4xf32> {fsdp.ignored, fsdp.param = "b"}, %[[H:.*]]: tensor<4xf16> {fsdp.ignored, fsdp.param = "h"},
// CHECK: %[[B16:.*]] = arith.truncf %[[B]] : tensor<4xf32> to tensor<4xbf16>
// CHECK: %[[WIDE:.*]] = arith.extf %[[H]] : tensor<4xf16> to tensor<4xf32>
// CHECK: %[[H16:.*]] = arith.truncf %[[WIDE]] : tensor<4xf32> to tensor<4xbf16>
// CHECK: %[[GRAD:.*]] = arith.mulf %[[B16]], %[[H16]]
// CHECK: %[[SENT:.*]] = arith.extf %[[GRAD]] : tensor<4xbf16> to tensor<4xf32>
// CHECK: fsdp.reduce_grad @ignored [@b, @h] inner [-1, -1](%[[SENT]], %{{.*}} : tensor<4xf32>, tensor<4xf32>)
shard.grid @grid(shape = 2)
func.func @step(%b: tensor<4xbf16> {fsdp.param = "b", fsdp.ignored, fsdp.dtype = f32},
                %h: tensor<4xbf16> {fsdp.param = "h", fsdp.ignored, fsdp.dtype = f16}, %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<4xbf16> {fsdp.grad = "b"}, tensor<4xbf16> {fsdp.grad = "h"}) {
  %0 = arith.mulf %b, %h : tensor<4xbf16>
  return %x, %0, %0 : tensor<f32>, tensor<4xbf16>, tensor<4xbf16>
}

// -----

// A step that counts sums its gradients and divides them once by the total.
// CHECK: fsdp.group @root {divide = 1.000000e+00 : f64, root}
// CHECK: func.func @step({{.*}}) -> (tensor<f32> {fsdp.loss}, tensor<i64> {fsdp.count})
// CHECK: %[[TOTAL:.*]] = fsdp.total_count %[[COUNT:.*]] : tensor<i64> -> tensor<i64>
// CHECK: fsdp.reduce_grad @root [@w]
// CHECK-NEXT: fsdp.divide_grad @root by(%[[TOTAL]] : tensor<i64>)
// CHECK: return %{{.*}}, %[[COUNT]]
shard.grid @grid(shape = 2)
func.func @step(%w: tensor<4x2xf32> {fsdp.param = "w", fsdp.dim = 1}, %x: tensor<f32> {fsdp.batch = "x"},
                %n: tensor<i64> {fsdp.batch = "n"})
    -> (tensor<f32> {fsdp.loss}, tensor<i64> {fsdp.count}, tensor<4x2xf32> {fsdp.grad = "w"}) {
  return %x, %n, %w : tensor<f32>, tensor<i64>, tensor<4x2xf32>
}
