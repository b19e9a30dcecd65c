// cuda_device.cpp - one CUDA GPU as the device of one rank
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "cuda_device.h"

#include <algorithm>
#include <cstring>

#include "cuda_device_table.h"
#include "cuda_reduction.h"

namespace fsdp_rt {
namespace {

constexpr int kOldestArchitecture = 80;
// Of what cuMemAlloc and ncclMemAlloc return.
constexpr uint64_t kDriverAlignment = 256;

cu::CUdeviceptr Address(const void* memory) { return reinterpret_cast<cu::CUdeviceptr>(memory); }

}  // namespace

CudaDevice::CudaDevice(std::shared_ptr<const CudaLibraries> libraries, int ordinal, bool windows)
    : fsdp_rt_device{CudaDeviceTable()},
      libraries_(std::move(libraries)),
      ordinal_(ordinal),
      windows_(windows),
      gemm_(libraries_) {}

Status CudaDevice::Create(std::shared_ptr<const CudaLibraries> libraries, int ordinal, bool windows,
                          std::unique_ptr<CudaDevice>* out_device) {
  std::unique_ptr<CudaDevice> device(new CudaDevice(std::move(libraries), ordinal, windows));
  FSDP_RT_TRY(device->Open());
  *out_device = std::move(device);
  return {};
}

Status CudaDevice::Open() {
  FSDP_RT_TRY(Check(driver().DeviceGet(&device_, ordinal_), "cuDeviceGet"));
  char model[256] = "";
  FSDP_RT_TRY(Check(driver().DeviceGetName(model, sizeof(model), device_), "cuDeviceGetName"));
  name_ = Concat("cuda:", ordinal_, " ", model);
  int major = 0, minor = 0;
  FSDP_RT_TRY(Check(driver().DeviceGetAttribute(&major, cu::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, device_),
                    "cuDeviceGetAttribute"));
  FSDP_RT_TRY(Check(driver().DeviceGetAttribute(&minor, cu::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, device_),
                    "cuDeviceGetAttribute"));
  architecture_ = 10 * major + minor;
  if (architecture_ < kOldestArchitecture)
    return Error(FSDP_RT_UNSUPPORTED, name_, " is sm_", architecture_, ", expected sm_", kOldestArchitecture,
                 " or newer; use another GPU");
  FSDP_RT_TRY(Check(driver().DevicePrimaryCtxRetain(&context_, device_), "cuDevicePrimaryCtxRetain"));
  FSDP_RT_TRY(Enter());
  FSDP_RT_TRY(Check(driver().StreamCreateWithPriority(&transfers_, cu::CU_STREAM_NON_BLOCKING, 0), "cuStreamCreate"));
  std::string ptx = ReductionPtx();
  fsdp_rt_code_info code{sizeof(code), "cuda", "compute_80", ptx.data(), ptx.size()};
  std::vector<fsdp_rt_kernel_info> kernels = ReductionKernels();
  reductions_ = std::make_unique<CudaKernels>(libraries_);
  return reductions_->Load(architecture_, &code, 1, kernels.data(), uint32_t(kernels.size()));
}

CudaDevice::~CudaDevice() {
  if (!context_) return;
  if (Enter().ok()) {
    reductions_.reset();
    for (auto& [memory, allocation] : allocations_) Free(allocation);
    if (transfers_) driver().StreamDestroy(transfers_);
  }
  driver().DevicePrimaryCtxRelease(device_);
}

Status CudaDevice::Check(cu::CUresult result, const char* what) const {
  Status status = libraries_->Check(result, what);
  return status.ok() ? status : Error(status.code(), status.message(), name_.empty() ? "" : " on ", name_);
}

Status CudaDevice::Enter() const { return Check(driver().CtxSetCurrent(context_), "cuCtxSetCurrent"); }

// ---------------------------------------------------------------- memory

Status CudaDevice::AllocateDevice(uint64_t bytes, Allocation* out_allocation) {
  if (windows_) {
    *out_allocation = {nullptr, Origin::nccl};
    nccl::ncclResult_t result = libraries_->nccl.MemAlloc(&out_allocation->base, bytes);
    if (result == nccl::ncclSuccess) return {};
    // NCCL says of every failure that CUDA failed; by far the commonest is too little memory.
    return Error(FSDP_RT_OUT_OF_MEMORY, "ncclMemAlloc of ", bytes, " bytes: ", libraries_->nccl.GetErrorString(result),
                 "; ", libraries_->nccl.GetLastError(nullptr), " on ", name_);
  }
  cu::CUdeviceptr memory = 0;
  Status status = Check(driver().MemAlloc(&memory, bytes), "cuMemAlloc");
  *out_allocation = {reinterpret_cast<void*>(memory), Origin::driver};
  return status.ok() ? status : Error(status.code(), status.message(), ", for ", bytes, " bytes");
}

Status CudaDevice::Allocate(fsdp_rt_memory_kind kind, uint64_t bytes, uint64_t alignment, void** out_memory) {
  bytes = std::max<uint64_t>(bytes, 1);
  Allocation allocation{};
  if (kind != FSDP_RT_MEMORY_DEVICE) {
    FSDP_RT_TRY(Check(driver().MemHostAlloc(&allocation.base, bytes, cu::kMemHostAllocPortable), "cuMemHostAlloc"));
    allocation.origin = Origin::host;
    std::memset(allocation.base, 0, bytes);
    *out_memory = allocation.base;
    allocations_[allocation.base] = allocation;
    return {};
  }
  uint64_t slack = alignment > kDriverAlignment ? alignment - kDriverAlignment : 0;
  FSDP_RT_TRY(AllocateDevice(bytes + slack, &allocation));
  uint64_t base = Address(allocation.base);
  auto* memory = reinterpret_cast<void*>(slack > 0 ? (base + alignment - 1) / alignment * alignment : base);
  Status status = Check(driver().MemsetD8Async(Address(memory), 0, bytes, transfers_), "cuMemsetD8Async");
  if (status.ok()) status = Check(driver().StreamSynchronize(transfers_), "cuStreamSynchronize");
  if (!status.ok()) {
    Free(allocation);
    return status;
  }
  allocations_[memory] = allocation;
  *out_memory = memory;
  return {};
}

void CudaDevice::Free(const Allocation& allocation) {
  switch (allocation.origin) {
    case Origin::driver:
      driver().MemFree(Address(allocation.base));
      return;
    case Origin::nccl:
      libraries_->nccl.MemFree(allocation.base);
      return;
    case Origin::host:
      driver().MemFreeHost(allocation.base);
      return;
  }
}

void CudaDevice::Deallocate(void* memory) {
  auto place = allocations_.find(memory);
  if (place == allocations_.end()) return;
  Free(place->second);
  allocations_.erase(place);
}

bool CudaDevice::IsDeviceMemory(const void* memory) const {
  cu::CUmemorytype type{};
  // Memory that the driver does not know is the host's.
  return driver().PointerGetAttribute(&type, cu::CU_POINTER_ATTRIBUTE_MEMORY_TYPE, Address(memory)) ==
             cu::CUDA_SUCCESS &&
         type == cu::CU_MEMORYTYPE_DEVICE;
}

bool CudaDevice::AllocatedWindow(const void* memory) const {
  auto place = allocations_.find(memory);
  return place != allocations_.end() && place->second.origin == Origin::nccl;
}

Status CudaDevice::Transfer(void* dest, const void* source, uint64_t bytes, bool to_device) {
  if (bytes == 0) return {};
  FSDP_RT_TRY(to_device
                  ? Check(driver().MemcpyHtoDAsync(Address(dest), source, bytes, transfers_), "cuMemcpyHtoDAsync")
                  : Check(driver().MemcpyDtoHAsync(dest, Address(source), bytes, transfers_), "cuMemcpyDtoHAsync"));
  return Check(driver().StreamSynchronize(transfers_), "cuStreamSynchronize");
}

// Of any kinds of memory: the driver knows which is which by the address.
Status CudaDevice::Copy(cu::CUstream stream, const fsdp_rt_copy_args& args) {
  bool dense = args.height == 1 || (args.dest_pitch == args.width && args.source_pitch == args.width);
  bool from_host = !IsDeviceMemory(args.source), to_host = !IsDeviceMemory(args.dest);
  if (dense) {
    uint64_t bytes = args.width * args.height;
    if (from_host)
      return Check(driver().MemcpyHtoDAsync(Address(args.dest), args.source, bytes, stream), "cuMemcpyHtoDAsync");
    if (to_host)
      return Check(driver().MemcpyDtoHAsync(args.dest, Address(args.source), bytes, stream), "cuMemcpyDtoHAsync");
    return Check(driver().MemcpyDtoDAsync(Address(args.dest), Address(args.source), bytes, stream),
                 "cuMemcpyDtoDAsync");
  }
  cu::CUDA_MEMCPY2D copy{};
  copy.srcMemoryType = from_host ? cu::CU_MEMORYTYPE_HOST : cu::CU_MEMORYTYPE_DEVICE;
  copy.srcHost = from_host ? args.source : nullptr;
  copy.srcDevice = from_host ? 0 : Address(args.source);
  copy.srcPitch = args.source_pitch;
  copy.dstMemoryType = to_host ? cu::CU_MEMORYTYPE_HOST : cu::CU_MEMORYTYPE_DEVICE;
  copy.dstHost = to_host ? args.dest : nullptr;
  copy.dstDevice = to_host ? 0 : Address(args.dest);
  copy.dstPitch = args.dest_pitch;
  copy.WidthInBytes = args.width;
  copy.Height = args.height;
  return Check(driver().Memcpy2DAsync(&copy, stream), "cuMemcpy2DAsync");
}

// ---------------------------------------------------------------- kernels and products

Status CudaDevice::LoadKernels(const fsdp_rt_code_info* code, uint32_t codes, const fsdp_rt_kernel_info* kernels,
                               uint32_t count, CudaKernels** out_kernels) {
  auto loaded = std::make_unique<CudaKernels>(libraries_);
  FSDP_RT_TRY(loaded->Load(architecture_, code, codes, kernels, count));
  *out_kernels = loaded.release();
  return {};
}

Status CudaDevice::Launch(cu::CUstream stream, const CudaKernels& kernels, uint32_t index, void* const* args) {
  const CudaKernels::Kernel& kernel = kernels.kernel(index);
  const fsdp_rt_kernel_info& info = kernel.info;
  // Each parameter is an address; the driver wants to know where it stands.
  constexpr uint32_t kFew = 64;
  void* few[kFew];
  std::vector<void*> many;
  uint32_t count = info.parameters + (info.may_assert ? 1 : 0);
  void** parameters = few;
  if (count > kFew) many.resize(count), parameters = many.data();
  for (uint32_t i = 0; i < count; ++i) parameters[i] = const_cast<void**>(&args[i]);
  return Check(driver().LaunchKernel(kernel.function, info.grid[0], info.grid[1], info.grid[2], info.block[0],
                                     info.block[1], info.block[2], info.shared_bytes, stream, parameters, nullptr),
               info.symbol);
}

// dest[i] = scale * (first[i] op rest[i] op rest[count + i] ...)
Status CudaDevice::Reduce(cu::CUstream stream, fsdp_rt_dtype dtype, void* dest, const void* first, const void* rest,
                          uint32_t ranks, uint64_t count, uint32_t op, double scale) {
  int kernel = ReductionOf(dtype);
  if (kernel < 0)
    return Error(FSDP_RT_INVALID_ARGUMENT, "reduction of dtype ", int(dtype), ", expected f32, f64, i64, i32 or i1");
  if (count == 0) return {};
  uint64_t bits = ReductionScale(dtype, scale);
  void* parameters[] = {&dest, &first, &rest, &ranks, &count, &op, &bits};
  auto blocks = unsigned(std::min<uint64_t>((count + kReductionThreads - 1) / kReductionThreads, kReductionMostBlocks));
  const CudaKernels::Kernel& launched = reductions_->kernel(uint32_t(kernel));
  return Check(
      driver().LaunchKernel(launched.function, blocks, 1, 1, kReductionThreads, 1, 1, 0, stream, parameters, nullptr),
      launched.info.symbol);
}

Status CudaDevice::Combine(cu::CUstream stream, float* dest, const float* source, uint64_t count, uint32_t op,
                           float scale) {
  return Reduce(stream, FSDP_RT_F32, dest, dest, source, 2, count, op, scale);
}

Status CudaDevice::ReduceRanks(cu::CUstream stream, fsdp_rt_dtype dtype, void* dest, const void* sources,
                               uint32_t ranks, uint64_t count, uint32_t op, double scale) {
  uint64_t bytes = dtype == FSDP_RT_I1 ? 1 : dtype == FSDP_RT_F32 || dtype == FSDP_RT_I32 ? 4 : 8;
  return Reduce(stream, dtype, dest, sources, static_cast<const uint8_t*>(sources) + count * bytes, ranks, count, op,
                scale);
}

// A product may need scratch memory of its stream; no stream runs yet.
Status CudaDevice::PrepareGemm(const fsdp_rt_gemm_args& args) {
  size_t before = gemm_.workspace_bytes();
  FSDP_RT_TRY(gemm_.Prepare(args));
  if (gemm_.workspace_bytes() == before) return {};
  for (auto& [stream, workspace] : workspaces_) {
    if (workspace) Deallocate(workspace);
    workspace = nullptr;
    if (Status status = Allocate(FSDP_RT_MEMORY_DEVICE, gemm_.workspace_bytes(), kDriverAlignment, &workspace);
        !status.ok())
      return Error(status.code(), "scratch memory of products: ", status.message());
  }
  return {};
}

Status CudaDevice::Gemm(cu::CUstream stream, const fsdp_rt_gemm_args& args) {
  auto workspace = workspaces_.find(stream);
  return gemm_.Enqueue(args, stream, workspace == workspaces_.end() ? nullptr : workspace->second);
}

// ---------------------------------------------------------------- streams and graphs

// An urgent one has the highest priority, as FSDP2's streams for all-gathers and reduce-scatters have; kernels that a
// graph captures on it keep it.
Status CudaDevice::CreateStream(bool urgent, cu::CUstream* out_stream) {
  int least = 0, greatest = 0;
  FSDP_RT_TRY(Check(driver().CtxGetStreamPriorityRange(&least, &greatest), "cuCtxGetStreamPriorityRange"));
  FSDP_RT_TRY(
      Check(driver().StreamCreateWithPriority(out_stream, cu::CU_STREAM_NON_BLOCKING, urgent ? greatest : least),
            "cuStreamCreate"));
  void* workspace = nullptr;
  if (gemm_.workspace_bytes() > 0)
    FSDP_RT_TRY(Allocate(FSDP_RT_MEMORY_DEVICE, gemm_.workspace_bytes(), kDriverAlignment, &workspace));
  workspaces_[*out_stream] = workspace;
  return {};
}

void CudaDevice::DestroyStream(cu::CUstream stream) {
  driver().StreamDestroy(stream);
  auto workspace = workspaces_.find(stream);
  if (workspace == workspaces_.end()) return;
  if (workspace->second) Deallocate(workspace->second);
  workspaces_.erase(workspace);
}

Status CudaDevice::Elapsed(cu::CUevent begin, cu::CUevent end, uint64_t* out_ns) {
  float ms = 0;
  FSDP_RT_TRY(Check(driver().EventElapsedTime(&ms, begin, end), "cuEventElapsedTime"));
  *out_ns = uint64_t(std::max(0.0, double(ms) * 1e6));
  return {};
}

Status CudaDevice::Query(cu::CUstream stream, int32_t* out_done) {
  cu::CUresult result = driver().StreamQuery(stream);
  *out_done = result == cu::CUDA_SUCCESS;
  return result == cu::CUDA_ERROR_NOT_READY ? Status() : Check(result, "work on a stream failed");
}

Status CudaDevice::EndCapture(cu::CUstream stream, cu::CUgraphExec* out_graph) {
  cu::CUgraph graph = nullptr;
  FSDP_RT_TRY(Check(driver().StreamEndCapture(stream, &graph), "cuStreamEndCapture"));
  Status status = Check(driver().GraphInstantiate(out_graph, graph, 0), "cuGraphInstantiate");
  driver().GraphDestroy(graph);
  return status;
}

}  // namespace fsdp_rt
