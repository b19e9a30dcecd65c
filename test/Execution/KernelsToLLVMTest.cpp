//===- KernelsToLLVMTest.cpp - compiled kernels against references --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "CompiledKernels.h"
#include <bit>
#include <cmath>
#include <cstring>
#include <gtest/gtest.h>

using namespace fsdp::test;

namespace {
class KernelsToLLVM : public ::testing::TestWithParam<std::string> {
protected:
  std::unique_ptr<CompiledKernels> compile(const std::string &text) {
    auto module = parse(text);
    return module ? CompiledKernels::compile(*module, GetParam()) : nullptr;
  }
};
} // namespace

/// A kernel @f from `from` to `to`, n elements, one body.
static std::string elementwise(int64_t n, const std::string &from,
                               const std::string &to, const std::string &body) {
  std::string x = "memref<" + std::to_string(n) + "x" + from + ">";
  std::string y = "memref<" + std::to_string(n) + "x" + to + ">";
  return "#id = affine_map<(d0) -> (d0)>\n"
         "func.func private @f(%x: " +
         x + " {llvm.noalias}, %y: " + y +
         " {llvm.noalias}) attributes {plan.kernel} {\n"
         "linalg.generic {indexing_maps = [#id, #id], iterator_types = "
         "[\"parallel\"]} ins(%x : " +
         x + ") outs(%y : " + y +
         ") {\n"
         "^bb0(%a: " +
         from + ", %o: " + to + "):\n" + body + "linalg.yield %r : " + to +
         "\n}\nreturn }\n";
}

/// The nearest bf16 by comparing distances in double, ties to the even one.
static uint16_t nearestBF16(float x) {
  uint32_t bits = std::bit_cast<uint32_t>(x);
  uint16_t low = bits >> 16, high = low + 1;
  if (std::isnan(x))
    return 0x7fc0;
  if (std::isinf(x))
    return low;
  auto value = [](uint16_t b) {
    // One step past the largest finite number counts as 2^128.
    if ((b & 0x7fff) == 0x7f80)
      return std::copysign(std::ldexp(1.0, 128), b & 0x8000 ? -1.0 : 1.0);
    return double(std::bit_cast<float>(uint32_t(b) << 16));
  };
  double below = std::abs(double(x) - value(low));
  double above = std::abs(double(x) - value(high));
  if (below != above)
    return below < above ? low : high;
  return low & 1 ? high : low;
}

TEST_P(KernelsToLLVM, CastsToBF16ToNearestEven) {
  constexpr int64_t n = 65536;
  auto kernels = compile(
      elementwise(n, "f32", "bf16", "%r = arith.truncf %a : f32 to bf16\n"));
  ASSERT_TRUE(kernels);
  std::vector<float> x(n);
  std::vector<uint16_t> y(n);
  // Every sign, exponent and upper mantissa, with lower halves around the ties.
  for (uint32_t lower : {0u, 1u, 0x7fffu, 0x8000u, 0x8001u, 0xffffu, 0x5a5au}) {
    for (uint32_t i = 0; i < n; ++i)
      x[i] = std::bit_cast<float>(i << 16 | lower);
    kernels->call("f", {x.data(), y.data()});
    for (uint32_t i = 0; i < n; ++i)
      ASSERT_EQ(y[i], nearestBF16(x[i])) << std::hex << (i << 16 | lower);
  }
}

TEST_P(KernelsToLLVM, WidensBF16Exactly) {
  constexpr int64_t n = 65536;
  auto kernels = compile(
      elementwise(n, "bf16", "f32", "%r = arith.extf %a : bf16 to f32\n"));
  ASSERT_TRUE(kernels);
  std::vector<uint16_t> x(n);
  std::vector<uint32_t> y(n);
  for (uint32_t i = 0; i < n; ++i)
    x[i] = i;
  kernels->call("f", {x.data(), y.data()});
  for (uint32_t i = 0; i < n; ++i)
    ASSERT_EQ(y[i], i << 16);
}

// Between operations on bf16 values stay in f32, as in other fused kernels.
TEST_P(KernelsToLLVM, RoundsAChainOfBF16OperationsAtItsEnd) {
  auto kernels = compile(elementwise(
      256, "bf16", "bf16",
      "%s = arith.mulf %a, %a : bf16\n%r = arith.addf %s, %a : bf16\n"));
  ASSERT_TRUE(kernels);
  std::vector<uint16_t> x(256), y(256);
  for (int i = 0; i < 256; ++i)
    x[i] = nearestBF16(float(i - 128) * 0.37f);
  kernels->call("f", {x.data(), y.data()});
  for (int i = 0; i < 256; ++i) {
    float a = std::bit_cast<float>(uint32_t(x[i]) << 16);
    EXPECT_EQ(y[i], nearestBF16(a * a + a));
  }
}

TEST_P(KernelsToLLVM, KeepsCastsThatTheProgramWrites) {
  auto kernels = compile(elementwise(256, "f32", "f32",
                                     "%s = arith.truncf %a : f32 to bf16\n"
                                     "%r = arith.extf %s : bf16 to f32\n"));
  ASSERT_TRUE(kernels);
  std::vector<float> x(256), y(256);
  for (int i = 0; i < 256; ++i)
    x[i] = float(i - 128) * 0.37f;
  kernels->call("f", {x.data(), y.data()});
  for (int i = 0; i < 256; ++i)
    EXPECT_EQ(std::bit_cast<uint32_t>(y[i]), uint32_t(nearestBF16(x[i])) << 16);
}

