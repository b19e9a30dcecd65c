// mpi_world_under_test.cpp - the conformance tests on processes of MPI
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every process of the job runs every test. A world has the first of them; the others look on, with a world of their
// own. The communicators are the test's, as those of a host that uses MPI itself.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "fsdp_rt/mpi.h"
#include "mpi_calls.h"
#include "session_fixture.h"
#include "world.h"

namespace fsdp_rt::testing {
namespace {

using ::testing::HasSubstr;

// MPI's own waits take all of a core, which the ranks need.
void Await(MPI_Request request) {
  Patience patience;
  for (int done = 0; MPI_Test(&request, &done, MPI_STATUS_IGNORE), !done;) patience.Pause();
}

// All processes come here.
void Meet() {
  MPI_Request request;
  MPI_Ibarrier(MPI_COMM_WORLD, &request);
  Await(request);
}

constexpr int kProcesses = 6;

class Job : public ::testing::Environment {
 public:
  void SetUp() override {
    int provided = 0, rank = 0, size = 0;
    ASSERT_EQ(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided), MPI_SUCCESS);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    ASSERT_EQ(size, kProcesses) << "start this test with as many processes";
    process_rank = uint32_t(rank);
  }
  void TearDown() override { MPI_Finalize(); }
};
[[maybe_unused]] const auto* const kJob = ::testing::AddGlobalTestEnvironment(new Job);

// One rank of `ranks`, or one of those that look on.
class Processes : public World {
 public:
  Processes(uint32_t replicas, uint32_t shards, uint64_t deadline_ms) : ranks_(replicas * shards) {
    Meet();
    const bool looks_on = *process_rank >= ranks_;
    MPI_Comm_split(MPI_COMM_WORLD, looks_on, int(*process_rank), &host_);
    fsdp_rt_mpi_options options{sizeof(options), &host_};
    fsdp_rt_error error{};
    EXPECT_EQ(fsdp_rt_mpi_open(&options, &mpi_, &error), FSDP_RT_OK) << error.message;
    fsdp_rt_mpi_rank_options rank_options{sizeof(rank_options), replicas, shards, deadline_ms, /*peers=*/1};
    if (looks_on) rank_options.replicas = 1, rank_options.shards = fsdp_rt_mpi_processes(mpi_);
    EXPECT_EQ(fsdp_rt_mpi_rank_create(mpi_, &rank_options, &rank_, &error), FSDP_RT_OK) << error.message;
    // A rank that is to fail does so when all are there.
    Meet();
  }
  // The host's communicator stays: after a failure something may be under way on those that were made of it.
  ~Processes() override {
    fsdp_rt_mpi_rank_destroy(rank_);
    fsdp_rt_mpi_close(mpi_);
  }
  fsdp_rt_comm* comm(uint32_t) override { return fsdp_rt_mpi_rank_comm(rank_); }
  fsdp_rt_device* device(uint32_t) override { return fsdp_rt_mpi_rank_device(rank_); }
  void Collect(void* by_rank, size_t bytes) override {
    Meet();
    for (uint32_t rank = 0; rank < ranks_; ++rank)
      MPI_Bcast(static_cast<uint8_t*>(by_rank) + rank * bytes, int(bytes), MPI_BYTE, int(rank), MPI_COMM_WORLD);
  }

