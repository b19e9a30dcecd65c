// bench_command.cpp - what fsdp-gpu-bench does
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/gpu/bench_command.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string_view>

#include "runner/flag_checks.h"
#include "runner/gpu/gpu_environment.h"
#include "runner/gpu/kernel_bench.h"
#include "runner/gpu/step_bench.h"
#include "runner/parity/parity_command.h"

namespace fsdp_rt::runner {
namespace {

constexpr uint64_t kMiB = 1 << 20, kMaxMiB = 1 << 20, kMaxSamples = 1 << 12, kMaxSteps = 1 << 20;

// Runs compiled cases: there is no compiler here.
class NoCompiler : public StepCompiler {
 public:
  void AddFlags(CLI::App*) override {}
  Status Compile(const GoldenCase& golden, std::vector<uint8_t>*) override {
    return Status::User("fsdp-gpu-bench has no compiler: pass --plan FILE, what fsdp-parity " + golden.name +
                        " --write-plan FILE wrote");
  }
  std::string Schedule() const override { return "auto"; }
};

struct Flags {
  KernelBenchOptions kernels;
  StepBenchOptions steps;
  std::string json, transport = "peer";
  std::vector<std::string> tags;
  uint64_t scrub_mib = 128, copy_mib = 1024, seed = 0;
  double deadline_s = 60;
};

void AddOutput(CLI::App* app, Flags* flags) {
  app->add_option("--json", flags->json, "Append the records to this file instead of printing them")->type_name("FILE");
  app->add_option("--tag", flags->tags, "Part of every record (repeatable)")->type_name("NAME=VALUE");
  app->add_option("--deadline", flags->deadline_s, "Seconds that a wait for the GPU or another rank may take")
      ->check(Seconds())
      ->capture_default_str();
}

void AddTransport(CLI::App* app, Flags* flags) {
  app->add_option("--transport", flags->transport, "peer or buffered, as of fsdp-run")
      ->check(CLI::IsMember({"peer", "buffered"}))
      ->capture_default_str();
  app->add_option("--seed", flags->seed, "Of the initial values")->capture_default_str();
}

void AddTimer(CLI::App* app, Flags* flags) {
  app->add_option("--warm-ups", flags->kernels.timer.warm_ups, "Samples that do not count")
      ->check(WholeNumber(0, kMaxSamples))
      ->capture_default_str();
  app->add_option("--samples", flags->kernels.timer.samples, "Samples whose median is taken")
      ->check(WholeNumber(1, kMaxSamples))
      ->capture_default_str();
  app->add_option("--scrub", flags->scrub_mib, "MiB that are copied before each sample, so that caches hold none of it")
      ->check(WholeNumber(0, kMaxMiB))
      ->capture_default_str();
}

Status Run(const CLI::App& app, Flags* flags) {
  JsonLines lines;
  FSDP_RT_RETURN_IF_ERROR(JsonLines::Open(flags->json, flags->tags, &lines));
  const auto deadline_ms = static_cast<uint64_t>(flags->deadline_s * 1e3);
  KernelBenchOptions& kernels = flags->kernels;
  kernels.timer.scrub_bytes = flags->scrub_mib * kMiB;
  kernels.timer.deadline_ms = kernels.deadline_ms = flags->steps.deadline_ms = deadline_ms;
  kernels.transport = flags->steps.transport =
      flags->transport == "peer" ? FSDP_RT_TRANSPORT_PEER : FSDP_RT_TRANSPORT_BUFFERED;
  kernels.seed = flags->seed;
  flags->steps.training.seed = flags->seed;
  if (app.got_subcommand("device")) return DescribeGpu(kernels.timer, flags->copy_mib * kMiB, &lines);
  if (app.got_subcommand("kernels")) return BenchKernels(kernels, &lines);
  return BenchSteps(flags->steps, &lines);
}

void AddCommands(CLI::App* app, Flags* flags) {
  CLI::App* device = app->add_subcommand("device", "The card, its libraries, and its rate for a copy");
  AddOutput(device, flags);
  AddTimer(device, flags);
  device->add_option("--copy", flags->copy_mib, "MiB of that copy")->check(WholeNumber(1, kMaxMiB));
  CLI::App* kernels = app->add_subcommand(
      "kernels", "Each kernel of a plan by itself: bits against a CPU, time against a copy of as many bytes");
  kernels->add_option("plan", flags->kernels.plan, "Of fsdp-compile --target cuda; its ranks share one GPU")
      ->required()
      ->type_name("STEP.plan");
  kernels
      ->add_option("--cpu-plan", flags->kernels.cpu_plan,
                   "The same step with --target cpu: slots, gradients, losses and parameters must be equal bit for bit")
      ->type_name("PLAN");
  AddTransport(kernels, flags);
  AddTimer(kernels, flags);
  AddOutput(kernels, flags);
  CLI::App* step = app->add_subcommand("step", "Whole steps, with graphs and without: time, host's time, launches");
  TrainingFlags& training = flags->steps.training;
  step->add_option("plan", training.plan, "Of fsdp-compile --target cuda")->required()->type_name("STEP.plan");
  auto* batch = step->add_option("--batch", training.batch, "As of fsdp-run")->type_name("FILE");
  step->add_option("--data", training.data, "As of fsdp-run")->type_name("FILE")->excludes(batch);
  step->add_option("--steps", training.steps, "Steps whose median is taken")
      ->check(WholeNumber(1, kMaxSteps))
      ->capture_default_str();
  AddTransport(step, flags);
  AddOutput(step, flags);
  app->add_subcommand("parity", "fsdp-parity, of compiled cases: parity CASE_DIR --plan FILE --backend cuda");
  app->require_subcommand(1);
}

}  // namespace

int GpuBenchMain(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "parity") {
    NoCompiler compiler;
    return ParityMain(argc - 1, argv + 1, &compiler);
  }
  CLI::App app("Measures plans on a CUDA GPU. One JSON object per line and figure.", "fsdp-gpu-bench");
  app.footer(
      "Example:\n"
      "  fsdp-gpu-bench kernels block.cuda.plan --cpu-plan block.cpu.plan --tag size=436MB --json results.jsonl\n"
      "bench/gpu/run.sh measures everything and writes a report.\n"
      "Exit code: 0 done, 1 the input is wrong or bits differ, 2 a bug of ours.");
  Flags flags;
  AddCommands(&app, &flags);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return ReportParse(app, error);
  }
  const Status status = Run(app, &flags);
  if (!status.ok()) std::fprintf(stderr, "fsdp-gpu-bench: error: %s\n", status.message().c_str());
  return status.exit_code();
}

}  // namespace fsdp_rt::runner
