// gradient_sum.h - how gradients of all ranks and microbatches become one
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FUZZ_GRADIENT_SUM_H_
#define FSDP_RT_RUNNER_FUZZ_GRADIENT_SUM_H_

#include <vector>

#include "runner/fuzz/fuzz_case.h"
#include "runner/fuzz/graph_reference.h"
#include "runner/fuzz/hook_reference.h"

namespace fsdp_rt::runner {

// The type in which a parameter's gradient travels: as it is computed, or narrower where the case says so.
ElementType TravelType(const FuzzCase& spec, const ParameterTraits& traits);

// The hooks around the reduction of one gradient.
struct ReduceHook {
  const HookReference& reference;
  ShardPlace place;
};

// parts[micro * ranks + rank]; `count` is what gradients are divided by, where the case counts.
//
// In f32, as the design fixes it: microbatches of a rank first or, where they are scattered, last; the shards of a
// replica in the order of ranks, as `hook` makes them of what each sends, times one factor; replicas in their order,
// times another.
std::vector<float> SumGradients(const FuzzCase& spec, const ParameterTraits& traits, const ReduceHook& hook,
                                const std::vector<std::vector<float>>& parts, float count);

// The same in exact arithmetic, with a bound on any order's rounding.
RoundedTensor BoundGradients(const FuzzCase& spec, const ParameterTraits& traits, const ReduceHook& hook,
                             const std::vector<RoundedTensor>& parts, double count);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_GRADIENT_SUM_H_
