// stream_state.h - what a session keeps on a device with streams, its arenas apart
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Addresses never change once they are made: a captured graph holds them.

#ifndef FSDP_RT_SRC_STREAM_STATE_H_
#define FSDP_RT_SRC_STREAM_STATE_H_

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "device_memory.h"
#include "plan_model.h"

struct fsdp_rt_session;

namespace fsdp_rt {

// What a collective is for.
fsdp_rt_channel ChannelOf(const Command& command);
// Of the dtypes that communicators do not add: gathered, then reduced in rank order by every rank.
inline bool GathersRanks(const AllReduce& all_reduce) { return all_reduce.dtype != DType::f32; }

class StreamState {
 public:
  explicit StreamState(fsdp_rt_session* session);
  ~StreamState();
  StreamState(const StreamState&) = delete;
  StreamState& operator=(const StreamState&) = delete;

  // Kernels, streams, events, memory. Local.
  Status Create();
  // Registers memory with the communicator and learns the peers' addresses. Collective;
  // again after the communicator was replaced.
  Status Connect();
  // Waits until no other rank touches this rank's memory, and takes the registration back.
  void Disconnect();
  // Waits, with a limit, until nothing of this session runs, whatever the outcome.
  void Drain();

  fsdp_rt_device* device() const { return device_; }
  const fsdp_rt_device_vtable& api() const { return *device_->vtable; }
  fsdp_rt_kernels* kernels() const { return kernels_; }
  fsdp_rt_stream* stream(uint32_t index) const { return streams_[index]; }
  // Events of the plan come first, then one per release, per stream and for the fork.
  fsdp_rt_event* event(uint32_t index) const { return events_[index]; }
  fsdp_rt_event* release_event(uint32_t command) const { return events_[max_events_ + command]; }
  fsdp_rt_event* tail_event(uint32_t stream) const { return events_[events_.size() - 1 - stream]; }
  // Of a traced run: `index` 0 is its begin; made when first asked for.
  Status TimingEvent(size_t index, fsdp_rt_event** out_event);

  uint8_t* table(uint32_t index) const { return constants_.data() + table_offsets_[index]; }
  uint8_t* sources(uint32_t entry, uint32_t command) const {
    return constants_.data() + source_offsets_.at({entry, command});
  }
  uint8_t* scalars() const { return scalars_.data(); }
  uint8_t* pinned_scalars() const { return pinned_scalars_.data(); }
  // One int32 per launch of an entry that may assert, in the order of the list.
  uint8_t* assertions() const { return assertions_.data(); }
  uint8_t* pinned_assertions() const { return pinned_assertions_.data(); }
  uint8_t* send_buffer(uint32_t stream) const { return send_buffers_[stream].data(); }
  uint8_t* reduce_buffer(uint32_t stream) const { return reduce_buffers_[stream].data(); }
  uint8_t* binding_memory(uint32_t binding) const { return bindings_[binding].data(); }
  uint8_t* kept_slot(uint32_t group) const { return kept_slots_[group].data(); }
  uint64_t NextRun() { return ++runs_; }
  uint64_t run() const { return runs_; }

  // Gives a binding that the host keeps in its own memory a place on the device.
  Status StageBinding(uint32_t binding);

 private:
  Status CheckAllReduces() const;
  Status LoadKernels();
  std::vector<bool> FindUrgentStreams() const;
  Status CreateStreams();
  Status AllocateMemory();
  Status PrepareGemms();
  Status UploadTables();
  // The addresses that a gather or reduce gives to kernels, one per rank of the axis.
  Status SourcesOf(const Command& command, std::vector<uint64_t>* out_sources);
  Status MapPeers(uint32_t arena, uint32_t axis, void*** out_peers);

  fsdp_rt_session& session_;
  fsdp_rt_device* device_;
  fsdp_rt_kernels* kernels_ = nullptr;
  std::vector<fsdp_rt_stream*> streams_;
  std::vector<fsdp_rt_event*> events_, timing_events_;
  uint32_t max_events_ = 0;
  DeviceMemory constants_;  // tables and tables of sources
  std::vector<uint64_t> table_offsets_;
  std::map<std::pair<uint32_t, uint32_t>, uint64_t> source_offsets_;  // by entry and command
  DeviceMemory scalars_, pinned_scalars_, assertions_, pinned_assertions_;
  std::vector<DeviceMemory> send_buffers_;    // by stream: what a reduce packs
  std::vector<DeviceMemory> reduce_buffers_;  // by stream: what all ranks had, of an all-reduce of no f32
  std::vector<DeviceMemory> bindings_, kept_slots_;
  std::map<std::pair<uint32_t, uint32_t>, std::vector<void*>> peers_;  // by arena and axis
  std::vector<void*> registered_;
  bool joined_ = false;
  uint64_t runs_ = 0;
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_STREAM_STATE_H_
