//===- ReduceChunks.cpp - a group's gradients, shard by shard -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Buffered transport sends every rank its chunks of all gradients of a group as
// one slot, but each gradient lies by itself, cut in any dimension. One launch
// moves all of them; peers read the gradients where they lie.
//
// Two other kernels make slots that peers read, too, since a launch would be
// needed first in any case: where gradients of earlier microbatches wait, the
// sums; where gradients are not computed in the group's buffer, those as well.
//
//===----------------------------------------------------------------------===//

#include "../GradientLayout.h"
#include "../HookKernels.h"
#include "../PlanAddress.h"
#include "TileEmitter.h"
#include "VectorAccess.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace fsdp;

namespace {

/// How the tiles of a gradient differ.
struct TileKind {
  Type dtype;
  int64_t width;
  bool isWhole;  ///< Every rank's chunk is full.
  size_t source; ///< The parameter that holds it.
  bool operator==(const TileKind &) const = default;
};

class ChunkKernel {
public:
  /// `beside` numbers gradients that are parameters of their own.
  ChunkKernel(CollectiveStartOp op, OutlineContext &context,
              ArrayRef<int64_t> beside, bool addsWaiting);
  FlatSymbolRefAttr build();

private:
  Value addBytes(int64_t bytes, plan::Access access) {
    return kernel.addBuffer(
        Value(), MemRefType::get({bytes}, kernel.getBuilder().getI8Type()),
        {0, 0}, access);
  }
  bool isAligned(size_t number);
  TileKind getKind(GradSegmentAttr segment, size_t number);
  SmallVector<int64_t> getColumns(GradSegmentAttr segment, size_t source) const;
  TileClass makeTiles(TileEmitter &tiles, TileKind kind);
  SmallVector<Value> loadValid(TileEmitter &tiles, ArrayRef<Value> columns,
                               Value element, TileKind kind);
  Type getWaitingType(TileKind kind) {
    return wide ? Type(kernel.getBuilder().getF32Type()) : kind.dtype;
  }

  CollectiveStartOp op;
  int64_t shards, slotBytes = 0;
  ArrayRef<int64_t> beside;
  bool wide; ///< What waits is f32.
  HookKernel kernel;
  Value slots, waiting;
  SmallVector<Value> sources; ///< The group's buffer first; null: it has none.
};

} // namespace

/// Its launches come later: only they have operands.
ChunkKernel::ChunkKernel(CollectiveStartOp op, OutlineContext &context,
                         ArrayRef<int64_t> beside, bool addsWaiting)
    : op(op), shards(context.getShards(op.getGroup())), beside(beside),
      wide(waitsWide(op)), kernel(context.library, op.getLoc()) {
  // The runtime lays what buffered transport alone sends without gaps.
  for (auto segment : op.getGradsAttr().getAsRange<GradSegmentAttr>())
    slotBytes = std::max(slotBytes, getSlotEnd(segment));
  if (addsWaiting || !beside.empty())
    slotBytes = getSlotBytes(op);
  slots = addBytes(shards * slotBytes, plan::Write);
  int64_t bytes = getGradientBytes(op, shards);
  sources.push_back(beside.size() < op.getInputs().size()
                        ? addBytes(bytes, plan::Read)
                        : Value());
  for (int64_t number : beside)
    sources.push_back(addBytes(
        getMemRefBytes(cast<MemRefType>(op.getInputs()[number].getType())),
        plan::Read));
  if (addsWaiting)
    waiting = addBytes(wide ? 2 * bytes : bytes, plan::Read);
}

/// Whether a gradient beside the others begins where a vector may: in what is
/// allocated, not in a caller's memory.
bool ChunkKernel::isAligned(size_t number) {
  FailureOr<PlanAddress> address = resolveMemRef(op.getInputs()[number], op);
  return succeeded(address) && address->offset % kVectorBytes == 0 &&
         address->root.getDefiningOp<memref::AllocOp>();
}

/// A vector is of one piece, and all valid or all pad, on every rank.
TileKind ChunkKernel::getKind(GradSegmentAttr segment, size_t number) {
  int64_t chunk = segment.getChunk(), row = segment.getInner();
  int64_t width = getVectorWidth(segment.getDtype());
  size_t source = llvm::find(beside, int64_t(number)) - beside.begin();
  source = source == beside.size() ? 0 : source + 1;
  bool aligned = segment.getPieceElements() % width == 0 &&
                 (source == 0 || isAligned(number));
  for (int64_t rank = 0; rank < shards; ++rank)
    aligned &= std::clamp<int64_t>(segment.getSize() - rank * chunk, 0, chunk) *
                   row % width ==
               0;
  return {segment.getDtype(), aligned ? width : 1,
          segment.getSize() == shards * chunk, source};
}

/// In elements: the gradient's first, elements of a piece, those of all shards'
/// pieces, the chunk's first in a slot, valid ones of all shards' pieces, its
/// first of those that wait.
SmallVector<int64_t> ChunkKernel::getColumns(GradSegmentAttr segment,
                                             size_t source) const {
  int64_t size = segment.getElementBytes(), piece = segment.getPieceElements();
  int64_t full = segment.getFull();
  return {source ? 0 : full / size,
          piece,
          shards * piece,
          segment.getSlot() / size,
          segment.getSize() * segment.getInner(),
          wide ? full / 2 : full / size};
}

