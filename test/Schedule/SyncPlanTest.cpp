//===- SyncPlanTest.cpp - waits: enough, and none too many ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Schedule/SyncPlan.h"

#include "gtest/gtest.h"

#include <random>
#include <set>

using namespace fsdp;

namespace {

/// The list with a plan's waits, reclaims and signals in it.
CommandList apply(const CommandList &list, const SyncPlan &plan) {
  CommandList result = list;
  result.commands.clear();
  int size = list.commands.size();
  std::vector<int> moved(size, -1), signals(size, -1);
  std::set<int> signalled;
  for (const SyncPoint &point : plan.points)
    if (point.collective < 0)
      signalled.insert(point.after);
  auto push = [&](CommandKind kind, int stream, int partner) {
    Command command;
    command.kind = kind;
    command.stream = stream;
    command.partner = partner;
    result.commands.push_back(command);
    return int(result.commands.size()) - 1;
  };
  for (int i = 0; i <= size; ++i) {
    for (const SyncPoint &point : plan.points)
      if (point.before == i && point.collective >= 0)
        push(CommandKind::Reclaim, point.stream, moved[point.collective]);
      else if (point.before == i)
        push(CommandKind::Wait, point.stream, signals[point.after]);
    if (i == size)
      break;
    Command command = list.commands[i];
    if (command.partner >= 0)
      command.partner = moved[command.partner];
    for (SourcesRead &read : command.sources)
      read.collective = moved[read.collective];
    moved[i] = result.commands.size();
    result.commands.push_back(command);
    if (signalled.count(i))
      signals[i] = push(CommandKind::Signal, command.stream, -1);
  }
  return result;
}

CommandList without(CommandList list, int removed) {
  list.commands.erase(list.commands.begin() + removed);
  auto fix = [&](int &index) { index -= index > removed; };
  for (Command &command : list.commands) {
    fix(command.partner);
    for (SourcesRead &read : command.sources)
      fix(read.collective);
  }
  return list;
}

Command compute(int stream, std::vector<CommandAccess> accesses) {
  Command command;
  command.stream = stream;
  command.accesses = std::move(accesses);
  return command;
}

/// `groups` gathers: pack on 1, gather on 1, unpack on 0, compute on 0; slots,
/// gathered and unsharded buffers chosen among `places` each.
CommandList makeGathers(int groups, int places, int shards, unsigned seed) {
  std::mt19937 random(seed);
  CommandList list;
  list.shards = shards;
  auto buffer = [&](Arena arena, int64_t bytes) {
    list.buffers.push_back({arena, bytes, int64_t(random() % places) * bytes});
    return int(list.buffers.size()) - 1;
  };
  list.buffers.push_back({Arena::State, 64, 0});
  for (int i = 0; i < groups; ++i) {
    int slot = buffer(Arena::Wire, 64);
    int gathered = buffer(Arena::Gathered, 64 * shards);
    int full = buffer(Arena::Transient, 64 * shards);
    list.commands.push_back(
        compute(1, {{0, 0, 64, false}, {slot, 0, 64, true}}));
    Command gather =
        compute(1, {{slot, 0, 64, false}, {gathered, 0, 64 * shards, true}});
    gather.kind = CommandKind::Gather;
    int index = list.commands.size();
    list.commands.push_back(gather);
    Command unpack = compute(0, {{full, 0, 64 * shards, true}});
    unpack.sources.push_back({index, 0, 64});
    list.commands.push_back(unpack);
    Command release = compute(0, {});
    release.kind = CommandKind::Release;
    release.partner = index;
    list.commands.push_back(release);
    int reader = random() % 3;
    list.commands.push_back(compute(reader, {{full, 0, 64, false}}));
  }
  return list;
}

} // namespace

TEST(SyncPlan, EveryPointIsNeeded) {
  for (int shards : {1, 2, 4})
    for (int places : {1, 2, 3, 8})
      for (unsigned seed = 0; seed < 10; ++seed) {
        CommandList list = makeGathers(8, places, shards, seed);
        SyncPlan plan = planSync(list);
        ASSERT_EQ(plan.error, std::nullopt);
        CommandList synced = apply(list, plan);
        ASSERT_EQ(verifySync(synced), std::nullopt)
            << shards << " shards, " << places << " places, seed " << seed;
        for (int i = 0, e = synced.commands.size(); i < e; ++i) {
          CommandKind kind = synced.commands[i].kind;
          if (kind == CommandKind::Wait || kind == CommandKind::Reclaim)
            EXPECT_NE(verifySync(without(synced, i)), std::nullopt)
                << "command " << i << " can be left out, " << shards
                << " shards, " << places << " places, seed " << seed;
        }
      }
}

TEST(SyncPlan, NothingIsRightWithoutWaits) {
  EXPECT_NE(verifySync(makeGathers(3, 1, 2, 0)), std::nullopt);
}

TEST(SyncPlan, ASlotWrittenBeforeItsReleaseHasNoPlan) {
  CommandList list = makeGathers(1, 1, 2, 0);
  // Pack again right after the gather.
  list.commands.insert(list.commands.begin() + 2, list.commands[0]);
  for (Command &command : list.commands) {
    command.partner += command.partner > 1;
    for (SourcesRead &read : command.sources)
      read.collective += read.collective > 1;
  }
  EXPECT_NE(planSync(list).error, std::nullopt);
}

/// Half of a slot was reclaimed for stream 0; stream 1, which knows that the
/// unpack is done, still has to wait for the release before it writes the rest.
TEST(SyncPlan, ASlotIsReadUntilItsRelease) {
  for (int shards : {1, 2}) {
    CommandList list;
    list.shards = shards;
    list.buffers = {{Arena::Wire, 128, 0},
                    {Arena::Gathered, 128 * shards, 0},
                    {Arena::Transient, 128 * shards, 0},
                    {Arena::Wire, 64, 0},
                    {Arena::Wire, 64, 64}};
    Command gather =
        compute(1, {{0, 0, 128, false}, {1, 0, 128 * shards, true}});
    gather.kind = CommandKind::Gather;
    Command unpack = compute(0, {{2, 0, 128 * shards, true}});
    unpack.sources.push_back({1, 0, 128});
    Command release = compute(0, {});
    release.kind = CommandKind::Release;
    release.partner = 1;
    list.commands = {compute(1, {{0, 0, 128, true}}),
                     gather,
                     unpack,
                     release,
                     compute(1, {{2, 0, 64, false}}),
                     compute(0, {{3, 0, 64, true}}),
                     compute(1, {{4, 0, 64, true}})};
    SyncPlan plan = planSync(list);
    ASSERT_EQ(plan.error, std::nullopt);
    EXPECT_EQ(verifySync(apply(list, plan)), std::nullopt);
    bool waits = std::any_of(plan.points.begin(), plan.points.end(),
                             [](const SyncPoint &point) {
                               return point.before == 6 && point.after >= 3;
                             });
    EXPECT_TRUE(waits) << shards << " shards";
  }
}

TEST(SyncPlan, OneStreamNeedsNoWait) {
  CommandList list;
  list.buffers.push_back({Arena::Transient, 64, 0});
  for (int i = 0; i < 3; ++i)
    list.commands.push_back(compute(0, {{0, 0, 64, true}}));
  EXPECT_TRUE(planSync(list).points.empty());
}
