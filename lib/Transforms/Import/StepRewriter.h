//===- StepRewriter.h - an entry onto symbols -------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_IMPORT_STEPREWRITER_H
#define FSDP_LIB_TRANSFORMS_IMPORT_STEPREWRITER_H

#include "StepModel.h"
#include "fsdp/Dialect/FSDP/IR/FSDP.h"

namespace fsdp {

/// A group and its parameters, in argument order.
struct GroupMembers {
  GroupOp group;
  llvm::SmallVector<const ParamModel *> params;
  mlir::StringAttr user; ///< The group's name, without that of its grid.
};

/// Turns the parameter arguments of an entry into one `fsdp.gather` per group
/// at its top, its gradient results into one `fsdp.reduce_grad` per group at
/// its end, and drops unmarked results and the code that only they needed.
/// Gradients are rounded to their group's `reduce_dtype` where that is a 16-bit
/// type and not theirs. Without it, or with f32, they travel as they are, since
/// sums are in f32 and widening before or after the way gives the same.
/// Scalar arguments become `fsdp.read_scalar`s; reduced gradients are divided
/// by the loss scale, which is `lossScale` at first.
mlir::LogicalResult rewriteEntry(const StepRoles &roles,
                                 llvm::ArrayRef<GroupMembers> groups,
                                 double lossScale);

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_IMPORT_STEPREWRITER_H
