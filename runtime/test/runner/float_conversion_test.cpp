// float_conversion_test.cpp - floats of a file as the floats that a plan stores
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/float_conversion.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace fsdp_rt::runner {
namespace {

uint16_t Narrow(float value, fsdp_rt_dtype dtype) {
  uint16_t bits = 0;
  ConvertFloats(FSDP_RT_F32, reinterpret_cast<const std::byte*>(&value), dtype, reinterpret_cast<std::byte*>(&bits), 1);
  return bits;
}

float Widen(uint16_t bits, fsdp_rt_dtype dtype) {
  float value = 0;
  ConvertFloats(dtype, reinterpret_cast<const std::byte*>(&bits), FSDP_RT_F32, reinterpret_cast<std::byte*>(&value), 1);
  return value;
}

TEST(FloatConversion, EveryNarrowNumberComesBack) {
  for (fsdp_rt_dtype dtype : {FSDP_RT_BF16, FSDP_RT_F16})
    for (uint32_t bits = 0; bits < 65536; ++bits) {
      const float value = Widen(static_cast<uint16_t>(bits), dtype);
      if (std::isnan(value))
        EXPECT_TRUE(std::isnan(Widen(Narrow(value, dtype), dtype))) << bits;
      else
        ASSERT_EQ(Narrow(value, dtype), bits) << dtype;
    }
}

// Between two neighbours the nearer one, half way the even one: from numbers just beside each middle.
TEST(FloatConversion, RoundsToNearestEven) {
  for (fsdp_rt_dtype dtype : {FSDP_RT_BF16, FSDP_RT_F16})
    for (uint32_t bits = 0; bits < (dtype == FSDP_RT_BF16 ? 0x7f7fu : 0x7bffu); ++bits) {
      const float low = Widen(static_cast<uint16_t>(bits), dtype), high = Widen(static_cast<uint16_t>(bits + 1), dtype);
      const float middle = static_cast<float>((double(low) + double(high)) / 2);
      ASSERT_EQ(Narrow(middle, dtype), bits + bits % 2) << bits;
      ASSERT_EQ(Narrow(std::nextafter(middle, low), dtype), bits) << bits;
      ASSERT_EQ(Narrow(std::nextafter(middle, high), dtype), bits + 1) << bits;
    }
}

TEST(FloatConversion, WhatIsTooLargeIsInfinite) {
  EXPECT_EQ(Narrow(65519.996f, FSDP_RT_F16), 0x7bff);
  EXPECT_EQ(Narrow(65520.0f, FSDP_RT_F16), 0x7c00);
  EXPECT_EQ(Narrow(-1e9f, FSDP_RT_F16), 0xfc00);
  EXPECT_EQ(Narrow(std::numeric_limits<float>::max(), FSDP_RT_BF16), 0x7f80);
}

}  // namespace
}  // namespace fsdp_rt::runner
