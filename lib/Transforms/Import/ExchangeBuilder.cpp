//===- ExchangeBuilder.cpp - exchanges and what is around them ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "ExchangeBuilder.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace fsdp;

static RankedTensorType getType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

/// Dimension i of the result is dimension order[i].
Value ExchangeBuilder::transpose(Value value, ArrayRef<int64_t> order) {
  if (llvm::is_sorted(order))
    return value;
  RankedTensorType type = getType(value);
  SmallVector<int64_t> shape;
  for (int64_t dim : order)
    shape.push_back(type.getDimSize(dim));
  Value empty = tensor::EmptyOp::create(b, shape, type.getElementType());
  return linalg::TransposeOp::create(b, value, empty, order)->getResult(0);
}

/// Of `rank` dimensions one moved to another place.
static SmallVector<int64_t> moveDim(int64_t rank, int64_t from, int64_t to) {
  auto order = llvm::to_vector(llvm::seq<int64_t>(rank));
  order.erase(order.begin() + from);
  order.insert(order.begin() + to, from);
  return order;
}

/// Groups of the dimensions of a shape, of which `dim` and the one behind it
/// are one.
static SmallVector<ReassociationIndices> joinDims(int64_t rank, int64_t dim) {
  SmallVector<ReassociationIndices> groups;
  for (int64_t i = 0; i < rank; ++i)
    if (i == dim + 1)
      groups.back().push_back(i);
    else
      groups.push_back({i});
  return groups;
}

Value ExchangeBuilder::cut(Value value, int64_t dim, int64_t ranks) {
  RankedTensorType type = getType(value);
  auto shape = llvm::to_vector(type.getShape());
  shape[dim] /= ranks;
  shape.insert(shape.begin() + dim, ranks);
  int64_t rank = shape.size();
  Value pieces = tensor::ExpandShapeOp::create(b, type.clone(shape), value,
                                               joinDims(rank, dim));
  return transpose(pieces, moveDim(rank, dim, 0));
}

Value ExchangeBuilder::join(Value pieces, int64_t dim) {
  int64_t rank = getType(pieces).getRank();
  Value placed = transpose(pieces, moveDim(rank, 0, dim));
  return tensor::CollapseShapeOp::create(b, placed, joinDims(rank, dim));
}

Value ExchangeBuilder::take(Value pieces, OpFoldResult which) {
  RankedTensorType type = getType(pieces);
  int64_t rank = type.getRank();
  SmallVector<OpFoldResult> offsets(rank, b.getIndexAttr(0)),
      strides(rank, b.getIndexAttr(1)), sizes;
  offsets[0] = which;
  for (int64_t size : type.getShape())
    sizes.push_back(b.getIndexAttr(size));
  sizes[0] = b.getIndexAttr(1);
  auto piece = RankedTensorType::get(type.getShape().drop_front(),
                                     type.getElementType());
  return tensor::ExtractSliceOp::create(b, piece, pieces, offsets, sizes,
                                        strides);
}

//===----------------------------------------------------------------------===//
// What travels
//===----------------------------------------------------------------------===//

static Value exchange(ImplicitLocOpBuilder &b, ExchangeKind kind, RankAxis axis,
                      Value value) {
  RankedTensorType type = getType(value);
  auto shape = llvm::to_vector(type.getShape());
  if (kind == ExchangeKind::AllGather)
    shape.insert(shape.begin(), axis.number);
  return ExchangeOp::create(b, type.clone(shape), kind,
                            ArrayRef<int64_t>{axis.distance, axis.number},
                            value, /*dest=*/Value())
      .getResult();
}

Value ExchangeBuilder::gatherRanks(Value value, ArrayRef<RankAxis> axes) {
  // The fastest first: those of a slower one hold all of it.
  for (auto [i, axis] : llvm::enumerate(llvm::reverse(axes))) {
    value = exchange(b, ExchangeKind::AllGather, axis, value);
    if (i > 0)
      value = tensor::CollapseShapeOp::create(
          b, value, joinDims(getType(value).getRank(), 0));
  }
  return value;
}

Value ExchangeBuilder::exchangePieces(Value value, ArrayRef<RankAxis> axes) {
  if (axes.size() == 1)
    return exchange(b, ExchangeKind::AllToAll, axes.front(), value);
  // The pieces as a dimension for each axis, each of which is exchanged for
  // itself.
  RankedTensorType type = getType(value);
  SmallVector<int64_t> shape;
  SmallVector<ReassociationIndices> groups(1);
  for (RankAxis axis : axes) {
    groups[0].push_back(shape.size());
    shape.push_back(axis.number);
  }
  for (int64_t size : type.getShape().drop_front()) {
    groups.push_back({int64_t(shape.size())});
    shape.push_back(size);
  }
  int64_t rank = shape.size();
  value = tensor::ExpandShapeOp::create(b, type.clone(shape), value, groups);
  for (auto [i, axis] : llvm::enumerate(axes)) {
    value = transpose(value, moveDim(rank, i, 0));
    value = exchange(b, ExchangeKind::AllToAll, axis, value);
    value = transpose(value, moveDim(rank, 0, i));
  }
  return tensor::CollapseShapeOp::create(b, value, groups);
}

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

