//===- FusedForms.cpp - groups whose phases move parts of a slot ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A parameter that is read as compute forms has wires that one phase reads and
// another does not. A group's slot is still one layout: first what backward
// alone reads, then what both phases do, then what forward alone does, then
// what only other entries do. So each phase of a step moves one range of it,
// and where backward reads nothing of its own, its range begins as forward's
// does: a group that stays gathered is then read from forward's. The unsharded
// buffer is laid out likewise.
//
//===----------------------------------------------------------------------===//

#include "fsdp/Extensions/FusedGroup.h"
#include "fsdp/Schedule/WireLayout.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace fsdp;

static int64_t getElementBytes(Type type) {
  return getElementTypeOrSelf(type).getIntOrFloatBitWidth() / 8;
}

//===----------------------------------------------------------------------===//
// GatherReads
//===----------------------------------------------------------------------===//

GatherReads::Reader GatherReads::getReader(GatherOp gather) {
  if (gather.getPhase() == Phase::Backward)
    return Backward;
  auto function = gather->getParentOfType<func::FuncOp>();
  auto entry = function ? function->getAttrOfType<StringAttr>("fsdp.entry")
                        : StringAttr();
  return !entry || entry.getValue() == "step" ? Forward : Other;
}

GatherReads::GatherReads(ModuleOp module) {
  module.walk([&](GatherOp gather) {
    for (auto [i, param] :
         llvm::enumerate(gather.getParams().getAsRange<FlatSymbolRefAttr>()))
      readers[{param.getAttr(),
               StringAttr::get(module.getContext(), gather.getForm(i))}] |=
          getReader(gather);
  });
}

unsigned GatherReads::get(ParamOp param, StringRef form) const {
  return readers.lookup(
      {param.getSymNameAttr(), StringAttr::get(param.getContext(), form)});
}

SmallVector<StringRef> GatherReads::getForms(ParamOp param) const {
  SmallVector<StringRef> forms;
  if (get(param, ""))
    forms.push_back("");
  if (param.getForms())
    for (auto form : param.getForms()->getAsRange<FormAttr>())
      if (get(param, form.getName()))
        forms.push_back(form.getName());
  return forms;
}

//===----------------------------------------------------------------------===//
// HookBodies
//===----------------------------------------------------------------------===//

/// The wires that results of `signature` are made of, in order.
static SmallVector<unsigned> findWires(const HookSpecializer &specializer,
                                       const HookSignature &signature,
                                       const HookProof &proof,
                                       const HookContext &context,
                                       ArrayRef<unsigned> results) {
  SmallVector<Type> types(proof.wires.begin(), proof.wires.end());
  SpecializedHook post = specializer.specialize(
      signature, /*pre=*/false, context, types, /*shard=*/std::nullopt,
      /*indexStays=*/false, results);
  SmallVector<unsigned> wires;
  for (unsigned i = 0; i < types.size(); ++i)
    if (!post.getBlock().getArgument(i).use_empty())
      wires.push_back(i);
  return wires;
}

/// Post of `form`, which fits no body for `reasons`, becomes ops of the step.
LogicalResult
HookBodies::separateForm(ParamOp param, const HookSignature &signature,
                         const HookProof &proof, const HookContext &context,
                         const FormLayout &layout, ArrayRef<Diagnostic> reasons,
                         Form &form) {
  FailureOr<std::shared_ptr<SeparateHook>> post = SeparateHook::getForm(
      prover.getSpecializer(), signature, proof, context,
      *signature.findResult(form.name), layout, form.type);
  if (failed(post))
    return failure();
  form.post = *post;
  form.wires = form.post->findWires();
  form.unpackClass = getWordUnpack(param);
  ExtensionOp extension = signature.getExtension();
  auto name = StringAttr::get(param.getContext(), form.name);
  if (!remarkedForms.insert({extension, name}).second)
    return success();
  int64_t bytes = 0;
  for (unsigned wire : form.wires)
    bytes +=
        proof.wires[wire].getNumElements() * getElementBytes(proof.wires[wire]);
  std::string reason = reasons.front().str();
  StringRef text = reason;
  text.consume_front("not supported yet: ");
  mlir::emitRemark(reasons.front().getLocation())
      << text << "; "
      << (form.name.empty()
              ? "what @" + extension.getSymName().str() + " widens"
              : "form '" + form.name.str() + "' of @" +
                    extension.getSymName().str())
      << " is made by kernels of its own, which copy wires once more: of \""
      << param.getSymName() << "\" " << 2 * bytes * context.axisSize
      << " bytes in an unpack";
  return success();
}

