// rank_comm.cpp - one rank of ranks in any processes, joined by NCCL alone
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "rank_comm.h"

#include <algorithm>
#include <cstring>
#include <thread>

#include "float_reduction.h"

namespace fsdp_rt {
namespace {

RankComm* Self(fsdp_rt_comm* comm) { return static_cast<RankComm*>(comm); }

fsdp_rt_comm_vtable MakeTable() {
  fsdp_rt_comm_vtable table{};
  table.struct_size = sizeof(table);
  FillNcclTable<RankComm>(&table);
  table.all_gather = [](fsdp_rt_comm* comm, uint32_t axis, const void* send, void* receive, uint64_t bytes,
                        fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->GatherOnHost(axis, send, receive, bytes); });
  };
  table.all_to_all = [](fsdp_rt_comm* comm, uint32_t axis, const void* send, void* receive, uint64_t bytes,
                        fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->AllToAllOnHost(axis, send, receive, bytes); });
  };
  table.all_reduce = [](fsdp_rt_comm* comm, uint32_t axis, const float* source, float* dest, uint64_t count,
                        uint32_t op, double scale, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->AllReduceOnHost(axis, source, dest, count, op, scale); });
  };
  table.connect = [](fsdp_rt_comm* comm, uint32_t axis, fsdp_rt_channel channel, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->Connect(axis, channel); });
  };
  table.map_peers = [](fsdp_rt_comm* comm, uint32_t axis, void* memory, uint64_t bytes, void** out_peers,
                       fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->MapPeers(axis, memory, bytes, out_peers); });
  };
  table.abort = [](fsdp_rt_comm* comm, const fsdp_rt_error* why) { Self(comm)->Abort(Status(*why)); };
  table.join = [](fsdp_rt_comm*, fsdp_rt_error*) { return FSDP_RT_OK; };
  table.leave = [](fsdp_rt_comm* comm) { Self(comm)->Leave(); };
  table.begin_run = [](fsdp_rt_comm* comm, uint64_t, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->BeginRun(); });
  };
  table.end_run = [](fsdp_rt_comm*) {};
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

RankWatch::RankWatch(uint64_t deadline_ms)
    // Beyond a year a deadline is none; the clock must not overflow.
    : deadline_(std::min<uint64_t>(deadline_ms, uint64_t(365) * 24 * 3600 * 1000)) {}

void RankWatch::Abort(const Status& why) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (aborted_.load()) return;
  why_ = why;
  aborted_.store(true);
}

Status RankWatch::CheckAborted() const {
  if (!aborted_.load(std::memory_order_acquire)) return {};
  std::lock_guard<std::mutex> lock(mutex_);
  return Status(why_.code() == FSDP_RT_ABORTED ? FSDP_RT_ABORTED : FSDP_RT_PEER_FAILED, "aborted: " + why_.message(),
                why_.rank(), why_.command());
}

RankComm::RankComm(CudaDevice* device, RankWatch* watch, nccl::ncclComm_t world, uint32_t replicas, uint32_t shards,
                   uint32_t rank)
    : fsdp_rt_comm{Table(), int32_t(rank), replicas, shards},
      device_(device),
      watch_(watch),
      world_(world),
      channels_(this, device, watch) {}

void RankComm::Close() {
  channels_.Close(/*wait=*/true);
  if (stream_) device_->DestroyStream(stream_);
  stream_ = nullptr;
}

Status RankComm::Connect(uint32_t axis, fsdp_rt_channel channel) {
  return channels_.Connect(axis, channel, [&](NcclChannel* made) {
    return made->Split(world_, FirstOfAxis(axis, uint32_t(rank)), AxisSize(axis), channel == FSDP_RT_CHANNEL_GATHER);
  });
}

