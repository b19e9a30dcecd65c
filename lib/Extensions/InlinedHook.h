//===- InlinedHook.h - a specialised hook as ops of a step ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_EXTENSIONS_INLINEDHOOK_H
#define FSDP_LIB_EXTENSIONS_INLINEDHOOK_H

#include "fsdp/Extensions/SpecializedHook.h"

namespace fsdp {

/// `first` is where the context begins.
mlir::Value getContextArgument(SpecializedHook &hook, unsigned first,
                               HookContextArg which);

/// The first `count` values that `hook` yields of `args`; null ones are those
/// that it does not read.
llvm::SmallVector<mlir::Value> inlineHook(mlir::OpBuilder &builder,
                                          SpecializedHook &hook,
                                          llvm::ArrayRef<mlir::Value> args,
                                          unsigned count);

/// Tensors, then context: of what is left of it the shard index alone is read.
llvm::SmallVector<mlir::Value>
makeArguments(llvm::ArrayRef<mlir::Value> tensors, unsigned numContext,
              mlir::Value shard);

} // namespace fsdp

#endif // FSDP_LIB_EXTENSIONS_INLINEDHOOK_H
