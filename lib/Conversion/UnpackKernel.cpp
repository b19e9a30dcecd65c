//===- UnpackKernel.cpp - every post hook of a group as one kernel --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "BlockKernels.h"
#include "GPU/VectorAccess.h"
#include "StreamedElements.h"
#include "fsdp/Schedule/WireLayout.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace fsdp;

/// What is written from here on is out of the caches before it is read: about
/// the last-level cache of a server CPU.
static constexpr int64_t kStreamedBytes = int64_t(32) << 20;

namespace {
/// For every segment and source rank r: decodes r's wire elements to the rows
/// [r * chunk, (r + 1) * chunk) of the full tensor. Full tensors are stored
/// padded, so that every rank's chunk is whole.
class UnpackOutliner {
public:
  UnpackOutliner(UnpackOp op, OutlineContext &context)
      : op(op), context(context), kernel(context.library, op.getLoc()), at(op),
        shards(context.getShards(op.getGroup())) {}
  LogicalResult run();

private:
  LogicalResult check();
  int64_t getPieceAlignment();
  void addParameters();
  void emitClass(unsigned number);
  void emitPiece(Region &body, ArrayRef<Value> sources, ArrayRef<Value> full,
                 ArrayRef<Value> stats, Value from, Value to, Value count,
                 Value row, Value valid);
  void emitTiles();
  void addTiles(TileEmitter &tiles, unsigned number);
  TileClass makeTiles(TileEmitter &tiles, unsigned number, int64_t width,
                      bool hasOuter);
  SmallVector<Value> loadWires(TileEmitter &tiles, SegmentAttr segment,
                               ArrayRef<Type> wires, ArrayRef<Value> columns,
                               Value element, int64_t width);

  UnpackOp op;
  OutlineContext &context;
  HookKernel kernel;
  OpBuilder at;
  int64_t shards;
  int64_t firstByte = 0; ///< Of the unsharded buffer that the kernel writes.
  int64_t alignment = 0; ///< Of every rank's piece, in bytes.
  bool streamed = false; ///< Around the caches.
  Value pointers, dest;
  Value slot; ///< Of the rank that a block reads, on a GPU.
  StatisticsOperand statistics;
};
} // namespace

/// Types of the wires that a body reads.
static SmallVector<Type> getWires(Region &body) {
  return llvm::to_vector(TypeRange(getBodyElements(body)));
}

LogicalResult UnpackOutliner::check() {
  if (op.getSegments().empty() || !op.getDest())
    return op.emitOpError() << "has no segments or no destination, expected an "
                               "unpack on memrefs";
  for (Region &body : op.getClasses()) {
    SmallVector<Type> types = getWires(body);
    if (body.getNumArguments() != types.size() + 2 + getBodyStats(body).size())
      return op.emitOpError() << "has a class with " << body.getNumArguments()
                              << " arguments, expected its wires' elements, "
                                 "the row and the valid rows";
    llvm::append_range(types, body.front().getTerminator()->getOperandTypes());
    for (Type type : types)
      if (failed(getElementBytes(op, type)))
        return failure();
  }
  return success();
}

/// Of every rank's piece of every tensor.
int64_t UnpackOutliner::getPieceAlignment() {
  SmallVector<int64_t> offsets;
  for (auto segment : op.getSegments().getAsRange<SegmentAttr>()) {
    llvm::append_range(offsets, segment.getFull().asArrayRef());
    Region &body = op.getClasses()[segment.getClassIndex()];
    for (Type type : body.front().getTerminator()->getOperandTypes())
      offsets.push_back(segment.getChunk() * segment.getInner() *
                        *getElementBytes(op, type));
  }
  return getStreamAlignment(offsets);
}

