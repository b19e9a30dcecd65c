//===- BatchedHook.cpp - a post hook for many shards at once --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "BatchedHook.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using namespace fsdp;

void fsdp::simplifyForBatches(SpecializedHook &hook) {
  RewritePatternSet patterns(hook.func->getContext());
  tensor::populateDecomposeTensorConcatPatterns(patterns);
  patterns.add<linalg::DecomposePadOpPattern>(hook.func->getContext());
  linalg::populateElementwiseToLinalgConversionPatterns(patterns);
  linalg::populateLinalgNamedOpsGeneralizationPatterns(patterns);
  // What is not simplified has no batched form, or one of its own.
  (void)applyPatternsGreedily(*hook.func, std::move(patterns));
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

void BatchedHook::setBatched(Value argument, Value value) {
  batched[argument] = value;
}

void BatchedHook::setShared(Value argument, Value value) {
  shared.map(argument, value);
}

static SmallVector<utils::IteratorType> getParallel(int64_t count) {
  return SmallVector<utils::IteratorType>(count, utils::IteratorType::parallel);
}

void BatchedHook::setShard(Value argument) {
  Location loc = argument.getLoc();
  auto type = RankedTensorType::get({count}, builder.getIndexType());
  batched[argument] =
      linalg::GenericOp::create(
          builder, loc, type, ValueRange(), makeEmpty(loc, type),
          builder.getMultiDimIdentityMap(1), getParallel(1),
          [&](OpBuilder &at, Location, ValueRange) {
            Value place = linalg::IndexOp::create(at, loc, 0);
            Value first = arith::ConstantIndexOp::create(at, loc, begin);
            Value shard = arith::AddIOp::create(at, loc, place, first);
            linalg::YieldOp::create(at, loc, shard);
          })
          .getResult(0);
}

/// With the batch in front.
RankedTensorType BatchedHook::getType(Type type) const {
  SmallVector<int64_t> shape = {count};
  if (auto tensor = dyn_cast<RankedTensorType>(type))
    llvm::append_range(shape, tensor.getShape());
  return RankedTensorType::get(shape, getElementTypeOrSelf(type));
}

Value BatchedHook::makeEmpty(Location loc, Type type) {
  auto tensor = cast<RankedTensorType>(type);
  return tensor::EmptyOp::create(builder, loc, tensor.getShape(),
                                 tensor.getElementType());
}

bool BatchedHook::usesBatch(Operation *op) const {
  return op
      ->walk([&](Operation *nested) {
        return llvm::any_of(nested->getOperands(),
                            [&](Value value) { return isBatched(value); })
                   ? WalkResult::interrupt()
                   : WalkResult::advance();
      })
      .wasInterrupted();
}

/// `value`, repeated for every shard where it is the same for all.
Value BatchedHook::getBatched(Location loc, Value value) {
  if (Value known = batched.lookup(value))
    return known;
  RankedTensorType type = getType(value.getType());
  int64_t rank = type.getRank();
  AffineMap identity = builder.getMultiDimIdentityMap(rank);
  SmallVector<AffineMap> maps = {identity.dropResult(0), identity};
  return linalg::GenericOp::create(
             builder, loc, type, shared.lookup(value), makeEmpty(loc, type),
             maps, getParallel(rank),
             [&](OpBuilder &at, Location, ValueRange args) {
               linalg::YieldOp::create(at, loc, args.front());
             })
      .getResult(0);
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

/// In a body whose loops have the batch in front: positions move by one, and
/// elements of batched tensors are read at the shard's.
static void shiftBody(Block &body) {
  SmallVector<linalg::IndexOp> positions;
  SmallVector<tensor::ExtractOp> reads;
  body.walk([&](Operation *op) {
    if (auto index = dyn_cast<linalg::IndexOp>(op))
      positions.push_back(index);
    else if (auto read = dyn_cast<tensor::ExtractOp>(op))
      if (read.getTensor().getType().getRank() !=
          static_cast<int64_t>(read.getIndices().size()))
        reads.push_back(read);
  });
  for (linalg::IndexOp index : positions)
    index.setDim(index.getDim() + 1);
  if (reads.empty())
    return;
  OpBuilder builder = OpBuilder::atBlockBegin(&body);
  Value shard = linalg::IndexOp::create(builder, reads.front().getLoc(), 0);
  for (tensor::ExtractOp read : reads)
    read.getIndicesMutable().assign(llvm::to_vector(llvm::concat<Value>(
        SmallVector<Value>{shard}, SmallVector<Value>(read.getIndices()))));
}

/// The batched scalars that `op` reads from outside, operands or captured.
static llvm::SetVector<Value> findScalars(Operation *op,
                                          function_ref<bool(Value)> isBatched) {
  llvm::SetVector<Value> scalars;
  op->walk([&](Operation *nested) {
    for (Value value : nested->getOperands())
      if (isBatched(value) && !isa<TensorType>(value.getType()))
        scalars.insert(value);
  });
  return scalars;
}

LogicalResult BatchedHook::addGeneric(linalg::GenericOp op) {
  if (!op.hasPureTensorSemantics())
    return failure();
  Location loc = op.getLoc();
  unsigned loops = op.getNumLoops();
  llvm::SetVector<Value> scalars =
      findScalars(op, [&](Value value) { return isBatched(value); });
  SmallVector<Value> inputs, inits;
  SmallVector<AffineMap> maps;
  auto addMap = [&](AffineMap map, bool hasBatch) {
    map = map.shiftDims(1);
    map = AffineMap::get(loops + 1, 0, map.getResults(), op.getContext());
    if (hasBatch)
      map = map.insertResult(builder.getAffineDimExpr(0), 0);
    maps.push_back(map);
  };
  for (OpOperand *input : op.getDpsInputOperands()) {
    Value value = input->get();
    if (isBatched(value) && !isa<TensorType>(value.getType()))
      return failure();
    inputs.push_back(isBatched(value) ? batched[value]
                                      : shared.lookupOrDefault(value));
    addMap(op.getMatchingIndexingMap(input), isBatched(value));
  }
  for (Value scalar : scalars) {
    inputs.push_back(batched[scalar]);
    maps.push_back(AffineMap::get(loops + 1, 0, builder.getAffineDimExpr(0)));
  }
  SmallVector<Type> types;
  for (OpOperand &init : op.getDpsInitsMutable()) {
    RankedTensorType type = getType(init.get().getType());
    types.push_back(type);
    inits.push_back(op.payloadUsesValueFromOperand(&init)
                        ? getBatched(loc, init.get())
                        : makeEmpty(loc, type));
    addMap(op.getMatchingIndexingMap(&init), /*hasBatch=*/true);
  }
  SmallVector<utils::IteratorType> kinds = getParallel(1);
  llvm::append_range(kinds, op.getIteratorTypesArray());
  auto made = linalg::GenericOp::create(
      builder, loc, types, inputs, inits, maps, kinds,
      [&](OpBuilder &at, Location, ValueRange args) {
        IRMapping mapping = shared;
        for (auto &[from, to] : batched)
          mapping.map(from, to);
        unsigned own = op.getNumDpsInputs();
        for (auto [i, arg] : llvm::enumerate(op.getBody()->getArguments()))
          mapping.map(arg, args[i < own ? i : i + scalars.size()]);
        for (auto [i, scalar] : llvm::enumerate(scalars))
          mapping.map(scalar, args[own + i]);
        for (Operation &inner : *op.getBody())
          cloneExactly(at, &inner, mapping);
      });
  shiftBody(*made.getBody());
  for (auto [from, to] : llvm::zip_equal(op.getResults(), made.getResults()))
    batched[from] = to;
  return success();
}

/// An op on numbers: one number for every shard.
LogicalResult BatchedHook::addScalar(Operation *op) {
  if (op->getNumRegions() || op->getNumResults() != 1 ||
      !isMemoryEffectFree(op) || isa<TensorType>(op->getResult(0).getType()))
    return failure();
  Location loc = op->getLoc();
  RankedTensorType type = getType(op->getResult(0).getType());
  llvm::SetVector<Value> scalars =
      findScalars(op, [&](Value value) { return isBatched(value); });
  SmallVector<Value> inputs;
  for (Value scalar : scalars)
    inputs.push_back(batched[scalar]);
  SmallVector<AffineMap> maps(inputs.size() + 1,
                              builder.getMultiDimIdentityMap(1));
  auto made = linalg::GenericOp::create(
      builder, loc, type, inputs, makeEmpty(loc, type), maps, getParallel(1),
      [&](OpBuilder &at, Location, ValueRange args) {
        IRMapping mapping = shared;
        for (auto &[from, to] : batched)
          mapping.map(from, to);
        for (auto [scalar, arg] : llvm::zip(scalars, args))
          mapping.map(scalar, arg);
        linalg::YieldOp::create(at, loc,
                                cloneExactly(at, op, mapping)->getResult(0));
      });
  shiftBody(*made.getBody());
  batched[op->getResult(0)] = made.getResult(0);
  return success();
}

LogicalResult BatchedHook::addSplat(tensor::SplatOp op) {
  RankedTensorType type = getType(op.getType());
  int64_t rank = type.getRank();
  AffineMap identity = builder.getMultiDimIdentityMap(rank);
  SmallVector<AffineMap> maps = {
      AffineMap::get(rank, 0, builder.getAffineDimExpr(0)), identity};
  batched[op.getResult()] =
      linalg::GenericOp::create(
          builder, op.getLoc(), type, batched[op.getInput()],
          makeEmpty(op.getLoc(), type), maps, getParallel(rank),
          [&](OpBuilder &at, Location loc, ValueRange args) {
            linalg::YieldOp::create(at, loc, args.front());
          })
          .getResult(0);
  return success();
}

LogicalResult BatchedHook::addReshape(Operation *op) {
  auto collapse = dyn_cast<tensor::CollapseShapeOp>(op);
  SmallVector<ReassociationIndices> groups =
      collapse ? collapse.getReassociationIndices()
               : cast<tensor::ExpandShapeOp>(op).getReassociationIndices();
  auto wide = cast<RankedTensorType>(collapse ? op->getOperand(0).getType()
                                              : op->getResult(0).getType());
  for (ReassociationIndices &group : groups)
    for (int64_t &dim : group)
      ++dim;
  ReassociationIndices front = {0};
  // Of a tensor of one number all other dimensions go with the batch.
  if (groups.empty())
    llvm::append_range(front, llvm::seq<int64_t>(1, wide.getRank() + 1));
  groups.insert(groups.begin(), front);
  Value source = batched[op->getOperand(0)];
  RankedTensorType type = getType(op->getResult(0).getType());
  Location loc = op->getLoc();
  if (collapse)
    batched[op->getResult(0)] =
        tensor::CollapseShapeOp::create(builder, loc, type, source, groups);
  else
    batched[op->getResult(0)] =
        tensor::ExpandShapeOp::create(builder, loc, type, source, groups);
  return success();
}

/// Offsets, sizes or strides of a slice, those of the batch before them.
SmallVector<OpFoldResult> BatchedHook::prepend(SmallVector<OpFoldResult> bounds,
                                               int64_t first) {
  for (OpFoldResult &bound : bounds)
    if (auto value = dyn_cast<Value>(bound))
      bound = shared.lookupOrDefault(value);
  bounds.insert(bounds.begin(), builder.getIndexAttr(first));
  return bounds;
}

LogicalResult BatchedHook::addSlice(tensor::ExtractSliceOp op) {
  for (Value value : op->getOperands().drop_front())
    if (isBatched(value))
      return failure();
  batched[op.getResult()] = tensor::ExtractSliceOp::create(
      builder, op.getLoc(), getType(op.getType()), batched[op.getSource()],
      prepend(op.getMixedOffsets(), 0), prepend(op.getMixedSizes(), count),
      prepend(op.getMixedStrides(), 1));
  return success();
}

LogicalResult BatchedHook::addInsert(tensor::InsertSliceOp op) {
  for (Value value : op->getOperands().drop_front(2))
    if (isBatched(value))
      return failure();
  Value source = getBatched(op.getLoc(), op.getSource());
  Value dest = getBatched(op.getLoc(), op.getDest());
  batched[op.getResult()] = tensor::InsertSliceOp::create(
      builder, op.getLoc(), source, dest, prepend(op.getMixedOffsets(), 0),
      prepend(op.getMixedSizes(), count), prepend(op.getMixedStrides(), 1));
  return success();
}

LogicalResult BatchedHook::add(Operation *op) {
  // The cast to the template's type, before the yield.
  auto cast = dyn_cast<tensor::CastOp>(op);
  if (cast && !cast.getType().hasStaticShape())
    return success();
  if (!usesBatch(op)) {
    cloneExactly(builder, op, shared);
    return success();
  }
  if (auto generic = dyn_cast<linalg::GenericOp>(op))
    return addGeneric(generic);
  if (isa<tensor::CollapseShapeOp, tensor::ExpandShapeOp>(op))
    return addReshape(op);
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op))
    return addSlice(slice);
  if (auto insert = dyn_cast<tensor::InsertSliceOp>(op))
    return addInsert(insert);
  if (auto splat = dyn_cast<tensor::SplatOp>(op))
    return addSplat(splat);
  return addScalar(op);
}

FailureOr<SmallVector<Value>> BatchedHook::build(unsigned results) {
  Block *block = builder.getInsertionBlock();
  auto place = builder.getInsertionPoint();
  Operation *before = place == block->begin() ? nullptr : &*std::prev(place);
  for (Operation &op : hook.getBlock().without_terminator()) {
    if (succeeded(add(&op)))
      continue;
    while (place != block->begin() && &*std::prev(place) != before)
      std::prev(place)->erase();
    return failure();
  }
  SmallVector<Value> values;
  for (unsigned i = 0; i < results; ++i) {
    Value value = hook.getYielded(i);
    values.push_back(getBatched(value.getLoc(), value));
  }
  return values;
}
