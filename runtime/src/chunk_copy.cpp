// chunk_copy.cpp - between full tensors and one rank's chunk
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "chunk_copy.h"

#include <cstring>

namespace fsdp_rt {
namespace {

// Calls move(byte in chunk, byte in full, bytes) for each contiguous piece of the shard.
template <typename Move>
void EachPiece(const Tensor& tensor, uint32_t shard, Move move) {
  ChunkShape shape = ShapeOfChunk(tensor, shard);
  uint64_t row = shape.inner * DTypeBytes(tensor.dtype);
  uint64_t full_rows = tensor.shape.empty() ? 1 : tensor.shape[tensor.dim];
  if (shape.valid_rows == 0 || row == 0) return;
  for (uint64_t o = 0; o < shape.outer; ++o)
    move(o * shape.chunk * row, (o * full_rows + shape.first_row) * row, shape.valid_rows * row);
}

}  // namespace

uint64_t FullBytes(const Tensor& tensor) {
  uint64_t bytes = DTypeBytes(tensor.dtype);
  for (int64_t extent : tensor.shape) bytes *= extent;
  return bytes;
}

void ChunkFromFull(const Tensor& tensor, uint32_t shard, const void* full, void* chunk) {
  if (tensor.bytes > 0) std::memset(chunk, 0, tensor.bytes);
  EachPiece(tensor, shard, [&](uint64_t in_chunk, uint64_t in_full, uint64_t bytes) {
    std::memcpy(static_cast<uint8_t*>(chunk) + in_chunk, static_cast<const uint8_t*>(full) + in_full, bytes);
  });
}

void FullFromChunk(const Tensor& tensor, uint32_t shard, const void* chunk, void* full) {
  EachPiece(tensor, shard, [&](uint64_t in_chunk, uint64_t in_full, uint64_t bytes) {
    std::memcpy(static_cast<uint8_t*>(full) + in_full, static_cast<const uint8_t*>(chunk) + in_chunk, bytes);
  });
}

}  // namespace fsdp_rt
