//===- fp8_rows.mlir - f32 parameters travel as f8E4M3FN, a scale per row -===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A byte an element on the wire and an f32 for each row: the elements of one
// index of the sharded dimension (and of those before it). The scale maps the
// row's largest magnitude to 448, f8E4M3FN's largest number; no rank needs
// another's. What arrives differs from what was stored by at most a sixteenth
// of the element, or by the row's amax / 458752 where that is more. A row of
// zeros has the scale that 1e-12 would have; one with an infinity or a NaN
// arrives as NaN. For matrices: a row of one element costs five bytes.
// Forms: `codes`, and `scales`, one for each row.
// FSDP2's first signature: fsdp_pre_all_gather(mesh).
//===----------------------------------------------------------------------===//

fsdp.extension @fp8_rows signature(1) forms ["", "codes", "scales"] pre {
^bb0(%shard: tensor<?x?x?xf32>, %axis_size: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f32
  %least = arith.constant 1.0e-12 : f32
  %high = arith.constant 448.0 : f32
  %low = arith.constant -448.0 : f32
  %outer = tensor.dim %shard, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %shard, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %shard, %c2 : tensor<?x?x?xf32>
  %magnitudes = math.absf %shard : tensor<?x?x?xf32>
  %zeros = tensor.splat %zero[%outer, %chunk] : tensor<?x?xf32>
  %amax = linalg.reduce ins(%magnitudes : tensor<?x?x?xf32>) outs(%zeros : tensor<?x?xf32>) dimensions = [2]
    (%magnitude: f32, %largest: f32) {
      %0 = arith.maximumf %magnitude, %largest : f32
      linalg.yield %0 : f32
    }
  %no_scales = tensor.empty(%outer, %chunk) : tensor<?x?xf32>
  %scales = linalg.map ins(%amax : tensor<?x?xf32>) outs(%no_scales : tensor<?x?xf32>)
    (%largest: f32, %out: f32) {
      %0 = arith.maximumf %largest, %least : f32
      %1 = arith.divf %0, %high : f32
      linalg.yield %1 : f32
    }
  %no_codes = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xf8E4M3FN>
  %wire = linalg.generic {
      indexing_maps = [affine_map<(o, r, i) -> (o, r, i)>, affine_map<(o, r, i) -> (o, r)>, affine_map<(o, r, i) -> (o, r, i)>],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%shard, %scales : tensor<?x?x?xf32>, tensor<?x?xf32>) outs(%no_codes : tensor<?x?x?xf8E4M3FN>) {
  ^bb0(%x: f32, %scale: f32, %out: f8E4M3FN):
    // The largest magnitude may come out just above 448.
    %0 = arith.divf %x, %scale : f32
    %1 = arith.maximumf %0, %low : f32
    %2 = arith.minimumf %1, %high : f32
    // The scale says what was no number.
    %3 = arith.cmpf uno, %2, %2 : f32
    %4 = arith.select %3, %zero, %2 : f32
    %5 = arith.truncf %4 : f32 to f8E4M3FN
    linalg.yield %5 : f8E4M3FN
  } -> tensor<?x?x?xf8E4M3FN>
  fsdp.yield %wire, %scales : tensor<?x?x?xf8E4M3FN>, tensor<?x?xf32>
} post {
^bb0(%wire: tensor<?x?x?xf8E4M3FN>, %scales: tensor<?x?xf32>, %axis_size: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %outer = tensor.dim %wire, %c0 : tensor<?x?x?xf8E4M3FN>
  %chunk = tensor.dim %wire, %c1 : tensor<?x?x?xf8E4M3FN>
  %inner = tensor.dim %wire, %c2 : tensor<?x?x?xf8E4M3FN>
  %empty = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xf32>
  %full = linalg.generic {
      indexing_maps = [affine_map<(o, r, i) -> (o, r, i)>, affine_map<(o, r, i) -> (o, r)>, affine_map<(o, r, i) -> (o, r, i)>],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%wire, %scales : tensor<?x?x?xf8E4M3FN>, tensor<?x?xf32>) outs(%empty : tensor<?x?x?xf32>) {
  ^bb0(%code: f8E4M3FN, %scale: f32, %out: f32):
    %0 = arith.extf %code : f8E4M3FN to f32
    %1 = arith.mulf %0, %scale : f32
    linalg.yield %1 : f32
  } -> tensor<?x?x?xf32>
  %one_each = tensor.expand_shape %scales [[0], [1, 2]] output_shape [%outer, %chunk, 1]
      : tensor<?x?xf32> into tensor<?x?x1xf32>
  fsdp.yield %full, %wire, %one_each : tensor<?x?x?xf32>, tensor<?x?x?xf8E4M3FN>, tensor<?x?x1xf32>
}
