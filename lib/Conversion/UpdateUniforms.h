//===- UpdateUniforms.h - what an update computes once ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Bias corrections, the clipping coefficient: values that are the same for
// every element. A loop of a CPU computes them before it begins. On a GPU every
// thread would, powers in f64 among them; there one thread does, in a launch
// before the updates, which load the results. Updates that compute the same
// share it.
//
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_UPDATEUNIFORMS_H
#define FSDP_LIB_CONVERSION_UPDATEUNIFORMS_H

#include "HookKernels.h"

namespace fsdp {

/// An update's uniforms, and what else its body uses from outside, as values of
/// `kernel`.
class UniformReader {
public:
  UniformReader(HookKernel &kernel, UpdateOp op, OutlineContext &context,
                mlir::OpBuilder &at)
      : kernel(kernel), op(op), context(context), at(at) {}

  /// Adds the parameters that all of them take.
  mlir::LogicalResult readAll();
  /// Reads constants only.
  mlir::LogicalResult readConstants();

  llvm::SmallVector<mlir::Value> uniforms;
  mlir::IRMapping inside; ///< Values of the step as values of the kernel.

private:
  mlir::FailureOr<mlir::Value> addUniform(mlir::Value uniform);
  mlir::FailureOr<mlir::Value> readScalar(mlir::Value value);

  HookKernel &kernel;
  UpdateOp op;
  OutlineContext &context;
  mlir::OpBuilder &at;
  mlir::Value scalars;
};

/// For a GPU: launches a kernel that computes what the body of `op` computes
/// from uniforms alone, if that is more than a few conversions; `reader` has
/// then what `kernel` loads of it. False where nothing is worth a launch.
mlir::FailureOr<bool> hoistUniforms(UpdateOp op, HookKernel &kernel,
                                    OutlineContext &context,
                                    mlir::OpBuilder &at, UniformReader &reader);

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_UPDATEUNIFORMS_H
