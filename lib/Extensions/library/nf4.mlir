//===- nf4.mlir - f32 parameters travel as 4-bit NormalFloat --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// QLoRA's data type and its double quantisation (Dettmers et al., "QLoRA:
// Efficient Finetuning of Quantized LLMs", 2023, sections 3 and appendix E), with
// bytes for the second level as torchao's NF4Tensor has them. 4.13 bits travel
// per element, about an eighth of f32.
//
// A chunk, piece by piece of the dimensions before the sharded one, is cut into
// blocks of 64 elements, the last one filled up with zeros. Wires:
//   0: codes, two to a byte, the first in the low half: the nearest of 16 values
//      of the normal distribution's quantiles, times the block's scale;
//   1: a byte for each block's scale, its largest magnitude: that minus the mean
//      of all scales of the piece, in steps;
//   2: the step of each 256 blocks: the largest distance from the mean over 127;
//   3: the mean of the scales.
// Every shard has its own scales, so that nothing is combined over the ranks.
//
// Error: of an element of a block whose largest magnitude is a, at most
// 0.152 a + 0.58 step: half of the widest gap between two values, and what the
// scale lost. Zeros stay zeros. A NaN makes its whole piece NaN.
// Forms: `codes`, the bytes of wire 0, and `scales`, an f32 for each block as it
// is decoded, of parameters whose ranks have whole blocks.
// FSDP2's second signature: post must know the shape of its chunk.
//===----------------------------------------------------------------------===//

