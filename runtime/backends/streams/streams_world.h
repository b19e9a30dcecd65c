// streams_world.h - ranks as threads of one process, each on a device with streams
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For ranks whose devices reach each other's memory and events: several ranks on one
// card, or cards with peer access. Collectives are copies and events; the ranks' threads
// meet on the host to exchange addresses and events, so a collective is enqueued when
// all ranks have called it. Nothing waits for work on a stream.

#ifndef FSDP_RT_BACKENDS_STREAMS_STREAMS_WORLD_H_
#define FSDP_RT_BACKENDS_STREAMS_STREAMS_WORLD_H_

#include <map>
#include <memory>
#include <vector>

#include "rank_meeting.h"

namespace fsdp_rt {

class StreamsComm : public MeetingComm {
 public:
  StreamsComm(RankMeeting* meeting, uint32_t rank, fsdp_rt_device* device);
  ~StreamsComm();

  Status AllGather(uint32_t axis, fsdp_rt_stream* stream, const void* send, void* receive, uint64_t bytes);
  Status AllToAll(uint32_t axis, fsdp_rt_stream* stream, const void* send, void* receive, uint64_t bytes);
  Status AllReduce(uint32_t axis, fsdp_rt_stream* stream, const float* source, float* dest, uint64_t count, uint32_t op,
                   double scale);
  Status Barrier(uint32_t axis, fsdp_rt_stream* stream);

 private:
  // What a rank shows the others of its axis during one operation.
  struct Posted {
    const void* memory = nullptr;
    fsdp_rt_event* arrived = nullptr;  // everything before the operation on this rank's stream
    fsdp_rt_event* done = nullptr;     // this rank has read what it needs
  };

  Status PrepareEvents(Posted* posted);
  // What `work` enqueues follows what every rank had enqueued before; it is given what each
  // rank of the axis posted. With `reads`, what follows on the stream waits for the others' work.
  template <typename Work>
  Status MeetOn(uint32_t axis, fsdp_rt_stream* stream, const void* memory, uint64_t bytes, bool reads, Work work);

  fsdp_rt_device* device_;
  std::map<uint32_t, Posted> posted_;  // by axis
};

class StreamsWorld {
 public:
  StreamsWorld(uint32_t replicas, uint32_t shards, uint64_t deadline_ms, fsdp_rt_device* const* devices);
  fsdp_rt_comm* comm(uint32_t rank) { return rank < comms_.size() ? comms_[rank].get() : nullptr; }

 private:
  RankMeeting meeting_;
  std::vector<std::unique_ptr<StreamsComm>> comms_;
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_STREAMS_STREAMS_WORLD_H_
