// plan_mutation.cpp - proof that the memory check would notice a missing command
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "plan_mutation.h"

#include <algorithm>
#include <optional>
#include <set>
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

struct Write {
  uint32_t command;
  ByteRange range;
};

// The last write to some of `range`, as part of the same allocation, before command `before`.
std::optional<Write> LastWrite(const Entry& entry, const ByteRange& range, uint32_t before) {
  for (uint32_t i = before; i-- > 0;)
    for (const MemoryAccess& access : LocalAccesses(entry.commands[i]))
      if (access.write && access.range.allocation == range.allocation && Overlap(access.range, range))
        return Write{i, access.range};
  return std::nullopt;
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

// The command right before `signal` on its stream. Not if that is a release, which orders
// what is before it by itself.
std::optional<uint32_t> SignalledBy(const Entry& entry, uint32_t signal) {
  for (uint32_t i = signal; i-- > 0;)
    if (entry.commands[i].stream == entry.commands[signal].stream)
      return Orders(entry.commands[i]) ? std::nullopt : std::optional(i);
  return std::nullopt;
}

// Allocation `allocation` moved by `bytes` within its arena.
Entry Shifted(const Entry& entry, int32_t allocation, uint64_t bytes) {
  Entry result = entry;
  result.allocations[allocation].offset += bytes;
  for (Command& command : result.commands)
    EachRange(&command, [&](ByteRange* range) {
      if (range->allocation == allocation) range->offset += bytes;
    });
  return result;
}

// A value between its write and a read of it.
struct LiveValue {
  ByteRange range;
  uint32_t written, read;  // commands
};

// For each read of an allocation, the last write to it before.
std::vector<LiveValue> LiveValues(const Entry& entry) {
  std::vector<LiveValue> values;
  for (uint32_t reader = 0; reader < entry.commands.size(); ++reader)
    for (const MemoryAccess& read : LocalAccesses(entry.commands[reader])) {
      if (!read.read || read.range.allocation < 0) continue;
      if (std::optional<Write> write = LastWrite(entry, read.range, reader)) {
        ByteRange both = read.range;
        both.offset = std::max(both.offset, write->range.offset);
        values.push_back({both, write->command, reader});
      }
    }
  return values;
}

class Mutator {
 public:
  explicit Mutator(const PlanModel& plan) : plan_(plan) {}

  MutationReport Run() {
    for (const Entry& entry : plan_.entries) {
      DeleteOrders(entry);
      MoveEarlier(entry);
      OverlapAllocations(entry);
    }
    return std::move(report_);
  }

 private:
  template <typename... What>
  void Expect(const Entry& mutant, const What&... what) {
    ++report_.mutants;
    if (CheckHappensBefore(plan_, mutant).ok()) report_.survivors.push_back(Concat(what...));
  }

  void DeleteOrders(const Entry& original) {
    Entry entry = original;
    for (uint32_t i = 0; i < entry.commands.size(); ++i) {
      if (!Orders(entry.commands[i])) continue;
      Body body = std::exchange(entry.commands[i].body, Deleted{});
      Expect(entry, "without ", Describe(plan_, original, i));
      entry.commands[i].body = std::move(body);
    }
  }

  void MoveEarlier(const Entry& entry) {
    for (uint32_t i = 0; i < entry.commands.size(); ++i) {
      std::optional<uint32_t> before;
      if (const ByteRange* offered = OfferedBytes(entry.commands[i])) {
        if (std::optional<Write> write = LastWrite(entry, *offered, i)) before = write->command;
      } else if (std::holds_alternative<Signal>(entry.commands[i].body)) {
        before = SignalledBy(entry, i);
      }
      if (before)
        Expect(Moved(entry, i, *before), Describe(plan_, entry, i), " before ", Describe(plan_, entry, *before));
    }
  }

  // Puts every allocation that is written while another's value lives over that value, once a pair.
  void OverlapAllocations(const Entry& entry) {
    std::set<std::pair<int32_t, int32_t>> done;
    for (const LiveValue& value : LiveValues(entry))
      for (uint32_t i = value.written + 1; i < value.read; ++i)
        for (const MemoryAccess& write : LocalAccesses(entry.commands[i])) {
          int32_t other = write.range.allocation;
          if (!write.write || other < 0 || other == value.range.allocation || write.range.arena != value.range.arena ||
              write.range.offset - entry.allocations[other].offset > value.range.offset ||
              !done.insert({value.range.allocation, other}).second)
            continue;
          Expect(Shifted(entry, other, value.range.offset - write.range.offset), "allocation ", other, ", written by ",
                 Describe(plan_, entry, i), ", over ", Describe(plan_, value.range), " that ",
                 Describe(plan_, entry, value.read), " reads");
        }
  }

  const PlanModel& plan_;
  MutationReport report_;
};

}  // namespace

MutationReport RunMutations(const PlanModel& plan) { return Mutator(plan).Run(); }

}  // namespace fsdp_rt
