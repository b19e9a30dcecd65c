// threads_world.cpp - the world: boards, abort, the C ABI
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "threads_world.h"

#include <algorithm>
#include <thread>

namespace fsdp_rt {

ThreadsWorld::ThreadsWorld(uint32_t replicas, uint32_t shards, uint64_t deadline_ms)
    : replicas_(replicas),
      shards_(shards),
      // Beyond a year a deadline is none; the clock must not overflow.
      deadline_(std::min<uint64_t>(deadline_ms, uint64_t(365) * 24 * 3600 * 1000)),
      spins_(size() <= std::thread::hardware_concurrency() ? Progress::kSpinsAlone : Progress::kSpinsShared) {
  for (uint32_t rank = 0; rank < size(); ++rank) {
    progress_.push_back(std::make_unique<Progress>());
    comms_.push_back(std::make_unique<ThreadsComm>(this, rank));
  }
}

ThreadsWorld::~ThreadsWorld() = default;

AxisBoard* ThreadsWorld::BoardsOf(uint32_t axis) {
  std::lock_guard<std::mutex> lock(boards_mutex_);
  std::unique_ptr<AxisBoard[]>& boards = boards_[axis];
  if (!boards) boards = std::make_unique<AxisBoard[]>(size());
  return boards.get();
}

fsdp_rt_comm* ThreadsWorld::comm(uint32_t rank) { return rank < size() ? comms_[rank].get() : nullptr; }

void ThreadsWorld::Abort(const Status& why) {
  {
    std::lock_guard<std::mutex> lock(why_mutex_);
    if (aborted()) return;
    why_ = why;
    aborted_.store(true, std::memory_order_release);
  }
  for (auto& progress : progress_) progress->Advance();
}

Status ThreadsWorld::AbortedStatus(uint32_t rank) {
  std::lock_guard<std::mutex> lock(why_mutex_);
  return AfterAbort(why_, int(rank));
}

}  // namespace fsdp_rt

struct fsdp_rt_threads_world {
  fsdp_rt::ThreadsWorld world;
};

extern "C" fsdp_rt_status fsdp_rt_threads_world_create(uint32_t replicas, uint32_t shards, uint64_t deadline_ms,
                                                       fsdp_rt_threads_world** out_world, fsdp_rt_error* out_error) {
  return fsdp_rt::Guard(out_error, [&]() -> fsdp_rt::Status {
    constexpr uint64_t kMaxRanks = 1024;
    uint64_t ranks = uint64_t(replicas) * shards;
    if (ranks == 0 || ranks > kMaxRanks)
      return fsdp_rt::Error(FSDP_RT_INVALID_ARGUMENT, "threads world of ", replicas, "x", shards,
                            " ranks, expected 1 to ", kMaxRanks);
    if (deadline_ms == 0) return fsdp_rt::Error(FSDP_RT_INVALID_ARGUMENT, "deadline_ms: 0, expected at least 1");
    *out_world = new fsdp_rt_threads_world{{replicas, shards, deadline_ms}};
    return {};
  });
}

extern "C" void fsdp_rt_threads_world_destroy(fsdp_rt_threads_world* world) { delete world; }

extern "C" fsdp_rt_comm* fsdp_rt_threads_world_comm(fsdp_rt_threads_world* world, uint32_t rank) {
  return world->world.comm(rank);
}
