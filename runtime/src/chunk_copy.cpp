// chunk_copy.cpp - between full tensors and one rank's chunk
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "chunk_copy.h"

#include <algorithm>
#include <cstring>

namespace fsdp_rt {
namespace {

// Calls move(byte in chunk, byte in full, bytes) for each contiguous piece of the chunk.
template <typename Move>
void EachPiece(const Tensor& tensor, ChunkPlace place, Move move) {
  ChunkShape shape = ShapeOfChunk(tensor, place.shard);
  uint64_t row = shape.inner * DTypeBytes(tensor.dtype);
  uint64_t rows = tensor.shape.empty() ? 1 : tensor.shape[tensor.dim];
  if (shape.valid_rows == 0 || row == 0) return;
  // Of the full tensor every part has as many bytes in turn.
  uint64_t run = DTypeBytes(tensor.dtype);
  for (size_t i = std::max(tensor.model_dim, 0); i < tensor.shape.size(); ++i) run *= tensor.shape[i];
  for (uint64_t o = 0; o < shape.outer; ++o) {
    uint64_t in_chunk = o * shape.chunk * row, in_part = (o * rows + shape.first_row) * row;
    for (uint64_t left = shape.valid_rows * row; left > 0;) {
      const uint64_t bytes = tensor.models == 1 ? left : std::min(left, run - in_part % run);
      const uint64_t before = tensor.models == 1 ? 0 : (in_part / run * (tensor.models - 1) + place.model) * run;
      move(in_chunk, before + in_part, bytes);
      in_chunk += bytes;
      in_part += bytes;
      left -= bytes;
    }
  }
}

}  // namespace

uint64_t FullBytes(const Tensor& tensor) {
  uint64_t bytes = DTypeBytes(tensor.dtype) * tensor.models;
  for (int64_t extent : tensor.shape) bytes *= extent;
  return bytes;
}

void ChunkFromFull(const Tensor& tensor, ChunkPlace place, const void* full, void* chunk) {
  if (tensor.bytes > 0) std::memset(chunk, 0, tensor.bytes);
  EachPiece(tensor, place, [&](uint64_t in_chunk, uint64_t in_full, uint64_t bytes) {
    std::memcpy(static_cast<uint8_t*>(chunk) + in_chunk, static_cast<const uint8_t*>(full) + in_full, bytes);
  });
}

void FullFromChunk(const Tensor& tensor, ChunkPlace place, const void* chunk, void* full) {
  EachPiece(tensor, place, [&](uint64_t in_chunk, uint64_t in_full, uint64_t bytes) {
    std::memcpy(static_cast<uint8_t*>(full) + in_full, static_cast<const uint8_t*>(chunk) + in_chunk, bytes);
  });
}

}  // namespace fsdp_rt
