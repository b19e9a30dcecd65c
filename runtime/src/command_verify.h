// command_verify.h - the fields of one command
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_COMMAND_VERIFY_H_
#define FSDP_RT_SRC_COMMAND_VERIFY_H_

#include "plan_model.h"
#include "status.h"

namespace fsdp_rt {

// An error's message starts with ".field: " for the caller to prefix.
Status VerifyCommand(const PlanModel& plan, const Entry& entry, size_t index);

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_COMMAND_VERIFY_H_
