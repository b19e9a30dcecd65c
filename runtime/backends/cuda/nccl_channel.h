// nccl_channel.h - one NCCL communicator: the ranks of an axis, for one channel
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Communicators do not block: a call that NCCL goes on with behind the scenes is waited for
// here, with the world's deadline and its aborts in view.

#ifndef FSDP_RT_BACKENDS_CUDA_NCCL_CHANNEL_H_
#define FSDP_RT_BACKENDS_CUDA_NCCL_CHANNEL_H_

#include <map>
#include <memory>

#include "cuda_device.h"
#include "device_memory.h"
#include "rank_meeting.h"

namespace fsdp_rt {

// Used by the rank's thread only, on which the device is current.
class NcclChannel {
 public:
  NcclChannel(CudaDevice* device, RankMeeting* meeting, uint32_t world_rank);
  ~NcclChannel() { Abort(); }
  NcclChannel(const NcclChannel&) = delete;
  NcclChannel& operator=(const NcclChannel&) = delete;

  // Collective. `copy_engines`: leave the multiprocessors to others where NCCL can.
  Status Create(const nccl::ncclUniqueId& id, uint32_t ranks, uint32_t rank, bool copy_engines);
  Status AllGather(cu::CUstream stream, const void* send, void* receive, uint64_t bytes);
  Status AllToAll(cu::CUstream stream, const void* send, void* receive, uint64_t bytes);
  Status AllReduce(cu::CUstream stream, const float* source, float* dest, uint64_t count, uint32_t op, double scale);
  Status Barrier(cu::CUstream stream);
  // Collective, for memory of ncclMemAlloc.
  Status Register(void* memory, uint64_t bytes);
  void Unregister(void* memory);
  // An error of what was enqueued.
  Status CheckAsync();
  // Ends what is under way. Local; afterwards every call fails.
  void Abort();

 private:
  Status CheckUsable() const;
  Status Finish(nccl::ncclResult_t result, const char* what);
  Status Failed(nccl::ncclResult_t result, const char* what) const;
  Status AllReduceInOrder(cu::CUstream stream, const float* source, float* dest, uint64_t count, uint32_t op,
                          double scale);
  // Scratch memory of this channel for a stream.
  Status ScratchOf(cu::CUstream stream, uint8_t** out_memory);

  CudaDevice* device_;
  const nccl::NcclApi& api_;
  RankMeeting* meeting_;
  uint32_t world_rank_, ranks_ = 0;
  nccl::ncclComm_t comm_ = nullptr;
  DeviceMemory scratch_;
  std::map<cu::CUstream, uint32_t> scratch_places_;
  std::map<void*, nccl::ncclWindow_t> windows_;
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_CUDA_NCCL_CHANNEL_H_
