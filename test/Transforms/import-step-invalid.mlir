// RUN: fsdp-opt %s -split-input-file -verify-diagnostics --fsdp-import-step

// Attributes: unknown, misplaced, mistyped, alone.

// expected-error @+1 {{argument 0 of @step has unknown attribute 'fsdp.parm', did you mean 'fsdp.param'? Known: fsdp.param, fsdp.inner, fsdp.form, fsdp.shape, fsdp.group,}}
func.func @step(%w: tensor<4xf32> {fsdp.parm = "w"}) { return }

// -----

// expected-error @+1 {{argument 0 of @step has unknown attribute 'fsdp.quantization', known: fsdp.param,}}
func.func @step(%w: tensor<4xf32> {fsdp.param = "w", fsdp.quantization}) { return }

// -----

// expected-error @+1 {{argument 0 of @step has 'fsdp.loss', which belongs to a result; expected one of fsdp.param,}}
func.func @step(%w: tensor<4xf32> {fsdp.loss}) { return }

// -----

// expected-error @+1 {{argument 0 of @step has 'fsdp.param' = 3 : i64, expected a string that is not empty}}
func.func @step(%w: tensor<4xf32> {fsdp.param = 3}) { return }

// -----

// expected-error @+1 {{argument 0 of @step has 'fsdp.extension' = "cast", expected a symbol such as @bf16_cast}}
func.func @step(%w: tensor<4xf32> {fsdp.param = "w", fsdp.extension = "cast"}) { return }

// -----

// expected-error @+1 {{argument 0 of @step has 'fsdp.group' without 'fsdp.param' beside it}}
func.func @step(%w: tensor<4xf32> {fsdp.batch = "x", fsdp.group = "g"}) { return }

// -----

// expected-error @+1 {{argument 0 of @step has 'fsdp.batch' and 'fsdp.param', expected one of them}}
func.func @step(%w: tensor<4xf32> {fsdp.batch = "x", fsdp.param = "w"}) { return }

// -----

// expected-error @+1 {{argument 0 of @step does not say what it is, expected one of fsdp.param, fsdp.batch, fsdp.buffer, fsdp.scalar}}
func.func @step(%w: tensor<4xf32>) { return }

// -----

// expected-error @+1 {{@step has unknown attribute 'fsdp.entri', did you mean 'fsdp.entry'? Known: fsdp.entry}}
func.func @step() attributes {fsdp.entri = "step"} { return }

// -----

// expected-error @+1 {{result 0 of @step has 'fsdp.reduce' = "min", expected mean, sum, max or none}}
func.func @step(%x: tensor<f32> {fsdp.batch = "x"}) -> (tensor<f32> {fsdp.metric = "m", fsdp.reduce = "min"}) {
  return %x : tensor<f32>
}

// -----

// Every bad argument is named, not only the first.

func.func @step(
    // expected-error @+1 {{argument 0 of @step has type 'tensor<?xf32>', expected a tensor of static shape}}
    %w: tensor<?xf32> {fsdp.param = "w"},
    // expected-error @+1 {{argument 1 of @step has type 'f32', expected a tensor of static shape}}
    %x: f32 {fsdp.batch = "x"}) { return }

// -----

// Parameters.

// expected-error @+1 {{parameter 'w' of type 'tensor<4x3xf32>' has no dim 2 ('fsdp.dim'), expected 0 to 1}}
func.func @step(%w: tensor<4x3xf32> {fsdp.param = "w", fsdp.dim = 2}) { return }

// -----

// expected-error @+1 {{parameter 'w' of type 'tensor<0x3xf32>' has no element}}
func.func @step(%w: tensor<0x3xf32> {fsdp.param = "w"}) { return }

// -----

func.func @step(%w: tensor<4xf32> {fsdp.param = "w"},
                // expected-error @+1 {{arguments 0 and 1 are both parameter 'w'}}
                %v: tensor<4xf32> {fsdp.param = "w"}) { return }

// -----

func.func @step(%w: tensor<4xf32> {fsdp.param = "w", fsdp.inner = "a"},
                // expected-error @+1 {{arguments 0 and 1 are both parameter 'w' inner 'a'}}
                %v: tensor<4xf32> {fsdp.param = "w", fsdp.inner = "a"}) { return }

// -----

