//===- PackBlockTiles.cpp - pre hooks of block scope on a GPU -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A team of threads shares the elements of a block, in vectors of 16 bytes of
// the narrowest type: part of a warp for a short block, all threads of a tile
// for a longer one. What a thread has of a block stays in its registers, unless
// it is too much; then it is read again for each loop over the block. The
// longest ones have many blocks of threads each (LongBlockTiles.cpp).
//
//===----------------------------------------------------------------------===//

#include "../BlockLoops.h"
#include "BlockReduce.h"
#include "VectorPacker.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include <map>

using namespace mlir;
using namespace fsdp;

namespace {

/// How a block is shared.
struct BlockTeam {
  int64_t threads; ///< A power of two up to a warp's, or kBlockThreads.
  int64_t width;   ///< Elements of a vector.
  int64_t vectors; ///< In a thread's registers; 0: read as often as needed.

  bool operator<(const BlockTeam &other) const {
    return std::tie(threads, width, vectors) <
           std::tie(other.threads, other.width, other.vectors);
  }
  /// Threads that take every branch together.
  int64_t getLanes() const { return std::max(threads, kWarpThreads); }
  /// Blocks that those do at the same time.
  int64_t getBlocks() const { return getLanes() / threads; }
};

class TeamPacker : public VectorPacker {
public:
  using VectorPacker::VectorPacker;

  /// The emitter calls `packer` later.
  static void addTiles(std::shared_ptr<TeamPacker> packer, unsigned number,
                       BlockCells &cells);

private:
  /// Gets the elements of a vector that is loaded, and carried values.
  using VectorBody =
      llvm::function_ref<Values(ArrayRef<Value> elements, Values carried)>;

  bool isLong(SegmentAttr segment);
  BlockTeam chooseTeam(SegmentAttr segment);
  static TileClass makeTiles(std::shared_ptr<TeamPacker> packer, BlockTeam team,
                             bool isShort);
  static TileClass makeZeros(std::shared_ptr<TeamPacker> packer, bool perBlock);
  void begin(Columns columns, Value block, BlockTeam chosen, bool isShort);
  Value getMine();
  Value getVector(int64_t number);
  Values forEachVector(Columns columns, Values initial, VectorBody body);
  Values combine(ArrayRef<BlockReduction> reductions, Values values);
  void emit(Columns columns, ArrayRef<Value> loaded, bool isShort);

  // Of the block that is emitted: who shares it, this thread's number among
  // those, its number, its elements.
  BlockTeam team = {};
  Value member, number, first, end;
  SmallVector<Values> held; ///< Vectors, their elements.
};

} // namespace

/// Elements that the threads of a tile keep in registers.
static constexpr int64_t kMostHeld = 64 * kBlockThreads;

/// Whether more than one block of threads shares each of the segment's.
bool TeamPacker::isLong(SegmentAttr segment) {
  return segment.getBlock() > (hasSums() ? kSumPart : kMostHeld);
}

/// The threads that hold a block's vectors: as many as there are up to a
/// warp's, then a warp's up to four vectors a thread, then all.
BlockTeam TeamPacker::chooseTeam(SegmentAttr segment) {
  int64_t block = segment.getBlock();
  // Which lane adds what of a sum is defined.
  bool sums = hasSums();
  int64_t width = sums ? 1 : getWidth(segment);
  auto fits = [&](int64_t threads) {
    int64_t vectors = block / width / threads;
    bool all = vectors * width * threads == block;
    int64_t most = kMostHeld / kBlockThreads;
    return all && vectors * width * int64_t(inputs) <= most && vectors <= 8
               ? vectors
               : 0;
  };
  constexpr int64_t kLeastWidth = 4;
  while (width > kLeastWidth && block / width < kWarpThreads &&
         !llvm::isPowerOf2_64(block / width))
    width /= 2;
  int64_t vectors = block / width;
  if (width > 1 && vectors <= kWarpThreads && llvm::isPowerOf2_64(vectors))
    return {vectors, width, 1};
  bool byWarp = sums || width == 1 || vectors <= 4 * kWarpThreads;
  int64_t threads = byWarp ? kWarpThreads : kBlockThreads;
  // Narrower ones may be as many for every thread.
  int64_t widest = width;
  while (!byWarp && !fits(threads) && width > kLeastWidth)
    width /= 2;
  if (!fits(threads))
    width = widest;
  return {threads, width, fits(threads)};
}

