// plan_comparison.h - another plan of the same step, trained beside a run
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a hook, a schedule or a layout does to a training: both plans start with the
// same values and see the same batches, step by step in turn, so that their times can
// be compared on a busy machine as well.

#ifndef FSDP_RT_RUNNER_PLAN_COMPARISON_H_
#define FSDP_RT_RUNNER_PLAN_COMPARISON_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runner/training_run.h"

namespace fsdp_rt::runner {

// The largest difference seen of a kind, and where.
struct WorstDifference {
  std::optional<double> value;  // empty: nothing was compared
  std::string place;

  void Add(double difference, const std::string& where);
  // "0.0012, layers.0.w1.weight", or that all bits are equal.
  std::string Text() const;
};

class PlanComparison {
 public:
  // Loads the plan in `path`. One that trains another step is refused: other parameters
  // or shapes, batch arguments, losses, or another number of ranks.
  static Status Open(const std::string& path, const Plan& ours, const TrainingOptions& options,
                     std::unique_ptr<PlanComparison>* out);

  TrainingRun& run() { return run_; }
  const Plan& plan() const { return run_.plan(); }
  // Of its last step, on rank 0.
  std::vector<CollectiveEvent> Collectives() const { return run_.trace().Collectives(); }

  // Its part of the step that `ours` has just taken, up to the reduced gradients; with
  // `step` 0 both began at the same parameters, and the gradients are compared.
  Status Sync(uint64_t step, const BatchSource& batches, TrainingRun* ours);
  // Its update, once `ours` has made its own.
  Status Optimize(uint64_t step, const TrainingRun& ours);
  // Compares the parameters after the last step.
  Status Finish(TrainingRun* ours);

  // Seconds of each of its steps.
  const std::vector<double>& seconds() const { return seconds_; }
  // What was found, for the closing table.
  std::vector<std::pair<std::string, std::string>> Rows() const;

 private:
  PlanComparison(std::string path, Plan plan, const TrainingOptions& options)
      : path_(std::move(path)), run_(std::move(plan), options) {}

  // Names the plan in what it returns.
  Status Here(const Status& status) const;
  Status CompareTensors(fsdp_rt_role role, TrainingRun* ours, WorstDifference* worst);

  std::string path_;
  TrainingRun run_;
  std::vector<double> seconds_;
  WorstDifference losses_, norms_, gradients_, parameters_;
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_PLAN_COMPARISON_H_
