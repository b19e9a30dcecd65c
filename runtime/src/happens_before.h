// happens_before.h - proof that no two commands race on memory, from the plan alone
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_HAPPENS_BEFORE_H_
#define FSDP_RT_SRC_HAPPENS_BEFORE_H_

#include "plan_model.h"
#include "status.h"

namespace fsdp_rt {

// Checks every entry in both transports. Requires VerifyStructure to have passed.
// An error names the commands, the arena, the bytes and what is missing.
Status CheckHappensBefore(const PlanModel& plan);
Status CheckHappensBefore(const PlanModel& plan, const Entry& entry);

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_HAPPENS_BEFORE_H_
