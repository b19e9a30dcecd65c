// threads_world.h - ranks as threads of one process
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every rank has a board per axis: what it offered and released, by ticket, and
// how far it is in all-reduces. A rank stores into its own boards only and reads
// those of the others; waiting is sleeping on the other rank's Progress. The boards of
// an axis are made by the first rank that calls something of it.

#ifndef FSDP_RT_BACKENDS_THREADS_THREADS_WORLD_H_
#define FSDP_RT_BACKENDS_THREADS_THREADS_WORLD_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "comm_axis.h"
#include "fsdp_rt/fsdp_rt.h"
#include "progress.h"
#include "status.h"

namespace fsdp_rt {

// Offers of one axis that may be outstanding (published, not yet released by all).
inline constexpr uint64_t kMaxOutstanding = 1024;

struct Offer {
  std::atomic<uint64_t> published{0};  // ticket + 1 of the last offer in this place
  std::atomic<uint64_t> released{0};   // ticket + 1 of the last ticket this rank released here
  std::atomic<const void*> memory{nullptr};
  std::atomic<uint64_t> bytes{0};
};

struct AxisBoard {
  std::array<Offer, kMaxOutstanding> offers;
  // All-reduce n of this axis has reached phase p when `phase` >= n * kPhases + p + 1.
  std::atomic<uint64_t> phase{0};
  std::atomic<const float*> source{nullptr};
  std::atomic<float*> dest{nullptr};
  std::atomic<uint64_t> count{0};
};

class ThreadsComm;

class ThreadsWorld {
 public:
  ThreadsWorld(uint32_t replicas, uint32_t shards, uint64_t deadline_ms);
  ~ThreadsWorld();

  uint32_t size() const { return replicas_ * shards_; }
  uint32_t shards() const { return shards_; }
  uint32_t replicas() const { return replicas_; }
  std::chrono::milliseconds deadline() const { return deadline_; }
  // How often a waiting rank looks before it sleeps.
  int spins() const { return spins_; }
  Progress& progress(uint32_t rank) { return *progress_[rank]; }
  // One for each rank.
  AxisBoard* BoardsOf(uint32_t axis);
  fsdp_rt_comm* comm(uint32_t rank);

  // First call wins; wakes every sleeper.
  void Abort(const Status& why);
  bool aborted() const { return aborted_.load(std::memory_order_acquire); }
  // What a call of `rank` returns after an abort.
  Status AbortedStatus(uint32_t rank);

 private:
  uint32_t replicas_, shards_;
  std::chrono::milliseconds deadline_;
  int spins_;
  std::vector<std::unique_ptr<Progress>> progress_;
  std::mutex boards_mutex_;
  std::map<uint32_t, std::unique_ptr<AxisBoard[]>> boards_;  // by axis
  std::vector<std::unique_ptr<ThreadsComm>> comms_;
  std::atomic<bool> aborted_{false};
  std::mutex why_mutex_;
  Status why_;
};

// One rank's end. The base is first: the C ABI casts.
class ThreadsComm : public fsdp_rt_comm {
 public:
  ThreadsComm(ThreadsWorld* world, uint32_t rank);

  Status Publish(uint32_t axis, uint64_t ticket, const void* memory, uint64_t bytes);
  Status Acquire(uint32_t axis, uint64_t ticket, const void** out_sources);
  Status Release(uint32_t axis, uint64_t ticket);
  Status Reclaim(uint32_t axis, uint64_t ticket);
  Status AllReduce(uint32_t axis, const float* source, float* dest, uint64_t count, uint32_t op, double scale);
  ThreadsWorld* world() { return world_; }

 private:
  // What this rank knows of an axis.
  struct AxisState {
    AxisBoard* boards = nullptr;  // by rank; the world's
    uint64_t all_reduces = 0;     // begun
  };

  uint32_t RankOf(uint32_t axis, uint32_t member) const { return RankOfMember(axis, uint32_t(rank), member); }
  AxisState& State(uint32_t axis);
  AxisBoard& Board(uint32_t axis, uint32_t member);
  AxisBoard& Own(uint32_t axis);
  Status CheckCall(uint32_t axis);
  // Waits for `member` of `axis` until done(); `what` completes "rank 2 did not ...".
  template <typename Done>
  Status WaitFor(uint32_t axis, uint32_t member, const std::string& what, Done&& done);
  Status WaitForPhase(uint32_t axis, uint64_t phase);
  void EnterPhase(uint32_t axis, uint64_t phase);

  ThreadsWorld* world_;
  std::map<uint32_t, AxisState> axes_;
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_THREADS_THREADS_WORLD_H_
