//===- ArenaLayout.cpp - offsets of buffers that share bytes --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Schedule/ArenaLayout.h"

#include <algorithm>
#include <limits>
#include <map>

using namespace fsdp;

static int64_t alignUp(int64_t value) {
  return (value + kBufferAlignment - 1) / kBufferAlignment * kBufferAlignment;
}

static bool liveTogether(const ArenaLayout::Item &a,
                         const ArenaLayout::Item &b) {
  return a.begin <= b.end && b.begin <= a.end;
}

/// The start of the smallest gap between `placed` (sorted by offset, all alive
/// together with `item`) that takes `item`.
int64_t ArenaLayout::findOffset(const Item &item,
                                const std::vector<const Item *> &placed) const {
  int64_t best = -1, bestGap = std::numeric_limits<int64_t>::max(), end = 0;
  for (const Item *other : placed) {
    int64_t gap = other->offset - end;
    if (gap >= alignUp(item.bytes) && gap < bestGap) {
      best = end;
      bestGap = gap;
    }
    end = std::max(end, other->offset + alignUp(other->bytes));
  }
  return best >= 0 ? best : end;
}

void ArenaLayout::place() {
  std::vector<int> order(items.size());
  for (size_t i = 0; i < order.size(); ++i)
    order[i] = i;
  // Ties in order of the list: the result depends on nothing else.
  std::sort(order.begin(), order.end(), [&](int a, int b) {
    return std::pair(-items[a].bytes, a) < std::pair(-items[b].bytes, b);
  });
  std::vector<const Item *> placed, together;
  for (int i : order) {
    together.clear();
    for (const Item *other : placed)
      if (liveTogether(items[i], *other))
        together.push_back(other);
    items[i].offset = findOffset(items[i], together);
    auto behind = std::upper_bound(
        placed.begin(), placed.end(), &items[i],
        [](const Item *a, const Item *b) { return a->offset < b->offset; });
    placed.insert(behind, &items[i]);
  }
}

int64_t ArenaLayout::getSum() const {
  int64_t sum = 0;
  for (const Item &item : items)
    sum += alignUp(item.bytes);
  return sum;
}

int64_t ArenaLayout::getLivePeak() const {
  std::map<int, int64_t> changes;
  for (const Item &item : items) {
    changes[item.begin] += alignUp(item.bytes);
    changes[item.end + 1] -= alignUp(item.bytes);
  }
  int64_t live = 0, peak = 0;
  for (auto [at, change] : changes) {
    live += change;
    peak = std::max(peak, live);
  }
  return peak;
}

int64_t ArenaLayout::getPlanned() const {
  int64_t end = 0;
  for (const Item &item : items)
    end = std::max(end, item.offset + alignUp(item.bytes));
  return end;
}

std::optional<std::string> ArenaLayout::check() const {
  for (size_t i = 0; i < items.size(); ++i)
    if (items[i].bytes < 0 || items[i].begin > items[i].end)
      return "item " + std::to_string(i) + " has " +
             std::to_string(items[i].bytes) + " bytes and lives from " +
             std::to_string(items[i].begin) + " to " +
             std::to_string(items[i].end);
  return std::nullopt;
}

std::optional<std::string> ArenaLayout::verify() const {
  for (size_t i = 0; i < items.size(); ++i) {
    const Item &a = items[i];
    if (a.offset < 0 || a.offset % kBufferAlignment)
      return "item " + std::to_string(i) + " is at " + std::to_string(a.offset);
    for (size_t j = 0; j < i; ++j) {
      const Item &b = items[j];
      if (liveTogether(a, b) && a.offset < b.offset + b.bytes &&
          b.offset < a.offset + a.bytes)
        return "items " + std::to_string(j) + " and " + std::to_string(i) +
               " share bytes while both live";
    }
  }
  return std::nullopt;
}
