//===- PackBlocks.cpp - pre hooks of block scope --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Block after block of every segment's chunk. The chunk's last block may be
// short: it has code of its own, so that loops over the others have the same
// number of turns.
//
//===----------------------------------------------------------------------===//

#include "BlockLoops.h"
#include "BlockPacker.h"
#include "StreamedElements.h"

using namespace mlir;
using namespace fsdp;

SmallVector<SegmentAttr> fsdp::getSegmentsOfClass(ArrayAttr segments,
                                                  unsigned number) {
  return llvm::filter_to_vector(
      segments.getAsRange<SegmentAttr>(),
      [&](SegmentAttr segment) { return segment.getClassIndex() == number; });
}

BlockPacker::BlockPacker(const PackParts &parts, unsigned number)
    : parts(parts), kernel(parts.kernel), body(parts.classes[number]),
      segments(getSegmentsOfClass(parts.segments, number)),
      inputs(getBodyElements(body).size()), stats(getBodyStats(body).size()),
      blockBody(kernel, body,
                llvm::to_vector_of<Value>(getBodyElements(body))) {
  for (auto [i, type] :
       llvm::enumerate(body.front().getTerminator()->getOperandTypes())) {
    wires.push_back(type);
    (segments.front().isBlockWire(i) ? ofBlocks : ofElements).push_back(i);
  }
}

SmallVector<int64_t> BlockPacker::getColumns(SegmentAttr segment) {
  int64_t count = segment.getChunkElements(), blocks = segment.getBlocks();
  int64_t number = llvm::find(parts.segments, segment) - parts.segments.begin();
  SmallVector<int64_t> columns = {number,
                                  segment.getChunk(),
                                  segment.getInner(),
                                  count,
                                  alignElements(count),
                                  segment.getBlock(),
                                  count / segment.getBlock(),
                                  blocks,
                                  alignElements(blocks)};
  parts.addPlaces(segment, columns);
  return columns;
}

SmallVector<Value> BlockPacker::getShared(ArrayRef<Value> columns) {
  SmallVector<Value> shared(inputs + 1);
  shared.push_back(usesRows(body)
                       ? parts.loadValid(columns[Number], columns, shard)
                       : kernel.index(0));
  llvm::append_range(shared, parts.statistics.load(kernel, columns, stats));
  return shared;
}

SmallVector<Value> BlockPacker::loadInputs(ArrayRef<Value> columns,
                                           Value element) {
  SmallVector<Value> loaded;
  for (size_t i = 0; i < inputs; ++i)
    loaded.push_back(kernel.load(parts.getState(body.getArgument(i).getType()),
                                 kernel.add(columns[FirstPlace + i], element)));
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

//===----------------------------------------------------------------------===//
// For a CPU
//===----------------------------------------------------------------------===//

namespace {
class LoopPacker : public BlockPacker {
public:
  using BlockPacker::BlockPacker;
  void emitLoops();

private:
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
  void emitSegment(ArrayRef<Value> columns, bool anyShort);
};
} // namespace

/// One block of `count` elements, whose values of wire w go to element
/// `outputs[w].first` on.
void LoopPacker::emitBlock(ArrayRef<Value> columns, ArrayRef<Value> shared,
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
void LoopPacker::emitBlocks(ArrayRef<Value> columns, ArrayRef<Value> shared,
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

int64_t LoopPacker::getWidest() {
  int64_t bytes = 1;
  for (unsigned wire : ofElements)
    bytes = std::max(bytes, getBytes(wires[wire]));
  return bytes;
}

int64_t LoopPacker::getLeastBlock() {
  int64_t least = segments.front().getBlock();
  for (SegmentAttr segment : segments)
    least = std::min(least, segment.getBlock());
  return least;
}

/// Of every block's first element in every wire, in bytes.
int64_t LoopPacker::getBlockAlignment() {
  SmallVector<int64_t> offsets = {parts.alignment};
  for (SegmentAttr segment : segments)
    for (unsigned wire : ofElements)
      offsets.push_back(segment.getBlock() * getBytes(wires[wire]));
  return getStreamAlignment(offsets);
}

/// How many short blocks make a tile of whole cache lines in every wire; 0:
/// blocks are long, or of different sizes.
int64_t LoopPacker::getTileBlocks() {
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
Value LoopPacker::emitTiles(ArrayRef<Value> columns, ArrayRef<Value> shared) {
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
void LoopPacker::emitZeros(ArrayRef<Value> columns) {
  for (auto [wire, type] : llvm::enumerate(wires)) {
    bool perBlock = llvm::is_contained(ofBlocks, wire);
    kernel.loop(columns[perBlock ? Blocks : Count],
                columns[perBlock ? BlocksAligned : CountAligned], 1,
                [&](Value element) {
                  storeWire(columns, wire, element, kernel.zero(type));
                });
  }
}

void LoopPacker::emitSegment(ArrayRef<Value> columns, bool anyShort) {
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
}

void LoopPacker::emitLoops() {
  SmallVector<SmallVector<int64_t>> rows;
  bool anyShort = false;
  for (SegmentAttr segment : segments) {
    rows.push_back(getColumns(segment));
    anyShort |= segment.getChunkElements() % segment.getBlock() != 0;
  }
  kernel.forEachRow(rows, [&](Value, ArrayRef<Value> row) {
    parts.forEachSlot([&](Value slot) {
      shard = slot;
      emitSegment(parts.getPlaces(row, FirstPlace, body, shard), anyShort);
    });
  });
}

void fsdp::emitPackBlocks(const PackParts &parts, unsigned number) {
  LoopPacker(parts, number).emitLoops();
}
