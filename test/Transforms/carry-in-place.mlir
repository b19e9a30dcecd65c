// RUN: fsdp-opt %s --fsdp-carry-in-place -split-input-file | FileCheck %s

// Two values change places: both are copied before either buffer is written.

// CHECK-LABEL: func.func @swap
// CHECK: scf.for {{.*}} iter_args(%[[A:.*]] = %{{.*}}, %[[B:.*]] = %{{.*}})
// CHECK-DAG: %[[FIRST:.*]] = bufferization.alloc_tensor() copy(%[[B]])
// CHECK-DAG: %[[SECOND:.*]] = bufferization.alloc_tensor() copy(%[[A]])
// CHECK: %[[NA:.*]] = bufferization.materialize_in_destination %[[FIRST]] in %[[A]]
// CHECK: %[[NB:.*]] = bufferization.materialize_in_destination %[[SECOND]] in %[[B]]
// CHECK: scf.yield %[[NA]], %[[NB]]
func.func @swap(%x: tensor<4xf32>, %y: tensor<4xf32>, %n: index) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %y) -> (tensor<4xf32>, tensor<4xf32>) {
    scf.yield %b, %a : tensor<4xf32>, tensor<4xf32>
  }
  return %r#0 : tensor<4xf32>
}

// -----

// Insertions are in place already; numbers are no buffers.

// CHECK-LABEL: func.func @insert
// CHECK-NOT: bufferization
func.func @insert(%x: tensor<4xf32>, %f: f32, %n: index) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %g = %f) -> (tensor<4xf32>, f32) {
    %h = arith.addf %g, %g : f32
    %b = tensor.insert %h into %a[%i] : tensor<4xf32>
    scf.yield %b, %h : tensor<4xf32>, f32
  }
  return %r#0 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @while
// CHECK: scf.while (%[[BEFORE:.*]] = %{{.*}})
// CHECK: scf.condition(%{{.*}}) %[[BEFORE]]
// CHECK: ^bb0(%[[AFTER:.*]]: tensor<4xf32>):
// CHECK: %[[SUM:.*]] = arith.addf
// CHECK: %[[COPY:.*]] = bufferization.alloc_tensor() copy(%[[SUM]])
// CHECK: %[[NEXT:.*]] = bufferization.materialize_in_destination %[[COPY]] in %[[AFTER]]
// CHECK: scf.yield %[[NEXT]]
func.func @while(%x: tensor<4xf32>, %limit: f32) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %r = scf.while (%a = %x) : (tensor<4xf32>) -> tensor<4xf32> {
    %v = tensor.extract %a[%c0] : tensor<4xf32>
    %less = arith.cmpf olt, %v, %limit : f32
    scf.condition(%less) %a : tensor<4xf32>
  } do {
  ^bb0(%a: tensor<4xf32>):
    %b = arith.addf %a, %a : tensor<4xf32>
    scf.yield %b : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @branches
// CHECK: %[[DEST:.*]] = bufferization.alloc_tensor() : tensor<4xf32>
// CHECK: scf.if
// CHECK: %[[YES:.*]] = bufferization.materialize_in_destination %{{.*}} in %[[DEST]]
// CHECK: scf.yield %[[YES]]
// CHECK: else
// CHECK: %[[NO:.*]] = bufferization.materialize_in_destination %{{.*}} in %[[DEST]]
// CHECK: scf.yield %[[NO]]
func.func @branches(%c: i1, %x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  %r = scf.if %c -> tensor<4xf32> {
    scf.yield %x : tensor<4xf32>
  } else {
    scf.yield %y : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}
