//===- FSDPOps.td - operations of the sharding dialect -----*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_DIALECT_FSDP_IR_FSDPOPS_TD
#define FSDP_DIALECT_FSDP_IR_FSDPOPS_TD

include "fsdp/Dialect/FSDP/IR/FSDPSymbolOps.td"
include "fsdp/Dialect/FSDP/IR/FSDPStepOps.td"
include "fsdp/Dialect/FSDP/IR/FSDPFusedOps.td"

#endif // FSDP_DIALECT_FSDP_IR_FSDPOPS_TD
