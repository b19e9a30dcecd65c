// arena_memory.h - the memory of a session's arenas
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_ARENA_MEMORY_H_
#define FSDP_RT_SRC_ARENA_MEMORY_H_

#include <cstdint>
#include <vector>

#include "plan_model.h"
#include "status.h"

namespace fsdp_rt {

// One address per arena of a plan: of the host, or allocated and zero-filled.
class ArenaMemory {
 public:
  ArenaMemory() = default;
  ~ArenaMemory();
  ArenaMemory(const ArenaMemory&) = delete;
  ArenaMemory& operator=(const ArenaMemory&) = delete;

  // `brought`: one address per arena or null. Arenas of class gathered are left out
  // unless `with_gathered`; what only entries for several microbatches use, unless
  // `with_accumulated`.
  Status Create(const PlanModel& plan, fsdp_rt_device* device, void* const* brought, bool with_gathered,
                bool with_accumulated);
  uint8_t* base(size_t arena) const { return regions_[arena].memory; }
  uint64_t bytes(size_t arena) const { return regions_[arena].bytes; }

 private:
  struct Region {
    uint8_t* memory = nullptr;
    uint64_t bytes = 0;
    fsdp_rt_memory_kind kind = FSDP_RT_MEMORY_DEVICE;
    bool owned = false;
  };
  fsdp_rt_device* device_ = nullptr;
  std::vector<Region> regions_;
};

// The CPU of this process; has no state.
fsdp_rt_device* CpuDevice();

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_ARENA_MEMORY_H_