FailureOr<HookBodies::Form>
HookBodies::buildForm(ParamOp param, const HookSignature &signature,
                      const HookProof &proof, const HookContext &context,
                      StringRef name, HookBlocks blocks) {
  Form form;
  form.name = name;
  form.type = cast<RankedTensorType>(param.getFullTypes(name).front());
  FormLayout layout{context.outer, context.chunk, context.inner, context.size};
  if (!name.empty())
    for (auto [attr, known] : llvm::zip_equal(*param.getForms(), proof.forms))
      if (cast<FormAttr>(attr).getName() == name)
        layout = known;
  form.chunk = {context.axisSize, layout.outer, layout.chunk, layout.inner,
                layout.size};
  auto decode = std::make_unique<Region>();
  std::vector<Diagnostic> reasons;
  FailureOr<FormBody> body = failure();
  {
    ScopedDiagnosticHandler handler(param.getContext(),
                                    [&](Diagnostic &reason) {
                                      reasons.push_back(std::move(reason));
                                      return success();
                                    });
    body = buildFormBody(prover.getSpecializer(), signature, proof, context,
                         *signature.findResult(name), layout, std::move(blocks),
                         *decode);
  }
  if (failed(body)) {
    if (failed(separateForm(param, signature, proof, context, layout, reasons,
                            form)))
      return failure();
    return form;
  }
  if (name.empty())
    roundYields(*decode, param);
  form.wires = body->wires;
  form.blocks = body->blocks;
  form.unpackClass =
      unpackClasses.add(std::move(decode), /*initial=*/0, form.blocks.wires);
  return form;
}

LogicalResult HookBodies::buildForms(ParamOp param, const HookContext &context,
                                     Entry &entry, Region &encode) {
  FailureOr<HookSignature> signature = getSignature(param);
  if (failed(signature))
    return failure();
  FailureOr<HookProof> proof = prover.prove(*signature, param);
  if (failed(proof))
    return failure();
  const HookSpecializer &specializer = prover.getSpecializer();
  llvm::append_range(entry.wires, proof->wires);
  SmallVector<unsigned> results;
  for (StringRef name : reads.getForms(param))
    results.push_back(*signature->findResult(name));
  entry.sent = findWires(specializer, *signature, *proof, context, results);
  // What is computed from statistics alone still belongs to a gather.
  if (entry.sent.empty() && !results.empty())
    entry.sent.push_back(0);
  std::vector<HookStatistic> stats;
  std::vector<Diagnostic> reasons;
  LogicalResult fits = failure();
  {
    ScopedDiagnosticHandler handler(param.getContext(),
                                    [&](Diagnostic &reason) {
                                      reasons.push_back(std::move(reason));
                                      return success();
                                    });
    fits = buildEncodeBody(specializer, *signature, *proof, context, entry.sent,
                           encode, stats, entry.blocks);
  }
  if (failed(fits) && !param.getStorage() &&
      failed(separate(param, *signature, *proof, context, reasons, entry)))
    return failure();
  if (failed(fits))
    entry.blocks = {};
  for (StringRef name : reads.getForms(param)) {
    FailureOr<Form> form =
        buildForm(param, *signature, *proof, context, name, entry.blocks);
    if (failed(form))
      return failure();
    entry.forms.push_back(*form);
  }
  // From numbers of wires to places among those that travel.
  for (int64_t &wire : entry.blocks.wires)
    wire = llvm::find(entry.sent, unsigned(wire)) - entry.sent.begin();
  for (HookStatistic &stat : stats)
    entry.statClasses.push_back(
        statClasses.add(std::move(stat.body), stat.initial));
  return success();
}

