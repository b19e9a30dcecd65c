// step_bench.h - whole steps on GPUs: their time, and what the host does for them
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_GPU_STEP_BENCH_H_
#define FSDP_RT_RUNNER_GPU_STEP_BENCH_H_

#include <cstdint>

#include "runner/gpu/json_lines.h"
#include "runner/run_flags.h"

namespace fsdp_rt::runner {

struct StepBenchOptions {
  TrainingFlags training;  // plan, batches, seed and steps
  fsdp_rt_transport transport = FSDP_RT_TRANSPORT_PEER;
  uint64_t deadline_ms = 60'000;
};

// Trains twice, with graphs and command by command, and writes a record "step" for each.
Status BenchSteps(const StepBenchOptions& options, JsonLines* lines);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_GPU_STEP_BENCH_H_
