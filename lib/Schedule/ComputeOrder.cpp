//===- ComputeOrder.cpp - compute ordered by open groups ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Schedule/ComputeOrder.h"

#include <algorithm>
#include <map>

using namespace fsdp;

static bool conflict(const CommandAccess &a, const CommandAccess &b) {
  return (a.write || b.write) && a.offset < b.offset + b.bytes &&
         b.offset < a.offset + a.bytes;
}

std::vector<std::vector<int>>
fsdp::getDependences(const CommandList &list,
                     const std::vector<int> &commands) {
  std::vector<std::vector<int>> dependences(commands.size());
  std::map<int, std::vector<std::pair<int, CommandAccess>>> touched;
  for (int i = 0, e = commands.size(); i < e; ++i) {
    std::set<int> before;
    for (const CommandAccess &access : list.commands[commands[i]].accesses)
      for (const auto &[j, other] : touched[access.buffer])
        if (conflict(access, other))
          before.insert(j);
    for (const CommandAccess &access : list.commands[commands[i]].accesses)
      touched[access.buffer].push_back({i, access});
    dependences[i].assign(before.begin(), before.end());
  }
  return dependences;
}

bool ComputeOrder::isOpen(int i) const {
  return std::includes(open.begin(), open.end(), reads[i].begin(),
                       reads[i].end());
}

/// Per command, whether it or something that it must follow needs a group that
/// is not open.
std::vector<bool> ComputeOrder::getBlocked() const {
  std::vector<bool> blocked(reads.size());
  for (int i = 0, e = reads.size(); i < e; ++i) {
    if (emitted[i])
      continue;
    blocked[i] = !isOpen(i);
    for (int before : dependences[i])
      blocked[i] = blocked[i] || blocked[before];
  }
  return blocked;
}

/// `i` and all it must follow, in program order.
void ComputeOrder::emitWithDependences(int i) {
  std::set<int> closure = {i};
  std::vector<int> stack = {i};
  while (!stack.empty()) {
    int at = stack.back();
    stack.pop_back();
    for (int before : dependences[at])
      if (!emitted[before] && closure.insert(before).second)
        stack.push_back(before);
  }
  for (int at : closure) {
    emitted[at] = true;
    order.push_back(at);
  }
}

void ComputeOrder::flushOpen(int from) {
  std::vector<bool> blocked = getBlocked();
  for (int i = from, e = reads.size(); i < e; ++i) {
    if (emitted[i])
      continue;
    bool ofOpen = std::any_of(belongs[i].begin(), belongs[i].end(),
                              [&](int group) { return open.count(group); });
    if (ofOpen && !blocked[i])
      emitWithDependences(i);
  }
}

std::vector<int> ComputeOrder::run() {
  for (int i = 0, e = reads.size(); i < e; ++i) {
    if (emitted[i])
      continue;
    if (!isOpen(i)) {
      flushOpen(i);
      open.insert(reads[i].begin(), reads[i].end());
    }
    if (!emitted[i])
      emitWithDependences(i);
  }
  return order;
}

std::optional<std::string>
ComputeOrder::verify(const std::vector<int> &order) const {
  std::vector<int> place(reads.size(), -1);
  for (int at = 0, e = order.size(); at < e; ++at)
    place[order[at]] = at;
  for (int i = 0, e = reads.size(); i < e; ++i) {
    if (place[i] < 0)
      return "command " + std::to_string(i) + " is lost";
    for (int before : dependences[i])
      if (place[before] > place[i])
        return "command " + std::to_string(i) + " runs before command " +
               std::to_string(before) + ", whose bytes it touches";
  }
  return std::nullopt;
}
