// mapped_file.h - a file mapped for reading
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_MAPPED_FILE_H_
#define FSDP_RT_RUNNER_MAPPED_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "runner/status.h"

namespace fsdp_rt::runner {

struct MappedFile {
  std::shared_ptr<const void> memory;  // unmapped with the last reference
  const std::byte* data = nullptr;
  uint64_t bytes = 0;

  // `expected` says what the file should be, for the error of an empty one.
  static Status Open(const std::string& path, const std::string& expected, MappedFile* out);
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_MAPPED_FILE_H_
