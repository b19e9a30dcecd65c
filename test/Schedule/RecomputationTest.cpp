//===- RecomputationTest.cpp - what backward computes again ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Schedule/Recomputation.h"

#include "gmock/gmock.h"

#include <numeric>

using namespace fsdp;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

/// A command list in the making.
class Lists {
public:
  int buffer(int64_t bytes, Arena arena = Arena::Transient) {
    list.buffers.push_back({arena, bytes, -1});
    return list.buffers.size() - 1;
  }
  int compute(CommandPhase phase, std::vector<int> reads,
              std::vector<int> writes, int64_t operations = 0) {
    Command command;
    command.phase = phase;
    command.operations = operations;
    for (int each : reads)
      command.accesses.push_back({each, 0, list.buffers[each].bytes, false});
    for (int each : writes)
      command.accesses.push_back({each, 0, list.buffers[each].bytes, true});
    list.commands.push_back(command);
    return list.commands.size() - 1;
  }
  Recomputation analyze(std::map<int, Recomputation::Full> fulls = {}) {
    std::vector<int> order(list.commands.size()), storage(list.buffers.size());
    std::iota(order.begin(), order.end(), 0);
    std::iota(storage.begin(), storage.end(), 0);
    return Recomputation(list, order, storage, fulls);
  }
  CommandList list;
};

constexpr CommandPhase kForward = CommandPhase::Forward;
constexpr CommandPhase kBackward = CommandPhase::Backward;

std::vector<int> buffersOf(const Recomputation &recomputation) {
  std::vector<int> buffers;
  for (int value : recomputation.getChosen())
    for (int buffer : recomputation.getValue(value).buffers)
      buffers.push_back(buffer);
  return buffers;
}

/// x -> h -> a -> y -> loss; backward reads a and h after a large temporary.
struct Chain : Lists {
  int x = buffer(100, Arena::Bound), h = buffer(100), a = buffer(400),
      y = buffer(100), big = buffer(1000), dh = buffer(100), g = buffer(100);
  Chain() {
    compute(kForward, {x}, {h}, /*operations=*/1 << 20);
    compute(kForward, {h}, {a});
    compute(kForward, {a}, {y});
    compute(kBackward, {y}, {big});
    compute(kBackward, {big}, {dh});
    compute(kBackward, {dh, a}, {g});
    compute(kBackward, {g, h}, {dh});
  }
};

TEST(Recomputation, NothingWhereAllFits) {
  Chain chain;
  Recomputation recomputation = chain.analyze();
  EXPECT_EQ(recomputation.getPeak(), 1600); // h, a, y and the large one
  recomputation.choose(1600);
  EXPECT_THAT(recomputation.getChosen(), IsEmpty());
}

TEST(Recomputation, TheCheapestPerByteFirst) {
  Chain chain;
  Recomputation recomputation = chain.analyze();
  recomputation.choose(1300);
  EXPECT_THAT(buffersOf(recomputation), ElementsAre(chain.a));
  EXPECT_EQ(recomputation.getPeak(), 1200);
  EXPECT_EQ(recomputation.getBytes(), 400);
  std::vector<int> order(7);
  std::iota(order.begin(), order.end(), 0);
  EXPECT_EQ(recomputation.getDue(order)[recomputation.getChosen()[0]], 5);
}

TEST(Recomputation, InputsThatAreNotKeptComeBackToo) {
  Chain chain;
  chain.list.commands[6].accesses[1].buffer = chain.g; // h only for a
  Recomputation recomputation = chain.analyze();
  EXPECT_EQ(recomputation.getPeak(), 1500);
  recomputation.choose(1200);
  EXPECT_THAT(buffersOf(recomputation), ElementsAre(chain.h, chain.a));
}

TEST(Recomputation, OutOfReachIsAsLowAsItGets) {
  Chain chain;
  Recomputation recomputation = chain.analyze();
  recomputation.choose(0);
  EXPECT_EQ(recomputation.getPeak(), 1100); // y and the large one
  EXPECT_THAT(buffersOf(recomputation), ElementsAre(chain.h, chain.a));
}

TEST(Recomputation, NotFromWhatIsOverwritten) {
  Chain chain;
  chain.compute(kBackward, {}, {chain.x});
  Recomputation recomputation = chain.analyze();
  recomputation.choose(0);
  EXPECT_THAT(buffersOf(recomputation), ElementsAre(chain.a));
  // In place, later in forward: no input of anything any more.
  Chain other;
  other.list.commands[2].accesses.push_back({other.h, 0, 100, true});
  Recomputation none = other.analyze();
  none.choose(0);
  EXPECT_THAT(buffersOf(none), IsEmpty());
}

TEST(Recomputation, NotACollectiveNorAHook) {
  Chain chain;
  chain.list.commands[1].kind = CommandKind::AllReduce;
  Recomputation recomputation = chain.analyze();
  recomputation.choose(0);
  EXPECT_THAT(buffersOf(recomputation), ElementsAre(chain.h));
  chain.list.commands[0].group = 0;
  Recomputation none = chain.analyze();
  none.choose(0);
  EXPECT_THAT(buffersOf(none), IsEmpty());
}

TEST(Recomputation, WhatIsWrittenTogetherComesBackTogether) {
  Chain chain;
  int mask = chain.buffer(50);
  chain.list.commands[1].accesses.push_back({mask, 0, 50, true});
  Recomputation recomputation = chain.analyze();
  recomputation.choose(1200);
  EXPECT_THAT(buffersOf(recomputation), ElementsAre(chain.a, mask));
}

TEST(Recomputation, AGroupIsDueBeforeItsReader) {
  Chain chain;
  int full = chain.buffer(64), again = chain.buffer(64);
  chain.list.commands[1].accesses.push_back({full, 0, 64, false});
  Recomputation recomputation = chain.analyze({{full, {3, again}}});
  recomputation.choose(1300);
  std::vector<int> order(7);
  std::iota(order.begin(), order.end(), 0);
  EXPECT_THAT(recomputation.getGroupsDue(order), ElementsAre(std::pair(3, 5)));
}

TEST(Recomputation, RequiredPartsKeepTheirEnds) {
  Chain chain;
  Recomputation recomputation = chain.analyze();
  recomputation.require({0, 1}); // y is read from outside, a is not kept
  recomputation.choose(1 << 20);
  EXPECT_THAT(buffersOf(recomputation), ElementsAre(chain.h));
  recomputation.require({0, 1, 2});
  recomputation.choose(1 << 20);
  EXPECT_THAT(buffersOf(recomputation), ElementsAre(chain.h, chain.a, chain.y));
}

} // namespace
