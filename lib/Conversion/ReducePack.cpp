//===- ReducePack.cpp - pre hooks of reductions as one kernel -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A pack of the group's full gradients: for every shard a slot of the wires of
// its chunks. The code is that of a gather's pack, once more for every slot.
//
//===----------------------------------------------------------------------===//

#include "BlockKernels.h"
#include "GPU/VectorAccess.h"
#include "GradientLayout.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace fsdp;

bool fsdp::isOfBlocks(ArrayAttr segments, MutableArrayRef<Region> classes,
                      unsigned number) {
  for (SegmentAttr segment : getSegmentsOfClass(segments, number))
    return hasBlockScope(classes[number], segment.getBlockWires());
  return false;
}

static TypeRange getWireTypes(Region &body) {
  return body.front().getTerminator()->getOperandTypes();
}

/// Rows between outer pieces were padded where they were computed.
static bool hasPads(SegmentAttr segment, int64_t shards) {
  return segment.getOuter() == 1 &&
         segment.getSize() < shards * segment.getChunk();
}

void PackParts::addPlaces(SegmentAttr segment,
                          SmallVector<int64_t> &row) const {
  Region &body = classes[segment.getClassIndex()];
  if (shards)
    row.push_back(segment.getFull().asArrayRef().front() /
                  *getElementBytes(op, body.getArgument(0).getType()));
  else
    for (auto [offset, element] : llvm::zip_equal(
             segment.getState().asArrayRef(), getBodyElements(body)))
      row.push_back(state.getPlace(offset, element.getType()));
  for (auto [offset, type] :
       llvm::zip_equal(segment.getWire().asArrayRef(), getWireTypes(body)))
    row.push_back(offset / *getElementBytes(op, type));
  statistics.addPlaces(segment, row);
  if (shards)
    row.append({hasPads(segment, shards) ? segment.getInner() : 0,
                segment.getSize(), segment.getChunk(),
                segment.getChunkElements()});
}

void PackParts::forEachSlot(llvm::function_ref<void(Value)> body) const {
  if (shards)
    kernel.loop(kernel.index(shards), body);
  else
    body(Value());
}

/// The gradients lie chunk after chunk, the slots one after the other.
SmallVector<Value> PackParts::getPlaces(ArrayRef<Value> row, size_t first,
                                        Region &body, Value shard) const {
  SmallVector<Value> places(row);
  if (!shards)
    return places;
  auto move = [&](Value &place, Value distance) {
    place = kernel.add(place, kernel.mul(shard, distance));
  };
  OpBuilder &builder = kernel.getBuilder();
  move(places[first], row.back());
  for (auto [i, type] : llvm::enumerate(getWireTypes(body))) {
    auto elements = builder.getIntegerAttr(
        shard.getType(), slotBytes / *getElementBytes(op, type));
    move(places[first + 1 + i],
         arith::ConstantOp::create(builder, kernel.getLoc(), elements));
  }
  return places;
}

Value PackParts::loadValid(Value number, ArrayRef<Value> row,
                           Value shard) const {
  if (!shards)
    return kernel.loadIndex(valid, number);
  ArrayRef<Value> shape = row.take_back(3);
  return kernel.validRowsOf(shard, shape[0], shape[1]);
}

SmallVector<Value> PackParts::loadSummed(Type type, Value place,
                                         int64_t width) const {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  SmallVector<Value> values =
      loadElements(builder, loc, getState(type), place, width);
  if (!waiting)
    return values;
  Value typed = kernel.viewAs(waiting, waitingType ? waitingType : type);
  for (auto [value, more] :
       llvm::zip_equal(values, loadElements(builder, loc, typed, place, width)))
    value = addGradients(builder, loc, value, more, type);
  return values;
}

