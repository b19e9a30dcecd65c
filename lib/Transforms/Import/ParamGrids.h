//===- ParamGrids.h - grids of parameters' own ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_IMPORT_PARAMGRIDS_H
#define FSDP_LIB_TRANSFORMS_IMPORT_PARAMGRIDS_H

#include "StepModel.h"
#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "mlir/IR/BuiltinOps.h"

namespace fsdp {

/// How each parameter is replicated and cut, and what groups follow.
class ParamGrids {
public:
  /// `REGEX=RxS` each; a pattern matches whole names. Complains through
  /// `emitError`, naming `option`.
  static mlir::FailureOr<llvm::SmallVector<NameRule>>
  parse(llvm::ArrayRef<std::string> texts, llvm::StringRef option,
        EmitError emitError);

  /// `rules` outlive this. The module has its grid.
  ParamGrids(mlir::ModuleOp module, llvm::ArrayRef<NameRule> rules)
      : module(module), rules(rules),
        whole(module->getAttrOfType<GridAttr>("fsdp.grid")) {}

  GridAttr getWhole() const { return whole; }
  /// A rule without effect is a mistake.
  mlir::LogicalResult check(const StepModel &model) const;

  /// The grids of one group's parameters, in the order in which they come.
  struct OfGroup {
    llvm::SmallVector<GridAttr> grids;
    llvm::DenseMap<mlir::StringAttr, GridAttr> gridOf; ///< By parameter.
    GridAttr first; ///< The one that keeps the group's name.

    /// What the group of `grid` is called.
    mlir::StringAttr getName(mlir::StringAttr group, GridAttr grid) const;
  };
  /// Of the user's group `name` (null: the root), as which `written` stands in
  /// the module, if anything.
  mlir::FailureOr<OfGroup>
  collect(const StepModel &model, mlir::StringAttr name, GroupOp written) const;

private:
  mlir::FailureOr<GridAttr> choose(const ParamModel &param,
                                   GroupOp written) const;

  mutable mlir::ModuleOp module;
  llvm::ArrayRef<NameRule> rules;
  GridAttr whole;
};

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_IMPORT_PARAMGRIDS_H
