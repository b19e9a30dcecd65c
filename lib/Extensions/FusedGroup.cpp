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

unsigned HookClasses::add(std::unique_ptr<Region> body, float initial,
                          ArrayRef<int64_t> blockWires) {
  for (auto [i, known] : llvm::enumerate(bodies))
    if (llvm::bit_cast<uint32_t>(known.initial) ==
            llvm::bit_cast<uint32_t>(initial) &&
        ArrayRef<int64_t>(known.blockWires) == blockWires &&
        OperationEquivalence::isRegionEquivalentTo(
            known.region.get(), body.get(),
            OperationEquivalence::IgnoreLocations))
      return i;
  bodies.push_back({std::move(body), initial, llvm::to_vector(blockWires)});
  return bodies.size() - 1;
}

SegmentAttr FusedParam::getSegment(FlatSymbolRefAttr name, unsigned classIndex,
                                   bool pack, ArrayRef<int64_t> stats) const {
  MLIRContext *ctx = name.getContext();
  auto orNone = [&](ArrayRef<int64_t> values) {
    return values.empty() ? DenseI64ArrayAttr()
                          : DenseI64ArrayAttr::get(ctx, values);
  };
  return SegmentAttr::get(
      ctx, classIndex, name, context.outer, context.chunk, context.inner,
      context.size, DenseI64ArrayAttr::get(ctx, state),
      DenseI64ArrayAttr::get(ctx, wire),
      DenseI64ArrayAttr::get(ctx, pack ? ArrayRef<int64_t>() : full),
      orNone(stats), blocks.elements, orNone(blocks.wires));
}

SegmentAttr FusedParam::getStoredSegment(FlatSymbolRefAttr name,
                                         unsigned classIndex) const {
  MLIRContext *ctx = name.getContext();
  return SegmentAttr::get(ctx, classIndex, name, /*outer=*/1,
                          /*chunk=*/storedBytes,
                          /*inner=*/1, /*size=*/storedBytes * context.axisSize,
                          /*state=*/DenseI64ArrayAttr::get(ctx, stored),
                          DenseI64ArrayAttr::get(ctx, wire.front()),
                          /*full=*/DenseI64ArrayAttr::get(ctx, {}),
                          /*stats=*/DenseI64ArrayAttr(), /*block=*/0,
                          /*blockWires=*/DenseI64ArrayAttr());
}

SegmentAttr FusedParam::getWireSegment(FlatSymbolRefAttr name,
                                       unsigned classIndex, unsigned i,
                                       unsigned to) const {
  MLIRContext *ctx = name.getContext();
  RankedTensorType sent = getGatheredType(i);
  int64_t words = sent.getDimSize(1) * getElementBytes(sent) / 4;
  return SegmentAttr::get(ctx, classIndex, name, /*outer=*/1, /*chunk=*/words,
                          /*inner=*/1,
                          /*size=*/words * context.axisSize,
                          /*state=*/DenseI64ArrayAttr::get(ctx, {}),
                          DenseI64ArrayAttr::get(ctx, wire[i]),
                          DenseI64ArrayAttr::get(ctx, full[to]),
                          /*stats=*/DenseI64ArrayAttr(), /*block=*/0,
                          /*blockWires=*/DenseI64ArrayAttr());
}

static SmallVector<Type> getElements(ArrayAttr types) {
  return llvm::map_to_vector(types.getAsValueRange<TypeAttr>(), [](Type type) {
    return getElementTypeOrSelf(type);
  });
}

/// A hook knows nothing of what a step computes with: where its post gives
/// back what pre took, the elements are rounded to what the step reads.
static void yieldAs(Region &decode, ArrayRef<Type> compute) {
  Operation *yield = decode.front().getTerminator();
  OpBuilder builder(yield);
  for (auto [operand, to] : llvm::zip_equal(yield->getOpOperands(), compute))
    if (operand.get().getType() != to)
      operand.set(convertFloat(builder, yield->getLoc(), operand.get(), to));
}

void fsdp::roundYields(Region &decode, ParamOp param) {
  yieldAs(decode, getElements(param.getCompute()));
}