SmallVector<Value> PackParts::loadVector(Type type, Value first, Value element,
                                         int64_t width, ArrayRef<Value> row,
                                         Value shard) const {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  Value place = kernel.add(first, element);
  bool masks = shards && llvm::any_of(segments.getAsRange<SegmentAttr>(),
                                      [&](SegmentAttr segment) {
                                        return hasPads(segment, shards);
                                      });
  if (!masks)
    return loadSummed(type, place, width);
  Value inner = row[row.size() - 4];
  Value none = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                     inner, kernel.index(0));
  Value valid = arith::SelectOp::create(
      builder, loc, none, row.back(),
      kernel.mul(
          kernel.validRowsOf(shard, row[row.size() - 3], row[row.size() - 2]),
          inner));
  auto isBefore = [&](Value end) -> Value {
    return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ule, end,
                                 valid);
  };
  auto select = [&](Value condition, int64_t count, auto then, auto otherwise) {
    auto branch =
        scf::IfOp::create(builder, loc, SmallVector<Type>(count, type),
                          condition, /*withElse=*/true);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(branch.thenBlock());
    scf::YieldOp::create(builder, loc, then());
    builder.setInsertionPointToStart(branch.elseBlock());
    scf::YieldOp::create(builder, loc, otherwise());
    return SmallVector<Value>(branch.getResults());
  };
  auto zero = [&] { return SmallVector<Value>{kernel.zero(type)}; };
  // The tensor may end within a vector.
  auto loadSingly = [&] {
    SmallVector<Value> values;
    for (int64_t i = 0; i < width; ++i) {
      Value at = kernel.add(element, kernel.index(i));
      auto loadOne = [&] { return loadSummed(type, kernel.add(first, at), 1); };
      llvm::append_range(
          values,
          select(isBefore(kernel.add(at, kernel.index(1))), 1, loadOne, zero));
    }
    return values;
  };
  if (width == 1)
    return loadSingly();
  return select(
      isBefore(kernel.add(element, kernel.index(width))), width,
      [&] { return loadSummed(type, place, width); }, loadSingly);
}

/// The kernel that makes the slots of `op`, of its gradients and, with
/// `addsWaiting`, those that wait; null where it cannot be emitted. Its
/// launches come later, in those forms of the step that reduce.
static FlatSymbolRefAttr buildPack(CollectiveStartOp op,
                                   OutlineContext &context, bool addsWaiting) {
  HookKernel kernel(context.library, op.getLoc());
  PackParts parts{op, *op.getSegments(), op.getClasses(), kernel};
  parts.shards = context.getShards(op.getGroup());
  parts.slotBytes = *op.getSlotBytes();
  auto addParameters = [&](bool) {
    Type i8 = kernel.getBuilder().getI8Type();
    auto addBytes = [&](int64_t bytes, plan::Access access) {
      return kernel.addBuffer(Value(), MemRefType::get({bytes}, i8), {0, 0},
                              access);
    };
    parts.slot = addBytes(parts.shards * parts.slotBytes, plan::Write);
    int64_t bytes = getGradientBytes(op, parts.shards);
    parts.state.declareBytes(kernel, bytes, plan::Read);
    if (!addsWaiting)
      return success();
    if (waitsWide(op))
      parts.waitingType = kernel.getBuilder().getF32Type();
    parts.waiting = addBytes(parts.waitingType ? 2 * bytes : bytes, plan::Read);
    return success();
  };
  if (failed(emitPack(parts, context.gpu, addParameters)))
    return {};
  return FlatSymbolRefAttr::get(op.getContext(), kernel.finish("reduce_pack"));
}

LogicalResult fsdp::addReducePack(CollectiveStartOp op,
                                  OutlineContext &context) {
  FlatSymbolRefAttr name = buildPack(op, context, /*addsWaiting=*/false), added;
  if (!name)
    return failure();
  if (context.gpu && op.getAddFull() && canAddInSlots(op))
    added = buildPack(op, context, /*addsWaiting=*/true);
  // The bodies are spent.
  OpBuilder builder(op);
  auto packed = CollectiveStartOp::create(
      builder, op.getLoc(), op.getToken().getType(), op.getKindAttr(),
      op.getGroupAttr(), op.getAxisAttr(), op.getInputs(), op.getGradsAttr(),
      op.getScaleAttr(), op.getRanksAttr(), op.getAddFullAttr(),
      op.getAddShardAttr(), op.getKeepFullAttr(), op.getTakeFullAttr(), name,
      /*chunks=*/nullptr, /*slots=*/nullptr, added, op.getUnpackAddedAttr(),
      /*slot_offsets=*/nullptr, /*beside=*/nullptr, op.getSlotBytesAttr(),
      /*segments=*/nullptr, /*from=*/nullptr,
      /*classesCount=*/0);
  op.replaceAllUsesWith(packed.getOperation());
  op.erase();
  return success();
}
