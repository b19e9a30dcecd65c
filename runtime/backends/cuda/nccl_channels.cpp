// nccl_channels.cpp - one rank's NCCL communicators, by axis and channel
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "nccl_channels.h"

#include "rank_meeting.h"

namespace fsdp_rt {
namespace {

constexpr uint32_t kChannels = 3;

}  // namespace

Status NcclChannels::Check(uint32_t axis, fsdp_rt_channel channel) const {
  FSDP_RT_TRY(CheckAxis(axis, WorldSize(rank_)));
  if (uint32_t(channel) >= kChannels) return Error(FSDP_RT_INVALID_ARGUMENT, "channel ", int(channel));
  return {};
}

Status NcclChannels::Connect(uint32_t axis, fsdp_rt_channel channel, const std::function<Status(NcclChannel*)>& make) {
  FSDP_RT_TRY(Check(axis, channel));
  std::unique_ptr<NcclChannel>& place = channels_[{axis, channel}];
  if (AxisSize(axis) == 1 || place) return {};
  place = std::make_unique<NcclChannel>(device_, watch_);
  Status status = make(place.get());
  if (!status.ok()) status.Append(Concat(" (communicator of the ", AxisName(axis), " axis)"));
  return status;
}

Status NcclChannels::Find(uint32_t axis, fsdp_rt_channel channel, NcclChannel** out_channel) {
  *out_channel = nullptr;
  FSDP_RT_TRY(Check(axis, channel));
  if (AxisSize(axis) == 1) return {};
  if (const auto found = channels_.find({axis, channel}); found != channels_.end()) *out_channel = found->second.get();
  if (!*out_channel)
    return Error(FSDP_RT_INVALID_ARGUMENT, "channel ", int(channel), " of the ", AxisName(axis),
                 " axis is not connected; call connect first");
  return {};
}

Status NcclChannels::AllGather(uint32_t axis, fsdp_rt_channel channel, cu::CUstream stream, const void* send,
                               void* receive, uint64_t bytes) {
  NcclChannel* found = nullptr;
  FSDP_RT_TRY(Find(axis, channel, &found));
  if (found) return found->AllGather(stream, send, receive, bytes);
  return CopyOn(device_, reinterpret_cast<fsdp_rt_stream*>(stream), receive, send, bytes);
}

Status NcclChannels::AllToAll(uint32_t axis, fsdp_rt_channel channel, cu::CUstream stream, const void* send,
                              void* receive, uint64_t bytes) {
  NcclChannel* found = nullptr;
  FSDP_RT_TRY(Find(axis, channel, &found));
  if (found) return found->AllToAll(stream, send, receive, bytes);
  return CopyOn(device_, reinterpret_cast<fsdp_rt_stream*>(stream), receive, send, bytes);
}

Status NcclChannels::AllReduce(uint32_t axis, fsdp_rt_channel channel, cu::CUstream stream, const float* source,
                               float* dest, uint64_t count, uint32_t op, double scale) {
  NcclChannel* found = nullptr;
  FSDP_RT_TRY(Find(axis, channel, &found));
  if (found) return found->AllReduce(stream, source, dest, count, op, scale);
  return CombineInOrder(device_, reinterpret_cast<fsdp_rt_stream*>(stream), {source}, dest, count, op, scale);
}

Status NcclChannels::Barrier(uint32_t axis, fsdp_rt_channel channel, cu::CUstream stream) {
  NcclChannel* found = nullptr;
  FSDP_RT_TRY(Find(axis, channel, &found));
  return found ? found->Barrier(stream) : Status();
}

Status NcclChannels::Register(void* memory, uint64_t bytes) {
  if (!device_->AllocatedWindow(memory)) return {};  // the host's own: collectives work, only slower
  for (auto& [place, channel] : channels_)
    if (channel) FSDP_RT_TRY(channel->Register(memory, bytes));
  return {};
}

void NcclChannels::Unregister(void* memory) {
  for (auto& [place, channel] : channels_)
    if (channel) channel->Unregister(memory);
}

NcclChannel* NcclChannels::AnyOf(uint32_t axis) {
  for (auto& [place, channel] : channels_)
    if (place.first == axis && channel) return channel.get();
  return nullptr;
}

Status NcclChannels::CheckAsync() {
  for (auto& [place, channel] : channels_)
    if (channel) FSDP_RT_TRY(channel->CheckAsync());
  return {};
}

void NcclChannels::Close(bool wait) {
  for (auto& [place, channel] : channels_)
    if (channel && wait) channel->Close();
  channels_.clear();
}

void NcclChannels::Abort() {
  for (auto& [place, channel] : channels_)
    if (channel) channel->Abort();
}

}  // namespace fsdp_rt
