//===- FSDPOpBase.td - what every operation begins with ----*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_DIALECT_FSDP_IR_FSDPOPBASE_TD
#define FSDP_DIALECT_FSDP_IR_FSDPOPBASE_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "fsdp/Dialect/FSDP/IR/FSDPAttrs.td"
include "fsdp/Dialect/FSDP/IR/FSDPTypes.td"

class FSDP_Op<string mnemonic, list<Trait> traits = []>
    : Op<FSDP_Dialect, mnemonic, traits>;

/// An op whose groups, parameters or extension must be there and fit it.
class FSDP_SymbolUserOp<string mnemonic, list<Trait> traits = []>
    : FSDP_Op<mnemonic, traits # [DeclareOpInterfaceMethods<SymbolUserOpInterface>]>;

#endif // FSDP_DIALECT_FSDP_IR_FSDPOPBASE_TD
