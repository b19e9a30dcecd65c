//===- IsolateDestinations.cpp - one destination per op -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Transforms/Passes.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

namespace fsdp {
#define GEN_PASS_DEF_ISOLATEDESTINATIONS
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;

namespace {

void convertSplatsToFills(Operation *root) {
  SmallVector<arith::ConstantOp> splats;
  root->walk([&](arith::ConstantOp constant) {
    auto value = dyn_cast<SplatElementsAttr>(constant.getValue());
    if (value && isa<RankedTensorType>(value.getType()) &&
        value.getNumElements() > 1)
      splats.push_back(constant);
  });
  for (arith::ConstantOp constant : splats) {
    OpBuilder builder(constant);
    auto type = cast<RankedTensorType>(constant.getType());
    auto value = cast<SplatElementsAttr>(constant.getValue());
    Value scalar = arith::ConstantOp::create(builder, constant.getLoc(),
                                             value.getSplatValue<TypedAttr>());
    Value empty = tensor::EmptyOp::create(
        builder, constant.getLoc(), type.getShape(), type.getElementType());
    auto fill =
        linalg::FillOp::create(builder, constant.getLoc(), scalar, empty);
    constant.replaceAllUsesWith(fill.getResult(0));
    constant.erase();
  }
}

/// A reshaped or sliced `tensor.empty` becomes one of the result's shape:
/// shared among ops, the view would put all of their results into one alias
/// set.
void foldViewsOfEmpty(Operation *root) {
  RewritePatternSet patterns(root->getContext());
  tensor::populateFoldTensorEmptyPatterns(patterns);
  walkAndApplyPatterns(root, std::move(patterns));
}

/// Gives every use of an `Op` but one a clone, right before the use.
template <typename Op> void isolate(Operation *root) {
  SmallVector<Op> shared;
  root->walk([&](Op op) {
    if (!op->hasOneUse())
      shared.push_back(op);
  });
  for (Op op : shared) {
    for (OpOperand &use : llvm::make_early_inc_range(op->getUses())) {
      OpBuilder builder(use.getOwner());
      use.set(builder.clone(*op)->getResult(0));
    }
    op->erase();
  }
}

struct IsolateDestinations
    : fsdp::impl::IsolateDestinationsBase<IsolateDestinations> {
  void runOnOperation() override {
    convertSplatsToFills(getOperation());
    foldViewsOfEmpty(getOperation());
    isolate<linalg::FillOp>(getOperation());
    isolate<tensor::EmptyOp>(getOperation());
  }
};

} // namespace
