//===- ObjectEmitter.cpp - shared objects from kernels --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Target/ObjectEmitter.h"
#include "SharedObjectLinker.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/IR/Threading.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"
#include <mutex>

using namespace mlir;
using namespace fsdp;

static constexpr StringRef kLevels[] = {"x86-64-v3", "x86-64-v4"};
static constexpr StringRef kTriple = "x86_64-unknown-linux-gnu";

ArrayRef<StringRef> fsdp::getCPULevels() { return kLevels; }

void fsdp::registerObjectEmitterDialects(DialectRegistry &registry) {
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
}

OwningOpRef<ModuleOp> fsdp::cloneKernels(ModuleOp module) {
  OwningOpRef<ModuleOp> result = ModuleOp::create(module.getLoc());
  OpBuilder builder = OpBuilder::atBlockEnd(result->getBody());
  llvm::SetVector<StringRef> globals;
  for (auto kernel : module.getOps<func::FuncOp>()) {
    if (!kernel->hasAttr("plan.kernel"))
      continue;
    builder.clone(*kernel);
    kernel.walk([&](memref::GetGlobalOp op) { globals.insert(op.getName()); });
  }
  builder.setInsertionPointToStart(result->getBody());
  for (auto global : module.getOps<memref::GlobalOp>())
    if (globals.contains(global.getSymName()))
      builder.clone(*global);
  return result;
}

/// No 512-bit preference is forced: x86-64-v4 prefers 256 bits, which keeps the
/// clock up and was as fast in memory-bound kernels.
static std::unique_ptr<llvm::TargetMachine> createTarget(StringRef level) {
  static std::once_flag once;
  std::call_once(once, [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
  });
  llvm::Triple triple(kTriple);
  std::string error;
  const llvm::Target *target =
      llvm::TargetRegistry::lookupTarget(triple, error);
  if (!target)
    return nullptr;
  llvm::TargetOptions options;
  options.UseInitArray = true;
  return std::unique_ptr<llvm::TargetMachine>(target->createTargetMachine(
      triple, level, /*Features=*/"", options, llvm::Reloc::PIC_,
      llvm::CodeModel::Small, llvm::CodeGenOptLevel::Aggressive));
}

/// LLVM's -O3.
static void optimize(llvm::Module &module, llvm::TargetMachine &target) {
  llvm::PipelineTuningOptions tuning;
  tuning.LoopVectorization = true;
  tuning.SLPVectorization = true;
  tuning.LoopInterleaving = true;
  tuning.LoopUnrolling = true;
  llvm::PassBuilder builder(&target, tuning);
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O3)
      .run(module, modules);
}

static std::string emitObject(llvm::Module &module,
                              llvm::TargetMachine &target) {
  SmallString<0> bytes;
  llvm::raw_svector_ostream stream(bytes);
  llvm::legacy::PassManager passes;
  if (target.addPassesToEmitFile(passes, stream, nullptr,
                                 llvm::CodeGenFileType::ObjectFile))
    return {};
  passes.run(module);
  return bytes.str().str();
}

/// The functions that kernels may call, as a shared object that only the linker
/// sees. Linking against it instead of the installed libm gives the same bytes
/// on every machine (no symbol versions of its C library) and an error that
/// names any other function.
static llvm::Expected<std::string> buildMathLibrary() {
  static constexpr StringLiteral single[] = {
      "acosf",  "acoshf", "asinf",  "asinhf",     "atanf",   "atan2f",
      "atanhf", "cbrtf",  "ceilf",  "cosf",       "coshf",   "erff",
      "erfcf",  "expf",   "exp2f",  "exp10f",     "expm1f",  "floorf",
      "fmaf",   "fmaxf",  "fminf",  "fmodf",      "frexpf",  "ldexpf",
      "logf",   "log10f", "log1pf", "log2f",      "modff",   "nearbyintf",
      "powf",   "rintf",  "roundf", "roundevenf", "sincosf", "sinf",
      "sinhf",  "sqrtf",  "tanf",   "tanhf",      "truncf"};
  llvm::LLVMContext context;
  llvm::Module module("libm", context);
  std::unique_ptr<llvm::TargetMachine> target = createTarget(kLevels[0]);
  module.setTargetTriple(llvm::Triple(kTriple));
  module.setDataLayout(target->createDataLayout());
  auto add = [&](StringRef name) {
    auto *type = llvm::FunctionType::get(llvm::Type::getVoidTy(context), false);
    auto *function = llvm::Function::Create(
        type, llvm::GlobalValue::ExternalLinkage, name, module);
    llvm::IRBuilder<>(llvm::BasicBlock::Create(context, "", function))
        .CreateRetVoid();
  };
  for (StringRef name : single) {
    add(name);
    add(name.drop_back());
  }
  for (StringRef name : {"memcpy", "memmove", "memset"})
    add(name);
  return linkSharedObject({emitObject(module, *target)}, /*math=*/"");
}

