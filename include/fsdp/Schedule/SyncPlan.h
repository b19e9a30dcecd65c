//===- SyncPlan.h - the waits that a command list needs ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_SCHEDULE_SYNCPLAN_H
#define FSDP_SCHEDULE_SYNCPLAN_H

#include "fsdp/Schedule/CommandList.h"

#include <variant>

namespace fsdp {

/// Something to put before command `before` of a list (its size: at the end).
struct SyncPoint {
  int before;
  /// The stream that waits.
  int stream;
  /// Reclaim this gather or reduce, or if -1:
  int collective = -1;
  /// wait for an event right after this command.
  int after = -1;
};

/// A list's waits and reclaims, in the order to insert them. No point can be
/// left out. The list must have its memory planned and hold no wait or reclaim.
struct SyncPlan {
  std::vector<SyncPoint> points;
  /// Why there is no such plan: the list's order itself breaks a promise.
  std::optional<std::string> error;
};
SyncPlan planSync(const CommandList &list);

/// What is unordered or left open in a list with its waits, if anything. Both
/// transports are proven.
std::optional<std::string> verifySync(const CommandList &list);

} // namespace fsdp

#endif // FSDP_SCHEDULE_SYNCPLAN_H
