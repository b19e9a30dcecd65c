// graph_reference.h - a graph's values in f64, each with a bound on what rounding explains
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FUZZ_GRAPH_REFERENCE_H_
#define FSDP_RT_RUNNER_FUZZ_GRAPH_REFERENCE_H_

#include <map>
#include <vector>

#include "runner/fuzz/rounded.h"
#include "runner/fuzz/tensor_graph.h"

namespace fsdp_rt::runner {

using RoundedTensor = std::vector<Rounded>;

// Every node's elements, row major; `arguments` by node. Rounding is assumed after every node, to its type.
std::vector<RoundedTensor> Evaluate(const TensorGraph& graph, const std::map<int, RoundedTensor>& arguments);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_GRAPH_REFERENCE_H_
