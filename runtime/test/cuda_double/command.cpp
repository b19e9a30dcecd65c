// command.cpp - runs one command and checks what it touches
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "command.h"

#include <chrono>
#include <cstring>
#include <thread>

#include "report.h"
#include "settings.h"

namespace cuda_double {
namespace {

std::mutex host_mutex;
Clock& HostClockStored() {
  static auto* clock = new Clock;
  return *clock;
}

// One command in four is held up, so that orders which nothing enforces change from run to run.
void Delay(uint64_t random) {
  uint64_t longest = GetSettings().delay_us;
  if (longest == 0 || random % 4 != 0) return;
  std::this_thread::sleep_for(std::chrono::microseconds((random >> 8) % longest));
}

}  // namespace

void Point::Complete(const Clock& clock) {
  {
    std::lock_guard lock(mutex_);
    clock_ = clock;
    time_ = std::chrono::steady_clock::now();
    done_ = true;
  }
  changed_.notify_all();
}

bool Point::done() {
  std::lock_guard lock(mutex_);
  return done_;
}

void Point::Wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return done_; });
}

Clock Point::clock() {
  std::lock_guard lock(mutex_);
  return clock_;
}

std::chrono::steady_clock::time_point Point::time() {
  std::lock_guard lock(mutex_);
  return time_;
}

Clock HostClock() {
  std::lock_guard lock(host_mutex);
  return HostClockStored();
}

void HostSaw(const Clock& clock) {
  std::lock_guard lock(host_mutex);
  HostClockStored().Join(clock);
}

bool Execution::Touch(uint64_t address, uint64_t bytes, bool write) {
  if (bytes == 0) return true;
  std::string why;
  AllocationPtr allocation = FindRange(address, bytes, &why);
  if (!allocation) {
    Fail(cu::CUDA_ERROR_ILLEGAL_ADDRESS,
         Text(write ? "writes " : "reads ", bytes, " bytes at ", Hex(address), ", ", why));
    return false;
  }
  return Note(*allocation, address - allocation->begin, address - allocation->begin + bytes, write);
}

bool Execution::Note(Allocation& allocation, uint64_t begin, uint64_t end, bool write) {
  std::optional<Race> race = allocation.log.Note(begin, end, write, self_, clock_);
  if (!race) return true;
  uint64_t first = std::max(begin, race->begin), last = std::min(end, race->end);
  Fail(cu::CUDA_ERROR_LAUNCH_FAILED,
       Text(write ? "writes" : "reads", " bytes ", first, " to ", last, " of ", allocation.Describe(), ", which ",
            *race->other.label, race->other_writes ? " writes" : " reads",
            ", and nothing orders the two; expected an event that one records and the other's stream waits for"));
  return false;
}

void MarkWritten(uint64_t address, uint64_t bytes) {
  std::string why;
  AllocationPtr allocation = FindRange(address, bytes, &why);
  if (allocation && allocation->written) std::memset(allocation->written + (address - allocation->begin), 1, bytes);
}

void CopyWritten(uint64_t dest, uint64_t source, uint64_t bytes) {
  std::string why;
  AllocationPtr to = FindRange(dest, bytes, &why), from = FindRange(source, bytes, &why);
  if (!to || !to->written) return;
  if (!from || !from->written) return MarkWritten(dest, bytes);
  std::memmove(to->written + (dest - to->begin), from->written + (source - from->begin), bytes);
}

std::optional<uint64_t> Fingerprint(const HostBytes& bytes) {
  if (bytes.bytes == 0) return std::nullopt;
  uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  auto* at = static_cast<const uint8_t*>(bytes.memory);
  for (uint64_t i = 0; i < bytes.bytes; ++i) hash = (hash ^ at[i]) * 0x100000001b3;
  return hash;
}

void RunCommand(const Command& command, Context* context, const Epoch& self, std::optional<uint64_t> fingerprint,
                uint64_t random, Clock* clock) {
  Delay(random);
  if (context->failed()) {
    if (command.skip) command.skip(context);
    return;
  }
  Execution execution(context, self, *clock, random);
  if (fingerprint && Fingerprint(command.watched) != fingerprint) {
    execution.Fail(cu::CUDA_ERROR_LAUNCH_FAILED,
                   Text("finds its ", command.watched.bytes, " bytes of host memory at ",
                        Hex(reinterpret_cast<uint64_t>(command.watched.memory)),
                        " changed since it was submitted; expected the host to wait before it writes there again"));
  }
  command.run(execution);
  *clock = execution.clock();
}

}  // namespace cuda_double