/// The gradient's elements, then those that wait. What lies beyond the tensor
/// was written by nobody and travels as zeros.
SmallVector<Value> ChunkKernel::loadValid(TileEmitter &tiles,
                                          ArrayRef<Value> columns,
                                          Value element, TileKind kind) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  Value outer = tiles.div(element, columns[1]);
  Value within = tiles.sub(element, tiles.mul(outer, columns[1]));
  Value row = tiles.add(tiles.mul(tiles.getCopy(), columns[1]), within);
  Value distance = tiles.add(tiles.mul(outer, columns[2]), row);
  SmallVector<Type> types(kind.width, kind.dtype);
  if (waiting)
    types.append(kind.width, getWaitingType(kind));
  auto load = [&] {
    auto loadFrom = [&](Value bytes, Type type, Value first) {
      return loadElements(builder, loc, kernel.viewAs(bytes, type),
                          tiles.toIndex(tiles.add(first, distance)),
                          kind.width);
    };
    SmallVector<Value> values =
        loadFrom(sources[kind.source], kind.dtype, columns[0]);
    if (waiting)
      llvm::append_range(values,
                         loadFrom(waiting, getWaitingType(kind), columns[5]));
    return values;
  };
  if (kind.isWhole)
    return load();
  Value inside = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult,
                                       row, columns[4]);
  auto branch =
      scf::IfOp::create(builder, loc, types, inside, /*withElse=*/true);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  scf::YieldOp::create(builder, loc, load());
  builder.setInsertionPointToStart(branch.elseBlock());
  scf::YieldOp::create(builder, loc, llvm::map_to_vector(types, [&](Type type) {
                         return kernel.zero(type);
                       }));
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
    SmallVector<Value> values(loaded.take_front(kind.width));
    for (auto [value, more] : llvm::zip(values, loaded.drop_front(kind.width)))
      value = addGradients(kernel.getBuilder(), kernel.getLoc(), value, more,
                           kind.dtype);
    storeElements(kernel.getBuilder(), kernel.getLoc(), values,
                  kernel.viewAs(slots, kind.dtype),
                  tiles.toIndex(tiles.add(first, element)));
  };
  return result;
}

FlatSymbolRefAttr ChunkKernel::build() {
  int64_t extent = 0;
  for (Value bytes : {slots, sources.front(), waiting})
    if (bytes)
      extent =
          std::max(extent, cast<MemRefType>(bytes.getType()).getNumElements());
  TileEmitter tiles(kernel, extent, shards);
  SmallVector<std::pair<TileKind, SmallVector<TileRun>>> kinds;
  for (auto [i, segment] :
       llvm::enumerate(op.getGradsAttr().getAsRange<GradSegmentAttr>())) {
    TileKind kind = getKind(segment, i);
    auto *known = llvm::find_if(
        kinds, [&](const auto &pair) { return pair.first == kind; });
    if (known == kinds.end())
      known = &kinds.emplace_back(kind, SmallVector<TileRun>());
    known->second.push_back(
        {0, segment.getChunkElements(), getColumns(segment, kind.source)});
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

/// What of each rank's slots is this rank's: a peer offers all, buffered
/// transport delivers one. As makeTable() of ReduceKernel.cpp has it for
/// gradients that lie as they were computed.
static FlatSymbolRefAttr makeSlotOffsets(CollectiveStartOp op,
                                         OutlineContext &context) {
  int64_t slotBytes = getSlotBytes(op);
  SmallVector<int64_t> base, stride, high, bufferedStride;
  auto add = [&](int64_t b, int64_t s, int64_t hi, int64_t buffered) {
    base.push_back(b);
    stride.push_back(s);
    high.push_back(hi);
    bufferedStride.push_back(buffered);
  };
  constexpr int64_t most = std::numeric_limits<int64_t>::max();
  for (auto segment : op.getGradsAttr().getAsRange<GradSegmentAttr>()) {
    int64_t row = segment.getInner(), chunk = segment.getChunk() * row;
    add(segment.getSlot(), slotBytes, most, 0);
    add(segment.getPieceElements() * segment.getElementBytes(), 0, most, 0);
    add(segment.getSize() * row, -chunk, chunk, -chunk);
  }
  SmallVector<int64_t> low(base.size(), 0);
  OpBuilder at(op);
  auto ref = context
                 .makeTable(at, op.getLoc(), context.getAxis(op.getGroup()),
                            "slot_offsets", base, stride, low, high, base,
                            bufferedStride)
                 .getDefiningOp<plan::TableRefOp>();
  auto name = ref.getTableAttr();
  ref.erase();
  return name;
}

void fsdp::addReduceChunks(CollectiveStartOp op, OutlineContext &context) {
  SmallVector<int64_t> beside = findGradientsBeside(op);
  auto build = [&](bool addsWaiting) {
    return ChunkKernel(op, context, beside, addsWaiting).build();
  };
  if (beside.empty()) {
    op.setChunksAttr(build(/*addsWaiting=*/false));
  } else {
    op.setBeside(beside);
    op.setSlotsAttr(build(/*addsWaiting=*/false));
  }
  if (op.getAddFull())
    op.setSlotsAddedAttr(build(/*addsWaiting=*/true));
  if (op.getSlots() || op.getSlotsAdded())
    op.setSlotOffsetsAttr(makeSlotOffsets(op, context));
}
