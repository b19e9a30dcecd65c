//===- HookedReduceKernel.cpp - post hooks and sums of reductions ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Every rank sent a slot of wires, padded chunks as a pack makes them. An
// element of the gradient shard is the sum of what the post hooks make of all
// ranks' wires, in rank order, times a factor: one pass that reads every wire
// once and writes the shard once.
//
//===----------------------------------------------------------------------===//

#include "BlockKernels.h"
#include "GPU/VectorAccess.h"
#include "RankSum.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace fsdp;

namespace {
/// Columns of a segment: the fields below, then the byte of each wire.
enum Column {
  Number, ///< of the segment
  Shard,  ///< its first element in the gradient shard
  Outer,
  Chunk,
  Inner,
  Piece, ///< elements of an outer piece
  Count, ///< elements of the chunk
  CountAligned,
  BlockSize,
  FirstWire
};

class HookedReduce {
public:
  HookedReduce(ReduceUnpackOp op, OutlineContext &context)
      : op(op), context(context), kernel(context.library, op.getLoc()),
        builder(kernel.getBuilder()), loc(kernel.getLoc()),
        shards(context.getShards(op.getGroup())),
        ranks(kernel, shards, op.getScale().convertToDouble()) {}
  LogicalResult run();
  FlatSymbolRefAttr buildAdded();

private:
  LogicalResult addParameters(bool addsWaiting);
  void setClass(unsigned number);
  SmallVector<int64_t> getColumns(unsigned number, SegmentAttr segment);
  Value decode(ArrayRef<Value> wires, Value row, Value valid);
  /// Where the wires of the slot at `address` begin.
  SmallVector<Value> getWires(ArrayRef<Value> columns, Value address,
                              unsigned space);
  // For a CPU.
  void emitSegment(ArrayRef<Value> columns);
  void emitBlocks(ArrayRef<Value> columns, Value first, Value last, Value end);
  void emitRows(ArrayRef<Value> columns);
  void emitRun(ArrayRef<Value> columns, Value low, Value high, Value row);
  void emitPass(ArrayRef<Value> columns, Value low, Value high, Value row,
                Value firstRank, int64_t count, bool accumulate, bool last);
  void emitZeros(ArrayRef<Value> columns);
  Value loadWire(unsigned wire, Value from, Value at);
  // For a GPU.
  void emitTiles();
  void addTiles(TileEmitter &tiles, unsigned number);
  TileClass makeTiles(TileEmitter &tiles, unsigned number, int64_t width,
                      bool isWhole);
  SmallVector<Value> sumElements(TileEmitter &tiles, ArrayRef<Value> columns,
                                 Value element, Value valid, int64_t width);
  SmallVector<Value> decodeElements(TileEmitter &tiles, ArrayRef<Value> columns,
                                    Value address, Value element, Value valid,
                                    int64_t width);

  ReduceUnpackOp op;
  OutlineContext &context;
  HookKernel kernel;
  OpBuilder &builder;
  Location loc;
  int64_t shards;
  RankSum ranks;
  int64_t firstElement = 0;
  /// The table: byte of this rank's slot in a source, then the valid rows of
  /// every segment.
  Value table, shard, waiting, slotOffset, validRows;
  // Of the class whose code is being written.
  Region *body = nullptr;
  SmallVector<Type> wires;
  SmallVector<bool> ofBlocks; ///< By wire.
};
} // namespace

