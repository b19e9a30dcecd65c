// gpu_timer.cpp - how long a GPU takes for something, apart from the host
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/gpu/gpu_timer.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>

namespace fsdp_rt::runner {
namespace {

constexpr uint64_t kAlignment = 256;

// Calls one function of the device's table.
template <typename... Params, typename... Args>
Status Call(const char* what, fsdp_rt_device* device, fsdp_rt_status (*function)(fsdp_rt_device*, Params...),
            Args... args) {
  fsdp_rt_error error{};
  error.rank = error.command = -1;
  const fsdp_rt_status status = function(device, args..., &error);
  error.status = status;
  return status == FSDP_RT_OK ? Status() : Status::FromRuntime(error, what);
}

}  // namespace

Status GpuTimer::Create(fsdp_rt_device* device, const GpuTimerOptions& options, uint64_t largest_copy,
                        std::unique_ptr<GpuTimer>* out) {
  std::unique_ptr<GpuTimer> timer(new GpuTimer(device, options));
  FSDP_RT_RETURN_IF_ERROR(timer->Open(std::max(options.scrub_bytes, largest_copy)));
  *out = std::move(timer);
  return {};
}

Status GpuTimer::Open(uint64_t copy_bytes) {
  bytes_ = copy_bytes;
  for (void** memory : {&source_, &dest_})
    FSDP_RT_RETURN_IF_ERROR(
        Call("memory to copy", device_, api().allocate, FSDP_RT_MEMORY_DEVICE, bytes_, kAlignment, memory));
  FSDP_RT_RETURN_IF_ERROR(Call("a stream", device_, api().create_stream, &stream_));
  for (uint32_t i = 0; i < 2 * options_.samples; ++i) {
    fsdp_rt_event* event = nullptr;
    FSDP_RT_RETURN_IF_ERROR(Call("an event", device_, api().create_event, int32_t{1}, &event));
    events_.push_back(event);
  }
  return {};
}

GpuTimer::~GpuTimer() {
  for (fsdp_rt_event* event : events_) api().destroy_event(device_, event);
  if (stream_) api().destroy_stream(device_, stream_);
  for (void* memory : {source_, dest_})
    if (memory) api().deallocate(device_, FSDP_RT_MEMORY_DEVICE, memory, bytes_);
}

fsdp_rt_status GpuTimer::Copy(uint64_t bytes, fsdp_rt_stream* stream, fsdp_rt_error* error) {
  const fsdp_rt_copy_args args{sizeof args, dest_, source_, bytes, 1, bytes, bytes};
  return api().copy(device_, stream, &args, error);
}

Status GpuTimer::Time(const Enqueue& enqueue, GpuTime* out) {
  for (uint32_t i = 0; i < options_.warm_ups + options_.samples; ++i) {
    fsdp_rt_error error{};
    const bool measured = i >= options_.warm_ups;
    const size_t begin = measured ? 2 * (i - options_.warm_ups) : 0;
    fsdp_rt_status status = options_.scrub_bytes ? Copy(options_.scrub_bytes, stream_, &error) : FSDP_RT_OK;
    if (status == FSDP_RT_OK && measured) status = api().record(device_, events_[begin], stream_, &error);
    if (status == FSDP_RT_OK) status = enqueue(i, stream_, &error);
    if (status == FSDP_RT_OK && measured) status = api().record(device_, events_[begin + 1], stream_, &error);
    if (status != FSDP_RT_OK) return Status::FromRuntime(error, "measuring");
  }
  FSDP_RT_RETURN_IF_ERROR(Wait());
  std::vector<double> us;
  for (uint32_t i = 0; i < options_.samples; ++i) {
    uint64_t ns = 0;
    FSDP_RT_RETURN_IF_ERROR(Call("measuring", device_, api().elapsed, events_[2 * i], events_[2 * i + 1], &ns));
    us.push_back(static_cast<double>(ns) / 1e3);
  }
  std::sort(us.begin(), us.end());
  *out = {us[us.size() / 2], us[0]};
  return {};
}

Status GpuTimer::TimeCopy(uint64_t bytes, GpuTime* out) {
  if (bytes > bytes_) return Status::Ours("a copy of " + std::to_string(bytes) + " bytes was not prepared");
  return Time([&](uint32_t, fsdp_rt_stream* stream, fsdp_rt_error* error) { return Copy(bytes, stream, error); }, out);
}

Status GpuTimer::Wait() {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(options_.deadline_ms);
  for (int32_t done = 0;;) {
    FSDP_RT_RETURN_IF_ERROR(Call("measuring", device_, api().query, stream_, &done));
    if (done) return {};
    if (std::chrono::steady_clock::now() > deadline)
      return Status::User("the GPU did not end what is measured within " + std::to_string(options_.deadline_ms) +
                          " ms; give it more time (--deadline)");
    std::this_thread::sleep_for(std::chrono::microseconds(50));
  }
}

}  // namespace fsdp_rt::runner
