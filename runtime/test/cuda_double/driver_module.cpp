// driver_module.cpp - the driver's calls about modules and functions
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "capture.h"
#include "exports.h"
#include "module.h"
#include "report.h"
#include "settings.h"

namespace cuda_double {

Registry<LoadedModule>& Modules() {
  static auto* modules = new Registry<LoadedModule>("module");
  return *modules;
}

Registry<Function>& Functions() {
  static auto* functions = new Registry<Function>("function");
  return *functions;
}

}  // namespace cuda_double

namespace fsdp_rt::cu {

using namespace cuda_double;  // NOLINT: the definitions below are C functions

namespace {

// Where cuModuleLoadDataEx may write why it failed.
struct JitLog {
  char* text = nullptr;
  size_t bytes = 0;

  JitLog(unsigned options, const CUjit_option* names, void** values) {
    for (unsigned i = 0; i < options; ++i) {
      if (names[i] == CU_JIT_ERROR_LOG_BUFFER) text = static_cast<char*>(values[i]);
      if (names[i] == CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES) bytes = reinterpret_cast<size_t>(values[i]);
    }
  }
  // What any driver refuses is a misuse; what one is too old for is not.
  CUresult Refuse(CUresult error, const std::string& why) const {
    if (text && bytes > 0) {
      std::strncpy(text, why.c_str(), bytes - 1);
      text[bytes - 1] = '\0';
    }
    return error;
  }
  CUresult Fail(CUresult error, const std::string& why) const {
    ReportMisuse("cuModuleLoadDataEx: " + why);
    return Refuse(error, why);
  }
};

bool IsBinary(const void* image) {
  constexpr unsigned char kElf[] = {0x7f, 'E', 'L', 'F'}, kFatbin[] = {0x50, 0xed, 0x55, 0xba};
  return std::memcmp(image, kElf, 4) == 0 || std::memcmp(image, kFatbin, 4) == 0;
}

// The version of PTX that came with the driver's CUDA.
uint32_t NewestPtx() {
  int driver = GetSettings().driver_version / 10;  // 1208 for 12.8
  if (driver >= 1300) return 90 + (driver - 1300);
  // 12.5 and 12.6 have the same one.
  return driver <= 1205 ? 80 + (driver - 1200) : 80 + (driver - 1201);
}

// Empty if the assembler takes what the module and its kernels declare.
std::string TooLarge(const fsdp_ptx::Module& ptx) {
  constexpr uint64_t kConstantBytes = 64 << 10, kFewParameterBytes = 4352, kManyParameterBytes = 32764;
  if (ptx.constant_bytes() > kConstantBytes)
    return Text("the module has ", ptx.constant_bytes(), " bytes of constant memory; expected at most ",
                kConstantBytes);
  uint64_t most = ptx.version() < 81 ? kFewParameterBytes : kManyParameterBytes;
  for (const fsdp_ptx::Kernel* kernel : ptx.kernels()) {
    uint64_t bytes = 0;
    for (const fsdp_ptx::Parameter& parameter : kernel->parameters()) bytes += parameter.bytes;
    if (bytes > most)
      return Text("kernel '", kernel->name(), "' has ", bytes, " bytes of parameters; expected at most ", most);
    if (kernel->static_shared_bytes() > kSharedBytes)
      return Text("kernel '", kernel->name(), "' has ", kernel->static_shared_bytes(),
                  " bytes of static shared memory; expected at most ", kSharedBytes);
  }
  return "";
}

// Empty if code for `target` (sm_80, sm_90a) runs on the double's devices.
std::string CannotRun(const std::string& target) {
  Settings settings = GetSettings();
  int device = settings.capability_major * 10 + settings.capability_minor;
  char* end = nullptr;
  long architecture = std::strtol(target.c_str() + target.find('_') + 1, &end, 10);
  bool exact = *end != '\0';
  if (exact ? architecture == device : architecture <= device) return "";
  return Text("the module is for ", target, " and the device is sm_", device);
}

}  // namespace

CUresult cuModuleLoadDataEx(CUmodule* module, const void* image, unsigned options, CUjit_option* names, void** values) {
  CUresult error;
  Context* context = UsableContext("cuModuleLoadDataEx", &error);
  if (!context) return error;
  if ((error = ForbiddenWhileThreadCaptures("cuModuleLoadDataEx"))) return error;
  JitLog log(options, names, values);
  if (!image) return CUDA_ERROR_INVALID_VALUE;
  if (IsBinary(image)) {
    return log.Refuse(CUDA_ERROR_NO_BINARY_FOR_GPU, "the double runs PTX and no cubin; expected PTX text");
  }
  auto ptx = fsdp_ptx::Module::Parse(static_cast<const char*>(image));
  if (!ptx.ok()) return log.Fail(CUDA_ERROR_INVALID_PTX, ptx.status().message());
  if (uint32_t newest = NewestPtx(); ptx->version() > newest) {
    return log.Refuse(CUDA_ERROR_UNSUPPORTED_PTX_VERSION,
                      Text("PTX ", ptx->version() / 10, ".", ptx->version() % 10, "; this driver knows versions up to ",
                           newest / 10, ".", newest % 10));
  }
  if (std::string why = TooLarge(*ptx); !why.empty()) return log.Fail(CUDA_ERROR_INVALID_PTX, why);
  if (std::string why = CannotRun(ptx->target()); !why.empty()) return log.Fail(CUDA_ERROR_INVALID_PTX, why);
  *module = static_cast<CUmodule>(Modules().Add(std::make_shared<LoadedModule>(context, std::move(*ptx))));
  return CUDA_SUCCESS;
}

CUresult cuModuleUnload(CUmodule handle) {
  std::shared_ptr<LoadedModule> module = Modules().Remove(handle, "cuModuleUnload");
  if (!module) return CUDA_ERROR_INVALID_HANDLE;
  for (auto& [name, function] : module->functions) Functions().Remove(function.get(), "cuModuleUnload");
  return CUDA_SUCCESS;
}

CUresult cuModuleGetFunction(CUfunction* handle, CUmodule module_handle, const char* name) {
  CUresult error;
  if (!UsableContext("cuModuleGetFunction", &error)) return error;
  std::shared_ptr<LoadedModule> module = Modules().Find(module_handle, "cuModuleGetFunction");
  if (!module) return CUDA_ERROR_INVALID_HANDLE;
  const fsdp_ptx::Kernel* kernel = module->ptx.Find(name);
  if (!kernel) return CUDA_ERROR_NOT_FOUND;
  std::lock_guard lock(module->mutex);
  std::shared_ptr<Function>& function = module->functions[name];
  if (!function) {
    function = std::make_shared<Function>();
    function->module = module;
    function->kernel = kernel;
    Functions().Add(function);
  }
  *handle = reinterpret_cast<CUfunction>(function.get());
  return CUDA_SUCCESS;
}

CUresult cuFuncGetAttribute(int* value, CUfunction_attribute attribute, CUfunction handle) {
  std::shared_ptr<Function> function = Functions().Find(handle, "cuFuncGetAttribute");
  std::shared_ptr<LoadedModule> module = function ? function->module.lock() : nullptr;
  if (!module) return CUDA_ERROR_INVALID_HANDLE;
  const std::string& target = module->ptx.target();
  switch (attribute) {
    case CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK: {
      auto limit = function->kernel->required_block();
      if (!limit) limit = function->kernel->maximum_block();
      *value = limit ? static_cast<int>(limit->count()) : 1024;
      return CUDA_SUCCESS;
    }
    case CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES:
      *value = static_cast<int>(function->kernel->static_shared_bytes());
      return CUDA_SUCCESS;
    case CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES:
      *value = 0;
      return CUDA_SUCCESS;
    case CU_FUNC_ATTRIBUTE_NUM_REGS:
      *value = 32;
      return CUDA_SUCCESS;
    case CU_FUNC_ATTRIBUTE_PTX_VERSION:
      *value = std::atoi(target.c_str() + target.find('_') + 1);
      return CUDA_SUCCESS;
    case CU_FUNC_ATTRIBUTE_BINARY_VERSION:
      *value = GetSettings().capability_major * 10 + GetSettings().capability_minor;
      return CUDA_SUCCESS;
    case CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES:
      *value = std::max<int>(function->dynamic_shared_limit, kSharedBytes - function->kernel->static_shared_bytes());
      return CUDA_SUCCESS;
  }
  return CUDA_ERROR_INVALID_VALUE;
}

CUresult cuFuncSetAttribute(CUfunction handle, CUfunction_attribute attribute, int value) {
  std::shared_ptr<Function> function = Functions().Find(handle, "cuFuncSetAttribute");
  if (!function) return CUDA_ERROR_INVALID_HANDLE;
  bool fits = value >= 0 && value + static_cast<int>(function->kernel->static_shared_bytes()) <= kSharedBytesOptIn;
  if (attribute != CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES || !fits) return CUDA_ERROR_INVALID_VALUE;
  function->dynamic_shared_limit = value;
  return CUDA_SUCCESS;
}

}  // namespace fsdp_rt::cu