void UnpackOutliner::addParameters() {
  int64_t low = std::numeric_limits<int64_t>::max(), high = 0;
  int64_t wireLow = low, wireHigh = 0;
  for (auto segment : op.getSegments().getAsRange<SegmentAttr>()) {
    Region &body = op.getClasses()[segment.getClassIndex()];
    int64_t count = segment.getChunkElements();
    for (auto [i, offset, type] :
         llvm::enumerate(segment.getWire().asArrayRef(), getWires(body))) {
      wireLow = std::min(wireLow, offset);
      wireHigh = std::max(wireHigh, offset + segment.getWireElements(i) *
                                                 *getElementBytes(op, type));
    }
    for (auto [offset, type] :
         llvm::zip_equal(segment.getFull().asArrayRef(),
                         body.front().getTerminator()->getOperandTypes())) {
      low = std::min(low, offset);
      high =
          std::max(high, offset + count * shards * *getElementBytes(op, type));
    }
  }
  // Sources are passed even where no wire is read.
  if (wireHigh == 0)
    wireLow = 0, wireHigh = kWireAlignment;
  firstByte = low;
  alignment = getPieceAlignment();
  streamed = !context.gpu && high - low >= kStreamedBytes && alignment >= 16;
  pointers =
      kernel.addSources(op.getSources(), shards, {wireLow, wireHigh - wireLow});
  Type i8 = kernel.getBuilder().getI8Type();
  dest = kernel.addBuffer(op.getDest(), MemRefType::get({high - low}, i8),
                          {low, high - low}, plan::Write);
  statistics = StatisticsOperand(kernel, op.getStats(), op.getSegments());
}

/// `count` elements, from element `from` of the wires to element `to` of the
/// full tensors.
void UnpackOutliner::emitPiece(Region &body, ArrayRef<Value> sources,
                               ArrayRef<Value> full, ArrayRef<Value> stats,
                               Value from, Value to, Value count, Value row,
                               Value valid) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  Type ptr = LLVM::LLVMPointerType::get(builder.getContext());
  SmallVector<Type> wires = getWires(body);
  auto values = [&](Value element) {
    SmallVector<Value> args;
    Value position = arith::IndexCastOp::create(
        builder, loc, builder.getI64Type(), kernel.add(from, element));
    for (auto [source, type] : llvm::zip_equal(sources, wires)) {
      // What LLVM has no type for it has bits of.
      Type stored = type;
      if (!LLVM::isCompatibleType(type))
        stored = builder.getIntegerType(type.getIntOrFloatBitWidth());
      Value place = LLVM::GEPOp::create(builder, loc, ptr, stored, source,
                                        ArrayRef<LLVM::GEPArg>{position});
      Value value = LLVM::LoadOp::create(
          builder, loc, stored, place,
          static_cast<unsigned>(*getElementBytes(op, type)));
      if (stored != type)
        value = arith::BitcastOp::create(builder, loc, type, value);
      args.push_back(value);
    }
    args.push_back(row);
    args.push_back(valid);
    llvm::append_range(args, stats);
    return kernel.inlineBody(body, args);
  };
  SmallVector<ElementOutput> outputs;
  for (auto [offset, type] :
       llvm::zip_equal(full, body.front().getTerminator()->getOperandTypes()))
    outputs.push_back({dest, kernel.add(offset, to), type});
  if (streamed && !usesRows(body))
    emitStreamedElements(kernel, count, outputs, alignment, values);
  else
    emitElements(kernel, kernel.index(0), count, outputs, values);
}

void UnpackOutliner::emitClass(unsigned number) {
  Region &body = op.getClasses()[number];
  SmallVector<Type> wires = getWires(body);
  auto fullTypes = body.front().getTerminator()->getOperandTypes();
  SmallVector<SmallVector<int64_t>> rows;
  for (auto segment : op.getSegments().getAsRange<SegmentAttr>()) {
    if (segment.getClassIndex() != number)
      continue;
    SmallVector<int64_t> row = {
        segment.getOuter(), segment.getChunk(), segment.getInner(),
        segment.getChunk() * segment.getInner(), segment.getSize()};
    llvm::append_range(row, segment.getWire().asArrayRef());
    for (auto [offset, type] :
         llvm::zip_equal(segment.getFull().asArrayRef(), fullTypes))
      row.push_back((offset - firstByte) / *getElementBytes(op, type));
    statistics.addPlaces(segment, row);
    rows.push_back(row);
  }
  bool byRow = usesRows(body);
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  Type ptr = LLVM::LLVMPointerType::get(builder.getContext());
  kernel.forEachRow(rows, [&](Value, ArrayRef<Value> columns) {
    ArrayRef<Value> offsets = columns.slice(5, wires.size());
    ArrayRef<Value> full = columns.slice(5 + wires.size(), fullTypes.size());
    SmallVector<Value> stats =
        statistics.load(kernel, columns, getBodyStats(body).size());
    kernel.loop(kernel.index(shards), [&](Value rank) {
      Value address = kernel.load(pointers, rank);
      Value slot = LLVM::IntToPtrOp::create(builder, loc, ptr, address);
      SmallVector<Value> sources;
      for (Value offset : offsets) {
        Value bytes = arith::IndexCastOp::create(builder, loc,
                                                 builder.getI64Type(), offset);
        sources.push_back(LLVM::GEPOp::create(builder, loc, ptr,
                                              builder.getI8Type(), slot,
                                              ArrayRef<LLVM::GEPArg>{bytes}));
      }
      kernel.loop(columns[0], [&](Value outer) {
        Value from = kernel.mul(outer, columns[3]);
        Value piece = kernel.add(kernel.mul(outer, kernel.index(shards)), rank);
        Value to = kernel.mul(piece, columns[3]);
        Value none = kernel.index(0);
        if (!byRow) {
          emitPiece(body, sources, full, stats, from, to, columns[3], none,
                    none);
          return;
        }
        // Rows of the source rank that hold data: size - rank * chunk, clamped.
        Value rest = arith::SubIOp::create(builder, loc, columns[4],
                                           kernel.mul(rank, columns[1]));
        Value valid = arith::MinSIOp::create(
            builder, loc, arith::MaxSIOp::create(builder, loc, rest, none),
            columns[1]);
        kernel.loop(columns[1], [&](Value row) {
          Value skip = kernel.mul(row, columns[2]);
          emitPiece(body, sources, full, stats, kernel.add(from, skip),
                    kernel.add(to, skip), columns[2], row, valid);
        });
      });
    });
  });
}

