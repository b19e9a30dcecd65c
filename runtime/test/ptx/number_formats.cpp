// number_formats.cpp - narrow floating-point formats
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "number_formats.h"

#include <cmath>
#include <limits>

namespace fsdp_ptx {
namespace {

int Bias(const FloatFormat& format) { return (1 << (format.exponent_bits - 1)) - 1; }

uint32_t Overflow(uint32_t sign, const FloatFormat& format, Rounding rounding, bool saturate) {
  const uint32_t all_ones = ((1u << format.exponent_bits) - 1) << format.mantissa_bits;
  const uint32_t largest = format.has_infinity ? all_ones - 1 : all_ones | ((1u << format.mantissa_bits) - 2);
  const bool towards_zero = rounding == Rounding::kZero || (rounding == Rounding::kDown && sign == 0) ||
                            (rounding == Rounding::kUp && sign != 0);
  if (saturate || towards_zero) return sign | largest;
  return sign | (format.has_infinity ? all_ones : format.nan);
}

bool RoundsUp(uint64_t kept, uint64_t rest, uint64_t half, bool negative, Rounding rounding) {
  switch (rounding) {
    case Rounding::kNearest:
      return rest > half || (rest == half && (kept & 1));
    case Rounding::kNearestAway:
      return rest >= half;
    case Rounding::kZero:
      return false;
    case Rounding::kDown:
      return negative && rest != 0;
    case Rounding::kUp:
      return !negative && rest != 0;
  }
  return false;
}

}  // namespace

double DecodeFloat(uint32_t bits, const FloatFormat& format) {
  const uint32_t mantissa = bits & ((1u << format.mantissa_bits) - 1);
  const uint32_t exponent = (bits >> format.mantissa_bits) & ((1u << format.exponent_bits) - 1);
  const bool negative = (bits >> (format.mantissa_bits + format.exponent_bits)) & 1;
  const bool top = exponent == (1u << format.exponent_bits) - 1;
  double value;
  if (top && format.has_infinity) {
    value = mantissa ? std::numeric_limits<double>::quiet_NaN() : std::numeric_limits<double>::infinity();
  } else if (top && mantissa == (1u << format.mantissa_bits) - 1) {
    value = std::numeric_limits<double>::quiet_NaN();
  } else {
    const int mantissa_bits = static_cast<int>(format.mantissa_bits);
    const uint32_t significand = exponent ? mantissa | (1u << format.mantissa_bits) : mantissa;
    const int scale = static_cast<int>(exponent ? exponent : 1) - Bias(format) - mantissa_bits;
    value = std::ldexp(static_cast<double>(significand), scale);
  }
  return negative ? -value : value;
}

uint32_t EncodeFloat(double value, const FloatFormat& format, Rounding rounding, bool saturate) {
  if (std::isnan(value)) return format.nan;
  const bool negative = std::signbit(value);
  const uint32_t sign = negative ? 1u << (format.exponent_bits + format.mantissa_bits) : 0;
  if (std::isinf(value)) {
    // Infinity is exact: only saturation makes it finite.
    return Overflow(sign, format, Rounding::kNearest, saturate);
  }
  if (value == 0) return sign;
  const uint64_t bits = std::bit_cast<uint64_t>(value);
  const int double_exponent = static_cast<int>((bits >> 52) & 0x7ff);
  uint64_t significand = bits & ((uint64_t{1} << 52) - 1);
  int exponent = double_exponent ? double_exponent - 1023 : -1022;
  if (double_exponent) significand |= uint64_t{1} << 52;
  // value = significand * 2^(exponent - 52). The unit of the result is 2^unit.
  const int mantissa_bits = static_cast<int>(format.mantissa_bits);
  const int least = 1 - Bias(format);
  const int unit = (exponent < least ? least : exponent) - mantissa_bits;
  const int shift = unit - (exponent - 52);
  uint64_t kept = 0;
  if (shift >= 63) {
    kept = RoundsUp(0, 1, 2, negative, rounding);  // far below half of a unit
  } else {
    const uint64_t rest = significand & ((uint64_t{1} << shift) - 1);
    kept = significand >> shift;
    kept += RoundsUp(kept, rest, uint64_t{1} << (shift - 1), negative, rounding);
  }
  // kept has mantissa_bits + 1 bits for a normal number; a carry moves into the exponent by itself.
  const int biased = exponent < least ? 0 : exponent + Bias(format) - 1;
  if (biased > (1 << format.exponent_bits)) return Overflow(sign, format, rounding, saturate);
  const uint64_t magnitude = (static_cast<uint64_t>(biased) << mantissa_bits) + kept;
  const uint64_t all_ones = uint64_t{(1u << format.exponent_bits) - 1} << mantissa_bits;
  const uint64_t limit = format.has_infinity ? all_ones : all_ones | ((1u << format.mantissa_bits) - 1);
  if (magnitude >= limit) return Overflow(sign, format, rounding, saturate);
  return sign | static_cast<uint32_t>(magnitude);
}

double AddRoundedToOdd(double a, double b) {
  const double sum = a + b;
  if (!std::isfinite(sum)) return sum;
  // Knuth's exact error of the sum.
  const double part = sum - a;
  const double error = (a - (sum - part)) + (b - part);
  uint64_t bits = std::bit_cast<uint64_t>(sum);
  if (error == 0 || (bits & 1)) return sum;
  // The last bit is even and the sum inexact: step towards the exact sum, whose neighbour is odd.
  bits += (error > 0) == (sum > 0) ? 1 : -1;
  return std::bit_cast<double>(bits);
}

double IntegerRoundedToOdd(uint64_t magnitude, bool negative) {
  const int used = std::bit_width(magnitude);
  double value;
  if (used <= 53) {
    value = static_cast<double>(magnitude);
  } else {
    const int shift = used - 53;
    const bool inexact = magnitude & ((uint64_t{1} << shift) - 1);
    value = std::ldexp(static_cast<double>((magnitude >> shift) | (inexact ? 1 : 0)), shift);
  }
  return negative ? -value : value;
}

}  // namespace fsdp_ptx
