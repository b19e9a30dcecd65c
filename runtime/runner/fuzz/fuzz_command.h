// fuzz_command.h - what fsdp-fuzz does
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FUZZ_FUZZ_COMMAND_H_
#define FSDP_RT_RUNNER_FUZZ_FUZZ_COMMAND_H_

#include "runner/fuzz/case_check.h"

namespace fsdp_rt::runner {

// fsdp-fuzz's main; returns its exit code.
int FuzzMain(int argc, char** argv, CaseCompiler* compiler);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_FUZZ_COMMAND_H_
