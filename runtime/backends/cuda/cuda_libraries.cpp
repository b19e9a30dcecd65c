// cuda_libraries.cpp - the driver, cuBLASLt and NCCL, loaded when asked for
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "cuda_libraries.h"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <string_view>

namespace fsdp_rt {
namespace {

constexpr char kFoldersVariable[] = "FSDP_RT_CUDA_LIBRARIES";

// Where a file stands in the folders that the variable names; empty: in none of them.
std::string FindInFolders(const char* name) {
  const char* variable = std::getenv(kFoldersVariable);
  std::string_view folders = variable ? variable : "";
  while (!folders.empty()) {
    std::string_view folder = folders.substr(0, folders.find(':'));
    folders.remove_prefix(std::min(folders.size(), folder.size() + 1));
    std::string path = folder.empty() ? "" : Concat(folder, "/", name);
    if (!path.empty() && access(path.c_str(), F_OK) == 0) return path;
  }
  return "";
}

// One library of several possible names.
class Library {
 public:
  Status Open(const char* what, std::initializer_list<const char*> names, const char* hint) {
    what_ = what;
    std::string reasons;
    for (const char* name : names) {
      std::string path = FindInFolders(name);
      handle_ = dlopen(path.empty() ? name : path.c_str(), RTLD_NOW | RTLD_LOCAL);
      if (handle_) return {};
      reasons += Concat(reasons.empty() ? "" : "; ", dlerror());
    }
    return Error(FSDP_RT_UNSUPPORTED, what, " cannot be loaded: ", reasons, " (", hint, ", or set ", kFoldersVariable,
                 " to the folder that holds it; several are separated by ':')");
  }

  template <typename Function>
  void Optional(const char* symbol, Function* out_function) {
    *out_function = reinterpret_cast<Function>(dlsym(handle_, symbol));
  }

  // Collects what is missing; see missing().
  template <typename Function>
  void Required(const char* symbol, Function* out_function) {
    Optional(symbol, out_function);
    if (!*out_function && missing_.empty()) missing_ = symbol;
  }

  Status Complete() const {
    if (missing_.empty()) return {};
    return Error(FSDP_RT_UNSUPPORTED, what_, " has no function ", missing_, "; install a newer version");
  }

