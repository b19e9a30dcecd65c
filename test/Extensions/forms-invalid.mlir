// RUN: fsdp-opt %s -split-input-file -verify-diagnostics -fsdp-import-step=grid=2 -fsdp-attach-extensions -fsdp-assign-groups-and-layouts -fsdp-check-hooks -fsdp-split-phases -fsdp-fuse-hooks

// expected-error @+1 {{parameter "w" is read as form 'codes', but has no extension that yields it; attach one ('fsdp.extension' or --extension)}}
func.func @eval(%codes: tensor<4xi8> {fsdp.param = "w", fsdp.form = "codes", fsdp.shape = array<i64: 4>}) attributes {fsdp.entry = "eval"} {
  return
}

// -----

// expected-error @+1 {{parameter "w" is read as form 'codes', but extension @bf16_cast yields no forms}}
func.func @eval(%codes: tensor<4xi8> {fsdp.param = "w", fsdp.form = "codes", fsdp.shape = array<i64: 4>, fsdp.extension = @bf16_cast})
    attributes {fsdp.entry = "eval"} {
  return
}

// -----

// expected-error @+1 {{parameter "w" is read as form 'code', but extension @int8 yields the parameter, 'codes', 'scales'}}
func.func @eval(%codes: tensor<4xi8> {fsdp.param = "w", fsdp.form = "code", fsdp.shape = array<i64: 4>, fsdp.extension = @int8})
    attributes {fsdp.entry = "eval"} {
  return
}

// -----

// expected-note @+1 {{the extension}}
fsdp.extension @only signature(1) forms ["codes"] pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index):
  %0 = arith.fptosi %x : tensor<?x?x?xf32> to tensor<?x?x?xi8>
  fsdp.yield %0 : tensor<?x?x?xi8>
} post {
^bb0(%w: tensor<?x?x?xi8>, %axis: index):
  fsdp.yield %w : tensor<?x?x?xi8>
}
// expected-error @+1 {{parameter "w" is read as it is, but extension @only yields only its forms 'codes'; read those ('fsdp.form'), or let its post yield the parameter, too, as the form without a name}}
func.func @eval(%w: tensor<4xf32> {fsdp.param = "w", fsdp.extension = @only}, %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}) attributes {fsdp.entry = "eval"} {
  %c0 = arith.constant 0 : index
  %0 = tensor.extract %w[%c0] : tensor<4xf32>
  %1 = tensor.from_elements %0 : tensor<f32>
  return %1 : tensor<f32>
}

// -----

// expected-error @+1 {{post of reduce extension @only yields only forms 'codes', expected the gradient of parameter "w" as the form without a name}}
fsdp.extension @only signature(1) forms ["codes"] pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index):
  %0 = arith.fptosi %x : tensor<?x?x?xf32> to tensor<?x?x?xi8>
  fsdp.yield %0 : tensor<?x?x?xi8>
} post {
^bb0(%w: tensor<?x?x?xi8>, %axis: index):
  fsdp.yield %w : tensor<?x?x?xi8>
}
func.func @step(%w: tensor<f32> {fsdp.batch = "x"}, %v: tensor<1xf32> {fsdp.param = "w", fsdp.reduce_extension = @only})
    -> (tensor<f32> {fsdp.loss}, tensor<1xf32> {fsdp.grad = "w"}) {
  return %w, %v : tensor<f32>, tensor<1xf32>
}

// -----

fsdp.extension @two signature(1) forms ["", "codes"] pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index):
  fsdp.yield %x : tensor<?x?x?xf32>
} post {
^bb0(%w: tensor<?x?x?xf32>, %axis: index):
  // expected-error @+1 {{post of extension @two yields 1 tensors, but the extension has 2 forms, expected one for each}}
  fsdp.yield %w : tensor<?x?x?xf32>
}
func.func @eval(%w: tensor<4xf32> {fsdp.param = "w", fsdp.extension = @two}, %x: tensor<f32> {fsdp.batch = "x"}) attributes {fsdp.entry = "eval"} {
  return
}

// -----

fsdp.extension @flat signature(1) forms ["all"] pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index):
  %0 = tensor.collapse_shape %x [[0, 1, 2]] : tensor<?x?x?xf32> into tensor<?xf32>
  fsdp.yield %0 : tensor<?xf32>
} post {
^bb0(%w: tensor<?xf32>, %axis: index):
  // expected-error @+1 {{post of extension @flat yields form 'all' as 'tensor<?xf32>', expected a tensor of rank 3: outer x rows x inner, of which ranks together have the rows}}
  fsdp.yield %w : tensor<?xf32>
}
func.func @eval(%w: tensor<4xf32> {fsdp.param = "w", fsdp.form = "all", fsdp.shape = array<i64: 4>, fsdp.extension = @flat})
    attributes {fsdp.entry = "eval"} {
  return
}

