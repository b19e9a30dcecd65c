// optimizer_reference.h - torch.optim's formulas, each number with a bound on its rounding
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FUZZ_OPTIMIZER_REFERENCE_H_
#define FSDP_RT_RUNNER_FUZZ_OPTIMIZER_REFERENCE_H_

#include <map>
#include <string>
#include <vector>

#include "runner/fuzz/fuzz_case.h"
#include "runner/fuzz/graph_reference.h"

namespace fsdp_rt::runner {

// The optimizer of one case over its steps.
class OptimizerReference {
 public:
  explicit OptimizerReference(const FuzzCase& spec) : spec_(spec) {}

  // What becomes of a tensor named `full_name` of the parameter `name` in step `step` (from 1).
  RoundedTensor Update(const std::string& name, const std::string& full_name, uint64_t step,
                       const std::vector<float>& before, const std::vector<float>& gradient, double clip_factor);

  const OptimizerRule& RuleOf(const std::string& name) const;

 private:
  struct State {
    RoundedTensor first, second;
  };

  const FuzzCase& spec_;
  std::map<std::string, State> states_;
};

// The total norm of gradients.
double NormOf(const std::vector<const std::vector<float>*>& gradients, const std::string& order);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_OPTIMIZER_REFERENCE_H_
