// RUN: fsdp-opt %s --fsdp-import-step | FileCheck %s
// RUN: fsdp-opt %s --fsdp-import-step='reduce-dtype=bf16' | FileCheck %s --check-prefix=BF16
// RUN: fsdp-opt %s --fsdp-import-step='reduce-dtype=f32' | FileCheck %s
// RUN: not fsdp-opt %s --fsdp-import-step='reduce-dtype=f16' 2>&1 | FileCheck %s --check-prefix=ERROR

// Stored and optimized in f32, computed with in other types. Gradients travel as
// the step computes them, or no wider than asked for: one of 16 bits stays as it is.

// ERROR: error: reduce-dtype = 'f16', expected f32 or bf16

// CHECK: fsdp.param @w {compute = [tensor<4x3xbf16>], {{.*}}types = [tensor<4x3xf32>]}
// CHECK: fsdp.param @h {compute = [tensor<3xf16>], {{.*}}types = [tensor<3xf32>]}
// CHECK: fsdp.param @b {compute = [tensor<3xf32>], {{.*}}types = [tensor<3xf32>]}
// CHECK-LABEL: func.func @step
// CHECK-SAME: -> (tensor<bf16> {fsdp.loss})
// CHECK: %[[P:.*]]:3 = fsdp.gather @root phase(whole) [@w, @h, @b] : tensor<4x3xbf16>, tensor<3xf16>, tensor<3xf32>
// CHECK-NEXT: fsdp.reduce_grad @root [@w, @h, @b] inner [-1, -1, -1](%[[P]]#0, %[[P]]#1, %[[P]]#2 : tensor<4x3xbf16>, tensor<3xf16>, tensor<3xf32>)
// BF16: fsdp.group @root {reduce_dtype = bf16, root}
// BF16: %[[P:.*]]:3 = fsdp.gather
// BF16-NEXT: %[[B:.*]] = arith.truncf %[[P]]#2 : tensor<3xf32> to tensor<3xbf16>
// BF16-NEXT: fsdp.reduce_grad @root [@w, @h, @b] inner [-1, -1, -1](%[[P]]#0, %[[P]]#1, %[[B]] : tensor<4x3xbf16>, tensor<3xf16>, tensor<3xbf16>)
shard.grid @grid(shape = 2)
func.func @step(%w: tensor<4x3xbf16> {fsdp.param = "w", fsdp.dtype = f32},
                %h: tensor<3xf16> {fsdp.param = "h", fsdp.dtype = f32},
                %b: tensor<3xf32> {fsdp.param = "b"},
                %x: tensor<bf16> {fsdp.batch = "x"})
    -> (tensor<bf16> {fsdp.loss}, tensor<4x3xbf16> {fsdp.grad = "w"}, tensor<3xf16> {fsdp.grad = "h"},
        tensor<3xf32> {fsdp.grad = "b"}) {
  return %x, %w, %h, %b : tensor<bf16>, tensor<4x3xbf16>, tensor<3xf16>, tensor<3xf32>
}
