//===- RecomputedEntry.h - backward that computes again ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_RECOMPUTEDENTRY_H
#define FSDP_LIB_TRANSFORMS_RECOMPUTEDENTRY_H

#include "EntryCommands.h"
#include "fsdp/Schedule/GatherSchedule.h"
#include "fsdp/Schedule/Recomputation.h"

namespace fsdp {

/// Forward's buffers of the groups that backward can have unsharded whole.
std::map<int, Recomputation::Full>
getWholeGroups(const EntryCommands &commands, const GatherSchedule &schedule,
               int groups);

/// Clones the commands of what is chosen before the first command of backward
/// that reads it, and gathers the groups that they read before that.
void applyRecomputation(plan::EntryOp entry, const EntryCommands &commands,
                        const GatherSchedule &schedule,
                        const Recomputation &recomputation);

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_RECOMPUTEDENTRY_H
