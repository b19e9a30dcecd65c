// gpu_timer.h - how long a GPU takes for something, apart from the host
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_GPU_GPU_TIMER_H_
#define FSDP_RT_RUNNER_GPU_GPU_TIMER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "fsdp_rt/fsdp_rt.h"
#include "runner/status.h"

namespace fsdp_rt::runner {

// Of the samples.
struct GpuTime {
  double median_us = 0, fastest_us = 0;
};

struct GpuTimerOptions {
  uint32_t warm_ups = 5, samples = 30;
  // Copied before each sample: evicts what caches hold, and gives the host time to enqueue
  // the sample before the GPU comes to it.
  uint64_t scrub_bytes = uint64_t{128} << 20;
  uint64_t deadline_ms = 60'000;
};

// One stream of a device on which nothing else runs. The calling thread has entered the device.
class GpuTimer {
 public:
  // `largest_copy`: of TimeCopy, in bytes.
  static Status Create(fsdp_rt_device* device, const GpuTimerOptions& options, uint64_t largest_copy,
                       std::unique_ptr<GpuTimer>* out);
  ~GpuTimer();
  GpuTimer(const GpuTimer&) = delete;
  GpuTimer& operator=(const GpuTimer&) = delete;

  // Enqueues sample number `sample` on `stream`.
  using Enqueue = std::function<fsdp_rt_status(uint32_t sample, fsdp_rt_stream* stream, fsdp_rt_error* error)>;
  Status Time(const Enqueue& enqueue, GpuTime* out);
  // Of `bytes` from one place of the device's memory to another.
  Status TimeCopy(uint64_t bytes, GpuTime* out);

 private:
  GpuTimer(fsdp_rt_device* device, const GpuTimerOptions& options) : device_(device), options_(options) {}
  Status Open(uint64_t copy_bytes);
  fsdp_rt_status Copy(uint64_t bytes, fsdp_rt_stream* stream, fsdp_rt_error* error);
  Status Wait();
  const fsdp_rt_device_vtable& api() const { return *device_->vtable; }

  fsdp_rt_device* device_;
  GpuTimerOptions options_;
  fsdp_rt_stream* stream_ = nullptr;
  std::vector<fsdp_rt_event*> events_;  // begin and end of each sample
  void *source_ = nullptr, *dest_ = nullptr;
  uint64_t bytes_ = 0;  // of each of the two
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_GPU_GPU_TIMER_H_
