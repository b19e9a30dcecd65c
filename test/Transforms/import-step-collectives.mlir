// Collectives of upstream's shard dialect in a step: over any axes, in any dimension, in helpers.
// RUN: fsdp-opt %s --fsdp-import-step | FileCheck %s
// RUN: fsdp-opt %s --fsdp-import-step='grid=6x1x2' | FileCheck %s
// RUN: fsdp-opt %s --fsdp-import-step --canonicalize --cse -o /dev/null

shard.grid @grid(shape = 2x3x2)

// A helper is inlined before its collectives are looked at, also one that calls another.
func.func private @mean(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = func.call @total(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
func.func private @total(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = shard.all_reduce %x on @grid grid_axes = [0, 1] reduction = average : tensor<4xf32> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @step
func.func @step(%w: tensor<6x4xf32> {fsdp.param = "w"}, %x: tensor<4xf32> {fsdp.batch = "x"},
                %m: tensor<12x2xbf16> {fsdp.batch = "m"}, %i: tensor<12xi32> {fsdp.batch = "i"})
    -> (tensor<4xf32> {fsdp.metric = "0"}, tensor<4xf32> {fsdp.metric = "1"}, tensor<4xf32> {fsdp.metric = "2"},
        tensor<4xf32> {fsdp.metric = "3"}, tensor<4xf32> {fsdp.metric = "4"}, tensor<4xf32> {fsdp.metric = "5"},
        tensor<12xi32> {fsdp.metric = "6"}, tensor<12x4xbf16> {fsdp.metric = "7"}, tensor<72x2xbf16> {fsdp.metric = "8"},
        tensor<12x1xbf16> {fsdp.metric = "9"}, tensor<4x2xbf16> {fsdp.metric = "10"}, tensor<36x1xbf16> {fsdp.metric = "11"},
        tensor<4xf32> {fsdp.metric = "12"}, tensor<2xi32> {fsdp.metric = "13"}, tensor<4xf32> {fsdp.metric = "14"},
        tensor<4xf64> {fsdp.metric = "15"}, tensor<6x4xf32> {fsdp.metric = "16"}, tensor<12xi32> {fsdp.metric = "17"},
        tensor<6xi32> {fsdp.metric = "18"}) {
  // The indices that the ranks read are at the top.
  // CHECK: fsdp.shard_index ranks [1, 12]
  // CHECK: fsdp.exchange sum ranks [6, 2]
  %0 = shard.all_reduce %x on @grid grid_axes = [0] : tensor<4xf32> -> tensor<4xf32>
  // CHECK: fsdp.exchange sum ranks [2, 3]
  %1 = shard.all_reduce %x on @grid grid_axes = [1] : tensor<4xf32> -> tensor<4xf32>
  // Neighbours in the order of ranks are one.
  // CHECK: fsdp.exchange max ranks [1, 12]
  %2 = shard.all_reduce %x on @grid grid_axes = [0, 1, 2] reduction = max : tensor<4xf32> -> tensor<4xf32>
  // Others are taken one after the other.
  // CHECK: %[[OF_REPLICAS:.*]] = fsdp.exchange sum ranks [6, 2]
  // CHECK: fsdp.exchange sum ranks [1, 2] %[[OF_REPLICAS]]
  %3 = shard.all_reduce %x on @grid grid_axes = [0, 2] : tensor<4xf32> -> tensor<4xf32>
  // Of no axis it is each rank's own.
  %4 = shard.all_reduce %x on @grid : tensor<4xf32> -> tensor<4xf32>
  // CHECK: %[[SUM:.*]] = fsdp.exchange sum ranks [2, 6] %arg{{.*}} : tensor<4xf32>
  // CHECK: arith.divf %[[SUM]], %{{.*}} : tensor<4xf32>
  %5 = func.call @mean(%x) : (tensor<4xf32>) -> tensor<4xf32>
  // The smallest is the largest in the other order.
  // CHECK: %[[MOST:.*]] = fsdp.exchange max ranks [1, 2] %{{.*}} : tensor<12xi32>
  // CHECK: arith.xori %[[MOST]]
  %6 = shard.all_reduce %i on @grid grid_axes = [2] reduction = min : tensor<12xi32> -> tensor<12xi32>
  // 16-bit floats that only move travel as they are.
  // CHECK: %[[ALL:.*]] = fsdp.exchange all_gather ranks [1, 2] %{{.*}} : tensor<12x2xbf16> -> tensor<2x12x2xbf16>
  // CHECK: linalg.transpose ins(%[[ALL]] : {{.*}}) outs(%{{.*}} : tensor<12x2x2xbf16>) permutation = [1, 0, 2]
  // CHECK: tensor.collapse_shape %{{.*}} {{\[\[}}0], [1, 2]]
  %7 = shard.all_gather %m on @grid grid_axes = [2] gather_axis = 1 : tensor<12x2xbf16> -> tensor<12x4xbf16>
  // The first of the axes is the slowest: what the second one joined is gathered over it.
  // CHECK: %[[OF_REPLICAS:.*]] = fsdp.exchange all_gather ranks [6, 2] %{{.*}} : tensor<12x2xbf16> -> tensor<2x12x2xbf16>
  // CHECK: fsdp.exchange all_gather ranks [2, 3] %[[OF_REPLICAS]] : tensor<2x12x2xbf16> -> tensor<3x2x12x2xbf16>
  %8 = shard.all_gather %m on @grid grid_axes = [1, 0] gather_axis = 0 : tensor<12x2xbf16> -> tensor<72x2xbf16>
  // Sums are of what arrived, in f32.
  // CHECK: %[[PARTS:.*]] = fsdp.exchange all_to_all ranks [1, 2] %{{.*}} : tensor<2x12x1xbf16> -> tensor<2x12x1xbf16>
  // CHECK: arith.extf %[[PARTS]]
  // CHECK: linalg.reduce {{.*}} dimensions = [0]
  // CHECK: arith.truncf
  %9 = shard.reduce_scatter %m on @grid grid_axes = [2] scatter_axis = 1 : tensor<12x2xbf16> -> tensor<12x1xbf16>
  %10 = shard.all_slice %m on @grid grid_axes = [1] slice_axis = 0 : tensor<12x2xbf16> -> tensor<4x2xbf16>
  // CHECK: fsdp.exchange all_to_all ranks [1, 2] %{{.*}} : tensor<2x12x1xbf16>
  %a2a = shard.all_to_all %m on @grid grid_axes = [2] split_axis = 1 concat_axis = 0 : tensor<12x2xbf16> -> tensor<24x1xbf16>
  %11 = tensor.concat dim(0) %a2a, %9 : (tensor<24x1xbf16>, tensor<12x1xbf16>) -> tensor<36x1xbf16>
  // CHECK: fsdp.exchange all_gather ranks [2, 3] %{{.*}} : tensor<4xf32> -> tensor<3x4xf32>
  // CHECK: tensor.extract_slice %{{.*}}[2, 0] [1, 4] [1, 1]
  %12 = shard.broadcast %x on @grid grid_axes = [1] root = [2] : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: fsdp.exchange all_to_all ranks [2, 6] %{{.*}} : tensor<6x2xi32>
  // CHECK: tensor.extract_slice %{{.*}}[5, 0] [1, 2] [1, 1]
  %13 = shard.scatter %i on @grid grid_axes = [0, 1] scatter_axis = 0 root = [1, 2] : (tensor<12xi32>) -> tensor<2xi32>
  // CHECK: fsdp.exchange all_gather ranks [2, 3]
  %14 = shard.shift %x on @grid grid_axes = [1] shift_axis = 1 offset = -1 rotate : tensor<4xf32> -> tensor<4xf32>
  // Elements become the result's before they are combined.
  // CHECK: %[[WIDE:.*]] = arith.extf %{{.*}} : tensor<4xf32> to tensor<4xf64>
  // CHECK: fsdp.exchange sum ranks [1, 2] %[[WIDE]] : tensor<4xf64>
  %15 = shard.all_reduce %x on @grid grid_axes = [2] : tensor<4xf32> -> tensor<4xf64>
  // CHECK: fsdp.exchange all_gather ranks [1, 2] %{{.*}} : tensor<12xi32> -> tensor<2x12xi32>
  %17 = shard.all_reduce %i on @grid grid_axes = [2] reduction = bitwise_xor : tensor<12xi32> -> tensor<12xi32>
  %r:3 = shard.process_multi_index on @grid : index, index, index
  %linear = shard.process_linear_index on @grid : index
  %size = shard.grid_shape @grid axes = [1] : index
  %place = tensor.from_elements %r#0, %r#1, %r#2, %linear, %size, %size : tensor<6xindex>
  %18 = arith.index_cast %place : tensor<6xindex> to tensor<6xi32>
  return %0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %w, %17, %18
      : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<12xi32>,
        tensor<12x4xbf16>, tensor<72x2xbf16>, tensor<12x1xbf16>, tensor<4x2xbf16>, tensor<36x1xbf16>, tensor<4xf32>,
        tensor<2xi32>, tensor<4xf32>, tensor<4xf64>, tensor<6x4xf32>, tensor<12xi32>, tensor<6xi32>
}
