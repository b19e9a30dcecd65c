// RUN: fsdp-opt %s -fsdp-map-kernels-to-gpu -split-input-file -verify-diagnostics

func.func private @compute_0(%x: memref<4xf32>, %f: memref<4xf32>) attributes {plan.kernel} {
  // expected-error@+1 {{not supported yet: in a kernel for GPUs}}
  func.call @elsewhere(%x) : (memref<4xf32>) -> ()
  return
}
func.func private @elsewhere(memref<4xf32>)

// -----

func.func private @compute_0(%x: memref<?xf32>, %y: memref<?xf32>) attributes {plan.kernel} {
  // expected-error@+1 {{not supported yet: an op of dynamic shape in a kernel for GPUs}}
  linalg.exp ins(%x : memref<?xf32>) outs(%y : memref<?xf32>)
  return
}
