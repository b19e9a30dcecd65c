//===- FSDPDialect.td - the sharding dialect ---------------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_DIALECT_FSDP_IR_FSDPDIALECT_TD
#define FSDP_DIALECT_FSDP_IR_FSDPDIALECT_TD

include "mlir/IR/OpBase.td"

def FSDP_Dialect : Dialect {
  let name = "fsdp";
  let cppNamespace = "::fsdp";
  let summary = "sharded parameters, all-gather extensions and their collectives";
  let description = [{
    The dialect says *what* is sharded and *how it travels*: groups and
    parameters are symbols, extensions are pairs of hook regions, and every
    collective is one `collective_start` and one `wait`.

    Only `fsdp.gather`, `fsdp.reduce_grad` and `fsdp.update` (and what
    `fsdp-fuse-hooks` makes of them) name parameters; everything else works on
    plain tensors, so upstream passes may rewrite the model freely.
  }];
  let dependentDialects = [];
  let useDefaultAttributePrinterParser = 1;
  let useDefaultTypePrinterParser = 1;
  // The discardable `fsdp.*` attributes of the input (DESIGN: "The input") are
  // read and checked by fsdp-import-step, which can name all of them at once.
  let hasOperationAttrVerify = 0;
}

#endif // FSDP_DIALECT_FSDP_IR_FSDPDIALECT_TD
