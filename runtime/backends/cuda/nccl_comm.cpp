// nccl_comm.cpp - ranks on a GPU each, joined by NCCL
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "nccl_comm.h"

namespace fsdp_rt {
namespace {

NcclComm* Self(fsdp_rt_comm* comm) { return static_cast<NcclComm*>(comm); }
cu::CUstream Raw(fsdp_rt_stream* stream) { return reinterpret_cast<cu::CUstream>(stream); }

fsdp_rt_comm_vtable MakeTable() {
  fsdp_rt_comm_vtable table = MeetingTable();
  table.connect = [](fsdp_rt_comm* comm, uint32_t axis, fsdp_rt_channel channel, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->Connect(axis, channel); });
  };
  table.all_gather_on = [](fsdp_rt_comm* comm, uint32_t axis, fsdp_rt_channel channel, fsdp_rt_stream* stream,
                           const void* send, void* receive, uint64_t bytes, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->AllGather(axis, channel, Raw(stream), send, receive, bytes); });
  };
  table.all_to_all_on = [](fsdp_rt_comm* comm, uint32_t axis, fsdp_rt_channel channel, fsdp_rt_stream* stream,
                           const void* send, void* receive, uint64_t bytes, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->AllToAll(axis, channel, Raw(stream), send, receive, bytes); });
  };
  table.all_reduce_on = [](fsdp_rt_comm* comm, uint32_t axis, fsdp_rt_channel channel, fsdp_rt_stream* stream,
                           const float* source, float* dest, uint64_t count, uint32_t op, double scale,
                           fsdp_rt_error* error) {
    return Guard(error,
                 [&] { return Self(comm)->AllReduce(axis, channel, Raw(stream), source, dest, count, op, scale); });
  };
  table.barrier_on = [](fsdp_rt_comm* comm, uint32_t axis, fsdp_rt_channel channel, fsdp_rt_stream* stream,
                        fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->Barrier(axis, channel, Raw(stream)); });
  };
  table.map_peers = [](fsdp_rt_comm* comm, uint32_t axis, void* memory, uint64_t bytes, void** out_peers,
                       fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->MapPeers(axis, memory, bytes, out_peers); });
  };
  table.register_memory = [](fsdp_rt_comm* comm, void* memory, uint64_t bytes, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->Register(memory, bytes); });
  };
  table.unregister_memory = [](fsdp_rt_comm* comm, void* memory) { Self(comm)->Unregister(memory); };
  table.check = [](fsdp_rt_comm* comm, uint64_t run, uint64_t waited_ms, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->Check(run, waited_ms); });
  };
  table.capturable = 1;
  return table;
}

const fsdp_rt_comm_vtable* Table() {
  static const fsdp_rt_comm_vtable table = MakeTable();
  return &table;
}

}  // namespace

NcclComm::NcclComm(RankMeeting* meeting, uint32_t rank, CudaDevice* device, std::string no_peers)
    : MeetingComm(Table(), meeting, rank), device_(device), no_peers_(std::move(no_peers)) {}

Status NcclComm::Connect(uint32_t axis, fsdp_rt_channel channel) {
  FSDP_RT_TRY(CheckAxis(axis, shards));
  if (uint32_t(channel) >= kChannels) return Error(FSDP_RT_INVALID_ARGUMENT, "channel ", int(channel));
  std::unique_ptr<NcclChannel>& place = channels_[{axis, channel}];
  if (AxisSize(axis) == 1 || place) return {};
  nccl::ncclUniqueId id{};
  if (RankInAxis(axis) == 0 && device_->libraries().nccl.GetUniqueId(&id) != nccl::ncclSuccess)
    return Error(FSDP_RT_INTERNAL, "ncclGetUniqueId failed");
  nccl::ncclUniqueId shared{};
  FSDP_RT_TRY(Meet(axis, &id, sizeof(id), [&](const std::vector<const nccl::ncclUniqueId*>& all) {
    shared = *all[0];
    return Status();
  }));
  place = std::make_unique<NcclChannel>(device_, meeting(), uint32_t(rank));
  Status status = place->Create(shared, AxisSize(axis), RankInAxis(axis), channel == FSDP_RT_CHANNEL_GATHER);
  if (!status.ok()) status.Append(Concat(" (communicator of the ", AxisName(axis), " axis)"));
  return status;
}