/// The hooks of `param` become ops of the step, for `reasons`. What combines
/// over the ranks is a statistic of a body, or nothing.
LogicalResult
HookBodies::separate(ParamOp param, const HookSignature &signature,
                     const HookProof &proof, const HookContext &context,
                     MutableArrayRef<Diagnostic> reasons, Entry &entry) {
  ExtensionOp extension = signature.getExtension();
  if (!extension.getPre().getOps<AllReduceOp>().empty()) {
    for (Diagnostic &reason : reasons)
      param.getContext()->getDiagEngine().emit(std::move(reason));
    return failure();
  }
  FailureOr<std::shared_ptr<SeparateHook>> made =
      SeparateHook::get(prover.getSpecializer(), signature, proof, context,
                        /*hasPost=*/!param.getForms());
  if (failed(made))
    return failure();
  entry.separate = *made;
  if (!remarked.insert(extension).second)
    return success();
  int64_t bytes = 0;
  for (RankedTensorType wire : proof.wires)
    bytes += wire.getNumElements() * getElementBytes(wire);
  std::string reason = reasons.front().str();
  StringRef text = reason;
  text.consume_front("not supported yet: ");
  mlir::emitRemark(reasons.front().getLocation())
      << text << "; the hooks of @" << extension.getSymName()
      << " become kernels of their own, which copy wires once more: of \""
      << param.getSymName() << "\" " << (param.getStorage() ? 0 : 2 * bytes)
      << " bytes in a pack and "
      << (param.getForms() ? 0 : 2 * bytes * context.axisSize)
      << " in an unpack";
  return success();
}

/// Without hooks: as the step reads it, or as it is stored where that takes
/// fewer bytes.
static void buildPlain(ParamOp param, const HookContext &context,
                       HookBodies::Entry &entry, Region &encode,
                       Region &decode) {
  SmallVector<Type> stored = getElements(param.getTypes()), sent,
                    compute = getElements(param.getCompute());
  for (auto [kept, read] : llvm::zip_equal(stored, compute))
    sent.push_back(kept.getIntOrFloatBitWidth() < read.getIntOrFloatBitWidth()
                       ? kept
                       : read);
  for (Type type : sent)
    entry.wires.push_back(context.getChunkType(type));
  buildDefaultBodies(param.getLoc(), stored, sent, compute, encode, decode);
}

FailureOr<HookSignature> HookBodies::getSignature(ParamOp param) {
  auto extension = symbols.lookup<ExtensionOp>(*param.getExtension());
  if (!extension)
    return param.emitError() << "extension @" << *param.getExtension()
                             << " of parameter \"" << param.getSymName()
                             << "\" is not in the module; run "
                                "fsdp-attach-extensions first";
  return HookSignature::get(extension);
}

LogicalResult HookBodies::build(ParamOp param, const HookContext &context,
                                Entry &entry, Region &encode, Region &decode) {
  if (!param.getExtension()) {
    buildPlain(param, context, entry, encode, decode);
    return success();
  }
  FailureOr<HookSignature> signature = getSignature(param);
  if (failed(signature))
    return failure();
  FailureOr<HookProof> proof = prover.prove(*signature, param);
  if (failed(proof))
    return failure();
  llvm::append_range(entry.wires, proof->wires);
  std::vector<HookStatistic> stats;
  std::vector<Diagnostic> reasons;
  if (ExtensionOp extension = signature->getExtension(); extension.getState()) {
    Diagnostic &reason =
        reasons.emplace_back(extension.getLoc(), DiagnosticSeverity::Remark);
    reason << "extension @" << extension.getSymName() << " has state";
    return separate(param, *signature, *proof, context, reasons, entry);
  }
  LogicalResult fits = failure();
  {
    ScopedDiagnosticHandler handler(param.getContext(),
                                    [&](Diagnostic &reason) {
                                      reasons.push_back(std::move(reason));
                                      return success();
                                    });
    fits = buildElementBodies(prover.getSpecializer(), *signature, *proof,
                              context, encode, decode, stats, entry.blocks);
  }
  if (failed(fits))
    return separate(param, *signature, *proof, context, reasons, entry);
  roundYields(decode, param);
  for (HookStatistic &stat : stats)
    entry.statClasses.push_back(
        statClasses.add(std::move(stat.body), stat.initial));
  return success();
}

