// clock.h - vector clocks of streams and graph lanes
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A timeline is whatever runs commands one after the other: a stream, a lane of a graph. Its
// commands are numbered by ticks. A clock holds, per timeline, the last tick that is ordered
// before some point; command (t, n) is ordered before a command with clock c iff n <= c[t].

#ifndef FSDP_RUNTIME_TEST_CUDA_DOUBLE_CLOCK_H_
#define FSDP_RUNTIME_TEST_CUDA_DOUBLE_CLOCK_H_

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace cuda_double {

using Label = std::shared_ptr<const std::string>;

class Clock {
 public:
  uint64_t operator[](int timeline) const {
    return static_cast<size_t>(timeline) < ticks_.size() ? ticks_[timeline] : 0;
  }
  void Set(int timeline, uint64_t tick) {
    if (ticks_.size() <= static_cast<size_t>(timeline)) ticks_.resize(timeline + 1);
    ticks_[timeline] = tick;
  }
  void Join(const Clock& other) {
    if (ticks_.size() < other.ticks_.size()) ticks_.resize(other.ticks_.size());
    for (size_t i = 0; i < other.ticks_.size(); ++i) ticks_[i] = std::max(ticks_[i], other.ticks_[i]);
  }

 private:
  std::vector<uint64_t> ticks_;
};

// One executed command.
struct Epoch {
  int timeline = -1;
  uint64_t tick = 0;
  Label label;  // "launch pack_layer0 (stream 2 of device 0, command 5)"

  bool exists() const { return timeline >= 0; }
  bool BeforeOrSame(const Clock& clock) const { return tick <= clock[timeline]; }
};

int NewTimeline();

}  // namespace cuda_double

#endif  // FSDP_RUNTIME_TEST_CUDA_DOUBLE_CLOCK_H_
