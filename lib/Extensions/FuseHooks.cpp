//===- FuseHooks.cpp - gathers and reductions become collectives ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "CopyRenewal.h"
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

/// A pack under construction.
struct PackParts {
  OpBuilder &builder;
  Location loc;
  GroupOp group;
  SmallVector<Attribute> segments;
  UsedClasses used;
  SmallVector<Value> wires; ///< that ops of the step compute
  SmallVector<int64_t> places;
  bool usesStats = false;
};

/// What an unpack yields: a parameter, or a form of it.
using FormKey = std::pair<StringAttr, StringRef>;

/// An unpack under construction.
struct UnpackParts {
  SmallVector<Attribute> segments;
  SmallVector<Type> results;
  UsedClasses used;
  bool usesStats = false;
  /// The first result of what is unpacked, and of each wire that is moved for
  /// posts of their own.
  llvm::MapVector<FormKey, size_t> places;
  llvm::MapVector<std::pair<StringAttr, unsigned>, size_t> wires;
};

class HookFusion {
public:
  HookFusion(ModuleOp module, GridAttr grid)
      : module(module), symbols(module),
        prover(module.getContext(), grid.getDataRanks()), reads(module),
        bodies(prover, symbols, reads), reductions(symbols, bodies) {}

  LogicalResult run();

private:
  void replaceKept(GatherOp gather);
  LogicalResult fuseGroups();
  LogicalResult fuseGroup(GroupOp group, ArrayRef<ParamOp> params,
                          Gathered what);
  GroupOp addGroup(GroupOp of, StringRef name);
  LogicalResult checkGather(GatherOp gather);
  void buildStats(func::FuncOp function, ArrayRef<GatherOp> gathers);
  LogicalResult fuseGather(GatherOp gather);
  FailureOr<int64_t> getPart(GatherOp gather);
  Value getShardIndex(OpBuilder &builder, Location loc, GroupOp group);
  SmallVector<FormKey> getUnpacked(GatherOp gather, const FusedGroup &group);
  void moveWire(StringAttr name, const FusedParam &known, unsigned unpackClass,
                unsigned wire, unsigned to, const GatherPart &part,
                UnpackParts &unpack);
  void addUnpacked(const FormKey &key, const FusedGroup &group,
                   const GatherPart &part, ArrayRef<int64_t> stats,
                   UnpackParts &unpack);
  SmallVector<Value> getUnpacked(OpBuilder &builder, const FormKey &key,
                                 const FusedGroup &group, ValueRange unpacked,
                                 const UnpackParts &parts);
  Value buildSlot(OpBuilder &builder, Location loc, StringAttr name,
                  const FusedGroup &group, const GatherPart &part,
                  FunctionStats &stats);
  void packPart(StringAttr param, const FusedParam &fused,
                const GatherPart &part, ArrayRef<int64_t> stats,
                PackParts &pack);

