//===- PackBlocks.cpp - pre hooks of block scope --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Block after block of every segment's chunk. The chunk's last block may be
// short: it has code of its own, so that loops over the others have the same
// number of turns.
//
//===----------------------------------------------------------------------===//

#include "BlockBody.h"
#include "BlockKernels.h"
#include "GPU/BlockReduce.h"
#include "StreamedElements.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include <map>

using namespace mlir;
using namespace fsdp;

SmallVector<SegmentAttr> fsdp::getSegmentsOfClass(ArrayAttr segments,
                                                  unsigned number) {
  return llvm::filter_to_vector(
      segments.getAsRange<SegmentAttr>(),
      [&](SegmentAttr segment) { return segment.getClassIndex() == number; });
}

namespace {
/// Columns of a segment: the fields below, then the state of each input, the
/// first element of each wire, the places of its statistics.
enum Column {
  Number, ///< of the segment
  Chunk,
  Inner,
  Count, ///< elements of the chunk
  CountAligned,
  BlockSize,
  WholeBlocks,
  Blocks,
  BlocksAligned,
  FirstPlace
};

class BlockPacker {
public:
  BlockPacker(const PackParts &parts, unsigned number)
      : parts(parts), op(parts.op), kernel(parts.kernel),
        body(op.getClasses()[number]),
        segments(getSegmentsOfClass(op.getSegments(), number)),
        inputs(getBodyElements(body).size()), stats(getBodyStats(body).size()),
        blockBody(kernel, body,
                  llvm::to_vector_of<Value>(getBodyElements(body))) {
    for (auto [i, type] :
         llvm::enumerate(body.front().getTerminator()->getOperandTypes())) {
      wires.push_back(type);
      (segments.front().isBlockWire(i) ? ofBlocks : ofElements).push_back(i);
    }
  }

  void emitLoops();
  /// The emitter calls `packer` later.
  static void addTiles(std::shared_ptr<BlockPacker> packer, TileEmitter &tiles);

private:
  void emitWarp(ArrayRef<Value> columns, Value block, ArrayRef<Value> loaded,
                int64_t perLane, bool isShort);
  TileClass::Values loadLane(ArrayRef<Value> columns, Value block,
                             int64_t perLane);
  static TileClass makeTiles(std::shared_ptr<BlockPacker> packer,
                             TileEmitter &tiles, int64_t perLane, bool isShort);
  SmallVector<int64_t> getColumns(SegmentAttr segment);
  SmallVector<Value> getShared(ArrayRef<Value> columns);
  SmallVector<Value> loadInputs(ArrayRef<Value> columns, Value element);
  SmallVector<Value> getArguments(ArrayRef<Value> columns,
                                  ArrayRef<Value> shared, Value element,
                                  ArrayRef<Value> loaded);
  Value getWire(ArrayRef<Value> columns, unsigned wire) {
    return columns[FirstPlace + inputs + wire];
  }
  void storeWire(ArrayRef<Value> columns, unsigned wire, Value at, Value value);
  void emitBlock(ArrayRef<Value> columns, ArrayRef<Value> shared, Value block,
                 Value count, bool isShort, ArrayRef<ElementOutput> outputs);
  void emitBlocks(ArrayRef<Value> columns, ArrayRef<Value> shared, Value from,
                  Value to, Value count, bool isShort);
  int64_t getWidest();
  int64_t getLeastBlock();
  int64_t getBlockAlignment();
  int64_t getTileBlocks();
  Value emitTiles(ArrayRef<Value> columns, ArrayRef<Value> shared);
  void emitZeros(ArrayRef<Value> columns);
  SmallVector<Value> getElements(Value block, int64_t perLane);
  void storeBlock(ArrayRef<Value> columns, Value block);
  void storeElement(ArrayRef<Value> columns, Value element,
                    ArrayRef<Value> arguments);

