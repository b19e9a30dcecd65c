// stream_comm_test.cpp - what every communicator on streams must do
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#include "comm_axis.h"
#include "rank_reduction.h"
#include "status.h"
#include "world.h"

namespace fsdp_rt::testing {
namespace {

constexpr uint64_t kLong = 60000;

struct Grid {
  uint32_t replicas, shards;
};

// One rank's device memory and stream; what fails fails the test.
class RankOnStream {
 public:
  RankOnStream(World& world, uint32_t rank) : comm_(world.comm(rank)), device_(world.device(rank)) {
    Expect(CallAbi(device_->vtable->enter, device_));
    Expect(CallAbi(device_->vtable->create_stream, device_, &stream_));
    Expect(CallAbi(comm_->vtable->join, comm_));
    for (uint32_t axis : AxesOf(comm_->replicas * comm_->shards))
      for (fsdp_rt_channel channel : {FSDP_RT_CHANNEL_GATHER, FSDP_RT_CHANNEL_REDUCE})
        if (comm_->vtable->connect) Expect(CallAbi(comm_->vtable->connect, comm_, axis, channel));
  }
  ~RankOnStream() {
    comm_->vtable->leave(comm_);
    for (auto [memory, bytes] : allocations_)
      device_->vtable->deallocate(device_, FSDP_RT_MEMORY_DEVICE, memory, bytes);
    device_->vtable->destroy_stream(device_, stream_);
  }

  template <typename T = float>
  T* Place(const std::vector<T>& values) {
    void* memory = nullptr;
    uint64_t bytes = values.size() * sizeof(T);
    Expect(CallAbi(device_->vtable->allocate, device_, FSDP_RT_MEMORY_DEVICE, bytes, uint64_t(256), &memory));
    allocations_.emplace_back(memory, bytes);
    Expect(CallAbi(device_->vtable->upload, device_, memory, static_cast<const void*>(values.data()), bytes));
    return static_cast<T*>(memory);
  }
  template <typename T = float>
  std::vector<T> Read(const T* memory, size_t count) {
    int32_t done = 0;
    while (!done && !failed_) {
      Expect(CallAbi(device_->vtable->query, device_, stream_, &done));
      Expect(CallAbi(comm_->vtable->check, comm_, uint64_t(0), uint64_t(0)));
      std::this_thread::yield();
    }
    std::vector<T> values(count);
    Expect(CallAbi(device_->vtable->download, device_, static_cast<void*>(values.data()),
                   static_cast<const void*>(memory), count * sizeof(T)));
    return values;
  }
  void Copy(float* dest, const float* source, uint64_t count) {
    uint64_t bytes = count * sizeof(float);
    fsdp_rt_copy_args args{sizeof(args), dest, source, bytes, 1, bytes, bytes};
    Expect(CallAbi(device_->vtable->copy, device_, stream_, static_cast<const fsdp_rt_copy_args*>(&args)));
  }
  void Expect(const Status& status) {
    failed_ |= !status.ok();
    EXPECT_TRUE(status.ok()) << status.message();
  }

  fsdp_rt_comm* comm() const { return comm_; }
  fsdp_rt_device* device() const { return device_; }
  fsdp_rt_stream* stream() const { return stream_; }

