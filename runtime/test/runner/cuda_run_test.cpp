// cuda_run_test.cpp - fsdp-run --backend cuda trains the example plan as the CPU does
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cstdlib>
#include <cstring>
#include <thread>

#include "training_run_fixture.h"

namespace fsdp_rt::runner {
namespace {

using ::fsdp_rt::testing::RunExample;
using ::testing::HasSubstr;

struct Way {
  uint32_t replicas, shards;
  std::vector<std::string> flags;
};

class CudaRun : public TrainingRunTest, public ::testing::WithParamInterface<Way> {};

TEST_P(CudaRun, AgreesWithPlainLoops) {
  const Way& way = GetParam();
  const uint32_t ranks = way.replicas * way.shards;
  WriteBatch(ranks, 3, ~0u);
  std::vector<std::string> flags = {"--backend",           "cuda",          "--ranks",
                                    std::to_string(ranks), "--save-params", Path("params.safetensors")};
  flags.insert(flags.end(), way.flags.begin(), way.flags.end());
  ASSERT_EQ(RunTool(WritePlan(way.replicas, way.shards, ExampleTarget::kGpu), flags), 0) << error_;
  EXPECT_THAT(output_, HasSubstr("GPU"));
  const auto expected = RunExample(ranks, kRows, 3, 0.1);
  SafetensorsSet params;
  ASSERT_TRUE(SafetensorsSet::Open(Path("params.safetensors"), &params).ok());
  const TensorView* w = params.Find("w");
  ASSERT_NE(w, nullptr);
  for (int64_t i = 0; i < kRows; ++i) {
    float value = 0;
    std::memcpy(&value, w->data + i * sizeof value, sizeof value);
    EXPECT_NEAR(value, expected.w[i], 2e-6 * std::max(1.0, std::abs(expected.w[i])));
  }
}

INSTANTIATE_TEST_SUITE_P(Ways, CudaRun,
                         ::testing::Values(Way{1, 1, {}}, Way{1, 4, {}}, Way{1, 3, {"--graph", "off"}},
                                           Way{2, 2, {"--transport", "buffered"}},
                                           Way{1, 4, {"--transport", "buffered", "--graph", "off", "--poison"}},
                                           Way{2, 2, {"--blocking"}}));

// As in a process for each rank: every one runs the tool, which meets the others over TCP and NCCL.
class CudaProcesses : public TrainingRunTest {
 protected:
  // The exit codes; rank r gets `more[r]`.
  std::vector<int> RunRanks(uint32_t replicas, uint32_t shards, const std::vector<std::vector<std::string>>& more) {
    const uint32_t ranks = replicas * shards;
    const std::string plan = WritePlan(replicas, shards, ExampleTarget::kGpu);
    const std::string meet = "localhost:" + std::to_string(20000 + getpid() % 20000);
    std::vector<int> codes(ranks, -1);
    std::vector<std::thread> threads;
    ::testing::internal::CaptureStderr();
    ::testing::internal::CaptureStdout();
    for (uint32_t rank = 0; rank < ranks; ++rank)
      threads.emplace_back([&, rank] {
        std::vector<std::string> flags = {
            "fsdp-run",  plan,   "--init", Path("init.safetensors"), "--batch", Path("batch.safetensors"),
            "--backend", "cuda", "--rank", std::to_string(rank),     "--meet",  meet,
            "--steps",   "3"};
        for (const std::string& flag : more[rank]) flags.push_back(flag);
        std::vector<char*> argv;
        for (std::string& flag : flags) argv.push_back(flag.data());
        codes[rank] = RunMain(static_cast<int>(argv.size()), argv.data());
      });
    for (std::thread& thread : threads) thread.join();
    output_ = ::testing::internal::GetCapturedStdout();
    error_ = ::testing::internal::GetCapturedStderr();
    return codes;
  }
  static bool EnoughGpus() {
    const char* devices = std::getenv("FSDP_CUDA_DOUBLE_DEVICES");
    return devices && std::atoi(devices) >= 4;
  }
};

TEST_F(CudaProcesses, TrainAsOneProcessDoes) {
  if (!EnoughGpus()) GTEST_SKIP() << "needs a GPU for each rank";
  WriteBatch(4, 3, ~0u);
  for (auto [replicas, shards] : {std::pair{1u, 4u}, {2u, 2u}}) {
    const std::vector<std::string> files = {"--save-params", Path("params.safetensors"), "--save",
                                            Path("all.safetensors")};
    EXPECT_EQ(RunRanks(replicas, shards, {4, files}), std::vector<int>(4, 0)) << error_;
    EXPECT_THAT(output_, HasSubstr("processes, by --rank"));
    ASSERT_EQ(RunTool(Path("step.plan"), {"--backend", "cuda", "--save-params", Path("one-params.safetensors"),
                                          "--save", Path("one-all.safetensors")}),
              0)
        << error_;
    for (const std::string name : {"params.safetensors", "all.safetensors"}) {
      auto text = [&](const std::string& file) {
        std::ifstream stream(Path(file), std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(stream), {});
      };
      EXPECT_FALSE(text(name).empty());
      EXPECT_TRUE(text(name) == text("one-" + name)) << name;
    }
  }
}

TEST_F(CudaProcesses, WhoFailsIsNamedByTheOthers) {
  if (!EnoughGpus()) GTEST_SKIP() << "needs a GPU for each rank";
  WriteBatch(2, 3, /*nan_rank=*/~0u);
  const std::vector<int> codes = RunRanks(1, 2, {{}, {"--set", "lr=x"}});
  EXPECT_EQ(codes, std::vector<int>(2, 1));
  EXPECT_THAT(error_, HasSubstr("rank 1 failed: --set lr=x: expected NAME=NUMBER"));
}

TEST_F(CudaProcesses, WhatTheyCannotDoIsRefused) {
  const std::string plan = WritePlan(1, 2, ExampleTarget::kGpu);
  EXPECT_EQ(RunTool(plan, {"--rank", "0"}), 1);
  EXPECT_THAT(error_, HasSubstr("nothing says where the ranks meet: pass --meet HOST:PORT"));
  EXPECT_EQ(RunTool(plan, {"--rank", "0", "--meet", "localhost:1", "--backend", "threads"}), 1);
  EXPECT_THAT(error_, HasSubstr("--backend threads has the ranks of one process: leave --rank out"));
  EXPECT_EQ(RunTool(plan, {"--rank", "2", "--meet", "localhost:1", "--backend", "cuda"}), 1);
  EXPECT_THAT(error_, HasSubstr("this process is rank 2 by --rank, expected less than 2"));
}

TEST_F(TrainingRunTest, ACpuPlanIsRefusedOnCuda) {
  EXPECT_EQ(RunTool(WritePlan(1, 4), {"--backend", "cuda"}), 1);
  EXPECT_THAT(error_, HasSubstr("the plan's kernels are for CPUs"));
  EXPECT_THAT(error_, HasSubstr("compile with --target cuda"));
}

TEST_F(TrainingRunTest, AGpuPlanIsRefusedOnThreads) {
  EXPECT_EQ(RunTool(WritePlan(1, 4, ExampleTarget::kGpu), {"--backend", "threads"}), 1);
  EXPECT_THAT(error_, HasSubstr("run it with --backend cuda"));
}

TEST_F(TrainingRunTest, ATraceOfCudaHasTheTimesOfCommands) {
  ASSERT_EQ(RunTool(WritePlan(1, 4, ExampleTarget::kGpu), {"--backend", "cuda", "--trace", Path("trace.json")}), 0)
      << error_;
  std::ifstream file(Path("trace.json"));
  const std::string text(std::istreambuf_iterator<char>(file), {});
  for (const char* name : {"launch unpack", "gather group0", "reduce group0", "gemm"})
    EXPECT_THAT(text, HasSubstr(name));
}

}  // namespace
}  // namespace fsdp_rt::runner
