// registry.h - which handles of one kind are alive
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A handle is the object's address. A destroyed or foreign handle is found out instead of followed;
// whoever looked one up keeps the object alive.

#ifndef FSDP_RUNTIME_TEST_CUDA_DOUBLE_REGISTRY_H_
#define FSDP_RUNTIME_TEST_CUDA_DOUBLE_REGISTRY_H_

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "report.h"

namespace cuda_double {

template <typename T>
class Registry {
 public:
  explicit Registry(const char* noun) : noun_(noun) {}

  void* Add(std::shared_ptr<T> object) {
    std::lock_guard lock(mutex_);
    void* handle = object.get();
    objects_[handle] = std::move(object);
    return handle;
  }
  // Null, and a report that names the call, if the handle is not alive.
  std::shared_ptr<T> Find(const void* handle, const char* call) {
    std::lock_guard lock(mutex_);
    auto found = objects_.find(handle);
    if (found != objects_.end()) return found->second;
    ReportMisuse(Text(call, " gets ", noun_, " ", handle, ", which was never created or is destroyed"));
    return nullptr;
  }
  std::shared_ptr<T> Remove(const void* handle, const char* call) {
    std::shared_ptr<T> object = Find(handle, call);
    std::lock_guard lock(mutex_);
    if (object) objects_.erase(handle);
    return object;
  }
  std::vector<std::shared_ptr<T>> All() {
    std::lock_guard lock(mutex_);
    std::vector<std::shared_ptr<T>> all;
    for (auto& entry : objects_) all.push_back(entry.second);
    return all;
  }
  size_t size() {
    std::lock_guard lock(mutex_);
    return objects_.size();
  }

 private:
  const char* noun_;
  std::mutex mutex_;
  std::map<const void*, std::shared_ptr<T>> objects_;
};

}  // namespace cuda_double

#endif  // FSDP_RUNTIME_TEST_CUDA_DOUBLE_REGISTRY_H_
