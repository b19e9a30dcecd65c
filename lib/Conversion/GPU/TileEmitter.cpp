//===- TileEmitter.cpp - unequal runs of elements as equal tiles ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "TileEmitter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace fsdp;

/// Runs that are told apart by compares and selects: four instructions a run,
/// on the uniform datapath. More are looked up.
static constexpr size_t kSelectedRuns = 16;

TileEmitter::TileEmitter(HookKernel &kernel, int64_t extent, int64_t copies)
    : kernel(kernel), copies(copies) {
  OpBuilder &builder = kernel.getBuilder();
  constexpr int64_t most = std::numeric_limits<int32_t>::max();
  // Past the end of a run a whole tile of element numbers is computed.
  type =
      extent < most - (1 << 20) ? builder.getI32Type() : builder.getI64Type();
  thread = fromIndex(
      gpu::ThreadIdOp::create(builder, kernel.getLoc(), gpu::Dimension::x));
  copy = Value();
}

Value TileEmitter::constant(int64_t value) {
  return arith::ConstantOp::create(
      kernel.getBuilder(), kernel.getLoc(),
      kernel.getBuilder().getIntegerAttr(type, value));
}

Value TileEmitter::add(Value a, Value b) { return kernel.add(a, b); }
Value TileEmitter::mul(Value a, Value b) { return kernel.mul(a, b); }
Value TileEmitter::sub(Value a, Value b) {
  return kernel.getBuilder().createOrFold<arith::SubIOp>(kernel.getLoc(), a, b);
}
Value TileEmitter::div(Value a, Value b) {
  return kernel.getBuilder().createOrFold<arith::DivUIOp>(kernel.getLoc(), a,
                                                          b);
}
Value TileEmitter::toIndex(Value value) {
  return arith::IndexCastUIOp::create(kernel.getBuilder(), kernel.getLoc(),
                                      kernel.getBuilder().getIndexType(),
                                      value);
}
Value TileEmitter::fromIndex(Value value) {
  return arith::IndexCastOp::create(kernel.getBuilder(), kernel.getLoc(), type,
                                    value);
}
Value TileEmitter::toI64(Value value) {
  Type i64 = kernel.getBuilder().getI64Type();
  if (value.getType() == i64)
    return value;
  return arith::ExtUIOp::create(kernel.getBuilder(), kernel.getLoc(), i64,
                                value);
}

void TileEmitter::add(TileClass tiles) {
  llvm::erase_if(tiles.runs,
                 [](const TileRun &run) { return run.begin == run.end; });
  if (!tiles.runs.empty())
    classes.push_back(std::move(tiles));
}

void TileEmitter::addSplit(int64_t width, ArrayRef<TileRun> runs,
                           llvm::function_ref<TileClass(int64_t)> make) {
  TileClass vectors = make(width), rest = make(1);
  for (TileRun run : runs) {
    int64_t middle = width == 1 ? run.begin : run.end / width * width;
    vectors.runs.push_back({run.begin, middle, run.columns});
    rest.runs.push_back({middle, run.end, run.columns});
  }
  add(std::move(vectors));
  add(std::move(rest));
}

//===----------------------------------------------------------------------===//
// Which run a tile belongs to
//===----------------------------------------------------------------------===//

/// Column 0 of every row is its first tile; rows are in that order.
SmallVector<Value> TileEmitter::selectRow(ArrayRef<Row> rows, Value tile) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  SmallVector<Value> columns;
  for (int64_t value : rows.front())
    columns.push_back(constant(value));
  for (size_t i = 1; i < rows.size(); ++i) {
    Value reached =
        arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::uge, tile,
                              constant(rows[i].front()));
    for (auto [column, value] : llvm::enumerate(rows[i]))
      columns[column] = builder.createOrFold<arith::SelectOp>(
          loc, reached, constant(value), columns[column]);
  }
  return columns;
}

/// The last row whose first tile is not behind `tile`, by halving.
SmallVector<Value> TileEmitter::searchRow(ArrayRef<Row> rows, Value tile) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  int64_t width = rows.front().size();
  int64_t count = llvm::PowerOf2Ceil(rows.size());
  SmallVector<SmallVector<int64_t>> table(rows);
  SmallVector<int64_t> last(width, 0);
  last.front() = type.isInteger(32) ? std::numeric_limits<int32_t>::max()
                                    : std::numeric_limits<int64_t>::max();
  table.resize(count, last);
  // Constant memory.
  Attribute space = builder.getI64IntegerAttr(4);
  auto memref = MemRefType::get({count, width}, type, AffineMap(), space);
  Value global = memref::GetGlobalOp::create(
      builder, loc, memref,
      kernel.getLibrary().internTable(table, type, space));
  auto load = [&](Value row, int64_t column) -> Value {
    return memref::LoadOp::create(
        builder, loc, global, ValueRange{toIndex(row), kernel.index(column)});
  };
  Value row = constant(0);
  for (int64_t step = count / 2; step; step /= 2) {
    Value middle = add(row, constant(step));
    Value reached = arith::CmpIOp::create(
        builder, loc, arith::CmpIPredicate::uge, tile, load(middle, 0));
    row = arith::SelectOp::create(builder, loc, reached, middle, row);
  }
  SmallVector<Value> columns;
  for (int64_t column = 0; column < width; ++column) {
    bool same = llvm::all_of(rows, [&](const Row &other) {
      return other[column] == rows.front()[column];
    });
    columns.push_back(same ? constant(rows.front()[column])
                           : load(row, column));
  }
  return columns;
}

