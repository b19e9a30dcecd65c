// case_check.cpp - everything that must hold of one case
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/case_check.h"

#include <cmath>
#include <fstream>
#include <numeric>
#include <regex>

#include "runner/fuzz/case_run.h"
#include "runner/fuzz/gradient_sum.h"
#include "runner/fuzz/hook_reference.h"
#include "runner/fuzz/optimizer_reference.h"
#include "runner/fuzz/tensor_match.h"

namespace fsdp_rt::runner {
namespace {

std::string StepText(uint64_t step) { return "step " + std::to_string(step) + ", "; }

// The line of `text` from `begin` on, without the names and numbers that differ between errors of one cause.
std::string Outline(const std::string& text, size_t begin) {
  if (begin == std::string::npos) return "";
  const std::string line = text.substr(begin, text.find('\n', begin) - begin);
  return std::regex_replace(std::regex_replace(line, std::regex("'[^']*'|\"[^\"]*\"|@[A-Za-z0-9_.]+"), "..."),
                            std::regex("[0-9]+"), "N");
}

// What a gradient is called where it is stored: a shared one after the parameter alone.
std::string GradientName(const StepResultNode& result) {
  return result.inner.empty() ? result.name : result.name + "." + result.inner;
}

class CaseCheck {
 public:
  CaseCheck(const FuzzCase& spec, const CheckOptions& options, const std::string& scratch)
      : spec_(spec),
        options_(options),
        scratch_(scratch),
        unsharded_spec_(Unsharded(spec)),
        unsharded_(unsharded_spec_),
        optimizer_(spec),
        step_(BuildStep(spec)),
        parameters_(ParametersOf(spec)) {}

  Verdict Run() {
    for (const CaseParameter& parameter : parameters_)
      for (const std::string& extension : {parameter.traits.extension, parameter.traits.reduce_extension})
        if (!HookOf(extension) && !Ok("the case", Status::User("no reference for extension '" + extension +
                                                               "'; say with --hook which built-in one it is like")))
          return verdict_;
    std::vector<uint8_t> plan;
    if (!CompileStep("step", spec_, &plan) || !CompareTransports(plan) || !CompareSchedules()) return verdict_;
    if (!CompileStep("unsharded", unsharded_spec_, &plan)) return verdict_;
    if (!Ok("unsharded execution", unsharded_.Create(plan, spec_.ordered_gemm))) return verdict_;
    Tensors before = InitialValues(spec_);
    for (uint64_t step = 0; step < spec_.steps && mismatches_.empty(); ++step) {
      if (!CheckStep(step, before)) return verdict_;
      before = steps_[step].parameters;
    }
    return Conclude();
  }

 private:
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
      const std::string where = StepText(i);
      mismatches_.CompareExact(what, where + "losses", others[i].losses, steps_[i].losses);
      mismatches_.CompareExact(what, where + "gradient ", others[i].gradients, steps_[i].gradients);
      if (steps_[i].norm)
        mismatches_.CompareExact(what, where + "norm", {others[i].norm.value_or(NAN)}, {*steps_[i].norm});
      mismatches_.CompareExact(what, where + "parameter ", others[i].parameters, steps_[i].parameters);
    }
  }

  bool CompareTransports(const std::vector<uint8_t>& plan) {
    if (!Ok("running", TrainCase(spec_, plan, {spec_.buffered, spec_.poison, spec_.ordered_gemm}, &steps_)))
      return false;
    std::vector<StepNumbers> others;
    if (!Ok("running by the other transport",
            TrainCase(spec_, plan, {!spec_.buffered, !spec_.poison, spec_.ordered_gemm}, &others)))
      return false;
    CompareRuns("the other transport", others);
    return true;
  }

  // When groups are gathered and how long they stay must not change a number.
  bool CompareSchedules() {
    FuzzCase other = spec_;
    other.schedule = spec_.schedule == "auto" ? "fsdp2" : "auto";
    other.prefetch = spec_.prefetch.empty() ? "1,2" : "";
    other.memory_budget.clear();
    other.reshard = {spec_.reshard.empty() || spec_.reshard[0] == "false" ? "true" : "false"};
    std::vector<uint8_t> plan;
    if (!CompileStep("other-schedule", other, &plan)) return false;
    std::vector<StepNumbers> others;
    if (!Ok("running the other schedule", TrainCase(spec_, plan, {spec_.buffered, false, spec_.ordered_gemm}, &others)))
      return false;
    CompareRuns("the other schedule", others);
    return true;
  }

