// training_test.cpp - sessions over a communicator: numbers, failures, recovery
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cmath>
#include <mutex>
#include <string>

#include "session_fixture.h"
#include "world.h"

namespace fsdp_rt::testing {
namespace {

using ::testing::HasSubstr;

constexpr uint64_t kLong = 60000, kShort = 200;
constexpr int64_t kRows = 37;  // uneven on every grid below, empty shards on 8
constexpr int kSteps = 4;

struct Configuration {
  uint32_t replicas, shards;
  fsdp_rt_transport transport;
  int32_t poison, graph;
};

// Whether the ranks read each other's memory. (One on streams may still refuse it when a session is made.)
bool ShowsPeers(const fsdp_rt_comm* comm) { return comm->vtable->publish || comm->vtable->map_peers; }

fsdp_rt_session_options OptionsOf(World& world, uint32_t rank) {
  fsdp_rt_session_options options = Options(world.comm(rank));
  options.device = world.device(rank);
  options.transport = ShowsPeers(options.comm) ? FSDP_RT_TRANSPORT_PEER : FSDP_RT_TRANSPORT_BUFFERED;
  return options;
}

// Trains `example`, whose group is cut among ranks `stride` apart.
void AgreeWithPlainLoops(const Configuration& setup, const ExamplePlan& example, uint32_t stride) {
  uint32_t ranks = setup.replicas * setup.shards;
  PlanPtr plan = LoadModel(example.model);
  auto world = MakeWorld(setup.replicas, setup.shards, kLong);
  if (setup.transport == FSDP_RT_TRANSPORT_PEER && !ShowsPeers(world->comm(0))) GTEST_SKIP() << "buffered only";
  ExampleResult expected = RunExample(ranks, kRows, kSteps, 0.1);
  std::vector<float> w(kRows * ranks, NAN);
  OnEachRank(ranks, [&](uint32_t rank) {
    fsdp_rt_session_options options = OptionsOf(*world, rank);
    options.transport = setup.transport;
    options.poison = setup.poison;
    options.poison_seed = 3;
    options.graph = setup.graph;
    ExampleRank self(plan.get(), options, rank, kRows);
    ASSERT_EQ(self.status, FSDP_RT_OK) << self.error.message;
    for (int step = 0; step < kSteps; ++step) {
      ASSERT_EQ(self.Step(), FSDP_RT_OK) << self.error.message;
      EXPECT_NEAR(*self.loss(), expected.losses[step][rank], 2e-6 * (1 + expected.losses[step][rank]));
      EXPECT_NEAR(*self.norm(), expected.square_norms[step], 4e-6 * (1 + expected.square_norms[step]));
    }
    ASSERT_EQ(fsdp_rt_session_read_full(self.get(), 0, &w[rank * kRows], kRows * 4, &self.error), FSDP_RT_OK);
  });
  world->Collect(w.data(), kRows * 4);
  // Each copy of the parameter has every row once.
  for (uint32_t copy = 0; copy < setup.replicas; ++copy)
    for (int64_t row = 0; row < kRows; ++row) {
      int found = 0;
      for (uint32_t rank = 0; rank < ranks; ++rank) {
        if ((stride == 1 ? rank / setup.shards : rank % stride) != copy || std::isnan(w[rank * kRows + row])) continue;
        EXPECT_NEAR(w[rank * kRows + row], expected.w[row], 2e-6) << "row " << row << " on rank " << rank;
        ++found;
      }
      EXPECT_EQ(found, 1) << "row " << row;
    }
}

class Training : public ::testing::TestWithParam<Configuration> {};

TEST_P(Training, AgreesWithPlainLoops) {
  AgreeWithPlainLoops(GetParam(), MakeExample(GetParam().replicas, GetParam().shards, kRows), 1);
}

// A group may be cut among other ranks than the shards of the grid: neighbours, or ranks far apart.
TEST(Training, OfAGroupWithAnAxisOfItsOwn) {
  for (auto [replicas, shards] : {std::pair{2u, 2u}, {2u, 3u}, {3u, 2u}})
    for (uint32_t stride : {1u, replicas})
      for (fsdp_rt_transport transport : {FSDP_RT_TRANSPORT_PEER, FSDP_RT_TRANSPORT_BUFFERED}) {
        ExamplePlan example = MakeExample(replicas, shards, kRows);
        example.CutAmong(stride);
        AgreeWithPlainLoops({replicas, shards, transport, 1, 0}, example, stride);
      }
}

std::vector<Configuration> EverySetup() {
  std::vector<Configuration> setups;
  for (auto [replicas, shards] : {std::pair{1u, 1u}, {1u, 2u}, {1u, 3u}, {1u, 8u}, {2u, 2u}})
    for (fsdp_rt_transport transport : {FSDP_RT_TRANSPORT_PEER, FSDP_RT_TRANSPORT_BUFFERED})
      for (int32_t poison : {0, 1})
        for (int32_t graph = 0; graph <= (kWorldHasStreams && !poison); ++graph)
          setups.push_back({replicas, shards, transport, poison, graph});
  return setups;
}
INSTANTIATE_TEST_SUITE_P(Setups, Training, ::testing::ValuesIn(EverySetup()), [](const auto& info) {
  const Configuration& setup = info.param;
  return "r" + std::to_string(setup.replicas) + "s" + std::to_string(setup.shards) +
         (setup.transport == FSDP_RT_TRANSPORT_PEER ? "peer" : "buffered") + (setup.poison ? "poison" : "") +
         (setup.graph ? "graph" : "");
});

// The optimizer's norm becomes what `kind` makes of all ranks' own parts of it: the number that rank `from` sent this
// one.
ExamplePlan ExchangeNorms(uint32_t ranks, ExchangeKind kind, uint32_t from) {
  constexpr uint64_t kPlace = 1 << 16;
  ExamplePlan example = MakeExample(1, ranks, kRows);
  Entry& optimizer = example.model.entries[1];
  auto place = [&](uint64_t offset) {
    optimizer.allocations.push_back({kTransient, offset, ranks * 4});
    return ByteRange{kTransient, -1, offset, ranks * 4, Access::write, int32_t(optimizer.allocations.size() - 1)};
  };
  example.model.arenas[kTransient].bytes = kPlace + 256;
  auto command = [&](Body body) { return Command{std::move(body), 0, Phase::none, -1, ""}; };
  ByteRange all = place(kPlace), mine = place(kPlace + 128);
  const ByteRange own = std::get<AllReduce>(optimizer.commands[1].body).source;
  ByteRange seen = kind == ExchangeKind::all_to_all ? mine : all;
  seen.offset += from * 4;
  seen.bytes = 4;
  std::get<Copy>(optimizer.commands[2].body).source = seen;
  optimizer.commands[1] = command(Exchange{0, own, all, ExchangeKind::all_gather});
  if (kind == ExchangeKind::all_to_all)
    optimizer.commands.insert(optimizer.commands.begin() + 2, command(Exchange{0, all, mine, kind}));
  return example;
}

// Gathered numbers are in the order of ranks; of pieces, which are those of all ranks in that order, each gets its own.
TEST(Training, ExchangesBringPiecesInTheOrderOfRanks) {
  constexpr uint32_t kRanks = 3;
  const double expected = RunExample(kRanks, kRows, 1, 0.1).square_norms[0];
  for (fsdp_rt_transport transport : {FSDP_RT_TRANSPORT_PEER, FSDP_RT_TRANSPORT_BUFFERED}) {
    std::array<std::array<float, kRanks>, kRanks> gathered{}, pieces{};
    for (uint32_t from = 0; from < kRanks; ++from)
      for (ExchangeKind kind : {ExchangeKind::all_gather, ExchangeKind::all_to_all}) {
        PlanPtr plan = LoadModel(ExchangeNorms(kRanks, kind, from).model);
        auto world = MakeWorld(1, kRanks, kLong);
        if (transport == FSDP_RT_TRANSPORT_PEER && !ShowsPeers(world->comm(0))) continue;
        OnEachRank(kRanks, [&](uint32_t rank) {
          fsdp_rt_session_options options = OptionsOf(*world, rank);
          options.transport = transport;
          options.poison = 1;
          ExampleRank self(plan.get(), options, rank, kRows);
          ASSERT_EQ(self.Step(), FSDP_RT_OK) << self.error.message;
          (kind == ExchangeKind::all_gather ? gathered : pieces)[rank][from] = *self.norm();
        });
        for (auto* numbers : {&gathered, &pieces}) world->Collect(numbers->data(), sizeof((*numbers)[0]));
      }
    if (gathered[0][0] == 0) continue;  // buffered only
    EXPECT_NEAR(gathered[0][0] + gathered[0][1] + gathered[0][2], expected, 4e-6 * (1 + expected));
    for (uint32_t rank = 0; rank < kRanks; ++rank) {
      EXPECT_EQ(gathered[rank], gathered[0]);
      for (uint32_t from = 0; from < kRanks; ++from) EXPECT_EQ(pieces[rank][from], gathered[0][rank]);
    }
  }
}

// A run sees the scalars of its time, and a binding that moved, also when it replays a graph.
TEST(Runs, SeeScalarsAndBindingsOfTheirTime) {
  PlanPtr plan = LoadModel(MakeExample(1, 2, kRows).model);
  auto world = MakeWorld(1, 2, kLong);
  OnEachRank(2, [&](uint32_t rank) {
    fsdp_rt_session_options options = OptionsOf(*world, rank);
    options.graph = kWorldHasStreams;
    ExampleRank self(plan.get(), options, rank, kRows);
    ASSERT_EQ(self.Step(), FSDP_RT_OK) << self.error.message;
    std::vector<float> first(kRows), second(kRows), third(kRows);
    auto read = [&](std::vector<float>* full) {
      ASSERT_EQ(fsdp_rt_session_read_full(self.get(), 0, full->data(), kRows * 4, &self.error), FSDP_RT_OK);
    };
    read(&first);
    ASSERT_EQ(fsdp_rt_session_set_scalar(self.get(), "lr", 0, &self.error), FSDP_RT_OK);
    ASSERT_EQ(self.Step(), FSDP_RT_OK) << self.error.message;
    read(&second);
    EXPECT_EQ(first, second);
    float before = *self.loss();
    alignas(64) float elsewhere[16] = {};
    ASSERT_EQ(fsdp_rt_session_bind(self.get(), kLoss, elsewhere, 4, &self.error), FSDP_RT_OK);
    ASSERT_EQ(fsdp_rt_session_set_scalar(self.get(), "lr", 0.1, &self.error), FSDP_RT_OK);
    ASSERT_EQ(self.Step(), FSDP_RT_OK) << self.error.message;
    EXPECT_EQ(elsewhere[0], before);
    read(&third);
    EXPECT_NE(second, third);
  });
}

// Runs one step on two ranks; `before` may prepare the rank, false: the rank stays away.
struct Outcome {
  fsdp_rt_status status[2];
  fsdp_rt_error error[2];
};

template <typename Before>
Outcome RunTwo(uint64_t deadline_ms, Before before, fsdp_rt_transport transport = FSDP_RT_TRANSPORT_PEER) {
  PlanPtr plan = LoadModel(MakeExample(1, 2, kRows).model);
  auto world = MakeWorld(1, 2, deadline_ms);
  Outcome outcome{};
  std::unique_ptr<ExampleRank> ranks[2];  // a rank that stays away is still there
  OnEachRank(2, [&](uint32_t rank) {
    fsdp_rt_session_options options = OptionsOf(*world, rank);
    if (ShowsPeers(options.comm)) options.transport = transport;
    ranks[rank] = std::make_unique<ExampleRank>(plan.get(), options, rank, kRows);
    ExampleRank& self = *ranks[rank];
    ASSERT_EQ(self.status, FSDP_RT_OK) << self.error.message;
    if (before(rank, self)) self.Step();
    outcome.status[rank] = self.status;
    outcome.error[rank] = self.error;
  });
  world->Collect(outcome.status, sizeof(outcome.status[0]));
  world->Collect(outcome.error, sizeof(outcome.error[0]));
  return outcome;
}

TEST(Failures, AssertionNamesMessageLocationAndRank) {
  for (fsdp_rt_transport transport : {FSDP_RT_TRANSPORT_PEER, FSDP_RT_TRANSPORT_BUFFERED}) {
    Outcome outcome = RunTwo(
        kLong, [](uint32_t rank, ExampleRank& self) { return (rank == 1 ? void(self.x()[0] = -1) : void()), true; },
        transport);
    EXPECT_EQ(outcome.status[1], FSDP_RT_ASSERTION_FAILED);
    EXPECT_EQ(outcome.error[1].rank, 1);
    EXPECT_EQ(outcome.error[1].command, 8);
    EXPECT_THAT(outcome.error[1].message, HasSubstr("x[0] must not be negative (at step.mlir:7:3)"));
    EXPECT_EQ(outcome.status[0], FSDP_RT_PEER_FAILED);
    EXPECT_EQ(outcome.error[0].rank, 1);
    EXPECT_EQ(outcome.error[0].command, 8);
    EXPECT_THAT(outcome.error[0].message, HasSubstr("x[0] must not be negative"));
  }
}

TEST(Failures, DeadRankIsNamedAtTheDeadline) {
  Outcome outcome = RunTwo(kShort, [](uint32_t rank, ExampleRank&) { return rank != 1; });
  EXPECT_EQ(outcome.status[0], FSDP_RT_DEADLINE_EXCEEDED);
  EXPECT_EQ(outcome.error[0].rank, 1);
  EXPECT_THAT(outcome.error[0].message, HasSubstr("rank 1 did not"));
  EXPECT_THAT(outcome.error[0].message, HasSubstr("entry step.sync"));
}

TEST(Failures, StalledRankFindsTheWorldAborted) {
  Outcome outcome = RunTwo(kShort, [](uint32_t rank, ExampleRank&) {
    if (rank == 1) std::this_thread::sleep_for(std::chrono::milliseconds(8 * kShort));
    return true;
  });
  EXPECT_EQ(outcome.status[0], FSDP_RT_DEADLINE_EXCEEDED);
  EXPECT_EQ(outcome.status[1], FSDP_RT_PEER_FAILED);
  EXPECT_THAT(outcome.error[1].message, HasSubstr("rank 1 did not"));
}

TEST(Failures, AbortFromAnotherThread) {
  std::thread aborter;
  auto begin = std::chrono::steady_clock::now();
  std::mutex mutex;
  Outcome outcome = RunTwo(kLong, [&](uint32_t rank, ExampleRank& self) {
    if (rank == 1) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      return false;
    }
    aborter = std::thread([session = self.get()] {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      fsdp_rt_session_abort(session, "the user pressed stop");
    });
    self.Step();
    aborter.join();
    return false;
  });
  EXPECT_EQ(outcome.status[0], FSDP_RT_ABORTED);
  EXPECT_THAT(outcome.error[0].message, HasSubstr("the user pressed stop"));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(Failures, AnotherPlanOnARank) {
  PlanPtr plans[2] = {LoadModel(MakeExample(1, 2, kRows).model), LoadModel(MakeExample(1, 2, kRows + 1).model)};
  auto world = MakeWorld(1, 2, kLong);
  OnEachRank(2, [&](uint32_t rank) {
    fsdp_rt_session_options options = OptionsOf(*world, rank);
    fsdp_rt_session* session = nullptr;
    fsdp_rt_error error{};
    fsdp_rt_status status = fsdp_rt_session_create(plans[rank].get(), &options, &session, &error);
    EXPECT_TRUE(status == FSDP_RT_INVALID_ARGUMENT || status == FSDP_RT_PEER_FAILED);
    EXPECT_THAT(error.message, HasSubstr("loaded another plan"));
  });
}

TEST(Failures, AnotherTransportOnARank) {
  PlanPtr plan = LoadModel(MakeExample(1, 2, kRows).model);
  auto world = MakeWorld(1, 2, kLong);
  if (!ShowsPeers(world->comm(0))) GTEST_SKIP() << "buffered only";
  OnEachRank(2, [&](uint32_t rank) {
    fsdp_rt_session_options options = OptionsOf(*world, rank);
    options.transport = rank ? FSDP_RT_TRANSPORT_PEER : FSDP_RT_TRANSPORT_BUFFERED;
    fsdp_rt_session* session = nullptr;
    fsdp_rt_error error{};
    EXPECT_NE(fsdp_rt_session_create(plan.get(), &options, &session, &error), FSDP_RT_OK);
    EXPECT_THAT(error.message, HasSubstr("chose transport"));
  });
}

// A rank that cannot allocate tells the others at once.
TEST(Failures, OutOfMemoryOnARank) {
  PlanPtr plan = LoadModel(MakeExample(1, 2, kRows).model);
  auto world = MakeWorld(1, 2, kLong);
  static const fsdp_rt_device_vtable kVtable = {
      sizeof(fsdp_rt_device_vtable),
      [](fsdp_rt_device*, fsdp_rt_memory_kind, uint64_t bytes, uint64_t, void**, fsdp_rt_error* error) {
        *error = {FSDP_RT_OUT_OF_MEMORY, -1, -1, ""};
        std::snprintf(error->message, sizeof(error->message), "no room for %d bytes", int(bytes));
        return FSDP_RT_OUT_OF_MEMORY;
      },
      [](fsdp_rt_device*, fsdp_rt_memory_kind, void*, uint64_t) {}};
  fsdp_rt_device full{&kVtable};
  OnEachRank(2, [&](uint32_t rank) {
    fsdp_rt_session_options options = OptionsOf(*world, rank);
    if (rank == 1) options.device = &full;
    fsdp_rt_session* session = nullptr;
    fsdp_rt_error error{};
    EXPECT_EQ(fsdp_rt_session_create(plan.get(), &options, &session, &error),
              rank == 1 ? FSDP_RT_OUT_OF_MEMORY : FSDP_RT_PEER_FAILED);
    EXPECT_THAT(error.message, HasSubstr("arena 0 (state): no room for"));
    EXPECT_EQ(error.rank, 1);
  });
}

// After an abort the state is kept and a new communicator continues.
TEST(Recovery, NewCommunicatorContinues) {
  PlanPtr plan = LoadModel(MakeExample(1, 2, kRows).model);
  auto first = MakeWorld(1, 2, kLong), second = MakeWorld(1, 2, kLong);
  ExampleResult expected = RunExample(2, kRows, 2, 0.1);
  OnEachRank(2, [&](uint32_t rank) {
    ExampleRank self(plan.get(), OptionsOf(*first, rank), rank, kRows);
    EXPECT_EQ(self.Step(), FSDP_RT_OK) << self.error.message;
    // An abort ends what is under way.
    fsdp_rt_comm* other = second->comm(rank);
    float none = 0;
    ASSERT_EQ(other->vtable->all_reduce(other, FSDP_RT_AXIS(1, 2), &none, &none, 1, 0, 1, &self.error), FSDP_RT_OK);
    if (rank == 0) fsdp_rt_session_abort(self.get(), "one rank moves elsewhere");
    fsdp_rt_status status = fsdp_rt_session_run(self.get(), 0, nullptr, &self.error);
    EXPECT_EQ(status, FSDP_RT_ABORTED) << self.error.message;
    ASSERT_EQ(fsdp_rt_session_set_comm(self.get(), second->comm(rank), &self.error), FSDP_RT_OK) << self.error.message;
    ASSERT_EQ(self.Step(), FSDP_RT_OK) << self.error.message;
    EXPECT_NEAR(*self.loss(), expected.losses[1][rank], 2e-6);
  });
}

// What a rank offers is what keep_slots shows, poisoned or not.
TEST(Slots, AreKeptOnRequest) {
  PlanPtr plan = LoadModel(MakeExample(1, 2, kRows).model);
  auto world = MakeWorld(1, 2, kLong);
  OnEachRank(2, [&](uint32_t rank) {
    fsdp_rt_session_options options = OptionsOf(*world, rank);
    options.keep_slots = 1;
    options.poison = 1;
    ExampleRank self(plan.get(), options, rank, kRows);
    std::vector<float> before(19), slot(19);
    ASSERT_EQ(fsdp_rt_session_read_chunk(self.get(), 0, before.data(), 19 * 4, &self.error), FSDP_RT_OK);
    ASSERT_EQ(self.Step(), FSDP_RT_OK) << self.error.message;
    ASSERT_EQ(fsdp_rt_session_read_slot(self.get(), 0, slot.data(), 19 * 4, &self.error), FSDP_RT_OK);
    EXPECT_EQ(slot, before);
  });
}

// A trace names every command once and its time does not run backwards on a stream.
TEST(Traces, CoverEveryCommand) {
  ExamplePlan example = MakeExample(1, 2, kRows);
  PlanPtr plan = LoadModel(example.model);
  auto world = MakeWorld(1, 2, kLong);
  OnEachRank(2, [&](uint32_t rank) {
    std::vector<fsdp_rt_trace_event> events;
    fsdp_rt_session_options options = OptionsOf(*world, rank);
    options.trace = [](void* context, const fsdp_rt_trace_event* event) {
      static_cast<std::vector<fsdp_rt_trace_event>*>(context)->push_back(*event);
    };
    options.trace_context = &events;
    ExampleRank self(plan.get(), options, rank, kRows);
    ASSERT_EQ(fsdp_rt_session_run(self.get(), 0, nullptr, &self.error), FSDP_RT_OK);
    std::vector<uint32_t> commands;
    uint64_t last[3] = {}, received = 0;
    for (const fsdp_rt_trace_event& event : events) {
      commands.push_back(event.command);
      EXPECT_EQ(event.rank, int(rank));
      EXPECT_LE(event.begin_ns, event.end_ns);
      EXPECT_LE(last[event.stream], event.begin_ns);
      last[event.stream] = event.end_ns;
      received += event.bytes;
    }
    std::sort(commands.begin(), commands.end());
    ASSERT_EQ(commands.size(), example.step().commands.size());
    for (uint32_t i = 0; i < commands.size(); ++i) EXPECT_EQ(commands[i], i);
    EXPECT_EQ(received, 2u * 19 * 4);  // the other rank's slot and its gradients for this rank
  });
}

}  // namespace
}  // namespace fsdp_rt::testing
