//===- Recompute.cpp - fits a step into a memory budget -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "RecomputedEntry.h"
#include "ScheduleInputs.h"
#include "ScheduledEntry.h"
#include "fsdp/Transforms/Passes.h"

namespace fsdp {
#define GEN_PASS_DEF_RECOMPUTE
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;
using namespace fsdp;

/// The schedule of an entry that computes more is another one: what it leaves
/// over the budget is tried again, but not for ever.
static constexpr int kMostRounds = 4;

namespace {

class Recompute : public fsdp::impl::RecomputeBase<Recompute> {
public:
  using RecomputeBase::RecomputeBase;
  void runOnOperation() override;

private:
  FailureOr<GatherSchedule> schedule(plan::EntryOp entry,
                                     const EntryCommands &commands);
  FailureOr<int64_t> getWireBytes(ArrayRef<plan::EntryOp> entries);
  FailureOr<bool> recompute(plan::EntryOp entry, int64_t limit, bool isFirst);

  ScheduleOptions options;
  std::vector<GroupSchedule> groups;
};

} // namespace

static int64_t getPlanned(const GatherSchedule &schedule, Arena arena) {
  ArenaLayout layout = schedule.getArena(schedule.getOrder(), arena);
  layout.place();
  return layout.getPlanned();
}

/// What the report says of it; earlier rounds count, too.
static void record(plan::EntryOp entry, int64_t peak,
                   const Recomputation &recomputation) {
  Builder builder(entry.getContext());
  auto before = entry->getAttrOfType<DictionaryAttr>("recomputed");
  auto get = [&](StringRef name, int64_t otherwise) {
    auto value = before ? before.getAs<IntegerAttr>(name) : IntegerAttr();
    return value ? value.getInt() : otherwise;
  };
  auto named = [&](StringRef name, int64_t value) {
    return builder.getNamedAttr(name, builder.getI64IntegerAttr(value));
  };
  int64_t commands = 0;
  for (int value : recomputation.getChosen())
    commands += recomputation.getValue(value).commands.size();
  entry->setAttr(
      "recomputed",
      builder.getDictionaryAttr(
          {named("bytes", get("bytes", 0) + recomputation.getBytes()),
           named("commands", get("commands", 0) + commands),
           named("peak_before", get("peak_before", peak)),
           named("peak", recomputation.getPeak())}));
}

FailureOr<GatherSchedule> Recompute::schedule(plan::EntryOp entry,
                                              const EntryCommands &commands) {
  GatherSchedule schedule(commands.list, groups, options);
  if (auto error = schedule.check())
    return entry.emitOpError() << "cannot be scheduled: " << *error;
  compareUnpacks(commands, schedule);
  schedule.run();
  return schedule;
}

/// An arena is as large as the entry that needs most of it, whichever entry
/// needs most of another one.
FailureOr<int64_t> Recompute::getWireBytes(ArrayRef<plan::EntryOp> entries) {
  int64_t bytes = 0;
  for (plan::EntryOp entry : entries) {
    FailureOr<EntryCommands> commands = readEntry(entry);
    if (failed(commands))
      return failure();
    FailureOr<GatherSchedule> order = schedule(entry, *commands);
    if (failed(order))
      return failure();
    bytes = std::max(bytes, getPlanned(*order, Arena::Wire));
  }
  return bytes;
}

/// Commands of forward from where it first reads a marked group until it reads
/// another one, for each time that it does.
static std::vector<std::set<int>> getMarked(const EntryCommands &commands,
                                            const GatherSchedule &schedule,
                                            ArrayRef<GroupSchedule> groups) {
  std::map<int, int> groupOf;
  for (int group = 0, e = groups.size(); group < e; ++group)
    if (const GatherUnit *unit = schedule.getUnit(group, CommandPhase::Forward))
      groupOf[unit->full] = group;
  std::vector<std::set<int>> parts;
  int current = -1;
  for (int i : schedule.getOrder()) {
    const Command &command = commands.list.commands[i];
    if (command.kind != CommandKind::Compute || command.group >= 0 ||
        command.phase == CommandPhase::Backward)
      continue;
    for (const CommandAccess &access : command.accesses)
      if (auto group = groupOf.find(access.buffer); group != groupOf.end())
        if (current != group->second) {
          current = group->second;
          if (groups[current].recompute)
            parts.emplace_back();
        }
    if (current >= 0 && groups[current].recompute)
      parts.back().insert(i);
  }
  return parts;
}

/// False: the entry fits, or nothing helps.
FailureOr<bool> Recompute::recompute(plan::EntryOp entry, int64_t limit,
                                     bool isFirst) {
  FailureOr<EntryCommands> commands = readEntry(entry);
  if (failed(commands))
    return failure();
  FailureOr<GatherSchedule> order = schedule(entry, *commands);
  if (failed(order))
    return failure();
  // Buffers of several sizes leave gaps: about as many with fewer of them.
  int64_t planned = getPlanned(*order, Arena::Transient);
  int64_t peak =
      order->getArena(order->getOrder(), Arena::Transient).getLivePeak();
  std::vector<std::set<int>> marked;
  if (isFirst)
    marked = getMarked(*commands, *order, groups);
  if (planned <= limit && marked.empty())
    return false;
  Recomputation recomputation(commands->list, order->getOrder(),
                              order->getStorage(),
                              getWholeGroups(*commands, *order, groups.size()));
  for (const std::set<int> &part : marked)
    recomputation.require(part);
  recomputation.choose(std::max<int64_t>(limit - (planned - peak), 0));
  if (recomputation.getChosen().empty())
    return false;
  record(entry, peak, recomputation);
  applyRecomputation(entry, *commands, *order, recomputation);
  return true;
}

void Recompute::runOnOperation() {
  FailureOr<ScheduleOptions> read = readScheduleOptions(
      getOperation(), policy, forwardPrefetch, backwardPrefetch, memoryBudget);
  FailureOr<std::vector<GroupSchedule>> asked = readGroups(getOperation());
  if (failed(read) || failed(asked))
    return signalPassFailure();
  options = *read;
  groups = std::move(*asked);
  bool isMarked = llvm::any_of(
      groups, [](const GroupSchedule &group) { return group.recompute; });
  if (memoryBudget == 0 && !isMarked)
    return;
  SmallVector<plan::EntryOp> entries;
  for (auto entry : getOperation().getOps<plan::EntryOp>())
    if (!entry.getBody().getOps<plan::GatherOp>().empty())
      entries.push_back(entry);
  if (options.policy == SchedulePolicy::FSDP2)
    llvm::for_each(entries, addMissingGathers);
  FailureOr<int64_t> wire = getWireBytes(entries);
  if (failed(wire))
    return signalPassFailure();
  int64_t limit =
      memoryBudget == 0
          ? std::numeric_limits<int64_t>::max()
          : std::max<int64_t>(memoryBudget - options.stateBytes - *wire, 0);
  for (plan::EntryOp entry : entries) {
    FailureOr<bool> changed = true;
    for (int round = 0; round < kMostRounds && *changed; ++round)
      if (failed(changed = recompute(entry, limit, round == 0)))
        return signalPassFailure();
  }
}
