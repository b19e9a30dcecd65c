// RUN: fsdp-opt %s -fsdp-split-sums | FileCheck %s

#id = affine_map<(d0) -> (d0)>
#one = affine_map<(d0) -> ()>

// 256 parts of 4096 terms, then their sum.

// CHECK-LABEL: func.func @long
// CHECK: tensor.expand_shape %{{.*}} {{\[\[}}0, 1]] output_shape [256, 4096]
// CHECK: linalg.fill
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]
// CHECK: arith.mulf
// CHECK: linalg.generic {{.*}} iterator_types = ["reduction"]{{.*}} tensor<256xf32>
// CHECK-NOT: arith.mulf
func.func @long(%x: tensor<1048576xf32>, %z: tensor<f32>) -> tensor<f32> {
  %s = linalg.generic {indexing_maps = [#id, #one], iterator_types = ["reduction"]} ins(%x : tensor<1048576xf32>) outs(%z : tensor<f32>) {
  ^bb0(%in: f32, %out: f32):
    %q = arith.mulf %in, %in : f32
    %t = arith.addf %q, %out fastmath<reassoc> : f32
    linalg.yield %t : f32
  } -> tensor<f32>
  return %s : tensor<f32>
}

// 64 columns are two blocks: 8 parts of 256 rows each.

// CHECK-LABEL: func.func @columns
// CHECK: tensor.expand_shape %{{.*}} output_shape [8, 256, 64]
func.func @columns(%x: tensor<2048x64xf32>, %z: tensor<64xf32>) -> tensor<64xf32> {
  %s = linalg.generic {indexing_maps = [affine_map<(j, i) -> (i, j)>, affine_map<(j, i) -> (j)>], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<2048x64xf32>) outs(%z : tensor<64xf32>) {
  ^bb0(%in: f32, %out: f32):
    %t = arith.maximumf %in, %out : f32
    linalg.yield %t : f32
  } -> tensor<64xf32>
  return %s : tensor<64xf32>
}

// What may not be taken in any order, what is short and what has enough results stays.

// CHECK-LABEL: func.func @exact
// CHECK-NOT: tensor.expand_shape
func.func @exact(%x: tensor<1048576xf32>, %z: tensor<f32>) -> tensor<f32> {
  %s = linalg.generic {indexing_maps = [#id, #one], iterator_types = ["reduction"]} ins(%x : tensor<1048576xf32>) outs(%z : tensor<f32>) {
  ^bb0(%in: f32, %out: f32):
    %t = arith.addf %in, %out : f32
    linalg.yield %t : f32
  } -> tensor<f32>
  return %s : tensor<f32>
}

// CHECK-LABEL: func.func @short
// CHECK-NOT: tensor.expand_shape
func.func @short(%x: tensor<4096xf32>, %z: tensor<f32>) -> tensor<f32> {
  %s = linalg.generic {indexing_maps = [#id, #one], iterator_types = ["reduction"]} ins(%x : tensor<4096xf32>) outs(%z : tensor<f32>) {
  ^bb0(%in: f32, %out: f32):
    %t = arith.addf %in, %out fastmath<reassoc> : f32
    linalg.yield %t : f32
  } -> tensor<f32>
  return %s : tensor<f32>
}

// CHECK-LABEL: func.func @many
// CHECK-NOT: tensor.expand_shape
func.func @many(%x: tensor<1024x8192xf32>, %z: tensor<1024xf32>) -> tensor<1024xf32> {
  %s = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<1024x8192xf32>) outs(%z : tensor<1024xf32>) {
  ^bb0(%in: f32, %out: f32):
    %t = arith.addf %in, %out fastmath<reassoc> : f32
    linalg.yield %t : f32
  } -> tensor<1024xf32>
  return %s : tensor<1024xf32>
}
