// RUN: fsdp-opt %s -fsdp-split-scatters=most-updates=40 -canonicalize -split-input-file | FileCheck %s
// RUN: not fsdp-opt %s -fsdp-split-scatters=most-updates=0 -split-input-file 2>&1 | FileCheck %s --check-prefix=ZERO
// ZERO: most-updates: 0, expected at least 1

// Rows are added where indices say: 100 updates in their order, by loops of 40, 40 and 20.

// CHECK-LABEL: func.func @rows
// CHECK-SAME: %[[ZEROS:[a-z0-9]+]]: tensor<5x3xf32>)
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C40:.*]] = arith.constant 40 : index
// CHECK-DAG: %[[C80:.*]] = arith.constant 80 : index
// CHECK-DAG: %[[C100:.*]] = arith.constant 100 : index
// CHECK: %[[A:.*]] = scf.for %{{.*}} = %[[C0]] to %[[C40]] step %{{.*}} iter_args(%{{.*}} = %[[ZEROS]])
// CHECK: %[[B:.*]] = scf.for %{{.*}} = %[[C40]] to %[[C80]] step %{{.*}} iter_args(%{{.*}} = %[[A]])
// CHECK: %[[C:.*]] = scf.for %{{.*}} = %[[C80]] to %[[C100]] step %{{.*}} iter_args(%{{.*}} = %[[B]])
// CHECK: return %[[C]]
func.func @rows(%x: tensor<100x3xf32>, %i: tensor<100xindex>, %zeros: tensor<5x3xf32>) -> tensor<5x3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c100 = arith.constant 100 : index
  %r = scf.for %k = %c0 to %c100 step %c1 iter_args(%t = %zeros) -> (tensor<5x3xf32>) {
    %at = tensor.extract %i[%k] : tensor<100xindex>
    %more = tensor.extract_slice %x[%k, 0] [1, 3] [1, 1] : tensor<100x3xf32> to tensor<3xf32>
    %old = tensor.extract_slice %t[%at, 0] [1, 3] [1, 1] : tensor<5x3xf32> to tensor<3xf32>
    %sum = linalg.add ins(%old, %more : tensor<3xf32>, tensor<3xf32>) outs(%old : tensor<3xf32>) -> tensor<3xf32>
    %s = tensor.insert_slice %sum into %t[%at, 0] [1, 3] [1, 1] : tensor<3xf32> into tensor<5x3xf32>
    scf.yield %s : tensor<5x3xf32>
  }
  return %r : tensor<5x3xf32>
}

// -----

// Few updates, and a recurrence, whose turns depend on each other, stay.

// CHECK-LABEL: func.func @stay
// CHECK-COUNT-2: scf.for
// CHECK-NOT: scf.for
// CHECK: return
func.func @stay(%x: tensor<100x3xf32>, %zeros: tensor<50x3xf32>, %state: tensor<3xf32>) -> (tensor<50x3xf32>, tensor<3xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c40 = arith.constant 40 : index
  %c100 = arith.constant 100 : index
  %r = scf.for %k = %c0 to %c40 step %c1 iter_args(%t = %zeros) -> (tensor<50x3xf32>) {
    %more = tensor.extract_slice %x[%k, 0] [1, 3] [1, 1] : tensor<100x3xf32> to tensor<3xf32>
    %s = tensor.insert_slice %more into %t[%k, 0] [1, 3] [1, 1] : tensor<3xf32> into tensor<50x3xf32>
    scf.yield %s : tensor<50x3xf32>
  }
  %h = scf.for %k = %c0 to %c100 step %c1 iter_args(%t = %state) -> (tensor<3xf32>) {
    %more = tensor.extract_slice %x[%k, 0] [1, 3] [1, 1] : tensor<100x3xf32> to tensor<3xf32>
    %sum = linalg.mul ins(%t, %more : tensor<3xf32>, tensor<3xf32>) outs(%t : tensor<3xf32>) -> tensor<3xf32>
    scf.yield %sum : tensor<3xf32>
  }
  return %r, %h : tensor<50x3xf32>, tensor<3xf32>
}
