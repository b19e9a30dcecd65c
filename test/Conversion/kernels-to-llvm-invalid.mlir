// RUN: fsdp-opt %s -fsdp-kernels-to-llvm -split-input-file -verify-diagnostics

// expected-error @+1 {{among kernels, expected only functions with a body and the attribute plan.kernel, and memref.global constants}}
func.func private @helper(%x: memref<4xf32>) {
  return
}

// -----

// expected-error @+1 {{kernel 'f': parameter 0 has type 'memref<?xf32>', expected a memref of static shape and identity layout}}
func.func private @f(%x: memref<?xf32>) attributes {plan.kernel} {
  return
}

// -----

// expected-error @+1 {{kernel 'f' has results, expected none: a kernel writes through its arguments}}
func.func private @f(%x: memref<4xf32>) -> memref<4xf32> attributes {plan.kernel} {
  return %x : memref<4xf32>
}

// -----

func.func private @f(%x: memref<65536xf32>) attributes {plan.kernel} {
  // expected-error @+1 {{brings the scratch memory of kernel 'f' to 262144 bytes, expected at most 65536; allocate it outside and pass it as a parameter}}
  %s = memref.alloc() : memref<65536xf32>
  memref.copy %x, %s : memref<65536xf32> to memref<65536xf32>
  memref.copy %s, %x : memref<65536xf32> to memref<65536xf32>
  return
}
