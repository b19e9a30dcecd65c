// driver_device.cpp - the driver's calls about devices, contexts and itself
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cstdio>
#include <cstring>
#include <map>
#include <string>

#include "capture.h"
#include "context.h"
#include "double_control.h"
#include "exports.h"
#include "memory.h"
#include "module.h"
#include "report.h"
#include "settings.h"

namespace fsdp_rt::cu {

using namespace cuda_double;  // NOLINT: the definitions below are C functions

namespace {

struct NamedError {
  const char* name;
  const char* text;
};

const std::map<CUresult, NamedError>& ErrorNames() {
  static auto* names = new std::map<CUresult, NamedError>{
#define ERROR_NAME(name, text) \
  {                            \
    name, { #name, text }      \
  }
      ERROR_NAME(CUDA_SUCCESS, "no error"),
      ERROR_NAME(CUDA_ERROR_INVALID_VALUE, "invalid argument"),
      ERROR_NAME(CUDA_ERROR_OUT_OF_MEMORY, "out of memory"),
      ERROR_NAME(CUDA_ERROR_NOT_INITIALIZED, "initialization error"),
      ERROR_NAME(CUDA_ERROR_NO_DEVICE, "no CUDA-capable device is detected"),
      ERROR_NAME(CUDA_ERROR_INVALID_DEVICE, "invalid device ordinal"),
      ERROR_NAME(CUDA_ERROR_INVALID_IMAGE, "device kernel image is invalid"),
      ERROR_NAME(CUDA_ERROR_INVALID_CONTEXT, "invalid device context"),
      ERROR_NAME(CUDA_ERROR_NO_BINARY_FOR_GPU, "no kernel image is available for execution on the device"),
      ERROR_NAME(CUDA_ERROR_PEER_ACCESS_UNSUPPORTED, "peer access is not supported between these two devices"),
      ERROR_NAME(CUDA_ERROR_INVALID_PTX, "a PTX JIT compilation failed"),
      ERROR_NAME(CUDA_ERROR_UNSUPPORTED_PTX_VERSION, "the provided PTX was compiled with an unsupported toolchain."),
      ERROR_NAME(CUDA_ERROR_INVALID_HANDLE, "invalid resource handle"),
      ERROR_NAME(CUDA_ERROR_ILLEGAL_STATE, "the operation cannot be performed in the present state"),
      ERROR_NAME(CUDA_ERROR_NOT_FOUND, "named symbol not found"),
      ERROR_NAME(CUDA_ERROR_NOT_READY, "device not ready"),
      ERROR_NAME(CUDA_ERROR_ILLEGAL_ADDRESS, "an illegal memory access was encountered"),
      ERROR_NAME(CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES, "too many resources requested for launch"),
      ERROR_NAME(CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED, "peer access is already enabled"),
      ERROR_NAME(CUDA_ERROR_PEER_ACCESS_NOT_ENABLED, "peer access has not been enabled"),
      ERROR_NAME(CUDA_ERROR_CONTEXT_IS_DESTROYED, "context is destroyed"),
      ERROR_NAME(CUDA_ERROR_ILLEGAL_INSTRUCTION, "an illegal instruction was encountered"),
      ERROR_NAME(CUDA_ERROR_MISALIGNED_ADDRESS, "misaligned address"),
      ERROR_NAME(CUDA_ERROR_LAUNCH_FAILED, "unspecified launch failure"),
      ERROR_NAME(CUDA_ERROR_NOT_SUPPORTED, "operation not supported"),
      ERROR_NAME(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "operation not permitted when stream is capturing"),
      ERROR_NAME(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, "operation failed due to a previous error during capture"),
      ERROR_NAME(CUDA_ERROR_STREAM_CAPTURE_MERGE, "operation would result in a merge of separate capture sequences"),
      ERROR_NAME(CUDA_ERROR_STREAM_CAPTURE_UNMATCHED, "capture was not ended in the same stream as it began"),
      ERROR_NAME(CUDA_ERROR_STREAM_CAPTURE_UNJOINED, "capturing stream has unjoined work"),
      ERROR_NAME(CUDA_ERROR_STREAM_CAPTURE_ISOLATION, "dependency created on uncaptured work in another stream"),
      ERROR_NAME(CUDA_ERROR_CAPTURED_EVENT, "operation not permitted on an event last recorded in a capturing stream"),
      ERROR_NAME(CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD,
                 "attempt to terminate a thread-local capture sequence from "
                 "another thread"),
#undef ERROR_NAME
  };
  return *names;
}

// cuGetProcAddress finds "cuMemAlloc" in the version that is asked for; the double has one.
void* Exported(std::string name) {
  static auto* functions = new std::map<std::string, void*>{
#define EXPORTED(member, symbol, parameters) {#symbol, reinterpret_cast<void*>(&symbol)},
      FSDP_RT_CUDA_DRIVER_FUNCTIONS(EXPORTED)
#undef EXPORTED
  };
  for (const char* version : {"", "_v2", "_v3"}) {
    if (auto found = functions->find(name + version); found != functions->end()) return found->second;
  }
  return nullptr;
}

CUresult CheckDevice(CUdevice device) {
  if (!Initialized()) return CUDA_ERROR_NOT_INITIALIZED;
  return DeviceContext(device) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_DEVICE;
}

}  // namespace

CUresult cuInit(unsigned flags) {
  if (flags != 0) return CUDA_ERROR_INVALID_VALUE;
  if (GetSettings().devices == 0) return CUDA_ERROR_NO_DEVICE;
  SetInitialized();
  return CUDA_SUCCESS;
}

CUresult cuDriverGetVersion(int* version) {
  *version = GetSettings().driver_version;
  return CUDA_SUCCESS;
}

CUresult cuGetErrorName(CUresult error, const char** name) {
  auto found = ErrorNames().find(error);
  *name = found == ErrorNames().end() ? nullptr : found->second.name;
  return *name ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

CUresult cuGetErrorString(CUresult error, const char** text) {
  auto found = ErrorNames().find(error);
  *text = found == ErrorNames().end() ? nullptr : found->second.text;
  return *text ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

CUresult cuGetProcAddress_v2(const char* symbol, void** function, int version, uint64_t,
                             CUdriverProcAddressQueryResult* result) {
  *function = version <= GetSettings().driver_version ? Exported(symbol) : nullptr;
  if (result) {
    *result = *function                                ? CU_GET_PROC_ADDRESS_SUCCESS
              : version > GetSettings().driver_version ? CU_GET_PROC_ADDRESS_VERSION_NOT_SUFFICIENT
                                                       : CU_GET_PROC_ADDRESS_SYMBOL_NOT_FOUND;
  }
  return *function ? CUDA_SUCCESS : CUDA_ERROR_NOT_FOUND;
}

CUresult cuDeviceGetCount(int* count) {
  if (!Initialized()) return CUDA_ERROR_NOT_INITIALIZED;
  *count = GetSettings().devices;
  return CUDA_SUCCESS;
}

CUresult cuDeviceGet(CUdevice* device, int ordinal) {
  *device = ordinal;
  return CheckDevice(ordinal);
}

CUresult cuDeviceGetName(char* name, int length, CUdevice device) {
  std::snprintf(name, length, "double of a GPU");
  return CheckDevice(device);
}

CUresult cuDeviceGetAttribute(int* value, CUdevice_attribute attribute, CUdevice device) {
  Settings settings = GetSettings();
  switch (attribute) {
    case CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK:
    case CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_X:
    case CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Y:
      *value = 1024;
      break;
    case CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Z:
      *value = 64;
      break;
    case CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X:
      *value = 0x7fffffff;
      break;
    case CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Y:
    case CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Z:
      *value = 65535;
      break;
    case CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK:
      *value = kSharedBytes;
      break;
    case CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN:
      *value = kSharedBytesOptIn;
      break;
    case CU_DEVICE_ATTRIBUTE_WARP_SIZE:
      *value = 32;
      break;
    case CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT:
      *value = 132;
      break;
    case CU_DEVICE_ATTRIBUTE_UNIFIED_ADDRESSING:
      *value = 1;
      break;
    case CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR:
      *value = settings.capability_major;
      break;
    case CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR:
      *value = settings.capability_minor;
      break;
    default:
      ReportMisuse(Text("not supported yet: cuDeviceGetAttribute of attribute ", static_cast<int>(attribute)));
      return CUDA_ERROR_INVALID_VALUE;
  }
  return CheckDevice(device);
}

CUresult cuDeviceTotalMem_v2(size_t* bytes, CUdevice device) {
  *bytes = GetSettings().memory_bytes;
  return CheckDevice(device);
}

CUresult cuDeviceCanAccessPeer(int* can, CUdevice device, CUdevice peer) {
  *can = GetSettings().peer_access && device != peer;
  if (CUresult error = CheckDevice(peer)) return error;
  return CheckDevice(device);
}

CUresult cuDevicePrimaryCtxRetain(CUcontext* context, CUdevice device) {
  if (CUresult error = CheckDevice(device)) return error;
  DeviceContext(device)->Retain();
  *context = DeviceContext(device)->handle();
  return CUDA_SUCCESS;
}

CUresult cuDevicePrimaryCtxRelease_v2(CUdevice device) {
  if (CUresult error = CheckDevice(device)) return error;
  if (DeviceContext(device)->Release()) {
    if (!DeviceContext(device)->alive()) {
      CloseStreams(DeviceContext(device));
      FreeAllOf(DeviceContext(device));
    }
    return CUDA_SUCCESS;
  }
  ReportMisuse(Text("cuDevicePrimaryCtxRelease of device ", device, ", whose context nobody retains"));
  return CUDA_ERROR_INVALID_CONTEXT;
}

CUresult cuCtxSetCurrent(CUcontext context) {
  if (!Initialized()) return CUDA_ERROR_NOT_INITIALIZED;
  Context* found = context ? ContextOf(context) : nullptr;
  if (context && !found) {
    ReportMisuse(Text("cuCtxSetCurrent gets ", static_cast<void*>(context), ", which is no retained context"));
    return CUDA_ERROR_INVALID_CONTEXT;
  }
  SetCurrentContext(found);
  return CUDA_SUCCESS;
}

CUresult cuCtxGetCurrent(CUcontext* context) {
  if (!Initialized()) return CUDA_ERROR_NOT_INITIALIZED;
  *context = CurrentContext() ? CurrentContext()->handle() : nullptr;
  return CUDA_SUCCESS;
}

CUresult cuCtxGetDevice(CUdevice* device) {
  if (!CurrentContext()) return CUDA_ERROR_INVALID_CONTEXT;
  *device = CurrentContext()->device();
  return CUDA_SUCCESS;
}

CUresult cuCtxSynchronize() {
  CUresult error;
  Context* context = UsableContext("cuCtxSynchronize", &error);
  if (!context) return error;
  if ((error = ForbiddenWhileThreadCaptures("cuCtxSynchronize"))) return error;
  SynchronizeStreams(context);
  return context->error();
}

CUresult cuCtxEnablePeerAccess(CUcontext peer, unsigned flags) {
  CUresult error;
  Context* context = UsableContext("cuCtxEnablePeerAccess", &error);
  if (!context) return error;
  Context* other = ContextOf(peer);
  if (flags != 0 || !other || other == context) return flags ? CUDA_ERROR_INVALID_VALUE : CUDA_ERROR_INVALID_CONTEXT;
  if (!GetSettings().peer_access) return CUDA_ERROR_PEER_ACCESS_UNSUPPORTED;
  return context->EnablePeer(other->device()) ? CUDA_SUCCESS : CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED;
}

CUresult cuCtxGetStreamPriorityRange(int* least, int* greatest) {
  if (least) *least = 0;
  if (greatest) *greatest = -5;
  return CurrentContext() ? CUDA_SUCCESS : CUDA_ERROR_INVALID_CONTEXT;
}

}  // namespace fsdp_rt::cu

CUDA_DOUBLE_EXPORT void fsdp_cuda_double_reset() {
  cuda_double::LoadSettings();
  cuda_double::ClearReports();
  for (int device = 0; auto* context = cuda_double::DeviceContext(device); ++device) context->ClearError();
}
CUDA_DOUBLE_EXPORT void fsdp_cuda_double_drain() { cuda_double::SynchronizeStreams(nullptr); }
CUDA_DOUBLE_EXPORT size_t fsdp_cuda_double_report_count() { return cuda_double::ReportCount(); }
CUDA_DOUBLE_EXPORT const char* fsdp_cuda_double_report(size_t index) { return cuda_double::Report(index); }
CUDA_DOUBLE_EXPORT size_t fsdp_cuda_double_live_objects() {
  using namespace cuda_double;  // NOLINT
  return LiveAllocations() + Streams().size() + Events().size() + Modules().size() + Graphs().size() +
         GraphExecs().size();
}
