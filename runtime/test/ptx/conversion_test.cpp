// conversion_test.cpp - cvt against independent references: exhaustive for 8 and 16 bits, sampled with edge cases for
// 32 and 64 SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "test_support.h"

namespace fsdp_ptx::testing {
namespace {

// ---- A reference that shares nothing with the interpreter: all finite values of a format in a table, searched.

struct TableFormat {
  int exponent_bits, mantissa_bits;
  bool infinity;
};
constexpr TableFormat kHalf = {5, 10, true}, kBf16 = {8, 7, true}, kE4m3 = {4, 3, false}, kE5m2 = {5, 2, true};

// values[k] is the magnitude of bit pattern k: ascending.
std::vector<long double> FiniteMagnitudes(const TableFormat& f) {
  std::vector<long double> values;
  const int bias = (1 << (f.exponent_bits - 1)) - 1, per_binade = 1 << f.mantissa_bits;
  const int top = (1 << f.exponent_bits) - (f.infinity ? 1 : 0);
  for (int e = 0; e < top; ++e) {
    for (int m = 0; m < per_binade; ++m) {
      const long double fraction = static_cast<long double>(m) / per_binade;
      values.push_back(e == 0 ? std::ldexp(fraction, 1 - bias) : std::ldexp(1 + fraction, e - bias));
    }
  }
  if (!f.infinity) values.pop_back();  // the last pattern is NaN
  return values;
}

enum class Mode { kNearest, kZero, kDown, kUp };

uint32_t Reference(long double v, const TableFormat& f, const std::vector<long double>& table, Mode mode, bool finite) {
  if (std::isnan(v)) return f.exponent_bits + f.mantissa_bits == 7 ? 0x7f : 0x7fff;
  const uint32_t sign = std::signbit(v) ? 1u << (f.exponent_bits + f.mantissa_bits) : 0;
  const uint32_t largest = static_cast<uint32_t>(table.size() - 1);
  const uint32_t beyond = f.infinity ? largest + 1 : 0x7f;
  const long double a = std::fabs(v);
  if (std::isinf(v)) return finite ? sign | largest : f.infinity ? sign | beyond : sign | 0x7f;
  const bool away = (mode == Mode::kUp && !sign) || (mode == Mode::kDown && sign);
  const auto above = std::lower_bound(table.begin(), table.end(), a);
  if (above == table.end()) {
    // The next value that the format would have, were its exponent not limited.
    const long double step = table[largest] - table[largest - 1];
    const bool up = mode == Mode::kNearest ? a - table[largest] >= step / 2 : away;
    return sign | (up && !finite ? beyond : largest);
  }
  uint32_t k = static_cast<uint32_t>(above - table.begin());
  if (*above != a) {
    const long double low = a - table[k - 1], high = table[k] - a;
    const bool up = mode == Mode::kNearest ? high < low || (high == low && k % 2 == 0) : away;
    if (!up) --k;
  }
  return sign | k;
}

std::vector<uint32_t> FloatSamples() {
  std::vector<uint32_t> bits;
  for (uint32_t exponent = 0; exponent < 256; ++exponent) {
    for (uint32_t mantissa :
         {0u,     1u,      0x7fffffu, 0x400000u, 0x3fffffu, 0x8000u,  0x7fffu,   0x8001u,   0x18000u,  0x1000u,
          0xfffu, 0x1001u, 0x3000u,   0x80000u,  0x7ffffu,  0x80001u, 0x180000u, 0x100000u, 0x300000u, 0x700000u}) {
      bits.push_back((exponent << 23) | mantissa);
      bits.push_back(0x80000000u | (exponent << 23) | mantissa);
    }
  }
  std::mt19937 random(7);
  for (int k = 0; k < 60000; ++k) bits.push_back(static_cast<uint32_t>(random()));
  // Around the narrow formats' ranges.
  for (int k = 0; k < 60000; ++k) bits.push_back((100u << 23) + static_cast<uint32_t>(random() % (50u << 23)));
  return bits;
}

void ExpectNarrowing(const std::string& instruction, const TableFormat& format, Mode mode, bool finite) {
  const std::vector<uint32_t> samples = FloatSamples();
  const std::vector<long double> table = FiniteMagnitudes(format);
  const std::vector<uint16_t> result = Apply<uint16_t>(instruction, samples);
  size_t wrong = 0;
  for (size_t k = 0; k < samples.size(); ++k) {
    const uint32_t wanted = Reference(std::bit_cast<float>(samples[k]), format, table, mode, finite);
    if (result[k] != wanted && ++wrong < 5) {
      ADD_FAILURE() << instruction << " of " << std::bit_cast<float>(samples[k]) << " (0x" << std::hex << samples[k]
                    << ") gave 0x" << result[k] << ", expected 0x" << wanted;
    }
  }
  EXPECT_EQ(wrong, 0u);
}

TEST(Conversion, FloatToHalf) {
  ExpectNarrowing("cvt.rn.f16.f32 %d, %a;", kHalf, Mode::kNearest, false);
  ExpectNarrowing("cvt.rz.f16.f32 %d, %a;", kHalf, Mode::kZero, false);
  ExpectNarrowing("cvt.rm.f16.f32 %d, %a;", kHalf, Mode::kDown, false);
  ExpectNarrowing("cvt.rp.f16.f32 %d, %a;", kHalf, Mode::kUp, false);
  ExpectNarrowing("cvt.rn.satfinite.f16.f32 %d, %a;", kHalf, Mode::kNearest, true);
}

TEST(Conversion, FloatToBf16) {
  ExpectNarrowing("cvt.rn.bf16.f32 %d, %a;", kBf16, Mode::kNearest, false);
  ExpectNarrowing("cvt.rz.bf16.f32 %d, %a;", kBf16, Mode::kZero, false);
  ExpectNarrowing("cvt.rn.satfinite.bf16.f32 %d, %a;", kBf16, Mode::kNearest, true);
}

TEST(Conversion, FloatToEightBits) {
  // The second source goes to the low byte.
  const auto low = [](const std::string& type) {
    return ".reg .b16 %e; cvt.rn.satfinite." + type + "x2.f32 %e, 0f00000000, %a; and.b16 %d, %e, 255;";
  };
  ExpectNarrowing(low("e4m3"), kE4m3, Mode::kNearest, true);
  ExpectNarrowing(low("e5m2"), kE5m2, Mode::kNearest, true);
  // .relu takes another way through the interpreter; positive numbers and NaN have the same result.
  const std::vector<float> values = {0.3f, 448.0f, 1e9f, 0x1p-10f, 0x1.8p-10f, -2.0f, NAN};
  EXPECT_EQ((Apply<uint16_t>("cvt.rn.satfinite.relu.e4m3x2.f32 %d, %a, 0f00000000;", values)),
            (std::vector<uint16_t>{0x2a00, 0x7e00, 0x7e00, 0x0000, 0x0100, 0x0000, 0x7f00}));
}

TEST(Conversion, FloatPairsKeepTheirOrder) {
  const std::vector<float> high = {1.0f, -2.5f, std::nanf(""), 65536.0f}, low = {0.5f, 3.0f, -1.0f, -0.0f};
  EXPECT_EQ((Apply<uint32_t>("cvt.rn.bf16x2.f32 %d, %a, %b;", high, low)),
            (std::vector<uint32_t>{0x3f803f00, 0xc0204040, 0x7fffbf80, 0x47808000}));
  EXPECT_EQ((Apply<uint32_t>("cvt.rn.f16x2.f32 %d, %a, %b;", high, low)),
            (std::vector<uint32_t>{0x3c003800, 0xc1004200, 0x7fffbc00, 0x7c008000}));
  EXPECT_EQ((Apply<uint32_t>("cvt.rn.relu.bf16x2.f32 %d, %a, %b;", high, low)),
            (std::vector<uint32_t>{0x3f803f00, 0x00004040, 0x7fff0000, 0x47800000}));
}

std::vector<uint16_t> AllPatterns(uint32_t count) {
  std::vector<uint16_t> all(count);
  for (uint32_t k = 0; k < count; ++k) all[k] = static_cast<uint16_t>(k);
  return all;
}

void ExpectWidening(const std::string& instruction, const TableFormat& format, uint32_t patterns) {
  const std::vector<uint16_t> all = AllPatterns(patterns);
  const std::vector<long double> table = FiniteMagnitudes(format);
  const std::vector<float> result = Apply<float>(instruction, all);
  const uint32_t sign_bit = 1u << (format.exponent_bits + format.mantissa_bits);
  for (uint32_t k = 0; k < patterns; ++k) {
    const uint32_t magnitude = k & (sign_bit - 1);
    if (magnitude < table.size()) {
      const float wanted = static_cast<float>(table[magnitude]);
      ASSERT_EQ(std::bit_cast<uint32_t>(result[k]), std::bit_cast<uint32_t>(k & sign_bit ? -wanted : wanted))
          << instruction << k;
    } else if (format.infinity && magnitude == table.size()) {
      ASSERT_EQ(result[k], k & sign_bit ? -INFINITY : INFINITY) << instruction << k;
    } else {
      ASSERT_TRUE(std::isnan(result[k])) << instruction << k;
    }
  }
}

TEST(Conversion, EveryNarrowFloatToFloat) {
  ExpectWidening("cvt.f32.f16 %d, %a;", kHalf, 65536);
  ExpectWidening("cvt.f32.bf16 %d, %a;", kBf16, 65536);
  const auto low = [](const std::string& type) {
    return ".reg .b32 %w; .reg .b16 %x, %y; cvt.rn.f16x2." + type +
           "x2 %w, %a; mov.b32 {%x, %y}, %w; cvt.f32.f16 %d, %x;";
  };
  ExpectWidening(low("e4m3"), kE4m3, 256);
  ExpectWidening(low("e5m2"), kE5m2, 256);
}

TEST(Conversion, EveryHalfPairToEightBits) {
  const std::vector<uint16_t> all = AllPatterns(65536);
  const std::vector<long double> half = FiniteMagnitudes(kHalf), table = FiniteMagnitudes(kE4m3);
  const auto result =
      Apply<uint16_t>(".reg .b32 %w; mov.b32 %w, {%a, 0}; .reg .b16 %e; cvt.rn.satfinite.e4m3x2.f16x2 %d, %w;", all);
  for (uint32_t k = 0; k < 65536; ++k) {
    const uint32_t magnitude = k & 0x7fff;
    long double v = magnitude < half.size() ? half[magnitude] : magnitude == half.size() ? INFINITY : NAN;
    ASSERT_EQ(result[k], Reference(k & 0x8000 ? -v : v, kE4m3, table, Mode::kNearest, true)) << k;
  }
}

template <typename T>
T Clamped(long double v) {
  const long double least = std::numeric_limits<T>::min(), most = std::numeric_limits<T>::max();
  return v <= least ? std::numeric_limits<T>::min() : v >= most ? std::numeric_limits<T>::max() : static_cast<T>(v);
}

template <typename T, typename F>
void ExpectToInteger(const std::string& types, const std::vector<F>& samples, T nan) {
  const auto check = [&](const std::string& mode, auto round) {
    const std::vector<T> result = Apply<T>("cvt." + mode + "." + types + " %d, %a;", samples);
    for (size_t k = 0; k < samples.size(); ++k) {
      const T wanted = std::isnan(samples[k]) ? nan : Clamped<T>(round(static_cast<long double>(samples[k])));
      ASSERT_EQ(result[k], wanted) << mode << " " << types << " " << samples[k];
    }
  };
  check("rzi", [](long double v) { return std::trunc(v); });
  check("rni", [](long double v) { return std::nearbyint(v); });
  check("rmi", [](long double v) { return std::floor(v); });
  check("rpi", [](long double v) { return std::ceil(v); });
}

TEST(Conversion, FloatToInteger) {
  std::vector<float> samples;
  for (uint32_t bits : FloatSamples()) samples.push_back(std::bit_cast<float>(bits));
  for (float v : {0.5f, 1.5f, 2.5f, -0.5f, -1.5f, 2147483648.0f, 4294967296.0f, 9223372036854775808.0f})
    samples.push_back(v);
  ExpectToInteger<int32_t>("s32.f32", samples, 0);
  ExpectToInteger<uint32_t>("u32.f32", samples, 0);
  ExpectToInteger<int64_t>("s64.f32", samples, std::numeric_limits<int64_t>::min());
  ExpectToInteger<uint64_t>("u64.f32", samples, uint64_t{1} << 63);
  ExpectToInteger<int16_t>("s16.f32", samples, 0);
  ExpectToInteger<uint16_t>("u16.f32", samples, 0);
  std::vector<double> wide(samples.begin(), samples.end());
  for (double v : {2147483647.5, -2147483648.5, 4503599627370497.5, 0.49999999999999994}) wide.push_back(v);
  ExpectToInteger<int32_t>("s32.f64", wide, std::numeric_limits<int32_t>::min());
  ExpectToInteger<int64_t>("s64.f64", wide, std::numeric_limits<int64_t>::min());
}

template <typename F, typename T>
void ExpectFromInteger(const std::string& types) {
  std::vector<T> samples = {0, 1, 2, std::numeric_limits<T>::max(), std::numeric_limits<T>::min()};
  std::mt19937_64 random(3);
  for (int k = 0; k < 20000; ++k) samples.push_back(static_cast<T>(random() >> (random() % 64)));
  const std::vector<F> result = Apply<F>("cvt.rn." + types + " %d, %a;", samples);
  for (size_t k = 0; k < samples.size(); ++k)
    ASSERT_EQ(result[k], static_cast<F>(samples[k])) << types << " " << samples[k];
}

TEST(Conversion, IntegerToFloat) {
  ExpectFromInteger<float, int32_t>("f32.s32");
  ExpectFromInteger<float, uint32_t>("f32.u32");
  ExpectFromInteger<float, int64_t>("f32.s64");
  ExpectFromInteger<float, uint64_t>("f32.u64");
  ExpectFromInteger<float, int16_t>("f32.s16");
  ExpectFromInteger<double, uint64_t>("f64.u64");
  ExpectFromInteger<double, int64_t>("f64.s64");
  ExpectFromInteger<double, uint32_t>("f64.u32");
}

TEST(Conversion, IntegerToFloatRoundsAsAsked) {
  const std::vector<int32_t> values = {16777217, -16777217, 16777219, 2147483647};
  EXPECT_EQ((Apply<float>("cvt.rz.f32.s32 %d, %a;", values)),
            (std::vector<float>{16777216, -16777216, 16777218, 2147483520}));
  EXPECT_EQ((Apply<float>("cvt.rp.f32.s32 %d, %a;", values)),
            (std::vector<float>{16777218, -16777216, 16777220, 2147483648}));
  EXPECT_EQ((Apply<float>("cvt.rm.f32.s32 %d, %a;", values)),
            (std::vector<float>{16777216, -16777218, 16777218, 2147483520}));
}

TEST(Conversion, BetweenIntegers) {
  const std::vector<int32_t> values = {-1, 300, -129, 127, 40000, -40000, 0x12345678};
  const auto expect = [&](const std::string& instruction, const std::vector<uint32_t>& wanted) {
    EXPECT_EQ(Apply<uint32_t>(instruction, values), wanted) << instruction;
  };
  expect("cvt.u32.u8 %d, %a;", {255, 44, 127, 127, 64, 192, 0x78});
  expect("cvt.s32.s8 %d, %a;", {~0u, 44, 127, 127, 64, static_cast<uint32_t>(-64), 0x78});
  expect("cvt.sat.s8.s32 %d, %a;", {~0u, 127, static_cast<uint32_t>(-128), 127, 127, static_cast<uint32_t>(-128), 127});
  expect("cvt.sat.u8.s32 %d, %a;", {0, 255, 0, 127, 255, 0, 255});
  expect("cvt.sat.u16.s32 %d, %a;", {0, 300, 0, 127, 40000, 0, 65535});
  const std::vector<int16_t> narrow = {-1, 300, -32768};
  EXPECT_EQ((Apply<int64_t>("cvt.s64.s16 %d, %a;", narrow)), (std::vector<int64_t>{-1, 300, -32768}));
  EXPECT_EQ((Apply<int64_t>("cvt.u64.u16 %d, %a;", narrow)), (std::vector<int64_t>{65535, 300, 32768}));
}

TEST(Conversion, RoundsToIntegralValues) {
  const std::vector<float> values = {0.5f, 1.5f, -0.5f, -1.5f, 2.5f, 1e30f, -0.0f};
  const auto expect = [&](const std::string& mode, const std::vector<float>& wanted) {
    const std::vector<float> result = Apply<float>("cvt." + mode + ".f32.f32 %d, %a;", values);
    for (size_t k = 0; k < wanted.size(); ++k) {
      EXPECT_EQ(std::bit_cast<uint32_t>(result[k]), std::bit_cast<uint32_t>(wanted[k])) << mode << " " << values[k];
    }
  };
  expect("rni", {0, 2, -0.0f, -2, 2, 1e30f, -0.0f});
  expect("rzi", {0, 1, -0.0f, -1, 2, 1e30f, -0.0f});
  expect("rmi", {0, 1, -1, -2, 2, 1e30f, -0.0f});
  expect("rpi", {1, 2, -0.0f, -1, 3, 1e30f, -0.0f});
}

TEST(Conversion, DoubleToFloatRoundsOnce) {
  std::mt19937_64 random(9);
  std::vector<double> values = {1e300, -1e300, 1e-50, 3.4028235677973366e38, 1.4e-45, 7e-46, NAN, INFINITY};
  for (int k = 0; k < 20000; ++k)
    values.push_back(std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 300) - 214));
  const std::vector<float> result = Apply<float>("cvt.rn.f32.f64 %d, %a;", values);
  for (size_t k = 0; k < values.size(); ++k) {
    if (std::isnan(values[k])) {
      EXPECT_EQ(std::bit_cast<uint32_t>(result[k]), 0x7fffffffu);
    } else {
      ASSERT_EQ(result[k], static_cast<float>(values[k])) << values[k];
    }
  }
}

}  // namespace
}  // namespace fsdp_ptx::testing
