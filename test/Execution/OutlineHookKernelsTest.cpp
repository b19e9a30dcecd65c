//===- OutlineHookKernelsTest.cpp - hook kernels against references -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "RankSimulator.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include <bit>
#include <cmath>
#include <gtest/gtest.h>
#include <random>
#include <sstream>

using namespace fsdp::test;

namespace {

/// One parameter of a test group: outer x size x inner, over the shards.
struct Param {
  int64_t outer, size, inner;
  bool bf16;
};

/// What fsdp-assign-groups-and-layouts computes, written independently.
struct Layout {
  Layout(std::vector<Param> params, int64_t shards)
      : params(std::move(params)), shards(shards) {
    for (const Param &p : this->params) {
      int64_t chunk = (p.size + shards - 1) / shards;
      int64_t count = p.outer * chunk * p.inner;
      int64_t padded = (count + 15) / 16 * 16;
      chunks.push_back(chunk);
      state.push_back(elements);
      wire.push_back(slotBytes);
      slot.push_back(elements * 4);
      full.push_back(fullBytes);
      elements += padded;
      slotBytes += padded * (p.bf16 ? 2 : 4);
      fullBytes += (count * shards * 4 + 63) / 64 * 64;
    }
  }
  std::vector<Param> params;
  int64_t shards;
  int64_t elements = 0, slotBytes = 0, fullBytes = 0;
  std::vector<int64_t> chunks, state, wire, slot, full;

  std::string segments(bool withFull) const {
    std::ostringstream s;
    s << "segments [";
    for (size_t i = 0; i < params.size(); ++i)
      s << (i ? ", " : "")
        << "#fsdp.segment<classIndex = " << (params[i].bf16 ? 0 : 1)
        << ", param = @p" << i << ", outer = " << params[i].outer
        << ", chunk = " << chunks[i] << ", inner = " << params[i].inner
        << ", size = " << params[i].size << ", state = [" << state[i]
        << "], wire = [" << wire[i] << "], full = ["
        << (withFull ? std::to_string(full[i]) : "") << "]>";
    return s.str() + "]";
  }
  /// Gradients of the `bf16` parameters travel as `narrow`.
  std::string grads(const std::string &narrow) const {
    std::ostringstream s;
    s << "grads [";
    for (size_t i = 0; i < params.size(); ++i)
      s << (i ? ", " : "") << "#fsdp.grad_segment<param = @p" << i
        << ", innerIndex = -1, outer = " << params[i].outer
        << ", chunk = " << chunks[i] << ", inner = " << params[i].inner
        << ", size = " << params[i].size << ", full = " << full[i]
        << ", slot = " << slot[i] << ", shard = " << state[i]
        << ", dtype = " << (params[i].bf16 ? narrow : "f32") << ">";
    return s.str() + "]";
  }
  std::string module(const std::string &functions) const {
    std::ostringstream s;
    s << "module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = "
      << shards << ">} {\nfsdp.group @g {state_bytes = " << 4 * elements
      << " : i64, slot_bytes = " << slotBytes
      << " : i64, full_bytes = " << fullBytes << " : i64}\n";
    for (size_t i = 0; i < params.size(); ++i) {
      const Param &p = params[i];
      std::string type = "tensor<" + std::to_string(p.outer) + "x" +
                         std::to_string(p.size) + "x" +
                         std::to_string(p.inner) + "xf32>";
      s << "fsdp.param @p" << i << " {types = [" << type << "], compute = ["
        << type
        << "], group = @g, dim = 1 : i64, trained, layouts = "
           "[#fsdp.layout<shards = "
        << shards << ", dim = 1, outer = " << p.outer << ", size = " << p.size
        << ", inner = " << p.inner << ", offset = " << state[i] << ">]}\n";
    }
    return s.str() + functions + "}\n";
  }
};

/// 9x3 weights over 8 ranks (uneven, empty shards) among biases, and one
/// parameter that is not sharded on its first dimension.
/// More runs than a GPU's kernel tells apart by selects: it looks them up.
Layout mixedLayout(int64_t shards) {
  std::vector<Param> params = {{1, 9, 3, true},   {1, 9, 1, false},
                               {1, 64, 5, true},  {1, 3, 1, false},
                               {2, 16, 3, false}, {1, 40, 7, false}};
  for (int64_t i = 0; i < 18; ++i)
    params.push_back({1, 3 + i, 1 + i % 2, true});
  return Layout(params, shards);
}

class HookKernels
    : public ::testing::TestWithParam<std::tuple<std::string, bool, int>> {
protected:
  std::string level() const { return std::get<0>(GetParam()); }
  bool buffered() const { return std::get<1>(GetParam()); }
  int shards() const { return std::get<2>(GetParam()); }

  void build(const std::string &text) {
    module = parse(text, getHookPipeline(level()));
    ASSERT_TRUE(module);
    kernels = CompiledKernels::compile(*module, level());
    ASSERT_TRUE(kernels);
    simulator = std::make_unique<RankSimulator>(*module, *kernels, buffered());
  }

  void sumGradients(const std::string &narrow);

  /// Random parameters: full values, and every rank's chunk in its state.
  std::vector<std::vector<float>> fillState(const Layout &layout) {
    std::vector<std::vector<float>> values;
    for (size_t i = 0; i < layout.params.size(); ++i) {
      const Param &p = layout.params[i];
      values.emplace_back(p.outer * p.size * p.inner);
      for (float &x : values.back())
        x = normal(random);
      forEach(layout, i, [&](int64_t rank, int64_t from, int64_t at) {
        simulator->state<float>("g.param", rank)[layout.state[i] + at] =
            values[i][from];
      });
    }
    return values;
  }

  /// Calls `f(rank, element of the full tensor, element of the rank's chunk)`.
  template <typename F> void forEach(const Layout &layout, size_t i, F f) {
    const Param &p = layout.params[i];
    for (int64_t o = 0; o < p.outer; ++o)
      for (int64_t row = 0; row < p.size; ++row)
        for (int64_t k = 0; k < p.inner; ++k)
          f(row / layout.chunks[i], (o * p.size + row) * p.inner + k,
            (o * layout.chunks[i] + row % layout.chunks[i]) * p.inner + k);
  }

  std::mt19937 random{7};
  std::normal_distribution<float> normal;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::unique_ptr<CompiledKernels> kernels;
  std::unique_ptr<RankSimulator> simulator;
};
} // namespace

