//===- identity.mlir - the all-gather extension that changes nothing ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a parameter without an extension does, spelled out: the padded chunk
// travels as it is. A group in which every hook is of this kind needs no pack:
// its state is its wire slot. Attaching it to a parameter of another dtype or
// with several inner tensors is the same as attaching nothing.
//===----------------------------------------------------------------------===//

fsdp.extension @identity signature(1) pre {
^bb0(%shard: tensor<?x?x?xf32>, %axis_size: index):
  fsdp.yield %shard : tensor<?x?x?xf32>
} post {
^bb0(%wire: tensor<?x?x?xf32>, %axis_size: index):
  fsdp.yield %wire : tensor<?x?x?xf32>
}
