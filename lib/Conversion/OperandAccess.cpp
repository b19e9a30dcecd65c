//===- OperandAccess.cpp - what ops do with a memref ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "OperandAccess.h"
#include "BufferSlice.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;

namespace fsdp {
namespace {

struct Effects {
  bool reads = false, writes = false, writesAll = false;
};

/// Whether every element of the operand is an iteration's output.
bool coversOperand(linalg::LinalgOp op, OpOperand &operand) {
  auto type = cast<MemRefType>(operand.get().getType());
  AffineMap map = op.getMatchingIndexingMap(&operand);
  llvm::SmallBitVector seen(map.getNumDims());
  for (auto [expr, size] : llvm::zip_equal(map.getResults(), type.getShape())) {
    if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
      if (seen.test(dim.getPosition()))
        return false;
      seen.set(dim.getPosition());
    } else if (size != 1) {
      return false;
    }
  }
  return true;
}

/// Adds what the owner of `use` does with it. `whole`: the used value is all of
/// the memref, and the owner always runs.
void addEffects(OpOperand &use, bool whole, Effects &effects) {
  Operation *op = use.getOwner();
  if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op)) {
    if (!linalgOp.isDpsInit(&use)) {
      effects.reads = true;
      return;
    }
    effects.writes = true;
    effects.reads |= linalgOp.payloadUsesValueFromOperand(&use);
    effects.writesAll |= whole && coversOperand(linalgOp, use);
  } else if (isa<memref::LoadOp, memref::DimOp>(op)) {
    effects.reads = true;
  } else if (auto store = dyn_cast<memref::StoreOp>(op)) {
    effects.writes = true;
    effects.writesAll |= whole && store.getMemRefType().getNumElements() == 1;
  } else if (auto copy = dyn_cast<memref::CopyOp>(op)) {
    bool isTarget = &use == &copy.getTargetMutable();
    effects.reads |= !isTarget;
    effects.writes |= isTarget;
    effects.writesAll |= isTarget && whole;
  } else {
    effects.reads = effects.writes = true;
  }
}

void walkUses(Value memref, ArrayRef<Operation *> ops, bool whole,
              Effects &effects) {
  for (OpOperand &use : memref.getUses()) {
    Operation *owner = use.getOwner();
    auto top = llvm::find_if(
        ops, [&](Operation *op) { return op->isAncestor(owner); });
    if (top == ops.end())
      continue;
    if (isa<ViewLikeOpInterface>(owner)) {
      auto type = dyn_cast<MemRefType>(owner->getResult(0).getType());
      bool same = type && type.hasStaticShape() &&
                  type.getNumElements() ==
                      cast<MemRefType>(memref.getType()).getNumElements();
      walkUses(owner->getResult(0), ops, whole && same, effects);
    } else {
      addEffects(use, whole && owner == *top, effects);
    }
  }
}

} // namespace

int64_t getAccess(Value memref, ArrayRef<Operation *> ops) {
  Effects effects;
  walkUses(memref, ops, /*whole=*/true, effects);
  if (!effects.writes)
    return kRead;
  return effects.writesAll && !effects.reads ? kWrite : kReadWrite;
}

} // namespace fsdp
