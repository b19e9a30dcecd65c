//===- LibraryHooksTest.cpp - every extension, on every target ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// One source of truth: what the kernels of an extension make of the same
// parameters is the same on a CPU, of the IR that becomes PTX, whatever the
// order of its threads, and of the PTX. Extensions are found in the library's
// folder, so that a new one is tested by being there.
//
//===----------------------------------------------------------------------===//

#include "RankSimulator.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include <cmath>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <random>
#include <sstream>

using namespace fsdp;
using namespace fsdp::test;

namespace {

constexpr int64_t kShards = 3;

/// outer x size x inner.
struct Param {
  int64_t outer, size, inner;
};

// Chunks of one row and of one element, empty ones, such that are no multiple
// of a vector, odd rows, rows of a warp's and of a block's vectors, pieces.
const std::vector<Param> kParams = {
    {1, 9, 3},    {1, 64, 32}, {3, 42, 5},   {1, 3, 1},   {1, 1, 1},
    {2, 24, 16},  {1, 137, 9}, {1, 7, 33},   {1, 4, 100}, {1, 3, 4096},
    {1, 8, 2080}, {4, 6, 7},   {1, 600, 64}, {1, 50, 1}};

std::string readExtension(const std::string &name) {
  std::ifstream file(std::string(FSDP_EXTENSION_LIBRARY "/") + name + ".mlir");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Those with hooks of their own: what is made of another extension has that
/// one's. Hooks with state run after an optimizer's step, and are kernels of
/// their own: kept-params.test and kept-params-cuda.test train with them.
std::vector<std::string> getExtensions() {
  std::vector<std::string> names;
  for (const auto &file :
       std::filesystem::directory_iterator(FSDP_EXTENSION_LIBRARY)) {
    std::string name = file.path().stem().string();
    std::string text = readExtension(name);
    if (text.find("pre {") != std::string::npos &&
        text.find("state pre {") == std::string::npos)
      names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// What one target made: each rank's slot and full tensors.
struct Outcome {
  std::vector<std::vector<uint8_t>> slots;
  std::vector<std::vector<std::vector<float>>> fulls; ///< By rank, tensor.
};

class LibraryHooks : public ::testing::TestWithParam<std::string> {
protected:
  void SetUp() override;
  std::string getModule() const;
  Outcome run(const std::string &target);
  void fill(RankSimulator &simulator);
  void compareSlots(const Outcome &got, const Outcome &want);
  void compareFulls(const Outcome &got, const Outcome &want, double bound);

  int64_t tensors = 0; ///< That a parameter is made of.
  /// A GPU adds in another order than a CPU.
  bool addsUp = false;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

void LibraryHooks::SetUp() {
  auto library = parse(readExtension(GetParam()));
  ASSERT_TRUE(library);
  library->walk([&](ExtensionOp extension) {
    for (mlir::Type type : extension.getPre().front().getArgumentTypes())
      if (auto tensor = mlir::dyn_cast<mlir::RankedTensorType>(type)) {
        ++tensors;
        ASSERT_TRUE(tensor.getElementType().isF32());
      }
  });
  library->walk([&](mlir::linalg::LinalgOp op) {
    if (op.getNumReductionLoops())
      op->walk([&](mlir::arith::AddFOp) { addsUp = true; });
  });
}

std::string getType(const Param &p) {
  return "tensor<" + std::to_string(p.outer) + "x" + std::to_string(p.size) +
         "x" + std::to_string(p.inner) + "xf32>";
}

int64_t getChunk(const Param &p) { return (p.size + kShards - 1) / kShards; }

int64_t align(int64_t elements) { return (elements + 15) / 16 * 16; }

template <typename F> std::string list(int64_t count, F item) {
  std::string text;
  for (int64_t i = 0; i < count; ++i)
    text += (i ? ", " : "") + item(i);
  return text;
}

std::string LibraryHooks::getModule() const {
  std::ostringstream params;
  int64_t state = 0;
  for (size_t i = 0; i < kParams.size(); ++i) {
    const Param &p = kParams[i];
    std::string types = list(tensors, [&](int64_t) { return getType(p); });
    params << "fsdp.param @p" << i << " {types = [" << types << "], compute = ["
           << types << "], group = @g, dim = 1 : i64, ";
    if (tensors > 1)
      params << "inner = [" << list(tensors, [](int64_t k) {
        return "\"t" + std::to_string(k) + "\"";
      }) << "], ";
    params << "extension = @" << GetParam() << ", layouts = ["
           << list(tensors,
                   [&](int64_t) {
                     std::string layout =
                         "#fsdp.layout<shards = 3, dim = 1, outer = " +
                         std::to_string(p.outer) +
                         ", size = " + std::to_string(p.size) +
                         ", inner = " + std::to_string(p.inner) +
                         ", offset = " + std::to_string(state) + ">";
                     state += align(p.outer * getChunk(p) * p.inner);
                     return layout;
                   })
           << "]}\n";
  }
  int64_t count = kParams.size() * tensors;
  std::string types =
      list(count, [&](int64_t i) { return getType(kParams[i / tensors]); });
  std::ostringstream s;
  s << "module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 3>} "
       "{\nfsdp.group @g {state_bytes = "
    << 4 * state << " : i64}\n"
    << params.str() << "func.func @step() -> (" << types << ") {\n%f:" << count
    << " = fsdp.gather @g phase(forward) ["
    << list(kParams.size(), [](int64_t i) { return "@p" + std::to_string(i); })
    << "] : " << types << "\nreturn "
    << list(count, [](int64_t i) { return "%f#" + std::to_string(i); }) << " : "
    << types << "\n}\n}\n";
  return s.str();
}

/// Normal numbers; a NaN in one parameter, an infinity in another, one of tiny
/// numbers and one of zeros. Rows past the end are zero.
void LibraryHooks::fill(RankSimulator &simulator) {
  std::mt19937 random{13};
  std::normal_distribution<float> normal;
  int64_t state = 0;
  for (size_t i = 0; i < kParams.size() * tensors; ++i) {
    const Param &p = kParams[i / tensors];
    int64_t chunk = getChunk(p), kind = i / tensors;
    for (int64_t rank = 0; rank < kShards; ++rank)
      for (int64_t e = 0; e < p.outer * chunk * p.inner; ++e) {
        float value = normal(random);
        if (kind == 5)
          value = 0;
        if (kind == 6)
          value *= 1e-40f;
        if (kind == 7 && e == 40 && rank == 1)
          value = NAN;
        if (kind == 8 && e == 3 && rank == 0)
          value = -INFINITY;
        int64_t row = e / p.inner % chunk;
        simulator.state<float>("g.param", rank)[state + e] =
            rank * chunk + row < p.size ? value : 0;
      }
    state += align(p.outer * chunk * p.inner);
  }
}

Outcome LibraryHooks::run(const std::string &target) {
  Outcome outcome;
  module = parse(getModule(),
                 std::string("fsdp-attach-extensions,fsdp-check-hooks,"
                             "fsdp-fuse-hooks,fsdp-form-kernels,"
                             "fsdp-bufferize,fsdp-outline-hook-kernels") +
                     (isGPU(target) ? "{target=cuda}" : "") +
                     ",fsdp-outline-compute," +
                     (isGPU(target) ? "fsdp-map-kernels-to-gpu," : "") +
                     "canonicalize,cse");
  auto kernels = module ? CompiledKernels::compile(*module, target) : nullptr;
  if (!kernels) {
    ADD_FAILURE() << "cannot compile for " << target;
    return outcome;
  }
  RankSimulator simulator(*module, *kernels, /*buffered=*/false);
  fill(simulator);
  simulator.run("step");
  CollectiveStartOp gather;
  module->walk([&](CollectiveStartOp op) { gather = op; });
  auto group = *module->getOps<GroupOp>().begin();
  for (int rank = 0; rank < kShards; ++rank) {
    auto *slot = simulator.memory<uint8_t>(gather.getToken(), rank);
    outcome.slots.emplace_back(slot, slot + *group.getSlotBytes());
    auto &fulls = outcome.fulls.emplace_back();
    for (size_t i = 0; i < kParams.size() * tensors; ++i) {
      const Param &p = kParams[i / tensors];
      auto *full = simulator.argument<float>("step", i, rank);
      fulls.emplace_back(full, full + p.outer * p.size * p.inner);
    }
  }
  return outcome;
}

/// Whether the element is a NaN of a float of `type`.
bool isNaN(mlir::Type type, const uint8_t *element) {
  uint32_t bits = 0;
  std::memcpy(&bits, element, type.getIntOrFloatBitWidth() / 8);
  if (auto floating = mlir::dyn_cast<mlir::FloatType>(type))
    return llvm::APFloat(floating.getFloatSemantics(),
                         llvm::APInt(floating.getWidth(), bits))
        .isNaN();
  return false;
}

void LibraryHooks::compareSlots(const Outcome &got, const Outcome &want) {
  auto group = *module->getOps<GroupOp>().begin();
  ASSERT_GE(group.getWires()->size(), kParams.size());
  for (auto wire : group.getWires()->getAsRange<mlir::DictionaryAttr>()) {
    mlir::Type type = wire.getAs<mlir::TypeAttr>("dtype").getValue();
    int64_t size = type.getIntOrFloatBitWidth() / 8;
    int64_t begin = wire.getAs<mlir::IntegerAttr>("offset").getInt();
    int64_t count = align(wire.getAs<mlir::IntegerAttr>("elements").getInt());
    for (int rank = 0; rank < kShards; ++rank)
      for (int64_t e = 0; e < count; ++e) {
        const uint8_t *a = got.slots[rank].data() + begin + e * size;
        const uint8_t *b = want.slots[rank].data() + begin + e * size;
        ASSERT_TRUE(!std::memcmp(a, b, size) ||
                    (isNaN(type, a) && isNaN(type, b)))
            << wire.getAs<mlir::StringAttr>("param").getValue().str()
            << ", rank " << rank << ", element " << e << " of its wire at byte "
            << begin;
      }
  }
}

/// Equal bits, or both NaN; with `bound` the difference relative to the
/// parameter's largest element.
void LibraryHooks::compareFulls(const Outcome &got, const Outcome &want,
                                double bound) {
  for (int rank = 0; rank < kShards; ++rank)
    for (size_t i = 0; i < got.fulls[rank].size(); ++i) {
      double largest = 0;
      for (float x : want.fulls[rank][i])
        if (std::isfinite(x))
          largest = std::max(largest, double(std::abs(x)));
      for (size_t e = 0; e < got.fulls[rank][i].size(); ++e) {
        float a = got.fulls[rank][i][e], b = want.fulls[rank][i][e];
        if (std::memcmp(&a, &b, 4) && !(std::isnan(a) && std::isnan(b)))
          ASSERT_LE(std::abs(double(a) - b), bound * largest)
              << "parameter " << i / tensors << ", rank " << rank
              << ", element " << e << ": " << a << " and " << b;
      }
    }
}
} // namespace

TEST_P(LibraryHooks, AgreeOnEveryTarget) {
  // The file's own bound where a mean is part of what travels, and an element
  // may be rounded to the next code: the widest gap between two of them.
  constexpr double kCodes = 0.31;
  Outcome cpu = run(getRunnableLevels().back());
  Outcome gpu;
  for (const std::string &target : getTargets()) {
    SCOPED_TRACE(target);
    Outcome got = run(target);
    ASSERT_FALSE(HasFailure());
    if (!isGPU(target) || !addsUp) {
      ASSERT_NO_FATAL_FAILURE(compareSlots(got, cpu));
      ASSERT_NO_FATAL_FAILURE(compareFulls(got, cpu, 0));
      continue;
    }
    ASSERT_NO_FATAL_FAILURE(compareFulls(got, cpu, kCodes));
    if (gpu.slots.empty())
      gpu = std::move(got);
    else {
      ASSERT_NO_FATAL_FAILURE(compareSlots(got, gpu));
      ASSERT_NO_FATAL_FAILURE(compareFulls(got, gpu, 0));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Each, LibraryHooks,
                         ::testing::ValuesIn(getExtensions()),
                         [](const auto &info) { return info.param; });
