//===- SplitScatters.cpp - long loops over updates become several ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

namespace fsdp {
#define GEN_PASS_DEF_SPLITSCATTERS
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;

/// Whether each turn puts something into what the turn before it left.
static bool updates(scf::ForOp loop) {
  if (loop.getNumResults() != 1 || getConstantIntValue(loop.getStep()) != 1)
    return false;
  Operation *last =
      loop.getBody()->getTerminator()->getOperand(0).getDefiningOp();
  Value dest = loop.getRegionIterArg(0);
  if (auto insert = dyn_cast_or_null<tensor::InsertSliceOp>(last))
    return insert.getDest() == dest;
  auto insert = dyn_cast_or_null<tensor::InsertOp>(last);
  return insert && insert.getDest() == dest;
}

namespace {
struct SplitScatters : fsdp::impl::SplitScattersBase<SplitScatters> {
  using SplitScattersBase::SplitScattersBase;

  void runOnOperation() override {
    if (mostUpdates < 1) {
      getOperation().emitOpError() << "most-updates: " << int64_t(mostUpdates)
                                   << ", expected at least 1";
      return signalPassFailure();
    }
    SmallVector<scf::ForOp> loops;
    getOperation().walk([&](scf::ForOp loop) {
      if (updates(loop))
        loops.push_back(loop);
    });
    for (scf::ForOp loop : loops)
      split(loop);
  }

  /// The loop runs on from where the one before it ended.
  void split(scf::ForOp loop) {
    std::optional<int64_t> begin = getConstantIntValue(loop.getLowerBound());
    std::optional<int64_t> end = getConstantIntValue(loop.getUpperBound());
    if (!begin || !end || *end - *begin <= mostUpdates)
      return;
    OpBuilder builder(loop);
    auto bound = [&](int64_t value) -> Value {
      Type type = loop.getInductionVar().getType();
      return arith::ConstantOp::create(builder, loop.getLoc(),
                                       builder.getIntegerAttr(type, value));
    };
    Value carried = loop.getInitArgs().front();
    for (int64_t at = *begin; at < *end; at += mostUpdates) {
      auto part = cast<scf::ForOp>(builder.clone(*loop));
      builder.setInsertionPoint(part);
      part.setLowerBound(bound(at));
      part.setUpperBound(
          bound(std::min<int64_t>(*end, at + int64_t(mostUpdates))));
      part.getInitArgsMutable()[0].set(carried);
      carried = part.getResult(0);
      builder.setInsertionPointAfter(part);
    }
    loop.getResult(0).replaceAllUsesWith(carried);
    loop.erase();
  }
};
} // namespace
