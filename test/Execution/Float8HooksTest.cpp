//===- Float8HooksTest.cpp - the fused hooks of fp8 on many ranks ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Float8Reference.h"
#include "RankSimulator.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include <gtest/gtest.h>
#include <random>
#include <sstream>

using namespace fsdp::test;

namespace {

/// outer x size x inner; what its elements are.
struct Param {
  int64_t outer, size, inner;
  enum { Normal, Tiny, Zero, WithNaN, Infinite } values;
};

const std::vector<Param> kParams = {
    {1, 9, 3, Param::Normal},   {1, 64, 5, Param::Normal},
    {1, 3, 1, Param::Tiny},     {2, 42, 3, Param::Normal},
    {1, 40, 7, Param::Zero},    {1, 33, 2, Param::WithNaN},
    {1, 5, 6, Param::Infinite}, {1, 1, 1, Param::Normal}};

struct Place {
  int64_t chunk, count, state, full;
};

class Float8Hooks
    : public ::testing::TestWithParam<std::tuple<std::string, bool, int>> {
protected:
  int shards() const { return std::get<2>(GetParam()); }

  void SetUp() override {
    for (const Param &p : kParams) {
      int64_t chunk = (p.size + shards() - 1) / shards();
      int64_t count = p.outer * chunk * p.inner;
      places.push_back({chunk, count, elements, fullBytes});
      // One byte per element: the wire lies where the state does.
      elements += (count + 15) / 16 * 16;
      fullBytes += (count * shards() * 4 + 63) / 64 * 64;
    }
  }

  std::string getModule() const;
  std::string getSegments(bool stats, bool full) const;
  void fill();

  std::vector<Place> places;
  std::vector<std::vector<float>> values; // full tensors
  int64_t elements = 0, fullBytes = 0;
  std::unique_ptr<RankSimulator> simulator;
};

std::string Float8Hooks::getSegments(bool stats, bool full) const {
  std::ostringstream s;
  s << "segments [";
  for (size_t i = 0; i < kParams.size(); ++i) {
    const Param &p = kParams[i];
    s << (i ? ", " : "") << (stats ? "#fsdp.stat_segment" : "#fsdp.segment")
      << "<classIndex = 0, param = @p" << i << ", outer = " << p.outer
      << ", chunk = " << places[i].chunk << ", inner = " << p.inner
      << ", size = " << p.size << ", state = [" << places[i].state << "]";
    if (stats)
      s << ", value = " << i << ">";
    else
      s << ", wire = [" << places[i].state << "], full = ["
        << (full ? std::to_string(places[i].full) : "") << "], stats = [" << i
        << "]>";
  }
  return s.str() + "]";
}

std::string Float8Hooks::getModule() const {
  static const char *scale = "%least = arith.constant 1.0e-12 : f32\n"
                             "%high = arith.constant 448.0 : f32\n"
                             "%bounded = arith.maximumf %amax, %least : f32\n"
                             "%scale = arith.divf %bounded, %high : f32\n";
  std::string values = "memref<" + std::to_string(kParams.size()) + "xf32>";
  std::string slot = "memref<" + std::to_string(elements) + "xi8>";
  std::string full = "memref<" + std::to_string(fullBytes) + "xi8>";
  std::ostringstream s;
  s << "module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = "
    << shards() << ">} {\nfsdp.group @g {state_bytes = " << 4 * elements
    << " : i64, slot_bytes = " << elements
    << " : i64, full_bytes = " << fullBytes << " : i64}\n";
  for (size_t i = 0; i < kParams.size(); ++i) {
    const Param &p = kParams[i];
    std::string type = "[tensor<" + std::to_string(p.outer) + "x" +
                       std::to_string(p.size) + "x" + std::to_string(p.inner) +
                       "xf32>]";
    s << "fsdp.param @p" << i << " {types = " << type << ", compute = " << type
      << ", group = @g, dim = 1 : i64}\n";
  }
  s << "func.func @step() {\n%amaxes = memref.alloc() : " << values
    << "\nfsdp.stats max initial [0.0 : f32] into %amaxes : " << values << " "
    << getSegments(true, false)
    << " {\n^bb0(%x: f32, %row: index, %valid: index):\n"
       "%m = math.absf %x : f32\nfsdp.yield %m : f32\n}\n"
    << "%slot = memref.alloc() : " << slot
    << "\nfsdp.pack @g stats(%amaxes : " << values << ") into %slot : " << slot
    << " " << getSegments(false, false)
    << " {\n^bb0(%x: f32, %row: index, %valid: index, %amax: f32):\n"
    << scale
    << "%low = arith.constant -448.0 : f32\n%0 = arith.divf %x, %scale : f32\n"
       "%1 = arith.maximumf %0, %low : f32\n%2 = arith.minimumf %1, %high : "
       "f32\n%q = arith.truncf %2 : f32 to f8E4M3FN\nfsdp.yield %q : "
       "f8E4M3FN\n}\n"
    << "%token = fsdp.collective_start gather @g axis(shard) inputs(%slot : "
    << slot << ")\n%sources = fsdp.wait %token : !fsdp.sources\n"
    << "%full = memref.alloc() : " << full
    << "\nfsdp.unpack @g phase(forward) %sources stats(%amaxes : " << values
    << ") into %full : " << full << " " << getSegments(false, true)
    << " {\n^bb0(%q: f8E4M3FN, %row: index, %valid: index, %amax: f32):\n"
    << scale
    << "%0 = arith.extf %q : f8E4M3FN to f32\n%1 = arith.mulf %0, %scale : "
       "f32\nfsdp.yield %1 : f32\n}\nreturn\n}\n}\n";
  return s.str();
}

/// Random parameters, every rank's chunk in its state.
void Float8Hooks::fill() {
  std::mt19937 random{11};
  std::normal_distribution<float> normal;
  for (size_t i = 0; i < kParams.size(); ++i) {
    const Param &p = kParams[i];
    std::vector<float> &full = values.emplace_back();
    for (int64_t e = 0; e < p.outer * p.size * p.inner; ++e)
      full.push_back(p.values == Param::Zero   ? 0.0f
                     : p.values == Param::Tiny ? normal(random) * 1e-14f
                                               : normal(random));
    if (p.values == Param::WithNaN)
      full.back() = NAN; // On the last rank that has rows.
    if (p.values == Param::Infinite)
      full[1] = -INFINITY;
    for (int64_t o = 0, e = 0; o < p.outer; ++o)
      for (int64_t row = 0; row < p.size; ++row)
        for (int64_t k = 0; k < p.inner; ++k, ++e) {
          int64_t chunk = places[i].chunk;
          int64_t at = (o * chunk + row % chunk) * p.inner + k;
          simulator->state<float>("g.param",
                                  row / chunk)[places[i].state + at] = full[e];
        }
  }
}

} // namespace

