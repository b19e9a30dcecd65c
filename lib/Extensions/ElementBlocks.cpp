//===- ElementBlocks.cpp - what a hook makes of a chunk's blocks ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The part of the walk that deals with blocks: n consecutive elements of the
// flattened chunk, the last block perhaps short; a row (n = inner) is one, too.
// A hook says so in upstream's terms: it flattens the chunk, pads it to whole
// blocks, reduces the trailing dimensions and repeats the result along them. In
// a body which says what happens to one element, that reduction is an
// fsdp.block_reduce, and what was repeated is read as it is. Padding needs no
// elements of its own: where it would change a reduction, the op says so.
//===----------------------------------------------------------------------===//

#include "ChunkReduction.h"
#include "ElementWalker.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace fsdp;

static bool areConstant(ArrayRef<OpFoldResult> values, int64_t constant) {
  return llvm::all_of(values, [&](OpFoldResult value) {
    return isConstantIntValue(value, constant);
  });
}

static StringRef describe(Places places) {
  switch (places) {
  case Places::Any:
    return "one value";
  case Places::Chunk:
    return "elements of the chunk";
  case Places::Padded:
    return "elements of the chunk padded to whole blocks";
  case Places::Blocks:
    return "blocks";
  }
  llvm_unreachable("all places are described");
}

/// How many places there are; for blocks once their size is known.
int64_t ElementWalker::countPlaces(Places places) {
  int64_t count = context.getChunkElements();
  int64_t block = scope ? scope->elements : 0;
  if (places == Places::Chunk || block == 0)
    return count;
  int64_t blocks = llvm::divideCeil(count, block);
  return places == Places::Blocks ? blocks : blocks * block;
}

LogicalResult ElementWalker::setBlock(Location loc, int64_t count) {
  if (!scope)
    return emitUnsupported(loc)
           << "combines elements of blocks in what all ranks combine, or in "
              "metadata";
  if (scope->elements && scope->elements != count)
    return emitUnsupported(loc)
           << "works on blocks of " << count << " elements here and of "
           << scope->elements << " elsewhere; a hook has one size of blocks";
  scope->elements = count;
  return success();
}

/// `element` is computed from `operand`, too, at the same place.
LogicalResult ElementWalker::join(Operation *op, Element &element,
                                  const Element &operand) {
  if (operand.rows)
    element.rows = operand.rows;
  if (element.places == Places::Any)
    element.places = operand.places;
  if (operand.places == Places::Any || operand.places == element.places)
    return success();
  return emitUnsupported(op->getLoc())
         << "combines " << describe(element.places) << " with "
         << describe(operand.places) << " place by place ('" << op->getName()
         << "')";
}

/// The number of loops that `map` walks, which are the first ones in order;
/// places of size 1 apart. Nothing for any other map.
static std::optional<unsigned> getLeadingLoops(AffineMap map) {
  unsigned next = 0;
  for (AffineExpr result : map.getResults()) {
    if (isa<AffineConstantExpr>(result))
      continue;
    auto dim = dyn_cast<AffineDimExpr>(result);
    if (!dim || dim.getPosition() != next)
      return std::nullopt;
    ++next;
  }
  return next;
}

/// `source`, what `operand` of a linalg op that walks `shape` holds, becomes a
/// part of `element`: at the same place, or repeated for a block's elements.
LogicalResult ElementWalker::joinOperand(linalg::LinalgOp op,
                                         OpOperand &operand,
                                         RankedTensorType shape,
                                         Element &element,
                                         const Element &source) {
  AffineMap map = op.getMatchingIndexingMap(&operand);
  if (source.places == Places::Any || map.isIdentity())
    return join(op, element, source);
  auto type = cast<RankedTensorType>(operand.get().getType());
  std::optional<unsigned> loops = getLeadingLoops(map);
  bool isStatic = type.hasStaticShape() && shape.hasStaticShape();
  int64_t repeated = 1;
  if (loops && isStatic)
    for (int64_t size : shape.getShape().drop_front(*loops))
      repeated *= size;
  // Where a block is one element, either is right place by place.
  bool ofBlocks = source.places == Places::Blocks;
  if (loops && isStatic && type.getNumElements() == shape.getNumElements() &&
      !(ofBlocks && scope->elements == repeated))
    return join(op, element, source);
  if (!loops || !isStatic || !ofBlocks)
    return emitUnsupported(op->getLoc())
           << "moves or repeats elements ('" << op->getName()
           << "' with an indexing map that is not the identity)";
  if (failed(setBlock(op->getLoc(), repeated)))
    return failure();
  bool whole = shape.getNumElements() == context.getChunkElements();
  return join(op, element,
              {nullptr, nullptr, whole ? Places::Chunk : Places::Padded});
}

