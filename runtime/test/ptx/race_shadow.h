// race_shadow.h - who touched each byte last: finds accesses that nothing orders
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_PTX_RACE_SHADOW_H_
#define FSDP_RUNTIME_TEST_PTX_RACE_SHADOW_H_

#include <array>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace fsdp_ptx {

// A thread at a moment, in one word. Order within a block: a barrier of the block raises `epoch`, a barrier of the warp
// `warp_epoch` (of that warp). Nothing but atomics orders blocks of a launch.
struct Stamp {
  static constexpr uint64_t kValid = 1, kAtomic = 2, kManyThreads = 4, kManyWarps = 8, kManyBlocks = 16;
  static constexpr uint32_t kEpochs = 1 << 16;
  static uint64_t Make(uint32_t block, uint32_t epoch, uint32_t thread, uint32_t warp_epoch) {
    return (uint64_t{block} << 40) | (uint64_t{epoch & 0xffff} << 24) | (uint64_t{thread} << 14) |
           (uint64_t{warp_epoch & 0x1ff} << 5) | kValid;
  }
  static uint32_t Block(uint64_t s) { return static_cast<uint32_t>(s >> 40); }
  static uint32_t Epoch(uint64_t s) { return static_cast<uint32_t>(s >> 24) & 0xffff; }
  static uint32_t Thread(uint64_t s) { return static_cast<uint32_t>(s >> 14) & 0x3ff; }
  static uint32_t WarpEpoch(uint64_t s) { return static_cast<uint32_t>(s >> 5) & 0x1ff; }
};

class RaceShadow {
 public:
  enum class Kind : uint8_t { kRead, kWrite, kStrongRead, kStrongWrite };  // an atomic is a strong write

  // Notes the access and returns 0, or the stamp of an earlier access that it races with; `*write`: that one wrote.
  // `bytes` is a power of two up to 64 that divides `address`.
  uint64_t Access(uint64_t address, uint32_t bytes, Kind kind, uint64_t stamp, bool* write);

 private:
  struct Cell {
    uint64_t write = 0;
    uint64_t read = 0;
  };
  // 4 KiB of memory in cells as large as the smallest access that was seen in it.
  struct Page {
    uint32_t granule_log2 = 6;
    std::vector<Cell> cells;
  };
  static constexpr uint32_t kPageLog2 = 12;

  Page& FindPage(uint64_t address);
  static void Split(Page& page, uint32_t granule_log2);
  static uint64_t Touch(Cell& cell, Kind kind, uint64_t stamp, bool* write);

  std::unordered_map<uint64_t, std::unique_ptr<Page>> pages_;
  std::array<std::pair<uint64_t, Page*>, 64> recent_{};  // by the low bits of the page's number
};

}  // namespace fsdp_ptx

#endif  // FSDP_RUNTIME_TEST_PTX_RACE_SHADOW_H_
