// exports.h - declares what the doubles export: exactly the functions of the backend's tables
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A definition whose parameters differ from the table does not compile.

#ifndef FSDP_RUNTIME_TEST_CUDA_DOUBLE_EXPORTS_H_
#define FSDP_RUNTIME_TEST_CUDA_DOUBLE_EXPORTS_H_

#include "cublaslt_api.h"
#include "driver_api.h"
#include "nccl_api.h"

#define CUDA_DOUBLE_EXPORT extern "C" __attribute__((visibility("default")))

namespace fsdp_rt::cu {
#define CUDA_DOUBLE_DECLARE(member, symbol, parameters) CUDA_DOUBLE_EXPORT CUresult symbol parameters;
FSDP_RT_CUDA_DRIVER_FUNCTIONS(CUDA_DOUBLE_DECLARE)
#undef CUDA_DOUBLE_DECLARE
}  // namespace fsdp_rt::cu

namespace fsdp_rt::nccl {
#define CUDA_DOUBLE_DECLARE(member, symbol, parameters) CUDA_DOUBLE_EXPORT ncclResult_t symbol parameters;
FSDP_RT_NCCL_FUNCTIONS(CUDA_DOUBLE_DECLARE)
FSDP_RT_NCCL_OPTIONAL_FUNCTIONS(CUDA_DOUBLE_DECLARE)
#undef CUDA_DOUBLE_DECLARE
#define CUDA_DOUBLE_DECLARE(member, symbol, parameters) CUDA_DOUBLE_EXPORT const char* symbol parameters;
FSDP_RT_NCCL_TEXT_FUNCTIONS(CUDA_DOUBLE_DECLARE)
#undef CUDA_DOUBLE_DECLARE
}  // namespace fsdp_rt::nccl

namespace fsdp_rt::cublaslt {
#define CUDA_DOUBLE_DECLARE(member, symbol, parameters) CUDA_DOUBLE_EXPORT cublasStatus_t symbol parameters;
FSDP_RT_CUBLASLT_FUNCTIONS(CUDA_DOUBLE_DECLARE)
#undef CUDA_DOUBLE_DECLARE
CUDA_DOUBLE_EXPORT size_t cublasLtGetVersion();
CUDA_DOUBLE_EXPORT const char* cublasLtGetStatusName(cublasStatus_t status);
}  // namespace fsdp_rt::cublaslt

#endif  // FSDP_RUNTIME_TEST_CUDA_DOUBLE_EXPORTS_H_
