//===- PointEmitter.h - iterations of a linalg op --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_GPU_POINTEMITTER_H
#define FSDP_LIB_CONVERSION_GPU_POINTEMITTER_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace fsdp {

/// Emits the body of a linalg op on memrefs for single iterations.
class PointEmitter {
public:
  PointEmitter(mlir::linalg::LinalgOp op, mlir::OpBuilder &builder)
      : op(op), builder(builder), loc(op.getLoc()) {}

  /// Elements that were loaded already.
  using Known = llvm::DenseMap<mlir::OpOperand *, mlir::Value>;

  /// What the body yields at `ivs`, one index per loop. Operands that are not
  /// `known` are loaded.
  llvm::SmallVector<mlir::Value> emit(mlir::ValueRange ivs,
                                      const Known &known = Known());
  /// Where `operand` is accessed at `ivs`.
  llvm::SmallVector<mlir::Value> getIndices(mlir::OpOperand &operand,
                                            mlir::ValueRange ivs);
  void store(mlir::ValueRange results, mlir::ValueRange ivs);
  /// Runs all iterations of the reduction loops one after the other, from the
  /// outputs' values on, and stores. `ivs` holds the parallel loops' indices.
  void emitSequentially(llvm::MutableArrayRef<mlir::Value> ivs);

  bool isUsed(mlir::OpOperand &operand) {
    return op.payloadUsesValueFromOperand(&operand);
  }

  mlir::linalg::LinalgOp op;
  mlir::OpBuilder &builder;
  mlir::Location loc;
};

/// The indices of `number`, 0 <= number < product of `sizes`, in row-major
/// order; `number` is an integer or an index, the indices are of type index.
llvm::SmallVector<mlir::Value> splitNumber(mlir::OpBuilder &builder,
                                           mlir::Location loc,
                                           mlir::Value number,
                                           llvm::ArrayRef<int64_t> sizes);

/// The loops of a linalg op, by what may run at the same time.
struct LoopKinds {
  llvm::SmallVector<unsigned> parallel, reduction;
  llvm::SmallVector<int64_t> sizes;
  int64_t points = 1; ///< Iterations of the parallel loops.
  int64_t summed = 1; ///< Iterations of the reduction loops.
  /// Different points write different elements.
  bool isInjective = true;

  explicit LoopKinds(mlir::linalg::LinalgOp op);
  llvm::SmallVector<int64_t> getParallelSizes() const;
};

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_GPU_POINTEMITTER_H