func.func @step(
    // expected-note @+1 {{the earlier argument}}
    %w: tensor<4xf32> {fsdp.param = "w", fsdp.inner = "a", fsdp.group = "g"},
    // expected-error @+1 {{parameter 'w' with group 'h', but its earlier argument has 'g'}}
    %v: tensor<4xf32> {fsdp.param = "w", fsdp.inner = "b", fsdp.group = "h"}) { return }

// -----

func.func @step(
    // expected-note @+1 {{the earlier argument}}
    %w: tensor<4xf32> {fsdp.param = "w", fsdp.inner = "a"},
    // expected-error @+1 {{parameter 'w' with inner none, but its earlier argument has 'a'}}
    %v: tensor<4xf32> {fsdp.param = "w"}) { return }

// -----

// expected-note @+1 {{the other symbol}}
func.func @step(
    // expected-error @+1 {{parameter 'step' has the name of another symbol; rename one}}
    %w: tensor<4xf32> {fsdp.param = "step"}) { return }

// -----

// expected-error @+1 {{group 'encoder' has no parameter; no argument has 'fsdp.group' = "encoder"}}
fsdp.group @encoder
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}) { return }

// -----

// Gradients and losses.

// expected-error @+1 {{result 1 of @step is the gradient of parameter 'v', which no argument names}}
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}, %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.grad = "v"}) {
  return %x, %w : tensor<f32>, tensor<4xf32>
}

// -----

// expected-error @+1 {{gradient of parameter 'w' (result 1 of @step) has type 'tensor<3xf32>', expected the parameter's 'tensor<4xf32>'}}
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}, %x: tensor<f32> {fsdp.batch = "x"}, %y: tensor<3xf32> {fsdp.batch = "y"})
    -> (tensor<f32> {fsdp.loss}, tensor<3xf32> {fsdp.grad = "w"}) {
  return %x, %y : tensor<f32>, tensor<3xf32>
}

// -----

// expected-error @+1 {{result 1 of @step is the gradient of inner tensor 'b' of parameter 'w', which no argument names}}
func.func @step(%w: tensor<4xf32> {fsdp.param = "w", fsdp.inner = "a"}, %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.grad = "w", fsdp.inner = "b"}) {
  return %x, %w : tensor<f32>, tensor<4xf32>
}

// -----

// expected-error @+1 {{parameter 'w' of 2 inner tensors has 1 gradients with 'fsdp.inner' and 0 without, expected one for each inner tensor or one for all}}
func.func @step(%a: tensor<4xf32> {fsdp.param = "w", fsdp.inner = "a"}, %b: tensor<4xf32> {fsdp.param = "w", fsdp.inner = "b"}, %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.grad = "w", fsdp.inner = "b"}) {
  return %x, %b : tensor<f32>, tensor<4xf32>
}

// -----

// expected-error @+1 {{results 0 and 1 are both gradient of 'w'}}
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}) -> (tensor<4xf32> {fsdp.grad = "w"}, tensor<4xf32> {fsdp.grad = "w"}) {
  return %w, %w : tensor<4xf32>, tensor<4xf32>
}

// -----

// expected-error @+1 {{@step has gradients and no loss; mark its loss with 'fsdp.loss'}}
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}) -> (tensor<4xf32> {fsdp.grad = "w"}) {
  return %w : tensor<4xf32>
}

// -----

// expected-error @+1 {{result 0 of @step is a loss of type 'tensor<2xf32>', expected a scalar, tensor<f32>}}
func.func @step(%x: tensor<2xf32> {fsdp.batch = "x"}) -> (tensor<2xf32> {fsdp.loss}) {
  return %x : tensor<2xf32>
}

// -----

// Grids, entries, helpers.

// expected-note @+1 {{the first one}}
shard.grid @a(shape = 2)
// expected-error @+1 {{second shard.grid in the module, expected one; remove one or choose with --grid}}
shard.grid @b(shape = 4)

// -----

// expected-error @+1 {{grid with an axis of unknown size; give every size or use --grid}}
shard.grid @a(shape = 2x?)

// -----

// expected-error @+1 {{grid of 4 axes, expected one that shards, two of which the first replicates, such as '2x4', or these and a third of model ranks, such as '1x4x2'}}
shard.grid @a(shape = 2x2x2x2)

// -----

