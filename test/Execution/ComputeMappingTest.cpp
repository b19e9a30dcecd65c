//===- ComputeMappingTest.cpp - GPU compute kernels against the CPU's -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The same kernel from both emitters, on the same random input.
//
//===----------------------------------------------------------------------===//

#include "CompiledKernels.h"
#include <bit>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

using namespace fsdp::test;

namespace {

/// A kernel @k of f32 buffers; the last one is the result.
struct Case {
  const char *name;
  std::string text;
  std::vector<int64_t> sizes;
  /// Of the difference to the CPU's kernel, relative to the largest result for
  /// the inputs' magnitudes: the two add in different orders, and what cancels
  /// leaves its rounding behind. 0: the same bits.
  double bound;
};

std::string generic(const std::string &maps, const std::string &iterators,
                    const std::string &operands, const std::string &types,
                    const std::string &out, const std::string &outType,
                    const std::string &body) {
  return "linalg.generic {indexing_maps = [" + maps + "], iterator_types = [" +
         iterators + "]} ins(" + operands + " : " + types + ") outs(" + out +
         " : " + outType + ") {\n" + body + "}\n";
}

const char *kId2 = "affine_map<(i, j) -> (i, j)>";
const char *kParallel2 = "\"parallel\", \"parallel\"";

std::string kernel(const std::string &parameters, const std::string &body) {
  return "module {\nfunc.func private @k(" + parameters +
         ") attributes {plan.kernel} {\n" + body + "return\n}\n}\n";
}

std::string reduction(int64_t rows, int64_t columns, bool byRow,
                      const std::string &combine) {
  std::string type = "memref<" + std::to_string(rows) + "x" +
                     std::to_string(columns) + "xf32>";
  std::string outType =
      "memref<" + std::to_string(byRow ? rows : columns) + "xf32>";
  std::string maps =
      std::string(byRow ? kId2 : "affine_map<(i, j) -> (j, i)>") +
      ", affine_map<(i, j) -> (i)>";
  return kernel("%x: " + type + ", %y: " + outType,
                generic(maps, "\"parallel\", \"reduction\"", "%x", type, "%y",
                        outType,
                        "^bb0(%a: f32, %s: f32):\n" + combine +
                            "linalg.yield %r : f32\n"));
}

const char *kSum = "%r = arith.addf %a, %s : f32\n";
const char *kMax = "%r = arith.maximumf %a, %s : f32\n";
const char *kSquares = "%q = arith.mulf %a, %a : f32\n"
                       "%r = arith.addf %s, %q : f32\n";

/// What rounding leaves of a sum of `terms` numbers, one after the other: half
/// a unit in the last place each, with random signs.
double rounding(int64_t terms) { return std::sqrt(double(terms)) * 0x1p-24; }

/// `updates` are added to rows that values say, most of them several times, in
/// order, from the `first` on; `columns` 0: to elements.
std::string scatter(int64_t updates, int64_t rows, int64_t columns,
                    int64_t first = 0) {
  std::string n = std::to_string(updates), r = std::to_string(rows),
              c = std::to_string(columns);
  std::string from = "memref<" + n + (columns ? "x" + c : "") + "xf32>",
              to = "memref<" + r + (columns ? "x" + c : "") + "xf32>",
              row = "memref<" + c + "xf32, strided<[1], offset: ?>>";
  std::string begin =
      "%c0 = arith.constant 0 : index\n%c1 = arith.constant 1 : index\n"
      "%n = arith.constant " +
      n + " : index\n%rows = arith.constant " + r +
      " : index\n%ten = arith.constant 10.0 : f32\n"
      "%first = arith.constant " +
      std::to_string(first) +
      " : index\nscf.for %i = %first to %n step %c1 {\n"
      "%v = memref.load %x[%i" +
      (columns ? ", %c0" : "") + "] : " + from +
      "\n%m = math.absf %v : f32\n%t = arith.mulf %m, %ten : f32\n"
      "%k = arith.fptoui %t : f32 to i32\n"
      "%l = arith.index_castui %k : i32 to index\n"
      "%r = arith.remui %l, %rows : index\n";
  std::string parameters = "%x: " + from + ", %y: " + to;
  if (!columns)
    return kernel(parameters, begin + "%o = memref.load %y[%r] : " + to +
                                  "\n%s = arith.addf %o, %v : f32\n"
                                  "memref.store %s, %y[%r] : " +
                                  to + "\n}\n");
  std::string slice = ", 0] [1, " + c + "] [1, 1] : ";
  return kernel(
      parameters,
      begin + "%from = memref.subview %x[%i" + slice + from + " to " + row +
          "\n%to = memref.subview %y[%r" + slice + to + " to " + row + "\n" +
          generic("affine_map<(i) -> (i)>, affine_map<(i) -> (i)>",
                  "\"parallel\"", "%from", row, "%to", row,
                  "^bb0(%a: f32, %o: f32):\n%s = arith.addf %a, %o : f32\n"
                  "linalg.yield %s : f32\n") +
          "}\n");
}

std::vector<Case> cases() {
  std::vector<Case> all;
  auto pointwise = [&](const char *name, const std::string &body) {
    all.push_back(
        {name,
         kernel(
             "%x: memref<37x64xf32>, %b: memref<64xf32>, "
             "%y: memref<37x64xf32>",
             generic(std::string(kId2) + ", affine_map<(i, j) -> (j)>, " + kId2,
                     kParallel2, "%x, %b", "memref<37x64xf32>, memref<64xf32>",
                     "%y", "memref<37x64xf32>",
                     "^bb0(%a: f32, %c: f32, %o: f32):\n" + body +
                         "linalg.yield %r : f32\n")),
         {37 * 64, 64, 37 * 64},
         0});
  };
  pointwise("Add", "%r = arith.addf %a, %c : f32\n");
  pointwise("Exp", "%e = math.exp %a : f32\n%r = arith.divf %e, %c : f32\n");
  pointwise("Tanh", "%e = math.tanh %a : f32\n%r = arith.mulf %e, %c : f32\n");
  pointwise("Rsqrt", "%p = arith.mulf %a, %a : f32\n"
                     "%r = math.rsqrt %p : f32\n");
  pointwise("BF16", "%n = arith.truncf %a : f32 to bf16\n"
                    "%m = arith.truncf %c : f32 to bf16\n"
                    "%s = arith.mulf %n, %m : bf16\n"
                    "%r = arith.extf %s : bf16 to f32\n");
  pointwise("Index", "%i = linalg.index 0 : index\n"
                     "%j = linalg.index 1 : index\n"
                     "%k = arith.addi %i, %j : index\n"
                     "%l = arith.index_cast %k : index to i32\n"
                     "%f = arith.sitofp %l : i32 to f32\n"
                     "%r = arith.addf %a, %f : f32\n");
  // Quotients of about 2^50: what a rounded division gives is often one too
  // many.
  pointwise("Remainder", "%l = arith.constant 1.0e15 : f32\n"
                         "%p = arith.mulf %a, %l : f32\n"
                         "%r = arith.remf %p, %c : f32\n");
  pointwise("RemainderFar", "%l = arith.constant 1.0e30 : f32\n"
                            "%p = arith.mulf %a, %l : f32\n"
                            "%r = arith.remf %p, %c : f32\n");
  // 4 with a sign; the rest of it is a zero with that sign.
  pointwise("RemainderZero", "%l = arith.constant 4.0 : f32\n"
                             "%d = arith.constant 2.0 : f32\n"
                             "%p = math.copysign %l, %a : f32\n"
                             "%r = arith.remf %p, %d : f32\n");
  pointwise("RemainderOfInfinity", "%l = arith.constant 0.0 : f32\n"
                                   "%p = arith.divf %c, %l : f32\n"
                                   "%r = arith.remf %a, %p : f32\n");
  // libm on the CPU; in f64 here.
  pointwise("Sin", "%r = math.sin %a : f32\n");
  pointwise("Cos", "%p = math.cos %a : f32\n%r = arith.mulf %p, %c : f32\n");
  pointwise("Power", "%p = math.absf %a : f32\n%r = math.powf %p, %c : f32\n");
  pointwise("Exp2", "%r = math.exp2 %a : f32\n");
  pointwise("Log10", "%p = math.absf %a : f32\n%r = math.log10 %p : f32\n");
  pointwise("Cbrt", "%r = math.cbrt %a : f32\n");
  for (size_t i = all.size() - 6; i < all.size(); ++i)
    all[i].bound = 1.2e-7;
  all.push_back({"Transpose",
                 kernel("%x: memref<70x45xf32>, %y: memref<45x70xf32>",
                        "linalg.transpose ins(%x : memref<70x45xf32>) outs(%y "
                        ": memref<45x70xf32>) permutation = [1, 0]\n"),
                 {70 * 45, 45 * 70},
                 0});
  all.push_back(
      {"AddTransposed",
       kernel("%x: memref<3x40x50xf32>, %t: memref<3x50x40xf32>, "
              "%y: memref<3x40x50xf32>",
              generic("affine_map<(b, i, j) -> (b, i, j)>, affine_map<(b, i, "
                      "j) -> (b, j, i)>, affine_map<(b, i, j) -> (b, i, j)>",
                      "\"parallel\", \"parallel\", \"parallel\"", "%x, %t",
                      "memref<3x40x50xf32>, memref<3x50x40xf32>", "%y",
                      "memref<3x40x50xf32>",
                      "^bb0(%a: f32, %c: f32, %o: f32):\n%r = arith.subf %a, "
                      "%c : f32\nlinalg.yield %r : f32\n")),
       {6000, 6000, 6000},
       0});
  all.push_back(
      {"WarpRows", reduction(21, 96, true, kSum), {21 * 96, 21}, rounding(96)});
  all.push_back({"RaggedRows",
                 reduction(9, 1001, true, kSum),
                 {9 * 1001, 9},
                 rounding(1001)});
  all.push_back({"LongRows",
                 reduction(3, 5000, true, kSquares),
                 {15000, 3},
                 rounding(5000)});
  all.push_back({"VeryLongRows",
                 reduction(2, 20000, true, kSum),
                 {40000, 2},
                 rounding(20000)});
  all.push_back({"LongColumns",
                 reduction(700, 45, false, kSum),
                 {700 * 45, 45},
                 rounding(700)});
  all.push_back({"MaxRows", reduction(11, 100, true, kMax), {1100, 11}, 0});
  all.push_back(
      {"OneRow", reduction(1, 7000, true, kSum), {7000, 1}, rounding(7000)});
  all.push_back({"Columns",
                 reduction(130, 45, false, kSum),
                 {130 * 45, 45},
                 rounding(130)});
  all.push_back(
      {"MaxColumns", reduction(64, 33, false, kMax), {64 * 33, 33}, 0});
  all.push_back(
      {"FewRows", reduction(5, 45, false, kSum), {5 * 45, 45}, rounding(5)});
  // A loop that carries a sum of rows: one block.
  all.push_back(
      {"Loop",
       kernel("%x: memref<6x300xf32>, %y: memref<300xf32>",
              "%c0 = arith.constant 0 : index\n%c1 = arith.constant 1 : index\n"
              "%c6 = arith.constant 6 : index\n"
              "scf.for %i = %c0 to %c6 step %c1 {\n"
              "%w = memref.load %x[%i, %c1] : memref<6x300xf32>\n"
              "%row = memref.subview %x[%i, 0] [1, 300] [1, 1] : "
              "memref<6x300xf32> to memref<300xf32, strided<[1], offset: ?>>\n"
              "linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, "
              "affine_map<(i) -> (i)>], iterator_types = [\"parallel\"]} "
              "ins(%row : memref<300xf32, strided<[1], offset: ?>>) outs(%y : "
              "memref<300xf32>) {\n^bb0(%a: f32, %o: f32):\n"
              "%p = arith.mulf %a, %w : f32\n%s = arith.addf %p, %o : f32\n"
              "linalg.yield %s : f32\n}\n"
              "%v = memref.load %y[%i] : memref<300xf32>\n"
              "memref.store %v, %y[%c0] : memref<300xf32>\n}\n"),
       {1800, 300},
       0});
  all.push_back({"Scatter", scatter(40, 5, 70), {2800, 350}, 0});
  // Several stretches of updates, several tiles of a row.
  all.push_back({"ScatterFar", scatter(600, 7, 1300), {780000, 9100}, 0});
  all.push_back({"ScatterElements", scatter(500, 9, 0), {500, 9}, 0});
  // What a loop leaves to the next one.
  all.push_back({"ScatterRest", scatter(90, 5, 70, 41), {6300, 350}, 0});
  return all;
}

class ComputeMapping
    : public ::testing::TestWithParam<std::tuple<size_t, std::string>> {};

std::vector<float> run(const Case &test, const std::string &target,
                       bool magnitudes = false) {
  auto module = parse(test.text,
                      isGPU(target) ? "fsdp-map-kernels-to-gpu,canonicalize,cse"
                                    : "canonicalize,cse");
  auto kernels = module ? CompiledKernels::compile(*module, target) : nullptr;
  if (!kernels) {
    ADD_FAILURE() << "cannot compile\n" << test.text;
    return {};
  }
  std::mt19937 random(5);
  std::normal_distribution<float> normal;
  std::vector<std::vector<float>> buffers;
  std::vector<void *> args;
  for (int64_t size : test.sizes) {
    // Aligned like a plan's buffers.
    buffers.emplace_back(size + 16);
    auto address = reinterpret_cast<uintptr_t>(buffers.back().data());
    float *begin = reinterpret_cast<float *>((address + 63) / 64 * 64);
    for (int64_t i = 0; i < size; ++i)
      begin[i] = magnitudes ? std::abs(normal(random)) : normal(random);
    args.push_back(begin);
  }
  EXPECT_EQ(kernels->call("k", args), -1);
  const float *result = static_cast<float *>(args.back());
  return std::vector<float>(result, result + test.sizes.back());
}

} // namespace

