//===- ArenaLayout.h - offsets of buffers that share bytes ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_SCHEDULE_ARENALAYOUT_H
#define FSDP_SCHEDULE_ARENALAYOUT_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fsdp {

/// Alignment of every buffer in an arena: one cache line.
constexpr int64_t kBufferAlignment = 64;

/// One arena: buffers with lifetimes, placed so that two that live at the same
/// time share no byte.
class ArenaLayout {
public:
  struct Item {
    int64_t bytes;
    /// First and last command, both included, that need it.
    int begin, end;
    int64_t offset = -1;
  };

  void add(int64_t bytes, int begin, int end) {
    items.push_back({bytes, begin, end});
  }
  const std::vector<Item> &getItems() const { return items; }

  /// Sets the offsets: largest first, each into the smallest gap that fits.
  void place();

  /// Bytes of all items, without sharing.
  int64_t getSum() const;
  /// Most bytes alive at once: what no layout can be smaller than.
  int64_t getLivePeak() const;
  /// Bytes of the arena.
  int64_t getPlanned() const;

  /// What makes the input invalid, if anything.
  std::optional<std::string> check() const;
  /// What makes the layout illegal, if anything: no offset, misaligned,
  /// overlap.
  std::optional<std::string> verify() const;

private:
  int64_t findOffset(const Item &item,
                     const std::vector<const Item *> &placed) const;

  std::vector<Item> items;
};

} // namespace fsdp

#endif // FSDP_SCHEDULE_ARENALAYOUT_H
