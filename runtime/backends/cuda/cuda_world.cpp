// cuda_world.cpp - ranks of this process on CUDA GPUs, in the C ABI
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <algorithm>
#include <cstring>

#include "fsdp_rt/cuda.h"
#include "nccl_comm.h"
#include "streams_world.h"

using fsdp_rt::Concat;
using fsdp_rt::CudaDevice;
using fsdp_rt::CudaLibraries;
using fsdp_rt::Error;
using fsdp_rt::NcclComm;
using fsdp_rt::Status;

struct fsdp_rt_cuda_world {
 public:
  explicit fsdp_rt_cuda_world(const fsdp_rt_cuda_world_options& options) : options_(options) {}
  ~fsdp_rt_cuda_world();

  Status Create();
  fsdp_rt_comm* comm(uint32_t rank);
  fsdp_rt_device* device(uint32_t rank) { return rank < devices_.size() ? devices_[rank].get() : nullptr; }
  const std::string& description() const { return description_; }

 private:
  Status CountDevices();
  Status OpenDevices();
  // Lets every GPU in use read the others' memory; `out_problem` says which cannot.
  Status EnablePeers(std::string* out_problem);
  uint32_t ranks() const { return options_.replicas * options_.shards; }
  uint32_t devices_used() const { return std::min(ranks(), uint32_t(device_count_)); }

  fsdp_rt_cuda_world_options options_;
  std::shared_ptr<CudaLibraries> libraries_ = std::make_shared<CudaLibraries>();
  int device_count_ = 0;
  bool nccl_ = false;
  std::string description_;
  std::vector<std::unique_ptr<CudaDevice>> devices_;  // by rank
  std::unique_ptr<fsdp_rt::RankMeeting> meeting_;
  std::vector<std::unique_ptr<NcclComm>> nccl_comms_;
  std::unique_ptr<fsdp_rt::StreamsWorld> streams_world_;
};

fsdp_rt_cuda_world::~fsdp_rt_cuda_world() {
  for (uint32_t rank = 0; rank < nccl_comms_.size(); ++rank)
    if (devices_[rank]->Enter().ok()) nccl_comms_[rank]->Close();
}

Status fsdp_rt_cuda_world::CountDevices() {
  fsdp_rt::cu::CUresult result = libraries_->driver.DeviceGetCount(&device_count_);
  if (result != fsdp_rt::cu::CUDA_ERROR_NO_DEVICE) FSDP_RT_TRY(libraries_->Check(result, "cuDeviceGetCount"));
  return device_count_ > 0 ? Status() : CudaLibraries::NoGpu();
}

Status fsdp_rt_cuda_world::Create() {
  FSDP_RT_TRY(libraries_->LoadDriver());
  FSDP_RT_TRY(CountDevices());
  libraries_->TryCublasLt();
  bool enough = uint32_t(device_count_) >= ranks();
  if (options_.transfers == FSDP_RT_CUDA_TRANSFERS_NCCL && !enough)
    return Error(FSDP_RT_UNSUPPORTED, "NCCL wants a GPU for each rank: ", ranks(), " ranks, ", device_count_,
                 " GPUs; start fewer ranks, or let them use copies");
  nccl_ = options_.transfers == FSDP_RT_CUDA_TRANSFERS_NCCL ||
          (options_.transfers == FSDP_RT_CUDA_TRANSFERS_AUTO && enough && ranks() > 1);
  if (nccl_) FSDP_RT_TRY(libraries_->LoadNccl());
  FSDP_RT_TRY(OpenDevices());
  std::string no_peers;
  FSDP_RT_TRY(EnablePeers(&no_peers));
  int version = libraries_->nccl_version;
  std::string how = nccl_ ? Concat("NCCL ", version / 10000, ".", version / 100 % 100, ".", version % 100) : "copies";
  description_ = Concat(devices_used(), devices_used() == 1 ? " GPU, " : " GPUs, ", how);
  if (nccl_) {
    meeting_ = std::make_unique<fsdp_rt::RankMeeting>(options_.replicas, options_.shards, options_.deadline_ms);
    for (uint32_t rank = 0; rank < ranks(); ++rank)
      nccl_comms_.push_back(std::make_unique<NcclComm>(meeting_.get(), rank, devices_[rank].get(), no_peers));
    return {};
  }
  if (!no_peers.empty()) return Error(FSDP_RT_UNSUPPORTED, no_peers, "; start as many ranks as GPUs, with NCCL");
  std::vector<fsdp_rt_device*> devices;
  for (const auto& device : devices_) devices.push_back(device.get());
  streams_world_ =
      std::make_unique<fsdp_rt::StreamsWorld>(options_.replicas, options_.shards, options_.deadline_ms, devices.data());
  return {};
}