 private:
  uint32_t ranks_;
  MPI_Comm host_ = MPI_COMM_NULL;
  fsdp_rt_mpi* mpi_ = nullptr;
  fsdp_rt_mpi_rank* rank_ = nullptr;
};

TEST(Mpi, RefusesBadArguments) {
  fsdp_rt_error error{};
  fsdp_rt_mpi* mpi = nullptr;
  MPI_Comm none = MPI_COMM_NULL;
  fsdp_rt_mpi_options options{sizeof(options), &none};
  EXPECT_EQ(fsdp_rt_mpi_open(nullptr, &mpi, &error), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_EQ(fsdp_rt_mpi_open(&options, &mpi, &error), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_THAT(error.message, HasSubstr("MPI_COMM_NULL"));
  options.comm = nullptr;
  ASSERT_EQ(fsdp_rt_mpi_open(&options, &mpi, &error), FSDP_RT_OK) << error.message;
  EXPECT_EQ(fsdp_rt_mpi_process(mpi), *process_rank);
  EXPECT_EQ(fsdp_rt_mpi_processes(mpi), uint32_t{kProcesses});
  fsdp_rt_mpi_rank* rank = nullptr;
  fsdp_rt_mpi_rank_options rank_options{sizeof(rank_options), 2, 4, 1000, 0};
  EXPECT_EQ(fsdp_rt_mpi_rank_create(mpi, &rank_options, &rank, &error), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_THAT(error.message, HasSubstr("a grid of 2x4 has 8 ranks, and MPI started 6"));
  rank_options = {sizeof(rank_options), 2, 3, 0, 0};
  EXPECT_EQ(fsdp_rt_mpi_rank_create(mpi, &rank_options, &rank, &error), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_THAT(error.message, HasSubstr("deadline_ms: 0"));
  fsdp_rt_mpi_close(mpi);
}

// Memory of the host's is no memory that other processes see.
TEST(Mpi, OffersWhatItsDeviceAllocated) {
  auto world = MakeWorld(1, 2, 60000);
  OnEachRank(2, [&](uint32_t rank) {
    fsdp_rt_comm* comm = world->comm(rank);
    fsdp_rt_device* device = world->device(rank);
    fsdp_rt_error error{};
    int mine = int(rank) + 7;
    EXPECT_EQ(comm->vtable->publish(comm, FSDP_RT_AXIS(1, 2), 0, &mine, sizeof(mine), &error), FSDP_RT_UNSUPPORTED);
    EXPECT_THAT(error.message, HasSubstr("choose the transport buffered"));
    for (uint64_t ticket = 0; ticket < 5; ++ticket) {
      void* memory = nullptr;
      const uint64_t bytes = ticket % 2 ? uint64_t{3} << 20 : 100;  // a descriptor's number comes again
      ASSERT_EQ(device->vtable->allocate(device, FSDP_RT_MEMORY_HOST, bytes, 256, &memory, &error), FSDP_RT_OK);
      auto* last = static_cast<uint8_t*>(memory) + bytes - 1;
      ASSERT_EQ(*last, 0);
      *last = uint8_t(10 * ticket + rank);
      const void* sources[2] = {};
      ASSERT_EQ(comm->vtable->publish(comm, FSDP_RT_AXIS(1, 2), ticket, last, 1, &error), FSDP_RT_OK) << error.message;
      ASSERT_EQ(comm->vtable->acquire(comm, FSDP_RT_AXIS(1, 2), ticket, sources, &error), FSDP_RT_OK) << error.message;
      for (int other : {0, 1}) EXPECT_EQ(*static_cast<const uint8_t*>(sources[other]), 10 * ticket + other);
      ASSERT_EQ(comm->vtable->release(comm, FSDP_RT_AXIS(1, 2), ticket, &error), FSDP_RT_OK);
      ASSERT_EQ(comm->vtable->reclaim(comm, FSDP_RT_AXIS(1, 2), ticket, &error), FSDP_RT_OK) << error.message;
      device->vtable->deallocate(device, FSDP_RT_MEMORY_HOST, memory, bytes);
    }
  });
}

// A message beyond what an int counts, with smaller ints.
TEST(Mpi, CountsBytesBeyondAnInt) {
  constexpr uint64_t kBytes = 1003;
  for (int most : {7, 1002, 1003}) {
    MpiBytes piece;
    ASSERT_TRUE(piece.Create(kBytes, most).ok());
    EXPECT_EQ(piece.count(), most == 1003 ? 1003 : 1);
    std::vector<uint8_t> mine(kBytes), all(kProcesses * kBytes + 1, 99);
    for (uint64_t i = 0; i < kBytes; ++i) mine[i] = uint8_t(i * 31 + *process_rank);
    ASSERT_EQ(MPI_Allgather(mine.data(), piece.count(), piece.type(), all.data(), piece.count(), piece.type(),
                            MPI_COMM_WORLD),
              MPI_SUCCESS);
    for (uint64_t i = 0; i < kProcesses * kBytes; ++i) ASSERT_EQ(all[i], uint8_t(i % kBytes * 31 + i / kBytes)) << i;
    EXPECT_EQ(all.back(), 99);
  }
}

}  // namespace

const bool kWorldHasStreams = false;

ExamplePlan MakeExample(uint32_t replicas, uint32_t shards, int64_t rows) {
  return ExamplePlan(replicas, shards, rows);
}

std::unique_ptr<World> MakeWorld(uint32_t replicas, uint32_t shards, uint64_t deadline_ms) {
  return std::make_unique<Processes>(replicas, shards, deadline_ms);
}

}  // namespace fsdp_rt::testing
