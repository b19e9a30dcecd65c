// memory.cpp - allocates, frees and finds the double's memory
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <map>
#include <mutex>

#include "report.h"
#include "settings.h"

namespace cuda_double {
namespace {

// cuMemAlloc promises alignment for any type; 512 bytes is what drivers give. Not more here, so
// that code which needs more is found. NCCL's memory is virtual memory of whole pages.
constexpr uint64_t kPage = 4096, kDeviceAlignment = 512, kPinnedGuard = 256;
constexpr uint8_t kGuardByte = 0xa5;

std::mutex memory_mutex;
// By begin; freed ones stay.
std::map<uint64_t, AllocationPtr>& Allocations() {
  static auto* allocations = new std::map<uint64_t, AllocationPtr>;
  return *allocations;
}
uint64_t live = 0;

uint64_t RoundUp(uint64_t bytes, uint64_t unit) { return (bytes + unit - 1) / unit * unit; }

// Bytes between two pages without access; 0: the system has none.
uint64_t MapGuarded(uint64_t bytes) {
  uint64_t inner = RoundUp(bytes, kPage);
  void* memory = mmap(nullptr, inner + 2 * kPage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return 0;
  auto begin = reinterpret_cast<uint64_t>(memory) + kPage;
  if (mprotect(reinterpret_cast<void*>(begin), inner, PROT_READ | PROT_WRITE) != 0) return 0;
  return begin;
}

// Gives the pages back and keeps the addresses.
void Discard(uint64_t begin, uint64_t bytes) {
  uint64_t first = begin / kPage * kPage;
  madvise(reinterpret_cast<void*>(first), RoundUp(begin + bytes - first, kPage), MADV_DONTNEED);
}

void CheckGuard(const Allocation& allocation) {
  auto* guard = reinterpret_cast<const uint8_t*>(allocation.end);
  for (uint64_t i = 0; i < kPinnedGuard; ++i) {
    if (guard[i] == kGuardByte) continue;
    ReportMisuse(Text("the host wrote behind the end of ", allocation.Describe(), ", ", i, " bytes after it"));
    return;
  }
}

// The pages of freed memory.
void GiveBack(const Allocation& allocation) {
  if (allocation.kind == MemoryKind::kPinned) {
    CheckGuard(allocation);
  } else {
    allocation.context->used_bytes -= allocation.bytes();
    Discard(reinterpret_cast<uint64_t>(allocation.written), allocation.bytes());
  }
  Discard(allocation.begin, allocation.bytes());
}

}  // namespace

std::string Allocation::Describe() const {
  const char* what = kind == MemoryKind::kPinned ? "pinned allocation " : "allocation ";
  return Text(what, id, " (", bytes(), " bytes at ", Hex(begin), " of device ", context->device(), ")");
}

AllocationPtr Allocate(Context* context, MemoryKind kind, uint64_t bytes, CUresult* error) {
  *error = cu::CUDA_ERROR_OUT_OF_MEMORY;
  bool pinned = kind == MemoryKind::kPinned;
  if (GetFaults().allocation.Strikes(context->device())) return nullptr;
  if (!pinned && context->used_bytes + bytes > GetSettings().memory_bytes) return nullptr;
  uint64_t before = kind == MemoryKind::kDevice ? kDeviceAlignment : 0;
  uint64_t mapped = MapGuarded(before + bytes + (pinned ? kPinnedGuard : 0));
  if (mapped == 0) return nullptr;
  auto allocation = std::make_shared<Allocation>();
  allocation->begin = mapped + before;
  allocation->end = allocation->begin + bytes;
  allocation->kind = kind;
  allocation->context = context;
  if (pinned) {
    std::memset(reinterpret_cast<void*>(allocation->end), kGuardByte, kPinnedGuard);
  } else {
    allocation->written = reinterpret_cast<uint8_t*>(MapGuarded(bytes));
    if (!allocation->written) return nullptr;
    std::memset(reinterpret_cast<void*>(allocation->begin), 0xff, bytes);
    context->used_bytes += bytes;
  }
  std::lock_guard lock(memory_mutex);
  allocation->id = static_cast<int>(Allocations().size()) + 1;
  Allocations()[allocation->begin] = allocation;
  ++live;
  *error = cu::CUDA_SUCCESS;
  return allocation;
}

CUresult Free(uint64_t memory, MemoryKind kind, const char* call) {
  AllocationPtr allocation;
  {
    std::lock_guard lock(memory_mutex);
    auto found = Allocations().find(memory);
    if (found != Allocations().end()) allocation = found->second;
    if (!allocation || allocation->kind != kind || allocation->freed) {
      ReportMisuse(Text(call, " gets ", Hex(memory), ", which is ",
                        !allocation         ? "not the begin of an allocation"
                        : allocation->freed ? "freed already: " + allocation->Describe()
                                            : "memory of another function: " + allocation->Describe()));
      return cu::CUDA_ERROR_INVALID_VALUE;
    }
    allocation->freed = true;
    --live;
  }
  GiveBack(*allocation);
  return cu::CUDA_SUCCESS;
}

void FreeAllOf(Context* context) {
  std::lock_guard lock(memory_mutex);
  for (auto& [begin, allocation] : Allocations()) {
    if (allocation->context != context || allocation->freed) continue;
    allocation->freed = true;
    --live;
    GiveBack(*allocation);
  }
}

uint64_t LiveAllocations() {
  std::lock_guard lock(memory_mutex);
  return live;
}

AllocationPtr FindAllocation(uint64_t address, std::string* why) {
  std::lock_guard lock(memory_mutex);
  auto after = Allocations().upper_bound(address);
  if (after != Allocations().begin()) {
    AllocationPtr before = std::prev(after)->second;
    if (address < before->end) {
      if (before->freed) *why = "in freed " + before->Describe();
      return before;
    }
    if (address < before->end + kPage) {
      *why = Text(address - before->end, " bytes behind the end of ", before->Describe());
      return nullptr;
    }
  }
  if (after != Allocations().end() && address + kPage > after->first) {
    *why = Text(after->first - address, " bytes before the begin of ", after->second->Describe());
    return nullptr;
  }
  *why = "in no allocation";
  return nullptr;
}

AllocationPtr FindRange(uint64_t address, uint64_t bytes, std::string* why) {
  AllocationPtr allocation = FindAllocation(address, why);
  if (!allocation || allocation->freed) return nullptr;
  if (bytes <= allocation->end - address) return allocation;
  *why = Text(bytes - (allocation->end - address), " of ", bytes, " bytes behind the end of ", allocation->Describe());
  return nullptr;
}

}  // namespace cuda_double