  const PackParts &parts;
  PackOp op;
  HookKernel &kernel;
  Region &body;
  SmallVector<SegmentAttr> segments;
  size_t inputs, stats;
  SmallVector<Type> wires;
  SmallVector<unsigned> ofElements, ofBlocks; ///< Numbers of wires.
  BlockBody blockBody;
};
} // namespace

SmallVector<int64_t> BlockPacker::getColumns(SegmentAttr segment) {
  int64_t count = segment.getChunkElements(), blocks = segment.getBlocks();
  ArrayAttr all = op.getSegments();
  int64_t number = llvm::find(all, segment) - all.begin();
  SmallVector<int64_t> columns = {number,
                                  segment.getChunk(),
                                  segment.getInner(),
                                  count,
                                  alignElements(count),
                                  segment.getBlock(),
                                  count / segment.getBlock(),
                                  blocks,
                                  alignElements(blocks)};
  for (int64_t offset : segment.getState().asArrayRef())
    columns.push_back(offset - parts.firstElement);
  for (auto [offset, type] :
       llvm::zip_equal(segment.getWire().asArrayRef(), wires))
    columns.push_back(offset / *getElementBytes(op, type));
  parts.statistics.addPlaces(segment, columns);
  return columns;
}

/// The body's arguments that do not differ within a block: valid rows and
/// statistics.
SmallVector<Value> BlockPacker::getShared(ArrayRef<Value> columns) {
  SmallVector<Value> shared(inputs + 1);
  shared.push_back(usesRows(body)
                       ? kernel.loadIndex(parts.valid, columns[Number])
                       : kernel.index(0));
  llvm::append_range(shared, parts.statistics.load(kernel, columns, stats));
  return shared;
}

SmallVector<Value> BlockPacker::loadInputs(ArrayRef<Value> columns,
                                           Value element) {
  SmallVector<Value> loaded;
  for (size_t i = 0; i < inputs; ++i)
    loaded.push_back(
        kernel.load(parts.state, kernel.add(columns[FirstPlace + i], element)));
  return loaded;
}

SmallVector<Value> BlockPacker::getArguments(ArrayRef<Value> columns,
                                             ArrayRef<Value> shared,
                                             Value element,
                                             ArrayRef<Value> loaded) {
  SmallVector<Value> arguments(shared);
  llvm::copy(loaded, arguments.begin());
  arguments[inputs] =
      usesRows(body) ? kernel.rowOf(element, columns[Chunk], columns[Inner])
                     : kernel.index(0);
  return arguments;
}

void BlockPacker::storeWire(ArrayRef<Value> columns, unsigned wire, Value at,
                            Value value) {
  kernel.store(value, kernel.viewAs(parts.slot, wires[wire]),
               kernel.add(getWire(columns, wire), at));
}

void BlockPacker::storeBlock(ArrayRef<Value> columns, Value block) {
  for (unsigned wire : ofBlocks)
    storeWire(columns, wire, block, blockBody.getShared(wire));
}

void BlockPacker::storeElement(ArrayRef<Value> columns, Value element,
                               ArrayRef<Value> arguments) {
  SmallVector<Value> values = blockBody.emitElement(arguments, ofElements);
  for (auto [wire, value] : llvm::zip_equal(ofElements, values))
    storeWire(columns, wire, element, value);
}

//===----------------------------------------------------------------------===//
// For a CPU
//===----------------------------------------------------------------------===//

/// One block of `count` elements, whose values of wire w go to element
/// `outputs[w].first` on.
void BlockPacker::emitBlock(ArrayRef<Value> columns, ArrayRef<Value> shared,
                            Value block, Value count, bool isShort,
                            ArrayRef<ElementOutput> outputs) {
  Value first = kernel.mul(block, columns[BlockSize]);
  auto arguments = [&](Value element) {
    return getArguments(columns, shared, element, loadInputs(columns, element));
  };
  blockBody.emitShared(
      shared, arguments,
      [&](ArrayRef<BlockReduction> reductions, BlockBody::Reduced reduced) {
        return reduceInLoop(kernel, first, count, reductions, reduced);
      },
      isShort);
  storeBlock(columns, block);
  auto values = [&](Value number) {
    return blockBody.emitElement(arguments(kernel.add(first, number)),
                                 ofElements);
  };
  // Those of a long block are a tile each, or several.
  int64_t alignment = getBlockAlignment();
  if (alignment >= 16 && getLeastBlock() * getWidest() >= kStreamTile)
    return emitStreamedElements(kernel, count, outputs, alignment, values);
  kernel.vectorLoop(kernel.index(0), count, [&](Value number) {
    for (auto [value, output] : llvm::zip_equal(values(number), outputs))
      kernel.store(value, kernel.viewAs(output.bytes, output.type),
                   kernel.add(output.first, number));
  });
}

