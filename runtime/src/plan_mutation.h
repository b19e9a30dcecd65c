// plan_mutation.h - proof that the memory check would notice a missing command
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_PLAN_MUTATION_H_
#define FSDP_RT_SRC_PLAN_MUTATION_H_

#include <string>
#include <vector>

#include "plan_model.h"

namespace fsdp_rt {

struct MutationReport {
  size_t mutants = 0;
  // A mutant that the check accepts: the command was not needed, or the check is blind.
  std::vector<std::string> survivors;
};

// Deletes each wait, signal, release and reclaim in turn; moves each gather and reduce
// before the last command that writes what it offers, and each signal before the command
// that it reports; puts each allocation over every other one whose value lives while it is
// written. CheckHappensBefore must reject every such plan.
MutationReport RunMutations(const PlanModel& plan);

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_PLAN_MUTATION_H_
