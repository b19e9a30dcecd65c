//===- AccumulationKernels.cpp - gradients of several microbatches --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Kernels that add gradients to others that wait. fsdp-convert-to-plan launches
// them in those forms of the step that leave gradients for a later one, or find
// some.
//
//===----------------------------------------------------------------------===//

#include "GPU/TileEmitter.h"
#include "GPU/VectorAccess.h"
#include "GradientLayout.h"
#include "HookKernels.h"
#include "fsdp/Extensions/ElementBody.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace fsdp;

namespace {

/// Elements that are added: their types in both buffers, the numbers of the
/// first, and how many.
struct Run {
  Type to, from;
  int64_t toFirst, fromFirst, count;
};

/// Two buffers, the first of which receives.
struct Sides {
  Value to, from;
};

/// Builds `dest += source`, or `dest = source` where nothing waits yet, over
/// runs of two buffers. 16-bit sums are made in f32.
class AddKernel {
public:
  AddKernel(OutlineContext &context, Location loc, int64_t destBytes,
            int64_t sourceBytes, bool assigns = false)
      : context(context), kernel(context.library, loc),
        bytes(std::max(destBytes, sourceBytes)), assigns(assigns) {
    Type i8 = kernel.getBuilder().getI8Type();
    // Its launches come later; only they have operands.
    dest = kernel.addBuffer(Value(), MemRefType::get({destBytes}, i8), {0, 0},
                            assigns ? plan::Write : plan::ReadWrite);
    source = kernel.addBuffer(Value(), MemRefType::get({sourceBytes}, i8),
                              {0, 0}, plan::Read);
  }

  FlatSymbolRefAttr build(ArrayRef<Run> runs) {
    llvm::MapVector<std::pair<Type, Type>, SmallVector<Run>> byType;
    for (Run run : runs)
      byType[{run.to, run.from}].push_back(run);
    if (context.gpu)
      emitTiles(byType.getArrayRef());
    else
      for (auto &[types, ofTypes] : byType)
        emitLoops(types, ofTypes);
    return FlatSymbolRefAttr::get(dest.getContext(),
                                  kernel.finish("accumulate"));
  }

private:
  using Types = std::pair<Type, Type>;

  Value convert(Value value, Type type) {
    return isa<FloatType>(type)
               ? convertFloat(kernel.getBuilder(), kernel.getLoc(), value, type)
               : value;
  }

  /// What is stored of `waiting`, null where nothing is read, and `more`.
  Value add(Value waiting, Value more, Type type) {
    return waiting ? addGradients(kernel.getBuilder(), kernel.getLoc(), waiting,
                                  more, type)
                   : convert(more, type);
  }

  Sides viewAs(Types types) {
    return {kernel.viewAs(dest, types.first),
            kernel.viewAs(source, types.second)};
  }

  void emitLoops(Types types, ArrayRef<Run> runs) {
    auto [to, from] = viewAs(types);
    SmallVector<SmallVector<int64_t>> rows;
    for (Run run : runs)
      rows.push_back(
          {run.toFirst, run.toFirst + run.count, run.fromFirst - run.toFirst});
    kernel.forEachRow(rows, [&](Value, ArrayRef<Value> columns) {
      kernel.loop(columns[0], columns[1], 1, [&](Value at) {
        Value there = arith::AddIOp::create(kernel.getBuilder(),
                                            kernel.getLoc(), at, columns[2]);
        Value waiting = assigns ? Value() : kernel.load(to, at);
        kernel.store(add(waiting, kernel.load(from, there), types.first), to,
                     at);
      });
    });
  }

  /// Runs of one pair of types, with the views that come to be at begin().
  void addTiles(TileEmitter &tiles, Types types, ArrayRef<Run> ofTypes,
                const Sides &sides) {
    OpBuilder &builder = kernel.getBuilder();
    Location loc = kernel.getLoc();
    auto place = [&tiles](Value first, Value element) {
      return tiles.toIndex(tiles.add(first, element));
    };
    SmallVector<TileRun> runs;
    for (Run run : ofTypes)
      runs.push_back({0, run.count, {run.toFirst, run.fromFirst}});
    auto make = [&](int64_t width) {
      TileClass result;
      result.width = width;
      result.unroll = 2;
      result.load = [=, this, &builder, &sides](ArrayRef<Value> columns,
                                                Value number) {
        TileClass::Values values = loadElements(
            builder, loc, sides.from, place(columns[1], number), width);
        if (!assigns)
          llvm::append_range(values,
                             loadElements(builder, loc, sides.to,
                                          place(columns[0], number), width));
        return values;
      };
      result.finish = [=, this, &builder, &sides](ArrayRef<Value> columns,
                                                  Value number,
                                                  ArrayRef<Value> loaded) {
        SmallVector<Value> sums;
        for (int64_t i = 0; i < width; ++i)
          sums.push_back(add(assigns ? Value() : loaded[width + i], loaded[i],
                             types.first));
        storeElements(builder, loc, sums, sides.to, place(columns[0], number));
      };
      return result;
    };
    tiles.addSplit(getVectorWidth({types.first, types.second}), runs, make);
  }

