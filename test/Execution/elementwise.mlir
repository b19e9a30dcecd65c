// RUN: %S/Inputs/execute.sh %s %t 1e-5 fsdp-bufferize,fsdp-outline-compute | FileCheck %s
// RUN: %S/Inputs/execute.sh %s %t 1e-5 fsdp-form-kernels,fsdp-bufferize,fsdp-outline-compute | FileCheck %s
// CHECK: 4 results agree

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
#column = affine_map<(d0, d1) -> (d1)>
#scalar = affine_map<(d0, d1) -> ()>

// Types, ranks, broadcasts and reductions of what exporters emit.
func.func @softmax(%x: tensor<5x7xf32>) -> (tensor<5x7xf32>, tensor<5xi64>) attributes {test.inputs = 1 : i64} {
  %zero = arith.constant 0.0 : f32
  %none = arith.constant 0xFF800000 : f32
  %c0 = arith.constant 0 : i64
  %e = tensor.empty() : tensor<5xf32>
  %ei = tensor.empty() : tensor<5xi64>
  %full = tensor.empty() : tensor<5x7xf32>
  %low = linalg.fill ins(%none : f32) outs(%e : tensor<5xf32>) -> tensor<5xf32>
  %first = linalg.fill ins(%c0 : i64) outs(%ei : tensor<5xi64>) -> tensor<5xi64>
  %max:2 = linalg.generic {indexing_maps = [#id, #row, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<5x7xf32>) outs(%low, %first : tensor<5xf32>, tensor<5xi64>) {
  ^bb0(%in: f32, %m: f32, %k: i64):
    %i = linalg.index 1 : index
    %j = arith.index_cast %i : index to i64
    %n = arith.maximumf %in, %m : f32
    %c = arith.cmpf ogt, %in, %m : f32
    %l = arith.select %c, %j, %k : i64
    linalg.yield %n, %l : f32, i64
  } -> (tensor<5xf32>, tensor<5xi64>)
  %exp = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %max#0 : tensor<5x7xf32>, tensor<5xf32>) outs(%full : tensor<5x7xf32>) {
  ^bb0(%in: f32, %m: f32, %o: f32):
    %d = arith.subf %in, %m : f32
    %y = math.exp %d : f32
    linalg.yield %y : f32
  } -> tensor<5x7xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<5xf32>) -> tensor<5xf32>
  %sum = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%exp : tensor<5x7xf32>) outs(%z : tensor<5xf32>) {
  ^bb0(%in: f32, %o: f32):
    %y = arith.addf %in, %o : f32
    linalg.yield %y : f32
  } -> tensor<5xf32>
  %r = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%exp, %sum : tensor<5x7xf32>, tensor<5xf32>) outs(%full : tensor<5x7xf32>) {
  ^bb0(%in: f32, %s: f32, %o: f32):
    %y = arith.divf %in, %s : f32
    linalg.yield %y : f32
  } -> tensor<5x7xf32>
  return %r, %max#1 : tensor<5x7xf32>, tensor<5xi64>
}

func.func @types(%x: tensor<4x6xf64>, %i: tensor<4xi64> {test.range = 6 : i64}, %b: tensor<4x6xi1>, %s: tensor<f32>)
    -> (tensor<4x6xf32>, tensor<4x6xi1>) attributes {test.inputs = 4 : i64} {
  %e = tensor.empty() : tensor<4x6xf32>
  %eb = tensor.empty() : tensor<4x6xi1>
  %mask = linalg.generic {indexing_maps = [#row, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%i, %b : tensor<4xi64>, tensor<4x6xi1>) outs(%eb : tensor<4x6xi1>) {
  ^bb0(%k: i64, %in: i1, %o: i1):
    %c = linalg.index 1 : index
    %j = arith.index_cast %c : index to i64
    %q = arith.cmpi slt, %j, %k : i64
    %y = arith.xori %q, %in : i1
    linalg.yield %y : i1
  } -> tensor<4x6xi1>
  %r = linalg.generic {indexing_maps = [#id, #id, #scalar, #id], iterator_types = ["parallel", "parallel"]}
      ins(%mask, %x, %s : tensor<4x6xi1>, tensor<4x6xf64>, tensor<f32>) outs(%e : tensor<4x6xf32>) {
  ^bb0(%m: i1, %in: f64, %t: f32, %o: f32):
    %f = arith.truncf %in : f64 to f32
    %h = math.tanh %f : f32
    %g = math.erf %f : f32
    %l = math.absf %g : f32
    %p = math.log1p %l : f32
    %a = arith.addf %h, %p : f32
    %y = arith.select %m, %a, %t : f32
    linalg.yield %y : f32
  } -> tensor<4x6xf32>
  return %r, %mask : tensor<4x6xf32>, tensor<4x6xi1>
}
