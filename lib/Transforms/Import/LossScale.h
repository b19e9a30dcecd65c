//===- LossScale.h - how losses are scaled ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_IMPORT_LOSSSCALE_H
#define FSDP_LIB_TRANSFORMS_IMPORT_LOSSSCALE_H

#include "NameRule.h"

namespace fsdp {

/// Name of the scalar by which a step scales its loss.
constexpr llvm::StringLiteral kLossScale = "loss_scale";

/// What the gradients of a step with such a scalar were multiplied by. The
/// numbers of a dynamic scale are those of torch.amp.GradScaler.
struct LossScale {
  double initial = 1;
  bool dynamic = false;

  /// "X", a number above 0, or "dynamic". Empty: 1, which the host may change.
  static mlir::FailureOr<LossScale> parse(llvm::StringRef text,
                                          EmitError emitError);
};

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_IMPORT_LOSSSCALE_H
