// fuzz_command.cpp - what fsdp-fuzz does
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/fuzz_command.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <list>

#include "runner/flag_checks.h"
#include "runner/fuzz/case_data.h"
#include "runner/fuzz/case_process.h"
#include "runner/fuzz/case_reducer.h"
#include "runner/fuzz/hook_reference.h"
#include "runner/fuzz/random_case.h"
#include "runner/interrupt.h"

namespace fsdp_rt::runner {
namespace {

constexpr uint32_t kMostReductions = 400;
constexpr size_t kShownDetails = 4;

struct Flags {
  uint64_t seed = 1, cases = 100, jobs = 2, most_failures = 3;
  double deadline_s = 120;
  std::string file, out = "fsdp-fuzz-failures", target = "cpu";
  std::vector<std::string> extensions, libraries, hooks, cpu_levels = {"x86-64-v3"};
  bool reduce = true, verbose = false;
};

struct Totals {
  uint64_t done = 0, passed = 0, failed = 0, exact = 0, bounded = 0;
  std::map<std::string, std::vector<uint64_t>> unsupported;  // feature to seeds
};

// Shell words.
std::string Line(const std::string& command, const std::vector<std::string>& words) {
  std::string line = command;
  for (const std::string& word : words)
    line += word.find_first_of("\\$()*|?<>& ") == std::string::npos ? " " + word : " '" + word + "'";
  return line;
}

void PrintDetails(const Verdict& verdict) {
  for (size_t i = 0; i < std::min(verdict.details.size(), kShownDetails); ++i)
    std::printf("    %s\n", verdict.details[i].c_str());
  if (verdict.details.size() > kShownDetails) std::printf("    and %zu more\n", verdict.details.size() - kShownDetails);
}

class Fuzzer {
 public:
  Fuzzer(const Flags& flags, CaseCompiler* compiler) : flags_(flags) {
    options_.compiler = compiler;
    scratch_ = std::filesystem::temp_directory_path().string() + "/fsdp-fuzz-" + std::to_string(getpid());
  }
  ~Fuzzer() {
    std::error_code ignored;
    std::filesystem::remove_all(scratch_, ignored);
  }

  Status Run() {
    for (const std::string& hook : flags_.hooks) {
      const size_t equal = hook.find('=');
      if (equal == std::string::npos || !FindHookReference(hook.substr(equal + 1)))
        return Status::User("--hook " + hook + ": expected NAME=LIKE, LIKE a built-in extension with a reference");
      options_.hooks_like[hook.substr(0, equal)] = hook.substr(equal + 1);
    }
    for (const std::string& library : flags_.libraries)
      options_.flags.insert(options_.flags.end(), {"--extension-library", library});
    if (flags_.target == "cuda") {
      options_.flags.insert(options_.flags.end(), {"--target", "cuda", "--cubin", "none"});
      options_.backend = "cuda";
    } else {
      for (const std::string& level : flags_.cpu_levels)
        options_.flags.insert(options_.flags.end(), {"--cpu-level", level});
    }
    return flags_.file.empty() ? RunSeeds() : RunFile();
  }

 private:
  struct Running {
    uint64_t seed;
    FuzzCase spec;
    std::unique_ptr<CaseProcess> process;
  };

  Verdict Check(const FuzzCase& spec) {
    return CaseProcess(spec, options_, scratch_ + "/case", flags_.deadline_s).Wait();
  }

  std::vector<std::string> Extensions() const {
    std::vector<std::string> names = flags_.extensions;
    for (const auto& [name, like] : options_.hooks_like) names.push_back(name);
    if (names.empty())
      for (const HookReference& reference : HookReferences()) names.push_back(reference.name);
    return names;
  }

  Status RunFile() {
    std::ifstream stream(flags_.file);
    if (!stream) return Status::User("cannot read " + flags_.file);
    FuzzCase spec;
    FSDP_RT_RETURN_IF_ERROR(FuzzCase::FromJson({std::istreambuf_iterator<char>(stream), {}}, flags_.file, &spec));
    std::printf("%s: %s\n", flags_.file.c_str(), spec.Summary().c_str());
    const Verdict verdict = Check(spec);
    std::printf("  %s\n", verdict.kind == Verdict::Kind::kPassed ? "passed" : verdict.what.c_str());
    PrintDetails(verdict);
    return verdict.failed() ? Status::User(flags_.file + " failed") : Status();
  }

