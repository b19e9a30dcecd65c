//===- Float8CastsTest.cpp - f8E4M3FN against its definition --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "CompiledKernels.h"
#include "Float8Reference.h"
#include <gtest/gtest.h>

using namespace fsdp::test;

namespace {

constexpr int64_t kCount = 1 << 16;

class Float8Casts : public ::testing::TestWithParam<std::string> {
protected:
  std::unique_ptr<CompiledKernels> compile(const std::string &from,
                                           const std::string &to,
                                           const std::string &body) {
    std::string n = std::to_string(kCount);
    std::string x = "memref<" + n + "x" + from + ">";
    std::string y = "memref<" + n + "x" + to + ">";
    auto module = parse(
        "#id = affine_map<(d0) -> (d0)>\n"
        "func.func private @f(%x: " +
            x + " {llvm.noalias}, %y: " + y +
            " {llvm.noalias}) attributes {plan.kernel} {\n"
            "linalg.generic {indexing_maps = [#id, #id], "
            "iterator_types = [\"parallel\"]} ins(%x : " +
            x + ") outs(%y : " + y + ") {\n^bb0(%a: " + from + ", %o: " + to +
            "):\n" + body + "\nlinalg.yield %r : " + to + "\n}\nreturn }\n",
        isGPU(GetParam()) ? "fsdp-map-kernels-to-gpu,canonicalize,cse" : "");
    return module ? CompiledKernels::compile(*module, GetParam()) : nullptr;
  }

  void checkEncode(CompiledKernels &kernels,
                   const std::vector<uint32_t> &bits) {
    std::vector<uint8_t> codes(kCount);
    std::vector<uint32_t> x = bits;
    kernels.call("f", {x.data(), codes.data()});
    // A GPU's instruction drops the sign of NaN, no other.
    for (int64_t i = 0; i < kCount; ++i)
      if (isGPU(GetParam()) && std::isnan(std::bit_cast<float>(bits[i])))
        ASSERT_EQ(codes[i] & 0x7f, 0x7f) << std::hex << bits[i];
      else
        ASSERT_EQ(codes[i], encodeFloat8(bits[i])) << std::hex << bits[i];
  }
};

} // namespace

// Every sign and exponent and the upper 15 bits of the mantissa: 16.7 million
// values, with lower bits of 0 (ties among them) and of ones. Of these every
// 16th block where PTX is interpreted.
TEST_P(Float8Casts, RoundsToNearestEven) {
  auto kernels =
      compile("f32", "f8E4M3FN", "%r = arith.truncf %a : f32 to f8E4M3FN");
  ASSERT_TRUE(kernels);
  std::vector<uint32_t> bits(kCount);
  for (uint32_t lower : {0x00u, 0xffu})
    for (uint32_t block = 0; block < (1u << 24) / kCount;
         block += isGPU(GetParam()) ? 16 : 1) {
      for (uint32_t i = 0; i < kCount; ++i)
        bits[i] = (block * uint32_t(kCount) + i) << 8 | lower;
      ASSERT_NO_FATAL_FAILURE(checkEncode(*kernels, bits));
    }
}

// All values within 64 of the middle between two codes, and of 0 and infinity.
TEST_P(Float8Casts, RoundsRightNextToEveryTie) {
  auto kernels =
      compile("f32", "f8E4M3FN", "%r = arith.truncf %a : f32 to f8E4M3FN");
  ASSERT_TRUE(kernels);
  std::vector<uint32_t> bits(kCount);
  size_t at = 0;
  std::vector<uint32_t> places(getFloat8Lasts().begin(),
                               getFloat8Lasts().end());
  places.insert(places.end(), {0u, 0x7f800000u, 0x7fc00000u});
  for (uint32_t place : places)
    for (int64_t offset = -64; offset <= 64; ++offset)
      for (uint32_t sign : {0u, 0x80000000u})
        bits[at++] = (uint32_t(place + offset) & 0x7fffffff) | sign;
  ASSERT_NO_FATAL_FAILURE(checkEncode(*kernels, bits));
}

TEST_P(Float8Casts, DecodesEveryCodeExactly) {
  auto kernels =
      compile("f8E4M3FN", "f32", "%r = arith.extf %a : f8E4M3FN to f32");
  ASSERT_TRUE(kernels);
  std::vector<uint8_t> codes(kCount);
  std::vector<float> values(kCount);
  for (int64_t i = 0; i < kCount; ++i)
    codes[i] = i;
  kernels->call("f", {codes.data(), values.data()});
  for (int64_t i = 0; i < kCount; ++i) {
    int code = i & 0x7f;
    if (code == 0x7f) {
      EXPECT_TRUE(std::isnan(values[i])) << i;
      continue;
    }
    float expected = getFloat8Magnitude(code);
    uint32_t bits = std::bit_cast<uint32_t>(expected) | uint32_t(i & 0x80)
                                                            << 24;
    EXPECT_EQ(std::bit_cast<uint32_t>(values[i]), bits) << i;
  }
}

TEST_P(Float8Casts, GoesThroughF32ToOtherTypes) {
  auto narrow =
      compile("f64", "f8E4M3FN", "%r = arith.truncf %a : f64 to f8E4M3FN");
  auto wide =
      compile("f8E4M3FN", "f64", "%r = arith.extf %a : f8E4M3FN to f64");
  ASSERT_TRUE(narrow && wide);
  std::vector<double> x(kCount), back(kCount);
  std::vector<uint8_t> codes(kCount);
  for (int64_t i = 0; i < kCount; ++i)
    x[i] = (double(i) - kCount / 2) * 0.0123;
  narrow->call("f", {x.data(), codes.data()});
  wide->call("f", {codes.data(), back.data()});
  for (int64_t i = 0; i < kCount; ++i) {
    uint8_t code = encodeFloat8(std::bit_cast<uint32_t>(float(x[i])));
    ASSERT_EQ(codes[i], code) << x[i];
    ASSERT_EQ(std::abs(back[i]), getFloat8Magnitude(code & 0x7f)) << x[i];
  }
}

// Element-wise arithmetic on the type itself is done in f32.
TEST_P(Float8Casts, ComputesInF32) {
  auto kernels = compile("f8E4M3FN", "f8E4M3FN",
                         "%c = arith.constant 2.0 : f8E4M3FN\n"
                         "%r = arith.mulf %a, %c : f8E4M3FN");
  ASSERT_TRUE(kernels);
  std::vector<uint8_t> x(kCount), y(kCount);
  for (int64_t i = 0; i < kCount; ++i)
    x[i] = i;
  kernels->call("f", {x.data(), y.data()});
  for (int code = 0; code < 127; ++code)
    ASSERT_EQ(y[code], encodeFloat8(std::bit_cast<uint32_t>(
                           float(2 * getFloat8Magnitude(code)))));
}

static std::vector<std::string> getCastTargets() {
  std::vector<std::string> targets = getRunnableLevels();
  targets.insert(targets.end(), {"gpu.compute_80", "gpu.compute_90"});
  return targets;
}

INSTANTIATE_TEST_SUITE_P(Levels, Float8Casts,
                         ::testing::ValuesIn(getCastTargets()),
                         [](const auto &info) {
                           std::string name = getTargetName(info.param);
                           return name.substr(name.rfind('-') + 1);
                         });
