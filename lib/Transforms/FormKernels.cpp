//===- FormKernels.cpp - fsdp-form-kernels, in order ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "StepRewrites.h"
#include "fsdp/Transforms/Passes.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Pass/PassRegistry.h"

using namespace mlir;

void fsdp::buildFormKernelsPipeline(OpPassManager &module) {
  OpPassManager &pm = module.nest<func::FuncOp>();
  pm.addPass(createDecomposeTensorOps());
  // Everything that a GEMM library can do is named before anything is fused.
  pm.addPass(createLowerConvolutions());
  pm.addPass(createWidenCompute());
  addCleanup(pm);
  pm.addPass(createSpecializeContractions());
  pm.addPass(createSimplifyCompute());
  addCleanup(pm);
  // Loops of one iteration and operands of one element get in fusion's way.
  pm.addPass(createLinalgInlineScalarOperandsPass());
  pm.addPass(createLinalgFoldUnitExtentDimsPass());
  addCleanup(pm);
  pm.addPass(createFuseElementwise());
  addCleanup(pm);
  pm.addPass(createCollapseLoops());
  // Fusion and collapsing bring transposes and products together again.
  pm.addPass(createSimplifyCompute());
  addCleanup(pm);
  pm.addPass(createRelaxFloat());
}

void fsdp::registerFSDPComputePipelines() {
  PassPipelineRegistration<>("fsdp-form-kernels",
                             "fuses compute and names matrix products",
                             buildFormKernelsPipeline);
  PassPipelineRegistration<>("fsdp-bufferize",
                             "tensors to buffers: form C to form D",
                             buildBufferizePipeline);
}
