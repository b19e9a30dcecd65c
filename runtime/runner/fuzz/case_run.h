// case_run.h - trains a case's plan, and its unsharded twin step by step
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FUZZ_CASE_RUN_H_
#define FSDP_RT_RUNNER_FUZZ_CASE_RUN_H_

#include <memory>
#include <optional>
#include <vector>

#include "runner/fuzz/case_data.h"
#include "runner/training_run.h"

namespace fsdp_rt::runner {

// What one step gives.
struct StepNumbers {
  std::vector<float> losses, counts;  // microbatch by microbatch, rank by rank
  std::optional<float> norm;
  Tensors gradients, parameters;  // reduced; after the optimizer
};

struct RunChoice {
  bool buffered = false, poison = false, ordered_gemm = false;
};

// Trains on the threads of this process. That replicas hold equal bytes is checked on the way.
Status TrainCase(const FuzzCase& spec, const std::vector<uint8_t>& plan, const RunChoice& choice,
                 std::vector<StepNumbers>* out);

// One rank that holds everything: `spec` is Unsharded(...) of the case that the batches belong to.
class UnshardedRun {
 public:
  explicit UnshardedRun(const FuzzCase& spec) : spec_(spec), batches_(spec_) {}

  Status Create(const std::vector<uint8_t>& plan, bool ordered_gemm);
  // The loss and gradients of one rank's microbatch at these parameters.
  Status Differentiate(BatchPlace place, const Tensors& parameters, float* loss, Tensors* gradients);
  // The optimizer's step from these parameters by these gradients; earlier steps' are remembered.
  Status Update(uint64_t step, const Tensors& parameters, const Tensors& gradients, Tensors* updated,
                std::optional<float>* norm);

 private:
  const FuzzCase spec_;
  OneRankBatches batches_;
  std::unique_ptr<TrainingRun> run_;
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_CASE_RUN_H_
