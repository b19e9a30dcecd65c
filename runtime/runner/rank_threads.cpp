// rank_threads.cpp - one thread per rank, given work together
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/rank_threads.h"

namespace fsdp_rt::runner {

RankThreads::RankThreads(uint32_t ranks) {
  for (uint32_t rank = 0; rank < ranks; ++rank) threads_.emplace_back([this, rank] { Serve(rank); });
}

RankThreads::~RankThreads() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  start_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void RankThreads::Run(const std::function<void(uint32_t)>& job) {
  std::unique_lock lock(mutex_);
  job_ = &job;
  busy_ = static_cast<uint32_t>(threads_.size());
  ++generation_;
  start_.notify_all();
  done_.wait(lock, [this] { return busy_ == 0; });
}

void RankThreads::Serve(uint32_t rank) {
  uint64_t served = 0;
  std::unique_lock lock(mutex_);
  while (true) {
    start_.wait(lock, [&] { return stop_ || generation_ != served; });
    if (stop_) return;
    served = generation_;
    const auto* job = job_;
    lock.unlock();
    (*job)(rank);
    lock.lock();
    if (--busy_ == 0) done_.notify_all();
  }
}

}  // namespace fsdp_rt::runner
