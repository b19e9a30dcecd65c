//===- ElementRows.cpp - slices and padding of a chunk's rows -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The part of the walk that deals with tensors of fewer rows than the chunk: a
// slice of the first n rows remembers n, and whatever extends it again (pad,
// insert_slice, concat) becomes a select on `row < n`.
//
//===----------------------------------------------------------------------===//

#include "ElementWalker.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace fsdp;

static bool areConstant(ArrayRef<OpFoldResult> values, int64_t constant) {
  return llvm::all_of(values, [&](OpFoldResult value) {
    return isConstantIntValue(value, constant);
  });
}

/// The rows of a slice that is the first rows of the chunk: its size along
/// dimension 1. Null for any other slice.
static OpFoldResult getLeadingRows(OffsetSizeAndStrideOpInterface slice,
                                   RankedTensorType whole,
                                   RankedTensorType part) {
  if (whole.getRank() != 3 || part.getRank() != 3 ||
      !areConstant(slice.getMixedOffsets(), 0) ||
      !areConstant(slice.getMixedStrides(), 1))
    return {};
  SmallVector<OpFoldResult> sizes = slice.getMixedSizes();
  for (int64_t dim : {0, 2})
    if (whole.isDynamicDim(dim) ||
        !isConstantIntValue(sizes[dim], whole.getDimSize(dim)))
      return {};
  return sizes[1];
}

FailureOr<Element> ElementWalker::getSlice(tensor::ExtractSliceOp op) {
  OpFoldResult rows = getLeadingRows(op, op.getSourceType(), op.getType());
  if (!rows) {
    FailureOr<Element> flat = getFlatSlice(op);
    if (failed(flat) || flat->scalar)
      return flat;
    return emitUnsupported(op.getLoc())
           << "takes a slice that is not the first rows of the chunk";
  }
  FailureOr<Element> element = getChunkPart(op, op.getSource());
  if (failed(element))
    return failure();
  builder.setInsertionPointToEnd(&block);
  FailureOr<Value> count =
      isa<Attribute>(rows) ? FailureOr<Value>(arith::ConstantIndexOp::create(
                                                  builder, op.getLoc(),
                                                  *getConstantIntValue(rows))
                                                  .getResult())
                           : getScalar(cast<Value>(rows));
  if (failed(count))
    return failure();
  return Element{element->scalar, *count};
}

/// The rows of `tensor`, which `op` extends. Null: the whole chunk.
FailureOr<Value> ElementWalker::getRows(Operation *op, Value tensor,
                                        const Element &element) {
  int64_t rows = cast<RankedTensorType>(tensor.getType()).getDimSize(1);
  if (rows == context.chunk)
    return Value();
  builder.setInsertionPointToEnd(&block);
  if (!ShapedType::isDynamic(rows))
    return Value(arith::ConstantIndexOp::create(builder, op->getLoc(), rows));
  if (!element.rows)
    return emitUnsupported(op->getLoc())
           << "extends a tensor whose rows are not known ('" << op->getName()
           << "'); slice the chunk's valid rows and pad them once";
  return element.rows;
}

Element ElementWalker::selectRows(Location loc, Value rows, Value inside,
                                  Value outside) {
  builder.setInsertionPointToEnd(&block);
  Value exists = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult,
                                       getRow(), rows);
  return {arith::SelectOp::create(builder, loc, exists, inside, outside),
          nullptr};
}

FailureOr<Element> ElementWalker::getPad(tensor::PadOp op) {
  SmallVector<OpFoldResult> high = op.getMixedHighPad();
  Value filling = op.getConstantPaddingValue();
  if (op.getType().getRank() != 3 || !areConstant(op.getMixedLowPad(), 0) ||
      !isConstantIntValue(high[0], 0) || !isConstantIntValue(high[2], 0) ||
      !filling) {
    FailureOr<Element> flat = getFlatPad(op);
    if (failed(flat) || flat->scalar)
      return flat;
    return emitUnsupported(op.getLoc())
           << "pads other than with one value after the last row, or after the "
              "last element of the flat chunk";
  }
  FailureOr<Element> element = getChunkPart(op, op.getSource());
  if (failed(element))
    return failure();
  FailureOr<Value> rows = getRows(op, op.getSource(), *element);
  if (failed(rows))
    return failure();
  if (!*rows)
    return Element{element->scalar, nullptr};
  // The value may stand in the pad's own body.
  IRMapping mapping;
  FailureOr<Value> outside =
      getBodyScalar(filling, op.getRegion().front(), mapping, op.getType());
  if (failed(outside))
    return failure();
  return selectRows(op.getLoc(), *rows, element->scalar, *outside);
}

FailureOr<Element> ElementWalker::getInsert(tensor::InsertSliceOp op) {
  OpFoldResult rows = getLeadingRows(op, op.getType(), op.getSourceType());
  if (!rows)
    return emitUnsupported(op.getLoc())
           << "inserts a slice elsewhere than at the first rows of the chunk";
  FailureOr<Element> source = getChunkPart(op, op.getSource());
  FailureOr<Element> dest = getChunkPart(op, op.getDest());
  if (failed(source) || failed(dest))
    return failure();
  FailureOr<Value> count = getRows(op, op.getSource(), *source);
  if (failed(count))
    return failure();
  if (!*count)
    return Element{source->scalar, nullptr};
  Element element =
      selectRows(op.getLoc(), *count, source->scalar, dest->scalar);
  element.rows = dest->rows;
  return element;
}

/// Whether a scalar of the body is the same for all elements of a chunk.
bool ElementWalker::isUniform(Value scalar) {
  if (auto arg = dyn_cast<BlockArgument>(scalar))
    return arg.getArgNumber() > getNumElements(); // valid rows, statistics
  return llvm::all_of(scalar.getDefiningOp()->getOperands(),
                      [&](Value operand) { return isUniform(operand); });
}

/// The first rows of the chunk, then one value.
FailureOr<Element> ElementWalker::getConcat(tensor::ConcatOp op) {
  if (op.getInputs().size() != 2 || op.getDim() != 1 ||
      op.getResultType().getRank() != 3)
    return emitUnsupported(op.getLoc())
           << "concatenates other than rows with one value after them";
  FailureOr<Element> first = getChunkPart(op, op.getInputs()[0]);
  FailureOr<Element> rest = getChunkPart(op, op.getInputs()[1]);
  if (failed(first) || failed(rest))
    return failure();
  FailureOr<Value> rows = getRows(op, op.getInputs()[0], *first);
  if (failed(rows))
    return failure();
  if (!*rows)
    return Element{first->scalar, nullptr};
  if (!isUniform(rest->scalar))
    return emitUnsupported(op.getLoc())
           << "concatenates elements that move to other rows";
  return selectRows(op.getLoc(), *rows, first->scalar, rest->scalar);
}