//===----------------------------------------------------------------------===//
// For a GPU
//===----------------------------------------------------------------------===//

/// A peer may write its other slots meanwhile, so these are plain loads. Of a
/// wire of blocks all elements of a vector have the same. `segment` is one of
/// the class.
SmallVector<Value> UnpackOutliner::loadWires(TileEmitter &tiles,
                                             SegmentAttr segment,
                                             ArrayRef<Type> wires,
                                             ArrayRef<Value> columns,
                                             Value element, int64_t width) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  SmallVector<Value> loaded;
  for (auto [i, type] : llvm::enumerate(wires)) {
    Value offset = tiles.toI64(columns[5 + i]);
    Value wire =
        LLVM::GEPOp::create(builder, loc, slot.getType(), builder.getI8Type(),
                            slot, ArrayRef<LLVM::GEPArg>{offset});
    if (segment.isBlockWire(i))
      loaded.append(width, loadFromPointer(builder, loc, wire, type,
                                           tiles.div(element, columns[4]), 1)
                               .front());
    else
      llvm::append_range(
          loaded, loadFromPointer(builder, loc, wire, type, element, width));
  }
  return loaded;
}

/// Columns: chunk, inner, size, elements of a piece and of a block, byte offset
/// of each wire, element offset of each full tensor, places of the statistics
/// and, prepared, these themselves. Element e of rank r's wire is element
/// e + (e / piece * (shards - 1) + r) * piece of the full tensor.
TileClass UnpackOutliner::makeTiles(TileEmitter &tiles, unsigned number,
                                    int64_t width, bool hasOuter) {
  TileClass result;
  Region &body = op.getClasses()[number];
  SegmentAttr segment = getSegmentsOfClass(op.getSegments(), number).front();
  SmallVector<Type> wires = getWires(body);
  result.width = width;
  result.unroll = std::max<int64_t>(1, 4 / std::max<size_t>(1, wires.size()));
  size_t stats = getBodyStats(body).size();
  result.prepare = [=, this](ArrayRef<Value> columns) {
    return statistics.load(kernel, columns, stats);
  };
  result.load = [=, this, &tiles](ArrayRef<Value> columns, Value element) {
    return loadWires(tiles, segment, wires, columns, element, width);
  };
  result.finish = [=, this, &tiles, &body](ArrayRef<Value> columns,
                                           Value element,
                                           ArrayRef<Value> loaded) {
    OpBuilder &builder = kernel.getBuilder();
    Location loc = kernel.getLoc();
    Value row = kernel.index(0), valid = row;
    if (usesRows(body)) {
      Value passed = tiles.div(element, columns[1]);
      row = tiles.toIndex(tiles.sub(
          passed, tiles.mul(tiles.div(passed, columns[0]), columns[0])));
      Value rest = arith::SubIOp::create(
          builder, loc, tiles.toIndex(columns[2]),
          tiles.toIndex(tiles.mul(tiles.getCopy(), columns[0])));
      valid = arith::MinSIOp::create(
          builder, loc,
          arith::MaxSIOp::create(builder, loc, rest, kernel.index(0)),
          tiles.toIndex(columns[0]));
    }
    Value pieces = tiles.getCopy();
    if (hasOuter)
      pieces = tiles.add(pieces, tiles.mul(tiles.div(element, columns[3]),
                                           tiles.constant(shards - 1)));
    Value to = tiles.add(element, tiles.mul(pieces, columns[3]));
    auto types = body.front().getTerminator()->getOperandTypes();
    SmallVector<SmallVector<Value>> results(types.size());
    for (int64_t lane = 0; lane < width; ++lane) {
      SmallVector<Value> args;
      for (size_t i = 0; i < wires.size(); ++i)
        args.push_back(loaded[i * width + lane]);
      args.append({row, valid});
      llvm::append_range(args, columns.take_back(stats));
      for (auto [i, value] : llvm::enumerate(kernel.inlineBody(body, args)))
        results[i].push_back(value);
    }
    for (auto [type, values, offset] : llvm::zip_equal(
             types, results, columns.slice(5 + wires.size(), types.size())))
      storeElements(builder, loc, values, kernel.viewAs(dest, type),
                    tiles.toIndex(tiles.add(offset, to)));
  };
  return result;
}

