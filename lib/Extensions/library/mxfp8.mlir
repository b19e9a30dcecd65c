//===- mxfp8.mlir - f32 parameters travel as MXFP8: e4m3, blocks of 32 ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// OCP's Microscaling Formats (MX) 1.0: 1.03 bytes an element on the wire, an
// f8E4M3FN each, and for each block of 32 consecutive elements of the padded
// chunk (the last may be short) a power of two, as the byte of E8M0: exponent
// plus 127, 255 for NaN. The scale is the largest power of two not above the
// block's largest magnitude, by 256; elements are rounded to nearest even and
// saturate at 448 scales. What arrives differs from what was stored by at most
// a sixteenth of the element, an eighth where it saturated, or by the block's
// amax / 262144 (below 2^-118: by 2^-137) where that is more. A block with an
// infinity or a NaN arrives as NaN.
// Forms: `codes`, and `scales`, the byte of each block; as of @int8.
// FSDP2's first signature: fsdp_pre_all_gather(mesh).
//===----------------------------------------------------------------------===//

fsdp.extension @mxfp8 signature(1) forms ["", "codes", "scales"] pre {
^bb0(%shard: tensor<?x?x?xf32>, %axis_size: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %block = arith.constant 32 : index
  %zero = arith.constant 0.0 : f32
  %high = arith.constant 448.0 : f32
  %low = arith.constant -448.0 : f32
  %none = arith.constant 0 : i32
  %nan = arith.constant 255 : i32
  %most = arith.constant 254 : i32
  %largest_power = arith.constant 8 : i32
  %mantissa = arith.constant 23 : i32
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
  // f32's exponent has E8M0's bias, and that of infinities and NaN is E8M0's NaN.
  %no_exponents = tensor.empty(%blocks) : tensor<?xi32>
  %exponents = linalg.map ins(%amax : tensor<?xf32>) outs(%no_exponents : tensor<?xi32>)
    (%largest: f32, %out: i32) {
      %0 = arith.bitcast %largest : f32 to i32
      %1 = arith.shrui %0, %mantissa : i32
      %2 = arith.subi %1, %largest_power : i32
      %3 = arith.maxsi %2, %none : i32
      %4 = arith.cmpi eq, %1, %nan : i32
      %5 = arith.select %4, %nan, %3 : i32
      linalg.yield %5 : i32
    }
  %no_codes = tensor.empty(%blocks) : tensor<?x32xf8E4M3FN>
  %codes = linalg.generic {
      indexing_maps = [affine_map<(b, i) -> (b, i)>, affine_map<(b, i) -> (b)>, affine_map<(b, i) -> (b, i)>],
      iterator_types = ["parallel", "parallel"]}
      ins(%x, %exponents : tensor<?x32xf32>, tensor<?xi32>) outs(%no_codes : tensor<?x32xf8E4M3FN>) {
  ^bb0(%value: f32, %exponent: i32, %out: f8E4M3FN):
    // Times 2^-exponent, a normal number and an exact product.
    %0 = arith.subi %most, %exponent : i32
    %1 = arith.shli %0, %mantissa : i32
    %2 = arith.bitcast %1 : i32 to f32
    %3 = arith.mulf %value, %2 : f32
    %4 = arith.maximumf %3, %low : f32
    %5 = arith.minimumf %4, %high : f32
    // The scale says what was no number.
    %6 = arith.cmpi eq, %exponent, %nan : i32
    %7 = arith.select %6, %zero, %5 : f32
    %8 = arith.truncf %7 : f32 to f8E4M3FN
    linalg.yield %8 : f8E4M3FN
  } -> tensor<?x32xf8E4M3FN>
  %all = tensor.collapse_shape %codes [[0, 1]] : tensor<?x32xf8E4M3FN> into tensor<?xf8E4M3FN>
  %valid = tensor.extract_slice %all[0] [%count] [1] : tensor<?xf8E4M3FN> to tensor<?xf8E4M3FN>
  %wire = tensor.expand_shape %valid [[0, 1, 2]] output_shape [%outer, %chunk, %inner]
      : tensor<?xf8E4M3FN> into tensor<?x?x?xf8E4M3FN>
  %scales = arith.trunci %exponents : tensor<?xi32> to tensor<?xi8>
  fsdp.yield %wire, %scales : tensor<?x?x?xf8E4M3FN>, tensor<?xi8>
} post {
^bb0(%wire: tensor<?x?x?xf8E4M3FN>, %scales: tensor<?xi8>, %axis_size: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %block = arith.constant 32 : index
  %no_code = arith.constant 0.0 : f8E4M3FN
  %none = arith.constant 0 : i32
  %nan = arith.constant 255 : i32
  %nan_bits = arith.constant 0x7FC00000 : i32
  %least_bits = arith.constant 0x00400000 : i32
  %mantissa = arith.constant 23 : i32
  %outer = tensor.dim %wire, %c0 : tensor<?x?x?xf8E4M3FN>
  %chunk = tensor.dim %wire, %c1 : tensor<?x?x?xf8E4M3FN>
  %inner = tensor.dim %wire, %c2 : tensor<?x?x?xf8E4M3FN>
  %rows = arith.muli %outer, %chunk : index
  %count = arith.muli %rows, %inner : index
  %blocks = arith.ceildivui %count, %block : index
  %whole = arith.muli %blocks, %block : index
  %missing = arith.subi %whole, %count : index
  %flat = tensor.collapse_shape %wire [[0, 1, 2]] : tensor<?x?x?xf8E4M3FN> into tensor<?xf8E4M3FN>
  %padded = tensor.pad %flat low[0] high[%missing] {
  ^bb0(%i: index):
    tensor.yield %no_code : f8E4M3FN
  } : tensor<?xf8E4M3FN> to tensor<?xf8E4M3FN>
  %codes = tensor.expand_shape %padded [[0, 1]] output_shape [%blocks, 32]
      : tensor<?xf8E4M3FN> into tensor<?x32xf8E4M3FN>
  // 2^(byte - 127), of which the least is no normal number.
  %no_powers = tensor.empty(%blocks) : tensor<?xf32>
  %powers = linalg.map ins(%scales : tensor<?xi8>) outs(%no_powers : tensor<?xf32>)
    (%scale: i8, %out: f32) {
      %0 = arith.extui %scale : i8 to i32
      %1 = arith.shli %0, %mantissa : i32
      %2 = arith.cmpi eq, %0, %none : i32
      %3 = arith.select %2, %least_bits, %1 : i32
      %4 = arith.cmpi eq, %0, %nan : i32
      %5 = arith.select %4, %nan_bits, %3 : i32
      %6 = arith.bitcast %5 : i32 to f32
      linalg.yield %6 : f32
    }
  %no_values = tensor.empty(%blocks) : tensor<?x32xf32>
  %values = linalg.generic {
      indexing_maps = [affine_map<(b, i) -> (b, i)>, affine_map<(b, i) -> (b)>, affine_map<(b, i) -> (b, i)>],
      iterator_types = ["parallel", "parallel"]}
      ins(%codes, %powers : tensor<?x32xf8E4M3FN>, tensor<?xf32>) outs(%no_values : tensor<?x32xf32>) {
  ^bb0(%code: f8E4M3FN, %power: f32, %out: f32):
    %0 = arith.extf %code : f8E4M3FN to f32
    %1 = arith.mulf %0, %power : f32
    linalg.yield %1 : f32
  } -> tensor<?x32xf32>
  %all = tensor.collapse_shape %values [[0, 1]] : tensor<?x32xf32> into tensor<?xf32>
  %valid = tensor.extract_slice %all[0] [%count] [1] : tensor<?xf32> to tensor<?xf32>
  %full = tensor.expand_shape %valid [[0, 1, 2]] output_shape [%outer, %chunk, %inner]
      : tensor<?xf32> into tensor<?x?x?xf32>
  %each = arith.divui %blocks, %outer : index
  %rows_of_scales = tensor.expand_shape %scales [[0, 1, 2]] output_shape [%outer, %each, 1]
      : tensor<?xi8> into tensor<?x?x1xi8>
  fsdp.yield %full, %wire, %rows_of_scales : tensor<?x?x?xf32>, tensor<?x?x?xf8E4M3FN>, tensor<?x?x1xi8>
}
