// device_memory.h - the state spaces of a launch: which host memory an access means, and whether it may
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_PTX_DEVICE_MEMORY_H_
#define FSDP_RUNTIME_TEST_PTX_DEVICE_MEMORY_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "program.h"
#include "ptx.h"
#include "race_shadow.h"

namespace fsdp_ptx {

// Addresses within shared and local memory begin here, so that 0 is in neither. Generic addresses of these spaces lie
// in windows that no host address is in; a generic address outside of both is a global (or constant, parameter) one.
constexpr uint64_t kSpaceBase = 1024;
constexpr uint64_t kSharedWindow = uint64_t{1} << 60;
constexpr uint64_t kLocalWindow = uint64_t{1} << 61;
constexpr uint64_t kWindowBytes = uint64_t{1} << 32;

enum class AccessKind : uint8_t { kRead, kWrite, kStrongRead, kStrongWrite, kAtomic };

inline uint64_t AlignUp(uint64_t value, uint64_t alignment) { return (value + alignment - 1) / alignment * alignment; }

// Kept for all blocks of a launch; StartBlock makes shared and local memory uninitialised again.
class BlockMemory {
 public:
  BlockMemory(const Kernel& kernel, const Launch& launch, uint32_t threads, const uint8_t* parameters,
              MemoryMap* memory, const RunOptions& options);

  void StartBlock(uint32_t number);
  void BlockBarrier();
  void WarpBarrier(uint32_t warp) { ++warp_epochs_[warp]; }

  // Bytes is a power of two up to 64. Null: fault_code() and fault() say why.
  uint8_t* Access(Space space, uint32_t lane, uint64_t address, uint32_t bytes, AccessKind kind);
  Code fault_code() const { return fault_code_; }
  const std::string& fault() const { return fault_; }

  std::vector<ByteRange> TakeRanges(bool written);

 private:
  // Bytes of one state space that an access may not leave.
  struct Region {
    uint64_t begin = 0;
    uint64_t end = 0;
    uint8_t* host = nullptr;     // of `begin`
    uint8_t* written = nullptr;  // of `begin`; null: not tracked
    bool writable = true;
    Space space = Space::kGlobal;  // kGlobal, kConst or kParam
  };

  const Region* FindRegion(Space space, uint64_t address);
  bool CheckRace(Space space, uint32_t lane, uint64_t address, uint32_t bytes, AccessKind kind);
  bool CheckWritten(uint8_t* state, uint32_t bytes, AccessKind kind);
  void Record(uint64_t address, uint32_t bytes, AccessKind kind);
  uint8_t* Fault(Code code, std::string what);
  uint8_t* OutOfBounds(Space space, uint64_t address, uint32_t bytes);

  MemoryMap* map_;
  const RunOptions& options_;
  uint32_t shared_bytes_;
  uint32_t local_bytes_;
  Dim3 grid_;
  std::unique_ptr<uint64_t[]> shared_;
  std::unique_ptr<uint64_t[]> local_;  // one piece of local_stride_ bytes per thread
  uint32_t local_stride_;
  std::vector<uint8_t> shared_written_, local_written_;
  std::vector<Region> regions_;
  size_t recent_ = 0;
  RaceShadow shared_shadow_, global_shadow_;
  uint32_t block_ = 0;
  uint32_t epoch_ = 0;         // barriers of this block
  uint32_t shared_epoch_ = 0;  // barriers and blocks so far
  std::array<uint32_t, kMaxThreads / kWarpSize> warp_epochs_{};
  std::vector<ByteRange> read_, write_;
  Code fault_code_ = Code::kOk;
  std::string fault_;
};

}  // namespace fsdp_ptx

#endif  // FSDP_RUNTIME_TEST_PTX_DEVICE_MEMORY_H_
