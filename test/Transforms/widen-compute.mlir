// RUN: fsdp-opt %s --pass-pipeline='builtin.module(func.func(fsdp-widen-compute,canonicalize))' | FileCheck %s
// RUN: fsdp-opt %s --fsdp-form-kernels | FileCheck %s --check-prefix=FORM

// 16-bit floats are types of memory: arithmetic, sums and products are in f32.

#id = affine_map<(d0, d1) -> (d0, d1)>
#rows = affine_map<(d0, d1) -> (d0)>

// Rounded at the end of the kernel, once: the step's own conversion stays.
// CHECK-LABEL: func.func @chain
// CHECK: ^bb0(%[[IN:.*]]: bf16, %{{.*}}: f32):
// CHECK-NEXT: %[[A:.*]] = arith.extf %[[IN]] fastmath<contract> : bf16 to f32
// CHECK-NEXT: %[[B:.*]] = arith.addf %[[A]], %[[A]] : f32
// CHECK-NEXT: %[[C:.*]] = math.exp %[[B]] : f32
// CHECK-NEXT: %[[D:.*]] = arith.truncf %[[C]] fastmath<contract> : f32 to bf16
// CHECK-NEXT: %[[E:.*]] = arith.extf %[[D]] : bf16 to f32
// CHECK-NEXT: linalg.yield %[[E]] : f32
// FORM-LABEL: func.func @chain
// FORM: math.exp
// FORM-NEXT: arith.truncf {{.*}} f32 to bf16
// FORM-NEXT: arith.extf {{.*}} bf16 to f32
func.func @chain(%x: tensor<4x8xbf16>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<4x8xbf16>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%in: bf16, %o: f32):
    %a = arith.addf %in, %in : bf16
    %b = math.exp %a : bf16
    %c = arith.extf %b : bf16 to f32
    linalg.yield %c : f32
  } -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// Two ops become one kernel, in which nothing is rounded between them.
// FORM-LABEL: func.func @fused
// FORM: ^bb0(%[[IN:.*]]: bf16, %{{.*}}: bf16):
// FORM-NEXT: %[[A:.*]] = arith.extf %[[IN]] fastmath<contract> : bf16 to f32
// FORM-NEXT: %[[B:.*]] = arith.addf %[[A]], %[[A]]
// FORM-NEXT: %[[C:.*]] = arith.mulf %[[B]], %[[B]]
// FORM-NEXT: %[[D:.*]] = arith.truncf %[[C]] fastmath<contract> : f32 to bf16
// FORM-NEXT: linalg.yield %[[D]] : bf16
func.func @fused(%x: tensor<4x8xbf16>) -> tensor<4x8xbf16> {
  %e = tensor.empty() : tensor<4x8xbf16>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<4x8xbf16>) outs(%e : tensor<4x8xbf16>) {
  ^bb0(%in: bf16, %o: bf16):
    %a = arith.addf %in, %in : bf16
    linalg.yield %a : bf16
  } -> tensor<4x8xbf16>
  %s = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%r : tensor<4x8xbf16>) outs(%e : tensor<4x8xbf16>) {
  ^bb0(%in: bf16, %o: bf16):
    %a = arith.mulf %in, %in : bf16
    linalg.yield %a : bf16
  } -> tensor<4x8xbf16>
  return %s : tensor<4x8xbf16>
}

