//===- EntryForms.cpp - a step that leaves or finds gradients -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Gradients of several microbatches are added without a branch: every way in
// which a microbatch can run is an entry of its own, and the first one writes
// where the others add, so that nothing is cleared.
//
//===----------------------------------------------------------------------===//

#include "GradientLayout.h"
#include "PlanEntry.h"

using namespace mlir;
using namespace fsdp;

/// A step with gradients runs with reduction, or leaves them to another run.
SmallVector<EntryForm> fsdp::getEntryForms(func::FuncOp func) {
  StringRef name = func->getAttrOfType<StringAttr>("fsdp.entry").getValue();
  if (name != "step")
    return {{name}};
  SmallVector<EntryForm> forms = {{"step.sync"}};
  bool reduces = llvm::any_of(func.getOps<CollectiveStartOp>(),
                              [](auto op) { return bool(op.getAddFull()); });
  if (reduces)
    for (Pending pending : {Pending::Full, Pending::Partial}) {
      StringRef left =
          pending == Pending::Full ? "step.accumulate" : "step.scatter";
      forms.push_back({left, Pending::None, pending});
      forms.push_back({left, pending, pending});
      forms.push_back({"step.sync", pending, Pending::None});
    }
  return forms;
}

static StringRef getPendingName(Pending pending) {
  return pending == Pending::Full ? "full" : "partial";
}

plan::EntryOp PlanEntryConverter::makeEntry() {
  auto name = [&](Pending pending) {
    return pending == Pending::None
               ? StringAttr()
               : builder.getStringAttr(getPendingName(pending));
  };
  StringAttr needs = name(form.needs);
  std::string symbol = form.name.str();
  if (needs)
    symbol += "." + needs.str();
  return plan::EntryOp::create(
      builder, func.getLoc(), builder.getStringAttr(symbol),
      needs ? builder.getStringAttr(form.name) : StringAttr(), needs,
      name(form.leaves));
}

bool PlanEntryConverter::leavesWhole(CollectiveStartOp op) const {
  // What is not sharded cannot be reduced in part.
  return form.leaves == Pending::Full ||
         (form.leaves == Pending::Partial && op.getAxis() == Axis::World);
}

bool PlanEntryConverter::findsWhole(CollectiveStartOp op) const {
  return form.needs == Pending::Full ||
         (form.needs == Pending::Partial && op.getAxis() == Axis::World);
}

/// `dest` += `source`, from their first bytes on.
void PlanEntryConverter::addLaunch(Location loc, FlatSymbolRefAttr kernel,
                                   Value dest, Value source, int64_t bytes,
                                   plan::Stream stream,
                                   FlatSymbolRefAttr group) {
  addLaunch(loc, kernel, {{dest, bytes, plan::ReadWrite}, {source, bytes}},
            stream, group);
}

void PlanEntryConverter::addLaunch(Location loc, FlatSymbolRefAttr kernel,
                                   ArrayRef<Side> sides, plan::Stream stream,
                                   FlatSymbolRefAttr group) {
  SmallVector<Value> buffers;
  SmallVector<int64_t> offsets, bytes, accesses;
  for (const Side &side : sides) {
    buffers.push_back(side.buffer);
    offsets.push_back(side.offset);
    bytes.push_back(side.bytes);
    accesses.push_back(side.access);
  }
  plan::LaunchOp::create(
      builder, loc, kernel, buffers, builder.getDenseI64ArrayAttr(offsets),
      builder.getDenseI64ArrayAttr(bytes),
      builder.getDenseI64ArrayAttr(accesses), builder.getI64IntegerAttr(stream),
      getPhase(), group, /*label=*/nullptr);
}

FlatSymbolRefAttr
PlanEntryConverter::getSlotsKernel(CollectiveStartOp op) const {
  if (op.getKind() != Collective::Reduce || leavesWhole(op))
    return {};
  if (findsWhole(op) && op.getSlotsAdded())
    return op.getSlotsAddedAttr();
  return op.getPack() ? op.getPackAttr() : op.getSlotsAttr();
}

/// The gradients of this entry, and those of earlier ones that wait.
std::pair<PlanEntryConverter::Side, PlanEntryConverter::Side>
PlanEntryConverter::getFullGradients(CollectiveStartOp op) {
  const GradientBuffer &own = gradients[op];
  Value waiting = makeStateRef(op.getLoc(), op.getGroup() + ".accumulated");
  return {{own.buffer, own.bytes},
          {waiting, op.getKeepFull() ? 2 * own.bytes : own.bytes}};
}

/// Whole gradients for a later entry, with those of earlier ones.
void PlanEntryConverter::leaveGradients(CollectiveStartOp op) {
  if (!findsWhole(op) && !op.getKeepFull())
    return; // Computed where they wait.
  auto [own, waiting] = getFullGradients(op);
  waiting.access = findsWhole(op) ? plan::ReadWrite : plan::Write;
  addLaunch(op.getLoc(),
            findsWhole(op) ? op.getAddFullAttr() : op.getKeepFullAttr(),
            {waiting, own}, plan::ComputeStream, /*group=*/nullptr);
}

/// Adds what earlier entries left to the gradients of this one.
void PlanEntryConverter::addPending(CollectiveStartOp op) {
  if (!findsWhole(op))
    return;
  auto [own, waiting] = getFullGradients(op);
  own.access = plan::ReadWrite;
  addLaunch(op.getLoc(),
            op.getTakeFull() ? op.getTakeFullAttr() : op.getAddFullAttr(),
            {own, waiting}, plan::ComputeStream, /*group=*/nullptr);
}

