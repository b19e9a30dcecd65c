// safetensors_batches.cpp - batches by name from a safetensors file
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <algorithm>
#include <charconv>
#include <cstring>
#include <vector>

#include "runner/batch_source.h"
#include "runner/dtype.h"

namespace fsdp_rt::runner {
namespace {

struct BatchName {
  uint64_t step = 0;
  uint32_t rank = 0;
  bool micro = false;
};

// Reads "step{i}[.micro{m}].rank{r}.{argument}".
bool ReadNumber(std::string_view* text, std::string_view prefix, uint64_t* out) {
  if (text->substr(0, prefix.size()) != prefix) return false;
  const char* begin = text->data() + prefix.size();
  const auto [end, error] = std::from_chars(begin, text->data() + text->size(), *out);
  if (error != std::errc() || end == text->data() + text->size() || *end != '.') return false;
  text->remove_prefix(end + 1 - text->data());
  return true;
}

bool ParseName(std::string_view text, BatchName* out) {
  uint64_t micro = 0, rank = 0;
  if (!ReadNumber(&text, "step", &out->step)) return false;
  out->micro = ReadNumber(&text, "micro", &micro);
  if (!ReadNumber(&text, "rank", &rank) || text.empty() || rank > UINT32_MAX) return false;
  out->rank = static_cast<uint32_t>(rank);
  return true;
}

std::string NameOf(uint64_t step, uint32_t rank, const char* argument) {
  return "step" + std::to_string(step) + ".rank" + std::to_string(rank) + "." + argument;
}

Status CheckTensor(const SafetensorsSet& set, const std::string& name, const fsdp_rt_binding_info& binding) {
  const TensorView* tensor = set.Find(name);
  const std::vector<int64_t> shape = ShapeOf(binding);
  if (!tensor)
    return Status::User(set.path() + " has no tensor '" + name + "'; the step takes the batch argument '" +
                        binding.name + "' of shape " + ShapeText(shape) + " on every rank");
  if (tensor->dtype != binding.dtype || tensor->shape != shape)
    return Status::User(set.path() + ": tensor '" + name + "' is " + SafetensorsName(tensor->dtype) + " " +
                        ShapeText(tensor->shape) + "; the step was compiled for " + SafetensorsName(binding.dtype) +
                        " " + ShapeText(shape));
  return {};
}

}  // namespace

Status SafetensorsBatches::Open(const std::string& path, const Plan& plan, std::unique_ptr<BatchSource>* out) {
  auto source = std::make_unique<SafetensorsBatches>();
  FSDP_RT_RETURN_IF_ERROR(SafetensorsSet::Open(path, &source->set_));
  for (const auto& [name, tensor] : source->set_.tensors()) {
    BatchName parsed;
    if (!ParseName(name, &parsed))
      return Status::User(path + ": tensor '" + name + "' is not named step{i}.rank{r}.{argument}");
    if (parsed.micro) return Status::User("not supported yet: microbatches (" + path + " has '" + name + "')");
    if (parsed.rank >= plan.world_size())
      return Status::User(path + " has a batch for rank " + std::to_string(parsed.rank) + " ('" + name +
                          "'); the plan is for " + std::to_string(plan.world_size()) + " ranks");
    source->steps_ = std::max(source->steps_, parsed.step + 1);
  }
  if (source->steps_ > source->set_.tensors().size())
    return Status::User(path + " begins with step 0 and may leave none out; it has a step " +
                        std::to_string(source->steps_ - 1) + " but only " +
                        std::to_string(source->set_.tensors().size()) + " tensors");
  for (const fsdp_rt_binding_info& binding : plan.bindings()) {
    if (binding.kind != FSDP_RT_BIND_BATCH) continue;
    for (uint64_t step = 0; step < std::max<uint64_t>(source->steps_, 1); ++step)
      for (uint32_t rank = 0; rank < plan.world_size(); ++rank)
        FSDP_RT_RETURN_IF_ERROR(CheckTensor(source->set_, NameOf(step, rank, binding.name), binding));
    if (std::string_view(binding.name) == "tokens")
      source->tokens_per_step_ = ElementCount({binding.shape, binding.rank}).value_or(0) * plan.world_size();
  }
  *out = std::move(source);
  return {};
}

void SafetensorsBatches::Fill(uint64_t step, uint32_t rank, const fsdp_rt_binding_info& binding, void* memory) const {
  const TensorView* tensor = set_.Find(NameOf(step % std::max<uint64_t>(steps_, 1), rank, binding.name));
  std::memcpy(memory, tensor->data, tensor->bytes);
}

std::string SafetensorsBatches::Notice(uint64_t steps) const {
  if (steps <= steps_ || steps_ == 0) return "";
  return set_.path() + " has batches for " + std::to_string(steps_) + " steps; they are used again from step " +
         std::to_string(steps_) + " on";
}

}  // namespace fsdp_rt::runner
