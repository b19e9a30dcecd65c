// learning_rate.h - how the learning rate moves over the steps
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_LEARNING_RATE_H_
#define FSDP_RT_RUNNER_LEARNING_RATE_H_

#include <cstdint>
#include <string>

#include "runner/status.h"

namespace fsdp_rt::runner {

// A factor on every learning rate of the plan, by step. Forms (total=0: the steps
// of the run):
//   constant
//   linear(end=0,total=0)                   1 falling to `end`
//   warmup_cosine(warmup=0,min=0,total=0)   rising over `warmup` steps to 1, then
//                                           falling along a cosine to `min`
class LearningRateSchedule {
 public:
  static Status Parse(const std::string& text, uint64_t run_steps, LearningRateSchedule* out);
  double Factor(uint64_t step) const;
  bool constant() const { return form_ == Form::kConstant; }

 private:
  enum class Form { kConstant, kLinear, kWarmupCosine };
  Form form_ = Form::kConstant;
  double warmup_ = 0, total_ = 0, end_ = 0;
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_LEARNING_RATE_H_
