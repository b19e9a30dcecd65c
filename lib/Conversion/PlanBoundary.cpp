//===- PlanBoundary.cpp - what passes in and out of an entry --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Arguments become memory of the caller or state. The new value of a buffer
// and a reported value that ranks combine are computed aside, because the step
// may still read the old value and peers read what is combined; the end of the
// entry puts them where they belong.
//
//===----------------------------------------------------------------------===//

#include "PlanEntry.h"

#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace fsdp;

/// The role of a bound argument: its kind and the attribute that says it.
static std::optional<std::pair<StringRef, Attribute>>
getBindingKind(func::FuncOp func, unsigned index) {
  static constexpr std::pair<StringLiteral, StringLiteral> kinds[] = {
      {"fsdp.batch", "batch"},
      {"fsdp.chunk", "chunk"},
      {"fsdp.loss", "loss"},
      {"fsdp.metric", "metric"},
      {"fsdp.count", "count"}};
  for (auto [name, kind] : kinds)
    if (Attribute attr = func.getArgAttr(index, name))
      return std::make_pair(StringRef(kind), attr);
  return std::nullopt;
}

Value PlanEntryConverter::makeRef(Location loc, plan::StateOp state) {
  return plan::RefOp::create(builder, loc,
                             plan::BufferType::get(builder.getContext()),
                             state.getSymName());
}

FailureOr<BufferStates::Place>
PlanEntryConverter::getBufferPlace(StringAttr name, unsigned index) {
  if (const BufferStates::Place *place = buffers.find(name))
    return *place;
  return func.emitOpError()
         << "argument " << index << " updates buffer " << name
         << ", expected 'fsdp.buffer' = " << name << " on an argument";
}

LogicalResult PlanEntryConverter::bindUpdate(BlockArgument argument) {
  unsigned index = argument.getArgNumber();
  auto type = cast<MemRefType>(argument.getType());
  Location loc = argument.getLoc();
  auto place = getBufferPlace(
      func.getArgAttrOfType<StringAttr>(index, "fsdp.update"), index);
  if (failed(place))
    return failure();
  Outcome outcome{loc, type, getReduction(func, index)};
  outcome.dest = {makeRef(loc, place->state), place->offset};
  if (outcome.reduce == "none") {
    outcome.computed = {makeAlloc(loc, getMemRefBytes(type), "transient"), 0};
  } else {
    // Laid out as the state is: neighbours are combined together.
    Value &alloc = combined[place->state];
    if (!alloc)
      alloc = makeAlloc(loc, place->state.getBytes(), "wire",
                        place->state.getSymName());
    outcome.computed = {alloc, place->offset};
  }
  roots[argument] = outcome.computed;
  outcomes.push_back(outcome);
  return success();
}

LogicalResult PlanEntryConverter::bindCaller(BlockArgument argument) {
  unsigned index = argument.getArgNumber();
  auto type = cast<MemRefType>(argument.getType());
  auto kind = getBindingKind(func, index);
  if (!kind)
    return func.emitOpError()
           << "argument " << index
           << " has no role, expected fsdp.batch, fsdp.buffer, fsdp.loss, "
              "fsdp.metric, fsdp.count or fsdp.update on it";
  StringRef reduce = getReduction(func, index);
  auto name = dyn_cast<StringAttr>(kind->second);
  Value bound = plan::BindOp::create(
      builder, argument.getLoc(), plan::BufferType::get(func.getContext()),
      kind->first, name ? name.getValue() : "", type.getElementType(),
      type.getShape(), /*combined=*/reduce != "none");
  roots[argument] = {bound, 0};
  if (reduce == "none")
    return success();
  Outcome outcome{argument.getLoc(), type, reduce};
  outcome.computed = {makeAlloc(argument.getLoc(), getMemRefBytes(type), "wire",
                                name ? name.getValue() : ""),
                      0};
  outcome.dest = {bound, 0};
  roots[argument] = outcome.computed;
  outcomes.push_back(outcome);
  return success();
}

