// mapped_file.cpp - a file mapped for reading
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace fsdp_rt::runner {

Status MappedFile::Open(const std::string& path, const std::string& expected, MappedFile* out) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return Status::User("cannot open " + path + ": " + std::strerror(errno));
  struct stat info{};
  void* memory = MAP_FAILED;
  const bool regular = fstat(file, &info) == 0 && S_ISREG(info.st_mode);
  if (regular && info.st_size > 0) memory = mmap(nullptr, info.st_size, PROT_READ, MAP_PRIVATE, file, 0);
  const int error = errno;
  close(file);
  if (!regular) return Status::User(path + " is not a regular file; expected " + expected);
  if (info.st_size == 0) return Status::User(path + " is empty; expected " + expected);
  if (memory == MAP_FAILED) return Status::User("cannot map " + path + ": " + std::strerror(error));
  out->bytes = info.st_size;
  out->data = static_cast<const std::byte*>(memory);
  out->memory =
      std::shared_ptr<const void>(memory, [bytes = out->bytes](const void* p) { munmap(const_cast<void*>(p), bytes); });
  return {};
}

}  // namespace fsdp_rt::runner
