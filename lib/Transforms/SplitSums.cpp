//===- SplitSums.cpp - few long sums become many parts --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Transforms/Passes.h"
#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace fsdp {
#define GEN_PASS_DEF_SPLITSUMS
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;

/// Blocks of threads that keep a GPU busy: two for each multiprocessor.
static constexpr int64_t kBlocks = 264;
/// Columns of a block.
static constexpr int64_t kColumns = 32;

/// Whether the op's one sum may be taken in any order.
static bool mayReorder(linalg::GenericOp op) {
  SmallVector<Operation *> combiners;
  if (op.getNumDpsInits() != 1 ||
      !matchReduction(op.getRegionOutputArgs(), 0, combiners) ||
      combiners.size() != 1 || combiners.front()->hasAttr("fsdp.exact"))
    return false;
  auto sum = dyn_cast<arith::AddFOp>(combiners.front());
  if (sum)
    return bitEnumContainsAll(sum.getFastmath(), arith::FastMathFlags::reassoc);
  return isa<arith::MaximumFOp, arith::MinimumFOp, arith::AddIOp,
             arith::MaxSIOp, arith::MinSIOp, arith::OrIOp, arith::AndIOp>(
      combiners.front());
}

/// Whether neighbouring terms of the sum are neighbours in memory.
static bool isContiguous(linalg::GenericOp op, unsigned loop) {
  return llvm::any_of(op.getDpsInputOperands(), [&](OpOperand *operand) {
    AffineMap map = op.getMatchingIndexingMap(operand);
    return map.getNumResults() &&
           map.getResults().back() == getAffineDimExpr(loop, op.getContext());
  });
}

/// How many equal parts the op's sum becomes; 1: it stays.
static int64_t countParts(linalg::GenericOp op) {
  if (op.hasDynamicShape() || op.hasIndexSemantics() ||
      op.getNumReductionLoops() != 1 || !mayReorder(op))
    return 1;
  SmallVector<unsigned> loops;
  op.getReductionDims(loops);
  SmallVector<int64_t> sizes = op.getStaticLoopRanges();
  int64_t summed = sizes[loops.front()], points = 1;
  for (auto [loop, size] : llvm::enumerate(sizes))
    points *= loop == loops.front() ? 1 : size;
  bool rows = isContiguous(op, loops.front());
  int64_t blocks = rows ? points : llvm::divideCeil(points, kColumns);
  int64_t least = rows ? 4096 : 256, step = rows ? 4 : 1;
  int64_t parts = std::min(kBlocks / blocks, summed / least);
  while (parts > 1 && (summed % parts || summed / parts % step))
    --parts;
  return std::max<int64_t>(parts, 1);
}

namespace {
struct SplitSums : fsdp::impl::SplitSumsBase<SplitSums> {
  void runOnOperation() override {
    SmallVector<std::pair<linalg::GenericOp, int64_t>> sums;
    getOperation().walk([&](linalg::GenericOp op) {
      if (int64_t parts = countParts(op); parts > 1)
        sums.push_back({op, parts});
    });
    IRRewriter rewriter(&getContext());
    for (auto [op, parts] : sums) {
      rewriter.setInsertionPoint(op);
      (void)linalg::splitReduction(
          rewriter, op, [parts = parts](linalg::LinalgOp) {
            return linalg::SplitReductionOptions{parts, /*index=*/0,
                                                 /*innerParallel=*/false};
          });
    }
  }
};
} // namespace
