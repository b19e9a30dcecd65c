//===- Pipeline.h - the stages, in order ------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_PIPELINE_PIPELINE_H
#define FSDP_PIPELINE_PIPELINE_H

#include "fsdp/Pipeline/Compile.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"
#include <functional>

namespace fsdp {

/// One row of docs/Stages.md: what `--print-stage NAME` prints after.
struct Stage {
  llvm::StringRef name;
  std::function<void(mlir::OpPassManager &)> addPasses;
  /// What the report says of the module as this stage left it; may be empty.
  std::function<mlir::LogicalResult(mlir::ModuleOp, llvm::raw_ostream &)>
      report = nullptr;
  /// Whether the IR is verified after it even without `--verify-each`.
  bool verified = false;
};

/// Every stage from the input to a plan that only lacks its machine code.
std::vector<Stage> buildStages(const CompileOptions &options);

} // namespace fsdp

#endif // FSDP_PIPELINE_PIPELINE_H
