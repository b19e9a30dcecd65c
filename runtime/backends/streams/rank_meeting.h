// rank_meeting.h - what ranks of one process share on the host, whatever their devices
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_BACKENDS_STREAMS_RANK_MEETING_H_
#define FSDP_RT_BACKENDS_STREAMS_RANK_MEETING_H_

#include <atomic>
#include <map>
#include <vector>

#include "threads_world.h"

namespace fsdp_rt {

class RankMeeting {
 public:
  RankMeeting(uint32_t replicas, uint32_t shards, uint64_t deadline_ms);

  uint32_t size() const { return host_.size(); }
  std::chrono::milliseconds deadline() const { return host_.deadline(); }
  // Carries the session's own calls on host memory.
  ThreadsWorld& host() { return host_; }
  // Where ranks exchange addresses and handles; its tickets are the backend's own.
  ThreadsWorld& meetings() { return meetings_; }
  void Abort(const Status& why);
  bool aborted() const { return host_.aborted(); }
  // What the functions of these names in the table do.
  void Join(uint32_t rank);
  void Leave(uint32_t rank);
  Status BeginRun(uint32_t rank, uint64_t run);
  void EndRun(uint32_t rank);
  Status Check(uint32_t rank, uint64_t run, uint64_t waited_ms);

 private:
  struct Attendance {
    std::atomic<uint64_t> runs{0};  // begun
    std::atomic<bool> running{false};
    std::atomic<bool> left{false};
  };

  ThreadsWorld host_, meetings_;
  std::vector<Attendance> ranks_;
};

// One rank's end of a communicator on streams: a backend derives from it and adds the
// functions that work on streams. The base is first: the C ABI casts.
class MeetingComm : public fsdp_rt_comm {
 public:
  MeetingComm(const fsdp_rt_comm_vtable* vtable, RankMeeting* meeting, uint32_t rank);

  RankMeeting* meeting() { return meeting_; }
  fsdp_rt_comm* host() { return meeting_->host().comm(rank); }
  Status MapPeers(uint32_t axis, void* memory, uint64_t bytes, void** out_peers);

 protected:
  ~MeetingComm() = default;

  uint32_t RankInAxis(uint32_t axis) const { return fsdp_rt::RankInAxis(axis, uint32_t(rank)); }
  // Shows `shown` to the axis and calls use(what each rank of it shows); returns when all
  // have used it. `bytes` must be the same on every rank.
  template <typename Shown, typename Use>
  Status Meet(uint32_t axis, const Shown* shown, uint64_t bytes, Use use) {
    FSDP_RT_TRY(CheckAxis(axis, meeting_->size()));
    if (AxisSize(axis) == 1) return use(std::vector<const Shown*>{shown});
    auto* threads = static_cast<ThreadsComm*>(meeting_->meetings().comm(rank));
    uint64_t ticket = tickets_[axis]++;
    std::vector<const void*> sources(AxisSize(axis));
    FSDP_RT_TRY(threads->Publish(axis, ticket, shown, bytes));
    FSDP_RT_TRY(threads->Acquire(axis, ticket, sources.data()));
    std::vector<const Shown*> all;
    for (const void* source : sources) all.push_back(static_cast<const Shown*>(source));
    FSDP_RT_TRY(use(all));
    FSDP_RT_TRY(threads->Release(axis, ticket));
    return threads->Reclaim(axis, ticket);
  }

 private:
  RankMeeting* meeting_;
  std::map<uint32_t, uint64_t> tickets_;  // by axis
};

// The functions on host memory, abort, map_peers, join, leave, begin_run, end_run and check; the rest null.
fsdp_rt_comm_vtable MeetingTable();

// Enqueues a copy of `bytes`; nothing where source and dest are the same.
Status CopyOn(fsdp_rt_device* device, fsdp_rt_stream* stream, void* dest, const void* source, uint64_t bytes);
// Enqueues dest = scale * op over `sources`, in their order.
Status CombineInOrder(fsdp_rt_device* device, fsdp_rt_stream* stream, const std::vector<const float*>& sources,
                      float* dest, uint64_t count, uint32_t op, double scale);

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_STREAMS_RANK_MEETING_H_
