//===- GradientParam.h - a gradient as its hooks see it ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_EXTENSIONS_GRADIENTPARAM_H
#define FSDP_EXTENSIONS_GRADIENTPARAM_H

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "mlir/IR/OwningOpRef.h"

namespace fsdp {

/// The gradient of inner tensor `inner` of `param` as a parameter, which is
/// what hooks are checked and specialised for: one f32 tensor, cut as that one.
/// It is in no module.
mlir::OwningOpRef<ParamOp> getGradientParam(ParamOp param, unsigned inner);

} // namespace fsdp

#endif // FSDP_EXTENSIONS_GRADIENTPARAM_H