unsigned HookBodies::getWordUnpack(ParamOp param) {
  Type word = IntegerType::get(param.getContext(), 32);
  auto encode = std::make_unique<Region>(), decode = std::make_unique<Region>();
  buildDefaultBodies(param.getLoc(), word, word, word, *encode, *decode);
  return unpackClasses.add(std::move(decode));
}

FailureOr<HookBodies::Entry> HookBodies::get(ParamOp param,
                                             const HookContext &context) {
  Builder builder(param.getContext());
  SmallVector<Attribute> elements;
  for (ArrayAttr types : {param.getTypes(), param.getCompute()})
    for (Type type : types.getAsValueRange<TypeAttr>())
      elements.push_back(TypeAttr::get(getElementTypeOrSelf(type)));
  Attribute extension = param.getExtensionAttr();
  SmallVector<Attribute> read;
  if (param.getForms()) {
    for (StringRef name : reads.getForms(param))
      read.push_back(builder.getStringAttr(name));
    read.push_back(*param.getForms());
  }
  Attribute key = builder.getArrayAttr(
      {extension ? extension : builder.getUnitAttr(),
       builder.getDenseI64ArrayAttr({context.axisSize, context.outer,
                                     context.chunk, context.inner,
                                     context.size}),
       builder.getArrayAttr(elements), builder.getArrayAttr(read)});
  if (auto it = known.find(key); it != known.end())
    return it->second;
  Entry entry;
  auto encode = std::make_unique<Region>(), decode = std::make_unique<Region>();
  if (failed(param.getForms() ? buildForms(param, context, entry, *encode)
                              : build(param, context, entry, *encode, *decode)))
    return failure();
  if (param.getStorage()) {
    // What is stored travels, whatever it is: its bytes, no more, as more
    // would be a neighbour's, or past the end of the state.
    Type byte = builder.getI8Type();
    auto copy = std::make_unique<Region>(), unused = std::make_unique<Region>();
    buildDefaultBodies(param.getLoc(), byte, byte, byte, *copy, *unused);
    entry.packClass = packClasses.add(std::move(copy));
  }
  if (param.getForms()) {
    if (!param.getStorage() && !entry.separate)
      entry.packClass =
          packClasses.add(std::move(encode), /*initial=*/0, entry.blocks.wires);
    return known[key] = entry;
  }
  if (entry.separate) {
    entry.unpackClass = getWordUnpack(param);
    return known[key] = entry;
  }
  if (!param.getStorage())
    entry.packClass =
        packClasses.add(std::move(encode), /*initial=*/0, entry.blocks.wires);
  entry.unpackClass =
      unpackClasses.add(std::move(decode), /*initial=*/0, entry.blocks.wires);
  return known[key] = entry;
}

HookBodies::Entry HookBodies::getPlain(ParamOp param,
                                       const HookContext &context) {
  Entry entry;
  auto encode = std::make_unique<Region>(), decode = std::make_unique<Region>();
  buildPlain(param, context, entry, *encode, *decode);
  entry.packClass = packClasses.add(std::move(encode));
  entry.unpackClass = unpackClasses.add(std::move(decode));
  return entry;
}

/// A body of f32 for gradients of another type, which are widened first.
static void takeAs(Region &encode, Type dtype) {
  BlockArgument element = encode.getArgument(0);
  if (element.getType() == dtype)
    return;
  element.setType(dtype);
  OpBuilder builder(dtype.getContext()); // The region is in no op yet.
  builder.setInsertionPointToStart(&encode.front());
  Value wide =
      convertFloat(builder, element.getLoc(), element, builder.getF32Type());
  element.replaceAllUsesExcept(wide, wide.getDefiningOp());
}

