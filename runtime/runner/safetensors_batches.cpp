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
  std::optional<uint64_t> micro;
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
  if (ReadNumber(&text, "micro", &micro)) out->micro = micro;
  if (!ReadNumber(&text, "rank", &rank) || text.empty() || rank > UINT32_MAX) return false;
  out->rank = static_cast<uint32_t>(rank);
  return true;
}

std::string NameOf(BatchIndex batch, uint32_t microbatches, uint32_t rank, const char* argument) {
  return "step" + std::to_string(batch.step) +
         (microbatches > 1 ? ".micro" + std::to_string(batch.micro) : std::string()) + ".rank" + std::to_string(rank) +
         "." + argument;
}

// Whether a tensor is of a step with as many microbatches as asked for.
Status CheckMicrobatch(const std::string& path, const std::string& name, const BatchName& parsed,
                       uint32_t microbatches) {
  if (microbatches == 1 && parsed.micro)
    return Status::User(path + " has microbatches ('" + name + "'); say how many make a step, with --accumulate N");
  if (microbatches > 1 && !parsed.micro)
    return Status::User(path + ": tensor '" + name + "' is not of a microbatch; with --accumulate " +
                        std::to_string(microbatches) + " names are step{i}.micro{m}.rank{r}.{argument}");
  if (parsed.micro && *parsed.micro >= microbatches)
    return Status::User(path + " has microbatch " + std::to_string(*parsed.micro) + " ('" + name +
                        "'); with --accumulate " + std::to_string(microbatches) + " the last one is " +
                        std::to_string(microbatches - 1));
  return {};
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

Status SafetensorsBatches::Open(const std::string& path, const Plan& plan, uint32_t microbatches,
                                std::unique_ptr<BatchSource>* out) {
  auto source = std::make_unique<SafetensorsBatches>();
  source->microbatches_ = microbatches;
  FSDP_RT_RETURN_IF_ERROR(SafetensorsSet::Open(path, &source->set_));
  for (const auto& [name, tensor] : source->set_.tensors()) {
    BatchName parsed;
    if (!ParseName(name, &parsed))
      return Status::User(path + ": tensor '" + name + "' is not named step{i}.rank{r}.{argument}");
    FSDP_RT_RETURN_IF_ERROR(CheckMicrobatch(path, name, parsed, microbatches));
    if (parsed.rank >= plan.data_ranks())
      return Status::User(path + " has a batch for rank " + std::to_string(parsed.rank) + " ('" + name +
                          "'); the plan is for " + std::to_string(plan.data_ranks()) + " ranks");
    source->steps_ = std::max(source->steps_, parsed.step + 1);
  }
  if (source->steps_ > source->set_.tensors().size())
    return Status::User(path + " begins with step 0 and may leave none out; it has a step " +
                        std::to_string(source->steps_ - 1) + " but only " +
                        std::to_string(source->set_.tensors().size()) + " tensors");
  for (const fsdp_rt_binding_info& binding : plan.bindings()) {
    if (binding.kind != FSDP_RT_BIND_BATCH) continue;
    for (uint64_t step = 0; step < std::max<uint64_t>(source->steps_, 1); ++step)
      for (uint32_t micro = 0; micro < microbatches; ++micro)
        for (uint32_t rank = 0; rank < plan.data_ranks(); ++rank)
          FSDP_RT_RETURN_IF_ERROR(
              CheckTensor(source->set_, NameOf({step, micro}, microbatches, rank, binding.name), binding));
    if (std::string_view(binding.name) == "tokens")
      source->tokens_per_step_ =
          ElementCount({binding.shape, binding.rank}).value_or(0) * plan.data_ranks() * microbatches;
  }
  *out = std::move(source);
  return {};
}

void SafetensorsBatches::Fill(BatchIndex batch, uint32_t rank, const fsdp_rt_binding_info& binding,
                              void* memory) const {
  const TensorView* tensor =
      set_.Find(NameOf({batch.step % std::max<uint64_t>(steps_, 1), batch.micro}, microbatches_, rank, binding.name));
  std::memcpy(memory, tensor->data, tensor->bytes);
}

std::string SafetensorsBatches::Notice(uint64_t steps) const {
  if (steps <= steps_ || steps_ == 0) return "";
  return set_.path() + " has batches for " + std::to_string(steps_) + " steps; they are used again from step " +
         std::to_string(steps_) + " on";
}

}  // namespace fsdp_rt::runner
