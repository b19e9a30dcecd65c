//===- StatsKernel.cpp - statistics of parameters for their hooks ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// One kernel per group (groups alike share its code), on a GPU one for all
// groups, reduces each parameter's chunk to its statistics, then one all-reduce
// over the shard axis combines those of all groups. All of it is on the gather
// stream, where the first pack follows: compute that needs no parameter does
// not wait.
//
//===----------------------------------------------------------------------===//

#include "StatsKernel.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/DenseSet.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace fsdp;

bool fsdp::usesRows(Region &body) {
  return llvm::any_of(body.getArguments(), [](BlockArgument argument) {
    return argument.getType().isIndex() && !argument.use_empty();
  });
}

//===----------------------------------------------------------------------===//
// StatisticsOperand
//===----------------------------------------------------------------------===//

StatisticsOperand::StatisticsOperand(HookKernel &kernel, Value stats,
                                     ArrayAttr segments) {
  int64_t low = std::numeric_limits<int64_t>::max(), high = 0;
  for (auto segment : segments.getAsRange<SegmentAttr>())
    for (int64_t place : segment.getStatPlaces()) {
      low = std::min(low, place);
      high = std::max(high, place + 1);
    }
  if (!stats || low >= high)
    return;
  first = low;
  Type f32 = kernel.getBuilder().getF32Type();
  values = kernel.addBuffer(stats, MemRefType::get({high - low}, f32),
                            {low * 4, (high - low) * 4}, plan::Read);
}

void StatisticsOperand::addPlaces(SegmentAttr segment,
                                  SmallVector<int64_t> &row) const {
  for (int64_t place : segment.getStatPlaces())
    row.push_back(place - first);
}

SmallVector<Value> StatisticsOperand::load(HookKernel &kernel,
                                           ArrayRef<Value> columns,
                                           size_t count) const {
  OpBuilder &builder = kernel.getBuilder();
  SmallVector<Value> loaded;
  for (Value place : columns.take_back(count)) {
    // A tile's columns are integers.
    if (!place.getType().isIndex())
      place = arith::IndexCastUIOp::create(builder, kernel.getLoc(),
                                           builder.getIndexType(), place);
    loaded.push_back(kernel.load(values, place));
  }
  return loaded;
}

//===----------------------------------------------------------------------===//
// The kernels
//===----------------------------------------------------------------------===//

namespace {
class StatsOutliner {
public:
  StatsOutliner(StatsOp op, OutlineContext &context)
      : op(op), context(context), at(op) {}
  LogicalResult run();

private:
  FailureOr<SmallVector<StatsGroup>> getGroups();

  StatsOp op;
  OutlineContext &context;
  OpBuilder at;
};
} // namespace

void StatsGroup::addTo(GroupState &state, StatsOp op) const {
  for (StatSegmentAttr segment : segments)
    for (auto [offset, element] : llvm::zip_equal(
             segment.getState().asArrayRef(),
             getBodyElements(op.getClasses()[segment.getClassIndex()])))
      state.add(offset,
                segment.getOuter() * segment.getChunk() * segment.getInner(),
                element.getType());
}

bool StatsGroup::usesRows(StatsOp op) const {
  return llvm::any_of(segments, [&](StatSegmentAttr segment) {
    return fsdp::usesRows(op.getClasses()[segment.getClassIndex()]);
  });
}

bool fsdp::ordersAsBits(StatsOp op, unsigned number) {
  Value made = op.getClasses()[number].front().getTerminator()->getOperand(0);
  float initial = op.getInitialValue(number);
  return made.getDefiningOp<math::AbsFOp>() && !std::signbit(initial);
}

Value fsdp::getGreater(HookKernel &kernel, bool asBits, Value most,
                       Value value) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  if (!asBits)
    return arith::MaximumFOp::create(builder, loc, most, value);
  Value bits =
      arith::BitcastOp::create(builder, loc, builder.getI32Type(), value);
  return arith::MaxSIOp::create(builder, loc, most, bits);
}

Value fsdp::makeValidRows(OutlineContext &context, OpBuilder &at, Location loc,
                          DenseI64ArrayAttr axis,
                          ArrayRef<StatSegmentAttr> segments) {
  SmallVector<int64_t> base, stride, low, high;
  for (StatSegmentAttr segment : segments) {
    base.push_back(segment.getSize());
    stride.push_back(-segment.getChunk());
    low.push_back(0);
    high.push_back(segment.getChunk());
  }
  return context.makeTable(at, loc, axis, "valid_rows", base, stride, low,
                           high);
}

