//===- ReduceKernel.cpp - sums gradient chunks onto the shard -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "GPU/TileEmitter.h"
#include "GPU/VectorAccess.h"
#include "HookKernels.h"
#include "RankSum.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace fsdp;

namespace {
class ReduceOutliner {
public:
  ReduceOutliner(ReduceUnpackOp op, OutlineContext &context)
      : op(op), context(context), kernel(context.library, op.getLoc()), at(op),
        shards(context.getShards(op.getGroup())),
        ranks(kernel, shards, op.getScale().convertToDouble()) {}
  LogicalResult run();
  /// For a GPU: the kernel that adds what waits, or null.
  FlatSymbolRefAttr buildAdded();

private:
  LogicalResult addParameters(bool addsWaiting);
  Value makeTable();
  void emitSegment(ArrayRef<Value> columns);
  void emitPiece(Value offset, Value to, Value count);
  void emitPass(Value offset, Value to, Value low, Value high, Value firstRank,
                int64_t count, bool accumulate, bool last);
  int64_t getTravelBytes() const { return dtype.getIntOrFloatBitWidth() / 8; }
  void emitLoops();
  void emitTiles();
  /// How the tiles of a segment differ.
  struct TileKind {
    Type dtype;
    int64_t width;
    bool hasOuter; ///< More than one piece.
    bool isWhole;  ///< Every rank's chunk is full.
  };
  TileClass makeTiles(TileEmitter &tiles, TileKind kind);
  SmallVector<Value> sumElements(TileEmitter &tiles, Value offset, Value from,
                                 TileKind kind);
  void addZeroTiles(TileEmitter &tiles, ArrayRef<TileRun> runs);

  ReduceUnpackOp op;
  OutlineContext &context;
  HookKernel kernel;
  OpBuilder at;
  int64_t shards;
  RankSum ranks;
  Type dtype; ///< That of the segments whose code is being written.
  int64_t firstElement = 0;
  Value table, shard, waiting;
};
} // namespace

/// Three entries a segment: byte offset of this rank's chunk in a source, bytes
/// between its outer pieces there, valid elements of a piece. Peers offer their
/// whole gradient buffer, buffered transport delivers this rank's chunks
/// packed.
Value ReduceOutliner::makeTable() {
  SmallVector<int64_t> base, stride, low, high, bufferedBase, bufferedStride;
  auto add = [&](int64_t b, int64_t s, int64_t lo, int64_t hi, int64_t bb,
                 int64_t bs) {
    base.push_back(b);
    stride.push_back(s);
    low.push_back(lo);
    high.push_back(hi);
    bufferedBase.push_back(bb);
    bufferedStride.push_back(bs);
  };
  constexpr int64_t most = std::numeric_limits<int64_t>::max();
  for (auto segment : op.getGrads().getAsRange<GradSegmentAttr>()) {
    int64_t row = segment.getInner();
    int64_t piece = segment.getPieceElements() * segment.getElementBytes();
    add(segment.getFull(), piece, 0, most, segment.getSlot(), 0);
    add(shards * piece, 0, 0, most, piece, 0);
    add(segment.getSize() * row, -segment.getChunk() * row, 0,
        segment.getChunk() * row, segment.getSize() * row,
        -segment.getChunk() * row);
  }
  return context.makeTable(at, op.getLoc(), context.getAxis(op.getGroup()),
                           "reduce_offsets", base, stride, low, high,
                           bufferedBase, bufferedStride);
}

/// Launches of the kernel that adds come later, and have operands then.
LogicalResult ReduceOutliner::addParameters(bool addsWaiting) {
  int64_t low = std::numeric_limits<int64_t>::max(), high = 0, slot = 0;
  for (auto segment : op.getGrads().getAsRange<GradSegmentAttr>()) {
    int64_t count = alignElements(segment.getChunkElements());
    low = std::min(low, segment.getShard());
    high = std::max(high, segment.getShard() + count);
    slot =
        std::max(slot, segment.getSlot() + count * segment.getElementBytes());
  }
  FailureOr<Value> ref = Value();
  if (!addsWaiting)
    ref = context.makeRef(at, op, op.getGroup(), "grad");
  if (failed(ref))
    return failure();
  firstElement = low;
  ranks.setSources(kernel.addSources(op.getSources(), shards, {0, slot}));
  table = kernel.addTable(addsWaiting ? Value() : makeTable(),
                          3 * op.getGrads().size());
  auto type = MemRefType::get({high - low}, kernel.getBuilder().getF32Type());
  BufferRange range = {low * 4, (high - low) * 4};
  shard = kernel.addBuffer(*ref, type, range, plan::Write);
  if (addsWaiting)
    waiting = addWaitingShard(kernel, shard);
  return success();
}

