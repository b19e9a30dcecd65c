//===- int8.mlir - f32 parameters travel as i8 with a scale per block -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// 1.125 bytes an element on the wire: an i8 each, and an f32 for each block of
// 32 consecutive elements of the padded chunk, whose last block may be short.
// The scale maps a block's largest magnitude to 127 and is 1 for a block of
// zeros; elements are rounded to nearest even. What arrives differs from what
// was stored by at most half a scale, amax / 254, and an ulp of the product. A
// block with an infinity or a NaN arrives as NaN, but for zeros beside an
// infinity. Another size of blocks is another number at %block and in the types:
// @int8_64, @int8_128 and @int8_256 are this text with those (CMakeLists.txt).
// Forms: `codes`, and `scales`, one for each block of those of a row, or for
// whole rows where @int8_atomic keeps their blocks together.
// FSDP2's first signature: fsdp_pre_all_gather(mesh).
//===----------------------------------------------------------------------===//

fsdp.extension @int8 signature(1) forms ["", "codes", "scales"] pre {
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
  %flat = tensor.collapse_shape %shard [[0, 1, 2]] : tensor<?x?x?xf32> into tensor<?xf32>
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
  %each = arith.divui %blocks, %outer : index
  %rows_of_scales = tensor.expand_shape %scales [[0, 1, 2]] output_shape [%outer, %each, 1]
      : tensor<?xf32> into tensor<?x?x1xf32>
  fsdp.yield %full, %wire, %rows_of_scales : tensor<?x?x?xf32>, tensor<?x?x?xi8>, tensor<?x?x1xf32>
}
