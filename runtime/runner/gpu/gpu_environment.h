// gpu_environment.h - the card, and the libraries that its figures depend on
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_GPU_GPU_ENVIRONMENT_H_
#define FSDP_RT_RUNNER_GPU_GPU_ENVIRONMENT_H_

#include <cstdint>

#include "runner/gpu/gpu_timer.h"
#include "runner/gpu/json_lines.h"

namespace fsdp_rt::runner {

// Writes a record "environment", then "copy": the card's rate for a copy of `copy_bytes`.
Status DescribeGpu(const GpuTimerOptions& timer, uint64_t copy_bytes, JsonLines* lines);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_GPU_GPU_ENVIRONMENT_H_
