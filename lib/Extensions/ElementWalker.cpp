//===- ElementWalker.cpp - from a hook's yields to elements ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A walk from what the hook yields back to its arguments. Every tensor on the
// way either holds, at (outer, row, inner), a function of the arguments'
// elements at the same place, or is refused. Reshapes keep that as long as they
// keep the chunk's linear order; a slice of the first n rows keeps it and
// remembers n, so that a pad or insert_slice becomes a select on `row < n`.
//
// Of reductions two forms have a place. One over the whole chunk that
// fsdp.all_reduce combines over the ranks becomes a statistic, whose value is
// one more argument of the body; what it reduces is walked like any other
// element. One over blocks of consecutive elements is in ElementBlocks.cpp.
//===----------------------------------------------------------------------===//

#include "ElementWalker.h"
#include "ChunkReduction.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace fsdp;

InFlightDiagnostic ElementWalker::emitUnsupported(Location loc) {
  return mlir::emitError(loc)
         << "not supported yet: " << (pre ? "pre" : "post") << " of extension @"
         << sig.getExtension().getSymName() << " ";
}

/// The hook's block arguments: elements, context, metadata.
FailureOr<Element> ElementWalker::getArgument(BlockArgument arg) {
  if (arg.getOwner() != &hook.getBlock())
    return emitUnsupported(arg.getLoc()) << "uses a position in a nested body";
  unsigned number = arg.getArgNumber();
  unsigned tensors = pre ? sig.numInner : sig.numWires;
  if (number < tensors) {
    if (!elementsAllowed)
      return emitUnsupported(arg.getLoc())
             << "computes metadata from elements of the shard other than "
                "through fsdp.all_reduce";
    if (behind)
      return emitUnsupported(arg.getLoc())
             << "reduces blocks padded with elements of the chunk";
    bool ofBlocks =
        !pre && scope && llvm::is_contained(scope->wires, int64_t(number));
    auto type = cast<RankedTensorType>(arg.getType());
    if (checksWires && !ofBlocks &&
        type.getNumElements() != context.getChunkElements())
      return emitUnsupported(arg.getLoc())
             << "makes a form of " << context.getChunkElements()
             << " elements on each rank of wire " << number << " of " << type
             << "; expected wires of as many elements";
    return Element{block.getArgument(number), nullptr,
                   ofBlocks ? Places::Blocks : Places::Chunk};
  }
  number -= tensors;
  if (number < sig.numContext) {
    if (hasOwnRows)
      return emitUnsupported(arg.getLoc())
             << "reads valid rows or the shard index for a form of other rows "
                "than the parameter's";
    if (static_cast<HookContextArg>(number) == HookContextArg::ValidRows)
      return Element{getValid(), nullptr, Places::Any};
    return emitUnsupported(arg.getLoc())
           << "computes values from the shard index; one kernel serves all "
              "ranks and knows a row and the valid rows only";
  }
  if (const auto *it = llvm::find(travelling, number - sig.numContext);
      it != travelling.end())
    return Element{block.getArgument(tensors + (it - travelling.begin())),
                   nullptr, Places::Any};
  Value yielded =
      metadata->hook.getYielded(sig.numWires + number - sig.numContext);
  if (isa<RankedTensorType>(yielded.getType()))
    return metadata->getElement(yielded);
  FailureOr<Value> scalar = metadata->getScalar(yielded);
  if (failed(scalar))
    return failure();
  return Element{*scalar, nullptr, Places::Any};
}

/// Clones `op` on scalars; tensor results become their elements.
FailureOr<Value>
ElementWalker::cloneScalar(Operation *op, unsigned result,
                           function_ref<FailureOr<Value>(Value)> operand) {
  if (op->getNumRegions() || !isMemoryEffectFree(op))
    return emitUnsupported(op->getLoc())
           << "computes an element with '" << op->getName() << "'";
  IRMapping mapping;
  for (Value value : op->getOperands()) {
    FailureOr<Value> scalar = operand(value);
    if (failed(scalar))
      return failure();
    mapping.map(value, *scalar);
  }
  builder.setInsertionPointToEnd(&block);
  Operation *clone = builder.clone(*op, mapping);
  for (OpResult value : clone->getResults())
    value.setType(getElementTypeOrSelf(value.getType()));
  // Whether padding matters is asked of a constant.
  SmallVector<OpFoldResult> folded;
  if (behind && succeeded(clone->fold(folded)) && result < folded.size()) {
    if (auto value = dyn_cast<Value>(folded[result]))
      return value;
    if (auto constant = dyn_cast<TypedAttr>(cast<Attribute>(folded[result])))
      return Value(arith::ConstantOp::create(builder, op->getLoc(), constant));
  }
  return clone->getResult(result);
}