/// A reshape keeps the order of elements, and with it places.
FailureOr<Element> ElementWalker::getReshape(Operation *op) {
  FailureOr<Element> element = getElement(op->getOperand(0));
  if (failed(element))
    return failure();
  if (element->rows ||
      !cast<RankedTensorType>(op->getResult(0).getType()).hasStaticShape())
    return emitUnsupported(op->getLoc())
           << "reshapes a part of the chunk ('" << op->getName() << "')";
  return element;
}

/// An element of the chunk itself, or of its first rows.
FailureOr<Element> ElementWalker::getChunkPart(Operation *op, Value tensor) {
  FailureOr<Element> element = getElement(tensor);
  if (failed(element))
    return failure();
  if (element->places == Places::Chunk || element->places == Places::Any)
    return element;
  return emitUnsupported(op->getLoc())
         << "cuts or extends " << describe(element->places) << " ('"
         << op->getName() << "')";
}

//===----------------------------------------------------------------------===//
// Padding to whole blocks, and back
//===----------------------------------------------------------------------===//

/// Whether the tensor has one dimension, others of size 1 before it apart.
bool ElementWalker::isFlat(Value tensor) {
  auto type = cast<RankedTensorType>(tensor.getType());
  return type.getRank() > 0 && type.hasStaticShape() &&
         llvm::all_of(type.getShape().drop_back(),
                      [](int64_t size) { return size == 1; });
}

/// A flat chunk and one value behind it: the walk asks for that value where it
/// wants to know what stands `behind`. No element where it is another pad.
FailureOr<Element> ElementWalker::getFlatPad(tensor::PadOp op) {
  Value filling = op.getConstantPaddingValue();
  if (!isFlat(op.getSource()) || !isFlat(op.getResult()) || !filling ||
      !areConstant(op.getMixedLowPad(), 0))
    return Element{};
  if (behind) {
    IRMapping mapping;
    FailureOr<Value> scalar =
        getBodyScalar(filling, op.getRegion().front(), mapping, op.getType());
    if (failed(scalar))
      return failure();
    return Element{*scalar, nullptr, Places::Padded};
  }
  FailureOr<Element> element = getChunkPart(op, op.getSource());
  if (failed(element))
    return failure();
  if (element->rows)
    return emitUnsupported(op.getLoc())
           << "pads the first rows of the chunk to whole blocks; pad them to "
              "the chunk first";
  element->places = Places::Padded;
  return element;
}

