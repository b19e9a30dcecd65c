//===- StepPreparation.h - a step's ops made fit to outline -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_STEPPREPARATION_H
#define FSDP_LIB_CONVERSION_STEPPREPARATION_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace fsdp {

/// Whether the outliner turns `op`, in the body of an entry, into a command.
bool isCompute(mlir::Operation *op);

/// Makes every value that passes from one command to another a buffer:
/// - buffers made inside of loops move out of them;
/// - scalar results of loops and conditionals go through a buffer;
/// - a load whose buffer is written before its last use is kept in a buffer;
/// - constants that something else than a kernel reads become buffers.
mlir::LogicalResult prepareStep(mlir::func::FuncOp function);

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_STEPPREPARATION_H
