// driver_memory.cpp - the driver's calls about memory: allocation, copies, fills
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cstring>
#include <memory>
#include <vector>

#include "capture.h"
#include "exports.h"
#include "memory.h"
#include "report.h"
#include "settings.h"
#include "stream.h"

namespace fsdp_rt::cu {

using namespace cuda_double;  // NOLINT: the definitions below are C functions

namespace {

uint64_t Address(const void* memory) { return reinterpret_cast<uint64_t>(memory); }

// One side of a copy. Pageable memory is the host's own: the double knows nothing about it.
struct Side {
  uint64_t address = 0;
  uint64_t pitch = 0;
  bool pageable = false;
};

// `height` rows of `width` bytes.
struct Rows {
  Side dest, source;
  uint64_t width = 0, height = 1;

  bool contiguous() const { return height <= 1 || (dest.pitch == width && source.pitch == width); }
  uint64_t SpanOf(const Side& side) const { return height == 0 ? 0 : (height - 1) * side.pitch + width; }
};

void CopyRows(Execution& execution, Rows rows) {
  if (rows.contiguous()) {
    rows.width *= rows.height;
    rows.height = rows.width > 0;
  }
  for (uint64_t row = 0; row < rows.height; ++row) {
    uint64_t dest = rows.dest.address + row * rows.dest.pitch;
    uint64_t source = rows.source.address + row * rows.source.pitch;
    if (!rows.source.pageable && !execution.Touch(source, rows.width, false)) return;
    if (!rows.dest.pageable && !execution.Touch(dest, rows.width, true)) return;
    std::memcpy(reinterpret_cast<void*>(dest), reinterpret_cast<const void*>(source), rows.width);
    if (!rows.dest.pageable) CopyWritten(dest, source, rows.width);
  }
}

// Finds out what a host pointer is; false after a report if the bytes are not all its own.
bool ClassifyHost(Side& side, uint64_t bytes, const char* call) {
  std::string why;
  AllocationPtr allocation = FindAllocation(side.address, &why);
  if (!allocation) {
    side.pageable = true;
    return true;
  }
  if (allocation->kind == MemoryKind::kPinned && FindRange(side.address, bytes, &why)) return true;
  if (allocation->kind != MemoryKind::kPinned) why = "device memory: " + allocation->Describe();
  ReportMisuse(Text(call, " gets the host address ", Hex(side.address), " with ", bytes, " bytes, ", why));
  return false;
}

bool CheckDeviceSide(const Side& side, uint64_t bytes, const char* call) {
  std::string why;
  if (bytes == 0 || FindRange(side.address, bytes, &why)) return true;
  ReportMisuse(Text(call, " gets the device address ", Hex(side.address), " with ", bytes, " bytes, ", why));
  return false;
}

// Pageable sources are copied while the call runs, as the driver does; not in a capture, whose
// copies read when the graph runs.
std::shared_ptr<std::vector<char>> StageSource(Rows& rows) {
  auto* begin = reinterpret_cast<const char*>(rows.source.address);
  auto staged = std::make_shared<std::vector<char>>(begin, begin + rows.SpanOf(rows.source));
  rows.source.address = Address(staged->data());
  return staged;
}

CUresult SubmitCopy(const char* call, const char* what, Rows rows, CUstream handle) {
  CUresult error;
  StreamPtr stream = UsableStream(handle, call, &error);
  if (!stream) return error;
  bool capturing = CaptureStatus(*stream) != CU_STREAM_CAPTURE_STATUS_NONE;
  Command command;
  command.what = Text(what, " of ", rows.width * rows.height, " bytes");
  std::string why;
  AllocationPtr source = FindAllocation(rows.source.address, &why);
  if (rows.source.pageable && !capturing) {
    command.run = [staged = StageSource(rows), rows](Execution& execution) { CopyRows(execution, rows); };
  } else {
    command.run = [rows](Execution& execution) { CopyRows(execution, rows); };
    if (rows.source.pageable || (source && source->kind == MemoryKind::kPinned)) {
      command.watched = {reinterpret_cast<const void*>(rows.source.address), rows.SpanOf(rows.source)};
    }
  }
  error = Submit(handle, call, std::move(command));
  if (error == CUDA_SUCCESS && rows.dest.pageable && !capturing) stream->Synchronize();
  return error;
}

CUresult FreeMemory(uint64_t memory, MemoryKind kind, const char* call) {
  if (CUresult error = ForbiddenWhileThreadCaptures(call)) return error;
  std::string why;
  AllocationPtr allocation = FindAllocation(memory, &why);
  if (allocation && !allocation->freed) SynchronizeStreams(allocation->context);
  if (CUresult error = Free(memory, kind, call)) return error;
  return CurrentContext() ? CurrentContext()->error() : CUDA_SUCCESS;
}

template <typename Value>
CUresult SubmitFill(const char* call, CUdeviceptr dest, Value value, size_t count, CUstream stream) {
  Side side{dest, 0, false};
  if (!CheckDeviceSide(side, count * sizeof(Value), call)) return CUDA_ERROR_INVALID_VALUE;
  if (dest % sizeof(Value) != 0) {
    ReportMisuse(Text(call, " gets the address ", Hex(dest), "; expected a multiple of ", sizeof(Value)));
    return CUDA_ERROR_INVALID_VALUE;
  }
  Command command;
  command.what = Text("fill of ", count * sizeof(Value), " bytes");
  command.run = [dest, value, count](Execution& execution) {
    if (!execution.Touch(dest, count * sizeof(Value), true)) return;
    std::fill_n(reinterpret_cast<Value*>(dest), count, value);
    MarkWritten(dest, count * sizeof(Value));
  };
  return Submit(stream, call, std::move(command));
}

}  // namespace

CUresult cuMemAlloc_v2(CUdeviceptr* memory, size_t bytes) {
  CUresult error;
  Context* context = UsableContext("cuMemAlloc", &error);
  if (!context) return error;
  if (bytes == 0) return CUDA_ERROR_INVALID_VALUE;
  if ((error = ForbiddenWhileThreadCaptures("cuMemAlloc"))) return error;
  AllocationPtr allocation = Allocate(context, MemoryKind::kDevice, bytes, &error);
  if (allocation) *memory = allocation->begin;
  return error;
}

CUresult cuMemFree_v2(CUdeviceptr memory) {
  return memory ? FreeMemory(memory, MemoryKind::kDevice, "cuMemFree") : CUDA_SUCCESS;
}

CUresult cuMemHostAlloc(void** memory, size_t bytes, unsigned) {
  CUresult error;
  Context* context = UsableContext("cuMemHostAlloc", &error);
  if (!context) return error;
  if (bytes == 0) return CUDA_ERROR_INVALID_VALUE;
  if ((error = ForbiddenWhileThreadCaptures("cuMemHostAlloc"))) return error;
  AllocationPtr allocation = Allocate(context, MemoryKind::kPinned, bytes, &error);
  if (allocation) *memory = reinterpret_cast<void*>(allocation->begin);
  return error;
}

CUresult cuMemFreeHost(void* memory) { return FreeMemory(Address(memory), MemoryKind::kPinned, "cuMemFreeHost"); }

CUresult cuMemGetInfo_v2(size_t* free, size_t* total) {
  CUresult error;
  Context* context = UsableContext("cuMemGetInfo", &error);
  if (!context) return error;
  *total = GetSettings().memory_bytes;
  *free = *total - context->used_bytes;
  return CUDA_SUCCESS;
}

CUresult cuPointerGetAttribute(void* data, CUpointer_attribute attribute, CUdeviceptr memory) {
  std::string why;
  AllocationPtr allocation = FindAllocation(memory, &why);
  if (!allocation || allocation->freed) return CUDA_ERROR_INVALID_VALUE;
  switch (attribute) {
    case CU_POINTER_ATTRIBUTE_CONTEXT:
      *static_cast<CUcontext*>(data) = allocation->context->handle();
      return CUDA_SUCCESS;
    case CU_POINTER_ATTRIBUTE_MEMORY_TYPE:
      *static_cast<CUmemorytype*>(data) =
          allocation->kind == MemoryKind::kPinned ? CU_MEMORYTYPE_HOST : CU_MEMORYTYPE_DEVICE;
      return CUDA_SUCCESS;
    case CU_POINTER_ATTRIBUTE_DEVICE_ORDINAL:
      *static_cast<int*>(data) = allocation->context->device();
      return CUDA_SUCCESS;
  }
  return CUDA_ERROR_INVALID_VALUE;
}

CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr dest, const void* source, size_t bytes, CUstream stream) {
  Rows rows{{dest, bytes, false}, {Address(source), bytes, false}, bytes, 1};
  if (!ClassifyHost(rows.source, bytes, "cuMemcpyHtoDAsync")) return CUDA_ERROR_INVALID_VALUE;
  if (!CheckDeviceSide(rows.dest, bytes, "cuMemcpyHtoDAsync")) return CUDA_ERROR_INVALID_VALUE;
  return SubmitCopy("cuMemcpyHtoDAsync", "copy to the device", rows, stream);
}

