// rank_threads.h - one thread per rank, given work together
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_RANK_THREADS_H_
#define FSDP_RT_RUNNER_RANK_THREADS_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

namespace fsdp_rt::runner {

// The same thread serves the same rank every time, so that what a rank touches
// stays near it. Rank 0's is the thread that calls Run.
class RankThreads {
 public:
  explicit RankThreads(uint32_t ranks);
  RankThreads(const RankThreads&) = delete;
  RankThreads& operator=(const RankThreads&) = delete;
  ~RankThreads();

  // Calls job(rank) on every rank's thread and returns when all have returned.
  // From one thread at a time.
  void Run(const std::function<void(uint32_t rank)>& job);

 private:
  void Serve(uint32_t rank);
  // Until `value` is not `old`: looks for a while, where every rank has a core, then sleeps.
  void AwaitChange(const std::atomic<uint32_t>& value, uint32_t old) const;

  std::chrono::microseconds patience_;
  const std::function<void(uint32_t)>* job_ = nullptr;
  std::atomic<uint32_t> generation_{0};  // of job_
  std::atomic<uint32_t> busy_{0};        // ranks but rank 0
  std::atomic<bool> stop_{false};
  std::vector<std::thread> threads_;
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_RANK_THREADS_H_