FailureOr<Value> ElementWalker::getScalar(Value scalar) {
  if (Value known = scalars.lookup(scalar))
    return known;
  FailureOr<Value> value = failure();
  if (auto arg = dyn_cast<BlockArgument>(scalar)) {
    FailureOr<Element> element = getArgument(arg);
    if (succeeded(element))
      value = element->scalar;
  } else if (auto reduce = scalar.getDefiningOp<AllReduceOp>()) {
    value = getStatistic(reduce);
  } else if (llvm::any_of(scalar.getDefiningOp()->getOperandTypes(),
                          llvm::IsaPred<RankedTensorType>)) {
    value = emitUnsupported(scalar.getLoc())
            << "reads single elements ('" << scalar.getDefiningOp()->getName()
            << "'), which only a wider scope than element by element can";
  } else {
    value = cloneScalar(scalar.getDefiningOp(),
                        cast<OpResult>(scalar).getResultNumber(),
                        [&](Value operand) { return getScalar(operand); });
  }
  if (succeeded(value))
    scalars[scalar] = *value;
  return value;
}

FailureOr<Element> ElementWalker::getElement(Value tensor) {
  if (auto it = elements.find(tensor);
      it != elements.end() && (!behind || it->second.places == Places::Any ||
                               it->second.places == Places::Blocks))
    return it->second;
  DenseMap<Value, Element> &known = behind ? elementsBehind : elements;
  if (auto it = known.find(tensor); it != known.end())
    return it->second;
  FailureOr<Element> element =
      isa<BlockArgument>(tensor)
          ? getArgument(cast<BlockArgument>(tensor))
          : computeElement(tensor.getDefiningOp(), cast<OpResult>(tensor));
  if (succeeded(element))
    (behind ? elementsBehind : elements)[tensor] = *element;
  return element;
}

FailureOr<Element> ElementWalker::computeElement(Operation *op,
                                                 OpResult result) {
  if (auto cast = dyn_cast<tensor::CastOp>(op))
    return getElement(cast.getSource());
  if (isa<tensor::CollapseShapeOp, tensor::ExpandShapeOp>(op))
    return getReshape(op);
  if (auto constant = dyn_cast<arith::ConstantOp>(op)) {
    auto splat = dyn_cast<SplatElementsAttr>(constant.getValue());
    if (!splat)
      return emitUnsupported(op->getLoc())
             << "reads a table of constants ('" << op->getName() << "')";
    builder.setInsertionPointToEnd(&block);
    Value scalar = arith::ConstantOp::create(builder, op->getLoc(),
                                             splat.getSplatValue<TypedAttr>());
    return Element{scalar, nullptr, Places::Any};
  }
  if (auto splat = dyn_cast<tensor::SplatOp>(op)) {
    FailureOr<Value> scalar = getScalar(splat.getInput());
    if (failed(scalar))
      return failure();
    return Element{*scalar, nullptr, Places::Any};
  }
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op))
    return getSlice(slice);
  if (auto pad = dyn_cast<tensor::PadOp>(op))
    return getPad(pad);
  if (auto insert = dyn_cast<tensor::InsertSliceOp>(op))
    return getInsert(insert);
  if (auto concat = dyn_cast<tensor::ConcatOp>(op))
    return getConcat(concat);
  if (auto generic = dyn_cast<linalg::LinalgOp>(op))
    return getLinalg(generic, result);
  if (OpTrait::hasElementwiseMappableTraits(op))
    return getElementwise(op);
  return emitUnsupported(op->getLoc())
         << "is not element by element: '" << op->getName() << "'";
}

FailureOr<Element> ElementWalker::getElementwise(Operation *op) {
  Element element{nullptr, nullptr, Places::Any};
  FailureOr<Value> scalar =
      cloneScalar(op, 0, [&](Value operand) -> FailureOr<Value> {
        if (!isa<RankedTensorType>(operand.getType()))
          return getScalar(operand);
        FailureOr<Element> source = getElement(operand);
        if (failed(source) || failed(join(op, element, *source)))
          return failure();
        return source->scalar;
      });
  if (failed(scalar))
    return failure();
  element.scalar = *scalar;
  return element;
}

