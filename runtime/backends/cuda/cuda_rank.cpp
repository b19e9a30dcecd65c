// cuda_rank.cpp - one rank of ranks in any processes on a CUDA GPU, in the C ABI
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <algorithm>
#include <cstring>
#include <memory>

#include "fsdp_rt/cuda.h"
#include "rank_comm.h"

using fsdp_rt::Concat;
using fsdp_rt::CudaDevice;
using fsdp_rt::CudaLibraries;
using fsdp_rt::Error;
using fsdp_rt::RankComm;
using fsdp_rt::Status;
namespace nccl = fsdp_rt::nccl;

static_assert(sizeof(nccl::ncclUniqueId) == FSDP_RT_CUDA_ID_BYTES);

struct fsdp_rt_cuda_rank {
 public:
  explicit fsdp_rt_cuda_rank(const fsdp_rt_cuda_rank_options& options) : options_(options) {}
  ~fsdp_rt_cuda_rank();

  Status Create();
  fsdp_rt_comm* comm() { return comm_.get(); }
  fsdp_rt_device* device() { return device_.get(); }

 private:
  // Rank and GPU of the host's communicator.
  Status Adopt();
  Status MakeWorld();
  Status OpenDevice(uint32_t gpu);
  Status Check(nccl::ncclResult_t result, const char* what) const;
  uint32_t ranks() const { return options_.replicas * options_.shards; }

  fsdp_rt_cuda_rank_options options_;
  std::shared_ptr<CudaLibraries> libraries_ = std::make_shared<CudaLibraries>();
  std::unique_ptr<CudaDevice> device_;
  std::unique_ptr<fsdp_rt::RankWatch> watch_;
  std::unique_ptr<fsdp_rt::NcclChannel> own_world_;  // null: the host's is used
  std::unique_ptr<RankComm> comm_;
};

fsdp_rt_cuda_rank::~fsdp_rt_cuda_rank() {
  if (!device_ || !device_->Enter().ok()) return;
  if (comm_) comm_->Close();
  if (own_world_) own_world_->Close();
}

Status fsdp_rt_cuda_rank::Check(nccl::ncclResult_t result, const char* what) const {
  if (result == nccl::ncclSuccess) return {};
  return Error(FSDP_RT_INVALID_ARGUMENT, what, ": ", libraries_->nccl.GetErrorString(result),
               "; is options.nccl_comm a communicator of the NCCL that this process has loaded?");
}

Status fsdp_rt_cuda_rank::Create() {
  FSDP_RT_TRY(libraries_->LoadDriver());
  libraries_->TryCublasLt();
  FSDP_RT_TRY(libraries_->LoadNccl());
  watch_ = std::make_unique<fsdp_rt::RankWatch>(options_.deadline_ms);
  FSDP_RT_TRY(options_.nccl_comm ? Adopt() : MakeWorld());
  nccl::ncclComm_t world = own_world_ ? own_world_->comm() : static_cast<nccl::ncclComm_t>(options_.nccl_comm);
  comm_ =
      std::make_unique<RankComm>(device_.get(), watch_.get(), world, options_.replicas, options_.shards, options_.rank);
  return {};
}

Status fsdp_rt_cuda_rank::Adopt() {
  auto world = static_cast<nccl::ncclComm_t>(options_.nccl_comm);
  int count = 0, rank = 0, gpu = 0;
  FSDP_RT_TRY(Check(libraries_->nccl.CommCount(world, &count), "ncclCommCount"));
  FSDP_RT_TRY(Check(libraries_->nccl.CommUserRank(world, &rank), "ncclCommUserRank"));
  FSDP_RT_TRY(Check(libraries_->nccl.CommCuDevice(world, &gpu), "ncclCommCuDevice"));
  if (uint32_t(count) != ranks())
    return Error(FSDP_RT_INVALID_ARGUMENT, "options.nccl_comm has ", count, " ranks, the grid ", options_.replicas, "x",
                 options_.shards, " has ", ranks(), "; pass a communicator of the grid's ranks");
  options_.rank = uint32_t(rank);
  return OpenDevice(uint32_t(gpu));
}

