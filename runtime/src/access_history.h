// access_history.h - who touched which bytes, and whether a new access is ordered after them
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
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
};

// Two accesses that nothing orders.
struct Conflict {
  Accessed earlier;
  uint64_t begin, end;  // bytes that both touch
};

// The accesses to one arena or binding of one rank, since each byte's last write.
class AccessHistory {
 public:
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

  Cells cells_;
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_ACCESS_HISTORY_H_
