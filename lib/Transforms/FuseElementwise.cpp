//===- FuseElementwise.cpp - fewer passes over memory ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "MatrixProduct.h"
#include "StepRewrites.h"
#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "fsdp/Transforms/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Math/IR/Math.h"

namespace fsdp {
#define GEN_PASS_DEF_FUSEELEMENTWISE
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;
using namespace fsdp;

namespace {

/// The gather whose parameter `value` is, possibly reshaped.
Operation *findGather(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (isa<UnpackOp, GatherOp>(op))
      return op;
    if (!isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp, tensor::CastOp>(
            op))
      return nullptr;
    value = op->getOperand(0);
  }
  return nullptr;
}

/// The gathers whose parameters `op` reads.
llvm::SmallPtrSet<Operation *, 2> findGathers(Operation *op) {
  llvm::SmallPtrSet<Operation *, 2> gathers;
  for (Value operand : op->getOperands())
    if (Operation *gather = findGather(operand))
      gathers.insert(gather);
  return gathers;
}

/// What may be fused with what: a kernel belongs to one phase and needs one
/// group's parameters only, so that a group can be freed.
class FusionPolicy {
public:
  explicit FusionPolicy(func::FuncOp function) {
    for (Operation &op : function.front())
      if (isa<PhaseBoundaryOp>(op))
        boundary = &op;
  }

  bool maySharePhase(Operation *producer, Operation *consumer) const {
    if (producer->getBlock() != consumer->getBlock())
      return false;
    if (boundary && boundary->getBlock() == producer->getBlock() &&
        producer->isBeforeInBlock(boundary) !=
            consumer->isBeforeInBlock(boundary))
      return false;
    auto gathers = findGathers(producer);
    if (gathers.empty())
      return true;
    if (llvm::any_of(findGathers(consumer), [&](Operation *gather) {
          return !gathers.contains(gather);
        }))
      return false;
    // Moved down to its consumer, the producer reads its parameters later.
    for (Operation *op = producer->getNextNode(); op && op != consumer;
         op = op->getNextNode())
      if (isa<UnpackOp, GatherOp>(op))
        return false;
    return true;
  }

  /// Whether computing `producer` once more costs less than storing it.
  static bool isCheap(Operation *producer) {
    auto op = dyn_cast<linalg::GenericOp>(producer);
    if (!op || op.getNumReductionLoops() || op.getNumResults() != 1 ||
        !findGathers(producer).empty())
      return false;
    unsigned arithmetic = 0;
    for (Operation &inner : *op.getBody()) {
      if (isa<math::MathDialect>(inner.getDialect()) ||
          isa<arith::DivFOp, cf::AssertOp>(inner))
        return false;
      // A scalar is read once per loop, an element by index once per element.
      if (auto extract = dyn_cast<tensor::ExtractOp>(inner))
        if (!extract.getIndices().empty())
          return false;
      arithmetic += isa<arith::ArithDialect>(inner.getDialect());
    }
    // It must not read more than it saves: one full-sized input.
    int64_t elements =
        cast<RankedTensorType>(op.getResultTypes()[0]).getNumElements();
    auto isFull = [&](OpOperand *input) {
      auto type = dyn_cast<RankedTensorType>(input->get().getType());
      return type && type.getNumElements() == elements;
    };
    return arithmetic <= 4 &&
           llvm::count_if(op.getDpsInputOperands(), isFull) <= 1;
  }

  bool mayFuse(OpOperand *use) const {
    Operation *producer = use->get().getDefiningOp();
    Operation *consumer = use->getOwner();
    return producer && !isMatrixProduct(producer) &&
           !isMatrixProduct(consumer) && maySharePhase(producer, consumer) &&
           (use->get().hasOneUse() || isCheap(producer));
  }

  /// A reshape may pass an op that is not a matrix product, which would become
  /// a loop nest. Two reshapes of one value would push each other back and
  /// forth for ever, hence one use.
  static bool mayReshape(OpOperand *use) {
    Operation *producer = use->get().getDefiningOp();
    return producer && producer->hasOneUse() && !isMatrixProduct(producer) &&
           !isMatrixProduct(use->getOwner());
  }

private:
  Operation *boundary = nullptr;
};

struct FuseElementwise : fsdp::impl::FuseElementwiseBase<FuseElementwise> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.isDeclaration())
      return;
    MLIRContext *context = &getContext();
    FusionPolicy policy(function);
    auto mayFuse = [&](OpOperand *use) { return policy.mayFuse(use); };

    RewritePatternSet patterns(context);
    linalg::populateElementwiseOpsFusionPatterns(patterns, mayFuse);
    linalg::populateFoldReshapeOpsByExpansionPatterns(patterns,
                                                      FusionPolicy::mayReshape);
    linalg::populateConstantFoldLinalgOperations(patterns, mayFuse);
    linalg::populateEraseUnusedOperandsAndResultsPatterns(patterns);
    linalg::populateInlineConstantOperandsPatterns(patterns);
    linalg::GenericOp::getCanonicalizationPatterns(patterns, context);
    linalg::FillOp::getCanonicalizationPatterns(patterns, context);
    tensor::ExpandShapeOp::getCanonicalizationPatterns(patterns, context);
    tensor::CollapseShapeOp::getCanonicalizationPatterns(patterns, context);
    tensor::EmptyOp::getCanonicalizationPatterns(patterns, context);
    context->getLoadedDialect<linalg::LinalgDialect>()
        ->getCanonicalizationPatterns(patterns);
    if (failed(applyPatternsGreedily(function, std::move(patterns),
                                     getStepRewriteConfig())))
      signalPassFailure();
  }
};

} // namespace
