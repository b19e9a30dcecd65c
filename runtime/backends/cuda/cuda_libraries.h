// cuda_libraries.h - the driver, cuBLASLt and NCCL, loaded when asked for
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each library is searched in the folders that the environment variable
// FSDP_RT_CUDA_LIBRARIES names, separated by ':', then as the system's loader does.
// Libraries stay loaded until the process ends: they have threads and state of their own.

#ifndef FSDP_RT_BACKENDS_CUDA_CUDA_LIBRARIES_H_
#define FSDP_RT_BACKENDS_CUDA_CUDA_LIBRARIES_H_

#include <string>

#include "cublaslt_api.h"
#include "driver_api.h"
#include "nccl_api.h"
#include "status.h"

namespace fsdp_rt {

struct CudaLibraries {
  cu::DriverApi driver;
  cublaslt::CublasLtApi cublaslt;
  nccl::NcclApi nccl;
  int driver_version = 0;  // 12030: CUDA 12.3
  int nccl_version = 0;    // 22809: 2.28.9; 0: not loaded
  size_t cublaslt_version = 0;
  Status cublaslt_problem;  // of LoadCublasLt: plans without products need no cuBLASLt

  // UNSUPPORTED, naming what is missing or too old and what was expected. The driver first: it says which others fit.
  Status LoadDriver();
  Status LoadCublasLt();
  void TryCublasLt() { cublaslt_problem = LoadCublasLt(); }
  Status LoadNccl();

  static Status NoGpu();
  // `what` failed; OK for CUDA_SUCCESS.
  Status Check(cu::CUresult result, const char* what) const;
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_CUDA_CUDA_LIBRARIES_H_
