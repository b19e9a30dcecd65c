// run_command.cpp - what fsdp-run does
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/run_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <numeric>

#include "runner/atomic_file.h"
#include "runner/flag_checks.h"
#include "runner/initial_values.h"
#include "runner/interrupt.h"
#include "runner/learning_rate.h"
#include "runner/plan_comparison.h"
#include "runner/report.h"
#include "runner/run_flags.h"
#include "runner/trajectory.h"

namespace fsdp_rt::runner {
namespace {

struct Flags {
  ExecutionFlags execution;
  TrainingFlags training;
};

Status CheckTrainingFlags(const TrainingFlags& flags) {
  if (flags.init.empty() && !flags.seed)
    return Status::User("no initial values: pass --init FILE.safetensors, or --seed N");
  if (!flags.data_type.empty() && flags.data.empty()) return Status::User("--data-type needs --data");
  return {};
}

Status CheckAverages(const TrainingFlags& flags, const Plan& plan) {
  const char* flag = flags.eval_ema ? "--eval-ema" : !flags.save_ema.empty() ? "--save-ema" : nullptr;
  if (flag && plan.Averages().empty())
    return Status::User(std::string(flag) + ": " + flags.plan +
                        " keeps no averages of parameters; compile with --ema 0.999 and an optimizer");
  if (flags.eval_ema && !flags.eval_every) return Status::User("--eval-ema needs --eval-every");
  return {};
}

// Sets the scalars of --set.
Status SetScalars(TrainingRun* run, const std::vector<std::string>& assignments) {
  for (const std::string& text : assignments) {
    const size_t equal = text.find('=');
    double value = 0;
    const char* begin = text.data() + std::min(equal + 1, text.size());
    const auto [end, error] = std::from_chars(begin, text.data() + text.size(), value);
    if (equal == std::string::npos || error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
      return Status::User("--set " + text + ": expected NAME=NUMBER, a finite number such as lr=1e-3");
    const std::string name = text.substr(0, equal);
    if (!run->plan().FindScalar(name)) {
      std::string known;
      for (const fsdp_rt_scalar_info& scalar : run->plan().scalars())
        known += (known.empty() ? "" : ", ") + std::string(scalar.name);
      return Status::User("--set " + text + ": the plan has no scalar '" + name + "'; it has " +
                          (known.empty() ? "none" : known));
    }
    FSDP_RT_RETURN_IF_ERROR(run->SetScalar(name, value));
  }
  return {};
}

// Whether every file that the run will write can be made: known before the
// first step, not after the last.
Status CheckOutputs(const Flags& flags) {
  for (const std::string* path :
       {&flags.execution.trace, &flags.training.save, &flags.training.save_params, &flags.training.save_ema}) {
    AtomicFile probe;
    if (!path->empty()) FSDP_RT_RETURN_IF_ERROR(AtomicFile::Create(*path, &probe));
  }
  return {};
}

// Moves lr, lr.1, ... by the schedule's factor.
class LearningRates {
 public:
  Status Read(TrainingRun* run) {
    for (const fsdp_rt_scalar_info& scalar : run->plan().scalars()) {
      const std::string name = scalar.name;
      if (name != "lr" && !name.starts_with("lr.")) continue;
      double base = 0;
      FSDP_RT_RETURN_IF_ERROR(run->GetScalar(name, &base));
      base_.emplace_back(name, base);
    }
    return {};
  }
  Status Apply(TrainingRun* run, const LearningRateSchedule& schedule, uint64_t step) {
    if (schedule.constant()) return {};
    for (const auto& [name, base] : base_) FSDP_RT_RETURN_IF_ERROR(run->SetScalar(name, base * schedule.Factor(step)));
    return {};
  }
  // The first rule's.
  double At(const LearningRateSchedule& schedule, uint64_t step) const {
    return base_.empty() ? 0 : base_[0].second * schedule.Factor(step);
  }

 private:
  std::vector<std::pair<std::string, double>> base_;
};

struct Totals {
  std::vector<double> seconds;
  double first_loss = 0, last_loss = 0;
  std::optional<uint64_t> tokens;
  WireBytes wire;
};

std::string Percent(uint64_t part, uint64_t whole) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f%%",
                whole ? 100.0 * static_cast<double>(part) / static_cast<double>(whole) : 0);
  return text;
}

// Of what a run with these flags needs.
uint64_t ArenaBytes(const Plan& plan, const Flags& flags) {
  uint64_t bytes = 0;
  for (const fsdp_rt_arena_info& arena : plan.arenas())
    if ((arena.arena_class != FSDP_RT_ARENA_GATHERED || flags.execution.transport == "buffered") &&
        (arena.arena_class != FSDP_RT_ARENA_ACCUMULATED || flags.training.accumulate > 1))
      bytes += arena.bytes;
  return bytes;
}

double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

// The other plan's numbers, ours after them.
void PrintComparison(const PlanComparison& other, const TrainingRun& run, const Flags& flags, const Totals& totals) {
  std::vector<std::pair<std::string, std::string>> rows = {{"compared with", flags.training.compare}};
  for (auto& row : other.Rows()) rows.push_back(std::move(row));
  const double theirs = Median(other.seconds()), ours = Median(totals.seconds);
  char text[128];
  std::snprintf(text, sizeof text, "%.3f ms, ours %.2f of that", theirs * 1e3, ours / theirs);
  rows.emplace_back("its step time", text);
  const WireBytes wire = CountWireBytes(other.plan(), other.Collectives());
  const auto bytes = [&](const char* name, uint64_t here, uint64_t there) {
    rows.emplace_back(name, BytesText(there) + ", ours " + Percent(here, there));
  };
  bytes("it gathers per rank and step", totals.wire.gathered, wire.gathered);
  bytes("its gradients per rank and step", totals.wire.reduced, wire.reduced);
  bytes("all its arenas per rank", ArenaBytes(run.plan(), flags), ArenaBytes(other.plan(), flags));
  PrintTable(rows);
}

void PrintTotals(const TrainingRun& run, const Flags& flags, const Totals& totals) {
  const Plan& plan = run.plan();
  const double median = Median(totals.seconds);
  const uint64_t arenas = ArenaBytes(plan, flags);
  const auto [state, unsharded] = StateBytes(plan);
  char text[128];
  std::vector<std::pair<std::string, std::string>> rows;
  std::snprintf(text, sizeof text, "%.5f, from %.5f", totals.last_loss, totals.first_loss);
  rows.emplace_back("loss", text);
  std::snprintf(text, sizeof text, "%.3f ms (median of %zu)", median * 1e3, totals.seconds.size());
  rows.emplace_back("step time", text);
  std::snprintf(text, sizeof text, "%.0f", totals.tokens ? static_cast<double>(*totals.tokens) / median : 0);
  if (totals.tokens) rows.emplace_back("tokens/s", text);
  rows.emplace_back("ranks", std::to_string(plan.world_size()) + " (" + plan.GridText() + ") " +
                                 run.world().description() + ", " + flags.execution.transport);
  rows.emplace_back("gathered per rank and step", BytesText(totals.wire.gathered) + ", " +
                                                      Percent(totals.wire.gathered, totals.wire.gathered_uncompressed) +
                                                      " of uncompressed " +
                                                      BytesText(totals.wire.gathered_uncompressed));
  rows.emplace_back("gradients per rank and step", BytesText(totals.wire.reduced));
  if (totals.wire.exchanged) rows.emplace_back("exchanged by the step itself", BytesText(totals.wire.exchanged));
  rows.emplace_back("state per rank",
                    BytesText(state) + ", " + Percent(state, unsharded) + " of unsharded " + BytesText(unsharded));
  rows.emplace_back("all arenas per rank", BytesText(arenas));
  if (!flags.execution.trace.empty())
    rows.emplace_back("trace", flags.execution.trace + " (open in https://ui.perfetto.dev)");
  if (!flags.training.save.empty()) rows.emplace_back("saved", flags.training.save);
  if (!flags.training.save_ema.empty()) rows.emplace_back("averages", flags.training.save_ema);
  if (!flags.training.save_params.empty()) rows.emplace_back("parameters", flags.training.save_params);
  PrintTable(rows);
}

// The averages, by the names of their parameters.
Status ReadAverages(TrainingRun* run, std::vector<HostTensor>* out) {
  const std::vector<Plan::Average> averages = run->plan().Averages();
  std::vector<uint32_t> tensors;
  for (const Plan::Average& average : averages) tensors.push_back(average.ema);
  FSDP_RT_RETURN_IF_ERROR(run->ReadTensors(tensors, false, out));
  for (size_t i = 0; i < averages.size(); ++i) (*out)[i].name = run->plan().tensors()[averages[i].param].name;
  return {};
}

Status Train(TrainingRun* run, const Flags& flags, const BatchSource& batches, const LearningRateSchedule& schedule,
             PlanComparison* other, bool speaks, Totals* totals) {
  const TrainingFlags& training = flags.training;
  const std::vector<uint32_t> params = run->plan().TensorsOfRole(FSDP_RT_ROLE_PARAM);
  const std::vector<uint32_t> grads = run->plan().TensorsOfRole(FSDP_RT_ROLE_GRAD);
  LearningRates rates, other_rates;
  FSDP_RT_RETURN_IF_ERROR(rates.Read(run));
  if (other) FSDP_RT_RETURN_IF_ERROR(other_rates.Read(&other->run()));
  MetricsLog log;
  if (!training.log.empty() && speaks) FSDP_RT_RETURN_IF_ERROR(log.Open(training.log));
  Trajectory trajectory;
  Progress progress(training.steps);
  totals->tokens = batches.TokensPerStep();
  for (uint64_t step = 0; step < training.steps; ++step) {
    run->KeepTrace(!flags.execution.trace.empty() && step < flags.execution.trace_steps);
    FSDP_RT_RETURN_IF_ERROR(rates.Apply(run, schedule, step));
    const auto begin = std::chrono::steady_clock::now();
    if (Status status = run->RunSync(step, batches); !status.ok()) {
      progress.Finish();
      return status;
    }
    const auto synced = std::chrono::steady_clock::now();
    std::vector<HostTensor> full;
    if (!training.save.empty()) {
      FSDP_RT_RETURN_IF_ERROR(run->ReadTensors(grads, false, &full));
      trajectory.AddTensors("grad", step, std::move(full));
      trajectory.AddLosses(step, run->plan().data_ranks(), run->result());
    }
    if (other) {
      FSDP_RT_RETURN_IF_ERROR(other_rates.Apply(&other->run(), schedule, step));
      FSDP_RT_RETURN_IF_ERROR(other->Sync(step, batches, run));
    }
    const auto resumed = std::chrono::steady_clock::now();
    FSDP_RT_RETURN_IF_ERROR(run->RunOptimizer(step));
    const auto end = std::chrono::steady_clock::now();
    if (other) FSDP_RT_RETURN_IF_ERROR(other->Optimize(step, *run));
    const StepTiming timing{std::chrono::duration<double>((synced - begin) + (end - resumed)).count(), totals->tokens};
    if (!training.save.empty()) {
      FSDP_RT_RETURN_IF_ERROR(run->ReadTensors(params, false, &full));
      trajectory.AddTensors("param", step, std::move(full));
      FSDP_RT_RETURN_IF_ERROR(ReadAverages(run, &full));
      trajectory.AddTensors("ema", step, std::move(full));
      std::vector<std::vector<HostTensor>> buffers;
      FSDP_RT_RETURN_IF_ERROR(run->ReadBuffers(&buffers));
      trajectory.AddBuffers(step, run->plan(), std::move(buffers));
    }
    if (training.eval_every && (step + 1) % *training.eval_every == 0) {
      if (training.eval_ema) FSDP_RT_RETURN_IF_ERROR(run->SwapAverages());
      FSDP_RT_RETURN_IF_ERROR(run->RunEval(step, batches));
      if (training.eval_ema) FSDP_RT_RETURN_IF_ERROR(run->SwapAverages());
    }
    if (!training.save.empty()) trajectory.AddNormAndMetrics(step, run->result());
    totals->seconds.push_back(timing.seconds);
    totals->last_loss = MeanLoss(run->result());
    if (step == 0) totals->first_loss = totals->last_loss;
    if (speaks) progress.Step(step, run->result(), rates.At(schedule, step), timing);
    if (speaks) FSDP_RT_RETURN_IF_ERROR(log.Step(step, run->result(), rates.At(schedule, step), timing));
    if (InterruptSignal() != 0 && step + 1 < training.steps) {
      progress.Finish();
      return Status::User("interrupted by signal " + std::to_string(InterruptSignal()) + " after step " +
                          std::to_string(step + 1) + " of " + std::to_string(training.steps) +
                          "; tensors were not saved, earlier files are unchanged");
    }
  }
  progress.Finish();
  totals->wire = CountWireBytes(run->plan(), run->trace().Collectives());
  FSDP_RT_RETURN_IF_ERROR(log.Close());
  if (other) FSDP_RT_RETURN_IF_ERROR(other->Finish(run));
  return training.save.empty() || !speaks ? Status() : trajectory.Save(training.save);
}

// Every rank's rows are read; one process writes them. With `copies` also what all ranks keep of parameters, so that a
// run that begins with the file reads what this one would have.
Status SaveParameters(TrainingRun* run, bool speaks, bool copies, const std::string& path) {
  std::vector<uint32_t> tensors = run->plan().TensorsOfRole(FSDP_RT_ROLE_PARAM);
  if (copies)
    for (const uint32_t copy : run->plan().TensorsOfRole(FSDP_RT_ROLE_COPY)) tensors.push_back(copy);
  std::vector<HostTensor> full;
  FSDP_RT_RETURN_IF_ERROR(run->ReadTensors(tensors, false, &full));
  // Of a local buffer rank 0's, as PyTorch's checkpoints have it.
  std::vector<std::vector<HostTensor>> buffers;
  FSDP_RT_RETURN_IF_ERROR(run->ReadBuffers(&buffers));
  for (std::vector<HostTensor>& ranks : buffers) full.push_back(std::move(ranks[0]));
  if (!speaks) return {};
  std::vector<TensorEntry> entries;
  for (const HostTensor& tensor : full)
    entries.push_back({tensor.name, tensor.dtype, tensor.shape, tensor.data.data()});
  return WriteSafetensors(path, entries);
}

// Initial values and scalars.
Status Begin(const TrainingFlags& flags, const SafetensorsSet& values, TrainingRun* run) {
  FSDP_RT_RETURN_IF_ERROR(flags.init.empty() ? WriteSeededValues(run, *flags.seed) : WriteInitialValues(run, values));
  return SetScalars(run, flags.scalars);
}

// Of several processes rank 0's alone prints and writes files.
bool Speaks(const TrainingOptions& options) { return !options.place || options.place->rank == 0; }

// Trains the plan, beside `*other` where one is asked for, and writes what is.
Status TrainAndSave(const Flags& flags, const TrainingOptions& options, const SafetensorsSet& values,
                    const BatchSource& batches, const LearningRateSchedule& schedule, TrainingRun* run,
                    std::unique_ptr<PlanComparison>* other) {
  const TrainingFlags& training = flags.training;
  const Plan& plan = run->plan();
  const bool speaks = Speaks(options);
  FSDP_RT_RETURN_IF_ERROR(Begin(training, values, run));
  if (!training.compare.empty()) {
    FSDP_RT_RETURN_IF_ERROR(PlanComparison::Open(training.compare, plan, options, other));
    FSDP_RT_RETURN_IF_ERROR(Begin(training, values, &(*other)->run()));
  }
  Totals totals;
  const Status trained = Train(run, flags, batches, schedule, other->get(), speaks, &totals);
  // A trace is most wanted when something went wrong.
  if (!flags.execution.trace.empty() && speaks) {
    const Status traced = WriteTrace(flags.execution.trace, plan, run->traces());
    if (trained.ok() && !traced.ok()) return traced;
  }
  FSDP_RT_RETURN_IF_ERROR(trained);
  if (!training.save_params.empty())
    FSDP_RT_RETURN_IF_ERROR(SaveParameters(run, speaks, /*copies=*/true, training.save_params));
  if (!training.save_ema.empty()) {
    FSDP_RT_RETURN_IF_ERROR(run->SwapAverages());
    FSDP_RT_RETURN_IF_ERROR(SaveParameters(run, speaks, /*copies=*/false, training.save_ema));
  }
  if (speaks) PrintTotals(*run, flags, totals);
  if (speaks && *other) PrintComparison(**other, *run, flags, totals);
  return {};
}

Status ExecuteRun(const Flags& flags, const TrainingOptions& options, const SafetensorsSet& values,
                  const BatchSource& batches, const LearningRateSchedule& schedule, TrainingRun* run) {
  if (flags.training.eval_every && !run->HasEval())
    return Status::User("--eval-every: " + flags.training.plan +
                        " has no entry 'eval'; compile a module with a function of "
                        "'fsdp.entry' = \"eval\"");
  std::unique_ptr<PlanComparison> other;
  const Status status = TrainAndSave(flags, options, values, batches, schedule, run, &other);
  // Other processes may wait for either run's rank.
  if (!status.ok() && other) other->run().Fail(status);
  return status;
}

// `options` outlives the ranks: it holds what joins processes.
Status Execute(const Flags& flags, TrainingOptions* run_options) {
  TrainingOptions& options = *run_options;
  const TrainingFlags& training = flags.training;
  FSDP_RT_RETURN_IF_ERROR(CheckBackend(flags.execution.backend));
  FSDP_RT_RETURN_IF_ERROR(CheckTrainingFlags(training));
  Plan plan;
  FSDP_RT_RETURN_IF_ERROR(Plan::LoadFile(training.plan, &plan));
  FSDP_RT_RETURN_IF_ERROR(ToTrainingOptions(flags.execution, plan, &options));
  if (options.backend == "mpi")
    FSDP_RT_RETURN_IF_ERROR(FindMpiPlace(training.place, plan.world_size(), &options.place));
  else if (options.backend == "cuda" || training.place.rank)
    FSDP_RT_RETURN_IF_ERROR(FindRankPlace(training.place, plan.world_size(), &options.place));
  FSDP_RT_RETURN_IF_ERROR(CheckPlacement(options.backend, options.place.has_value()));
  if (Speaks(options)) FSDP_RT_RETURN_IF_ERROR(CheckOutputs(flags));
  options.stop_at_nonfinite_loss = !training.continue_on_nan;
  options.microbatches = training.accumulate;
  options.accumulation = training.accumulate_by == "whole" ? Accumulation::kWhole : Accumulation::kScattered;
  LearningRateSchedule schedule;
  FSDP_RT_RETURN_IF_ERROR(LearningRateSchedule::Parse(training.lr_schedule, training.steps, &schedule));
  FSDP_RT_RETURN_IF_ERROR(CheckAverages(training, plan));
  SafetensorsSet values;
  if (!training.init.empty()) {
    FSDP_RT_RETURN_IF_ERROR(SafetensorsSet::Open(training.init, &values));
    FSDP_RT_RETURN_IF_ERROR(CheckInitialValues(plan, values, training.init_allow_extra));
  }
  std::unique_ptr<BatchSource> batches;
  FSDP_RT_RETURN_IF_ERROR(OpenBatches(training, plan, &batches));
  if (const std::string notice = batches->Notice(training.steps); !notice.empty() && Speaks(options))
    std::fprintf(stderr, "fsdp-run: note: %s\n", notice.c_str());

  TrainingRun run(plan, options);
  Status status = run.Create();
  if (status.ok()) status = ExecuteRun(flags, options, values, *batches, schedule, &run);
  if (!status.ok()) run.Fail(status);
  return status;
}

}  // namespace

