//===- GatherSchedule.h - when groups are gathered and reduced --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_SCHEDULE_GATHERSCHEDULE_H
#define FSDP_SCHEDULE_GATHERSCHEDULE_H

#include "fsdp/Schedule/ArenaLayout.h"
#include "fsdp/Schedule/CommandList.h"

namespace fsdp {

enum class SchedulePolicy {
  Auto,
  FSDP2 ///< the collectives of PyTorch FSDP2, in its order
};

/// What was asked for a group, and what came of it.
struct GroupSchedule {
  struct Prefetch {
    int forward, backward;
  };

  /// Part: some slots are kept, and backward gathers among a part of the axis.
  enum class Reshard { Yes, No, Part, Default, Auto };
  Reshard reshard = Reshard::Auto;
  bool root = false;
  /// Backward computes again what forward computed from it.
  bool recompute = false;
  /// Groups gathered ahead while this one is in use, where not as for all.
  std::optional<Prefetch> prefetch;
  /// Backward's unpack is the same launch as forward's but for its buffers.
  bool sameUnpack = true;
  /// What forward gathers has whatever backward reads.
  bool keepable = true;

  bool kept = false;
  std::string reason;
  /// By how much keeping raises the peak; what is not kept: would raise.
  int64_t keptBytes = 0;
};

struct ScheduleOptions {
  SchedulePolicy policy = SchedulePolicy::Auto;
  /// Groups gathered ahead of the one in use.
  int forwardPrefetch = 1, backwardPrefetch = 1;
  /// Bytes of all arenas; 0: no group is kept that would raise the peak.
  int64_t memoryBudget = 0;
  /// State and carried bytes, which count against the budget.
  int64_t stateBytes = 0;
};

/// A gather and what serves it; indices of commands.
struct GatherUnit {
  int gather = -1, group = -1, release = -1;
  CommandPhase phase = CommandPhase::Forward;
  std::vector<int> packs, unpacks;
  /// What copies slots for another gather while the sources are there.
  std::vector<int> keeps;
  /// The buffer that the unpacks fill; -1: nothing is unpacked.
  int full = -1;
  /// Where in its phase's compute that is read first; -1: nowhere.
  int firstUse = -1;
};

/// A reduction, what fills the slots that it offers, where gradients do not
/// travel as they are, and what follows it on its stream, until the next one.
struct ReduceUnit {
  int reduce = -1;
  std::vector<int> packs, tail;
};

/// Chooses the order of a step's commands and the groups that stay unsharded
/// from forward to backward.
class GatherSchedule {
public:
  GatherSchedule(const CommandList &list, std::vector<GroupSchedule> groups,
                 ScheduleOptions options);

  /// What the list lacks for a schedule, if anything.
  std::optional<std::string> check() const;
  /// Says what the groups' units, known by now, have in common.
  void setSameUnpack(int group, bool same) { groups[group].sameUnpack = same; }
  void setKeepable(int group, bool keepable) {
    groups[group].keepable = keepable;
  }
  void run();
  /// What in the result is illegal, if anything.
  std::optional<std::string> verify() const;

  /// Commands in their new order; what is not in it is dropped.
  const std::vector<int> &getOrder() const { return order; }
  const std::vector<GroupSchedule> &getGroups() const { return groups; }
  /// Commands that several packs need, or one and compute, or an all-reduce
  /// that one does, in order.
  const std::vector<int> &getStatistics() const { return statistics; }
  /// The unit of `group` in `phase`, if it is gathered there.
  const GatherUnit *getUnit(int group, CommandPhase phase) const;
  /// The lifetimes of an arena's buffers in an order, kept groups taken into
  /// account; not placed yet.
  ArenaLayout getArena(const std::vector<int> &order, Arena arena) const;
  /// Most bytes alive at once in the two arenas that every session has.
  int64_t getPeak(const std::vector<int> &order) const;
  /// Per buffer the one whose bytes it has: backward's of a kept group
  /// forward's.
  std::vector<int> getStorage() const;

private:
  void collectUnits();
  void collectReductions();
  std::vector<int> getGradients(const ReduceUnit &unit) const;
  void collectStatistics();
  void orderCompute();
  std::vector<int> orderPhase(CommandPhase phase);
  void decide();
  /// An order by the decisions made so far, and its peak.
  struct Emitted {
    std::vector<int> order;
    int64_t peak;
  };
  Emitted emitAll() const;
  void decideAuto(int group, Emitted &current);
  bool followsDirectly(int group, const std::vector<int> &order) const;
  std::vector<const GatherUnit *> getIssueOrder(CommandPhase phase) const;
  void findFirstUses();
  bool isKept(const GatherUnit &unit) const;
  void emitPhase(CommandPhase phase, std::vector<int> &out) const;
  void emitUnpack(const GatherUnit &unit, std::vector<int> &out) const;
  std::vector<int> emit() const;
  bool reads(int command, int buffer) const;
  bool readsResult(int command, int before) const;

  const CommandList &list;
  std::vector<GroupSchedule> groups;
  ScheduleOptions options;
  std::vector<GatherUnit> units;
  std::vector<ReduceUnit> reductions;
  /// What the packs need that the entry computes, in order: it runs first.
  std::vector<int> statistics;
  /// Compute commands in order, per phase.
  std::vector<int> forward, backward;
  std::vector<int> order;
};

} // namespace fsdp

#endif // FSDP_SCHEDULE_GATHERSCHEDULE_H
