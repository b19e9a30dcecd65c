//===- ExtensionLibrary.cpp - where extensions are looked up --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Extensions/ExtensionLibrary.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Support/FileUtilities.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace fsdp;

ArrayRef<BuiltinExtensionSource> fsdp::getBuiltinExtensionSources() {
  static constexpr BuiltinExtensionSource sources[] = {
#include "BuiltinLibrary.inc"
  };
  return sources;
}

LogicalResult ExtensionLibrary::addAll(ModuleOp module, bool isBuiltin) {
  for (Operation &op : *module.getBody()) {
    auto extension = dyn_cast<ExtensionOp>(&op);
    if (!extension)
      return op.emitError() << "'" << op.getName()
                            << "' in an extension library, expected only "
                               "fsdp.extension";
    auto [it, isNew] = (isBuiltin ? builtin : user)
                           .try_emplace(extension.getSymName(), extension);
    if (isNew)
      continue;
    InFlightDiagnostic error = extension.emitError()
                               << "extension @" << extension.getSymName()
                               << " is defined twice; rename one of them";
    error.attachNote(it->second.getLoc()) << "defined here before";
    return error;
  }
  return success();
}

LogicalResult ExtensionLibrary::loadBuiltins(MLIRContext *context) {
  for (const BuiltinExtensionSource &source : getBuiltinExtensionSources()) {
    ParserConfig config(context);
    OwningOpRef<ModuleOp> module =
        parseSourceString<ModuleOp>(source.text, config, source.file);
    if (!module || failed(addAll(*module, /*isBuiltin=*/true)))
      return failure();
    modules.push_back(std::move(module));
  }
  return success();
}

LogicalResult ExtensionLibrary::loadFile(StringRef path, Location loc) {
  std::string message;
  std::unique_ptr<llvm::MemoryBuffer> file = openInputFile(path, &message);
  if (!file)
    return mlir::emitError(loc)
           << "--extension-library: cannot read '" << path << "': " << message;
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(std::move(file), llvm::SMLoc());
  ParserConfig config(loc.getContext());
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(sources, config);
  if (!module)
    return mlir::emitError(loc)
           << "extension library '" << path
           << "' does not parse; expected MLIR with fsdp.extension definitions";
  modules.push_back(std::move(module));
  return addAll(*modules.back(), /*isBuiltin=*/false);
}

ExtensionOp ExtensionLibrary::lookup(StringRef name) const {
  if (ExtensionOp extension = user.lookup(name))
    return extension;
  return builtin.lookup(name);
}

bool ExtensionLibrary::isBuiltin(StringRef name) const {
  return !user.contains(name) && builtin.contains(name);
}

SmallVector<StringRef> ExtensionLibrary::getNames() const {
  SmallVector<StringRef> names(user.keys());
  names.append(builtin.keys().begin(), builtin.keys().end());
  llvm::sort(names);
  names.erase(llvm::unique(names), names.end());
  return names;
}
