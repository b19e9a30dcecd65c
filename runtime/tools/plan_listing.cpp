// plan_listing.cpp - what a plan keeps and what it unshards, from its commands alone
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "plan_listing.h"

#include <algorithm>
#include <map>
#include <set>

#include "../src/command_accesses.h"
#include "../src/status.h"

namespace fsdp_rt {
namespace {

// Commands of an entry between which a group's full parameters are in an allocation.
struct Unsharded {
  int32_t group;
  uint32_t first, last;
};

const Command* GatherOf(const Entry& entry, const Arg& arg) {
  if (arg.kind != ArgKind::sources) return nullptr;
  const Command& source = entry.commands[arg.sources];
  return std::holds_alternative<Gather>(source.body) ? &source : nullptr;
}

std::vector<Unsharded> UnshardedGroups(const Entry& entry) {
  std::map<int32_t, Unsharded> by_allocation;
  for (uint32_t i = 0; i < entry.commands.size(); ++i) {
    const auto* launch = std::get_if<Launch>(&entry.commands[i].body);
    const Command* gather = nullptr;
    if (launch)
      for (const Arg& arg : launch->args)
        if (const Command* found = GatherOf(entry, arg)) gather = found;
    for (const MemoryAccess& access : LocalAccesses(entry.commands[i])) {
      int32_t allocation = access.range.allocation;
      if (gather && access.write) by_allocation.try_emplace(allocation, Unsharded{gather->group, i, i});
      if (auto found = by_allocation.find(allocation); found != by_allocation.end()) found->second.last = i;
    }
  }
  std::vector<Unsharded> result;
  for (const auto& [allocation, unsharded] : by_allocation) result.push_back(unsharded);
  return result;
}

size_t MostAtOnce(const Entry& entry, Phase phase) {
  std::vector<Unsharded> unsharded = UnshardedGroups(entry);
  size_t most = 0;
  for (uint32_t i = 0; i < entry.commands.size(); ++i) {
    if (entry.commands[i].phase != phase) continue;
    std::set<int32_t> groups;
    for (const Unsharded& u : unsharded)
      if (u.first <= i && i <= u.last) groups.insert(u.group);
    most = std::max(most, groups.size());
  }
  return most;
}

std::string ShapeText(const std::vector<int64_t>& shape) {
  std::string text = "[";
  for (size_t i = 0; i < shape.size(); ++i) text += (i ? "," : "") + std::to_string(shape[i]);
  return text + "]";
}

}  // namespace

std::string ListPlan(const PlanModel& plan) {
  std::string text;
  for (size_t i = 0; i < plan.arenas.size(); ++i)
    text += Concat("arena ", i, " ", schema::EnumNameArenaClass(plan.arenas[i].arena_class), " bytes ",
                   plan.arenas[i].bytes, "\n");
  for (const Tensor& t : plan.tensors)
    text +=
        Concat(schema::EnumNameRole(t.role), " ", t.name, " ", schema::EnumNameDType(t.dtype), " ", ShapeText(t.shape),
               " dim ", t.dim, " chunk ", t.chunk, " arena ", t.arena, " offset ", t.offset, " bytes ", t.bytes, "\n");
  for (const Entry& entry : plan.entries)
    for (Phase phase : {Phase::forward, Phase::backward})
      if (size_t most = MostAtOnce(entry, phase))
        text += Concat("entry ", entry.name, " ", schema::EnumNamePhase(phase), ": at most ", most,
                       " groups unsharded at once\n");
  return text;
}

}  // namespace fsdp_rt
