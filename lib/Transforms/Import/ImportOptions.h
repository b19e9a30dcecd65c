//===- ImportOptions.h - the options of import-step, parsed -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TRANSFORMS_IMPORT_IMPORTOPTIONS_H
#define FSDP_TRANSFORMS_IMPORT_IMPORTOPTIONS_H

#include "LossScale.h"
#include "NameRule.h"
#include "OptimizerSpec.h"
#include "mlir/IR/Types.h"
#include <optional>

namespace fsdp {

/// The options of the pass, parsed.
struct ImportOptions {
  OptimizerRules optimizer;
  std::optional<ClipSpec> clip;
  std::optional<NamePattern> groupBy;
  llvm::SmallVector<NameRule> reshard;
  llvm::SmallVector<NameRule> paramGrid;
  llvm::SmallVector<NamePattern> recompute;
  mlir::Type reduceDtype; ///< Null: as gradients are computed.
  LossScale lossScale;
  std::optional<double> divide;
  std::optional<double> ema; ///< The decay.
};

} // namespace fsdp

#endif // FSDP_TRANSFORMS_IMPORT_IMPORTOPTIONS_H
