//===- PlanDialect.td - the command dialect ----------------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_DIALECT_PLAN_IR_PLANDIALECT_TD
#define FSDP_DIALECT_PLAN_IR_PLANDIALECT_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/OpBase.td"

def Plan_Dialect : Dialect {
  let name = "plan";
  let cppNamespace = "::fsdp::plan";
  let summary = "the command list that ranks execute";
  let description = [{
    One to one with runtime/schema/plan.fbs: buffers are byte ranges, commands are
    launches, GEMMs and collectives on streams. Every rank runs the same list.

    A command's operands are buffers; next to them stand, as arrays of the same
    length, the byte `offsets`, the `bytes` touched and the `access` (1 read,
    2 write, 3 both). Order within a stream is program order; between streams
    only `signal`/`wait` order anything, and between ranks only a collective,
    `release` and `reclaim`.

    Before `fsdp-convert-to-plan` the operands of `launch`, `gemm`, `copy` and
    `fill` are still memrefs, with offsets from the memref's first byte.
  }];
  let useDefaultTypePrinterParser = 1;
}

class Plan_Type<string name, string typeMnemonic> : TypeDef<Plan_Dialect, name> {
  let mnemonic = typeMnemonic;
}
def Plan_BufferType : Plan_Type<"Buffer", "buffer"> {
  let summary = "bytes of one arena";
}
def Plan_SourcesType : Plan_Type<"Sources", "sources"> {
  let summary = "a table of W pointers, one readable slot per rank of a communicator";
}
def Plan_TableType : Plan_Type<"Table", "table"> {
  let summary = "i64 values that depend on the rank, fixed when a session is made";
}
def Plan_ScalarsType : Plan_Type<"Scalars", "scalars"> {
  let summary = "the f64 run-time scalars, in the order of plan.scalar";
}
def Plan_EventType : Plan_Type<"Event", "event"> {
  let summary = "a point of a stream that others wait for";
}

#endif // FSDP_DIALECT_PLAN_IR_PLANDIALECT_TD
