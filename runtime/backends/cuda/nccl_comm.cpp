// nccl_comm.cpp - ranks of this process on a GPU each, joined by NCCL
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "nccl_comm.h"

namespace fsdp_rt {
namespace {

NcclComm* Self(fsdp_rt_comm* comm) { return static_cast<NcclComm*>(comm); }

fsdp_rt_comm_vtable MakeTable() {
  fsdp_rt_comm_vtable table = MeetingTable();
  FillNcclTable<NcclComm>(&table);
  table.connect = [](fsdp_rt_comm* comm, uint32_t axis, fsdp_rt_channel channel, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->Connect(axis, channel); });
  };
  table.map_peers = [](fsdp_rt_comm* comm, uint32_t axis, void* memory, uint64_t bytes, void** out_peers,
                       fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->MapPeers(axis, memory, bytes, out_peers); });
  };
  table.check = [](fsdp_rt_comm* comm, uint64_t run, uint64_t waited_ms, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->Check(run, waited_ms); });
  };
  return table;
}

const fsdp_rt_comm_vtable* Table() {
  static const fsdp_rt_comm_vtable table = MakeTable();
  return &table;
}

}  // namespace

NcclComm::NcclComm(RankMeeting* meeting, uint32_t rank, CudaDevice* device, std::string no_peers)
    : MeetingComm(Table(), meeting, rank),
      watch_(meeting, rank),
      api_(device->libraries().nccl),
      no_peers_(std::move(no_peers)),
      channels_(this, device, &watch_) {}

Status NcclComm::Connect(uint32_t axis, fsdp_rt_channel channel) {
  return channels_.Connect(axis, channel, [&](NcclChannel* made) -> Status {
    nccl::ncclUniqueId id{}, shared{};
    if (RankInAxis(axis) == 0 && api_.GetUniqueId(&id) != nccl::ncclSuccess)
      return Error(FSDP_RT_INTERNAL, "ncclGetUniqueId failed");
    FSDP_RT_TRY(Meet(axis, &id, sizeof(id), [&](const std::vector<const nccl::ncclUniqueId*>& all) {
      shared = *all[0];
      return Status();
    }));
    return made->Create(shared, AxisSize(axis), RankInAxis(axis), channel == FSDP_RT_CHANNEL_GATHER);
  });
}

Status NcclComm::MapPeers(uint32_t axis, void* memory, uint64_t bytes, void** out_peers) {
  if (!no_peers_.empty() && CheckAxis(axis, WorldSize(*this)).ok() && AxisSize(axis) > 1)
    return Error(FSDP_RT_UNSUPPORTED, no_peers_, "; use buffered transport");
  return MeetingComm::MapPeers(axis, memory, bytes, out_peers);
}

Status NcclComm::Check(uint64_t run, uint64_t waited_ms) {
  Status status = meeting()->Check(uint32_t(rank), run, waited_ms);
  if (status.ok()) status = channels_.CheckAsync();
  if (!status.ok()) channels_.Abort();
  return status;
}

}  // namespace fsdp_rt
