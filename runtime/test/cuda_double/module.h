// module.h - loaded PTX and its kernels
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_CUDA_DOUBLE_MODULE_H_
#define FSDP_RUNTIME_TEST_CUDA_DOUBLE_MODULE_H_

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "context.h"
#include "ptx.h"
#include "registry.h"

namespace cuda_double {

// Of a block: without asking, and with CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES.
inline constexpr int kSharedBytes = 48 << 10;
inline constexpr int kSharedBytesOptIn = 227 << 10;

struct Function;

struct LoadedModule {
  LoadedModule(Context* context, fsdp_ptx::Module ptx) : context(context), ptx(std::move(ptx)) {}
  Context* const context;
  const fsdp_ptx::Module ptx;
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<Function>> functions;  // that were asked for
};

struct Function {
  std::weak_ptr<LoadedModule> module;
  const fsdp_ptx::Kernel* kernel = nullptr;
  std::atomic<int> dynamic_shared_limit{0};
};

Registry<LoadedModule>& Modules();
Registry<Function>& Functions();

}  // namespace cuda_double

#endif  // FSDP_RUNTIME_TEST_CUDA_DOUBLE_MODULE_H_
