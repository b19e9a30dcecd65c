//===- Recomputation.cpp - what backward computes again -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Schedule/Recomputation.h"

#include <algorithm>
#include <numeric>

using namespace fsdp;

/// Operations that take as long as a byte of memory traffic: between what a CPU
/// core (a few) and a GPU's matrix units (hundreds) do.
static constexpr int64_t kOperationsPerByte = 64;

static int64_t getCost(const Command &command) {
  int64_t bytes = 0;
  for (const CommandAccess &access : command.accesses)
    bytes += access.bytes;
  return bytes + command.operations / kOperationsPerByte;
}

Recomputation::Recomputation(const CommandList &list, std::vector<int> order,
                             std::vector<int> storage,
                             std::map<int, Full> fulls)
    : list(list), order(std::move(order)), storage(std::move(storage)),
      fulls(std::move(fulls)), writers(list.buffers.size()),
      valueOf(list.buffers.size(), -1) {
  for (int i = 0, e = list.commands.size(); i < e; ++i)
    for (const CommandAccess &access : list.commands[i].accesses)
      if (access.write && (writers[access.buffer].empty() ||
                           writers[access.buffer].back() != i))
        writers[access.buffer].push_back(i);
  collectValues();
  dropImpossible();
  required.assign(values.size(), false);
  chosen = required;
  indexTouches();
}

void Recomputation::Interval::extend(Interval other) {
  if (other.begin < 0)
    return;
  begin = begin < 0 ? other.begin : std::min(begin, other.begin);
  end = std::max(end, other.end);
}

void Recomputation::indexTouches() {
  fixed.resize(list.buffers.size());
  firstRead.assign(values.size(), -1);
  std::vector<ValueBuffer> touches(list.buffers.size());
  for (int at = 0, e = order.size(); at < e; ++at) {
    const Command &command = list.commands[order[at]];
    bool backward = command.phase == CommandPhase::Backward;
    auto touch = [&](int buffer) {
      int value = valueOf[buffer];
      if (value < 0)
        return fixed[storage[buffer]].touch(at);
      ValueBuffer &own = touches[buffer];
      (backward ? own.backward : own.forward).touch(at);
    };
    for (const CommandAccess &access : command.accesses) {
      touch(access.buffer);
      if (int value = valueOf[access.buffer];
          backward && value >= 0 && firstRead[value] < 0)
        firstRead[value] = at;
    }
    for (const SourcesRead &read : command.sources) {
      touch(list.getOffered(read.collective).buffer);
      touch(list.getGathered(read.collective).buffer);
    }
  }
  for (int buffer = 0, e = list.buffers.size(); buffer < e; ++buffer) {
    touches[buffer].buffer = buffer;
    if (valueOf[buffer] >= 0)
      valueBuffers.push_back(touches[buffer]);
    if (list.buffers[buffer].arena == Arena::Transient)
      transient.push_back(buffer);
  }
  programOrder.resize(values.size());
  std::iota(programOrder.begin(), programOrder.end(), 0);
  std::sort(programOrder.begin(), programOrder.end(), [&](int a, int b) {
    return values[a].commands.back() < values[b].commands.back();
  });
  users.resize(values.size());
  for (int value : programOrder)
    for (int input : values[value].values)
      users[input].push_back(value);
}

/// Compute of forward that works on nothing but its own results and inputs.
bool Recomputation::canRunAgain(const std::set<int> &buffers,
                                const std::vector<int> &commands) const {
  for (int buffer : buffers)
    if (list.buffers[buffer].arena != Arena::Transient || fulls.count(buffer))
      return false;
  return std::all_of(commands.begin(), commands.end(), [&](int i) {
    const Command &command = list.commands[i];
    return command.kind == CommandKind::Compute && command.group < 0 &&
           command.sources.empty() && command.stream == 0 &&
           command.phase != CommandPhase::Backward;
  });
}

/// A value is a buffer and what its writers write beside it.
void Recomputation::collectValues() {
  std::vector<bool> seen(list.buffers.size());
  std::set<int> saved;
  for (const Command &command : list.commands)
    for (const CommandAccess &access : command.accesses)
      if (command.phase == CommandPhase::Backward)
        saved.insert(access.buffer);
  for (int start = 0, e = list.buffers.size(); start < e; ++start) {
    if (seen[start] || writers[start].empty() ||
        list.buffers[start].arena != Arena::Transient)
      continue;
    std::set<int> buffers = {start}, commands;
    std::vector<int> next = {start};
    while (!next.empty()) {
      int buffer = next.back();
      next.pop_back();
      seen[buffer] = true;
      for (int i : writers[buffer])
        if (commands.insert(i).second)
          for (const CommandAccess &access : list.commands[i].accesses)
            if (access.write && buffers.insert(access.buffer).second)
              next.push_back(access.buffer);
    }
    RecomputedValue value;
    value.buffers.assign(buffers.begin(), buffers.end());
    value.commands.assign(commands.begin(), commands.end());
    if (!canRunAgain(buffers, value.commands))
      continue;
    for (int buffer : value.buffers) {
      valueOf[buffer] = values.size();
      value.saved |= saved.count(buffer) > 0;
      value.bytes += saved.count(buffer) ? list.buffers[buffer].bytes : 0;
    }
    for (int i : value.commands)
      value.cost += ::getCost(list.commands[i]);
    values.push_back(std::move(value));
  }
}

