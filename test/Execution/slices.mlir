// RUN: %S/Inputs/execute.sh %s %t 1e-6 fsdp-bufferize,fsdp-outline-compute | FileCheck %s
// RUN: %S/Inputs/execute.sh %s %t 1e-6 fsdp-form-kernels,fsdp-bufferize,fsdp-outline-compute | FileCheck %s
// CHECK: 13 results agree

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
#column = affine_map<(d0, d1) -> (d1)>

func.func @slices(%x: tensor<4x6xf32>, %y: tensor<2x3xf32>) -> (tensor<4x3xf32>, tensor<4x6xf32>, tensor<8x6xf32>, tensor<7x9xf32>, tensor<2x3xf32>)
    attributes {test.inputs = 2 : i64} {
  %c = arith.constant 1.5 : f32
  %columns = tensor.extract_slice %x[0, 1] [4, 3] [1, 2] : tensor<4x6xf32> to tensor<4x3xf32>
  %e = tensor.empty() : tensor<4x3xf32>
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%columns : tensor<4x3xf32>) outs(%e : tensor<4x3xf32>) {
  ^bb0(%in: f32, %o: f32):
    %m = arith.mulf %in, %c : f32
    linalg.yield %m : f32
  } -> tensor<4x3xf32>
  %1 = tensor.insert_slice %y into %x[1, 2] [2, 3] [1, 1] : tensor<2x3xf32> into tensor<4x6xf32>
  %2 = tensor.concat dim(0) %1, %x : (tensor<4x6xf32>, tensor<4x6xf32>) -> tensor<8x6xf32>
  %3 = tensor.pad %x low[1, 2] high[2, 1] {
  ^bb0(%i: index, %j: index):
    tensor.yield %c : f32
  } : tensor<4x6xf32> to tensor<7x9xf32>
  // An argument returned as it is, and a slice of it.
  %4 = tensor.extract_slice %x[2, 3] [2, 3] [1, 1] : tensor<4x6xf32> to tensor<2x3xf32>
  return %0, %1, %2, %3, %4 : tensor<4x3xf32>, tensor<4x6xf32>, tensor<8x6xf32>, tensor<7x9xf32>, tensor<2x3xf32>
}

// Embedding: rows gathered in a body with an index check, gradients added row by
// row in a loop.
func.func private @scatter_add(%u: tensor<5x3xf32>, %x: tensor<5x1xi64>, %d: tensor<4x3xf32>) -> tensor<4x3xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 5 : index
  %o = scf.for %i = %c0 to %n step %c1 iter_args(%acc = %d) -> (tensor<4x3xf32>) {
    %k = tensor.extract %x[%i, %c0] : tensor<5x1xi64>
    %r = arith.index_cast %k : i64 to index
    %row = tensor.extract_slice %u[%i, 0] [1, 3] [1, 1] : tensor<5x3xf32> to tensor<1x3xf32>
    %old = tensor.extract_slice %acc[%r, 0] [1, 3] [1, 1] : tensor<4x3xf32> to tensor<1x3xf32>
    %new = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%row : tensor<1x3xf32>) outs(%old : tensor<1x3xf32>) {
    ^bb0(%a: f32, %b: f32):
      %s = arith.addf %b, %a : f32
      linalg.yield %s : f32
    } -> tensor<1x3xf32>
    %t = tensor.insert_slice %new into %acc[%r, 0] [1, 3] [1, 1] : tensor<1x3xf32> into tensor<4x3xf32>
    scf.yield %t : tensor<4x3xf32>
  }
  return %o : tensor<4x3xf32>
}

func.func @embedding(%w: tensor<4x3xf32>, %x: tensor<5xi64> {test.range = 4 : i64}) -> (tensor<5x3xf32>, tensor<4x3xf32>) attributes {test.inputs = 2 : i64} {
  %zeros = arith.constant dense<0.0> : tensor<4x3xf32>
  %c4 = arith.constant 4 : i64
  %e = tensor.empty() : tensor<5x3xf32>
  %rows = linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<5xi64>) outs(%e : tensor<5x3xf32>) {
  ^bb0(%k: i64, %o: f32):
    %ok = arith.cmpi slt, %k, %c4 : i64
    cf.assert %ok, "index must be smaller than the number of rows"
    %r = arith.index_cast %k : i64 to index
    %j = linalg.index 1 : index
    %v = tensor.extract %w[%r, %j] : tensor<4x3xf32>
    linalg.yield %v : f32
  } -> tensor<5x3xf32>
  %xe = tensor.expand_shape %x [[0, 1]] output_shape [5, 1] : tensor<5xi64> into tensor<5x1xi64>
  %g = func.call @scatter_add(%rows, %xe, %zeros) : (tensor<5x3xf32>, tensor<5x1xi64>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return %rows, %g : tensor<5x3xf32>, tensor<4x3xf32>
}

// Results that are arguments, constants, each other, of rank 0 and reshaped.
func.func @results(%x: tensor<4xf32>, %i: tensor<i64>) -> (tensor<4xf32>, tensor<3xi64>, tensor<i64>, tensor<2x2xf32>, tensor<4xf32>, tensor<4xf32>)
    attributes {test.inputs = 2 : i64} {
  %k = arith.constant dense<[3, 1, 2]> : tensor<3xi64>
  %e = tensor.empty() : tensor<4xf32>
  %s = tensor.extract %i[] : tensor<i64>
  %t = arith.addi %s, %s : i64
  %f = arith.sitofp %t : i64 to f32
  %v = linalg.fill ins(%f : f32) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %r = tensor.from_elements %t : tensor<i64>
  %m = linalg.map { arith.addf } ins(%v, %x : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>)
  %2 = tensor.expand_shape %m [[0, 1]] output_shape [2, 2] : tensor<4xf32> into tensor<2x2xf32>
  return %x, %k, %r, %2, %v, %v : tensor<4xf32>, tensor<3xi64>, tensor<i64>, tensor<2x2xf32>, tensor<4xf32>, tensor<4xf32>
}
