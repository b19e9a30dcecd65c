// gemm_test.cpp - the GEMM library against double precision
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "gemm.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>
#include <vector>

namespace fsdp_rt::testing {
namespace {

struct Shape {
  int64_t m, n, k, batch;
  bool share_b;  // stride 0
};

class GemmTest : public ::testing::TestWithParam<Shape> {};

// Rounds to bf16 and returns what the bits mean.
uint16_t ToBf16(float value) { return uint16_t(std::bit_cast<uint32_t>(value) >> 16); }
float FromBf16(uint16_t bits) { return std::bit_cast<float>(uint32_t(bits) << 16); }

double Reference(const fsdp_rt_gemm_args& args, const std::vector<float>& a, const std::vector<float>& b,
                 int64_t member, int64_t i, int64_t j) {
  double sum = 0;
  for (int64_t p = 0; p < args.k; ++p)
    sum += double(a[member * args.stride_a + (args.ta ? p * args.lda + i : i * args.lda + p)]) *
           b[member * args.stride_b + (args.tb ? j * args.ldb + p : p * args.ldb + j)];
  return sum;
}

void Check(const Shape& shape, bool ta, bool tb, bool accumulate, bool bf16,
           Status (*run)(GemmLibrary&, const fsdp_rt_gemm_args&)) {
  fsdp_rt_gemm_args args{};
  args.struct_size = sizeof(args);
  args.dtype = bf16 ? FSDP_RT_BF16 : FSDP_RT_F32;
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
    for (float& value : *operand) value = bf16 ? FromBf16(ToBf16(uniform(random))) : uniform(random);
  std::vector<uint16_t> a16, b16;
  for (float value : a) a16.push_back(ToBf16(value));
  for (float value : b) b16.push_back(ToBf16(value));
  args.a = bf16 ? static_cast<const void*>(a16.data()) : a.data();
  args.b = bf16 ? static_cast<const void*>(b16.data()) : b.data();
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
            << "ta " << ta << " tb " << tb << " accumulate " << accumulate << " bf16 " << bf16;
      ASSERT_EQ(c[member * args.stride_c + i * args.ldc + shape.n], 2.0f) << "wrote between the rows";
    }
}

TEST_P(GemmTest, LibraryAgreesWithDouble) {
  for (int flags = 0; flags < 16; ++flags)
    Check(GetParam(), flags & 1, flags & 2, flags & 4, flags & 8,
          [](GemmLibrary& library, const fsdp_rt_gemm_args& args) {
            GemmThreads threads(1);
            Status first = library.Run(args);
            if (args.accumulate || !first.ok()) return first;
            return library.Run(args);  // from the cache
          });
}

TEST_P(GemmTest, LoopsAgreeWithDouble) {
  for (int flags = 0; flags < 16; ++flags)
    Check(GetParam(), flags & 1, flags & 2, flags & 4, flags & 8,
          [](GemmLibrary&, const fsdp_rt_gemm_args& args) { return GemmLoops(args); });
}

INSTANTIATE_TEST_SUITE_P(Shapes, GemmTest,
                         ::testing::Values(Shape{1, 1, 1, 1, false}, Shape{5, 7, 11, 1, false},
                                           Shape{64, 48, 33, 1, false}, Shape{1, 100, 17, 1, false},
                                           Shape{9, 6, 20, 3, false}, Shape{8, 16, 4, 2, true}));

TEST(Gemm, RefusesOtherTypes) {
  fsdp_rt_gemm_args args{};
  args.dtype = FSDP_RT_I32;
  Status status = MakeGemmLibrary()->Run(args);
  EXPECT_EQ(status.code(), FSDP_RT_UNSUPPORTED);
}

}  // namespace
}  // namespace fsdp_rt::testing
