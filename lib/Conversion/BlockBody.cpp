//===- BlockBody.cpp - a hook body of block scope, taken apart ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "BlockBody.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace fsdp;

//===----------------------------------------------------------------------===//
// BlockReduction
//===----------------------------------------------------------------------===//

BlockReduction::BlockReduction(HookKernel &kernel, BlockReduceOp op)
    : op(op), kind(op.getCombine()), begin(op.getInitialAttr()) {
  OpBuilder &builder = kernel.getBuilder();
  asBits = kind == BlockCombine::Max &&
           op.getValue().getDefiningOp<math::AbsFOp>() &&
           !op.getInitial().isNegative();
  initial = kind == BlockCombine::Sum
                ? kernel.zero(builder.getF32Type())
                : arith::ConstantOp::create(builder, kernel.getLoc(), begin);
  initial = enter(kernel, initial);
}

Value BlockReduction::enter(HookKernel &kernel, Value value) const {
  OpBuilder &builder = kernel.getBuilder();
  return asBits ? builder.createOrFold<arith::BitcastOp>(
                      kernel.getLoc(), builder.getI32Type(), value)
                : value;
}

Value BlockReduction::leave(HookKernel &kernel, Value value) const {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  if (asBits)
    return arith::BitcastOp::create(builder, loc, builder.getF32Type(), value);
  if (kind != BlockCombine::Sum || begin.getValue().isPosZero())
    return value;
  Value first = arith::ConstantOp::create(builder, loc, begin);
  return arith::AddFOp::create(builder, loc, first, value);
}

Value BlockReduction::combine(HookKernel &kernel, Value a, Value b) const {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  if (asBits)
    return arith::MaxSIOp::create(builder, loc, a, b);
  switch (kind) {
  case BlockCombine::Max:
    return arith::MaximumFOp::create(builder, loc, a, b);
  case BlockCombine::Min:
    return arith::MinimumFOp::create(builder, loc, a, b);
  case BlockCombine::Sum:
    return arith::AddFOp::create(builder, loc, a, b);
  }
  llvm_unreachable("all combinations are handled");
}

//===----------------------------------------------------------------------===//
// BlockBody
//===----------------------------------------------------------------------===//

BlockBody::BlockBody(HookKernel &kernel, Region &body, ArrayRef<Value> elements)
    : kernel(kernel), body(body), varying(getVaryingValues(body, elements)) {
  for (Operation &op : body.front().without_terminator()) {
    unsigned level = isa<BlockReduceOp>(op);
    for (Value operand : op.getOperands())
      if (Operation *made = operand.getDefiningOp())
        level = std::max(level, levels.lookup(made) + isa<BlockReduceOp>(op));
    levels[&op] = level;
    deepest = std::max(deepest, level);
  }
}

/// `value` with all that it is computed from and that `mapping` lacks.
Value BlockBody::clone(Value value, IRMapping &known) {
  if (Value there = known.lookupOrNull(value))
    return there;
  Operation *op = value.getDefiningOp();
  for (Value operand : op->getOperands())
    clone(operand, known);
  kernel.getBuilder().clone(*op, known);
  return known.lookup(value);
}

SmallVector<BlockReduceOp> BlockBody::getReductions(unsigned level) const {
  return llvm::filter_to_vector(
      body.front().getOps<BlockReduceOp>(),
      [&](BlockReduceOp op) { return levels.lookup(op) == level; });
}

void BlockBody::emitReductions(unsigned level, Arguments arguments, Loops loops,
                               bool isShort) {
  SmallVector<BlockReduction> reductions;
  for (BlockReduceOp op : getReductions(level))
    reductions.emplace_back(kernel, op);
  SmallVector<Value> results = loops(reductions, [&](Value element) {
    IRMapping known = mapping;
    known.map(body.getArguments(), arguments(element));
    SmallVector<Value> values;
    for (const BlockReduction &reduction : reductions) {
      BlockReduceOp op = reduction.op;
      values.push_back(reduction.enter(kernel, clone(op.getValue(), known)));
    }
    return values;
  });
  for (auto [reduction, result] : llvm::zip_equal(reductions, results)) {
    BlockReduceOp op = reduction.op;
    if (isShort && op.getPadding())
      result = reduction.combine(
          kernel, result,
          reduction.enter(kernel, clone(op.getPadding(), mapping)));
    mapping.map(op.getResult(), reduction.leave(kernel, result));
  }
}

void BlockBody::emitShared(ArrayRef<Value> shared, Arguments arguments,
                           Loops loops, bool isShort, unsigned last) {
  mapping = {};
  for (auto [argument, value] : llvm::zip_equal(body.getArguments(), shared))
    if (value)
      mapping.map(argument, value);
  for (unsigned level = 0; level <= deepest; ++level) {
    if (level > 0)
      emitReductions(level, arguments, loops, isShort);
    if (level == last)
      return;
    for (Operation &op : body.front().without_terminator())
      if (levels.lookup(&op) == level && !isa<BlockReduceOp>(op) &&
          op.getNumResults() && !varying.contains(op.getResult(0)))
        kernel.getBuilder().clone(op, mapping);
  }
}

SmallVector<Value> BlockBody::emitElement(ArrayRef<Value> args,
                                          ArrayRef<unsigned> yields) {
  IRMapping known = mapping;
  known.map(body.getArguments(), args);
  SmallVector<Value> values;
  for (unsigned number : yields)
    values.push_back(clone(getYielded(number), known));
  return values;
}

Value BlockBody::getShared(unsigned yield) {
  return mapping.lookup(getYielded(yield));
}
