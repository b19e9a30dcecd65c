// nccl_comm.h - ranks of this process on a GPU each, joined by NCCL
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_BACKENDS_CUDA_NCCL_COMM_H_
#define FSDP_RT_BACKENDS_CUDA_NCCL_COMM_H_

#include <string>

#include "nccl_channels.h"
#include "rank_meeting.h"

namespace fsdp_rt {

// One rank's end: an NCCL communicator per axis of more than one rank and channel, made when
// a session connects. Ranks are threads of this process, which meet on the host to exchange
// what NCCL needs, to find out who is missing, and to abort together.
class NcclComm : public MeetingComm {
 public:
  // `no_peers`: why kernels cannot read other ranks' memory; empty: they can.
  NcclComm(RankMeeting* meeting, uint32_t rank, CudaDevice* device, std::string no_peers);

  NcclChannels& channels() { return channels_; }
  Status Connect(uint32_t axis, fsdp_rt_channel channel);
  Status MapPeers(uint32_t axis, void* memory, uint64_t bytes, void** out_peers);
  // Also carries out an abort: NCCL's communicators are this thread's alone.
  Status Check(uint64_t run, uint64_t waited_ms);
  // Before the device goes.
  void Close() { channels_.Close(/*wait=*/false); }

 private:
  class Watch final : public NcclWatch {
   public:
    Watch(RankMeeting* meeting, uint32_t rank) : meeting_(*meeting), rank_(rank) {}
    std::chrono::milliseconds deadline() const override { return meeting_.deadline(); }
    Status CheckAborted() const override {
      return meeting_.aborted() ? meeting_.host().AbortedStatus(rank_) : Status();
    }

   private:
    RankMeeting& meeting_;
    uint32_t rank_;
  };

  Watch watch_;
  const nccl::NcclApi& api_;
  std::string no_peers_;
  NcclChannels channels_;
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_CUDA_NCCL_COMM_H_
