//===- AccumulationKernels.cpp - gradients of several microbatches --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Kernels that add buffers of one layout. fsdp-convert-to-plan launches them in
// those forms of the step that leave gradients for a later one, or find some.
//
//===----------------------------------------------------------------------===//

#include "GPU/TileEmitter.h"
#include "GPU/VectorAccess.h"
#include "GradientLayout.h"
#include "HookKernels.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace fsdp;

namespace {

/// Elements of one type that are added: number of the first, and how many.
struct Run {
  Type type;
  int64_t first, count;
};

/// Builds `dest += source` over runs of two buffers of `bytes` bytes. 16-bit
/// sums are made in f32.
class AddKernel {
public:
  AddKernel(OutlineContext &context, Location loc, int64_t bytes)
      : context(context), kernel(context.library, loc), bytes(bytes) {
    auto memref = MemRefType::get({bytes}, kernel.getBuilder().getI8Type());
    // Its launches come later; only they have operands.
    dest = kernel.addBuffer(Value(), memref, {0, 0}, plan::ReadWrite);
    source = kernel.addBuffer(Value(), memref, {0, 0}, plan::Read);
  }

  FlatSymbolRefAttr build(ArrayRef<Run> runs) {
    llvm::MapVector<Type, SmallVector<Run>> byType;
    for (Run run : runs)
      byType[run.type].push_back(run);
    if (context.gpu)
      emitTiles(byType.getArrayRef());
    else
      for (auto &[type, ofType] : byType)
        emitLoops(type, ofType);
    return FlatSymbolRefAttr::get(dest.getContext(),
                                  kernel.finish("accumulate"));
  }

private:
  Value add(Value a, Value b) {
    OpBuilder &builder = kernel.getBuilder();
    Location loc = kernel.getLoc();
    Type type = a.getType(), f32 = builder.getF32Type();
    if (!isa<FloatType>(type))
      return arith::AddIOp::create(builder, loc, a, b);
    if (type.getIntOrFloatBitWidth() >= 32)
      return arith::AddFOp::create(builder, loc, a, b);
    Value sum = arith::AddFOp::create(
        builder, loc, arith::ExtFOp::create(builder, loc, f32, a),
        arith::ExtFOp::create(builder, loc, f32, b));
    return arith::TruncFOp::create(builder, loc, type, sum);
  }

  void emitLoops(Type type, ArrayRef<Run> runs) {
    Value to = kernel.viewAs(dest, type), from = kernel.viewAs(source, type);
    SmallVector<SmallVector<int64_t>> rows;
    for (Run run : runs)
      rows.push_back({run.first, run.first + run.count});
    kernel.forEachRow(rows, [&](Value, ArrayRef<Value> columns) {
      kernel.loop(columns[0], columns[1], 1, [&](Value at) {
        kernel.store(add(kernel.load(to, at), kernel.load(from, at)), to, at);
      });
    });
  }

  void emitTiles(ArrayRef<std::pair<Type, SmallVector<Run>>> byType) {
    TileEmitter tiles(kernel, bytes);
    OpBuilder &builder = kernel.getBuilder();
    Location loc = kernel.getLoc();
    auto place = [&tiles](ArrayRef<Value> columns, Value element) {
      return tiles.toIndex(tiles.add(columns[0], element));
    };
    // Views stand before every tile, where begin() has put the builder.
    llvm::DenseMap<Type, std::pair<Value, Value>> views;
    for (auto &[type, ofType] : byType) {
      Type element = type;
      SmallVector<TileRun> runs;
      for (Run run : ofType)
        runs.push_back({0, run.count, {run.first}});
      auto make = [&, element](int64_t width) {
        TileClass result;
        result.width = width;
        result.unroll = 2;
        result.load = [&, place, element, width](ArrayRef<Value> columns,
                                                 Value number) {
          Value at = place(columns, number);
          auto [to, from] = views[element];
          TileClass::Values values = loadElements(builder, loc, to, at, width);
          llvm::append_range(values,
                             loadElements(builder, loc, from, at, width));
          return values;
        };
        result.finish = [&, place, element, width](ArrayRef<Value> columns,
                                                   Value number,
                                                   ArrayRef<Value> loaded) {
          SmallVector<Value> sums;
          for (int64_t i = 0; i < width; ++i)
            sums.push_back(add(loaded[i], loaded[width + i]));
          storeElements(builder, loc, sums, views[element].first,
                        place(columns, number));
        };
        return result;
      };
      tiles.addSplit(getVectorWidth(element), runs, make);
    }
    tiles.begin();
    for (auto &[type, ofType] : byType)
      views[type] = {kernel.viewAs(dest, type), kernel.viewAs(source, type)};
    tiles.emit();
  }

  OutlineContext &context;
  HookKernel kernel;
  int64_t bytes;
  Value dest, source;
};

} // namespace

/// The gradients themselves: what lies between them is written by nobody.
static SmallVector<Run> getGradientRuns(CollectiveStartOp start) {
  SmallVector<Run> runs;
  for (auto [segment, gradient] :
       llvm::zip_equal(start.getGradsAttr().getAsRange<GradSegmentAttr>(),
                       start.getInputs())) {
    int64_t first =
        getGradientPlace(start, segment) / segment.getElementBytes();
    int64_t count = cast<ShapedType>(gradient.getType()).getNumElements();
    if (!runs.empty() && runs.back().type == segment.getDtype() &&
        runs.back().first + runs.back().count == first)
      runs.back().count += count;
    else
      runs.push_back({segment.getDtype(), first, count});
  }
  return runs;
}

void fsdp::addAccumulationKernels(CollectiveStartOp start,
                                  OutlineContext &context) {
  int64_t full = getGradientBytes(start, context.grid.getShards());
  start.setAddFullAttr(
      AddKernel(context, start.getLoc(), full).build(getGradientRuns(start)));
  auto shard = dyn_cast_or_null<plan::StateOp>(SymbolTable::lookupSymbolIn(
      context.getModule(), (start.getGroup() + ".grad").str()));
  if (start.getKind() != Collective::Reduce || !shard)
    return;
  int64_t bytes = shard.getBytes();
  start.setAddShardAttr(
      AddKernel(context, start.getLoc(), bytes)
          .build({{Float32Type::get(start.getContext()), 0, bytes / 4}}));
}

void fsdp::addAccumulationKernel(TotalCountOp total, OutlineContext &context) {
  Type type = getElementTypeOrSelf(total.getCount().getType());
  total.setAddAttr(
      AddKernel(context, total.getLoc(), type.getIntOrFloatBitWidth() / 8)
          .build({{type, 0, 1}}));
}
