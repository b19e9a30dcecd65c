//===- StatsTiles.cpp - statistics of hooks on a GPU ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// One launch: a number per tile of all groups' chunks, and the block that ends
// last of a parameter's makes its value of them. It is the last one by a count
// that wraps around to zero, so that nothing has to clear it.
//
//===----------------------------------------------------------------------===//

#include "../StatsKernel.h"
#include "BlockReduce.h"
#include "DeviceCells.h"
#include "TileEmitter.h"
#include "VectorAccess.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include <limits>
#include <optional>

using namespace mlir;
using namespace fsdp;

/// A kernel takes a pointer for each group, and 4 KiB of parameters at most.
static constexpr size_t kMostGroups = 256;

namespace {
/// Columns of a tile's run; the places of the inputs follow.
enum Column { Segment, Chunk, Inner, Group, Axis, FirstPlace };

class StatTiles {
public:
  StatTiles(StatsOp op, OutlineContext &context, ArrayRef<StatsGroup> groups)
      : op(op), context(context), groups(groups),
        kernel(context.library, op.getLoc()), builder(kernel.getBuilder()),
        loc(op.getLoc()) {}
  LogicalResult run(OpBuilder &at, Value partials);

private:
  LogicalResult addStates(OpBuilder &at);
  void addValidRows(OpBuilder &at);
  void addClass(unsigned number);
  TileClass makeTiles(unsigned number, int64_t width);
  Value getAddress(Value group);
  Value getValidRows(ArrayRef<Value> columns);
  Value foldVector(unsigned number, ArrayRef<Value> columns, Value element,
                   ArrayRef<Value> loaded, Value most);
  SmallVector<TileEmitter::Row> getRows();
  void finishTile(Value most);
  Value arrive(Value most, Value value, Value others);
  Value combine(ArrayRef<Value> row);
  Value reduce(Value most);
  void storeInitialValues();

  Value toF32(Value value);
  Value isZero(Value number);
  void onlyIf(Value condition, llvm::function_ref<void()> body);

  StatsOp op;
  OutlineContext &context;
  ArrayRef<StatsGroup> groups;
  HookKernel kernel;
  OpBuilder &builder;
  Location loc;
  SmallVector<StatSegmentAttr> segments;
  SmallVector<GroupState> states; ///< By group.
  SmallVector<Value> addresses;   ///< Likewise.
  SmallVector<DenseI64ArrayAttr> axes;
  SmallVector<Value> valid; ///< By axis.
  int64_t firstValue = 0;
  bool asBits = false;
  std::optional<TileEmitter> tiles;
  Value thread, part, partial, arrivals;
};
} // namespace

static int64_t countElements(StatSegmentAttr segment) {
  return segment.getOuter() * segment.getChunk() * segment.getInner();
}

//===----------------------------------------------------------------------===//
// Pieces
//===----------------------------------------------------------------------===//

Value StatTiles::toF32(Value value) {
  if (value.getType().isInteger(64))
    value = arith::TruncIOp::create(builder, loc, builder.getI32Type(), value);
  return arith::BitcastOp::create(builder, loc, builder.getF32Type(), value);
}

Value StatTiles::isZero(Value number) {
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, number,
                               tiles->constant(0));
}

void StatTiles::onlyIf(Value condition, llvm::function_ref<void()> body) {
  auto branch =
      scf::IfOp::create(builder, loc, condition, /*withElseRegion=*/false);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  body();
}

/// The greatest of the block's threads.
Value StatTiles::reduce(Value most) {
  bool bits = most.getType().isInteger();
  Value all = reduceBlock(builder, loc, thread, kBlockThreads, most,
                          [&](OpBuilder &b, Value x, Value y) -> Value {
                            if (bits)
                              return arith::MaxSIOp::create(b, loc, x, y);
                            return arith::MaximumFOp::create(b, loc, x, y);
                          });
  return bits ? toF32(all) : all;
}