  ModuleOp module;
  SymbolTable symbols;
  HookProver prover;
  GatherReads reads;
  HookBodies bodies;
  ReductionFusion reductions;
  llvm::MapVector<StringAttr, FusedGroup> groups;
  llvm::DenseMap<Operation *, FunctionStats> statsOf;
  /// By function and grid.
  llvm::DenseMap<std::pair<Operation *, Attribute>, Value> shardIndexOf;
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

/// What every rank keeps is read where it lies.
void HookFusion::replaceKept(GatherOp gather) {
  OpBuilder builder(gather);
  Location loc = gather.getLoc();
  ValueRange left = gather.getFull();
  SmallVector<Attribute> params, forms;
  SmallVector<Value> gathered;
  for (auto [i, name] :
       llvm::enumerate(gather.getParams().getAsRange<FlatSymbolRefAttr>())) {
    auto param = symbols.lookup<ParamOp>(name.getAttr());
    ValueRange mine =
        left.take_front(param.getFullTypes(gather.getForm(i)).size());
    left = left.drop_front(mine.size());
    if (!param.getCopies()) {
      params.push_back(name);
      forms.push_back(builder.getStringAttr(gather.getForm(i)));
      llvm::append_range(gathered, mine);
      continue;
    }
    for (auto [i, value] : llvm::enumerate(mine)) {
      if (value.use_empty())
        continue;
      auto type = cast<RankedTensorType>(value.getType());
      Value full = UnshardedOp::create(builder, loc, param.getPaddedType(i),
                                       param.getSymName(), i);
      if (full.getType() != type) {
        SmallVector<OpFoldResult> zeros(type.getRank(),
                                        builder.getIndexAttr(0));
        SmallVector<OpFoldResult> ones(type.getRank(), builder.getIndexAttr(1));
        full = tensor::ExtractSliceOp::create(
            builder, loc, type, full, zeros,
            getAsIndexOpFoldResult(builder.getContext(), type.getShape()),
            ones);
      }
      value.replaceAllUsesWith(full);
    }
  }
  if (gathered.size() == gather.getFull().size())
    return;
  if (!gathered.empty()) {
    auto rest = GatherOp::create(
        builder, loc, ValueRange(gathered).getTypes(), gather.getGroupAttr(),
        gather.getPhaseAttr(), builder.getArrayAttr(params),
        gather.getForms() ? builder.getArrayAttr(forms) : ArrayAttr());
    for (auto [from, to] : llvm::zip_equal(gathered, rest.getFull()))
      from.replaceAllUsesWith(to);
  }
  gather.erase();
}

/// A group that gathers parameters of another one.
GroupOp HookFusion::addGroup(GroupOp of, StringRef name) {
  Operation *last = nullptr;
  for (auto other : module.getOps<GroupOp>())
    last = other;
  OpBuilder builder(module.getContext());
  builder.setInsertionPointAfter(last);
  auto group =
      GroupOp::create(builder, of.getLoc(),
                      builder.getStringAttr(of.getSymName() + "." + name));
  group.setOf(of.getSymName());
  group.setStateBytesAttr(of.getStateBytesAttr());
  group.setGridAttr(of.getGridAttr());
  symbols.insert(group);
  return group;
}

LogicalResult HookFusion::fuseGroup(GroupOp group, ArrayRef<ParamOp> params,
                                    Gathered what) {
  FailureOr<FusedGroup> fused =
      FusedGroup::get(group, params, what, bodies, reads);
  if (failed(fused))
    return failure();
  group.setSlotBytes(fused->getSlotBytes());
  group.setFullBytes(fused->getFullBytes());
  group.setWiresAttr(fused->getWires(module.getContext()));
  groups.insert({group.getSymNameAttr(), std::move(*fused)});
  return success();
}

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
    SmallVector<ParamOp> gathered, kept;
    for (ParamOp param : params) {
      if (!param.getCopies())
        gathered.push_back(param);
      else if (!param.getCopies()->empty()) // Else nobody reads it.
        kept.push_back(param);
    }
    if (failed(fuseGroup(group, gathered, Gathered::Step)))
      return failure();
    if (!kept.empty() &&
        (failed(
             fuseGroup(addGroup(group, "renewed"), kept, Gathered::Renewed)) ||
         failed(fuseGroup(addGroup(group, "loaded"), kept, Gathered::Loaded))))
      return failure();
  }
  return success();
}

