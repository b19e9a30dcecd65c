// access_log.cpp - the race detector's history
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "access_log.h"

#include <atomic>

namespace cuda_double {

int NewTimeline() {
  static std::atomic<int> next{0};
  return next++;
}

void AccessLog::Split(uint64_t at) {
  auto after = pieces_.upper_bound(at);
  if (after == pieces_.begin()) return;
  auto piece = std::prev(after);
  if (piece->first == at || piece->second.end <= at) return;
  Bytes rest = piece->second;
  piece->second.end = at;
  pieces_.emplace_hint(after, at, std::move(rest));
}

std::optional<Race> AccessLog::Check(const std::map<uint64_t, Bytes>::value_type& piece, bool write,
                                     const Clock& clock) {
  const auto& [begin, bytes] = piece;
  if (bytes.writer.exists() && !bytes.writer.BeforeOrSame(clock)) return Race{bytes.writer, true, begin, bytes.end};
  if (!write) return std::nullopt;
  for (const Epoch& reader : bytes.readers) {
    if (!reader.BeforeOrSame(clock)) return Race{reader, false, begin, bytes.end};
  }
  return std::nullopt;
}

void AccessLog::AddReader(Bytes& piece, const Epoch& self, const Clock& clock) {
  // What is ordered before this reader is also ordered before whatever must come after it.
  std::erase_if(piece.readers, [&](const Epoch& reader) { return reader.BeforeOrSame(clock); });
  piece.readers.push_back(self);
}

std::optional<Race> AccessLog::Note(uint64_t begin, uint64_t end, bool write, const Epoch& self, const Clock& clock) {
  if (begin >= end) return std::nullopt;
  std::lock_guard lock(mutex_);
  Split(begin);
  Split(end);
  std::optional<Race> race;
  uint64_t covered = begin;
  auto piece = pieces_.lower_bound(begin);
  auto first = piece;
  for (; piece != pieces_.end() && piece->first < end; ++piece) {
    if (!race) race = Check(*piece, write, clock);
    if (write) continue;
    if (covered < piece->first) pieces_.emplace_hint(piece, covered, Bytes{piece->first, {}, {self}});
    AddReader(piece->second, self, clock);
    covered = piece->second.end;
  }
  if (write) {
    pieces_.erase(first, piece);
    pieces_.emplace(begin, Bytes{end, self, {}});
  } else if (covered < end) {
    pieces_.emplace_hint(piece, covered, Bytes{end, {}, {self}});
  }
  return race;
}

}  // namespace cuda_double
