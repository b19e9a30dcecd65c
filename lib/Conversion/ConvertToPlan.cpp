//===- ConvertToPlan.cpp - outlined functions to command lists ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "PlanEntry.h"
#include "fsdp/Conversion/Passes.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/Support/MathExtras.h"

namespace fsdp {
#define GEN_PASS_DEF_CONVERTTOPLAN
#include "fsdp/Conversion/Passes.h.inc"
} // namespace fsdp

using namespace mlir;
using namespace fsdp;

namespace {

/// Elements that a chunk takes in state, moments and reduced gradients.
int64_t getStoredElements(LayoutAttr layout) {
  return llvm::alignTo(layout.getChunkElements(), 16);
}

class ConvertToPlan : public fsdp::impl::ConvertToPlanBase<ConvertToPlan> {
public:
  using ConvertToPlanBase::ConvertToPlanBase;
  void runOnOperation() override;

private:
  LogicalResult convertGroup(GroupOp group);
  FailureOr<ArrayAttr> getWires(GroupOp group);
  LogicalResult describeParams();
  void describeGradients();
  LogicalResult describeMoments();
  void addStored(ParamOp param, unsigned i);
  void addCopies(ParamOp param);
  void addTensor(ParamOp param, unsigned inner, StringRef name, StringRef role,
                 StringRef buffer, int64_t offset, Type dtype);
  void eraseConsumed();

  /// What one update has: its group, the optimizer's rule, what it updates.
  using Rule = std::tuple<StringAttr, StringAttr, Type>;
};

} // namespace

/// What of a group travels when its shard is its slot; any other group's wires
/// were recorded on it when its pack was made.
FailureOr<ArrayAttr> ConvertToPlan::getWires(GroupOp group) {
  if (ArrayAttr wires = group.getWiresAttr())
    return wires;
  Builder builder(&getContext());
  SmallVector<Attribute> wires;
  for (auto param : getOperation().getOps<ParamOp>()) {
    if (param.getGroup() != group.getSymName())
      continue;
    if (!param.getLayouts())
      return param.emitOpError()
             << "has no layouts, expected "
                "fsdp-assign-groups-and-layouts to have run";
    for (auto [i, attr] : llvm::enumerate(param.getLayoutsAttr())) {
      auto layout = cast<LayoutAttr>(attr);
      Type dtype =
          cast<ShapedType>(cast<TypeAttr>(param.getTypes()[i]).getValue())
              .getElementType();
      wires.push_back(builder.getDictionaryAttr(
          {builder.getNamedAttr("param", param.getSymNameAttr()),
           builder.getNamedAttr("input", builder.getI64IntegerAttr(i)),
           builder.getNamedAttr("dtype", TypeAttr::get(dtype)),
           builder.getNamedAttr("elements", builder.getI64IntegerAttr(
                                                layout.getChunkElements())),
           builder.getNamedAttr("offset", builder.getI64IntegerAttr(
                                              layout.getOffset() *
                                              getPlanElementBytes(dtype)))}));
    }
  }
  return builder.getArrayAttr(wires);
}

LogicalResult ConvertToPlan::convertGroup(GroupOp group) {
  if (group.getReplicated())
    return success();
  if (!group.getSlotBytes() || !group.getFullBytes())
    return group.emitOpError()
           << "has no slot_bytes or full_bytes, expected "
              "fsdp-assign-groups-and-layouts and fsdp-fuse-hooks to have run";
  FailureOr<ArrayAttr> wires = getWires(group);
  if (failed(wires))
    return failure();
  OpBuilder builder(group);
  plan::GroupOp::create(
      builder, group.getLoc(), group.getSymName(), *group.getSlotBytes(),
      *group.getFullBytes(), *wires, group.getRoot(), group.getReshardAttr(),
      /*kept=*/false, /*reason=*/nullptr,
      /*kept_bytes=*/nullptr, group.getRecompute(), group.getPrefetchAttr(),
      group.getGrid() ? group.getGrid()->getShardAxis() : DenseI64ArrayAttr());
  return success();
}

