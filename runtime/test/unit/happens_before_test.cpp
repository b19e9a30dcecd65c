// happens_before_test.cpp - plans that race are rejected, and said why
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "happens_before.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "abstract_ranks.h"
#include "access_history.h"
#include "command_accesses.h"
#include "example_plan.h"
#include "plan_file.h"
#include "plan_mutation.h"

namespace fsdp_rt::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(HappensBefore, AcceptsTheExampleOnEveryGrid) {
  for (auto [replicas, shards] : {std::pair{1u, 1u}, {1u, 2u}, {1u, 8u}, {2u, 1u}, {2u, 4u}}) {
    ExamplePlan plan(replicas, shards, 10);
    ASSERT_EQ(VerifyStructure(plan.model).message(), "");
    EXPECT_EQ(CheckHappensBefore(plan.model).message(), "") << replicas << "x" << shards;
  }
}

// Parts of an axis neither meet nor read each other, and still nothing may be missing within one.
TEST(HappensBefore, KnowsPartsOfTheShardAxis) {
  const auto gather_in_parts = [](ExamplePlan* plan) {
    plan->model.communicators.push_back({"shard/2", Axis::shard, {{0, 1}, {2, 3}}});
    auto& gather = std::get<Gather>(plan->step().commands[plan->Find<Gather>()].body);
    gather.communicator = plan->model.communicators.size() - 1;
  };
  ExamplePlan plan(1, 4, 10);
  gather_in_parts(&plan);
  EXPECT_EQ(CheckHappensBefore(plan.model).message(), "");
  ExamplePlan lacking(1, 4, 10);
  gather_in_parts(&lacking);
  lacking.step().commands[lacking.Find<Reclaim>(0)].body = Deleted{};
  EXPECT_THAT(CheckHappensBefore(lacking.model).message(), HasSubstr("a reclaim"));
}

// A group of its own axis: neighbours or ranks far apart, whose collectives the grid's neither order nor race with.
TEST(HappensBefore, KnowsAxesOfGroups) {
  for (auto [replicas, shards] : {std::pair{2u, 2u}, {4u, 2u}, {2u, 4u}})
    for (uint32_t stride : {1u, replicas}) {
      ExamplePlan plan(replicas, shards, 10);
      plan.CutAmong(stride);
      ASSERT_EQ(VerifyStructure(plan.model).message(), "");
      EXPECT_EQ(CheckHappensBefore(plan.model).message(), "");
      MutationReport report = RunMutations(plan.model);
      EXPECT_EQ(report.mutants, 15u);
      EXPECT_THAT(report.survivors, ::testing::IsEmpty());
    }
}

