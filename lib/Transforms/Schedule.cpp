//===- Schedule.cpp - orders commands, places gathers and reductions ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "ScheduledEntry.h"
#include "fsdp/Transforms/Passes.h"

#include "llvm/ADT/StringSwitch.h"

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
  FailureOr<ScheduleOptions> getOptions();
  FailureOr<std::vector<GroupSchedule>> getGroups();
  LogicalResult scheduleEntry(plan::EntryOp entry,
                              const std::vector<GroupSchedule> &groups,
                              const ScheduleOptions &options);
  void recordDecisions(const std::vector<GroupSchedule> &groups);
};

} // namespace

FailureOr<ScheduleOptions> SchedulePlan::getOptions() {
  ScheduleOptions result;
  if (policy != "auto" && policy != "fsdp2")
    return getOperation().emitOpError()
           << "cannot be scheduled by policy '" << policy
           << "', expected auto or fsdp2";
  if (forwardPrefetch < -1 || backwardPrefetch < -1 || memoryBudget < 0)
    return getOperation().emitOpError()
           << "cannot be scheduled with prefetch " << forwardPrefetch << ", "
           << backwardPrefetch << " and a memory budget of " << memoryBudget
           << " bytes, expected none below 0";
  bool fsdp2 = policy == "fsdp2";
  result.policy = fsdp2 ? SchedulePolicy::FSDP2 : SchedulePolicy::Auto;
  result.forwardPrefetch =
      forwardPrefetch >= 0 ? int(forwardPrefetch) : (fsdp2 ? 0 : 1);
  result.backwardPrefetch = backwardPrefetch >= 0 ? int(backwardPrefetch) : 1;
  result.memoryBudget = memoryBudget;
  // A run without microbatches has no memory for accumulated gradients.
  for (auto state : getOperation().getOps<plan::StateOp>())
    if (state.getArena() != "accumulated")
      result.stateBytes += state.getBytes();
  return result;
}

FailureOr<std::vector<GroupSchedule>> SchedulePlan::getGroups() {
  std::vector<GroupSchedule> groups;
  for (auto op : getOperation().getOps<plan::GroupOp>()) {
    using Reshard = GroupSchedule::Reshard;
    StringRef policy = op.getReshard().value_or("auto");
    unsigned ranks = 0;
    auto reshard = llvm::StringSwitch<std::optional<Reshard>>(policy)
                       .Case("true", Reshard::Yes)
                       .Case("false", Reshard::No)
                       .Case("default", Reshard::Default)
                       .Case("auto", Reshard::Auto)
                       .Default(policy.getAsInteger(10, ranks)
                                    ? std::nullopt
                                    : std::optional<Reshard>(Reshard::Part));
    if (!reshard)
      return op.emitOpError() << "is resharded after forward to '" << policy
                              << "', expected true, false, default, auto or a "
                                 "number of ranks";
    GroupSchedule group;
    group.reshard = *reshard;
    group.root = op.getRoot();
    groups.push_back(group);
  }
  return groups;
}

LogicalResult
SchedulePlan::scheduleEntry(plan::EntryOp entry,
                            const std::vector<GroupSchedule> &groups,
                            const ScheduleOptions &options) {
  if (entry.getBody().getOps<plan::GatherOp>().empty())
    return success();
  if (options.policy == SchedulePolicy::FSDP2)
    addMissingGathers(entry);
  FailureOr<EntryCommands> commands = readEntry(entry);
  if (failed(commands))
    return failure();
  GatherSchedule schedule(commands->list, groups, options);
  if (auto error = schedule.check())
    return entry.emitOpError() << "cannot be scheduled: " << *error;
  for (int group = 0, e = groups.size(); group < e; ++group) {
    const GatherUnit *forward = schedule.getUnit(group, CommandPhase::Forward);
    const GatherUnit *backward =
        schedule.getUnit(group, CommandPhase::Backward);
    if (forward && backward)
      schedule.setSameUnpack(group,
                             haveSameUnpack(*commands, *forward, *backward));
  }
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
  FailureOr<ScheduleOptions> options = getOptions();
  FailureOr<std::vector<GroupSchedule>> groups = getGroups();
  if (failed(options) || failed(groups))
    return signalPassFailure();
  for (auto entry : getOperation().getOps<plan::EntryOp>())
    if (failed(scheduleEntry(entry, *groups, *options)))
      return signalPassFailure();
}
