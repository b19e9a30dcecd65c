// cuda_run_test.cpp - fsdp-run --backend cuda trains the example plan as the CPU does
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cstring>

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