SmallVector<Value> TileEmitter::findRow(ArrayRef<Row> rows, Value tile) {
  return rows.size() <= kSelectedRuns ? selectRow(rows, tile)
                                      : searchRow(rows, tile);
}

//===----------------------------------------------------------------------===//
// Code
//===----------------------------------------------------------------------===//

/// What `build` yields, where a value is carried; both branches must yield.
static void fillBlock(OpBuilder &builder, Location loc, Block *block,
                      llvm::function_ref<Value()> build) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(block);
  if (Value sum = build())
    scf::YieldOp::create(builder, loc, sum);
}

static scf::IfOp makeIf(OpBuilder &builder, Location loc, Value condition,
                        Value sum, bool withElse) {
  SmallVector<Type> types;
  if (sum)
    types.push_back(sum.getType());
  return scf::IfOp::create(builder, loc, types, condition, withElse || sum);
}

static Value getSum(Operation *op) {
  return op->getNumResults() ? op->getResult(0) : Value();
}

static Value finishElements(const TileClass &tiles, ArrayRef<Value> columns,
                            Value element, ArrayRef<Value> loaded, Value sum) {
  if (sum)
    return tiles.fold(columns, element, loaded, sum);
  tiles.finish(columns, element, loaded);
  return Value();
}

/// A whole tile loads everything before it computes, without a condition; the
/// last tile of a run asks for each vector. One of a stage is a single vector.
Value TileEmitter::emitTile(const TileClass &tiles, ArrayRef<Value> columns,
                            Value first, Value end, Value sum) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  int64_t stride = kBlockThreads / tiles.lanes * tiles.width;
  Value team = div(thread, constant(tiles.lanes));
  Value mine = add(first, mul(team, constant(tiles.width)));
  if (tiles.stage >= 0)
    return finishElements(tiles, columns, mine, tiles.load(columns, mine), sum);
  Value tileEnd = add(first, constant(stride * tiles.unroll));
  Value whole = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ule,
                                      tileEnd, end);
  auto branch = makeIf(builder, loc, whole, sum, /*withElse=*/true);
  fillBlock(builder, loc, branch.thenBlock(), [&] {
    SmallVector<Value> elements;
    SmallVector<TileClass::Values> loaded;
    for (int64_t i = 0; i < tiles.unroll; ++i) {
      elements.push_back(add(mine, constant(i * stride)));
      loaded.push_back(tiles.load(columns, elements.back()));
    }
    Value total = sum;
    for (auto [element, values] : llvm::zip_equal(elements, loaded))
      total = finishElements(tiles, columns, element, values, total);
    return total;
  });
  fillBlock(builder, loc, branch.elseBlock(), [&] {
    auto loop = scf::ForOp::create(builder, loc, kernel.index(0),
                                   kernel.index(tiles.unroll), kernel.index(1),
                                   sum ? ValueRange(sum) : ValueRange());
    fillBlock(builder, loc, loop.getBody(), [&] {
      Value element =
          add(mine, mul(fromIndex(loop.getInductionVar()), constant(stride)));
      Value inside = arith::CmpIOp::create(
          builder, loc, arith::CmpIPredicate::ult, element, end);
      Value total = sum ? loop.getRegionIterArg(0) : Value();
      auto rest = makeIf(builder, loc, inside, sum, /*withElse=*/false);
      fillBlock(builder, loc, rest.thenBlock(), [&] {
        return finishElements(tiles, columns, element,
                              tiles.load(columns, element), total);
      });
      if (sum)
        fillBlock(builder, loc, rest.elseBlock(), [&] { return total; });
      return getSum(rest);
    });
    return getSum(loop);
  });
  return getSum(branch);
}

static int64_t getTileSize(const TileClass &tiles) {
  return kBlockThreads / tiles.lanes * tiles.width * tiles.unroll;
}

static int64_t countTilesOf(const TileClass &tiles) {
  int64_t count = 0;
  for (const TileRun &run : tiles.runs)
    count += llvm::divideCeil(run.end - run.begin, getTileSize(tiles));
  return count;
}