// Against torch's operations one by one: amax (NaN stays), clamp, true
// divisions, rounding to nearest even.
TEST_P(Float8Hooks, EncodesAndDecodesWithOneScaleForAllRanks) {
  auto module = parse(getModule(), getHookPipeline(std::get<0>(GetParam())));
  ASSERT_TRUE(module);
  auto kernels = CompiledKernels::compile(*module, std::get<0>(GetParam()));
  ASSERT_TRUE(kernels);
  simulator = std::make_unique<RankSimulator>(*module, *kernels,
                                              std::get<1>(GetParam()));
  fill();
  simulator->run("step");
  mlir::Value slot, full;
  module->walk([&](mlir::memref::AllocOp alloc) {
    if (alloc.getType().getElementType().isInteger(8))
      (slot ? full : slot) = alloc.getResult();
  });
  ASSERT_TRUE(slot && full);
  for (size_t i = 0; i < kParams.size(); ++i) {
    const Param &p = kParams[i];
    float amax = 0;
    for (float x : values[i])
      amax = std::isnan(amax) || std::abs(x) < amax ? amax : std::abs(x);
    float scale = (std::isnan(amax) || amax > 1e-12f ? amax : 1e-12f) / 448.0f;
    int64_t chunk = places[i].chunk, rows = chunk * shards();
    for (int64_t o = 0; o < p.outer; ++o)
      for (int64_t row = 0; row < rows; ++row)
        for (int64_t k = 0; k < p.inner; ++k) {
          float x =
              row < p.size ? values[i][(o * p.size + row) * p.inner + k] : 0.0f;
          float scaled = x / scale;
          if (!std::isnan(scaled))
            scaled = std::clamp(scaled, -448.0f, 448.0f);
          uint8_t code = encodeFloat8(std::bit_cast<uint32_t>(scaled));
          float back = decodeFloat8(code) * scale;
          uint8_t got = simulator->memory<uint8_t>(
              slot, row / chunk)[places[i].state +
                                 (o * chunk + row % chunk) * p.inner + k];
          float gotBack = simulator->memory<float>(
              full, 0)[places[i].full / 4 + (o * rows + row) * p.inner + k];
          if (std::isnan(scaled)) {
            ASSERT_EQ(got & 0x7f, 0x7f) << "parameter " << i;
            ASSERT_TRUE(std::isnan(gotBack)) << "parameter " << i;
            continue;
          }
          ASSERT_EQ(got, code) << "parameter " << i << ": " << x;
          if (std::isnan(back)) {
            ASSERT_TRUE(std::isnan(gotBack)) << "parameter " << i;
            continue;
          }
          ASSERT_EQ(std::bit_cast<uint32_t>(gotBack),
                    std::bit_cast<uint32_t>(back))
              << "parameter " << i << ": " << x;
        }
    // Pads of the slot are written, with zeros.
    for (int rank = 0; rank < shards(); ++rank)
      for (int64_t e = places[i].count; e < (places[i].count + 15) / 16 * 16;
           ++e)
        ASSERT_EQ(simulator->memory<uint8_t>(slot, rank)[places[i].state + e],
                  0);
  }
}

static std::string
getCaseName(const ::testing::TestParamInfo<Float8Hooks::ParamType> &info) {
  return getTargetName(std::get<0>(info.param)) +
         (std::get<1>(info.param) ? "_buffered_" : "_peer_") +
         std::to_string(std::get<2>(info.param));
}

INSTANTIATE_TEST_SUITE_P(
    Levels, Float8Hooks,
    ::testing::Combine(::testing::ValuesIn(getRunnableLevels()),
                       ::testing::Bool(),
                       ::testing::Values(1, 2, 3, 5, 7, 8, 21)),
    getCaseName);

INSTANTIATE_TEST_SUITE_P(
    GPUs, Float8Hooks,
    ::testing::Combine(::testing::Values("gpu.forward", "gpu.reversed",
                                         "gpu.compute_80", "gpu.compute_90"),
                       ::testing::Bool(), ::testing::Values(1, 3, 8)),
    getCaseName);
