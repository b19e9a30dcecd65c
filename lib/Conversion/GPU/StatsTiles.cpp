//===- StatsTiles.cpp - statistics of hooks on a GPU ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// One number per tile of a group's chunks, then one per parameter. A maximum
// is the same in any order.
//
//===----------------------------------------------------------------------===//

#include "../StatsKernel.h"
#include "BlockReduce.h"
#include "VectorAccess.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include <limits>

using namespace mlir;
using namespace fsdp;

/// The greatest `value` of the block's threads, which thread 0 stores.
static void storeGreatest(HookKernel &kernel, Value thread, Value value,
                          Value dest, Value place) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  bool asBits = value.getType().isInteger();
  Value all = reduceBlock(builder, loc, thread, kBlockThreads, value,
                          [&](OpBuilder &b, Value x, Value y) -> Value {
                            if (asBits)
                              return arith::MaxSIOp::create(b, loc, x, y);
                            return arith::MaximumFOp::create(b, loc, x, y);
                          });
  if (asBits)
    all = arith::BitcastOp::create(builder, loc, builder.getF32Type(), all);
  Value isFirst = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                        thread, kernel.index(0));
  auto branch = scf::IfOp::create(builder, loc, isFirst, /*withElse=*/false);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  kernel.store(all, dest, place);
}

static int64_t countElements(StatSegmentAttr segment) {
  return segment.getOuter() * segment.getChunk() * segment.getInner();
}

/// `columns`: number of the segment, chunk, inner, state of each input. A
/// vector lies in one row where the body looks at the row.
Value GroupStats::foldVector(unsigned number, ArrayRef<Value> columns,
                             Value element, ArrayRef<Value> loaded, Value sum) {
  Region &body = op.getClasses()[number];
  size_t inputs = getBodyElements(body).size();
  int64_t width = loaded.size() / inputs;
  Value row = kernel.index(0), validRows = row;
  if (usesRows(body)) {
    validRows = kernel.loadIndex(valid, tiles->toIndex(columns[0]));
    Value passed = tiles->div(element, columns[2]);
    row = tiles->toIndex(tiles->sub(
        passed, tiles->mul(tiles->div(passed, columns[1]), columns[1])));
  }
  for (int64_t lane = 0; lane < width; ++lane) {
    SmallVector<Value> args;
    for (size_t i = 0; i < inputs; ++i)
      args.push_back(loaded[i * width + lane]);
    args.append({row, validRows});
    sum = combine(sum, kernel.inlineBody(body, args).front());
  }
  return sum;
}

TileClass GroupStats::makeTiles(unsigned number, int64_t width) {
  TileClass result;
  Region &body = op.getClasses()[number];
  size_t inputs = getBodyElements(body).size();
  result.width = width;
  result.unroll = std::max<int64_t>(1, 4 / inputs);
  result.load = [=, this, &body](ArrayRef<Value> columns, Value element) {
    TileClass::Values loaded;
    for (auto [place, input] :
         llvm::zip_equal(columns.slice(3, inputs), getBodyElements(body)))
      llvm::append_range(
          loaded,
          loadElements(kernel.getBuilder(), kernel.getLoc(),
                       state.getView(kernel, input.getType()),
                       tiles->toIndex(tiles->add(place, element)), width));
    return loaded;
  };
  // Every class has its own initial value and order; a block is of one class.
  result.fold = [=, this](ArrayRef<Value> columns, Value element,
                          ArrayRef<Value> loaded, Value sum) {
    return foldVector(number, columns, element, loaded, sum);
  };
  return result;
}

void GroupStats::addTileClass(unsigned number) {
  Region &body = op.getClasses()[number];
  int64_t width =
      getVectorWidth(llvm::to_vector(TypeRange(getBodyElements(body))));
  SmallVector<TileRun> runs, ragged;
  for (auto [i, segment] : llvm::enumerate(segments)) {
    if (segment.getClassIndex() != number)
      continue;
    TileRun run{
        0,
        countElements(segment),
        {static_cast<int64_t>(i), segment.getChunk(), segment.getInner()}};
    addPlaces(segment, run.columns);
    bool acrossRows = usesRows(body) && segment.getInner() % width;
    (acrossRows ? ragged : runs).push_back(run);
  }
  auto make = [&](int64_t w) { return makeTiles(number, w); };
  tiles->addSplit(width, runs, make);
  tiles->addSplit(1, ragged, make);
}

