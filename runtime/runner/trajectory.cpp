// trajectory.cpp - the tensors that a run saves, by the names of the golden cases
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/trajectory.h"

#include <algorithm>
#include <cstring>

#include "runner/safetensors.h"

namespace fsdp_rt::runner {
namespace {

template <typename T>
void SumAs(const std::vector<HostTensor>& counts, std::byte* out) {
  T sum = 0;
  for (const HostTensor& count : counts) {
    T value;
    std::memcpy(&value, count.data.data(), sizeof value);
    sum += value;
  }
  std::memcpy(out, &sum, sizeof sum);
}

// Of scalars of one type.
HostTensor Sum(const std::vector<HostTensor>& counts) {
  HostTensor total = counts[0];
  if (total.dtype == FSDP_RT_F32) SumAs<float>(counts, total.data.data());
  if (total.dtype == FSDP_RT_I64) SumAs<int64_t>(counts, total.data.data());
  if (total.dtype == FSDP_RT_I32) SumAs<int32_t>(counts, total.data.data());
  return total;
}

}  // namespace

void Trajectory::Add(std::string name, HostTensor tensor) {
  tensor.name = name;
  tensors_.insert_or_assign(std::move(name), std::move(tensor));
}

void Trajectory::AddScalar(std::string name, float value) {
  HostTensor tensor{name, FSDP_RT_F32, {}, std::vector<std::byte>(sizeof value)};
  std::memcpy(tensor.data.data(), &value, sizeof value);
  Add(std::move(name), std::move(tensor));
}

void Trajectory::AddLosses(uint64_t step, uint32_t ranks, const StepResult& result) {
  const auto name_of = [&](const char* kind, size_t i, size_t count) {
    const size_t micros = count / ranks;
    return kind + (".step" + std::to_string(step)) + (micros > 1 ? ".micro" + std::to_string(i / ranks) : "") +
           ".rank" + std::to_string(i % ranks);
  };
  for (const auto& [name, losses] : result.losses)
    for (size_t i = 0; i < losses.size(); ++i)
      AddScalar(name_of("loss", i, losses.size()) + (name.empty() ? "" : "." + name), losses[i]);
  if (result.counts.empty()) return;
  for (size_t i = 0; i < result.counts.size(); ++i) Add(name_of("count", i, result.counts.size()), result.counts[i]);
  Add("count.step" + std::to_string(step), Sum(result.counts));
}

void Trajectory::AddNormAndMetrics(uint64_t step, const StepResult& result) {
  if (result.norm) AddScalar("norm.step" + std::to_string(step), *result.norm);
  for (const auto& [name, ranks] : result.metrics)
    for (size_t rank = 0; rank < ranks.size(); ++rank)
      Add("metric.step" + std::to_string(step) + ".rank" + std::to_string(rank) + "." + name, ranks[rank]);
  for (const auto& [name, value] : result.combined_metrics)
    Add("metric.step" + std::to_string(step) + "." + name, value);
}

void Trajectory::AddBuffers(uint64_t step, const Plan& plan, std::vector<std::vector<HostTensor>> buffers) {
  const std::vector<uint32_t> tensors = plan.TensorsOfRole(FSDP_RT_ROLE_BUFFER);
  const std::string stem = "buffer.step" + std::to_string(step) + ".";
  for (size_t i = 0; i < buffers.size(); ++i) {
    std::vector<HostTensor>& ranks = buffers[i];
    const std::string name = ranks[0].name;
    const bool same =
        std::all_of(ranks.begin(), ranks.end(), [&](const HostTensor& rank) { return rank.data == ranks[0].data; });
    if (same && !plan.tensors()[tensors[i]].local) {
      Add(stem + name, std::move(ranks[0]));
      continue;
    }
    for (size_t rank = 0; rank < ranks.size(); ++rank)
      Add(stem + "rank" + std::to_string(rank) + "." + name, std::move(ranks[rank]));
  }
}

void Trajectory::AddTensors(std::string_view kind, uint64_t step, std::vector<HostTensor> tensors) {
  for (HostTensor& tensor : tensors) {
    std::string name = std::string(kind) + ".step" + std::to_string(step) + "." + tensor.name;
    Add(std::move(name), std::move(tensor));
  }
}

Status Trajectory::Save(const std::string& path) const {
  std::vector<TensorEntry> entries;
  for (const auto& [name, tensor] : tensors_) entries.push_back({name, tensor.dtype, tensor.shape, tensor.data.data()});
  return WriteSafetensors(path, entries);
}

}  // namespace fsdp_rt::runner
