//===- bf16_int8.mlir - rounded to bf16, then sent as i8 ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A composition, cast then quantise: what @int8 makes of the parameter that a
// model of bf16 would compute with. Codes, scales and their wires are those of
// @int8, of numbers that were rounded to bf16 first. What arrives differs from
// what was stored by at most what both lose: abs(x) / 256, and half a scale,
// which is amax / 254 of the rounded block. The model for extensions that do
// one thing after another: pre does them in turn, and post undoes what is not
// meant to stay.
// FSDP2's first signature: fsdp_pre_all_gather(mesh).
//===----------------------------------------------------------------------===//

fsdp.extension @bf16_int8 signature(1) pre {
^bb0(%shard: tensor<?x?x?xf32>, %axis_size: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %high = arith.constant 127.0 : f32
  %block = arith.constant 32 : index
  %outer = tensor.dim %shard, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %shard, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %shard, %c2 : tensor<?x?x?xf32>
  %rows = arith.muli %outer, %chunk : index
  %count = arith.muli %rows, %inner : index
  %blocks = arith.ceildivui %count, %block : index
  %whole = arith.muli %blocks, %block : index
  %missing = arith.subi %whole, %count : index
  %cast = arith.truncf %shard : tensor<?x?x?xf32> to tensor<?x?x?xbf16>
  %rounded = arith.extf %cast : tensor<?x?x?xbf16> to tensor<?x?x?xf32>
  %flat = tensor.collapse_shape %rounded [[0, 1, 2]] : tensor<?x?x?xf32> into tensor<?xf32>
  %padded = tensor.pad %flat low[0] high[%missing] {
  ^bb0(%i: index):
    tensor.yield %zero : f32
  } : tensor<?xf32> to tensor<?xf32>
  %x = tensor.expand_shape %padded [[0, 1]] output_shape [%blocks, 32] : tensor<?xf32> into tensor<?x32xf32>
  %magnitudes = math.absf %x : tensor<?x32xf32>
  %zeros = tensor.splat %zero[%blocks] : tensor<?xf32>
  %amax = linalg.reduce ins(%magnitudes : tensor<?x32xf32>) outs(%zeros : tensor<?xf32>) dimensions = [1]
    (%magnitude: f32, %largest: f32) {
      %0 = arith.maximumf %magnitude, %largest : f32
      linalg.yield %0 : f32
    }
  %no_scales = tensor.empty(%blocks) : tensor<?xf32>
  %scales = linalg.map ins(%amax : tensor<?xf32>) outs(%no_scales : tensor<?xf32>)
    (%largest: f32, %out: f32) {
      %0 = arith.divf %largest, %high : f32
      %1 = arith.cmpf oeq, %0, %zero : f32
      %2 = arith.select %1, %one, %0 : f32
      linalg.yield %2 : f32
    }
  %no_codes = tensor.empty(%blocks) : tensor<?x32xi8>
  %codes = linalg.generic {
      indexing_maps = [affine_map<(b, i) -> (b, i)>, affine_map<(b, i) -> (b)>, affine_map<(b, i) -> (b, i)>],
      iterator_types = ["parallel", "parallel"]}
      ins(%x, %scales : tensor<?x32xf32>, tensor<?xf32>) outs(%no_codes : tensor<?x32xi8>) {
  ^bb0(%value: f32, %scale: f32, %out: i8):
    %0 = arith.divf %value, %scale : f32
    %1 = math.roundeven %0 : f32
    // A NaN has no code; its block's scale says what it was.
    %2 = arith.cmpf uno, %1, %1 : f32
    %3 = arith.select %2, %zero, %1 : f32
    %4 = arith.fptosi %3 : f32 to i8
    linalg.yield %4 : i8
  } -> tensor<?x32xi8>
  %all = tensor.collapse_shape %codes [[0, 1]] : tensor<?x32xi8> into tensor<?xi8>
  %valid = tensor.extract_slice %all[0] [%count] [1] : tensor<?xi8> to tensor<?xi8>
  %wire = tensor.expand_shape %valid [[0, 1, 2]] output_shape [%outer, %chunk, %inner]
      : tensor<?xi8> into tensor<?x?x?xi8>
  fsdp.yield %wire, %scales : tensor<?x?x?xi8>, tensor<?xf32>
} post {
^bb0(%wire: tensor<?x?x?xi8>, %scales: tensor<?xf32>, %axis_size: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %none = arith.constant 0 : i8
  %block = arith.constant 32 : index
  %outer = tensor.dim %wire, %c0 : tensor<?x?x?xi8>
  %chunk = tensor.dim %wire, %c1 : tensor<?x?x?xi8>
  %inner = tensor.dim %wire, %c2 : tensor<?x?x?xi8>
  %rows = arith.muli %outer, %chunk : index
  %count = arith.muli %rows, %inner : index
  %blocks = arith.ceildivui %count, %block : index
  %whole = arith.muli %blocks, %block : index
  %missing = arith.subi %whole, %count : index
  %flat = tensor.collapse_shape %wire [[0, 1, 2]] : tensor<?x?x?xi8> into tensor<?xi8>
  %padded = tensor.pad %flat low[0] high[%missing] {
  ^bb0(%i: index):
    tensor.yield %none : i8
  } : tensor<?xi8> to tensor<?xi8>
  %codes = tensor.expand_shape %padded [[0, 1]] output_shape [%blocks, 32] : tensor<?xi8> into tensor<?x32xi8>
  %no_values = tensor.empty(%blocks) : tensor<?x32xf32>
  %values = linalg.generic {
      indexing_maps = [affine_map<(b, i) -> (b, i)>, affine_map<(b, i) -> (b)>, affine_map<(b, i) -> (b, i)>],
      iterator_types = ["parallel", "parallel"]}
      ins(%codes, %scales : tensor<?x32xi8>, tensor<?xf32>) outs(%no_values : tensor<?x32xf32>) {
  ^bb0(%code: i8, %scale: f32, %out: f32):
    %0 = arith.sitofp %code : i8 to f32
    %1 = arith.mulf %0, %scale : f32
    linalg.yield %1 : f32
  } -> tensor<?x32xf32>
  %all = tensor.collapse_shape %values [[0, 1]] : tensor<?x32xf32> into tensor<?xf32>
  %valid = tensor.extract_slice %all[0] [%count] [1] : tensor<?xf32> to tensor<?xf32>
  %full = tensor.expand_shape %valid [[0, 1, 2]] output_shape [%outer, %chunk, %inner]
      : tensor<?xf32> into tensor<?x?x?xf32>
  fsdp.yield %full : tensor<?x?x?xf32>
}
