// plan_handle.h - what fsdp_rt_plan points to
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_PLAN_HANDLE_H_
#define FSDP_RT_SRC_PLAN_HANDLE_H_

#include <atomic>
#include <mutex>
#include <optional>

#include "kernel_library.h"
#include "plan_file.h"

// Immutable but for the kernels, which the first session loads.
struct fsdp_rt_plan {
  const fsdp_rt::PlanModel& model() const { return file.model; }
  // Loads once; every session gets the same answer.
  fsdp_rt::Status LoadKernels(const fsdp_rt::KernelLibrary** out_kernels);

  fsdp_rt::PlanFile file;
  std::atomic<int> references{1};

 private:
  std::mutex mutex_;
  std::optional<fsdp_rt::Status> loaded_;
  fsdp_rt::KernelLibrary kernels_;
};

#endif  // FSDP_RT_SRC_PLAN_HANDLE_H_
