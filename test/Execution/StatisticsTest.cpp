//===- StatisticsTest.cpp - statistics of hooks against a reference -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "RankSimulator.h"
#include <algorithm>
#include <bit>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <sstream>

using namespace fsdp::test;

namespace {

/// A parameter outer x size x inner; the number of what is reduced.
struct Param {
  int64_t outer, size, inner;
  int kind;
};

/// Kinds: the greatest magnitude (from 0); the greatest element of rows that
/// hold data (from -5); the greatest x - 1, pads among them (from -7).
constexpr float kInitials[] = {0.0f, -5.0f, -7.0f};
constexpr int kNaNParam = 3;

/// Several tiles, ragged ends, rows of whole vectors and others, pads, and more
/// runs than are told apart by selects.
std::vector<Param> getParams() {
  std::vector<Param> params = {{1, 301, 61, 0}, {3, 40, 128, 1}, {1, 77, 5, 1},
                               {1, 9, 3, 0},    {2, 21, 7, 2},   {1, 1, 1, 1},
                               {1, 520, 40, 2}};
  for (int64_t i = 0; i < 20; ++i)
    params.push_back({1, 3 + i, 2, 0});
  return params;
}

class Statistics
    : public ::testing::TestWithParam<std::tuple<std::string, int>> {
protected:
  int shards() const { return std::get<1>(GetParam()); }
  int64_t getChunk(const Param &p) const {
    return (p.size + shards() - 1) / shards();
  }
  std::string getModule() const;

  std::vector<Param> params = getParams();
};

std::string Statistics::getModule() const {
  std::ostringstream segments, declared, s;
  int64_t place = 0;
  for (size_t i = 0; i < params.size(); ++i) {
    const Param &p = params[i];
    segments << (i ? ", " : "") << "#fsdp.stat_segment<classIndex = " << p.kind
             << ", param = @p" << i << ", outer = " << p.outer
             << ", chunk = " << getChunk(p) << ", inner = " << p.inner
             << ", size = " << p.size << ", state = [" << place
             << "], value = " << i << ">";
    std::string type = "[tensor<" + std::to_string(p.outer) + "x" +
                       std::to_string(p.size) + "x" + std::to_string(p.inner) +
                       "xf32>]";
    declared << "fsdp.param @p" << i << " {types = " << type
             << ", compute = " << type << ", group = @g, dim = 1 : i64}\n";
    place += (p.outer * getChunk(p) * p.inner + 15) / 16 * 16;
  }
  std::string values = "memref<" + std::to_string(params.size()) + "xf32>";
  s << "module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = "
    << shards() << ">} {\nfsdp.group @g {state_bytes = " << 4 * place
    << " : i64, slot_bytes = 64 : i64, full_bytes = 64 : i64}\n"
    << declared.str()
    << "func.func @step() {\n%values = memref.alloc() : " << values
    << "\nfsdp.stats max initial [0.0 : f32, -5.0 : f32, -7.0 : f32] "
    << "into %values : " << values << " segments [" << segments.str()
    << R"mlir(] {
    ^bb0(%x: f32, %row: index, %valid: index):
      %m = math.absf %x : f32
      fsdp.yield %m : f32
    }, {
    ^bb0(%x: f32, %row: index, %valid: index):
      %none = arith.constant 0xFF800000 : f32
      %holds = arith.cmpi slt, %row, %valid : index
      %m = arith.select %holds, %x, %none : f32
      fsdp.yield %m : f32
    }, {
    ^bb0(%x: f32, %row: index, %valid: index):
      %one = arith.constant 1.0 : f32
      %m = arith.subf %x, %one : f32
      fsdp.yield %m : f32
    }
    return
  }
}
)mlir";
  return s.str();
}

float greatest(float a, float b) { return std::isnan(a) || a > b ? a : b; }

} // namespace

TEST_P(Statistics, ReducesEveryChunkToItsGreatest) {
  auto module = parse(getModule(), getHookPipeline(std::get<0>(GetParam())));
  ASSERT_TRUE(module);
  auto kernels = CompiledKernels::compile(*module, std::get<0>(GetParam()));
  ASSERT_TRUE(kernels);
  RankSimulator simulator(*module, *kernels, /*buffered=*/false);
  std::mt19937 random{5};
  std::normal_distribution<float> normal(-9.0f, 2.0f);
  std::vector<float> expected;
  int64_t place = 0;
  for (size_t i = 0; i < params.size(); ++i) {
    const Param &p = params[i];
    int64_t chunk = getChunk(p);
    float result = kInitials[p.kind];
    for (int64_t o = 0; o < p.outer; ++o)
      for (int64_t row = 0; row < chunk * shards(); ++row)
        for (int64_t k = 0; k < p.inner; ++k) {
          bool isPad = row >= p.size;
          float x = isPad ? 0.0f : normal(random);
          if (int(i) == kNaNParam && o == 0 && row == 1 && k == 0)
            x = NAN;
          simulator.state<float>(
              "g.param",
              row / chunk)[place + (o * chunk + row % chunk) * p.inner + k] = x;
          if (p.kind == 1 && isPad)
            continue;
          result = greatest(result, p.kind == 0   ? std::abs(x)
                                    : p.kind == 1 ? x
                                                  : x - 1.0f);
        }
    expected.push_back(result);
    place += (p.outer * chunk * p.inner + 15) / 16 * 16;
  }
  simulator.run("step");
  // One rank's partial values are the values; more ranks' are all-reduced.
  mlir::Value values;
  module->walk([&](fsdp::plan::AllocOp alloc) {
    if (alloc.getName() == (shards() == 1 ? "stats.partial" : "stats.value"))
      values = alloc.getBuffer();
  });
  ASSERT_TRUE(values);
  for (int rank = 0; rank < shards(); ++rank)
    for (size_t i = 0; i < params.size(); ++i) {
      float got = simulator.memory<float>(values, rank)[i];
      if (std::isnan(expected[i]))
        ASSERT_TRUE(std::isnan(got)) << "parameter " << i;
      else
        ASSERT_EQ(std::bit_cast<uint32_t>(got),
                  std::bit_cast<uint32_t>(expected[i]))
            << "parameter " << i << ": " << got;
    }
}

INSTANTIATE_TEST_SUITE_P(Targets, Statistics,
                         ::testing::Combine(::testing::ValuesIn(getTargets()),
                                            ::testing::Values(1, 2, 3, 8)),
                         [](const auto &info) {
                           return getTargetName(std::get<0>(info.param)) + "_" +
                                  std::to_string(std::get<1>(info.param));
                         });
