//===- blocks.mlir - hooks of block scope that no built-in needs ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

// Blocks of 5 from the least element to the greatest, the zeros behind the last one among them, in steps of 1/255: two
// reductions in one loop, padding that takes part, three wires, the first and the last of blocks.
fsdp.extension @affine signature(1) pre {
^bb0(%shard: tensor<?x?x?xf32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c5 = arith.constant 5 : index
  %zero = arith.constant 0.0 : f32
  %steps = arith.constant 255.0 : f32
  %outer = tensor.dim %shard, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %shard, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %shard, %c2 : tensor<?x?x?xf32>
  %rows = arith.muli %outer, %chunk : index
  %count = arith.muli %rows, %inner : index
  %blocks = arith.ceildivui %count, %c5 : index
  %whole = arith.muli %blocks, %c5 : index
  %missing = arith.subi %whole, %count : index
  %flat = tensor.collapse_shape %shard [[0, 1, 2]] : tensor<?x?x?xf32> into tensor<?xf32>
  %padded = tensor.pad %flat low[0] high[%missing] {
  ^bb1(%i: index):
    tensor.yield %zero : f32
  } : tensor<?xf32> to tensor<?xf32>
  %x = tensor.expand_shape %padded [[0, 1]] output_shape [%blocks, 5] : tensor<?xf32> into tensor<?x5xf32>
  %least = arith.constant 0xFF800000 : f32
  %most = arith.constant 0x7F800000 : f32
  %low_init = tensor.splat %most[%blocks] : tensor<?xf32>
  %high_init = tensor.splat %least[%blocks] : tensor<?xf32>
  %low = linalg.reduce { arith.minimumf } ins(%x : tensor<?x5xf32>) outs(%low_init : tensor<?xf32>) dimensions = [1]
  %high = linalg.reduce { arith.maximumf } ins(%x : tensor<?x5xf32>) outs(%high_init : tensor<?xf32>) dimensions = [1]
  %range = arith.subf %high, %low : tensor<?xf32>
  %all_steps = tensor.splat %steps[%blocks] : tensor<?xf32>
  %scale = arith.divf %range, %all_steps : tensor<?xf32>
  %no_codes = tensor.empty(%blocks) : tensor<?x5xi8>
  %codes = linalg.generic {
      indexing_maps = [affine_map<(b, i) -> (b, i)>, affine_map<(b, i) -> (b)>, affine_map<(b, i) -> (b)>, affine_map<(b, i) -> (b, i)>],
      iterator_types = ["parallel", "parallel"]}
      ins(%x, %low, %scale : tensor<?x5xf32>, tensor<?xf32>, tensor<?xf32>) outs(%no_codes : tensor<?x5xi8>) {
  ^bb1(%v: f32, %l: f32, %s: f32, %o: i8):
    %0 = arith.subf %v, %l : f32
    %1 = arith.divf %0, %s : f32
    %2 = math.roundeven %1 : f32
    // Also where it is no number.
    %3 = arith.cmpf ult, %2, %steps : f32
    %4 = arith.cmpf uno, %2, %2 : f32
    %5 = arith.select %3, %2, %steps : f32
    %6 = arith.select %4, %zero, %5 : f32
    %7 = arith.fptosi %6 : f32 to i32
    %8 = arith.trunci %7 : i32 to i8
    linalg.yield %8 : i8
  } -> tensor<?x5xi8>
  %all = tensor.collapse_shape %codes [[0, 1]] : tensor<?x5xi8> into tensor<?xi8>
  %valid = tensor.extract_slice %all[0] [%count] [1] : tensor<?xi8> to tensor<?xi8>
  %wire = tensor.expand_shape %valid [[0, 1, 2]] output_shape [%outer, %chunk, %inner] : tensor<?xi8> into tensor<?x?x?xi8>
  fsdp.yield %low, %wire, %scale : tensor<?xf32>, tensor<?x?x?xi8>, tensor<?xf32>
} post {
^bb0(%low: tensor<?xf32>, %wire: tensor<?x?x?xi8>, %scale: tensor<?xf32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c5 = arith.constant 5 : index
  %none = arith.constant 0 : i8
  %outer = tensor.dim %wire, %c0 : tensor<?x?x?xi8>
  %chunk = tensor.dim %wire, %c1 : tensor<?x?x?xi8>
  %inner = tensor.dim %wire, %c2 : tensor<?x?x?xi8>
  %rows = arith.muli %outer, %chunk : index
  %count = arith.muli %rows, %inner : index
  %blocks = arith.ceildivui %count, %c5 : index
  %whole = arith.muli %blocks, %c5 : index
  %missing = arith.subi %whole, %count : index
  %flat = tensor.collapse_shape %wire [[0, 1, 2]] : tensor<?x?x?xi8> into tensor<?xi8>
  %padded = tensor.pad %flat low[0] high[%missing] {
  ^bb1(%i: index):
    tensor.yield %none : i8
  } : tensor<?xi8> to tensor<?xi8>
  %codes = tensor.expand_shape %padded [[0, 1]] output_shape [%blocks, 5] : tensor<?xi8> into tensor<?x5xi8>
  %e = tensor.empty(%blocks) : tensor<?x5xf32>
  %lows = linalg.broadcast ins(%low : tensor<?xf32>) outs(%e : tensor<?x5xf32>) dimensions = [1]
  %scales = linalg.broadcast ins(%scale : tensor<?xf32>) outs(%e : tensor<?x5xf32>) dimensions = [1]
  %f = arith.uitofp %codes : tensor<?x5xi8> to tensor<?x5xf32>
  %m = arith.mulf %f, %scales : tensor<?x5xf32>
  %x = arith.addf %m, %lows : tensor<?x5xf32>
  %all = tensor.collapse_shape %x [[0, 1]] : tensor<?x5xf32> into tensor<?xf32>
  %valid = tensor.extract_slice %all[0] [%count] [1] : tensor<?xf32> to tensor<?xf32>
  %full = tensor.expand_shape %valid [[0, 1, 2]] output_shape [%outer, %chunk, %inner] : tensor<?xf32> into tensor<?x?x?xf32>
  fsdp.yield %full : tensor<?x?x?xf32>
}

// The same, of blocks that several of a GPU's share.
fsdp.extension @affine_20000 signature(1) pre {
^bb0(%shard: tensor<?x?x?xf32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %size = arith.constant 20000 : index
  %zero = arith.constant 0.0 : f32
  %steps = arith.constant 255.0 : f32
  %outer = tensor.dim %shard, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %shard, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %shard, %c2 : tensor<?x?x?xf32>
  %rows = arith.muli %outer, %chunk : index
  %count = arith.muli %rows, %inner : index
  %blocks = arith.ceildivui %count, %size : index
  %whole = arith.muli %blocks, %size : index
  %missing = arith.subi %whole, %count : index
  %flat = tensor.collapse_shape %shard [[0, 1, 2]] : tensor<?x?x?xf32> into tensor<?xf32>
  %padded = tensor.pad %flat low[0] high[%missing] {
  ^bb1(%i: index):
    tensor.yield %zero : f32
  } : tensor<?xf32> to tensor<?xf32>
  %x = tensor.expand_shape %padded [[0, 1]] output_shape [%blocks, 20000] : tensor<?xf32> into tensor<?x20000xf32>
  %least = arith.constant 0xFF800000 : f32
  %most = arith.constant 0x7F800000 : f32
  %low_init = tensor.splat %most[%blocks] : tensor<?xf32>
  %high_init = tensor.splat %least[%blocks] : tensor<?xf32>
  %low = linalg.reduce { arith.minimumf } ins(%x : tensor<?x20000xf32>) outs(%low_init : tensor<?xf32>) dimensions = [1]
  %high = linalg.reduce { arith.maximumf } ins(%x : tensor<?x20000xf32>) outs(%high_init : tensor<?xf32>) dimensions = [1]
  %range = arith.subf %high, %low : tensor<?xf32>
  %all_steps = tensor.splat %steps[%blocks] : tensor<?xf32>
  %scale = arith.divf %range, %all_steps : tensor<?xf32>
  %no_codes = tensor.empty(%blocks) : tensor<?x20000xi8>
  %codes = linalg.generic {
      indexing_maps = [affine_map<(b, i) -> (b, i)>, affine_map<(b, i) -> (b)>, affine_map<(b, i) -> (b)>, affine_map<(b, i) -> (b, i)>],
      iterator_types = ["parallel", "parallel"]}
      ins(%x, %low, %scale : tensor<?x20000xf32>, tensor<?xf32>, tensor<?xf32>) outs(%no_codes : tensor<?x20000xi8>) {
  ^bb1(%v: f32, %l: f32, %s: f32, %o: i8):
    %0 = arith.subf %v, %l : f32
    %1 = arith.divf %0, %s : f32
    %2 = math.roundeven %1 : f32
    // Also where it is no number.
    %3 = arith.cmpf ult, %2, %steps : f32
    %4 = arith.cmpf uno, %2, %2 : f32
    %5 = arith.select %3, %2, %steps : f32
    %6 = arith.select %4, %zero, %5 : f32
    %7 = arith.fptosi %6 : f32 to i32
    %8 = arith.trunci %7 : i32 to i8
    linalg.yield %8 : i8
  } -> tensor<?x20000xi8>
  %all = tensor.collapse_shape %codes [[0, 1]] : tensor<?x20000xi8> into tensor<?xi8>
  %valid = tensor.extract_slice %all[0] [%count] [1] : tensor<?xi8> to tensor<?xi8>
  %wire = tensor.expand_shape %valid [[0, 1, 2]] output_shape [%outer, %chunk, %inner] : tensor<?xi8> into tensor<?x?x?xi8>
  fsdp.yield %low, %wire, %scale : tensor<?xf32>, tensor<?x?x?xi8>, tensor<?xf32>
} post {
^bb0(%low: tensor<?xf32>, %wire: tensor<?x?x?xi8>, %scale: tensor<?xf32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %size = arith.constant 20000 : index
  %none = arith.constant 0 : i8
  %outer = tensor.dim %wire, %c0 : tensor<?x?x?xi8>
  %chunk = tensor.dim %wire, %c1 : tensor<?x?x?xi8>
  %inner = tensor.dim %wire, %c2 : tensor<?x?x?xi8>
  %rows = arith.muli %outer, %chunk : index
  %count = arith.muli %rows, %inner : index
  %blocks = arith.ceildivui %count, %size : index
  %whole = arith.muli %blocks, %size : index
  %missing = arith.subi %whole, %count : index
  %flat = tensor.collapse_shape %wire [[0, 1, 2]] : tensor<?x?x?xi8> into tensor<?xi8>
  %padded = tensor.pad %flat low[0] high[%missing] {
  ^bb1(%i: index):
    tensor.yield %none : i8
  } : tensor<?xi8> to tensor<?xi8>
  %codes = tensor.expand_shape %padded [[0, 1]] output_shape [%blocks, 20000] : tensor<?xi8> into tensor<?x20000xi8>
  %e = tensor.empty(%blocks) : tensor<?x20000xf32>
  %lows = linalg.broadcast ins(%low : tensor<?xf32>) outs(%e : tensor<?x20000xf32>) dimensions = [1]
  %scales = linalg.broadcast ins(%scale : tensor<?xf32>) outs(%e : tensor<?x20000xf32>) dimensions = [1]
  %f = arith.uitofp %codes : tensor<?x20000xi8> to tensor<?x20000xf32>
  %m = arith.mulf %f, %scales : tensor<?x20000xf32>
  %x = arith.addf %m, %lows : tensor<?x20000xf32>
  %all = tensor.collapse_shape %x [[0, 1]] : tensor<?x20000xf32> into tensor<?xf32>
  %valid = tensor.extract_slice %all[0] [%count] [1] : tensor<?xf32> to tensor<?xf32>
  %full = tensor.expand_shape %valid [[0, 1, 2]] output_shape [%outer, %chunk, %inner] : tensor<?xf32> into tensor<?x?x?xf32>
  fsdp.yield %full : tensor<?x?x?xf32>
}

// One scale for a rank's whole chunk, of any size.
fsdp.extension @whole signature(1) pre {
^bb0(%shard: tensor<?x?x?xf32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %high = arith.constant 127.0 : f32
  %outer = tensor.dim %shard, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %shard, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %shard, %c2 : tensor<?x?x?xf32>
  %magnitudes = math.absf %shard : tensor<?x?x?xf32>
  %init = arith.constant dense<0.0> : tensor<f32>
  %amax = linalg.reduce { arith.maximumf } ins(%magnitudes : tensor<?x?x?xf32>) outs(%init : tensor<f32>) dimensions = [0, 1, 2]
  %no_scale = tensor.empty() : tensor<f32>
  %scale = linalg.map ins(%amax : tensor<f32>) outs(%no_scale : tensor<f32>)
    (%largest: f32, %out: f32) {
      %0 = arith.divf %largest, %high : f32
      %1 = arith.cmpf oeq, %0, %zero : f32
      %2 = arith.select %1, %one, %0 : f32
      linalg.yield %2 : f32
    }
  %no_codes = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xi8>
  %codes = linalg.generic {
      indexing_maps = [affine_map<(o, r, i) -> (o, r, i)>, affine_map<(o, r, i) -> ()>, affine_map<(o, r, i) -> (o, r, i)>],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%shard, %scale : tensor<?x?x?xf32>, tensor<f32>) outs(%no_codes : tensor<?x?x?xi8>) {
  ^bb1(%v: f32, %s: f32, %o: i8):
    %0 = arith.divf %v, %s : f32
    %1 = math.roundeven %0 : f32
    %2 = arith.cmpf uno, %1, %1 : f32
    %3 = arith.select %2, %zero, %1 : f32
    %4 = arith.fptosi %3 : f32 to i8
    linalg.yield %4 : i8
  } -> tensor<?x?x?xi8>
  %wire = tensor.expand_shape %scale [] output_shape [1] : tensor<f32> into tensor<1xf32>
  fsdp.yield %codes, %wire : tensor<?x?x?xi8>, tensor<1xf32>
} post {
^bb0(%codes: tensor<?x?x?xi8>, %wire: tensor<1xf32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %outer = tensor.dim %codes, %c0 : tensor<?x?x?xi8>
  %chunk = tensor.dim %codes, %c1 : tensor<?x?x?xi8>
  %inner = tensor.dim %codes, %c2 : tensor<?x?x?xi8>
  %scale = tensor.collapse_shape %wire [] : tensor<1xf32> into tensor<f32>
  %e = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xf32>
  %x = linalg.generic {
      indexing_maps = [affine_map<(o, r, i) -> (o, r, i)>, affine_map<(o, r, i) -> ()>, affine_map<(o, r, i) -> (o, r, i)>],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%codes, %scale : tensor<?x?x?xi8>, tensor<f32>) outs(%e : tensor<?x?x?xf32>) {
  ^bb1(%q: i8, %s: f32, %o: f32):
    %0 = arith.sitofp %q : i8 to f32
    %1 = arith.mulf %0, %s : f32
    linalg.yield %1 : f32
  } -> tensor<?x?x?xf32>
  fsdp.yield %x : tensor<?x?x?xf32>
}

// Rows less their sum, and back: a sum, then a reduction that waits for it; post reduces, too, and both look at the row.
fsdp.extension @centred signature(2) pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f32
  %half = arith.constant 0.5 : f32
  %most = arith.constant 0x7F800000 : f32
  %outer = tensor.dim %x, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %x, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %x, %c2 : tensor<?x?x?xf32>
  %halves = tensor.splat %half[%outer, %chunk] : tensor<?x?xf32>
  %sum = linalg.reduce { arith.addf } ins(%x : tensor<?x?x?xf32>) outs(%halves : tensor<?x?xf32>) dimensions = [2]
  %e = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xf32>
  %d = linalg.generic {
      indexing_maps = [affine_map<(o, r, i) -> (o, r, i)>, affine_map<(o, r, i) -> (o, r)>, affine_map<(o, r, i) -> (o, r, i)>],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x, %sum : tensor<?x?x?xf32>, tensor<?x?xf32>) outs(%e : tensor<?x?x?xf32>) {
  ^bb1(%v: f32, %s: f32, %o: f32):
    %row = linalg.index 1 : index
    %exists = arith.cmpi ult, %row, %valid : index
    %0 = arith.subf %v, %s : f32
    %1 = arith.select %exists, %0, %zero : f32
    linalg.yield %1 : f32
  } -> tensor<?x?x?xf32>
  %init = tensor.splat %most[%outer, %chunk] : tensor<?x?xf32>
  %low = linalg.reduce { arith.minimumf } ins(%d : tensor<?x?x?xf32>) outs(%init : tensor<?x?xf32>) dimensions = [2]
  %both = arith.addf %low, %sum : tensor<?x?xf32>
  fsdp.yield %d, %both : tensor<?x?x?xf32>, tensor<?x?xf32>
} post {
^bb0(%d: tensor<?x?x?xf32>, %both: tensor<?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f32
  %most = arith.constant 0x7F800000 : f32
  %outer = tensor.dim %d, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %d, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %d, %c2 : tensor<?x?x?xf32>
  %init = tensor.splat %most[%outer, %chunk] : tensor<?x?xf32>
  %low = linalg.reduce { arith.minimumf } ins(%d : tensor<?x?x?xf32>) outs(%init : tensor<?x?xf32>) dimensions = [2]
  %sum = arith.subf %both, %low : tensor<?x?xf32>
  %e = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xf32>
  %x = linalg.generic {
      indexing_maps = [affine_map<(o, r, i) -> (o, r, i)>, affine_map<(o, r, i) -> (o, r)>, affine_map<(o, r, i) -> (o, r, i)>],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%d, %sum : tensor<?x?x?xf32>, tensor<?x?xf32>) outs(%e : tensor<?x?x?xf32>) {
  ^bb1(%v: f32, %s: f32, %o: f32):
    %row = linalg.index 1 : index
    %exists = arith.cmpi ult, %row, %valid : index
    %0 = arith.addf %v, %s : f32
    %1 = arith.select %exists, %0, %zero : f32
    linalg.yield %1 : f32
  } -> tensor<?x?x?xf32>
  fsdp.yield %x : tensor<?x?x?xf32>
}
