//===- Passes.h - passes of Conversion ----------------------------------*- C++
//-*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_CONVERSION_PASSES_H
#define FSDP_CONVERSION_PASSES_H

#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "mlir/Pass/Pass.h"

namespace fsdp {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "fsdp/Conversion/Passes.h.inc"
} // namespace fsdp

#endif // FSDP_CONVERSION_PASSES_H
