// kept_hooks.mlir - hooks with state of a user's own
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The shard itself; what all ranks have is not read.
fsdp.extension @mirror signature(1) state pre {
^bb0(%shard: tensor<?x?x?xf32>, %copy: tensor<?x?x?xf32>, %axis_size: index):
  fsdp.yield %shard : tensor<?x?x?xf32>
} post {
^bb0(%wire: tensor<?x?x?xf32>, %copy: tensor<?x?x?xf32>, %axis_size: index):
  fsdp.yield %wire : tensor<?x?x?xf32>
}

// The bits that changed: nothing is lost, and nothing arrives that the copy does not have.
fsdp.extension @flips signature(2) state pre {
^bb0(%shard: tensor<?x?x?xf32>, %copy: tensor<?x?x?xf32>, %axis_size: index, %index: index, %valid_rows: index,
     %size: index, %stride: index):
  %0 = arith.bitcast %shard : tensor<?x?x?xf32> to tensor<?x?x?xi32>
  %1 = arith.bitcast %copy : tensor<?x?x?xf32> to tensor<?x?x?xi32>
  %wire = arith.xori %0, %1 : tensor<?x?x?xi32>
  fsdp.yield %wire : tensor<?x?x?xi32>
} post {
^bb0(%wire: tensor<?x?x?xi32>, %copy: tensor<?x?x?xf32>, %axis_size: index, %index: index, %valid_rows: index,
     %size: index, %stride: index):
  %0 = arith.bitcast %copy : tensor<?x?x?xf32> to tensor<?x?x?xi32>
  %1 = arith.xori %wire, %0 : tensor<?x?x?xi32>
  %full = arith.bitcast %1 : tensor<?x?x?xi32> to tensor<?x?x?xf32>
  fsdp.yield %full : tensor<?x?x?xf32>
}

