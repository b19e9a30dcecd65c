// comm_test.cpp - what every communicator must do
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <numeric>
#include <random>

#include "comm_axis.h"
#include "world.h"

namespace fsdp_rt::testing {
namespace {

using ::testing::HasSubstr;

constexpr uint64_t kLong = 60000, kShort = 150;

struct Grid {
  uint32_t replicas, shards;
};

class Comm : public ::testing::TestWithParam<Grid> {
 protected:
  uint32_t ranks() const { return GetParam().replicas * GetParam().shards; }
  uint32_t world_axis() const { return FSDP_RT_AXIS(1, ranks()); }
};

// Two words that a rank may offer: its device's, where it has one whose communicator shows peers no other memory.
class OfferedWords {
 public:
  explicit OfferedWords(World* world, uint32_t rank) : device_(world->device(rank)) {
    if (!world->comm(rank)->vtable->all_gather || !device_) return;
    fsdp_rt_error error{};
    void* memory = nullptr;
    EXPECT_EQ(device_->vtable->allocate(device_, FSDP_RT_MEMORY_HOST, sizeof(own_), 64, &memory, &error), FSDP_RT_OK)
        << error.message;
    shared_ = static_cast<uint64_t*>(memory);
  }
  ~OfferedWords() {
    if (shared_) device_->vtable->deallocate(device_, FSDP_RT_MEMORY_HOST, shared_, sizeof(own_));
  }
  uint64_t& operator[](size_t i) { return (shared_ ? shared_ : own_)[i]; }

