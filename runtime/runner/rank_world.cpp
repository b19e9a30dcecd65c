// rank_world.cpp - the communicators and devices of a run's ranks
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/rank_world.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include "fsdp_rt/cuda.h"

namespace fsdp_rt::runner {
namespace {

class ThreadsRanks : public RankWorld {
 public:
  ~ThreadsRanks() override { fsdp_rt_threads_world_destroy(world_); }
  fsdp_rt_status Create(const Plan& plan, uint64_t deadline_ms, fsdp_rt_error* error) {
    return fsdp_rt_threads_world_create(plan.info().replicas, plan.info().shards, deadline_ms, &world_, error);
  }
  fsdp_rt_comm* comm(uint32_t rank) override { return fsdp_rt_threads_world_comm(world_, rank); }
  fsdp_rt_device* device(uint32_t) override { return nullptr; }
  std::string description() const override { return "threads"; }

 private:
  fsdp_rt_threads_world* world_ = nullptr;
};

class CudaRanks : public RankWorld {
 public:
  ~CudaRanks() override { fsdp_rt_cuda_world_destroy(world_); }
  fsdp_rt_status Create(const Plan& plan, uint64_t deadline_ms, fsdp_rt_error* error) {
    // For NCCL, unless the user says otherwise, and while no other thread runs: its communicators
    // work in the order of the host's calls; a session replays graphs or issues single commands,
    // never both, so NCCL need not guard against the mixture.
    setenv("NCCL_LAUNCH_ORDER_IMPLICIT", "1", /*overwrite=*/0);
    setenv("NCCL_GRAPH_MIXING_SUPPORT", "0", /*overwrite=*/0);
    fsdp_rt_cuda_world_options options{};
    options.struct_size = sizeof options;
    options.replicas = plan.info().replicas;
    options.shards = plan.info().shards;
    options.deadline_ms = deadline_ms;
    return fsdp_rt_cuda_world_create(&options, &world_, error);
  }
  fsdp_rt_comm* comm(uint32_t rank) override { return fsdp_rt_cuda_world_comm(world_, rank); }
  fsdp_rt_device* device(uint32_t rank) override { return fsdp_rt_cuda_world_device(world_, rank); }
  std::string description() const override { return fsdp_rt_cuda_world_description(world_); }

 private:
  fsdp_rt_cuda_world* world_ = nullptr;
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

struct Backend {
  const char* name;
  Status (*make)(const Plan&, uint64_t deadline_ms, std::unique_ptr<RankWorld>*);
};

// Every value of --backend.
constexpr Backend kBackends[] = {{"threads", Make<ThreadsRanks>}, {"cuda", Make<CudaRanks>}};

const Backend* Find(const std::string& name) {
  const Backend* found =
      std::find_if(std::begin(kBackends), std::end(kBackends), [&](const Backend& b) { return name == b.name; });
  return found == std::end(kBackends) ? nullptr : found;
}

}  // namespace

Status CheckBackend(const std::string& name) {
  if (Find(name)) return {};
  if (name == "mpi") return Status::User("not supported yet: --backend mpi");
  std::string names;
  for (const Backend& backend : kBackends) names += std::string(names.empty() ? "" : ", ") + backend.name;
  return Status::User("--backend " + name + ": unknown; expected one of " + names);
}

Status RankWorld::Create(const std::string& backend, const Plan& plan, uint64_t deadline_ms,
                         std::unique_ptr<RankWorld>* out) {
  FSDP_RT_RETURN_IF_ERROR(CheckBackend(backend));
  return Find(backend)->make(plan, deadline_ms, out);
}

}  // namespace fsdp_rt::runner
