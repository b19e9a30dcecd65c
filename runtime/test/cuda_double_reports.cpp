// cuda_double_reports.cpp - the doubles of CUDA as a test of the backend talks to them
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "cuda_double_reports.h"

#include <dlfcn.h>

#include <cstdlib>

namespace fsdp_rt::testing {
namespace {

// See runtime/test/cuda_double/double_control.h.
struct Control {
  void (*reset)() = nullptr;
  void (*drain)() = nullptr;
  size_t (*report_count)() = nullptr;
  const char* (*report)(size_t) = nullptr;
  size_t (*live_objects)() = nullptr;
};

const Control& GetControl() {
  static const Control control = [] {
    Control found;
    const char* folder = std::getenv("FSDP_RT_CUDA_LIBRARIES");
    if (!folder) return found;
    void* library = dlopen((std::string(folder) + "/libcuda.so.1").c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library) return found;
    auto find = [&](const char* name, auto* out) {
      *out = reinterpret_cast<std::remove_pointer_t<decltype(out)>>(dlsym(library, name));
    };
    find("fsdp_cuda_double_reset", &found.reset);
    find("fsdp_cuda_double_drain", &found.drain);
    find("fsdp_cuda_double_report_count", &found.report_count);
    find("fsdp_cuda_double_report", &found.report);
    find("fsdp_cuda_double_live_objects", &found.live_objects);
    return found;
  }();
  return control;
}

}  // namespace

bool OnCudaDoubles() { return GetControl().reset != nullptr; }

std::vector<std::string> TakeReports() {
  std::vector<std::string> reports;
  if (!OnCudaDoubles()) return reports;
  GetControl().drain();
  for (size_t i = 0; i < GetControl().report_count(); ++i) reports.push_back(GetControl().report(i));
  GetControl().reset();
  return reports;
}

size_t LiveObjects() { return OnCudaDoubles() ? GetControl().live_objects() : 0; }

DoubleSettings::DoubleSettings(std::vector<std::pair<std::string, std::string>> variables) {
  for (auto& [name, value] : variables) {
    std::string full = "FSDP_CUDA_DOUBLE_" + name;
    const char* before = std::getenv(full.c_str());
    before_.emplace_back(full, before ? before : "");
    setenv(full.c_str(), value.c_str(), 1);
  }
  if (OnCudaDoubles()) GetControl().reset();
}

DoubleSettings::~DoubleSettings() {
  for (auto& [name, value] : before_) value.empty() ? unsetenv(name.c_str()) : setenv(name.c_str(), value.c_str(), 1);
  if (OnCudaDoubles()) GetControl().reset();
}

}  // namespace fsdp_rt::testing
