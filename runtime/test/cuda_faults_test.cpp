// cuda_faults_test.cpp - what is missing, too old or breaks on GPUs ends in its error, on every rank
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>

#include "conformance/cuda_world_under_test.h"
#include "cuda_double_reports.h"
#include "session_fixture.h"

namespace fsdp_rt::testing {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

constexpr int64_t kRows = 37;
constexpr uint64_t kLong = 60000, kShort = 400;

std::unique_ptr<CudaWorld> NewWorld(uint32_t ranks, uint64_t deadline_ms = kLong) {
  return std::make_unique<CudaWorld>(1, ranks, deadline_ms);
}

fsdp_rt_session_options OptionsOf(CudaWorld& world, uint32_t rank) {
  fsdp_rt_session_options options = Options(world.comm(rank));
  options.device = world.device(rank);
  return options;
}

struct Outcome {
  fsdp_rt_status status[2];
  fsdp_rt_error error[2];
};

// Two ranks train until both have failed, but no more than `steps` steps.
Outcome RunTwo(CudaWorld* world, fsdp_rt_transport transport, int32_t graph, int32_t blocking = 0, int steps = 3) {
  PlanPtr plan = LoadModel(MakeExample(1, 2, kRows).model);
  Outcome outcome{};
  OnEachRank(2, [&](uint32_t rank) {
    fsdp_rt_session_options options = OptionsOf(*world, rank);
    options.transport = transport;
    options.graph = graph;
    options.blocking = blocking;
    ExampleRank self(plan.get(), options, rank, kRows);
    for (int step = 0; step < steps && self.status == FSDP_RT_OK; ++step) self.Step();
    outcome.status[rank] = self.status;
    outcome.error[rank] = self.error;
  });
  return outcome;
}

TEST(Libraries, AMissingDriverIsNamed) {
  if (dlopen("libcuda.so.1", RTLD_NOW | RTLD_NOLOAD)) GTEST_SKIP() << "this process has a driver already";
  const char* folder = std::getenv("FSDP_RT_CUDA_LIBRARIES");
  const std::string before = folder ? folder : "";
  setenv("FSDP_RT_CUDA_LIBRARIES", "/nonexistent", 1);
  fsdp_rt_cuda_world_options options{sizeof(options), 1, 1, kLong, FSDP_RT_CUDA_TRANSFERS_AUTO};
  fsdp_rt_cuda_world* world = nullptr;
  fsdp_rt_error error{};
  fsdp_rt_status status = fsdp_rt_cuda_world_create(&options, &world, &error);
  before.empty() ? unsetenv("FSDP_RT_CUDA_LIBRARIES") : setenv("FSDP_RT_CUDA_LIBRARIES", before.c_str(), 1);
  if (status == FSDP_RT_OK) {
    fsdp_rt_cuda_world_destroy(world);
    GTEST_SKIP() << "this machine has a driver";
  }
  EXPECT_EQ(status, FSDP_RT_UNSUPPORTED);
  EXPECT_THAT(error.message, AnyOf(HasSubstr("the CUDA driver cannot be loaded"), HasSubstr("no GPU")));
}

TEST(Versions, AnOldDriverIsRefused) {
  if (!OnCudaDoubles()) GTEST_SKIP() << "needs the doubles";
  DoubleSettings settings({{"DRIVER", "11080"}});
  auto world = NewWorld(1);
  EXPECT_EQ(world->status, FSDP_RT_UNSUPPORTED);
  EXPECT_THAT(world->error.message, HasSubstr("the CUDA driver is of version 11.8, expected at least 12.3"));
}

TEST(Versions, AnOldNcclIsRefused) {
  if (!OnCudaDoubles()) GTEST_SKIP() << "needs the doubles";
  DoubleSettings settings({{"NCCL", "22005"}, {"DEVICES", "2"}});
  setenv("FSDP_RT_TEST_TRANSFERS", "nccl", 1);
  auto world = NewWorld(2);
  unsetenv("FSDP_RT_TEST_TRANSFERS");
  EXPECT_EQ(world->status, FSDP_RT_UNSUPPORTED);
  EXPECT_THAT(world->error.message, HasSubstr("NCCL is of version 2.20.5, expected at least 2.27"));
}

TEST(Versions, AnOldArchitectureIsRefused) {
  if (!OnCudaDoubles()) GTEST_SKIP() << "needs the doubles";
  DoubleSettings settings({{"CAPABILITY", "7.0"}});
  auto world = NewWorld(1);
  EXPECT_EQ(world->status, FSDP_RT_UNSUPPORTED);
  EXPECT_THAT(world->error.message, HasSubstr("is sm_70, expected sm_80 or newer"));
}

TEST(Devices, NoneAreReported) {
  if (!OnCudaDoubles()) GTEST_SKIP() << "needs the doubles";
  DoubleSettings settings({{"DEVICES", "0"}});
  auto world = NewWorld(1);
  EXPECT_EQ(world->status, FSDP_RT_UNSUPPORTED);
  EXPECT_THAT(world->error.message, HasSubstr("no GPU"));
}

TEST(Devices, NcclWantsOneForEachRank) {
  if (!OnCudaDoubles()) GTEST_SKIP() << "needs the doubles";
  DoubleSettings settings({{"DEVICES", "1"}});
  setenv("FSDP_RT_TEST_TRANSFERS", "nccl", 1);
  auto world = NewWorld(2);
  unsetenv("FSDP_RT_TEST_TRANSFERS");
  EXPECT_EQ(world->status, FSDP_RT_UNSUPPORTED);
  EXPECT_THAT(world->error.message, HasSubstr("2 ranks, 1 GPUs"));
}

// Without access between GPUs only buffered transport works.
TEST(Devices, PeersThatCannotBeReadAreReported) {
  if (!OnCudaDoubles()) GTEST_SKIP() << "needs the doubles";
  DoubleSettings settings({{"DEVICES", "2"}, {"PEER", "0"}});
  auto world = NewWorld(2);
  ASSERT_EQ(world->status, FSDP_RT_OK) << world->error.message;
  Outcome outcome = RunTwo(world.get(), FSDP_RT_TRANSPORT_PEER, 0);
  for (int rank : {0, 1}) {
    EXPECT_THAT(outcome.status[rank], AnyOf(FSDP_RT_UNSUPPORTED, FSDP_RT_PEER_FAILED));
    EXPECT_THAT(outcome.error[rank].message, HasSubstr("use buffered transport"));
  }
  auto buffered = NewWorld(2);
  outcome = RunTwo(buffered.get(), FSDP_RT_TRANSPORT_BUFFERED, 1);
  EXPECT_EQ(outcome.status[0], FSDP_RT_OK) << outcome.error[0].message;
  EXPECT_EQ(outcome.status[1], FSDP_RT_OK) << outcome.error[1].message;
}

TEST(Plans, OfTheCpuAreRefused) {
  auto world = NewWorld(1);
  ASSERT_EQ(world->status, FSDP_RT_OK) << world->error.message;
  PlanPtr plan = LoadModel(ExamplePlan(1, 1, kRows).model);
  fsdp_rt_session_options options = OptionsOf(*world, 0);
  fsdp_rt_session* session = nullptr;
  fsdp_rt_error error{};
  EXPECT_EQ(fsdp_rt_session_create(plan.get(), &options, &session, &error), FSDP_RT_UNSUPPORTED);
  EXPECT_THAT(error.message, HasSubstr("the plan's kernels are for CPUs"));
  EXPECT_THAT(error.message, HasSubstr("compile with --target cuda"));
}

TEST(Plans, OfANewerArchitectureAreRefused) {
  auto world = NewWorld(1);
  ASSERT_EQ(world->status, FSDP_RT_OK) << world->error.message;
  ExamplePlan example = MakeExample(1, 1, kRows);
  example.model.code[0].level = "compute_990";
  PlanPtr plan = LoadModel(example.model);
  fsdp_rt_session_options options = OptionsOf(*world, 0);
  fsdp_rt_session* session = nullptr;
  fsdp_rt_error error{};
  EXPECT_EQ(fsdp_rt_session_create(plan.get(), &options, &session, &error), FSDP_RT_UNSUPPORTED);
  EXPECT_THAT(error.message, HasSubstr("the plan's code is for cuda compute_990; this GPU is sm_"));
}

// A cubin that this driver cannot load and PTX of a newer version give way to older PTX.
TEST(Plans, WhatTheDriverIsTooOldForGivesWay) {
  if (!OnCudaDoubles()) GTEST_SKIP() << "needs the doubles";
  DoubleSettings settings({{"DRIVER", "12030"}, {"DEVICES", "1"}});
  auto world = NewWorld(1);
  ASSERT_EQ(world->status, FSDP_RT_OK) << world->error.message;
  ExamplePlan example = MakeExample(1, 1, kRows);
  std::string cubin("\177ELF\2\1", 6);  // of a newer assembler
  cubin.resize(128);
  static constexpr std::string_view kPtx = ".version 8.8\n.target sm_90\n.address_size 64\n";
  auto bytes = [](std::string_view text) {
    return std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size());
  };
  example.model.code.push_back({"cuda", "sm_90", bytes(cubin)});
  example.model.code.push_back({"cuda", "compute_90", bytes(kPtx)});
  PlanPtr plan = LoadModel(example.model);
  fsdp_rt_session_options options = OptionsOf(*world, 0);
  fsdp_rt_session* session = nullptr;
  fsdp_rt_error error{};
  EXPECT_EQ(fsdp_rt_session_create(plan.get(), &options, &session, &error), FSDP_RT_OK) << error.message;
  fsdp_rt_session_destroy(session);
  // Nothing else is left: the error is that of the best piece.
  example.model.code.erase(example.model.code.begin());
  plan = LoadModel(example.model);
  session = nullptr;
  EXPECT_EQ(fsdp_rt_session_create(plan.get(), &options, &session, &error), FSDP_RT_INVALID_PLAN);
  EXPECT_THAT(error.message, HasSubstr("loading the code for sm_90"));
  EXPECT_THAT(error.message, HasSubstr("update the driver"));
}

