//===- atomic.mlir - blocks that are the same at any number of ranks ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The extension of each name without `_atomic`, but no block lies on two ranks:
// chunks are rounded up to whole blocks. What travels and what arrives are then
// bit for bit the same at any number of ranks, as is what `int8_atomic_frozen`
// stores, for memory that is shared less evenly: the last ranks may have less
// than the others, or nothing. Errors are those of the extension.
//===----------------------------------------------------------------------===//

fsdp.extension @int8_atomic of @int8 atomic(32)
fsdp.extension @mxfp8_atomic of @mxfp8 atomic(32)
fsdp.extension @int8_atomic_frozen of @int8 storage ["codes", "scales"] atomic(32)
