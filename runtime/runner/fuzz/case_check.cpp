// case_check.cpp - everything that must hold of one case
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/case_check.h"

#include <cmath>
#include <fstream>
#include <regex>

#include "runner/fuzz/case_run.h"
#include "runner/fuzz/step_check.h"

namespace fsdp_rt::runner {
namespace {

// The line of `text` from `begin` on, without the names and numbers that differ between errors of one cause.
std::string Outline(const std::string& text, size_t begin) {
  if (begin == std::string::npos) return "";
  const std::string line = text.substr(begin, text.find('\n', begin) - begin);
  return std::regex_replace(std::regex_replace(line, std::regex("'[^']*'|\"[^\"]*\"|@[A-Za-z0-9_.]+"), "..."),
                            std::regex("[0-9]+"), "N");
}

class CaseCheck {
 public:
  CaseCheck(const FuzzCase& spec, const CheckOptions& options, const std::string& scratch)
      : spec_(spec),
        options_(options),
        scratch_(scratch),
        unsharded_spec_(Unsharded(spec)),
        stored_spec_(UnshardedAsStored(spec)),
        place_{options.backend},
        unsharded_(unsharded_spec_),
        as_stored_(stored_spec_),
        steps_check_(spec, options.hooks_like, &unsharded_, stores_alike() ? &unsharded_ : &as_stored_, &mismatches_) {}

  Verdict Run() {
    for (const CaseParameter& parameter : ParametersOf(spec_))
      for (const std::string& extension : {parameter.traits.extension, parameter.traits.reduce_extension})
        if (!HookOf(extension, options_.hooks_like) &&
            !Ok("the case", Status::User("no reference for extension '" + extension +
                                         "'; say with --hook which built-in one it is like")))
          return verdict_;
    std::vector<uint8_t> plan;
    if (!CompileStep("step", spec_, &plan) || !CompareTransports(plan) || !CompareSchedules()) return verdict_;
    if (!CompileStep("unsharded", unsharded_spec_, &plan)) return verdict_;
    if (!Ok("unsharded execution", unsharded_.Create(plan, place_, spec_.ordered_gemm))) return verdict_;
    if (!stores_alike() && (!CompileStep("unsharded-as-stored", stored_spec_, &plan) ||
                            !Ok("unsharded execution", as_stored_.Create(plan, place_, spec_.ordered_gemm))))
      return verdict_;
    if (!Ok("unsharded execution", steps_check_.Begin(initial_))) return verdict_;
    for (uint64_t step = 0; step < spec_.steps && mismatches_.empty(); ++step)
      if (!Ok("unsharded execution", steps_check_.Check(step, steps_[step]))) return verdict_;
    return Conclude();
  }

 private:
  bool stores_alike() const { return stored_spec_.ToJson() == unsharded_spec_.ToJson(); }

  // What `status` says of `what`; the rest need not be tried.
  bool Ok(const std::string& what, const Status& status) {
    if (status.ok()) return true;
    verdict_.kind = Verdict::Kind::kFailed;
    verdict_.what = what;
    verdict_.details.push_back(status.message());
    return false;
  }

  Verdict Conclude() {
    verdict_.exact = mismatches_.exact;
    verdict_.bounded = mismatches_.bounded;
    if (mismatches_.empty()) return verdict_;
    verdict_.kind = Verdict::Kind::kFailed;
    verdict_.what = mismatches_.what();
    verdict_.details = mismatches_.details();
    return verdict_;
  }

