//===- GridSpec.h - the ranks, from an option or shard.grid -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_IMPORT_GRIDSPEC_H
#define FSDP_LIB_TRANSFORMS_IMPORT_GRIDSPEC_H

#include "NameRule.h"
#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "mlir/IR/BuiltinOps.h"

namespace fsdp {

/// The grid that `text` (`2x4`, `replicate=2,shard=4`) says, or, where it is
/// empty, the module's `shard.grid`: of one axis or two the last shards and the
/// other replicates; a third is the model axis. Neither: one rank. Complains at
/// the module or the grid.
mlir::FailureOr<GridAttr> readGrid(mlir::ModuleOp module, llvm::StringRef text);

/// A grid of a parameter's own, from what --param-grid says (`text`) or from
/// its sizes: another cut of the ranks of `whole`.
mlir::FailureOr<GridAttr> parseOwnGrid(GridAttr whole, llvm::StringRef text,
                                       EmitError emitError);
mlir::FailureOr<GridAttr>
getOwnGrid(GridAttr whole, llvm::ArrayRef<int64_t> sizes, EmitError emitError);

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_IMPORT_GRIDSPEC_H
