// nccl_api.h - what the runtime calls of NCCL: types, constants, one table of functions
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// As driver_api.h: values and names are NVIDIA's, compared with nccl.h where it is found.

#ifndef FSDP_RT_BACKENDS_CUDA_NCCL_API_H_
#define FSDP_RT_BACKENDS_CUDA_NCCL_API_H_

#include <climits>
#include <cstddef>

#include "driver_api.h"

namespace fsdp_rt::nccl {

using cu::CUstream;

// ncclGetVersion: major * 10000 + minor * 100 + patch.
inline constexpr int Version(int major, int minor, int patch) { return major * 10000 + minor * 100 + patch; }
// The oldest version that the backend accepts: 2.27 has windows, symmetric memory and CTA policies.
inline constexpr int kMinimumVersion = Version(2, 27, 0);

extern "C" {

typedef struct ncclComm* ncclComm_t;
typedef struct ncclWindow_vidmem* ncclWindow_t;
typedef struct ncclUniqueId {
  char internal[128];
} ncclUniqueId;

typedef enum ncclResult_t : int {
  ncclSuccess = 0,
  ncclUnhandledCudaError = 1,
  ncclSystemError = 2,
  ncclInternalError = 3,
  ncclInvalidArgument = 4,
  ncclInvalidUsage = 5,
  ncclRemoteError = 6,
  ncclInProgress = 7
} ncclResult_t;

typedef enum ncclRedOp_t : int { ncclSum = 0, ncclProd = 1, ncclMax = 2, ncclMin = 3, ncclAvg = 4 } ncclRedOp_t;

typedef enum ncclDataType_t : int {
  ncclInt8 = 0,
  ncclUint8 = 1,
  ncclInt32 = 2,
  ncclUint32 = 3,
  ncclInt64 = 4,
  ncclUint64 = 5,
  ncclFloat16 = 6,
  ncclFloat32 = 7,
  ncclFloat64 = 8,
  ncclBfloat16 = 9,
  ncclFloat8e4m3 = 10,
  ncclFloat8e5m2 = 11
} ncclDataType_t;

// Version 2.28's. A library takes the first `size` bytes that it knows, so older and newer ones read it too.
typedef struct ncclConfig_t {
  size_t size;
  unsigned magic;
  unsigned version;
  int blocking;
  int cgaClusterSize;
  int minCTAs;
  int maxCTAs;
  const char* netName;
  int splitShare;
  int trafficClass;
  const char* commName;
  int collnetEnable;
  int CTAPolicy;
  int shrinkShare;
  int nvlsCTAs;
  int nChannelsPerNetPeer;
  int nvlinkCentricSched;
} ncclConfig_t;

}  // extern "C"

inline constexpr int kConfigUndefined = INT_MIN;
inline constexpr unsigned kConfigMagic = 0xcafebeef;
inline constexpr int kConfigVersion = Version(2, 28, 9);
inline constexpr int kSplitNoColor = -1;
// Flags of ncclCommWindowRegister: every rank registers the same offsets of memory of ncclMemAlloc.
inline constexpr int kWindowDefault = 0;
inline constexpr int kWindowSymmetric = 1;
inline constexpr size_t kWindowAlignment = 4096;
// ncclConfig_t::CTAPolicy: few or no multiprocessors (copy engines) for collectives that may.
inline constexpr int kPolicyDefault = 0;
inline constexpr int kPolicyEfficiency = 1;
inline constexpr int kPolicyZero = 2;

// NCCL_CONFIG_INITIALIZER
inline constexpr ncclConfig_t kConfigInitializer = {
    sizeof(ncclConfig_t), kConfigMagic,     kConfigVersion,   kConfigUndefined, kConfigUndefined, kConfigUndefined,
    kConfigUndefined,     nullptr,          kConfigUndefined, kConfigUndefined, nullptr,          kConfigUndefined,
    kConfigUndefined,     kConfigUndefined, kConfigUndefined, kConfigUndefined, kConfigUndefined};

// X(member of NcclApi, symbol, parameters): every function returns an ncclResult_t.
#define FSDP_RT_NCCL_FUNCTIONS(X)                                                                                      \
  X(GetVersion, ncclGetVersion, (int* version))                                                                        \
  X(GetUniqueId, ncclGetUniqueId, (ncclUniqueId * id))                                                                 \
  X(CommInitRankConfig, ncclCommInitRankConfig,                                                                        \
    (ncclComm_t * comm, int ranks, ncclUniqueId id, int rank, ncclConfig_t* config))                                   \
  X(CommSplit, ncclCommSplit, (ncclComm_t comm, int color, int key, ncclComm_t* out_comm, ncclConfig_t* config))       \
  X(CommFinalize, ncclCommFinalize, (ncclComm_t comm))                                                                 \
  X(CommDestroy, ncclCommDestroy, (ncclComm_t comm))                                                                   \
  X(CommAbort, ncclCommAbort, (ncclComm_t comm))                                                                       \
  X(CommGetAsyncError, ncclCommGetAsyncError, (ncclComm_t comm, ncclResult_t * error))                                 \
  X(CommCount, ncclCommCount, (const ncclComm_t comm, int* count))                                                     \
  X(CommUserRank, ncclCommUserRank, (const ncclComm_t comm, int* rank))                                                \
  X(CommCuDevice, ncclCommCuDevice, (const ncclComm_t comm, int* device))                                              \
  X(MemAlloc, ncclMemAlloc, (void** memory, size_t bytes))                                                             \
  X(MemFree, ncclMemFree, (void* memory))                                                                              \
  X(CommWindowRegister, ncclCommWindowRegister,                                                                        \
    (ncclComm_t comm, void* memory, size_t bytes, ncclWindow_t* window, int flags))                                    \
  X(CommWindowDeregister, ncclCommWindowDeregister, (ncclComm_t comm, ncclWindow_t window))                            \
  X(GroupStart, ncclGroupStart, ())                                                                                    \
  X(GroupEnd, ncclGroupEnd, ())                                                                                        \
  X(AllGather, ncclAllGather,                                                                                          \
    (const void* send, void* receive, size_t count, ncclDataType_t type, ncclComm_t comm, CUstream stream))            \
  X(ReduceScatter, ncclReduceScatter,                                                                                  \
    (const void* send, void* receive, size_t count, ncclDataType_t type, ncclRedOp_t op, ncclComm_t comm,              \
     CUstream stream))                                                                                                 \
  X(AllReduce, ncclAllReduce,                                                                                          \
    (const void* send, void* receive, size_t count, ncclDataType_t type, ncclRedOp_t op, ncclComm_t comm,              \
     CUstream stream))                                                                                                 \
  X(Broadcast, ncclBroadcast,                                                                                          \
    (const void* send, void* receive, size_t count, ncclDataType_t type, int root, ncclComm_t comm, CUstream stream))  \
  X(Send, ncclSend, (const void* send, size_t count, ncclDataType_t type, int peer, ncclComm_t comm, CUstream stream)) \
  X(Recv, ncclRecv, (void* receive, size_t count, ncclDataType_t type, int peer, ncclComm_t comm, CUstream stream))

// Functions that a library may lack: the member is null then.
//   ncclAlltoAll (2.28): else sends and receives in a group.
//   ncclGetPeerDevicePointer (2.29): else peers of one process exchange their addresses.
#define FSDP_RT_NCCL_OPTIONAL_FUNCTIONS(X)                                                                  \
  X(AlltoAll, ncclAlltoAll,                                                                                 \
    (const void* send, void* receive, size_t count, ncclDataType_t type, ncclComm_t comm, CUstream stream)) \
  X(GetPeerDevicePointer, ncclGetPeerDevicePointer, (ncclWindow_t window, size_t offset, int peer, void** out_memory))

// X(member, symbol, parameters): these return a text.
#define FSDP_RT_NCCL_TEXT_FUNCTIONS(X)                        \
  X(GetErrorString, ncclGetErrorString, (ncclResult_t error)) \
  X(GetLastError, ncclGetLastError, (ncclComm_t comm))

// The loader fills all members but the optional ones, or refuses the library.
struct NcclApi {
#define FSDP_RT_MEMBER(member, symbol, parameters) ncclResult_t(*member) parameters = nullptr;
  FSDP_RT_NCCL_FUNCTIONS(FSDP_RT_MEMBER)
  FSDP_RT_NCCL_OPTIONAL_FUNCTIONS(FSDP_RT_MEMBER)
#undef FSDP_RT_MEMBER
#define FSDP_RT_MEMBER(member, symbol, parameters) const char*(*member)parameters = nullptr;
  FSDP_RT_NCCL_TEXT_FUNCTIONS(FSDP_RT_MEMBER)
#undef FSDP_RT_MEMBER
};

}  // namespace fsdp_rt::nccl

#endif  // FSDP_RT_BACKENDS_CUDA_NCCL_API_H_
