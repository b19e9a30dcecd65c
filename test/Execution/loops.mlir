// RUN: %S/Inputs/execute.sh %s %t 1e-6 fsdp-bufferize,fsdp-outline-compute | FileCheck %s
// RUN: %S/Inputs/execute.sh %s %t 1e-6 fsdp-form-kernels,fsdp-bufferize,fsdp-outline-compute | FileCheck %s
// CHECK: 7 results agree

// What loops carry and branches yield: a recurrence with its history, values
// that change places, a loop of unknown length, conditionals.

func.func @recurrence(%x: tensor<4x6xf32>) -> (tensor<4x6xf32>, tensor<4xf32>) attributes {test.inputs = 1 : i64} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  %history = tensor.empty() : tensor<4x6xf32>
  %start = arith.constant dense<0.5> : tensor<4xf32>
  %r:2 = scf.for %j = %c0 to %c6 step %c1 iter_args(%all = %history, %h = %start) -> (tensor<4x6xf32>, tensor<4xf32>) {
    %v = tensor.extract_slice %x[0, %j] [4, 1] [1, 1] : tensor<4x6xf32> to tensor<4xf32>
    %sum = arith.addf %v, %h : tensor<4xf32>
    %next = math.tanh %sum : tensor<4xf32>
    %more = tensor.insert_slice %next into %all[0, %j] [4, 1] [1, 1] : tensor<4xf32> into tensor<4x6xf32>
    scf.yield %more, %next : tensor<4x6xf32>, tensor<4xf32>
  }
  return %r#0, %r#1 : tensor<4x6xf32>, tensor<4xf32>
}

func.func @swap(%x: tensor<5xf32>, %y: tensor<5xf32>) -> (tensor<5xf32>, tensor<5xf32>) attributes {test.inputs = 2 : i64} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %r:2 = scf.for %j = %c0 to %c3 step %c1 iter_args(%a = %x, %b = %y) -> (tensor<5xf32>, tensor<5xf32>) {
    scf.yield %b, %a : tensor<5xf32>, tensor<5xf32>
  }
  return %r#0, %r#1 : tensor<5xf32>, tensor<5xf32>
}

func.func @until(%x: tensor<4xf32>) -> tensor<4xf32> attributes {test.inputs = 1 : i64} {
  %c0 = arith.constant 0 : index
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %limit = arith.constant 50.0 : f32
  %positive = math.absf %x : tensor<4xf32>
  %start = arith.addf %positive, %one : tensor<4xf32>
  %r = scf.while (%a = %start) : (tensor<4xf32>) -> tensor<4xf32> {
    %v = tensor.extract %a[%c0] : tensor<4xf32>
    %less = arith.cmpf olt, %v, %limit : f32
    scf.condition(%less) %a : tensor<4xf32>
  } do {
  ^bb0(%a: tensor<4xf32>):
    %twice = arith.addf %a, %a : tensor<4xf32>
    scf.yield %twice : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}

func.func @branches(%x: tensor<4xf32>, %y: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) attributes {test.inputs = 2 : i64} {
  %c0 = arith.constant 0 : index
  %v = tensor.extract %x[%c0] : tensor<4xf32>
  %w = tensor.extract %y[%c0] : tensor<4xf32>
  %less = arith.cmpf olt, %v, %w : f32
  %r = scf.if %less -> tensor<4xf32> {
    %sum = arith.addf %x, %y : tensor<4xf32>
    scf.yield %sum : tensor<4xf32>
  } else {
    scf.yield %y : tensor<4xf32>
  }
  %key = arith.index_castui %less : i1 to index
  %s = scf.index_switch %key -> tensor<4xf32>
  case 1 {
    scf.yield %x : tensor<4xf32>
  }
  default {
    scf.yield %r : tensor<4xf32>
  }
  return %r, %s : tensor<4xf32>, tensor<4xf32>
}
