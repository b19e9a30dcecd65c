//===- AttachExtensions.cpp - extensions onto parameters ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Extensions/ExtensionLibrary.h"
#include "fsdp/Extensions/GradientParam.h"
#include "fsdp/Extensions/HookSignature.h"
#include "fsdp/Extensions/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Regex.h"

namespace fsdp {
#define GEN_PASS_DEF_FSDPATTACHEXTENSIONSPASS
#include "fsdp/Extensions/Passes.h.inc"
} // namespace fsdp

using namespace mlir;
using namespace fsdp;

namespace {

/// 'REGEX=NAME', split at the last '=' (a name has none).
struct Rule {
  std::string text;
  llvm::Regex pattern;
  StringRef name;
};

/// What an extension stands around: the gathers of a parameter, or the
/// reduction of its gradient.
enum class Around { Gathers, Reduction };

class Attacher {
public:
  Attacher(ModuleOp module, ArrayRef<std::string> libraries)
      : module(module), symbols(module), libraries(libraries),
        definesIdentity(symbols.lookup("identity")) {}

  LogicalResult run(ArrayRef<std::string> rules,
                    ArrayRef<std::string> reduceRules) {
    if (failed(loadLibraries()) || failed(applyRules(Around::Gathers, rules)) ||
        failed(applyRules(Around::Reduction, reduceRules)))
      return failure();
    for (auto param : llvm::to_vector(module.getOps<ParamOp>()))
      if (failed(resolveGather(param)) || failed(resolveReduce(param)))
        return failure();
    warnOfIdlePolicies();
    return success();
  }

private:
  LogicalResult loadLibraries();
  FailureOr<Rule> parseRule(const std::string &text, StringRef flag);
  LogicalResult applyRules(Around where, ArrayRef<std::string> rules);
  LogicalResult applyRule(Around where, Rule &rule, StringRef flag);
  LogicalResult resolveGather(ParamOp param);
  LogicalResult resolveReduce(ParamOp param);
  FailureOr<ExtensionOp> resolve(ParamOp param, StringRef name);
  LogicalResult takeHooks(ExtensionOp extension);
  LogicalResult checkStorage(ParamOp param, const HookSignature &signature);
  LogicalResult checkState(ParamOp param, const HookSignature &signature);
  LogicalResult checkReads(ParamOp param, const HookSignature &signature);
  void warnOfIdlePolicies();
  bool isPassThrough(ParamOp param);
  LogicalResult emitUnknown(ParamOp param, StringRef name);

  ModuleOp module;
  SymbolTable symbols;
  ArrayRef<std::string> libraries;
  bool definesIdentity; ///< the module came with its own
  ExtensionLibrary library;
};

class AttachExtensions
    : public fsdp::impl::FSDPAttachExtensionsPassBase<AttachExtensions> {
  using FSDPAttachExtensionsPassBase::FSDPAttachExtensionsPassBase;

  void runOnOperation() override {
    if (failed(Attacher(getOperation(), libraries).run(rules, reduceRules)))
      signalPassFailure();
  }
};

} // namespace

LogicalResult Attacher::loadLibraries() {
  if (failed(library.loadBuiltins(module.getContext())))
    return failure();
  for (const std::string &path : libraries)
    if (failed(library.loadFile(path, module.getLoc())))
      return failure();
  for (auto extension : module.getOps<ExtensionOp>())
    if (ExtensionOp other = library.lookupUser(extension.getSymName())) {
      InFlightDiagnostic error =
          extension.emitError()
          << "extension @" << extension.getSymName()
          << " is defined in the module and in a library; rename one of them";
      error.attachNote(other.getLoc()) << "defined here before";
      return error;
    }
  return success();
}

FailureOr<Rule> Attacher::parseRule(const std::string &text, StringRef flag) {
  size_t at = text.rfind('=');
  if (at == std::string::npos || at == 0)
    return module.emitError()
           << flag << ": '" << text
           << "', expected 'REGEX=NAME', such as '.*weight=bf16_cast'";
  Rule rule{text, llvm::Regex("^(" + text.substr(0, at) + ")$"), StringRef()};
  std::string message;
  if (!rule.pattern.isValid(message))
    return module.emitError() << flag << ": '" << text
                              << "' is no regular expression: " << message;
  rule.name = StringRef(text).drop_front(at + 1);
  rule.name.consume_front("@");
  return rule;
}