func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}) { return }
// expected-error @+1 {{@other and @step are both entry "step"; make helpers private or name entries with 'fsdp.entry'}}
func.func @other(%w: tensor<4xf32> {fsdp.param = "w"}) { return }

// -----

func.func @step(%x: tensor<f32> {fsdp.batch = "x"}) -> (tensor<f32> {fsdp.loss}) {
  // expected-error @+1 {{call of @outside cannot be inlined into the step, expected a private function with a body of one block that does not call itself}}
  %y = call @outside(%x) : (tensor<f32>) -> tensor<f32>
  return %y : tensor<f32>
}
func.func private @outside(tensor<f32>) -> tensor<f32>

// -----

// expected-error @+1 {{module has 'fsdp.grid': it was imported before}}
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {}

// -----

// expected-error @+1 {{module without a step, expected a public function with 'fsdp.param' arguments}}
module {}

// -----

// Buffers and entries.

// expected-error @+1 {{result 0 of @step updates buffer 'mean', which no argument names with 'fsdp.buffer'}}
func.func @step(%x: tensor<f32> {fsdp.batch = "x"}) -> (tensor<f32> {fsdp.update = "mean"}) {
  return %x : tensor<f32>
}

// -----

// expected-error @+1 {{result 0 of @step updates buffer 'mean' with a 'tensor<f32>', expected the buffer's 'tensor<2xf32>'}}
func.func @step(%m: tensor<2xf32> {fsdp.buffer = "mean"}, %x: tensor<f32> {fsdp.batch = "x"}) -> (tensor<f32> {fsdp.update = "mean"}) {
  return %x : tensor<f32>
}

// -----

// expected-error @+1 {{result 0 of @step updates buffer 'peak' with 'fsdp.reduce' = "max", but the buffer is each rank's own ('fsdp.local'); remove one of both}}
func.func @step(%p: tensor<f32> {fsdp.buffer = "peak", fsdp.local}) -> (tensor<f32> {fsdp.update = "peak", fsdp.reduce = "max"}) {
  return %p : tensor<f32>
}

// -----

// expected-error @+1 {{results 0 and 1 are both update of 'p'}}
func.func @step(%p: tensor<f32> {fsdp.buffer = "p"}) -> (tensor<f32> {fsdp.update = "p"}, tensor<f32> {fsdp.update = "p"}) {
  return %p, %p : tensor<f32>, tensor<f32>
}

// -----

func.func @step(
    // expected-note @+1 {{the parameter}}
    %w: tensor<4xf32> {fsdp.param = "w"},
    // expected-error @+1 {{buffer 'w' has the name of a parameter; rename one}}
    %b: tensor<4xf32> {fsdp.buffer = "w"}) { return }

// -----

// expected-note @+1 {{the other argument}}
func.func @step(%b: tensor<4xf32> {fsdp.buffer = "b"}) { return }
// expected-error @+1 {{buffer 'b' is a local 'tensor<4xf32>' here and a 'tensor<4xf32>' in another entry}}
func.func @eval(%b: tensor<4xf32> {fsdp.buffer = "b", fsdp.local}) attributes {fsdp.entry = "eval"} { return }

// -----

// expected-error @+1 {{@step is entry "optimizer", a name that plans keep for themselves; call it "step", "eval" or another name without a dot}}
func.func @step(%b: tensor<4xf32> {fsdp.buffer = "b"}) attributes {fsdp.entry = "optimizer"} { return }

// -----

func.func @step(
    // expected-error @+1 {{'fsdp.init' = "conv(3)": unknown recipe 'conv', expected one of zeros, ones, constant, uniform, normal, trunc_normal, xavier_uniform, xavier_normal, kaiming_uniform, kaiming_normal, truncated_normal, glorot_uniform, glorot_normal, he_uniform, he_normal, lecun_uniform, lecun_normal}}
    %w: tensor<4xf32> {fsdp.param = "w", fsdp.init = "conv(3)"}) { return }

// -----

func.func @step(
    // expected-error @+1 {{'fsdp.init' = "normal(sd=1)": unknown argument 'sd' of normal, expected one of mean, std}}
    %w: tensor<4xf32> {fsdp.param = "w", fsdp.init = "normal(sd=1)"}) { return }

// -----

