// RUN: fsdp-opt %s -pass-pipeline='builtin.module(gpu.module(fsdp-expand-gpu-math))' | FileCheck %s

gpu.module @kernels {
  // The remainder of a rounded quotient, which may be one too large.
  // CHECK-LABEL: gpu.func @remainder
  // CHECK: arith.extf
  // CHECK: scf.while
  // CHECK: arith.cmpf oge
  // CHECK: %[[Q:.*]] = arith.divf %{{.*}}, %{{.*}} : f64
  // CHECK: llvm.call_intrinsic "llvm.trunc"(%[[Q]])
  // CHECK: math.fma
  // CHECK: arith.select
  // CHECK: arith.truncf
  // CHECK-NOT: arith.remf
  gpu.func @remainder(%x: memref<1xf32>) kernel {
    %zero = arith.constant 0 : index
    %a = memref.load %x[%zero] : memref<1xf32>
    %b = arith.constant 3.0 : f32
    %r = arith.remf %a, %b : f32
    memref.store %r, %x[%zero] : memref<1xf32>
    gpu.return
  }
  // The CPU's polynomial, and nothing of math but intrinsics.
  // CHECK-LABEL: gpu.func @exponential
  // CHECK-NOT: math.exp
  // CHECK: gpu.return
  gpu.func @exponential(%x: memref<1xf32>) kernel {
    %zero = arith.constant 0 : index
    %a = memref.load %x[%zero] : memref<1xf32>
    %r = math.exp %a : f32
    memref.store %r, %x[%zero] : memref<1xf32>
    gpu.return
  }
}