// For every rank there is one that meets rank 0 on just the same axes.
TEST(AbstractRanks, StandForAll) {
  const auto find = [](const std::set<uint32_t>& axes, uint32_t world) {
    std::vector<uint32_t> ranks;
    EXPECT_EQ(AbstractRanks(axes, world, &ranks).message(), "");
    return ranks;
  };
  using ::testing::ElementsAre;
  EXPECT_THAT(find({}, 8), ElementsAre(0));
  EXPECT_THAT(find({FSDP_RT_AXIS(1, 8)}, 8), ElementsAre(0, 1));
  // A grid of 2x4: a shard, a replica and the one diagonal to rank 0.
  EXPECT_THAT(find({FSDP_RT_AXIS(1, 4), FSDP_RT_AXIS(4, 2)}, 8), ElementsAre(0, 1, 4, 5));
  // With parts of 2 another shard of the same part and one of another.
  EXPECT_THAT(find({FSDP_RT_AXIS(1, 4), FSDP_RT_AXIS(1, 2)}, 8), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
  // Parts of 2 and of 3 that do not divide each other: 1 is in both, 2 in one, 4 in none.
  EXPECT_THAT(find({FSDP_RT_AXIS(1, 2), FSDP_RT_AXIS(1, 3), FSDP_RT_AXIS(1, 6)}, 6), ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_THAT(find({FSDP_RT_AXIS(1, 1024), FSDP_RT_AXIS(1024, 32)}, 32768), ElementsAre(0, 1, 1024, 1025));
  std::vector<uint32_t> none;
  std::set<uint32_t> many;
  for (uint32_t size = 2; size <= 1024; size *= 2) many.insert(FSDP_RT_AXIS(1, size));
  EXPECT_THAT(AbstractRanks(many, 1024, &none).message(), HasSubstr("cut the ranks in 10 ways, more than 8"));
}

TEST(HappensBefore, RejectsEveryMutant) {
  for (auto [replicas, shards] : {std::pair{1u, 2u}, {1u, 4u}, {2u, 2u}}) {
    MutationReport report = RunMutations(ExamplePlan(replicas, shards, 10).model);
    // 3 signals, 3 waits, 2 releases, 2 reclaims deleted; 2 collectives and 3 signals moved;
    // the product written over the parameter that it reads is left to a test of its own.
    EXPECT_EQ(report.mutants, 15u);
    EXPECT_THAT(report.survivors, ::testing::IsEmpty());
  }
}

std::string Without(ExamplePlan& plan, uint32_t command) {
  plan.step().commands[command].body = Deleted{};
  return CheckHappensBefore(plan.model).message();
}

TEST(HappensBefore, NamesWhatIsMissing) {
  ExamplePlan a(1, 2, 10);
  EXPECT_THAT(Without(a, a.Find<Wait>(0)), AllOf(HasSubstr("command 4 (launch unpack"),
                                                 HasSubstr("need not be complete"), HasSubstr("command 1 (gather")));
  ExamplePlan b(1, 2, 10);
  EXPECT_THAT(Without(b, b.Find<Reclaim>(0)),
              AllOf(HasSubstr("command 8 (launch loss_grad"), HasSubstr("arena 3 (wire)"), HasSubstr("a reclaim")));
  ExamplePlan c(1, 2, 10);
  EXPECT_THAT(Without(c, c.Find<Release>(0)), HasSubstr("would hang"));
  ExamplePlan d(1, 2, 10);
  EXPECT_THAT(Without(d, d.Find<Signal>(0)), HasSubstr("would hang"));
  ExamplePlan e(1, 2, 10);
  EXPECT_THAT(Without(e, e.Find<Reclaim>(1)), HasSubstr("never reclaimed"));
  ExamplePlan f(1, 2, 10);
  EXPECT_THAT(Without(f, f.Find<Wait>(2)), HasSubstr("stream 2 is not joined"));
}

// Sharing bytes between what two streams use at once is caught.
TEST(HappensBefore, RejectsSharedBytes) {
  ExamplePlan plan(1, 2, 10);
  uint32_t unpack = plan.Find<Launch>(1);
  auto& launch = std::get<Launch>(plan.step().commands[unpack].body);
  // Over the parameter, which pack reads on stream 1; nothing else needs what it wrote.
  launch.args[1].range = {kState, -1, 0, 4, Access::write, -1};
  Body& product = plan.step().commands[plan.Find<Gemm>()].body;
  product = Fill{std::get<Gemm>(product).c};
  EXPECT_EQ(CheckHappensBefore(plan.model).message(), "");  // ordered by the gather's event
  plan.step().commands[plan.Find<Launch>(3)].stream = 1;    // reduce_unpack without a wait
  EXPECT_THAT(CheckHappensBefore(plan.model).message(), HasSubstr("need not be complete"));
}

// A kernel that reads part of each slot leaves the bytes before the first part alone.
TEST(HappensBefore, KnowsWhatOfTheGatheredSlotsIsRead) {
  constexpr uint64_t kFirstRead = 8, kSlot = 20;
  constexpr int32_t kOtherGathered = 5;
  auto check = [](uint64_t overwritten) {
    ExamplePlan plan(1, 2, 10);
    auto& unpack = std::get<Launch>(plan.step().commands[plan.Find<Launch>(1)].body);
    unpack.args[0].range.offset = kFirstRead;
    unpack.args[0].range.bytes = kSlot - kFirstRead;
    // Behind the gather, not ordered after the unpack: instead of the compute, whose
    // gradients the parameter stands in for.
    plan.step().commands[plan.Find<Gemm>()] = {Wait{0}, 2, Phase::none, -1, ""};
    plan.step().commands[plan.Find<Launch>(2)] = {Fill{{kGathered, -1, 0, overwritten, Access::write, kOtherGathered}},
                                                  2, Phase::none, -1, ""};
    std::get<Reduce>(plan.step().commands[plan.Find<Reduce>()].body).grads = {kState, -1, 0, kSlot, Access::read, -1};
    return CheckHappensBefore(plan.model).message();
  };
  EXPECT_EQ(check(kFirstRead), "");
  EXPECT_THAT(check(kFirstRead + 1), AllOf(HasSubstr("buffered transport"), HasSubstr("may read them")));
}

// Every access is in order, but the value is gone: the product written over the parameter
// that it reads once more.
TEST(HappensBefore, RejectsLostValues) {
  ExamplePlan plan(1, 2, 10);
  Entry& step = plan.step();
  step.commands.push_back(step.commands[plan.Find<Gemm>()]);
  EXPECT_EQ(CheckHappensBefore(plan.model).message(), "");
  int32_t product = std::get<Gemm>(step.commands.back().body).c.allocation;
  step.allocations[product].offset = 0;
  for (Command& command : step.commands)
    EachRange(&command, [&](ByteRange* range) {
      if (range->allocation == product) range->offset = 0;
    });
  EXPECT_THAT(CheckHappensBefore(plan.model).message(),
              AllOf(HasSubstr("reads arena 2 (transient) bytes 0..4"), HasSubstr("has written allocation"),
                    HasSubstr("must not share bytes")));
}

// A kernel that writes rows with gaps names the whole extent as read and written. It may
// find another allocation's dead bytes there, but never lose what its own held.
TEST(AccessHistory, RowsWithGapsMayBeginOverDeadBytes) {
  constexpr int32_t kDead = 1, kRows = 2;
  const VectorClock clock = {10};
  uint32_t time = 0;
  AccessHistory history(/*outlives_entries=*/false);
  auto add = [&](int32_t allocation, bool write, bool with_gaps) {
    return history.Add(0, 16, {{0, ++time}, 0, time, write, allocation, with_gaps}, clock);
  };
  EXPECT_FALSE(add(kDead, true, false));
  EXPECT_TRUE(add(kRows, false, false));  // a plain read would find another's value
  EXPECT_FALSE(add(kRows, false, true));
  EXPECT_FALSE(add(kRows, true, false));
  EXPECT_FALSE(add(kDead, true, false));
  auto lost = add(kRows, false, true);
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->kind, Conflict::Kind::kOverwritten);
}

// A copy or a kernel that reads rows with gaps names their whole extent. It must find some of
// its allocation's bytes, and none that another one has taken from it.
TEST(AccessHistory, ReadsMayPassOverGaps) {
  constexpr int32_t kDead = 1, kRows = 2;
  const VectorClock clock = {10};
  uint32_t time = 0;
  AccessHistory history(/*outlives_entries=*/false);
  auto add = [&](uint64_t begin, uint64_t end, int32_t allocation, bool write) {
    return history.Add(begin, end, {{0, ++time}, 0, time, write, allocation, false}, clock);
  };
  EXPECT_FALSE(add(8, 16, kDead, true));
  EXPECT_TRUE(add(0, 24, kRows, false));  // nothing of its own yet
  EXPECT_FALSE(add(0, 8, kRows, true));
  EXPECT_FALSE(add(0, 24, kRows, false));  // bytes of kDead and bytes nobody wrote between
  EXPECT_FALSE(add(0, 4, kDead, true));
  auto lost = add(0, 24, kRows, false);
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->kind, Conflict::Kind::kOverwritten);
  EXPECT_EQ(lost->begin, 0u);
}

