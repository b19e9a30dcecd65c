//===- FSDPSymbolUses.cpp - groups and parameters that ops name -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Dialect/FSDP/IR/FSDP.h"

using namespace mlir;
using namespace fsdp;

/// The `Op` that `op` names, or an error that says what was `expected`.
template <typename Op>
static FailureOr<Op> lookUp(Operation *op, SymbolRefAttr name,
                            SymbolTableCollection &symbols,
                            StringRef expected) {
  if (auto found = symbols.lookupNearestSymbolFrom<Op>(op, name))
    return found;
  return op->emitOpError() << "names " << name << ", expected " << expected
                           << " of that name in the module";
}

static FailureOr<GroupOp> lookUpGroup(Operation *op, FlatSymbolRefAttr name,
                                      SymbolTableCollection &symbols) {
  return lookUp<GroupOp>(op, name, symbols, "an fsdp.group");
}

/// The parameter `name`, which must be one of `group`.
static FailureOr<ParamOp> lookUpMember(Operation *op, FlatSymbolRefAttr name,
                                       FlatSymbolRefAttr group,
                                       SymbolTableCollection &symbols) {
  FailureOr<ParamOp> param =
      lookUp<ParamOp>(op, name, symbols, "an fsdp.param");
  if (failed(param) || param->getGroupAttr() == group)
    return param;
  // What renews copies is a group of its own.
  auto mine = symbols.lookupNearestSymbolFrom<GroupOp>(op, group);
  if (!mine || mine.getStateGroup() != param->getGroup())
    return op->emitOpError()
           << "names parameter " << name << " of group "
           << param->getGroupAttr() << ", expected one of group " << group;
  return param;
}

LogicalResult ParamOp::verifySymbolUses(SymbolTableCollection &symbols) {
  // Its extension may be one of the library: fsdp-attach-extensions looks it
  // up.
  return lookUpGroup(*this, getGroupAttr(), symbols);
}

LogicalResult GatherOp::verifySymbolUses(SymbolTableCollection &symbols) {
  if (failed(lookUpGroup(*this, getGroupAttr(), symbols)))
    return failure();
  SmallVector<Type> expected;
  for (auto [i, name] :
       llvm::enumerate(getParams().getAsRange<FlatSymbolRefAttr>())) {
    FailureOr<ParamOp> param =
        lookUpMember(*this, name, getGroupAttr(), symbols);
    if (failed(param))
      return failure();
    SmallVector<Type> types = param->getFullTypes(getForm(i));
    if (types.empty())
      return emitOpError() << "names form '" << getForm(i) << "' of " << name
                           << ", which has none of that name";
    llvm::append_range(expected, types);
  }
  if (getFull().size() != expected.size())
    return emitOpError() << "has " << getFull().size() << " results, expected "
                         << expected.size()
                         << ", one for each inner tensor of its "
                            "parameters";
  for (auto [i, result] : llvm::enumerate(getFull()))
    if (result.getType() != expected[i])
      return emitOpError() << "has result " << i << " of " << result.getType()
                           << ", expected " << expected[i]
                           << " as its parameter is computed with";
  return success();
}

LogicalResult ReduceGradOp::verifySymbolUses(SymbolTableCollection &symbols) {
  if (failed(lookUpGroup(*this, getGroupAttr(), symbols)))
    return failure();
  for (auto [name, inner, grad] :
       llvm::zip_equal(getParams().getAsRange<FlatSymbolRefAttr>(), getInner(),
                       getGrads())) {
    FailureOr<ParamOp> param =
        lookUpMember(*this, name, getGroupAttr(), symbols);
    if (failed(param))
      return failure();
    if (inner >= int64_t(param->getTypes().size()))
      return emitOpError() << "has inner index " << inner << " of " << name
                           << ", which has " << param->getTypes().size()
                           << " inner tensors";
    auto type = cast<ShapedType>(
        cast<TypeAttr>(param->getTypes()[std::max<int64_t>(inner, 0)])
            .getValue());
    if (type.getShape() != cast<ShapedType>(grad.getType()).getShape())
      return emitOpError() << "reduces " << grad.getType() << " for " << name
                           << ", expected the shape of its parameter, " << type;
  }
  return success();
}

LogicalResult GradNormOp::verifySymbolUses(SymbolTableCollection &symbols) {
  for (auto name : getGroups().getAsRange<FlatSymbolRefAttr>())
    if (failed(lookUpGroup(*this, name, symbols)))
      return failure();
  return success();
}

LogicalResult UpdateOp::verifySymbolUses(SymbolTableCollection &symbols) {
  if (failed(lookUpGroup(*this, getGroupAttr(), symbols)))
    return failure();
  for (auto name : getParams().getAsRange<FlatSymbolRefAttr>()) {
    FailureOr<ParamOp> param =
        lookUpMember(*this, name, getGroupAttr(), symbols);
    if (failed(param))
      return failure();
    if (!param->getTrained())
      return emitOpError() << "updates " << name
                           << ", which is frozen, expected trained parameters";
  }
  return success();
}

