//===- LongBlockTiles.cpp - pre hooks of long blocks on a GPU -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A block of the hook that is longer than a block of threads keeps in registers
// is cut into parts of kSumPart elements. Within the one launch there is a
// stage of tiles for every level of reductions and one that encodes, a tile for
// each part in each. Tiles store what they reduced, count, and the last one to
// count combines what all stored, and counts once more; the next stage's wait
// for that, and count, too. So a count of a level goes
//
//   0 ... parts (reduced) ... parts + 1 (combined) ... 2 parts, then 0 again:
//
// the last that waited brings it back to zero for the next launch. That those
// who are waited for run is the order of numbers (TileClass::stage): a block
// takes its number when it starts, and waits for lower ones alone, which have
// started before and wait for lower ones yet; the lowest wait for nobody. It
// needs no cooperative launch, and no number of blocks that fit at once.
//
//===----------------------------------------------------------------------===//

#include "../BlockLoops.h"
#include "BlockReduce.h"
#include "DeviceCells.h"
#include "VectorPacker.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include <map>

using namespace mlir;
using namespace fsdp;

/// Parts of a unit, in which stages follow each other: more than are at work at
/// the same time, so that nobody waits for long, and few enough for a cache to
/// have them still when they are read again (16 MiB of f32).
static constexpr int64_t kUnitParts = 512;

//===----------------------------------------------------------------------===//
// BlockCells
//===----------------------------------------------------------------------===//

void BlockCells::declare(HookKernel &kernel, StringRef stem) {
  OpBuilder &builder = kernel.getBuilder();
  memory = memref::GetGlobalOp::create(
      builder, kernel.getLoc(), MemRefType::get({words}, builder.getI32Type()),
      kernel.getLibrary().internCells(stem, words));
}

Value BlockCells::takeNumber(HookKernel &kernel, int64_t count) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  Value number = makeShared(builder, loc, {1}, builder.getI32Type());
  Value thread = gpu::ThreadIdOp::create(builder, loc, gpu::Dimension::x);
  Value isFirst = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                        thread, kernel.index(0));
  auto branch = scf::IfOp::create(builder, loc, isFirst,
                                  /*withElseRegion=*/false);
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(branch.thenBlock());
    Value mine = DeviceCells(kernel, memory)
                     .countUp(kernel.index(0), kernel.index(count - 1));
    kernel.store(mine, number, kernel.index(0));
  }
  gpu::BarrierOp::create(builder, loc);
  return arith::IndexCastUIOp::create(builder, loc, builder.getIndexType(),
                                      kernel.load(number, kernel.index(0)));
}

//===----------------------------------------------------------------------===//
// LongBlockPacker
//===----------------------------------------------------------------------===//

namespace {
/// A tile's columns: how many parts a block has, the segment's first word, then
/// the segment's.
enum LongColumn { Parts, FirstWord, NumLongColumns };

class LongBlockPacker : public VectorPacker {
public:
  LongBlockPacker(const PackParts &parts, unsigned number, TileEmitter &tiles,
                  BlockCells &memory)
      : VectorPacker(parts, number, tiles), memory(memory),
        levels(blockBody.getLevels()) {
    for (unsigned level = 1; level <= levels; ++level) {
      firstReduction.push_back(numReductions);
      numReductions += blockBody.getReductions(level).size();
    }
  }

  /// The emitter calls `packer` later.
  static void addTiles(std::shared_ptr<LongBlockPacker> packer,
                       ArrayRef<SegmentAttr> segments);

private:
  using Reductions = ArrayRef<BlockReduction>;

  SmallVector<TileRun> getRuns(ArrayRef<int64_t> columns, int64_t from,
                               int64_t to);
  static TileClass makeTiles(std::shared_ptr<LongBlockPacker> packer,
                             int64_t width, bool isShort, unsigned stage);
  void begin(ArrayRef<Value> tileColumns, Value part, bool isShort);
  void waitFor(unsigned level);
  void emitLevel(unsigned level, int64_t width, bool isShort);
  void publish(unsigned level, Reductions reductions, Values values);
  Value arriveLast(Value counter);
  Values combineParts(Reductions reductions, unsigned level);
  Values combineThreads(Reductions reductions, Values values);
  void emitElements(int64_t width, bool isShort);
  void storePart(int64_t width, ArrayRef<Value> shared);
  Values loadResults(Reductions reductions, unsigned level);