/// The chunk out of its padded form. No element where it is another slice.
FailureOr<Element> ElementWalker::getFlatSlice(tensor::ExtractSliceOp op) {
  if (!isFlat(op.getSource()) || !isFlat(op.getResult()) ||
      !areConstant(op.getMixedOffsets(), 0) ||
      !areConstant(op.getMixedStrides(), 1) ||
      op.getType().getNumElements() != context.getChunkElements())
    return Element{};
  FailureOr<Element> element = getElement(op.getSource());
  if (failed(element))
    return failure();
  if (element->places != Places::Padded)
    return Element{};
  element->places = Places::Chunk;
  return element;
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

/// Whether combining `initial` with `value` gives `initial`.
static bool changesNothing(BlockCombine combine, const llvm::APFloat &initial,
                           const llvm::APFloat &value) {
  if (combine == BlockCombine::Sum)
    return value.isZero();
  llvm::APFloat both = combine == BlockCombine::Max
                           ? llvm::maximum(initial, value)
                           : llvm::minimum(initial, value);
  return both.bitwiseIsEqual(initial);
}

/// What the elements that a short block lacks add to the reduction; null where
/// they change nothing.
FailureOr<Value> ElementWalker::getBlockPadding(linalg::LinalgOp op,
                                                Value reduced,
                                                ArrayRef<OpOperand *> inputs,
                                                BlockCombine combine,
                                                FloatAttr initial) {
  auto shape = cast<RankedTensorType>(inputs.front()->get().getType());
  behind = true;
  FailureOr<Element> element = getBodyElement(op, reduced, inputs, shape);
  behind = false;
  if (failed(element))
    return failure();
  FloatAttr constant;
  if (matchPattern(element->scalar, m_Constant(&constant)) &&
      changesNothing(combine, initial.getValue(), constant.getValue()))
    return Value();
  if (combine == BlockCombine::Sum)
    return emitUnsupported(op->getLoc())
           << "sums blocks of which the last one is padded with something "
              "other than zero";
  return element->scalar;
}

/// A reduction of trailing dimensions: their elements are a block.
FailureOr<Element> ElementWalker::getReduction(linalg::LinalgOp op) {
  SmallVector<OpOperand *> inputs = op.getDpsInputOperands();
  std::optional<ReductionBody> body = ReductionBody::match(op);
  if (!scope || !body)
    return emitUnsupported(op->getLoc())
           << "reduces over elements ('" << op->getName()
           << "') otherwise than by arith.maximumf, minimumf or addf of f32, "
              "from a constant, over the elements of each block";
  unsigned parallel = op.getNumParallelLoops();
  AffineMap output = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  for (auto [i, kind] : llvm::enumerate(op.getIteratorTypesArray()))
    if ((kind == utils::IteratorType::parallel) != (i < parallel))
      output = AffineMap();
  if (!output || getLeadingLoops(output) != parallel ||
      llvm::any_of(inputs, [&](OpOperand *input) {
        return !op.getMatchingIndexingMap(input).isIdentity();
      }))
    return emitUnsupported(op->getLoc())
           << "reduces other dimensions than the last ones ('" << op->getName()
           << "'), whose elements are a block";
  auto shape = cast<RankedTensorType>(inputs.front()->get().getType());
  FailureOr<Element> element = getBodyElement(op, body->value, inputs, shape);
  if (failed(element))
    return failure();
  if (element->rows ||
      (element->places != Places::Chunk && element->places != Places::Padded))
    return emitUnsupported(op->getLoc())
           << "reduces "
           << (element->rows ? "the first rows of the chunk"
                             : describe(element->places))
           << " ('" << op->getName() << "'), expected the whole chunk";
  int64_t count = 1;
  for (int64_t size : shape.getShape().drop_front(parallel))
    count *= size;
  if (failed(setBlock(op->getLoc(), count)))
    return failure();
  if (shape.getNumElements() != countPlaces(element->places))
    return emitUnsupported(op->getLoc())
           << "reduces " << shape.getNumElements() << " elements in blocks of "
           << count << ", expected the " << context.getChunkElements()
           << " of the chunk padded to the next multiple";
  FloatAttr initial = builder.getF32FloatAttr(body->initial);
  Value padding;
  if (element->places == Places::Padded) {
    FailureOr<Value> found =
        getBlockPadding(op, body->value, inputs, body->combine, initial);
    if (failed(found))
      return failure();
    padding = *found;
  }
  builder.setInsertionPointToEnd(&block);
  Value result = BlockReduceOp::create(
      builder, op->getLoc(), builder.getF32Type(),
      BlockCombineAttr::get(builder.getContext(), body->combine),
      element->scalar, initial, padding);
  return Element{result, nullptr, Places::Blocks};
}

//===----------------------------------------------------------------------===//
// Yields
//===----------------------------------------------------------------------===//

/// A wire has an element for each of the chunk, or for each block.
LogicalResult ElementWalker::checkYield(unsigned number, int64_t count,
                                        const Element &element) {
  int64_t chunk = context.getChunkElements();
  bool ofBlocks = element.places == Places::Blocks ||
                  (element.places == Places::Any && count != chunk);
  if (!ofBlocks && count == chunk)
    return success();
  if (ofBlocks && pre && scope && scope->elements &&
      count == countPlaces(Places::Blocks)) {
    scope->wires.push_back(number);
    return success();
  }
  if (!pre && ofBlocks && count == chunk)
    return success();
  return emitUnsupported(hook.getBlock().getTerminator()->getLoc())
         << (pre ? "makes wire " : "makes tensor ") << number << " of " << count
         << " elements from a chunk of " << chunk
         << "; a wire has one element for each of the chunk, or for each block "
            "of it";
}
