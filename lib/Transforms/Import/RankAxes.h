//===- RankAxes.h - the ranks that a step's own collective joins -*- C++
//-*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_IMPORT_RANKAXES_H
#define FSDP_LIB_TRANSFORMS_IMPORT_RANKAXES_H

#include "StepModel.h"
#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "mlir/Dialect/Shard/IR/ShardOps.h"

namespace fsdp {

/// Ranks whose numbers differ by multiples of `distance`, `number` of them.
struct RankAxis {
  int64_t distance = 1, number = 1;
};
/// Axes that one after the other, the slowest first, make the order of the
/// ranks that a collective joins. None has one rank.
using RankAxes = llvm::SmallVector<RankAxis>;

int64_t countRanks(llvm::ArrayRef<RankAxis> axes);

/// The axes `chosen` of the `shard.grid` that `op` names, on the ranks of
/// `grid`: both number the same ranks in the order of their axes, and only
/// which of them shard and which replicate may differ. Neighbours that are one
/// progression of ranks become one axis. Complains at `op`.
mlir::FailureOr<RankAxes> readRankAxes(mlir::Operation *op,
                                       mlir::FlatSymbolRefAttr name,
                                       llvm::ArrayRef<int16_t> chosen,
                                       GridAttr grid);

/// The same, each of the chosen axes for itself.
mlir::FailureOr<RankAxes> readSingleAxes(mlir::Operation *op,
                                         mlir::FlatSymbolRefAttr name,
                                         llvm::ArrayRef<int16_t> chosen,
                                         GridAttr grid);

/// Complains at a parameter that is in parts where the module's `shard.grid`
/// has other parts of a model than `grid`.
mlir::LogicalResult checkModelParts(mlir::ModuleOp module,
                                    const StepModel &model, GridAttr grid);

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_IMPORT_RANKAXES_H