LogicalResult HookBodies::buildGradient(ParamOp gradient,
                                        const HookContext &context, Type dtype,
                                        Entry &entry, Region &encode,
                                        Region &decode) {
  Type f32 = Float32Type::get(gradient.getContext());
  if (!gradient.getReduceExtension()) {
    entry.wires.push_back(context.getChunkType(dtype));
    buildDefaultBodies(gradient.getLoc(), dtype, dtype, dtype, encode, decode);
    yieldAs(decode, f32);
    return success();
  }
  auto extension = symbols.lookup<ExtensionOp>(*gradient.getReduceExtension());
  if (!extension)
    return gradient.emitError()
           << "reduce extension @" << *gradient.getReduceExtension()
           << " of parameter \"" << gradient.getSymName()
           << "\" is not in the module; run fsdp-attach-extensions first";
  FailureOr<HookSignature> signature = HookSignature::get(extension);
  if (failed(signature))
    return failure();
  FailureOr<HookProof> proof = prover.prove(*signature, gradient);
  if (failed(proof))
    return failure();
  auto refuse = [&](Location loc) {
    return mlir::emitError(loc)
           << "not supported yet: @" << extension.getSymName()
           << " as a reduce extension (of the gradient of \""
           << gradient.getSymName() << "\")";
  };
  if (failed(buildGradientBodies(prover.getSpecializer(), *signature, *proof,
                                 context, encode, decode, entry.blocks,
                                 entry.wires))) {
    refuse(extension.getLoc())
        << ", whose hooks would be kernels of their own; expected hooks of "
           "elements, rows or blocks";
    return failure();
  }
  if (!decode.front().getOps<BlockReduceOp>().empty())
    return refuse(extension.getLoc())
           << ", whose post combines the elements of a block";
  takeAs(encode, dtype);
  return success();
}

FailureOr<HookBodies::Entry> HookBodies::getGradient(ParamOp gradient,
                                                     const HookContext &context,
                                                     Type dtype) {
  Builder builder(gradient.getContext());
  Attribute extension = gradient.getReduceExtensionAttr();
  Attribute key =
      builder.getArrayAttr({extension ? extension : builder.getUnitAttr(),
                            builder.getDenseI64ArrayAttr(
                                {context.axisSize, context.outer, context.chunk,
                                 context.inner, context.size}),
                            TypeAttr::get(dtype)});
  if (auto it = known.find(key); it != known.end())
    return it->second;
  Entry entry;
  auto encode = std::make_unique<Region>(), decode = std::make_unique<Region>();
  if (failed(buildGradient(gradient, context, dtype, entry, *encode, *decode)))
    return failure();
  entry.packClass =
      packClasses.add(std::move(encode), /*initial=*/0, entry.blocks.wires);
  entry.unpackClass =
      unpackClasses.add(std::move(decode), /*initial=*/0, entry.blocks.wires);
  return known[key] = entry;
}

