//===- LossScale.cpp - how losses are scaled ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "LossScale.h"
#include <cmath>

using namespace mlir;
using namespace fsdp;

FailureOr<LossScale> LossScale::parse(StringRef text, EmitError emitError) {
  LossScale scale;
  if (text.empty())
    return scale;
  if (text == "dynamic") {
    scale.initial = 65536;
    scale.dynamic = true;
    return scale;
  }
  if (text.getAsDouble(scale.initial) || !(scale.initial > 0) ||
      !std::isfinite(scale.initial))
    return emitError() << "loss-scale: '" << text
                       << "', expected a finite number above 0 or 'dynamic'";
  return scale;
}