  // Words of the block.
  Value getCounter(unsigned level) {
    return kernel.add(words, kernel.index(level - 1));
  }
  Value getResult(unsigned level, size_t i) {
    return kernel.add(words,
                      kernel.index(levels + firstReduction[level - 1] + i));
  }
  Value getPartial(unsigned level, size_t i, Value part) {
    Value row =
        kernel.mul(kernel.index(firstReduction[level - 1] + i), partCount);
    return kernel.add(kernel.add(kernel.add(words, row), part),
                      kernel.index(levels + numReductions));
  }
  /// All words of a block of `count` parts.
  int64_t countWords(int64_t count) const {
    return levels + numReductions * (1 + count);
  }
  void storeWord(DeviceCells cells, Value value, Value place);
  Value loadWord(DeviceCells cells, Value place, Type type);

  BlockCells &memory;
  unsigned levels;
  int64_t numReductions = 0;
  SmallVector<int64_t> firstReduction; ///< By level.
  // Of the tile that is emitted: the segment's columns, which block and part,
  // its words, the part's first element and the block's end.
  Values columns;
  Value block, part, partCount, words, first, end, thread;
};
} // namespace

void LongBlockPacker::begin(ArrayRef<Value> tileColumns, Value number,
                            bool isShort) {
  columns = toIndices(tileColumns.drop_front(NumLongColumns));
  partCount = tiles.toIndex(tileColumns[Parts]);
  number = tiles.toIndex(number);
  block = kernel.div(number, partCount);
  part = kernel.sub(number, kernel.mul(block, partCount));
  Value begins = kernel.mul(block, columns[BlockSize]);
  first = kernel.add(begins, kernel.mul(part, kernel.index(kSumPart)));
  end = isShort ? columns[Count] : kernel.add(begins, columns[BlockSize]);
  Value place = block;
  if (shard)
    place = kernel.add(place, kernel.mul(shard, columns[Blocks]));
  Value stride = kernel.add(kernel.mul(partCount, kernel.index(numReductions)),
                            kernel.index(countWords(0)));
  words = kernel.add(tiles.toIndex(tileColumns[FirstWord]),
                     kernel.mul(place, stride));
  thread = getThread(kBlockThreads);
  inputsOf.clear();
}

//===----------------------------------------------------------------------===//
// Words
//===----------------------------------------------------------------------===//

void LongBlockPacker::storeWord(DeviceCells cells, Value value, Value place) {
  OpBuilder &builder = kernel.getBuilder();
  cells.store(builder.createOrFold<arith::BitcastOp>(
                  kernel.getLoc(), builder.getI32Type(), value),
              place);
}

Value LongBlockPacker::loadWord(DeviceCells cells, Value place, Type type) {
  OpBuilder &builder = kernel.getBuilder();
  return builder.createOrFold<arith::BitcastOp>(
      kernel.getLoc(), type, cells.load(place, builder.getI32Type()));
}

/// What the tiles of a level made, for every thread.
void LongBlockPacker::waitFor(unsigned level) {
  onlyIf(isZero(thread), [&] {
    DeviceCells cells(kernel, memory.getMemory());
    cells.waitFor(getCounter(level), kernel.add(partCount, kernel.index(1)));
    cells.countUp(getCounter(level), kernel.mul(partCount, kernel.index(2)));
  });
  gpu::BarrierOp::create(kernel.getBuilder(), kernel.getLoc());
}

SmallVector<Value> LongBlockPacker::loadResults(Reductions reductions,
                                                unsigned level) {
  Values results;
  for (auto [i, reduction] : llvm::enumerate(reductions))
    results.push_back(loadWord({kernel, memory.getMemory()},
                               getResult(level, i),
                               reduction.initial.getType()));
  return results;
}

/// Counts, by thread 0; whether all other parts were counted before.
Value LongBlockPacker::arriveLast(Value counter) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  Value flag = makeShared(builder, loc, {1}, builder.getI32Type());
  onlyIf(isZero(thread), [&] {
    Value before =
        DeviceCells(kernel, memory.getMemory())
            .countUp(counter, kernel.mul(partCount, kernel.index(2)));
    Value others =
        arith::IndexCastUIOp::create(builder, loc, builder.getI32Type(),
                                     kernel.sub(partCount, kernel.index(1)));
    kernel.store(kernel.sub(others, before), flag, kernel.index(0));
  });
  gpu::BarrierOp::create(builder, loc);
  return isZero(kernel.load(flag, kernel.index(0)));
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

