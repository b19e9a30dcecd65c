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
  bool norms = false;  // differences are relative L2 norms, not relative to the largest magnitude
  double bound = 0;
  double worst = 0;  // the largest difference
  std::string worst_tensor;
  std::vector<std::string> failures;  // a sentence each
};

// "param.step3.0.weight": the name of a parameter's value after a step.
std::string ParameterName(uint64_t step, const std::string& parameter);

// A tensor of the run by name; nullptr where the run has none.
using FindTensor = std::function<const TensorView*(std::string_view)>;

// Compares every tensor of `expected`, and first that `expected` itself has every
// tensor that the case promises. A tensor fails when its difference, relative to
// its largest expected magnitude, exceeds 4 times the case's noise (and 2e-6);
// parameters that never change must keep their initial bits.
//
// In a step-by-step case each step began at FSDP2's parameters of the step before, and
// differences are relative L2 norms of a tensor: losses within 3e-2, gradients and norms
// within 5e-2, and of each parameter its update by the step within 0.3. Adam makes a
// whole step of a gradient near zero, whatever its sign, hence the last one.
Status Compare(const GoldenCase& golden, const SafetensorsSet& init, const SafetensorsSet& expected,
               const FindTensor& ours, std::vector<KindResult>* out);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_PARITY_COMPARISON_H_
