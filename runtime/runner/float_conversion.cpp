// float_conversion.cpp - floats of a file as the floats that a plan stores
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/float_conversion.h"

#include <bit>
#include <cmath>
#include <cstring>

#include "runner/dtype.h"

namespace fsdp_rt::runner {
namespace {

uint16_t BFloat16Bits(float value) {
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  if (std::isnan(value)) return static_cast<uint16_t>(bits >> 16 | 0x40);  // Quiet, whatever is cut off.
  return static_cast<uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

uint16_t HalfBits(float value) {
  const uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  if (std::isnan(value)) return sign | 0x7e00;
  const double magnitude = std::fabs(static_cast<double>(value));
  if (magnitude >= 65520) return sign | 0x7c00;  // From half a unit above the largest number, 65504.
  // The unit of the last place, which of subnormal numbers is 2^-24, counts into the bits as a whole.
  const int exponent = magnitude < 0x1p-14 ? -14 : std::ilogb(magnitude);
  const double units = std::nearbyint(std::ldexp(magnitude, 10 - exponent));
  return sign | static_cast<uint16_t>(((exponent + 14) << 10) + static_cast<int>(units));
}

}  // namespace

bool IsConvertible(fsdp_rt_dtype dtype) {
  return dtype == FSDP_RT_F32 || dtype == FSDP_RT_BF16 || dtype == FSDP_RT_F16;
}

void ConvertFloats(fsdp_rt_dtype from_dtype, const std::byte* from, fsdp_rt_dtype to_dtype, std::byte* to,
                   uint64_t count) {
  const uint64_t from_size = SizeOf(from_dtype), to_size = SizeOf(to_dtype);
  if (from_dtype == to_dtype) {
    std::memcpy(to, from, count * to_size);
    return;
  }
  for (uint64_t i = 0; i < count; ++i) {
    const float value = static_cast<float>(ElementAsDouble(from_dtype, from + i * from_size));
    if (to_dtype == FSDP_RT_F32) {
      std::memcpy(to + i * to_size, &value, to_size);
      continue;
    }
    const uint16_t bits = to_dtype == FSDP_RT_BF16 ? BFloat16Bits(value) : HalfBits(value);
    std::memcpy(to + i * to_size, &bits, to_size);
  }
}

}  // namespace fsdp_rt::runner