/// Blocks [from, to) of `count` elements each, into the slot.
void BlockPacker::emitBlocks(ArrayRef<Value> columns, ArrayRef<Value> shared,
                             Value from, Value to, Value count, bool isShort) {
  kernel.loop(from, to, 1, [&](Value block) {
    Value first = kernel.mul(block, columns[BlockSize]);
    SmallVector<ElementOutput> outputs;
    for (unsigned wire : ofElements)
      outputs.push_back(
          {parts.slot, kernel.add(getWire(columns, wire), first), wires[wire]});
    emitBlock(columns, shared, block, count, isShort, outputs);
  });
}

static int64_t getBytes(Type type) {
  return llvm::divideCeil(type.getIntOrFloatBitWidth(), 8);
}

int64_t BlockPacker::getWidest() {
  int64_t bytes = 1;
  for (unsigned wire : ofElements)
    bytes = std::max(bytes, getBytes(wires[wire]));
  return bytes;
}

int64_t BlockPacker::getLeastBlock() {
  int64_t least = segments.front().getBlock();
  for (SegmentAttr segment : segments)
    least = std::min(least, segment.getBlock());
  return least;
}

/// Of every block's first element in every wire, in bytes.
int64_t BlockPacker::getBlockAlignment() {
  SmallVector<int64_t> offsets = {parts.alignment};
  for (SegmentAttr segment : segments)
    for (unsigned wire : ofElements)
      offsets.push_back(segment.getBlock() * getBytes(wires[wire]));
  return getStreamAlignment(offsets);
}

/// How many short blocks make a tile of whole cache lines in every wire; 0:
/// blocks are long, or of different sizes.
int64_t BlockPacker::getTileBlocks() {
  int64_t block = segments.front().getBlock();
  if (ofElements.size() > kMostStreamed ||
      llvm::any_of(segments, [&](SegmentAttr segment) {
        return segment.getBlock() != block;
      }))
    return 0;
  int64_t step = 1;
  for (unsigned wire : ofElements)
    step = std::max(step,
                    64 / getStreamAlignment({block * getBytes(wires[wire])}));
  return kStreamTile / getWidest() / block / step * step;
}

/// Blocks [0, the number that is returned), around the caches.
Value BlockPacker::emitTiles(ArrayRef<Value> columns, ArrayRef<Value> shared) {
  int64_t blocks = getTileBlocks();
  if (blocks < 2 || parts.alignment < 16)
    return kernel.index(0);
  Value tile = kernel.index(blocks);
  Value tiles = kernel.div(columns[WholeBlocks], tile);
  int64_t elements = blocks * segments.front().getBlock();
  kernel.loop(tiles, [&](Value number) {
    SmallVector<Value> scratch;
    for (size_t i = 0; i < ofElements.size(); ++i)
      scratch.push_back(kernel.scratch(i, kStreamTile));
    Value begin = kernel.mul(number, tile);
    kernel.loop(tile, [&](Value block) {
      SmallVector<ElementOutput> staged;
      for (auto [i, wire] : llvm::enumerate(ofElements))
        staged.push_back(
            {scratch[i], kernel.mul(block, columns[BlockSize]), wires[wire]});
      emitBlock(columns, shared, kernel.add(begin, block), columns[BlockSize],
                /*isShort=*/false, staged);
    });
    for (auto [i, wire] : llvm::enumerate(ofElements))
      emitStream(kernel, {parts.slot, getWire(columns, wire), wires[wire]},
                 kernel.mul(number, kernel.index(elements)), elements,
                 scratch[i], parts.alignment);
  });
  return kernel.mul(tiles, tile);
}

