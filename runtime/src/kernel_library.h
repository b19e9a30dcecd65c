// kernel_library.h - a plan's compiled kernels, loaded into this process
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_KERNEL_LIBRARY_H_
#define FSDP_RT_SRC_KERNEL_LIBRARY_H_

#include <string>
#include <vector>

#include "plan_model.h"
#include "status.h"

namespace fsdp_rt {

using KernelFunction = void (*)(void** args);

// Shared by all sessions of a plan. Not copyable; unloads in the destructor.
class KernelLibrary {
 public:
  KernelLibrary() = default;
  ~KernelLibrary();
  KernelLibrary(const KernelLibrary&) = delete;
  KernelLibrary& operator=(const KernelLibrary&) = delete;

  // Picks the best code blob for this CPU and resolves every kernel's symbol.
  // A plan without kernels needs no code.
  Status Load(const PlanModel& plan);
  KernelFunction function(uint32_t kernel) const { return functions_[kernel]; }

 private:
  Status Open(const Code& code);

  void* handle_ = nullptr;
  int descriptor_ = -1;  // stays open: the loader knows libraries by path, and the path names it
  std::vector<KernelFunction> functions_;
};

// The levels of x86-64 that this CPU has, best first.
std::vector<std::string> CpuLevels();

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_KERNEL_LIBRARY_H_
