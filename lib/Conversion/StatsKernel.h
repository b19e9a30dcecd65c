//===- StatsKernel.h - one group's statistics for its hooks ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_STATSKERNEL_H
#define FSDP_LIB_CONVERSION_STATSKERNEL_H

#include "GPU/TileEmitter.h"
#include "GroupState.h"
#include "HookKernels.h"
#include <optional>

namespace fsdp {

/// The kernel of one group.
class GroupStats {
public:
  GroupStats(StatsOp op, OutlineContext &context,
             llvm::ArrayRef<StatSegmentAttr> segments)
      : op(op), context(context), segments(segments),
        kernel(context.library, op.getLoc()) {}
  mlir::LogicalResult run(mlir::OpBuilder &at, mlir::StringAttr group,
                          mlir::Value partials);
  /// For a GPU: cuts the chunks into tiles, which `count` numbers in all
  /// groups; then runs with a buffer for one number per tile.
  mlir::LogicalResult
  prepareTiles(mlir::OpBuilder &at, mlir::StringAttr group, int64_t &count,
               llvm::MutableArrayRef<llvm::SmallVector<int64_t>> ofValues);
  void runTiles(mlir::OpBuilder &at, mlir::StringAttr group, mlir::Value parts);

private:
  mlir::LogicalResult addState(mlir::OpBuilder &at, mlir::StringAttr group);
  mlir::Value makeValidRows(mlir::OpBuilder &at, mlir::StringAttr group);
  void emitClass(unsigned number);
  void addTileClass(unsigned number);
  TileClass makeTiles(unsigned number, int64_t width);
  mlir::Value foldVector(unsigned number, llvm::ArrayRef<mlir::Value> columns,
                         mlir::Value element,
                         llvm::ArrayRef<mlir::Value> loaded, mlir::Value sum);
  mlir::Value reduce(mlir::Region &body, llvm::ArrayRef<mlir::Value> columns,
                     mlir::Value initial);
  mlir::Value
  fold(mlir::Value count, mlir::Value initial,
       llvm::function_ref<mlir::Value(mlir::Value, mlir::Value)> step);
  mlir::Value accumulate(mlir::Region &body, llvm::ArrayRef<mlir::Value> states,
                         mlir::Value element, mlir::Value row,
                         mlir::Value validRows, mlir::Value sum);
  mlir::Value combine(mlir::Value sum, mlir::Value value);
  /// Of the launch; a group without elements has one, which no value needs.
  int64_t countBlocks() const {
    return std::max<int64_t>(1, tiles->countTiles());
  }
  bool ordersAsBits(unsigned number);
  /// Appends where the inputs of `segment` lie in the state.
  void addPlaces(StatSegmentAttr segment, llvm::SmallVector<int64_t> &row);

  StatsOp op;
  OutlineContext &context;
  llvm::ArrayRef<StatSegmentAttr> segments;
  HookKernel kernel;
  int64_t firstValue = 0;
  bool asBits = false;
  GroupState state;
  mlir::Value partial, valid;
  std::optional<TileEmitter> tiles;
  int64_t firstTile = 0;
};

/// The kernel for all groups: value v is the greatest of its initial one and of
/// the numbers of the tiles `tilesOfValue[v]`, pairs of a first one and an end.
void combineStatTiles(
    StatsOp op, OutlineContext &context, mlir::OpBuilder &at,
    llvm::MutableArrayRef<llvm::SmallVector<int64_t>> tilesOfValue,
    mlir::Value parts, mlir::Value partials);

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_STATSKERNEL_H