LogicalResult Attacher::applyRule(Around where, Rule &rule, StringRef flag) {
  bool used = false;
  SmallVector<StringRef> names;
  for (auto param : module.getOps<ParamOp>()) {
    if (names.size() < 4)
      names.push_back(param.getSymName());
    if (!rule.pattern.match(param.getSymName()))
      continue;
    used = true;
    // What is not sharded has no hooks.
    auto group = symbols.lookup<GroupOp>(param.getGroup());
    if (group && group.getReplicated())
      continue;
    auto name = rule.name.empty()
                    ? FlatSymbolRefAttr()
                    : FlatSymbolRefAttr::get(param.getContext(), rule.name);
    if (where == Around::Gathers)
      param.setExtensionAttr(name);
    else
      param.setReduceExtensionAttr(name);
  }
  if (used)
    return success();
  InFlightDiagnostic error =
      module.emitError()
      << flag << ": '" << rule.text
      << "' matches no parameter; the expression must match the whole name";
  if (!names.empty())
    error << ", such as \"" << llvm::join(names, "\", \"") << "\"";
  return error;
}

LogicalResult Attacher::applyRules(Around where, ArrayRef<std::string> rules) {
  StringRef flag =
      where == Around::Gathers ? "--extension" : "--reduce-extension";
  for (const std::string &text : rules) {
    FailureOr<Rule> rule = parseRule(text, flag);
    if (failed(rule) || failed(applyRule(where, *rule, flag)))
      return failure();
  }
  return success();
}

LogicalResult Attacher::emitUnknown(ParamOp param, StringRef name) {
  SmallVector<StringRef> names = library.getNames();
  for (auto extension : module.getOps<ExtensionOp>())
    names.push_back(extension.getSymName());
  llvm::sort(names);
  StringRef nearest;
  unsigned distance = 3;
  for (StringRef known : names)
    if (unsigned d = known.edit_distance(name); d < distance)
      nearest = known, distance = d;
  InFlightDiagnostic error = param.emitError() << "unknown extension @" << name
                                               << " of parameter \""
                                               << param.getSymName() << "\"";
  if (!nearest.empty())
    error << "; did you mean @" << nearest << "?";
  error << " Known are @" << llvm::join(names, ", @")
        << "; an extension library can define others";
  return error;
}

/// The built-in identity stands for no hook at all where its template does not
/// fit: any dtype, any number of inner tensors.
bool Attacher::isPassThrough(ParamOp param) {
  StringRef name = *param.getExtension();
  if (name != "identity" || definesIdentity || !library.isBuiltin(name))
    return false;
  auto type =
      cast<RankedTensorType>(cast<TypeAttr>(param.getTypes()[0]).getValue());
  return param.getTypes().size() != 1 || !type.getElementType().isF32();
}

/// The template in the module, copied there from the library if need be.
FailureOr<ExtensionOp> Attacher::resolve(ParamOp param, StringRef name) {
  if (Operation *symbol = symbols.lookup(name)) {
    if (auto extension = dyn_cast<ExtensionOp>(symbol))
      return extension;
    InFlightDiagnostic error =
        param.emitError() << "extension @" << name << " of parameter \""
                          << param.getSymName() << "\" names an '"
                          << symbol->getName() << "', expected fsdp.extension";
    error.attachNote(symbol->getLoc()) << "the symbol";
    return error;
  }
  ExtensionOp found = library.lookup(name);
  if (!found)
    return emitUnknown(param, name);
  Operation *last = nullptr;
  for (Operation &op : *module.getBody())
    if (isa<GroupOp, ParamOp, ExtensionOp>(op))
      last = &op;
  ExtensionOp copy = found.clone();
  symbols.insert(copy, std::next(Block::iterator(last)));
  return copy;
}

