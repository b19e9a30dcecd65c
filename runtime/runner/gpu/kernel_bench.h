// kernel_bench.h - each kernel of a plan by itself on a GPU: its bits against a CPU, its time against a copy
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_GPU_KERNEL_BENCH_H_
#define FSDP_RT_RUNNER_GPU_KERNEL_BENCH_H_

#include <cstdint>
#include <string>

#include "runner/gpu/gpu_timer.h"
#include "runner/gpu/json_lines.h"
#include "runner/training_run.h"

namespace fsdp_rt::runner {

struct KernelBenchOptions {
  std::string plan;      // for GPUs
  std::string cpu_plan;  // of the same step, for CPUs; empty: no check
  fsdp_rt_transport transport = FSDP_RT_TRANSPORT_PEER;
  uint64_t deadline_ms = 60'000;
  uint64_t seed = 0;
  GpuTimerOptions timer;
};

// All ranks share one GPU. The step's batch arguments are f32 and get numbers that differ by rank.
// Writes a record "check", then "entry" for each entry and "kernel" for each of its kernels.
Status BenchKernels(const KernelBenchOptions& options, JsonLines* lines);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_GPU_KERNEL_BENCH_H_
