// float_conversion.h - floats of a file as the floats that a plan stores
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FLOAT_CONVERSION_H_
#define FSDP_RT_RUNNER_FLOAT_CONVERSION_H_

#include <cstddef>
#include <cstdint>

#include "fsdp_rt/fsdp_rt.h"

namespace fsdp_rt::runner {

// Whether files and plans may differ in it: f32, bf16 and f16.
bool IsConvertible(fsdp_rt_dtype dtype);

// `count` elements. Exact where `to_dtype` holds the value, else rounded to nearest even;
// what is beyond its range becomes infinite, a NaN stays one. Both are convertible, or equal.
void ConvertFloats(fsdp_rt_dtype from_dtype, const std::byte* from, fsdp_rt_dtype to_dtype, std::byte* to,
                   uint64_t count);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FLOAT_CONVERSION_H_
