// progress.cpp - waiting for another thread's or process's progress, with a deadline
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "progress.h"

#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <climits>
#include <ctime>

namespace fsdp_rt {

void Progress::Advance() {
  epoch_.fetch_add(1, std::memory_order_seq_cst);
  // A waiter counts itself before it reads the epoch, so either it sees this
  // advance or this sees the waiter.
  if (sleepers_.load(std::memory_order_seq_cst) == 0) return;
  syscall(SYS_futex, reinterpret_cast<uint32_t*>(&epoch_), Futex(FUTEX_WAKE), INT_MAX, nullptr, nullptr, 0);
}

// The kernel finds a word of one process quicker.
int Progress::Futex(int operation) const { return processes_ ? operation : operation | FUTEX_PRIVATE_FLAG; }

void Progress::Pause(int left) {
  constexpr int kYields = 2;
  if (left <= kYields) {
    sched_yield();
    return;
  }
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

bool Progress::Sleep(uint32_t seen, Clock::time_point deadline) {
  auto left = std::chrono::duration_cast<std::chrono::nanoseconds>(deadline - Clock::now()).count();
  if (left <= 0) return false;
  timespec timeout{time_t(left / 1000000000), long(left % 1000000000)};
  syscall(SYS_futex, reinterpret_cast<uint32_t*>(&epoch_), Futex(FUTEX_WAIT), seen, &timeout, nullptr, 0);
  return true;
}

}  // namespace fsdp_rt
