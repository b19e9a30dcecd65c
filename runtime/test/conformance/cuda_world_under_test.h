// cuda_world_under_test.h - a world of GPUs, or of their doubles, that looks for leaks and misuse
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_TEST_CONFORMANCE_CUDA_WORLD_UNDER_TEST_H_
#define FSDP_RT_TEST_CONFORMANCE_CUDA_WORLD_UNDER_TEST_H_

#include "fsdp_rt/cuda.h"
#include "world.h"

namespace fsdp_rt::testing {

// The transfers that FSDP_RT_TEST_TRANSFERS names. Its end fails the test where the doubles
// report a misuse or something stays alive.
class CudaWorld : public World {
 public:
  CudaWorld(uint32_t replicas, uint32_t shards, uint64_t deadline_ms);
  ~CudaWorld() override;
  fsdp_rt_comm* comm(uint32_t rank) override { return fsdp_rt_cuda_world_comm(world_, rank); }
  fsdp_rt_device* device(uint32_t rank) override { return fsdp_rt_cuda_world_device(world_, rank); }

  fsdp_rt_status status;
  fsdp_rt_error error{};
  bool expects_reports = false;  // a fault was planted

 private:
  static size_t worlds_alive_, objects_before_;
  fsdp_rt_cuda_world* world_ = nullptr;
};

}  // namespace fsdp_rt::testing

#endif  // FSDP_RT_TEST_CONFORMANCE_CUDA_WORLD_UNDER_TEST_H_
