// device_memory.h - devices with streams, and memory of theirs that a session owns
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_DEVICE_MEMORY_H_
#define FSDP_RT_SRC_DEVICE_MEMORY_H_

#include <cstdint>

#include "status.h"

namespace fsdp_rt {

// Whether the tables reach as far as their second part and fill it.
bool HasStreams(const fsdp_rt_device* device);
// Whether it has what an all-reduce of another dtype than f32 needs.
bool ReducesRanks(const fsdp_rt_device* device);
bool HasUrgentStreams(const fsdp_rt_device* device);
bool WorksOnStreams(const fsdp_rt_comm* comm);

// Zero-filled; freed in the destructor.
class DeviceMemory {
 public:
  DeviceMemory() = default;
  ~DeviceMemory() { Free(); }
  DeviceMemory(DeviceMemory&& other) noexcept { *this = std::move(other); }
  DeviceMemory& operator=(DeviceMemory&& other) noexcept;

  // `what` is for the error's text.
  Status Allocate(fsdp_rt_device* device, fsdp_rt_memory_kind kind, uint64_t bytes, const char* what);
  uint8_t* data() const { return memory_; }
  uint64_t bytes() const { return bytes_; }

 private:
  void Free();

  fsdp_rt_device* device_ = nullptr;
  fsdp_rt_memory_kind kind_ = FSDP_RT_MEMORY_DEVICE;
  uint8_t* memory_ = nullptr;
  uint64_t bytes_ = 0;
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_DEVICE_MEMORY_H_
