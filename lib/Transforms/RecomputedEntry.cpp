//===- RecomputedEntry.cpp - backward that computes again -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "RecomputedEntry.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"

#include <numeric>

using namespace mlir;
using namespace fsdp;

/// Whether packs write nothing but the slot of their gather: then a second
/// gather is a copy of the first one.
static bool fillOnlySlot(const CommandList &list, const GatherUnit &unit) {
  int slot = list.getOffered(unit.gather).buffer;
  return llvm::all_of(unit.packs, [&](int pack) {
    return llvm::all_of(list.commands[pack].accesses,
                        [&](const CommandAccess &access) {
                          return !access.write || access.buffer == slot;
                        });
  });
}

std::map<int, Recomputation::Full>
fsdp::getWholeGroups(const EntryCommands &commands,
                     const GatherSchedule &schedule, int groups) {
  std::map<int, Recomputation::Full> result;
  for (int group = 0; group < groups; ++group) {
    const GatherUnit *forward = schedule.getUnit(group, CommandPhase::Forward);
    const GatherUnit *backward =
        schedule.getUnit(group, CommandPhase::Backward);
    if (!forward || forward->full < 0)
      continue;
    const GroupSchedule &decision = schedule.getGroups()[group];
    bool same = backward && decision.sameUnpack && backward->full >= 0;
    bool copied = forward->keeps.empty() && decision.keepable &&
                  decision.reshard != GroupSchedule::Reshard::Part &&
                  fillOnlySlot(commands.list, *forward);
    if (same || copied)
      result[forward->full] = {group, backward ? backward->full : -1};
  }
  return result;
}

namespace {

/// Rewrites one entry.
class Recomputer {
public:
  Recomputer(const EntryCommands &commands, const GatherSchedule &schedule,
             const Recomputation &recomputation)
      : commands(commands), schedule(schedule), recomputation(recomputation) {}
  void run(Block &block);

private:
  Value getBuffer(int buffer) { return commands.buffers[buffer]->getResult(0); }
  void provideGroup(int group, Operation *before);
  void moveUnit(const GatherUnit &unit, Operation *before);
  void copyUnit(const GatherUnit &unit, Operation *before);
  void joinUnit(const GatherUnit &unit, const GatherUnit &forward);
  void cloneValue(const RecomputedValue &value, Operation *before);

  const EntryCommands &commands;
  const GatherSchedule &schedule;
  const Recomputation &recomputation;
  /// Forward's buffers, as backward's clones and readers see them.
  IRMapping mapping;
};

} // namespace

static std::vector<int> getCommands(const GatherUnit &unit) {
  std::vector<int> result = unit.packs;
  result.push_back(unit.gather);
  result.insert(result.end(), unit.unpacks.begin(), unit.unpacks.end());
  result.push_back(unit.release);
  return result;
}

/// Buffers stand at the block's start: only commands have to move.
void Recomputer::moveUnit(const GatherUnit &unit, Operation *before) {
  for (int command : getCommands(unit))
    if (!commands.ops[command]->isBeforeInBlock(before))
      commands.ops[command]->moveBefore(before);
}

void Recomputer::copyUnit(const GatherUnit &unit, Operation *before) {
  OpBuilder builder(before);
  IRMapping copies;
  for (int buffer : {commands.list.getOffered(unit.gather).buffer,
                     commands.list.getGathered(unit.gather).buffer, unit.full})
    if (isa<plan::AllocOp>(commands.buffers[buffer]))
      builder.clone(*commands.buffers[buffer], copies);
  for (int command : getCommands(unit)) {
    Operation *copy = builder.clone(*commands.ops[command], copies);
    if (copy->hasAttr("phase"))
      copy->setAttr("phase", builder.getStringAttr("backward"));
  }
  mapping.map(getBuffer(unit.full), copies.lookup(getBuffer(unit.full)));
  Value sources = commands.ops[unit.gather]->getResult(0);
  mapping.map(sources, copies.lookup(sources));
}

