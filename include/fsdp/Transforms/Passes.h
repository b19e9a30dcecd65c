//===- Passes.h - passes of Transforms ----------------------------------*- C++
//-*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TRANSFORMS_PASSES_H
#define FSDP_TRANSFORMS_PASSES_H

#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "mlir/Pass/Pass.h"

namespace fsdp {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "fsdp/Transforms/Passes.h.inc"

/// fsdp-form-kernels: form C, its compute fused.
void buildFormKernelsPipeline(mlir::OpPassManager &pm);
/// fsdp-bufferize: form C to form D.
void buildBufferizePipeline(mlir::OpPassManager &pm);
void registerFSDPComputePipelines();
} // namespace fsdp

#endif // FSDP_TRANSFORMS_PASSES_H