/// False: an input does not hold any more what it held in forward.
bool Recomputation::addInputs(RecomputedValue &value) const {
  int self = valueOf[value.buffers.front()];
  for (int i : value.commands)
    for (const CommandAccess &access : list.commands[i].accesses) {
      int buffer = access.buffer;
      if (valueOf[buffer] == self)
        continue;
      auto full = fulls.find(buffer);
      if (full != fulls.end()) {
        value.groups.insert(full->second.group);
        value.reads.insert(buffer);
        continue;
      }
      const CommandBuffer &place = list.buffers[buffer];
      if (place.arena == Arena::Wire || place.arena == Arena::Gathered)
        return false;
      bool written = !writers[buffer].empty();
      if (written && (!place.isPlanned() || writers[buffer].back() > i))
        return false;
      (valueOf[buffer] >= 0 ? value.values : value.reads)
          .insert(valueOf[buffer] >= 0 ? valueOf[buffer] : buffer);
    }
  return true;
}

/// What cannot be computed again is an input like any other: until none is
/// left, as one that goes may take away what another one is computed from.
void Recomputation::dropImpossible() {
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = 0; i < values.size(); ++i) {
      RecomputedValue &value = values[i];
      if (value.buffers.empty() || valueOf[value.buffers.front()] < 0)
        continue;
      value.reads.clear();
      value.values.clear();
      value.groups.clear();
      if (addInputs(value))
        continue;
      for (int buffer : value.buffers)
        valueOf[buffer] = -1;
      value.saved = false;
      changed = true;
    }
  }
}

/// `value` and what it needs that backward does not have: itself neither kept
/// nor computed again so far.
std::set<int> Recomputation::getClosure(int value) const {
  std::set<int> found = {value};
  std::vector<int> next = {value};
  while (!next.empty()) {
    int at = next.back();
    next.pop_back();
    for (int input : values[at].values)
      if (!values[input].saved && !chosen[input] && found.insert(input).second)
        next.push_back(input);
  }
  return found;
}

std::vector<int> Recomputation::getDue(const std::vector<int> &order) const {
  std::vector<int> due(values.size(), -1);
  auto lower = [&](int value, int at) {
    due[value] = due[value] < 0 ? at : std::min(due[value], at);
  };
  for (int at = 0, e = order.size(); at < e; ++at)
    if (list.commands[order[at]].phase == CommandPhase::Backward)
      for (const CommandAccess &access : list.commands[order[at]].accesses)
        if (int value = valueOf[access.buffer]; value >= 0 && chosen[value])
          lower(value, at);
  // Last first: what reads a value was filled after it.
  std::vector<int> last = getChosen();
  for (auto value = last.rbegin(); value != last.rend(); ++value)
    for (int input : values[*value].values)
      if (chosen[input] && due[*value] >= 0)
        lower(input, due[*value]);
  return due;
}

std::map<int, int>
Recomputation::getGroupsDue(const std::vector<int> &order) const {
  std::map<int, int> result;
  std::vector<int> due = getDue(order);
  for (int value : getChosen())
    for (int group : values[value].groups) {
      auto [place, isNew] = result.try_emplace(group, due[value]);
      place->second = std::min(place->second, due[value]);
    }
  return result;
}

std::vector<int> Recomputation::getChosen() const {
  std::vector<int> result;
  for (int value : programOrder)
    if (chosen[value])
      result.push_back(value);
  return result;
}

/// In the order that is scheduled.
std::vector<int> Recomputation::getDue() const {
  std::vector<int> due(values.size(), -1);
  // Last first: what reads a value was filled after it.
  for (auto it = programOrder.rbegin(); it != programOrder.rend(); ++it) {
    if (!chosen[*it])
      continue;
    due[*it] = firstRead[*it];
    for (int user : users[*it])
      if (chosen[user] && due[user] >= 0)
        due[*it] = due[*it] < 0 ? due[user] : std::min(due[*it], due[user]);
  }
  return due;
}