/// What follows is about `block`.
void TeamPacker::begin(Columns columns, Value block, BlockTeam chosen,
                       bool isShort) {
  team = chosen;
  member = getThread(team.threads);
  number = block;
  if (team.getBlocks() > 1)
    number = kernel.add(
        block, kernel.div(getThread(kWarpThreads), kernel.index(team.threads)));
  Value size = team.vectors
                   ? kernel.index(team.threads * team.width * team.vectors)
                   : columns[BlockSize];
  first = kernel.mul(number, size);
  end = isShort ? columns[Count] : kernel.add(first, size);
  held.clear();
  inputsOf.clear();
}

/// The first element that is this thread's.
Value TeamPacker::getMine() {
  return kernel.add(first, kernel.mul(member, kernel.index(team.width)));
}

/// That of one of its vectors.
Value TeamPacker::getVector(int64_t number) {
  return kernel.add(getMine(),
                    kernel.index(number * team.threads * team.width));
}

SmallVector<Value> TeamPacker::forEachVector(Columns columns, Values carried,
                                             VectorBody body) {
  if (team.vectors) {
    for (ArrayRef<Value> elements : held)
      carried = body(elements, carried);
    return carried;
  }
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  auto loop =
      scf::ForOp::create(builder, loc, getMine(), end,
                         kernel.index(team.threads * team.width), carried);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  Value begin = loop.getInductionVar();
  Values next = body(hold(begin, load(columns, begin, team.width), team.width),
                     Values(loop.getRegionIterArgs()));
  if (!next.empty())
    scf::YieldOp::create(builder, loc, next);
  return Values(loop.getResults());
}

/// What all threads of the team have, for each of them.
SmallVector<Value> TeamPacker::combine(ArrayRef<BlockReduction> reductions,
                                       Values values) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  for (auto [reduction, value] : llvm::zip_equal(reductions, values)) {
    auto both = [&](OpBuilder &, Value a, Value b) {
      return reduction.combine(kernel, a, b);
    };
    value = team.threads == kBlockThreads
                ? reduceBlock(builder, loc, member, team.threads, value, both)
                : reduceWarp(builder, loc, value, both, team.threads);
  }
  return values;
}

/// The block that was begun, of which `loaded` is what registers hold.
void TeamPacker::emit(Columns columns, ArrayRef<Value> loaded, bool isShort) {
  int64_t ofVector = team.width * inputs;
  for (int64_t i = 0; i < team.vectors; ++i)
    held.push_back(
        hold(getVector(i), loaded.slice(i * ofVector, ofVector), team.width));
  Values same = getShared(columns);
  auto arguments = [&](Value element) {
    return getHeld(columns, same, element);
  };
  blockBody.emitShared(
      same, arguments,
      [&](ArrayRef<BlockReduction> reductions, BlockBody::Reduced reduced) {
        Values initial;
        for (const BlockReduction &reduction : reductions)
          initial.push_back(reduction.initial);
        return combine(
            reductions,
            forEachVector(
                columns, initial, [&](ArrayRef<Value> elements, Values so) {
                  for (Value element : elements)
                    for (auto [reduction, value, next] :
                         llvm::zip_equal(reductions, so, reduced(element)))
                      value = reduction.combine(kernel, value, next);
                  return so;
                }));
      },
      isShort);
  forEachVector(columns, {}, [&](ArrayRef<Value> elements, Values) {
    storeElements(columns, same, elements);
    return Values();
  });
  if (!ofBlocks.empty())
    onlyIf(isZero(member), [&] { storeBlock(columns, number); });
}

