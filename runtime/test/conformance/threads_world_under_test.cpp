// threads_world_under_test.cpp - the conformance tests on threads of this process
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <gtest/gtest.h>

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
