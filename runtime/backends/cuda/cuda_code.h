// cuda_code.h - a plan's GPU kernels, loaded into a CUDA context
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_BACKENDS_CUDA_CUDA_CODE_H_
#define FSDP_RT_BACKENDS_CUDA_CUDA_CODE_H_

#include <memory>
#include <vector>

#include "cuda_libraries.h"

namespace fsdp_rt {

// What the C ABI's fsdp_rt_kernels of a CUDA device points to.
class CudaKernels {
 public:
  explicit CudaKernels(std::shared_ptr<const CudaLibraries> libraries) : libraries_(std::move(libraries)) {}
  ~CudaKernels();
  CudaKernels(const CudaKernels&) = delete;
  CudaKernels& operator=(const CudaKernels&) = delete;

  struct Kernel {
    cu::CUfunction function = nullptr;
    fsdp_rt_kernel_info info{};
  };

  // The cubin of `architecture` (90: sm_90), else the newest PTX that is not newer than it. What a driver is too old
  // for gives way to the next.
  Status Load(int architecture, const fsdp_rt_code_info* code, uint32_t codes, const fsdp_rt_kernel_info* kernels,
              uint32_t count);
  const Kernel& kernel(uint32_t index) const { return kernels_[index]; }

 private:
  Status LoadModule(const fsdp_rt_code_info& code, cu::CUresult* out_result);

  std::shared_ptr<const CudaLibraries> libraries_;
  cu::CUmodule module_ = nullptr;
  std::vector<Kernel> kernels_;
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_CUDA_CUDA_CODE_H_
