// RUN: fsdp-opt %s -fsdp-import-step='grid=2 reshard-after-forward=true' -fsdp-attach-extensions -fsdp-assign-groups-and-layouts -fsdp-check-hooks -fsdp-split-phases -fsdp-fuse-hooks | FileCheck %s
// RUN: fsdp-opt %s -fsdp-import-step='grid=2 reshard-after-forward=false' -fsdp-attach-extensions -fsdp-assign-groups-and-layouts -fsdp-check-hooks -fsdp-split-phases -fsdp-fuse-hooks | FileCheck %s --check-prefix=KEPT

// Codes are read by both phases, their scales in forward, and something else in backward. The slot of 3 padded rows of 4 is what
// backward alone reads (16 x 2 bytes), what both do (16), what forward alone does (16 x 4): each phase moves a range of it.
// CHECK: fsdp.group @g {
// CHECK-SAME: slot_bytes = 112 : i64
// CHECK-SAME: wires = [{dtype = i8, elements = 12 : i64, input = 0 : i64, offset = 32 : i64, param = "w"}, {dtype = bf16, elements = 12 : i64, input = 1 : i64, offset = 0 : i64, param = "w"}, {dtype = f32, elements = 3 : i64, input = 2 : i64, offset = 48 : i64, param = "w"}]
// CHECK-LABEL: func.func @step
// Forward does not make the other one, nor unpack it. Codes are copied.
// CHECK: fsdp.pack @g segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 3, inner = 4, size = 6, state = [0], wire = [0, 16], full = [], block = 4, blockWires = [1]>] : tensor<80xi8>
// CHECK-NOT: truncf
// CHECK: fsdp.yield %{{.*}}, %{{.*}} : i8, f32
// CHECK: fsdp.collective_start {{ ?}}gather @g axis (shard) inputs(%{{.*}} : tensor<80xi8>) from(32)
// CHECK: fsdp.unpack @g phase(forward)
// CHECK-SAME: segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 3, inner = 4, size = 6, state = [0], wire = [0], full = [0]>,
// CHECK-SAME: #fsdp.segment<classIndex = 1, param = @w, outer = 1, chunk = 3, inner = 1, size = 6, state = [0], wire = [16], full = [64]>]
// CHECK-SAME: full_bytes = 128 : i64
// CHECK-SAME: tensor<6x4xi8>, tensor<6xf32>
// CHECK-NEXT: ^bb0(%[[CODE:.*]]: i8,
// CHECK-NEXT: fsdp.yield %[[CODE]] : i8
// CHECK: fsdp.phase_boundary
// CHECK: fsdp.pack @g segments
// CHECK-SAME: wire = [32, 0], full = [], block = 4>] : tensor<48xi8>
// CHECK: fsdp.yield %{{.*}}, %{{.*}} : i8, bf16
// CHECK: fsdp.collective_start {{ ?}}gather @g axis (shard) inputs(%{{.*}} : tensor<48xi8>) from(0)
// CHECK: fsdp.unpack @g phase(backward)
// CHECK-SAME: wire = [32], full = [64]>
// CHECK-SAME: wire = [0], full = [0]>
// CHECK-SAME: full_bytes = 128 : i64
// CHECK-SAME: tensor<6x4xi8>, tensor<6x4xbf16>

// A group that stays gathered is read by backward from what forward gathers: all of it, in one buffer.
// KEPT-LABEL: func.func @step
// KEPT: fsdp.pack @g segments
// KEPT-SAME: tensor<112xi8>
// KEPT: fsdp.collective_start {{ ?}}gather @g axis (shard) inputs(%{{.*}} : tensor<112xi8>){{ *$}}
// KEPT: fsdp.unpack @g phase(forward)
// KEPT-SAME: full = [64]>
// KEPT-SAME: full = [128]>
// KEPT: fsdp.unpack @g phase(backward)
// KEPT-SAME: full = [64]>
// KEPT-SAME: full = [0]>