/// The sum of this and of earlier counts, over all ranks.
LogicalResult PlanEntryConverter::convertTotalCount(TotalCountOp op) {
  Location loc = op.getLoc();
  FailureOr<PlanAddress> count = getAddress(op.getCount(), op);
  FailureOr<PlanAddress> dest = getAddress(op.getDest(), op);
  if (failed(count) || failed(dest))
    return failure();
  Type type = getElementTypeOrSelf(op.getCount().getType());
  int64_t bytes = getPlanElementBytes(type);
  auto stream = builder.getI64IntegerAttr(plan::ComputeStream);
  Value own = form.leaves == Pending::None || form.needs != Pending::None
                  ? makeAlloc(loc, 64, "wire", "step.count")
                  : makeStateRef(loc, "step.count");
  plan::CopyOp::create(builder, loc, count->root, own,
                       builder.getDenseI64ArrayAttr({count->offset, 0}),
                       builder.getI64IntegerAttr(bytes), stream, getPhase());
  if (form.needs != Pending::None) {
    Value earlier = makeStateRef(loc, "step.count");
    bool stays = form.leaves != Pending::None;
    addLaunch(loc, op.getAddAttr(), stays ? earlier : own,
              stays ? own : earlier, bytes, plan::ComputeStream,
              /*group=*/nullptr);
  }
  if (form.leaves != Pending::None) {
    absent.insert(op.getDest());
    return success();
  }
  plan::AllReduceOp::create(
      builder, loc, own, dest->root,
      builder.getDenseI64ArrayAttr({0, dest->offset}),
      builder.getI64IntegerAttr(1), builder.getStringAttr("sum"),
      builder.getF64FloatAttr(1.0), builder.getStringAttr("world"), stream,
      /*group=*/nullptr, /*label=*/nullptr, TypeAttr::get(type), getPhase(),
      /*ranks=*/nullptr);
  return success();
}

/// A launch, unless it reads what this form does not make.
LogicalResult PlanEntryConverter::convertLaunch(plan::LaunchOp op) {
  bool early =
      form.leaves != Pending::None && op.getLabel() == kDivideGradLabel;
  if (early || llvm::any_of(op.getArgs(),
                            [&](Value arg) { return absent.contains(arg); }))
    return success();
  auto sources = llvm::find_if(
      op.getArgs(), [](Value arg) { return isa<SourcesType>(arg.getType()); });
  auto wait = sources == op.getArgs().end()
                  ? WaitOp()
                  : (*sources).getDefiningOp<WaitOp>();
  auto start = wait ? wait.getToken().getDefiningOp<CollectiveStartOp>()
                    : CollectiveStartOp();
  if (!start || start.getKind() != Collective::Reduce)
    return convertCommand(op);
  if (form.needs == Pending::Partial && !start.getUnpackAdded())
    return addAside(op, start);
  return convertUnpack(op, start);
}

/// The sum of what came, read where this form puts it. Where reduced gradients
/// wait, another kernel adds to them.
LogicalResult PlanEntryConverter::convertUnpack(plan::LaunchOp op,
                                                CollectiveStartOp start) {
  if (failed(convertCommand(op)))
    return failure();
  auto launch = cast<plan::LaunchOp>(*std::prev(builder.getInsertionPoint()));
  if (getSlotsKernel(start) && start.getSlotOffsets())
    for (OpOperand &arg : launch.getArgsMutable())
      if (isa<plan::TableType>(arg.get().getType())) {
        OpBuilder before(launch);
        arg.set(plan::TableRefOp::create(before, op.getLoc(),
                                         arg.get().getType(),
                                         start.getSlotOffsetsAttr()));
      }
  if (form.needs != Pending::Partial)
    return success();
  unsigned shard = 0;
  while (!(launch.getAccess()[shard] & plan::Write))
    ++shard;
  auto append = [&](ArrayRef<int64_t> values, int64_t value) {
    SmallVector<int64_t> longer(values);
    longer.push_back(value);
    return longer;
  };
  launch.setKernelAttr(start.getUnpackAddedAttr());
  launch.getArgsMutable().append(launch.getArgs()[shard]);
  launch.setOffsets(append(launch.getOffsets(), launch.getOffsets()[shard]));
  launch.setBytes(append(launch.getBytes(), launch.getBytes()[shard]));
  launch.setAccess(append(launch.getAccess(), plan::Read));
  return success();
}

/// Where reduced gradients wait, those of this entry are made aside and added.
LogicalResult PlanEntryConverter::addAside(plan::LaunchOp op,
                                           CollectiveStartOp start) {
  for (auto [i, arg] : llvm::enumerate(op.getArgs())) {
    if (!(op.getAccess()[i] & plan::Write))
      continue;
    int64_t bytes = op.getBytes()[i];
    Value shard = values.lookup(arg);
    Value aside = makeAlloc(op.getLoc(), bytes, "transient",
                            (start.getGroup() + ".micro_grad").str());
    values.map(arg, aside);
    LogicalResult converted = convertCommand(op);
    values.map(arg, shard);
    if (failed(converted))
      return failure();
    addLaunch(op.getLoc(), start.getAddShardAttr(), shard, aside, bytes,
              plan::ReduceStream, op.getGroupAttr());
    return success();
  }
  return op.emitOpError() << "reduces gradients and writes none";
}
