// training_run_fixture.h - fsdp-run on the example plan, in a folder of its own
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_TEST_RUNNER_TRAINING_RUN_FIXTURE_H_
#define FSDP_RT_TEST_RUNNER_TRAINING_RUN_FIXTURE_H_

#include <gmock/gmock.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "example_plan.h"
#include "plan_encode.h"
#include "runner/run_command.h"
#include "runner/safetensors.h"

namespace fsdp_rt::runner {

namespace fs = std::filesystem;
using ::fsdp_rt::testing::EncodePlan;
using ::fsdp_rt::testing::ExampleBatch;
using ::fsdp_rt::testing::ExamplePlan;
using ::fsdp_rt::testing::ExampleTarget;

constexpr int64_t kRows = 7;

inline std::vector<float> InitialW() {
  std::vector<float> w(kRows);
  for (int64_t i = 0; i < kRows; ++i) w[i] = float(0.01 * double(i % 11));
  return w;
}

class TrainingRunTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("training-run-" + std::to_string(getpid()));
    fs::create_directories(folder_);
    WriteInit("w", {kRows});
    WriteBatch(4, 3, ~0u);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Path(const std::string& name) const { return (folder_ / name).string(); }

  std::string WritePlan(uint32_t replicas, uint32_t shards, ExampleTarget target = ExampleTarget::kCpu) const {
    const std::vector<uint8_t> file = EncodePlan(ExamplePlan(replicas, shards, kRows, target).model);
    std::ofstream(Path("step.plan"), std::ios::binary).write(reinterpret_cast<const char*>(file.data()), file.size());
    return Path("step.plan");
  }

  void WriteInit(const std::string& name, std::vector<int64_t> shape) const {
    const std::vector<float> w = InitialW();
    ASSERT_TRUE(WriteSafetensors(Path("init.safetensors"), {{name, FSDP_RT_F32, std::move(shape), w.data()}}).ok());
  }

  // The rank `nan_rank` gets a NaN in step 1.
  void WriteBatch(uint32_t ranks, uint64_t steps, uint32_t nan_rank) const {
    std::vector<std::vector<float>> memory;
    std::vector<TensorEntry> entries;
    memory.reserve(ranks * steps);
    for (uint64_t step = 0; step < steps; ++step)
      for (uint32_t rank = 0; rank < ranks; ++rank) {
        memory.push_back(ExampleBatch(rank, kRows));
        if (rank == nan_rank && step == 1) memory.back()[1] = NAN;
        entries.push_back({"step" + std::to_string(step) + ".rank" + std::to_string(rank) + ".x",
                           FSDP_RT_F32,
                           {kRows},
                           memory.back().data()});
      }
    ASSERT_TRUE(WriteSafetensors(Path("batch.safetensors"), entries).ok());
  }

  // Runs fsdp-run with these flags; stderr goes to `error_`.
  int RunTool(std::vector<std::string> flags) {
    flags.insert(flags.begin(), "fsdp-run");
    std::vector<char*> argv;
    for (std::string& flag : flags) argv.push_back(flag.data());
    ::testing::internal::CaptureStderr();
    ::testing::internal::CaptureStdout();
    const int code = RunMain(static_cast<int>(argv.size()), argv.data());
    output_ = ::testing::internal::GetCapturedStdout();
    error_ = ::testing::internal::GetCapturedStderr();
    return code;
  }

  int RunTool(const std::string& plan, std::vector<std::string> more = {}) {
    std::vector<std::string> flags = {
        plan, "--init", Path("init.safetensors"), "--batch", Path("batch.safetensors"), "--steps", "3"};
    flags.insert(flags.end(), more.begin(), more.end());
    return RunTool(flags);
  }

  fs::path folder_;
  std::string output_, error_;
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_TEST_RUNNER_TRAINING_RUN_FIXTURE_H_