TEST(Plans, AMissingKernelIsNamed) {
  auto world = NewWorld(1);
  ASSERT_EQ(world->status, FSDP_RT_OK) << world->error.message;
  world->expects_reports = true;
  ExamplePlan example = MakeExample(1, 1, kRows);
  example.model.kernels[2].symbol = "loss_hess";
  PlanPtr plan = LoadModel(example.model);
  fsdp_rt_session_options options = OptionsOf(*world, 0);
  fsdp_rt_session* session = nullptr;
  fsdp_rt_error error{};
  EXPECT_EQ(fsdp_rt_session_create(plan.get(), &options, &session, &error), FSDP_RT_INVALID_PLAN);
  EXPECT_THAT(error.message, HasSubstr("loss_hess"));
}

// A fault that strikes one rank once, in each way to run.
struct Fault {
  const char* variable;
  const char* value;
  fsdp_rt_status status;
  const char* text;
};

class PlantedFaults : public ::testing::TestWithParam<std::tuple<Fault, int32_t, fsdp_rt_transport>> {};

TEST_P(PlantedFaults, EndsOnEveryRank) {
  if (!OnCudaDoubles()) GTEST_SKIP() << "needs the doubles";
  auto [fault, graph, transport] = GetParam();
  DoubleSettings settings({{"DEVICES", "2"}, {fault.variable, fault.value}});
  auto begin = std::chrono::steady_clock::now();
  auto world = NewWorld(2, 5000);
  world->expects_reports = true;
  if (world->status != FSDP_RT_OK) {
    EXPECT_EQ(world->status, fault.status);
    EXPECT_THAT(world->error.message, HasSubstr(fault.text));
    return;
  }
  Outcome outcome = RunTwo(world.get(), transport, graph);
  int named = 0;
  for (int rank : {0, 1}) {
    EXPECT_NE(outcome.status[rank], FSDP_RT_OK);
    named += outcome.status[rank] == fault.status;
    // A collective that fails takes its stream along, on every rank; its own error is named all the same.
    EXPECT_THAT(outcome.error[rank].message, HasSubstr(fault.text));
  }
  EXPECT_GE(named, 1) << outcome.error[0].message << "\n" << outcome.error[1].message;
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
}

