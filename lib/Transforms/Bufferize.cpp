//===- Bufferize.cpp - fsdp-bufferize, in order ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "StepRewrites.h"
#include "fsdp/Transforms/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

void fsdp::buildBufferizePipeline(OpPassManager &pm) {
  pm.addPass(createDecomposeTensorOps());
  // After the last CSE on tensors, which would undo it.
  pm.addPass(createIsolateDestinations());
  pm.addPass(bufferization::createEmptyTensorEliminationPass());
  pm.addPass(createCarryInPlace());
  pm.addPass(createBufferizeStep());
  OpPassManager &functions = pm.nest<func::FuncOp>();
  functions.addPass(createResultsToOutParams());
  addCleanup(functions);
  functions.addPass(memref::createFoldMemRefAliasOpsPass());
  functions.addPass(bufferization::createBufferLoopHoistingPass());
  addCleanup(functions);
}
