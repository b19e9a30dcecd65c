// tensor_match.cpp - whether two runs' numbers are equal, or within bounds
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/tensor_match.h"

#include <cmath>
#include <cstdio>

namespace fsdp_rt::runner {
namespace {

constexpr double kBoundFactor = 2;
// Below f32's normal numbers relative bounds end.
constexpr double kLeast = 1e-37;
// Beyond it squares may be infinite.
constexpr double kLargest = 1e18;

std::string Sentence(const std::string& name, size_t element, size_t count, size_t wrong, double ours,
                     double expected) {
  char text[160];
  std::snprintf(text, sizeof text, "%zu of %zu elements differ; element %zu is %.9g, expected %.9g", wrong, count,
                element, ours, expected);
  return name + ": " + text;
}

}  // namespace

void Mismatches::Add(const std::string& what, const std::string& detail) {
  if (what_.empty()) what_ = what;
  if (what == what_) details_.push_back(detail);
}

void Mismatches::CompareExact(const std::string& what, const std::string& name, const std::vector<float>& ours,
                              const std::vector<float>& expected) {
  exact += expected.size();
  if (ours.size() != expected.size())
    return Add(what,
               name + " has " + std::to_string(ours.size()) + " elements, expected " + std::to_string(expected.size()));
  size_t first = 0, wrong = 0;
  for (size_t i = ours.size(); i-- > 0;)
    if (!(ours[i] == expected[i] || (std::isnan(ours[i]) && std::isnan(expected[i])))) {
      first = i;
      ++wrong;
    }
  if (wrong) Add(what, Sentence(name, first, ours.size(), wrong, ours[first], expected[first]));
}

void Mismatches::CompareExact(const std::string& what, const std::string& where, const Tensors& ours,
                              const Tensors& expected) {
  for (const auto& [name, values] : expected) {
    const auto it = ours.find(name);
    if (it == ours.end()) {
      Add(what, where + name + " is missing");
    } else {
      CompareExact(what, where + name, it->second, values);
    }
  }
  for (const auto& [name, values] : ours)
    if (!expected.contains(name)) Add(what, where + name + " was not expected");
}

void Mismatches::CompareBounded(const std::string& what, const std::string& name, const std::vector<float>& ours,
                                const RoundedTensor& expected) {
  bounded += expected.size();
  if (ours.size() != expected.size())
    return Add(what,
               name + " has " + std::to_string(ours.size()) + " elements, expected " + std::to_string(expected.size()));
  size_t worst = 0, wrong = 0;
  double excess = 0;
  for (size_t i = 0; i < ours.size(); ++i) {
    // Training may diverge, and what then leaves f32's range is compared bit for bit only.
    if (!(std::abs(expected[i].value) + expected[i].error < kLargest)) continue;
    const double difference = std::abs(ours[i] - expected[i].value);
    const double bound = kBoundFactor * expected[i].error + kLeast;
    if (difference <= bound) continue;
    ++wrong;
    if (const double share = std::isnan(difference) ? INFINITY : difference / bound; share > excess) {
      excess = share;
      worst = i;
    }
  }
  if (!wrong) return;
  char text[64];
  std::snprintf(text, sizeof text, " within %.3g", kBoundFactor * expected[worst].error + kLeast);
  Add(what, Sentence(name, worst, ours.size(), wrong, ours[worst], expected[worst].value) + text);
}

}  // namespace fsdp_rt::runner