  Status RunSeeds() {
    const std::vector<std::string> extensions = Extensions();
    std::list<Running> running;
    uint64_t next = 0;
    // After an interrupt what runs is finished, and the totals are of that.
    const auto goes_on = [&] {
      return next < flags_.cases && totals_.failed < flags_.most_failures && InterruptSignal() == 0;
    };
    while (goes_on() || !running.empty()) {
      while (running.size() < flags_.jobs && goes_on()) {
        Running& started = running.emplace_back();
        started.seed = flags_.seed + next++;
        started.spec = RandomCase(started.seed, extensions);
        started.process = std::make_unique<CaseProcess>(
            started.spec, options_, scratch_ + "/" + std::to_string(started.seed), flags_.deadline_s);
      }
      for (auto it = running.begin(); it != running.end();) {
        const std::optional<Verdict> verdict = it->process->Poll();
        if (verdict) Conclude(*it, *verdict);
        if (verdict && isatty(STDERR_FILENO)) PrintProgress();
        it = verdict ? running.erase(it) : std::next(it);
      }
      usleep(2000);
    }
    PrintTotals(next);
    if (InterruptSignal() != 0 && next < flags_.cases && totals_.failed == 0)
      return Status::User("interrupted by signal " + std::to_string(InterruptSignal()) + " after " +
                          std::to_string(next) + " of " + std::to_string(flags_.cases) + " cases");
    return totals_.failed
               ? Status::User(std::to_string(totals_.failed) + " of " + std::to_string(next) + " random cases failed")
               : Status();
  }

  void PrintProgress() const {
    const auto done = static_cast<unsigned long long>(totals_.done);
    std::fprintf(stderr, "\r%llu of %llu cases%s", done, static_cast<unsigned long long>(flags_.cases),
                 totals_.done == flags_.cases ? "\n" : "");
  }

  void Conclude(const Running& run, const Verdict& verdict) {
    ++totals_.done;
    totals_.exact += verdict.exact;
    totals_.bounded += verdict.bounded;
    if (flags_.verbose || verdict.failed())
      std::printf("seed %llu: %s\n", static_cast<unsigned long long>(run.seed), run.spec.Summary().c_str());
    switch (verdict.kind) {
      case Verdict::Kind::kPassed:
        ++totals_.passed;
        return;
      case Verdict::Kind::kUnsupported:
        totals_.unsupported[verdict.what].push_back(run.seed);
        return;
      case Verdict::Kind::kFailed:
        ++totals_.failed;
        std::printf("  failed: %s\n", verdict.what.c_str());
        PrintDetails(verdict);
        ReduceAndSave(run, verdict);
    }
  }

  void ReduceAndSave(const Running& run, const Verdict& verdict) {
    Reduction reduction{run.spec, verdict, 0};
    if (flags_.reduce)
      reduction = Reduce(run.spec, verdict, kMostReductions, [this](const FuzzCase& spec) { return Check(spec); });
    const std::string folder = flags_.out + "/seed" + std::to_string(run.seed);
    if (flags_.reduce) {
      std::printf("  reduced, after %u tries, to: %s\n", reduction.tried, reduction.spec.Summary().c_str());
      PrintDetails(reduction.verdict);
    }
    const Status saved = Save(reduction.spec, folder);
    std::printf("  %s\n", saved.ok() ? ("again: " + FuzzLine(folder)).c_str() : saved.message().c_str());
    std::fflush(stdout);
  }

  std::string FuzzLine(const std::string& folder) const {
    std::vector<std::string> words = {"--case", folder + "/case.json"};
    for (const std::string& library : flags_.libraries) words.insert(words.end(), {"--extension-library", library});
    for (const std::string& hook : flags_.hooks) words.insert(words.end(), {"--hook", hook});
    if (flags_.target != "cpu") words.insert(words.end(), {"--target", flags_.target});
    return Line("fsdp-fuzz", words);
  }

  // Everything to run the case again, by this tool or by hand.
  Status Save(const FuzzCase& spec, const std::string& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return Status::User("cannot make " + folder + ": " + error.message());
    std::ofstream(folder + "/case.json") << spec.ToJson();
    std::ofstream(folder + "/step.mlir") << options_.compiler->StepText(spec);
    FSDP_RT_RETURN_IF_ERROR(SaveData(spec, folder));
    std::vector<std::string> compile = {folder + "/step.mlir", "-o", folder + "/step.plan"};
    for (const std::string& word : CompilerFlags(spec)) compile.push_back(word);
    compile.insert(compile.end(), options_.flags.begin(), options_.flags.end());
    std::ofstream(folder + "/commands.sh") << "#!/bin/sh\n# What failed, and the same by hand.\n"
                                           << FuzzLine(folder) << "\n"
                                           << Line("fsdp-compile", compile) << "\n"
                                           << Line("fsdp-run", RunWords(spec, folder)) << "\n";
    return {};
  }

