//===- BlockHooksTest.cpp - fused hooks of block scope on many ranks ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Extensions as they are written, attached, fused, compiled and run on all
// ranks: every byte of every slot, its pads too, and every element of every
// full tensor against a reference that knows one chunk at a time.
//
//===----------------------------------------------------------------------===//

#include "BlockReference.h"
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
  enum { Normal, Tiny, Zero, WithNaN, Infinite, Positive } values;
};

// Whole blocks, short ones, blocks across rows and outer pieces, single rows.
const std::vector<Param> kParams = {
    {1, 9, 3, Param::Normal},
    {1, 64, 32, Param::Normal},
    {1, 70, 9, Param::Positive},
    {3, 42, 5, Param::Normal},
    {1, 40, 7, Param::Zero},
    {1, 33, 2, Param::WithNaN},
    {1, 5, 96, Param::Infinite},
    {2, 24, 16, Param::Normal},
    {1, 137, 96, Param::Normal},
    {1, 3, 4160, Param::Normal},
    // Rows of a GPU's teams: part of a warp, a warp, a block of threads.
    {1, 21, 128, Param::Normal},
    {1, 7, 512, Param::WithNaN},
    {1, 3, 1024, Param::Normal},
    {1, 4, 4096, Param::Infinite},
    {1, 3, 1, Param::Tiny},
    {1, 1, 1, Param::Normal}};

// Blocks that several of a GPU's share, and short ones beside them: sums in
// parts, vectors and single elements, pads, several outer pieces.
const std::vector<Param> kLongParams = {{1, 3, 9001, Param::Normal},
                                        {1, 70, 1000, Param::Normal},
                                        {2, 21, 1003, Param::Infinite},
                                        {1, 4, 17000, Param::WithNaN},
                                        {1, 9, 3, Param::Normal}};

using Reference = void (*)(BlockCase &);

constexpr int64_t kRow = 0, kChunk = -1;

struct Hook {
  const char *name;
  Reference encode;
  /// How far an element of a block may be from `x`, as the library's file and
  /// docs/Extensions.md say.
  double (*bound)(double x, double amax);
  int64_t block; ///< Elements, or one of the above.
  const std::vector<Param> &params = kParams;
};
void PrintTo(const Hook &hook, std::ostream *os) { *os << hook.name; }

class BlockHooks : public ::testing::TestWithParam<
                       std::tuple<Hook, std::string, bool, int>> {
protected:
  Hook hook() const { return std::get<0>(GetParam()); }
  std::string target() const { return std::get<1>(GetParam()); }
  int shards() const { return std::get<3>(GetParam()); }

  const std::vector<Param> &params() const { return hook().params; }
  int64_t getChunk(const Param &p) const {
    return (p.size + shards() - 1) / shards();
  }
  std::string getModule() const;
  void fill();
  BlockCase getCase(size_t number, int rank) const;
  void compareSlot(const BlockCase &made, size_t number, int rank);
  void compareFull(const BlockCase &made, size_t number, int rank);
  void checkBound(const BlockCase &made, size_t number);

  std::vector<std::vector<float>> values; ///< Full tensors, padded.
  std::vector<int64_t> states, fulls;     ///< Elements.
  std::unique_ptr<RankSimulator> simulator;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::Value slot, full;
};

std::string BlockHooks::getModule() const {
  std::ostringstream declared, names, types;
  int64_t state = 0;
  for (size_t i = 0; i < params().size(); ++i) {
    const Param &p = params()[i];
    std::ostringstream type;
    type << "tensor<" << p.outer << "x" << p.size << "x" << p.inner << "xf32>";
    declared << "fsdp.param @p" << i << " {types = [" << type.str()
             << "], compute = [" << type.str()
             << "], group = @g, dim = 1 : i64, extension = @" << hook().name
             << ", layouts = [#fsdp.layout<shards = " << shards()
             << ", dim = 1, outer = " << p.outer << ", size = " << p.size
             << ", inner = " << p.inner << ", offset = " << state << ">]}\n";
    names << (i ? ", " : "") << "@p" << i;
    types << (i ? ", " : "") << type.str();
    state += (p.outer * getChunk(p) * p.inner + 15) / 16 * 16;
  }
  std::ostringstream s;
  s << "module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = "
    << shards() << ">} {\nfsdp.group @g {state_bytes = " << 4 * state
    << " : i64}\n"
    << declared.str() << "func.func @step() {\n%f:" << params().size()
    << " = fsdp.gather @g phase(forward) [" << names.str()
    << "] : " << types.str() << "\nreturn\n}\n}\n";
  return s.str();
}

