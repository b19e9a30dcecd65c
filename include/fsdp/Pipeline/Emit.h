//===- Emit.h - what a compiled module is turned into -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_PIPELINE_EMIT_H
#define FSDP_PIPELINE_EMIT_H

#include "fsdp/Pipeline/Compile.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Support/Timing.h"

namespace fsdp {

/// Fills `result.output` as `options.emit` asks, from a module that has been
/// through every stage: machine code and the plan file, or text (`report` is
/// what the stages reported). Its parts are timed in `timing`.
CompileStatus emitResult(mlir::ModuleOp module, const CompileOptions &options,
                         llvm::StringRef report, mlir::TimingScope &timing,
                         CompileResult &result, llvm::raw_ostream &diagnostics);

} // namespace fsdp

#endif // FSDP_PIPELINE_EMIT_H