/// The elements of a tile's runs are blocks.
TileClass TeamPacker::makeTiles(std::shared_ptr<TeamPacker> packer,
                                BlockTeam team, bool isShort) {
  TileClass result;
  result.width = team.getBlocks();
  result.lanes = team.getLanes();
  int64_t loads = team.vectors * packer->countLoads(team.width);
  result.unroll = team.vectors && team.threads <= kWarpThreads
                      ? std::clamp<int64_t>(kInFlight / 2 / loads, 1, 4)
                      : 1;
  result.load = [=](ArrayRef<Value> columns, Value block) {
    Values indices = packer->toIndices(columns), loaded;
    packer->begin(indices, packer->tiles.toIndex(block), team, isShort);
    for (int64_t i = 0; i < team.vectors; ++i)
      llvm::append_range(
          loaded, packer->load(indices, packer->getVector(i), team.width));
    return loaded;
  };
  result.finish = [=](ArrayRef<Value> columns, Value block,
                      ArrayRef<Value> loaded) {
    Values indices = packer->toIndices(columns);
    packer->begin(indices, packer->tiles.toIndex(block), team, isShort);
    packer->emit(indices, loaded, isShort);
  };
  return result;
}

/// Wires' elements up to the next wire's begin.
TileClass TeamPacker::makeZeros(std::shared_ptr<TeamPacker> packer,
                                bool perBlock) {
  TileClass result;
  result.load = [](ArrayRef<Value>, Value) { return TileClass::Values(); };
  result.finish = [=](ArrayRef<Value> columns, Value element, ArrayRef<Value>) {
    for (unsigned wire : perBlock ? packer->ofBlocks : packer->ofElements)
      packer->storeWire(packer->toIndices(columns), wire,
                        packer->tiles.toIndex(element),
                        packer->kernel.zero(packer->wires[wire]));
  };
  return result;
}

void TeamPacker::addTiles(std::shared_ptr<TeamPacker> packer, unsigned number,
                          BlockCells &cells) {
  std::map<BlockTeam, SmallVector<TileRun>> whole;
  SmallVector<TileRun> rest, zeros[2];
  SmallVector<SegmentAttr> longOnes;
  constexpr BlockTeam byWarp = {kWarpThreads, 1, 0};
  for (SegmentAttr segment : packer->segments) {
    SmallVector<int64_t> columns = packer->getColumns(segment);
    zeros[0].push_back({columns[Count], columns[CountAligned], columns});
    zeros[1].push_back({columns[Blocks], columns[BlocksAligned], columns});
    if (packer->isLong(segment)) {
      longOnes.push_back(segment);
      continue;
    }
    BlockTeam team = packer->chooseTeam(segment);
    // A warp does several short blocks at the same time, as long as there are.
    int64_t together =
        columns[WholeBlocks] / team.getBlocks() * team.getBlocks();
    whole[team].push_back({0, together, columns});
    whole[byWarp].push_back({together, columns[WholeBlocks], columns});
    rest.push_back({columns[WholeBlocks], columns[Blocks], columns});
  }
  auto add = [&](TileClass made, ArrayRef<TileRun> runs) {
    llvm::append_range(made.runs, runs);
    packer->tiles.add(std::move(made));
  };
  for (auto &[team, runs] : whole)
    add(makeTiles(packer, team, /*isShort=*/false), runs);
  add(makeTiles(packer, byWarp, /*isShort=*/true), rest);
  for (bool perBlock : {false, true})
    add(makeZeros(packer, perBlock), zeros[perBlock]);
  if (!longOnes.empty())
    addLongBlockTiles(packer->parts, packer->tiles, number, longOnes, cells);
}

void fsdp::addPackBlockTiles(const PackParts &parts, TileEmitter &tiles,
                             unsigned number, BlockCells &cells) {
  TeamPacker::addTiles(std::make_shared<TeamPacker>(parts, number, tiles),
                       number, cells);
}