/// Wires' elements up to the next wire's begin.
void BlockPacker::emitZeros(ArrayRef<Value> columns) {
  for (auto [wire, type] : llvm::enumerate(wires)) {
    bool perBlock = llvm::is_contained(ofBlocks, wire);
    kernel.loop(columns[perBlock ? Blocks : Count],
                columns[perBlock ? BlocksAligned : CountAligned], 1,
                [&](Value element) {
                  storeWire(columns, wire, element, kernel.zero(type));
                });
  }
}

void BlockPacker::emitLoops() {
  SmallVector<SmallVector<int64_t>> rows;
  bool anyShort = false;
  for (SegmentAttr segment : segments) {
    rows.push_back(getColumns(segment));
    anyShort |= segment.getChunkElements() % segment.getBlock() != 0;
  }
  kernel.forEachRow(rows, [&](Value, ArrayRef<Value> columns) {
    SmallVector<Value> shared = getShared(columns);
    Value begin = emitTiles(columns, shared);
    emitBlocks(columns, shared, begin, columns[WholeBlocks], columns[BlockSize],
               /*isShort=*/false);
    if (anyShort) {
      Value whole = kernel.mul(columns[WholeBlocks], columns[BlockSize]);
      emitBlocks(columns, shared, columns[WholeBlocks], columns[Blocks],
                 kernel.sub(columns[Count], whole), /*isShort=*/true);
    }
    emitZeros(columns);
  });
}

void fsdp::emitPackBlocks(const PackParts &parts, unsigned number) {
  BlockPacker(parts, number).emitLoops();
}

//===----------------------------------------------------------------------===//
// For a GPU
//===----------------------------------------------------------------------===//

/// Blocks that a warp holds in registers; longer ones are read again.
static constexpr int64_t kMostPerLane = 8;

static Value getLane(HookKernel &kernel) {
  OpBuilder &builder = kernel.getBuilder();
  Value thread =
      gpu::ThreadIdOp::create(builder, kernel.getLoc(), gpu::Dimension::x);
  return arith::RemUIOp::create(builder, kernel.getLoc(), thread,
                                kernel.index(kWarpThreads));
}

/// This thread's elements of a whole block of `perLane` for each thread.
SmallVector<Value> BlockPacker::getElements(Value block, int64_t perLane) {
  Value first = kernel.add(
      kernel.mul(block, kernel.index(perLane * kWarpThreads)), getLane(kernel));
  SmallVector<Value> elements;
  for (int64_t i = 0; i < perLane; ++i)
    elements.push_back(kernel.add(first, kernel.index(i * kWarpThreads)));
  return elements;
}

TileClass::Values BlockPacker::loadLane(ArrayRef<Value> columns, Value block,
                                        int64_t perLane) {
  TileClass::Values loaded;
  for (Value element : getElements(block, perLane))
    llvm::append_range(loaded, loadInputs(columns, element));
  return loaded;
}

