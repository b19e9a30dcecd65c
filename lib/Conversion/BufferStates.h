//===- BufferStates.h - where a step's buffers lie ---------------*- C++
//-*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_BUFFERSTATES_H
#define FSDP_LIB_CONVERSION_BUFFERSTATES_H

#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace fsdp {

/// How ranks combine what each computed for an out-argument: its fsdp.reduce,
/// "none" where it has none.
llvm::StringRef getReduction(mlir::func::FuncOp func, unsigned index);

/// The `fsdp.buffer`s of a module as state. Buffers whose new values are
/// combined over ranks alike lie side by side without gaps, so that one
/// all-reduce does for all of them.
class BufferStates {
public:
  struct Place {
    plan::StateOp state;
    int64_t offset;
  };

  /// Declares the plan.state and plan.tensor ops, before the entries.
  static mlir::FailureOr<BufferStates> declare(mlir::ModuleOp module);

  /// Null where no argument names the buffer.
  const Place *find(mlir::StringAttr name) const {
    auto found = places.find(name);
    return found == places.end() ? nullptr : &found->second;
  }

private:
  llvm::DenseMap<mlir::StringAttr, Place> places;
};

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_BUFFERSTATES_H
