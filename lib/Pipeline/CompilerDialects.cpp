//===- CompilerDialects.cpp - what a step may be written in ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "fsdp/Pipeline/Compile.h"
#include "fsdp/Target/ObjectEmitter.h"
#include "fsdp/Target/PTXEmitter.h"
#include "fsdp/Transforms/Passes.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"

using namespace fsdp;

// Everything upstream: a step may use any dialect that the stages can lower,
// and one that they can't is named by the op that has no path, not by a parse
// error.
void fsdp::registerCompilerDialects(mlir::DialectRegistry &registry) {
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  registry.insert<FSDPDialect, plan::PlanDialect>();
  registerObjectEmitterDialects(registry);
  registerPTXEmitterDialects(registry);
}
