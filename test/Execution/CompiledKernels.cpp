//===- CompiledKernels.cpp - compiles kernels and calls them --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "CompiledKernels.h"
#include "BlockThreads.h"
#include "InterpretedKernels.h"
#include "fsdp/Conversion/Passes.h"
#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "fsdp/Extensions/Passes.h"
#include "fsdp/Target/ObjectEmitter.h"
#include "fsdp/Target/PTXEmitter.h"
#include "fsdp/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include <csetjmp>
#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace mlir;
using namespace fsdp::test;

namespace fsdp::test {
void registerTestPasses();
} // namespace fsdp::test

MLIRContext &fsdp::test::getContext() {
  static MLIRContext *context = [] {
    registerAllPasses();
    registerFSDPConversionPasses();
    registerFSDPExtensionsPasses();
    registerFSDPTransformsPasses();
    registerFSDPComputePipelines();
    registerTestPasses();
    DialectRegistry registry;
    registerAllDialects(registry);
    registerAllExtensions(registry);
    registerObjectEmitterDialects(registry);
    registerPTXEmitterDialects(registry);
    registry.insert<FSDPDialect, plan::PlanDialect>();
    auto *made = new MLIRContext(registry);
    made->loadAllAvailableDialects();
    return made;
  }();
  return *context;
}

OwningOpRef<ModuleOp> fsdp::test::parse(const std::string &text,
                                        const std::string &pipeline) {
  auto module = parseSourceString<ModuleOp>(text, &getContext(), "test.mlir");
  if (!module)
    return nullptr;
  PassManager pm(&getContext());
  if (failed(parsePassPipeline(pipeline, pm)) || failed(pm.run(*module)))
    return nullptr;
  return module;
}

std::vector<std::string> fsdp::test::getRunnableLevels() {
  std::vector<std::string> levels = {"x86-64-v3"};
  if (__builtin_cpu_supports("x86-64-v4"))
    levels.push_back("x86-64-v4");
  return levels;
}

std::vector<std::string> fsdp::test::getTargets() {
  std::vector<std::string> targets = getRunnableLevels();
  targets.insert(targets.end(), {"gpu.forward", "gpu.reversed",
                                 "gpu.compute_80", "gpu.compute_90"});
  return targets;
}

bool fsdp::test::isGPU(const std::string &target) {
  return target.substr(0, 4) == "gpu.";
}

std::string fsdp::test::getTargetName(const std::string &target) {
  return isGPU(target) ? "gpu_" + target.substr(4) : target.substr(7);
}

std::string fsdp::test::getHookPipeline(const std::string &target) {
  if (!isGPU(target))
    return "fsdp-outline-hook-kernels,canonicalize,cse";
  return "fsdp-outline-hook-kernels{target=cuda},fsdp-map-kernels-to-gpu,"
         "canonicalize,cse";
}

/// Each GPU kernel as a function of one thread, with a GPU's arithmetic.
static OwningOpRef<ModuleOp> cloneGPUKernels(ModuleOp module) {
  OwningOpRef<ModuleOp> copy = ModuleOp::create(module.getLoc());
  OpBuilder builder = OpBuilder::atBlockEnd(copy->getBody());
  for (auto kernels : module.getOps<gpu::GPUModuleOp>())
    builder.clone(*kernels);
  PassManager pm(&getContext());
  if (failed(parsePassPipeline(
          "gpu.module(fsdp-expand-gpu-math),test-fsdp-gpu-to-cpu", pm)) ||
      failed(pm.run(*copy)))
    return nullptr;
  return copy;
}

CompiledKernels::CompiledKernels() = default;

static void
readAssertions(ModuleOp module,
               std::vector<std::pair<std::string, std::string>> &assertions) {
  if (auto table = module->getAttrOfType<ArrayAttr>("plan.assertions"))
    for (auto entry : table.getAsRange<ArrayAttr>())
      assertions.emplace_back(cast<StringAttr>(entry[0]).str(),
                              cast<StringAttr>(entry[1]).str());
}

const fsdp::CodeCache &fsdp::test::getCodeCache() {
  static const fsdp::CodeCache cache = [] {
    const char *directory = std::getenv("FSDP_CODE_CACHE");
    return directory ? llvm::cantFail(fsdp::CodeCache::open(directory))
                     : fsdp::CodeCache();
  }();
  return cache;
}

