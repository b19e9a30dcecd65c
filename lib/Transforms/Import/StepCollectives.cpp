//===- StepCollectives.cpp - collectives of a step's own ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "StepCollectives.h"
#include "ExchangeBuilder.h"
#include "mlir/Dialect/Shard/IR/ShardOps.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace fsdp;
using shard::ReductionKind;

namespace {

/// Replaces the `shard` ops of one entry.
class CollectiveImporter {
public:
  CollectiveImporter(func::FuncOp entry, GridAttr grid)
      : entry(entry), grid(grid), indices(entry) {}

  LogicalResult import(Operation *op);

private:
  /// Each gives what replaces the op.
  FailureOr<Value> importOp(shard::AllReduceOp op, ArrayRef<RankAxis> axes) {
    return allReduce(op, op.getReduction(), axes);
  }
  FailureOr<Value> importOp(shard::ReduceOp op, ArrayRef<RankAxis> axes) {
    return allReduce(op, op.getReduction(), axes);
  }
  FailureOr<Value> importOp(shard::AllGatherOp op, ArrayRef<RankAxis> axes) {
    return allGather(op, axes, op.getGatherAxis().getSExtValue());
  }
  FailureOr<Value> importOp(shard::GatherOp op, ArrayRef<RankAxis> axes) {
    return allGather(op, axes, op.getGatherAxis().getSExtValue());
  }
  FailureOr<Value> importOp(shard::ReduceScatterOp op, ArrayRef<RankAxis> axes);
  FailureOr<Value> importOp(shard::AllSliceOp op, ArrayRef<RankAxis> axes);
  FailureOr<Value> importOp(shard::AllToAllOp op, ArrayRef<RankAxis> axes);
  FailureOr<Value> importOp(shard::BroadcastOp op, ArrayRef<RankAxis> axes);
  FailureOr<Value> importOp(shard::ScatterOp op, ArrayRef<RankAxis> axes);
  FailureOr<Value> importOp(shard::ShiftOp op, ArrayRef<RankAxis> axes);

  template <typename Op> LogicalResult importCollective(Op op);
  LogicalResult importIndex(Operation *op, FlatSymbolRefAttr name,
                            ArrayRef<int16_t> axes);
  LogicalResult importShape(shard::GridShapeOp op);

  FailureOr<Value> allReduce(Operation *op, ReductionKind reduction,
                             ArrayRef<RankAxis> axes);
  FailureOr<Value> allGather(Operation *op, ArrayRef<RankAxis> axes,
                             int64_t dim);
  template <typename Op> FailureOr<int64_t> getRoot(Op op);
  FailureOr<Value> widen(Operation *op, ExchangeBuilder &builder,
                         ReductionKind reduction);
  LogicalResult checkCollective(Operation *op);

  func::FuncOp entry;
  GridAttr grid;
  RankIndices indices;
};

} // namespace

static InFlightDiagnostic emitUnsupported(Operation *op) {
  return mlir::emitError(op->getLoc())
         << "not supported yet: '" << op->getName() << "' ";
}

static RankedTensorType getInputType(Operation *op) {
  return dyn_cast<RankedTensorType>(op->getOperand(0).getType());
}

static Type getResultElement(Operation *op) {
  return getElementTypeOrSelf(op->getResult(0).getType());
}