/// Puts the hooks of its base into an extension that has none of its own.
LogicalResult Attacher::takeHooks(ExtensionOp extension) {
  ExtensionOp base = extension;
  llvm::SmallDenseSet<StringRef> seen;
  while (base.getBase()) {
    StringRef name = *base.getBase();
    // A parameter may have the name of a built-in one.
    auto next = symbols.lookup<ExtensionOp>(name);
    if (!next)
      next = library.lookup(name);
    if (!next || !seen.insert(name).second)
      return extension.emitError()
             << "extension @" << extension.getSymName() << " has the hooks of @"
             << name
             << (next ? ", which has them of itself"
                      : ", which is not in the module or a library");
    base = next;
  }
  if (base == extension)
    return success();
  IRMapping mapping;
  base.getPre().cloneInto(&extension.getPre(), mapping);
  base.getPost().cloneInto(&extension.getPost(), mapping);
  extension.setSignature(base.getSignature());
  if (!extension.getAtomic())
    extension.setAtomic(base.getAtomic());
  if (base.getState())
    extension.setState(true);
  if (!extension.getForms())
    extension.setFormsAttr(base.getFormsAttr());
  extension.removeBaseAttr();
  return success();
}

/// Whether `param` may be stored as what pre sends of it.
LogicalResult Attacher::checkStorage(ParamOp param,
                                     const HookSignature &signature) {
  ExtensionOp extension = signature.getExtension();
  auto emit = [&](Location loc) {
    return mlir::emitError(loc)
           << "extension @" << extension.getSymName() << " with storage ";
  };
  if (param.getTrained())
    return emit(param.getLoc())
           << "is attached to parameter \"" << param.getSymName()
           << "\", which is trained: its values change in every step, but are "
              "stored once; freeze it (no result with 'fsdp.grad'), or attach "
              "an extension without storage";
  if (param.getModelDim())
    return mlir::emitError(param.getLoc())
           << "not supported yet: extension @" << extension.getSymName()
           << " with storage on parameter \"" << param.getSymName()
           << "\", of which each rank of the model axis has a part";
  size_t names = extension.getStorage()->size();
  if (names != signature.numWires)
    return emit(extension.getLoc())
           << "names " << names << " tensors, but pre sends "
           << signature.numWires << ", expected a name for each";
  if (signature.numInner != 1)
    return emit(extension.getLoc())
           << "takes " << signature.numInner
           << " inner tensors; not supported yet: storage of more than one";
  for (AllReduceOp op : extension.getPre().getOps<AllReduceOp>())
    return mlir::emitError(op.getLoc())
           << "not supported yet: fsdp.all_reduce in pre of extension @"
           << extension.getSymName()
           << ", which stores what pre makes of each chunk alone";
  return success();
}

/// Whether every rank may keep `param` unsharded, for the optimizer's step to
/// renew.
LogicalResult Attacher::checkState(ParamOp param,
                                   const HookSignature &signature) {
  ExtensionOp extension = signature.getExtension();
  auto emit = [&](Location loc) {
    return mlir::emitError(loc)
           << "extension @" << extension.getSymName() << " with state ";
  };
  if (!param.getTrained())
    return emit(param.getLoc())
           << "is attached to parameter \"" << param.getSymName()
           << "\", which is frozen: its values never change, so that there is "
              "no step that renews what every rank keeps; train it (a result "
              "with 'fsdp.grad'), or attach an extension without state";
  auto functions = module.getOps<func::FuncOp>();
  if (llvm::none_of(functions, [](func::FuncOp function) {
        auto name = function->getAttrOfType<StringAttr>("fsdp.entry");
        return name && name == "optimizer";
      }))
    return emit(param.getLoc())
           << "is attached to parameter \"" << param.getSymName()
           << "\", but the plan has no optimizer, whose step renews what every "
              "rank keeps; give one with --optimizer";
  for (AllReduceOp op : extension.getPre().getOps<AllReduceOp>())
    return mlir::emitError(op.getLoc())
           << "not supported yet: fsdp.all_reduce in pre of extension @"
           << extension.getSymName() << ", which has state";
  return success();
}

/// Says which groups' reshard policies do nothing. It is no error: a rule for
/// all groups, or for one that grids of its parameters' own split, need not
/// know which of them hold only parameters that every rank keeps.
void Attacher::warnOfIdlePolicies() {
  llvm::MapVector<StringRef, bool> gathers;
  for (auto param : module.getOps<ParamOp>()) {
    auto extension = param.getExtension()
                         ? symbols.lookup<ExtensionOp>(*param.getExtension())
                         : ExtensionOp();
    gathers[param.getGroup()] |= !extension || !extension.getState();
  }
  for (auto group : module.getOps<GroupOp>()) {
    StringRef policy = group.getReshard();
    unsigned ranks = 0;
    bool isAsked = policy == "true" || !policy.getAsInteger(10, ranks);
    auto found = gathers.find(group.getSymName());
    if (isAsked && found != gathers.end() && !found->second)
      mlir::emitWarning(group.getLoc())
          << "group @" << group.getSymName()
          << " is to be resharded after forward (" << policy
          << "), which frees nothing: the extensions of all its parameters "
             "have state, so that every rank keeps them unsharded";
  }
}

