// stream_graph.cpp - entries and parts of entries as graphs of the device
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the communicator can be captured, an entry is one graph. Where it cannot, each
// stretch of a stream between two commands that order streams or ranks is one: it has no
// edges to elsewhere, so it may be launched where its first command stands.

#include <algorithm>

#include "stream_executor.h"

namespace fsdp_rt {
namespace {

bool IsLocalWork(const Command& command) {
  return std::holds_alternative<Launch>(command.body) || std::holds_alternative<Gemm>(command.body) ||
         std::holds_alternative<Copy>(command.body) || std::holds_alternative<Fill>(command.body);
}

}  // namespace

void StreamExecutor::FindSegments() {
  segments_.resize(entry_.commands.size());
  segment_graphs_.resize(entry_.commands.size());
  std::vector<int64_t> open(session_.model().streams, -1);  // first command of each stream's segment
  for (uint32_t i = 0; i < entry_.commands.size(); ++i) {
    int64_t& first = open[command(i).stream];
    if (!IsLocalWork(command(i))) {
      first = -1;
      segments_[i] = {i};
      continue;
    }
    if (first < 0) first = i;
    segments_[first].push_back(i);
  }
}

std::vector<const void*> StreamExecutor::BindingAddresses() const {
  std::vector<const void*> addresses;
  for (uint32_t binding : entry_.bindings) {
    ByteRange range;
    range.binding = int32_t(binding);
    addresses.push_back(session_.Address(range));
  }
  return addresses;
}

void StreamExecutor::ForgetGraph() {
  if (whole_graph_) api().destroy_graph(device(), whole_graph_);
  whole_graph_ = nullptr;
  for (fsdp_rt_graph*& graph : segment_graphs_) {
    if (graph) api().destroy_graph(device(), graph);
    graph = nullptr;
  }
}

Status StreamExecutor::RunGraph() {
  if (std::vector<const void*> bindings = BindingAddresses(); bindings != captured_bindings_) {
    ForgetGraph();
    captured_bindings_ = std::move(bindings);
  }
  if (!session_.comm()->vtable->capturable) return RunSegments();
  if (!whole_graph_) FSDP_RT_TRY(CaptureWhole());
  return Located(CallAbi(api().launch_graph, device(), whole_graph_, state_.stream(0)), -1);
}

Status StreamExecutor::CaptureWhole() {
  FSDP_RT_TRY(Located(CallAbi(api().begin_capture, device(), state_.stream(0)), -1));
  Status status = Located(Prologue(), -1);
  for (uint32_t i = 0; i < entry_.commands.size() && status.ok(); ++i) status = Located(Enqueue(i), int(i));
  if (status.ok()) status = Located(Epilogue(), -1);
  Status ended = CallAbi(api().end_capture, device(), state_.stream(0), &whole_graph_);
  if (status.ok()) return Located(std::move(ended), -1);
  ForgetGraph();
  return status;
}

Status StreamExecutor::RunSegments() {
  FSDP_RT_TRY(Located(Prologue(), -1));
  for (uint32_t i = 0; i < entry_.commands.size(); ++i) {
    FSDP_RT_TRY(session_.CheckAborted());
    if (segments_[i].empty()) continue;  // part of an earlier one
    if (segments_[i].size() == 1) {
      FSDP_RT_TRY(Located(Enqueue(i), int(i)));
      continue;
    }
    if (!segment_graphs_[i]) FSDP_RT_TRY(CaptureSegment(i));
    FSDP_RT_TRY(Located(CallAbi(api().launch_graph, device(), segment_graphs_[i], StreamOf(i)), int(i)));
  }
  return Located(Epilogue(), -1);
}

Status StreamExecutor::CaptureSegment(uint32_t first) {
  FSDP_RT_TRY(Located(CallAbi(api().begin_capture, device(), StreamOf(first)), int(first)));
  Status status;
  for (uint32_t index : segments_[first])
    if (status.ok()) status = Located(Enqueue(index), int(index));
  Status ended = CallAbi(api().end_capture, device(), StreamOf(first), &segment_graphs_[first]);
  if (status.ok()) return Located(std::move(ended), int(first));
  if (segment_graphs_[first]) api().destroy_graph(device(), segment_graphs_[first]);
  segment_graphs_[first] = nullptr;
  return status;
}

}  // namespace fsdp_rt
