// streams_world.cpp - the world of ranks on devices that share a host, in the C ABI
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "streams_world.h"

namespace fsdp_rt {

StreamsWorld::StreamsWorld(uint32_t replicas, uint32_t shards, uint64_t deadline_ms, fsdp_rt_device* const* devices)
    : meeting_(replicas, shards, deadline_ms) {
  for (uint32_t rank = 0; rank < meeting_.size(); ++rank)
    comms_.push_back(std::make_unique<StreamsComm>(&meeting_, rank, devices[rank]));
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
