//===- ShardLayout.h - chunks of a group in its buffers ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The arithmetic of docs/Stages.md, Layouts, without IR.
//
//===----------------------------------------------------------------------===//

#ifndef FSDP_SCHEDULE_SHARDLAYOUT_H
#define FSDP_SCHEDULE_SHARDLAYOUT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <string>

namespace fsdp {

/// One tensor seen as `outer x size x inner`, of whose `size` shards have
/// chunks.
struct TensorSplit {
  int64_t outer = 1;
  int64_t size = 1;
  int64_t inner = 1;

  /// `shape` cut along `dim`.
  static TensorSplit get(llvm::ArrayRef<int64_t> shape, int64_t dim);
};

/// Chunks behind each other in one buffer of a rank, each at a multiple of
/// kChunkElementAlignment of its own elements.
class ShardLayout {
public:
  /// A chunk in bytes.
  struct Chunk {
    int64_t offset, size, alignment;
  };

  /// Appends a chunk of `count` elements of `elementBytes` bytes and yields its
  /// offset, in such elements.
  int64_t append(int64_t count, int64_t elementBytes = 4);

  llvm::ArrayRef<Chunk> getChunks() const { return chunks; }
  /// Bytes of the buffer, padding behind its last chunk included.
  int64_t getBytes() const { return bytes; }

  /// Why the layout cannot be (overlapping, unaligned); empty where it can.
  std::string check() const;

private:
  llvm::SmallVector<Chunk> chunks;
  int64_t bytes = 0;
};

/// A run of elements that an optimizer update walks: offsets in a group's
/// state, its gradient shard and each of its optimizer states.
struct UpdateRun {
  int64_t state, grad, moment, count;
};

/// Joins runs that follow each other in all three buffers.
llvm::SmallVector<UpdateRun> mergeRuns(llvm::ArrayRef<UpdateRun> runs);

} // namespace fsdp

#endif // FSDP_SCHEDULE_SHARDLAYOUT_H
