//===- ComputeMapping.cpp - a compute kernel's loops on threads -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "ComputeMapping.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace fsdp;

/// The kernel's one linalg op, if everything else only prepares its operands.
static linalg::LinalgOp findOnlyOp(func::FuncOp kernel) {
  linalg::LinalgOp found;
  for (Operation &op : kernel.front().without_terminator()) {
    if (isa<memref::LoadOp, memref::GetGlobalOp>(op) || isPure(&op))
      continue;
    auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
    if (!linalgOp || found || linalgOp.hasDynamicShape())
      return {};
    found = linalgOp;
  }
  return found;
}

LogicalResult fsdp::mapComputeKernel(func::FuncOp kernel,
                                     ParameterAlignment alignment,
                                     const llvm::BitVector &scratch) {
  linalg::LinalgOp op = findOnlyOp(kernel);
  if (!op || !LoopKinds(op).isInjective)
    return success(succeeded(mapScatter(kernel, scratch)) ||
                   succeeded(mapCooperatively(kernel)));
  // Each says whether it fits; the last fits everything.
  if (succeeded(mapRows(kernel, op, alignment)) ||
      succeeded(mapColumns(kernel, op)) || succeeded(mapTranspose(kernel, op)))
    return success();
  mapPoints(kernel, op, alignment);
  return success();
}