  bool CheckStep(uint64_t step, const Tensors& before) {
    const StepNumbers& ours = steps_[step];
    const Tensors hooked = Hooked(before);
    CheckHookBounds(before, hooked);
    const float count = std::accumulate(ours.counts.begin(), ours.counts.end(), 0.0f);
    std::map<std::string, std::vector<std::vector<float>>> exact;
    std::map<std::string, std::vector<RoundedTensor>> bounded;
    for (uint32_t micro = 0; micro < spec_.microbatches; ++micro)
      for (uint32_t rank = 0; rank < spec_.ranks(); ++rank) {
        const BatchPlace place{step, micro, rank};
        const float loss = ours.losses[micro * spec_.ranks() + rank];
        if (!CheckUnsharded(place, hooked, loss, &exact)) return false;
        CheckReference(place, hooked, loss, &bounded);
      }
    for (const StepResultNode& result : step_.results)
      if (result.role == StepResultNode::Role::kGradient) {
        const std::string name = GradientName(result), where = StepText(step) + name;
        if (!ours.gradients.contains(name)) {
          mismatches_.Add("gradients", where + " is missing");
          continue;
        }
        const CaseParameter& parameter = ParameterOf(result.name);
        const ParameterTraits& traits = parameter.traits;
        const ReduceHook hook = {*HookOf(traits.reduce_extension), {parameter.shape, traits.dim, spec_.shards}};
        if (KeepsBits(traits, exact.at(name)))
          mismatches_.CompareExact("gradients against unsharded execution", where, ours.gradients.at(name),
                                   SumGradients(spec_, traits, hook, exact.at(name), count));
        mismatches_.CompareBounded("gradients against the reference", where, ours.gradients.at(name),
                                   BoundGradients(spec_, traits, hook, bounded.at(name), count));
      }
    return mismatches_.empty() ? CheckUpdate(step, before) : true;
  }

  // Whether a rank's own gradient has the bits that a whole step gives it. A hook takes it in pieces: along a later
  // dimension the sums over the batch are then vectors of another shape, and have another order. What is no number
  // has none that a hook must keep.
  static bool KeepsBits(const ParameterTraits& traits, const std::vector<std::vector<float>>& parts) {
    if (traits.reduce_extension.empty()) return true;
    if (traits.dim > 0) return false;
    for (const std::vector<float>& part : parts)
      for (const float value : part)
        if (!std::isfinite(value)) return false;
    return true;
  }

  const HookReference* HookOf(const std::string& extension) const {
    const auto like = options_.hooks_like.find(extension);
    return FindHookReference(like == options_.hooks_like.end() ? extension : like->second);
  }

  // Parameters that a step computes with, from those that are stored.
  Tensors Hooked(const Tensors& stored) const {
    Tensors result;
    for (const CaseParameter& parameter : parameters_)
      result[parameter.FullName()] =
          HookOf(parameter.traits.extension)
              ->apply(stored.at(parameter.FullName()), {parameter.shape, parameter.traits.dim, spec_.shards});
    return result;
  }

  // Its first tensor: both of two have one shape.
  const CaseParameter& ParameterOf(const std::string& name) const {
    for (const CaseParameter& parameter : parameters_)
      if (parameter.name == name) return parameter;
    return parameters_[0];  // never: results name parameters
  }

  void CheckHookBounds(const Tensors& stored, const Tensors& hooked) {
    for (const CaseParameter& parameter : parameters_) {
      const HookReference* hook = HookOf(parameter.traits.extension);
      const std::vector<float>& before = stored.at(parameter.FullName());
      const std::vector<float>& after = hooked.at(parameter.FullName());
      double largest = 0;
      for (const float value : before) largest = std::max(largest, std::abs(static_cast<double>(value)));
      for (size_t i = 0; i < before.size(); ++i)
        if (!(std::abs(static_cast<double>(before[i]) - after[i]) <= hook->bound(std::abs(before[i]), largest)))
          return mismatches_.Add("the bound of extension " + parameter.traits.extension,
                                 parameter.FullName() + ", element " + std::to_string(i));
    }
  }

  bool CheckUnsharded(BatchPlace place, const Tensors& hooked, float loss,
                      std::map<std::string, std::vector<std::vector<float>>>* out) {
    float expected = 0;
    Tensors gradients;
    if (!Ok("unsharded execution", unsharded_.Differentiate(place, hooked, &expected, &gradients))) return false;
    mismatches_.CompareExact("losses against unsharded execution", LossText(place), {loss}, {expected});
    for (auto& [name, gradient] : gradients) (*out)[name].push_back(std::move(gradient));
    return true;
  }

  static std::string LossText(BatchPlace place) {
    return StepText(place.step) + "microbatch " + std::to_string(place.micro) + ", rank " + std::to_string(place.rank) +
           ": loss";
  }

