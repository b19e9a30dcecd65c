// RUN: fsdp-opt %s -pass-pipeline='builtin.module(gpu.module(fsdp-kernels-to-nvvm))' | FileCheck %s

module attributes {gpu.container_module} {
gpu.module @kernels {
  // Parameters are pointers. A failing assertion stores its number + 1 and the
  // thread ends.
  // CHECK-LABEL: llvm.func @compute_0(
  // CHECK-SAME: !llvm.ptr {llvm.noalias}, %{{[a-z0-9]+}}: !llvm.ptr, %[[WORD:[a-z0-9]+]]: !llvm.ptr) attributes {gpu.kernel
  // CHECK-SAME: nvvm.kernel
  // CHECK-SAME: nvvm.maxntid = array<i32: 256, 1, 1>
  // CHECK: llvm.cond_br %{{.*}}, ^[[REST:.*]], ^[[FAILED:.*]]
  // CHECK: ^[[REST]]:
  // No library: what a GPU has is an intrinsic, the rest arithmetic.
  // CHECK: llvm.call_intrinsic "llvm.sqrt"
  // CHECK-NOT: llvm.call @
  // CHECK: llvm.fptrunc %{{.*}} : f32 to bf16
  // CHECK: llvm.return
  // CHECK: ^[[FAILED]]:
  // CHECK: llvm.atomicrmw umax %[[WORD]], %{{.*}} : !llvm.ptr, i32
  // CHECK-NEXT: llvm.return
  gpu.func @compute_0(%x: memref<256xf32> {llvm.noalias}, %y: memref<256xbf16>, %word: memref<1xi32>) kernel
      attributes {plan.kernel, plan.may_assert, known_block_size = array<i32: 256, 1, 1>, known_grid_size = array<i32: 1, 1, 1>} {
    %t = gpu.thread_id x
    %v = memref.load %x[%t] : memref<256xf32>
    %zero = arith.constant 0.0 : f32
    %ok = arith.cmpf oge, %v, %zero : f32
    cf.assert %ok, "negative" {plan.assertion = 4 : i32}
    %s = math.sqrt %v : f32
    %e = math.sin %s : f32
    %p = math.powf %e, %s : f32
    %b = arith.truncf %p : f32 to bf16
    memref.store %b, %y[%t] : memref<256xbf16>
    gpu.return
  }
}
}
