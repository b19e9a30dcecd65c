//===- BlockKernels.h - pack and unpack of block scope ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The classes of a pack or unpack whose bodies are of block scope, in the same
// kernel as the others. Each has a part for a CPU and one for a GPU.
//
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_BLOCKKERNELS_H
#define FSDP_LIB_CONVERSION_BLOCKKERNELS_H

#include "GPU/TileEmitter.h"
#include "HookKernels.h"

namespace fsdp {

/// The segments of class `number`.
llvm::SmallVector<SegmentAttr> getSegmentsOfClass(mlir::ArrayAttr segments,
                                                  unsigned number);

/// A pack kernel under construction, and what its body reads and writes.
struct PackParts {
  PackOp op;
  HookKernel &kernel;
  /// Elements of the state from `firstElement` on, and the slot's bytes.
  mlir::Value state, slot;
  int64_t firstElement;
  /// Rows that hold data, by segment; null where no body asks.
  mlir::Value valid;
  const StatisticsOperand &statistics;
  int64_t alignment; ///< Of every wire, in bytes.
};

/// Whether class `number` of the op is of block scope.
template <typename Op> bool isOfBlocks(Op op, unsigned number) {
  for (SegmentAttr segment : getSegmentsOfClass(op.getSegments(), number))
    return hasBlockScope(op.getClasses()[number], segment.getBlockWires());
  return false;
}

void emitPackBlocks(const PackParts &parts, unsigned number);
void addPackBlockTiles(const PackParts &parts, TileEmitter &tiles,
                       unsigned number);

/// An unpack kernel under construction, and what its body reads and writes.
struct UnpackParts {
  UnpackOp op;
  HookKernel &kernel;
  int64_t shards;
  /// The table of slots, and the unsharded buffer from byte `firstByte` on.
  mlir::Value pointers, dest;
  int64_t firstByte;
  const StatisticsOperand &statistics;
};

void emitUnpackBlocks(const UnpackParts &parts, unsigned number);
/// `slot` is the slot that a block of threads reads.
void addUnpackBlockTiles(const UnpackParts &parts, TileEmitter &tiles,
                         unsigned number, const mlir::Value &slot);

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_BLOCKKERNELS_H
