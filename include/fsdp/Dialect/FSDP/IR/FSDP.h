//===- FSDP.h - the sharding dialect ----------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_DIALECT_FSDP_IR_FSDP_H
#define FSDP_DIALECT_FSDP_IR_FSDP_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "fsdp/Dialect/FSDP/IR/FSDPDialect.h.inc"
#include "fsdp/Dialect/FSDP/IR/FSDPEnums.h.inc"
#define GET_ATTRDEF_CLASSES
#include "fsdp/Dialect/FSDP/IR/FSDPAttrs.h.inc"
#define GET_TYPEDEF_CLASSES
#include "fsdp/Dialect/FSDP/IR/FSDPTypes.h.inc"
#define GET_OP_CLASSES
#include "fsdp/Dialect/FSDP/IR/FSDPOps.h.inc"

namespace fsdp {

/// The block arguments of a hook body (a class of stats, pack or unpack) are
/// elements, row and valid rows, statistics.
mlir::Block::BlockArgListType getBodyElements(mlir::Region &body);
mlir::Block::BlockArgListType getBodyStats(mlir::Region &body);

} // namespace fsdp

#endif // FSDP_DIALECT_FSDP_IR_FSDP_H
