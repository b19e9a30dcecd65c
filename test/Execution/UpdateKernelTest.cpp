//===- UpdateKernelTest.cpp - optimizer kernels against references --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "RankSimulator.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include <cmath>
#include <gtest/gtest.h>
#include <random>
#include <sstream>

using namespace fsdp::test;

namespace {
constexpr int64_t elements = 4096;
constexpr int shards = 2;

class UpdateKernels : public ::testing::TestWithParam<std::string> {
protected:
  /// Two groups of one parameter, `optimizer` is the function's body.
  void build(const std::string &optimizer) {
    std::ostringstream s;
    s << "module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = "
      << shards << ">} {\n";
    for (const char *group : {"a", "b"}) {
      std::string grads = "grads [#fsdp.grad_segment<param = @" +
                          std::string(group) +
                          ".w, innerIndex = -1, outer = 1, chunk = 4096, "
                          "inner = 1, size = 8192, full = 0, slot = 0, "
                          "shard = 0>]";
      s << "fsdp.group @" << group << " {state_bytes = 16384 : i64}\n"
        << "fsdp.param @\"" << group
        << ".w\" {types = [tensor<8192xf32>], compute = [tensor<8192xf32>], "
        << "group = @" << group
        << ", trained, layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, "
           "size = 8192, inner = 1, offset = 0>]}\n";
      std::string quoted = grads;
      quoted.replace(quoted.find("@" + std::string(group) + ".w"),
                     std::string(group).size() + 3,
                     "@\"" + std::string(group) + ".w\"");
      s << "func.func @step_" << group << "(%s: !fsdp.sources) {\n"
        << "fsdp.reduce_unpack @" << group << " %s scale(0.5) " << quoted
        << "\nreturn\n}\n";
    }
    s << "func.func @optimizer(%norm: memref<f32>) {\n"
      << optimizer << "return\n}\n}\n";
    module = parse(s.str(), "canonicalize,cse," + getHookPipeline(GetParam()));
    ASSERT_TRUE(module);
    kernels = CompiledKernels::compile(*module, GetParam());
    ASSERT_TRUE(kernels);
    simulator = std::make_unique<RankSimulator>(*module, *kernels, false);
    for (int rank = 0; rank < shards; ++rank)
      for (const char *group : {"a.", "b."})
        for (const char *name : {"param", "grad"})
          for (int64_t i = 0; i < elements; ++i)
            simulator->state<float>(std::string(group) + name, rank)[i] =
                normal(random);
  }

  std::mt19937 random{11};
  std::normal_distribution<float> normal;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::unique_ptr<CompiledKernels> kernels;
  std::unique_ptr<RankSimulator> simulator;
};
} // namespace

static const char *adamw = R"(
%lr = fsdp.scalar "lr" initial(1.0e-02) : f64
%wd = fsdp.scalar "weight_decay" initial(1.0e-01) : f64
%beta1 = fsdp.scalar "beta1" initial(0.9) : f64
%beta2 = fsdp.scalar "beta2" initial(0.999) : f64
%step = fsdp.scalar "step" initial(1.0) : f64
fsdp.update @a [@"a.w"] states ["exp_avg", "exp_avg_sq"]
    uniforms(%lr, %wd, %beta1, %beta2, %step : f64, f64, f64, f64, f64)
    attributes {segments = [#fsdp.update_segment<state = 0, grad = 0, moment = 0, count = 4096>]} {
^bb0(%p: f32, %g: f32, %m: f32, %v: f32, %l: f64, %w: f64, %b1: f64, %b2: f64, %s: f64):
  %one = arith.constant 1.0 : f64
  %eps = arith.constant 1.0e-8 : f32
  %lw = arith.mulf %l, %w : f64
  %keep = arith.subf %one, %lw : f64
  %keep32 = arith.truncf %keep : f64 to f32
  %p0 = arith.mulf %p, %keep32 : f32
  %b132 = arith.truncf %b1 : f64 to f32
  %b232 = arith.truncf %b2 : f64 to f32
  %c1 = arith.subf %one, %b1 : f64
  %c2 = arith.subf %one, %b2 : f64
  %c132 = arith.truncf %c1 : f64 to f32
  %c232 = arith.truncf %c2 : f64 to f32
  %m0 = arith.mulf %m, %b132 : f32
  %m1 = arith.mulf %g, %c132 : f32
  %m2 = arith.addf %m0, %m1 : f32
  %v0 = arith.mulf %v, %b232 : f32
  %v1 = arith.mulf %c232, %g : f32
  %v2 = arith.mulf %v1, %g : f32
  %v3 = arith.addf %v0, %v2 : f32
  %q1 = math.powf %b1, %s : f64
  %q2 = math.powf %b2, %s : f64
  %r1 = arith.subf %one, %q1 : f64
  %r2 = arith.subf %one, %q2 : f64
  %size = arith.divf %l, %r1 : f64
  %size32 = arith.truncf %size : f64 to f32
  %root = math.sqrt %r2 : f64
  %root32 = arith.truncf %root : f64 to f32
  %sq = math.sqrt %v3 : f32
  %d0 = arith.divf %sq, %root32 : f32
  %d1 = arith.addf %d0, %eps : f32
  %u0 = arith.mulf %size32, %m2 : f32
  %u1 = arith.divf %u0, %d1 : f32
  %p1 = arith.subf %p0, %u1 : f32
  fsdp.yield %p1, %m2, %v3 : f32, f32, f32
}
)";

