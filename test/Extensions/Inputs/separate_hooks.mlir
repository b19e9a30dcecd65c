// separate_hooks.mlir - hooks that fit no body of a pack or unpack, each for another reason
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// separate_hooks.py has the same in plain Python.

// Cast, then turned: inner x outer x chunk.
fsdp.extension @turned signature(1) pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %outer = tensor.dim %x, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %x, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %x, %c2 : tensor<?x?x?xf32>
  %narrow = arith.truncf %x : tensor<?x?x?xf32> to tensor<?x?x?xbf16>
  %empty = tensor.empty(%inner, %outer, %chunk) : tensor<?x?x?xbf16>
  %wire = linalg.transpose ins(%narrow : tensor<?x?x?xbf16>) outs(%empty : tensor<?x?x?xbf16>)
      permutation = [2, 0, 1]
  fsdp.yield %wire : tensor<?x?x?xbf16>
} post {
^bb0(%wire: tensor<?x?x?xbf16>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %inner = tensor.dim %wire, %c0 : tensor<?x?x?xbf16>
  %outer = tensor.dim %wire, %c1 : tensor<?x?x?xbf16>
  %chunk = tensor.dim %wire, %c2 : tensor<?x?x?xbf16>
  %empty = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xbf16>
  %back = linalg.transpose ins(%wire : tensor<?x?x?xbf16>) outs(%empty : tensor<?x?x?xbf16>)
      permutation = [1, 2, 0]
  %full = arith.extf %back : tensor<?x?x?xbf16> to tensor<?x?x?xf32>
  fsdp.yield %full : tensor<?x?x?xf32>
}

// The bits of each element, changed by a key of its shard, its row and the axis size (metadata).
fsdp.extension @salted signature(2) pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %outer = tensor.dim %x, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %x, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %x, %c2 : tensor<?x?x?xf32>
  %salt = arith.index_cast %axis : index to i32
  %of_shard = arith.index_cast %shard : index to i32
  %prime = arith.constant 40503 : i32
  %empty = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xi32>
  %wire = linalg.generic {indexing_maps = [affine_map<(o, c, i) -> (o, c, i)>, affine_map<(o, c, i) -> (o, c, i)>],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x : tensor<?x?x?xf32>) outs(%empty : tensor<?x?x?xi32>) {
  ^bb1(%in: f32, %out: i32):
    %row = linalg.index 1 : index
    %of_row = arith.index_cast %row : index to i32
    %place = arith.addi %of_shard, %of_row : i32
    %key = arith.muli %place, %prime : i32
    %salted = arith.addi %key, %salt : i32
    %bits = arith.bitcast %in : f32 to i32
    %changed = arith.xori %bits, %salted : i32
    linalg.yield %changed : i32
  } -> tensor<?x?x?xi32>
  fsdp.yield %wire, %salt : tensor<?x?x?xi32>, i32 {wires = 1}
} post {
^bb0(%wire: tensor<?x?x?xi32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index, %salt: i32):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %outer = tensor.dim %wire, %c0 : tensor<?x?x?xi32>
  %chunk = tensor.dim %wire, %c1 : tensor<?x?x?xi32>
  %inner = tensor.dim %wire, %c2 : tensor<?x?x?xi32>
  %of_shard = arith.index_cast %shard : index to i32
  %prime = arith.constant 40503 : i32
  %empty = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xf32>
  %full = linalg.generic {indexing_maps = [affine_map<(o, c, i) -> (o, c, i)>, affine_map<(o, c, i) -> (o, c, i)>],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%wire : tensor<?x?x?xi32>) outs(%empty : tensor<?x?x?xf32>) {
  ^bb1(%in: i32, %out: f32):
    %row = linalg.index 1 : index
    %of_row = arith.index_cast %row : index to i32
    %place = arith.addi %of_shard, %of_row : i32
    %key = arith.muli %place, %prime : i32
    %salted = arith.addi %key, %salt : i32
    %bits = arith.xori %in, %salted : i32
    %changed = arith.bitcast %bits : i32 to f32
    linalg.yield %changed : f32
  } -> tensor<?x?x?xf32>
  fsdp.yield %full : tensor<?x?x?xf32>
}

