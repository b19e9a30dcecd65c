// stream.h - streams: threads that run commands one after the other
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_CUDA_DOUBLE_STREAM_H_
#define FSDP_RUNTIME_TEST_CUDA_DOUBLE_STREAM_H_

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <random>

#include "command.h"
#include "registry.h"

namespace cuda_double {

class Stream : public std::enable_shared_from_this<Stream> {
 public:
  // Starts the thread, which keeps the stream alive until it is closed and empty.
  static std::shared_ptr<Stream> Create(Context* context);

  Context* context() { return context_; }
  std::string Describe() const;

  void Run(Command command);
  PointPtr Record();
  void WaitFor(PointPtr point);
  bool Idle();
  // Until what was submitted before the call is done.
  void Synchronize();
  void Close();

  // Only capture.cpp touches them; null when not capturing.
  std::shared_ptr<Capture> capture;
  size_t lane = 0;

 private:
  struct Item {
    Command command;  // with `done`
    PointPtr done;
    PointPtr order_after;
    PointPtr record;    // or this
    PointPtr wait_for;  // or this
    Clock host;
    std::optional<uint64_t> fingerprint;
    Label label;
  };

  explicit Stream(Context* context);
  void Push(Item item);
  void Loop();
  void Execute(Item& item);

  Context* const context_;
  const int id_;
  const int timeline_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Item> queue_;
  uint64_t submitted_ = 0, completed_ = 0;
  uint64_t commands_ = 0;
  bool closed_ = false;
  Clock completed_clock_;
  // Of the thread.
  Clock clock_;
  uint64_t tick_ = 0;
  std::minstd_rand random_;
};
using StreamPtr = std::shared_ptr<Stream>;

Registry<Stream>& Streams();

// The stream of a handle, checked against the current context; null with the call's error.
StreamPtr UsableStream(cu::CUstream handle, const char* call, CUresult* error);
// Submits to a stream, or to the graph that it captures.
CUresult Submit(cu::CUstream handle, const char* call, Command command);
// Waits for all streams of a context (null: of every context).
void SynchronizeStreams(Context* context);
// Of a context that is destroyed: they end when they have done what they were given.
void CloseStreams(Context* context);

}  // namespace cuda_double

#endif  // FSDP_RUNTIME_TEST_CUDA_DOUBLE_STREAM_H_
