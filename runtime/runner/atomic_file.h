// atomic_file.h - a file that appears whole or not at all
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_ATOMIC_FILE_H_
#define FSDP_RT_RUNNER_ATOMIC_FILE_H_

#include <cstdint>
#include <string>

#include "runner/status.h"

namespace fsdp_rt::runner {

// Writes to a temporary file in the folder of `path`; Commit syncs it and renames
// it. Without Commit the temporary file goes and `path` stays as it was.
class AtomicFile {
 public:
  AtomicFile() = default;
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();

  static Status Create(const std::string& path, AtomicFile* out);
  Status Write(const void* data, uint64_t bytes);
  Status Commit();

 private:
  Status Failed(const char* what, int error);

  std::string path_, temporary_;
  int file_ = -1;
  uint64_t written_ = 0;
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_ATOMIC_FILE_H_
