//===- GatherSchedule.cpp - when groups are gathered and reduced ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Schedule/GatherSchedule.h"

#include "fsdp/Schedule/ComputeOrder.h"

#include <algorithm>
#include <map>
#include <numeric>

using namespace fsdp;

GatherSchedule::GatherSchedule(const CommandList &list,
                               std::vector<GroupSchedule> groups,
                               ScheduleOptions options)
    : list(list), groups(std::move(groups)), options(options) {
  collectUnits();
  collectReductions();
  collectStatistics();
}

bool GatherSchedule::reads(int command, int buffer) const {
  const std::vector<CommandAccess> &accesses = list.commands[command].accesses;
  return std::any_of(
      accesses.begin(), accesses.end(),
      [&](const CommandAccess &a) { return a.buffer == buffer; });
}

void GatherSchedule::collectUnits() {
  std::map<int, int> unitOf;
  std::set<int> slots;
  for (int i = 0, e = list.commands.size(); i < e; ++i)
    if (list.commands[i].kind == CommandKind::Gather)
      slots.insert(list.getOffered(i).buffer);
  // Reads sources and fills the slot of another gather.
  auto keepsSlots = [&](const Command &command) {
    return !command.sources.empty() &&
           std::any_of(command.accesses.begin(), command.accesses.end(),
                       [&](const CommandAccess &access) {
                         return access.write && slots.count(access.buffer);
                       });
  };
  for (int i = 0, e = list.commands.size(); i < e; ++i) {
    const Command &command = list.commands[i];
    if (command.kind == CommandKind::Gather) {
      GatherUnit unit;
      unit.gather = i;
      unit.group = command.group;
      unit.phase = command.phase == CommandPhase::Backward
                       ? CommandPhase::Backward
                       : CommandPhase::Forward;
      int slot = list.getOffered(i).buffer;
      for (int j = 0; j < i && list.buffers[slot].isPlanned(); ++j)
        if (reads(j, slot) && !keepsSlots(list.commands[j]))
          unit.packs.push_back(j);
      unitOf[i] = units.size();
      units.push_back(unit);
    }
    auto partner = unitOf.find(command.partner);
    if (command.kind == CommandKind::Release && partner != unitOf.end())
      units[partner->second].release = i;
    for (const SourcesRead &read : command.sources) {
      auto unit = unitOf.find(read.collective);
      if (unit == unitOf.end())
        continue;
      if (keepsSlots(command)) {
        units[unit->second].keeps.push_back(i);
        continue;
      }
      units[unit->second].unpacks.push_back(i);
      for (const CommandAccess &access : command.accesses)
        if (access.write && list.buffers[access.buffer].isPlanned())
          units[unit->second].full = access.buffer;
    }
  }
}

void GatherSchedule::collectReductions() {
  std::set<int> packs;
  for (int i = 0, e = list.commands.size(); i < e; ++i) {
    if (list.commands[i].kind != CommandKind::Reduce)
      continue;
    ReduceUnit unit{i, {}, {}};
    int offered = list.getOffered(i).buffer;
    for (int j = 0; j < i; ++j)
      if (list.commands[j].stream == list.commands[i].stream &&
          reads(j, offered))
        unit.packs.push_back(j);
    packs.insert(unit.packs.begin(), unit.packs.end());
    reductions.push_back(std::move(unit));
  }
  int last = -1;
  for (int i = 0, e = list.commands.size(); i < e; ++i) {
    const Command &command = list.commands[i];
    if (last + 1 < int(reductions.size()) && reductions[last + 1].reduce == i)
      ++last;
    else if (last >= 0 && !packs.count(i) &&
             command.stream == list.commands[reductions[last].reduce].stream)
      reductions[last].tail.push_back(i);
  }
}

/// The buffers of the gradients: what is offered, or what packs read.
std::vector<int> GatherSchedule::getGradients(const ReduceUnit &unit) const {
  int offered = list.getOffered(unit.reduce).buffer;
  if (unit.packs.empty())
    return {offered};
  std::vector<int> buffers;
  for (int pack : unit.packs)
    for (const CommandAccess &access : list.commands[pack].accesses)
      if (access.buffer != offered)
        buffers.push_back(access.buffer);
  return buffers;
}

/// Whether `command` reads, or changes, what `before` writes.
bool GatherSchedule::readsResult(int command, int before) const {
  const std::vector<CommandAccess> &accesses = list.commands[before].accesses;
  return std::any_of(accesses.begin(), accesses.end(),
                     [&](const CommandAccess &a) {
                       return a.write && reads(command, a.buffer);
                     });
}

