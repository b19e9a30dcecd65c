// rank_world.cpp - the communicators and devices of a run's ranks
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/rank_world.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <mutex>
#include <vector>

#include "fsdp_rt/cuda.h"
#include "fsdp_rt/mpi.h"
#include "runner/rank_link.h"

namespace fsdp_rt::runner {
namespace {

class ThreadsRanks : public RankWorld {
 public:
  ~ThreadsRanks() override { fsdp_rt_threads_world_destroy(world_); }
  fsdp_rt_status Create(const Plan& plan, uint64_t deadline_ms, fsdp_rt_error* error) {
    return fsdp_rt_threads_world_create(plan.info().replicas, plan.info().shards * plan.info().models, deadline_ms,
                                        &world_, error);
  }
  fsdp_rt_comm* comm(uint32_t rank) override { return fsdp_rt_threads_world_comm(world_, rank); }
  fsdp_rt_device* device(uint32_t) override { return nullptr; }
  std::string description() const override { return "threads"; }

 private:
  fsdp_rt_threads_world* world_ = nullptr;
};

// For NCCL, unless the user says otherwise, and while no other thread runs: its communicators work in the order of the
// host's calls; a session replays graphs or issues single commands, never both, so NCCL need not guard against the
// mixture.
void SetNcclDefaults() {
  setenv("NCCL_LAUNCH_ORDER_IMPLICIT", "1", /*overwrite=*/0);
  setenv("NCCL_GRAPH_MIXING_SUPPORT", "0", /*overwrite=*/0);
}

class CudaRanks : public RankWorld {
 public:
  ~CudaRanks() override { fsdp_rt_cuda_world_destroy(world_); }
  fsdp_rt_status Create(const Plan& plan, uint64_t deadline_ms, fsdp_rt_error* error) {
    SetNcclDefaults();
    fsdp_rt_cuda_world_options options{};
    options.struct_size = sizeof options;
    options.replicas = plan.info().replicas;
    options.shards = plan.info().shards * plan.info().models;
    options.deadline_ms = deadline_ms;
    return fsdp_rt_cuda_world_create(&options, &world_, error);
  }
  fsdp_rt_comm* comm(uint32_t rank) override { return fsdp_rt_cuda_world_comm(world_, rank); }
  fsdp_rt_device* device(uint32_t rank) override { return fsdp_rt_cuda_world_device(world_, rank); }
  std::string description() const override { return fsdp_rt_cuda_world_description(world_); }

 private:
  fsdp_rt_cuda_world* world_ = nullptr;
};

// One rank; the others are processes, joined by NCCL and, to say which of them failed, by a link.
class CudaRank : public RankWorld {
 public:
  CudaRank(const RankPlace& place, fsdp_rt_transport, uint64_t deadline_ms) : place_(place), deadline_(deadline_ms) {}
  ~CudaRank() override {
    link_.reset();
    fsdp_rt_cuda_rank_destroy(rank_);
  }

  Status Create(const Plan& plan) {
    SetNcclDefaults();
    std::vector<std::byte> id(FSDP_RT_CUDA_ID_BYTES);
    fsdp_rt_error error{};
    if (place_.rank == 0 && fsdp_rt_cuda_id_create(id.data(), &error) != FSDP_RT_OK)
      return Status::FromRuntime(error, "rank 0");
    FSDP_RT_RETURN_IF_ERROR(RankLink::Meet(place_, deadline_, &id, &link_));
    link_->Watch([this](uint32_t rank, const std::string& why) { TakeFailure(rank, why); });
    fsdp_rt_cuda_rank_options options{};
    options.struct_size = sizeof options;
    options.replicas = plan.info().replicas;
    options.shards = plan.info().shards * plan.info().models;
    options.deadline_ms = static_cast<uint64_t>(deadline_.count());
    options.id = id.data();
    options.rank = place_.rank;
    options.gpu = place_.gpu;
    fsdp_rt_cuda_rank* rank = nullptr;
    if (fsdp_rt_cuda_rank_create(&options, &rank, &error) != FSDP_RT_OK) {
      Fail(error.message);
      const Status status = Status::FromRuntime(error, "rank " + std::to_string(place_.rank));
      const std::string cause = Failure(error.status == FSDP_RT_PEER_FAILED);
      return cause.empty() ? status : Status::User(cause + "; meanwhile " + status.message());
    }
    std::lock_guard lock(mutex_);
    rank_ = rank;
    if (!failure_.empty()) AbortLocked();
    return {};
  }

  fsdp_rt_comm* comm(uint32_t) override { return fsdp_rt_cuda_rank_comm(rank_); }
  fsdp_rt_device* device(uint32_t) override { return fsdp_rt_cuda_rank_device(rank_); }
  void Fail(const std::string& why) override { link_->Fail(why); }
  // NCCL has connections of its own, and may see a process end before the link does. What is wrong with the network
  // alone no link explains.
  std::string Failure(bool consequence) override {
    constexpr auto kPatience = std::chrono::seconds(2);
    std::unique_lock lock(mutex_);
    if (consequence) told_.wait_for(lock, kPatience, [this] { return !failure_.empty(); });
    return failure_;
  }
  std::string description() const override {
    return "processes, by " + place_.said_by + ", met at " + place_.host + ":" + place_.port;
  }

 private:
  // On the link's thread.
  void TakeFailure(uint32_t rank, const std::string& why) {
    std::lock_guard lock(mutex_);
    failed_rank_ = rank;
    failure_ = "rank " + std::to_string(rank) + " failed: " + why;
    told_.notify_all();
    if (rank_) AbortLocked();
  }
  void AbortLocked() {
    fsdp_rt_error error{};
    error.status = FSDP_RT_PEER_FAILED;
    error.rank = static_cast<int32_t>(failed_rank_);
    error.command = -1;
    std::snprintf(error.message, sizeof error.message, "%s", failure_.c_str());
    fsdp_rt_comm* comm = fsdp_rt_cuda_rank_comm(rank_);
    comm->vtable->abort(comm, &error);
  }