/// Those wires of a parameter that `part` holds; of most groups all.
void HookFusion::packPart(StringAttr param, const FusedParam &fused,
                          const GatherPart &part, ArrayRef<int64_t> stats,
                          PackParts &pack) {
  SmallVector<unsigned> kept;
  for (auto [place, wire] : llvm::enumerate(fused.sent))
    if (part.holds(fused.wire[wire]))
      kept.push_back(place);
  auto name = FlatSymbolRefAttr::get(param);
  if (kept.empty())
    return;
  if (fused.storedBytes || !fused.storedWires.empty()) {
    for (unsigned place : kept)
      pack.segments.push_back(part.move(fused.getStoredWireSegment(
          name, pack.used.get(fused.packClass), fused.sent[place])));
    return;
  }
  if (fused.separate) {
    Value shard = fused.separate->preReadsShard()
                      ? getShardIndex(pack.builder, pack.loc, pack.group)
                      : Value();
    SmallVector<Value> made = fused.separate->buildPre(
        pack.builder, symbols.lookup<ParamOp>(param), shard);
    for (unsigned place : kept) {
      pack.wires.push_back(made[fused.sent[place]]);
      pack.places.push_back(fused.wire[fused.sent[place]] - part.slot);
    }
    return;
  }
  SmallVector<int64_t> blockWires = fused.blocks.wires;
  unsigned packClass = bodies.getPackSlice(fused.packClass, kept, blockWires);
  bool ofBlocks =
      hasBlockScope(bodies.packClasses[packClass],
                    DenseI64ArrayAttr::get(param.getContext(), blockWires));
  pack.usesStats |= !fused.statClasses.empty();
  pack.segments.push_back(part.move(
      fused.getPackSegment(name, pack.used.get(packClass), kept, blockWires,
                           ofBlocks ? fused.blocks.elements : 0, stats)));
}

/// The pack of all parameters of the group, or its shard.
Value HookFusion::buildSlot(OpBuilder &builder, Location loc, StringAttr name,
                            const FusedGroup &group, const GatherPart &part,
                            FunctionStats &stats) {
  auto type = RankedTensorType::get({part.slotBytes}, builder.getI8Type());
  if (group.isShardSlot())
    return ShardSlotOp::create(builder, loc, type,
                               symbols.lookup<GroupOp>(name).getStateGroup());
  PackParts pack{builder, loc, symbols.lookup<GroupOp>(name), {}, {}, {}, {}};
  for (const auto &[param, fused] : group.params) {
    if (group.hasForms()) {
      packPart(param, fused, part, stats.places[param], pack);
      continue;
    }
    if (fused.storedBytes) {
      pack.segments.push_back(fused.getStoredSegment(
          FlatSymbolRefAttr::get(param), pack.used.get(fused.packClass)));
      continue;
    }
    if (fused.separate) {
      Value shard = fused.separate->preReadsShard()
                        ? getShardIndex(builder, loc, pack.group)
                        : Value();
      llvm::append_range(pack.wires,
                         fused.separate->buildPre(
                             builder, symbols.lookup<ParamOp>(param), shard));
      llvm::append_range(pack.places, fused.wire);
      continue;
    }
    pack.usesStats |= !fused.statClasses.empty();
    pack.segments.push_back(fused.getSegment(
        FlatSymbolRefAttr::get(param), pack.used.get(fused.packClass),
        /*pack=*/true, stats.places[param]));
  }
  auto op = PackOp::create(
      builder, loc, type, name, builder.getArrayAttr(pack.segments), pack.wires,
      pack.wires.empty() ? nullptr : builder.getDenseI64ArrayAttr(pack.places),
      pack.usesStats ? stats.values : Value(), /*dest=*/Value(),
      pack.used.size());
  pack.used.cloneInto(op->getRegions(), bodies.packClasses);
  return op.getSlot();
}

/// Which shard this rank holds, at the top of the function that `builder` is
/// in.
Value HookFusion::getShardIndex(OpBuilder &builder, Location loc,
                                GroupOp group) {
  auto function = cast<func::FuncOp>(builder.getBlock()->getParentOp());
  Value &index = shardIndexOf[{function, group.getRanks()}];
  if (index)
    return index;
  OpBuilder top = OpBuilder::atBlockBegin(&function.getBody().front());
  index = readShardIndex(top, loc, group);
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
  auto group = symbols.lookup<GroupOp>(gather.getGroup());
  int64_t ranks = 0, shards = group.getRanks().getShards();
  if (group.getReshard().getAsInteger(10, ranks))
    return 0;
  if (ranks < 2 || ranks >= shards || shards % ranks != 0)
    return group.emitError()
           << "group @" << group.getSymName() << " is resharded to " << ranks
           << " ranks, expected a divisor of its " << shards
           << " shards between 1 and that";
  return ranks;
}

