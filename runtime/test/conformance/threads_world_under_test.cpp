// threads_world_under_test.cpp - the conformance tests on threads of this process
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "session_fixture.h"
#include "world.h"

namespace fsdp_rt::testing {
namespace {

class Threads : public World {
 public:
  explicit Threads(fsdp_rt_threads_world* world) : world_(world) {}
  ~Threads() override { fsdp_rt_threads_world_destroy(world_); }
  fsdp_rt_comm* comm(uint32_t rank) override { return fsdp_rt_threads_world_comm(world_, rank); }

 private:
  fsdp_rt_threads_world* world_;
};

TEST(ThreadsWorld, RefusesBadArguments) {
  fsdp_rt_threads_world* world = nullptr;
  fsdp_rt_error error{};
  EXPECT_EQ(fsdp_rt_threads_world_create(0, 2, 100, &world, &error), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_EQ(fsdp_rt_threads_world_create(1 << 20, 1 << 20, 100, &world, &error), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_EQ(fsdp_rt_threads_world_create(1, 2, 0, &world, &error), FSDP_RT_INVALID_ARGUMENT);
}

// A communicator that only moves data has no peers to read.
TEST(ThreadsWorld, PeerTransportNeedsPeersThatCanBeRead) {
  PlanPtr plan = LoadModel(ExamplePlan(1, 1, 10).model);
  fsdp_rt_threads_world* world = nullptr;
  fsdp_rt_error error{};
  ASSERT_EQ(fsdp_rt_threads_world_create(1, 1, 100, &world, &error), FSDP_RT_OK);
  fsdp_rt_comm* comm = fsdp_rt_threads_world_comm(world, 0);
  const fsdp_rt_comm_vtable* whole = comm->vtable;
  fsdp_rt_comm_vtable without_offers = *whole;
  without_offers.publish = nullptr;
  comm->vtable = &without_offers;
  fsdp_rt_session_options options = Options(comm);
  fsdp_rt_session* session = nullptr;
  EXPECT_EQ(fsdp_rt_session_create(plan.get(), &options, &session, &error), FSDP_RT_UNSUPPORTED);
  EXPECT_THAT(error.message, ::testing::HasSubstr("choose buffered"));
  comm->vtable = whole;
  fsdp_rt_threads_world_destroy(world);
}

}  // namespace

const bool kWorldHasStreams = false;

ExamplePlan MakeExample(uint32_t replicas, uint32_t shards, int64_t rows) {
  return ExamplePlan(replicas, shards, rows);
}

std::unique_ptr<World> MakeWorld(uint32_t replicas, uint32_t shards, uint64_t deadline_ms) {
  fsdp_rt_threads_world* world = nullptr;
  fsdp_rt_error error{};
  if (fsdp_rt_threads_world_create(replicas, shards, deadline_ms, &world, &error) != FSDP_RT_OK) return nullptr;
  return std::make_unique<Threads>(world);
}

}  // namespace fsdp_rt::testing
