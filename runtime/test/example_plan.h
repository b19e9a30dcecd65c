// example_plan.h - a small training plan, built by hand
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_TEST_EXAMPLE_PLAN_H_
#define FSDP_RT_TEST_EXAMPLE_PLAN_H_

#include <cstdint>
#include <vector>

#include "plan_model.h"

namespace fsdp_rt::testing {

// Whose kernels a plan holds: kernels.c or kernels.ptx.
enum class ExampleTarget { kCpu, kGpu };

// One parameter w[rows], sharded; loss = (x . w - 1)^2 / 2 on each rank's x; SGD on the
// mean gradient. Entries "step.sync" and "optimizer"; three streams; the full gradients
// lie on the slot's bytes, so that every wait, release and reclaim is needed.
struct ExamplePlan {
  ExamplePlan(uint32_t replicas, uint32_t shards, int64_t rows, ExampleTarget target = ExampleTarget::kCpu);

  // Of another grid, one row of all ranks: the group alone is cut among as many ranks as before, whose numbers differ
  // by `stride`, either 1 or the number of replicas.
  void CutAmong(uint32_t stride);

  Entry& step() { return model.entries[0]; }
  // Index in the step of the n-th command of a kind.
  template <typename Kind>
  uint32_t Find(size_t n = 0) {
    for (uint32_t i = 0; i < step().commands.size(); ++i)
      if (std::holds_alternative<Kind>(step().commands[i].body) && n-- == 0) return i;
    return ~0u;
  }

  PlanModel model;
};

enum ExampleArena { kState, kCarried, kTransient, kWire, kGathered };
enum ExampleBinding { kBatch, kLoss, kNorm };

// The same in plain loops and double precision: parameters after `steps`.
struct ExampleResult {
  std::vector<double> w;
  std::vector<std::vector<double>> losses;  // [step][rank]
  std::vector<double> square_norms;         // [step], of the mean gradient
};
std::vector<float> ExampleBatch(uint32_t rank, int64_t rows);
ExampleResult RunExample(uint32_t ranks, int64_t rows, int steps, double lr);

}  // namespace fsdp_rt::testing

#endif  // FSDP_RT_TEST_EXAMPLE_PLAN_H_
