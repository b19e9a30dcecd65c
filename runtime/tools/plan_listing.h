// plan_listing.h - what a plan keeps and what it unshards, from its commands alone
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_TOOLS_PLAN_LISTING_H_
#define FSDP_RT_TOOLS_PLAN_LISTING_H_

#include <string>

#include "../src/plan_model.h"

namespace fsdp_rt {

// A line per arena and per tensor, and per entry and phase how many groups are unsharded
// at once at most: from the first command that reads a gather's sources to the last that
// reads what it wrote.
std::string ListPlan(const PlanModel& plan);

}  // namespace fsdp_rt

#endif  // FSDP_RT_TOOLS_PLAN_LISTING_H_
