// chunk_copy.h - between full tensors and one rank's chunk
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_CHUNK_COPY_H_
#define FSDP_RT_SRC_CHUNK_COPY_H_

#include "plan_model.h"

namespace fsdp_rt {

uint64_t FullBytes(const Tensor& tensor);
// Takes the shard's rows out of `full` (row major); rows beyond them become zero.
void ChunkFromFull(const Tensor& tensor, uint32_t shard, const void* full, void* chunk);
// Puts the shard's rows into `full` and leaves other rows alone.
void FullFromChunk(const Tensor& tensor, uint32_t shard, const void* chunk, void* full);

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_CHUNK_COPY_H_
