//===- lossless_hooks.mlir - hooks that lose nothing ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One for each scope that a fused hook may have: what travels is bit for bit what
// was given, so that numbers must be those without hooks.
//===----------------------------------------------------------------------===//

// Elements: an f32 as two wires of half its bits.
fsdp.extension @halves signature(1) pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %i16 = arith.constant 16 : i32
  %outer = tensor.dim %x, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %x, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %x, %c2 : tensor<?x?x?xf32>
  %empty = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xi16>
  %low = linalg.map ins(%x : tensor<?x?x?xf32>) outs(%empty : tensor<?x?x?xi16>)
    (%v: f32, %out: i16) {
      %0 = arith.bitcast %v : f32 to i32
      %1 = arith.trunci %0 : i32 to i16
      linalg.yield %1 : i16
    }
  %high = linalg.map ins(%x : tensor<?x?x?xf32>) outs(%empty : tensor<?x?x?xi16>)
    (%v: f32, %out: i16) {
      %0 = arith.bitcast %v : f32 to i32
      %1 = arith.shrui %0, %i16 : i32
      %2 = arith.trunci %1 : i32 to i16
      linalg.yield %2 : i16
    }
  fsdp.yield %low, %high : tensor<?x?x?xi16>, tensor<?x?x?xi16>
} post {
^bb0(%low: tensor<?x?x?xi16>, %high: tensor<?x?x?xi16>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %i16 = arith.constant 16 : i32
  %outer = tensor.dim %low, %c0 : tensor<?x?x?xi16>
  %chunk = tensor.dim %low, %c1 : tensor<?x?x?xi16>
  %inner = tensor.dim %low, %c2 : tensor<?x?x?xi16>
  %empty = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xf32>
  %full = linalg.map ins(%low, %high : tensor<?x?x?xi16>, tensor<?x?x?xi16>) outs(%empty : tensor<?x?x?xf32>)
    (%l: i16, %h: i16, %out: f32) {
      %0 = arith.extui %l : i16 to i32
      %1 = arith.extui %h : i16 to i32
      %2 = arith.shli %1, %i16 : i32
      %3 = arith.ori %0, %2 : i32
      %4 = arith.bitcast %3 : i32 to f32
      linalg.yield %4 : f32
    }
  fsdp.yield %full : tensor<?x?x?xf32>
}

// The valid rows: whatever is beyond them becomes zero, where there is nothing else.
fsdp.extension @valid_rows signature(2) pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f32
  %outer = tensor.dim %x, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %x, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %x, %c2 : tensor<?x?x?xf32>
  %missing = arith.subi %chunk, %valid : index
  %rows = tensor.extract_slice %x[0, 0, 0] [%outer, %valid, %inner] [1, 1, 1] : tensor<?x?x?xf32> to tensor<?x?x?xf32>
  %wire = tensor.pad %rows low[0, 0, 0] high[0, %missing, 0] {
  ^bb0(%o: index, %r: index, %i: index):
    tensor.yield %zero : f32
  } : tensor<?x?x?xf32> to tensor<?x?x?xf32>
  fsdp.yield %wire : tensor<?x?x?xf32>
} post {
^bb0(%wire: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
  fsdp.yield %wire : tensor<?x?x?xf32>
}

// Blocks of 20: the largest magnitude of each beside the elements, which it does not change.
fsdp.extension @blocks signature(1) pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f32
  %block = arith.constant 20 : index
  %outer = tensor.dim %x, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %x, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %x, %c2 : tensor<?x?x?xf32>
  %rows = arith.muli %outer, %chunk : index
  %count = arith.muli %rows, %inner : index
  %blocks = arith.ceildivui %count, %block : index
  %whole = arith.muli %blocks, %block : index
  %missing = arith.subi %whole, %count : index
  %flat = tensor.collapse_shape %x [[0, 1, 2]] : tensor<?x?x?xf32> into tensor<?xf32>
  %padded = tensor.pad %flat low[0] high[%missing] {
  ^bb0(%i: index):
    tensor.yield %zero : f32
  } : tensor<?xf32> to tensor<?xf32>
  %values = tensor.expand_shape %padded [[0, 1]] output_shape [%blocks, 20] : tensor<?xf32> into tensor<?x20xf32>
  %magnitudes = math.absf %values : tensor<?x20xf32>
  %zeros = tensor.splat %zero[%blocks] : tensor<?xf32>
  %amax = linalg.reduce { arith.maximumf } ins(%magnitudes : tensor<?x20xf32>) outs(%zeros : tensor<?xf32>) dimensions = [1]
  fsdp.yield %x, %amax : tensor<?x?x?xf32>, tensor<?xf32>
} post {
^bb0(%wire: tensor<?x?x?xf32>, %amax: tensor<?xf32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f32
  %block = arith.constant 20 : index
  %outer = tensor.dim %wire, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %wire, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %wire, %c2 : tensor<?x?x?xf32>
  %rows = arith.muli %outer, %chunk : index
  %count = arith.muli %rows, %inner : index
  %blocks = arith.ceildivui %count, %block : index
  %whole = arith.muli %blocks, %block : index
  %missing = arith.subi %whole, %count : index
  %flat = tensor.collapse_shape %wire [[0, 1, 2]] : tensor<?x?x?xf32> into tensor<?xf32>
  %padded = tensor.pad %flat low[0] high[%missing] {
  ^bb0(%i: index):
    tensor.yield %zero : f32
  } : tensor<?xf32> to tensor<?xf32>
  %values = tensor.expand_shape %padded [[0, 1]] output_shape [%blocks, 20] : tensor<?xf32> into tensor<?x20xf32>
  %empty = tensor.empty(%blocks) : tensor<?x20xf32>
  // Zero where its magnitude is beyond the block's, which must not be.
  %kept = linalg.generic {
      indexing_maps = [affine_map<(b, i) -> (b, i)>, affine_map<(b, i) -> (b)>, affine_map<(b, i) -> (b, i)>],
      iterator_types = ["parallel", "parallel"]}
      ins(%values, %amax : tensor<?x20xf32>, tensor<?xf32>) outs(%empty : tensor<?x20xf32>) {
  ^bb0(%value: f32, %largest: f32, %out: f32):
    %0 = math.absf %value : f32
    %1 = arith.cmpf ogt, %0, %largest : f32
    %2 = arith.select %1, %zero, %value : f32
    linalg.yield %2 : f32
  } -> tensor<?x20xf32>
  %all = tensor.collapse_shape %kept [[0, 1]] : tensor<?x20xf32> into tensor<?xf32>
  %some = tensor.extract_slice %all[0] [%count] [1] : tensor<?xf32> to tensor<?xf32>
  %full = tensor.expand_shape %some [[0, 1, 2]] output_shape [%outer, %chunk, %inner]
      : tensor<?xf32> into tensor<?x?x?xf32>
  fsdp.yield %full : tensor<?x?x?xf32>
}
