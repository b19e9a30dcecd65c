//===- ScheduleInputs.h - what a schedule is made from ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_SCHEDULEINPUTS_H
#define FSDP_LIB_TRANSFORMS_SCHEDULEINPUTS_H

#include "EntryCommands.h"
#include "fsdp/Schedule/GatherSchedule.h"

namespace fsdp {

/// The options of the passes that schedule; -1: a policy's own prefetch.
mlir::FailureOr<ScheduleOptions> readScheduleOptions(mlir::ModuleOp module,
                                                     mlir::StringRef policy,
                                                     int64_t forwardPrefetch,
                                                     int64_t backwardPrefetch,
                                                     int64_t memoryBudget);

/// What was asked for each plan.group, in their order.
mlir::FailureOr<std::vector<GroupSchedule>> readGroups(mlir::ModuleOp module);

/// Whether forward and backward unpack a group by the same launch.
bool haveSameUnpack(const EntryCommands &commands, const GatherUnit &forward,
                    const GatherUnit &backward);

/// Tells the schedule of every group whether its units unpack alike.
void compareUnpacks(const EntryCommands &commands, GatherSchedule &schedule);

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_SCHEDULEINPUTS_H
