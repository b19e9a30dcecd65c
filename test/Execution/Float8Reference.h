//===- Float8Reference.h - f8E4M3FN by its definition -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Knows the 127 magnitudes of the format as doubles (sign, 4 bits of exponent
// with bias 7, 3 of mantissa, 0x7f NaN) and rounds by comparing with the middle
// between two neighbours.
//
//===----------------------------------------------------------------------===//

#ifndef FSDP_TEST_EXECUTION_FLOAT8REFERENCE_H
#define FSDP_TEST_EXECUTION_FLOAT8REFERENCE_H

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace fsdp::test {

/// Of code 0 to 126; of 127 what would follow.
inline double getFloat8Magnitude(int code) {
  int exponent = code >> 3, mantissa = code & 7;
  return exponent == 0 ? std::ldexp(mantissa, -9)
                       : std::ldexp(8 + mantissa, exponent - 10);
}

/// Bits of the last f32 that rounds to code i or below; 448 is followed by what
/// would be 480, which is NaN.
inline const std::array<uint32_t, 127> &getFloat8Lasts() {
  static const std::array<uint32_t, 127> lasts = [] {
    std::array<uint32_t, 127> result;
    for (int code = 0; code < 127; ++code) {
      // Exact in f32: one bit more than a code has.
      float middle =
          (getFloat8Magnitude(code) + getFloat8Magnitude(code + 1)) / 2;
      // A tie goes to the even code.
      result[code] = std::bit_cast<uint32_t>(middle) - (code % 2);
    }
    return result;
  }();
  return lasts;
}

/// The code of the f32 with these bits.
inline uint8_t encodeFloat8(uint32_t bits) {
  const auto &lasts = getFloat8Lasts();
  auto place = std::lower_bound(lasts.begin(), lasts.end(), bits & 0x7fffffff);
  return uint8_t(place - lasts.begin()) | uint8_t(bits >> 31 << 7);
}

inline float decodeFloat8(uint8_t code) {
  float magnitude =
      (code & 0x7f) == 0x7f ? NAN : getFloat8Magnitude(code & 0x7f);
  return code & 0x80 ? -magnitude : magnitude;
}

} // namespace fsdp::test

#endif // FSDP_TEST_EXECUTION_FLOAT8REFERENCE_H
