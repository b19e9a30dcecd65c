// step_graph.h - a case's training step and evaluation: what one rank computes
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FUZZ_STEP_GRAPH_H_
#define FSDP_RT_RUNNER_FUZZ_STEP_GRAPH_H_

#include <optional>

#include "runner/fuzz/fuzz_case.h"
#include "runner/fuzz/tensor_graph.h"

namespace fsdp_rt::runner {

struct StepArgument {
  enum class Role { kParameter, kBatch, kBuffer, kLossScale };
  Role role = Role::kParameter;
  std::string name;
  int node = 0;
  std::optional<CaseParameter> parameter;
  std::string reduce = {};  // of a buffer
};

struct StepResultNode {
  enum class Role { kLoss, kCount, kGradient, kUpdate, kMetric };
  Role role = Role::kLoss;
  std::string name, inner;  // of a gradient: its parameter's
  int node = 0;
  std::string reduce = {};  // of an update or a metric
};

struct StepGraph {
  TensorGraph graph;
  std::vector<StepArgument> arguments;
  std::vector<StepResultNode> results;
  int first_gradient = 0;  // node from which on gradients are computed
};

StepGraph BuildStep(const FuzzCase& spec);
// The entry that evaluates: loss and metrics.
StepGraph BuildEval(const FuzzCase& spec);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_STEP_GRAPH_H_
