//===- AttachExtensions.cpp - extensions onto parameters ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Extensions/ExtensionLibrary.h"
#include "fsdp/Extensions/HookSignature.h"
#include "fsdp/Extensions/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
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
  bool used = false;
};

class Attacher {
public:
  Attacher(ModuleOp module, ArrayRef<std::string> rules,
           ArrayRef<std::string> libraries)
      : module(module), symbols(module), rules(rules), libraries(libraries),
        definesIdentity(symbols.lookup("identity")) {}

  LogicalResult run() {
    return success(succeeded(loadLibraries()) && succeeded(parseRules()) &&
                   succeeded(applyRules()) && succeeded(resolveAll()));
  }

private:
  LogicalResult loadLibraries();
  LogicalResult parseRules();
  LogicalResult applyRules();
  LogicalResult resolveAll();
  FailureOr<ExtensionOp> resolve(ParamOp param);
  bool isPassThrough(ParamOp param);
  LogicalResult emitUnknown(ParamOp param);

  ModuleOp module;
  SymbolTable symbols;
  ArrayRef<std::string> rules, libraries;
  bool definesIdentity; ///< the module came with its own
  ExtensionLibrary library;
  std::vector<Rule> parsed;
};

class AttachExtensions
    : public fsdp::impl::FSDPAttachExtensionsPassBase<AttachExtensions> {
  using FSDPAttachExtensionsPassBase::FSDPAttachExtensionsPassBase;

  void runOnOperation() override {
    if (failed(Attacher(getOperation(), rules, libraries).run()))
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

LogicalResult Attacher::parseRules() {
  for (const std::string &text : rules) {
    size_t at = text.rfind('=');
    if (at == std::string::npos || at == 0)
      return module.emitError()
             << "--extension: '" << text
             << "', expected 'REGEX=NAME', such as '.*weight=bf16_cast'";
    Rule rule{text, llvm::Regex("^(" + text.substr(0, at) + ")$"), StringRef()};
    std::string message;
    if (!rule.pattern.isValid(message))
      return module.emitError() << "--extension: '" << text
                                << "' is no regular expression: " << message;
    rule.name = StringRef(text).drop_front(at + 1);
    rule.name.consume_front("@");
    parsed.push_back(std::move(rule));
  }
  return success();
}

LogicalResult Attacher::applyRules() {
  for (auto param : module.getOps<ParamOp>()) {
    // What is not gathered has no hooks.
    auto group = symbols.lookup<GroupOp>(param.getGroup());
    bool gathered = !group || !group.getReplicated();
    for (Rule &rule : parsed) {
      if (!rule.pattern.match(param.getSymName()))
        continue;
      rule.used = true;
      if (!gathered)
        continue;
      if (rule.name.empty())
        param.removeExtensionAttr();
      else
        param.setExtension(rule.name);
    }
  }
  for (const Rule &rule : parsed) {
    if (rule.used)
      continue;
    InFlightDiagnostic error =
        module.emitError()
        << "--extension: '" << rule.text
        << "' matches no parameter; the expression must match the whole name";
    SmallVector<StringRef> names;
    for (auto param : module.getOps<ParamOp>())
      if (names.size() < 4)
        names.push_back(param.getSymName());
    if (!names.empty())
      error << ", such as \"" << llvm::join(names, "\", \"") << "\"";
    return error;
  }
  return success();
}

LogicalResult Attacher::emitUnknown(ParamOp param) {
  StringRef name = *param.getExtension();
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
FailureOr<ExtensionOp> Attacher::resolve(ParamOp param) {
  StringRef name = *param.getExtension();
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
    return emitUnknown(param);
  Operation *last = nullptr;
  for (Operation &op : *module.getBody())
    if (isa<GroupOp, ParamOp, ExtensionOp>(op))
      last = &op;
  ExtensionOp copy = found.clone();
  symbols.insert(copy, std::next(Block::iterator(last)));
  return copy;
}

LogicalResult Attacher::resolveAll() {
  for (auto param : llvm::to_vector(module.getOps<ParamOp>())) {
    if (!param.getExtension())
      continue;
    if (isPassThrough(param)) {
      param.removeExtensionAttr();
      continue;
    }
    FailureOr<ExtensionOp> extension = resolve(param);
    if (failed(extension))
      return failure();
    FailureOr<HookSignature> signature = HookSignature::get(*extension);
    if (failed(signature) || failed(signature->checkParam(param)))
      return failure();
  }
  return success();
}
