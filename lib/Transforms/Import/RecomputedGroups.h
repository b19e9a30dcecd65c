//===- RecomputedGroups.h - what is computed again in backward --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_IMPORT_RECOMPUTEDGROUPS_H
#define FSDP_LIB_TRANSFORMS_IMPORT_RECOMPUTEDGROUPS_H

#include "NameRule.h"
#include "StepRewriter.h"

namespace fsdp {

/// Sets `recompute` on the groups whose name one of `patterns` matches, and on
/// those whose parameters all have `fsdp.recompute`. A group is computed again
/// as a whole, so marks on some of its parameters are no order: warned of, and
/// left alone. A pattern, written `texts[i]`, that matches no group is an
/// error.
mlir::LogicalResult markRecomputed(mlir::ModuleOp module,
                                   llvm::ArrayRef<GroupMembers> groups,
                                   llvm::ArrayRef<NamePattern> patterns,
                                   llvm::ArrayRef<std::string> texts);

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_IMPORT_RECOMPUTEDGROUPS_H
