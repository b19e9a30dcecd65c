// abstract_ranks.cpp - a few ranks that stand for all
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "abstract_ranks.h"

#include "comm_axis.h"

namespace fsdp_rt {
namespace {

// Twice as many ranks for each; deep plans are checked in the time that they take to load.
constexpr size_t kMaxBorders = 8;

// On which axes a rank meets rank 0.
std::vector<bool> Meetings(const std::set<uint32_t>& axes, uint32_t rank) {
  std::vector<bool> result;
  for (uint32_t axis : axes) result.push_back(FirstOfAxis(axis, rank) == 0);
  return result;
}

}  // namespace

Status AbstractRanks(const std::set<uint32_t>& axes, uint32_t world, std::vector<uint32_t>* out_ranks) {
  std::set<uint32_t> borders;
  for (uint32_t axis : axes) {
    if (AxisSize(axis) == 1) continue;
    for (uint32_t border : {AxisStride(axis), AxisStride(axis) * AxisSize(axis)})
      if (border < world) borders.insert(border);
  }
  if (borders.size() > kMaxBorders)
    return Error(FSDP_RT_UNSUPPORTED, "not supported yet: communicators that cut the ranks in ", borders.size(),
                 " ways, more than ", kMaxBorders);
  std::set<uint32_t> ranks = {0};
  for (uint32_t border : borders)
    for (uint32_t rank : std::set<uint32_t>(ranks))
      if (rank + border < world) ranks.insert(rank + border);
  std::set<std::vector<bool>> found;
  for (uint32_t rank : ranks) found.insert(Meetings(axes, rank));
  for (uint32_t rank = 0; rank < world; ++rank)
    if (found.insert(Meetings(axes, rank)).second) ranks.insert(rank);
  out_ranks->assign(ranks.begin(), ranks.end());
  return {};
}

}  // namespace fsdp_rt
