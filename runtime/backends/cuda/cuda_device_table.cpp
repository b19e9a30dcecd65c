// cuda_device_table.cpp - the C ABI's table of functions of a CUDA device
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "cuda_device_table.h"

#include "cuda_device.h"

namespace fsdp_rt {
namespace {

CudaDevice* Self(fsdp_rt_device* device) { return static_cast<CudaDevice*>(device); }
cu::CUstream Raw(fsdp_rt_stream* stream) { return reinterpret_cast<cu::CUstream>(stream); }
CudaKernels* Raw(fsdp_rt_kernels* kernels) { return reinterpret_cast<CudaKernels*>(kernels); }
cu::CUevent Raw(fsdp_rt_event* event) { return reinterpret_cast<cu::CUevent>(event); }

Status Check(fsdp_rt_device* device, cu::CUresult result, const char* what) {
  Status status = Self(device)->libraries().Check(result, what);
  return status.ok() ? status : Error(status.code(), status.message(), " on ", Self(device)->name());
}

void FillMemoryAndCode(fsdp_rt_device_vtable* table) {
  table->allocate = [](fsdp_rt_device* device, fsdp_rt_memory_kind kind, uint64_t bytes, uint64_t alignment,
                       void** out_memory, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(device)->Allocate(kind, bytes, alignment, out_memory); });
  };
  table->deallocate = [](fsdp_rt_device* device, fsdp_rt_memory_kind, void* memory, uint64_t) {
    Self(device)->Deallocate(memory);
  };
  table->info = [](fsdp_rt_device* device, fsdp_rt_device_info* out_info) {
    constexpr int32_t kDlCuda = 2;
    *out_info = {out_info->struct_size, Self(device)->name().c_str(), "cuda", kDlCuda, Self(device)->ordinal()};
  };
  table->enter = [](fsdp_rt_device* device, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(device)->Enter(); });
  };
  table->is_device_memory = [](fsdp_rt_device* device, const void* memory) {
    return int32_t(Self(device)->IsDeviceMemory(memory));
  };
  table->upload = [](fsdp_rt_device* device, void* dest, const void* source, uint64_t bytes, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(device)->Transfer(dest, source, bytes, /*to_device=*/true); });
  };
  table->download = [](fsdp_rt_device* device, void* dest, const void* source, uint64_t bytes, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(device)->Transfer(dest, source, bytes, /*to_device=*/false); });
  };
  table->load_kernels = [](fsdp_rt_device* device, const fsdp_rt_code_info* code, uint32_t codes,
                           const fsdp_rt_kernel_info* kernels, uint32_t count, fsdp_rt_kernels** out_kernels,
                           fsdp_rt_error* error) {
    return Guard(error, [&] {
      return Self(device)->LoadKernels(code, codes, kernels, count, reinterpret_cast<CudaKernels**>(out_kernels));
    });
  };
  table->unload_kernels = [](fsdp_rt_device*, fsdp_rt_kernels* kernels) { delete Raw(kernels); };
}

void FillWork(fsdp_rt_device_vtable* table) {
  table->launch = [](fsdp_rt_device* device, fsdp_rt_stream* stream, fsdp_rt_kernels* kernels, uint32_t kernel,
                     void* const* args, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(device)->Launch(Raw(stream), *Raw(kernels), kernel, args); });
  };
  table->prepare_gemm = [](fsdp_rt_device* device, const fsdp_rt_gemm_args* args, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(device)->PrepareGemm(*args); });
  };
  table->gemm = [](fsdp_rt_device* device, fsdp_rt_stream* stream, const fsdp_rt_gemm_args* args,
                   fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(device)->Gemm(Raw(stream), *args); });
  };
  table->copy = [](fsdp_rt_device* device, fsdp_rt_stream* stream, const fsdp_rt_copy_args* args,
                   fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(device)->Copy(Raw(stream), *args); });
  };
  table->fill = [](fsdp_rt_device* device, fsdp_rt_stream* stream, void* dest, uint8_t value, uint64_t bytes,
                   fsdp_rt_error* error) {
    return Guard(error, [&] {
      auto address = reinterpret_cast<cu::CUdeviceptr>(dest);
      return Check(device, Self(device)->libraries().driver.MemsetD8Async(address, value, bytes, Raw(stream)),
                   "cuMemsetD8Async");
    });
  };
  table->combine = [](fsdp_rt_device* device, fsdp_rt_stream* stream, float* dest, const float* source, uint64_t count,
                      uint32_t op, float scale, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(device)->Combine(Raw(stream), dest, source, count, op, scale); });
  };
  table->reduce_ranks = [](fsdp_rt_device* device, fsdp_rt_stream* stream, fsdp_rt_dtype dtype, void* dest,
                           const void* sources, uint32_t ranks, uint64_t count, uint32_t op, double scale,
                           fsdp_rt_error* error) {
    return Guard(error,
                 [&] { return Self(device)->ReduceRanks(Raw(stream), dtype, dest, sources, ranks, count, op, scale); });
  };
}

