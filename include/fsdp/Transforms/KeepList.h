//===- KeepList.h - which groups stay unsharded, and why --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TRANSFORMS_KEEPLIST_H
#define FSDP_TRANSFORMS_KEEPLIST_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/raw_ostream.h"

namespace fsdp {

/// One line per group that `fsdp-schedule` decided on: kept or resharded, the
/// bytes of its unsharded buffer, by how much keeping raises the peak, why.
void printKeepList(mlir::ModuleOp module, llvm::raw_ostream &os);

} // namespace fsdp

#endif // FSDP_TRANSFORMS_KEEPLIST_H
