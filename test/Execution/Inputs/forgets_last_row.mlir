//===- forgets_last_row.mlir - a hook that is wrong on short ranks --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// As bf16_pad, but a rank with fewer rows than the others loses its last one.
// Shapes are right on every rank, so no proof can refuse it: only numbers show.
//===----------------------------------------------------------------------===//

fsdp.extension @forgets_last_row signature(2) pre {
^bb0(%shard: tensor<?x?x?xf32>, %axis_size: index, %shard_index: index,
     %valid_rows: index, %outer_size: index, %outer_stride: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f32
  %outer = tensor.dim %shard, %c0 : tensor<?x?x?xf32>
  %inner = tensor.dim %shard, %c2 : tensor<?x?x?xf32>
  %chunk = arith.ceildivui %outer_size, %axis_size : index
  %short = arith.minui %valid_rows, %c1 : index
  %fewer = arith.subi %valid_rows, %short : index
  %is_short = arith.cmpi ult, %valid_rows, %chunk : index
  %rows = arith.select %is_short, %fewer, %valid_rows : index
  %missing = arith.subi %chunk, %rows : index
  %valid = tensor.extract_slice %shard[0, 0, 0] [%outer, %rows, %inner] [1, 1, 1]
      : tensor<?x?x?xf32> to tensor<?x?x?xf32>
  %padded = tensor.pad %valid low[0, 0, 0] high[0, %missing, 0] {
  ^bb0(%o: index, %r: index, %i: index):
    tensor.yield %zero : f32
  } : tensor<?x?x?xf32> to tensor<?x?x?xf32>
  %wire = arith.truncf %padded : tensor<?x?x?xf32> to tensor<?x?x?xbf16>
  fsdp.yield %wire : tensor<?x?x?xbf16>
} post {
^bb0(%wire: tensor<?x?x?xbf16>, %axis_size: index, %shard_index: index,
     %valid_rows: index, %outer_size: index, %outer_stride: index):
  %full = arith.extf %wire : tensor<?x?x?xbf16> to tensor<?x?x?xf32>
  fsdp.yield %full : tensor<?x?x?xf32>
}
