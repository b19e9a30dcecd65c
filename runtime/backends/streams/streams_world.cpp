// streams_world.cpp - the world: abort, deadlines of work on streams, the C ABI
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "streams_world.h"

namespace fsdp_rt {

StreamsWorld::StreamsWorld(uint32_t replicas, uint32_t shards, uint64_t deadline_ms, fsdp_rt_device* const* devices)
    : host_(replicas, shards, deadline_ms),
      meetings_(replicas, shards, deadline_ms),
      runs_(uint64_t(replicas) * shards) {
  for (uint32_t rank = 0; rank < size(); ++rank)
    comms_.push_back(std::make_unique<StreamsComm>(this, rank, devices[rank]));
}

StreamsWorld::~StreamsWorld() = default;

fsdp_rt_comm* StreamsWorld::comm(uint32_t rank) { return rank < size() ? comms_[rank].get() : nullptr; }

void StreamsWorld::Abort(const Status& why) {
  host_.Abort(why);
  meetings_.Abort(why);
}

Status StreamsWorld::Check(uint32_t rank, uint64_t run, uint64_t waited_ms) {
  runs_[rank].store(run, std::memory_order_relaxed);
  if (host_.aborted()) return host_.AbortedStatus(rank);
  uint64_t deadline = host_.deadline().count();
  if (waited_ms <= deadline) return {};
  for (uint32_t other = 0; other < size(); ++other)
    if (runs_[other].load(std::memory_order_relaxed) < run)
      return Status(FSDP_RT_DEADLINE_EXCEEDED,
                    Concat("rank ", other, " did not start its entry no. ", run, " within ", deadline, " ms"),
                    int(other));
  return Status(
      FSDP_RT_DEADLINE_EXCEEDED,
      Concat("the work of entry no. ", run, " did not end within ", deadline, " ms, though every rank started"),
      int(rank));
}

}  // namespace fsdp_rt

struct fsdp_rt_streams_world {
  fsdp_rt::StreamsWorld world;
};

extern "C" fsdp_rt_status fsdp_rt_streams_world_create(uint32_t replicas, uint32_t shards, uint64_t deadline_ms,
                                                       fsdp_rt_device* const* devices,
                                                       fsdp_rt_streams_world** out_world, fsdp_rt_error* out_error) {
  return fsdp_rt::Guard(out_error, [&]() -> fsdp_rt::Status {
    constexpr uint64_t kMaxRanks = 1024;
    uint64_t ranks = uint64_t(replicas) * shards;
    if (ranks == 0 || ranks > kMaxRanks)
      return fsdp_rt::Error(FSDP_RT_INVALID_ARGUMENT, "streams world of ", replicas, "x", shards,
                            " ranks, expected 1 to ", kMaxRanks);
    if (deadline_ms == 0) return fsdp_rt::Error(FSDP_RT_INVALID_ARGUMENT, "deadline_ms: 0, expected at least 1");
    for (uint64_t rank = 0; rank < ranks; ++rank)
      if (!devices || !devices[rank])
        return fsdp_rt::Error(FSDP_RT_INVALID_ARGUMENT, "devices[", rank, "]: null, expected a device with streams");
    *out_world = new fsdp_rt_streams_world{{replicas, shards, deadline_ms, devices}};
    return {};
  });
}

extern "C" void fsdp_rt_streams_world_destroy(fsdp_rt_streams_world* world) { delete world; }

extern "C" fsdp_rt_comm* fsdp_rt_streams_world_comm(fsdp_rt_streams_world* world, uint32_t rank) {
  return world->world.comm(rank);
}
