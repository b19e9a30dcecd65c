// json_lines.h - measurements as JSON, one object per line
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_GPU_JSON_LINES_H_
#define FSDP_RT_RUNNER_GPU_JSON_LINES_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "runner/status.h"

namespace fsdp_rt::runner {

// Appends to a file, or prints. Each object begins with its kind, "record", and the caller's
// tags; those of a double of the GPU say so, for their times mean nothing.
class JsonLines {
 public:
  // `path` empty: stdout. `tags`: NAME=VALUE.
  static Status Open(const std::string& path, const std::vector<std::string>& tags, JsonLines* out);
  // `gpu`: the device's name.
  void SetGpu(const std::string& gpu);
  Status Write(const std::string& record, const nlohmann::ordered_json& fields) const;

 private:
  std::string path_;
  nlohmann::ordered_json tags_ = nlohmann::ordered_json::object();
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_GPU_JSON_LINES_H_
