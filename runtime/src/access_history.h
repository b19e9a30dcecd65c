// access_history.h - who touched which bytes, whether a new access is ordered after them,
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// and whether a read finds what was written for it.
//
// Vector clocks, as race detectors use them: a timeline is one stream of one rank;
// a point is a place on it; a clock says up to which point of every timeline things
// have happened.

#ifndef FSDP_RT_SRC_ACCESS_HISTORY_H_
#define FSDP_RT_SRC_ACCESS_HISTORY_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "plan_model.h"

namespace fsdp_rt {

using VectorClock = std::vector<uint32_t>;  // one entry per timeline

inline void Join(VectorClock* clock, const VectorClock& other) {
  for (size_t i = 0; i < clock->size(); ++i) (*clock)[i] = std::max((*clock)[i], other[i]);
}

struct Point {
  uint32_t timeline = 0;
  uint32_t time = 0;  // 0: before everything
  bool HappensBefore(const VectorClock& clock) const { return time <= clock[timeline]; }
};

struct Accessed {
  Point point;
  uint32_t rank = 0;     // who
  uint32_t command = 0;  // in which command of the entry
  bool write = false;
  int32_t allocation = -1;  // whose bytes it means
  // A read that may find none of the allocation's bytes: a collective's of the room between
  // the tensors of a slot, or a kernel's that writes rows with gaps and names their whole
  // extent as read and written. Any other must find some.
  bool with_gaps = false;
};

// Why an access is wrong.
struct Conflict {
  enum class Kind {
    kUnordered,    // nothing orders it after `earlier`
    kOverwritten,  // reads what `earlier` wrote for another allocation
    kUnwritten,    // reads what nothing has written
  };
  Kind kind;
  Accessed earlier;     // of kUnwritten: nothing
  uint64_t begin, end;  // bytes that it is about
};

// The accesses to one arena or binding of one rank, since each byte's last write.
class AccessHistory {
 public:
  // With `outlives_entries` the bytes have values before the first access.
  explicit AccessHistory(bool outlives_entries = true) : outlives_entries_(outlives_entries) {}

  // Adds an access at `clock`; the conflict with an earlier one, if any.
  std::optional<Conflict> Add(uint64_t begin, uint64_t end, const Accessed& access, const VectorClock& clock);

 private:
  struct Cell {
    uint64_t end = 0;
    std::optional<Accessed> write;
    std::vector<Accessed> reads;  // at most one per timeline: the last
  };
  using Cells = std::map<uint64_t, Cell>;  // by first byte; disjoint

  // Makes a boundary at `at`.
  void Split(uint64_t at);
  static std::optional<Conflict> Check(const Cells::value_type& cell, const Accessed& access, const VectorClock& clock);
  static void AddRead(Cell* cell, const Accessed& access);
  void AddWrite(uint64_t begin, uint64_t end, const Accessed& access);

  // Whether [begin, end) holds what is expected when it is read as part of an allocation.
  std::optional<Conflict> CheckValue(uint64_t begin, uint64_t end, const Accessed& access) const;

  bool outlives_entries_;
  Cells cells_;
  std::set<int32_t> lost_;  // allocations of which another one has overwritten bytes
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_ACCESS_HISTORY_H_
