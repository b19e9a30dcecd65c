//===- GradientLayout.h - a group's gradients in one buffer -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_GRADIENTLAYOUT_H
#define FSDP_LIB_CONVERSION_GRADIENTLAYOUT_H

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
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

/// `waiting` and `more`, added in f32 where they have 16 bits, as `type`.
mlir::Value addGradients(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::Value waiting, mlir::Value more,
                         mlir::Type type);

/// Whether a kernel that makes the slots of `op` can add what waits: it knows
/// bodies' gradients by element, and those of 4 bytes wait elsewhere where
/// others wait in f32.
inline bool canAddInSlots(CollectiveStartOp op) {
  auto isWide = [](GradSegmentAttr segment) {
    return segment.getElementBytes() == 4;
  };
  bool hasBodies = op.getSegments() || op.getPack();
  return !hasBodies || !waitsWide(op) ||
         llvm::none_of(op.getGradsAttr().getAsRange<GradSegmentAttr>(), isWide);
}

/// An allocation that is this gradient and nothing else, no parameter either,
/// so that it can be moved into the gradient buffer.
mlir::memref::AllocOp getOwnAllocation(mlir::Value gradient,
                                       mlir::Operation *user);

/// The gradients of `op` that are not computed in its group's buffer: parts of
/// something else, or what is a gradient before them, too. One that lies where
/// another of the group does is there, and one that is a parameter is copied.
llvm::SmallVector<int64_t> findGradientsBeside(CollectiveStartOp op);

/// Bytes of a packed slot up to the end of `segment`'s chunk.
inline int64_t getSlotEnd(GradSegmentAttr segment) {
  return segment.getSlot() +
         int64_t(llvm::alignTo(
             segment.getChunkElements() * segment.getElementBytes(), 16));
}

/// Bytes of a slot of gradients that a kernel makes for both transports: up to
/// what the sum over ranks says it reads, whole groups of 16 elements.
inline int64_t getSlotBytes(CollectiveStartOp op) {
  int64_t bytes = 0;
  for (auto segment : op.getGradsAttr().getAsRange<GradSegmentAttr>()) {
    int64_t count = int64_t(llvm::alignTo(segment.getChunkElements(), 16));
    int64_t end = segment.getSlot() + count * segment.getElementBytes();
    bytes = end > bytes ? end : bytes;
  }
  return bytes;
}

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_GRADIENTLAYOUT_H
