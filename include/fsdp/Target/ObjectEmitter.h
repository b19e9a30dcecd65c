//===- ObjectEmitter.h - shared objects from kernels -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TARGET_OBJECTEMITTER_H
#define FSDP_TARGET_OBJECTEMITTER_H

#include "fsdp/Target/CodeCache.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/OwningOpRef.h"
#include <string>

namespace fsdp {

/// The x86-64 levels that a plan carries objects for, worst first. Both give
/// the same bits for conversions; sums may differ in their order.
llvm::ArrayRef<llvm::StringRef> getCPULevels();

/// What the context needs to translate kernels to LLVM IR.
void registerObjectEmitterDialects(mlir::DialectRegistry &registry);

/// A module of its own with copies of the kernels (`plan.kernel`) of `module`
/// and the constants that they read: what `fsdp-kernels-to-llvm` takes.
mlir::OwningOpRef<mlir::ModuleOp> cloneKernels(mlir::ModuleOp module);

/// Compiles the result of `fsdp-kernels-to-llvm` for `level` into an ELF shared
/// object that needs libm only and exports the kernels' entries. The bytes
/// depend on the module, the level and LLVM's version, on nothing else, whether
/// `cache` has some or not. Kernels are compiled on the context's threads.
/// `module` is not changed; calls for different levels may run in different
/// threads.
mlir::FailureOr<std::string> emitSharedObject(mlir::ModuleOp module,
                                              llvm::StringRef level,
                                              const CodeCache &cache = {});

} // namespace fsdp

#endif // FSDP_TARGET_OBJECTEMITTER_H
