// RUN: fsdp-opt %s --fsdp-outline-compute -split-input-file -verify-diagnostics

func.func private @elsewhere(memref<4xf32>)
func.func @call(%x: memref<4xf32>) {
  // expected-error @+1 {{'func.call' op cannot be made a command of the plan; expected linalg, scf or memref ops on static shapes}}
  func.call @elsewhere(%x) : (memref<4xf32>) -> ()
  return
}

// -----

func.func @dynamic(%x: memref<?xf32>, %v: memref<f32>) {
  %c = memref.load %v[] : memref<f32>
  // expected-error @+2 {{'linalg.fill' op uses a value of type 'memref<?xf32>' that no kernel can compute}}
  // expected-note @-3 {{made here; expected a buffer of static shape and layout, or scalar arithmetic on loads and constants}}
  linalg.fill ins(%c : f32) outs(%x : memref<?xf32>)
  return
}

// -----

// expected-error @+1 {{not supported yet: control flow between blocks of a step}}
func.func @blocks(%c: i1) {
  cf.cond_br %c, ^bb1, ^bb1
^bb1:
  return
}

// -----

func.func @loop_carries_buffer(%x: memref<4xf32>, %y: memref<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{not supported yet: a result of type 'memref<4xf32>' of a scf.for}}
  %r = scf.for %i = %c0 to %c1 step %c1 iter_args(%m = %x) -> memref<4xf32> {
    scf.yield %y : memref<4xf32>
  }
  memref.copy %r, %y : memref<4xf32> to memref<4xf32>
  return
}
