// RUN: fsdp-opt %s -pass-pipeline='builtin.module(gpu.module(fsdp-kernels-to-nvvm))' -verify-diagnostics

module attributes {gpu.container_module} {
gpu.module @kernels {
  gpu.func @compute_0(%x: memref<256xf32>) kernel
      attributes {plan.kernel, known_block_size = array<i32: 256, 1, 1>, known_grid_size = array<i32: 1, 1, 1>} {
    %t = gpu.thread_id x
    %v = memref.load %x[%t] : memref<256xf32>
    // expected-error@+1 {{not supported yet: in a kernel for GPUs, of type 'f32'}}
    %s = math.acosh %v : f32
    memref.store %s, %x[%t] : memref<256xf32>
    gpu.return
  }
}
}