/// What packs need: an all-reduce, all before it, and what several gathers, or
/// gathers and compute, share are statistics; the rest serves its gather as
/// the packs do.
void GatherSchedule::collectStatistics() {
  std::vector<int> all(list.commands.size());
  std::iota(all.begin(), all.end(), 0);
  std::vector<std::vector<int>> dependences = getDependences(list, all);
  auto close = [&](std::set<int> found) {
    std::vector<int> next(found.begin(), found.end());
    while (!next.empty()) {
      int command = next.back();
      next.pop_back();
      for (int before : dependences[command])
        if (found.insert(before).second)
          next.push_back(before);
    }
    return found;
  };
  std::map<int, int> users;
  std::set<int> packs, shared, needed, served;
  for (const GatherUnit &unit : units) {
    packs.insert(unit.packs.begin(), unit.packs.end());
    served.insert(unit.unpacks.begin(), unit.unpacks.end());
    served.insert(unit.keeps.begin(), unit.keeps.end());
    served.insert({unit.gather, unit.release});
    std::set<int> closed = close({unit.packs.begin(), unit.packs.end()});
    needed.insert(closed.begin(), closed.end());
    for (int command : closed)
      if (++users[command] > 1 ||
          list.commands[command].kind == CommandKind::AllReduce)
        shared.insert(command);
  }
  // An optimizer's norm, which updates of other groups read as well.
  for (int command : all)
    if (!needed.count(command) && !served.count(command))
      for (int before : dependences[command])
        if (needed.count(before) && !packs.count(before) &&
            readsResult(command, before))
          shared.insert(before);
  shared = close(shared);
  for (GatherUnit &unit : units) {
    std::set<int> mine(unit.packs.begin(), unit.packs.end());
    for (int command : close(mine))
      if (!packs.count(command) && !shared.count(command))
        mine.insert(command);
    unit.packs.assign(mine.begin(), mine.end());
  }
  for (int command : shared)
    if (!packs.count(command))
      statistics.push_back(command);
}

std::optional<std::string> GatherSchedule::check() const {
  if (auto error = list.check())
    return error;
  for (const GatherUnit &unit : units) {
    if (unit.group < 0 || unit.group >= int(groups.size()))
      return "command " + std::to_string(unit.gather) + " gathers no group";
    if (getUnit(unit.group, unit.phase) != &unit)
      return "command " + std::to_string(unit.gather) +
             " gathers its group a second time in one phase";
    if (unit.release < 0)
      return "command " + std::to_string(unit.gather) + " is never released";
  }
  return std::nullopt;
}

const GatherUnit *GatherSchedule::getUnit(int group, CommandPhase phase) const {
  for (const GatherUnit &unit : units)
    if (unit.group == group && unit.phase == phase)
      return &unit;
  return nullptr;
}

/// Compute is what serves no gather and no reduction; each phase apart.
void GatherSchedule::orderCompute() {
  std::set<int> served(statistics.begin(), statistics.end());
  for (const GatherUnit &unit : units) {
    served.insert(unit.packs.begin(), unit.packs.end());
    served.insert(unit.unpacks.begin(), unit.unpacks.end());
    served.insert(unit.keeps.begin(), unit.keeps.end());
    served.insert({unit.gather, unit.release});
  }
  for (const ReduceUnit &unit : reductions) {
    served.insert(unit.reduce);
    served.insert(unit.packs.begin(), unit.packs.end());
    served.insert(unit.tail.begin(), unit.tail.end());
  }
  for (int i = 0, e = list.commands.size(); i < e; ++i)
    if (!served.count(i))
      (list.commands[i].phase == CommandPhase::Backward ? backward : forward)
          .push_back(i);
  forward = orderPhase(CommandPhase::Forward);
  backward = orderPhase(CommandPhase::Backward);
  findFirstUses();
}

