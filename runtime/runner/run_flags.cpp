// run_flags.cpp - fsdp-run's flags, shared with fsdp-parity
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/run_flags.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "runner/flag_checks.h"

namespace fsdp_rt::runner {
namespace {

constexpr uint64_t kAny = UINT64_MAX;
constexpr uint64_t kMaxRanks = 1 << 20, kMaxThreads = 1 << 10, kMaxMicrobatches = 1 << 20;
// A scalar of the plan, an f64, holds every whole number up to this one.
constexpr uint64_t kMaxSeed = uint64_t{1} << 53;

}  // namespace

void AddExecutionFlags(CLI::App* app, ExecutionFlags* flags) {
  app->add_option("--ranks", flags->ranks, "Number of ranks; must be that of the plan's grid (default: the grid's)")
      ->check(WholeNumber(1, kMaxRanks));
  app->add_option(
         "--backend", flags->backend,
         "threads: the CPU; mpi: the CPU, a process for each rank, which mpirun or srun starts; cuda: GPUs, rank r on "
         "GPU r modulo their number, with NCCL where every rank has one of its own")
      ->capture_default_str();
  app->add_option("--transport", flags->transport,
                  "peer: read other ranks' memory in place (mpi: on one node); buffered: copy it into a buffer first")
      ->check(CLI::IsMember({"peer", "buffered"}))
      ->capture_default_str();
  app->add_flag("--poison", flags->poison,
                "Fill dead bytes and freed parameters with NaN and delay ranks at random; nothing may change");
  app->add_option("--poison-seed", flags->poison_seed, "Seed of those delays")
      ->check(WholeNumber(0, kAny))
      ->capture_default_str();
  app->add_option("--deadline", flags->deadline_s, "Seconds a rank waits for the others before it gives up")
      ->check(Seconds())
      ->capture_default_str();
  app->add_option("--graph", flags->graph,
                  "cuda: replay each entry as a CUDA graph (with --trace, commands are issued one by one)")
      ->check(CLI::IsMember({"on", "off"}))
      ->capture_default_str();
  app->add_flag("--blocking", flags->blocking, "cuda: wait for each command, so that an error of the GPU names it");
  app->add_option("--gemm-threads", flags->gemm_threads, "Threads that one rank's GEMM may use")
      ->check(WholeNumber(1, kMaxThreads))
      ->capture_default_str();
  app->add_option("--trace", flags->trace, "Write what ran when, in the Chrome trace format (open in ui.perfetto.dev)")
      ->type_name("FILE");
  app->add_option("--trace-steps", flags->trace_steps, "How many steps the trace holds")
      ->check(WholeNumber(0, kAny))
      ->capture_default_str();
}

void AddTrainingFlags(CLI::App* app, TrainingFlags* flags) {
  app->add_option("plan", flags->plan, "What fsdp-compile wrote")->required()->type_name("STEP.plan");
  auto* init = app->add_option("--init", flags->init,
                               "Initial values by qualified name: a safetensors file, or a folder with an index");
  init->type_name("FILE|FOLDER");
  app->add_flag("--init-allow-extra", flags->init_allow_extra, "Accept tensors in --init that the plan does not know");
  app->add_option("--seed", flags->seed,
                  "Initial values from a seed, by the step's recipes (fsdp.init), the same for every number of ranks; "
                  "a tensor without a recipe is normal(std=0.02), of one dimension ones, or zeros where its name ends "
                  "in 'bias'")
      ->check(WholeNumber(0, kMaxSeed))
      ->excludes(init);
  auto* batch = app->add_option(
      "--batch", flags->batch,
      "Batches named step{i}.rank{r}.{argument}, ranks of a model axis being one; used again from step 0 "
      "when they run out");
  batch->type_name("FILE");
  app->add_option("--data", flags->data,
                  "Raw little-endian tokens, cut into rows for the batch arguments 'tokens' and, one token later, "
                  "'targets'; used again when they run out")
      ->type_name("FILE")
      ->excludes(batch);
  app->add_option("--data-type", flags->data_type, "u16, i32 or i64 (default: the extension of --data, else u16)");
  app->add_option("--steps", flags->steps, "Steps to train")->check(WholeNumber(1, kAny))->capture_default_str();
  app->add_option("--accumulate", flags->accumulate, "Microbatches per step")
      ->check(WholeNumber(1, kMaxMicrobatches))
      ->capture_default_str();
  app->add_option("--accumulate-by", flags->accumulate_by,
                  "whole: gradients are reduced with the last microbatch; scatter: over the shard axis with every one, "
                  "over replicas with the last, which takes less memory and more communication")
      ->check(CLI::IsMember({"whole", "scatter"}))
      ->capture_default_str();
  app->add_option("--lr-schedule", flags->lr_schedule,
                  "A factor on the learning rates by step: constant, linear(end=0,total=STEPS), "
                  "warmup_cosine(warmup=0,min=0,total=STEPS)")
      ->capture_default_str();
  app->add_option("--set", flags->scalars, "A run-time scalar, for example lr=1e-3 or weight_decay=0 (repeatable)")
      ->type_name("NAME=VALUE");
  app->add_option("--eval-every", flags->eval_every, "Run the entry 'eval' every N steps, on the step's batches")
      ->check(WholeNumber(1, kAny));
  app->add_flag("--eval-ema", flags->eval_ema,
                "Run 'eval' on the parameters' exponential moving averages (fsdp-compile --ema)");
  app->add_option("--save", flags->save,
                  "Everything of every step: loss.step{i}.rank{r}[.{inner}], norm.step{i}, grad.step{i}.{name}, "
                  "param.step{i}.{name}[.{inner}], and ema.step{i}.{name}[.{inner}] with fsdp-compile --ema")
      ->type_name("FILE");
  app->add_option("--save-params", flags->save_params,
                  "The full parameters after the last step, by name, as --init reads; with hooks that have state also "
                  "what every rank keeps, as NAME.copy")
      ->type_name("FILE");
  app->add_option("--save-ema", flags->save_ema,
                  "The same file with each trained parameter's exponential moving average in its place")
      ->type_name("FILE");
  app->add_option("--log", flags->log, "One JSON line per step")->type_name("FILE");
  app->add_option(
         "--compare", flags->compare,
         "Another plan of the same step (another extension, schedule or layout), trained in turn with this one; the "
         "closing table says how far losses, gradients and parameters are apart, and its times and bytes")
      ->type_name("PLAN");
  app->add_option("--rank", flags->place.rank,
                  "cuda: this process is one rank; the others are processes, too. Default: what torchrun, mpirun, "
                  "mpiexec or srun says, where they start a process for each rank (mpi: always what MPI says)")
      ->check(WholeNumber(0, kMaxRanks));
  app->add_option("--local-rank", flags->place.local_rank, "The GPU of this process (default: as --rank)")
      ->check(WholeNumber(0, kMaxRanks));
  app->add_option("--meet", flags->place.meet,
                  "Where rank 0 listens for the others: a free port of its machine (default: MASTER_ADDR and "
                  "MASTER_PORT, the port after it where torchrun's own store has that)")
      ->type_name("HOST:PORT");
  app->add_flag("--continue-on-nan", flags->continue_on_nan, "Go on when a loss is NaN or infinite");
}

Status OpenBatches(const TrainingFlags& flags, const Plan& plan, std::unique_ptr<BatchSource>* out) {
  if (!flags.batch.empty()) return SafetensorsBatches::Open(flags.batch, plan, flags.accumulate, out);
  if (!flags.data.empty()) return TokenBatches::Open(flags.data, flags.data_type, plan, flags.accumulate, out);
  for (const fsdp_rt_binding_info& binding : plan.bindings())
    if (binding.kind == FSDP_RT_BIND_BATCH)
      return Status::User(std::string("the step takes the batch argument '") + binding.name +
                          "': pass --batch FILE.safetensors, or --data TOKENS.bin");
  return Status::User("the step takes no batch; nothing to train on");
}

Status ToTrainingOptions(const ExecutionFlags& flags, const Plan& plan, TrainingOptions* out) {
  if (flags.ranks && *flags.ranks != plan.world_size())
    return Status::User("--ranks " + std::to_string(*flags.ranks) + ", but the plan was compiled for the grid " +
                        plan.GridText() + ", " + std::to_string(plan.world_size()) +
                        " ranks; compile with another --grid, or leave --ranks out");
  out->transport = flags.transport == "peer" ? FSDP_RT_TRANSPORT_PEER : FSDP_RT_TRANSPORT_BUFFERED;
  out->deadline_ms = static_cast<uint64_t>(flags.deadline_s * 1e3);
  out->poison = flags.poison;
  out->poison_seed = flags.poison_seed;
  out->gemm_threads = flags.gemm_threads;
  out->backend = flags.backend;
  // A graph's single commands have no times.
  out->graph = flags.graph == "on" && flags.trace.empty();
  out->blocking = flags.blocking;
  return {};
}

}  // namespace fsdp_rt::runner
