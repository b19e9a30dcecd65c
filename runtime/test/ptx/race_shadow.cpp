// race_shadow.cpp - who touched each byte last
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "race_shadow.h"

#include <bit>

namespace fsdp_ptx {
namespace {

constexpr uint64_t kBlockAndEpoch = ~uint64_t{0} << 24;

// Both of the same block: something orders the earlier access before the later one.
bool Ordered(uint64_t earlier, uint64_t later) {
  if ((earlier ^ later) & kBlockAndEpoch) return Stamp::Block(earlier) == Stamp::Block(later);
  const uint32_t a = Stamp::Thread(earlier), b = Stamp::Thread(later);
  if (a == b && !(earlier & (Stamp::kManyThreads | Stamp::kManyWarps))) return true;
  return a / 32 == b / 32 && !(earlier & Stamp::kManyWarps) && Stamp::WarpEpoch(earlier) != Stamp::WarpEpoch(later);
}

// What a cell remembers of its readers after one more.
uint64_t MergeRead(uint64_t earlier, uint64_t stamp) {
  if (!earlier) return stamp;
  uint64_t flags = earlier & Stamp::kManyBlocks;
  if (Stamp::Block(earlier) != Stamp::Block(stamp)) {
    flags |= Stamp::kManyBlocks;
  } else if (!Ordered(earlier, stamp)) {
    flags |= earlier & (Stamp::kManyThreads | Stamp::kManyWarps);
    flags |= Stamp::Thread(earlier) / 32 == Stamp::Thread(stamp) / 32 ? Stamp::kManyThreads : Stamp::kManyWarps;
    if (!(earlier & Stamp::kAtomic)) stamp &= ~Stamp::kAtomic;
  }
  return stamp | flags;
}

}  // namespace

RaceShadow::Page& RaceShadow::FindPage(uint64_t address) {
  const uint64_t number = address >> kPageLog2;
  auto& [known, page] = recent_[number % recent_.size()];
  if (page && known == number) return *page;
  std::unique_ptr<Page>& owner = pages_[number];
  if (!owner) {
    owner = std::make_unique<Page>();
    owner->cells.resize(size_t{1} << (kPageLog2 - owner->granule_log2));
  }
  known = number;
  page = owner.get();
  return *page;
}

void RaceShadow::Split(Page& page, uint32_t granule_log2) {
  const size_t copies = size_t{1} << (page.granule_log2 - granule_log2);
  std::vector<Cell> cells;
  cells.reserve(page.cells.size() * copies);
  for (const Cell& cell : page.cells) cells.insert(cells.end(), copies, cell);
  page.cells = std::move(cells);
  page.granule_log2 = granule_log2;
}

uint64_t RaceShadow::Touch(Cell& cell, Kind kind, uint64_t stamp, bool* write) {
  const bool strong = kind == Kind::kStrongRead || kind == Kind::kStrongWrite;
  if (strong) stamp |= Stamp::kAtomic;
  if (cell.write && !(strong && (cell.write & Stamp::kAtomic)) && !Ordered(cell.write, stamp)) {
    *write = true;
    return cell.write;
  }
  if (kind == Kind::kRead || kind == Kind::kStrongRead) {
    cell.read = MergeRead(cell.read, stamp);
    return 0;
  }
  if (cell.read && !(strong && (cell.read & Stamp::kAtomic)) &&
      ((cell.read & Stamp::kManyBlocks) || !Ordered(cell.read, stamp))) {
    *write = false;
    return cell.read;
  }
  // A plain write stays a plain write until a barrier: an atomic of the same thread does not make up for it.
  const bool plain_before = cell.write && !(cell.write & Stamp::kAtomic) && !((cell.write ^ stamp) & kBlockAndEpoch);
  cell.write = plain_before ? stamp & ~Stamp::kAtomic : stamp;
  cell.read = 0;
  return 0;
}

uint64_t RaceShadow::Access(uint64_t address, uint32_t bytes, Kind kind, uint64_t stamp, bool* write) {
  Page& page = FindPage(address);
  const uint32_t size_log2 = static_cast<uint32_t>(std::countr_zero(bytes));
  if (size_log2 < page.granule_log2) Split(page, size_log2);
  const size_t first = (address & ((1u << kPageLog2) - 1)) >> page.granule_log2;
  const size_t count = size_t{bytes} >> page.granule_log2;
  for (size_t i = first; i < first + count; ++i) {
    if (const uint64_t other = Touch(page.cells[i], kind, stamp, write)) return other;
  }
  return 0;
}

}  // namespace fsdp_ptx
