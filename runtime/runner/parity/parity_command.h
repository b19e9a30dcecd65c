// parity_command.h - what fsdp-parity does
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_PARITY_PARITY_COMMAND_H_
#define FSDP_RT_RUNNER_PARITY_PARITY_COMMAND_H_

#include <CLI/App.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "runner/parity/golden_case.h"

namespace fsdp_rt::runner {

// The compiler, as the tool's main brings it: the runner knows none.
class StepCompiler {
 public:
  virtual ~StepCompiler() = default;
  // Declares the compiler's flags; the case's values are their defaults.
  virtual void AddFlags(CLI::App* app) = 0;
  virtual Status Compile(const GoldenCase& golden, std::vector<uint8_t>* plan) = 0;
  // The schedule asked for: "auto", "fsdp2".
  virtual std::string Schedule() const = 0;
};

// fsdp-parity's main; returns its exit code.
int ParityMain(int argc, char** argv, StepCompiler* compiler);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_PARITY_PARITY_COMMAND_H_