Value ExchangeBuilder::combineOver(Value value, ExchangeKind kind,
                                   ArrayRef<RankAxis> axes) {
  for (RankAxis axis : axes)
    value = exchange(b, kind, axis, value);
  return value;
}

Value ExchangeBuilder::combineFirst(Value value, arith::AtomicRMWKind kind) {
  RankedTensorType type = getType(value);
  auto made = RankedTensorType::get(type.getShape().drop_front(),
                                    type.getElementType());
  Value zero =
      arith::getIdentityValue(kind, type.getElementType(), b, b.getLoc(),
                              /*useOnlyFiniteValue=*/false);
  Value empty =
      tensor::EmptyOp::create(b, made.getShape(), made.getElementType());
  Value start =
      linalg::FillOp::create(b, ValueRange{zero}, ValueRange{empty}).result();
  return linalg::ReduceOp::create(
             b, ValueRange{value}, ValueRange{start}, ArrayRef<int64_t>{0},
             [&](OpBuilder &body, Location loc, ValueRange args) {
               linalg::YieldOp::create(
                   body, loc,
                   arith::getReductionOp(kind, body, loc, args[1], args[0]));
             })
      ->getResult(0);
}

Value ExchangeBuilder::convert(Value value, Type element) {
  RankedTensorType from = getType(value), to = from.clone(element);
  Type type = from.getElementType();
  if (type == element)
    return value;
  unsigned before = type.getIntOrFloatBitWidth(),
           after = element.getIntOrFloatBitWidth();
  if (isa<FloatType>(type) && isa<FloatType>(element) && before < after)
    return arith::ExtFOp::create(b, to, value);
  if (isa<FloatType>(type) && isa<FloatType>(element) && before > after)
    return arith::TruncFOp::create(b, to, value);
  if (type.isInteger() && isa<FloatType>(element) && before == 1)
    return arith::UIToFPOp::create(b, to, value);
  if (type.isInteger() && isa<FloatType>(element))
    return arith::SIToFPOp::create(b, to, value);
  if (type.isInteger() && element.isInteger() && before == 1)
    return arith::ExtUIOp::create(b, to, value);
  if (type.isInteger() && element.isInteger() && before < after)
    return arith::ExtSIOp::create(b, to, value);
  return Value();
}

Value ExchangeBuilder::splat(ShapedType type, Attribute value) {
  return arith::ConstantOp::create(b, DenseElementsAttr::get(type, value));
}

Value ExchangeBuilder::divide(Value value, int64_t divisor) {
  RankedTensorType type = getType(value);
  Type element = type.getElementType();
  if (isa<FloatType>(element))
    return arith::DivFOp::create(
        b, value, splat(type, b.getFloatAttr(element, double(divisor))));
  return arith::DivSIOp::create(
      b, value, splat(type, b.getIntegerAttr(element, divisor)));
}

Value ExchangeBuilder::reverseOrder(Value value) {
  RankedTensorType type = getType(value);
  if (isa<FloatType>(type.getElementType()))
    return arith::NegFOp::create(b, value);
  // Of integers all bits, so that nothing overflows; of i1 it is "not".
  return arith::XOrIOp::create(
      b, value, splat(type, b.getIntegerAttr(type.getElementType(), -1)));
}

Value RankIndices::readPlace(ImplicitLocOpBuilder &top, RankAxis axis) {
  Value &place = places[{axis.distance, axis.number}];
  if (place)
    return place;
  Value read = ShardIndexOp::create(
                   top, RankedTensorType::get({}, top.getI64Type()),
                   /*group=*/nullptr,
                   top.getDenseI64ArrayAttr({axis.distance, axis.number}),
                   /*dest=*/Value())
                   .getIndex();
  place = arith::IndexCastOp::create(
      top, top.getIndexType(),
      tensor::ExtractOp::create(top, read, ValueRange()));
  return place;
}

Value RankIndices::read(Location loc, ArrayRef<RankAxis> axes) {
  OpBuilder start = OpBuilder::atBlockBegin(&entry.front());
  if (last)
    start.setInsertionPointAfterValue(last);
  ImplicitLocOpBuilder top(loc, start);
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(top, value);
  };
  Value index;
  for (RankAxis axis : axes) {
    Value place = readPlace(top, axis);
    if (index)
      index = arith::AddIOp::create(
          top, arith::MulIOp::create(top, index, constant(axis.number)), place);
    else
      index = place;
  }
  // So that whoever looks for bounds finds them.
  last = arith::MinUIOp::create(top, index, constant(countRanks(axes) - 1));
  return last;
}
