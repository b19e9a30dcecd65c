//===- UnpackBlocks.cpp - post hooks of block scope -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Block after block of every rank's slot, where blocks begin anew with each
// segment. A block's elements are one run of the full tensor, or several where
// it is sharded along an inner dimension: one in each outer piece.
//
//===----------------------------------------------------------------------===//

#include "BlockKernels.h"
#include "BlockLoops.h"
#include "GPU/BlockReduce.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace fsdp;

namespace {
/// Columns of a segment: the fields below, then the byte of each wire, the
/// first element of each full tensor, the places of its statistics.
enum Column {
  Chunk,
  Inner,
  Size,
  Piece, ///< elements of the chunk that are one run of the full tensor
  Count, ///< elements of the chunk
  BlockSize,
  WholeBlocks,
  Blocks,
  FirstPlace
};

class BlockUnpacker {
public:
  BlockUnpacker(const UnpackParts &parts, unsigned number)
      : parts(parts), op(parts.op), kernel(parts.kernel),
        builder(kernel.getBuilder()), loc(kernel.getLoc()),
        body(op.getClasses()[number]),
        segments(getSegmentsOfClass(op.getSegments(), number)),
        wires(TypeRange(getBodyElements(body))),
        fulls(body.front().getTerminator()->getOperandTypes()),
        stats(getBodyStats(body).size()),
        blockBody(kernel, body,
                  getVaryingWires(body, segments.front().getBlockWires())) {
    for (unsigned i = 0; i < fulls.size(); ++i)
      yields.push_back(i);
  }

  void emitLoops();
  /// The emitter calls `unpacker` later.
  static void addTiles(std::shared_ptr<BlockUnpacker> unpacker,
                       TileEmitter &tiles, const Value &slot);

private:
  SmallVector<int64_t> getColumns(SegmentAttr segment);
  void beginRank(ArrayRef<Value> columns, Value number, Value slot);
  void emitRank(ArrayRef<Value> columns, bool anyShort);
  void emitWarp(ArrayRef<Value> columns, Value block, bool isShort);
  void storeElement(ArrayRef<Value> columns, ArrayRef<Value> arguments,
                    Value element, Value place);
  void emitBlocks(ArrayRef<Value> columns, Value from, Value to, Value count,
                  bool isShort);
  void emitRun(ArrayRef<Value> columns, BlockBody::Arguments arguments,
               Value from, Value to, Value place);
  SmallVector<Value> getShared(ArrayRef<Value> columns, Value block);
  SmallVector<Value> getArguments(ArrayRef<Value> columns,
                                  ArrayRef<Value> shared, Value element);
  Value loadWire(unsigned wire, Value at);
  bool isBlockWire(unsigned wire) { return segments.front().isBlockWire(wire); }

  const UnpackParts &parts;
  UnpackOp op;
  HookKernel &kernel;
  OpBuilder &builder;
  Location loc;
  Region &body;
  SmallVector<SegmentAttr> segments;
  SmallVector<Type> wires, fulls;
  size_t stats;
  SmallVector<unsigned> yields; ///< All of them.
  BlockBody blockBody;
  // Of the rank whose slot is read.
  SmallVector<Value> sources, sharedByRank;
  Value rank;
  bool hasOuter = false;
};
} // namespace

SmallVector<int64_t> BlockUnpacker::getColumns(SegmentAttr segment) {
  int64_t count = segment.getChunkElements();
  SmallVector<int64_t> columns = {segment.getChunk(),
                                  segment.getInner(),
                                  segment.getSize(),
                                  segment.getChunk() * segment.getInner(),
                                  count,
                                  segment.getBlock(),
                                  count / segment.getBlock(),
                                  segment.getBlocks()};
  llvm::append_range(columns, segment.getWire().asArrayRef());
  for (auto [offset, type] :
       llvm::zip_equal(segment.getFull().asArrayRef(), fulls))
    columns.push_back((offset - parts.firstByte) / *getElementBytes(op, type));
  parts.statistics.addPlaces(segment, columns);
  return columns;
}

Value BlockUnpacker::loadWire(unsigned wire, Value at) {
  // What LLVM has no type for it has bits of.
  Type type = wires[wire], stored = type;
  if (!LLVM::isCompatibleType(type))
    stored = builder.getIntegerType(type.getIntOrFloatBitWidth());
  Value position =
      arith::IndexCastOp::create(builder, loc, builder.getI64Type(), at);
  Value place =
      LLVM::GEPOp::create(builder, loc, sources[wire].getType(), stored,
                          sources[wire], ArrayRef<LLVM::GEPArg>{position});
  Value value =
      LLVM::LoadOp::create(builder, loc, stored, place,
                           static_cast<unsigned>(*getElementBytes(op, type)));
  return stored == type ? value
                        : arith::BitcastOp::create(builder, loc, type, value);
}

