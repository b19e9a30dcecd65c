// RUN: fsdp-opt %s -pass-pipeline='builtin.module(gpu.module(fsdp-expand-gpu-math))' | FileCheck %s
// RUN: fsdp-opt %s -pass-pipeline='builtin.module(gpu.module(fsdp-expand-gpu-math{capability=89}))' | FileCheck %s --check-prefix=SM89

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
  // Two neighbours are one conversion from sm_89 on, integers before. What is clamped cannot become NaN; of what is not, the
  // instruction's saturated code does.
  // CHECK-LABEL: gpu.func @narrow8
  // CHECK-NOT: nvvm.convert
  // CHECK: arith.shrui
  // CHECK-NOT: arith.truncf
  // SM89-LABEL: gpu.func @narrow8
  // SM89: nvvm.convert.f32x2.to.f8x2 %{{.*}}, %{{.*}} {rnd = #nvvm.fp_rnd_mode<rn>, sat = #nvvm.sat_mode<satfinite>} : i16{{ ?}}(f8E4M3FN)
  // SM89-NOT: arith.cmpf
  // SM89: nvvm.convert.f32x2.to.f8x2
  // SM89: arith.cmpf ogt, %{{.*}}, %{{.*}} : f32
  // SM89: arith.ori
  gpu.func @narrow8(%x: memref<2xf32>, %y: memref<2xf8E4M3FN>, %z: memref<1xf8E4M3FN>) kernel {
    %zero = arith.constant 0 : index
    %v = vector.load %x[%zero] : memref<2xf32>, vector<2xf32>
    %a = vector.extract %v[0] : f32 from vector<2xf32>
    %b = vector.extract %v[1] : f32 from vector<2xf32>
    %low = arith.constant -448.0 : f32
    %high = arith.constant 448.0 : f32
    %a0 = arith.maximumf %a, %low : f32
    %a1 = arith.minimumf %a0, %high : f32
    %b0 = arith.minimumf %high, %b : f32
    %b1 = arith.maximumf %low, %b0 : f32
    %w = vector.from_elements %a1, %b1 : vector<2xf32>
    %n = arith.truncf %w : vector<2xf32> to vector<2xf8E4M3FN>
    vector.store %n, %y[%zero] : memref<2xf8E4M3FN>, vector<2xf8E4M3FN>
    %c = arith.truncf %a : f32 to f8E4M3FN
    memref.store %c, %z[%zero] : memref<1xf8E4M3FN>
    gpu.return
  }
  // CHECK-LABEL: gpu.func @widen8
  // CHECK-NOT: arith.extf
  // SM89-LABEL: gpu.func @widen8
  // SM89: nvvm.convert.f8x2.to.f16x2 %{{.*}} : vector<2xi8>{{ ?}}(f8E4M3FN) -> vector<2xf16>
  // SM89: arith.extf %{{.*}} : f16 to f32
  gpu.func @widen8(%x: memref<2xf8E4M3FN>, %y: memref<2xf32>) kernel {
    %zero = arith.constant 0 : index
    %one = arith.constant 1 : index
    %v = vector.load %x[%zero] : memref<2xf8E4M3FN>, vector<2xf8E4M3FN>
    %a = vector.extract %v[0] : f8E4M3FN from vector<2xf8E4M3FN>
    %b = vector.extract %v[1] : f8E4M3FN from vector<2xf8E4M3FN>
    %a0 = arith.extf %a : f8E4M3FN to f32
    %b0 = arith.extf %b : f8E4M3FN to f32
    memref.store %a0, %y[%zero] : memref<2xf32>
    memref.store %b0, %y[%one] : memref<2xf32>
    gpu.return
  }
}
