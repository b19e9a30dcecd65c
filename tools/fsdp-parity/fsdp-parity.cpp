//===- fsdp-parity.cpp - compares a golden case with PyTorch FSDP2 --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Pipeline/CompileFlags.h"
#include "runner/parity/parity_command.h"
#include "llvm/Support/raw_ostream.h"

#include <CLI/CLI.hpp>

using fsdp_rt::runner::GoldenCase;
using fsdp_rt::runner::Status;

namespace {

/// Compiles step.mlir in process. What the case says stands where the command
/// line is silent.
class InProcessCompiler : public fsdp_rt::runner::StepCompiler {
public:
  void AddFlags(CLI::App *app) override {
    fsdp::addCompileFlags(*app, options);
  }
  std::string Schedule() const override { return options.schedule; }

  Status Compile(const GoldenCase &golden,
                 std::vector<uint8_t> *plan) override {
    applyCase(golden);
    // It is a checker: of the compiler as well.
    options.verifyEach = true;
    fsdp::CompileResult result;
    fsdp::CompileStatus status = fsdp::compileFile(
        golden.File("step.mlir"), options, result, llvm::errs());
    *plan = std::move(result.output);
    std::string message = "cannot compile " + golden.File("step.mlir");
    switch (status) {
    case fsdp::CompileStatus::Ok:
      return Status();
    case fsdp::CompileStatus::UserError:
      return Status::User(message);
    case fsdp::CompileStatus::InternalError:
      return Status::Ours(message);
    }
    return Status::Ours(message);
  }

private:
  void applyCase(const GoldenCase &golden) {
    if (options.grid.empty())
      options.grid = golden.grid;
    if (options.optimizerRules.empty())
      options.optimizerRules = {golden.optimizer};
    if (options.clipGradNorm.empty())
      options.clipGradNorm = golden.clip_grad_norm;
    if (options.reshardRules.empty() && !golden.reshard_after_forward.empty())
      options.reshardRules = {golden.reshard_after_forward};
    if (options.reduceDtype.empty())
      options.reduceDtype = golden.reduce_dtype;
    if (options.lossScale.empty())
      options.lossScale = golden.loss_scale;
    if (options.gradDivide.empty())
      options.gradDivide = golden.grad_divide;
    if (options.prefetch.empty())
      options.prefetch = golden.prefetch;
  }

  fsdp::CompileOptions options;
};

} // namespace

int main(int argc, char **argv) {
  InProcessCompiler compiler;
  return fsdp_rt::runner::ParityMain(argc, argv, &compiler);
}
