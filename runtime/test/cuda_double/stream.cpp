// stream.cpp - streams
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "stream.h"

#include <atomic>
#include <thread>
#include <utility>

#include "capture.h"
#include "report.h"
#include "settings.h"

namespace cuda_double {
namespace {

std::atomic<int> stream_ids{0};

}  // namespace

Stream::Stream(Context* context)
    : context_(context),
      id_(++stream_ids),
      timeline_(NewTimeline()),
      random_(static_cast<unsigned>(GetSettings().seed * 7919 + id_)) {}

StreamPtr Stream::Create(Context* context) {
  StreamPtr stream(new Stream(context));
  std::thread([stream] { stream->Loop(); }).detach();
  return stream;
}

std::string Stream::Describe() const { return Text("stream ", id_, " of device ", context_->device()); }

void Stream::Push(Item item) {
  item.host = HostClock();
  {
    std::lock_guard lock(mutex_);
    ++submitted_;
    queue_.push_back(std::move(item));
  }
  changed_.notify_all();
}

void Stream::Run(Command command) {
  Item item;
  item.done = std::make_shared<Point>();
  if (command.sequence) {
    std::lock_guard lock(command.sequence->mutex);
    item.order_after = std::exchange(command.sequence->last, item.done);
  }
  {
    std::lock_guard lock(mutex_);
    ++commands_;
    item.label = std::make_shared<std::string>(Text(command.what, " (", Describe(), ", command ", commands_, ")"));
  }
  item.fingerprint = Fingerprint(command.watched);
  item.command = std::move(command);
  Push(std::move(item));
}

PointPtr Stream::Record() {
  Item item;
  PointPtr point = item.record = std::make_shared<Point>();
  Push(std::move(item));
  return point;
}

void Stream::WaitFor(PointPtr point) {
  Item item;
  item.wait_for = std::move(point);
  Push(std::move(item));
}

bool Stream::Idle() {
  std::lock_guard lock(mutex_);
  if (completed_ != submitted_) return false;
  HostSaw(completed_clock_);
  return true;
}

void Stream::Synchronize() {
  std::unique_lock lock(mutex_);
  uint64_t until = submitted_;
  changed_.wait(lock, [&] { return completed_ >= until; });
  HostSaw(completed_clock_);
}

void Stream::Close() {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

void Stream::Loop() {
  for (;;) {
    Item item;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return closed_ || !queue_.empty(); });
      if (queue_.empty()) return;
      item = std::move(queue_.front());
      queue_.pop_front();
    }
    Execute(item);
    {
      std::lock_guard lock(mutex_);
      ++completed_;
      completed_clock_ = clock_;
    }
    changed_.notify_all();
  }
}

void Stream::Execute(Item& item) {
  if (item.record) return item.record->Complete(clock_);
  if (item.wait_for) {
    item.wait_for->Wait();
    return clock_.Join(item.wait_for->clock());
  }
  if (item.order_after) item.order_after->Wait();
  clock_.Join(item.host);
  clock_.Set(timeline_, ++tick_);
  RunCommand(item.command, context_, Epoch{timeline_, tick_, item.label}, item.fingerprint, random_(), &clock_);
  item.done->Complete(clock_);
}

Registry<Stream>& Streams() {
  static auto* streams = new Registry<Stream>("stream");
  return *streams;
}

StreamPtr UsableStream(cu::CUstream handle, const char* call, CUresult* error) {
  Context* context = UsableContext(call, error);
  if (!context) return nullptr;
  *error = cu::CUDA_ERROR_INVALID_HANDLE;
  if (!handle) {
    ReportMisuse(Text(call, " gets the null stream, which waits for every other stream; expected a stream of its own"));
    return nullptr;
  }
  StreamPtr stream = Streams().Find(handle, call);
  if (!stream) return nullptr;
  if (stream->context() != context) {
    ReportMisuse(Text(call, " gets ", stream->Describe(), " while the context of device ", context->device(),
                      " is current; expected the stream's own"));
    return nullptr;
  }
  *error = cu::CUDA_SUCCESS;
  return stream;
}

CUresult Submit(cu::CUstream handle, const char* call, Command command) {
  CUresult error;
  StreamPtr stream = UsableStream(handle, call, &error);
  if (!stream) return error;
  if (CaptureCommand(*stream, call, &command, &error)) return error;
  stream->Run(std::move(command));
  return cu::CUDA_SUCCESS;
}

void SynchronizeStreams(Context* context) {
  for (const StreamPtr& stream : Streams().All()) {
    if (!context || stream->context() == context) stream->Synchronize();
  }
}

void CloseStreams(Context* context) {
  for (const StreamPtr& stream : Streams().All()) {
    if (stream->context() != context) continue;
    Streams().Remove(stream.get(), "cuDevicePrimaryCtxRelease");
    stream->Close();
  }
}

}  // namespace cuda_double
