// rank_world.h - the communicators and devices of a run's ranks
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_RANK_WORLD_H_
#define FSDP_RT_RUNNER_RANK_WORLD_H_

#include <cstdint>
#include <memory>
#include <string>

#include "runner/plan.h"
#include "runner/status.h"

namespace fsdp_rt::runner {

// What a backend gives to each rank, which is a thread of this process. Outlives the sessions.
class RankWorld {
 public:
  // `backend`: a name that `CheckBackend` takes.
  static Status Create(const std::string& backend, const Plan& plan, uint64_t deadline_ms,
                       std::unique_ptr<RankWorld>* out);
  virtual ~RankWorld() = default;

  virtual fsdp_rt_comm* comm(uint32_t rank) = 0;
  // Null: the CPU.
  virtual fsdp_rt_device* device(uint32_t rank) = 0;
  // For reports: what the ranks run on.
  virtual std::string description() const = 0;
};

// Whether --backend may be `name`.
Status CheckBackend(const std::string& name);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_RANK_WORLD_H_
