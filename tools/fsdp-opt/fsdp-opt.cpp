//===- fsdp-opt.cpp - runs passes on IR -----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Conversion/Passes.h"
#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "fsdp/Extensions/Passes.h"
#include "fsdp/Transforms/Passes.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

namespace fsdp::test {
void registerTestPasses();
} // namespace fsdp::test

int main(int argc, char **argv) {
  mlir::registerAllPasses();
  fsdp::registerFSDPExtensionsPasses();
  fsdp::registerFSDPTransformsPasses();
  fsdp::registerFSDPComputePipelines();
  fsdp::registerFSDPConversionPasses();
  fsdp::test::registerTestPasses();
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  registry.insert<fsdp::FSDPDialect, fsdp::plan::PlanDialect>();
  return mlir::asMainReturnCode(mlir::MlirOptMain(
      argc, argv, "fsdp-opt: runs passes of fsdp-mlir on IR\n", registry));
}
