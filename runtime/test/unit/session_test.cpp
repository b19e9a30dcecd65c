// session_test.cpp - one rank: tensors, scalars, bindings, DLPack, options
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "chunk_copy.h"
#include "dlpack_abi.h"
#include "session_fixture.h"

namespace fsdp_rt::testing {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kRows = 10;

class SessionTest : public ::testing::Test {
 protected:
  PlanPtr plan_ = LoadModel(ExamplePlan(1, 1, kRows).model);
  ExampleRank rank_{plan_.get(), Options(nullptr), 0, kRows};
  fsdp_rt_session* session() { return rank_.get(); }
  fsdp_rt_error error_{};
};

TEST_F(SessionTest, TrainsAloneWithoutACommunicator) {
  ExampleResult expected = RunExample(1, kRows, 3, 0.1);
  for (int step = 0; step < 3; ++step) {
    ASSERT_EQ(rank_.Step(), FSDP_RT_OK) << rank_.error.message;
    EXPECT_NEAR(*rank_.loss(), expected.losses[step][0], 2e-6);
  }
}

TEST_F(SessionTest, ScalarsAreReadAtEachRun) {
  double lr = 0;
  ASSERT_EQ(fsdp_rt_session_get_scalar(session(), "lr", &lr, &error_), FSDP_RT_OK);
  EXPECT_EQ(lr, 0.1);
  ASSERT_EQ(fsdp_rt_session_set_scalar(session(), "lr", 0.25, &error_), FSDP_RT_OK);
  ASSERT_EQ(rank_.Step(), FSDP_RT_OK);
  std::vector<float> w(kRows);
  ASSERT_EQ(fsdp_rt_session_read_full(session(), 0, w.data(), kRows * 4, &error_), FSDP_RT_OK);
  EXPECT_NEAR(w[3], RunExample(1, kRows, 1, 0.25).w[3], 2e-6);
  EXPECT_EQ(fsdp_rt_session_set_scalar(session(), "momentum", 1, &error_), FSDP_RT_NOT_FOUND);
  EXPECT_THAT(error_.message, HasSubstr("'momentum'; the plan has lr"));
}

TEST_F(SessionTest, RefusesWrongSizesAndAlignment) {
  float value = 0;
  EXPECT_EQ(fsdp_rt_session_write_full(session(), 0, &value, 4, &error_), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_THAT(error_.message, HasSubstr("tensor 'w': 4 bytes, expected 40"));
  EXPECT_EQ(fsdp_rt_session_read_chunk(session(), 9, &value, 4, &error_), FSDP_RT_NOT_FOUND);
  EXPECT_EQ(fsdp_rt_session_bind(session(), kLoss, rank_.loss() + 1, 4, &error_), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_THAT(error_.message, HasSubstr("aligned to 64"));
  EXPECT_EQ(fsdp_rt_session_bind(session(), kLoss, rank_.loss(), 8, &error_), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_EQ(fsdp_rt_session_run(session(), 5, nullptr, &error_), FSDP_RT_NOT_FOUND);
  EXPECT_EQ(fsdp_rt_session_read_slot(session(), 0, &value, 4, &error_), FSDP_RT_UNSUPPORTED);
}

TEST_F(SessionTest, RefusesToRunUnbound) {
  fsdp_rt_session_options options = Options(nullptr);
  fsdp_rt_session* session = nullptr;
  ASSERT_EQ(fsdp_rt_session_create(plan_.get(), &options, &session, &error_), FSDP_RT_OK);
  EXPECT_EQ(fsdp_rt_session_run(session, 0, nullptr, &error_), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_THAT(error_.message, HasSubstr("'x', which is not bound"));
  fsdp_rt_session_destroy(session);
}

// An entry that leaves gradients, its form for when some wait, and the optimizer between.
TEST(Session, RunsTheFormThatFitsWhatWaits) {
  ExamplePlan example(1, 1, kRows);
  Entry last = example.step();
  last.name = "step.sync.full";
  last.needs = Pending::full;
  last.base = 0;
  example.step().leaves = Pending::full;
  const uint32_t optimizer = 1, form = example.model.entries.size();
  example.model.entries.push_back(last);
  PlanPtr plan = LoadModel(example.model);
  ExampleRank rank(plan.get(), Options(nullptr), 0, kRows);
  fsdp_rt_error error{};
  EXPECT_EQ(fsdp_rt_session_run(rank.get(), form, nullptr, &error), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_THAT(error.message, HasSubstr("step.sync.full needs full gradients of earlier microbatches, and none wait"));
  ASSERT_EQ(fsdp_rt_session_run(rank.get(), 0, nullptr, &error), FSDP_RT_OK) << error.message;
  EXPECT_EQ(fsdp_rt_session_run(rank.get(), optimizer, nullptr, &error), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_THAT(error.message, HasSubstr("and full wait; run step.sync after the last microbatch"));
  ASSERT_EQ(fsdp_rt_session_run(rank.get(), 0, nullptr, &error), FSDP_RT_OK) << error.message;  // in the other form
  EXPECT_EQ(fsdp_rt_session_run(rank.get(), optimizer, nullptr, &error), FSDP_RT_OK) << error.message;
}

TEST(Session, RefusesAnotherGrid) {
  PlanPtr plan = LoadModel(ExamplePlan(1, 2, kRows).model);
  fsdp_rt_session_options options = Options(nullptr);
  fsdp_rt_session* session = nullptr;
  fsdp_rt_error error{};
  EXPECT_EQ(fsdp_rt_session_create(plan.get(), &options, &session, &error), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_THAT(error.message, HasSubstr("the plan is for 2 ranks"));
  fsdp_rt_threads_world* world = nullptr;
  ASSERT_EQ(fsdp_rt_threads_world_create(1, 3, 1000, &world, &error), FSDP_RT_OK);
  options.comm = fsdp_rt_threads_world_comm(world, 0);
  EXPECT_EQ(fsdp_rt_session_create(plan.get(), &options, &session, &error), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_THAT(error.message, HasSubstr("1x3 ranks, the plan is for 1x2"));
  fsdp_rt_threads_world_destroy(world);
}

TEST(Session, NamesTheMachinesOfAForeignPlan) {
  ExamplePlan example(1, 1, kRows);
  example.model.code[0].level = "rva23";
  PlanPtr plan = LoadModel(example.model);
  fsdp_rt_session_options options = Options(nullptr);
  fsdp_rt_session* session = nullptr;
  fsdp_rt_error error{};
  EXPECT_EQ(fsdp_rt_session_create(plan.get(), &options, &session, &error), FSDP_RT_UNSUPPORTED);
  EXPECT_THAT(error.message, HasSubstr("for cpu rva23"));
}

TEST(Session, NamesAMissingKernel) {
  ExamplePlan example(1, 1, kRows);
  example.model.kernels[2].symbol = "loss_hess";
  PlanPtr plan = LoadModel(example.model);
  fsdp_rt_session_options options = Options(nullptr);
  fsdp_rt_session* session = nullptr;
  fsdp_rt_error error{};
  EXPECT_EQ(fsdp_rt_session_create(plan.get(), &options, &session, &error), FSDP_RT_INVALID_PLAN);
  EXPECT_THAT(error.message, HasSubstr("loss_hess"));
}

// A plan that needs more memory than there is.
TEST(Session, ReportsAnArenaThatIsTooLarge) {
  ExamplePlan example(1, 1, kRows);
  example.model.arenas[kTransient].bytes = uint64_t(1) << 47;
  PlanPtr plan = LoadModel(example.model);
  fsdp_rt_session_options options = Options(nullptr);
  fsdp_rt_session* session = nullptr;
  fsdp_rt_error error{};
  EXPECT_EQ(fsdp_rt_session_create(plan.get(), &options, &session, &error), FSDP_RT_OUT_OF_MEMORY);
  EXPECT_THAT(error.message, HasSubstr("arena 2 (transient)"));
}

// Memory that the host brings is used as it is.
TEST(Session, UsesTheHostsArenas) {
  ExamplePlan example(1, 1, kRows);
  PlanPtr plan = LoadModel(example.model);
  alignas(64) static uint8_t memory[5][256];
  void* arenas[5] = {memory[0], memory[1], memory[2], memory[3], memory[4]};
  fsdp_rt_session_options options = Options(nullptr);
  options.arenas = arenas;
  ExampleRank rank(plan.get(), options, 0, kRows);
  ASSERT_EQ(rank.status, FSDP_RT_OK) << rank.error.message;
  void* address = nullptr;
  ASSERT_EQ(fsdp_rt_session_tensor_memory(rank.get(), 0, &address), FSDP_RT_OK);
  EXPECT_EQ(address, memory[kState]);
  EXPECT_EQ(rank.Step(), FSDP_RT_OK);
  arenas[2] = memory[2] + 1;
  fsdp_rt_session* session = nullptr;
  fsdp_rt_error error{};
  EXPECT_EQ(fsdp_rt_session_create(plan.get(), &options, &session, &error), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_THAT(error.message, HasSubstr("options.arenas[2]"));
}

// A host's GEMM is called instead of the library's, and its error is passed on.
TEST(Session, UsesTheHostsGemm) {
  PlanPtr plan = LoadModel(ExamplePlan(1, 1, kRows).model);
  fsdp_rt_session_options options = Options(nullptr);
  int calls = 0;
  options.gemm = [](void* context, const fsdp_rt_gemm_args* args, fsdp_rt_error* error) {
    ++*static_cast<int*>(context);
    if (args->k != kRows) return FSDP_RT_INTERNAL;
    *error = {FSDP_RT_UNSUPPORTED, -1, -1, "no GEMM today"};
    return FSDP_RT_UNSUPPORTED;
  };
  options.gemm_context = &calls;
  ExampleRank rank(plan.get(), options, 0, kRows);
  EXPECT_EQ(rank.Step(), FSDP_RT_UNSUPPORTED);
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(rank.error.command, 7);
  EXPECT_THAT(rank.error.message, HasSubstr("no GEMM today"));
}

// Poison finds a pad that is not zero.
TEST(Session, PoisonChecksPads) {
  ExamplePlan example(1, 1, kRows);
  example.model.tensors[0].shape = {kRows - 1};
  PlanPtr plan = LoadModel(example.model);
  fsdp_rt_session_options options = Options(nullptr);
  options.poison = 1;
  fsdp_rt_session* session = nullptr;
  fsdp_rt_error error{};
  ASSERT_EQ(fsdp_rt_session_create(plan.get(), &options, &session, &error), FSDP_RT_OK) << error.message;
  SessionPtr owner(session);
  std::vector<float> chunk(kRows, 1.0f);  // its last row is a pad
  alignas(64) float memory[3][16] = {};
  for (uint32_t i : {kBatch, kLoss, kNorm})
    ASSERT_EQ(fsdp_rt_session_bind(session, i, memory[i], i == kBatch ? kRows * 4 : 4, &error), FSDP_RT_OK);
  ASSERT_EQ(fsdp_rt_session_write_chunk(session, 0, chunk.data(), kRows * 4, &error), FSDP_RT_OK);
  EXPECT_EQ(fsdp_rt_session_run(session, 0, nullptr, &error), FSDP_RT_INTERNAL);
  EXPECT_THAT(error.message, HasSubstr("pad of 'w' is not zero"));
}

// Poison makes a read of dead bytes visible that the plan does not show: of bytes that a
// command says it writes and does not.
TEST(Session, PoisonShowsDeadBytes) {
  for (int32_t poison : {0, 1}) {
    ExamplePlan example(1, 1, kRows);
    // The loss reads y from behind the one float that the product writes.
    constexpr uint64_t kBehind = 64, kSaid = 128;
    ByteRange& y = std::get<Gemm>(example.step().commands[example.Find<Gemm>()].body).c;
    y.bytes = example.step().allocations[y.allocation].bytes = kSaid;
    uint32_t loss = example.Find<Launch>(2);
    std::get<Launch>(example.step().commands[loss].body).args[0].range.offset += kBehind;
    PlanPtr plan = LoadModel(example.model);
    fsdp_rt_session_options options = Options(nullptr);
    options.poison = poison;
    ExampleRank rank(plan.get(), options, 0, kRows);
    EXPECT_EQ(fsdp_rt_session_run(rank.get(), 0, nullptr, &rank.error), FSDP_RT_OK) << rank.error.message;
    EXPECT_EQ(*rank.loss() != *rank.loss(), poison != 0);
  }
}

TEST_F(SessionTest, ExportsDlpack) {
  void* exported = nullptr;
  ASSERT_EQ(fsdp_rt_session_tensor_to_dlpack(session(), 0, &exported, &error_), FSDP_RT_OK);
  auto* managed = static_cast<DLManagedTensor*>(exported);
  EXPECT_EQ(managed->dl_tensor.ndim, 1);
  EXPECT_EQ(managed->dl_tensor.shape[0], kRows);
  EXPECT_EQ(managed->dl_tensor.dtype.code, kDlFloat);
  EXPECT_EQ(managed->dl_tensor.dtype.bits, 32);
  EXPECT_EQ(static_cast<float*>(managed->dl_tensor.data)[3], 0.03f);
  managed->deleter(managed);
}

struct Imported {
  DLManagedTensor managed{};
  int64_t shape[1] = {kRows};
  int64_t strides[1] = {1};
  int deleted = 0;
  explicit Imported(float* data) {
    managed.dl_tensor = {data, {kDlCpu, 0}, 1, {kDlFloat, 32, 1}, shape, strides, 0};
    managed.manager_ctx = this;
    managed.deleter = [](DLManagedTensor* self) { ++static_cast<Imported*>(self->manager_ctx)->deleted; };
  }
};

TEST_F(SessionTest, BindsDlpackAndDeletesItOnce) {
  Imported first(rank_.x()), second(rank_.x());
  ASSERT_EQ(fsdp_rt_session_bind_dlpack(session(), kBatch, &first.managed, &error_), FSDP_RT_OK) << error_.message;
  EXPECT_EQ(rank_.Step(), FSDP_RT_OK);
  EXPECT_EQ(first.deleted, 0);
  ASSERT_EQ(fsdp_rt_session_bind_dlpack(session(), kBatch, &second.managed, &error_), FSDP_RT_OK);
  EXPECT_EQ(first.deleted, 1);
  ASSERT_EQ(fsdp_rt_session_bind(session(), kBatch, rank_.x(), kRows * 4, &error_), FSDP_RT_OK);
  EXPECT_EQ(second.deleted, 1);
}

TEST_F(SessionTest, RefusesForeignDlpack) {
  Imported tensor(rank_.x());
  tensor.managed.dl_tensor.dtype.bits = 16;
  EXPECT_EQ(fsdp_rt_session_bind_dlpack(session(), kBatch, &tensor.managed, &error_), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_THAT(error_.message, HasSubstr("expected f32"));
  tensor.managed.dl_tensor.dtype.bits = 32;
  tensor.strides[0] = 2;
  EXPECT_EQ(fsdp_rt_session_bind_dlpack(session(), kBatch, &tensor.managed, &error_), FSDP_RT_INVALID_ARGUMENT);
  tensor.strides[0] = 1;
  tensor.shape[0] = 3;
  EXPECT_EQ(fsdp_rt_session_bind_dlpack(session(), kBatch, &tensor.managed, &error_), FSDP_RT_INVALID_ARGUMENT);
  tensor.managed.dl_tensor.device.device_type = 2;
  EXPECT_EQ(fsdp_rt_session_bind_dlpack(session(), kBatch, &tensor.managed, &error_), FSDP_RT_INVALID_ARGUMENT);
  EXPECT_EQ(tensor.deleted, 0);
}

// Every shard dim: the chunks of all shards make up the full tensor, pads are zero.
TEST(ChunkCopy, RoundTripsEveryDim) {
  for (uint32_t dim : {0u, 1u, 2u})
    for (uint32_t shards : {1u, 2u, 3u, 7u}) {
      Tensor tensor;
      tensor.shape = {5, 3, 4};
      tensor.dim = dim;
      tensor.chunk = (tensor.shape[dim] + shards - 1) / shards;
      tensor.bytes = 60 / tensor.shape[dim] * tensor.chunk * 4;
      std::vector<float> full(60), back(60, -1.0f);
      for (size_t i = 0; i < full.size(); ++i) full[i] = float(i + 1);
      size_t values = 0;
      for (uint32_t shard = 0; shard < shards; ++shard) {
        std::vector<float> chunk(tensor.bytes / 4, NAN);
        ChunkFromFull(tensor, {shard}, full.data(), chunk.data());
        for (float value : chunk) values += value != 0;
        FullFromChunk(tensor, {shard}, chunk.data(), back.data());
      }
      EXPECT_EQ(back, full);
      EXPECT_EQ(values, full.size());
    }
}

// Parts of a model in any dimension, each cut in any: an element of a chunk is where both say.
TEST(ChunkCopy, RoundTripsPartsOfModels) {
  constexpr uint32_t kModels = 3;
  for (uint32_t model_dim : {0u, 1u, 2u})
    for (uint32_t dim : {0u, 1u, 2u})
      for (uint32_t shards : {1u, 2u, 7u}) {
        Tensor tensor;
        tensor.shape = {5, 3, 4};
        tensor.dim = dim;
        tensor.chunk = (tensor.shape[dim] + shards - 1) / shards;
        tensor.bytes = 60 / tensor.shape[dim] * tensor.chunk * 4;
        tensor.model_dim = int32_t(model_dim);
        tensor.models = kModels;
        ASSERT_EQ(FullBytes(tensor), 60 * 4 * kModels);
        std::vector<int64_t> whole = tensor.shape;
        whole[model_dim] *= kModels;
        std::vector<float> full(60 * kModels), back(full.size(), -1.0f);
        for (size_t i = 0; i < full.size(); ++i) full[i] = float(i + 1);
        for (uint32_t model = 0; model < kModels; ++model)
          for (uint32_t shard = 0; shard < shards; ++shard) {
            std::vector<float> chunk(tensor.bytes / 4, NAN), expected;
            ChunkFromFull(tensor, {shard, model}, full.data(), chunk.data());
            std::vector<int64_t> sizes = tensor.shape, at(3);
            sizes[dim] = tensor.chunk;
            for (at[0] = 0; at[0] < sizes[0]; ++at[0])
              for (at[1] = 0; at[1] < sizes[1]; ++at[1])
                for (at[2] = 0; at[2] < sizes[2]; ++at[2]) {
                  std::vector<int64_t> place = at;
                  place[dim] += shard * tensor.chunk;
                  const bool valid = place[dim] < tensor.shape[dim];
                  place[model_dim] += model * tensor.shape[model_dim];
                  expected.push_back(valid ? full[(place[0] * whole[1] + place[1]) * whole[2] + place[2]] : 0.0f);
                }
            EXPECT_EQ(chunk, expected) << dim << model_dim << shard << model;
            FullFromChunk(tensor, {shard, model}, chunk.data(), back.data());
          }
        EXPECT_EQ(back, full);
      }
}

}  // namespace
}  // namespace fsdp_rt::testing
