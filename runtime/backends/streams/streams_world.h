// streams_world.h - ranks as threads of one process, each on a device with streams
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For ranks whose devices reach each other's memory and events: several ranks on one
// card, or cards with peer access. Collectives are copies and events; the ranks' threads
// meet on the host to exchange addresses and events, so a collective is enqueued when
// all ranks have called it. Nothing waits for work on a stream.

#ifndef FSDP_RT_BACKENDS_STREAMS_STREAMS_WORLD_H_
#define FSDP_RT_BACKENDS_STREAMS_STREAMS_WORLD_H_

#include <array>
#include <atomic>
#include <memory>
#include <vector>

#include "threads_world.h"

namespace fsdp_rt {

class StreamsComm;

class StreamsWorld {
 public:
  StreamsWorld(uint32_t replicas, uint32_t shards, uint64_t deadline_ms, fsdp_rt_device* const* devices);
  ~StreamsWorld();

  fsdp_rt_comm* comm(uint32_t rank);
  uint32_t size() const { return host_.size(); }
  // Carries the session's own calls on host memory.
  ThreadsWorld& host() { return host_; }
  // Where ranks meet for a collective on streams; its tickets are this backend's own.
  ThreadsWorld& meetings() { return meetings_; }
  void Abort(const Status& why);
  Status Check(uint32_t rank, uint64_t run, uint64_t waited_ms);

 private:
  ThreadsWorld host_, meetings_;
  std::vector<std::atomic<uint64_t>> runs_;  // by rank: entries begun
  std::vector<std::unique_ptr<StreamsComm>> comms_;
};

// One rank's end. The base is first: the C ABI casts.
class StreamsComm : public fsdp_rt_comm {
 public:
  StreamsComm(StreamsWorld* world, uint32_t rank, fsdp_rt_device* device);
  ~StreamsComm();

  StreamsWorld* world() { return world_; }
  fsdp_rt_comm* host() { return world_->host().comm(rank); }
  Status AllGather(uint32_t axis, fsdp_rt_stream* stream, const void* send, void* receive, uint64_t bytes);
  Status AllToAll(uint32_t axis, fsdp_rt_stream* stream, const void* send, void* receive, uint64_t bytes);
  Status AllReduce(uint32_t axis, fsdp_rt_stream* stream, const float* source, float* dest, uint64_t count, uint32_t op,
                   double scale);
  Status Barrier(uint32_t axis, fsdp_rt_stream* stream);
  Status MapPeers(uint32_t axis, void* memory, uint64_t bytes, void** out_peers);

 private:
  // What a rank shows the others of its axis during one operation.
  struct Posted {
    const void* memory = nullptr;
    fsdp_rt_event* arrived = nullptr;  // everything before the operation on this rank's stream
    fsdp_rt_event* done = nullptr;     // this rank has read what it needs
  };

  uint32_t AxisSize(uint32_t axis) const { return axis == 0 ? shards : axis == 1 ? replicas : replicas * shards; }
  uint32_t RankInAxis(uint32_t axis) const { return axis == 0 ? rank % shards : axis == 1 ? rank / shards : rank; }
  Status PrepareEvents(Posted* posted);
  // Shows `memory` and calls work(one Posted per rank of the axis), after which all leave together.
  template <typename Work>
  Status Meet(uint32_t axis, const void* memory, uint64_t bytes, Work work);
  // A meeting on a stream: what `work` enqueues follows what every rank had enqueued before.
  template <typename Work>
  Status MeetOn(uint32_t axis, fsdp_rt_stream* stream, const void* memory, uint64_t bytes, bool reads, Work work);
  Status Copy(fsdp_rt_stream* stream, void* dest, const void* source, uint64_t bytes);

  StreamsWorld* world_;
  fsdp_rt_device* device_;
  ThreadsComm* meeting_;
  std::array<uint64_t, kAxes> tickets_{};
  std::array<Posted, kAxes> posted_;
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_STREAMS_STREAMS_WORLD_H_
