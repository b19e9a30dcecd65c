//===- diff4.mlir - what a step changed travels as 4-bit differences ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The weights of SDP4Bit (Jia et al., "SDP4Bit: Toward 4-bit Communication
// Quantization in Sharded Data Parallelism for LLM Training", 2024, section 3.1):
// every rank keeps the unsharded parameter, and after each optimizer step a rank
// sends, in 4 bits per element, the difference between its shard and what all of
// them have of it. Forward and backward gather nothing. 4.25 bits travel per
// element and step, in blocks of 64 consecutive elements of the padded chunk, the
// last one filled up with zeros. Wires:
//   0: codes of -7 to 7 plus 8, two to a byte, the first in the low half: the
//      difference over its block's scale, rounded to nearest even;
//   1: a bf16 for each block, its scale: the largest difference over 7; 1 for a
//      block without differences.
//
// Error: what all ranks have differs from the shard by at most half a scale, that
// is 1/14 of the block's largest difference and 2^-8 of that more, and half an ulp
// of the parameter in the type that the step reads. It is in the next difference,
// so that errors do not add up: where a parameter comes to rest, so do the copies,
// each step at 1/14 of what was left. A NaN or an infinity is one in its whole
// block from then on.
// FSDP2's first signature: fsdp_pre_all_gather(mesh).
//===----------------------------------------------------------------------===//