// Differences of the bits of neighbours, by a loop, and the first element, a wire of one number.
fsdp.extension @delta signature(1) pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %bits = arith.bitcast %x : tensor<?x?x?xf32> to tensor<?x?x?xi32>
  %flat = tensor.collapse_shape %bits [[0, 1, 2]] : tensor<?x?x?xi32> into tensor<?xi32>
  %count = tensor.dim %flat, %c0 : tensor<?xi32>
  %first = tensor.extract %flat[%c0] : tensor<?xi32>
  %start = tensor.from_elements %first : tensor<i32>
  %zero = arith.constant 0 : i32
  %empty = tensor.empty(%count) : tensor<?xi32>
  %begin = linalg.fill ins(%zero : i32) outs(%empty : tensor<?xi32>) -> tensor<?xi32>
  %wire = scf.for %i = %c1 to %count step %c1 iter_args(%so_far = %begin) -> (tensor<?xi32>) {
    %before = arith.subi %i, %c1 : index
    %a = tensor.extract %flat[%before] : tensor<?xi32>
    %b = tensor.extract %flat[%i] : tensor<?xi32>
    %step = arith.subi %b, %a : i32
    %next = tensor.insert %step into %so_far[%i] : tensor<?xi32>
    scf.yield %next : tensor<?xi32>
  }
  %outer = tensor.dim %x, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %x, %c1 : tensor<?x?x?xf32>
  %c2 = arith.constant 2 : index
  %inner = tensor.dim %x, %c2 : tensor<?x?x?xf32>
  %shaped = tensor.expand_shape %wire [[0, 1, 2]] output_shape [%outer, %chunk, %inner]
      : tensor<?xi32> into tensor<?x?x?xi32>
  fsdp.yield %start, %shaped : tensor<i32>, tensor<?x?x?xi32>
} post {
^bb0(%start: tensor<i32>, %wire: tensor<?x?x?xi32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %outer = tensor.dim %wire, %c0 : tensor<?x?x?xi32>
  %chunk = tensor.dim %wire, %c1 : tensor<?x?x?xi32>
  %inner = tensor.dim %wire, %c2 : tensor<?x?x?xi32>
  %flat = tensor.collapse_shape %wire [[0, 1, 2]] : tensor<?x?x?xi32> into tensor<?xi32>
  %count = tensor.dim %flat, %c0 : tensor<?xi32>
  %first = tensor.extract %start[] : tensor<i32>
  %empty = tensor.empty(%count) : tensor<?xi32>
  %sums, %last = scf.for %i = %c0 to %count step %c1 iter_args(%so_far = %empty, %value = %first)
      -> (tensor<?xi32>, i32) {
    %step = tensor.extract %flat[%i] : tensor<?xi32>
    %next = arith.addi %value, %step : i32
    %more = tensor.insert %next into %so_far[%i] : tensor<?xi32>
    scf.yield %more, %next : tensor<?xi32>, i32
  }
  %shaped = tensor.expand_shape %sums [[0, 1, 2]] output_shape [%outer, %chunk, %inner]
      : tensor<?xi32> into tensor<?x?x?xi32>
  %full = arith.bitcast %shaped : tensor<?x?x?xi32> to tensor<?x?x?xf32>
  fsdp.yield %full : tensor<?x?x?xf32>
}

// The mean of each column of the valid rows, and in f16 what is left of them: a slice whose size differs by rank.
fsdp.extension @centred signature(2) pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %outer = tensor.dim %x, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %x, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %x, %c2 : tensor<?x?x?xf32>
  %rows = tensor.extract_slice %x[0, 0, 0] [%outer, %valid, %inner] [1, 1, 1]
      : tensor<?x?x?xf32> to tensor<?x?x?xf32>
  %zero = arith.constant 0.0 : f32
  %sums = tensor.empty(%outer, %inner) : tensor<?x?xf32>
  %none = linalg.fill ins(%zero : f32) outs(%sums : tensor<?x?xf32>) -> tensor<?x?xf32>
  %total = linalg.reduce { arith.addf } ins(%rows : tensor<?x?x?xf32>) outs(%none : tensor<?x?xf32>) dimensions = [1]
  %some = arith.maxui %valid, %c1 : index
  %int = arith.index_cast %some : index to i32
  %count = arith.sitofp %int : i32 to f32
  %means = tensor.empty(%outer, %inner) : tensor<?x?xf32>
  %mean = linalg.map ins(%total : tensor<?x?xf32>) outs(%means : tensor<?x?xf32>)
    (%sum: f32, %out: f32) {
      %0 = arith.divf %sum, %count : f32
      linalg.yield %0 : f32
    }
  %lefts = tensor.empty(%outer, %valid, %inner) : tensor<?x?x?xf16>
  %left = linalg.generic {indexing_maps = [affine_map<(o, c, i) -> (o, c, i)>, affine_map<(o, c, i) -> (o, i)>,
      affine_map<(o, c, i) -> (o, c, i)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%rows, %mean : tensor<?x?x?xf32>, tensor<?x?xf32>) outs(%lefts : tensor<?x?x?xf16>) {
  ^bb1(%in: f32, %m: f32, %out: f16):
    %0 = arith.subf %in, %m : f32
    %1 = arith.truncf %0 : f32 to f16
    linalg.yield %1 : f16
  } -> tensor<?x?x?xf16>
  %missing = arith.subi %chunk, %valid : index
  %none16 = arith.constant 0.0 : f16
  %padded = tensor.pad %left low[0, 0, 0] high[0, %missing, 0] {
  ^bb1(%o: index, %c: index, %i: index):
    tensor.yield %none16 : f16
  } : tensor<?x?x?xf16> to tensor<?x?x?xf16>
  fsdp.yield %padded, %mean : tensor<?x?x?xf16>, tensor<?x?xf32>
} post {
^bb0(%left: tensor<?x?x?xf16>, %mean: tensor<?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index,
     %stride: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %outer = tensor.dim %left, %c0 : tensor<?x?x?xf16>
  %chunk = tensor.dim %left, %c1 : tensor<?x?x?xf16>
  %inner = tensor.dim %left, %c2 : tensor<?x?x?xf16>
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xf32>
  %full = linalg.generic {indexing_maps = [affine_map<(o, c, i) -> (o, c, i)>, affine_map<(o, c, i) -> (o, i)>,
      affine_map<(o, c, i) -> (o, c, i)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%left, %mean : tensor<?x?x?xf16>, tensor<?x?xf32>) outs(%empty : tensor<?x?x?xf32>) {
  ^bb1(%in: f16, %m: f32, %out: f32):
    %row = linalg.index 1 : index
    %is_valid = arith.cmpi ult, %row, %valid : index
    %0 = arith.extf %in : f16 to f32
    %1 = arith.addf %0, %m : f32
    %2 = arith.select %is_valid, %1, %zero : f32
    linalg.yield %2 : f32
  } -> tensor<?x?x?xf32>
  fsdp.yield %full : tensor<?x?x?xf32>
}

// Blocks of 8, two values of a table per byte; the blocks' scales as bytes of scales of 4 blocks.
fsdp.extension @nested signature(2) pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %flat = tensor.collapse_shape %x [[0], [1, 2]] : tensor<?x?x?xf32> into tensor<?x?xf32>
  %outer = tensor.dim %flat, %c0 : tensor<?x?xf32>
  %count = tensor.dim %flat, %c1 : tensor<?x?xf32>
  %tops = arith.ceildivui %count, %c32 : index
  %room = arith.muli %tops, %c32 : index
  %missing = arith.subi %room, %count : index
  %padded = tensor.pad %flat low[0, 0] high[0, %missing] {
  ^bb1(%o: index, %i: index):
    tensor.yield %zero : f32
  } : tensor<?x?xf32> to tensor<?x?xf32>
  %blocks = tensor.expand_shape %padded [[0], [1, 2, 3]] output_shape [%outer, %tops, 4, 8]
      : tensor<?x?xf32> into tensor<?x?x4x8xf32>
  // The largest magnitude of each block, then of each four.
  %magnitudes = math.absf %blocks : tensor<?x?x4x8xf32>
  %e0 = tensor.empty(%outer, %tops) : tensor<?x?x4xf32>
  %z0 = linalg.fill ins(%zero : f32) outs(%e0 : tensor<?x?x4xf32>) -> tensor<?x?x4xf32>
  %amax = linalg.reduce { arith.maximumf } ins(%magnitudes : tensor<?x?x4x8xf32>) outs(%z0 : tensor<?x?x4xf32>)
      dimensions = [3]
  %e1 = tensor.empty(%outer, %tops) : tensor<?x?xf32>
  %z1 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<?x?xf32>) -> tensor<?x?xf32>
  %top = linalg.reduce { arith.maximumf } ins(%amax : tensor<?x?x4xf32>) outs(%z1 : tensor<?x?xf32>) dimensions = [2]
  // A block's scale in units of a 127th of its four's, rounded up so that nothing is beyond the table.
  %e2 = tensor.empty(%outer, %tops) : tensor<?x?x4xi8>
  %scales = linalg.generic {indexing_maps = [affine_map<(o, t, b) -> (o, t, b)>, affine_map<(o, t, b) -> (o, t)>,
      affine_map<(o, t, b) -> (o, t, b)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%amax, %top : tensor<?x?x4xf32>, tensor<?x?xf32>) outs(%e2 : tensor<?x?x4xi8>) {
  ^bb1(%a: f32, %t: f32, %out: i8):
    %c127 = arith.constant 127.0 : f32
    %is_zero = arith.cmpf oeq, %t, %zero : f32
    %divisor = arith.select %is_zero, %one, %t : f32
    %share = arith.divf %a, %divisor : f32
    %units = arith.mulf %share, %c127 : f32
    %up = math.ceil %units : f32
    %byte = arith.fptosi %up : f32 to i8
    linalg.yield %byte : i8
  } -> tensor<?x?x4xi8>
  // Each element's place in the table: how many of the borders between its values lie below it.
  %table = arith.constant dense<[-1.0, -0.75, -0.5, -0.375, -0.25, -0.125, -0.0625, 0.0,
                                 0.0625, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 1.0]> : tensor<16xf32>
  %e3 = tensor.empty(%outer, %tops) : tensor<?x?x4x8xi8>
  %codes = linalg.generic {indexing_maps = [affine_map<(o, t, b, i) -> (o, t, b, i)>,
      affine_map<(o, t, b, i) -> (o, t, b)>, affine_map<(o, t, b, i) -> (o, t)>,
      affine_map<(o, t, b, i) -> (o, t, b, i)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%blocks, %scales, %top : tensor<?x?x4x8xf32>, tensor<?x?x4xi8>, tensor<?x?xf32>)
      outs(%e3 : tensor<?x?x4x8xi8>) {
  ^bb1(%v: f32, %s: i8, %t: f32, %out: i8):
    %c127 = arith.constant 127.0 : f32
    %half = arith.constant 0.5 : f32
    %units = arith.sitofp %s : i8 to f32
    %product = arith.mulf %units, %t : f32
    %scale = arith.divf %product, %c127 : f32
    %is_zero = arith.cmpf oeq, %scale, %zero : f32
    %divisor = arith.select %is_zero, %one, %scale : f32
    %share = arith.divf %v, %divisor : f32
    %c15 = arith.constant 15 : index
    %none = arith.constant 0 : i8
    %code = scf.for %k = %c0 to %c15 step %c1 iter_args(%so_far = %none) -> (i8) {
      %next = arith.addi %k, %c1 : index
      %low = tensor.extract %table[%k] : tensor<16xf32>
      %high = tensor.extract %table[%next] : tensor<16xf32>
      %sum = arith.addf %low, %high : f32
      %border = arith.mulf %sum, %half : f32
      %above = arith.cmpf ogt, %share, %border : f32
      %more = arith.extui %above : i1 to i8
      %n = arith.addi %so_far, %more : i8
      scf.yield %n : i8
    }
    linalg.yield %code : i8
  } -> tensor<?x?x4x8xi8>
  // Two to a byte, the second in the high half.
  %even = tensor.extract_slice %codes[0, 0, 0, 0] [%outer, %tops, 4, 4] [1, 1, 1, 2]
      : tensor<?x?x4x8xi8> to tensor<?x?x4x4xi8>
  %odd = tensor.extract_slice %codes[0, 0, 0, 1] [%outer, %tops, 4, 4] [1, 1, 1, 2]
      : tensor<?x?x4x8xi8> to tensor<?x?x4x4xi8>
  %e4 = tensor.empty(%outer, %tops) : tensor<?x?x4x4xi8>
  %bytes = linalg.map ins(%even, %odd : tensor<?x?x4x4xi8>, tensor<?x?x4x4xi8>) outs(%e4 : tensor<?x?x4x4xi8>)
    (%low: i8, %high: i8, %out: i8) {
      %four = arith.constant 4 : i8
      %up = arith.shli %high, %four : i8
      %both = arith.ori %up, %low : i8
      linalg.yield %both : i8
    }
  fsdp.yield %bytes, %scales, %top : tensor<?x?x4x4xi8>, tensor<?x?x4xi8>, tensor<?x?xf32>
} post {
^bb0(%bytes: tensor<?x?x4x4xi8>, %scales: tensor<?x?x4xi8>, %top: tensor<?x?xf32>, %axis: index, %shard: index,
     %valid: index, %size: index, %stride: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  %outer = tensor.dim %bytes, %c0 : tensor<?x?x4x4xi8>
  %tops = tensor.dim %bytes, %c1 : tensor<?x?x4x4xi8>
  %chunk = arith.ceildivui %size, %axis : index
  %table = arith.constant dense<[-1.0, -0.75, -0.5, -0.375, -0.25, -0.125, -0.0625, 0.0,
                                 0.0625, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 1.0]> : tensor<16xf32>
  %e0 = tensor.empty(%outer, %tops) : tensor<?x?x4x4x2xf32>
  %values = linalg.generic {indexing_maps = [affine_map<(o, t, b, p, h) -> (o, t, b, p)>,
      affine_map<(o, t, b, p, h) -> (o, t, b)>, affine_map<(o, t, b, p, h) -> (o, t)>,
      affine_map<(o, t, b, p, h) -> (o, t, b, p, h)>],
      iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel"]}
      ins(%bytes, %scales, %top : tensor<?x?x4x4xi8>, tensor<?x?x4xi8>, tensor<?x?xf32>)
      outs(%e0 : tensor<?x?x4x4x2xf32>) {
  ^bb1(%byte: i8, %s: i8, %t: f32, %out: f32):
    %c127 = arith.constant 127.0 : f32
    %mask = arith.constant 15 : i8
    %four = arith.constant 4 : i8
    %half = linalg.index 4 : index
    %is_high = arith.cmpi eq, %half, %c1 : index
    %high = arith.shrui %byte, %four : i8
    %low = arith.andi %byte, %mask : i8
    %code = arith.select %is_high, %high, %low : i8
    %nibble = arith.andi %code, %mask : i8
    %place = arith.index_castui %nibble : i8 to index
    %value = tensor.extract %table[%place] : tensor<16xf32>
    %units = arith.sitofp %s : i8 to f32
    %product = arith.mulf %units, %t : f32
    %scale = arith.divf %product, %c127 : f32
    %0 = arith.mulf %value, %scale : f32
    linalg.yield %0 : f32
  } -> tensor<?x?x4x4x2xf32>
  %flat = tensor.collapse_shape %values [[0], [1, 2, 3, 4]] : tensor<?x?x4x4x2xf32> into tensor<?x?xf32>
  %count = arith.muli %chunk, %stride : index
  %cut = tensor.extract_slice %flat[0, 0] [%outer, %count] [1, 1] : tensor<?x?xf32> to tensor<?x?xf32>
  %full = tensor.expand_shape %cut [[0], [1, 2]] output_shape [%outer, %chunk, %stride]
      : tensor<?x?xf32> into tensor<?x?x?xf32>
  fsdp.yield %full : tensor<?x?x?xf32>
}

// Two inner tensors that travel differently: one turned, in f16, the other as it is, its rows in reverse order.
fsdp.extension @two_ways signature(1) pre {
^bb0(%a: tensor<?x?x?xf32>, %b: tensor<?x?x?xf32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %outer = tensor.dim %a, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %a, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %a, %c2 : tensor<?x?x?xf32>
  %narrow = arith.truncf %a : tensor<?x?x?xf32> to tensor<?x?x?xf16>
  %e0 = tensor.empty(%chunk, %inner, %outer) : tensor<?x?x?xf16>
  %turned = linalg.transpose ins(%narrow : tensor<?x?x?xf16>) outs(%e0 : tensor<?x?x?xf16>) permutation = [1, 2, 0]
  %e1 = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xf32>
  %reversed = linalg.generic {indexing_maps = [affine_map<(o, c, i) -> (o, c, i)>],
      iterator_types = ["parallel", "parallel", "parallel"]} outs(%e1 : tensor<?x?x?xf32>) {
  ^bb1(%out: f32):
    %o = linalg.index 0 : index
    %c = linalg.index 1 : index
    %i = linalg.index 2 : index
    %last = arith.subi %chunk, %c1 : index
    %row = arith.subi %last, %c : index
    %value = tensor.extract %b[%o, %row, %i] : tensor<?x?x?xf32>
    linalg.yield %value : f32
  } -> tensor<?x?x?xf32>
  fsdp.yield %turned, %reversed : tensor<?x?x?xf16>, tensor<?x?x?xf32>
} post {
^bb0(%turned: tensor<?x?x?xf16>, %reversed: tensor<?x?x?xf32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %outer = tensor.dim %reversed, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %reversed, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %reversed, %c2 : tensor<?x?x?xf32>
  %e0 = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xf16>
  %back = linalg.transpose ins(%turned : tensor<?x?x?xf16>) outs(%e0 : tensor<?x?x?xf16>) permutation = [2, 0, 1]
  %a = arith.extf %back : tensor<?x?x?xf16> to tensor<?x?x?xf32>
  %e1 = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xf32>
  %b = linalg.generic {indexing_maps = [affine_map<(o, c, i) -> (o, c, i)>],
      iterator_types = ["parallel", "parallel", "parallel"]} outs(%e1 : tensor<?x?x?xf32>) {
  ^bb1(%out: f32):
    %o = linalg.index 0 : index
    %c = linalg.index 1 : index
    %i = linalg.index 2 : index
    %last = arith.subi %chunk, %c1 : index
    %row = arith.subi %last, %c : index
    %value = tensor.extract %reversed[%o, %row, %i] : tensor<?x?x?xf32>
    linalg.yield %value : f32
  } -> tensor<?x?x?xf32>
  fsdp.yield %a, %b : tensor<?x?x?xf32>, tensor<?x?x?xf32>
}

// The chunk as it is stored, and what belongs in front of every row: the number of its first element in the whole tensor.
fsdp.extension @numbered signature(2) pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
  %c1 = arith.constant 1 : index
  %chunk = tensor.dim %x, %c1 : tensor<?x?x?xf32>
  %first = arith.muli %shard, %chunk : index
  %empty = tensor.empty(%chunk) : tensor<?xi16>
  %numbers = linalg.generic {indexing_maps = [affine_map<(c) -> (c)>], iterator_types = ["parallel"]}
      outs(%empty : tensor<?xi16>) {
  ^bb1(%out: i16):
    %row = linalg.index 0 : index
    %number = arith.addi %first, %row : index
    %short = arith.index_cast %number : index to i16
    linalg.yield %short : i16
  } -> tensor<?xi16>
  fsdp.yield %numbers, %x : tensor<?xi16>, tensor<?x?x?xf32>
} post {
^bb0(%numbers: tensor<?xi16>, %x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index,
     %stride: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %outer = tensor.dim %x, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %x, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %x, %c2 : tensor<?x?x?xf32>
  // Rows whose number is not what the shard says would be zero.
  %first = arith.muli %shard, %chunk : index
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xf32>
  %full = linalg.generic {indexing_maps = [affine_map<(o, c, i) -> (c)>, affine_map<(o, c, i) -> (o, c, i)>,
      affine_map<(o, c, i) -> (o, c, i)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%numbers, %x : tensor<?xi16>, tensor<?x?x?xf32>) outs(%empty : tensor<?x?x?xf32>) {
  ^bb1(%number: i16, %in: f32, %out: f32):
    %row = linalg.index 1 : index
    %expected = arith.addi %first, %row : index
    %found = arith.index_cast %number : i16 to index
    %same = arith.cmpi eq, %found, %expected : index
    %0 = arith.select %same, %in, %zero : f32
    linalg.yield %0 : f32
  } -> tensor<?x?x?xf32>
  fsdp.yield %full : tensor<?x?x?xf32>
}
