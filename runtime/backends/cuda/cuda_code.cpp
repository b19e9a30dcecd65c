// cuda_code.cpp - a plan's GPU kernels, loaded into a CUDA context
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "cuda_code.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string_view>

namespace fsdp_rt {
namespace {

// N of "sm_N" or "compute_N"; -1 for other levels, and for those of one architecture only (sm_90a).
int NumberAfter(std::string_view level, std::string_view prefix) {
  if (!level.starts_with(prefix)) return -1;
  level.remove_prefix(prefix.size());
  int number = -1;
  auto [end, error] = std::from_chars(level.data(), level.data() + level.size(), number);
  return error == std::errc() && end == level.data() + level.size() ? number : -1;
}

// What this GPU may run, the best first: its cubin, then PTX, the newest first.
std::vector<const fsdp_rt_code_info*> FittingCode(int architecture, const fsdp_rt_code_info* code, uint32_t codes) {
  std::vector<std::pair<int, const fsdp_rt_code_info*>> fitting;
  for (uint32_t i = 0; i < codes; ++i) {
    if (std::string_view(code[i].target) != "cuda") continue;
    constexpr int kBeforeAllPtx = 1 << 20;
    int version = NumberAfter(code[i].level, "compute_");
    if (NumberAfter(code[i].level, "sm_") == architecture)
      fitting.emplace_back(kBeforeAllPtx, &code[i]);
    else if (version >= 0 && version <= architecture)
      fitting.emplace_back(version, &code[i]);
  }
  std::stable_sort(fitting.begin(), fitting.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<const fsdp_rt_code_info*> sorted;
  for (const auto& [order, piece] : fitting) sorted.push_back(piece);
  return sorted;
}

// Whether a driver refuses an image that a newer one would take: a cubin of a newer assembler, a newer version of PTX.
bool IsTooNew(cu::CUresult result) {
  return result == cu::CUDA_ERROR_INVALID_IMAGE || result == cu::CUDA_ERROR_NO_BINARY_FOR_GPU ||
         result == cu::CUDA_ERROR_INVALID_PTX || result == cu::CUDA_ERROR_UNSUPPORTED_PTX_VERSION;
}

}  // namespace

CudaKernels::~CudaKernels() {
  if (module_) libraries_->driver.ModuleUnload(module_);
}

Status CudaKernels::Load(int architecture, const fsdp_rt_code_info* code, uint32_t codes,
                         const fsdp_rt_kernel_info* kernels, uint32_t count) {
  std::vector<const fsdp_rt_code_info*> fitting = FittingCode(architecture, code, codes);
  if (fitting.empty()) {
    std::string have;
    for (uint32_t i = 0; i < codes; ++i) have += Concat(have.empty() ? "" : ", ", code[i].target, " ", code[i].level);
    return Error(FSDP_RT_UNSUPPORTED, "the plan's code is for ", have.empty() ? "no machine" : have,
                 "; this GPU is sm_", architecture, "; compile it for this GPU, or for an older virtual architecture");
  }
  const fsdp_rt_code_info* loaded = nullptr;
  Status status;
  for (const fsdp_rt_code_info* piece : fitting) {
    cu::CUresult result = cu::CUDA_SUCCESS;
    Status tried = LoadModule(*piece, &result);
    if (tried.ok()) {
      loaded = piece;
      break;
    }
    if (status.ok()) status = std::move(tried);  // what the best piece's problem is
    if (!IsTooNew(result)) break;
  }
  if (!loaded) return status;
  const cu::DriverApi& driver = libraries_->driver;
  for (uint32_t i = 0; i < count; ++i) {
    Kernel kernel;
    kernel.info = kernels[i];
    cu::CUresult found = driver.ModuleGetFunction(&kernel.function, module_, kernels[i].symbol);
    if (found == cu::CUDA_ERROR_NOT_FOUND)
      return Error(FSDP_RT_INVALID_PLAN, "kernel ", kernels[i].symbol, ": not in the code for ", loaded->level,
                   "; compile the plan again");
    FSDP_RT_TRY(libraries_->Check(found, kernels[i].symbol));
    // What a launch may have without asking for more.
    constexpr uint32_t kFreeSharedBytes = 48 * 1024;
    if (kernels[i].shared_bytes > kFreeSharedBytes)
      FSDP_RT_TRY(libraries_->Check(
          driver.FuncSetAttribute(kernel.function, cu::CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
                                  int(kernels[i].shared_bytes)),
          Concat("shared memory of kernel ", kernels[i].symbol).c_str()));
    kernels_.push_back(kernel);
  }
  return {};
}

Status CudaKernels::LoadModule(const fsdp_rt_code_info& code, cu::CUresult* out_result) {
  // PTX is text: the driver wants its end marked.
  std::string image(static_cast<const char*>(code.data), code.bytes);
  char log[2048] = "";
  auto log_bytes = uintptr_t(sizeof(log));
  cu::CUjit_option names[] = {cu::CU_JIT_ERROR_LOG_BUFFER, cu::CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES};
  void* values[] = {log, reinterpret_cast<void*>(log_bytes)};
  *out_result = libraries_->driver.ModuleLoadDataEx(&module_, image.c_str(), 2, names, values);
  Status status = libraries_->Check(*out_result, Concat("loading the code for ", code.level).c_str());
  if (status.ok()) return status;
  fsdp_rt_status code_of = status.code() == FSDP_RT_INTERNAL ? FSDP_RT_INVALID_PLAN : status.code();
  return Error(code_of, status.message(), *log ? "; " : "", log, "; compile the plan again, or update the driver");
}

}  // namespace fsdp_rt