fsdp.extension @nf4 signature(2) forms ["", "codes", "scales"] pre {
^bb0(%shard: tensor<?x?x?xf32>, %axis_size: index, %index: index, %valid_rows: index, %size: index,
     %stride: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c15 = arith.constant 15 : index
  %c64 = arith.constant 64 : index
  %c256 = arith.constant 256 : index
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %flat = tensor.collapse_shape %shard [[0], [1, 2]] : tensor<?x?x?xf32> into tensor<?x?xf32>
  %outer = tensor.dim %flat, %c0 : tensor<?x?xf32>
  %count = tensor.dim %flat, %c1 : tensor<?x?xf32>
  %blocks = arith.ceildivui %count, %c64 : index
  %room = arith.muli %blocks, %c64 : index
  %missing = arith.subi %room, %count : index
  %padded = tensor.pad %flat low[0, 0] high[0, %missing] {
  ^bb1(%o: index, %i: index):
    tensor.yield %zero : f32
  } : tensor<?x?xf32> to tensor<?x?xf32>
  %values = tensor.expand_shape %padded [[0], [1, 2]] output_shape [%outer, %blocks, 64]
      : tensor<?x?xf32> into tensor<?x?x64xf32>

  // Scales: the largest magnitude of each block, and how far it is from their mean.
  %magnitudes = math.absf %values : tensor<?x?x64xf32>
  %no_scales = tensor.empty(%outer, %blocks) : tensor<?x?xf32>
  %zero_scales = linalg.fill ins(%zero : f32) outs(%no_scales : tensor<?x?xf32>) -> tensor<?x?xf32>
  %scales = linalg.reduce { arith.maximumf } ins(%magnitudes : tensor<?x?x64xf32>)
      outs(%zero_scales : tensor<?x?xf32>) dimensions = [2]
  %no_means = tensor.empty(%outer) : tensor<?xf32>
  %zero_means = linalg.fill ins(%zero : f32) outs(%no_means : tensor<?xf32>) -> tensor<?xf32>
  %sums = linalg.reduce { arith.addf } ins(%scales : tensor<?x?xf32>) outs(%zero_means : tensor<?xf32>)
      dimensions = [1]
  %blocks_int = arith.index_cast %blocks : index to i32
  %blocks_float = arith.sitofp %blocks_int : i32 to f32
  %means = linalg.map ins(%sums : tensor<?xf32>) outs(%no_means : tensor<?xf32>)
    (%sum: f32, %out: f32) {
      %0 = arith.divf %sum, %blocks_float : f32
      linalg.yield %0 : f32
    }
  %distances = linalg.generic {indexing_maps = [affine_map<(o, b) -> (o, b)>, affine_map<(o, b) -> (o)>,
      affine_map<(o, b) -> (o, b)>], iterator_types = ["parallel", "parallel"]}
      ins(%scales, %means : tensor<?x?xf32>, tensor<?xf32>) outs(%no_scales : tensor<?x?xf32>) {
  ^bb1(%scale: f32, %mean: f32, %out: f32):
    %0 = arith.subf %scale, %mean : f32
    linalg.yield %0 : f32
  } -> tensor<?x?xf32>

  // Scales of scales: a step for each 256 of them.
  %groups = arith.ceildivui %blocks, %c256 : index
  %group_room = arith.muli %groups, %c256 : index
  %no_blocks = arith.subi %group_room, %blocks : index
  %padded_distances = tensor.pad %distances low[0, 0] high[0, %no_blocks] {
  ^bb1(%o: index, %b: index):
    tensor.yield %zero : f32
  } : tensor<?x?xf32> to tensor<?x?xf32>
  %grouped = tensor.expand_shape %padded_distances [[0], [1, 2]] output_shape [%outer, %groups, 256]
      : tensor<?x?xf32> into tensor<?x?x256xf32>
  %group_magnitudes = math.absf %grouped : tensor<?x?x256xf32>
  %no_steps = tensor.empty(%outer, %groups) : tensor<?x?xf32>
  %zero_steps = linalg.fill ins(%zero : f32) outs(%no_steps : tensor<?x?xf32>) -> tensor<?x?xf32>
  %largest = linalg.reduce { arith.maximumf } ins(%group_magnitudes : tensor<?x?x256xf32>)
      outs(%zero_steps : tensor<?x?xf32>) dimensions = [2]
  %steps = linalg.map ins(%largest : tensor<?x?xf32>) outs(%no_steps : tensor<?x?xf32>)
    (%most: f32, %out: f32) {
      %c127 = arith.constant 127.0 : f32
      %0 = arith.divf %most, %c127 : f32
      linalg.yield %0 : f32
    }
  %no_bytes = tensor.empty(%outer, %groups) : tensor<?x?x256xi8>
  %padded_bytes = linalg.generic {indexing_maps = [affine_map<(o, g, b) -> (o, g, b)>,
      affine_map<(o, g, b) -> (o, g)>, affine_map<(o, g, b) -> (o, g, b)>],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%grouped, %steps : tensor<?x?x256xf32>, tensor<?x?xf32>) outs(%no_bytes : tensor<?x?x256xi8>) {
  ^bb1(%distance: f32, %step: f32, %out: i8):
    // The quotient of the largest may come out just above 127.
    %low = arith.constant -127.0 : f32
    %high = arith.constant 127.0 : f32
    %is_zero = arith.cmpf oeq, %step, %zero : f32
    %divisor = arith.select %is_zero, %one, %step : f32
    %0 = arith.divf %distance, %divisor : f32
    %1 = math.roundeven %0 : f32
    %2 = arith.maximumf %1, %low : f32
    %3 = arith.minimumf %2, %high : f32
    // What a NaN becomes is not defined, its step is a NaN already.
    %is_number = arith.cmpf ord, %3, %3 : f32
    %4 = arith.select %is_number, %3, %zero : f32
    %5 = arith.fptosi %4 : f32 to i8
    linalg.yield %5 : i8
  } -> tensor<?x?x256xi8>
  %all_bytes = tensor.collapse_shape %padded_bytes [[0], [1, 2]] : tensor<?x?x256xi8> into tensor<?x?xi8>
  %bytes = tensor.extract_slice %all_bytes[0, 0] [%outer, %blocks] [1, 1] : tensor<?x?xi8> to tensor<?x?xi8>

  // Codes, of the scales as they will be decoded.
  %borders = arith.constant dense<[
      -0.848096371, -0.610632896, -0.45999527, -0.33967942,
      -0.234607399, -0.137911737, -0.0455250181, 0.0397901498,
      0.120255247, 0.203521252, 0.292013764, 0.389312536,
      0.501663446, 0.64278692, 0.861478448]> : tensor<15xf32>
  %no_codes = tensor.empty(%outer, %blocks) : tensor<?x?x64xi8>
  %codes = linalg.generic {indexing_maps = [affine_map<(o, b, i) -> (o, b, i)>, affine_map<(o, b, i) -> (o, b)>,
      affine_map<(o, b, i) -> (o)>, affine_map<(o, b, i) -> (o, b, i)>],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%values, %bytes, %means : tensor<?x?x64xf32>, tensor<?x?xi8>, tensor<?xf32>)
      outs(%no_codes : tensor<?x?x64xi8>) {
  ^bb1(%value: f32, %byte: i8, %mean: f32, %out: i8):
    %o = linalg.index 0 : index
    %b = linalg.index 1 : index
    %g = arith.divui %b, %c256 : index
    %step = tensor.extract %steps[%o, %g] : tensor<?x?xf32>
    %units = arith.sitofp %byte : i8 to f32
    %distance = arith.mulf %units, %step : f32
    %scale = arith.addf %distance, %mean : f32
    %is_zero = arith.cmpf ole, %scale, %zero : f32
    %divisor = arith.select %is_zero, %one, %scale : f32
    %share = arith.divf %value, %divisor : f32
    %first = arith.constant 0 : i8
    %code = scf.for %k = %c0 to %c15 step %c1 iter_args(%so_far = %first) -> (i8) {
      %border = tensor.extract %borders[%k] : tensor<15xf32>
      %above = arith.cmpf ogt, %share, %border : f32
      %more = arith.extui %above : i1 to i8
      %next = arith.addi %so_far, %more : i8
      scf.yield %next : i8
    }
    linalg.yield %code : i8
  } -> tensor<?x?x64xi8>
  %even = tensor.extract_slice %codes[0, 0, 0] [%outer, %blocks, 32] [1, 1, 2]
      : tensor<?x?x64xi8> to tensor<?x?x32xi8>
  %odd = tensor.extract_slice %codes[0, 0, 1] [%outer, %blocks, 32] [1, 1, 2]
      : tensor<?x?x64xi8> to tensor<?x?x32xi8>
  %no_pairs = tensor.empty(%outer, %blocks) : tensor<?x?x32xi8>
  %pairs = linalg.map ins(%even, %odd : tensor<?x?x32xi8>, tensor<?x?x32xi8>) outs(%no_pairs : tensor<?x?x32xi8>)
    (%low: i8, %high: i8, %out: i8) {
      %four = arith.constant 4 : i8
      %0 = arith.shli %high, %four : i8
      %1 = arith.ori %0, %low : i8
      linalg.yield %1 : i8
    }
  fsdp.yield %pairs, %bytes, %steps, %means : tensor<?x?x32xi8>, tensor<?x?xi8>, tensor<?x?xf32>, tensor<?xf32>
} post {
^bb0(%pairs: tensor<?x?x32xi8>, %bytes: tensor<?x?xi8>, %steps: tensor<?x?xf32>, %means: tensor<?xf32>,
     %axis_size: index, %index: index, %valid_rows: index, %size: index, %stride: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c256 = arith.constant 256 : index
  %zero = arith.constant 0.0 : f32
  %table = arith.constant dense<[
      -1.0, -0.696192801, -0.525073051, -0.394917488,
      -0.284441382, -0.18477343, -0.0910500363, 0.0,
      0.0795802996, 0.160930201, 0.246112302, 0.337915242,
      0.440709829, 0.562617004, 0.722956836, 1.0]> : tensor<16xf32>
  %outer = tensor.dim %pairs, %c0 : tensor<?x?x32xi8>
  %blocks = tensor.dim %pairs, %c1 : tensor<?x?x32xi8>
  %no_scales = tensor.empty(%outer, %blocks) : tensor<?x?xf32>
  %scales = linalg.generic {indexing_maps = [affine_map<(o, b) -> (o, b)>, affine_map<(o, b) -> (o)>,
      affine_map<(o, b) -> (o, b)>], iterator_types = ["parallel", "parallel"]}
      ins(%bytes, %means : tensor<?x?xi8>, tensor<?xf32>) outs(%no_scales : tensor<?x?xf32>) {
  ^bb1(%byte: i8, %mean: f32, %out: f32):
    %o = linalg.index 0 : index
    %b = linalg.index 1 : index
    %g = arith.divui %b, %c256 : index
    %step = tensor.extract %steps[%o, %g] : tensor<?x?xf32>
    %units = arith.sitofp %byte : i8 to f32
    %distance = arith.mulf %units, %step : f32
    %0 = arith.addf %distance, %mean : f32
    %1 = arith.maximumf %0, %zero : f32
    linalg.yield %1 : f32
  } -> tensor<?x?xf32>
  %no_values = tensor.empty(%outer, %blocks) : tensor<?x?x32x2xf32>
  %values = linalg.generic {indexing_maps = [affine_map<(o, b, p, h) -> (o, b, p)>,
      affine_map<(o, b, p, h) -> (o, b)>, affine_map<(o, b, p, h) -> (o, b, p, h)>],
      iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%pairs, %scales : tensor<?x?x32xi8>, tensor<?x?xf32>) outs(%no_values : tensor<?x?x32x2xf32>) {
  ^bb1(%pair: i8, %scale: f32, %out: f32):
    %mask = arith.constant 15 : i8
    %four = arith.constant 4 : i8
    %half = linalg.index 3 : index
    %is_high = arith.cmpi eq, %half, %c1 : index
    %high = arith.shrui %pair, %four : i8
    %code = arith.select %is_high, %high, %pair : i8
    %masked = arith.andi %code, %mask : i8
    %place = arith.index_castui %masked : i8 to index
    %value = tensor.extract %table[%place] : tensor<16xf32>
    %0 = arith.mulf %value, %scale : f32
    linalg.yield %0 : f32
  } -> tensor<?x?x32x2xf32>
  %flat = tensor.collapse_shape %values [[0], [1, 2, 3]] : tensor<?x?x32x2xf32> into tensor<?x?xf32>
  %chunk = arith.ceildivui %size, %axis_size : index
  %count = arith.muli %chunk, %stride : index
  %cut = tensor.extract_slice %flat[0, 0] [%outer, %count] [1, 1] : tensor<?x?xf32> to tensor<?x?xf32>
  %full = tensor.expand_shape %cut [[0], [1, 2]] output_shape [%outer, %chunk, %stride]
      : tensor<?x?xf32> into tensor<?x?x?xf32>
  %one_each = tensor.expand_shape %scales [[0], [1, 2]] output_shape [%outer, %blocks, 1]
      : tensor<?x?xf32> into tensor<?x?x1xf32>
  fsdp.yield %full, %pairs, %one_each : tensor<?x?x?xf32>, tensor<?x?x32xi8>, tensor<?x?x1xf32>
}