/// What `key` names, of what an unpack yields: what separate hooks make of it
/// stands behind it.
SmallVector<Value> HookFusion::getUnpacked(OpBuilder &builder,
                                           const FormKey &key,
                                           const FusedGroup &group,
                                           ValueRange unpacked,
                                           const UnpackParts &parts) {
  const FusedParam &fused = group.params.find(key.first)->second;
  auto param = symbols.lookup<ParamOp>(key.first);
  SmallVector<Value> wires(fused.wireTypes.size());
  for (unsigned i = 0; i < wires.size(); ++i)
    if (const auto *it = parts.wires.find({key.first, i});
        it != parts.wires.end())
      wires[i] = unpacked[it->second];
  if (fused.movesWires())
    return fused.separate->buildPost(builder, param, wires);
  for (const HookBodies::Form &form : fused.forms)
    if (form.name == key.second && form.post)
      return form.post->buildPost(builder, param, wires);
  return SmallVector<Value>(unpacked.slice(
      parts.places.find(key)->second, param.getFullTypes(key.second).size()));
}

/// What the unpack of `gather` yields: what it does or, where forward's stays
/// for backward or its commands may run again there, what both phases do.
SmallVector<FormKey> HookFusion::getUnpacked(GatherOp gather,
                                             const FusedGroup &group) {
  SmallVector<FormKey> keys;
  bool alike = group.unpacksAlike() &&
               GatherReads::getReader(gather) != GatherReads::Other;
  for (auto [i, name] :
       llvm::enumerate(gather.getParams().getAsRange<FlatSymbolRefAttr>()))
    if (!alike)
      keys.push_back({name.getAttr(), gather.getForm(i)});
  if (!alike)
    return keys;
  for (const auto &[name, fused] : group.params) {
    auto param = symbols.lookup<ParamOp>(name);
    for (StringRef form : reads.getForms(param))
      if (reads.get(param, form) & GatherReads::kStep)
        keys.push_back({name, form});
  }
  return keys;
}

void HookFusion::moveWire(StringAttr name, const FusedParam &known,
                          unsigned unpackClass, unsigned wire, unsigned to,
                          const GatherPart &part, UnpackParts &unpack) {
  if (!unpack.wires.insert({{name, wire}, unpack.results.size()}).second)
    return;
  unpack.segments.push_back(part.move(known.getWireSegment(
      FlatSymbolRefAttr::get(name), unpack.used.get(unpackClass), wire, to)));
  unpack.results.push_back(known.getGatheredType(wire));
}

/// The segments of what `key` names, and what they yield.
void HookFusion::addUnpacked(const FormKey &key, const FusedGroup &group,
                             const GatherPart &part, ArrayRef<int64_t> stats,
                             UnpackParts &unpack) {
  auto name = FlatSymbolRefAttr::get(key.first);
  const FusedParam &known = group.params.find(key.first)->second;
  if (known.movesWires()) {
    for (unsigned i = 0; i < known.wireTypes.size(); ++i)
      moveWire(key.first, known, known.unpackClass, i, i, part, unpack);
    return;
  }
  for (auto [form, places] : llvm::zip(known.forms, known.formFull))
    if (form.name == key.second && form.post) {
      for (auto [wire, place] : llvm::zip_equal(form.wires, places))
        moveWire(key.first, known, form.unpackClass, wire, place, part, unpack);
      return;
    }
  unpack.usesStats |= !known.statClasses.empty();
  unpack.places[key] = unpack.results.size();
  for (auto [i, form] : llvm::enumerate(known.forms))
    if (form.name == key.second)
      unpack.segments.push_back(part.move(known.getFormSegment(
          name, unpack.used.get(form.unpackClass), i, stats)));
  if (known.forms.empty())
    unpack.segments.push_back(
        part.move(known.getSegment(name, unpack.used.get(known.unpackClass),
                                   /*pack=*/false, stats)));
  llvm::append_range(
      unpack.results,
      symbols.lookup<ParamOp>(key.first).getFullTypes(key.second));
}

