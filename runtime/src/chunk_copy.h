// chunk_copy.h - between full tensors and one rank's chunk
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_CHUNK_COPY_H_
#define FSDP_RT_SRC_CHUNK_COPY_H_

#include "plan_model.h"

namespace fsdp_rt {

// A chunk: of which model index's part, and which of its shards.
struct ChunkPlace {
  uint32_t shard = 0, model = 0;
};

uint64_t FullBytes(const Tensor& tensor);
// Takes the chunk's rows out of `full` (row major); rows beyond them become zero.
void ChunkFromFull(const Tensor& tensor, ChunkPlace place, const void* full, void* chunk);
// Puts the chunk's rows into `full` and leaves other rows alone.
void FullFromChunk(const Tensor& tensor, ChunkPlace place, const void* chunk, void* full);

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_CHUNK_COPY_H_
