//===- PlanEntry.h - one function to one command list ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_PLANENTRY_H
#define FSDP_LIB_CONVERSION_PLANENTRY_H

#include "PlanAddress.h"
#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/MemRef/Utils/MemRefUtils.h"

namespace fsdp {

/// Where the gradients of one reduction lie.
struct GradientBuffer {
  mlir::Value buffer;
  /// Of the whole buffer, and of one rank's packed slot.
  int64_t bytes = 0, slotBytes = 0;
  /// One per gradient: it is computed in place, so nothing is copied.
  llvm::SmallVector<bool> inPlace;
};

/// Turns a function of form E into a plan.entry, which stands before it.
class PlanEntryConverter {
public:
  PlanEntryConverter(mlir::func::FuncOp func, GridAttr grid)
      : func(func), grid(grid), builder(func) {}
  mlir::LogicalResult convert();

private:
  mlir::LogicalResult bindArguments();
  mlir::LogicalResult placeGradients();
  mlir::LogicalResult placeGradient(CollectiveStartOp reduce, unsigned index,
                                    GradientBuffer &gradients);
  mlir::LogicalResult convertOp(mlir::Operation *op);
  mlir::LogicalResult convertCommand(mlir::Operation *op);
  mlir::LogicalResult convertGather(CollectiveStartOp op);
  mlir::LogicalResult convertReduce(CollectiveStartOp op);
  mlir::LogicalResult convertAllReduce(CollectiveStartOp op);
  void releaseSources();

  /// The buffer and first byte of a memref, a state reference or a slot.
  mlir::FailureOr<PlanAddress> getAddress(mlir::Value value,
                                          mlir::Operation *user);
  mlir::Value makeAlloc(mlir::Location loc, int64_t bytes,
                        mlir::StringRef arena, mlir::StringRef name = "");
  mlir::StringAttr getPhase();

  mlir::func::FuncOp func;
  GridAttr grid;
  mlir::OpBuilder builder;
  plan::EntryOp entry;
  bool hasPhases = false, pastBoundary = false;
  /// What an allocation or an argument became: a buffer and an offset in it.
  llvm::DenseMap<mlir::Value, PlanAddress> roots;
  /// References, tables, scalars, sources and tokens.
  mlir::IRMapping values;
  llvm::DenseMap<mlir::Operation *, GradientBuffer> gradients;
};

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_PLANENTRY_H
