// rank_threads.h - one thread per rank, given work together
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_RANK_THREADS_H_
#define FSDP_RT_RUNNER_RANK_THREADS_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace fsdp_rt::runner {

// The same thread serves the same rank every time, so that what a rank touches
// stays near it.
class RankThreads {
 public:
  explicit RankThreads(uint32_t ranks);
  RankThreads(const RankThreads&) = delete;
  RankThreads& operator=(const RankThreads&) = delete;
  ~RankThreads();

  // Calls job(rank) on every rank's thread and returns when all have returned.
  void Run(const std::function<void(uint32_t rank)>& job);

 private:
  void Serve(uint32_t rank);

  std::mutex mutex_;
  std::condition_variable start_, done_;
  const std::function<void(uint32_t)>* job_ = nullptr;
  uint64_t generation_ = 0;
  uint32_t busy_ = 0;
  bool stop_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_RANK_THREADS_H_