/// The body's arguments that do not differ within `block`.
SmallVector<Value> BlockUnpacker::getShared(ArrayRef<Value> columns,
                                            Value block) {
  SmallVector<Value> shared(sharedByRank);
  for (unsigned i = 0; i < wires.size(); ++i)
    if (isBlockWire(i))
      shared[i] = loadWire(i, block);
  return shared;
}

SmallVector<Value> BlockUnpacker::getArguments(ArrayRef<Value> columns,
                                               ArrayRef<Value> shared,
                                               Value element) {
  SmallVector<Value> arguments(shared);
  for (unsigned i = 0; i < wires.size(); ++i)
    if (!isBlockWire(i))
      arguments[i] = loadWire(i, element);
  arguments[wires.size()] =
      usesRows(body) ? kernel.rowOf(element, columns[Chunk], columns[Inner])
                     : kernel.index(0);
  return arguments;
}

/// Elements [from, to) of the wires, of the block that was begun, to the
/// element of the full tensors that many behind `place`.
void BlockUnpacker::emitRun(ArrayRef<Value> columns,
                            BlockBody::Arguments arguments, Value from,
                            Value to, Value place) {
  kernel.vectorLoop(from, to, [&](Value element) {
    storeElement(columns, arguments(element), element, place);
  });
}

void BlockUnpacker::storeElement(ArrayRef<Value> columns,
                                 ArrayRef<Value> arguments, Value element,
                                 Value place) {
  SmallVector<Value> values = blockBody.emitElement(arguments, yields);
  for (auto [i, value] : llvm::enumerate(values)) {
    Value first = kernel.add(columns[FirstPlace + wires.size() + i], place);
    kernel.store(value, kernel.viewAs(parts.dest, fulls[i]),
                 kernel.add(first, element));
  }
}

/// Blocks [from, to) of `count` elements each.
void BlockUnpacker::emitBlocks(ArrayRef<Value> columns, Value from, Value to,
                               Value count, bool isShort) {
  kernel.loop(from, to, 1, [&](Value block) {
    Value first = kernel.mul(block, columns[BlockSize]);
    Value end = kernel.add(first, count), piece = columns[Piece];
    SmallVector<Value> shared = getShared(columns, block);
    auto arguments = [&](Value element) {
      return getArguments(columns, shared, element);
    };
    blockBody.emitShared(
        shared, arguments,
        [&](ArrayRef<BlockReduction> reductions, BlockBody::Reduced reduced) {
          return reduceInLoop(kernel, first, count, reductions, reduced);
        },
        isShort);
    if (!hasOuter)
      return emitRun(columns, arguments, first, end, kernel.mul(rank, piece));
    // Element e of outer piece o lies (o * (shards - 1) + rank) pieces on.
    Value last = kernel.sub(end, kernel.index(1));
    Value outerEnd = kernel.add(kernel.div(last, piece), kernel.index(1));
    kernel.loop(kernel.div(first, piece), outerEnd, 1, [&](Value outer) {
      Value begin = kernel.mul(outer, piece);
      Value from = arith::MaxUIOp::create(builder, loc, first, begin);
      Value to =
          arith::MinUIOp::create(builder, loc, end, kernel.add(begin, piece));
      Value pieces =
          kernel.add(kernel.mul(outer, kernel.index(parts.shards - 1)), rank);
      emitRun(columns, arguments, from, to, kernel.mul(pieces, piece));
    });
  });
}

/// What follows reads `slot`, that of rank `number`.
void BlockUnpacker::beginRank(ArrayRef<Value> columns, Value number,
                              Value slot) {
  rank = number;
  sources.clear();
  for (Value offset : columns.slice(FirstPlace, wires.size())) {
    Value bytes =
        arith::IndexCastOp::create(builder, loc, builder.getI64Type(), offset);
    sources.push_back(LLVM::GEPOp::create(builder, loc, slot.getType(),
                                          builder.getI8Type(), slot,
                                          ArrayRef<LLVM::GEPArg>{bytes}));
  }
  sharedByRank.assign(wires.size() + 1, Value());
  sharedByRank.push_back(
      usesRows(body) ? kernel.validRowsOf(rank, columns[Size], columns[Chunk])
                     : kernel.index(0));
  llvm::append_range(sharedByRank,
                     parts.statistics.load(kernel, columns, stats));
}

