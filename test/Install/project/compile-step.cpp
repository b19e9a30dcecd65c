//===- compile-step.cpp - the compiler as a library of another project ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   compile-step STEP.mlir
//
// Counts the parameters that the imported step would have, in IR of the
// project's own making, then compiles it and prints the plan's size.
//===----------------------------------------------------------------------===//

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "fsdp/Pipeline/Compile.h"
#include "fsdp/Transforms/Passes.h"

#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/raw_ostream.h"

int main(int argc, char **argv) {
  if (argc != 2) {
    llvm::errs() << "usage: compile-step STEP.mlir\n";
    return 1;
  }
  mlir::DialectRegistry registry;
  fsdp::registerCompilerDialects(registry);
  mlir::MLIRContext context(registry);
  auto module = mlir::parseSourceFile<mlir::ModuleOp>(argv[1], &context);
  mlir::PassManager passes(&context, mlir::ModuleOp::getOperationName());
  passes.addPass(fsdp::createImportStep());
  if (!module || failed(passes.run(*module)))
    return 1;
  auto params = module->getOps<fsdp::ParamOp>();
  llvm::outs() << std::distance(params.begin(), params.end())
               << " parameters\n";

  fsdp::CompileOptions options;
  options.extensionRules = {".*=bf16_cast"};
  options.cpuLevels = {"x86-64-v3"};
  fsdp::CompileResult plan;
  fsdp::CompileStatus status =
      fsdp::compileFile(argv[1], options, plan, llvm::errs());
  if (status == fsdp::CompileStatus::Ok)
    llvm::outs() << plan.output.size() << " bytes\n";
  return int(status);
}