/// Every rank of its axes must issue it, once, wherever data lead it; and what
/// travels are whole bytes, as many from each.
LogicalResult CollectiveImporter::checkCollective(Operation *op) {
  if (op->getParentOp() != entry && !isa<shard::AllSliceOp>(op))
    return emitUnsupported(op)
           << "within '" << op->getParentOp()->getName()
           << "'; let it stand directly in the step, where all ranks reach it";
  RankedTensorType type = getInputType(op);
  auto made = dyn_cast<RankedTensorType>(op->getResult(0).getType());
  if (!type || !made || !type.hasStaticShape() || !made.hasStaticShape())
    return emitUnsupported(op)
           << "from " << op->getOperand(0).getType() << " to "
           << op->getResult(0).getType() << ", expected static shapes";
  for (Type element : {type.getElementType(), made.getElementType()})
    if (!element.isIntOrFloat() ||
        (!element.isInteger(1) && element.getIntOrFloatBitWidth() % 8 != 0))
      return emitUnsupported(op)
             << "of " << element
             << ", expected integers or floats of whole bytes, or i1";
  return success();
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

/// As which tensor ops compute it; none: not at all.
static std::optional<arith::AtomicRMWKind> getKind(ReductionKind reduction,
                                                   Type element) {
  using arith::AtomicRMWKind;
  bool isFloat = isa<FloatType>(element), isBool = element.isInteger(1);
  switch (reduction) {
  case ReductionKind::Sum:
  case ReductionKind::Average:
    return isFloat ? AtomicRMWKind::addf : AtomicRMWKind::addi;
  case ReductionKind::Product:
    return isFloat ? AtomicRMWKind::mulf : AtomicRMWKind::muli;
  case ReductionKind::Max:
    return isFloat  ? AtomicRMWKind::maximumf
           : isBool ? AtomicRMWKind::ori
                    : AtomicRMWKind::maxs;
  case ReductionKind::Min:
    return isFloat  ? AtomicRMWKind::minimumf
           : isBool ? AtomicRMWKind::andi
                    : AtomicRMWKind::mins;
  case ReductionKind::BitwiseAnd:
    return AtomicRMWKind::andi;
  case ReductionKind::BitwiseOr:
    return AtomicRMWKind::ori;
  case ReductionKind::BitwiseXor:
    return AtomicRMWKind::xori;
  case ReductionKind::Generic:
    break;
  }
  return std::nullopt;
}

/// Whether `element` can be combined so. Booleans have no sum of their own.
static LogicalResult checkReduction(Operation *op, ReductionKind reduction,
                                    Type element) {
  StringRef name = shard::stringifyReductionKind(reduction);
  bool isBits =
      llvm::is_contained({ReductionKind::BitwiseAnd, ReductionKind::BitwiseOr,
                          ReductionKind::BitwiseXor},
                         reduction);
  bool isArithmetic = llvm::is_contained(
      {ReductionKind::Sum, ReductionKind::Product, ReductionKind::Average},
      reduction);
  if (reduction == ReductionKind::Generic)
    return emitUnsupported(op)
           << "with reduction = " << name
           << ", which says not how; expected one of the others";
  if (isBits && isa<FloatType>(element))
    return emitUnsupported(op) << "with reduction = " << name << " of "
                               << element << ", expected integers";
  if (isArithmetic && element.isInteger(1))
    return emitUnsupported(op)
           << "with reduction = " << name
           << " of i1, expected max, min or bits; or convert to i32 before";
  return success();
}

/// The operand in the type in which it is combined: that of the result, but of
/// narrow floats f32, so that they are rounded once.
FailureOr<Value> CollectiveImporter::widen(Operation *op,
                                           ExchangeBuilder &builder,
                                           ReductionKind reduction) {
  Type from = getInputType(op).getElementType(), to = getResultElement(op);
  if (failed(checkReduction(op, reduction, to)))
    return failure();
  Value value = op->getOperand(0);
  // The conversion to the result's type comes first, roundings included.
  Value converted = builder.convert(value, to);
  if (!converted)
    return emitUnsupported(op)
           << "from " << from << " to " << to
           << ", expected integers to become wider ones or floats, and floats "
              "floats";
  if (!isa<FloatType>(to) || to.getIntOrFloatBitWidth() >= 32)
    return converted;
  return builder.convert(converted, builder.b.getF32Type());
}

FailureOr<Value> CollectiveImporter::allReduce(Operation *op,
                                               ReductionKind reduction,
                                               ArrayRef<RankAxis> axes) {
  ExchangeBuilder builder(op);
  FailureOr<Value> wide = widen(op, builder, reduction);
  if (failed(wide))
    return failure();
  Value value = *wide;
  Type element = getElementTypeOrSelf(value.getType());
  // What communicators combine; the rest is gathered and combined by each rank.
  bool isKnown = element.isF32() || element.isF64() || element.isInteger(64) ||
                 element.isInteger(32) || element.isInteger(1);
  bool isSum =
      reduction == ReductionKind::Sum || reduction == ReductionKind::Average;
  if (isKnown && isSum) {
    value = builder.combineOver(value, ExchangeKind::Sum, axes);
  } else if (isKnown && reduction == ReductionKind::Max) {
    value = builder.combineOver(value, ExchangeKind::Max, axes);
  } else if (isKnown && reduction == ReductionKind::Min) {
    value = builder.reverseOrder(builder.combineOver(
        builder.reverseOrder(value), ExchangeKind::Max, axes));
  } else if (!axes.empty()) {
    value = builder.combineFirst(builder.gatherRanks(value, axes),
                                 *getKind(reduction, element));
  }
  if (reduction == ReductionKind::Average)
    value = builder.divide(value, countRanks(axes));
  return builder.convert(value, getResultElement(op));
}

/// The pieces travel as they are and are combined by the rank that gets them,
/// in the order of ranks.
FailureOr<Value> CollectiveImporter::importOp(shard::ReduceScatterOp op,
                                              ArrayRef<RankAxis> axes) {
  ExchangeBuilder builder(op);
  Type element = getInputType(op).getElementType(), made = getResultElement(op);
  if (failed(checkReduction(op, op.getReduction(), made)))
    return failure();
  int64_t dim = op.getScatterAxis().getSExtValue();
  Value value = op.getInput();
  if (made != element) {
    value = builder.convert(value, made);
    if (!value)
      return emitUnsupported(op) << "from " << element << " to " << made;
  }
  if (!axes.empty()) {
    Value pieces =
        builder.exchangePieces(builder.cut(value, dim, countRanks(axes)), axes);
    bool isNarrow = isa<FloatType>(made) && made.getIntOrFloatBitWidth() < 32;
    if (isNarrow)
      pieces = builder.convert(pieces, builder.b.getF32Type());
    value = builder.combineFirst(
        pieces,
        *getKind(op.getReduction(), getElementTypeOrSelf(pieces.getType())));
  }
  if (op.getReduction() == ReductionKind::Average)
    value = builder.divide(value, countRanks(axes));
  return builder.convert(value, made);
}

//===----------------------------------------------------------------------===//
// What only moves
//===----------------------------------------------------------------------===//

FailureOr<Value> CollectiveImporter::allGather(Operation *op,
                                               ArrayRef<RankAxis> axes,
                                               int64_t dim) {
  if (axes.empty())
    return op->getOperand(0);
  ExchangeBuilder builder(op);
  return builder.join(builder.gatherRanks(op->getOperand(0), axes), dim);
}

FailureOr<Value> CollectiveImporter::importOp(shard::AllSliceOp op,
                                              ArrayRef<RankAxis> axes) {
  if (axes.empty())
    return op.getInput();
  ExchangeBuilder builder(op);
  return builder.take(builder.cut(op.getInput(),
                                  op.getSliceAxis().getSExtValue(),
                                  countRanks(axes)),
                      indices.read(op.getLoc(), axes));
}

FailureOr<Value> CollectiveImporter::importOp(shard::AllToAllOp op,
                                              ArrayRef<RankAxis> axes) {
  if (axes.empty())
    return op.getInput();
  ExchangeBuilder builder(op);
  Value pieces = builder.exchangePieces(
      builder.cut(op.getInput(), op.getSplitAxis().getSExtValue(),
                  countRanks(axes)),
      axes);
  return builder.join(pieces, op.getConcatAxis().getSExtValue());
}

/// The number of the root within its axes.
template <typename Op> FailureOr<int64_t> CollectiveImporter::getRoot(Op op) {
  FailureOr<RankAxes> single =
      readSingleAxes(op, op.getGridAttr(), op.getGridAxes(), grid);
  if (failed(single))
    return failure();
  if (!op.getRootDynamic().empty())
    return emitUnsupported(op)
           << "with a root that is computed, expected numbers";
  int64_t root = 0;
  for (auto [axis, place] : llvm::zip_equal(*single, op.getRoot()))
    root = root * axis.number + place;
  return root;
}

FailureOr<Value> CollectiveImporter::importOp(shard::BroadcastOp op,
                                              ArrayRef<RankAxis> axes) {
  FailureOr<int64_t> root = getRoot(op);
  if (failed(root) || axes.empty())
    return failed(root) ? FailureOr<Value>() : op.getInput();
  ExchangeBuilder builder(op);
  return builder.take(builder.gatherRanks(op.getInput(), axes),
                      builder.b.getIndexAttr(*root));
}

FailureOr<Value> CollectiveImporter::importOp(shard::ScatterOp op,
                                              ArrayRef<RankAxis> axes) {
  FailureOr<int64_t> root = getRoot(op);
  if (failed(root) || axes.empty())
    return failed(root) ? FailureOr<Value>() : op.getInput();
  ExchangeBuilder builder(op);
  Value pieces = builder.exchangePieces(
      builder.cut(op.getInput(), op.getScatterAxis().getSExtValue(),
                  countRanks(axes)),
      axes);
  return builder.take(pieces, builder.b.getIndexAttr(*root));
}

/// What the rank `offset` before this one has. Where there is none, and the
/// result undefined, it is the one that a rotation brings.
FailureOr<Value> CollectiveImporter::importOp(shard::ShiftOp op,
                                              ArrayRef<RankAxis>) {
  FailureOr<RankAxes> axis = readRankAxes(
      op, op.getGridAttr(), {int16_t(op.getShiftAxis().getSExtValue())}, grid);
  if (failed(axis) || axis->empty())
    return failed(axis) ? FailureOr<Value>() : op.getInput();
  ExchangeBuilder builder(op);
  Value all = builder.gatherRanks(op.getInput(), *axis);
  int64_t ranks = axis->front().number;
  int64_t back = (ranks - int64_t(op.getOffset()) % ranks) % ranks;
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder.b, value);
  };
  Value place = arith::AddIOp::create(
      builder.b, indices.read(op.getLoc(), *axis), constant(back));
  place = arith::RemUIOp::create(builder.b, place, constant(ranks));
  return builder.take(all, place);
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

