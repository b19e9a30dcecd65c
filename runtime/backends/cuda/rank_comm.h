// rank_comm.h - one rank of ranks in any processes, joined by NCCL alone
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_BACKENDS_CUDA_RANK_COMM_H_
#define FSDP_RT_BACKENDS_CUDA_RANK_COMM_H_

#include <atomic>
#include <mutex>
#include <set>
#include <vector>

#include "nccl_channels.h"

namespace fsdp_rt {

// A rank's deadline, and an abort of its own process.
class RankWatch final : public NcclWatch {
 public:
  explicit RankWatch(uint64_t deadline_ms);
  std::chrono::milliseconds deadline() const override { return deadline_; }
  Status CheckAborted() const override;
  // Any thread. The first one counts.
  void Abort(const Status& why);

 private:
  const std::chrono::milliseconds deadline_;
  std::atomic<bool> aborted_{false};
  mutable std::mutex mutex_;
  Status why_;
};

// All that ranks know of each other comes through `world`, an NCCL communicator of all of them:
// those of the axes are split from it. An abort stays in this process; the others find out by
// NCCL's error, or when their deadline has passed.
class RankComm : public fsdp_rt_comm {
 public:
  // All outlive this. `world` is not used by anybody else during a call.
  RankComm(CudaDevice* device, RankWatch* watch, nccl::ncclComm_t world, uint32_t replicas, uint32_t shards,
           uint32_t rank);
  // Before the device goes.
  void Close();

  NcclChannels& channels() { return channels_; }
  Status Connect(uint32_t axis, fsdp_rt_channel channel);
  // What every rank of the axis has at `send`, in the host's memory; waits for them.
  Status GatherOnHost(uint32_t axis, const void* send, void* receive, uint64_t bytes);
  Status AllToAllOnHost(uint32_t axis, const void* send, void* receive, uint64_t bytes);
  // In rank order.
  Status AllReduceOnHost(uint32_t axis, const float* source, float* dest, uint64_t count, uint32_t op, double scale);
  Status MapPeers(uint32_t axis, void* memory, uint64_t bytes, void** out_peers);
  Status BeginRun() { return watch_->CheckAborted(); }
  Status Check(uint64_t run, uint64_t waited_ms);
  void Leave();
  void Abort(const Status& why) { watch_->Abort(why); }

 private:
  Status WaitFor(cu::CUstream stream, const char* what);

  CudaDevice* device_;
  RankWatch* watch_;
  nccl::ncclComm_t world_;
  NcclChannels channels_;
  cu::CUstream stream_ = nullptr;  // of what is exchanged on the host
  std::set<void*> mapped_;         // registered by MapPeers
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_CUDA_RANK_COMM_H_
