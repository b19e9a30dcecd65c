// comm_axis.h - which ranks an axis of a communicator joins
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_COMM_AXIS_H_
#define FSDP_RT_SRC_COMM_AXIS_H_

#include <cstdint>
#include <string>

#include "fsdp_rt/fsdp_rt.h"
#include "status.h"

namespace fsdp_rt {

constexpr uint32_t AxisStride(uint32_t axis) { return axis >> 16; }
constexpr uint32_t AxisSize(uint32_t axis) { return axis & 0xffff; }
constexpr uint32_t RankInAxis(uint32_t axis, uint32_t rank) { return rank / AxisStride(axis) % AxisSize(axis); }
// The rank that is `member` of the axis that `rank` is in.
constexpr uint32_t RankOfMember(uint32_t axis, uint32_t rank, uint32_t member) {
  return rank + (member - RankInAxis(axis, rank)) * AxisStride(axis);
}
// A number that the ranks of an axis share, and no others: that of the first of them.
constexpr uint32_t FirstOfAxis(uint32_t axis, uint32_t rank) { return RankOfMember(axis, rank, 0); }

inline uint32_t WorldSize(const fsdp_rt_comm& comm) { return comm.replicas * comm.shards; }

// Does the axis cut `world` ranks into parts of its size?
constexpr bool AxisDivides(uint32_t axis, uint32_t world) {
  return AxisStride(axis) != 0 && AxisSize(axis) != 0 && world % (AxisStride(axis) * AxisSize(axis)) == 0;
}

inline std::string AxisName(uint32_t axis) { return Concat(AxisSize(axis), ":", AxisStride(axis)); }

inline Status CheckAxis(uint32_t axis, uint32_t world) {
  if (AxisDivides(axis, world)) return {};
  return Error(FSDP_RT_INVALID_ARGUMENT, "axis ", axis, " of ", AxisSize(axis), " ranks with a stride of ",
               AxisStride(axis), ", expected FSDP_RT_AXIS(stride, size) with stride * size a divisor of ", world);
}

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_COMM_AXIS_H_
