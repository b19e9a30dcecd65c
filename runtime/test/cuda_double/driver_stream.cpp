// driver_stream.cpp - the driver's calls about streams, events, capture and graphs
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "capture.h"
#include "exports.h"
#include "report.h"
#include "stream.h"

namespace fsdp_rt::cu {

using namespace cuda_double;  // NOLINT: the definitions below are C functions

namespace {

std::shared_ptr<Event> UsableEvent(CUevent handle, const char* call, CUresult* error) {
  if (!UsableContext(call, error)) return nullptr;
  std::shared_ptr<Event> event = Events().Find(handle, call);
  if (!event) *error = CUDA_ERROR_INVALID_HANDLE;
  return event;
}

// What the host may ask of an event: its point, null if it was never recorded.
CUresult PointOf(CUevent handle, const char* call, PointPtr* point) {
  CUresult error;
  std::shared_ptr<Event> event = UsableEvent(handle, call, &error);
  return event ? EventPoint(*event, call, point) : error;
}

}  // namespace

CUresult cuStreamCreateWithPriority(CUstream* stream, unsigned flags, int priority) {
  CUresult error;
  Context* context = UsableContext("cuStreamCreateWithPriority", &error);
  if (!context) return error;
  if (flags != CU_STREAM_NON_BLOCKING) {
    ReportMisuse(
        "cuStreamCreateWithPriority makes a stream that waits for the null stream; expected CU_STREAM_NON_BLOCKING");
    return CUDA_ERROR_INVALID_VALUE;
  }
  int least, greatest;
  cuCtxGetStreamPriorityRange(&least, &greatest);
  // The driver takes the nearest that there is, without a word.
  if (priority > least || priority < greatest)
    ReportMisuse(Text("cuStreamCreateWithPriority: priority ", priority, "; expected ", greatest, " to ", least));
  *stream = static_cast<CUstream>(Streams().Add(Stream::Create(context)));
  return CUDA_SUCCESS;
}

CUresult cuStreamDestroy_v2(CUstream handle) {
  StreamPtr stream = Streams().Find(handle, "cuStreamDestroy");
  if (!stream) return CUDA_ERROR_INVALID_HANDLE;
  if (CUresult error = ForbiddenWhileCapturing(*stream, "cuStreamDestroy")) return error;
  Streams().Remove(handle, "cuStreamDestroy");
  stream->Close();
  return CUDA_SUCCESS;
}

CUresult cuStreamSynchronize(CUstream handle) {
  CUresult error;
  StreamPtr stream = UsableStream(handle, "cuStreamSynchronize", &error);
  if (!stream) return error;
  if ((error = ForbiddenWhileCapturing(*stream, "cuStreamSynchronize"))) return error;
  stream->Synchronize();
  return stream->context()->error();
}

CUresult cuStreamQuery(CUstream handle) {
  CUresult error;
  StreamPtr stream = UsableStream(handle, "cuStreamQuery", &error);
  if (!stream) return error;
  if ((error = ForbiddenWhileCapturing(*stream, "cuStreamQuery"))) return error;
  bool idle = stream->Idle();
  if (stream->context()->failed()) return stream->context()->error();
  return idle ? CUDA_SUCCESS : CUDA_ERROR_NOT_READY;
}

CUresult cuStreamWaitEvent(CUstream handle, CUevent event_handle, unsigned flags) {
  CUresult error;
  StreamPtr stream = UsableStream(handle, "cuStreamWaitEvent", &error);
  if (!stream) return error;
  std::shared_ptr<Event> event = UsableEvent(event_handle, "cuStreamWaitEvent", &error);
  if (!event) return error;
  return flags == 0 ? WaitEvent(stream, *event) : CUDA_ERROR_NOT_SUPPORTED;
}

CUresult cuStreamIsCapturing(CUstream handle, CUstreamCaptureStatus* status) {
  CUresult error;
  StreamPtr stream = UsableStream(handle, "cuStreamIsCapturing", &error);
  if (stream) *status = CaptureStatus(*stream);
  return error;
}

CUresult cuStreamBeginCapture_v2(CUstream handle, CUstreamCaptureMode mode) {
  CUresult error;
  StreamPtr stream = UsableStream(handle, "cuStreamBeginCapture", &error);
  return stream ? BeginCapture(stream, mode) : error;
}

CUresult cuStreamEndCapture(CUstream handle, CUgraph* graph) {
  CUresult error;
  StreamPtr stream = UsableStream(handle, "cuStreamEndCapture", &error);
  return stream ? EndCapture(stream, graph) : error;
}

CUresult cuEventCreate(CUevent* event, unsigned flags) {
  CUresult error;
  Context* context = UsableContext("cuEventCreate", &error);
  if (context) *event = static_cast<CUevent>(Events().Add(std::make_shared<Event>(context, flags)));
  return error;
}

CUresult cuEventDestroy_v2(CUevent event) {
  return Events().Remove(event, "cuEventDestroy") ? CUDA_SUCCESS : CUDA_ERROR_INVALID_HANDLE;
}

CUresult cuEventRecord(CUevent event_handle, CUstream handle) {
  CUresult error;
  StreamPtr stream = UsableStream(handle, "cuEventRecord", &error);
  if (!stream) return error;
  std::shared_ptr<Event> event = UsableEvent(event_handle, "cuEventRecord", &error);
  if (!event) return error;
  if (event->context != stream->context()) {
    ReportMisuse(Text("cuEventRecord records an event of device ", event->context->device(), " in ", stream->Describe(),
                      "; expected one of its own device"));
    return CUDA_ERROR_INVALID_HANDLE;
  }
  return RecordEvent(stream, *event);
}

CUresult cuEventQuery(CUevent event) {
  PointPtr point;
  if (CUresult error = PointOf(event, "cuEventQuery", &point)) return error;
  if (!point) return CUDA_SUCCESS;
  if (!point->done()) return CUDA_ERROR_NOT_READY;
  HostSaw(point->clock());
  return CUDA_SUCCESS;
}

CUresult cuEventSynchronize(CUevent event) {
  PointPtr point;
  if (CUresult error = PointOf(event, "cuEventSynchronize", &point)) return error;
  if (!point) return CUDA_SUCCESS;
  point->Wait();
  HostSaw(point->clock());
  return CurrentContext()->error();
}

CUresult cuEventElapsedTime(float* ms, CUevent begin, CUevent end) {
  PointPtr points[2];
  CUevent events[] = {begin, end};
  for (int i = 0; i < 2; ++i) {
    CUresult error;
    std::shared_ptr<Event> event = UsableEvent(events[i], "cuEventElapsedTime", &error);
    if (!event) return error;
    if ((error = EventPoint(*event, "cuEventElapsedTime", &points[i]))) return error;
    if (!points[i] || (event->flags & CU_EVENT_DISABLE_TIMING)) {
      ReportMisuse(Text("cuEventElapsedTime gets an event that ",
                        points[i] ? "was created without timing" : "was never recorded"));
      return CUDA_ERROR_INVALID_HANDLE;
    }
  }
  if (!points[0]->done() || !points[1]->done()) return CUDA_ERROR_NOT_READY;
  *ms = std::chrono::duration<float, std::milli>(points[1]->time() - points[0]->time()).count();
  return CUDA_SUCCESS;
}

CUresult cuGraphInstantiateWithFlags(CUgraphExec* exec, CUgraph handle, unsigned long long flags) {
  CUresult error;
  if (!UsableContext("cuGraphInstantiate", &error)) return error;
  std::shared_ptr<Graph> graph = Graphs().Find(handle, "cuGraphInstantiate");
  if (!graph) return CUDA_ERROR_INVALID_VALUE;
  if (flags != 0) return CUDA_ERROR_NOT_SUPPORTED;
  *exec = static_cast<CUgraphExec>(GraphExecs().Add(std::make_shared<GraphExec>(graph)));
  return CUDA_SUCCESS;
}

CUresult cuGraphLaunch(CUgraphExec handle, CUstream stream_handle) {
  CUresult error;
  StreamPtr stream = UsableStream(stream_handle, "cuGraphLaunch", &error);
  if (!stream) return error;
  std::shared_ptr<GraphExec> exec = GraphExecs().Find(handle, "cuGraphLaunch");
  if (!exec) return CUDA_ERROR_INVALID_VALUE;
  if (CaptureStatus(*stream) != CU_STREAM_CAPTURE_STATUS_NONE) {
    ReportMisuse(Text("not supported yet: cuGraphLaunch in ", stream->Describe(), ", which is capturing"));
    return CUDA_ERROR_NOT_SUPPORTED;
  }
  return Submit(stream_handle, "cuGraphLaunch", exec->Launch(exec));
}

CUresult cuGraphDestroy(CUgraph graph) {
  return Graphs().Remove(graph, "cuGraphDestroy") ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

CUresult cuGraphExecDestroy(CUgraphExec exec) {
  return GraphExecs().Remove(exec, "cuGraphExecDestroy") ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

}  // namespace fsdp_rt::cu
