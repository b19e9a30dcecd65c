// hook_reference.h - what the built-in extensions make of a parameter, worked out independently
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FUZZ_HOOK_REFERENCE_H_
#define FSDP_RT_RUNNER_FUZZ_HOOK_REFERENCE_H_

#include <string>
#include <vector>

#include "runner/fuzz/tensor_graph.h"

namespace fsdp_rt::runner {

// How a parameter lies on the ranks that share it: each has `chunk` indices of dimension `dim`, the last ones fewer.
struct ShardPlace {
  Shape shape;
  int64_t dim = 0;
  int64_t shards = 1;
  int64_t chunk = 1;
};
// Blocks of so many elements stay on one rank; 1: torch's chunks.
ShardPlace PlaceOf(const Shape& shape, int64_t dim, int64_t shards, int64_t atomic);

struct HookReference {
  const char* name;
  // The unsharded parameter that the step computes with, from the stored one: exactly, in f32.
  std::vector<float> (*apply)(const std::vector<float>& stored, const ShardPlace& place);
  // The most that an element changes, given its magnitude and the largest one of the parameter: what the extension's
  // own file states.
  double (*bound)(double magnitude, double largest);
  // Of hooks with state what all ranks have after a step, from what is stored and what they had; at first they have
  // what is stored. `bound` is then of the differences. Null: without state.
  std::vector<float> (*renew)(const std::vector<float>& stored, const std::vector<float>& copy,
                              const ShardPlace& place) = nullptr;
  // Around the reduction of a gradient, where that is something else. Null: it is not.
  std::vector<float> (*reduce)(const std::vector<float>& stored, const ShardPlace& place) = nullptr;
};

// Those that a parameter of one tensor may have.
const std::vector<HookReference>& HookReferences();
// How many consecutive elements an extension keeps on one rank; 1: any.
int64_t AtomicElementsOf(const std::string& name);
// Whether its hooks are too much for the kernels that gather: then they are ops of the step, whose own sums and
// products are fused with them and may be taken in another order.
bool JoinsStep(const std::string& name);
// Whether it computes its chunk as torch cuts it, and is refused where blocks must not be cut.
bool ComputesChunk(const std::string& name);
// Whether ranks keep the unsharded parameter, and gather what renews it.
bool HasState(const std::string& name);
// Null for a name without a reference. No name and two_tensor are like identity. `inner`: of which of two tensors, "a"
// or "b", where an extension sends them differently.
const HookReference* FindHookReference(const std::string& name, const std::string& inner = "");

float RoundToBF16(float value);
float RoundToF16(float value);
float RoundTo(ElementType type, float value);
// Of a number within 448.
float RoundToF8E4M3(float value);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_HOOK_REFERENCE_H_