Status fsdp_rt_cuda_world::OpenDevices() {
  for (uint32_t rank = 0; rank < ranks(); ++rank)
    FSDP_RT_TRY(CudaDevice::Create(libraries_, int(rank % device_count_), nccl_, &devices_.emplace_back()));
  return {};
}

Status fsdp_rt_cuda_world::EnablePeers(std::string* out_problem) {
  const fsdp_rt::cu::DriverApi& driver = libraries_->driver;
  for (uint32_t i = 0; i < devices_used(); ++i) {
    FSDP_RT_TRY(devices_[i]->Enter());
    for (uint32_t j = 0; j < devices_used(); ++j) {
      if (i == j) continue;
      int can = 0;
      FSDP_RT_TRY(libraries_->Check(driver.DeviceCanAccessPeer(&can, int(i), int(j)), "cuDeviceCanAccessPeer"));
      if (!can) {
        *out_problem = Concat("GPU ", i, " cannot read the memory of GPU ", j);
        continue;
      }
      fsdp_rt::cu::CUresult result = driver.CtxEnablePeerAccess(devices_[j]->context(), 0);
      if (result != fsdp_rt::cu::CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED)
        FSDP_RT_TRY(libraries_->Check(result, "cuCtxEnablePeerAccess"));
    }
  }
  return {};
}

fsdp_rt_comm* fsdp_rt_cuda_world::comm(uint32_t rank) {
  if (streams_world_) return streams_world_->comm(rank);
  return rank < nccl_comms_.size() ? nccl_comms_[rank].get() : nullptr;
}

extern "C" {

fsdp_rt_status fsdp_rt_cuda_world_create(const fsdp_rt_cuda_world_options* options, fsdp_rt_cuda_world** out_world,
                                         fsdp_rt_error* out_error) {
  return fsdp_rt::Guard(out_error, [&]() -> Status {
    constexpr uint64_t kMaxRanks = 1024;
    if (!options || !out_world || options->struct_size < sizeof(size_t))
      return Error(FSDP_RT_INVALID_ARGUMENT, "options and out_world must not be null, struct_size must be set");
    fsdp_rt_cuda_world_options known{};
    std::memcpy(&known, options, std::min(options->struct_size, sizeof(known)));
    uint64_t ranks = uint64_t(known.replicas) * known.shards;
    if (ranks == 0 || ranks > kMaxRanks)
      return Error(FSDP_RT_INVALID_ARGUMENT, "cuda world of ", known.replicas, "x", known.shards,
                   " ranks, expected 1 to ", kMaxRanks);
    if (known.deadline_ms == 0) return Error(FSDP_RT_INVALID_ARGUMENT, "deadline_ms: 0, expected at least 1");
    if (known.transfers < FSDP_RT_CUDA_TRANSFERS_AUTO || known.transfers > FSDP_RT_CUDA_TRANSFERS_COPIES)
      return Error(FSDP_RT_INVALID_ARGUMENT, "transfers: ", int(known.transfers));
    auto world = std::make_unique<fsdp_rt_cuda_world>(known);
    FSDP_RT_TRY(world->Create());
    *out_world = world.release();
    return {};
  });
}

void fsdp_rt_cuda_world_destroy(fsdp_rt_cuda_world* world) { delete world; }

fsdp_rt_comm* fsdp_rt_cuda_world_comm(fsdp_rt_cuda_world* world, uint32_t rank) { return world->comm(rank); }

fsdp_rt_device* fsdp_rt_cuda_world_device(fsdp_rt_cuda_world* world, uint32_t rank) { return world->device(rank); }

const char* fsdp_rt_cuda_world_description(const fsdp_rt_cuda_world* world) { return world->description().c_str(); }

}  // extern "C"