static float roundToBF16(float x) {
  double step = std::ldexp(1.0, std::ilogb(x) - 7);
  return float(std::nearbyint(double(x) / step) * step);
}

static std::string unshard(const Layout &layout, const std::string &pack,
                           const std::string &unpack) {
  std::ostringstream s;
  s << "func.func @step() {\n%slot = memref.alloc() : memref<"
    << layout.slotBytes << "xi8>\nfsdp.pack @g into %slot : memref<"
    << layout.slotBytes << "xi8> " << layout.segments(false) << " {\n"
    << pack << "}, {\n^bb0(%x: f32, %row: index, %valid: index):\n"
    << "fsdp.yield %x : f32\n}\n"
    << "%token = fsdp.collective_start gather @g axis(shard) inputs(%slot : "
       "memref<"
    << layout.slotBytes << "xi8>)\n%s = fsdp.wait %token : !fsdp.sources\n"
    << "%full = memref.alloc() : memref<" << layout.fullBytes
    << "xi8>\nfsdp.unpack @g phase(forward) %s into %full : memref<"
    << layout.fullBytes << "xi8> " << layout.segments(true) << " {\n"
    << unpack << "}, {\n^bb0(%x: f32, %row: index, %valid: index):\n"
    << "fsdp.yield %x : f32\n}\nreturn\n}\n";
  return s.str();
}

static const char *castPack = "^bb0(%x: f32, %row: index, %valid: index):\n"
                              "%t = arith.truncf %x : f32 to bf16\n"
                              "fsdp.yield %t : bf16\n";
static const char *castUnpack = "^bb0(%x: bf16, %row: index, %valid: index):\n"
                                "%t = arith.extf %x : bf16 to f32\n"
                                "fsdp.yield %t : f32\n";

template <typename Op> static Op findOp(mlir::ModuleOp module) {
  Op found;
  module.walk([&](Op op) {
    if (!found)
      found = op;
  });
  return found;
}

