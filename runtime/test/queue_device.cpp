// queue_device.cpp - a device with streams whose memory is the host's, for tests
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "queue_device.h"

#include <cmath>
#include <cstring>
#include <map>
#include <mutex>

#include "arena_memory.h"
#include "gemm.h"
#include "kernel_call.h"
#include "queue_machine.h"
#include "rank_reduction.h"

namespace fsdp_rt::testing {
namespace {

// What the opaque handles of the C ABI point to; a stream's is the machine's.
struct Event {
  std::shared_ptr<QueueEvent> event = std::make_shared<QueueEvent>();
};
struct Graph {
  std::shared_ptr<QueueGraph> graph;
};
struct Kernels {
  PlanModel plan;
  KernelLibrary library;
};
QueueMachine::Stream* Raw(fsdp_rt_stream* stream) { return reinterpret_cast<QueueMachine::Stream*>(stream); }
Event* Raw(fsdp_rt_event* event) { return reinterpret_cast<Event*>(event); }
Graph* Raw(fsdp_rt_graph* graph) { return reinterpret_cast<Graph*>(graph); }
Kernels* Raw(fsdp_rt_kernels* kernels) { return reinterpret_cast<Kernels*>(kernels); }

struct QueueDevice : fsdp_rt_device {
  QueueDevice();
  std::mutex mutex;
  std::map<const uint8_t*, uint64_t> memory;  // of kind device: address to bytes
};

QueueDevice* Self(fsdp_rt_device* device) { return static_cast<QueueDevice*>(device); }
QueueMachine& Machine() { return QueueMachine::Get(); }

fsdp_rt_status Allocate(fsdp_rt_device* device, fsdp_rt_memory_kind kind, uint64_t bytes, uint64_t alignment,
                        void** out_memory, fsdp_rt_error* error) {
  fsdp_rt_status status = CpuDevice()->vtable->allocate(CpuDevice(), kind, bytes, alignment, out_memory, error);
  if (status != FSDP_RT_OK || kind != FSDP_RT_MEMORY_DEVICE) return status;
  std::lock_guard lock(Self(device)->mutex);
  Self(device)->memory[static_cast<uint8_t*>(*out_memory)] = bytes;
  return status;
}

void Deallocate(fsdp_rt_device* device, fsdp_rt_memory_kind kind, void* memory, uint64_t bytes) {
  {
    std::lock_guard lock(Self(device)->mutex);
    Self(device)->memory.erase(static_cast<uint8_t*>(memory));
  }
  CpuDevice()->vtable->deallocate(CpuDevice(), kind, memory, bytes);
}

void Info(fsdp_rt_device*, fsdp_rt_device_info* out_info) {
  constexpr int32_t kDlCpu = 1;
  *out_info = {out_info->struct_size, "a queue of the host", "cpu", kDlCpu, 0};
}

int32_t IsDeviceMemory(fsdp_rt_device* device, const void* memory) {
  std::lock_guard lock(Self(device)->mutex);
  auto next = Self(device)->memory.upper_bound(static_cast<const uint8_t*>(memory));
  if (next == Self(device)->memory.begin()) return 0;
  --next;
  return static_cast<const uint8_t*>(memory) < next->first + next->second;
}

fsdp_rt_status Transfer(fsdp_rt_device*, void* dest, const void* source, uint64_t bytes, fsdp_rt_error*) {
  std::memcpy(dest, source, bytes);
  return FSDP_RT_OK;
}

fsdp_rt_status LoadKernels(fsdp_rt_device*, const fsdp_rt_code_info* code, uint32_t codes,
                           const fsdp_rt_kernel_info* kernels, uint32_t count, fsdp_rt_kernels** out_kernels,
                           fsdp_rt_error* error) {
  return Guard(error, [&]() -> Status {
    auto loaded = std::make_unique<Kernels>();
    for (uint32_t i = 0; i < codes; ++i)
      loaded->plan.code.push_back(
          {code[i].target, code[i].level, {static_cast<const uint8_t*>(code[i].data), code[i].bytes}});
    for (uint32_t i = 0; i < count; ++i) {
      Kernel& kernel = loaded->plan.kernels.emplace_back();
      kernel.symbol = kernels[i].symbol;
      kernel.parameters = kernels[i].parameters;
      kernel.may_assert = kernels[i].may_assert;
    }
    FSDP_RT_TRY(loaded->library.Load(loaded->plan));
    *out_kernels = reinterpret_cast<fsdp_rt_kernels*>(loaded.release());
    return {};
  });
}

fsdp_rt_status Launch(fsdp_rt_device*, fsdp_rt_stream* stream, fsdp_rt_kernels* kernels, uint32_t index,
                      void* const* args, fsdp_rt_error*) {
  const Kernel& kernel = Raw(kernels)->plan.kernels[index];
  std::vector<void*> copied(args, args + kernel.parameters);
  KernelFunction function = Raw(kernels)->library.function(index);
  if (!kernel.may_assert) {
    Machine().Enqueue(Raw(stream), [copied, function]() mutable { function(copied.data()); });
    return FSDP_RT_OK;
  }
  auto* record = static_cast<int32_t*>(args[kernel.parameters]);
  Machine().Enqueue(Raw(stream), [copied, function, record] {
    std::vector<void*> called = copied;  // the call adds to it
    int64_t assertion = CallWithAssertions(function, &called);
    if (assertion >= 0) *record = int32_t(assertion) + 1;
  });
  return FSDP_RT_OK;
}

fsdp_rt_status PrepareGemm(fsdp_rt_device*, const fsdp_rt_gemm_args*, fsdp_rt_error*) { return FSDP_RT_OK; }

fsdp_rt_status EnqueueGemm(fsdp_rt_device*, fsdp_rt_stream* stream, const fsdp_rt_gemm_args* args, fsdp_rt_error*) {
  Machine().Enqueue(Raw(stream), [copied = *args] { (void)GemmLoops(copied).ok(); });
  return FSDP_RT_OK;
}

fsdp_rt_status EnqueueCopy(fsdp_rt_device*, fsdp_rt_stream* stream, const fsdp_rt_copy_args* args, fsdp_rt_error*) {
  Machine().Enqueue(Raw(stream), [copy = *args] {
    for (uint64_t row = 0; row < copy.height; ++row)
      std::memcpy(static_cast<uint8_t*>(copy.dest) + row * copy.dest_pitch,
                  static_cast<const uint8_t*>(copy.source) + row * copy.source_pitch, copy.width);
  });
  return FSDP_RT_OK;
}

fsdp_rt_status EnqueueFill(fsdp_rt_device*, fsdp_rt_stream* stream, void* dest, uint8_t value, uint64_t bytes,
                           fsdp_rt_error*) {
  Machine().Enqueue(Raw(stream), [=] { std::memset(dest, value, bytes); });
  return FSDP_RT_OK;
}

fsdp_rt_status EnqueueCombine(fsdp_rt_device*, fsdp_rt_stream* stream, float* dest, const float* source, uint64_t count,
                              uint32_t op, float scale, fsdp_rt_error*) {
  Machine().Enqueue(Raw(stream), [=] {
    for (uint64_t i = 0; i < count; ++i) {
      float value = dest[i], other = source[i];
      dest[i] = scale * (op == 0 ? value + other : (other > value || std::isnan(other) ? other : value));
    }
  });
  return FSDP_RT_OK;
}

fsdp_rt_status EnqueueReduceRanks(fsdp_rt_device*, fsdp_rt_stream* stream, fsdp_rt_dtype dtype, void* dest,
                                  const void* sources, uint32_t ranks, uint64_t count, uint32_t op, double scale,
                                  fsdp_rt_error*) {
  Machine().Enqueue(Raw(stream), [=] {
    std::vector<const void*> places;
    for (uint32_t rank = 0; rank < ranks; ++rank)
      places.push_back(static_cast<const uint8_t*>(sources) + rank * count * DTypeBytes(DType(dtype)));
    ReduceRanks(DType(dtype), places, dest, count, ReduceOp(op), scale);
  });
  return FSDP_RT_OK;
}

fsdp_rt_status CreateStream(fsdp_rt_device*, fsdp_rt_stream** out_stream, fsdp_rt_error*) {
  *out_stream = reinterpret_cast<fsdp_rt_stream*>(Machine().CreateStream());
  return FSDP_RT_OK;
}

fsdp_rt_status Elapsed(fsdp_rt_device*, fsdp_rt_event* begin, fsdp_rt_event* end, uint64_t* out_ns,
                       fsdp_rt_error* error) {
  return Guard(error, [&]() -> Status {
    if (!Raw(begin)->event->pending.empty() || !Raw(end)->event->pending.empty())
      return Error(FSDP_RT_INTERNAL, "the time of an event that is not done");
    *out_ns = Raw(end)->event->done_ns - Raw(begin)->event->done_ns;
    return {};
  });
}

fsdp_rt_status EndCapture(fsdp_rt_device*, fsdp_rt_stream* stream, fsdp_rt_graph** out_graph, fsdp_rt_error* error) {
  return Guard(error, [&]() -> Status {
    auto graph = std::make_unique<Graph>();
    FSDP_RT_TRY(Machine().EndCapture(Raw(stream), &graph->graph));
    *out_graph = reinterpret_cast<fsdp_rt_graph*>(graph.release());
    return {};
  });
}

fsdp_rt_device_vtable MakeVtable() {
  fsdp_rt_device_vtable table{};
  table.struct_size = sizeof(table);
  table.allocate = Allocate;
  table.deallocate = Deallocate;
  table.info = Info;
  table.enter = [](fsdp_rt_device*, fsdp_rt_error*) { return FSDP_RT_OK; };
  table.is_device_memory = IsDeviceMemory;
  table.upload = Transfer;
  table.download = Transfer;
  table.load_kernels = LoadKernels;
  table.unload_kernels = [](fsdp_rt_device*, fsdp_rt_kernels* kernels) { delete Raw(kernels); };
  table.launch = Launch;
  table.prepare_gemm = PrepareGemm;
  table.gemm = EnqueueGemm;
  table.copy = EnqueueCopy;
  table.fill = EnqueueFill;
  table.combine = EnqueueCombine;
  table.reduce_ranks = EnqueueReduceRanks;
  table.create_stream = CreateStream;
  table.destroy_stream = [](fsdp_rt_device*, fsdp_rt_stream* stream) { Machine().DestroyStream(Raw(stream)); };
  table.create_event = [](fsdp_rt_device*, int32_t, fsdp_rt_event** out_event, fsdp_rt_error*) {
    *out_event = reinterpret_cast<fsdp_rt_event*>(new Event);
    return FSDP_RT_OK;
  };
  table.destroy_event = [](fsdp_rt_device*, fsdp_rt_event* event) { delete Raw(event); };
  table.record = [](fsdp_rt_device*, fsdp_rt_event* event, fsdp_rt_stream* stream, fsdp_rt_error*) {
    Machine().Record(Raw(event)->event, Raw(stream));
    return FSDP_RT_OK;
  };
  table.wait = [](fsdp_rt_device*, fsdp_rt_stream* stream, fsdp_rt_event* event, fsdp_rt_error* error) {
    return Guard(error, [&] { return Machine().Wait(Raw(stream), Raw(event)->event); });
  };
  table.elapsed = Elapsed;
  table.query = [](fsdp_rt_device*, fsdp_rt_stream* stream, int32_t* out_done, fsdp_rt_error*) {
    *out_done = Machine().Query(Raw(stream));
    return FSDP_RT_OK;
  };
  table.begin_capture = [](fsdp_rt_device*, fsdp_rt_stream* stream, fsdp_rt_error* error) {
    return Guard(error, [&] { return Machine().BeginCapture(Raw(stream)); });
  };
  table.end_capture = EndCapture;
  table.launch_graph = [](fsdp_rt_device*, fsdp_rt_graph* graph, fsdp_rt_stream* stream, fsdp_rt_error*) {
    Machine().Launch(Raw(graph)->graph, Raw(stream));
    return FSDP_RT_OK;
  };
  table.destroy_graph = [](fsdp_rt_device*, fsdp_rt_graph* graph) { delete Raw(graph); };
  return table;
}

QueueDevice::QueueDevice() : fsdp_rt_device{nullptr} {
  static const fsdp_rt_device_vtable table = MakeVtable();
  vtable = &table;
}

}  // namespace

void DestroyQueueDevice::operator()(fsdp_rt_device* device) const { delete Self(device); }
QueueDevicePtr MakeQueueDevice() { return QueueDevicePtr(new QueueDevice); }
void SeedQueueDevices(uint64_t seed) { Machine().Seed(seed); }

}  // namespace fsdp_rt::testing
