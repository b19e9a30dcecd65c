// progress.h - waiting for another thread's or process's progress, with a deadline
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_BACKENDS_THREADS_PROGRESS_H_
#define FSDP_RT_BACKENDS_THREADS_PROGRESS_H_

#include <atomic>
#include <chrono>
#include <cstdint>

namespace fsdp_rt {

using Clock = std::chrono::steady_clock;

// A futex-backed counter that one rank advances and others sleep on. What is
// waited for lies in other atomics that the rank stores before Advance().
class alignas(64) Progress {
 public:
  // Where every rank has a core: for about as long as falling asleep and being woken
  // takes, tens of microseconds. Else for less than that, then give way.
  static constexpr int kSpinsAlone = 2048, kSpinsShared = 64;

  // `processes`: the ranks are processes, in whose shared memory this lies.
  explicit Progress(bool processes = false) : processes_(processes) {}

  void Advance();

  // Blocks until `done()` or `deadline`. `done` is called again after every Advance,
  // and `spins` times before this thread sleeps.
  template <typename Done>
  void WaitUntil(Clock::time_point deadline, int spins, Done&& done) {
    for (int spin = 0; spin < spins; ++spin) {
      if (done()) return;
      Pause(spins - spin);
    }
    while (true) {
      sleepers_.fetch_add(1, std::memory_order_seq_cst);
      uint32_t seen = epoch_.load(std::memory_order_seq_cst);
      bool finished = done();
      bool in_time = finished || Sleep(seen, deadline);
      sleepers_.fetch_sub(1, std::memory_order_seq_cst);
      if (finished || !in_time) return;
    }
  }

 private:
  static void Pause(int left);
  int Futex(int operation) const;
  // False if the deadline has passed.
  bool Sleep(uint32_t seen, Clock::time_point deadline);

  const bool processes_;
  std::atomic<uint32_t> epoch_{0};
  std::atomic<uint32_t> sleepers_{0};
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_THREADS_PROGRESS_H_