LogicalResult HookFusion::fuseGather(GatherOp gather) {
  auto name = gather.getGroupAttr().getAttr();
  const FusedGroup &group = groups.find(name)->second;
  FunctionStats &stats = statsOf[gather->getParentOfType<func::FuncOp>()];
  for (auto param : gather.getParams().getAsRange<FlatSymbolRefAttr>())
    if (group.params.find(param.getAttr()) == group.params.end())
      return gather.emitOpError()
             << "names parameter " << param << ", which is not in group @"
             << name.getValue();
  GatherPart range = group.getPart(gather);
  UnpackParts parts;
  SmallVector<FormKey> keys = getUnpacked(gather, group);
  for (const FormKey &key : keys)
    addUnpacked(key, group, range, stats.places[key.first], parts);
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
    slot = buildSlot(builder, loc, name, group, range, stats);
  auto start = CollectiveStartOp::create(
      builder, loc, TokenType::get(builder.getContext()), Collective::Gather,
      name.getValue(), Axis::Shard, slot, /*grads=*/nullptr, /*scale=*/nullptr,
      ranks, range.all ? IntegerAttr() : builder.getI64IntegerAttr(range.slot));
  auto wait = WaitOp::create(
      builder, loc, SourcesType::get(builder.getContext()), start.getToken());
  auto unpack = UnpackOp::create(
      builder, loc, parts.results, name.getValue(), gather.getPhase(),
      wait.getSources(), builder.getArrayAttr(parts.segments),
      parts.usesStats ? stats.values : Value(), /*dest=*/Value(),
      range.fullBytes == group.getFullBytes()
          ? IntegerAttr()
          : builder.getI64IntegerAttr(range.fullBytes),
      parts.used.size());
  parts.used.cloneInto(unpack->getRegions(), bodies.unpackClasses);
  if (*part && !backward && regathered.contains(place)) {
    int64_t shards = getGridOf(gather, name.getValue()).getShards();
    kept[place] = KeepOp::create(builder, loc,
                                 RankedTensorType::get(
                                     {shards / *part * group.getSlotBytes()},
                                     builder.getI8Type()),
                                 name.getValue(), wait.getSources(), *part,
                                 /*dest=*/Value())
                      .getSlots();
  }
  SmallVector<Value> full;
  for (auto [i, param] :
       llvm::enumerate(gather.getParams().getAsRange<FlatSymbolRefAttr>()))
    llvm::append_range(full, getUnpacked(builder,
                                         {param.getAttr(), gather.getForm(i)},
                                         group, unpack.getResults(), parts));
  gather.replaceAllUsesWith(full);
  gather.erase();
  return success();
}

LogicalResult HookFusion::run() {
  if (failed(fuseGroups()) || failed(buildStorage(module, prover)))
    return failure();
  SmallVector<GatherOp> gathers;
  module.walk([&](GatherOp op) { gathers.push_back(op); });
  for (GatherOp op : gathers)
    replaceKept(op);
  gathers.clear();
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
  CopyRenewal(symbols, groups, bodies,
              [&](OpBuilder &builder, GroupOp group, const FusedGroup &fused) {
                FunctionStats none;
                return buildSlot(builder, group.getLoc(),
                                 group.getSymNameAttr(), fused,
                                 fused.getWholePart(), none);
              })
      .run(module);
  // The templates are spent; what follows works on buffers.
  for (auto op : llvm::make_early_inc_range(module.getOps<ExtensionOp>()))
    op.erase();
  return success();
}
