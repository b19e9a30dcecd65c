// kernel_library.cpp - a plan's compiled kernels, loaded into this process
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "kernel_library.h"

#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace fsdp_rt {
namespace {

bool WriteAll(int descriptor, std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes = bytes.subspan(written);
  }
  return true;
}

const Code* BestCode(const PlanModel& plan) {
  for (const std::string& level : CpuLevels())
    for (const Code& code : plan.code)
      if (code.target == "cpu" && code.level == level) return &code;
  return nullptr;
}

Status NoCode(const PlanModel& plan) {
  std::string have, levels;
  for (const Code& code : plan.code) have += Concat(have.empty() ? "" : ", ", code.target, " ", code.level);
  for (const std::string& level : CpuLevels()) levels += Concat(levels.empty() ? "" : ", ", level);
  return Error(FSDP_RT_UNSUPPORTED, "the plan's code is for ", have.empty() ? "no machine" : have,
               "; this machine runs ", levels.empty() ? "none of x86-64-v3, x86-64-v4" : levels,
               "; compile it for this machine");
}

}  // namespace

std::vector<std::string> CpuLevels() {
  std::vector<std::string> levels;
#if defined(__x86_64__)
  __builtin_cpu_init();
  bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
            __builtin_cpu_supports("bmi2");
  bool v4 = v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
            __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
            __builtin_cpu_supports("avx512vl");
  if (v4) levels.push_back("x86-64-v4");
  if (v3) levels.push_back("x86-64-v3");
#endif
  return levels;
}

KernelLibrary::~KernelLibrary() {
  if (handle_) dlclose(handle_);
  if (descriptor_ >= 0) close(descriptor_);
}

Status KernelLibrary::Load(const PlanModel& plan) {
  if (plan.for_gpu())
    return Error(FSDP_RT_UNSUPPORTED,
                 "the plan's kernels are for GPUs (--target cuda) and this session's device is the "
                 "CPU; run it with --backend cuda, or compile it with --target cpu");
  if (plan.kernels.empty()) return {};
  const Code* code = BestCode(plan);
  if (!code) return NoCode(plan);
  FSDP_RT_TRY(Open(*code));
  for (const Kernel& kernel : plan.kernels) {
    void* symbol = dlsym(handle_, kernel.symbol.data());
    if (!symbol)
      return Error(FSDP_RT_INVALID_PLAN, "kernel ", kernel.symbol, ": not in the code for ", code->level,
                   "; compile the plan again");
    functions_.push_back(reinterpret_cast<KernelFunction>(symbol));
  }
  return {};
}

Status KernelLibrary::Open(const Code& code) {
  std::string path;
  descriptor_ = memfd_create("fsdp-plan-kernels", MFD_CLOEXEC);
  if (descriptor_ >= 0 && WriteAll(descriptor_, code.blob)) {
    path = Concat("/proc/self/fd/", descriptor_);
    handle_ = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle_) return {};
  }
  // No memfd, or no /proc: a file that is unlinked as soon as it is loaded.
  const char* folder = std::getenv("TMPDIR");
  path = Concat(folder && *folder ? folder : "/tmp", "/fsdp-plan-XXXXXX");
  int file = mkstemp(path.data());
  bool written = file >= 0 && WriteAll(file, code.blob);
  if (file >= 0) close(file);
  if (written) handle_ = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  const char* reason = written ? dlerror() : std::strerror(errno);
  std::string message = handle_ ? "" : Concat("cannot load the kernels for ", code.level, ": ", reason);
  if (file >= 0) unlink(path.c_str());
  return handle_ ? Status() : Status(FSDP_RT_INVALID_PLAN, message);
}

}  // namespace fsdp_rt
