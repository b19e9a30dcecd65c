//===- CarryInPlace.cpp - one buffer per carried value --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Transforms/Passes.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace fsdp {
#define GEN_PASS_DEF_CARRYINPLACE
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;

namespace {

/// Whether `value` is `carried` with elements inserted: that bufferizes in
/// place, turn after turn, as scatters do.
bool isUpdateOf(Value value, Value carried) {
  while (value != carried) {
    Operation *op = value.getDefiningOp();
    if (auto insert = dyn_cast_or_null<tensor::InsertSliceOp>(op))
      value = insert.getDest();
    else if (auto insert = dyn_cast_or_null<tensor::InsertOp>(op))
      value = insert.getDest();
    else if (auto loop = dyn_cast_or_null<scf::ForOp>(op))
      value = loop.getInitArgs()[cast<OpResult>(value).getResultNumber()];
    else
      return false;
  }
  return true;
}

Value materialize(OpBuilder &builder, Value source, Value dest) {
  return bufferization::MaterializeInDestinationOp::create(
             builder, source.getLoc(), source.getType(), source, dest)
      .getResult();
}

/// Passes `operands`, the next turn's values of `carried`, on in the buffers of
/// `carried`. All are copied before the first buffer is overwritten: a turn may
/// swap two values.
void carry(Operation *terminator, MutableOperandRange operands,
           ValueRange carried) {
  OpBuilder builder(terminator);
  SmallVector<std::pair<unsigned, Value>> copies;
  for (auto [i, pair] : llvm::enumerate(llvm::zip_equal(operands, carried))) {
    Value value = std::get<0>(pair).get(), old = std::get<1>(pair);
    if (!isa<RankedTensorType>(value.getType()) || isUpdateOf(value, old))
      continue;
    Value copy = bufferization::AllocTensorOp::create(
        builder, value.getLoc(), cast<RankedTensorType>(value.getType()),
        /*dynamicSizes=*/ValueRange(), /*copy=*/value);
    copies.push_back({i, copy});
  }
  for (auto [i, copy] : copies)
    operands[i].set(materialize(builder, copy, carried[i]));
}

void carryWhile(scf::WhileOp loop) {
  scf::ConditionOp condition = loop.getConditionOp();
  if (condition.getArgs().getTypes() ==
      ValueRange(loop.getBeforeArguments()).getTypes())
    carry(condition, condition.getArgsMutable(), loop.getBeforeArguments());
  scf::YieldOp yield = loop.getYieldOp();
  if (yield.getOperandTypes() ==
      ValueRange(loop.getAfterArguments()).getTypes())
    carry(yield, yield.getResultsMutable(), loop.getAfterArguments());
}

/// Every branch writes the results of a conditional into the same buffers.
void yieldInPlace(Operation *conditional) {
  OpBuilder builder(conditional);
  for (auto [i, result] : llvm::enumerate(conditional->getResults())) {
    auto type = dyn_cast<RankedTensorType>(result.getType());
    if (!type)
      continue;
    Value dest = bufferization::AllocTensorOp::create(
        builder, conditional->getLoc(), type, /*dynamicSizes=*/ValueRange());
    for (Region &region : conditional->getRegions()) {
      Operation *yield = region.front().getTerminator();
      OpBuilder inside(yield);
      yield->setOperand(i, materialize(inside, yield->getOperand(i), dest));
    }
  }
}

struct CarryInPlace : fsdp::impl::CarryInPlaceBase<CarryInPlace> {
  void runOnOperation() override {
    getOperation()->walk([](Operation *op) {
      if (auto loop = dyn_cast<scf::ForOp>(op)) {
        auto yield = cast<scf::YieldOp>(loop.getBody()->getTerminator());
        carry(yield, yield.getResultsMutable(), loop.getRegionIterArgs());
      } else if (auto loop = dyn_cast<scf::WhileOp>(op)) {
        carryWhile(loop);
      } else if (isa<scf::IfOp, scf::IndexSwitchOp>(op)) {
        yieldInPlace(op);
      }
    });
  }
};

} // namespace