/// Halves of the groups by the bits of the number.
Value StatTiles::getAddress(Value group) {
  SmallVector<Value> left = addresses;
  for (int64_t bit = 1; left.size() > 1; bit *= 2) {
    Value masked =
        arith::AndIOp::create(builder, loc, group, tiles->constant(bit));
    Value isSet = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne,
                                        masked, tiles->constant(0));
    SmallVector<Value> next;
    for (size_t i = 0; i < left.size(); i += 2)
      next.push_back(i + 1 == left.size()
                         ? left[i]
                         : arith::SelectOp::create(builder, loc, isSet,
                                                   left[i + 1], left[i]));
    left = next;
  }
  return left.front();
}

Value StatTiles::getValidRows(ArrayRef<Value> columns) {
  Value segment = tiles->toIndex(columns[Segment]);
  Value rows = kernel.loadIndex(valid.front(), segment);
  for (size_t axis = 1; axis < valid.size(); ++axis) {
    Value here = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                       columns[Axis], tiles->constant(axis));
    rows = arith::SelectOp::create(
        builder, loc, here, kernel.loadIndex(valid[axis], segment), rows);
  }
  return rows;
}

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

/// A vector lies in one row where the body looks at the row.
Value StatTiles::foldVector(unsigned number, ArrayRef<Value> columns,
                            Value element, ArrayRef<Value> loaded, Value most) {
  Region &body = op.getClasses()[number];
  size_t inputs = getBodyElements(body).size();
  int64_t width = loaded.size() / inputs;
  Value row = kernel.index(0), validRows = row;
  if (usesRows(body)) {
    validRows = columns.back();
    Value passed = tiles->div(element, columns[Inner]);
    row = tiles->toIndex(
        tiles->sub(passed, tiles->mul(tiles->div(passed, columns[Chunk]),
                                      columns[Chunk])));
  }
  for (int64_t lane = 0; lane < width; ++lane) {
    SmallVector<Value> args;
    for (size_t i = 0; i < inputs; ++i)
      args.push_back(loaded[i * width + lane]);
    args.append({row, validRows});
    most =
        getGreater(kernel, asBits, most, kernel.inlineBody(body, args).front());
  }
  return most;
}

TileClass StatTiles::makeTiles(unsigned number, int64_t width) {
  TileClass result;
  Region &body = op.getClasses()[number];
  size_t inputs = getBodyElements(body).size();
  result.width = width;
  result.unroll = std::max<int64_t>(1, 4 / inputs);
  result.prepare = [=, this, &body](ArrayRef<Value> columns) {
    Type ptr = LLVM::LLVMPointerType::get(op.getContext(), /*global=*/1);
    TileClass::Values made = {LLVM::IntToPtrOp::create(
        builder, loc, ptr, getAddress(columns[Group]))};
    if (usesRows(body))
      made.push_back(getValidRows(columns));
    return made;
  };
  result.load = [=, this, &body](ArrayRef<Value> columns, Value element) {
    TileClass::Values loaded;
    for (auto [place, input] : llvm::zip_equal(
             columns.slice(FirstPlace, inputs), getBodyElements(body)))
      llvm::append_range(
          loaded,
          loadFromPointer(builder, loc, columns[FirstPlace + inputs],
                          input.getType(),
                          tiles->toI64(tiles->add(place, element)), width));
    return loaded;
  };
  // Every class has its own initial value and order; a block is of one class.
  result.fold = [=, this](ArrayRef<Value> columns, Value element,
                          ArrayRef<Value> loaded, Value most) {
    return foldVector(number, columns, element, loaded, most);
  };
  return result;
}