unsigned HookBodies::getPackSlice(unsigned packClass, ArrayRef<unsigned> kept,
                                  SmallVector<int64_t> &blockWires) {
  Region &whole = packClasses[packClass];
  SmallVector<int64_t> places;
  for (auto [place, value] : llvm::enumerate(kept))
    if (llvm::is_contained(blockWires, int64_t(value)))
      places.push_back(place);
  blockWires = std::move(places);
  if (kept.size() == whole.front().getTerminator()->getNumOperands())
    return packClass;
  return packClasses.add(sliceBody(whole, kept), /*initial=*/0, blockWires);
}

//===----------------------------------------------------------------------===//
// Segments
//===----------------------------------------------------------------------===//

static DenseI64ArrayAttr getNumbers(MLIRContext *context,
                                    ArrayRef<int64_t> numbers) {
  return DenseI64ArrayAttr::get(context, numbers);
}

static DenseI64ArrayAttr getNumbersOrNone(MLIRContext *context,
                                          ArrayRef<int64_t> numbers) {
  return numbers.empty() ? DenseI64ArrayAttr() : getNumbers(context, numbers);
}

SegmentAttr FusedParam::getPackSegment(FlatSymbolRefAttr name,
                                       unsigned classIndex,
                                       ArrayRef<unsigned> kept,
                                       ArrayRef<int64_t> blockWires,
                                       int64_t block,
                                       ArrayRef<int64_t> stats) const {
  MLIRContext *ctx = name.getContext();
  SmallVector<int64_t> offsets;
  for (unsigned i : kept)
    offsets.push_back(wire[sent[i]]);
  return SegmentAttr::get(ctx, classIndex, name, context.outer, context.chunk,
                          context.inner, context.size, getNumbers(ctx, state),
                          getNumbers(ctx, offsets), getNumbers(ctx, {}),
                          getNumbersOrNone(ctx, stats), block,
                          getNumbersOrNone(ctx, blockWires));
}

SegmentAttr FusedParam::getFormSegment(FlatSymbolRefAttr name,
                                       unsigned classIndex, unsigned i,
                                       ArrayRef<int64_t> stats) const {
  MLIRContext *ctx = name.getContext();
  const HookBodies::Form &form = forms[i];
  SmallVector<int64_t> offsets;
  for (unsigned number : form.wires)
    offsets.push_back(wire[number]);
  return SegmentAttr::get(ctx, classIndex, name, form.chunk.outer,
                          form.chunk.chunk, form.chunk.inner, form.chunk.size,
                          getNumbers(ctx, state), getNumbers(ctx, offsets),
                          getNumbers(ctx, full[formFull[i].front()]),
                          getNumbersOrNone(ctx, stats), form.blocks.elements,
                          getNumbersOrNone(ctx, form.blocks.wires));
}

SegmentAttr FusedParam::getStoredWireSegment(FlatSymbolRefAttr name,
                                             unsigned classIndex,
                                             unsigned i) const {
  MLIRContext *ctx = name.getContext();
  return SegmentAttr::get(
      ctx, classIndex, name, /*outer=*/1, /*chunk=*/wireSizes[i], /*inner=*/1,
      /*size=*/wireSizes[i] * context.axisSize, getNumbers(ctx, storedWires[i]),
      getNumbers(ctx, wire[i]), getNumbers(ctx, {}),
      /*stats=*/DenseI64ArrayAttr(), /*block=*/0,
      /*blockWires=*/DenseI64ArrayAttr());
}

