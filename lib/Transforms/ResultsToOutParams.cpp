//===- ResultsToOutParams.cpp - results become out-arguments --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "fsdp/Transforms/Passes.h"

namespace fsdp {
#define GEN_PASS_DEF_RESULTSTOOUTPARAMS
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;

namespace {

/// The allocation of this function of which `value` is the whole, if any.
memref::AllocOp findWholeAllocation(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (auto alloc = dyn_cast<memref::AllocOp>(op))
      return isa<func::FuncOp>(op->getParentOp()) ? alloc : nullptr;
    if (!isa<memref::CollapseShapeOp, memref::ExpandShapeOp>(op))
      return nullptr;
    value = op->getOperand(0);
  }
  return nullptr;
}

/// Lets `alloc` be the memory of `param`, which has as many elements.
void computeIn(memref::AllocOp alloc, Value param) {
  OpBuilder builder(alloc);
  MemRefType type = alloc.getType();
  if (type != param.getType())
    param = memref::ReinterpretCastOp::create(
        builder, alloc.getLoc(), type, param, /*offset=*/0, type.getShape(),
        type.getStridesAndOffset().first);
  alloc.replaceAllUsesWith(param);
  alloc.erase();
}

/// Losses, metrics and counts are final at the phase boundary, and may be views
/// of parameters that are freed there: copies into `param` go before it.
void copyInForward(BlockArgument param) {
  auto function = cast<func::FuncOp>(param.getOwner()->getParentOp());
  bool isForward = llvm::any_of(
      ArrayRef<StringRef>{"fsdp.loss", "fsdp.metric", "fsdp.count"},
      [&](StringRef name) {
        return bool(function.getArgAttr(param.getArgNumber(), name));
      });
  auto boundaries = function.front().getOps<fsdp::PhaseBoundaryOp>();
  if (!isForward || boundaries.empty())
    return;
  Operation *boundary = *boundaries.begin();
  for (Operation *user : llvm::make_early_inc_range(param.getUsers())) {
    auto copy = dyn_cast<memref::CopyOp>(user);
    if (!copy || copy.getTarget() != param ||
        copy->getBlock() != boundary->getBlock() ||
        copy->isBeforeInBlock(boundary))
      continue;
    Operation *source = copy.getSource().getDefiningOp();
    if (!source || source->isBeforeInBlock(boundary))
      copy->moveBefore(boundary);
  }
}

struct ResultsToOutParams
    : fsdp::impl::ResultsToOutParamsBase<ResultsToOutParams> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.isDeclaration() || function.getNumResults() == 0)
      return;
    if (!function.getBody().hasOneBlock()) {
      function.emitError("not supported yet: results of a function of more "
                         "than one block");
      return signalPassFailure();
    }
    auto end = cast<func::ReturnOp>(function.front().getTerminator());
    for (auto [index, type] : llvm::enumerate(function.getResultTypes())) {
      auto memref = dyn_cast<MemRefType>(type);
      if (memref && memref.hasStaticShape() && memref.getLayout().isIdentity())
        continue;
      function.emitError() << "result " << index << " is " << type
                           << ", expected a tensor of static shape";
      return signalPassFailure();
    }
    unsigned inputs = function.getNumArguments();
    for (unsigned i = 0, n = function.getNumResults(); i != n; ++i)
      makeOutParam(function, end, i);
    for (BlockArgument param : function.getArguments().drop_front(inputs))
      copyInForward(param);
    end.getOperandsMutable().clear();
    function.setAllResultAttrs(ArrayRef<DictionaryAttr>());
    function.setFunctionType(FunctionType::get(
        &getContext(), function.getArgumentTypes(), TypeRange()));
  }

  void makeOutParam(func::FuncOp function, func::ReturnOp end, unsigned index) {
    Type type = function.getResultTypes()[index];
    DictionaryAttr attributes = function.getResultAttrDict(index);
    unsigned at = function.getNumArguments();
    (void)function.insertArgument(at, type, attributes, function.getLoc());
    Value param = function.getArgument(at);
    Value result = end.getOperand(index);
    memref::AllocOp alloc = findWholeAllocation(result);
    if (alloc && alloc.getType().getLayout().isIdentity())
      return computeIn(alloc, param);
    OpBuilder builder(end);
    memref::CopyOp::create(builder, end.getLoc(), result, param);
  }
};

} // namespace
