// lane_mask.h - sets of a block's threads
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_PTX_LANE_MASK_H_
#define FSDP_RUNTIME_TEST_PTX_LANE_MASK_H_

#include <array>
#include <bit>
#include <cstdint>

#include "program.h"

namespace fsdp_ptx {

// Thread t is bit t % 64 of word t / 64.
class LaneMask {
 public:
  static constexpr uint32_t kWords = kMaxThreads / 64;

  static LaneMask First(uint32_t threads) {
    LaneMask mask;
    for (uint32_t w = 0; w < kWords; ++w) {
      const uint32_t begin = w * 64;
      mask.words_[w] = threads >= begin + 64 ? ~uint64_t{0}
                       : threads > begin     ? (uint64_t{1} << (threads - begin)) - 1
                                             : 0;
    }
    return mask;
  }

  uint64_t word(uint32_t w) const { return words_[w]; }
  uint64_t& word(uint32_t w) { return words_[w]; }
  bool test(uint32_t lane) const { return (words_[lane / 64] >> (lane % 64)) & 1; }
  void set(uint32_t lane) { words_[lane / 64] |= uint64_t{1} << (lane % 64); }
  uint32_t warp(uint32_t w) const { return static_cast<uint32_t>(words_[w / 2] >> (w % 2 * 32)); }
  void set_warp(uint32_t w, uint32_t lanes) { words_[w / 2] |= uint64_t{lanes} << (w % 2 * 32); }

  bool any() const {
    uint64_t all = 0;
    for (uint64_t w : words_) all |= w;
    return all != 0;
  }
  uint32_t count() const {
    uint32_t sum = 0;
    for (uint64_t w : words_) sum += static_cast<uint32_t>(std::popcount(w));
    return sum;
  }
  uint32_t first() const {  // kMaxThreads: empty
    for (uint32_t w = 0; w < kWords; ++w) {
      if (words_[w]) return w * 64 + static_cast<uint32_t>(std::countr_zero(words_[w]));
    }
    return kMaxThreads;
  }
  bool operator==(const LaneMask&) const = default;
  LaneMask operator|(const LaneMask& o) const {
    return Combine(o, [](uint64_t a, uint64_t b) { return a | b; });
  }
  LaneMask operator&(const LaneMask& o) const {
    return Combine(o, [](uint64_t a, uint64_t b) { return a & b; });
  }
  LaneMask operator-(const LaneMask& o) const {
    return Combine(o, [](uint64_t a, uint64_t b) { return a & ~b; });
  }

  template <typename F>
  void ForEach(F&& f) const {
    for (uint32_t w = 0; w < kWords; ++w) {
      for (uint64_t rest = words_[w]; rest; rest &= rest - 1) f(w * 64 + static_cast<uint32_t>(std::countr_zero(rest)));
    }
  }

 private:
  template <typename F>
  LaneMask Combine(const LaneMask& o, F f) const {
    LaneMask result;
    for (uint32_t w = 0; w < kWords; ++w) result.words_[w] = f(words_[w], o.words_[w]);
    return result;
  }

  std::array<uint64_t, kWords> words_{};
};

}  // namespace fsdp_ptx

#endif  // FSDP_RUNTIME_TEST_PTX_LANE_MASK_H_
