//===- Passes.td - passes of Extensions, in pipeline order ----------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_EXTENSIONS_PASSES_TD
#define FSDP_EXTENSIONS_PASSES_TD

include "mlir/Pass/PassBase.td"

#endif // FSDP_EXTENSIONS_PASSES_TD
