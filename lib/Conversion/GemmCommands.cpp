//===- GemmCommands.cpp - matrix products as commands ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "GemmCommands.h"
#include "BufferSlice.h"
#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace fsdp {
namespace {

/// One matrix (or batch of matrices) of a product.
struct Matrix {
  BufferSlice slice;
  bool transposed = false;
  int64_t leading = 0;     // elements between rows in memory
  int64_t batchStride = 0; // elements between members, 0: one for all
};

/// `rows` and `columns` are the loops that index the matrix if it is not
/// transposed; loop 0 is the batch if there is one.
std::optional<Matrix> getMatrix(linalg::LinalgOp op, unsigned operand,
                                unsigned rows, unsigned columns) {
  Value memref = op->getOperand(operand);
  auto type = cast<MemRefType>(memref.getType());
  AffineMap map = op.getIndexingMapsArray()[operand];
  unsigned rank = map.getNumResults();
  bool batched = rank == 3;
  if (rank < 2 || rank > 3 ||
      (batched && (map.getNumDims() != 4 ||
                   map.getResult(0) != getAffineDimExpr(0, op.getContext()))))
    return std::nullopt;
  FailureOr<BufferSlice> slice = BufferSlice::get(memref);
  if (failed(slice) || type.getNumElements() == 0)
    return std::nullopt;

  AffineExpr row = getAffineDimExpr(rows, op.getContext());
  AffineExpr column = getAffineDimExpr(columns, op.getContext());
  AffineExpr outer = map.getResult(rank - 2), inner = map.getResult(rank - 1);
  bool transposed = outer == column && inner == row;
  if (!transposed && !(outer == row && inner == column))
    return std::nullopt;

  SmallVector<int64_t> strides = type.getStridesAndOffset().first;
  ArrayRef<int64_t> shape = type.getShape();
  if (shape[rank - 1] != 1 && strides[rank - 1] != 1)
    return std::nullopt;
  // The distance between rows of a matrix of one row means nothing.
  int64_t leading = shape[rank - 2] == 1 ? shape[rank - 1] : strides[rank - 2];
  if (leading < shape[rank - 1])
    return std::nullopt;
  return Matrix{*slice, transposed, leading, batched ? strides[0] : 0};
}

/// The fill with zero after which nothing but `op` touches `destination`.
linalg::FillOp findZeroFill(Operation *op, Value destination) {
  FailureOr<BufferSlice> slice = BufferSlice::get(destination);
  for (Operation *previous = op->getPrevNode(); previous;
       previous = previous->getPrevNode()) {
    if (isMemoryEffectFree(previous))
      continue;
    auto fill = dyn_cast<linalg::FillOp>(previous);
    if (fill && isContiguous(cast<MemRefType>(fill.output().getType()))) {
      FailureOr<BufferSlice> filled = BufferSlice::get(fill.output());
      if (succeeded(filled) && *filled == *slice)
        return isZeroFill(fill) ? fill : linalg::FillOp();
    }
    WalkResult result = previous->walk([&](Operation *nested) {
      for (Value operand : nested->getOperands())
        if (isa<BaseMemRefType>(operand.getType()) &&
            getAllocation(operand) == getAllocation(destination))
          return WalkResult::interrupt();
      return WalkResult::advance();
    });
    if (result.wasInterrupted())
      break;
  }
  return {};
}

} // namespace

bool isZeroFill(linalg::FillOp op) {
  Attribute value;
  if (!matchPattern(op.value(), m_Constant(&value)))
    return false;
  if (auto number = dyn_cast<FloatAttr>(value))
    return number.getValue().isPosZero();
  auto integer = dyn_cast<IntegerAttr>(value);
  return integer && integer.getValue().isZero();
}

bool convertToGemm(linalg::LinalgOp op, StringAttr phase) {
  if (!isa<linalg::MatmulOp, linalg::BatchMatmulOp>(op.getOperation()))
    return false;
  unsigned loops = op.getNumLoops(), m = loops - 3, n = loops - 2,
           k = loops - 1;
  std::optional<Matrix> a = getMatrix(op, 0, m, k);
  std::optional<Matrix> b = getMatrix(op, 1, k, n);
  std::optional<Matrix> c = getMatrix(op, 2, m, n);
  auto element = [&](unsigned operand) {
    return getElementTypeOrSelf(op->getOperand(operand));
  };
  Type factor = element(0);
  if (!a || !b || !c || c->transposed || element(1) != factor ||
      !element(2).isF32() ||
      !(factor.isF32() || factor.isBF16() || factor.isF16()))
    return false;

  SmallVector<int64_t> sizes = op.getStaticLoopRanges();
  linalg::FillOp fill = findZeroFill(op, op->getOperand(2));
  OpBuilder builder(op);
  plan::GemmOp::create(
      builder, op.getLoc(), a->slice.base, b->slice.base, c->slice.base,
      builder.getDenseI64ArrayAttr(
          {a->slice.offset, b->slice.offset, c->slice.offset}),
      builder.getDenseI64ArrayAttr(
          {a->slice.bytes, b->slice.bytes, c->slice.bytes}),
      builder.getBoolAttr(a->transposed), builder.getBoolAttr(b->transposed),
      builder.getI64IntegerAttr(sizes[m]), builder.getI64IntegerAttr(sizes[n]),
      builder.getI64IntegerAttr(sizes[k]),
      builder.getDenseI64ArrayAttr({a->leading, b->leading, c->leading}),
      builder.getI64IntegerAttr(loops == 4 ? sizes[0] : 1),
      builder.getDenseI64ArrayAttr(
          {a->batchStride, b->batchStride, c->batchStride}),
      builder.getBoolAttr(!fill), TypeAttr::get(factor),
      builder.getI64IntegerAttr(0), phase);
  if (fill)
    fill->erase();
  op->erase();
  return true;
}

} // namespace fsdp
