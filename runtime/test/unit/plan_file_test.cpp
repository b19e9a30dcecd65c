// plan_file_test.cpp - damaged and hostile plan files end in an error, never in a crash
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "plan_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <random>

#include "example_plan.h"
#include "fsdp_rt/fsdp_rt.h"
#include "plan_encode.h"

namespace fsdp_rt::testing {
namespace {

using ::testing::HasSubstr;

struct Loaded {
  fsdp_rt_status status;
  std::string message;
};

Loaded Load(const std::vector<uint8_t>& file) {
  fsdp_rt_plan* plan = nullptr;
  fsdp_rt_error error{};
  fsdp_rt_status status = fsdp_rt_plan_load(file.data(), file.size(), &plan, &error);
  fsdp_rt_plan_release(plan);
  return {status, error.message};
}

TEST(PlanFile, LoadsWhatWasWritten) {
  ExamplePlan example(2, 2, 10);
  std::vector<uint8_t> file = EncodePlan(example.model);
  fsdp_rt_plan* plan = nullptr;
  fsdp_rt_error error{};
  ASSERT_EQ(fsdp_rt_plan_load(file.data(), file.size(), &plan, &error), FSDP_RT_OK) << error.message;
  fsdp_rt_plan_info info{};
  info.struct_size = sizeof(info);
  ASSERT_EQ(fsdp_rt_plan_info_get(plan, &info), FSDP_RT_OK);
  EXPECT_STREQ(info.name, "example");
  EXPECT_EQ(info.replicas, 2u);
  EXPECT_EQ(info.shards, 2u);
  EXPECT_EQ(info.state_bytes, 5u * 4);
  uint32_t entry = 9;
  EXPECT_EQ(fsdp_rt_plan_find_entry(plan, "optimizer", &entry), FSDP_RT_OK);
  EXPECT_EQ(entry, 1u);
  EXPECT_EQ(fsdp_rt_plan_find_entry(plan, "nothing", &entry), FSDP_RT_NOT_FOUND);
  fsdp_rt_entry_info step{};
  step.struct_size = sizeof(step);
  ASSERT_EQ(fsdp_rt_plan_entry(plan, 0, &step), FSDP_RT_OK);
  EXPECT_EQ(step.gathers, 1u);
  EXPECT_EQ(step.reduces, 1u);
  EXPECT_EQ(step.all_reduces, 1u);
  fsdp_rt_tensor_info tensor{};
  tensor.struct_size = sizeof(tensor);
  ASSERT_EQ(fsdp_rt_plan_tensor(plan, 0, &tensor), FSDP_RT_OK);
  EXPECT_STREQ(tensor.name, "w");
  EXPECT_EQ(tensor.shape[0], 10);
  EXPECT_EQ(tensor.chunk, 5);
  uint32_t found = 9;
  EXPECT_EQ(fsdp_rt_plan_find_tensor(plan, "w", &found), FSDP_RT_OK);
  EXPECT_EQ(found, 0u);
  EXPECT_EQ(fsdp_rt_plan_tensor(plan, 2, &tensor), FSDP_RT_NOT_FOUND);
  fsdp_rt_plan_release(plan);
}

// An older caller's struct is shorter: nothing is written behind it.
TEST(PlanFile, RespectsStructSize) {
  std::vector<uint8_t> file = EncodePlan(ExamplePlan(1, 2, 10).model);
  fsdp_rt_plan* plan = nullptr;
  ASSERT_EQ(fsdp_rt_plan_load(file.data(), file.size(), &plan, nullptr), FSDP_RT_OK);
  fsdp_rt_arena_info info;
  std::memset(&info, 0x5a, sizeof(info));
  info.struct_size = offsetof(fsdp_rt_arena_info, bytes);
  ASSERT_EQ(fsdp_rt_plan_arena(plan, 0, &info), FSDP_RT_OK);
  EXPECT_EQ(info.alignment, 0x5a5a5a5a5a5a5a5au);
  fsdp_rt_plan_release(plan);
}

TEST(PlanFile, RejectsTruncation) {
  std::vector<uint8_t> file = EncodePlan(ExamplePlan(1, 2, 10).model);
  for (size_t size = 0; size < file.size(); size += size < 256 ? 1 : 97) {
    std::vector<uint8_t> part(file.begin(), file.begin() + size);
    Loaded loaded = Load(part);
    EXPECT_EQ(loaded.status, FSDP_RT_INVALID_PLAN);
    EXPECT_THAT(loaded.message, HasSubstr("header")) << size;
    if (size < kPlanHeaderBytes) continue;
    SealHeader(&part);  // as if it had been written so
    EXPECT_NE(Load(part).status, FSDP_RT_OK) << size;
  }
}

TEST(PlanFile, RejectsFlippedBits) {
  std::vector<uint8_t> file = EncodePlan(ExamplePlan(1, 2, 10).model);
  for (size_t at = 0; at < file.size(); at += at < 256 ? 1 : 61) {
    std::vector<uint8_t> damaged = file;
    damaged[at] ^= 1 << (at % 8);
    EXPECT_NE(Load(damaged).status, FSDP_RT_OK) << "byte " << at;
  }
}

// With a valid checksum a change may be harmless, but must not crash.
TEST(PlanFile, SurvivesHostileBytes) {
  ExamplePlan example(2, 2, 10);
  example.model.code[0].blob = example.model.code[0].blob.first(64);  // most of the file is structure
  std::vector<uint8_t> file = EncodePlan(example.model);
  std::mt19937 random(1);
  size_t rejected = 0, tries = 0;
  for (size_t at = kPlanHeaderBytes; at < file.size(); ++at) {
    for (uint8_t value : {uint8_t(0), uint8_t(0xff), uint8_t(random())}) {
      std::vector<uint8_t> hostile = file;
      hostile[at] = value;
      SealHeader(&hostile);
      rejected += Load(hostile).status != FSDP_RT_OK;
      ++tries;
    }
  }
  EXPECT_GT(rejected, tries / 4);
}

// The same plan as if its kernels ran on a GPU, with PTX and a cubin.
void MakeGpuPlan(ExamplePlan* example) {
  static const std::string ptx = ".version 7.0\n.target sm_80\n", cubin = "\177ELF\2\1" + std::string(100, '\0');
  auto bytes = [](const std::string& text) {
    return std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size());
  };
  example->model.required_features = kFeatureGpuKernels;
  for (Kernel& kernel : example->model.kernels) {
    kernel.grid = {7, 1, 1};
    kernel.block = {256, 1, 1};
    kernel.shared_bytes = 1024;
  }
  example->model.code = {{"cuda", "compute_80", bytes(ptx)}, {"cuda", "sm_90", bytes(cubin)}};
}

TEST(PlanFile, ReadsGpuKernels) {
  ExamplePlan example(1, 1, 10);
  MakeGpuPlan(&example);
  PlanFile plan;
  Status status = ReadPlan(EncodePlan(example.model), &plan);
  ASSERT_TRUE(status.ok()) << status.message();
  status = VerifyStructure(plan.model);
  ASSERT_TRUE(status.ok()) << status.message();
  EXPECT_TRUE(plan.model.for_gpu());
  EXPECT_EQ(plan.model.kernels[1].grid, (std::vector<uint32_t>{7, 1, 1}));
  EXPECT_EQ(plan.model.kernels[1].block, (std::vector<uint32_t>{256, 1, 1}));
  EXPECT_EQ(plan.model.kernels[1].shared_bytes, 1024u);
  ASSERT_EQ(plan.model.code.size(), 2u);
  EXPECT_EQ(plan.model.code[0].level, "compute_80");
  EXPECT_EQ(plan.model.code[1].level, "sm_90");
  EXPECT_EQ(plan.model.code[1].blob.size(), 106u);
}

// Whoever compiled with a toolkit at hand has cubins beside the same plan.
TEST(PlanFile, CubinsAreNotPartOfTheHash) {
  ExamplePlan example(1, 1, 10);
  MakeGpuPlan(&example);
  PlanFile with, without;
  ASSERT_TRUE(ReadPlan(EncodePlan(example.model), &with).ok());
  example.model.code.pop_back();
  ASSERT_TRUE(ReadPlan(EncodePlan(example.model), &without).ok());
  EXPECT_EQ(with.hash, without.hash);
}

TEST(PlanFile, RejectsDamagedDeviceCode) {
  ExamplePlan example(1, 1, 10);
  MakeGpuPlan(&example);
  std::vector<uint8_t> file = EncodePlan(example.model);
  std::vector<uint8_t> damaged = file;
  damaged.back() ^= 1;
  EXPECT_THAT(Load(damaged).message, HasSubstr("header.device_code_checksum"));
  damaged.assign(file.begin(), file.end() - 1);
  EXPECT_THAT(Load(damaged).message, HasSubstr("truncated"));
  damaged = file;
  damaged.push_back(0);
  EXPECT_THAT(Load(damaged).message, HasSubstr("longer than it should be"));
}

TEST(PlanFile, ACpuSessionRefusesAGpuPlan) {
  ExamplePlan example(1, 1, 10);
  MakeGpuPlan(&example);
  std::vector<uint8_t> file = EncodePlan(example.model);
  fsdp_rt_plan* plan = nullptr;
  fsdp_rt_error error{};
  ASSERT_EQ(fsdp_rt_plan_load(file.data(), file.size(), &plan, &error), FSDP_RT_OK) << error.message;
  fsdp_rt_session_options options;
  fsdp_rt_session_options_init(&options);
  fsdp_rt_session* session = nullptr;
  EXPECT_EQ(fsdp_rt_session_create(plan, &options, &session, &error), FSDP_RT_UNSUPPORTED);
  EXPECT_THAT(error.message, HasSubstr("kernels are for GPUs (--target cuda)"));
  fsdp_rt_plan_release(plan);
}

TEST(PlanFile, RejectsForeignFiles) {
  EXPECT_THAT(Load(std::vector<uint8_t>(1000, 'x')).message, HasSubstr("header.magic"));
  std::vector<uint8_t> file = EncodePlan(ExamplePlan(1, 2, 10).model);
  file[8] = 99;
  Loaded loaded = Load(file);
  EXPECT_EQ(loaded.status, FSDP_RT_UNSUPPORTED);
  EXPECT_THAT(loaded.message, HasSubstr("version 99"));
  fsdp_rt_plan* plan = nullptr;
  fsdp_rt_error error{};
  EXPECT_EQ(fsdp_rt_plan_load_file("/nonexistent.plan", &plan, &error), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_THAT(error.message, HasSubstr("/nonexistent.plan"));
}

struct Damage {
  const char* expected;  // in the message
  std::function<void(ExamplePlan&)> apply;
};

class PlanFields : public ::testing::TestWithParam<Damage> {};

TEST_P(PlanFields, AreNamedInTheError) {
  ExamplePlan example(1, 2, 10);
  GetParam().apply(example);
  Loaded loaded = Load(EncodePlan(example.model));
  EXPECT_NE(loaded.status, FSDP_RT_OK);
  EXPECT_THAT(loaded.message, HasSubstr(GetParam().expected));
}

Launch& LaunchOf(ExamplePlan& plan, size_t n) {
  return std::get<Launch>(plan.step().commands[plan.Find<Launch>(n)].body);
}

// In place of the step's all-reduce, among the two shards.
Exchange& MakeExchange(ExamplePlan* plan, ExchangeKind kind, uint64_t dest_bytes) {
  Body& body = plan->step().commands[15].body;
  const AllReduce reduce = std::get<AllReduce>(body);
  Exchange exchange{0, reduce.source, reduce.dest, kind};
  exchange.dest.bytes = dest_bytes;
  body = exchange;
  return std::get<Exchange>(body);
}

INSTANTIATE_TEST_SUITE_P(
    Every, PlanFields,
    ::testing::Values(
        Damage{"plan.grid", [](ExamplePlan& p) { p.model.shards = 0; }},
        Damage{"plan.grid: 1x2x0", [](ExamplePlan& p) { p.model.models = 0; }},
        Damage{"tensors[0] 'w'.model_dim: 1", [](ExamplePlan& p) { p.model.tensors[0].model_dim = 1; }},
        Damage{"tables[3].model_stride: 1 entries", [](ExamplePlan& p) { p.model.tables[3].model_stride = {1}; }},
        Damage{"plan.streams", [](ExamplePlan& p) { p.model.streams = 0; }},
        Damage{"plan.required_features", [](ExamplePlan& p) { p.model.required_features = uint64_t{1} << 40; }},
        Damage{"communicators[0].members[0]: 2 ranks with a stride of 7",
               [](ExamplePlan& p) { p.model.communicators[0].members[0][1] = 7; }},
        Damage{"communicators[1].members[1].ranks[0]",
               [](ExamplePlan& p) { p.model.communicators[1].members[1][0] = 0; }},
        Damage{"groups[0] 'group0'.shards: 3 ranks with a stride of 1",
               [](ExamplePlan& p) { p.model.groups[0].shards = FSDP_RT_AXIS(1, 3); }},
        Damage{"tables[1].shards: 2 ranks with a stride of 2",
               [](ExamplePlan& p) { p.model.tables[1].shards = FSDP_RT_AXIS(2, 2); }},
        Damage{"tensors[0] 'w'.chunk: 5 rows on 1 shards",
               [](ExamplePlan& p) { p.model.groups[0].shards = FSDP_RT_AXIS(1, 1); }},
        Damage{"arenas[2].alignment", [](ExamplePlan& p) { p.model.arenas[2].alignment = 3; }},
        Damage{"arenas[0].bytes", [](ExamplePlan& p) { p.model.arenas[0].bytes = ~uint64_t(0); }},
        Damage{"tensors[0] 'w'.bytes", [](ExamplePlan& p) { p.model.tensors[0].bytes = 4; }},
        Damage{"tensors[0] 'w'.chunk", [](ExamplePlan& p) { p.model.tensors[0].chunk = 1; }},
        Damage{"tensors[1] 'w'.offset", [](ExamplePlan& p) { p.model.tensors[1].offset = 1 << 20; }},
        Damage{"tensors[1].name",
               [](ExamplePlan& p) { p.model.tensors[1].role = Role::param, p.model.tensors[1].name = "w"; }},
        Damage{"groups[0].wires[0]", [](ExamplePlan& p) { p.model.groups[0].wires[0].elements = ~uint64_t(0); }},
        Damage{"tables[3]", [](ExamplePlan& p) { p.model.tables[3].hi.pop_back(); }},
        Damage{"bindings[0] 'x'.bytes", [](ExamplePlan& p) { p.model.bindings[0].bytes = 1; }},
        Damage{"code[0].blob", [](ExamplePlan& p) { p.model.code[0].blob = p.model.code[0].blob.subspan(1); }},
        Damage{"kernels[0].grid: of a kernel that runs on the CPU",
               [](ExamplePlan& p) { p.model.kernels[0].grid = {1, 1, 1}; }},
        Damage{"kernels[1].grid: 0 and 3 extents",
               [](ExamplePlan& p) { MakeGpuPlan(&p), p.model.kernels[1].grid.clear(); }},
        Damage{"kernels[1].grid[1]", [](ExamplePlan& p) { MakeGpuPlan(&p), p.model.kernels[1].grid[1] = 70000; }},
        Damage{"kernels[1].block[2]", [](ExamplePlan& p) { MakeGpuPlan(&p), p.model.kernels[1].block[2] = 0; }},
        Damage{"kernels[1].block: 2048 threads",
               [](ExamplePlan& p) { MakeGpuPlan(&p), p.model.kernels[1].block = {256, 8, 1}; }},
        Damage{"kernels[1].shared_bytes",
               [](ExamplePlan& p) { MakeGpuPlan(&p), p.model.kernels[1].shared_bytes = 1 << 20; }},
        Damage{"code[0].target: cuda, in a plan", [](ExamplePlan& p) { p.model.code[0].target = "cuda"; }},
        Damage{"code[0].level: 'new'", [](ExamplePlan& p) { MakeGpuPlan(&p), p.model.code[0].level = "new"; }},
        Damage{"code[0].blob: not PTX text",
               [](ExamplePlan& p) { MakeGpuPlan(&p), p.model.code[0].blob = p.model.code[1].blob; }},
        Damage{"code[1].blob: not a cubin",
               [](ExamplePlan& p) { MakeGpuPlan(&p), p.model.code[1].blob = p.model.code[0].blob; }},
        Damage{"entries[0] 'step.sync'.bindings", [](ExamplePlan& p) { p.step().bindings[0] = 77; }},
        Damage{"commands[0].stream", [](ExamplePlan& p) { p.step().commands[0].stream = 9; }},
        Damage{"commands[0].launch.kernel", [](ExamplePlan& p) { LaunchOf(p, 0).kernel = 99; }},
        Damage{"commands[0].launch.args", [](ExamplePlan& p) { LaunchOf(p, 0).args.pop_back(); }},
        Damage{"commands[0].launch.args[0].range",
               [](ExamplePlan& p) { LaunchOf(p, 0).args[0].range.bytes = 1 << 30; }},
        Damage{"commands[0].launch.args[2].table", [](ExamplePlan& p) { LaunchOf(p, 0).args[2].table = 50; }},
        Damage{"commands[4].launch.args[0].sources", [](ExamplePlan& p) { LaunchOf(p, 1).args[0].sources = 11; }},
        Damage{"which only collectives may use",
               [](ExamplePlan& p) { LaunchOf(p, 1).args[1].range.arena = kGathered; }},
        Damage{"commands[1].gather.slot",
               [](ExamplePlan& p) { std::get<Gather>(p.step().commands[1].body).slot.arena = kTransient; }},
        Damage{"commands[1].gather.gathered.bytes",
               [](ExamplePlan& p) { std::get<Gather>(p.step().commands[1].body).gathered.bytes = 4; }},
        Damage{"commands[1].gather.parts: 0",
               [](ExamplePlan& p) { std::get<Gather>(p.step().commands[1].body).parts = 0; }},
        Damage{"commands[1].gather.slot.bytes",
               [](ExamplePlan& p) { std::get<Gather>(p.step().commands[1].body).from = 1 << 20; }},
        Damage{"commands[1].gather.parts: 2 of each of 2 ranks",
               [](ExamplePlan& p) { std::get<Gather>(p.step().commands[1].body).parts = 2; }},
        Damage{"communicators[0].members[0]: 0 ranks",
               [](ExamplePlan& p) { p.model.communicators[0].members[0].clear(); }},
        Damage{"entries[0] 'step.sync'.base: 1, of an entry that needs nothing",
               [](ExamplePlan& p) { p.step().base = 1; }},
        Damage{"entries[0] 'step.sync'.base: -1, expected an entry that needs nothing",
               [](ExamplePlan& p) { p.step().needs = Pending::full; }},
        Damage{"commands[7].gemm.a", [](ExamplePlan& p) { std::get<Gemm>(p.step().commands[7].body).lda = 1; }},
        Damage{"commands[7].gemm: an extent",
               [](ExamplePlan& p) { std::get<Gemm>(p.step().commands[7].body).k = int64_t(1) << 62; }},
        Damage{"commands[7].gemm.b", [](ExamplePlan& p) { std::get<Gemm>(p.step().commands[7].body).ldb = 1 << 20; }},
        Damage{"entries[0] 'step.sync'.allocations[0].arena",
               [](ExamplePlan& p) { p.step().allocations[0].arena = 9; }},
        Damage{"entries[0] 'step.sync'.allocations[1]: bytes",
               [](ExamplePlan& p) { p.step().allocations[1].bytes = 1 << 20; }},
        Damage{"entries[0] 'step.sync'.allocations[2].arena: 0 outlives the entry",
               [](ExamplePlan& p) { p.step().allocations[2].arena = kState; }},
        Damage{"not within allocation 1", [](ExamplePlan& p) { p.step().allocations[1].bytes = 4; }},
        Damage{".allocation: -1, the entry has 6",
               [](ExamplePlan& p) { std::get<Gemm>(p.step().commands[p.Find<Gemm>()].body).c.allocation = -1; }},
        Damage{"commands[11].reduce.segments[0]",
               [](ExamplePlan& p) { std::get<Reduce>(p.step().commands[11].body).segments[0].outer = 3; }},
        Damage{"commands[11].reduce.pack: 99, the plan has",
               [](ExamplePlan& p) { std::get<Reduce>(p.step().commands[11].body).pack = 99; }},
        Damage{"commands[11].reduce.pack: kernel",
               [](ExamplePlan& p) { std::get<Reduce>(p.step().commands[11].body).pack = 1; }},
        Damage{"commands[15].exchange: 20 bytes to 20, expected them of each of 2 ranks",
               [](ExamplePlan& p) { MakeExchange(&p, ExchangeKind::all_gather, 20); }},
        Damage{"commands[15].exchange: 20 bytes to 16, expected as many, a piece for each of 2 ranks",
               [](ExamplePlan& p) { MakeExchange(&p, ExchangeKind::all_to_all, 16); }},
        Damage{"commands[15].exchange.kind: 2", [](ExamplePlan& p) { MakeExchange(&p, ExchangeKind(2), 20); }},
        Damage{"commands[15].exchange.dest: ",
               [](ExamplePlan& p) { MakeExchange(&p, ExchangeKind::all_gather, 1 << 20); }},
        Damage{"commands[15].exchange: source and dest overlap",
               [](ExamplePlan& p) {
                 Exchange& exchange = MakeExchange(&p, ExchangeKind::all_to_all, 20);
                 exchange.dest.offset = exchange.source.offset;
               }},
        Damage{"writes the batch 'x'", [](ExamplePlan& p) { LaunchOf(p, 2).args[1].range.access = Access::write; }},
        Damage{"commands[2].signal.event",
               [](ExamplePlan& p) { std::get<Signal>(p.step().commands[2].body).event = 3; }},
        Damage{"not supported yet: command Loop", [](ExamplePlan& p) { p.step().commands[3].body = Deleted{}; }}));

}  // namespace
}  // namespace fsdp_rt::testing
