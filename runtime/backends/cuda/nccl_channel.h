// nccl_channel.h - one NCCL communicator: the ranks of an axis, for one channel
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Communicators do not block: a call that NCCL goes on with behind the scenes is waited for
// here, with the ranks' deadline and aborts in view.

#ifndef FSDP_RT_BACKENDS_CUDA_NCCL_CHANNEL_H_
#define FSDP_RT_BACKENDS_CUDA_NCCL_CHANNEL_H_

#include <chrono>
#include <map>
#include <memory>

#include "cuda_device.h"
#include "device_memory.h"

namespace fsdp_rt {

// How long a rank waits for the others, and whether there is a point in it.
class NcclWatch {
 public:
  virtual std::chrono::milliseconds deadline() const = 0;
  // Of an abort, here or by another rank.
  virtual Status CheckAborted() const = 0;

 protected:
  ~NcclWatch() = default;
};

// Used by the rank's thread only, on which the device is current.
class NcclChannel {
 public:
  // `watch` outlives the channel.
  NcclChannel(CudaDevice* device, const NcclWatch* watch);
  ~NcclChannel() { Abort(); }
  NcclChannel(const NcclChannel&) = delete;
  NcclChannel& operator=(const NcclChannel&) = delete;

  // Collective. `copy_engines`: leave the multiprocessors to others where NCCL can.
  Status Create(const nccl::ncclUniqueId& id, uint32_t ranks, uint32_t rank, bool copy_engines);
  // Collective over `parent`: of its ranks, in their order, those that bring the same color.
  Status Split(nccl::ncclComm_t parent, uint32_t color, uint32_t ranks, bool copy_engines);
  Status AllGather(cu::CUstream stream, const void* send, void* receive, uint64_t bytes);
  Status AllToAll(cu::CUstream stream, const void* send, void* receive, uint64_t bytes);
  Status AllReduce(cu::CUstream stream, const float* source, float* dest, uint64_t count, uint32_t op, double scale);
  Status Barrier(cu::CUstream stream);
  // Collective, for memory of ncclMemAlloc.
  Status Register(void* memory, uint64_t bytes);
  void Unregister(void* memory);
  // Where this device reads `memory`, which is registered, of each rank. UNSUPPORTED where it cannot.
  Status PeerAddresses(void* memory, void** out_peers) const;
  bool registered(void* memory) const { return windows_.count(memory) > 0; }
  // An error of what was enqueued.
  Status CheckAsync();
  // Ends what is under way. Local; afterwards every call fails.
  void Abort();
  // Lets what is under way end on all ranks, which must come here too; an abort where that takes too long.
  void Close();
  nccl::ncclComm_t comm() const { return comm_; }

 private:
  // Scratch memory, for `ranks` ranks.
  Status Prepare(uint32_t ranks);
  nccl::ncclConfig_t Config(bool copy_engines) const;
  // Waits while `asked` goes on with `result`.
  Status Await(nccl::ncclComm_t asked, nccl::ncclResult_t result, const char* what);
  Status CheckUsable() const;
  Status Finish(nccl::ncclResult_t result, const char* what);
  Status Failed(nccl::ncclResult_t result, const char* what) const;
  Status AllReduceInOrder(cu::CUstream stream, const float* source, float* dest, uint64_t count, uint32_t op,
                          double scale);
  // Scratch memory of this channel for a stream.
  Status ScratchOf(cu::CUstream stream, uint8_t** out_memory);

  CudaDevice* device_;
  const nccl::NcclApi& api_;
  const NcclWatch* watch_;
  uint32_t ranks_ = 0;
  nccl::ncclComm_t comm_ = nullptr;
  DeviceMemory scratch_;
  std::map<cu::CUstream, uint32_t> scratch_places_;
  std::map<void*, nccl::ncclWindow_t> windows_;
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_CUDA_NCCL_CHANNEL_H_