TEST(HappensBefore, RejectsReadsOfNothing) {
  ExamplePlan plan(1, 2, 10);
  plan.step().commands[plan.Find<Gemm>()].body = Deleted{};
  EXPECT_THAT(CheckHappensBefore(plan.model).message(),
              AllOf(HasSubstr("launch loss_grad"), HasSubstr("which nothing before it writes")));
}

// An all-reduce may use its destination as scratch space as soon as this rank starts it,
// when the others may still read what lies there.
TEST(HappensBefore, AllReduceWritesFromTheStart) {
  ExamplePlan plan(1, 2, 10);
  Entry& step = plan.step();
  uint32_t reclaim = plan.Find<Reclaim>(1), all_reduce = plan.Find<AllReduce>();
  std::swap(step.commands[reclaim], step.commands[all_reduce]);
  auto& body = std::get<AllReduce>(step.commands[reclaim].body);
  body.communicator = 2;
  EXPECT_EQ(CheckHappensBefore(plan.model).message(), "");
  ByteRange grads = *OfferedBytes(step.commands[plan.Find<Reduce>()]);
  grads.bytes = body.dest.bytes;
  body.dest = grads;
  EXPECT_THAT(CheckHappensBefore(plan.model).message(), HasSubstr("of another rank may read them"));
}

