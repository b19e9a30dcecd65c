//===- CheckIndices.cpp - indices out of data, asserted -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/InferIntRangeInterface.h"
#include "llvm/ADT/TypeSwitch.h"

namespace fsdp {
#define GEN_PASS_DEF_CHECKINDICES
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;

/// The value before casts, which keep it where it fits its type.
static Value stripCasts(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (!isa<arith::IndexCastOp, arith::ExtSIOp>(op))
      break;
    value = op->getOperand(0);
  }
  return value;
}

namespace {

/// Bounds of integers by what computes them; of data nothing is known.
class IndexRanges {
public:
  ConstantIntRanges get(Value value) {
    if (auto known = ranges.find(value); known != ranges.end())
      return known->second;
    ConstantIntRanges range = compute(value);
    ranges.try_emplace(value, range);
    return range;
  }

private:
  static ConstantIntRanges getUnknown(Value value) {
    return ConstantIntRanges::maxRange(
        ConstantIntRanges::getStorageBitwidth(value.getType()));
  }

  /// [0, extent), or nothing known of an extent that is no constant.
  static ConstantIntRanges getBelow(Value value, int64_t extent) {
    if (ShapedType::isDynamic(extent) || extent <= 0)
      return getUnknown(value);
    return ConstantIntRanges::fromSigned(APInt(64, 0), APInt(64, extent - 1));
  }

  ConstantIntRanges compute(Value value) {
    if (auto argument = dyn_cast<BlockArgument>(value))
      return getInduction(argument);
    Operation *op = value.getDefiningOp();
    if (auto index = dyn_cast<linalg::IndexOp>(op))
      if (auto loops = index->getParentOfType<linalg::LinalgOp>())
        return getBelow(value, loops.getStaticLoopRanges()[index.getDim()]);
    auto inferred = dyn_cast<InferIntRangeInterface>(op);
    if (!inferred || !llvm::all_of(op->getOperandTypes(), [](Type type) {
          return type.isIntOrIndex();
        }))
      return getUnknown(value);
    SmallVector<ConstantIntRanges> operands;
    for (Value operand : op->getOperands())
      operands.push_back(get(operand));
    ConstantIntRanges range = getUnknown(value);
    inferred.inferResultRanges(
        operands, [&](Value result, const ConstantIntRanges &bounds) {
          if (result == value)
            range = bounds;
        });
    return range;
  }

  static ConstantIntRanges getInduction(BlockArgument argument) {
    auto loop = dyn_cast<scf::ForOp>(argument.getOwner()->getParentOp());
    if (!loop || argument != loop.getInductionVar())
      return getUnknown(argument);
    auto lower = getConstantIntValue(loop.getLowerBound());
    auto upper = getConstantIntValue(loop.getUpperBound());
    if (!lower || !upper || *lower >= *upper)
      return getUnknown(argument);
    unsigned width = ConstantIntRanges::getStorageBitwidth(argument.getType());
    return ConstantIntRanges::fromSigned(APInt(width, *lower),
                                         APInt(width, *upper - 1));
  }

  DenseMap<Value, ConstantIntRanges> ranges;
};

/// Whether assertions and `range` keep an index in [0, limit).
class KnownBounds {
public:
  KnownBounds(Value index, const ConstantIntRanges &range)
      : index(index), low(range.smin().getSExtValue()),
        high(range.smax().getSExtValue()) {}

  void addAssertionsBefore(Operation *op) {
    for (Operation &other : *op->getBlock()) {
      if (&other == op)
        return;
      if (auto assertion = dyn_cast<cf::AssertOp>(other))
        addFact(assertion.getArg());
    }
  }

  bool isBelow(int64_t limit) const { return low >= 0 && high < limit; }

private:
  void addFact(Value condition) {
    if (auto both = condition.getDefiningOp<arith::AndIOp>()) {
      addFact(both.getLhs());
      addFact(both.getRhs());
    }
    auto compared = condition.getDefiningOp<arith::CmpIOp>();
    if (!compared || stripCasts(compared.getLhs()) != stripCasts(index))
      return;
    auto bound = getConstantIntValue(compared.getRhs());
    if (!bound)
      return;
    using enum arith::CmpIPredicate;
    switch (compared.getPredicate()) {
    case sge:
      low = std::max(low, *bound);
      break;
    case sgt:
      low = std::max(low, *bound + 1);
      break;
    case ult:
    case ule:
      low = std::max<int64_t>(low, 0);
      [[fallthrough]];
    case slt:
    case sle: {
      bool isStrict = llvm::is_contained({slt, ult}, compared.getPredicate());
      high = std::min(high, *bound - (isStrict ? 1 : 0));
      break;
    }
    default:
      break;
    }
  }

  Value index;
  int64_t low, high;
};

struct CheckIndices : fsdp::impl::CheckIndicesBase<CheckIndices> {
  void runOnOperation() override {
    SmallVector<Operation *> accesses;
    getOperation()->walk([&](Operation *op) {
      if (isa<tensor::ExtractOp, tensor::InsertOp, tensor::ExtractSliceOp,
              tensor::InsertSliceOp>(op))
        accesses.push_back(op);
    });
    for (Operation *op : accesses)
      TypeSwitch<Operation *>(op)
          .Case([&](tensor::ExtractOp op) {
            checkElement(op, op.getTensor().getType(), op.getIndices());
          })
          .Case([&](tensor::InsertOp op) {
            checkElement(op, op.getDest().getType(), op.getIndices());
          })
          .Case([&](tensor::ExtractSliceOp op) {
            checkSlice(op, op.getSourceType());
          })
          .Case([&](tensor::InsertSliceOp op) {
            checkSlice(op, op.getDestType());
          });
  }

  void checkElement(Operation *op, RankedTensorType type, ValueRange indices) {
    for (auto [dim, index] : llvm::enumerate(indices))
      check(op, index, dim, type.getDimSize(dim), /*window=*/1);
  }

  void checkSlice(OffsetSizeAndStrideOpInterface op, RankedTensorType type) {
    for (unsigned dim = 0; dim < type.getRank(); ++dim) {
      int64_t size = op.getStaticSizes()[dim];
      int64_t stride = op.getStaticStrides()[dim];
      if (op.isDynamicOffset(dim) && size > 0 && stride > 0)
        check(op, op.getDynamicOffset(dim), dim, type.getDimSize(dim),
              (size - 1) * stride + 1);
    }
  }

  /// `window` elements from `index` on are accessed.
  void check(Operation *op, Value index, unsigned dim, int64_t extent,
             int64_t window) {
    if (ShapedType::isDynamic(extent))
      return;
    int64_t limit = extent - window + 1;
    KnownBounds bounds(index, ranges.get(index));
    bounds.addAssertionsBefore(op);
    if (bounds.isBelow(limit))
      return;
    OpBuilder builder(op);
    Location loc = op->getLoc();
    Value end = arith::ConstantIndexOp::create(builder, loc, limit);
    Value inside = arith::CmpIOp::create(builder, loc,
                                         arith::CmpIPredicate::ult, index, end);
    cf::AssertOp::create(builder, loc, inside,
                         "index of " + op->getName().getStringRef().str() +
                             " out of range: dimension " + Twine(dim).str() +
                             " has " + Twine(extent).str() + " elements");
  }

  IndexRanges ranges;
};

} // namespace
