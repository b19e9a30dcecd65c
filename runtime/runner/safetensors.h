// safetensors.h - tensors by name, from a safetensors file or a sharded folder
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Format: u64 header size (little endian), a JSON header, then the data of all
// tensors without holes. See https://github.com/huggingface/safetensors.

#ifndef FSDP_RT_RUNNER_SAFETENSORS_H_
#define FSDP_RT_RUNNER_SAFETENSORS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runner/status.h"

namespace fsdp_rt::runner {

// `data` points into the mapped file: any alignment.
struct TensorView {
  fsdp_rt_dtype dtype;
  std::vector<int64_t> shape;
  const std::byte* data;
  uint64_t bytes;
};

// Maps files for reading; views live as long as the set.
class SafetensorsSet {
 public:
  // A .safetensors file, or a folder with model.safetensors.index.json or
  // model.safetensors. Everything about the headers is checked here.
  static Status Open(const std::string& path, SafetensorsSet* out);

  const std::string& path() const { return path_; }
  const std::map<std::string, TensorView, std::less<>>& tensors() const { return tensors_; }
  const TensorView* Find(std::string_view name) const;

 private:
  Status AddFile(const std::string& path);
  Status AddIndex(const std::string& folder, const std::string& index);

  std::string path_;
  std::map<std::string, TensorView, std::less<>> tensors_;
  std::vector<std::shared_ptr<const void>> mappings_;
};

// A tensor to be written; `data` is the caller's.
struct TensorEntry {
  std::string name;
  fsdp_rt_dtype dtype;
  std::vector<int64_t> shape;
  const void* data;
};

// Writes beside `path`, syncs and renames: `path` is either the old file or the
// whole new one, also when the disk is full.
Status WriteSafetensors(const std::string& path, const std::vector<TensorEntry>& tensors);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_SAFETENSORS_H_