std::vector<int> GatherSchedule::orderPhase(CommandPhase phase) {
  const std::vector<int> &compute =
      phase == CommandPhase::Backward ? backward : forward;
  std::map<int, std::set<int>> groupsOfBuffer;
  std::map<int, int> groupOfGradients;
  for (const GatherUnit &unit : units)
    if (unit.phase == phase && unit.full >= 0)
      groupsOfBuffer[unit.full] = {unit.group};
  for (const ReduceUnit &unit : reductions)
    for (int buffer : getGradients(unit))
      groupOfGradients[buffer] = list.commands[unit.reduce].group;
  std::vector<std::set<int>> read(compute.size()), belongs(compute.size());
  for (size_t i = 0; i < compute.size(); ++i) {
    bool onlyParameters = true;
    for (const CommandAccess &access : list.commands[compute[i]].accesses) {
      auto full = groupsOfBuffer.find(access.buffer);
      auto gradients = groupOfGradients.find(access.buffer);
      if (full != groupsOfBuffer.end())
        read[i].insert(full->second.begin(), full->second.end());
      else if (!access.write)
        onlyParameters = false;
      if (access.write && gradients != groupOfGradients.end())
        belongs[i].insert(gradients->second);
    }
    belongs[i].insert(read[i].begin(), read[i].end());
    // A transposed or converted copy of parameters is as good as they are: what
    // reads it belongs to the group, too.
    if (onlyParameters && !read[i].empty())
      for (const CommandAccess &access : list.commands[compute[i]].accesses)
        if (access.write && list.buffers[access.buffer].isPlanned())
          groupsOfBuffer[access.buffer].insert(read[i].begin(), read[i].end());
  }
  ComputeOrder order(getDependences(list, compute), read, belongs);
  std::vector<int> result;
  for (int i : order.run())
    result.push_back(compute[i]);
  return result;
}

void GatherSchedule::findFirstUses() {
  for (GatherUnit &unit : units) {
    const std::vector<int> &compute =
        unit.phase == CommandPhase::Backward ? backward : forward;
    for (int at = compute.size() - 1; at >= 0 && unit.full >= 0; --at)
      if (reads(compute[at], unit.full))
        unit.firstUse = at;
  }
}

bool GatherSchedule::isKept(const GatherUnit &unit) const {
  return unit.phase == CommandPhase::Backward && groups[unit.group].kept;
}

/// FSDP2: the root, then the groups as they come, in backward the other way
/// round. Otherwise as they are used; what nothing reads is not gathered.
std::vector<const GatherUnit *>
GatherSchedule::getIssueOrder(CommandPhase phase) const {
  std::vector<std::pair<int, const GatherUnit *>> keyed;
  for (const GatherUnit &unit : units) {
    if (unit.phase != phase || isKept(unit))
      continue;
    int key = unit.firstUse;
    if (options.policy == SchedulePolicy::FSDP2)
      key = groups[unit.group].root           ? -int(groups.size()) - 1
            : phase == CommandPhase::Backward ? -unit.group
                                              : unit.group;
    else if (key < 0 && unit.keeps.empty())
      continue;
    keyed.push_back({key, &unit});
  }
  std::sort(keyed.begin(), keyed.end(), [](const auto &a, const auto &b) {
    return std::pair(a.first, a.second->gather) <
           std::pair(b.first, b.second->gather);
  });
  std::vector<const GatherUnit *> order;
  for (const auto &[key, unit] : keyed)
    order.push_back(unit);
  return order;
}

/// A kept group unpacks now whatever backward will read, while it has the
/// slots.
void GatherSchedule::emitUnpack(const GatherUnit &unit,
                                std::vector<int> &out) const {
  out.insert(out.end(), unit.unpacks.begin(), unit.unpacks.end());
  const GatherUnit *later = getUnit(unit.group, CommandPhase::Backward);
  if (later && later != &unit && isKept(*later) &&
      !groups[unit.group].sameUnpack)
    out.insert(out.end(), later->unpacks.begin(), later->unpacks.end());
  out.insert(out.end(), unit.keeps.begin(), unit.keeps.end());
  out.push_back(unit.release);
}

namespace {

/// Reductions of one phase, by the compute command that completes their
/// gradients.
class ReduceEmitter {
public:
  /// `gradients` are the buffers of each.
  ReduceEmitter(const CommandList &list, std::vector<ReduceUnit> reductions,
                const std::vector<std::vector<int>> &gradients,
                const std::vector<int> &compute, bool slack)
      : units(std::move(reductions)), slack(slack) {
    std::vector<int> lastWrite(list.buffers.size(), -1);
    for (int at = 0, e = units.empty() ? 0 : compute.size(); at < e; ++at)
      for (const CommandAccess &access : list.commands[compute[at]].accesses)
        if (access.write)
          lastWrite[access.buffer] = at;
    for (int i = 0, e = units.size(); i < e; ++i) {
      int last = -1;
      for (int buffer : gradients[i])
        last = std::max(last, lastWrite[buffer]);
      readyAt[last].push_back(i);
    }
  }

  /// What is complete after compute position `at`. With slack a reduction's
  /// result is read when the next one has been issued, so that it has time to
  /// arrive.
  void emitReady(int at, std::vector<int> &out) {
    auto ready = readyAt.find(at);
    if (ready == readyAt.end())
      return;
    for (int i : ready->second) {
      out.insert(out.end(), units[i].packs.begin(), units[i].packs.end());
      out.push_back(units[i].reduce);
      if (slack)
        finish(out);
      pending.push_back(i);
      if (!slack)
        finish(out);
    }
  }

