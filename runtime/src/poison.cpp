// poison.cpp - makes reads of dead bytes and hidden ordering visible
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "poison.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <thread>

#include "comm_axis.h"
#include "command_accesses.h"

namespace fsdp_rt {
namespace {

struct Use {
  uint32_t command;
  ByteRange range;
  bool read, write;
};

// What touches this rank's memory, in the order of the list. Others may read what is
// offered until it is reclaimed, so the reclaim counts as a read.
std::vector<Use> UsesOf(const Entry& entry) {
  std::vector<Use> uses;
  auto add = [&](uint32_t command, const ByteRange* range, bool read, bool write) {
    if (range && range->arena >= 0 && range->bytes > 0) uses.push_back({command, *range, read, write});
  };
  for (uint32_t i = 0; i < entry.commands.size(); ++i) {
    const Command& command = entry.commands[i];
    for (const MemoryAccess& access : LocalAccesses(command)) add(i, &access.range, access.read, access.write);
    add(i, OfferedBytes(command), true, false);
    add(i, GatheredBytes(command), false, true);
    if (const auto* reclaim = std::get_if<Reclaim>(&command.body))
      add(i, OfferedBytes(entry.commands[reclaim->sources]), true, false);
    if (const auto* launch = std::get_if<Launch>(&command.body))
      for (const Arg& arg : launch->args)
        if (arg.kind == ArgKind::sources) add(i, GatheredBytes(entry.commands[arg.sources]), true, false);
  }
  return uses;
}

// The uses of one arena cut at every boundary of any of them: between two
// boundaries all bytes live and die together.
class ArenaTimeline {
 public:
  explicit ArenaTimeline(std::vector<Use> uses) : uses_(std::move(uses)) {
    for (const Use& use : uses_) {
      cuts_.push_back(use.range.offset);
      cuts_.push_back(use.range.offset + use.range.bytes);
    }
    std::sort(cuts_.begin(), cuts_.end());
    cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
  }

  // Calls dead(command, offset, bytes).
  template <typename Dead>
  void EachDeath(Dead dead) const {
    struct Value {
      int64_t last = -1;  // command of the last use
      bool was_read = false;
    };
    std::vector<Value> values(cuts_.size());
    for (const Use& use : uses_) {
      auto first = std::lower_bound(cuts_.begin(), cuts_.end(), use.range.offset) - cuts_.begin();
      for (size_t i = first; cuts_[i] < use.range.offset + use.range.bytes; ++i) {
        Value& value = values[i];
        bool overwrites = use.write && !use.read;
        // Several writes before the first read may each fill a part.
        if (overwrites && value.was_read && value.last < int64_t(use.command)) {
          dead(value.last, cuts_[i], cuts_[i + 1] - cuts_[i]);
          value.was_read = false;
        }
        value.was_read |= use.read;
        value.last = use.command;
      }
    }
    for (size_t i = 0; i + 1 < values.size(); ++i)
      if (values[i].last >= 0) dead(values[i].last, cuts_[i], cuts_[i + 1] - cuts_[i]);
  }

 private:
  std::vector<Use> uses_;
  std::vector<uint64_t> cuts_;
};

// Joins neighbours; ranges of one command come in the order of the arena.
void AddRange(std::vector<DeadRange>* ranges, DeadRange range) {
  if (!ranges->empty() && ranges->back().arena == range.arena &&
      ranges->back().offset + ranges->back().bytes == range.offset) {
    ranges->back().bytes += range.bytes;
  } else {
    ranges->push_back(range);
  }
}

}  // namespace

std::vector<std::vector<DeadRange>> ComputeDeadRanges(const PlanModel& plan, const Entry& entry) {
  std::vector<std::vector<DeadRange>> dead(entry.commands.size());
  std::vector<std::vector<Use>> by_arena(plan.arenas.size());
  for (Use& use : UsesOf(entry)) by_arena[use.range.arena].push_back(use);
  for (uint32_t arena = 0; arena < plan.arenas.size(); ++arena) {
    if (OutlivesEntries(plan.arenas[arena])) continue;
    ArenaTimeline(std::move(by_arena[arena])).EachDeath([&](int64_t command, uint64_t offset, uint64_t bytes) {
      AddRange(&dead[command], {arena, offset, bytes});
    });
  }
  return dead;
}

PoisonState::PoisonState(const PlanModel& plan, const ArenaMemory& memory, uint64_t seed)
    : plan_(plan), memory_(memory), random_(seed * 0x9e3779b97f4a7c15u + 1) {
  for (const Entry& entry : plan.entries) dead_.push_back(ComputeDeadRanges(plan, entry));
}

void PoisonState::BeginEntry() {
  for (size_t i = 0; i < plan_.arenas.size(); ++i)
    if (!OutlivesEntries(plan_.arenas[i]) && memory_.base(i)) std::memset(memory_.base(i), 0xff, memory_.bytes(i));
}

void PoisonState::Delay() {
  random_ ^= random_ << 13;
  random_ ^= random_ >> 7;
  random_ ^= random_ << 17;
  constexpr uint64_t kOneIn = 16, kMaxMicroseconds = 300;
  if (random_ % kOneIn == 0) std::this_thread::sleep_for(std::chrono::microseconds((random_ >> 8) % kMaxMicroseconds));
}

void PoisonState::AfterCommand(uint32_t entry, uint32_t command) {
  for (const DeadRange& range : dead_[entry][command])
    if (uint8_t* base = memory_.base(range.arena)) std::memset(base + range.offset, 0xff, range.bytes);
}

Status PoisonState::CheckPads(uint32_t rank) const {
  for (const Tensor& tensor : plan_.tensors)
    FSDP_RT_TRY(CheckPad(tensor, RankInAxis(plan_.ShardsOf(tensor), rank), memory_.base(tensor.arena) + tensor.offset));
  return {};
}

Status CheckPad(const Tensor& tensor, uint32_t shard, const uint8_t* chunk) {
  // What a hook stores of a pad is the hook's business.
  if (tensor.whole() || !tensor.source.empty()) return {};
  ChunkShape shape = ShapeOfChunk(tensor, shard);
  uint64_t row = shape.inner * DTypeBytes(tensor.dtype);
  for (uint64_t o = 0; o < shape.outer; ++o) {
    const uint8_t* begin = chunk + (o * shape.chunk + shape.valid_rows) * row;
    const uint8_t* end = chunk + (o + 1) * shape.chunk * row;
    const uint8_t* bad = std::find_if(begin, end, [](uint8_t byte) { return byte != 0; });
    if (bad != end)
      return Error(FSDP_RT_INTERNAL, "pad of '", tensor.name, "' is not zero at byte ", bad - chunk, " of shard ",
                   shard, "'s chunk (", shape.valid_rows, " of ", shape.chunk, " rows are valid)");
  }
  return {};
}

}  // namespace fsdp_rt
