//===- HookSignature.cpp - the block arguments of a hook ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Extensions/HookSignature.h"

using namespace mlir;
using namespace fsdp;

static InFlightDiagnostic emitHookError(Location loc, ExtensionOp extension,
                                        StringRef hook) {
  return mlir::emitError(loc)
         << hook << " of extension @" << extension.getSymName() << " ";
}

YieldOp HookSignature::getPreYield() const {
  return cast<YieldOp>(getPre().getTerminator());
}
YieldOp HookSignature::getPostYield() const {
  return cast<YieldOp>(getPost().getTerminator());
}

/// One block that ends in fsdp.yield, tensors of rank 3 among its first
/// arguments.
static LogicalResult checkBlock(ExtensionOp extension, Region &region,
                                StringRef hook) {
  if (!region.hasOneBlock() || region.front().empty() ||
      !isa<YieldOp>(region.front().back()))
    return emitHookError(extension.getLoc(), extension, hook)
           << "has " << region.getBlocks().size()
           << " blocks, expected one that ends in fsdp.yield";
  return success();
}

static LogicalResult checkContext(ExtensionOp extension, Block &block,
                                  StringRef hook, unsigned first,
                                  unsigned count) {
  for (unsigned i = first; i < first + count; ++i) {
    BlockArgument arg = block.getArgument(i);
    if (!arg.getType().isIndex())
      return emitHookError(arg.getLoc(), extension, hook)
             << "has argument " << i << " of type " << arg.getType()
             << ", expected index: signature "
             << extension.getSignature().value_or(0) << " ends in "
             << (count == 1 ? "the axis size"
                            : "axis size, shard index, valid rows, outer size "
                              "and outer stride");
  }
  return success();
}

/// Divides pre's yield: its `wires` first values travel; without `wires` every
/// value does.
static LogicalResult readPreYield(HookSignature &sig) {
  YieldOp yield = sig.getPreYield();
  unsigned values = yield.getValues().size();
  sig.numWires = yield.getWires().value_or(values);
  if (sig.numWires < 1 || sig.numWires > values)
    return emitHookError(yield.getLoc(), sig.getExtension(), "pre")
           << "yields " << values << " values of which " << sig.numWires
           << " are wires, expected at least 1 and no more than it yields";
  sig.numMetadata = values - sig.numWires;
  for (unsigned i = 0; i < sig.numWires; ++i)
    if (!isa<RankedTensorType>(yield.getValues()[i].getType()))
      return emitHookError(yield.getLoc(), sig.getExtension(), "pre")
             << "yields wire " << i << " of type "
             << yield.getValues()[i].getType() << ", expected a ranked tensor";
  return success();
}

/// Of `block` the arguments from `first` on are chunks that all ranks have, of
/// the elements of the inner tensors.
static LogicalResult checkChunks(const HookSignature &sig, Block &block,
                                 StringRef hook, unsigned first) {
  for (unsigned i = 0; i < sig.numKept; ++i) {
    BlockArgument arg = block.getArgument(first + i);
    auto type = dyn_cast<RankedTensorType>(arg.getType());
    Type expected = getElementTypeOrSelf(sig.getPre().getArgument(i).getType());
    if (type && type.getRank() == 3 && type.getElementType() == expected)
      continue;
    return emitHookError(arg.getLoc(), sig.getExtension(), hook)
           << "takes " << arg.getType() << " as argument " << first + i
           << ", expected a tensor of rank 3 of " << expected
           << ": with state the chunk as all ranks have it stands between "
           << (hook == "pre" ? "the inner tensors" : "the wires")
           << " and the context";
  }
  return success();
}

