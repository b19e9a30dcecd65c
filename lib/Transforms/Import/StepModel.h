//===- StepModel.h - parameters and groups of a step ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_IMPORT_STEPMODEL_H
#define FSDP_LIB_TRANSFORMS_IMPORT_STEPMODEL_H

#include "NameRule.h"
#include "StepRoles.h"

namespace fsdp {

/// One parameter, put together from the arguments that name it.
struct ParamModel {
  ParamModel(mlir::StringAttr name, mlir::Location loc)
      : name(name), loc(loc) {}

  mlir::StringAttr name;
  mlir::Location loc;
  /// Per inner tensor, as the step computes with it.
  llvm::SmallVector<mlir::RankedTensorType> types;
  /// Compute forms that entries read, in order of first appearance. Where they
  /// read nothing else, `types` holds what tells the parameter's shape.
  llvm::MapVector<mlir::StringAttr, mlir::RankedTensorType> forms;
  mlir::StringAttr formInit; ///< What an argument that is a form says of it.
  mlir::DenseI64ArrayAttr shape;             ///< Likewise.
  mlir::Type stored;                         ///< Element type of its shards.
  llvm::SmallVector<mlir::StringAttr> inner; ///< Empty: one, unnamed.
  mlir::StringAttr group;                    ///< Null: the root group.
  mlir::FlatSymbolRefAttr extension;
  mlir::FlatSymbolRefAttr reduceExtension;   ///< Of its gradients.
  llvm::SmallVector<mlir::StringAttr> inits; ///< Like types; null: not said.
  mlir::DenseI64ArrayAttr grid;              ///< Where it says one of its own.
  int64_t dim = 0;
  std::optional<int64_t> modelDim; ///< Of whose parts the types are.
  bool ignored = false;            ///< In the replicated group.
  bool recompute = false;          ///< Wherever an entry says so.
  bool trained = false;

  /// Name of inner tensor i as users see it.
  std::string getTensorName(unsigned i) const;
  /// Shape of inner tensor i, of which each of `models` ranks has a part.
  llvm::SmallVector<int64_t> getWholeShape(unsigned i, int64_t models) const;
  /// Index of the inner tensor called `name`, nothing where there is none.
  std::optional<unsigned> findInner(mlir::StringAttr name) const;
};

/// One buffer, put together from the arguments that name it.
struct BufferModel {
  mlir::Location loc;
  mlir::RankedTensorType type;
  bool local;
};

/// The parameters, buffers and groups that all entries share.
struct StepModel {
  llvm::SmallVector<StepRoles> entries;
  /// In argument order of the entry that names them first.
  llvm::MapVector<mlir::StringAttr, ParamModel> params;
  llvm::MapVector<mlir::StringAttr, BufferModel> buffers;
  /// Groups that arguments name, in order of first appearance; not the root.
  llvm::SetVector<mlir::StringAttr> groups;

  /// Whether the entry that trains multiplies its loss by a scalar.
  bool scalesLoss() const;

  /// Collects `entries` and checks that they agree. `groupBy` groups parameters
  /// that name no group.
  static mlir::FailureOr<StepModel>
  collect(llvm::SmallVector<StepRoles> entries,
          const std::optional<NamePattern> &groupBy);
};

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_IMPORT_STEPMODEL_H
