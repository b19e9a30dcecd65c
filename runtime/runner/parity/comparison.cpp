// comparison.cpp - a run's numbers against those that a case stores
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/parity/comparison.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "runner/dtype.h"
#include "runner/tensor_difference.h"

namespace fsdp_rt::runner {
namespace {

constexpr double kNoiseFactor = 4;
constexpr double kTightestBound = 2e-6;

// Bounds of a step-by-step case, relative L2 norms.
constexpr double kStepLossBound = 3e-2, kStepGradientBound = 5e-2, kStepUpdateBound = 0.3;

std::string Short(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

std::string Step(const char* kind, uint64_t step) { return std::string(kind) + ".step" + std::to_string(step); }

// Every name that `expected` must have, given what the case says.
std::vector<std::string> PromisedNames(const GoldenCase& golden, const SafetensorsSet& init,
                                       const SafetensorsSet& expected) {
  std::vector<std::string> names;
  for (uint64_t step = 0; step < golden.steps; ++step) {
    for (uint32_t micro = 0; micro < golden.microbatches; ++micro)
      for (uint32_t rank = 0; rank < golden.data_ranks; ++rank) {
        const std::string at =
            (golden.microbatches > 1 ? ".micro" + std::to_string(micro) : "") + ".rank" + std::to_string(rank);
        for (const std::string& loss : golden.losses)
          names.push_back(Step("loss", step) + at + (loss.empty() ? "" : "." + loss));
        if (golden.counts) names.push_back(Step("count", step) + at);
      }
    if (golden.counts) names.push_back(Step("count", step));
    if (golden.clips) names.push_back(Step("norm", step));
  }
  for (uint64_t step : golden.parameter_steps)
    for (const auto& [name, tensor] : init.tensors())
      if (golden.IsParameter(name)) names.push_back(Step("param", step) + "." + name);
  for (uint64_t step : golden.parameter_steps)
    for (const auto& [name, kind] : golden.buffers) {
      if (kind == "mean over ranks") names.push_back(Step("buffer", step) + "." + name);
      for (uint32_t rank = 0; kind == "local" && rank < golden.ranks; ++rank)
        names.push_back(Step("buffer", step) + ".rank" + std::to_string(rank) + "." + name);
    }
  for (uint64_t step : golden.parameter_steps)
    for (const std::string& metric : golden.metrics) {
      const std::string once = Step("metric", step) + "." + metric;
      for (uint32_t rank = 0; !expected.Find(once) && rank < golden.data_ranks; ++rank)
        names.push_back(Step("metric", step) + ".rank" + std::to_string(rank) + "." + metric);
    }
  for (uint64_t step : golden.gradient_steps)
    for (const auto& group : golden.groups)
      for (const std::string& parameter : group)
        if (!golden.still.contains(parameter)) names.push_back(Step("grad", step) + "." + parameter);
  for (uint64_t step : golden.gradient_steps)
    for (const std::string& parameter : golden.ignored) names.push_back(Step("grad", step) + "." + parameter);
  return names;
}

// "param.step3.0.in_proj.weight.a" is of kind "param" and parameter "0.in_proj.weight.a".
std::string KindOf(std::string_view name) { return std::string(name.substr(0, name.find('.'))); }

uint64_t StepOf(std::string_view name) {
  const size_t digits = name.find(".step") + 5;
  return std::strtoull(std::string(name.substr(digits)).c_str(), nullptr, 10);
}

std::string ParameterOf(std::string_view name) {
  const size_t step = name.find('.'), rest = step == std::string_view::npos ? step : name.find('.', step + 1);
  return rest == std::string_view::npos ? "" : std::string(name.substr(rest + 1));
}

bool SameBits(const TensorView& a, const TensorView& b) {
  return a.bytes == b.bytes && std::memcmp(a.data, b.data, a.bytes) == 0;
}

// The parameter, or one of its inner tensors, never changes.
bool IsStill(const GoldenCase& golden, const std::string& name) {
  return std::any_of(golden.still.begin(), golden.still.end(), [&](const std::string& still) {
    return name == still || (name.size() > still.size() && name.starts_with(still) && name[still.size()] == '.');
  });
}

void CompareOne(const GoldenCase& golden, const SafetensorsSet& init, const std::string& name,
                const TensorView& expected, const TensorView* origin, const TensorView* ours, KindResult* result) {
  ++result->compared;
  auto fail = [&](const std::string& why) { result->failures.push_back(name + " " + why); };
  if (!ours) return fail("is missing from the run");
  if (ours->shape != expected.shape || ours->dtype != expected.dtype)
    return fail(std::string("is ") + SafetensorsName(ours->dtype) + " " + ShapeText(ours->shape) + "; expected " +
                SafetensorsName(expected.dtype) + " " + ShapeText(expected.shape));
  if (!IsFloat(expected.dtype)) {
    if (!SameBits(*ours, expected)) fail("differs; integers must be equal");
    return;
  }
  const bool still = result->kind == "param" && IsStill(golden, ParameterOf(name));
  const double difference =
      result->norms && !still ? RelativeNorm(*ours, expected, origin) : RelativeDifference(*ours, expected);
  if (result->worst_tensor.empty() || difference > result->worst) {
    result->worst = difference;
    result->worst_tensor = name;
  }
  if (!(difference <= result->bound))
    fail("differs by " + Short(difference) +
         (!result->norms ? " of its largest magnitude"
          : origin       ? " of the norm of its update"
                         : " of its norm") +
         "; the bound is " + Short(result->bound));
  if (!still) return;
  const TensorView* initial = init.Find(ParameterOf(name));
  if (!initial || !SameBits(*ours, *initial)) fail("is frozen or unused but changed");
}

// What a parameter was when the step began, as FSDP2 has it.
const TensorView* Origin(const GoldenCase& golden, const SafetensorsSet& init, const SafetensorsSet& expected,
                         const std::string& name) {
  const uint64_t step = StepOf(name);
  return step == 0 ? init.Find(ParameterOf(name)) : expected.Find(ParameterName(step - 1, ParameterOf(name)));
}

}  // namespace

std::string ParameterName(uint64_t step, const std::string& parameter) { return Step("param", step) + "." + parameter; }

Status Compare(const GoldenCase& golden, const SafetensorsSet& init, const SafetensorsSet& expected,
               const FindTensor& ours, std::vector<KindResult>* out) {
  for (const std::string& name : PromisedNames(golden, init, expected))
    if (!expected.Find(name))
      return Status::User(expected.path() + " lacks '" + name + "', which " + golden.File("case.json") + " promises");
  std::map<std::string, KindResult> kinds;
  for (const auto& [name, tensor] : expected.tensors()) {
    const std::string kind = KindOf(name);
    const auto noise = golden.noise.find(kind);
    // Of integers and of counts there is none.
    const bool ignorable = kind == "buffer" || kind == "metric" || kind == "count";
    if (noise == golden.noise.end() && !ignorable)
      return Status::User(expected.path() + ": '" + name + "' is of a kind for which " + golden.File("case.json") +
                          " gives no noise.float64");
    KindResult& result = kinds[kind];
    result.kind = kind;
    result.bound = std::max(noise == golden.noise.end() ? 0 : kNoiseFactor * noise->second, kTightestBound);
    const TensorView* origin = nullptr;
    if (golden.StepByStep()) {
      result.norms = true;
      result.bound = kind == "param"                    ? kStepUpdateBound
                     : kind == "grad" || kind == "norm" ? kStepGradientBound
                                                        : kStepLossBound;
      if (kind == "param") origin = Origin(golden, init, expected, name);
    }
    CompareOne(golden, init, name, tensor, origin, ours(name), &result);
  }
  for (const char* kind : {"loss", "count", "norm", "grad", "param", "buffer", "metric"})
    if (const auto it = kinds.find(kind); it != kinds.end()) {
      out->push_back(std::move(it->second));
      kinds.erase(it);
    }
  for (auto& [kind, result] : kinds) out->push_back(std::move(result));
  return {};
}

}  // namespace fsdp_rt::runner