LogicalResult InitializeOp::verifySymbolUses(SymbolTableCollection &symbols) {
  if (failed(lookUpGroup(*this, getGroupAttr(), symbols)))
    return failure();
  for (auto [name, inner] :
       llvm::zip(getParams().getAsRange<FlatSymbolRefAttr>(), getInner())) {
    FailureOr<ParamOp> param =
        lookUpMember(*this, name, getGroupAttr(), symbols);
    if (failed(param))
      return failure();
    int64_t count = param->getTypes().size();
    if (inner < 0 || inner >= count)
      return emitOpError() << "names inner tensor " << inner << " of " << name
                           << ", which has " << count;
    if ((getDest() || getChunk()) && !param->getStorage())
      return emitOpError() << "makes the chunk of " << name
                           << ", which is stored as it is";
  }
  return success();
}

LogicalResult StatsOp::verifySymbolUses(SymbolTableCollection &symbols) {
  for (auto segment : getSegments().getAsRange<StatSegmentAttr>()) {
    FailureOr<ParamOp> param =
        lookUp<ParamOp>(*this, segment.getParam(), symbols, "an fsdp.param");
    if (failed(param))
      return failure();
    int64_t count = param->getTypes().size();
    if (segment.getState().size() != count)
      return emitOpError() << "has a segment of " << segment.getParam()
                           << " with " << segment.getState().size()
                           << " state offsets, expected " << count
                           << ", one for each inner tensor";
  }
  return success();
}

/// The group and the parameters of the segments of `op`.
static LogicalResult verifySegments(Operation *op, FlatSymbolRefAttr group,
                                    ArrayAttr segments,
                                    SymbolTableCollection &symbols) {
  if (failed(lookUpGroup(op, group, symbols)))
    return failure();
  for (Attribute attr : segments) {
    auto segment = dyn_cast<SegmentAttr>(attr);
    FlatSymbolRefAttr name =
        segment ? segment.getParam() : cast<GradSegmentAttr>(attr).getParam();
    FailureOr<ParamOp> param = lookUpMember(op, name, group, symbols);
    if (failed(param))
      return failure();
    int64_t count = param->getTypes().size();
    bool moves = segment && segment.getState().empty();
    if (segment && !moves && segment.getState().size() != count)
      return op->emitOpError()
             << "has a segment of " << name << " with "
             << segment.getState().size() << " state offsets, expected "
             << count << ", one for each inner tensor";
  }
  return success();
}

LogicalResult PackOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return verifySegments(*this, getGroupAttr(), getSegments(), symbols);
}

LogicalResult UnpackOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return verifySegments(*this, getGroupAttr(), getSegments(), symbols);
}

LogicalResult ReduceUnpackOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return verifySegments(*this, getGroupAttr(), getGrads(), symbols);
}

LogicalResult DivideGradOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return lookUpGroup(*this, getGroupAttr(), symbols);
}

LogicalResult ShardIndexOp::verifySymbolUses(SymbolTableCollection &symbols) {
  if (!getGroupAttr())
    return success();
  return lookUpGroup(*this, getGroupAttr(), symbols);
}

LogicalResult ShardSlotOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return lookUpGroup(*this, getGroupAttr(), symbols);
}

LogicalResult ChunkOp::verifySymbolUses(SymbolTableCollection &symbols) {
  FailureOr<ParamOp> param =
      lookUp<ParamOp>(*this, getParamAttr(), symbols, "an fsdp.param");
  if (failed(param))
    return failure();
  uint64_t count = param->getTypes().size(), inner = getInner();
  if (inner >= count)
    return emitOpError() << "is of inner tensor " << int64_t(inner) << " of "
                         << getParamAttr() << ", which has " << count;
  if (!param->getLayouts() || param->getLayouts()->size() != count)
    return success(); // Whoever lays out the group says so.
  auto layout = cast<LayoutAttr>((*param->getLayouts())[inner]);
  auto stored =
      cast<ShapedType>(cast<TypeAttr>(param->getTypes()[inner]).getValue());
  auto expected = RankedTensorType::get(
      {layout.getOuter(), layout.getChunk(), layout.getInner()},
      stored.getElementType());
  if (getChunk().getType() == expected)
    return success();
  return emitOpError() << "is " << getChunk().getType() << ", expected "
                       << expected << ", the padded chunk of "
                       << getParamAttr();
}

