//===- StepCollectives.h - collectives of a step's own ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_IMPORT_STEPCOLLECTIVES_H
#define FSDP_LIB_TRANSFORMS_IMPORT_STEPCOLLECTIVES_H

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace fsdp {

/// Makes the `shard` ops of `entry`, the program of one rank, exchanges among
/// the ranks of `grid` and tensor ops around them. Complains at those that name
/// other ranks, that some ranks might not reach, or that have no counterpart.
mlir::LogicalResult importCollectives(mlir::func::FuncOp entry, GridAttr grid);

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_IMPORT_STEPCOLLECTIVES_H