/// A parameter that is whole on every rank, where its group's state has it.
LogicalResult PlanEntryConverter::bindIgnored(BlockArgument argument) {
  unsigned index = argument.getArgNumber();
  auto name = func.getArgAttrOfType<StringAttr>(index, "fsdp.param");
  auto inner = func.getArgAttrOfType<StringAttr>(index, "fsdp.inner");
  auto param = name ? SymbolTable::lookupNearestSymbolFrom<ParamOp>(func, name)
                    : ParamOp();
  unsigned place = param && inner ? llvm::find(param.getInner(), inner) -
                                        param.getInner().begin()
                                  : 0;
  if (!param || !param.getLayouts() || place >= param.getLayouts()->size())
    return func.emitOpError()
           << "argument " << index << " is ignored parameter " << name
           << ", expected an fsdp.param of that name with layouts";
  std::string symbol = (param.getGroup() + ".param").str();
  auto state = SymbolTable::lookupNearestSymbolFrom<plan::StateOp>(
      func, StringAttr::get(func.getContext(), symbol));
  if (!state)
    return func.emitOpError()
           << "argument " << index << " needs the buffer @" << symbol
           << ", expected a plan.state of that name";
  auto layout = cast<LayoutAttr>((*param.getLayouts())[place]);
  auto type = cast<MemRefType>(argument.getType());
  roots[argument] = {makeRef(argument.getLoc(), state),
                     layout.getOffset() *
                         getPlanElementBytes(type.getElementType())};
  return success();
}

LogicalResult PlanEntryConverter::bindArguments() {
  for (BlockArgument argument : func.getArguments()) {
    unsigned index = argument.getArgNumber();
    auto type = dyn_cast<MemRefType>(argument.getType());
    if (!type || !type.hasStaticShape() || !type.getLayout().isIdentity())
      return func.emitOpError()
             << "argument " << index << " of type " << argument.getType()
             << " cannot be bound, expected a memref with a static shape and "
                "an identity layout";
    if (auto name = func.getArgAttrOfType<StringAttr>(index, "fsdp.buffer")) {
      auto place = getBufferPlace(name, index);
      if (failed(place))
        return failure();
      roots[argument] = {makeRef(argument.getLoc(), place->state),
                         place->offset};
    } else if (func.getArgAttr(index, "fsdp.ignored")) {
      if (failed(bindIgnored(argument)))
        return failure();
    } else if (failed(func.getArgAttr(index, "fsdp.update")
                          ? bindUpdate(argument)
                          : bindCaller(argument))) {
      return failure();
    }
  }
  return success();
}

/// Outcomes in the order of their bytes; neighbours of one reduction as one.
static SmallVector<PlanEntryConverter::Outcome>
joinNeighbours(MutableArrayRef<PlanEntryConverter::Outcome> outcomes) {
  llvm::MapVector<Value, SmallVector<PlanEntryConverter::Outcome>> buffers;
  for (const auto &outcome : outcomes)
    buffers[outcome.computed.root].push_back(outcome);
  SmallVector<PlanEntryConverter::Outcome> runs;
  for (auto &[root, parts] : buffers) {
    llvm::sort(parts, [](const auto &a, const auto &b) {
      return a.computed.offset < b.computed.offset;
    });
    for (const auto &[i, part] : llvm::enumerate(parts)) {
      bool joins = i > 0 && runs.back().reduce == part.reduce &&
                   runs.back().computed.offset + runs.back().bytes ==
                       part.computed.offset;
      if (joins)
        runs.back().bytes += part.bytes;
      else
        runs.push_back(part);
    }
  }
  return runs;
}

void PlanEntryConverter::storeOutcomes() {
  int64_t world = grid.getReplicas() * grid.getShards();
  auto stream = builder.getI64IntegerAttr(plan::ComputeStream);
  for (const Outcome &run : joinNeighbours(outcomes)) {
    auto offsets =
        builder.getDenseI64ArrayAttr({run.computed.offset, run.dest.offset});
    if (run.reduce == "none") {
      plan::CopyOp::create(builder, run.loc, run.computed.root, run.dest.root,
                           offsets, builder.getI64IntegerAttr(run.bytes),
                           stream, getPhase());
      continue;
    }
    Type element = run.type.getElementType();
    plan::AllReduceOp::create(
        builder, run.loc, run.computed.root, run.dest.root, offsets,
        builder.getI64IntegerAttr(run.bytes / getPlanElementBytes(element)),
        builder.getStringAttr(run.reduce == "max" ? "max" : "sum"),
        builder.getF64FloatAttr(run.reduce == "mean" ? 1.0 / world : 1.0),
        builder.getStringAttr("world"), stream, /*group=*/nullptr,
        /*label=*/nullptr, TypeAttr::get(element), getPhase(),
        /*ranks=*/nullptr);
  }
}
