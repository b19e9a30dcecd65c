//===- FusedGroup.cpp - all hooks of a group as data ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Extensions/FusedGroup.h"
#include "fsdp/Extensions/ElementBody.h"
#include "fsdp/Schedule/WireLayout.h"
#include "mlir/IR/OperationSupport.h"

using namespace mlir;
using namespace fsdp;

static int64_t getElementBytes(Type type) {
  return getElementTypeOrSelf(type).getIntOrFloatBitWidth() / 8;
}

unsigned HookClasses::add(std::unique_ptr<Region> body) {
  for (auto [i, known] : llvm::enumerate(bodies))
    if (OperationEquivalence::isRegionEquivalentTo(
            known.get(), body.get(), OperationEquivalence::IgnoreLocations))
      return i;
  bodies.push_back(std::move(body));
  return bodies.size() - 1;
}

SegmentAttr FusedParam::getSegment(FlatSymbolRefAttr name, unsigned classIndex,
                                   bool pack) const {
  MLIRContext *ctx = name.getContext();
  return SegmentAttr::get(
      ctx, classIndex, name, context.outer, context.chunk, context.inner,
      context.size, DenseI64ArrayAttr::get(ctx, state),
      DenseI64ArrayAttr::get(ctx, wire),
      DenseI64ArrayAttr::get(ctx, pack ? ArrayRef<int64_t>() : full));
}

/// A parameter without an extension travels as it is stored.
static LogicalResult checkNoConversion(ParamOp param) {
  for (auto [stored, read] :
       llvm::zip(param.getTypes().getAsValueRange<TypeAttr>(),
                 param.getCompute().getAsValueRange<TypeAttr>()))
    if (getElementTypeOrSelf(stored) != getElementTypeOrSelf(read))
      return param.emitError()
             << "not supported yet: compute in " << getElementTypeOrSelf(read)
             << " of parameter \"" << param.getSymName() << "\", stored as "
             << getElementTypeOrSelf(stored)
             << "; attach an extension that converts it";
  return success();
}

FailureOr<FusedParam> FusedGroup::addParam(ParamOp param,
                                           const SymbolTable &symbols,
                                           HookProver &prover,
                                           SmallVectorImpl<Type> &wires) {
  FusedParam fused;
  FailureOr<HookContext> context = HookContext::get(param);
  if (failed(context))
    return failure();
  fused.context = *context;
  auto encode = std::make_unique<Region>(), decode = std::make_unique<Region>();
  if (param.getExtension()) {
    auto extension = symbols.lookup<ExtensionOp>(*param.getExtension());
    if (!extension)
      return param.emitError() << "extension @" << *param.getExtension()
                               << " of parameter \"" << param.getSymName()
                               << "\" is not in the module; run "
                                  "fsdp-attach-extensions first";
    FailureOr<HookSignature> signature = HookSignature::get(extension);
    if (failed(signature))
      return failure();
    FailureOr<HookProof> proof = prover.prove(*signature, param);
    if (failed(proof) ||
        failed(buildElementBodies(prover.getSpecializer(), *signature, *proof,
                                  *context, *encode, *decode)))
      return failure();
    llvm::append_range(wires, proof->wires);
  } else {
    if (failed(checkNoConversion(param)))
      return failure();
    for (Type type : param.getTypes().getAsValueRange<TypeAttr>())
      wires.push_back(context->getChunkType(getElementTypeOrSelf(type)));
    buildPassThroughBodies(param.getLoc(), wires, *encode, *decode);
  }
  fused.packClass = packClasses.add(std::move(encode));
  fused.unpackClass = unpackClasses.add(std::move(decode));
  return fused;
}

void FusedGroup::layOut(GroupOp group, ArrayRef<ParamOp> ops,
                        ArrayRef<SmallVector<Type>> wires) {
  WireLayout slot = WireLayout::forSlot(), full = WireLayout::forUnsharded();
  int64_t stateBytes = 0;
  shardSlot = true;
  for (auto [p, paramWires] : llvm::enumerate(wires)) {
    ParamOp op = ops[p];
    FusedParam &param = params[op.getSymNameAttr()];
    for (Type wire : paramWires)
      param.wire.push_back(slot.add(cast<RankedTensorType>(wire).getNumElements(),
                                    getElementBytes(wire)));
    shardSlot &= isPassThrough(packClasses[param.packClass]);
    for (auto [layoutAttr, type, compute] :
         llvm::zip(*op.getLayouts(), op.getTypes().getAsValueRange<TypeAttr>(),
                   op.getCompute().getAsValueRange<TypeAttr>())) {
      auto layout = cast<LayoutAttr>(layoutAttr);
      unsigned i = param.state.size();
      param.state.push_back(layout.getOffset());
      param.full.push_back(
          full.add(layout.getPaddedElements(), getElementBytes(compute)));
      int64_t start = layout.getOffset() * getElementBytes(type);
      stateBytes = std::max(
          stateBytes, start + layout.getChunkElements() * getElementBytes(type));
      shardSlot &= i < param.wire.size() && param.wire[i] == start;
    }
  }
  slotBytes = slot.getBytes();
  fullBytes = full.getBytes();
  // The buffer may be longer than its last chunk, never shorter.
  int64_t owned = group.getStateElements().value_or(0) *
                  (group.getDtype() ? getElementBytes(*group.getDtype()) : 0);
  if (shardSlot && owned >= stateBytes)
    slotBytes = owned;
}

FailureOr<FusedGroup> FusedGroup::get(GroupOp group, ArrayRef<ParamOp> ops,
                                      const SymbolTable &symbols,
                                      HookProver &prover) {
  FusedGroup fused;
  SmallVector<SmallVector<Type>> wires;
  Type dtype = group.getDtype().value_or(Type());
  for (ParamOp op : ops) {
    FailureOr<FusedParam> param =
        fused.addParam(op, symbols, prover, wires.emplace_back());
    if (failed(param))
      return failure();
    fused.params[op.getSymNameAttr()] = *param;
    for (Type type : op.getTypes().getAsValueRange<TypeAttr>()) {
      Type element = getElementTypeOrSelf(type);
      if (dtype && element != dtype)
        return op.emitError()
               << "not supported yet: state of several dtypes in group @"
               << group.getSymName() << ": parameter \"" << op.getSymName()
               << "\" is stored as " << element << ", the group as " << dtype;
      dtype = element;
    }
  }
  fused.layOut(group, ops, wires);
  return fused;
}