/// Vectors where every piece, hence every rank's part, is aligned.
void UnpackOutliner::addTiles(TileEmitter &tiles, unsigned number) {
  Region &body = op.getClasses()[number];
  SmallVector<Type> types = getWires(body);
  auto fullTypes = body.front().getTerminator()->getOperandTypes();
  llvm::append_range(types, fullTypes);
  int64_t width = getVectorWidth(types);
  TileClass classes[2][2];
  for (bool ragged : {false, true})
    for (bool hasOuter : {false, true})
      classes[ragged][hasOuter] =
          makeTiles(tiles, number, ragged ? 1 : width, hasOuter);
  for (SegmentAttr segment : getSegmentsOfClass(op.getSegments(), number)) {
    int64_t piece = segment.getChunk() * segment.getInner();
    SmallVector<int64_t> columns = {segment.getChunk(), segment.getInner(),
                                    segment.getSize(), piece,
                                    segment.getBlock()};
    llvm::append_range(columns, segment.getWire().asArrayRef());
    for (auto [offset, type] :
         llvm::zip_equal(segment.getFull().asArrayRef(), fullTypes))
      columns.push_back((offset - firstByte) / *getElementBytes(op, type));
    statistics.addPlaces(segment, columns);
    bool ragged = piece % width || segment.getBlock() % width ||
                  (usesRows(body) && segment.getInner() % width);
    classes[ragged][segment.getOuter() > 1].runs.push_back(
        {0, segment.getOuter() * piece, columns});
  }
  for (auto &row : classes)
    for (TileClass &tileClass : row)
      tiles.add(std::move(tileClass));
}

void UnpackOutliner::emitTiles() {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  TileEmitter tiles(kernel, cast<MemRefType>(dest.getType()).getNumElements(),
                    shards);
  UnpackParts parts{op, kernel, shards, pointers, dest, firstByte, statistics};
  for (unsigned i = 0; i < op.getClasses().size(); ++i) {
    if (getSegmentsOfClass(op.getSegments(), i).empty())
      continue;
    if (op.getClasses()[i].front().getOps<BlockReduceOp>().empty())
      addTiles(tiles, i);
    else
      addUnpackBlockTiles(parts, tiles, i, slot);
  }
  tiles.begin();
  Value address = kernel.load(pointers, tiles.toIndex(tiles.getCopy()));
  Type global = LLVM::LLVMPointerType::get(builder.getContext(), 1);
  slot = LLVM::IntToPtrOp::create(builder, loc, global, address);
  tiles.emit();
}

LogicalResult UnpackOutliner::run() {
  if (failed(check()))
    return failure();
  addParameters();
  if (context.gpu)
    emitTiles();
  UnpackParts parts{op, kernel, shards, pointers, dest, firstByte, statistics};
  for (unsigned i = 0; i < op.getClasses().size() && !context.gpu; ++i) {
    if (isOfBlocks(op.getSegments(), op.getClasses(), i))
      emitUnpackBlocks(parts, i);
    else
      emitClass(i);
  }
  if (streamed)
    emitStreamFence(kernel);
  kernel.launch(at, "unpack", plan::ComputeStream, op.getGroupAttr());
  return success();
}

LogicalResult fsdp::outlineUnpack(UnpackOp op, OutlineContext &context) {
  return UnpackOutliner(op, context).run();
}
