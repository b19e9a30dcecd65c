// parity_command.cpp - what fsdp-parity does
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/parity/parity_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <span>

#include "runner/atomic_file.h"
#include "runner/dtype.h"
#include "runner/flag_checks.h"
#include "runner/initial_values.h"
#include "runner/parity/communication_check.h"
#include "runner/parity/comparison.h"
#include "runner/parity/reference_gemm.h"
#include "runner/parity/ways.h"
#include "runner/parity/wire_check.h"
#include "runner/run_flags.h"
#include "runner/trajectory.h"

namespace fsdp_rt::runner {
namespace {

constexpr size_t kShownFailures = 8;

struct Flags {
  std::string folder, plan, write_plan, save, save_wire, check_saved, gemm = "any";
  bool crosswise = false;
  ExecutionFlags execution;
};

// Everything a run leaves for the checks.
struct RunOutcome {
  Plan plan;
  Trajectory trajectory;
  Slots slots;
  StepCollectives collectives;  // of step 0
};

Status TrainStep(TrainingRun* run, uint64_t step, const BatchSource& batches, Trajectory* trajectory) {
  const std::vector<uint32_t> params = run->plan().TensorsOfRole(FSDP_RT_ROLE_PARAM);
  const std::vector<uint32_t> grads = run->plan().TensorsOfRole(FSDP_RT_ROLE_GRAD);
  std::vector<HostTensor> full;
  FSDP_RT_RETURN_IF_ERROR(run->RunSync(step, batches));
  trajectory->AddLosses(step, run->plan().data_ranks(), run->result());
  FSDP_RT_RETURN_IF_ERROR(run->ReadTensors(grads, /*compare_replicas=*/true, &full));
  trajectory->AddTensors("grad", step, std::move(full));
  FSDP_RT_RETURN_IF_ERROR(run->RunOptimizer(step));
  FSDP_RT_RETURN_IF_ERROR(run->ReadTensors(params, /*compare_replicas=*/true, &full));
  trajectory->AddTensors("param", step, std::move(full));
  std::vector<std::vector<HostTensor>> buffers;
  FSDP_RT_RETURN_IF_ERROR(run->ReadBuffers(&buffers));
  trajectory->AddBuffers(step, run->plan(), std::move(buffers));
  return {};
}

// Gives the run FSDP2's parameters after `step`. Optimizer states remain ours.
Status TakeParameters(TrainingRun* run, uint64_t step, const SafetensorsSet& expected) {
  for (uint32_t tensor : run->plan().TensorsOfRole(FSDP_RT_ROLE_PARAM)) {
    const fsdp_rt_tensor_info& info = run->plan().tensors()[tensor];
    const std::string name = ParameterName(step, info.name);
    const TensorView* view = expected.Find(name);
    if (!view || view->dtype != info.dtype || view->bytes != FullBytes(info))
      return Status::User(expected.path() + " lacks '" + name + "' as " + SafetensorsName(info.dtype) +
                          ", at which the next step of a case that computes in 16 bits begins");
    FSDP_RT_RETURN_IF_ERROR(run->WriteTensor(tensor, view->data));
  }
  return {};
}

// A way to multiply; see reference_gemm.h for why there are several. A GPU multiplies with its own library only, by
// one of the algorithms that it offers.
struct Rounding {
  const char* name;
  fsdp_rt_gemm_fn gemm;
  int32_t algorithm;
};
constexpr Rounding kRoundings[] = {{"library", nullptr, 0}, {"ordered", OrderedGemm, 0}, {"wide", WideGemm, 0}};
constexpr Rounding kGpuRoundings[] = {
    {"library", nullptr, 0}, {"second", nullptr, 1}, {"third", nullptr, 2}, {"fourth", nullptr, 3}};

// Those that --gemm names of what the backend has.
Status ChosenRoundings(const Flags& flags, std::vector<Rounding>* out) {
  const bool gpu = flags.execution.backend == "cuda";
  const std::span<const Rounding> all = gpu ? std::span<const Rounding>(kGpuRoundings) : kRoundings;
  std::string names = "any";
  for (const Rounding& rounding : all) {
    names += std::string(", ") + rounding.name;
    if (flags.gemm == "any" || flags.gemm == rounding.name) out->push_back(rounding);
  }
  if (!out->empty()) return {};
  return Status::User("--gemm " + flags.gemm + ": expected with --backend " + flags.execution.backend + " one of " +
                      names);
}

// Compiles the case, once for all roundings and ways to run, or loads --plan.
Status LoadPlan(const Flags& flags, const GoldenCase& golden, StepCompiler* compiler, Plan* out) {
  if (!flags.plan.empty()) return Plan::LoadFile(flags.plan, out);
  std::vector<uint8_t> bytes;
  FSDP_RT_RETURN_IF_ERROR(compiler->Compile(golden, &bytes));
  return Plan::Load(bytes.data(), bytes.size(), "of " + golden.name, out);
}

Status Run(const ExecutionFlags& flags, const GoldenCase& golden, const Rounding& rounding, const Plan& plan,
           const SafetensorsSet& init, const SafetensorsSet& expected, RunOutcome* out) {
  out->plan = plan;
  TrainingOptions options;
  FSDP_RT_RETURN_IF_ERROR(ToTrainingOptions(flags, out->plan, &options));
  if (out->plan.world_size() != golden.ranks)
    return Status::User("the plan is for " + std::to_string(out->plan.world_size()) + " ranks, the case for " +
                        std::to_string(golden.ranks));
  FSDP_RT_RETURN_IF_ERROR(CheckInitialValues(out->plan, init, /*allow_extra=*/false));
  std::unique_ptr<BatchSource> batches;
  FSDP_RT_RETURN_IF_ERROR(
      SafetensorsBatches::Open(golden.File("batch.safetensors"), out->plan, golden.microbatches, &batches));
  options.keep_slots = true;
  options.microbatches = golden.microbatches;
  options.accumulation = golden.scatters ? Accumulation::kScattered : Accumulation::kWhole;
  options.gemm = rounding.gemm;
  options.gemm_algorithm = rounding.algorithm;
  TrainingRun run(out->plan, options);
  FSDP_RT_RETURN_IF_ERROR(run.Create());
  FSDP_RT_RETURN_IF_ERROR(WriteInitialValues(&run, init));
  run.KeepTrace(!flags.trace.empty());
  for (uint64_t step = 0; step < golden.steps; ++step) {
    if (step > 0 && golden.StepByStep()) FSDP_RT_RETURN_IF_ERROR(TakeParameters(&run, step - 1, expected));
    FSDP_RT_RETURN_IF_ERROR(TrainStep(&run, step, *batches, &out->trajectory));
    if (step == 0) {  // gathered at the initial parameters
      FSDP_RT_RETURN_IF_ERROR(run.ReadSlots(&out->slots));
      FSDP_RT_RETURN_IF_ERROR(Executed(golden, out->plan, run.trace().Collectives(), &out->collectives));
    }
    if (golden.evaluates) FSDP_RT_RETURN_IF_ERROR(run.RunEval(step, *batches));
    out->trajectory.AddNormAndMetrics(step, run.result());
    if (step + 1 == flags.trace_steps) run.KeepTrace(false);
  }
  return flags.trace.empty() ? Status() : WriteTrace(flags.trace, out->plan, run.traces());
}

// The ways behind the first one, whose outcome `first` is: a row of the table for each.
Status RunOtherWays(const std::vector<Way>& ways, const GoldenCase& golden, const Rounding& rounding,
                    const SafetensorsSet& init, const SafetensorsSet& expected, const RunOutcome& first,
                    std::vector<std::pair<std::string, std::vector<std::string>>>* out) {
  for (size_t i = 1; i < ways.size(); ++i) {
    RunOutcome other;
    const Status status = Run(ways[i].flags, golden, rounding, first.plan, init, expected, &other);
    if (!status.ok()) {
      const std::string message = ways[i].name + ": " + status.message();
      return status.fault() == Fault::kOurs ? Status::Ours(message) : Status::User(message);
    }
    out->emplace_back(ways[i].name,
                      DifferentBits(first.trajectory.tensors(), first.slots, other.trajectory.tensors(), other.slots));
  }
  return {};
}

// --write-plan.
Status WritePlan(const std::string& path, const GoldenCase& golden, StepCompiler* compiler) {
  std::vector<uint8_t> plan;
  FSDP_RT_RETURN_IF_ERROR(compiler->Compile(golden, &plan));
  AtomicFile file;
  FSDP_RT_RETURN_IF_ERROR(AtomicFile::Create(path, &file));
  FSDP_RT_RETURN_IF_ERROR(file.Write(plan.data(), plan.size()));
  return file.Commit();
}

// Prints a line of the table and up to kShownFailures sentences; true when it failed.
bool PrintRow(const std::string& what, const std::string& count, const std::string& rest,
              const std::vector<std::string>& failures) {
  std::printf("  %-12s %10s  %s  %s\n", what.c_str(), count.c_str(), rest.c_str(), failures.empty() ? "ok" : "FAILED");
  for (size_t i = 0; i < std::min(failures.size(), kShownFailures); ++i) std::printf("    %s\n", failures[i].c_str());
  if (failures.size() > kShownFailures) std::printf("    and %zu more\n", failures.size() - kShownFailures);
  return !failures.empty();
}

bool PrintComparison(const std::vector<KindResult>& kinds) {
  std::printf("  %-12s %10s  %-12s %-12s %s\n", "quantity", "tensors", "difference", "bound", "worst tensor");
  bool failed = false;
  for (const KindResult& kind : kinds) {
    char text[256];
    std::snprintf(text, sizeof text, "%-12.3g %-12.3g %s", kind.worst, kind.bound, kind.worst_tensor.c_str());
    failed |= PrintRow(kind.norms && kind.kind == "param" ? "update" : kind.kind, std::to_string(kind.compared), text,
                       kind.failures);
  }
  return failed;
}

Status CheckAll(const Flags& flags, const GoldenCase& golden, const StepCompiler& compiler, const RunOutcome& run,
                bool* failed) {
  if (golden.Has("wire.safetensors")) {
    WireResult wire;
    FSDP_RT_RETURN_IF_ERROR(CheckWire(golden, run.plan, run.slots, &wire));
    *failed |= PrintRow("wire", std::to_string(wire.inputs), std::to_string(wire.bytes) + " bytes, must be equal",
                        wire.failures);
  }
  // With one rank FSDP2 sends nothing, and neither does a gather among one.
  if (compiler.Schedule() == "fsdp2" && golden.Has("comm.json") && golden.ranks > 1) {
    StepCollectives recorded;
    FSDP_RT_RETURN_IF_ERROR(Recorded(golden, 0, &recorded));
    std::vector<std::string> failures;
    const StepCollectives expected = Expected(recorded);
    if (!(expected == run.collectives))
      failures = {"ours:    " + run.collectives.Text(), "FSDP2's: " + recorded.Text()};
    const size_t count = expected.gathers.size() + expected.reduces.size() + expected.gradient_all_reduces.size() +
                         expected.norm_all_reduces + expected.hook_all_reduces;
    std::string what = "those of FSDP2's step 0";
    if (recorded.hook_all_reduces)
      what += ", but one all-reduce for its " + std::to_string(recorded.hook_all_reduces) + " in hooks";
    *failed |= PrintRow("collectives", std::to_string(count), what, failures);
  }
  return {};
}

// One run with one rounding, in one way or two (or one saved run), all its checks.
Status CompareOnce(const Flags& flags, const GoldenCase& golden, const Rounding& rounding, const Plan& plan,
                   const StepCompiler& compiler, bool* out_failed) {
  SafetensorsSet init, expected, saved;
  FSDP_RT_RETURN_IF_ERROR(SafetensorsSet::Open(golden.File("init.safetensors"), &init));
  FSDP_RT_RETURN_IF_ERROR(SafetensorsSet::Open(golden.File("expected.safetensors"), &expected));
  RunOutcome run;
  std::map<std::string, TensorView, std::less<>> views;
  const bool runs = flags.check_saved.empty();
  const std::vector<Way> ways = ListWays(flags.execution, flags.crosswise);
  if (runs) {
    FSDP_RT_RETURN_IF_ERROR(Run(ways[0].flags, golden, rounding, plan, init, expected, &run));
    for (const auto& [name, tensor] : run.trajectory.tensors())
      views[name] = {tensor.dtype, tensor.shape, tensor.data.data(), tensor.data.size()};
    if (!flags.save.empty()) FSDP_RT_RETURN_IF_ERROR(run.trajectory.Save(flags.save));
    if (!flags.save_wire.empty()) FSDP_RT_RETURN_IF_ERROR(SaveWire(flags.save_wire, golden, run.plan, run.slots));
  } else {
    FSDP_RT_RETURN_IF_ERROR(SafetensorsSet::Open(flags.check_saved, &saved));
  }
  const auto ours = [&](std::string_view name) -> const TensorView* {
    if (!runs) return saved.Find(name);
    const auto it = views.find(name);
    return it == views.end() ? nullptr : &it->second;
  };
  std::vector<KindResult> kinds;
  FSDP_RT_RETURN_IF_ERROR(Compare(golden, init, expected, ours, &kinds));
  std::printf("%s: grid %s, %llu steps, %s%s\n", golden.name.c_str(), golden.grid.c_str(),
              static_cast<unsigned long long>(golden.steps), golden.optimizer.c_str(),
              golden.clips ? (", clip " + golden.clip_grad_norm).c_str() : "");
  if (golden.StepByStep())
    std::printf("  computes in %s: each step from FSDP2's parameters of the step before, relative L2 norms\n",
                golden.compute_dtype.c_str());
  *out_failed = PrintComparison(kinds);
  if (!runs) return {};
  // Not the other ways of what is outside its bounds: the next rounding may hold.
  std::vector<std::pair<std::string, std::vector<std::string>>> others;
  if (!*out_failed) FSDP_RT_RETURN_IF_ERROR(RunOtherWays(ways, golden, rounding, init, expected, run, &others));
  for (const auto& [way, different] : others)
    *out_failed |= PrintRow("way", "", way + ": the bits of " + ways[0].name, different);
  return CheckAll(flags, golden, compiler, run, out_failed);
}

Status Execute(const Flags& flags, StepCompiler* compiler) {
  FSDP_RT_RETURN_IF_ERROR(CheckPlacement(flags.execution.backend, /*one_rank=*/false));
  std::vector<Rounding> roundings;
  FSDP_RT_RETURN_IF_ERROR(ChosenRoundings(flags, &roundings));
  GoldenCase golden;
  FSDP_RT_RETURN_IF_ERROR(GoldenCase::Read(flags.folder, &golden));
  if (!flags.write_plan.empty()) return WritePlan(flags.write_plan, golden, compiler);
  Plan plan;
  if (flags.check_saved.empty()) FSDP_RT_RETURN_IF_ERROR(LoadPlan(flags, golden, compiler, &plan));
  for (const Rounding& rounding : roundings) {
    bool failed = false;
    FSDP_RT_RETURN_IF_ERROR(CompareOnce(flags, golden, rounding, plan, *compiler, &failed));
    if (!failed) {
      std::printf(flags.check_saved.empty() ? "%s: passed with --gemm %s\n" : "%s: passed\n", golden.name.c_str(),
                  rounding.name);
      return {};
    }
    if (!flags.check_saved.empty()) break;
    std::printf("%s: outside with --gemm %s\n", golden.name.c_str(), rounding.name);
  }
  return Status::User(golden.name + " differs from FSDP2");
}

}  // namespace

int ParityMain(int argc, char** argv, StepCompiler* compiler) {
  // A file that outgrows its limit is an error that we report, not a signal.
  std::signal(SIGXFSZ, SIG_IGN);
  CLI::App app("Compiles and trains a golden case and compares every number with PyTorch FSDP2's.", "fsdp-parity");
  app.footer(
      "Flags of fsdp-run and fsdp-compile follow after --. Example:\n"
      "  fsdp-parity test/Parity/plain_2 --save out.safetensors -- --transport buffered --poison --schedule fsdp2\n"
      "Bound: 4 times the case's noise.float64 for that quantity, never tighter than 2e-6, relative to the largest\n"
      "magnitude of each tensor. A case that computes in 16 bits is compared step by step, each from FSDP2's\n"
      "parameters of the step before: losses within 3e-2, gradients 5e-2, updates 0.3, as relative L2 norms.\n"
      "Exit code: 0 all agree, 1 a difference or the input is wrong, 2 a bug of ours.");
  Flags flags;
  app.add_option("case", flags.folder, "Folder with case.json, step.mlir, init, batch and expected.safetensors")
      ->required()
      ->type_name("CASE_DIR");
  app.add_option("--plan", flags.plan, "Run this plan instead of compiling the case")->type_name("FILE");
  app.add_option("--write-plan", flags.write_plan, "Only compile the case, into this plan, for a later --plan")
      ->type_name("FILE");
  app.add_option("--save", flags.save,
                 "Save every loss, norm, gradient and parameter of the run; of several with --gemm any: of the last")
      ->type_name("FILE");
  app.add_option(
         "--save-wire", flags.save_wire,
         "Save what each rank sends at the initial parameters: group{g}.rank{r}, its inputs at multiples of 16 bytes")
      ->type_name("FILE");
  app.add_option("--check-saved", flags.check_saved, "Compare what an earlier --save wrote instead of running")
      ->type_name("FILE");
  app.add_option(
         "--gemm", flags.gemm,
         "library: what fsdp-run multiplies with; ordered: f32 sums in order; wide: f64 sums; on GPUs second, third, "
         "fourth: other algorithms that the library offers; any: each of them until all numbers are within their "
         "bounds")
      ->check(CLI::IsMember({"any", "library", "ordered", "wide", "second", "third", "fourth"}))
      ->capture_default_str();
  app.add_flag(
      "--crosswise", flags.crosswise,
      "Run again in the other transport, with --poison (for --backend cuda: command by command, not as graphs) "
      "where the first run is without: every bit must be the first run's");
  AddExecutionFlags(&app, &flags.execution);
  compiler->AddFlags(&app);
  // "--" only separates: what follows are flags, too.
  std::vector<std::string> arguments;
  for (int i = argc - 1; i > 0; --i)
    if (std::string_view(argv[i]) != "--") arguments.push_back(argv[i]);
  try {
    app.parse(arguments);  // in reverse order, as CLI11 takes them
  } catch (const CLI::ParseError& error) {
    return ReportParse(app, error);
  }
  const Status status = Execute(flags, compiler);
  std::fflush(stdout);
  if (!status.ok()) std::fprintf(stderr, "fsdp-parity: error: %s\n", status.message().c_str());
  return status.exit_code();
}

}  // namespace fsdp_rt::runner
