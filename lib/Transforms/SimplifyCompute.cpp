//===- SimplifyCompute.cpp - transposes into matrix products --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "StepRewrites.h"
#include "fsdp/Transforms/Passes.h"

namespace fsdp {
#define GEN_PASS_DEF_SIMPLIFYCOMPUTE
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;

namespace {

/// A linalg.generic that only permutes becomes linalg.transpose.
struct NamePermutation : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::GenericOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getNumDpsInputs() != 1 || op.getNumResults() != 1 ||
        op.getNumReductionLoops() || !llvm::hasSingleElement(*op.getBody()))
      return failure();
    SmallVector<AffineMap> maps = op.getIndexingMapsArray();
    Value yielded = op.getBody()->getTerminator()->getOperand(0);
    auto source = dyn_cast<RankedTensorType>(op.getOperand(0).getType());
    auto result = dyn_cast<RankedTensorType>(op.getResultTypes()[0]);
    if (!source || !result || yielded != op.getBody()->getArgument(0) ||
        !maps[0].isPermutation() || !maps[1].isPermutation() ||
        maps[0] == maps[1] ||
        source.getElementType() != result.getElementType())
      return failure();
    SmallVector<int64_t> permutation;
    for (AffineExpr expr : maps[1].getResults())
      permutation.push_back(*maps[0].getResultPosition(expr));
    rewriter.replaceOpWithNewOp<linalg::TransposeOp>(
        op, op.getOperand(0), op.getOperand(1), permutation);
    return success();
  }
};

/// collapse(transpose(x)) -> transpose(collapse(x)), where the transposition
/// leaves every collapsed group together.
struct SinkTranspose : OpRewritePattern<tensor::CollapseShapeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::CollapseShapeOp op,
                                PatternRewriter &rewriter) const override {
    auto transpose = op.getSrc().getDefiningOp<linalg::TransposeOp>();
    if (!transpose)
      return failure();
    ArrayRef<int64_t> permutation = transpose.getPermutation();
    SmallVector<ReassociationIndices> groups = op.getReassociationIndices();
    // Per group, its first dimension in the source and its place in the result.
    SmallVector<std::pair<int64_t, int64_t>> order;
    for (auto [index, group] : llvm::enumerate(groups)) {
      for (size_t j = 1; j < group.size(); ++j)
        if (permutation[group[j]] != permutation[group[j - 1]] + 1)
          return failure();
      order.push_back({permutation[group.front()], index});
    }
    llvm::sort(order);
    SmallVector<ReassociationIndices> sourceGroups;
    SmallVector<int64_t> groupPermutation(groups.size());
    for (auto [position, entry] : llvm::enumerate(order)) {
      auto [first, index] = entry;
      sourceGroups.push_back(llvm::to_vector<2>(llvm::seq<int64_t>(
          first, first + static_cast<int64_t>(groups[index].size()))));
      groupPermutation[index] = position;
    }
    Value collapsed = tensor::CollapseShapeOp::create(
        rewriter, op.getLoc(), transpose.getInput(), sourceGroups);
    RankedTensorType type = op.getResultType();
    Value empty = tensor::EmptyOp::create(
        rewriter, op.getLoc(), type.getShape(), type.getElementType());
    rewriter.replaceOpWithNewOp<linalg::TransposeOp>(op, collapsed, empty,
                                                     groupPermutation);
    return success();
  }
};

/// Whether an operand of a batched product has no batch: upstream takes such a
/// one in the default order only.
bool isSharedByBatch(AffineMap map) {
  return map.getNumResults() + 1 != map.getNumDims();
}

/// A transposed operand is read as it lies. The batch stays in front.
template <typename Op> struct FoldOperandTranspose : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    SmallVector<AffineMap> maps = op.getIndexingMapsArray();
    bool changed = false;
    for (unsigned i = 0; i != 2; ++i) {
      auto transpose =
          op->getOperand(i).template getDefiningOp<linalg::TransposeOp>();
      if (!transpose || isSharedByBatch(maps[i]))
        continue;
      ArrayRef<int64_t> permutation = transpose.getPermutation();
      if (permutation.size() == 3 && permutation[0] != 0)
        continue;
      SmallVector<AffineExpr> exprs(permutation.size());
      for (auto [to, from] : llvm::enumerate(permutation))
        exprs[from] = maps[i].getResult(to);
      maps[i] =
          AffineMap::get(maps[i].getNumDims(), 0, exprs, rewriter.getContext());
      rewriter.modifyOpInPlace(op, [&] {
        op->setOperand(i, transpose.getInput());
        op.setIndexingMapsAttr(rewriter.getAffineMapArrayAttr(maps));
      });
      changed = true;
    }
    return success(changed);
  }
};