/// Launches of the kernel that adds come later, and have operands then.
LogicalResult HookedReduce::addParameters(bool addsWaiting) {
  auto wait = op.getSources().getDefiningOp<WaitOp>();
  auto start = wait ? wait.getToken().getDefiningOp<CollectiveStartOp>()
                    : CollectiveStartOp();
  if (!start || !start.getSlotBytes())
    return op.emitOpError() << "reads no slots, expected those of its reduce";
  int64_t slot = *start.getSlotBytes();
  int64_t low = std::numeric_limits<int64_t>::max(), high = 0;
  SmallVector<int64_t> base = {0}, stride = {0}, least = {0};
  SmallVector<int64_t> most = {std::numeric_limits<int64_t>::max()};
  for (auto segment : op.getSegments()->getAsRange<SegmentAttr>()) {
    int64_t place = segment.getState().asArrayRef().front();
    int64_t count = alignElements(segment.getChunkElements());
    low = std::min(low, place);
    high = std::max(high, place + count);
    Region &decoded = op.getClasses()[segment.getClassIndex()];
    for (BlockArgument argument : getBodyElements(decoded))
      if (failed(getElementBytes(op, argument.getType())))
        return failure();
    base.push_back(segment.getSize());
    stride.push_back(-segment.getChunk());
    least.push_back(0);
    most.push_back(segment.getChunk());
  }
  // A peer offers all slots, buffered transport delivers this rank's.
  SmallVector<int64_t> peerStride(stride);
  peerStride[0] = slot;
  OpBuilder at(op);
  FailureOr<Value> ref = Value();
  Value offsets;
  if (!addsWaiting) {
    ref = context.makeRef(at, op, op.getGroup(), "grad");
    offsets = context.makeTable(at, op.getLoc(), context.getAxis(op.getGroup()),
                                "reduce_slots", base, peerStride, least, most,
                                base, stride);
  }
  if (failed(ref))
    return failure();
  firstElement = low;
  ranks.setSources(kernel.addSources(op.getSources(), shards, {0, slot}));
  table = kernel.addTable(offsets, base.size());
  shard = kernel.addBuffer(*ref,
                           MemRefType::get({high - low}, builder.getF32Type()),
                           {low * 4, (high - low) * 4}, plan::Write);
  if (addsWaiting)
    waiting = addWaitingShard(kernel, shard);
  return success();
}

void HookedReduce::setClass(unsigned number) {
  body = &op.getClasses()[number];
  wires = llvm::to_vector(TypeRange(getBodyElements(*body)));
  SegmentAttr segment = getSegmentsOfClass(*op.getSegments(), number).front();
  ofBlocks.clear();
  for (unsigned i = 0; i < wires.size(); ++i)
    ofBlocks.push_back(segment.isBlockWire(i));
}

SmallVector<int64_t> HookedReduce::getColumns(unsigned number,
                                              SegmentAttr segment) {
  int64_t count = segment.getChunkElements();
  SmallVector<int64_t> columns = {static_cast<int64_t>(number),
                                  segment.getState().asArrayRef().front() -
                                      firstElement,
                                  segment.getOuter(),
                                  segment.getChunk(),
                                  segment.getInner(),
                                  segment.getChunk() * segment.getInner(),
                                  count,
                                  alignElements(count),
                                  std::max<int64_t>(1, segment.getBlock())};
  llvm::append_range(columns, segment.getWire().asArrayRef());
  return columns;
}

/// What one rank's wires add to the sum.
Value HookedReduce::decode(ArrayRef<Value> values, Value row, Value valid) {
  SmallVector<Value> arguments(values);
  arguments.append({row, valid});
  return kernel.inlineBody(*body, arguments).front();
}

SmallVector<Value> HookedReduce::getWires(ArrayRef<Value> columns,
                                          Value address, unsigned space) {
  Type ptr = LLVM::LLVMPointerType::get(builder.getContext(), space);
  Value base = LLVM::IntToPtrOp::create(builder, loc, ptr, address);
  Value slot = LLVM::GEPOp::create(builder, loc, ptr, builder.getI8Type(), base,
                                   ArrayRef<LLVM::GEPArg>{slotOffset});
  SmallVector<Value> begins;
  for (size_t i = 0; i < wires.size(); ++i)
    begins.push_back(
        LLVM::GEPOp::create(builder, loc, ptr, builder.getI8Type(), slot,
                            ArrayRef<LLVM::GEPArg>{columns[FirstWire + i]}));
  return begins;
}

//===----------------------------------------------------------------------===//
// For a CPU
//===----------------------------------------------------------------------===//

Value HookedReduce::loadWire(unsigned wire, Value from, Value at) {
  // What LLVM has no type for it has bits of.
  Type type = wires[wire], stored = type;
  if (!LLVM::isCompatibleType(type))
    stored = builder.getIntegerType(type.getIntOrFloatBitWidth());
  Value position =
      arith::IndexCastOp::create(builder, loc, builder.getI64Type(), at);
  Value place = LLVM::GEPOp::create(builder, loc, from.getType(), stored, from,
                                    ArrayRef<LLVM::GEPArg>{position});
  Value value =
      LLVM::LoadOp::create(builder, loc, stored, place,
                           static_cast<unsigned>(*getElementBytes(op, type)));
  return stored == type ? value
                        : arith::BitcastOp::create(builder, loc, type, value);
}