  void finish(std::vector<int> &out) {
    for (int i : pending)
      out.insert(out.end(), units[i].tail.begin(), units[i].tail.end());
    pending.clear();
  }

private:
  std::vector<ReduceUnit> units;
  bool slack;
  std::map<int, std::vector<int>> readyAt;
  std::vector<int> pending;
};

} // namespace

void GatherSchedule::emitPhase(CommandPhase phase,
                               std::vector<int> &out) const {
  bool last = phase == CommandPhase::Backward;
  const std::vector<int> &compute = last ? backward : forward;
  std::vector<const GatherUnit *> units = getIssueOrder(phase);
  std::map<int, std::vector<int>> usedAt;
  for (int k = 0, e = units.size(); k < e; ++k)
    usedAt[units[k]->firstUse].push_back(k);
  int issued = 0,
      prefetch = last ? options.backwardPrefetch : options.forwardPrefetch;
  auto prefetchOf = [&](int group) {
    const std::optional<GroupSchedule::Prefetch> &own = groups[group].prefetch;
    return !own ? prefetch : last ? own->backward : own->forward;
  };
  auto issueUpTo = [&](int k) {
    for (; issued <= k && issued < int(units.size()); ++issued) {
      const GatherUnit &unit = *units[issued];
      out.insert(out.end(), unit.packs.begin(), unit.packs.end());
      out.push_back(unit.gather);
      if (unit.firstUse >= 0)
        continue;
      out.insert(out.end(), unit.keeps.begin(), unit.keeps.end());
      out.push_back(unit.release);
    }
  };
  std::vector<std::vector<int>> gradients;
  for (const ReduceUnit &unit : reductions)
    gradients.push_back(getGradients(unit));
  ReduceEmitter reduce(list, last ? reductions : std::vector<ReduceUnit>(),
                       gradients, compute,
                       options.policy == SchedulePolicy::Auto);
  // FSDP2 gathers ahead only once the group in use is unsharded.
  if (options.policy == SchedulePolicy::Auto)
    issueUpTo(prefetch - 1);
  reduce.emitReady(-1, out);
  for (int at = 0, e = compute.size(); at < e; ++at) {
    if (auto used = usedAt.find(at); used != usedAt.end())
      for (int k : used->second) {
        issueUpTo(k);
        emitUnpack(*units[k], out);
        issueUpTo(k + prefetchOf(units[k]->group));
      }
    out.push_back(compute[at]);
    reduce.emitReady(at, out);
  }
  issueUpTo(int(units.size()) - 1);
  reduce.finish(out);
}

std::vector<int> GatherSchedule::emit() const {
  std::vector<int> out = statistics;
  emitPhase(CommandPhase::Forward, out);
  emitPhase(CommandPhase::Backward, out);
  return out;
}

GatherSchedule::Emitted GatherSchedule::emitAll() const {
  std::vector<int> order = emit();
  int64_t peak = getPeak(order);
  return {std::move(order), peak};
}

std::vector<int> GatherSchedule::getStorage() const {
  std::vector<int> storage(list.buffers.size());
  std::iota(storage.begin(), storage.end(), 0);
  for (const GatherUnit &unit : units)
    if (unit.full >= 0 && isKept(unit))
      storage[unit.full] = getUnit(unit.group, CommandPhase::Forward)->full;
  return storage;
}

int64_t GatherSchedule::getPeak(const std::vector<int> &order) const {
  return getArena(order, Arena::Transient).getLivePeak() +
         getArena(order, Arena::Wire).getLivePeak();
}

ArenaLayout GatherSchedule::getArena(const std::vector<int> &order,
                                     Arena arena) const {
  // Asked for once per group: no more than one step per access.
  int count = list.buffers.size(), size = order.size();
  std::vector<int> storage = getStorage(), first(count, -1), last(count, -1);
  auto touch = [&](int buffer, int at) {
    int place = storage[buffer];
    if (first[place] < 0)
      first[place] = at;
    last[place] = at;
  };
  std::vector<int> collectives;
  for (int at = 0; at < size; ++at) {
    const Command &command = list.commands[order[at]];
    for (const CommandAccess &access : command.accesses)
      touch(access.buffer, at);
    for (const SourcesRead &read : command.sources) {
      touch(list.getOffered(read.collective).buffer, at);
      touch(list.getGathered(read.collective).buffer, at);
    }
    if (command.isCollective())
      collectives.push_back(at);
  }
  ArenaLayout layout;
  for (int buffer = 0; buffer < count; ++buffer) {
    if (first[buffer] < 0 || list.buffers[buffer].arena != arena)
      continue;
    int end = last[buffer];
    if (arena == Arena::Wire)
      end = addReuseSlack(collectives, size, end);
    layout.add(list.buffers[buffer].bytes, first[buffer], end);
  }
  return layout;
}

