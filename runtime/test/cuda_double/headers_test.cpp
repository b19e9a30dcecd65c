// headers_test.cpp - the tables of the CUDA backend against NVIDIA's headers
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every size, value and signature. Without the headers (CMake looks for them) the test says that it was left out.

#include <gtest/gtest.h>

#include <cstddef>

#include "cublaslt_api.h"
#include "driver_api.h"
#include "nccl_api.h"
#include "signature.h"
#ifdef FSDP_RT_HAVE_CUDA_H
#include <cuda.h>
#endif
#ifdef FSDP_RT_HAVE_NCCL_H
#include <nccl.h>
// Where newer versions declare their host functions about windows: one header up to 2.31, then another.
#if __has_include(<nccl_device/host.h>)
#include <nccl_device/host.h>
#elif NCCL_VERSION_CODE >= 22900
#include <nccl_device/core.h>
#endif
#endif
#ifdef FSDP_RT_HAVE_CUBLASLT_H
#include <cublasLt.h>
#endif

namespace fsdp_rt::testing {
namespace {

#define SAME(ns, name) EXPECT_EQ(static_cast<long long>(fsdp_rt::ns::name), static_cast<long long>(::name)) << #name
// The member's type against the declaration that carries the symbol.
#define SAME_FUNCTION(member, symbol, parameters) \
  EXPECT_EQ(Signature<decltype(Api::member)>::Text(), Signature<decltype(&::symbol)>::Text()) << #symbol;
#define SAME_FIELD(ns, type, field) EXPECT_EQ(offsetof(fsdp_rt::ns::type, field), offsetof(::type, field)) << #field

TEST(CudaHeaders, Driver) {
#ifndef FSDP_RT_HAVE_CUDA_H
  GTEST_SKIP() << "left out: cuda.h was not found when this build was configured";
#else
  EXPECT_EQ(sizeof(fsdp_rt::cu::CUresult), sizeof(::CUresult));
  SAME(cu, CUDA_SUCCESS);
  SAME(cu, CUDA_ERROR_INVALID_VALUE);
  SAME(cu, CUDA_ERROR_OUT_OF_MEMORY);
  SAME(cu, CUDA_ERROR_NOT_INITIALIZED);
  SAME(cu, CUDA_ERROR_STUB_LIBRARY);
  SAME(cu, CUDA_ERROR_NO_DEVICE);
  SAME(cu, CUDA_ERROR_INVALID_DEVICE);
  SAME(cu, CUDA_ERROR_INVALID_IMAGE);
  SAME(cu, CUDA_ERROR_INVALID_CONTEXT);
  SAME(cu, CUDA_ERROR_NO_BINARY_FOR_GPU);
  SAME(cu, CUDA_ERROR_PEER_ACCESS_UNSUPPORTED);
  SAME(cu, CUDA_ERROR_INVALID_PTX);
  SAME(cu, CUDA_ERROR_UNSUPPORTED_PTX_VERSION);
  SAME(cu, CUDA_ERROR_INVALID_HANDLE);
  SAME(cu, CUDA_ERROR_ILLEGAL_STATE);
  SAME(cu, CUDA_ERROR_NOT_FOUND);
  SAME(cu, CUDA_ERROR_NOT_READY);
  SAME(cu, CUDA_ERROR_ILLEGAL_ADDRESS);
  SAME(cu, CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES);
  SAME(cu, CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED);
  SAME(cu, CUDA_ERROR_PEER_ACCESS_NOT_ENABLED);
  SAME(cu, CUDA_ERROR_CONTEXT_IS_DESTROYED);
  SAME(cu, CUDA_ERROR_ASSERT);
  SAME(cu, CUDA_ERROR_ILLEGAL_INSTRUCTION);
  SAME(cu, CUDA_ERROR_MISALIGNED_ADDRESS);
  SAME(cu, CUDA_ERROR_LAUNCH_FAILED);
  SAME(cu, CUDA_ERROR_NOT_SUPPORTED);
  SAME(cu, CUDA_ERROR_SYSTEM_DRIVER_MISMATCH);
  SAME(cu, CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
  SAME(cu, CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
  SAME(cu, CUDA_ERROR_STREAM_CAPTURE_MERGE);
  SAME(cu, CUDA_ERROR_STREAM_CAPTURE_UNMATCHED);
  SAME(cu, CUDA_ERROR_STREAM_CAPTURE_UNJOINED);
  SAME(cu, CUDA_ERROR_STREAM_CAPTURE_ISOLATION);
  SAME(cu, CUDA_ERROR_STREAM_CAPTURE_IMPLICIT);
  SAME(cu, CUDA_ERROR_CAPTURED_EVENT);
  SAME(cu, CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD);
  SAME(cu, CUDA_ERROR_UNKNOWN);
  EXPECT_EQ(sizeof(fsdp_rt::cu::CUdevice_attribute), sizeof(::CUdevice_attribute));
  SAME(cu, CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK);
  SAME(cu, CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_X);
  SAME(cu, CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Y);
  SAME(cu, CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Z);
  SAME(cu, CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X);
  SAME(cu, CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Y);
  SAME(cu, CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Z);
  SAME(cu, CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK);
  SAME(cu, CU_DEVICE_ATTRIBUTE_WARP_SIZE);
  SAME(cu, CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
  SAME(cu, CU_DEVICE_ATTRIBUTE_UNIFIED_ADDRESSING);
  SAME(cu, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR);
  SAME(cu, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
  SAME(cu, CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN);
  EXPECT_EQ(sizeof(fsdp_rt::cu::CUfunction_attribute), sizeof(::CUfunction_attribute));
  SAME(cu, CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK);
  SAME(cu, CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES);
  SAME(cu, CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES);
  SAME(cu, CU_FUNC_ATTRIBUTE_NUM_REGS);
  SAME(cu, CU_FUNC_ATTRIBUTE_PTX_VERSION);
  SAME(cu, CU_FUNC_ATTRIBUTE_BINARY_VERSION);
  SAME(cu, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES);
  EXPECT_EQ(sizeof(fsdp_rt::cu::CUpointer_attribute), sizeof(::CUpointer_attribute));
  SAME(cu, CU_POINTER_ATTRIBUTE_CONTEXT);
  SAME(cu, CU_POINTER_ATTRIBUTE_MEMORY_TYPE);
  SAME(cu, CU_POINTER_ATTRIBUTE_DEVICE_ORDINAL);
  EXPECT_EQ(sizeof(fsdp_rt::cu::CUmemorytype), sizeof(::CUmemorytype));
  SAME(cu, CU_MEMORYTYPE_HOST);
  SAME(cu, CU_MEMORYTYPE_DEVICE);
  SAME(cu, CU_MEMORYTYPE_ARRAY);
  SAME(cu, CU_MEMORYTYPE_UNIFIED);
  EXPECT_EQ(sizeof(fsdp_rt::cu::CUjit_option), sizeof(::CUjit_option));
  SAME(cu, CU_JIT_INFO_LOG_BUFFER);
  SAME(cu, CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES);
  SAME(cu, CU_JIT_ERROR_LOG_BUFFER);
  SAME(cu, CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES);
  EXPECT_EQ(sizeof(fsdp_rt::cu::CUstream_flags), sizeof(::CUstream_flags));
  SAME(cu, CU_STREAM_DEFAULT);
  SAME(cu, CU_STREAM_NON_BLOCKING);
  EXPECT_EQ(sizeof(fsdp_rt::cu::CUevent_flags), sizeof(::CUevent_flags));
  SAME(cu, CU_EVENT_DEFAULT);
  SAME(cu, CU_EVENT_BLOCKING_SYNC);
  SAME(cu, CU_EVENT_DISABLE_TIMING);
  EXPECT_EQ(sizeof(fsdp_rt::cu::CUstreamCaptureMode), sizeof(::CUstreamCaptureMode));
  SAME(cu, CU_STREAM_CAPTURE_MODE_GLOBAL);
  SAME(cu, CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
  SAME(cu, CU_STREAM_CAPTURE_MODE_RELAXED);
  EXPECT_EQ(sizeof(fsdp_rt::cu::CUstreamCaptureStatus), sizeof(::CUstreamCaptureStatus));
  SAME(cu, CU_STREAM_CAPTURE_STATUS_NONE);
  SAME(cu, CU_STREAM_CAPTURE_STATUS_ACTIVE);
  SAME(cu, CU_STREAM_CAPTURE_STATUS_INVALIDATED);
  EXPECT_EQ(sizeof(fsdp_rt::cu::CUdriverProcAddressQueryResult), sizeof(::CUdriverProcAddressQueryResult));
  SAME(cu, CU_GET_PROC_ADDRESS_SUCCESS);
  SAME(cu, CU_GET_PROC_ADDRESS_SYMBOL_NOT_FOUND);
  SAME(cu, CU_GET_PROC_ADDRESS_VERSION_NOT_SUFFICIENT);
  EXPECT_EQ(fsdp_rt::cu::kMemHostAllocPortable, unsigned{CU_MEMHOSTALLOC_PORTABLE});
  EXPECT_EQ(sizeof(fsdp_rt::cu::CUDA_MEMCPY2D), sizeof(::CUDA_MEMCPY2D));
  SAME_FIELD(cu, CUDA_MEMCPY2D, srcXInBytes);
  SAME_FIELD(cu, CUDA_MEMCPY2D, srcY);
  SAME_FIELD(cu, CUDA_MEMCPY2D, srcMemoryType);
  SAME_FIELD(cu, CUDA_MEMCPY2D, srcHost);
  SAME_FIELD(cu, CUDA_MEMCPY2D, srcDevice);
  SAME_FIELD(cu, CUDA_MEMCPY2D, srcArray);
  SAME_FIELD(cu, CUDA_MEMCPY2D, srcPitch);
  SAME_FIELD(cu, CUDA_MEMCPY2D, dstXInBytes);
  SAME_FIELD(cu, CUDA_MEMCPY2D, dstY);
  SAME_FIELD(cu, CUDA_MEMCPY2D, dstMemoryType);
  SAME_FIELD(cu, CUDA_MEMCPY2D, dstHost);
  SAME_FIELD(cu, CUDA_MEMCPY2D, dstDevice);
  SAME_FIELD(cu, CUDA_MEMCPY2D, dstArray);
  SAME_FIELD(cu, CUDA_MEMCPY2D, dstPitch);
  SAME_FIELD(cu, CUDA_MEMCPY2D, WidthInBytes);
  SAME_FIELD(cu, CUDA_MEMCPY2D, Height);
  using Api = fsdp_rt::cu::DriverApi;
  FSDP_RT_CUDA_DRIVER_FUNCTIONS(SAME_FUNCTION)
#endif
}

TEST(CudaHeaders, Nccl) {
#ifndef FSDP_RT_HAVE_NCCL_H
  GTEST_SKIP() << "left out: nccl.h was not found when this build was configured";
#else
  EXPECT_EQ(sizeof(fsdp_rt::nccl::ncclResult_t), sizeof(::ncclResult_t));
  SAME(nccl, ncclSuccess);
  SAME(nccl, ncclUnhandledCudaError);
  SAME(nccl, ncclSystemError);
  SAME(nccl, ncclInternalError);
  SAME(nccl, ncclInvalidArgument);
  SAME(nccl, ncclInvalidUsage);
  SAME(nccl, ncclRemoteError);
  SAME(nccl, ncclInProgress);
  EXPECT_EQ(sizeof(fsdp_rt::nccl::ncclRedOp_t), sizeof(::ncclRedOp_t));
  SAME(nccl, ncclSum);
  SAME(nccl, ncclProd);
  SAME(nccl, ncclMax);
  SAME(nccl, ncclMin);
  SAME(nccl, ncclAvg);
  EXPECT_EQ(sizeof(fsdp_rt::nccl::ncclDataType_t), sizeof(::ncclDataType_t));
  SAME(nccl, ncclInt8);
  SAME(nccl, ncclUint8);
  SAME(nccl, ncclInt32);
  SAME(nccl, ncclUint32);
  SAME(nccl, ncclInt64);
  SAME(nccl, ncclUint64);
  SAME(nccl, ncclFloat16);
  SAME(nccl, ncclFloat32);
  SAME(nccl, ncclFloat64);
  SAME(nccl, ncclBfloat16);
  SAME(nccl, ncclFloat8e4m3);
  SAME(nccl, ncclFloat8e5m2);
  EXPECT_EQ(sizeof(fsdp_rt::nccl::ncclUniqueId), sizeof(::ncclUniqueId));
  EXPECT_EQ(fsdp_rt::nccl::Version(NCCL_MAJOR, NCCL_MINOR, NCCL_PATCH), NCCL_VERSION_CODE);
  EXPECT_EQ(fsdp_rt::nccl::kConfigUndefined, NCCL_CONFIG_UNDEF_INT);
  EXPECT_EQ(fsdp_rt::nccl::kSplitNoColor, NCCL_SPLIT_NOCOLOR);
  using Api = fsdp_rt::nccl::NcclApi;
  FSDP_RT_NCCL_FUNCTIONS(SAME_FUNCTION)
  FSDP_RT_NCCL_TEXT_FUNCTIONS(SAME_FUNCTION)
#if NCCL_VERSION_CODE >= 22700
  EXPECT_EQ(fsdp_rt::nccl::kWindowDefault, NCCL_WIN_DEFAULT);
  EXPECT_EQ(fsdp_rt::nccl::kWindowSymmetric, NCCL_WIN_COLL_SYMMETRIC);
#endif
#if NCCL_VERSION_CODE >= 22700
  ::ncclConfig_t config = NCCL_CONFIG_INITIALIZER;
  EXPECT_EQ(fsdp_rt::nccl::kConfigMagic, config.magic);
  SAME_FIELD(nccl, ncclConfig_t, size);
  SAME_FIELD(nccl, ncclConfig_t, magic);
  SAME_FIELD(nccl, ncclConfig_t, version);
  SAME_FIELD(nccl, ncclConfig_t, blocking);
  SAME_FIELD(nccl, ncclConfig_t, cgaClusterSize);
  SAME_FIELD(nccl, ncclConfig_t, minCTAs);
  SAME_FIELD(nccl, ncclConfig_t, maxCTAs);
  SAME_FIELD(nccl, ncclConfig_t, netName);
  SAME_FIELD(nccl, ncclConfig_t, splitShare);
  SAME_FIELD(nccl, ncclConfig_t, trafficClass);
  SAME_FIELD(nccl, ncclConfig_t, commName);
  SAME_FIELD(nccl, ncclConfig_t, collnetEnable);
  SAME_FIELD(nccl, ncclConfig_t, CTAPolicy);
  SAME_FIELD(nccl, ncclConfig_t, shrinkShare);
  SAME_FIELD(nccl, ncclConfig_t, nvlsCTAs);
#endif
#if NCCL_VERSION_CODE >= 22800
  EXPECT_LE(sizeof(fsdp_rt::nccl::ncclConfig_t), sizeof(::ncclConfig_t));
  SAME_FIELD(nccl, ncclConfig_t, nChannelsPerNetPeer);
  SAME_FIELD(nccl, ncclConfig_t, nvlinkCentricSched);
  EXPECT_EQ(fsdp_rt::nccl::kWindowAlignment, size_t{NCCL_WIN_REQUIRED_ALIGNMENT});
  EXPECT_EQ(fsdp_rt::nccl::kPolicyDefault, NCCL_CTA_POLICY_DEFAULT);
  EXPECT_EQ(fsdp_rt::nccl::kPolicyEfficiency, NCCL_CTA_POLICY_EFFICIENCY);
  EXPECT_EQ(fsdp_rt::nccl::kPolicyZero, NCCL_CTA_POLICY_ZERO);
  SAME_FUNCTION(AlltoAll, ncclAlltoAll, )
#endif
#if NCCL_VERSION_CODE >= 22900
  SAME_FUNCTION(GetPeerDevicePointer, ncclGetPeerDevicePointer, )
#endif
#endif
}

TEST(CudaHeaders, CublasLt) {
#ifndef FSDP_RT_HAVE_CUBLASLT_H
  GTEST_SKIP() << "left out: cublasLt.h was not found when this build was configured";
#else
  EXPECT_EQ(sizeof(fsdp_rt::cublaslt::cublasStatus_t), sizeof(::cublasStatus_t));
  SAME(cublaslt, CUBLAS_STATUS_SUCCESS);
  SAME(cublaslt, CUBLAS_STATUS_NOT_INITIALIZED);
  SAME(cublaslt, CUBLAS_STATUS_ALLOC_FAILED);
  SAME(cublaslt, CUBLAS_STATUS_INVALID_VALUE);
  SAME(cublaslt, CUBLAS_STATUS_ARCH_MISMATCH);
  SAME(cublaslt, CUBLAS_STATUS_MAPPING_ERROR);
  SAME(cublaslt, CUBLAS_STATUS_EXECUTION_FAILED);
  SAME(cublaslt, CUBLAS_STATUS_INTERNAL_ERROR);
  SAME(cublaslt, CUBLAS_STATUS_NOT_SUPPORTED);
  EXPECT_EQ(sizeof(fsdp_rt::cublaslt::cudaDataType), sizeof(::cudaDataType));
  SAME(cublaslt, CUDA_R_32F);
  SAME(cublaslt, CUDA_R_64F);
  SAME(cublaslt, CUDA_R_16F);
  SAME(cublaslt, CUDA_R_16BF);
  SAME(cublaslt, CUDA_R_8F_E4M3);
  SAME(cublaslt, CUDA_R_8F_E5M2);
  EXPECT_EQ(sizeof(fsdp_rt::cublaslt::cublasComputeType_t), sizeof(::cublasComputeType_t));
  SAME(cublaslt, CUBLAS_COMPUTE_32F);
  SAME(cublaslt, CUBLAS_COMPUTE_32F_PEDANTIC);
  SAME(cublaslt, CUBLAS_COMPUTE_32F_FAST_TF32);
  EXPECT_EQ(sizeof(fsdp_rt::cublaslt::cublasOperation_t), sizeof(::cublasOperation_t));
  SAME(cublaslt, CUBLAS_OP_N);
  SAME(cublaslt, CUBLAS_OP_T);
  EXPECT_EQ(sizeof(fsdp_rt::cublaslt::cublasLtOrder_t), sizeof(::cublasLtOrder_t));
  SAME(cublaslt, CUBLASLT_ORDER_COL);
  SAME(cublaslt, CUBLASLT_ORDER_ROW);
  EXPECT_EQ(sizeof(fsdp_rt::cublaslt::cublasLtPointerMode_t), sizeof(::cublasLtPointerMode_t));
  SAME(cublaslt, CUBLASLT_POINTER_MODE_HOST);
  EXPECT_EQ(sizeof(fsdp_rt::cublaslt::cublasLtMatmulDescAttributes_t), sizeof(::cublasLtMatmulDescAttributes_t));
  SAME(cublaslt, CUBLASLT_MATMUL_DESC_COMPUTE_TYPE);
  SAME(cublaslt, CUBLASLT_MATMUL_DESC_SCALE_TYPE);
  SAME(cublaslt, CUBLASLT_MATMUL_DESC_POINTER_MODE);
  SAME(cublaslt, CUBLASLT_MATMUL_DESC_TRANSA);
  SAME(cublaslt, CUBLASLT_MATMUL_DESC_TRANSB);
  EXPECT_EQ(sizeof(fsdp_rt::cublaslt::cublasLtMatrixLayoutAttribute_t), sizeof(::cublasLtMatrixLayoutAttribute_t));
  SAME(cublaslt, CUBLASLT_MATRIX_LAYOUT_TYPE);
  SAME(cublaslt, CUBLASLT_MATRIX_LAYOUT_ORDER);
  SAME(cublaslt, CUBLASLT_MATRIX_LAYOUT_ROWS);
  SAME(cublaslt, CUBLASLT_MATRIX_LAYOUT_COLS);
  SAME(cublaslt, CUBLASLT_MATRIX_LAYOUT_LD);
  SAME(cublaslt, CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT);
  SAME(cublaslt, CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET);
  EXPECT_EQ(sizeof(fsdp_rt::cublaslt::cublasLtMatmulPreferenceAttributes_t),
            sizeof(::cublasLtMatmulPreferenceAttributes_t));
  SAME(cublaslt, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES);
  SAME(cublaslt, CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK);
  SAME(cublaslt, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES);
  SAME(cublaslt, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES);
  SAME(cublaslt, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES);
  SAME(cublaslt, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES);
  EXPECT_EQ(sizeof(fsdp_rt::cublaslt::cublasLtMatmulAlgo_t), sizeof(::cublasLtMatmulAlgo_t));
  EXPECT_EQ(sizeof(fsdp_rt::cublaslt::cublasLtMatmulHeuristicResult_t), sizeof(::cublasLtMatmulHeuristicResult_t));
  SAME_FIELD(cublaslt, cublasLtMatmulHeuristicResult_t, algo);
  SAME_FIELD(cublaslt, cublasLtMatmulHeuristicResult_t, workspaceSize);
  SAME_FIELD(cublaslt, cublasLtMatmulHeuristicResult_t, state);
  SAME_FIELD(cublaslt, cublasLtMatmulHeuristicResult_t, wavesCount);
  SAME_FIELD(cublaslt, cublasLtMatmulHeuristicResult_t, reserved);
  using Api = fsdp_rt::cublaslt::CublasLtApi;
  SAME_FUNCTION(GetVersion, cublasLtGetVersion, )
  SAME_FUNCTION(GetStatusName, cublasLtGetStatusName, )
  FSDP_RT_CUBLASLT_FUNCTIONS(SAME_FUNCTION)
#endif
}

}  // namespace
}  // namespace fsdp_rt::testing