  RankPlace place_;
  std::chrono::milliseconds deadline_;
  std::unique_ptr<RankLink> link_;
  std::mutex mutex_;  // of what follows
  std::condition_variable told_;
  fsdp_rt_cuda_rank* rank_ = nullptr;
  uint32_t failed_rank_ = 0;
  std::string failure_;
};

// One rank; the others are processes of the same MPI, which tells them why one fails.
class MpiRank : public RankWorld {
 public:
  MpiRank(const RankPlace& place, fsdp_rt_transport transport, uint64_t deadline_ms)
      : place_(place), transport_(transport), deadline_ms_(deadline_ms) {}
  ~MpiRank() override { fsdp_rt_mpi_rank_destroy(rank_); }

  Status Create(const Plan& plan) {
    fsdp_rt_mpi_rank_options options{};
    options.struct_size = sizeof options;
    options.replicas = plan.info().replicas;
    options.shards = plan.info().shards * plan.info().models;
    options.deadline_ms = deadline_ms_;
    options.peers = transport_ == FSDP_RT_TRANSPORT_PEER;
    fsdp_rt_error error{};
    if (fsdp_rt_mpi_rank_create(place_.mpi.get(), &options, &rank_, &error) == FSDP_RT_OK) return {};
    return Status::FromRuntime(error, "rank " + std::to_string(place_.rank));
  }

  fsdp_rt_comm* comm(uint32_t) override { return fsdp_rt_mpi_rank_comm(rank_); }
  fsdp_rt_device* device(uint32_t) override { return fsdp_rt_mpi_rank_device(rank_); }
  // After the first failure of any rank this says nothing new.
  void Fail(const std::string& why) override {
    fsdp_rt_error error{};
    error.status = FSDP_RT_ABORTED;
    error.rank = static_cast<int32_t>(place_.rank);
    error.command = -1;
    std::snprintf(error.message, sizeof error.message, "rank %u stopped: %s", place_.rank, why.c_str());
    if (rank_) comm(0)->vtable->abort(comm(0), &error);
  }
  std::string description() const override { return "processes of " + place_.said_by; }

 private:
  RankPlace place_;
  fsdp_rt_transport transport_;
  uint64_t deadline_ms_;
  fsdp_rt_mpi_rank* rank_ = nullptr;
};

template <typename Ranks>
Status Make(const Plan& plan, uint64_t deadline_ms, std::unique_ptr<RankWorld>* out) {
  auto ranks = std::make_unique<Ranks>();
  fsdp_rt_error error{};
  if (ranks->Create(plan, deadline_ms, &error) != FSDP_RT_OK)
    return Status::FromRuntime(error, "creating " + std::to_string(plan.world_size()) + " ranks");
  *out = std::move(ranks);
  return {};
}

template <typename Rank>
Status MakeOne(const Plan& plan, const RankPlace& place, fsdp_rt_transport transport, uint64_t deadline_ms,
               std::unique_ptr<RankWorld>* out) {
  auto rank = std::make_unique<Rank>(place, transport, deadline_ms);
  FSDP_RT_RETURN_IF_ERROR(rank->Create(plan));
  *out = std::move(rank);
  return {};
}

// Every value of --backend: how to make all ranks in this process, and how to make one; null where there is no way.
struct Backend {
  const char* name;
  Status (*make)(const Plan&, uint64_t deadline_ms, std::unique_ptr<RankWorld>*);
  Status (*make_one)(const Plan&, const RankPlace&, fsdp_rt_transport, uint64_t deadline_ms,
                     std::unique_ptr<RankWorld>*);
};

constexpr Backend kBackends[] = {{"threads", Make<ThreadsRanks>, nullptr},
                                 {"mpi", nullptr, MakeOne<MpiRank>},
                                 {"cuda", Make<CudaRanks>, MakeOne<CudaRank>}};

const Backend* Find(const std::string& name) {
  const Backend* found =
      std::find_if(std::begin(kBackends), std::end(kBackends), [&](const Backend& b) { return name == b.name; });
  return found == std::end(kBackends) ? nullptr : found;
}

}  // namespace

Status CheckBackend(const std::string& name) {
  if (Find(name)) return {};
  std::string names;
  for (const Backend& backend : kBackends) names += std::string(names.empty() ? "" : ", ") + backend.name;
  return Status::User("--backend " + name + ": unknown; expected one of " + names);
}

Status CheckPlacement(const std::string& name, bool one_rank) {
  FSDP_RT_RETURN_IF_ERROR(CheckBackend(name));
  if (one_rank && !Find(name)->make_one)
    return Status::User("--backend " + name +
                        " has the ranks of one process: leave --rank out and start one for all ranks, or pass "
                        "--backend cuda or mpi, whose ranks may have a process each");
  if (!one_rank && !Find(name)->make)
    return Status::User("--backend " + name +
                        " has a process for each rank: train with mpirun -n RANKS fsdp-run, or pass --backend threads");
  return {};
}

Status RankWorld::Create(const std::string& backend, const std::optional<RankPlace>& place, const Plan& plan,
                         fsdp_rt_transport transport, uint64_t deadline_ms, std::unique_ptr<RankWorld>* out) {
  FSDP_RT_RETURN_IF_ERROR(CheckPlacement(backend, place.has_value()));
  return place ? Find(backend)->make_one(plan, *place, transport, deadline_ms, out)
               : Find(backend)->make(plan, deadline_ms, out);
}

}  // namespace fsdp_rt::runner
