// queue_device.h - a device with streams whose memory is the host's, for tests
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs a plan's CPU kernels. Nothing runs when it is enqueued: whoever asks a stream whether
// it is done makes some operations of any stream of the process run, in a random order that
// streams and events allow, now and then starving a stream. So an order that nothing states
// does not hold for long.

#ifndef FSDP_RT_TEST_QUEUE_DEVICE_H_
#define FSDP_RT_TEST_QUEUE_DEVICE_H_

#include <cstdint>
#include <memory>

#include "fsdp_rt/fsdp_rt.h"

namespace fsdp_rt::testing {

struct DestroyQueueDevice {
  void operator()(fsdp_rt_device* device) const;
};
using QueueDevicePtr = std::unique_ptr<fsdp_rt_device, DestroyQueueDevice>;

QueueDevicePtr MakeQueueDevice();
// The random order of what runs from here on.
void SeedQueueDevices(uint64_t seed);

}  // namespace fsdp_rt::testing

#endif  // FSDP_RT_TEST_QUEUE_DEVICE_H_
