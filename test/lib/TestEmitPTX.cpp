//===- TestEmitPTX.cpp - prints the PTX of a module's kernels -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// test-fsdp-emit-ptx{capability=N} takes the result of fsdp-kernels-to-nvvm and
// prints its PTX.
//
//===----------------------------------------------------------------------===//

#include "fsdp/Target/PTXEmitter.h"
#include "mlir/Pass/Pass.h"

using namespace mlir;

namespace {
struct TestEmitPTX : PassWrapper<TestEmitPTX, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(TestEmitPTX)
  TestEmitPTX() = default;
  TestEmitPTX(const TestEmitPTX &other) : PassWrapper(other) {}
  StringRef getArgument() const final { return "test-fsdp-emit-ptx"; }
  StringRef getDescription() const final { return "prints PTX"; }
  void getDependentDialects(DialectRegistry &registry) const override {
    fsdp::registerPTXEmitterDialects(registry);
  }

  void runOnOperation() override {
    for (auto kernels : getOperation().getOps<gpu::GPUModuleOp>()) {
      FailureOr<std::string> ptx = fsdp::emitPTX(kernels, capability);
      if (failed(ptx))
        return signalPassFailure();
      llvm::outs() << *ptx;
      llvm::outs().flush();
    }
  }

  Option<unsigned> capability{
      *this, "capability", llvm::cl::desc("80, 90 or 100"), llvm::cl::init(80)};
};
} // namespace

namespace fsdp::test {
void registerEmitPTXPass() { PassRegistration<TestEmitPTX>(); }
} // namespace fsdp::test
