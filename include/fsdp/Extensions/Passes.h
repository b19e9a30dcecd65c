//===- Passes.h - passes of Extensions ----------------------------------*- C++
//-*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_EXTENSIONS_PASSES_H
#define FSDP_EXTENSIONS_PASSES_H

#include "mlir/Pass/Pass.h"

namespace fsdp {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "fsdp/Extensions/Passes.h.inc"
} // namespace fsdp

#endif // FSDP_EXTENSIONS_PASSES_H
