//===- ExpandGPUMath.cpp - a GPU kernel's functions in what a GPU has -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "../KernelLowering.h"
#include "fsdp/Conversion/Passes.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace fsdp {
#define GEN_PASS_DEF_EXPANDGPUMATH
#include "fsdp/Conversion/Passes.h.inc"
} // namespace fsdp

using namespace mlir;
using namespace fsdp;

static LogicalResult expandMath(gpu::GPUFuncOp kernel, unsigned capability) {
  if (failed(widenNarrowFloats(kernel)))
    return failure();
  RewritePatternSet patterns(kernel.getContext());
  populateKernelMathPatterns(patterns);
  populateGPUMathPatterns(patterns);
  populateGPUFloat8Patterns(patterns, capability);
  if (failed(applyPatternsGreedily(kernel, std::move(patterns))))
    return failure();
  if (failed(verifyGPUKernelMath(kernel)))
    return failure();
  return useGPUIntrinsics(kernel);
}

namespace {
struct ExpandGPUMath : public fsdp::impl::ExpandGPUMathBase<ExpandGPUMath> {
  using ExpandGPUMathBase::ExpandGPUMathBase;

  void runOnOperation() override {
    for (auto kernel : getOperation().getOps<gpu::GPUFuncOp>())
      if (failed(expandMath(kernel, capability)))
        return signalPassFailure();
  }
};
} // namespace
