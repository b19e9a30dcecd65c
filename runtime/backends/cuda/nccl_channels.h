// nccl_channels.h - one rank's NCCL communicators, by axis and channel
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_BACKENDS_CUDA_NCCL_CHANNELS_H_
#define FSDP_RT_BACKENDS_CUDA_NCCL_CHANNELS_H_

#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "comm_axis.h"
#include "nccl_channel.h"

namespace fsdp_rt {

// What the functions of these names in the C ABI's table do. An axis of one rank needs no NCCL.
class NcclChannels {
 public:
  // `rank`: whose they are; outlives them, as do the others.
  NcclChannels(const fsdp_rt_comm* rank, CudaDevice* device, const NcclWatch* watch)
      : rank_(*rank), device_(device), watch_(watch) {}

  // Collective. `make` joins the axis' ranks; a channel that is there is not made again.
  Status Connect(uint32_t axis, fsdp_rt_channel channel, const std::function<Status(NcclChannel*)>& make);
  Status AllGather(uint32_t axis, fsdp_rt_channel channel, cu::CUstream stream, const void* send, void* receive,
                   uint64_t bytes);
  Status AllToAll(uint32_t axis, fsdp_rt_channel channel, cu::CUstream stream, const void* send, void* receive,
                  uint64_t bytes);
  Status AllReduce(uint32_t axis, fsdp_rt_channel channel, cu::CUstream stream, const float* source, float* dest,
                   uint64_t count, uint32_t op, double scale);
  Status Barrier(uint32_t axis, fsdp_rt_channel channel, cu::CUstream stream);
  Status Register(void* memory, uint64_t bytes);
  void Unregister(void* memory);
  // One of the axis; null: there is none.
  NcclChannel* AnyOf(uint32_t axis);
  Status CheckAsync();
  void Abort();
  // Before the device goes. Collective with `wait`: until what is under way has ended on all ranks.
  void Close(bool wait);

 private:
  Status Check(uint32_t axis, fsdp_rt_channel channel) const;
  // Null for an axis of one rank.
  Status Find(uint32_t axis, fsdp_rt_channel channel, NcclChannel** out_channel);

  const fsdp_rt_comm& rank_;
  CudaDevice* device_;
  const NcclWatch* watch_;
  std::map<std::pair<uint32_t, uint32_t>, std::unique_ptr<NcclChannel>> channels_;  // by axis and channel
};

inline cu::CUstream RawStream(fsdp_rt_stream* stream) { return reinterpret_cast<cu::CUstream>(stream); }
template <typename Comm>
NcclChannels& ChannelsOf(fsdp_rt_comm* comm) {
  return static_cast<Comm*>(comm)->channels();
}

// Fills the functions that enqueue collectives and register memory, of a Comm with `NcclChannels& channels()`.
template <typename Comm>
void FillNcclTable(fsdp_rt_comm_vtable* table) {
  table->all_gather_on = [](fsdp_rt_comm* comm, uint32_t axis, fsdp_rt_channel channel, fsdp_rt_stream* stream,
                            const void* send, void* receive, uint64_t bytes, fsdp_rt_error* error) {
    return Guard(error, [&] {
      return ChannelsOf<Comm>(comm).AllGather(axis, channel, RawStream(stream), send, receive, bytes);
    });
  };
  table->all_to_all_on = [](fsdp_rt_comm* comm, uint32_t axis, fsdp_rt_channel channel, fsdp_rt_stream* stream,
                            const void* send, void* receive, uint64_t bytes, fsdp_rt_error* error) {
    return Guard(
        error, [&] { return ChannelsOf<Comm>(comm).AllToAll(axis, channel, RawStream(stream), send, receive, bytes); });
  };
  table->all_reduce_on = [](fsdp_rt_comm* comm, uint32_t axis, fsdp_rt_channel channel, fsdp_rt_stream* stream,
                            const float* source, float* dest, uint64_t count, uint32_t op, double scale,
                            fsdp_rt_error* error) {
    return Guard(error, [&] {
      return ChannelsOf<Comm>(comm).AllReduce(axis, channel, RawStream(stream), source, dest, count, op, scale);
    });
  };
  table->barrier_on = [](fsdp_rt_comm* comm, uint32_t axis, fsdp_rt_channel channel, fsdp_rt_stream* stream,
                         fsdp_rt_error* error) {
    return Guard(error, [&] { return ChannelsOf<Comm>(comm).Barrier(axis, channel, RawStream(stream)); });
  };
  table->register_memory = [](fsdp_rt_comm* comm, void* memory, uint64_t bytes, fsdp_rt_error* error) {
    return Guard(error, [&] { return ChannelsOf<Comm>(comm).Register(memory, bytes); });
  };
  table->unregister_memory = [](fsdp_rt_comm* comm, void* memory) { ChannelsOf<Comm>(comm).Unregister(memory); };
  table->capturable = 1;
}

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_CUDA_NCCL_CHANNELS_H_
