// plan_model.cpp - names and shapes of a plan's parts
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "plan_model.h"

#include <algorithm>

#include "status.h"

namespace fsdp_rt {

bool PlanModel::for_gpu() const { return required_features & kFeatureGpuKernels; }

uint32_t Communicator::RankAxis() const {
  if (members.empty() || members[0].empty()) return 0;
  constexpr uint32_t kMost = 0xffff;
  const std::vector<uint32_t>& first = members[0];
  const uint32_t stride = first.size() == 1 ? 1 : first[1] - first[0];
  return first.size() > kMost || stride > kMost ? 0 : FSDP_RT_AXIS(stride, first.size());
}

uint64_t DTypeBytes(DType dtype) {
  switch (dtype) {
    case DType::f64:
    case DType::i64:
      return 8;
    case DType::f32:
    case DType::i32:
      return 4;
    case DType::bf16:
    case DType::f16:
    case DType::i16:
      return 2;
    case DType::f8e4m3fn:
    case DType::f8e5m2:
    case DType::i8:
    case DType::u8:
    case DType::i1:
      return 1;
  }
  return 0;
}

uint32_t PlanModel::RanksOf(uint32_t communicator) const { return communicators[communicator].members[0].size(); }

uint32_t PlanModel::CommAxis(uint32_t communicator) const { return communicators[communicator].RankAxis(); }

uint32_t PlanModel::GridShards() const { return FSDP_RT_AXIS(models, shards); }

uint32_t PlanModel::ShardsOf(int32_t group) const {
  return group >= 0 && groups[group].shards ? groups[group].shards : GridShards();
}

uint32_t PlanModel::ShardsOf(const Tensor& tensor) const {
  return tensor.whole() ? FSDP_RT_AXIS(1, 1) : ShardsOf(tensor.group);
}

ChunkShape ShapeOfChunk(const Tensor& tensor, uint32_t shard) {
  ChunkShape result;
  if (tensor.shape.empty()) {
    if (shard != 0 && !tensor.whole()) result.valid_rows = 0;
    return result;
  }
  for (size_t i = 0; i < tensor.shape.size(); ++i) {
    if (i < tensor.dim) result.outer *= tensor.shape[i];
    if (i > tensor.dim) result.inner *= tensor.shape[i];
  }
  uint64_t rows = tensor.shape[tensor.dim];
  result.chunk = tensor.chunk;
  result.first_row = tensor.whole() ? 0 : std::min<uint64_t>(rows, shard * result.chunk);
  result.valid_rows = std::min(result.chunk, rows - result.first_row);
  return result;
}

const char* CommandName(const Command& command) {
  static constexpr const char* kNames[] = {"launch", "gemm", "gather", "reduce", "release",  "reclaim", "all_reduce",
                                           "copy",   "fill", "signal", "wait",   "exchange", "deleted"};
  static_assert(std::size(kNames) == std::variant_size_v<Body>);
  return kNames[command.body.index()];
}

std::string Describe(const PlanModel& plan, const Entry& entry, size_t index) {
  const Command& command = entry.commands[index];
  std::string text = Concat("command ", index, " (", CommandName(command));
  if (const auto* launch = std::get_if<Launch>(&command.body))
    if (launch->kernel < plan.kernels.size()) text += Concat(" ", plan.kernels[launch->kernel].symbol);
  if (command.group >= 0 && size_t(command.group) < plan.groups.size())
    text += Concat(" of group ", plan.groups[command.group].name);
  if (!command.label.empty()) text += Concat(" '", command.label, "'");
  return text + Concat(") of entry ", entry.name);
}

std::string Describe(const PlanModel& plan, const ByteRange& range) {
  std::string text = "no bytes";
  if (range.arena >= 0) {
    text = Concat("arena ", range.arena);
    if (size_t(range.arena) < plan.arenas.size())
      text += Concat(" (", schema::EnumNameArenaClass(plan.arenas[range.arena].arena_class), ")");
  } else if (range.binding >= 0) {
    text = Concat("binding ", range.binding);
    if (size_t(range.binding) < plan.bindings.size()) text += Concat(" (", plan.bindings[range.binding].name, ")");
  }
  return text + Concat(" bytes ", range.offset, "..", range.offset + range.bytes);
}

const uint32_t* CommunicatorOf(const Command& command) {
  if (const auto* gather = std::get_if<Gather>(&command.body)) return &gather->communicator;
  if (const auto* reduce = std::get_if<Reduce>(&command.body)) return &reduce->communicator;
  if (const auto* all_reduce = std::get_if<AllReduce>(&command.body)) return &all_reduce->communicator;
  if (const auto* exchange = std::get_if<Exchange>(&command.body)) return &exchange->communicator;
  return nullptr;
}

}  // namespace fsdp_rt
