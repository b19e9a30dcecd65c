//===- KeepKernel.cpp - copies slots that a rank keeps --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Of the slots that a forward gather brought, those that this rank will offer
// in backward, side by side, as they travelled: no hook runs.
//
//===----------------------------------------------------------------------===//

#include "GPU/TileEmitter.h"
#include "GPU/VectorAccess.h"
#include "HookKernels.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace fsdp;

namespace {
class KeepOutliner {
public:
  KeepOutliner(KeepOp op, OutlineContext &context)
      : op(op), context(context), kernel(context.library, op.getLoc()),
        shards(context.getShards(op.getGroup())), ranks(op.getRanks()) {}
  LogicalResult run();

private:
  Value getFirst();
  Value getSlot(Value number);
  void emitLoops();
  void emitTiles();
  Type i32() { return kernel.getBuilder().getI32Type(); }

  KeepOp op;
  OutlineContext &context;
  HookKernel kernel;
  int64_t shards, ranks;
  int64_t slotWords = 0; ///< Of 4 bytes.
  Value pointers, table, dest;
};
} // namespace

/// The first slot that this rank keeps.
Value KeepOutliner::getFirst() {
  Value shard = kernel.loadIndex(table, kernel.index(0));
  Value place = arith::RemSIOp::create(kernel.getBuilder(), kernel.getLoc(),
                                       shard, kernel.index(ranks));
  return kernel.mul(place, kernel.index(shards / ranks));
}

/// Where slot `number` of all ranks lies.
Value KeepOutliner::getSlot(Value number) {
  Type ptr = LLVM::LLVMPointerType::get(op.getContext(), context.gpu ? 1 : 0);
  return LLVM::IntToPtrOp::create(kernel.getBuilder(), kernel.getLoc(), ptr,
                                  kernel.load(pointers, number));
}

void KeepOutliner::emitLoops() {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  Type ptr = LLVM::LLVMPointerType::get(op.getContext());
  Value first = getFirst();
  kernel.loop(kernel.index(shards / ranks), [&](Value part) {
    Value slot = getSlot(kernel.add(first, part));
    Value to = kernel.mul(part, kernel.index(slotWords));
    kernel.loop(kernel.index(slotWords), [&](Value word) {
      Value position =
          arith::IndexCastOp::create(builder, loc, builder.getI64Type(), word);
      Value address = LLVM::GEPOp::create(builder, loc, ptr, i32(), slot,
                                          ArrayRef<LLVM::GEPArg>{position});
      kernel.store(LLVM::LoadOp::create(builder, loc, i32(), address, 4), dest,
                   kernel.add(to, word));
    });
  });
}

/// For a GPU: a run for each slot.
void KeepOutliner::emitTiles() {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  int64_t parts = shards / ranks;
  TileEmitter tiles(kernel, parts * slotWords);
  Value first;
  TileClass slots;
  slots.width = getVectorWidth(i32());
  slots.unroll = 4;
  int64_t width = slots.width;
  slots.finish = [&](ArrayRef<Value> columns, Value element,
                     ArrayRef<Value> words) {
    storeElements(builder, loc, words, dest,
                  tiles.toIndex(tiles.add(columns[1], element)));
  };
  slots.load = [&, width](ArrayRef<Value> columns, Value element) {
    Value slot = getSlot(kernel.add(first, tiles.toIndex(columns[0])));
    return TileClass::Values(
        loadFromPointer(builder, loc, slot, i32(), element, width));
  };
  for (int64_t part = 0; part < parts; ++part)
    slots.runs.push_back({0, slotWords, {part, part * slotWords}});
  tiles.add(std::move(slots));
  tiles.begin();
  first = getFirst();
  tiles.emit();
}

LogicalResult KeepOutliner::run() {
  auto type = op.getDest() ? dyn_cast<MemRefType>(op.getDest().getType())
                           : MemRefType();
  auto group =
      SymbolTable::lookupNearestSymbolFrom<GroupOp>(op, op.getGroupAttr());
  int64_t slot = group && group.getSlotBytes() ? *group.getSlotBytes() : 0;
  if (!type || shards % ranks != 0 || slot % 16 != 0 ||
      type.getNumElements() != shards / ranks * slot)
    return op.emitOpError()
           << "keeps slots of " << slot << " bytes of " << shards
           << " shards for " << ranks << " ranks in " << op.getDest().getType()
           << ", expected a memref of as many bytes";
  slotWords = slot / 4;
  OpBuilder at(op);
  pointers = kernel.addSources(op.getSources(), shards, {0, slot});
  table = kernel.addTable(
      context.makeShardIndex(at, op.getLoc(), context.getAxis(op.getGroup())),
      1);
  int64_t bytes = type.getNumElements();
  dest = kernel.addBuffer(op.getDest(), MemRefType::get({bytes / 4}, i32()),
                          {0, bytes}, plan::Write);
  if (context.gpu)
    emitTiles();
  else
    emitLoops();
  kernel.launch(at, "keep", plan::ComputeStream, op.getGroupAttr());
  return success();
}

LogicalResult fsdp::outlineKeep(KeepOp op, OutlineContext &context) {
  return KeepOutliner(op, context).run();
}
