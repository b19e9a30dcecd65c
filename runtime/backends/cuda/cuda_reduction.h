// cuda_reduction.h - the kernels that the backend brings itself: adding up what ranks sent
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_BACKENDS_CUDA_CUDA_REDUCTION_H_
#define FSDP_RT_BACKENDS_CUDA_CUDA_REDUCTION_H_

#include <string>
#include <vector>

#include "cuda_code.h"

namespace fsdp_rt {

inline constexpr unsigned kReductionThreads = 256;
inline constexpr unsigned kReductionMostBlocks = 1024;

// PTX of all of them, for sm_80 and newer, and how they are called, in this order:
//
// fsdp_rt_reduce_f32, _f64, _i64, _i32, _i1(dest, first, rest, ranks, count, op, scale): dest[i] = scale * (first[i] op
// rest[i] op rest[count + i] op ...), in the order of ranks; `dest` may be `first`. `scale` is an f32 in the low half,
// an f64, or an i64 that sums are divided by, toward zero; of _i1 it is 1, and both ops are "or" of lowest bits.
//
// op 0 is the sum, else it is the maximum, where a NaN stays. Each addition and product rounds by itself, as on the
// CPU.
std::string ReductionPtx();
std::vector<fsdp_rt_kernel_info> ReductionKernels();

// Of the kernel among these that reduces elements of `dtype`; -1: none does.
int ReductionOf(fsdp_rt_dtype dtype);
// The bits of its last parameter.
uint64_t ReductionScale(fsdp_rt_dtype dtype, double scale);

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_CUDA_CUDA_REDUCTION_H_
