// abstract_ranks.h - a few ranks that stand for all
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_ABSTRACT_RANKS_H_
#define FSDP_RT_SRC_ABSTRACT_RANKS_H_

#include <cstdint>
#include <set>
#include <vector>

#include "status.h"

namespace fsdp_rt {

// Rank 0, first, and others such that for every rank of `world` there is one that meets rank 0 on just the same
// `axes`. Where each axis ends another begins: a rank's number has a digit between any two of these borders, and a
// digit matters only as the same as rank 0's or another. So the ranks whose digits are 0 or 1 are all
// there is to tell apart; an order that goes through a further rank goes through one of these too. Where
// the borders do not divide each other, as of parts of 2 and of 3 of 6 ranks, a rank may be missing through which an
// order goes: what is safe may then be refused, and nothing else.
Status AbstractRanks(const std::set<uint32_t>& axes, uint32_t world, std::vector<uint32_t>* out_ranks);

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_ABSTRACT_RANKS_H_
