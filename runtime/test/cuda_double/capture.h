// capture.h - stream capture, and events, which carry it from stream to stream
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_CUDA_DOUBLE_CAPTURE_H_
#define FSDP_RUNTIME_TEST_CUDA_DOUBLE_CAPTURE_H_

#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "graph.h"
#include "stream.h"

namespace cuda_double {

class Capture {
 public:
  struct Lane {
    StreamPtr stream;
    std::vector<size_t> frontier;  // what its next node comes after
  };

  Stream* origin = nullptr;
  std::thread::id thread;
  cu::CUstreamCaptureMode mode = cu::CU_STREAM_CAPTURE_MODE_GLOBAL;
  std::string invalid;  // why; empty: valid
  bool ended = false;
  std::vector<Lane> lanes;
  std::shared_ptr<Graph> graph;
};

class Event {
 public:
  Event(Context* context, unsigned flags) : context(context), flags(flags) {}
  Context* const context;
  const unsigned flags;
  // Guarded as captures are: the last record, in a stream or in a capture.
  PointPtr point;
  std::shared_ptr<Capture> capture;
  std::vector<size_t> nodes;
};

Registry<Event>& Events();

CUresult BeginCapture(const StreamPtr& stream, cu::CUstreamCaptureMode mode);
CUresult EndCapture(const StreamPtr& stream, cu::CUgraph* graph);
cu::CUstreamCaptureStatus CaptureStatus(Stream& stream);

// True if the stream is capturing: the command is then a node, or *error says why it cannot be.
bool CaptureCommand(Stream& stream, const char* call, Command* command, CUresult* error);
CUresult RecordEvent(const StreamPtr& stream, Event& event);
CUresult WaitEvent(const StreamPtr& stream, Event& event);
// For the host: the point of the last record (null: none); an error if that was in a capture.
CUresult EventPoint(Event& event, const char* call, PointPtr* point);

// What a call returns that a capture forbids: such a call makes the capture invalid.
CUresult ForbiddenWhileCapturing(Stream& stream, const char* call);
// The same for calls that may wait for the device (allocation), by the thread's own captures.
CUresult ForbiddenWhileThreadCaptures(const char* call);

}  // namespace cuda_double

#endif  // FSDP_RUNTIME_TEST_CUDA_DOUBLE_CAPTURE_H_