/// The part's, of what its threads have.
SmallVector<Value> LongBlockPacker::combineThreads(Reductions reductions,
                                                   Values values) {
  for (auto [reduction, value] : llvm::zip_equal(reductions, values))
    value =
        reduceBlock(kernel.getBuilder(), kernel.getLoc(), thread, kBlockThreads,
                    value, [&](OpBuilder &, Value a, Value b) {
                      return reduction.combine(kernel, a, b);
                    });
  return values;
}

/// The block's, of all its parts: a sum in the lanes of a warp, which all warps
/// make; anything else by all threads.
SmallVector<Value> LongBlockPacker::combineParts(Reductions reductions,
                                                 unsigned level) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  Value lane = getThread(kWarpThreads);
  Values results;
  for (auto [i, reduction] : llvm::enumerate(reductions)) {
    bool sums = reduction.kind == BlockCombine::Sum;
    auto loop = scf::ForOp::create(
        builder, loc, sums ? lane : thread, partCount,
        kernel.index(sums ? kWarpThreads : kBlockThreads), reduction.initial);
    {
      OpBuilder::InsertionGuard guard(builder);
      builder.setInsertionPointToStart(loop.getBody());
      Value made = loadWord({kernel, memory.getMemory()},
                            getPartial(level, i, loop.getInductionVar()),
                            reduction.initial.getType());
      scf::YieldOp::create(
          builder, loc,
          reduction.combine(kernel, loop.getRegionIterArg(0), made));
    }
    Values value = {loop.getResult(0)};
    Reductions alone = reductions.slice(i, 1);
    results.push_back((sums ? reduceOverWarp(kernel, alone, value)
                            : combineThreads(alone, value))
                          .front());
  }
  return results;
}

/// What the part has of a level, and from whoever is last the block's.
void LongBlockPacker::publish(unsigned level, Reductions reductions,
                              Values values) {
  DeviceCells cells(kernel, memory.getMemory());
  onlyIf(isZero(thread), [&] {
    for (auto [i, value] : llvm::enumerate(values))
      storeWord(cells, value, getPartial(level, i, part));
  });
  onlyIf(arriveLast(getCounter(level)), [&] {
    Values results = combineParts(reductions, level);
    onlyIf(isZero(thread), [&] {
      for (auto [i, value] : llvm::enumerate(results))
        storeWord(cells, value, getResult(level, i));
      cells.countUp(getCounter(level), kernel.mul(partCount, kernel.index(2)));
    });
  });
}

void LongBlockPacker::emitLevel(unsigned level, int64_t width, bool isShort) {
  if (level > 1)
    waitFor(level - 1);
  Values shared = getShared(columns);
  auto arguments = [&](Value element) {
    return getHeld(columns, shared, element);
  };
  // Threads have neighbours of four, in as few loads as can be.
  auto loadElements = [&](Value element, int64_t count) {
    Values elements;
    for (int64_t step = std::min(width, count), i = 0; i < count; i += step) {
      Value at = kernel.add(element, kernel.index(i));
      llvm::append_range(elements, hold(at, load(columns, at, step), step));
    }
    return elements;
  };
  unsigned current = 0;
  blockBody.emitShared(
      shared, arguments,
      [&](Reductions reductions, BlockBody::Reduced reduced) {
        if (++current < level)
          return loadResults(reductions, current);
        Values values = combineThreads(
            reductions, reduceThreadPart(kernel, thread, first, end, reductions,
                                         loadElements, reduced));
        publish(level, reductions, values);
        return values;
      },
      isShort, level);
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

/// A whole part, of which a thread loads several vectors before it encodes one.
void LongBlockPacker::storePart(int64_t width, ArrayRef<Value> shared) {
  int64_t vectors = kSumPart / kBlockThreads / width;
  int64_t together = std::clamp<int64_t>(
      kInFlight / llvm::PowerOf2Ceil(countLoads(width)), 1, vectors);
  kernel.loop(kernel.index(vectors / together), [&](Value turn) {
    Value vector = kernel.add(
        kernel.mul(turn, kernel.index(together * kBlockThreads)), thread);
    Value begins = kernel.add(first, kernel.mul(vector, kernel.index(width)));
    SmallVector<Values> loaded;
    auto getPlace = [&](int64_t i) {
      return kernel.add(begins, kernel.index(i * kBlockThreads * width));
    };
    for (int64_t i = 0; i < together; ++i)
      loaded.push_back(load(columns, getPlace(i), width));
    for (auto [i, values] : llvm::enumerate(loaded))
      storeElements(columns, shared, hold(getPlace(i), values, width));
  });
}

void LongBlockPacker::emitElements(int64_t width, bool isShort) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  waitFor(levels);
  Values shared = getShared(columns);
  unsigned current = 0;
  blockBody.emitShared(
      shared, [&](Value element) { return getHeld(columns, shared, element); },
      [&](Reductions reductions, BlockBody::Reduced) {
        return loadResults(reductions, ++current);
      },
      isShort);
  Value isWhole =
      arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ule,
                            kernel.add(first, kernel.index(kSumPart)), end);
  auto branch = scf::IfOp::create(builder, loc, isWhole, /*withElse=*/true);
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(branch.thenBlock());
    storePart(width, shared);
    builder.setInsertionPointToStart(branch.elseBlock());
    kernel.loop(kernel.add(first, thread), end, kBlockThreads,
                [&](Value element) {
                  Values loaded = load(columns, element, 1);
                  storeElements(columns, shared, hold(element, loaded, 1));
                });
  }
  if (!ofBlocks.empty())
    onlyIf(isZero(kernel.add(part, thread)),
           [&] { storeBlock(columns, block); });
}

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

