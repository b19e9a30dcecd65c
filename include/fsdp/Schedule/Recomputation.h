//===- Recomputation.h - what backward computes again -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_SCHEDULE_RECOMPUTATION_H
#define FSDP_SCHEDULE_RECOMPUTATION_H

#include "fsdp/Schedule/CommandList.h"

#include <map>
#include <set>

namespace fsdp {

/// Buffers that the same forward commands fill: they come back together.
struct RecomputedValue {
  std::vector<int> buffers;
  /// Commands that fill them, in program order.
  std::vector<int> commands;
  /// What they read: buffers that are none of these values, and other values.
  std::set<int> reads, values;
  /// Forward's unsharded groups that they read.
  std::set<int> groups;
  int64_t bytes = 0, cost = 0;
  /// Backward reads it: it is kept from forward unless it is chosen.
  bool saved = false;
};

/// Chooses what backward computes again rather than finding it kept from
/// forward: the cheapest per byte, as long as more transient bytes are alive at
/// once than a limit allows. A value is only computed again from what backward
/// has: inputs that nothing overwrites, values that are kept or computed again
/// themselves, and gathered groups. The result has the same bits.
class Recomputation {
public:
  /// `order` is one to run the list in, `storage` the buffer that each buffer
  /// shares its bytes with (itself: none). `fulls` has the buffer of every
  /// group that backward can have unsharded whole: forward's, and backward's,
  /// if it has one.
  struct Full {
    int group = -1, backward = -1;
  };
  Recomputation(const CommandList &list, std::vector<int> order,
                std::vector<int> storage, std::map<int, Full> fulls);

  /// Values of these commands of forward are computed again in any case, but
  /// for what the rest of forward reads: that is where the part begins and
  /// ends.
  void require(const std::set<int> &commands);
  /// `limit`: transient bytes.
  void choose(int64_t limit);

  /// Indices of values that are computed again, in program order.
  std::vector<int> getChosen() const;
  const RecomputedValue &getValue(int value) const { return values[value]; }
  /// Before which command of `order` each of them is due; -1: never.
  std::vector<int> getDue(const std::vector<int> &order) const;
  /// Groups that backward needs whole, and before which command of `order`.
  std::map<int, int> getGroupsDue(const std::vector<int> &order) const;
  /// Most transient bytes alive at once with what is chosen.
  int64_t getPeak() const;
  /// Bytes that are no longer kept.
  int64_t getBytes() const;

private:
  /// From the first to the last command of the order that touches some bytes.
  struct Interval {
    int begin = -1, end = -1;
    void touch(int at) { extend({at, at}); }
    void extend(Interval other);
  };

  void collectValues();
  bool canRunAgain(const std::set<int> &buffers,
                   const std::vector<int> &commands) const;
  bool addInputs(RecomputedValue &value) const;
  void dropImpossible();
  void indexTouches();
  std::set<int> getClosure(int value) const;
  std::vector<int> getDue() const;
  const std::vector<int64_t> &getLive() const;
  int64_t getExcess(int64_t limit) const;
  bool tryChoose(int value, int64_t limit, int64_t &excess);
  bool isNeeded(int value) const;
  void dropNeedless(int64_t limit);
  bool fit(int64_t limit);

  const CommandList &list;
  std::vector<int> order, storage;
  std::map<int, Full> fulls;
  std::vector<std::vector<int>> writers;
  std::vector<RecomputedValue> values;
  std::vector<int> valueOf;
  std::vector<bool> required, chosen;

  /// What of the search does not depend on what is chosen: a fit asks for the
  /// bytes alive after every step. Values in program order, those that read
  /// each, and which command of backward first does.
  std::vector<int> programOrder;
  std::vector<std::vector<int>> users;
  std::vector<int> firstRead;
  /// By storage: touches of what is never computed again.
  std::vector<Interval> fixed;
  /// Buffers of values with their touches by forward and by backward.
  struct ValueBuffer {
    int buffer;
    Interval forward, backward;
  };
  std::vector<ValueBuffer> valueBuffers;
  std::vector<int> transient;
  mutable std::vector<Interval> first, second;
  mutable std::vector<int64_t> live;
};

} // namespace fsdp

#endif // FSDP_SCHEDULE_RECOMPUTATION_H