void fsdp::addStatPlaces(StatsOp op, const GroupState &state,
                         StatSegmentAttr segment, SmallVector<int64_t> &row) {
  Region &body = op.getClasses()[segment.getClassIndex()];
  for (auto [offset, element] :
       llvm::zip_equal(segment.getState().asArrayRef(), getBodyElements(body)))
    row.push_back(state.getPlace(offset, element.getType()));
}

Value fsdp::makeStatBuffer(OpBuilder &at, Location loc, StringRef arena,
                           StringRef name, int64_t values) {
  return plan::AllocOp::create(
      at, loc, plan::BufferType::get(at.getContext()),
      at.getI64IntegerAttr(llvm::alignTo(values * 4, 64)),
      at.getStringAttr(arena), /*offset=*/nullptr, at.getStringAttr(name));
}

/// step(...step(initial, 0)..., count - 1).
Value GroupStats::fold(Value count, Value initial,
                       llvm::function_ref<Value(Value, Value)> step) {
  OpBuilder &builder = kernel.getBuilder();
  auto loop = scf::ForOp::create(builder, op.getLoc(), kernel.index(0), count,
                                 kernel.index(1), initial);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  Value next = step(loop.getInductionVar(), loop.getRegionIterArg(0));
  scf::YieldOp::create(builder, op.getLoc(), next);
  return loop.getResult(0);
}

Value GroupStats::accumulate(Region &body, ArrayRef<Value> states,
                             Value element, Value row, Value validRows,
                             Value sum) {
  SmallVector<Value> args;
  for (auto [place, input] : llvm::zip_equal(states, getBodyElements(body)))
    args.push_back(kernel.load(state.getView(kernel, input.getType()),
                               kernel.add(place, element)));
  args.push_back(row);
  args.push_back(validRows);
  return getGreater(kernel, asBits, sum, kernel.inlineBody(body, args).front());
}

/// `columns`: number of the segment, outer, chunk, inner, elements, state of
/// each input.
Value GroupStats::reduce(Region &body, ArrayRef<Value> columns, Value initial) {
  ArrayRef<Value> states = columns.slice(5, getBodyElements(body).size());
  Value none = kernel.index(0);
  if (!usesRows(body))
    return fold(columns[4], initial, [&](Value element, Value sum) {
      return accumulate(body, states, element, none, none, sum);
    });
  Value validRows = kernel.loadIndex(valid, columns[0]);
  return fold(columns[1], initial, [&](Value outer, Value sum) {
    return fold(columns[2], sum, [&](Value row, Value rowSum) {
      Value first = kernel.mul(kernel.add(kernel.mul(outer, columns[2]), row),
                               columns[3]);
      return fold(columns[3], rowSum, [&](Value inner, Value innerSum) {
        return accumulate(body, states, kernel.add(first, inner), row,
                          validRows, innerSum);
      });
    });
  });
}

void GroupStats::emitClass(unsigned number) {
  SmallVector<SmallVector<int64_t>> rows;
  for (auto [i, segment] : llvm::enumerate(segments)) {
    if (segment.getClassIndex() != number)
      continue;
    SmallVector<int64_t> row = {static_cast<int64_t>(i), segment.getOuter(),
                                segment.getChunk(), segment.getInner(),
                                segment.getOuter() * segment.getChunk() *
                                    segment.getInner()};
    addStatPlaces(op, state, segment, row);
    row.push_back(segment.getValue() - firstValue);
    rows.push_back(row);
  }
  if (rows.empty())
    return;
  asBits = ordersAsBits(op, number);
  OpBuilder &builder = kernel.getBuilder();
  Location loc = op.getLoc();
  kernel.forEachRow(rows, [&](Value, ArrayRef<Value> columns) {
    Value initial = arith::ConstantOp::create(
        builder, loc, builder.getF32FloatAttr(op.getInitialValue(number)));
    if (asBits)
      initial =
          arith::BitcastOp::create(builder, loc, builder.getI32Type(), initial);
    Value made = reduce(op.getClasses()[number], columns, initial);
    if (asBits)
      made = arith::BitcastOp::create(builder, loc, builder.getF32Type(), made);
    kernel.store(made, partial, columns.back());
  });
}

