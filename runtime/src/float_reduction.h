// float_reduction.h - sums and maxima over the ranks of f32, as every communicator on the host makes them
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_FLOAT_REDUCTION_H_
#define FSDP_RT_SRC_FLOAT_REDUCTION_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fsdp_rt {

// dest[i] = scale * op over `sources`, in rank order, for i in [begin, end): the same bits on every backend. op 0: sum;
// 1: maximum, where a NaN of any rank stays, for an overflow must not vanish.
void ReduceFloats(const std::vector<const float*>& sources, float* dest, uint64_t begin, uint64_t end, uint32_t op,
                  double scale);

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_FLOAT_REDUCTION_H_
