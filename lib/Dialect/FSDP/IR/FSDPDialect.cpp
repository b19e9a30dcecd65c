//===- FSDPDialect.cpp - the sharding dialect -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace fsdp;

#include "fsdp/Dialect/FSDP/IR/FSDPDialect.cpp.inc"
#include "fsdp/Dialect/FSDP/IR/FSDPEnums.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "fsdp/Dialect/FSDP/IR/FSDPAttrs.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "fsdp/Dialect/FSDP/IR/FSDPTypes.cpp.inc"

void FSDPDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "fsdp/Dialect/FSDP/IR/FSDPAttrs.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "fsdp/Dialect/FSDP/IR/FSDPTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "fsdp/Dialect/FSDP/IR/FSDPOps.cpp.inc"
      >();
}

LogicalResult GridAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                               int64_t replicas, int64_t shards) {
  if (replicas < 1 || shards < 1)
    return emitError() << "grid of " << replicas << " replicas and " << shards
                       << " shards, expected at least 1 of each";
  return success();
}

LogicalResult LayoutAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                 int64_t shards, int64_t dim, int64_t outer,
                                 int64_t size, int64_t inner, int64_t offset) {
  if (shards < 1)
    return emitError() << "layout over " << shards
                       << " shards, expected at least 1";
  if (dim < 0 || outer < 1 || size < 1 || inner < 1 || offset < 0)
    return emitError() << "layout with dim = " << dim << ", outer = " << outer
                       << ", size = " << size << ", inner = " << inner
                       << ", offset = " << offset
                       << ", expected sizes of at least 1 and no negative "
                          "dim or offset";
  return success();
}
