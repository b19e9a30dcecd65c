// training_run_test.cpp - trains the example plan, and what can go wrong
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/training_run.h"

#include <cstring>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "runner/initial_values.h"
#include "training_run_fixture.h"

namespace fsdp_rt::runner {
namespace {

using ::fsdp_rt::testing::RunExample;
using ::testing::HasSubstr;

struct GridCase {
  uint32_t replicas, shards;
  const char* transport;
};
class TrainingRunNumbers : public TrainingRunTest, public ::testing::WithParamInterface<GridCase> {};

TEST_P(TrainingRunNumbers, AreThoseOfPlainLoops) {
  const GridCase setup = GetParam();
  const uint32_t ranks = setup.replicas * setup.shards;
  WriteBatch(ranks, 3, ~0u);
  ASSERT_EQ(RunTool(WritePlan(setup.replicas, setup.shards),
                    {"--transport", setup.transport, "--poison", "--save", Path("saved.safetensors"), "--save-params",
                     Path("params.safetensors"), "--ranks", std::to_string(ranks)}),
            0)
      << error_;
  const auto expected = RunExample(ranks, kRows, 3, 0.1);
  SafetensorsSet saved, params;
  ASSERT_TRUE(SafetensorsSet::Open(Path("saved.safetensors"), &saved).ok());
  ASSERT_TRUE(SafetensorsSet::Open(Path("params.safetensors"), &params).ok());
  for (uint32_t step = 0; step < 3; ++step)
    for (uint32_t rank = 0; rank < ranks; ++rank) {
      const TensorView* loss =
          saved.Find("loss.step" + std::to_string(step) + ".rank" + std::to_string(rank) + ".loss");
      ASSERT_NE(loss, nullptr);
      float value = 0;
      std::memcpy(&value, loss->data, sizeof value);
      EXPECT_NEAR(value, expected.losses[step][rank], 1e-6 * std::max(1.0, std::abs(expected.losses[step][rank])));
    }
  ASSERT_EQ(params.tensors().size(), 1u);
  const TensorView* w = params.Find("w");
  ASSERT_NE(w, nullptr);
  ASSERT_EQ(w->shape, std::vector<int64_t>{kRows});
  for (int64_t i = 0; i < kRows; ++i) {
    float value = 0;
    std::memcpy(&value, w->data + i * sizeof value, sizeof value);
    EXPECT_NEAR(value, expected.w[i], 2e-6 * std::max(1.0, std::abs(expected.w[i])));
  }
  EXPECT_EQ(std::memcmp(saved.Find("param.step2.w")->data, w->data, w->bytes), 0);
  EXPECT_NE(saved.Find("grad.step0.w"), nullptr);
  EXPECT_NE(saved.Find("norm.step2"), nullptr);
}

INSTANTIATE_TEST_SUITE_P(Grids, TrainingRunNumbers,
                         ::testing::Values(GridCase{1, 1, "peer"}, GridCase{1, 3, "peer"}, GridCase{1, 3, "buffered"},
                                           GridCase{2, 2, "peer"}, GridCase{2, 2, "buffered"},
                                           GridCase{1, 8, "buffered"}));

TEST_F(TrainingRunTest, NonFiniteLossNamesStepAndRank) {
  WriteBatch(4, 3, 2);
  const std::string plan = WritePlan(1, 4);
  EXPECT_EQ(RunTool(plan), 1);
  EXPECT_THAT(error_, HasSubstr("of step 1 on rank 2 is NaN"));
  EXPECT_EQ(RunTool(plan, {"--continue-on-nan"}), 0) << error_;
}

TEST_F(TrainingRunTest, InitialValuesMustFit) {
  const std::string plan = WritePlan(1, 4);
  WriteInit("v", {kRows});
  EXPECT_EQ(RunTool(plan), 1);
  EXPECT_THAT(error_, HasSubstr("lacks 1 tensor(s) of the plan: 'w'"));
  WriteInit("w", {1, kRows});
  EXPECT_EQ(RunTool(plan), 1);
  EXPECT_THAT(error_, HasSubstr("tensor 'w' has shape [1, 7]; the plan expects the full, unsharded shape [7]"));
  const std::vector<float> w = InitialW();
  ASSERT_TRUE(WriteSafetensors(Path("init.safetensors"), {{"w", FSDP_RT_I32, {kRows}, w.data()}}).ok());
  EXPECT_EQ(RunTool(plan), 1);
  EXPECT_THAT(error_, HasSubstr("tensor 'w' is I32; the plan stores it as F32"));
  ASSERT_TRUE(WriteSafetensors(Path("init.safetensors"),
                               {{"w", FSDP_RT_F32, {kRows}, w.data()}, {"z", FSDP_RT_F32, {1}, w.data()}})
                  .ok());
  EXPECT_EQ(RunTool(plan), 1);
  EXPECT_THAT(error_, HasSubstr("has 1 tensor(s) that the plan does not know: 'z'"));
  EXPECT_EQ(RunTool(plan, {"--init-allow-extra"}), 0) << error_;
}

TEST_F(TrainingRunTest, BatchesMustFit) {
  const std::string plan = WritePlan(1, 4);
  WriteBatch(3, 3, ~0u);
  EXPECT_EQ(RunTool(plan), 1);
  EXPECT_THAT(error_, HasSubstr("has no tensor 'step0.rank3.x'"));
  WriteBatch(5, 3, ~0u);
  EXPECT_EQ(RunTool(plan), 1);
  EXPECT_THAT(error_, HasSubstr("has a batch for rank 4"));
  WriteBatch(4, 2, ~0u);
  EXPECT_EQ(RunTool(plan), 0) << error_;
  EXPECT_THAT(error_, HasSubstr("has batches for 2 steps; they are used again from step 2 on"));
  const std::vector<float> x(kRows + 1);
  ASSERT_TRUE(
      WriteSafetensors(Path("batch.safetensors"), {{"step0.rank0.x", FSDP_RT_F32, {kRows + 1}, x.data()}}).ok());
  EXPECT_EQ(RunTool(plan), 1);
  EXPECT_THAT(error_, HasSubstr("is F32 [8]; the step was compiled for F32 [7]"));
  EXPECT_EQ(RunTool({plan, "--seed", "1"}), 1);
  EXPECT_THAT(error_, HasSubstr("the step takes the batch argument 'x'"));
}

TEST_F(TrainingRunTest, PlansMustBeWhole) {
  std::ofstream(Path("foreign"), std::ios::binary) << "ELF and then something else";
  EXPECT_EQ(RunTool(Path("foreign")), 1);
  EXPECT_THAT(error_, HasSubstr("cannot load the plan"));
  const std::string plan = WritePlan(1, 4);
  std::stringstream whole;
  whole << std::ifstream(plan, std::ios::binary).rdbuf();
  std::ofstream(Path("cut"), std::ios::binary) << whole.str().substr(0, whole.str().size() / 2);
  EXPECT_EQ(RunTool(Path("cut")), 1);
  std::string flipped = whole.str();
  flipped[flipped.size() / 2] ^= 4;
  std::ofstream(Path("flipped"), std::ios::binary) << flipped;
  EXPECT_EQ(RunTool(Path("flipped")), 1);
  EXPECT_EQ(RunTool(plan, {"--ranks", "2"}), 1);
  EXPECT_THAT(error_, HasSubstr("--ranks 2, but the plan was compiled for the grid 1x4, 4 ranks"));
}

TEST_F(TrainingRunTest, ScalarsAndSchedules) {
  const std::string plan = WritePlan(1, 4);
  EXPECT_EQ(RunTool(plan, {"--set", "lr=0", "--save-params", Path("p.safetensors")}), 0) << error_;
  SafetensorsSet params;
  ASSERT_TRUE(SafetensorsSet::Open(Path("p.safetensors"), &params).ok());
  EXPECT_EQ(std::memcmp(params.Find("w")->data, InitialW().data(), kRows * sizeof(float)), 0);
  EXPECT_EQ(RunTool(plan, {"--set", "rate=0"}), 1);
  EXPECT_THAT(error_, HasSubstr("the plan has no scalar 'rate'; it has lr"));
  EXPECT_EQ(RunTool(plan, {"--lr-schedule", "warmup_cosine(warmup=2)", "--log", Path("log.jsonl")}), 0) << error_;
  std::ifstream log(Path("log.jsonl"));
  std::string line;
  ASSERT_TRUE(std::getline(log, line));
  const nlohmann::json first = nlohmann::json::parse(line);
  EXPECT_NEAR(first["lr"].get<double>(), 0.05, 1e-12);
  EXPECT_EQ(first["losses.loss"].size(), 4u);
}

TEST_F(TrainingRunTest, MicrobatchesNeedTheirNames) {
  const std::string plan = WritePlan(1, 4);
  EXPECT_EQ(RunTool(plan, {"--accumulate", "2"}), 1);
  EXPECT_THAT(error_, HasSubstr("is not of a microbatch; with --accumulate 2"));
}

TEST_F(TrainingRunTest, EvalNeedsItsEntry) {
  const std::string plan = WritePlan(1, 4);
  EXPECT_EQ(RunTool(plan, {"--eval-every", "1"}), 1);
  EXPECT_THAT(error_, HasSubstr("has no entry 'eval'; compile a module with a function of 'fsdp.entry' = \"eval\""));
}

TEST_F(TrainingRunTest, TraceHasATrackPerRankAndStream) {
  ASSERT_EQ(RunTool(WritePlan(1, 4), {"--trace", Path("trace.json"), "--trace-steps", "1"}), 0) << error_;
  std::ifstream stream(Path("trace.json"));
  const nlohmann::json trace = nlohmann::json::parse(stream);
  std::set<std::pair<int, int>> tracks;
  std::set<std::string> names;
  for (const nlohmann::json& event : trace["traceEvents"]) {
    if (event["ph"] != "X") continue;
    tracks.insert({event["pid"].get<int>(), event["tid"].get<int>()});
    names.insert(event["cat"].get<std::string>());
    EXPECT_GE(event["dur"].get<double>(), 0);
    EXPECT_EQ(event["args"]["entry"] == "step.sync" || event["args"]["entry"] == "optimizer", true);
  }
  EXPECT_GE(tracks.size(), 8u);  // 4 ranks, compute and gather at least
  for (const char* name : {"launch", "gather", "reduce", "all_reduce"}) EXPECT_TRUE(names.contains(name)) << name;
}

TEST_F(TrainingRunTest, SeedNeedsTheEntryInit) {
  EXPECT_EQ(RunTool(std::vector<std::string>{WritePlan(2, 2), "--seed", "1", "--batch", Path("batch.safetensors")}), 1);
  EXPECT_THAT(error_, HasSubstr("error: --seed: the plan has no entry 'init'"));
}

}  // namespace
}  // namespace fsdp_rt::runner
