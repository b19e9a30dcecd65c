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
#include "llvm/ADT/DenseSet.h"

#include "fsdp/Dialect/FSDP/IR/FSDPDialect.h.inc"
#include "fsdp/Dialect/FSDP/IR/FSDPEnums.h.inc"
#define GET_ATTRDEF_CLASSES
#include "fsdp/Dialect/FSDP/IR/FSDPAttrs.h.inc"
#define GET_TYPEDEF_CLASSES
#include "fsdp/Dialect/FSDP/IR/FSDPTypes.h.inc"
#define GET_OP_CLASSES
#include "fsdp/Dialect/FSDP/IR/FSDPOps.h.inc"

namespace fsdp {

/// On a module: what outlives a step, other than gradients, is in the host's
/// memory, and no slot is.
constexpr llvm::StringLiteral kOffload = "fsdp.offload";

/// How the ranks of `group` replicate and shard: its own grid, or the module's.
GridAttr getGridOf(mlir::Operation *from, llvm::StringRef group);

/// The block arguments of a hook body (a class of stats, pack or unpack) are
/// elements, row and valid rows, statistics.
mlir::Block::BlockArgListType getBodyElements(mlir::Region &body);
mlir::Block::BlockArgListType getBodyStats(mlir::Region &body);

/// Whether a hook body is of block scope: it combines a block's elements, or
/// wires have one element for each block.
bool hasBlockScope(mlir::Region &body, mlir::DenseI64ArrayAttr blockWires);

/// The values of a hook body that differ from element to element of a block:
/// they depend on `elements` or the row, other than through fsdp.block_reduce.
llvm::DenseSet<mlir::Value>
getVaryingValues(mlir::Region &body, llvm::ArrayRef<mlir::Value> elements);

/// The arguments of an unpack's body that are one element of a wire for each
/// element of the chunk.
llvm::SmallVector<mlir::Value>
getVaryingWires(mlir::Region &body, mlir::DenseI64ArrayAttr blockWires);

} // namespace fsdp

#endif // FSDP_DIALECT_FSDP_IR_FSDP_H