TEST_P(HookKernels, UnshardsWhatWasPacked) {
  Layout layout = mixedLayout(shards());
  ASSERT_NO_FATAL_FAILURE(
      build(layout.module(unshard(layout, castPack, castUnpack))));
  auto values = fillState(layout);
  simulator->run("step");
  mlir::Value full, slot;
  module->walk([&](mlir::memref::AllocOp alloc) {
    (slot ? full : slot) = alloc.getResult();
  });
  for (int rank = 0; rank < shards(); ++rank) {
    const float *got = simulator->memory<float>(full, rank);
    for (size_t i = 0; i < layout.params.size(); ++i) {
      const Param &p = layout.params[i];
      for (int64_t o = 0; o < p.outer; ++o)
        for (int64_t e = 0; e < p.size * p.inner; ++e) {
          float want = values[i][o * p.size * p.inner + e];
          if (p.bf16)
            want = roundToBF16(want);
          int64_t at = layout.full[i] / 4 +
                       o * layout.chunks[i] * shards() * p.inner + e;
          ASSERT_EQ(got[at], want) << "parameter " << i << " element " << e;
        }
    }
    // Every byte of the slot was written, pads with zeros.
    const auto *bytes = simulator->memory<uint16_t>(slot, rank);
    for (size_t i = 0; i < layout.params.size(); ++i) {
      const Param &p = layout.params[i];
      int64_t width = p.bf16 ? 1 : 2;
      int64_t count = p.outer * layout.chunks[i] * p.inner;
      for (int64_t k = count * width; k < (count + 15) / 16 * 16 * width; ++k)
        ASSERT_EQ(bytes[layout.wire[i] / 2 + k], 0);
    }
  }
}

// A hook that looks at its row: rows beyond the valid ones travel as -1, and
// post adds the row and the valid rows of the rank that they come from.
TEST_P(HookKernels, GivesHooksTheirRows) {
  Layout layout = mixedLayout(shards());
  ASSERT_NO_FATAL_FAILURE(build(layout.module(
      unshard(layout,
              "^bb0(%x: f32, %row: index, %valid: index):\n"
              "%c = arith.cmpi slt, %row, %valid : index\n"
              "%m = arith.constant -1.0 : f32\n"
              "%y = arith.select %c, %x, %m : f32\n"
              "%t = arith.truncf %y : f32 to bf16\nfsdp.yield %t : bf16\n",
              "^bb0(%x: bf16, %row: index, %valid: index):\n"
              "%t = arith.extf %x : bf16 to f32\n"
              "%c10 = arith.constant 10 : index\n"
              "%a = arith.muli %row, %c10 : index\n"
              "%b = arith.addi %a, %valid : index\n"
              "%i = arith.index_cast %b : index to i32\n"
              "%f = arith.sitofp %i : i32 to f32\n"
              "%y = arith.addf %t, %f : f32\nfsdp.yield %y : f32\n"))));
  auto values = fillState(layout);
  simulator->run("step");
  mlir::Value full;
  module->walk([&](mlir::memref::AllocOp alloc) { full = alloc.getResult(); });
  const float *got = simulator->memory<float>(full, 0);
  for (size_t i = 0; i < layout.params.size(); ++i) {
    const Param &p = layout.params[i];
    if (!p.bf16)
      continue;
    for (int64_t row = 0; row < layout.chunks[i] * shards(); ++row) {
      int64_t rank = row / layout.chunks[i], local = row % layout.chunks[i];
      int64_t valid = std::clamp<int64_t>(p.size - rank * layout.chunks[i], 0,
                                          layout.chunks[i]);
      for (int64_t k = 0; k < p.inner; ++k) {
        float x =
            local < valid ? roundToBF16(values[i][row * p.inner + k]) : -1.0f;
        ASSERT_EQ(got[layout.full[i] / 4 + row * p.inner + k],
                  x + float(local * 10 + valid));
      }
    }
  }
}

/// `value` rounded to `type`, in a gradient's memory at `element`; what it is
/// then.
static float storeRounded(void *gradient, int64_t element, float value,
                          const std::string &type) {
  if (type == "f32")
    return static_cast<float *>(gradient)[element] = value;
  auto *bits = static_cast<uint16_t *>(gradient) + element;
  if (type == "bf16") {
    value = roundToBF16(value);
    *bits = std::bit_cast<uint32_t>(value) >> 16;
    return value;
  }
  auto half = static_cast<_Float16>(value);
  *bits = std::bit_cast<uint16_t>(half);
  return static_cast<float>(half);
}