TEST_P(ComputeMapping, AgreesWithTheCPU) {
  static const std::vector<Case> all = cases();
  const Case &test = all[std::get<0>(GetParam())];
  std::vector<float> want = run(test, "x86-64-v3");
  std::vector<float> got = run(test, std::get<1>(GetParam()));
  ASSERT_EQ(got.size(), want.size());
  double largest = 0;
  for (float value : run(test, "x86-64-v3", /*magnitudes=*/true))
    largest = std::max(largest, double(std::abs(value)));
  for (size_t i = 0; i < want.size(); ++i) {
    if (test.bound == 0)
      ASSERT_EQ(std::bit_cast<uint32_t>(got[i]),
                std::bit_cast<uint32_t>(want[i]))
          << i << ": " << got[i] << ", expected " << want[i];
    else
      ASSERT_NEAR(got[i], want[i], test.bound * largest) << i;
  }
}

class GPUAssertions : public ::testing::TestWithParam<std::string> {};

// One point of many, and what a loop of one block reads; what the assertion
// guards is not touched, and other threads pass the barriers.
TEST_P(GPUAssertions, ReportTheOneThatFailed) {
  const std::string points = kernel(
      "%x: memref<1000xf32>, %y: memref<1000xf32>",
      generic("affine_map<(i) -> (i)>, affine_map<(i) -> (i)>", "\"parallel\"",
              "%x", "memref<1000xf32>", "%y", "memref<1000xf32>",
              "^bb0(%a: f32, %o: f32):\n%c0 = arith.constant 0.0 : f32\n"
              "%c8 = arith.constant 8.0 : f32\n"
              "%p = arith.cmpf oge, %a, %c0 : f32\n"
              "cf.assert %p, \"negative\"\n"
              "%q = arith.cmpf olt, %a, %c8 : f32\n"
              "cf.assert %q, \"too large\"\nlinalg.yield %a : f32\n"));
  const std::string loop = kernel(
      "%x: memref<1000xf32>, %y: memref<1000xf32>",
      "%c0 = arith.constant 0 : index\n%c1 = arith.constant 1 : index\n"
      "%c1000 = arith.constant 1000 : index\n%c9 = arith.constant 9 : index\n"
      "%z = arith.constant 0.0 : f32\n%e = arith.constant 8.0 : f32\n"
      "scf.for %i = %c0 to %c1000 step %c9 {\n"
      "%v = memref.load %x[%i] : memref<1000xf32>\n"
      "%p = arith.cmpf oge, %v, %z : f32\ncf.assert %p, \"negative\"\n"
      "%q = arith.cmpf olt, %v, %e : f32\ncf.assert %q, \"too large\"\n"
      "memref.store %v, %y[%i] : memref<1000xf32>\n}\n");
  for (const std::string &text : {points, loop}) {
    auto module = parse(text, "fsdp-map-kernels-to-gpu,canonicalize,cse");
    ASSERT_TRUE(module);
    auto kernels = CompiledKernels::compile(*module, GetParam());
    ASSERT_TRUE(kernels);
    alignas(64) static float x[1000], y[1000];
    std::fill_n(x, 1000, 7.0f);
    std::fill_n(y, 1000, -1.0f);
    EXPECT_EQ(kernels->call("k", {x, y}), -1);
    EXPECT_EQ(y[999], 7.0f);
    ASSERT_EQ(kernels->assertions.size(), 2u);
    y[630] = -1.0f;
    x[630] = 8.0f;
    int64_t id = kernels->call("k", {x, y});
    ASSERT_GE(id, 0);
    EXPECT_EQ(kernels->assertions[id].first, "too large");
    EXPECT_EQ(y[630], -1.0f);
    x[630] = -3.0f;
    id = kernels->call("k", {x, y});
    ASSERT_GE(id, 0);
    EXPECT_EQ(kernels->assertions[id].first, "negative");
    EXPECT_EQ(y[630], -1.0f);
  }
}

INSTANTIATE_TEST_SUITE_P(PTX, GPUAssertions,
                         ::testing::Values("gpu.compute_80", "gpu.compute_90"),
                         [](const auto &info) { return info.param.substr(4); });

INSTANTIATE_TEST_SUITE_P(
    Kernels, ComputeMapping,
    ::testing::Combine(::testing::Range<size_t>(0, cases().size()),
                       ::testing::Values("gpu.forward", "gpu.reversed",
                                         "gpu.compute_80", "gpu.compute_90")),
    [](const auto &info) {
      return std::string(cases()[std::get<0>(info.param)].name) + "_" +
             std::get<1>(info.param).substr(4);
    });