// The difference in 8 bits, with one scale for the valid rows of a chunk; two inner tensors, of which the second travels as a
// bf16 difference. Post knows the source rank's valid rows, and leaves those beyond them as they are.
fsdp.extension @diff8 signature(2) state pre {
^bb0(%shard: tensor<?x?x?xf32>, %other: tensor<?x?x?xf32>, %copy: tensor<?x?x?xf32>, %other_copy: tensor<?x?x?xf32>,
     %axis_size: index, %index: index, %valid_rows: index, %size: index, %stride: index):
  %zero = arith.constant dense<0.0> : tensor<f32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %outer = tensor.dim %shard, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %shard, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %shard, %c2 : tensor<?x?x?xf32>
  %difference = arith.subf %shard, %copy : tensor<?x?x?xf32>
  %magnitudes = math.absf %difference : tensor<?x?x?xf32>
  %amax = linalg.reduce { arith.maximumf } ins(%magnitudes : tensor<?x?x?xf32>) outs(%zero : tensor<f32>)
      dimensions = [0, 1, 2]
  %no_scale = tensor.empty() : tensor<f32>
  %scale = linalg.map ins(%amax : tensor<f32>) outs(%no_scale : tensor<f32>)
    (%largest: f32, %out: f32) {
      %high = arith.constant 127.0 : f32
      %one = arith.constant 1.0 : f32
      %none = arith.constant 0.0 : f32
      %0 = arith.divf %largest, %high : f32
      %1 = arith.cmpf oeq, %0, %none : f32
      %2 = arith.select %1, %one, %0 : f32
      linalg.yield %2 : f32
    }
  %no_codes = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xi8>
  %codes = linalg.generic {indexing_maps = [affine_map<(o, c, i) -> (o, c, i)>, affine_map<(o, c, i) -> ()>,
      affine_map<(o, c, i) -> (o, c, i)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%difference, %scale : tensor<?x?x?xf32>, tensor<f32>) outs(%no_codes : tensor<?x?x?xi8>) {
  ^bb1(%value: f32, %step: f32, %out: i8):
    %0 = arith.divf %value, %step : f32
    %1 = math.roundeven %0 : f32
    %2 = arith.fptosi %1 : f32 to i8
    linalg.yield %2 : i8
  } -> tensor<?x?x?xi8>
  %other_difference = arith.subf %other, %other_copy : tensor<?x?x?xf32>
  %short = arith.truncf %other_difference : tensor<?x?x?xf32> to tensor<?x?x?xbf16>
  fsdp.yield %codes, %scale, %short : tensor<?x?x?xi8>, tensor<f32>, tensor<?x?x?xbf16>
} post {
^bb0(%codes: tensor<?x?x?xi8>, %scale: tensor<f32>, %short: tensor<?x?x?xbf16>, %copy: tensor<?x?x?xf32>,
     %other_copy: tensor<?x?x?xf32>, %axis_size: index, %index: index, %valid_rows: index, %size: index, %stride: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %outer = tensor.dim %copy, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %copy, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %copy, %c2 : tensor<?x?x?xf32>
  %none = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xf32>
  %full = linalg.generic {indexing_maps = [affine_map<(o, c, i) -> (o, c, i)>, affine_map<(o, c, i) -> (o, c, i)>,
      affine_map<(o, c, i) -> ()>, affine_map<(o, c, i) -> (o, c, i)>],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%copy, %codes, %scale : tensor<?x?x?xf32>, tensor<?x?x?xi8>, tensor<f32>) outs(%none : tensor<?x?x?xf32>) {
  ^bb1(%old: f32, %code: i8, %step: f32, %out: f32):
    %row = linalg.index 1 : index
    %is_valid = arith.cmpi ult, %row, %valid_rows : index
    %0 = arith.sitofp %code : i8 to f32
    %1 = arith.mulf %0, %step : f32
    %2 = arith.addf %old, %1 : f32
    %3 = arith.select %is_valid, %2, %old : f32
    linalg.yield %3 : f32
  } -> tensor<?x?x?xf32>
  %wide = arith.extf %short : tensor<?x?x?xbf16> to tensor<?x?x?xf32>
  %other_full = arith.addf %other_copy, %wide : tensor<?x?x?xf32>
  fsdp.yield %full, %other_full : tensor<?x?x?xf32>, tensor<?x?x?xf32>
}

// A loop over the elements, which is no op of all ranks at once.
fsdp.extension @stepwise signature(1) state pre {
^bb0(%shard: tensor<?x?x?xf32>, %copy: tensor<?x?x?xf32>, %axis_size: index):
  %difference = arith.subf %shard, %copy : tensor<?x?x?xf32>
  %wire = arith.truncf %difference : tensor<?x?x?xf32> to tensor<?x?x?xbf16>
  fsdp.yield %wire : tensor<?x?x?xbf16>
} post {
^bb0(%wire: tensor<?x?x?xbf16>, %copy: tensor<?x?x?xf32>, %axis_size: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %outer = tensor.dim %copy, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %copy, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %copy, %c2 : tensor<?x?x?xf32>
  %full = scf.for %o = %c0 to %outer step %c1 iter_args(%a = %copy) -> (tensor<?x?x?xf32>) {
    %rows = scf.for %c = %c0 to %chunk step %c1 iter_args(%b = %a) -> (tensor<?x?x?xf32>) {
      %row = scf.for %i = %c0 to %inner step %c1 iter_args(%d = %b) -> (tensor<?x?x?xf32>) {
        %short = tensor.extract %wire[%o, %c, %i] : tensor<?x?x?xbf16>
        %old = tensor.extract %d[%o, %c, %i] : tensor<?x?x?xf32>
        %0 = arith.extf %short : bf16 to f32
        %1 = arith.addf %old, %0 : f32
        %2 = tensor.insert %1 into %d[%o, %c, %i] : tensor<?x?x?xf32>
        scf.yield %2 : tensor<?x?x?xf32>
      }
      scf.yield %row : tensor<?x?x?xf32>
    }
    scf.yield %rows : tensor<?x?x?xf32>
  }
  fsdp.yield %full : tensor<?x?x?xf32>
}

fsdp.extension @diff4_atomic of @diff4 atomic(64)