LogicalResult GroupStats::run(OpBuilder &at, Value partials) {
  group.addTo(state, op);
  FailureOr<Value> ref =
      context.makeRef(at, op, group.name.getValue(), "param");
  if (failed(ref))
    return failure();
  firstValue = segments.front().getValue();
  state.declare(kernel, *ref, plan::Read);
  if (group.usesRows(op))
    valid =
        kernel.addTable(makeValidRows(context, at, op.getLoc(),
                                      context.getAxis(group.name), segments),
                        segments.size());
  int64_t count = segments.size();
  partial = kernel.addBuffer(
      partials, MemRefType::get({count}, kernel.getBuilder().getF32Type()),
      {firstValue * 4, count * 4}, plan::Write);
  for (unsigned i = 0; i < op.getClasses().size(); ++i)
    emitClass(i);
  kernel.launch(at, "stats", plan::GatherStream,
                FlatSymbolRefAttr::get(group.name));
  return success();
}

//===----------------------------------------------------------------------===//
// The op
//===----------------------------------------------------------------------===//

/// Segments by their parameters' groups, whose values follow each other.
FailureOr<SmallVector<StatsGroup>> StatsOutliner::getGroups() {
  SymbolTable symbols(context.getModule());
  SmallVector<StatsGroup> groups;
  llvm::DenseSet<StringAttr> seen;
  int64_t next = 0;
  for (auto segment : op.getSegments().getAsRange<StatSegmentAttr>()) {
    auto param = symbols.lookup<ParamOp>(segment.getParam().getAttr());
    if (!param)
      return op.emitOpError() << "names " << segment.getParam()
                              << ", expected an fsdp.param of that name";
    StringAttr name = param.getGroupAttr().getAttr();
    bool begins = groups.empty() || groups.back().name != name;
    bool apart = begins && !seen.insert(name).second;
    if (segment.getValue() != next++ || apart)
      return op.emitOpError()
             << "has segments that are not in the order of values, group by "
                "group ("
             << segment.getParam() << "), expected what fsdp-fuse-hooks makes";
    if (begins)
      groups.push_back({name, {}});
    groups.back().segments.push_back(segment);
  }
  return groups;
}

LogicalResult StatsOutliner::run() {
  auto dest = op.getDest() ? op.getDest().getDefiningOp<memref::AllocOp>()
                           : memref::AllocOp();
  if (!dest || op.getSegments().empty())
    return op.emitOpError() << "has no segments or no allocation to write, "
                               "expected statistics on memrefs";
  FailureOr<SmallVector<StatsGroup>> groups = getGroups();
  if (failed(groups))
    return failure();
  // The maximum over more ranks is the same, for replicas hold the same.
  bool alone = true, everywhere = false;
  for (const StatsGroup &group : *groups) {
    alone &= context.getShards(group.name) == 1;
    everywhere |= bool(context.getAxis(group.name));
  }
  int64_t count = op.getSegments().size();
  Value partials = makeStatBuffer(at, op.getLoc(), alone ? "transient" : "wire",
                                  "stats.partial", count);
  if (context.gpu &&
      failed(outlineStatTiles(op, context, at, *groups, partials)))
    return failure();
  for (const StatsGroup &group : *groups)
    if (!context.gpu &&
        failed(GroupStats(op, context, group).run(at, partials)))
      return failure();
  Value values = partials;
  if (!alone) {
    values = makeStatBuffer(at, op.getLoc(), "transient", "stats.value", count);
    plan::AllReduceOp::create(
        at, op.getLoc(), partials, values, at.getDenseI64ArrayAttr({0, 0}),
        at.getI64IntegerAttr(count), at.getStringAttr("max"),
        at.getF64FloatAttr(1.0),
        at.getStringAttr(everywhere ? "world" : "shard"),
        at.getI64IntegerAttr(plan::GatherStream), /*group=*/nullptr,
        at.getStringAttr("stats"), TypeAttr::get(at.getF32Type()),
        /*phase=*/nullptr, /*ranks=*/nullptr);
  }
  // The packs and unpacks that follow read the plan's buffer itself.
  dest.getResult().replaceUsesWithIf(values, [](OpOperand &use) {
    return isa<PackOp, UnpackOp>(use.getOwner());
  });
  return success();
}

LogicalResult fsdp::outlineStats(StatsOp op, OutlineContext &context) {
  return StatsOutliner(op, context).run();
}
