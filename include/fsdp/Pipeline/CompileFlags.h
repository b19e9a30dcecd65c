//===- CompileFlags.h - fsdp-compile's flags --------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The flags that set CompileOptions, declared once for fsdp-compile and
// fsdp-parity. CLI11 throws, so whoever includes it is built with exceptions.
//
//===----------------------------------------------------------------------===//

#ifndef FSDP_PIPELINE_COMPILEFLAGS_H
#define FSDP_PIPELINE_COMPILEFLAGS_H

#include "fsdp/Pipeline/Compile.h"

namespace CLI {
class App;
} // namespace CLI

namespace fsdp {

/// Adds every compile flag to `app`; they write to `options`, which must
/// outlive the parse.
void addCompileFlags(CLI::App &app, CompileOptions &options);

} // namespace fsdp

#endif // FSDP_PIPELINE_COMPILEFLAGS_H
