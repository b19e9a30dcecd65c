//===- Emit.cpp - what a compiled module is turned into -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Pipeline/Emit.h"

#include "fsdp/Conversion/Passes.h"
#include "fsdp/Target/ObjectEmitter.h"
#include "fsdp/Target/PTXEmitter.h"
#include "fsdp/Target/PlanFile.h"
#include "mlir/Pass/PassManager.h"
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

static FailureOr<CodeCache> openCache(const CompileOptions &options,
                                      raw_ostream &diagnostics) {
  if (options.codeCache.empty())
    return CodeCache();
  llvm::Expected<CodeCache> cache = CodeCache::open(options.codeCache);
  if (cache)
    return *cache;
  diagnostics << "error: --code-cache: " << llvm::toString(cache.takeError())
              << "\n";
  return failure();
}

static CompileStatus writeResult(ModuleOp module, PlanFileOptions options,
                                 TimingScope &timing, CompileResult &result) {
  TimingScope writing = timing.nest("write-plan");
  options.name = module.getName().value_or("step").str();
  options.compiler = "fsdp-mlir 0.1";
  FailureOr<std::string> file = writePlan(module, options);
  if (failed(file))
    return CompileStatus::InternalError;
  result.output = toBytes(*file);
  return CompileStatus::Ok;
}

/// The architectures to make cubins for, or what is wrong with the flag.
static FailureOr<SmallVector<std::string>>
chooseCubins(const CompileOptions &options, raw_ostream &diagnostics) {
  SmallVector<std::string> chosen;
  if (options.cubin == "none" ||
      (options.cubin == "auto" && findAssembler().empty()))
    return chosen;
  if (options.cubin == "auto") {
    for (unsigned capability : getComputeCapabilities())
      chosen.push_back("sm_" + std::to_string(capability));
    return chosen;
  }
  SmallVector<StringRef> names;
  StringRef(options.cubin).split(names, ',');
  for (StringRef name : names) {
    StringRef digits = name;
    unsigned number;
    if (!digits.consume_front("sm_") ||
        digits.rtrim("af").getAsInteger(10, number) ||
        number < getComputeCapabilities().front()) {
      diagnostics << "error: --cubin: unknown value '" << name
                  << "', expected none, auto, or architectures from sm_80 on, "
                     "such as sm_90,sm_100\n";
      return failure();
    }
    chosen.push_back(name.str());
  }
  return chosen;
}

/// The newest PTX that is not newer than `architecture`.
static const PlanCode &findPTX(ArrayRef<PlanCode> code,
                               StringRef architecture) {
  unsigned wanted = 0;
  (void)architecture.drop_front(3).rtrim("af").getAsInteger(10, wanted);
  const PlanCode *best = &code.front();
  for (auto [capability, one] : llvm::zip_equal(getComputeCapabilities(), code))
    if (capability <= wanted)
      best = &one;
  return *best;
}

static CompileStatus emitGPUPlan(ModuleOp module, ArrayRef<std::string> cubins,
                                 const CodeCache &cache, TimingScope &timing,
                                 CompileResult &result) {
  gpu::GPUModuleOp kernels = *module.getOps<gpu::GPUModuleOp>().begin();
  PTXEmitter emitter(kernels, cache);
  SmallVector<PlanCode> code, deviceCode;
  for (unsigned capability : getComputeCapabilities()) {
    FailureOr<std::string> ptx = emitter.emit(capability, timing);
    if (failed(ptx))
      return CompileStatus::UserError;
    code.push_back(
        {"cuda", "compute_" + std::to_string(capability), std::move(*ptx)});
  }
  for (const std::string &architecture : cubins) {
    TimingScope assembling = timing.nest("assemble-cubin");
    FailureOr<std::string> cubin = assembleCubin(
        kernels, findPTX(code, architecture).bytes, architecture, cache);
    if (failed(cubin))
      return CompileStatus::UserError;
    deviceCode.push_back({"cuda", architecture, std::move(*cubin)});
  }
  PlanFileOptions options;
  options.code = code;
  options.deviceCode = deviceCode;
  return writeResult(module, options, timing, result);
}

/// The stages before run on one thread: their passes are too small to share.
static FailureOr<std::string> emitObject(ModuleOp kernels, StringRef level,
                                         const CodeCache &cache) {
  MLIRContext *context = kernels.getContext();
  bool isSingle = !context->isMultithreadingEnabled();
  context->disableMultithreading(false);
  FailureOr<std::string> object = emitSharedObject(kernels, level, cache);
  context->disableMultithreading(isSingle);
  return object;
}

static CompileStatus emitPlan(ModuleOp module, ArrayRef<StringRef> levels,
                              const CodeCache &cache, TimingScope &timing,
                              CompileResult &result) {
  OwningOpRef<ModuleOp> kernels = cloneKernels(module);
  PassManager passes(module.getContext(), ModuleOp::getOperationName());
  passes.enableTiming(timing);
  passes.addPass(createKernelsToLLVM());
  if (failed(passes.run(*kernels)))
    return CompileStatus::UserError;
  SmallVector<PlanCode> code;
  for (StringRef level : levels) {
    TimingScope emitting = timing.nest(("emit-object " + level).str());
    FailureOr<std::string> object = emitObject(*kernels, level, cache);
    if (failed(object))
      return CompileStatus::InternalError;
    code.push_back({"cpu", level.str(), std::move(*object)});
  }
  PlanFileOptions options;
  options.kernels = *kernels;
  options.code = code;
  return writeResult(module, options, timing, result);
}

CompileStatus fsdp::emitResult(ModuleOp module, const CompileOptions &options,
                               StringRef report, TimingScope &timing,
                               CompileResult &result,
                               raw_ostream &diagnostics) {
  FailureOr<SmallVector<StringRef>> levels = chooseLevels(options, diagnostics);
  FailureOr<SmallVector<std::string>> cubins =
      chooseCubins(options, diagnostics);
  FailureOr<CodeCache> cache = openCache(options, diagnostics);
  if (failed(levels) || failed(cubins) || failed(cache))
    return CompileStatus::UserError;
  bool isGPU = options.target == "cuda";
  if (options.emit == "plan")
    return isGPU ? emitGPUPlan(module, *cubins, *cache, timing, result)
                 : emitPlan(module, *levels, *cache, timing, result);
  std::string text;
  llvm::raw_string_ostream os(text);
  if (options.emit == "kernels" && isGPU) {
    for (auto kernels : module.getOps<gpu::GPUModuleOp>())
      kernels.print(os);
  } else if (options.emit == "kernels") {
    cloneKernels(module)->print(os);
  } else if (options.emit == "ir") {
    module.print(os);
  } else {
    os << report;
  }
  result.output = toBytes(text);
  return CompileStatus::Ok;
}
