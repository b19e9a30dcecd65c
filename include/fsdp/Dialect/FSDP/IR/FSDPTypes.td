//===- FSDPTypes.td - types of the sharding dialect --------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_DIALECT_FSDP_IR_FSDPTYPES_TD
#define FSDP_DIALECT_FSDP_IR_FSDPTYPES_TD

include "mlir/IR/AttrTypeBase.td"
include "fsdp/Dialect/FSDP/IR/FSDPDialect.td"

class FSDP_Type<string name, string typeMnemonic> : TypeDef<FSDP_Dialect, name> {
  let mnemonic = typeMnemonic;
}

def FSDP_TokenType : FSDP_Type<"Token", "token"> {
  let summary = "a collective under way";
  let description = [{
    Made by `fsdp.collective_start`, consumed by exactly one `fsdp.wait`.
  }];
}

def FSDP_SourcesType : FSDP_Type<"Sources", "sources"> {
  let summary = "one readable slot per rank of a communicator, in rank order";
  let description = [{
    What a finished gather or reduce offers to read: W pointers, one for each
    rank. Where they point is the transport's business: into other ranks' memory
    (peer) or into a gathered buffer (buffered). It is not a tensor, so that
    nothing can copy or alias it.
  }];
}

#endif // FSDP_DIALECT_FSDP_IR_FSDPTYPES_TD
