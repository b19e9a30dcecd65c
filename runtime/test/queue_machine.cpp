// queue_machine.cpp - the streams, events and graphs behind the queue devices
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "queue_machine.h"

#include <algorithm>
#include <chrono>

namespace fsdp_rt::testing {

QueueMachine& QueueMachine::Get() {
  static QueueMachine machine;
  return machine;
}

void QueueMachine::Seed(uint64_t seed) {
  std::lock_guard lock(mutex_);
  random_.seed(seed);
}

QueueMachine::Stream* QueueMachine::CreateStream() {
  std::lock_guard lock(mutex_);
  return &streams_.emplace_back();
}

void QueueMachine::DestroyStream(Stream* stream) {
  std::lock_guard lock(mutex_);
  if (starved_ == stream) starved_ = nullptr;
  streams_.remove_if([&](const Stream& other) { return &other == stream; });
}

void QueueMachine::Enqueue(Stream* stream, Work work) {
  std::lock_guard lock(mutex_);
  if (!stream->capture) {
    stream->operations.push_back({std::move(work), nullptr, 0});
    return;
  }
  std::vector<QueueGraph::Node>& nodes = stream->capture->nodes;
  nodes.push_back({std::move(work), std::move(stream->tail)});
  stream->tail = {nodes.size() - 1};
}

void QueueMachine::Record(const std::shared_ptr<QueueEvent>& event, Stream* stream) {
  std::lock_guard lock(mutex_);
  event->capture = stream->capture.get();
  if (stream->capture) {
    event->captured_after = stream->tail;
    return;
  }
  uint64_t record = ++event->records;
  event->pending.insert(record);
  stream->operations.push_back({[event, record] {
                                  event->pending.erase(record);
                                  auto now = std::chrono::steady_clock::now().time_since_epoch();
                                  event->done_ns = std::chrono::nanoseconds(now).count();
                                },
                                nullptr, 0});
}

Status QueueMachine::Wait(Stream* stream, const std::shared_ptr<QueueEvent>& event) {
  std::lock_guard lock(mutex_);
  if (!event->capture && !stream->capture) {
    stream->operations.push_back({nullptr, event, event->records});
    return {};
  }
  if (!event->capture) return Error(FSDP_RT_INTERNAL, "a captured stream waits for an event of outside");
  for (Stream& other : streams_)
    if (other.capture.get() == event->capture && !stream->capture) stream->capture = other.capture;
  if (stream->capture.get() != event->capture)
    return Error(FSDP_RT_INTERNAL, "a stream waits for an event of another capture");
  stream->tail.insert(event->captured_after.begin(), event->captured_after.end());
  return {};
}

bool QueueMachine::Query(Stream* stream) {
  std::lock_guard lock(mutex_);
  constexpr uint64_t kMostAtOnce = 4;
  for (uint64_t i = random_() % kMostAtOnce + 1; i > 0; --i) RunOne();
  return stream->operations.empty();
}

bool QueueMachine::IsReady(const Stream& stream) const {
  if (stream.operations.empty()) return false;
  const Operation& head = stream.operations.front();
  return !head.event || head.event->pending.count(head.record) == 0;
}

void QueueMachine::RunOne() {
  std::vector<Stream*> ready;
  for (Stream& stream : streams_)
    if (IsReady(stream)) ready.push_back(&stream);
  if (ready.empty()) return;
  constexpr uint64_t kStarveFor = 32;
  if (random_() % kStarveFor == 0) starved_ = ready[random_() % ready.size()];
  if (ready.size() > 1) ready.erase(std::remove(ready.begin(), ready.end(), starved_), ready.end());
  Stream* stream = ready[random_() % ready.size()];
  Operation operation = std::move(stream->operations.front());
  stream->operations.pop_front();
  if (operation.work) operation.work();
}

Status QueueMachine::BeginCapture(Stream* stream) {
  std::lock_guard lock(mutex_);
  if (stream->capture) return Error(FSDP_RT_INTERNAL, "the stream is captured already");
  stream->capture = std::make_shared<QueueGraph>();
  return {};
}

Status QueueMachine::EndCapture(Stream* stream, std::shared_ptr<QueueGraph>* out_graph) {
  std::lock_guard lock(mutex_);
  std::shared_ptr<QueueGraph> graph = stream->capture;
  if (!graph) return Error(FSDP_RT_INTERNAL, "the stream is not captured");
  // Nodes come after those that they depend on: one sweep back finds all that joined.
  std::vector<bool> joined(graph->nodes.size());
  for (size_t node : stream->tail) joined[node] = true;
  for (size_t node = graph->nodes.size(); node-- > 0;)
    for (size_t earlier : graph->nodes[node].after) joined[earlier] = joined[earlier] || joined[node];
  for (Stream& other : streams_) {
    if (other.capture != graph) continue;
    other.capture = nullptr;
    other.tail.clear();
  }
  if (std::find(joined.begin(), joined.end(), false) != joined.end())
    return Error(FSDP_RT_INTERNAL, "a captured stream did not join before the end");
  *out_graph = graph;
  return {};
}

void QueueMachine::Launch(const std::shared_ptr<QueueGraph>& graph, Stream* stream) {
  Enqueue(stream, [this, graph] { RunGraph(*graph); });
}

void QueueMachine::RunGraph(const QueueGraph& graph) {
  std::vector<bool> done(graph.nodes.size());
  for (size_t left = graph.nodes.size(); left > 0; --left) {
    std::vector<size_t> ready;
    for (size_t node = 0; node < graph.nodes.size(); ++node) {
      const std::set<size_t>& after = graph.nodes[node].after;
      if (!done[node] && std::all_of(after.begin(), after.end(), [&](size_t earlier) { return done[earlier]; }))
        ready.push_back(node);
    }
    size_t node = ready[random_() % ready.size()];
    graph.nodes[node].work();
    done[node] = true;
  }
}

}  // namespace fsdp_rt::testing
