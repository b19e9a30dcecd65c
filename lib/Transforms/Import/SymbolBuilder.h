//===- SymbolBuilder.h - groups and parameters as symbols -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TRANSFORMS_IMPORT_SYMBOLBUILDER_H
#define FSDP_TRANSFORMS_IMPORT_SYMBOLBUILDER_H

#include "ImportOptions.h"
#include "StepRewriter.h"

namespace fsdp {

/// Makes `fsdp.group` and `fsdp.param` ops at the top of the module: the
/// groups, in the order in which they are gathered, with their parameters. The
/// root is behind those that have names, ignored parameters are the last.
mlir::FailureOr<llvm::SmallVector<GroupMembers>>
buildSymbols(mlir::ModuleOp module, StepModel &model,
             const ImportOptions &options);

/// Complains where a symbol of the input has `name`.
mlir::LogicalResult checkFree(mlir::ModuleOp module, mlir::StringAttr name,
                              llvm::StringRef what, mlir::Location loc);

} // namespace fsdp

#endif // FSDP_TRANSFORMS_IMPORT_SYMBOLBUILDER_H