/// A block by a warp: out of registers that were `loaded`, or in loops.
void BlockPacker::emitWarp(ArrayRef<Value> columns, Value block,
                           ArrayRef<Value> loaded, int64_t perLane,
                           bool isShort) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  SmallVector<Value> shared = getShared(columns);
  SmallVector<Value> elements = getElements(block, perLane);
  auto arguments = [&](Value element) {
    auto *known = llvm::find(elements, element);
    if (known == elements.end())
      return getArguments(columns, shared, element,
                          loadInputs(columns, element));
    size_t number = known - elements.begin();
    return getArguments(columns, shared, element,
                        loaded.slice(number * inputs, inputs));
  };
  Value lane = getLane(kernel);
  Value first = kernel.mul(block, columns[BlockSize]);
  Value count =
      isShort ? kernel.sub(columns[Count], first) : columns[BlockSize];
  blockBody.emitShared(
      shared, arguments,
      [&](ArrayRef<BlockReduction> reductions, BlockBody::Reduced reduced) {
        return perLane ? reduceInWarp(kernel, elements, reductions, reduced)
                       : reduceInWarp(kernel, lane, first, count, reductions,
                                      reduced);
      },
      isShort);
  for (Value element : elements)
    storeElement(columns, element, arguments(element));
  if (!perLane)
    kernel.loop(kernel.add(first, lane), kernel.add(first, count), kWarpThreads,
                [&](Value element) {
                  storeElement(columns, element, arguments(element));
                });
  Value isFirst = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                        lane, kernel.index(0));
  auto branch = scf::IfOp::create(builder, loc, isFirst, /*withElse=*/false);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  storeBlock(columns, block);
}

static SmallVector<Value> toIndices(TileEmitter &tiles,
                                    ArrayRef<Value> columns) {
  return llvm::map_to_vector(
      columns, [&](Value column) { return tiles.toIndex(column); });
}

/// The elements of a tile's runs are blocks.
TileClass BlockPacker::makeTiles(std::shared_ptr<BlockPacker> packer,
                                 TileEmitter &tiles, int64_t perLane,
                                 bool isShort) {
  TileClass result;
  result.lanes = kWarpThreads;
  result.unroll = perLane ? std::max<int64_t>(1, 4 / perLane) : 1;
  result.load = [=, &tiles](ArrayRef<Value> columns, Value block) {
    return packer->loadLane(toIndices(tiles, columns), tiles.toIndex(block),
                            perLane);
  };
  result.finish = [=, &tiles](ArrayRef<Value> columns, Value block,
                              ArrayRef<Value> loaded) {
    packer->emitWarp(toIndices(tiles, columns), tiles.toIndex(block), loaded,
                     perLane, isShort);
  };
  return result;
}

void BlockPacker::addTiles(std::shared_ptr<BlockPacker> packer,
                           TileEmitter &tiles) {
  std::map<int64_t, SmallVector<TileRun>> whole; // by elements of a thread
  SmallVector<TileRun> rest, zeros[2];
  for (SegmentAttr segment : packer->segments) {
    SmallVector<int64_t> columns = packer->getColumns(segment);
    int64_t perLane = segment.getBlock() % kWarpThreads
                          ? 0
                          : segment.getBlock() / kWarpThreads;
    whole[perLane > kMostPerLane ? 0 : perLane].push_back(
        {0, columns[WholeBlocks], columns});
    rest.push_back({columns[WholeBlocks], columns[Blocks], columns});
    zeros[0].push_back({columns[Count], columns[CountAligned], columns});
    zeros[1].push_back({columns[Blocks], columns[BlocksAligned], columns});
  }
  auto add = [&](TileClass made, ArrayRef<TileRun> runs) {
    llvm::append_range(made.runs, runs);
    tiles.add(std::move(made));
  };
  for (auto &[perLane, runs] : whole)
    add(makeTiles(packer, tiles, perLane, /*isShort=*/false), runs);
  add(makeTiles(packer, tiles, /*perLane=*/0, /*isShort=*/true), rest);
  for (bool perBlock : {false, true}) {
    TileClass made;
    made.load = [](ArrayRef<Value>, Value) { return TileClass::Values(); };
    made.finish = [=, &tiles](ArrayRef<Value> columns, Value element,
                              ArrayRef<Value>) {
      for (unsigned wire : perBlock ? packer->ofBlocks : packer->ofElements)
        packer->storeWire(toIndices(tiles, columns), wire,
                          tiles.toIndex(element),
                          packer->kernel.zero(packer->wires[wire]));
    };
    add(std::move(made), zeros[perBlock]);
  }
}

void fsdp::addPackBlockTiles(const PackParts &parts, TileEmitter &tiles,
                             unsigned number) {
  BlockPacker::addTiles(std::make_shared<BlockPacker>(parts, number), tiles);
}
