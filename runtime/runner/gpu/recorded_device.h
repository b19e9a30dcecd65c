// recorded_device.h - a device that passes calls on and remembers what was enqueued
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_GPU_RECORDED_DEVICE_H_
#define FSDP_RT_RUNNER_GPU_RECORDED_DEVICE_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "fsdp_rt/fsdp_rt.h"

namespace fsdp_rt::runner {

// One kernel as a session launched it. The addresses stay valid as long as the session.
struct RecordedLaunch {
  uint32_t kernel;
  std::vector<void*> args;
};

// What a session enqueued: its calls of the device, collectives apart.
struct EnqueuedWork {
  uint64_t launches = 0, products = 0, copies = 0, fills = 0, graphs = 0;
  // From the beginning of each run of an entry until its last command was enqueued.
  std::chrono::nanoseconds host{0};
};

// Stands between one rank's session and its device. Used by that rank's thread; by
// another one while no run is under way.
class RecordedDevice : public fsdp_rt_device {
 public:
  // `inner` outlives this.
  explicit RecordedDevice(fsdp_rt_device* inner);

  fsdp_rt_device* inner() const { return inner_; }
  fsdp_rt_kernels* kernels() const { return kernels_; }
  // Of the plan, in its order.
  const std::vector<fsdp_rt_kernel_info>& kernel_infos() const { return infos_; }
  // The GPU's number, and its name for messages.
  int32_t ordinal() const;
  std::string name() const;

  // What was enqueued since the last call.
  EnqueuedWork TakeWork();
  std::vector<RecordedLaunch> TakeLaunches();

 private:
  struct Table;

  fsdp_rt_device* inner_;
  fsdp_rt_kernels* kernels_ = nullptr;
  std::vector<fsdp_rt_kernel_info> infos_;
  std::vector<RecordedLaunch> launches_;
  EnqueuedWork work_;
  std::chrono::steady_clock::time_point entered_;
  bool waiting_ = true;  // for what was enqueued since `entered_`
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_GPU_RECORDED_DEVICE_H_
