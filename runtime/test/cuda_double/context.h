// context.h - devices and their primary contexts
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_CUDA_DOUBLE_CONTEXT_H_
#define FSDP_RUNTIME_TEST_CUDA_DOUBLE_CONTEXT_H_

#include <atomic>
#include <cstdint>
#include <string>

#include "driver_api.h"

namespace cuda_double {

namespace cu = fsdp_rt::cu;
using cu::CUresult;

inline constexpr int kMaxDevices = 64;

// The primary context of a device, and the device. Never destroyed: handles stay comparable.
class Context {
 public:
  explicit Context(int device) : device_(device) {}

  int device() const { return device_; }
  cu::CUcontext handle() { return reinterpret_cast<cu::CUcontext>(this); }
  int Retain() { return ++users_; }
  // False if nobody retained it. The last release forgets errors, as a new context would.
  bool Release();
  bool alive() const { return users_ > 0; }

  // Once a command has failed, every call of the context returns its error.
  CUresult error() const { return error_; }
  bool failed() const { return error_ != cu::CUDA_SUCCESS; }
  void Fail(CUresult error, const std::string& why);
  void ClearError() { error_ = cu::CUDA_SUCCESS; }

  bool CanRead(int device) const { return device == device_ || peers_[device]; }
  // False if it was enabled before.
  bool EnablePeer(int device) { return !peers_[device].exchange(true); }

  std::atomic<uint64_t> used_bytes{0};

 private:
  const int device_;
  std::atomic<int> users_{0};
  std::atomic<CUresult> error_{cu::CUDA_SUCCESS};
  std::atomic<bool> peers_[kMaxDevices] = {};
};

// Null past the number of devices.
Context* DeviceContext(int device);
// Null for what is not the handle of an existing context.
Context* ContextOf(cu::CUcontext handle);
// Of the calling thread.
Context* CurrentContext();
void SetCurrentContext(Context* context);

// The current context; null with the error that the call returns (not initialised, none current,
// the sticky error).
Context* UsableContext(const char* call, CUresult* error);

bool Initialized();
void SetInitialized();

}  // namespace cuda_double

#endif  // FSDP_RUNTIME_TEST_CUDA_DOUBLE_CONTEXT_H_