void BlockUnpacker::emitRank(ArrayRef<Value> columns, bool anyShort) {
  emitBlocks(columns, kernel.index(0), columns[WholeBlocks], columns[BlockSize],
             /*isShort=*/false);
  if (!anyShort)
    return;
  Value whole = kernel.mul(columns[WholeBlocks], columns[BlockSize]);
  emitBlocks(columns, columns[WholeBlocks], columns[Blocks],
             kernel.sub(columns[Count], whole), /*isShort=*/true);
}

void BlockUnpacker::emitLoops() {
  Type ptr = LLVM::LLVMPointerType::get(builder.getContext());
  for (bool outerPieces : {false, true}) {
    hasOuter = outerPieces;
    SmallVector<SmallVector<int64_t>> rows;
    bool anyShort = false;
    for (SegmentAttr segment : segments) {
      if ((segment.getOuter() > 1) != outerPieces)
        continue;
      rows.push_back(getColumns(segment));
      anyShort |= segment.getChunkElements() % segment.getBlock() != 0;
    }
    if (rows.empty())
      continue;
    kernel.forEachRow(rows, [&](Value, ArrayRef<Value> columns) {
      kernel.loop(kernel.index(parts.shards), [&](Value number) {
        Value address = kernel.load(parts.pointers, number);
        beginRank(columns, number,
                  LLVM::IntToPtrOp::create(builder, loc, ptr, address));
        emitRank(columns, anyShort);
      });
    });
  }
}

void fsdp::emitUnpackBlocks(const UnpackParts &parts, unsigned number) {
  BlockUnpacker(parts, number).emitLoops();
}

//===----------------------------------------------------------------------===//
// For a GPU
//===----------------------------------------------------------------------===//

/// A block by a warp; only posts that reduce need one.
void BlockUnpacker::emitWarp(ArrayRef<Value> columns, Value block,
                             bool isShort) {
  Value thread = gpu::ThreadIdOp::create(builder, loc, gpu::Dimension::x);
  Value lane =
      arith::RemUIOp::create(builder, loc, thread, kernel.index(kWarpThreads));
  Value first = kernel.mul(block, columns[BlockSize]);
  Value count =
      isShort ? kernel.sub(columns[Count], first) : columns[BlockSize];
  SmallVector<Value> shared = getShared(columns, block);
  auto arguments = [&](Value element) {
    return getArguments(columns, shared, element);
  };
  blockBody.emitShared(
      shared, arguments,
      [&](ArrayRef<BlockReduction> reductions, BlockBody::Reduced reduced) {
        return reduceInWarp(kernel, lane, first, count, reductions, reduced);
      },
      isShort);
  kernel.loop(kernel.add(first, lane), kernel.add(first, count), kWarpThreads,
              [&](Value element) {
                Value piece = columns[Piece];
                Value pieces =
                    kernel.add(kernel.mul(kernel.div(element, piece),
                                          kernel.index(parts.shards - 1)),
                               rank);
                storeElement(columns, arguments(element), element,
                             kernel.mul(pieces, piece));
              });
}

/// The elements of a tile's runs are blocks.
void BlockUnpacker::addTiles(std::shared_ptr<BlockUnpacker> unpacker,
                             TileEmitter &tiles, const Value &slot) {
  for (bool isShort : {false, true}) {
    TileClass made;
    made.lanes = kWarpThreads;
    made.load = [](ArrayRef<Value>, Value) { return TileClass::Values(); };
    made.finish = [=, &tiles, &slot](ArrayRef<Value> columns, Value block,
                                     ArrayRef<Value>) {
      SmallVector<Value> indices = llvm::map_to_vector(
          columns, [&](Value column) { return tiles.toIndex(column); });
      unpacker->beginRank(indices, tiles.toIndex(tiles.getCopy()), slot);
      unpacker->emitWarp(indices, tiles.toIndex(block), isShort);
    };
    for (SegmentAttr segment : unpacker->segments) {
      SmallVector<int64_t> columns = unpacker->getColumns(segment);
      made.runs.push_back({isShort ? columns[WholeBlocks] : 0,
                           columns[isShort ? Blocks : WholeBlocks], columns});
    }
    tiles.add(std::move(made));
  }
}

void fsdp::addUnpackBlockTiles(const UnpackParts &parts, TileEmitter &tiles,
                               unsigned number, const Value &slot) {
  BlockUnpacker::addTiles(std::make_shared<BlockUnpacker>(parts, number), tiles,
                          slot);
}
