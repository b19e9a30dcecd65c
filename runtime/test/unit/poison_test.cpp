// poison_test.cpp - which bytes die where
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "poison.h"

#include <gtest/gtest.h>

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

// Two writes before the first read may each fill a part: nothing dies between them.
TEST(DeadRanges, KeepWhatIsWrittenInParts) {
  PlanModel plan;
  plan.arenas = {{ArenaClass::transient, MemoryKind::device, 64, 64}};
  auto command = [](Body body) { return Command{std::move(body), 0, Phase::none, -1, ""}; };
  ByteRange all{0, -1, 0, 16, Access::write}, target{0, -1, 32, 16, Access::write};
  Entry entry{"e", {command(Fill{all}), command(Fill{all}), command(Copy{all, target}), command(Fill{all})}, 0, {}};
  auto dead = ComputeDeadRanges(plan, entry);
  EXPECT_EQ(DeadBytes(dead[0], 0), 0u);
  EXPECT_EQ(DeadBytes(dead[1], 0), 0u);
  EXPECT_EQ(DeadBytes(dead[2], 0), 32u);  // the read value, and the target that nobody reads
  EXPECT_EQ(DeadBytes(dead[3], 0), 16u);
}

}  // namespace
}  // namespace fsdp_rt::testing
