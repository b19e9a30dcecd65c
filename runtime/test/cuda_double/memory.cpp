// memory.cpp - allocates, frees and finds the double's memory
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
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

// Bytes, at `offset` of a file if there is one, between two pages without access; 0: the system has none.
uint64_t MapGuarded(uint64_t bytes, int file = -1, uint64_t offset = 0) {
  uint64_t inner = RoundUp(bytes, kPage);
  void* memory = mmap(nullptr, inner + 2 * kPage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return 0;
  auto begin = reinterpret_cast<uint64_t>(memory) + kPage;
  const int kind = file < 0 ? MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE : MAP_SHARED;
  void* usable = mmap(reinterpret_cast<void*>(begin), inner, PROT_READ | PROT_WRITE, kind | MAP_FIXED, file,
                      static_cast<off_t>(offset));
  return usable == MAP_FAILED ? 0 : begin;
}

// A file for the allocation and its notes.
int MakeFile(uint64_t bytes) {
  const int file = memfd_create("fsdp-cuda-double", MFD_CLOEXEC);
  if (file >= 0 && ftruncate(file, static_cast<off_t>(2 * RoundUp(bytes, kPage))) == 0) return file;
  if (file >= 0) close(file);
  return -1;
}

// Gives the pages back and keeps the addresses; what others have mapped is zero, hence not written.
void Discard(uint64_t begin, uint64_t bytes, bool shared) {
  uint64_t first = begin / kPage * kPage;
  madvise(reinterpret_cast<void*>(first), RoundUp(begin + bytes - first, kPage), shared ? MADV_REMOVE : MADV_DONTNEED);
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
  const bool shared = allocation.file >= 0;
  if (allocation.kind == MemoryKind::kPinned) {
    CheckGuard(allocation);
  } else {
    allocation.context->used_bytes -= allocation.bytes();
    Discard(reinterpret_cast<uint64_t>(allocation.written), allocation.bytes(), shared);
  }
  Discard(allocation.begin, allocation.bytes(), shared);
  if (shared) close(allocation.file);
}

void Enter(AllocationPtr allocation) {
  std::lock_guard lock(memory_mutex);
  allocation->id = static_cast<int>(Allocations().size()) + 1;
  live += !allocation->foreign;
  Allocations()[allocation->begin] = std::move(allocation);
}

}  // namespace

std::string Allocation::Describe() const {
  const char* what = foreign                       ? "another process's allocation "
                     : kind == MemoryKind::kPinned ? "pinned allocation "
                                                   : "allocation ";
  return Text(what, id, " (", bytes(), " bytes at ", Hex(begin), " of device ", context->device(), ")");
}

AllocationPtr Allocate(Context* context, MemoryKind kind, uint64_t bytes, CUresult* error) {
  *error = cu::CUDA_ERROR_OUT_OF_MEMORY;
  bool pinned = kind == MemoryKind::kPinned;
  if (GetFaults().allocation.Strikes(context->device())) return nullptr;
  if (!pinned && context->used_bytes + bytes > GetSettings().memory_bytes) return nullptr;
  uint64_t before = kind == MemoryKind::kDevice ? kDeviceAlignment : 0;
  const int file = kind == MemoryKind::kNccl ? MakeFile(bytes) : -1;
  if (kind == MemoryKind::kNccl && file < 0) return nullptr;
  uint64_t mapped = MapGuarded(before + bytes + (pinned ? kPinnedGuard : 0), file);
  if (mapped == 0) return nullptr;
  auto allocation = std::make_shared<Allocation>();
  allocation->file = file;
  allocation->begin = mapped + before;
  allocation->end = allocation->begin + bytes;
  allocation->kind = kind;
  allocation->context = context;
  if (pinned) {
    std::memset(reinterpret_cast<void*>(allocation->end), kGuardByte, kPinnedGuard);
  } else {
    allocation->written = reinterpret_cast<uint8_t*>(MapGuarded(bytes, file, RoundUp(bytes, kPage)));
    if (!allocation->written) return nullptr;
    std::memset(reinterpret_cast<void*>(allocation->begin), 0xff, bytes);
    context->used_bytes += bytes;
  }
  Enter(allocation);
  *error = cu::CUDA_SUCCESS;
  return allocation;
}

AllocationPtr MapForeign(Context* context, int process, int file, std::string* why) {
  static std::mutex mutex;
  static auto* known = new std::map<uint64_t, AllocationPtr>;  // by the file's number, which no other gets
  const std::string path = Text("/proc/", process, "/fd/", file);
  const int opened = open(path.c_str(), O_RDWR | O_CLOEXEC);
  struct stat status{};
  if (opened < 0 || fstat(opened, &status) != 0) {
    *why = Text("process ", process, " does not show its memory: ", std::strerror(errno));
    if (opened >= 0) close(opened);
    return nullptr;
  }
  std::lock_guard lock(mutex);
  AllocationPtr& place = (*known)[status.st_ino];
  if (!place) {
    const uint64_t bytes = static_cast<uint64_t>(status.st_size) / 2;
    auto allocation = std::make_shared<Allocation>();
    allocation->begin = MapGuarded(bytes, opened);
    allocation->end = allocation->begin + bytes;
    allocation->kind = MemoryKind::kNccl;
    allocation->context = context;
    allocation->written = reinterpret_cast<uint8_t*>(MapGuarded(bytes, opened, bytes));
    allocation->foreign = true;
    if (allocation->begin && allocation->written) Enter(place = std::move(allocation));
  }
  close(opened);
  if (!place) *why = Text("there is no room for the memory of process ", process);
  return place;
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
    if (allocation->context != context || allocation->freed || allocation->foreign) continue;
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
