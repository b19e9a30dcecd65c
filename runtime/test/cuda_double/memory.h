// memory.h - device and pinned memory of the double
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Both are host memory, at their own addresses. Addresses are never used twice, so what is freed
// stays recognisable for ever. Around each allocation lie pages that nobody may touch. Device
// memory starts as 0xff bytes (NaN), and notes which of its bytes were ever written. Memory of ncclMemAlloc, and those
// notes, are in a file without a name, which other processes map: what kernels there read is checked as here, but
// nothing knows which commands of two processes are ordered.

#ifndef FSDP_RUNTIME_TEST_CUDA_DOUBLE_MEMORY_H_
#define FSDP_RUNTIME_TEST_CUDA_DOUBLE_MEMORY_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "access_log.h"
#include "context.h"

namespace cuda_double {

enum class MemoryKind { kDevice, kNccl, kPinned };  // kNccl: device memory of ncclMemAlloc

struct Allocation {
  uint64_t begin = 0, end = 0;
  MemoryKind kind = MemoryKind::kDevice;
  Context* context = nullptr;
  int id = 0;
  uint8_t* written = nullptr;  // one byte per byte, nonzero: written; null for pinned memory
  int file = -1;               // of ncclMemAlloc
  bool foreign = false;        // another process's, which has it at another address
  std::atomic<bool> freed{false};
  AccessLog log;

  uint64_t bytes() const { return end - begin; }
  // "allocation 3 (4096 bytes on device 0)"
  std::string Describe() const;
};
using AllocationPtr = std::shared_ptr<Allocation>;

// Null with *error when out of memory.
AllocationPtr Allocate(Context* context, MemoryKind kind, uint64_t bytes, CUresult* error);
// `memory` must be the begin of a live allocation of that kind, else an error and a report.
CUresult Free(uint64_t memory, MemoryKind kind, const char* call);
// The allocation in `file` of another process, as the memory of a device there; null with a reason.
AllocationPtr MapForeign(Context* context, int process, int file, std::string* why);
// What a destroyed context leaves behind.
void FreeAllOf(Context* context);
uint64_t LiveAllocations();

// The allocation that holds the byte, perhaps a freed one (then `why` says so). Null for other
// memory; `why` names an allocation that is missed by less than a page.
AllocationPtr FindAllocation(uint64_t address, std::string* why);
// The live allocation that holds all the bytes; null with a reason.
AllocationPtr FindRange(uint64_t address, uint64_t bytes, std::string* why);

}  // namespace cuda_double

#endif  // FSDP_RUNTIME_TEST_CUDA_DOUBLE_MEMORY_H_
