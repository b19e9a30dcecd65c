//===- SplitPhases.cpp - forward, backward and their gathers --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "fsdp/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"

namespace fsdp {
#define GEN_PASS_DEF_SPLITPHASES
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;
using namespace fsdp;

namespace {

/// Splits the one block of an entry.
class PhaseSplitter {
public:
  explicit PhaseSplitter(func::FuncOp entry)
      : entry(entry), block(entry.front()), terminator(block.getTerminator()) {
    for (auto gather : block.getOps<GatherOp>())
      if (gather.getPhase() == Phase::Whole)
        wholeGathers.push_back(gather);
    hasGradients = !block.getOps<ReduceGradOp>().empty();
  }

  void run() {
    if (wholeGathers.empty() && !hasGradients)
      return;
    findCloneable();
    if (hasGradients) {
      findForward();
      findBackward();
      moveBackward();
    }
    sinkCloneable();
    for (GatherOp gather : wholeGathers) {
      gatherFor(gather, Phase::Forward);
      gatherFor(gather, Phase::Backward);
    }
    for (GatherOp gather : wholeGathers)
      gather.erase();
  }

private:
  using OpSet = llvm::DenseSet<Operation *>;

  void findCloneable();
  void addForward(Operation *root);
  void findForward();
  void findBackward();
  void moveBackward();
  void sinkCloneable();
  void gatherFor(GatherOp whole, Phase phase);

  bool isWholeGather(Operation *op) const {
    return llvm::is_contained(wholeGathers, op);
  }
  /// The op of the block that `use` belongs to.
  Operation *ownerInBlock(OpOperand &use) {
    return block.findAncestorOpInBlock(*use.getOwner());
  }
  /// Calls `visit` with the op of the block behind every value that `op` or its
  /// regions read; with null for an argument.
  void forEachSource(Operation *op,
                     llvm::function_ref<void(Operation *)> visit) const;
  /// Whether the return yields this operand from forward.
  bool isForwardResult(unsigned number);
  /// The phase that reads `use`.
  Phase phaseOf(OpOperand &use);

  func::FuncOp entry;
  Block &block;
  Operation *terminator;
  SmallVector<GatherOp> wholeGathers;
  bool hasGradients;
  Operation *boundary = nullptr;

  OpSet cloneable; ///< Cheap, and of parameters and constants only.
  OpSet forward;   ///< The slice of the losses.
  OpSet backward;  ///< What moves behind the boundary or is cloned there.
};

struct SplitPhases : fsdp::impl::SplitPhasesBase<SplitPhases> {
  void runOnOperation() override {
    func::FuncOp entry = getOperation();
    if (entry.isExternal() || !entry->hasAttr("fsdp.entry"))
      return;
    PhaseSplitter(entry).run();
  }
};

} // namespace

/// Whether computing `op` a second time costs less than keeping its result: one
/// pass over its operands at most.
static bool isCheap(Operation *op) {
  if (op->hasTrait<OpTrait::ConstantLike>())
    return true;
  if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op))
    return linalgOp.getNumParallelLoops() == linalgOp.getNumLoops();
  return isa<tensor::TensorDialect, arith::ArithDialect, math::MathDialect>(
      op->getDialect());
}

void PhaseSplitter::forEachSource(
    Operation *op, llvm::function_ref<void(Operation *)> visit) const {
  op->walk([&](Operation *nested) {
    for (Value operand : nested->getOperands()) {
      if (operand.getParentBlock() != &block)
        continue;
      visit(operand.getDefiningOp());
    }
  });
}

void PhaseSplitter::findCloneable() {
  for (Operation &op : block) {
    bool fits = isMemoryEffectFree(&op) && isCheap(&op);
    forEachSource(&op, [&](Operation *source) {
      fits &= source && (cloneable.contains(source) || isWholeGather(source));
    });
    if (fits)
      cloneable.insert(&op);
  }
}

bool PhaseSplitter::isForwardResult(unsigned number) {
  for (StringRef name : {"fsdp.loss", "fsdp.metric", "fsdp.count"})
    if (entry.getResultAttr(number, name))
      return true;
  return false;
}

void PhaseSplitter::addForward(Operation *root) {
  SmallVector<Operation *> work{root};
  while (!work.empty()) {
    Operation *op = work.pop_back_val();
    if (!op || isWholeGather(op) || !forward.insert(op).second)
      continue;
    forEachSource(op, [&](Operation *source) { work.push_back(source); });
  }
}

void PhaseSplitter::findForward() {
  for (OpOperand &operand : terminator->getOpOperands())
    if (isForwardResult(operand.getOperandNumber()))
      addForward(operand.get().getDefiningOp());
  // What gradients are divided by is there before the first of them.
  for (auto scalar : block.getOps<ReadScalarOp>())
    addForward(scalar);
  for (auto total : block.getOps<TotalCountOp>())
    addForward(total);
  // Checks (cf.assert) that stand before the last loss belong to forward.
  bool beforeLoss = false;
  for (Operation &op : llvm::reverse(block)) {
    beforeLoss |= forward.contains(&op);
    if (beforeLoss && op.use_empty() && !isMemoryEffectFree(&op))
      addForward(&op);
  }
}

