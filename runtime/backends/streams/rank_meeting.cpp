// rank_meeting.cpp - what ranks of one process share on the host, whatever their devices
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "rank_meeting.h"

#include <thread>

namespace fsdp_rt {
namespace {

fsdp_rt_comm* Host(fsdp_rt_comm* comm) { return static_cast<MeetingComm*>(comm)->host(); }
RankMeeting* Meeting(fsdp_rt_comm* comm) { return static_cast<MeetingComm*>(comm)->meeting(); }

}  // namespace

RankMeeting::RankMeeting(uint32_t replicas, uint32_t shards, uint64_t deadline_ms)
    : host_(replicas, shards, deadline_ms),
      meetings_(replicas, shards, deadline_ms),
      ranks_(uint64_t(replicas) * shards) {}

void RankMeeting::Abort(const Status& why) {
  host_.Abort(why);
  meetings_.Abort(why);
}

void RankMeeting::Join(uint32_t rank) {
  ranks_[rank].runs.store(0, std::memory_order_relaxed);
  ranks_[rank].left.store(false);
}

// The order of the two flags decides between a rank that begins a run and one that leaves:
// either the first sees that the second left, or the second waits for the first.
void RankMeeting::Leave(uint32_t rank) {
  ranks_[rank].left.store(true);
  auto patience = Clock::now() + deadline() + std::chrono::seconds(10);  // the others' own deadline, and clearing up
  for (uint32_t other = 0; other < size(); ++other)
    while (other != rank && ranks_[other].running.load() && Clock::now() < patience)
      std::this_thread::sleep_for(std::chrono::microseconds(100));
}

Status RankMeeting::BeginRun(uint32_t rank, uint64_t run) {
  ranks_[rank].runs.store(run, std::memory_order_relaxed);
  ranks_[rank].running.store(true);
  if (aborted()) return host_.AbortedStatus(rank);
  // A rank that left after as many runs has done its part in this one.
  for (uint32_t other = 0; other < size(); ++other)
    if (ranks_[other].left.load() && ranks_[other].runs.load(std::memory_order_relaxed) < run)
      return Status(FSDP_RT_PEER_FAILED,
                    Concat("rank ", other, " has ended its session before entry no. ", run, " of this rank"),
                    int(other));
  return {};
}

void RankMeeting::EndRun(uint32_t rank) { ranks_[rank].running.store(false); }

Status RankMeeting::Check(uint32_t rank, uint64_t run, uint64_t waited_ms) {
  if (aborted()) return host_.AbortedStatus(rank);
  uint64_t limit = deadline().count();
  if (waited_ms <= limit) return {};
  for (uint32_t other = 0; other < size(); ++other)
    if (ranks_[other].runs.load(std::memory_order_relaxed) < run)
      return Status(FSDP_RT_DEADLINE_EXCEEDED,
                    Concat("rank ", other, " did not start its entry no. ", run, " within ", limit, " ms"), int(other));
  return Status(FSDP_RT_DEADLINE_EXCEEDED,
                Concat("the work of entry no. ", run, " did not end within ", limit, " ms, though every rank started"),
                int(rank));
}

MeetingComm::MeetingComm(const fsdp_rt_comm_vtable* vtable, RankMeeting* meeting, uint32_t rank)
    : fsdp_rt_comm{vtable, int32_t(rank), meeting->host().replicas(), meeting->host().shards()}, meeting_(meeting) {}

Status MeetingComm::MapPeers(uint32_t axis, void* memory, uint64_t bytes, void** out_peers) {
  return Meet(axis, static_cast<uint8_t*>(memory), bytes, [&](const std::vector<const uint8_t*>& all) {
    for (size_t member = 0; member < all.size(); ++member) out_peers[member] = const_cast<uint8_t*>(all[member]);
    return Status();
  });
}

fsdp_rt_comm_vtable MeetingTable() {
  fsdp_rt_comm_vtable table{};
  table.struct_size = sizeof(table);
  table.publish = [](fsdp_rt_comm* comm, uint32_t axis, uint64_t ticket, const void* memory, uint64_t bytes,
                     fsdp_rt_error* error) {
    return Host(comm)->vtable->publish(Host(comm), axis, ticket, memory, bytes, error);
  };
  table.acquire = [](fsdp_rt_comm* comm, uint32_t axis, uint64_t ticket, const void** out_sources,
                     fsdp_rt_error* error) {
    return Host(comm)->vtable->acquire(Host(comm), axis, ticket, out_sources, error);
  };
  table.release = [](fsdp_rt_comm* comm, uint32_t axis, uint64_t ticket, fsdp_rt_error* error) {
    return Host(comm)->vtable->release(Host(comm), axis, ticket, error);
  };
  table.reclaim = [](fsdp_rt_comm* comm, uint32_t axis, uint64_t ticket, fsdp_rt_error* error) {
    return Host(comm)->vtable->reclaim(Host(comm), axis, ticket, error);
  };
  table.all_reduce = [](fsdp_rt_comm* comm, uint32_t axis, const float* source, float* dest, uint64_t count,
                        uint32_t op, double scale, fsdp_rt_error* error) {
    return Host(comm)->vtable->all_reduce(Host(comm), axis, source, dest, count, op, scale, error);
  };
  table.abort = [](fsdp_rt_comm* comm, const fsdp_rt_error* why) { Meeting(comm)->Abort(Status(*why)); };
  table.map_peers = [](fsdp_rt_comm* comm, uint32_t axis, void* memory, uint64_t bytes, void** out_peers,
                       fsdp_rt_error* error) {
    return Guard(error, [&] { return static_cast<MeetingComm*>(comm)->MapPeers(axis, memory, bytes, out_peers); });
  };
  table.join = [](fsdp_rt_comm* comm, fsdp_rt_error*) { return Meeting(comm)->Join(comm->rank), FSDP_RT_OK; };
  table.leave = [](fsdp_rt_comm* comm) { Meeting(comm)->Leave(comm->rank); };
  table.begin_run = [](fsdp_rt_comm* comm, uint64_t run, fsdp_rt_error* error) {
    return Guard(error, [&] { return Meeting(comm)->BeginRun(comm->rank, run); });
  };
  table.end_run = [](fsdp_rt_comm* comm) { Meeting(comm)->EndRun(comm->rank); };
  table.check = [](fsdp_rt_comm* comm, uint64_t run, uint64_t waited_ms, fsdp_rt_error* error) {
    return Guard(error, [&] { return Meeting(comm)->Check(comm->rank, run, waited_ms); });
  };
  return table;
}

Status CopyOn(fsdp_rt_device* device, fsdp_rt_stream* stream, void* dest, const void* source, uint64_t bytes) {
  if (dest == source || bytes == 0) return {};
  fsdp_rt_copy_args args{sizeof(args), dest, source, bytes, 1, bytes, bytes};
  return CallAbi(device->vtable->copy, device, stream, &args);
}

Status CombineInOrder(fsdp_rt_device* device, fsdp_rt_stream* stream, const std::vector<const float*>& sources,
                      float* dest, uint64_t count, uint32_t op, double scale) {
  constexpr uint32_t kMax = 1;
  if (op > kMax) return Error(FSDP_RT_INVALID_ARGUMENT, "all_reduce op ", op, ", expected 0 (sum) or 1 (max)");
  auto combine = device->vtable->combine;
  FSDP_RT_TRY(CopyOn(device, stream, dest, sources[0], count * sizeof(float)));
  // The maximum with itself only scales.
  if (sources.size() == 1 && scale != 1)
    return CallAbi(combine, device, stream, dest, sources[0], count, kMax, float(scale));
  for (size_t i = 1; i < sources.size(); ++i) {
    float factor = i + 1 == sources.size() ? float(scale) : 1.0f;
    FSDP_RT_TRY(CallAbi(combine, device, stream, dest, sources[i], count, op, factor));
  }
  return {};
}

}  // namespace fsdp_rt