 private:
  fsdp_rt_device* device_;
  uint64_t own_[2] = {};
  uint64_t* shared_ = nullptr;
};

// Offers of a rank are seen by all of its axis, in rank order, until it reclaims them. Each axis has tickets of its
// own.
TEST_P(Comm, OffersReachTheAxis) {
  auto world = MakeWorld(GetParam().replicas, GetParam().shards, kLong);
  OnEachRank(ranks(), [&](uint32_t rank) {
    fsdp_rt_comm* comm = world->comm(rank);
    ASSERT_EQ(comm->rank, int(rank));
    if (!comm->vtable->publish) GTEST_SKIP() << "peers are not addressable";
    fsdp_rt_error error{};
    OfferedWords words(world.get(), rank);
    uint64_t& value = words[0];
    for (uint64_t ticket = 0; ticket < 50; ++ticket) {
      for (uint32_t axis : AxesOf(ranks())) {
        value = ticket << 40 | uint64_t(axis) << 8 | rank;
        std::vector<const void*> sources(AxisSize(axis));
        ASSERT_EQ(comm->vtable->publish(comm, axis, ticket, &value, sizeof(value), &error), FSDP_RT_OK)
            << error.message;
        ASSERT_EQ(comm->vtable->acquire(comm, axis, ticket, sources.data(), &error), FSDP_RT_OK) << error.message;
        for (uint32_t member = 0; member < AxisSize(axis); ++member)
          ASSERT_EQ(*static_cast<const uint64_t*>(sources[member]),
                    ticket << 40 | uint64_t(axis) << 8 | RankOf(axis, rank, member));
        ASSERT_EQ(comm->vtable->release(comm, axis, ticket, &error), FSDP_RT_OK);
        ASSERT_EQ(comm->vtable->reclaim(comm, axis, ticket, &error), FSDP_RT_OK) << error.message;
        value = ~uint64_t(0);
      }
    }
  });
}

// An axis that does not cut the ranks into parts of its size is none.
TEST_P(Comm, RefusesAnAxisOfOtherRanks) {
  auto world = MakeWorld(GetParam().replicas, GetParam().shards, kLong);
  OnEachRank(ranks(), [&](uint32_t rank) {
    fsdp_rt_comm* comm = world->comm(rank);
    fsdp_rt_error error{};
    float value = 1, sum = 0;
    for (uint32_t axis : {FSDP_RT_AXIS(1, ranks() + 1), FSDP_RT_AXIS(2, ranks()), FSDP_RT_AXIS(0, 1), 1u}) {
      EXPECT_EQ(comm->vtable->all_reduce(comm, axis, &value, &sum, 1, 0, 1, &error), FSDP_RT_INVALID_ARGUMENT);
      EXPECT_THAT(error.message, HasSubstr("expected FSDP_RT_AXIS(stride, size) with stride * size a divisor of"));
    }
  });
}

// More tickets than may be outstanding, released out of order.
TEST_P(Comm, TicketsWrap) {
  auto world = MakeWorld(GetParam().replicas, GetParam().shards, kLong);
  OnEachRank(ranks(), [&](uint32_t rank) {
    fsdp_rt_comm* comm = world->comm(rank);
    if (!comm->vtable->publish) GTEST_SKIP() << "peers are not addressable";
    fsdp_rt_error error{};
    std::vector<const void*> sources(ranks());
    OfferedWords values(world.get(), rank);
    for (uint64_t ticket = 0; ticket < 1300; ticket += 2) {
      for (uint64_t i : {0, 1}) {
        values[i] = ticket + i;
        ASSERT_EQ(comm->vtable->publish(comm, world_axis(), ticket + i, &values[i], 8, &error), FSDP_RT_OK)
            << error.message;
      }
      for (uint64_t i : {1, 0}) {
        ASSERT_EQ(comm->vtable->acquire(comm, world_axis(), ticket + i, sources.data(), &error), FSDP_RT_OK);
        for (const void* source : sources) ASSERT_EQ(*static_cast<const uint64_t*>(source), ticket + i);
        ASSERT_EQ(comm->vtable->release(comm, world_axis(), ticket + i, &error), FSDP_RT_OK);
      }
      for (uint64_t i : {0, 1}) ASSERT_EQ(comm->vtable->reclaim(comm, world_axis(), ticket + i, &error), FSDP_RT_OK);
    }
  });
}

// Sums in rank order: every rank gets the bits that adding one by one gives.
TEST_P(Comm, AllReduceIsDeterministic) {
  auto world = MakeWorld(GetParam().replicas, GetParam().shards, kLong);
  for (uint64_t count : {1, 100, 16384, 50001}) {
    std::vector<std::vector<float>> sources;
    for (uint32_t rank = 0; rank < ranks(); ++rank) {
      std::mt19937 random(rank + 1);
      std::uniform_real_distribution<float> uniform(-1, 1);
      std::vector<float>& source = sources.emplace_back(count);
      for (float& value : source) value = uniform(random);
    }
    for (uint32_t axis : AxesOf(ranks())) {
      for (uint32_t op : {0u, 1u}) {
        OnEachRank(ranks(), [&](uint32_t rank) {
          fsdp_rt_comm* comm = world->comm(rank);
          fsdp_rt_error error{};
          std::vector<float> source = sources[rank], dest(count);
          ASSERT_EQ(comm->vtable->all_reduce(comm, axis, source.data(), dest.data(), count, op, 0.5, &error),
                    FSDP_RT_OK)
              << error.message;
          std::fill(source.begin(), source.end(), NAN);  // nobody may read it any more
          for (uint64_t i = 0; i < count; ++i) {
            float expected = sources[RankOf(axis, rank, 0)][i];
            for (uint32_t member = 1; member < AxisSize(axis); ++member) {
              float other = sources[RankOf(axis, rank, member)][i];
              expected = op == 0 ? expected + other : std::max(expected, other);
            }
            ASSERT_EQ(dest[i], expected * 0.5f) << "element " << i;
          }
        });
      }
    }
  }
}

TEST_P(Comm, DeadlineNamesWhoIsMissing) {
  if (ranks() < 2) GTEST_SKIP() << "nobody to wait for";
  auto world = MakeWorld(GetParam().replicas, GetParam().shards, kShort);
  OnEachRank(ranks(), [&](uint32_t rank) {
    if (rank == 1) return;  // dead
    fsdp_rt_comm* comm = world->comm(rank);
    fsdp_rt_error error{};
    float value = 1, sum = 0;
    EXPECT_EQ(comm->vtable->all_reduce(comm, world_axis(), &value, &sum, 1, 0, 1, &error), FSDP_RT_DEADLINE_EXCEEDED);
    EXPECT_EQ(error.rank, 1);
    EXPECT_THAT(error.message, HasSubstr("rank 1 did not"));
  });
}

TEST_P(Comm, AbortWakesEverybody) {
  if (ranks() < 2) GTEST_SKIP() << "nobody to wait for";
  auto world = MakeWorld(GetParam().replicas, GetParam().shards, kLong);
  auto begin = std::chrono::steady_clock::now();
  OnEachRank(ranks(), [&](uint32_t rank) {
    fsdp_rt_comm* comm = world->comm(rank);
    if (rank == 1) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      fsdp_rt_error why{FSDP_RT_ASSERTION_FAILED, 1, 7, "token out of range"};
      comm->vtable->abort(comm, &why);
      return;
    }
    fsdp_rt_error error{};
    float value = 1, sum = 0;
    EXPECT_EQ(comm->vtable->all_reduce(comm, world_axis(), &value, &sum, 1, 0, 1, &error), FSDP_RT_PEER_FAILED);
    EXPECT_EQ(error.rank, 1);
    EXPECT_EQ(error.command, 7);
    EXPECT_THAT(error.message, HasSubstr("token out of range"));
    EXPECT_EQ(comm->vtable->all_reduce(comm, world_axis(), &value, &sum, 1, 0, 1, &error), FSDP_RT_PEER_FAILED);
  });
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

// A late rank is waited for, however the wait ends up sleeping.
TEST_P(Comm, WaitsForALateRank) {
  auto world = MakeWorld(GetParam().replicas, GetParam().shards, kLong);
  OnEachRank(ranks(), [&](uint32_t rank) {
    fsdp_rt_comm* comm = world->comm(rank);
    fsdp_rt_error error{};
    for (int i = 0; i < 5; ++i) {
      if (rank == uint32_t(i) % ranks()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
      float value = float(rank), sum = 0;
      ASSERT_EQ(comm->vtable->all_reduce(comm, world_axis(), &value, &sum, 1, 0, 1, &error), FSDP_RT_OK)
          << error.message;
      ASSERT_EQ(sum, float(ranks() * (ranks() - 1) / 2));
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Grids, Comm, ::testing::Values(Grid{1, 1}, Grid{1, 2}, Grid{1, 3}, Grid{2, 2}, Grid{2, 4}));

}  // namespace
}  // namespace fsdp_rt::testing
