// cut.mlir - an all-gather extension with a mistake: it sends the valid rows only
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A rank whose shard is short sends less than the others. Under PyTorch FSDP2 that rank raises an error while the
// others wait in the collective; fsdp-compile refuses it at the line of the yield.

fsdp.extension @cut signature(2) pre {
^bb0(%shard: tensor<?x?x?xf32>, %axis_size: index, %shard_index: index,
     %valid_rows: index, %outer_size: index, %outer_stride: index):
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %outer = tensor.dim %shard, %c0 : tensor<?x?x?xf32>
  %inner = tensor.dim %shard, %c2 : tensor<?x?x?xf32>
  %valid = tensor.extract_slice %shard[0, 0, 0] [%outer, %valid_rows, %inner] [1, 1, 1]
      : tensor<?x?x?xf32> to tensor<?x?x?xf32>
  %wire = arith.truncf %valid : tensor<?x?x?xf32> to tensor<?x?x?xbf16>
  fsdp.yield %wire : tensor<?x?x?xbf16>
} post {
^bb0(%wire: tensor<?x?x?xbf16>, %axis_size: index, %shard_index: index,
     %valid_rows: index, %outer_size: index, %outer_stride: index):
  %full = arith.extf %wire : tensor<?x?x?xbf16> to tensor<?x?x?xf32>
  fsdp.yield %full : tensor<?x?x?xf32>
}
