// gradient_sum.cpp - how gradients of all ranks and microbatches become one
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/gradient_sum.h"

#include <algorithm>
#include <cmath>

namespace fsdp_rt::runner {
namespace {

class GradientSum {
 public:
  GradientSum(const FuzzCase& spec, const ParameterTraits& traits, const ReduceHook& hook,
              const std::vector<std::vector<float>>& parts)
      : spec_(spec),
        parts_(parts),
        travels_(TravelType(spec, traits)),
        ignored_(traits.ignored),
        shards_(spec.ShardsOf(traits)),
        replicas_(spec.ReplicasOf(traits)) {
    // Counted gradients are divided once, at the end.
    const bool sums = spec.counts || spec.grad_divide > 0;
    const double whole = spec.counts ? 1 : 1 / spec.grad_divide;
    shard_factor_ = static_cast<float>(sums ? whole : 1.0 / shards_);
    replica_factor_ = static_cast<float>(sums ? 1.0 : 1.0 / replicas_);
    world_factor_ = static_cast<float>(sums ? whole : 1.0 / spec.ranks());
    if (ignored_) return;
    for (uint32_t micro = 0; micro < (spec.scatters ? spec.microbatches : 1); ++micro)
      for (uint32_t rank = 0; rank < spec.ranks(); ++rank) {
        std::vector<float> sent(parts[0].size());
        for (size_t i = 0; i < sent.size(); ++i) sent[i] = spec.scatters ? Part(micro, rank, i) : RankSum(rank, i);
        received_.push_back((hook.reference.reduce ? hook.reference.reduce : hook.reference.apply)(sent, hook.place));
      }
  }

  float Element(size_t i, float count) const {
    float sum = ignored_ ? WorldSum(i) : spec_.scatters ? ScatteredSum(i) : WholeSum(i);
    if (spec_.loss_scale > 0) sum /= static_cast<float>(spec_.loss_scale);
    return spec_.counts ? sum / (count == 0 ? 1.0f : count) : sum;
  }

 private:
  float Part(uint32_t micro, uint32_t rank, size_t i) const {
    // It travels scaled, which is where f16 ends.
    const float scale = spec_.loss_scale > 0 ? static_cast<float>(spec_.loss_scale) : 1;
    return RoundTo(travels_, parts_[micro * spec_.ranks() + rank][i] * scale);
  }
  // All microbatches of a rank. They wait for each other in the type in which they travel, or in f32 where gradients
  // are reduced in f32, and are rounded once, to travel.
  float RankSum(uint32_t rank, size_t i) const {
    float sum = Part(0, rank, i);
    for (uint32_t micro = 1; micro < spec_.microbatches; ++micro) {
      sum += Part(micro, rank, i);
      if (spec_.reduce_dtype != "f32") sum = RoundTo(travels_, sum);
    }
    return RoundTo(travels_, sum);
  }
  template <typename Term>
  static float Sum(uint32_t count, float factor, const Term& term) {
    float sum = term(0);
    for (uint32_t k = 1; k < count; ++k) sum += term(k);
    return factor == 1 ? sum : sum * factor;
  }
  float WorldSum(size_t i) const {
    return Sum(spec_.ranks(), world_factor_, [&](uint32_t rank) { return RankSum(rank, i); });
  }
  float WholeSum(size_t i) const {
    return Sum(replicas_, replica_factor_, [&](uint32_t replica) {
      return Sum(shards_, shard_factor_, [&](uint32_t shard) { return received_[replica * shards_ + shard][i]; });
    });
  }
  float ScatteredSum(size_t i) const {
    return Sum(replicas_, replica_factor_, [&](uint32_t replica) {
      return Sum(spec_.microbatches, 1, [&](uint32_t micro) {
        return Sum(shards_, shard_factor_,
                   [&](uint32_t shard) { return received_[micro * spec_.ranks() + replica * shards_ + shard][i]; });
      });
    });
  }

