// driver_api.h - what the runtime calls of the CUDA driver: types, constants, one table of functions
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Declared here, so that a machine without CUDA builds the backend; the values are
// NVIDIA's, and runtime/test/cuda_double/headers_test.cpp compares each of them with
// cuda.h where that header is found. Names are NVIDIA's too, in a namespace of ours:
// this header may stand next to cuda.h, before or after it.
//
// The library is loaded when asked for. Each function is found by its symbol, which
// carries the version whose signature stands here (cuMemAlloc_v2, never cuMemAlloc).

#ifndef FSDP_RT_BACKENDS_CUDA_DRIVER_API_H_
#define FSDP_RT_BACKENDS_CUDA_DRIVER_API_H_

#include <cstddef>
#include <cstdint>

namespace fsdp_rt::cu {

// The oldest driver that the backend accepts (cuDriverGetVersion): from CUDA 12.3 on, NCCL's
// communicators overlap although they launch in the order of the host's calls.
inline constexpr int kMinimumDriverVersion = 12030;

extern "C" {

typedef int CUdevice;
typedef unsigned long long CUdeviceptr;
typedef struct CUctx_st* CUcontext;
typedef struct CUmod_st* CUmodule;
typedef struct CUfunc_st* CUfunction;
typedef struct CUarray_st* CUarray;
typedef struct CUstream_st* CUstream;
typedef struct CUevent_st* CUevent;
typedef struct CUgraph_st* CUgraph;
typedef struct CUgraphExec_st* CUgraphExec;

typedef enum CUresult : int {
  CUDA_SUCCESS = 0,
  CUDA_ERROR_INVALID_VALUE = 1,
  CUDA_ERROR_OUT_OF_MEMORY = 2,
  CUDA_ERROR_NOT_INITIALIZED = 3,
  CUDA_ERROR_STUB_LIBRARY = 34,
  CUDA_ERROR_NO_DEVICE = 100,
  CUDA_ERROR_INVALID_DEVICE = 101,
  CUDA_ERROR_INVALID_IMAGE = 200,
  CUDA_ERROR_INVALID_CONTEXT = 201,
  CUDA_ERROR_NO_BINARY_FOR_GPU = 209,
  CUDA_ERROR_PEER_ACCESS_UNSUPPORTED = 217,
  CUDA_ERROR_INVALID_PTX = 218,
  CUDA_ERROR_UNSUPPORTED_PTX_VERSION = 222,
  CUDA_ERROR_INVALID_HANDLE = 400,
  CUDA_ERROR_ILLEGAL_STATE = 401,
  CUDA_ERROR_NOT_FOUND = 500,
  CUDA_ERROR_NOT_READY = 600,
  CUDA_ERROR_ILLEGAL_ADDRESS = 700,
  CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES = 701,
  CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED = 704,
  CUDA_ERROR_PEER_ACCESS_NOT_ENABLED = 705,
  CUDA_ERROR_CONTEXT_IS_DESTROYED = 709,
  CUDA_ERROR_ASSERT = 710,
  CUDA_ERROR_ILLEGAL_INSTRUCTION = 715,
  CUDA_ERROR_MISALIGNED_ADDRESS = 716,
  CUDA_ERROR_LAUNCH_FAILED = 719,
  CUDA_ERROR_NOT_SUPPORTED = 801,
  CUDA_ERROR_SYSTEM_DRIVER_MISMATCH = 803,
  CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED = 900,
  CUDA_ERROR_STREAM_CAPTURE_INVALIDATED = 901,
  CUDA_ERROR_STREAM_CAPTURE_MERGE = 902,
  CUDA_ERROR_STREAM_CAPTURE_UNMATCHED = 903,
  CUDA_ERROR_STREAM_CAPTURE_UNJOINED = 904,
  CUDA_ERROR_STREAM_CAPTURE_ISOLATION = 905,
  CUDA_ERROR_STREAM_CAPTURE_IMPLICIT = 906,
  CUDA_ERROR_CAPTURED_EVENT = 907,
  CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD = 908,
  CUDA_ERROR_UNKNOWN = 999
} CUresult;

typedef enum CUdevice_attribute : int {
  CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK = 1,
  CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_X = 2,
  CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Y = 3,
  CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Z = 4,
  CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X = 5,
  CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Y = 6,
  CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Z = 7,
  CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK = 8,
  CU_DEVICE_ATTRIBUTE_WARP_SIZE = 10,
  CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT = 16,
  CU_DEVICE_ATTRIBUTE_UNIFIED_ADDRESSING = 41,
  CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR = 75,
  CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR = 76,
  CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN = 97
} CUdevice_attribute;

typedef enum CUfunction_attribute : int {
  CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK = 0,
  CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES = 1,
  CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES = 3,
  CU_FUNC_ATTRIBUTE_NUM_REGS = 4,
  CU_FUNC_ATTRIBUTE_PTX_VERSION = 5,
  CU_FUNC_ATTRIBUTE_BINARY_VERSION = 6,
  CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES = 8
} CUfunction_attribute;

typedef enum CUpointer_attribute : int {
  CU_POINTER_ATTRIBUTE_CONTEXT = 1,
  CU_POINTER_ATTRIBUTE_MEMORY_TYPE = 2,
  CU_POINTER_ATTRIBUTE_DEVICE_ORDINAL = 9
} CUpointer_attribute;

typedef enum CUmemorytype : unsigned {
  CU_MEMORYTYPE_HOST = 1,
  CU_MEMORYTYPE_DEVICE = 2,
  CU_MEMORYTYPE_ARRAY = 3,
  CU_MEMORYTYPE_UNIFIED = 4
} CUmemorytype;

typedef enum CUjit_option : int {
  CU_JIT_INFO_LOG_BUFFER = 3,
  CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES = 4,
  CU_JIT_ERROR_LOG_BUFFER = 5,
  CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES = 6
} CUjit_option;

typedef enum CUstream_flags : unsigned { CU_STREAM_DEFAULT = 0, CU_STREAM_NON_BLOCKING = 1 } CUstream_flags;
typedef enum CUevent_flags : unsigned {
  CU_EVENT_DEFAULT = 0,
  CU_EVENT_BLOCKING_SYNC = 1,
  CU_EVENT_DISABLE_TIMING = 2
} CUevent_flags;
typedef enum CUstreamCaptureMode : int {
  CU_STREAM_CAPTURE_MODE_GLOBAL = 0,
  CU_STREAM_CAPTURE_MODE_THREAD_LOCAL = 1,
  CU_STREAM_CAPTURE_MODE_RELAXED = 2
} CUstreamCaptureMode;
typedef enum CUstreamCaptureStatus : int {
  CU_STREAM_CAPTURE_STATUS_NONE = 0,
  CU_STREAM_CAPTURE_STATUS_ACTIVE = 1,
  CU_STREAM_CAPTURE_STATUS_INVALIDATED = 2
} CUstreamCaptureStatus;
typedef enum CUdriverProcAddressQueryResult : int {
  CU_GET_PROC_ADDRESS_SUCCESS = 0,
  CU_GET_PROC_ADDRESS_SYMBOL_NOT_FOUND = 1,
  CU_GET_PROC_ADDRESS_VERSION_NOT_SUFFICIENT = 2
} CUdriverProcAddressQueryResult;

// Flags of cuMemHostAlloc: pinned memory that every context of the process may use.
inline constexpr unsigned kMemHostAllocPortable = 1;

typedef struct CUDA_MEMCPY2D {
  size_t srcXInBytes, srcY;
  CUmemorytype srcMemoryType;
  const void* srcHost;
  CUdeviceptr srcDevice;
  CUarray srcArray;
  size_t srcPitch;
  size_t dstXInBytes, dstY;
  CUmemorytype dstMemoryType;
  void* dstHost;
  CUdeviceptr dstDevice;
  CUarray dstArray;
  size_t dstPitch;
  size_t WidthInBytes;
  size_t Height;
} CUDA_MEMCPY2D;

}  // extern "C"

// X(member of DriverApi, symbol, parameters): every function returns a CUresult.
#define FSDP_RT_CUDA_DRIVER_FUNCTIONS(X)                                                                          \
  X(Init, cuInit, (unsigned flags))                                                                               \
  X(DriverGetVersion, cuDriverGetVersion, (int* version))                                                         \
  X(GetErrorName, cuGetErrorName, (CUresult error, const char** name))                                            \
  X(GetErrorString, cuGetErrorString, (CUresult error, const char** text))                                        \
  X(GetProcAddress, cuGetProcAddress_v2,                                                                          \
    (const char* symbol, void** function, int version, uint64_t flags, CUdriverProcAddressQueryResult* result))   \
  X(DeviceGetCount, cuDeviceGetCount, (int* count))                                                               \
  X(DeviceGet, cuDeviceGet, (CUdevice * device, int ordinal))                                                     \
  X(DeviceGetName, cuDeviceGetName, (char* name, int length, CUdevice device))                                    \
  X(DeviceGetAttribute, cuDeviceGetAttribute, (int* value, CUdevice_attribute attribute, CUdevice device))        \
  X(DeviceTotalMem, cuDeviceTotalMem_v2, (size_t* bytes, CUdevice device))                                        \
  X(DeviceCanAccessPeer, cuDeviceCanAccessPeer, (int* can, CUdevice device, CUdevice peer))                       \
  X(DevicePrimaryCtxRetain, cuDevicePrimaryCtxRetain, (CUcontext * context, CUdevice device))                     \
  X(DevicePrimaryCtxRelease, cuDevicePrimaryCtxRelease_v2, (CUdevice device))                                     \
  X(CtxSetCurrent, cuCtxSetCurrent, (CUcontext context))                                                          \
  X(CtxGetCurrent, cuCtxGetCurrent, (CUcontext * context))                                                        \
  X(CtxGetDevice, cuCtxGetDevice, (CUdevice * device))                                                            \
  X(CtxSynchronize, cuCtxSynchronize, ())                                                                         \
  X(CtxEnablePeerAccess, cuCtxEnablePeerAccess, (CUcontext peer, unsigned flags))                                 \
  X(CtxGetStreamPriorityRange, cuCtxGetStreamPriorityRange, (int* least, int* greatest))                          \
  X(MemAlloc, cuMemAlloc_v2, (CUdeviceptr * memory, size_t bytes))                                                \
  X(MemFree, cuMemFree_v2, (CUdeviceptr memory))                                                                  \
  X(MemHostAlloc, cuMemHostAlloc, (void** memory, size_t bytes, unsigned flags))                                  \
  X(MemFreeHost, cuMemFreeHost, (void* memory))                                                                   \
  X(MemGetInfo, cuMemGetInfo_v2, (size_t* free, size_t* total))                                                   \
  X(PointerGetAttribute, cuPointerGetAttribute, (void* data, CUpointer_attribute attribute, CUdeviceptr memory))  \
  X(MemcpyHtoDAsync, cuMemcpyHtoDAsync_v2, (CUdeviceptr dest, const void* source, size_t bytes, CUstream stream)) \
  X(MemcpyDtoHAsync, cuMemcpyDtoHAsync_v2, (void* dest, CUdeviceptr source, size_t bytes, CUstream stream))       \
  X(MemcpyDtoDAsync, cuMemcpyDtoDAsync_v2, (CUdeviceptr dest, CUdeviceptr source, size_t bytes, CUstream stream)) \
  X(Memcpy2DAsync, cuMemcpy2DAsync_v2, (const CUDA_MEMCPY2D* copy, CUstream stream))                              \
  X(MemsetD8Async, cuMemsetD8Async, (CUdeviceptr dest, unsigned char value, size_t count, CUstream stream))       \
  X(MemsetD32Async, cuMemsetD32Async, (CUdeviceptr dest, unsigned value, size_t count, CUstream stream))          \
  X(StreamCreateWithPriority, cuStreamCreateWithPriority, (CUstream * stream, unsigned flags, int priority))      \
  X(StreamDestroy, cuStreamDestroy_v2, (CUstream stream))                                                         \
  X(StreamSynchronize, cuStreamSynchronize, (CUstream stream))                                                    \
  X(StreamQuery, cuStreamQuery, (CUstream stream))                                                                \
  X(StreamWaitEvent, cuStreamWaitEvent, (CUstream stream, CUevent event, unsigned flags))                         \
  X(StreamIsCapturing, cuStreamIsCapturing, (CUstream stream, CUstreamCaptureStatus * status))                    \
  X(StreamBeginCapture, cuStreamBeginCapture_v2, (CUstream stream, CUstreamCaptureMode mode))                     \
  X(StreamEndCapture, cuStreamEndCapture, (CUstream stream, CUgraph * graph))                                     \
  X(EventCreate, cuEventCreate, (CUevent * event, unsigned flags))                                                \
  X(EventDestroy, cuEventDestroy_v2, (CUevent event))                                                             \
  X(EventRecord, cuEventRecord, (CUevent event, CUstream stream))                                                 \
  X(EventQuery, cuEventQuery, (CUevent event))                                                                    \
  X(EventSynchronize, cuEventSynchronize, (CUevent event))                                                        \
  X(EventElapsedTime, cuEventElapsedTime, (float* ms, CUevent begin, CUevent end))                                \
  X(GraphInstantiate, cuGraphInstantiateWithFlags, (CUgraphExec * exec, CUgraph graph, unsigned long long flags)) \
  X(GraphLaunch, cuGraphLaunch, (CUgraphExec exec, CUstream stream))                                              \
  X(GraphDestroy, cuGraphDestroy, (CUgraph graph))                                                                \
  X(GraphExecDestroy, cuGraphExecDestroy, (CUgraphExec exec))                                                     \
  X(ModuleLoadDataEx, cuModuleLoadDataEx,                                                                         \
    (CUmodule * module, const void* image, unsigned options, CUjit_option* names, void** values))                 \
  X(ModuleUnload, cuModuleUnload, (CUmodule module))                                                              \
  X(ModuleGetFunction, cuModuleGetFunction, (CUfunction * function, CUmodule module, const char* name))           \
  X(FuncGetAttribute, cuFuncGetAttribute, (int* value, CUfunction_attribute attribute, CUfunction function))      \
  X(FuncSetAttribute, cuFuncSetAttribute, (CUfunction function, CUfunction_attribute attribute, int value))       \
  X(LaunchKernel, cuLaunchKernel,                                                                                 \
    (CUfunction function, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x, unsigned block_y,  \
     unsigned block_z, unsigned shared_bytes, CUstream stream, void** parameters, void** extra))

// One pointer per function; the loader fills all of them or refuses the library.
struct DriverApi {
#define FSDP_RT_MEMBER(member, symbol, parameters) CUresult(*member) parameters = nullptr;
  FSDP_RT_CUDA_DRIVER_FUNCTIONS(FSDP_RT_MEMBER)
#undef FSDP_RT_MEMBER
};

}  // namespace fsdp_rt::cu

#endif  // FSDP_RT_BACKENDS_CUDA_DRIVER_API_H_
