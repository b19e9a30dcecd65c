// dtype.h - names and sizes of element types, as plans and safetensors spell them
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_DTYPE_H_
#define FSDP_RT_RUNNER_DTYPE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "fsdp_rt/fsdp_rt.h"

namespace fsdp_rt::runner {

uint64_t SizeOf(fsdp_rt_dtype dtype);
// "F32", "BF16", ...: the spelling of safetensors headers.
const char* SafetensorsName(fsdp_rt_dtype dtype);
std::optional<fsdp_rt_dtype> ParseSafetensorsName(std::string_view name);

// "[32, 8]"
std::string ShapeText(std::span<const int64_t> shape);
// The product of the extents; nothing when it overflows or an extent is negative.
std::optional<uint64_t> ElementCount(std::span<const int64_t> shape);

// One f32, f64, bf16 or f16 element, widened.
double ElementAsDouble(fsdp_rt_dtype dtype, const void* element);
bool IsFloat(fsdp_rt_dtype dtype);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_DTYPE_H_
