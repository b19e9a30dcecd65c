// capture.cpp - stream capture
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "capture.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "report.h"

namespace cuda_double {
namespace {

// Guards every stream's `capture` and `lane`, every event and every capture.
std::mutex capture_mutex;
std::atomic<int> graph_ids{0};

// Captures that have begun and not ended.
std::vector<std::shared_ptr<Capture>>& Active() {
  static auto* active = new std::vector<std::shared_ptr<Capture>>;
  return *active;
}

CUresult Invalidate(Capture& capture, CUresult error, const std::string& why) {
  if (capture.invalid.empty()) capture.invalid = why;
  ReportMisuse(why);
  return error;
}

void Insert(std::vector<size_t>& nodes, const std::vector<size_t>& more) {
  for (size_t node : more) {
    if (std::find(nodes.begin(), nodes.end(), node) == nodes.end()) nodes.push_back(node);
  }
}

// The error of using a capturing stream now; CUDA_SUCCESS if it may be used.
CUresult CheckUse(Stream& stream, const char* call) {
  Capture& capture = *stream.capture;
  if (!capture.invalid.empty()) return cu::CUDA_ERROR_STREAM_CAPTURE_INVALIDATED;
  if (capture.mode != cu::CU_STREAM_CAPTURE_MODE_RELAXED && capture.thread != std::this_thread::get_id()) {
    return Invalidate(capture, cu::CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD,
                      Text(call, " submits to ", stream.Describe(), ", which another thread is capturing"));
  }
  return cu::CUDA_SUCCESS;
}

// The first node of a lane that the origin has not been made to wait for; none: npos.
size_t Unjoined(const Capture& capture) {
  std::vector<bool> joined(capture.graph->nodes.size());
  std::vector<size_t> left = capture.lanes[0].frontier;
  while (!left.empty()) {
    size_t node = left.back();
    left.pop_back();
    if (joined[node]) continue;
    joined[node] = true;
    left.insert(left.end(), capture.graph->nodes[node].after.begin(), capture.graph->nodes[node].after.end());
  }
  for (const Capture::Lane& lane : capture.lanes) {
    for (size_t node : lane.frontier) {
      if (!joined[node]) return node;
    }
  }
  return std::string::npos;
}

void JoinCapture(const StreamPtr& stream, const std::shared_ptr<Capture>& capture) {
  stream->capture = capture;
  stream->lane = capture->lanes.size();
  capture->lanes.push_back({stream, {}});
  capture->graph->lanes = capture->lanes.size();
}

}  // namespace

Registry<Event>& Events() {
  static auto* events = new Registry<Event>("event");
  return *events;
}

CUresult BeginCapture(const StreamPtr& stream, cu::CUstreamCaptureMode mode) {
  std::lock_guard lock(capture_mutex);
  if (stream->capture) {
    return Invalidate(*stream->capture, cu::CUDA_ERROR_ILLEGAL_STATE,
                      Text("cuStreamBeginCapture gets ", stream->Describe(), ", which is capturing already"));
  }
  auto capture = std::make_shared<Capture>();
  capture->origin = stream.get();
  capture->thread = std::this_thread::get_id();
  capture->mode = mode;
  capture->graph = std::make_shared<Graph>();
  capture->graph->id = ++graph_ids;
  JoinCapture(stream, capture);
  Active().push_back(capture);
  return cu::CUDA_SUCCESS;
}

CUresult EndCapture(const StreamPtr& stream, cu::CUgraph* graph) {
  std::lock_guard lock(capture_mutex);
  *graph = nullptr;
  std::shared_ptr<Capture> capture = stream->capture;
  if (!capture) {
    ReportMisuse(Text("cuStreamEndCapture gets ", stream->Describe(), ", which is not capturing"));
    return cu::CUDA_ERROR_ILLEGAL_STATE;
  }
  if (capture->origin != stream.get()) {
    return Invalidate(*capture, cu::CUDA_ERROR_STREAM_CAPTURE_UNMATCHED,
                      Text("cuStreamEndCapture gets ", stream->Describe(), "; expected ", capture->origin->Describe(),
                           ", on which the capture began"));
  }
  if (CUresult error = CheckUse(*stream, "cuStreamEndCapture"); error == cu::CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD) {
    return error;
  }
  capture->ended = true;
  for (Capture::Lane& lane : capture->lanes) lane.stream->capture = nullptr;
  std::erase(Active(), capture);
  size_t unjoined = Unjoined(*capture);
  capture->lanes.clear();
  if (!capture->invalid.empty()) return cu::CUDA_ERROR_STREAM_CAPTURE_INVALIDATED;
  if (unjoined != std::string::npos) {
    ReportMisuse(Text("cuStreamEndCapture on ", stream->Describe(), ": it was not made to wait for '",
                      capture->graph->nodes[unjoined].command.what,
                      "', which another stream captured; expected an event recorded there and waited for here"));
    return cu::CUDA_ERROR_STREAM_CAPTURE_UNJOINED;
  }
  *graph = static_cast<cu::CUgraph>(Graphs().Add(capture->graph));
  return cu::CUDA_SUCCESS;
}

cu::CUstreamCaptureStatus CaptureStatus(Stream& stream) {
  std::lock_guard lock(capture_mutex);
  if (!stream.capture) return cu::CU_STREAM_CAPTURE_STATUS_NONE;
  return stream.capture->invalid.empty() ? cu::CU_STREAM_CAPTURE_STATUS_ACTIVE
                                         : cu::CU_STREAM_CAPTURE_STATUS_INVALIDATED;
}

bool CaptureCommand(Stream& stream, const char* call, Command* command, CUresult* error) {
  std::lock_guard lock(capture_mutex);
  if (!stream.capture) return false;
  *error = CheckUse(stream, call);
  if (*error != cu::CUDA_SUCCESS) return true;
  std::shared_ptr<Capture> capture = stream.capture;
  std::vector<GraphNode>& nodes = capture->graph->nodes;
  GraphNode node;
  node.context = stream.context();
  node.lane = stream.lane;
  node.after = std::exchange(capture->lanes[stream.lane].frontier, {nodes.size()});
  if (Sequence* sequence = command->sequence.get()) {
    std::lock_guard sequence_lock(sequence->mutex);
    if (sequence->capture.lock() == capture) node.order_after = {sequence->node};
    sequence->capture = capture;
    sequence->node = nodes.size();
  }
  node.command = std::move(*command);
  nodes.push_back(std::move(node));
  return true;
}

CUresult RecordEvent(const StreamPtr& stream, Event& event) {
  std::lock_guard lock(capture_mutex);
  if (stream->capture) {
    if (CUresult error = CheckUse(*stream, "cuEventRecord"); error != cu::CUDA_SUCCESS) return error;
    event.capture = stream->capture;
    event.nodes = stream->capture->lanes[stream->lane].frontier;
    return cu::CUDA_SUCCESS;
  }
  event.capture = nullptr;
  event.point = stream->Record();
  return cu::CUDA_SUCCESS;
}

CUresult WaitEvent(const StreamPtr& stream, Event& event) {
  std::lock_guard lock(capture_mutex);
  if (stream->capture) {
    if (CUresult error = CheckUse(*stream, "cuStreamWaitEvent"); error != cu::CUDA_SUCCESS) return error;
    if (event.capture != stream->capture) {
      if (event.capture && !event.capture->ended) {
        Invalidate(*event.capture, cu::CUDA_SUCCESS, "cuStreamWaitEvent would merge two captures");
        return Invalidate(*stream->capture, cu::CUDA_ERROR_STREAM_CAPTURE_MERGE,
                          Text("cuStreamWaitEvent makes the capture of ", stream->Describe(),
                               " wait for an event of another capture"));
      }
      if (!event.point && !event.capture) return cu::CUDA_SUCCESS;
      return Invalidate(*stream->capture, cu::CUDA_ERROR_STREAM_CAPTURE_ISOLATION,
                        Text("cuStreamWaitEvent makes the capture of ", stream->Describe(),
                             " wait for an event that was recorded outside of it"));
    }
    Insert(stream->capture->lanes[stream->lane].frontier, event.nodes);
    return cu::CUDA_SUCCESS;
  }
  if (event.capture && event.capture->ended) {
    ReportMisuse(Text("cuStreamWaitEvent makes ", stream->Describe(),
                      " wait for an event that was last recorded in a capture, which has ended"));
    return cu::CUDA_ERROR_CAPTURED_EVENT;
  }
  if (event.capture) {
    JoinCapture(stream, event.capture);
    stream->capture->lanes[stream->lane].frontier = event.nodes;
    return CheckUse(*stream, "cuStreamWaitEvent");
  }
  if (event.point) stream->WaitFor(event.point);
  return cu::CUDA_SUCCESS;
}

CUresult EventPoint(Event& event, const char* call, PointPtr* point) {
  std::lock_guard lock(capture_mutex);
  *point = event.point;
  if (!event.capture) return cu::CUDA_SUCCESS;
  std::string why = Text(call, " gets an event that was last recorded in a capture");
  if (!event.capture->ended) return Invalidate(*event.capture, cu::CUDA_ERROR_CAPTURED_EVENT, why);
  ReportMisuse(why);
  return cu::CUDA_ERROR_CAPTURED_EVENT;
}

CUresult ForbiddenWhileCapturing(Stream& stream, const char* call) {
  std::lock_guard lock(capture_mutex);
  if (!stream.capture) return cu::CUDA_SUCCESS;
  return Invalidate(*stream.capture, cu::CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED,
                    Text(call, " gets ", stream.Describe(), ", which is capturing"));
}

CUresult ForbiddenWhileThreadCaptures(const char* call) {
  std::lock_guard lock(capture_mutex);
  for (const std::shared_ptr<Capture>& capture : Active()) {
    bool own = capture->thread == std::this_thread::get_id();
    if (capture->mode == cu::CU_STREAM_CAPTURE_MODE_RELAXED) continue;
    if (capture->mode == cu::CU_STREAM_CAPTURE_MODE_THREAD_LOCAL && !own) continue;
    return Invalidate(*capture, cu::CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED,
                      Text(call, " is called while ", own ? "its thread" : "another thread, in global mode,",
                           " captures ", capture->origin->Describe()));
  }
  return cu::CUDA_SUCCESS;
}

}  // namespace cuda_double
