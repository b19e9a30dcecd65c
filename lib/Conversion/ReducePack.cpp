//===- ReducePack.cpp - pre hooks of reductions as one kernel -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A pack of the group's full gradients: for every shard a slot of the wires of
// its chunks. The code is that of a gather's pack, once more for every slot.
//
//===----------------------------------------------------------------------===//

#include "BlockKernels.h"
#include "GradientLayout.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

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

void PackParts::addPlaces(SegmentAttr segment,
                          SmallVector<int64_t> &row) const {
  Region &body = classes[segment.getClassIndex()];
  if (shards)
    row.push_back(segment.getFull().asArrayRef().front() /
                  *getElementBytes(op, body.getArgument(0).getType()));
  else
    for (int64_t offset : segment.getState().asArrayRef())
      row.push_back(offset - firstElement);
  for (auto [offset, type] :
       llvm::zip_equal(segment.getWire().asArrayRef(), getWireTypes(body)))
    row.push_back(offset / *getElementBytes(op, type));
  statistics.addPlaces(segment, row);
  if (shards)
    row.append(
        {segment.getSize(), segment.getChunk(), segment.getChunkElements()});
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

Value PackParts::getState(Type type) const {
  return shards ? kernel.viewAs(state, type) : state;
}

/// Its launches come later, in those forms of the step that reduce.
LogicalResult fsdp::addReducePack(CollectiveStartOp op,
                                  OutlineContext &context) {
  HookKernel kernel(context.library, op.getLoc());
  PackParts parts{op, *op.getSegments(), op.getClasses(), kernel};
  parts.shards = context.grid.getShards();
  parts.slotBytes = *op.getSlotBytes();
  auto addParameters = [&](Type, bool) {
    Type i8 = kernel.getBuilder().getI8Type();
    int64_t slots = parts.shards * parts.slotBytes;
    parts.slot = kernel.addBuffer(Value(), MemRefType::get({slots}, i8), {0, 0},
                                  plan::Write);
    int64_t gradients = getGradientBytes(op, parts.shards);
    parts.state = kernel.addBuffer(Value(), MemRefType::get({gradients}, i8),
                                   {0, 0}, plan::Read);
    return success();
  };
  if (failed(emitPack(parts, context.gpu, addParameters)))
    return failure();
  auto name =
      FlatSymbolRefAttr::get(op.getContext(), kernel.finish("reduce_pack"));
  // The bodies are spent.
  OpBuilder builder(op);
  auto packed = CollectiveStartOp::create(
      builder, op.getLoc(), op.getToken().getType(), op.getKindAttr(),
      op.getGroupAttr(), op.getAxisAttr(), op.getInputs(), op.getGradsAttr(),
      op.getScaleAttr(), op.getRanksAttr(), op.getAddFullAttr(),
      op.getAddShardAttr(), op.getKeepFullAttr(), op.getTakeFullAttr(), name,
      op.getSlotBytesAttr(), /*segments=*/nullptr, /*classesCount=*/0);
  op.replaceAllUsesWith(packed.getOperation());
  op.erase();
  return success();
}
