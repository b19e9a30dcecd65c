//===- FuseHooks.cpp - gathers and reductions become collectives ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Extensions/FusedGroup.h"
#include "fsdp/Extensions/Passes.h"
#include "fsdp/Schedule/WireLayout.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"

namespace fsdp {
#define GEN_PASS_DEF_FSDPFUSEHOOKSPASS
#include "fsdp/Extensions/Passes.h.inc"
} // namespace fsdp

using namespace mlir;
using namespace fsdp;

namespace {

class HookFusion {
public:
  HookFusion(ModuleOp module, GridAttr grid)
      : module(module), grid(grid), symbols(module),
        prover(module.getContext(), grid.getReplicas()),
        bodies(prover, symbols) {}

  LogicalResult run();

private:
  LogicalResult fuseGroups();
  LogicalResult fuseGather(GatherOp gather);
  LogicalResult fuseReduce(ReduceGradOp reduce);
  Value buildSlot(OpBuilder &builder, Location loc, StringAttr name,
                  const FusedGroup &group);
  FailureOr<GradSegmentAttr> addGradient(ReduceGradOp reduce, unsigned i,
                                         WireLayout &full, WireLayout &slot);

  ModuleOp module;
  GridAttr grid;
  SymbolTable symbols;
  HookProver prover;
  HookBodies bodies;
  llvm::MapVector<StringAttr, FusedGroup> groups;
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

/// The classes that `names` use, numbered in order of first use.
class UsedClasses {
public:
  unsigned get(unsigned classIndex) {
    return numbers.try_emplace(classIndex, numbers.size()).first->second;
  }
  unsigned size() const { return numbers.size(); }
  void cloneInto(MutableArrayRef<Region> regions, const HookClasses &classes) {
    IRMapping mapping;
    for (auto [classIndex, number] : numbers)
      classes[classIndex].cloneInto(&regions[number], mapping);
  }

private:
  llvm::MapVector<unsigned, unsigned> numbers;
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
                            const FusedGroup &group) {
  auto type =
      RankedTensorType::get({group.getSlotBytes()}, builder.getI8Type());
  if (group.isShardSlot())
    return ShardSlotOp::create(builder, loc, type, name);
  SmallVector<Attribute> segments;
  UsedClasses used;
  for (const auto &[param, fused] : group.params)
    segments.push_back(fused.getSegment(FlatSymbolRefAttr::get(param),
                                        used.get(fused.packClass),
                                        /*pack=*/true));
  auto pack =
      PackOp::create(builder, loc, type, name, builder.getArrayAttr(segments),
                     /*dest=*/Value(), used.size());
  used.cloneInto(pack->getRegions(), bodies.packClasses);
  return pack.getSlot();
}

LogicalResult HookFusion::fuseGather(GatherOp gather) {
  auto name = gather.getGroupAttr().getAttr();
  auto it = groups.find(name);
  if (it == groups.end())
    return gather.emitOpError() << "names group @" << name.getValue()
                                << ", which is not in the module";
  if (gather.getPhase() == Phase::Whole)
    return gather.emitOpError()
           << "of phase whole, expected forward or backward; run "
              "fsdp-split-phases first";
  const FusedGroup &group = it->second;
  SmallVector<Attribute> segments;
  UsedClasses used;
  for (auto param : gather.getParams().getAsRange<FlatSymbolRefAttr>()) {
    auto fused = group.params.find(param.getAttr());
    if (fused == group.params.end())
      return gather.emitOpError()
             << "names parameter " << param << ", which is not in group @"
             << name.getValue();
    segments.push_back(fused->second.getSegment(
        param, used.get(fused->second.unpackClass), /*pack=*/false));
  }
  OpBuilder builder(gather);
  Location loc = gather.getLoc();
  Value slot = buildSlot(builder, loc, name, group);
  auto start = CollectiveStartOp::create(
      builder, loc, TokenType::get(builder.getContext()), Collective::Gather,
      name.getValue(), Axis::Shard, slot, /*grads=*/nullptr);
  auto wait = WaitOp::create(
      builder, loc, SourcesType::get(builder.getContext()), start.getToken());
  auto unpack = UnpackOp::create(
      builder, loc, gather.getResultTypes(), name.getValue(), gather.getPhase(),
      wait.getSources(), builder.getArrayAttr(segments), /*dest=*/Value(),
      used.size());
  used.cloneInto(unpack->getRegions(), bodies.unpackClasses);
  gather.replaceAllUsesWith(unpack.getResults());
  gather.erase();
  return success();
}

FailureOr<GradSegmentAttr> HookFusion::addGradient(ReduceGradOp reduce,
                                                   unsigned i, WireLayout &full,
                                                   WireLayout &slot) {
  auto name = cast<FlatSymbolRefAttr>(reduce.getParams()[i]);
  auto param = symbols.lookup<ParamOp>(name.getAttr());
  if (!param || param.getGroupAttr() != reduce.getGroupAttr())
    return reduce.emitOpError()
           << "names parameter " << name << ", which is not in group "
           << reduce.getGroupAttr();
  FailureOr<HookContext> context = HookContext::get(param);
  if (failed(context))
    return failure();
  Type element = getElementTypeOrSelf(reduce.getGrads()[i].getType());
  if (!element.isF32())
    return reduce.emitOpError()
           << "not supported yet: reduction of the gradient of " << name
           << " in " << element << ", expected f32";
  int64_t paddedElements = context->getChunkElements() * context->axisSize;
  int64_t fullOffset = full.add(paddedElements, sizeof(float));
  int64_t slotOffset = slot.add(context->getChunkElements(), sizeof(float));
  return GradSegmentAttr::get(reduce.getContext(), name, reduce.getInner()[i],
                              context->outer, context->chunk, context->inner,
                              context->size, fullOffset, slotOffset,
                              slotOffset / static_cast<int64_t>(sizeof(float)));
}

LogicalResult HookFusion::fuseReduce(ReduceGradOp reduce) {
  WireLayout full = WireLayout::forUnsharded(), slot = WireLayout::forSlot();
  SmallVector<Attribute> segments;
  for (unsigned i = 0; i < reduce.getGrads().size(); ++i) {
    FailureOr<GradSegmentAttr> segment = addGradient(reduce, i, full, slot);
    if (failed(segment))
      return failure();
    segments.push_back(*segment);
  }
  OpBuilder builder(reduce);
  Location loc = reduce.getLoc();
  Type token = TokenType::get(builder.getContext());
  ArrayAttr grads = builder.getArrayAttr(segments);
  auto start = CollectiveStartOp::create(builder, loc, token,
                                         Collective::Reduce, reduce.getGroup(),
                                         Axis::Shard, reduce.getGrads(), grads);
  auto wait = WaitOp::create(
      builder, loc, SourcesType::get(builder.getContext()), start.getToken());
  ReduceUnpackOp::create(builder, loc, reduce.getGroup(), wait.getSources(),
                         llvm::APFloat(1.0 / grid.getShards()), grads);
  if (grid.getReplicas() > 1) {
    auto replicate = CollectiveStartOp::create(
        builder, loc, token, Collective::AllReduce, reduce.getGroup(),
        Axis::Replicate, ValueRange(), /*grads=*/nullptr);
    WaitOp::create(builder, loc, /*sources=*/Type(), replicate.getToken());
  }
  reduce.erase();
  return success();
}

LogicalResult HookFusion::run() {
  if (failed(fuseGroups()))
    return failure();
  SmallVector<GatherOp> gathers;
  SmallVector<ReduceGradOp> reductions;
  module.walk([&](GatherOp op) { gathers.push_back(op); });
  module.walk([&](ReduceGradOp op) { reductions.push_back(op); });
  for (GatherOp op : gathers)
    if (failed(fuseGather(op)))
      return failure();
  for (ReduceGradOp op : reductions)
    if (failed(fuseReduce(op)))
      return failure();
  // The templates are spent; what follows works on buffers.
  for (auto op : llvm::make_early_inc_range(module.getOps<ExtensionOp>()))
    op.erase();
  return success();
}
