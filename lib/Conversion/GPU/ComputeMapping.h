//===- ComputeMapping.h - a compute kernel's loops on threads --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_GPU_COMPUTEMAPPING_H
#define FSDP_LIB_CONVERSION_GPU_COMPUTEMAPPING_H

#include "PointEmitter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/BitVector.h"

namespace fsdp {

/// How the operands of a kernel's launches are aligned, in bytes, by parameter:
/// the least of all launches.
using ParameterAlignment = llvm::ArrayRef<int64_t>;

/// Rewrites a kernel's body for blocks of threads and sets its launch shape
/// (`known_grid_size`, `known_block_size`). Nothing else reads what a launch
/// leaves in the parameters `scratch`.
mlir::LogicalResult mapComputeKernel(mlir::func::FuncOp kernel,
                                     ParameterAlignment alignment,
                                     const llvm::BitVector &scratch);

void setLaunchShape(mlir::func::FuncOp kernel, int64_t blocks, int64_t threads);

/// Elements of the innermost loop `loop` that a thread may move at once: more
/// than one if all operands that follow the loop lie contiguously, aligned.
int64_t getLoopWidth(mlir::linalg::LinalgOp op, unsigned loop, bool withOutputs,
                     ParameterAlignment alignment);
/// Whether `operand` moves by one element with `loop`.
bool followsLoop(mlir::linalg::LinalgOp op, mlir::OpOperand &operand,
                 unsigned loop);

/// The outputs of a reduction whose parts may be summed in any grouping.
struct Sums {
  /// Fails for a body that does anything but combine with the output.
  static mlir::FailureOr<Sums> get(mlir::linalg::LinalgOp op);
  mlir::Value combine(mlir::OpBuilder &builder, unsigned output, mlir::Value a,
                      mlir::Value b) const;
  llvm::SmallVector<mlir::Value> getNeutral(mlir::OpBuilder &builder,
                                            mlir::Location loc) const;

  llvm::SmallVector<mlir::Operation *> combiners;
  llvm::SmallVector<mlir::TypedAttr> neutral;
};
/// Combines `totals` with what the outputs hold at `ivs`, and stores.
void storeSums(PointEmitter &points, const Sums &sums,
               llvm::ArrayRef<mlir::Value> totals, mlir::ValueRange ivs);

/// One thread per point, or per vector of points; reductions sequentially.
void mapPoints(mlir::func::FuncOp kernel, mlir::linalg::LinalgOp op,
               ParameterAlignment alignment);
/// A warp or a block per point; fails where the op is not such a reduction.
mlir::LogicalResult mapRows(mlir::func::FuncOp kernel,
                            mlir::linalg::LinalgOp op,
                            ParameterAlignment alignment);
/// 32 neighbouring points and 8 parts of their sum per block; fails where the
/// op is not such a reduction.
mlir::LogicalResult mapColumns(mlir::func::FuncOp kernel,
                               mlir::linalg::LinalgOp op);
/// Squares of 32 x 32 points through shared memory, where an input is read
/// along another loop than the output is written; fails elsewhere.
mlir::LogicalResult mapTranspose(mlir::func::FuncOp kernel,
                                 mlir::linalg::LinalgOp op);
/// A block for each update of a scatter, and the rows' updates in their order;
/// fails where the kernel is not such a loop.
mlir::LogicalResult mapScatter(mlir::func::FuncOp kernel,
                               const llvm::BitVector &scratch);
/// One block: loops stay, the ops in them are spread over its threads.
mlir::LogicalResult mapCooperatively(mlir::func::FuncOp kernel);

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_GPU_COMPUTEMAPPING_H
