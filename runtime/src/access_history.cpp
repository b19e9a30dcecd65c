// access_history.cpp - who touched which bytes
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "access_history.h"

namespace fsdp_rt {

void AccessHistory::Split(uint64_t at) {
  auto cell = cells_.upper_bound(at);
  if (cell == cells_.begin()) return;
  --cell;
  if (cell->first == at || cell->second.end <= at) return;
  Cell right = cell->second;
  cell->second.end = at;
  cells_.emplace(at, std::move(right));
}

std::optional<Conflict> AccessHistory::Check(const Cells::value_type& cell, const Accessed& access,
                                             const VectorClock& clock) {
  const auto& [begin, state] = cell;
  constexpr auto kUnordered = Conflict::Kind::kUnordered;
  if (state.write && !state.write->point.HappensBefore(clock))
    return Conflict{kUnordered, *state.write, begin, state.end};
  if (!access.write) return std::nullopt;
  for (const Accessed& read : state.reads)
    if (!read.point.HappensBefore(clock)) return Conflict{kUnordered, read, begin, state.end};
  return std::nullopt;
}

// A range is the extent of what is read, and rows may have gaps between them: bytes that the
// allocation never held may be anything. Bytes that it held and lost may not.
std::optional<Conflict> AccessHistory::CheckValue(uint64_t begin, uint64_t end, const Accessed& access) const {
  bool lost = lost_.count(access.allocation) > 0, found = access.with_gaps;
  std::optional<Conflict> missing;
  auto miss = [&](const Conflict& conflict) {
    if (!missing) missing = conflict;
  };
  uint64_t at = begin;
  for (auto cell = cells_.lower_bound(begin); at < end; ++cell) {
    uint64_t next = cell == cells_.end() ? end : std::min(end, cell->first);
    if (at < next) miss({Conflict::Kind::kUnwritten, {}, at, next});
    if (next == end) break;
    const auto& [first, state] = *cell;
    if (!state.write) {
      miss({Conflict::Kind::kUnwritten, {}, first, state.end});
    } else if (state.write->allocation == access.allocation) {
      found = true;
    } else {
      Conflict overwritten{Conflict::Kind::kOverwritten, *state.write, first, state.end};
      if (lost) return overwritten;
      miss(overwritten);
    }
    at = state.end;
  }
  return found ? std::nullopt : missing;
}

void AccessHistory::AddRead(Cell* cell, const Accessed& access) {
  for (Accessed& read : cell->reads) {
    if (read.point.timeline != access.point.timeline) continue;
    read = access;
    return;
  }
  cell->reads.push_back(access);
}

// Everything before is ordered before this write, so whatever is ordered after the
// write is ordered after all of it: the write alone need be remembered.
void AccessHistory::AddWrite(uint64_t begin, uint64_t end, const Accessed& access) {
  auto first = cells_.lower_bound(begin), last = cells_.lower_bound(end);
  for (auto cell = first; cell != last; ++cell)
    if (cell->second.write && cell->second.write->allocation != access.allocation)
      lost_.insert(cell->second.write->allocation);
  cells_.erase(first, last);
  cells_.emplace(begin, Cell{end, access, {}});
}

std::optional<Conflict> AccessHistory::Add(uint64_t begin, uint64_t end, const Accessed& access,
                                           const VectorClock& clock) {
  if (begin >= end) return std::nullopt;
  Split(begin);
  Split(end);
  for (auto cell = cells_.lower_bound(begin); cell != cells_.end() && cell->first < end; ++cell)
    if (std::optional<Conflict> conflict = Check(*cell, access, clock)) return conflict;
  if (!access.write && !outlives_entries_)
    if (std::optional<Conflict> conflict = CheckValue(begin, end, access)) return conflict;
  if (access.write) {
    AddWrite(begin, end, access);
    return std::nullopt;
  }
  uint64_t at = begin;
  while (at < end) {
    auto cell = cells_.lower_bound(at);
    if (cell == cells_.end() || cell->first > at) {  // a gap: never touched before
      uint64_t gap_end = cell == cells_.end() ? end : std::min(end, cell->first);
      cell = cells_.emplace(at, Cell{gap_end, std::nullopt, {}}).first;
    }
    AddRead(&cell->second, access);
    at = cell->second.end;
  }
  return std::nullopt;
}

}  // namespace fsdp_rt
