// report.cpp - what a run shows: a progress line, a log, the closing table
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/report.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "runner/dtype.h"

namespace fsdp_rt::runner {
namespace {

// Elements of the parameter of which a stored tensor is made, in the chunk of one of `shards` or in all of it.
uint64_t SourceElements(const fsdp_rt_tensor_info& tensor, uint32_t shards) {
  uint64_t elements = 1;
  for (uint32_t i = 0; i < tensor.source_rank; ++i) {
    const uint64_t extent = tensor.source_shape[i];
    elements *= i == tensor.source_dim ? (extent + shards - 1) / shards : extent;
  }
  return elements;
}

// Bytes of one rank's chunks of the parameters that a group gathers, as their hooks take them.
uint64_t ChunkBytes(const Plan& plan, uint32_t group) {
  uint64_t bytes = 0;
  std::set<std::string_view> gathered, stored;
  for (const fsdp_rt_wire_info& wire : plan.groups()[group].wires) gathered.insert(wire.param);
  for (const fsdp_rt_tensor_info& tensor : plan.tensors()) {
    if (tensor.role != FSDP_RT_ROLE_PARAM || !gathered.contains(tensor.param)) continue;
    if (tensor.source_rank == 0) {
      bytes += tensor.bytes;
    } else if (stored.insert(tensor.param).second) {
      bytes += SourceElements(tensor, ShardAxis(tensor.shards).size) * sizeof(float);
    }
  }
  return bytes;
}

std::string Format(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string Number(double value) { return Format("%.6g", value); }

}  // namespace

WireBytes CountWireBytes(const Plan& plan, const std::vector<CollectiveEvent>& collectives) {
  WireBytes bytes;
  for (const CollectiveEvent& event : collectives) {
    if (event.kind == CollectiveEvent::Kind::kExchange) {
      bytes.exchanged += event.bytes;
      continue;
    }
    if (event.kind != CollectiveEvent::Kind::kGather) {
      bytes.reduced += event.bytes;
      continue;
    }
    bytes.gathered += event.bytes;
    const auto group = plan.FindGroup(event.label);
    const uint64_t slot = group ? plan.groups()[*group].info.slot_bytes : 0;
    // A backward gather may carry a prefix of the slot: scale by its share.
    const double ratio = slot ? static_cast<double>(ChunkBytes(plan, *group)) / static_cast<double>(slot) : 1;
    bytes.gathered_uncompressed += static_cast<uint64_t>(std::llround(static_cast<double>(event.bytes) * ratio));
  }
  return bytes;
}

double MeanLoss(const StepResult& result) {
  double sum = 0;
  for (const auto& [name, losses] : result.losses) {
    double of_name = 0;
    for (float loss : losses) of_name += loss;
    sum += losses.empty() ? 0 : of_name / static_cast<double>(losses.size());
  }
  return sum;
}

Progress::Progress(uint64_t steps) : steps_(steps), terminal_(isatty(STDOUT_FILENO)) {}

void Progress::Step(uint64_t step, const StepResult& result, double lr, const StepTiming& timing) {
  const uint64_t every = std::max<uint64_t>(steps_ / 20, 1);
  if (!terminal_ && (step + 1) % every != 0 && step != 0 && step + 1 != steps_) return;
  std::string line =
      "step " + std::to_string(step + 1) + "/" + std::to_string(steps_) + "  loss " + Format("%.5f", MeanLoss(result));
  if (result.norm) line += "  norm " + Format("%.4g", *result.norm);
  line += "  lr " + Format("%.3g", lr) + "  " + Format("%.2f", timing.seconds * 1e3) + " ms";
  if (timing.tokens) line += "  " + Format("%.0f", static_cast<double>(*timing.tokens) / timing.seconds) + " tokens/s";
  std::printf(terminal_ ? "\r\033[K%s" : "%s\n", line.c_str());
  std::fflush(stdout);
  open_ = terminal_;
}

void Progress::Finish() {
  if (open_) std::printf("\n");
  open_ = false;
}

Status MetricsLog::Open(const std::string& path) {
  path_ = path;
  file_.reset(std::fopen(path.c_str(), "w"));
  if (!file_) return Status::User("cannot write " + path + ": " + std::strerror(errno));
  return {};
}

Status MetricsLog::Step(uint64_t step, const StepResult& result, double lr, const StepTiming& timing) {
  if (!file_) return {};
  nlohmann::ordered_json line = {{"step", step}, {"loss", MeanLoss(result)}, {"lr", lr}, {"seconds", timing.seconds}};
  if (result.norm) line["norm"] = *result.norm;
  if (timing.tokens) line["tokens_per_second"] = static_cast<double>(*timing.tokens) / timing.seconds;
  for (const auto& [name, losses] : result.losses) line[name.empty() ? "losses" : "losses." + name] = losses;
  for (const auto& [name, ranks] : result.metrics)
    if (!ranks.empty() && ranks[0].shape.empty() && IsFloat(ranks[0].dtype))
      for (const HostTensor& rank : ranks)
        line["metric." + name].push_back(ElementAsDouble(rank.dtype, rank.data.data()));
  for (const auto& [name, value] : result.combined_metrics)
    if (value.shape.empty() && IsFloat(value.dtype))
      line["metric." + name] = ElementAsDouble(value.dtype, value.data.data());
  const std::string text = line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  // Flushed per step, so that a run can be watched.
  if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size() || std::fflush(file_.get()) != 0)
    return Status::User("cannot write " + path_ + ": " + std::strerror(errno));
  return {};
}

Status MetricsLog::Close() {
  if (file_ && std::fclose(file_.release()) != 0)
    return Status::User("cannot write " + path_ + ": " + std::strerror(errno));
  return {};
}

void PrintTable(const std::vector<std::pair<std::string, std::string>>& rows) {
  size_t width = 0;
  for (const auto& [name, value] : rows) width = std::max(width, name.size());
  std::printf("\n");
  for (const auto& [name, value] : rows)
    std::printf("  %-*s  %s\n", static_cast<int>(width), name.c_str(), value.c_str());
}

std::string BytesText(uint64_t bytes) {
  static constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(bytes);
  size_t unit = 0;
  while (value >= 1024 && unit + 1 < std::size(kUnits)) {
    value /= 1024;
    ++unit;
  }
  return (unit == 0 ? std::to_string(bytes) : Number(std::round(value * 100) / 100)) + " " + kUnits[unit];
}

std::pair<uint64_t, uint64_t> StateBytes(const Plan& plan) {
  std::pair<uint64_t, uint64_t> bytes{0, 0};
  for (const fsdp_rt_arena_info& arena : plan.arenas())
    if (arena.arena_class == FSDP_RT_ARENA_STATE || arena.arena_class == FSDP_RT_ARENA_CARRIED)
      bytes.first += arena.bytes;
  std::set<std::string_view> stored;
  for (const fsdp_rt_tensor_info& tensor : plan.tensors())
    if (tensor.source_rank == 0) {
      bytes.second += FullBytes(tensor);
    } else if (stored.insert(tensor.param).second) {
      bytes.second += SourceElements(tensor, 1) * sizeof(float);
    }
  return bytes;
}

}  // namespace fsdp_rt::runner
