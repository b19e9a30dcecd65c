// ways.h - the ways in which one plan runs, which all compute the same bits
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_PARITY_WAYS_H_
#define FSDP_RT_RUNNER_PARITY_WAYS_H_

#include <map>
#include <string>
#include <vector>

#include "runner/host_tensor.h"
#include "runner/parity/wire_check.h"
#include "runner/run_flags.h"

namespace fsdp_rt::runner {

// A way to run, and what to call it.
struct Way {
  std::string name;
  ExecutionFlags flags;
};

// `flags` alone or, with `crosswise`, in the other transport, too, poisoned (hence on GPUs command by command) where
// `flags` are not, and the other way round.
std::vector<Way> ListWays(const ExecutionFlags& flags, bool crosswise);

using Tensors = std::map<std::string, HostTensor, std::less<>>;

// How two runs differ, a sentence for each tensor or slot; empty where no bit does.
std::vector<std::string> DifferentBits(const Tensors& a, const Slots& slots_a, const Tensors& b, const Slots& slots_b);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_PARITY_WAYS_H_
