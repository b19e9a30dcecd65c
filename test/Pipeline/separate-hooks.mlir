// Where commands of hooks with kernels of their own stand: pre right before its gather, which is issued one group ahead;
// post before the first use. Backward makes its parameters again of what forward kept, and nothing packs for a gather that
// is not issued.
// RUN: fsdp-compile %s -o %t.plan --grid 2 --extension-library %S/../Extensions/Inputs/separate_hooks.mlir --reshard-after-forward false --print-stage schedule 2>&1 \
// RUN:   | FileCheck %s
// RUN: fsdp-compile %s -o %t.plan --grid 2 --extension-library %S/../Extensions/Inputs/separate_hooks.mlir --schedule fsdp2 \
// RUN:   --reshard-after-forward true --print-stage schedule 2>&1 | FileCheck %s --check-prefix=REGATHER

// CHECK-LABEL: plan.entry @step.sync {
// CHECK: plan.launch @[[CAST:compute_[0-9]+]](
// CHECK: plan.launch @compute_{{[0-9]+}}({{.*}}label = "transpose 4x1x3", phase = "forward"
// CHECK-NEXT: plan.copy %{{.*}} to %[[SLOT0:.*]] :
// CHECK-NEXT: plan.fill %[[SLOT0]]
// CHECK-NEXT: plan.gather %[[SLOT0]] {{.*}}@g0 {{.*}}"forward"
// CHECK-NEXT: plan.launch @unpack_0(%{{.*}}, %[[SENT0:.*]] : {{.*}}group = @g0
// CHECK-NEXT: plan.release
// CHECK-NEXT: plan.launch @[[CAST]](
// CHECK-NEXT: plan.launch @compute_{{[0-9]+}}({{.*}}label = "transpose 6x1x2"
// CHECK-NEXT: plan.copy %{{.*}} to %[[SLOT1:.*]] :
// CHECK-NEXT: plan.fill %[[SLOT1]]
// CHECK-NEXT: plan.gather %[[SLOT1]] {{.*}}@g1 {{.*}}"forward"
// CHECK-NEXT: plan.launch @[[POST:compute_[0-9]+]](%[[SENT0]], {{.*}}label = "transpose 2x1x3x4", phase = "forward"
// CHECK-NEXT: plan.launch {{.*}}label = "elementwise 24"
// CHECK-NEXT: plan.gemm
// CHECK-NOT: plan.gather
// CHECK: plan.launch @[[POST]](%[[SENT0]], {{.*}}label = "transpose 2x1x3x4", phase = "backward"
// CHECK-NOT: plan.gather
// CHECK: plan.entry

// REGATHER-LABEL: plan.entry @step.sync {
// REGATHER: plan.gather {{.*}}@g0 {{.*}}"forward"
// REGATHER: plan.gather {{.*}}@g1 {{.*}}"forward"
// REGATHER: plan.launch @compute_{{[0-9]+}}({{.*}}label = "transpose 6x1x2", phase = "backward"
// REGATHER-NEXT: plan.copy
// REGATHER-NEXT: plan.fill
// REGATHER-NEXT: plan.gather {{.*}}@g1 {{.*}}"backward"
// REGATHER: plan.launch @compute_{{[0-9]+}}({{.*}}label = "transpose 4x1x3", phase = "backward"
// REGATHER-NEXT: plan.copy
// REGATHER-NEXT: plan.fill
// REGATHER-NEXT: plan.gather {{.*}}@g0 {{.*}}"backward"

func.func @step(%a: tensor<6x4xf32> {fsdp.param = "a", fsdp.group = "g0", fsdp.extension = @turned},
                %b: tensor<4x6xf32> {fsdp.param = "b", fsdp.group = "g1", fsdp.extension = @turned},
                %x: tensor<3x6xf32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<6x4xf32> {fsdp.grad = "a"}, tensor<4x6xf32> {fsdp.grad = "b"}) {
  %zero = arith.constant 0.0 : f32
  %e0 = tensor.empty() : tensor<3x4xf32>
  %z0 = linalg.fill ins(%zero : f32) outs(%e0 : tensor<3x4xf32>) -> tensor<3x4xf32>
  %h = linalg.matmul ins(%x, %a : tensor<3x6xf32>, tensor<6x4xf32>) outs(%z0 : tensor<3x4xf32>) -> tensor<3x4xf32>
  %e1 = tensor.empty() : tensor<3x6xf32>
  %z1 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<3x6xf32>) -> tensor<3x6xf32>
  %y = linalg.matmul ins(%h, %b : tensor<3x4xf32>, tensor<4x6xf32>) outs(%z1 : tensor<3x6xf32>) -> tensor<3x6xf32>
  %none = arith.constant dense<0.0> : tensor<f32>
  %loss = linalg.reduce { arith.addf } ins(%y : tensor<3x6xf32>) outs(%none : tensor<f32>) dimensions = [0, 1]
  return %loss, %a, %b : tensor<f32>, tensor<6x4xf32>, tensor<4x6xf32>
}
