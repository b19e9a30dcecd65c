// streams_world_under_test.cpp - the conformance tests on queue devices that share a host
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>

#include "plan_handle.h"
#include "queue_device.h"
#include "session_fixture.h"
#include "world.h"

namespace fsdp_rt::testing {
namespace {

class Streams : public World {
 public:
  Streams(uint32_t replicas, uint32_t shards, uint64_t deadline_ms) {
    std::vector<fsdp_rt_device*> devices;
    for (uint32_t rank = 0; rank < replicas * shards; ++rank)
      devices.push_back(devices_.emplace_back(MakeQueueDevice()).get());
    fsdp_rt_error error{};
    EXPECT_EQ(fsdp_rt_streams_world_create(replicas, shards, deadline_ms, devices.data(), &world_, &error), FSDP_RT_OK)
        << error.message;
  }
  ~Streams() override { fsdp_rt_streams_world_destroy(world_); }
  fsdp_rt_comm* comm(uint32_t rank) override { return fsdp_rt_streams_world_comm(world_, rank); }
  fsdp_rt_device* device(uint32_t rank) override { return devices_[rank].get(); }

 private:
  std::vector<QueueDevicePtr> devices_;
  fsdp_rt_streams_world* world_ = nullptr;
};

TEST(StreamsWorld, RefusesBadArguments) {
  fsdp_rt_streams_world* world = nullptr;
  fsdp_rt_device* devices[2] = {};
  fsdp_rt_error error{};
  EXPECT_EQ(fsdp_rt_streams_world_create(0, 2, 100, devices, &world, &error), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_EQ(fsdp_rt_streams_world_create(1, 2, 100, devices, &world, &error), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_THAT(error.message, ::testing::HasSubstr("devices[0]"));
}

// A device with streams and ranks that meet on the host only do not fit.
TEST(StreamsWorld, ACommunicatorOfTheHostIsRefused) {
  PlanPtr plan = LoadModel(ExamplePlan(1, 1, 10).model);
  fsdp_rt_threads_world* threads = nullptr;
  fsdp_rt_error error{};
  ASSERT_EQ(fsdp_rt_threads_world_create(1, 1, 100, &threads, &error), FSDP_RT_OK);
  QueueDevicePtr device = MakeQueueDevice();
  fsdp_rt_session_options options = Options(fsdp_rt_threads_world_comm(threads, 0));
  options.device = device.get();
  fsdp_rt_session* session = nullptr;
  EXPECT_EQ(fsdp_rt_session_create(plan.get(), &options, &session, &error), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_THAT(error.message, ::testing::HasSubstr("give one that works on streams"));
  fsdp_rt_threads_world_destroy(threads);
}

// A device whose table ends before reduce_ranks runs every other plan.
TEST(StreamsWorld, AnOlderDeviceReducesF32Only) {
  for (bool of_integers : {false, true}) {
    ExamplePlan example(1, 1, 10);
    Entry& optimizer = example.model.entries[1];
    if (of_integers) std::get<AllReduce>(optimizer.commands[1].body).dtype = DType::i32;
    PlanPtr plan = LoadModel(example.model);
    QueueDevicePtr device = MakeQueueDevice();
    fsdp_rt_device_vtable table = *device->vtable;
    table.struct_size = offsetof(fsdp_rt_device_vtable, reduce_ranks);
    table.reduce_ranks = nullptr;
    device->vtable = &table;
    fsdp_rt_session_options options = Options(nullptr);
    options.device = device.get();
    fsdp_rt_session* session = nullptr;
    fsdp_rt_error error{};
    EXPECT_EQ(fsdp_rt_session_create(plan.get(), &options, &session, &error),
              of_integers ? FSDP_RT_UNSUPPORTED : FSDP_RT_OK);
    if (of_integers) {
      EXPECT_THAT(
          error.message,
          ::testing::HasSubstr("not supported yet: all-reduce of i32 on a device without "
                               "reduce_ranks; for command 1 (all_reduce of group group0 'norm') of entry optimizer"));
    }
    fsdp_rt_session_destroy(session);
  }
}

// Streams whose work other ranks wait for are urgent, where a device has such; never the one that multiplies.
TEST(StreamsWorld, StreamsThatExchangeAreUrgent) {
  static int urgent, plain;
  for (bool has_urgent : {true, false}) {
    PlanPtr plan = LoadModel(ExamplePlan(1, 1, 10).model);
    QueueDevicePtr device = MakeQueueDevice();
    static fsdp_rt_status (*const create)(fsdp_rt_device*, fsdp_rt_stream**, fsdp_rt_error*) =
        device->vtable->create_stream;
    fsdp_rt_device_vtable table = *device->vtable;
    urgent = plain = 0;
    table.create_stream = [](fsdp_rt_device* self, fsdp_rt_stream** out, fsdp_rt_error* error) {
      ++plain;
      return create(self, out, error);
    };
    table.create_urgent_stream = [](fsdp_rt_device* self, fsdp_rt_stream** out, fsdp_rt_error* error) {
      ++urgent;
      return create(self, out, error);
    };
    if (!has_urgent) table.struct_size = offsetof(fsdp_rt_device_vtable, create_urgent_stream);
    device->vtable = &table;
    fsdp_rt_session_options options = Options(nullptr);
    options.device = device.get();
    fsdp_rt_session* session = nullptr;
    fsdp_rt_error error{};
    ASSERT_EQ(fsdp_rt_session_create(plan.get(), &options, &session, &error), FSDP_RT_OK) << error.message;
    EXPECT_EQ(urgent, has_urgent ? 2 : 0);
    EXPECT_EQ(plain, has_urgent ? 1 : 3);
    fsdp_rt_session_destroy(session);
  }
}

// A wait that a plan lacks shows: not in every order, but in some.
TEST(StreamsWorld, AMissingWaitChangesNumbers) {
  int wrong = 0;
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    SeedQueueDevices(seed);
    ExamplePlan example(1, 1, 10);
    PlanPtr plan = LoadModel(example.model);
    // Loading would refuse it: the unpack no longer waits for the gather.
    Entry& step = plan->file.model.entries[0];
    uint32_t wait = example.Find<Wait>(0);
    step.commands[wait].body = Deleted{};
    QueueDevicePtr device = MakeQueueDevice();
    fsdp_rt_session_options options = Options(nullptr);
    options.device = device.get();
    ExampleRank rank(plan.get(), options, 0, 10);
    ASSERT_EQ(rank.status, FSDP_RT_OK) << rank.error.message;
    ASSERT_EQ(rank.Step(), FSDP_RT_OK) << rank.error.message;
    wrong += std::abs(*rank.loss() - RunExample(1, 10, 1, 0.1).losses[0][0]) > 1e-4;
  }
  EXPECT_GT(wrong, 0);
}

}  // namespace

const bool kWorldHasStreams = true;

ExamplePlan MakeExample(uint32_t replicas, uint32_t shards, int64_t rows) {
  return ExamplePlan(replicas, shards, rows);
}

std::unique_ptr<World> MakeWorld(uint32_t replicas, uint32_t shards, uint64_t deadline_ms) {
  return std::make_unique<Streams>(replicas, shards, deadline_ms);
}

}  // namespace fsdp_rt::testing
