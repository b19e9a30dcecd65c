// rank_place.h - which rank this process is, where each rank has a process of its own
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_RANK_PLACE_H_
#define FSDP_RT_RUNNER_RANK_PLACE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "fsdp_rt/mpi.h"
#include "runner/status.h"

namespace fsdp_rt::runner {

struct RankPlace {
  uint32_t rank = 0, ranks = 1;
  uint32_t gpu = 0;                  // of those that this process may use
  std::string host;                  // where rank 0 is
  std::string port;                  // on which it listens
  std::string said_by;               // for reports: a flag, or whose environment it is
  std::shared_ptr<fsdp_rt_mpi> mpi;  // with MPI, which needs no meeting: outlives the ranks
};

// --rank, --local-rank and --meet; each may be absent.
struct RankPlaceFlags {
  std::optional<uint32_t> rank, local_rank;
  std::string meet;
};

// From the flags or, without --rank, what torchrun, mpirun, mpiexec or srun tells each process that it starts. Nothing
// where this process is none of several. `ranks`: the plan's.
Status FindRankPlace(const RankPlaceFlags& flags, uint32_t ranks, std::optional<RankPlace>* out);

// What MPI says, which this initialises.
Status FindMpiPlace(const RankPlaceFlags& flags, uint32_t ranks, std::optional<RankPlace>* out);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_RANK_PLACE_H_
