// plan_comparison.cpp - another plan of the same step, trained beside a run
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/plan_comparison.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>

#include "runner/dtype.h"
#include "runner/tensor_difference.h"

namespace fsdp_rt::runner {
namespace {

// What both plans must have alike, by name: a type, and a shape where it has one.
using Signature = std::map<std::string, std::string>;

Signature SignatureOf(const Plan& plan) {
  Signature signature;
  for (uint32_t index : plan.TensorsOfRole(FSDP_RT_ROLE_PARAM)) {
    const fsdp_rt_tensor_info& tensor = plan.tensors()[index];
    // However it is stored.
    const bool stored = tensor.source_rank > 0;
    signature[std::string("parameter '") + (stored ? tensor.param : tensor.name) + "'"] =
        ShapeText(stored ? SourceShapeOf(tensor) : ShapeOf(tensor));
  }
  for (const fsdp_rt_binding_info& binding : plan.bindings()) {
    if (binding.kind == FSDP_RT_BIND_BATCH)
      signature[std::string("batch argument '") + binding.name + "'"] =
          std::string(SafetensorsName(binding.dtype)) + " " + ShapeText(ShapeOf(binding));
    if (binding.kind == FSDP_RT_BIND_LOSS) signature[std::string("loss '") + binding.name + "'"] = "one value";
  }
  signature["the ranks"] = std::to_string(plan.world_size());
  return signature;
}

// `status`, with the plan that it is about.
Status InPlan(const std::string& path, const Status& status) {
  if (status.ok()) return status;
  const std::string message = "--compare " + path + ": " + status.message();
  return status.fault() == Fault::kUser ? Status::User(message) : Status::Ours(message);
}

Status CheckSameStep(const std::string& path, const Plan& ours, const Plan& other) {
  const Signature mine = SignatureOf(ours), theirs = SignatureOf(other);
  const auto differ = [&](const std::string& what, const std::string& here, const std::string& there) {
    return Status::User("--compare " + path + " trains another step: " + what + ": " + there + " there, " + here +
                        " here; compile both plans from the same step for as many ranks");
  };
  for (const auto& [what, value] : mine) {
    const auto it = theirs.find(what);
    if (it == theirs.end()) return differ(what, value, "none");
    if (it->second != value) return differ(what, value, it->second);
  }
  for (const auto& [what, value] : theirs)
    if (!mine.contains(what)) return differ(what, "none", value);
  return {};
}

double Relative(double ours, double theirs) {
  if (ours == theirs) return 0;
  const double difference = std::abs(ours - theirs) / std::abs(theirs);
  return std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference;
}

TensorView View(const HostTensor& tensor) {
  return {tensor.dtype, tensor.shape, tensor.data.data(), tensor.data.size()};
}

}  // namespace

void WorstDifference::Add(double difference, const std::string& where) {
  if (value && difference <= *value) return;
  value = difference;
  place = where;
}

std::string WorstDifference::Text() const {
  if (*value == 0) return "none: every bit is the same";
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", *value);
  return std::string(text) + ", " + place;
}

Status PlanComparison::Open(const std::string& path, const Plan& ours, const TrainingOptions& options,
                            std::unique_ptr<PlanComparison>* out) {
  Plan plan;
  FSDP_RT_RETURN_IF_ERROR(InPlan(path, Plan::LoadFile(path, &plan)));
  FSDP_RT_RETURN_IF_ERROR(CheckSameStep(path, ours, plan));
  out->reset(new PlanComparison(path, std::move(plan), options));
  return (*out)->Here((*out)->run_.Create());
}

Status PlanComparison::Here(const Status& status) const { return InPlan(path_, status); }

Status PlanComparison::Sync(uint64_t step, const BatchSource& batches, TrainingRun* ours) {
  const auto begin = std::chrono::steady_clock::now();
  FSDP_RT_RETURN_IF_ERROR(Here(run_.RunSync(step, batches)));
  seconds_.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  for (const auto& [name, losses] : ours->result().losses) {
    const std::vector<float>& theirs = run_.result().losses.at(name);
    const size_t ranks = ours->plan().data_ranks();
    for (size_t i = 0; i < losses.size(); ++i)
      losses_.Add(Relative(losses[i], theirs[i]), (name.empty() ? "" : "'" + name + "', ") + "step " +
                                                      std::to_string(step + 1) + ", rank " + std::to_string(i % ranks));
  }
  return step == 0 ? CompareTensors(FSDP_RT_ROLE_GRAD, ours, &gradients_) : Status();
}

Status PlanComparison::Optimize(uint64_t step, const TrainingRun& ours) {
  const auto begin = std::chrono::steady_clock::now();
  FSDP_RT_RETURN_IF_ERROR(Here(run_.RunOptimizer(step)));
  seconds_.back() += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (ours.result().norm && run_.result().norm)
    norms_.Add(Relative(*ours.result().norm, *run_.result().norm), "step " + std::to_string(step + 1));
  return {};
}

Status PlanComparison::CompareTensors(fsdp_rt_role role, TrainingRun* ours, WorstDifference* worst) {
  std::vector<HostTensor> mine, theirs;
  FSDP_RT_RETURN_IF_ERROR(ours->ReadTensors(ours->plan().TensorsOfRole(role), false, &mine));
  FSDP_RT_RETURN_IF_ERROR(Here(run_.ReadTensors(run_.plan().TensorsOfRole(role), false, &theirs)));
  std::map<std::string, const HostTensor*> named;
  for (const HostTensor& tensor : theirs) named[tensor.name] = &tensor;
  for (const HostTensor& tensor : mine)
    if (const auto it = named.find(tensor.name);
        it != named.end() && tensor.dtype == it->second->dtype && IsFloat(tensor.dtype))
      worst->Add(RelativeNorm(View(tensor), View(*it->second), nullptr), tensor.name);
  return {};
}

Status PlanComparison::Finish(TrainingRun* ours) { return CompareTensors(FSDP_RT_ROLE_PARAM, ours, &parameters_); }

std::vector<std::pair<std::string, std::string>> PlanComparison::Rows() const {
  std::vector<std::pair<std::string, std::string>> rows;
  for (const auto& [name, worst] : {std::pair("losses", &losses_), std::pair("gradient norms", &norms_),
                                    std::pair("gradients of the first step", &gradients_),
                                    std::pair("parameters after the last step", &parameters_)})
    if (worst->value) rows.emplace_back(std::string("difference of ") + name, worst->Text());
  return rows;
}

}  // namespace fsdp_rt::runner