// Bit for bit: the kernel may neither fuse nor reorder what the body says.
TEST_P(UpdateKernels, StepsLikeAdamW) {
  ASSERT_NO_FATAL_FAILURE(build(adamw));
  std::vector<std::vector<float>> p(shards), m(shards), v(shards);
  for (int rank = 0; rank < shards; ++rank) {
    float *param = simulator->state<float>("a.param", rank);
    p[rank].assign(param, param + elements);
    m[rank].resize(elements);
    v[rank].resize(elements);
  }
  auto setScalar = [&](const char *name, double value) {
    for (auto scalar : module->getOps<fsdp::plan::ScalarOp>())
      if (scalar.getName() == name)
        simulator->scalars[scalar.getIndex()] = value;
  };
  for (int step = 1; step <= 3; ++step) {
    // Read when the kernel runs: set at run time.
    double lr = 0.01 / step;
    setScalar("step", step);
    setScalar("lr", lr);
    simulator->run("optimizer");
    float keep = float(1.0 - lr * 0.1);
    float size = float(lr / (1.0 - std::pow(0.9, step)));
    float root = float(std::sqrt(1.0 - std::pow(0.999, step)));
    for (int rank = 0; rank < shards; ++rank) {
      const float *g = simulator->state<float>("a.grad", rank);
      for (int64_t i = 0; i < elements; ++i) {
        // Volatile: no contraction here either.
        volatile float decayed = m[rank][i] * 0.9f;
        volatile float fresh = g[i] * float(1.0 - 0.9);
        m[rank][i] = decayed + fresh;
        volatile float old = v[rank][i] * 0.999f;
        volatile float square = float(1.0 - 0.999) * g[i];
        square = square * g[i];
        v[rank][i] = old + square;
        volatile float kept = p[rank][i] * keep;
        volatile float update =
            (size * m[rank][i]) / (std::sqrt(v[rank][i]) / root + 1.0e-8f);
        p[rank][i] = kept - update;
        ASSERT_EQ(simulator->state<float>("a.param", rank)[i], p[rank][i]);
        ASSERT_EQ(simulator->state<float>("a.exp_avg", rank)[i], m[rank][i]);
        ASSERT_EQ(simulator->state<float>("a.exp_avg_sq", rank)[i], v[rank][i]);
      }
    }
  }
}

TEST_P(UpdateKernels, TakesTheNormOfAllGradients) {
  for (double ord : {1.0, 2.0, 3.0, double(INFINITY)}) {
    std::string text =
        std::isinf(ord) ? "0x7FF0000000000000" : std::to_string(ord);
    ASSERT_NO_FATAL_FAILURE(build("fsdp.grad_norm [@a, @b] ord(" + text +
                                  ") into %norm : memref<f32>\n"));
    double sum = 0;
    for (int rank = 0; rank < shards; ++rank)
      for (const char *name : {"a.grad", "b.grad"})
        for (int64_t i = 0; i < elements; ++i) {
          double x = std::abs(simulator->state<float>(name, rank)[i]);
          sum = std::isinf(ord) ? std::max(sum, x) : sum + std::pow(x, ord);
        }
    double want = std::isinf(ord) ? sum : std::pow(sum, 1 / ord);
    simulator->run("optimizer");
    for (int rank = 0; rank < shards; ++rank)
      EXPECT_NEAR(*simulator->argument<float>("optimizer", 0, rank), want,
                  want * 2.0e-7)
          << "order " << ord;
    simulator->state<float>("b.grad", 1)[17] = NAN;
    if (!std::isinf(ord)) {
      simulator->run("optimizer");
      EXPECT_TRUE(std::isnan(*simulator->argument<float>("optimizer", 0, 0)));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Levels, UpdateKernels,
                         ::testing::ValuesIn(getTargets()),
                         [](const auto &info) {
                           return getTargetName(info.param);
                         });