/// Elements [low, high) of the chunk, of one block and, where the body asks, of
/// one row, of `count` sources from `firstRank` on; see RankSum.
void HookedReduce::emitPass(ArrayRef<Value> columns, Value low, Value high,
                            Value row, Value firstRank, int64_t count,
                            bool accumulate, bool last) {
  SmallVector<Value> bytes(columns);
  for (size_t i = 0; i < wires.size(); ++i)
    bytes[FirstWire + i] = arith::IndexCastOp::create(
        builder, loc, builder.getI64Type(), columns[FirstWire + i]);
  Value block = kernel.div(low, columns[BlockSize]);
  SmallVector<SmallVector<Value>> sources, shared;
  for (int64_t i = 0; i < count; ++i) {
    Value address = ranks.getSource(kernel.add(firstRank, kernel.index(i)));
    sources.push_back(getWires(bytes, address, /*space=*/0));
    shared.emplace_back(wires.size());
    for (auto [wire, isOfBlocks] : llvm::enumerate(ofBlocks))
      if (isOfBlocks)
        shared.back()[wire] = loadWire(wire, sources.back()[wire], block);
  }
  kernel.vectorLoop(low, high, [&](Value element) {
    Value place = kernel.add(columns[Shard], element);
    Value sum = accumulate ? kernel.load(shard, place) : Value();
    Value inRow = row ? row
                  : usesRows(*body)
                      ? kernel.rowOf(element, columns[Chunk], columns[Inner])
                      : kernel.index(0);
    for (auto [source, values] : llvm::zip_equal(sources, shared)) {
      SmallVector<Value> loaded(values);
      for (auto [wire, value] : llvm::enumerate(loaded))
        if (!value)
          value = loadWire(wire, source[wire], element);
      Value part = decode(loaded, inRow, validRows);
      sum = sum ? arith::AddFOp::create(builder, loc, sum, part) : part;
    }
    kernel.store(last ? ranks.scaled(sum) : sum, shard, place);
  });
}

/// All ranks' sum of elements that one pass may take.
void HookedReduce::emitRun(ArrayRef<Value> columns, Value low, Value high,
                           Value row) {
  ranks.forEachPass(
      [&](Value first, int64_t count, bool accumulate, bool last) {
        emitPass(columns, low, high, row, first, count, accumulate, last);
      });
}

/// Runs of BlockSize elements from run `first` on, cut off at element `end`.
void HookedReduce::emitBlocks(ArrayRef<Value> columns, Value first, Value last,
                              Value end) {
  kernel.loop(first, last, 1, [&](Value block) {
    Value low = kernel.mul(block, columns[BlockSize]);
    Value high = end ? end : kernel.add(low, columns[BlockSize]);
    emitRun(columns, low, high, /*row=*/Value());
  });
}

void HookedReduce::emitRows(ArrayRef<Value> columns) {
  kernel.loop(columns[Outer], [&](Value outer) {
    kernel.loop(columns[Chunk], [&](Value row) {
      Value low = kernel.mul(kernel.add(kernel.mul(outer, columns[Chunk]), row),
                             columns[Inner]);
      emitRun(columns, low, kernel.add(low, columns[Inner]), row);
    });
  });
}

/// What lies beyond the valid rows of every outer piece, and behind the chunk.
void HookedReduce::emitZeros(ArrayRef<Value> columns) {
  Value zero = kernel.zero(builder.getF32Type());
  auto clear = [&](Value low, Value high) {
    kernel.loop(low, high, 1, [&](Value element) {
      kernel.store(zero, shard, kernel.add(columns[Shard], element));
    });
  };
  Value valid = kernel.mul(validRows, columns[Inner]);
  kernel.loop(columns[Outer], [&](Value outer) {
    Value first = kernel.mul(outer, columns[Piece]);
    clear(kernel.add(first, valid), kernel.add(first, columns[Piece]));
  });
  clear(columns[Count], columns[CountAligned]);
}

void HookedReduce::emitSegment(ArrayRef<Value> columns) {
  validRows =
      kernel.loadIndex(table, kernel.add(columns[Number], kernel.index(1)));
  Value none = kernel.index(0);
  if (llvm::is_contained(ofBlocks, true)) {
    Value whole = kernel.div(columns[Count], columns[BlockSize]);
    emitBlocks(columns, none, whole, /*end=*/Value());
    Value rest = kernel.mul(whole, columns[BlockSize]);
    Value isShort = arith::CmpIOp::create(
        builder, loc, arith::CmpIPredicate::ult, rest, columns[Count]);
    Value more = arith::IndexCastUIOp::create(
        builder, loc, builder.getIndexType(),
        arith::ExtUIOp::create(builder, loc, builder.getI64Type(), isShort));
    emitBlocks(columns, whole, kernel.add(whole, more), columns[Count]);
  } else if (usesRows(*body)) {
    emitRows(columns);
  } else if (ranks.isOnePass()) {
    emitRun(columns, none, columns[Count], /*row=*/Value());
  } else {
    kernel.loop(none, columns[Count], kPassElements, [&](Value low) {
      Value high = arith::MinSIOp::create(
          builder, loc, kernel.add(low, kernel.index(kPassElements)),
          columns[Count]);
      emitRun(columns, low, high, /*row=*/Value());
    });
  }
  emitZeros(columns);
}

