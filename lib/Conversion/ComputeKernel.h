//===- ComputeKernel.h - ops of a step as a shared kernel -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_COMPUTEKERNEL_H
#define FSDP_LIB_CONVERSION_COMPUTEKERNEL_H

#include "BufferSlice.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/SymbolTable.h"

namespace fsdp {

/// A kernel's operand: the bytes that it gets a pointer to, and what it does
/// with them.
struct KernelOperand {
  BufferSlice slice;
  mlir::MemRefType type; // of the kernel's parameter, identity layout
  int64_t access = 0;
};

/// One function and what to call it with.
struct ComputeKernel {
  mlir::func::FuncOp function; // detached
  llvm::SmallVector<KernelOperand> operands;
};

/// Builds a kernel that does what `ops` do, consecutive ops of one block. The
/// scalars, constants and views that they use are computed in the kernel. Fails
/// with an error at the op that cannot be.
mlir::FailureOr<ComputeKernel>
buildComputeKernel(llvm::ArrayRef<mlir::Operation *> ops);

/// The kernels of a module; those that do the same are one.
class KernelTable {
public:
  explicit KernelTable(mlir::ModuleOp module) : symbols(module) {}

  /// Puts `function` into the module under a name that begins with `prefix`, or
  /// erases it and returns the equal one that is there.
  mlir::func::FuncOp insert(mlir::func::FuncOp function,
                            llvm::StringRef prefix);

private:
  mlir::SymbolTable symbols;
  llvm::DenseMap<llvm::hash_code, llvm::SmallVector<mlir::func::FuncOp, 1>>
      known;
  llvm::StringMap<unsigned> counts;
};

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_COMPUTEKERNEL_H