func.func @step(
    // expected-error @+1 {{'fsdp.init' = "ones(1)": unknown argument '1' of ones, expected one of none}}
    %w: tensor<4xf32> {fsdp.param = "w", fsdp.init = "ones(1)"}) { return }

// -----

func.func @step(
    // expected-error @+1 {{'fsdp.init' = "normal(std=1,std=2)": argument 'std' is given twice}}
    %w: tensor<4xf32> {fsdp.param = "w", fsdp.init = "normal(std=1,std=2)"}) { return }

// -----

func.func @step(
    // expected-error @+1 {{'fsdp.init' = "normal(std=-1)": std = '-1', expected a number of at least 0}}
    %w: tensor<4xf32> {fsdp.param = "w", fsdp.init = "normal(std=-1)"}) { return }

// -----

func.func @step(
    // expected-error @+1 {{'fsdp.init' = "uniform(low=a)": low = 'a', expected a finite number}}
    %w: tensor<4xf32> {fsdp.param = "w", fsdp.init = "uniform(low=a)"}) { return }

// -----

func.func @step(
    // expected-error @+1 {{'fsdp.init' = "uniform(low=2)": low = 2.000000e+00 is above high = 1.000000e+00}}
    %w: tensor<4xf32> {fsdp.param = "w", fsdp.init = "uniform(low=2)"}) { return }

// -----

func.func @step(
    // expected-error @+1 {{'fsdp.init' = "constant": argument 'value' of constant is missing}}
    %w: tensor<4xf32> {fsdp.param = "w", fsdp.init = "constant"}) { return }

// -----

func.func @step(
    // expected-error @+1 {{'fsdp.init' = "normal(std=1": expected normal or normal(ARGUMENT=NUMBER,...)}}
    %w: tensor<4xf32> {fsdp.param = "w", fsdp.init = "normal(std=1"}) { return }

// -----

func.func @step(
    // expected-error @+1 {{'fsdp.init' = "trunc_normal(a=3,b=2)": the ends are 3.000000e+00 and 2.000000e+00, expected the first below the second}}
    %w: tensor<4xf32> {fsdp.param = "w", fsdp.init = "trunc_normal(a=3,b=2)"}) { return }

// -----

func.func @step(
    // expected-error @+1 {{'fsdp.init' = "trunc_normal(std=0.02,a=1,b=2)": less than a millionth of the distribution lies between the ends 1.000000e+00 and 2.000000e+00, expected ends around the mean}}
    %w: tensor<4xf32> {fsdp.param = "w", fsdp.init = "trunc_normal(std=0.02,a=1,b=2)"}) { return }

// -----

func.func @step(
    // expected-error @+1 {{'fsdp.init' = "kaiming_uniform(mode=fan)": mode = 'fan', expected fan_in or fan_out}}
    %w: tensor<4x2xf32> {fsdp.param = "w", fsdp.init = "kaiming_uniform(mode=fan)"}) { return }

// -----

func.func @step(
    // expected-error @+1 {{'fsdp.init' = "kaiming_uniform(nonlinearity=gelu)": nonlinearity = 'gelu', expected linear, sigmoid, tanh, relu, leaky_relu or selu}}
    %w: tensor<4x2xf32> {fsdp.param = "w", fsdp.init = "kaiming_uniform(nonlinearity=gelu)"}) { return }

// -----

func.func @step(
    // expected-error @+1 {{'fsdp.init' = "xavier_normal": needs fan in and fan out, expected a tensor of at least 2 dimensions, which this one with 1 has not}}
    %w: tensor<4xf32> {fsdp.param = "w", fsdp.init = "xavier_normal"}) { return }

// -----

func.func @step(
    // expected-error @+1 {{not supported yet: the recipe 'orthogonal' of 'fsdp.init' = "orthogonal(gain=2)"}}
    %w: tensor<4x2xf32> {fsdp.param = "w", fsdp.init = "orthogonal(gain=2)"}) { return }

// -----

func.func @step(%w: tensor<4xf32> {fsdp.param = "w", fsdp.init = "ones"}) { return }
func.func @eval(
    // expected-error @+1 {{parameter 'w' has 'fsdp.init' 'zeros' here and 'ones' in another entry}}
    %w: tensor<4xf32> {fsdp.param = "w", fsdp.init = "zeros"}) attributes {fsdp.entry = "eval"} { return }
