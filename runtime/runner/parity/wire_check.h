// wire_check.h - what our hooks put on the wire against what FSDP2's did
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_PARITY_WIRE_CHECK_H_
#define FSDP_RT_RUNNER_PARITY_WIRE_CHECK_H_

#include <cstddef>
#include <string>
#include <vector>

#include "runner/parity/golden_case.h"
#include "runner/plan.h"

namespace fsdp_rt::runner {

// slots[plan's group][rank], as TrainingRun::ReadSlots gives them.
using Slots = std::vector<std::vector<std::vector<std::byte>>>;

struct WireResult {
  uint64_t inputs = 0;  // compared, over all ranks
  uint64_t bytes = 0;
  std::vector<std::string> failures;
};

// Compares input by input, byte for byte: FSDP2's bytes from wire.safetensors at
// the offsets of layout.json, ours from `slots` at the offsets of the plan.
Status CheckWire(const GoldenCase& golden, const Plan& plan, const Slots& slots, WireResult* out);

// Writes group{g}.rank{r}, g by the order of case.json: the slot's inputs in order, each
// at the next multiple of 16 bytes.
Status SaveWire(const std::string& path, const GoldenCase& golden, const Plan& plan, const Slots& slots);

// The case's index of a group of the plan, by the parameters it holds.
std::optional<uint32_t> CaseGroupOf(const GoldenCase& golden, const Plan& plan, uint32_t group);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_PARITY_WIRE_CHECK_H_