  void emitTiles(ArrayRef<std::pair<Types, SmallVector<Run>>> byType) {
    TileEmitter tiles(kernel, bytes);
    // Views stand before every tile, where begin() has put the builder.
    SmallVector<Sides> sides(byType.size());
    for (auto [i, pair] : llvm::enumerate(byType))
      addTiles(tiles, pair.first, pair.second, sides[i]);
    tiles.begin();
    for (auto [i, pair] : llvm::enumerate(byType))
      sides[i] = viewAs(pair.first);
    tiles.emit();
  }

  OutlineContext &context;
  HookKernel kernel;
  int64_t bytes;
  bool assigns;
  Value dest, source;
};

} // namespace

Value fsdp::addGradients(OpBuilder &builder, Location loc, Value waiting,
                         Value more, Type type) {
  if (!isa<FloatType>(type))
    return arith::AddIOp::create(builder, loc, waiting, more);
  Type wide =
      type.getIntOrFloatBitWidth() >= 32 ? type : Type(builder.getF32Type());
  Value sum = arith::AddFOp::create(builder, loc,
                                    convertFloat(builder, loc, waiting, wide),
                                    convertFloat(builder, loc, more, wide));
  return convertFloat(builder, loc, sum, type);
}

/// The gradients themselves: what lies between them is written by nobody. Those
/// that wait have `waiting` or, null, their own type. One that is two
/// parameters' lies there once.
static SmallVector<Run> getGradientRuns(CollectiveStartOp start, Type waiting) {
  SmallVector<Run> runs;
  llvm::SmallDenseSet<int64_t> places;
  for (auto [segment, gradient] :
       llvm::zip_equal(start.getGradsAttr().getAsRange<GradSegmentAttr>(),
                       start.getInputs())) {
    int64_t place = getGradientPlace(start, segment);
    if (!places.insert(place).second)
      continue;
    int64_t from = place / segment.getElementBytes(), to = from;
    // Every byte of gradients has two in which they wait.
    if (waiting)
      to = 2 * place / 4;
    int64_t count = cast<ShapedType>(gradient.getType()).getNumElements();
    Run *last = runs.empty() ? nullptr : &runs.back();
    if (last && last->from == segment.getDtype() &&
        last->fromFirst + last->count == from &&
        last->toFirst + last->count == to)
      last->count += count;
    else
      runs.push_back({waiting ? waiting : segment.getDtype(),
                      segment.getDtype(), to, from, count});
  }
  return runs;
}

/// The same the other way round.
static SmallVector<Run> reverse(SmallVector<Run> runs) {
  for (Run &run : runs) {
    std::swap(run.to, run.from);
    std::swap(run.toFirst, run.fromFirst);
  }
  return runs;
}

int64_t fsdp::addAccumulationKernels(CollectiveStartOp start,
                                     OutlineContext &context) {
  Location loc = start.getLoc();
  Type f32 = Float32Type::get(start.getContext());
  int64_t full = getGradientBytes(start, context.getShards(start.getGroup()));
  int64_t waiting = waitsWide(start) ? 2 * full : full;
  auto runs = getGradientRuns(start, waiting == full ? Type() : f32);
  start.setAddFullAttr(AddKernel(context, loc, waiting, full).build(runs));
  if (waiting != full)
    start.setKeepFullAttr(
        AddKernel(context, loc, waiting, full, /*assigns=*/true).build(runs));
  // A GPU adds where it makes the slots, and where it sums what came.
  bool adds = !context.gpu || start.getKind() != Collective::Reduce ||
              !canAddInSlots(start);
  if (waiting != full && adds)
    start.setTakeFullAttr(
        AddKernel(context, loc, full, waiting).build(reverse(runs)));
  auto shard = dyn_cast_or_null<plan::StateOp>(SymbolTable::lookupSymbolIn(
      context.getModule(), (start.getGroup() + ".grad").str()));
  if (start.getKind() == Collective::Reduce && shard && !context.gpu) {
    int64_t bytes = shard.getBytes();
    start.setAddShardAttr(AddKernel(context, loc, bytes, bytes)
                              .build({{f32, f32, 0, 0, bytes / 4}}));
  }
  return waiting;
}

void fsdp::addAccumulationKernel(TotalCountOp total, OutlineContext &context) {
  Type type = getElementTypeOrSelf(total.getCount().getType());
  int64_t bytes = type.getIntOrFloatBitWidth() / 8;
  total.setAddAttr(AddKernel(context, total.getLoc(), bytes, bytes)
                       .build({{type, type, 0, 0, 1}}));
}
