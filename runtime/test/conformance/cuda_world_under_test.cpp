// cuda_world_under_test.cpp - the conformance tests on GPUs, or on their doubles
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// FSDP_RT_TEST_TRANSFERS: "nccl" or "copies".

#include "cuda_world_under_test.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string_view>

#include "cuda_double_reports.h"

namespace fsdp_rt::testing {
namespace {

fsdp_rt_cuda_transfers TransfersUnderTest() {
  const char* name = std::getenv("FSDP_RT_TEST_TRANSFERS");
  if (!name) return FSDP_RT_CUDA_TRANSFERS_AUTO;
  return std::string_view(name) == "nccl" ? FSDP_RT_CUDA_TRANSFERS_NCCL : FSDP_RT_CUDA_TRANSFERS_COPIES;
}

}  // namespace

size_t CudaWorld::worlds_alive_ = 0, CudaWorld::objects_before_ = 0;

CudaWorld::CudaWorld(uint32_t replicas, uint32_t shards, uint64_t deadline_ms) {
  if (worlds_alive_++ == 0) objects_before_ = LiveObjects();
  fsdp_rt_cuda_world_options options{sizeof(options), replicas, shards, deadline_ms, TransfersUnderTest()};
  status = fsdp_rt_cuda_world_create(&options, &world_, &error);
}

CudaWorld::~CudaWorld() {
  // What was enqueued when a world was aborted runs without the order that the others gave it.
  fsdp_rt_error why{};
  bool aborted = world_ && comm(0)->vtable->check(comm(0), 0, 0, &why) != FSDP_RT_OK;
  if (world_) fsdp_rt_cuda_world_destroy(world_);
  --worlds_alive_;
  std::vector<std::string> reports = TakeReports();
  if (expects_reports) return;
  for (const std::string& report : reports)
    if (!aborted || report.find("nothing orders the two") == std::string::npos) ADD_FAILURE() << report;
  if (worlds_alive_ == 0) EXPECT_EQ(LiveObjects(), objects_before_) << "something of the device was not given back";
}

const bool kWorldHasStreams = true;

ExamplePlan MakeExample(uint32_t replicas, uint32_t shards, int64_t rows) {
  return ExamplePlan(replicas, shards, rows, ExampleTarget::kGpu);
}

std::unique_ptr<World> MakeWorld(uint32_t replicas, uint32_t shards, uint64_t deadline_ms) {
  auto world = std::make_unique<CudaWorld>(replicas, shards, deadline_ms);
  EXPECT_EQ(world->status, FSDP_RT_OK) << world->error.message;
  return world;
}

}  // namespace fsdp_rt::testing