  std::vector<std::string> RunWords(const FuzzCase& spec, const std::string& folder) const {
    std::vector<std::string> words = {folder + "/step.plan",
                                      "--ranks",
                                      std::to_string(spec.ranks() * spec.models),
                                      "--batch",
                                      folder + "/batch.safetensors",
                                      "--steps",
                                      std::to_string(spec.steps),
                                      "--transport",
                                      spec.buffered ? "buffered" : "peer"};
    const auto add = [&words](std::initializer_list<std::string> more) { words.insert(words.end(), more); };
    // Buffers have no recipes.
    if (spec.seeded && spec.buffers.empty())
      add({"--seed", std::to_string(spec.seed >> 11)});
    else
      add({"--init", folder + "/init.safetensors"});
    if (spec.microbatches > 1)
      add({"--accumulate", std::to_string(spec.microbatches), "--accumulate-by", spec.scatters ? "scatter" : "whole"});
    if (spec.scale_interval > 0)
      add({"--set", "loss_scale=" + std::to_string(spec.loss_scale), "--set",
           "loss_scale_growth_interval=" + std::to_string(spec.scale_interval)});
    if (spec.evaluates) add({"--eval-every", "1"});
    if (spec.poison) add({"--poison"});
    if (flags_.target != "cpu") add({"--backend", flags_.target});
    return words;
  }

  void PrintTotals(uint64_t started) const {
    uint64_t unsupported = 0;
    for (const auto& [feature, seeds] : totals_.unsupported) unsupported += seeds.size();
    std::printf("%llu random cases, seeds %llu to %llu: %llu passed, %llu failed, %llu not supported yet\n",
                static_cast<unsigned long long>(started), static_cast<unsigned long long>(flags_.seed),
                static_cast<unsigned long long>(flags_.seed + started - 1),
                static_cast<unsigned long long>(totals_.passed), static_cast<unsigned long long>(totals_.failed),
                static_cast<unsigned long long>(unsupported));
    std::printf("  %llu numbers are equal bit for bit, %llu within their bounds\n",
                static_cast<unsigned long long>(totals_.exact), static_cast<unsigned long long>(totals_.bounded));
    for (const auto& [feature, seeds] : totals_.unsupported)
      std::printf("  %zu cases: %s (seed %llu)\n", seeds.size(), feature.c_str(),
                  static_cast<unsigned long long>(seeds[0]));
  }

  const Flags& flags_;
  CheckOptions options_;
  std::string scratch_;
  Totals totals_;
};

// A flag that may be given several times, one value each.
void AddRepeatable(CLI::App* app, const std::string& flag, std::vector<std::string>* values, const std::string& help) {
  app->add_option(flag, *values, help + " (repeatable)")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false)
      ->capture_default_str();
}

void AddFlags(CLI::App* app, Flags* flags) {
  app->add_option("--seed", flags->seed, "The first case's seed; the others follow")->capture_default_str();
  app->add_option("--cases", flags->cases, "How many")->check(WholeNumber(1, 1'000'000))->capture_default_str();
  app->add_option("--jobs", flags->jobs, "Cases at the same time")->check(WholeNumber(1, 256))->capture_default_str();
  app->add_option("--case", flags->file, "Check this case.json instead of random ones")->type_name("FILE");
  app->add_option("--target", flags->target, "cpu, or cuda: on a GPU, or the double of scripts/with-cuda-double.sh")
      ->check(CLI::IsMember({"cpu", "cuda"}))
      ->capture_default_str();
  app->add_option("--out", flags->out, "Folder for failing cases")->capture_default_str()->type_name("DIR");
  app->add_option("--most-failures", flags->most_failures, "Stop after so many")
      ->check(WholeNumber(1, 1'000'000))
      ->capture_default_str();
  app->add_option("--deadline", flags->deadline_s, "Seconds after which a case hangs")
      ->check(Seconds())
      ->capture_default_str();
  AddRepeatable(app, "--extension", &flags->extensions, "Attach only these built-in ones");
  AddRepeatable(app, "--extension-library", &flags->libraries, "FILE.mlir with the extensions of --hook");
  AddRepeatable(app, "--hook", &flags->hooks,
                "NAME=LIKE: attach extension NAME, which must give the numbers of the built-in LIKE");
  AddRepeatable(app, "--cpu-level", &flags->cpu_levels, "Code for these processors");
  app->add_flag("!--no-reduce", flags->reduce, "Leave failing cases as large as they are");
  app->add_flag("--verbose", flags->verbose, "Describe every case");
}

}  // namespace

int FuzzMain(int argc, char** argv, CaseCompiler* compiler) {
  CLI::App app("Trains random models on random grids and compares every number with unsharded execution.", "fsdp-fuzz");
  app.footer(
      "Example:\n"
      "  fsdp-fuzz --seed 1 --cases 2000 --jobs 8\n"
      "A failing case is made smaller and written to a folder, with the commands that show it again.\n"
      "Exit code: 0 all passed or are not supported yet, 1 a case failed or a flag is wrong, 2 a bug of ours.");
  Flags flags;
  AddFlags(&app, &flags);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return ReportParse(app, error);
  }
  CatchInterrupts();
  const Status status = Fuzzer(flags, compiler).Run();
  std::fflush(stdout);
  if (!status.ok()) std::fprintf(stderr, "fsdp-fuzz: error: %s\n", status.message().c_str());
  return status.exit_code();
}

}  // namespace fsdp_rt::runner
