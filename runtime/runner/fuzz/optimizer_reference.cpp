// optimizer_reference.cpp - torch.optim's formulas, each number with a bound on its rounding
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/optimizer_reference.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <regex>

namespace fsdp_rt::runner {
namespace {

// A number that a program rounds to f32 before it uses it.
Rounded Single(double value) { return Round(value, 0); }

Rounded AdamStep(const OptimizerRule& rule, uint64_t step, Rounded param, Rounded gradient, Rounded* average,
                 Rounded* square) {
  const bool decoupled = rule.kind == OptimizerRule::Kind::kAdamW;
  if (decoupled) {
    param = param * Single(1 - rule.lr * rule.weight_decay);
  } else {
    gradient = gradient + Single(rule.weight_decay) * param;
  }
  *average = *average + Single(1 - rule.beta1) * (gradient - *average);
  // A model that diverges has squares that f32 does not hold. They stay infinite, and what is divided by them is 0.
  if (std::isinf(square->value)) return param;
  *square = *square * Single(rule.beta2) + Single(1 - rule.beta2) * gradient * gradient;
  if (square->value - square->error >= kLargestF32) {
    *square = Rounded(std::numeric_limits<double>::infinity());
    return param;
  }
  const double correction1 = 1 - std::pow(rule.beta1, static_cast<double>(step));
  const double correction2 = 1 - std::pow(rule.beta2, static_cast<double>(step));
  const Rounded denominator = Sqrt(*square) / Single(std::sqrt(correction2)) + Single(rule.eps);
  return param - Single(rule.lr / correction1) * *average / denominator;
}

Rounded SgdStep(const OptimizerRule& rule, uint64_t step, Rounded param, Rounded gradient, Rounded* buffer) {
  gradient = gradient + Single(rule.weight_decay) * param;
  if (rule.momentum != 0) {
    *buffer = step == 1 ? gradient : *buffer * Single(rule.momentum) + Single(1 - rule.dampening) * gradient;
    gradient = rule.nesterov ? gradient + Single(rule.momentum) * *buffer : *buffer;
  }
  return param - Single(rule.lr) * gradient;
}

}  // namespace

const OptimizerRule& OptimizerReference::RuleOf(const std::string& name) const {
  for (const OptimizerRule& rule : spec_.optimizer)
    if (!rule.pattern.empty() && std::regex_search(name, std::regex(rule.pattern))) return rule;
  return *std::find_if(spec_.optimizer.begin(), spec_.optimizer.end(),
                       [](const OptimizerRule& rule) { return rule.pattern.empty(); });
}

RoundedTensor OptimizerReference::Update(const std::string& name, const std::string& full_name, uint64_t step,
                                         const std::vector<float>& before, const std::vector<float>& gradient,
                                         double clip_factor) {
  const OptimizerRule& rule = RuleOf(name);
  State& state = states_[full_name];
  state.first.resize(before.size());
  state.second.resize(before.size());
  RoundedTensor result;
  for (size_t i = 0; i < before.size(); ++i) {
    Rounded clipped(gradient[i]);
    // Three roundings make the factor: the sum with 1e-6, the quotient, the product.
    if (!(clip_factor >= 1)) clipped = clipped * Rounded(clip_factor, 4 * kRoundoffF32 * clip_factor);
    // What is zero throughout stays, as pads must, whatever the norm and eps are.
    if (before[i] == 0 && gradient[i] == 0 && state.first[i].value == 0 && state.second[i].value == 0) {
      result.emplace_back(0);
      continue;
    }
    result.push_back(rule.kind == OptimizerRule::Kind::kSgd
                         ? SgdStep(rule, step, before[i], clipped, &state.first[i])
                         : AdamStep(rule, step, before[i], clipped, &state.first[i], &state.second[i]));
  }
  return result;
}

double NormOf(const std::vector<const std::vector<float>*>& gradients, const std::string& order) {
  const double power = order == "inf" ? 0 : std::stod(order);
  double sum = 0;
  for (const std::vector<float>* gradient : gradients)
    for (const float value : *gradient) {
      const double magnitude = std::abs(static_cast<double>(value));
      if (std::isnan(magnitude)) return magnitude;
      sum = power == 0 ? std::max(sum, magnitude) : sum + std::pow(magnitude, power);
    }
  return power == 0 ? sum : std::pow(sum, 1 / power);
}

}  // namespace fsdp_rt::runner
