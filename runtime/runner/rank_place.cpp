// rank_place.cpp - which rank this process is, where each rank has a process of its own
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/rank_place.h"

#include <charconv>
#include <cstdlib>
#include <string_view>

namespace fsdp_rt::runner {
namespace {

struct Launcher {
  const char *name, *rank, *ranks, *local_rank;
};

// mpirun within srun, or torchrun within either, is what started this process: the inner one comes first.
constexpr Launcher kLaunchers[] = {
    {"torchrun", "RANK", "WORLD_SIZE", "LOCAL_RANK"},
    {"mpirun", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK"},
    {"mpiexec", "PMI_RANK", "PMI_SIZE", "MPI_LOCALRANKID"},
    {"srun", "SLURM_PROCID", "SLURM_NTASKS", "SLURM_LOCALID"},
};

bool IsSet(const char* variable) {
  const char* text = std::getenv(variable);
  return text && *text;
}

Status ReadNumber(const char* variable, uint32_t* out) {
  const std::string_view text = IsSet(variable) ? std::getenv(variable) : "";
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *out);
  if (error == std::errc() && end == text.data() + text.size() && !text.empty()) return {};
  return Status::User("the environment variable " + std::string(variable) + " is '" + std::string(text) +
                      "', expected a whole number");
}

Status Check(const RankPlace& place, uint32_t ranks) {
  if (place.ranks != ranks)
    return Status::User(place.said_by + " started " + std::to_string(place.ranks) + " processes, but the plan has " +
                        std::to_string(ranks) + " ranks; start one for each, or compile with another --grid");
  if (place.rank >= place.ranks)
    return Status::User("this process is rank " + std::to_string(place.rank) + " by " + place.said_by +
                        ", expected less than " + std::to_string(place.ranks));
  return {};
}

// A process that sees one GPU alone was given it.
uint32_t GpuOf(uint32_t local_rank) {
  const char* visible = std::getenv("CUDA_VISIBLE_DEVICES");
  return visible && *visible && std::string_view(visible).find(',') == std::string_view::npos ? 0 : local_rank;
}

Status SplitAddress(const std::string& meet, RankPlace* place) {
  const size_t colon = meet.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == meet.size())
    return Status::User("--meet " + meet + ": expected HOST:PORT, such as node0:29500");
  place->host = meet.substr(0, colon);
  place->port = meet.substr(colon + 1);
  return {};
}

// Where torchrun's own store listens on the port, the next one is ours.
Status FindMeeting(const std::string& meet, RankPlace* place) {
  if (!meet.empty()) return SplitAddress(meet, place);
  if (!IsSet("MASTER_ADDR") || !IsSet("MASTER_PORT")) {
    if (place->ranks == 1) return SplitAddress("localhost:0", place);
    return Status::User(
        "nothing says where the ranks meet: pass --meet HOST:PORT, a free port of rank 0's machine, or set MASTER_ADDR "
        "and MASTER_PORT");
  }
  uint32_t port = 0;
  FSDP_RT_RETURN_IF_ERROR(ReadNumber("MASTER_PORT", &port));
  if (IsSet("TORCHELASTIC_USE_AGENT_STORE") && std::getenv("TORCHELASTIC_USE_AGENT_STORE") == std::string_view("True"))
    ++port;
  place->host = std::getenv("MASTER_ADDR");
  place->port = std::to_string(port);
  return {};
}

}  // namespace

Status FindRankPlace(const RankPlaceFlags& flags, uint32_t ranks, std::optional<RankPlace>* out) {
  RankPlace place;
  out->reset();
  if (flags.rank) {
    place.rank = *flags.rank;
    place.ranks = ranks;
    place.said_by = "--rank";
    uint32_t local = *flags.rank;
    if (IsSet("LOCAL_RANK")) FSDP_RT_RETURN_IF_ERROR(ReadNumber("LOCAL_RANK", &local));
    place.gpu = GpuOf(flags.local_rank.value_or(local));
  } else {
    const Launcher* found = nullptr;
    for (const Launcher& launcher : kLaunchers)
      if (!found && IsSet(launcher.rank) && IsSet(launcher.ranks)) found = &launcher;
    if (found) FSDP_RT_RETURN_IF_ERROR(ReadNumber(found->ranks, &place.ranks));
    // A batch job of one task, say: its ranks are threads.
    if (!found || place.ranks == 1) {
      if (flags.local_rank || !flags.meet.empty())
        return Status::User(std::string(flags.local_rank ? "--local-rank" : "--meet") +
                            " is of one of several processes: pass --rank, too, or start them with torchrun, mpirun or "
                            "srun");
      return {};
    }
    place.said_by = found->name;
    FSDP_RT_RETURN_IF_ERROR(ReadNumber(found->rank, &place.rank));
    uint32_t local = place.rank;
    if (IsSet(found->local_rank)) FSDP_RT_RETURN_IF_ERROR(ReadNumber(found->local_rank, &local));
    place.gpu = GpuOf(flags.local_rank.value_or(local));
  }
  FSDP_RT_RETURN_IF_ERROR(Check(place, ranks));
  FSDP_RT_RETURN_IF_ERROR(FindMeeting(flags.meet, &place));
  *out = place;
  return {};
}

Status FindMpiPlace(const RankPlaceFlags& flags, uint32_t ranks, std::optional<RankPlace>* out) {
  const char* flag = flags.rank           ? "--rank"
                     : flags.local_rank   ? "--local-rank"
                     : flags.meet.empty() ? nullptr
                                          : "--meet";
  if (flag)
    return Status::User(std::string(flag) +
                        " is of --backend cuda; which rank a process is, and where the ranks meet, "
                        "MPI says: leave it out");
  fsdp_rt_mpi_options options{};
  options.struct_size = sizeof options;
  fsdp_rt_mpi* mpi = nullptr;
  fsdp_rt_error error{};
  if (fsdp_rt_mpi_open(&options, &mpi, &error) != FSDP_RT_OK) return Status::FromRuntime(error, "--backend mpi");
  RankPlace place;
  place.mpi = std::shared_ptr<fsdp_rt_mpi>(mpi, fsdp_rt_mpi_close);
  place.rank = fsdp_rt_mpi_process(mpi);
  place.ranks = fsdp_rt_mpi_processes(mpi);
  place.said_by = fsdp_rt_mpi_description(mpi);
  if (place.ranks != ranks)
    return Status::User("--backend mpi: " + place.said_by + " has " + std::to_string(place.ranks) +
                        (place.ranks == 1 ? " process" : " processes") + ", but the plan has " + std::to_string(ranks) +
                        " ranks; start one for each with that MPI's launcher, such as mpirun -n " +
                        std::to_string(ranks) + " fsdp-run ..., or compile with another --grid");
  *out = std::move(place);
  return {};
}

}  // namespace fsdp_rt::runner
