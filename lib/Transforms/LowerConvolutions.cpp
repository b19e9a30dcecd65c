//===- LowerConvolutions.cpp - convolutions as matrix products ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "StepRewrites.h"
#include "fsdp/Transforms/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"

namespace fsdp {
#define GEN_PASS_DEF_LOWERCONVOLUTIONS
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;

namespace {

struct LowerConvolutions
    : fsdp::impl::LowerConvolutionsBase<LowerConvolutions> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    linalg::populateConvertConv2DToImg2ColPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns),
                                     fsdp::getStepRewriteConfig())))
      signalPassFailure();
  }
};

} // namespace
