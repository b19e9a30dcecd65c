//===- StatsKernel.h - statistics of parameters for their hooks *- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_STATSKERNEL_H
#define FSDP_LIB_CONVERSION_STATSKERNEL_H

#include "GroupState.h"
#include "HookKernels.h"

namespace fsdp {

/// A group's segments, whose values follow each other.
struct StatsGroup {
  mlir::StringAttr name;
  llvm::SmallVector<StatSegmentAttr> segments;

  /// Adds to `state` the parameters that are read.
  void addTo(GroupState &state, StatsOp op) const;
  bool usesRows(StatsOp op) const;
};

/// The kernel of one group, on a CPU.
class GroupStats {
public:
  GroupStats(StatsOp op, OutlineContext &context, const StatsGroup &group)
      : op(op), context(context), group(group), segments(group.segments),
        kernel(context.library, op.getLoc()) {}
  mlir::LogicalResult run(mlir::OpBuilder &at, mlir::Value partials);

private:
  void emitClass(unsigned number);
  mlir::Value reduce(mlir::Region &body, llvm::ArrayRef<mlir::Value> columns,
                     mlir::Value initial);
  mlir::Value
  fold(mlir::Value count, mlir::Value initial,
       llvm::function_ref<mlir::Value(mlir::Value, mlir::Value)> step);
  mlir::Value accumulate(mlir::Region &body, llvm::ArrayRef<mlir::Value> states,
                         mlir::Value element, mlir::Value row,
                         mlir::Value validRows, mlir::Value sum);

  StatsOp op;
  OutlineContext &context;
  const StatsGroup &group;
  llvm::ArrayRef<StatSegmentAttr> segments;
  HookKernel kernel;
  int64_t firstValue = 0;
  bool asBits = false;
  GroupState state;
  mlir::Value partial, valid;
};

/// Whether the class's values are magnitudes. The bits of those order as they
/// do, and a NaN's are above infinity's, so that it stays: one integer maximum
/// per element, which vectorises everywhere.
bool ordersAsBits(StatsOp op, unsigned number);
/// The greater of `value`, an f32, and `most`, which is bits where `asBits`.
mlir::Value getGreater(HookKernel &kernel, bool asBits, mlir::Value most,
                       mlir::Value value);
/// A table with one entry per segment: the rows of this rank's chunk on `axis`
/// that hold data.
mlir::Value makeValidRows(OutlineContext &context, mlir::OpBuilder &at,
                          mlir::Location loc, mlir::DenseI64ArrayAttr axis,
                          llvm::ArrayRef<StatSegmentAttr> segments);
/// Appends where the inputs of `segment` lie in the state.
void addStatPlaces(StatsOp op, const GroupState &state, StatSegmentAttr segment,
                   llvm::SmallVector<int64_t> &row);

/// All of the op's values by one launch on a GPU; of very many groups by
/// several.
mlir::LogicalResult outlineStatTiles(StatsOp op, OutlineContext &context,
                                     mlir::OpBuilder &at,
                                     llvm::ArrayRef<StatsGroup> groups,
                                     mlir::Value partials);
/// A buffer of the plan for `values` numbers.
mlir::Value makeStatBuffer(mlir::OpBuilder &at, mlir::Location loc,
                           llvm::StringRef arena, llvm::StringRef name,
                           int64_t values);

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_STATSKERNEL_H