/// The position along `dim` of a tensor whose linear order is the chunk's.
FailureOr<Value> ElementWalker::getIndex(Location loc, int64_t dim,
                                         RankedTensorType shape) {
  builder.setInsertionPointToEnd(&block);
  if (shape.getDimSize(dim) == 1)
    return Value(arith::ConstantIndexOp::create(builder, loc, 0));
  if (shape.getRank() == 3 && dim == 1 &&
      shape.getDimSize(0) == context.outer &&
      shape.getDimSize(2) == context.inner)
    return getRow();
  if (shape.hasStaticShape() &&
      shape.getNumElements() == context.getChunkElements()) {
    int64_t stride = 1;
    for (int64_t size : shape.getShape().drop_front(dim + 1))
      stride *= size;
    if (stride == context.inner && shape.getDimSize(dim) == context.chunk)
      return getRow();
  }
  return emitUnsupported(loc)
         << "uses the position along dimension " << dim << " of " << shape
         << "; only the row in the chunk is known";
}

/// A value of a linalg or pad body, with the body's arguments in `mapping`.
FailureOr<Value> ElementWalker::getBodyScalar(Value value, Block &body,
                                              IRMapping &mapping,
                                              RankedTensorType shape) {
  if (Value known = mapping.lookupOrNull(value))
    return known;
  Operation *op = value.getDefiningOp();
  if (!op || op->getBlock() != &body)
    return getScalar(value);
  FailureOr<Value> scalar = failure();
  if (auto index = dyn_cast<linalg::IndexOp>(op))
    scalar = getIndex(op->getLoc(), index.getDim(), shape);
  else if (llvm::any_of(op->getOperandTypes(), llvm::IsaPred<RankedTensorType>))
    return emitUnsupported(op->getLoc())
           << "reads other elements ('" << op->getName() << "')";
  else
    scalar = cloneScalar(op, cast<OpResult>(value).getResultNumber(),
                         [&](Value operand) {
                           return getBodyScalar(operand, body, mapping, shape);
                         });
  if (succeeded(scalar))
    mapping.map(value, *scalar);
  return scalar;
}

FailureOr<Element> ElementWalker::getLinalg(linalg::LinalgOp op,
                                            OpResult result) {
  if (op.getNumParallelLoops() != op.getNumLoops())
    return getReduction(op);
  SmallVector<OpOperand *> operands;
  for (OpOperand &operand : op->getOpOperands())
    operands.push_back(&operand);
  Operation *yield = op.getBlock()->getTerminator();
  return getBodyElement(op, yield->getOperand(result.getResultNumber()),
                        operands, cast<RankedTensorType>(result.getType()));
}

/// `yielded` of a linalg body that walks `shape`, with the elements of
/// `operands` for its arguments.
FailureOr<Element> ElementWalker::getBodyElement(linalg::LinalgOp op,
                                                 Value yielded,
                                                 ArrayRef<OpOperand *> operands,
                                                 RankedTensorType shape) {
  IRMapping mapping;
  Element element{nullptr, nullptr, Places::Any};
  for (OpOperand *use : operands) {
    OpOperand &operand = *use;
    BlockArgument arg = op.getMatchingBlockArgument(&operand);
    auto type = dyn_cast<RankedTensorType>(operand.get().getType());
    if (arg.use_empty())
      continue;
    if (!type) {
      FailureOr<Value> scalar = getScalar(operand.get());
      if (failed(scalar))
        return failure();
      mapping.map(arg, *scalar);
      continue;
    }
    FailureOr<Element> source = getElement(operand.get());
    if (failed(source) ||
        failed(joinOperand(op, operand, shape, element, *source)))
      return failure();
    mapping.map(arg, source->scalar);
  }
  FailureOr<Value> scalar =
      getBodyScalar(yielded, *op.getBlock(), mapping, shape);
  if (failed(scalar))
    return failure();
  element.scalar = *scalar;
  // The row may be all that it depends on.
  if (element.places == Places::Any && !isUniform(*scalar))
    element.places = Places::Chunk;
  return element;
}