// CHECK-LABEL: func.func @sum
// CHECK: %[[FILL:.*]] = linalg.fill ins(%{{.*}} : f32) outs(%{{.*}} : tensor<4xf32>)
// CHECK: %[[SUM:.*]] = linalg.generic {{.*}} ins(%{{.*}} : tensor<4x8xf16>) outs(%[[FILL]] : tensor<4xf32>)
// CHECK-NEXT: ^bb0(%[[IN:.*]]: f16, %[[OUT:.*]]: f32):
// CHECK-NEXT: %[[A:.*]] = arith.extf %[[IN]] fastmath<contract> : f16 to f32
// CHECK-NEXT: %[[B:.*]] = arith.addf %[[A]], %[[OUT]] : f32
// CHECK-NEXT: linalg.yield %[[B]] : f32
// CHECK: linalg.generic {{.*}} ins(%[[SUM]] : tensor<4xf32>)
// CHECK: arith.truncf {{.*}} fastmath<contract> : f32 to f16
func.func @sum(%x: tensor<4x8xf16>) -> tensor<4xf16> {
  %zero = arith.constant 0.0 : f16
  %e = tensor.empty() : tensor<4xf16>
  %f = linalg.fill ins(%zero : f16) outs(%e : tensor<4xf16>) -> tensor<4xf16>
  %r = linalg.generic {indexing_maps = [#id, #rows], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<4x8xf16>) outs(%f : tensor<4xf16>) {
  ^bb0(%in: f16, %o: f16):
    %a = arith.addf %in, %o : f16
    linalg.yield %a : f16
  } -> tensor<4xf16>
  return %r : tensor<4xf16>
}

// A sum that begins at a value: that one is widened.
// CHECK-LABEL: func.func @onto
// CHECK: %[[INIT:.*]] = linalg.generic {{.*}} ins(%{{.*}} : tensor<4xbf16>) outs(%{{.*}} : tensor<4xf32>)
// CHECK: linalg.generic {{.*}} outs(%[[INIT]] : tensor<4xf32>)
func.func @onto(%x: tensor<4x8xbf16>, %y: tensor<4xbf16>) -> tensor<4xbf16> {
  %r = linalg.reduce { arith.addf } ins(%x : tensor<4x8xbf16>) outs(%y : tensor<4xbf16>) dimensions = [1]
  return %r : tensor<4xbf16>
}

// A named op computes what its name says, so that it becomes a generic one.
// CHECK-LABEL: func.func @named
// CHECK-NOT: linalg.add
// CHECK: linalg.generic {{.*}} ins(%{{.*}}, %{{.*}} : tensor<4x8xbf16>, tensor<4x8xbf16>)
// CHECK: arith.addf {{.*}} : f32
// FORM-LABEL: func.func @named
// FORM: arith.addf {{.*}} : f32
// FORM-NEXT: math.exp
// FORM-NEXT: arith.truncf
func.func @named(%x: tensor<4x8xbf16>, %y: tensor<4x8xbf16>) -> tensor<4x8xbf16> {
  %e = tensor.empty() : tensor<4x8xbf16>
  %a = linalg.add ins(%x, %y : tensor<4x8xbf16>, tensor<4x8xbf16>) outs(%e : tensor<4x8xbf16>) -> tensor<4x8xbf16>
  %b = linalg.exp ins(%a : tensor<4x8xbf16>) outs(%e : tensor<4x8xbf16>) -> tensor<4x8xbf16>
  return %b : tensor<4x8xbf16>
}

// A product of 16-bit matrices is one of the library, which sums in f32.
// FORM-LABEL: func.func @product
// FORM: %[[P:.*]] = linalg.matmul {{.*}}ins(%{{.*}}, %{{.*}} : tensor<4x8xbf16>, tensor<6x8xbf16>) outs(%{{.*}} : tensor<4x6xf32>)
// FORM: linalg.generic {{.*}} ins(%{{.*}} : tensor<{{.*}}xf32>) outs(%{{.*}} : tensor<{{.*}}xbf16>)
func.func @product(%x: tensor<4x8xbf16>, %w: tensor<6x8xbf16>) -> tensor<4x6xbf16> {
  %zero = arith.constant 0.0 : bf16
  %te = tensor.empty() : tensor<8x6xbf16>
  %t = linalg.transpose ins(%w : tensor<6x8xbf16>) outs(%te : tensor<8x6xbf16>) permutation = [1, 0]
  %e = tensor.empty() : tensor<4x6xbf16>
  %f = linalg.fill ins(%zero : bf16) outs(%e : tensor<4x6xbf16>) -> tensor<4x6xbf16>
  %m = linalg.matmul ins(%x, %t : tensor<4x8xbf16>, tensor<8x6xbf16>) outs(%f : tensor<4x6xbf16>) -> tensor<4x6xbf16>
  return %m : tensor<4x6xbf16>
}

// Factors that the step widens first are read as they were.
// FORM-LABEL: func.func @widened
// FORM-NOT: arith.extf
// FORM: linalg.matmul {{.*}}ins(%{{.*}}, %{{.*}} : tensor<4x8xf16>, tensor<6x8xf16>) outs(%{{.*}} : tensor<4x6xf32>)
// FORM-NOT: linalg.generic
// FORM: return
func.func @widened(%x: tensor<4x8xf16>, %w: tensor<6x8xf16>) -> tensor<4x6xf32> {
  %zero = arith.constant 0.0 : f32
  %te = tensor.empty() : tensor<8x6xf16>
  %t = linalg.transpose ins(%w : tensor<6x8xf16>) outs(%te : tensor<8x6xf16>) permutation = [1, 0]
  %xe = tensor.empty() : tensor<4x8xf32>
  %we = tensor.empty() : tensor<8x6xf32>
  %e = tensor.empty() : tensor<4x6xf32>
  %wide = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<4x8xf16>) outs(%xe : tensor<4x8xf32>) {
  ^bb0(%in: f16, %o: f32):
    %a = arith.extf %in : f16 to f32
    linalg.yield %a : f32
  } -> tensor<4x8xf32>
  %wider = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%t : tensor<8x6xf16>) outs(%we : tensor<8x6xf32>) {
  ^bb0(%in: f16, %o: f32):
    %a = arith.extf %in : f16 to f32
    linalg.yield %a : f32
  } -> tensor<8x6xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x6xf32>) -> tensor<4x6xf32>
  %m = linalg.matmul ins(%wide, %wider : tensor<4x8xf32>, tensor<8x6xf32>) outs(%f : tensor<4x6xf32>) -> tensor<4x6xf32>
  return %m : tensor<4x6xf32>
}