/// Whether no other group is unpacked between forward's last read and
/// backward's first, in `order`.
bool GatherSchedule::followsDirectly(int group,
                                     const std::vector<int> &order) const {
  const GatherUnit &before = *getUnit(group, CommandPhase::Forward);
  const GatherUnit &after = *getUnit(group, CommandPhase::Backward);
  std::set<int> unpacks;
  for (const GatherUnit &unit : units)
    if (unit.group != group)
      unpacks.insert(unit.unpacks.begin(), unit.unpacks.end());
  bool other = false;
  for (int command : order) {
    if (reads(command, after.full))
      return !other;
    if (unpacks.count(command))
      other = true;
    if (reads(command, before.full))
      other = false;
  }
  return false;
}

void GatherSchedule::decideAuto(int group, Emitted &current) {
  GroupSchedule &decision = groups[group];
  bool direct = followsDirectly(group, current.order);
  int64_t without = current.peak;
  decision.kept = true;
  Emitted keeping = emitAll();
  int64_t with = keeping.peak;
  decision.keptBytes = with - without;
  bool fits =
      options.memoryBudget && with + options.stateBytes <= options.memoryBudget;
  // What would be gathered again at once is not worth its bytes where they are
  // too many.
  direct = direct && (fits || !options.memoryBudget);
  if (direct)
    decision.reason = "backward follows forward directly";
  else if (with <= without)
    decision.reason = "does not raise the peak";
  else if (fits)
    decision.reason = "fits the memory budget";
  else
    decision.reason = "would raise the peak";
  decision.kept = direct || with <= without || fits;
  if (decision.kept)
    current = std::move(keeping);
}

void GatherSchedule::decide() {
  std::vector<int> open;
  for (const GatherUnit *unit : getIssueOrder(CommandPhase::Backward)) {
    const GatherUnit *before = getUnit(unit->group, CommandPhase::Forward);
    GroupSchedule &group = groups[unit->group];
    auto reshard = group.reshard;
    if (options.policy == SchedulePolicy::FSDP2 &&
        reshard == GroupSchedule::Reshard::Auto)
      reshard = GroupSchedule::Reshard::Default;
    if (!before || before->firstUse < 0) {
      group.reason = "forward does not read it";
    } else if (!group.keepable) {
      group.reason = "backward reads other forms than forward";
    } else if (reshard == GroupSchedule::Reshard::Auto) {
      open.push_back(unit->group);
    } else {
      bool byDefault = reshard == GroupSchedule::Reshard::Default;
      group.kept =
          byDefault ? group.root : reshard == GroupSchedule::Reshard::No;
      group.reason =
          reshard == GroupSchedule::Reshard::Part
              ? "asked for: a part is kept for a gather among fewer ranks"
          : byDefault ? (group.root ? "the root keeps its parameters by default"
                                    : "freed after forward by default")
                      : "asked for";
    }
  }
  if (open.empty())
    return;
  Emitted current = emitAll();
  for (int group : open)
    decideAuto(group, current);
}

void GatherSchedule::run() {
  orderCompute();
  decide();
  order = emit();
}

std::optional<std::string> GatherSchedule::verify() const {
  std::vector<int> all(list.commands.size()), place(list.commands.size(), -1);
  for (size_t i = 0; i < all.size(); ++i)
    all[i] = i;
  for (int at = 0, e = order.size(); at < e; ++at) {
    if (place[order[at]] >= 0)
      return "command " + std::to_string(order[at]) + " runs twice";
    place[order[at]] = at;
  }
  std::vector<std::vector<int>> dependences = getDependences(list, all);
  for (int i : order) {
    for (int before : dependences[i])
      if (place[before] > place[i])
        return "command " + std::to_string(i) + " runs before command " +
               std::to_string(before) + ", whose bytes it touches";
    for (const SourcesRead &read : list.commands[i].sources)
      if (place[read.collective] > place[i])
        return "command " + std::to_string(i) + " reads sources too early";
  }
  for (const std::vector<int> *compute : {&forward, &backward})
    for (int i : *compute)
      if (place[i] < 0)
        return "command " + std::to_string(i) + " is lost";
  return std::nullopt;
}