SegmentAttr GatherPart::move(SegmentAttr segment) const {
  auto shift = [](DenseI64ArrayAttr offsets, int64_t by) {
    SmallVector<int64_t> moved;
    for (int64_t offset : offsets.asArrayRef())
      moved.push_back(offset - by);
    return getNumbers(offsets.getContext(), moved);
  };
  return SegmentAttr::get(
      segment.getContext(), segment.getClassIndex(), segment.getParam(),
      segment.getOuter(), segment.getChunk(), segment.getInner(),
      segment.getSize(), segment.getState(), shift(segment.getWire(), slot),
      shift(segment.getFull(), full), segment.getStats(), segment.getBlock(),
      segment.getBlockWires());
}

//===----------------------------------------------------------------------===//
// FusedGroup
//===----------------------------------------------------------------------===//

/// Places of a layout by who reads them.
static int getRank(unsigned readers) {
  switch (readers & GatherReads::kStep) {
  case GatherReads::Backward:
    return 0;
  case GatherReads::kStep:
    return 1;
  case GatherReads::Forward:
    return 2;
  }
  return 3;
}

/// Bytes of a wire in a slot, and where it is stored in the state.
static int64_t getWireBytes(RankedTensorType type) {
  return llvm::alignTo(type.getNumElements(), kChunkElementAlignment) *
         getElementBytes(type);
}

/// Wires and full tensors of `param` and who reads each of them.
static void addReaders(FusedParam &param, ParamOp op,
                       const HookBodies::Entry &entry,
                       const GatherReads &reads) {
  for (Type wire : entry.wires) {
    auto type = cast<RankedTensorType>(wire);
    param.wireTypes.push_back(type);
    param.wireSizes.push_back(getWireBytes(type));
  }
  param.wireReaders.assign(entry.wires.size(), 0);
  for (auto layout : op.getLayouts()->getAsRange<LayoutAttr>())
    param.state.push_back(layout.getOffset());
  if (op.getStorage())
    for (auto place : op.getStorage()->getAsRange<StorageAttr>())
      param.storedWires.push_back(place.getOffset());
  auto addFull = [&](int64_t elements, Type type, unsigned readers,
                     ArrayRef<unsigned> wires) {
    param.fullReaders.push_back(readers);
    param.fullWires.emplace_back(wires);
    param.fullSizes.push_back(
        llvm::alignTo(elements * getElementBytes(type), kUnshardedAlignment));
    return param.fullSizes.size() - 1;
  };
  llvm::DenseMap<unsigned, unsigned> moved; // Wire to place.
  for (const HookBodies::Form &form : entry.forms) {
    unsigned readers = reads.get(op, form.name);
    SmallVector<unsigned> &places = param.formFull.emplace_back();
    for (unsigned wire : form.wires)
      param.wireReaders[wire] |= readers;
    if (!form.post)
      places.push_back(
          addFull(form.chunk.getChunkElements() * form.chunk.axisSize,
                  form.type, readers, form.wires));
    for (unsigned wire :
         form.post ? ArrayRef(form.wires) : ArrayRef<unsigned>()) {
      auto [it, isNew] = moved.try_emplace(wire);
      if (isNew) {
        RankedTensorType sent = param.getGatheredType(wire);
        it->second = addFull(sent.getNumElements(), sent, 0, wire);
      }
      param.fullReaders[it->second] |= readers;
      places.push_back(it->second);
    }
  }
  if (op.getForms()) {
    if (!entry.sent.empty() && param.wireReaders[entry.sent.front()] == 0)
      for (unsigned readers : param.fullReaders)
        param.wireReaders[entry.sent.front()] |= readers;
    return;
  }
  unsigned readers = reads.get(op, "");
  param.sent = llvm::to_vector(llvm::seq<unsigned>(0, entry.wires.size()));
  param.wireReaders.assign(entry.wires.size(), readers);
  for (unsigned i = 0; param.separate && i < entry.wires.size(); ++i) {
    RankedTensorType sent = param.getGatheredType(i);
    addFull(sent.getNumElements(), sent, readers, param.sent);
  }
  for (auto [layout, type] :
       llvm::zip_equal(op.getLayouts()->getAsRange<LayoutAttr>(),
                       op.getCompute().getAsValueRange<TypeAttr>()))
    if (!param.separate)
      addFull(layout.getPaddedElements(), type, readers, param.sent);
}

