//===- CollapseLoops.cpp - long innermost loops ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "MatrixProduct.h"
#include "StepRewrites.h"
#include "fsdp/Transforms/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"

namespace fsdp {
#define GEN_PASS_DEF_COLLAPSELOOPS
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;

namespace {

/// Whether every operand that has loop `inner` has `outer` right before it, and
/// the other way round.
bool areAdjacent(ArrayRef<AffineMap> maps, unsigned outer, unsigned inner) {
  return llvm::all_of(maps, [&](AffineMap map) {
    auto first =
        map.getResultPosition(getAffineDimExpr(outer, map.getContext()));
    auto second =
        map.getResultPosition(getAffineDimExpr(inner, map.getContext()));
    return map.isProjectedPermutation() &&
           first.has_value() == second.has_value() &&
           (!first || *second == *first + 1);
  });
}

/// The groups of adjacent loops of one kind.
SmallVector<ReassociationIndices> getCollapsibleLoops(linalg::LinalgOp op) {
  SmallVector<ReassociationIndices> groups;
  if (!isa<linalg::GenericOp>(op) || op.hasIndexSemantics() ||
      op.getNumLoops() == 0 || fsdp::isMatrixProduct(op))
    return groups;
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  SmallVector<utils::IteratorType> kinds = op.getIteratorTypesArray();
  ReassociationIndices group{0};
  for (unsigned loop = 1, e = op.getNumLoops(); loop != e; ++loop) {
    if (kinds[loop] != kinds[loop - 1] || !areAdjacent(maps, loop - 1, loop)) {
      if (group.size() > 1)
        groups.push_back(group);
      group.clear();
    }
    group.push_back(loop);
  }
  if (group.size() > 1)
    groups.push_back(group);
  return groups;
}

struct CollapseLoops : fsdp::impl::CollapseLoopsBase<CollapseLoops> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    linalg::populateCollapseDimensions(patterns, getCollapsibleLoops);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns),
                                     fsdp::getStepRewriteConfig())))
      signalPassFailure();
  }
};

} // namespace
