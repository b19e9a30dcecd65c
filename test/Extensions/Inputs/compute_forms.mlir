// compute_forms.mlir - extensions whose phases read other forms, and whose pre is kernels of its own
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// compute_forms.py has the same in plain Python.

// Codes of -127 to 127 with an f32 for each row, for forward; bf16, times two in post, for backward.
fsdp.extension @two_ways signature(1) forms ["codes", "scales", "half"] pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %high = arith.constant 127.0 : f32
  %outer = tensor.dim %x, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %x, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %x, %c2 : tensor<?x?x?xf32>
  %magnitudes = math.absf %x : tensor<?x?x?xf32>
  %zeros = tensor.splat %zero[%outer, %chunk] : tensor<?x?xf32>
  %amax = linalg.reduce ins(%magnitudes : tensor<?x?x?xf32>) outs(%zeros : tensor<?x?xf32>) dimensions = [2]
    (%magnitude: f32, %largest: f32) {
      %0 = arith.maximumf %magnitude, %largest : f32
      linalg.yield %0 : f32
    }
  %no_scales = tensor.empty(%outer, %chunk) : tensor<?x?xf32>
  %scales = linalg.map ins(%amax : tensor<?x?xf32>) outs(%no_scales : tensor<?x?xf32>)
    (%largest: f32, %out: f32) {
      %0 = arith.divf %largest, %high : f32
      %1 = arith.cmpf oeq, %0, %zero : f32
      %2 = arith.select %1, %one, %0 : f32
      linalg.yield %2 : f32
    }
  %no_codes = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xi8>
  %codes = linalg.generic {
      indexing_maps = [affine_map<(o, r, i) -> (o, r, i)>, affine_map<(o, r, i) -> (o, r)>, affine_map<(o, r, i) -> (o, r, i)>],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x, %scales : tensor<?x?x?xf32>, tensor<?x?xf32>) outs(%no_codes : tensor<?x?x?xi8>) {
  ^bb0(%value: f32, %scale: f32, %out: i8):
    %0 = arith.divf %value, %scale : f32
    %1 = math.roundeven %0 : f32
    %2 = arith.fptosi %1 : f32 to i8
    linalg.yield %2 : i8
  } -> tensor<?x?x?xi8>
  %half = arith.truncf %x : tensor<?x?x?xf32> to tensor<?x?x?xbf16>
  fsdp.yield %codes, %half, %scales : tensor<?x?x?xi8>, tensor<?x?x?xbf16>, tensor<?x?xf32>
} post {
^bb0(%codes: tensor<?x?x?xi8>, %half: tensor<?x?x?xbf16>, %scales: tensor<?x?xf32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %outer = tensor.dim %codes, %c0 : tensor<?x?x?xi8>
  %chunk = tensor.dim %codes, %c1 : tensor<?x?x?xi8>
  %one_each = tensor.expand_shape %scales [[0], [1, 2]] output_shape [%outer, %chunk, 1] : tensor<?x?xf32> into tensor<?x?x1xf32>
  %twice = arith.addf %half, %half : tensor<?x?x?xbf16>
  fsdp.yield %codes, %one_each, %twice : tensor<?x?x?xi8>, tensor<?x?x1xf32>, tensor<?x?x?xbf16>
}

// Codes of -127 to 127 twice, with an f32 for each row and with one for each 4 rows of a column, of parameters of 10
// columns: what a pre does with rows fits no body of a pack.
fsdp.extension @both_ways signature(1) atomic(40) forms ["codes", "scales", "column_codes", "column_scales"] pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %high = arith.constant 127.0 : f32
  %outer = tensor.dim %x, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %x, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %x, %c2 : tensor<?x?x?xf32>
  %row_magnitudes = math.absf %x : tensor<?x?x?xf32>
  %row_zeros = tensor.splat %zero[%outer, %chunk] : tensor<?x?xf32>
  %row_amax = linalg.reduce ins(%row_magnitudes : tensor<?x?x?xf32>) outs(%row_zeros : tensor<?x?xf32>) dimensions = [2]
    (%magnitude: f32, %largest: f32) {
      %0 = arith.maximumf %magnitude, %largest : f32
      linalg.yield %0 : f32
    }
  %row_no_scales = tensor.empty(%outer, %chunk) : tensor<?x?xf32>
  %row_scales = linalg.map ins(%row_amax : tensor<?x?xf32>) outs(%row_no_scales : tensor<?x?xf32>)
    (%largest: f32, %out: f32) {
      %0 = arith.divf %largest, %high : f32
      %1 = arith.cmpf oeq, %0, %zero : f32
      %2 = arith.select %1, %one, %0 : f32
      linalg.yield %2 : f32
    }
  %row_no_codes = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xi8>
  %row_codes = linalg.generic {
      indexing_maps = [affine_map<(o, r, i) -> (o, r, i)>, affine_map<(o, r, i) -> (o, r)>, affine_map<(o, r, i) -> (o, r, i)>],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x, %row_scales : tensor<?x?x?xf32>, tensor<?x?xf32>) outs(%row_no_codes : tensor<?x?x?xi8>) {
  ^bb0(%value: f32, %scale: f32, %out: i8):
    %0 = arith.divf %value, %scale : f32
    %1 = math.roundeven %0 : f32
    %2 = arith.fptosi %1 : f32 to i8
    linalg.yield %2 : i8
  } -> tensor<?x?x?xi8>
  %blocks = arith.divui %chunk, %c4 : index
  %fours = tensor.expand_shape %x [[0], [1, 2], [3]] output_shape [%outer, %blocks, 4, %inner]
      : tensor<?x?x?xf32> into tensor<?x?x4x?xf32>
  %magnitudes = math.absf %fours : tensor<?x?x4x?xf32>
  %zeros = tensor.splat %zero[%outer, %blocks, %inner] : tensor<?x?x?xf32>
  %amax = linalg.reduce ins(%magnitudes : tensor<?x?x4x?xf32>) outs(%zeros : tensor<?x?x?xf32>) dimensions = [2]
    (%magnitude: f32, %largest: f32) {
      %0 = arith.maximumf %magnitude, %largest : f32
      linalg.yield %0 : f32
    }
  %no_scales = tensor.empty(%outer, %blocks, %inner) : tensor<?x?x?xf32>
  %scales = linalg.map ins(%amax : tensor<?x?x?xf32>) outs(%no_scales : tensor<?x?x?xf32>)
    (%largest: f32, %out: f32) {
      %0 = arith.divf %largest, %high : f32
      %1 = arith.cmpf oeq, %0, %zero : f32
      %2 = arith.select %1, %one, %0 : f32
      linalg.yield %2 : f32
    }
  %no_codes = tensor.empty(%outer, %blocks, %inner) : tensor<?x?x4x?xi8>
  %codes = linalg.generic {
      indexing_maps = [affine_map<(o, b, r, i) -> (o, b, r, i)>, affine_map<(o, b, r, i) -> (o, b, i)>, affine_map<(o, b, r, i) -> (o, b, r, i)>],
      iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%fours, %scales : tensor<?x?x4x?xf32>, tensor<?x?x?xf32>) outs(%no_codes : tensor<?x?x4x?xi8>) {
  ^bb0(%value: f32, %scale: f32, %out: i8):
    %0 = arith.divf %value, %scale : f32
    %1 = math.roundeven %0 : f32
    %2 = arith.fptosi %1 : f32 to i8
    linalg.yield %2 : i8
  } -> tensor<?x?x4x?xi8>
  %all = tensor.collapse_shape %codes [[0], [1, 2], [3]] : tensor<?x?x4x?xi8> into tensor<?x?x?xi8>
  fsdp.yield %row_codes, %row_scales, %all, %scales
      : tensor<?x?x?xi8>, tensor<?x?xf32>, tensor<?x?x?xi8>, tensor<?x?x?xf32>
} post {
^bb0(%row_codes: tensor<?x?x?xi8>, %row_scales: tensor<?x?xf32>, %codes: tensor<?x?x?xi8>, %scales: tensor<?x?x?xf32>,
     %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %outer = tensor.dim %row_scales, %c0 : tensor<?x?xf32>
  %chunk = tensor.dim %row_scales, %c1 : tensor<?x?xf32>
  %one_each = tensor.expand_shape %row_scales [[0], [1, 2]] output_shape [%outer, %chunk, 1]
      : tensor<?x?xf32> into tensor<?x?x1xf32>
  fsdp.yield %row_codes, %one_each, %codes, %scales
      : tensor<?x?x?xi8>, tensor<?x?x1xf32>, tensor<?x?x?xi8>, tensor<?x?x?xf32>
}

// Posts that fit no body of an unpack. The weight in bf16: its columns the other way round, for all ranks at once; times
// two, in a loop over a rank's rows.
fsdp.extension @turned_round signature(1) forms ["half", "twice"] pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index):
  %half = arith.truncf %x : tensor<?x?x?xf32> to tensor<?x?x?xbf16>
  fsdp.yield %half : tensor<?x?x?xbf16>
} post {
^bb0(%half: tensor<?x?x?xbf16>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %outer = tensor.dim %half, %c0 : tensor<?x?x?xbf16>
  %chunk = tensor.dim %half, %c1 : tensor<?x?x?xbf16>
  %inner = tensor.dim %half, %c2 : tensor<?x?x?xbf16>
  %empty = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xbf16>
  %turned = linalg.generic {indexing_maps = [affine_map<(o, r, i) -> (o, r, i)>],
      iterator_types = ["parallel", "parallel", "parallel"]} outs(%empty : tensor<?x?x?xbf16>) {
  ^bb1(%out: bf16):
    %o = linalg.index 0 : index
    %r = linalg.index 1 : index
    %i = linalg.index 2 : index
    %last = arith.subi %inner, %c1 : index
    %other = arith.subi %last, %i : index
    %value = tensor.extract %half[%o, %r, %other] : tensor<?x?x?xbf16>
    linalg.yield %value : bf16
  } -> tensor<?x?x?xbf16>
  %zero = arith.constant 0.0 : bf16
  %none = linalg.fill ins(%zero : bf16) outs(%empty : tensor<?x?x?xbf16>) -> tensor<?x?x?xbf16>
  %twice = scf.for %r = %c0 to %chunk step %c1 iter_args(%so_far = %none) -> (tensor<?x?x?xbf16>) {
    %row = tensor.extract_slice %half[0, %r, 0] [%outer, 1, %inner] [1, 1, 1] : tensor<?x?x?xbf16> to tensor<?x1x?xbf16>
    %sum = arith.addf %row, %row : tensor<?x1x?xbf16>
    %next = tensor.insert_slice %sum into %so_far[0, %r, 0] [%outer, 1, %inner] [1, 1, 1]
        : tensor<?x1x?xbf16> into tensor<?x?x?xbf16>
    scf.yield %next : tensor<?x?x?xbf16>
  }
  fsdp.yield %turned, %twice : tensor<?x?x?xbf16>, tensor<?x?x?xbf16>
}
