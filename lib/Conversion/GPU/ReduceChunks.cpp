//===- ReduceChunks.cpp - a group's gradients, shard by shard -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Buffered transport sends every rank its chunks of all gradients of a group as
// one slot, but each gradient lies by itself, cut in any dimension. One launch
// moves all of them; peers read the gradients where they lie.
//
//===----------------------------------------------------------------------===//

#include "../GradientLayout.h"
#include "../HookKernels.h"
#include "TileEmitter.h"
#include "VectorAccess.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace fsdp;

namespace {

/// How the tiles of a gradient differ.
struct TileKind {
  Type dtype;
  int64_t width;
  bool isWhole; ///< Every rank's chunk is full.
  bool operator==(const TileKind &) const = default;
};

class ChunkKernel {
public:
  ChunkKernel(CollectiveStartOp op, OutlineContext &context);
  FlatSymbolRefAttr build();

private:
  TileKind getKind(GradSegmentAttr segment) const;
  SmallVector<int64_t> getColumns(GradSegmentAttr segment) const;
  TileClass makeTiles(TileEmitter &tiles, TileKind kind);
  SmallVector<Value> loadValid(TileEmitter &tiles, ArrayRef<Value> columns,
                               Value element, TileKind kind);

  CollectiveStartOp op;
  int64_t shards, slotBytes = 0;
  HookKernel kernel;
  Value slots, gradients;
};

} // namespace

/// Its launches come later: only they have operands.
ChunkKernel::ChunkKernel(CollectiveStartOp op, OutlineContext &context)
    : op(op), shards(context.grid.getShards()),
      kernel(context.library, op.getLoc()) {
  for (auto segment : op.getGradsAttr().getAsRange<GradSegmentAttr>())
    slotBytes = std::max(slotBytes, getSlotEnd(segment));
  Type i8 = kernel.getBuilder().getI8Type();
  slots = kernel.addBuffer(Value(), MemRefType::get({shards * slotBytes}, i8),
                           {0, 0}, plan::Write);
  int64_t bytes = getGradientBytes(op, shards);
  gradients = kernel.addBuffer(Value(), MemRefType::get({bytes}, i8), {0, 0},
                               plan::Read);
}

/// A vector is of one piece, and all valid or all pad, on every rank.
TileKind ChunkKernel::getKind(GradSegmentAttr segment) const {
  int64_t chunk = segment.getChunk(), row = segment.getInner();
  int64_t width = getVectorWidth(segment.getDtype());
  bool aligned = segment.getPieceElements() % width == 0;
  for (int64_t rank = 0; rank < shards; ++rank)
    aligned &= std::clamp<int64_t>(segment.getSize() - rank * chunk, 0, chunk) *
                   row % width ==
               0;
  return {segment.getDtype(), aligned ? width : 1,
          segment.getSize() == shards * chunk};
}

/// In elements: the gradient's first, elements of a piece, those of all shards'
/// pieces, the chunk's first in a slot, valid ones of all shards' pieces.
SmallVector<int64_t> ChunkKernel::getColumns(GradSegmentAttr segment) const {
  int64_t size = segment.getElementBytes(), piece = segment.getPieceElements();
  return {segment.getFull() / size, piece, shards * piece,
          segment.getSlot() / size, segment.getSize() * segment.getInner()};
}

/// What lies beyond the tensor was written by nobody and travels as zeros.
SmallVector<Value> ChunkKernel::loadValid(TileEmitter &tiles,
                                          ArrayRef<Value> columns,
                                          Value element, TileKind kind) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  Value outer = tiles.div(element, columns[1]);
  Value within = tiles.sub(element, tiles.mul(outer, columns[1]));
  Value row = tiles.add(tiles.mul(tiles.getCopy(), columns[1]), within);
  Value place =
      tiles.add(tiles.add(columns[0], tiles.mul(outer, columns[2])), row);
  Value typed = kernel.viewAs(gradients, kind.dtype);
  auto load = [&] {
    return loadElements(builder, loc, typed, tiles.toIndex(place), kind.width);
  };
  if (kind.isWhole)
    return load();
  Value inside = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult,
                                       row, columns[4]);
  auto branch =
      scf::IfOp::create(builder, loc, SmallVector<Type>(kind.width, kind.dtype),
                        inside, /*withElse=*/true);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  scf::YieldOp::create(builder, loc, load());
  builder.setInsertionPointToStart(branch.elseBlock());
  scf::YieldOp::create(builder, loc,
                       SmallVector<Value>(kind.width, kernel.zero(kind.dtype)));
  return SmallVector<Value>(branch.getResults());
}

TileClass ChunkKernel::makeTiles(TileEmitter &tiles, TileKind kind) {
  TileClass result;
  result.width = kind.width;
  result.unroll = 4;
  result.load = [=, this, &tiles](ArrayRef<Value> columns, Value element) {
    return loadValid(tiles, columns, element, kind);
  };
  result.finish = [=, this, &tiles](ArrayRef<Value> columns, Value element,
                                    ArrayRef<Value> loaded) {
    int64_t slot = slotBytes / (kind.dtype.getIntOrFloatBitWidth() / 8);
    Value first =
        tiles.add(tiles.mul(tiles.getCopy(), tiles.constant(slot)), columns[3]);
    storeElements(kernel.getBuilder(), kernel.getLoc(), loaded,
                  kernel.viewAs(slots, kind.dtype),
                  tiles.toIndex(tiles.add(first, element)));
  };
  return result;
}

FlatSymbolRefAttr ChunkKernel::build() {
  int64_t extent =
      std::max(cast<MemRefType>(slots.getType()).getNumElements(),
               cast<MemRefType>(gradients.getType()).getNumElements());
  TileEmitter tiles(kernel, extent, shards);
  SmallVector<std::pair<TileKind, SmallVector<TileRun>>> kinds;
  for (auto segment : op.getGradsAttr().getAsRange<GradSegmentAttr>()) {
    TileKind kind = getKind(segment);
    auto *known = llvm::find_if(
        kinds, [&](const auto &pair) { return pair.first == kind; });
    if (known == kinds.end())
      known = &kinds.emplace_back(kind, SmallVector<TileRun>());
    known->second.push_back(
        {0, segment.getChunkElements(), getColumns(segment)});
  }
  for (auto &[kind, runs] : kinds) {
    TileClass tileClass = makeTiles(tiles, kind);
    tileClass.runs = runs;
    tiles.add(std::move(tileClass));
  }
  tiles.begin();
  tiles.emit();
  return FlatSymbolRefAttr::get(op.getContext(),
                                kernel.finish("reduce_chunks"));
}

void fsdp::addReduceChunks(CollectiveStartOp op, OutlineContext &context) {
  op.setChunksAttr(ChunkKernel(op, context).build());
}
