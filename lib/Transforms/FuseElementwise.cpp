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

/// Whether `op` gives parameters to the step. Those that every rank keeps count
/// as gathered, for the same kernels, which round alike, however parameters
/// come to a rank.
bool givesParameters(Operation *op) {
  return isa<UnpackOp, GatherOp, UnshardedOp>(op);
}

/// What gives the parameter that `value` is, possibly reshaped or without what
/// pads it.
Operation *findSource(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (givesParameters(op))
      return op;
    bool unpads = isa<tensor::ExtractSliceOp>(op) &&
                  op->getOperand(0).getDefiningOp<UnshardedOp>();
    if (!unpads &&
        !isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp, tensor::CastOp>(
            op))
      return nullptr;
    value = op->getOperand(0);
  }
  return nullptr;
}

/// What may be fused with what: a kernel belongs to one phase and needs one
/// group's parameters only, so that a group can be freed.
class FusionPolicy {
public:
  explicit FusionPolicy(func::FuncOp function) {
    std::optional<SymbolTable> symbols;
    for (Operation &op : function.front()) {
      if (isa<PhaseBoundaryOp>(op))
        boundary = &op;
      if (auto kept = dyn_cast<UnshardedOp>(op)) {
        if (!symbols)
          symbols.emplace(function->getParentOfType<ModuleOp>());
        groupOf[&op] =
            symbols->lookup<ParamOp>(kept.getParam()).getGroupAttr().getAttr();
      }
    }
  }

  bool maySharePhase(Operation *producer, Operation *consumer) const {
    if (producer->getBlock() != consumer->getBlock())
      return false;
    if (boundary && boundary->getBlock() == producer->getBlock() &&
        producer->isBeforeInBlock(boundary) !=
            consumer->isBeforeInBlock(boundary))
      return false;
    auto groups = findGroups(producer);
    if (groups.empty())
      return true;
    if (llvm::any_of(findGroups(consumer),
                     [&](StringAttr group) { return !groups.contains(group); }))
      return false;
    // Moved down to its consumer, the producer reads its parameters later.
    for (Operation *op = producer->getNextNode(); op && op != consumer;
         op = op->getNextNode())
      if (givesParameters(op))
        return false;
    return true;
  }

  /// Whether computing `producer` once more costs less than storing it.
  bool isCheap(Operation *producer) const {
    auto op = dyn_cast<linalg::GenericOp>(producer);
    if (!op || op.getNumReductionLoops() || op.getNumResults() != 1 ||
        !findGroups(producer).empty())
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
  /// The groups whose parameters `op` reads: of one phase, as it belongs to
  /// one.
  llvm::SmallPtrSet<StringAttr, 2> findGroups(Operation *op) const {
    llvm::SmallPtrSet<StringAttr, 2> groups;
    for (Value operand : op->getOperands()) {
      Operation *source = findSource(operand);
      if (auto unpack = dyn_cast_or_null<UnpackOp>(source))
        groups.insert(unpack.getGroupAttr().getAttr());
      else if (auto gather = dyn_cast_or_null<GatherOp>(source))
        groups.insert(gather.getGroupAttr().getAttr());
      else if (source)
        groups.insert(groupOf.lookup(source));
    }
    return groups;
  }

  Operation *boundary = nullptr;
  llvm::DenseMap<Operation *, StringAttr> groupOf; ///< Of kept parameters.
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