  void CheckReference(BatchPlace place, const Tensors& hooked, float loss,
                      std::map<std::string, std::vector<RoundedTensor>>* out) {
    std::map<int, std::vector<double>> arguments;
    for (const StepArgument& argument : step_.arguments) {
      const GraphNode& node = step_.graph.at(argument.node);
      std::vector<double>& values = arguments[argument.node];
      if (argument.parameter) {
        for (const float value : hooked.at(argument.parameter->FullName())) values.push_back(RoundTo(node.type, value));
      } else if (argument.role == StepArgument::Role::kLossScale) {
        values = {spec_.loss_scale};
      } else {
        values = BatchValues(spec_, argument.name, node.shape, place);
      }
    }
    const std::vector<RoundedTensor> values = Evaluate(step_.graph, arguments);
    for (const StepResultNode& result : step_.results) {
      const RoundedTensor& value = values[result.node];
      if (result.role == StepResultNode::Role::kLoss)
        mismatches_.CompareBounded("losses against the reference", LossText(place), {loss}, value);
      if (result.role != StepResultNode::Role::kGradient) continue;
      RoundedTensor& gradient = (*out)[GradientName(result)].emplace_back(value);
      // Powers of two divide exactly.
      for (Rounded& element : gradient)
        if (spec_.loss_scale > 0) element = {element.value / spec_.loss_scale, element.error / spec_.loss_scale};
    }
  }

  bool CheckUpdate(uint64_t step, const Tensors& before) {
    const StepNumbers& ours = steps_[step];
    Tensors expected;
    std::optional<float> norm;
    if (!Ok("unsharded execution", unsharded_.Update(step, before, ours.gradients, &expected, &norm))) return false;
    const double clip_factor = CheckNorm(step, norm);
    // The sum under a root has an order of its own; a maximum has none.
    if (spec_.clip == 0 || spec_.clip_order == "inf")
      mismatches_.CompareExact("parameters against unsharded execution", StepText(step), ours.parameters, expected);
    const bool skips = spec_.loss_scale > 0 && !AllFinite(ours.gradients);
    updates_ += skips ? 0 : 1;
    for (const CaseParameter& parameter : parameters_) {
      const std::string name = parameter.FullName(), where = StepText(step) + name;
      const std::string gradient = parameter.traits.shared_gradient ? parameter.name : name;
      if (skips || parameter.traits.frozen || !parameter.used) {
        mismatches_.CompareExact("parameters that do not change", where, ours.parameters.at(name), before.at(name));
      } else {
        mismatches_.CompareBounded("parameters against the reference", where, ours.parameters.at(name),
                                   optimizer_.Update(parameter.name, name, updates_, before.at(name),
                                                     ours.gradients.at(gradient), clip_factor));
      }
    }
    return true;
  }

  static bool AllFinite(const Tensors& tensors) {
    for (const auto& [name, values] : tensors)
      for (const float value : values)
        if (!std::isfinite(value)) return false;
    return true;
  }

  // The factor by which gradients are clipped.
  double CheckNorm(uint64_t step, std::optional<float> unsharded) {
    if (spec_.clip == 0) return 1;
    const StepNumbers& ours = steps_[step];
    const float norm = ours.norm.value_or(NAN);
    std::vector<const std::vector<float>*> gradients;
    for (const auto& [name, gradient] : ours.gradients) gradients.push_back(&gradient);
    const double expected = NormOf(gradients, spec_.clip_order);
    // One partial sum per group and rank, rounded to f32, and their sums.
    const double roundings = static_cast<double>(spec_.layers.size() + 2 + spec_.shards + 4);
    mismatches_.CompareBounded("norms against the reference", StepText(step) + "norm", {norm},
                               {Rounded(expected, roundings * kRoundoffF32 * expected)});
    if (spec_.clip_order == "inf")
      mismatches_.CompareExact("norms against unsharded execution", StepText(step) + "norm", {norm},
                               {unsharded.value_or(NAN)});
    return std::min(1.0, spec_.clip / (norm + 1e-6));
  }

  const FuzzCase& spec_;
  const CheckOptions& options_;
  const std::string scratch_;
  const FuzzCase unsharded_spec_;
  UnshardedRun unsharded_;
  OptimizerReference optimizer_;
  const StepGraph step_;
  const std::vector<CaseParameter> parameters_;
  std::vector<StepNumbers> steps_;
  uint64_t updates_ = 0;  // steps that were not skipped
  Mismatches mismatches_;
  Verdict verdict_;
};

}  // namespace

Verdict CheckCase(const FuzzCase& spec, const CheckOptions& options, const std::string& scratch) {
  return CaseCheck(spec, options, scratch).Run();
}

}  // namespace fsdp_rt::runner
