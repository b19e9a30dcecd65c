// poison_test.cpp - which bytes die where
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "poison.h"

#include <gtest/gtest.h>

#include <tuple>

#include "command_accesses.h"
#include "example_plan.h"

namespace fsdp_rt::testing {
namespace {

// Bytes of an arena that die after a command.
uint64_t DeadBytes(const std::vector<DeadRange>& ranges, uint32_t arena) {
  uint64_t bytes = 0;
  for (const DeadRange& range : ranges)
    if (range.arena == arena) bytes += range.bytes;
  return bytes;
}

TEST(DeadRanges, FollowTheExample) {
  ExamplePlan plan(1, 2, 10);
  auto dead = ComputeDeadRanges(plan.model, plan.step());
  // The slot lives until it is reclaimed, then the gradients until theirs is.
  EXPECT_EQ(DeadBytes(dead[plan.Find<Reclaim>(0)], kWire), 20u);
  EXPECT_EQ(DeadBytes(dead[plan.Find<Reclaim>(1)], kWire), 40u);
  // The unsharded parameter is freed after the product, which reads it last.
  EXPECT_EQ(DeadBytes(dead[plan.Find<Gemm>()], kTransient), 40u);
  // What arrived is dead once it is unpacked.
  EXPECT_EQ(DeadBytes(dead[plan.Find<Launch>(1)], kGathered), 40u);
  for (const auto& ranges : dead) {
    EXPECT_EQ(DeadBytes(ranges, kState), 0u);
    EXPECT_EQ(DeadBytes(ranges, kCarried), 0u);
  }
}

// Does command i use a byte of an arena?
struct ByteUse {
  bool read = false, write = false;
};
ByteUse UseOf(const Entry& entry, uint32_t i, uint32_t arena, uint64_t byte) {
  auto holds = [&](const ByteRange* range) {
    return range && range->arena == int32_t(arena) && range->offset <= byte && byte < range->offset + range->bytes;
  };
  const Command& command = entry.commands[i];
  ByteUse use{holds(OfferedBytes(command)), holds(GatheredBytes(command))};
  for (const MemoryAccess& access : LocalAccesses(command)) {
    use.read |= access.read && holds(&access.range);
    use.write |= access.write && holds(&access.range);
  }
  if (const auto* reclaim = std::get_if<Reclaim>(&command.body))
    use.read |= holds(OfferedBytes(entry.commands[reclaim->sources]));
  if (const auto* launch = std::get_if<Launch>(&command.body))
    for (const Arg& arg : launch->args)
      use.read |= arg.kind == ArgKind::sources && holds(GatheredBytes(entry.commands[arg.sources]));
  return use;
}

// What poison.h promises, byte by byte: has the value no reader after command `at`, which used it last?
bool DiesAt(const Entry& entry, uint32_t arena, uint64_t byte, uint32_t at) {
  ByteUse now = UseOf(entry, at, arena, byte);
  if (!now.read && !now.write) return false;
  bool was_read = now.read;
  for (uint32_t i = at; !was_read && !now.write && i-- > 0;) {
    now = UseOf(entry, i, arena, byte);
    was_read = now.read;
  }
  for (uint32_t i = at + 1; i < entry.commands.size(); ++i) {
    ByteUse next = UseOf(entry, i, arena, byte);
    if (next.read) return false;
    if (next.write) return was_read;
  }
  return true;
}

// No byte that dies is left out, and none that lives is poisoned.
TEST(DeadRanges, AreExactlyTheBytesThatDie) {
  for (auto [replicas, shards, rows] : {std::tuple{1u, 2u, 10}, {1u, 1u, 7}, {2u, 3u, 11}, {1u, 8u, 9}}) {
    ExamplePlan plan(replicas, shards, rows);
    for (const Entry& entry : plan.model.entries) {
      auto dead = ComputeDeadRanges(plan.model, entry);
      uint64_t deaths = 0;
      for (uint32_t i = 0; i < entry.commands.size(); ++i)
        for (uint32_t arena = 0; arena < plan.model.arenas.size(); ++arena)
          for (uint64_t byte = 0; byte < plan.model.arenas[arena].bytes; ++byte) {
            bool poisoned = false;
            for (const DeadRange& range : dead[i])
              poisoned |= range.arena == arena && range.offset <= byte && byte < range.offset + range.bytes;
            bool dies = !OutlivesEntries(plan.model.arenas[arena]) && DiesAt(entry, arena, byte, i);
            deaths += dies;
            ASSERT_EQ(poisoned, dies) << entry.name << ", command " << i << ", arena " << arena << ", byte " << byte;
          }
      EXPECT_GT(deaths, 0u);
    }
  }
}

// Two writes before the first read may each fill a part: nothing dies between them.
TEST(DeadRanges, KeepWhatIsWrittenInParts) {
  PlanModel plan;
  plan.arenas = {{ArenaClass::transient, MemoryKind::device, 64, 64}};
  auto command = [](Body body) { return Command{std::move(body), 0, Phase::none, -1, ""}; };
  ByteRange all{0, -1, 0, 16, Access::write, 0}, target{0, -1, 32, 16, Access::write, 1};
  Entry entry{"e",
              {command(Fill{all}), command(Fill{all}), command(Copy{all, target}), command(Fill{all})},
              0,
              {},
              {{0, 0, 16}, {0, 32, 16}}};
  auto dead = ComputeDeadRanges(plan, entry);
  EXPECT_EQ(DeadBytes(dead[0], 0), 0u);
  EXPECT_EQ(DeadBytes(dead[1], 0), 0u);
  EXPECT_EQ(DeadBytes(dead[2], 0), 32u);  // the read value, and the target that nobody reads
  EXPECT_EQ(DeadBytes(dead[3], 0), 16u);
}

}  // namespace
}  // namespace fsdp_rt::testing
