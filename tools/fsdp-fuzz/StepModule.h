//===- StepModule.h - a random case's step as MLIR --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TOOLS_FSDP_FUZZ_STEPMODULE_H
#define FSDP_TOOLS_FSDP_FUZZ_STEPMODULE_H

#include "runner/fuzz/fuzz_case.h"

namespace fsdp {

/// The case's `@step`, with the attributes that say what its arguments and
/// results are, as fsdp-compile reads it.
std::string printStep(const fsdp_rt::runner::FuzzCase &spec);

} // namespace fsdp

#endif // FSDP_TOOLS_FSDP_FUZZ_STEPMODULE_H
