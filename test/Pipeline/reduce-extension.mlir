// How gradients travel: a group's default, what an argument says instead, and a rule over both; an entry that does not train
// says nothing of it. The plan: zeros in the rows beyond the tensor, a pack of slots for every shard, one collective of whole
// slots, the sum; microbatches that wait are added before the pack, and an entry that only leaves gradients packs nothing.
// RUN: fsdp-compile %s --grid 2 --optimizer sgd --print-stage import-step -o %t.plan 2>&1 | FileCheck %s --check-prefix=IMPORT
// RUN: fsdp-compile %s --grid 2 --optimizer sgd --reduce-extension 'a=mxfp8' --print-stage attach-extensions -o %t.plan 2>&1 | FileCheck %s --check-prefix=RULE
// RUN: fsdp-compile %s --grid 2 --optimizer sgd --emit ir | FileCheck %s
// RUN: fsdp-plan-check %t.plan

// IMPORT: fsdp.group @g {{.*}}reduce_extension = @int8
// IMPORT: fsdp.param @a {{.*}}reduce_extension = @int8
// IMPORT: fsdp.param @b {{.*}}reduce_extension = @bf16_cast
// RULE: fsdp.param @a {{.*}}reduce_extension = @mxfp8
// RULE: fsdp.param @b {{.*}}reduce_extension = @bf16_cast

// 3x4 over 2 ranks: a row of pads. Slots: 8 codes padded to 16, one scale padded to 16 of 4 bytes, 2 bf16 padded to 16.
// CHECK-LABEL: plan.entry @step.sync attributes
// CHECK-DAG: %[[FULL:.*]] = plan.alloc {{.*}} "transient" {{.*}}name = "g.full_grad"
// CHECK-DAG: %[[SLOTS:.*]] = plan.alloc 224 "wire" {{.*}}name = "g.grad_slots"
// CHECK: plan.fill %[[FULL]] {{.*}}at 48 bytes 16
// CHECK: plan.launch @reduce_pack_0(%[[SLOTS]], %[[FULL]] {{.*}} access [2, 1] stream 2
// CHECK: %[[SOURCES:.*]] = plan.reduce %[[SLOTS]] {{.*}}bytes 224 slot 112 segments [0, 1, 112, 224, 0] stream 2
// CHECK: plan.launch @reduce_unpack_0(%[[SOURCES]]
// CHECK-LABEL: plan.entry @step.accumulate attributes
// CHECK-NOT: reduce_pack
// CHECK-LABEL: plan.entry @step.accumulate.full
// CHECK-NOT: reduce_pack
// CHECK-LABEL: plan.entry @step.sync.full
// CHECK: plan.launch @accumulate_
// CHECK: plan.launch @reduce_pack_0
// CHECK: plan.reduce

module {
  fsdp.group @g {reduce_extension = @int8}
  func.func @step(%a: tensor<3x4xf32> {fsdp.param = "a", fsdp.group = "g"},
                  %b: tensor<3xf32> {fsdp.param = "b", fsdp.group = "g", fsdp.reduce_extension = @bf16_cast},
                  %x: tensor<3x4xf32> {fsdp.batch = "x"})
      -> (tensor<f32> {fsdp.loss}, tensor<3x4xf32> {fsdp.grad = "a"}, tensor<3xf32> {fsdp.grad = "b"}) {
    %zero = arith.constant dense<0.0> : tensor<f32>
    %product = arith.mulf %a, %x : tensor<3x4xf32>
    %loss = linalg.reduce { arith.addf } ins(%product : tensor<3x4xf32>) outs(%zero : tensor<f32>) dimensions = [0, 1]
    %double = arith.addf %x, %x : tensor<3x4xf32>
    %sum = arith.addf %b, %b : tensor<3xf32>
    return %loss, %double, %sum : tensor<f32>, tensor<3x4xf32>, tensor<3xf32>
  }
  func.func @eval(%a: tensor<3x4xf32> {fsdp.param = "a", fsdp.group = "g"},
                  %b: tensor<3xf32> {fsdp.param = "b", fsdp.group = "g"}, %x: tensor<3x4xf32> {fsdp.batch = "x"})
      -> (tensor<f32> {fsdp.loss}) attributes {fsdp.entry = "eval"} {
    %zero = arith.constant dense<0.0> : tensor<f32>
    %product = arith.mulf %a, %x : tensor<3x4xf32>
    %loss = linalg.reduce { arith.addf } ins(%product : tensor<3x4xf32>) outs(%zero : tensor<f32>) dimensions = [0, 1]
    return %loss : tensor<f32>
  }
}
