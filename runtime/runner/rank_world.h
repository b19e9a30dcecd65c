// rank_world.h - the communicators and devices of a run's ranks
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_RANK_WORLD_H_
#define FSDP_RT_RUNNER_RANK_WORLD_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "runner/plan.h"
#include "runner/rank_place.h"
#include "runner/status.h"

namespace fsdp_rt::runner {

// What a backend gives to each rank of this process: to all of them, which are threads, or to one. Outlives the
// sessions.
class RankWorld {
 public:
  // `backend`: a name that `CheckBackend` takes. `place`: of this process among others; then collective.
  static Status Create(const std::string& backend, const std::optional<RankPlace>& place, const Plan& plan,
                       fsdp_rt_transport transport, uint64_t deadline_ms, std::unique_ptr<RankWorld>* out);
  virtual ~RankWorld() = default;

  virtual fsdp_rt_comm* comm(uint32_t rank) = 0;
  // Null: the CPU.
  virtual fsdp_rt_device* device(uint32_t rank) = 0;
  // Says to other processes that this one goes no further. Without any, nothing.
  virtual void Fail(const std::string& why) {}
  // Which rank of another process failed, and why; empty while none has. `consequence`: a call of this process ended
  // because of it, so that the answer may still be on its way.
  virtual std::string Failure(bool consequence) { return {}; }
  // For reports: what the ranks run on.
  virtual std::string description() const = 0;
};

// Whether --backend may be `name`.
Status CheckBackend(const std::string& name);
// And with one rank in this process, or all.
Status CheckPlacement(const std::string& name, bool one_rank);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_RANK_WORLD_H_
