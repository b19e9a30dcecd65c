// trajectory.h - the tensors that a run saves, by the names of the golden cases
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_TRAJECTORY_H_
#define FSDP_RT_RUNNER_TRAJECTORY_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "runner/host_tensor.h"
#include "runner/training_run.h"

namespace fsdp_rt::runner {

// loss.step{i}[.micro{m}].rank{r}[.{inner}], count.step{i}[[.micro{m}].rank{r}], norm.step{i},
// metric.step{i}[.rank{r}].{name}, grad.step{i}.{name}, param.step{i}.{name}[.{inner}],
// buffer.step{i}[.rank{r}].{name}, where what a name says is a full tensor.
class Trajectory {
 public:
  void AddLosses(uint64_t step, uint32_t ranks, const StepResult& result);
  void AddNormAndMetrics(uint64_t step, const StepResult& result);
  // As TrainingRun::ReadBuffers gives them, of that plan: by rank where the buffer is
  // each rank's own or the ranks' values differ, else once.
  void AddBuffers(uint64_t step, const Plan& plan, std::vector<std::vector<HostTensor>> buffers);
  // Full tensors, as {kind}.step{i}.{tensor's name}.
  void AddTensors(std::string_view kind, uint64_t step, std::vector<HostTensor> tensors);

  const std::map<std::string, HostTensor, std::less<>>& tensors() const { return tensors_; }
  Status Save(const std::string& path) const;

 private:
  void Add(std::string name, HostTensor tensor);
  void AddScalar(std::string name, float value);

  std::map<std::string, HostTensor, std::less<>> tensors_;
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_TRAJECTORY_H_