/// Random parameters, every rank's chunk in its state.
void BlockHooks::fill() {
  std::mt19937 random{7};
  std::normal_distribution<float> normal;
  int64_t state = 0, place = 0;
  for (const Param &p : params()) {
    int64_t chunk = getChunk(p), rows = chunk * shards();
    states.push_back(state);
    fulls.push_back(place);
    std::vector<float> &all = values.emplace_back(p.outer * rows * p.inner);
    for (int64_t e = 0; e < p.outer * rows * p.inner; ++e) {
      int64_t o = e / p.inner / rows, row = e / p.inner % rows;
      if (row < p.size && p.values != Param::Zero)
        all[e] = p.values == Param::Tiny       ? normal(random) * 1e-40f
                 : p.values == Param::Positive ? std::abs(normal(random)) + 3
                                               : normal(random);
      if (p.values == Param::WithNaN && row == p.size - 1)
        all[e] = NAN; // On the last rank that has rows.
      if (p.values == Param::Infinite && e == 1)
        all[e] = -INFINITY;
      simulator->state<float>(
          "g.param", row / chunk)[state + (o * chunk + row % chunk) * p.inner +
                                  e % p.inner] = all[e];
    }
    state += (p.outer * chunk * p.inner + 15) / 16 * 16;
    place += (p.outer * rows * p.inner + 15) / 16 * 16;
  }
}

BlockCase BlockHooks::getCase(size_t number, int rank) const {
  const Param &p = params()[number];
  int64_t chunk = getChunk(p);
  BlockCase made{{}, p.outer, chunk, p.inner, 0, {}, {}};
  made.valid = std::clamp<int64_t>(p.size - rank * chunk, 0, chunk);
  for (int64_t o = 0; o < p.outer; ++o)
    for (int64_t e = 0; e < chunk * p.inner; ++e)
      made.elements.push_back(
          values[number][(o * shards() + rank) * chunk * p.inner + e]);
  hook().encode(made);
  return made;
}

/// Bytes are equal, where the element is an f32 that is NaN so is ours.
void BlockHooks::compareSlot(const BlockCase &made, size_t number, int rank) {
  auto group = *module->getOps<fsdp::GroupOp>().begin();
  auto *bytes = simulator->memory<uint8_t>(slot, rank);
  size_t wires = 0;
  for (auto wire : group.getWires()->getAsRange<mlir::DictionaryAttr>()) {
    auto integer = [&](llvm::StringRef name) {
      return wire.getAs<mlir::IntegerAttr>(name).getInt();
    };
    if (wire.getAs<mlir::StringAttr>("param").getValue() !=
        "p" + std::to_string(number))
      continue;
    mlir::Type type = wire.getAs<mlir::TypeAttr>("dtype").getValue();
    int64_t size = type.getIntOrFloatBitWidth() / 8;
    int64_t elements = integer("elements"), offset = integer("offset");
    const std::vector<uint8_t> &expected = made.wires[integer("input")];
    ASSERT_EQ(elements * size, int64_t(expected.size()));
    for (int64_t e = 0; e < elements; ++e) {
      if (type.isF32()) {
        auto ours = *reinterpret_cast<float *>(bytes + offset + e * size);
        auto theirs =
            *reinterpret_cast<const float *>(expected.data() + e * size);
        if (std::isnan(theirs) && std::isnan(ours))
          continue;
      }
      for (int64_t i = e * size; i < (e + 1) * size; ++i)
        ASSERT_EQ(int(bytes[offset + i]), int(expected[i]))
            << "parameter " << number << ", rank " << rank << ", wire "
            << integer("input") << ", byte " << i << " of " << expected.size();
    }
    for (int64_t i = elements * size; i < (elements + 15) / 16 * 16 * size; ++i)
      ASSERT_EQ(int(bytes[offset + i]), 0) << "pad of parameter " << number;
    ++wires;
  }
  ASSERT_EQ(wires, made.wires.size());
}

void BlockHooks::compareFull(const BlockCase &made, size_t number, int rank) {
  int64_t piece = made.chunk * made.inner;
  auto *all = simulator->memory<float>(full, 0) + fulls[number];
  for (size_t e = 0; e < made.back.size(); ++e) {
    float ours = all[(e / piece * shards() + rank) * piece + e % piece];
    if (std::isnan(ours) && std::isnan(made.back[e]))
      continue;
    ASSERT_EQ(std::bit_cast<uint32_t>(ours),
              std::bit_cast<uint32_t>(made.back[e]))
        << "parameter " << number << ", rank " << rank << ", element " << e
        << ": " << ours << " of " << made.elements[e];
  }
}