/// A post that yields forms only has no parameter for who reads that.
LogicalResult Attacher::checkReads(ParamOp param,
                                   const HookSignature &signature) {
  if (!signature.getWhole().empty())
    return success();
  auto name = FlatSymbolRefAttr::get(param.getSymNameAttr());
  WalkResult result = module.walk([&](GatherOp gather) {
    for (auto [i, symbol] : llvm::enumerate(gather.getParams()))
      if (symbol == name && gather.getForm(i).empty())
        return WalkResult::interrupt();
    return WalkResult::advance();
  });
  if (!result.wasInterrupted())
    return success();
  InFlightDiagnostic error =
      param.emitError() << "parameter \"" << param.getSymName()
                        << "\" is read as it is, but extension @"
                        << signature.getExtension().getSymName()
                        << " yields only its forms '"
                        << llvm::join(signature.results, "', '")
                        << "'; read those ('fsdp.form'), or let its post yield "
                           "the parameter, too, as the form without a name";
  error.attachNote(signature.getExtension().getLoc()) << "the extension";
  return error;
}

LogicalResult Attacher::resolveGather(ParamOp param) {
  bool isBare = !param.getExtension();
  if (!isBare && isPassThrough(param)) {
    param.removeExtensionAttr();
    isBare = true;
  }
  if (isBare && param.getForms())
    return param.emitError()
           << "parameter \"" << param.getSymName() << "\" is read as form '"
           << cast<FormAttr>((*param.getForms())[0]).getName()
           << "', but has no extension that yields it; attach one "
              "('fsdp.extension' or --extension)";
  if (isBare)
    return success();
  FailureOr<ExtensionOp> extension = resolve(param, *param.getExtension());
  if (failed(extension) || failed(takeHooks(*extension)))
    return failure();
  FailureOr<HookSignature> signature = HookSignature::get(*extension);
  if (failed(signature) || failed(signature->checkParam(param)) ||
      failed(checkReads(param, *signature)))
    return failure();
  if (extension->getState())
    return checkState(param, *signature);
  return extension->getStorage() ? checkStorage(param, *signature) : success();
}

LogicalResult Attacher::resolveReduce(ParamOp param) {
  if (!param.getReduceExtension())
    return success();
  StringRef name = *param.getReduceExtension();
  bool passes =
      name == "identity" && !definesIdentity && library.isBuiltin(name);
  // What has no gradient needs no hooks for it.
  if (passes || !param.getTrained()) {
    param.removeReduceExtensionAttr();
    return success();
  }
  auto group = symbols.lookup<GroupOp>(param.getGroup());
  if (group && group.getReduceDtype() && !group.getReduceDtype()->isF32())
    return param.emitError()
           << "gradients of parameter \"" << param.getSymName()
           << "\" travel by reduce extension @" << name << ", and as "
           << *group.getReduceDtype() << " by the reduce dtype of group @"
           << group.getSymName()
           << "; say one of them: an extension alone says what travels";
  FailureOr<ExtensionOp> extension = resolve(param, name);
  if (failed(extension) || failed(takeHooks(*extension)))
    return failure();
  if (extension->getState())
    return param.emitError() << "not supported yet: @" << name
                             << " as a reduce extension (of the gradient of \""
                             << param.getSymName() << "\"): it has state";
  FailureOr<HookSignature> signature = HookSignature::get(*extension);
  if (failed(signature))
    return failure();
  if (signature->getWhole().empty())
    return (*extension).emitError()
           << "post of reduce extension @" << name << " yields only forms '"
           << llvm::join(signature->results, "', '")
           << "', expected the gradient of parameter \"" << param.getSymName()
           << "\" as the form without a name";
  for (unsigned i = 0; i < param.getTypes().size(); ++i)
    if (failed(signature->checkParam(*getGradientParam(param, i))))
      return failure();
  return success();
}