/// An element of a source as what it adds to the sum.
static Value widen(OpBuilder &builder, Location loc, Value value) {
  Type f32 = builder.getF32Type();
  return value.getType() == f32
             ? value
             : arith::ExtFOp::create(builder, loc, f32, value);
}

/// Elements [low, high) of a piece, of `count` sources from `firstRank` on; see
/// RankSum.
void ReduceOutliner::emitPass(Value offset, Value to, Value low, Value high,
                              Value firstRank, int64_t count, bool accumulate,
                              bool last) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  Type ptr = LLVM::LLVMPointerType::get(builder.getContext());
  Type i64 = builder.getI64Type();
  SmallVector<Value> sources;
  for (int64_t i = 0; i < count; ++i) {
    Value address = ranks.getSource(kernel.add(firstRank, kernel.index(i)));
    Value base = LLVM::IntToPtrOp::create(builder, loc, ptr, address);
    Value bytes = arith::IndexCastOp::create(builder, loc, i64, offset);
    sources.push_back(LLVM::GEPOp::create(builder, loc, ptr,
                                          builder.getI8Type(), base,
                                          ArrayRef<LLVM::GEPArg>{bytes}));
  }
  kernel.loop(low, high, 1, [&](Value element) {
    Value position = arith::IndexCastOp::create(builder, loc, i64, element);
    Value place = kernel.add(to, element);
    Value sum = accumulate ? kernel.load(shard, place) : Value();
    for (Value source : sources) {
      Value address = LLVM::GEPOp::create(builder, loc, ptr, dtype, source,
                                          ArrayRef<LLVM::GEPArg>{position});
      Value value = widen(
          builder, loc,
          LLVM::LoadOp::create(builder, loc, dtype, address, getTravelBytes()));
      sum = sum ? arith::AddFOp::create(builder, loc, sum, value) : value;
    }
    kernel.store(last ? ranks.scaled(sum) : sum, shard, place);
  });
}

void ReduceOutliner::emitPiece(Value offset, Value to, Value count) {
  auto sum = [&](Value low, Value high) {
    ranks.forEachPass(
        [&](Value first, int64_t number, bool accumulate, bool last) {
          emitPass(offset, to, low, high, first, number, accumulate, last);
        });
  };
  Value none = kernel.index(0);
  if (ranks.isOnePass())
    return sum(none, count);
  kernel.loop(none, count, kPassElements, [&](Value low) {
    Value end = kernel.add(low, kernel.index(kPassElements));
    sum(low, arith::MinSIOp::create(kernel.getBuilder(), kernel.getLoc(), end,
                                    count));
  });
}

/// One loop over the segments of each type that travels.
void ReduceOutliner::emitLoops() {
  llvm::MapVector<Type, SmallVector<SmallVector<int64_t>>> rows;
  for (auto [i, segment] :
       llvm::enumerate(op.getGrads().getAsRange<GradSegmentAttr>()))
    rows[segment.getDtype()].push_back(
        {segment.getShard() - firstElement, segment.getOuter(),
         segment.getPieceElements(), alignElements(segment.getChunkElements()),
         static_cast<int64_t>(3 * i)});
  for (auto &[type, ofType] : rows) {
    dtype = type;
    kernel.forEachRow(
        ofType, [&](Value, ArrayRef<Value> columns) { emitSegment(columns); });
  }
}

