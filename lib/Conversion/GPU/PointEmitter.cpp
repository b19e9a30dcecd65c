//===- PointEmitter.cpp - iterations of a linalg op -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "PointEmitter.h"
#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace fsdp;

SmallVector<Value> PointEmitter::getIndices(OpOperand &operand,
                                            ValueRange ivs) {
  AffineMap map = op.getMatchingIndexingMap(&operand);
  SmallVector<Value> indices;
  for (AffineExpr expr : map.getResults())
    indices.push_back(
        affine::expandAffineExpr(builder, loc, expr, ivs, ValueRange()));
  return indices;
}

SmallVector<Value> PointEmitter::emit(ValueRange ivs, const Known &known) {
  IRMapping map;
  Block *body = op.getBlock();
  for (OpOperand &operand : op->getOpOperands()) {
    if (operand.getOperandNumber() >= body->getNumArguments())
      continue;
    BlockArgument argument = op.getMatchingBlockArgument(&operand);
    if (argument.use_empty())
      continue;
    if (Value value = known.lookup(&operand))
      map.map(argument, value);
    else if (isa<MemRefType>(operand.get().getType()))
      map.map(argument, memref::LoadOp::create(builder, loc, operand.get(),
                                               getIndices(operand, ivs)));
    else
      map.map(argument, operand.get());
  }
  for (Operation &inner : body->without_terminator()) {
    if (auto index = dyn_cast<linalg::IndexOp>(inner)) {
      map.map(index.getResult(), ivs[index.getDim()]);
      continue;
    }
    Operation *clone = builder.clone(inner, map);
    clone->walk([&](linalg::IndexOp index) {
      index.replaceAllUsesWith(ivs[index.getDim()]);
      index.erase();
    });
  }
  SmallVector<Value> results;
  for (Value value : body->getTerminator()->getOperands())
    results.push_back(map.lookupOrDefault(value));
  return results;
}

void PointEmitter::store(ValueRange results, ValueRange ivs) {
  for (auto [value, operand] :
       llvm::zip_equal(results, op.getDpsInitsMutable()))
    memref::StoreOp::create(builder, loc, value, operand.get(),
                            getIndices(operand, ivs));
}

void PointEmitter::emitSequentially(MutableArrayRef<Value> ivs) {
  LoopKinds loops(op);
  if (loops.reduction.empty()) {
    store(emit(ivs), ivs);
    return;
  }
  SmallVector<Value> sums;
  // Outputs do not depend on the reduction loops.
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  for (unsigned loop : loops.reduction)
    ivs[loop] = zero;
  for (OpOperand &operand : op.getDpsInitsMutable())
    sums.push_back(memref::LoadOp::create(builder, loc, operand.get(),
                                          getIndices(operand, ivs)));
  OpBuilder::InsertPoint end = builder.saveInsertionPoint();
  SmallVector<scf::ForOp> nest;
  ValueRange carried = sums;
  for (unsigned loop : loops.reduction) {
    Value size =
        arith::ConstantIndexOp::create(builder, loc, loops.sizes[loop]);
    auto made = scf::ForOp::create(builder, loc, zero, size, one, carried);
    ivs[loop] = made.getInductionVar();
    carried = made.getRegionIterArgs();
    builder.setInsertionPointToStart(made.getBody());
    nest.push_back(made);
  }
  Known known;
  for (auto [operand, value] :
       llvm::zip_equal(op.getDpsInitsMutable(), carried))
    known[&operand] = value;
  SmallVector<Value> results = emit(ivs, known);
  ValueRange yielded = results;
  for (scf::ForOp made : llvm::reverse(nest)) {
    builder.setInsertionPointToEnd(made.getBody());
    scf::YieldOp::create(builder, loc, yielded);
    yielded = made.getResults();
  }
  builder.restoreInsertionPoint(end);
  builder.setInsertionPointAfter(nest.front());
  for (unsigned loop : loops.reduction)
    ivs[loop] = zero;
  store(yielded, ivs);
}

SmallVector<Value> fsdp::splitNumber(OpBuilder &builder, Location loc,
                                     Value number, ArrayRef<int64_t> sizes) {
  Type type = number.getType();
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantOp::create(builder, loc,
                                     builder.getIntegerAttr(type, value));
  };
  SmallVector<Value> indices(sizes.size());
  for (int64_t i = sizes.size() - 1; i >= 0; --i) {
    Value index = number;
    if (i > 0) {
      index =
          builder.createOrFold<arith::RemUIOp>(loc, number, constant(sizes[i]));
      number =
          builder.createOrFold<arith::DivUIOp>(loc, number, constant(sizes[i]));
    }
    if (!type.isIndex())
      index = arith::IndexCastUIOp::create(builder, loc, builder.getIndexType(),
                                           index);
    indices[i] = index;
  }
  return indices;
}

LoopKinds::LoopKinds(linalg::LinalgOp op) {
  sizes = op.getStaticLoopRanges();
  for (auto [loop, kind] : llvm::enumerate(op.getIteratorTypesArray())) {
    bool isParallel = kind == utils::IteratorType::parallel;
    (isParallel ? parallel : reduction).push_back(loop);
    (isParallel ? points : summed) *= sizes[loop];
    for (OpOperand &operand : op.getDpsInitsMutable()) {
      AffineMap map = op.getMatchingIndexingMap(&operand);
      bool isPlain = llvm::is_contained(
          map.getResults(), getAffineDimExpr(loop, op.getContext()));
      if (isParallel)
        isInjective &= isPlain || sizes[loop] == 1;
      else
        isInjective &= !map.isFunctionOfDim(loop);
    }
  }
}

SmallVector<int64_t> LoopKinds::getParallelSizes() const {
  SmallVector<int64_t> result;
  for (unsigned loop : parallel)
    result.push_back(sizes[loop]);
  return result;
}
