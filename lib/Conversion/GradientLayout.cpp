//===- GradientLayout.cpp - where a group's gradients are computed --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "GradientLayout.h"

#include "PlanAddress.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/DenseSet.h"

using namespace mlir;
using namespace fsdp;

/// A gradient that is a parameter: what unpacks it writes where the schedule
/// says, in this phase or in forward.
static bool isParameter(Value gradient, Operation *user) {
  FailureOr<PlanAddress> address = resolveMemRef(gradient, user);
  return succeeded(address) &&
         llvm::any_of(address->root.getUsers(), [](Operation *writer) {
           return llvm::any_of(writer->getOperandTypes(),
                               llvm::IsaPred<SourcesType>);
         });
}

memref::AllocOp fsdp::getOwnAllocation(Value gradient, Operation *user) {
  auto type = cast<MemRefType>(gradient.getType());
  FailureOr<PlanAddress> address = resolveMemRef(gradient, user);
  if (failed(address) || address->offset != 0)
    return {};
  auto alloc = address->root.getDefiningOp<memref::AllocOp>();
  if (!alloc || getMemRefBytes(alloc.getType()) != getMemRefBytes(type) ||
      isParameter(gradient, user))
    return {};
  return alloc;
}

SmallVector<int64_t> fsdp::findGradientsBeside(CollectiveStartOp op) {
  // fsdp-convert-to-plan reports what it cannot follow.
  ScopedDiagnosticHandler silent(op.getContext(),
                                 [](Diagnostic &) { return success(); });
  DenseSet<Value> taken;
  SmallVector<int64_t> beside;
  for (auto start : op->getBlock()->getOps<CollectiveStartOp>()) {
    if (!start.getGrads())
      continue;
    DenseSet<int64_t> places;
    for (auto [i, gradient] : llvm::enumerate(start.getInputs())) {
      int64_t place = getGradientPlace(
          start, cast<GradSegmentAttr>(start.getGradsAttr()[i]));
      if (places.contains(place))
        continue;
      memref::AllocOp alloc = getOwnAllocation(gradient, start);
      if (alloc && taken.insert(alloc.getResult()).second)
        places.insert(place);
      else if (start == op && !isParameter(gradient, start))
        beside.push_back(static_cast<int64_t>(i));
    }
    if (start == op)
      break;
  }
  return beside;
}