/// Columns: place in the shard, outer pieces, elements of one, aligned elements
/// of all, first table entry.
void ReduceOutliner::emitSegment(ArrayRef<Value> columns) {
  Value to = columns[0], outers = columns[1], piece = columns[2];
  Value end = columns[3], entry = columns[4];
  Value offset = kernel.loadIndex(table, entry);
  Value stride = kernel.loadIndex(table, kernel.add(entry, kernel.index(1)));
  Value valid = kernel.loadIndex(table, kernel.add(entry, kernel.index(2)));
  Value zero = kernel.zero(kernel.getBuilder().getF32Type());
  kernel.loop(outers, [&](Value outer) {
    Value first = kernel.add(to, kernel.mul(outer, piece));
    emitPiece(kernel.add(offset, kernel.mul(outer, stride)), first, valid);
    kernel.loop(valid, piece, 1, [&](Value element) {
      kernel.store(zero, shard, kernel.add(first, element));
    });
  });
  kernel.loop(kernel.mul(outers, piece), end, 1, [&](Value element) {
    kernel.store(zero, shard, kernel.add(to, element));
  });
}

//===----------------------------------------------------------------------===//
// For a GPU
//===----------------------------------------------------------------------===//

/// The sum over ranks, in rank order, of `width` elements. Peers' memory is
/// read with plain loads: they may write to other parts of it meanwhile.
SmallVector<Value> ReduceOutliner::sumElements(TileEmitter &tiles, Value offset,
                                               Value from, TileKind kind) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  auto load = [&](Value address) {
    Type ptr = LLVM::LLVMPointerType::get(builder.getContext(), 1);
    Value base = LLVM::IntToPtrOp::create(builder, loc, ptr, address);
    Value piece = LLVM::GEPOp::create(builder, loc, ptr, builder.getI8Type(),
                                      base, ArrayRef<LLVM::GEPArg>{offset});
    SmallVector<Value> values =
        loadFromPointer(builder, loc, piece, kind.dtype, from, kind.width);
    for (Value &value : values)
      value = widen(builder, loc, value);
    return values;
  };
  return ranks.sum(load);
}

/// Columns: first table entry, place in the shard, elements of a piece.
TileClass ReduceOutliner::makeTiles(TileEmitter &tiles, TileKind kind) {
  TileClass result;
  result.width = kind.width;
  result.unroll = std::max<int64_t>(1, 4 / shards);
  result.load = [=, this, &tiles](ArrayRef<Value> columns, Value element) {
    OpBuilder &builder = kernel.getBuilder();
    Location loc = kernel.getLoc();
    Value entry = tiles.toIndex(columns[0]);
    Value offset = kernel.load(table, entry), from = element;
    if (kind.hasOuter) {
      Value outer = tiles.div(element, columns[2]);
      Value stride = kernel.load(table, kernel.add(entry, kernel.index(1)));
      offset = kernel.add(offset, kernel.mul(tiles.toI64(outer), stride));
      from = tiles.sub(element, tiles.mul(outer, columns[2]));
    }
    SmallVector<Value> more;
    if (waiting)
      more = loadElements(builder, loc, waiting,
                          tiles.toIndex(tiles.add(columns[1], element)),
                          kind.width);
    auto withMore = [&](SmallVector<Value> sums) {
      llvm::append_range(sums, more);
      return sums;
    };
    if (kind.isWhole)
      return withMore(sumElements(tiles, offset, from, kind));
    Value valid = kernel.load(table, kernel.add(entry, kernel.index(2)));
    Value inside = arith::CmpIOp::create(
        builder, loc, arith::CmpIPredicate::slt, tiles.toI64(from), valid);
    auto branch = scf::IfOp::create(
        builder, loc, SmallVector<Type>(kind.width, builder.getF32Type()),
        inside,
        /*withElse=*/true);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(branch.thenBlock());
    scf::YieldOp::create(builder, loc, sumElements(tiles, offset, from, kind));
    builder.setInsertionPointToStart(branch.elseBlock());
    scf::YieldOp::create(
        builder, loc,
        SmallVector<Value>(kind.width, kernel.zero(builder.getF32Type())));
    return withMore(branch.getResults());
  };
  result.finish = [=, this, &tiles](ArrayRef<Value> columns, Value element,
                                    ArrayRef<Value> loaded) {
    SmallVector<Value> means = ranks.finish(loaded, kind.width);
    storeElements(kernel.getBuilder(), kernel.getLoc(), means, shard,
                  tiles.toIndex(tiles.add(columns[1], element)));
  };
  return result;
}

