// cuda_session_test.cpp - a session's memory on a GPU: DLPack, bindings on the device
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/cuda_world_under_test.h"
#include "dlpack_abi.h"
#include "session_fixture.h"
#include "status.h"

namespace fsdp_rt::testing {
namespace {

constexpr int64_t kRows = 10;
constexpr int32_t kDlCuda = 2;

class CudaSession : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(world_.status, FSDP_RT_OK) << world_.error.message;
    fsdp_rt_session_options options = Options(world_.comm(0));
    options.device = world_.device(0);
    options.graph = 1;
    rank_ = std::make_unique<ExampleRank>(plan_.get(), options, 0, kRows);
    ASSERT_EQ(rank_->status, FSDP_RT_OK) << rank_->error.message;
  }

  CudaWorld world_{1, 1, 60000};
  PlanPtr plan_ = LoadModel(MakeExample(1, 1, kRows).model);
  std::unique_ptr<ExampleRank> rank_;
  fsdp_rt_error error_{};
};

TEST_F(CudaSession, ExportsItsDevice) {
  void* exported = nullptr;
  ASSERT_EQ(fsdp_rt_session_tensor_to_dlpack(rank_->get(), 0, &exported, &error_), FSDP_RT_OK);
  auto* managed = static_cast<DLManagedTensor*>(exported);
  EXPECT_EQ(managed->dl_tensor.device.device_type, kDlCuda);
  EXPECT_EQ(managed->dl_tensor.device.device_id, 0);
  EXPECT_TRUE(world_.device(0)->vtable->is_device_memory(world_.device(0), managed->dl_tensor.data));
  managed->deleter(managed);
}

// Memory of the device is used in place, and another place is captured anew.
TEST_F(CudaSession, UsesDeviceMemoryInPlace) {
  fsdp_rt_device* device = world_.device(0);
  void* losses[2] = {};
  for (void*& loss : losses)
    ASSERT_TRUE(
        CallAbi(device->vtable->allocate, device, FSDP_RT_MEMORY_DEVICE, uint64_t(4), uint64_t(64), &loss).ok());
  ExampleResult expected = RunExample(1, kRows, 2, 0.1);
  for (int step = 0; step < 2; ++step) {
    int64_t none = 0;
    DLManagedTensor tensor{};
    tensor.dl_tensor = {losses[step], {kDlCuda, 0}, 0, {kDlFloat, 32, 1}, &none, nullptr, 0};
    ASSERT_EQ(fsdp_rt_session_bind_dlpack(rank_->get(), kLoss, &tensor, &error_), FSDP_RT_OK) << error_.message;
    ASSERT_EQ(rank_->Step(), FSDP_RT_OK) << rank_->error.message;
    float loss = 0;
    ASSERT_TRUE(CallAbi(device->vtable->download, device, static_cast<void*>(&loss),
                        static_cast<const void*>(losses[step]), uint64_t(4))
                    .ok());
    EXPECT_NEAR(loss, expected.losses[step][0], 2e-6);
    ASSERT_EQ(fsdp_rt_session_bind(rank_->get(), kLoss, rank_->loss(), 4, &error_), FSDP_RT_OK);
  }
  for (void* loss : losses) device->vtable->deallocate(device, FSDP_RT_MEMORY_DEVICE, loss, 4);
}

TEST_F(CudaSession, RefusesAnotherDevice) {
  int64_t none = 0;
  DLManagedTensor tensor{};
  tensor.dl_tensor = {rank_->loss(), {kDlCuda, 3}, 0, {kDlFloat, 32, 1}, &none, nullptr, 0};
  EXPECT_EQ(fsdp_rt_session_bind_dlpack(rank_->get(), kLoss, &tensor, &error_), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_THAT(error_.message, ::testing::HasSubstr("DLPack device 2:3, expected the CPU's or 2:0"));
}

// The caller's events: the run begins after one and the other follows it.
TEST_F(CudaSession, WaitsAndSignalsForTheCaller) {
  fsdp_rt_device* device = world_.device(0);
  fsdp_rt_stream* stream = nullptr;
  fsdp_rt_event *before = nullptr, *after = nullptr;
  ASSERT_TRUE(CallAbi(device->vtable->create_stream, device, &stream).ok());
  ASSERT_TRUE(CallAbi(device->vtable->create_event, device, 0, &before).ok());
  ASSERT_TRUE(CallAbi(device->vtable->create_event, device, 0, &after).ok());
  ASSERT_TRUE(CallAbi(device->vtable->record, device, before, stream).ok());
  fsdp_rt_fences fences{sizeof(fences), stream, before, after};
  EXPECT_EQ(fsdp_rt_session_run(rank_->get(), 0, &fences, &error_), FSDP_RT_OK) << error_.message;
  EXPECT_TRUE(CallAbi(device->vtable->wait, device, stream, after).ok());
  int32_t done = 0;
  for (int i = 0; i < 100000 && !done; ++i) ASSERT_TRUE(CallAbi(device->vtable->query, device, stream, &done).ok());
  EXPECT_TRUE(done);
  device->vtable->destroy_event(device, before);
  device->vtable->destroy_event(device, after);
  device->vtable->destroy_stream(device, stream);
}

}  // namespace
}  // namespace fsdp_rt::testing