Status RankComm::GatherOnHost(uint32_t axis, const void* send, void* receive, uint64_t bytes) {
  FSDP_RT_TRY(device_->Enter());
  FSDP_RT_TRY(Connect(axis, FSDP_RT_CHANNEL_OTHER));
  if (!stream_) FSDP_RT_TRY(device_->CreateStream(/*urgent=*/false, &stream_));
  constexpr uint64_t kAligned = 256;  // where what arrives begins
  const uint64_t ranks = AxisSize(axis), offset = (bytes + kAligned - 1) / kAligned * kAligned;
  DeviceMemory memory;
  FSDP_RT_TRY(memory.Allocate(device_, FSDP_RT_MEMORY_DEVICE, offset + ranks * bytes, "what ranks tell each other"));
  uint8_t* gathered = memory.data() + offset;
  FSDP_RT_TRY(device_->Transfer(memory.data(), send, bytes, /*to_device=*/true));
  FSDP_RT_TRY(channels_.AllGather(axis, FSDP_RT_CHANNEL_OTHER, stream_, memory.data(), gathered, bytes));
  Status status = WaitFor(stream_, "a meeting of all ranks");
  // The memory goes when nothing uses it any more.
  if (!status.ok()) channels_.Abort();
  FSDP_RT_TRY(std::move(status));
  return device_->Transfer(receive, gathered, ranks * bytes, /*to_device=*/false);
}

Status RankComm::AllToAllOnHost(uint32_t axis, const void* send, void* receive, uint64_t bytes) {
  const uint64_t ranks = AxisSize(axis);
  std::vector<uint8_t> all(ranks * ranks * bytes);
  FSDP_RT_TRY(GatherOnHost(axis, send, all.data(), ranks * bytes));
  for (uint64_t from = 0; from < ranks; ++from)
    std::memcpy(static_cast<uint8_t*>(receive) + from * bytes,
                all.data() + (from * ranks + RankInAxis(axis, uint32_t(rank))) * bytes, bytes);
  return {};
}

Status RankComm::AllReduceOnHost(uint32_t axis, const float* source, float* dest, uint64_t count, uint32_t op,
                                 double scale) {
  if (op > 1) return Error(FSDP_RT_INVALID_ARGUMENT, "all_reduce op ", op, ", expected 0 (sum) or 1 (max)");
  std::vector<float> all(AxisSize(axis) * count);
  FSDP_RT_TRY(GatherOnHost(axis, source, all.data(), count * sizeof(float)));
  std::vector<const float*> sources(AxisSize(axis));
  for (uint64_t from = 0; from < sources.size(); ++from) sources[from] = all.data() + from * count;
  ReduceFloats(sources, dest, 0, count, op, scale);
  return {};
}

Status RankComm::WaitFor(cu::CUstream stream, const char* what) {
  auto begin = std::chrono::steady_clock::now();
  for (int32_t done = 0;;) {
    FSDP_RT_TRY(device_->Query(stream, &done));
    if (done) return {};
    FSDP_RT_TRY(watch_->CheckAborted());
    FSDP_RT_TRY(channels_.CheckAsync());
    if (std::chrono::steady_clock::now() - begin > watch_->deadline())
      return Error(FSDP_RT_DEADLINE_EXCEEDED, what, " did not end within ", watch_->deadline().count(),
                   " ms: a rank did not come, or has failed; its own error says why");
    std::this_thread::sleep_for(std::chrono::microseconds(20));
  }
}

Status RankComm::MapPeers(uint32_t axis, void* memory, uint64_t bytes, void** out_peers) {
  FSDP_RT_TRY(CheckAxis(axis, WorldSize(*this)));
  if (AxisSize(axis) == 1) return out_peers[0] = memory, Status();
  NcclChannel* channel = channels_.AnyOf(axis);
  if (!channel)
    return Error(FSDP_RT_INVALID_ARGUMENT, "no channel of the ", AxisName(axis),
                 " axis is connected; call connect first");
  if (!device_->AllocatedWindow(memory))
    return Error(FSDP_RT_UNSUPPORTED,
                 "memory of the host's is not shown to ranks of other processes; use buffered transport, or let the "
                 "session allocate");
  if (!channel->registered(memory)) {
    FSDP_RT_TRY(channel->Register(memory, bytes));
    mapped_.insert(memory);
  }
  return channel->PeerAddresses(memory, out_peers);
}

void RankComm::Leave() {
  for (void* memory : mapped_) channels_.Unregister(memory);
  mapped_.clear();
}

Status RankComm::Check(uint64_t run, uint64_t waited_ms) {
  Status status = watch_->CheckAborted();
  if (status.ok()) status = channels_.CheckAsync();
  if (status.ok() && waited_ms > uint64_t(watch_->deadline().count()))
    status = Error(FSDP_RT_DEADLINE_EXCEEDED, "the work of entry no. ", run, " did not end within ",
                   watch_->deadline().count(),
                   " ms: a rank did not start it, or has failed; its own error says which and why");
  if (!status.ok()) channels_.Abort();
  return status;
}

}  // namespace fsdp_rt
