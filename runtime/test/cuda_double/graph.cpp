// graph.cpp - runs a captured graph
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "graph.h"

#include <random>
#include <thread>

#include "report.h"

namespace cuda_double {

// What lanes tell each other during one launch.
struct GraphExec::Progress {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<bool> done;
  std::vector<Clock> clocks;  // after each node
  Clock start;

  void Await(size_t node) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return done[node]; });
  }
  Clock After(size_t node) {
    std::lock_guard lock(mutex);
    return clocks[node];
  }
  void Finish(size_t node, const Clock& clock) {
    {
      std::lock_guard lock(mutex);
      done[node] = true;
      clocks[node] = clock;
    }
    changed.notify_all();
  }
};

GraphExec::GraphExec(std::shared_ptr<const Graph> graph) : graph_(std::move(graph)) {
  for (size_t lane = 0; lane < graph_->lanes; ++lane) timelines_.push_back(NewTimeline());
  ticks_.resize(graph_->lanes);
}

Command GraphExec::Launch(std::shared_ptr<GraphExec> self) {
  std::vector<std::optional<uint64_t>> fingerprints;
  for (const GraphNode& node : graph_->nodes) fingerprints.push_back(Fingerprint(node.command.watched));
  uint64_t number = ++launches_;
  Command command;
  command.what = Text("launch ", number, " of graph ", graph_->id);
  command.run = [self, number, fingerprints](Execution& launch) { self->Run(launch, number, fingerprints); };
  command.skip = [self](Context* context) {
    for (const GraphNode& node : self->graph_->nodes) {
      if (node.command.skip) node.command.skip(context);
    }
  };
  return command;
}

void GraphExec::Run(Execution& launch, uint64_t number, const std::vector<std::optional<uint64_t>>& fingerprints) {
  std::lock_guard one_at_a_time(running_);
  Progress progress;
  progress.done.resize(graph_->nodes.size());
  progress.clocks.resize(graph_->nodes.size());
  progress.start = launch.clock();
  progress.start.Join(finished_);
  std::vector<std::thread> threads;
  for (size_t lane = 1; lane < graph_->lanes; ++lane) {
    threads.emplace_back([&, lane] { RunLane(lane, number, fingerprints, launch.random(), progress); });
  }
  if (graph_->lanes > 0) RunLane(0, number, fingerprints, launch.random(), progress);
  for (std::thread& thread : threads) thread.join();
  for (const Clock& clock : progress.clocks) launch.clock().Join(clock);
  finished_ = launch.clock();
}

void GraphExec::RunLane(size_t lane, uint64_t number, const std::vector<std::optional<uint64_t>>& fingerprints,
                        uint64_t random, Progress& progress) {
  std::minstd_rand delays(static_cast<unsigned>(random + 31 * lane + 1));
  for (size_t i = 0; i < graph_->nodes.size(); ++i) {
    const GraphNode& node = graph_->nodes[i];
    if (node.lane != lane) continue;
    Clock clock = progress.start;
    for (size_t before : node.after) {
      progress.Await(before);
      clock.Join(progress.After(before));
    }
    for (size_t before : node.order_after) progress.Await(before);
    clock.Set(timelines_[lane], ++ticks_[lane]);
    auto label = std::make_shared<std::string>(Text(node.command.what, " (node ", i, " of graph ", graph_->id,
                                                    ", launch ", number, ", device ", node.context->device(), ")"));
    RunCommand(node.command, node.context, Epoch{timelines_[lane], ticks_[lane], label}, fingerprints[i], delays(),
               &clock);
    progress.Finish(i, clock);
  }
}

Registry<Graph>& Graphs() {
  static auto* graphs = new Registry<Graph>("graph");
  return *graphs;
}

Registry<GraphExec>& GraphExecs() {
  static auto* execs = new Registry<GraphExec>("graph executable");
  return *execs;
}

}  // namespace cuda_double
