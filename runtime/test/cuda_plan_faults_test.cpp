// cuda_plan_faults_test.cpp - a fault in a plan or in a buffer is named by the doubles, whichever way the plan runs
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each plan was accepted when it was loaded; then it is changed as a wrong compiler or runtime would have made it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <ostream>

#include "conformance/cuda_world_under_test.h"
#include "cuda_double_reports.h"
#include "plan_handle.h"
#include "session_fixture.h"

namespace fsdp_rt::testing {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kRows = 40;

struct PlanFault {
  const char* name;
  fsdp_rt_transport transport;
  // Of what `rank` runs; `example` finds commands.
  std::function<void(ExamplePlan& example, PlanModel& plan, uint32_t rank)> plant;
  std::vector<const char*> texts;        // all in one report
  std::vector<const char*> graph_texts;  // the same of a graph, where its capture fails already
};

void PrintTo(const PlanFault& fault, std::ostream* out) { *out << fault.name; }

Command& CommandAt(PlanModel& plan, uint32_t index) { return plan.entries[0].commands[index]; }

const PlanFault kFaults[] = {
    // The unpack runs beside the gather that fills what it reads.
    {"DeletedWait",
     FSDP_RT_TRANSPORT_BUFFERED,
     [](ExamplePlan& example, PlanModel& plan, uint32_t) { CommandAt(plan, example.Find<Wait>(0)).body = Deleted{}; },
     {"launch ", "nothing orders the two"},
     {"cuStreamEndCapture", "was not made to wait for 'all-gather"}},
    {"WrongCountOnOneRank",
     FSDP_RT_TRANSPORT_BUFFERED,
     [](ExamplePlan& example, PlanModel& plan, uint32_t rank) {
       if (rank == 1) std::get<Gather>(CommandAt(plan, example.Find<Gather>()).body).slot.bytes -= 16;
     },
     {"rank 0 calls all-gather of 80 x u8 and rank 1 calls all-gather of 64 x u8"},
     {}},
    // A segment that begins between two elements; one that NCCL moves slowly.
    {"MisalignedSegment",
     FSDP_RT_TRANSPORT_BUFFERED,
     [](ExamplePlan& example, PlanModel& plan, uint32_t) {
       std::get<Launch>(CommandAt(plan, example.Find<Launch>(0)).body).args[1].range.offset += 2;
     },
     {"launch pack", "st.global.f32", "no multiple of 4"},
     {}},
    {"MisalignedSlot",
     FSDP_RT_TRANSPORT_BUFFERED,
     [](ExamplePlan& example, PlanModel& plan, uint32_t) {
       std::get<Gather>(CommandAt(plan, example.Find<Gather>()).body).slot.offset += 4;
     },
     {"ncclAllGather", "expected a multiple of 16"},
     {}},
    {"TooSmallBuffer",
     FSDP_RT_TRANSPORT_BUFFERED,
     [](ExamplePlan&, PlanModel& plan, uint32_t) { plan.arenas[kTransient].bytes = 16; },
     {"launch unpack", "st.global.f32"},
     {}},
    // The gradients lie on the slot's bytes, which the other rank still reads.
    {"SlotReusedTooEarly",
     FSDP_RT_TRANSPORT_PEER,
     [](ExamplePlan& example, PlanModel& plan, uint32_t) {
       CommandAt(plan, example.Find<Reclaim>(0)).body = Deleted{};
     },
     {"launch loss_grad", "launch unpack", "nothing orders the two"},
     {}},
};

class PlanFaults : public ::testing::TestWithParam<std::tuple<PlanFault, int32_t>> {};

TEST_P(PlanFaults, IsNamed) {
  if (!OnCudaDoubles()) GTEST_SKIP() << "needs the doubles";
  const auto& [fault, graph] = GetParam();
  DoubleSettings settings({{"DEVICES", "2"}});
  CudaWorld world(1, 2, 5000);
  ASSERT_EQ(world.status, FSDP_RT_OK) << world.error.message;
  world.expects_reports = true;
  ExamplePlan example = MakeExample(1, 2, kRows);
  PlanPtr plans[] = {LoadModel(example.model), LoadModel(example.model)};
  for (uint32_t rank : {0, 1}) fault.plant(example, plans[rank]->file.model, rank);
  OnEachRank(2, [&](uint32_t rank) {
    fsdp_rt_session_options options = Options(world.comm(rank));
    options.device = world.device(rank);
    options.transport = fault.transport;
    options.graph = graph;
    ExampleRank self(plans[rank].get(), options, rank, kRows);
    for (int step = 0; step < 3 && self.status == FSDP_RT_OK; ++step) self.Step();
  });
  const std::vector<const char*>& texts = graph && !fault.graph_texts.empty() ? fault.graph_texts : fault.texts;
  std::vector<std::string> reports = TakeReports();
  bool named = std::any_of(reports.begin(), reports.end(), [&](const std::string& report) {
    return std::all_of(texts.begin(), texts.end(),
                       [&](const char* text) { return report.find(text) != std::string::npos; });
  });
  EXPECT_TRUE(named) << "reports:\n"
                     << std::accumulate(reports.begin(), reports.end(), std::string(),
                                        [](std::string all, const std::string& one) { return all + one + "\n"; });
}

INSTANTIATE_TEST_SUITE_P(Each, PlanFaults, ::testing::Combine(::testing::ValuesIn(kFaults), ::testing::Values(0, 1)),
                         [](const auto& info) {
                           return std::string(std::get<0>(info.param).name) +
                                  (std::get<1>(info.param) ? "_graph" : "_eager");
                         });

}  // namespace
}  // namespace fsdp_rt::testing
