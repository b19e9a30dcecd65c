// settings.h - the doubles' settings and planted faults, from the environment
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   FSDP_CUDA_DOUBLE_DEVICES=4          number of devices
//   FSDP_CUDA_DOUBLE_CAPABILITY=9.0     their compute capability
//   FSDP_CUDA_DOUBLE_MEMORY=17179869184 bytes of each device
//   FSDP_CUDA_DOUBLE_DRIVER=13000       cuDriverGetVersion
//   FSDP_CUDA_DOUBLE_CUBLASLT=130000    cublasLtGetVersion (default: of the driver's CUDA)
//   FSDP_CUDA_DOUBLE_NCCL=22902         ncclGetVersion, whatever functions there are
//   FSDP_CUDA_DOUBLE_PEER=1             0: devices cannot read each other's memory
//   FSDP_CUDA_DOUBLE_SEED=1             of delays and of the order of blocks
//   FSDP_CUDA_DOUBLE_DELAY_US=60        longest random delay before a command
//   FSDP_CUDA_DOUBLE_INITCHECK=1        0: kernels may read memory that nothing wrote
//   FSDP_CUDA_DOUBLE_GEMM=ordered       how cuBLASLt's first algorithm rounds, see Rounding; the others follow
//   FSDP_CUDA_DOUBLE_TIMEOUT_MS=60000   after which a rank that waits for another reports it
// Faults, each [DEVICE:]N: the N-th one (from 1) on that device or, without one, of the process.
//   FSDP_CUDA_DOUBLE_FAIL_ALLOC         that allocation is out of memory
//   FSDP_CUDA_DOUBLE_FAIL_LAUNCH        that cuLaunchKernel returns an error
//   FSDP_CUDA_DOUBLE_FAIL_KERNEL        that kernel dies while it runs: a sticky error
//   FSDP_CUDA_DOUBLE_FAIL_NCCL          that collective returns an error when it is issued
//   FSDP_CUDA_DOUBLE_ASYNC_NCCL         that collective fails while it runs: ncclCommGetAsyncError
//   FSDP_CUDA_DOUBLE_SILENT             from that collective on, the device's rank does not arrive

#ifndef FSDP_RUNTIME_TEST_CUDA_DOUBLE_SETTINGS_H_
#define FSDP_RUNTIME_TEST_CUDA_DOUBLE_SETTINGS_H_

#include <atomic>
#include <cstdint>
#include <mutex>
#include <vector>

namespace cuda_double {

// Of a matrix product's sums. A GPU's depend on the algorithm that cuBLASLt chooses; none is the right one.
enum class Rounding {
  kOrdered,  // f32, in order of k
  kWide,     // f64, rounded once
  kFused,    // f32, in order of k, product and sum rounded together, as by an FMA
  kBlocked,  // 16 products exactly, then onto an f32 sum, as by a tensor core
};
inline constexpr int kRoundings = 4;

struct Settings {
  int devices = 4;
  int capability_major = 9, capability_minor = 0;
  uint64_t memory_bytes = uint64_t{16} << 30;
  int driver_version = 13000;
  uint64_t cublaslt_version = 130000;
  int nccl_version = 0;  // 0: the library's own
  bool peer_access = true;
  uint64_t seed = 1;
  uint64_t delay_us = 60;
  bool check_uninitialized = true;
  Rounding gemm = Rounding::kOrdered;
  uint64_t timeout_ms = 60000;
};

// Counts occurrences, per device and in all, and says which one fails.
class PlantedFault {
 public:
  explicit PlantedFault(const char* variable) : variable_(variable) {}
  void Load();
  // True for the planted occurrence.
  bool Strikes(int device);
  // True for the planted occurrence and all that follow it.
  bool StruckBy(int device);

 private:
  uint64_t Count(int device);

  const char* variable_;
  std::mutex mutex_;
  int device_ = -1;
  uint64_t at_ = 0;  // 0: never
  std::vector<uint64_t> counts_;
  uint64_t total_ = 0;
};

struct Faults {
  PlantedFault allocation{"FSDP_CUDA_DOUBLE_FAIL_ALLOC"};
  PlantedFault launch{"FSDP_CUDA_DOUBLE_FAIL_LAUNCH"};
  PlantedFault kernel{"FSDP_CUDA_DOUBLE_FAIL_KERNEL"};
  PlantedFault nccl_call{"FSDP_CUDA_DOUBLE_FAIL_NCCL"};
  PlantedFault nccl_async{"FSDP_CUDA_DOUBLE_ASYNC_NCCL"};
  PlantedFault silent_rank{"FSDP_CUDA_DOUBLE_SILENT"};
};

// Read from the environment at first use and by LoadSettings.
Settings GetSettings();
Faults& GetFaults();
void LoadSettings();

}  // namespace cuda_double

#endif  // FSDP_RUNTIME_TEST_CUDA_DOUBLE_SETTINGS_H_
