//===- ScheduledEntry.h - a schedule applied to an entry ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_SCHEDULEDENTRY_H
#define FSDP_LIB_TRANSFORMS_SCHEDULEDENTRY_H

#include "EntryCommands.h"
#include "fsdp/Schedule/GatherSchedule.h"

namespace fsdp {

/// Gives every group that is gathered in one phase a gather in the other, too:
/// FSDP2 gathers a group whenever its module runs, whoever reads what.
void addMissingGathers(plan::EntryOp entry);

/// Puts the commands into the schedule's order, behind everything they work on,
/// and lets backward read what a kept group unpacked in forward.
void applySchedule(plan::EntryOp entry, const EntryCommands &commands,
                   const GatherSchedule &schedule);

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_SCHEDULEDENTRY_H
