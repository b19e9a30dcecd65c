// nccl_channel.cpp - one NCCL communicator: the ranks of an axis, for one channel
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "nccl_channel.h"

#include <chrono>
#include <thread>

#include "rank_meeting.h"

namespace fsdp_rt {

using namespace nccl;

namespace {

// Up to here an all-reduce is an all-gather and sums in rank order: the same bits as on
// threads, and one small message either way. Norms and metrics are that small.
constexpr uint64_t kInOrderUpTo = 256;  // elements
// Streams that may use one channel at the same time, each with scratch memory of its own.
constexpr uint32_t kScratchPlaces = 64;

}  // namespace

NcclChannel::NcclChannel(CudaDevice* device, const NcclWatch* watch)
    : device_(device), api_(device->libraries().nccl), watch_(watch) {}

Status NcclChannel::Failed(ncclResult_t result, const char* what) const {
  const char* detail = api_.GetLastError(comm_);  // of no communicator: of the last call
  return Error(result == ncclRemoteError ? FSDP_RT_PEER_FAILED : FSDP_RT_INTERNAL, what, ": ",
               api_.GetErrorString(result), detail && *detail ? "; " : "", detail ? detail : "");
}

Status NcclChannel::CheckUsable() const {
  FSDP_RT_TRY(watch_->CheckAborted());
  if (!comm_) return Error(FSDP_RT_INTERNAL, "a collective on a channel that is not connected");
  return {};
}

Status NcclChannel::Finish(ncclResult_t result, const char* what) { return Await(comm_, result, what); }

Status NcclChannel::Await(ncclComm_t asked, ncclResult_t result, const char* what) {
  auto deadline = std::chrono::steady_clock::now() + watch_->deadline();
  while (result == ncclInProgress) {
    FSDP_RT_TRY(watch_->CheckAborted());
    if (std::chrono::steady_clock::now() > deadline)
      return Error(FSDP_RT_DEADLINE_EXCEEDED, what, " did not end within ", watch_->deadline().count(),
                   " ms: a rank did not call it, or cannot be reached");
    std::this_thread::sleep_for(std::chrono::microseconds(20));
    if (ncclResult_t error = api_.CommGetAsyncError(asked, &result); error != ncclSuccess) result = error;
  }
  return result == ncclSuccess ? Status() : Failed(result, what);
}

ncclConfig_t NcclChannel::Config(bool copy_engines) const {
  constexpr int kCopyEnginesSince = Version(2, 28, 0);
  ncclConfig_t config = kConfigInitializer;
  config.blocking = 0;
  if (copy_engines && device_->libraries().nccl_version >= kCopyEnginesSince) config.CTAPolicy = kPolicyZero;
  return config;
}

Status NcclChannel::Prepare(uint32_t ranks) {
  ranks_ = ranks;
  uint64_t scratch = uint64_t(kScratchPlaces + 1) * ranks * kInOrderUpTo * sizeof(float);
  return scratch_.Allocate(device_, FSDP_RT_MEMORY_DEVICE, scratch, "scratch memory of a communicator");
}

Status NcclChannel::Create(const ncclUniqueId& id, uint32_t ranks, uint32_t rank, bool copy_engines) {
  ncclConfig_t config = Config(copy_engines);
  FSDP_RT_TRY(Prepare(ranks));
  return Finish(api_.CommInitRankConfig(&comm_, int(ranks), id, int(rank), &config), "ncclCommInitRankConfig");
}

// Where the parent does not block, the new communicator is there once the parent is done.
Status NcclChannel::Split(ncclComm_t parent, uint32_t color, uint32_t ranks, bool copy_engines) {
  constexpr int kParentsOrder = 0;
  ncclConfig_t config = Config(copy_engines);
  FSDP_RT_TRY(Prepare(ranks));
  FSDP_RT_TRY(Await(parent, api_.CommSplit(parent, int(color), kParentsOrder, &comm_, &config), "ncclCommSplit"));
  if (!comm_) return Error(FSDP_RT_INTERNAL, "ncclCommSplit made no communicator");
  ncclResult_t state = ncclSuccess;
  if (ncclResult_t error = api_.CommGetAsyncError(comm_, &state); error != ncclSuccess) state = error;
  return Finish(state, "ncclCommSplit");
}

Status NcclChannel::ScratchOf(cu::CUstream stream, uint8_t** out_memory) {
  auto [place, is_new] = scratch_places_.try_emplace(stream, uint32_t(scratch_places_.size()));
  if (place->second >= kScratchPlaces) {
    scratch_places_.erase(place);
    return Error(FSDP_RT_UNSUPPORTED, "not supported yet: collectives of one channel on more than ", kScratchPlaces,
                 " streams");
  }
  *out_memory = scratch_.data() + place->second * (scratch_.bytes() / (kScratchPlaces + 1));
  return {};
}

Status NcclChannel::AllGather(cu::CUstream stream, const void* send, void* receive, uint64_t bytes) {
  FSDP_RT_TRY(CheckUsable());
  return Finish(api_.AllGather(send, receive, bytes, ncclUint8, comm_, stream), "ncclAllGather");
}

Status NcclChannel::AllToAll(cu::CUstream stream, const void* send, void* receive, uint64_t bytes) {
  FSDP_RT_TRY(CheckUsable());
  if (api_.AlltoAll) return Finish(api_.AlltoAll(send, receive, bytes, ncclUint8, comm_, stream), "ncclAlltoAll");
  ncclResult_t result = api_.GroupStart();
  for (uint32_t peer = 0; peer < ranks_ && result == ncclSuccess; ++peer) {
    result = api_.Send(static_cast<const uint8_t*>(send) + peer * bytes, bytes, ncclUint8, int(peer), comm_, stream);
    if (result == ncclSuccess || result == ncclInProgress)
      result = api_.Recv(static_cast<uint8_t*>(receive) + peer * bytes, bytes, ncclUint8, int(peer), comm_, stream);
    if (result == ncclInProgress) result = ncclSuccess;
  }
  ncclResult_t ended = api_.GroupEnd();
  return Finish(result == ncclSuccess ? ended : result, "ncclSend and ncclRecv");
}

Status NcclChannel::AllReduceInOrder(cu::CUstream stream, const float* source, float* dest, uint64_t count, uint32_t op,
                                     double scale) {
  uint8_t* scratch = nullptr;
  FSDP_RT_TRY(ScratchOf(stream, &scratch));
  FSDP_RT_TRY(AllGather(stream, source, scratch, count * sizeof(float)));
  return device_->ReduceRanks(stream, FSDP_RT_F32, dest, scratch, ranks_, count, op, scale);
}

Status NcclChannel::AllReduce(cu::CUstream stream, const float* source, float* dest, uint64_t count, uint32_t op,
                              double scale) {
  constexpr uint32_t kMax = 1;
  if (op > kMax) return Error(FSDP_RT_INVALID_ARGUMENT, "all_reduce op ", op, ", expected 0 (sum) or 1 (max)");
  if (count <= kInOrderUpTo) return AllReduceInOrder(stream, source, dest, count, op, scale);
  FSDP_RT_TRY(CheckUsable());
  FSDP_RT_TRY(Finish(api_.AllReduce(source, dest, count, ncclFloat32, op == kMax ? ncclMax : ncclSum, comm_, stream),
                     "ncclAllReduce"));
  // The maximum with itself only scales.
  return scale == 1 ? Status() : device_->Combine(stream, dest, dest, count, kMax, float(scale));
}

// Whoever has gathered from a rank knows that it came here.
Status NcclChannel::Barrier(cu::CUstream stream) {
  uint8_t* scratch = nullptr;
  FSDP_RT_TRY(ScratchOf(stream, &scratch));
  const uint8_t* zeros = scratch_.data() + kScratchPlaces * (scratch_.bytes() / (kScratchPlaces + 1));
  return AllGather(stream, zeros, scratch, sizeof(float));
}

Status NcclChannel::Register(void* memory, uint64_t bytes) {
  FSDP_RT_TRY(CheckUsable());
  ncclWindow_t window = nullptr;
  FSDP_RT_TRY(
      Finish(api_.CommWindowRegister(comm_, memory, bytes, &window, kWindowSymmetric), "ncclCommWindowRegister"));
  if (window) windows_[memory] = window;
  return {};
}

void NcclChannel::Unregister(void* memory) {
  auto place = windows_.find(memory);
  if (place == windows_.end()) return;
  if (comm_) api_.CommWindowDeregister(comm_, place->second);
  windows_.erase(place);
}

Status NcclChannel::PeerAddresses(void* memory, void** out_peers) const {
  auto window = windows_.find(memory);
  if (!api_.GetPeerDevicePointer || window == windows_.end())
    return Error(FSDP_RT_UNSUPPORTED, "NCCL ", device_->libraries().nccl_version / 10000, ".",
                 device_->libraries().nccl_version / 100 % 100,
                 " does not tell where other ranks' memory is read; use buffered transport");
  for (uint32_t peer = 0; peer < ranks_; ++peer) {
    out_peers[peer] = nullptr;
    ncclResult_t result = api_.GetPeerDevicePointer(window->second, 0, int(peer), &out_peers[peer]);
    if (result != ncclSuccess || !out_peers[peer])
      return Error(FSDP_RT_UNSUPPORTED, device_->name(), " cannot read the memory of member ", peer,
                   " of its axis; use buffered transport");
  }
  return {};
}

Status NcclChannel::CheckAsync() {
  if (!comm_) return {};
  ncclResult_t result = ncclSuccess;
  if (ncclResult_t asked = api_.CommGetAsyncError(comm_, &result); asked != ncclSuccess) result = asked;
  return result == ncclSuccess || result == ncclInProgress ? Status() : Failed(result, "NCCL failed");
}

void NcclChannel::Close() {
  if (!comm_) return;
  if (!watch_->CheckAborted().ok() || !Finish(api_.CommFinalize(comm_), "ncclCommFinalize").ok()) return Abort();
  api_.CommDestroy(comm_);
  comm_ = nullptr;
  windows_.clear();
}

void NcclChannel::Abort() {
  if (comm_) api_.CommAbort(comm_);
  comm_ = nullptr;
  windows_.clear();
}

}  // namespace fsdp_rt
