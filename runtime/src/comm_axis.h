// comm_axis.h - which ranks an axis of a communicator joins
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_COMM_AXIS_H_
#define FSDP_RT_SRC_COMM_AXIS_H_

#include <cstdint>
#include <string>

#include "fsdp_rt/fsdp_rt.h"
#include "status.h"

namespace fsdp_rt {

// Places for what a rank keeps per axis: shard, replicate, world, and one for all parts of
// the shard axis, whose calls every rank makes in one order.
inline constexpr uint32_t kAxes = 4;

// 0 of a whole axis, else the consecutive ranks of the shard axis that the axis joins.
constexpr uint32_t PartOfShards(uint32_t axis) { return axis >> 8; }
constexpr uint32_t AxisPlace(uint32_t axis) { return PartOfShards(axis) ? 3 : axis; }

inline Status CheckAxis(uint32_t axis, uint32_t shards) {
  const uint32_t part = PartOfShards(axis);
  if (part ? (axis & 0xff) == 0 && shards % part == 0 : axis < 3) return {};
  return Error(FSDP_RT_INVALID_ARGUMENT, "axis ", axis,
               ", expected 0, 1, 2 or FSDP_RT_AXIS_OF_SHARDS(n) with n a divisor of ", shards);
}

inline uint32_t AxisSize(uint32_t axis, const fsdp_rt_comm& comm) {
  if (PartOfShards(axis)) return PartOfShards(axis);
  return axis == 0 ? comm.shards : axis == 1 ? comm.replicas : comm.replicas * comm.shards;
}

inline uint32_t RankInAxis(uint32_t axis, const fsdp_rt_comm& comm) {
  const uint32_t rank = uint32_t(comm.rank), shard = rank % comm.shards;
  if (PartOfShards(axis)) return shard % PartOfShards(axis);
  return axis == 0 ? shard : axis == 1 ? rank / comm.shards : rank;
}

// The rank that is `member` of the axis that the communicator's rank is in.
inline uint32_t RankOfMember(uint32_t axis, const fsdp_rt_comm& comm, uint32_t member) {
  const uint32_t rank = uint32_t(comm.rank);
  if (uint32_t part = PartOfShards(axis)) return rank / part * part + member;
  if (axis == 0) return rank / comm.shards * comm.shards + member;
  return axis == 1 ? member * comm.shards + rank % comm.shards : member;
}

inline std::string AxisName(uint32_t axis) {
  if (PartOfShards(axis)) return Concat("shard/", PartOfShards(axis));
  return axis == 0 ? "shard" : axis == 1 ? "replicate" : "world";
}

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_COMM_AXIS_H_
