// device_memory.cpp - devices with streams, and memory of theirs that a session owns
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "device_memory.h"

#include <cstddef>
#include <utility>

namespace fsdp_rt {

// Tables of older implementations end before their second part, whose last member speaks for all of it, or before what
// was added behind.
bool HasStreams(const fsdp_rt_device* device) {
  return device && device->vtable->struct_size >= offsetof(fsdp_rt_device_vtable, reduce_ranks) &&
         device->vtable->destroy_graph;
}

bool ReducesRanks(const fsdp_rt_device* device) {
  return device->vtable->struct_size >= offsetof(fsdp_rt_device_vtable, create_urgent_stream) &&
         device->vtable->reduce_ranks;
}

bool HasUrgentStreams(const fsdp_rt_device* device) {
  return device->vtable->struct_size >= sizeof(fsdp_rt_device_vtable) && device->vtable->create_urgent_stream;
}

bool WorksOnStreams(const fsdp_rt_comm* comm) {
  return comm && comm->vtable->struct_size >= sizeof(fsdp_rt_comm_vtable) && comm->vtable->check;
}

DeviceMemory& DeviceMemory::operator=(DeviceMemory&& other) noexcept {
  std::swap(device_, other.device_);
  std::swap(kind_, other.kind_);
  std::swap(memory_, other.memory_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

void DeviceMemory::Free() {
  if (memory_) device_->vtable->deallocate(device_, kind_, memory_, bytes_);
  memory_ = nullptr;
}

Status DeviceMemory::Allocate(fsdp_rt_device* device, fsdp_rt_memory_kind kind, uint64_t bytes, const char* what) {
  constexpr uint64_t kAlignment = 256;
  Free();
  if (bytes == 0) return {};
  void* memory = nullptr;
  if (Status status = CallAbi(device->vtable->allocate, device, kind, bytes, kAlignment, &memory); !status.ok())
    return Error(status.code(), what, ": ", status.message());
  device_ = device;
  kind_ = kind;
  memory_ = static_cast<uint8_t*>(memory);
  bytes_ = bytes;
  return {};
}

}  // namespace fsdp_rt