//===----------------------------------------------------------------------===//
// For a GPU
//===----------------------------------------------------------------------===//

/// What the slot at `address` adds to `width` elements of one block and, where
/// the body asks, of one row. Peers' memory is read with plain loads: they may
/// write to other parts of it meanwhile.
SmallVector<Value> HookedReduce::decodeElements(TileEmitter &tiles,
                                                ArrayRef<Value> columns,
                                                Value address, Value element,
                                                Value valid, int64_t width) {
  SmallVector<Value> bytes(columns);
  for (size_t i = 0; i < wires.size(); ++i)
    bytes[FirstWire + i] = tiles.toI64(columns[FirstWire + i]);
  SmallVector<SmallVector<Value>> loaded;
  for (auto [i, begin] :
       llvm::enumerate(getWires(bytes, address, /*space=*/1))) {
    if (ofBlocks[i])
      loaded.emplace_back(
          width, loadFromPointer(builder, loc, begin, wires[i],
                                 tiles.div(element, columns[BlockSize]), 1)
                     .front());
    else
      loaded.push_back(
          loadFromPointer(builder, loc, begin, wires[i], element, width));
  }
  Value row = kernel.index(0);
  if (usesRows(*body)) {
    Value passed = tiles.div(element, columns[Inner]);
    row = tiles.toIndex(tiles.sub(
        passed, tiles.mul(tiles.div(passed, columns[Chunk]), columns[Chunk])));
  }
  SmallVector<Value> parts;
  for (int64_t lane = 0; lane < width; ++lane) {
    SmallVector<Value> values;
    for (const SmallVector<Value> &wire : loaded)
      values.push_back(wire[lane]);
    parts.push_back(decode(values, row, valid));
  }
  return parts;
}

/// The sum over ranks, in rank order.
SmallVector<Value> HookedReduce::sumElements(TileEmitter &tiles,
                                             ArrayRef<Value> columns,
                                             Value element, Value valid,
                                             int64_t width) {
  return ranks.sum([&](Value address) {
    return decodeElements(tiles, columns, address, element, valid, width);
  });
}

/// `isWhole`: every rank's chunk is full.
TileClass HookedReduce::makeTiles(TileEmitter &tiles, unsigned number,
                                  int64_t width, bool isWhole) {
  TileClass result;
  result.width = width;
  result.unroll = std::max<int64_t>(1, 4 / (shards * int64_t(wires.size())));
  result.load = [=, this, &tiles](ArrayRef<Value> columns, Value element) {
    setClass(number);
    Value entry = kernel.add(tiles.toIndex(columns[Number]), kernel.index(1));
    Value rows = kernel.load(table, entry);
    Value valid =
        arith::IndexCastOp::create(builder, loc, builder.getIndexType(), rows);
    SmallVector<Value> more;
    if (waiting)
      more = loadElements(builder, loc, waiting,
                          tiles.toIndex(tiles.add(columns[Shard], element)),
                          width);
    auto withMore = [&](SmallVector<Value> sums) {
      llvm::append_range(sums, more);
      return sums;
    };
    if (isWhole)
      return withMore(sumElements(tiles, columns, element, valid, width));
    Value passed =
        tiles.mul(tiles.div(element, columns[Piece]), columns[Piece]);
    Value inside =
        arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::slt,
                              tiles.toI64(tiles.sub(element, passed)),
                              kernel.mul(rows, tiles.toI64(columns[Inner])));
    auto branch = scf::IfOp::create(
        builder, loc, SmallVector<Type>(width, builder.getF32Type()), inside,
        /*withElse=*/true);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(branch.thenBlock());
    scf::YieldOp::create(builder, loc,
                         sumElements(tiles, columns, element, valid, width));
    builder.setInsertionPointToStart(branch.elseBlock());
    scf::YieldOp::create(
        builder, loc,
        SmallVector<Value>(width, kernel.zero(builder.getF32Type())));
    return withMore(branch.getResults());
  };
  result.finish = [=, this, &tiles](ArrayRef<Value> columns, Value element,
                                    ArrayRef<Value> loaded) {
    SmallVector<Value> means = ranks.finish(loaded, width);
    storeElements(builder, loc, means, shard,
                  tiles.toIndex(tiles.add(columns[Shard], element)));
  };
  return result;
}