template <typename Op>
LogicalResult CollectiveImporter::importCollective(Op op) {
  FailureOr<RankAxes> axes =
      readRankAxes(op, op.getGridAttr(), op.getGridAxes(), grid);
  if (failed(axes) || failed(checkCollective(op)))
    return failure();
  FailureOr<Value> made = importOp(op, *axes);
  if (failed(made))
    return failure();
  op.getResult().replaceAllUsesWith(*made);
  op.erase();
  return success();
}

LogicalResult CollectiveImporter::importIndex(Operation *op,
                                              FlatSymbolRefAttr name,
                                              ArrayRef<int16_t> chosen) {
  auto written = SymbolTable::lookupNearestSymbolFrom<shard::GridOp>(op, name);
  auto all = llvm::to_vector(llvm::seq<int16_t>(0, written.getRank()));
  FailureOr<RankAxes> axes =
      readSingleAxes(op, name, chosen.empty() ? all : chosen, grid);
  if (failed(axes))
    return failure();
  if (isa<shard::ProcessLinearIndexOp>(op))
    op->getResult(0).replaceAllUsesWith(
        indices.read(op->getLoc(), {{1, countRanks(*axes)}}));
  else
    for (auto [result, axis] : llvm::zip_equal(op->getResults(), *axes))
      result.replaceAllUsesWith(indices.read(op->getLoc(), axis));
  op->erase();
  return success();
}

