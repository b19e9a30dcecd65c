// host_tensor.h - a whole tensor in the host's memory
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_HOST_TENSOR_H_
#define FSDP_RT_RUNNER_HOST_TENSOR_H_

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "fsdp_rt/fsdp_rt.h"

namespace fsdp_rt::runner {

struct HostTensor {
  std::string name;
  fsdp_rt_dtype dtype;
  std::vector<int64_t> shape;
  std::vector<std::byte> data;
};

// Zeroed memory at a multiple of 64 bytes, as bindings need it.
class AlignedBytes {
 public:
  explicit AlignedBytes(uint64_t bytes)
      : bytes_(bytes), memory_(static_cast<std::byte*>(std::aligned_alloc(64, Rounded(bytes))), std::free) {
    if (memory_) std::memset(memory_.get(), 0, bytes);
  }

  std::byte* data() const { return memory_.get(); }
  uint64_t size() const { return bytes_; }

 private:
  static uint64_t Rounded(uint64_t bytes) { return bytes == 0 ? 64 : (bytes + 63) / 64 * 64; }

  uint64_t bytes_;
  std::unique_ptr<std::byte, decltype(&std::free)> memory_;
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_HOST_TENSOR_H_