CUresult cuMemcpyDtoHAsync_v2(void* dest, CUdeviceptr source, size_t bytes, CUstream stream) {
  Rows rows{{Address(dest), bytes, false}, {source, bytes, false}, bytes, 1};
  if (!ClassifyHost(rows.dest, bytes, "cuMemcpyDtoHAsync")) return CUDA_ERROR_INVALID_VALUE;
  if (!CheckDeviceSide(rows.source, bytes, "cuMemcpyDtoHAsync")) return CUDA_ERROR_INVALID_VALUE;
  return SubmitCopy("cuMemcpyDtoHAsync", "copy to the host", rows, stream);
}

CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr dest, CUdeviceptr source, size_t bytes, CUstream stream) {
  Rows rows{{dest, bytes, false}, {source, bytes, false}, bytes, 1};
  for (const Side& side : {rows.dest, rows.source}) {
    if (!CheckDeviceSide(side, bytes, "cuMemcpyDtoDAsync")) return CUDA_ERROR_INVALID_VALUE;
  }
  if (dest < source + bytes && source < dest + bytes) {
    ReportMisuse(Text("cuMemcpyDtoDAsync of ", bytes, " bytes from ", Hex(source), " to ", Hex(dest),
                      "; expected ranges that do not overlap"));
    return CUDA_ERROR_INVALID_VALUE;
  }
  return SubmitCopy("cuMemcpyDtoDAsync", "copy", rows, stream);
}

