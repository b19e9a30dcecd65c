//===- CopyRenewal.h - renews what every rank keeps -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_EXTENSIONS_COPYRENEWAL_H
#define FSDP_LIB_EXTENSIONS_COPYRENEWAL_H

#include "fsdp/Extensions/FusedGroup.h"

namespace fsdp {

/// The gathers of parameters that every rank keeps unsharded (extensions with
/// state): of what renews them, and of themselves in full precision.
class CopyRenewal {
public:
  using Groups = llvm::MapVector<mlir::StringAttr, FusedGroup>;
  /// What a rank offers of a group.
  using BuildSlot = llvm::function_ref<mlir::Value(mlir::OpBuilder &, GroupOp,
                                                   const FusedGroup &)>;

  CopyRenewal(mlir::SymbolTable &symbols, const Groups &groups,
              const HookBodies &bodies, BuildSlot buildSlot)
      : symbols(symbols), groups(groups), bodies(bodies), buildSlot(buildSlot) {
  }

  /// Copies are renewed at the end of the optimizer's step, and loaded by the
  /// entry `statistics`, for a host that gave parameters their values.
  void run(mlir::ModuleOp module);

private:
  void renew(mlir::OpBuilder &builder, GroupOp group);

  mlir::SymbolTable &symbols;
  const Groups &groups;
  const HookBodies &bodies;
  BuildSlot buildSlot;
};

} // namespace fsdp

#endif // FSDP_LIB_EXTENSIONS_COPYRENEWAL_H
