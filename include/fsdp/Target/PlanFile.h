//===- PlanFile.h - plan IR to plan file ------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TARGET_PLANFILE_H
#define FSDP_TARGET_PLANFILE_H

#include "mlir/IR/BuiltinOps.h"
#include <string>

namespace fsdp {

/// Kernels for machines that have `level`: a shared object, PTX or a cubin.
struct PlanCode {
  std::string target;
  std::string level;
  std::string bytes;
};

struct PlanFileOptions {
  std::string name;
  std::string compiler;
  /// The kernels as lowered for `code`: says which may assert, and what. Null
  /// where no kernel asserts.
  mlir::ModuleOp kernels;
  llvm::ArrayRef<PlanCode> code;
  /// Cubins: in the file, not in the plan's hash.
  llvm::ArrayRef<PlanCode> deviceCode;
};

/// The file, header and all: a function of the module and the options only.
/// Refuses a module whose memory is not planned yet.
mlir::FailureOr<std::string> writePlan(mlir::ModuleOp module,
                                       const PlanFileOptions &options);

} // namespace fsdp

#endif // FSDP_TARGET_PLANFILE_H
