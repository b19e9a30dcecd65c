// number_formats.h - narrow floating-point formats: decoding, and rounding to them as NVIDIA's hardware does
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_PTX_NUMBER_FORMATS_H_
#define FSDP_RUNTIME_TEST_PTX_NUMBER_FORMATS_H_

#include <bit>
#include <cstdint>

#include "types.h"

namespace fsdp_ptx {

struct FloatFormat {
  unsigned exponent_bits;
  unsigned mantissa_bits;
  bool has_infinity;  // else the all-ones exponent holds numbers, and only all ones is NaN (e4m3)
  uint32_t nan;       // the canonical NaN that conversions give
};

constexpr FloatFormat kF16Format = {5, 10, true, 0x7fff};
constexpr FloatFormat kBf16Format = {8, 7, true, 0x7fff};
constexpr FloatFormat kE4m3Format = {4, 3, false, 0x7f};
constexpr FloatFormat kE5m2Format = {5, 2, true, 0x7f};
constexpr FloatFormat kF32Format = {8, 23, true, 0x7fffffff};

// Exact.
double DecodeFloat(uint32_t bits, const FloatFormat& format);

// Rounds once. Without `saturate` (.satfinite) a magnitude beyond the largest finite number becomes infinity (NaN where
// the format has none) or, in the modes that round towards zero, that number; with it, always that number. NaN becomes
// the canonical NaN in either case.
uint32_t EncodeFloat(double value, const FloatFormat& format, Rounding rounding, bool saturate);

// A sum rounded to odd: rounding it again to at most 51 bits of mantissa is as good as rounding the exact sum.
double AddRoundedToOdd(double a, double b);
// An integer as double, rounded to odd.
double IntegerRoundedToOdd(uint64_t magnitude, bool negative);

// The conversions that kernels do most, without branches. cvt.f32.f16: rebias by a multiplication, which also makes
// subnormal numbers normal.
inline float HalfToFloat(uint16_t bits) {
  const uint32_t magnitude = uint32_t{bits & 0x7fffu} << 13;
  const uint32_t rebiased = std::bit_cast<uint32_t>(std::bit_cast<float>(magnitude) * 0x1p112f);
  const uint32_t special = magnitude > 0x0f800000u ? 0x7fffffffu : 0x7f800000u;
  const uint32_t sign = magnitude > 0x0f800000u ? 0u : uint32_t{bits & 0x8000u} << 16;
  return std::bit_cast<float>(sign | (magnitude >= 0x0f800000u ? special : rebiased));
}
// cvt.rn.f16.f32. Adding 0.5 to a result that is subnormal puts its bits at the end of the significand, rounded.
inline uint16_t FloatToHalf(float value) {
  const uint32_t bits = std::bit_cast<uint32_t>(value), magnitude = bits & 0x7fffffffu;
  const uint32_t subnormal = std::bit_cast<uint32_t>(std::bit_cast<float>(magnitude) + 0.5f) - 0x3f000000u;
  const uint32_t normal = (magnitude - 0x38000000u + 0xfffu + ((magnitude >> 13) & 1)) >> 13;
  const uint32_t finite = magnitude < 0x38800000u ? subnormal : normal;
  const uint32_t rounded = magnitude >= 0x47800000u ? 0x7c00u : finite;
  return static_cast<uint16_t>(magnitude > 0x7f800000u ? 0x7fffu : rounded | ((bits >> 16) & 0x8000u));
}
inline float Bf16ToFloat(uint16_t bits) { return std::bit_cast<float>(uint32_t{bits} << 16); }

// cvt.rn.bf16.f32.
inline uint16_t FloatToBf16(float value) {
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  const uint32_t rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
  return static_cast<uint16_t>((bits & 0x7fffffff) > 0x7f800000 ? 0x7fff : rounded);
}

// cvt.rn.satfinite of one element to e4m3 or e5m2, as FloatToHalf does it.
template <const FloatFormat& format>
inline uint16_t FloatToEight(float value) {
  constexpr uint32_t kBias = (1u << (format.exponent_bits - 1)) - 1, kShift = 23 - format.mantissa_bits;
  constexpr uint32_t kRebias = (127 - kBias) << 23, kLeastNormal = (128 - kBias) << 23;
  // Its unit in the last place is the format's smallest number.
  constexpr uint32_t kMagic = (128 - kBias - format.mantissa_bits + 23) << 23;
  constexpr uint32_t kLargest =
      format.has_infinity ? ((1u << format.exponent_bits) - 1) * (1u << format.mantissa_bits) - 1 : 0x7e;
  const uint32_t bits = std::bit_cast<uint32_t>(value), magnitude = bits & 0x7fffffffu;
  const uint32_t subnormal =
      std::bit_cast<uint32_t>(std::bit_cast<float>(magnitude) + std::bit_cast<float>(kMagic)) - kMagic;
  const uint32_t normal = (magnitude - kRebias + (1u << (kShift - 1)) - 1 + ((magnitude >> kShift) & 1)) >> kShift;
  const uint32_t rounded = magnitude < kLeastNormal ? subnormal : normal;
  const uint32_t finite = rounded < kLargest ? rounded : kLargest;
  return static_cast<uint16_t>(magnitude > 0x7f800000u ? format.nan : finite | ((bits >> 24) & 0x80u));
}

}  // namespace fsdp_ptx

#endif  // FSDP_RUNTIME_TEST_PTX_NUMBER_FORMATS_H_
