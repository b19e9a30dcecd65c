// RUN: fsdp-opt %s -pass-pipeline='builtin.module(gpu.module(fsdp-expand-gpu-math))' -verify-diagnostics

gpu.module @kernels {
  gpu.func @hyperbolic(%x: memref<1xf32>) kernel {
    %zero = arith.constant 0 : index
    %a = memref.load %x[%zero] : memref<1xf32>
    // expected-error@+1 {{not supported yet: in a kernel for GPUs, of type 'f32'}}
    %r = math.acosh %a : f32
    memref.store %r, %x[%zero] : memref<1xf32>
    gpu.return
  }
}
