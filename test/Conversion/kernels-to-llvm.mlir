// RUN: fsdp-opt %s -fsdp-kernels-to-llvm | FileCheck %s

// CHECK: module attributes {{.*}}plan.assertions = {{\[\[}}"index out of range", "kernels-to-llvm.mlir:{{[0-9]+}}:{{[0-9]+}}"]]

#id = affine_map<(d0) -> (d0)>

// CHECK: llvm.func internal @pack_0.body(%{{.*}}: !llvm.ptr {llvm.noalias}, %{{.*}}: !llvm.ptr {llvm.noalias}) attributes {no_inline, no_unwind
// CHECK-NOT: fptrunc
// CHECK: llvm.func @pack_0(%[[ARGS:.*]]: !llvm.ptr {llvm.readonly}) attributes {no_unwind}
// CHECK: %[[P1:.*]] = llvm.getelementptr %[[ARGS]][1]
// CHECK: %[[A1:.*]] = llvm.load %[[P1]]
// CHECK: llvm.call @pack_0.body(%{{.*}}, %[[A1]])
func.func private @pack_0(%x: memref<6xf32> {llvm.noalias}, %y: memref<6xbf16> {llvm.noalias})
    attributes {plan.kernel} {
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : memref<6xf32>) outs(%y : memref<6xbf16>) {
  ^bb0(%a: f32, %o: bf16):
    %t = arith.truncf %a : f32 to bf16
    linalg.yield %t : bf16
  }
  return
}

// CHECK: llvm.func internal @checked_0.body(%{{.*}}: !llvm.ptr {llvm.noalias}, %{{.*}}: !llvm.ptr, %[[H:.*]]: !llvm.ptr)
// CHECK: %[[FAIL:.*]] = llvm.load %[[H]]
// CHECK: llvm.call %[[FAIL]](%{{.*}}, %{{.*}}) : !llvm.ptr, (!llvm.ptr, i64) -> ()
// CHECK: llvm.func @checked_0({{.*}}) attributes {no_unwind, plan.may_assert}
func.func private @checked_0(%i: memref<4xi64> {llvm.noalias}, %y: memref<4xf32>)
    attributes {plan.kernel} {
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%i : memref<4xi64>) outs(%y : memref<4xf32>) {
  ^bb0(%a: i64, %o: f32):
    %limit = arith.constant 10 : i64
    %ok = arith.cmpi slt, %a, %limit : i64
    cf.assert %ok, "index out of range"
    %f = arith.sitofp %a : i64 to f32
    %e = math.exp %f : f32
    linalg.yield %e : f32
  }
  return
}

// Strided copies are loops, scratch is on the stack above all loops.
// CHECK: llvm.func internal @copy_0.body
// CHECK: llvm.alloca
// CHECK: llvm.br
// CHECK-NOT: memrefCopy
// CHECK-NOT: malloc
func.func private @copy_0(%x: memref<4x8xf32> {llvm.noalias}, %y: memref<4x4xf32> {llvm.noalias})
    attributes {plan.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %s = memref.alloc() : memref<4xf32>
    %row = memref.subview %x[%i, 2] [1, 4] [1, 1] : memref<4x8xf32> to memref<4xf32, strided<[1], offset: ?>>
    memref.copy %row, %s : memref<4xf32, strided<[1], offset: ?>> to memref<4xf32>
    %out = memref.subview %y[%i, 0] [1, 4] [1, 1] : memref<4x4xf32> to memref<4xf32, strided<[1], offset: ?>>
    memref.copy %s, %out : memref<4xf32> to memref<4xf32, strided<[1], offset: ?>>
  }
  return
}

// Bools in memory are bytes, which LLVM vectorises.
// CHECK: llvm.func internal @bools_0.body
// CHECK: %[[BYTE:.*]] = llvm.load %{{.*}} {alignment = 1 : i64} : !llvm.ptr -> i8
// CHECK: llvm.trunc %[[BYTE]] : i8 to i1
// CHECK: %[[OUT:.*]] = llvm.zext %{{.*}} : i1 to i8
// CHECK: llvm.store %[[OUT]], %{{.*}} {alignment = 1 : i64} : i8, !llvm.ptr
func.func private @bools_0(%x: memref<4xi1> {llvm.noalias}, %y: memref<4xi1> {llvm.noalias})
    attributes {plan.kernel} {
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : memref<4xi1>) outs(%y : memref<4xi1>) {
  ^bb0(%a: i1, %o: i1):
    %true = arith.constant true
    %not = arith.xori %a, %true : i1
    linalg.yield %not : i1
  }
  return
}
