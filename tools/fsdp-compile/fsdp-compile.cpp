//===- fsdp-compile.cpp - from a step to a plan ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Pipeline/CompileFlags.h"
#include "fsdp/Pipeline/OutputFile.h"
#include "llvm/Support/raw_ostream.h"

#include <CLI/CLI.hpp>

static const char example[] =
    "example:\n"
    "  fsdp-compile step.mlir -o step.plan --grid 4 --extension '.*=bf16_cast' "
    "\\\n      --optimizer 'adamw(lr=1e-3,weight_decay=0.1)' --clip-grad-norm "
    "1";

int main(int argc, char **argv) {
  CLI::App app("fsdp-compile: compiles a training step to a plan\n",
               "fsdp-compile");
  app.footer(example);
  fsdp::CompileOptions options;
  std::string input, output;
  app.add_option("input", input, "STEP.mlir, or - for standard input")
      ->required();
  app.add_option("-o", output, "where to write; - for standard output");
  fsdp::addCompileFlags(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError &error) {
    if (error.get_exit_code() == 0)
      return app.exit(error);
    llvm::errs() << "error: " << error.what() << "; see fsdp-compile --help\n";
    return 1;
  }
  fsdp::CompileResult result;
  fsdp::CompileStatus status =
      fsdp::checkOutputPath(output, options.emit, llvm::errs());
  if (status == fsdp::CompileStatus::Ok)
    status = fsdp::compileFile(input, options, result, llvm::errs());
  if (status == fsdp::CompileStatus::Ok)
    status = fsdp::writeOutput(output, options.emit, result, llvm::errs());
  return static_cast<int>(status);
}
