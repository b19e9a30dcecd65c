//===- Plan.h - the command dialect -----------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_DIALECT_PLAN_IR_PLAN_H
#define FSDP_DIALECT_PLAN_IR_PLAN_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"

#include "fsdp/Dialect/Plan/IR/PlanDialect.h.inc"
#define GET_TYPEDEF_CLASSES
#include "fsdp/Dialect/Plan/IR/PlanTypes.h.inc"
#define GET_OP_CLASSES
#include "fsdp/Dialect/Plan/IR/PlanOps.h.inc"

namespace fsdp::plan {
/// What a command does to a byte range; values as in plan.fbs.
enum Access : int64_t { NoAccess = 0, Read = 1, Write = 2, ReadWrite = 3 };
/// Streams as the compiler uses them.
enum Stream : int64_t { ComputeStream = 0, GatherStream = 1, ReduceStream = 2 };
} // namespace fsdp::plan

#endif // FSDP_DIALECT_PLAN_IR_PLAN_H
