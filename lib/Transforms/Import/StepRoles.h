//===- StepRoles.h - what arguments and results of a step are ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_IMPORT_STEPROLES_H
#define FSDP_LIB_TRANSFORMS_IMPORT_STEPROLES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinTypes.h"

namespace fsdp {

/// What one argument says about itself.
struct ArgumentRole {
  enum class Kind { Param, Batch, Buffer, Scalar };
  ArgumentRole(Kind kind, mlir::StringAttr name, mlir::RankedTensorType type,
               mlir::Location loc)
      : kind(kind), name(name), type(type), loc(loc) {}

  Kind kind;
  mlir::StringAttr name;
  mlir::RankedTensorType type;
  mlir::Location loc;
  // Of a parameter only; null where not said.
  mlir::StringAttr inner;
  mlir::StringAttr form; ///< `type` is then that compute form's.
  mlir::StringAttr group;
  mlir::FlatSymbolRefAttr extension, reduceExtension;
  mlir::StringAttr init;
  /// The parameter's, where one of its forms says it.
  mlir::DenseI64ArrayAttr shape;
  mlir::DenseI64ArrayAttr grid; ///< Replicas (where it says some) and shards.
  mlir::Type stored; ///< Element type of the shard; the argument's, or f32.
  int64_t dim = 0;
  /// The dimension of which each rank of the model axis has a part.
  std::optional<int64_t> modelDim;
  bool ignored = false;   ///< Not sharded: whole on every rank.
  bool recompute = false; ///< Backward computes again what forward did with it.
  bool local = false;     ///< Of a buffer: each rank has its own.
};

/// What one result says about itself.
struct ResultRole {
  enum class Kind { Dropped, Loss, Count, Grad, Metric, Update };
  Kind kind = Kind::Dropped;
  mlir::StringAttr name;  ///< Null for an unnamed loss.
  mlir::StringAttr inner; ///< Of a gradient; null: every inner tensor's.
  /// Of a metric or update, over all ranks: mean, sum, max; "none" where not
  /// said.
  llvm::StringRef reduce = "none";
  mlir::RankedTensorType type;
};

/// The `fsdp.*` attributes of one entry function, read and checked.
struct StepRoles {
  mlir::func::FuncOp entry;
  llvm::SmallVector<ArgumentRole> arguments;
  llvm::SmallVector<ResultRole> results;

  bool hasGradients() const;
  /// Number of the result that says over how much the losses sum, if any.
  std::optional<unsigned> findCount() const;
};

/// Reads `entry`. Unknown, misplaced and mistyped attributes, and those whose
/// feature does not exist yet, are errors at the argument that has them.
mlir::FailureOr<StepRoles> readStepRoles(mlir::func::FuncOp entry);

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_IMPORT_STEPROLES_H
