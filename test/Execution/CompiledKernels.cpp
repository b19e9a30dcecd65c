//===- CompiledKernels.cpp - compiles kernels and calls them --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "CompiledKernels.h"
#include "fsdp/Conversion/Passes.h"
#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "fsdp/Target/ObjectEmitter.h"
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

MLIRContext &fsdp::test::getContext() {
  static MLIRContext *context = [] {
    registerAllPasses();
    registerOutlineHookKernelsPass();
    DialectRegistry registry;
    registerAllDialects(registry);
    registerAllExtensions(registry);
    registerObjectEmitterDialects(registry);
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

std::unique_ptr<CompiledKernels>
CompiledKernels::compile(ModuleOp module, const std::string &level) {
  OwningOpRef<ModuleOp> kernels = cloneKernels(module);
  PassManager pm(&getContext());
  pm.addPass(createKernelsToLLVM());
  if (failed(pm.run(*kernels)))
    return nullptr;
  FailureOr<std::string> object = emitSharedObject(*kernels, level);
  if (failed(object))
    return nullptr;
  auto result = std::make_unique<CompiledKernels>();
  result->bytes = *object;
  if (auto table = (*kernels)->getAttrOfType<ArrayAttr>("plan.assertions"))
    for (auto entry : table.getAsRange<ArrayAttr>())
      result->assertions.emplace_back(cast<StringAttr>(entry[0]).str(),
                                      cast<StringAttr>(entry[1]).str());
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

int64_t CompiledKernels::call(const std::string &name,
                              std::vector<void *> args) {
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
  entry(args.data());
  return -1;
}