/// The reference, with which ours was compared, keeps the bound.
void BlockHooks::checkBound(const BlockCase &made, size_t number) {
  int64_t block = hook().block == kRow     ? made.inner
                  : hook().block == kChunk ? int64_t(made.elements.size())
                                           : hook().block;
  made.forEachBlock(block, [&](int64_t begin, int64_t end) {
    float amax = made.getAmax(begin, end);
    // A product rounds once more.
    for (int64_t e = begin; e < end && std::isfinite(amax); ++e)
      ASSERT_LE(std::abs(made.back[e] - double(made.elements[e])),
                hook().bound(made.elements[e], amax) + std::ldexp(amax, -23))
          << "parameter " << number << ", element " << e << ": "
          << made.elements[e];
  });
}

} // namespace

TEST_P(BlockHooks, SendAndGiveBackWhatTheReferenceDoes) {
  module = parse(getModule(),
                 "fsdp-attach-extensions{extension-library=" FSDP_TEST_INPUTS
                 "/blocks.mlir},fsdp-check-hooks,fsdp-fuse-hooks,"
                 "fsdp-bufferize-step," +
                     getHookPipeline(target()));
  ASSERT_TRUE(module);
  auto kernels = CompiledKernels::compile(*module, target());
  ASSERT_TRUE(kernels);
  simulator = std::make_unique<RankSimulator>(*module, *kernels,
                                              std::get<2>(GetParam()));
  fill();
  simulator->run("step");
  module->walk([&](mlir::memref::AllocOp alloc) {
    if (alloc.getType().getElementType().isInteger(8))
      (slot ? full : slot) = alloc.getResult();
  });
  ASSERT_TRUE(slot && full);
  for (size_t i = 0; i < params().size(); ++i)
    for (int rank = 0; rank < shards(); ++rank) {
      BlockCase made = getCase(i, rank);
      ASSERT_NO_FATAL_FAILURE(compareSlot(made, i, rank));
      ASSERT_NO_FATAL_FAILURE(compareFull(made, i, rank));
      if (hook().bound)
        ASSERT_NO_FATAL_FAILURE(checkBound(made, i));
    }
}

static std::string
getCaseName(const ::testing::TestParamInfo<BlockHooks::ParamType> &info) {
  return std::string(std::get<0>(info.param).name) + "_" +
         getTargetName(std::get<1>(info.param)) +
         (std::get<2>(info.param) ? "_buffered_" : "_peer_") +
         std::to_string(std::get<3>(info.param));
}

static double boundInt8(double, double amax) { return amax / 254; }

static double boundFloat8Rows(double x, double amax) {
  // The scale has a least value.
  return std::max(std::abs(x) / 16, std::max(amax, 1e-12) / 458752);
}

static double boundMXFloat8(double x, double amax) {
  bool saturates = std::abs(x) >= std::ldexp(1.75, std::ilogb(amax));
  return std::max(std::abs(x) / (saturates ? 8 : 16),
                  std::max(amax / 262144, std::ldexp(1, -137)));
}

static const Hook kHooks[] = {
    {"int8", encodeInt8, boundInt8, 32},
    {"fp8_rows", encodeFloat8Rows, boundFloat8Rows, kRow},
    {"mxfp8", encodeMXFloat8, boundMXFloat8, 32},
    {"affine", encodeAffine, nullptr, 5},
    {"centred", encodeCentred, nullptr, kRow}};

static const Hook kLongHooks[] = {
    {"whole", encodeWhole, boundInt8, kChunk, kLongParams},
    {"affine_20000", encodeLongAffine, nullptr, 20000, kLongParams},
    {"centred", encodeCentred, nullptr, kRow, kLongParams}};

INSTANTIATE_TEST_SUITE_P(
    Levels, BlockHooks,
    ::testing::Combine(::testing::ValuesIn(kHooks),
                       ::testing::ValuesIn(getRunnableLevels()),
                       ::testing::Values(false), ::testing::Values(1, 3, 5, 8)),
    getCaseName);

INSTANTIATE_TEST_SUITE_P(
    GPUs, BlockHooks,
    ::testing::Combine(::testing::ValuesIn(kHooks),
                       ::testing::Values("gpu.forward", "gpu.reversed",
                                         "gpu.compute_80", "gpu.compute_90"),
                       ::testing::Values(false), ::testing::Values(1, 3)),
    getCaseName);

INSTANTIATE_TEST_SUITE_P(LongOnCPU, BlockHooks,
                         ::testing::Combine(::testing::ValuesIn(kLongHooks),
                                            ::testing::Values("x86-64-v3"),
                                            ::testing::Values(false),
                                            ::testing::Values(1, 3)),
                         getCaseName);

INSTANTIATE_TEST_SUITE_P(
    LongOnGPUs, BlockHooks,
    ::testing::Combine(::testing::ValuesIn(kLongHooks),
                       ::testing::Values("gpu.reversed", "gpu.compute_90"),
                       ::testing::Values(false), ::testing::Values(1, 3)),
    getCaseName);
