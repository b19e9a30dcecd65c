// json_lines.cpp - measurements as JSON, one object per line
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/gpu/json_lines.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace fsdp_rt::runner {

Status JsonLines::Open(const std::string& path, const std::vector<std::string>& tags, JsonLines* out) {
  out->path_ = path;
  for (const std::string& tag : tags) {
    const size_t equal = tag.find('=');
    if (equal == std::string::npos || equal == 0) return Status::User("--tag " + tag + ": expected NAME=VALUE");
    out->tags_[tag.substr(0, equal)] = tag.substr(equal + 1);
  }
  return {};
}

void JsonLines::SetGpu(const std::string& gpu) {
  tags_["gpu"] = gpu;
  if (gpu.find("double of a GPU") != std::string::npos) tags_["double"] = true;
}

Status JsonLines::Write(const std::string& record, const nlohmann::ordered_json& fields) const {
  nlohmann::ordered_json line = {{"record", record}};
  line.update(tags_);
  line.update(fields);
  const std::string text = line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  if (path_.empty()) {
    std::fputs(text.c_str(), stdout);
    return std::fflush(stdout) == 0 ? Status() : Status::User("cannot write to stdout");
  }
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path_.c_str(), "a"), std::fclose);
  if (!file || std::fwrite(text.data(), 1, text.size(), file.get()) != text.size() || std::fflush(file.get()) != 0)
    return Status::User("cannot write " + path_ + ": " + std::strerror(errno));
  return {};
}

}  // namespace fsdp_rt::runner