/// Stages from 0 on reduce, the one behind them encodes. The elements of a
/// tile's runs are parts.
TileClass LongBlockPacker::makeTiles(std::shared_ptr<LongBlockPacker> packer,
                                     int64_t width, bool isShort,
                                     unsigned stage) {
  TileClass result;
  result.lanes = kBlockThreads;
  result.stage = stage;
  result.load = [](ArrayRef<Value>, Value) { return TileClass::Values(); };
  result.finish = [=](ArrayRef<Value> columns, Value part, ArrayRef<Value>) {
    packer->begin(columns, part, isShort);
    if (stage < packer->levels)
      packer->emitLevel(stage + 1, width, isShort);
    else
      packer->emitElements(width, isShort);
  };
  return result;
}

/// The parts of a segment's blocks [from, to), unit by unit, each of whole
/// blocks; the same for every stage.
SmallVector<TileRun> LongBlockPacker::getRuns(ArrayRef<int64_t> columns,
                                              int64_t from, int64_t to) {
  int64_t count = columns[Parts];
  int64_t together = std::max<int64_t>(1, kUnitParts / count);
  SmallVector<TileRun> runs;
  for (; from < to; from += together)
    runs.push_back({from * count, std::min(from + together, to) * count,
                    SmallVector<int64_t>(columns), memory.addUnit()});
  return runs;
}

void LongBlockPacker::addTiles(std::shared_ptr<LongBlockPacker> packer,
                               ArrayRef<SegmentAttr> segments) {
  std::map<std::pair<int64_t, bool>, SmallVector<TileRun>> kinds;
  int64_t copies = std::max<int64_t>(1, packer->parts.shards);
  for (SegmentAttr segment : segments) {
    int64_t count = llvm::divideCeil(segment.getBlock(), kSumPart);
    int64_t blocks = segment.getBlocks(), width = packer->getWidth(segment);
    int64_t whole = segment.getChunkElements() / segment.getBlock();
    SmallVector<int64_t> columns = {
        count, packer->memory.add(blocks * copies * packer->countWords(count))};
    llvm::append_range(columns, packer->getColumns(segment));
    llvm::append_range(kinds[{width, false}],
                       packer->getRuns(columns, 0, whole));
    llvm::append_range(kinds[{width, true}],
                       packer->getRuns(columns, whole, blocks));
  }
  for (auto &[kind, runs] : kinds)
    for (unsigned stage = 0; stage <= packer->levels; ++stage) {
      TileClass made = makeTiles(packer, kind.first, kind.second, stage);
      made.runs = runs;
      packer->tiles.add(std::move(made));
    }
}

void fsdp::addLongBlockTiles(const PackParts &parts, TileEmitter &tiles,
                             unsigned number, ArrayRef<SegmentAttr> segments,
                             BlockCells &cells) {
  LongBlockPacker::addTiles(
      std::make_shared<LongBlockPacker>(parts, number, tiles, cells), segments);
}