void ConvertToPlan::addTensor(ParamOp param, unsigned inner, StringRef name,
                              StringRef role, StringRef buffer, int64_t offset,
                              Type dtype) {
  OpBuilder builder(param);
  auto type =
      cast<ShapedType>(cast<TypeAttr>(param.getTypes()[inner]).getValue());
  auto layout = cast<LayoutAttr>((*param.getLayouts())[inner]);
  StringAttr innerName;
  auto group = SymbolTable::lookupNearestSymbolFrom<GroupOp>(
      param, param.getGroupAttr());
  bool replicated = group && group.getReplicated();
  if (!param.getInner().empty())
    innerName = cast<StringAttr>(param.getInner()[inner]);
  plan::TensorOp::create(
      builder, param.getLoc(), name, role, buffer, offset, dtype,
      type.getShape(), layout.getDim(), layout.getChunk(),
      replicated ? FlatSymbolRefAttr() : param.getGroupAttr(),
      param.getTrained(), param.getSymNameAttr(), innerName,
      /*local=*/false, replicated, /*source=*/nullptr, /*source_dim=*/0,
      param.getModelDimAttr());
}

/// One of the tensors in which hooks store `param`. Where it has an element for
/// each of the chunk's, or for each row, it is a tensor of the parameter's
/// shape, else the ranks' one after the other.
void ConvertToPlan::addStored(ParamOp param, unsigned i) {
  OpBuilder builder(param);
  auto stored = cast<StorageAttr>((*param.getStorage())[i]);
  auto layout = cast<LayoutAttr>((*param.getLayouts())[0]);
  ArrayRef<int64_t> source =
      cast<ShapedType>(cast<TypeAttr>(param.getTypes()[0]).getValue())
          .getShape();
  int64_t chunk[] = {layout.getOuter(), layout.getChunk(), layout.getInner()};
  ArrayRef<int64_t> mine = stored.getType().getShape();
  int64_t count = stored.getType().getNumElements(), dim = layout.getDim();
  SmallVector<int64_t> shape(source);
  int64_t rows = layout.getChunk();
  if (mine == ArrayRef<int64_t>(chunk).drop_back()) {
    shape.truncate(dim + 1);
  } else if (mine != ArrayRef<int64_t>(chunk)) {
    shape = {count * layout.getShards()};
    rows = count;
    dim = 0;
  }
  plan::TensorOp::create(
      builder, param.getLoc(), param.getStoredName(i), "param",
      (param.getGroup() + ".param").str(), stored.getOffset(),
      stored.getType().getElementType(), shape, dim, rows, param.getGroupAttr(),
      /*trained=*/false, param.getSymNameAttr(),
      stored.getName().empty() ? StringAttr()
                               : builder.getStringAttr(stored.getName()),
      /*local=*/false, /*replicated=*/false,
      builder.getDenseI64ArrayAttr(source), layout.getDim(),
      /*model_dim=*/nullptr);
}

/// What every rank keeps of `param`, so that a host can save it and have a
/// later run begin with it. Of a model's parts each rank has another.
void ConvertToPlan::addCopies(ParamOp param) {
  if (!param.getCopies() || param.getModelDim())
    return;
  OpBuilder builder(param);
  for (auto [i, place] : llvm::enumerate(*param.getCopies())) {
    auto type =
        cast<ShapedType>(cast<TypeAttr>(param.getCompute()[i]).getValue());
    auto layout = cast<LayoutAttr>((*param.getLayouts())[i]);
    // Behind the last piece padding need not be known of.
    int64_t rows = layout.getOuter() == 1
                       ? layout.getSize()
                       : layout.getChunk() * layout.getShards();
    StringAttr inner;
    if (!param.getInner().empty())
      inner = cast<StringAttr>(param.getInner()[i]);
    plan::TensorOp::create(
        builder, param.getLoc(), param.getTensorName(i) + ".copy", "copy",
        (param.getGroup() + ".copies").str(), place, type.getElementType(),
        type.getShape(), layout.getDim(), rows, param.getGroupAttr(),
        param.getTrained(), param.getSymNameAttr(), inner, /*local=*/false,
        /*replicated=*/true, /*source=*/nullptr, /*source_dim=*/0,
        /*model_dim=*/nullptr);
  }
}

LogicalResult ConvertToPlan::describeParams() {
  for (auto param : getOperation().getOps<ParamOp>()) {
    if (!param.getLayouts() ||
        param.getLayouts()->size() != param.getTypes().size())
      return param.emitOpError()
             << "has no layout for each of its types, "
                "expected "
                "fsdp-assign-groups-and-layouts to have run";
    size_t stored = param.getStorage() ? param.getStorage()->size() : 0;
    for (unsigned i = 0; i != stored; ++i)
      addStored(param, i);
    for (unsigned i = 0, e = stored ? 0 : param.getTypes().size(); i != e;
         ++i) {
      Type dtype =
          cast<ShapedType>(cast<TypeAttr>(param.getTypes()[i]).getValue())
              .getElementType();
      auto layout = cast<LayoutAttr>((*param.getLayouts())[i]);
      addTensor(param, i, param.getTensorName(i), "param",
                (param.getGroup() + ".param").str(),
                layout.getOffset() * getPlanElementBytes(dtype), dtype);
    }
    addCopies(param);
  }
  return success();
}