  bool CompileStep(const std::string& name, const FuzzCase& spec, std::vector<uint8_t>* plan) {
    std::vector<std::string> flags = CompilerFlags(spec);
    flags.insert(flags.end(), options_.flags.begin(), options_.flags.end());
    const std::string path = scratch_ + "/" + name + ".mlir";
    std::ofstream(path) << options_.compiler->StepText(spec);
    std::string diagnostics;
    const Status status = options_.compiler->Compile(path, flags, plan, &diagnostics);
    if (status.ok()) return true;
    const size_t unsupported = diagnostics.find("not supported yet: ");
    const bool fails = unsupported == std::string::npos;
    verdict_.kind = fails ? Verdict::Kind::kFailed : Verdict::Kind::kUnsupported;
    verdict_.what = (fails ? "compiling " + name + ": " : "") +
                    Outline(diagnostics, fails ? diagnostics.find("error: ") : unsupported);
    verdict_.details = {diagnostics, status.message()};
    return false;
  }

  void CompareRuns(const std::string& what, const std::vector<StepNumbers>& others) {
    for (size_t i = 0; i < steps_.size(); ++i) {
      const std::string where = "step " + std::to_string(i) + ", ";
      const StepNumbers &ours = steps_[i], &other = others[i];
      mismatches_.CompareExact(what, where + "losses", other.losses, ours.losses);
      mismatches_.CompareExact(what, where + "loss scale", {other.loss_scale}, {ours.loss_scale});
      if (ours.norm) mismatches_.CompareExact(what, where + "norm", {other.norm.value_or(NAN)}, {*ours.norm});
      const auto compare = [&](const std::string& kind, Tensors StepNumbers::* tensors) {
        mismatches_.CompareExact(what, where + kind, other.*tensors, ours.*tensors);
      };
      compare("gradient ", &StepNumbers::gradients);
      compare("parameter ", &StepNumbers::parameters);
      compare("average ", &StepNumbers::averages);
      compare("stored ", &StepNumbers::stored);
      compare("buffer ", &StepNumbers::buffers);
      compare("", &StepNumbers::metrics);
      compare("", &StepNumbers::evaluated);
      compare("of averages, ", &StepNumbers::evaluated_averages);
    }
  }

  // Another way to run the case, whose numbers must be equal.
  bool CompareRun(const std::string& what, const std::vector<uint8_t>& plan, const RunChoice& choice) {
    std::vector<StepNumbers> others;
    Tensors initial;
    if (!Ok("running " + what, TrainCase(spec_, plan, place_, choice, &initial, &others))) return false;
    mismatches_.CompareExact(what, "first values of ", initial, initial_);
    CompareRuns(what, others);
    return true;
  }

  bool CompareTransports(const std::vector<uint8_t>& plan) {
    const RunChoice choice = {spec_.buffered, spec_.poison, spec_.ordered_gemm};
    if (!Ok("running", TrainCase(spec_, plan, place_, choice, &initial_, &steps_))) return false;
    return CompareRun("by the other transport", plan, {!spec_.buffered, !spec_.poison, spec_.ordered_gemm});
  }

  // When groups are gathered and how long they stay must not change a number.
  bool CompareSchedules() {
    FuzzCase other = spec_;
    other.schedule = spec_.schedule == "auto" ? "fsdp2" : "auto";
    other.prefetch = spec_.prefetch.empty() ? "1,2" : "";
    other.memory_budget.clear();
    other.reshard = {spec_.reshard.empty() || spec_.reshard[0] == "false" ? "true" : "false"};
    std::vector<uint8_t> plan;
    return CompileStep("other-schedule", other, &plan) &&
           CompareRun("by the other schedule", plan, {spec_.buffered, false, spec_.ordered_gemm});
  }

  const FuzzCase& spec_;
  const CheckOptions& options_;
  const std::string scratch_;
  const FuzzCase unsharded_spec_, stored_spec_;
  const RunPlace place_;
  UnshardedRun unsharded_, as_stored_;
  Mismatches mismatches_;
  StepCheck steps_check_;
  Tensors initial_;
  std::vector<StepNumbers> steps_;
  Verdict verdict_;
};

}  // namespace

Verdict CheckCase(const FuzzCase& spec, const CheckOptions& options, const std::string& scratch) {
  return CaseCheck(spec, options, scratch).Run();
}

}  // namespace fsdp_rt::runner
