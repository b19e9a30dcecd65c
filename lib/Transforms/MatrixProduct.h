//===- MatrixProduct.h - what a GEMM library computes -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_MATRIXPRODUCT_H
#define FSDP_LIB_TRANSFORMS_MATRIXPRODUCT_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace fsdp {

/// Whether `op` is a contraction with rows, columns and a sum (named or
/// generic) or a convolution. A fused multiply-and-sum is neither: it is a
/// reduction, bound by memory.
inline bool isMatrixProduct(mlir::Operation *op) {
  auto linalgOp = llvm::dyn_cast_or_null<mlir::linalg::LinalgOp>(op);
  // Most ops sum nothing: nothing dearer is asked of them.
  if (!linalgOp || linalgOp.getNumReductionLoops() == 0)
    return false;
  if (mlir::linalg::isaConvolutionOpInterface(linalgOp))
    return true;
  if (!mlir::linalg::isaContractionOpInterface(linalgOp))
    return false;
  auto dims = mlir::linalg::inferContractionDims(linalgOp);
  return succeeded(dims) && !dims->m.empty() && !dims->n.empty() &&
         !dims->k.empty();
}

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_MATRIXPRODUCT_H