LogicalResult CollectiveImporter::importShape(shard::GridShapeOp op) {
  auto written =
      SymbolTable::lookupNearestSymbolFrom<shard::GridOp>(op, op.getGridAttr());
  auto all = llvm::to_vector(llvm::seq<int16_t>(0, written.getRank()));
  FailureOr<RankAxes> axes = readSingleAxes(
      op, op.getGridAttr(),
      op.getAxes().empty() ? ArrayRef<int16_t>(all) : op.getAxes(), grid);
  if (failed(axes))
    return failure();
  OpBuilder builder(op);
  for (auto [result, axis] : llvm::zip_equal(op.getResults(), *axes))
    result.replaceAllUsesWith(
        arith::ConstantIndexOp::create(builder, op.getLoc(), axis.number));
  op.erase();
  return success();
}

LogicalResult CollectiveImporter::import(Operation *op) {
  return TypeSwitch<Operation *, LogicalResult>(op)
      .Case<shard::AllReduceOp, shard::AllGatherOp, shard::ReduceScatterOp,
            shard::AllSliceOp, shard::AllToAllOp, shard::BroadcastOp,
            shard::ScatterOp, shard::ShiftOp, shard::GatherOp, shard::ReduceOp>(
          [&](auto collective) { return importCollective(collective); })
      .Case([&](shard::ProcessMultiIndexOp index) {
        return importIndex(op, index.getGridAttr(), index.getAxes());
      })
      .Case([&](shard::ProcessLinearIndexOp index) {
        return importIndex(op, index.getGridAttr(), {});
      })
      .Case([&](shard::GridShapeOp shape) { return importShape(shape); })
      .Default([](Operation *other) {
        return emitUnsupported(other)
               << "in the step, expected a collective that all ranks of its "
                  "axes issue alike, such as shard.all_reduce or "
                  "shard.all_gather, or shard.process_multi_index";
      });
}

LogicalResult fsdp::importCollectives(func::FuncOp entry, GridAttr grid) {
  SmallVector<Operation *> ops;
  entry.walk([&](Operation *op) {
    if (op->getName().getDialectNamespace() == "shard")
      ops.push_back(op);
  });
  CollectiveImporter importer(entry, grid);
  for (Operation *op : ops)
    if (failed(importer.import(op)))
      return failure();
  return success();
}
