// communication_check.h - the collectives of a step against those of FSDP2
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_PARITY_COMMUNICATION_CHECK_H_
#define FSDP_RT_RUNNER_PARITY_COMMUNICATION_CHECK_H_

#include <string>
#include <vector>

#include "runner/parity/golden_case.h"
#include "runner/plan.h"
#include "runner/trace.h"

namespace fsdp_rt::runner {

// The collectives of one step, group by the index of case.json.
struct StepCollectives {
  std::vector<uint32_t> gathers;               // in order; sorted where one call has groups of several meshes
  std::vector<uint32_t> reduces;               // sorted
  std::vector<uint32_t> gradient_all_reduces;  // sorted
  uint32_t norm_all_reduces = 0;
  uint32_t hook_all_reduces = 0;  // of statistics that hooks ask for
  bool operator==(const StepCollectives&) const = default;
  std::string Text() const;
};

// What rank 0 executed. An all-reduce of the step is of gradients or, labelled
// "stats", of the hooks' statistics; one of the optimizer is of the norm.
Status Executed(const GoldenCase& golden, const Plan& plan, const std::vector<CollectiveEvent>& events,
                StepCollectives* out);
// What comm.json says of step `step`, without what it says FSDP2 leaves to its
// user or does twice ("clip: read the norm").
Status Recorded(const GoldenCase& golden, uint64_t step, StepCollectives* out);
// What a plan must issue where FSDP2 issued `recorded`: the same, except that one
// all-reduce serves all hooks of the step, and one the norm of parameters of whatever
// meshes. FSDP2 issues one for every parameter and gather, though parameters do not
// change within a step, and its users one for every mesh.
StepCollectives Expected(StepCollectives recorded);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_PARITY_COMMUNICATION_CHECK_H_