/// What `value` was before it was widened element by element, or null.
Value getNarrow(Value value) {
  auto op = value.getDefiningOp<linalg::GenericOp>();
  if (!op || op.getNumDpsInputs() != 1 || op.getNumResults() != 1 ||
      op.getNumReductionLoops() ||
      !llvm::all_of(op.getIndexingMapsArray(),
                    [](AffineMap map) { return map.isIdentity(); }))
    return {};
  auto extension = op.getBody()
                       ->getTerminator()
                       ->getOperand(0)
                       .getDefiningOp<arith::ExtFOp>();
  if (!extension || extension.getIn() != op.getBody()->getArgument(0))
    return {};
  return op.getOperand(0);
}

/// A product of widened factors: it widens them itself.
template <typename Op> struct FoldOperandWidening : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    Value lhs = getNarrow(op->getOperand(0)),
          rhs = getNarrow(op->getOperand(1));
    if (!lhs || !rhs ||
        getElementTypeOrSelf(lhs) != getElementTypeOrSelf(rhs) ||
        !getElementTypeOrSelf(op->getOperand(2)).isF32())
      return failure();
    auto product =
        Op::create(rewriter, op.getLoc(), op->getResultTypes(),
                   ValueRange{lhs, rhs}, ValueRange{op->getOperand(2)});
    product.setIndexingMapsAttr(op.getIndexingMapsAttr());
    rewriter.replaceOp(op, product->getResults());
    return success();
  }
};

/// transpose(a b) -> b' a': rows and columns change roles.
template <typename Op>
struct FoldResultTranspose : OpRewritePattern<linalg::TransposeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::TransposeOp transpose,
                                PatternRewriter &rewriter) const override {
    auto op = transpose.getInput().getDefiningOp<Op>();
    ArrayRef<int64_t> permutation = transpose.getPermutation();
    int64_t rank = permutation.size();
    if (!op || !op->hasOneUse() || permutation[rank - 1] != rank - 2 ||
        (rank == 3 && permutation[0] != 0))
      return failure();
    auto fill = op->getOperand(2).template getDefiningOp<linalg::FillOp>();
    if (!fill)
      return failure();

    SmallVector<AffineMap> maps = op.getIndexingMapsArray();
    if (isSharedByBatch(maps[0]) || isSharedByBatch(maps[1]))
      return failure();
    unsigned loops = maps[0].getNumDims(), rows = loops - 3;
    SmallVector<AffineExpr> swapped;
    for (unsigned i = 0; i != loops; ++i)
      swapped.push_back(rewriter.getAffineDimExpr(i == rows       ? rows + 1
                                                  : i == rows + 1 ? rows
                                                                  : i));
    auto swap = [&](AffineMap map) {
      return map.replaceDimsAndSymbols(swapped, {}, loops, 0);
    };
    auto type = cast<RankedTensorType>(transpose->getResult(0).getType());
    Value empty = tensor::EmptyOp::create(
        rewriter, transpose.getLoc(), type.getShape(), type.getElementType());
    Value init = linalg::FillOp::create(rewriter, transpose.getLoc(),
                                        fill.getInputs(), ValueRange{empty})
                     .getResult(0);
    auto product = Op::create(rewriter, op.getLoc(), TypeRange{type},
                              ValueRange{op->getOperand(1), op->getOperand(0)},
                              ValueRange{init});
    product.setIndexingMapsAttr(rewriter.getAffineMapArrayAttr(
        {swap(maps[1]), swap(maps[0]), maps[2]}));
    rewriter.replaceOp(transpose, product->getResult(0));
    rewriter.eraseOp(op);
    return success();
  }
};

/// What is left of a loop of one iteration whose results another one computes
/// itself: assertions. Nothing lowers a linalg.generic that has neither loops
/// nor a buffer.
struct InlineAssertions : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::GenericOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getNumLoops() || op.getNumDpsInits() || op.hasIndexSemantics())
      return failure();
    SmallVector<Value> inputs;
    for (Value input : op.getInputs())
      inputs.push_back(isa<RankedTensorType>(input.getType())
                           ? tensor::ExtractOp::create(rewriter, op.getLoc(),
                                                       input, ValueRange())
                           : input);
    rewriter.eraseOp(op.getBody()->getTerminator());
    rewriter.inlineBlockBefore(op.getBody(), op, inputs);
    rewriter.eraseOp(op);
    return success();
  }
};

struct SimplifyCompute : fsdp::impl::SimplifyComputeBase<SimplifyCompute> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<NamePermutation, SinkTranspose,
                 FoldOperandTranspose<linalg::MatmulOp>,
                 FoldOperandTranspose<linalg::BatchMatmulOp>,
                 FoldOperandWidening<linalg::MatmulOp>,
                 FoldOperandWidening<linalg::BatchMatmulOp>,
                 FoldResultTranspose<linalg::MatmulOp>,
                 FoldResultTranspose<linalg::BatchMatmulOp>, InlineAssertions>(
        &getContext());
    linalg::TransposeOp::getCanonicalizationPatterns(patterns, &getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns),
                                     fsdp::getStepRewriteConfig())))
      signalPassFailure();
  }
};

} // namespace
