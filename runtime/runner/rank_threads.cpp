// rank_threads.cpp - one thread per rank, given work together
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/rank_threads.h"

namespace fsdp_rt::runner {
namespace {

// Longer than a host needs between two entries; waking a sleeper costs tens of microseconds.
constexpr std::chrono::microseconds kPatience{200};

}  // namespace

RankThreads::RankThreads(uint32_t ranks)
    : patience_(ranks <= std::thread::hardware_concurrency() ? kPatience : kPatience * 0) {
  for (uint32_t rank = 1; rank < ranks; ++rank) threads_.emplace_back([this, rank] { Serve(rank); });
}

RankThreads::~RankThreads() {
  stop_ = true;
  ++generation_;
  generation_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void RankThreads::Run(const std::function<void(uint32_t)>& job) {
  job_ = &job;
  busy_ = static_cast<uint32_t>(threads_.size());
  ++generation_;
  generation_.notify_all();
  job(0);
  while (const uint32_t busy = busy_) AwaitChange(busy_, busy);
}

void RankThreads::Serve(uint32_t rank) {
  for (uint32_t served = 0;; ++served) {
    AwaitChange(generation_, served);
    if (stop_) return;
    (*job_)(rank);
    if (--busy_ == 0) busy_.notify_one();
  }
}

void RankThreads::AwaitChange(const std::atomic<uint32_t>& value, uint32_t old) const {
  const auto end = std::chrono::steady_clock::now() + patience_;
  while (std::chrono::steady_clock::now() < end)
    if (value != old) return;
  value.wait(old);
}

}  // namespace fsdp_rt::runner