/// Backward's own unpacks of the group, which may give what forward does not
/// read, take the slots of the copy of forward's gather in place of their own.
void Recomputer::joinUnit(const GatherUnit &unit, const GatherUnit &forward) {
  Value sources = mapping.lookup(commands.ops[forward.gather]->getResult(0));
  auto isRelease = [](Operation *user) { return isa<plan::ReleaseOp>(user); };
  Operation *release = *llvm::find_if(sources.getUsers(), isRelease);
  commands.ops[unit.release]->erase();
  for (int unpack : unit.unpacks)
    commands.ops[unpack]->moveBefore(release);
  Operation *gather = commands.ops[unit.gather];
  gather->getResult(0).replaceAllUsesWith(sources);
  gather->erase();
  for (int pack : llvm::reverse(unit.packs))
    commands.ops[pack]->erase();
  if (unit.full >= 0)
    getBuffer(unit.full).replaceAllUsesWith(
        mapping.lookup(getBuffer(forward.full)));
}

void Recomputer::provideGroup(int group, Operation *before) {
  const GatherUnit &forward = *schedule.getUnit(group, CommandPhase::Forward);
  const GatherUnit *backward = schedule.getUnit(group, CommandPhase::Backward);
  if (backward && schedule.getGroups()[group].sameUnpack) {
    moveUnit(*backward, before);
    mapping.map(getBuffer(forward.full), getBuffer(backward->full));
    return;
  }
  // Backward's own readers may come before the clones.
  if (Operation *unpack = backward && !backward->unpacks.empty()
                              ? commands.ops[backward->unpacks.front()]
                              : nullptr;
      unpack && unpack->isBeforeInBlock(before))
    before = unpack;
  copyUnit(forward, before);
  if (backward)
    joinUnit(*backward, forward);
}

void Recomputer::cloneValue(const RecomputedValue &value, Operation *before) {
  OpBuilder builder(before);
  for (int buffer : value.buffers)
    builder.clone(*commands.buffers[buffer], mapping);
  for (int command : value.commands) {
    Operation *copy = builder.clone(*commands.ops[command], mapping);
    copy->setAttr("phase", builder.getStringAttr("backward"));
  }
}

/// Buffers first: a command may then stand anywhere behind what it depends on.
static void hoistBuffers(Block &block) {
  Operation *last = nullptr;
  for (Operation &op : llvm::make_early_inc_range(block)) {
    if (!isa<plan::AllocOp, plan::RefOp, plan::BindOp, plan::TableRefOp,
             plan::ScalarsOp>(op))
      continue;
    if (last)
      op.moveAfter(last);
    else
      op.moveBefore(&block, block.begin());
    last = &op;
  }
}

void Recomputer::run(Block &block) {
  hoistBuffers(block);
  std::vector<int> order(commands.ops.size());
  std::iota(order.begin(), order.end(), 0);
  std::vector<int> due = recomputation.getDue(order);
  for (auto [group, at] : recomputation.getGroupsDue(order))
    provideGroup(group, commands.ops[at]);
  for (int value : recomputation.getChosen())
    cloneValue(recomputation.getValue(value), commands.ops[due[value]]);
  // Clones have their inputs already: what is left are backward's readers.
  auto isBackward = [](OpOperand &use) {
    auto phase = use.getOwner()->getAttrOfType<StringAttr>("phase");
    return phase && phase == "backward";
  };
  for (int value : recomputation.getChosen())
    for (int buffer : recomputation.getValue(value).buffers)
      getBuffer(buffer).replaceUsesWithIf(mapping.lookup(getBuffer(buffer)),
                                          isBackward);
}

void fsdp::applyRecomputation(plan::EntryOp entry,
                              const EntryCommands &commands,
                              const GatherSchedule &schedule,
                              const Recomputation &recomputation) {
  Recomputer(commands, schedule, recomputation).run(entry.getBody().front());
}