void FusedGroup::layOutForms(GroupOp group, ArrayRef<ParamOp> ops,
                             ArrayRef<HookBodies::Entry> entries,
                             const GatherReads &reads) {
  StringRef policy = group.getReshard();
  unsigned ranks = 0;
  keepsSlots = !policy.getAsInteger(10, ranks);
  WireLayout slot = WireLayout::forSlot(),
             unsharded = WireLayout::forUnsharded();
  for (size_t i = 0; i < ops.size(); ++i) {
    ParamOp op = ops[i];
    FusedParam &param = params[op.getSymNameAttr()];
    addReaders(param, op, entries[i], reads);
    param.wire.assign(param.wireTypes.size(), -1);
    param.full.assign(param.fullReaders.size(), 0);
    for (unsigned readers : param.wireReaders)
      canKeep &= getRank(readers) != 0;
  }
  for (int rank = 0; rank < 4; ++rank)
    for (auto &[name, param] : params) {
      for (unsigned i : param.sent)
        if (getRank(param.wireReaders[i]) == rank)
          param.wire[i] = slot.add(param.wireSizes[i], 1);
      for (auto [i, readers] : llvm::enumerate(param.fullReaders))
        if (getRank(readers) == rank)
          param.full[i] = unsharded.add(param.fullSizes[i], 1);
    }
  slotBytes = slot.getBytes();
  fullBytes = unsharded.getBytes();
}

namespace {
/// Bytes from the first to the last place of those that were added.
struct Extent {
  int64_t begin = std::numeric_limits<int64_t>::max(), end = 0;
  void add(int64_t offset, int64_t bytes) {
    begin = std::min(begin, offset);
    end = std::max(end, offset + bytes);
  }
};
} // namespace

GatherPart FusedGroup::getPart(GatherOp gather) const {
  GatherPart part = getWholePart();
  if (!readAsForms)
    return part;
  GatherReads::Reader reader = GatherReads::getReader(gather);
  bool ofStep = reader != GatherReads::Other;
  Extent slot, unsharded;
  // What this gather reads, of a step perhaps with the other phase.
  auto add = [&](const FusedParam &param, size_t place, unsigned slotReaders,
                 unsigned fullReaders) {
    if (param.fullReaders[place] & fullReaders)
      unsharded.add(param.full[place], param.fullSizes[place]);
    if (!(param.fullReaders[place] & slotReaders))
      return;
    ArrayRef<unsigned> wires = param.fullWires[place];
    for (unsigned i : wires.empty() ? ArrayRef(param.sent).take_front() : wires)
      slot.add(param.wire[i], param.wireSizes[i]);
  };
  if (ofStep) {
    unsigned own = reader;
    for (const auto &[name, param] : params)
      for (size_t i = 0; i < param.fullReaders.size(); ++i)
        add(param, i, sharesSlots ? GatherReads::kStep : own,
            sharesSlots || canKeep ? GatherReads::kStep : own);
  } else {
    for (auto [i, symbol] :
         llvm::enumerate(gather.getParams().getAsRange<FlatSymbolRefAttr>())) {
      const FusedParam &param = params.find(symbol.getAttr())->second;
      for (size_t k = 0; param.forms.empty() && k < param.fullReaders.size();
           ++k)
        add(param, k, ~0u, ~0u);
      for (auto [form, places] : llvm::zip(param.forms, param.formFull))
        if (form.name == gather.getForm(i))
          for (unsigned place : places)
            add(param, place, ~0u, ~0u);
    }
  }
  if (!keepsSlots) {
    part.slot = slot.begin;
    part.slotBytes = slot.end - slot.begin;
    part.all = part.slotBytes == slotBytes;
  }
  part.full = unsharded.begin;
  part.fullBytes = unsharded.end - unsharded.begin;
  return part;
}