/// post takes exactly the wires, the context and the metadata.
static LogicalResult checkPostArguments(const HookSignature &sig) {
  Block &post = sig.getPost();
  unsigned first = sig.getFirstContext(/*pre=*/false);
  unsigned expected = first + sig.numContext + sig.numMetadata;
  if (post.getNumArguments() != expected) {
    InFlightDiagnostic error =
        emitHookError(sig.getExtension().getPost().getLoc(), sig.getExtension(),
                      "post")
        << "takes " << post.getNumArguments() << " arguments, expected "
        << expected << ": " << sig.numWires << " wires that pre yields, ";
    if (sig.numKept)
      error << sig.numKept << " of state, ";
    return error << sig.numContext << " of context (signature "
                 << sig.getExtension().getSignature().value_or(0) << ") and "
                 << sig.numMetadata << " of metadata";
  }
  if (failed(checkContext(sig.getExtension(), post, "post", first,
                          sig.numContext)) ||
      failed(checkChunks(sig, post, "post", sig.numWires)))
    return failure();
  for (unsigned i = 0; i < sig.numWires + sig.numMetadata; ++i) {
    bool wire = i < sig.numWires;
    BlockArgument arg =
        post.getArgument(wire ? i : i + sig.numKept + sig.numContext);
    Type yielded = sig.getPreYield().getValues()[i].getType();
    auto to = dyn_cast<RankedTensorType>(arg.getType());
    auto from = dyn_cast<RankedTensorType>(yielded);
    bool fits = to && from ? to.getElementType() == from.getElementType() &&
                                 to.getRank() == from.getRank()
                           : arg.getType() == yielded;
    if (!fits)
      return emitHookError(arg.getLoc(), sig.getExtension(), "post")
             << "takes " << (wire ? "wire " : "metadata ")
             << (wire ? i : i - sig.numWires) << " as " << arg.getType()
             << ", but pre yields " << yielded;
  }
  return success();
}

/// Post yields a tensor for every form, in order.
static LogicalResult checkFormResults(const HookSignature &sig) {
  YieldOp yield = sig.getPostYield();
  if (sig.numKept)
    return mlir::emitError(sig.getExtension().getLoc())
           << "not supported yet: forms of an extension with state (@"
           << sig.getExtension().getSymName() << ")";
  if (sig.numInner != 1)
    return emitHookError(sig.getExtension().getLoc(), sig.getExtension(), "pre")
           << "takes " << sig.numInner
           << " inner tensors; not supported yet: forms of more than one";
  if (yield.getValues().size() != sig.results.size())
    return emitHookError(yield.getLoc(), sig.getExtension(), "post")
           << "yields " << yield.getValues().size() << " tensors, but the "
           << "extension has " << sig.results.size()
           << " forms, expected one for each";
  for (auto [value, form] : llvm::zip_equal(yield.getValues(), sig.results))
    if (auto type = dyn_cast<RankedTensorType>(value.getType());
        !type || type.getRank() != 3)
      return emitHookError(yield.getLoc(), sig.getExtension(), "post")
             << "yields form '" << form << "' as " << value.getType()
             << ", expected a tensor of rank 3: outer x rows x inner, of which "
                "ranks together have the rows";
  return success();
}

SmallVector<unsigned> HookSignature::getWhole() const {
  SmallVector<unsigned> whole;
  for (auto [i, name] : llvm::enumerate(results))
    if (name.empty())
      whole.push_back(i);
  return whole;
}

std::optional<unsigned> HookSignature::findResult(StringRef form) const {
  const auto *it = llvm::find(results, form);
  if (it == results.end())
    return std::nullopt;
  return it - results.begin();
}

