// cublaslt_api.h - what the runtime calls of cuBLASLt: types, constants, one table of functions
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// As driver_api.h: values and names are NVIDIA's, compared with cublasLt.h where it is found.

#ifndef FSDP_RT_BACKENDS_CUDA_CUBLASLT_API_H_
#define FSDP_RT_BACKENDS_CUDA_CUBLASLT_API_H_

#include <cstddef>
#include <cstdint>

#include "driver_api.h"

namespace fsdp_rt::cublaslt {

using cu::CUstream;

// cublasLtGetVersion: major * 10000 + minor * 100 + patch.
inline constexpr size_t kMinimumVersion = 120300;

extern "C" {

typedef struct cublasLtContext* cublasLtHandle_t;
typedef struct cublasLtMatmulDescOpaque_t* cublasLtMatmulDesc_t;
typedef struct cublasLtMatrixLayoutOpaque_t* cublasLtMatrixLayout_t;
typedef struct cublasLtMatmulPreferenceOpaque_t* cublasLtMatmulPreference_t;

typedef enum cublasStatus_t : int {
  CUBLAS_STATUS_SUCCESS = 0,
  CUBLAS_STATUS_NOT_INITIALIZED = 1,
  CUBLAS_STATUS_ALLOC_FAILED = 3,
  CUBLAS_STATUS_INVALID_VALUE = 7,
  CUBLAS_STATUS_ARCH_MISMATCH = 8,
  CUBLAS_STATUS_MAPPING_ERROR = 11,
  CUBLAS_STATUS_EXECUTION_FAILED = 13,
  CUBLAS_STATUS_INTERNAL_ERROR = 14,
  CUBLAS_STATUS_NOT_SUPPORTED = 15
} cublasStatus_t;

typedef enum cudaDataType : int {
  CUDA_R_32F = 0,
  CUDA_R_64F = 1,
  CUDA_R_16F = 2,
  CUDA_R_16BF = 14,
  CUDA_R_8F_E4M3 = 28,
  CUDA_R_8F_E5M2 = 29
} cudaDataType;
// PEDANTIC: no reduced inputs and no algorithm that changes the operations. Plain 32F of
// f32 inputs does not use TF32 either.
typedef enum cublasComputeType_t : int {
  CUBLAS_COMPUTE_32F = 68,
  CUBLAS_COMPUTE_32F_PEDANTIC = 69,
  CUBLAS_COMPUTE_32F_FAST_TF32 = 77
} cublasComputeType_t;
typedef enum cublasOperation_t : int { CUBLAS_OP_N = 0, CUBLAS_OP_T = 1 } cublasOperation_t;
typedef enum cublasLtOrder_t : int { CUBLASLT_ORDER_COL = 0, CUBLASLT_ORDER_ROW = 1 } cublasLtOrder_t;
typedef enum cublasLtPointerMode_t : int { CUBLASLT_POINTER_MODE_HOST = 0 } cublasLtPointerMode_t;

typedef enum cublasLtMatmulDescAttributes_t : int {
  CUBLASLT_MATMUL_DESC_COMPUTE_TYPE = 0,  // int32_t
  CUBLASLT_MATMUL_DESC_SCALE_TYPE = 1,    // int32_t
  CUBLASLT_MATMUL_DESC_POINTER_MODE = 2,  // int32_t
  CUBLASLT_MATMUL_DESC_TRANSA = 3,        // int32_t
  CUBLASLT_MATMUL_DESC_TRANSB = 4         // int32_t
} cublasLtMatmulDescAttributes_t;
typedef enum cublasLtMatrixLayoutAttribute_t : int {
  CUBLASLT_MATRIX_LAYOUT_TYPE = 0,                 // uint32_t
  CUBLASLT_MATRIX_LAYOUT_ORDER = 1,                // int32_t
  CUBLASLT_MATRIX_LAYOUT_ROWS = 2,                 // uint64_t
  CUBLASLT_MATRIX_LAYOUT_COLS = 3,                 // uint64_t
  CUBLASLT_MATRIX_LAYOUT_LD = 4,                   // int64_t
  CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT = 5,          // int32_t
  CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET = 6  // int64_t, elements
} cublasLtMatrixLayoutAttribute_t;
typedef enum cublasLtMatmulPreferenceAttributes_t : int {
  CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES = 1,    // uint64_t
  CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK = 3,  // uint32_t
  CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES = 5,  // uint32_t, default 256
  CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES = 6,
  CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES = 7,
  CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES = 8
} cublasLtMatmulPreferenceAttributes_t;

// Plain data: may be kept for the same library, device and shape.
typedef struct cublasLtMatmulAlgo_t {
  uint64_t data[8];
} cublasLtMatmulAlgo_t;
typedef struct cublasLtMatmulHeuristicResult_t {
  cublasLtMatmulAlgo_t algo;
  size_t workspaceSize;
  cublasStatus_t state;
  float wavesCount;
  int reserved[4];
} cublasLtMatmulHeuristicResult_t;

}  // extern "C"

// X(member of CublasLtApi, symbol, parameters): every function returns a cublasStatus_t.
#define FSDP_RT_CUBLASLT_FUNCTIONS(X)                                                                                  \
  X(Create, cublasLtCreate, (cublasLtHandle_t * handle))                                                               \
  X(Destroy, cublasLtDestroy, (cublasLtHandle_t handle))                                                               \
  X(MatmulDescCreate, cublasLtMatmulDescCreate,                                                                        \
    (cublasLtMatmulDesc_t * desc, cublasComputeType_t compute, cudaDataType scale))                                    \
  X(MatmulDescDestroy, cublasLtMatmulDescDestroy, (cublasLtMatmulDesc_t desc))                                         \
  X(MatmulDescSetAttribute, cublasLtMatmulDescSetAttribute,                                                            \
    (cublasLtMatmulDesc_t desc, cublasLtMatmulDescAttributes_t attribute, const void* value, size_t bytes))            \
  X(MatrixLayoutCreate, cublasLtMatrixLayoutCreate,                                                                    \
    (cublasLtMatrixLayout_t * layout, cudaDataType type, uint64_t rows, uint64_t cols, int64_t ld))                    \
  X(MatrixLayoutDestroy, cublasLtMatrixLayoutDestroy, (cublasLtMatrixLayout_t layout))                                 \
  X(MatrixLayoutSetAttribute, cublasLtMatrixLayoutSetAttribute,                                                        \
    (cublasLtMatrixLayout_t layout, cublasLtMatrixLayoutAttribute_t attribute, const void* value, size_t bytes))       \
  X(MatmulPreferenceCreate, cublasLtMatmulPreferenceCreate, (cublasLtMatmulPreference_t * preference))                 \
  X(MatmulPreferenceDestroy, cublasLtMatmulPreferenceDestroy, (cublasLtMatmulPreference_t preference))                 \
  X(MatmulPreferenceSetAttribute, cublasLtMatmulPreferenceSetAttribute,                                                \
    (cublasLtMatmulPreference_t preference, cublasLtMatmulPreferenceAttributes_t attribute, const void* value,         \
     size_t bytes))                                                                                                    \
  X(MatmulAlgoGetHeuristic, cublasLtMatmulAlgoGetHeuristic,                                                            \
    (cublasLtHandle_t handle, cublasLtMatmulDesc_t desc, cublasLtMatrixLayout_t a, cublasLtMatrixLayout_t b,           \
     cublasLtMatrixLayout_t c, cublasLtMatrixLayout_t d, cublasLtMatmulPreference_t preference, int requested,         \
     cublasLtMatmulHeuristicResult_t* results, int* returned))                                                         \
  X(Matmul, cublasLtMatmul,                                                                                            \
    (cublasLtHandle_t handle, cublasLtMatmulDesc_t desc, const void* alpha, const void* a,                             \
     cublasLtMatrixLayout_t a_layout, const void* b, cublasLtMatrixLayout_t b_layout, const void* beta, const void* c, \
     cublasLtMatrixLayout_t c_layout, void* d, cublasLtMatrixLayout_t d_layout, const cublasLtMatmulAlgo_t* algo,      \
     void* workspace, size_t workspace_bytes, CUstream stream))

// The loader fills all members or refuses the library.
struct CublasLtApi {
  size_t (*GetVersion)() = nullptr;                               // cublasLtGetVersion
  const char* (*GetStatusName)(cublasStatus_t status) = nullptr;  // cublasLtGetStatusName
#define FSDP_RT_MEMBER(member, symbol, parameters) cublasStatus_t(*member) parameters = nullptr;
  FSDP_RT_CUBLASLT_FUNCTIONS(FSDP_RT_MEMBER)
#undef FSDP_RT_MEMBER
};

}  // namespace fsdp_rt::cublaslt

#endif  // FSDP_RT_BACKENDS_CUDA_CUBLASLT_API_H_
