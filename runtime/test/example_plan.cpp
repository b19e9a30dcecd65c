// example_plan.cpp - a small training plan, built by hand
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "example_plan.h"

#include <cmath>
#include <fstream>
#include <iterator>

#include "fsdp_rt/fsdp_rt.h"

namespace fsdp_rt::testing {
namespace {

constexpr int64_t kNoLimit = int64_t(1) << 40;

enum ExampleKernel { kPack, kUnpack, kLossGrad, kReduceUnpack, kSgd, kSquareSum };
enum ExampleAllocation { kSlot, kFull, kProduct, kGrads, kGatheredSlots, kReceived };  // of the step
enum ExampleTable { kPackTable, kUnpackTable, kLossTable, kReduceTable };

std::vector<uint8_t> ReadBlob(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return std::vector<uint8_t>(std::istreambuf_iterator<char>(file), {});
}

const std::vector<uint8_t>& KernelBlob(ExampleTarget target) {
  static const std::vector<uint8_t> cpu = ReadBlob(FSDP_RT_TEST_KERNELS), gpu = ReadBlob(FSDP_RT_TEST_GPU_KERNELS);
  return target == ExampleTarget::kCpu ? cpu : gpu;
}

ByteRange At(int32_t arena, uint64_t offset, uint64_t bytes, Access access, int32_t allocation = -1) {
  return {arena, -1, offset, bytes, access, allocation};
}
ByteRange Bound(int32_t binding, uint64_t bytes, Access access) { return {-1, binding, 0, bytes, access, -1}; }
Arg RangeArg(const ByteRange& range) { return {ArgKind::range, range, -1, -1}; }
Arg TableArg(int32_t table) { return {ArgKind::table, {}, -1, table}; }
Arg SourcesArg(int32_t command, uint64_t bytes) {
  return {ArgKind::sources, ByteRange{-1, -1, 0, bytes, Access::read, -1}, command, -1};
}

Table Uniform(std::vector<int64_t> base) {
  size_t n = base.size();
  return {std::move(base),
          std::vector<int64_t>(n, 0),
          std::vector<int64_t>(n, 0),
          std::vector<int64_t>(n, kNoLimit),
          {},
          {}};
}

// The parts that an axis makes of `world` ranks.
Communicator MakeCommunicator(std::string_view name, Axis kind, uint32_t stride, uint32_t size, uint32_t world) {
  Communicator result{name, kind, {}};
  for (uint32_t first = 0; first < world; ++first) {
    if (first / stride % size != 0) continue;
    std::vector<uint32_t>& ranks = result.members.emplace_back();
    for (uint32_t i = 0; i < size; ++i) ranks.push_back(first + i * stride);
  }
  return result;
}

}  // namespace

ExamplePlan::ExamplePlan(uint32_t replicas, uint32_t shards, int64_t rows, ExampleTarget target) {
  model.major = FSDP_RT_PLAN_MAJOR;
  model.minor = FSDP_RT_PLAN_MINOR;
  model.name = "example";
  model.replicas = replicas;
  model.shards = shards;
  model.streams = 3;
  const uint32_t world = replicas * shards;
  model.communicators = {MakeCommunicator("shard", Axis::shard, 1, shards, world),
                         MakeCommunicator("replicate", Axis::replicate, shards, replicas, world),
                         MakeCommunicator("world", Axis::world, 1, world, world)};
  int64_t chunk = (rows + shards - 1) / shards;
  uint64_t piece = chunk * 4, padded = piece * shards, batch = rows * 4;
  // carried: the shard's gradient, and from the second half the mean over replicas
  uint64_t second = (piece + 63) / 64 * 64;
  // transient: the full parameter, and behind it one float
  uint64_t scratch = (padded + 63) / 64 * 64;
  model.arenas = {{ArenaClass::state, MemoryKind::device, piece, 64},
                  {ArenaClass::carried, MemoryKind::device, second + piece, 64},
                  {ArenaClass::transient, MemoryKind::device, scratch + 128, 64},
                  {ArenaClass::wire, MemoryKind::device, padded, 64},
                  {ArenaClass::gathered, MemoryKind::device, padded, 64}};
  model.tensors = {{"w", "w", "", Role::param, DType::f32, {rows}, 0, chunk, kState, 0, piece, 0, true},
                   {"w", "w", "", Role::grad, DType::f32, {rows}, 0, chunk, kCarried, second, piece, 0, true}};
  model.groups = {{"group0", "default", "", true, false, piece, padded, {{"w", 0, DType::f32, uint64_t(chunk), 0}}}};
  model.scalars = {{"lr", 0.1}};
  model.bindings = {{BindKind::batch, "x", DType::f32, {rows}, batch},
                    {BindKind::loss, "loss", DType::f32, {}, 4},
                    {BindKind::metric, "norm", DType::f32, {}, 4}};
  model.kernels = {{"pack", 3, false},          {"unpack", 3, false}, {"loss_grad", 5, true},
                   {"reduce_unpack", 3, false}, {"sgd", 4, false},    {"square_sum", 3, false}};
  model.assertions = {{"x[0] must not be negative", "step.mlir:7:3"}};
  model.code = {{"cpu", "x86-64-v3", KernelBlob(target)}};
  if (target == ExampleTarget::kGpu) {
    model.required_features = kFeatureGpuKernels;
    model.code[0].target = "cuda";
    model.code[0].level = "compute_80";
    for (Kernel& kernel : model.kernels) {
      kernel.grid = {1, 1, 1};
      kernel.block = {64, 1, 1};
    }
  }
  model.tables = {
      Uniform({chunk}),
      Uniform({chunk, shards}),
      Uniform({rows, chunk * shards}),
      // Peers read their part of the full gradients, the buffered transport brings it.
      {{0, chunk, shards}, {chunk, 0, 0}, {0, 0, 0}, {kNoLimit, kNoLimit, kNoLimit}, {0, chunk, shards}, {0, 0, 0}}};

  ByteRange w = At(kState, 0, piece, Access::read), slot = At(kWire, 0, piece, Access::write, kSlot);
  ByteRange full = At(kTransient, 0, padded, Access::write, kFull),
            y = At(kTransient, scratch, 4, Access::write, kProduct);
  ByteRange grads = At(kWire, 0, padded, Access::write, kGrads);
  ByteRange gathered = At(kGathered, 0, padded, Access::write, kGatheredSlots);
  ByteRange received = At(kGathered, 0, padded, Access::write, kReceived);
  ByteRange grad = At(kCarried, 0, piece, Access::write), mean = At(kCarried, second, piece, Access::write);
  auto read = [](ByteRange range) { return range.access = Access::read, range; };
  ByteRange x = Bound(kBatch, batch, Access::read);
  Gemm product{
      read(x), At(kTransient, 0, batch, Access::read, kFull), y, DType::f32, false, false, false, 1, 1, rows, rows, 1,
      1};

  auto command = [](Body body, uint32_t stream, const char* label = "") {
    return Command{std::move(body), stream, Phase::none, 0, label};
  };
  Entry step{"step.sync",
             {},
             5,
             {kBatch, kLoss},
             {{kWire, 0, piece},
              {kTransient, 0, padded},
              {kTransient, scratch, 4},
              {kWire, 0, padded},
              {kGathered, 0, padded},
              {kGathered, 0, padded}}};
  step.commands = {command(Launch{kPack, {RangeArg(w), RangeArg(slot), TableArg(kPackTable)}}, 1, "pack group0"),
                   command(Gather{0, read(slot), gathered}, 1),  // 1
                   command(Signal{0}, 1),
                   command(Wait{0}, 0),
                   command(Launch{kUnpack, {SourcesArg(1, piece), RangeArg(full), TableArg(kUnpackTable)}}, 0),
                   command(Release{1}, 0),
                   command(Reclaim{1}, 0),
                   command(product, 0),
                   command(Launch{kLossGrad,
                                  {RangeArg(read(y)), RangeArg(x), RangeArg(grads),
                                   RangeArg(Bound(kLoss, 4, Access::write)), TableArg(kLossTable)}},
                           0),
                   command(Signal{1}, 0),
                   command(Wait{1}, 2),
                   command(Reduce{0, read(grads), received, piece, {{0, 1, piece, padded, 0}}}, 2),  // 11
                   command(Launch{kReduceUnpack, {SourcesArg(11, padded), RangeArg(grad), TableArg(kReduceTable)}}, 2),
                   command(Release{11}, 2),
                   command(Reclaim{11}, 2),
                   command(AllReduce{1, read(grad), mean, uint64_t(chunk), ReduceOp::sum, 1.0 / replicas}, 2),
                   command(Signal{2}, 2),
                   command(Wait{2}, 0)};
  step.events = 3;
  Entry optimizer{"optimizer", {}, 0, {kNorm}, {{kTransient, 0, 4}, {kTransient, 64, 4}}};
  ByteRange square = At(kTransient, 0, 4, Access::write, 0), total = At(kTransient, 64, 4, Access::write, 1);
  optimizer.commands = {command(Launch{kSquareSum, {RangeArg(read(mean)), RangeArg(square), TableArg(kPackTable)}}, 0),
                        command(AllReduce{0, read(square), total, 1, ReduceOp::sum, 1.0}, 0, "norm"),
                        command(Copy{read(total), Bound(kNorm, 4, Access::write)}, 0),
                        command(Launch{kSgd,
                                       {RangeArg(At(kState, 0, piece, Access::read_write)),
                                        RangeArg(read(mean)),
                                        {ArgKind::scalars, {}, -1, -1},
                                        TableArg(kPackTable)}},
                                0)};
  model.entries = {step, optimizer};
}

void ExamplePlan::CutAmong(uint32_t stride) {
  const uint32_t world = model.world(), size = model.shards;
  model.communicators[0] = MakeCommunicator("shard", Axis::shard, stride, size, world);
  model.communicators[1] = MakeCommunicator("replicate", Axis::replicate, stride == 1 ? size : 1, world / size, world);
  model.replicas = 1;
  model.shards = world;
  model.groups[0].shards = FSDP_RT_AXIS(stride, size);
  for (Table& table : model.tables) table.shards = FSDP_RT_AXIS(stride, size);
  model.required_features |= kFeatureRankAxes;
}

std::vector<float> ExampleBatch(uint32_t rank, int64_t rows) {
  std::vector<float> x(rows);
  for (int64_t i = 0; i < rows; ++i) x[i] = float(0.25 + 0.125 * double((i * 7 + rank * 3) % 5));
  return x;
}

ExampleResult RunExample(uint32_t ranks, int64_t rows, int steps, double lr) {
  ExampleResult result;
  for (int64_t i = 0; i < rows; ++i) result.w.push_back(0.01 * double(i % 11));
  for (int step = 0; step < steps; ++step) {
    std::vector<double> grad(rows), losses;
    for (uint32_t rank = 0; rank < ranks; ++rank) {
      std::vector<float> x = ExampleBatch(rank, rows);
      double error = -1;
      for (int64_t i = 0; i < rows; ++i) error += result.w[i] * x[i];
      losses.push_back(error * error / 2);
      for (int64_t i = 0; i < rows; ++i) grad[i] += error * x[i] / ranks;
    }
    double square = 0;
    for (int64_t i = 0; i < rows; ++i) {
      square += grad[i] * grad[i];
      result.w[i] -= lr * grad[i];
    }
    result.losses.push_back(losses);
    result.square_norms.push_back(square);
  }
  return result;
}

}  // namespace fsdp_rt::testing