 private:
  const char* what_ = "";
  void* handle_ = nullptr;
  std::string missing_;
};

}  // namespace

Status CudaLibraries::Check(cu::CUresult result, const char* what) const {
  if (result == cu::CUDA_SUCCESS) return {};
  const char *name = nullptr, *text = nullptr;
  if (driver.GetErrorName) driver.GetErrorName(result, &name);
  if (driver.GetErrorString) driver.GetErrorString(result, &text);
  fsdp_rt_status code = result == cu::CUDA_ERROR_OUT_OF_MEMORY ? FSDP_RT_OUT_OF_MEMORY
                        : result == cu::CUDA_ERROR_NO_DEVICE || result == cu::CUDA_ERROR_SYSTEM_DRIVER_MISMATCH ||
                                result == cu::CUDA_ERROR_STUB_LIBRARY || result == cu::CUDA_ERROR_NOT_SUPPORTED
                            ? FSDP_RT_UNSUPPORTED
                            : FSDP_RT_INTERNAL;
  return Error(code, what, ": ", name ? name : Concat("CUDA error ", int(result)), text ? " (" : "", text ? text : "",
               text ? ")" : "");
}

Status CudaLibraries::NoGpu() {
  return Error(
      FSDP_RT_UNSUPPORTED,
      "this machine has a CUDA driver but no GPU that this process may use; look at nvidia-smi and the variable "
      "CUDA_VISIBLE_DEVICES");
}

Status CudaLibraries::LoadDriver() {
  Library library;
  FSDP_RT_TRY(library.Open("the CUDA driver", {"libcuda.so.1"}, "install NVIDIA's driver"));
#define FSDP_RT_LOAD(member, symbol, parameters) library.Required(#symbol, &driver.member);
  FSDP_RT_CUDA_DRIVER_FUNCTIONS(FSDP_RT_LOAD)
#undef FSDP_RT_LOAD
  // An old driver may lack newer functions: its version says more than the name of one.
  if (driver.Init && driver.DriverGetVersion) {
    cu::CUresult result = driver.Init(0);
    if (result == cu::CUDA_ERROR_NO_DEVICE) return NoGpu();
    FSDP_RT_TRY(Check(result, "cuInit"));
    FSDP_RT_TRY(Check(driver.DriverGetVersion(&driver_version), "cuDriverGetVersion"));
    if (driver_version < cu::kMinimumDriverVersion)
      return Error(FSDP_RT_UNSUPPORTED, "the CUDA driver is of version ", driver_version / 1000, ".",
                   driver_version % 1000 / 10, ", expected at least ", cu::kMinimumDriverVersion / 1000, ".",
                   cu::kMinimumDriverVersion % 1000 / 10, "; install a newer driver");
  }
  return library.Complete();
}

Status CudaLibraries::LoadCublasLt() {
  Library library;
  // A driver runs libraries of its own CUDA and of older ones.
  constexpr int kCuda13 = 13000;
  constexpr const char *kNewer = "libcublasLt.so.13", *kOlder = "libcublasLt.so.12";
  constexpr const char* kHint = "install the CUDA toolkit";
  FSDP_RT_TRY(driver_version < kCuda13 ? library.Open("cuBLASLt", {kOlder, kNewer}, kHint)
                                       : library.Open("cuBLASLt", {kNewer, kOlder}, kHint));
  library.Required("cublasLtGetVersion", &cublaslt.GetVersion);
  library.Required("cublasLtGetStatusName", &cublaslt.GetStatusName);
#define FSDP_RT_LOAD(member, symbol, parameters) library.Required(#symbol, &cublaslt.member);
  FSDP_RT_CUBLASLT_FUNCTIONS(FSDP_RT_LOAD)
#undef FSDP_RT_LOAD
  FSDP_RT_TRY(library.Complete());
  cublaslt_version = cublaslt.GetVersion();
  if (cublaslt_version < cublaslt::kMinimumVersion)
    return Error(FSDP_RT_UNSUPPORTED, "cuBLASLt is of version ", cublaslt_version, ", expected at least ",
                 cublaslt::kMinimumVersion, "; install a newer CUDA toolkit");
  return {};
}

Status CudaLibraries::LoadNccl() {
  Library library;
  FSDP_RT_TRY(library.Open("NCCL", {"libnccl.so.2"}, "install NCCL"));
#define FSDP_RT_LOAD(member, symbol, parameters) library.Required(#symbol, &nccl.member);
  FSDP_RT_NCCL_FUNCTIONS(FSDP_RT_LOAD)
  FSDP_RT_NCCL_TEXT_FUNCTIONS(FSDP_RT_LOAD)
#undef FSDP_RT_LOAD
#define FSDP_RT_LOAD(member, symbol, parameters) library.Optional(#symbol, &nccl.member);
  FSDP_RT_NCCL_OPTIONAL_FUNCTIONS(FSDP_RT_LOAD)
#undef FSDP_RT_LOAD
  int version = 0;
  if (!nccl.GetVersion || nccl.GetVersion(&version) != nccl::ncclSuccess)
    return Error(FSDP_RT_UNSUPPORTED, "NCCL does not tell its version; install a newer one");
  if (version < nccl::kMinimumVersion)
    return Error(FSDP_RT_UNSUPPORTED, "NCCL is of version ", version / 10000, ".", version / 100 % 100, ".",
                 version % 100, ", expected at least ", nccl::kMinimumVersion / 10000, ".",
                 nccl::kMinimumVersion / 100 % 100, "; install a newer NCCL");
  FSDP_RT_TRY(library.Complete());
  nccl_version = version;
  return {};
}

}  // namespace fsdp_rt
