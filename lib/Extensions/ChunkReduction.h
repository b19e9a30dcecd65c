//===- ChunkReduction.h - a hook's reduction of its chunk -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_EXTENSIONS_CHUNKREDUCTION_H
#define FSDP_LIB_EXTENSIONS_CHUNKREDUCTION_H

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace fsdp {

/// A reduction of f32 to one result, which begins at a constant.
struct ReductionBody {
  BlockCombine combine;
  mlir::Value value; ///< In the op's body; its arguments are the inputs'.
  float initial;

  /// Nothing where `op` is another one.
  static std::optional<ReductionBody> match(mlir::linalg::LinalgOp op);
};

/// The reduction whose result an fsdp.all_reduce combines over the ranks: the
/// maximum of a constant and of one value per element of the chunk.
struct ChunkReduction {
  mlir::linalg::LinalgOp op;
  mlir::Value value; ///< In the op's body; its arguments are the inputs'.
  float initial;

  /// Of `reduce`'s operand. What is another form ends in an error that
  /// `emitUnsupported` begins.
  static mlir::FailureOr<ChunkReduction>
  match(AllReduceOp reduce,
        llvm::function_ref<mlir::InFlightDiagnostic(mlir::Location)>
            emitUnsupported);
};

} // namespace fsdp

#endif // FSDP_LIB_EXTENSIONS_CHUNKREDUCTION_H