LogicalResult
GroupStats::prepareTiles(OpBuilder &at, StringAttr group, int64_t &count,
                         MutableArrayRef<SmallVector<int64_t>> ofValues) {
  if (failed(addState(at, group)))
    return failure();
  tiles.emplace(kernel, state.getExtent());
  for (unsigned i = 0; i < op.getClasses().size(); ++i)
    addTileClass(i);
  firstTile = count;
  tiles->forEachRun([&](const TileRun &run, int64_t first, int64_t number) {
    ofValues[firstValue + run.columns.front()].append(
        {firstTile + first, firstTile + first + number});
  });
  count += countBlocks();
  return success();
}

/// The kernel's values are all of one kind, bits or floats, where every class's
/// are; else floats.
void GroupStats::runTiles(OpBuilder &at, StringAttr group, Value parts) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = op.getLoc();
  int64_t count = countBlocks();
  asBits = llvm::all_of(segments, [&](StatSegmentAttr segment) {
    return ordersAsBits(segment.getClassIndex());
  });
  Value part =
      kernel.addBuffer(parts, MemRefType::get({count}, builder.getF32Type()),
                       {firstTile * 4, count * 4}, plan::Write);
  tiles->begin();
  // What a maximum begins with: less than everything but NaN.
  Type type = asBits ? Type(builder.getI32Type()) : builder.getF32Type();
  TypedAttr least = asBits ? TypedAttr(builder.getI32IntegerAttr(0))
                           : TypedAttr(builder.getF32FloatAttr(
                                 -std::numeric_limits<float>::infinity()));
  Value sum = tiles->emit(arith::ConstantOp::create(builder, loc, type, least));
  Value thread = gpu::ThreadIdOp::create(builder, loc, gpu::Dimension::x);
  storeGreatest(kernel, thread, sum, part, tiles->toIndex(tiles->getTile()));
  kernel.launch(at, "stats", plan::GatherStream, FlatSymbolRefAttr::get(group));
}

/// Block v combines the numbers of value v's tiles, beginning with the value's
/// initial one.
void fsdp::combineStatTiles(StatsOp op, OutlineContext &context, OpBuilder &at,
                            MutableArrayRef<SmallVector<int64_t>> tilesOfValue,
                            Value parts, Value partials) {
  HookKernel kernel(context.library, op.getLoc());
  OpBuilder &builder = kernel.getBuilder();
  Location loc = op.getLoc();
  Type f32 = builder.getF32Type(), i32 = builder.getI32Type();
  int64_t values = tilesOfValue.size(), tiles = 1;
  for (auto [value, attr] : llvm::enumerate(op.getSegments())) {
    SmallVector<int64_t> &row = tilesOfValue[value];
    for (int64_t end : row)
      tiles = std::max(tiles, end);
    row.resize(4, 0);
    float initial =
        op.getInitialValue(cast<StatSegmentAttr>(attr).getClassIndex());
    row.push_back(llvm::bit_cast<int32_t>(initial));
  }
  Value part = kernel.addBuffer(parts, MemRefType::get({tiles}, f32),
                                {0, tiles * 4}, plan::Read);
  Value partial = kernel.addBuffer(partials, MemRefType::get({values}, f32),
                                   {0, values * 4}, plan::Write);
  kernel.setLaunchShape(values, kBlockThreads);
  Value block = gpu::BlockIdOp::create(builder, loc, gpu::Dimension::x);
  Value thread = gpu::ThreadIdOp::create(builder, loc, gpu::Dimension::x);
  // Constant memory.
  Attribute space = builder.getI64IntegerAttr(4);
  Value table = memref::GetGlobalOp::create(
      builder, loc, MemRefType::get({values, 5}, i32, AffineMap(), space),
      context.library.internTable(tilesOfValue, i32, space));
  auto column = [&](int64_t number) -> Value {
    return memref::LoadOp::create(builder, loc, table,
                                  ValueRange{block, kernel.index(number)});
  };
  auto toIndex = [&](Value number) -> Value {
    return arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                      number);
  };
  Value sum = arith::BitcastOp::create(builder, loc, f32, column(4));
  for (int64_t range : {0, 2}) {
    auto loop = scf::ForOp::create(
        builder, loc, kernel.add(toIndex(column(range)), thread),
        toIndex(column(range + 1)), kernel.index(kBlockThreads), sum);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(loop.getBody());
    Value next =
        arith::MaximumFOp::create(builder, loc, loop.getRegionIterArg(0),
                                  kernel.load(part, loop.getInductionVar()));
    scf::YieldOp::create(builder, loc, next);
    sum = loop.getResult(0);
  }
  storeGreatest(kernel, thread, sum, partial, block);
  kernel.launch(at, "stats_value", plan::GatherStream, nullptr);
}
