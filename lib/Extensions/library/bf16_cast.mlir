//===- bf16_cast.mlir - f32 parameters travel as bf16 ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Half the bytes on the wire; the step reads f32 that holds bf16 values
// (rounded to nearest even), the shard keeps full precision. `pre` sees the
// chunk that the layout has already padded with zeros, so it only casts.
// FSDP2's first signature: fsdp_pre_all_gather(mesh).
//===----------------------------------------------------------------------===//

fsdp.extension @bf16_cast signature(1) pre {
^bb0(%shard: tensor<?x?x?xf32>, %axis_size: index):
  %wire = arith.truncf %shard : tensor<?x?x?xf32> to tensor<?x?x?xbf16>
  fsdp.yield %wire : tensor<?x?x?xbf16>
} post {
^bb0(%wire: tensor<?x?x?xbf16>, %axis_size: index):
  %full = arith.extf %wire : tensor<?x?x?xbf16> to tensor<?x?x?xf32>
  fsdp.yield %full : tensor<?x?x?xf32>
}
