// recorded_device.cpp - a device that passes calls on and remembers what was enqueued
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/gpu/recorded_device.h"

#include <utility>

namespace fsdp_rt::runner {
namespace {

RecordedDevice* Self(fsdp_rt_device* device) { return static_cast<RecordedDevice*>(device); }

// A member of the table that does nothing but call the inner device's.
template <auto Member>
struct Pass;
template <typename Result, typename... Args, Result (*fsdp_rt_device_vtable::*Member)(fsdp_rt_device*, Args...)>
struct Pass<Member> {
  static Result Call(fsdp_rt_device* device, Args... args) {
    fsdp_rt_device* inner = Self(device)->inner();
    return (inner->vtable->*Member)(inner, args...);
  }
};

}  // namespace

struct RecordedDevice::Table {
  template <auto Member>
  static void PassOn(fsdp_rt_device_vtable* table) {
    table->*Member = Pass<Member>::Call;
  }

  // Calls the inner device's member and counts the call.
  template <auto Member, uint64_t EnqueuedWork::* Count>
  struct Counted;
  template <typename... Args, fsdp_rt_status (*fsdp_rt_device_vtable::*Member)(fsdp_rt_device*, Args...),
            uint64_t EnqueuedWork::* Count>
  struct Counted<Member, Count> {
    static fsdp_rt_status Call(fsdp_rt_device* device, Args... args) {
      ++(Self(device)->work_.*Count);
      return Pass<Member>::Call(device, args...);
    }
  };

  static fsdp_rt_status Enter(fsdp_rt_device* device, fsdp_rt_error* error) {
    Self(device)->entered_ = std::chrono::steady_clock::now();
    Self(device)->waiting_ = false;
    return Pass<&fsdp_rt_device_vtable::enter>::Call(device, error);
  }

  static fsdp_rt_status Query(fsdp_rt_device* device, fsdp_rt_stream* stream, int32_t* out_done, fsdp_rt_error* error) {
    RecordedDevice* self = Self(device);
    if (!self->waiting_) self->work_.host += std::chrono::steady_clock::now() - self->entered_;
    self->waiting_ = true;
    return Pass<&fsdp_rt_device_vtable::query>::Call(device, stream, out_done, error);
  }

  static fsdp_rt_status LoadKernels(fsdp_rt_device* device, const fsdp_rt_code_info* code, uint32_t codes,
                                    const fsdp_rt_kernel_info* kernels, uint32_t count, fsdp_rt_kernels** out_kernels,
                                    fsdp_rt_error* error) {
    Self(device)->infos_.assign(kernels, kernels + count);
    const fsdp_rt_status status =
        Pass<&fsdp_rt_device_vtable::load_kernels>::Call(device, code, codes, kernels, count, out_kernels, error);
    if (status == FSDP_RT_OK) Self(device)->kernels_ = *out_kernels;
    return status;
  }

  static fsdp_rt_status Launch(fsdp_rt_device* device, fsdp_rt_stream* stream, fsdp_rt_kernels* kernels,
                               uint32_t kernel, void* const* args, fsdp_rt_error* error) {
    RecordedDevice* self = Self(device);
    const fsdp_rt_kernel_info& info = self->infos_[kernel];
    ++self->work_.launches;
    self->launches_.push_back({kernel, {args, args + info.parameters + (info.may_assert ? 1 : 0)}});
    return Pass<&fsdp_rt_device_vtable::launch>::Call(device, stream, kernels, kernel, args, error);
  }

  static fsdp_rt_device_vtable Make() {
    fsdp_rt_device_vtable table{};
    table.struct_size = sizeof table;
    PassOn<&fsdp_rt_device_vtable::allocate>(&table);
    PassOn<&fsdp_rt_device_vtable::deallocate>(&table);
    PassOn<&fsdp_rt_device_vtable::info>(&table);
    PassOn<&fsdp_rt_device_vtable::is_device_memory>(&table);
    PassOn<&fsdp_rt_device_vtable::upload>(&table);
    PassOn<&fsdp_rt_device_vtable::download>(&table);
    PassOn<&fsdp_rt_device_vtable::unload_kernels>(&table);
    PassOn<&fsdp_rt_device_vtable::prepare_gemm>(&table);
    PassOn<&fsdp_rt_device_vtable::combine>(&table);
    PassOn<&fsdp_rt_device_vtable::create_stream>(&table);
    PassOn<&fsdp_rt_device_vtable::create_urgent_stream>(&table);
    PassOn<&fsdp_rt_device_vtable::destroy_stream>(&table);
    PassOn<&fsdp_rt_device_vtable::create_event>(&table);
    PassOn<&fsdp_rt_device_vtable::destroy_event>(&table);
    PassOn<&fsdp_rt_device_vtable::record>(&table);
    PassOn<&fsdp_rt_device_vtable::wait>(&table);
    PassOn<&fsdp_rt_device_vtable::elapsed>(&table);
    PassOn<&fsdp_rt_device_vtable::begin_capture>(&table);
    PassOn<&fsdp_rt_device_vtable::end_capture>(&table);
    PassOn<&fsdp_rt_device_vtable::destroy_graph>(&table);
    PassOn<&fsdp_rt_device_vtable::reduce_ranks>(&table);
    table.enter = Enter;
    table.query = Query;
    table.load_kernels = LoadKernels;
    table.launch = Launch;
    table.gemm = Counted<&fsdp_rt_device_vtable::gemm, &EnqueuedWork::products>::Call;
    table.copy = Counted<&fsdp_rt_device_vtable::copy, &EnqueuedWork::copies>::Call;
    table.fill = Counted<&fsdp_rt_device_vtable::fill, &EnqueuedWork::fills>::Call;
    table.launch_graph = Counted<&fsdp_rt_device_vtable::launch_graph, &EnqueuedWork::graphs>::Call;
    return table;
  }
};

RecordedDevice::RecordedDevice(fsdp_rt_device* inner) : inner_(inner) {
  static const fsdp_rt_device_vtable kTable = Table::Make();
  vtable = &kTable;
}

int32_t RecordedDevice::ordinal() const {
  fsdp_rt_device_info info{};
  info.struct_size = sizeof info;
  inner_->vtable->info(inner_, &info);
  return info.dlpack_id;
}

std::string RecordedDevice::name() const {
  fsdp_rt_device_info info{};
  info.struct_size = sizeof info;
  inner_->vtable->info(inner_, &info);
  return info.name;
}

EnqueuedWork RecordedDevice::TakeWork() { return std::exchange(work_, {}); }

std::vector<RecordedLaunch> RecordedDevice::TakeLaunches() { return std::exchange(launches_, {}); }

}  // namespace fsdp_rt::runner