CUresult cuMemcpy2DAsync_v2(const CUDA_MEMCPY2D* copy, CUstream stream) {
  const char* call = "cuMemcpy2DAsync";
  auto side = [](CUmemorytype type, const void* host, CUdeviceptr device, size_t pitch, size_t x, size_t y) {
    uint64_t base = type == CU_MEMORYTYPE_HOST ? Address(host) : device;
    return Side{base + y * pitch + x, pitch, false};
  };
  if (copy->srcMemoryType == CU_MEMORYTYPE_ARRAY || copy->dstMemoryType == CU_MEMORYTYPE_ARRAY) {
    return CUDA_ERROR_NOT_SUPPORTED;
  }
  Rows rows;
  rows.source =
      side(copy->srcMemoryType, copy->srcHost, copy->srcDevice, copy->srcPitch, copy->srcXInBytes, copy->srcY);
  rows.dest = side(copy->dstMemoryType, copy->dstHost, copy->dstDevice, copy->dstPitch, copy->dstXInBytes, copy->dstY);
  rows.width = copy->WidthInBytes;
  rows.height = copy->Height;
  if (rows.height > 1 && (copy->srcPitch < rows.width || copy->dstPitch < rows.width)) {
    ReportMisuse(Text(call, " with rows of ", rows.width, " bytes has pitches ", copy->srcPitch, " and ",
                      copy->dstPitch, "; expected at least the width"));
    return CUDA_ERROR_INVALID_VALUE;
  }
  for (auto [part, type] : {std::pair{&rows.source, copy->srcMemoryType}, {&rows.dest, copy->dstMemoryType}}) {
    bool good = type == CU_MEMORYTYPE_HOST ? ClassifyHost(*part, rows.SpanOf(*part), call)
                                           : CheckDeviceSide(*part, rows.SpanOf(*part), call);
    if (!good) return CUDA_ERROR_INVALID_VALUE;
  }
  return SubmitCopy(call, "copy of rows", rows, stream);
}

CUresult cuMemsetD8Async(CUdeviceptr dest, unsigned char value, size_t count, CUstream stream) {
  return SubmitFill<uint8_t>("cuMemsetD8Async", dest, value, count, stream);
}

CUresult cuMemsetD32Async(CUdeviceptr dest, unsigned value, size_t count, CUstream stream) {
  return SubmitFill<uint32_t>("cuMemsetD32Async", dest, value, count, stream);
}

}  // namespace fsdp_rt::cu
