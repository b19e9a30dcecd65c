// nccl_comm.h - ranks on a GPU each, joined by NCCL
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_BACKENDS_CUDA_NCCL_COMM_H_
#define FSDP_RT_BACKENDS_CUDA_NCCL_COMM_H_

#include <map>
#include <memory>
#include <string>

#include "nccl_channel.h"

namespace fsdp_rt {

// One rank's end: an NCCL communicator per axis of more than one rank and channel, made when
// a session connects. Ranks are threads of this process, which meet on the host to exchange
// what NCCL needs, to find out who is missing, and to abort together.
class NcclComm : public MeetingComm {
 public:
  // `no_peers`: why kernels cannot read other ranks' memory; empty: they can.
  NcclComm(RankMeeting* meeting, uint32_t rank, CudaDevice* device, std::string no_peers);

  Status Connect(uint32_t axis, fsdp_rt_channel channel);
  Status AllGather(uint32_t axis, fsdp_rt_channel channel, cu::CUstream stream, const void* send, void* receive,
                   uint64_t bytes);
  Status AllToAll(uint32_t axis, fsdp_rt_channel channel, cu::CUstream stream, const void* send, void* receive,
                  uint64_t bytes);
  Status AllReduce(uint32_t axis, fsdp_rt_channel channel, cu::CUstream stream, const float* source, float* dest,
                   uint64_t count, uint32_t op, double scale);
  Status Barrier(uint32_t axis, fsdp_rt_channel channel, cu::CUstream stream);
  Status MapPeers(uint32_t axis, void* memory, uint64_t bytes, void** out_peers);
  Status Register(void* memory, uint64_t bytes);
  void Unregister(void* memory);
  // Also carries out an abort: NCCL's communicators are this thread's alone.
  Status Check(uint64_t run, uint64_t waited_ms);
  // Before the device goes.
  void Close();

 private:
  static constexpr uint32_t kChannels = 3;
  Status Find(uint32_t axis, fsdp_rt_channel channel, NcclChannel** out_channel);
  template <typename Call>
  void EachChannel(Call call) {
    for (auto& [place, channel] : channels_)
      if (channel) call(channel.get());
  }

  CudaDevice* device_;
  std::string no_peers_;
  std::map<std::pair<uint32_t, uint32_t>, std::unique_ptr<NcclChannel>> channels_;  // by axis and channel
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_CUDA_NCCL_COMM_H_
