// stored_update.h - torch.optim's formulas in f32, what is stored in 16 bits rounded once
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Moments in 16 bits vanish or become infinite, where a bound on their rounding says nothing: here every operation is
// the one that torch's single-tensor and fused optimizers do, so that numbers are equal bit for bit.

#ifndef FSDP_RT_RUNNER_FUZZ_STORED_UPDATE_H_
#define FSDP_RT_RUNNER_FUZZ_STORED_UPDATE_H_

#include <map>
#include <string>
#include <vector>

#include "runner/fuzz/fuzz_case.h"

namespace fsdp_rt::runner {

// What an update gives, rounded to what is stored and as it was before that.
struct StoredValues {
  std::vector<float> rounded, exact;
};

// Of the parameters of a case that are not stored in f32, over its steps.
class StoredUpdate {
 public:
  // What becomes of a tensor that `rule` updates in step `step` (from 1), of gradients that are multiplied by `factor`.
  StoredValues Update(const OptimizerRule& rule, const std::string& full_name, ElementType stored, uint64_t step,
                      const std::vector<float>& before, const std::vector<float>& gradient, float factor);

 private:
  struct Moments {
    std::vector<float> first, second;
  };
  std::map<std::string, Moments> moments_;
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_STORED_UPDATE_H_
