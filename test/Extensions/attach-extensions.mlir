// Attributes and rules, templates from the module, a library and the built-ins.
// RUN: fsdp-opt %s -pass-pipeline='builtin.module(fsdp-attach-extensions)' | FileCheck %s --check-prefixes=CHECK,ATTR
// RUN: fsdp-opt %s -pass-pipeline='builtin.module(fsdp-attach-extensions{extension=.*weight=halve,1\..*=,0.bias=@bf16_cast,two=identity extension-library=%S/Inputs/library.mlir})' \
// RUN:   | FileCheck %s --check-prefixes=CHECK,RULE
// A second run finds everything in place.
// RUN: fsdp-opt %s -fsdp-attach-extensions -fsdp-attach-extensions | FileCheck %s --check-prefixes=CHECK,ATTR

// CHECK: fsdp.group @g
// ATTR: fsdp.param @"0.weight" {{.*}} extension = @bf16_cast,
// ATTR: fsdp.param @"0.bias" {compute = [tensor<9xf32>], group = @g,
// ATTR: fsdp.param @"1.weight" {{.*}} extension = @mine,
// ATTR: fsdp.param @"1.bias" {{.*}} extension = @bf16_pad,
// ATTR: fsdp.param @two {{.*}} extension = @two_tensor,
// ATTR: fsdp.param @one {{.*}} extension = @identity,
// A bf16 parameter with the built-in identity has no hook.
// ATTR: fsdp.param @ints {compute = [tensor<9xbf16>], group = @g,

// RULE: fsdp.param @"0.weight" {{.*}} extension = @halve,
// RULE: fsdp.param @"0.bias" {{.*}} extension = @bf16_cast,
// The later rule detached both.
// RULE: fsdp.param @"1.weight" {compute = [tensor<9x3xf32>], group = @g,
// RULE: fsdp.param @"1.bias" {compute = [tensor<9xf32>], group = @g,
// RULE: fsdp.param @two {compute = {{.*}}, group = @g, inner
// RULE: fsdp.param @one {{.*}} extension = @identity,

// CHECK: fsdp.extension @mine signature(1)
// ATTR-DAG: fsdp.extension @bf16_cast signature(1)
// ATTR-DAG: fsdp.extension @bf16_pad signature(2)
// ATTR-DAG: fsdp.extension @two_tensor signature(1)
// RULE-DAG: fsdp.extension @halve signature(1)
// RULE-DAG: fsdp.extension @bf16_cast signature(1)
// RULE-NOT: fsdp.extension @bf16_pad
// CHECK-DAG: fsdp.extension @identity signature(1)
// CHECK: func.func @step
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 8>} {
  fsdp.group @g {root}
  fsdp.param @"0.weight" {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g, extension = @bf16_cast}
  fsdp.param @"0.bias" {types = [tensor<9xf32>], compute = [tensor<9xf32>], group = @g}
  fsdp.param @"1.weight" {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g, extension = @mine}
  fsdp.param @"1.bias" {types = [tensor<9xf32>], compute = [tensor<9xf32>], group = @g, extension = @bf16_pad}
  fsdp.param @two {types = [tensor<9xf32>, tensor<9xf32>], compute = [tensor<9xf32>, tensor<9xf32>], inner = ["a", "b"], group = @g, extension = @two_tensor}
  fsdp.param @one {types = [tensor<9xf32>], compute = [tensor<9xf32>], group = @g, extension = @identity}
  fsdp.param @ints {types = [tensor<9xbf16>], compute = [tensor<9xbf16>], group = @g, extension = @identity}
  fsdp.extension @mine signature(1) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    fsdp.yield %x : tensor<?x?x?xf32>
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
  func.func @step() {
    return
  }
}
