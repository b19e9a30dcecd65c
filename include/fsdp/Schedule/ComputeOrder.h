//===- ComputeOrder.h - compute ordered by open groups ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_SCHEDULE_COMPUTEORDER_H
#define FSDP_SCHEDULE_COMPUTEORDER_H

#include "fsdp/Schedule/CommandList.h"

#include <set>

namespace fsdp {

/// For each of `commands`, the positions in `commands` of those that it must
/// follow: an access to the same bytes, one of both writing.
std::vector<std::vector<int>> getDependences(const CommandList &list,
                                             const std::vector<int> &commands);

/// The compute commands of one phase, to be put into an order that keeps few
/// groups unsharded: program order, except that before a group is opened
/// whatever still belongs to an open group and can run without a further one,
/// runs first. So two forward passes over the same layers go through them side
/// by side.
class ComputeOrder {
public:
  /// `reads[i]`: groups whose unsharded parameters command i reads;
  /// `belongs[i]`: those and the groups whose gradients it writes.
  ComputeOrder(std::vector<std::vector<int>> dependences,
               std::vector<std::set<int>> reads,
               std::vector<std::set<int>> belongs)
      : dependences(std::move(dependences)), reads(std::move(reads)),
        belongs(std::move(belongs)), emitted(this->reads.size()) {}

  /// Positions in the new order.
  std::vector<int> run();

  /// What in `order` breaks a dependence, if anything.
  std::optional<std::string> verify(const std::vector<int> &order) const;

private:
  bool isOpen(int i) const;
  std::vector<bool> getBlocked() const;
  void emitWithDependences(int i);
  void flushOpen(int from);

  std::vector<std::vector<int>> dependences;
  std::vector<std::set<int>> reads, belongs;
  std::vector<bool> emitted;
  std::set<int> open;
  std::vector<int> order;
};

} // namespace fsdp

#endif // FSDP_SCHEDULE_COMPUTEORDER_H
