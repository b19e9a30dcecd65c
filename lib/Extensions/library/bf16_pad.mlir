//===- bf16_pad.mlir - bf16 on the wire, padded by the hook itself --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// As bf16_cast, but with the second signature: the hook knows which rows of its
// chunk belong to the tensor, takes those and pads them with zeros to the size
// that every rank must send. It relies on nothing beyond its valid rows.
// FSDP2's fsdp_pre_all_gather(mesh, outer_size, outer_stride, module, mp_policy).
//===----------------------------------------------------------------------===//

fsdp.extension @bf16_pad signature(2) pre {
^bb0(%shard: tensor<?x?x?xf32>, %axis_size: index, %shard_index: index,
     %valid_rows: index, %outer_size: index, %outer_stride: index):
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f32
  %outer = tensor.dim %shard, %c0 : tensor<?x?x?xf32>
  %inner = tensor.dim %shard, %c2 : tensor<?x?x?xf32>
  // Every rank sends ceil(outer_size / axis_size) rows.
  %chunk = arith.ceildivui %outer_size, %axis_size : index
  %missing = arith.subi %chunk, %valid_rows : index
  %valid = tensor.extract_slice %shard[0, 0, 0] [%outer, %valid_rows, %inner] [1, 1, 1]
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