FailureOr<HookSignature> HookSignature::get(ExtensionOp extension) {
  HookSignature sig;
  sig.extension = extension;
  int64_t number = extension.getSignature().value_or(0);
  if (number != 1 && number != 2)
    return extension.emitOpError()
           << "@" << extension.getSymName() << " has signature " << number
           << ", expected 1 (axis size) or 2 (axis size, shard index, valid "
              "rows, outer size, outer stride)";
  sig.numContext = number == 1 ? 1 : 5;
  if (failed(checkBlock(extension, extension.getPre(), "pre")) ||
      failed(checkBlock(extension, extension.getPost(), "post")))
    return failure();
  Block &pre = sig.getPre();
  if (pre.getNumArguments() <= sig.numContext)
    return emitHookError(extension.getPre().getLoc(), extension, "pre")
           << "takes " << pre.getNumArguments()
           << " arguments, expected at least one tensor and then "
           << sig.numContext << " of context (signature " << number << ")";
  sig.numInner = pre.getNumArguments() - sig.numContext;
  if (extension.getState()) {
    if (sig.numInner % 2)
      return emitHookError(extension.getPre().getLoc(), extension, "pre")
             << "takes " << sig.numInner
             << " tensors, expected two for each inner tensor with state: this "
                "rank's chunks, then these as all ranks have them";
    sig.numKept = sig.numInner /= 2;
  }
  if (failed(checkContext(extension, pre, "pre", sig.getFirstContext(true),
                          sig.numContext)))
    return failure();
  for (unsigned i = 0; i < sig.numInner; ++i) {
    auto type = dyn_cast<RankedTensorType>(pre.getArgument(i).getType());
    if (!type || type.getRank() != 3)
      return emitHookError(pre.getArgument(i).getLoc(), extension, "pre")
             << "takes " << pre.getArgument(i).getType()
             << ", expected a tensor of rank 3 (outer x chunk x inner), or "
                "signature "
             << (number == 1 ? "2" : "1") << " if it is context";
  }
  if (failed(checkChunks(sig, pre, "pre", sig.numInner)) ||
      failed(readPreYield(sig)) || failed(checkPostArguments(sig)))
    return failure();
  if (extension.getForms()) {
    sig.extensionHasForms = true;
    llvm::append_range(sig.results,
                       extension.getForms()->getAsValueRange<StringAttr>());
    return failed(checkFormResults(sig)) ? FailureOr<HookSignature>() : sig;
  }
  sig.results.assign(sig.numInner, "");
  if (sig.getPostYield().getValues().size() != sig.numInner)
    return emitHookError(sig.getPostYield().getLoc(), extension, "post")
           << "yields " << sig.getPostYield().getValues().size()
           << " tensors, expected " << sig.numInner
           << ": one per inner tensor that pre takes";
  return sig;
}

LogicalResult HookSignature::checkForms(ParamOp param) const {
  if (!param.getForms())
    return success();
  for (auto form : param.getForms()->getAsRange<FormAttr>()) {
    if (hasForms() && findResult(form.getName()))
      continue;
    InFlightDiagnostic error =
        param.emitError() << "parameter \"" << param.getSymName()
                          << "\" is read as form '" << form.getName()
                          << "', but extension @" << getExtension().getSymName()
                          << (hasForms() ? " yields " : " yields no forms");
    if (hasForms())
      llvm::interleaveComma(results, error, [&](StringRef name) {
        if (name.empty())
          error << "the parameter";
        else
          error << "'" << name << "'";
      });
    return error;
  }
  return success();
}

LogicalResult HookSignature::checkParam(ParamOp param) const {
  if (failed(checkForms(param)))
    return failure();
  ArrayAttr types = param.getTypes();
  if (types.size() != numInner) {
    InFlightDiagnostic error =
        emitHookError(getPre().getArgument(0).getLoc(), extension, "pre")
        << "takes " << numInner << " tensor" << (numInner == 1 ? "" : "s")
        << ", but parameter \"" << param.getSymName() << "\" has "
        << types.size() << "; attach an extension for as many inner tensors";
    error.attachNote(param.getLoc()) << "the parameter";
    return error;
  }
  for (auto [i, attr] : llvm::enumerate(types)) {
    auto stored = cast<RankedTensorType>(cast<TypeAttr>(attr).getValue());
    BlockArgument arg = getPre().getArgument(i);
    Type taken = cast<RankedTensorType>(arg.getType()).getElementType();
    Type given = stored.getElementType();
    // What is stored in 16 bits is widened for a hook of f32.
    if (taken == given || (taken.isF32() && (given.isBF16() || given.isF16())))
      continue;
    InFlightDiagnostic error = emitHookError(arg.getLoc(), extension, "pre")
                               << "takes " << taken << ", but parameter \""
                               << param.getTensorName(i) << "\" is stored as "
                               << given << " (" << stored << ")";
    error.attachNote(param.getLoc()) << "the parameter";
    return error;
  }
  return success();
}
