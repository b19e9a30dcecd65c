//===- Compile.h - from a step to a plan ------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The compiler as a library: what fsdp-compile and fsdp-parity call.
//
//===----------------------------------------------------------------------===//

#ifndef FSDP_PIPELINE_COMPILE_H
#define FSDP_PIPELINE_COMPILE_H

#include "mlir/Support/LLVM.h"
#include <cstdint>
#include <string>
#include <vector>

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace fsdp {

/// What fsdp-compile's flags say, as text where the flag is a small language of
/// its own: the stage that uses a value parses it and names what is wrong.
/// Lists keep the order of the command line; later rules win.
struct CompileOptions {
  std::string grid;
  std::string target = "cpu";
  std::vector<std::string> extensionRules;
  std::vector<std::string> reduceExtensionRules;
  std::vector<std::string> extensionLibraries;
  std::vector<std::string> optimizerRules;
  std::vector<std::string> reshardRules;
  std::vector<std::string> paramGridRules;
  std::vector<std::string> recomputeRules;
  std::vector<std::string> cpuLevels;
  /// none, auto, or architectures such as sm_90,sm_100.
  std::string cubin = "auto";
  /// A directory that keeps machine code for later compilations; empty: none.
  std::string codeCache;
  std::string clipGradNorm;
  /// f32 or bf16; empty: as the step computes gradients.
  std::string reduceDtype;
  std::string schedule = "auto";
  std::string prefetch;
  std::string memoryBudget;
  std::string statistics = "step";
  /// Parameters and optimizer states lie in the host's memory.
  bool offload = false;
  std::string groupBy;
  std::string gradDivide;
  std::string ema;
  std::string lossScale;
  /// plan, ir, kernels or report.
  std::string emit = "plan";
  /// Stages to print to the diagnostics stream, by name; see `stageNames`.
  std::vector<std::string> printStages;
  /// Verify the IR after every stage, not only where it changes its form.
  bool verifyEach = false;
  /// Print each stage's and pass's wall time to the diagnostics stream.
  bool timing = false;
};

/// Who has to act when a compilation fails; also the tools' exit codes.
enum class CompileStatus {
  Ok = 0,
  UserError = 1,    ///< the input, a flag or a file is wrong
  InternalError = 2 ///< a bug of the compiler
};

/// What one compilation gives.
struct CompileResult {
  /// The plan file; with another `emit`, that text.
  std::vector<uint8_t> output;
};

/// Names of the pipeline's stages, in order.
std::vector<llvm::StringRef>
stageNames(const CompileOptions &options = CompileOptions());

/// Registers every dialect and interface that a step or a stage may use.
void registerCompilerDialects(mlir::DialectRegistry &registry);

/// Compiles the step in `inputPath` ("-": standard input). Diagnostics, with
/// file and line, go to `diagnostics`. May be called from several threads.
CompileStatus compileFile(llvm::StringRef inputPath,
                          const CompileOptions &options, CompileResult &result,
                          llvm::raw_ostream &diagnostics);

} // namespace fsdp

#endif // FSDP_PIPELINE_COMPILE_H
