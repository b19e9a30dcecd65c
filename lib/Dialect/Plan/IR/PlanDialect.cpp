//===- PlanDialect.cpp - the command dialect ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace fsdp::plan;

#include "fsdp/Dialect/Plan/IR/PlanDialect.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "fsdp/Dialect/Plan/IR/PlanTypes.cpp.inc"
#define GET_OP_CLASSES
#include "fsdp/Dialect/Plan/IR/PlanOps.cpp.inc"

void PlanDialect::initialize() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "fsdp/Dialect/Plan/IR/PlanTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "fsdp/Dialect/Plan/IR/PlanOps.cpp.inc"
      >();
}

LogicalResult TensorOp::verify() {
  static constexpr StringLiteral roles[] = {"param", "moment", "grad",
                                            "buffer"};
  if (!llvm::is_contained(roles, getRole()))
    return emitOpError() << "has role '" << getRole()
                         << "', expected param, moment, grad or buffer";
  if (getOffset() < 0 || getChunk() < 0)
    return emitOpError() << "has offset " << getOffset() << " and chunk "
                         << getChunk() << ", expected none below 0";
  return success();
}

LogicalResult LaunchOp::verify() {
  size_t count = getArgs().size();
  if (getOffsets().size() != count || getBytes().size() != count ||
      getAccess().size() != count)
    return emitOpError() << "has " << count
                         << " arguments, expected as many offsets, bytes and "
                            "access modes, got "
                         << getOffsets().size() << ", " << getBytes().size()
                         << " and " << getAccess().size();
  return success();
}
