// arithmetic_test.cpp - integer, float and bit instructions against the host's arithmetic
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <algorithm>
#include <bit>
#include <cfenv>
#include <cmath>
#include <limits>
#include <random>

#include "test_support.h"

namespace fsdp_ptx::testing {
namespace {

constexpr size_t kSamples = 20000;

template <typename T>
std::vector<T> Integers(uint64_t seed) {
  std::vector<T> values = {
      0, 1, static_cast<T>(-1), std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), 2, 31, 32, 33};
  std::mt19937_64 random(seed);
  while (values.size() < kSamples) values.push_back(static_cast<T>(random() >> (random() % 64)));
  return values;
}

template <typename T>
std::vector<T> Floats(uint64_t seed) {
  using L = std::numeric_limits<T>;
  std::vector<T> edges = {0,        T(-0.0),  1,     -1, L::infinity(), -L::infinity(), L::quiet_NaN(), L::denorm_min(),
                          L::min(), L::max(), T(0.5)};
  std::vector<T> values;
  std::mt19937_64 random(seed);
  while (values.size() < kSamples) {
    if (random() % 8 == 0) {
      values.push_back(edges[random() % edges.size()]);
    } else if constexpr (sizeof(T) == 4) {
      values.push_back(std::bit_cast<float>(static_cast<uint32_t>(random())));
    } else {
      values.push_back(std::bit_cast<double>(random()));
    }
  }
  return values;
}

template <typename D, typename A, typename B = A, typename F>
void Expect(const std::string& instruction, F wanted, std::vector<A> a = Integers<A>(1),
            std::vector<B> b = Integers<B>(2)) {
  const std::vector<D> result = Apply<D, A, B>(instruction, a, b);
  for (size_t k = 0; k < a.size(); ++k) {
    ASSERT_EQ(result[k], static_cast<D>(wanted(a[k], b[k]))) << instruction << " of " << +a[k] << ", " << +b[k];
  }
}

template <typename T>
void ExpectIntegers(const std::string& type, const std::string& bits) {
  using U = std::make_unsigned_t<T>;
  Expect<T, T>("add." + type + " %d, %a, %b;", [](T a, T b) { return static_cast<U>(U(a) + U(b)); });
  Expect<T, T>("sub." + type + " %d, %a, %b;", [](T a, T b) { return static_cast<U>(U(a) - U(b)); });
  Expect<T, T>("min." + type + " %d, %a, %b;", [](T a, T b) { return a < b ? a : b; });
  Expect<T, T>("max." + type + " %d, %a, %b;", [](T a, T b) { return a < b ? b : a; });
  Expect<T, T>("mul.lo." + type + " %d, %a, %b;", [](T a, T b) {
    return static_cast<U>(static_cast<unsigned __int128>(a) * static_cast<unsigned __int128>(b));
  });
  Expect<T, T>("mul.hi." + type + " %d, %a, %b;", [](T a, T b) {
    if constexpr (std::is_signed_v<T>) return static_cast<T>((static_cast<__int128>(a) * b) >> (8 * sizeof(T)));
    return static_cast<T>((static_cast<unsigned __int128>(a) * b) >> (8 * sizeof(T)));
  });
  const auto divides = [](T a, T b) {
    return b != 0 && !(std::is_signed_v<T> && b == T(-1) && a == std::numeric_limits<T>::min());
  };
  std::vector<T> x = Integers<T>(3), y = Integers<T>(4);
  for (size_t k = 0; k < x.size(); ++k) {
    if (!divides(x[k], y[k])) y[k] = 7;
  }
  Expect<T, T>("div." + type + " %d, %a, %b;", [](T a, T b) { return a / b; }, x, y);
  Expect<T, T>("rem." + type + " %d, %a, %b;", [](T a, T b) { return a % b; }, x, y);
  Expect<T, T, uint32_t>("shr." + type + " %d, %a, %b;", [](T a, uint32_t n) {
    return n < 8 * sizeof(T) ? static_cast<T>(a >> n) : static_cast<T>(a < 0 ? -1 : 0);
  });
  Expect<T, T, uint32_t>("shl." + bits + " %d, %a, %b;", [](T a, uint32_t n) {
    return n < 8 * sizeof(T) ? static_cast<U>(uint64_t(U(a)) << n) : U{0};
  });
  for (const auto& [name, test] :
       std::vector<std::pair<std::string, bool (*)(T, T)>>{{"lt", [](T a, T b) { return a < b; }},
                                                           {"le", [](T a, T b) { return a <= b; }},
                                                           {"gt", [](T a, T b) { return a > b; }},
                                                           {"ge", [](T a, T b) { return a >= b; }},
                                                           {"eq", [](T a, T b) { return a == b; }},
                                                           {"ne", [](T a, T b) { return a != b; }}}) {
    Expect<uint32_t, T>("setp." + name + "." + type + " %p2, %a, %b; selp.b32 %d, 1, 0, %p2;", test);
  }
}

TEST(Arithmetic, IntegersOfEveryWidth) {
  ExpectIntegers<int16_t>("s16", "b16");
  ExpectIntegers<uint16_t>("u16", "b16");
  ExpectIntegers<int32_t>("s32", "b32");
  ExpectIntegers<uint32_t>("u32", "b32");
  ExpectIntegers<int64_t>("s64", "b64");
  ExpectIntegers<uint64_t>("u64", "b64");
}

TEST(Arithmetic, WideAndSaturatingIntegers) {
  Expect<int64_t, int32_t>("mul.wide.s32 %d, %a, %b;", [](int64_t a, int64_t b) { return a * b; });
  Expect<uint64_t, uint32_t>("mul.wide.u32 %d, %a, %b;", [](uint64_t a, uint64_t b) { return a * b; });
  Expect<int32_t, int16_t>("mul.wide.s16 %d, %a, %b;", [](int32_t a, int32_t b) { return a * b; });
  Expect<uint64_t, uint32_t>("mad.wide.u32 %d, %a, %b, 5;", [](uint64_t a, uint64_t b) { return a * b + 5; });
  Expect<uint32_t, uint32_t>("mad.lo.s32 %d, %a, %b, -3;", [](uint32_t a, uint32_t b) { return a * b - 3; });
  Expect<int32_t, int32_t>("add.sat.s32 %d, %a, %b;", [](int64_t a, int64_t b) {
    return std::min<int64_t>(std::max<int64_t>(a + b, INT32_MIN), INT32_MAX);
  });
  Expect<int32_t, int32_t>("max.relu.s32 %d, %a, %b;",
                           [](int32_t a, int32_t b) { return std::max(0, std::max(a, b)); });
  Expect<int32_t, int32_t>("min.relu.s32 %d, %a, %b;",
                           [](int32_t a, int32_t b) { return std::max(0, std::min(a, b)); });
  Expect<uint32_t, int32_t>("neg.s32 %d, %a;", [](uint32_t a, uint32_t) { return 0 - a; });
  Expect<uint64_t, int64_t>("abs.s64 %d, %a;",
                            [](int64_t a, int64_t) { return a < 0 ? 0 - uint64_t(a) : uint64_t(a); });
}

TEST(Arithmetic, PairsOfIntegers) {
  const auto pair = [](uint32_t low, uint32_t high) { return (low & 0xffff) | (high << 16); };
  Expect<uint32_t, uint32_t>("add.s16x2 %d, %a, %b;",
                             [&](uint32_t a, uint32_t b) { return pair(a + b, (a >> 16) + (b >> 16)); });
  Expect<uint32_t, uint32_t>("min.u16x2 %d, %a, %b;", [&](uint32_t a, uint32_t b) {
    return pair(std::min(a & 0xffff, b & 0xffff), std::min(a >> 16, b >> 16));
  });
  Expect<uint32_t, int32_t>("max.s16x2 %d, %a, %b;", [&](int32_t a, int32_t b) {
    return pair(static_cast<uint32_t>(std::max<int16_t>(a, b)), static_cast<uint32_t>(std::max(a >> 16, b >> 16)));
  });
  Expect<uint32_t, int32_t>("min.relu.s16x2 %d, %a, %b;", [&](int32_t a, int32_t b) {
    return pair(std::max(0, static_cast<int>(std::min<int16_t>(a, b))), std::max(0, std::min(a >> 16, b >> 16)));
  });
}

// LLVM names the half that it does not need so.
TEST(Arithmetic, ARegisterNeedsNoPercentSign) {
  Expect<uint32_t, uint32_t>("{ .reg .b16 tmp, %h; mov.b32 {tmp, %h}, %a; cvt.u32.u16 %d, %h; }",
                             [](uint32_t a, uint32_t) { return a >> 16; });
  Expect<uint32_t, uint32_t>("{ .reg .b32 tmp; add.u32 tmp, %a, 1; mov.b32 %d, tmp; }",
                             [](uint32_t a, uint32_t) { return a + 1; });
}

TEST(Arithmetic, DivisionByZeroIsAnError) {
  TestMemory memory;
  const Status status =
      RunKernel(KernelText(0, "mov.b32 %r1, 0; div.u32 %r2, %t, %r1;"), {{}, {32, 1, 1}, 0}, {}, &memory);
  EXPECT_EQ(status.code(), Code::kTrap) << status.message();
}

TEST(Arithmetic, Bits) {
  Expect<uint32_t, uint32_t>("popc.b32 %d, %a;", [](uint32_t a, uint32_t) { return std::popcount(a); });
  Expect<uint32_t, uint64_t>("clz.b64 %d, %a;", [](uint64_t a, uint64_t) { return std::countl_zero(a); });
  Expect<uint32_t, uint32_t>("bfind.u32 %d, %a;",
                             [](uint32_t a, uint32_t) { return a ? 31 - std::countl_zero(a) : -1; });
  Expect<uint32_t, int32_t>("bfind.shiftamt.s32 %d, %a;", [](int32_t a, int32_t) {
    const uint32_t v = static_cast<uint32_t>(a < 0 ? ~a : a);
    return v ? std::countl_zero(v) : -1;
  });
  Expect<uint32_t, uint32_t>("brev.b32 %d, %a;", [](uint32_t a, uint32_t) {
    uint32_t r = 0;
    for (int k = 0; k < 32; ++k) r |= ((a >> k) & 1) << (31 - k);
    return r;
  });
  Expect<uint32_t, uint32_t>("shf.l.wrap.b32 %d, %a, %b, 9;",
                             [](uint32_t a, uint32_t b) { return (b << 9) | (a >> 23); });
  Expect<uint32_t, uint32_t>("shf.r.clamp.b32 %d, %a, %b, 40;", [](uint32_t, uint32_t b) { return b; });
  Expect<uint32_t, uint32_t>("lop3.b32 %d, %a, %b, %a, 0x6A;", [](uint32_t a, uint32_t b) {
    uint32_t r = 0;
    for (int k = 0; k < 32; ++k) {
      const int x = (a >> k) & 1, y = (b >> k) & 1;
      r |= static_cast<uint32_t>((0x6A >> (x * 4 + y * 2 + x)) & 1) << k;
    }
    return r;
  });
  Expect<uint32_t, uint32_t>("prmt.b32 %d, %a, %b, 0x9160;", [](uint32_t a, uint32_t b) {
    const auto byte = [&](int k) { return (((uint64_t{b} << 32) | a) >> (8 * k)) & 255; };
    const uint32_t sign = byte(1) >> 7 ? 0xff : 0;
    return byte(0) | (byte(6) << 8) | (byte(1) << 16) | (sign << 24);
  });
}

TEST(Arithmetic, Fields) {
  std::vector<uint32_t> position(kSamples), length(kSamples);
  std::mt19937 random(5);
  for (size_t k = 0; k < kSamples; ++k) {
    position[k] = random() % 40;
    length[k] = random() % 40;
  }
  const std::vector<int32_t> values = Integers<int32_t>(6);
  const auto extracted =
      Apply<int32_t, int32_t, uint32_t, uint32_t>("bfe.s32 %d, %a, %b, %c;", values, position, length);
  const auto inserted =
      Apply<int32_t, int32_t, uint32_t, uint32_t>("bfi.b32 %d, %a, -1, %b, %c;", values, position, length);
  for (size_t k = 0; k < kSamples; ++k) {
    // Bit by bit, as the definition has it.
    const uint32_t p = position[k], n = length[k], a = static_cast<uint32_t>(values[k]);
    const uint32_t sign = n == 0 ? 0 : (a >> std::min(p + n - 1, 31u)) & 1;
    uint32_t field = 0, merged = ~0u;
    for (uint32_t i = 0; i < 32; ++i) field |= (i < n && p + i < 32 ? (a >> (p + i)) & 1 : sign) << i;
    for (uint32_t i = 0; i < n && p + i < 32; ++i) merged = (merged & ~(1u << (p + i))) | (((a >> i) & 1) << (p + i));
    ASSERT_EQ(static_cast<uint32_t>(extracted[k]), field) << a << " " << p << " " << n;
    ASSERT_EQ(static_cast<uint32_t>(inserted[k]), merged) << a << " " << p << " " << n;
  }
}

template <typename T>
bool Same(T a, T b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return a == b && std::signbit(a) == std::signbit(b);
}

template <typename T, typename F>
void ExpectFloats(const std::string& instruction, F wanted) {
  const std::vector<T> a = Floats<T>(11), b = Floats<T>(12), c = Floats<T>(13);
  const std::vector<T> result = Apply<T>(instruction, a, b, c);
  for (size_t k = 0; k < a.size(); ++k) {
    ASSERT_TRUE(Same(result[k], wanted(a[k], b[k], c[k])))
        << instruction << " of " << a[k] << ", " << b[k] << ", " << c[k];
    if (sizeof(T) == 4 && std::isnan(result[k]) && instruction.find("neg") == std::string::npos) {
      ASSERT_EQ(std::bit_cast<uint32_t>(static_cast<float>(result[k])), 0x7fffffffu) << instruction;
    }
  }
}

template <typename T>
T Smallest(T a, T b) {
  if (std::isnan(a)) return b;
  if (std::isnan(b)) return a;
  return a < b || (a == b && std::signbit(a)) ? a : b;
}

template <typename T>
void ExpectFloatArithmetic(const std::string& t) {
  ExpectFloats<T>("add.rn." + t + " %d, %a, %b;", [](T a, T b, T) { return a + b; });
  ExpectFloats<T>("sub." + t + " %d, %a, %b;", [](T a, T b, T) { return a - b; });
  ExpectFloats<T>("mul.rn." + t + " %d, %a, %b;", [](T a, T b, T) { return a * b; });
  ExpectFloats<T>("div.rn." + t + " %d, %a, %b;", [](T a, T b, T) { return a / b; });
  ExpectFloats<T>("sqrt.rn." + t + " %d, %a;", [](T a, T, T) { return std::sqrt(a); });
  ExpectFloats<T>("rcp.rn." + t + " %d, %a;", [](T a, T, T) { return 1 / a; });
  ExpectFloats<T>("fma.rn." + t + " %d, %a, %b, %c;", [](T a, T b, T c) { return std::fma(a, b, c); });
  ExpectFloats<T>("neg." + t + " %d, %a;", [](T a, T, T) { return -a; });
  ExpectFloats<T>("min." + t + " %d, %a, %b;", [](T a, T b, T) { return Smallest(a, b); });
  ExpectFloats<T>("max." + t + " %d, %a, %b;", [](T a, T b, T) { return -Smallest(-a, -b); });
}

TEST(Arithmetic, Floats) {
  ExpectFloatArithmetic<float>("f32");
  ExpectFloatArithmetic<double>("f64");
  ExpectFloats<float>("min.NaN.f32 %d, %a, %b;",
                      [](float a, float b, float) { return std::isnan(a) || std::isnan(b) ? NAN : Smallest(a, b); });
}

TEST(Arithmetic, FloatsInOtherRoundingModes) {
  const std::pair<std::string, int> kModes[] = {{"rz", FE_TOWARDZERO}, {"rm", FE_DOWNWARD}, {"rp", FE_UPWARD}};
  for (const auto& [name, mode] : kModes) {
    // Volatile, so that the arithmetic happens between the two changes of the mode.
    const auto check = [name = name, mode = mode](const std::string& root, float (*f)(float, float)) {
      ExpectFloats<float>(root + "." + name + ".f32 %d, %a, %b;", [&](float a, float b, float) {
        volatile float x = a, y = b;
        std::fesetround(mode);
        const volatile float result = f(x, y);
        std::fesetround(FE_TONEAREST);
        return static_cast<float>(result);
      });
    };
    check("add", [](float a, float b) { return a + b; });
    check("mul", [](float a, float b) { return a * b; });
    check("div", [](float a, float b) { return a / b; });
  }
}

TEST(Arithmetic, ComparisonsKnowNan) {
  const std::vector<float> a = Floats<float>(21), b = Floats<float>(22);
  const std::pair<std::string, bool (*)(float, float)> kTests[] = {
      {"lt", [](float x, float y) { return x < y; }},
      {"ne", [](float x, float y) { return x < y || x > y; }},
      {"equ", [](float x, float y) { return !(x < y || x > y); }},
      {"neu", [](float x, float y) { return x != y; }},
      {"ltu", [](float x, float y) { return !(x >= y); }},
      {"leu", [](float x, float y) { return !(x > y); }},
      {"gtu", [](float x, float y) { return !(x <= y); }},
      {"geu", [](float x, float y) { return !(x < y); }},
      {"num", [](float x, float y) { return x == x && y == y; }},
      {"nan", [](float x, float y) { return x != x || y != y; }}};
  for (const auto& [name, test] : kTests) {
    const auto result = Apply<uint32_t>("setp." + name + ".f32 %p2, %a, %b; selp.b32 %d, 1, 0, %p2;", a, b);
    for (size_t k = 0; k < a.size(); ++k) ASSERT_EQ(result[k], test(a[k], b[k])) << name << " " << a[k] << " " << b[k];
  }
  EXPECT_EQ((Apply<uint32_t>(
                "setp.lt.f32 %p3, %a, %b; setp.gt.and.f32 %p2|%p4, %a, 0f00000000, !%p3; selp.b32 %r1, 1, 0, %p2;"
                "selp.b32 %r2, 2, 0, %p4; or.b32 %d, %r1, %r2;",
                std::vector<float>{1, 3, -1, -3}, std::vector<float>{2, 2, -2, -2})),
            (std::vector<uint32_t>{0, 1, 2, 0}));
}

// Exact in long double: 64 bits of significand hold every product, and sums of numbers whose exponents are near.
TEST(Arithmetic, Bf16AndHalfRoundOnce) {
  std::mt19937 random(31);
  std::vector<uint16_t> a(kSamples), b(kSamples), c(kSamples);
  for (size_t k = 0; k < kSamples; ++k) {
    a[k] = static_cast<uint16_t>(0x3c00 + random() % 0x800) ^ (random() % 2 ? 0x8000 : 0);
    b[k] = static_cast<uint16_t>(0x3c00 + random() % 0x800) ^ (random() % 2 ? 0x8000 : 0);
    c[k] = static_cast<uint16_t>(0x3800 + random() % 0x1000) ^ (random() % 2 ? 0x8000 : 0);
  }
  const auto half = [](uint16_t v) -> long double {
    return (v & 0x8000 ? -1 : 1) * std::ldexp(1024.0L + (v & 1023), ((v >> 10) & 31) - 25);
  };
  const auto round_half = [](long double v) -> uint16_t {
    if (v == 0) return 0;
    int e = 0;
    std::frexp(v, &e);
    const long double unit = std::ldexp(1.0L, e - 11);
    const long double n = std::nearbyint(std::fabs(v) / unit);
    const int exponent = n == 2048 ? e + 1 : e;
    const long double m = n == 2048 ? 1024 : n;
    return static_cast<uint16_t>((v < 0 ? 0x8000 : 0) | ((exponent + 14) << 10) | (static_cast<int>(m) - 1024));
  };
  const auto fma = Apply<uint16_t>("fma.rn.f16 %d, %a, %b, %c;", a, b, c);
  const auto add = Apply<uint16_t>("add.rn.f16 %d, %a, %c;", a, b, c);
  const auto pairs =
      Apply<uint32_t>("mov.b32 %r1, {%a, %b}; mov.b32 %r2, {%b, %c}; mul.rn.f16x2 %d, %r1, %r2;", a, b, c);
  for (size_t k = 0; k < kSamples; ++k) {
    ASSERT_EQ(add[k], round_half(half(a[k]) + half(c[k])));
    ASSERT_EQ(pairs[k], round_half(half(a[k]) * half(b[k])) | (uint32_t{round_half(half(b[k]) * half(c[k]))} << 16));
    const long double exact = half(a[k]) * half(b[k]) + half(c[k]);
    if (std::fabs(exact) > 0x1p-13L)
      ASSERT_EQ(fma[k], round_half(exact)) << half(a[k]) << " " << half(b[k]) << " " << half(c[k]);
  }
  const auto bf16 = [](uint16_t v) { return std::bit_cast<float>(uint32_t{v} << 16); };
  const auto products = Apply<uint16_t>("mul.rn.bf16 %d, %a, %b;", a, b);
  for (size_t k = 0; k < kSamples; ++k) {
    // A product of two 8-bit significands is exact in f32; round it to even by hand.
    const uint32_t bits = std::bit_cast<uint32_t>(bf16(a[k]) * bf16(b[k])), low = bits & 0xffff;
    ASSERT_EQ(products[k], (bits >> 16) + (low > 0x8000 || (low == 0x8000 && (bits >> 16) % 2)));
  }
}

TEST(Arithmetic, PackedAndMixedFloats) {
  const std::vector<uint64_t> a = {0x400000003f800000}, b = {0x3f80000040400000};
  EXPECT_EQ((Apply<uint64_t>("add.rn.f32x2 %d, %a, %b;", a, b)), (std::vector<uint64_t>{0x4040000040800000}));
  EXPECT_EQ((Apply<uint64_t>("fma.rn.f32x2 %d, %a, %b, %a;", a, b)), (std::vector<uint64_t>{0x4080000040800000}));
  EXPECT_EQ((Apply<float, uint16_t, float>("add.rn.f32.bf16 %d, %a, %b;", {0x3f80}, {2.5f})),
            (std::vector<float>{3.5f}));
  EXPECT_EQ((Apply<float, uint16_t, float>("fma.rn.f32.f16 %d, %a, %a, %b;", {0x4000}, {2.5f})),
            (std::vector<float>{6.5f}));
}

TEST(Arithmetic, ApproximationsAreRefusedUnlessAllowed) {
  const std::string text =
      KernelText(1, "mov.b32 %r1, 0f40400000; div.full.f32 %r2, %r1, 0f40000000; st.global.b32 [%q0], %r2;");
  TestMemory memory;
  float* out = memory.AddUnwritten<float>(1);
  const Status status = RunKernel(text, {}, {out}, &memory);
  EXPECT_EQ(status.code(), Code::kUnsupported);
  RunOptions options;
  options.allow_approximate = true;
  EXPECT_TRUE(RunKernel(text, {}, {out}, &memory, options).ok());
  EXPECT_EQ(*out, 1.5f);
}

}  // namespace
}  // namespace fsdp_ptx::testing
