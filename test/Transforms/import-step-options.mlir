// Options that make no sense: what was said, what was expected.

// RUN: not fsdp-opt %s --fsdp-import-step='grid=2x0' 2>&1 | FileCheck %s --check-prefix=ZERO
// ZERO: error: --grid: '2x0': grid axis of 0 ranks, expected at least 1
// RUN: not fsdp-opt %s --fsdp-import-step='grid=two' 2>&1 | FileCheck %s --check-prefix=WORD
// WORD: error: --grid: 'two': no grid, expected sizes such as '4', '2x4' (the last axis shards) or '1x4x2' (the last holds a model's parts), or 'replicate=2,shard=4,model=2'
// RUN: not fsdp-opt %s --fsdp-import-step='grid=replicate=2,shared=4' 2>&1 | FileCheck %s --check-prefix=AXIS
// AXIS: error: --grid: 'replicate=2,shared=4': no grid
// RUN: not fsdp-opt %s --fsdp-import-step='grid=99999999x99999999' 2>&1 | FileCheck %s --check-prefix=HUGE
// HUGE: error: --grid: '99999999x99999999': grid of more than 65535 ranks

// RUN: not fsdp-opt %s --fsdp-import-step='optimizer=lion' 2>&1 | FileCheck %s --check-prefix=NAME
// NAME: error: --optimizer: 'lion' is none, expected adamw(...), adam(...) or sgd(...), such as adamw(lr=1e-2,weight_decay=0.1)
// RUN: not fsdp-opt %s --fsdp-import-step='optimizer=adam(momentum=0.9)' 2>&1 | FileCheck %s --check-prefix=KEY
// KEY: error: --optimizer: unknown setting 'momentum' in 'adam(momentum=0.9)', expected one of lr, weight_decay, betas, eps
// RUN: not fsdp-opt %s --fsdp-import-step='optimizer=adam(lr=fast)' 2>&1 | FileCheck %s --check-prefix=NUMBER
// NUMBER: error: --optimizer: lr = 'fast' in 'adam(lr=fast)', expected a number of at least 0
// RUN: not fsdp-opt %s --fsdp-import-step='optimizer=adam(betas=0.9)' 2>&1 | FileCheck %s --check-prefix=BETAS
// BETAS: error: --optimizer: betas = '0.9' in 'adam(betas=0.9)', expected two numbers such as 0.9:0.999
// RUN: not fsdp-opt %s --fsdp-import-step='optimizer=adam(betas=0.9:1)' 2>&1 | FileCheck %s --check-prefix=RANGE
// RANGE: error: --optimizer: betas {{.*}} expected both below 1
// RUN: not fsdp-opt %s --fsdp-import-step='optimizer=sgd(nesterov=true)' 2>&1 | FileCheck %s --check-prefix=NESTEROV
// NESTEROV: error: --optimizer: nesterov in 'sgd(nesterov=true)' needs a momentum above 0 and no dampening
// RUN: not fsdp-opt %s --fsdp-import-step='optimizer=adam(amsgrad=true)' 2>&1 | FileCheck %s --check-prefix=AMSGRAD
// AMSGRAD: error: not supported yet: amsgrad of optimizer 'adam(amsgrad=true)'
// RUN: not fsdp-opt %s --fsdp-import-step='optimizer=sgd optimizer=adam' 2>&1 | FileCheck %s --check-prefix=SECOND
// SECOND: error: --optimizer: second rule without a pattern, 'adam'; write it as REGEX=adam
// RUN: not fsdp-opt %s --fsdp-import-step='optimizer=bias=sgd' 2>&1 | FileCheck %s --check-prefix=UNMATCHED
// UNMATCHED: error: parameter 'w' is trained and matches no rule of --optimizer; add one, or one without a pattern for all the others
// RUN: not fsdp-opt %s --fsdp-import-step='optimizer=*a=sgd' 2>&1 | FileCheck %s --check-prefix=REGEX
// REGEX: error: --optimizer: '*a' is no regular expression: repetition-operator operand invalid

// RUN: not fsdp-opt %s --fsdp-import-step='clip-grad-norm=1.0' 2>&1 | FileCheck %s --check-prefix=CLIP
// CLIP: error: --clip-grad-norm: '1.0' without an optimizer, which would apply it; give one with --optimizer
// RUN: not fsdp-opt %s --fsdp-import-step='optimizer=sgd clip-grad-norm=1.0:4' 2>&1 | FileCheck %s --check-prefix=ORD
// ORD: error: --clip-grad-norm: '1.0:4', expected a norm above 0 such as '1.0', or with its order '1.0:inf' (1, 2, 3 or inf)

// RUN: not fsdp-opt %s --fsdp-import-step='reshard-after-forward=maybe' 2>&1 | FileCheck %s --check-prefix=RESHARD
// RESHARD: error: --reshard-after-forward: 'maybe', expected true, false, default, auto or a number of ranks, or REGEX=... on group names
// RUN: not fsdp-opt %s --fsdp-import-step='reshard-after-forward=0' 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: error: --reshard-after-forward: '0', expected true, false, default, auto or a number of ranks
// RUN: not fsdp-opt %s --fsdp-import-step='grid=4 reshard-after-forward=3' 2>&1 | FileCheck %s --check-prefix=PART
// PART: error: group {{.*}} is resharded to 3 ranks after forward, expected a divisor of the 4 ranks that shard it
// RUN: not fsdp-opt %s --fsdp-import-step='grad-divide=0' 2>&1 | FileCheck %s --check-prefix=DIVIDE
// DIVIDE: error: --grad-divide: '0', expected a finite number above 0, such as the number of ranks

// The first capture group, or the whole match, names the group; what does not
// match stays in the root.
// RUN: fsdp-opt %s --fsdp-import-step='group-by=^layers\.[0-9]+' | FileCheck %s --check-prefix=GROUPBY
// RUN: fsdp-opt %s --fsdp-import-step='group-by=^(layers\.[0-9]+)\.' | FileCheck %s --check-prefix=GROUPBY
// GROUPBY: fsdp.group @layers.0{{$}}
// GROUPBY-NEXT: fsdp.group @own{{$}}
// GROUPBY-NEXT: fsdp.group @root {root}
// GROUPBY: fsdp.param @w {{.*}}group = @root
// GROUPBY: fsdp.param @layers.0.a {{.*}}group = @layers.0
// GROUPBY: fsdp.param @layers.0.b {{.*}}group = @own
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"},
                %a: tensor<4xf32> {fsdp.param = "layers.0.a"},
                %b: tensor<4xf32> {fsdp.param = "layers.0.b", fsdp.group = "own"},
                %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.grad = "w"}) {
  return %x, %w : tensor<f32>, tensor<4xf32>
}
