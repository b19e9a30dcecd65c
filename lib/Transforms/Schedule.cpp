//===- Schedule.cpp - orders commands, places gathers and reductions ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "ScheduleInputs.h"
#include "ScheduledEntry.h"
#include "fsdp/Transforms/Passes.h"

namespace fsdp {
#define GEN_PASS_DEF_SCHEDULEPLAN
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;
using namespace fsdp;

namespace {

class SchedulePlan : public fsdp::impl::SchedulePlanBase<SchedulePlan> {
public:
  using SchedulePlanBase::SchedulePlanBase;
  void runOnOperation() override;

private:
  LogicalResult scheduleEntry(plan::EntryOp entry,
                              const std::vector<GroupSchedule> &groups,
                              const ScheduleOptions &options);
  void recordDecisions(const std::vector<GroupSchedule> &groups);
};

} // namespace

LogicalResult
SchedulePlan::scheduleEntry(plan::EntryOp entry,
                            const std::vector<GroupSchedule> &groups,
                            const ScheduleOptions &options) {
  if (entry.getBody().getOps<plan::GatherOp>().empty() &&
      entry.getBody().getOps<plan::ReduceOp>().empty())
    return success();
  if (options.policy == SchedulePolicy::FSDP2)
    addMissingGathers(entry);
  FailureOr<EntryCommands> commands = readEntry(entry);
  if (failed(commands))
    return failure();
  GatherSchedule schedule(commands->list, groups, options);
  if (auto error = schedule.check())
    return entry.emitOpError() << "cannot be scheduled: " << *error;
  compareUnpacks(*commands, schedule);
  schedule.run();
  if (auto error = schedule.verify())
    return entry.emitOpError() << "was scheduled wrongly: " << *error;
  applySchedule(entry, *commands, schedule);
  // Of the entry that trains by itself; its other forms decide alike or not.
  if (!entry.getBody().getOps<plan::ReduceOp>().empty() && !entry.getNeeds() &&
      !entry.getLeaves())
    recordDecisions(schedule.getGroups());
  return success();
}

void SchedulePlan::recordDecisions(const std::vector<GroupSchedule> &groups) {
  Builder builder(&getContext());
  for (auto [op, group] :
       llvm::zip(getOperation().getOps<plan::GroupOp>(), groups)) {
    if (group.reason.empty())
      continue;
    op.setKept(group.kept);
    op.setReason(group.reason);
    op.setKeptBytes(group.keptBytes);
  }
}

void SchedulePlan::runOnOperation() {
  FailureOr<ScheduleOptions> options = readScheduleOptions(
      getOperation(), policy, forwardPrefetch, backwardPrefetch, memoryBudget);
  FailureOr<std::vector<GroupSchedule>> groups = readGroups(getOperation());
  if (failed(options) || failed(groups))
    return signalPassFailure();
  for (auto entry : getOperation().getOps<plan::EntryOp>())
    if (failed(scheduleEntry(entry, *groups, *options)))
      return signalPassFailure();
}