Status NcclComm::Find(uint32_t axis, fsdp_rt_channel channel, NcclChannel** out_channel) {
  *out_channel = nullptr;
  FSDP_RT_TRY(CheckAxis(axis, shards));
  if (uint32_t(channel) >= kChannels) return Error(FSDP_RT_INVALID_ARGUMENT, "channel ", int(channel));
  if (AxisSize(axis) == 1) return {};
  if (const auto found = channels_.find({axis, channel}); found != channels_.end()) *out_channel = found->second.get();
  if (!*out_channel)
    return Error(FSDP_RT_INVALID_ARGUMENT, "channel ", int(channel), " of the ", AxisName(axis),
                 " axis is not connected; call connect first");
  return {};
}

Status NcclComm::AllGather(uint32_t axis, fsdp_rt_channel channel, cu::CUstream stream, const void* send, void* receive,
                           uint64_t bytes) {
  NcclChannel* found = nullptr;
  FSDP_RT_TRY(Find(axis, channel, &found));
  if (found) return found->AllGather(stream, send, receive, bytes);
  return CopyOn(device_, reinterpret_cast<fsdp_rt_stream*>(stream), receive, send, bytes);
}

Status NcclComm::AllToAll(uint32_t axis, fsdp_rt_channel channel, cu::CUstream stream, const void* send, void* receive,
                          uint64_t bytes) {
  NcclChannel* found = nullptr;
  FSDP_RT_TRY(Find(axis, channel, &found));
  if (found) return found->AllToAll(stream, send, receive, bytes);
  return CopyOn(device_, reinterpret_cast<fsdp_rt_stream*>(stream), receive, send, bytes);
}

Status NcclComm::AllReduce(uint32_t axis, fsdp_rt_channel channel, cu::CUstream stream, const float* source,
                           float* dest, uint64_t count, uint32_t op, double scale) {
  NcclChannel* found = nullptr;
  FSDP_RT_TRY(Find(axis, channel, &found));
  if (found) return found->AllReduce(stream, source, dest, count, op, scale);
  return CombineInOrder(device_, reinterpret_cast<fsdp_rt_stream*>(stream), {source}, dest, count, op, scale);
}

Status NcclComm::Barrier(uint32_t axis, fsdp_rt_channel channel, cu::CUstream stream) {
  NcclChannel* found = nullptr;
  FSDP_RT_TRY(Find(axis, channel, &found));
  return found ? found->Barrier(stream) : Status();
}

Status NcclComm::MapPeers(uint32_t axis, void* memory, uint64_t bytes, void** out_peers) {
  if (!no_peers_.empty() && CheckAxis(axis, shards).ok() && AxisSize(axis) > 1)
    return Error(FSDP_RT_UNSUPPORTED, no_peers_, "; use buffered transport");
  return MeetingComm::MapPeers(axis, memory, bytes, out_peers);
}

Status NcclComm::Register(void* memory, uint64_t bytes) {
  Status status;
  if (!device_->AllocatedWindow(memory)) return status;  // the host's own: collectives work, only slower
  EachChannel([&](NcclChannel* channel) {
    if (status.ok()) status = channel->Register(memory, bytes);
  });
  return status;
}

void NcclComm::Unregister(void* memory) {
  EachChannel([&](NcclChannel* channel) { channel->Unregister(memory); });
}

Status NcclComm::Check(uint64_t run, uint64_t waited_ms) {
  Status status = meeting()->Check(uint32_t(rank), run, waited_ms);
  EachChannel([&](NcclChannel* channel) {
    if (status.ok()) status = channel->CheckAsync();
  });
  if (!status.ok()) EachChannel([](NcclChannel* channel) { channel->Abort(); });
  return status;
}

void NcclComm::Close() { channels_.clear(); }

}  // namespace fsdp_rt