void StatTiles::addClass(unsigned number) {
  Region &body = op.getClasses()[number];
  int64_t width =
      getVectorWidth(llvm::to_vector(TypeRange(getBodyElements(body))));
  SmallVector<TileRun> runs, ragged;
  int64_t place = 0;
  for (auto [i, group] : llvm::enumerate(groups)) {
    int64_t axis = llvm::find(axes, context.getAxis(group.name)) - axes.begin();
    for (StatSegmentAttr segment : group.segments) {
      int64_t row = place++;
      if (segment.getClassIndex() != number)
        continue;
      TileRun run{0,
                  countElements(segment),
                  {row, segment.getChunk(), segment.getInner(),
                   static_cast<int64_t>(i), axis}};
      addStatPlaces(op, states[i], segment, run.columns);
      bool acrossRows = usesRows(body) && segment.getInner() % width;
      (acrossRows ? ragged : runs).push_back(run);
    }
  }
  auto make = [&](int64_t w) { return makeTiles(number, w); };
  tiles->addSplit(width, runs, make);
  tiles->addSplit(1, ragged, make);
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

/// For every run in the order of tiles: its first tile, its value, how many
/// other tiles the value has, which ones (two ranges), and its initial bits.
SmallVector<TileEmitter::Row> StatTiles::getRows() {
  SmallVector<SmallVector<int64_t>> ranges(segments.size());
  SmallVector<TileEmitter::Row> rows;
  tiles->forEachRun([&](const TileRun &run, int64_t first, int64_t count) {
    int64_t value = run.columns[Segment];
    rows.push_back({first, value});
    ranges[value].append({first, first + count});
  });
  for (TileEmitter::Row &row : rows) {
    SmallVector<int64_t> two = ranges[row[1]];
    two.resize(4, 0);
    row.push_back(two[1] - two[0] + two[3] - two[2] - 1);
    row.append(two);
    float initial = op.getInitialValue(segments[row[1]].getClassIndex());
    row.push_back(llvm::bit_cast<int32_t>(initial));
  }
  return rows;
}

/// Thread 0 stores the tile's number and counts; whether all others of its
/// value were counted before. What they stored is then seen.
Value StatTiles::arrive(Value most, Value value, Value others) {
  Value last = makeShared(builder, loc, {1}, builder.getI32Type());
  onlyIf(isZero(tiles->fromIndex(thread)), [&] {
    DeviceCells(kernel, part).store(most, tiles->getTile());
    Value before = DeviceCells(kernel, arrivals).countUp(value, others);
    if (others.getType().isInteger(64))
      others =
          arith::TruncIOp::create(builder, loc, builder.getI32Type(), others);
    Value all = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                      before, others);
    all = arith::ExtUIOp::create(builder, loc, builder.getI32Type(), all);
    memref::StoreOp::create(builder, loc, all, last, kernel.index(0));
  });
  gpu::BarrierOp::create(builder, loc);
  Value flag = memref::LoadOp::create(builder, loc, last, kernel.index(0));
  Value none =
      arith::ConstantOp::create(builder, loc, builder.getI32IntegerAttr(0));
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, flag,
                               none);
}

/// The numbers of a value's tiles, by all threads.
Value StatTiles::combine(ArrayRef<Value> row) {
  Type f32 = builder.getF32Type();
  Value most = toF32(row.back());
  for (int64_t range : {3, 5}) {
    auto loop = scf::ForOp::create(
        builder, loc, kernel.add(tiles->toIndex(row[range]), thread),
        tiles->toIndex(row[range + 1]), kernel.index(kBlockThreads), most);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(loop.getBody());
    Value number = DeviceCells(kernel, part).load(loop.getInductionVar(), f32);
    Value next = arith::MaximumFOp::create(builder, loc,
                                           loop.getRegionIterArg(0), number);
    scf::YieldOp::create(builder, loc, next);
    most = loop.getResult(0);
  }
  return most;
}

void StatTiles::finishTile(Value most) {
  SmallVector<TileEmitter::Row> rows = getRows();
  most = reduce(most);
  if (!rows.empty()) {
    SmallVector<Value> row = tiles->findRow(rows, tiles->getTile());
    onlyIf(arrive(most, row[1], row[2]), [&] {
      Value all = reduce(combine(row));
      onlyIf(isZero(tiles->fromIndex(thread)),
             [&] { kernel.store(all, partial, tiles->toIndex(row[1])); });
    });
  }
  storeInitialValues();
}

