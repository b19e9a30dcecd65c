// stored_update.cpp - torch.optim's formulas in f32, what is stored in 16 bits rounded once
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/stored_update.h"

#include <cmath>

#include "runner/fuzz/hook_reference.h"

namespace fsdp_rt::runner {
namespace {

// One operation a line: none is fused with another.
float Product(float a, float b) { return a * b; }
float Sum(float a, float b) { return a + b; }

float Single(double value) { return static_cast<float>(value); }

// at::lerp: from the nearer end.
float Lerp(float start, float end, float weight) {
  const float difference = end - start;
  if (weight < 0.5f) return Sum(start, Product(weight, difference));
  return Sum(end, -Product(difference, 1 - weight));
}

float AdamStep(const OptimizerRule& rule, uint64_t step, float param, float gradient, float* first, float* second) {
  if (rule.kind == OptimizerRule::Kind::kAdamW) {
    param = Product(param, Single(1 - rule.lr * rule.weight_decay));
  } else {
    gradient = Sum(gradient, Product(Single(rule.weight_decay), param));
  }
  *first = Lerp(*first, gradient, Single(1 - rule.beta1));
  const float fresh = Product(Product(Single(1 - rule.beta2), gradient), gradient);
  *second = Sum(Product(*second, Single(rule.beta2)), fresh);
  const double correction1 = 1 - std::pow(rule.beta1, static_cast<double>(step));
  const double correction2 = 1 - std::pow(rule.beta2, static_cast<double>(step));
  const float root = Single(std::sqrt(correction2));
  const float denominator = Sum(std::sqrt(*second) / root, Single(rule.eps));
  return Sum(param, Product(Single(-(rule.lr / correction1)), *first) / denominator);
}

float SgdStep(const OptimizerRule& rule, uint64_t step, float param, float gradient, float* buffer) {
  gradient = Sum(gradient, Product(Single(rule.weight_decay), param));
  if (rule.momentum != 0) {
    const float momentum = Single(rule.momentum), share = Single(1 - rule.dampening);
    *buffer = step == 1 ? gradient : Sum(Product(*buffer, momentum), Product(share, gradient));
    gradient = rule.nesterov ? Sum(gradient, Product(momentum, *buffer)) : *buffer;
  }
  return Sum(param, Product(Single(-rule.lr), gradient));
}

}  // namespace

StoredValues StoredUpdate::Update(const OptimizerRule& rule, const std::string& full_name, ElementType stored,
                                  uint64_t step, const std::vector<float>& before, const std::vector<float>& gradient,
                                  float factor) {
  Moments& moments = moments_[full_name];
  moments.first.resize(before.size());
  moments.second.resize(before.size());
  StoredValues result;
  for (size_t i = 0; i < before.size(); ++i) {
    float &first = moments.first[i], &second = moments.second[i];
    const bool zero = before[i] == 0 && gradient[i] == 0 && first == 0 && second == 0;
    const float clipped = factor == 1 ? gradient[i] : Product(gradient[i], factor);
    const float param = rule.kind == OptimizerRule::Kind::kSgd
                            ? SgdStep(rule, step, before[i], clipped, &first)
                            : AdamStep(rule, step, before[i], clipped, &first, &second);
    // What is zero throughout stays, as pads must.
    if (zero) first = second = 0;
    first = RoundTo(stored, first);
    second = RoundTo(stored, second);
    result.exact.push_back(zero ? before[i] : param);
    result.rounded.push_back(RoundTo(stored, result.exact.back()));
  }
  return result;
}

}  // namespace fsdp_rt::runner
