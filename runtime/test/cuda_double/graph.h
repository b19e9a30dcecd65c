// graph.h - captured graphs and their execution
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_CUDA_DOUBLE_GRAPH_H_
#define FSDP_RUNTIME_TEST_CUDA_DOUBLE_GRAPH_H_

#include <memory>
#include <mutex>
#include <vector>

#include "command.h"
#include "registry.h"

namespace cuda_double {

struct GraphNode {
  Command command;
  Context* context = nullptr;
  std::vector<size_t> after;        // nodes that come before; the previous one of its lane included
  std::vector<size_t> order_after;  // the same, but not to be relied on (Sequence)
  size_t lane = 0;                  // the captured stream, in the order in which they joined
};

struct Graph {
  int id = 0;
  size_t lanes = 0;
  std::vector<GraphNode> nodes;
};

// Lanes run side by side, as parallel branches do on a device; launches of one executable one after the other.
class GraphExec {
 public:
  explicit GraphExec(std::shared_ptr<const Graph> graph);
  // The command that launches it once.
  Command Launch(std::shared_ptr<GraphExec> self);

 private:
  struct Progress;
  void Run(Execution& launch, uint64_t number, const std::vector<std::optional<uint64_t>>& fingerprints);
  void RunLane(size_t lane, uint64_t number, const std::vector<std::optional<uint64_t>>& fingerprints, uint64_t random,
               Progress& progress);

  std::shared_ptr<const Graph> graph_;
  std::vector<int> timelines_;   // per lane
  std::vector<uint64_t> ticks_;  // per lane
  std::mutex running_;
  Clock finished_;
  std::atomic<uint64_t> launches_{0};
};

Registry<Graph>& Graphs();
Registry<GraphExec>& GraphExecs();

}  // namespace cuda_double

#endif  // FSDP_RUNTIME_TEST_CUDA_DOUBLE_GRAPH_H_
