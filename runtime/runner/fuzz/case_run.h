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
  Tensors averages;               // of the parameters
  Tensors stored;                 // bytes of parameters that are kept as they travel, a number for each
  // Every rank's, one after the other; of a metric that ranks combine one for all.
  Tensors buffers, metrics;
  Tensors evaluated, evaluated_averages;  // losses and metrics with the parameters, and with their averages
  float loss_scale = 0;                   // what the loss was multiplied by
};

struct RunChoice {
  // On a device entries are replayed as graphs, with poison issued command by command.
  bool buffered = false, poison = false, ordered_gemm = false;
};

// Where plans run, as fsdp-run's --backend says.
struct RunPlace {
  std::string backend = "threads";
};

// Trains on the threads of this process. That replicas hold equal bytes is checked on the way. `initial`: what the
// first step begins with, made by the ranks themselves where the case says so.
Status TrainCase(const FuzzCase& spec, const std::vector<uint8_t>& plan, const RunPlace& place, const RunChoice& choice,
                 Tensors* initial, std::vector<StepNumbers>* out);

// What one rank computes of one microbatch.
struct RankNumbers {
  float loss = 0;
  Tensors gradients, buffers, metrics;
};

// One rank that holds everything: `spec` is Unsharded(...) of the case that the batches belong to.
class UnshardedRun {
 public:
  explicit UnshardedRun(const FuzzCase& spec) : spec_(spec), batches_(spec_) {}

  Status Create(const std::vector<uint8_t>& plan, const RunPlace& place, bool ordered_gemm);
  // First values, where the case draws them from a seed.
  Status Initialize(Tensors* parameters);
  // A rank's microbatch with these parameters and its buffers.
  Status Differentiate(BatchPlace place, const Tensors& parameters, const Tensors& buffers, float loss_scale,
                       RankNumbers* out);
  Status Evaluate(BatchPlace place, const Tensors& parameters, const Tensors& buffers, Tensors* out);
  // The optimizer's step from these parameters by these gradients; earlier steps' are remembered.
  Status Update(uint64_t step, const Tensors& parameters, const Tensors& gradients, Tensors* updated, Tensors* averages,
                std::optional<float>* norm);

 private:
  const FuzzCase spec_;
  OneRankBatches batches_;
  std::unique_ptr<TrainingRun> run_;
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_CASE_RUN_H_
