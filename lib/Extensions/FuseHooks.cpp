//===- FuseHooks.cpp - gathers and reductions become collectives ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "ReductionFusion.h"
#include "StoredParams.h"
#include "UsedClasses.h"
#include "fsdp/Extensions/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"

namespace fsdp {
#define GEN_PASS_DEF_FSDPFUSEHOOKSPASS
#include "fsdp/Extensions/Passes.h.inc"
} // namespace fsdp

using namespace mlir;
using namespace fsdp;

namespace {

/// What the hooks of a function's gathers must know of whole parameters.
struct FunctionStats {
  Value values; ///< of its fsdp.stats; null where no hook needs any
  llvm::DenseMap<StringAttr, SmallVector<int64_t>> places; ///< by parameter
};

class HookFusion {
public:
  HookFusion(ModuleOp module, GridAttr grid)
      : module(module), grid(grid), symbols(module),
        prover(module.getContext(), grid.getReplicas()),
        bodies(prover, symbols), reductions(grid, symbols, bodies) {}

  LogicalResult run();

private:
  LogicalResult fuseGroups();
  LogicalResult checkGather(GatherOp gather);
  void buildStats(func::FuncOp function, ArrayRef<GatherOp> gathers);
  LogicalResult fuseGather(GatherOp gather);
  FailureOr<int64_t> getPart(GatherOp gather);
  Value getShardIndex(OpBuilder &builder, Location loc);
  void replaceGather(GatherOp gather, UnpackOp unpack, const FusedGroup &group);
  Value buildSlot(OpBuilder &builder, Location loc, StringAttr name,
                  const FusedGroup &group, FunctionStats &stats);

  ModuleOp module;
  GridAttr grid;
  SymbolTable symbols;
  HookProver prover;
  HookBodies bodies;
  ReductionFusion reductions;
  llvm::MapVector<StringAttr, FusedGroup> groups;
  llvm::DenseMap<Operation *, FunctionStats> statsOf;
  llvm::DenseMap<Operation *, Value> shardIndexOf; ///< by function
  /// Slots that forward keeps for backward, by function and group.
  llvm::DenseMap<std::pair<Operation *, StringAttr>, Value> kept;
  /// Function and group of every backward gather.
  llvm::DenseSet<std::pair<Operation *, StringAttr>> regathered;
};

class FuseHooks : public fsdp::impl::FSDPFuseHooksPassBase<FuseHooks> {
  void runOnOperation() override {
    auto grid = getOperation()->getAttrOfType<GridAttr>("fsdp.grid");
    if (!grid) {
      getOperation().emitError()
          << "no grid on the module, expected fsdp.grid = #fsdp.grid<...>; run "
             "fsdp-import-step first";
      return signalPassFailure();
    }
    if (failed(HookFusion(getOperation(), grid).run()))
      signalPassFailure();
  }
};

} // namespace

LogicalResult HookFusion::fuseGroups() {
  llvm::MapVector<Operation *, SmallVector<ParamOp>> members;
  for (auto group : module.getOps<GroupOp>())
    members[group];
  for (auto param : module.getOps<ParamOp>()) {
    auto group = symbols.lookup<GroupOp>(param.getGroup());
    if (!group)
      return param.emitError()
             << "group @" << param.getGroup() << " of parameter \""
             << param.getSymName() << "\" is not in the module";
    members[group].push_back(param);
  }
  for (auto &[op, params] : members) {
    auto group = cast<GroupOp>(op);
    if (group.getReplicated())
      continue;
    FailureOr<FusedGroup> fused = FusedGroup::get(group, params, bodies);
    if (failed(fused))
      return failure();
    group.setSlotBytes(fused->getSlotBytes());
    group.setFullBytes(fused->getFullBytes());
    group.setWiresAttr(fused->getWires(module.getContext()));
    groups.insert({group.getSymNameAttr(), std::move(*fused)});
  }
  return success();
}

