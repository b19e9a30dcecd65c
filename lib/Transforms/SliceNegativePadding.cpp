//===- SliceNegativePadding.cpp - negative padding as slices --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Transforms/Passes.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"

namespace fsdp {
#define GEN_PASS_DEF_SLICENEGATIVEPADDING
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;

namespace {

/// What is left of one dimension's source, and the padding on both sides.
struct PaddedDim {
  int64_t first, size, before, after;
};

struct SliceNegativePadding
    : fsdp::impl::SliceNegativePaddingBase<SliceNegativePadding> {
  // A walk, not a greedy driver, which would fold the op first: upstream's
  // folder drops a pad whose type is its source's, a shift among them.
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    getOperation()->walk([&](tensor::PadOp op) {
      if (llvm::any_of(op.getStaticLow(), isNegative) ||
          llvm::any_of(op.getStaticHigh(), isNegative))
        if (failed(slice(op, rewriter)))
          signalPassFailure();
    });
  }

  static bool isNegative(int64_t size) {
    return size < 0 && !ShapedType::isDynamic(size);
  }

  static PaddedDim getDim(int64_t extent, int64_t low, int64_t high,
                          int64_t padded) {
    int64_t first = std::max<int64_t>(0, -low);
    int64_t size = extent - first - std::max<int64_t>(0, -high);
    // One side may cut into the padding of the other: nothing else is left.
    if (size <= 0)
      return {0, 0, padded, 0};
    int64_t before = std::max<int64_t>(0, low);
    return {first, size, before, padded - before - size};
  }

  LogicalResult slice(tensor::PadOp op, RewriterBase &rewriter) {
    if (!op.getSourceType().hasStaticShape() || !op.getLow().empty() ||
        !op.getHigh().empty())
      return op.emitOpError("not supported yet: negative padding of dynamic "
                            "shape; export the step with static shapes");
    SmallVector<OpFoldResult> offsets, sizes, before, after;
    for (auto [extent, low, high, padded] :
         llvm::zip_equal(op.getSourceType().getShape(), op.getStaticLow(),
                         op.getStaticHigh(), op.getResultType().getShape())) {
      PaddedDim dim = getDim(extent, low, high, padded);
      offsets.push_back(rewriter.getIndexAttr(dim.first));
      sizes.push_back(rewriter.getIndexAttr(dim.size));
      before.push_back(rewriter.getIndexAttr(dim.before));
      after.push_back(rewriter.getIndexAttr(dim.after));
    }
    rewriter.setInsertionPoint(op);
    SmallVector<OpFoldResult> strides(sizes.size(), rewriter.getIndexAttr(1));
    Value rest = tensor::ExtractSliceOp::create(
        rewriter, op.getLoc(), op.getSource(), offsets, sizes, strides);
    auto pad = tensor::PadOp::create(rewriter, op.getLoc(), op.getResultType(),
                                     rest, before, after, op.getNofold());
    rewriter.inlineRegionBefore(op.getRegion(), pad.getRegion(),
                                pad.getRegion().begin());
    rewriter.replaceOp(op, pad);
    return success();
  }
};

} // namespace
