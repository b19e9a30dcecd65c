// atomic_file.cpp - a file that appears whole or not at all
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace fsdp_rt::runner {
namespace {

// Some kernels refuse single writes of 2 GiB and more.
constexpr uint64_t kMaxWrite = uint64_t{1} << 30;

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

}  // namespace

AtomicFile::~AtomicFile() {
  if (file_ >= 0) close(file_);
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

Status AtomicFile::Failed(const char* what, int error) {
  struct stat info;
  const bool old = stat(path_.c_str(), &info) == 0;
  return Status::User("cannot " + std::string(what) + " " + path_ + ": " + std::strerror(error) +
                      (written_ ? " after " + std::to_string(written_) + " bytes; " : "; ") +
                      (old ? "the old file is unchanged" : "no file was left behind"));
}

Status AtomicFile::Create(const std::string& path, AtomicFile* out) {
  out->path_ = path;
  struct stat info;
  // Renaming over a device or a pipe would replace it.
  if (stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode))
    return Status::User("cannot write " + path + ": it exists and is not a regular file");
  std::string pattern = path + ".partial-XXXXXX";
  out->file_ = mkostemp(pattern.data(), O_CLOEXEC);
  if (out->file_ < 0) return out->Failed("create", errno);
  out->temporary_ = pattern;
  const mode_t mask = umask(0);
  umask(mask);
  if (fchmod(out->file_, 0666 & ~mask) != 0) return out->Failed("create", errno);
  return {};
}

Status AtomicFile::Write(const void* data, uint64_t bytes) {
  const char* at = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t count = write(file_, at, std::min(bytes, kMaxWrite));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Failed("write", errno);
    at += count;
    bytes -= count;
    written_ += count;
  }
  return {};
}

Status AtomicFile::Commit() {
  if (fsync(file_) != 0) return Failed("write", errno);
  const int result = close(file_);
  file_ = -1;
  if (result != 0) return Failed("write", errno);
  if (rename(temporary_.c_str(), path_.c_str()) != 0) return Failed("replace", errno);
  temporary_.clear();
  // Best effort: makes the new name durable, too.
  const int folder = open(FolderOf(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0) {
    fsync(folder);
    close(folder);
  }
  return {};
}

}  // namespace fsdp_rt::runner