fsdp.extension @three signature(1) forms ["codes", "scales", "half"] pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f32
  %outer = tensor.dim %x, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %x, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %x, %c2 : tensor<?x?x?xf32>
  %zeros = tensor.splat %zero[%outer, %chunk] : tensor<?x?xf32>
  %largest = linalg.reduce {arith.maximumf} ins(%x : tensor<?x?x?xf32>) outs(%zeros : tensor<?x?xf32>) dimensions = [2]
  %no_codes = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xi8>
  %codes = linalg.generic {
      indexing_maps = [affine_map<(o, r, i) -> (o, r, i)>, affine_map<(o, r, i) -> (o, r)>, affine_map<(o, r, i) -> (o, r, i)>],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x, %largest : tensor<?x?x?xf32>, tensor<?x?xf32>) outs(%no_codes : tensor<?x?x?xi8>) {
  ^bb0(%value: f32, %scale: f32, %out: i8):
    %0 = arith.divf %value, %scale : f32
    %1 = arith.fptosi %0 : f32 to i8
    linalg.yield %1 : i8
  } -> tensor<?x?x?xi8>
  %half = arith.truncf %x : tensor<?x?x?xf32> to tensor<?x?x?xbf16>
  fsdp.yield %codes, %half, %largest : tensor<?x?x?xi8>, tensor<?x?x?xbf16>, tensor<?x?xf32>
} post {
^bb0(%codes: tensor<?x?x?xi8>, %half: tensor<?x?x?xbf16>, %scales: tensor<?x?xf32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %outer = tensor.dim %codes, %c0 : tensor<?x?x?xi8>
  %chunk = tensor.dim %codes, %c1 : tensor<?x?x?xi8>
  %each = tensor.expand_shape %scales [[0], [1, 2]] output_shape [%outer, %chunk, 1] : tensor<?x?xf32> into tensor<?x?x1xf32>
  fsdp.yield %codes, %each, %half : tensor<?x?x?xi8>, tensor<?x?x1xf32>, tensor<?x?x?xbf16>
}
func.func @step(%codes: tensor<6x4xi8> {fsdp.param = "w", fsdp.form = "codes", fsdp.group = "g", fsdp.extension = @three},
                %scales: tensor<6xf32> {fsdp.param = "w", fsdp.form = "scales", fsdp.group = "g", fsdp.extension = @three},
                %half: tensor<6x4xbf16> {fsdp.param = "w", fsdp.form = "half", fsdp.group = "g", fsdp.extension = @three},
                %x: tensor<6x4xf32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<6x4xf32> {fsdp.grad = "w"}) {
  %none = arith.constant dense<0.0> : tensor<f32>
  %e = tensor.empty() : tensor<6x4xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>,
      affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%codes, %scales, %x : tensor<6x4xi8>, tensor<6xf32>, tensor<6x4xf32>) outs(%e : tensor<6x4xf32>) {
  ^bb0(%c: i8, %s: f32, %v: f32, %o: f32):
    %0 = arith.sitofp %c : i8 to f32
    %1 = arith.mulf %0, %s : f32
    %2 = arith.mulf %1, %v : f32
    linalg.yield %2 : f32
  } -> tensor<6x4xf32>
  %loss = linalg.reduce {arith.addf} ins(%y : tensor<6x4xf32>) outs(%none : tensor<f32>) dimensions = [0, 1]
  %g = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>],
      iterator_types = ["parallel", "parallel"]}
      ins(%codes, %half : tensor<6x4xi8>, tensor<6x4xbf16>) outs(%e : tensor<6x4xf32>) {
  ^bb0(%c: i8, %h: bf16, %o: f32):
    %0 = arith.sitofp %c : i8 to f32
    %1 = arith.extf %h : bf16 to f32
    %2 = arith.mulf %0, %1 : f32
    linalg.yield %2 : f32
  } -> tensor<6x4xf32>
  return %loss, %g : tensor<f32>, tensor<6x4xf32>
}