void ReduceOutliner::addZeroTiles(TileEmitter &tiles, ArrayRef<TileRun> runs) {
  TileClass zeros;
  zeros.load = [](ArrayRef<Value>, Value) { return TileClass::Values(); };
  zeros.finish = [this, &tiles](ArrayRef<Value> columns, Value element,
                                ArrayRef<Value>) {
    kernel.store(kernel.zero(kernel.getBuilder().getF32Type()), shard,
                 tiles.toIndex(tiles.add(columns[1], element)));
  };
  llvm::append_range(zeros.runs, runs);
  tiles.add(std::move(zeros));
}

void ReduceOutliner::emitTiles() {
  int64_t extent = 0;
  for (auto segment : op.getGrads().getAsRange<GradSegmentAttr>())
    extent = std::max(extent, shards * segment.getChunkElements());
  TileEmitter tiles(
      kernel,
      std::max(extent, cast<MemRefType>(shard.getType()).getNumElements()));
  // By aligned, outer, whole: a bit each.
  using Kinds = std::array<SmallVector<TileRun>, 8>;
  llvm::MapVector<Type, Kinds> kinds;
  SmallVector<TileRun> zeros;
  for (auto [i, segment] :
       llvm::enumerate(op.getGrads().getAsRange<GradSegmentAttr>())) {
    int64_t row = segment.getInner(), chunk = segment.getChunk();
    int64_t piece = segment.getPieceElements();
    int64_t count = segment.getChunkElements();
    int64_t width = getVectorWidth(segment.getDtype());
    // A vector is of one piece and all valid or all pad, on every rank.
    bool aligned = piece % width == 0;
    for (int64_t rank = 0; rank < shards; ++rank)
      aligned &=
          std::clamp<int64_t>(segment.getSize() - rank * chunk, 0, chunk) *
              row % width ==
          0;
    SmallVector<int64_t> columns = {static_cast<int64_t>(3 * i),
                                    segment.getShard() - firstElement, piece};
    kinds[segment.getDtype()][4 * aligned + 2 * (segment.getOuter() > 1) +
                              (segment.getSize() == shards * chunk)]
        .push_back({0, count, columns});
    zeros.push_back({count, alignElements(count), columns});
  }
  for (auto &[type, ofType] : kinds)
    for (unsigned bits = 8; bits-- > 0;) {
      TileKind kind = {type, bits & 4 ? getVectorWidth(type) : 1,
                       (bits & 2) != 0, (bits & 1) != 0};
      TileClass tileClass = makeTiles(tiles, kind);
      tileClass.runs = ofType[bits];
      tiles.add(std::move(tileClass));
    }
  addZeroTiles(tiles, zeros);
  tiles.begin();
  ranks.loadSources();
  tiles.emit();
}

FlatSymbolRefAttr ReduceOutliner::buildAdded() {
  if (failed(addParameters(/*addsWaiting=*/true)))
    return {};
  emitTiles();
  return FlatSymbolRefAttr::get(op.getContext(),
                                kernel.finish("reduce_unpack"));
}

LogicalResult ReduceOutliner::run() {
  if (op.getGrads().empty())
    return op.emitOpError() << "has no gradients, expected at least one";
  if (failed(addParameters(/*addsWaiting=*/false)))
    return failure();
  if (context.gpu)
    emitTiles();
  else
    emitLoops();
  kernel.launch(at, "reduce_unpack", plan::ReduceStream, op.getGroupAttr());
  return success();
}

LogicalResult fsdp::outlineReduceUnpack(ReduceUnpackOp op,
                                        OutlineContext &context) {
  if (failed(op.getSegments() ? outlineHookedReduceUnpack(op, context)
                              : ReduceOutliner(op, context).run()))
    return failure();
  auto wait = op.getSources().getDefiningOp<WaitOp>();
  auto start = wait ? wait.getToken().getDefiningOp<CollectiveStartOp>()
                    : CollectiveStartOp();
  if (context.gpu && start && start.getAddFull())
    start.setUnpackAddedAttr(op.getSegments()
                                 ? buildHookedUnpackAdded(op, context)
                                 : ReduceOutliner(op, context).buildAdded());
  return success();
}

Value fsdp::addWaitingShard(HookKernel &kernel, Value shard) {
  Value waiting = kernel.addBuffer(Value(), cast<MemRefType>(shard.getType()),
                                   {0, 0}, plan::Read);
  kernel.allowOverlap({shard, waiting});
  return waiting;
}
