//===- InterpretedKernels.cpp - runs the PTX of kernels -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "InterpretedKernels.h"
#include "CompiledKernels.h"
#include "fsdp/Conversion/Passes.h"
#include "fsdp/Target/PTXEmitter.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Pass/PassManager.h"

using namespace mlir;
using namespace fsdp::test;

namespace {
/// All of the host's memory.
struct HostMemory : fsdp_ptx::MemoryMap {
  bool Find(uint64_t, fsdp_ptx::Allocation *out, std::string *) override {
    *out = {0, ~uint64_t(0), true, nullptr};
    return true;
  }
};
} // namespace

std::unique_ptr<InterpretedKernels>
InterpretedKernels::make(ModuleOp module, unsigned capability) {
  auto result = std::make_unique<InterpretedKernels>();
  auto modules = module.getOps<gpu::GPUModuleOp>();
  if (modules.empty())
    return nullptr;
  gpu::GPUModuleOp kernels = *modules.begin();
  for (auto kernel : kernels.getOps<gpu::GPUFuncOp>()) {
    auto grid = kernel->getAttrOfType<DenseI32ArrayAttr>("known_grid_size");
    auto block = kernel->getAttrOfType<DenseI32ArrayAttr>("known_block_size");
    fsdp_ptx::Launch &launch = result->launches[kernel.getName().str()];
    launch.grid.x = grid[0];
    launch.block.x = block[0];
  }
  TimingScope timing;
  CodeCache cache = getCodeCache();
  FailureOr<std::string> text =
      PTXEmitter(kernels, cache).emit(capability, timing);
  if (failed(text))
    return nullptr;
  result->ptx = *text;
  auto parsed = fsdp_ptx::Module::Parse(result->ptx);
  if (!parsed.ok()) {
    llvm::errs() << parsed.status().message() << "\n";
    return nullptr;
  }
  result->module = std::move(*parsed);
  return result;
}

int64_t InterpretedKernels::call(const std::string &name,
                                 const std::vector<void *> &args) {
  const fsdp_ptx::Kernel *kernel = module->Find(name);
  if (!kernel) {
    llvm::errs() << "no kernel " << name << "\n";
    abort();
  }
  // Where a failing thread stores its assertion's number + 1.
  int32_t failed = 0;
  std::vector<const void *> addresses(args.begin(), args.end());
  if (kernel->parameters().size() > args.size())
    addresses.push_back(&failed);
  std::vector<const void *> params;
  for (const void *&address : addresses)
    params.push_back(&address);
  HostMemory memory;
  fsdp_ptx::RunOptions options;
  options.seed = 1;
  fsdp_ptx::Status status =
      fsdp_ptx::Run(*kernel, launches[name], params.data(), &memory, options);
  if (!status.ok()) {
    llvm::errs() << status.message() << "\n";
    abort();
  }
  return failed - 1;
}
