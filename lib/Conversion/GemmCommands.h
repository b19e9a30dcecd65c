//===- GemmCommands.h - matrix products as commands -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_GEMMCOMMANDS_H
#define FSDP_LIB_CONVERSION_GEMMCOMMANDS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace fsdp {

/// Replaces a matmul or batch_matmul that a library can do (f32, static
/// strides, unit inner stride) by plan.gemm, together with the fill with zero
/// of its destination. Returns false, changing nothing, for any other.
bool convertToGemm(mlir::linalg::LinalgOp op, mlir::StringAttr phase);

/// Whether `op` fills with zero bits.
bool isZeroFill(mlir::linalg::FillOp op);

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_GEMMCOMMANDS_H
