// arena_memory.cpp - the memory of a session's arenas
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "arena_memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>

namespace fsdp_rt {
namespace {

constexpr uint64_t kHugePage = uint64_t(2) << 20;

// Fresh zero pages; large arenas start on a huge page, which spares TLB misses.
// Every allocation is a mapping of its own, with the slack for alignment unmapped.
fsdp_rt_status AllocateCpu(fsdp_rt_device*, fsdp_rt_memory_kind, uint64_t bytes, uint64_t alignment, void** out_memory,
                           fsdp_rt_error* out_error) {
  uint64_t page = sysconf(_SC_PAGESIZE);
  uint64_t size = (std::max<uint64_t>(bytes, 1) + page - 1) / page * page;
  uint64_t align = std::max({alignment, page, size >= kHugePage ? kHugePage : 0});
  auto* mapping =
      static_cast<uint8_t*>(mmap(nullptr, size + align, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  if (mapping == MAP_FAILED) return Error(FSDP_RT_OUT_OF_MEMORY, "cannot allocate ", bytes, " bytes").Export(out_error);
  uint64_t head = (align - reinterpret_cast<uintptr_t>(mapping) % align) % align;
  if (head) munmap(mapping, head);
  munmap(mapping + head + size, align - head);
  if (size >= kHugePage) madvise(mapping + head, size, MADV_HUGEPAGE);
  *out_memory = mapping + head;
  return FSDP_RT_OK;
}

void DeallocateCpu(fsdp_rt_device*, fsdp_rt_memory_kind, void* memory, uint64_t bytes) {
  uint64_t page = sysconf(_SC_PAGESIZE);
  munmap(memory, (std::max<uint64_t>(bytes, 1) + page - 1) / page * page);
}

// Bytes of arena `index` that a session needs which runs no entry for several microbatches.
uint64_t BytesWithoutAccumulation(const PlanModel& plan, size_t index) {
  if (OutlivesEntries(plan.arenas[index])) return plan.arenas[index].bytes;
  uint64_t bytes = 0;
  for (const Entry& entry : plan.entries)
    for (const Allocation& allocation : entry.allocations)
      if (allocation.arena == index && entry.needs == Pending::none && entry.leaves == Pending::none)
        bytes = std::max(bytes, allocation.offset + allocation.bytes);
  return bytes;
}

const fsdp_rt_device_vtable kCpuVtable = {sizeof(fsdp_rt_device_vtable), AllocateCpu, DeallocateCpu};

}  // namespace

fsdp_rt_device* CpuDevice() {
  static fsdp_rt_device device = {&kCpuVtable};
  return &device;
}

ArenaMemory::~ArenaMemory() {
  for (Region& region : regions_)
    if (region.owned) device_->vtable->deallocate(device_, region.kind, region.memory, region.bytes);
}

Status ArenaMemory::Create(const PlanModel& plan, fsdp_rt_device* device, void* const* brought, bool with_gathered,
                           bool with_accumulated) {
  device_ = device;
  regions_.resize(plan.arenas.size());
  for (size_t i = 0; i < plan.arenas.size(); ++i) {
    const Arena& arena = plan.arenas[i];
    if (arena.arena_class == ArenaClass::gathered && !with_gathered) continue;
    if (arena.arena_class == ArenaClass::accumulated && !with_accumulated) continue;
    Region& region = regions_[i];
    region.bytes = with_accumulated ? arena.bytes : BytesWithoutAccumulation(plan, i);
    region.kind = static_cast<fsdp_rt_memory_kind>(arena.memory);
    if (brought) {
      region.memory = static_cast<uint8_t*>(brought[i]);
      if (region.bytes > 0 && (!brought[i] || reinterpret_cast<uintptr_t>(brought[i]) % arena.alignment != 0))
        return Error(FSDP_RT_INVALID_ARGUMENT, "options.arenas[", i, "]: expected memory aligned to ", arena.alignment,
                     " bytes");
      continue;
    }
    fsdp_rt_error error{};
    void* memory = nullptr;
    if (device->vtable->allocate(device, region.kind, region.bytes, arena.alignment, &memory, &error) != FSDP_RT_OK)
      return Error(error.status, "arena ", i, " (", schema::EnumNameArenaClass(arena.arena_class),
                   "): ", error.message);
    region.memory = static_cast<uint8_t*>(memory);
    region.owned = true;
  }
  return {};
}

}  // namespace fsdp_rt
