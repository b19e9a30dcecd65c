// RUN: fsdp-opt %s -split-input-file -verify-diagnostics --fsdp-import-step

// What the input may say and the compiler cannot do yet: each named, at the
// argument that says it, and never a wrong number.

func.func @step(
    // expected-error @+1 {{argument 0 of @step has 'fsdp.shape' = "4", expected sizes such as array<i64: 64, 32>}}
    %a: tensor<4xf32> {fsdp.param = "a", fsdp.form = "data", fsdp.shape = "4"},
    // expected-error @+1 {{argument 1 of @step has 'fsdp.reduce_extension' = "bf16", expected a symbol such as @bf16_cast}}
    %b: tensor<4xf32> {fsdp.param = "b", fsdp.reduce_extension = "bf16"},
    // expected-error @+1 {{not supported yet: parameter 'c' of element type 'f64', expected f32, bf16 or f16}}
    %c: tensor<4xf64> {fsdp.param = "c", fsdp.dtype = f32},
    // expected-error @+1 {{not supported yet: parameter 'd' stored and optimized as 'f64', expected 'fsdp.dtype' = f32, bf16 or f16}}
    %d: tensor<4xf16> {fsdp.param = "d", fsdp.dtype = f64},
    // expected-error @+1 {{scalar 'loss_scale' (argument 4 of @step) is a 'tensor<f64>', expected tensor<f32>}}
    %h: tensor<f64> {fsdp.scalar = "loss_scale"},
    // expected-error @+1 {{not supported yet: parameter 'i' of rank 0; make it a tensor of one element}}
    %i: tensor<f32> {fsdp.param = "i"},
    // expected-error @+1 {{not supported yet: parameter 'j' of element type 'f64', expected f32, bf16 or f16}}
    %j: tensor<4xf64> {fsdp.param = "j", fsdp.dtype = f32, fsdp.ignored}) {
  return
}

// -----

// expected-error @+1 {{not supported yet: the mean over ranks of a tensor of 'bf16' (result 0 of @step), expected f32, f64, i64 or i32, or sum or max of i1}}
func.func @step(%x: tensor<bf16> {fsdp.batch = "x"}) -> (tensor<bf16> {fsdp.metric = "x", fsdp.reduce = "mean"}) {
  return %x : tensor<bf16>
}

// -----

// expected-error @+1 {{not supported yet: loss of type 'tensor<f64>' (result 0 of @step), expected a scalar of f32, bf16 or f16}}
func.func @step(%x: tensor<f64> {fsdp.batch = "x"}) -> (tensor<f64> {fsdp.loss}) {
  return %x : tensor<f64>
}

// -----

// expected-error @+1 {{not supported yet: gradients of entry "eval" (@evaluate); only "step" trains}}
func.func @evaluate(%w: tensor<4xf32> {fsdp.param = "w"}, %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.grad = "w"}) attributes {fsdp.entry = "eval"} {
  return %x, %w : tensor<f32>, tensor<4xf32>
}

// -----

// expected-error @+1 {{not supported yet: branches between blocks (@step has 2); use scf}}
func.func @step(%x: tensor<f32> {fsdp.batch = "x"}) -> (tensor<f32> {fsdp.loss}) {
  cf.br ^bb1
^bb1:
  return %x : tensor<f32>
}

// -----

func.func @step(%x: tensor<f32> {fsdp.batch = "x"}) -> (tensor<f32> {fsdp.metric = "y"}) {
  %v = tensor.extract %x[] : tensor<f32>
  // expected-error @+1 {{not supported yet: complex numbers ('complex.create'); compute with real and imaginary parts}}
  %z = complex.create %v, %v : complex<f32>
  %y = complex.im %z : complex<f32>
  %r = tensor.from_elements %y : tensor<f32>
  return %r : tensor<f32>
}
