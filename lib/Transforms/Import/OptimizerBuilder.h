//===- OptimizerBuilder.h - the optimizer as IR -----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_IMPORT_OPTIMIZERBUILDER_H
#define FSDP_LIB_TRANSFORMS_IMPORT_OPTIMIZERBUILDER_H

#include "LossScale.h"
#include "OptimizerSpec.h"
#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace fsdp {

/// The trained parameters of one group and stored type that one rule updates,
/// in argument order.
struct UpdateSet {
  mlir::FlatSymbolRefAttr group;
  const OptimizerRules::Rule *rule;
  mlir::Type stored; ///< Element type of the parameters and their moments.
  llvm::SmallVector<mlir::Attribute> params; ///< Symbols.
};

/// Appends `@optimizer` to `module`: the scalars, the norm where `clip` is
/// given, and one `fsdp.update` per set. Every hyperparameter is a run-time
/// scalar. With `scale` a step changes nothing where a gradient of any rank is
/// not finite, and the optimizer reports that. With `ema` every update keeps an
/// exponential moving average of its parameters, the state "ema"; its decay is
/// the scalar ema_decay, at first `ema`.
mlir::func::FuncOp buildOptimizer(mlir::ModuleOp module,
                                  llvm::ArrayRef<UpdateSet> updates,
                                  const std::optional<ClipSpec> &clip,
                                  const std::optional<LossScale> &scale,
                                  std::optional<double> ema);

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_IMPORT_OPTIMIZERBUILDER_H
