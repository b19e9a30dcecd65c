// rank_combination.cpp - how ranks' new buffers and metrics become one
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/rank_combination.h"

#include <algorithm>
#include <cmath>

namespace fsdp_rt::runner {

std::vector<float> Combine(const std::string& reduce, const std::vector<std::vector<float>>& ranks) {
  std::vector<float> result = ranks[0];
  const float factor = reduce == "mean" ? static_cast<float>(1.0 / static_cast<double>(ranks.size())) : 1;
  for (size_t i = 0; i < result.size(); ++i) {
    for (size_t rank = 1; rank < ranks.size(); ++rank) {
      const float value = ranks[rank][i];
      // A NaN stays one.
      result[i] = reduce != "max"                              ? result[i] + value
                  : std::isnan(value) || std::isnan(result[i]) ? NAN
                                                               : std::max(result[i], value);
    }
    if (factor != 1) result[i] *= factor;
  }
  return result;
}

RoundedTensor Combine(const std::string& reduce, const std::vector<RoundedTensor>& ranks) {
  RoundedTensor result(ranks[0].size());
  const auto count = static_cast<double>(ranks.size());
  for (size_t i = 0; i < result.size(); ++i) {
    double sum = 0, error = 0, magnitude = 0, largest = -INFINITY, worst = 0;
    for (const RoundedTensor& rank : ranks) {
      sum += rank[i].value;
      // Of what is no number nothing is known.
      const bool known = std::isfinite(rank[i].value) && std::isfinite(rank[i].error);
      error += known ? rank[i].error : INFINITY;
      magnitude += std::abs(rank[i].value);
      largest = std::max(largest, rank[i].value);
      worst = std::max(worst, known ? rank[i].error : INFINITY);
    }
    // Of count sums and a factor, itself rounded.
    error += (count + 2) * kRoundoffF32 * magnitude;
    const double divisor = reduce == "mean" ? count : 1;
    result[i] = reduce == "max" ? Rounded(largest, worst) : Rounded(sum / divisor, error / divisor);
  }
  return result;
}

}  // namespace fsdp_rt::runner