/// Transient bytes alive at each place of the order.
const std::vector<int64_t> &Recomputation::getLive() const {
  // What is computed again has a second life, in a buffer of its own.
  first = fixed;
  second.assign(list.buffers.size(), Interval());
  for (const ValueBuffer &own : valueBuffers) {
    int place = storage[own.buffer];
    first[place].extend(own.forward);
    (chosen[valueOf[own.buffer]] ? second : first)[place].extend(own.backward);
  }
  std::vector<int> due = getDue();
  for (int value : programOrder) {
    if (!chosen[value])
      continue;
    int at = due[value];
    if (at < 0) // What needed it is no longer chosen.
      continue;
    for (int buffer : values[value].buffers)
      second[buffer].touch(at);
    for (int input : values[value].values)
      for (int buffer : values[input].buffers)
        (chosen[input] ? second : first)[buffer].touch(at);
    for (int buffer : values[value].reads) {
      auto full = fulls.find(buffer);
      if (full == fulls.end())
        first[storage[buffer]].touch(at);
      else if (full->second.backward >= 0)
        first[storage[full->second.backward]].touch(at);
      else // A gather that is still to come.
        second[buffer].touch(at);
    }
  }
  live.assign(order.size() + 1, 0);
  for (int buffer : transient) {
    for (const Interval &life : {first[buffer], second[buffer]})
      if (life.begin >= 0) {
        live[life.begin] += list.buffers[buffer].bytes;
        live[life.end + 1] -= list.buffers[buffer].bytes;
      }
  }
  std::partial_sum(live.begin(), live.end(), live.begin());
  return live;
}

int64_t Recomputation::getPeak() const {
  const std::vector<int64_t> &bytes = getLive();
  return *std::max_element(bytes.begin(), bytes.end());
}

/// By how much the limit is passed, over all places: unlike the peak it says of
/// every step whether it helps.
int64_t Recomputation::getExcess(int64_t limit) const {
  int64_t excess = 0;
  for (int64_t bytes : getLive())
    excess += std::max<int64_t>(bytes - limit, 0);
  return excess;
}

bool Recomputation::tryChoose(int value, int64_t limit, int64_t &excess) {
  std::set<int> added;
  for (int each : getClosure(value))
    if (!chosen[each])
      added.insert(each);
  for (int each : added)
    chosen[each] = true;
  int64_t now = getExcess(limit);
  if (now < excess) {
    excess = now;
    return true;
  }
  for (int each : added)
    chosen[each] = false;
  return false;
}

bool Recomputation::isNeeded(int value) const {
  return !values[value].saved &&
         std::any_of(users[value].begin(), users[value].end(),
                     [&](int user) { return chosen[user]; });
}

/// The dearest first: what was chosen early may be needless by now, and then
/// what only that needed is.
void Recomputation::dropNeedless(int64_t limit) {
  std::vector<int> candidates = getChosen();
  std::stable_sort(candidates.begin(), candidates.end(), [&](int a, int b) {
    return values[a].cost > values[b].cost;
  });
  int64_t excess = getExcess(limit);
  for (bool changed = true; changed;) {
    changed = false;
    for (int value : candidates) {
      if (!chosen[value] || required[value] || isNeeded(value))
        continue;
      chosen[value] = false;
      if (getExcess(limit) > excess)
        chosen[value] = true;
      else
        changed = true;
    }
  }
}

void Recomputation::require(const std::set<int> &commands) {
  std::set<int> ends;
  for (int i = 0, e = list.commands.size(); i < e; ++i)
    if (list.commands[i].phase != CommandPhase::Backward && !commands.count(i))
      for (const CommandAccess &access : list.commands[i].accesses)
        if (!access.write)
          ends.insert(valueOf[access.buffer]);
  for (int value = 0, e = values.size(); value < e; ++value) {
    // What fills it with zeros first may stand before the part.
    if (values[value].saved && !ends.count(value) &&
        commands.count(values[value].commands.back()))
      for (int each : getClosure(value))
        required[each] = true;
  }
  chosen = required;
}

/// Whether what is chosen is enough.
bool Recomputation::fit(int64_t limit) {
  chosen = required;
  int64_t excess = getExcess(limit);
  for (bool changed = true; changed && excess > 0;) {
    changed = false;
    std::vector<std::pair<double, int>> candidates;
    for (int i = 0, e = values.size(); i < e; ++i) {
      if (!values[i].saved || chosen[i])
        continue;
      double cost = 0;
      for (int each : getClosure(i))
        cost += values[each].cost;
      candidates.push_back({cost / values[i].bytes, i});
    }
    std::sort(candidates.begin(), candidates.end());
    for (const auto &[cost, value] : candidates)
      if (excess > 0 && tryChoose(value, limit, excess))
        changed = true;
  }
  return excess == 0;
}

/// Where the limit is out of reach, the lowest one that is not, to within a
/// sixty-fourth of the peak: what helps most here does not there.
void Recomputation::choose(int64_t limit) {
  if (fit(limit))
    return dropNeedless(limit);
  chosen = required;
  int64_t low = limit, high = getPeak(), step = std::max<int64_t>(high / 64, 1);
  std::vector<bool> best = required;
  while (high - low > step) {
    int64_t middle = low + (high - low) / 2;
    if (!fit(middle)) {
      low = middle;
      continue;
    }
    high = middle;
    best = chosen;
  }
  chosen = best;
  dropNeedless(high);
}

int64_t Recomputation::getBytes() const {
  int64_t bytes = 0;
  for (int value : getChosen())
    bytes += values[value].bytes;
  return bytes;
}
