//===- BlockBody.cpp - a hook body of block scope, taken apart ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "BlockBody.h"
#include "GPU/BlockReduce.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include <cmath>

using namespace mlir;
using namespace fsdp;

/// Sums are of this many lanes, whatever the machine; see fsdp.block_reduce.
static constexpr int64_t kLanes = 32;

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

void BlockBody::emitReductions(unsigned level, Arguments arguments, Loops loops,
                               bool isShort) {
  SmallVector<BlockReduction> reductions;
  for (auto op : body.front().getOps<BlockReduceOp>())
    if (levels.lookup(op) == level)
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
                           Loops loops, bool isShort) {
  mapping = {};
  for (auto [argument, value] : llvm::zip_equal(body.getArguments(), shared))
    if (value)
      mapping.map(argument, value);
  for (unsigned level = 0; level <= deepest; ++level) {
    if (level > 0)
      emitReductions(level, arguments, loops, isShort);
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

//===----------------------------------------------------------------------===//
// Loops of a CPU
//===----------------------------------------------------------------------===//

/// Elements [low, high) in steps of `step`, combined in order.
static SmallVector<Value> reduceInOrder(HookKernel &kernel, Value low,
                                        Value high, int64_t step,
                                        ArrayRef<BlockReduction> reductions,
                                        BlockBody::Reduced reduced,
                                        bool forVectors) {
  OpBuilder &builder = kernel.getBuilder();
  SmallVector<Value> initial;
  for (const BlockReduction &reduction : reductions)
    initial.push_back(reduction.initial);
  auto loop = scf::ForOp::create(builder, kernel.getLoc(), low, high,
                                 kernel.index(step), initial);
  if (forVectors)
    kernel.keepForVectors(loop);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  SmallVector<Value> next;
  for (auto [reduction, carried, value] :
       llvm::zip_equal(reductions, loop.getRegionIterArgs(),
                       reduced(loop.getInductionVar())))
    next.push_back(reduction.combine(kernel, carried, value));
  scf::YieldOp::create(builder, kernel.getLoc(), next);
  return llvm::to_vector_of<Value>(loop.getResults());
}

/// kLanes sums in memory, which the vectoriser keeps in registers, then a tree.
static SmallVector<Value> reduceInLanes(HookKernel &kernel, Value first,
                                        Value count,
                                        ArrayRef<BlockReduction> reductions,
                                        BlockBody::Reduced reduced) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  SmallVector<Value> lanes;
  for (auto [i, reduction] : llvm::enumerate(reductions))
    lanes.push_back(kernel.scratchOf(i, kLanes, reduction.initial.getType()));
  auto addTo = [&](size_t i, Value lane, Value value) {
    kernel.store(
        reductions[i].combine(kernel, kernel.load(lanes[i], lane), value),
        lanes[i], lane);
  };
  kernel.loop(kernel.index(kLanes), [&](Value lane) {
    for (auto [reduction, memory] : llvm::zip_equal(reductions, lanes))
      kernel.store(reduction.initial, memory, lane);
  });
  kernel.loop(kernel.index(0), count, kLanes, [&](Value start) {
    Value rest = arith::SubIOp::create(builder, loc, count, start);
    Value some =
        arith::MinUIOp::create(builder, loc, rest, kernel.index(kLanes));
    kernel.loop(some, [&](Value lane) {
      SmallVector<Value> values =
          reduced(kernel.add(kernel.add(first, start), lane));
      for (auto [i, value] : llvm::enumerate(values))
        addTo(i, lane, value);
    });
  });
  for (int64_t half = kLanes / 2; half; half /= 2)
    kernel.loop(kernel.index(half), [&](Value lane) {
      for (size_t i = 0; i < reductions.size(); ++i)
        addTo(i, lane,
              kernel.load(lanes[i], kernel.add(lane, kernel.index(half))));
    });
  SmallVector<Value> sums;
  for (Value memory : lanes)
    sums.push_back(kernel.load(memory, kernel.index(0)));
  return sums;
}

SmallVector<Value> fsdp::reduceInLoop(HookKernel &kernel, Value first,
                                      Value count,
                                      ArrayRef<BlockReduction> reductions,
                                      BlockBody::Reduced reduced) {
  bool sums = llvm::any_of(reductions, [](const BlockReduction &reduction) {
    return reduction.kind == BlockCombine::Sum;
  });
  if (sums)
    return reduceInLanes(kernel, first, count, reductions, reduced);
  return reduceInOrder(kernel, first, kernel.add(first, count), 1, reductions,
                       reduced, /*forVectors=*/true);
}

//===----------------------------------------------------------------------===//
// Loops of a warp
//===----------------------------------------------------------------------===//

/// Lane l takes elements l, l + 32, ...
SmallVector<Value> fsdp::reduceInWarp(HookKernel &kernel, Value lane,
                                      Value first, Value count,
                                      ArrayRef<BlockReduction> reductions,
                                      BlockBody::Reduced reduced) {
  static_assert(kLanes == kWarpThreads);
  SmallVector<Value> values =
      reduceInOrder(kernel, kernel.add(first, lane), kernel.add(first, count),
                    kLanes, reductions, reduced, /*forVectors=*/false);
  for (auto [reduction, value] : llvm::zip_equal(reductions, values))
    value = reduceWarp(kernel.getBuilder(), kernel.getLoc(), value,
                       [&](OpBuilder &, Value a, Value b) {
                         return reduction.combine(kernel, a, b);
                       });
  return values;
}
