// rank_combination.h - how ranks' new buffers and metrics become one
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FUZZ_RANK_COMBINATION_H_
#define FSDP_RT_RUNNER_FUZZ_RANK_COMBINATION_H_

#include <string>
#include <vector>

#include "runner/fuzz/graph_reference.h"

namespace fsdp_rt::runner {

// `reduce`: "mean", "sum", "max", of one value per rank. In f32, as the design fixes it: in the order of ranks, a mean
// times one factor.
std::vector<float> Combine(const std::string& reduce, const std::vector<std::vector<float>>& ranks);
// The same in exact arithmetic, with a bound on any order's rounding.
RoundedTensor Combine(const std::string& reduce, const std::vector<RoundedTensor>& ranks);

// One after the other.
template <typename Tensor>
Tensor Concatenated(const std::vector<Tensor>& ranks) {
  Tensor all;
  for (const Tensor& values : ranks) all.insert(all.end(), values.begin(), values.end());
  return all;
}

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_RANK_COMBINATION_H_
