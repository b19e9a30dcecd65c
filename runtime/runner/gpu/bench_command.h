// bench_command.h - what fsdp-gpu-bench does
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_GPU_BENCH_COMMAND_H_
#define FSDP_RT_RUNNER_GPU_BENCH_COMMAND_H_

namespace fsdp_rt::runner {

// fsdp-gpu-bench's main; returns its exit code.
int GpuBenchMain(int argc, char** argv);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_GPU_BENCH_COMMAND_H_