// -----

// A form is read in another type than post yields.
fsdp.extension @codes signature(1) forms ["codes"] pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index):
  %0 = arith.fptosi %x : tensor<?x?x?xf32> to tensor<?x?x?xi8>
  fsdp.yield %0 : tensor<?x?x?xi8>
} post {
^bb0(%w: tensor<?x?x?xi8>, %axis: index):
  // expected-error @+1 {{post of extension @codes yields form 'codes' of "w" as 1x4x3xi8 (outer x rows x inner), but it is read as 'tensor<4x3xi16>', which is 1x4x3 around dimension 0}}
  fsdp.yield %w : tensor<?x?x?xi8>
}
// expected-note @+1 {{parameter "w": 4 rows over 2, a padded chunk of 1x2x3 (outer x chunk x inner)}}
func.func @eval(%w: tensor<4x3xi16> {fsdp.param = "w", fsdp.form = "codes", fsdp.shape = array<i64: 4, 3>, fsdp.extension = @codes})
    attributes {fsdp.entry = "eval"} {
  return
}

// -----

// Sums of 4 rows: over 2 ranks of 5 rows each the second one's begin anew, 2 and 2 where one rank has 3.
fsdp.extension @quads signature(1) forms ["sums"] pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index):
  fsdp.yield %x : tensor<?x?x?xf32>
} post {
^bb0(%w: tensor<?x?x?xf32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %zero = arith.constant 0.0 : f32
  %outer = tensor.dim %w, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %w, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %w, %c2 : tensor<?x?x?xf32>
  %quads = arith.ceildivui %chunk, %c4 : index
  %sums = tensor.splat %zero[%outer, %quads, %inner] : tensor<?x?x?xf32>
  %first = tensor.extract %w[%c0, %c0, %c0] : tensor<?x?x?xf32>
  %more = tensor.splat %first[%outer, %quads, %inner] : tensor<?x?x?xf32>
  %both = arith.addf %sums, %more : tensor<?x?x?xf32>
  // expected-error @+1 {{post of extension @quads yields form 'sums' of "w" in 2 rows of every rank's 5, and in 3 of all 10: a row of it is made of rows of two ranks, so that it has no meaning apart from their number; let the extension ask for whole blocks (atomic), or make rows of the form of rows of the parameter}}
  fsdp.yield %both : tensor<?x?x?xf32>
}
// expected-note @+1 {{parameter "w": 10 rows over 2, a padded chunk of 1x5x1}}
func.func @eval(%w: tensor<3xf32> {fsdp.param = "w", fsdp.form = "sums", fsdp.shape = array<i64: 10>, fsdp.extension = @quads})
    attributes {fsdp.entry = "eval"} {
  return
}

// -----

// A constant of its own rows reads nothing that travels.
fsdp.extension @table signature(1) forms ["", "table"] pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index):
  fsdp.yield %x : tensor<?x?x?xf32>
} post {
^bb0(%w: tensor<?x?x?xf32>, %axis: index):
  %numbers = arith.constant dense<[[[1.0], [2.0], [3.0]]]> : tensor<1x3x1xf32>
  // expected-error @+1 {{not supported yet: post of extension @table makes form 'table' of no wire, in a hook that becomes kernels of its own; let it be computed where it is read}}
  fsdp.yield %w, %numbers : tensor<?x?x?xf32>, tensor<1x3x1xf32>
}
func.func @eval(%w: tensor<3xf32> {fsdp.param = "w", fsdp.form = "table", fsdp.shape = array<i64: 8>, fsdp.extension = @table},
                %x: tensor<f32> {fsdp.batch = "x"}) -> (tensor<f32> {fsdp.loss}) attributes {fsdp.entry = "eval"} {
  %c0 = arith.constant 0 : index
  %0 = tensor.extract %w[%c0] : tensor<3xf32>
  %1 = tensor.from_elements %0 : tensor<f32>
  return %1 : tensor<f32>
}

// -----

// expected-error @+1 {{not supported yet: forms of an extension with state (@kept)}}
fsdp.extension @kept signature(1) state forms ["codes"] pre {
^bb0(%x: tensor<?x?x?xf32>, %all: tensor<?x?x?xf32>, %axis: index):
  %0 = arith.subf %x, %all : tensor<?x?x?xf32>
  fsdp.yield %0 : tensor<?x?x?xf32>
} post {
^bb0(%w: tensor<?x?x?xf32>, %all: tensor<?x?x?xf32>, %axis: index):
  fsdp.yield %w : tensor<?x?x?xf32>
}
func.func @eval(%w: tensor<4xf32> {fsdp.param = "w", fsdp.form = "codes", fsdp.shape = array<i64: 4>, fsdp.extension = @kept})
    attributes {fsdp.entry = "eval"} {
  return
}