Status fsdp_rt_cuda_rank::OpenDevice(uint32_t gpu) {
  int count = 0;
  fsdp_rt::cu::CUresult result = libraries_->driver.DeviceGetCount(&count);
  if (result != fsdp_rt::cu::CUDA_ERROR_NO_DEVICE) FSDP_RT_TRY(libraries_->Check(result, "cuDeviceGetCount"));
  if (count == 0) return CudaLibraries::NoGpu();
  if (gpu >= uint32_t(count))
    return Error(FSDP_RT_INVALID_ARGUMENT, "options.gpu: ", gpu, ", and this process may use ", count,
                 count == 1 ? " GPU" : " GPUs", "; number them from 0");
  return CudaDevice::Create(libraries_, int(gpu), /*windows=*/true, &device_);
}

Status fsdp_rt_cuda_rank::MakeWorld() {
  if (!options_.id) return Error(FSDP_RT_INVALID_ARGUMENT, "options.nccl_comm and options.id are null; pass one");
  if (options_.rank >= ranks())
    return Error(FSDP_RT_INVALID_ARGUMENT, "options.rank: ", options_.rank, ", expected less than ", ranks());
  FSDP_RT_TRY(OpenDevice(options_.gpu));
  nccl::ncclUniqueId id;
  std::memcpy(&id, options_.id, sizeof(id));
  own_world_ = std::make_unique<fsdp_rt::NcclChannel>(device_.get(), watch_.get());
  return own_world_->Create(id, ranks(), options_.rank, /*copy_engines=*/false);
}

extern "C" {

fsdp_rt_status fsdp_rt_cuda_id_create(void* out_id, fsdp_rt_error* out_error) {
  return fsdp_rt::Guard(out_error, [&]() -> Status {
    if (!out_id) return Error(FSDP_RT_INVALID_ARGUMENT, "out_id must not be null");
    CudaLibraries libraries;
    FSDP_RT_TRY(libraries.LoadNccl());
    nccl::ncclUniqueId id{};
    if (libraries.nccl.GetUniqueId(&id) != nccl::ncclSuccess)
      return Error(FSDP_RT_INTERNAL, "ncclGetUniqueId failed: ", libraries.nccl.GetLastError(nullptr));
    std::memcpy(out_id, &id, sizeof(id));
    return {};
  });
}

fsdp_rt_status fsdp_rt_cuda_rank_create(const fsdp_rt_cuda_rank_options* options, fsdp_rt_cuda_rank** out_rank,
                                        fsdp_rt_error* out_error) {
  return fsdp_rt::Guard(out_error, [&]() -> Status {
    if (!options || !out_rank || options->struct_size < sizeof(size_t))
      return Error(FSDP_RT_INVALID_ARGUMENT, "options and out_rank must not be null, struct_size must be set");
    fsdp_rt_cuda_rank_options known{};
    std::memcpy(&known, options, std::min(options->struct_size, sizeof(known)));
    constexpr uint64_t kMaxRanks = 1 << 20;
    uint64_t ranks = uint64_t(known.replicas) * known.shards;
    if (ranks == 0 || ranks > kMaxRanks)
      return Error(FSDP_RT_INVALID_ARGUMENT, "a grid of ", known.replicas, "x", known.shards, " ranks, expected 1 to ",
                   kMaxRanks);
    if (known.deadline_ms == 0) return Error(FSDP_RT_INVALID_ARGUMENT, "deadline_ms: 0, expected at least 1");
    auto rank = std::make_unique<fsdp_rt_cuda_rank>(known);
    FSDP_RT_TRY(rank->Create());
    *out_rank = rank.release();
    return {};
  });
}

void fsdp_rt_cuda_rank_destroy(fsdp_rt_cuda_rank* rank) { delete rank; }

fsdp_rt_comm* fsdp_rt_cuda_rank_comm(fsdp_rt_cuda_rank* rank) { return rank->comm(); }

fsdp_rt_device* fsdp_rt_cuda_rank_device(fsdp_rt_cuda_rank* rank) { return rank->device(); }

}  // extern "C"