  const FuzzCase& spec_;
  const std::vector<std::vector<float>>& parts_;
  ElementType travels_;
  bool ignored_;
  uint32_t shards_, replicas_;
  float shard_factor_, replica_factor_, world_factor_;
  // What the hooks make of what each rank sends, of each microbatch or of all.
  std::vector<std::vector<float>> received_;
};

// By how much hooks change the sum of what ranks send, at most, by element.
std::vector<double> HookErrors(const FuzzCase& spec, const ReduceHook& hook, const std::vector<RoundedTensor>& parts) {
  std::vector<double> errors(parts[0].size());
  const size_t sends = spec.scatters ? parts.size() : spec.ranks();
  for (size_t send = 0; send < sends; ++send) {
    std::vector<double> magnitudes(errors.size());
    for (size_t part = send; part < parts.size(); part += sends)
      for (size_t i = 0; i < magnitudes.size(); ++i)
        magnitudes[i] += std::abs(parts[part][i].value) + parts[part][i].error;
    // Rounding of microbatches' sums is within this.
    const double slack = 1 + spec.microbatches * kRoundoffBF16;
    const double largest = *std::max_element(magnitudes.begin(), magnitudes.end()) * slack;
    for (size_t i = 0; i < errors.size(); ++i) errors[i] += hook.reference.bound(magnitudes[i] * slack, largest);
  }
  return errors;
}

}  // namespace

ElementType TravelType(const FuzzCase& spec, const ParameterTraits& traits) {
  if (traits.ignored) return ElementType::kF32;  // all-reduced, widened where they are computed
  if (!spec.IsWide() && !traits.wide) return spec.compute;
  return spec.reduce_dtype == "bf16" ? ElementType::kBF16 : ElementType::kF32;
}

std::vector<float> SumGradients(const FuzzCase& spec, const ParameterTraits& traits, const ReduceHook& hook,
                                const std::vector<std::vector<float>>& parts, float count) {
  const GradientSum sum(spec, traits, hook, parts);
  std::vector<float> result(parts[0].size());
  for (size_t i = 0; i < result.size(); ++i) result[i] = sum.Element(i, count);
  return result;
}

RoundedTensor BoundGradients(const FuzzCase& spec, const ParameterTraits& traits, const ReduceHook& hook,
                             const std::vector<RoundedTensor>& parts, double count) {
  const ElementType travels = TravelType(spec, traits);
  const double narrow = travels == ElementType::kBF16 ? kRoundoffBF16 : travels == ElementType::kF16 ? kRoundoffF16 : 0;
  // Roundings of a term: those of its sums, of two factors and a quotient, and of travel once per microbatch.
  const double roundoff = static_cast<double>(parts.size() + 4) * kRoundoffF32 + spec.microbatches * narrow;
  const double least = travels == ElementType::kF16 ? kLeastF16 / std::max(spec.loss_scale, 1.0) : 0;
  const double divisor = spec.counts ? count : spec.grad_divide > 0 ? spec.grad_divide : spec.ranks();
  const std::vector<double> hooks = HookErrors(spec, hook, parts);
  RoundedTensor result(parts[0].size());
  for (size_t i = 0; i < result.size(); ++i) {
    double sum = 0, error = hooks[i], magnitude = hooks[i];
    for (const RoundedTensor& part : parts) {
      sum += part[i].value;
      error += part[i].error;
      magnitude += std::abs(part[i].value) + part[i].error;
    }
    error += roundoff * magnitude + static_cast<double>(parts.size()) * least;
    // What f16 cannot hold becomes infinite, on its way or where microbatches are added.
    if (travels == ElementType::kF16 && magnitude * std::max(spec.loss_scale, 1.0) > kLargestF16) error = INFINITY;
    result[i] = {sum / divisor, error / divisor};
  }
  return result;
}

}  // namespace fsdp_rt::runner