fsdp.extension @diff4 signature(1) state pre {
^bb0(%shard: tensor<?x?x?xf32>, %copy: tensor<?x?x?xf32>, %axis_size: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c64 = arith.constant 64 : index
  %zero = arith.constant 0.0 : f32
  %outer = tensor.dim %shard, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %shard, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %shard, %c2 : tensor<?x?x?xf32>
  %rows = arith.muli %outer, %chunk : index
  %count = arith.muli %rows, %inner : index
  %blocks = arith.ceildivui %count, %c64 : index
  %room = arith.muli %blocks, %c64 : index
  %missing = arith.subi %room, %count : index
  %difference = arith.subf %shard, %copy : tensor<?x?x?xf32>
  %flat = tensor.collapse_shape %difference [[0, 1, 2]] : tensor<?x?x?xf32> into tensor<?xf32>
  %padded = tensor.pad %flat low[0] high[%missing] {
  ^bb1(%i: index):
    tensor.yield %zero : f32
  } : tensor<?xf32> to tensor<?xf32>
  %x = tensor.expand_shape %padded [[0, 1]] output_shape [%blocks, 64] : tensor<?xf32> into tensor<?x64xf32>
  %magnitudes = math.absf %x : tensor<?x64xf32>
  %zeros = tensor.splat %zero[%blocks] : tensor<?xf32>
  %amax = linalg.reduce { arith.maximumf } ins(%magnitudes : tensor<?x64xf32>) outs(%zeros : tensor<?xf32>)
      dimensions = [1]
  %no_scales = tensor.empty(%blocks) : tensor<?xbf16>
  %scales = linalg.map ins(%amax : tensor<?xf32>) outs(%no_scales : tensor<?xbf16>)
    (%largest: f32, %out: bf16) {
      %high = arith.constant 7.0 : f32
      %one = arith.constant 1.0 : bf16
      %none = arith.constant 0.0 : bf16
      %0 = arith.divf %largest, %high : f32
      %1 = arith.truncf %0 : f32 to bf16
      %2 = arith.cmpf oeq, %1, %none : bf16
      %3 = arith.select %2, %one, %1 : bf16
      linalg.yield %3 : bf16
    }
  %no_codes = tensor.empty(%blocks) : tensor<?x64xi8>
  %codes = linalg.generic {indexing_maps = [affine_map<(b, i) -> (b, i)>, affine_map<(b, i) -> (b)>,
      affine_map<(b, i) -> (b, i)>], iterator_types = ["parallel", "parallel"]}
      ins(%x, %scales : tensor<?x64xf32>, tensor<?xbf16>) outs(%no_codes : tensor<?x64xi8>) {
  ^bb1(%value: f32, %scale: bf16, %out: i8):
    %low = arith.constant -7.0 : f32
    %high = arith.constant 7.0 : f32
    %middle = arith.constant 8 : i8
    %wide = arith.extf %scale : bf16 to f32
    %0 = arith.divf %value, %wide : f32
    %1 = math.roundeven %0 : f32
    // A scale that is a bf16's least number may be too small by half.
    %2 = arith.maximumf %1, %low : f32
    %3 = arith.minimumf %2, %high : f32
    // A NaN has no code; its block's scale says what it was.
    %4 = arith.cmpf uno, %3, %3 : f32
    %5 = arith.select %4, %zero, %3 : f32
    %6 = arith.fptosi %5 : f32 to i8
    %7 = arith.addi %6, %middle : i8
    linalg.yield %7 : i8
  } -> tensor<?x64xi8>
  %even = tensor.extract_slice %codes[0, 0] [%blocks, 32] [1, 2] : tensor<?x64xi8> to tensor<?x32xi8>
  %odd = tensor.extract_slice %codes[0, 1] [%blocks, 32] [1, 2] : tensor<?x64xi8> to tensor<?x32xi8>
  %no_pairs = tensor.empty(%blocks) : tensor<?x32xi8>
  %pairs = linalg.map ins(%even, %odd : tensor<?x32xi8>, tensor<?x32xi8>) outs(%no_pairs : tensor<?x32xi8>)
    (%first: i8, %second: i8, %out: i8) {
      %four = arith.constant 4 : i8
      %0 = arith.shli %second, %four : i8
      %1 = arith.ori %0, %first : i8
      linalg.yield %1 : i8
    }
  fsdp.yield %pairs, %scales : tensor<?x32xi8>, tensor<?xbf16>
} post {
^bb0(%pairs: tensor<?x32xi8>, %scales: tensor<?xbf16>, %copy: tensor<?x?x?xf32>, %axis_size: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %blocks = tensor.dim %pairs, %c0 : tensor<?x32xi8>
  %outer = tensor.dim %copy, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %copy, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %copy, %c2 : tensor<?x?x?xf32>
  %rows = arith.muli %outer, %chunk : index
  %count = arith.muli %rows, %inner : index
  %no_values = tensor.empty(%blocks) : tensor<?x32x2xf32>
  %values = linalg.generic {indexing_maps = [affine_map<(b, p, h) -> (b, p)>, affine_map<(b, p, h) -> (b)>,
      affine_map<(b, p, h) -> (b, p, h)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%pairs, %scales : tensor<?x32xi8>, tensor<?xbf16>) outs(%no_values : tensor<?x32x2xf32>) {
  ^bb1(%pair: i8, %scale: bf16, %out: f32):
    %mask = arith.constant 15 : i8
    %four = arith.constant 4 : i8
    %middle = arith.constant 8 : i8
    %half = linalg.index 2 : index
    %is_second = arith.cmpi eq, %half, %c1 : index
    %second = arith.shrui %pair, %four : i8
    %code = arith.select %is_second, %second, %pair : i8
    %masked = arith.andi %code, %mask : i8
    %steps = arith.subi %masked, %middle : i8
    %0 = arith.sitofp %steps : i8 to f32
    %wide = arith.extf %scale : bf16 to f32
    %1 = arith.mulf %0, %wide : f32
    linalg.yield %1 : f32
  } -> tensor<?x32x2xf32>
  %all = tensor.collapse_shape %values [[0, 1, 2]] : tensor<?x32x2xf32> into tensor<?xf32>
  %valid = tensor.extract_slice %all[0] [%count] [1] : tensor<?xf32> to tensor<?xf32>
  %difference = tensor.expand_shape %valid [[0, 1, 2]] output_shape [%outer, %chunk, %inner]
      : tensor<?xf32> into tensor<?x?x?xf32>
  %full = arith.addf %copy, %difference : tensor<?x?x?xf32>
  fsdp.yield %full : tensor<?x?x?xf32>
}
