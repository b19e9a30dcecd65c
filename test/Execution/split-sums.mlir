// RUN: %S/Inputs/execute.sh %s %t 5e-5 'fsdp-form-kernels,func.func(fsdp-split-sums),fsdp-bufferize,fsdp-outline-compute' | FileCheck %s
// CHECK: 4 results agree

// Sums that become parts (test/Transforms/split-sums.mlir) have the same values, up to what the reference loses: it adds
// 120,000 squares in f32 one after the other, which rounds by about sqrt(120,000) 2^-24 = 2e-5 of the sum.

func.func @all(%x: tensor<300x400xf32>) -> tensor<f32> attributes {test.inputs = 1 : i64} {
  %zero = arith.constant dense<0.25> : tensor<f32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> ()>], iterator_types = ["reduction", "reduction"]}
      ins(%x : tensor<300x400xf32>) outs(%zero : tensor<f32>) {
  ^bb0(%in: f32, %out: f32):
    %q = arith.mulf %in, %in : f32
    %s = arith.addf %q, %out : f32
    linalg.yield %s : f32
  } -> tensor<f32>
  return %r : tensor<f32>
}

func.func @rows(%x: tensor<3x20000xf32>) -> tensor<3xf32> attributes {test.inputs = 1 : i64} {
  %zero = arith.constant dense<0.0> : tensor<3xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<3x20000xf32>) outs(%zero : tensor<3xf32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.maximumf %in, %out : f32
    linalg.yield %s : f32
  } -> tensor<3xf32>
  return %r : tensor<3xf32>
}

func.func @columns(%x: tensor<2048x40xf32>, %w: tensor<2048xf32>) -> tensor<40xf32> attributes {test.inputs = 2 : i64} {
  %zero = arith.constant dense<0.0> : tensor<40xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(j, i) -> (i, j)>, affine_map<(j, i) -> (i)>, affine_map<(j, i) -> (j)>],
      iterator_types = ["parallel", "reduction"]} ins(%x, %w : tensor<2048x40xf32>, tensor<2048xf32>) outs(%zero : tensor<40xf32>) {
  ^bb0(%in: f32, %weight: f32, %out: f32):
    %p = arith.mulf %in, %weight : f32
    %s = arith.addf %p, %out : f32
    linalg.yield %s : f32
  } -> tensor<40xf32>
  return %r : tensor<40xf32>
}

func.func @prime(%x: tensor<10007xf32>) -> tensor<f32> attributes {test.inputs = 1 : i64} {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> ()>], iterator_types = ["reduction"]}
      ins(%x : tensor<10007xf32>) outs(%zero : tensor<f32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.addf %in, %out : f32
    linalg.yield %s : f32
  } -> tensor<f32>
  return %r : tensor<f32>
}
