// access_log.h - who last wrote and read each byte of an allocation, and whether that was ordered
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_CUDA_DOUBLE_ACCESS_LOG_H_
#define FSDP_RUNTIME_TEST_CUDA_DOUBLE_ACCESS_LOG_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "clock.h"

namespace cuda_double {

// Two commands that touch the same bytes, one of them writing, with no order between them.
struct Race {
  Epoch other;
  bool other_writes = false;
  uint64_t begin = 0, end = 0;  // bytes of the allocation
};

class AccessLog {
 public:
  // Bytes [begin, end) are read or written by `self`, whose clock has everything that is ordered
  // before it. Returns the first race; the access is noted either way.
  std::optional<Race> Note(uint64_t begin, uint64_t end, bool write, const Epoch& self, const Clock& clock);

 private:
  struct Bytes {
    uint64_t end = 0;
    Epoch writer;
    std::vector<Epoch> readers;  // since that write, none ordered before another
  };

  // Makes `at` a border between pieces, if it is inside one.
  void Split(uint64_t at);
  static std::optional<Race> Check(const std::map<uint64_t, Bytes>::value_type& piece, bool write, const Clock& clock);
  void AddReader(Bytes& piece, const Epoch& self, const Clock& clock);

  std::mutex mutex_;
  std::map<uint64_t, Bytes> pieces_;  // by begin; what nothing touched is in none
};

}  // namespace cuda_double

#endif  // FSDP_RUNTIME_TEST_CUDA_DOUBLE_ACCESS_LOG_H_