LogicalResult StoreOp::verifySymbolUses(SymbolTableCollection &symbols) {
  FailureOr<ParamOp> param =
      lookUp<ParamOp>(*this, getParamAttr(), symbols, "an fsdp.param");
  if (failed(param))
    return failure();
  size_t count = param->getStorage() ? param->getStorage()->size() : 0;
  if (count != getTensors().size())
    return emitOpError() << "has " << getTensors().size() << " tensors of "
                         << getParamAttr() << ", which is stored in " << count
                         << " by its extension";
  for (auto [attr, tensor] : llvm::zip(*param->getStorage(), getTensors()))
    if (cast<StorageAttr>(attr).getType() != tensor.getType())
      return emitOpError() << "stores " << tensor.getType() << " in " << attr
                           << " of " << getParamAttr() << ", expected its type";
  return success();
}

/// That `param` is kept unsharded, with inner tensor `inner` of `type`.
static LogicalResult verifyKept(Operation *op, ParamOp param, int64_t inner,
                                Type type) {
  int64_t count = param.getTypes().size();
  if (inner >= count)
    return op->emitOpError() << "is of inner tensor " << inner << " of "
                             << SymbolRefAttr::get(param.getSymNameAttr())
                             << ", which has " << count;
  if (!param.getCopies() || !param.getLayouts())
    return op->emitOpError()
           << "is of " << SymbolRefAttr::get(param.getSymNameAttr())
           << ", which no rank keeps unsharded; expected a parameter with "
              "copies and layouts, whose extension has 'state'";
  if (type == param.getPaddedType(inner))
    return success();
  return op->emitOpError() << "has " << type << ", expected "
                           << param.getPaddedType(inner) << ", inner tensor "
                           << inner << " of "
                           << SymbolRefAttr::get(param.getSymNameAttr())
                           << " padded to whole chunks";
}

LogicalResult UnshardedOp::verifySymbolUses(SymbolTableCollection &symbols) {
  FailureOr<ParamOp> param =
      lookUp<ParamOp>(*this, getParamAttr(), symbols, "an fsdp.param");
  return failed(param)
             ? failure()
             : verifyKept(*this, *param, getInner(), getFull().getType());
}

LogicalResult RenewOp::verifySymbolUses(SymbolTableCollection &symbols) {
  FailureOr<ParamOp> param =
      lookUp<ParamOp>(*this, getParamAttr(), symbols, "an fsdp.param");
  if (failed(param))
    return failure();
  if (getTensors().size() != param->getTypes().size())
    return emitOpError() << "has " << getTensors().size() << " tensors of "
                         << getParamAttr() << ", which has "
                         << param->getTypes().size() << " inner tensors";
  for (auto [i, type] : llvm::enumerate(getTensors().getTypes()))
    if (failed(verifyKept(*this, *param, i, type)))
      return failure();
  return success();
}

LogicalResult CopiesOp::verifySymbolUses(SymbolTableCollection &symbols) {
  FailureOr<GroupOp> group = lookUpGroup(*this, getGroupAttr(), symbols);
  if (failed(group) || group->getCopiesBytes())
    return group;
  return emitOpError() << "is of " << getGroupAttr()
                       << ", of which no rank keeps copies; expected a group "
                          "with copies_bytes";
}

LogicalResult KeepOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return lookUpGroup(*this, getGroupAttr(), symbols);
}

LogicalResult
CollectiveStartOp::verifySymbolUses(SymbolTableCollection &symbols) {
  FailureOr<GroupOp> group = lookUpGroup(*this, getGroupAttr(), symbols);
  if (failed(group))
    return failure();
  if (getGrads())
    return verifySegments(*this, getGroupAttr(), *getGrads(), symbols);
  auto slot = getInputs().empty()
                  ? ShapedType()
                  : dyn_cast<ShapedType>(getInputs()[0].getType());
  if (!slot || !slot.hasStaticShape() || !group->getSlotBytes())
    return success();
  int64_t bytes =
      slot.getNumElements() * int64_t(slot.getElementTypeBitWidth()) / 8;
  int64_t expected = *group->getSlotBytes();
  // Some ranks of the axis offer all slots: that many lie side by side.
  GridAttr grid = group->getRanks();
  if (getRanks() && grid)
    expected *= grid.getShards() / int64_t(*getRanks());
  if (getFrom()) {
    // A phase may offer the part that it reads.
    int64_t from = *getFrom();
    if (getKind() == Collective::Gather && !getRanks() && from >= 0 &&
        from % 16 == 0 && bytes % 16 == 0 && from + bytes <= expected)
      return success();
    return emitOpError() << "offers " << slot << " from byte " << from
                         << " on, expected a part of the " << expected
                         << " bytes of a slot of " << getGroupAttr()
                         << ", at a multiple of 16";
  }
  if (bytes == expected || (getRanks() && !grid))
    return success();
  return emitOpError() << "offers " << slot << ", expected the " << expected
                       << " bytes of "
                       << (getRanks() ? "the kept slots of " : "a slot of ")
                       << getGroupAttr();
}