/// The body's argument for what `op` yields.
FailureOr<Value> ElementWalker::getStatistic(AllReduceOp op) {
  if (alone) {
    FailureOr<std::pair<Value, float>> combined = getCombined(op);
    if (failed(combined) ||
        failed(setBlock(op.getLoc(), context.getChunkElements())))
      return failure();
    builder.setInsertionPointToEnd(&block);
    return Value(BlockReduceOp::create(
        builder, op.getLoc(), builder.getF32Type(),
        BlockCombineAttr::get(builder.getContext(), BlockCombine::Max),
        combined->first, builder.getF32FloatAttr(combined->second),
        /*padding=*/Value()));
  }
  auto *place = llvm::find(reductions, op);
  if (place == reductions.end())
    return emitUnsupported(op.getLoc())
           << "reduces what depends on another fsdp.all_reduce; all of a step "
              "travel together";
  return Value(
      block.getArgument(getNumElements() + 2 + (place - reductions.begin())));
}

FailureOr<std::pair<Value, float>> ElementWalker::getCombined(AllReduceOp op) {
  FailureOr<ChunkReduction> reduction = ChunkReduction::match(
      op, [&](Location loc) { return emitUnsupported(loc); });
  if (failed(reduction))
    return failure();
  SmallVector<OpOperand *> inputs = reduction->op.getDpsInputOperands();
  RankedTensorType shape;
  for (OpOperand *input : inputs)
    if (reduction->op.getMatchingIndexingMap(input).isIdentity())
      shape = dyn_cast<RankedTensorType>(input->get().getType());
  if (!shape || reduction->op.getNumLoops() == 0)
    return emitUnsupported(reduction->op->getLoc())
           << "reduces no elements of the chunk, or moves them";
  FailureOr<Element> element =
      getBodyElement(reduction->op, reduction->value, inputs, shape);
  if (failed(element))
    return failure();
  if (element->rows) {
    builder.setInsertionPointToEnd(&block);
    Value none = arith::ConstantOp::create(
        builder, op.getLoc(), builder.getF32FloatAttr(reduction->initial));
    element = selectRows(op.getLoc(), element->rows, element->scalar, none);
  }
  return std::pair(element->scalar, reduction->initial);
}

FailureOr<float> ElementWalker::yieldStatistic(AllReduceOp op) {
  FailureOr<std::pair<Value, float>> combined = getCombined(op);
  if (failed(combined))
    return failure();
  builder.setInsertionPointToEnd(&block);
  YieldOp::create(builder, op.getLoc(), combined->first, /*wires=*/nullptr);
  return combined->second;
}

LogicalResult ElementWalker::yieldAll(ArrayRef<unsigned> which,
                                      ArrayRef<int64_t> counts) {
  Operation *impure = nullptr;
  hook.func->walk([&](Operation *op) {
    if (!isa<func::FuncOp>(op) && !isMemoryEffectFree(op))
      impure = op;
  });
  if (impure)
    return emitUnsupported(impure->getLoc())
           << "has an op with side effects ('" << impure->getName() << "')";
  Operation *yield = hook.getBlock().getTerminator();
  SmallVector<Element> yielded;
  for (unsigned i : which) {
    Value value = hook.getYielded(i);
    FailureOr<Element> element = failure();
    if (isa<RankedTensorType>(value.getType()))
      element = getElement(value);
    else if (FailureOr<Value> scalar = getScalar(value); succeeded(scalar))
      element = Element{*scalar, nullptr, Places::Any};
    if (failed(element))
      return failure();
    if (element->rows)
      return emitUnsupported(yield->getLoc())
             << "yields as value " << i << " only the first rows of the chunk";
    yielded.push_back(*element);
  }
  // All of them have said by now what a block is.
  SmallVector<Value> values;
  for (auto [i, count, element] : llvm::zip_equal(which, counts, yielded)) {
    if (failed(checkYield(i, count, element)))
      return failure();
    values.push_back(element.scalar);
  }
  builder.setInsertionPointToEnd(&block);
  YieldOp::create(builder, yield->getLoc(), values, /*wires=*/nullptr);
  tidyBlock();
  return success();
}

/// Bodies are equal where they compute the same: without what was only asked
/// of padding, and with constants where they are used first.
void ElementWalker::tidyBlock() {
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
    if (isOpTriviallyDead(&op))
      op.erase();
  if (block.getOps<BlockReduceOp>().empty())
    return;
  llvm::SmallPtrSet<Operation *, 8> placed;
  for (Operation &op : llvm::make_early_inc_range(block))
    for (Value operand : op.getOperands())
      if (auto constant = operand.getDefiningOp<arith::ConstantOp>();
          constant && placed.insert(constant).second)
        constant->moveBefore(&op);
}
