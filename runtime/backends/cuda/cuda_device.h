// cuda_device.h - one CUDA GPU as the device of one rank
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_BACKENDS_CUDA_CUDA_DEVICE_H_
#define FSDP_RT_BACKENDS_CUDA_CUDA_DEVICE_H_

#include <map>
#include <memory>
#include <string>

#include "cuda_code.h"
#include "cuda_gemm.h"
#include "cuda_libraries.h"

namespace fsdp_rt {

// In the device's primary context, which other libraries of the process share. Several
// ranks may each have a CudaDevice of one GPU. Handles of the C ABI are the driver's.
class CudaDevice : public fsdp_rt_device {
 public:
  // `windows`: allocate device memory that NCCL can register, which needs NCCL loaded.
  static Status Create(std::shared_ptr<const CudaLibraries> libraries, int ordinal, bool windows,
                       std::unique_ptr<CudaDevice>* out_device);
  ~CudaDevice();

  const std::string& name() const { return name_; }
  int ordinal() const { return ordinal_; }
  cu::CUcontext context() const { return context_; }
  const CudaLibraries& libraries() const { return *libraries_; }
  Status Enter() const;

  Status Allocate(fsdp_rt_memory_kind kind, uint64_t bytes, uint64_t alignment, void** out_memory);
  void Deallocate(void* memory);
  bool IsDeviceMemory(const void* memory) const;
  // Whether this device gave out `memory`, and as memory that NCCL can register.
  bool AllocatedWindow(const void* memory) const;
  Status Transfer(void* dest, const void* source, uint64_t bytes, bool to_device);
  Status LoadKernels(const fsdp_rt_code_info* code, uint32_t codes, const fsdp_rt_kernel_info* kernels, uint32_t count,
                     CudaKernels** out_kernels);
  Status Launch(cu::CUstream stream, const CudaKernels& kernels, uint32_t index, void* const* args);
  Status PrepareGemm(const fsdp_rt_gemm_args& args);
  Status Gemm(cu::CUstream stream, const fsdp_rt_gemm_args& args);
  Status Copy(cu::CUstream stream, const fsdp_rt_copy_args& args);
  Status Combine(cu::CUstream stream, float* dest, const float* source, uint64_t count, uint32_t op, float scale);
  Status ReduceRanks(cu::CUstream stream, fsdp_rt_dtype dtype, void* dest, const void* sources, uint32_t ranks,
                     uint64_t count, uint32_t op, double scale);
  Status CreateStream(bool urgent, cu::CUstream* out_stream);
  void DestroyStream(cu::CUstream stream);
  Status Elapsed(cu::CUevent begin, cu::CUevent end, uint64_t* out_ns);
  Status Query(cu::CUstream stream, int32_t* out_done);
  Status EndCapture(cu::CUstream stream, cu::CUgraphExec* out_graph);

 private:
  enum class Origin { driver, nccl, host };
  struct Allocation {
    void* base;
    Origin origin;
  };

  CudaDevice(std::shared_ptr<const CudaLibraries> libraries, int ordinal, bool windows);
  Status Open();
  Status AllocateDevice(uint64_t bytes, Allocation* out_allocation);
  void Free(const Allocation& allocation);
  Status Reduce(cu::CUstream stream, fsdp_rt_dtype dtype, void* dest, const void* first, const void* rest,
                uint32_t ranks, uint64_t count, uint32_t op, double scale);
  const cu::DriverApi& driver() const { return libraries_->driver; }
  Status Check(cu::CUresult result, const char* what) const;

  std::shared_ptr<const CudaLibraries> libraries_;
  int ordinal_;
  bool windows_;
  int architecture_ = 0;  // 90: sm_90
  std::string name_;
  cu::CUdevice device_ = 0;
  cu::CUcontext context_ = nullptr;
  cu::CUstream transfers_ = nullptr;
  CudaGemm gemm_;
  std::unique_ptr<CudaKernels> reductions_;
  std::map<const void*, Allocation> allocations_;  // by the address given out
  std::map<cu::CUstream, void*> workspaces_;       // of the products on each stream; null: none needed
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_CUDA_CUDA_DEVICE_H_
