//===- GradientLayout.h - a group's gradients in one buffer -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_GRADIENTLAYOUT_H
#define FSDP_LIB_CONVERSION_GRADIENTLAYOUT_H

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "llvm/Support/MathExtras.h"

namespace fsdp {

/// Of launches that divide reduced gradients: once, when all are there.
inline constexpr llvm::StringLiteral kDivideGradLabel = "divide_grad";

/// Byte at which a gradient lies in its group's buffer. What is all-reduced
/// lies as its result will.
inline int64_t getGradientPlace(CollectiveStartOp op, GradSegmentAttr segment) {
  return op.getKind() == Collective::Reduce ? segment.getFull()
                                            : segment.getShard() * 4;
}

/// Whether whole gradients of several microbatches are summed in f32, though
/// they have 16 bits: of a group whose gradients are reduced in f32.
inline bool waitsWide(CollectiveStartOp op) {
  auto group = mlir::SymbolTable::lookupNearestSymbolFrom<GroupOp>(
      op, op.getGroupAttr());
  auto isNarrow = [](GradSegmentAttr segment) {
    return segment.getElementBytes() < 4;
  };
  return op.getKind() == Collective::Reduce && group &&
         group.getReduceDtype() && group.getReduceDtype()->isF32() &&
         llvm::any_of(op.getGradsAttr().getAsRange<GradSegmentAttr>(),
                      isNarrow);
}

/// Bytes of the buffer of all gradients of `op`, padded to whole chunks, over
/// `shards` ranks.
inline int64_t getGradientBytes(CollectiveStartOp op, int64_t shards) {
  // A replicated parameter is one chunk.
  int64_t chunks = op.getKind() == Collective::Reduce ? shards : 1;
  int64_t bytes = 0;
  for (auto segment : op.getGradsAttr().getAsRange<GradSegmentAttr>()) {
    int64_t chunk = segment.getChunkElements() * segment.getElementBytes();
    int64_t end = getGradientPlace(op, segment) +
                  int64_t(llvm::alignTo(chunk * chunks, 64));
    bytes = end > bytes ? end : bytes;
  }
  return bytes;
}

/// Bytes of a packed slot up to the end of `segment`'s chunk.
inline int64_t getSlotEnd(GradSegmentAttr segment) {
  return segment.getSlot() +
         int64_t(llvm::alignTo(
             segment.getChunkElements() * segment.getElementBytes(), 16));
}

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_GRADIENTLAYOUT_H
