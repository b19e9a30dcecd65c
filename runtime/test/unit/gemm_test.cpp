// gemm_test.cpp - the GEMM library against double precision
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "gemm.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>
#include <vector>

#include "gemm_widen.h"

namespace fsdp_rt::testing {
namespace {

struct Shape {
  int64_t m, n, k, batch;
  bool share_b;  // stride 0
};

class GemmTest : public ::testing::TestWithParam<Shape> {};

// A 16-bit float near `value`: the bits, and what they mean.
uint16_t Narrow(fsdp_rt_dtype dtype, float value) {
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  if (dtype == FSDP_RT_BF16) return uint16_t(bits >> 16);
  // The operands are below 1; numbers below 2^-14 become zero.
  const int exponent = int(bits >> 23 & 255) - 127 + 15;
  const uint32_t magnitude = exponent < 1 ? 0 : uint32_t(exponent) << 10 | (bits >> 13 & 1023);
  return uint16_t((bits >> 16 & 0x8000) | magnitude);
}
float Widen(fsdp_rt_dtype dtype, uint16_t bits) {
  if (dtype == FSDP_RT_BF16) return std::bit_cast<float>(uint32_t(bits) << 16);
  const float magnitude = bits & 0x7c00 ? std::ldexp(float(1024 + (bits & 1023)), (bits >> 10 & 31) - 25)
                                        : std::ldexp(float(bits & 1023), -24);
  return bits & 0x8000 ? -magnitude : magnitude;
}

double Reference(const fsdp_rt_gemm_args& args, const std::vector<float>& a, const std::vector<float>& b,
                 int64_t member, int64_t i, int64_t j) {
  double sum = 0;
  for (int64_t p = 0; p < args.k; ++p)
    sum += double(a[member * args.stride_a + (args.ta ? p * args.lda + i : i * args.lda + p)]) *
           b[member * args.stride_b + (args.tb ? j * args.ldb + p : p * args.ldb + j)];
  return sum;
}

void Check(const Shape& shape, bool ta, bool tb, bool accumulate, fsdp_rt_dtype dtype,
           Status (*run)(GemmLibrary&, const fsdp_rt_gemm_args&)) {
  fsdp_rt_gemm_args args{};
  args.struct_size = sizeof(args);
  args.dtype = dtype;
  const bool narrow = dtype != FSDP_RT_F32;
  args.ta = ta;
  args.tb = tb;
  args.accumulate = accumulate;
  args.m = shape.m;
  args.n = shape.n;
  args.k = shape.k;
  args.lda = (ta ? shape.m : shape.k) + 3;
  args.ldb = (tb ? shape.k : shape.n) + 1;
  args.ldc = shape.n + 2;
  args.batch = shape.batch;
  args.stride_a = args.lda * (ta ? shape.k : shape.m) + 5;
  args.stride_b = shape.share_b ? 0 : args.ldb * (tb ? shape.n : shape.k);
  args.stride_c = args.ldc * shape.m;
  std::mt19937 random(1);
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::vector<float> a(args.stride_a * shape.batch), b(args.ldb * std::max(shape.n, shape.k) * shape.batch),
      c(args.stride_c * shape.batch, 2.0f);
  for (std::vector<float>* operand : {&a, &b})
    for (float& value : *operand) {
      value = uniform(random);
      if (narrow) value = Widen(dtype, Narrow(dtype, value));
    }
  std::vector<uint16_t> a16, b16;
  for (float value : a) a16.push_back(Narrow(dtype, value));
  for (float value : b) b16.push_back(Narrow(dtype, value));
  args.a = narrow ? static_cast<const void*>(a16.data()) : a.data();
  args.b = narrow ? static_cast<const void*>(b16.data()) : b.data();
  args.c = c.data();
  std::unique_ptr<GemmLibrary> library = MakeGemmLibrary();
  Status status = run(*library, args);
  ASSERT_TRUE(status.ok()) << status.message();
  // The rounding of a float dot product: k terms of at most 1.
  double tolerance = 1e-6 * double(shape.k) + 1e-6;
  for (int64_t member = 0; member < shape.batch; ++member)
    for (int64_t i = 0; i < shape.m; ++i) {
      for (int64_t j = 0; j < shape.n; ++j)
        ASSERT_NEAR(c[member * args.stride_c + i * args.ldc + j],
                    Reference(args, a, b, member, i, j) + (accumulate ? 2 : 0), tolerance)
            << "ta " << ta << " tb " << tb << " accumulate " << accumulate << " dtype " << dtype;
      ASSERT_EQ(c[member * args.stride_c + i * args.ldc + shape.n], 2.0f) << "wrote between the rows";
    }
}

constexpr fsdp_rt_dtype kTypes[] = {FSDP_RT_F32, FSDP_RT_BF16, FSDP_RT_F16};

TEST_P(GemmTest, LibraryAgreesWithDouble) {
  for (int flags = 0; flags < 24; ++flags)
    Check(GetParam(), flags & 1, flags & 2, flags & 4, kTypes[flags / 8],
          [](GemmLibrary& library, const fsdp_rt_gemm_args& args) {
            GemmThreads threads(1);
            Status first = library.Run(args);
            if (args.accumulate || !first.ok()) return first;
            return library.Run(args);  // from the cache
          });
}

TEST_P(GemmTest, LoopsAgreeWithDouble) {
  for (int flags = 0; flags < 24; ++flags)
    Check(GetParam(), flags & 1, flags & 2, flags & 4, kTypes[flags / 8],
          [](GemmLibrary&, const fsdp_rt_gemm_args& args) { return GemmLoops(args); });
}

INSTANTIATE_TEST_SUITE_P(Shapes, GemmTest,
                         ::testing::Values(Shape{1, 1, 1, 1, false}, Shape{5, 7, 11, 1, false},
                                           Shape{64, 48, 33, 1, false}, Shape{1, 100, 17, 1, false},
                                           Shape{9, 6, 20, 3, false}, Shape{8, 16, 4, 2, true}));

TEST(Gemm, WidensEveryHalfAndBf16) {
  WidenedOperands operands;
  for (fsdp_rt_dtype dtype : {FSDP_RT_BF16, FSDP_RT_F16}) {
    std::vector<uint16_t> bits(65536);
    for (size_t i = 0; i < bits.size(); ++i) bits[i] = uint16_t(i);
    fsdp_rt_gemm_args args{};
    args.dtype = dtype;
    args.a = args.b = bits.data();
    args.m = args.n = args.batch = 1;
    args.k = args.lda = 65536;
    args.ldb = 1;
    const fsdp_rt_gemm_args wide = operands.Widen(args);
    ASSERT_EQ(wide.dtype, FSDP_RT_F32);
    for (const void* operand : {wide.a, wide.b})
      for (size_t i = 0; i < bits.size(); ++i) {
        const float value = static_cast<const float*>(operand)[i];
        const bool special = dtype == FSDP_RT_F16 && (i & 0x7c00) == 0x7c00;
        const float magnitude = i & 1023 ? NAN : INFINITY;
        const float expected = special ? std::copysign(magnitude, i & 0x8000 ? -1.0f : 1.0f) : Widen(dtype, bits[i]);
        if (std::isnan(expected))
          ASSERT_TRUE(std::isnan(value)) << i;
        else
          ASSERT_EQ(std::bit_cast<uint32_t>(value), std::bit_cast<uint32_t>(expected)) << i;
      }
  }
}

TEST(Gemm, RefusesOtherTypes) {
  fsdp_rt_gemm_args args{};
  args.dtype = FSDP_RT_I32;
  Status status = MakeGemmLibrary()->Run(args);
  EXPECT_EQ(status.code(), FSDP_RT_UNSUPPORTED);
}

}  // namespace
}  // namespace fsdp_rt::testing