static llvm::Expected<std::string> link(ArrayRef<std::string> objects) {
  static std::mutex mutex;
  static std::string library;
  {
    std::lock_guard<std::mutex> lock(mutex);
    if (library.empty()) {
      llvm::Expected<std::string> built = buildMathLibrary();
      if (!built)
        return built.takeError();
      library = std::move(*built);
    }
  }
  return linkSharedObject(objects, library);
}

/// `kernel` and all that it names, directly or not, in a module of its own.
static OwningOpRef<ModuleOp> isolate(LLVM::LLVMFuncOp kernel,
                                     SymbolTableCollection &symbols) {
  auto module = kernel->getParentOfType<ModuleOp>();
  llvm::SetVector<Operation *> needed;
  needed.insert(kernel);
  for (size_t i = 0; i < needed.size(); ++i)
    needed[i]->walk([&](Operation *op) {
      op->getAttrDictionary().walk([&](FlatSymbolRefAttr name) {
        if (Operation *named = symbols.lookupSymbolIn(module, name))
          needed.insert(named);
      });
    });
  OwningOpRef<ModuleOp> result = ModuleOp::create(kernel.getLoc());
  (*result)->setAttrs(module->getAttrDictionary());
  OpBuilder builder = OpBuilder::atBlockEnd(result->getBody());
  for (Operation *op : llvm::reverse(needed))
    builder.clone(*op);
  return result;
}

static FailureOr<std::string> compile(ModuleOp kernel, StringRef level) {
  std::unique_ptr<llvm::TargetMachine> target = createTarget(level);
  if (!target)
    return kernel.emitError() << "this LLVM has no target " << kTriple;
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> ir =
      translateModuleToLLVMIR(kernel, context, "kernels");
  if (!ir)
    return kernel.emitError() << "cannot translate the kernels to LLVM IR";
  if (ir->getTargetTriple() != target->getTargetTriple() ||
      ir->getDataLayout() != target->createDataLayout())
    return kernel.emitError()
           << "the kernels are for another target, expected the output of "
              "fsdp-kernels-to-llvm";
  optimize(*ir, *target);
  return emitObject(*ir, *target);
}

/// One object per kernel: they are compiled at the same time, and kept one by
/// one.
static FailureOr<std::string> compileAndLink(ModuleOp module, StringRef level,
                                             const CodeCache &cache) {
  SymbolTableCollection symbols;
  std::vector<OwningOpRef<ModuleOp>> kernels;
  for (auto function : module.getOps<LLVM::LLVMFuncOp>())
    if (!function.isExternal() && !function.isPrivate())
      kernels.push_back(isolate(function, symbols));
  std::vector<std::string> objects(kernels.size());
  auto compileOne = [&](size_t i) {
    FailureOr<std::string> object = cache.get(
        "object for " + level, [&](raw_ostream &os) { kernels[i]->print(os); },
        [&] { return compile(*kernels[i], level); });
    if (succeeded(object))
      objects[i] = std::move(*object);
    return success(succeeded(object));
  };
  if (failed(failableParallelForEachN(module.getContext(), 0, kernels.size(),
                                      compileOne)))
    return failure();
  llvm::Expected<std::string> result = link(objects);
  if (!result)
    return module.emitError() << llvm::toString(result.takeError());
  return *result;
}

FailureOr<std::string> fsdp::emitSharedObject(ModuleOp module, StringRef level,
                                              const CodeCache &cache) {
  if (!llvm::is_contained(kLevels, level))
    return module.emitError()
           << "unknown CPU level '" << level << "', expected one of "
           << llvm::join(getCPULevels(), ", ");
  return cache.get(
      "shared object for " + level, [&](raw_ostream &os) { module.print(os); },
      [&] { return compileAndLink(module, level, cache); });
}