namespace {
struct Function {
  const char *op;
  double (*reference)(double);
  float low, high;
  double tolerance; // relative, or absolute where the result is below `floor`
  double floor;
};
} // namespace

TEST_P(KernelsToLLVM, ApproximatesTranscendentalFunctions) {
  static const Function functions[] = {
      {"math.exp", std::exp, -87.0f, 88.0f, 2.0e-7, 0},
      {"math.log", std::log, 1e-30f, 1e30f, 2.0e-7, 1e-6},
      {"math.tanh", std::tanh, -10.0f, 10.0f, 4.0e-7, 0},
      {"math.erf", std::erf, -4.0f, 4.0f, 4.0e-7, 1e-3},
      {"math.log1p", std::log1p, -0.9f, 100.0f, 4.0e-7, 1e-6},
      {"math.expm1", std::expm1, -10.0f, 10.0f, 4.0e-7, 1e-6},
      {"math.log2", std::log2, 1e-30f, 1e30f, 2.0e-7, 1e-6},
      {"math.sin", std::sin, -20.0f, 20.0f, 3.0e-7, 1.0},
      {"math.atan", std::atan, -20.0f, 20.0f, 3.0e-7, 1e-6},
      {"math.erfc", std::erfc, -4.0f, 4.0f, 4.0e-7, 1e-6},
      {"math.cos", std::cos, -20.0f, 20.0f, 3.0e-7, 1.0},
      {"math.sqrt", std::sqrt, 0.0f, 1e30f, 1.0e-7, 0},
      {"math.rsqrt", [](double x) { return 1 / std::sqrt(x); }, 1e-30f, 1e30f,
       2.0e-7, 0}};
  constexpr int64_t n = 1 << 16;
  for (const Function &function : functions) {
    auto kernels = compile(elementwise(
        n, "f32", "f32", "%r = " + std::string(function.op) + " %a : f32\n"));
    ASSERT_TRUE(kernels) << function.op;
    std::vector<float> x(n), y(n);
    for (int64_t i = 0; i < n; ++i)
      x[i] = function.low + (function.high - function.low) * (double(i) / n);
    kernels->call("f", {x.data(), y.data()});
    double worst = 0;
    for (int64_t i = 0; i < n; ++i) {
      double want = function.reference(x[i]);
      double scale = std::max(std::abs(want), function.floor);
      worst = std::max(worst, scale ? std::abs(y[i] - want) / scale : 0.0);
    }
    EXPECT_LE(worst, function.tolerance) << function.op;
    RecordProperty(function.op, std::to_string(worst));
  }
}

TEST_P(KernelsToLLVM, TreatsInfinitiesAndNaNLikeLibm) {
  const float inf = INFINITY, nan = NAN;
  struct Special {
    const char *op;
    float (*reference)(float);
  };
  static const Special functions[] = {{"math.exp", std::exp},
                                      {"math.log", std::log},
                                      {"math.tanh", std::tanh},
                                      {"math.erf", std::erf},
                                      {"math.expm1", std::expm1}};
  for (const Special &function : functions) {
    auto kernels = compile(elementwise(
        8, "f32", "f32", "%r = " + std::string(function.op) + " %a : f32\n"));
    ASSERT_TRUE(kernels) << function.op;
    std::vector<float> x = {inf,   -inf,  nan,    0.0f,
                            -0.0f, -1.0f, 200.0f, -200.0f};
    std::vector<float> y(8);
    kernels->call("f", {x.data(), y.data()});
    for (int i = 0; i < 8; ++i) {
      float want = function.reference(x[i]);
      if (std::isnan(want))
        EXPECT_TRUE(std::isnan(y[i])) << function.op << " " << x[i];
      else
        EXPECT_FLOAT_EQ(y[i], want) << function.op << " " << x[i];
    }
  }
}

TEST_P(KernelsToLLVM, ReportsTheAssertionThatFailed) {
  auto kernels = compile(elementwise(
      16, "i64", "f32",
      "%c8 = arith.constant 8 : i64\n%c0 = arith.constant 0 : i64\n"
      "%p = arith.cmpi sge, %a, %c0 : i64\ncf.assert %p, \"negative index\"\n"
      "%q = arith.cmpi slt, %a, %c8 : i64\ncf.assert %q, \"index too large\"\n"
      "%r = arith.sitofp %a : i64 to f32\n"));
  ASSERT_TRUE(kernels);
  std::vector<int64_t> x(16, 7);
  std::vector<float> y(16);
  EXPECT_EQ(kernels->call("f", {x.data(), y.data()}), -1);
  EXPECT_EQ(y[15], 7.0f);
  x[9] = 8;
  int64_t id = kernels->call("f", {x.data(), y.data()});
  ASSERT_EQ(kernels->assertions.size(), 2u);
  ASSERT_GE(id, 0);
  EXPECT_EQ(kernels->assertions[id].first, "index too large");
  EXPECT_EQ(kernels->assertions[id].second.substr(0, 10), "test.mlir:");
  x[3] = -1;
  id = kernels->call("f", {x.data(), y.data()});
  EXPECT_EQ(kernels->assertions[id].first, "negative index");
}

TEST_P(KernelsToLLVM, GivesTheSameBytesTwice) {
  std::string text = elementwise(64, "f32", "f32", "%r = math.atan %a : f32\n");
  auto first = compile(text), second = compile(text);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->object(), second->object());
  EXPECT_EQ(first->object().find("/tmp"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Levels, KernelsToLLVM,
                         ::testing::ValuesIn(getRunnableLevels()),
                         [](const auto &info) {
                           return info.param == "x86-64-v3" ? "v3" : "v4";
                         });
