//===- KeepList.cpp - which groups stay unsharded, and why ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Transforms/KeepList.h"

#include "fsdp/Dialect/Plan/IR/Plan.h"

using namespace mlir;
using namespace fsdp;

void fsdp::printKeepList(ModuleOp module, llvm::raw_ostream &os) {
  os << "keep list\n";
  for (auto group : module.getOps<plan::GroupOp>()) {
    if (!group.getReason())
      continue;
    os << "  " << group.getSymName() << ": "
       << (group.getKept() ? "kept" : "resharded") << ", "
       << group.getFullBytes() << " bytes unsharded, "
       << group.getKeptBytes().value_or(0) << " bytes more at the peak, "
       << *group.getReason() << "\n";
  }
}