void FusedGroup::layOut(GroupOp group, ArrayRef<ParamOp> ops,
                        ArrayRef<HookBodies::Entry> entries,
                        const HookClasses &packClasses) {
  WireLayout slot = WireLayout::forSlot(), full = WireLayout::forUnsharded();
  int64_t stateBytes = 0;
  // A collective and other ranks read slots where the device's memory is.
  shardSlot = !group->getParentOfType<ModuleOp>()->hasAttr(kOffload);
  for (auto [p, entry] : llvm::enumerate(entries)) {
    ParamOp op = ops[p];
    FusedParam &param = params[op.getSymNameAttr()];
    for (Type wire : entry.wires) {
      auto type = cast<RankedTensorType>(wire);
      param.wireTypes.push_back(type);
      param.wire.push_back(
          slot.add(type.getNumElements(), getElementBytes(type)));
    }
    bool isStored = bool(op.getStorage());
    shardSlot &= isStored || (!param.separate &&
                              isPassThrough(packClasses[param.packClass]));
    if (isStored) {
      // As far from the next one as in the state, so that it may be the slot.
      constexpr int64_t kAlignment = kChunkElementAlignment * 4;
      int64_t bytes = 0;
      for (auto place : op.getStorage()->getAsRange<StorageAttr>())
        bytes += place.getStoredBytes();
      param.storedBytes = bytes;
      param.stored = cast<StorageAttr>((*op.getStorage())[0]).getOffset();
      stateBytes = std::max(stateBytes, param.stored + param.storedBytes);
      shardSlot &= param.wire.front() == param.stored;
      slot.add(llvm::alignTo(bytes, kAlignment) - bytes, 1);
    }
    for (unsigned i = 0; param.separate && i < entry.wires.size(); ++i) {
      RankedTensorType sent = param.getGatheredType(i);
      param.full.push_back(
          full.add(sent.getNumElements(), getElementBytes(sent)));
    }
    for (auto [layoutAttr, type, compute] :
         llvm::zip(*op.getLayouts(), op.getTypes().getAsValueRange<TypeAttr>(),
                   op.getCompute().getAsValueRange<TypeAttr>())) {
      auto layout = cast<LayoutAttr>(layoutAttr);
      unsigned i = param.state.size();
      param.state.push_back(layout.getOffset());
      if (!param.separate)
        param.full.push_back(
            full.add(layout.getPaddedElements(), getElementBytes(compute)));
      if (isStored)
        continue;
      int64_t start = layout.getOffset() * getElementBytes(type);
      stateBytes = std::max(stateBytes, start + layout.getChunkElements() *
                                                    getElementBytes(type));
      shardSlot &= i < param.wire.size() && param.wire[i] == start;
    }
  }
  slotBytes = slot.getBytes();
  fullBytes = full.getBytes();
  // Where some parameters are not gathered, what is ends before theirs.
  if (group.getCopiesBytes() || group.getOf())
    return;
  // The buffer may be longer than its last chunk, never shorter.
  int64_t owned = group.getStateBytes().value_or(0);
  if (shardSlot && owned >= stateBytes)
    slotBytes = owned;
}

ArrayAttr FusedGroup::getWires(MLIRContext *context) const {
  Builder builder(context);
  SmallVector<Attribute> wires;
  for (const auto &[name, param] : params)
    for (auto [i, type] : llvm::enumerate(param.wireTypes)) {
      if (param.wire[i] < 0)
        continue; // Nobody reads what is made of it.
      wires.push_back(builder.getDictionaryAttr(
          {builder.getNamedAttr("param", name),
           builder.getNamedAttr("input", builder.getI64IntegerAttr(i)),
           builder.getNamedAttr("dtype", TypeAttr::get(type.getElementType())),
           builder.getNamedAttr(
               "elements", builder.getI64IntegerAttr(type.getNumElements())),
           builder.getNamedAttr("offset",
                                builder.getI64IntegerAttr(param.wire[i]))}));
    }
  return builder.getArrayAttr(wires);
}

FailureOr<FusedGroup> FusedGroup::get(GroupOp group, ArrayRef<ParamOp> ops,
                                      Gathered what, HookBodies &bodies,
                                      const GatherReads &reads) {
  FusedGroup fused;
  fused.what = what;
  fused.sharesSlots = group.getRecompute() || group.getReshard() == "false" ||
                      (group.getReshard() == "default" && group.getRoot());
  std::vector<HookBodies::Entry> entries;
  for (ParamOp op : ops) {
    FusedParam param;
    FailureOr<HookContext> context = HookContext::get(op);
    if (failed(context))
      return failure();
    FailureOr<HookBodies::Entry> entry = what == Gathered::Loaded
                                             ? bodies.getPlain(op, *context)
                                             : bodies.get(op, *context);
    if (failed(entry))
      return failure();
    param.context = *context;
    param.separate = entry->separate;
    param.packClass = entry->packClass;
    param.unpackClass = entry->unpackClass;
    param.statClasses = entry->statClasses;
    param.blocks = entry->blocks;
    param.forms = entry->forms;
    param.sent = entry->sent;
    fused.readAsForms |= bool(op.getForms());
    fused.params[op.getSymNameAttr()] = param;
    entries.push_back(*entry);
  }
  if (fused.readAsForms)
    fused.layOutForms(group, ops, entries, reads);
  else
    fused.layOut(group, ops, entries, bodies.packClasses);
  return fused;
}
