// streams_comm.cpp - collectives of copies and events
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "streams_world.h"

namespace fsdp_rt {
namespace {

StreamsComm* Self(fsdp_rt_comm* comm) { return static_cast<StreamsComm*>(comm); }
fsdp_rt_comm* Host(fsdp_rt_comm* comm) { return Self(comm)->host(); }

// Ranks of a world of more than one meet on the host: a graph cannot do that.
constexpr fsdp_rt_comm_vtable MakeVtable(bool capturable) {
  return {
      sizeof(fsdp_rt_comm_vtable),
      [](fsdp_rt_comm* comm, uint32_t axis, uint64_t ticket, const void* memory, uint64_t bytes, fsdp_rt_error* error) {
        return Host(comm)->vtable->publish(Host(comm), axis, ticket, memory, bytes, error);
      },
      [](fsdp_rt_comm* comm, uint32_t axis, uint64_t ticket, const void** out_sources, fsdp_rt_error* error) {
        return Host(comm)->vtable->acquire(Host(comm), axis, ticket, out_sources, error);
      },
      [](fsdp_rt_comm* comm, uint32_t axis, uint64_t ticket, fsdp_rt_error* error) {
        return Host(comm)->vtable->release(Host(comm), axis, ticket, error);
      },
      [](fsdp_rt_comm* comm, uint32_t axis, uint64_t ticket, fsdp_rt_error* error) {
        return Host(comm)->vtable->reclaim(Host(comm), axis, ticket, error);
      },
      /*all_gather=*/nullptr,
      /*all_to_all=*/nullptr,
      [](fsdp_rt_comm* comm, uint32_t axis, const float* source, float* dest, uint64_t count, uint32_t op, double scale,
         fsdp_rt_error* error) {
        return Host(comm)->vtable->all_reduce(Host(comm), axis, source, dest, count, op, scale, error);
      },
      [](fsdp_rt_comm* comm, const fsdp_rt_error* why) { Self(comm)->world()->Abort(Status(*why)); },
      [](fsdp_rt_comm* comm, uint32_t axis, fsdp_rt_channel, fsdp_rt_stream* stream, const void* send, void* receive,
         uint64_t bytes, fsdp_rt_error* error) {
        return Guard(error, [&] { return Self(comm)->AllGather(axis, stream, send, receive, bytes); });
      },
      [](fsdp_rt_comm* comm, uint32_t axis, fsdp_rt_channel, fsdp_rt_stream* stream, const void* send, void* receive,
         uint64_t bytes, fsdp_rt_error* error) {
        return Guard(error, [&] { return Self(comm)->AllToAll(axis, stream, send, receive, bytes); });
      },
      [](fsdp_rt_comm* comm, uint32_t axis, fsdp_rt_channel, fsdp_rt_stream* stream, const float* source, float* dest,
         uint64_t count, uint32_t op, double scale, fsdp_rt_error* error) {
        return Guard(error, [&] { return Self(comm)->AllReduce(axis, stream, source, dest, count, op, scale); });
      },
      [](fsdp_rt_comm* comm, uint32_t axis, fsdp_rt_channel, fsdp_rt_stream* stream, fsdp_rt_error* error) {
        return Guard(error, [&] { return Self(comm)->Barrier(axis, stream); });
      },
      [](fsdp_rt_comm* comm, uint32_t axis, void* memory, uint64_t bytes, void** out_peers, fsdp_rt_error* error) {
        return Guard(error, [&] { return Self(comm)->MapPeers(axis, memory, bytes, out_peers); });
      },
      /*register_memory=*/nullptr,
      /*unregister_memory=*/nullptr,
      [](fsdp_rt_comm* comm, uint64_t run, uint64_t waited_ms, fsdp_rt_error* error) {
        return Guard(error, [&] { return Self(comm)->world()->Check(comm->rank, run, waited_ms); });
      },
      capturable};
}
constexpr fsdp_rt_comm_vtable kAloneVtable = MakeVtable(true), kVtable = MakeVtable(false);

}  // namespace

StreamsComm::StreamsComm(StreamsWorld* world, uint32_t rank, fsdp_rt_device* device)
    : fsdp_rt_comm{world->size() == 1 ? &kAloneVtable : &kVtable, int32_t(rank), world->host().replicas(),
                   world->host().shards()},
      world_(world),
      device_(device),
      meeting_(static_cast<ThreadsComm*>(world->meetings().comm(rank))) {}

StreamsComm::~StreamsComm() {
  for (Posted& posted : posted_) {
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
Status StreamsComm::Meet(uint32_t axis, const void* memory, uint64_t bytes, Work work) {
  if (axis >= kAxes) return Error(FSDP_RT_INVALID_ARGUMENT, "axis ", axis, ", expected 0, 1 or 2");
  Posted& mine = posted_[axis];
  mine.memory = memory;
  if (AxisSize(axis) == 1) return work(std::vector<const Posted*>{&mine});
  uint64_t ticket = tickets_[axis]++;
  std::vector<const void*> sources(AxisSize(axis));
  FSDP_RT_TRY(meeting_->Publish(axis, ticket, &mine, bytes));
  FSDP_RT_TRY(meeting_->Acquire(axis, ticket, sources.data()));
  std::vector<const Posted*> posted;
  for (const void* source : sources) posted.push_back(static_cast<const Posted*>(source));
  FSDP_RT_TRY(work(posted));
  // A rank may post and record anew only when all others have used what it showed.
  FSDP_RT_TRY(meeting_->Release(axis, ticket));
  return meeting_->Reclaim(axis, ticket);
}

template <typename Work>
Status StreamsComm::MeetOn(uint32_t axis, fsdp_rt_stream* stream, const void* memory, uint64_t bytes, bool reads,
                           Work work) {
  if (axis >= kAxes) return Error(FSDP_RT_INVALID_ARGUMENT, "axis ", axis, ", expected 0, 1 or 2");
  const fsdp_rt_device_vtable& device = *device_->vtable;
  uint32_t size = AxisSize(axis), me = RankInAxis(axis);
  if (size > 1) {
    FSDP_RT_TRY(PrepareEvents(&posted_[axis]));
    FSDP_RT_TRY(CallAbi(device.record, device_, posted_[axis].arrived, stream));
  }
  std::vector<fsdp_rt_event*> done;
  FSDP_RT_TRY(Meet(axis, memory, bytes, [&](const std::vector<const Posted*>& posted) -> Status {
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

Status StreamsComm::Copy(fsdp_rt_stream* stream, void* dest, const void* source, uint64_t bytes) {
  if (dest == source || bytes == 0) return {};
  fsdp_rt_copy_args args{sizeof(args), dest, source, bytes, 1, bytes, bytes};
  return CallAbi(device_->vtable->copy, device_, stream, &args);
}

Status StreamsComm::AllGather(uint32_t axis, fsdp_rt_stream* stream, const void* send, void* receive, uint64_t bytes) {
  return MeetOn(axis, stream, send, bytes, true, [&](const std::vector<const Posted*>& posted) -> Status {
    for (size_t member = 0; member < posted.size(); ++member)
      FSDP_RT_TRY(Copy(stream, static_cast<uint8_t*>(receive) + member * bytes, posted[member]->memory, bytes));
    return {};
  });
}

Status StreamsComm::AllToAll(uint32_t axis, fsdp_rt_stream* stream, const void* send, void* receive, uint64_t bytes) {
  return MeetOn(axis, stream, send, bytes, true, [&](const std::vector<const Posted*>& posted) -> Status {
    for (size_t member = 0; member < posted.size(); ++member)
      FSDP_RT_TRY(Copy(stream, static_cast<uint8_t*>(receive) + member * bytes,
                       static_cast<const uint8_t*>(posted[member]->memory) + RankInAxis(axis) * bytes, bytes));
    return {};
  });
}

// Every rank combines everything in rank order, so all get the same bits.
Status StreamsComm::AllReduce(uint32_t axis, fsdp_rt_stream* stream, const float* source, float* dest, uint64_t count,
                              uint32_t op, double scale) {
  constexpr uint32_t kMax = 1;
  if (op > kMax) return Error(FSDP_RT_INVALID_ARGUMENT, "all_reduce op ", op, ", expected 0 (sum) or 1 (max)");
  const fsdp_rt_device_vtable& device = *device_->vtable;
  return MeetOn(
      axis, stream, source, count * sizeof(float), true, [&](const std::vector<const Posted*>& posted) -> Status {
        FSDP_RT_TRY(Copy(stream, dest, posted[0]->memory, count * sizeof(float)));
        // The maximum with itself only scales.
        if (posted.size() == 1 && scale != 1)
          return CallAbi(device.combine, device_, stream, dest, source, count, kMax, float(scale));
        for (size_t member = 1; member < posted.size(); ++member)
          FSDP_RT_TRY(CallAbi(device.combine, device_, stream, dest, static_cast<const float*>(posted[member]->memory),
                              count, op, member + 1 == posted.size() ? float(scale) : 1.0f));
        return {};
      });
}

Status StreamsComm::Barrier(uint32_t axis, fsdp_rt_stream* stream) {
  return MeetOn(axis, stream, nullptr, 0, false, [](const std::vector<const Posted*>&) { return Status(); });
}

Status StreamsComm::MapPeers(uint32_t axis, void* memory, uint64_t bytes, void** out_peers) {
  return Meet(axis, memory, bytes, [&](const std::vector<const Posted*>& posted) {
    for (size_t member = 0; member < posted.size(); ++member)
      out_peers[member] = const_cast<void*>(posted[member]->memory);
    return Status();
  });
}

}  // namespace fsdp_rt