/// The pack of all parameters of the group, or its shard.
Value HookFusion::buildSlot(OpBuilder &builder, Location loc, StringAttr name,
                            const FusedGroup &group, FunctionStats &stats) {
  auto type =
      RankedTensorType::get({group.getSlotBytes()}, builder.getI8Type());
  if (group.isShardSlot())
    return ShardSlotOp::create(builder, loc, type, name);
  SmallVector<Attribute> segments;
  UsedClasses used;
  bool usesStats = false;
  SmallVector<Value> wires;
  SmallVector<int64_t> places;
  for (const auto &[param, fused] : group.params) {
    if (fused.storedBytes) {
      segments.push_back(fused.getStoredSegment(FlatSymbolRefAttr::get(param),
                                                used.get(fused.packClass)));
      continue;
    }
    if (fused.separate) {
      Value shard = fused.separate->preReadsShard()
                        ? getShardIndex(builder, loc)
                        : Value();
      llvm::append_range(wires,
                         fused.separate->buildPre(
                             builder, symbols.lookup<ParamOp>(param), shard));
      llvm::append_range(places, fused.wire);
      continue;
    }
    usesStats |= !fused.statClasses.empty();
    segments.push_back(fused.getSegment(FlatSymbolRefAttr::get(param),
                                        used.get(fused.packClass),
                                        /*pack=*/true, stats.places[param]));
  }
  auto pack = PackOp::create(
      builder, loc, type, name, builder.getArrayAttr(segments), wires,
      wires.empty() ? nullptr : builder.getDenseI64ArrayAttr(places),
      usesStats ? stats.values : Value(), /*dest=*/Value(), used.size());
  used.cloneInto(pack->getRegions(), bodies.packClasses);
  return pack.getSlot();
}

/// Which shard this rank holds, at the top of the function that `builder` is
/// in.
Value HookFusion::getShardIndex(OpBuilder &builder, Location loc) {
  auto function = cast<func::FuncOp>(builder.getBlock()->getParentOp());
  Value &index = shardIndexOf[function];
  if (index)
    return index;
  OpBuilder top = OpBuilder::atBlockBegin(&function.getBody().front());
  index = readShardIndex(top, loc);
  return index;
}

LogicalResult HookFusion::checkGather(GatherOp gather) {
  auto name = gather.getGroupAttr().getAttr();
  if (!groups.contains(name))
    return gather.emitOpError() << "names group @" << name.getValue()
                                << ", which is not in the module";
  if (gather.getPhase() == Phase::Whole)
    return gather.emitOpError()
           << "of phase whole, expected forward or backward; run "
              "fsdp-split-phases first";
  return success();
}

/// One op for every group that the function gathers, whatever the phase.
void HookFusion::buildStats(func::FuncOp function, ArrayRef<GatherOp> gathers) {
  FunctionStats &stats = statsOf[function];
  SmallVector<Attribute> segments;
  UsedClasses used;
  OpBuilder builder = OpBuilder::atBlockBegin(&function.getBody().front());
  for (const auto &[name, group] : groups) {
    auto isOfGroup = [&](GatherOp op) {
      return op.getGroupAttr().getAttr() == name;
    };
    if (llvm::none_of(gathers, isOfGroup))
      continue;
    for (const auto &[param, fused] : group.params)
      for (unsigned classIndex : fused.statClasses) {
        int64_t place = segments.size();
        stats.places[param].push_back(place);
        segments.push_back(StatSegmentAttr::get(
            builder.getContext(), used.get(classIndex),
            FlatSymbolRefAttr::get(param), fused.context.outer,
            fused.context.chunk, fused.context.inner, fused.context.size,
            builder.getDenseI64ArrayAttr(fused.state), place));
      }
  }
  if (segments.empty())
    return;
  auto type = RankedTensorType::get({static_cast<int64_t>(segments.size())},
                                    builder.getF32Type());
  auto op = StatsOp::create(
      builder, function.getLoc(), type, Combine::Max,
      builder.getF32ArrayAttr(used.getInitials(bodies.statClasses)),
      builder.getArrayAttr(segments), /*dest=*/Value(), used.size());
  used.cloneInto(op->getRegions(), bodies.statClasses);
  stats.values = op.getValues();
}

/// How many ranks gather in backward, 0: all.
FailureOr<int64_t> HookFusion::getPart(GatherOp gather) {
  int64_t ranks = 0, shards = grid.getShards();
  auto group = symbols.lookup<GroupOp>(gather.getGroup());
  if (group.getReshard().getAsInteger(10, ranks))
    return 0;
  if (ranks < 2 || ranks >= shards || shards % ranks != 0)
    return group.emitError()
           << "group @" << group.getSymName() << " is resharded to " << ranks
           << " ranks, expected a divisor of its " << shards
           << " shards between 1 and that";
  return ranks;
}

/// What separate hooks make of what `unpack` yields stands behind it.
void HookFusion::replaceGather(GatherOp gather, UnpackOp unpack,
                               const FusedGroup &group) {
  OpBuilder builder(gather);
  ValueRange left = unpack.getResults();
  SmallVector<Value> full;
  for (auto name : gather.getParams().getAsRange<FlatSymbolRefAttr>()) {
    const FusedParam &fused = group.params.find(name.getAttr())->second;
    auto param = symbols.lookup<ParamOp>(name.getAttr());
    size_t count =
        fused.separate ? fused.wireTypes.size() : param.getCompute().size();
    ValueRange mine = left.take_front(count);
    left = left.drop_front(count);
    if (fused.separate)
      llvm::append_range(full, fused.separate->buildPost(builder, param, mine));
    else
      llvm::append_range(full, mine);
  }
  gather.replaceAllUsesWith(full);
  gather.erase();
}

