// command.h - what streams and graphs execute
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_CUDA_DOUBLE_COMMAND_H_
#define FSDP_RUNTIME_TEST_CUDA_DOUBLE_COMMAND_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "clock.h"
#include "context.h"
#include "memory.h"

namespace cuda_double {

// A point of a stream that others wait for: an event's record, the end of a command.
class Point {
 public:
  void Complete(const Clock& clock);
  bool done();
  void Wait();
  // Of the stream at this point; once it is done.
  Clock clock();
  std::chrono::steady_clock::time_point time();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  Clock clock_;
  std::chrono::steady_clock::time_point time_;
};
using PointPtr = std::shared_ptr<Point>;

// Everything that the host has seen finish, by any of its threads: threads order each other in
// ways that no call shows, so what one has waited for counts as waited for by all.
Clock HostClock();
void HostSaw(const Clock& clock);

// One command while it runs.
class Execution {
 public:
  Execution(Context* context, Epoch self, Clock clock, uint64_t random)
      : context_(context), self_(std::move(self)), clock_(std::move(clock)), random_(random) {}

  Context* context() { return context_; }
  const std::string& label() const { return *self_.label; }
  Clock& clock() { return clock_; }
  uint64_t random() const { return random_; }

  // Checks that the bytes are alive and notes the access. False after a report: the command must
  // leave them alone.
  bool Touch(uint64_t address, uint64_t bytes, bool write);
  // Notes an access to bytes [begin, end) of an allocation; false if it races.
  bool Note(Allocation& allocation, uint64_t begin, uint64_t end, bool write);
  void Fail(CUresult error, const std::string& why) { context_->Fail(error, label() + " " + why); }

 private:
  Context* context_;
  Epoch self_;
  Clock clock_;
  uint64_t random_;
};

// Which bytes of device memory count as written; no-ops for other memory.
void MarkWritten(uint64_t address, uint64_t bytes);
void CopyWritten(uint64_t dest, uint64_t source, uint64_t bytes);

struct HostBytes {
  const void* memory = nullptr;
  uint64_t bytes = 0;
};

class Capture;

// Commands that run in the order of their calls, whatever stream they are on, but that order
// nothing else: NCCL's of one communicator.
struct Sequence {
  std::mutex mutex;
  PointPtr last;
  std::weak_ptr<Capture> capture;  // of the last command, with its node
  size_t node = 0;
};

struct Command {
  std::string what;  // "launch pack_layer0"
  std::function<void(Execution&)> run;
  std::function<void(Context*)> skip;  // instead of run if the context has failed; may be empty
  HostBytes watched;                   // host memory that must not change until the command has read it
  std::shared_ptr<Sequence> sequence;
};

// Of the watched bytes when the command was submitted; none if it watches none.
std::optional<uint64_t> Fingerprint(const HostBytes& bytes);

// Runs a command as `self`; *clock is what is ordered before it, then what is ordered before its successor.
void RunCommand(const Command& command, Context* context, const Epoch& self, std::optional<uint64_t> fingerprint,
                uint64_t random, Clock* clock);

}  // namespace cuda_double

#endif  // FSDP_RUNTIME_TEST_CUDA_DOUBLE_COMMAND_H_
