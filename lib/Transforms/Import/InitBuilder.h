//===- InitBuilder.h - first values from a seed, as IR ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_IMPORT_INITBUILDER_H
#define FSDP_LIB_TRANSFORMS_IMPORT_INITBUILDER_H

#include "InitRecipe.h"
#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace fsdp {

/// One inner tensor (or a whole parameter) and how it is drawn.
struct InitTensor {
  mlir::FlatSymbolRefAttr group, param;
  int64_t inner;
  mlir::Type stored; ///< Element type.
  InitRecipe recipe;
};

/// Appends the entry "init" to `module`, function `name`: one
/// `fsdp.initialize` per group, kind of recipe and stored type.
mlir::func::FuncOp buildInit(mlir::ModuleOp module, llvm::StringRef name,
                             llvm::ArrayRef<InitTensor> tensors);

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_IMPORT_INITBUILDER_H