 private:
  fsdp_rt_comm* comm_;
  fsdp_rt_device* device_;
  fsdp_rt_stream* stream_ = nullptr;
  std::vector<std::pair<void*, uint64_t>> allocations_;
  bool failed_ = false;
};

class StreamComm : public ::testing::TestWithParam<Grid> {
 protected:
  void SetUp() override {
    if (!kWorldHasStreams) GTEST_SKIP() << "no streams";
  }
  uint32_t ranks() const { return GetParam().replicas * GetParam().shards; }
  // Runs body(rank, axis) on every rank, one axis after the other.
  template <typename Body>
  void OnEachAxis(Body body) {
    auto world = MakeWorld(GetParam().replicas, GetParam().shards, kLong);
    OnEachRank(ranks(), [&](uint32_t rank) {
      RankOnStream self(*world, rank);
      for (uint32_t axis : AxesOf(ranks())) body(self, rank, axis);
    });
  }
};

float ValueOf(uint32_t rank, uint64_t i) { return float(rank) + 0.37f * float(i % 53) - 5; }

TEST_P(StreamComm, GathersInRankOrder) {
  constexpr uint64_t kCount = 300;
  OnEachAxis([&](RankOnStream& self, uint32_t rank, uint32_t axis) {
    std::vector<float> mine(kCount);
    for (uint64_t i = 0; i < kCount; ++i) mine[i] = ValueOf(rank, i);
    const void* send = self.Place(mine);
    float* receive = self.Place(std::vector<float>(kCount * AxisSize(axis)));
    self.Expect(CallAbi(self.comm()->vtable->all_gather_on, self.comm(), axis, FSDP_RT_CHANNEL_GATHER, self.stream(),
                        send, static_cast<void*>(receive), kCount * sizeof(float)));
    std::vector<float> all = self.Read(receive, kCount * AxisSize(axis));
    for (uint64_t i = 0; i < all.size(); ++i)
      ASSERT_EQ(all[i], ValueOf(RankOf(axis, rank, uint32_t(i / kCount)), i % kCount)) << "element " << i;
  });
}

TEST_P(StreamComm, GivesEachRankItsPart) {
  constexpr uint64_t kCount = 72;  // parts at multiples of 16 bytes, as plans have them
  OnEachAxis([&](RankOnStream& self, uint32_t rank, uint32_t axis) {
    std::vector<float> mine(kCount * AxisSize(axis));
    for (uint64_t i = 0; i < mine.size(); ++i) mine[i] = ValueOf(rank, i);
    const void* send = self.Place(mine);
    float* receive = self.Place(std::vector<float>(mine.size()));
    self.Expect(CallAbi(self.comm()->vtable->all_to_all_on, self.comm(), axis, FSDP_RT_CHANNEL_REDUCE, self.stream(),
                        send, static_cast<void*>(receive), kCount * sizeof(float)));
    std::vector<float> all = self.Read(receive, mine.size());
    for (uint64_t i = 0; i < all.size(); ++i)
      ASSERT_EQ(all[i],
                ValueOf(RankOf(axis, rank, uint32_t(i / kCount)), RankInAxis(axis, rank) * kCount + i % kCount));
  });
}

// Small ones have the bits of sums in rank order; larger ones may add in another order.
TEST_P(StreamComm, ReducesWithScale) {
  for (uint64_t count : {1, 256, 1000})
    for (uint32_t op : {0u, 1u})
      OnEachAxis([&](RankOnStream& self, uint32_t rank, uint32_t axis) {
        std::vector<float> mine(count);
        for (uint64_t i = 0; i < count; ++i) mine[i] = ValueOf(rank, i);
        const float* source = self.Place(mine);
        float* dest = self.Place(std::vector<float>(count));
        self.Expect(CallAbi(self.comm()->vtable->all_reduce_on, self.comm(), axis, FSDP_RT_CHANNEL_REDUCE,
                            self.stream(), source, dest, count, op, 0.25));
        std::vector<float> reduced = self.Read(dest, count);
        for (uint64_t i = 0; i < count; ++i) {
          float expected = ValueOf(RankOf(axis, rank, 0), i);
          for (uint32_t member = 1; member < AxisSize(axis); ++member) {
            float other = ValueOf(RankOf(axis, rank, member), i);
            expected = op == 0 ? expected + other : std::max(expected, other);
          }
          expected *= 0.25f;
          if (count <= 256)
            ASSERT_EQ(reduced[i], expected) << "element " << i;
          else
            ASSERT_NEAR(reduced[i], expected, 1e-6 * float(AxisSize(axis)) * 10) << "element " << i;
        }
      });
}

// An overflow of one rank must not vanish.
TEST_P(StreamComm, AMaximumKeepsNaN) {
  OnEachAxis([&](RankOnStream& self, uint32_t rank, uint32_t axis) {
    bool last = MembersOf(axis, rank).back() == rank, first = MembersOf(axis, rank).front() == rank;
    float nan = std::numeric_limits<float>::quiet_NaN();
    const float* source = self.Place({first ? nan : 1.0f, last ? nan : 2.0f, 3.0f});
    float* dest = self.Place({0, 0, 0});
    self.Expect(CallAbi(self.comm()->vtable->all_reduce_on, self.comm(), axis, FSDP_RT_CHANNEL_REDUCE, self.stream(),
                        source, dest, uint64_t(3), 1u, 1.0));
    std::vector<float> reduced = self.Read(dest, 3);
    EXPECT_TRUE(std::isnan(reduced[0]));
    EXPECT_TRUE(std::isnan(reduced[1]));
    EXPECT_EQ(reduced[2], 3.0f);
  });
}

// Values whose sums depend on the order, wrap, or have no exact mean.
template <typename T>
std::vector<T> HardValues(uint32_t rank, uint64_t count) {
  std::vector<T> values(count);
  for (uint64_t i = 0; i < count; ++i) {
    if constexpr (std::is_same_v<T, double>) {
      values[i] = i % 7 == 6 && rank == 1 ? NAN : std::ldexp(double(i + 1), int(50 * rank)) * (rank % 2 ? -1 : 1);
    } else if constexpr (std::is_same_v<T, uint8_t>) {
      values[i] = (i >> rank) & 1;
    } else {
      values[i] = i % 5 == 4 ? std::numeric_limits<T>::max() - T(rank) : T(rank * 31) - T(i * 17);
    }
  }
  return values;
}

// What an all-reduce of f64, i64, i32 or i1 is on streams, against the runtime's own on the host.
template <typename T>
void ReduceOnDevice(RankOnStream& self, fsdp_rt_dtype dtype, const std::vector<uint32_t>& members, uint32_t axis,
                    uint32_t rank, uint32_t op, double scale) {
  constexpr uint64_t kCount = 700;  // more than one block of threads
  const auto size = uint32_t(members.size());
  const T* source = self.Place(HardValues<T>(rank, kCount));
  T* gathered = self.Place(std::vector<T>(kCount * size));
  T* dest = self.Place(std::vector<T>(kCount));
  self.Expect(CallAbi(self.comm()->vtable->all_gather_on, self.comm(), axis, FSDP_RT_CHANNEL_REDUCE, self.stream(),
                      static_cast<const void*>(source), static_cast<void*>(gathered), kCount * sizeof(T)));
  self.Expect(CallAbi(self.device()->vtable->reduce_ranks, self.device(), self.stream(), dtype,
                      static_cast<void*>(dest), static_cast<const void*>(gathered), size, kCount, op, scale));
  std::vector<T> reduced = self.Read(dest, kCount), expected(kCount);
  std::vector<std::vector<T>> all;
  std::vector<const void*> sources;
  for (uint32_t member : members) all.push_back(HardValues<T>(member, kCount));
  for (const std::vector<T>& one : all) sources.push_back(one.data());
  ReduceRanks(DType(dtype), sources, expected.data(), kCount, ReduceOp(op), scale);
  for (uint64_t i = 0; i < kCount; ++i) {
    if (expected[i] != expected[i])
      ASSERT_NE(reduced[i], reduced[i]) << "element " << i;
    else
      ASSERT_EQ(reduced[i], expected[i]) << "element " << i;
  }
}

TEST_P(StreamComm, ReducesOtherDtypesInRankOrder) {
  for (uint32_t op : {0u, 1u})
    OnEachAxis([&](RankOnStream& self, uint32_t rank, uint32_t axis) {
      std::vector<uint32_t> members;
      for (uint32_t member = 0; member < AxisSize(axis); ++member) members.push_back(RankOf(axis, rank, member));
      for (double scale : {1.0, 1.0 / 3}) {
        ReduceOnDevice<double>(self, FSDP_RT_F64, members, axis, rank, op, scale);
        ReduceOnDevice<int64_t>(self, FSDP_RT_I64, members, axis, rank, op, scale);
        ReduceOnDevice<int32_t>(self, FSDP_RT_I32, members, axis, rank, op, scale);
      }
      ReduceOnDevice<uint8_t>(self, FSDP_RT_I1, members, axis, rank, op, 1);
    });
}

// After a barrier a rank sees what others had written, in their memory.
TEST_P(StreamComm, BarriersOrderPeers) {
  OnEachAxis([&](RankOnStream& self, uint32_t rank, uint32_t axis) {
    constexpr uint64_t kRounds = 5;
    const float* source = self.Place({ValueOf(rank, 7)});
    float* shown = self.Place({NAN});
    float* seen = self.Place(std::vector<float>(AxisSize(axis) * kRounds));
    std::vector<void*> peers(AxisSize(axis));
    fsdp_rt_comm* comm = self.comm();
    self.Expect(
        CallAbi(comm->vtable->map_peers, comm, axis, static_cast<void*>(shown), uint64_t(sizeof(float)), peers.data()));
    for (uint64_t round = 0; round < kRounds; ++round) {
      self.Copy(shown, source, 1);
      self.Expect(CallAbi(comm->vtable->barrier_on, comm, axis, FSDP_RT_CHANNEL_GATHER, self.stream()));
      for (uint32_t member = 0; member < AxisSize(axis); ++member)
        self.Copy(seen + round * AxisSize(axis) + member, static_cast<const float*>(peers[member]), 1);
      self.Expect(CallAbi(comm->vtable->barrier_on, comm, axis, FSDP_RT_CHANNEL_GATHER, self.stream()));
    }
    std::vector<float> values = self.Read(seen, AxisSize(axis) * kRounds);
    for (uint64_t i = 0; i < values.size(); ++i)
      ASSERT_EQ(values[i], ValueOf(RankOf(axis, rank, uint32_t(i % AxisSize(axis))), 7));
  });
}

INSTANTIATE_TEST_SUITE_P(Grids, StreamComm, ::testing::Values(Grid{1, 1}, Grid{1, 3}, Grid{2, 2}));

}  // namespace
}  // namespace fsdp_rt::testing
