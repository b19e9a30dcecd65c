//===- PlanAddress.cpp - where a memref lies ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "PlanAddress.h"

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace fsdp;

int64_t fsdp::getPlanElementBytes(Type type) {
  if (type.isIndex())
    return 8;
  return (type.getIntOrFloatBitWidth() + 7) / 8;
}

int64_t fsdp::getMemRefBytes(MemRefType type) {
  return type.getNumElements() * getPlanElementBytes(type.getElementType());
}

/// Bytes from a memref's base to its first element.
static FailureOr<int64_t> getLayoutOffset(Value memref, Operation *user) {
  auto type = cast<MemRefType>(memref.getType());
  // Most have it, and strides are affine expressions until asked for.
  if (type.getLayout().isIdentity())
    return 0;
  SmallVector<int64_t> strides;
  int64_t offset;
  if (failed(type.getStridesAndOffset(strides, offset)) ||
      ShapedType::isDynamic(offset))
    return user->emitOpError()
           << "operand of type " << type
           << " has no static offset, expected views with static offsets";
  return offset * getPlanElementBytes(type.getElementType());
}

/// The base of `memref`, to which the offset in its type is relative.
static FailureOr<PlanAddress> resolveBase(Value memref, Operation *user) {
  Operation *def = memref.getDefiningOp();
  if (!def || isa<memref::AllocOp, ShardSlotOp, CopiesOp>(def))
    return PlanAddress{memref, 0};
  if (auto view = dyn_cast<memref::ViewOp>(def)) {
    APInt shift;
    if (!matchPattern(view.getByteShift(), m_ConstantInt(&shift)))
      return user->emitOpError()
             << "operand is a view at a dynamic byte offset, expected a "
                "constant one";
    FailureOr<PlanAddress> source = resolveMemRef(view.getSource(), user);
    if (failed(source))
      return failure();
    return PlanAddress{source->root, source->offset + shift.getSExtValue()};
  }
  // An offset in the types of these is relative to the same base.
  if (isa<memref::SubViewOp, memref::ExpandShapeOp, memref::CollapseShapeOp,
          memref::CastOp, memref::ReinterpretCastOp, memref::TransposeOp>(def))
    return resolveBase(def->getOperand(0), user);
  InFlightDiagnostic diag = user->emitOpError()
                            << "operand comes from '" << def->getName()
                            << "', expected an allocation, an argument, a "
                               "shard or a static view of one";
  diag.attachNote(def->getLoc()) << "made here";
  return diag;
}

FailureOr<PlanAddress> fsdp::resolveMemRef(Value memref, Operation *user) {
  FailureOr<PlanAddress> base = resolveBase(memref, user);
  FailureOr<int64_t> offset = getLayoutOffset(memref, user);
  if (failed(base) || failed(offset))
    return failure();
  return PlanAddress{base->root, base->offset + *offset};
}
