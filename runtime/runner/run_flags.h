// run_flags.h - fsdp-run's flags, shared with fsdp-parity
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_RUN_FLAGS_H_
#define FSDP_RT_RUNNER_RUN_FLAGS_H_

#include <CLI/App.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runner/batch_source.h"
#include "runner/rank_place.h"
#include "runner/status.h"
#include "runner/training_run.h"

namespace fsdp_rt::runner {

// How to execute: means the same for every run, whatever is trained.
struct ExecutionFlags {
  std::optional<uint32_t> ranks;
  std::string backend = "threads";
  std::string transport = "peer";
  bool poison = false;
  uint64_t poison_seed = 0;
  double deadline_s = 60;
  std::string graph = "on";
  bool blocking = false;
  int32_t gemm_threads = 1;
  std::string trace;
  uint64_t trace_steps = 10;
};

// What to train.
struct TrainingFlags {
  std::string plan;
  std::string init;
  bool init_allow_extra = false;
  std::optional<uint64_t> seed;
  std::string batch, data, data_type;
  uint64_t steps = 10;
  uint32_t accumulate = 1;
  std::string accumulate_by = "whole";
  std::string lr_schedule = "constant";
  std::vector<std::string> scalars;  // NAME=VALUE
  std::optional<uint64_t> eval_every;
  bool eval_ema = false;
  std::string save, save_params, save_ema, log, compare;
  RankPlaceFlags place;
  bool continue_on_nan = false;
};

void AddExecutionFlags(CLI::App* app, ExecutionFlags* flags);
void AddTrainingFlags(CLI::App* app, TrainingFlags* flags);

// The batches of --batch or --data.
Status OpenBatches(const TrainingFlags& flags, const Plan& plan, std::unique_ptr<BatchSource>* out);

// Refuses `--ranks` that differ from the plan's grid.
Status ToTrainingOptions(const ExecutionFlags& flags, const Plan& plan, TrainingOptions* out);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_RUN_FLAGS_H_
