// poison.h - makes reads of dead bytes and hidden ordering visible
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bytes that hold no value are NaN (0xFF) and ranks are delayed at random: a
// correct plan computes the same numbers.

#ifndef FSDP_RT_SRC_POISON_H_
#define FSDP_RT_SRC_POISON_H_

#include <cstdint>
#include <vector>

#include "arena_memory.h"
#include "plan_model.h"
#include "status.h"

namespace fsdp_rt {

// The rows of a chunk beyond the valid ones must be zero. `chunk`: its bytes, on the host.
Status CheckPad(const Tensor& tensor, uint32_t shard, const uint8_t* chunk);

struct DeadRange {
  uint32_t arena;
  uint64_t offset, bytes;
};

// dead[i]: the bytes whose value nothing reads after command i, in the order of the list.
// A value ends after the last read before the next write, or after its last access.
std::vector<std::vector<DeadRange>> ComputeDeadRanges(const PlanModel& plan, const Entry& entry);

class PoisonState {
 public:
  PoisonState(const PlanModel& plan, const ArenaMemory& memory, uint64_t seed);

  // Every byte that does not outlive entries becomes NaN.
  void BeginEntry();
  // Sleeps now and then.
  void Delay();
  void AfterCommand(uint32_t entry, uint32_t command);
  const std::vector<DeadRange>& dead(uint32_t entry, uint32_t command) const { return dead_[entry][command]; }
  // Pads of parameters, moments and gradients must be zero.
  Status CheckPads(uint32_t rank) const;

 private:
  const PlanModel& plan_;
  const ArenaMemory& memory_;
  uint64_t random_;
  std::vector<std::vector<std::vector<DeadRange>>> dead_;  // [entry][command]
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_POISON_H_
