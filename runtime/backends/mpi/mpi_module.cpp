// mpi_module.cpp - the module's one symbol: the C ABI of ranks that are processes of MPI
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mpi_module.h"

#include <memory>
#include <vector>

#include "mpi_comm.h"

namespace fsdp_rt {
namespace {

extern const MpiModule kModule;

struct MpiRank : public fsdp_rt_mpi_rank {
  MpiRank(MpiProcess* process, const fsdp_rt_mpi_rank_options& options)
      : fsdp_rt_mpi_rank{&kModule}, comm(process, options) {}
  MpiComm comm;
};

// Where a rank failed MPI may still touch what it was given, and cannot be told not to.
void Retire(std::unique_ptr<MpiRank> rank) {
  static auto* const retired = new std::vector<std::unique_ptr<MpiRank>>();
  retired->push_back(std::move(rank));
}

const MpiProcess* Self(const fsdp_rt_mpi* mpi) { return static_cast<const MpiProcess*>(mpi); }
MpiProcess* Self(fsdp_rt_mpi* mpi) { return static_cast<MpiProcess*>(mpi); }

fsdp_rt_status Open(const fsdp_rt_mpi_options* options, fsdp_rt_mpi** out_mpi, fsdp_rt_error* error) {
  return Guard(error, [&]() -> Status {
    auto process = std::make_unique<MpiProcess>(&kModule);
    FSDP_RT_TRY(process->Open(options->comm));
    *out_mpi = process.release();
    return {};
  });
}

fsdp_rt_status CreateRank(fsdp_rt_mpi* mpi, const fsdp_rt_mpi_rank_options* options, fsdp_rt_mpi_rank** out_rank,
                          fsdp_rt_error* error) {
  return Guard(error, [&]() -> Status {
    auto rank = std::make_unique<MpiRank>(Self(mpi), *options);
    if (Status status = rank->comm.Create(); !status.ok()) {
      Self(mpi)->SetFailed();
      Retire(std::move(rank));
      return status;
    }
    *out_rank = rank.release();
    return {};
  });
}

void DestroyRank(fsdp_rt_mpi_rank* rank) {
  std::unique_ptr<MpiRank> own(static_cast<MpiRank*>(rank));
  if (!own->comm.Leave()) Retire(std::move(own));
}

const MpiModule kModule = {
    kMpiModuleVersion,
    Open,
    [](const fsdp_rt_mpi* mpi) { return uint32_t(Self(mpi)->rank()); },
    [](const fsdp_rt_mpi* mpi) { return uint32_t(Self(mpi)->size()); },
    [](const fsdp_rt_mpi* mpi) { return Self(mpi)->description().c_str(); },
    [](fsdp_rt_mpi* mpi) { delete Self(mpi); },
    [](fsdp_rt_mpi* mpi, int32_t exit_code) { Self(mpi)->EndAll(exit_code); },
    CreateRank,
    DestroyRank,
    [](fsdp_rt_mpi_rank* rank) -> fsdp_rt_comm* { return &static_cast<MpiRank*>(rank)->comm; },
    [](fsdp_rt_mpi_rank* rank) -> fsdp_rt_device* { return static_cast<MpiRank*>(rank)->comm.memory(); }};

}  // namespace
}  // namespace fsdp_rt

extern "C" FSDP_RT_API const fsdp_rt::MpiModule* fsdp_rt_mpi_module() { return &fsdp_rt::kModule; }
