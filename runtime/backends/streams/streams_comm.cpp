// streams_comm.cpp - collectives of copies and events
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "streams_world.h"

namespace fsdp_rt {
namespace {

StreamsComm* Self(fsdp_rt_comm* comm) { return static_cast<StreamsComm*>(comm); }

fsdp_rt_comm_vtable MakeTable(bool capturable) {
  fsdp_rt_comm_vtable table = MeetingTable();
  table.all_gather_on = [](fsdp_rt_comm* comm, uint32_t axis, fsdp_rt_channel, fsdp_rt_stream* stream, const void* send,
                           void* receive, uint64_t bytes, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->AllGather(axis, stream, send, receive, bytes); });
  };
  table.all_to_all_on = [](fsdp_rt_comm* comm, uint32_t axis, fsdp_rt_channel, fsdp_rt_stream* stream, const void* send,
                           void* receive, uint64_t bytes, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->AllToAll(axis, stream, send, receive, bytes); });
  };
  table.all_reduce_on = [](fsdp_rt_comm* comm, uint32_t axis, fsdp_rt_channel, fsdp_rt_stream* stream,
                           const float* source, float* dest, uint64_t count, uint32_t op, double scale,
                           fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->AllReduce(axis, stream, source, dest, count, op, scale); });
  };
  table.barrier_on = [](fsdp_rt_comm* comm, uint32_t axis, fsdp_rt_channel, fsdp_rt_stream* stream,
                        fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->Barrier(axis, stream); });
  };
  table.capturable = capturable;
  return table;
}

// Ranks of a world of more than one meet on the host: a graph cannot do that.
const fsdp_rt_comm_vtable* Table(bool alone) {
  static const fsdp_rt_comm_vtable kAlone = MakeTable(true), kTogether = MakeTable(false);
  return alone ? &kAlone : &kTogether;
}

}  // namespace

StreamsComm::StreamsComm(RankMeeting* meeting, uint32_t rank, fsdp_rt_device* device)
    : MeetingComm(Table(meeting->size() == 1), meeting, rank), device_(device) {}

StreamsComm::~StreamsComm() {
  for (auto& [axis, posted] : posted_) {
    if (!posted.arrived && !posted.done) continue;
    if (!CallAbi(device_->vtable->enter, device_).ok()) return;
    if (posted.arrived) device_->vtable->destroy_event(device_, posted.arrived);
    if (posted.done) device_->vtable->destroy_event(device_, posted.done);
  }
}

Status StreamsComm::PrepareEvents(Posted* posted) {
  if (!posted->arrived) FSDP_RT_TRY(CallAbi(device_->vtable->create_event, device_, 0, &posted->arrived));
  if (!posted->done) FSDP_RT_TRY(CallAbi(device_->vtable->create_event, device_, 0, &posted->done));
  return {};
}

template <typename Work>
Status StreamsComm::MeetOn(uint32_t axis, fsdp_rt_stream* stream, const void* memory, uint64_t bytes, bool reads,
                           Work work) {
  FSDP_RT_TRY(CheckAxis(axis, WorldSize(*this)));
  const fsdp_rt_device_vtable& device = *device_->vtable;
  uint32_t size = AxisSize(axis), me = RankInAxis(axis);
  if (size > 1) {
    FSDP_RT_TRY(PrepareEvents(&posted_[axis]));
    FSDP_RT_TRY(CallAbi(device.record, device_, posted_[axis].arrived, stream));
  }
  posted_[axis].memory = memory;
  std::vector<fsdp_rt_event*> done;
  FSDP_RT_TRY(Meet(axis, &posted_[axis], bytes, [&](const std::vector<const Posted*>& posted) -> Status {
    for (uint32_t member = 0; member < size; ++member)
      if (member != me) FSDP_RT_TRY(CallAbi(device.wait, device_, stream, posted[member]->arrived));
    FSDP_RT_TRY(work(posted));
    if (size == 1 || !reads) return {};
    for (uint32_t member = 0; member < size; ++member)
      if (member != me) done.push_back(posted[member]->done);
    return CallAbi(device.record, device_, posted_[axis].done, stream);
  }));
  // The others may read this rank's memory until here. They record `done` anew only at their
  // next operation of this axis, which needs this rank.
  for (fsdp_rt_event* event : done) FSDP_RT_TRY(CallAbi(device.wait, device_, stream, event));
  return {};
}

Status StreamsComm::AllGather(uint32_t axis, fsdp_rt_stream* stream, const void* send, void* receive, uint64_t bytes) {
  return MeetOn(axis, stream, send, bytes, true, [&](const std::vector<const Posted*>& posted) -> Status {
    for (size_t member = 0; member < posted.size(); ++member)
      FSDP_RT_TRY(
          CopyOn(device_, stream, static_cast<uint8_t*>(receive) + member * bytes, posted[member]->memory, bytes));
    return {};
  });
}

Status StreamsComm::AllToAll(uint32_t axis, fsdp_rt_stream* stream, const void* send, void* receive, uint64_t bytes) {
  return MeetOn(axis, stream, send, bytes, true, [&](const std::vector<const Posted*>& posted) -> Status {
    for (size_t member = 0; member < posted.size(); ++member)
      FSDP_RT_TRY(CopyOn(device_, stream, static_cast<uint8_t*>(receive) + member * bytes,
                         static_cast<const uint8_t*>(posted[member]->memory) + RankInAxis(axis) * bytes, bytes));
    return {};
  });
}

// Every rank combines everything in rank order, so all get the same bits.
Status StreamsComm::AllReduce(uint32_t axis, fsdp_rt_stream* stream, const float* source, float* dest, uint64_t count,
                              uint32_t op, double scale) {
  return MeetOn(axis, stream, source, count * sizeof(float), true, [&](const std::vector<const Posted*>& posted) {
    std::vector<const float*> sources;
    for (const Posted* one : posted) sources.push_back(static_cast<const float*>(one->memory));
    return CombineInOrder(device_, stream, sources, dest, count, op, scale);
  });
}

Status StreamsComm::Barrier(uint32_t axis, fsdp_rt_stream* stream) {
  return MeetOn(axis, stream, nullptr, 0, false, [](const std::vector<const Posted*>&) { return Status(); });
}

}  // namespace fsdp_rt