/// Vectors where each is of one block, and all valid or all pad on every rank.
void HookedReduce::addTiles(TileEmitter &tiles, unsigned number) {
  setClass(number);
  int64_t widest = getVectorWidth(wires);
  std::array<SmallVector<TileRun>, 4> runs; // by ragged, whole
  SmallVector<TileRun> zeros;
  for (auto [i, segment] :
       llvm::enumerate(op.getSegments()->getAsRange<SegmentAttr>())) {
    if (segment.getClassIndex() != number)
      continue;
    int64_t chunk = segment.getChunk(), inner = segment.getInner();
    bool ragged = chunk * inner % widest || segment.getBlock() % widest ||
                  (usesRows(*body) && inner % widest);
    for (int64_t rank = 0; rank < shards; ++rank)
      ragged |=
          std::clamp<int64_t>(segment.getSize() - rank * chunk, 0, chunk) *
          inner % widest;
    SmallVector<int64_t> columns = getColumns(i, segment);
    runs[2 * ragged + (segment.getSize() == shards * chunk)].push_back(
        {0, columns[Count], columns});
    zeros.push_back({columns[Count], columns[CountAligned], columns});
  }
  for (unsigned kind = 0; kind < runs.size(); ++kind) {
    TileClass made =
        makeTiles(tiles, number, kind & 2 ? 1 : widest, (kind & 1) != 0);
    made.runs = runs[kind];
    tiles.add(std::move(made));
  }
  TileClass behind;
  behind.load = [](ArrayRef<Value>, Value) { return TileClass::Values(); };
  behind.finish = [this, &tiles](ArrayRef<Value> columns, Value element,
                                 ArrayRef<Value>) {
    kernel.store(kernel.zero(builder.getF32Type()), shard,
                 tiles.toIndex(tiles.add(columns[Shard], element)));
  };
  behind.runs = zeros;
  tiles.add(std::move(behind));
}

void HookedReduce::emitTiles() {
  int64_t extent = cast<MemRefType>(shard.getType()).getNumElements();
  for (auto segment : op.getSegments()->getAsRange<SegmentAttr>())
    for (int64_t offset : segment.getWire().asArrayRef())
      extent = std::max(extent, offset + 4 * segment.getChunkElements());
  TileEmitter tiles(kernel, extent);
  for (unsigned i = 0; i < op.getClasses().size(); ++i)
    addTiles(tiles, i);
  tiles.begin();
  slotOffset = kernel.load(table, kernel.index(0));
  ranks.loadSources();
  tiles.emit();
}

FlatSymbolRefAttr HookedReduce::buildAdded() {
  if (failed(addParameters(/*addsWaiting=*/true)))
    return {};
  emitTiles();
  return FlatSymbolRefAttr::get(op.getContext(),
                                kernel.finish("reduce_unpack"));
}

LogicalResult HookedReduce::run() {
  if (failed(addParameters(/*addsWaiting=*/false)))
    return failure();
  if (context.gpu) {
    emitTiles();
  } else {
    slotOffset = kernel.load(table, kernel.index(0));
    for (unsigned i = 0; i < op.getClasses().size(); ++i) {
      setClass(i);
      SmallVector<SmallVector<int64_t>> rows;
      for (auto [number, segment] :
           llvm::enumerate(op.getSegments()->getAsRange<SegmentAttr>()))
        if (segment.getClassIndex() == i)
          rows.push_back(getColumns(number, segment));
      kernel.forEachRow(
          rows, [&](Value, ArrayRef<Value> columns) { emitSegment(columns); });
    }
  }
  OpBuilder at(op);
  kernel.launch(at, "reduce_unpack", plan::ReduceStream, op.getGroupAttr());
  return success();
}

LogicalResult fsdp::outlineHookedReduceUnpack(ReduceUnpackOp op,
                                              OutlineContext &context) {
  return HookedReduce(op, context).run();
}

FlatSymbolRefAttr fsdp::buildHookedUnpackAdded(ReduceUnpackOp op,
                                               OutlineContext &context) {
  return HookedReduce(op, context).buildAdded();
}
