//===- StepRewrites.h - how patterns are applied to a step ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_STEPREWRITES_H
#define FSDP_LIB_TRANSFORMS_STEPREWRITES_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/Passes.h"

namespace fsdp {

/// A step's regions are one block each: merging blocks and pruning their
/// arguments would look at every body of every loop, and find nothing.
inline mlir::GreedyRewriteConfig getStepRewriteConfig() {
  mlir::GreedyRewriteConfig config;
  config.setRegionSimplificationLevel(
      mlir::GreedySimplifyRegionLevel::Disabled);
  return config;
}

inline void addCleanup(mlir::OpPassManager &pm) {
  pm.addPass(mlir::createCanonicalizerPass(getStepRewriteConfig()));
  pm.addPass(mlir::createCSEPass());
}

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_STEPREWRITES_H