int RunMain(int argc, char** argv) {
  // A file that outgrows its limit is an error that we report, not a signal.
  std::signal(SIGXFSZ, SIG_IGN);
  CLI::App app("Trains a plan on ranks that are threads of this process or, with MPI or on GPUs, processes.",
               "fsdp-run");
  app.footer(
      "Example:\n"
      "  fsdp-run step.plan --ranks 4 --init init.safetensors --batch batch.safetensors \\\n"
      "           --steps 10 --save-params trained.safetensors --trace trace.json\n"
      "  mpirun -n 4 fsdp-run step.plan --backend mpi --data tokens.bin --seed 0\n"
      "  torchrun --nproc-per-node 8 --no-python fsdp-run step.plan --backend cuda --data tokens.bin --seed 0\n"
      "Exit code: 0 done, 1 the input or a flag is wrong, 2 a bug of ours.");
  Flags flags;
  AddTrainingFlags(&app, &flags.training);
  AddExecutionFlags(&app, &flags.execution);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return ReportParse(app, error);
  }
  CatchInterrupts();
  TrainingOptions options;
  const Status status = Execute(flags, &options);
  if (status.ok()) return 0;
  std::fprintf(stderr, "fsdp-run: error: %s\n", status.message().c_str());
  if (options.place && options.place->mpi) {
    std::fflush(nullptr);
    fsdp_rt_mpi_end_all(options.place->mpi.get(), status.exit_code());
  }
  return status.exit_code();
}

}  // namespace fsdp_rt::runner
