// RUN: fsdp-opt %s --fsdp-fuse-elementwise | FileCheck %s

// Two reshapes of one value: fusion ends, and each reader gets its shape.

// CHECK-LABEL: func.func @two_shapes
// CHECK: return %{{.*}}, %{{.*}} : tensor<2x12xf32>, tensor<6x4xf32>
func.func @two_shapes(%x: tensor<24xf32>) -> (tensor<2x12xf32>, tensor<6x4xf32>) {
  %e = tensor.empty() : tensor<24xf32>
  %a = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%x : tensor<24xf32>) outs(%e : tensor<24xf32>) {
  ^bb0(%in: f32, %o: f32):
    %y = math.exp %in : f32
    linalg.yield %y : f32
  } -> tensor<24xf32>
  %p = tensor.expand_shape %a [[0, 1]] output_shape [2, 12] : tensor<24xf32> into tensor<2x12xf32>
  %q = tensor.expand_shape %a [[0, 1]] output_shape [6, 4] : tensor<24xf32> into tensor<6x4xf32>
  %e0 = tensor.empty() : tensor<2x12xf32>
  %e1 = tensor.empty() : tensor<6x4xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%p : tensor<2x12xf32>) outs(%e0 : tensor<2x12xf32>) {
  ^bb0(%in: f32, %o: f32):
    %y = math.sin %in : f32
    linalg.yield %y : f32
  } -> tensor<2x12xf32>
  %s = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%q : tensor<6x4xf32>) outs(%e1 : tensor<6x4xf32>) {
  ^bb0(%in: f32, %o: f32):
    %y = math.cos %in : f32
    linalg.yield %y : f32
  } -> tensor<6x4xf32>
  return %r, %s : tensor<2x12xf32>, tensor<6x4xf32>
}

// A producer that reads a scalar is as cheap as one without it: computed once more
// by each of its two readers, not stored.

// CHECK-LABEL: func.func @scalar_producer
// CHECK: linalg.generic
// CHECK: arith.select
// CHECK: linalg.generic
// CHECK: arith.select
// CHECK-NOT: linalg.generic
func.func @scalar_producer(%mask: tensor<24xi1>, %scale: tensor<f32>) -> (tensor<24xf32>, tensor<24xf32>) {
  %e = tensor.empty() : tensor<24xf32>
  %zero = arith.constant 0.0 : f32
  %a = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%mask : tensor<24xi1>) outs(%e : tensor<24xf32>) {
  ^bb0(%in: i1, %o: f32):
    %s = tensor.extract %scale[] : tensor<f32>
    %y = arith.select %in, %s, %zero : f32
    linalg.yield %y : f32
  } -> tensor<24xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%a : tensor<24xf32>) outs(%e : tensor<24xf32>) {
  ^bb0(%in: f32, %o: f32):
    %y = math.sin %in : f32
    linalg.yield %y : f32
  } -> tensor<24xf32>
  %s = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%a : tensor<24xf32>) outs(%e : tensor<24xf32>) {
  ^bb0(%in: f32, %o: f32):
    %y = math.cos %in : f32
    linalg.yield %y : f32
  } -> tensor<24xf32>
  return %r, %s : tensor<24xf32>, tensor<24xf32>
}

// A parameter that every rank keeps counts as one that is gathered: what reads it
// is stored, not computed once more, so that both round alike.

// CHECK-LABEL: func.func @kept_parameter
// CHECK: %[[W:.*]] = fsdp.unsharded @w inner(0) : tensor<26xf32>
// CHECK: %[[SHIFTED:.*]] = linalg.generic {{.*}} ins(%{{.*}}, %{{.*}} : tensor<25xf32>, tensor<25xf32>)
// CHECK-NEXT: ^bb0
// CHECK-NEXT: arith.addf
// CHECK: linalg.generic {{.*}} ins(%[[SHIFTED]] : tensor<25xf32>)
// CHECK-NEXT: ^bb0
// CHECK-NEXT: math.sin
// CHECK: linalg.generic {{.*}} ins(%[[SHIFTED]] : tensor<25xf32>)
// CHECK-NEXT: ^bb0
// CHECK-NEXT: math.cos
fsdp.group @g
fsdp.param @w {group = @g, copies = array<i64: 0>, types = [tensor<25xf32>], compute = [tensor<25xf32>],
  layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 25, inner = 1, offset = 0>]}
func.func @kept_parameter(%x: tensor<25xf32>) -> (tensor<25xf32>, tensor<25xf32>) {
  %e = tensor.empty() : tensor<25xf32>
  %kept = fsdp.unsharded @w inner(0) : tensor<26xf32>
  %w = tensor.extract_slice %kept[0] [25] [1] : tensor<26xf32> to tensor<25xf32>
  %a = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%x, %w : tensor<25xf32>, tensor<25xf32>) outs(%e : tensor<25xf32>) {
  ^bb0(%in: f32, %p: f32, %o: f32):
    %y = arith.addf %in, %p : f32
    linalg.yield %y : f32
  } -> tensor<25xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%a : tensor<25xf32>) outs(%e : tensor<25xf32>) {
  ^bb0(%in: f32, %o: f32):
    %y = math.sin %in : f32
    linalg.yield %y : f32
  } -> tensor<25xf32>
  %s = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%a : tensor<25xf32>) outs(%e : tensor<25xf32>) {
  ^bb0(%in: f32, %o: f32):
    %y = math.cos %in : f32
    linalg.yield %y : f32
  } -> tensor<25xf32>
  return %r, %s : tensor<25xf32>, tensor<25xf32>
}
