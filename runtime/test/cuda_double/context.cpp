// context.cpp - devices and contexts
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "context.h"

#include <array>

#include "report.h"
#include "settings.h"

namespace cuda_double {
namespace {

std::atomic<bool> initialized{false};
thread_local Context* current = nullptr;

}  // namespace

bool Context::Release() {
  if (users_ == 0) return false;
  if (--users_ > 0) return true;
  ClearError();
  for (auto& peer : peers_) peer = false;
  return true;
}

void Context::Fail(CUresult error, const std::string& why) {
  CUresult none = cu::CUDA_SUCCESS;
  error_.compare_exchange_strong(none, error);
  ReportMisuse(why);
}

Context* DeviceContext(int device) {
  static auto* contexts = [] {
    auto* made = new std::array<Context*, kMaxDevices>;
    for (int i = 0; i < kMaxDevices; ++i) (*made)[i] = new Context(i);
    return made;
  }();
  return device >= 0 && device < GetSettings().devices && device < kMaxDevices ? (*contexts)[device] : nullptr;
}

Context* ContextOf(cu::CUcontext handle) {
  for (int device = 0; Context* context = DeviceContext(device); ++device) {
    if (context->handle() == handle && context->alive()) return context;
  }
  return nullptr;
}

Context* CurrentContext() { return current; }
void SetCurrentContext(Context* context) { current = context; }

Context* UsableContext(const char* call, CUresult* error) {
  *error = cu::CUDA_SUCCESS;
  if (!initialized) {
    *error = cu::CUDA_ERROR_NOT_INITIALIZED;
  } else if (!current) {
    *error = cu::CUDA_ERROR_INVALID_CONTEXT;
    ReportMisuse(Text(call, " is called on a thread without a current context; expected cuCtxSetCurrent before"));
  } else if (!current->alive()) {
    *error = cu::CUDA_ERROR_CONTEXT_IS_DESTROYED;
    ReportMisuse(Text(call, " is called with the released context of device ", current->device()));
  } else {
    *error = current->error();
  }
  return *error == cu::CUDA_SUCCESS ? current : nullptr;
}

bool Initialized() { return initialized; }
void SetInitialized() { initialized = true; }

}  // namespace cuda_double
