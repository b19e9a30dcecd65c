// RUN: fsdp-opt %s --fsdp-import-step=grid=2 --split-input-file | FileCheck %s
// RUN: fsdp-opt %s --fsdp-import-step=grid=2 --fsdp-split-phases --split-input-file | FileCheck %s --check-prefix=SPLIT

// Arguments of one parameter: its gradient tells its shape, and its values are f32, whatever forms are.
// CHECK: fsdp.param @w {compute = [tensor<6x4xf32>]
// CHECK-SAME: forms = [#fsdp.form<name = "codes", type = tensor<6x4xi8>>, #fsdp.form<name = "scales", type = tensor<6xf32>>, #fsdp.form<name = "turned", type = tensor<6x4xbf16>>]
// CHECK-SAME: trained
// CHECK-SAME: types = [tensor<6x4xf32>]
// CHECK-LABEL: func.func @step(
// CHECK-SAME: tensor<6x4xf32> {fsdp.batch = "x"})
// CHECK: %{{.*}}:4 = fsdp.gather @g phase(whole) [@w, @w, @w, @b] forms ["codes", "scales", "turned", ""] : tensor<6x4xi8>, tensor<6xf32>, tensor<6x4xbf16>, tensor<6xf32>
// Each phase gathers what it reads.
// SPLIT-LABEL: func.func @step
// SPLIT: fsdp.gather @g phase(forward) [@w, @w, @b] forms ["codes", "scales", ""]
// SPLIT: fsdp.phase_boundary
// SPLIT: fsdp.gather @g phase(backward) [@w] forms ["turned"] : tensor<6x4xbf16>
func.func @step(%codes: tensor<6x4xi8> {fsdp.param = "w", fsdp.form = "codes", fsdp.group = "g", fsdp.init = "normal(std=0.5)"},
                %b: tensor<6xf32> {fsdp.param = "b", fsdp.group = "g"},
                %scales: tensor<6xf32> {fsdp.param = "w", fsdp.form = "scales", fsdp.group = "g"},
                %turned: tensor<6x4xbf16> {fsdp.param = "w", fsdp.form = "turned", fsdp.group = "g"},
                %x: tensor<6x4xf32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<6x4xf32> {fsdp.grad = "w"}) {
  %none = arith.constant dense<0.0> : tensor<f32>
  %e = tensor.empty() : tensor<6x4xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i)>,
      affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%codes, %scales, %b, %x : tensor<6x4xi8>, tensor<6xf32>, tensor<6xf32>, tensor<6x4xf32>) outs(%e : tensor<6x4xf32>) {
  ^bb0(%c: i8, %s: f32, %t: f32, %v: f32, %o: f32):
    %0 = arith.sitofp %c : i8 to f32
    %1 = arith.mulf %0, %s : f32
    %2 = arith.addf %1, %t : f32
    %3 = arith.mulf %2, %v : f32
    linalg.yield %3 : f32
  } -> tensor<6x4xf32>
  %loss = linalg.reduce {arith.addf} ins(%y : tensor<6x4xf32>) outs(%none : tensor<f32>) dimensions = [0, 1]
  %wide = arith.extf %turned : tensor<6x4xbf16> to tensor<6x4xf32>
  %g = arith.mulf %wide, %x : tensor<6x4xf32>
  return %loss, %g : tensor<f32>, tensor<6x4xf32>
}

// -----

// Beside the parameter itself; of a frozen one that is read as forms alone `fsdp.shape` tells the shape.
// CHECK: fsdp.param @v {compute = [tensor<4x2xbf16>]
// CHECK-SAME: forms = [#fsdp.form<name = "codes", type = tensor<4x2xi8>>]
// CHECK-SAME: types = [tensor<4x2xf32>]
// CHECK: fsdp.param @frozen {compute = [tensor<4x32xf32>]
// CHECK-SAME: forms = [#fsdp.form<name = "scales", type = tensor<4xf32>>]
// CHECK-SAME: types = [tensor<4x32xf32>]
// CHECK-LABEL: func.func @eval
// CHECK: fsdp.gather @root phase(whole) [@v, @v, @frozen] forms ["", "codes", "scales"]
func.func @eval(%codes: tensor<4x2xi8> {fsdp.param = "v", fsdp.form = "codes"},
                %v: tensor<4x2xbf16> {fsdp.param = "v", fsdp.dtype = f32},
                %scales: tensor<4xf32> {fsdp.param = "frozen", fsdp.form = "scales", fsdp.shape = array<i64: 4, 32>},
                %x: tensor<f32> {fsdp.batch = "x"}) -> (tensor<f32> {fsdp.loss}) attributes {fsdp.entry = "eval"} {
  %c0 = arith.constant 0 : index
  %0 = tensor.extract %codes[%c0, %c0] : tensor<4x2xi8>
  %1 = tensor.extract %v[%c0, %c0] : tensor<4x2xbf16>
  %2 = tensor.extract %scales[%c0] : tensor<4xf32>
  %3 = arith.sitofp %0 : i8 to f32
  %4 = arith.extf %1 : bf16 to f32
  %5 = arith.mulf %3, %4 : f32
  %6 = arith.mulf %5, %2 : f32
  %7 = tensor.from_elements %6 : tensor<f32>
  return %7 : tensor<f32>
}
