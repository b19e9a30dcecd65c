// cuda_ranks_under_test.cpp - the conformance tests on ranks that know each other through NCCL alone
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// As in several processes: each thread makes its fsdp_rt_cuda_rank and shares nothing with the others but an id. With
// FSDP_RT_TEST_ADOPT=1 each brings an NCCL communicator of its own.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "../../backends/cuda/cuda_libraries.h"
#include "cuda_double_reports.h"
#include "fsdp_rt/cuda.h"
#include "world.h"

namespace fsdp_rt::testing {
namespace {

using ::testing::HasSubstr;

// What a host program does that uses NCCL itself.
class HostNccl {
 public:
  // On the thread of the rank, whose GPU has its number.
  void Create(const void* id, uint32_t ranks, uint32_t rank) {
    ASSERT_TRUE(libraries_.LoadDriver().ok());
    ASSERT_TRUE(libraries_.LoadNccl().ok());
    ASSERT_EQ(libraries_.driver.DeviceGet(&device_, int(rank)), cu::CUDA_SUCCESS);
    cu::CUcontext context = nullptr;
    ASSERT_EQ(libraries_.driver.DevicePrimaryCtxRetain(&context, device_), cu::CUDA_SUCCESS);
    ASSERT_EQ(libraries_.driver.CtxSetCurrent(context), cu::CUDA_SUCCESS);
    nccl::ncclUniqueId shared;
    std::memcpy(&shared, id, sizeof(shared));
    nccl::ncclConfig_t config = nccl::kConfigInitializer;
    ASSERT_EQ(libraries_.nccl.CommInitRankConfig(&comm_, int(ranks), shared, int(rank), &config), nccl::ncclSuccess);
  }
  ~HostNccl() {
    if (comm_) libraries_.nccl.CommDestroy(comm_);
    if (libraries_.driver.DevicePrimaryCtxRelease) libraries_.driver.DevicePrimaryCtxRelease(device_);
  }
  nccl::ncclComm_t comm() { return comm_; }

 private:
  CudaLibraries libraries_;
  cu::CUdevice device_ = 0;
  nccl::ncclComm_t comm_ = nullptr;
};

class CudaRanks : public World {
 public:
  CudaRanks(uint32_t replicas, uint32_t shards, uint64_t deadline_ms)
      : ranks_(replicas * shards), hosts_(ranks_.size()) {
    const char* adopt = std::getenv("FSDP_RT_TEST_ADOPT");
    char id[FSDP_RT_CUDA_ID_BYTES];
    fsdp_rt_error error{};
    EXPECT_EQ(fsdp_rt_cuda_id_create(id, &error), FSDP_RT_OK) << error.message;
    OnEachRank(uint32_t(ranks_.size()), [&](uint32_t rank) {
      fsdp_rt_cuda_rank_options options{};
      options.struct_size = sizeof(options);
      options.replicas = replicas;
      options.shards = shards;
      options.deadline_ms = deadline_ms;
      options.id = id;
      options.rank = options.gpu = rank;
      if (adopt) {
        hosts_[rank].Create(id, uint32_t(ranks_.size()), rank);
        options.nccl_comm = hosts_[rank].comm();
        options.rank = options.gpu = 1000;  // not looked at
      }
      fsdp_rt_error why{};
      EXPECT_EQ(fsdp_rt_cuda_rank_create(&options, &ranks_[rank], &why), FSDP_RT_OK) << why.message;
    });
  }

  ~CudaRanks() override {
    OnEachRank(uint32_t(ranks_.size()), [&](uint32_t rank) {
      if (ranks_[rank]) fsdp_rt_cuda_rank_destroy(ranks_[rank]);
    });
    hosts_.clear();
    for (const std::string& report : TakeReports()) ADD_FAILURE() << report;
  }

  fsdp_rt_comm* comm(uint32_t rank) override { return fsdp_rt_cuda_rank_comm(ranks_[rank]); }
  fsdp_rt_device* device(uint32_t rank) override { return fsdp_rt_cuda_rank_device(ranks_[rank]); }

 private:
  std::vector<fsdp_rt_cuda_rank*> ranks_;
  std::vector<HostNccl> hosts_;
};

fsdp_rt_status Refused(fsdp_rt_cuda_rank_options options, fsdp_rt_error* error) {
  options.struct_size = sizeof(options);
  fsdp_rt_cuda_rank* rank = nullptr;
  return fsdp_rt_cuda_rank_create(&options, &rank, error);
}

TEST(CudaRank, RefusesBadArguments) {
  char id[FSDP_RT_CUDA_ID_BYTES];
  fsdp_rt_error error{};
  ASSERT_EQ(fsdp_rt_cuda_id_create(id, &error), FSDP_RT_OK) << error.message;
  EXPECT_EQ(Refused({0, 0, 2, 1000}, &error), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_THAT(error.message, HasSubstr("a grid of 0x2 ranks"));
  EXPECT_EQ(Refused({0, 1, 2, 0}, &error), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_THAT(error.message, HasSubstr("deadline_ms: 0"));
  EXPECT_EQ(Refused({0, 1, 2, 1000}, &error), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_THAT(error.message, HasSubstr("options.nccl_comm and options.id are null; pass one"));
  EXPECT_EQ(Refused({0, 1, 2, 1000, nullptr, id, 2, 0}, &error), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_THAT(error.message, HasSubstr("options.rank: 2, expected less than 2"));
  EXPECT_EQ(Refused({0, 1, 2, 1000, nullptr, id, 0, 99}, &error), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_THAT(error.message, HasSubstr("options.gpu: 99, and this process may use 8 GPUs"));
  EXPECT_EQ(fsdp_rt_cuda_id_create(nullptr, &error), FSDP_RT_INVALID_ARGUMENT);
}

TEST(CudaRank, ACommunicatorOfAnotherSizeIsRefused) {
  {
    HostNccl host;
    char id[FSDP_RT_CUDA_ID_BYTES];
    fsdp_rt_error error{};
    ASSERT_EQ(fsdp_rt_cuda_id_create(id, &error), FSDP_RT_OK) << error.message;
    host.Create(id, 1, 0);
    EXPECT_EQ(Refused({0, 1, 2, 1000, host.comm()}, &error), FSDP_RT_INVALID_ARGUMENT);
    EXPECT_THAT(error.message, HasSubstr("options.nccl_comm has 1 ranks, the grid 1x2 has 2"));
  }
  EXPECT_THAT(TakeReports(), ::testing::IsEmpty());
}

// A rank that never comes ends the others' wait; nobody can say which one it is.
TEST(CudaRank, AMissingRankIsADeadline) {
  char id[FSDP_RT_CUDA_ID_BYTES];
  fsdp_rt_error error{};
  ASSERT_EQ(fsdp_rt_cuda_id_create(id, &error), FSDP_RT_OK) << error.message;
  EXPECT_EQ(Refused({0, 1, 2, 200, nullptr, id, 0, 0}, &error), FSDP_RT_DEADLINE_EXCEEDED);
  EXPECT_THAT(error.message, HasSubstr("a rank did not call it, or cannot be reached"));
  TakeReports();
}

}  // namespace

const bool kWorldHasStreams = true;

ExamplePlan MakeExample(uint32_t replicas, uint32_t shards, int64_t rows) {
  return ExamplePlan(replicas, shards, rows, ExampleTarget::kGpu);
}

std::unique_ptr<World> MakeWorld(uint32_t replicas, uint32_t shards, uint64_t deadline_ms) {
  return std::make_unique<CudaRanks>(replicas, shards, deadline_ms);
}

}  // namespace fsdp_rt::testing
