// plan_mutation.cpp - proof that the memory check would notice a missing command
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "plan_mutation.h"

#include <utility>

#include "command_accesses.h"
#include "happens_before.h"

namespace fsdp_rt {
namespace {

bool Orders(const Command& command) {
  return std::holds_alternative<Wait>(command.body) || std::holds_alternative<Signal>(command.body) ||
         std::holds_alternative<Release>(command.body) || std::holds_alternative<Reclaim>(command.body);
}

bool Overlap(const ByteRange& a, const ByteRange& b) {
  return a.arena == b.arena && a.binding == b.binding && a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes;
}

// The last command before `offer` that writes what it offers; -1: none in this entry.
int64_t LastWriter(const Entry& entry, uint32_t offer) {
  const ByteRange& offered = *OfferedBytes(entry.commands[offer]);
  for (int64_t i = int64_t(offer) - 1; i >= 0; --i)
    for (const MemoryAccess& access : LocalAccesses(entry.commands[i]))
      if (access.write && Overlap(access.range, offered)) return i;
  return -1;
}

// Moves command `from` to `to` (earlier) and renumbers what refers to commands.
Entry Moved(const Entry& entry, uint32_t from, uint32_t to) {
  Entry result = entry;
  auto begin = result.commands.begin();
  std::rotate(begin + to, begin + from, begin + from + 1);
  auto renumber = [&](auto& index) {
    if (uint32_t(index) == from) {
      index = to;
    } else if (uint32_t(index) >= to && uint32_t(index) < from) {
      ++index;
    }
  };
  for (Command& command : result.commands) {
    if (auto* launch = std::get_if<Launch>(&command.body)) {
      for (Arg& arg : launch->args)
        if (arg.kind == ArgKind::sources) renumber(arg.sources);
    } else if (auto* release = std::get_if<Release>(&command.body)) {
      renumber(release->sources);
    } else if (auto* reclaim = std::get_if<Reclaim>(&command.body)) {
      renumber(reclaim->sources);
    }
  }
  return result;
}

}  // namespace

MutationReport RunMutations(const PlanModel& plan) {
  MutationReport report;
  for (const Entry& original : plan.entries) {
    Entry entry = original;
    for (uint32_t i = 0; i < entry.commands.size(); ++i) {
      if (Orders(entry.commands[i])) {
        Body body = std::exchange(entry.commands[i].body, Deleted{});
        bool survived = CheckHappensBefore(plan, entry).ok();
        entry.commands[i].body = std::move(body);
        ++report.mutants;
        if (survived) report.survivors.push_back("without " + Describe(plan, entry, i));
      } else if (OfferedBytes(entry.commands[i])) {
        int64_t writer = LastWriter(entry, i);
        if (writer < 0) continue;
        ++report.mutants;
        if (CheckHappensBefore(plan, Moved(entry, i, uint32_t(writer))).ok())
          report.survivors.push_back(Describe(plan, entry, i) + " before " + Describe(plan, entry, uint32_t(writer)));
      }
    }
  }
  return report;
}

}  // namespace fsdp_rt