int64_t TileEmitter::countTiles() const {
  int64_t total = 0;
  for (const TileClass &tiles : classes)
    total += countTilesOf(tiles);
  return total;
}

void TileEmitter::forEachRun(
    llvm::function_ref<void(const TileRun &, int64_t, int64_t)> visit) const {
  int64_t first = 0;
  for (const TileClass &tiles : classes)
    for (const TileRun &run : tiles.runs) {
      int64_t count = llvm::divideCeil(run.end - run.begin, getTileSize(tiles));
      visit(run, first, count);
      first += count;
    }
}

Value TileEmitter::emitClass(const TileClass &tiles, Value tile, Value sum) {
  SmallVector<Row> rows;
  int64_t first = 0;
  for (const TileRun &run : tiles.runs) {
    Row row = {first, run.begin, run.end};
    llvm::append_range(row, run.columns);
    rows.push_back(row);
    first += llvm::divideCeil(run.end - run.begin, getTileSize(tiles));
  }
  SmallVector<Value> found = findRow(rows, tile);
  Value start =
      add(found[1], mul(sub(tile, found[0]), constant(getTileSize(tiles))));
  SmallVector<Value> columns(ArrayRef(found).drop_front(3));
  if (tiles.prepare)
    llvm::append_range(columns, tiles.prepare(columns));
  return emitTile(tiles, columns, start, found[2], sum);
}

bool TileEmitter::hasStages() const {
  return llvm::any_of(classes,
                      [](const TileClass &tiles) { return tiles.stage >= 0; });
}

/// Of tiles in stages: rows {number, tile - number} for a block's number. Stage
/// s of unit u comes with stage 0 of unit u + s, so that what it waits for was
/// done a unit ago; before the last of them come tiles that wait for nobody.
SmallVector<TileEmitter::Row> TileEmitter::getOrder() const {
  struct Stretch {
    int64_t time, stage, first, count;
  };
  SmallVector<Stretch> ordered, others;
  int64_t units = 0, total = countTiles();
  for (const TileClass &tiles : classes)
    for (const TileRun &run : tiles.runs)
      units = std::max(units, run.unit + 1);
  for (int64_t made = 0; made < copies; ++made) {
    int64_t first = made * total;
    for (const TileClass &tiles : classes)
      for (const TileRun &run : tiles.runs) {
        int64_t count =
            llvm::divideCeil(run.end - run.begin, getTileSize(tiles));
        (tiles.stage < 0 ? others : ordered)
            .push_back({made * units + run.unit + tiles.stage, tiles.stage,
                        first, count});
        first += count;
      }
  }
  llvm::stable_sort(ordered, [](const Stretch &a, const Stretch &b) {
    return std::tie(a.time, a.stage) < std::tie(b.time, b.stage);
  });
  int64_t last = ordered.back().time;
  auto *place = llvm::find_if(
      ordered, [&](const Stretch &stretch) { return stretch.time == last; });
  ordered.insert(place, others.begin(), others.end());
  SmallVector<Row> rows;
  int64_t number = 0;
  for (const Stretch &stretch : ordered) {
    int64_t shift = stretch.first - number;
    if (rows.empty() || rows.back()[1] != shift)
      rows.push_back({number, shift});
    number += stretch.count;
  }
  return rows;
}

void TileEmitter::begin(llvm::function_ref<Value(int64_t)> takeNumber) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  int64_t total = std::max<int64_t>(1, countTiles());
  kernel.setLaunchShape(total * copies, kBlockThreads);
  if (hasStages()) {
    Value number = fromIndex(takeNumber(total * copies));
    tile = add(number, findRow(getOrder(), number)[1]);
  } else {
    tile = fromIndex(gpu::BlockIdOp::create(builder, loc, gpu::Dimension::x));
  }
  copy = constant(0);
  if (copies > 1) {
    Value count = constant(total);
    copy = arith::DivUIOp::create(builder, loc, tile, count);
    tile = arith::RemUIOp::create(builder, loc, tile, count);
  }
}

/// Of all classes but the first ones, whose tiles come before `tile` 0.
Value TileEmitter::emitClasses(ArrayRef<TileClass> rest, Value number,
                               Value sum) {
  if (rest.empty())
    return sum;
  if (rest.size() == 1)
    return emitClass(rest.front(), number, sum);
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  Value count = constant(countTilesOf(rest.front()));
  Value here = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult,
                                     number, count);
  auto branch = makeIf(builder, loc, here, sum, /*withElse=*/true);
  fillBlock(builder, loc, branch.thenBlock(),
            [&] { return emitClass(rest.front(), number, sum); });
  fillBlock(builder, loc, branch.elseBlock(), [&] {
    return emitClasses(rest.drop_front(), sub(number, count), sum);
  });
  return getSum(branch);
}

Value TileEmitter::emit(Value initial) {
  return emitClasses(classes, tile, initial);
}
