//===- ScheduleInputs.cpp - what a schedule is made from ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "ScheduleInputs.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace fsdp;

FailureOr<ScheduleOptions> fsdp::readScheduleOptions(ModuleOp module,
                                                     StringRef policy,
                                                     int64_t forwardPrefetch,
                                                     int64_t backwardPrefetch,
                                                     int64_t memoryBudget) {
  ScheduleOptions result;
  if (policy != "auto" && policy != "fsdp2")
    return module.emitOpError() << "cannot be scheduled by policy '" << policy
                                << "', expected auto or fsdp2";
  if (forwardPrefetch < -1 || backwardPrefetch < -1 || memoryBudget < 0)
    return module.emitOpError()
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
  for (auto state : module.getOps<plan::StateOp>())
    if (state.getArena() != "accumulated")
      result.stateBytes += state.getBytes();
  return result;
}

FailureOr<std::vector<GroupSchedule>> fsdp::readGroups(ModuleOp module) {
  std::vector<GroupSchedule> groups;
  for (auto op : module.getOps<plan::GroupOp>()) {
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
    group.recompute = op.getRecompute();
    // More than there are groups is all of them.
    auto clamp = [](int64_t n) { return int(std::min<int64_t>(n, 1 << 20)); };
    if (auto prefetch = op.getPrefetch())
      group.prefetch = {clamp((*prefetch)[0]), clamp((*prefetch)[1])};
    groups.push_back(group);
  }
  return groups;
}

bool fsdp::haveSameUnpack(const EntryCommands &commands,
                          const GatherUnit &forward,
                          const GatherUnit &backward) {
  if (forward.unpacks.size() != backward.unpacks.size())
    return false;
  for (auto [a, b] : llvm::zip(forward.unpacks, backward.unpacks)) {
    auto first = cast<plan::LaunchOp>(commands.ops[a]);
    auto second = cast<plan::LaunchOp>(commands.ops[b]);
    if (first.getKernelAttr() != second.getKernelAttr() ||
        first.getOffsets() != second.getOffsets() ||
        first.getBytes() != second.getBytes() ||
        first.getArgs().size() != second.getArgs().size())
      return false;
    for (auto [x, y] : llvm::zip(first.getArgs(), second.getArgs())) {
      auto one = x.getDefiningOp<plan::TableRefOp>();
      auto other = y.getDefiningOp<plan::TableRefOp>();
      if (one && (!other || one.getTable() != other.getTable()))
        return false;
    }
  }
  return true;
}

void fsdp::compareUnpacks(const EntryCommands &commands,
                          GatherSchedule &schedule) {
  for (int group = 0, e = schedule.getGroups().size(); group < e; ++group) {
    const GatherUnit *forward = schedule.getUnit(group, CommandPhase::Forward);
    const GatherUnit *backward =
        schedule.getUnit(group, CommandPhase::Backward);
    if (!forward || !backward)
      continue;
    schedule.setSameUnpack(group,
                           haveSameUnpack(commands, *forward, *backward));
    // Parts of a slot that begin alike: backward's is the start of forward's.
    auto first = cast<plan::GatherOp>(commands.ops[forward->gather]);
    auto second = cast<plan::GatherOp>(commands.ops[backward->gather]);
    int64_t offered = first.getBytes() / first.getParts();
    schedule.setKeepable(
        group, first.getFrom() == second.getFrom() &&
                   int64_t(second.getBytes() / second.getParts()) <= offered);
  }
}