const auto kTransports = ::testing::Values(FSDP_RT_TRANSPORT_BUFFERED, FSDP_RT_TRANSPORT_PEER);

INSTANTIATE_TEST_SUITE_P(Each, PlantedFaults,
                         ::testing::Combine(::testing::Values(Fault{"FAIL_ALLOC", "1:4", FSDP_RT_OUT_OF_MEMORY,
                                                                    "out of memory"},
                                                              Fault{"FAIL_LAUNCH", "1:3", FSDP_RT_INTERNAL, ""},
                                                              Fault{"FAIL_KERNEL", "1:3", FSDP_RT_INTERNAL, ""},
                                                              Fault{"FAIL_NCCL", "1:2", FSDP_RT_INTERNAL, "nccl"},
                                                              Fault{"ASYNC_NCCL", "1:2", FSDP_RT_INTERNAL, "NCCL"}),
                                            ::testing::Values(0, 1), kTransports));

// A rank whose collective never arrives is found by the deadline.
class Deadlines : public ::testing::TestWithParam<std::tuple<int32_t, fsdp_rt_transport>> {};

TEST_P(Deadlines, ASilentRankIsFound) {
  if (!OnCudaDoubles()) GTEST_SKIP() << "needs the doubles";
  auto [graph, transport] = GetParam();
  DoubleSettings settings({{"DEVICES", "2"}, {"SILENT", "1:2"}});
  auto world = NewWorld(2, kShort);
  ASSERT_EQ(world->status, FSDP_RT_OK) << world->error.message;
  world->expects_reports = true;
  Outcome outcome = RunTwo(world.get(), transport, graph);
  for (int rank : {0, 1}) EXPECT_NE(outcome.status[rank], FSDP_RT_OK);
  EXPECT_THAT(std::string(outcome.error[0].message) + outcome.error[1].message, HasSubstr("within 400 ms"));
}

INSTANTIATE_TEST_SUITE_P(Each, Deadlines, ::testing::Combine(::testing::Values(0, 1), kTransports));

// With `blocking` an error of the device names its command.
TEST(Blocking, NamesTheCommandOfAFailingKernel) {
  if (!OnCudaDoubles()) GTEST_SKIP() << "needs the doubles";
  DoubleSettings settings({{"DEVICES", "2"}, {"FAIL_KERNEL", "1:3"}});
  auto world = NewWorld(2, 5000);
  ASSERT_EQ(world->status, FSDP_RT_OK) << world->error.message;
  world->expects_reports = true;
  Outcome outcome = RunTwo(world.get(), FSDP_RT_TRANSPORT_BUFFERED, 0, /*blocking=*/1);
  EXPECT_EQ(outcome.status[1], FSDP_RT_INTERNAL);
  EXPECT_GE(outcome.error[1].command, 0);
  EXPECT_THAT(outcome.error[1].message, HasSubstr("(launch "));
}

}  // namespace
}  // namespace fsdp_rt::testing
