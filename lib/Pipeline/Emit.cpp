//===- Emit.cpp - what a compiled module is turned into -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Pipeline/Emit.h"

#include "fsdp/Conversion/Passes.h"
#include "fsdp/Target/ObjectEmitter.h"
#include "fsdp/Target/PlanFile.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"

using namespace fsdp;
using namespace mlir;

static std::vector<uint8_t> toBytes(StringRef text) {
  return {text.bytes_begin(), text.bytes_end()};
}

/// The levels to emit, or the diagnosed name of one that does not exist.
static FailureOr<SmallVector<StringRef>>
chooseLevels(const CompileOptions &options, raw_ostream &diagnostics) {
  ArrayRef<StringRef> known = getCPULevels();
  if (options.cpuLevels.empty())
    return SmallVector<StringRef>(known);
  SmallVector<StringRef> chosen;
  for (const std::string &level : options.cpuLevels) {
    if (llvm::is_contained(known, StringRef(level))) {
      chosen.push_back(level);
      continue;
    }
    diagnostics << "error: --cpu-level: unknown value '" << level
                << "', expected one of: ";
    llvm::interleaveComma(known, diagnostics);
    diagnostics << "\n";
    return failure();
  }
  return chosen;
}

/// What identifies a compilation: the step's text and every flag that matters.
/// The module stands for both, since the stages are a function of them.
static std::string hashModule(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream os(text);
  module.print(os);
  auto digest = llvm::SHA256::hash(
      ArrayRef(reinterpret_cast<const uint8_t *>(text.data()), text.size()));
  return llvm::toHex(digest, /*LowerCase=*/true);
}

static CompileStatus emitPlan(ModuleOp module, ArrayRef<StringRef> levels,
                              CompileResult &result) {
  OwningOpRef<ModuleOp> kernels = cloneKernels(module);
  PassManager passes(module.getContext(), ModuleOp::getOperationName());
  passes.addPass(createKernelsToLLVM());
  if (failed(passes.run(*kernels)))
    return CompileStatus::UserError;
  SmallVector<PlanCode> code;
  for (StringRef level : levels) {
    FailureOr<std::string> object = emitSharedObject(*kernels, level);
    if (failed(object))
      return CompileStatus::InternalError;
    code.push_back({"cpu", level.str(), std::move(*object)});
  }
  PlanFileOptions options;
  options.name = module.getName().value_or("step").str();
  options.inputHash = hashModule(module);
  options.compiler = "fsdp-mlir 0.1";
  options.kernels = *kernels;
  options.code = code;
  FailureOr<std::string> file = writePlan(module, options);
  if (failed(file))
    return CompileStatus::InternalError;
  result.output = toBytes(*file);
  return CompileStatus::Ok;
}

CompileStatus fsdp::emitResult(ModuleOp module, const CompileOptions &options,
                               StringRef report, CompileResult &result,
                               raw_ostream &diagnostics) {
  FailureOr<SmallVector<StringRef>> levels = chooseLevels(options, diagnostics);
  if (failed(levels))
    return CompileStatus::UserError;
  if (options.emit == "plan")
    return emitPlan(module, *levels, result);
  std::string text;
  llvm::raw_string_ostream os(text);
  if (options.emit == "kernels") {
    cloneKernels(module)->print(os);
  } else if (options.emit == "ir") {
    module.print(os);
  } else {
    os << report;
  }
  result.output = toBytes(text);
  return CompileStatus::Ok;
}