void ConvertToPlan::describeGradients() {
  SymbolTable symbols(getOperation());
  Type f32 = Float32Type::get(&getContext());
  getOperation().walk([&](CollectiveStartOp reduce) {
    if (!reduce.getGrads())
      return;
    for (Attribute attr : reduce.getGradsAttr()) {
      auto segment = cast<GradSegmentAttr>(attr);
      auto param = symbols.lookup<ParamOp>(segment.getParam().getAttr());
      if (!param)
        continue;
      int64_t inner = segment.getInnerIndex();
      addTensor(param, std::max<int64_t>(inner, 0),
                inner < 0 ? param.getSymName().str()
                          : param.getTensorName(inner),
                "grad", (reduce.getGroup() + ".grad").str(),
                segment.getShard() * 4, f32);
    }
  });
}

/// Moments lie like the parameters that their rule updates: every chunk at a
/// multiple of 16 elements, GROUP.NAME for the group's first update,
/// GROUP.NAME.k for its k-th.
LogicalResult ConvertToPlan::describeMoments() {
  llvm::MapVector<Rule, SmallVector<ParamOp>> rules;
  llvm::MapVector<StringAttr, SmallVector<Rule>> groups;
  for (auto param : getOperation().getOps<ParamOp>()) {
    if (!param.getTrained() || !param.getOptimizerAttr())
      continue;
    StringAttr group = param.getGroupAttr().getAttr();
    Type stored =
        getElementTypeOrSelf(cast<TypeAttr>(param.getTypes()[0]).getValue());
    Rule rule = {group, param.getOptimizerAttr(), stored};
    if (!rules.contains(rule))
      groups[group].push_back(rule);
    rules[rule].push_back(param);
  }
  for (auto state : llvm::to_vector(getOperation().getOps<plan::StateOp>())) {
    auto [group, name] = state.getSymName().rsplit('.');
    unsigned index = 0;
    if (!name.getAsInteger(10, index))
      std::tie(group, name) = group.rsplit('.');
    auto found = groups.find(StringAttr::get(&getContext(), group));
    if (!state.getMoment() || found == groups.end() ||
        index >= found->second.size())
      continue;
    int64_t offset = 0, size = getPlanElementBytes(*state.getMoment());
    for (ParamOp param : rules[found->second[index]])
      for (auto [i, layout] : llvm::enumerate(param.getLayoutsAttr())) {
        addTensor(param, i, param.getTensorName(i) + "." + name.str(), "moment",
                  state.getSymName(), offset * size, *state.getMoment());
        offset += getStoredElements(cast<LayoutAttr>(layout));
      }
    if (offset * size > int64_t(state.getBytes()))
      return state.emitOpError()
             << "has " << state.getBytes() << " bytes, expected at least "
             << offset * size << " for the moments of rule " << index
             << " of group @" << group;
  }
  return success();
}

void ConvertToPlan::eraseConsumed() {
  for (Operation &op :
       llvm::make_early_inc_range(getOperation().getBody()->getOperations()))
    if (isa<GroupOp, ParamOp, ExtensionOp>(op) || op.hasAttr("fsdp.entry"))
      op.erase();
}

void ConvertToPlan::runOnOperation() {
  ModuleOp module = getOperation();
  auto grid = module->getAttrOfType<GridAttr>("fsdp.grid");
  if (!grid) {
    module.emitOpError() << "has no fsdp.grid, expected fsdp-import-step to "
                            "have set it";
    return signalPassFailure();
  }
  if (failed(describeParams()) || failed(describeMoments()))
    return signalPassFailure();
  describeGradients();
  FailureOr<BufferStates> buffers = BufferStates::declare(module);
  if (failed(buffers))
    return signalPassFailure();
  for (auto func : llvm::to_vector(module.getOps<func::FuncOp>()))
    if (func->hasAttr("fsdp.entry"))
      for (EntryForm form : getEntryForms(func))
        if (failed(PlanEntryConverter(func, grid, *buffers, form).convert()))
          return signalPassFailure();
  for (auto group : llvm::to_vector(module.getOps<GroupOp>()))
    if (failed(convertGroup(group)))
      return signalPassFailure();
  eraseConsumed();
}
