//===- ModelCollectives.cpp - collectives of a step's own -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "ModelCollectives.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Shard/IR/ShardOps.h"

using namespace mlir;
using namespace fsdp;

/// The axis over which a step's own collectives are: the last of three.
static constexpr int64_t kModelAxis = 2;

/// Checks that `op` joins the ranks of the model axis, all of them.
static LogicalResult checkAxes(Operation *op, FlatSymbolRefAttr name,
                               ArrayRef<int16_t> axes, GridAttr grid) {
  auto written = SymbolTable::lookupNearestSymbolFrom<shard::GridOp>(op, name);
  auto wrong = [&]() -> InFlightDiagnostic {
    return mlir::emitError(op->getLoc()) << "'" << op->getName() << "' ";
  };
  if (!written)
    return wrong() << "is on " << name
                   << ", expected a shard.grid of that name";
  int64_t rank = written.getShape().size();
  if (rank != kModelAxis + 1)
    return wrong() << "is on the grid " << name << " of " << rank
                   << (rank == 1 ? " axis" : " axes")
                   << ", expected three, replicas x shards x models, such as "
                      "1x2x2: a step's own collectives are over the last";
  if (axes != ArrayRef<int16_t>{kModelAxis}) {
    InFlightDiagnostic error = wrong() << "is over grid_axes [";
    llvm::interleaveComma(axes, error);
    return error << "], expected [" << kModelAxis
                 << "], the model axis: over the others gradients are reduced "
                    "without the step's doing";
  }
  int64_t size = written.getShape()[kModelAxis];
  if (size != grid.getModels())
    return wrong() << "is over " << size << " ranks of " << name
                   << ", but the grid has a model axis of " << grid.getModels()
                   << "; the step's shapes are for as many as it says";
  return success();
}

/// Every rank of the axis must issue it, once, wherever data lead it.
static LogicalResult checkPlace(Operation *op, func::FuncOp entry) {
  if (op->getParentOp() == entry)
    return success();
  return mlir::emitError(op->getLoc())
         << "not supported yet: '" << op->getName() << "' within '"
         << op->getParentOp()->getName()
         << "'; let it stand directly in the step, where all ranks reach it";
}

static LogicalResult importAllReduce(shard::AllReduceOp op, GridAttr grid) {
  auto wrong = [&]() -> InFlightDiagnostic {
    return mlir::emitError(op.getLoc()) << "not supported yet: ";
  };
  if (failed(checkAxes(op, op.getGridAttr(), op.getGridAxes(), grid)))
    return failure();
  bool isMax = op.getReduction() == shard::ReductionKind::Max;
  if (!isMax && op.getReduction() != shard::ReductionKind::Sum)
    return wrong() << "'" << op->getName() << "' with reduction = "
                   << shard::stringifyReductionKind(op.getReduction())
                   << ", expected sum or max";
  auto type = dyn_cast<RankedTensorType>(op.getInput().getType());
  if (!type || type != op.getResult().getType() || !type.hasStaticShape())
    return wrong() << "'" << op->getName() << "' from "
                   << op.getInput().getType() << " to "
                   << op.getResult().getType()
                   << ", expected one tensor type of static shape";
  Type element = type.getElementType();
  bool narrow = element.isBF16() || element.isF16();
  if (!narrow && !element.isF32() && !element.isF64() &&
      !element.isInteger(32) && !element.isInteger(64) && !element.isInteger(1))
    return wrong() << "'" << op->getName() << "' of " << element
                   << ", expected f32, bf16, f16, f64, i64, i32 or i1";
  // Of one rank nothing is combined.
  if (grid.getModels() == 1) {
    op.getResult().replaceAllUsesWith(op.getInput());
    op.erase();
    return success();
  }
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value value = op.getInput();
  Type wide = narrow ? type.clone(builder.getF32Type()) : type;
  if (narrow)
    value = arith::ExtFOp::create(builder, loc, wide, value);
  value = ModelAllReduceOp::create(builder, loc, wide,
                                   isMax ? Reduction::Max : Reduction::Sum,
                                   value, /*dest=*/Value())
              .getResult();
  if (narrow)
    value = arith::TruncFOp::create(builder, loc, type, value);
  op.getResult().replaceAllUsesWith(value);
  op.erase();
  return success();
}

LogicalResult fsdp::importCollectives(func::FuncOp entry, GridAttr grid) {
  SmallVector<Operation *> ops;
  entry.walk([&](Operation *op) {
    if (op->getName().getDialectNamespace() == "shard")
      ops.push_back(op);
  });
  for (Operation *op : ops) {
    auto reduce = dyn_cast<shard::AllReduceOp>(op);
    if (!reduce)
      return mlir::emitError(op->getLoc())
             << "not supported yet: '" << op->getName()
             << "' in the step, expected shard.all_reduce over the model axis";
    if (failed(checkPlace(op, entry)) || failed(importAllReduce(reduce, grid)))
      return failure();
  }
  return success();
}
