// comparison.h - a run's numbers against those that a case stores
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_PARITY_COMPARISON_H_
#define FSDP_RT_RUNNER_PARITY_COMPARISON_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "runner/parity/golden_case.h"
#include "runner/safetensors.h"

namespace fsdp_rt::runner {

// All tensors of one kind: loss, grad, norm, param, buffer or metric.
struct KindResult {
  std::string kind;
  uint64_t compared = 0;
  double bound = 0;  // relative to the largest magnitude of a tensor
  double worst = 0;  // the largest such difference
  std::string worst_tensor;
  std::vector<std::string> failures;  // a sentence each
};

// A tensor of the run by name; nullptr where the run has none.
using FindTensor = std::function<const TensorView*(std::string_view)>;

// Compares every tensor of `expected`, and first that `expected` itself has every
// tensor that the case promises. A tensor fails when its difference, relative to
// its largest expected magnitude, exceeds 4 times the case's noise (and 2e-6);
// parameters that never change must keep their initial bits.
Status Compare(const GoldenCase& golden, const SafetensorsSet& init, const SafetensorsSet& expected,
               const FindTensor& ours, std::vector<KindResult>* out);

// The largest |ours - expected| over the largest |expected|; infinite for NaN, and
// where expected is zero and ours is not.
double RelativeDifference(const TensorView& ours, const TensorView& expected);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_PARITY_COMPARISON_H_
