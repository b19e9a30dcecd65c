// step_check.cpp - the numbers of each step of a case against what they must be
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/step_check.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

#include "runner/fuzz/gradient_sum.h"
#include "runner/fuzz/model_parts.h"
#include "runner/fuzz/rank_combination.h"

namespace fsdp_rt::runner {
namespace {

std::string StepText(uint64_t step) { return "step " + std::to_string(step) + ", "; }

std::string LossText(BatchPlace place) {
  return StepText(place.step) + "microbatch " + std::to_string(place.micro) + ", rank " + std::to_string(place.rank) +
         ": loss";
}

// What a gradient is called where it is stored: a shared one after the parameter alone.
std::string GradientName(const StepResultNode& result) {
  return result.inner.empty() ? result.name : result.name + "." + result.inner;
}

bool AllFinite(const Tensors& tensors) {
  for (const auto& [name, values] : tensors)
    for (const float value : values)
      if (!std::isfinite(value)) return false;
  return true;
}

// Whether a gradient over the batch is summed by a product of matrices, whose order a piece of the result does not
// change. A table's is summed by a loop, and so is that of a matrix of one row or column.
bool IsProduct(const CaseParameter& parameter) {
  return !parameter.name.ends_with(".table") &&
         std::all_of(parameter.shape.begin(), parameter.shape.end(), [](int64_t extent) { return extent > 1; });
}

// Whether a rank computes with the parameter to the bit as with one that needs no hooks. What hooks joined to the step
// compute, and codes times scales that no product of matrices reads, may be fused with what follows: there is then one
// rounding less.
bool ReadsBits(const CaseParameter& parameter, const std::string& extension) {
  return !JoinsStep(extension) &&
         (parameter.traits.form.empty() || (parameter.shape.size() == 2 && IsProduct(parameter)));
}

// What ranks make of their own values; each rank's own, where nothing combines them.
template <typename Tensor>
Tensor AllOf(const std::string& reduce, const std::vector<Tensor>& ranks) {
  return reduce == "none" ? Concatenated(ranks) : Combine(reduce, ranks);
}

const std::string& BuiltIn(const std::string& extension, const HooksLike& like) {
  const auto found = like.find(extension);
  return found == like.end() ? extension : found->second;
}

// Both extensions have a say in how it lies, that of its gradient where it has one.
ShardPlace PlaceIn(const FuzzCase& spec, const HooksLike& like, const CaseParameter& parameter) {
  const ParameterTraits& traits = parameter.traits;
  const auto atomic = [&like](const std::string& extension) { return AtomicElementsOf(BuiltIn(extension, like)); };
  const bool trained = parameter.used && !traits.frozen;
  return PlaceOf(parameter.PartShape(spec.models), traits.dim, spec.ShardsOf(traits),
                 std::lcm(atomic(traits.extension), trained ? atomic(traits.reduce_extension) : 1));
}

}  // namespace

bool HasGaps(const FuzzCase& spec, const HooksLike& like) {
  const std::vector<CaseParameter> parameters = ParametersOf(spec);
  return std::any_of(parameters.begin(), parameters.end(), [&](const CaseParameter& parameter) {
    const ShardPlace place = PlaceIn(spec, like, parameter);
    return place.dim > 0 && place.chunk * place.shards != place.shape[place.dim];
  });
}

const HookReference* HookOf(const std::string& extension, const HooksLike& like, const std::string& inner) {
  return FindHookReference(BuiltIn(extension, like), inner);
}

StepCheck::StepCheck(const FuzzCase& spec, const HooksLike& like, UnshardedRun* unsharded, UnshardedRun* as_stored,
                     Mismatches* mismatches)
    : spec_(spec),
      at_scale_(spec),
      like_(like),
      unsharded_(*unsharded),
      as_stored_(*as_stored),
      mismatches_(*mismatches),
      optimizer_(spec),
      step_(BuildStep(Whole(spec))),
      evaluation_(BuildEval(Whole(spec))),
      parameters_(ParametersOf(spec)),
      keeps_bits_(spec.models == 1 && (spec.ordered_gemm || !HasGaps(spec, like)) &&
                  std::all_of(parameters_.begin(), parameters_.end(), [this](const CaseParameter& parameter) {
                    return ReadsBits(parameter, BuiltIn(parameter.traits.extension, like_));
                  })) {}

Status StepCheck::Begin(const Tensors& initial) {
  before_ = InitialValues(spec_);
  if (spec_.seeded) FSDP_RT_RETURN_IF_ERROR(as_stored_.Initialize(&before_));
  Tensors expected = before_;
  for (const CaseParameter& parameter : parameters_)
    if (IsStored(parameter.traits)) expected.erase(parameter.name);
  mismatches_.CompareExact("first values", "", initial, expected);
  LoadCopies(before_);
  buffers_.assign(spec_.ranks(), InitialBuffers(spec_));
  loss_scale_ = static_cast<float>(spec_.loss_scale);
  return {};
}

Status StepCheck::Check(uint64_t step, const StepNumbers& ours) {
  // A model that diverged: hooks promise nothing about what is no number. Transports and schedules were compared.
  if (!AllFinite(before_)) return {};
  CheckLossScale(step, ours);
  const Tensors hooked = Hooked(before_);
  CheckHookBounds(before_, hooked);
  Parts<std::vector<float>> exact;
  Parts<RoundedTensor> bounded;
  std::map<std::string, RoundedTensor> bounds;
  for (uint32_t micro = 0; micro < spec_.microbatches; ++micro) {
    Renewed renewed;
    for (uint32_t rank = 0; rank < spec_.ranks(); ++rank) {
      const BatchPlace place{step, micro, rank};
      const float loss = ours.losses[micro * spec_.ranks() + rank];
      FSDP_RT_RETURN_IF_ERROR(CheckUnsharded(place, hooked, loss, &exact, &renewed));
      CheckReference(place, hooked, loss, &bounded, &renewed);
    }
    RenewBuffers(renewed, &bounds);
    if (micro + 1 == spec_.microbatches) CheckMetrics(step, ours, renewed);
  }
  CheckGradients(step, ours, exact, bounded);
  CheckBuffers(step, ours, bounds);
  return mismatches_.empty() ? CheckUpdate(step, ours) : Status();
}

// A dynamic scale grows after so many steps that were not skipped, and halves at each that was.
void StepCheck::CheckLossScale(uint64_t step, const StepNumbers& ours) {
  at_scale_.loss_scale = ours.loss_scale;
  if (spec_.loss_scale == 0) return;
  mismatches_.CompareExact("loss scales", StepText(step) + "loss scale", {ours.loss_scale}, {loss_scale_});
  if (spec_.scale_interval == 0) return;
  if (!AllFinite(ours.gradients)) {
    loss_scale_ *= 0.5f;
    good_steps_ = 0;
  } else if (++good_steps_ == spec_.scale_interval) {
    loss_scale_ *= 2;
    good_steps_ = 0;
  }
}

// Its first tensor: both of two have one shape.
const CaseParameter& StepCheck::ParameterOf(const std::string& name) const {
  for (const CaseParameter& parameter : parameters_)
    if (parameter.name == name) return parameter;
  return parameters_[0];  // never: results name parameters
}

ShardPlace StepCheck::PlaceOf(const CaseParameter& parameter) const { return PlaceIn(spec_, like_, parameter); }

Tensors StepCheck::Hooked(const Tensors& stored) const {
  Tensors result;
  for (const CaseParameter& parameter : parameters_) {
    const HookReference& hook = Hook(parameter);
    result[parameter.FullName()] = hook.renew ? copies_.at(parameter.FullName())
                                              : OfParts(spec_, parameter, {&stored.at(parameter.FullName())},
                                                        [&](const std::vector<std::vector<float>>& part) {
                                                          return hook.apply(part[0], PlaceOf(parameter));
                                                        });
  }
  return result;
}

void StepCheck::LoadCopies(const Tensors& stored) {
  for (const CaseParameter& parameter : parameters_) {
    if (!Hook(parameter).renew) continue;
    std::vector<float>& copy = copies_[parameter.FullName()] = stored.at(parameter.FullName());
    for (float& value : copy) value = RoundTo(ReadType(spec_, parameter.traits), value);
  }
}

void StepCheck::AddBeyondBound(const CaseParameter& parameter, size_t element, float sent, float arrived,
                               double largest) {
  char text[128];
  std::snprintf(text, sizeof text, ", element %zu: %.9g arrives as %.9g (largest %.9g)", element, sent, arrived,
                largest);
  mismatches_.Add("the bound of extension " + parameter.traits.extension, parameter.FullName() + text);
}

void StepCheck::RenewCopies(const Tensors& stored) {
  for (const CaseParameter& parameter : parameters_) {
    const HookReference& hook = Hook(parameter);
    if (!hook.renew) continue;
    const std::string name = parameter.FullName();
    const std::vector<float>&now = stored.at(name), before = copies_.at(name);
    std::vector<float>& copy = copies_[name] = OfParts(
        spec_, parameter, {&now, &before},
        [&](const std::vector<std::vector<float>>& part) { return hook.renew(part[0], part[1], PlaceOf(parameter)); });
    double largest = 0;
    for (size_t i = 0; i < now.size(); ++i)
      largest = std::max(largest, std::abs(static_cast<double>(now[i]) - before[i]));
    const ElementType read = ReadType(spec_, parameter.traits);
    for (size_t i = 0; i < now.size(); ++i) {
      copy[i] = RoundTo(read, copy[i]);
      const double ulp = read == ElementType::kBF16 ? kRoundoffBF16 : read == ElementType::kF16 ? kRoundoffF16 : 0;
      const double rounding = (ulp + 2 * kRoundoffF32) * (std::abs(copy[i]) + largest) + kLeastF16 / 2;
      // What 16 bits do not hold is infinite.
      if (std::isfinite(copy[i]) &&
          !(std::abs(static_cast<double>(now[i]) - copy[i]) <= hook.bound(std::abs(now[i]), largest) + rounding))
        return AddBeyondBound(parameter, i, now[i], copy[i], largest);
    }
  }
}

void StepCheck::CheckHookBounds(const Tensors& stored, const Tensors& hooked) {
  for (const CaseParameter& parameter : parameters_) {
    const HookReference& hook = Hook(parameter);
    if (hook.renew) continue;  // as they are renewed
    const std::vector<float>& before = stored.at(parameter.FullName());
    const std::vector<float>& after = hooked.at(parameter.FullName());
    double largest = 0;
    for (const float value : before) largest = std::max(largest, std::abs(static_cast<double>(value)));
    for (size_t i = 0; i < before.size(); ++i)
      if (!(std::abs(static_cast<double>(before[i]) - after[i]) <= hook.bound(std::abs(before[i]), largest)))
        return AddBeyondBound(parameter, i, before[i], after[i], largest);
  }
}

Status StepCheck::CheckUnsharded(BatchPlace place, const Tensors& hooked, float loss,
                                 Parts<std::vector<float>>* gradients, Renewed* renewed) {
  RankNumbers numbers;
  FSDP_RT_RETURN_IF_ERROR(unsharded_.Differentiate(place, hooked, buffers_[place.rank],
                                                   static_cast<float>(at_scale_.loss_scale), &numbers));
  if (keeps_bits_)
    mismatches_.CompareExact("losses against unsharded execution", LossText(place), {loss}, {numbers.loss});
  for (auto& [name, gradient] : numbers.gradients) (*gradients)[name].push_back(std::move(gradient));
  for (Tensors* values : {&numbers.buffers, &numbers.metrics})
    for (auto& [name, value] : *values) renewed->exact[name].push_back(std::move(value));
  return {};
}

std::vector<RoundedTensor> StepCheck::EvaluateGraph(const StepGraph& step, BatchPlace place,
                                                    const Tensors& hooked) const {
  std::map<int, RoundedTensor> arguments;
  for (const StepArgument& argument : step.arguments) {
    const GraphNode& node = step.graph.at(argument.node);
    RoundedTensor& values = arguments[argument.node];
    switch (argument.role) {
      case StepArgument::Role::kParameter:
        // Codes times scales need not be rounded before they are added.
        for (const float value : hooked.at(argument.parameter->FullName()))
          values.emplace_back(RoundTo(node.type, value),
                              argument.parameter->traits.form.empty() ? 0 : kRoundoffF32 * std::abs(value));
        break;
      case StepArgument::Role::kBatch:
        for (const double value : BatchValues(spec_, argument.name, node.shape, place)) values.emplace_back(value);
        break;
      case StepArgument::Role::kBuffer: {
        const std::vector<float>& buffer = buffers_[place.rank].at(argument.name);
        for (const float value : buffer) values.emplace_back(value);
        break;
      }
      case StepArgument::Role::kLossScale:
        values = {Rounded(at_scale_.loss_scale)};
    }
  }
  return Evaluate(step.graph, arguments);
}

void StepCheck::CheckReference(BatchPlace place, const Tensors& hooked, float loss, Parts<RoundedTensor>* gradients,
                               Renewed* renewed) {
  const std::vector<RoundedTensor> values = EvaluateGraph(step_, place, hooked);
  for (const StepResultNode& result : step_.results) {
    const RoundedTensor& value = values[result.node];
    if (result.role == StepResultNode::Role::kLoss)
      mismatches_.CompareBounded("losses against the reference", LossText(place), {loss}, value);
    if (result.role == StepResultNode::Role::kUpdate || result.role == StepResultNode::Role::kMetric)
      renewed->bounded[result.name].push_back(value);
    if (result.role != StepResultNode::Role::kGradient) continue;
    RoundedTensor& gradient = (*gradients)[GradientName(result)].emplace_back(value);
    // Powers of two divide exactly.
    const double scale = at_scale_.loss_scale;
    for (Rounded& element : gradient)
      if (scale > 0) element = {element.value / scale, element.error / scale};
  }
}

void StepCheck::CheckGradients(uint64_t step, const StepNumbers& ours, const Parts<std::vector<float>>& exact,
                               const Parts<RoundedTensor>& bounded) {
  const float count = std::accumulate(ours.counts.begin(), ours.counts.end(), 0.0f);
  for (const StepResultNode& result : step_.results) {
    if (result.role != StepResultNode::Role::kGradient) continue;
    const std::string name = GradientName(result), where = StepText(step) + name;
    if (!ours.gradients.contains(name)) {
      mismatches_.Add("gradients", where + " is missing");
      continue;
    }
    const CaseParameter& parameter = ParameterOf(result.name);
    const ParameterTraits& traits = parameter.traits;
    const ReduceHook hook = {Hook(traits.reduce_extension), PlaceOf(parameter)};
    if (KeepsBits(parameter, exact.at(name)))
      mismatches_.CompareExact("gradients against unsharded execution", where, ours.gradients.at(name),
                               SumGradients(at_scale_, traits, hook, exact.at(name), count));
    mismatches_.CompareBounded("gradients against the reference", where, ours.gradients.at(name),
                               BoundGradients(at_scale_, traits, hook, bounded.at(name), count));
  }
}

// Whether a rank's own gradient has the bits that a whole step gives it. A hook takes it in pieces: along a later
// dimension a loop's sums over the batch are then vectors of another shape, and the freedom to reorder them, which the
// compiler gives to sums of the step, is used in another way. (Without that freedom bits are kept there, too; and a
// hook that negates twice, so that it changes nothing, does not keep them either.) What is no number has none that a
// hook must keep.
bool StepCheck::KeepsBits(const CaseParameter& parameter, const std::vector<std::vector<float>>& parts) const {
  const ParameterTraits& traits = parameter.traits;
  if (!keeps_bits_ || JoinsStep(BuiltIn(traits.reduce_extension, like_))) return false;
  if (traits.reduce_extension.empty()) return true;
  if (traits.dim > 0 && !IsProduct(parameter)) return false;
  for (const std::vector<float>& part : parts)
    for (const float value : part)
      if (!std::isfinite(value)) return false;
  return true;
}

void StepCheck::RenewBuffers(const Renewed& renewed, std::map<std::string, RoundedTensor>* bounds) {
  for (const CaseBuffer& buffer : BuffersOf(spec_)) {
    const std::string &name = buffer.name, &reduce = buffer.reduce;
    const std::vector<std::vector<float>>& ranks = renewed.exact.at(name);
    for (uint32_t rank = 0; rank < spec_.ranks(); ++rank)
      buffers_[rank][name] = reduce == "none" ? ranks[rank] : Combine(reduce, ranks);
    RoundedTensor& bound = (*bounds)[name] = AllOf(reduce, renewed.bounded.at(name));
    // Every rank has it.
    if (reduce != "none") bound = Concatenated(std::vector<RoundedTensor>(spec_.ranks(), bound));
  }
}

void StepCheck::CheckBuffers(uint64_t step, const StepNumbers& ours,
                             const std::map<std::string, RoundedTensor>& bounds) {
  Tensors expected;
  for (const Tensors& rank : buffers_)
    for (const auto& [name, values] : rank) expected[name].insert(expected[name].end(), values.begin(), values.end());
  CompareExact("buffers against unsharded execution", StepText(step) + "buffer ", ours.buffers, expected);
  for (const auto& [name, bound] : bounds)
    mismatches_.CompareBounded("buffers against the reference", StepText(step) + name, ours.buffers.at(name), bound);
  // The next step's, to the bit.
  for (auto& [name, values] : ours.buffers)
    for (size_t rank = 0, count = values.size() / spec_.ranks(); rank < spec_.ranks(); ++rank)
      buffers_[rank][name].assign(values.begin() + rank * count, values.begin() + (rank + 1) * count);
}

void StepCheck::CheckMetrics(uint64_t step, const StepNumbers& ours, const Renewed& renewed) {
  Tensors expected;
  for (size_t i = 0; i < spec_.metrics.size(); ++i) {
    const std::string name = "metric" + std::to_string(i);
    expected[name] = AllOf(spec_.metrics[i], renewed.exact.at(name));
    if (ours.metrics.contains(name))
      mismatches_.CompareBounded("metrics against the reference", StepText(step) + name, ours.metrics.at(name),
                                 AllOf(spec_.metrics[i], renewed.bounded.at(name)));
  }
  CompareExact("metrics against unsharded execution", StepText(step), ours.metrics, expected);
}

Status StepCheck::CheckEvaluation(uint64_t step, const Tensors& parameters, const std::string& what,
                                  const Tensors& ours) {
  const Tensors hooked = Hooked(parameters);
  std::map<std::string, std::string> reduces = {{"eval.loss", "none"}};
  for (size_t i = 0; i < spec_.metrics.size(); ++i) reduces["eval.metric" + std::to_string(i)] = spec_.metrics[i];
  Renewed parts;
  for (uint32_t rank = 0; rank < spec_.ranks(); ++rank) {
    // That of the last microbatch.
    const BatchPlace place{step, spec_.microbatches - 1, rank};
    Tensors numbers;
    FSDP_RT_RETURN_IF_ERROR(unsharded_.Evaluate(place, hooked, buffers_[rank], &numbers));
    for (auto& [name, value] : numbers) parts.exact[name].push_back(std::move(value));
    const std::vector<RoundedTensor> values = EvaluateGraph(evaluation_, place, hooked);
    for (const StepResultNode& result : evaluation_.results)
      parts.bounded[result.role == StepResultNode::Role::kLoss ? "eval.loss" : result.name].push_back(
          values[result.node]);
  }
  Tensors expected;
  for (const auto& [name, ranks] : parts.exact) expected[name] = AllOf(reduces.at(name), ranks);
  CompareExact(what + " against unsharded execution", StepText(step), ours, expected);
  for (const auto& [name, ranks] : parts.bounded)
    if (ours.contains(name))
      mismatches_.CompareBounded(what + " against the reference", StepText(step) + name, ours.at(name),
                                 AllOf(reduces.at(name), ranks));
  return {};
}

Status StepCheck::CheckUpdate(uint64_t step, const StepNumbers& ours) {
  Tensors expected, averages;
  std::optional<float> norm;
  FSDP_RT_RETURN_IF_ERROR(as_stored_.Update(step, before_, ours.gradients, &expected, &averages, &norm));
  const double clip_factor = CheckNorm(step, ours, norm);
  for (const CaseParameter& parameter : parameters_)
    if (IsStored(parameter.traits)) expected.erase(parameter.name);
  // The sum under a root has an order of its own; a maximum has none.
  if (spec_.clip == 0 || spec_.clip_order == "inf") {
    mismatches_.CompareExact("parameters against unsharded execution", StepText(step), ours.parameters, expected);
    mismatches_.CompareExact("averages against unsharded execution", StepText(step), ours.averages, averages);
  }
  const bool skips = spec_.loss_scale > 0 && !AllFinite(ours.gradients);
  updates_ += skips ? 0 : 1;
  CheckParameters(step, ours, skips, clip_factor);
  CheckAverages(step, ours, skips);
  if (step > 0) mismatches_.CompareExact("parameters stored as they travel", StepText(step), ours.stored, stored_);
  stored_ = ours.stored;
  averages_ = ours.averages;
  for (const auto& [name, values] : ours.parameters) before_[name] = values;
  RenewCopies(before_);
  if (!spec_.evaluates || !mismatches_.empty()) return {};
  FSDP_RT_RETURN_IF_ERROR(CheckEvaluation(step, before_, "evaluation", ours.evaluated));
  if (spec_.ema == 0) return {};
  Tensors averaged = before_;
  for (const CaseParameter& parameter : parameters_) {
    const auto average = averages_.find(parameter.FullName());
    if (average == averages_.end()) continue;
    std::vector<float>& values = averaged[parameter.FullName()] = average->second;
    for (float& value : values) value = RoundTo(StoredType(parameter.traits), value);
  }
  // As loaded, they are exact on all ranks, and so are the parameters after them.
  LoadCopies(averaged);
  const Status status = CheckEvaluation(step, averaged, "evaluation of averages", ours.evaluated_averages);
  LoadCopies(before_);
  return status;
}

void StepCheck::CheckParameters(uint64_t step, const StepNumbers& ours, bool skips, double clip_factor) {
  for (const CaseParameter& parameter : parameters_) {
    if (IsStored(parameter.traits)) continue;
    const std::string name = parameter.FullName(), where = StepText(step) + name;
    const std::string gradient = parameter.traits.shared_gradient ? parameter.name : name;
    if (skips || parameter.traits.frozen || !parameter.used) {
      mismatches_.CompareExact("parameters that do not change", where, ours.parameters.at(name), before_.at(name));
    } else if (!parameter.traits.stored.empty()) {
      StoredValues expected =
          stored_update_.Update(optimizer_.RuleOf(parameter.name), name, StoredType(parameter.traits), updates_,
                                before_.at(name), ours.gradients.at(gradient), static_cast<float>(clip_factor));
      mismatches_.CompareExact("stored parameters against the reference", where, ours.parameters.at(name),
                               expected.rounded);
      exact_[name] = std::move(expected.exact);
    } else {
      mismatches_.CompareBounded("parameters against the reference", where, ours.parameters.at(name),
                                 optimizer_.Update(parameter.name, name, updates_, before_.at(name),
                                                   ours.gradients.at(gradient), clip_factor));
    }
  }
}

// The first one is the parameter; each later one moves towards it.
void StepCheck::CheckAverages(uint64_t step, const StepNumbers& ours, bool skips) {
  if (skips && updates_ > 0)
    mismatches_.CompareExact("averages that do not change", StepText(step), ours.averages, averages_);
  if (skips) return;
  for (const auto& [name, average] : ours.averages) {
    const std::string where = StepText(step) + "average of " + name;
    // It follows what the update computed, before that was rounded to 16 bits.
    const auto exact = exact_.find(name);
    const std::vector<float>& parameter = exact == exact_.end() ? ours.parameters.at(name) : exact->second;
    if (updates_ == 1) {
      mismatches_.CompareExact("first averages", where, average, parameter);
      continue;
    }
    const Rounded weight = Round(1 - spec_.ema, 0);
    RoundedTensor expected;
    for (size_t i = 0; i < parameter.size(); ++i) {
      const Rounded last(averages_.at(name)[i]);
      expected.push_back(last + weight * (Rounded(parameter[i]) - last));
    }
    mismatches_.CompareBounded("averages against the reference", where, average, expected);
  }
}

// The factor by which gradients are clipped.
double StepCheck::CheckNorm(uint64_t step, const StepNumbers& ours, std::optional<float> unsharded) {
  if (spec_.clip == 0) return 1;
  const float norm = ours.norm.value_or(NAN);
  std::vector<const std::vector<float>*> gradients;
  for (const auto& [name, gradient] : ours.gradients) gradients.push_back(&gradient);
  const double expected = NormOf(gradients, spec_.clip_order);
  // One partial sum per group and rank, rounded to f32, and their sums.
  const double roundings = static_cast<double>(2 * spec_.layers.size() + 4 + spec_.ranks() * spec_.models + 4);
  mismatches_.CompareBounded("norms against the reference", StepText(step) + "norm", {norm},
                             {Rounded(expected, roundings * kRoundoffF32 * expected)});
  if (spec_.clip_order == "inf")
    mismatches_.CompareExact("norms against unsharded execution", StepText(step) + "norm", {norm},
                             {unsharded.value_or(NAN)});
  // As torch rounds it; a norm that is NaN makes all of them NaN.
  const float factor = 1 / (norm + 1e-6f) * static_cast<float>(spec_.clip);
  return factor >= 1 ? 1 : factor;
}

}  // namespace fsdp_rt::runner