std::unique_ptr<CompiledKernels>
CompiledKernels::compile(ModuleOp module, const std::string &target) {
  bool gpu = isGPU(target);
  StringRef architecture = target;
  unsigned capability;
  if (architecture.consume_front("gpu.compute_") &&
      !architecture.getAsInteger(10, capability)) {
    auto result = std::make_unique<CompiledKernels>();
    readAssertions(module, result->assertions);
    result->interpreted = InterpretedKernels::make(module, capability);
    return result->interpreted ? std::move(result) : nullptr;
  }
  std::string level = gpu ? "x86-64-v3" : target;
  OwningOpRef<ModuleOp> kernels =
      gpu ? cloneGPUKernels(module) : cloneKernels(module);
  if (!kernels)
    return nullptr;
  auto result = std::make_unique<CompiledKernels>();
  result->reversed = target == "gpu.reversed";
  for (auto kernel : kernels->getOps<func::FuncOp>()) {
    auto grid = kernel->getAttrOfType<DenseI32ArrayAttr>("known_grid_size");
    auto block = kernel->getAttrOfType<DenseI32ArrayAttr>("known_block_size");
    if (!gpu || !grid || !block)
      continue;
    auto shared = kernel->getAttrOfType<DenseI64ArrayAttr>("test.shared");
    result->launches[kernel.getSymName().str()] = {
        grid[0], block[0], shared.asArrayRef().vec(),
        kernel->hasAttr("test.sync")};
  }
  PassManager pm(&getContext());
  pm.addPass(createKernelsToLLVM());
  if (failed(pm.run(*kernels)))
    return nullptr;
  FailureOr<std::string> object =
      emitSharedObject(*kernels, level, getCodeCache());
  if (failed(object))
    return nullptr;
  result->bytes = *object;
  readAssertions(*kernels, result->assertions);
  int file = memfd_create("kernels", 0);
  if (write(file, object->data(), object->size()) !=
      static_cast<ssize_t>(object->size()))
    return nullptr;
  std::string path = "/proc/self/fd/" + std::to_string(file);
  result->library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!result->library)
    llvm::errs() << dlerror() << "\n";
  result->file = file;
  return result->library ? std::move(result) : nullptr;
}

CompiledKernels::~CompiledKernels() {
  if (library)
    dlclose(library);
  if (file >= 0)
    close(file);
}

namespace {
struct Failure {
  jmp_buf back;
  int64_t id;
};
struct Handler {
  void (*fail)(void *, int64_t);
  void *context;
};
} // namespace

static void failWith(void *context, int64_t id) {
  auto *failure = static_cast<Failure *>(context);
  failure->id = id;
  longjmp(failure->back, 1);
}

/// Bytes that a kernel did not write show as NaN.
static constexpr int kPoison = 0xff;

/// Every thread of every block. Without waits between threads, one after the
/// other on this stack.
int64_t CompiledKernels::callGPU(const Launch &launch, void (*entry)(void **),
                                 const std::vector<void *> &args) {
  std::vector<std::vector<char>> shared;
  std::vector<void *> all = args;
  all.pop_back(); // The handler of assertions comes last.
  for (int64_t bytes : launch.shared) {
    shared.emplace_back(bytes);
    all.push_back(shared.back().data());
  }
  BlockThreads threads(launch.sync ? launch.threads : 0,
                       reversed ? ThreadOrder::Reversed : ThreadOrder::Forward);
  auto run = [&](BlockThreads::Context &context) {
    std::vector<void *> mine = all;
    mine.insert(mine.end(), {&context, args.back()});
    entry(mine.data());
  };
  for (int64_t i = 0; i < launch.blocks; ++i) {
    int64_t block = reversed ? launch.blocks - 1 - i : i;
    for (std::vector<char> &buffer : shared)
      std::fill(buffer.begin(), buffer.end(), char(kPoison));
    if (launch.sync) {
      std::string error = threads.run(block, run);
      if (error.empty())
        continue;
      llvm::errs() << error << "\n";
      abort();
    }
    for (int64_t j = 0; j < launch.threads; ++j) {
      BlockThreads::Context context{block,
                                    reversed ? launch.threads - 1 - j : j,
                                    nullptr, nullptr, nullptr};
      run(context);
    }
  }
  return -1;
}

int64_t CompiledKernels::call(const std::string &name,
                              std::vector<void *> args) {
  if (interpreted)
    return interpreted->call(name, args);
  auto entry =
      reinterpret_cast<void (*)(void **)>(dlsym(library, name.c_str()));
  if (!entry) {
    llvm::errs() << "no kernel " << name << "\n";
    abort();
  }
  Failure failure;
  Handler handler{failWith, &failure};
  args.push_back(&handler);
  if (setjmp(failure.back))
    return failure.id;
  if (auto launch = launches.find(name); launch != launches.end())
    return callGPU(launch->second, entry, args);
  entry(args.data());
  return -1;
}
