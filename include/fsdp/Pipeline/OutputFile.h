//===- OutputFile.h - where a compilation's result goes ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_PIPELINE_OUTPUTFILE_H
#define FSDP_PIPELINE_OUTPUTFILE_H

#include "fsdp/Pipeline/Compile.h"

namespace fsdp {

/// Refuses early what `writeOutput` could not do after minutes of work: a plan
/// without a file name.
CompileStatus checkOutputPath(llvm::StringRef path, llvm::StringRef emit,
                              llvm::raw_ostream &diagnostics);

/// Writes `result.output` to `path` through a temporary file beside it, so that
/// an earlier file stays whole when the disk is full; "-" or, for text, no path
/// means standard output.
CompileStatus writeOutput(llvm::StringRef path, llvm::StringRef emit,
                          const CompileResult &result,
                          llvm::raw_ostream &diagnostics);

} // namespace fsdp

#endif // FSDP_PIPELINE_OUTPUTFILE_H
