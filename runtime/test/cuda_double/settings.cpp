// settings.cpp - reads the doubles' settings
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "settings.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace cuda_double {
namespace {

std::mutex settings_mutex;
bool loaded = false;

Settings& Stored() {
  static auto* settings = new Settings;
  return *settings;
}

// The number that a variable holds; a malformed one ends the program, for a test that plants
// nothing would pass.
uint64_t Number(const char* variable, uint64_t otherwise) {
  const char* text = std::getenv(variable);
  if (!text || !*text) return otherwise;
  char* end = nullptr;
  uint64_t value = std::strtoull(text, &end, 10);
  if (*end) {
    std::fprintf(stderr, "cuda double: %s is '%s'; expected a number\n", variable, text);
    std::abort();
  }
  return value;
}

Rounding ReadRounding(const char* variable) {
  constexpr std::pair<std::string_view, Rounding> kNames[] = {{"ordered", Rounding::kOrdered},
                                                              {"wide", Rounding::kWide},
                                                              {"fused", Rounding::kFused},
                                                              {"blocked", Rounding::kBlocked}};
  const char* text = std::getenv(variable);
  if (!text || !*text) return Rounding::kOrdered;
  for (auto [name, rounding] : kNames)
    if (text == name) return rounding;
  std::fprintf(stderr, "cuda double: %s is '%s'; expected ordered, wide, fused or blocked\n", variable, text);
  std::abort();
}

Settings ReadEnvironment() {
  Settings read;
  read.devices = static_cast<int>(Number("FSDP_CUDA_DOUBLE_DEVICES", read.devices));
  if (const char* text = std::getenv("FSDP_CUDA_DOUBLE_CAPABILITY")) {
    if (std::sscanf(text, "%d.%d", &read.capability_major, &read.capability_minor) != 2) {
      std::fprintf(stderr, "cuda double: FSDP_CUDA_DOUBLE_CAPABILITY is '%s'; expected for example 9.0\n", text);
      std::abort();
    }
  }
  read.memory_bytes = Number("FSDP_CUDA_DOUBLE_MEMORY", read.memory_bytes);
  read.driver_version = static_cast<int>(Number("FSDP_CUDA_DOUBLE_DRIVER", read.driver_version));
  read.cublaslt_version = Number("FSDP_CUDA_DOUBLE_CUBLASLT", uint64_t(read.driver_version) / 10 * 100);
  read.nccl_version = static_cast<int>(Number("FSDP_CUDA_DOUBLE_NCCL", read.nccl_version));
  read.peer_access = Number("FSDP_CUDA_DOUBLE_PEER", 1) != 0;
  read.seed = Number("FSDP_CUDA_DOUBLE_SEED", 1);
  read.delay_us = Number("FSDP_CUDA_DOUBLE_DELAY_US", read.delay_us);
  read.check_uninitialized = Number("FSDP_CUDA_DOUBLE_INITCHECK", 1) != 0;
  read.gemm = ReadRounding("FSDP_CUDA_DOUBLE_GEMM");
  read.timeout_ms = Number("FSDP_CUDA_DOUBLE_TIMEOUT_MS", read.timeout_ms);
  return read;
}

void LoadLocked() {
  Stored() = ReadEnvironment();
  Faults& faults = GetFaults();
  for (PlantedFault* fault : {&faults.allocation, &faults.launch, &faults.kernel, &faults.nccl_call, &faults.nccl_async,
                              &faults.silent_rank}) {
    fault->Load();
  }
  loaded = true;
}

}  // namespace

void PlantedFault::Load() {
  std::lock_guard lock(mutex_);
  device_ = -1;
  at_ = total_ = 0;
  counts_.clear();
  const char* text = std::getenv(variable_);
  if (!text || !*text) return;
  std::string number = text;
  if (size_t colon = number.find(':'); colon != std::string::npos) {
    device_ = std::atoi(number.substr(0, colon).c_str());
    number = number.substr(colon + 1);
  }
  char* end = nullptr;
  at_ = std::strtoull(number.c_str(), &end, 10);
  if (*end || at_ == 0) {
    std::fprintf(stderr, "cuda double: %s is '%s'; expected [DEVICE:]N with N from 1\n", variable_, text);
    std::abort();
  }
}

uint64_t PlantedFault::Count(int device) {
  if (counts_.size() <= static_cast<size_t>(device)) counts_.resize(device + 1);
  ++counts_[device];
  ++total_;
  if (device_ < 0) return total_;
  return device == device_ ? counts_[device] : 0;
}

bool PlantedFault::Strikes(int device) {
  std::lock_guard lock(mutex_);
  return at_ != 0 && Count(device) == at_;
}

bool PlantedFault::StruckBy(int device) {
  std::lock_guard lock(mutex_);
  return at_ != 0 && Count(device) >= at_;
}

Faults& GetFaults() {
  static auto* faults = new Faults;
  return *faults;
}

Settings GetSettings() {
  std::lock_guard lock(settings_mutex);
  if (!loaded) LoadLocked();
  return Stored();
}

void LoadSettings() {
  std::lock_guard lock(settings_mutex);
  LoadLocked();
}

}  // namespace cuda_double
