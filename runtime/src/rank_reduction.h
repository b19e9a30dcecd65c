// rank_reduction.h - sums and maxima over the ranks of what is not f32
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_RANK_REDUCTION_H_
#define FSDP_RT_SRC_RANK_REDUCTION_H_

#include <cstdint>
#include <vector>

#include "plan_model.h"

namespace fsdp_rt {

// f32, f64, i64, i32 and i1: what a plan's all-reduce may be of.
bool IsReducible(DType dtype);

// dest = scale * op over `sources`, in their order, so that every rank gets the same bits.
// Integers wrap; with a scale other than 1 they are divided by the integer next to 1 / scale,
// toward zero. Of i1 both ops are "or". `dest` overlaps no source.
void ReduceRanks(DType dtype, const std::vector<const void*>& sources, void* dest, uint64_t count, ReduceOp op,
                 double scale);

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_RANK_REDUCTION_H_
