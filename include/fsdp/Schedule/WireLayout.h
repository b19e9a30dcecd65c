//===- WireLayout.h - byte offsets inside slots and buffers -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_SCHEDULE_WIRELAYOUT_H
#define FSDP_SCHEDULE_WIRELAYOUT_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fsdp {

/// Elements to which every chunk of state, gradient and wire is padded, so that
/// a cast's pack over a whole group is one flat loop.
constexpr int64_t kChunkElementAlignment = 16;
/// Alignment of each wire in a slot: one vector store.
constexpr int64_t kWireAlignment = 16;
/// Alignment of each tensor of an unsharded buffer: one cache line.
constexpr int64_t kUnshardedAlignment = 64;

/// Tensors one after the other in one buffer, all aligned alike, padding
/// between them: a rank's wire slot, a group's unsharded parameters, a group's
/// full gradients, its reduced gradients.
class WireLayout {
public:
  struct Item {
    int64_t offset; ///< from the start of the buffer, in bytes
    int64_t used;   ///< bytes of the tensor
    int64_t taken;  ///< bytes up to which nothing else may start
  };

  /// Layout of a wire slot: a wire of E-byte elements takes
  /// align(count, 16) * E bytes.
  static WireLayout forSlot() {
    return {kWireAlignment, kChunkElementAlignment};
  }
  /// Layout of full, unsharded tensors.
  static WireLayout forUnsharded() { return {kUnshardedAlignment, 1}; }

  /// Appends a tensor of `count` elements and returns its offset in bytes.
  int64_t add(int64_t count, int64_t elementBytes);

  /// Bytes of the whole buffer, a multiple of the alignment.
  int64_t getBytes() const;
  const std::vector<Item> &getItems() const { return items; }

  /// What is wrong, if anything: overlap, misalignment, a negative size.
  std::optional<std::string> check() const;

private:
  WireLayout(int64_t alignment, int64_t elements)
      : alignment(alignment), elementAlignment(elements) {}

  int64_t alignment;
  int64_t elementAlignment;
  std::vector<Item> items;
};

} // namespace fsdp

#endif // FSDP_SCHEDULE_WIRELAYOUT_H
