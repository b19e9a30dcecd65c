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
#include "StreamedElements.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

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
  void addTiles(TileEmitter &tiles);

private:
  SmallVector<int64_t> getColumns(SegmentAttr segment);
  SmallVector<Value> getShared(ArrayRef<Value> columns);
  SmallVector<Value> getArguments(ArrayRef<Value> columns,
                                  ArrayRef<Value> shared, Value element);
  Value getWire(ArrayRef<Value> columns, unsigned wire) {
    return columns[FirstPlace + inputs + wire];
  }
  void storeWire(ArrayRef<Value> columns, unsigned wire, Value at, Value value);
  void emitBlocks(ArrayRef<Value> columns, Value from, Value to, Value count,
                  bool isShort);
  void emitZeros(ArrayRef<Value> columns);

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

SmallVector<Value> BlockPacker::getArguments(ArrayRef<Value> columns,
                                             ArrayRef<Value> shared,
                                             Value element) {
  SmallVector<Value> arguments(shared);
  for (size_t i = 0; i < inputs; ++i)
    arguments[i] =
        kernel.load(parts.state, kernel.add(columns[FirstPlace + i], element));
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

//===----------------------------------------------------------------------===//
// For a CPU
//===----------------------------------------------------------------------===//

/// Blocks [from, to) of `count` elements each.
void BlockPacker::emitBlocks(ArrayRef<Value> columns, Value from, Value to,
                             Value count, bool isShort) {
  SmallVector<Value> shared = getShared(columns);
  auto arguments = [&](Value element) {
    return getArguments(columns, shared, element);
  };
  kernel.loop(from, to, 1, [&](Value block) {
    Value first = kernel.mul(block, columns[BlockSize]);
    blockBody.emitShared(
        shared, arguments,
        [&](ArrayRef<BlockReduction> reductions, BlockBody::Reduced reduced) {
          return reduceInLoop(kernel, first, count, reductions, reduced);
        },
        isShort);
    for (unsigned wire : ofBlocks)
      storeWire(columns, wire, block, blockBody.getShared(wire));
    kernel.loop(first, kernel.add(first, count), 1, [&](Value element) {
      SmallVector<Value> values =
          blockBody.emitElement(arguments(element), ofElements);
      for (auto [wire, value] : llvm::zip_equal(ofElements, values))
        storeWire(columns, wire, element, value);
    });
  });
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
    emitBlocks(columns, kernel.index(0), columns[WholeBlocks],
               columns[BlockSize], /*isShort=*/false);
    if (anyShort) {
      Value whole = kernel.mul(columns[WholeBlocks], columns[BlockSize]);
      emitBlocks(columns, columns[WholeBlocks], columns[Blocks],
                 kernel.sub(columns[Count], whole), /*isShort=*/true);
    }
    emitZeros(columns);
  });
}

void fsdp::emitPackBlocks(const PackParts &parts, unsigned number) {
  BlockPacker(parts, number).emitLoops();
}