// So does an exchange.
TEST(HappensBefore, ExchangeWritesFromTheStart) {
  ExamplePlan plan(1, 2, 10);
  Entry& step = plan.step();
  uint32_t reclaim = plan.Find<Reclaim>(1), all_reduce = plan.Find<AllReduce>();
  std::swap(step.commands[reclaim], step.commands[all_reduce]);
  const AllReduce reduce = std::get<AllReduce>(step.commands[reclaim].body);
  Exchange exchange{2, reduce.source, reduce.dest, ExchangeKind::all_to_all};
  step.commands[reclaim].body = exchange;
  EXPECT_EQ(CheckHappensBefore(plan.model).message(), "");
  exchange.dest = *OfferedBytes(step.commands[plan.Find<Reduce>()]);
  exchange.dest.bytes = exchange.source.bytes;
  step.commands[reclaim].body = exchange;
  EXPECT_THAT(CheckHappensBefore(plan.model).message(), HasSubstr("of another rank may read them"));
}

// An all-reduce over replicas orders nothing between shards.
TEST(HappensBefore, ReplicasDoNotOrderShards) {
  ExamplePlan plan(2, 2, 10);
  Entry& step = plan.step();
  uint32_t reclaim = plan.Find<Reclaim>(1), all_reduce = plan.Find<AllReduce>();
  ASSERT_EQ(all_reduce, reclaim + 1);
  // Rewrites the offered gradients after the all-reduce but before the reclaim.
  std::swap(step.commands[reclaim], step.commands[all_reduce]);
  Command fill{Fill{{kWire, -1, 0, 4, Access::write, 0}}, 2, Phase::none, -1, ""};
  step.commands.insert(step.commands.begin() + all_reduce, fill);
  EXPECT_THAT(CheckHappensBefore(plan.model).message(), HasSubstr("command 15 (fill"));
  // Over all ranks it does: each starts it after its release.
  for (Command& command : step.commands)
    if (auto* body = std::get_if<AllReduce>(&command.body)) body->communicator = 2;
  EXPECT_EQ(CheckHappensBefore(plan.model).message(), "");
}

TEST(AccessHistory, FindsOverlapsByByte) {
  AccessHistory history;
  VectorClock first{1, 0}, second{0, 1}, joined{1, 2};
  EXPECT_FALSE(history.Add(0, 16, {{0, 1}, 0, 0, true, -1, false}, first));
  EXPECT_FALSE(history.Add(16, 32, {{1, 1}, 0, 1, true, -1, false}, second));
  auto conflict = history.Add(8, 24, {{1, 1}, 0, 2, false, -1, false}, second);
  ASSERT_TRUE(conflict);
  EXPECT_EQ(conflict->earlier.command, 0u);
  EXPECT_EQ(conflict->begin, 8u);
  EXPECT_EQ(conflict->end, 16u);
  EXPECT_FALSE(history.Add(8, 24, {{1, 2}, 0, 3, true, -1, false}, joined));
  EXPECT_TRUE(history.Add(20, 21, {{0, 2}, 0, 4, false, -1, false}, VectorClock{2, 1}));
}

}  // namespace
}  // namespace fsdp_rt::testing
