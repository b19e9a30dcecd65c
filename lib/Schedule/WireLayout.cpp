//===- WireLayout.cpp - byte offsets inside slots and buffers -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Schedule/WireLayout.h"

using namespace fsdp;

static int64_t alignTo(int64_t value, int64_t alignment) {
  return (value + alignment - 1) / alignment * alignment;
}

int64_t WireLayout::getBytes() const {
  return items.empty()
             ? 0
             : alignTo(items.back().offset + items.back().taken, alignment);
}

int64_t WireLayout::add(int64_t count, int64_t elementBytes) {
  int64_t offset = getBytes();
  items.push_back({offset, count * elementBytes,
                   alignTo(count, elementAlignment) * elementBytes});
  return offset;
}

std::optional<std::string> WireLayout::check() const {
  int64_t end = 0;
  for (size_t i = 0; i < items.size(); ++i) {
    const Item &item = items[i];
    std::string name =
        "item " + std::to_string(i) + " at byte " + std::to_string(item.offset);
    if (item.used < 0 || item.taken < item.used)
      return name + " takes " + std::to_string(item.taken) +
             " bytes, expected at least its own " + std::to_string(item.used);
    if (item.offset % alignment)
      return name + " is not a multiple of " + std::to_string(alignment);
    if (item.offset < end)
      return name + " starts inside the one before it, which ends at byte " +
             std::to_string(end);
    end = item.offset + item.taken;
  }
  return std::nullopt;
}