void FillStreams(fsdp_rt_device_vtable* table) {
  table->create_stream = [](fsdp_rt_device* device, fsdp_rt_stream** out_stream, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(device)->CreateStream(false, reinterpret_cast<cu::CUstream*>(out_stream)); });
  };
  table->create_urgent_stream = [](fsdp_rt_device* device, fsdp_rt_stream** out_stream, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(device)->CreateStream(true, reinterpret_cast<cu::CUstream*>(out_stream)); });
  };
  table->destroy_stream = [](fsdp_rt_device* device, fsdp_rt_stream* stream) {
    Self(device)->DestroyStream(Raw(stream));
  };
  table->create_event = [](fsdp_rt_device* device, int32_t timing, fsdp_rt_event** out_event, fsdp_rt_error* error) {
    return Guard(error, [&] {
      unsigned flags = timing ? cu::CU_EVENT_DEFAULT : cu::CU_EVENT_DISABLE_TIMING;
      return Check(device,
                   Self(device)->libraries().driver.EventCreate(reinterpret_cast<cu::CUevent*>(out_event), flags),
                   "cuEventCreate");
    });
  };
  table->destroy_event = [](fsdp_rt_device* device, fsdp_rt_event* event) {
    Self(device)->libraries().driver.EventDestroy(Raw(event));
  };
  table->record = [](fsdp_rt_device* device, fsdp_rt_event* event, fsdp_rt_stream* stream, fsdp_rt_error* error) {
    return Guard(error, [&] {
      return Check(device, Self(device)->libraries().driver.EventRecord(Raw(event), Raw(stream)), "cuEventRecord");
    });
  };
  table->wait = [](fsdp_rt_device* device, fsdp_rt_stream* stream, fsdp_rt_event* event, fsdp_rt_error* error) {
    return Guard(error, [&] {
      return Check(device, Self(device)->libraries().driver.StreamWaitEvent(Raw(stream), Raw(event), 0),
                   "cuStreamWaitEvent");
    });
  };
  table->elapsed = [](fsdp_rt_device* device, fsdp_rt_event* begin, fsdp_rt_event* end, uint64_t* out_ns,
                      fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(device)->Elapsed(Raw(begin), Raw(end), out_ns); });
  };
  table->query = [](fsdp_rt_device* device, fsdp_rt_stream* stream, int32_t* out_done, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(device)->Query(Raw(stream), out_done); });
  };
}

void FillGraphs(fsdp_rt_device_vtable* table) {
  // Other ranks' threads go on allocating and waiting meanwhile.
  table->begin_capture = [](fsdp_rt_device* device, fsdp_rt_stream* stream, fsdp_rt_error* error) {
    return Guard(error, [&] {
      return Check(
          device,
          Self(device)->libraries().driver.StreamBeginCapture(Raw(stream), cu::CU_STREAM_CAPTURE_MODE_THREAD_LOCAL),
          "cuStreamBeginCapture");
    });
  };
  table->end_capture = [](fsdp_rt_device* device, fsdp_rt_stream* stream, fsdp_rt_graph** out_graph,
                          fsdp_rt_error* error) {
    return Guard(error,
                 [&] { return Self(device)->EndCapture(Raw(stream), reinterpret_cast<cu::CUgraphExec*>(out_graph)); });
  };
  table->launch_graph = [](fsdp_rt_device* device, fsdp_rt_graph* graph, fsdp_rt_stream* stream, fsdp_rt_error* error) {
    return Guard(error, [&] {
      auto exec = reinterpret_cast<cu::CUgraphExec>(graph);
      return Check(device, Self(device)->libraries().driver.GraphLaunch(exec, Raw(stream)), "cuGraphLaunch");
    });
  };
  table->destroy_graph = [](fsdp_rt_device* device, fsdp_rt_graph* graph) {
    Self(device)->libraries().driver.GraphExecDestroy(reinterpret_cast<cu::CUgraphExec>(graph));
  };
}

}  // namespace

const fsdp_rt_device_vtable* CudaDeviceTable() {
  static const fsdp_rt_device_vtable table = [] {
    fsdp_rt_device_vtable result{};
    result.struct_size = sizeof(result);
    FillMemoryAndCode(&result);
    FillWork(&result);
    FillStreams(&result);
    FillGraphs(&result);
    return result;
  }();
  return &table;
}

}  // namespace fsdp_rt