/// Sums are in f32 and in the order of the ranks, whatever travels.
void HookKernels::sumGradients(const std::string &narrow) {
  Layout layout = mixedLayout(shards());
  std::ostringstream arguments, inputs, types;
  auto typeOf = [&](size_t i) {
    return layout.params[i].bf16 ? narrow : std::string("f32");
  };
  for (size_t i = 0; i < layout.params.size(); ++i) {
    const Param &p = layout.params[i];
    std::string type = "memref<" + std::to_string(p.outer * p.size * p.inner) +
                       "x" + typeOf(i) + ">";
    arguments << (i ? ", " : "") << "%g" << i << ": " << type;
    inputs << (i ? ", " : "") << "%g" << i;
    types << (i ? ", " : "") << type;
  }
  std::string grads = layout.grads(narrow);
  ASSERT_NO_FATAL_FAILURE(build(layout.module(
      "func.func @step(" + arguments.str() + ") {\n" +
      "%token = fsdp.collective_start reduce @g axis(shard) inputs(" +
      inputs.str() + " : " + types.str() + ") " + grads +
      "\n%s = fsdp.wait %token : !fsdp.sources\n" +
      "fsdp.reduce_unpack @g %s scale(" + std::to_string(1.0 / shards()) +
      ") " + grads + "\nreturn\n}\n")));
  // By parameter and rank.
  std::vector<std::vector<std::vector<float>>> values(layout.params.size());
  for (size_t i = 0; i < layout.params.size(); ++i)
    for (int rank = 0; rank < shards(); ++rank) {
      const Param &p = layout.params[i];
      void *gradient = simulator->argument<char>("step", i, rank);
      std::vector<float> &mine = values[i].emplace_back();
      for (int64_t e = 0; e < p.outer * p.size * p.inner; ++e)
        mine.push_back(storeRounded(gradient, e, normal(random), typeOf(i)));
    }
  simulator->run("step");
  float scale = float(std::stod(std::to_string(1.0 / shards())));
  std::vector<std::vector<float>> want(
      shards(), std::vector<float>(layout.elements, 0.0f));
  for (size_t i = 0; i < layout.params.size(); ++i)
    forEach(layout, i, [&](int64_t rank, int64_t from, int64_t at) {
      float sum = values[i][0][from];
      for (int other = 1; other < shards(); ++other)
        sum += values[i][other][from];
      want[rank][layout.state[i] + at] = sum * scale;
    });
  for (int rank = 0; rank < shards(); ++rank)
    for (int64_t e = 0; e < layout.elements; ++e)
      ASSERT_EQ(
          std::bit_cast<uint32_t>(simulator->state<float>("g.grad", rank)[e]),
          std::bit_cast<uint32_t>(want[rank][e]))
          << "rank " << rank << " element " << e;
}

TEST_P(HookKernels, SumsGradientsInRankOrder) { sumGradients("f32"); }
TEST_P(HookKernels, SumsGradientsThatTravelInBF16) { sumGradients("bf16"); }
TEST_P(HookKernels, SumsGradientsThatTravelInF16) { sumGradients("f16"); }

static std::string
getCaseName(const ::testing::TestParamInfo<HookKernels::ParamType> &info) {
  return getTargetName(std::get<0>(info.param)) +
         (std::get<1>(info.param) ? "_buffered_" : "_peer_") +
         std::to_string(std::get<2>(info.param));
}

INSTANTIATE_TEST_SUITE_P(
    Levels, HookKernels,
    ::testing::Combine(::testing::ValuesIn(getRunnableLevels()),
                       ::testing::Bool(), ::testing::Values(1, 2, 3, 8, 21)),
    getCaseName);

INSTANTIATE_TEST_SUITE_P(
    GPUs, HookKernels,
    ::testing::Combine(::testing::Values("gpu.forward", "gpu.reversed",
                                         "gpu.compute_80", "gpu.compute_90"),
                       ::testing::Bool(), ::testing::Values(1, 3, 8)),
    getCaseName);