/// Of parameters without an element.
void StatTiles::storeInitialValues() {
  if (llvm::all_of(segments, countElements))
    return;
  Value first = arith::AndIOp::create(builder, loc, isZero(tiles->getTile()),
                                      isZero(tiles->fromIndex(thread)));
  onlyIf(first, [&] {
    for (auto [i, segment] : llvm::enumerate(segments))
      if (!countElements(segment))
        kernel.store(arith::ConstantOp::create(
                         builder, loc,
                         builder.getF32FloatAttr(
                             op.getInitialValue(segment.getClassIndex()))),
                     partial, kernel.index(i));
  });
}

//===----------------------------------------------------------------------===//
// The launch
//===----------------------------------------------------------------------===//

LogicalResult StatTiles::addStates(OpBuilder &at) {
  for (const StatsGroup &group : groups) {
    FailureOr<Value> ref =
        context.makeRef(at, op, group.name.getValue(), "param");
    if (failed(ref))
      return failure();
    GroupState &state = states.emplace_back();
    group.addTo(state, op);
    state.declare(kernel, *ref, plan::Read);
    Value address = memref::ExtractAlignedPointerAsIndexOp::create(
        builder, loc, state.getBuffer());
    addresses.push_back(arith::IndexCastOp::create(
        builder, loc, builder.getI64Type(), address));
    llvm::append_range(segments, group.segments);
  }
  firstValue = segments.front().getValue();
  return success();
}

/// Each table has all segments, so that one number finds one in any.
void StatTiles::addValidRows(OpBuilder &at) {
  for (const StatsGroup &group : groups)
    if (group.usesRows(op) &&
        !llvm::is_contained(axes, context.getAxis(group.name)))
      axes.push_back(context.getAxis(group.name));
  for (DenseI64ArrayAttr axis : axes)
    valid.push_back(kernel.addTable(
        makeValidRows(context, at, loc, axis, segments), segments.size()));
}

LogicalResult StatTiles::run(OpBuilder &at, Value partials) {
  if (failed(addStates(at)))
    return failure();
  addValidRows(at);
  int64_t extent = 0, values = segments.size();
  for (const GroupState &state : states)
    extent = std::max(extent, state.getExtent());
  tiles.emplace(kernel, extent);
  for (unsigned i = 0; i < op.getClasses().size(); ++i)
    addClass(i);
  asBits = llvm::all_of(segments, [&](StatSegmentAttr segment) {
    return ordersAsBits(op, segment.getClassIndex());
  });
  Type f32 = builder.getF32Type(), i32 = builder.getI32Type();
  int64_t count = std::max<int64_t>(1, tiles->countTiles());
  part = kernel.addBuffer(
      makeStatBuffer(at, loc, "transient", "stats.tiles", count),
      MemRefType::get({count}, f32), {0, count * 4}, plan::Write);
  FailureOr<Value> ref = context.makeRef(at, op, "stats", "arrivals");
  if (failed(ref))
    return failure();
  arrivals = kernel.addBuffer(*ref, MemRefType::get({values}, i32),
                              {firstValue * 4, values * 4}, plan::ReadWrite);
  partial = kernel.addBuffer(partials, MemRefType::get({values}, f32),
                             {firstValue * 4, values * 4}, plan::Write);
  tiles->begin();
  thread = tiles->toIndex(tiles->getThread());
  // What a maximum begins with: less than everything but NaN.
  TypedAttr least = asBits ? TypedAttr(builder.getI32IntegerAttr(0))
                           : TypedAttr(builder.getF32FloatAttr(
                                 -std::numeric_limits<float>::infinity()));
  finishTile(tiles->emit(arith::ConstantOp::create(builder, loc, least)));
  kernel.launch(at, "stats", plan::GatherStream, nullptr);
  return success();
}

LogicalResult fsdp::outlineStatTiles(StatsOp op, OutlineContext &context,
                                     OpBuilder &at, ArrayRef<StatsGroup> groups,
                                     Value partials) {
  for (; !groups.empty();
       groups = groups.drop_front(std::min(groups.size(), kMostGroups)))
    if (failed(StatTiles(op, context, groups.take_front(kMostGroups))
                   .run(at, partials)))
      return failure();
  return success();
}
