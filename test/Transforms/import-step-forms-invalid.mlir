// RUN: fsdp-opt %s -split-input-file -verify-diagnostics --fsdp-import-step

func.func @step(
    // expected-error @+1 {{parameter 'a' has 'fsdp.form' and 'fsdp.inner', expected one of both}}
    %a: tensor<4xi8> {fsdp.param = "a", fsdp.form = "codes", fsdp.inner = "x"},
    // expected-error @+1 {{parameter 'b' has 'fsdp.form' and 'fsdp.ignored', expected one of both}}
    %b: tensor<4xi8> {fsdp.param = "b", fsdp.form = "codes", fsdp.ignored},
    // expected-error @+1 {{parameter 'c' has form 'codes' of 'tensor<4xi4>', expected floats or integers of whole bytes}}
    %c: tensor<4xi4> {fsdp.param = "c", fsdp.form = "codes"},
    // expected-error @+1 {{parameter 'd' has 'fsdp.shape' without 'fsdp.form' beside it: an argument without a form has the parameter's shape}}
    %d: tensor<4xf32> {fsdp.param = "d", fsdp.shape = array<i64: 4>},
    // expected-error @+1 {{argument 4 of @step has 'fsdp.form' without 'fsdp.param' beside it}}
    %e: tensor<4xf32> {fsdp.batch = "e", fsdp.form = "codes"}) {
  return
}

// -----

// expected-error @+1 {{parameter 'w' is read as 'codes', 'scales', which do not tell its shape; return its gradient, read it without 'fsdp.form', too, or say 'fsdp.shape' = array<i64: ...> beside a form}}
func.func @eval(%codes: tensor<4xi8> {fsdp.param = "w", fsdp.form = "codes"},
                %scales: tensor<f32> {fsdp.batch = "x"},
                %more: tensor<1xf32> {fsdp.param = "w", fsdp.form = "scales"}) attributes {fsdp.entry = "eval"} {
  return
}

// -----

// expected-error @+1 {{parameter 'w' has 'fsdp.shape' = [4, 2], but is 'tensor<4xf32>' elsewhere}}
func.func @eval(%codes: tensor<4xi8> {fsdp.param = "w", fsdp.form = "codes", fsdp.shape = array<i64: 4, 2>},
                %w: tensor<4xf32> {fsdp.param = "w"}) attributes {fsdp.entry = "eval"} {
  return
}

// -----

// expected-error @+1 {{parameter 'w' of type 'tensor<4xf32>' is cut in dim 1, expected sizes of at least 1 and one of its dimensions}}
func.func @eval(%codes: tensor<4x2xi8> {fsdp.param = "w", fsdp.form = "codes", fsdp.dim = 1, fsdp.shape = array<i64: 4>})
    attributes {fsdp.entry = "eval"} {
  return
}

// -----

// expected-error @+1 {{arguments 0 and 1 are both parameter 'w' form 'codes'}}
func.func @eval(%a: tensor<4xi8> {fsdp.param = "w", fsdp.form = "codes"}, %b: tensor<4xi8> {fsdp.param = "w", fsdp.form = "codes"})
    attributes {fsdp.entry = "eval"} {
  return
}

// -----

func.func @eval(%a: tensor<4xi8> {fsdp.param = "w", fsdp.form = "codes", fsdp.shape = array<i64: 4>}) attributes {fsdp.entry = "eval"} {
  return
}
// expected-error @+1 {{form 'codes' of parameter 'w' is 'tensor<4xi16>' here and 'tensor<4xi8>' in another entry}}
func.func @step(%a: tensor<4xi16> {fsdp.param = "w", fsdp.form = "codes"}) {
  return
}