LogicalResult HookFusion::fuseGather(GatherOp gather) {
  auto name = gather.getGroupAttr().getAttr();
  const FusedGroup &group = groups.find(name)->second;
  FunctionStats &stats = statsOf[gather->getParentOfType<func::FuncOp>()];
  SmallVector<Attribute> segments;
  SmallVector<Type> results;
  UsedClasses used;
  bool usesStats = false;
  for (auto param : gather.getParams().getAsRange<FlatSymbolRefAttr>()) {
    auto fused = group.params.find(param.getAttr());
    if (fused == group.params.end())
      return gather.emitOpError()
             << "names parameter " << param << ", which is not in group @"
             << name.getValue();
    const FusedParam &known = fused->second;
    unsigned unpackClass = used.get(known.unpackClass);
    if (known.separate) {
      for (unsigned i = 0; i < known.wireTypes.size(); ++i) {
        segments.push_back(known.getWireSegment(param, unpackClass, i));
        results.push_back(known.separate->getGatheredType(i));
      }
      continue;
    }
    usesStats |= !known.statClasses.empty();
    segments.push_back(known.getSegment(param, unpackClass, /*pack=*/false,
                                        stats.places[param.getAttr()]));
    llvm::append_range(results, symbols.lookup<ParamOp>(param.getAttr())
                                    .getCompute()
                                    .getAsValueRange<TypeAttr>());
  }
  OpBuilder builder(gather);
  Location loc = gather.getLoc();
  FailureOr<int64_t> part = getPart(gather);
  if (failed(part))
    return failure();
  std::pair<Operation *, StringAttr> place = {
      gather->getParentOfType<func::FuncOp>(), name};
  bool backward = gather.getPhase() == Phase::Backward;
  Value slot = backward ? kept.lookup(place) : Value();
  IntegerAttr ranks = slot ? builder.getI64IntegerAttr(*part) : IntegerAttr();
  if (!slot)
    slot = buildSlot(builder, loc, name, group, stats);
  auto start = CollectiveStartOp::create(
      builder, loc, TokenType::get(builder.getContext()), Collective::Gather,
      name.getValue(), Axis::Shard, slot, /*grads=*/nullptr, /*scale=*/nullptr,
      ranks);
  auto wait = WaitOp::create(
      builder, loc, SourcesType::get(builder.getContext()), start.getToken());
  auto unpack = UnpackOp::create(
      builder, loc, results, name.getValue(), gather.getPhase(),
      wait.getSources(), builder.getArrayAttr(segments),
      usesStats ? stats.values : Value(), /*dest=*/Value(), used.size());
  used.cloneInto(unpack->getRegions(), bodies.unpackClasses);
  if (*part && !backward && regathered.contains(place))
    kept[place] =
        KeepOp::create(builder, loc,
                       RankedTensorType::get(
                           {grid.getShards() / *part * group.getSlotBytes()},
                           builder.getI8Type()),
                       name.getValue(), wait.getSources(), *part,
                       /*dest=*/Value())
            .getSlots();
  replaceGather(gather, unpack, group);
  return success();
}

LogicalResult HookFusion::run() {
  if (failed(fuseGroups()) || failed(buildStorage(module, prover)))
    return failure();
  SmallVector<GatherOp> gathers;
  SmallVector<ReduceGradOp> reduceGrads;
  module.walk([&](GatherOp op) { gathers.push_back(op); });
  module.walk([&](ReduceGradOp op) { reduceGrads.push_back(op); });
  llvm::MapVector<Operation *, SmallVector<GatherOp>> gathersOf;
  for (GatherOp op : gathers) {
    if (failed(checkGather(op)))
      return failure();
    auto function = op->getParentOfType<func::FuncOp>();
    gathersOf[function].push_back(op);
    if (op.getPhase() == Phase::Backward)
      regathered.insert({function, op.getGroupAttr().getAttr()});
  }
  for (auto &[function, list] : gathersOf)
    buildStats(cast<func::FuncOp>(function), list);
  for (GatherOp op : gathers)
    if (failed(fuseGather(op)))
      return failure();
  for (ReduceGradOp op : reduceGrads)
    if (failed(reductions.fuse(op)))
      return failure();
  // The templates are spent; what follows works on buffers.
  for (auto op : llvm::make_early_inc_range(module.getOps<ExtensionOp>()))
    op.erase();
  return success();
}
