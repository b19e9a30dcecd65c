// run_command.h - what fsdp-run does
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_RUN_COMMAND_H_
#define FSDP_RT_RUNNER_RUN_COMMAND_H_

namespace fsdp_rt::runner {

// fsdp-run's main; returns its exit code.
int RunMain(int argc, char** argv);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_RUN_COMMAND_H_