/// Everything that is not forward, and the cloneable ops that it reads.
void PhaseSplitter::findBackward() {
  for (Operation &op : llvm::reverse(block)) {
    if (&op == terminator || isWholeGather(&op))
      continue;
    bool needed = !forward.contains(&op) && !cloneable.contains(&op);
    if (cloneable.contains(&op))
      needed = llvm::any_of(op.getUses(), [&](OpOperand &use) {
        Operation *owner = ownerInBlock(use);
        return owner == terminator ? !isForwardResult(use.getOperandNumber())
                                   : backward.contains(owner);
      });
    if (needed)
      backward.insert(&op);
  }
}

/// Moves backward ops behind the boundary in program order. A cloneable op that
/// forward reads too stays, and its clone goes there.
void PhaseSplitter::moveBackward() {
  OpBuilder builder(terminator);
  boundary = PhaseBoundaryOp::create(builder, entry.getLoc());
  SmallVector<Operation *> order;
  for (Operation &op : block)
    if (backward.contains(&op))
      order.push_back(&op);

  IRMapping clones;
  for (Operation *op : order) {
    if (!forward.contains(op)) {
      op->moveBefore(terminator);
      continue;
    }
    Operation *clone = builder.clone(*op);
    clones.map(op->getResults(), clone->getResults());
    backward.erase(op);
    backward.insert(clone);
    cloneable.insert(clone);
  }
  for (const auto &[value, clone] : clones.getValueMap())
    Value(value).replaceUsesWithIf(clone, [&](OpOperand &use) {
      Operation *owner = ownerInBlock(use);
      return owner == terminator ? !isForwardResult(use.getOperandNumber())
                                 : backward.contains(owner);
    });
}

/// Moves what is computed from parameters only before its first user: a
/// transpose at the top of the step must not open its group there.
void PhaseSplitter::sinkCloneable() {
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block))) {
    if (!cloneable.contains(&op) || op.hasTrait<OpTrait::ConstantLike>())
      continue;
    Operation *first = nullptr;
    for (OpOperand &use : op.getUses())
      if (Operation *owner = ownerInBlock(use);
          !first || owner->isBeforeInBlock(first))
        first = owner;
    if (first && first != terminator)
      op.moveBefore(first);
  }
}

Phase PhaseSplitter::phaseOf(OpOperand &use) {
  Operation *owner = ownerInBlock(use);
  if (!boundary)
    return Phase::Forward;
  if (owner == terminator)
    return isForwardResult(use.getOperandNumber()) ? Phase::Forward
                                                   : Phase::Backward;
  return owner->isBeforeInBlock(boundary) ? Phase::Forward : Phase::Backward;
}

/// Gathers what `phase` reads of `whole` before its first user there.
void PhaseSplitter::gatherFor(GatherOp whole, Phase phase) {
  auto isHere = [&](OpOperand &use) { return phaseOf(use) == phase; };
  Operation *first = nullptr;
  for (Value full : whole.getFull())
    for (OpOperand &use : full.getUses()) {
      if (!isHere(use))
        continue;
      Operation *owner = ownerInBlock(use);
      if (owner == terminator && phase == Phase::Forward && boundary)
        owner = boundary;
      if (!first || owner->isBeforeInBlock(first))
        first = owner;
    }
  if (!first)
    return;

  // A parameter comes with all its inner tensors: its post hook yields them
  // together. Of its forms only those that are read do.
  SmallVector<Attribute> params, forms;
  SmallVector<Value> live;
  SymbolTableCollection symbols;
  ValueRange rest = whole.getFull();
  for (auto [i, symbol] :
       llvm::enumerate(whole.getParams().getAsRange<FlatSymbolRefAttr>())) {
    auto param = symbols.lookupNearestSymbolFrom<ParamOp>(entry, symbol);
    size_t count = param.getFullTypes(whole.getForm(i)).size();
    ValueRange inner = rest.take_front(count);
    rest = rest.drop_front(count);
    if (llvm::none_of(inner, [&](Value full) {
          return llvm::any_of(full.getUses(), isHere);
        }))
      continue;
    params.push_back(symbol);
    forms.push_back(StringAttr::get(entry.getContext(), whole.getForm(i)));
    llvm::append_range(live, inner);
  }
  OpBuilder builder(first);
  auto gather = GatherOp::create(
      builder, whole.getLoc(), ValueRange(live).getTypes(),
      whole.getGroupAttr(), PhaseAttr::get(entry.getContext(), phase),
      builder.getArrayAttr(params),
      llvm::all_of(
          forms, [](Attribute form) { return cast<StringAttr>(form).empty(); })
          ? ArrayAttr()
          : builder.getArrayAttr(forms));
  for (auto [full, replacement] : llvm::zip_equal(live, gather.getFull()))
    full.replaceUsesWithIf(replacement, isHere);
}
